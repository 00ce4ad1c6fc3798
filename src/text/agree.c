/*
 * What is agreed: every party that counts wants the same words, and what it makes them depend on
 * is agreed as well (text.md 11).
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>

const char *const vb_agreement_names[] = {"not yet", "reopened", "provisionally", "agreed",
					  "left out", "moved", NULL};

bool vb_row_open(const struct vb_row *r)
{
	return r->agreement < VB_AG_PROVISIONAL;
}

static bool is_yes(enum vb_stand s)
{
	return s == VB_ST_PROPOSED || s == VB_ST_ACCEPT || s == VB_ST_CHANGES || s == VB_ST_IF ||
	       s == VB_ST_ALL;
}

/* The party wants certain words, or none, and says so without a doubt of its own. */
static bool wants(const struct vb_cell *c)
{
	return c->said && !c->expired && c->moved == VB_NO_ROW &&
	       (is_yes(c->position.stand) || c->position.stand == VB_ST_REJECT) &&
	       c->words != VB_NO_WORDS && c->words != VB_UNSEEN;
}

static bool is_past(const struct vb_position *p, int64_t at)
{
	return p->until != VB_TIME_NONE && at >= p->until;
}

/* Changes to a part say nothing of the words: they stand in the article. */
static bool part_good(const struct vb_part_stand *p, int64_t at)
{
	enum vb_stand s = p->position.stand;

	return s == VB_ST_SILENT ||
	       ((s == VB_ST_ACCEPT || s == VB_ST_IF || s == VB_ST_ALL) && !is_past(&p->position, at));
}

static bool parts_good(const struct vb_cell *c, int64_t at)
{
	for (unsigned i = 0; i < c->nparts; i++) {
		if (!part_good(&c->part[i], at))
			return false;
	}
	return true;
}

/* ---- one row by itself ---- */

/* All that count have it in another article: the first of them says which. */
static uint32_t moved_to(const struct vb_matrix *m, const struct vb_row *r)
{
	uint32_t to = VB_NO_ROW;

	for (uint32_t p = 0; p < m->nparties; p++) {
		if (!m->party[p].counts)
			continue;
		if (r->cell[p].moved == VB_NO_ROW)
			return VB_NO_ROW;
		if (to == VB_NO_ROW || r->cell[p].moved < to)
			to = r->cell[p].moved;
	}
	return to;
}

/* They all want the same; *words: what. */
static bool alike(const struct vb_matrix *m, const struct vb_row *r, int64_t at, uint32_t *words)
{
	bool any = false;

	*words = VB_NO_WORDS;
	for (uint32_t p = 0; p < m->nparties; p++) {
		const struct vb_cell *c = &r->cell[p];

		if (!m->party[p].counts)
			continue;
		if (!wants(c) || !parts_good(c, at) || (any && c->words != *words))
			return false;
		*words = c->words;
		any = true;
	}
	return any;
}

/* ---- what they depend on ---- */

struct work {
	const struct vb_matrix *m;
	bool *good;		/* by row: nothing is known against it */
	uint32_t *words;	/* by row: what all want */
	bool *alone;		/* by row: nothing is against it in the row itself */
	bool changed;
};

/* An article that is left out is none that one could have. */
static bool is_had(const struct work *w, uint32_t row)
{
	return row != VB_NO_ROW && w->good[row] && w->words[row] != VB_LEFT_OUT;
}

static bool all_had(const struct work *w, const uint32_t *need, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (!is_had(w, need[i]))
			return false;
	}
	return true;
}

static bool needs_met(const struct work *w, const struct vb_cell *c)
{
	if (!all_had(w, c->needs, c->position.n))
		return false;
	for (unsigned i = 0; i < c->nparts; i++) {
		if (!all_had(w, c->part[i].needs, c->part[i].position.n))
			return false;
	}
	return true;
}

static void give_up(struct work *w, uint32_t row)
{
	w->changed = w->changed || w->good[row];
	w->good[row] = false;
}

/* All of a set or none: what this party has accepted of it falls with the rest. */
static void judge_set(struct work *w, uint32_t p, const struct vb_cell *c)
{
	if (all_had(w, c->needs, c->position.n))
		return;
	for (unsigned i = 0; i < c->position.n; i++) {
		uint32_t row = c->needs[i];

		if (row != VB_NO_ROW && wants(&w->m->row[row].cell[p]) &&
		    w->words[row] != VB_LEFT_OUT)
			give_up(w, row);
	}
}

