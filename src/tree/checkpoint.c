/*
 * Checkpoints (C2SP tlog-checkpoint): what a log signs about its tree.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tree/internal.h"

#include <string.h>

#define CLAUSE "C2SP tlog-checkpoint"
/* Bytes of a signed checkpoint: text, blank line, "— name base64 LF". */
#define SIGNED_MAX (TEXT_MAX + 1 + 4 + VB_KEYNAME_MAX + 1 + 92 + 1)

static void read_size(struct vb_cursor *c, struct vb_checkpoint *out)
{
	struct vb_view v = vb_cursor_line(c);
	char q[64];

	if (!vb_dec_parse(v, &out->size))
		vb_cursor_fail(c, CLAUSE, "tree size \"%s\" is not a decimal of at most %llu",
			       vb_quote(q, sizeof(q), v), VB_DEC_MAX);
}

bool vb_tree_hollow(const struct vb_checkpoint *c)
{
	struct vb_hash empty;

	vb_empty_root(&empty);
	return c->size == 0 && !vb_hash_eq(&c->root, &empty);
}

static void read_root(struct vb_cursor *c, bool strict, struct vb_checkpoint *out)
{
	struct vb_view v = vb_cursor_line(c);
	char q[64];

	if (!vb_tree_unbase64(v, &out->root))
		vb_cursor_fail(c, CLAUSE, "root \"%s\" is not the base64 of 32 bytes",
			       vb_quote(q, sizeof(q), v));
	else if (strict && vb_tree_hollow(out))
		vb_cursor_fail(c, CLAUSE, "root \"%s\" is not that of the empty tree",
			       vb_quote(q, sizeof(q), v));
}

static enum vb_code read_text(struct vb_view text, bool strict, struct vb_checkpoint *out,
			      struct vb_err *err)
{
	struct vb_checkpoint p VB_UNSET;
	struct vb_cursor c;

	p.size = 0;
	vb_cursor_form(&c, text, CLAUSE, err);
	p.origin = vb_cursor_line(&c);
	if (p.origin.len < 1 || p.origin.len > VB_KEYNAME_MAX)
		vb_cursor_fail(&c, CLAUSE, "the origin has %zu bytes, not 1 to %d",
			       p.origin.len, VB_KEYNAME_MAX);
	read_size(&c, &p);
	read_root(&c, strict, &p);
	if (c.pos < text.len)
		vb_cursor_fail(&c, "6.2", "%zu bytes follow the root: no extension lines",
			       text.len - c.pos);
	if (c.code != VB_OK)
		return c.code;
	out->origin = p.origin;
	out->size = p.size;
	out->root = p.root;
	return VB_OK;
}

enum vb_code vb_tree_text(struct vb_view text, struct vb_checkpoint *out, struct vb_err *err)
{
	return read_text(text, true, out, err);
}

static enum vb_code read_note(struct vb_view in, bool strict, struct vb_checkpoint *out,
			      struct vb_err *err)
{
	struct vb_note note VB_UNSET;
	enum vb_code code = vb_note_parse(in, VB_NOTE_SIGS_MAX, &note, err);

	if (code == VB_OK)
		code = read_text(note.text, strict, out, err);
	if (code != VB_OK)
		return code;
	out->note.text = note.text;
	out->note.all = note.all;
	out->note.nsigs = note.nsigs;
	/* The room for lines is large, and seldom used. */
	memcpy(out->note.sig, note.sig, note.nsigs * sizeof(note.sig[0]));
	return VB_OK;
}

enum vb_code vb_checkpoint_parse(struct vb_view in, struct vb_checkpoint *out,
				 struct vb_err *err)
{
	return read_note(in, true, out, err);
}

enum vb_code vb_tree_checkpoint(struct vb_view in, struct vb_checkpoint *out, struct vb_err *err)
{
	return read_note(in, false, out, err);
}

void vb_checkpoint_put_text(struct vb_writer *w, struct vb_view origin, uint64_t size,
			    const struct vb_hash *root)
{
	vb_put_view(w, origin);
	vb_put_byte(w, '\n');
	vb_put_dec(w, size);
	vb_put_byte(w, '\n');
	vb_tree_put_base64(w, root);
	vb_put_byte(w, '\n');
}

/* format.md 6.2: a log signs with type 0x01, under its origin as key name. */
static enum vb_code is_log(struct vb_view origin, const struct vb_vkey *log, enum vb_code code,
			   struct vb_err *err)
{
	char q[128], r[128];

