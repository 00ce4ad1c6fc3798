/*
 * Copies: ciphertexts stored before the act that names them, and the one-time
 * identities that come with it (format.md 9.3).
 *
 * SPDX-License-Identifier: ISC
 */
#include "depositary/internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- bringing ---- */

struct bringing {
	struct vb_depositary *d;
	const struct vb_hash *hash;
	const struct vb_pieces *from;
	uint8_t *step;		/* VB_COPY_STEP bytes, or as many as there are */
	size_t cap;
};

/* The side's handle is everybody's between two steps. */
static enum vb_code bring_step(const struct bringing *b, uint64_t at, size_t n,
			       struct vb_err *err)
{
	struct vb_depositary *d = b->d;
	enum vb_code code = b->from->read(b->from->ctx, at, b->step, n, err);

	if (code != VB_OK)
		return code;
	pthread_mutex_lock(&d->side.mutex);
	code = vb_store_copy_bring(d->side.store, b->hash, at, vb_view(b->step, n), err);
	pthread_mutex_unlock(&d->side.mutex);
	if (code == VB_OK && vb_depositary_step(d, "copy-piece"))
		return vb_depositary_died(err);
	return code;
}

static enum vb_code bring_all(const struct bringing *b, struct vb_err *err)
{
	struct vb_depositary *d = b->d;
	uint64_t size = b->from->size;
	bool whole = false;
	enum vb_code code;

	pthread_mutex_lock(&d->side.mutex);
	code = vb_store_copy_begin(d->side.store, b->hash, size, d->clock.now(d->clock.ctx),
				   &whole, err);
	pthread_mutex_unlock(&d->side.mutex);
	for (uint64_t at = 0; code == VB_OK && !whole && at < size; at += b->cap)
		code = bring_step(b, at, size - at < b->cap ? (size_t)(size - at) : b->cap, err);
	if (code != VB_OK || whole)
		return code;
	pthread_mutex_lock(&d->side.mutex);
	code = vb_store_copy_finish(d->side.store, b->hash, err);
	pthread_mutex_unlock(&d->side.mutex);
	return code;
}

/* What is collected under our hands is begun again. */
static enum vb_code bring(struct vb_depositary *d, const struct vb_hash *hash,
			  const struct vb_pieces *from, struct vb_err *err)
{
	struct bringing b = {.d = d, .hash = hash, .from = from};
	enum vb_code code = VB_CONFLICT;

	b.cap = from->size < VB_COPY_STEP ? (size_t)from->size : VB_COPY_STEP;
	b.step = malloc(b.cap ? b.cap : 1);
	if (!b.step)
		return vb_depositary_memory(err);
	for (int i = 0; i < 2 && code == VB_CONFLICT; i++)
		code = bring_all(&b, err);
	free(b.step);
	if (code == VB_CONFLICT)
		code = vb_fail(err, VB_BUSY, "", "copy",
			       "it was erased while it was brought: ask again");
	return code;
}

enum vb_code vb_op_copy_put(struct vb_depositary *d, const struct vb_request *req,
			    struct vb_reply *reply, struct vb_err *err)
{
	struct vb_pieces body = vb_pieces_view(&req->body);
	const struct vb_pieces *from = req->source ? req->source : &body;
	struct vb_hash hash;
	enum vb_code code;

	(void)reply;
	if (from->size > VB_COPY_MAX)
		return vb_fail(err, VB_REFUSED, "", "copy",
			       "it has %llu bytes; at most %llu are kept",
			       (unsigned long long)from->size,
			       (unsigned long long)VB_COPY_MAX);
	code = vb_sha256_pieces(from, &hash, err);
	if (code == VB_OK && !vb_hash_eq(&hash, &req->hash))
		code = vb_fail(err, VB_FALSE, "5.2.4", "copy",
			       "the bytes that came are not those of the hash");
	if (code == VB_OK)
		code = bring(d, &hash, from, err);
	if (code == VB_OK && vb_depositary_step(d, "copy-stored"))
		return vb_depositary_died(err);
	return code;
}

