/*
 * Pouches: the record carried where there is no network, with what waits to be lodged
 * and the copies that the other side still needs (format.md 9.2).
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

#define POUCH_COPY_MAX (1u << 28)	/* bytes of a copy or an annex that goes into one */

/* ---- writing one ---- */

static enum vb_code add_sealed(struct vb_desk *d, const struct vb_hash *hash,
			       struct vb_pile *out, struct vb_err *err)
{
	uint8_t *bytes = NULL;
	size_t len = 0;
	char name[128];
	enum vb_code code;

	vb_box_name(name, hash, NULL);
	code = vb_box_get(d->cab, VB_BOX_COPY, name, &bytes, &len, err);
	if (code == VB_NOT_FOUND)
		code = vb_kept_bytes(d, hash, POUCH_COPY_MAX, &bytes, &len, err);
	if (code == VB_NOT_FOUND)
		return VB_OK;
	if (!code)
		code = vb_pile_add(out, vb_view(bytes, len), err);
	free(bytes);
	return code;
}

/* A copy that nobody has acknowledged yet travels along, and with it its annexes. */
static enum vb_code add_copy(struct vb_desk *d, const struct vb_ahead *a,
			     const struct vb_handover *h, struct vb_pile *out,
			     struct vb_err *err)
{
	struct vb_loaded l = {0};
	struct vb_annex_line line;
	enum vb_code code;

	if (h->receipt != VB_NO_ACT || h->refuse != VB_NO_ACT || h->withdraw != VB_NO_ACT)
		return VB_OK;
	code = add_sealed(d, &h->hash, out, err);
	if (!code)
		code = vb_ahead_act(d, a, h->act, &l, err);
	for (unsigned i = 0; !code && i < vb_act_count(l.act, "annex"); i++) {
		if (vb_annex_parse(vb_act_get(l.act, "annex", i), &line) &&
		    vb_view_is(line.addressee, a->fold->party[h->addressee].name))
			code = add_sealed(d, &line.hash, out, err);
	}
	vb_loaded_free(&l);
	return code;
}

/* Before the table is open there is a seat to carry, and nothing else. */
static enum vb_code write_seat(struct vb_desk *d, FILE *f, struct vb_err *err)
{
	uint8_t *seat = NULL;
	size_t len = 0;
	enum vb_code code = vb_carried_seat(d, &seat, &len, err);

	if (!code && fwrite(seat, 1, len, f) != len)
		code = vb_fail(err, VB_IO, "", "pouch", "it could not be written");
	if (seat)
		vb_wipe(seat, len);
	free(seat);
	return code;
}

enum vb_code vb_desk_pouch_write(struct vb_desk *d, FILE *f, struct vb_err *err)
{
	struct vb_ahead a = {0};
	struct vb_pile copies = {0};
	enum vb_code code = vb_desk_usable(d, false, err);

	if (!code && !d->card.open)
		return write_seat(d, f, err);
	if (!code)
		code = vb_desk_at_table(d, false, err);

	if (!code)
		code = vb_ahead_make(d, true, &a, err);
	for (uint32_t i = 0; !code && i < a.fold->nhandovers; i++)
		code = add_copy(d, &a, &a.fold->handover[i], &copies, err);
	if (!code)
		code = vb_desk_archive(d, &a.pending, &copies, f, err);
	vb_pile_free(&copies);
	vb_ahead_free(&a);
	return code;
}

/* ---- verifying one ---- */

/* What stands in a pouch. */
struct opening {
	struct vb_desk *d;
	struct vb_view checkpoint;
	struct vb_pile marks, entries, outbox;
	struct vb_pile fresh;		/* acts that came with this pouch */
	struct vb_pouch_news *news;
};

/* @anchors: a fold of the table's charter at least. */
static enum vb_code audit(const struct vb_fold *anchors, struct vb_view file,
			  struct vb_err *err)
{
	struct vb_finding *found = calloc(1, sizeof(*found));
	struct vb_trust *trust = NULL;
	struct vb_audit *a = NULL;
	enum vb_code code = found ? vb_trust_of(anchors, &trust, err) : vb_no_room(err);

	if (!code && vb_audit_open(file, trust, &a, found) == VB_MEMORY)
		code = vb_no_room(err);
	if (!code && a) {
		vb_audit_run(a, 0, vb_audit_jobs(a));
		vb_audit_finish(a, found);
	}
	if (!code && found->result != VB_GENUINE)
		code = vb_fail(err, found->result == VB_UNREADABLE ? VB_MALFORMED : VB_FALSE,
			       found->clause, found->at,
			       "the pouch is %s: %.340s; nothing of it was kept, nothing was "
			       "signed", vb_result_name(found->result), found->sentence);
	vb_audit_free(a);
	vb_trust_free(trust);
	free(found);
	return code;
}

