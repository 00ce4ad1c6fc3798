/*
 * Keeping up with the depositary: what is new comes in verified or not at all, and a
 * log that contradicts itself leaves its evidence here.
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

#define STEP 4096u		/* entries that are verified and kept together */
#define ENTRIES_ASKED 1024u	/* at most, in one question */

/* ---- the post ---- */

static enum vb_code out_of_reach(enum vb_code code, struct vb_err *err)
{
	if (code == VB_MEMORY || code == VB_OK)
		return code;
	if (err)
		err->code = VB_IO;
	return VB_IO;
}

static enum vb_code connect_post(struct vb_desk *d, struct vb_err *err)
{
	enum vb_code code;

	if (d->connected)
		return VB_OK;
	code = d->world.connect(d->world.ctx, d->card.address, false, &d->post, err);
	d->connected = code == VB_OK;
	d->access.facts = UINT32_MAX;
	return out_of_reach(code, err);
}

enum vb_code vb_desk_post(struct vb_desk *d, const struct vb_request *req,
			  struct vb_reply *reply, struct vb_err *err)
{
	enum vb_code code = connect_post(d, err);

	if (code)
		return code;
	code = vb_access_introduce(d, err);
	if (code)
		return out_of_reach(code, err);
	code = vb_post_ask(&d->post, req, reply, err);
	if (code == VB_IO || code == VB_BUSY) {
		vb_post_close(&d->post);
		d->connected = false;
	}
	return code == VB_BUSY ? out_of_reach(code, err) : code;
}

/* For what the depositary has.  That it cannot read it says nothing of the log. */
static enum vb_code get(struct vb_desk *d, const struct vb_request *req, struct vb_reply *reply,
			struct vb_err *err)
{
	enum vb_code code = vb_desk_post(d, req, reply, err);

	return code == VB_MALFORMED ? out_of_reach(code, err) : code;
}

enum vb_code vb_desk_copy(struct vb_desk *d, const struct vb_hash *hash, uint64_t bytes,
			  uint8_t **out, size_t *len, struct vb_err *err)
{
	struct vb_request req = {.op = VB_OP_COPY_GET, .table = d->card.table, .hash = *hash};
	struct vb_reply reply = {0};
	struct vb_hash have;
	char name[128];
	enum vb_code code;

	vb_box_name(name, hash, NULL);
	code = vb_box_get(d->cab, VB_BOX_COPY, name, out, len, err);
	if (code == VB_NOT_FOUND)
		code = vb_kept_bytes(d, hash, VB_COPY_MAX, out, len, err);
	if (code != VB_NOT_FOUND)
		return code;
	code = vb_desk_post(d, &req, &reply, err);
	if (code)
		return code;
	vb_sha256(vb_view(reply.body, reply.len), &have);
	if (reply.len != bytes || !vb_hash_eq(&have, hash))
		code = vb_fail(err, VB_FALSE, "5.2.4", "copy",
			       "the depositary sent other bytes than the act names; nothing "
			       "was signed");
	if (!code)
		code = vb_box_put(d->cab, VB_BOX_COPY, name, vb_view(reply.body, reply.len),
				  err);
	/* What there is no room to keep, or what a reader may not keep, is fetched again. */
	if (code == VB_FULL || (code == VB_IO && d->lock < 0))
		code = VB_OK;
	if (!code) {
		*out = reply.body;
		*len = reply.len;
		reply.body = NULL;
	}
	vb_reply_free(&reply);
	return code;
}

/* ---- faults ---- */

enum vb_code vb_desk_keep_fault(struct vb_desk *d, bool fork, struct vb_view evidence,
				struct vb_err *err)
{
	struct vb_view mine = vb_view(d->checkpoint, d->checkpoint_len);
	char reason[480];
	bool kept = true;

