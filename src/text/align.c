/*
 * Aligning sequences, any number of them: what all have at both ends, what all have once, and
 * between these, one sequence after another, until no one of them can be placed better.
 *
 * SPDX-License-Identifier: ISC
 *
 * Sequences come in an order that their words alone decide, so the result knows no other
 * (text.md 3.2).
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

#define SMALL 320u	/* words of a sequence up to which all is tried */
#define ROUNDS 4u	/* of placing each sequence anew */

static void align(struct vb_aligner *a, const struct sequence *in, unsigned k, unsigned depth);

void vb_aligner_free(struct vb_aligner *a)
{
	free(a->out.at);
	free(a->row);
	free(a->trace);
	*a = (struct vb_aligner){0};
}

static void emit(struct vb_aligner *a, const uint32_t *word, size_t n, uint64_t in)
{
	for (size_t i = 0; i < n && !a->failed; i++)
		a->failed = !vb_columns_put(&a->out, word[i], in);
}

static uint64_t all_of(const struct sequence *s, unsigned k)
{
	uint64_t all = 0;

	for (unsigned i = 0; i < k; i++)
		all |= s[i].in;
	return all;
}

/* ---- equal sequences, and equal ends ---- */

/* Those of @in that have words, equal ones as one; how many. */
static unsigned gather(struct sequence *s, const struct sequence *in, unsigned k)
{
	unsigned n = 0;

	for (unsigned i = 0; i < k; i++) {
		unsigned j = 0;

		if (in[i].n == 0)
			continue;
		while (j < n && (s[j].n != in[i].n ||
				 memcmp(s[j].word, in[i].word, s[j].n * sizeof(uint32_t)) != 0))
			j++;
		if (j < n)
			s[j].in |= in[i].in;
		else
			s[n++] = in[i];
	}
	return n;
}

/* How many words all begin with. */
static uint32_t common_start(const struct sequence *s, unsigned k)
{
	uint32_t n = s[0].n;

	for (unsigned i = 1; i < k; i++) {
		uint32_t most = n < s[i].n ? n : s[i].n;

		for (n = 0; n < most && s[i].word[n] == s[0].word[n];)
			n++;
	}
	return n;
}

/* How many words all end with. */
static uint32_t common_end(const struct sequence *s, unsigned k)
{
	uint32_t n = s[0].n;

	for (unsigned i = 1; i < k; i++) {
		uint32_t most = n < s[i].n ? n : s[i].n;

		for (n = 0; n < most &&
			    s[i].word[s[i].n - 1 - n] == s[0].word[s[0].n - 1 - n];)
			n++;
	}
	return n;
}

/* ---- small ones ---- */

/* Places at which not all are the same. */
static size_t sites_of(const struct columns *p, uint64_t all)
{
	size_t n = 0;
	bool inside = false;

	for (size_t i = 0; i < p->n; i++) {
		bool differs = p->at[i].in != all;

		n += differs && !inside;
		inside = differs;
	}
	return n;
}

struct result {
	struct columns p;
	uint64_t weight;
	size_t sites;
};

static void rate(const struct vb_aligner *a, struct result *r, uint64_t all)
{
	r->weight = vb_profile_weight(a, &r->p);
	r->sites = sites_of(&r->p, all);
}

/* Puts the better of both into @best, and frees the other; true if @r was better. */
static bool better(struct result *best, struct result *r)
{
	bool is = best->p.n == 0 || r->weight > best->weight ||
		  (r->weight == best->weight && r->sites < best->sites);
	struct result worse = is ? *best : *r;

	if (is)
		*best = *r;
	free(worse.p.at);
	*r = (struct result){0};
	return is;
}

/* @from without @s. */
static void without(struct vb_aligner *a, struct columns *out, const struct columns *from,
		    const struct sequence *s)
{
	*out = (struct columns){0};
	for (size_t i = 0; i < from->n && !a->failed; i++) {
		uint64_t in = from->at[i].in & ~s->in;

		if (in)
			a->failed = !vb_columns_put(out, from->at[i].word, in);
	}
}

/* False if no word of @s could stand with more others than it does: then nothing can be won. */
static bool may_gain(const struct columns *p, const struct sequence *s)
{
	for (size_t i = 0; i < p->n; i++) {
		int others = __builtin_popcountll(p->at[i].in & ~s->in);

		if (!(p->at[i].in & s->in))
			continue;
		for (size_t j = 0; j < p->n; j++) {
			if (p->at[j].word == p->at[i].word && !(p->at[j].in & s->in) &&
			    __builtin_popcountll(p->at[j].in) > others)
				return true;
		}
	}
	return false;
}

/* Takes each sequence out and places it anew, as long as that helps. */
static void refine(struct vb_aligner *a, struct result *best, const struct sequence *s,
		   unsigned k, unsigned rounds)
{
	uint64_t all = all_of(s, k);
	unsigned still = 0;	/* sequences in a row that stayed where they were */

	for (unsigned i = 0; i < rounds * k && still < k && !a->failed; i++) {
		struct result r = {0};

		if (k > 3 && !may_gain(&best->p, &s[i % k])) {
			still++;
			continue;
		}
		without(a, &r.p, &best->p, &s[i % k]);
		if (!a->failed)
			vb_profile_join(a, &r.p, &s[i % k]);
		rate(a, &r, all);
		still = better(best, &r) ? 1 : still + 1;
	}
}

