/*
 * Soak: servers under load and under faults, and a journal of what they answered.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "client.h"
#include "control.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/types.h>

#define SK_NODES 3
#define SK_WITNESSES 2
#define SK_TABLES 24
#define SK_PATH 160

double sk_clock(void);	/* seconds, of a clock that nobody sets */
void sk_sleep(double seconds);
/* A small generator of numbers, reproducible. */
uint64_t sk_random(uint64_t *state);
unsigned sk_below(uint64_t *state, unsigned n);

/* ---- journal.c ---- */

/*
 * An append-only file; each record is one write(): a line "KIND TIME TABLE NUMBER LENGTH", so
 * many bytes, and a line end.  TIME is in microseconds, TABLE 64 hex digits or `-`.
 *
 *	table	a table was founded: a trust file for it (format.md 9.7)
 *	clock	the vkey that dates the table's checkpoints
 *	sent	an act is about to be sent: the note
 *	act	it was acknowledged with the index NUMBER: the note
 *	found	an act was found at NUMBER: its id in hex
 *	note	somebody was shown this checkpoint
 *	register	the vkey of the register, and nothing else
 *	asked-to-cosign	a cosigner saw this checkpoint of the register
 *	published	anybody was shown it
 *	growth	the same, behind a proof that it goes on from size NUMBER (C2SP tlog-witness)
 *	never	an act that must not be logged: the note
 *	asked	a request by hand got status NUMBER (0: closed): "WHAT: ALLOWED ALLOWED..."
 *	odd	an answer that no honest client should get: a sentence
 */
void sk_journal_open(const char *dir);
void sk_journal_close(void);
void sk_note(const char *kind, const struct vb_hash *table, uint64_t number, struct vb_view bytes);
void sk_odd(const struct vb_hash *table, const char *fmt, ...) VB_PRINTF(2, 3);

/* ---- nodes.c: the servers ---- */

struct sk_node {
	unsigned at;
	char witness[32];		/* its name, if it is one; "": a server */
	char said[700];			/* when it began */
	char dir[SK_PATH];		/* its folder */
	char url[SK_PATH];		/* where its logs are; "": in the folder */
	char path[SK_PATH];		/* of its control page */
	struct sk_control *control;
	_Atomic unsigned port;		/* 0: it has never served */
	_Atomic pid_t pid;		/* 0: it does not run */
	int socket;			/* that it is given, as systemd would; -1: it opens one */
	bool net;			/* it reaches its database over the link of net.c */
	unsigned starts;
};

struct soak {
	char dir[SK_PATH];
	uint64_t seed, state;
	bool postgres;
	bool verbose;
	const char *server;		/* the program */
	struct sk_node node[SK_NODES];
	struct sk_node witness[SK_WITNESSES];
	unsigned nnodes;
	FILE *faults;			/* what was done, and when */
	double start, end;		/* of the faults */
	_Atomic int avoid;		/* the node that a balancer would not ask; -1: none */
	_Atomic unsigned members;	/* at work */
	_Atomic unsigned stuck[SK_NODES];	/* of them, who ask this node now */
	_Atomic bool stop;
	_Atomic bool calm;		/* no fault any more: what fails now, fails */
	_Atomic double clock_trouble;	/* until then a signature may be too old or too new */
	const char *database;		/* what pgserver.sh is told when it starts it again */
	char disk[SK_PATH];		/* a file system that can be filled; "": none */
	_Atomic unsigned acts, papers, tables, notes, retries, rivals, refused;
};

/* Makes the node's control page; @at: its number among all. */
void sk_node_make(struct soak *s, struct sk_node *n, unsigned at, const char *dir,
		  const char *url);
/* A socket that listens, which every process of it is given. */
void sk_node_give_socket(struct sk_node *n);
/* Starts it, and waits until it serves; false: it has ended at once, or does not come up. */
bool sk_node_start(struct soak *s, struct sk_node *n);
/* Sends @sig, SIGKILL or SIGTERM, and waits for its end, which must be as that has it. */
void sk_node_end(struct sk_node *n, int sig);
/* Whether it does not run.  That it has ended by itself is odd. */
bool sk_node_gone(struct sk_node *n);

/* ---- net.c: a node in a network of its own ---- */

/* Before any other process or thread; false: we may not, or there is no `ip`. */
bool sk_net_make(void);
int sk_net_there(void);			/* the namespace; -1: there is none */
const char *sk_net_address(void);	/* of our end */
void sk_net_part(bool parted);

/* ---- post.c: a post that asks until there is an answer ---- */

struct sk_client {
	struct soak *s;
	struct vb_post node[SK_NODES];
	unsigned port[SK_NODES];
	unsigned prefer;
	uint64_t state;
	struct vb_credential who;
	uint8_t pass[1024];
	struct vb_secret *key;
	struct vb_hash last_note;
	bool member;			/* it counts among those */
	bool rival;			/* what is lodged now is to be refused */
	bool loose;			/* any answer will do */
};
void sk_client_open(struct sk_client *c, struct soak *s, uint64_t seed);
/* It asks for member @who of @t from now on. */
void sk_client_be(struct sk_client *c, const struct cl_table *t, unsigned who);
struct vb_post sk_client_post(struct sk_client *c);
void sk_client_close(struct sk_client *c);

/* ---- load.c: members at tables, and who watches them ---- */

void sk_load_start(struct soak *s);
/* Ends it: what is under way gets its answer. */
void sk_load_stop(struct soak *s);
/* The logs of all tables as tlog-tiles have them, for the checker. */
void sk_download(struct soak *s);

/* ---- cosigners.c: who cosigns the register ---- */

/* When node 0 has been started once, which has made the register's key. */
bool sk_cosigners_start(struct soak *s);
void sk_cosigners_stop(struct soak *s);
/* Writes down what they have cosigned. */
void sk_cosigners_tell(struct soak *s);

/* ---- hostile.c: requests that are to be refused ---- */

void *sk_hostile(void *ctx);	/* a struct soak */
/* It attacks @t, with a pass that does not hold at @other. */
void sk_hostile_table(struct soak *s, const struct cl_table *t, const struct cl_table *other);
/* The table that it attacked: a charter, and one act with nothing wrong. */
const struct cl_table *sk_hostile_own(void);

/* ---- faults.c ---- */

/* Does one after another for @seconds; then everything is well again. */
void sk_faults(struct soak *s, double seconds);
/* How often each was done, as diagnostics. */
void sk_faults_tell(const struct soak *s);

/* ---- spoil.c: what the checker is to find ---- */

/* One example of each thing, in what a good run left behind; @t as sk_hostile_own() has it. */
void sk_spoil(const struct soak *s, const struct cl_table *t);
void sk_spoil_tile(const struct soak *s, const struct cl_table *t);

/* ---- wire.c: between a node and its database ---- */

/* Listens in @dir for the server in @server; one of it a node. */
bool sk_wire_start(unsigned node, const char *dir, const char *server);
/* Nothing passes, nor is anything closed, until it is thawed. */
void sk_wire_freeze(unsigned node, bool frozen);
bool sk_wire_has(unsigned node);
/* Every connection ends at the @at-th message from now on, counted in both directions: behind
 * it, or @half way through; so it does for connections that are made until then. */
void sk_wire_cut(unsigned node, unsigned at, bool half);
void sk_wire_stop(void);
