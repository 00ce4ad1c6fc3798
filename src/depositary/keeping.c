/*
 * How long copies are kept: erased when each hand-over that names one is over for so long, and
 * nobody holds them; and what was begun and never finished, collected.
 *
 * SPDX-License-Identifier: ISC
 *
 * What is over, and since when, is told by the logs alone, each time anew: nothing is
 * remembered that could be wrong.  A log that cannot be read might name any copy, and nothing
 * is erased then.  When an act was logged is told by the checkpoint that covered it first, not
 * by the date that its author gave it.
 */
#include "depositary/internal.h"

#include <stdlib.h>
#include <string.h>

#define NEVER INT64_MAX
#define UNFINISHED VB_DAY	/* seconds after which what was begun is collected */

/* One copy or annex, as one hand-over names it. */
struct named {
	struct vb_hash hash, table;
	int64_t over;		/* NEVER: it is not */
};

/* A hand-over, taken out of its fold. */
struct ended {
	uint32_t act;
	uint32_t by;		/* the act that ended it; VB_NO_ACT: time did */
	bool open;		/* it has not ended */
	int64_t collect_by;	/* as its author said; VB_TIME_NONE */
	char addressee[VB_NAME_MAX + 1];
};

struct sweep {
	struct vb_depositary *d;
	const struct vb_retention *how;
	struct named *named;
	size_t n, cap;
	/* Of the table that is being looked at. */
	struct vb_hash table;
	struct ended *ended;
	uint32_t nended;
	uint64_t collect_days;
	struct vb_act *act;	/* scratch */
	struct vb_err *err;
};

/* ---- what has ended ---- */

/* Contested, and what its addressee says does not open, stay until the judge finds otherwise. */
static struct ended end_of(const struct vb_fold *f, const struct vb_handover *h)
{
	struct ended e = {.act = h->act, .by = VB_NO_ACT, .collect_by = h->collect_by};
	struct vb_state_of s;

	vb_handover_state(f, h, 0, &s);
	memcpy(e.addressee, f->party[h->addressee].name, sizeof(e.addressee));
	e.open = s.state == VB_CONTESTED || s.state == VB_CANNOT_OPEN || s.state == VB_ENTERED;
	if (h->release != VB_NO_ACT)
		e.by = h->release;
	else if (h->withdraw != VB_NO_ACT)
		e.by = h->withdraw;
	else if (h->refuse != VB_NO_ACT)
		e.by = h->refuse;
	return e;
}

/* What is needed of the fold: others want it, too. */
static enum vb_code take_ended(struct sweep *s, struct table *t)
{
	const struct vb_fold *f = t->fold;

	free(s->ended);
	s->nended = f->nhandovers;
	s->collect_days = f->rules.collect_days;
	s->ended = calloc(s->nended ? s->nended : 1, sizeof(*s->ended));
	if (!s->ended)
		return vb_depositary_memory(s->err);
	for (uint32_t i = 0; i < s->nended; i++)
		s->ended[i] = end_of(f, &f->handover[i]);
	return VB_OK;
}

static enum vb_code first_time(void *ctx, uint64_t size, const struct vb_hash *id,
			       struct vb_view note)
{
	struct buffer *out = ctx;

	(void)size;
	(void)id;
	/* One is enough. */
	return vb_buffer_put(out, note) ? VB_CONFLICT : VB_MEMORY;
}

/* When it was logged: by the first checkpoint that covers it. */
static enum vb_code logged_at(struct sweep *s, const struct vb_vkey *log, uint32_t index,
			      int64_t *out)
{
	struct vb_depositary *d = s->d;
	struct buffer note = {0};
	struct head h;
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_log_checkpoints(d->reader.store, &s->table, (uint64_t)index + 1, UINT64_MAX,
				  first_time, &note, s->err);
	pthread_mutex_unlock(&d->reader.mutex);
	if (code == VB_OK)
		return vb_fail(s->err, VB_FALSE, "6.2", "log",
			       "no checkpoint covers entry %lu", (unsigned long)index);
	if (code == VB_CONFLICT)
		code = vb_head_read(d, log, vb_view(note.ptr, note.len), &h, s->err);
	else if (code == VB_MEMORY)
		code = vb_depositary_memory(s->err);
	if (code == VB_OK)
		*out = h.time;
	free(note.ptr);
	return code;
}

