/*
 * What both engines of the store share, and the store's own words over SQLite: a database,
 * a query, a transaction.  pg.h has those over PostgreSQL.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "store/store.h"

#include <sqlite3.h>

#define VB_BUSY_MS 10000	/* waits for a lock */
#define VB_STATEMENTS_MAX 80	/* cached per handle */
/* Bytes of a box: SQLite holds a row of at most 10^9. */
#define VB_BLOB_MAX 999000000ULL
#define VB_SECRET_MAX 4096	/* bytes of a founding secret or an escrowed identity */
#define VB_REASON_MAX 512	/* bytes of the sentence that explains a stray */
/* Entries of one log: a row's key is log << 32 | index. */
#define VB_INDEX_MAX 4294967295ULL
#define VB_TIME_MAX 253402300799LL /* 9999-12-31T23:59:59Z */

/* ---- store.c: the log store, and its engines ---- */

/* What an engine does: each as the function of store.h that has its name, called with what
 * has been admitted. */
struct vb_engine {
	const char *where;	/* of its errors */
	void (*close)(struct vb_store *s);
	enum vb_code (*load)(struct vb_store *s, const struct vb_hash *log,
			     struct vb_log_state *out, struct vb_err *err);
	enum vb_code (*append)(struct vb_store *s, const struct vb_log_batch *b,
			       size_t nbatches, struct vb_recheck check, struct vb_err *err);
	enum vb_code (*find)(struct vb_store *s, const struct vb_hash *log,
			     const struct vb_hash *id, uint64_t *index, struct vb_err *err);
	enum vb_code (*entries)(struct vb_store *s, const struct vb_hash *log, uint64_t from,
				uint64_t to, vb_row_fn *fn, void *ctx, struct vb_err *err);
	enum vb_code (*roster)(struct vb_store *s, const struct vb_hash *log, vb_row_fn *fn,
			       void *ctx, struct vb_err *err);
	enum vb_code (*chain_head)(struct vb_store *s, const struct vb_hash *log,
				   struct vb_view chain, uint64_t *number, uint64_t *epoch,
				   struct vb_hash *id, struct vb_err *err);
	enum vb_code (*checkpoints)(struct vb_store *s, const struct vb_hash *log,
				    uint64_t from, uint64_t to, vb_row_fn *fn, void *ctx,
				    struct vb_err *err);
	enum vb_code (*cosign)(struct vb_store *s, const struct vb_hash *log, uint64_t size,
			       struct vb_view cosigner, struct vb_view line,
			       struct vb_err *err);
	enum vb_code (*cosignatures)(struct vb_store *s, const struct vb_hash *log,
				     uint64_t from, uint64_t to, vb_row_fn *fn, void *ctx,
				     struct vb_err *err);
	enum vb_code (*escrow)(struct vb_store *s, const struct vb_hash *log,
			       const struct vb_hash *act, struct vb_view addressee, char **out,
			       struct vb_err *err);
	enum vb_code (*behind)(struct vb_store *s, const struct vb_hash *but, size_t max,
			       vb_registered_fn *fn, void *ctx, struct vb_err *err);
	enum vb_code (*registered)(struct vb_store *s, const struct vb_hash *log,
				   uint64_t from, uint64_t to, vb_registered_fn *fn,
				   void *ctx, struct vb_err *err);
	enum vb_code (*logs)(struct vb_store *s, vb_row_fn *fn, void *ctx, struct vb_err *err);
	enum vb_code (*copy_begin)(struct vb_store *s, const struct vb_hash *hash,
				   uint64_t bytes, int64_t now, bool *whole,
				   struct vb_err *err);
	enum vb_code (*copy_bring)(struct vb_store *s, const struct vb_hash *hash, uint64_t at,
				   struct vb_view bytes, struct vb_err *err);
	enum vb_code (*copy_finish)(struct vb_store *s, const struct vb_hash *hash,
				    struct vb_err *err);
	enum vb_code (*copy_size)(struct vb_store *s, const struct vb_hash *hash,
				  uint64_t *bytes, struct vb_err *err);
	enum vb_code (*copy_read)(struct vb_store *s, const struct vb_hash *hash,
				  uint64_t from, uint8_t *out, size_t n, struct vb_err *err);
	enum vb_code (*copy_erase)(struct vb_store *s, const struct vb_hash *hash, int64_t now,
				   struct vb_err *err);
	enum vb_code (*copy_collect)(struct vb_store *s, int64_t before, bool *more,
				     struct vb_err *err);
	enum vb_code (*draft_put)(struct vb_store *s, const struct vb_hash *draft,
				  struct vb_view bytes, struct vb_err *err);
	enum vb_code (*draft_get)(struct vb_store *s, const struct vb_hash *draft,
				  uint8_t **out, size_t *len, struct vb_err *err);
	enum vb_code (*seat_put)(struct vb_store *s, const struct vb_hash *draft,
				 struct vb_view party, struct vb_view seat,
				 struct vb_view secret, struct vb_err *err);
	enum vb_code (*seats)(struct vb_store *s, const struct vb_hash *draft, vb_seat_fn *fn,
			      void *ctx, struct vb_err *err);
	enum vb_code (*draft_opened)(struct vb_store *s, const struct vb_hash *draft,
				     const struct vb_hash *table, struct vb_err *err);
	enum vb_code (*draft_table)(struct vb_store *s, const struct vb_hash *draft,
				    struct vb_hash *table, struct vb_err *err);
	enum vb_code (*doctor)(struct vb_store *s, vb_say_fn *say, void *ctx, bool *sound,
			       struct vb_err *err);
};

