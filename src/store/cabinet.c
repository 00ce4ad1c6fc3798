/*
 * The cabinet of a desk: entries and checkpoints of its table's log, as they
 * were verified, and the evidence of forks.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

static enum vb_code open_cabinet(const char *dir, bool create, bool reading,
				 struct vb_cabinet **out, struct vb_err *err)
{
	struct vb_cabinet *c = calloc(1, sizeof(*c));
	enum vb_code code;

	if (c)
		c->dir = strdup(dir);
	if (!c || !c->dir) {
		free(c);
		return vb_fail(err, VB_MEMORY, "", vb_schema_cabinet.file, "out of memory");
	}
	code = reading ? vb_db_open_reading(&c->db, dir, &vb_schema_cabinet, err)
		       : vb_db_open(&c->db, dir, create, &vb_schema_cabinet, err);
	if (code) {
		free(c->dir);
		free(c);
	} else {
		*out = c;
	}
	return code;
}

enum vb_code vb_cabinet_open(const char *dir, bool create, struct vb_cabinet **out,
			     struct vb_err *err)
{
	return open_cabinet(dir, create, false, out, err);
}

enum vb_code vb_cabinet_open_reading(const char *dir, struct vb_cabinet **out,
				     struct vb_err *err)
{
	return open_cabinet(dir, false, true, out, err);
}

void vb_cabinet_close(struct vb_cabinet *c)
{
	if (!c)
		return;
	vb_db_close(&c->db);
	if (c->has_large)
		vb_db_close(&c->large);
	free(c->dir);
	free(c);
}

static enum vb_code altered(struct vb_db *db, const char *what, uint64_t index,
			    struct vb_err *err)
{
	return vb_fail(err, VB_IO, "", db->schema->file,
		       "%s %llu was read back otherwise than written", what,
		       (unsigned long long)index);
}

/* ---- entries ---- */

static enum vb_code put_entries(struct vb_db *db, uint64_t from,
				const struct vb_cabinet_entry *e, size_t n, struct vb_err *err)
{
	static const char text[] = "INSERT INTO entry (idx, id, note) VALUES (?, ?, ?)";
	enum vb_code code = VB_OK;

	for (size_t i = 0; i < n && !code; i++) {
		struct vb_query q;

		vb_query(&q, db, text);
		vb_bind_int(&q, (int64_t)(from + i));
		vb_bind_hash(&q, &e[i].id);
		vb_bind_view(&q, e[i].note);
		code = vb_query_run(&q, err);
	}
	return code;
}

static enum vb_code reread_entries(struct vb_db *db, uint64_t from,
				   const struct vb_cabinet_entry *e, size_t n,
				   struct vb_recheck check, struct vb_err *err)
{
	static const char text[] = "SELECT idx, id, note FROM entry WHERE idx >= ? AND idx < ?"
				   " ORDER BY idx";
	struct vb_query q;
	enum vb_code code = VB_OK;
	size_t i = 0;

	vb_query(&q, db, text);
	vb_bind_int(&q, (int64_t)from);
	vb_bind_int(&q, (int64_t)(from + n));
	while (!code && vb_query_row(&q)) {
		struct vb_hash id = vb_get_hash(&q, 1);
		struct vb_view note = vb_get_view(&q, 2);

		if (q.rc)
			break;
		if (i == n || (uint64_t)vb_get_int(&q, 0) != from + i ||
		    !vb_hash_eq(&id, &e[i].id) || !vb_view_eq(note, e[i].note))
			code = altered(db, "entry", from + i, err);
		else
			code = check.check(check.ctx, from + i, note, &id, err);
		i++;
	}
	if (code)
		vb_query_drop(&q);
	else
		code = vb_query_end(&q, err);
	if (!code && i != n)
		code = altered(db, "entry", from + i, err);
	return code;
}

/* ---- checkpoints ---- */

static enum vb_code have_checkpoint(struct vb_db *db, uint64_t size, struct vb_view note,
				    bool *have, struct vb_err *err)
{
	static const char text[] = "SELECT 1 FROM checkpoint WHERE size = ? AND note = ?";
	struct vb_query q;

	vb_query(&q, db, text);
	vb_bind_int(&q, (int64_t)size);
	vb_bind_view(&q, note);
	*have = vb_query_row(&q);
	return vb_query_end(&q, err);
}

