/*
 * A small public log made by another implementation (transparency-dev/tessera):
 * its checkpoints, tiles and bundles, read and compared with a tree of our own.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tap.h"
#include "tree/tree.h"

#include <stdlib.h>
#include <string.h>

#define SIZE 15

static const char key[] =
	"example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
static const char *const words[SIZE] = {"one", "two", "three", "four", "five", "six", "seven",
					"eit", "nain", "ten", "ileven", "twelf", "threeten",
					"fourten", "fivten"};
static const char *folder;

static uint8_t *slurp(const char *name, size_t *len)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/tessera-log/%s", folder, name);
	return tap_slurp(path, len);
}

/* Reads the bundle of width @n; the number of its entries that are as known. */
static unsigned read_bundle(unsigned n, struct vb_hash leaf[static SIZE])
{
	struct vb_tile t = {true, 0, 0, n};
	struct vb_view entry;
	struct vb_cursor c;
	unsigned i = 0, good = 0;
	char path[80];
	uint8_t *p;
	size_t len;

	vb_tile_path(path, &t);
	p = slurp(path, &len);
	if (!p)
		return 0;
	vb_cursor_init(&c, vb_view(p, len), NULL);
	while (i < SIZE && vb_bundle_next(&c, &entry)) {
		good += vb_view_is(entry, words[i]);
		vb_leaf_hash(entry, &leaf[i++]);
	}
	good = vb_cursor_done(&c) == VB_OK && i == n ? good : 0;
	free(p);
	return good;
}

static bool tile_is(unsigned n, const struct vb_hash *leaf)
{
	struct vb_tile t = {false, 0, 0, n};
	char path[80];
	uint8_t *p;
	size_t len;
	bool r;

	vb_tile_path(path, &t);
	p = slurp(path, &len);
	r = p && len == n * 32 && memcmp(p, leaf, len) == 0;
	free(p);
	return r;
}

/* Verifies checkpoint.@n with the log's key against our root. */
static void checkpoint(unsigned n, const struct vb_vkey *k, struct vb_tree *t,
		       const char *name)
{
	struct vb_checkpoint c;
	struct vb_hash root;
	uint8_t *p;
	size_t len;

	p = slurp(name, &len);
	if (!ok(p && vb_checkpoint_parse(vb_view(p, len), &c, NULL) == VB_OK, "%s is read",
		name)) {
		free(p);
		return;
	}
	is_int(vb_checkpoint_verify(&c, k, NULL), VB_OK, "its signature verifies");
	vb_tree_root(t, n, &root);
	ok(c.size == n && vb_hash_eq(&c.root, &root), "it has size %u and our root", n);
	free(p);
}

static void consistency(const struct vb_tree *t)
{
	struct vb_hash a, b, p[VB_PROOF_MAX];
	unsigned bad = 0, count = 0;

	for (unsigned to = 1; to <= SIZE; to++)
		for (unsigned from = 1; from <= to; from++) {
			vb_tree_root(t, from, &a);
			vb_tree_root(t, to, &b);
			bad += !vb_consistency_verify(from, to, &a, &b, p,
						      vb_tree_consistency(t, from, to, p));
			bad += from != to &&
			       vb_consistency_verify(from, to, &b, &a, p,
						     vb_tree_consistency(t, from, to, p));
			count++;
		}
	is_int(bad, 0, "all %u pairs of checkpoints are consistent", count);
}

int main(void)
{
	struct vb_hash leaf[SIZE];
	struct vb_tree *t;
	struct vb_vkey k;
	char name[32];

	if (!vb_crypto_init())
		return 1;
	folder = tap_vectors();
	if (!folder) {
		tap_skip("no folder of vectors");
		return tap_done();
	}
	if (!ok(vb_vkey_parse(vb_view_str(key), &k, NULL) == VB_OK, "the log's key"))
		return tap_done();
	t = vb_tree_new();
	for (unsigned n = 0; n <= SIZE; n++) {
		if (n > 0) {
			is_int(read_bundle(n, leaf), n, "the bundle of %u entries", n);
			ok(tile_is(n, leaf), "tile/0 of width %u has their hashes", n);
			is_int(vb_tree_append(t, &leaf[n - 1]), VB_OK, "one more leaf");
			is_int(vb_tile_width(n, 0, 0), n, "the width that is served");
		}
		snprintf(name, sizeof(name), "checkpoint.%u", n);
		checkpoint(n, &k, t, name);
	}
	checkpoint(SIZE, &k, t, "checkpoint");
	consistency(t);
	vb_tree_free(t);
	return tap_done();
}
