/*
 * What the register shows: its published checkpoint and tiles to the world, and to a
 * table's readers which of its entries are theirs (format.md 6.8, 6.9).
 *
 * SPDX-License-Identifier: ISC
 *
 * A checkpoint is published when it has the cosignatures that the policy asks for.  Until
 * then nothing of what it covers is shown, and the one before stays.
 */
#include "depositary/internal.h"

#include <stdlib.h>
#include <string.h>

#define LOOK_SECONDS 1		/* between two looks for what another process has published, */
#define LOOK_AGAIN 10		/* and where nothing has been added since the last */
#define CANDIDATES 64u		/* checkpoints that are tried for one that has its quorum */
#define ANSWER_MAX 64u		/* registrations of one answer */
#define NOTE_MAX 65535u

/* ---- a checkpoint and its lines ---- */

enum vb_code vb_register_complete(struct vb_depositary *d, struct vb_view note,
				  struct vb_view lines, struct buffer *out, struct vb_err *err)
{
	struct vb_cosigners *who;
	struct vb_checkpoint c;
	unsigned counted;
	int64_t by;
	enum vb_code code;

	out->len = 0;
	if (!vb_buffer_put(out, note) || !vb_buffer_put(out, lines))
		return vb_depositary_memory(err);
	code = vb_checkpoint_parse(vb_view(out->ptr, out->len), &c, err);
	who = vb_cosigners_hold(d->reg);
	if (code == VB_OK && who)
		code = vb_policy_check(who->policy, &c, &by, &counted, err);
	vb_cosigners_drop(who);
	return code;
}

/* The first row of a scan. */
struct first {
	struct buffer b;
	bool any;
};

static enum vb_code keep_first(void *ctx, uint64_t size, const struct vb_hash *id,
			       struct vb_view note)
{
	struct first *f = ctx;

	(void)size;
	(void)id;
	if (f->any)
		return VB_NOT_FOUND;
	f->any = true;
	return vb_buffer_put(&f->b, note) ? VB_OK : VB_MEMORY;
}

static enum vb_code keep_lines(void *ctx, uint64_t size, const struct vb_hash *id,
			       struct vb_view line)
{
	(void)size;
	(void)id;
	return vb_buffer_put(ctx, line) ? VB_OK : VB_MEMORY;
}

static enum vb_code unpublished(struct vb_err *err)
{
	return vb_fail(err, VB_NOT_FOUND, "6.8", "register",
		       "no checkpoint of it has been published yet");
}

/* The checkpoint of exactly @size with its lines; VB_NOT_FOUND: it may not be shown. */
static enum vb_code whole_note(struct vb_depositary *d, uint64_t size, struct buffer *note,
			       struct vb_err *err)
{
	struct vb_store *s = d->reader.store;
	struct buffer lines = {0};
	struct first f = {0};
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_log_checkpoints(s, &d->reg->id, size, size + 1, keep_first, &f, err);
	if (f.any && (code == VB_OK || code == VB_NOT_FOUND))
		code = vb_log_cosignatures(s, &d->reg->id, size, size + 1, keep_lines, &lines,
					   err);
	else if (code == VB_OK)
		code = unpublished(err);
	pthread_mutex_unlock(&d->reader.mutex);
	if (code == VB_MEMORY)
		code = vb_depositary_memory(err);
	if (code == VB_OK)
		code = vb_register_complete(d, vb_view(f.b.ptr, f.b.len),
					    vb_view(lines.ptr, lines.len), note, err);
	free(f.b.ptr);
	free(lines.ptr);
	return code;
}

/* Sizes of checkpoints, the first of them or, in a ring, the last. */
struct sizes {
	uint64_t size[CANDIDATES];
	unsigned n;
	bool last;
};

static enum vb_code keep_size(void *ctx, uint64_t size, const struct vb_hash *id,
			      struct vb_view bytes)
{
	struct sizes *s = ctx;

	(void)id;
	(void)bytes;
	if (s->n > 0 && s->size[(s->n - 1) % CANDIDATES] == size)
		return VB_OK;
	if (s->n == CANDIDATES && !s->last)
		return VB_NOT_FOUND;
	s->size[s->n++ % CANDIDATES] = size;
	return VB_OK;
}

/* Sizes from <= size < to that may be shown: where cosigners are due, those that have a
 * line of any. */
