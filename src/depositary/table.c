/*
 * Tables in memory: read from the log when first needed, and again when another
 * process has appended.
 *
 * SPDX-License-Identifier: ISC
 */
#include "depositary/internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- checkpoints of our own ---- */

enum vb_code vb_head_read(const struct vb_depositary *d, const struct vb_vkey *log,
			  struct vb_view note, struct head *out, struct vb_err *err)
{
	struct vb_checkpoint c;
	struct head h = {0};
	enum vb_code code = vb_checkpoint_parse(note, &c, err);

	if (code == VB_OK)
		code = vb_checkpoint_verify(&c, log, err);
	if (code == VB_OK)
		code = vb_cosign_verify(&c, &d->clock_key, &h.time, err);
	if (code == VB_OK)
		code = vb_checkpoint_hash(&c, log, &h.hash, err);
	if (code != VB_OK)
		return code;
	h.size = c.size;
	h.root = c.root;
	*out = h;
	return VB_OK;
}

/* The name on a cosignature line "— NAME BASE64"; empty: it is none. */
static struct vb_view line_name(struct vb_view line)
{
	static const char dash[] = "\xe2\x80\x94 ";
	struct vb_view rest;

	if (line.len < 4 || memcmp(line.ptr, dash, 4) != 0)
		return vb_view(line.ptr, 0);
	return vb_token(vb_view(line.ptr + 4, line.len - 4), &rest);
}

/* ---- the registry ---- */

static size_t bucket_of(const struct vb_hash *id)
{
	return vb_be32(id->b) % BUCKETS;
}

static struct table *look_up(struct vb_depositary *d, const struct vb_hash *id)
{
	struct table *t;

	for (t = d->bucket[bucket_of(id)]; t && !vb_hash_eq(&t->id, id); t = t->next)
		;
	return t;
}

/* Adds @t, unless another thread has been faster: then that one's table. */
static struct table *enlist(struct vb_depositary *d, struct table *t)
{
	struct table **bucket = &d->bucket[bucket_of(&t->id)], *there;

	pthread_mutex_lock(&d->registry_lock);
	there = look_up(d, &t->id);
	if (!there) {
		t->next = *bucket;
		*bucket = t;
	}
	pthread_mutex_unlock(&d->registry_lock);
	return there ? there : t;
}

static enum vb_code count_row(void *ctx, uint64_t index, const struct vb_hash *id,
			      struct vb_view bytes)
{
	(void)index;
	(void)id;
	(void)bytes;
	*(bool *)ctx = true;
	return VB_OK;
}

/* Whether the database has log @id; nothing of it is read but its charter. */
static enum vb_code exists(const struct vb_hash *id, struct handle *h, struct vb_err *err)
{
	bool any = false;
	enum vb_code code;

	pthread_mutex_lock(&h->mutex);
	code = vb_log_entries(h->store, id, 0, 1, count_row, &any, err);
	pthread_mutex_unlock(&h->mutex);
	if (code == VB_OK && !any)
		code = vb_fail(err, VB_NOT_FOUND, "6.1", "table", "its log has no charter");
	return code;
}

enum vb_code vb_table_find(struct vb_depositary *d, const struct vb_hash *id,
			   struct handle *h, struct table **out, struct vb_err *err)
{
	struct table *t, *mine;
	enum vb_code code;

	pthread_mutex_lock(&d->registry_lock);
	t = look_up(d, id);
	pthread_mutex_unlock(&d->registry_lock);
	if (!t) {
		code = exists(id, h, err);
		if (code != VB_OK)
			return code;
		mine = calloc(1, sizeof(*mine));
		if (!mine)
			return vb_depositary_memory(err);
		mine->id = *id;
		if (pthread_mutex_init(&mine->lock, NULL) != 0) {
			free(mine);
			return vb_depositary_memory(err);
		}
		t = enlist(d, mine);
		if (t != mine) {
			pthread_mutex_destroy(&mine->lock);
			free(mine);
		}
	}
	*out = t;
	return VB_OK;
}

void vb_tables_free(struct vb_depositary *d)
{
	struct table *t, *next;

	for (size_t i = 0; i < BUCKETS; i++) {
		for (t = d->bucket[i]; t; t = next) {
			next = t->next;
			vb_table_drop(t);
			pthread_mutex_destroy(&t->lock);
			free(t);
		}
	}
}

