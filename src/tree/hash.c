/*
 * The hashes of RFC 6962 section 2.1, and their base64.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tree/internal.h"

#include <string.h>

void vb_leaf_hash(struct vb_view entry, struct vb_hash *out)
{
	static const uint8_t prefix = 0;
	struct vb_sha256 s;

	vb_sha256_init(&s);
	vb_sha256_update(&s, &prefix, 1);
	vb_sha256_update(&s, entry.ptr, entry.len);
	vb_sha256_final(&s, out);
}

void vb_node_hash(const struct vb_hash *l, const struct vb_hash *r, struct vb_hash *out)
{
	uint8_t in[1 + 2 * sizeof(l->b)] = {1};

	/* In one piece: an audit makes millions of them. */
	memcpy(in + 1, l->b, sizeof(l->b));
	memcpy(in + 1 + sizeof(l->b), r->b, sizeof(r->b));
	vb_sha256(vb_view(in, sizeof(in)), out);
}

void vb_empty_root(struct vb_hash *out)
{
	vb_sha256(vb_view_str(""), out);
}

bool vb_tree_unbase64(struct vb_view v, struct vb_hash *out)
{
	struct vb_hash h;
	size_t len;

	if (!vb_unbase64(h.b, sizeof(h.b), &len, v) || len != sizeof(h.b))
		return false;
	*out = h;
	return true;
}

void vb_tree_put_base64(struct vb_writer *w, const struct vb_hash *h)
{
	char s[HASH64_LEN + 1];

	vb_base64(s, h->b, sizeof(h->b));
	vb_put(w, s, HASH64_LEN);
}

void vb_tree_put_path(struct vb_writer *w, const struct vb_hash *path, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		vb_tree_put_base64(w, &path[i]);
		vb_put_byte(w, '\n');
	}
	vb_put_byte(w, '\n');
}
