/*
 * store: append-only storage, as operations and not SQL.  Two of them: the log
 * store of a depositary (many tables, one database) and the cabinet of a desk
 * (one table).  No transaction, statement or cursor escapes this header.
 *
 * SPDX-License-Identifier: ISC
 *
 * Record rows are closed to UPDATE and DELETE by trigger and by authorizer, an
 * insert must have index = highest + 1, and every row is read back and handed
 * to the caller's `check` before COMMIT.  VB_OK means durable (synchronous=FULL).
 */
#pragma once

#include "base/base.h"

/* A row's bytes on their way in: re-read and compared before the commit by the
 * store itself, then handed to this function, which re-hashes them.  Anything
 * but VB_OK aborts the whole transaction. */
struct vb_recheck {
	enum vb_code (*check)(void *ctx, uint64_t index, struct vb_view note,
			      const struct vb_hash *id, struct vb_err *err);
	void *ctx;
};

/* Called for each row; anything but VB_OK stops the scan and is returned. */
typedef enum vb_code vb_row_fn(void *ctx, uint64_t index, const struct vb_hash *id,
			       struct vb_view bytes);

/* ---- the log store of a depositary ---- */

struct vb_store;

/* Opens @dir/depositary.db, creating it where @create; an older one is brought up to ours, a
 * newer one is refused.  Several processes may have it open; waits up to 10 s for a lock, then
 * VB_BUSY. */
VB_MUST_CHECK enum vb_code vb_store_open(const char *dir, bool create,
					 struct vb_store **out, struct vb_err *err);
/* For reading only: what is there now, whatever others write meanwhile.  Nothing at all is
 * written; a full disk, a read-only one and a folder of somebody else's will do, and so
 * will an older version, which has no registrations yet.  What would write gives VB_IO. */
VB_MUST_CHECK enum vb_code vb_store_open_reading(const char *dir, struct vb_store **out,
						 struct vb_err *err);
/*
 * The same on PostgreSQL: @url is postgres://... or postgresql://..., a connection URI of
 * libpq, and one database holds one depositary.  A password in it is refused (VB_USAGE), since
 * an address is seen in argument lists and logs: a service file, PGPASSFILE or a socket with
 * peer authentication has it.  With @create the schema is founded where there is none; an older
 * one is brought up to ours; a newer one is refused.  A connection that is lost gives VB_IO, or
 * VB_UNKNOWN at a commit, and the next call connects again.  doc/postgres.md says more.
 */
VB_MUST_CHECK enum vb_code vb_store_open_at(const char *url, bool create,
					    struct vb_store **out, struct vb_err *err);
/* For reading only: each call is one read-only transaction, and sees what is there then. */
VB_MUST_CHECK enum vb_code vb_store_open_reading_at(const char *url, struct vb_store **out,
						    struct vb_err *err);
void vb_store_close(struct vb_store *s);

/* Where a log stands. @frontier: vb_frontier_put() bytes, opaque here.
 * @checkpoint: the newest signed note, malloc'd; vb_log_state_free(). */
struct vb_log_state {
	uint64_t size;
	uint8_t frontier[8 + 64 * 32];
	size_t frontier_len;
	uint8_t *checkpoint;
	size_t checkpoint_len;
};
void vb_log_state_free(struct vb_log_state *st);
/* VB_NOT_FOUND: no such log. */
VB_MUST_CHECK enum vb_code vb_log_load(struct vb_store *s, const struct vb_hash *log,
				       struct vb_log_state *out, struct vb_err *err);

/* A secret that rides with an entry until its release: the one-time identity
 * of one addressee's copy. */
struct vb_escrow {
	struct vb_hash act;	/* id of the hand-over */
	struct vb_view addressee;
	struct vb_view identity;	/* AGE-SECRET-KEY-1... */
};

struct vb_log_entry {
	struct vb_view note;
	struct vb_hash id;
	struct vb_view chain;	/* signing key's name; unique with number, epoch */
	uint64_t number;
	uint64_t epoch;
	bool roster;		/* changes keys or rules: vb_log_roster() yields it */
	const struct vb_escrow *escrow;
	size_t nescrow;
};

