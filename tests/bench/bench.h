/*
 * What the measurements share.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "desk/desk.h"

double bench_now(void);		/* seconds, monotonic */
double bench_median(double *v, unsigned n); /* sorts @v */
void bench_figure(const char *name, double value, const char *unit, const char *reference,
		  double reference_value, const char *target);
/* The system's clock and chance, @connect, and a person who says yes to everything. */
struct vb_world bench_world(enum vb_code (*connect)(void *ctx, const char *address, bool create,
						    struct vb_post *out, struct vb_err *err));
void bench_remove(const char *dir);	/* a folder, and what is in it */
_Noreturn void bench_die(const char *what, const struct vb_err *err);
/* libsodium's bare verification of @n messages of @len bytes on @threads: a second. */
double bench_bare_verify(unsigned n, size_t len, unsigned threads);

void bench_seal(void);		/* age against the bare ciphers, and the age program */
void bench_proof(void);		/* proofs in a table of a million acts */
void bench_lodge(void);		/* durable lodging against bare SQLite */
void bench_http(void);		/* lodging over HTTP, on SQLite, beside Tessera */
void bench_postgres(void);	/* the same on PostgreSQL */
void bench_tiles(void);		/* tiles read, against libmicrohttpd alone */
_Noreturn void bench_bare_server(void);
void bench_many(void);		/* 100,000 tables */
void bench_growth(void);	/* a table that grows */
void bench_across(void);	/* from one desk to another */
void bench_table(void);		/* audit, re-audit, status of 100,000 acts */
void bench_press(void);		/* press reports, one and many */
/* Time and memory of @program's press read on the reports in @dir. */
void bench_folder(const char *program, const char *dir);
void bench_text(void);		/* versions of a text */
void bench_text_growth(void);	/* more words, more parties, and texts made to be slow */
/* Time and memory of @program's status on the desk in @dir. */
void bench_status(const char *program, const char *dir);
