/*
 * One more sequence into columns: the alignment of most matched pairs, and among those the one
 * that differs in the fewest places.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* What a place of difference costs: far less than any match, so that no pair is given up. */
#define SITE 400
#define NEVER (INT32_MIN / 2)

/* How a cell was reached, and what is best there. */
#define FROM_GAP 1	/* the match at a cell follows a gap */
#define GAP_LEFT 2	/* the gap at a cell goes on by a word of the sequence */
#define GAP_OPENS 4	/* ... and follows a match */
#define OPEN_MATCH 0x40	/* a gap that goes on from here follows a match */
#define BEST_GAP 0x80	/* the best that ends here is a gap */

bool vb_columns_put(struct columns *c, uint32_t word, uint64_t in)
{
	if (c->n == c->cap) {
		size_t cap = c->cap * 2 + 64;
		struct column *more = reallocarray(c->at, cap, sizeof(*more));

		if (!more)
			return false;
		c->at = more;
		c->cap = cap;
	}
	c->at[c->n++] = (struct column){word, in};
	return true;
}

/* Room for @rows rows of @width numbers; NULL: no memory. */
static int32_t *rows_of(struct vb_aligner *a, unsigned rows, size_t width)
{
	size_t need = rows * width;

	if (need > a->rows_cap) {
		free(a->row);
		a->row = calloc(need, sizeof(*a->row));
		a->rows_cap = a->row ? need : 0;
	}
	a->failed = a->failed || !a->row;
	return a->row;
}

static uint8_t *trace_of(struct vb_aligner *a, size_t need)
{
	if (need > a->trace_cap) {
		free(a->trace);
		a->trace = malloc(need);
		a->trace_cap = a->trace ? need : 0;
	}
	a->failed = a->failed || !a->trace;
	return a->trace;
}

static int32_t gain_of(const struct vb_aligner *a, const struct column *c)
{
	return (int32_t)a->vocabulary[c->word].weight * __builtin_popcountll(c->in);
}

/* The rows of one column: @best and @open of the column before are replaced by its own.  @best
 * is the better of match and gap, @open the best from which a gap goes on. */
static void column_row(const struct column *c, int32_t gain, const struct sequence *s,
		       int32_t *best, int32_t *open, uint8_t *trace, const uint8_t *above)
{
	int32_t corner = best[0];
	int32_t gap = open[0];

	/* Left of the first word there are only gaps. */
	trace[0] = BEST_GAP | (above[0] & OPEN_MATCH ? GAP_OPENS : 0);
	best[0] = open[0] = gap;
	for (uint32_t j = 1; j <= s->n; j++) {
		int32_t match = NEVER, here;
		uint8_t how;

		if (s->word[j - 1] == c->word) {
			match = corner + gain;
			how = above[j - 1] & BEST_GAP ? FROM_GAP : 0;
		} else {
			how = 0;
		}
		if (open[j] >= open[j - 1]) {
			here = open[j];
			how |= above[j] & OPEN_MATCH ? GAP_OPENS : 0;
		} else {
			here = open[j - 1];
			how |= trace[j - 1] & OPEN_MATCH ? GAP_LEFT | GAP_OPENS : GAP_LEFT;
		}
		corner = best[j];
		best[j] = match > here ? match : here;
		if (match - SITE > here) {
			open[j] = match - SITE;
			how |= OPEN_MATCH;
		} else {
			open[j] = here;
		}
		if (match <= here)
			how |= BEST_GAP;
		trace[j] = how;
	}
}

/* Row 0: no column yet, so only words of the sequence. */
static void first_row(const struct sequence *s, int32_t *best, int32_t *open, uint8_t *trace)
{
	best[0] = 0;
	open[0] = -SITE;
	trace[0] = OPEN_MATCH;
	for (uint32_t j = 1; j <= s->n; j++) {
		best[j] = open[j] = -SITE;
		trace[j] = BEST_GAP | GAP_LEFT | (j == 1 ? GAP_OPENS : 0);
	}
}

/* Goes back through @trace; writes the columns from the back into @out, and returns how many. */
static size_t back(const struct columns *p, const struct sequence *s, const uint8_t *trace,
		   struct column *out, size_t room)
{
	size_t width = (size_t)s->n + 1, i = p->n, j = s->n, n = room;
	bool gap = trace[i * width + j] & BEST_GAP;

	while (i > 0 || j > 0) {
		uint8_t how = trace[i * width + j];

		if (!gap) {
			i--;
			j--;
			out[--n] = (struct column){p->at[i].word, p->at[i].in | s->in};
			gap = how & FROM_GAP;
		} else if (how & GAP_LEFT) {
			j--;
			out[--n] = (struct column){s->word[j], s->in};
			gap = !(how & GAP_OPENS);
		} else {
			i--;
			out[--n] = p->at[i];
			gap = !(how & GAP_OPENS);
		}
	}
	return room - n;
}

void vb_profile_join(struct vb_aligner *a, struct columns *p, const struct sequence *s)
{
	size_t width = (size_t)s->n + 1, room = p->n + s->n, n;
	int32_t *best = rows_of(a, 2, width), *open = best ? best + width : NULL;
	uint8_t *trace = trace_of(a, (p->n + 1) * width);
	struct column *out = reallocarray(NULL, room + 1, sizeof(*out));

	if (!out) {
		a->failed = true;
		return;
	}
	if (a->failed || !best || !open || !trace) {
		free(out);
		return;
	}
	first_row(s, best, open, trace);
	for (size_t i = 0; i < p->n; i++)
		column_row(&p->at[i], gain_of(a, &p->at[i]), s, best, open,
			   trace + (i + 1) * width, trace + i * width);
	n = back(p, s, trace, out, room);
	memmove(out, out + room - n, n * sizeof(*out));
	free(p->at);
	*p = (struct columns){out, n, room + 1};
}