/* ---- admit.c: the words that both engines share ---- */

/* "log 0123456789abcdef": where an error happened. */
struct vb_log_name {
	char s[24];
};
struct vb_log_name vb_log_name(const struct vb_hash *log);
/* Keys of a half-open range of log @no: *first <= at <= *last; none if false. */
VB_MUST_CHECK bool vb_log_span(int64_t no, uint64_t from, uint64_t to, int64_t *first,
			       int64_t *last);

/* Each says what its name does, and returns the code that belongs to it. */
enum vb_code vb_log_absent(const struct vb_hash *log, struct vb_err *err);
enum vb_code vb_log_moved(const struct vb_hash *log, uint64_t size, uint64_t expected,
			  struct vb_err *err);
enum vb_code vb_log_altered(const struct vb_hash *log, const char *what, uint64_t index,
			    struct vb_err *err);
enum vb_code vb_registered_moved(const struct vb_registered *r, uint64_t counter,
				 uint64_t registered, uint64_t size, struct vb_err *err);
enum vb_code vb_act_absent(const struct vb_hash *log, const struct vb_hash *id,
			   struct vb_err *err);
enum vb_code vb_chain_absent(const struct vb_hash *log, struct vb_view chain,
			     struct vb_err *err);
enum vb_code vb_checkpoint_absent(const struct vb_hash *log, uint64_t size,
				  struct vb_err *err);
enum vb_code vb_escrow_absent(const struct vb_hash *log, struct vb_view addressee,
			      struct vb_err *err);
enum vb_code vb_copy_absent(const char *where, const struct vb_hash *hash, struct vb_err *err);
enum vb_code vb_copy_erased(const char *where, const struct vb_hash *hash, int64_t time,
			    struct vb_err *err);
enum vb_code vb_copy_collected(const char *where, const struct vb_hash *hash,
			       struct vb_err *err);
enum vb_code vb_copy_other(const char *where, const struct vb_hash *hash, uint64_t bytes,
			   struct vb_err *err);
enum vb_code vb_draft_absent(const char *where, const struct vb_hash *hash,
			     struct vb_err *err);
enum vb_code vb_draft_taken(const char *where, struct vb_err *err);
enum vb_code vb_draft_became(const char *where, const struct vb_hash *table,
			     struct vb_err *err);