/* Which entry of a register stands for a checkpoint of @log (format.md 6.8). */
struct vb_registered {
	struct vb_hash log;
	uint64_t counter;	/* 1, 2, 3, ... of that log */
	uint64_t size;		/* of the checkpoint */
	uint64_t index;		/* in the register */
};

/* What one transaction adds to one log. */
struct vb_log_batch {
	struct vb_hash log;
	uint64_t expect_size;	/* 0 creates the log */
	const struct vb_log_entry *entries;
	size_t nentries;
	struct vb_view frontier;	/* after the batch */
	struct vb_view checkpoint;	/* signed, of the size after the batch */
	int64_t time;			/* of that checkpoint */
	/* Of a register: what its entries say of other logs, remembered with them. */
	const struct vb_registered *registered;
	size_t nregistered;
};

/*
 * Appends to all logs of @b, each named once, in one transaction, or to none.
 * VB_CONFLICT: a log is not at expect_size, an id or chain position is taken, or
 * what is registered does not follow what was (counter, size), is larger than its
 * log, or stands at an entry that is taken: reload.  VB_UNKNOWN: COMMIT failed in a
 * way that leaves its outcome open: stop, reload, never sign before.  VB_FULL, VB_IO,
 * VB_BUSY: nothing done.
 */
VB_MUST_CHECK enum vb_code vb_log_append(struct vb_store *s, const struct vb_log_batch *b,
					 size_t nbatches, struct vb_recheck check,
					 struct vb_err *err);
/* Index of the act @id; VB_NOT_FOUND. */
VB_MUST_CHECK enum vb_code vb_log_find(struct vb_store *s, const struct vb_hash *log,
				       const struct vb_hash *id, uint64_t *index,
				       struct vb_err *err);
/* Entries with from <= index < to, in order. */
VB_MUST_CHECK enum vb_code vb_log_entries(struct vb_store *s, const struct vb_hash *log,
					  uint64_t from, uint64_t to, vb_row_fn *fn,
					  void *ctx, struct vb_err *err);
/* Entries marked roster, in order. */
VB_MUST_CHECK enum vb_code vb_log_roster(struct vb_store *s, const struct vb_hash *log,
					 vb_row_fn *fn, void *ctx, struct vb_err *err);
/* The newest position of @chain; VB_NOT_FOUND if it has none. */
VB_MUST_CHECK enum vb_code vb_log_chain_head(struct vb_store *s, const struct vb_hash *log,
					     struct vb_view chain, uint64_t *number,
					     uint64_t *epoch, struct vb_hash *id,
					     struct vb_err *err);
/* Signed checkpoints with from <= size < to, rising (index = size, id = NULL). */
VB_MUST_CHECK enum vb_code vb_log_checkpoints(struct vb_store *s, const struct vb_hash *log,
					      uint64_t from, uint64_t to, vb_row_fn *fn,
					      void *ctx, struct vb_err *err);
/* Keeps a cosignature line (LF included) on the checkpoint of @size; a second
 * line of one @cosigner for one size replaces nothing and is VB_OK. */
VB_MUST_CHECK enum vb_code vb_log_cosign(struct vb_store *s, const struct vb_hash *log,
					 uint64_t size, struct vb_view cosigner,
					 struct vb_view line, struct vb_err *err);
/* Lines with from <= size < to, rising by size (index = size, id = NULL). */
VB_MUST_CHECK enum vb_code vb_log_cosignatures(struct vb_store *s, const struct vb_hash *log,
					       uint64_t from, uint64_t to, vb_row_fn *fn,
					       void *ctx, struct vb_err *err);
/* Called for each; anything but VB_OK stops the scan and is returned. */
typedef enum vb_code vb_registered_fn(void *ctx, const struct vb_registered *r);
/* Logs but @but that are larger than what is registered of them, in any order, @max at
 * most: counter and size of the newest registration (0: none; index is of no meaning). */
VB_MUST_CHECK enum vb_code vb_log_behind(struct vb_store *s, const struct vb_hash *but,
					 size_t max, vb_registered_fn *fn, void *ctx,
					 struct vb_err *err);
/* What is registered of @log with from <= counter < to, rising. */
VB_MUST_CHECK enum vb_code vb_log_registered(struct vb_store *s, const struct vb_hash *log,
					     uint64_t from, uint64_t to, vb_registered_fn *fn,
					     void *ctx, struct vb_err *err);
