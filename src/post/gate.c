/*
 * Who may ask: the checks that come before a request is looked at (http.md 3).
 *
 * SPDX-License-Identifier: ISC
 *
 * That a table does not exist, that it is somebody else's and that a pass does not hold
 * any more are one answer.  What is told apart is only what the request itself shows.
 */
#include "post/internal.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define PASSES 4096u
#define PASS_SECONDS 5		/* that one which held is taken to hold */

/* Who asks, as its pass says. */
struct holder {
	struct vb_hash what;		/* of table and pass, as it came */
	bool known;			/* to hold there, from a moment ago */
	bool bearer;
	uint8_t key[32];		/* that signs its requests; not of a bearer */
	int64_t ends;			/* VB_TIME_NONE: it does not */
	uint8_t note[VB_PASS_MAX];	/* unless it is known */
	size_t len;
};

/* Passes that the depositary found good a moment ago, and what they say. */
struct vb_passes {
	pthread_mutex_t lock;
	struct {
		struct vb_hash what;
		double until;
		bool bearer;
		uint8_t key[32];
		int64_t ends;
	} row[PASSES];
};

enum vb_code vb_gate_open(struct vb_gate *g, const struct vb_http_serving *o,
			  struct vb_err *err)
{
	*g = (struct vb_gate){.o = o};
	g->limiter = vb_limiter_new(o->limits.rate, o->limits.burst, vb_rng_system());
	g->passes = calloc(1, sizeof(*g->passes));
	if (g->passes && pthread_mutex_init(&g->passes->lock, NULL) != 0) {
		free(g->passes);
		g->passes = NULL;
	}
	if (g->limiter && g->passes)
		return VB_OK;
	vb_gate_close(g);
	return vb_fail(err, VB_MEMORY, "", "server", "memory is short");
}

void vb_gate_close(struct vb_gate *g)
{
	vb_limiter_free(g->limiter);
	if (g->passes)
		pthread_mutex_destroy(&g->passes->lock);
	free(g->passes);
	*g = (struct vb_gate){0};
}

/* ---- what an unknown one is told ---- */

static enum vb_code anonymous(struct vb_err *err, const char *sentence)
{
	return vb_fail(err, VB_KEY, "http.md 3.2", "request", "%s", sentence);
}

static enum vb_code nothing_here(struct vb_err *err)
{
	return vb_fail(err, VB_NOT_FOUND, "http.md 3.3", "table",
		       "there is no such table, or it is not yours to ask about");
}

/* ---- passes ---- */

static enum vb_code ask_depositary(struct vb_gate *g, const struct vb_arrival *a,
				   struct vb_view pass, struct vb_err *err)
{
	struct vb_request req = {.op = VB_OP_PASS, .table = a->req.table, .body = pass};
	struct vb_reply reply = {0};
	enum vb_code code = vb_post_ask(&g->o->post, &req, &reply, err);

	vb_reply_free(&reply);
	return code == VB_NOT_FOUND ? nothing_here(err) : code;
}

static size_t place_of(const struct holder *h)
{
	return vb_be32(h->what.b) % PASSES;
}

/* What was found good a moment ago may have run out since. */
static void recall(struct vb_gate *g, struct holder *h)
{
	struct vb_passes *p = g->passes;
	size_t at = place_of(h);

	pthread_mutex_lock(&p->lock);
	h->known = p->row[at].until > vb_monotonic() &&
		   vb_hash_eq(&p->row[at].what, &h->what);
	if (h->known) {
		h->bearer = p->row[at].bearer;
		h->ends = p->row[at].ends;
		memcpy(h->key, p->row[at].key, sizeof(h->key));
	}
	pthread_mutex_unlock(&p->lock);
	h->known = h->known && (h->ends == VB_TIME_NONE ||
				h->ends >= g->o->clock.now(g->o->clock.ctx));
}

static void remember(struct vb_gate *g, const struct holder *h, double now)
{
	struct vb_passes *p = g->passes;
	size_t at = place_of(h);

	pthread_mutex_lock(&p->lock);
	p->row[at].what = h->what;
	p->row[at].until = now + PASS_SECONDS;
	p->row[at].bearer = h->bearer;
	p->row[at].ends = h->ends;
	memcpy(p->row[at].key, h->key, sizeof(h->key));
	pthread_mutex_unlock(&p->lock);
}

static enum vb_code parse_pass(struct holder *h, struct vb_view text, const char *where,
			       struct vb_err *err)
{
	struct vb_pass pass;
	enum vb_code code;

