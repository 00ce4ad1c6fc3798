/*
 * Copies over HTTP, which may be large and the network bad: what broke off is gone on with
 * where it broke (http.md 5), a few times, and ever later.
 *
 * SPDX-License-Identifier: ISC
 */
#include "post/curl.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TRIES 6u		/* in a row that bring nothing */
#define TRIES_MAX 1000u		/* of one copy, at all */
#define PATIENCE_MS 1000u	/* before the second; twice as long before each further one */
#define LARGE VB_PIECE		/* bytes: it is asked first how much of it is there */
#define PROBLEM_MAX 65536u	/* bytes of an answer that is no copy */

struct transfer {
	struct vb_client *c;
	const struct vb_request *req;
	struct vb_call k;
	uint64_t held;		/* bytes of it that are there */
	unsigned tries, vain;
	CURLcode rc;
};

static void begin(struct transfer *t, struct vb_client *c, const struct vb_request *req,
		  struct vb_err *err)
{
	*t = (struct transfer){.c = c, .req = req};
	t->k = (struct vb_call){.c = c, .route = vb_route_of(req->op), .req = req,
				.since = vb_monotonic(), .max = PROBLEM_MAX, .err = err};
}

/* Whether the same may go better in a while: the connection broke on its way, or who answers
 * is at work. */
static bool may_go_on(const struct transfer *t)
{
	const struct vb_call *k = &t->k;

	if (k->failed != VB_OK || k->memory || k->wrong)
		return false;
	if (t->rc == CURLE_OK)
		return k->status == 502 || k->status == 503 || k->status == 504 ||
		       k->status == 409 || k->status == 429;
	/* Whom nothing was heard of is not there. */
	if (t->rc == CURLE_COULDNT_CONNECT || t->rc == CURLE_OPERATION_TIMEDOUT)
		return t->tries > 1 || k->moved > 0;
	return vb_call_broke(t->rc);
}

/* Waits for the next try; false: there is none. */
static bool wait_for_next(struct transfer *t, bool moved)
{
	unsigned ms = t->c->o.patience ? t->c->o.patience : PATIENCE_MS;
	struct timespec nap;

	t->vain = moved ? 1 : t->vain + 1;
	if (t->vain >= TRIES || t->tries >= TRIES_MAX)
		return false;
	ms <<= t->vain - 1;
	nap = (struct timespec){ms / 1000, 1000000L * (ms % 1000)};
	nanosleep(&nap, NULL);
	return true;
}

/* ---- bringing ---- */

/* How much of it is there.  Whoever does not know it, or has erased it, has nothing. */
static enum vb_code ask_held(struct transfer *t, bool *whole, struct vb_err *err)
{
	const struct vb_request req = {.op = VB_OP_COPY_HELD, .table = t->req->table,
				       .hash = t->req->hash};
	struct vb_call k = {.c = t->c, .route = vb_route_of(req.op), .req = &req,
			    .since = vb_monotonic(), .max = PROBLEM_MAX};
	enum vb_code code;

	t->rc = vb_call_once(&k);
	code = vb_call_result(&k, t->rc, err);
	*whole = !code && vb_view_is(vb_view(k.got, k.len), "whole\n");
	t->held = !code && k.number <= t->k.source->size ? k.number : 0;
	if (t->rc == CURLE_OK && (code == VB_NOT_FOUND || code == VB_GONE))
		code = VB_OK;
	t->k.status = k.status;
	t->k.moved = 0;
	vb_call_free(&k);
	return code;
}

/* The digest of what is sent: of all of it, that is the copy's hash. */
static enum vb_code digest_of(struct transfer *t, struct vb_err *err)
{
	struct vb_pieces rest = *t->k.source;
	struct vb_sha256 sum;
	enum vb_code code = VB_OK;
	uint8_t *piece;

	t->k.digest = t->req->hash;
	if (t->k.at == 0)
		return VB_OK;
	piece = malloc(VB_PIECE);
	if (!piece)
		return vb_fail(err, VB_MEMORY, "", "", "memory is short");
	vb_sha256_init(&sum);
	for (uint64_t at = t->k.at; !code && at < rest.size; at += VB_PIECE) {
		size_t n = rest.size - at < VB_PIECE ? (size_t)(rest.size - at) : VB_PIECE;

		code = rest.read(rest.ctx, at, piece, n, err);
		vb_sha256_update(&sum, piece, n);
	}
	vb_sha256_final(&sum, &t->k.digest);
	free(piece);
	return code;
}

