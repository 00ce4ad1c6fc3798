/*
 * One batch: what waits, checked again in log order, each receipt with its release,
 * under one checkpoint a table, in one transaction.
 *
 * SPDX-License-Identifier: ISC
 */
#include "depositary/internal.h"

#include <stdlib.h>
#include <string.h>

/* One table's part of a batch: entries [first, first + n). */
struct part {
	struct table *t;
	size_t first, n;
	struct vb_frontier frontier;
	struct head head;	/* as it will be */
	uint8_t packed[8 + 64 * 32];
	uint8_t checkpoint[CHECKPOINT_MAX];
	size_t checkpoint_len;
	struct batch *of;
	struct lodging *sealer;	/* in whose thread it is signed; NULL: this one */
	enum vb_code code;	/* how that ended */
	struct vb_err err;
};

struct batch {
	struct vb_depositary *d;
	struct lodging **l;
	unsigned n;
	int64_t now;
	struct part *part;
	unsigned nparts;
	struct vb_log_entry entry[2 * BATCH_MAX]; /* each act, and a release */
	size_t nentries;
	struct release *releases;
	sem_t sealed;		/* posted by each sealer */
};

enum vb_code vb_recheck_id(void *ctx, uint64_t index, struct vb_view note,
			   const struct vb_hash *id, struct vb_err *err)
{
	struct vb_note parsed;
	struct vb_hash h;
	enum vb_code code = vb_note_parse(note, VB_SIGS_MAX, &parsed, err);

	(void)ctx;
	if (code != VB_OK)
		return code;
	vb_act_id(parsed.text, &h);
	if (!vb_hash_eq(&h, id))
		return vb_fail(err, VB_IO, "2.9", "log",
			       "entry %llu was read back as another act",
			       (unsigned long long)index);
	return VB_OK;
}

/* To stand if the batch commits: what is refused because of an act before it is not
 * refused where that act is not logged. */
static void decide(struct lodging *l, enum vb_code code)
{
	l->code = code;
	l->decided = true;
}

/* ---- what may be logged next ---- */

/* The signatures hold if the keys are those that verified them before. */
static enum vb_code check_signatures(const struct table *t, struct lodging *l)
{
	struct vb_required now = {0};
	enum vb_code code = vb_fold_required(t->fold, &l->act, &now, &l->err);
	bool same = now.n > 0 && now.n == l->verified.n;

	for (unsigned i = 0; same && i < now.n; i++)
		same = vb_vkey_eq(&now.key[i], &l->verified.key[i]);
	if (code == VB_OK && !same)
		code = vb_act_verify(&l->act, &now, &l->err);
	if (code == VB_OK)
		l->verified = now;
	return code;
}

/* format.md 4.7: what is late by our own clock would be void; what comes from further
 * ahead than the charter allows would be contradicted. */
static enum vb_code check_times(const struct table *t, struct lodging *l, int64_t time)
{
	char at[VB_TIME_LEN + 1], cite[96];

	vb_time_format(at, time);
	vb_act_citation(cite, &l->act);
	if (l->act.lodge_by < time)
		return vb_fail(&l->err, VB_REFUSED, "4.7", cite,
			       "the act was to be lodged before now, %s", at);
	if (l->act.date - time > (int64_t)t->fold->rules.skew)
		return vb_fail(&l->err, VB_REFUSED, "4.7", cite,
			       "the act is dated more than %llu seconds after now, %s",
			       (unsigned long long)t->fold->rules.skew, at);
	return VB_OK;
}

static enum vb_code may_follow(const struct table *t, struct lodging *l, int64_t time)
{
	enum vb_code code = vb_fold_chain(t->fold, &l->act, &l->err);

	if (code == VB_OK)
		code = check_signatures(t, l);
	if (code == VB_OK)
		code = check_times(t, l, time);
	/* format.md 5.3.4: an author's release must at least open that copy. */
	if (code == VB_OK)
		code = vb_release_check(t->fold, &l->act, &l->err);
	return code;
}

