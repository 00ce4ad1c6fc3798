/*
 * Joining a table by an invitation (format.md 9.8).
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- who stands behind the address ---- */

static bool is_key(const struct vb_invitation *in, enum vb_purpose p, const struct vb_vkey *want)
{
	struct vb_key k;

	for (unsigned i = 0; i < vb_act_count(&in->draft, "key"); i++)
		if (vb_key_parse(vb_act_get(&in->draft, "key", i), &k, NULL) == VB_OK &&
		    k.purpose == p && vb_vkey_eq(&k.vkey, want))
			return true;
	return false;
}

static enum vb_code check_card(const struct vb_invitation *in, const struct vb_card_read *card,
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

/* *open: the table is, and who was not invited may ask to be admitted. */
static enum vb_code check_free(const struct vb_post *post, const struct vb_invitation *in,
			       const char *as, bool *open, struct vb_err *err)
{
	const struct vb_request req = {.op = VB_OP_SEATS, .hash = in->id};
	bool invited = vb_invitation_role(in, as).len > 0;
	struct vb_reply reply = {0};
	char upper[66];
	struct vb_cursor c;
	enum vb_code code = vb_post_ask(post, &req, &reply, err);

	if (code)
		return code;
	*open = reply.number == 1;
	if (*open && !invited) {
		vb_reply_free(&reply);
		return VB_OK;
	}
	if (*open)
		code = vb_fail(err, VB_CONFLICT, "9.5", "invitation",
			       "the table is open already and every seat is taken; nothing "
			       "was signed");
	else if (!invited)
		code = vb_fail(err, VB_USAGE, "9.8", "invitation",
			       "%s is not invited to this table, and before it is open nobody "
			       "can be admitted; nothing was signed", vb_name_upper(upper, as));
	vb_cursor_init(&c, vb_view(reply.body, reply.len), err);
	while (!code && c.code == VB_OK && c.pos < reply.len)
		if (vb_view_is(vb_cursor_line(&c), as))
			code = vb_fail(err, VB_CONFLICT, "9.5", "invitation",
				       "the seat of %s is taken already; nothing was signed",
				       vb_name_upper(upper, as));
	vb_reply_free(&reply);
	return code;
}

/* *open: as check_free() has it. */
static enum vb_code look_there(const struct vb_invitation *in, const char *as,
			       const struct vb_world *w, bool *open, struct vb_err *err)
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
			       "%.250s; nothing was signed: with --carry the seat is written to "
			       "a file for somebody who reaches it", why.sentence);
	}
	if (!code)
		code = check_card(in, &card, err);
	if (!code)
		code = check_free(&post, in, as, open, err);
	vb_post_close(&post);
	return code;
}

/* ---- joining ---- */

static void put_members(struct vb_writer *w, const struct vb_invitation *in)
{
	char upper[66], name[VB_NAME_MAX + 1];

	vb_view_copy(name, sizeof(name), vb_act_get(&in->draft, "name", 0));
	vb_putf(w, "The table %s: ", vb_name_upper(upper, name));
	for (unsigned i = 0; i < vb_act_count(&in->draft, "party"); i++) {
		struct vb_view r, who = vb_token(vb_act_get(&in->draft, "party", i), &r);

		vb_view_copy(name, sizeof(name), who);
		vb_putf(w, "%s%s", i ? ", " : "", vb_name_upper(upper, name));
	}
	for (unsigned i = 0; i < vb_act_count(&in->draft, "rule"); i++) {
		vb_put_str(w, i ? ", " : "; rules ");
		vb_put_view(w, vb_act_get(&in->draft, "rule", i));
	}
}

static void sentence_of(const struct vb_invitation *in, const char *as, bool asks, char *out,
			size_t cap)
{
	struct vb_writer w;
	char upper[66];

	vb_writer_init(&w, out, cap - 1);
	put_members(&w, in);
	vb_putf(&w, ". Its words are \"%s\": have them read aloud by whoever invited you. Only "
		    "if they are the same: ", in->words);
	vb_name_upper(upper, as);
	if (asks) {
		vb_putf(&w, "ask its principals to admit you as %s, with new keys?", upper);
	} else {
		vb_putf(&w, "take the seat of %s, as ", upper);
		vb_put_view(&w, vb_invitation_role(in, as));
		vb_put_str(&w, "?");
	}
	out[w.over ? 0 : w.len] = 0;
}

/* Out of reach, and that was foreseen. */
static bool carried(const struct vb_joining *o, enum vb_code code)
{
	return o->carry && (code == VB_IO || code == VB_BUSY || code == VB_NOT_FOUND);
}

static enum vb_code prepare(struct vb_new_desk *n, const struct vb_invitation *in, const char *as,
			    const struct vb_joining *o, struct vb_err *err)
{
	char sentence[VB_SENTENCE_MAX];
	enum vb_code code = vb_no_desk_in(n->dir, err);

	if (!code)
		code = look_there(in, as, n->w, &n->asks, err);
	if (carried(o, code))
		code = vb_invitation_role(in, as).len > 0
			       ? VB_OK
			       : vb_fail(err, VB_USAGE, "9.8", "invitation",
					 "\"%s\" is not invited to this table; nothing was signed",
					 as);
	if (code)
		return code;
	sentence_of(in, as, n->asks, sentence, sizeof(sentence));
	if (!n->w->confirm(n->w->ctx, sentence))
		return vb_fail(err, VB_REFUSED, "", "desk", "you said no; nothing was signed");
	vb_view_copy(n->card.party, sizeof(n->card.party), vb_view_str(as));
	vb_view_copy(n->card.address, sizeof(n->card.address), vb_view_str(in->at));
	n->card.draft = in->id;
	code = vb_lock_make(&n->lock, o->keeping.no_passphrase, n->w, err);
	return code ? code : vb_new_desk_keys(n, &o->keeping, as, true, err);
}