	err->code = VB_FALSE;
	snprintf(reason, sizeof(reason), "%.470s", err->sentence);
	if (evidence.len > 0)
		kept = vb_stray_put(d->cab, evidence, reason, NULL) == VB_OK;
	if (fork && mine.len > 0)
		kept = vb_stray_put(d->cab, mine, reason, NULL) == VB_OK && kept;
	if (fork) {
		struct vb_view v = vb_view_str(reason);

		vb_view_copy(d->fault, sizeof(d->fault), v);
		kept = vb_box_put(d->cab, VB_BOX_META, "fault", v, NULL) == VB_OK && kept;
	}
	if (!kept)
		snprintf(err->sentence, sizeof(err->sentence),
			 "%.400s; the evidence could not be kept here", reason);
	return VB_FALSE;
}

static enum vb_code forked(struct vb_desk *d, const struct vb_dated *other, uint64_t at,
			   struct vb_err *err)
{
	struct vb_err why;

	vb_fail(&why, VB_FALSE, "6.7", "checkpoint",
		"the depositary signed two logs that differ within their first %llu entries: "
		"the log is forked; both checkpoints are kept, and nothing is signed on top "
		"of it",
		(unsigned long long)at);
	(void)vb_desk_keep_fault(d, true, other->note, &why);
	if (err)
		*err = why;
	return VB_FALSE;
}

/* ---- checkpoints ---- */

enum vb_code vb_dated_read(const struct vb_desk *d, struct vb_view note, struct vb_dated *out,
			   struct vb_err *err)
{
	struct vb_checkpoint *c = malloc(sizeof(*c));
	struct vb_dated got = {.time = VB_TIME_NONE, .note = note};
	enum vb_code code = c ? vb_checkpoint_parse(note, c, err) : vb_no_room(err);

	if (!code)
		code = vb_checkpoint_verify(c, &d->log_key, err);
	if (!code) {
		got.size = c->size;
		got.root = c->root;
		code = vb_cosign_verify(c, &d->clock_key, &got.time, err);
		if (code == VB_NOT_FOUND) {
			got.time = VB_TIME_NONE;
			code = VB_OK;
		}
	}
	free(c);
	if (!code)
		*out = got;
	return code;
}

/* Marks that are to be added, and how far their roots have been compared. */
struct extending {
	struct vb_desk *d;
	const struct vb_feed *feed;
	struct vb_dated newest, target;
	struct vb_dated *mark;
	size_t nmarks, compared;
	uint64_t before;		/* our size when it began */
};

/* @fresh: only if it is of a larger size than all that we have. */
static enum vb_code add_mark(struct extending *e, const struct vb_dated *m, bool fresh,
			     struct vb_err *err)
{
	struct vb_desk *d = e->d;
	uint64_t last = fresh && d->nmarks ? d->mark[d->nmarks - 1].size : 0;
	struct vb_dated *more;

	if (e->nmarks && e->mark[e->nmarks - 1].size > last)
		last = e->mark[e->nmarks - 1].size;

	if (m->time == VB_TIME_NONE || m->size <= last || m->size > e->newest.size)
		return VB_OK;
	more = reallocarray(e->mark, e->nmarks + 1, sizeof(*more));
	if (!more)
		return vb_no_room(err);
	e->mark = more;
	e->mark[e->nmarks++] = *m;
	return VB_OK;
}

static enum vb_code read_marks(struct extending *e, const struct vb_pile *notes,
			       struct vb_err *err)
{
	enum vb_code code = VB_OK;
	struct vb_dated m;

	for (size_t i = 0; !code && i < notes->n; i++) {
		code = vb_dated_read(e->d, vb_pile_view(notes, i), &m, err);
		if (!code)
			code = add_mark(e, &m, !e->feed->whole, err);
	}
	return code ? code : add_mark(e, &e->newest, true, err);
}

/* The marks go to the desk before the entries, whose spans they give. */
static enum vb_code take_marks(struct extending *e, struct vb_err *err)
{
	struct vb_mark *m = calloc(e->nmarks + 1, sizeof(*m));
	enum vb_code code;

