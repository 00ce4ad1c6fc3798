/*
 * Reading logs: where one stands, its entries, chains, checkpoints, secrets.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

/* A malformed kept note reads as a damaged database. */
static struct vb_view unpack(struct vb_query *q, struct vb_view first, struct vb_view kept,
			     uint8_t *buf)
{
	struct vb_writer w;

	vb_writer_init(&w, buf, VB_NOTE_MAX);
	if (!q->rc && !vb_unpack(first, kept, &w))
		q->rc = SQLITE_CORRUPT;
	return vb_written(&w);
}

/* The checkpoint goes to @buf, of VB_NOTE_MAX bytes. */
static void load_row(struct vb_query *q, struct vb_log_state *st, uint8_t *buf)
{
	struct vb_view frontier = vb_get_view(q, 1);

	st->size = (uint64_t)vb_get_int(q, 0);
	if (frontier.len > sizeof(st->frontier)) {
		q->rc = SQLITE_CORRUPT;
		return;
	}
	memcpy(st->frontier, frontier.ptr, frontier.len);
	st->frontier_len = frontier.len;
	st->checkpoint_len = unpack(q, vb_get_view(q, 3), vb_get_view(q, 2), buf).len;
}

enum vb_code vb_sqlite_load(struct vb_store *s, const struct vb_hash *log,
			    struct vb_log_state *out, struct vb_err *err)
{
	static const char text[] =
		"SELECT l.size, l.frontier, (SELECT note FROM checkpoint WHERE at BETWEEN"
		" l.no << 32 AND (l.no << 32 | 4294967295) ORDER BY at DESC LIMIT 1),"
		" substr(f.note, 2) FROM log l LEFT JOIN checkpoint f ON f.at = l.no << 32"
		" WHERE l.id = ?";
	uint8_t *buf = malloc(VB_NOTE_MAX), *fitting;
	struct vb_log_state st = {0};
	struct vb_query q;
	enum vb_code code;
	bool found;

	if (!buf)
		return vb_fail(err, VB_MEMORY, "", vb_log_name(log).s, "out of memory");
	vb_query(&q, &s->db, text);
	vb_bind_hash(&q, log);
	found = vb_query_row(&q);
	if (found)
		load_row(&q, &st, buf);
	code = vb_query_end(&q, err);
	if (!code && !found)
		code = vb_log_absent(log, err);
	if (code) {
		free(buf);
		return code;
	}
	/* Where there is nothing to be had, too large will do. */
	fitting = realloc(buf, st.checkpoint_len + 1);
	*out = st;
	out->checkpoint = fitting ? fitting : buf;
	return VB_OK;
}

enum vb_code vb_sqlite_find(struct vb_store *s, const struct vb_hash *log,
			    const struct vb_hash *id, uint64_t *index, struct vb_err *err)
{
	static const char text[] = "SELECT at & 4294967295 FROM entry INDEXED BY entry_id"
				   " WHERE substr(id, 1, 8) = substr(?1, 1, 8) AND id = ?1"
				   " AND at BETWEEN ?2 << 32 AND (?2 << 32 | 4294967295)";
	struct vb_query q;
	int64_t no = 0, at = 0;
	bool found;
	enum vb_code code = vb_log_number(&s->db, log, &no, NULL, err);

	if (code)
		return code;
	vb_query(&q, &s->db, text);
	vb_bind_hash(&q, id);
	vb_bind_int(&q, no);
	found = vb_query_row(&q);
	if (found)
		at = vb_get_int(&q, 0);
	code = vb_query_end(&q, err);
	if (code)
		return code;
	if (!found)
		return vb_act_absent(log, id, err);
	*index = (uint64_t)at;
	return VB_OK;
}

static enum vb_code range(struct vb_store *s, const char *text, const struct vb_hash *log,
			  uint64_t from, uint64_t to, vb_row_fn *fn, void *ctx,
			  struct vb_err *err)
{
	struct vb_query q;
	int64_t no = 0, first, last;
	enum vb_code code = vb_log_number(&s->db, log, &no, NULL, err);

	if (code || !vb_log_span(no, from, to, &first, &last))
		return code;
	vb_query(&q, &s->db, text);
	vb_bind_int(&q, first);
	vb_bind_int(&q, last);
	return vb_query_rows(&q, fn, ctx, err);
}

