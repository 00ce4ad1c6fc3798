/*
 * Files that are too large for memory: sealed while they are read, kept in pieces, fetched
 * into the cabinet and opened there.
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- sealing ---- */

struct vb_sealing {
	struct vb_age_sealing *inner, *outer;
	struct vb_pieces between;	/* the inner layer, which the outer reads */
};

static enum vb_code seal(struct vb_desk *d, const struct vb_pieces *plain,
			 const struct vb_recipient *r, struct vb_age_sealing **out,
			 struct vb_err *err)
{
	struct vb_age_keys keys;
	enum vb_code code;

	vb_age_keys_random(&keys, d->world.rng);
	code = vb_age_sealing_new(plain, r, &keys, out, err);
	vb_wipe(&keys, sizeof(keys));
	return code;
}

enum vb_code vb_sealing_new(struct vb_desk *d, const struct vb_pieces *plain,
			    const struct vb_recipient *inner, const struct vb_recipient *outer,
			    struct vb_sealing **out, struct vb_err *err)
{
	struct vb_sealing *s = calloc(1, sizeof(*s));
	enum vb_code code;

	if (!s)
		return vb_no_room(err);
	code = seal(d, plain, inner, &s->inner, err);
	if (!code && outer) {
		s->between = vb_age_sealing_pieces(s->inner);
		code = seal(d, &s->between, outer, &s->outer, err);
	}
	if (code)
		vb_sealing_free(s);
	else
		*out = s;
	return code;
}

struct vb_pieces vb_sealing_pieces(const struct vb_sealing *s)
{
	return vb_age_sealing_pieces(s->outer ? s->outer : s->inner);
}

void vb_sealing_free(struct vb_sealing *s)
{
	if (!s)
		return;
	vb_age_sealing_free(s->outer);
	vb_age_sealing_free(s->inner);
	free(s);
}

/* ---- what the cabinet has ---- */

static enum vb_code read_kept(void *ctx, uint64_t at, uint8_t *out, size_t n,
			      struct vb_err *err)
{
	struct vb_kept *k = ctx;

	return vb_large_read(k->cab, &k->hash, at, out, n, err);
}

enum vb_code vb_kept_find(struct vb_desk *d, const struct vb_hash *hash, struct vb_kept *out,
			  struct vb_err *err)
{
	uint64_t size = 0;
	enum vb_code code = vb_large_size(d->cab, hash, &size, err);

	if (code)
		return code;
	*out = (struct vb_kept){.cab = d->cab, .hash = *hash};
	out->pieces = (struct vb_pieces){.size = size, .read = read_kept, .ctx = out};
	return VB_OK;
}

/* Pieces on their way into the cabinet, some at a time. */
struct keeping {
	struct vb_desk *d;
	const struct vb_hash *hash;
	uint64_t at;		/* bytes that are kept */
	uint8_t *step;		/* VB_COPY_STEP bytes */
	size_t n;
	struct vb_sha256 sum;
};

static enum vb_code keep_step(struct keeping *k, struct vb_err *err)
{
	enum vb_code code = k->n ? vb_large_bring(k->d->cab, k->hash, k->at,
						  vb_view(k->step, k->n), err)
				 : VB_OK;

	k->at += k->n;
	k->n = 0;
	return code;
}

static enum vb_code keep_some(void *ctx, struct vb_view bytes, struct vb_err *err)
{
	struct keeping *k = ctx;
	enum vb_code code = VB_OK;

	vb_sha256_update(&k->sum, bytes.ptr, bytes.len);
	while (!code && bytes.len > 0) {
		size_t room = VB_COPY_STEP - k->n, n = bytes.len < room ? bytes.len : room;

		memcpy(k->step + k->n, bytes.ptr, n);
		k->n += n;
		bytes = vb_view(bytes.ptr + n, bytes.len - n);
		if (k->n == VB_COPY_STEP)
			code = keep_step(k, err);
	}
	return code;
}

static enum vb_code keep_end(struct keeping *k, uint64_t bytes, struct vb_err *err)
{
	struct vb_hash have;
	enum vb_code code = VB_OK;

	vb_sha256_final(&k->sum, &have);
	if (k->at + k->n != bytes || !vb_hash_eq(&have, k->hash))
		code = vb_fail(err, VB_FALSE, "5.2.4", "annex",
			       "what came are other bytes than the act names");
	if (!code)
		code = keep_step(k, err);
	if (!code)
		code = vb_large_finish(k->d->cab, k->hash, err);
	return code;
}

typedef enum vb_code bring_fn(void *ctx, const struct vb_sink *to, struct vb_err *err);