	if (!m)
		return vb_no_room(err);
	for (size_t i = 0; i < e->nmarks; i++)
		m[i] = (struct vb_mark){e->mark[i].size, e->mark[i].time, e->mark[i].time};
	code = vb_desk_add_marks(e->d, m, e->nmarks, err);
	free(m);
	return code;
}

/* Every mark up to our size must have our root (format.md 6.7). */
static enum vb_code compare_marks(struct extending *e, struct vb_err *err)
{
	struct vb_hash root;

	for (; e->compared < e->nmarks; e->compared++) {
		const struct vb_dated *m = &e->mark[e->compared];

		if (m->size > vb_tree_size(e->d->tree))
			return VB_OK;
		vb_tree_root(e->d->tree, m->size, &root);
		if (!vb_hash_eq(&root, &m->root))
			return forked(e->d, m, m->size, err);
	}
	return VB_OK;
}

/* ---- entries ---- */

/* The state that the next entries are verified against: a signed one, not too far. */
static struct vb_dated next_target(const struct extending *e)
{
	uint64_t have = vb_tree_size(e->d->tree);
	const struct vb_dated *best = NULL;

	for (size_t i = e->compared; i < e->nmarks; i++) {
		if (e->mark[i].size > have + STEP && best)
			break;
		if (e->mark[i].size > have)
			best = &e->mark[i];
	}
	return best ? *best : e->newest;
}

/* Whether the newest checkpoint covers another beginning than ours: the entries are
 * fetched again from the first. */
static bool is_fork(struct extending *e)
{
	const struct vb_dated *target = &e->target;
	struct vb_tree *t = vb_tree_new();
	struct vb_hash theirs, ours, leaf;
	enum vb_code code = t ? VB_OK : VB_MEMORY;
	bool fork = false;

	while (!code && vb_tree_size(t) < target->size) {
		struct vb_pile rows = {0};
		size_t n;

		code = e->feed->entries(e->feed->ctx, vb_tree_size(t), target->size, &rows,
					NULL);
		n = code ? 0 : rows.n;
		for (size_t i = 0; !code && i < n; i++) {
			vb_leaf_hash(vb_pile_view(&rows, i), &leaf);
			code = vb_tree_append(t, &leaf);
		}
		if (!code && n == 0)
			code = VB_IO;
		vb_pile_free(&rows);
	}
	if (!code && vb_tree_size(t) == target->size) {
		vb_tree_root(t, target->size, &theirs);
		if (vb_hash_eq(&theirs, &target->root)) {
			vb_tree_root(t, e->before, &theirs);
			vb_tree_root(e->d->tree, e->before, &ours);
			fork = !vb_hash_eq(&theirs, &ours);
		}
	}
	vb_tree_free(t);
	return fork;
}

static enum vb_code bad_root(struct extending *e, struct vb_err *err)
{
	const struct vb_dated *target = &e->target;
	struct vb_err why;

	if (is_fork(e))
		return forked(e->d, target, e->before, err);
	vb_fail(&why, VB_FALSE, "6.1", "log",
		"the entries that were sent are not those that the checkpoint of %llu entries "
		"covers; nothing of them was kept, and nothing was signed",
		(unsigned long long)target->size);
	(void)vb_desk_keep_fault(e->d, false, target->note, &why);
	if (err)
		*err = why;
	return VB_FALSE;
}

static enum vb_code bad_entry(struct extending *e, struct vb_view note, uint64_t index,
			      const struct vb_err *found, struct vb_err *err)
{
	struct vb_err why;

	/* An entry that does not fit what we have may fit another beginning. */
	if (is_fork(e))
		return forked(e->d, &e->target, e->before, err);
	vb_fail(&why, VB_FALSE, found->clause, "log",
		"entry %llu must not be in this log (%.300s); it was kept as evidence, "
		"nothing else was, and nothing was signed",
		(unsigned long long)index, found->sentence);
	(void)vb_desk_keep_fault(e->d, false, note, &why);
	if (err)
		*err = why;
	return VB_FALSE;
}