static int64_t later(int64_t from, uint64_t days)
{
	int64_t end;

	return __builtin_add_overflow(from, (int64_t)days * VB_DAY, &end) ? NEVER : end;
}

/* Since when the hand-over is over. */
static enum vb_code over_since(struct sweep *s, const struct vb_vkey *log,
			       const struct ended *e, int64_t *out)
{
	enum vb_code code;

	*out = NEVER;
	if (e->open)
		return VB_OK;
	code = logged_at(s, log, e->by != VB_NO_ACT ? e->by : e->act, out);
	if (code != VB_OK || e->by != VB_NO_ACT)
		return code;
	if (e->collect_by == VB_TIME_NONE)
		*out = later(*out, s->collect_days);
	else if (e->collect_by > *out)
		*out = e->collect_by;
	return VB_OK;
}

/* ---- what each names ---- */

static enum vb_code add(struct sweep *s, const struct vb_hash *hash, int64_t over)
{
	size_t cap = s->cap ? 2 * s->cap : 256;
	struct named *more;

	if (s->n == s->cap) {
		more = reallocarray(s->named, cap, sizeof(*more));
		if (!more)
			return vb_depositary_memory(s->err);
		s->named = more;
		s->cap = cap;
	}
	s->named[s->n++] = (struct named){*hash, s->table, over};
	return VB_OK;
}

/* A hand-over's act, as it is read: what it holds views its note. */
struct naming {
	struct sweep *s;
	const char *addressee;
	int64_t over;
};

static enum vb_code add_named(void *ctx, uint64_t index, const struct vb_hash *id,
			      struct vb_view note)
{
	const struct naming *n = ctx;
	struct sweep *s = n->s;
	struct vb_annex_line line;
	struct vb_copy copy;
	enum vb_code code = vb_act_parse(note, s->act, s->err);

	(void)index;
	(void)id;
	for (unsigned i = 0; code == VB_OK && i < vb_act_count(s->act, "copy"); i++)
		if (vb_copy_parse(vb_act_get(s->act, "copy", i), &copy) && copy.has_recipient &&
		    vb_view_is(copy.addressee, n->addressee))
			code = add(s, &copy.hash, n->over);
	for (unsigned i = 0; code == VB_OK && i < vb_act_count(s->act, "annex"); i++)
		if (vb_annex_parse(vb_act_get(s->act, "annex", i), &line) &&
		    vb_view_is(line.addressee, n->addressee))
			code = add(s, &line.hash, n->over);
	return code;
}

static enum vb_code look_at_one(struct sweep *s, const struct vb_vkey *log,
				const struct ended *e)
{
	struct naming n = {.s = s, .addressee = e->addressee};
	struct vb_depositary *d = s->d;
	enum vb_code code = over_since(s, log, e, &n.over);

	if (code != VB_OK)
		return code;
	pthread_mutex_lock(&d->reader.mutex);
	code = vb_log_entries(d->reader.store, &s->table, e->act, (uint64_t)e->act + 1,
			      add_named, &n, s->err);
	pthread_mutex_unlock(&d->reader.mutex);
	return code;
}

static enum vb_code look_at_table(struct sweep *s, const struct vb_hash *id)
{
	struct vb_depositary *d = s->d;
	struct vb_vkey log;
	struct table *t = NULL;
	enum vb_code code = vb_table_find(d, id, &d->reader, &t, s->err);

	if (code != VB_OK)
		return code;
	s->table = *id;
	code = vb_table_enter(d, t, true, s->err);
	if (code != VB_OK)
		return code;
	code = take_ended(s, t);
	log = t->log;
	pthread_mutex_unlock(&t->lock);
	for (uint32_t i = 0; code == VB_OK && i < s->nended; i++)
		code = look_at_one(s, &log, &s->ended[i]);
	return code;
}

/* ---- every table ---- */

static enum vb_code keep_id(void *ctx, uint64_t index, const struct vb_hash *id,
			    struct vb_view bytes)
{
	(void)index;
	(void)bytes;
	return vb_buffer_put(ctx, vb_view(id->b, sizeof(id->b))) ? VB_OK : VB_MEMORY;
}

