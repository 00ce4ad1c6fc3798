/*
 * A table for tests of desks: a depositary in a temporary folder, a clock that only the
 * test moves, one seed, and a record of what was asked.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "desk/desk.h"
#include "depositary/depositary.h"

#define T0 1639563240 /* 15 Dec 2021 10:14 UTC */

struct bench {
	char dir[64];			/* of everything */
	struct vb_rng_seeded seeded;
	struct vb_world world;
	int64_t now;
	struct vb_depositary *dep;
	bool offline;			/* the depositary cannot be reached */
	bool full;			/* it has no room for acts */
	bool say_no;			/* the next question is answered with no */
	const char *phrase;		/* NULL: there is none to be had */
	unsigned phrases;		/* how often one was asked for */
	char asked[16384];		/* the last question */
	unsigned questions;
	const char *crash_at;		/* crash point; NULL */
};

void bench_open(struct bench *b, unsigned seed);
void bench_close(struct bench *b);
/* DIR/NAME, in one of several rotating static buffers. */
const char *bench_path(const struct bench *b, const char *name);
/* Founds a table of @names (the first opens it), each with a desk in a folder of its
 * name, plain keys; all seats are taken. */
void bench_table(struct bench *b, const char *const *names, unsigned n,
		 const char *const *rules, unsigned nrules, const char *judge);
/* Takes a seat in DIR/@name. */
enum vb_code bench_join(struct bench *b, const char *name, struct vb_view invite, const char *as,
			const struct vb_keeping *keeping, struct vb_joined *out,
			struct vb_err *err);
/* Opens the desk of @name for writing and syncs it; stops the test if it cannot. */
struct vb_desk *bench_desk(struct bench *b, const char *name);
/* One hand-over of @paper by @d to @to (NULL: everybody). */
enum vb_code bench_hand(struct vb_desk *d, const char *paper, const char *to,
			struct vb_done *done, struct vb_err *err);
/* An act by "name", "value" pairs, NULL-terminated. */
enum vb_code bench_act(struct vb_desk *d, const char *kind, const char *const *pairs,
		       struct vb_done *done, struct vb_err *err);
/* The state of hand-over @citation to @addressee, by name; as of now. */
const char *bench_state(struct bench *b, struct vb_desk *d, const char *citation,
			const char *addressee);
/* Whether the last question holds @part. */
bool bench_asked(const struct bench *b, const char *part);
/* Copies a folder with its files, not deeper. */
void bench_copy(const char *from, const char *to);
extern const char treaty[];	/* a draft of eight articles */

/* A test point for a call that must return VB_OK; says what it said instead.  The file
 * has a struct vb_err err. */
#define good(expr, ...) \
	do { \
		enum vb_code got_ = (expr); \
		if (!ok(got_ == VB_OK, __VA_ARGS__)) \
			diag("%s: %s %s: %s", vb_code_name(got_), err.clause, err.where, \
			     err.sentence); \
	} while (0)
/* One that must fail with @code. */
#define bad(expr, code, ...) \
	do { \
		enum vb_code got_ = (expr); \
		if (!ok(got_ == (code), __VA_ARGS__)) \
			diag("%s, not %s: %s %s: %s", vb_code_name(got_), vb_code_name(code), \
			     err.clause, err.where, err.sentence); \
	} while (0)