static enum vb_code recheck(void *ctx, uint64_t index, struct vb_view note,
			    const struct vb_hash *id, struct vb_err *err)
{
	const struct vb_desk *d = ctx;
	struct vb_hash leaf;

	vb_leaf_hash(note, &leaf);
	if (vb_hash_eq(&leaf, vb_tree_node(d->tree, 0, index)) &&
	    vb_hash_eq(id, &d->fold->fact[index].id))
		return VB_OK;
	return vb_fail(err, VB_IO, "", "desk.db", "entry %llu was read back altered",
		       (unsigned long long)index);
}

static enum vb_code add_rows(struct extending *e, const struct vb_pile *rows, size_t from,
			     struct vb_err *err)
{
	for (size_t i = from; i < rows->n; i++) {
		struct vb_desk *d = e->d;
		uint64_t index = vb_tree_size(d->tree);
		struct vb_view note = vb_pile_view(rows, i);
		struct vb_err why = {0};
		enum vb_code code = vb_entry_add(d->fold, d->tree, note,
						 vb_desk_span(d, index), &why);

		if (code == VB_MEMORY)
			return vb_no_room(err);
		if (code)
			return bad_entry(e, note, index, &why, err);
	}
	return VB_OK;
}

static enum vb_code keep_rows(struct extending *e, const struct vb_pile *rows, uint64_t from,
			      struct vb_err *err)
{
	const struct vb_recheck check = {recheck, e->d};
	struct vb_cabinet_entry *entry = calloc(rows->n + 1, sizeof(*entry));
	enum vb_code code;

	if (!entry)
		return vb_no_room(err);
	for (size_t i = 0; i < rows->n; i++) {
		entry[i].note = vb_pile_view(rows, i);
		entry[i].id = e->d->fold->fact[from + i].id;
	}
	code = vb_cabinet_append(e->d->cab, from, entry, rows->n, e->target.size,
				 e->target.note, check, err);
	free(entry);
	return code;
}

/* Fetches, verifies and keeps the entries up to the target. */
static enum vb_code one_step(struct extending *e, struct vb_err *err)
{
	const struct vb_dated *target = &e->target;
	struct vb_pile rows = {0};
	uint64_t from = vb_tree_size(e->d->tree);
	enum vb_code code = VB_OK;
	struct vb_hash root;

	while (!code && vb_tree_size(e->d->tree) < target->size) {
		size_t had = rows.n;

		code = e->feed->entries(e->feed->ctx, vb_tree_size(e->d->tree), target->size,
					&rows, err);
		if (!code && (rows.n == had || rows.n - had > target->size - from - had))
			code = vb_fail(err, VB_IO, "", "log",
				       "the depositary did not send the entries it was asked "
				       "for");
		if (!code)
			code = add_rows(e, &rows, had, err);
	}
	if (!code) {
		vb_tree_root(e->d->tree, target->size, &root);
		if (!vb_hash_eq(&root, &target->root))
			code = bad_root(e, err);
	}
	if (!code)
		code = compare_marks(e, err);
	if (!code && from == 0)
		code = vb_founding_check(e->d, vb_pile_view(&rows, 0), err);
	if (!code)
		code = keep_rows(e, &rows, from, err);
	vb_pile_free(&rows);
	return code;
}

/* ---- keeping ---- */

/* What a pouch left out is fetched from here on. */
static enum vb_code keep_dated(struct extending *e, struct vb_err *err)
{
	uint64_t size = e->mark[e->nmarks - 1].size;
	uint8_t bytes[8];
	enum vb_code code;

	vb_put_be64(bytes, size);
	code = vb_box_put(e->d->cab, VB_BOX_META, "dated", vb_view(bytes, 8), err);
	if (!code)
		e->d->dated = size;
	return code;
}

