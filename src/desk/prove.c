/*
 * Proofs: as few acts, lines and dates as a verifier needs (format.md 9.4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN_MAX 256u

/* Log indices, rising, each once. */
struct set {
	uint32_t index[SHOWN_MAX];
	unsigned n;
	bool over;
};

static bool set_add(struct set *s, uint32_t index)
{
	unsigned i = s->n;

	/* The charter stands in every proof. */
	if (index == 0 || index == VB_NO_ACT)
		return false;
	for (unsigned k = 0; k < s->n; k++)
		if (s->index[k] == index)
			return false;
	if (s->n == SHOWN_MAX) {
		s->over = true;
		return false;
	}
	for (; i > 0 && s->index[i - 1] > index; i--)
		s->index[i] = s->index[i - 1];
	s->index[i] = index;
	s->n++;
	return true;
}

/* ---- which acts must be shown, too ---- */

/* The acts that registered the keys which signed @a. */
static bool add_keys(struct vb_desk *d, const struct vb_act *a, uint32_t index, struct set *s)
{
	bool more = false;

	for (unsigned i = 0; i < a->note.nsigs; i++) {
		char name[66];
		const struct vb_key *k;

		vb_view_copy(name, sizeof(name), a->note.sig[i].name);
		k = vb_fold_key(d->fold, name, VB_P_ACT, index);
		if (k && k->from < index)
			more = set_add(s, k->from) || more;
	}
	return more;
}

/* What an act speaks about; what it answers may stay away. */
static bool add_cited(struct vb_desk *d, const struct vb_act *a, struct set *s)
{
	bool more = false;

	for (unsigned f = 0; f < a->kind->nfields; f++) {
		struct vb_hash id;

		if (a->kind->fields[f].type != VB_T_ACT || a->count[f] == 0 ||
		    strcmp(a->kind->fields[f].name, "answers") == 0 ||
		    !vb_hash_parse(a->value[a->first[f]], &id))
			continue;
		more = set_add(s, vb_fold_find(d->fold, &id)) || more;
	}
	return more;
}

/* A take, a contest, a ruling rests on receipt and release of its hand-over. */
static bool add_delivery(struct vb_desk *d, uint32_t index, struct set *s)
{
	bool more = false;

	for (uint32_t i = 0; i < d->fold->nhandovers; i++) {
		const struct vb_handover *h = &d->fold->handover[i];
		bool after = h->take == index || h->contest == index ||
			     h->cannot_open == index || h->contest_ruling == index ||
			     h->cannot_open_ruling == index;

		if (after || h->release == index) {
			more = set_add(s, h->act) || more;
			more = set_add(s, h->receipt) || more;
		}
		if (after)
			more = set_add(s, h->release) || more;
		if (h->contest_ruling == index)
			more = set_add(s, h->contest) || more;
		if (h->cannot_open_ruling == index)
			more = set_add(s, h->cannot_open) || more;
	}
	return more;
}

/* Where an admitted member took its seat; its join cites its admission. */
static bool add_member(struct vb_desk *d, struct vb_view name, struct set *s)
{
	uint8_t p = vb_fold_party(d->fold, name);

	return p != VB_NO_PARTY && set_add(s, d->fold->party[p].from);
}

/* Who acts must sit at the table; and so must those whom the act names, a copy's addressee
 * among them, or it would be void on the acts shown. */
static bool add_seats(struct vb_desk *d, const struct vb_act *a, struct set *s)
{
	bool more = add_member(d, a->author, s);

	for (unsigned f = 0; f < a->kind->nfields; f++) {
		enum vb_type type = a->kind->fields[f].type;

		if (type != VB_T_NAME && type != VB_T_COPY)
			continue;
		for (unsigned i = 0; i < a->count[f]; i++) {
			struct vb_view rest, v = a->value[a->first[f] + i];

			more = add_member(d, vb_token(v, &rest), s) || more;
		}
	}
	return more;
}

/* Who of that role had left before entry @index. */
static bool add_left(struct vb_desk *d, enum vb_role role, uint32_t index, struct set *s)
{
	bool more = false;

	for (uint32_t i = 0; i < d->fold->nparties; i++) {
		const struct vb_party *p = &d->fold->party[i];

		if (p->role == role && p->until < index)
			more = set_add(s, p->until) || more;
	}
	return more;
}

/* Who the principals are where all of them sign: who has left, who has come. */
static bool add_principals(struct vb_desk *d, const struct vb_act *a, uint32_t index,
			   struct set *s)
{
	bool more;

