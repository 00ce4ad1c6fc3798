/*
 * The log store of a depositary: what is admitted, and which engine keeps it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/internal.h"
#include "store/pg.h"

#include <stdlib.h>

static const struct vb_engine engine_sqlite = {
	.where = "depositary.db",
	.close = vb_sqlite_close,
	.load = vb_sqlite_load,
	.append = vb_sqlite_append,
	.find = vb_sqlite_find,
	.entries = vb_sqlite_entries,
	.roster = vb_sqlite_roster,
	.chain_head = vb_sqlite_chain_head,
	.checkpoints = vb_sqlite_checkpoints,
	.cosign = vb_sqlite_cosign,
	.cosignatures = vb_sqlite_cosignatures,
	.escrow = vb_sqlite_escrow,
	.behind = vb_sqlite_behind,
	.registered = vb_sqlite_registered,
	.logs = vb_sqlite_logs,
	.copy_begin = vb_sqlite_copy_begin,
	.copy_bring = vb_sqlite_copy_bring,
	.copy_finish = vb_sqlite_copy_finish,
	.copy_size = vb_sqlite_copy_size,
	.copy_read = vb_sqlite_copy_read,
	.copy_erase = vb_sqlite_copy_erase,
	.copy_collect = vb_sqlite_copy_collect,
	.draft_put = vb_sqlite_draft_put,
	.draft_get = vb_sqlite_draft_get,
	.seat_put = vb_sqlite_seat_put,
	.seats = vb_sqlite_seats,
	.draft_opened = vb_sqlite_draft_opened,
	.draft_table = vb_sqlite_draft_table,
	.doctor = vb_sqlite_doctor,
};

static const struct vb_engine engine_pg = {
	.where = "database",
	.close = vb_pg_close,
	.load = vb_pg_load,
	.append = vb_pg_append,
	.find = vb_pg_find,
	.entries = vb_pg_entries,
	.roster = vb_pg_roster,
	.chain_head = vb_pg_chain_head,
	.checkpoints = vb_pg_checkpoints,
	.cosign = vb_pg_cosign,
	.cosignatures = vb_pg_cosignatures,
	.escrow = vb_pg_escrow,
	.behind = vb_pg_behind,
	.registered = vb_pg_registered,
	.logs = vb_pg_logs,
	.copy_begin = vb_pg_copy_begin,
	.copy_bring = vb_pg_copy_bring,
	.copy_finish = vb_pg_copy_finish,
	.copy_size = vb_pg_copy_size,
	.copy_read = vb_pg_copy_read,
	.copy_erase = vb_pg_copy_erase,
	.copy_collect = vb_pg_copy_collect,
	.draft_put = vb_pg_draft_put,
	.draft_get = vb_pg_draft_get,
	.seat_put = vb_pg_seat_put,
	.seats = vb_pg_seats,
	.draft_opened = vb_pg_draft_opened,
	.draft_table = vb_pg_draft_table,
	.doctor = vb_pg_doctor,
};

/* ---- opening ---- */

static struct vb_store *blank(const struct vb_engine *engine, struct vb_err *err)
{
	struct vb_store *s = calloc(1, sizeof(*s));

	if (s)
		s->engine = engine;
	else
		(void)vb_fail(err, VB_MEMORY, "", engine->where, "out of memory");
	return s;
}

static enum vb_code open_folder(const char *dir, bool create, bool reading,
				struct vb_store **out, struct vb_err *err)
{
	struct vb_store *s = blank(&engine_sqlite, err);
	enum vb_code code;

	if (!s)
		return VB_MEMORY;
	code = reading ? vb_db_open_reading(&s->db, dir, &vb_schema_store, err)
		       : vb_db_open(&s->db, dir, create, &vb_schema_store, err);
	if (code)
		free(s);
	else
		*out = s;
	return code;
}

enum vb_code vb_store_open(const char *dir, bool create, struct vb_store **out,
			   struct vb_err *err)
{
	return open_folder(dir, create, false, out, err);
}

enum vb_code vb_store_open_reading(const char *dir, struct vb_store **out, struct vb_err *err)
{
	return open_folder(dir, false, true, out, err);
}

static enum vb_code open_url(const char *url, bool create, bool reading, struct vb_store **out,
			     struct vb_err *err)
{
	struct vb_store *s = blank(&engine_pg, err);
	enum vb_code code;

	if (!s)
		return VB_MEMORY;
	code = vb_pg_open(url, create, reading, &s->pg, err);
	if (code)
		free(s);
	else
		*out = s;
	return code;
}

enum vb_code vb_store_open_at(const char *url, bool create, struct vb_store **out,
			      struct vb_err *err)
{
	return open_url(url, create, false, out, err);
}

