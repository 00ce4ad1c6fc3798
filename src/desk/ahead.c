/*
 * The log with what waits to be logged behind it: on this an act is tried before it
 * is signed, and in this a desk without network finds what a pouch brought.
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

struct adding {
	struct vb_desk *d;
	struct vb_ahead *a;
	struct vb_err *err;
};

static enum vb_code add_row(void *ctx, uint64_t index, const struct vb_hash *id,
			    struct vb_view note)
{
	struct adding *g = ctx;

	(void)id;
	return vb_entry_reload(g->a->fold, g->a->tree, note, vb_desk_span(g->d, index),
			       g->err);
}

static bool holds(const struct vb_pile *r, const struct vb_hash *id)
{
	struct vb_note note;
	struct vb_hash h;

	for (size_t i = 0; i < r->n; i++) {
		if (vb_note_parse(vb_pile_view(r, i), VB_SIGS_MAX, &note, NULL) != VB_OK)
			continue;
		vb_act_id(note.text, &h);
		if (vb_hash_eq(&h, id))
			return true;
	}
	return false;
}

struct waiting {
	struct vb_pile own, carried;
	struct {
		char chain[66];
		uint64_t epoch;
	} resumed[16];
	unsigned nresumed;
	bool any_order;			/* nothing waits for a release any more */
};

/* Whether @act cites an act that waits itself: a release its receipt, say. */
static bool cites_pending(const struct vb_ahead *a, const struct vb_act *act,
			  const struct waiting *w)
{
	for (unsigned f = 0; f < act->kind->nfields; f++) {
		for (unsigned i = 0; i < act->count[f]; i++) {
			struct vb_hash id;

			if (act->kind->fields[f].type == VB_T_ACT &&
			    vb_hash_parse(act->value[act->first[f] + i], &id) &&
			    vb_fold_find(a->fold, &id) == VB_NO_ACT &&
			    (holds(&w->own, &id) || holds(&w->carried, &id)))
				return true;
		}
	}
	return false;
}

/* A take that stands before the release of its copy is void (format.md 5.3.7): where both
 * wait, the release comes first.  @act is put back as it was. */
static bool awaits_release(const struct vb_ahead *a, struct vb_act *act, struct vb_view note,
			   const struct waiting *w)
{
	char author[VB_NAME_MAX + 1];
	struct vb_hash of, what;
	bool found = false;

	if (w->any_order || strcmp(act->kind->group, "exchange") != 0 ||
	    strcmp(act->kind->name, "release") == 0 || strcmp(act->kind->name, "receipt") == 0 ||
	    !vb_hash_parse(vb_act_get(act, "of", 0), &of))
		return false;
	vb_view_copy(author, sizeof(author), act->author);
	for (size_t i = 0; !found && i < w->own.n + w->carried.n; i++) {
		struct vb_view row = i < w->own.n ? vb_pile_view(&w->own, i) :
						    vb_pile_view(&w->carried, i - w->own.n);

		found = vb_act_parse(row, act, NULL) == VB_OK &&
			strcmp(act->kind->name, "release") == 0 &&
			vb_hash_parse(vb_act_get(act, "of", 0), &what) &&
			vb_hash_eq(&of, &what) &&
			vb_view_is(vb_act_get(act, "addressee", 0), author) &&
			vb_fold_find(a->fold, &act->id) == VB_NO_ACT;
	}
	return vb_act_parse(note, act, NULL) == VB_OK && found;
}

/* A resume of ours that is signed and not logged yet gives up what its chain has in an
 * earlier epoch: that is not sent any more, and nothing waits for it. */
static void note_resumed(struct waiting *w, const struct vb_fold *log, struct vb_act *act)
{
	for (size_t i = 0; i < w->own.n && w->nresumed < VB_ARRAY_LEN(w->resumed); i++) {
		if (vb_act_parse(vb_pile_view(&w->own, i), act, NULL) != VB_OK ||
		    strcmp(act->kind->name, "resume") != 0 ||
		    vb_fold_chain(log, act, NULL) != VB_OK)
			continue;
		vb_act_chain(w->resumed[w->nresumed].chain, act);
		w->resumed[w->nresumed++].epoch = act->epoch;
	}
}

static bool given_up(const struct waiting *w, const struct vb_act *act)
{
	char chain[66];

	vb_act_chain(chain, act);
	for (unsigned i = 0; i < w->nresumed; i++) {
		if (act->epoch < w->resumed[i].epoch && strcmp(chain, w->resumed[i].chain) == 0)
			return true;
	}
	return false;
}

/* An own act that would be next, and that nobody can lodge from here: it lacks the lines of
 * others, or its signers are not known yet.  Our chain goes on only behind it, unless the
 * whole act is among the carried ones, or a rekey has overtaken it. */