	if (a->kind->signers != VB_BY_PRINCIPALS)
		return false;
	more = add_left(d, VB_PRINCIPAL, index, s);
	for (uint32_t i = 0; i < d->fold->nparties; i++) {
		const struct vb_party *p = &d->fold->party[i];

		if (p->role == VB_PRINCIPAL && p->joined && p->from < index)
			more = set_add(s, p->from) || more;
	}
	return more;
}

/* A second chair is nobody's (format.md 5.1.11): that the one before has left must be seen. */
static bool add_chairs(struct vb_desk *d, const struct vb_act *a, uint32_t index, struct set *s)
{
	return strcmp(a->kind->name, "admit") == 0 && add_left(d, VB_CHAIR, index, s);
}

static enum vb_code complete(struct vb_desk *d, struct set *s, struct vb_err *err)
{
	struct vb_ahead log = {.base = d->fold->nfacts};
	bool more = true;

	while (more && !s->over) {
		more = false;
		for (unsigned i = 0; i < s->n && !more; i++) {
			struct vb_loaded l = {0};
			uint32_t index = s->index[i];
			enum vb_code code = vb_ahead_act(d, &log, index, &l, err);

			if (code)
				return code;
			more = add_keys(d, l.act, index, s) || more;
			more = add_cited(d, l.act, s) || more;
			more = add_delivery(d, index, s) || more;
			more = add_seats(d, l.act, s) || more;
			more = add_principals(d, l.act, index, s) || more;
			more = add_chairs(d, l.act, index, s) || more;
			vb_loaded_free(&l);
		}
	}
	if (s->over)
		return vb_fail(err, VB_REFUSED, "9.4", "proof",
			       "it would show more than %u acts: take out a bundle instead",
			       SHOWN_MAX);
	return VB_OK;
}

/* ---- a checkpoint with no more lines than needed ---- */

static bool is_members(const struct vb_desk *d, const struct vb_sigline *line)
{
	for (uint32_t i = 0; i < d->fold->nparties; i++) {
		const struct vb_key *k = vb_fold_key(d->fold, d->fold->party[i].name,
						     VB_P_COSIGN, d->fold->nfacts);

		if (k && vb_sigline_matches(line, &k->vkey))
			return true;
	}
	return false;
}

/* The lines of log and clock; those of members where @members. */
static enum vb_code trim(struct vb_desk *d, struct vb_view note, bool members,
			 struct vb_pile *out, struct vb_err *err)
{
	struct vb_checkpoint *c = malloc(sizeof(*c));
	uint8_t *buf = malloc(note.len + 1);
	struct vb_writer w;
	enum vb_code code = c && buf ? vb_checkpoint_parse(note, c, err) : vb_no_room(err);

	vb_writer_init(&w, buf, buf ? note.len + 1 : 0);
	if (!code) {
		vb_put_view(&w, c->note.text);
		vb_put_byte(&w, '\n');
	}
	for (unsigned i = 0; !code && i < c->note.nsigs; i++) {
		const struct vb_sigline *line = &c->note.sig[i];

		if (!vb_sigline_matches(line, &d->log_key) &&
		    !vb_sigline_matches(line, &d->clock_key) &&
		    !(members && is_members(d, line)))
			continue;
		vb_sigline_copy(&w, line);
	}
	if (!code)
		code = w.over ? vb_no_room(err) : vb_pile_add(out, vb_written(&w), err);
	free(buf);
	free(c);
	return code;
}

/* ---- dates ---- */

/* The mark whose time is the act's `by`, unless the checkpoint dates it as early; and,
 * for an act that came too late, the one that shows it. */
static void want_marks(const struct vb_desk *d, uint32_t index, int64_t own, bool *want)
{
	const struct vb_fact *fact = &d->fold->fact[index];
	size_t first = 0;

	while (first < d->nmarks && d->mark[first].size <= index)
		first++;
	for (size_t i = first; i < d->nmarks; i++) {
		if (d->mark[i].by == d->earliest[first]) {
			want[i] = want[i] || own == VB_TIME_NONE || d->mark[i].by < own;
			break;
		}
	}
	for (size_t i = first; i > 0 && strcmp(fact->voided, "4.7") == 0; i--) {
		if (d->mark[i - 1].since == d->latest[first - 1]) {
			want[i - 1] = true;
			break;
		}
	}
}

