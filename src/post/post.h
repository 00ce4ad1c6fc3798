/*
 * post: one question, one answer.  A desk holds a `struct vb_post` and does not
 * know whether the depositary behind it is a folder on this machine or a server.
 *
 * SPDX-License-Identifier: ISC
 *
 * In process a post is whatever answers ask(); over HTTP (doc/http.md) there is a
 * client, which is a post, and a server, which has one behind it.
 */
#pragma once

#include "crypto/crypto.h"

enum vb_op {
	VB_OP_INFO,		/* who the depositary is -> its card (text) */
	VB_OP_DRAFT_PUT,	/* body: draft charter */
	VB_OP_DRAFT_GET,	/* hash -> draft charter */
	VB_OP_SEAT_PUT,		/* hash: draft; body: seat; secret: founding key */
	VB_OP_SEATS,		/* hash: draft -> names seated, a line each;
				 * number 1 and the table id (hex) once it is open */
	VB_OP_LODGE,		/* table; body: lodging (format.md 9.3) -> number: index */
	VB_OP_CHECKPOINT,	/* table -> newest checkpoint with all cosignatures */
	VB_OP_CHECKPOINTS,	/* table, from, to -> dated checkpoints, framed */
	VB_OP_ENTRIES,		/* table, from, to -> entry bundle */
	VB_OP_HEAD,		/* table, name: chain -> "number epoch id" */
	VB_OP_FIND,		/* table, hash: act id -> number: index */
	VB_OP_COPY_PUT,		/* table, hash; body or source: ciphertext */
	VB_OP_COPY_GET,		/* table, hash, from, to -> those bytes (to 0: to the end), or
				 * into a sink all from @from on; number: of how many */
	VB_OP_COPY_HELD,	/* table, hash -> number: how many bytes of it are here; body:
				 * "whole", or "part" where some are still to come */
	VB_OP_COSIGN,		/* table, from: size; body: cosignature line */
	VB_OP_TILE,		/* table, name: "tile/0/x001/234" -> tile or entry bundle */
	VB_OP_REGISTER,		/* -> the register's newest published checkpoint (format.md 6.8);
				 * number: its size */
	VB_OP_REGISTER_TILE,	/* name: "tile/..." -> of the register, as far as published */
	VB_OP_REGISTER_GROWTH,	/* from: size -> that checkpoint behind "old SIZE" and the proof
				 * that it goes on from there (C2SP tlog-witness) */
	VB_OP_REGISTRATIONS,	/* table, from, to: counters -> registrations, framed, as far as
				 * they are published; number: the newest counter that is */
	VB_OP_PASS,		/* table, body: pass -> nothing, if it holds at that table;
				 * VB_NOT_FOUND whatever else is the matter */
};

struct vb_request {
	enum vb_op op;
	struct vb_hash table;
	struct vb_hash hash;
	struct vb_view name;
	uint64_t from;
	uint64_t to;
	struct vb_view body;
	struct vb_view secret;	/* never logged, wiped by whoever keeps it */
	/* Of a copy, which may be too large for memory; NULL: in @body, in the answer. */
	const struct vb_pieces *source;
	const struct vb_sink *sink;
};

/* The answer; vb_reply_free() wipes and frees the body. */
struct vb_reply {
	uint8_t *body;
	size_t len;
	uint64_t number;
};
void vb_reply_free(struct vb_reply *r);

/* Who asks, to a depositary that wants to know (http.md 3). */
struct vb_credential {
	struct vb_view pass;		/* that names the key; empty: none */
	const struct vb_secret *key;
};

/*
 * ask() returns the depositary's code and fills @reply only on VB_OK; VB_IO,
 * VB_BUSY: no answer could be had, ask again.  Requests are idempotent.  What a sink has
 * taken counts when VB_OK is returned: only then was its hash right.
 */
struct vb_post {
	enum vb_code (*ask)(void *ctx, const struct vb_request *req,
			    struct vb_reply *reply, struct vb_err *err);
	/* NULL: whoever reaches it may ask.  @who: borrowed until close(). */
	void (*introduce)(void *ctx, const struct vb_credential *who);
	void (*close)(void *ctx);	/* may be NULL */
	void *ctx;
};
VB_MUST_CHECK enum vb_code vb_post_ask(const struct vb_post *p, const struct vb_request *req,
				       struct vb_reply *reply, struct vb_err *err);
void vb_post_introduce(const struct vb_post *p, const struct vb_credential *who);
void vb_post_close(struct vb_post *p);

/* ---- passes (http.md 3.1) ---- */

#define VB_PASS_MAX 1024	/* bytes of one */

/* A signed note by a chain's act key: who holds @key may use the table's log at its
 * depositary.  No act, and no authority at the table. */
struct vb_pass {
	struct vb_note note;
	struct vb_hash draft;	/* that the table grew from */
	struct vb_view chain;	/* "nord", "nord/legal" */
	bool bearer;		/* "key -": whoever has the pass, and to read only */
	struct vb_vkey key;	/* else: that signs the requests */
	int64_t until;		/* VB_TIME_NONE: as long as the chain's act key holds */
};
/* Its grammar; views into @note.  Signatures are the caller's matter. */
VB_MUST_CHECK enum vb_code vb_pass_parse(struct vb_view note, struct vb_pass *out,
					 struct vb_err *err);
