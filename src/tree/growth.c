/*
 * A checkpoint with the proof that it goes on from an earlier one, as a log sends it to
 * its witnesses (C2SP tlog-witness).
 *
 * SPDX-License-Identifier: ISC
 */
#include "tree/internal.h"

#define SPEC "C2SP tlog-witness"

enum vb_code vb_growth_parse(struct vb_view in, struct vb_growth *out, struct vb_err *err)
{
	struct vb_view line;
	struct vb_cursor c;

	out->n = 0;
	vb_cursor_form(&c, in, SPEC, err);
	if (!vb_dec_parse(vb_cursor_field(&c, "old"), &out->old))
		vb_cursor_fail(&c, SPEC, "the first line is not \"old\" and a size");
	for (line = vb_cursor_line(&c); c.code == VB_OK && line.len > 0;
	     line = vb_cursor_line(&c)) {
		if (out->n == VB_PROOF_MAX || !vb_tree_unbase64(line, &out->proof[out->n]))
			vb_cursor_fail(&c, SPEC, "a proof has at most %d lines, a hash in base64 "
						 "each", VB_PROOF_MAX);
		else
			out->n++;
	}
	if (c.code != VB_OK)
		return c.code;
	return vb_tree_checkpoint(vb_view(in.ptr + c.pos, in.len - c.pos), &out->checkpoint, err);
}

void vb_growth_put(struct vb_writer *w, uint64_t old, const struct vb_hash *proof, unsigned n,
		   struct vb_view checkpoint)
{
	vb_put_str(w, "old ");
	vb_put_dec(w, old);
	vb_put_byte(w, '\n');
	vb_tree_put_path(w, proof, n);
	vb_put_view(w, checkpoint);
}

bool vb_growth_holds(const struct vb_growth *g, const struct vb_hash *root)
{
	/* A root that the empty tree does not have is no fault of form to a witness. */
	if (g->old == 0)
		return g->n == 0 && !vb_tree_hollow(&g->checkpoint);
	return g->old <= g->checkpoint.size &&
	       vb_consistency_verify(g->old, g->checkpoint.size, root, &g->checkpoint.root,
				     g->proof, g->n);
}