static enum vb_code find_sizes(struct vb_depositary *d, uint64_t from, uint64_t to,
			       struct sizes *s, struct vb_err *err)
{
	struct vb_cosigners *who = vb_cosigners_hold(d->reg);
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = (who ? vb_log_cosignatures : vb_log_checkpoints)(d->reader.store, &d->reg->id,
								from, to, keep_size, s, err);
	pthread_mutex_unlock(&d->reader.mutex);
	vb_cosigners_drop(who);
	return code == VB_NOT_FOUND ? VB_OK : code;
}

/* Of the checkpoints from <= size < to that may be published the first, or the @last, whole;
 * VB_NOT_FOUND: none of the few that are tried may. */
static enum vb_code find_published(struct vb_depositary *d, uint64_t from, uint64_t to, bool last,
				   struct buffer *note, uint64_t *size, struct vb_err *err)
{
	struct sizes s = {.last = last};
	enum vb_code code = find_sizes(d, from, to, &s, err);

	for (unsigned i = 0; code == VB_OK && i < s.n && i < CANDIDATES; i++) {
		*size = s.size[(last ? s.n - 1 - i : i) % CANDIDATES];
		code = whole_note(d, *size, note, err);
		if (code == VB_OK)
			return VB_OK;
		code = code == VB_NOT_FOUND ? VB_OK : code;
	}
	return code == VB_OK ? unpublished(err) : code;
}

/* ---- the one that is published ---- */

/* After a restart it is what was shown before it, whoever cosigns by then. */
static void keep_shown(struct vb_depositary *d, struct vb_view note)
{
	if (d->shut.code == VB_OK)
		(void)!vb_file_write(d->reg->shown, note, VB_FILE_REPLACE, NULL);
}

static bool is_news(struct vb_register *r, uint64_t size, bool again)
{
	return size > r->published_size || (again && size == r->published_size);
}

void vb_register_publish(struct vb_depositary *d, struct buffer *note, uint64_t size,
			 bool again)
{
	struct vb_register *r = d->reg;
	bool news;

	pthread_mutex_lock(&r->lock);
	news = is_news(r, size, again);
	pthread_mutex_unlock(&r->lock);
	if (news)
		keep_shown(d, vb_view(note->ptr, note->len));
	pthread_mutex_lock(&r->lock);
	if (news && is_news(r, size, again)) {
		struct buffer old = r->published;

		r->published = *note;
		r->published_size = size;
		*note = old;
	}
	pthread_mutex_unlock(&r->lock);
	free(note->ptr);
	*note = (struct buffer){0};
}

void vb_register_recall(struct vb_depositary *d)
{
	struct vb_register *r = d->reg;
	struct buffer note = {0};
	struct vb_checkpoint c;
	uint8_t *bytes = NULL;
	size_t len = 0;

	if (vb_file_read(r->shown, NOTE_MAX, &bytes, &len, NULL) == VB_OK &&
	    vb_checkpoint_parse(vb_view(bytes, len), &c, NULL) == VB_OK &&
	    vb_checkpoint_verify(&c, &r->key, NULL) == VB_OK &&
	    vb_buffer_put(&note, vb_view(bytes, len))) {
		r->published = note;
		r->published_size = c.size;
	}
	free(bytes);
}

/* The newest of those that the database has, if it is larger than the one shown. */
static enum vb_code look(struct vb_depositary *d, uint64_t shown, uint64_t all,
			 struct vb_err *err)
{
	struct buffer note = {0};
	uint64_t size = 0;
	enum vb_code code = all > shown ? find_published(d, shown + 1, all + 1, true, &note, &size,
							 err) : VB_NOT_FOUND;

	if (code == VB_OK)
		vb_register_publish(d, &note, size, false);
	free(note.ptr);
	return code == VB_NOT_FOUND ? VB_OK : code;
}

/* Whether @last was less than @seconds ago by our clock. */
static bool is_recent(int64_t last, int64_t now, int64_t seconds)
{
	return last != VB_TIME_NONE && now >= last && now - last < seconds;
}

/* Looks for what another process has published: once a second for entries, and where there are
 * none that are new now and then for lines. */
static enum vb_code keep_up(struct vb_depositary *d, uint64_t shown, struct vb_err *err)
{
	struct vb_register *r = d->reg;
	int64_t now = d->clock.now(d->clock.ctx);
	struct vb_log_state st = {0};
	enum vb_code code;
	bool due;