static enum vb_code new_seat(const char *dir, const struct vb_invitation *in, const char *as,
			     const struct vb_joining *o, const struct vb_world *w,
			     struct vb_desk **out, bool *made, struct vb_err *err)
{
	struct vb_new_desk *n = calloc(1, sizeof(*n));
	enum vb_code code;

	*made = false;
	if (!n)
		return vb_no_room(err);
	*n = (struct vb_new_desk){.dir = dir, .w = w};
	code = prepare(n, in, as, o, err);
	if (!code)
		code = vb_seat_take(n, in->text, out, err);
	*made = n->finished;
	vb_new_desk_free(n);
	free(n);
	return code;
}

/* A desk that was made here before, of this table and name; VB_NOT_FOUND: none. */
static enum vb_code old_seat(const char *dir, const struct vb_invitation *in, const char *as,
			     const struct vb_world *w, struct vb_desk **out,
			     struct vb_err *err)
{
	struct vb_desk *d = NULL;
	struct vb_err why = {0};
	enum vb_code code = vb_desk_open(dir, true, w, &d, &why);

	if (code) {
		vb_desk_close(d);
		if (code != VB_MEMORY && code != VB_BUSY && code != VB_IO)
			return VB_NOT_FOUND;
		if (err)
			*err = why;
		return code;
	}
	if (!vb_hash_eq(&d->card.draft, &in->id) || strcmp(d->card.party, as) != 0 ||
	    d->card.office[0]) {
		vb_desk_close(d);
		return VB_NOT_FOUND;
	}
	*out = d;
	return VB_OK;
}

/* ---- what others must have of us ---- */

/* "SUD.seat" in the desk's folder: it holds a secret. */
static enum vb_code write_carried(struct vb_desk *d, const char *dir, struct vb_joined *out,
				  struct vb_err *err)
{
	char upper[66], name[80];
	uint8_t *bytes = NULL;
	size_t len = 0;
	enum vb_code code = vb_carried_seat(d, &bytes, &len, err);

	snprintf(name, sizeof(name), "%s.seat", vb_name_upper(upper, d->card.party));
	out->file = code ? NULL : strcmp(dir, ".") == 0 ? strdup(name) : vb_path(dir, name);
	if (!code && !out->file)
		code = vb_no_room(err);
	if (!code)
		code = vb_file_write(out->file, vb_view(bytes, len),
				     VB_FILE_REPLACE | VB_FILE_SECRET, err);
	if (bytes)
		vb_wipe(bytes, len);
	free(bytes);
	return code;
}

static enum vb_code words_of_request(struct vb_desk *d, struct vb_joined *out,
				     struct vb_err *err)
{
	struct vb_note note;
	uint8_t *request = NULL;
	size_t len = 0;
	struct vb_hash h;
	enum vb_code code = vb_box_get(d->cab, VB_BOX_META, "request", &request, &len, err);

	if (!code)
		code = vb_note_parse(vb_view(request, len), 1, &note, err);
	if (!code) {
		vb_sha256(note.text, &h);
		vb_words_of(out->request_words, &h);
		if (!out->request_words[0])
			code = vb_no_room(err);
	}
	free(request);
	return code;
}

/* What is to be done once there is a desk: @code, how its sync went. */
static enum vb_code go_on(struct vb_desk *d, const char *dir, const struct vb_joining *o,
			  enum vb_code code, struct vb_joined *out, struct vb_err *err)
{
	bool seated = false;
	enum vb_code asked = vb_desk_asks(d, &out->asks, code ? NULL : err);

	if (!asked && carried(o, code) && !d->card.seated)
		return write_carried(d, dir, out, err);
	code = code ? code : asked;
	if (!code && out->asks)
		code = vb_seat_admitted(d, &seated, err);
	if (!code && out->asks && !seated)
		code = vb_request_write(d, dir, &out->file, err);
	if (!code && out->asks && !seated)
		code = words_of_request(d, out, err);
	out->opened = !code && vb_desk_is_open(d) && (!out->asks || seated);
	return code;
}

enum vb_code vb_desk_join(const char *dir, const struct vb_joining *o,
			  const struct vb_world *w, struct vb_joined *out, struct vb_err *err)
{
	struct vb_invitation *in = calloc(1, sizeof(*in));
	char name[VB_NAME_MAX + 1], q[80];
	struct vb_desk *d = NULL;
	bool made;
	enum vb_code code = in ? vb_invitation_read(o->invite, in, err) : vb_no_room(err);

	*out = (struct vb_joined){.file = NULL};
	if (!code && !vb_lower_name(name, vb_view_str(o->as)))
		code = vb_fail(err, VB_USAGE, "1.3", "party",
			       "\"%s\" is no name: 1 to 32 of a-z 0-9 -; nothing was signed",
			       vb_quote(q, sizeof(q), vb_view_str(o->as)));
	if (code)
		goto out;
	/* They cost some time, and are of no use before the draft is read. */
	vb_words_of(in->words, &in->id);
	code = in->words[0] ? old_seat(dir, in, name, w, &d, err) : vb_no_room(err);
	made = code == VB_OK;
	if (made)
		code = vb_desk_sync(d, err);
	else if (code == VB_NOT_FOUND)
		code = new_seat(dir, in, name, o, w, &d, &made, err);
	if (made)
		memcpy(out->words, in->words, sizeof(in->words));
	if (d && !d->dead)
		code = go_on(d, dir, o, code, out, err);
out:
	vb_desk_close(d);
	free(in);
	return code;
}
