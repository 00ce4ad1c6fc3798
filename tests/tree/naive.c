/*
 * The recursive definitions, with the hashes remembered.
 *
 * SPDX-License-Identifier: ISC
 */
#include "naive.h"

#include <string.h>

static struct vb_hash memo[NAIVE_MAX + 1][NAIVE_MAX + 1];
static bool known[NAIVE_MAX + 1][NAIVE_MAX + 1];

/* The largest power of two smaller than @n. */
static unsigned below(unsigned n)
{
	unsigned k = 1;

	while (2 * k < n)
		k *= 2;
	return k;
}

bool naive_subtree_valid(unsigned start, unsigned end)
{
	unsigned ceil = 1;

	while (ceil < end - start)
		ceil *= 2;
	return start % ceil == 0;
}

struct vb_hash naive_leaf(unsigned i)
{
	uint8_t in[2] = {0, (uint8_t)i};
	struct vb_hash h;

	vb_sha256(vb_view(in, 2), &h);
	return h;
}

struct vb_hash naive_mth(unsigned lo, unsigned hi)
{
	struct vb_hash *h = &memo[lo][hi], l, r;
	uint8_t in[65] = {1};

	if (known[lo][hi])
		return *h;
	known[lo][hi] = true;
	if (hi == lo) {
		vb_sha256(vb_view(in, 0), h);
	} else if (hi - lo == 1) {
		*h = naive_leaf(lo);
	} else {
		l = naive_mth(lo, lo + below(hi - lo));
		r = naive_mth(lo + below(hi - lo), hi);
		memcpy(in + 1, l.b, 32);
		memcpy(in + 33, r.b, 32);
		vb_sha256(vb_view(in, 65), h);
	}
	return *h;
}

unsigned naive_path(unsigned m, unsigned lo, unsigned hi, struct vb_hash *out)
{
	unsigned k, n;

	if (hi - lo == 1)
		return 0;
	k = below(hi - lo);
	if (m < k) {
		n = naive_path(m, lo, lo + k, out);
		out[n] = naive_mth(lo + k, hi);
	} else {
		n = naive_path(m - k, lo + k, hi, out);
		out[n] = naive_mth(lo, lo + k);
	}
	return n + 1;
}

static unsigned subproof(unsigned m, unsigned lo, unsigned hi, bool b, struct vb_hash *out)
{
	unsigned k, n;

	if (m == hi - lo) {
		if (b)
			return 0;
		out[0] = naive_mth(lo, hi);
		return 1;
	}
	k = below(hi - lo);
	if (m <= k) {
		n = subproof(m, lo, lo + k, b, out);
		out[n] = naive_mth(lo + k, hi);
	} else {
		n = subproof(m - k, lo + k, hi, false, out);
		out[n] = naive_mth(lo, lo + k);
	}
	return n + 1;
}

unsigned naive_proof(unsigned m, unsigned n, struct vb_hash *out)
{
	return subproof(m, 0, n, true, out);
}

static unsigned subtree_subproof(unsigned start, unsigned end, unsigned lo, unsigned hi,
				 bool b, struct vb_hash *out)
{
	unsigned k, n;

	if (start == 0 && end == hi - lo) {
		if (b)
			return 0;
		out[0] = naive_mth(lo, hi);
		return 1;
	}
	k = below(hi - lo);
	if (end <= k) {
		n = subtree_subproof(start, end, lo, lo + k, b, out);
		out[n] = naive_mth(lo + k, hi);
	} else if (k <= start) {
		n = subtree_subproof(start - k, end - k, lo + k, hi, b, out);
		out[n] = naive_mth(lo, lo + k);
	} else {
		n = subtree_subproof(0, end - k, lo + k, hi, false, out);
		out[n] = naive_mth(lo, lo + k);
	}
	return n + 1;
}

unsigned naive_subtree_proof(unsigned start, unsigned end, unsigned n, struct vb_hash *out)
{
	return start == end ? 0 : subtree_subproof(start, end, 0, n, true, out);
}