/* ---- adding to fold, frontier and batch ---- */

static enum vb_code append(struct batch *b, struct part *p, const struct vb_act *a,
			   const char *chain, bool *stands, struct vb_err *err)
{
	static const struct vb_span open_span = {VB_TIME_NONE, VB_TIME_NONE};
	struct vb_fold *f = p->t->fold;
	struct vb_hash leaf;
	enum vb_code code = vb_fold_add(f, a, open_span, NULL, err);

	if (code != VB_OK)
		return code;
	*stands = f->fact[f->nfacts - 1].voided[0] == '\0';
	vb_leaf_hash(a->note.all, &leaf);
	vb_frontier_append(&p->frontier, &leaf);
	b->entry[b->nentries++] = (struct vb_log_entry){
		.note = a->note.all, .id = a->id, .chain = vb_view_str(chain),
		.number = a->number, .epoch = a->epoch, .roster = a->kind->roster,
	};
	p->n++;
	return VB_OK;
}

/* The identity of the copy that @receipt is for: of this batch, or kept. */
static enum vb_code find_identity(struct batch *b, const struct table *t,
				  const struct vb_act *receipt, char **out, struct vb_err *err)
{
	struct vb_hash of;

	if (!vb_act_hash(receipt, "of", &of))
		return vb_fail(err, VB_FALSE, "5.3.2", "log", "a receipt names no act");
	for (unsigned i = 0; i < b->n; i++) {
		const struct lodging *l = b->l[i];

		for (unsigned j = 0; l->admitted && vb_hash_eq(&l->act.id, &of) &&
				     j < l->nescrow; j++) {
			if (!vb_view_eq(l->escrow[j].addressee, receipt->author))
				continue;
			*out = strndup((const char *)l->escrow[j].identity.ptr,
				       l->escrow[j].identity.len);
			return *out ? VB_OK : vb_depositary_memory(err);
		}
	}
	return vb_log_escrow(b->d->sequencer.store, &t->id, &of, receipt->author, out, err);
}

/* format.md 5.3.6: one checkpoint covers a receipt in effect and its release. */
static enum vb_code append_release(struct batch *b, struct part *p,
				   const struct vb_act *receipt, struct vb_err *err)
{
	struct release *r = calloc(1, sizeof(*r));
	uint32_t index = p->t->fold->nfacts - 1;
	char *identity = NULL;
	enum vb_code code;
	bool stands;

	if (!r)
		return vb_depositary_memory(err);
	r->next = b->releases;
	b->releases = r;
	code = find_identity(b, p->t, receipt, &identity, err);
	if (code == VB_OK)
		code = vb_release_make(b->d, p->t, receipt, index, vb_view_str(identity),
				       p->head.time, r, err);
	if (code == VB_OK)
		code = append(b, p, &r->act, b->d->name, &stands, err);
	if (code == VB_OK && !stands)
		code = vb_fail(err, VB_FALSE, "5.3.3", "log", "our own release is void");
	if (identity)
		vb_wipe(identity, strlen(identity));
	free(identity);
	return code;
}

static bool is_receipt(const struct vb_act *a)
{
	return strcmp(a->kind->name, "receipt") == 0;
}

/* One lodging, in its turn.  A refusal is decided; after any other failure the fold
 * may have been changed. */
static enum vb_code admit(struct batch *b, struct part *p, struct lodging *l,
			  struct vb_err *err)
{
	uint32_t there = vb_fold_find(p->t->fold, &l->act.id);
	enum vb_code code;
	bool stands;

	if (there != VB_NO_ACT) {
		l->index = there;
		/* In this batch it is not logged before the batch is. */
		if (there < p->t->head.size)
			decide(l, VB_OK);
		else
			l->admitted = true;
		return VB_OK;
	}
	code = may_follow(p->t, l, p->head.time);
	if (code != VB_OK) {
		decide(l, code);
		return VB_OK;
	}
	code = append(b, p, &l->act, l->chain, &stands, err);
	if (code != VB_OK)
		return code;
	l->index = p->t->fold->nfacts - 1;
	l->admitted = true;
	/* What is void is handed over to nobody (format.md 4.8). */
	if (stands && l->nescrow > 0) {
		b->entry[b->nentries - 1].escrow = l->escrow;
		b->entry[b->nentries - 1].nescrow = l->nescrow;
	}
	return stands && is_receipt(&l->act) ? append_release(b, p, &l->act, err) : VB_OK;
}