static bool starts(struct vb_view name, const char *with)
{
	size_t n = strlen(with);

	return name.len >= n && memcmp(name.ptr, with, n) == 0;
}

static enum vb_code keep_large(struct opening *o, const struct vb_hash *hash,
			       struct vb_view content, struct vb_err *err)
{
	struct vb_pieces from = vb_pieces_view(&content);
	struct vb_kept k;
	enum vb_code code = vb_kept_find(o->d, hash, &k, err);

	if (code != VB_NOT_FOUND)
		return code;
	o->news->copies++;
	return vb_kept_put(o->d, hash, &from, err);
}

static enum vb_code keep_copy(struct opening *o, struct vb_view content, struct vb_err *err)
{
	uint8_t *there = NULL;
	size_t len = 0;
	struct vb_hash h;
	char name[128];
	enum vb_code code;

	vb_sha256(content, &h);
	vb_box_name(name, &h, NULL);
	code = vb_box_get(o->d->cab, VB_BOX_COPY, name, &there, &len, err);
	free(there);
	if (code != VB_NOT_FOUND)
		return code;
	if (content.len > VB_LARGE)
		return keep_large(o, &h, content, err);
	o->news->copies++;
	return vb_box_put(o->d->cab, VB_BOX_COPY, name, content, err);
}

/* The files of an archive whose grammar the audit has checked. */
static enum vb_code read_files(struct opening *o, struct vb_view file, struct vb_err *err)
{
	struct vb_view name, content;
	enum vb_code code = VB_OK;
	size_t pos = 0;

	while (!code && (code = vb_ustar_next(file, &pos, &name, &content, err)) == VB_OK) {
		if (vb_view_is(name, "checkpoint"))
			o->checkpoint = content;
		else if (vb_view_is(name, "marks"))
			code = vb_unframe(content, &o->marks, err);
		else if (starts(name, "tile/entries/"))
			code = vb_unframe(content, &o->entries, err);
		else if (starts(name, "outbox/"))
			code = vb_pile_add(&o->outbox, content, err);
	}
	return code == VB_NOT_FOUND ? VB_OK : code;
}

/* What hand-overs name, in the log or on their way: copies and annexes. */
struct wanted {
	struct vb_hash *hash;
	size_t n, cap;
};

static enum vb_code want(struct wanted *w, const struct vb_hash *h, struct vb_err *err)
{
	if (w->n == w->cap) {
		size_t cap = w->cap ? 2 * w->cap : 64;
		struct vb_hash *more = reallocarray(w->hash, cap, sizeof(*more));

		if (!more)
			return vb_no_room(err);
		w->hash = more;
		w->cap = cap;
	}
	w->hash[w->n++] = *h;
	return VB_OK;
}

static enum vb_code want_all(struct opening *o, const struct vb_ahead *a, struct wanted *w,
			     struct vb_err *err)
{
	const struct vb_fold *f = a->fold;
	enum vb_code code = VB_OK;

	for (uint32_t i = 0; !code && i < f->nhandovers; i++) {
		struct vb_annex_line line;
		struct vb_loaded l = {0};

		code = want(w, &f->handover[i].hash, err);
		if (!code)
			code = vb_ahead_act(o->d, a, f->handover[i].act, &l, err);
		for (unsigned k = 0; !code && k < vb_act_count(l.act, "annex"); k++)
			if (vb_annex_parse(vb_act_get(l.act, "annex", k), &line))
				code = want(w, &line.hash, err);
		vb_loaded_free(&l);
	}
	return code;
}

static enum vb_code read_copies(struct opening *o, struct vb_view file,
				const struct wanted *w, struct vb_err *err)
{
	struct vb_view name, content;
	enum vb_code code = VB_OK;
	size_t pos = 0;

	while (!code && (code = vb_ustar_next(file, &pos, &name, &content, err)) == VB_OK) {
		struct vb_hash h;
		bool wanted = false;

		if (!starts(name, "copy/"))
			continue;
		vb_sha256(content, &h);
		for (size_t i = 0; !wanted && i < w->n; i++)
			wanted = vb_hash_eq(&w->hash[i], &h);
		if (wanted)
			code = keep_copy(o, content, err);
	}
	return code == VB_NOT_FOUND ? VB_OK : code;
}

static enum vb_code feed_entries(void *ctx, uint64_t from, uint64_t to, struct vb_pile *out,
				 struct vb_err *err)
{
	const struct vb_pile *all = ctx;
	enum vb_code code = VB_OK;

	for (uint64_t i = from; !code && i < to && i < all->n; i++)
		code = vb_pile_add(out, vb_pile_view(all, (size_t)i), err);
	return code;
}

/* ---- the acts that wait ---- */