	pthread_mutex_lock(&r->lock);
	due = !is_recent(r->looked, now, LOOK_SECONDS);
	pthread_mutex_unlock(&r->lock);
	if (!due)
		return VB_OK;
	pthread_mutex_lock(&d->reader.mutex);
	code = vb_log_load(d->reader.store, &r->id, &st, err);
	pthread_mutex_unlock(&d->reader.mutex);
	pthread_mutex_lock(&r->lock);
	due = st.size != r->tried_size || !is_recent(r->tried, now, LOOK_AGAIN);
	pthread_mutex_unlock(&r->lock);
	if (code == VB_OK && due)
		code = look(d, shown, st.size, err);
	/* Nothing is there yet: that is an answer, too. */
	code = code == VB_NOT_FOUND ? VB_OK : code;
	if (code == VB_OK) {
		pthread_mutex_lock(&r->lock);
		r->looked = now;
		r->tried = due ? now : r->tried;
		r->tried_size = st.size;
		pthread_mutex_unlock(&r->lock);
	}
	vb_log_state_free(&st);
	return code;
}

/* @out: a copy of the note, if not NULL.  What was shown is shown, whatever a look says. */
static enum vb_code published(struct vb_depositary *d, struct buffer *out, uint64_t *size,
			      struct vb_err *err)
{
	struct vb_register *r = d->reg;
	enum vb_code looked, code = VB_OK;

	pthread_mutex_lock(&r->lock);
	*size = r->published_size;
	pthread_mutex_unlock(&r->lock);
	looked = keep_up(d, *size, err);
	pthread_mutex_lock(&r->lock);
	*size = r->published_size;
	if (*size == 0)
		code = looked == VB_OK ? unpublished(err) : looked;
	else if (out && !vb_buffer_put(out, vb_view(r->published.ptr, r->published.len)))
		code = vb_depositary_memory(err);
	pthread_mutex_unlock(&r->lock);
	return code;
}

uint64_t vb_register_shown(struct vb_depositary *d)
{
	struct vb_err quiet = {0};
	uint64_t size = 0;

	return published(d, NULL, &size, &quiet) == VB_OK ? size : 0;
}

enum vb_code vb_op_register(struct vb_depositary *d, const struct vb_request *req,
			    struct vb_reply *reply, struct vb_err *err)
{
	struct buffer note = {0};
	enum vb_code code = published(d, &note, &reply->number, err);

	(void)req;
	vb_reply_take(reply, &note);
	return code;
}

enum vb_code vb_op_register_tile(struct vb_depositary *d, const struct vb_request *req,
				 struct vb_reply *reply, struct vb_err *err)
{
	uint64_t size = 0;
	enum vb_code code = published(d, NULL, &size, err);

	return code == VB_OK ? vb_tile_answer(d, &d->reg->id, req->name, &size, reply, err)
			     : code;
}

enum vb_code vb_op_register_growth(struct vb_depositary *d, const struct vb_request *req,
				   struct vb_reply *reply, struct vb_err *err)
{
	struct vb_register_tree tree = {.d = d};
	const struct vb_nodes nodes = {.node = vb_register_node, .ctx = &tree};
	struct vb_hash proof[VB_PROOF_MAX];
	struct buffer note = {0}, out = {0};
	uint8_t head[VB_PROOF_MAX * 45 + 64];
	struct vb_writer w;
	unsigned n = 0;
	enum vb_code code = published(d, &note, &reply->number, err);

	tree.size = reply->number;

	if (code == VB_OK && req->from > reply->number)
		code = vb_fail(err, VB_NOT_FOUND, "6.8", "register",
			       "what is published has %llu entries, not %llu",
			       (unsigned long long)reply->number, (unsigned long long)req->from);
	if (code == VB_OK && req->from > 0)
		code = vb_nodes_consistency(&nodes, req->from, reply->number, proof, &n, err);
	if (code == VB_OK) {
		vb_writer_init(&w, head, sizeof(head));
		vb_growth_put(&w, req->from, proof, n, vb_view("", 0));
		if (!vb_buffer_put(&out, vb_written(&w)) ||
		    !vb_buffer_put(&out, vb_view(note.ptr, note.len)))
			code = vb_depositary_memory(err);
	}
	free(note.ptr);
	vb_reply_take(reply, &out);
	return code;
}

/* ---- registrations ---- */

struct rows {
	struct vb_registered row[ANSWER_MAX];
	unsigned n;
};

static enum vb_code keep_row(void *ctx, const struct vb_registered *r)
{
	struct rows *rows = ctx;

	if (rows->n == ANSWER_MAX)
		return VB_NOT_FOUND;
	rows->row[rows->n++] = *r;
	return VB_OK;
}