	if (!vb_unbase64(h->note, sizeof(h->note), &h->len, text))
		return vb_fail(err, VB_MALFORMED, "http.md 3.1", where,
			       "its pass is no base64 of at most %d bytes", VB_PASS_MAX);
	code = vb_pass_parse(vb_view(h->note, h->len), &pass, err);
	if (code != VB_OK)
		return code;
	h->bearer = pass.bearer;
	h->ends = pass.until;
	if (!pass.bearer)
		memcpy(h->key, pass.key.pub, sizeof(h->key));
	return VB_OK;
}

/* The pass @text, in base64; most requests bring one that is known. */
static enum vb_code read_pass(struct vb_gate *g, const struct vb_arrival *a,
			      struct vb_view text, const char *where, struct holder *h,
			      struct vb_err *err)
{
	struct vb_sha256 s;

	vb_sha256_init(&s);
	vb_sha256_update(&s, a->req.table.b, sizeof(a->req.table.b));
	vb_sha256_update(&s, text.ptr, text.len);
	vb_sha256_final(&s, &h->what);
	recall(g, h);
	return h->known ? VB_OK : parse_pass(h, text, where, err);
}

static enum vb_code pass_holds(struct vb_gate *g, const struct vb_arrival *a,
			       const struct holder *h, struct vb_err *err)
{
	double now = vb_monotonic();
	enum vb_code code;

	if (h->known)
		return VB_OK;
	code = ask_depositary(g, a, vb_view(h->note, h->len), err);
	if (code == VB_OK)
		remember(g, h, now);
	return code;
}

/* ---- signatures ---- */

static enum vb_code check_cover(const struct vb_arrival *a, const struct vb_signature *s,
				struct vb_err *err)
{
	static const char *const due[] = {"@method", "@authority", "@path", "@query",
					  "verbale-pass"};
	char sentence[160];

	for (size_t i = 0; i < VB_ARRAY_LEN(due); i++) {
		if (vb_signature_covers(s, due[i]))
			continue;
		snprintf(sentence, sizeof(sentence), "its signature does not cover \"%s\"",
			 due[i]);
		return anonymous(err, sentence);
	}
	if (a->body && !vb_signature_covers(s, "content-digest"))
		return anonymous(err, "its signature does not cover \"content-digest\"");
	if ((s->alg.len > 0 && !vb_view_is(s->alg, "ed25519")) || s->nonce.len == 0 ||
	    s->created == VB_TIME_NONE)
		return anonymous(err, "its signature wants created, a nonce, and the algorithm "
				      "ed25519");
	return VB_OK;
}

static enum vb_code check_time(const struct vb_gate *g, const struct vb_signature *s,
			       struct vb_err *err)
{
	int64_t now = g->o->clock.now(g->o->clock.ctx);
	char sentence[160], at[VB_TIME_LEN + 1];

	if (s->created < now - VB_SKEW || s->created > now + VB_SKEW) {
		vb_time_format(at, now);
		snprintf(sentence, sizeof(sentence),
			 "its signature is more than %d seconds away from now, %s", VB_SKEW, at);
		return anonymous(err, sentence);
	}
	return VB_OK;
}

/* Asked last, so that nobody but holders fills the table of what was seen. */
static enum vb_code check_first(struct vb_gate *g, const struct vb_arrival *a,
				const struct vb_signature *s, struct vb_err *err)
{
	/* To read the same again changes nothing. */
	if (strcmp(a->route->method, "GET") == 0)
		return VB_OK;
	if (!vb_limiter_first(g->limiter, vb_view(s->sig, sizeof(s->sig)),
			      g->o->clock.now(g->o->clock.ctx), s->created + VB_SKEW))
		return anonymous(err, "its signature was used before");
	return VB_OK;
}

static enum vb_code check_signature(struct vb_gate *g, const struct vb_arrival *a,
				    const struct holder *h, struct vb_signature *s,
				    struct vb_err *err)
{
	uint8_t base[4096];
	struct vb_writer w;
	enum vb_code code = vb_signature_parse(a->input, a->signature, s, err);

	if (code == VB_OK)
		code = check_cover(a, s, err);
	if (code != VB_OK)
		return code;
	vb_writer_init(&w, base, sizeof(base));
	if (!vb_signature_base(&w, &a->message, s))
		return anonymous(err, "its signature covers what the request does not have");
	if (!vb_ed25519_verify(h->key, vb_written(&w), s->sig))
		return anonymous(err, "its signature is not valid under the key of its pass");
	return check_time(g, s, err);
}

/* ---- the two ways in ---- */

static enum vb_code by_key(struct vb_gate *g, struct vb_arrival *a, struct vb_err *err)
{
	struct vb_signature s;
	struct holder h;
	enum vb_code code;