/* ---- reading a log ---- */

#define SHARE 1024u	/* entries that are read before they are folded */

struct replay {
	struct vb_depositary *d;
	struct table *t;
	struct handle *h;
	struct vb_act *act;	/* scratch */
	struct buffer rows;	/* of each entry its id, and its note in a frame */
	struct vb_frontier frontier;
	struct vb_err *err;
};

/* The sequencer's handle is its leader's for as long as that leads. */
static void lock_handle(const struct vb_depositary *d, struct handle *h)
{
	if (h != &d->sequencer)
		pthread_mutex_lock(&h->mutex);
}

static void unlock_handle(const struct vb_depositary *d, struct handle *h)
{
	if (h != &d->sequencer)
		pthread_mutex_unlock(&h->mutex);
}

static enum vb_code keep_row(void *ctx, uint64_t index, const struct vb_hash *id,
			     struct vb_view note)
{
	struct replay *r = ctx;

	(void)index;
	return vb_buffer_put(&r->rows, vb_view(id->b, sizeof(id->b))) &&
	       vb_buffer_frame(&r->rows, note) ? VB_OK : vb_depositary_memory(r->err);
}

/* Spans are left open: nothing that is logged was late (vb_batch_run() sees to it),
 * and a state of delivery is nobody's question here. */
static enum vb_code replay_entry(struct replay *r, struct vb_view id, struct vb_view note)
{
	static const struct vb_span open_span = {VB_TIME_NONE, VB_TIME_NONE};
	struct vb_hash leaf;
	enum vb_code code = vb_act_parse(note, r->act, r->err);

	if (code == VB_OK && memcmp(r->act->id.b, id.ptr, id.len) != 0)
		code = vb_fail(r->err, VB_FALSE, "2.9", "log",
			       "entry %llu is not the act whose id it has",
			       (unsigned long long)r->frontier.size);
	if (code == VB_OK)
		code = vb_fold_add(r->t->fold, r->act, open_span, NULL, r->err);
	if (code != VB_OK)
		return code;
	vb_leaf_hash(note, &leaf);
	vb_frontier_append(&r->frontier, &leaf);
	return VB_OK;
}

/* Entries [from, to): read with the handle, and folded without, so that others may read
 * meanwhile. */
static enum vb_code replay_share(struct replay *r, uint64_t from, uint64_t to)
{
	const size_t skip = sizeof(struct vb_hash);
	enum vb_code code;

	r->rows.len = 0;
	lock_handle(r->d, r->h);
	code = vb_log_entries(r->h->store, &r->t->id, from, to, keep_row, r, r->err);
	unlock_handle(r->d, r->h);
	for (size_t at = 0; code == VB_OK && at < r->rows.len;) {
		const uint8_t *row = r->rows.ptr + at;
		size_t n = (size_t)row[skip] << 8 | row[skip + 1];

		code = replay_entry(r, vb_view(row, skip), vb_view(row + skip + 2, n));
		at += skip + 2 + n;
	}
	return code;
}

static enum vb_code replay_line(void *ctx, uint64_t size, const struct vb_hash *id,
				struct vb_view line)
{
	struct replay *r = ctx;

	(void)id;
	vb_fold_seen(r->t->fold, vb_fold_party(r->t->fold, line_name(line)), size);
	return VB_OK;
}

/* A log that is another's, or whose parts disagree, is never signed again. */
static enum vb_code check_replay(struct replay *r, const struct vb_log_state *st,
				 struct vb_err *err)
{
	struct vb_view origin = vb_view_str(r->t->fold->origin);
	uint8_t frontier[8 + 64 * 32];
	struct head head = {0};
	struct vb_hash root;
	enum vb_code code;
	size_t n;

