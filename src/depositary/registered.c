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

#define LOOK_SECONDS 1		/* between two looks for what another process has published */
#define LOOK_BACK 64u		/* checkpoints that may wait for their quorum */
#define ANSWER_MAX 64u		/* registrations of one answer */
#define NOTE_MAX 65535u

/* ---- a checkpoint and its lines ---- */

enum vb_code vb_register_complete(struct vb_depositary *d, struct vb_view note,
				  struct vb_view lines, struct buffer *out, struct vb_err *err)
{
	const struct vb_policy *policy = d->reg->policy;
	struct vb_checkpoint c;
	unsigned counted;
	int64_t by;
	enum vb_code code;

	out->len = 0;
	if (!vb_buffer_put(out, note) || !vb_buffer_put(out, lines))
		return vb_depositary_memory(err);
	code = vb_checkpoint_parse(vb_view(out->ptr, out->len), &c, err);
	if (code == VB_OK && policy)
		code = vb_policy_check(policy, &c, &by, &counted, err);
	return code;
}

/* The first row of a scan, and what that is of. */
struct first {
	struct buffer b;
	uint64_t size;
	bool any;
};

static enum vb_code keep_first(void *ctx, uint64_t size, const struct vb_hash *id,
			       struct vb_view note)
{
	struct first *f = ctx;

	(void)id;
	if (f->any)
		return VB_NOT_FOUND;
	f->any = true;
	f->size = size;
	return vb_buffer_put(&f->b, note) ? VB_OK : VB_MEMORY;
}

static enum vb_code keep_lines(void *ctx, uint64_t size, const struct vb_hash *id,
			       struct vb_view line)
{
	(void)size;
	(void)id;
	return vb_buffer_put(ctx, line) ? VB_OK : VB_MEMORY;
}

/* The first checkpoint of from <= size < to, and the lines that are kept of it. */
static enum vb_code read_first(struct vb_depositary *d, uint64_t from, uint64_t to,
			       struct first *f, struct buffer *lines, struct vb_err *err)
{
	struct vb_store *s = d->reader.store;
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_log_checkpoints(s, &d->reg->id, from, to, keep_first, f, err);
	if (f->any && (code == VB_OK || code == VB_NOT_FOUND))
		code = vb_log_cosignatures(s, &d->reg->id, f->size, f->size + 1, keep_lines,
					   lines, err);
	else if (code == VB_OK)
		code = VB_NOT_FOUND;
	pthread_mutex_unlock(&d->reader.mutex);
	if (code == VB_NOT_FOUND)
		(void)vb_fail(err, VB_NOT_FOUND, "6.8", "register",
			      "no checkpoint of it has been published yet");
	return code == VB_MEMORY ? vb_depositary_memory(err) : code;
}

/* The first checkpoint of from <= size < to that may be published, whole; VB_NOT_FOUND: there
 * is none. */
static enum vb_code first_published(struct vb_depositary *d, uint64_t from, uint64_t to,
			       struct buffer *note, uint64_t *size, struct vb_err *err)
{
	enum vb_code code = VB_OK;
	bool done = false;

	for (uint64_t at = from; code == VB_OK && !done; at++) {
		struct first f = {0};
		struct buffer lines = {0};

		code = read_first(d, at, to, &f, &lines, err);
		if (code == VB_OK) {
			code = vb_register_complete(d, vb_view(f.b.ptr, f.b.len),
						    vb_view(lines.ptr, lines.len), note, err);
			done = code == VB_OK;
			at = *size = f.size;
			/* Not yet, or never: a larger one may be. */
			code = code == VB_NOT_FOUND ? VB_OK : code;
		}
		free(f.b.ptr);
		free(lines.ptr);
	}
	return code;
}

/* ---- the one that is published ---- */

void vb_register_publish(struct vb_depositary *d, struct buffer *note, uint64_t size)
{
	struct vb_register *r = d->reg;

	pthread_mutex_lock(&r->lock);
	if (size >= r->published_size) {
		struct buffer old = r->published;

		r->published = *note;
		r->published_size = size;
		*note = old;
	}
	pthread_mutex_unlock(&r->lock);
	free(note->ptr);
	*note = (struct buffer){0};
}

/* Sizes of the newest checkpoints, in a ring. */
struct sizes {
	uint64_t size[LOOK_BACK];
	unsigned n;
};

static enum vb_code keep_size(void *ctx, uint64_t size, const struct vb_hash *id,
			      struct vb_view note)
{
	struct sizes *s = ctx;

	(void)id;
	(void)note;
	s->size[s->n++ % LOOK_BACK] = size;
	return VB_OK;
}

