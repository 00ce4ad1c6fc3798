/*
 * Tables that are not open yet: draft charters, the seats taken, and the
 * founding secrets that are held until the table opens.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/internal.h"

#include <stdlib.h>

/* A draft as it stands. */
struct draft {
	int64_t no;
	bool opened;
	struct vb_hash table;
};

static enum vb_code look_up(struct vb_db *db, const struct vb_hash *hash, struct draft *out,
			    struct vb_err *err)
{
	static const char text[] = "SELECT no, became IS NOT NULL, became FROM draft"
				   " WHERE hash = ?";
	struct vb_query q;
	bool found;
	enum vb_code code;

	*out = (struct draft){0};
	vb_query(&q, db, text);
	vb_bind_hash(&q, hash);
	found = vb_query_row(&q);
	if (found) {
		out->no = vb_get_int(&q, 0);
		out->opened = vb_get_int(&q, 1) != 0;
	}
	if (found && out->opened)
		out->table = vb_get_hash(&q, 2);
	code = vb_query_end(&q, err);
	if (!code && !found)
		code = vb_draft_absent(db->schema->file, hash, err);
	return code;
}

static enum vb_code put_draft(struct vb_db *db, const struct vb_hash *hash,
			      struct vb_view bytes, struct vb_err *err)
{
	static const char look[] = "SELECT bytes FROM draft WHERE hash = ?";
	static const char add[] = "INSERT INTO draft (hash, bytes) VALUES (?, ?)";
	struct vb_query q;
	bool found, same = false;
	enum vb_code code;

	vb_query(&q, db, look);
	vb_bind_hash(&q, hash);
	found = vb_query_row(&q);
	if (found)
		same = vb_view_eq(vb_get_view(&q, 0), bytes);
	code = vb_query_end(&q, err);
	if (code || same)
		return code;
	if (found)
		return vb_draft_taken(db->schema->file, err);
	vb_query(&q, db, add);
	vb_bind_hash(&q, hash);
	vb_bind_view(&q, bytes);
	return vb_query_run(&q, err);
}

enum vb_code vb_sqlite_draft_put(struct vb_store *s, const struct vb_hash *draft,
				 struct vb_view bytes, struct vb_err *err)
{
	enum vb_code code = vb_db_begin(&s->db, err);

	if (code)
		return code;
	return vb_db_end(&s->db, put_draft(&s->db, draft, bytes, err), err);
}

enum vb_code vb_sqlite_draft_get(struct vb_store *s, const struct vb_hash *draft,
				 uint8_t **out, size_t *len, struct vb_err *err)
{
	static const char text[] = "SELECT bytes FROM draft WHERE no = ?";
	struct draft d;
	struct vb_query q;
	uint8_t *bytes = NULL;
	size_t n = 0;
	enum vb_code code = look_up(&s->db, draft, &d, err);

	if (code)
		return code;
	vb_query(&q, &s->db, text);
	vb_bind_int(&q, d.no);
	if (vb_query_row(&q))
		vb_get_dup(&q, 0, &bytes, &n);
	code = vb_query_end(&q, err);
	if (code)
		return code;
	*out = bytes;
	*len = n;
	return VB_OK;
}

/* ---- seats ---- */

/* What a seat that is being put meets. */
enum meeting { SEAT_FREE, SEAT_SAME, SEAT_OTHER };

static enum vb_code meet(struct vb_db *db, const struct draft *d, struct vb_view party,
			 struct vb_view seat, struct vb_view secret, enum meeting *out,
			 struct vb_err *err)
{
	static const char text[] = "SELECT seat, secret FROM seat"
				   " WHERE draft = ? AND party = ?";
	struct vb_query q;

	*out = SEAT_FREE;
	vb_query(&q, db, text);
	vb_bind_int(&q, d->no);
	vb_bind_view(&q, party);
	if (vb_query_row(&q)) {
		bool same = vb_view_eq(vb_get_view(&q, 0), seat);

		/* Once the table is open the secret is gone: a late repetition of
		 * the same seat is still the same, and brings nothing back. */
		if (!d->opened)
			same = same && vb_view_eq(vb_get_view(&q, 1), secret);
		*out = same ? SEAT_SAME : SEAT_OTHER;
	}
	return vb_query_end(&q, err);
}

