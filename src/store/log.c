/*
 * Appending to logs: entries, checkpoint and new state in one transaction, read
 * back before it is committed, and with them what register.c adds; and cosignatures.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/internal.h"

#include <stdlib.h>

enum vb_code vb_log_number(struct vb_db *db, const struct vb_hash *log, int64_t *no,
			   uint64_t *size, struct vb_err *err)
{
	static const char text[] = "SELECT no, size FROM log WHERE id = ?";
	struct vb_query q;
	bool found;
	enum vb_code code;
	int64_t n = 0, s = 0;

	vb_query(&q, db, text);
	vb_bind_hash(&q, log);
	found = vb_query_row(&q);
	if (found) {
		n = vb_get_int(&q, 0);
		s = vb_get_int(&q, 1);
	}
	code = vb_query_end(&q, err);
	if (code)
		return code;
	if (!found)
		return vb_log_absent(log, err);
	*no = n;
	if (size)
		*size = (uint64_t)s;
	return VB_OK;
}

/* ---- writing ---- */

struct place {
	struct vb_db *db;
	const struct vb_log_batch *batch;
	struct vb_log_name name;
	int64_t no;
};

static enum vb_code create_log(struct place *p, struct vb_err *err)
{
	static const char text[] = "INSERT INTO log (id, size, frontier) VALUES (?, 0, ?)";
	struct vb_query q;
	enum vb_code code;

	vb_query(&q, p->db, text);
	vb_bind_hash(&q, &p->batch->log);
	vb_bind_view(&q, p->batch->frontier);
	code = vb_query_run(&q, err);
	if (!code)
		p->no = sqlite3_last_insert_rowid(p->db->sql);
	return code;
}

static enum vb_code take_place(struct place *p, struct vb_err *err)
{
	uint64_t size = 0, expect = p->batch->expect_size;
	enum vb_code code = vb_log_number(p->db, &p->batch->log, &p->no, &size, err);

	if (code == VB_NOT_FOUND && expect == 0)
		return create_log(p, err);
	if (code != VB_OK && code != VB_NOT_FOUND)
		return code;
	if (code == VB_NOT_FOUND || size != expect)
		return vb_log_moved(&p->batch->log, size, expect, err);
	return VB_OK;
}

static enum vb_code intern_chain(struct place *p, struct vb_view name, int64_t *chain,
				 struct vb_err *err)
{
	static const char find[] = "SELECT no FROM chain WHERE log = ? AND name = ?";
	static const char add[] = "INSERT INTO chain (log, name) VALUES (?, ?)";
	struct vb_query q;
	enum vb_code code;
	bool found;

	vb_query(&q, p->db, find);
	vb_bind_int(&q, p->no);
	vb_bind_view(&q, name);
	found = vb_query_row(&q);
	if (found)
		*chain = vb_get_int(&q, 0);
	code = vb_query_end(&q, err);
	if (code || found)
		return code;
	vb_query(&q, p->db, add);
	vb_bind_int(&q, p->no);
	vb_bind_view(&q, name);
	code = vb_query_run(&q, err);
	if (!code)
		*chain = sqlite3_last_insert_rowid(p->db->sql);
	return code;
}

static bool position_taken(struct place *p, int64_t chain, const struct vb_log_entry *e)
{
	static const char text[] = "SELECT 1 FROM entry WHERE chain = ? AND epoch = ? AND"
				   " number = ?";
	struct vb_query q;
	bool taken;

	vb_query(&q, p->db, text);
	vb_bind_int(&q, chain);
	vb_bind_int(&q, (int64_t)e->epoch);
	vb_bind_int(&q, (int64_t)e->number);
	taken = vb_query_row(&q);
	vb_query_drop(&q);
	return taken;
}

/* The database said no: because somebody was first, or because it contradicts
 * itself? */