/* The hash of the table's checkpoint of @size; our own log line is under its origin. */
static enum vb_code checkpoint_of(struct vb_depositary *d, const struct vb_registered *r,
				  struct vb_hash *out, struct vb_err *err)
{
	struct first f = {0};
	struct vb_checkpoint c;
	struct vb_vkey log;
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_log_checkpoints(d->reader.store, &r->log, r->size, r->size + 1, keep_first, &f,
				  err);
	pthread_mutex_unlock(&d->reader.mutex);
	if (code == VB_NOT_FOUND && f.any)
		code = VB_OK;
	if (code == VB_OK)
		code = vb_checkpoint_parse(vb_view(f.b.ptr, f.b.len), &c, err);
	if (code == VB_OK) {
		vb_depositary_log_key(d, c.origin, &log);
		code = vb_checkpoint_hash(&c, &log, out, err);
	}
	free(f.b.ptr);
	return code;
}

/* What a registration is shown under, and how far its tree reaches. */
struct under {
	struct buffer note;
	uint64_t size, shown;
};

static enum vb_code put_registration(struct vb_depositary *d, const struct vb_registered *r,
				     const struct under *u, struct buffer *out,
				     struct vb_err *err)
{
	struct vb_register_tree tree = {d, u->shown};
	const struct vb_nodes nodes = {.node = vb_register_node, .ctx = &tree};
	struct vb_hash path[VB_PROOF_MAX], checkpoint, key;
	uint8_t *buf = malloc(NOTE_MAX);
	struct vb_writer w;
	unsigned n = 0;
	enum vb_code code = buf ? checkpoint_of(d, r, &checkpoint, err)
				: vb_depositary_memory(err);

	if (code == VB_OK)
		code = vb_nodes_inclusion(&nodes, r->index, u->size, path, &n, err);
	if (code == VB_OK) {
		vb_writer_init(&w, buf, NOTE_MAX);
		vb_register_key(d, &r->log, r->counter, &key);
		vb_registration_put(&w, r->counter, &key, &checkpoint, r->index, path, n,
				    vb_view(u->note.ptr, u->note.len));
		vb_wipe(&key, sizeof(key));
		if (w.over || !vb_buffer_frame(out, vb_written(&w)))
			code = vb_depositary_memory(err);
	}
	free(buf);
	return code;
}

/* The first checkpoint that the world was shown and that covers entry @index; where that is
 * not found soon, @newest, which does as well and dates it later. */
static enum vb_code find_under(struct vb_depositary *d, uint64_t index, struct vb_view newest,
			       struct under *u, struct vb_err *err)
{
	enum vb_code code = find_published(d, index + 1, u->shown + 1, false, &u->note, &u->size,
					   err);

	if (code != VB_NOT_FOUND)
		return code;
	u->note.len = 0;
	u->size = u->shown;
	return vb_buffer_put(&u->note, newest) ? VB_OK : vb_depositary_memory(err);
}

/* Rows rise, and so do the checkpoints that they are shown under. */
static enum vb_code put_rows(struct vb_depositary *d, const struct rows *rows,
			     struct vb_view newest, uint64_t shown, struct buffer *out,
			     uint64_t *counter, struct vb_err *err)
{
	struct under u = {.shown = shown};
	enum vb_code code = VB_OK;

	for (unsigned i = 0; i < rows->n && code == VB_OK; i++) {
		const struct vb_registered *r = &rows->row[i];

		if (r->index >= shown)
			break;
		if (r->index >= u.size)
			code = find_under(d, r->index, newest, &u, err);
		if (code == VB_OK)
			code = put_registration(d, r, &u, out, err);
		*counter = r->counter;
	}
	free(u.note.ptr);
	return code;
}

enum vb_code vb_op_registrations(struct vb_depositary *d, const struct vb_request *req,
				 struct vb_reply *reply, struct vb_err *err)
{
	struct rows rows = {0};
	struct buffer out = {0}, newest = {0};
	uint64_t shown = 0;
	enum vb_code code = published(d, &newest, &shown, err);

	if (code == VB_NOT_FOUND)
		return VB_OK;	/* nothing is registered yet: there is nothing to tell */
	if (code == VB_OK) {
		pthread_mutex_lock(&d->reader.mutex);
		code = vb_log_registered(d->reader.store, &req->table, req->from, req->to,
					 keep_row, &rows, err);
		pthread_mutex_unlock(&d->reader.mutex);
	}
	if (code == VB_NOT_FOUND && rows.n == ANSWER_MAX)
		code = VB_OK;
	if (code == VB_OK)
		code = put_rows(d, &rows, vb_view(newest.ptr, newest.len), shown, &out,
				&reply->number, err);
	free(newest.ptr);
	vb_reply_take(reply, &out);
	return code;
}
