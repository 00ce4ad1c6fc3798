/*
 * What the tests of the store share: scratch folders, acts and checkpoints of
 * the right shape, and a backend to test.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "store/store.h"

#include <stdio.h>

/* How a backend is reached: everything else goes through store.h. */
struct backend {
	const char *name;
	enum vb_code (*open_store)(const char *dir, bool create, struct vb_store **out,
				   struct vb_err *err);
	enum vb_code (*open_cabinet)(const char *dir, bool create, struct vb_cabinet **out,
				     struct vb_err *err);
};
extern const struct backend backend_sqlite;

/* conform.c: what any backend must do; TAP points. */
void conform_store(const struct backend *b);
void conform_register(const struct backend *b);
void conform_cabinet(const struct backend *b);

/* A new empty folder: in memory where there is /dev/shm, unless @disk. */
char *scratch_new(bool disk);
/* Empties and removes it, and frees the name. */
void scratch_free(char *dir);
/* Copies the plain files of a folder into another. */
void scratch_copy(const char *from, const char *to);

/* The text of a file of the source, with a NUL behind; free() it. */
char *source_text(const char *name);

/* A stand-in for SHA-256: spreads well, and depends on all of @v and @salt. */
struct vb_hash fake_hash(struct vb_view v, uint64_t salt);
struct vb_hash hash_of(uint64_t n);
struct vb_hash log_of(uint64_t n);
/* A small generator of numbers, reproducible. */
uint64_t random_next(uint64_t *state);

/* An act with the length of a real one; its id is fake_hash() of its note. */
struct act {
	char note[4096];
	size_t len;
	char chain[48];
	uint64_t number;
	uint64_t epoch;
	struct vb_hash id;
	bool roster;
};
void act_make(struct act *a, const char *chain, uint64_t number, uint64_t epoch, size_t len);
struct vb_log_entry act_entry(const struct act *a);

/* Re-hashes each row, and counts them. */
struct recheck_count {
	size_t n;
	size_t fail_at;		/* refuses the row of that count, from 1; 0: none */
};
struct vb_recheck recheck(struct recheck_count *c);

/* A signed note of some 350 bytes, the same for the same arguments. */
size_t checkpoint_make(char out[512], const struct vb_hash *log, uint64_t size, int64_t time);
/* The right edge of a tree of @size: 8 bytes and a hash for each bit set. */
size_t frontier_make(uint8_t out[8 + 64 * 32], const struct vb_hash *log, uint64_t size);

/* What a batch points to. */
struct batch_room {
	struct act acts[256];
	struct vb_log_entry entries[256];
	uint8_t frontier[8 + 64 * 32];
	char checkpoint[512];
};
/* @n acts of @who at @from, numbered like their indices, and what belongs there. */
void batch_make(struct vb_log_batch *b, struct batch_room *room, const struct vb_hash *log,
		const char *who, uint64_t from, size_t n);

/* A register's log, and @n entries of it with what they stand for. */
extern const struct vb_hash register_id;
enum vb_code append_register(struct vb_store *s, uint64_t from, size_t n,
			     const struct vb_registered *r, size_t nr, struct vb_err *err);

/* Appends @n acts at @from, with the checkpoint and frontier that belong there. */
enum vb_code append_acts(struct vb_store *s, const struct vb_hash *log, uint64_t from,
			 const struct act *acts, size_t n, struct vb_err *err);
/* Appends one act of @len bytes to the chain of @who, numbered like its index. */
enum vb_code append_simple(struct vb_store *s, const struct vb_hash *log, uint64_t index,
			   const char *who, size_t len, struct vb_err *err);

/* A copy brought and finished; all of one, read (malloc'd). */
enum vb_code copy_put(struct vb_store *s, const struct vb_hash *hash, struct vb_view bytes,
		      struct vb_err *err);
enum vb_code copy_get(struct vb_store *s, const struct vb_hash *hash, uint8_t **out, size_t *len,
		      struct vb_err *err);
/* Erased, and its bytes collected. */
enum vb_code copy_erase(struct vb_store *s, const struct vb_hash *hash, struct vb_err *err);

/* Collects rows as they come. */
struct rows {
	size_t n, cap;
	struct row {
		uint64_t index;
		bool named;
		struct vb_hash id;
		char *bytes;
		size_t len;
	} *row;
	size_t stop_at;		/* returns VB_KEY at that count, from 1; 0: never */
};
enum vb_code rows_add(void *ctx, uint64_t index, const struct vb_hash *id,
		      struct vb_view bytes);
void rows_free(struct rows *r);

/* Whether the log is whole: as many entries as its size, each re-hashed, from 0
 * without a gap; the newest checkpoint and frontier are those of its size. */
bool log_is_whole(struct vb_store *s, const struct vb_hash *log, uint64_t *size);

/* A step on which a test rests: a failing point if it is not VB_OK. */
#define must(code) must_be_ok((code), __FILE__, __LINE__)
void must_be_ok(enum vb_code code, const char *file, int line);

double seconds(void);
/* Fills what room is left on the disk of @dir. */
void fill_disk(const char *dir);