	if (a->pass.len == 0 || a->input.len == 0 || a->signature.len == 0)
		return anonymous(err, "it is not signed: Verbale-Pass, Signature-Input and "
				      "Signature are due");
	code = read_pass(g, a, a->pass, "Verbale-Pass", &h, err);
	if (code == VB_OK && h.bearer)
		code = anonymous(err, "a bearer pass signs nothing");
	if (code == VB_OK)
		code = check_signature(g, a, &h, &s, err);
	if (code == VB_OK && !vb_limiter_take(g->limiter, vb_view(h.key, sizeof(h.key)),
					      vb_monotonic(), &a->wait))
		code = vb_fail(err, VB_BUSY, "http.md 3.4", "request",
			       "this key asks too often");
	if (code == VB_OK)
		code = pass_holds(g, a, &h, err);
	if (code == VB_OK)
		vb_sha256(vb_view(h.key, sizeof(h.key)), &a->holder);
	return code == VB_OK ? check_first(g, a, &s, err) : code;
}

static enum vb_code by_bearer(struct vb_gate *g, struct vb_arrival *a, struct vb_err *err)
{
	static const char scheme[] = "Bearer ";
	size_t skip = sizeof(scheme) - 1;
	struct holder h;
	enum vb_code code;

	if (a->authorization.len <= skip || memcmp(a->authorization.ptr, scheme, skip) != 0)
		return anonymous(err, "its Authorization is not \"Bearer\" and a pass");
	code = read_pass(g, a, vb_view(a->authorization.ptr + skip, a->authorization.len - skip),
			 "Authorization", &h, err);
	if (code == VB_OK && !h.bearer)
		code = anonymous(err, "this pass goes with a signature");
	if (code == VB_OK && !vb_limiter_take(g->limiter, vb_view(h.what.b, sizeof(h.what.b)),
					      vb_monotonic(), &a->wait))
		code = vb_fail(err, VB_BUSY, "http.md 3.4", "request",
			       "this pass asks too often");
	return code == VB_OK ? pass_holds(g, a, &h, err) : code;
}

/* ---- admission ---- */

/* A draft that is here already is no new one: who joins puts it once more. */
static bool is_here(struct vb_gate *g, const struct vb_hash *draft)
{
	const struct vb_request req = {.op = VB_OP_DRAFT_GET, .hash = *draft};
	struct vb_reply reply = {0};
	enum vb_code code = vb_post_ask(&g->o->post, &req, &reply, NULL);

	vb_reply_free(&reply);
	return code == VB_OK;
}

static enum vb_code check_admission(struct vb_gate *g, const struct vb_arrival *a,
				    struct vb_err *err)
{
	if (!g->o->admits || g->o->admits(g->o->ctx, a->token) || is_here(g, &a->req.hash))
		return VB_OK;
	return vb_fail(err, VB_REFUSED, "http.md 3.5", "draft",
		       "this depositary opens tables for those only to whom its keeper has given "
		       "a token");
}

/* A key costs nothing, so that whoever is turned away is counted by address: and where that
 * has too many, no signature of it is looked at. */
static enum vb_code check_holder(struct vb_gate *g, struct vb_arrival *a, struct vb_err *err)
{
	uint8_t buf[64] = "turned away ";
	size_t n = strlen((const char *)buf);
	struct vb_view who;
	enum vb_code code;

	/* Apart from what anybody may ask: of that a neighbour may be fond. */
	who = vb_view(buf, n + (a->address.len < sizeof(buf) - n ? a->address.len
								 : sizeof(buf) - n));
	memcpy(buf + n, a->address.ptr, who.len - n);
	if (!vb_limiter_left(g->limiter, who, vb_monotonic(), &a->wait))
		return vb_fail(err, VB_BUSY, "http.md 3.4", "request",
			       "too many of this address were turned away");
	code = a->route->access == VB_READER && a->authorization.len > 0
		? by_bearer(g, a, err) : by_key(g, a, err);
	if (code == VB_KEY || code == VB_MALFORMED || code == VB_NOT_FOUND)
		(void)vb_limiter_take(g->limiter, who, vb_monotonic(), &(unsigned){0});
	return code;
}

enum vb_code vb_gate_check(struct vb_gate *g, struct vb_arrival *a, struct vb_err *err)
{
	enum vb_access access = a->route->access;

	if (access == VB_OPEN || access == VB_ADMITTED) {
		if (!vb_limiter_take(g->limiter, a->address, vb_monotonic(), &a->wait))
			return vb_fail(err, VB_BUSY, "http.md 3.4", "request",
				       "this address asks too often");
		return access == VB_ADMITTED ? check_admission(g, a, err) : VB_OK;
	}
	return check_holder(g, a, err);
}
