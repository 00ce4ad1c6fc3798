/*
 * Founding: drafts and seats of tables that are not open yet (format.md 9.5).
 *
 * SPDX-License-Identifier: ISC
 */
#include "depositary/internal.h"

#include <stdlib.h>
#include <string.h>

#define MEMBER_KEYS 5

/* ---- drafts ---- */

/* format.md 6.2: nobody else's log may ever have this name. */
static bool is_our_origin(const struct vb_depositary *d, const struct vb_act *draft)
{
	struct vb_view nonce = vb_act_get(draft, "nonce", 0);
	uint8_t buf[2 * VB_NAME_MAX + 32];
	struct vb_writer w;

	vb_writer_init(&w, buf, sizeof(buf));
	vb_putf(&w, "%s/", d->name);
	vb_put_view(&w, vb_act_get(draft, "name", 0));
	vb_put_byte(&w, '-');
	vb_put(&w, nonce.ptr, 16);
	return vb_view_eq(vb_written(&w), vb_act_get(draft, "origin", 0));
}

static bool are_our_keys(const struct vb_depositary *d, const struct vb_act *draft)
{
	struct vb_view origin = vb_act_get(draft, "origin", 0), mine;
	bool same = vb_act_count(draft, "key") == 3;
	uint8_t buf[VB_LINE_MAX];
	struct vb_writer w;

	for (unsigned i = 0; i < 3; i++) {
		vb_writer_init(&w, buf, sizeof(buf));
		mine = vb_depositary_key_value(d, i, origin, &w);
		same = same && vb_view_eq(mine, vb_act_get(draft, "key", i));
	}
	return same;
}

static enum vb_code check_draft(const struct vb_depositary *d, const struct vb_act *draft,
				struct vb_err *err)
{
	char q[80];

	if (!vb_view_is(vb_act_get(draft, "depositary", 0), d->name))
		return vb_fail(err, VB_REFUSED, "9.5", "draft",
			       "it names \"%s\" as depositary, we are \"%s\"",
			       vb_quote(q, sizeof(q), vb_act_get(draft, "depositary", 0)),
			       d->name);
	if (!is_our_origin(d, draft))
		return vb_fail(err, VB_REFUSED, "6.2", "draft",
			       "its origin \"%s\" is not DEPOSITARY/TABLE-NONCE, with 16"
			       " digits of its nonce",
			       vb_quote(q, sizeof(q), vb_act_get(draft, "origin", 0)));
	if (!are_our_keys(d, draft))
		return vb_fail(err, VB_REFUSED, "5.1.1", "draft",
			       "its keys are not our act, clock and log keys");
	if (vb_act_count(draft, "party") > VB_PARTIES_MAX)
		return vb_fail(err, VB_REFUSED, "1.2", "draft",
			       "it has %u members; a table has at most %d",
			       vb_act_count(draft, "party"), VB_PARTIES_MAX);
	return VB_OK;
}

enum vb_code vb_op_draft_put(struct vb_depositary *d, const struct vb_request *req,
			     struct vb_reply *reply, struct vb_err *err)
{
	struct vb_act *draft = malloc(sizeof(*draft));
	struct vb_hash id;
	enum vb_code code;

	(void)reply;
	if (!draft)
		return vb_depositary_memory(err);
	code = vb_draft_parse(req->body, draft, err);
	if (code == VB_OK)
		code = check_draft(d, draft, err);
	if (code == VB_OK) {
		vb_sha256(req->body, &id);
		pthread_mutex_lock(&d->side.mutex);
		code = vb_store_draft_put(d->side.store, &id, req->body, err);
		pthread_mutex_unlock(&d->side.mutex);
	}
	free(draft);
	return code;
}

enum vb_code vb_op_draft_get(struct vb_depositary *d, const struct vb_request *req,
			     struct vb_reply *reply, struct vb_err *err)
{
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_store_draft_get(d->reader.store, &req->hash, &reply->body, &reply->len, err);
	pthread_mutex_unlock(&d->reader.mutex);
	return code;
}

/* ---- the seats of a draft ---- */

struct reading {
	struct seats *s;
	struct vb_err *err;
};

/* Seat and secret, one behind the other, in one allocation. */
static enum vb_code keep_seat(void *ctx, struct vb_view party, struct vb_view seat,
			      struct vb_view secret)
{
	struct reading *r = ctx;
	struct seats *s = r->s;
	uint8_t *bytes;

