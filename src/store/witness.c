/*
 * What a witness has cosigned: of each log the newest size and root, and every checkpoint
 * whole, since two of them may be the proof that a log was forked.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/internal.h"

#include <stdlib.h>

struct vb_witness_store {
	struct vb_db db;
};

enum vb_code vb_witness_store_open(const char *dir, bool create, struct vb_witness_store **out,
				   struct vb_err *err)
{
	struct vb_witness_store *s = calloc(1, sizeof(*s));
	enum vb_code code;

	if (!s)
		return vb_fail(err, VB_MEMORY, "", vb_schema_witness.file, "out of memory");
	code = vb_db_open(&s->db, dir, create, &vb_schema_witness, err);
	if (!code)
		code = vb_db_ready(&s->db, err);
	if (!code) {
		*out = s;
		return VB_OK;
	}
	vb_db_close(&s->db);
	free(s);
	return code;
}

void vb_witness_store_close(struct vb_witness_store *s)
{
	if (!s)
		return;
	vb_db_close(&s->db);
	free(s);
}

/* No log of that origin: size 0, and nothing in @root. */
static enum vb_code look_up(struct vb_db *db, const struct vb_hash *origin, int64_t *no,
			    uint64_t *size, struct vb_hash *root, struct vb_err *err)
{
	static const char text[] = "SELECT no, size, root FROM log WHERE origin = ?";
	struct vb_query q;

	*no = 0;
	*size = 0;
	vb_query(&q, db, text);
	vb_bind_hash(&q, origin);
	if (vb_query_row(&q)) {
		*no = vb_get_int(&q, 0);
		*size = (uint64_t)vb_get_int(&q, 1);
		*root = vb_get_hash(&q, 2);
	}
	return vb_query_end(&q, err);
}

enum vb_code vb_witness_latest(struct vb_witness_store *s, const struct vb_hash *origin,
			       uint64_t *size, struct vb_hash *root, struct vb_err *err)
{
	int64_t no;

	return look_up(&s->db, origin, &no, size, root, err);
}

static enum vb_code add_log(struct vb_db *db, const struct vb_hash *origin,
			    const struct vb_witnessed *c, int64_t *no, struct vb_err *err)
{
	static const char text[] = "INSERT INTO log (no, origin, size, root) VALUES"
				   " (coalesce((SELECT max(no) FROM log), 0) + 1, ?, ?, ?)";
	struct vb_hash root;
	struct vb_query q;
	uint64_t size;
	enum vb_code code;

	vb_query(&q, db, text);
	vb_bind_hash(&q, origin);
	vb_bind_int(&q, (int64_t)c->size);
	vb_bind_hash(&q, &c->root);
	code = vb_query_run(&q, err);
	return code ? code : look_up(db, origin, no, &size, &root, err);
}

static enum vb_code move_log(struct vb_db *db, int64_t no, const struct vb_witnessed *c,
			     struct vb_err *err)
{
	static const char text[] = "UPDATE log SET size = ?, root = ? WHERE no = ?";
	struct vb_query q;

	vb_query(&q, db, text);
	vb_bind_int(&q, (int64_t)c->size);
	vb_bind_hash(&q, &c->root);
	vb_bind_int(&q, no);
	return vb_query_run(&q, err);
}

static enum vb_code add_checkpoint(struct vb_db *db, int64_t no, const struct vb_witnessed *c,
				   struct vb_err *err)
{
	static const char text[] =
		"INSERT INTO checkpoint (idx, log, size, note) VALUES"
		" (coalesce((SELECT max(idx) FROM checkpoint) + 1, 0), ?, ?, ?)";
	struct vb_query q;

	vb_query(&q, db, text);
	vb_bind_int(&q, no);
	vb_bind_int(&q, (int64_t)c->size);
	vb_bind_view(&q, c->note);
	return vb_query_run(&q, err);
}

enum vb_code vb_witness_advance(struct vb_witness_store *s, const struct vb_hash *origin,
				uint64_t old, const struct vb_hash *old_root,
				const struct vb_witnessed *c, struct vb_err *err)
{
	struct vb_hash root;
	uint64_t size;
	int64_t no;
	enum vb_code code = vb_admit_length(s->db.schema->file, "a checkpoint", c->note, 1,
					    VB_NOTE_MAX, err);

	if (!code && c->size > VB_DEC_MAX)
		code = vb_fail(err, VB_REFUSED, "1.3", s->db.schema->file,
			       "its size is above 2^53-1");
	if (!code)
		code = vb_db_begin(&s->db, err);
	if (code)
		return code;
	code = look_up(&s->db, origin, &no, &size, &root, err);
	if (!code && (size != old || (no != 0 && !vb_hash_eq(&root, old_root))))
		code = vb_fail(err, VB_CONFLICT, "C2SP tlog-witness", s->db.schema->file,
			       "another checkpoint was cosigned meanwhile");
	if (!code)
		code = no == 0 ? add_log(&s->db, origin, c, &no, err)
			       : move_log(&s->db, no, c, err);
	if (!code)
		code = add_checkpoint(&s->db, no, c, err);
	return vb_db_end(&s->db, code, err);
}

enum vb_code vb_witness_checkpoint(struct vb_witness_store *s, const struct vb_hash *origin,
				   uint8_t **out, size_t *len, struct vb_err *err)
{
	static const char text[] = "SELECT c.note FROM checkpoint c JOIN log l ON l.no = c.log"
				   " WHERE l.origin = ? ORDER BY c.idx DESC LIMIT 1";
	struct vb_query q;
	bool found;
	enum vb_code code;

	vb_query(&q, &s->db, text);
	vb_bind_hash(&q, origin);
	found = vb_query_row(&q);
	if (found)
		vb_get_dup(&q, 0, out, len);
	code = vb_query_end(&q, err);
	if (!code && !found)
		code = vb_fail(err, VB_NOT_FOUND, "C2SP tlog-witness", s->db.schema->file,
			       "nothing of that log was cosigned");
	return code;
}
