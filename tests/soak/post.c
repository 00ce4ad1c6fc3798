/*
 * A post that does not give up: it asks one node or another until there is an answer, as the
 * programs of a party would, and writes down what each answer says.
 *
 * SPDX-License-Identifier: ISC
 */
#include "soak.h"

#include "need.h"

#include <stdlib.h>
#include <string.h>

/* Without a fault, longer than this nobody should have to wait. */
#define CALM_SECONDS 90

static int64_t tell_time(void *ctx)
{
	(void)ctx;
	return atomic_load(&cl_now);
}

/* ---- connections ---- */

static bool reach(struct sk_client *c, unsigned at)
{
	unsigned port = atomic_load(&c->s->node[at].port);
	struct vb_http_options o = {.clock = {.now = tell_time}, .rng = vb_rng_system()};
	char address[64];

	if (c->port[at] == port)
		return port != 0;
	vb_post_close(&c->node[at]);
	c->node[at] = (struct vb_post){0};
	c->port[at] = 0;
	snprintf(address, sizeof(address), "http://127.0.0.1:%u", port);
	if (port == 0 || vb_http_connect(address, &o, &c->node[at], NULL) != VB_OK)
		return false;
	vb_post_introduce(&c->node[at], &c->who);
	c->port[at] = port;
	return true;
}

/* ---- what is written down ---- */

static struct vb_view note_of(const struct vb_request *req)
{
	uint32_t n = req->body.len < 4 ? 0 : vb_be32(req->body.ptr);

	return n > req->body.len - 4 ? vb_view("", 0) : vb_view(req->body.ptr + 4, n);
}

static void shown(struct sk_client *c, const struct vb_hash *table, struct vb_view note)
{
	struct vb_hash h;

	vb_sha256(note, &h);
	if (vb_hash_eq(&h, &c->last_note))
		return;
	c->last_note = h;
	atomic_fetch_add(&c->s->notes, 1);
	sk_note("note", table, 0, note);
}

static void heard(struct sk_client *c, const struct vb_request *req, const struct vb_reply *r)
{
	struct vb_view v = vb_view(r->body, r->len), note;
	struct vb_cursor cur;
	char hex[65];

	switch (req->op) {
	case VB_OP_LODGE:
		sk_note("act", &req->table, r->number, note_of(req));
		break;
	case VB_OP_FIND:
		vb_hex(hex, req->hash.b, 32);
		sk_note("found", &req->table, r->number, vb_view_str(hex));
		break;
	case VB_OP_CHECKPOINT:
		shown(c, &req->table, v);
		break;
	case VB_OP_REGISTER:
		sk_note("published", NULL, 0, v);
		break;
	case VB_OP_REGISTER_GROWTH:
		sk_note("growth", NULL, req->from, v);
		break;
	case VB_OP_CHECKPOINTS:
		vb_cursor_init(&cur, v, NULL);
		while (vb_bundle_next(&cur, &note))
			shown(c, &req->table, note);
		break;
	default:
		break;
	}
}

/* ---- asking ---- */

/* Ask again: nothing is known, or it cannot be now. */
static bool is_open(enum vb_code code)
{
	return code == VB_IO || code == VB_BUSY || code == VB_UNKNOWN || code == VB_FULL ||
	       code == VB_MEMORY;
}

static void judge(struct sk_client *c, const struct vb_request *req, enum vb_code code,
		  const struct vb_err *err, double asked)
{
	bool trouble = asked < atomic_load(&c->s->clock_trouble);

	/* That a holder is not known: http.md 3.2, 3.3. */
	if (code == VB_IO && strncmp(err->clause, "http.md 3", 9) == 0 && !trouble)
		sk_odd(&req->table, "request %d: %s %s: %s", (int)req->op, vb_code_name(code),
		       err->clause, err->sentence);
	if (is_open(code) || c->loose || code == VB_OK)
		return;
	if (c->rival && req->op == VB_OP_LODGE && code == VB_CONFLICT)
		return;
	sk_odd(&req->table, "request %d: %s %s: %s", (int)req->op, vb_code_name(code),
	       err->clause, err->sentence);
}

