/*
 * Anchors: runs of words that each of several sequences has exactly once.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

#define PROBES_MAX 32u	/* in the table; what is further away is no anchor */
#define DEAD UINT8_MAX	/* some sequence has it twice */

/* The runs of the shortest sequence: what all have once, it has. */
struct runs {
	const struct sequence *s;
	unsigned k;
	unsigned pivot;		/* the shortest */
	unsigned len;
	uint32_t n;		/* runs of the pivot */
	uint8_t *seen;		/* of each run: sequences that have it once, so far */
	uint32_t *at;		/* of each run, k places */
	uint32_t *slot;		/* run + 1; 0: free */
	uint32_t mask;
};

static uint32_t slot_of(const struct runs *r, const uint32_t *word)
{
	uint64_t h = 0x9e3779b97f4a7c15u;

	for (unsigned i = 0; i < r->len; i++) {
		h = (h ^ word[i]) * 0xff51afd7ed558ccdu;
		h ^= h >> 32;
	}
	return (uint32_t)h & r->mask;
}

/* The run of the pivot with the words at @word; UINT32_MAX: none.  *slot: where it may be put,
 * or UINT32_MAX. */
static uint32_t find(const struct runs *r, const uint32_t *word, uint32_t *slot)
{
	const uint32_t *pivot = r->s[r->pivot].word;
	uint32_t at = slot_of(r, word);

	*slot = UINT32_MAX;
	for (unsigned i = 0; i < PROBES_MAX; i++, at = (at + 1) & r->mask) {
		if (!r->slot[at]) {
			*slot = at;
			return UINT32_MAX;
		}
		if (memcmp(pivot + r->slot[at] - 1, word, r->len * sizeof(*word)) == 0)
			return r->slot[at] - 1;
	}
	return UINT32_MAX;
}

static void take_pivot(struct runs *r)
{
	const uint32_t *word = r->s[r->pivot].word;

	for (uint32_t i = 0; i < r->n; i++) {
		uint32_t slot, run = find(r, word + i, &slot);

		if (run != UINT32_MAX) {
			r->seen[run] = r->seen[i] = DEAD;
		} else if (slot == UINT32_MAX) {
			r->seen[i] = DEAD;
		} else {
			r->slot[slot] = i + 1;
			r->at[(size_t)i * r->k + r->pivot] = i;
		}
	}
}

/* The @order-th of the others: a run counts on if all before had it, and this one has it once. */
static void take_other(struct runs *r, unsigned which, uint8_t order)
{
	const struct sequence *s = &r->s[which];

	for (uint32_t i = 0; i + r->len <= s->n; i++) {
		uint32_t slot, run = find(r, s->word + i, &slot);

		if (run == UINT32_MAX || r->seen[run] == DEAD)
			continue;
		if (r->seen[run] == order) {
			r->seen[run]++;
			r->at[(size_t)run * r->k + which] = i;
		} else if (r->seen[run] == order + 1) {
			r->seen[run] = DEAD;
		}
	}
}

/* Keeps of @n rows of @k places the longest ascending series by column @c; how many are left. */
static size_t ascending(uint32_t *at, size_t n, unsigned k, unsigned c, bool *failed)
{
	uint32_t *tail, *before, *best;
	size_t len = 0, i = 1, keep;

	while (i < n && at[(i - 1) * k + c] < at[i * k + c])
		i++;
	if (i >= n)
		return n;
	tail = reallocarray(NULL, n, 3 * sizeof(*tail));
	if (!tail) {
		*failed = true;
		return 0;
	}
	before = tail + n;
	best = before + n;
	for (i = 0; i < n; i++) {
		size_t low = 0, high = len;

		while (low < high) {
			size_t mid = (low + high) / 2;

			if (at[(size_t)tail[mid] * k + c] < at[i * k + c])
				low = mid + 1;
			else
				high = mid;
		}
		before[i] = low > 0 ? tail[low - 1] : UINT32_MAX;
		tail[low] = (uint32_t)i;
		len = low == len ? len + 1 : len;
	}
	keep = len;
	for (uint32_t x = tail[len - 1]; len > 0; x = before[x])
		best[--len] = x;
	for (i = 0; i < keep; i++)
		memmove(at + i * k, at + (size_t)best[i] * k, k * sizeof(*at));
	free(tail);
	return keep;
}

static bool make_room(struct runs *r)
{
	uint32_t slots = 16;

	while (slots < 2 * r->n)
		slots *= 2;
	r->mask = slots - 1;
	r->seen = calloc(r->n, 1);
	r->slot = calloc(slots, sizeof(*r->slot));
	r->at = reallocarray(NULL, r->n, r->k * sizeof(*r->at));
	return r->seen && r->slot && r->at;
}

uint32_t *vb_anchors(struct vb_aligner *a, const struct sequence *s, unsigned k, unsigned len,
		     size_t *n)
{
	struct runs r = {.s = s, .k = k, .len = len};
	uint8_t order = 0;
	size_t kept = 0;

	for (unsigned i = 1; i < k; i++)
		r.pivot = s[i].n < s[r.pivot].n ? i : r.pivot;
	if (s[r.pivot].n < len)
		return NULL;
	r.n = s[r.pivot].n - len + 1;
	a->failed = a->failed || !make_room(&r);
	if (!a->failed) {
		take_pivot(&r);
		for (unsigned i = 0; i < k; i++) {
			if (i != r.pivot)
				take_other(&r, i, order++);
		}
		for (uint32_t i = 0; i < r.n; i++) {
			if (r.seen[i] != order)
				continue;
			memmove(r.at + kept * k, r.at + (size_t)i * k, k * sizeof(*r.at));
			kept++;
		}
		for (unsigned i = 0; i < k && kept > 0; i++)
			kept = ascending(r.at, kept, k, i, &a->failed);
	}
	free(r.seen);
	free(r.slot);
	if (kept == 0) {
		free(r.at);
		r.at = NULL;
	}
	*n = kept;
	return r.at;
}
