/*
 * What is too large for a row: pieces of 1 MiB that count when the last is there, in the
 * depositary's database and in a desk's.
 *
 * SPDX-License-Identifier: ISC
 *
 * Pieces are named by the hash of the whole, so that whoever brings them brings the same.
 */
#include "store/internal.h"

#include <string.h>

#define PIECES_SHIFT 11		/* a piece's key is large << 11 | piece */

struct large {
	int64_t no;		/* 0: none */
	uint64_t bytes;
	bool whole;
};

static enum vb_code find(struct vb_db *db, const struct vb_hash *hash, struct large *out,
			 struct vb_err *err)
{
	static const char text[] = "SELECT no, bytes, whole FROM large WHERE hash = ?";
	struct vb_query q;

	*out = (struct large){0};
	/* What an older program has left, and we only read. */
	if (db->version < db->schema->large)
		return VB_OK;
	vb_query(&q, db, text);
	vb_bind_hash(&q, hash);
	if (vb_query_row(&q)) {
		out->no = vb_get_int(&q, 0);
		out->bytes = (uint64_t)vb_get_int(&q, 1);
		out->whole = vb_get_int(&q, 2) != 0;
	}
	return vb_query_end(&q, err);
}

/* ---- bringing ---- */

static enum vb_code begin_new(struct vb_db *db, const struct vb_hash *hash, uint64_t bytes,
			      int64_t now, struct vb_err *err)
{
	static const char text[] =
		"INSERT INTO large (hash, bytes, since, whole) VALUES (?, ?, ?, 0)";
	struct vb_query q;

	vb_query(&q, db, text);
	vb_bind_hash(&q, hash);
	vb_bind_int(&q, (int64_t)bytes);
	vb_bind_int(&q, now);
	return vb_query_run(&q, err);
}

static enum vb_code set_begun(struct vb_db *db, int64_t no, int64_t now, struct vb_err *err)
{
	static const char text[] = "UPDATE large SET since = ?, whole = 0 WHERE no = ?";
	struct vb_query q;

	vb_query(&q, db, text);
	vb_bind_int(&q, now);
	vb_bind_int(&q, no);
	return vb_query_run(&q, err);
}

enum vb_code vb_db_large_begin(struct vb_db *db, const struct vb_hash *hash, uint64_t bytes,
			    int64_t now, bool *whole, struct vb_err *err)
{
	struct large l = {0};
	enum vb_code code = vb_db_begin(db, err);

	if (code)
		return code;
	code = find(db, hash, &l, err);
	if (!code && l.no && l.bytes != bytes)
		code = vb_copy_other(db->schema->file, hash, bytes, err);
	if (!code && !l.no)
		code = begin_new(db, hash, bytes, now, err);
	else if (!code && !l.whole)
		code = set_begun(db, l.no, now, err);
	code = vb_db_end(db, code, err);
	if (!code)
		*whole = l.whole;
	return code;
}

static enum vb_code put_piece(struct vb_db *db, int64_t at, struct vb_view bytes,
			      struct vb_err *err)
{
	static const char text[] =
		"INSERT INTO piece (at, bytes) VALUES (?, ?) ON CONFLICT (at) DO NOTHING";
	struct vb_query q;

	vb_query(&q, db, text);
	vb_bind_int(&q, at);
	vb_bind_view(&q, bytes);
	return vb_query_run(&q, err);
}

static enum vb_code put_pieces(struct vb_db *db, const struct large *l, uint64_t at,
			       struct vb_view bytes, struct vb_err *err)
{
	enum vb_code code = VB_OK;

	while (!code && bytes.len > 0) {
		size_t n = bytes.len < VB_PIECE ? bytes.len : VB_PIECE;

		code = put_piece(db, l->no << PIECES_SHIFT | (int64_t)(at / VB_PIECE),
				 vb_view(bytes.ptr, n), err);
		bytes = vb_view(bytes.ptr + n, bytes.len - n);
		at += n;
	}
	return code;
}

enum vb_code vb_db_large_bring(struct vb_db *db, const struct vb_hash *hash, uint64_t at,
			    struct vb_view bytes, struct vb_err *err)
{
	struct large l = {0};
	enum vb_code code = vb_db_begin(db, err);

	if (code)
		return code;
	code = find(db, hash, &l, err);
	if (!code && !l.no)
		code = vb_copy_collected(db->schema->file, hash, err);
	else if (!code && (at + bytes.len > l.bytes ||
			   (bytes.len % VB_PIECE != 0 && at + bytes.len != l.bytes)))
		code = vb_fail(err, VB_USAGE, "", db->schema->file,
			       "what is brought is not a piece of the whole");
	/* Another was faster. */
	if (!code && !l.whole)
		code = put_pieces(db, &l, at, bytes, err);
	return vb_db_end(db, code, err);
}