/* Kept if it is properly signed and may stand next behind what we know. */
static enum vb_code carry_one(struct opening *o, struct vb_ahead *a, struct vb_act *act,
			      struct vb_view note, struct vb_err *err)
{
	const struct vb_span unknown = {VB_TIME_NONE, VB_TIME_NONE};
	struct vb_required need;
	bool fresh = false, known = true;
	char chain[66];
	enum vb_code code = vb_act_parse(note, act, err);

	if (code)
		return code;
	vb_act_chain(chain, act);
	/* Of our own chain only what we signed ourselves, and others have signed since. */
	if (strcmp(chain, o->d->chain) == 0)
		code = vb_outbox_has(o->d->cab, &act->id, &known, err);
	if (code || !known || vb_fold_find(a->fold, &act->id) != VB_NO_ACT ||
	    vb_fold_required(a->fold, act, &need, NULL) != VB_OK ||
	    vb_act_verify(act, &need, NULL) != VB_OK)
		return code;
	code = vb_fold_chain(a->fold, act, NULL);
	if (code == VB_CONFLICT)
		return vb_stray_put(o->d->cab, note, "a pouch brought another text at a "
						     "position that its key has used: key "
						     "used twice", err);
	if (code)
		return VB_OK;
	code = vb_carry(o->d, note, &fresh, err);
	if (!code && fresh)
		code = vb_pile_add(&o->fresh, note, err);
	if (!code && vb_fold_add(a->fold, act, unknown, NULL, NULL) == VB_MEMORY)
		code = vb_no_room(err);
	return code;
}

static enum vb_code carry_all(struct opening *o, struct vb_view file, struct vb_err *err)
{
	struct vb_ahead a = {0};
	struct vb_act *act = malloc(sizeof(*act));
	struct wanted w = {.n = 0};
	enum vb_code code = act ? vb_ahead_make(o->d, true, &a, err) : vb_no_room(err);

	for (size_t i = 0; !code && i < o->outbox.n; i++)
		code = carry_one(o, &a, act, vb_pile_view(&o->outbox, i), err);
	vb_ahead_free(&a);
	/* With what has just been carried. */
	if (!code)
		code = vb_ahead_make(o->d, true, &a, err);
	if (!code)
		code = want_all(o, &a, &w, err);
	if (!code)
		code = read_copies(o, file, &w, err);
	vb_ahead_free(&a);
	free(w.hash);
	free(act);
	return code;
}

static unsigned count_logged(const struct opening *o)
{
	unsigned n = 0;

	for (size_t i = 0; i < o->fresh.n; i++) {
		struct vb_note note;
		struct vb_hash id;

		if (vb_note_parse(vb_pile_view(&o->fresh, i), VB_SIGS_MAX, &note, NULL) !=
		    VB_OK)
			continue;
		vb_act_id(note.text, &id);
		n += vb_fold_find(o->d->fold, &id) != VB_NO_ACT;
	}
	return n;
}

/* ---- releasing without the depositary ---- */

struct due {
	char of[96], to[VB_NAME_MAX + 1], receipt[96];
};

/* The first own hand-over whose receipt came by pouch and that nobody has released. */
static enum vb_code next_due(struct vb_desk *d, struct due *out, bool *any, struct vb_err *err)
{
	struct vb_ahead a = {0};
	enum vb_code code = vb_ahead_make(d, true, &a, err);
	uint8_t me;

	*any = false;
	if (code)
		return code;
	me = vb_desk_me(d, a.fold);
	for (uint32_t i = 0; !*any && i < a.fold->nhandovers; i++) {
		const struct vb_handover *h = &a.fold->handover[i];
		const struct vb_fact *fact = &a.fold->fact[h->act];

		if (h->author != me || a.fold->chain[fact->chain].party != me ||
		    h->receipt == VB_NO_ACT || h->receipt < a.base || h->release != VB_NO_ACT)
			continue;
		*any = true;
		vb_fact_citation(out->of, a.fold, h->act);
		vb_fact_citation(out->receipt, a.fold, h->receipt);
		memcpy(out->to, a.fold->party[h->addressee].name, sizeof(out->to));
	}
	vb_ahead_free(&a);
	return code;
}

/* In a pouch the author is the releaser (format.md 5.3.3): it is asked for each. */
static enum vb_code offer_releases(struct vb_desk *d, struct vb_pouch_news *news,
				   struct vb_err *err)
{
	struct due due;
	bool any = true;
	enum vb_code code = VB_OK;

