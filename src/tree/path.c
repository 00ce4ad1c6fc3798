/*
 * Roots and proofs from the hashes of complete subtrees, wherever these are kept: in
 * memory, or in tiles that are read when they are needed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tree/internal.h"

/* A half-open range of leaves. */
struct range {
	uint64_t lo;
	uint64_t hi;
};

/*
 * MTH(D[lo:hi]) where lo is a multiple of the smallest power of two >= hi - lo,
 * and hi > lo: the complete subtrees that make up the range, joined from the
 * smallest, rightmost one to the left.
 */
static enum vb_code range_root(const struct vb_nodes *s, struct range r, struct vb_hash *out,
			       struct vb_err *err)
{
	uint64_t bits = r.hi - r.lo;
	unsigned l = (unsigned)__builtin_ctzll(bits);
	struct vb_hash h, left;
	enum vb_code code = s->node(s->ctx, l, (r.hi >> l) - 1, &h, err);

	for (bits &= bits - 1; bits && code == VB_OK; bits &= bits - 1) {
		l = (unsigned)__builtin_ctzll(bits);
		code = s->node(s->ctx, l, (r.hi >> l) - 1, &left, err);
		if (code == VB_OK)
			vb_node_hash(&left, &h, &h);
	}
	if (code == VB_OK)
		*out = h;
	return code;
}

enum vb_code vb_nodes_root(const struct vb_nodes *s, uint64_t size, struct vb_hash *out,
			   struct vb_err *err)
{
	if (size > 0)
		return range_root(s, (struct range){0, size}, out, err);
	vb_empty_root(out);
	return VB_OK;
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
static enum vb_code roots(const struct vb_nodes *s, const struct range *sub, unsigned n,
			  struct vb_hash *proof, struct vb_err *err)
{
	enum vb_code code = VB_OK;

	for (unsigned i = 0; i < n && code == VB_OK; i++)
		code = range_root(s, sub[n - 1 - i], &proof[i], err);
	return code;
}

/* PATH(m, D_n), RFC 9162 section 2.1.3.1. */
enum vb_code vb_nodes_inclusion(const struct vb_nodes *s, uint64_t index, uint64_t size,
				struct vb_hash proof[static VB_PROOF_MAX], unsigned *n,
				struct vb_err *err)
{
	struct range sub[VB_PROOF_MAX], r = {0, size};

	*n = 0;
	while (r.hi - r.lo > 1)
		sub[(*n)++] = descend(&r, index + 1);
	return roots(s, sub, *n, proof, err);
}

/* PROOF(m, D_n), RFC 9162 section 2.1.4.1. */
enum vb_code vb_nodes_consistency(const struct vb_nodes *s, uint64_t from, uint64_t to,
				  struct vb_hash proof[static VB_PROOF_MAX], unsigned *n,
				  struct vb_err *err)
{
	struct range sub[VB_PROOF_MAX], r = {0, to};

	*n = 0;
	while (r.hi != from)
		sub[(*n)++] = descend(&r, from);
	/* Having gone right once, the verifier does not know this hash. */
	if (r.lo > 0)
		sub[(*n)++] = r;
	return roots(s, sub, *n, proof, err);
}
