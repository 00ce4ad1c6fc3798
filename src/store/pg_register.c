/*
 * What a register says of the other logs, on PostgreSQL: written in the round trips of the
 * append whose entries it stands in, and found again; and which logs are behind.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/pg.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is to be written ---- */

static int by_log(const void *a, const void *b)
{
	const struct vb_registered *x = ((const struct vb_pg_registration *)a)->r;
	const struct vb_registered *y = ((const struct vb_pg_registration *)b)->r;
	int order = memcmp(x->log.b, y->log.b, sizeof(x->log.b));

	return order ? order : (x->counter > y->counter) - (x->counter < y->counter);
}

enum vb_code vb_pg_register_make(struct vb_pg_register *g, const struct vb_log_batch *b,
				 size_t nbatches, struct vb_err *err)
{
	size_t n = 0;

	*g = (struct vb_pg_register){0};
	for (size_t i = 0; i < nbatches; i++)
		g->n += b[i].nregistered;
	g->row = calloc(g->n + 1, sizeof(*g->row));
	if (!g->row)
		return vb_pg_memory(err);
	for (size_t i = 0; i < nbatches; i++)
		for (size_t j = 0; j < b[i].nregistered; j++)
			g->row[n++] = (struct vb_pg_registration){.r = &b[i].registered[j],
								  .by = &b[i]};
	qsort(g->row, g->n, sizeof(*g->row), by_log);
	return VB_OK;
}

static void arrays_free(struct vb_pg_register *g)
{
	vb_array_free(&g->log);
	vb_array_free(&g->at);
	vb_array_free(&g->size);
	vb_array_free(&g->entry);
}

void vb_pg_register_free(struct vb_pg_register *g)
{
	arrays_free(g);
	free(g->row);
}

void vb_pg_register_logs(const struct vb_pg_register *g, struct vb_array *out)
{
	for (size_t i = 0; i < g->n; i++)
		vb_array_bytes(out, vb_view(g->row[i].r->log.b, sizeof(g->row[i].r->log.b)));
}

/* ---- first round trip, when the logs are locked: where they and their registrations stand */

void vb_pg_register_ask_newest(struct vb_talk *t, struct vb_pg_register *g)
{
	/* A statement of its own: that which took the locks may have waited for them, and
	 * would not see what was registered meanwhile. */
	static const char text[] =
		"SELECT l.no, l.id, l.size, l.registered, coalesce((SELECT max(at) FROM"
		" verbale.registration WHERE at BETWEEN l.no << 32 AND (l.no << 32 |"
		" 4294967295)) - (l.no << 32), 0) FROM verbale.log l WHERE l.id = ANY($1)"
		" ORDER BY l.id";

	arrays_free(g);
	if (!g->n)
		return;
	vb_pg_register_logs(g, &g->log);
	vb_ask(t, text);
	vb_ask_array(t, &g->log);
}

static bool same_log(const struct vb_pg_registration *a, const struct vb_pg_registration *b)
{
	return vb_hash_eq(&a->r->log, &b->r->log);
}

/* The size that the log has when this append is done. */
static uint64_t size_after(const struct vb_log_batch *b, size_t n, const struct vb_hash *log,
			   uint64_t now)
{
	for (size_t i = 0; i < n; i++)
		if (vb_hash_eq(&b[i].log, log))
			return b[i].expect_size + b[i].nentries;
	return now;
}

enum vb_code vb_pg_register_follow(struct vb_pg_register *g, const struct vb_log_batch *b,
				   size_t nbatches, const PGresult *r, struct vb_err *err)
{
	uint64_t counter = 0, registered = 0, size = 0;
	struct vb_hash id = {{0}};
	int64_t no = 0;
	int next = 0;

	for (size_t i = 0; i < g->n; i++) {
		struct vb_pg_registration *w = &g->row[i];

		if (i == 0 || !same_log(w, w - 1)) {
			bool there = next < PQntuples(r) && vb_cell_hash(r, next, 1, &id) &&
				     vb_hash_eq(&id, &w->r->log);

			no = there ? vb_cell_int(r, next, 0) : 0;
			size = there ? (uint64_t)vb_cell_int(r, next, 2) : 0;
			registered = there ? (uint64_t)vb_cell_int(r, next, 3) : 0;
			counter = there ? (uint64_t)vb_cell_int(r, next, 4) : 0;
			next += there;
			size = size_after(b, nbatches, &w->r->log, size);
		}
		if (!vb_registered_follows(w->r, counter, registered, size))
			return vb_registered_moved(w->r, counter, registered, size, err);
		w->at = (no << 32) | (int64_t)w->r->counter;
		counter = w->r->counter;
		registered = w->r->size;
	}
	return VB_OK;
}

/* ---- second: what is written, and read back ---- */

void vb_pg_register_place(struct vb_pg_register *g, const struct vb_log_batch *by, int64_t no)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->row[i].by == by)
			g->row[i].entry = (no << 32) | (int64_t)g->row[i].r->index;
}

void vb_pg_register_ask(struct vb_talk *t, struct vb_pg_register *g)
{
	static const char add[] =
		"INSERT INTO verbale.registration (at, size, entry) SELECT at, size, entry FROM"
		" unnest($1, $2, $3) AS u(at, size, entry) ORDER BY at";
	static const char move[] =
		"UPDATE verbale.log l SET registered = u.size FROM (SELECT at >> 32 AS no,"
		" max(size) AS size FROM unnest($1, $2) AS v(at, size) GROUP BY at >> 32) u"
		" WHERE l.no = u.no";

	if (!g->n)
		return;
	for (size_t i = 0; i < g->n; i++) {
		vb_array_int(&g->at, g->row[i].at);
		vb_array_int(&g->size, (int64_t)g->row[i].r->size);
		vb_array_int(&g->entry, g->row[i].entry);
	}
	vb_ask(t, add);
	vb_ask_array(t, &g->at);
	vb_ask_array(t, &g->size);
	vb_ask_array(t, &g->entry);
	vb_ask(t, move);
	vb_ask_array(t, &g->at);
	vb_ask_array(t, &g->size);
}