uint64_t vb_profile_weight(const struct vb_aligner *a, const struct columns *p)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < p->n; i++) {
		uint64_t k = (uint64_t)__builtin_popcountll(p->at[i].in);

		sum += k * (k - 1) / 2 * a->vocabulary[p->at[i].word].weight;
	}
	return sum;
}

uint32_t vb_profile_bound(struct vb_aligner *a, const struct sequence *x,
			  const struct sequence *y)
{
	int32_t *row = rows_of(a, 1, (size_t)y->n + 1);

	if (!row)
		return 0;
	memset(row, 0, ((size_t)y->n + 1) * sizeof(*row));
	for (uint32_t i = 0; i < x->n; i++) {
		int32_t weight = a->vocabulary[x->word[i]].weight, corner = 0;

		for (uint32_t j = 1; j <= y->n; j++) {
			int32_t up = row[j], here = up > row[j - 1] ? up : row[j - 1];

			if (x->word[i] == y->word[j - 1] && corner + weight > here)
				here = corner + weight;
			corner = up;
			row[j] = here;
		}
	}
	return (uint32_t)row[y->n];
}

/* ---- large ones ---- */

#define DIRECT (1u << 16)	/* cells that are not worth a search for anchors */
#define PIECE 512u		/* words of a piece, where nothing tells what belongs to what */

static void append(struct vb_aligner *a, struct columns *out, const struct columns *p)
{
	for (size_t i = 0; i < p->n && !a->failed; i++)
		a->failed = !vb_columns_put(out, p->at[i].word, p->at[i].in);
}

/* Joins columns @from to @to of @p with words @at to @end of @s, behind @out. */
static void join_part(struct vb_aligner *a, struct columns *out, const struct columns *p,
		      size_t from, size_t to, const struct sequence *s, uint32_t at,
		      uint32_t end, unsigned depth)
{
	struct columns part = {0};
	const struct sequence rest = {s->word + at, end - at, s->in};

	for (size_t i = from; p->at && i < to && !a->failed; i++)
		a->failed = !vb_columns_put(&part, p->at[i].word, p->at[i].in);
	if (!a->failed && rest.n > 0)
		vb_profile_join_large(a, &part, &rest, depth);
	append(a, out, &part);
	free(part.at);
}

/* What both have once tells what belongs to what.  False: there is nothing of that kind. */
static bool by_anchors(struct vb_aligner *a, struct columns *p, const struct sequence *s,
		       unsigned depth)
{
	uint32_t *word = reallocarray(NULL, p->n + 1, sizeof(*word)), *anchor = NULL;
	struct sequence both[2] = {{word, (uint32_t)p->n, 1}, *s};
	struct columns out = {0};
	size_t n = 0, from = 0;
	uint32_t at = 0;

	if (!word) {
		a->failed = true;
		return false;
	}
	for (size_t i = 0; i < p->n; i++)
		word[i] = p->at[i].word;
	for (unsigned len = 4; len > 0 && !anchor && !a->failed; len /= 2)
		anchor = vb_anchors(a, both, 2, len, &n);
	free(word);
	if (!anchor)
		return false;
	for (size_t i = 0; i < n && !a->failed; i++) {
		uint32_t x = anchor[2 * i], y = anchor[2 * i + 1];

		join_part(a, &out, p, from, x, s, at, y, depth + 1);
		a->failed = a->failed || !vb_columns_put(&out, p->at[x].word,
							 p->at[x].in | s->in);
		from = x + 1;
		at = y + 1;
	}
	join_part(a, &out, p, from, p->n, s, at, s->n, depth + 1);
	free(anchor);
	free(p->at);
	*p = out;
	return true;
}

/* Nothing tells what belongs to what, and there is too much to try all: piece by piece, in
 * proportion to their lengths (text.md 3.5). */
static void by_pieces(struct vb_aligner *a, struct columns *p, const struct sequence *s)
{
	size_t longer = p->n > s->n ? p->n : s->n, pieces = longer / PIECE + 1;
	struct columns out = {0};

	for (size_t i = 0; i < pieces && !a->failed; i++) {
		size_t from = p->n * i / pieces, to = p->n * (i + 1) / pieces;
		size_t at = s->n * i / pieces, end = s->n * (i + 1) / pieces;

		join_part(a, &out, p, from, to, s, (uint32_t)at, (uint32_t)end,
			  VB_ANCHOR_DEPTH_MAX);
	}
	free(p->at);
	*p = out;
}

void vb_profile_join_large(struct vb_aligner *a, struct columns *p, const struct sequence *s,
			   unsigned depth)
{
	size_t cells = (p->n + 1) * ((size_t)s->n + 1);

	if (a->failed)
		return;
	if (cells > DIRECT && depth < VB_ANCHOR_DEPTH_MAX && by_anchors(a, p, s, depth))
		return;
	if (a->failed)
		return;
	if (cells <= VB_CELLS_MAX)
		vb_profile_join(a, p, s);
	else
		by_pieces(a, p, s);
}
