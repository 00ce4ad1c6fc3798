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

bool vb_stand_yes(enum vb_stand s)
{
	return s == VB_ST_PROPOSED || s == VB_ST_ACCEPT || s == VB_ST_CHANGES || s == VB_ST_IF ||
	       s == VB_ST_ALL;
}

bool vb_cell_wants(const struct vb_cell *c)
{
	return c->said && !c->expired && c->moved == VB_NO_ROW &&
	       (vb_stand_yes(c->position.stand) || c->position.stand == VB_ST_REJECT) &&
	       c->words != VB_NO_WORDS && c->words != VB_UNSEEN;
}

static bool is_past(const struct vb_position *p, int64_t at)
{
	return p->until != VB_TIME_NONE && at >= p->until;
}

bool vb_part_good(const struct vb_part_stand *p, int64_t at)
{
	enum vb_stand s = p->position.stand;

	return s == VB_ST_SILENT || ((s == VB_ST_ACCEPT || s == VB_ST_IF || s == VB_ST_ALL) &&
				     !is_past(&p->position, at));
}

static bool parts_good(const struct vb_cell *c, int64_t at)
{
	for (unsigned i = 0; i < c->nparts; i++) {
		if (!vb_part_good(&c->part[i], at))
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
		if (!vb_cell_wants(c) || !parts_good(c, at) || (any && c->words != *words))
			return false;
		*words = c->words;
		any = true;
	}
	return any;
}

/* ---- what they depend on ---- */

bool vb_judging_had(const struct vb_judging *w, uint32_t row)
{
	return row != VB_NO_ROW && w->good[row] && w->words[row] != VB_LEFT_OUT;
}

static bool all_had(const struct vb_judging *w, const uint32_t *need, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (!vb_judging_had(w, need[i]))
			return false;
	}
	return true;
}

static bool needs_met(const struct vb_judging *w, const struct vb_cell *c)
{
	if (!all_had(w, c->needs, c->position.n))
		return false;
	for (unsigned i = 0; i < c->nparts; i++) {
		if (!all_had(w, c->part[i].needs, c->part[i].position.n))
			return false;
	}
	return true;
}

/* Whatever depends on @row is to be judged again. */
static void give_up(struct vb_judging *w, uint32_t row)
{
	if (!w->good[row])
		return;
	w->good[row] = false;
	for (size_t i = w->first[row]; i < w->first[row + 1]; i++) {
		uint32_t r = w->dependent[i];

		if (!w->waits[r]) {
			w->waits[r] = true;
			w->queue[w->nqueue++] = r;
		}
	}
}

/* All of a set or none: what this party has accepted of it falls with the rest. */
static void judge_set(struct vb_judging *w, uint32_t p, const struct vb_cell *c)
{
	if (all_had(w, c->needs, c->position.n))
		return;
	for (unsigned i = 0; i < c->position.n; i++) {
		uint32_t row = c->needs[i];

		if (row != VB_NO_ROW && vb_cell_wants(&w->m->row[row].cell[p]) &&
		    w->words[row] != VB_LEFT_OUT)
			give_up(w, row);
	}
}

static void judge(struct vb_judging *w, uint32_t row)
{
	const struct vb_row *r = &w->m->row[row];

	for (uint32_t p = 0; p < w->m->nparties; p++) {
		const struct vb_cell *c = &r->cell[p];

		if (!w->m->party[p].counts)
			continue;
		if (c->position.stand == VB_ST_ALL && vb_cell_wants(c))
			judge_set(w, p, c);
		if (w->good[row] && r->moved == VB_NO_ROW && !needs_met(w, c))
			give_up(w, row);
	}
	if (w->good[row] && r->moved != VB_NO_ROW && !vb_judging_had(w, r->moved))
		give_up(w, row);
}

/* ---- who depends on whom ---- */

static void add_edges(struct vb_judging *w, const uint32_t *need, unsigned n, uint32_t row,
		      bool count)
{
	for (unsigned i = 0; i < n; i++) {
		if (need[i] == VB_NO_ROW)
			continue;
		if (count)
			w->first[need[i] + 1]++;
		else
			w->dependent[w->first[need[i]]++] = row;
	}
}

