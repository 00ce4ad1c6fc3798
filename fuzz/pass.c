/*
 * Passes: whatever is read is short, keeps its rules and is written again byte for byte, and
 * nobody's key has signed it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "post/post.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const struct vb_pass *p)
{
	uint8_t buf[VB_PASS_MAX];
	struct vb_writer w;

	vb_writer_init(&w, buf, sizeof(buf));
	vb_put_str(&w, "verbale-pass/1\ndraft ");
	vb_put_hash(&w, &p->draft);
	vb_put_str(&w, "\nchain ");
	vb_put_view(&w, p->chain);
	vb_put_str(&w, "\nkey ");
	if (p->bearer)
		vb_put_byte(&w, '-');
	else
		vb_vkey_put(&w, &p->key);
	vb_put_str(&w, "\nuntil ");
	if (p->until == VB_TIME_NONE)
		vb_put_byte(&w, '-');
	else
		vb_put_time(&w, p->until);
	vb_put_byte(&w, '\n');
	if (w.over || !vb_view_eq(vb_written(&w), p->note.text))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t pub[32] = {2};
	struct vb_vkey nobody;
	struct vb_pass p;

	if (vb_pass_parse(vb_view(data, size), &p, NULL) != VB_OK)
		return 0;
	if (size > VB_PASS_MAX || p.note.nsigs != 1 || (p.bearer && p.until == VB_TIME_NONE))
		abort();
	check_text(&p);
	vb_vkey_make(&nobody, p.chain, VB_KEY_ED25519, pub);
	if (vb_pass_verify(&p, &nobody, 0, NULL) != VB_FALSE)
		abort();
	return 0;
}
