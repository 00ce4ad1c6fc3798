/*
 * Verification of Merkle proofs.  Every loop follows its standard step by step:
 * a proof with a hash too many or too few fails, whatever it hashes to.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tree/internal.h"

/* RFC 9162 section 2.1.3.2. */
bool vb_inclusion_verify(const struct vb_hash *leaf, uint64_t index, uint64_t size,
			 const struct vb_hash *proof, size_t n, const struct vb_hash *root)
{
	uint64_t fn = index, sn = size - 1;
	struct vb_hash r = *leaf;

	if (index >= size)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (sn == 0)
			return false;
		if (fn & 1 || fn == sn) {
			unsigned shift = (unsigned)__builtin_ctzll(fn);

			vb_node_hash(&proof[i], &r, &r);
			fn >>= shift;
			sn >>= shift;
		} else {
			vb_node_hash(&r, &proof[i], &r);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && vb_hash_eq(&r, root);
}

bool vb_consistency_verify(uint64_t from, uint64_t to, const struct vb_hash *from_root,
			   const struct vb_hash *to_root, const struct vb_hash *proof,
			   size_t n)
{
	/* RFC 9162 section 2.1.4.2 proves nothing from an empty tree; for any other
	 * the subtree [0, from) is the earlier tree. */
	return from > 0 &&
	       vb_subtree_consistency_verify(0, from, to, from_root, to_root, proof, n);
}

/*
 * draft-ietf-plants-merkle-tree-certs, Definition of a Subtree: @start is a
 * multiple of the smallest power of two that is at least the size.
 */
static bool subtree_valid(uint64_t start, uint64_t end)
{
	uint64_t size = end - start;

	if (start > end)
		return false;
	if (size <= 1)
		return true;
	return (start & (~0ULL >> __builtin_clzll(size - 1))) == 0;
}

bool vb_subtree_inclusion_verify(const struct vb_hash *leaf, uint64_t index, uint64_t start,
				 uint64_t end, const struct vb_hash *proof, size_t n,
				 const struct vb_hash *root)
{
	return subtree_valid(start, end) && index >= start &&
	       vb_inclusion_verify(leaf, index - start, end - start, proof, n, root);
}

/* First leaf and last leaf of the subtree, last leaf of the tree; one level up
 * is one shift. */
struct climb {
	uint64_t fn;
	uint64_t sn;
	uint64_t tn;
};

static void up(struct climb *c)
{
	c->fn >>= 1;
	c->sn >>= 1;
	c->tn >>= 1;
}

/* To the node where the proof begins: the subtree's own root, or the largest
 * complete subtree at its right end. */
static void skip(struct climb *c)
{
	if (c->sn == c->tn)
		while (c->fn != c->sn)
			up(c);
	else
		while (c->fn != c->sn && c->sn & 1)
			up(c);
}

/* draft-ietf-plants-merkle-tree-certs, Verifying a Subtree Consistency Proof. */
bool vb_subtree_consistency_verify(uint64_t start, uint64_t end, uint64_t size,
				   const struct vb_hash *subtree_root,
				   const struct vb_hash *root, const struct vb_hash *proof,
				   size_t n)
{
	struct climb c = {start, end - 1, size - 1};
	struct vb_hash fr = *subtree_root, sr;
	size_t i = 0;

	if (!subtree_valid(start, end) || end > size)
		return false;
	if (start == end) {
		vb_empty_root(&sr);
		return n == 0 && vb_hash_eq(&fr, &sr);
	}
	skip(&c);
	if (c.fn != c.sn) {
		if (n == 0)
			return false;
		fr = proof[i++];
	}
	sr = fr;
	for (; i < n; i++) {
		if (c.tn == 0)
			return false;
		if (c.sn & 1 || c.sn == c.tn) {
			if (c.fn < c.sn)
				vb_node_hash(&proof[i], &fr, &fr);
			vb_node_hash(&proof[i], &sr, &sr);
			while (!(c.sn & 1))
				up(&c);
		} else {
			vb_node_hash(&sr, &proof[i], &sr);
		}
		up(&c);
	}
	return c.tn == 0 && vb_hash_eq(&fr, subtree_root) && vb_hash_eq(&sr, root);
}