enum vb_code vb_sqlite_entries(struct vb_store *s, const struct vb_hash *log, uint64_t from,
			       uint64_t to, vb_row_fn *fn, void *ctx, struct vb_err *err)
{
	static const char text[] = "SELECT at & 4294967295, id, note FROM entry"
				   " WHERE at BETWEEN ? AND ? ORDER BY at";

	return range(s, text, log, from, to, fn, ctx, err);
}

enum vb_code vb_sqlite_roster(struct vb_store *s, const struct vb_hash *log, vb_row_fn *fn,
			      void *ctx, struct vb_err *err)
{
	static const char text[] = "SELECT at & 4294967295, id, note FROM entry"
				   " INDEXED BY entry_roster WHERE roster = 1 AND"
				   " at BETWEEN ? AND ? ORDER BY at";

	return range(s, text, log, 0, UINT64_MAX, fn, ctx, err);
}

enum vb_code vb_sqlite_chain_head(struct vb_store *s, const struct vb_hash *log,
				  struct vb_view chain, uint64_t *number, uint64_t *epoch,
				  struct vb_hash *id, struct vb_err *err)
{
	static const char text[] =
		"SELECT number, epoch, id FROM entry WHERE chain = (SELECT no FROM chain WHERE"
		" log = ? AND name = ?) ORDER BY epoch DESC, number DESC LIMIT 1";
	struct vb_query q;
	int64_t no = 0, n = 0, e = 0;
	struct vb_hash h = {{0}};
	bool found;
	enum vb_code code = vb_log_number(&s->db, log, &no, NULL, err);

	if (code)
		return code;
	vb_query(&q, &s->db, text);
	vb_bind_int(&q, no);
	vb_bind_view(&q, chain);
	found = vb_query_row(&q);
	if (found) {
		n = vb_get_int(&q, 0);
		e = vb_get_int(&q, 1);
		h = vb_get_hash(&q, 2);
	}
	code = vb_query_end(&q, err);
	if (code)
		return code;
	if (!found)
		return vb_chain_absent(log, chain, err);
	*number = (uint64_t)n;
	*epoch = (uint64_t)e;
	*id = h;
	return VB_OK;
}

/* ---- checkpoints: their sizes never fall, so their ordinals bisect them ---- */

static enum vb_code count_checkpoints(struct vb_db *db, int64_t no, uint64_t *n,
				      struct vb_err *err)
{
	static const char text[] = "SELECT max(at) - (?1 << 32) + 1 FROM checkpoint WHERE at"
				   " BETWEEN ?1 << 32 AND (?1 << 32 | 4294967295)";
	struct vb_query q;

	vb_query(&q, db, text);
	vb_bind_int(&q, no);
	if (vb_query_row(&q))
		*n = (uint64_t)vb_get_int(&q, 0);
	return vb_query_end(&q, err);
}

static enum vb_code checkpoint_size(struct vb_db *db, int64_t at, uint64_t *size,
				    struct vb_err *err)
{
	static const char text[] = "SELECT size FROM checkpoint WHERE at = ?";
	struct vb_query q;
	bool found;
	enum vb_code code;

	vb_query(&q, db, text);
	vb_bind_int(&q, at);
	found = vb_query_row(&q);
	if (found)
		*size = (uint64_t)vb_get_int(&q, 0);
	code = vb_query_end(&q, err);
	if (!code && !found)
		code = vb_fail(err, VB_MALFORMED, "", db->schema->file,
			       "checkpoint %lld of log number %lld is missing",
			       (long long)(at & (int64_t)VB_INDEX_MAX), (long long)(at >> 32));
	return code;
}

enum vb_code vb_checkpoint_seek(struct vb_db *db, int64_t no, uint64_t size,
				uint64_t *ordinal, uint64_t *at, struct vb_err *err)
{
	uint64_t low = 0, high = 0, seen = 0, found = UINT64_MAX;
	enum vb_code code = count_checkpoints(db, no, &high, err);

	while (!code && low < high) {
		uint64_t middle = low + (high - low) / 2;

		code = checkpoint_size(db, (no << 32) | (int64_t)middle, &seen, err);
		if (seen < size) {
			low = middle + 1;
		} else {
			high = middle;
			found = seen;
		}
	}
	if (code)
		return code;
	*ordinal = low;
	*at = found;
	return VB_OK;
}