/* ---- reading ---- */

/* A copy as a source; pieces that are asked for in small parts are read once. */
struct kept {
	struct vb_depositary *d;
	struct vb_hash hash;
	uint64_t size;
	uint64_t index;		/* of the piece in @piece */
	uint8_t *piece;
	enum vb_code failed;	/* it could not be read */
};

static enum vb_code copy_size(struct vb_depositary *d, const struct vb_hash *hash,
			      uint64_t *bytes, struct vb_err *err)
{
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_store_copy_size(d->reader.store, hash, bytes, err);
	pthread_mutex_unlock(&d->reader.mutex);
	return code;
}

static enum vb_code copy_read(struct vb_depositary *d, const struct vb_hash *hash,
			      uint64_t from, uint8_t *out, size_t n, struct vb_err *err)
{
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_store_copy_read(d->reader.store, hash, from, out, n, err);
	pthread_mutex_unlock(&d->reader.mutex);
	return code;
}

static enum vb_code read_kept(void *ctx, uint64_t at, uint8_t *out, size_t n,
			      struct vb_err *err)
{
	struct kept *k = ctx;

	while (n > 0) {
		uint64_t index = at / VB_PIECE, start = index * VB_PIECE;
		size_t len = k->size - start < VB_PIECE ? (size_t)(k->size - start) : VB_PIECE;
		size_t within = (size_t)(at - start);
		size_t part = n < len - within ? n : len - within;

		if (k->index != index)
			k->failed = copy_read(k->d, &k->hash, start, k->piece, len, err);
		k->index = k->failed ? UINT64_MAX : index;
		if (k->failed)
			return k->failed;
		memcpy(out, k->piece + within, part);
		out += part;
		at += part;
		n -= part;
	}
	return VB_OK;
}

static enum vb_code kept_open(struct kept *k, struct vb_depositary *d,
			      const struct vb_hash *hash, struct vb_err *err)
{
	enum vb_code code;

	*k = (struct kept){.d = d, .hash = *hash, .index = UINT64_MAX};
	code = copy_size(d, hash, &k->size, err);
	if (code != VB_OK)
		return code;
	k->piece = malloc(k->size < VB_PIECE ? (size_t)k->size + 1 : VB_PIECE);
	return k->piece ? VB_OK : vb_depositary_memory(err);
}

static struct vb_pieces kept_source(struct kept *k)
{
	return (struct vb_pieces){.size = k->size, .read = read_kept, .ctx = k};
}

/* Into the sink; or what was asked for, at once. */
static enum vb_code answer_bytes(struct kept *k, const struct vb_request *req,
				 struct vb_reply *reply, struct vb_err *err)
{
	uint64_t to = req->to > 0 && req->to < k->size ? req->to : k->size;
	struct vb_pieces all = kept_source(k);
	size_t n = req->from < to ? (size_t)(to - req->from) : 0;

	if (req->sink)
		return vb_pieces_pump(&all, req->from, req->sink, err);
	reply->body = malloc(n + 1);
	if (!reply->body)
		return vb_depositary_memory(err);
	reply->len = n;
	return n > 0 ? copy_read(k->d, &k->hash, req->from, reply->body, n, err) : VB_OK;
}

enum vb_code vb_op_copy_get(struct vb_depositary *d, const struct vb_request *req,
			    struct vb_reply *reply, struct vb_err *err)
{
	struct kept k;
	enum vb_code code = kept_open(&k, d, &req->hash, err);

	if (code == VB_OK)
		code = answer_bytes(&k, req, reply, err);
	reply->number = k.size;
	free(k.piece);
	return code;
}

enum vb_code vb_op_copy_held(struct vb_depositary *d, const struct vb_request *req,
			     struct vb_reply *reply, struct vb_err *err)
{
	uint64_t size = 0;
	enum vb_code code = copy_size(d, &req->hash, &size, err);

	reply->number = size;
	return code ? code : vb_reply_set(reply, vb_view_str("whole\n"), err);
}