enum vb_code vb_draft_waits(const char *where, struct vb_err *err);
enum vb_code vb_seat_taken(const char *where, struct vb_view party, struct vb_err *err);
enum vb_code vb_seat_late(const char *where, struct vb_view party, struct vb_err *err);

/* Refuses @v, called @what, unless it has @min to @max bytes. */
VB_MUST_CHECK enum vb_code vb_admit_length(const char *where, const char *what,
					   struct vb_view v, uint64_t min, uint64_t max,
					   struct vb_err *err);
/* Refuses a number or epoch above VB_DEC_MAX. */
VB_MUST_CHECK enum vb_code vb_admit_position(const char *where, uint64_t number,
					     uint64_t epoch, struct vb_err *err);
/* Whether @r can be next where @counter is the newest, of size @registered, and the log
 * itself has @size entries. */
VB_MUST_CHECK bool vb_registered_follows(const struct vb_registered *r, uint64_t counter,
					 uint64_t registered, uint64_t size);
/* What can be said of a batch without the database. */
VB_MUST_CHECK enum vb_code vb_admit_batch(const char *where, const struct vb_log_batch *b,
					  struct vb_err *err);

/* ---- schema.c: what stands in a database ---- */

#define VB_MAY_INSERT 1u
#define VB_MAY_UPDATE 2u
#define VB_MAY_DELETE 4u

/* What this program may do to a table; to any other table: nothing. */
struct vb_access {
	const char *table;
	unsigned may;
};

/* What brings a schema from one version to the next. */
struct vb_step {
	const char *const *sql;
	size_t n;
};

struct vb_schema {
	const char *file;
	const char *what;
	int32_t application;
	int32_t version;		/* ours: as many as there are steps */
	const struct vb_step *steps;	/* from version 0, which is an empty database */
	int32_t large;			/* the first version that has large.c's tables; 0: none */
	const struct vb_access *access;
	size_t naccess;
};
extern const struct vb_schema vb_schema_store;
extern const struct vb_schema vb_schema_cabinet;
extern const struct vb_schema vb_schema_large;
extern const struct vb_schema vb_schema_witness;

/* ---- open.c, sqlite.c, query.c: databases, transactions, queries ---- */

struct vb_statement {
	const char *text;
	sqlite3_stmt *stmt;
	bool used;
};

struct vb_db {
	sqlite3 *sql;
	const struct vb_schema *schema;
	char *path;
	int64_t version;	/* of the schema: ours, unless an older one is read */
	bool building;		/* the authorizer lets everything pass */
	bool reading;		/* opened for reading only: nothing can be written */
	bool wal;		/* the file has a write-ahead log */
	bool writing;		/* between begin and end */
	uint8_t *image;		/* what is read, if that is no file; else NULL */
	struct vb_statement cache[VB_STATEMENTS_MAX];
	size_t ncache;
};

VB_MUST_CHECK enum vb_code vb_db_open(struct vb_db *db, const char *dir, bool create,
				      const struct vb_schema *schema, struct vb_err *err);
/* The same for reading what is there now: one snapshot, until it is closed.  Writes nothing,
 * not even the index of a write-ahead log, and works where nothing can be written. */
VB_MUST_CHECK enum vb_code vb_db_open_reading(struct vb_db *db, const char *dir,
					      const struct vb_schema *schema,
					      struct vb_err *err);
/* An empty database in memory, as the steps up to @version leave it: for comparison. */
VB_MUST_CHECK enum vb_code vb_db_model(struct vb_db *db, const struct vb_schema *schema,
				       int64_t version, struct vb_err *err);
void vb_db_close(struct vb_db *db);
/* SQLite's @rc as one of our codes, with the path and SQLite's words. */
enum vb_code vb_db_fail(struct vb_db *db, int rc, struct vb_err *err);
/* What begins and ends a transaction, prepared: a commit shall need nothing more. */
VB_MUST_CHECK enum vb_code vb_db_ready(struct vb_db *db, struct vb_err *err);
/* BEGIN IMMEDIATE: writers wait here, not later. */
VB_MUST_CHECK enum vb_code vb_db_begin(struct vb_db *db, struct vb_err *err);
/* COMMIT if @code is VB_OK, else ROLLBACK; the code of the whole. */
VB_MUST_CHECK enum vb_code vb_db_end(struct vb_db *db, enum vb_code code,
				     struct vb_err *err);