/* Checkpoints of log @no with ordinals from @first up to, not with, @last. */
static enum vb_code scan_checkpoints(struct vb_db *db, int64_t no, uint64_t first,
				     uint64_t last, vb_row_fn *fn, void *ctx,
				     struct vb_err *err)
{
	static const char text[] = "SELECT size, note FROM checkpoint"
				   " WHERE at >= ? AND at < ? ORDER BY at";
	uint8_t *base = NULL, *buf = malloc(VB_NOTE_MAX);
	size_t len = 0;
	struct vb_query q;
	enum vb_code code;

	if (!buf)
		return vb_fail(err, VB_MEMORY, "", db->schema->file, "out of memory");
	code = vb_first_checkpoint(db, no, &base, &len, err);
	if (code)
		goto out;
	vb_query(&q, db, text);
	vb_bind_int(&q, (no << 32) | (int64_t)first);
	vb_bind_int(&q, (no << 32) + (int64_t)last);
	while (!code && vb_query_row(&q)) {
		struct vb_view note = unpack(&q, vb_view(base, len), vb_get_view(&q, 1), buf);

		if (!q.rc)
			code = fn(ctx, (uint64_t)vb_get_int(&q, 0), NULL, note);
	}
	code = vb_query_over(&q, code, err);
out:
	free(base);
	free(buf);
	return code;
}

enum vb_code vb_sqlite_checkpoints(struct vb_store *s, const struct vb_hash *log,
				   uint64_t from, uint64_t to, vb_row_fn *fn, void *ctx,
				   struct vb_err *err)
{
	uint64_t first = 0, last = 0, size;
	int64_t no = 0;
	enum vb_code code = vb_log_number(&s->db, log, &no, NULL, err);

	if (code || from >= to)
		return code;
	code = vb_checkpoint_seek(&s->db, no, from, &first, &size, err);
	if (!code)
		code = vb_checkpoint_seek(&s->db, no, to, &last, &size, err);
	return code ? code : scan_checkpoints(&s->db, no, first, last, fn, ctx, err);
}

enum vb_code vb_sqlite_cosignatures(struct vb_store *s, const struct vb_hash *log,
				    uint64_t from, uint64_t to, vb_row_fn *fn, void *ctx,
				    struct vb_err *err)
{
	static const char text[] = "SELECT at & 4294967295, NULL, line FROM cosignature"
				   " WHERE at BETWEEN ? AND ? ORDER BY at, cosigner";

	return range(s, text, log, from, to, fn, ctx, err);
}

enum vb_code vb_sqlite_escrow(struct vb_store *s, const struct vb_hash *log,
			      const struct vb_hash *act, struct vb_view addressee, char **out,
			      struct vb_err *err)
{
	static const char text[] = "SELECT identity FROM escrow WHERE log = ? AND act = ? AND"
				   " addressee = ?";
	uint8_t *identity = NULL;
	struct vb_query q;
	int64_t no = 0;
	size_t len;
	bool found;
	enum vb_code code = vb_log_number(&s->db, log, &no, NULL, err);

	if (code)
		return code;
	vb_query(&q, &s->db, text);
	vb_bind_int(&q, no);
	vb_bind_hash(&q, act);
	vb_bind_view(&q, addressee);
	found = vb_query_row(&q);
	if (found)
		vb_get_dup(&q, 0, &identity, &len);
	code = vb_query_end(&q, err);
	if (code)
		return code;
	if (!found)
		return vb_escrow_absent(log, addressee, err);
	*out = (char *)identity;
	return VB_OK;
}

enum vb_code vb_sqlite_logs(struct vb_store *s, vb_row_fn *fn, void *ctx, struct vb_err *err)
{
	static const char text[] = "SELECT no - 1, id, x'' FROM log ORDER BY no";
	struct vb_query q;

	vb_query(&q, &s->db, text);
	return vb_query_rows(&q, fn, ctx, err);
}

void vb_sqlite_close(struct vb_store *s)
{
	vb_db_close(&s->db);
}