/* One after another, in the order of @order. */
static void progress(struct vb_aligner *a, struct result *r, const struct sequence *s,
		     const unsigned *order, unsigned k)
{
	const struct sequence *first = &s[order[0]];

	*r = (struct result){0};
	for (uint32_t i = 0; i < first->n && !a->failed; i++)
		a->failed = !vb_columns_put(&r->p, first->word[i], first->in);
	for (unsigned i = 1; i < k && !a->failed; i++)
		vb_profile_join_large(a, &r->p, &s[order[i]], 0);
	rate(a, r, all_of(s, k));
}

/* Three: none can be better than each pair by itself; where that is not reached, the search. */
static void three(struct vb_aligner *a, struct result *best, const struct sequence *s)
{
	static const unsigned orders[3][3] = {{0, 1, 2}, {0, 2, 1}, {1, 2, 0}};
	uint64_t bound = (uint64_t)vb_profile_bound(a, &s[0], &s[1]) +
			 vb_profile_bound(a, &s[0], &s[2]) + vb_profile_bound(a, &s[1], &s[2]);

	for (unsigned i = 0; i < 3 && !a->failed; i++) {
		struct result r;

		progress(a, &r, s, orders[i], 3);
		refine(a, &r, s, 3, ROUNDS);
		better(best, &r);
		if (best->weight == bound)
			return;
	}
	if (!a->failed) {
		struct result r = {0};

		if (vb_exact(a, s, best->weight, &r.p)) {
			rate(a, &r, all_of(s, 3));
			refine(a, &r, s, 3, ROUNDS);
			better(best, &r);
		} else {
			free(r.p.at);
		}
	}
}

/* The longest first; of equal length in the order in which they stand. */
static void by_length(const struct sequence *s, unsigned k, unsigned order[static VB_VERSIONS_MAX])
{
	for (unsigned i = 0; i < k; i++) {
		unsigned at = i;

		for (; at > 0 && s[order[at - 1]].n < s[i].n; at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
}

static void several(struct vb_aligner *a, const struct sequence *s, unsigned k, bool small)
{
	unsigned order[VB_VERSIONS_MAX];
	struct result best = {0};

	if (k == 3 && small) {
		three(a, &best, s);
	} else {
		by_length(s, k, order);
		progress(a, &best, s, order, k);
		if (small && k > 2)
			refine(a, &best, s, k, k > 3 ? 1 : ROUNDS);
	}
	for (size_t i = 0; i < best.p.n && !a->failed; i++)
		a->failed = !vb_columns_put(&a->out, best.p.at[i].word, best.p.at[i].in);
	free(best.p.at);
}

/* ---- large ones ---- */

static bool by_anchors(struct vb_aligner *a, const struct sequence *s, unsigned k,
		       unsigned depth)
{
	struct sequence part[VB_VERSIONS_MAX];
	uint32_t from[VB_VERSIONS_MAX] = {0}, *anchor = NULL;
	uint64_t all = all_of(s, k);
	size_t n = 0;

	for (unsigned len = 4; len > 0 && !anchor && !a->failed; len /= 2)
		anchor = vb_anchors(a, s, k, len, &n);
	for (size_t x = 0; anchor && x <= n && !a->failed; x++) {
		for (unsigned i = 0; i < k; i++) {
			uint32_t to = x < n ? anchor[x * k + i] : s[i].n;

			part[i] = (struct sequence){s[i].word + from[i], to - from[i], s[i].in};
			from[i] = to + 1;
		}
		align(a, part, k, depth + 1);
		if (x < n)
			emit(a, s[0].word + anchor[x * k], 1, all);
	}
	free(anchor);
	return anchor != NULL;
}

static void align(struct vb_aligner *a, const struct sequence *in, unsigned k, unsigned depth)
{
	struct sequence s[VB_VERSIONS_MAX];
	uint32_t start, end, longest = 0;
	uint64_t all;

	k = gather(s, in, k);
	if (k == 0 || a->failed)
		return;
	all = all_of(s, k);
	if (k == 1) {
		emit(a, s[0].word, s[0].n, all);
		return;
	}
	start = common_start(s, k);
	emit(a, s[0].word, start, all);
	for (unsigned i = 0; i < k; i++) {
		s[i].word += start;
		s[i].n -= start;
	}
	end = common_end(s, k);
	for (unsigned i = 0; i < k; i++) {
		s[i].n -= end;
		longest = s[i].n > longest ? s[i].n : longest;
	}
	if (start + end > 0)
		align(a, s, k, depth);
	else if (longest <= SMALL || depth >= VB_ANCHOR_DEPTH_MAX ||
		 !by_anchors(a, s, k, depth))
		several(a, s, k, longest <= SMALL);
	emit(a, s[0].word + s[0].n, end, all);
}

void vb_align(struct vb_aligner *a, const struct sequence *s, unsigned k)
{
	align(a, s, k, 0);
}
