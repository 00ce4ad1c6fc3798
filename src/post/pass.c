/*
 * Passes: by which a desk's own transport key, or whoever has it, may use the log of a
 * table at its depositary (http.md 3.1).
 *
 * SPDX-License-Identifier: ISC
 *
 * A request to a server has to be signed at every verb, by a key that is at hand
 * without a passphrase; acts are not.  So requests have a key of their own, and the act
 * key vouches for it once.  What that key can do is read what the desk's folder holds
 * anyway, and bring what somebody signed.
 */
#include "post/internal.h"

#include <string.h>

#define FORM "http.md 3.1"

static bool chain_valid(struct vb_view chain)
{
	const uint8_t *slash = memchr(chain.ptr, '/', chain.len);
	size_t n = slash ? (size_t)(slash - chain.ptr) : chain.len;

	if (slash && !vb_name_valid(vb_view(slash + 1, chain.len - n - 1)))
		return false;
	return vb_name_valid(vb_view(chain.ptr, n));
}

static void read_key(struct vb_cursor *c, struct vb_pass *p)
{
	struct vb_view v = vb_cursor_field(c, "key");

	if (c->code != VB_OK)
		return;
	p->bearer = vb_view_is(v, "-");
	if (!p->bearer && (vb_vkey_read(v, &p->key, NULL) != VB_OK ||
			   p->key.type != VB_KEY_ED25519 ||
			   !vb_view_is(p->chain, p->key.name)))
		vb_cursor_fail(c, FORM, "key must be an Ed25519 vkey under the chain's name");
}

static void read_until(struct vb_cursor *c, struct vb_pass *p)
{
	struct vb_view v = vb_cursor_field(c, "until");
	char q[60];

	p->until = VB_TIME_NONE;
	if (c->code != VB_OK)
		return;
	if (vb_view_is(v, "-") && p->bearer)
		vb_cursor_fail(c, FORM, "a bearer pass must have an end");
	else if (!vb_view_is(v, "-") && !vb_time_parse(v, &p->until))
		vb_cursor_fail(c, FORM, "until \"%s\" is no time", vb_quote(q, sizeof(q), v));
}

enum vb_code vb_pass_parse(struct vb_view note, struct vb_pass *out, struct vb_err *err)
{
	struct vb_cursor c;
	enum vb_code code;

	if (note.len > VB_PASS_MAX)
		return vb_fail(err, VB_MALFORMED, FORM, "pass", "it has %zu bytes, at most %d "
			       "are read", note.len, VB_PASS_MAX);
	code = vb_note_parse(note, 1, &out->note, err);
	if (code != VB_OK)
		return code;
	vb_cursor_form(&c, out->note.text, FORM, err);
	if (!vb_view_is(vb_cursor_line(&c), "verbale-pass/1"))
		vb_cursor_fail(&c, FORM, "the first line of a pass must be verbale-pass/1");
	if (!vb_hash_parse(vb_cursor_field(&c, "draft"), &out->draft))
		vb_cursor_fail(&c, FORM, "draft must be 64 hex digits");
	out->chain = vb_cursor_field(&c, "chain");
	if (!chain_valid(out->chain))
		vb_cursor_fail(&c, FORM, "chain must be NAME or NAME/OFFICE");
	read_key(&c, out);
	read_until(&c, out);
	return vb_cursor_done(&c);
}

enum vb_code vb_pass_verify(const struct vb_pass *p, const struct vb_vkey *act, int64_t now,
			    struct vb_err *err)
{
	if (!vb_view_is(p->chain, act->name) ||
	    !vb_sigline_matches(&p->note.sig[0], act) ||
	    !vb_sigline_verify(&p->note.sig[0], act, p->note.text))
		return vb_fail(err, VB_FALSE, FORM, "pass",
			       "it is not signed by the act key that its chain has now");
	if (!p->bearer && !vb_ed25519_public_valid(p->key.pub))
		return vb_fail(err, VB_FALSE, FORM, "pass",
			       "its key is no point of prime order");
	if (p->until != VB_TIME_NONE && p->until < now)
		return vb_fail(err, VB_REFUSED, FORM, "pass", "it has run out");
	return VB_OK;
}

enum vb_code vb_pass_put(struct vb_writer *w, const struct vb_hash *draft,
			 const struct vb_vkey *key, int64_t until, const struct vb_signer *act,
			 struct vb_err *err)
{
	size_t start = w->len;
	struct vb_view text;
	enum vb_code code;

	if (!key && until == VB_TIME_NONE)
		return vb_fail(err, VB_USAGE, FORM, "pass", "a bearer pass must have an end");
	vb_put_str(w, "verbale-pass/1\ndraft ");
	vb_put_hash(w, draft);
	vb_putf(w, "\nchain %s\nkey ", act->vkey.name);
	if (key)
		vb_vkey_put(w, key);
	else
		vb_put_byte(w, '-');
	vb_put_str(w, "\nuntil ");
	if (until == VB_TIME_NONE)
		vb_put_byte(w, '-');
	else
		vb_put_time(w, until);
	vb_put_byte(w, '\n');
	text = vb_view(w->ptr + start, w->len - start);
	if (!w->over) {
		if (text.len > VB_PASS_MAX)
			return vb_fail(err, VB_MALFORMED, FORM, "pass", "it is too long");
		vb_put_byte(w, '\n');
		code = vb_sigline_put(w, text, act, err);
		if (code != VB_OK)
			return code;
	}
	if (w->over)
		return vb_fail(err, VB_MALFORMED, FORM, "pass", "there is no room for it");
	return VB_OK;
}
