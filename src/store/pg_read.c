/*
 * Reading logs on PostgreSQL.  A range comes in pages, each a statement of its own: what is
 * closed to change reads the same on each, and what is appended meanwhile comes in order.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/pg.h"

#include <stdlib.h>
#include <string.h>

/* The one statement of @t; *rows: how many came. */
static enum vb_code ask_rows(struct vb_talk *t, int *rows, struct vb_err *err)
{
	enum vb_code code = vb_talk_run(t, err);

	*rows = code ? 0 : PQntuples(vb_talk_rows(t, 0));
	return code;
}

enum vb_code vb_pg_number(struct vb_pg *pg, const struct vb_hash *log, int64_t *no,
			  struct vb_err *err)
{
	struct vb_talk t;
	enum vb_code code;
	int n;

	vb_talk(&t, pg);
	vb_ask(&t, "SELECT no FROM verbale.log WHERE id = $1");
	vb_ask_hash(&t, log);
	code = ask_rows(&t, &n, err);
	if (!code && n == 0)
		code = vb_log_absent(log, err);
	if (!code)
		*no = vb_cell_int(vb_talk_rows(&t, 0), 0, 0);
	vb_talk_end(&t);
	return code;
}

/* ---- where a log stands ---- */

static enum vb_code load_row(const PGresult *r, struct vb_log_state *out, struct vb_err *err)
{
	struct vb_log_state st = {.size = (uint64_t)vb_cell_int(r, 0, 0)};
	struct vb_view frontier = vb_cell(r, 0, 1);
	enum vb_code code;

	if (frontier.len > sizeof(st.frontier))
		return vb_pg_odd("a frontier is too long", err);
	memcpy(st.frontier, frontier.ptr, frontier.len);
	st.frontier_len = frontier.len;
	code = vb_cell_dup(r, 0, 2, &st.checkpoint, &st.checkpoint_len, err);
	if (!code)
		*out = st;
	return code;
}

enum vb_code vb_pg_load(struct vb_store *s, const struct vb_hash *log,
			struct vb_log_state *out, struct vb_err *err)
{
	static const char text[] =
		"SELECT l.size, l.frontier, (SELECT note FROM verbale.checkpoint WHERE at"
		" BETWEEN l.no << 32 AND (l.no << 32 | 4294967295) ORDER BY at DESC LIMIT 1)"
		" FROM verbale.log l WHERE l.id = $1";
	struct vb_talk t;
	enum vb_code code;
	int n;

	vb_talk(&t, s->pg);
	vb_ask(&t, text);
	vb_ask_hash(&t, log);
	code = ask_rows(&t, &n, err);
	if (!code)
		code = n ? load_row(vb_talk_rows(&t, 0), out, err) : vb_log_absent(log, err);
	vb_talk_end(&t);
	return code;
}

/* ---- single things ---- */

enum vb_code vb_pg_find(struct vb_store *s, const struct vb_hash *log,
			const struct vb_hash *id, uint64_t *index, struct vb_err *err)
{
	static const char text[] =
		"SELECT e.at & 4294967295 FROM verbale.log l LEFT JOIN verbale.entry e"
		" ON e.id = $2 AND (e.at >> 32) = l.no WHERE l.id = $1";
	struct vb_talk t;
	enum vb_code code;
	int n;

	vb_talk(&t, s->pg);
	vb_ask(&t, text);
	vb_ask_hash(&t, log);
	vb_ask_hash(&t, id);
	code = ask_rows(&t, &n, err);
	if (!code && n == 0)
		code = vb_log_absent(log, err);
	if (!code && PQgetisnull(vb_talk_rows(&t, 0), 0, 0))
		code = vb_act_absent(log, id, err);
	if (!code)
		*index = (uint64_t)vb_cell_int(vb_talk_rows(&t, 0), 0, 0);
	vb_talk_end(&t);
	return code;
}