static void note_waiting(struct vb_ahead *a, struct vb_act *act, const struct waiting *w,
			 const bool *done)
{
	for (size_t i = 0; i < w->own.n; i++) {
		if (done[i] || vb_act_parse(vb_pile_view(&w->own, i), act, NULL) != VB_OK ||
		    vb_fold_chain(a->fold, act, NULL) != VB_OK || cites_pending(a, act, w) ||
		    holds(&w->carried, &act->id))
			continue;
		a->waiting = true;
		vb_act_citation(a->waits, act);
	}
}

/* Tries to put @note behind @a; *taken: it stands there, or never can. */
static enum vb_code try_pending(struct vb_ahead *a, struct vb_act *act, struct vb_view note,
				const struct waiting *w, bool own, bool *taken,
				struct vb_err *err)
{
	const struct vb_span unknown = {VB_TIME_NONE, VB_TIME_NONE};
	struct vb_required need;
	enum vb_code code;

	*taken = true;
	if (vb_act_parse(note, act, NULL) != VB_OK ||
	    vb_fold_find(a->fold, &act->id) != VB_NO_ACT || (own && given_up(w, act)))
		return VB_OK;
	/* What it cites, or the mandate that registers its key, may wait itself; and who signs
	 * together waits for the last. */
	if (vb_fold_chain(a->fold, act, NULL) != VB_OK || cites_pending(a, act, w) ||
	    awaits_release(a, act, note, w) ||
	    vb_fold_required(a->fold, act, &need, NULL) != VB_OK ||
	    vb_act_lines(act, &need, NULL) != VB_OK) {
		*taken = false;
		return VB_OK;
	}
	code = vb_entry_reload(a->fold, a->tree, note, unknown, NULL);
	if (code)
		return code == VB_MEMORY ? vb_no_room(err) : VB_OK;
	return vb_pile_add(&a->pending, note, err);
}

/* One pass over acts that are still to be placed. */
static enum vb_code place(struct vb_ahead *a, struct vb_act *act, const struct waiting *w,
			  bool own, bool *done, bool *progress, struct vb_err *err)
{
	const struct vb_pile *rows = own ? &w->own : &w->carried;
	enum vb_code code = VB_OK;

	for (size_t i = 0; !code && i < rows->n; i++) {
		if (done[i])
			continue;
		code = try_pending(a, act, vb_pile_view(rows, i), w, own, &done[i], err);
		*progress = *progress || done[i];
	}
	return code;
}

static enum vb_code place_all(struct vb_desk *d, struct vb_ahead *a, struct vb_act *act,
			      struct vb_err *err)
{
	struct waiting w = {0};
	bool *done = NULL, progress = true;
	enum vb_code code = vb_outbox(d->cab, vb_pile_row, &w.own, err);

	if (!code)
		code = vb_frames_get(d->cab, "carried", &w.carried, err);
	if (!code && !(done = calloc(w.own.n + w.carried.n + 1, sizeof(*done))))
		code = vb_no_room(err);
	if (!code)
		note_resumed(&w, a->fold, act);
	while (!code && (progress || !w.any_order)) {
		/* A release that cannot be placed holds nothing up. */
		w.any_order = w.any_order || !progress;
		progress = false;
		code = place(a, act, &w, true, done, &progress, err);
		if (!code)
			code = place(a, act, &w, false, done + w.own.n, &progress, err);
	}
	if (!code)
		note_waiting(a, act, &w, done);
	free(done);
	vb_pile_free(&w.own);
	vb_pile_free(&w.carried);
	return code;
}

enum vb_code vb_ahead_make(struct vb_desk *d, bool pending, struct vb_ahead *a,
			   struct vb_err *err)
{
	struct adding add = {d, a, err};
	struct vb_act *act = malloc(sizeof(*act));
	enum vb_code code;

	*a = (struct vb_ahead){.fold = vb_fold_new(), .tree = vb_tree_new()};
	if (!a->fold || !a->tree || !act) {
		code = vb_no_room(err);
		goto out;
	}
	code = vb_cabinet_entries(d->cab, 0, vb_tree_size(d->tree), add_row, &add, err);
	a->base = a->fold->nfacts;
	for (uint32_t i = 0; i < a->fold->nparties && i < d->fold->nparties; i++)
		vb_fold_seen(a->fold, (uint8_t)i, d->fold->party[i].seen);
	if (!code && pending)
		code = place_all(d, a, act, err);
out:
	free(act);
	if (code)
		vb_ahead_free(a);
	return code;
}

void vb_ahead_free(struct vb_ahead *a)
{
	vb_fold_free(a->fold);
	vb_tree_free(a->tree);
	vb_pile_free(&a->pending);
	*a = (struct vb_ahead){0};
}

