/*
 * Joining a table by an invitation, and the desk of an office (format.md 9.8, 5.1.6).
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

struct invitation {
	char at[1024];
	struct vb_view text;	/* of the draft */
	struct vb_act draft;
	struct vb_hash id;
	char words[18];
};

static enum vb_code read_invitation(struct vb_view v, struct invitation *in,
				    struct vb_err *err)
{
	struct vb_view at;
	struct vb_cursor c;

	vb_cursor_init(&c, v, err);
	if (!vb_view_is(vb_cursor_line(&c), "verbale-invite/1"))
		vb_cursor_fail(&c, "9.8", "this is not an invitation: its first line must be "
					  "\"verbale-invite/1\"");
	at = vb_cursor_field(&c, "at");
	if (at.len >= sizeof(in->at) || !vb_words_valid(at))
		vb_cursor_fail(&c, "9.8", "the address is none");
	if (vb_cursor_line(&c).len > 0)
		vb_cursor_fail(&c, "9.8", "an empty line is due before the draft");
	if (c.code)
		return c.code;
	vb_view_copy(in->at, sizeof(in->at), at);
	in->text = vb_view(v.ptr + c.pos, v.len - c.pos);
	vb_sha256(in->text, &in->id);
	vb_words_of(in->words, &in->id);
	return vb_draft_parse(in->text, &in->draft, err);
}

/* The role of @name in the draft; empty: it is not invited. */
static struct vb_view role_of(const struct invitation *in, const char *name)
{
	for (unsigned i = 0; i < vb_act_count(&in->draft, "party"); i++) {
		struct vb_view role, who = vb_token(vb_act_get(&in->draft, "party", i), &role);

		if (vb_view_is(who, name))
			return role;
	}
	return vb_view(NULL, 0);
}

/* ---- who stands behind the address ---- */

static bool is_key(const struct invitation *in, enum vb_purpose p, const struct vb_vkey *want)
{
	struct vb_key k;

	for (unsigned i = 0; i < vb_act_count(&in->draft, "key"); i++)
		if (vb_key_parse(vb_act_get(&in->draft, "key", i), &k, NULL) == VB_OK &&
		    k.purpose == p && vb_vkey_eq(&k.vkey, want))
			return true;
	return false;
}

static enum vb_code check_card(const struct invitation *in, const struct vb_card_read *card,
			       struct vb_err *err)
{
	struct vb_vkey log;

	vb_vkey_make(&log, vb_act_get(&in->draft, "origin", 0), VB_KEY_ED25519, card->log);
	if (vb_view_is(vb_act_get(&in->draft, "depositary", 0), card->name) &&
	    is_key(in, VB_P_ACT, &card->act) && is_key(in, VB_P_CLOCK, &card->clock) &&
	    is_key(in, VB_P_LOG, &log))
		return VB_OK;
	return vb_fail(err, VB_FALSE, "9.8", "invitation",
		       "the keys in the invitation are not those of the depositary at its "
		       "address: an impostor wrote one of them; no seat was taken, nothing "
		       "was signed");
}

static enum vb_code check_free(const struct vb_post *post, const struct invitation *in,
			       const char *as, struct vb_err *err)
{
	const struct vb_request req = {.op = VB_OP_SEATS, .hash = in->id};
	struct vb_reply reply = {0};
	char upper[66];
	struct vb_cursor c;
	enum vb_code code = vb_post_ask(post, &req, &reply, err);

	if (code)
		return code;
	if (reply.number == 1)
		code = vb_fail(err, VB_CONFLICT, "9.5", "invitation",
			       "the table is open already and every seat is taken; nothing "
			       "was signed");
	vb_cursor_init(&c, vb_view(reply.body, reply.len), err);
	while (!code && c.code == VB_OK && c.pos < reply.len)
		if (vb_view_is(vb_cursor_line(&c), as))
			code = vb_fail(err, VB_CONFLICT, "9.5", "invitation",
				       "the seat of %s is taken already; nothing was signed",
				       vb_name_upper(upper, as));
	vb_reply_free(&reply);
	return code;
}

static enum vb_code look_there(const struct invitation *in, const char *as,
			       const struct vb_world *w, struct vb_err *err)
{
	struct vb_card_read card;
	struct vb_post post = {0};
	struct vb_err why = {0};
	enum vb_code code = w->connect(w->ctx, in->at, false, &post, &why);

	if (!code)
		code = vb_card_ask(&post, &card, &why);
	if (code) {
		vb_post_close(&post);
		return vb_fail(err, code, why.clause, "invitation",
			       "a seat is taken at the depositary, and it cannot be asked: "
			       "%.300s; nothing was signed", why.sentence);
	}
	if (!code)
		code = check_card(in, &card, err);
	if (!code)
		code = check_free(&post, in, as, err);
	vb_post_close(&post);
	return code;
}

/* ---- joining ---- */