static enum vb_code explain(struct place *p, uint64_t index, int64_t chain,
			    const struct vb_log_entry *e, struct vb_err *err)
{
	static const char text[] = "SELECT at & 4294967295 FROM entry WHERE"
				   " substr(id, 1, 8) = substr(?1, 1, 8) AND id = ?1"
				   " AND at BETWEEN ?2 << 32 AND (?2 << 32 | 4294967295)";
	char id[65], key[64];
	struct vb_query q;
	bool found;

	vb_hex(id, e->id.b, sizeof(e->id.b));
	vb_query(&q, p->db, text);
	vb_bind_hash(&q, &e->id);
	vb_bind_int(&q, p->no);
	found = vb_query_row(&q);
	if (found)
		(void)vb_fail(err, VB_CONFLICT, "", p->name.s, "act %s is entry %lld already",
			      id, (long long)vb_get_int(&q, 0));
	vb_query_drop(&q);
	if (found)
		return VB_CONFLICT;
	if (position_taken(p, chain, e))
		return vb_fail(err, VB_CONFLICT, "", p->name.s,
			       "position %llu.%llu of the chain of %s is taken",
			       (unsigned long long)e->number, (unsigned long long)e->epoch,
			       vb_quote(key, sizeof(key), e->chain));
	return vb_fail(err, VB_MALFORMED, "", p->name.s,
		       "entry %llu cannot be next: the log's size and its entries disagree;"
		       " have the database examined",
		       (unsigned long long)index);
}

static enum vb_code put_entry(struct place *p, uint64_t index, const struct vb_log_entry *e,
			      struct vb_err *err)
{
	static const char text[] = "INSERT INTO entry (at, chain, epoch, number, roster, id,"
				   " note) VALUES (?, ?, ?, ?, ?, ?, ?)";
	struct vb_query q;
	int64_t chain = 0;
	enum vb_code code = intern_chain(p, e->chain, &chain, err);

	if (code)
		return code;
	vb_query(&q, p->db, text);
	vb_bind_int(&q, (p->no << 32) | (int64_t)index);
	vb_bind_int(&q, chain);
	vb_bind_int(&q, (int64_t)e->epoch);
	vb_bind_int(&q, (int64_t)e->number);
	vb_bind_int(&q, e->roster);
	vb_bind_hash(&q, &e->id);
	vb_bind_view(&q, e->note);
	while (vb_query_row(&q))
		continue;
	if ((q.rc & 0xff) != SQLITE_CONSTRAINT)
		return vb_query_end(&q, err);
	vb_query_drop(&q);
	return explain(p, index, chain, e, err);
}

static enum vb_code put_escrow(struct place *p, const struct vb_escrow *e, struct vb_err *err)
{
	static const char add[] = "INSERT INTO escrow (log, act, addressee, identity)"
				  " VALUES (?, ?, ?, ?)";
	static const char look[] = "SELECT identity FROM escrow WHERE log = ? AND act = ? AND"
				   " addressee = ?";
	struct vb_query q;
	enum vb_code code;
	bool same;

	vb_query(&q, p->db, add);
	vb_bind_int(&q, p->no);
	vb_bind_hash(&q, &e->act);
	vb_bind_view(&q, e->addressee);
	vb_bind_view(&q, e->identity);
	code = vb_query_run(&q, err);
	if (code)
		return code;
	vb_query(&q, p->db, look);
	vb_bind_int(&q, p->no);
	vb_bind_hash(&q, &e->act);
	vb_bind_view(&q, e->addressee);
	same = vb_query_row(&q) && vb_view_eq(vb_get_view(&q, 0), e->identity);
	code = vb_query_end(&q, err);
	if (!code && !same)
		code = vb_fail(err, VB_IO, "", p->name.s,
			       "an escrowed identity was read back otherwise than written");
	return code;
}

static enum vb_code insert_checkpoint(struct place *p, struct vb_view kept, int64_t *at,
				      struct vb_err *err)
{
	static const char text[] =
		"INSERT INTO checkpoint (at, size, time, note) VALUES (coalesce((SELECT"
		" max(at) + 1 FROM checkpoint WHERE at BETWEEN ?1 << 32 AND"
		" (?1 << 32 | 4294967295)), ?1 << 32), ?2, ?3, ?4)";
	const struct vb_log_batch *b = p->batch;
	struct vb_query q;
	enum vb_code code;