	while (!code) {
		struct vb_pair fields[] = {{"of", due.of}, {"addressee", due.to},
					   {"receipt", due.receipt}};
		struct vb_err why = {0};
		struct vb_done done;

		code = next_due(d, &due, &any, err);
		if (code || !any)
			break;
		code = vb_desk_act(d, "release", fields, 3, NULL, &done, &why);
		/* Said no, or held up: it stays as it is, and is asked another time. */
		if (code == VB_REFUSED) {
			snprintf(news->unreleased, sizeof(news->unreleased),
				 "of=%s addressee=%s receipt=%s", due.of, due.to, due.receipt);
			snprintf(news->why, sizeof(news->why), "%.290s", why.sentence);
			return VB_OK;
		}
		if (code && err)
			*err = why;
		news->released += !code;
	}
	return code;
}

/* ---- opening one ---- */

static enum vb_code bring_in(struct opening *o, struct vb_err *err)
{
	const struct vb_feed feed = {feed_entries, &o->entries, false};
	uint64_t before = vb_tree_size(o->d->tree);
	enum vb_code code = vb_desk_extend(o->d, &feed, o->checkpoint, &o->marks, err);

	if (!code)
		o->news->entries = (unsigned)(vb_tree_size(o->d->tree) - before);
	return code;
}

/* The charter that the pouch brings is the one that our draft and seat make: by it alone the
 * rest is verified.  *anchors: vb_fold_free(). */
static enum vb_code check_charter(struct opening *o, struct vb_fold **anchors,
				  struct vb_err *err)
{
	const struct vb_span unknown = {VB_TIME_NONE, VB_TIME_NONE};
	struct vb_view charter = vb_pile_view(&o->entries, 0);
	struct vb_act *a = malloc(sizeof(*a));
	struct vb_tree *t = vb_tree_new();
	enum vb_code code = VB_OK;

	*anchors = vb_fold_new();
	if (!a || !t || !*anchors)
		code = vb_no_room(err);
	if (!code)
		code = vb_act_parse(charter, a, err);
	if (!code) {
		o->d->card.table = a->table;
		code = vb_founding_check(o->d, charter, err);
	}
	if (!code)
		code = vb_entry_add(*anchors, t, charter, unknown, err);
	vb_tree_free(t);
	free(a);
	return code;
}

/* The table has opened, and we hear of it by this pouch. */
static enum vb_code open_table(struct opening *o, struct vb_view pouch, struct vb_err *err)
{
	struct vb_desk *d = o->d;
	struct vb_fold *anchors = NULL;
	enum vb_code code = o->entries.n > 0
				    ? check_charter(o, &anchors, err)
				    : vb_fail(err, VB_MALFORMED, "9.2", "pouch",
					      "it holds no record; nothing of it was kept");

	if (!code)
		code = audit(anchors, pouch, err);
	if (!code)
		code = bring_in(o, err);
	vb_fold_free(anchors);
	if (code) {
		d->card.table = (struct vb_hash){{0}};
		return code;
	}
	d->card.open = d->card.seated = true;
	code = vb_card_save(d->cab, &d->card, err);
	d->card.open = code == VB_OK;
	if (!code && vb_box_erase(d->cab, VB_BOX_SECRET, "founding", NULL) == VB_MEMORY)
		code = vb_no_room(err);
	o->news->opened = !code;
	return code;
}

static enum vb_code take_in(struct opening *o, struct vb_view pouch, struct vb_err *err)
{
	enum vb_code code;

	if (!o->d->card.open) {
		code = read_files(o, pouch, err);
		return code ? code : open_table(o, pouch, err);
	}
	code = audit(o->d->fold, pouch, err);
	if (!code)
		code = read_files(o, pouch, err);
	return code ? code : bring_in(o, err);
}

enum vb_code vb_desk_pouch_open(struct vb_desk *d, struct vb_view pouch,
				struct vb_pouch_news *news, struct vb_err *err)
{
	struct opening o = {.d = d, .news = news};
	struct vb_err unreached = {0};
	enum vb_code code = vb_desk_usable(d, true, err);

	*news = (struct vb_pouch_news){0};
	if (!code && vb_is_carried_seat(pouch))
		return vb_seat_deliver(d, pouch, news, err);
	if (!code && d->fault[0])
		code = vb_fail(err, VB_FALSE, "6.7", "log", "%s", d->fault);
	if (!code)
		code = take_in(&o, pouch, err);
	if (!code)
		code = carry_all(&o, pouch, err);
	if (code)
		goto out;
	code = vb_desk_sync(d, &unreached);
	if (d->dead)
		code = vb_desk_died(err);
	else if (code && code != VB_IO && err)
		*err = unreached;
	if (code && code != VB_IO)
		goto out;
	news->lodged = count_logged(&o);
	code = d->dead ? VB_IO : vb_carried_tidy(d, &news->carried, err);
	if (!code && !d->online)
		code = offer_releases(d, news, err);
out:
	vb_pile_free(&o.marks);
	vb_pile_free(&o.entries);
	vb_pile_free(&o.outbox);
	vb_pile_free(&o.fresh);
	return code;
}
