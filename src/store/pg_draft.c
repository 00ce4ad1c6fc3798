/*
 * Tables that are not open yet, on PostgreSQL.  Whatever is decided about a draft is decided
 * with its row locked.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/pg.h"

#include <stdlib.h>

/* A draft as it stands. */
struct draft {
	int64_t no;
	bool opened;
	struct vb_hash table;
};

static const char look_text[] = "SELECT no, became FROM verbale.draft WHERE hash = $1";
static const char lock_text[] = "SELECT no, became FROM verbale.draft WHERE hash = $1"
				" FOR UPDATE";

/* The draft in the last rows of @t. */
static enum vb_code read_draft(const struct vb_talk *t, const struct vb_hash *hash,
			       struct draft *out, struct vb_err *err)
{
	const PGresult *r = vb_talk_rows(t, 0);

	*out = (struct draft){0};
	if (PQntuples(r) == 0)
		return vb_draft_absent(VB_PG_WHERE, hash, err);
	out->no = vb_cell_int(r, 0, 0);
	out->opened = !PQgetisnull(r, 0, 1);
	if (out->opened && !vb_cell_hash(r, 0, 1, &out->table))
		return vb_pg_odd("a table's id has another length", err);
	return VB_OK;
}

static enum vb_code look_up(struct vb_pg *pg, const struct vb_hash *hash, struct draft *out,
			    struct vb_err *err)
{
	struct vb_talk t;
	enum vb_code code;

	vb_talk(&t, pg);
	vb_ask(&t, look_text);
	vb_ask_hash(&t, hash);
	code = vb_talk_run(&t, err);
	if (!code)
		code = read_draft(&t, hash, out, err);
	vb_talk_end(&t);
	return code;
}

/* Begins the transaction. */
static enum vb_code lock_draft(struct vb_pg *pg, const struct vb_hash *hash,
			       struct draft *out, struct vb_err *err)
{
	struct vb_talk t;
	enum vb_code code;

	vb_talk_begin(&t, pg);
	vb_ask(&t, lock_text);
	vb_ask_hash(&t, hash);
	code = vb_talk_begun(&t, err);
	if (!code)
		code = read_draft(&t, hash, out, err);
	vb_talk_end(&t);
	return code;
}

/* ---- drafts ---- */

struct drafting {
	const struct vb_hash *hash;
	struct vb_view bytes;
};

static enum vb_code put_work(struct vb_pg *pg, void *ctx, struct vb_err *err)
{
	static const char add[] = "INSERT INTO verbale.draft (hash, bytes) VALUES ($1, $2)"
				  " ON CONFLICT (hash) DO NOTHING";
	static const char look[] = "SELECT bytes FROM verbale.draft WHERE hash = $1";
	const struct drafting *d = ctx;
	const PGresult *r;
	struct vb_talk t;
	enum vb_code code;

	vb_talk_begin(&t, pg);
	vb_ask(&t, add);
	vb_ask_hash(&t, d->hash);
	vb_ask_bytes(&t, d->bytes);
	vb_ask(&t, look);
	vb_ask_hash(&t, d->hash);
	code = vb_talk_begun(&t, err);
	r = vb_talk_rows(&t, 1);
	if (!code && (PQntuples(r) != 1 || !vb_view_eq(vb_cell(r, 0, 0), d->bytes)))
		code = vb_draft_taken(VB_PG_WHERE, err);
	vb_talk_end(&t);
	return code;
}

enum vb_code vb_pg_draft_put(struct vb_store *s, const struct vb_hash *draft,
			     struct vb_view bytes, struct vb_err *err)
{
	struct drafting d = {draft, bytes};

	return vb_pg_write(s->pg, put_work, &d, err);
}

enum vb_code vb_pg_draft_get(struct vb_store *s, const struct vb_hash *draft, uint8_t **out,
			     size_t *len, struct vb_err *err)
{
	struct vb_talk t;
	enum vb_code code;

	vb_talk(&t, s->pg);
	vb_ask(&t, "SELECT bytes FROM verbale.draft WHERE hash = $1");
	vb_ask_hash(&t, draft);
	code = vb_talk_run(&t, err);
	if (!code && PQntuples(vb_talk_rows(&t, 0)) == 0)
		code = vb_draft_absent(VB_PG_WHERE, draft, err);
	if (!code)
		code = vb_cell_dup(vb_talk_rows(&t, 0), 0, 0, out, len, err);
	vb_talk_end(&t);
	return code;
}

/* ---- seats ---- */

struct seating {
	const struct vb_hash *draft;
	struct vb_view party, seat, secret;
};