static void sentence_of(const struct invitation *in, const char *as, struct vb_view role,
			char *out, size_t cap)
{
	char upper[66], name[VB_NAME_MAX + 1];
	struct vb_writer w;

	vb_writer_init(&w, out, cap - 1);
	vb_view_copy(name, sizeof(name), vb_act_get(&in->draft, "name", 0));
	vb_putf(&w, "The table %s: ", vb_name_upper(upper, name));
	for (unsigned i = 0; i < vb_act_count(&in->draft, "party"); i++) {
		struct vb_view r, who = vb_token(vb_act_get(&in->draft, "party", i), &r);

		vb_view_copy(name, sizeof(name), who);
		vb_putf(&w, "%s%s", i ? ", " : "", vb_name_upper(upper, name));
	}
	for (unsigned i = 0; i < vb_act_count(&in->draft, "rule"); i++) {
		vb_put_str(&w, i ? ", " : "; rules ");
		vb_put_view(&w, vb_act_get(&in->draft, "rule", i));
	}
	vb_putf(&w, ". Its words are \"%s\": have them read aloud by whoever invited you. "
		    "Only if they are the same: take the seat of %s, as ", in->words,
		vb_name_upper(upper, as));
	vb_put_view(&w, role);
	vb_put_str(&w, "?");
	out[w.over ? 0 : w.len] = 0;
}

static enum vb_code new_seat(const char *dir, const struct invitation *in, const char *as,
			     const struct vb_keeping *keeping, const struct vb_world *w,
			     struct vb_desk **out, struct vb_err *err)
{
	struct vb_view role = role_of(in, as);
	struct vb_new_desk *n = calloc(1, sizeof(*n));
	char sentence[VB_SENTENCE_MAX], upper[66];
	enum vb_code code = n ? vb_no_desk_in(dir, err) : vb_no_room(err);

	if (!code && role.len == 0)
		code = vb_fail(err, VB_USAGE, "9.8", "invitation",
			       "%s is not invited to this table; nothing was signed",
			       vb_name_upper(upper, as));
	if (!code)
		code = look_there(in, as, w, err);
	if (code)
		goto out;
	sentence_of(in, as, role, sentence, sizeof(sentence));
	if (!w->confirm(w->ctx, sentence)) {
		code = vb_fail(err, VB_REFUSED, "", "desk", "you said no; nothing was signed");
		goto out;
	}
	*n = (struct vb_new_desk){.dir = dir, .w = w};
	vb_view_copy(n->card.party, sizeof(n->card.party), vb_view_str(as));
	vb_view_copy(n->card.address, sizeof(n->card.address), vb_view_str(in->at));
	n->card.draft = in->id;
	code = vb_lock_make(&n->lock, keeping->no_passphrase, w, err);
	if (!code)
		code = vb_new_desk_keys(n, keeping, as, true, err);
	if (!code)
		code = vb_seat_take(n, in->text, out, err);
out:
	if (n)
		vb_new_desk_free(n);
	free(n);
	return code;
}

/* A seat that was signed here before and never got through. */
static enum vb_code old_seat(const char *dir, const struct invitation *in, const char *as,
			     const struct vb_world *w, struct vb_desk **out)
{
	struct vb_desk *d = NULL;

	if (vb_desk_open(dir, true, w, &d, NULL) != VB_OK) {
		vb_desk_close(d);
		return VB_NOT_FOUND;
	}
	if (!vb_hash_eq(&d->card.draft, &in->id) || strcmp(d->card.party, as) != 0 ||
	    d->card.office[0]) {
		vb_desk_close(d);
		return VB_NOT_FOUND;
	}
	*out = d;
	return VB_OK;
}

enum vb_code vb_desk_join(const char *dir, struct vb_view invite, const char *as,
			  const struct vb_keeping *keeping, const struct vb_world *w,
			  char words[static 18], bool *opened, struct vb_err *err)
{
	struct invitation *in = calloc(1, sizeof(*in));
	char name[VB_NAME_MAX + 1], q[80];
	struct vb_desk *d = NULL;
	enum vb_code code = in ? read_invitation(invite, in, err) : vb_no_room(err);

	if (!code && !vb_lower_name(name, vb_view_str(as)))
		code = vb_fail(err, VB_USAGE, "1.3", "party",
			       "\"%s\" is no name: 1 to 32 of a-z 0-9 -; nothing was signed",
			       vb_quote(q, sizeof(q), vb_view_str(as)));
	if (code)
		goto out;
	memcpy(words, in->words, sizeof(in->words));
	if (old_seat(dir, in, name, w, &d) == VB_OK)
		code = vb_desk_sync(d, err);
	else
		code = new_seat(dir, in, name, keeping, w, &d, err);
	if (!code)
		*opened = vb_desk_is_open(d);
out:
	vb_desk_close(d);
	free(in);
	return code;
}