static enum vb_code all_there(struct vb_db *db, const struct large *l, bool *all,
			      struct vb_err *err)
{
	static const char text[] =
		"SELECT count(*), coalesce(sum(length(bytes)), 0) FROM piece WHERE at"
		" BETWEEN ? AND ?";
	uint64_t pieces = l->bytes / VB_PIECE + (l->bytes % VB_PIECE != 0);
	struct vb_query q;

	vb_query(&q, db, text);
	vb_bind_int(&q, l->no << PIECES_SHIFT);
	vb_bind_int(&q, ((l->no + 1) << PIECES_SHIFT) - 1);
	*all = vb_query_row(&q) && (uint64_t)vb_get_int(&q, 0) == pieces &&
	       (uint64_t)vb_get_int(&q, 1) == l->bytes;
	return vb_query_end(&q, err);
}

enum vb_code vb_db_large_finish(struct vb_db *db, const struct vb_hash *hash, struct vb_err *err)
{
	static const char text[] = "UPDATE large SET whole = 1 WHERE no = ?";
	struct large l = {0};
	struct vb_query q;
	bool all = false;
	enum vb_code code = find(db, hash, &l, err);

	if (!code && l.no)
		code = all_there(db, &l, &all, err);
	if (!code && !all)
		code = vb_copy_collected(db->schema->file, hash, err);
	if (code || l.whole)
		return code;
	vb_query(&q, db, text);
	vb_bind_int(&q, l.no);
	return vb_query_run(&q, err);
}

/* ---- reading ---- */

enum vb_code vb_db_large_size(struct vb_db *db, const struct vb_hash *hash, uint64_t *bytes,
			   struct vb_err *err)
{
	struct large l = {0};
	enum vb_code code = find(db, hash, &l, err);

	if (code || !l.whole)
		return code ? code : VB_NOT_FOUND;
	*bytes = l.bytes;
	return VB_OK;
}

/* One that is missing: it was erased under our hands. */
static enum vb_code read_piece(struct vb_db *db, int64_t at, uint64_t from, uint8_t *out,
			       size_t n, struct vb_err *err)
{
	static const char text[] = "SELECT at FROM piece WHERE at = ? AND length(bytes) >= ?";
	struct vb_query q;
	bool found;
	enum vb_code code;

	vb_query(&q, db, text);
	vb_bind_int(&q, at);
	vb_bind_int(&q, (int64_t)(from + n));
	found = vb_query_row(&q);
	if (found)
		vb_get_part(&q, 0, "piece", "bytes", from, out, n);
	code = vb_query_end(&q, err);
	return code || found ? code : VB_NOT_FOUND;
}

enum vb_code vb_db_large_read(struct vb_db *db, const struct vb_hash *hash, uint64_t from,
			   uint8_t *out, size_t n, struct vb_err *err)
{
	struct large l = {0};
	enum vb_code code = find(db, hash, &l, err);

	if (!code && !l.whole)
		code = VB_NOT_FOUND;
	if (!code && (from > l.bytes || n > l.bytes - from))
		code = vb_fail(err, VB_USAGE, "", db->schema->file,
			       "what is asked for lies beyond the end");
	while (!code && n > 0) {
		size_t within = (size_t)(from % VB_PIECE);
		size_t part = n < VB_PIECE - within ? n : VB_PIECE - within;

		code = read_piece(db, l.no << PIECES_SHIFT | (int64_t)(from / VB_PIECE), within,
				  out, part, err);
		from += part;
		out += part;
		n -= part;
	}
	return code;
}

/* ---- erasing ---- */

enum vb_code vb_db_large_erase(struct vb_db *db, const struct vb_hash *hash, bool *was,
			    struct vb_err *err)
{
	struct large l = {0};
	enum vb_code code = find(db, hash, &l, err);

	*was = l.whole;
	if (!code && l.no)
		code = set_begun(db, l.no, 0, err);
	return code;
}

static enum vb_code next_begun(struct vb_db *db, int64_t before, int64_t *no,
			       struct vb_err *err)
{
	static const char text[] =
		"SELECT no FROM large WHERE whole = 0 AND since < ? ORDER BY since LIMIT 1";
	struct vb_query q;

	vb_query(&q, db, text);
	vb_bind_int(&q, before);
	*no = vb_query_row(&q) ? vb_get_int(&q, 0) : 0;
	return vb_query_end(&q, err);
}

static enum vb_code run_on(struct vb_db *db, const char *text, int64_t a, int64_t b,
			   struct vb_err *err)
{
	struct vb_query q;

	vb_query(&q, db, text);
	vb_bind_int(&q, a);
	vb_bind_int(&q, b);
	return vb_query_run(&q, err);
}