enum vb_code vb_pg_chain_head(struct vb_store *s, const struct vb_hash *log,
			      struct vb_view chain, uint64_t *number, uint64_t *epoch,
			      struct vb_hash *id, struct vb_err *err)
{
	static const char text[] =
		"SELECT e.number, e.epoch, e.id FROM verbale.log l LEFT JOIN LATERAL (SELECT"
		" number, epoch, id FROM verbale.entry WHERE chain = (SELECT no FROM"
		" verbale.chain WHERE log = l.no AND name = $2) ORDER BY epoch DESC,"
		" number DESC LIMIT 1) e ON true WHERE l.id = $1";
	struct vb_talk t;
	const PGresult *r;
	struct vb_hash h;
	enum vb_code code;
	int n;

	vb_talk(&t, s->pg);
	vb_ask(&t, text);
	vb_ask_hash(&t, log);
	vb_ask_bytes(&t, chain);
	code = ask_rows(&t, &n, err);
	r = vb_talk_rows(&t, 0);
	if (!code && n == 0)
		code = vb_log_absent(log, err);
	if (!code && PQgetisnull(r, 0, 0))
		code = vb_chain_absent(log, chain, err);
	if (!code && !vb_cell_hash(r, 0, 2, &h))
		code = vb_pg_odd("an act's id has another length", err);
	if (!code) {
		*number = (uint64_t)vb_cell_int(r, 0, 0);
		*epoch = (uint64_t)vb_cell_int(r, 0, 1);
		*id = h;
	}
	vb_talk_end(&t);
	return code;
}

enum vb_code vb_pg_escrow(struct vb_store *s, const struct vb_hash *log,
			  const struct vb_hash *act, struct vb_view addressee, char **out,
			  struct vb_err *err)
{
	static const char text[] =
		"SELECT e.identity FROM verbale.log l LEFT JOIN verbale.escrow e ON"
		" e.log = l.no AND e.act = $2 AND e.addressee = $3 WHERE l.id = $1";
	uint8_t *identity = NULL;
	struct vb_talk t;
	size_t len;
	enum vb_code code;
	int n;

	vb_talk(&t, s->pg);
	vb_ask(&t, text);
	vb_ask_hash(&t, log);
	vb_ask_hash(&t, act);
	vb_ask_bytes(&t, addressee);
	code = ask_rows(&t, &n, err);
	if (!code && n == 0)
		code = vb_log_absent(log, err);
	if (!code && PQgetisnull(vb_talk_rows(&t, 0), 0, 0))
		code = vb_escrow_absent(log, addressee, err);
	if (!code)
		code = vb_cell_dup(vb_talk_rows(&t, 0), 0, 0, &identity, &len, err);
	vb_talk_end(&t);
	if (!code)
		*out = (char *)identity;
	return code;
}

/* ---- ranges ---- */

/* Hands the rows of @r to @fn: key, id or NULL, bytes.  *key: the last one. */
static enum vb_code hand_over(const PGresult *r, int64_t *key, vb_row_fn *fn, void *ctx,
			      struct vb_err *err)
{
	enum vb_code code = VB_OK;

	for (int i = 0; i < PQntuples(r) && !code; i++) {
		bool named = !PQgetisnull(r, i, 1);
		struct vb_hash id = {{0}};

		*key = vb_cell_int(r, i, 0);
		if (named && !vb_cell_hash(r, i, 1, &id))
			return vb_pg_odd("an act's id has another length", err);
		code = fn(ctx, (uint64_t)*key & VB_INDEX_MAX, named ? &id : NULL,
			  vb_cell(r, i, 2));
	}
	/* The callback has no words for this one. */
	return code == VB_MEMORY ? vb_pg_memory(err) : code;
}