void vb_pg_register_ask_back(struct vb_talk *t, struct vb_pg_register *g)
{
	static const char text[] =
		"SELECT r.at, r.size, r.entry, l.registered FROM unnest($1) WITH ORDINALITY AS"
		" u(at, o) JOIN verbale.registration r ON r.at = u.at JOIN verbale.log l ON"
		" l.no = r.at >> 32 ORDER BY u.o";

	if (!g->n)
		return;
	vb_ask(t, text);
	vb_ask_array(t, &g->at);
}

enum vb_code vb_pg_register_check(const struct vb_pg_register *g, const PGresult *r,
				  struct vb_err *err)
{
	for (size_t i = 0; i < g->n; i++) {
		const struct vb_pg_registration *w = &g->row[i];
		bool last = i + 1 == g->n || !same_log(w, w + 1);
		int row = (int)i;

		if (row >= PQntuples(r) || vb_cell_int(r, row, 0) != w->at ||
		    vb_cell_int(r, row, 1) != (int64_t)w->r->size ||
		    vb_cell_int(r, row, 2) != w->entry ||
		    (last && vb_cell_int(r, row, 3) != (int64_t)w->r->size))
			return vb_log_altered(&w->r->log, "registration", w->r->counter, err);
	}
	return VB_OK;
}

/* ---- reading ---- */

struct sink {
	vb_registered_fn *fn;
	void *ctx;
	const PGresult *r;
};

/* Hands the rows over: key, counter, size, index, and where there is a fifth column, the log,
 * which is @log elsewhere.  *key: the last one. */
static enum vb_code hand_over(const struct sink *to, const struct vb_hash *log, int64_t *key,
			      struct vb_err *err)
{
	enum vb_code code = VB_OK;

	for (int i = 0; i < PQntuples(to->r) && !code; i++) {
		struct vb_registered out = {
			.counter = (uint64_t)vb_cell_int(to->r, i, 1),
			.size = (uint64_t)vb_cell_int(to->r, i, 2),
			.index = (uint64_t)vb_cell_int(to->r, i, 3),
		};

		*key = vb_cell_int(to->r, i, 0);
		if (log)
			out.log = *log;
		else if (!vb_cell_hash(to->r, i, 4, &out.log))
			return vb_pg_odd("a log's id has another length", err);
		code = to->fn(to->ctx, &out);
	}
	/* The callback has no words for this one. */
	return code == VB_MEMORY ? vb_pg_memory(err) : code;
}

enum vb_code vb_pg_behind(struct vb_store *s, const struct vb_hash *but, size_t max,
			  vb_registered_fn *fn, void *ctx, struct vb_err *err)
{
	static const char text[] =
		"SELECT l.no, coalesce((SELECT max(at) FROM verbale.registration WHERE at"
		" BETWEEN l.no << 32 AND (l.no << 32 | 4294967295)) - (l.no << 32), 0),"
		" l.registered, 0::bigint, l.id FROM verbale.log l WHERE l.behind AND"
		" l.no > $1 AND l.id <> $2 ORDER BY l.no LIMIT $3";
	struct sink to = {.fn = fn, .ctx = ctx};
	enum vb_code code = VB_OK;
	int64_t no = 0;
	int want = 0, n = 0;

	while (!code && n == want && max > 0) {
		struct vb_talk t;

		want = max < VB_PG_PAGE ? (int)max : VB_PG_PAGE;
		vb_talk(&t, s->pg);
		vb_ask(&t, text);
		vb_ask_int(&t, no);
		vb_ask_hash(&t, but);
		vb_ask_int(&t, want);
		code = vb_talk_run(&t, err);
		to.r = vb_talk_rows(&t, 0);
		n = code ? 0 : PQntuples(to.r);
		if (!code)
			code = hand_over(&to, NULL, &no, err);
		max -= (size_t)want;
		vb_talk_end(&t);
	}
	return code;
}

enum vb_code vb_pg_registered(struct vb_store *s, const struct vb_hash *log, uint64_t from,
			      uint64_t to, vb_registered_fn *fn, void *ctx, struct vb_err *err)
{
	static const char text[] =
		"SELECT at, at & 4294967295, size, entry & 4294967295 FROM"
		" verbale.registration WHERE at BETWEEN $1 AND $2 ORDER BY at LIMIT $3";
	struct sink sink = {.fn = fn, .ctx = ctx};
	int64_t no = 0, first, last;
	int n = VB_PG_PAGE;
	enum vb_code code = vb_pg_number(s->pg, log, &no, err);

	if (code || !vb_log_span(no, from, to, &first, &last))
		return code;
	while (!code && n == VB_PG_PAGE && first <= last) {
		struct vb_talk t;

		vb_talk(&t, s->pg);
		vb_ask(&t, text);
		vb_ask_int(&t, first);
		vb_ask_int(&t, last);
		vb_ask_int(&t, VB_PG_PAGE);
		code = vb_talk_run(&t, err);
		sink.r = vb_talk_rows(&t, 0);
		n = code ? 0 : PQntuples(sink.r);
		if (!code)
			code = hand_over(&sink, log, &first, err);
		first++;
		vb_talk_end(&t);
	}
	return code;
}
