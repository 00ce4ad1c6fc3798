/*
 * Appending to logs on PostgreSQL, in three round trips however many logs and acts there are:
 * lock the logs and learn where they stand; write everything and read it back; commit.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/pg.h"

#include <stdlib.h>
#include <string.h>

/* One log's part of an append. */
struct place {
	const struct vb_log_batch *batch;
	int64_t no;
};

/* What is sent, column by column; a row of each table that is written. */
enum column {
	AT, ENTRY_LOG, CHAIN, EPOCH, NUMBER, ROSTER, ID, NOTE,
	ESCROW_LOG, ACT, ADDRESSEE, IDENTITY,
	LOG, SIZE, TIME, CHECKPOINT, FRONTIER,
	COLUMNS
};

struct append {
	const struct vb_log_batch *batch;
	size_t n, nentries, nescrow;
	struct place *place;	/* in the order of the logs' ids, and then of their numbers */
	struct vb_recheck check;
	struct vb_array column[COLUMNS];
	struct vb_pg_register reg;
	char index[32];		/* the unique index that refused a row */
};

/* ---- first round trip: where the logs stand ---- */

static int by_id(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return memcmp(x->batch->log.b, y->batch->log.b, sizeof(x->batch->log.b));
}

static int by_no(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return (x->no > y->no) - (x->no < y->no);
}

/* Whether the row of that log is there, at or behind *row, which is moved to it.  Among those
 * of the places are those of logs that are only registered. */
static bool seek_row(const PGresult *r, int *row, const struct vb_hash *log)
{
	struct vb_hash id = {{0}};

	for (; *row < PQntuples(r); (*row)++)
		if (vb_cell_hash(r, *row, 1, &id) &&
		    memcmp(id.b, log->b, sizeof(id.b)) >= 0)
			return vb_hash_eq(&id, log);
	return false;
}

/* Each log is where its batch expects it to be. */
static enum vb_code compare(struct append *a, const PGresult *r, struct vb_err *err)
{
	int row = 0;

	for (size_t i = 0; i < a->n; i++) {
		struct place *p = &a->place[i];
		uint64_t size = 0;
		bool there = seek_row(r, &row, &p->batch->log);

		if (there) {
			p->no = vb_cell_int(r, row, 0);
			size = (uint64_t)vb_cell_int(r, row, 2);
			row++;
		}
		if (!there || size != p->batch->expect_size)
			return vb_log_moved(&p->batch->log, size, p->batch->expect_size, err);
	}
	return VB_OK;
}

/* Rows are locked in the order of the ids, by whoever, those that are only registered among
 * them: no two wait for one another.  Who waited sees the size that the other has left. */
static enum vb_code lock_logs(struct vb_pg *pg, struct append *a, struct vb_err *err)
{
	static const char found[] =
		"INSERT INTO verbale.log (id, size, frontier) SELECT id, 0, ''::bytea FROM"
		" unnest($1) AS u(id) WHERE NOT EXISTS (SELECT 1 FROM verbale.log l WHERE"
		" l.id = u.id) ORDER BY id ON CONFLICT (id) DO NOTHING";
	static const char lock[] = "SELECT no, id, size FROM verbale.log WHERE id = ANY($1)"
				   " ORDER BY id FOR UPDATE";
	struct vb_array new = {0}, all = {0};
	struct vb_talk t;
	size_t locked;
	enum vb_code code;

	for (size_t i = 0; i < a->n; i++) {
		const struct vb_log_batch *b = a->place[i].batch;

		vb_array_bytes(&all, vb_view(b->log.b, sizeof(b->log.b)));
		if (b->expect_size == 0)
			vb_array_bytes(&new, vb_view(b->log.b, sizeof(b->log.b)));
	}
	vb_pg_register_logs(&a->reg, &all);
	locked = new.n ? 1 : 0;
	vb_talk_begin(&t, pg);
	if (new.n) {
		vb_ask(&t, found);
		vb_ask_array(&t, &new);
	}
	vb_ask(&t, lock);
	vb_ask_array(&t, &all);
	vb_pg_register_ask_newest(&t, &a->reg);
	code = vb_talk_begun(&t, err);
	if (!code)
		code = compare(a, vb_talk_rows(&t, locked), err);
	if (!code && a->reg.n)
		code = vb_pg_register_follow(&a->reg, a->batch, a->n,
					     vb_talk_rows(&t, locked + 1), err);
	vb_talk_end(&t);
	vb_array_free(&new);
	vb_array_free(&all);
	return code;
}

