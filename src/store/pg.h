/*
 * The store's own words over PostgreSQL: a connection, what is asked of it in one round trip,
 * a transaction.  Behind every word: no state of a session is used, so that a pooler may hand
 * each transaction to another connection (no SET, LISTEN, named statement or session lock).
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "store/internal.h"

#include <libpq-fe.h>

#define VB_PG_ASKS 16		/* statements of one round trip */
#define VB_PG_PARAMS 7		/* parameters of a statement */
#define VB_PG_PAGE 512		/* rows of one round trip */
#define VB_PG_SILENCE_MS 30000	/* after which a server that says nothing is lost */

struct vb_pg {
	PGconn *conn;		/* NULL: lost; the next call connects again */
	char *url;		/* holds no password: vb_pg_open() sees to it */
	bool reading;		/* opened for reading only */
	bool building;		/* the schema is not there yet, or is being changed */
	bool writing;		/* within vb_pg_write() */
	bool begun;		/* a transaction is open on the connection */
	bool patient;		/* waits for an answer however long it takes */
	bool again;		/* the last failure: the very same may succeed if repeated */
	bool warned;		/* the server has sent a warning since this was cleared */
};

/* ---- pg_open.c ---- */

/* The host that is named in errors, and nothing else of the address. */
#define VB_PG_WHERE "database"

VB_MUST_CHECK enum vb_code vb_pg_open(const char *url, bool create, bool reading,
				      struct vb_pg **out, struct vb_err *err);
/* A connection that, as far as can be seen from here, works. */
VB_MUST_CHECK enum vb_code vb_pg_ready(struct vb_pg *pg, struct vb_err *err);
/* Drops the connection, with what libpq says of it. */
enum vb_code vb_pg_lost(struct vb_pg *pg, const char *doing, struct vb_err *err);

/* ---- pg_fail.c ---- */

/* What the server refused, as one of our codes, in its words; sets pg->again. */
enum vb_code vb_pg_fail(struct vb_pg *pg, const PGresult *r, struct vb_err *err);
/* "23505" and the like; "" if there is none. */
const char *vb_pg_state(const PGresult *r);
/* What stands in the database cannot be what we wrote. */
enum vb_code vb_pg_odd(const char *what, struct vb_err *err);
enum vb_code vb_pg_memory(struct vb_err *err);

/* ---- pg_talk.c: one round trip ---- */

/* An array as the wire has it.  A failed allocation sticks, and the round trip tells. */
struct vb_array {
	uint8_t *ptr;
	size_t len, cap;
	uint32_t n;
	bool numbers;		/* bigint[]; else bytea[] */
	bool failed;
};
void vb_array_int(struct vb_array *a, int64_t v);
void vb_array_bytes(struct vb_array *a, struct vb_view v);
/* It may have held a secret. */
void vb_array_free(struct vb_array *a);

struct vb_ask {
	const char *text;
	int n;
	Oid type[VB_PG_PARAMS];
	const char *value[VB_PG_PARAMS];
	int length[VB_PG_PARAMS];
	uint8_t number[VB_PG_PARAMS][8];
	PGresult *result;
};

/* Statements that are sent together; the first that fails ends them all. */
struct vb_talk {
	struct vb_pg *pg;
	size_t n, begun;	/* of them, those that begin a transaction */
	bool failed;		/* memory was short */
	struct vb_ask ask[VB_PG_ASKS];
};
void vb_talk(struct vb_talk *t, struct vb_pg *pg);
/* A statement, and from left to right what stands for its $1, $2, ...; all of it must live
 * until the round trip. */
void vb_ask(struct vb_talk *t, const char *text);
void vb_ask_int(struct vb_talk *t, int64_t v);
void vb_ask_bytes(struct vb_talk *t, struct vb_view v);
void vb_ask_hash(struct vb_talk *t, const struct vb_hash *h);
/* Completes @a. */
void vb_ask_array(struct vb_talk *t, struct vb_array *a);
/* Outside a write this is a transaction of its own, read-only where the store is. */
VB_MUST_CHECK enum vb_code vb_talk_run(struct vb_talk *t, struct vb_err *err);
/* For a round trip that begins a transaction: connects where that is needed. */
VB_MUST_CHECK enum vb_code vb_talk_run_begun(struct vb_talk *t, struct vb_err *err);
/* Ends what is open on the connection by a rollback, or by dropping the connection. */
void vb_pg_leave(struct vb_pg *pg);
/* The rows of the statement of that number, not counting those that begin a transaction. */
const PGresult *vb_talk_rows(const struct vb_talk *t, size_t i);
void vb_talk_end(struct vb_talk *t);

