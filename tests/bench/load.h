/*
 * Load: a server that is measured from outside, and clients that keep it busy, each on one
 * connection, with requests that were made and signed beforehand.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "client.h"

#include <sys/types.h>

/* ---- serving.c: the server, a process of its own ---- */

struct serving {
	pid_t pid;
	unsigned port;
	char host[32];		/* "127.0.0.1:PORT" */
	char counts[160];	/* where its syncs are written down; "": nowhere */
	double started;		/* seconds until it listened */
};
/* Runs the program VERBALE on the depositary in @dir, or in the database at @url (NULL:
 * none).  With @counted its syncs are written down, and it is slower. */
void serving_start(struct serving *s, const char *dir, const char *url, bool counted);
/* Runs whatever says "... port N" when it listens. */
void serving_run(struct serving *s, const char *const *argv);
void serving_stop(struct serving *s);
/* Calls of fsync and fdatasync, and opens with O_SYNC, of one that has stopped. */
unsigned serving_syncs(const struct serving *s);
/* What it has in memory, in bytes; and the seconds of a processor that it had. */
double serving_memory(const struct serving *s);
double serving_cpu(const struct serving *s);

/* ---- load.c: the clients ---- */

struct load_client {
	int fd;
	uint8_t **request;	/* one behind the other, each malloc'd */
	size_t *len;
	unsigned n, next;
	double sent;		/* when its last one was */
	size_t got;		/* of an answer's head */
	size_t rest;		/* of its body */
	char head[2048];
};
void load_put(struct load_client *c, const uint8_t *request, size_t len);

struct load {
	unsigned done, refused;	/* answers with status 200, and others */
	double seconds;
	double bytes;		/* of the answers' bodies */
	double cpu;		/* seconds of a processor that the server had */
	double median, p99, most; /* seconds that an answer took */
	char first[512];	/* the head of the first that was refused */
};
/* Each of @c[0..n) asks all that it has, one after the other, at once with the others; then
 * forgets it.  With @again it begins anew until @again seconds are over. */
void load_run(struct load_client *c, unsigned n, const struct serving *s, double again,
	      struct load *out);
void load_free(struct load_client *c, unsigned n);

/* ---- acts.c: tables and members who lodge ---- */

/* A member with its pass and a key for its requests. */
struct member {
	struct cl_table *t;
	unsigned who;
	struct vb_secret *key;
	uint8_t pass[VB_PASS_MAX];
	size_t pass_len;
	char pass64[2 * VB_PASS_MAX];
};
/* @ntables tables of @each members, founded at @post. */
struct cl_table *acts_tables(struct vb_post post, unsigned ntables, unsigned each);
void acts_member(struct member *m, struct cl_table *t, unsigned who);
/* What member @m has seen when it writes. */
struct sight {
	uint64_t size;
	struct vb_hash root, checkpoint;
};
void acts_sight(struct member *m, struct sight *out);
/* The next act of @m, of about 760 bytes; its chain moves on.  @out: VB_NOTE_MAX bytes. */
size_t acts_next(struct member *m, const struct sight *seen, uint8_t *out);
/* A request of @m to @host, signed now; its length.  @body.ptr NULL: none. */
size_t acts_request(const struct member *m, const char *host, const char *method,
		    const char *target, struct vb_view body, uint8_t *out, size_t cap);
/* @n lodgings of @m, each with an act of its own, into @c. */
void acts_lodgings(struct member *m, const char *host, unsigned n, struct load_client *c);

/* ---- bulk.c: many tables at once ---- */

struct bulk_table {
	struct vb_hash id, draft, charter; /* the last: its act id */
	struct sight seen;		/* of its charter */
};
/* @n tables of the members of @model, which sit at a table already; free() them.  @d is asked
 * nothing else meanwhile. */
struct bulk_table *bulk_tables(struct vb_depositary *d, struct cl_table *model, unsigned n);

/* ---- peer.c: Tessera ---- */

/* Whether the environment names it in TESSERA. */
bool peer_there(void);
/* @each acts of every member added to a new log of Tessera's, which looks at their
 * signatures if it is to @verify. */
void peer_run(struct member *m, unsigned n, unsigned each, bool verify, struct load *out);
