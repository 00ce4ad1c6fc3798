/*
 * Relations of press reports in groups, so that each assertion is shown once: all that agree
 * with one another, and those that say one thing against those that say the other.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

#define LEFT_MAX 64	/* assertions that are taken together on one side */

struct groups {
	const struct vb_reading *r;
	const struct vb_press_relation **x;	/* of one kind, by condition, left and right */
	size_t n;
	uint32_t *right;			/* the right side of each of them */
	bool *shown;
	vb_press_group_fn *fn;
	void *ctx;
	size_t given;
};

static int compare(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int by_sides(const void *a, const void *b)
{
	const struct vb_press_relation *x = *(const struct vb_press_relation *const *)a;
	const struct vb_press_relation *y = *(const struct vb_press_relation *const *)b;
	int n = compare(x->conditional, y->conditional);

	n = n ? n : compare(x->left, y->left);
	n = n ? n : compare(x->right, y->right);
	/* What else differs keeps the order in which it was found. */
	return n ? n : (x > y) - (x < y);
}

static const char *words_of(const struct vb_press_chapter *c, size_t left, size_t right,
			    bool all)
{
	if (left + right > 2 && c->kind == VB_PR_AGREES)
		return all ? "all of these say the same of one act" :
			     "each of the others says the same of one act as the first";
	return left + right > 2 && c->several ? c->several : c->sentence;
}

static void give(struct groups *g, const struct vb_press_chapter *c, size_t from, size_t n,
		 const uint32_t *left, size_t nleft, bool all)
{
	const struct vb_press_relation *x = g->x[from];
	struct vb_press_group group = {
		.kind = x->kind, .conditional = x->conditional, .left = left, .nleft = nleft,
		.right = g->right + from, .nright = x->kind == VB_PR_OPEN ? 0 : n,
		.percent = x->percent, .what = vb_press_change_name(x->what),
		.words = words_of(c, nleft, n, all),
	};

	g->fn(g->ctx, &group);
	g->given++;
}

/* How many from @from on have its condition and left side. */
static size_t run_of(const struct groups *g, size_t from)
{
	size_t n = 1;

	while (from + n < g->n && g->x[from + n]->left == g->x[from]->left &&
	       g->x[from + n]->conditional == g->x[from]->conditional)
		n++;
	return n;
}

/* Where the relation of these sides is, or g->n. */
static size_t find(const struct groups *g, bool conditional, size_t left, size_t right)
{
	size_t low = 0, high = g->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct vb_press_relation *x = g->x[mid];
		int n = compare(x->conditional, conditional);

		n = n ? n : compare(x->left, left);
		n = n ? n : compare(x->right, right);
		if (n == 0)
			return mid;
		if (n < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return g->n;
}

/* True if all right sides of a run agree with one another, too; @mark: they are shown. */
static bool all_agree(struct groups *g, size_t from, size_t n, bool mark)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = i + 1; k < n; k++) {
			size_t at = find(g, g->x[from]->conditional, g->right[from + i],
					 g->right[from + k]);

			if (at == g->n)
				return false;
			g->shown[at] = g->shown[at] || mark;
		}
	}
	return true;
}

static bool all_shown(const struct groups *g, size_t from, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!g->shown[from + i])
			return false;
	}
	return true;
}

static void agreement(struct groups *g, const struct vb_press_chapter *c, size_t from, size_t n)
{
	bool all = n <= LEFT_MAX && all_agree(g, from, n, false);

	if (all_shown(g, from, n))
		return;
	if (all && !all_agree(g, from, n, true))
		return;
	give(g, c, from, n, &(uint32_t){g->x[from]->left}, 1, all);
}

/* All left sides that have the same right sides as the run at @from. */
static void opposition(struct groups *g, const struct vb_press_chapter *c, size_t from, size_t n)
{
	uint32_t left[LEFT_MAX];
	size_t nleft = 0;

	if (g->shown[from])
		return;
	for (size_t at = from, m, looked = 0; at < g->n && looked < LEFT_MAX; at += m, looked++) {
		m = run_of(g, at);
		if (m != n || g->shown[at] || g->x[at]->conditional != g->x[from]->conditional ||
		    memcmp(g->right + at, g->right + from, n * sizeof(*g->right)) != 0)
			continue;
		left[nleft++] = g->x[at]->left;
		g->shown[at] = true;
	}
	give(g, c, from, n, left, nleft, false);
}

static void all_of(struct groups *g, const struct vb_press_chapter *c)
{
	for (size_t i = 0, n; i < g->n; i += n) {
		n = 1;
		if (c->kind == VB_PR_AGREES) {
			n = run_of(g, i);
			agreement(g, c, i, n);
		} else if (c->several) {
			n = run_of(g, i);
			opposition(g, c, i, n);
		} else {
			give(g, c, i, 1, &(uint32_t){g->x[i]->left}, 1, false);
		}
	}
}

size_t vb_press_groups(const struct vb_reading *r, const struct vb_press_chapter *c,
		       vb_press_group_fn *fn, void *ctx, bool *failed)
{
	struct groups g = {.r = r, .fn = fn, .ctx = ctx};

	g.x = calloc(r->relations + 1, sizeof(const struct vb_press_relation *));
	g.right = calloc(r->relations + 1, sizeof(*g.right));
	g.shown = calloc(r->relations + 1, sizeof(*g.shown));
	*failed = !g.x || !g.right || !g.shown;
	for (size_t i = 0; !*failed && i < r->relations; i++) {
		if (r->relation[i].kind == c->kind && vb_press_stands(r, &r->relation[i]))
			g.x[g.n++] = &r->relation[i];
	}
	if (g.n > 0) {
		qsort(g.x, g.n, sizeof(const struct vb_press_relation *), by_sides);
		for (size_t i = 0; i < g.n; i++)
			g.right[i] = g.x[i]->right;
		all_of(&g, c);
	}
	free(g.x);
	free(g.right);
	free(g.shown);
	return g.given;
}