/* ---- second: what is written ---- */

static void fill_entry(struct append *a, int64_t no, int64_t at, const struct vb_log_entry *e)
{
	struct vb_array *c = a->column;

	vb_array_int(&c[AT], at);
	vb_array_int(&c[ENTRY_LOG], no);
	vb_array_bytes(&c[CHAIN], e->chain);
	vb_array_int(&c[EPOCH], (int64_t)e->epoch);
	vb_array_int(&c[NUMBER], (int64_t)e->number);
	vb_array_int(&c[ROSTER], e->roster);
	vb_array_bytes(&c[ID], vb_view(e->id.b, sizeof(e->id.b)));
	vb_array_bytes(&c[NOTE], e->note);
	for (size_t i = 0; i < e->nescrow; i++) {
		const struct vb_escrow *x = &e->escrow[i];

		vb_array_int(&c[ESCROW_LOG], no);
		vb_array_bytes(&c[ACT], vb_view(x->act.b, sizeof(x->act.b)));
		vb_array_bytes(&c[ADDRESSEE], x->addressee);
		vb_array_bytes(&c[IDENTITY], x->identity);
	}
}

static void fill(struct append *a)
{
	struct vb_array *c = a->column;

	qsort(a->place, a->n, sizeof(*a->place), by_no);
	for (size_t i = 0; i < a->n; i++) {
		const struct vb_log_batch *b = a->place[i].batch;
		int64_t no = a->place[i].no, first = (no << 32) | (int64_t)b->expect_size;

		for (size_t j = 0; j < b->nentries; j++)
			fill_entry(a, no, first + (int64_t)j, &b->entries[j]);
		vb_array_int(&c[LOG], no);
		vb_array_int(&c[SIZE], (int64_t)(b->expect_size + b->nentries));
		vb_array_int(&c[TIME], b->time);
		vb_array_bytes(&c[CHECKPOINT], b->checkpoint);
		vb_array_bytes(&c[FRONTIER], b->frontier);
		vb_pg_register_place(&a->reg, b, no);
	}
}

static void columns_free(struct append *a)
{
	for (int i = 0; i < COLUMNS; i++)
		vb_array_free(&a->column[i]);
}

/* A statement with @n columns as its parameters. */
static void ask_columns(struct vb_talk *t, struct append *a, const char *text,
			const enum column *which, size_t n)
{
	vb_ask(t, text);
	for (size_t i = 0; i < n; i++)
		vb_ask_array(t, &a->column[which[i]]);
}
#define ASK(t, a, text, ...)                                                                  \
	ask_columns(t, a, text, (const enum column[]){__VA_ARGS__},                           \
		    sizeof((enum column[]){__VA_ARGS__}) / sizeof(enum column))

/* Rows go in by their keys, as the triggers want them. */
static void ask_entries(struct vb_talk *t, struct append *a)
{
	static const char chains[] =
		"INSERT INTO verbale.chain (log, name) SELECT DISTINCT log, name FROM"
		" unnest($1, $2) AS u(log, name) WHERE NOT EXISTS (SELECT 1 FROM"
		" verbale.chain c WHERE c.log = u.log AND c.name = u.name)";
	static const char entries[] =
		"INSERT INTO verbale.entry (at, chain, epoch, number, roster, id, note) SELECT"
		" at, (SELECT no FROM verbale.chain c WHERE c.log = u.at >> 32 AND"
		" c.name = u.name), epoch, number, roster <> 0, id, note FROM unnest($1, $2,"
		" $3, $4, $5, $6, $7) AS u(at, name, epoch, number, roster, id, note)"
		" ORDER BY at";
	static const char escrow[] =
		"INSERT INTO verbale.escrow (log, act, addressee, identity) SELECT * FROM"
		" unnest($1, $2, $3, $4)";

	if (!a->nentries)
		return;
	ASK(t, a, chains, ENTRY_LOG, CHAIN);
	ASK(t, a, entries, AT, CHAIN, EPOCH, NUMBER, ROSTER, ID, NOTE);
	if (a->nescrow)
		ASK(t, a, escrow, ESCROW_LOG, ACT, ADDRESSEE, IDENTITY);
}