static enum vb_code put_seat(struct vb_db *db, const struct vb_hash *draft,
			     struct vb_view party, struct vb_view seat, struct vb_view secret,
			     struct vb_err *err)
{
	static const char text[] = "INSERT INTO seat (draft, party, secret, seat)"
				   " VALUES (?, ?, ?, ?)";
	struct draft d;
	struct vb_query q;
	enum meeting met;
	enum vb_code code = look_up(db, draft, &d, err);

	if (!code)
		code = meet(db, &d, party, seat, secret, &met, err);
	if (code || met == SEAT_SAME)
		return code;
	if (met == SEAT_OTHER)
		return vb_seat_taken(db->schema->file, party, err);
	if (d.opened)
		return vb_seat_late(db->schema->file, party, err);
	vb_query(&q, db, text);
	vb_bind_int(&q, d.no);
	vb_bind_view(&q, party);
	vb_bind_view(&q, secret);
	vb_bind_view(&q, seat);
	return vb_query_run(&q, err);
}

enum vb_code vb_sqlite_seat_put(struct vb_store *s, const struct vb_hash *draft,
				struct vb_view party, struct vb_view seat,
				struct vb_view secret, struct vb_err *err)
{
	enum vb_code code = vb_db_begin(&s->db, err);

	if (code)
		return code;
	code = put_seat(&s->db, draft, party, seat, secret, err);
	return vb_db_end(&s->db, code, err);
}

enum vb_code vb_sqlite_seats(struct vb_store *s, const struct vb_hash *draft, vb_seat_fn *fn,
			     void *ctx, struct vb_err *err)
{
	static const char text[] = "SELECT party, seat, secret FROM seat WHERE draft = ?"
				   " ORDER BY party";
	struct draft d;
	struct vb_query q;
	enum vb_code code = look_up(&s->db, draft, &d, err);

	if (code)
		return code;
	vb_query(&q, &s->db, text);
	vb_bind_int(&q, d.no);
	while (!code && vb_query_row(&q)) {
		struct vb_view party = vb_get_view(&q, 0);
		struct vb_view seat = vb_get_view(&q, 1);
		struct vb_view secret = vb_get_view(&q, 2);

		if (!q.rc)
			code = fn(ctx, party, seat, secret);
	}
	return vb_query_over(&q, code, err);
}

/* ---- opening ---- */

static enum vb_code open_draft(struct vb_db *db, const struct vb_hash *draft,
			       const struct vb_hash *table, struct vb_err *err)
{
	static const char became[] = "UPDATE draft SET became = ? WHERE no = ?";
	static const char erase[] = "UPDATE seat SET secret = x'' WHERE draft = ?";
	struct draft d;
	struct vb_query q;
	enum vb_code code = look_up(db, draft, &d, err);

	if (code)
		return code;
	if (d.opened && !vb_hash_eq(&d.table, table))
		return vb_draft_became(db->schema->file, &d.table, err);
	if (d.opened)
		return VB_OK;
	vb_query(&q, db, became);
	vb_bind_hash(&q, table);
	vb_bind_int(&q, d.no);
	code = vb_query_run(&q, err);
	if (code)
		return code;
	vb_query(&q, db, erase);
	vb_bind_int(&q, d.no);
	return vb_query_run(&q, err);
}

enum vb_code vb_sqlite_draft_opened(struct vb_store *s, const struct vb_hash *draft,
				    const struct vb_hash *table, struct vb_err *err)
{
	enum vb_code code = vb_db_begin(&s->db, err);

	if (code)
		return code;
	code = vb_db_end(&s->db, open_draft(&s->db, draft, table, err), err);
	/* Also on a repetition: a crash may have come between. */
	if (!code)
		vb_db_scrub(&s->db);
	return code;
}

enum vb_code vb_sqlite_draft_table(struct vb_store *s, const struct vb_hash *draft,
				   struct vb_hash *table, struct vb_err *err)
{
	struct draft d;
	enum vb_code code = look_up(&s->db, draft, &d, err);

	if (code)
		return code;
	if (!d.opened)
		return vb_draft_waits(s->engine->where, err);
	*table = d.table;
	return VB_OK;
}