static enum vb_code collect(struct vb_db *db, int64_t no, struct vb_err *err)
{
	static const char pieces[] =
		"DELETE FROM piece WHERE at IN (SELECT at FROM piece WHERE at BETWEEN ? AND ?"
		" ORDER BY at LIMIT 16)";
	/* The number may be given again when nothing is left that has it. */
	static const char head[] =
		"DELETE FROM large WHERE no = ? AND NOT EXISTS (SELECT 1 FROM piece WHERE at"
		" BETWEEN no << 11 AND ?)";
	int64_t last = ((no + 1) << PIECES_SHIFT) - 1;
	enum vb_code code = run_on(db, pieces, no << PIECES_SHIFT, last, err);

	return code ? code : run_on(db, head, no, last, err);
}

enum vb_code vb_db_large_collect(struct vb_db *db, int64_t before, bool *more, struct vb_err *err)
{
	int64_t no = 0;
	enum vb_code code = vb_db_begin(db, err);

	if (code)
		return code;
	code = next_begun(db, before, &no, err);
	if (!code && no)
		code = collect(db, no, err);
	code = vb_db_end(db, code, err);
	if (!code)
		*more = no != 0;
	return code;
}

/* ---- of a desk ---- */

enum vb_code vb_cabinet_large(struct vb_cabinet *c, bool create, struct vb_err *err)
{
	struct vb_err why = {0};
	enum vb_code code;

	if (c->has_large)
		return VB_OK;
	code = c->db.reading ? vb_db_open_reading(&c->large, c->dir, &vb_schema_large, &why)
			     : vb_db_open(&c->large, c->dir, create, &vb_schema_large, &why);
	c->has_large = code == VB_OK;
	if (code && code != VB_NOT_FOUND && err)
		*err = why;
	return code;
}

static enum vb_code absent(const struct vb_hash *hash, enum vb_code code, struct vb_err *err)
{
	return code == VB_NOT_FOUND ? vb_copy_absent(vb_schema_large.file, hash, err) : code;
}

enum vb_code vb_large_begin(struct vb_cabinet *c, const struct vb_hash *hash, uint64_t bytes,
			    bool *whole, struct vb_err *err)
{
	enum vb_code code;

	if (bytes > VB_COPY_MAX)
		return vb_fail(err, VB_REFUSED, "", vb_schema_large.file,
			       "a file has %llu bytes; at most %llu are kept",
			       (unsigned long long)bytes, (unsigned long long)VB_COPY_MAX);
	code = absent(hash, vb_cabinet_large(c, true, err), err);
	return code ? code : vb_db_large_begin(&c->large, hash, bytes, 0, whole, err);
}

enum vb_code vb_large_bring(struct vb_cabinet *c, const struct vb_hash *hash, uint64_t at,
			    struct vb_view bytes, struct vb_err *err)
{
	enum vb_code code = absent(hash, vb_cabinet_large(c, true, err), err);

	return code ? code : vb_db_large_bring(&c->large, hash, at, bytes, err);
}

enum vb_code vb_large_finish(struct vb_cabinet *c, const struct vb_hash *hash,
			     struct vb_err *err)
{
	enum vb_code code = absent(hash, vb_cabinet_large(c, true, err), err);

	if (!code)
		code = vb_db_begin(&c->large, err);
	return code ? code
		    : vb_db_end(&c->large, vb_db_large_finish(&c->large, hash, err), err);
}

enum vb_code vb_large_size(struct vb_cabinet *c, const struct vb_hash *hash, uint64_t *bytes,
			   struct vb_err *err)
{
	enum vb_code code = vb_cabinet_large(c, false, err);

	if (!code)
		code = vb_db_large_size(&c->large, hash, bytes, err);
	return absent(hash, code, err);
}

enum vb_code vb_large_read(struct vb_cabinet *c, const struct vb_hash *hash, uint64_t from,
			   uint8_t *out, size_t n, struct vb_err *err)
{
	enum vb_code code = vb_cabinet_large(c, false, err);

	if (!code)
		code = vb_db_large_read(&c->large, hash, from, out, n, err);
	return absent(hash, code, err);
}

enum vb_code vb_large_erase(struct vb_cabinet *c, const struct vb_hash *hash,
			    struct vb_err *err)
{
	bool was = false, more = true;
	enum vb_code code = vb_cabinet_large(c, false, err);

	if (code)
		return code == VB_NOT_FOUND ? VB_OK : code;
	code = vb_db_begin(&c->large, err);
	if (!code)
		code = vb_db_end(&c->large, vb_db_large_erase(&c->large, hash, &was, err), err);
	while (!code && more)
		code = vb_db_large_collect(&c->large, 1, &more, err);
	return code;
}

enum vb_code vb_large_list(struct vb_cabinet *c, vb_row_fn *fn, void *ctx, struct vb_err *err)
{
	static const char text[] =
		"SELECT bytes, hash, x'' FROM large WHERE whole = 1 ORDER BY hash";
	struct vb_query q;
	enum vb_code code = vb_cabinet_large(c, false, err);

	if (code)
		return code == VB_NOT_FOUND ? VB_OK : code;
	vb_query(&q, &c->large, text);
	return vb_query_rows(&q, fn, ctx, err);
}
