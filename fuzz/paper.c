/*
 * Papers: what is read divides into leaves that are the file, is its own canonical
 * form, and commits to leaves that can be shown; what is tidied up can be read.
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/record.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool true_)
{
	if (!true_)
		abort();
}

static void check_leaves(const struct vb_paper *p)
{
	static const uint8_t seed[32];
	const struct vb_copy_place place = {.chain = "a", .number = 1, .addressee = "b"};
	uint32_t last = p->nleaves - 1;
	struct vb_hash root, path[VB_PROOF_MAX];
	struct vb_view title, position;
	const uint8_t *at = p->text.ptr;
	uint8_t salt[32];
	unsigned n;

	for (unsigned i = 0; i < p->nleaves; i++) {
		demand(p->leaf[i].text.ptr == at);
		at += p->leaf[i].text.len;
		(void)vb_heading_article(p->leaf[i].heading, &title, &position);
	}
	demand(at == p->text.ptr + p->text.len);
	demand(vb_commit_root(&place, seed, p, &root, NULL) == VB_OK);
	demand(vb_commit_path(&place, seed, p, last, path, &n, NULL) == VB_OK);
	vb_leaf_salt(seed, last, salt);
	demand(vb_commit_verify(&place, salt, last, p->nleaves, &p->leaf[last], path, n,
				&root));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vb_view in = vb_view(data, size);
	static struct vb_paper p;
	uint8_t *tidy = NULL;
	size_t len = 0;
	bool reads = vb_paper_parse(in, &p, NULL) == VB_OK;

	if (reads)
		check_leaves(&p);
	if (vb_paper_canonical(in, &tidy, &len, NULL) == VB_OK) {
		demand(!reads || vb_view_eq(in, vb_view(tidy, len)));
		if (vb_paper_parse(vb_view(tidy, len), &p, NULL) == VB_OK)
			check_leaves(&p);
	} else {
		demand(!reads);
	}
	free(tidy);
	return 0;
}