/* After an erasure: moves the write-ahead log into the database and empties it,
 * so that what was erased is not left there.  As good as other readers allow. */
void vb_db_scrub(struct vb_db *db);

/* One run of a statement.  After the first failure nothing more happens, and
 * vb_query_end() tells; parameters are bound from left to right. */
struct vb_query {
	struct vb_db *db;
	sqlite3_stmt *stmt;
	struct vb_statement *slot;	/* NULL: not a cached one */
	int bound;
	int rc;
};
/* @text: a constant; its address is the key of the cache. */
void vb_query(struct vb_query *q, struct vb_db *db, const char *text);
void vb_bind_int(struct vb_query *q, int64_t v);
/* @v must live until the query ends. */
void vb_bind_view(struct vb_query *q, struct vb_view v);
void vb_bind_hash(struct vb_query *q, const struct vb_hash *h);
void vb_bind_text(struct vb_query *q, const char *s);
/* True: there is a row, and the getters read it. */
VB_MUST_CHECK bool vb_query_row(struct vb_query *q);
int64_t vb_get_int(struct vb_query *q, int column);
/* Valid until the next row. */
struct vb_view vb_get_view(struct vb_query *q, int column);
struct vb_hash vb_get_hash(struct vb_query *q, int column);
/* *out: malloc'd, with a NUL behind; untouched on failure. */
void vb_get_dup(struct vb_query *q, int column, uint8_t **out, size_t *len);
/* The same for a value that may be very large: column @name of @table, whose
 * rowid is @column of the current row; read without a second copy. */
void vb_get_large(struct vb_query *q, int column, const char *table, const char *name,
		  uint8_t **out, size_t *len);
/* @n bytes from @from on of such a value. */
void vb_get_part(struct vb_query *q, int column, const char *table, const char *name,
		 uint64_t from, uint8_t *out, size_t n);
/* Gives the statement back; what failed, if anything did. */
VB_MUST_CHECK enum vb_code vb_query_end(struct vb_query *q, struct vb_err *err);
/* Gives the statement back where something else has failed already. */
void vb_query_drop(struct vb_query *q);
/* The one or the other: @code is what the row's function returned, which has no words
 * for a want of memory. */
VB_MUST_CHECK enum vb_code vb_query_over(struct vb_query *q, enum vb_code code,
					 struct vb_err *err);
/* Steps to the end, and ends. */
VB_MUST_CHECK enum vb_code vb_query_run(struct vb_query *q, struct vb_err *err);
/* Hands every row to @fn: index, id, bytes in columns 0, 1, 2; an id of NULL
 * where the column is NULL. */
VB_MUST_CHECK enum vb_code vb_query_rows(struct vb_query *q, vb_row_fn *fn, void *ctx,
					 struct vb_err *err);

/* ---- obstacle.c ---- */

struct vb_obstacle {
	enum vb_code code;	/* VB_FULL or VB_IO; VB_OK: there is none */
	const char *why;	/* "the disk is full"; NULL: there is none */
};
/* What keeps the database from being read, or @write: from being written. */
struct vb_obstacle vb_db_obstacle(const struct vb_db *db, bool write);

/* ---- image.c ---- */

/* Puts a copy of the file that @db was opened on, with all that is committed, in its place.
 * VB_BUSY: the file does not hold still, ask again. */
VB_MUST_CHECK enum vb_code vb_image_open(struct vb_db *db, struct vb_err *err);

/* ---- pack.c ---- */

/* @out: note.len + 1 bytes; how many are used.  @first: the first checkpoint of
 * the log, empty for that one itself. */
size_t vb_pack(struct vb_view first, struct vb_view note, uint8_t *out);
VB_MUST_CHECK bool vb_unpack(struct vb_view first, struct vb_view kept,
			     struct vb_writer *w);