/* What cannot be added is cast out, and the batch made again without it. */
static enum vb_code admit_or_cast(struct batch *b, struct part *p, struct lodging *l,
				  struct vb_err *err)
{
	enum vb_code code = admit(b, p, l, err);

	if (code == VB_OK || code == VB_MEMORY)
		return code;
	l->err = *err;
	l->code = code;
	l->done = true;
	return VB_CONFLICT;
}

/* ---- one table's part ---- */

static void seal_part(struct part *p)
{
	struct vb_depositary *d = p->of->d;
	struct vb_writer w;

	p->head.size = p->frontier.size;
	vb_frontier_root(&p->frontier, &p->head.root);
	vb_writer_init(&w, p->checkpoint, sizeof(p->checkpoint));
	p->code = vb_depositary_checkpoint(d, &p->t->log, p->head.size, &p->head.root,
					   p->head.time, &w, &p->err);
	p->checkpoint_len = w.len;
	/* Nothing is published that we would not read ourselves. */
	if (p->code == VB_OK)
		p->code = vb_head_read(d, &p->t->log, vb_written(&w), &p->head, &p->err);
}

void vb_batch_seal(struct lodging *l)
{
	struct part *p = l->seal;

	l->seal = NULL;
	seal_part(p);
	sem_post(&p->of->sealed);
}

/* Side by side: each table's checkpoint is signed in the thread of one of its lodgings,
 * which waits anyway.  As long as the tables are pending, nobody changes what is read
 * here. */
static enum vb_code seal_parts(struct batch *b, struct vb_err *err)
{
	unsigned given = 0;
	enum vb_code code = VB_OK;

	for (unsigned i = 0; i < b->nparts; i++) {
		struct part *p = &b->part[i];

		if (p->n > 0 && p->sealer) {
			p->sealer->seal = p;
			sem_post(&p->sealer->turn);
			given++;
		}
	}
	for (unsigned i = 0; i < b->nparts; i++) {
		if (b->part[i].n > 0 && !b->part[i].sealer)
			seal_part(&b->part[i]);
	}
	while (given > 0) {
		if (sem_wait(&b->sealed) == 0)
			given--;
	}
	for (unsigned i = 0; code == VB_OK && i < b->nparts; i++) {
		code = b->part[i].code;
		if (code != VB_OK)
			*err = b->part[i].err;
	}
	return code;
}

static enum vb_code make_part(struct batch *b, struct part *p, struct vb_err *err)
{
	struct table *t = p->t;
	enum vb_code code;

	pthread_mutex_lock(&t->lock);
	code = vb_table_refresh(b->d, t, &b->d->sequencer, err);
	if (code != VB_OK) {
		/* This table's trouble is not the others'. */
		for (unsigned i = 0; i < b->n; i++) {
			if (b->l[i]->table != t || b->l[i]->done)
				continue;
			b->l[i]->err = *err;
			decide(b->l[i], code);
		}
		pthread_mutex_unlock(&t->lock);
		return VB_OK;
	}
	t->pending = true;
	p->first = b->nentries;
	p->frontier = t->recent->frontier;
	/* A clock that was set back does not take its own word back. */
	p->head.time = b->now > t->head.time ? b->now : t->head.time;
	for (unsigned i = 0; code == VB_OK && i < b->n; i++) {
		if (b->l[i]->table == t && !b->l[i]->done)
			code = admit_or_cast(b, p, b->l[i], err);
	}
	pthread_mutex_unlock(&t->lock);
	return code;
}

