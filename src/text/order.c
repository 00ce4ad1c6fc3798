/*
 * The normal form of columns: their order, and where differences begin.  Two columns that no
 * version has both are bound to no order: they are put so that each party's words stay together.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* Columns of one run, by version. */
struct heads {
	const struct column *c;
	uint32_t *next;		/* of a column and a version: the version's next column */
	uint32_t at[VB_VERSIONS_MAX]; /* the next column of each version */
	uint8_t *ready;		/* of a column: versions whose next it is */
	uint32_t free[VB_VERSIONS_MAX]; /* columns that all of theirs have come to */
	unsigned nfree;
};

static void come_to(struct heads *h, uint32_t column)
{
	if (column != UINT32_MAX &&
	    ++h->ready[column] == __builtin_popcountll(h->c[column].in))
		h->free[h->nfree++] = column;
}

/* Goes on in the same versions where that can be; else where the first version is least. */
static unsigned choose(const struct heads *h, uint64_t last)
{
	unsigned best = 0;

	for (unsigned i = 0; i < h->nfree; i++) {
		uint64_t x = h->c[h->free[i]].in, y = h->c[h->free[best]].in;

		if (x == last)
			return i;
		if ((x & -x) < (y & -y))
			best = i;
	}
	return best;
}

/* Each column's next one in each of its versions: entry at column's own offset. */
static void link_up(struct heads *h, const size_t *offset, size_t n)
{
	for (unsigned v = 0; v < VB_VERSIONS_MAX; v++)
		h->at[v] = UINT32_MAX;
	for (size_t i = n; i-- > 0;) {
		size_t slot = offset[i];

		for (uint64_t in = h->c[i].in; in; in &= in - 1) {
			unsigned v = (unsigned)__builtin_ctzll(in);

			h->next[slot++] = h->at[v];
			h->at[v] = (uint32_t)i;
		}
	}
}

static void sort_run(struct heads *h, const size_t *offset, struct column *out, size_t n)
{
	uint64_t last = 0;

	link_up(h, offset, n);
	for (unsigned v = 0; v < VB_VERSIONS_MAX; v++)
		come_to(h, h->at[v]);
	for (size_t i = 0; i < n; i++) {
		unsigned which = choose(h, last);
		uint32_t column = h->free[which];
		size_t slot = offset[column];

		h->free[which] = h->free[--h->nfree];
		last = h->c[column].in;
		for (uint64_t in = last; in; in &= in - 1)
			come_to(h, h->next[slot++]);
		out[i] = h->c[column];
	}
}

static bool order_run(struct column *c, size_t n)
{
	struct heads h = {.c = c, .ready = calloc(n, 1)};
	size_t *offset = reallocarray(NULL, n + 1, sizeof(*offset)), links = 0;
	struct column *out = reallocarray(NULL, n, sizeof(*out));
	bool done = false;

	if (!h.ready || !offset || !out)
		goto out;
	for (size_t i = 0; i < n; i++) {
		offset[i] = links;
		links += (size_t)__builtin_popcountll(c[i].in);
	}
	h.next = reallocarray(NULL, links + 1, sizeof(*h.next));
	if (!h.next)
		goto out;
	sort_run(&h, offset, out, n);
	memcpy(c, out, n * sizeof(*c));
	done = true;
out:
	free(offset);
	free(out);
	free(h.ready);
	free(h.next);
	return done;
}

bool vb_columns_order(struct column *c, size_t n, uint64_t all)
{
	for (size_t i = 0, run; i < n; i += run + 1) {
		run = 0;
		while (i + run < n && c[i + run].in != all)
			run++;
		if (run > 1 && !order_run(c + i, run))
			return false;
	}
	return true;
}

/* ---- sliding ---- */

/* How well a place begins at column @from. */
static unsigned rank_of(const struct column *c, size_t from, const struct vocabulary_word *word)
{
	const struct vocabulary_word *w = from > 0 ? &word[c[from - 1].word] : NULL;

	if (!w)
		return 0;
	return w->kind == VB_TK_BREAK ? 2 : w->len == 1 && *w->key == '.';
}

/* Columns @from to @to, which the same have, one further on: what follows is common, and is
 * what they begin with. */
static void step(struct column *c, size_t from, size_t to)
{
	uint64_t some = c[from].in;

	c[from].in = c[to].in;
	c[to].in = some;
}

static size_t slide(struct column *c, size_t from, size_t to, size_t n, uint64_t all,
		    const struct vocabulary_word *word)
{
	size_t best, steps = 0;

	for (; from > 0 && c[from - 1].in == all && c[from - 1].word == c[to - 1].word; from--)
		step(c, from - 1, --to);
	best = 0;
	for (size_t i = 1; to + i - 1 < n && c[to + i - 1].in == all &&
			   c[to + i - 1].word == c[from + i - 1].word; i++) {
		step(c, from + i - 1, to + i - 1);
		steps = i;
		if (rank_of(c, from + i, word) >= rank_of(c, from + best, word))
			best = i;
	}
	for (; steps > best; steps--)
		step(c, from + steps - 1, to + steps - 1);
	return to + best;
}

void vb_columns_slide(struct column *c, size_t n, uint64_t all,
		      const struct vocabulary_word *word)
{
	for (size_t from = 0, to; from < n; from = to) {
		to = from + 1;
		if (c[from].in == all)
			continue;
		while (to < n && c[to].in == c[from].in)
			to++;
		if ((from == 0 || c[from - 1].in == all) && (to == n || c[to].in == all))
			to = slide(c, from, to, n, all, word);
	}
}