/* The same note a second time adds nothing. */
static enum vb_code put_checkpoint(struct vb_db *db, uint64_t size, struct vb_view note,
				   struct vb_err *err)
{
	static const char text[] =
		"INSERT INTO checkpoint (idx, size, note) VALUES"
		" (coalesce((SELECT max(idx) FROM checkpoint) + 1, 0), ?, ?)";
	struct vb_query q;
	bool have = false;
	enum vb_code code = have_checkpoint(db, size, note, &have, err);

	if (code || have)
		return code;
	vb_query(&q, db, text);
	vb_bind_int(&q, (int64_t)size);
	vb_bind_view(&q, note);
	code = vb_query_run(&q, err);
	if (!code)
		code = have_checkpoint(db, size, note, &have, err);
	if (!code && !have)
		code = altered(db, "the checkpoint of size", size, err);
	return code;
}

static enum vb_code admit_checkpoint(struct vb_db *db, uint64_t size, struct vb_view note,
				     struct vb_err *err)
{
	enum vb_code code = vb_admit_position(db->schema->file, size, 0, err);

	return code ? code : vb_admit_length(db->schema->file, "a checkpoint", note, 1,
					     VB_NOTE_MAX, err);
}

enum vb_code vb_cabinet_checkpoint_put(struct vb_cabinet *c, uint64_t size,
				       struct vb_view note, struct vb_err *err)
{
	enum vb_code code = admit_checkpoint(&c->db, size, note, err);

	if (!code)
		code = vb_db_begin(&c->db, err);
	if (code)
		return code;
	return vb_db_end(&c->db, put_checkpoint(&c->db, size, note, err), err);
}

enum vb_code vb_cabinet_checkpoints(struct vb_cabinet *c, uint64_t from, uint64_t to,
				    vb_row_fn *fn, void *ctx, struct vb_err *err)
{
	static const char text[] = "SELECT size, NULL, note FROM checkpoint"
				   " WHERE size >= ? AND size < ? ORDER BY size, idx";
	struct vb_query q;

	if (from >= to || from > VB_DEC_MAX)
		return VB_OK;
	vb_query(&q, &c->db, text);
	vb_bind_int(&q, (int64_t)from);
	vb_bind_int(&q, to > VB_DEC_MAX ? INT64_MAX : (int64_t)to);
	return vb_query_rows(&q, fn, ctx, err);
}

/* ---- both, in one transaction ---- */

enum vb_code vb_cabinet_size(struct vb_cabinet *c, uint64_t *size, struct vb_err *err)
{
	static const char text[] = "SELECT coalesce(max(idx) + 1, 0) FROM entry";
	struct vb_query q;
	int64_t n = 0;
	enum vb_code code;

	vb_query(&q, &c->db, text);
	if (vb_query_row(&q))
		n = vb_get_int(&q, 0);
	code = vb_query_end(&q, err);
	if (!code)
		*size = (uint64_t)n;
	return code;
}

static enum vb_code admit(struct vb_cabinet *c, uint64_t from,
			  const struct vb_cabinet_entry *e, size_t n, uint64_t size,
			  struct vb_view checkpoint, struct vb_err *err)
{
	enum vb_code code = admit_checkpoint(&c->db, size, checkpoint, err);

	if (code)
		return code;
	if (from > size || n > size - from)
		return vb_fail(err, VB_REFUSED, "", c->db.schema->file,
			       "a checkpoint of size %llu covers not %zu entries from %llu",
			       (unsigned long long)size, n, (unsigned long long)from);
	for (size_t i = 0; i < n && !code; i++)
		code = vb_admit_length(c->db.schema->file, "an act", e[i].note, 1,
				       VB_NOTE_MAX, err);
	return code;
}

enum vb_code vb_cabinet_append(struct vb_cabinet *c, uint64_t from,
			       const struct vb_cabinet_entry *e, size_t n, uint64_t size,
			       struct vb_view checkpoint, struct vb_recheck check,
			       struct vb_err *err)
{
	uint64_t have = 0;
	enum vb_code code = admit(c, from, e, n, size, checkpoint, err);

	if (!code && !check.check)
		code = vb_fail(err, VB_USAGE, "", "append", "no check was given");
	if (!code)
		code = vb_db_begin(&c->db, err);
	if (code)
		return code;
	code = vb_cabinet_size(c, &have, err);
	if (!code && have != from)
		code = vb_fail(err, VB_CONFLICT, "", c->db.schema->file,
			       "the cabinet has %llu entries, not %llu: reload",
			       (unsigned long long)have, (unsigned long long)from);
	if (!code)
		code = put_entries(&c->db, from, e, n, err);
	if (!code)
		code = put_checkpoint(&c->db, size, checkpoint, err);
	if (!code)
		code = reread_entries(&c->db, from, e, n, check, err);
	return vb_db_end(&c->db, code, err);
}