/* @text: key, id, bytes of the rows with $1 <= key <= $2, rising, at most $3 of them. */
static enum vb_code pages(struct vb_pg *pg, const char *text, int64_t first, int64_t last,
			  vb_row_fn *fn, void *ctx, struct vb_err *err)
{
	enum vb_code code = VB_OK;
	int n = VB_PG_PAGE;

	while (!code && n == VB_PG_PAGE && first <= last) {
		struct vb_talk t;

		vb_talk(&t, pg);
		vb_ask(&t, text);
		vb_ask_int(&t, first);
		vb_ask_int(&t, last);
		vb_ask_int(&t, VB_PG_PAGE);
		code = ask_rows(&t, &n, err);
		if (!code)
			code = hand_over(vb_talk_rows(&t, 0), &first, fn, ctx, err);
		first++;
		vb_talk_end(&t);
	}
	return code;
}

static enum vb_code range(struct vb_store *s, const char *text, const struct vb_hash *log,
			  uint64_t from, uint64_t to, vb_row_fn *fn, void *ctx,
			  struct vb_err *err)
{
	int64_t no = 0, first, last;
	enum vb_code code = vb_pg_number(s->pg, log, &no, err);

	if (code || !vb_log_span(no, from, to, &first, &last))
		return code;
	return pages(s->pg, text, first, last, fn, ctx, err);
}

enum vb_code vb_pg_entries(struct vb_store *s, const struct vb_hash *log, uint64_t from,
			   uint64_t to, vb_row_fn *fn, void *ctx, struct vb_err *err)
{
	static const char text[] = "SELECT at, id, note FROM verbale.entry"
				   " WHERE at BETWEEN $1 AND $2 ORDER BY at LIMIT $3";

	return range(s, text, log, from, to, fn, ctx, err);
}

enum vb_code vb_pg_roster(struct vb_store *s, const struct vb_hash *log, vb_row_fn *fn,
			  void *ctx, struct vb_err *err)
{
	static const char text[] = "SELECT at, id, note FROM verbale.entry WHERE roster AND"
				   " at BETWEEN $1 AND $2 ORDER BY at LIMIT $3";

	return range(s, text, log, 0, UINT64_MAX, fn, ctx, err);
}

struct listing {
	vb_row_fn *fn;
	void *ctx;
};

static enum vb_code logs_row(void *ctx, uint64_t index, const struct vb_hash *id,
			     struct vb_view bytes)
{
	const struct listing *to = ctx;

	/* Numbers from 0, as they were founded; one that was never committed is left out. */
	return to->fn(to->ctx, index - 1, id, bytes);
}

enum vb_code vb_pg_logs(struct vb_store *s, vb_row_fn *fn, void *ctx, struct vb_err *err)
{
	static const char text[] = "SELECT no, id, ''::bytea FROM verbale.log"
				   " WHERE no BETWEEN $1 AND $2 ORDER BY no LIMIT $3";
	struct listing to = {fn, ctx};

	return pages(s->pg, text, 1, INT32_MAX, logs_row, &to, err);
}

/* ---- checkpoints and cosignatures ---- */

/* Key of the first checkpoint of log @no whose size is >= @size; 0: there is none. */
static enum vb_code seek(struct vb_pg *pg, int64_t no, uint64_t size, int64_t *at,
			 struct vb_err *err)
{
	static const char text[] = "SELECT at FROM verbale.checkpoint WHERE (at >> 32) = $1 AND"
				   " size >= $2 ORDER BY size, at LIMIT 1";
	struct vb_talk t;
	enum vb_code code;
	int n;

	*at = 0;
	vb_talk(&t, pg);
	vb_ask(&t, text);
	vb_ask_int(&t, no);
	vb_ask_int(&t, (int64_t)size);
	code = ask_rows(&t, &n, err);
	if (!code && n)
		*at = vb_cell_int(vb_talk_rows(&t, 0), 0, 0);
	vb_talk_end(&t);
	return code;
}

/* What comes out of a table of checkpoints, up to a size. */
struct sizes {
	const PGresult *r;
	uint64_t to;
	bool over;
};

