/*
 * A desk's own acts: a position of a chain is written once, before anything is
 * sent, and the outbox is what the log does not hold yet.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/internal.h"

/* What one own act is, and where it stands. */
struct own {
	struct vb_view chain;
	uint64_t number;
	uint64_t epoch;
	const struct vb_hash *id;
	struct vb_view note;
};

/* @found: something stands at that position; @same: these very bytes. */
static enum vb_code look_at(struct vb_db *db, const struct own *o, bool *found, bool *same,
			    struct vb_err *err)
{
	static const char text[] = "SELECT id, note FROM own WHERE chain = ? AND epoch = ? AND"
				   " number = ?";
	struct vb_query q;

	*same = false;
	vb_query(&q, db, text);
	vb_bind_view(&q, o->chain);
	vb_bind_int(&q, (int64_t)o->epoch);
	vb_bind_int(&q, (int64_t)o->number);
	*found = vb_query_row(&q);
	if (*found) {
		struct vb_hash id = vb_get_hash(&q, 0);

		*same = vb_hash_eq(&id, o->id) && vb_view_eq(vb_get_view(&q, 1), o->note);
	}
	return vb_query_end(&q, err);
}

static enum vb_code put(struct vb_db *db, const struct own *o, struct vb_err *err)
{
	static const char text[] =
		"INSERT INTO own (idx, chain, epoch, number, id, note) VALUES"
		" (coalesce((SELECT max(idx) FROM own) + 1, 0), ?, ?, ?, ?, ?)";
	bool found, same;
	struct vb_query q;
	char key[80];
	enum vb_code code = look_at(db, o, &found, &same, err);

	if (code || same)
		return code;
	if (found)
		return vb_fail(err, VB_CONFLICT, "", db->schema->file,
			       "another text stands at position %llu.%llu of the chain of %s",
			       (unsigned long long)o->number, (unsigned long long)o->epoch,
			       vb_quote(key, sizeof(key), o->chain));
	vb_query(&q, db, text);
	vb_bind_view(&q, o->chain);
	vb_bind_int(&q, (int64_t)o->epoch);
	vb_bind_int(&q, (int64_t)o->number);
	vb_bind_hash(&q, o->id);
	vb_bind_view(&q, o->note);
	code = vb_query_run(&q, err);
	if (!code)
		code = look_at(db, o, &found, &same, err);
	if (!code && !same)
		code = vb_fail(err, VB_IO, "", db->schema->file,
			       "an own act was read back otherwise than written");
	return code;
}

enum vb_code vb_own_put(struct vb_cabinet *c, struct vb_view chain, uint64_t number,
			uint64_t epoch, const struct vb_hash *id, struct vb_view note,
			struct vb_err *err)
{
	struct own o = {chain, number, epoch, id, note};
	enum vb_code code = vb_admit_length(c->db.schema->file, "an act", note, 1, VB_NOTE_MAX,
					    err);

	if (!code)
		code = vb_admit_length(c->db.schema->file, "a key's name", chain, 1,
				       VB_KEYNAME_MAX, err);
	if (!code)
		code = vb_admit_position(c->db.schema->file, number, epoch, err);
	if (!code)
		code = vb_db_begin(&c->db, err);
	if (code)
		return code;
	return vb_db_end(&c->db, put(&c->db, &o, err), err);
}

enum vb_code vb_own_head(struct vb_cabinet *c, struct vb_view chain, uint64_t *number,
			 uint64_t *epoch, struct vb_hash *id, struct vb_err *err)
{
	static const char text[] = "SELECT number, epoch, id FROM own WHERE chain = ?"
				   " ORDER BY epoch DESC, number DESC LIMIT 1";
	struct vb_hash h = {{0}};
	int64_t n = 0, e = 0;
	struct vb_query q;
	char key[80];
	bool found;
	enum vb_code code;

	vb_query(&q, &c->db, text);
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
		return vb_fail(err, VB_NOT_FOUND, "", c->db.schema->file,
			       "no own act of the chain of %s was written",
			       vb_quote(key, sizeof(key), chain));
	*number = (uint64_t)n;
	*epoch = (uint64_t)e;
	*id = h;
	return VB_OK;
}

enum vb_code vb_own_list(struct vb_cabinet *c, vb_row_fn *fn, void *ctx, struct vb_err *err)
{
	static const char text[] = "SELECT idx, id, note FROM own ORDER BY idx";
	struct vb_query q;

	vb_query(&q, &c->db, text);
	return vb_query_rows(&q, fn, ctx, err);
}

enum vb_code vb_outbox(struct vb_cabinet *c, vb_row_fn *fn, void *ctx, struct vb_err *err)
{
	static const char text[] =
		"SELECT idx, id, note FROM own WHERE NOT EXISTS"
		" (SELECT 1 FROM entry INDEXED BY entry_id"
		" WHERE substr(entry.id, 1, 8) = substr(own.id, 1, 8) AND entry.id = own.id)"
		" ORDER BY idx";
	struct vb_query q;

	vb_query(&q, &c->db, text);
	return vb_query_rows(&q, fn, ctx, err);
}