static void judge(struct work *w, uint32_t row)
{
	const struct vb_row *r = &w->m->row[row];

	for (uint32_t p = 0; p < w->m->nparties; p++) {
		const struct vb_cell *c = &r->cell[p];

		if (!w->m->party[p].counts)
			continue;
		if (c->position.stand == VB_ST_ALL && wants(c))
			judge_set(w, p, c);
		if (w->good[row] && r->moved == VB_NO_ROW && !needs_met(w, c))
			give_up(w, row);
	}
	if (w->good[row] && r->moved != VB_NO_ROW && !is_had(w, r->moved))
		give_up(w, row);
}

/*
 * The greatest fixed point: from "all that could be is agreed" whatever lacks something is taken
 * away, until nothing does.  So two articles that wait for one another hold together.
 */
static void settle(struct work *w)
{
	do {
		w->changed = false;
		for (uint32_t i = 0; i < w->m->nrows; i++)
			judge(w, i);
	} while (w->changed);
}

/* ---- why not ---- */

typedef bool test_fn(const struct vb_cell *c);

static bool is_rejected(const struct vb_cell *c)
{
	return c->said && !c->expired && c->words == VB_LEFT_OUT;
}

static bool is_expired(const struct vb_cell *c)
{
	return c->said && c->expired;
}

static bool is_reserved(const struct vb_cell *c)
{
	return c->said && c->position.stand == VB_ST_RESERVE;
}

static bool is_discussed(const struct vb_cell *c)
{
	return c->said && c->position.stand == VB_ST_DISCUSS;
}

static bool is_moved(const struct vb_cell *c)
{
	return c->moved != VB_NO_ROW;
}

static bool is_silent(const struct vb_cell *c)
{
	return !c->said;
}

static bool is_unseen(const struct vb_cell *c)
{
	return c->said && c->words == VB_UNSEEN;
}

static bool is_wordless(const struct vb_cell *c)
{
	return c->said && is_yes(c->position.stand) && c->words == VB_NO_WORDS;
}

static uint64_t those(const struct vb_matrix *m, const struct vb_row *r, test_fn *test)
{
	uint64_t who = 0;

	for (uint32_t p = 0; p < m->nparties; p++) {
		if (m->party[p].counts && test(&r->cell[p]))
			who |= 1ull << p;
	}
	return who;
}

/* The first label of which something is said, and of whom. */
static void note(struct vb_row *r, enum vb_why why, const struct vb_label *label, uint32_t p)
{
	int order = r->why == VB_WHY_AGREED ? -1 : vb_label_cmp(label, &r->on);

	if (r->why != VB_WHY_AGREED && r->why != why) {
		if (r->why < why)
			return;
		order = -1;
	}
	if (order < 0) {
		r->why = why;
		r->on = *label;
		r->who = 0;
	}
	if (order <= 0)
		r->who |= 1ull << p;
}

static void explain_parts(const struct vb_matrix *m, struct vb_row *r, int64_t at)
{
	for (uint32_t p = 0; p < m->nparties; p++) {
		const struct vb_cell *c = &r->cell[p];

		for (unsigned i = 0; m->party[p].counts && i < c->nparts; i++) {
			if (!part_good(&c->part[i], at))
				note(r, VB_WHY_PART, &c->part[i].label, p);
		}
	}
}

/* @roots: of what it depends on, only what is not agreed by itself. */
static void explain_needs(const struct work *w, struct vb_row *r, uint32_t p, bool roots,
			  const struct vb_position *position, const uint32_t *need)
{
	for (unsigned i = 0; i < position->n; i++) {
		uint32_t n = need[i];

		if (n == VB_NO_ROW)
			note(r, VB_WHY_NO_ARTICLE, &position->label[i], p);
		else if (!is_had(w, n) && !(roots && w->alone[n] && w->words[n] != VB_LEFT_OUT) &&
			 (&w->m->row[n] != r || w->words[n] == VB_LEFT_OUT))
			note(r, VB_WHY_CONDITION, &w->m->row[n].label, p);
	}
}

static bool is_in(const struct vb_cell *c, uint32_t row)
{
	for (unsigned i = 0; i < c->position.n; i++) {
		if (c->needs[i] == row)
			return true;
	}
	return false;
}

