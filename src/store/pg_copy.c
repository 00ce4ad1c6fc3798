/*
 * Copies on PostgreSQL: ciphertexts by their SHA-256, in rows of 1 MiB, erasable.
 *
 * SPDX-License-Identifier: ISC
 *
 * All who bring, finish and collect the same copy meet in the row of its head, and wait for
 * one another there.
 */
#include "store/pg.h"

#include <string.h>

struct copying {
	const struct vb_hash *hash;
	uint64_t bytes, at;
	struct vb_view piece;
	int64_t now;
	bool whole, more;
};

/* ---- bringing ---- */

static enum vb_code begin_work(struct vb_pg *pg, void *ctx, struct vb_err *err)
{
	static const char put[] =
		"INSERT INTO verbale.copy (hash, bytes, since, whole) VALUES ($1, $2, $3, false)"
		" ON CONFLICT (hash) DO UPDATE SET since = excluded.since WHERE NOT copy.whole";
	static const char look[] = "SELECT whole, bytes FROM verbale.copy WHERE hash = $1";
	struct copying *c = ctx;
	const PGresult *r;
	struct vb_talk t;
	enum vb_code code;

	vb_talk_begin(&t, pg);
	vb_ask(&t, put);
	vb_ask_hash(&t, c->hash);
	vb_ask_int(&t, (int64_t)c->bytes);
	vb_ask_int(&t, c->now);
	vb_ask(&t, look);
	vb_ask_hash(&t, c->hash);
	code = vb_talk_begun(&t, err);
	r = code ? NULL : vb_talk_rows(&t, 1);
	if (!code && PQntuples(r) == 0)
		code = vb_copy_collected(VB_PG_WHERE, c->hash, err);
	else if (!code && (uint64_t)vb_cell_int(r, 0, 1) != c->bytes)
		code = vb_copy_other(VB_PG_WHERE, c->hash, c->bytes, err);
	else if (!code)
		c->whole = vb_cell_int(r, 0, 0) != 0;
	vb_talk_end(&t);
	return code;
}

enum vb_code vb_pg_copy_begin(struct vb_store *s, const struct vb_hash *hash, uint64_t bytes,
			      int64_t now, bool *whole, struct vb_err *err)
{
	struct copying c = {.hash = hash, .bytes = bytes, .now = now};
	enum vb_code code = vb_pg_write(s->pg, begin_work, &c, err);

	if (!code)
		*whole = c.whole;
	return code;
}

static const char lock_text[] =
	"SELECT whole, bytes FROM verbale.copy WHERE hash = $1 FOR UPDATE";

/* Where it is whole, another was faster, and has put the same. */
static enum vb_code bring_work(struct vb_pg *pg, void *ctx, struct vb_err *err)
{
	static const char put[] = "INSERT INTO verbale.copy_part (hash, part, bytes) VALUES"
				  " ($1, $2, $3) ON CONFLICT (hash, part) DO NOTHING";
	const struct copying *c = ctx;
	const PGresult *r;
	struct vb_talk t;
	enum vb_code code;

	vb_talk_begin(&t, pg);
	vb_ask(&t, lock_text);
	vb_ask_hash(&t, c->hash);
	for (size_t at = 0; at < c->piece.len; at += VB_PIECE) {
		size_t left = c->piece.len - at;

		vb_ask(&t, put);
		vb_ask_hash(&t, c->hash);
		vb_ask_int(&t, (int64_t)((c->at + at) / VB_PIECE));
		vb_ask_bytes(&t, vb_view(c->piece.ptr + at, left < VB_PIECE ? left : VB_PIECE));
	}
	code = vb_talk_begun(&t, err);
	r = code ? NULL : vb_talk_rows(&t, 0);
	if (!code && PQntuples(r) == 0) {
		code = vb_copy_collected(VB_PG_WHERE, c->hash, err);
	} else if (!code) {
		uint64_t size = (uint64_t)vb_cell_int(r, 0, 1), end = c->at + c->piece.len;

		if (end > size || (c->piece.len % VB_PIECE != 0 && end != size))
			code = vb_fail(err, VB_USAGE, "", VB_PG_WHERE,
				       "what is brought is not a piece of the whole");
	}
	vb_talk_end(&t);
	return code;
}