enum vb_code vb_store_open_reading_at(const char *url, struct vb_store **out,
				      struct vb_err *err)
{
	return open_url(url, false, true, out, err);
}

void vb_store_close(struct vb_store *s)
{
	if (s)
		s->engine->close(s);
	free(s);
}

void vb_log_state_free(struct vb_log_state *st)
{
	if (!st)
		return;
	free(st->checkpoint);
	*st = (struct vb_log_state){0};
}

/* ---- writing: admitted, then the engine's ---- */

enum vb_code vb_log_append(struct vb_store *s, const struct vb_log_batch *b, size_t nbatches,
			   struct vb_recheck check, struct vb_err *err)
{
	enum vb_code code = VB_OK;

	if (!check.check)
		return vb_fail(err, VB_USAGE, "", "append", "no check was given");
	for (size_t i = 0; i < nbatches && !code; i++)
		code = vb_admit_batch(s->engine->where, &b[i], err);
	return code ? code : s->engine->append(s, b, nbatches, check, err);
}

enum vb_code vb_log_cosign(struct vb_store *s, const struct vb_hash *log, uint64_t size,
			   struct vb_view cosigner, struct vb_view line, struct vb_err *err)
{
	const char *where = s->engine->where;
	enum vb_code code = vb_admit_length(where, "a cosigner's name", cosigner, 1,
					    VB_KEYNAME_MAX, err);

	if (!code)
		code = vb_admit_length(where, "a cosignature line", line, 1, VB_LINE_MAX, err);
	/* No log is that large; what is no bigint has no checkpoint, either. */
	if (!code && size > VB_INDEX_MAX)
		code = vb_checkpoint_absent(log, size, err);
	return code ? code : s->engine->cosign(s, log, size, cosigner, line, err);
}

static enum vb_code admit_time(struct vb_store *s, int64_t now, struct vb_err *err)
{
	if (now >= 0 && now <= VB_TIME_MAX)
		return VB_OK;
	return vb_fail(err, VB_REFUSED, "", s->engine->where, "no year from 1970 to 9999");
}

enum vb_code vb_store_copy_begin(struct vb_store *s, const struct vb_hash *hash,
				 uint64_t bytes, int64_t now, bool *whole, struct vb_err *err)
{
	enum vb_code code = admit_time(s, now, err);

	if (!code && bytes > VB_COPY_MAX)
		code = vb_fail(err, VB_REFUSED, "", s->engine->where,
			       "a copy has %llu bytes; at most %llu are kept",
			       (unsigned long long)bytes, (unsigned long long)VB_COPY_MAX);
	return code ? code : s->engine->copy_begin(s, hash, bytes, now, whole, err);
}

enum vb_code vb_store_copy_bring(struct vb_store *s, const struct vb_hash *hash, uint64_t at,
				 struct vb_view bytes, struct vb_err *err)
{
	if (at % VB_PIECE != 0 || bytes.len == 0 || bytes.len > VB_COPY_STEP ||
	    at > VB_COPY_MAX - bytes.len)
		return vb_fail(err, VB_USAGE, "", s->engine->where,
			       "a copy is brought in whole pieces");
	return s->engine->copy_bring(s, hash, at, bytes, err);
}

enum vb_code vb_store_copy_finish(struct vb_store *s, const struct vb_hash *hash,
				  struct vb_err *err)
{
	return s->engine->copy_finish(s, hash, err);
}

enum vb_code vb_store_copy_erase(struct vb_store *s, const struct vb_hash *hash, int64_t now,
				 struct vb_err *err)
{
	enum vb_code code = admit_time(s, now, err);

	return code ? code : s->engine->copy_erase(s, hash, now, err);
}

enum vb_code vb_store_copy_collect(struct vb_store *s, int64_t before, bool *more,
				   struct vb_err *err)
{
	return s->engine->copy_collect(s, before, more, err);
}

enum vb_code vb_store_draft_put(struct vb_store *s, const struct vb_hash *draft,
				struct vb_view bytes, struct vb_err *err)
{
	enum vb_code code = vb_admit_length(s->engine->where, "a draft", bytes, 1, VB_PAPER_MAX,
					    err);

	return code ? code : s->engine->draft_put(s, draft, bytes, err);
}

enum vb_code vb_store_seat_put(struct vb_store *s, const struct vb_hash *draft,
			       struct vb_view party, struct vb_view seat,
			       struct vb_view secret, struct vb_err *err)
{
	const char *where = s->engine->where;
	enum vb_code code = vb_admit_length(where, "a party's name", party, 1, VB_KEYNAME_MAX,
					    err);

