/*
 * Hashes, the growing tree, the frontier and the verification of proofs: known
 * answers, then every size to 130 against the recursive definitions.
 *
 * SPDX-License-Identifier: ISC
 */
#include "keys.h"
#include "naive.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

/* The eight leaves with which implementations of RFC 6962 have always been tested,
 * and the roots of their first 0 to 8. */
static const struct {
	const char *leaf;
	const char *leaf_hash;
	const char *root; /* of the tree that ends with this leaf */
} classic[] = {
	{"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
	 "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
	{"00", "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
	 "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
	{"10", "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
	 "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
	{"2021", "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
	 "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
	{"3031", "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
	 "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
	{"40414243", "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
	 "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
	{"5051525354555657",
	 "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
	 "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
	{"606162636465666768696a6b6c6d6e6f",
	 "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1",
	 "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
};

static bool hex_is(const struct vb_hash *h, const char *want)
{
	char s[65];

	vb_hex(s, h->b, 32);
	return strcmp(s, want) == 0;
}

static void known_answers(void)
{
	struct vb_tree *t = vb_tree_new();
	struct vb_frontier f = {0};
	struct vb_hash h, g;

	vb_empty_root(&h);
	ok(hex_is(&h, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
	   "root of the empty tree");
	vb_tree_root(t, 0, &g);
	ok(vb_hash_eq(&h, &g), "root of an empty growing tree");
	vb_frontier_root(&f, &g);
	ok(vb_hash_eq(&h, &g), "root of an empty frontier");
	for (size_t i = 0; i < VB_ARRAY_LEN(classic); i++) {
		size_t len = strlen(classic[i].leaf) / 2;
		uint8_t leaf[16];

		if (!vb_unhex(leaf, len, vb_view_str(classic[i].leaf)))
			abort();
		vb_leaf_hash(vb_view(leaf, len), &h);
		ok(hex_is(&h, classic[i].leaf_hash), "RFC 6962 2.1: hash of leaf %zu", i);
		vb_frontier_append(&f, &h);
		is_int(vb_tree_append(t, &h), VB_OK, "leaf %zu appended", i);
		vb_tree_root(t, i + 1, &g);
		ok(hex_is(&g, classic[i].root), "root of size %zu", i + 1);
		vb_frontier_root(&f, &g);
		ok(hex_is(&g, classic[i].root), "the frontier's root of size %zu", i + 1);
	}
	ok(hex_is(vb_tree_node(t, 1, 3),
		  "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"),
	   "node 3 of level 1");
	ok(hex_is(vb_tree_node(t, 2, 1),
		  "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"),
	   "node 1 of level 2");
	vb_tree_free(t);
	vb_tree_free(NULL);
}

static struct vb_tree *grown(unsigned n)
{
	struct vb_tree *t = vb_tree_new();

	for (unsigned i = 0; i < n; i++) {
		struct vb_hash h = naive_leaf(i);

		if (vb_tree_append(t, &h) != VB_OK)
			abort();
	}
	return t;
}

/* Feeds one line of the accumulated vectors of the draft's appendix. */
static void fold(struct vb_sha256 *s, const char *prefix, const struct vb_hash *h, unsigned n)
{
	char hex[65];

	vb_sha256_update(s, prefix, strlen(prefix));
	for (unsigned i = 0; i < n; i++) {
		vb_hex(hex, h[i].b, 32);
		vb_sha256_update(s, " ", 1);
		vb_sha256_update(s, hex, 64);
	}
	vb_sha256_update(s, "\n", 1);
}

static bool folded_is(struct vb_sha256 *s, const char *want)
{
	struct vb_hash h;

	vb_sha256_final(s, &h);
	return hex_is(&h, want);
}

/* What is claimed: a leaf in [start, end), or the subtree [start, end) in a tree. */
struct claim {
	bool leaf;
	uint64_t index, start, end, size;
	struct vb_hash small, large;
};

static bool holds(const struct claim *c, const struct vb_hash *proof, unsigned n)
{
	struct vb_hash *p = test_copy(proof, n * sizeof(*p));
	bool sub, whole;

	if (c->leaf) {
		sub = vb_subtree_inclusion_verify(&c->small, c->index, c->start, c->end, p, n,
						  &c->large);
		whole = vb_inclusion_verify(&c->small, c->index, c->end, p, n, &c->large);
	} else {
		sub = vb_subtree_consistency_verify(c->start, c->end, c->size, &c->small,
						    &c->large, p, n);
		whole = vb_consistency_verify(c->end, c->size, &c->small, &c->large, p, n);
	}
	free(p);
	/* From leaf 0 on the two are the same thing, but for the empty tree. */
	if (c->start == 0 && c->end > 0 && sub != whole)
		return false;
	return sub;
}

/* No proof that differs in one bit, or by a hash too many or too few, holds; nor
 * does this one for other roots. Returns the number of mutants that do. */
static unsigned mutants(struct claim *c, const struct vb_hash *proof, unsigned n)
{
	struct vb_hash p[VB_PROOF_MAX + 1] = {0};
	unsigned bad = 0;

	memcpy(p, proof, n * sizeof(*p));
	for (unsigned i = 0; i < n; i++) {
		p[i].b[(i * 7) % 32] ^= (uint8_t)(1u << i % 8);
		bad += holds(c, p, n);
		p[i] = proof[i];
	}
	if (n)
		bad += holds(c, p, n - 1) + holds(c, p + 1, n - 1);
	p[n] = c->large;
	bad += holds(c, p, n + 1);
	p[n] = c->small;
	bad += holds(c, p, n + 1);
	memmove(p + 1, p, n * sizeof(*p));
	p[0] = c->small;
	bad += holds(c, p, n + 1);
	memcpy(p, proof, n * sizeof(*p));
	c->small.b[5] ^= 4;
	bad += holds(c, p, n);
	c->small.b[5] ^= 4;
	c->large.b[6] ^= 8;
	/* An empty subtree is part of any tree. */
	if (c->leaf || c->start != c->end)
		bad += holds(c, p, n);
	c->large.b[6] ^= 8;
	return bad;
}

static void all_roots(const struct vb_tree *t)
{
	struct vb_frontier f = {0}, g;
	uint8_t buf[8 + 64 * 32];
	unsigned bad = 0, badf = 0, badn = 0;
	struct vb_hash h, want;

	for (unsigned n = 0; n <= NAIVE_MAX; n++) {
		struct vb_view v = {buf, vb_frontier_put(&f, buf)};

		want = naive_mth(0, n);
		vb_tree_root(t, n, &h);
		bad += !vb_hash_eq(&h, &want);
		vb_frontier_root(&f, &h);
		badf += !vb_hash_eq(&h, &want);
		badf += !vb_frontier_parse(v, &g);
		vb_frontier_root(&g, &h);
		badf += !vb_hash_eq(&h, &want) || g.size != n;
		h = naive_leaf(n);
		vb_frontier_append(&f, &h);
	}
	for (unsigned l = 0; NAIVE_MAX >> l; l++)
		for (unsigned i = 0; i < NAIVE_MAX >> l; i++) {
			want = naive_mth(i << l, (i + 1) << l);
			badn += !vb_hash_eq(vb_tree_node(t, l, i), &want);
		}
	is_int(bad, 0, "roots of sizes 0 to %u", NAIVE_MAX);
	is_int(badf, 0, "frontiers of sizes 0 to %u, also stored and read", NAIVE_MAX);
	is_int(badn, 0, "all nodes of a tree of %u", NAIVE_MAX);
	is_int((long long)vb_tree_size(t), NAIVE_MAX, "size of the tree");
}

static void all_inclusions(const struct vb_tree *t)
{
	struct vb_hash p[VB_PROOF_MAX], q[VB_PROOF_MAX];
	unsigned differ = 0, fail = 0, mutant = 0, count = 0, outside = 0;

	for (unsigned size = 1; size <= NAIVE_MAX; size++)
		for (unsigned i = 0; i < size; i++) {
			struct claim c = {.leaf = true, .index = i, .end = size,
					  .small = naive_leaf(i), .large = naive_mth(0, size)};
			unsigned n = naive_path(i, 0, size, p);

			differ += vb_tree_inclusion(t, i, size, q) != n ||
				  memcmp(p, q, n * sizeof(*p)) != 0;
			fail += !holds(&c, p, n);
			mutant += mutants(&c, p, n);
			for (c.index = 0; size <= 64 && c.index < size; c.index++)
				mutant += c.index != i && holds(&c, p, n);
			for (c.index = size; c.index < size + 3; c.index++)
				outside += holds(&c, p, n);
			count++;
		}
	is_int(count, NAIVE_MAX * (NAIVE_MAX + 1) / 2, "RFC 9162 2.1.3: number of proofs");
	is_int(differ, 0, "inclusion proofs equal the definition");
	is_int(fail, 0, "inclusion proofs hold");
	is_int(mutant, 0, "changed inclusion proofs and, to size 64, other indices fail");
	is_int(outside, 0, "an index outside of the tree fails");
}

static void all_consistencies(const struct vb_tree *t)
{
	struct vb_hash p[VB_PROOF_MAX], q[VB_PROOF_MAX];
	unsigned differ = 0, fail = 0, mutant = 0, count = 0;

	for (unsigned to = 1; to <= NAIVE_MAX; to++)
		for (unsigned from = 1; from <= to; from++) {
			struct claim c = {.end = from, .size = to, .small = naive_mth(0, from),
					  .large = naive_mth(0, to)};
			unsigned n = naive_proof(from, to, p);

			differ += vb_tree_consistency(t, from, to, q) != n ||
				  memcmp(p, q, n * sizeof(*p)) != 0;
			fail += !holds(&c, p, n);
			mutant += mutants(&c, p, n);
			count++;
		}
	is_int(count, NAIVE_MAX * (NAIVE_MAX + 1) / 2, "RFC 9162 2.1.4: number of proofs");
	is_int(differ, 0, "consistency proofs equal the definition");
	is_int(fail, 0, "consistency proofs hold");
	is_int(mutant, 0, "changed consistency proofs fail");
}

static void all_subtree_inclusions(void)
{
	struct vb_sha256 hashes, paths;
	struct vb_hash p[VB_PROOF_MAX];
	unsigned fail = 0, mutant = 0;
	char s[64];

	vb_sha256_init(&hashes);
	vb_sha256_init(&paths);
	for (unsigned end = 0; end <= NAIVE_MAX; end++)
		for (unsigned start = 0; start <= end; start++) {
			struct claim c = {.leaf = true, .start = start, .end = end,
					  .large = naive_mth(start, end)};

			c.small = naive_leaf(start);
			c.index = start;
			if (!naive_subtree_valid(start, end)) {
				unsigned n = naive_path(0, start, end, p);

				mutant += holds(&c, p, n);
				continue;
			}
			snprintf(s, sizeof(s), "[%u, %u)", start, end);
			fold(&hashes, s, &c.large, 1);
			mutant += start == end && holds(&c, p, 0);
			for (c.index = start; c.index < end; c.index++) {
				unsigned n = naive_path((unsigned)c.index - start, start, end,
							p);

				snprintf(s, sizeof(s), "%u [%u, %u)", (unsigned)c.index, start,
					 end);
				fold(&paths, s, p, n);
				c.small = naive_leaf((unsigned)c.index);
				fail += !holds(&c, p, n);
				mutant += mutants(&c, p, n);
			}
		}
	ok(folded_is(&hashes,
		     "b82806ad4265bb151c1119c0f4db437bb4d1a1f887b3a7fba1cd4ebf552e3e81"),
	   "merkle-tree-certs: accumulated subtree hashes");
	ok(folded_is(&paths,
		     "ac2a8f989e44d99e399db448050ff5f19757df53cfb716aa81015d3955d8163f"),
	   "merkle-tree-certs: accumulated subtree inclusion proofs");
	is_int(fail, 0, "subtree inclusion proofs hold");
	is_int(mutant, 0, "changed ones and those of invalid subtrees fail");
}

static void all_subtree_consistencies(void)
{
	struct vb_hash p[VB_PROOF_MAX];
	unsigned fail = 0, mutant = 0;
	struct vb_sha256 s;
	char line[64];

	vb_sha256_init(&s);
	for (unsigned size = 0; size <= NAIVE_MAX; size++)
		for (unsigned end = 0; end <= size; end++)
			for (unsigned start = 0; start <= end; start++) {
				struct claim c = {.start = start, .end = end, .size = size,
						  .small = naive_mth(start, end),
						  .large = naive_mth(0, size)};
				unsigned n;

				if (!naive_subtree_valid(start, end)) {
					mutant += holds(&c, p, 0);
					continue;
				}
				n = naive_subtree_proof(start, end, size, p);
				snprintf(line, sizeof(line), "[%u, %u) %u", start, end, size);
				fold(&s, line, p, n);
				fail += !holds(&c, p, n);
				mutant += mutants(&c, p, n);
			}
	ok(folded_is(&s, "10fa99b37bf9bf9ffa26b412fbd98bd75363256d0b75d61bc4538b9c9c5a0a74"),
	   "merkle-tree-certs: accumulated subtree consistency proofs");
	is_int(fail, 0, "subtree consistency proofs hold");
	is_int(mutant, 0, "changed ones and those of invalid subtrees fail");
}

/* Sizes up to 2^64-1: the verifiers' arithmetic, against a chain of hashes that
 * is made here from the bits alone. */
static void huge_sizes(void)
{
	static const uint64_t sizes[] = {1ULL << 32, (1ULL << 53) - 1, 1ULL << 63,
					 (1ULL << 63) + 1, UINT64_MAX};
	struct vb_hash p[65], leaf = naive_leaf(0), r, h = naive_leaf(1);

	for (size_t s = 0; s < VB_ARRAY_LEN(sizes); s++) {
		uint64_t size = sizes[s], last = size - 1;
		unsigned n = 0, zeros = 0;

		/* The last leaf: one left sibling per set bit of its index. */
		r = leaf;
		for (uint64_t bits = last; bits; bits &= bits - 1) {
			p[n++] = h;
			vb_node_hash(&h, &r, &r);
		}
		ok(vb_inclusion_verify(&leaf, last, size, p, n, &r), "last leaf of %llu",
		   (unsigned long long)size);
		ok(!vb_inclusion_verify(&leaf, last, size, p, n - 1, &r) &&
		   !vb_inclusion_verify(&leaf, last, size, p, n + 1, &r) &&
		   !vb_inclusion_verify(&leaf, size, size, p, n, &r), "and its mutants");
		ok(!vb_inclusion_verify(&leaf, last, size - 1, p, n, &r),
		   "an index that equals the size");
		/* The first leaf: a right sibling per level. */
		r = leaf;
		for (uint64_t x = last; x; x >>= 1) {
			p[zeros++] = h;
			vb_node_hash(&r, &h, &r);
		}
		ok(vb_inclusion_verify(&leaf, 0, size, p, zeros, &r), "first leaf of %llu",
		   (unsigned long long)size);
		ok(vb_consistency_verify(1, size, &leaf, &r, p, zeros) &&
		   !vb_consistency_verify(1, size, &leaf, &r, p, zeros - 1),
		   "from 1 to %llu", (unsigned long long)size);
		ok(vb_consistency_verify(size, size, &r, &r, p, 0) &&
		   !vb_consistency_verify(size, size, &r, &r, p, 1) &&
		   !vb_consistency_verify(size, size, &r, &leaf, p, 0) &&
		   !vb_consistency_verify(size, size - 1, &r, &r, p, 0), "of one size");
	}
	ok(!vb_inclusion_verify(&leaf, 0, 0, p, 0, &leaf), "nothing is in an empty tree");
	ok(!vb_inclusion_verify(&leaf, UINT64_MAX, 0, p, 0, &leaf), "nor at the last index");
	ok(!vb_consistency_verify(0, 0, &leaf, &leaf, p, 0) &&
	   !vb_consistency_verify(0, 5, &leaf, &leaf, p, 0), "from 0 nothing is proved");
	ok(!vb_subtree_inclusion_verify(&leaf, 1ULL << 62, 1ULL << 62, UINT64_MAX, p, 0,
					&leaf),
	   "a subtree of more than 2^63 leaves begins at 0");
	ok(vb_subtree_inclusion_verify(&leaf, UINT64_MAX - 1, UINT64_MAX - 1, UINT64_MAX, p, 0,
				       &leaf), "the last leaf is a subtree");
	ok(!vb_subtree_inclusion_verify(&leaf, 4, 5, 4, p, 0, &leaf) &&
	   !vb_subtree_inclusion_verify(&leaf, 3, 4, 8, p, 2, &leaf),
	   "start above end, index below start");
}

static void stored_frontiers(void)
{
	struct vb_frontier f = {0}, g = {.size = 7};
	uint8_t buf[8 + 64 * 32], *p;
	unsigned good = 0;
	size_t len;

	for (unsigned i = 0; i < 5; i++) {
		struct vb_hash h = naive_leaf(i);

		vb_frontier_append(&f, &h);
	}
	len = vb_frontier_put(&f, buf);
	is_int((long long)len, 8 + 2 * 32, "size 5 is stored with two hashes");
	ok(memcmp(buf, "\0\0\0\0\0\0\0\5", 8) == 0, "the size comes first");
	ok(memcmp(buf + 8, naive_leaf(4).b, 32) == 0, "level 0 before level 2");
	for (size_t n = 0; n <= len + 1; n++) {
		p = test_copy(buf, n);
		good += vb_frontier_parse(vb_view(p, n), &g);
		free(p);
	}
	is_int(good, 1, "only the whole length is read");
	is_int((long long)g.size, 5, "and it is the same");
	memset(buf, 0, sizeof(buf));
	buf[1] = 0x20;
	ok(!vb_frontier_parse(vb_view(buf, 8 + 32), &g), "format.md 1.2: size 2^53");
	vb_put_be64(buf, VB_DEC_MAX);
	ok(vb_frontier_parse(vb_view(buf, 8 + 53 * 32), &g), "size 2^53-1");
	is_int((long long)vb_frontier_put(&g, buf), 8 + 53 * 32, "is stored with 53 hashes");
}

int main(void)
{
	struct vb_tree *t;

	if (!vb_crypto_init())
		return 1;
	known_answers();
	t = grown(NAIVE_MAX);
	all_roots(t);
	all_inclusions(t);
	all_consistencies(t);
	vb_tree_free(t);
	all_subtree_inclusions();
	all_subtree_consistencies();
	huge_sizes();
	stored_frontiers();
	return tap_done();
}
