/*
 * Offline proofs that an entry is in a log (C2SP tlog-proof).
 *
 * SPDX-License-Identifier: ISC
 */
#include "tree/internal.h"

#define CLAUSE "C2SP tlog-proof"
#define HEADER "c2sp.org/tlog-proof@v1"
/* Base64 characters that are checked at a time. */
#define PIECE 64u

/* Canonical base64 of at least one byte. */
static bool base64_valid(struct vb_view v)
{
	uint8_t buf[PIECE / 4 * 3];
	size_t len;

	while (v.len > PIECE) {
		/* No padding inside: every piece yields all of its bytes. */
		if (!vb_unbase64(buf, sizeof(buf), &len, vb_view(v.ptr, PIECE)) ||
		    len != sizeof(buf))
			return false;
		v = vb_view(v.ptr + PIECE, v.len - PIECE);
	}
	return v.len > 0 && vb_unbase64(buf, sizeof(buf), &len, v);
}

static struct vb_view read_extra(struct vb_cursor *c)
{
	struct vb_view rest;

	vb_token(vb_tree_line(c, VB_NOTE_MAX), &rest);
	if (!base64_valid(rest))
		vb_cursor_fail(c, CLAUSE, "the extra data of %zu characters is not base64",
			       rest.len);
	return rest;
}

static uint64_t read_index(struct vb_cursor *c)
{
	struct vb_view v = vb_cursor_field(c, "index");
	uint64_t index = 0;
	char q[64];

	if (!vb_dec_parse(v, &index))
		vb_cursor_fail(c, CLAUSE, "index \"%s\" is not a decimal of at most %llu",
			       vb_quote(q, sizeof(q), v), VB_DEC_MAX);
	return index;
}

/* The hash lines, up to and with the empty line. */
static unsigned read_path(struct vb_cursor *c, struct vb_hash path[static VB_PROOF_MAX])
{
	unsigned n = 0;
	char q[64];

	for (;;) {
		struct vb_view v = vb_cursor_line(c);

		if (c->code != VB_OK || v.len == 0)
			return n;
		if (n == VB_PROOF_MAX)
			vb_cursor_fail(c, "1.2", "more than %d hashes", VB_PROOF_MAX);
		else if (!vb_tree_unbase64(v, &path[n++]))
			vb_cursor_fail(c, CLAUSE, "\"%s\" is not the base64 of 32 bytes",
				       vb_quote(q, sizeof(q), v));
	}
}

enum vb_code vb_proof_parse(struct vb_view in, struct vb_proof *out, struct vb_err *err)
{
	struct vb_proof p = {.extra = {0}};
	struct vb_cursor c;
	enum vb_code code;
	struct vb_view v;
	char q[64];

	vb_cursor_text(&c, in, CLAUSE, err);
	v = vb_cursor_line(&c);
	if (!vb_view_is(v, HEADER))
		vb_cursor_fail(&c, CLAUSE, "the first line is \"%s\", not \"%s\"",
			       vb_quote(q, sizeof(q), v), HEADER);
	if (vb_cursor_peek(&c, "extra"))
		p.extra = read_extra(&c);
	p.index = read_index(&c);
	p.npath = read_path(&c, p.path);
	if (c.code != VB_OK)
		return c.code;
	code = vb_checkpoint_parse(vb_view(in.ptr + c.pos, in.len - c.pos), &p.checkpoint,
				   err);
	if (code == VB_OK)
		*out = p;
	return code;
}

void vb_proof_put(struct vb_writer *w, uint64_t index, const struct vb_hash *path,
		  unsigned npath, struct vb_view checkpoint)
{
	vb_put_str(w, HEADER "\nindex ");
	vb_put_dec(w, index);
	vb_put_byte(w, '\n');
	vb_tree_put_path(w, path, npath);
	vb_put_view(w, checkpoint);
}