enum vb_code vb_cabinet_entries(struct vb_cabinet *c, uint64_t from, uint64_t to,
				vb_row_fn *fn, void *ctx, struct vb_err *err)
{
	static const char text[] = "SELECT idx, id, note FROM entry WHERE idx >= ? AND idx < ?"
				   " ORDER BY idx";
	struct vb_query q;

	if (from >= to || from > VB_DEC_MAX)
		return VB_OK;
	vb_query(&q, &c->db, text);
	vb_bind_int(&q, (int64_t)from);
	vb_bind_int(&q, to > VB_DEC_MAX ? INT64_MAX : (int64_t)to);
	return vb_query_rows(&q, fn, ctx, err);
}

enum vb_code vb_cabinet_find(struct vb_cabinet *c, const struct vb_hash *id, uint64_t *index,
			     struct vb_err *err)
{
	static const char text[] = "SELECT idx FROM entry INDEXED BY entry_id WHERE"
				   " substr(id, 1, 8) = substr(?1, 1, 8) AND id = ?1"
				   " ORDER BY idx LIMIT 1";
	struct vb_query q;
	int64_t at = 0;
	char hex[65];
	bool found;
	enum vb_code code;

	vb_query(&q, &c->db, text);
	vb_bind_hash(&q, id);
	found = vb_query_row(&q);
	if (found)
		at = vb_get_int(&q, 0);
	code = vb_query_end(&q, err);
	if (code)
		return code;
	vb_hex(hex, id->b, sizeof(id->b));
	if (!found)
		return vb_fail(err, VB_NOT_FOUND, "", c->db.schema->file,
			       "no act %s is in the cabinet", hex);
	*index = (uint64_t)at;
	return VB_OK;
}

/* ---- strays ---- */

static enum vb_code have_stray(struct vb_db *db, struct vb_view bytes, const char *reason,
			       bool *have, struct vb_err *err)
{
	static const char text[] = "SELECT 1 FROM stray WHERE length(bytes) = length(?1)"
				   " AND bytes = ?1 AND reason = ?2";
	struct vb_query q;

	vb_query(&q, db, text);
	vb_bind_view(&q, bytes);
	vb_bind_text(&q, reason);
	*have = vb_query_row(&q);
	return vb_query_end(&q, err);
}

/* The same evidence for the same reason is kept once. */
static enum vb_code put_stray(struct vb_db *db, struct vb_view bytes, const char *reason,
			      struct vb_err *err)
{
	static const char text[] = "INSERT INTO stray (idx, bytes, reason) VALUES"
				   " (coalesce((SELECT max(idx) FROM stray) + 1, 0), ?, ?)";
	struct vb_query q;
	bool have = false;
	enum vb_code code = have_stray(db, bytes, reason, &have, err);

	if (code || have)
		return code;
	vb_query(&q, db, text);
	vb_bind_view(&q, bytes);
	vb_bind_text(&q, reason);
	code = vb_query_run(&q, err);
	if (!code)
		code = have_stray(db, bytes, reason, &have, err);
	if (!code && !have)
		code = vb_fail(err, VB_IO, "", db->schema->file,
			       "a stray was read back otherwise than written");
	return code;
}

enum vb_code vb_stray_put(struct vb_cabinet *c, struct vb_view bytes, const char *reason,
			  struct vb_err *err)
{
	enum vb_code code = vb_admit_length(c->db.schema->file, "a stray", bytes, 1,
					    VB_BLOB_MAX, err);

	if (!code)
		code = vb_admit_length(c->db.schema->file, "the reason of a stray",
				       vb_view_str(reason), 1, VB_REASON_MAX, err);
	if (!code)
		code = vb_db_begin(&c->db, err);
	if (code)
		return code;
	return vb_db_end(&c->db, put_stray(&c->db, bytes, reason, err), err);
}

enum vb_code vb_stray_list(struct vb_cabinet *c, vb_row_fn *fn, void *ctx,
			   struct vb_err *err)
{
	static const char text[] = "SELECT idx, NULL, bytes FROM stray ORDER BY idx";
	struct vb_query q;

	vb_query(&q, &c->db, text);
	return vb_query_rows(&q, fn, ctx, err);
}