/* To a server whose clock is ahead an act is too late that is not. */
static bool is_early(const struct sk_client *c, enum vb_code code, const struct vb_err *err,
		     double asked)
{
	return code == VB_REFUSED && strcmp(err->clause, "4.7") == 0 &&
	       asked < atomic_load(&c->s->clock_trouble);
}

static unsigned choose(struct sk_client *c)
{
	if (sk_below(&c->state, 10) == 0)
		c->prefer = sk_below(&c->state, c->s->nnodes);
	if (atomic_load(&c->s->avoid) == (int)c->prefer)
		c->prefer = (c->prefer + 1) % c->s->nnodes;
	return c->prefer;
}

static enum vb_code ask_node(struct sk_client *c, unsigned at, const struct vb_request *req,
			     struct vb_reply *reply, struct vb_err *err)
{
	enum vb_code code = VB_IO;

	*err = (struct vb_err){0};
	if (!reach(c, at))
		return VB_IO;
	if (c->member)
		atomic_fetch_add(&c->s->stuck[at], 1);
	code = vb_post_ask(&c->node[at], req, reply, err);
	if (c->member)
		atomic_fetch_sub(&c->s->stuck[at], 1);
	return code;
}

static enum vb_code ask(void *ctx, const struct vb_request *req, struct vb_reply *reply,
			struct vb_err *err)
{
	struct sk_client *c = ctx;
	struct vb_err own = {0};
	double calm_since = 0;
	enum vb_code code = VB_IO;

	if (!err)
		err = &own;
	if (req->op == VB_OP_LODGE)
		sk_note(c->rival ? "never" : "sent", &req->table, 0, note_of(req));
	for (;;) {
		double asked = sk_clock();

		code = ask_node(c, choose(c), req, reply, err);
		if (is_early(c, code, err, asked))
			code = VB_BUSY;
		judge(c, req, code, err, asked);
		if (code == VB_OK)
			heard(c, req, reply);
		if (!is_open(code))
			return code;
		if (atomic_load(&c->s->calm) && calm_since == 0)
			calm_since = sk_clock();
		if (calm_since > 0 && sk_clock() - calm_since > CALM_SECONDS)
			break;
		atomic_fetch_add(&c->s->retries, 1);
		c->prefer = sk_below(&c->state, c->s->nnodes);
		sk_sleep(0.02 + 0.001 * sk_below(&c->state, 150));
	}
	sk_odd(&req->table, "request %d: no answer though all is well: %s %s", (int)req->op,
	       vb_code_name(code), err->sentence);
	return code;
}

void sk_client_open(struct sk_client *c, struct soak *s, uint64_t seed)
{
	memset(c, 0, sizeof(*c));
	c->s = s;
	c->state = s->seed ^ seed * 0x9e3779b97f4a7c15u;
	c->prefer = sk_below(&c->state, s->nnodes);
}

void sk_client_be(struct sk_client *c, const struct cl_table *t, unsigned who)
{
	const struct cl_member *m = &t->m[who];
	struct vb_signer act = vb_signer_secret(m->act, m->name, VB_KEY_ED25519);
	struct vb_vkey k;
	struct vb_writer w;
	uint8_t pub[32];

	vb_secret_free(c->key);
	c->key = need(vb_secret_new(vb_rng_system()));
	vb_ed25519_public(c->key, pub);
	vb_vkey_make(&k, vb_view_str(m->name), VB_KEY_ED25519, pub);
	vb_writer_init(&w, c->pass, sizeof(c->pass));
	if (vb_pass_put(&w, &t->draft, &k, VB_TIME_NONE, &act, NULL) != VB_OK)
		abort();
	c->who = (struct vb_credential){.pass = vb_written(&w), .key = c->key};
}

struct vb_post sk_client_post(struct sk_client *c)
{
	return (struct vb_post){.ask = ask, .ctx = c};
}

void sk_client_close(struct sk_client *c)
{
	for (unsigned i = 0; i < SK_NODES; i++)
		vb_post_close(&c->node[i]);
	vb_secret_free(c->key);
}
