/*
 * Taking a seat: a new folder with its keys, the signed seat, and what the depositary
 * must hear of it; and the charter held against both (format.md 9.5).
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- a new folder ---- */

enum vb_code vb_is_there(const char *dir, const char *name, bool *there, struct vb_err *err)
{
	char *path = vb_path(dir, name), where[120];
	struct stat st;
	int why;

	if (!path)
		return vb_no_room(err);
	why = lstat(path, &st) == 0 ? 0 : errno;
	free(path);
	if (why && why != ENOENT && why != ENOTDIR)
		return vb_fail(err, VB_IO, "", vb_quote(where, sizeof(where), vb_view_str(dir)),
			       "the folder cannot be examined (%s); nothing was signed",
			       strerrordesc_np(why));
	*there = why == 0;
	return VB_OK;
}

enum vb_code vb_no_desk_in(const char *dir, struct vb_err *err)
{
	static const char *const names[] = {"desk.db", "desk.key", "recovery.key"};
	enum vb_code code = VB_OK;
	bool there = false;
	char where[120];

	for (size_t i = 0; !code && i < VB_ARRAY_LEN(names); i++) {
		code = vb_is_there(dir, names[i], &there, err);
		if (!code && there)
			code = vb_fail(err, VB_REFUSED, "",
				       vb_quote(where, sizeof(where), vb_view_str(dir)),
				       "there is a %s in this folder already; nothing was "
				       "signed: a desk is a folder of its own", names[i]);
	}
	return code;
}

enum vb_code vb_make_folder(const char *dir, const char *name, struct vb_err *err)
{
	char *path = name ? vb_path(dir, name) : strdup(dir);
	enum vb_code code = VB_OK;

	if (!path)
		return vb_no_room(err);
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		code = vb_fail(err, errno == ENOSPC ? VB_FULL : VB_IO, "", "desk",
			       "the folder for the desk cannot be made (%s); nothing was "
			       "signed",
			       strerrordesc_np(errno));
	free(path);
	return code;
}

enum vb_code vb_new_desk_keys(struct vb_new_desk *n, const struct vb_keeping *k,
			      const char *chain, bool cosign, struct vb_err *err)
{
	uint8_t pub[32];
	enum vb_code code = vb_ring_new(&n->keys, chain, cosign, n->w->rng, err);

	if (code || !k->agent_key)
		return code;
	code = vb_agent_find(n->w->agent_socket, k->agent_key, pub, err);
	if (code)
		return code;
	vb_vkey_make(&n->card.agent, vb_view_str(chain), VB_KEY_ED25519, pub);
	vb_secret_free(n->keys.act);
	n->keys.act = NULL;
	n->keys.act_key = n->card.agent;
	return VB_OK;
}

enum vb_code vb_new_desk_folder(struct vb_new_desk *n, struct vb_err *err)
{
	char *path = vb_path(n->dir, "desk.key");
	enum vb_code code = path ? vb_make_folder(n->dir, NULL, err) : vb_no_room(err);

	if (!code)
		code = vb_make_folder(n->dir, "papers", err);
	if (!code)
		code = vb_make_folder(n->dir, "proofs", err);
	if (!code)
		code = vb_ring_write(path, &n->keys, &n->lock, VB_FILE_NEW, n->w->rng, err);
	n->begun = code == VB_OK;
	if (!code)
		code = vb_cabinet_open(n->dir, true, &n->cab, err);
	free(path);
	return code;
}

enum vb_code vb_new_desk_finish(struct vb_new_desk *n, struct vb_err *err)
{
	enum vb_code code = vb_card_save(n->cab, &n->card, err);

	n->finished = code == VB_OK;
	return code;
}

/* Half a desk would keep its folder from becoming a whole one. */
static void remove_half(const struct vb_new_desk *n)
{
	static const char *const names[] = {"desk.db-wal", "desk.db-shm", "desk.db",
					    "recovery.key", "access.key", "desk.key"};
	char path[PATH_MAX];

	for (size_t i = 0; i < VB_ARRAY_LEN(names); i++) {
		int len = snprintf(path, sizeof(path), "%s/%s", n->dir, names[i]);

		if (len > 0 && (size_t)len < sizeof(path))
			unlink(path);
	}
}

void vb_new_desk_free(struct vb_new_desk *n)
{
	vb_ring_free(&n->keys);
	vb_wipe(&n->lock, sizeof(n->lock));
	vb_cabinet_close(n->cab);
	n->cab = NULL;
	if (n->begun && !n->finished)
		remove_half(n);
}

/* ---- the seat ---- */