/* What the register has of this table, by rising counters. */
struct registered {
	const struct vb_desk *d;
	struct entered {
		uint64_t size;		/* of the checkpoint */
		bool cosigned;		/* by somebody outside, when we were told of it */
	} *row;
	bool *want;
	size_t n, cap;
};

/* A line under the register's checkpoint that is neither its log's nor its clock's. */
static enum vb_code look_outside(const struct vb_desk *d, struct vb_view text, bool *cosigned)
{
	struct vb_registration *r = malloc(sizeof(*r));
	const struct vb_checkpoint *c = r ? &r->proof.checkpoint : NULL;
	enum vb_code code = r ? vb_registration_parse(text, r, NULL) : VB_MEMORY;

	*cosigned = false;
	for (unsigned i = 0; code == VB_OK && i < c->note.nsigs; i++) {
		const struct vb_sigline *line = &c->note.sig[i];

		if (!vb_view_eq(line->name, c->origin) &&
		    !vb_sigline_matches(line, &d->clock_key))
			*cosigned = true;
	}
	free(r);
	return code == VB_MEMORY ? code : VB_OK;
}

static enum vb_code add_row(void *ctx, uint64_t size, struct vb_view text)
{
	struct registered *r = ctx;

	if (r->n == r->cap) {
		size_t cap = r->cap ? 2 * r->cap : 64;
		struct entered *rows = reallocarray(r->row, cap, sizeof(*rows));
		bool *want;

		r->row = rows ? rows : r->row;
		want = reallocarray(r->want, cap, sizeof(*want));
		r->want = want ? want : r->want;
		if (!rows || !want)
			return VB_MEMORY;
		r->cap = cap;
	}
	r->want[r->n] = false;
	r->row[r->n].size = size;
	return look_outside(r->d, text, &r->row[r->n++].cosigned);
}

/* With the mark that it dates. */
static void want_registration(const struct vb_desk *d, struct registered *r, size_t i, bool *want)
{
	r->want[i] = true;
	for (size_t k = 0; k < d->nmarks; k++) {
		if (d->mark[k].size == r->row[i].size)
			want[k] = true;
	}
}

/* Outside cosigners date the register alone: for whoever trusts them, the first entry that
 * covers the act shows by when it was logged, and the last that does not since when.  What
 * none of them had cosigned when we were told of it dates nothing; it is shown where there
 * is no other. */
static void want_registered(const struct vb_desk *d, struct registered *r, uint32_t index,
			    bool *want)
{
	size_t first = 0, by, since;

	while (first < r->n && r->row[first].size <= index)
		first++;
	by = first;
	while (by < r->n && !r->row[by].cosigned)
		by++;
	by = by < r->n ? by : first;
	since = first;
	while (since > 0 && !r->row[since - 1].cosigned)
		since--;
	since = since > 0 ? since : first;
	if (by < r->n && r->row[by].size <= vb_tree_size(d->tree))
		want_registration(d, r, by, want);
	if (since > 0)
		want_registration(d, r, since - 1, want);
}

/* ---- writing ---- */

struct proving {
	struct set set;
	struct vb_shown *shown;
	struct vb_pile notes;		/* of the acts shown, then charter and checkpoint */
	struct vb_pile marks, registrations;
	struct vb_view *mark, *registration;
	uint8_t *entries;
	size_t entries_len;
};

static void proving_free(struct proving *p)
{
	if (!p)
		return;
	free(p->shown);
	free(p->mark);
	free(p->registration);
	free(p->entries);
	vb_pile_free(&p->notes);
	vb_pile_free(&p->marks);
	vb_pile_free(&p->registrations);
	free(p);
}

static enum vb_code load_note(struct vb_desk *d, struct proving *p, uint32_t index,
			      struct vb_err *err)
{
	size_t had = p->notes.n;
	enum vb_code code = vb_cabinet_entries(d->cab, index, (uint64_t)index + 1, vb_pile_row,
					       &p->notes, err);

	if (!code && p->notes.n != had + 1)
		code = vb_fail(err, VB_NOT_FOUND, "6.1", "desk.db", "there is no entry %u",
			       index);
	return code;
}

static enum vb_code load_shown(struct vb_desk *d, struct proving *p, struct vb_err *err)
{
	enum vb_code code = VB_OK;

