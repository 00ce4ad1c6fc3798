/*
 * Signed notes (C2SP signed-note): a text, a blank line, signature lines.
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto/internal.h"

#include <string.h>

#define CLAUSE "C2SP signed-note"
#define DASH "\xe2\x80\x94 " /* U+2014 and a space */
#define DASH_LEN 4
#define SIG_LEN 64
#define COSIG_LEN (8 + SIG_LEN)

static enum vb_code malformed(struct vb_err *err, const char *what)
{
	return vb_fail(err, VB_MALFORMED, CLAUSE, "note", "%s", what);
}

static enum vb_code check_bytes(struct vb_view in, struct vb_err *err)
{
	unsigned bad = 0;

	/* Without a branch in the loop the compiler takes many bytes at a time. */
	for (size_t i = 0; i < in.len; i++)
		bad |= (in.ptr[i] < 0x20) & (in.ptr[i] != '\n');
	if (!vb_utf8_valid(in))
		return vb_fail(err, VB_MALFORMED, "1.1", "note", "the note is not UTF-8");
	for (size_t i = 0; bad && i < in.len; i++) {
		if (in.ptr[i] < 0x20 && in.ptr[i] != '\n')
			return vb_fail(err, VB_MALFORMED, CLAUSE, "note",
				       "the control byte 0x%02x stands at byte %zu", in.ptr[i],
				       i);
	}
	return VB_OK;
}

static enum vb_code bad_line(struct vb_err *err, unsigned n, const char *what)
{
	char where[40];

	snprintf(where, sizeof(where), "signature line %u", n + 1);
	return vb_fail(err, VB_MALFORMED, CLAUSE, where, "%s", what);
}

/* @line has no LF; @n is its place, from 0. */
static enum vb_code parse_line(struct vb_view line, unsigned n, struct vb_sigline *out,
			       struct vb_err *err)
{
	struct vb_view b64;
	uint8_t head[6];
	size_t len;

	if (line.len < DASH_LEN || memcmp(line.ptr, DASH, DASH_LEN) != 0)
		return bad_line(err, n, "it does not begin with U+2014 and a space");
	out->name = vb_token(vb_view(line.ptr + DASH_LEN, line.len - DASH_LEN), &b64);
	if (out->name.len > VB_KEYNAME_MAX)
		return vb_fail(err, VB_MALFORMED, "1.2", "note",
			       "the name of a key has %zu bytes, the limit is %d", out->name.len,
			       VB_KEYNAME_MAX);
	if (!vb_keyname_valid(out->name))
		return bad_line(err, n, "the name of the key is empty, longer than 255 bytes, "
					"or holds a space or '+'");
	out->blob64 = b64;
	out->len = 0;
	if (vb_unbase64(out->blob, sizeof(out->blob), &out->len, b64)) {
		len = out->len;
	} else {
		if (!vb_base64_check(b64, true, &len))
			return bad_line(err, n,
					"the signature is not canonical padded base64");
		/* Longer than any signature of ours; its id is still told. */
		if (!vb_unbase64(head, sizeof(head), &len, vb_view(b64.ptr, 8)))
			return bad_line(err, n, "the signature has no id");
		memcpy(out->blob, head, 4);
	}
	if (len < 5)
		return bad_line(err, n, "the signature has fewer than 5 bytes");
	out->id = vb_be32(out->blob);
	return VB_OK;
}

/* The offset of the first LF of the last "\n\n"; false if there is none. */
static bool last_blank(struct vb_view in, size_t *at)
{
	for (size_t i = in.len; i-- > 1;) {
		if (in.ptr[i] == '\n' && in.ptr[i - 1] == '\n') {
			*at = i - 1;
			return true;
		}
	}
	return false;
}

static enum vb_code parse_lines(struct vb_view sigs, unsigned max, struct vb_note *note,
				struct vb_err *err)
{
	while (sigs.len > 0) {
		const uint8_t *lf = memchr(sigs.ptr, '\n', sigs.len);
		struct vb_view line;
		enum vb_code code;

		if (!lf)
			return bad_line(err, note->nsigs, "it has no line feed");
		if (note->nsigs == max)
			return vb_fail(err, VB_MALFORMED, "1.2", "note",
				       "there are more than %u signature lines", max);
		line = vb_view(sigs.ptr, (size_t)(lf - sigs.ptr));
		code = parse_line(line, note->nsigs, &note->sig[note->nsigs], err);
		if (code != VB_OK)
			return code;
		note->nsigs++;
		sigs = vb_view(lf + 1, sigs.len - line.len - 1);
	}
	return note->nsigs ? VB_OK : malformed(err, "there is no signature line");
}