static enum vb_code hand_checkpoints(struct sizes *z, int64_t *at, vb_row_fn *fn, void *ctx,
				     struct vb_err *err)
{
	enum vb_code code = VB_OK;

	for (int i = 0; i < PQntuples(z->r) && !code && !z->over; i++) {
		uint64_t size = (uint64_t)vb_cell_int(z->r, i, 1);

		*at = vb_cell_int(z->r, i, 0);
		z->over = size >= z->to;
		if (!z->over)
			code = fn(ctx, size, NULL, vb_cell(z->r, i, 2));
	}
	return code == VB_MEMORY ? vb_pg_memory(err) : code;
}

/* Checkpoints from key @first on, of one log, while their size is below @to. */
static enum vb_code scan(struct vb_pg *pg, int64_t first, uint64_t to, vb_row_fn *fn,
			 void *ctx, struct vb_err *err)
{
	static const char text[] = "SELECT at, size, note FROM verbale.checkpoint"
				   " WHERE at BETWEEN $1 AND $2 ORDER BY at LIMIT $3";
	int64_t last = first | (int64_t)VB_INDEX_MAX;
	struct sizes z = {.to = to};
	enum vb_code code = VB_OK;
	int n = VB_PG_PAGE;

	while (!code && n == VB_PG_PAGE && !z.over) {
		struct vb_talk t;

		vb_talk(&t, pg);
		vb_ask(&t, text);
		vb_ask_int(&t, first);
		vb_ask_int(&t, last);
		vb_ask_int(&t, VB_PG_PAGE);
		code = ask_rows(&t, &n, err);
		z.r = vb_talk_rows(&t, 0);
		if (!code)
			code = hand_checkpoints(&z, &first, fn, ctx, err);
		first++;
		vb_talk_end(&t);
	}
	return code;
}

enum vb_code vb_pg_checkpoints(struct vb_store *s, const struct vb_hash *log, uint64_t from,
			       uint64_t to, vb_row_fn *fn, void *ctx, struct vb_err *err)
{
	int64_t no = 0, first = 0;
	enum vb_code code = vb_pg_number(s->pg, log, &no, err);

	if (code || from >= to || from > VB_INDEX_MAX)
		return code;
	code = seek(s->pg, no, from, &first, err);
	return code || !first ? code : scan(s->pg, first, to, fn, ctx, err);
}

/* Several cosigners stand at one key, so that a page ends within one. */
enum vb_code vb_pg_cosignatures(struct vb_store *s, const struct vb_hash *log, uint64_t from,
				uint64_t to, vb_row_fn *fn, void *ctx, struct vb_err *err)
{
	static const char text[] =
		"SELECT at, NULL::bytea, line, cosigner FROM verbale.cosignature WHERE"
		" at <= $1 AND (at, cosigner) > ($2, $3) ORDER BY at, cosigner LIMIT $4";
	int64_t no = 0, first, last;
	struct vb_talk t = {0};
	uint8_t name[VB_KEYNAME_MAX];
	size_t len = 0;
	int n = VB_PG_PAGE;
	enum vb_code code = vb_pg_number(s->pg, log, &no, err);

	if (code || !vb_log_span(no, from, to, &first, &last))
		return code;
	while (!code && n == VB_PG_PAGE) {
		vb_talk(&t, s->pg);
		vb_ask(&t, text);
		vb_ask_int(&t, last);
		vb_ask_int(&t, first);
		vb_ask_bytes(&t, vb_view(name, len));
		vb_ask_int(&t, VB_PG_PAGE);
		code = ask_rows(&t, &n, err);
		if (!code)
			code = hand_over(vb_talk_rows(&t, 0), &first, fn, ctx, err);
		if (!code && n) {
			struct vb_view v = vb_cell(vb_talk_rows(&t, 0), n - 1, 3);

			len = v.len < sizeof(name) ? v.len : sizeof(name);
			memcpy(name, v.ptr, len);
		}
		vb_talk_end(&t);
	}
	return code;
}