/* The escrowed identity; *out malloc'd, NUL-terminated, caller wipes and frees. */
VB_MUST_CHECK enum vb_code vb_log_escrow(struct vb_store *s, const struct vb_hash *log,
					 const struct vb_hash *act, struct vb_view addressee,
					 char **out, struct vb_err *err);
/* Every log's id. */
VB_MUST_CHECK enum vb_code vb_store_logs(struct vb_store *s, vb_row_fn *fn, void *ctx,
					 struct vb_err *err);

/*
 * Copies: ciphertexts by their SHA-256, which the caller has checked, in pieces of VB_PIECE
 * bytes.  Pieces are brought one transaction after the other, and count when the last of them
 * is finished; who was stopped begins again, and finds what it had brought.  Two who bring the
 * same copy at once help each other.
 */
#define VB_COPY_MAX ((1ull << 30) + (1ull << 20)) /* 1 GiB, and what sealing adds */
#define VB_COPY_STEP (4u * VB_PIECE)	/* bytes that one transaction brings, at most */

/* @now: what is begun and not finished is collected by its age.  *whole: it is all here,
 * and nothing is to be brought. */
VB_MUST_CHECK enum vb_code vb_store_copy_begin(struct vb_store *s, const struct vb_hash *hash,
					       uint64_t bytes, int64_t now, bool *whole,
					       struct vb_err *err);
/* From @at on, a multiple of VB_PIECE; whole pieces, the copy's last one aside.
 * VB_CONFLICT: it was collected meanwhile, begin again. */
VB_MUST_CHECK enum vb_code vb_store_copy_bring(struct vb_store *s, const struct vb_hash *hash,
					       uint64_t at, struct vb_view bytes,
					       struct vb_err *err);
/* VB_CONFLICT: pieces are missing, begin again. */
VB_MUST_CHECK enum vb_code vb_store_copy_finish(struct vb_store *s, const struct vb_hash *hash,
						struct vb_err *err);
/* VB_NOT_FOUND; VB_GONE: it was erased, and the sentence says when. */
VB_MUST_CHECK enum vb_code vb_store_copy_size(struct vb_store *s, const struct vb_hash *hash,
					      uint64_t *bytes, struct vb_err *err);
/* All of @n bytes from @from on, which lie within its size.  Codes as above. */
VB_MUST_CHECK enum vb_code vb_store_copy_read(struct vb_store *s, const struct vb_hash *hash,
					      uint64_t from, uint8_t *out, size_t n,
					      struct vb_err *err);
/* From now on it is gone, and the mark of it stays until it is put again; its bytes go with
 * vb_store_copy_collect(). */
VB_MUST_CHECK enum vb_code vb_store_copy_erase(struct vb_store *s, const struct vb_hash *hash,
					       int64_t now, struct vb_err *err);
/* Some of the bytes of what is erased, or was begun before @before and not finished; *more:
 * call again. */
VB_MUST_CHECK enum vb_code vb_store_copy_collect(struct vb_store *s, int64_t before, bool *more,
						 struct vb_err *err);