/* The first checkpoint of log @no; *out malloc'd, NULL if there is none. */
VB_MUST_CHECK enum vb_code vb_first_checkpoint(struct vb_db *db, int64_t no, uint8_t **out,
					       size_t *len, struct vb_err *err);

/* ---- authorizer.c ---- */

/* Puts the authorizer on @db; it rules from when db->building ends. */
int vb_db_guard(struct vb_db *db);

/* ---- large.c: what lies in pieces, in either database ---- */

/* As the functions of store.h for copies; *bytes of what is whole, VB_NOT_FOUND without a
 * sentence. */
enum vb_code vb_db_large_begin(struct vb_db *db, const struct vb_hash *hash, uint64_t bytes,
			    int64_t now, bool *whole, struct vb_err *err);
enum vb_code vb_db_large_bring(struct vb_db *db, const struct vb_hash *hash, uint64_t at,
			    struct vb_view bytes, struct vb_err *err);
/* Within the caller's transaction, as the next one. */
enum vb_code vb_db_large_finish(struct vb_db *db, const struct vb_hash *hash, struct vb_err *err);
/* *was: there was something whole. */
enum vb_code vb_db_large_erase(struct vb_db *db, const struct vb_hash *hash, bool *was,
			    struct vb_err *err);
enum vb_code vb_db_large_size(struct vb_db *db, const struct vb_hash *hash, uint64_t *bytes,
			   struct vb_err *err);
enum vb_code vb_db_large_read(struct vb_db *db, const struct vb_hash *hash, uint64_t from,
			   uint8_t *out, size_t n, struct vb_err *err);
enum vb_code vb_db_large_collect(struct vb_db *db, int64_t before, bool *more,
			      struct vb_err *err);

/* ---- the two databases ---- */

struct vb_store {
	const struct vb_engine *engine;
	struct vb_db db;	/* SQLite */
	struct vb_pg *pg;	/* PostgreSQL */
};

struct vb_cabinet {
	struct vb_db db;
	char *dir;
	struct vb_db large;	/* opened when it is first needed */
	bool has_large;
};
/* large.c: opens it; VB_NOT_FOUND without a sentence, unless @create, where there is none. */
VB_MUST_CHECK enum vb_code vb_cabinet_large(struct vb_cabinet *c, bool create,
					    struct vb_err *err);

/* log.c: the number of @log and its size (which may be NULL); VB_NOT_FOUND. */
VB_MUST_CHECK enum vb_code vb_log_number(struct vb_db *db, const struct vb_hash *log,
					 int64_t *no, uint64_t *size, struct vb_err *err);
/* register.c: what is registered in @b, once the logs stand as they will. */
VB_MUST_CHECK enum vb_code vb_register_put(struct vb_db *db, const struct vb_log_batch *b,
					   struct vb_err *err);
/* read.c: ordinal of the first checkpoint of log @no whose size is >= @size;
 * *at is its size, UINT64_MAX if there is none. */
VB_MUST_CHECK enum vb_code vb_checkpoint_seek(struct vb_db *db, int64_t no, uint64_t size,
					      uint64_t *ordinal, uint64_t *at,
					      struct vb_err *err);

/* ---- SQLite as an engine ---- */

void vb_sqlite_close(struct vb_store *s);
enum vb_code vb_sqlite_load(struct vb_store *s, const struct vb_hash *log,
			    struct vb_log_state *out, struct vb_err *err);
enum vb_code vb_sqlite_append(struct vb_store *s, const struct vb_log_batch *b,
			      size_t nbatches, struct vb_recheck check, struct vb_err *err);
enum vb_code vb_sqlite_find(struct vb_store *s, const struct vb_hash *log,
			    const struct vb_hash *id, uint64_t *index, struct vb_err *err);
enum vb_code vb_sqlite_entries(struct vb_store *s, const struct vb_hash *log, uint64_t from,
			       uint64_t to, vb_row_fn *fn, void *ctx, struct vb_err *err);