/* The newest of those that the database has, if it is larger than the one shown. */
static enum vb_code look(struct vb_depositary *d, uint64_t shown, struct vb_err *err)
{
	struct sizes s = {0};
	struct buffer note = {0};
	struct vb_log_state st = {0};
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_log_load(d->reader.store, &d->reg->id, &st, err);
	if (code == VB_OK && st.size > shown)
		code = vb_log_checkpoints(d->reader.store, &d->reg->id, shown + 1, st.size + 1,
					  keep_size, &s, err);
	pthread_mutex_unlock(&d->reader.mutex);
	vb_log_state_free(&st);
	if (code == VB_NOT_FOUND)
		return VB_OK;
	for (unsigned i = 0; code == VB_OK && i < s.n && i < LOOK_BACK; i++) {
		uint64_t size = s.size[(s.n - 1 - i) % LOOK_BACK];

		code = first_published(d, size, size + 1, &note, &size, err);
		if (code == VB_OK) {
			vb_register_publish(d, &note, size);
			break;
		}
		code = code == VB_NOT_FOUND ? VB_OK : code;
	}
	free(note.ptr);
	return code;
}

/* @out: a copy of the note, if not NULL. */
static enum vb_code published(struct vb_depositary *d, struct buffer *out, uint64_t *size,
			      struct vb_err *err)
{
	struct vb_register *r = d->reg;
	int64_t now = d->clock.now(d->clock.ctx);
	enum vb_code code = VB_OK;
	uint64_t shown;
	bool due;

	pthread_mutex_lock(&r->lock);
	due = r->looked == VB_TIME_NONE || now < r->looked || now - r->looked >= LOOK_SECONDS;
	if (due)
		r->looked = now;
	shown = r->published_size;
	pthread_mutex_unlock(&r->lock);
	if (due)
		code = look(d, shown, err);
	if (code != VB_OK)
		return code;
	pthread_mutex_lock(&r->lock);
	*size = r->published_size;
	if (*size == 0)
		code = vb_fail(err, VB_NOT_FOUND, "6.8", "register",
			       "no checkpoint of it has been published yet");
	else if (out && !vb_buffer_put(out, vb_view(r->published.ptr, r->published.len)))
		code = vb_depositary_memory(err);
	pthread_mutex_unlock(&r->lock);
	return code;
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
	const struct vb_nodes nodes = {.node = vb_register_node, .ctx = d};
	struct vb_hash proof[VB_PROOF_MAX];
	struct buffer note = {0}, out = {0};
	uint8_t head[VB_PROOF_MAX * 45 + 64];
	struct vb_writer w;
	unsigned n = 0;
	enum vb_code code = published(d, &note, &reply->number, err);

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

static enum vb_code put_registration(struct vb_depositary *d, const struct vb_registered *r,
				     struct vb_view note, uint64_t size, struct buffer *out,
				     struct vb_err *err)
{
	const struct vb_nodes nodes = {.node = vb_register_node, .ctx = d};
	struct vb_hash path[VB_PROOF_MAX], checkpoint, key;
	uint8_t *buf = malloc(NOTE_MAX);
	struct vb_writer w;
	unsigned n = 0;
	enum vb_code code = buf ? checkpoint_of(d, r, &checkpoint, err)
				: vb_depositary_memory(err);

	if (code == VB_OK)
		code = vb_nodes_inclusion(&nodes, r->index, size, path, &n, err);
	if (code == VB_OK) {
		vb_writer_init(&w, buf, NOTE_MAX);
		vb_register_key(d, &r->log, r->counter, &key);
		vb_registration_put(&w, r->counter, &key, &checkpoint, r->index, path, n, note);
		vb_wipe(&key, sizeof(key));
		if (w.over || !vb_buffer_frame(out, vb_written(&w)))
			code = vb_depositary_memory(err);
	}
	free(buf);
	return code;
}

/* Each under the first checkpoint that the world was shown and that covers it: what it
 * says of the time is the earliest, and stays so. */
static enum vb_code put_rows(struct vb_depositary *d, const struct rows *rows, uint64_t shown,
			     struct buffer *out, uint64_t *newest, struct vb_err *err)
{
	enum vb_code code = VB_OK;

	for (unsigned i = 0; i < rows->n && code == VB_OK; i++) {
		const struct vb_registered *r = &rows->row[i];
		struct buffer note = {0};
		uint64_t size = 0;

		if (r->index >= shown)
			break;
		code = first_published(d, r->index + 1, shown + 1, &note, &size, err);
		if (code == VB_OK)
			code = put_registration(d, r, vb_view(note.ptr, note.len), size, out, err);
		*newest = r->counter;
		free(note.ptr);
	}
	return code;
}

enum vb_code vb_op_registrations(struct vb_depositary *d, const struct vb_request *req,
				 struct vb_reply *reply, struct vb_err *err)
{
	struct rows rows = {0};
	struct buffer out = {0};
	uint64_t shown = 0;
	enum vb_code code = published(d, NULL, &shown, err);

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
		code = put_rows(d, &rows, shown, &out, &reply->number, err);
	vb_reply_take(reply, &out);
	return code;
}
