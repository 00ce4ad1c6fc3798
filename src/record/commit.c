/*
 * Commitments: a copy's leaves, each salted, under one RFC 6962 root.
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/record.h"

#include <string.h>

void vb_leaf_salt(const uint8_t seed[static 32], uint32_t index, uint8_t salt[static 32])
{
	static const char label[] = "verbale-salt/1\n";
	uint8_t msg[sizeof(label) - 1 + 4];
	struct vb_hash h;

	memcpy(msg, label, sizeof(label) - 1);
	vb_put_be32(msg + sizeof(label) - 1, index);
	vb_hmac(vb_view(seed, 32), vb_view(msg, sizeof(msg)), &h);
	memcpy(salt, h.b, 32);
	vb_wipe(&h, sizeof(h));
}

static void put_u32(struct vb_sha256 *s, uint32_t v)
{
	uint8_t b[4];

	vb_put_be32(b, v);
	vb_sha256_update(s, b, sizeof(b));
}

static void put_u64(struct vb_sha256 *s, uint64_t v)
{
	uint8_t b[8];

	vb_put_be64(b, v);
	vb_sha256_update(s, b, sizeof(b));
}

/* format.md 1.5: lp(x). */
static void put_lp(struct vb_sha256 *s, struct vb_view v)
{
	put_u32(s, (uint32_t)v.len);
	vb_sha256_update(s, v.ptr, v.len);
}

/* format.md 7.3: what leaf @index binds, as an RFC 6962 leaf. */
static void hash_leaf(const char *label, const struct vb_copy_place *p,
		      const uint8_t salt[static 32], uint32_t index, uint32_t count,
		      const struct vb_leaf *leaf, struct vb_hash *out)
{
	static const uint8_t prefix = 0;
	struct vb_sha256 s;

	vb_sha256_init(&s);
	vb_sha256_update(&s, &prefix, 1);
	vb_sha256_update(&s, label, strlen(label));
	vb_sha256_update(&s, p->table.b, sizeof(p->table.b));
	put_lp(&s, vb_view_str(p->chain));
	put_u64(&s, p->number);
	put_u64(&s, p->epoch);
	put_lp(&s, vb_view_str(p->addressee));
	put_u32(&s, index);
	put_u32(&s, count);
	vb_sha256_update(&s, salt, 32);
	put_lp(&s, leaf->heading);
	put_lp(&s, leaf->text);
	vb_sha256_final(&s, out);
}

void vb_commit_leaf(const struct vb_copy_place *p, const uint8_t salt[static 32],
		    uint32_t index, uint32_t count, const struct vb_leaf *leaf,
		    struct vb_hash *out)
{
	hash_leaf("verbale-leaf/1\n", p, salt, index, count, leaf, out);
}

/* format.md 7.3: the tree is full, so that a path's length binds nothing. */
static uint32_t tree_width(uint32_t count)
{
	uint32_t width = 1;

	while (width < count)
		width *= 2;
	return width;
}

/* All leaves and dummies; returns how many. */
static uint32_t hash_leaves(const struct vb_copy_place *p, const uint8_t seed[static 32],
			    const struct vb_paper *paper,
			    struct vb_hash out[static VB_LEAVES_MAX])
{
	static const struct vb_leaf nothing = {{(const uint8_t *)"", 0},
					       {(const uint8_t *)"", 0}};
	uint32_t n = paper->nleaves, width = tree_width(n);
	uint8_t salt[32];

	for (uint32_t i = 0; i < width; i++) {
		vb_leaf_salt(seed, i, salt);
		if (i < n)
			vb_commit_leaf(p, salt, i, n, &paper->leaf[i], &out[i]);
		else
			hash_leaf("verbale-dummy/1\n", p, salt, i, n, &nothing, &out[i]);
	}
	vb_wipe(salt, sizeof(salt));
	return width;
}

static enum vb_code check_leaves(uint32_t n, struct vb_err *err)
{
	if (n < 1 || n > VB_LEAVES_MAX)
		return vb_fail(err, VB_REFUSED, "1.2", "paper",
			       "the paper has %u leaves, not 1 to %d", (unsigned)n,
			       VB_LEAVES_MAX);
	return VB_OK;
}

/* Halves @h, a level of @width hashes; @path receives the siblings of @index. */
static unsigned reduce(struct vb_hash *h, uint32_t width, uint32_t index, struct vb_hash *path)
{
	unsigned n = 0;

	for (; width > 1; width /= 2, index /= 2) {
		path[n++] = h[index ^ 1];
		for (uint32_t i = 0; i < width / 2; i++)
			vb_node_hash(&h[2 * i], &h[2 * i + 1], &h[i]);
	}
	return n;
}

enum vb_code vb_commit_root(const struct vb_copy_place *p, const uint8_t seed[static 32],
			    const struct vb_paper *paper, struct vb_hash *out,
			    struct vb_err *err)
{
	struct vb_hash h[VB_LEAVES_MAX], path[VB_PROOF_MAX];
	enum vb_code code = check_leaves(paper->nleaves, err);

	if (code != VB_OK)
		return code;
	reduce(h, hash_leaves(p, seed, paper, h), 0, path);
	*out = h[0];
	return VB_OK;
}

enum vb_code vb_commit_path(const struct vb_copy_place *p, const uint8_t seed[static 32],
			    const struct vb_paper *paper, uint32_t index,
			    struct vb_hash path[static VB_PROOF_MAX], unsigned *npath,
			    struct vb_err *err)
{
	struct vb_hash h[VB_LEAVES_MAX];
	enum vb_code code = check_leaves(paper->nleaves, err);

	if (code != VB_OK)
		return code;
	if (index >= paper->nleaves)
		return vb_fail(err, VB_REFUSED, "7.3", "paper",
			       "leaf %u is asked for; the paper has %u, from 0",
			       (unsigned)index, paper->nleaves);
	*npath = reduce(h, hash_leaves(p, seed, paper, h), index, path);
	return VB_OK;
}

bool vb_commit_verify(const struct vb_copy_place *p, const uint8_t salt[static 32],
		      uint32_t index, uint32_t count, const struct vb_leaf *leaf,
		      const struct vb_hash *path, unsigned npath, const struct vb_hash *root)
{
	struct vb_hash h;

	if (count < 1 || count > VB_LEAVES_MAX || index >= count)
		return false;
	vb_commit_leaf(p, salt, index, count, leaf, &h);
	return vb_inclusion_verify(&h, index, tree_width(count), path, npath, root);
}