/* *there: it is this very seat. */
static enum vb_code meet(struct vb_pg *pg, const struct draft *d, const struct seating *s,
			 bool *there, struct vb_err *err)
{
	struct vb_talk t;
	const PGresult *r;
	enum vb_code code;
	bool same = false;

	vb_talk(&t, pg);
	vb_ask(&t, "SELECT seat, secret FROM verbale.seat WHERE draft = $1 AND party = $2");
	vb_ask_int(&t, d->no);
	vb_ask_bytes(&t, s->party);
	code = vb_talk_run(&t, err);
	r = vb_talk_rows(&t, 0);
	*there = !code && PQntuples(r) == 1;
	if (*there) {
		/* Once the table is open the secret is gone: a late repetition of the same
		 * seat is still the same, and brings nothing back. */
		same = vb_view_eq(vb_cell(r, 0, 0), s->seat) &&
		       (d->opened || vb_view_eq(vb_cell(r, 0, 1), s->secret));
	}
	vb_talk_end(&t);
	return *there && !same ? vb_seat_taken(VB_PG_WHERE, s->party, err) : code;
}

static enum vb_code seat_work(struct vb_pg *pg, void *ctx, struct vb_err *err)
{
	static const char add[] = "INSERT INTO verbale.seat (draft, party, secret, seat)"
				  " VALUES ($1, $2, $3, $4)";
	const struct seating *s = ctx;
	struct draft d;
	struct vb_talk t;
	bool there = false;
	enum vb_code code = lock_draft(pg, s->draft, &d, err);

	if (!code)
		code = meet(pg, &d, s, &there, err);
	if (code || there)
		return code;
	if (d.opened)
		return vb_seat_late(VB_PG_WHERE, s->party, err);
	vb_talk(&t, pg);
	vb_ask(&t, add);
	vb_ask_int(&t, d.no);
	vb_ask_bytes(&t, s->party);
	vb_ask_bytes(&t, s->secret);
	vb_ask_bytes(&t, s->seat);
	code = vb_talk_run(&t, err);
	vb_talk_end(&t);
	return code;
}

enum vb_code vb_pg_seat_put(struct vb_store *s, const struct vb_hash *draft,
			    struct vb_view party, struct vb_view seat, struct vb_view secret,
			    struct vb_err *err)
{
	struct seating w = {draft, party, seat, secret};

	return vb_pg_write(s->pg, seat_work, &w, err);
}

enum vb_code vb_pg_seats(struct vb_store *s, const struct vb_hash *draft, vb_seat_fn *fn,
			 void *ctx, struct vb_err *err)
{
	struct draft d;
	struct vb_talk t;
	const PGresult *r;
	enum vb_code code = look_up(s->pg, draft, &d, err);

	if (code)
		return code;
	vb_talk(&t, s->pg);
	vb_ask(&t, "SELECT party, seat, secret FROM verbale.seat WHERE draft = $1"
		   " ORDER BY party");
	vb_ask_int(&t, d.no);
	code = vb_talk_run(&t, err);
	r = vb_talk_rows(&t, 0);
	for (int i = 0; !code && i < PQntuples(r); i++)
		code = fn(ctx, vb_cell(r, i, 0), vb_cell(r, i, 1), vb_cell(r, i, 2));
	vb_talk_end(&t);
	return code == VB_MEMORY ? vb_pg_memory(err) : code;
}

/* ---- opening ---- */

struct opening {
	const struct vb_hash *draft, *table;
};

static enum vb_code open_work(struct vb_pg *pg, void *ctx, struct vb_err *err)
{
	const struct opening *o = ctx;
	struct draft d;
	struct vb_talk t;
	enum vb_code code = lock_draft(pg, o->draft, &d, err);

	if (code)
		return code;
	if (d.opened)
		return vb_hash_eq(&d.table, o->table) ?
			       VB_OK : vb_draft_became(VB_PG_WHERE, &d.table, err);
	vb_talk(&t, pg);
	vb_ask(&t, "UPDATE verbale.draft SET became = $1 WHERE no = $2");
	vb_ask_hash(&t, o->table);
	vb_ask_int(&t, d.no);
	vb_ask(&t, "UPDATE verbale.seat SET secret = '' WHERE draft = $1");
	vb_ask_int(&t, d.no);
	code = vb_talk_run(&t, err);
	vb_talk_end(&t);
	return code;
}

enum vb_code vb_pg_draft_opened(struct vb_store *s, const struct vb_hash *draft,
				const struct vb_hash *table, struct vb_err *err)
{
	struct opening o = {draft, table};

	return vb_pg_write(s->pg, open_work, &o, err);
}

enum vb_code vb_pg_draft_table(struct vb_store *s, const struct vb_hash *draft,
			       struct vb_hash *table, struct vb_err *err)
{
	struct draft d;
	enum vb_code code = look_up(s->pg, draft, &d, err);

	if (code)
		return code;
	if (!d.opened)
		return vb_draft_waits(VB_PG_WHERE, err);
	*table = d.table;
	return VB_OK;
}
