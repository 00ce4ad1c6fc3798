/*
 * Timestamped Ed25519 cosignatures (C2SP tlog-cosignature, type 0x04).
 *
 * SPDX-License-Identifier: ISC
 */
#include "tree/internal.h"

#define CLAUSE "C2SP tlog-cosignature"
#define SIG_LEN 64
/* Two header lines and the checkpoint's text. */
#define MESSAGE_MAX (15 + 5 + 20 + 1 + TEXT_MAX)

/* The signed message, in @buf. */
static struct vb_view message(uint8_t buf[static MESSAGE_MAX], uint64_t time,
			      struct vb_view text)
{
	struct vb_writer w;

	vb_writer_init(&w, buf, MESSAGE_MAX);
	vb_put_str(&w, "cosignature/v1\ntime ");
	vb_put_dec(&w, time);
	vb_put_byte(&w, '\n');
	vb_put_view(&w, text);
	return vb_written(&w);
}

static enum vb_code is_cosigner(const struct vb_vkey *k, struct vb_err *err)
{
	if (k->type != VB_KEY_COSIGN)
		return vb_fail(err, VB_REFUSED, CLAUSE, "cosignature",
			       "the cosigner's key has type 0x%02x, not 0x04", k->type);
	return VB_OK;
}

enum vb_code vb_cosign_put(struct vb_writer *w, struct vb_view text, int64_t time,
			   const struct vb_signer *k, struct vb_err *err)
{
	uint8_t buf[MESSAGE_MAX], blob[8 + SIG_LEN];
	enum vb_code code = is_cosigner(&k->vkey, err);
	struct vb_checkpoint c;
	struct vb_view msg;

	/* Never cosign what is no checkpoint. */
	if (code == VB_OK)
		code = vb_tree_text(text, &c, err);
	if (code != VB_OK)
		return code;
	if (time < 0)
		return vb_fail(err, VB_REFUSED, CLAUSE, "cosignature",
			       "the time %lld lies before 1970", (long long)time);
	vb_put_be64(blob, (uint64_t)time);
	msg = message(buf, (uint64_t)time, text);
	code = k->sign(k->ctx, msg, blob + 8, err);
	if (code != VB_OK)
		return code;
	if (!k->own && !vb_ed25519_verify(k->vkey.pub, msg, blob + 8))
		return vb_fail(err, VB_FALSE, CLAUSE, "cosignature",
			       "the signer returned a signature that does not verify");
	vb_sigline_put_blob(w, &k->vkey, vb_view(blob, sizeof(blob)));
	if (w->over)
		return vb_fail(err, VB_REFUSED, "1.2", "cosignature",
			       "the cosignature does not fit in %zu bytes", w->cap);
	return VB_OK;
}

/* Whether @line is a cosignature of @k; its time. */
static bool line_verify(const struct vb_sigline *line, const struct vb_vkey *k,
			struct vb_view text, int64_t *time)
{
	uint8_t buf[MESSAGE_MAX];
	uint64_t t;

	if (line->len != 4 + 8 + SIG_LEN)
		return false;
	t = vb_be64(line->blob + 4);
	if (t > INT64_MAX)
		return false;
	*time = (int64_t)t;
	return vb_ed25519_verify(k->pub, message(buf, t, text), line->blob + 12);
}

enum vb_code vb_cosign_verify(const struct vb_checkpoint *c, const struct vb_vkey *k,
			      int64_t *time, struct vb_err *err)
{
	enum vb_code code = is_cosigner(k, err);
	int64_t first = INT64_MAX, t;
	const struct vb_sigline *line;
	unsigned i = 0;
	bool any = false;
	char q[128];

	if (code != VB_OK)
		return code;
	while ((line = vb_tree_sigline(c, k, &i))) {
		if (!line_verify(line, k, c->note.text, &t))
			return vb_fail(err, VB_FALSE, CLAUSE, "checkpoint",
				       "a cosignature of \"%s\" does not verify",
				       vb_quote(q, sizeof(q), vb_view_str(k->name)));
		/* Of several, the earliest says when it was seen. */
		first = t < first ? t : first;
		any = true;
	}
	if (!any)
		return vb_fail(err, VB_NOT_FOUND, CLAUSE, "checkpoint",
			       "no line is a cosignature of \"%s\", id %08x",
			       vb_quote(q, sizeof(q), vb_view_str(k->name)), k->id);
	*time = first;
	return VB_OK;
}