enum vb_code vb_pg_copy_bring(struct vb_store *s, const struct vb_hash *hash, uint64_t at,
			      struct vb_view bytes, struct vb_err *err)
{
	struct copying c = {.hash = hash, .at = at, .piece = bytes};

	return vb_pg_write(s->pg, bring_work, &c, err);
}

static enum vb_code check_all(struct vb_pg *pg, const struct copying *c, struct vb_err *err)
{
	static const char sum[] = "SELECT count(*), coalesce(sum(octet_length(bytes)), 0)::bigint"
				  " FROM verbale.copy_part WHERE hash = $1";
	const PGresult *r;
	struct vb_talk t;
	enum vb_code code;

	vb_talk_begin(&t, pg);
	vb_ask(&t, lock_text);
	vb_ask_hash(&t, c->hash);
	vb_ask(&t, sum);
	vb_ask_hash(&t, c->hash);
	code = vb_talk_begun(&t, err);
	r = code ? NULL : vb_talk_rows(&t, 0);
	if (!code && PQntuples(r) == 0) {
		code = vb_copy_collected(VB_PG_WHERE, c->hash, err);
	} else if (!code) {
		int64_t size = vb_cell_int(r, 0, 1);

		r = vb_talk_rows(&t, 1);
		if (vb_cell_int(r, 0, 0) != (size + VB_PIECE - 1) / VB_PIECE ||
		    vb_cell_int(r, 0, 1) != size)
			code = vb_copy_collected(VB_PG_WHERE, c->hash, err);
	}
	vb_talk_end(&t);
	return code;
}

static enum vb_code finish_work(struct vb_pg *pg, void *ctx, struct vb_err *err)
{
	const struct copying *c = ctx;
	struct vb_talk t;
	enum vb_code code = check_all(pg, c, err);

	if (code)
		return code;
	vb_talk(&t, pg);
	vb_ask(&t, "UPDATE verbale.copy SET whole = true WHERE hash = $1 AND NOT whole");
	vb_ask_hash(&t, c->hash);
	vb_ask(&t, "DELETE FROM verbale.erased WHERE hash = $1");
	vb_ask_hash(&t, c->hash);
	code = vb_talk_run(&t, err);
	vb_talk_end(&t);
	return code;
}

enum vb_code vb_pg_copy_finish(struct vb_store *s, const struct vb_hash *hash,
			       struct vb_err *err)
{
	struct copying c = {.hash = hash};

	return vb_pg_write(s->pg, finish_work, &c, err);
}

/* ---- reading ---- */

enum vb_code vb_pg_copy_size(struct vb_store *s, const struct vb_hash *hash, uint64_t *bytes,
			     struct vb_err *err)
{
	static const char text[] =
		"SELECT (SELECT bytes FROM verbale.copy WHERE hash = $1 AND whole),"
		" (SELECT time FROM verbale.erased WHERE hash = $1)";
	const PGresult *r;
	struct vb_talk t;
	enum vb_code code;

	vb_talk(&t, s->pg);
	vb_ask(&t, text);
	vb_ask_hash(&t, hash);
	code = vb_talk_run(&t, err);
	r = code ? NULL : vb_talk_rows(&t, 0);
	if (!code && !PQgetisnull(r, 0, 0))
		*bytes = (uint64_t)vb_cell_int(r, 0, 0);
	else if (!code && !PQgetisnull(r, 0, 1))
		code = vb_copy_erased(VB_PG_WHERE, hash, vb_cell_int(r, 0, 1), err);
	else if (!code)
		code = vb_copy_absent(VB_PG_WHERE, hash, err);
	vb_talk_end(&t);
	return code;
}

