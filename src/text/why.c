/*
 * Why an article is not agreed: the first reason that applies, and of whom (text.md 11.3).
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

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
	return c->said && vb_stand_yes(c->position.stand) && c->words == VB_NO_WORDS;
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
			if (!vb_part_good(&c->part[i], at))
				note(r, VB_WHY_PART, &c->part[i].label, p);
		}
	}
}

/* @roots: of what it depends on, only what is not agreed by itself. */
static void explain_needs(const struct vb_judging *w, struct vb_row *r, uint32_t p, bool roots,
			  const struct vb_position *position, const uint32_t *need)
{
	for (unsigned i = 0; i < position->n; i++) {
		uint32_t n = need[i];
		bool had = n != VB_NO_ROW && vb_judging_had(w, n);

		if (n == VB_NO_ROW)
			note(r, VB_WHY_NO_ARTICLE, &position->label[i], p);
		else if (!had && !(roots && w->alone[n] && w->words[n] != VB_LEFT_OUT) &&
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

static void explain_conditions(const struct vb_judging *w, uint32_t row, bool roots)
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
			    vb_cell_wants(other) && is_in(other, row))
				explain_needs(w, r, p, roots, &other->position,
					      other->needs);
		}
	}
}

void vb_row_explain(const struct vb_judging *w, uint32_t row, int64_t at)
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
		r->who = those(w->m, r, vb_cell_wants);
	}
	for (uint32_t p = 0; p < w->m->nparties && r->why == VB_WHY_MOVED; p++) {
		if (r->who >> p & 1 && r->cell[p].moved < r->moved)
			r->moved = r->cell[p].moved;
	}
}
