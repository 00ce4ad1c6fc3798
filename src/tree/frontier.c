/*
 * The right edge of a tree: the roots of the complete subtrees that make it up.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tree/internal.h"

#include <string.h>

#define LEVELS 64

void vb_frontier_append(struct vb_frontier *f, const struct vb_hash *leaf)
{
	unsigned top = (unsigned)__builtin_ctzll(~f->size);
	struct vb_hash h = *leaf;

	for (unsigned l = 0; l < top; l++)
		vb_node_hash(&f->node[l], &h, &h);
	f->node[top] = h;
	f->size++;
}

void vb_frontier_root(const struct vb_frontier *f, struct vb_hash *out)
{
	uint64_t bits = f->size;
	struct vb_hash h;

	if (bits == 0) {
		vb_empty_root(out);
		return;
	}
	h = f->node[__builtin_ctzll(bits)];
	for (bits &= bits - 1; bits; bits &= bits - 1)
		vb_node_hash(&f->node[__builtin_ctzll(bits)], &h, &h);
	*out = h;
}

size_t vb_frontier_put(const struct vb_frontier *f, uint8_t out[static 8 + 64 * 32])
{
	size_t n = 8;

	vb_put_be64(out, f->size);
	for (unsigned l = 0; l < LEVELS; l++) {
		if (!(f->size >> l & 1))
			continue;
		memcpy(out + n, f->node[l].b, sizeof(f->node[l].b));
		n += sizeof(f->node[l].b);
	}
	return n;
}

bool vb_frontier_parse(struct vb_view v, struct vb_frontier *out)
{
	struct vb_frontier f = {0};
	const uint8_t *p;

	if (v.len < 8)
		return false;
	f.size = vb_be64(v.ptr);
	if (f.size > VB_DEC_MAX ||
	    v.len != 8 + 32 * (size_t)__builtin_popcountll(f.size))
		return false;
	p = v.ptr + 8;
	for (unsigned l = 0; l < LEVELS; l++) {
		if (!(f.size >> l & 1))
			continue;
		memcpy(f.node[l].b, p, sizeof(f.node[l].b));
		p += sizeof(f.node[l].b);
	}
	*out = f;
	return true;
}