	if (log->type != VB_KEY_ED25519)
		return vb_fail(err, code, "6.2", "checkpoint",
			       "the log's key has type 0x%02x, not 0x01", log->type);
	if (!vb_view_is(origin, log->name))
		return vb_fail(err, code, "6.2", "checkpoint",
			       "the origin is \"%s\", the log's key is named \"%s\"",
			       vb_quote(q, sizeof(q), origin),
			       vb_quote(r, sizeof(r), vb_view_str(log->name)));
	return VB_OK;
}

enum vb_code vb_checkpoint_sign(struct vb_writer *w, struct vb_view origin, uint64_t size,
				const struct vb_hash *root, const struct vb_signer *log,
				struct vb_err *err)
{
	struct vb_checkpoint c;
	uint8_t buf[SIGNED_MAX];
	struct vb_writer note;
	struct vb_view text;
	enum vb_code code;

	vb_writer_init(&note, buf, sizeof(buf));
	vb_checkpoint_put_text(&note, origin, size, root);
	if (note.over)
		return vb_fail(err, VB_REFUSED, "6.2", "checkpoint",
			       "an origin of %zu bytes is longer than %d", origin.len,
			       VB_KEYNAME_MAX);
	text = vb_written(&note);
	/* Never sign what no verifier would read. */
	code = vb_tree_text(text, &c, err);
	if (code == VB_OK)
		code = is_log(origin, &log->vkey, VB_REFUSED, err);
	if (code != VB_OK)
		return code;
	vb_put_byte(&note, '\n');
	code = vb_sigline_put(&note, text, log, err);
	if (code != VB_OK)
		return code;
	vb_put_view(w, vb_written(&note));
	if (w->over)
		return vb_fail(err, VB_REFUSED, "1.2", "checkpoint",
			       "the signed checkpoint does not fit in %zu bytes", w->cap);
	return VB_OK;
}

const struct vb_sigline *vb_tree_sigline(const struct vb_checkpoint *c,
					 const struct vb_vkey *k, unsigned *i)
{
	for (; *i < c->note.nsigs; (*i)++) {
		const struct vb_sigline *s = &c->note.sig[*i];

		if (s->id == k->id && vb_view_is(s->name, k->name)) {
			(*i)++;
			return s;
		}
	}
	return NULL;
}

/* The first line of @log, which must be there. */
static enum vb_code find_log(const struct vb_checkpoint *c, const struct vb_vkey *log,
			     unsigned *i, const struct vb_sigline **line, struct vb_err *err)
{
	char q[128];

	*line = vb_tree_sigline(c, log, i);
	if (!*line)
		return vb_fail(err, VB_FALSE, "6.2", "checkpoint",
			       "no signature line is of the log's key \"%s\", id %08x",
			       vb_quote(q, sizeof(q), vb_view_str(log->name)), log->id);
	return VB_OK;
}

enum vb_code vb_checkpoint_verify(const struct vb_checkpoint *c, const struct vb_vkey *log,
				  struct vb_err *err)
{
	const struct vb_sigline *line;
	unsigned i = 0;
	enum vb_code code = is_log(c->origin, log, VB_FALSE, err);
	char q[128];

	if (code == VB_OK)
		code = find_log(c, log, &i, &line, err);
	if (code != VB_OK)
		return code;
	/* C2SP signed-note: every line of a known key must verify. */
	for (; line; line = vb_tree_sigline(c, log, &i))
		if (!vb_sigline_verify(line, log, c->note.text))
			return vb_fail(err, VB_FALSE, "6.2", "checkpoint",
				       "a signature of the log's key \"%s\" does not verify",
				       vb_quote(q, sizeof(q), line->name));
	return VB_OK;
}

enum vb_code vb_checkpoint_hash(const struct vb_checkpoint *c, const struct vb_vkey *log,
				struct vb_hash *out, struct vb_err *err)
{
	static const char dash[] = "\n\xe2\x80\x94 ";
	const struct vb_sigline *line;
	unsigned i = 0;
	enum vb_code code = find_log(c, log, &i, &line, err);
	struct vb_sha256 s;

	if (code != VB_OK)
		return code;
	vb_sha256_init(&s);
	vb_sha256_update(&s, c->note.text.ptr, c->note.text.len);
	vb_sha256_update(&s, dash, strlen(dash));
	vb_sha256_update(&s, line->name.ptr, line->name.len);
	vb_sha256_update(&s, " ", 1);
	vb_sha256_update(&s, line->blob64.ptr, line->blob64.len);
	vb_sha256_update(&s, "\n", 1);
	vb_sha256_final(&s, out);
	return VB_OK;
}