/* Whether @act signed it, and it has not run out at @now: VB_OK, VB_FALSE, VB_REFUSED. */
VB_MUST_CHECK enum vb_code vb_pass_verify(const struct vb_pass *p, const struct vb_vkey *act,
					  int64_t now, struct vb_err *err);
/* Signs one.  @key: NULL makes a bearer pass, which must have an end.  The chain is the
 * name of @act's key. */
VB_MUST_CHECK enum vb_code vb_pass_put(struct vb_writer *w, const struct vb_hash *draft,
				       const struct vb_vkey *key, int64_t until,
				       const struct vb_signer *act, struct vb_err *err);

/* ---- over HTTP: the client ---- */

/* True if @address begins with http:// or https://. */
bool vb_http_is_address(const char *address);
/*
 * A post that asks the server at @address.  Nothing is sent yet.  VB_USAGE: it is no
 * address; VB_REFUSED: plain http over a network that is not a private one.  Called
 * with @progress for each transfer that takes more than a second: how much of how
 * much (0: unknown); may be NULL.
 */
struct vb_http_options {
	struct vb_clock clock;
	struct vb_rng rng;
	const char *token;	/* admission of a new table; NULL: none; copied */
	void (*progress)(void *ctx, const char *what, uint64_t done, uint64_t total);
	void *ctx;
	/* Milliseconds before a copy whose connection broke is gone on with; twice as many
	 * each further time.  0: 1000. */
	unsigned patience;
};
VB_MUST_CHECK enum vb_code vb_http_connect(const char *address,
					   const struct vb_http_options *o,
					   struct vb_post *out, struct vb_err *err);

/*
 * One POST of @body to @url, which is no depositary of ours; by any thread.  Follows no
 * redirection, and takes @seconds at most.  VB_OK: an answer came, whatever its status;
 * VB_IO: none did; VB_USAGE: @url is not http:// or https://.
 */
struct vb_http_answer {
	unsigned status;
	char type[64];		/* of its body, as the server says it; "": not said */
	uint8_t body[16384];
	size_t len;
};
VB_MUST_CHECK enum vb_code vb_http_post(const char *url, struct vb_view body, unsigned seconds,
					struct vb_http_answer *out, struct vb_err *err);

/* ---- over HTTP: the server ---- */

struct vb_http_server;

struct vb_http_limits {
	unsigned connections;	/* at once, of all */
	unsigned per_address;	/* at once, of one address */
	unsigned seconds;	/* for a request's head to arrive, and between two packets */
	double rate;		/* requests a second of one key, or one address without key */
	double burst;
	/* Of copies that have not arrived whole, and wait to be gone on with. */
	unsigned arriving, arriving_per_key;
	uint64_t arriving_bytes;	/* as they announced themselves */
	unsigned arriving_seconds;	/* since the last byte */
};
extern const struct vb_http_limits vb_http_limits;	/* the usual ones */

/* One line about a request that was answered; no path, key or content in it. */
struct vb_http_event {
	const char *method, *route;	/* "GET", "/t/T/checkpoint"; "" none matched */
	unsigned status;
	uint64_t received, sent;	/* bytes of bodies */
	double seconds;
};
/* A page of our own, for what is no depositary: a question as it came ... */
struct vb_http_question {
	struct vb_view method, path, query, body;
};
/* ... and the answer: @type is a constant, @body malloc'd. */
struct vb_http_page {
	unsigned status;
	const char *type;
	uint8_t *body;
	size_t len;
};
typedef void vb_http_page_fn(void *ctx, const struct vb_http_question *q,
			     struct vb_http_page *out);

struct vb_http_serving {
	struct vb_post post;		/* the depositary; asked by many threads at once */
	vb_http_page_fn *page;		/* instead of a depositary: answers every path */
	uint64_t page_body;		/* bytes of a body, at most */
	struct vb_clock clock;
	const char *spool;		/* folder for bodies on their way */
	const char *address;		/* "127.0.0.1:8080", "[::1]:8080"; port 0: any */
	int socket;			/* -1; else one that listens already */
	bool proxied;			/* whose request it is stands last in X-Forwarded-For */
	struct vb_http_limits limits;
	/* Whether @token admits a new table; NULL: every one is admitted. */
	bool (*admits)(void *ctx, struct vb_view token);
	void (*event)(void *ctx, const struct vb_http_event *e);	/* may be NULL */
	void *ctx;
};
VB_MUST_CHECK enum vb_code vb_http_serve(const struct vb_http_serving *o,
					 struct vb_http_server **out, struct vb_err *err);
unsigned vb_http_port(const struct vb_http_server *s);
/* Takes no new connections, lets requests end for at most @seconds, and frees it. */
void vb_http_stop(struct vb_http_server *s, unsigned seconds);
