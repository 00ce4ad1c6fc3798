/*
 * Copies on PostgreSQL: ciphertexts by their SHA-256, in rows of 1 MiB, erasable.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/pg.h"

#include <stdlib.h>
#include <string.h>

/* Rows of one round trip, so that neither side holds much at a time. */
#define WINDOW 4u

struct copying {
	const struct vb_hash *hash;
	struct vb_view bytes;
};

/* *known: it is there already, or is being put by another, who has now committed. */
static enum vb_code put_head(struct vb_pg *pg, const struct copying *c, bool *known,
			     struct vb_err *err)
{
	static const char text[] = "INSERT INTO verbale.copy (hash, bytes) VALUES ($1, $2)"
				   " ON CONFLICT (hash) DO NOTHING RETURNING bytes";
	struct vb_talk t;
	enum vb_code code;

	vb_talk_begin(&t, pg);
	vb_ask(&t, text);
	vb_ask_hash(&t, c->hash);
	vb_ask_int(&t, (int64_t)c->bytes.len);
	code = vb_talk_begun(&t, err);
	*known = !code && PQntuples(vb_talk_rows(&t, 0)) == 0;
	vb_talk_end(&t);
	return code;
}

static enum vb_code put_work(struct vb_pg *pg, void *ctx, struct vb_err *err)
{
	static const char text[] = "INSERT INTO verbale.copy_part (hash, part, bytes)"
				   " VALUES ($1, $2, $3)";
	const struct copying *c = ctx;
	bool known = false;
	size_t at = 0;
	enum vb_code code = put_head(pg, c, &known, err);

	while (!code && !known && at < c->bytes.len) {
		struct vb_talk t;

		vb_talk(&t, pg);
		for (unsigned i = 0; i < WINDOW && at < c->bytes.len; i++) {
			size_t left = c->bytes.len - at;
			size_t n = left < VB_PG_CHUNK ? left : VB_PG_CHUNK;

			vb_ask(&t, text);
			vb_ask_hash(&t, c->hash);
			vb_ask_int(&t, (int64_t)(at / VB_PG_CHUNK));
			vb_ask_bytes(&t, vb_view(c->bytes.ptr + at, n));
			at += n;
		}
		code = vb_talk_run(&t, err);
		vb_talk_end(&t);
	}
	return code;
}

enum vb_code vb_pg_copy_put(struct vb_store *s, const struct vb_hash *hash,
			    struct vb_view bytes, struct vb_err *err)
{
	struct copying c = {hash, bytes};

	return vb_pg_write(s->pg, put_work, &c, err);
}

/* ---- reading ---- */

static enum vb_code length_of(struct vb_pg *pg, const struct vb_hash *hash, size_t *len,
			      struct vb_err *err)
{
	struct vb_talk t;
	enum vb_code code;

	vb_talk(&t, pg);
	vb_ask(&t, "SELECT bytes FROM verbale.copy WHERE hash = $1");
	vb_ask_hash(&t, hash);
	code = vb_talk_run(&t, err);
	if (!code && PQntuples(vb_talk_rows(&t, 0)) == 0)
		code = vb_copy_absent(VB_PG_WHERE, hash, err);
	if (!code)
		*len = (size_t)vb_cell_int(vb_talk_rows(&t, 0), 0, 0);
	vb_talk_end(&t);
	return code;
}

/* The next rows, from *at on.  One that is missing: it was erased under our hands. */
static enum vb_code get_window(struct vb_pg *pg, const struct vb_hash *hash, uint8_t *out,
			       size_t len, size_t *at, struct vb_err *err)
{
	static const char text[] = "SELECT part, bytes FROM verbale.copy_part WHERE hash = $1"
				   " AND part >= $2 ORDER BY part LIMIT $3";
	struct vb_talk t;
	const PGresult *r;
	enum vb_code code;

	vb_talk(&t, pg);
	vb_ask(&t, text);
	vb_ask_hash(&t, hash);
	vb_ask_int(&t, (int64_t)(*at / VB_PG_CHUNK));
	vb_ask_int(&t, WINDOW);
	code = vb_talk_run(&t, err);
	r = vb_talk_rows(&t, 0);
	if (!code && PQntuples(r) == 0)
		code = vb_copy_absent(VB_PG_WHERE, hash, err);
	for (int i = 0; !code && i < PQntuples(r); i++) {
		struct vb_view v = vb_cell(r, i, 1);

		if (v.len > len - *at ||
		    vb_cell_int(r, i, 0) != (int64_t)(*at / VB_PG_CHUNK) ||
		    (v.len != VB_PG_CHUNK && v.len != len - *at))
			code = vb_pg_odd("the parts of a copy do not make up the whole", err);
		else
			memcpy(out + *at, v.ptr, v.len);
		*at += v.len;
	}
	vb_talk_end(&t);
	return code;
}

enum vb_code vb_pg_copy_get(struct vb_store *s, const struct vb_hash *hash, uint8_t **out,
			    size_t *len, struct vb_err *err)
{
	size_t n = 0, at = 0;
	uint8_t *bytes;
	enum vb_code code = length_of(s->pg, hash, &n, err);

	if (code)
		return code;
	bytes = malloc(n + 1);
	if (!bytes)
		return vb_pg_memory(err);
	while (!code && at < n)
		code = get_window(s->pg, hash, bytes, n, &at, err);
	if (code) {
		free(bytes);
		return code;
	}
	bytes[n] = 0;
	*out = bytes;
	*len = n;
	return VB_OK;
}

/* ---- erasing ---- */

static enum vb_code erase_work(struct vb_pg *pg, void *ctx, struct vb_err *err)
{
	const struct copying *c = ctx;
	struct vb_talk t;
	enum vb_code code;

	/* The head first, in whose row all who put and erase meet. */
	vb_talk_begin(&t, pg);
	vb_ask(&t, "DELETE FROM verbale.copy WHERE hash = $1");
	vb_ask_hash(&t, c->hash);
	vb_ask(&t, "DELETE FROM verbale.copy_part WHERE hash = $1");
	vb_ask_hash(&t, c->hash);
	code = vb_talk_begun(&t, err);
	vb_talk_end(&t);
	return code;
}

enum vb_code vb_pg_copy_erase(struct vb_store *s, const struct vb_hash *hash,
			      struct vb_err *err)
{
	struct copying c = {.hash = hash};

	return vb_pg_write(s->pg, erase_work, &c, err);
}