static enum vb_code keep(struct vb_desk *d, const struct vb_hash *hash, uint64_t bytes,
			 bring_fn *bring, void *ctx, struct vb_err *err)
{
	struct keeping k = {.d = d, .hash = hash, .step = malloc(VB_COPY_STEP)};
	const struct vb_sink sink = {keep_some, &k};
	bool whole = false;
	enum vb_code code = k.step ? VB_OK : vb_no_room(err);

	vb_sha256_init(&k.sum);
	/* Of one that was broken off nothing is believed. */
	if (!code)
		code = vb_large_size(d->cab, hash, &(uint64_t){0}, NULL);
	if (code == VB_NOT_FOUND)
		code = vb_large_erase(d->cab, hash, err);
	if (!code)
		code = vb_large_begin(d->cab, hash, bytes, &whole, err);
	if (!code && !whole) {
		code = bring(ctx, &sink, err);
		if (!code)
			code = keep_end(&k, bytes, err);
	}
	if (k.step)
		vb_wipe(k.step, VB_COPY_STEP);
	free(k.step);
	return code;
}

static enum vb_code bring_pieces(void *ctx, const struct vb_sink *to, struct vb_err *err)
{
	return vb_pieces_pump(ctx, 0, to, err);
}

enum vb_code vb_kept_put(struct vb_desk *d, const struct vb_hash *hash,
			 const struct vb_pieces *from, struct vb_err *err)
{
	return keep(d, hash, from->size, bring_pieces, (void *)(uintptr_t)from, err);
}

struct fetching {
	struct vb_desk *d;
	const struct vb_hash *hash;
};

static enum vb_code bring_answer(void *ctx, const struct vb_sink *to, struct vb_err *err)
{
	const struct fetching *f = ctx;
	struct vb_request req = {.op = VB_OP_COPY_GET, .table = f->d->card.table,
				 .hash = *f->hash, .sink = to};
	struct vb_reply reply = {0};
	enum vb_code code = vb_desk_post(f->d, &req, &reply, err);

	vb_reply_free(&reply);
	return code;
}

enum vb_code vb_kept_fetch(struct vb_desk *d, const struct vb_hash *hash, uint64_t bytes,
			   struct vb_kept *out, struct vb_err *err)
{
	struct fetching f = {d, hash};
	enum vb_code code = vb_kept_find(d, hash, out, err);

	if (code != VB_NOT_FOUND)
		return code;
	if (d->lock < 0)
		return vb_fail(err, VB_IO, "", "annex",
			       "one of %llu bytes is opened in this desk's folder, and nothing can "
			       "be written there", (unsigned long long)bytes);
	code = keep(d, hash, bytes, bring_answer, &f, err);
	return code ? code : vb_kept_find(d, hash, out, err);
}

enum vb_code vb_kept_bytes(struct vb_desk *d, const struct vb_hash *hash, uint64_t max,
			   uint8_t **out, size_t *len, struct vb_err *err)
{
	struct vb_kept k;
	uint8_t *buf;
	enum vb_code code = vb_kept_find(d, hash, &k, err);

	if (code)
		return code;
	if (k.pieces.size > max)
		return vb_fail(err, VB_REFUSED, "", "annex",
			       "one has %llu bytes as it travels, and at most %llu go into a "
			       "pouch: it reaches its addressee through the depositary alone",
			       (unsigned long long)k.pieces.size, (unsigned long long)max);
	buf = malloc((size_t)k.pieces.size + 1);
	if (!buf)
		return vb_no_room(err);
	code = k.pieces.read(k.pieces.ctx, 0, buf, (size_t)k.pieces.size, err);
	if (code) {
		free(buf);
		return code;
	}
	*out = buf;
	*len = (size_t)k.pieces.size;
	return VB_OK;
}

/* ---- what stands in a box for it ---- */

#define NOTE "verbale-large/1\n"

size_t vb_kept_note(char out[static 96], const struct vb_hash *hash)
{
	memcpy(out, NOTE, sizeof(NOTE) - 1);
	vb_hex(out + sizeof(NOTE) - 1, hash->b, 32);
	return sizeof(NOTE) - 1 + 64;
}

bool vb_kept_noted(struct vb_view box, struct vb_hash *hash)
{
	size_t n = sizeof(NOTE) - 1;

	return box.len == n + 64 && memcmp(box.ptr, NOTE, n) == 0 &&
	       vb_hash_parse(vb_view(box.ptr + n, 64), hash);
}

/* ---- opening ---- */

enum vb_code vb_desk_unsealing(struct vb_desk *d, const struct vb_pieces *sealed,
			       struct vb_age_opening **out, struct vb_err *err)
{
	enum vb_code code = vb_desk_keys(d, err);

	if (code)
		return code;
	code = VB_KEY;
	for (unsigned i = 0; code == VB_KEY && i < d->keys.nseals; i++)
		code = vb_age_opening_new(sealed, d->keys.seal[i], out, err);
	return code;
}