/* One that is missing was erased under our hands: then that is what is said. */
static enum vb_code read_part(struct vb_store *s, const struct vb_hash *hash, uint64_t from,
			      uint8_t *out, size_t n, struct vb_err *err)
{
	static const char text[] =
		"SELECT substring(p.bytes FROM $3::int FOR $4::int) FROM verbale.copy_part p"
		" JOIN verbale.copy c ON c.hash = p.hash WHERE p.hash = $1 AND p.part = $2 AND"
		" c.whole";
	uint64_t bytes;
	struct vb_talk t;
	enum vb_code code;
	bool found = false;

	vb_talk(&t, s->pg);
	vb_ask(&t, text);
	vb_ask_hash(&t, hash);
	vb_ask_int(&t, (int64_t)(from / VB_PIECE));
	vb_ask_int(&t, (int64_t)(from % VB_PIECE) + 1);
	vb_ask_int(&t, (int64_t)n);
	code = vb_talk_run(&t, err);
	if (!code && PQntuples(vb_talk_rows(&t, 0)) == 1) {
		struct vb_view v = vb_cell(vb_talk_rows(&t, 0), 0, 0);

		found = v.len == n;
		if (found && n > 0)
			memcpy(out, v.ptr, n);
	}
	vb_talk_end(&t);
	if (code || found)
		return code;
	code = vb_pg_copy_size(s, hash, &bytes, err);
	return code ? code : vb_pg_odd("the parts of a copy do not make up the whole", err);
}

enum vb_code vb_pg_copy_read(struct vb_store *s, const struct vb_hash *hash, uint64_t from,
			     uint8_t *out, size_t n, struct vb_err *err)
{
	uint64_t bytes = 0;
	enum vb_code code = n ? VB_OK : vb_pg_copy_size(s, hash, &bytes, err);

	while (!code && n > 0) {
		size_t within = (size_t)(from % VB_PIECE);
		size_t part = n < VB_PIECE - within ? n : VB_PIECE - within;

		code = read_part(s, hash, from, out, part, err);
		from += part;
		out += part;
		n -= part;
	}
	return code;
}

/* ---- erasing ---- */

static enum vb_code erase_work(struct vb_pg *pg, void *ctx, struct vb_err *err)
{
	static const char text[] =
		"WITH was AS (UPDATE verbale.copy SET whole = false, since = 0 WHERE hash = $1"
		" AND whole RETURNING hash) INSERT INTO verbale.erased (hash, time) SELECT hash,"
		" $2 FROM was ON CONFLICT (hash) DO UPDATE SET time = excluded.time";
	const struct copying *c = ctx;
	struct vb_talk t;
	enum vb_code code;

	vb_talk_begin(&t, pg);
	vb_ask(&t, text);
	vb_ask_hash(&t, c->hash);
	vb_ask_int(&t, c->now);
	code = vb_talk_begun(&t, err);
	vb_talk_end(&t);
	return code;
}

enum vb_code vb_pg_copy_erase(struct vb_store *s, const struct vb_hash *hash, int64_t now,
			      struct vb_err *err)
{
	struct copying c = {.hash = hash, .now = now};

	return vb_pg_write(s->pg, erase_work, &c, err);
}

static enum vb_code collect_work(struct vb_pg *pg, void *ctx, struct vb_err *err)
{
	static const char next[] = "SELECT hash FROM verbale.copy WHERE NOT whole AND since < $1"
				   " ORDER BY since LIMIT 1 FOR UPDATE SKIP LOCKED";
	struct copying *c = ctx;
	struct vb_hash hash;
	struct vb_talk t;
	enum vb_code code;

	c->more = false;
	vb_talk_begin(&t, pg);
	vb_ask(&t, next);
	vb_ask_int(&t, c->now);
	code = vb_talk_begun(&t, err);
	if (!code && PQntuples(vb_talk_rows(&t, 0)) == 1)
		c->more = vb_cell_hash(vb_talk_rows(&t, 0), 0, 0, &hash);
	vb_talk_end(&t);
	if (code || !c->more)
		return code;
	vb_talk(&t, pg);
	vb_ask(&t, "DELETE FROM verbale.copy_part WHERE hash = $1");
	vb_ask_hash(&t, &hash);
	vb_ask(&t, "DELETE FROM verbale.copy WHERE hash = $1 AND NOT whole");
	vb_ask_hash(&t, &hash);
	code = vb_talk_run(&t, err);
	vb_talk_end(&t);
	return code;
}

enum vb_code vb_pg_copy_collect(struct vb_store *s, int64_t before, bool *more,
				struct vb_err *err)
{
	struct copying c = {.now = before};
	enum vb_code code = vb_pg_write(s->pg, collect_work, &c, err);

	if (!code)
		*more = c.more;
	return code;
}