static void ask_states(struct vb_talk *t, struct append *a)
{
	static const char checkpoints[] =
		"INSERT INTO verbale.checkpoint (at, size, time, note) SELECT coalesce((SELECT"
		" max(c.at) + 1 FROM verbale.checkpoint c WHERE c.at BETWEEN u.log << 32 AND"
		" (u.log << 32 | 4294967295)), u.log << 32), size, time, note FROM unnest($1,"
		" $2, $3, $4) AS u(log, size, time, note)";
	static const char states[] =
		"UPDATE verbale.log l SET size = u.size, frontier = u.frontier FROM unnest($1,"
		" $2, $3) AS u(no, size, frontier) WHERE l.no = u.no";

	ASK(t, a, checkpoints, LOG, SIZE, TIME, CHECKPOINT);
	ASK(t, a, states, LOG, SIZE, FRONTIER);
}

static void ask_back(struct vb_talk *t, struct append *a)
{
	static const char states[] =
		"SELECT l.no, l.size, l.frontier, c.size, c.time, c.note FROM unnest($1) AS"
		" u(no) JOIN verbale.log l ON l.no = u.no CROSS JOIN LATERAL (SELECT size,"
		" time, note FROM verbale.checkpoint WHERE at BETWEEN u.no << 32 AND"
		" (u.no << 32 | 4294967295) ORDER BY at DESC LIMIT 1) c ORDER BY l.no";
	static const char entries[] =
		"SELECT e.at, e.id, e.note, c.name, e.epoch, e.number, e.roster FROM"
		" verbale.entry e JOIN verbale.chain c ON c.no = e.chain WHERE"
		" e.at = ANY($1) ORDER BY e.at";
	static const char escrow[] =
		"SELECT e.identity FROM unnest($1, $2, $3) WITH ORDINALITY AS u(log, act,"
		" addressee, o) JOIN verbale.escrow e ON e.log = u.log AND e.act = u.act AND"
		" e.addressee = u.addressee ORDER BY u.o";

	ASK(t, a, states, LOG);
	if (!a->nentries)
		return;
	ASK(t, a, entries, AT);
	if (a->nescrow)
		ASK(t, a, escrow, ESCROW_LOG, ACT, ADDRESSEE);
}

/* ---- what is read back ---- */

static bool same_state(const struct place *p, const PGresult *r, int row)
{
	const struct vb_log_batch *b = p->batch;
	int64_t size = (int64_t)(b->expect_size + b->nentries);

	return row < PQntuples(r) && vb_cell_int(r, row, 0) == p->no &&
	       vb_cell_int(r, row, 1) == size && vb_cell_int(r, row, 3) == size &&
	       vb_cell_int(r, row, 4) == b->time &&
	       vb_view_eq(vb_cell(r, row, 2), b->frontier) &&
	       vb_view_eq(vb_cell(r, row, 5), b->checkpoint);
}

static bool same_entry(const struct vb_log_entry *e, int64_t at, const PGresult *r, int row)
{
	return row < PQntuples(r) && vb_cell_int(r, row, 0) == at &&
	       vb_view_eq(vb_cell(r, row, 1), vb_view(e->id.b, sizeof(e->id.b))) &&
	       vb_view_eq(vb_cell(r, row, 2), e->note) &&
	       vb_view_eq(vb_cell(r, row, 3), e->chain) &&
	       vb_cell_int(r, row, 4) == (int64_t)e->epoch &&
	       vb_cell_int(r, row, 5) == (int64_t)e->number &&
	       vb_cell_int(r, row, 6) == e->roster;
}