/* All marks as pairs, which are loaded at every start; the new notes, framed, under
 * the first one's size, for bundles and proofs. */
static enum vb_code keep_marks(struct extending *e, struct vb_err *err)
{
	struct vb_desk *d = e->d;
	struct vb_pile notes = {0};
	uint8_t *pairs;
	enum vb_code code = VB_OK;
	char name[64];

	if (e->nmarks == 0)
		return VB_OK;
	snprintf(name, sizeof(name), "marks/%020llu", (unsigned long long)e->mark[0].size);
	for (size_t i = 0; !code && i < e->nmarks; i++)
		code = vb_pile_add(&notes, e->mark[i].note, err);
	if (!code)
		code = vb_frames_put(d->cab, name, &notes, err);
	vb_pile_free(&notes);
	pairs = code ? NULL : malloc(16 * d->nmarks);
	if (!code && !pairs)
		code = vb_no_room(err);
	for (size_t i = 0; !code && i < d->nmarks; i++) {
		vb_put_be64(pairs + 16 * i, d->mark[i].size);
		vb_put_be64(pairs + 16 * i + 8, (uint64_t)d->mark[i].by);
	}
	if (!code)
		code = vb_box_put(d->cab, VB_BOX_META, "marks",
				  vb_view(pairs, 16 * d->nmarks), err);
	free(pairs);
	return !code && e->feed->whole ? keep_dated(e, err) : code;
}

static enum vb_code keep_newest(struct extending *e, struct vb_err *err)
{
	struct vb_desk *d = e->d;
	struct vb_checkpoint *c = malloc(sizeof(*c));
	enum vb_code code = c ? vb_checkpoint_parse(e->newest.note, c, err) : vb_no_room(err);

	if (!code)
		code = vb_cabinet_checkpoint_put(d->cab, e->newest.size, e->newest.note, err);
	if (!code)
		code = vb_desk_set_checkpoint(d, e->newest.note, err);
	if (!code)
		code = vb_desk_note_seen(d, c, err);
	free(c);
	return code;
}

/* What stands in the cabinet again, after something in memory was found wrong. */
static enum vb_code step_back(struct vb_desk *d, enum vb_code code)
{
	if (vb_desk_load(d, NULL) != VB_OK && !d->damage[0])
		snprintf(d->damage, sizeof(d->damage),
			 "the record could not be read again; nothing was signed");
	return code;
}

enum vb_code vb_desk_extend(struct vb_desk *d, const struct vb_feed *feed,
			    struct vb_view newest, const struct vb_pile *marks,
			    struct vb_err *err)
{
	struct extending e = {.d = d, .feed = feed, .before = vb_tree_size(d->tree)};
	struct vb_hash root;
	enum vb_code code = vb_dated_read(d, newest, &e.newest, err);

	if (code)
		return code == VB_MEMORY ? code : VB_FALSE;
	if (e.newest.size <= e.before) {
		vb_tree_root(d->tree, e.newest.size, &root);
		if (!vb_hash_eq(&root, &e.newest.root))
			return forked(d, &e.newest, e.newest.size, err);
	}
	code = read_marks(&e, marks, err);
	if (code == VB_MALFORMED)
		code = VB_FALSE;
	if (!code)
		code = take_marks(&e, err);
	if (!code)
		code = compare_marks(&e, err);
	while (!code && vb_tree_size(d->tree) < e.newest.size) {
		e.target = next_target(&e);
		code = one_step(&e, err);
	}
	if (!code)
		code = keep_marks(&e, err);
	if (!code && e.newest.size == vb_tree_size(d->tree))
		code = keep_newest(&e, err);
	/* Older entries got dates, too. */
	if (!code && e.before > 0 && e.nmarks > 0 && e.mark[0].size <= e.before)
		code = vb_desk_load(d, err);
	free(e.mark);
	return code ? step_back(d, code) : VB_OK;
}