	if (strcmp(r->t->fold->depositary, r->d->name) != 0)
		return vb_fail(err, VB_FALSE, "5.1.1", "log",
			       "the table's depositary is \"%s\", we are \"%s\"",
			       r->t->fold->depositary, r->d->name);
	vb_depositary_log_key(r->d, origin, &r->t->log);
	code = vb_head_read(r->d, &r->t->log, vb_view(st->checkpoint, st->checkpoint_len),
			    &head, err);
	if (code != VB_OK)
		return code;
	n = vb_frontier_put(&r->frontier, frontier);
	vb_frontier_root(&r->frontier, &root);
	if (r->frontier.size != st->size || head.size != st->size ||
	    !vb_hash_eq(&root, &head.root) ||
	    !vb_view_eq(vb_view(frontier, n), vb_view(st->frontier, st->frontier_len)))
		return vb_fail(err, VB_FALSE, "6.2", "log",
			       "its %llu entries are not those of its newest checkpoint: have"
			       " the database examined",
			       (unsigned long long)st->size);
	r->t->head = head;
	r->t->recent->frontier = r->frontier;
	return VB_OK;
}

static enum vb_code begin(struct table *t, struct vb_err *err)
{
	t->recent = calloc(1, sizeof(*t->recent));
	t->fold = t->recent ? vb_fold_new() : NULL;
	if (t->fold)
		return VB_OK;
	free(t->recent);
	t->recent = NULL;
	return vb_depositary_memory(err);
}

static enum vb_code replay(struct replay *r, const struct vb_log_state *st)
{
	struct table *t = r->t;
	uint64_t from = 0;
	enum vb_code code = VB_OK;

	if (t->fold) {
		from = t->fold->nfacts;
		r->frontier = t->recent->frontier;
	} else {
		code = begin(t, r->err);
	}
	for (uint64_t at = from; code == VB_OK && at < st->size; at += SHARE)
		code = replay_share(r, at, st->size - at < SHARE ? st->size : at + SHARE);
	if (code == VB_OK)
		code = check_replay(r, st, r->err);
	if (code != VB_OK)
		return code;
	lock_handle(r->d, r->h);
	code = vb_log_cosignatures(r->h->store, &t->id, from, st->size + 1, replay_line, r,
				   r->err);
	unlock_handle(r->d, r->h);
	return code;
}

void vb_table_drop(struct table *t)
{
	vb_fold_free(t->fold);
	free(t->recent);
	t->fold = NULL;
	t->recent = NULL;
}

enum vb_code vb_table_refresh(struct vb_depositary *d, struct table *t, struct handle *h,
			      struct vb_err *err)
{
	struct replay r = {.d = d, .t = t, .h = h, .err = err};
	struct vb_log_state st = {0};
	enum vb_code code;

	lock_handle(d, h);
	code = vb_log_load(h->store, &t->id, &st, err);
	unlock_handle(d, h);
	if (code != VB_OK)
		return code;
	/* format.md 6.7: a database that was set back would have us fork the log. */
	if (st.size < t->head.size) {
		code = vb_fail(err, VB_FALSE, "6.7", "log",
			       "the log has %llu entries, though %llu were published",
			       (unsigned long long)st.size, (unsigned long long)t->head.size);
	} else if (!t->fold || st.size > t->head.size) {
		r.act = malloc(sizeof(*r.act));
		code = r.act ? replay(&r, &st) : vb_depositary_memory(err);
		free(r.act);
		free(r.rows.ptr);
	}
	if (code == VB_OK)
		vb_table_keep(d, t);
	else
		vb_table_drop(t);
	vb_log_state_free(&st);
	return code;
}

enum vb_code vb_table_enter(struct vb_depositary *d, struct table *t, bool fresh,
			    struct vb_err *err)
{
	enum vb_code code = VB_OK;

	pthread_mutex_lock(&t->lock);
	if (!t->pending && (fresh || !t->fold))
		code = vb_table_refresh(d, t, &d->reader, err);
	if (code != VB_OK)
		pthread_mutex_unlock(&t->lock);
	return code;
}

/* ---- what was published ---- */

static bool has_seen(const struct vb_act *a, const struct head *h)
{
	return a->seen_size == h->size && vb_hash_eq(&a->seen_root, &h->root) &&
	       vb_hash_eq(&a->seen_checkpoint, &h->hash);
}

bool vb_table_sighted(const struct table *t, const struct vb_act *a)
{
	bool found = has_seen(a, &t->head);

	for (unsigned i = 0; !found && i < SIGHTS_MAX && i < t->recent->nsights; i++)
		found = has_seen(a, &t->recent->sight[i]);
	return found;
}

void vb_table_sight(struct table *t, const struct head *h)
{
	if (t->recent)
		t->recent->sight[t->recent->nsights++ % SIGHTS_MAX] = *h;
}