/* ---- what an act hands over ---- */

/* One sealed file that an act names. */
struct sealed {
	const char *where;	/* the act */
	struct vb_view addressee;
	uint64_t bytes;
	struct vb_hash hash;
};

static enum vb_code load(struct vb_depositary *d, const struct sealed *f, struct kept *k,
			 struct vb_err *err)
{
	enum vb_code code = kept_open(k, d, &f->hash, err);
	char q[80];

	vb_quote(q, sizeof(q), f->addressee);
	if (code == VB_NOT_FOUND || code == VB_GONE)
		return vb_fail(err, VB_REFUSED, "9.3", f->where,
			       "a file for \"%s\" has not been stored before its act", q);
	if (code == VB_OK && k->size != f->bytes)
		return vb_fail(err, VB_REFUSED, "5.2.4", f->where,
			       "a file for \"%s\" has %llu bytes, the act says %llu", q,
			       (unsigned long long)k->size, (unsigned long long)f->bytes);
	return code;
}

/* What the outer layer opens to, of which only the beginning is looked at. */
struct inside {
	uint8_t front[sizeof("age-encryption.org/v1\n") - 1];
	size_t n;
};

static enum vb_code take_inside(void *ctx, struct vb_view bytes, struct vb_err *err)
{
	struct inside *in = ctx;
	size_t room = sizeof(in->front) - in->n;

	(void)err;
	if (bytes.len > 0 && room > 0)
		memcpy(in->front + in->n, bytes.ptr, bytes.len < room ? bytes.len : room);
	in->n += bytes.len < room ? bytes.len : room;
	return VB_OK;
}

/* All of it, piece by piece: each is authentic, or this fails. */
static enum vb_code open_outer(struct kept *k, const struct vb_secret *identity,
			       struct inside *in)
{
	const struct vb_sink sink = {take_inside, in};
	struct vb_pieces file = kept_source(k), plain;
	struct vb_age_opening *o = NULL;
	enum vb_code code = vb_age_opening_new(&file, identity, &o, NULL);

	if (code != VB_OK)
		return code;
	plain = vb_age_opening_pieces(o);
	code = plain.size > 0 ? vb_pieces_pump(&plain, 0, &sink, NULL)
			      : plain.read(plain.ctx, 0, in->front, 0, NULL);
	vb_age_opening_free(o);
	return code;
}

/* The outer layer opens, and to the header of an age file; further in we cannot see. */
static enum vb_code check_layers(struct vb_depositary *d, const struct sealed *f,
				 const struct vb_secret *identity, struct vb_err *err)
{
	struct inside in = {.n = 0};
	struct kept k;
	enum vb_code code = load(d, f, &k, err);
	char q[80];

	if (code != VB_OK) {
		free(k.piece);
		return code;
	}
	vb_quote(q, sizeof(q), f->addressee);
	code = open_outer(&k, identity, &in);
	free(k.piece);
	if (k.failed != VB_OK)
		code = vb_fail(err, k.failed, "9.3", f->where,
			       "a file for \"%s\" cannot be read", q);
	else if (code == VB_MEMORY)
		code = vb_depositary_memory(err);
	else if (code != VB_OK)
		code = vb_fail(err, VB_REFUSED, "9.3", f->where,
			       "the outer layer of a file for \"%s\" does not open with its"
			       " one-time identity",
			       q);
	else if (in.n < sizeof(in.front) ||
		 memcmp(in.front, "age-encryption.org/v1\n", sizeof(in.front)) != 0)
		code = vb_fail(err, VB_REFUSED, "9.3", f->where,
			       "what a file for \"%s\" has inside is no age file", q);
	vb_wipe(&in, sizeof(in));
	return code;
}

/* "ADDRESSEE BYTES HASH": the annexes that travel under one copy's recipient. */
static enum vb_code check_annexes(struct vb_depositary *d, const struct lodging *l,
				  const struct sealed *copy, const struct vb_secret *identity,
				  struct vb_err *err)
{
	struct vb_annex_line line;
	enum vb_code code = VB_OK;

