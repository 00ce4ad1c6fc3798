/*
 * Copies: ciphertexts by their SHA-256, in pieces, erasable; and those that an older program
 * has put, each in one row.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/internal.h"

/* ---- rows of an older program ---- */

/* *no 0: there is none. */
static enum vb_code find_row(struct vb_db *db, const struct vb_hash *hash, int64_t *no,
			     uint64_t *bytes, struct vb_err *err)
{
	static const char text[] = "SELECT no, length(bytes) FROM copy WHERE hash = ?";
	struct vb_query q;

	*no = 0;
	vb_query(&q, db, text);
	vb_bind_hash(&q, hash);
	if (vb_query_row(&q)) {
		*no = vb_get_int(&q, 0);
		*bytes = (uint64_t)vb_get_int(&q, 1);
	}
	return vb_query_end(&q, err);
}

static enum vb_code read_row(struct vb_store *s, const struct vb_hash *hash, uint64_t from,
			     uint8_t *out, size_t n, struct vb_err *err)
{
	static const char text[] =
		"SELECT no FROM copy WHERE hash = ? AND length(bytes) >= ?";
	struct vb_query q;
	bool found;
	enum vb_code code;

	vb_query(&q, &s->db, text);
	vb_bind_hash(&q, hash);
	vb_bind_int(&q, (int64_t)(from + n));
	found = vb_query_row(&q);
	if (found)
		vb_get_part(&q, 0, "copy", "bytes", from, out, n);
	code = vb_query_end(&q, err);
	return code || found ? code : VB_NOT_FOUND;
}

/* ---- what is not here ---- */

static enum vb_code absent(struct vb_store *s, const struct vb_hash *hash, struct vb_err *err)
{
	static const char text[] = "SELECT time FROM erased WHERE hash = ?";
	struct vb_query q;
	int64_t time = -1;
	enum vb_code code;

	if (s->db.version < s->db.schema->large)
		return vb_copy_absent(s->engine->where, hash, err);
	vb_query(&q, &s->db, text);
	vb_bind_hash(&q, hash);
	if (vb_query_row(&q))
		time = vb_get_int(&q, 0);
	code = vb_query_end(&q, err);
	if (code)
		return code;
	return time >= 0 ? vb_copy_erased(s->engine->where, hash, time, err) :
			   vb_copy_absent(s->engine->where, hash, err);
}

/* ---- as an engine ---- */

enum vb_code vb_sqlite_copy_begin(struct vb_store *s, const struct vb_hash *hash,
				  uint64_t bytes, int64_t now, bool *whole, struct vb_err *err)
{
	uint64_t there = 0;
	int64_t no = 0;
	enum vb_code code = find_row(&s->db, hash, &no, &there, err);

	if (code || !no)
		return code ? code : vb_db_large_begin(&s->db, hash, bytes, now, whole, err);
	if (there != bytes)
		return vb_copy_other(s->engine->where, hash, bytes, err);
	*whole = true;
	return VB_OK;
}

enum vb_code vb_sqlite_copy_bring(struct vb_store *s, const struct vb_hash *hash, uint64_t at,
				  struct vb_view bytes, struct vb_err *err)
{
	return vb_db_large_bring(&s->db, hash, at, bytes, err);
}

enum vb_code vb_sqlite_copy_finish(struct vb_store *s, const struct vb_hash *hash,
				   struct vb_err *err)
{
	static const char text[] = "DELETE FROM erased WHERE hash = ?";
	struct vb_query q;
	enum vb_code code = vb_db_begin(&s->db, err);

	if (code)
		return code;
	code = vb_db_large_finish(&s->db, hash, err);
	if (!code) {
		vb_query(&q, &s->db, text);
		vb_bind_hash(&q, hash);
		code = vb_query_run(&q, err);
	}
	return vb_db_end(&s->db, code, err);
}

enum vb_code vb_sqlite_copy_size(struct vb_store *s, const struct vb_hash *hash,
				 uint64_t *bytes, struct vb_err *err)
{
	uint64_t there = 0;
	int64_t no = 0;
	enum vb_code code = vb_db_large_size(&s->db, hash, bytes, err);

	if (code != VB_NOT_FOUND)
		return code;
	code = find_row(&s->db, hash, &no, &there, err);
	if (!code && !no)
		return absent(s, hash, err);
	if (!code)
		*bytes = there;
	return code;
}

enum vb_code vb_sqlite_copy_read(struct vb_store *s, const struct vb_hash *hash, uint64_t from,
				 uint8_t *out, size_t n, struct vb_err *err)
{
	enum vb_code code = vb_db_large_read(&s->db, hash, from, out, n, err);

	if (code == VB_NOT_FOUND)
		code = read_row(s, hash, from, out, n, err);
	return code == VB_NOT_FOUND ? absent(s, hash, err) : code;
}

static enum vb_code erase(struct vb_store *s, const struct vb_hash *hash, int64_t now,
			  struct vb_err *err)
{
	static const char row[] = "DELETE FROM copy WHERE hash = ?";
	static const char mark[] = "INSERT INTO erased (hash, time) VALUES (?, ?)"
				   " ON CONFLICT (hash) DO UPDATE SET time = excluded.time";
	uint64_t there = 0;
	struct vb_query q;
	bool was = false;
	int64_t no = 0;
	enum vb_code code = vb_db_large_erase(&s->db, hash, &was, err);

	if (!code)
		code = find_row(&s->db, hash, &no, &there, err);
	if (!code && no) {
		vb_query(&q, &s->db, row);
		vb_bind_hash(&q, hash);
		code = vb_query_run(&q, err);
	}
	if (code || (!was && !no))
		return code;
	vb_query(&q, &s->db, mark);
	vb_bind_hash(&q, hash);
	vb_bind_int(&q, now);
	return vb_query_run(&q, err);
}

enum vb_code vb_sqlite_copy_erase(struct vb_store *s, const struct vb_hash *hash, int64_t now,
				  struct vb_err *err)
{
	enum vb_code code = vb_db_begin(&s->db, err);

	return code ? code : vb_db_end(&s->db, erase(s, hash, now, err), err);
}

enum vb_code vb_sqlite_copy_collect(struct vb_store *s, int64_t before, bool *more,
				    struct vb_err *err)
{
	bool was = *more;
	enum vb_code code = vb_db_large_collect(&s->db, before, more, err);

	/* What was erased must not linger in the write-ahead log. */
	if (!code && was && !*more)
		vb_db_scrub(&s->db);
	return code;
}