enum vb_code vb_note_text(struct vb_view in, struct vb_view *out, struct vb_err *err)
{
	size_t at;

	if (!last_blank(in, &at))
		return malformed(err, "no blank line divides the text from the signatures");
	*out = vb_view(in.ptr, at + 1);
	return VB_OK;
}

enum vb_code vb_note_parse(struct vb_view in, unsigned max_sigs, struct vb_note *out,
			   struct vb_err *err)
{
	unsigned max = max_sigs < VB_NOTE_SIGS_MAX ? max_sigs : VB_NOTE_SIGS_MAX;
	struct vb_note note VB_UNSET;
	enum vb_code code;
	size_t n;

	code = check_bytes(in, err);
	if (code == VB_OK)
		code = vb_note_text(in, &note.text, err);
	if (code != VB_OK)
		return code;
	note.all = in;
	note.nsigs = 0;
	n = note.text.len + 1;
	code = parse_lines(vb_view(in.ptr + n, in.len - n), max, &note, err);
	if (code != VB_OK)
		return code;
	out->all = note.all;
	out->text = note.text;
	out->nsigs = note.nsigs;
	memcpy(out->sig, note.sig, note.nsigs * sizeof(note.sig[0]));
	return VB_OK;
}

bool vb_sigline_matches(const struct vb_sigline *line, const struct vb_vkey *k)
{
	return line->id == k->id && vb_view_is(line->name, k->name);
}

bool vb_sigline_verify(const struct vb_sigline *line, const struct vb_vkey *k,
		       struct vb_view text)
{
	return k->type == VB_KEY_ED25519 && vb_sigline_matches(line, k) &&
	       line->len == 4 + SIG_LEN && vb_ed25519_verify(k->pub, text, line->blob + 4);
}

void vb_sigline_put_blob(struct vb_writer *w, const struct vb_vkey *k, struct vb_view sig)
{
	uint8_t blob[4 + COSIG_LEN];
	char b64[VB_BASE64_LEN(sizeof(blob)) + 1];

	if (sig.len > COSIG_LEN) {
		w->over = true;
		return;
	}
	vb_put_be32(blob, k->id);
	if (sig.len > 0)
		memcpy(blob + 4, sig.ptr, sig.len);
	vb_base64(b64, blob, 4 + sig.len);
	vb_put_str(w, DASH);
	vb_put_str(w, k->name);
	vb_put_byte(w, ' ');
	vb_put_str(w, b64);
	vb_put_byte(w, '\n');
}

void vb_sigline_copy(struct vb_writer *w, const struct vb_sigline *line)
{
	vb_put_str(w, DASH);
	vb_put_view(w, line->name);
	vb_put_byte(w, ' ');
	vb_put_view(w, line->blob64);
	vb_put_byte(w, '\n');
}

enum vb_code vb_sigline_put(struct vb_writer *w, struct vb_view text,
			    const struct vb_signer *s, struct vb_err *err)
{
	uint8_t sig[SIG_LEN];
	enum vb_code code;

	if (s->vkey.type != VB_KEY_ED25519)
		return vb_fail(err, VB_REFUSED, CLAUSE, "signature",
			       "a key of type 0x%02x does not sign the text of a note",
			       s->vkey.type);
	code = s->sign(s->ctx, text, sig, err);
	if (code != VB_OK)
		return code;
	if (!s->own && !vb_ed25519_verify(s->vkey.pub, text, sig))
		return vb_fail(err, VB_FALSE, "3.3", "signature",
			       "the signer returned a signature that does not verify");
	vb_sigline_put_blob(w, &s->vkey, vb_view(sig, sizeof(sig)));
	if (w->over)
		return vb_fail(err, VB_REFUSED, "1.2", "signature",
			       "the note with this signature exceeds %zu bytes", w->cap);
	return VB_OK;
}
