/*
 * Tiles: one spelling of each path, widths, bundles, and that the tiles of a
 * tree, hashed up by themselves, give its root.
 *
 * SPDX-License-Identifier: ISC
 */
#include "keys.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *path;
	struct vb_tile tile;
} good[] = {
	{"tile/0/000", {false, 0, 0, 256}},
	{"tile/0/x001/x234/067", {false, 0, 1234067, 256}},
	{"tile/0/x001/234.p/1", {false, 0, 1234, 1}},
	{"tile/63/999.p/255", {false, 63, 999, 255}},
	{"tile/7/x001/000", {false, 7, 1000, 256}},
	{"tile/10/x100/x000/000.p/10", {false, 10, 100000000, 10}},
	{"tile/entries/000", {true, 0, 0, 256}},
	{"tile/entries/x273/042.p/112", {true, 0, 273042, 112}},
	{"tile/entries/x009/x007/x199/x254/x740/991", {true, 0, VB_DEC_MAX, 256}},
};

static const char *const wrong[] = {
	"0/000", "entries/000", "tile/0/001/002", "", "tile", "tile/", "tile/0", "tile/0/",
	"/tile/0/000", "tiles/0/000", "Tile/0/000", "tile//000", "tile/64/000",
	"tile/00/000", "tile/01/000", "tile/-1/000", "tile/+1/000", "tile/0x1/000",
	"tile/256/000", "tile/18446744073709551616/000", "tile/entry/000",
	"tile/Entries/000", "tile/entries", "tile/entries/", "tile/data/000", "tile/0/0",
	"tile/0/00", "tile/0/0000", "tile/0/x000", "tile/0/x000/000", "tile/0/x000/001",
	"tile/0/000/001", "tile/0/x001/x002", "tile/0/x001", "tile/0/x01/002",
	"tile/0/x0001/002", "tile/0/y001/002", "tile/0/x001/02", "tile/0/00a", "tile/0/0 0",
	"tile/0/ 00", "tile/0/-01", "tile/0/0/0", "tile/0/x001//002", "tile/0//000",
	"tile/0/x009/x007/x199/x254/x740/992",
	"tile/0/x018/x446/x744/x073/x709/x551/x616/000", "tile/0/000.p", "tile/0/000.p/",
	"tile/0/000.p/0", "tile/0/000.p/01", "tile/0/000.p/256", "tile/0/000.p/1/",
	"tile/0/000.p/1.p/1", "tile/0/000.p/x", "tile/0/000.p/-1", "tile/0/000.q/1",
	"tile/0/000p/1", "tile/0/.p/1", "tile/0/000/", "tile/0/000\n", "tile/0/000.p/1\n",
	"tile/0/00:", "tile/0/00/", "tile/.p/0/000",
};

static bool same(const struct vb_tile *a, const struct vb_tile *b)
{
	return a->entries == b->entries && a->level == b->level && a->index == b->index &&
	       a->width == b->width;
}

/* Parses a copy that has exactly the length of @v. */
static bool parse(struct vb_view v, struct vb_tile *t)
{
	uint8_t *p = test_copy(v.ptr, v.len);
	bool r = vb_tile_parse(vb_view(p, v.len), t);

	free(p);
	return r;
}

static void paths(void)
{
	struct vb_tile t = {0};
	char s[80], out[80];

	for (size_t i = 0; i < VB_ARRAY_LEN(good); i++) {
		ok(parse(vb_view_str(good[i].path), &t) && same(&t, &good[i].tile),
		   "C2SP tlog-tiles: %s is read", good[i].path);
		vb_tile_path(out, &good[i].tile);
		is_str(out, good[i].path, "and written");
	}
	for (size_t i = 0; i < VB_ARRAY_LEN(wrong); i++) {
		vb_quote(s, sizeof(s), vb_view_str(wrong[i]));
		ok(!parse(vb_view_str(wrong[i]), &t), "C2SP tlog-tiles: \"%s\" is refused", s);
	}
	ok(!vb_tile_parse(vb_view(NULL, 0), &t), "so is a view of nothing");
	t = (struct vb_tile){true, 0, UINT64_MAX, 255};
	vb_tile_path(out, &t);
	is_str(out, "tile/entries/x018/x446/x744/x073/x709/x551/615.p/255",
	       "the longest path");
}