static enum vb_code send_from(struct transfer *t, uint64_t at, struct vb_err *err)
{
	enum vb_code code;

	t->k.at = at;
	code = digest_of(t, err);
	if (code)
		return code;
	t->rc = vb_call_once(&t->k);
	return vb_call_result(&t->k, t->rc, err);
}

static enum vb_code send_small(struct transfer *t, struct vb_err *err)
{
	enum vb_code code = send_from(t, 0, err);

	if (t->rc == CURLE_GOT_NOTHING || t->rc == CURLE_SEND_ERROR || t->rc == CURLE_RECV_ERROR)
		code = send_from(t, 0, err);
	return code;
}

static enum vb_code send_large(struct transfer *t, struct vb_err *err)
{
	bool whole = false;
	uint64_t before;
	enum vb_code code;

	do {
		before = t->held;
		t->tries++;
		code = ask_held(t, &whole, err);
		if (!code && !whole)
			code = send_from(t, t->held, err);
	} while (code && may_go_on(t) && wait_for_next(t, t->held > before));
	return code;
}

enum vb_code vb_copy_send(struct vb_client *c, const struct vb_request *req,
			  struct vb_err *err)
{
	struct vb_pieces own = vb_pieces_view(&req->body);
	struct transfer t;
	enum vb_code code;

	begin(&t, c, req, err);
	t.k.source = req->source ? req->source : &own;
	code = t.k.source->size > LARGE ? send_large(&t, err) : send_small(&t, err);
	vb_call_free(&t.k);
	return code;
}

/* ---- fetching ---- */

/* What has come, on its way to who wants it. */
struct coming {
	const struct vb_sink *to;	/* NULL: @got */
	uint8_t *got;
	size_t len, cap;
	struct vb_sha256 sum;
};

static enum vb_code keep(struct coming *c, struct vb_view v, struct vb_err *err)
{
	size_t want = c->cap ? c->cap : 4096;
	uint8_t *more;

	if (v.len > VB_COPY_BYTES_MAX - c->len)
		return vb_fail(err, VB_IO, "http.md 2", "depositary",
			       "it answers with more bytes than a copy has");
	while (want - c->len < v.len)
		want *= 2;
	if (want > c->cap) {
		more = realloc(c->got, want);
		if (!more)
			return vb_fail(err, VB_MEMORY, "", "", "memory is short");
		c->got = more;
		c->cap = want;
	}
	memcpy(c->got + c->len, v.ptr, v.len);
	c->len += v.len;
	return VB_OK;
}

static enum vb_code take(void *ctx, struct vb_view v, struct vb_err *err)
{
	struct coming *c = ctx;

	vb_sha256_update(&c->sum, v.ptr, v.len);
	return c->to ? c->to->take(c->to->ctx, v, err) : keep(c, v, err);
}

static enum vb_code fetch(struct transfer *t, struct vb_err *err)
{
	enum vb_code code;
	uint64_t before;

	do {
		before = t->k.at;
		t->tries++;
		t->rc = vb_call_once(&t->k);
		code = vb_call_result(&t->k, t->rc, err);
	} while (code && may_go_on(t) && wait_for_next(t, t->k.at > before));
	return code;
}

enum vb_code vb_copy_fetch(struct vb_client *c, const struct vb_request *req,
			   struct vb_reply *reply, struct vb_err *err)
{
	struct coming in = {.to = req->sink};
	const struct vb_sink sink = {take, &in};
	struct transfer t;
	struct vb_hash have;
	enum vb_code code;

	if (req->from || req->to)
		return vb_fail(err, VB_USAGE, "http.md 5.1", "request",
			       "a copy is fetched whole");
	begin(&t, c, req, err);
	t.k.sink = &sink;
	vb_sha256_init(&in.sum);
	code = fetch(&t, err);
	vb_sha256_final(&in.sum, &have);
	if (!code && !vb_hash_eq(&have, &req->hash))
		code = vb_fail(err, VB_FALSE, "5.2.4", "copy",
			       "the depositary sent other bytes than those of its hash");
	if (code)
		free(in.got);
	else
		*reply = (struct vb_reply){in.got, in.len, t.k.at};
	vb_call_free(&t.k);
	return code;
}