	(void)party;
	if (s->n == VB_PARTIES_MAX)
		return vb_fail(r->err, VB_MALFORMED, "1.2", "draft", "it has too many seats");
	bytes = malloc(seat.len + secret.len + 1);
	if (!bytes)
		return vb_depositary_memory(r->err);
	memcpy(bytes, seat.ptr, seat.len);
	if (secret.len > 0)
		memcpy(bytes + seat.len, secret.ptr, secret.len);
	s->bytes[s->n] = bytes;
	s->len[s->n] = seat.len + secret.len;
	s->secret[s->n] = vb_view(bytes + seat.len, secret.len);
	return vb_seat_parse(vb_view(bytes, seat.len), &s->seat[s->n++], r->err);
}

static void seats_free(struct seats *s)
{
	if (!s)
		return;
	for (unsigned i = 0; i < s->n; i++) {
		if (s->bytes[i])
			vb_wipe(s->bytes[i], s->len[i]);
		free(s->bytes[i]);
	}
	free(s->draft_bytes);
	free(s);
}

static enum vb_code seats_load(struct vb_depositary *d, const struct vb_hash *id,
			       struct seats **out, struct vb_err *err)
{
	struct seats *s = calloc(1, sizeof(*s));
	struct reading r = {s, err};
	size_t len = 0;
	enum vb_code code;

	if (!s)
		return vb_depositary_memory(err);
	pthread_mutex_lock(&d->side.mutex);
	code = vb_store_draft_get(d->side.store, id, &s->draft_bytes, &len, err);
	if (code == VB_OK)
		code = vb_store_seats(d->side.store, id, keep_seat, &r, err);
	pthread_mutex_unlock(&d->side.mutex);
	if (code == VB_OK)
		code = vb_draft_parse(vb_view(s->draft_bytes, len), &s->draft, err);
	if (code == VB_OK)
		*out = s;
	else
		seats_free(s);
	return code;
}

/* ---- taking a seat ---- */

static bool is_member(const struct vb_act *draft, struct vb_view name)
{
	struct vb_view role;

	for (unsigned i = 0; i < vb_act_count(draft, "party"); i++) {
		if (vb_view_eq(vb_token(vb_act_get(draft, "party", i), &role), name))
			return true;
	}
	return false;
}

/* One key of each purpose of a member (format.md 5.1.1); *founding is among them. */
static enum vb_code check_keys(const struct vb_seat *seat, struct vb_key *founding,
			       struct vb_err *err)
{
	static const unsigned want = 1u << VB_P_ACT | 1u << VB_P_COSIGN | 1u << VB_P_FOUNDING |
				     1u << VB_P_RECOVERY | 1u << VB_P_SEAL;
	enum vb_code code;
	unsigned have = 0;
	struct vb_key k;

	for (unsigned i = 0; i < seat->nkeys; i++) {
		code = vb_key_parse(seat->key[i], &k, err);
		if (code != VB_OK)
			return code;
		have |= 1u << k.purpose;
		if (k.purpose == VB_P_FOUNDING)
			*founding = k;
	}
	if (seat->nkeys != MEMBER_KEYS || have != want)
		return vb_fail(err, VB_REFUSED, "5.1.1", "seat",
			       "it has %u keys; one for each of act, cosign, founding,"
			       " recovery and seal is due",
			       seat->nkeys);
	return VB_OK;
}

/* format.md 3.5: neither ours, nor of another seat, nor twice in this one. */
static enum vb_code check_distinct(const struct vb_depositary *d, const struct seats *s,
				   const struct vb_seat *seat, struct vb_err *err)
{
	uint8_t raw[MEMBER_KEYS * (VB_PARTIES_MAX + 1) + 3][32];
	struct vb_key k;
	unsigned n = 3;

	memcpy(raw[0], d->act_key.pub, 32);
	memcpy(raw[1], d->clock_key.pub, 32);
	memcpy(raw[2], d->log_pub, 32);
	for (unsigned i = 0; i < s->n; i++) {
		for (unsigned j = 0; j < s->seat[i].nkeys && j < MEMBER_KEYS; j++) {
			if (!vb_view_eq(s->seat[i].party, seat->party) &&
			    vb_key_parse(s->seat[i].key[j], &k, NULL) == VB_OK)
				memcpy(raw[n++], k.raw, 32);
		}
	}
	for (unsigned i = 0; i < seat->nkeys; i++) {
		if (vb_key_parse(seat->key[i], &k, err) != VB_OK)
			return VB_MALFORMED;
		for (unsigned j = 0; j < n; j++) {
			if (memcmp(raw[j], k.raw, 32) == 0)
				return vb_fail(err, VB_REFUSED, "3.5", "seat",
					       "its %s key is at the table already",
					       vb_purpose_names[k.purpose]);
		}
		memcpy(raw[n++], k.raw, 32);
	}
	return VB_OK;
}

/* A charter can only be signed with the secret of the key that it names. */
static enum vb_code check_secret(const struct vb_key *founding, struct vb_view secret,
				 struct vb_err *err)
{
	struct vb_secret *s = NULL;
	struct vb_vkey pub;
	enum vb_code code = vb_skey_parse(secret, &pub, &s, err);

