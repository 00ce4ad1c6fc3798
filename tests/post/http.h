/*
 * Http: a server with two tables behind it, and requests to it made by hand, so that each
 * part of one can be false by itself.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "client.h"

#define HT_HEAD 8192

struct ht {
	struct cl_place place;
	struct cl_table mine, other;	/* of "nord" and "sud", founded behind the server */
	char id[65], other_id[65];	/* of the tables, in hex */
	struct vb_secret *key, *stranger;
	uint8_t pass[VB_PASS_MAX];	/* of nord's key for requests, at mine */
	size_t pass_len;
	struct vb_http_serving o;
	struct vb_http_server *server;
	char host[32];			/* "127.0.0.1:PORT" */
	/* What reached the depositary. */
	_Atomic unsigned asked, writes;
	_Atomic unsigned nap;		/* milliseconds that it takes for a copy or a lodging */
	_Atomic unsigned nod;		/* and to say whether a pass holds */
	enum vb_code trouble;		/* what the depositary answers, where it is not VB_OK */
	_Atomic unsigned events;
	_Atomic unsigned last_status;
	char last_route[80];
	double patience;		/* seconds that an answer is waited for */
};
/* A depositary with both tables, and a server with usual limits, which is not started. */
void ht_open(struct ht *h);
void ht_start(struct ht *h);
void ht_stop(struct ht *h);
void ht_close(struct ht *h);
/* What the folder holds: the same hash, the same bytes. */
struct vb_hash ht_picture(const struct ht *h);
/* A pass of @who for @key (NULL: for whoever has it) at @t; its length. */
size_t ht_pass(const struct cl_table *t, unsigned who, const struct vb_secret *key, int64_t until,
	       uint8_t out[static VB_PASS_MAX]);

struct ht_request {
	const char *method, *target;
	struct vb_view body;
	bool has_body;
	bool no_digest;			/* none is sent, and none is what was signed */
	struct vb_view pass;		/* empty: it is not signed */
	const struct vb_secret *key;
	int64_t created;		/* 0: now */
	const char *cover;		/* NULL: the usual components */
	const char *params;		/* NULL: created, a new nonce, ed25519 */
	/* What is sent in place of what was signed; NULL, empty: the same. */
	const char *sent_method, *sent_target, *sent_host, *sent_digest;
	struct vb_view sent_body, sent_pass;
	const char *length;		/* "": none */
	const char *more;		/* header lines, each with CR LF */
	const char *version;		/* NULL: HTTP/1.1 */
};
/* A signed request of nord. */
struct ht_request ht_signed(const struct ht *h, const char *method, const char *target);
/* Its bytes, as they travel; their number. */
size_t ht_put(const struct ht *h, const struct ht_request *r, uint8_t *out, size_t cap);

struct ht_answer {
	unsigned status;		/* 0: none came */
	char head[HT_HEAD];
	uint8_t body[65536];		/* as much of it as fits */
	size_t len;
	bool closed;			/* by the server, behind it */
	double seconds;			/* until its head was here */
};
int ht_connect(const struct ht *h);
bool ht_send(int fd, const void *p, size_t n);
/* The next answer on @fd, waiting at most @seconds. */
void ht_read(int fd, double seconds, bool bodiless, struct ht_answer *a);
/* One request on a connection of its own. */
void ht_ask(const struct ht *h, const struct ht_request *r, struct ht_answer *a);
/* The same of whatever bytes. */
void ht_ask_raw(const struct ht *h, const void *p, size_t n, struct ht_answer *a);
/* The value of a header in @out; "" if there is none. */
const char *ht_header(const struct ht_answer *a, const char *name, char out[static 256]);
/* True once the server has closed @fd; waits at most @seconds. */
bool ht_closes(int fd, double seconds);
double ht_now(void);