/* Keys that a seat registers, as values of `key` (format.md 3.2). */
struct seat_keys {
	struct vb_secret *founding, *recovery;
	struct vb_vkey founding_key, recovery_key;
	char text[5][2 * VB_KEYNAME_MAX];
	struct vb_view value[5];
	unsigned n;
};

static void put_key(struct seat_keys *k, const char *party, const char *purpose,
		    const struct vb_vkey *vkey, const struct vb_recipient *seal)
{
	unsigned i = k->n++;
	struct vb_writer w;

	vb_writer_init(&w, k->text[i], sizeof(k->text[i]));
	vb_putf(&w, "%s %s ", party, purpose);
	if (vkey)
		vb_vkey_put(&w, vkey);
	else
		vb_recipient_put(&w, seal);
	k->value[i] = vb_written(&w);
}

static enum vb_code make_seat_keys(struct vb_new_desk *n, struct seat_keys *k,
				   struct vb_err *err)
{
	const char *party = n->card.party;
	char name[VB_NAME_MAX + 16];
	struct vb_recipient seal;
	uint8_t pub[32];

	k->founding = vb_secret_new(n->w->rng);
	k->recovery = vb_secret_new(n->w->rng);
	if (!k->founding || !k->recovery)
		return vb_no_room(err);
	vb_ed25519_public(k->founding, pub);
	vb_vkey_make(&k->founding_key, vb_view_str(party), VB_KEY_ED25519, pub);
	vb_ed25519_public(k->recovery, pub);
	snprintf(name, sizeof(name), "%s/recovery", party);
	vb_vkey_make(&k->recovery_key, vb_view_str(name), VB_KEY_ED25519, pub);
	vb_recipient_of(n->keys.seal[0], &seal);
	put_key(k, party, "act", &n->keys.act_key, NULL);
	put_key(k, party, "cosign", &n->keys.cosign_key, NULL);
	/* An open table is founded already (format.md 5.1.11). */
	if (!n->asks)
		put_key(k, party, "founding", &k->founding_key, NULL);
	put_key(k, party, "recovery", &k->recovery_key, NULL);
	put_key(k, party, "seal", NULL, &seal);
	return VB_OK;
}

static enum vb_code sign_seat(struct vb_new_desk *n, const struct seat_keys *k,
			      struct vb_writer *w, struct vb_err *err)
{
	struct vb_agent agent = {n->w->agent_socket, n->card.agent};
	struct vb_signer by = n->keys.act
				      ? vb_signer_secret(n->keys.act, n->card.party,
							 VB_KEY_ED25519)
				      : vb_signer_agent(&agent);
	enum vb_code code;
	size_t len;

	vb_seat_put_text(w, &n->card.draft, n->card.party, k->value, k->n);
	len = w->len;
	vb_put_byte(w, '\n');
	code = vb_sigline_put(w, vb_view(w->ptr, len), &by, err);
	return !code && w->over ? vb_no_room(err) : code;
}

/* The founding secret waits, sealed to ourselves, until the depositary has it. */
static enum vb_code keep_founding(struct vb_new_desk *n, const struct seat_keys *k,
				  struct vb_err *err)
{
	uint8_t plain[512], sealed[2048];
	struct vb_recipient r;
	struct vb_age_keys keys;
	struct vb_writer w;
	size_t len = sizeof(sealed);
	enum vb_code code;

	vb_writer_init(&w, plain, sizeof(plain));
	vb_skey_put(&w, k->founding, &k->founding_key);
	if (w.over || vb_age_sealed_size(w.len) > sizeof(sealed))
		return vb_no_room(err);
	vb_recipient_of(n->keys.seal[0], &r);
	vb_age_keys_random(&keys, n->w->rng);
	code = vb_age_seal(&r, &keys, vb_written(&w), sealed, &len, err);
	vb_wipe(&keys, sizeof(keys));
	vb_wipe(plain, sizeof(plain));
	return code ? code : vb_box_put(n->cab, VB_BOX_SECRET, "founding",
					vb_view(sealed, len), err);
}

/* Draft, seat, keys and the founding secret are kept, and the card last: with it
 * there is a desk. */
static enum vb_code make_seat(struct vb_new_desk *n, struct vb_view draft, struct vb_err *err)
{
	struct seat_keys *k = calloc(1, sizeof(*k));
	char *path = vb_path(n->dir, "recovery.key");
	uint8_t buf[4096];
	struct vb_writer w;
	enum vb_code code;