/* Whatever byte stands anywhere, what is accepted is written back the same. */
static void mutated_paths(void)
{
	unsigned differ = 0, accepted = 0;

	for (size_t i = 0; i < VB_ARRAY_LEN(good); i++) {
		size_t len = strlen(good[i].path);
		char in[80], out[80];
		struct vb_tile t;

		for (size_t at = 0; at < len; at++)
			for (unsigned b = 0; b < 256; b++) {
				memcpy(in, good[i].path, len);
				in[at] = (char)b;
				if (!parse(vb_view(in, len), &t))
					continue;
				accepted++;
				vb_tile_path(out, &t);
				differ += strlen(out) != len || memcmp(in, out, len) != 0;
			}
		for (size_t n = 0; n < len; n++)
			if (parse(vb_view(good[i].path, n), &t)) {
				vb_tile_path(out, &t);
				differ += strlen(out) != n ||
					  memcmp(good[i].path, out, n) != 0;
			}
	}
	ok(accepted > 100, "%u mutated paths were accepted", accepted);
	is_int(differ, 0, "each is the one spelling of its tile");
}

static void widths(void)
{
	static const struct {
		uint64_t size;
		uint64_t level;
		uint64_t index;
		unsigned want;
	} w[] = {
		{0, 0, 0, 0}, {1, 0, 0, 1}, {255, 0, 0, 255}, {256, 0, 0, 256},
		{256, 0, 1, 0}, {256, 1, 0, 1}, {257, 0, 1, 1}, {255, 1, 0, 0},
		{70000, 0, 272, 256}, {70000, 0, 273, 112}, {70000, 0, 274, 0},
		{70000, 1, 0, 256}, {70000, 1, 1, 17}, {70000, 2, 0, 1}, {70000, 3, 0, 0},
		{65536, 1, 0, 256}, {65536, 1, 1, 0}, {65536, 2, 0, 1}, {65535, 2, 0, 0},
		{UINT64_MAX, 7, 0, 255}, {UINT64_MAX, 8, 0, 0}, {UINT64_MAX, 63, 0, 0},
		{UINT64_MAX, 0, UINT64_MAX, 0}, {UINT64_MAX, 0, UINT64_MAX / 256, 255},
		{UINT64_MAX, 6, 255, 255},
	};

	for (size_t i = 0; i < VB_ARRAY_LEN(w); i++)
		is_int(vb_tile_width(w[i].size, (unsigned)w[i].level, w[i].index),
		       w[i].want, "width of tile %llu/%llu at size %llu",
		       (unsigned long long)w[i].level, (unsigned long long)w[i].index,
		       (unsigned long long)w[i].size);
}

/* The root of @size leaves from its tiles alone: the C2SP reader's way, with the
 * partial tiles as the right edge. */
static struct vb_hash tiles_root(const struct vb_tree *t, uint64_t size)
{
	struct vb_frontier edge = {.size = size};
	struct vb_hash root;

	for (unsigned level = 0; level < 8; level++) {
		uint64_t last = (size >> (8 * level)) / VB_TILE_WIDTH;
		unsigned width = vb_tile_width(size, level, last);
		struct vb_frontier tile = {0};

		for (unsigned i = 0; i < width; i++)
			vb_frontier_append(&tile, vb_tree_node(t, 8 * level,
							       last * VB_TILE_WIDTH + i));
		for (unsigned l = 0; l < 8; l++)
			edge.node[8 * level + l] = tile.node[l];
	}
	vb_frontier_root(&edge, &root);
	return root;
}