/* ---- the depositary as a feed ---- */

enum vb_code vb_unframe(struct vb_view framed, struct vb_pile *out, struct vb_err *err)
{
	enum vb_code code = VB_OK;
	struct vb_view note;
	struct vb_cursor c;

	vb_cursor_init(&c, framed, err);
	while (!code && c.pos < framed.len && vb_bundle_next(&c, &note))
		code = vb_pile_add(out, note, err);
	return code ? code : c.code;
}

static enum vb_code fetch(struct vb_desk *d, enum vb_op op, uint64_t from, uint64_t to,
			  struct vb_pile *out, struct vb_err *err)
{
	const struct vb_request req = {
		.op = op, .table = d->card.table, .from = from, .to = to};
	struct vb_reply reply = {0};
	enum vb_code code = get(d, &req, &reply, err);

	if (!code)
		code = vb_unframe(vb_view(reply.body, reply.len), out, err);
	vb_reply_free(&reply);
	return code;
}

static enum vb_code fetch_entries(void *ctx, uint64_t from, uint64_t to, struct vb_pile *out,
				  struct vb_err *err)
{
	return fetch(ctx, VB_OP_ENTRIES, from,
		     to - from > ENTRIES_ASKED ? from + ENTRIES_ASKED : to, out, err);
}

/* The dated checkpoints since the last that it gave, up to @size; an answer may stop
 * early. */
static enum vb_code fetch_marks(struct vb_desk *d, uint64_t size, struct vb_pile *out,
				struct vb_err *err)
{
	uint64_t from = d->dated + 1;
	enum vb_code code = VB_OK;

	while (!code && from <= size) {
		struct vb_dated last;
		size_t had = out->n;

		code = fetch(d, VB_OP_CHECKPOINTS, from, size + 1, out, err);
		if (code || out->n == had)
			break;
		code = vb_dated_read(d, vb_pile_view(out, out->n - 1), &last, err);
		if (!code && last.size < from)
			code = vb_fail(err, VB_FALSE, "6.4", "checkpoint",
				       "the depositary sent a dated checkpoint that was not "
				       "asked for; nothing was signed");
		from = code ? from : last.size + 1;
	}
	return code;
}

static enum vb_code pull(struct vb_desk *d, struct vb_err *err)
{
	const struct vb_feed feed = {fetch_entries, d, true};
	const struct vb_request req = {.op = VB_OP_CHECKPOINT, .table = d->card.table};
	struct vb_reply newest = {0};
	struct vb_pile marks = {0};
	struct vb_dated n = {0};
	enum vb_code code = get(d, &req, &newest, err);

	if (!code)
		code = vb_dated_read(d, vb_view(newest.body, newest.len), &n, err);
	if (!code)
		code = fetch_marks(d, n.size, &marks, err);
	if (code == VB_MALFORMED)
		code = VB_FALSE;
	if (!code)
		code = vb_desk_extend(d, &feed, vb_view(newest.body, newest.len), &marks, err);
	if (!code && n.size < vb_tree_size(d->tree))
		code = vb_fail(err, VB_FALSE, "6.7", "checkpoint",
			       "the depositary shows a log of %llu entries although it signed "
			       "one of %llu; nothing was signed", (unsigned long long)n.size,
			       (unsigned long long)vb_tree_size(d->tree));
	vb_reply_free(&newest);
	vb_pile_free(&marks);
	return code;
}

/* ---- our cosignature ---- */

static enum vb_code put_cosignature(struct vb_desk *d, const struct vb_checkpoint *c,
				    struct vb_err *err)
{
	struct vb_signer s = vb_signer_secret(d->keys.cosign, d->card.party, VB_KEY_COSIGN);
	struct vb_request req = {.op = VB_OP_COSIGN, .table = d->card.table, .from = c->size};
	size_t cap = d->checkpoint_len + 1024, at = d->checkpoint_len;
	uint8_t *buf = malloc(cap);
	struct vb_reply reply = {0};
	struct vb_writer w;
	enum vb_code code;

