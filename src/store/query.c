/*
 * Queries: cached statements, bound from left to right, with a first failure
 * that sticks until vb_query_end() tells it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

static struct vb_statement *slot_of(struct vb_db *db, const char *text)
{
	struct vb_statement *s;

	for (size_t i = 0; i < db->ncache; i++)
		if (db->cache[i].text == text)
			return &db->cache[i];
	if (db->ncache == VB_ARRAY_LEN(db->cache))
		return NULL;
	s = &db->cache[db->ncache++];
	*s = (struct vb_statement){.text = text};
	return s;
}

void vb_query(struct vb_query *q, struct vb_db *db, const char *text)
{
	struct vb_statement *slot = slot_of(db, text);

	*q = (struct vb_query){.db = db};
	/* A callback may run the very query that called it. */
	if (!slot || slot->used) {
		q->rc = sqlite3_prepare_v3(db->sql, text, -1, 0, &q->stmt, NULL);
		return;
	}
	if (!slot->stmt)
		q->rc = sqlite3_prepare_v3(db->sql, text, -1, SQLITE_PREPARE_PERSISTENT,
					   &slot->stmt, NULL);
	slot->used = true;
	q->slot = slot;
	q->stmt = slot->stmt;
}

void vb_bind_int(struct vb_query *q, int64_t v)
{
	q->bound++;
	if (!q->rc)
		q->rc = sqlite3_bind_int64(q->stmt, q->bound, v);
}

void vb_bind_view(struct vb_query *q, struct vb_view v)
{
	q->bound++;
	if (q->rc)
		return;
	/* A NULL pointer would bind NULL, not an empty value. */
	q->rc = v.len ? sqlite3_bind_blob64(q->stmt, q->bound, v.ptr, v.len, SQLITE_STATIC) :
			sqlite3_bind_zeroblob(q->stmt, q->bound, 0);
}

void vb_bind_hash(struct vb_query *q, const struct vb_hash *h)
{
	vb_bind_view(q, vb_view(h->b, sizeof(h->b)));
}

void vb_bind_text(struct vb_query *q, const char *s)
{
	q->bound++;
	if (!q->rc)
		q->rc = sqlite3_bind_text(q->stmt, q->bound, s, -1, SQLITE_STATIC);
}

bool vb_query_row(struct vb_query *q)
{
	int rc;

	if (q->rc)
		return false;
	rc = sqlite3_step(q->stmt);
	if (rc == SQLITE_ROW)
		return true;
	if (rc != SQLITE_DONE)
		q->rc = rc;
	return false;
}

int64_t vb_get_int(struct vb_query *q, int column)
{
	return q->rc ? 0 : sqlite3_column_int64(q->stmt, column);
}

struct vb_view vb_get_view(struct vb_query *q, int column)
{
	const void *ptr;
	size_t len;

	if (q->rc)
		return vb_view("", 0);
	ptr = sqlite3_column_blob(q->stmt, column);
	len = (size_t)sqlite3_column_bytes(q->stmt, column);
	if (!ptr && sqlite3_errcode(q->db->sql) == SQLITE_NOMEM)
		q->rc = SQLITE_NOMEM;
	return ptr ? vb_view(ptr, len) : vb_view("", 0);
}

struct vb_hash vb_get_hash(struct vb_query *q, int column)
{
	struct vb_view v = vb_get_view(q, column);
	struct vb_hash h = {{0}};

	if (v.len == sizeof(h.b))
		memcpy(h.b, v.ptr, sizeof(h.b));
	else if (!q->rc)
		q->rc = SQLITE_CORRUPT;
	return h;
}

void vb_get_dup(struct vb_query *q, int column, uint8_t **out, size_t *len)
{
	struct vb_view v = vb_get_view(q, column);
	uint8_t *copy;

	if (q->rc)
		return;
	copy = malloc(v.len + 1);
	if (!copy) {
		q->rc = SQLITE_NOMEM;
		return;
	}
	memcpy(copy, v.ptr, v.len);
	copy[v.len] = 0;
	*out = copy;
	*len = v.len;
}

void vb_get_large(struct vb_query *q, int column, const char *table, const char *name,
		  uint8_t **out, size_t *len)
{
	sqlite3_int64 row = vb_get_int(q, column);
	sqlite3_blob *blob = NULL;
	uint8_t *copy = NULL;
	int n = 0;

	if (!q->rc)
		q->rc = sqlite3_blob_open(q->db->sql, "main", table, name, row, 0, &blob);
	if (!q->rc) {
		n = sqlite3_blob_bytes(blob);
		copy = malloc((size_t)n + 1);
		q->rc = copy ? sqlite3_blob_read(blob, copy, n, 0) : SQLITE_NOMEM;
	}
	sqlite3_blob_close(blob);
	if (q->rc || !copy) {
		free(copy);
		return;
	}
	copy[n] = 0;
	*out = copy;
	*len = (size_t)n;
}

void vb_get_part(struct vb_query *q, int column, const char *table, const char *name,
		 uint64_t from, uint8_t *out, size_t n)
{
	sqlite3_int64 row = vb_get_int(q, column);
	sqlite3_blob *blob = NULL;

	if (!q->rc)
		q->rc = sqlite3_blob_open(q->db->sql, "main", table, name, row, 0, &blob);
	if (!q->rc)
		q->rc = sqlite3_blob_read(blob, out, (int)n, (int)from);
	sqlite3_blob_close(blob);
}

void vb_query_drop(struct vb_query *q)
{
	if (q->slot)
		q->slot->used = false;
	if (q->slot && q->stmt) {
		sqlite3_reset(q->stmt);
		/* What was bound is the caller's, and ends here. */
		sqlite3_clear_bindings(q->stmt);
	} else if (!q->slot) {
		sqlite3_finalize(q->stmt);
	}
	*q = (struct vb_query){.db = q->db, .rc = q->rc};
}

enum vb_code vb_query_end(struct vb_query *q, struct vb_err *err)
{
	enum vb_code code = vb_db_fail(q->db, q->rc, err);

	vb_query_drop(q);
	return code;
}

enum vb_code vb_query_over(struct vb_query *q, enum vb_code code, struct vb_err *err)
{
	if (!code)
		return vb_query_end(q, err);
	vb_query_drop(q);
	if (code == VB_MEMORY)
		return vb_fail(err, code, "", q->db->schema->file, "out of memory");
	return code;
}

enum vb_code vb_query_run(struct vb_query *q, struct vb_err *err)
{
	while (vb_query_row(q))
		continue;
	return vb_query_end(q, err);
}

enum vb_code vb_query_rows(struct vb_query *q, vb_row_fn *fn, void *ctx, struct vb_err *err)
{
	enum vb_code code = VB_OK;

	while (!code && vb_query_row(q)) {
		bool named = sqlite3_column_type(q->stmt, 1) != SQLITE_NULL;
		uint64_t index = (uint64_t)vb_get_int(q, 0);
		struct vb_view bytes = vb_get_view(q, 2);
		struct vb_hash id = {{0}};

		if (named)
			id = vb_get_hash(q, 1);
		if (!q->rc)
			code = fn(ctx, index, named ? &id : NULL, bytes);
	}
	return vb_query_over(q, code, err);
}