static void boundaries(void)
{
	static const uint64_t sizes[] = {
		1, 255, 256, 257, 511, 512, 513, 65279, 65280, 65281, 65535, 65536, 65537,
		65791, 65792, 65793, 131071, 131072, 131073,
	};
	struct vb_hash p[VB_PROOF_MAX], root, at, h;
	struct vb_tree *t = vb_tree_new();
	struct vb_frontier f = {0}, tile = {0};
	unsigned bad = 0, next = 0, full = 0;

	for (uint32_t i = 0; i < sizes[VB_ARRAY_LEN(sizes) - 1]; i++) {
		uint8_t entry[4] = {(uint8_t)(i >> 24), (uint8_t)(i >> 16), (uint8_t)(i >> 8),
				    (uint8_t)i};

		vb_leaf_hash(vb_view(entry, sizeof(entry)), &h);
		vb_frontier_append(&f, &h);
		vb_frontier_append(&tile, &h);
		if (vb_tree_append(t, &h) != VB_OK)
			abort();
		if (tile.size == VB_TILE_WIDTH) {
			vb_frontier_root(&tile, &h);
			full += vb_hash_eq(&h, vb_tree_node(t, 8, i / 256));
			tile = (struct vb_frontier){0};
		}
		if (f.size != sizes[next])
			continue;
		next++;
		vb_frontier_root(&f, &h);
		vb_tree_root(t, f.size, &root);
		at = tiles_root(t, f.size);
		ok(vb_hash_eq(&h, &root) && vb_hash_eq(&at, &root),
		   "size %u: frontier, tree and tiles agree", i + 1);
	}
	is_int(full, 512, "every full tile is a hash of the level above");
	for (unsigned i = 0; i < VB_ARRAY_LEN(sizes); i++) {
		vb_tree_root(t, sizes[i], &root);
		for (unsigned j = 0; j <= i; j++) {
			uint64_t from = sizes[j];
			unsigned n = vb_tree_inclusion(t, from - 1, sizes[i], p);

			bad += !vb_inclusion_verify(vb_tree_node(t, 0, from - 1), from - 1,
						    sizes[i], p, n, &root);
			n = vb_tree_consistency(t, from, sizes[i], p);
			vb_tree_root(t, from, &at);
			bad += !vb_consistency_verify(from, sizes[i], &at, &root, p, n);
		}
	}
	is_int(bad, 0, "proofs between all of these sizes hold");
	vb_tree_free(t);
}

static void bundles(void)
{
	static const uint8_t in[] = {0, 3, 'o', 'n', 'e', 0, 0, 0, 1, 'x'};
	struct vb_view v = {0};
	unsigned whole = 0;
	int entries;
	struct vb_cursor c;
	struct vb_err err;
	uint8_t *big;

	vb_cursor_init(&c, vb_view(in, sizeof(in)), NULL);
	ok(vb_bundle_next(&c, &v) && vb_view_is(v, "one"), "C2SP tlog-tiles: first entry");
	ok(vb_bundle_next(&c, &v) && v.len == 0, "an empty entry");
	ok(vb_bundle_next(&c, &v) && vb_view_is(v, "x"), "last entry");
	ok(!vb_bundle_next(&c, &v) && vb_cursor_done(&c) == VB_OK, "then the end");
	for (size_t n = 0; n < sizeof(in); n++) {
		uint8_t *p = test_copy(in, n);

		vb_cursor_init(&c, vb_view(p, n), &err);
		entries = 0;
		while (vb_bundle_next(&c, &v))
			entries++;
		ok((c.code == VB_OK) == (n == 0 || n == 5 || n == 7) &&
		   entries == (n >= 5) + (n >= 7), "cut after %zu bytes", n);
		ok(!vb_bundle_next(&c, &v), "and it stays so");
		whole += vb_cursor_done(&c) == VB_OK;
		free(p);
	}
	is_int(whole, 3, "only a cut between entries is no cut");
	big = calloc(1, 2 + 65535);
	if (!big)
		abort();
	big[0] = big[1] = 0xff;
	vb_cursor_init(&c, vb_view(big, 2 + 65535), NULL);
	ok(vb_bundle_next(&c, &v) && v.len == VB_NOTE_MAX, "an entry of 65,535 bytes");
	free(big);
}

int main(void)
{
	if (!vb_crypto_init())
		return 1;
	paths();
	mutated_paths();
	widths();
	boundaries();
	bundles();
	return tap_done();
}
