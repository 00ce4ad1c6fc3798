/*
 * Three sequences at best: every alignment is tried that could still be better than the one at
 * hand, and no other.
 *
 * SPDX-License-Identifier: ISC
 *
 * No alignment of three matches more between two of them than those two alone can.  A cell of
 * the cube is passed over where what the pairs lose by going through it is no gain any more
 * (the bound of Carrillo and Lipman).
 */
#include "internal.h"

#include <stdlib.h>

#define CUBE_MAX (1u << 22)	/* cells of the cube */
#define NEVER (INT32_MIN / 2)

/* What a pair loses by going through each cell of its square. */
struct losses {
	int32_t *at;
	size_t width;
	int32_t most;		/* the pair by itself */
};

struct cube {
	const struct vocabulary_word *vocabulary;
	const struct sequence *s;
	struct losses xy, xz, yz;
	int32_t *best;
	uint8_t *move;		/* which of the three went on: 1, 2, 4 */
	int32_t slack;		/* losses that are too much */
};

static int32_t weight_of(const struct cube *c, uint32_t word)
{
	return c->vocabulary[word].weight;
}

static int32_t larger(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

/* From the front, and from the back: what is lost is what both together lack. */
static bool lose(const struct cube *c, const struct sequence *x, const struct sequence *y,
		 struct losses *out)
{
	size_t w = (size_t)y->n + 1;
	int32_t *f = calloc(((size_t)x->n + 1) * w, sizeof(*f)), *b = calloc(2 * w, sizeof(*b));

	*out = (struct losses){f, w, 0};
	if (!f || !b) {
		free(b);
		return false;
	}
	for (size_t i = 1; i <= x->n; i++) {
		for (size_t j = 1; j <= y->n; j++) {
			int32_t here = larger(f[(i - 1) * w + j], f[i * w + j - 1]);

			if (x->word[i - 1] == y->word[j - 1])
				here = larger(here, f[(i - 1) * w + j - 1] +
						    weight_of(c, x->word[i - 1]));
			f[i * w + j] = here;
		}
	}
	out->most = f[x->n * w + y->n];
	for (size_t i = x->n + 1; i-- > 0;) {
		int32_t *now = b + (i & 1) * w, *next = b + (~i & 1) * w;

		for (size_t j = w; j-- > 0;) {
			int32_t here = larger(i < x->n ? next[j] : 0,
					      j < y->n ? now[j + 1] : 0);

			if (i < x->n && j < y->n && x->word[i] == y->word[j])
				here = larger(here, next[j + 1] + weight_of(c, x->word[i]));
			now[j] = here;
			f[i * w + j] = out->most - f[i * w + j] - here;
		}
	}
	free(b);
	return true;
}

static bool open_cell(const struct cube *c, size_t i, size_t j, size_t k)
{
	return c->xy.at[i * c->xy.width + j] + c->xz.at[i * c->xz.width + k] +
	       c->yz.at[j * c->yz.width + k] < c->slack;
}

static size_t index_of(const struct cube *c, size_t i, size_t j, size_t k)
{
	return (i * c->xy.width + j) * c->xz.width + k;
}

/* The best way to a cell; its predecessors have been looked at. */
static void look(struct cube *c, size_t i, size_t j, size_t k)
{
	const uint32_t *x = c->s[0].word, *y = c->s[1].word, *z = c->s[2].word;
	int32_t best = i + j + k == 0 ? 0 : NEVER;
	uint8_t how = 0;

	for (uint8_t m = 1; m <= 7; m++) {
		bool mx = m & 1, my = m & 2, mz = m & 4;
		int32_t gain = 0, sum;

		if ((mx && i == 0) || (my && j == 0) || (mz && k == 0) ||
		    (mx && my && x[i - 1] != y[j - 1]) || (mx && mz && x[i - 1] != z[k - 1]) ||
		    (my && mz && y[j - 1] != z[k - 1]) ||
		    !open_cell(c, i - mx, j - my, k - mz))
			continue;
		if (m == 7)
			gain = 3 * weight_of(c, x[i - 1]);
		else if (m & (m - 1))
			gain = weight_of(c, mx ? x[i - 1] : y[j - 1]);
		sum = c->best[index_of(c, i - mx, j - my, k - mz)] + gain;
		if (sum > best) {
			best = sum;
			how = m;
		}
	}
	c->best[index_of(c, i, j, k)] = best;
	c->move[index_of(c, i, j, k)] = how;
}

static void search(struct cube *c)
{
	for (size_t i = 0; i <= c->s[0].n; i++) {
		for (size_t j = 0; j <= c->s[1].n; j++) {
			if (c->xy.at[i * c->xy.width + j] >= c->slack)
				continue;
			for (size_t k = 0; k <= c->s[2].n; k++) {
				if (open_cell(c, i, j, k))
					look(c, i, j, k);
			}
		}
	}
}

static bool trace(const struct cube *c, struct columns *out)
{
	size_t i = c->s[0].n, j = c->s[1].n, k = c->s[2].n;

	while (i + j + k > 0) {
		uint8_t m = c->move[index_of(c, i, j, k)];
		uint32_t word = m & 1 ? c->s[0].word[i - 1] :
				m & 2 ? c->s[1].word[j - 1] : c->s[2].word[k - 1];

		if (!vb_columns_put(out, word, (m & 1 ? c->s[0].in : 0) |
					       (m & 2 ? c->s[1].in : 0) |
					       (m & 4 ? c->s[2].in : 0)))
			return false;
		i -= m & 1;
		j -= m >> 1 & 1;
		k -= m >> 2 & 1;
	}
	for (size_t x = 0; x < out->n / 2; x++) {
		struct column swap = out->at[x];

		out->at[x] = out->at[out->n - 1 - x];
		out->at[out->n - 1 - x] = swap;
	}
	return true;
}

bool vb_exact(struct vb_aligner *a, const struct sequence s[static 3], uint64_t least,
	      struct columns *out)
{
	size_t cells = ((size_t)s[0].n + 1) * ((size_t)s[1].n + 1) * ((size_t)s[2].n + 1);
	struct cube c = {.vocabulary = a->vocabulary, .s = s};
	bool found = false, room;

	if (cells > CUBE_MAX)
		return false;
	c.best = reallocarray(NULL, cells, sizeof(*c.best));
	c.move = malloc(cells);
	room = c.best && c.move && lose(&c, &s[0], &s[1], &c.xy) &&
	       lose(&c, &s[0], &s[2], &c.xz) && lose(&c, &s[1], &s[2], &c.yz);
	if (room) {
		size_t last = index_of(&c, s[0].n, s[1].n, s[2].n);

		c.slack = c.xy.most + c.xz.most + c.yz.most - (int32_t)least;
		if (c.slack > 0)
			search(&c);
		found = c.slack > 0 && open_cell(&c, s[0].n, s[1].n, s[2].n) &&
			c.best[last] > (int32_t)least;
		if (found)
			room = trace(&c, out);
	}
	a->failed = a->failed || !room;
	free(c.best);
	free(c.move);
	free(c.xy.at);
	free(c.xz.at);
	free(c.yz.at);
	return found && room;
}