	if (!code)
		code = vb_admit_length(where, "a seat", seat, 1, VB_NOTE_MAX, err);
	if (!code)
		code = vb_admit_length(where, "a secret", secret, 0, VB_SECRET_MAX, err);
	return code ? code : s->engine->seat_put(s, draft, party, seat, secret, err);
}

enum vb_code vb_store_draft_opened(struct vb_store *s, const struct vb_hash *draft,
				   const struct vb_hash *table, struct vb_err *err)
{
	return s->engine->draft_opened(s, draft, table, err);
}

/* ---- reading: the engine's ---- */

enum vb_code vb_log_load(struct vb_store *s, const struct vb_hash *log,
			 struct vb_log_state *out, struct vb_err *err)
{
	return s->engine->load(s, log, out, err);
}

enum vb_code vb_log_find(struct vb_store *s, const struct vb_hash *log,
			 const struct vb_hash *id, uint64_t *index, struct vb_err *err)
{
	return s->engine->find(s, log, id, index, err);
}

enum vb_code vb_log_entries(struct vb_store *s, const struct vb_hash *log, uint64_t from,
			    uint64_t to, vb_row_fn *fn, void *ctx, struct vb_err *err)
{
	return s->engine->entries(s, log, from, to, fn, ctx, err);
}

enum vb_code vb_log_roster(struct vb_store *s, const struct vb_hash *log, vb_row_fn *fn,
			   void *ctx, struct vb_err *err)
{
	return s->engine->roster(s, log, fn, ctx, err);
}

enum vb_code vb_log_chain_head(struct vb_store *s, const struct vb_hash *log,
			       struct vb_view chain, uint64_t *number, uint64_t *epoch,
			       struct vb_hash *id, struct vb_err *err)
{
	return s->engine->chain_head(s, log, chain, number, epoch, id, err);
}

enum vb_code vb_log_checkpoints(struct vb_store *s, const struct vb_hash *log, uint64_t from,
				uint64_t to, vb_row_fn *fn, void *ctx, struct vb_err *err)
{
	return s->engine->checkpoints(s, log, from, to, fn, ctx, err);
}

enum vb_code vb_log_cosignatures(struct vb_store *s, const struct vb_hash *log,
				 uint64_t from, uint64_t to, vb_row_fn *fn, void *ctx,
				 struct vb_err *err)
{
	return s->engine->cosignatures(s, log, from, to, fn, ctx, err);
}

enum vb_code vb_log_escrow(struct vb_store *s, const struct vb_hash *log,
			   const struct vb_hash *act, struct vb_view addressee, char **out,
			   struct vb_err *err)
{
	return s->engine->escrow(s, log, act, addressee, out, err);
}

enum vb_code vb_log_behind(struct vb_store *s, const struct vb_hash *but, size_t max,
			   vb_registered_fn *fn, void *ctx, struct vb_err *err)
{
	return s->engine->behind(s, but, max, fn, ctx, err);
}

enum vb_code vb_log_registered(struct vb_store *s, const struct vb_hash *log, uint64_t from,
			       uint64_t to, vb_registered_fn *fn, void *ctx,
			       struct vb_err *err)
{
	return s->engine->registered(s, log, from, to, fn, ctx, err);
}

enum vb_code vb_store_logs(struct vb_store *s, vb_row_fn *fn, void *ctx, struct vb_err *err)
{
	return s->engine->logs(s, fn, ctx, err);
}

enum vb_code vb_store_copy_size(struct vb_store *s, const struct vb_hash *hash,
				uint64_t *bytes, struct vb_err *err)
{
	return s->engine->copy_size(s, hash, bytes, err);
}

enum vb_code vb_store_copy_read(struct vb_store *s, const struct vb_hash *hash, uint64_t from,
				uint8_t *out, size_t n, struct vb_err *err)
{
	return s->engine->copy_read(s, hash, from, out, n, err);
}

enum vb_code vb_store_draft_get(struct vb_store *s, const struct vb_hash *draft,
				uint8_t **out, size_t *len, struct vb_err *err)
{
	return s->engine->draft_get(s, draft, out, len, err);
}

enum vb_code vb_store_seats(struct vb_store *s, const struct vb_hash *draft, vb_seat_fn *fn,
			    void *ctx, struct vb_err *err)
{
	return s->engine->seats(s, draft, fn, ctx, err);
}

enum vb_code vb_store_draft_table(struct vb_store *s, const struct vb_hash *draft,
				  struct vb_hash *table, struct vb_err *err)
{
	return s->engine->draft_table(s, draft, table, err);
}

enum vb_code vb_store_doctor(struct vb_store *s, vb_say_fn *say, void *ctx, bool *sound,
			     struct vb_err *err)
{
	return s->engine->doctor(s, say, ctx, sound, err);
}
