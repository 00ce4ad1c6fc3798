/*
 * post, inside: how requests look on the wire, for both ends of it.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "post/post.h"

#include <time.h>

/* Seconds of a clock that nobody sets. */
static inline double vb_monotonic(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- route.c: a request as method and target (http.md 2) ---- */

#define VB_TARGET_MAX 512	/* bytes of path and query */
/* http.md 2.1: 1 GiB, and what sealing adds. */
#define VB_COPY_BYTES_MAX ((1ull << 30) + (1ull << 20))

enum vb_access {
	VB_OPEN,	/* anybody: what is asked for is public, or cannot be guessed */
	VB_ADMITTED,	/* who brings a token, where the server wants one */
	VB_HOLDER,	/* who signs with the key of a pass for the table */
	VB_READER,	/* the same, or whoever has a bearer pass */
};

struct vb_route {
	enum vb_op op;
	const char *method;
	const char *path;	/* T: table, H: hash, N: name, the rest of the path */
	const char *query;	/* "from to", "size", "[from]" (it may be left out), "" */
	enum vb_access access;
	uint64_t body_max;
	const char *type;	/* media type of the answer */
	const char *cache;	/* Cache-Control of the answer */
};
/* Asks what /card does, and is told only that there is an answer. */
#define VB_HEALTH "/healthz"
/* The first route of @op; every one has one but VB_OP_PASS, which does not travel. */
const struct vb_route *vb_route_of(enum vb_op op);
/* Path and query of @req. */
void vb_target_put(struct vb_writer *w, const struct vb_route *r, const struct vb_request *req);
/* The route of @method and @path (without query): VB_OK; VB_NOT_FOUND: no such path;
 * VB_REFUSED: the path has other methods; VB_MALFORMED: its query is not what is due.
 * Fills table, hash, name, from and to; views into @path. */
VB_MUST_CHECK enum vb_code vb_target_parse(struct vb_view method, struct vb_view path,
					   struct vb_view query, const struct vb_route **out,
					   struct vb_request *req, struct vb_err *err);
/* "GET, PUT": what may be done with @path; "" if there is no such path. */
const char *vb_methods_of(struct vb_view path);

/* ---- range.c: a part of a copy (RFC 9110 section 14) ---- */

enum vb_range {
	VB_RANGE_ALL,	/* the field says nothing that we go by */
	VB_RANGE_PART,	/* from <= byte < to */
	VB_RANGE_BEYOND, /* there are no such bytes */
};
enum vb_range vb_range_read(struct vb_view field, uint64_t size, uint64_t *from, uint64_t *to);

/* ---- status.c: codes and errors on the wire (http.md 4) ---- */

unsigned vb_status_of(enum vb_code code);
/* The code of "Verbale-Code: WORD"; without one, of the status itself. */
enum vb_code vb_code_of(struct vb_view word, unsigned status);

/* ---- signature.c: HTTP Message Signatures (RFC 9421) with Ed25519 ---- */

struct vb_http_field {
	const char *name;	/* lower case */
	struct vb_view value;
};
/* What a signature can cover. */
struct vb_http_message {
	struct vb_view method, authority, path;
	struct vb_view query;	/* without "?" */
	const struct vb_http_field *field;
	unsigned nfields;
};
#define VB_COMPONENTS_MAX 16
struct vb_signature {
	struct vb_view params;	/* "(...);created=...", as it travels */
	struct vb_view component[VB_COMPONENTS_MAX];
	unsigned ncomponents;
	int64_t created;	/* VB_TIME_NONE: not said */
	struct vb_view nonce, keyid, alg, tag;	/* without quotes; empty: not said */
	uint8_t sig[64];
};
/* One signature: "LABEL=PARAMS" and "LABEL=:BASE64:" (RFC 9421 section 4). */
VB_MUST_CHECK enum vb_code vb_signature_parse(struct vb_view input, struct vb_view signature,
					      struct vb_signature *out, struct vb_err *err);
/* RFC 9421 section 2.5; false: @m lacks a component. */
VB_MUST_CHECK bool vb_signature_base(struct vb_writer *w, const struct vb_http_message *m,
				     const struct vb_signature *s);
bool vb_signature_covers(const struct vb_signature *s, const char *component);
/* Signature-Input and Signature of @m, over all its fields, method, authority, path and
 * query (http.md 3.2). */
void vb_signature_make(const struct vb_http_message *m, int64_t now,
		       const uint8_t nonce[static 16], struct vb_view keyid,
		       const struct vb_secret *key, struct vb_writer *input,
		       struct vb_writer *signature);
/* "sha-256=:BASE64:" (RFC 9530) of a body; @out: 64 bytes. */
void vb_digest_put(char out[static 64], const struct vb_hash *hash);

/* ---- limit.c: who has asked how often, and which signatures were seen ---- */

struct vb_limiter;
struct vb_limiter *vb_limiter_new(double rate, double burst, struct vb_rng rng);
void vb_limiter_free(struct vb_limiter *l);
/* False: @who has asked too often; *wait: seconds until it may again. */
bool vb_limiter_take(struct vb_limiter *l, struct vb_view who, double now, unsigned *wait);
/* Whether it might; takes nothing. */
bool vb_limiter_left(struct vb_limiter *l, struct vb_view who, double now, unsigned *wait);
/* Remembers @what until @until; false: it is remembered already, or there is no room. */
bool vb_limiter_first(struct vb_limiter *l, struct vb_view what, int64_t now, int64_t until);

/* ---- gate.c: whether a request may be answered (http.md 3) ---- */

#define VB_SKEW 120	/* seconds that a signature's time may differ from ours */

struct vb_gate {
	const struct vb_http_serving *o;
	struct vb_limiter *limiter;
	struct vb_passes *passes;	/* that held a moment ago */
};
/* What arrived ahead of the body. */
struct vb_arrival {
	const struct vb_route *route;
	struct vb_request req;
	struct vb_http_message message;
	struct vb_view input, signature, pass, authorization, token;
	struct vb_view address;		/* whose connection */
	bool body;			/* one will come, or may */
	unsigned wait;			/* out, where the code is VB_BUSY */
	struct vb_hash holder;		/* out: who signed, by the hash of the key */
};
/* VB_OK; VB_KEY: who asks does not say who it is (401); VB_NOT_FOUND: it is none of its
 * business; VB_BUSY: too often. */
VB_MUST_CHECK enum vb_code vb_gate_check(struct vb_gate *g, struct vb_arrival *a,
					 struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_gate_open(struct vb_gate *g, const struct vb_http_serving *o,
					struct vb_err *err);
void vb_gate_close(struct vb_gate *g);

/* ---- body.c: what arrives, in memory or on disk ---- */

#define VB_BODY_IN_MEMORY (256u << 10)	/* bytes; what is announced as more goes to disk */

struct vb_body {
	uint8_t *ptr;
	size_t len, cap;
	int fd;			/* -1: in memory */
	bool mapped;
	char *path;		/* of a copy that arrives, and stays if the rest does not come */
	uint64_t before;	/* bytes of it that came earlier */
	struct vb_sha256 sum;	/* of what comes now */
};
/* @size: of all that will come, as announced; large ones go into the folder @spool. */
VB_MUST_CHECK enum vb_code vb_body_open(struct vb_body *b, uint64_t size, const char *spool,
					struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_body_add(struct vb_body *b, struct vb_view v, struct vb_err *err);
/* All of it, until vb_body_close(). */
VB_MUST_CHECK enum vb_code vb_body_view(struct vb_body *b, struct vb_view *out,
					struct vb_hash *hash, struct vb_err *err);
void vb_body_close(struct vb_body *b);
/* What had arrived of a copy is thrown away. */
void vb_body_drop(struct vb_body *b);
/* u32 length || bytes, twice: a seat and its secret. */
VB_MUST_CHECK bool vb_body_split(struct vb_view body, struct vb_view *first,
				 struct vb_view *second);

/* ---- arriving.c: copies that have not arrived whole ---- */

/* Whose: the table, the copy, and who brings it. */
struct vb_coming {
	const struct vb_hash *table, *hash, *holder;
};
/* A body that goes on at @from with @rest bytes, into a file that stays until vb_body_drop().
 * VB_CONFLICT: fewer are here; VB_BUSY: it is being brought already, or too much is. */
VB_MUST_CHECK enum vb_code vb_arriving_open(struct vb_body *b, const char *spool,
					    const struct vb_http_limits *l,
					    const struct vb_coming *c, uint64_t from,
					    uint64_t rest, struct vb_err *err);
/* How many bytes of it are here; 0: none. */
uint64_t vb_arriving_held(const char *spool, const struct vb_coming *c);
/* Throws away what waits for too long. */
void vb_arriving_sweep(const char *spool, const struct vb_http_limits *l);

/* ---- stream.c: a copy as an answer ---- */

struct vb_sending {
	const struct vb_post *post;	/* where its bytes are asked for */
	struct vb_hash table, hash;
	uint64_t from, to, size;
	uint64_t *sent;			/* counts them */
};
struct MHD_Response;
/* NULL: memory is short. */
struct MHD_Response *vb_stream_new(const struct vb_sending *what);

/* ---- exchange.c: one request, from its head to its answer ---- */

struct vb_exchange;
struct MHD_Connection;
struct vb_exchange *vb_exchange_new(const char *uri);	/* NULL: memory */
void vb_exchange_free(struct vb_exchange *x);
/* As MHD calls back: with the head, then with parts of the body, then without. */
int vb_exchange_go(struct vb_exchange *x, struct vb_gate *g, struct MHD_Connection *c,
		   const char *method, const char *data, size_t *len);
void vb_exchange_tell(const struct vb_exchange *x, struct vb_http_event *out);