	if (!buf)
		return vb_no_room(err);
	vb_writer_init(&w, buf, cap);
	vb_put_view(&w, c->note.all);
	code = vb_cosign_put(&w, c->note.text, d->world.clock.now(d->world.clock.ctx), &s,
			     err);
	if (!code && !w.over) {
		req.body = vb_view(buf + at, w.len - at);
		code = vb_desk_post(d, &req, &reply, err);
	}
	if (!code)
		code = vb_cabinet_checkpoint_put(d->cab, c->size, vb_written(&w), err);
	if (!code)
		code = vb_desk_set_checkpoint(d, vb_written(&w), err);
	vb_reply_free(&reply);
	free(buf);
	return code;
}

/* Best effort: a cosignature that fails is made another time (format.md 6.4). */
static void cosign(struct vb_desk *d)
{
	const struct vb_key *known = vb_fold_key(d->fold, d->card.party, VB_P_COSIGN,
						 d->fold->nfacts);
	struct vb_checkpoint *c = malloc(sizeof(*c));
	int64_t when;

	if (c && known && d->checkpoint && vb_desk_keys_quietly(d) && d->keys.cosign &&
	    vb_vkey_eq(&known->vkey, &d->keys.cosign_key) &&
	    vb_checkpoint_parse(vb_view(d->checkpoint, d->checkpoint_len), c, NULL) == VB_OK &&
	    vb_cosign_verify(c, &known->vkey, &when, NULL) == VB_NOT_FOUND &&
	    put_cosignature(d, c, NULL) == VB_OK)
		vb_fold_seen(d->fold, vb_desk_me(d, d->fold), c->size);
	free(c);
}

/* A table that has just opened is ours only with a charter that was verified. */
static enum vb_code first_pull(struct vb_desk *d, struct vb_err *err)
{
	enum vb_code code = vb_founding_sync(d, err);

	if (code || !d->card.open)
		return code;
	code = pull(d, err);
	if (!code)
		code = vb_card_save(d->cab, &d->card, err);
	d->card.open = code == VB_OK;
	return code;
}

/* Who asks to be admitted may not read before that; a folder's depositary lets everybody. */
static bool is_stranger(struct vb_desk *d, enum vb_code code, const struct vb_err *why)
{
	bool asks = false;

	return code == VB_IO && strcmp(why->clause, "http.md 3.3") == 0 &&
	       vb_desk_asks(d, &asks, NULL) == VB_OK && asks;
}

static enum vb_code keep_up(struct vb_desk *d, struct vb_err *err)
{
	enum vb_code code = vb_outbox_send(d, err);

	if (!code)
		code = pull(d, err);
	if (code == VB_BUSY || code == VB_UNKNOWN)
		code = out_of_reach(code, err);
	if (!code)
		code = vb_carried_tidy(d, NULL, err);
	if (!code)
		vb_outbox_look_again(d);
	if (!code)
		code = vb_rekey_adopt(d, err);
	return code;
}

enum vb_code vb_desk_sync(struct vb_desk *d, struct vb_err *err)
{
	struct vb_err why = {0};
	enum vb_code code = vb_desk_usable(d, true, err);

	d->online = false;
	if (!code && d->fault[0])
		code = vb_fail(err, VB_FALSE, "6.7", "log", "%s", d->fault);
	if (!code)
		code = connect_post(d, err);
	if (code)
		return code;
	if (!d->card.open)
		code = first_pull(d, &why);
	if (!code && !d->card.open)
		return VB_OK;
	if (!code)
		code = keep_up(d, &why);
	if (code && !is_stranger(d, code, &why)) {
		if (err)
			*err = why;
		return code;
	}
	d->online = true;
	if (!code)
		cosign(d);
	return code ? VB_OK : vb_registered_sync(d, err);
}