	p->shown = calloc(p->set.n + 1, sizeof(*p->shown));
	if (!p->shown)
		return vb_no_room(err);
	for (unsigned i = 0; !code && i < p->set.n; i++)
		code = load_note(d, p, p->set.index[i], err);
	for (unsigned i = 0; !code && i < p->set.n; i++) {
		p->shown[i].note = vb_pile_view(&p->notes, i);
		p->shown[i].index = p->set.index[i];
		p->shown[i].npath = vb_tree_inclusion(d->tree, p->set.index[i],
						      vb_tree_size(d->tree), p->shown[i].path);
	}
	return code;
}

static enum vb_code load_entries(struct vb_desk *d, struct proving *p, struct vb_err *err)
{
	struct vb_pile rows = {0};
	size_t total = 0;
	struct vb_writer w;
	enum vb_code code = vb_cabinet_entries(d->cab, 0, vb_tree_size(d->tree), vb_pile_row,
					       &rows, err);

	for (size_t i = 0; i < rows.n; i++)
		total += 2 + rows.row[i].len;
	if (!code && !(p->entries = malloc(total + 1)))
		code = vb_no_room(err);
	if (!code) {
		vb_writer_init(&w, p->entries, total);
		for (size_t i = 0; i < rows.n; i++) {
			vb_put_byte(&w, (uint8_t)(rows.row[i].len >> 8));
			vb_put_byte(&w, (uint8_t)rows.row[i].len);
			vb_put_view(&w, vb_pile_view(&rows, i));
		}
		p->entries_len = w.len;
	}
	vb_pile_free(&rows);
	return code;
}

/* @whole: every mark, for a proof that shows the whole log. */
static enum vb_code add_marks(struct vb_desk *d, struct proving *p, bool whole,
			      struct vb_view checkpoint, struct vb_err *err)
{
	bool *want = calloc(d->nmarks + 1, sizeof(*want));
	struct registered r = {.d = d};
	struct vb_pile notes = {0};
	struct vb_dated own = {0};
	enum vb_code code = want ? vb_dated_read(d, checkpoint, &own, err) : vb_no_room(err);

	if (!code && vb_registered_list(d, add_row, &r, err) != VB_OK)
		code = vb_no_room(err);
	for (unsigned i = 0; !code && i < p->set.n; i++) {
		want_marks(d, p->set.index[i], own.time, want);
		want_registered(d, &r, p->set.index[i], want);
	}
	if (!code)
		code = vb_desk_dated_notes(d, whole ? NULL : want, &notes, err);
	for (size_t i = 0; !code && i < notes.n; i++)
		code = trim(d, vb_pile_view(&notes, i), false, &p->marks, err);
	if (!code)
		code = vb_desk_registrations(d, whole ? NULL : r.want, &p->registrations, err);
	vb_pile_free(&notes);
	free(r.row);
	free(r.want);
	free(want);
	return code;
}

static enum vb_code write_proof(struct vb_desk *d, struct proving *p, bool whole,
				const struct vb_proof_parts *with, FILE *f, struct vb_err *err)
{
	struct vb_proof_parts parts = *with;
	enum vb_code code = whole ? load_entries(d, p, err) : load_shown(d, p, err);
	size_t n = p->notes.n;

	if (!code)
		code = load_note(d, p, 0, err);
	if (!code)
		code = trim(d, vb_view(d->checkpoint, d->checkpoint_len), true, &p->notes,
			    err);
	if (!code)
		code = add_marks(d, p, whole, vb_pile_view(&p->notes, n + 1), err);
	if (code)
		return code;
	p->mark = vb_pile_views(&p->marks);
	p->registration = vb_pile_views(&p->registrations);
	if (!p->mark || !p->registration)
		return vb_no_room(err);
	parts.charter = vb_pile_view(&p->notes, n);
	parts.checkpoint = vb_pile_view(&p->notes, n + 1);
	parts.shown = p->shown;
	parts.nshown = whole ? 0 : p->set.n;
	parts.entries = vb_view(p->entries, p->entries_len);
	parts.marks = p->mark;
	parts.nmarks = p->marks.n;
	parts.registrations = p->registration;
	parts.nregistrations = p->registrations.n;
	return vb_proof_write(f, &parts, err);
}

static enum vb_code collect(struct vb_desk *d, struct proving *p, const uint32_t *acts,
			    unsigned n, struct vb_err *err)
{
	for (unsigned i = 0; i < n; i++) {
		if (acts[i] >= d->fold->nfacts)
			return vb_fail(err, VB_NOT_FOUND, "6.1", "proof",
				       "the log as this desk has it holds no entry %u",
				       acts[i]);
		set_add(&p->set, acts[i]);
	}
	if (p->set.n == 0 && !p->set.over)
		return vb_fail(err, VB_USAGE, "9.4", "proof",
			       "the charter stands in every proof: name an act that it should "
			       "show");
	return complete(d, &p->set, err);
}