/* The tables of the batch, each once, in the order of their first lodging. */
static void list_parts(struct batch *b)
{
	for (unsigned i = 0; i < b->n; i++) {
		unsigned j = 0;

		if (b->l[i]->done)
			continue;
		while (j < b->nparts && b->part[j].t != b->l[i]->table)
			j++;
		if (j == b->nparts)
			b->part[b->nparts++] = (struct part){
				.of = b, .t = b->l[i]->table,
				.sealer = i > 0 ? b->l[i] : NULL};
	}
}

static enum vb_code commit(struct batch *b, struct vb_err *err)
{
	struct vb_log_batch *out = calloc(b->nparts + 1, sizeof(*out));
	struct vb_recheck recheck = {.check = vb_recheck_id};
	enum vb_code code;
	size_t n = 0;

	if (!out)
		return vb_depositary_memory(err);
	for (unsigned i = 0; i < b->nparts; i++) {
		struct part *p = &b->part[i];

		if (p->n == 0)
			continue;
		out[n++] = (struct vb_log_batch){
			.log = p->t->id,
			.expect_size = p->head.size - p->n,
			.entries = b->entry + p->first,
			.nentries = p->n,
			.frontier = vb_view(p->packed,
					    vb_frontier_put(&p->frontier, p->packed)),
			.checkpoint = vb_view(p->checkpoint, p->checkpoint_len),
			.time = p->head.time,
		};
	}
	code = n ? vb_log_append(b->d->sequencer.store, out, n, recheck, err) : VB_OK;
	free(out);
	return code;
}

/* Committed: what the tables show from now on.  Otherwise what was added to a fold
 * is forgotten with the fold. */
static void publish(struct batch *b, bool committed)
{
	for (unsigned i = 0; i < b->nparts; i++) {
		struct part *p = &b->part[i];

		pthread_mutex_lock(&p->t->lock);
		if (committed && p->n > 0) {
			vb_table_sight(p->t, &p->t->head);
			p->t->recent->frontier = p->frontier;
			p->t->head = p->head;
		} else if (!committed && p->t->pending) {
			vb_table_drop(p->t);
		}
		p->t->pending = false;
		pthread_mutex_unlock(&p->t->lock);
	}
	for (unsigned i = 0; committed && i < b->n; i++) {
		if (b->l[i]->admitted)
			decide(b->l[i], VB_OK);
		b->l[i]->done = b->l[i]->done || b->l[i]->decided;
	}
}

static void batch_free(struct batch *b)
{
	struct release *next;

	for (struct release *r = b->releases; r; r = next) {
		next = r->next;
		vb_wipe(r, sizeof(*r));
		free(r);
	}
	sem_destroy(&b->sealed);
	free(b->part);
	free(b);
}

enum vb_code vb_batch_run(struct vb_depositary *d, struct lodging **l, unsigned n,
			  struct vb_err *err)
{
	struct batch *b = calloc(1, sizeof(*b));
	struct part *parts = calloc(n, sizeof(*parts));
	enum vb_code code = VB_OK;

	if (!b || !parts || sem_init(&b->sealed, 0, 0) != 0) {
		free(b);
		free(parts);
		return vb_depositary_memory(err);
	}
	b->d = d;
	b->l = l;
	b->n = n;
	b->part = parts;
	b->now = d->clock.now(d->clock.ctx);
	for (unsigned i = 0; i < n; i++)
		l[i]->admitted = l[i]->decided = false;
	list_parts(b);
	for (unsigned i = 0; code == VB_OK && i < b->nparts; i++)
		code = make_part(b, &b->part[i], err);
	if (code == VB_OK)
		code = seal_parts(b, err);
	if (code == VB_OK && vb_depositary_step(d, "signed"))
		code = vb_depositary_died(err);
	if (code == VB_OK)
		code = commit(b, err);
	if (code == VB_OK && vb_depositary_step(d, "committed"))
		code = vb_depositary_died(err);
	publish(b, code == VB_OK);
	if (code == VB_OK && vb_depositary_step(d, "published"))
		code = vb_depositary_died(err);
	batch_free(b);
	return code;
}