	for (unsigned i = 0; code == VB_OK && i < vb_act_count(&l->act, "annex"); i++) {
		if (!vb_annex_parse(vb_act_get(&l->act, "annex", i), &line))
			return vb_fail(err, VB_MALFORMED, "5.2.4", copy->where,
				       "an annex is not ADDRESSEE BYTES HASH");
		if (vb_view_eq(line.addressee, copy->addressee))
			code = check_layers(d, &(struct sealed){copy->where, line.addressee,
								line.bytes, line.hash},
					    identity, err);
	}
	return code;
}

static enum vb_code check_identity(const struct vb_copy *copy, struct vb_view text,
				   const char *where, struct vb_secret **out,
				   struct vb_err *err)
{
	struct vb_secret *identity = NULL;
	struct vb_recipient r;
	enum vb_code code = vb_identity_parse(text, &identity, NULL);
	char q[80];

	if (code == VB_MEMORY)
		return vb_depositary_memory(err);
	if (code == VB_OK) {
		vb_recipient_of(identity, &r);
		if (memcmp(r.pub, copy->recipient.pub, sizeof(r.pub)) == 0) {
			*out = identity;
			return VB_OK;
		}
	}
	vb_secret_free(identity);
	return vb_fail(err, VB_REFUSED, "9.3", where,
		       "the one-time identity for \"%s\" does not belong to its recipient",
		       vb_quote(q, sizeof(q), copy->addressee));
}

/* lp(identity) of one copy: checked, and kept for the escrow. */
static enum vb_code take_identity(struct vb_depositary *d, struct lodging *l,
				  const struct vb_copy *copy, struct vb_cursor *c,
				  struct vb_err *err)
{
	struct vb_secret *identity = NULL;
	struct vb_view text;
	struct sealed f;
	enum vb_code code;
	char cite[96];

	vb_act_citation(cite, &l->act);
	text = vb_lodging_part(c, "a one-time identity");
	if (c->code != VB_OK)
		return c->code;
	code = check_identity(copy, text, cite, &identity, err);
	if (code != VB_OK)
		return code;
	f = (struct sealed){cite, copy->addressee, copy->bytes, copy->hash};
	code = check_layers(d, &f, identity, err);
	if (code == VB_OK)
		code = check_annexes(d, l, &f, identity, err);
	vb_secret_free(identity);
	if (code == VB_OK)
		l->escrow[l->nescrow++] = (struct vb_escrow){l->act.id, copy->addressee, text};
	return code;
}

/* Papers are handed over in as many copies as there are addressees; other kinds only
 * name a copy. */
static bool hands_over(const struct vb_kind *k)
{
	for (unsigned i = 0; i < k->nfields; i++) {
		if (k->fields[i].type == VB_T_COPY && (k->fields[i].flags & VB_F_REPEATED))
			return true;
	}
	return false;
}

/* A copy without recipient is its author's own, and never lodged (format.md 5.2.4). */
enum vb_code vb_lodging_copies(struct vb_depositary *d, struct lodging *l,
			       struct vb_cursor *c, struct vb_err *err)
{
	enum vb_code code = VB_OK;
	unsigned n = hands_over(l->act.kind) ? vb_act_count(&l->act, "copy") : 0;
	struct vb_copy copy;

	l->nescrow = 0;
	for (unsigned i = 0; code == VB_OK && i < n; i++) {
		if (!vb_copy_parse(vb_act_get(&l->act, "copy", i), &copy))
			return vb_fail(err, VB_MALFORMED, "5.2.4", l->chain,
				       "a copy line cannot be read");
		if (copy.has_recipient)
			code = take_identity(d, l, &copy, c, err);
	}
	if (code == VB_OK && c->pos < c->in.len)
		vb_cursor_fail(c, "9.3", "%zu bytes stand behind the last identity",
			       c->in.len - c->pos);
	return code == VB_OK ? c->code : code;
}