enum vb_code vb_prove_with(struct vb_desk *d, const uint32_t *acts, unsigned n,
			   const struct vb_proof_parts *with, FILE *f, struct vb_err *err)
{
	struct proving *p = calloc(1, sizeof(*p));
	enum vb_code code = p ? vb_desk_at_table(d, false, err) : vb_no_room(err);

	if (!code && acts)
		code = collect(d, p, acts, n, err);
	if (!code)
		code = write_proof(d, p, !acts, with, f, err);
	proving_free(p);
	return code;
}

enum vb_code vb_desk_prove(struct vb_desk *d, const uint32_t *acts, unsigned n, FILE *f,
			   struct vb_err *err)
{
	const struct vb_proof_parts alone = {.nshown = 0};

	return vb_prove_with(d, acts, n, &alone, f, err);
}

/* ---- a certified copy ---- */

enum vb_code vb_desk_certify(struct vb_desk *d, uint32_t act, const uint32_t *acts, unsigned n,
			     FILE *f, struct vb_err *err)
{
	struct vb_loaded l = {0};
	struct vb_ahead log = {0};
	uint8_t *bytes = NULL;
	struct vb_opened o;
	struct vb_copy copy;
	struct vb_view opened;
	size_t len = 0;
	enum vb_code code = vb_desk_at_table(d, false, err);

	log.base = code ? 0 : d->fold->nfacts;
	if (!code)
		code = vb_ahead_act(d, &log, act, &l, err);
	if (!code)
		code = vb_copy_opened(d, l.act, &bytes, &len, &o, &copy, err);
	opened = vb_view(bytes, len);
	if (!code)
		code = vb_prove_with(d, acts, n,
				     &(struct vb_proof_parts){.opened = &opened, .nopened = 1}, f,
				     err);
	vb_loaded_free(&l);
	if (bytes)
		vb_wipe(bytes, len);
	free(bytes);
	return code;
}

/* ---- claims ---- */

static void name_pending(const struct vb_ahead *a, char *out, size_t cap)
{
	struct vb_writer w;
	char cite[96];

	vb_writer_init(&w, out, cap - 1);
	for (uint32_t i = a->base; i < a->fold->nfacts && i < a->base + 4; i++) {
		vb_fact_citation(cite, a->fold, i);
		vb_putf(&w, "%s%s", i == a->base ? "" : ", ", cite);
	}
	if (a->fold->nfacts > a->base + 4)
		vb_put_str(&w, " and others");
	out[w.over ? 0 : w.len] = 0;
}

/* The depositary releases on a receipt, in the same commit (format.md 5.3.3): of one that is on
 * its way so is the release. */
static void expect_releases(const struct vb_ahead *a)
{
	for (uint32_t i = 0; i < a->fold->nhandovers; i++) {
		struct vb_handover *h = &a->fold->handover[i];

		if (h->receipt != VB_NO_ACT && h->receipt >= a->base && h->release == VB_NO_ACT)
			h->release = h->receipt;
	}
}

/* A log that lacks what is on its way to it contradicts nothing that this would show. */
static enum vb_code mind_pending(struct vb_desk *d, const struct vb_claim *claim, int64_t asof,
				 struct vb_judgement *j, struct vb_err *err)
{
	struct vb_judgement *then = NULL;
	struct vb_ahead *a = NULL;
	enum vb_code code = vb_desk_ahead(d, &a, err);
	char names[300];

	if (code || !a)
		return code;
	then = calloc(1, sizeof(*then));
	if (!then) {
		code = vb_no_room(err);
	} else {
		expect_releases(a);
		vb_claim_judge(claim, a->fold, true, asof, then);
	}
	if (!code && then->verdict != VB_CONTRADICTED) {
		name_pending(a, names, sizeof(names));
		*j = (struct vb_judgement){.verdict = VB_UNDECIDED};
		snprintf(j->sentence, sizeof(j->sentence),
			 "the log does not show it, but what waits here to be logged may: %s; ask "
			 "again once it is logged", names);
	}
	free(then);
	vb_desk_ahead_free(a);
	return code;
}