static void row_edges(struct vb_judging *w, uint32_t row, bool count)
{
	const struct vb_row *r = &w->m->row[row];

	for (uint32_t p = 0; p < w->m->nparties; p++) {
		const struct vb_cell *c = &r->cell[p];

		if (!w->m->party[p].counts)
			continue;
		add_edges(w, c->needs, c->position.n, row, count);
		for (unsigned i = 0; i < c->nparts; i++)
			add_edges(w, c->part[i].needs, c->part[i].position.n, row, count);
	}
	add_edges(w, &r->moved, 1, row, count);
}

/* The dependents of row i are dependent[first[i]] to dependent[first[i + 1] - 1]. */
static bool link_rows(struct vb_judging *w)
{
	uint32_t n = w->m->nrows;

	for (uint32_t i = 0; i < n; i++)
		row_edges(w, i, true);
	for (uint32_t i = 0; i < n; i++)
		w->first[i + 1] += w->first[i];
	w->dependent = calloc(w->first[n] + 1, sizeof(*w->dependent));
	if (!w->dependent)
		return false;
	for (uint32_t i = 0; i < n; i++)
		row_edges(w, i, false);
	/* Filling has moved each start to its end, which is the next one's start. */
	for (uint32_t i = n; i > 0; i--)
		w->first[i] = w->first[i - 1];
	w->first[0] = 0;
	return true;
}

/*
 * The greatest fixed point: from "all that could be is agreed" whatever lacks something is taken
 * away, until nothing does.  So two articles that wait for one another hold together.  A row is
 * judged again only after one that it depends on was given up.
 */
static void settle(struct vb_judging *w)
{
	for (uint32_t i = w->m->nrows; i > 0; i--) {
		w->waits[i - 1] = true;
		w->queue[w->nqueue++] = i - 1;
	}
	while (w->nqueue > 0) {
		uint32_t row = w->queue[--w->nqueue];

		w->waits[row] = false;
		judge(w, row);
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

static bool judging_new(struct vb_judging *w, const struct vb_matrix *m)
{
	size_t n = m->nrows + 1u;

	*w = (struct vb_judging){
		.m = m,
		.good = calloc(n, sizeof(*w->good)),
		.alone = calloc(n, sizeof(*w->alone)),
		.waits = calloc(n, sizeof(*w->waits)),
		.words = calloc(n, sizeof(*w->words)),
		.queue = calloc(n, sizeof(*w->queue)),
		.first = calloc(n, sizeof(*w->first)),
	};
	return w->good && w->alone && w->waits && w->words && w->queue && w->first;
}

static void judging_free(struct vb_judging *w)
{
	free(w->good);
	free(w->alone);
	free(w->waits);
	free(w->words);
	free(w->queue);
	free(w->first);
	free(w->dependent);
}

enum vb_code vb_matrix_agree(struct vb_matrix *m, int64_t at, bool explained, struct vb_err *err)
{
	struct vb_judging w;
	bool good = judging_new(&w, m);

	for (uint32_t i = 0; good && i < m->nrows; i++) {
		struct vb_row *r = &m->row[i];

		for (uint32_t p = 0; p < m->nparties; p++)
			r->cell[p].expired = is_past(&r->cell[p].position, at);
		r->moved = moved_to(m, r);
		w.alone[i] = alike(m, r, at, &w.words[i]);
		w.good[i] = w.alone[i] || r->moved != VB_NO_ROW;
	}
	good = good && link_rows(&w);
	if (good)
		settle(&w);
	for (uint32_t i = 0; good && i < m->nrows; i++) {
		struct vb_row *r = &m->row[i];

		r->why = VB_WHY_AGREED;
		r->who = r->ad_referendum = 0;
		r->on = (struct vb_label){0};
		r->agreement = agreement_of(m, r, w.good[i], w.words[i]);
		if (explained && vb_row_open(r))
			vb_row_explain(&w, i, at);
	}
	judging_free(&w);
	return good ? VB_OK : vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
}