/* The last act of that number in the chain, whatever its epoch. */
static uint32_t any_epoch(const struct vb_fold *f, const char *chain, uint64_t number)
{
	for (uint32_t i = f->nfacts; i > 1; i--) {
		const struct vb_fact *fact = &f->fact[i - 1];

		if (fact->number == number && strcmp(f->chain[fact->chain].name, chain) == 0)
			return i - 1;
	}
	return VB_NO_ACT;
}

enum vb_code vb_ahead_cited(const struct vb_fold *f, const char *citation, uint32_t *index,
			    struct vb_err *err)
{
	struct vb_view article;
	uint64_t number, epoch;
	char chain[66], q[100];
	uint32_t at;

	vb_quote(q, sizeof(q), vb_view_str(citation));
	if (!vb_citation_parse(vb_view_str(citation), chain, &number, &epoch, &article))
		return vb_fail(err, VB_USAGE, "2.13", q,
			       "an act is cited as NORD-4, NORD/LEGAL-2 or charter");
	if (article.len > 0)
		return vb_fail(err, VB_USAGE, "2.13", q,
			       "this cites an article, and an act is due: leave out the colon and "
			       "what follows; `verbale read` prints an article");
	at = vb_fold_cited(f, chain, number, epoch);
	if (at == VB_NO_ACT && epoch == 0)
		at = any_epoch(f, chain, number);
	if (at == VB_NO_ACT)
		return vb_fail(err, VB_NOT_FOUND, "2.13", q,
			       "there is no such act at this table, as far as this desk "
			       "knows");
	*index = at;
	return VB_OK;
}

static enum vb_code load_note(struct vb_desk *d, const struct vb_ahead *a, uint32_t index,
			      uint8_t **out, size_t *len, struct vb_err *err)
{
	struct vb_bytes b;

	if (index < a->base)
		return vb_desk_entry(d, index, out, len, err);
	if (index - a->base >= a->pending.n)
		return vb_fail(err, VB_NOT_FOUND, "6.1", "desk", "there is no entry %u",
			       index);
	b = a->pending.row[index - a->base];
	*out = malloc(b.len + 1);
	if (!*out)
		return vb_no_room(err);
	memcpy(*out, b.ptr, b.len + 1);
	*len = b.len;
	return VB_OK;
}

enum vb_code vb_ahead_act(struct vb_desk *d, const struct vb_ahead *a, uint32_t index,
			  struct vb_loaded *out, struct vb_err *err)
{
	struct vb_loaded l = {0};
	enum vb_code code = load_note(d, a, index, &l.note, &l.len, err);

	if (code)
		return code;
	l.act = malloc(sizeof(*l.act));
	code = l.act ? vb_act_parse(vb_view(l.note, l.len), l.act, err) : vb_no_room(err);
	if (code)
		vb_loaded_free(&l);
	else
		*out = l;
	return code;
}

void vb_loaded_free(struct vb_loaded *l)
{
	free(l->note);
	free(l->act);
	*l = (struct vb_loaded){0};
}

/* ---- for whoever shows the record ---- */

static enum vb_code nothing_waits(struct vb_desk *d, bool *nothing, struct vb_err *err)
{
	struct vb_pile carried = {0};
	enum vb_code code = vb_desk_at_table(d, false, err);

	if (!code)
		code = vb_frames_get(d->cab, "carried", &carried, err);
	*nothing = !code && carried.n == 0 && vb_desk_outbox(d) == 0;
	vb_pile_free(&carried);
	return code;
}

enum vb_code vb_desk_ahead(struct vb_desk *d, struct vb_ahead **out, struct vb_err *err)
{
	struct vb_ahead *a;
	bool nothing;
	enum vb_code code = nothing_waits(d, &nothing, err);

	*out = NULL;
	if (code || nothing)
		return code;
	a = calloc(1, sizeof(*a));
	code = a ? vb_ahead_make(d, true, a, err) : vb_no_room(err);
	if (code)
		free(a);
	else
		*out = a;
	return code;
}

void vb_desk_ahead_free(struct vb_ahead *a)
{
	if (a)
		vb_ahead_free(a);
	free(a);
}

const struct vb_fold *vb_desk_ahead_fold(const struct vb_ahead *a, uint32_t *logged)
{
	*logged = a->base;
	return a->fold;
}

enum vb_code vb_desk_ahead_entry(struct vb_desk *d, const struct vb_ahead *a, uint32_t index,
				 uint8_t **out, size_t *len, struct vb_err *err)
{
	return load_note(d, a, index, out, len, err);
}

enum vb_code vb_desk_ahead_cited(const struct vb_fold *f, const char *citation,
				 uint32_t *index, struct vb_err *err)
{
	return vb_ahead_cited(f, citation, index, err);
}