int64_t vb_cell_int(const PGresult *r, int row, int column);
/* Valid until vb_talk_end(). */
struct vb_view vb_cell(const PGresult *r, int row, int column);
VB_MUST_CHECK bool vb_cell_hash(const PGresult *r, int row, int column, struct vb_hash *out);
/* *out malloc'd, with a NUL behind. */
VB_MUST_CHECK enum vb_code vb_cell_dup(const PGresult *r, int row, int column, uint8_t **out,
				       size_t *len, struct vb_err *err);

/* ---- pg_write.c: one transaction ---- */

/* What a transaction does; its first round trip goes through vb_talk_begin(). */
typedef enum vb_code vb_pg_work(struct vb_pg *pg, void *ctx, struct vb_err *err);
/* Begins a transaction, does @work, commits; all of it again where the server asks for that. */
VB_MUST_CHECK enum vb_code vb_pg_write(struct vb_pg *pg, vb_pg_work *work, void *ctx,
				       struct vb_err *err);
/* What follows in @t is in the transaction that is begun with it. */
void vb_talk_begin(struct vb_talk *t, struct vb_pg *pg);
/* Takes that round trip; refuses a server on which a commit would not be durable. */
VB_MUST_CHECK enum vb_code vb_talk_begun(struct vb_talk *t, struct vb_err *err);

/* ---- pg_schema.c ---- */

/* The version that stands in the database, 0: none. */
VB_MUST_CHECK enum vb_code vb_pg_version(struct vb_pg *pg, int64_t *version,
					 struct vb_err *err);
#define VB_PG_VERSION 3
/* Takes the steps that are missing, all in one transaction. */
VB_MUST_CHECK enum vb_code vb_pg_migrate(struct vb_pg *pg, struct vb_err *err);
enum vb_code vb_pg_newer(int64_t version, struct vb_err *err);

/* What pg_doctor.c finds where all is as the steps left it. */
struct vb_pg_function {
	const char *name, *body;
};
extern const struct vb_pg_function vb_pg_functions[];
extern const size_t vb_pg_nfunctions;
extern const char *const vb_pg_objects[];
extern const size_t vb_pg_nobjects;

/* ---- pg_read.c ---- */

/* The number of @log; VB_NOT_FOUND. */
VB_MUST_CHECK enum vb_code vb_pg_number(struct vb_pg *pg, const struct vb_hash *log,
					int64_t *no, struct vb_err *err);

/* ---- pg_register.c: what an append says of other logs ---- */

struct vb_pg_registration {
	const struct vb_registered *r;
	const struct vb_log_batch *by;	/* the register's */
	int64_t at, entry;	/* its key, and that of the register's entry */
};

struct vb_pg_register {
	size_t n;
	struct vb_pg_registration *row;	/* by the ids of the logs, then rising */
	struct vb_array log, at, size, entry;
};
VB_MUST_CHECK enum vb_code vb_pg_register_make(struct vb_pg_register *g,
					       const struct vb_log_batch *b, size_t nbatches,
					       struct vb_err *err);
void vb_pg_register_free(struct vb_pg_register *g);
/* Adds the ids of all logs that are registered, some of them several times. */
void vb_pg_register_logs(const struct vb_pg_register *g, struct vb_array *out);
/* Asks where these logs stand, under their locks; nothing, if there are none. */
void vb_pg_register_ask_newest(struct vb_talk *t, struct vb_pg_register *g);
/* VB_CONFLICT: what is registered does not follow what was, as @r says. */
VB_MUST_CHECK enum vb_code vb_pg_register_follow(struct vb_pg_register *g,
						 const struct vb_log_batch *b, size_t nbatches,
						 const PGresult *r, struct vb_err *err);
/* The register whose batch is @by has that number. */
void vb_pg_register_place(struct vb_pg_register *g, const struct vb_log_batch *by, int64_t no);
void vb_pg_register_ask(struct vb_talk *t, struct vb_pg_register *g);
void vb_pg_register_ask_back(struct vb_talk *t, struct vb_pg_register *g);
VB_MUST_CHECK enum vb_code vb_pg_register_check(const struct vb_pg_register *g,
						const PGresult *r, struct vb_err *err);

/* ---- PostgreSQL as an engine ---- */

void vb_pg_close(struct vb_store *s);
enum vb_code vb_pg_load(struct vb_store *s, const struct vb_hash *log,
			struct vb_log_state *out, struct vb_err *err);
