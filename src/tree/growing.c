/*
 * The growing tree: every complete subtree's hash, each level flat, so that the
 * root of any earlier size and any proof cost O(log n) hashes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tree/internal.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 16

/* All levels in one block: room for @cap hashes (a power of two, or none yet) of
 * level 0, then for cap / 2 of level 1, and so on. */
struct vb_tree {
	struct vb_hash *hash;
	uint64_t cap;
	uint64_t size;
};

/* A half-open range of leaves. */
struct range {
	uint64_t lo;
	uint64_t hi;
};

struct vb_tree *vb_tree_new(void)
{
	return calloc(1, sizeof(struct vb_tree));
}

void vb_tree_free(struct vb_tree *t)
{
	if (!t)
		return;
	free(t->hash);
	free(t);
}

uint64_t vb_tree_size(const struct vb_tree *t)
{
	return t->size;
}

/* Where @level begins in a block for @cap leaves. */
static uint64_t level_at(uint64_t cap, unsigned level)
{
	return 2 * cap - (2 * cap >> level);
}

/* Doubles the room, or leaves it. */
static bool grow(struct vb_tree *t)
{
	uint64_t cap = t->cap ? 2 * t->cap : FIRST_CAP;
	struct vb_hash *hash = malloc((size_t)(2 * cap) * sizeof(*hash));

	if (!hash)
		return false;
	for (unsigned l = 0; t->size >> l; l++)
		memcpy(hash + level_at(cap, l), t->hash + level_at(t->cap, l),
		       (size_t)(t->size >> l) * sizeof(*hash));
	free(t->hash);
	t->hash = hash;
	t->cap = cap;
	return true;
}

enum vb_code vb_tree_append(struct vb_tree *t, const struct vb_hash *leaf)
{
	struct vb_hash h = *leaf;

	if (t->size == t->cap && !grow(t))
		return VB_MEMORY;
	for (unsigned l = 0;; l++) {
		struct vb_hash *at = t->hash + level_at(t->cap, l) + (t->size >> l);

		*at = h;
		/* An odd place is a right child: it completes its parent. */
		if (!(t->size >> l & 1))
			break;
		vb_node_hash(at - 1, &h, &h);
	}
	t->size++;
	return VB_OK;
}

const struct vb_hash *vb_tree_node(const struct vb_tree *t, unsigned level, uint64_t index)
{
	return t->hash + level_at(t->cap, level) + index;
}

/*
 * MTH(D[lo:hi]) where lo is a multiple of the smallest power of two >= hi - lo,
 * and hi > lo: the complete subtrees that make up the range, joined from the
 * smallest, rightmost one to the left.
 */
static void range_root(const struct vb_tree *t, struct range r, struct vb_hash *out)
{
	uint64_t bits = r.hi - r.lo;
	unsigned l = (unsigned)__builtin_ctzll(bits);
	struct vb_hash h = *vb_tree_node(t, l, (r.hi >> l) - 1);

	for (bits &= bits - 1; bits; bits &= bits - 1) {
		l = (unsigned)__builtin_ctzll(bits);
		vb_node_hash(vb_tree_node(t, l, (r.hi >> l) - 1), &h, &h);
	}
	*out = h;
}

void vb_tree_root(const struct vb_tree *t, uint64_t size, struct vb_hash *out)
{
	if (size == 0)
		vb_empty_root(out);
	else
		range_root(t, (struct range){0, size}, out);
}

/* The largest power of two smaller than @n, for n > 1 (RFC 9162 section 2.1.1). */
static uint64_t split(uint64_t n)
{
	return 1ULL << (63 - __builtin_clzll(n - 1));
}

/* Goes down from *@r to the half that ends at or holds @end - 1; the other half. */
static struct range descend(struct range *r, uint64_t end)
{
	uint64_t mid = r->lo + split(r->hi - r->lo);
	struct range left = {r->lo, mid}, right = {mid, r->hi};

	*r = end <= mid ? left : right;
	return end <= mid ? right : left;
}

/* The roots of @n ranges, found from the top, in the order of a proof. */
static unsigned roots(const struct vb_tree *t, const struct range *sub, unsigned n,
		      struct vb_hash *proof)
{
	for (unsigned i = 0; i < n; i++)
		range_root(t, sub[n - 1 - i], &proof[i]);
	return n;
}

/* PATH(m, D_n), RFC 9162 section 2.1.3.1. */
unsigned vb_tree_inclusion(const struct vb_tree *t, uint64_t index, uint64_t size,
			   struct vb_hash proof[static VB_PROOF_MAX])
{
	struct range sub[VB_PROOF_MAX], r = {0, size};
	unsigned n = 0;

	while (r.hi - r.lo > 1)
		sub[n++] = descend(&r, index + 1);
	return roots(t, sub, n, proof);
}

/* PROOF(m, D_n), RFC 9162 section 2.1.4.1. */
unsigned vb_tree_consistency(const struct vb_tree *t, uint64_t from, uint64_t to,
			     struct vb_hash proof[static VB_PROOF_MAX])
{
	struct range sub[VB_PROOF_MAX], r = {0, to};
	unsigned n = 0;

	while (r.hi != from)
		sub[n++] = descend(&r, from);
	/* Having gone right once, the verifier does not know this hash. */
	if (r.lo > 0)
		sub[n++] = r;
	return roots(t, sub, n, proof);
}