	vb_writer_init(&w, buf, sizeof(buf));
	code = k && path ? make_seat_keys(n, k, err) : vb_no_room(err);
	if (!code)
		code = sign_seat(n, k, &w, err);
	if (!code)
		code = vb_new_desk_folder(n, err);
	if (!code)
		code = vb_recovery_write(path, k->recovery, &k->recovery_key, &n->lock,
					 n->w->rng, err);
	if (!code)
		code = vb_box_put(n->cab, VB_BOX_META, "draft", draft, err);
	if (!code)
		code = vb_box_put(n->cab, VB_BOX_META, n->asks ? "request" : "seat",
				  vb_written(&w), err);
	if (!code && !n->asks)
		code = keep_founding(n, k, err);
	/* Who asks has nothing to send: the principals admit it, or do not. */
	n->card.seated = n->asks;
	if (!code)
		code = vb_new_desk_finish(n, err);
	if (k) {
		vb_secret_free(k->founding);
		vb_secret_free(k->recovery);
	}
	free(k);
	free(path);
	return code;
}

enum vb_code vb_seat_take(struct vb_new_desk *n, struct vb_view draft, struct vb_desk **out,
			  struct vb_err *err)
{
	struct vb_desk *d = NULL;
	enum vb_code code = make_seat(n, draft, err);

	vb_cabinet_close(n->cab);
	n->cab = NULL;
	if (!code)
		code = vb_desk_begin(n->dir, true, n->w, &d, err);
	if (!code)
		code = vb_desk_load(d, err);
	if (code) {
		vb_desk_close(d);
		return code;
	}
	d->keys = n->keys;
	d->keys_loaded = true;
	n->keys = (struct vb_ring){0};
	*out = d;
	return vb_desk_sync(d, err);
}

/* ---- what the depositary must hear ---- */

static enum vb_code put_draft(struct vb_desk *d, struct vb_err *err)
{
	struct vb_request req = {.op = VB_OP_DRAFT_PUT, .hash = d->card.draft};
	struct vb_reply reply = {0};
	uint8_t *draft = NULL;
	size_t len = 0;
	enum vb_code code = vb_box_get(d->cab, VB_BOX_META, "draft", &draft, &len, err);

	req.body = vb_view(draft, len);
	if (!code)
		code = vb_desk_post(d, &req, &reply, err);
	vb_reply_free(&reply);
	free(draft);
	return code;
}

static enum vb_code put_seat(struct vb_desk *d, struct vb_err *err)
{
	struct vb_request req = {.op = VB_OP_SEAT_PUT, .hash = d->card.draft};
	uint8_t *seat = NULL, *sealed = NULL, *secret = NULL;
	size_t seat_len = 0, sealed_len = 0, secret_len = 0;
	struct vb_reply reply = {0};
	enum vb_code code = vb_box_get(d->cab, VB_BOX_META, "seat", &seat, &seat_len, err);

	if (!code)
		code = vb_box_get(d->cab, VB_BOX_SECRET, "founding",
				  &sealed, &sealed_len, err);
	if (!code)
		code = vb_desk_unseal(d, vb_view(sealed, sealed_len), &secret, &secret_len,
				      err);
	req.name = vb_view_str(d->card.party);
	req.body = vb_view(seat, seat_len);
	req.secret = vb_view(secret, secret_len);
	if (!code)
		code = vb_desk_post(d, &req, &reply, err);
	if (secret)
		vb_wipe(secret, secret_len);
	free(secret);
	free(sealed);
	free(seat);
	vb_reply_free(&reply);
	return code;
}

static enum vb_code send_seat(struct vb_desk *d, struct vb_err *err)
{
	enum vb_code code = put_draft(d, err);

	if (!code)
		code = put_seat(d, err);
	if (code)
		return code;
	d->card.seated = true;
	code = vb_card_save(d->cab, &d->card, err);
	if (!code)
		code = vb_box_erase(d->cab, VB_BOX_SECRET, "founding", err);
	return code;
}

enum vb_code vb_founding_sync(struct vb_desk *d, struct vb_err *err)
{
	struct vb_request req = {.op = VB_OP_SEATS, .hash = d->card.draft};
	struct vb_reply reply = {0};
	struct vb_hash table;
	uint64_t have = 0;
	enum vb_code code = d->card.seated ? VB_OK : send_seat(d, err);

	if (!code)
		code = vb_desk_post(d, &req, &reply, err);
	if (code)
		return code;
	if (reply.number == 1 && vb_hash_parse(vb_view(reply.body, reply.len), &table)) {
		d->card.table = table;
		d->card.open = true;
	} else if (reply.number == 1) {
		code = vb_fail(err, VB_MALFORMED, "9.5", "depositary",
			       "it says that the table is open, and not which table that is");
	}
	vb_reply_free(&reply);
	if (!code && d->card.open)
		code = vb_cabinet_size(d->cab, &have, err);
	/* The charter was kept, and then the card was not. */
	if (!code && have > 0)
		code = vb_desk_load(d, err);
	return code;
}