enum vb_code vb_sqlite_roster(struct vb_store *s, const struct vb_hash *log, vb_row_fn *fn,
			      void *ctx, struct vb_err *err);
enum vb_code vb_sqlite_chain_head(struct vb_store *s, const struct vb_hash *log,
				  struct vb_view chain, uint64_t *number, uint64_t *epoch,
				  struct vb_hash *id, struct vb_err *err);
enum vb_code vb_sqlite_checkpoints(struct vb_store *s, const struct vb_hash *log,
				   uint64_t from, uint64_t to, vb_row_fn *fn, void *ctx,
				   struct vb_err *err);
enum vb_code vb_sqlite_cosign(struct vb_store *s, const struct vb_hash *log, uint64_t size,
			      struct vb_view cosigner, struct vb_view line,
			      struct vb_err *err);
enum vb_code vb_sqlite_cosignatures(struct vb_store *s, const struct vb_hash *log,
				    uint64_t from, uint64_t to, vb_row_fn *fn, void *ctx,
				    struct vb_err *err);
enum vb_code vb_sqlite_escrow(struct vb_store *s, const struct vb_hash *log,
			      const struct vb_hash *act, struct vb_view addressee, char **out,
			      struct vb_err *err);
enum vb_code vb_sqlite_behind(struct vb_store *s, const struct vb_hash *but, size_t max,
			      vb_registered_fn *fn, void *ctx, struct vb_err *err);
enum vb_code vb_sqlite_registered(struct vb_store *s, const struct vb_hash *log, uint64_t from,
				  uint64_t to, vb_registered_fn *fn, void *ctx,
				  struct vb_err *err);
enum vb_code vb_sqlite_logs(struct vb_store *s, vb_row_fn *fn, void *ctx, struct vb_err *err);
enum vb_code vb_sqlite_copy_begin(struct vb_store *s, const struct vb_hash *hash, uint64_t bytes,
				int64_t now, bool *whole, struct vb_err *err);
enum vb_code vb_sqlite_copy_bring(struct vb_store *s, const struct vb_hash *hash, uint64_t at,
				struct vb_view bytes, struct vb_err *err);
enum vb_code vb_sqlite_copy_finish(struct vb_store *s, const struct vb_hash *hash,
				 struct vb_err *err);
enum vb_code vb_sqlite_copy_size(struct vb_store *s, const struct vb_hash *hash, uint64_t *bytes,
				struct vb_err *err);
enum vb_code vb_sqlite_copy_read(struct vb_store *s, const struct vb_hash *hash, uint64_t from,
				uint8_t *out, size_t n, struct vb_err *err);
enum vb_code vb_sqlite_copy_erase(struct vb_store *s, const struct vb_hash *hash, int64_t now,
				struct vb_err *err);
enum vb_code vb_sqlite_copy_collect(struct vb_store *s, int64_t before, bool *more,
				  struct vb_err *err);
enum vb_code vb_sqlite_draft_put(struct vb_store *s, const struct vb_hash *draft,
				 struct vb_view bytes, struct vb_err *err);
enum vb_code vb_sqlite_draft_get(struct vb_store *s, const struct vb_hash *draft,
				 uint8_t **out, size_t *len, struct vb_err *err);
enum vb_code vb_sqlite_seat_put(struct vb_store *s, const struct vb_hash *draft,
				struct vb_view party, struct vb_view seat,
				struct vb_view secret, struct vb_err *err);
enum vb_code vb_sqlite_seats(struct vb_store *s, const struct vb_hash *draft, vb_seat_fn *fn,
			     void *ctx, struct vb_err *err);
enum vb_code vb_sqlite_draft_opened(struct vb_store *s, const struct vb_hash *draft,
				    const struct vb_hash *table, struct vb_err *err);
enum vb_code vb_sqlite_draft_table(struct vb_store *s, const struct vb_hash *draft,
				   struct vb_hash *table, struct vb_err *err);
enum vb_code vb_sqlite_doctor(struct vb_store *s, vb_say_fn *say, void *ctx, bool *sound,
			      struct vb_err *err);