static void explain_conditions(const struct work *w, uint32_t row, bool roots)
{
	struct vb_row *r = &w->m->row[row];

	for (uint32_t p = 0; p < w->m->nparties; p++) {
		const struct vb_cell *c = &r->cell[p];

		if (!w->m->party[p].counts)
			continue;
		explain_needs(w, r, p, roots, &c->position, c->needs);
		for (unsigned i = 0; i < c->nparts; i++)
			explain_needs(w, r, p, roots, &c->part[i].position,
				      c->part[i].needs);
		/* A set that was named at another article. */
		for (uint32_t i = 0; i < w->m->nrows; i++) {
			const struct vb_cell *other = &w->m->row[i].cell[p];

			if (i != row && other->position.stand == VB_ST_ALL &&
			    wants(other) && is_in(other, row))
				explain_needs(w, r, p, roots, &other->position,
					      other->needs);
		}
	}
}

static void explain(const struct work *w, uint32_t row, int64_t at)
{
	static const struct {
		enum vb_why why;
		test_fn *test;
	} plain[] = {
		{VB_WHY_REJECTED, is_rejected}, {VB_WHY_EXPIRED, is_expired},
		{VB_WHY_RESERVED, is_reserved}, {VB_WHY_DISCUSS, is_discussed},
		{VB_WHY_MOVED, is_moved}, {VB_WHY_SILENT, is_silent},
		{VB_WHY_UNSEEN, is_unseen}, {VB_WHY_NO_WORDS, is_wordless},
	};
	struct vb_row *r = &w->m->row[row];

	if (w->alone[row]) {
		explain_conditions(w, row, true);
		if (r->why == VB_WHY_AGREED)
			explain_conditions(w, row, false);
		return;
	}
	for (size_t i = 0; i < VB_ARRAY_LEN(plain) && r->why == VB_WHY_AGREED; i++) {
		if (plain[i].why == VB_WHY_MOVED)
			explain_parts(w->m, r, at);
		r->who = r->why == VB_WHY_PART ? r->who : those(w->m, r, plain[i].test);
		if (r->why == VB_WHY_AGREED && r->who)
			r->why = plain[i].why;
	}
	if (r->why == VB_WHY_AGREED) {
		r->why = VB_WHY_WORDS;
		r->who = those(w->m, r, wants);
	}
	for (uint32_t p = 0; p < w->m->nparties && r->why == VB_WHY_MOVED; p++) {
		if (r->who >> p & 1 && r->cell[p].moved < r->moved)
			r->moved = r->cell[p].moved;
	}
}

/* ---- all of it ---- */

static bool is_referred(const struct vb_cell *c)
{
	bool yes = c->position.ad_referendum;

	for (unsigned i = 0; i < c->nparts; i++)
		yes = yes || c->part[i].position.ad_referendum;
	return yes;
}

static enum vb_agreement agreement_of(const struct vb_matrix *m, struct vb_row *r, bool good,
				      uint32_t words)
{
	if (r->moved != VB_NO_ROW)
		return VB_AG_MOVED;
	if (!good)
		return VB_AG_NOT_YET;
	for (uint32_t p = 0; p < m->nparties; p++) {
		if (m->party[p].counts && is_referred(&r->cell[p]))
			r->ad_referendum |= 1ull << p;
	}
	if (r->ad_referendum)
		return VB_AG_PROVISIONAL;
	return words == VB_LEFT_OUT ? VB_AG_LEFT_OUT : VB_AG_AGREED;
}

enum vb_code vb_matrix_agree(struct vb_matrix *m, int64_t at, bool explained, struct vb_err *err)
{
	struct work w = {m, calloc(m->nrows + 1, sizeof(bool)),
			 calloc(m->nrows + 1, sizeof(uint32_t)),
			 calloc(m->nrows + 1, sizeof(bool)), false};
	enum vb_code code = w.good && w.words && w.alone ? VB_OK : VB_MEMORY;

	for (uint32_t i = 0; !code && i < m->nrows; i++) {
		struct vb_row *r = &m->row[i];

		for (uint32_t p = 0; p < m->nparties; p++)
			r->cell[p].expired = is_past(&r->cell[p].position, at);
		r->moved = moved_to(m, r);
		w.alone[i] = alike(m, r, at, &w.words[i]);
		w.good[i] = w.alone[i] || r->moved != VB_NO_ROW;
	}
	if (!code)
		settle(&w);
	for (uint32_t i = 0; !code && i < m->nrows; i++) {
		struct vb_row *r = &m->row[i];

		r->why = VB_WHY_AGREED;
		r->who = r->ad_referendum = 0;
		r->on = (struct vb_label){0};
		r->agreement = agreement_of(m, r, w.good[i], w.words[i]);
		if (explained && vb_row_open(r))
			explain(&w, i, at);
	}
	free(w.good);
	free(w.words);
	free(w.alone);
	return code ? vb_fail(err, code, "", "", "there is not enough memory") : VB_OK;
}
