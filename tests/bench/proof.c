/*
 * The proof of one act in a table of a million: how large, how long to verify.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#define ACTS 1000000u
#define ROUNDS 201

/* A million leaves, the fixture's entries first. */
static struct vb_tree *big_tree(struct fx *t)
{
	struct vb_tree *tree = vb_tree_new();
	struct vb_hash leaf;

	for (uint32_t i = 0; i < ACTS; i++) {
		if (i < t->size)
			vb_leaf_hash(vb_view(t->note[i], t->note_len[i]), &leaf);
		else
			t->rng.fill(t->rng.ctx, &leaf, sizeof(leaf));
		if (!tree || vb_tree_append(tree, &leaf) != VB_OK)
			bench_die("tree", NULL);
	}
	return tree;
}

void bench_proof(void)
{
	static const char *const names[] = {"nord", "sud"};
	struct vb_shown shown = {0};
	struct vb_proof_parts parts = {0};
	struct vb_tree *mine;
	struct vb_trust *trust;
	struct vb_finding *found = malloc(sizeof(*found));
	double t[ROUNDS];
	uint8_t note[4096], trust_text[4096];
	char *file = NULL;
	size_t len = 0, n;
	struct fx fx;
	FILE *f;

	fx_open(&fx, 1, names, 2, NULL, NULL);
	shown.index = fx_hand(&fx, 0, 2, "propose", "draft", VB_NO_ACT, fx_paper);
	shown.note = vb_view(fx.note[shown.index], fx.note_len[shown.index]);
	mine = fx.tree;
	fx.tree = big_tree(&fx);
	n = fx.size;
	fx.size = ACTS;
	parts.checkpoint = vb_view(note, fx_checkpoint(&fx, 3, note, sizeof(note)));
	fx.size = (uint32_t)n;
	shown.npath = vb_tree_inclusion(fx.tree, shown.index, ACTS, shown.path);
	parts.charter = vb_view(fx.note[0], fx.note_len[0]);
	parts.shown = &shown;
	parts.nshown = 1;
	f = open_memstream(&file, &len);
	if (!f || vb_proof_write(f, &parts, NULL) != VB_OK || fclose(f) != 0)
		bench_die("writing a proof", NULL);
	if (vb_trust_parse(vb_view(trust_text, fx_trust(&fx, trust_text, sizeof(trust_text))),
			   &trust, NULL) != VB_OK)
		bench_die("trust file", NULL);
	for (unsigned i = 0; i < ROUNDS; i++) {
		t[i] = bench_now();
		if (vb_verify(vb_view(file, len), trust, found) != VB_OK ||
		    found->result != VB_GENUINE) {
			fprintf(stderr, "bench: %s %s\n", found->clause, found->sentence);
			exit(1);
		}
		t[i] = bench_now() - t[i];
	}
	bench_figure("proof of one act in 1,000,000, beyond the act",
		     (double)(len - shown.note.len),
		     "bytes", "the act", (double)shown.note.len, "<= 4096");
	bench_figure("verify one proof", bench_median(t, ROUNDS) * 1e3, "ms",
		     "one bare Ed25519 verification", 1e3 / bench_bare_verify(2000, 700, 1),
		     "<= 2");
	free(file);
	free(found);
	vb_trust_free(trust);
	vb_tree_free(fx.tree);
	fx.tree = mine;
	fx_close(&fx);
}