/* The caller's check may read the store; it reads within the transaction. */
static enum vb_code check_entries(const struct append *a, const struct place *p,
				  const PGresult *r, int *row, struct vb_err *err)
{
	const struct vb_log_batch *b = p->batch;
	enum vb_code code = VB_OK;

	for (size_t i = 0; i < b->nentries && !code; i++, (*row)++) {
		uint64_t index = b->expect_size + i;
		int64_t at = (p->no << 32) | (int64_t)index;
		struct vb_hash id;

		if (!same_entry(&b->entries[i], at, r, *row) || !vb_cell_hash(r, *row, 1, &id))
			return vb_log_altered(&b->log, "entry", index, err);
		code = a->check.check(a->check.ctx, index, vb_cell(r, *row, 2), &id, err);
	}
	return code;
}

static enum vb_code check_escrow(const struct append *a, const PGresult *r,
				 struct vb_err *err)
{
	int row = 0;

	for (size_t i = 0; i < a->n; i++) {
		const struct vb_log_batch *b = a->place[i].batch;

		for (size_t j = 0; j < b->nentries; j++) {
			const struct vb_log_entry *e = &b->entries[j];

			for (size_t k = 0; k < e->nescrow; k++, row++)
				if (row >= PQntuples(r) ||
				    !vb_view_eq(vb_cell(r, row, 0), e->escrow[k].identity))
					return vb_log_altered(&b->log, "the identities of entry",
							      b->expect_size + j, err);
		}
	}
	return VB_OK;
}

static enum vb_code check_back(const struct append *a, const struct vb_talk *t, size_t first,
			       struct vb_err *err)
{
	const PGresult *states = vb_talk_rows(t, first);
	const PGresult *entries = a->nentries ? vb_talk_rows(t, first + 1) : NULL;
	enum vb_code code = VB_OK;
	int row = 0;

	for (size_t i = 0; i < a->n && !code; i++) {
		const struct place *p = &a->place[i];

		if (!same_state(p, states, (int)i))
			return vb_log_altered(&p->batch->log, "the checkpoint of size",
					      p->batch->expect_size + p->batch->nentries, err);
		code = check_entries(a, p, entries, &row, err);
	}
	if (!code && a->nescrow)
		code = check_escrow(a, vb_talk_rows(t, first + 2), err);
	if (!code && a->reg.n)
		code = vb_pg_register_check(&a->reg, vb_talk_rows(t, t->n - 1), err);
	return code;
}

/* ---- the whole ---- */

/* Which index said no, to be explained when the transaction is over. */
static void remember_index(struct append *a, const struct vb_talk *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const char *name = PQresultErrorField(t->ask[i].result,
						      PG_DIAG_CONSTRAINT_NAME);

		if (name)
			snprintf(a->index, sizeof(a->index), "%s", name);
	}
}

static enum vb_code append_work(struct vb_pg *pg, void *ctx, struct vb_err *err)
{
	struct append *a = ctx;
	struct vb_talk t;
	size_t written;
	enum vb_code code;

	qsort(a->place, a->n, sizeof(*a->place), by_id);
	code = lock_logs(pg, a, err);
	if (code)
		return code;
	columns_free(a);
	fill(a);
	vb_talk(&t, pg);
	ask_entries(&t, a);
	ask_states(&t, a);
	vb_pg_register_ask(&t, &a->reg);
	written = t.n;
	ask_back(&t, a);
	vb_pg_register_ask_back(&t, &a->reg);
	code = vb_talk_run(&t, err);
	if (code)
		remember_index(a, &t);
	else
		code = check_back(a, &t, written, err);
	vb_talk_end(&t);
	return code;
}

/* Somebody was first, or the database contradicts itself. */
static enum vb_code explain(struct vb_store *s, const struct append *a, struct vb_err *err)
{
	struct vb_log_name name = vb_log_name(&a->batch[0].log);
	uint64_t at;
	char id[65];