/* @f NULL: the judgement alone.  What cannot be told is not proved: *j says why. */
enum vb_code vb_desk_prove_claim(struct vb_desk *d, struct vb_view words,
				 struct vb_judgement *j, FILE *f, struct vb_err *err)
{
	struct proving *p = calloc(1, sizeof(*p));
	int64_t asof = d->nmarks ? d->latest[d->nmarks - 1] : VB_TIME_NONE;
	uint8_t encoded[VB_WORDS_MAX];
	struct vb_claim claim;
	struct vb_writer w;
	bool whole;
	enum vb_code code = p ? vb_desk_at_table(d, false, err) : vb_no_room(err);

	vb_writer_init(&w, encoded, sizeof(encoded));
	if (!code)
		code = vb_claim_parse(words, &claim, err);
	if (!code && !vb_words_encode(&w, words))
		code = vb_fail(err, VB_USAGE, "1.4", "claim",
			       "it holds a character that nobody can see");
	if (code)
		goto out;
	vb_claim_judge(&claim, d->fold, true, asof, j);
	if (j->verdict == VB_CONTRADICTED)
		code = mind_pending(d, &claim, asof, j, err);
	if (code)
		goto out;
	if (!f || j->verdict == VB_UNDECIDED)
		goto out;
	whole = j->verdict == VB_CONTRADICTED || j->nevidence == 0;
	if (!whole)
		code = collect(d, p, j->evidence, j->nevidence, err);
	if (!code)
		code = write_proof(d, p, whole,
				   &(struct vb_proof_parts){.claim = vb_written(&w)}, f, err);
out:
	proving_free(p);
	return code;
}

/* ---- disclosing one article ---- */

/* The leaf part of @index from the opened copy @o (format.md 7.3, 9.4). */
static enum vb_code put_leaf(const struct vb_opened *o, uint32_t index, struct vb_writer *w,
			     struct vb_err *err)
{
	struct vb_paper *paper = malloc(sizeof(*paper));
	char chain[66], addressee[VB_NAME_MAX + 1];
	struct vb_copy_place place = {o->table, chain, o->number, o->epoch, addressee};
	struct vb_hash path[VB_PROOF_MAX];
	uint8_t salt[32];
	unsigned npath = 0;
	enum vb_code code = paper ? vb_paper_parse(o->paper, paper, err) : vb_no_room(err);

	vb_view_copy(chain, sizeof(chain), o->chain);
	vb_view_copy(addressee, sizeof(addressee), o->addressee);
	if (!code && index >= paper->nleaves)
		code = vb_fail(err, VB_NOT_FOUND, "7.1", "paper",
			       "it has %u leaves, the title among them; there is no leaf %u",
			       paper->nleaves, index);
	if (!code)
		code = vb_commit_path(&place, o->seed, paper, index, path, &npath, err);
	if (!code) {
		vb_leaf_salt(o->seed, index, salt);
		code = vb_disclosure_put(w, addressee, index, paper->nleaves, salt, path,
					 npath, paper->leaf[index].text);
		vb_wipe(salt, sizeof(salt));
	}
	free(paper);
	return code;
}

enum vb_code vb_desk_disclose(struct vb_desk *d, uint32_t act, uint32_t leaf, FILE *f,
			      struct vb_err *err)
{
	uint8_t *buf = malloc(VB_PAPER_MAX + 8192u), *bytes = NULL;
	struct vb_loaded l = {0};
	struct vb_writer w;
	struct vb_opened o;
	struct vb_copy copy;
	size_t len = 0;
	struct vb_ahead log = {0};
	enum vb_code code = buf ? vb_desk_at_table(d, false, err) : vb_no_room(err);

	vb_writer_init(&w, buf, VB_PAPER_MAX + 8192u);
	log.base = code ? 0 : d->fold->nfacts;
	if (!code)
		code = vb_ahead_act(d, &log, act, &l, err);
	if (!code)
		code = vb_copy_opened(d, l.act, &bytes, &len, &o, &copy, err);
	if (!code)
		code = put_leaf(&o, leaf, &w, err);
	if (!code && w.over)
		code = vb_no_room(err);
	if (!code)
		code = vb_prove_with(d, &act, 1,
				     &(struct vb_proof_parts){.leaf = vb_written(&w)}, f, err);
	vb_loaded_free(&l);
	if (bytes)
		vb_wipe(bytes, len);
	free(bytes);
	if (buf)
		vb_wipe(buf, VB_PAPER_MAX + 8192u);
	free(buf);
	return code;
}