	if (code == VB_OK && !vb_vkey_eq(&pub, &founding->vkey))
		code = vb_fail(err, VB_REFUSED, "9.5", "seat",
			       "the secret that came with it is not that of its founding key");
	vb_secret_free(s);
	return code;
}

static enum vb_code check_seat(const struct vb_depositary *d, const struct seats *s,
			       const struct vb_request *req, const struct vb_seat *seat,
			       struct vb_view secret, struct vb_err *err)
{
	struct vb_key founding = {0};
	enum vb_code code;
	char q[80];

	vb_quote(q, sizeof(q), seat->party);
	if (!vb_hash_eq(&seat->draft, &req->hash))
		return vb_fail(err, VB_REFUSED, "9.5", "seat", "it is for another draft");
	if (!is_member(&s->draft, seat->party))
		return vb_fail(err, VB_REFUSED, "9.5", "seat",
			       "\"%s\" is not a member of this table", q);
	code = check_keys(seat, &founding, err);
	if (code == VB_OK)
		code = check_distinct(d, s, seat, err);
	if (code == VB_OK)
		code = check_secret(&founding, secret, err);
	return code;
}

/* number 1 and the table's id once it is open: now, if the seats are complete. */
static enum vb_code answer(struct vb_depositary *d, const struct vb_hash *draft,
			   struct vb_reply *reply, struct vb_err *err)
{
	struct buffer b = {0};
	struct vb_hash table;
	struct seats *s = NULL;
	enum vb_code code;
	char hex[65];

	pthread_mutex_lock(&d->side.mutex);
	code = vb_store_draft_table(d->side.store, draft, &table, err);
	pthread_mutex_unlock(&d->side.mutex);
	if (code == VB_NOT_FOUND) {
		code = seats_load(d, draft, &s, err);
		if (code == VB_OK && s && s->n == vb_act_count(&s->draft, "party"))
			code = vb_charter_open(d, s, &table, err);
		else if (code == VB_OK)
			code = VB_NOT_FOUND;
	}
	if (code == VB_OK) {
		vb_hex(hex, table.b, sizeof(table.b));
		reply->number = 1;
		code = vb_reply_set(reply, vb_view(hex, 64), err);
	} else if (code == VB_NOT_FOUND && s) {
		code = VB_OK;
		for (unsigned i = 0; code == VB_OK && i < s->n; i++) {
			if (!vb_buffer_put(&b, s->seat[i].party) ||
			    !vb_buffer_put(&b, vb_view("\n", 1)))
				code = vb_depositary_memory(err);
		}
		vb_reply_take(reply, &b);
	}
	seats_free(s);
	return code;
}

/* PRIVATE+KEY line, with or without its line feed. */
static struct vb_view secret_line(struct vb_view v)
{
	if (v.len > 0 && v.ptr[v.len - 1] == '\n')
		v.len--;
	return v;
}

static enum vb_code take_seat(struct vb_depositary *d, const struct vb_request *req,
			      const struct vb_seat *seat, struct vb_err *err)
{
	struct vb_view secret = secret_line(req->secret);
	struct seats *s = NULL;
	enum vb_code code = seats_load(d, &req->hash, &s, err);

	if (code == VB_OK)
		code = check_seat(d, s, req, seat, secret, err);
	if (code == VB_OK) {
		pthread_mutex_lock(&d->side.mutex);
		code = vb_store_seat_put(d->side.store, &req->hash, seat->party, req->body,
					 secret, err);
		pthread_mutex_unlock(&d->side.mutex);
	}
	seats_free(s);
	return code;
}

enum vb_code vb_op_seat_put(struct vb_depositary *d, const struct vb_request *req,
			    struct vb_reply *reply, struct vb_err *err)
{
	struct vb_seat *seat = malloc(sizeof(*seat));
	enum vb_code code;

	if (!seat)
		return vb_depositary_memory(err);
	code = vb_seat_parse(req->body, seat, err);
	pthread_mutex_lock(&d->founding);
	if (code == VB_OK)
		code = take_seat(d, req, seat, err);
	if (code == VB_OK)
		code = answer(d, &req->hash, reply, err);
	pthread_mutex_unlock(&d->founding);
	free(seat);
	return code;
}

/* A founding that was cut short after its last seat is finished by whoever asks. */
enum vb_code vb_op_seats(struct vb_depositary *d, const struct vb_request *req,
			 struct vb_reply *reply, struct vb_err *err)
{
	enum vb_code code;

	pthread_mutex_lock(&d->founding);
	code = answer(d, &req->hash, reply, err);
	pthread_mutex_unlock(&d->founding);
	return code;
}