	if (strcmp(a->index, "entry_pkey") == 0 || strcmp(a->index, "checkpoint_pkey") == 0 ||
	    strcmp(a->index, "registration_pkey") == 0)
		return vb_fail(err, VB_MALFORMED, "", name.s,
			       "what is to be appended is there already: the log's size and its"
			       " entries disagree; have the database examined");
	if (strcmp(a->index, "registration_entry_key") == 0)
		return vb_fail(err, VB_CONFLICT, "6.8", name.s,
			       "an entry of the register stands for another checkpoint");
	if (strcmp(a->index, "entry_position") == 0)
		return vb_fail(err, VB_CONFLICT, "", name.s,
			       "a position of a chain is taken, or filled twice");
	for (size_t i = 0; i < a->n; i++) {
		const struct vb_log_batch *b = &a->batch[i];

		for (size_t j = 0; j < b->nentries; j++) {
			if (vb_pg_find(s, &b->log, &b->entries[j].id, &at, NULL) != VB_OK)
				continue;
			vb_hex(id, b->entries[j].id.b, sizeof(b->entries[j].id.b));
			return vb_fail(err, VB_CONFLICT, "", vb_log_name(&b->log).s,
				       "act %s is entry %llu already", id,
				       (unsigned long long)at);
		}
	}
	return VB_CONFLICT;
}

enum vb_code vb_pg_append(struct vb_store *s, const struct vb_log_batch *b, size_t nbatches,
			  struct vb_recheck check, struct vb_err *err)
{
	struct append a = {.batch = b, .n = nbatches, .check = check};
	enum vb_code code;

	if (nbatches == 0)
		return VB_OK;
	a.place = calloc(nbatches, sizeof(*a.place));
	if (!a.place)
		return vb_pg_memory(err);
	code = vb_pg_register_make(&a.reg, b, nbatches, err);
	for (size_t i = 0; i < nbatches; i++) {
		a.place[i].batch = &b[i];
		a.nentries += b[i].nentries;
		for (size_t j = 0; j < b[i].nentries; j++)
			a.nescrow += b[i].entries[j].nescrow;
	}
	if (!code)
		code = vb_pg_write(s->pg, append_work, &a, err);
	columns_free(&a);
	vb_pg_register_free(&a.reg);
	free(a.place);
	return code == VB_CONFLICT && a.index[0] ? explain(s, &a, err) : code;
}

/* ---- cosignatures ---- */

struct cosigning {
	const struct vb_hash *log;
	uint64_t size;
	struct vb_view cosigner, line;
};

static enum vb_code cosign_work(struct vb_pg *pg, void *ctx, struct vb_err *err)
{
	static const char look[] =
		"SELECT no, EXISTS (SELECT 1 FROM verbale.checkpoint WHERE (at >> 32) = no AND"
		" size = $2) FROM verbale.log WHERE id = $1";
	static const char add[] =
		"INSERT INTO verbale.cosignature (at, cosigner, line) SELECT no << 32 | $2, $3,"
		" $4 FROM verbale.log WHERE id = $1 AND EXISTS (SELECT 1 FROM"
		" verbale.checkpoint WHERE (at >> 32) = no AND size = $2)"
		" ON CONFLICT DO NOTHING";
	const struct cosigning *c = ctx;
	struct vb_talk t;
	enum vb_code code;

	vb_talk_begin(&t, pg);
	vb_ask(&t, look);
	vb_ask_hash(&t, c->log);
	vb_ask_int(&t, (int64_t)c->size);
	vb_ask(&t, add);
	vb_ask_hash(&t, c->log);
	vb_ask_int(&t, (int64_t)c->size);
	vb_ask_bytes(&t, c->cosigner);
	vb_ask_bytes(&t, c->line);
	code = vb_talk_begun(&t, err);
	if (!code && PQntuples(vb_talk_rows(&t, 0)) == 0)
		code = vb_log_absent(c->log, err);
	if (!code && !vb_cell_int(vb_talk_rows(&t, 0), 0, 1))
		code = vb_checkpoint_absent(c->log, c->size, err);
	vb_talk_end(&t);
	return code;
}

enum vb_code vb_pg_cosign(struct vb_store *s, const struct vb_hash *log, uint64_t size,
			  struct vb_view cosigner, struct vb_view line, struct vb_err *err)
{
	struct cosigning c = {log, size, cosigner, line};

	return vb_pg_write(s->pg, cosign_work, &c, err);
}
