/*
 * What happens when an allocation fails: an error code, and nothing changed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "keys.h"
#include "tap.h"

#include <stdlib.h>

/* The linker's --wrap sends every call here. */
void *real_malloc(size_t n) __asm__("__real_malloc");
void *real_calloc(size_t n, size_t size) __asm__("__real_calloc");
void *wrap_malloc(size_t n) __asm__("__wrap_malloc");
void *wrap_calloc(size_t n, size_t size) __asm__("__wrap_calloc");

static bool starved;

void *wrap_malloc(size_t n)
{
	return starved ? NULL : real_malloc(n);
}

void *wrap_calloc(size_t n, size_t size)
{
	return starved ? NULL : real_calloc(n, size);
}

int main(void)
{
	struct vb_policy *p = NULL;
	struct vb_tree *t, *none;
	struct vb_hash leaf, before, after;
	struct vb_err err;
	unsigned refused = 0, changed = 0;
	enum vb_code code;

	if (!vb_crypto_init())
		return 1;
	starved = true;
	none = vb_tree_new();
	starved = false;
	ok(!none, "no memory: no tree");
	t = vb_tree_new();
	for (uint16_t i = 0; i < 1000; i++) {
		uint8_t b[2] = {(uint8_t)(i >> 8), (uint8_t)i};

		vb_leaf_hash(vb_view(b, 2), &leaf);
		vb_tree_root(t, i, &before);
		starved = true;
		code = vb_tree_append(t, &leaf);
		starved = false;
		if (code == VB_OK)
			continue;
		refused++;
		vb_tree_root(t, i, &after);
		changed += code != VB_MEMORY || vb_tree_size(t) != i ||
			   !vb_hash_eq(&before, &after);
		if (vb_tree_append(t, &leaf) != VB_OK)
			abort();
	}
	ok(refused >= 7, "%u appends of 1000 met a full block", refused);
	is_int(changed, 0, "each left the tree as it was");
	is_int((long long)vb_tree_size(t), 1000, "and could be repeated");
	vb_tree_free(t);
	starved = true;
	code = vb_policy_parse(vb_view_str("quorum none\n"), &p, &err);
	starved = false;
	ok(code == VB_MEMORY && !p && err.code == VB_MEMORY, "no memory: no policy");
	return tap_done();
}