	vb_query(&q, p->db, text);
	vb_bind_int(&q, p->no);
	vb_bind_int(&q, (int64_t)(b->expect_size + b->nentries));
	vb_bind_int(&q, b->time);
	vb_bind_view(&q, kept);
	code = vb_query_run(&q, err);
	*at = sqlite3_last_insert_rowid(p->db->sql);
	return code;
}

static enum vb_code put_checkpoint(struct place *p, int64_t *at, struct vb_err *err)
{
	struct vb_view note = p->batch->checkpoint;
	uint8_t *first = NULL, *kept = malloc(note.len + 1);
	size_t len = 0;
	enum vb_code code;

	if (!kept)
		return vb_fail(err, VB_MEMORY, "", p->name.s, "out of memory");
	code = vb_first_checkpoint(p->db, p->no, &first, &len, err);
	if (!code) {
		len = vb_pack(vb_view(first, len), note, kept);
		code = insert_checkpoint(p, vb_view(kept, len), at, err);
	}
	free(first);
	free(kept);
	return code;
}

static enum vb_code put_state(struct place *p, struct vb_err *err)
{
	static const char text[] = "UPDATE log SET size = ?, frontier = ? WHERE no = ?";
	struct vb_query q;

	vb_query(&q, p->db, text);
	vb_bind_int(&q, (int64_t)(p->batch->expect_size + p->batch->nentries));
	vb_bind_view(&q, p->batch->frontier);
	vb_bind_int(&q, p->no);
	return vb_query_run(&q, err);
}

/* ---- reading back ---- */

static bool same_entry(struct vb_query *q, const struct vb_log_entry *e)
{
	struct vb_hash id = vb_get_hash(q, 1);

	return vb_hash_eq(&id, &e->id) && vb_view_eq(vb_get_view(q, 2), e->note) &&
	       vb_view_eq(vb_get_view(q, 3), e->chain) &&
	       (uint64_t)vb_get_int(q, 4) == e->epoch &&
	       (uint64_t)vb_get_int(q, 5) == e->number && vb_get_int(q, 6) == e->roster;
}

static enum vb_code reread_entries(struct place *p, struct vb_recheck check,
				   struct vb_err *err)
{
	static const char text[] =
		"SELECT entry.at, entry.id, entry.note, chain.name, entry.epoch, entry.number,"
		" entry.roster FROM entry JOIN chain ON chain.no = entry.chain"
		" WHERE entry.at >= ? AND entry.at < ? ORDER BY entry.at";
	int64_t first = (p->no << 32) | (int64_t)p->batch->expect_size;
	struct vb_query q;
	enum vb_code code = VB_OK;
	size_t n = 0;

	vb_query(&q, p->db, text);
	vb_bind_int(&q, first);
	vb_bind_int(&q, first + (int64_t)p->batch->nentries);
	while (!code && vb_query_row(&q)) {
		uint64_t index = p->batch->expect_size + n;
		struct vb_hash id = vb_get_hash(&q, 1);

		if (n == p->batch->nentries || vb_get_int(&q, 0) != first + (int64_t)n ||
		    !same_entry(&q, &p->batch->entries[n]))
			code = q.rc ? VB_OK : vb_log_altered(&p->batch->log, "entry", index, err);
		else
			code = check.check(check.ctx, index, vb_get_view(&q, 2), &id, err);
		n++;
	}
	if (code)
		vb_query_drop(&q);
	else
		code = vb_query_end(&q, err);
	if (!code && n != p->batch->nentries)
		code = vb_log_altered(&p->batch->log, "entry", p->batch->expect_size + n, err);
	return code;
}

/* True if the kept checkpoint, unpacked, is the one that was given. */
static bool same_checkpoint(struct place *p, struct vb_view first, struct vb_view kept,
			    uint8_t *buf)
{
	struct vb_writer w;

	vb_writer_init(&w, buf, p->batch->checkpoint.len);
	return vb_unpack(first, kept, &w) && vb_view_eq(vb_written(&w), p->batch->checkpoint);
}

