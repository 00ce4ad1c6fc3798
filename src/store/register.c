/*
 * What a register says of the other logs: remembered with its entries, and found again; and
 * which logs are behind.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/internal.h"

#include <limits.h>

/* The version of the schema that first holds registrations. */
#define SINCE 2

/* ---- writing ---- */

/* A log that is registered: its number, and where it and its registrations stand. */
struct standing {
	int64_t no;
	uint64_t counter, registered, size;
};

/* A log that is not there has nothing to be registered. */
static enum vb_code stand(struct vb_db *db, const struct vb_hash *log, struct standing *out,
			  struct vb_err *err)
{
	static const char text[] =
		"SELECT no, size, registered, coalesce((SELECT max(at) FROM registration WHERE"
		" at BETWEEN no << 32 AND (no << 32 | 4294967295)) - (no << 32), 0)"
		" FROM log WHERE id = ?";
	struct vb_query q;

	*out = (struct standing){0};
	vb_query(&q, db, text);
	vb_bind_hash(&q, log);
	if (vb_query_row(&q)) {
		out->no = vb_get_int(&q, 0);
		out->size = (uint64_t)vb_get_int(&q, 1);
		out->registered = (uint64_t)vb_get_int(&q, 2);
		out->counter = (uint64_t)vb_get_int(&q, 3);
	}
	return vb_query_end(&q, err);
}

static enum vb_code insert(struct vb_db *db, int64_t at, uint64_t size, int64_t entry,
			   struct vb_err *err)
{
	static const char add[] = "INSERT INTO registration (at, size, entry) VALUES (?, ?, ?)";
	static const char move[] = "UPDATE log SET registered = ?1 WHERE no = ?2 >> 32";
	struct vb_query q;
	enum vb_code code;

	vb_query(&q, db, add);
	vb_bind_int(&q, at);
	vb_bind_int(&q, (int64_t)size);
	vb_bind_int(&q, entry);
	code = vb_query_run(&q, err);
	if (code)
		return code;
	vb_query(&q, db, move);
	vb_bind_int(&q, (int64_t)size);
	vb_bind_int(&q, at);
	return vb_query_run(&q, err);
}

static enum vb_code reread(struct vb_db *db, int64_t at, const struct vb_registered *r,
			   int64_t entry, struct vb_err *err)
{
	static const char text[] =
		"SELECT r.size, r.entry, l.registered FROM registration r JOIN log l ON"
		" l.no = r.at >> 32 WHERE r.at = ?";
	int64_t size = (int64_t)r->size;
	struct vb_query q;
	enum vb_code code;
	bool same;

	vb_query(&q, db, text);
	vb_bind_int(&q, at);
	same = vb_query_row(&q) && vb_get_int(&q, 0) == size && vb_get_int(&q, 1) == entry &&
	       vb_get_int(&q, 2) == size;
	code = vb_query_end(&q, err);
	return code || same ? code : vb_log_altered(&r->log, "registration", r->counter, err);
}

static enum vb_code put(struct vb_db *db, int64_t by, const struct vb_registered *r,
			struct vb_err *err)
{
	int64_t at, entry = (by << 32) | (int64_t)r->index;
	struct standing s;
	enum vb_code code = stand(db, &r->log, &s, err);

	if (code)
		return code;
	if (!vb_registered_follows(r, s.counter, s.registered, s.size))
		return vb_registered_moved(r, s.counter, s.registered, s.size, err);
	at = (s.no << 32) | (int64_t)r->counter;
	code = insert(db, at, r->size, entry, err);
	return code ? code : reread(db, at, r, entry, err);
}

enum vb_code vb_register_put(struct vb_db *db, const struct vb_log_batch *b,
			     struct vb_err *err)
{
	int64_t by = 0;
	enum vb_code code = b->nregistered ? vb_log_number(db, &b->log, &by, NULL, err) : VB_OK;

	for (size_t i = 0; i < b->nregistered && !code; i++)
		code = put(db, by, &b->registered[i], err);
	return code;
}

/* ---- reading ---- */

enum vb_code vb_sqlite_behind(struct vb_store *s, const struct vb_hash *but, size_t max,
			      vb_registered_fn *fn, void *ctx, struct vb_err *err)
{
	static const char text[] =
		"SELECT id, registered, coalesce((SELECT max(at) FROM registration WHERE"
		" at BETWEEN no << 32 AND (no << 32 | 4294967295)) - (no << 32), 0) FROM log"
		" INDEXED BY log_behind WHERE registered < size AND id <> ? LIMIT ?";
	static const char all[] = "SELECT id, 0, 0 FROM log WHERE size > 0 AND id <> ? LIMIT ?";
	enum vb_code code = VB_OK;
	struct vb_query q;

	vb_query(&q, &s->db, s->db.version < SINCE ? all : text);
	vb_bind_hash(&q, but);
	vb_bind_int(&q, max < INT_MAX ? (int64_t)max : INT_MAX);
	while (!code && vb_query_row(&q)) {
		struct vb_registered r = {.log = vb_get_hash(&q, 0),
					  .size = (uint64_t)vb_get_int(&q, 1),
					  .counter = (uint64_t)vb_get_int(&q, 2)};

		if (!q.rc)
			code = fn(ctx, &r);
	}
	return vb_query_over(&q, code, err);
}

enum vb_code vb_sqlite_registered(struct vb_store *s, const struct vb_hash *log, uint64_t from,
				  uint64_t to, vb_registered_fn *fn, void *ctx,
				  struct vb_err *err)
{
	static const char text[] =
		"SELECT at & 4294967295, size, entry & 4294967295 FROM registration"
		" WHERE at BETWEEN ? AND ? ORDER BY at";
	int64_t no = 0, first, last;
	struct vb_query q;
	enum vb_code code = vb_log_number(&s->db, log, &no, NULL, err);

	if (code || s->db.version < SINCE || !vb_log_span(no, from, to, &first, &last))
		return code;
	vb_query(&q, &s->db, text);
	vb_bind_int(&q, first);
	vb_bind_int(&q, last);
	while (!code && vb_query_row(&q)) {
		struct vb_registered r = {.log = *log,
					  .counter = (uint64_t)vb_get_int(&q, 0),
					  .size = (uint64_t)vb_get_int(&q, 1),
					  .index = (uint64_t)vb_get_int(&q, 2)};

		code = fn(ctx, &r);
	}
	return vb_query_over(&q, code, err);
}
