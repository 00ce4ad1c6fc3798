/*
 * Boxes: named things of a desk that may be replaced and erased.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/internal.h"

#include <string.h>

static enum vb_code name_fits(struct vb_db *db, const char *name, struct vb_err *err)
{
	return vb_admit_length(db->schema->file, "a name in a box", vb_view_str(name), 1,
			       VB_KEYNAME_MAX, err);
}

/* What was erased from these must not linger in the write-ahead log. */
static bool is_private(enum vb_box box)
{
	return box == VB_BOX_SECRET || box == VB_BOX_OPENED;
}

enum vb_code vb_box_put(struct vb_cabinet *c, enum vb_box box, const char *name,
			struct vb_view bytes, struct vb_err *err)
{
	static const char there[] = "SELECT 1 FROM box WHERE box = ? AND name = ?";
	static const char text[] = "INSERT INTO box (box, name, bytes) VALUES (?, ?, ?)"
				   " ON CONFLICT (box, name) DO UPDATE SET bytes ="
				   " excluded.bytes";
	struct vb_query q;
	bool replaced = false;
	enum vb_code code = name_fits(&c->db, name, err);

	if (!code)
		code = vb_admit_length(c->db.schema->file, "what a box holds", bytes, 0,
				       VB_BLOB_MAX, err);
	if (!code)
		code = vb_db_begin(&c->db, err);
	if (code)
		return code;
	vb_query(&q, &c->db, there);
	vb_bind_int(&q, (int64_t)box);
	vb_bind_text(&q, name);
	replaced = vb_query_row(&q);
	code = vb_query_end(&q, err);
	if (!code) {
		vb_query(&q, &c->db, text);
		vb_bind_int(&q, (int64_t)box);
		vb_bind_text(&q, name);
		vb_bind_view(&q, bytes);
		code = vb_query_run(&q, err);
	}
	code = vb_db_end(&c->db, code, err);
	if (!code && replaced && is_private(box))
		vb_db_scrub(&c->db);
	return code;
}

enum vb_code vb_box_get(struct vb_cabinet *c, enum vb_box box, const char *name,
			uint8_t **out, size_t *len, struct vb_err *err)
{
	static const char text[] = "SELECT no FROM box WHERE box = ? AND name = ?";
	struct vb_query q;
	char quoted[80];
	bool found;
	enum vb_code code;

	vb_query(&q, &c->db, text);
	vb_bind_int(&q, (int64_t)box);
	vb_bind_text(&q, name);
	found = vb_query_row(&q);
	if (found)
		vb_get_large(&q, 0, "box", "bytes", out, len);
	code = vb_query_end(&q, err);
	if (!code && !found)
		code = vb_fail(err, VB_NOT_FOUND, "", c->db.schema->file,
			       "the cabinet holds no \"%s\"",
			       vb_quote(quoted, sizeof(quoted), vb_view_str(name)));
	return code;
}

enum vb_code vb_box_erase(struct vb_cabinet *c, enum vb_box box, const char *name,
			  struct vb_err *err)
{
	static const char text[] = "DELETE FROM box WHERE box = ? AND name = ?";
	struct vb_query q;
	enum vb_code code = vb_db_begin(&c->db, err);

	if (code)
		return code;
	vb_query(&q, &c->db, text);
	vb_bind_int(&q, (int64_t)box);
	vb_bind_text(&q, name);
	code = vb_db_end(&c->db, vb_query_run(&q, err), err);
	if (!code && is_private(box))
		vb_db_scrub(&c->db);
	return code;
}

enum vb_code vb_box_list(struct vb_cabinet *c, enum vb_box box, vb_box_fn *fn, void *ctx,
			 struct vb_err *err)
{
	static const char text[] = "SELECT name, bytes FROM box WHERE box = ? ORDER BY name";
	enum vb_code code = VB_OK;
	struct vb_query q;

	vb_query(&q, &c->db, text);
	vb_bind_int(&q, (int64_t)box);
	while (!code && vb_query_row(&q)) {
		struct vb_view bytes = vb_get_view(&q, 1);
		const char *name = (const char *)sqlite3_column_text(q.stmt, 0);

		if (!name)
			q.rc = SQLITE_NOMEM;
		if (!q.rc)
			code = fn(ctx, name, bytes);
	}
	return vb_query_over(&q, code, err);
}
