/*
 * Copies: ciphertexts by their SHA-256, erasable.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/internal.h"

static enum vb_code copy_known(struct vb_db *db, const struct vb_hash *hash, bool *known,
			       struct vb_err *err)
{
	static const char text[] = "SELECT 1 FROM copy WHERE hash = ?";
	struct vb_query q;

	vb_query(&q, db, text);
	vb_bind_hash(&q, hash);
	*known = vb_query_row(&q);
	return vb_query_end(&q, err);
}

enum vb_code vb_sqlite_copy_put(struct vb_store *s, const struct vb_hash *hash,
				struct vb_view bytes, struct vb_err *err)
{
	static const char text[] = "INSERT INTO copy (hash, bytes) VALUES (?, ?)";
	bool known = false;
	struct vb_query q;
	enum vb_code code = vb_db_begin(&s->db, err);

	if (code)
		return code;
	code = copy_known(&s->db, hash, &known, err);
	if (!code && !known) {
		vb_query(&q, &s->db, text);
		vb_bind_hash(&q, hash);
		vb_bind_view(&q, bytes);
		code = vb_query_run(&q, err);
	}
	return vb_db_end(&s->db, code, err);
}

enum vb_code vb_sqlite_copy_get(struct vb_store *s, const struct vb_hash *hash, uint8_t **out,
				size_t *len, struct vb_err *err)
{
	static const char text[] = "SELECT no FROM copy WHERE hash = ?";
	struct vb_query q;
	bool found;
	enum vb_code code;

	vb_query(&q, &s->db, text);
	vb_bind_hash(&q, hash);
	found = vb_query_row(&q);
	if (found)
		vb_get_large(&q, 0, "copy", "bytes", out, len);
	code = vb_query_end(&q, err);
	if (!code && !found)
		code = vb_copy_absent(s->engine->where, hash, err);
	return code;
}

enum vb_code vb_sqlite_copy_erase(struct vb_store *s, const struct vb_hash *hash,
				  struct vb_err *err)
{
	static const char text[] = "DELETE FROM copy WHERE hash = ?";
	struct vb_query q;
	enum vb_code code = vb_db_begin(&s->db, err);

	if (code)
		return code;
	vb_query(&q, &s->db, text);
	vb_bind_hash(&q, hash);
	return vb_db_end(&s->db, vb_query_run(&q, err), err);
}
