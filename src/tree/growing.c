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

static enum vb_code own_node(void *ctx, unsigned level, uint64_t index, struct vb_hash *out,
			     struct vb_err *err)
{
	(void)err;
	*out = *vb_tree_node(ctx, level, index);
	return VB_OK;
}

static struct vb_nodes nodes_of(const struct vb_tree *t)
{
	return (struct vb_nodes){.node = own_node, .ctx = (void *)(uintptr_t)t};
}

void vb_tree_root(const struct vb_tree *t, uint64_t size, struct vb_hash *out)
{
	const struct vb_nodes s = nodes_of(t);

	/* Every node is there: none of these can fail. */
	(void)!vb_nodes_root(&s, size, out, NULL);
}

unsigned vb_tree_inclusion(const struct vb_tree *t, uint64_t index, uint64_t size,
			   struct vb_hash proof[static VB_PROOF_MAX])
{
	const struct vb_nodes s = nodes_of(t);
	unsigned n = 0;

	(void)!vb_nodes_inclusion(&s, index, size, proof, &n, NULL);
	return n;
}

unsigned vb_tree_consistency(const struct vb_tree *t, uint64_t from, uint64_t to,
			     struct vb_hash proof[static VB_PROOF_MAX])
{
	const struct vb_nodes s = nodes_of(t);
	unsigned n = 0;

	(void)!vb_nodes_consistency(&s, from, to, proof, &n, NULL);
	return n;
}