/* ---- the charter ---- */

enum vb_code vb_draft_keys(const struct vb_act *draft, struct vb_vkey *log,
			   struct vb_vkey *clock, struct vb_err *err)
{
	bool has_log = false, has_clock = false;
	struct vb_key k;

	for (unsigned i = 0; i < vb_act_count(draft, "key"); i++) {
		if (vb_key_parse(vb_act_get(draft, "key", i), &k, err) != VB_OK)
			return VB_MALFORMED;
		if (k.purpose == VB_P_LOG) {
			*log = k.vkey;
			has_log = true;
		} else if (k.purpose == VB_P_CLOCK) {
			*clock = k.vkey;
			has_clock = true;
		}
	}
	if (!has_log || !has_clock || !vb_view_is(vb_act_get(draft, "origin", 0), log->name))
		return vb_fail(err, VB_MALFORMED, "3.2", "draft",
			       "it lacks the depositary's log key, under the log's origin, or "
			       "its clock key");
	return VB_OK;
}

static bool has_value(const struct vb_act *a, const char *field, struct vb_view v)
{
	for (unsigned i = 0; i < vb_act_count(a, field); i++)
		if (vb_view_eq(vb_act_get(a, field, i), v))
			return true;
	return false;
}

/* Our keys and our signature stand in the charter as we gave them. */
static bool holds_seat(const struct vb_act *charter, const struct vb_seat *s)
{
	char value[512];
	struct vb_writer w;
	unsigned mine = 0;

	vb_writer_init(&w, value, sizeof(value));
	vb_put_view(&w, s->party);
	vb_put_byte(&w, ' ');
	vb_put_view(&w, s->note.sig[0].blob64);
	for (unsigned i = 0; i < vb_act_count(charter, "key"); i++) {
		struct vb_view rest, v = vb_act_get(charter, "key", i);

		mine += vb_view_eq(vb_token(v, &rest), s->party);
	}
	for (unsigned i = 0; i < s->nkeys; i++)
		if (!has_value(charter, "key", s->key[i]))
			return false;
	return !w.over && mine == s->nkeys && has_value(charter, "seat", vb_written(&w));
}

static enum vb_code grew_from(const struct vb_act *charter, const struct vb_hash *draft,
			      bool *yes, struct vb_err *err)
{
	uint8_t *buf = malloc(VB_TEXT_MAX);
	struct vb_writer w;
	struct vb_hash h;

	if (!buf)
		return vb_no_room(err);
	vb_writer_init(&w, buf, VB_TEXT_MAX);
	vb_charter_put_draft(&w, charter);
	vb_sha256(vb_written(&w), &h);
	*yes = !w.over && vb_hash_eq(&h, draft);
	free(buf);
	return VB_OK;
}

enum vb_code vb_desk_asks(const struct vb_desk *d, bool *asks, struct vb_err *err)
{
	uint8_t *request = NULL;
	size_t len = 0;
	struct vb_err why = {0};
	enum vb_code code = vb_box_get(d->cab, VB_BOX_META, "request", &request, &len, &why);

	free(request);
	*asks = code == VB_OK;
	if (code && code != VB_NOT_FOUND && err)
		*err = why;
	return code == VB_NOT_FOUND ? VB_OK : code;
}

enum vb_code vb_founding_check(struct vb_desk *d, struct vb_view note, struct vb_err *err)
{
	struct vb_act *charter = malloc(sizeof(*charter));
	struct vb_seat *s = malloc(sizeof(*s));
	uint8_t *seat = NULL;
	size_t len = 0;
	bool grew = false, asks = false;
	enum vb_code code = charter && s ? vb_act_parse(note, charter, err) : vb_no_room(err);

	if (!code)
		code = grew_from(charter, &d->card.draft, &grew, err);
	if (!code && (!grew || !vb_hash_eq(&charter->table, &d->card.table)))
		code = vb_fail(err, VB_FALSE, "9.5", "charter",
			       "the charter that the depositary shows did not grow from the "
			       "draft that we took our seat in; nothing was kept");
	/* An office has no seat of its own, nor has who asks to be admitted. */
	if (!code)
		code = vb_desk_asks(d, &asks, err);
	if (!code && !d->card.office[0] && !asks) {
		code = vb_box_get(d->cab, VB_BOX_META, "seat", &seat, &len, err);
		if (!code)
			code = vb_seat_parse(vb_view(seat, len), s, err);
		if (!code && !holds_seat(charter, s))
			code = vb_fail(err, VB_FALSE, "5.1.2", "charter",
				       "the charter does not hold our seat and our keys as we "
				       "signed them; nothing was kept");
	}
	free(seat);
	free(s);
	free(charter);
	return code;
}