/* A table that is not open yet: its draft charter, and the seats taken. */
VB_MUST_CHECK enum vb_code vb_store_draft_put(struct vb_store *s, const struct vb_hash *draft,
					      struct vb_view bytes, struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_store_draft_get(struct vb_store *s, const struct vb_hash *draft,
					      uint8_t **out, size_t *len, struct vb_err *err);
/* VB_CONFLICT: another seat of that party is there already (the same bytes
 * again are VB_OK).  @secret: the founding key, held until the table opens. */
VB_MUST_CHECK enum vb_code vb_store_seat_put(struct vb_store *s, const struct vb_hash *draft,
					     struct vb_view party, struct vb_view seat,
					     struct vb_view secret, struct vb_err *err);
typedef enum vb_code vb_seat_fn(void *ctx, struct vb_view party, struct vb_view seat,
				struct vb_view secret);
/* Seats by party name, ascending. */
VB_MUST_CHECK enum vb_code vb_store_seats(struct vb_store *s, const struct vb_hash *draft,
					  vb_seat_fn *fn, void *ctx, struct vb_err *err);
/* The table has opened: remembers which, and erases the founding secrets. */
VB_MUST_CHECK enum vb_code vb_store_draft_opened(struct vb_store *s,
						 const struct vb_hash *draft,
						 const struct vb_hash *table,
						 struct vb_err *err);
/* The table that @draft became; VB_NOT_FOUND: not open yet. */
VB_MUST_CHECK enum vb_code vb_store_draft_table(struct vb_store *s,
						const struct vb_hash *draft,
						struct vb_hash *table, struct vb_err *err);

/* ---- what a witness has cosigned (C2SP tlog-witness) ---- */

struct vb_witness_store;

/* As vb_store_open(), of @dir/witness.db. */
VB_MUST_CHECK enum vb_code vb_witness_store_open(const char *dir, bool create,
						 struct vb_witness_store **out,
						 struct vb_err *err);
void vb_witness_store_close(struct vb_witness_store *s);
/* @origin: SHA-256 of a log's origin.  *size 0, and *root untouched: nothing of it. */
VB_MUST_CHECK enum vb_code vb_witness_latest(struct vb_witness_store *s,
					     const struct vb_hash *origin, uint64_t *size,
					     struct vb_hash *root, struct vb_err *err);
struct vb_witnessed {
	uint64_t size;
	struct vb_hash root;
	struct vb_view note;	/* whole, with our cosignature */
};
/* Compares and persists in one step.  VB_CONFLICT: @old and @old_root (unused where @old
 * is 0 and nothing is kept) are not what is kept. */
VB_MUST_CHECK enum vb_code vb_witness_advance(struct vb_witness_store *s,
					      const struct vb_hash *origin, uint64_t old,
					      const struct vb_hash *old_root,
					      const struct vb_witnessed *c,
					      struct vb_err *err);
/* The newest; *out malloc'd, caller frees.  VB_NOT_FOUND. */
VB_MUST_CHECK enum vb_code vb_witness_checkpoint(struct vb_witness_store *s,
						 const struct vb_hash *origin, uint8_t **out,
						 size_t *len, struct vb_err *err);

/* ---- the cabinet of a desk ---- */

struct vb_cabinet;

VB_MUST_CHECK enum vb_code vb_cabinet_open(const char *dir, bool create,
					   struct vb_cabinet **out, struct vb_err *err);
/* As vb_store_open_reading(). */
VB_MUST_CHECK enum vb_code vb_cabinet_open_reading(const char *dir, struct vb_cabinet **out,
						   struct vb_err *err);
void vb_cabinet_close(struct vb_cabinet *c);

/* Our own signed acts, before they are sent: a position is written once.
 * VB_CONFLICT: another text stands there (the same bytes again are VB_OK). */
VB_MUST_CHECK enum vb_code vb_own_put(struct vb_cabinet *c, struct vb_view chain,
				      uint64_t number, uint64_t epoch,
				      const struct vb_hash *id, struct vb_view note,
				      struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_own_head(struct vb_cabinet *c, struct vb_view chain,
				       uint64_t *number, uint64_t *epoch,
				       struct vb_hash *id, struct vb_err *err);
/* Own acts, in the order written (index counts them from 0). */
VB_MUST_CHECK enum vb_code vb_own_list(struct vb_cabinet *c, vb_row_fn *fn, void *ctx,
				       struct vb_err *err);
/* Own acts that are not among the entries: own minus entry. */
VB_MUST_CHECK enum vb_code vb_outbox(struct vb_cabinet *c, vb_row_fn *fn, void *ctx,
				     struct vb_err *err);

/* Entries of the log, with the checkpoint (verbatim) that they were verified
 * against, in one transaction.  VB_CONFLICT: not the next index. */
struct vb_cabinet_entry {
	struct vb_view note;
	struct vb_hash id;
};
VB_MUST_CHECK enum vb_code vb_cabinet_append(struct vb_cabinet *c, uint64_t from,
					     const struct vb_cabinet_entry *e, size_t n,
					     uint64_t size, struct vb_view checkpoint,
					     struct vb_recheck check, struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_cabinet_size(struct vb_cabinet *c, uint64_t *size,
					   struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_cabinet_entries(struct vb_cabinet *c, uint64_t from,
					      uint64_t to, vb_row_fn *fn, void *ctx,
					      struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_cabinet_find(struct vb_cabinet *c, const struct vb_hash *id,
					   uint64_t *index, struct vb_err *err);
/* Every checkpoint ever verified, verbatim (index = size, id = NULL); several
 * notes of one size (other cosignatures) are all kept. */
VB_MUST_CHECK enum vb_code vb_cabinet_checkpoint_put(struct vb_cabinet *c, uint64_t size,
						     struct vb_view note, struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_cabinet_checkpoints(struct vb_cabinet *c, uint64_t from,
						  uint64_t to, vb_row_fn *fn, void *ctx,
						  struct vb_err *err);
/* Evidence of forks and of keys used twice: kept for ever. @reason: a sentence. */
VB_MUST_CHECK enum vb_code vb_stray_put(struct vb_cabinet *c, struct vb_view bytes,
					const char *reason, struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_stray_list(struct vb_cabinet *c, vb_row_fn *fn, void *ctx,
					 struct vb_err *err);

/* Named things that may be replaced and erased. */
enum vb_box {
	VB_BOX_META,	/* who we are, which table, where the depositary is */
	VB_BOX_COPY,	/* ciphertexts, ours and those received */
	VB_BOX_OPENED,	/* opened copies (with seeds), our own marks, sealed to ourselves */
	VB_BOX_SECRET,	/* wrapped secrets: one-time identities, age keys */
};
VB_MUST_CHECK enum vb_code vb_box_put(struct vb_cabinet *c, enum vb_box box,
				      const char *name, struct vb_view bytes,
				      struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_box_get(struct vb_cabinet *c, enum vb_box box,
				      const char *name, uint8_t **out, size_t *len,
				      struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_box_erase(struct vb_cabinet *c, enum vb_box box,
					const char *name, struct vb_err *err);
typedef enum vb_code vb_box_fn(void *ctx, const char *name, struct vb_view bytes);
VB_MUST_CHECK enum vb_code vb_box_list(struct vb_cabinet *c, enum vb_box box,
				       vb_box_fn *fn, void *ctx, struct vb_err *err);

/*
 * What is too large for a box, by the SHA-256 of its bytes: as copies at the depositary, in
 * pieces that count when they are finished.
 */
VB_MUST_CHECK enum vb_code vb_large_begin(struct vb_cabinet *c, const struct vb_hash *hash,
					  uint64_t bytes, bool *whole, struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_large_bring(struct vb_cabinet *c, const struct vb_hash *hash,
					  uint64_t at, struct vb_view bytes,
					  struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_large_finish(struct vb_cabinet *c, const struct vb_hash *hash,
					   struct vb_err *err);
/* VB_NOT_FOUND. */
VB_MUST_CHECK enum vb_code vb_large_size(struct vb_cabinet *c, const struct vb_hash *hash,
					 uint64_t *bytes, struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_large_read(struct vb_cabinet *c, const struct vb_hash *hash,
					 uint64_t from, uint8_t *out, size_t n,
					 struct vb_err *err);
/* And of all that was begun and not finished. */
VB_MUST_CHECK enum vb_code vb_large_erase(struct vb_cabinet *c, const struct vb_hash *hash,
					  struct vb_err *err);
/* Each that is whole: index = size, no bytes. */
VB_MUST_CHECK enum vb_code vb_large_list(struct vb_cabinet *c, vb_row_fn *fn, void *ctx,
					 struct vb_err *err);

/* What the database says of itself: integrity check, schema, triggers,
 * authorizer, journal mode, and whether it can be written now.  Calls @say for each
 * finding; *sound is false if any of them is a fault.  Repairs nothing. */
enum vb_said {
	VB_SOUND,
	VB_FAULT,
	VB_UNCHECKED,	/* could not be looked at: neither the one nor the other */
};
typedef void vb_say_fn(void *ctx, enum vb_said what, const char *sentence);
VB_MUST_CHECK enum vb_code vb_cabinet_doctor(struct vb_cabinet *c, vb_say_fn *say, void *ctx,
					     bool *sound, struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_store_doctor(struct vb_store *s, vb_say_fn *say, void *ctx,
					   bool *sound, struct vb_err *err);