static enum vb_code look_at_all(struct sweep *s)
{
	struct vb_depositary *d = s->d;
	struct buffer ids = {0};
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_store_logs(d->reader.store, keep_id, &ids, s->err);
	pthread_mutex_unlock(&d->reader.mutex);
	if (code == VB_MEMORY)
		code = vb_depositary_memory(s->err);
	for (size_t at = 0; code == VB_OK && at < ids.len; at += 32) {
		struct vb_hash id;

		memcpy(id.b, ids.ptr + at, sizeof(id.b));
		if (!vb_hash_eq(&id, &d->reg->id))
			code = look_at_table(s, &id);
	}
	free(ids.ptr);
	return code;
}

/* ---- erasing ---- */

static int by_hash(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return memcmp(x->hash.b, y->hash.b, sizeof(x->hash.b));
}

static enum vb_code is_here(struct vb_depositary *d, const struct vb_hash *hash, bool *here,
			    struct vb_err *err)
{
	uint64_t bytes;
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_store_copy_size(d->reader.store, hash, &bytes, err);
	pthread_mutex_unlock(&d->reader.mutex);
	*here = code == VB_OK;
	return code == VB_NOT_FOUND || code == VB_GONE ? VB_OK : code;
}

/* All that name it, @n of them: due when the last of them is. */
static enum vb_code erase_one(struct sweep *s, const struct named *first, size_t n, int64_t now,
			      struct vb_swept *out)
{
	struct vb_depositary *d = s->d;
	bool here = false, held = false;
	enum vb_code code;

	for (size_t i = 0; i < n; i++)
		if (first[i].over == NEVER || later(first[i].over, s->how->days) > now)
			return VB_OK;
	code = is_here(d, &first->hash, &here, s->err);
	if (code != VB_OK || !here)
		return code;
	out->due++;
	/* Asked at the last moment: a hold that came meanwhile counts. */
	for (size_t i = 0; i < n && s->how->held; i++)
		held = held || s->how->held(s->how->ctx, &first[i].table, &first->hash);
	out->held += held;
	if (held)
		return VB_OK;
	pthread_mutex_lock(&d->side.mutex);
	code = vb_store_copy_erase(d->side.store, &first->hash, now, s->err);
	pthread_mutex_unlock(&d->side.mutex);
	out->erased += code == VB_OK;
	if (code == VB_OK && vb_depositary_step(d, "copy-erased"))
		return vb_depositary_died(s->err);
	return code;
}

static enum vb_code erase_due(struct sweep *s, int64_t now, struct vb_swept *out)
{
	enum vb_code code = VB_OK;

	if (s->n > 0)
		qsort(s->named, s->n, sizeof(*s->named), by_hash);
	for (size_t i = 0, n; code == VB_OK && i < s->n; i += n) {
		for (n = 1; i + n < s->n && by_hash(&s->named[i], &s->named[i + n]) == 0; n++)
			;
		code = erase_one(s, &s->named[i], n, now, out);
	}
	return code;
}

/* A little at a time: others write, too. */
static enum vb_code collect(struct vb_depositary *d, int64_t now, struct vb_err *err)
{
	enum vb_code code = VB_OK;
	bool more = true;

	while (code == VB_OK && more) {
		pthread_mutex_lock(&d->side.mutex);
		code = vb_store_copy_collect(d->side.store, now - UNFINISHED, &more, err);
		pthread_mutex_unlock(&d->side.mutex);
		if (code == VB_OK && vb_depositary_step(d, "copy-collected"))
			code = vb_depositary_died(err);
	}
	return code;
}

enum vb_code vb_depositary_sweep(struct vb_depositary *d, const struct vb_retention *how,
				 struct vb_swept *out, struct vb_err *err)
{
	struct sweep s = {.d = d, .how = how, .err = err};
	int64_t now = d->clock.now(d->clock.ctx);
	enum vb_code code = VB_OK;

	*out = (struct vb_swept){0};
	if (atomic_load(&d->dead))
		return vb_depositary_died(err);
	if (d->shut.code != VB_OK) {
		if (err)
			*err = d->shut;
		return d->shut.code;
	}
	if (how) {
		s.act = malloc(sizeof(*s.act));
		code = s.act ? look_at_all(&s) : vb_depositary_memory(err);
		if (code == VB_OK)
			code = erase_due(&s, now, out);
	}
	free(s.act);
	free(s.ended);
	free(s.named);
	return code == VB_OK ? collect(d, now, err) : code;
}