enum vb_code vb_pg_append(struct vb_store *s, const struct vb_log_batch *b, size_t nbatches,
			  struct vb_recheck check, struct vb_err *err);
enum vb_code vb_pg_find(struct vb_store *s, const struct vb_hash *log,
			const struct vb_hash *id, uint64_t *index, struct vb_err *err);
enum vb_code vb_pg_entries(struct vb_store *s, const struct vb_hash *log, uint64_t from,
			   uint64_t to, vb_row_fn *fn, void *ctx, struct vb_err *err);
enum vb_code vb_pg_roster(struct vb_store *s, const struct vb_hash *log, vb_row_fn *fn,
			  void *ctx, struct vb_err *err);
enum vb_code vb_pg_chain_head(struct vb_store *s, const struct vb_hash *log,
			      struct vb_view chain, uint64_t *number, uint64_t *epoch,
			      struct vb_hash *id, struct vb_err *err);
enum vb_code vb_pg_checkpoints(struct vb_store *s, const struct vb_hash *log, uint64_t from,
			       uint64_t to, vb_row_fn *fn, void *ctx, struct vb_err *err);
enum vb_code vb_pg_cosign(struct vb_store *s, const struct vb_hash *log, uint64_t size,
			  struct vb_view cosigner, struct vb_view line, struct vb_err *err);
enum vb_code vb_pg_cosignatures(struct vb_store *s, const struct vb_hash *log, uint64_t from,
				uint64_t to, vb_row_fn *fn, void *ctx, struct vb_err *err);
enum vb_code vb_pg_escrow(struct vb_store *s, const struct vb_hash *log,
			  const struct vb_hash *act, struct vb_view addressee, char **out,
			  struct vb_err *err);
enum vb_code vb_pg_behind(struct vb_store *s, const struct vb_hash *but, size_t max,
			  vb_registered_fn *fn, void *ctx, struct vb_err *err);
enum vb_code vb_pg_registered(struct vb_store *s, const struct vb_hash *log, uint64_t from,
			      uint64_t to, vb_registered_fn *fn, void *ctx,
			      struct vb_err *err);
enum vb_code vb_pg_logs(struct vb_store *s, vb_row_fn *fn, void *ctx, struct vb_err *err);
enum vb_code vb_pg_copy_begin(struct vb_store *s, const struct vb_hash *hash, uint64_t bytes,
			int64_t now, bool *whole, struct vb_err *err);
enum vb_code vb_pg_copy_bring(struct vb_store *s, const struct vb_hash *hash, uint64_t at,
			struct vb_view bytes, struct vb_err *err);
enum vb_code vb_pg_copy_finish(struct vb_store *s, const struct vb_hash *hash,
			 struct vb_err *err);
enum vb_code vb_pg_copy_size(struct vb_store *s, const struct vb_hash *hash, uint64_t *bytes,
			struct vb_err *err);
enum vb_code vb_pg_copy_read(struct vb_store *s, const struct vb_hash *hash, uint64_t from,
			uint8_t *out, size_t n, struct vb_err *err);
enum vb_code vb_pg_copy_erase(struct vb_store *s, const struct vb_hash *hash, int64_t now,
			struct vb_err *err);
enum vb_code vb_pg_copy_collect(struct vb_store *s, int64_t before, bool *more,
			  struct vb_err *err);
enum vb_code vb_pg_draft_put(struct vb_store *s, const struct vb_hash *draft,
			     struct vb_view bytes, struct vb_err *err);
enum vb_code vb_pg_draft_get(struct vb_store *s, const struct vb_hash *draft, uint8_t **out,
			     size_t *len, struct vb_err *err);
enum vb_code vb_pg_seat_put(struct vb_store *s, const struct vb_hash *draft,
			    struct vb_view party, struct vb_view seat, struct vb_view secret,
			    struct vb_err *err);
enum vb_code vb_pg_seats(struct vb_store *s, const struct vb_hash *draft, vb_seat_fn *fn,
			 void *ctx, struct vb_err *err);
enum vb_code vb_pg_draft_opened(struct vb_store *s, const struct vb_hash *draft,
				const struct vb_hash *table, struct vb_err *err);
enum vb_code vb_pg_draft_table(struct vb_store *s, const struct vb_hash *draft,
			       struct vb_hash *table, struct vb_err *err);
enum vb_code vb_pg_doctor(struct vb_store *s, vb_say_fn *say, void *ctx, bool *sound,
			  struct vb_err *err);