static enum vb_code reread_state(struct place *p, int64_t at, struct vb_err *err)
{
	static const char text[] =
		"SELECT c.size, c.time, c.note, l.size, l.frontier, substr(f.note, 2) FROM"
		" checkpoint c, log l, checkpoint f WHERE c.at = ?1 AND l.no = ?2 AND"
		" f.at = ?2 << 32";
	const struct vb_log_batch *b = p->batch;
	int64_t size = (int64_t)(b->expect_size + b->nentries);
	uint8_t *buf = malloc(b->checkpoint.len);
	struct vb_query q;
	enum vb_code code;
	bool same;

	if (!buf)
		return vb_fail(err, VB_MEMORY, "", p->name.s, "out of memory");
	vb_query(&q, p->db, text);
	vb_bind_int(&q, at);
	vb_bind_int(&q, p->no);
	same = vb_query_row(&q) && vb_get_int(&q, 0) == size &&
	       vb_get_int(&q, 1) == b->time && vb_get_int(&q, 3) == size &&
	       vb_view_eq(vb_get_view(&q, 4), b->frontier) &&
	       same_checkpoint(p, vb_get_view(&q, 5), vb_get_view(&q, 2), buf);
	code = vb_query_end(&q, err);
	free(buf);
	if (!code && !same)
		code = vb_log_altered(&p->batch->log, "the checkpoint of size", (uint64_t)size,
				      err);
	return code;
}

static enum vb_code append_one(struct vb_db *db, const struct vb_log_batch *b,
			       struct vb_recheck check, struct vb_err *err)
{
	struct place p = {.db = db, .batch = b, .name = vb_log_name(&b->log)};
	enum vb_code code = take_place(&p, err);
	int64_t at = 0;

	for (size_t i = 0; i < b->nentries && !code; i++) {
		const struct vb_log_entry *e = &b->entries[i];

		code = put_entry(&p, b->expect_size + i, e, err);
		for (size_t j = 0; j < e->nescrow && !code; j++)
			code = put_escrow(&p, &e->escrow[j], err);
	}
	if (!code)
		code = put_checkpoint(&p, &at, err);
	if (!code)
		code = put_state(&p, err);
	if (!code)
		code = reread_entries(&p, check, err);
	if (!code)
		code = reread_state(&p, at, err);
	return code;
}

enum vb_code vb_sqlite_append(struct vb_store *s, const struct vb_log_batch *b,
			      size_t nbatches, struct vb_recheck check, struct vb_err *err)
{
	enum vb_code code = vb_db_begin(&s->db, err);

	if (code)
		return code;
	for (size_t i = 0; i < nbatches && !code; i++)
		code = append_one(&s->db, &b[i], check, err);
	for (size_t i = 0; i < nbatches && !code; i++)
		code = vb_register_put(&s->db, &b[i], err);
	return vb_db_end(&s->db, code, err);
}

/* ---- cosignatures ---- */

static enum vb_code put_cosignature(struct vb_db *db, const struct vb_hash *log,
				    uint64_t size, struct vb_view cosigner,
				    struct vb_view line, struct vb_err *err)
{
	static const char text[] = "INSERT INTO cosignature (at, cosigner, line) SELECT"
				   " ?1 << 32 | ?2, ?3, ?4 WHERE NOT EXISTS (SELECT 1 FROM"
				   " cosignature WHERE at = (?1 << 32 | ?2) AND"
				   " cosigner = ?3)";
	uint64_t ordinal, found = 0;
	struct vb_query q;
	int64_t no = 0;
	enum vb_code code = vb_log_number(db, log, &no, NULL, err);

	if (!code)
		code = vb_checkpoint_seek(db, no, size, &ordinal, &found, err);
	if (code)
		return code;
	if (found != size)
		return vb_checkpoint_absent(log, size, err);
	vb_query(&q, db, text);
	vb_bind_int(&q, no);
	vb_bind_int(&q, (int64_t)size);
	vb_bind_view(&q, cosigner);
	vb_bind_view(&q, line);
	return vb_query_run(&q, err);
}

enum vb_code vb_sqlite_cosign(struct vb_store *s, const struct vb_hash *log, uint64_t size,
			      struct vb_view cosigner, struct vb_view line, struct vb_err *err)
{
	enum vb_code code = vb_db_begin(&s->db, err);

	if (code)
		return code;
	code = put_cosignature(&s->db, log, size, cosigner, line, err);
	return vb_db_end(&s->db, code, err);
}
