/*
 * tree: Merkle trees (RFC 6962), tiles, checkpoints, cosignatures, proofs and
 * policies, to the byte as C2SP writes them.  Pure: no I/O, clock or randomness.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "crypto/crypto.h"

/* ---- hashing (RFC 6962 section 2.1) ---- */

void vb_leaf_hash(struct vb_view entry, struct vb_hash *out);
void vb_node_hash(const struct vb_hash *l, const struct vb_hash *r, struct vb_hash *out);
/* SHA-256 of nothing: the root of the empty tree. */
void vb_empty_root(struct vb_hash *out);

/* ---- the growing tree: all levels, flat; any root in O(log n) ---- */

struct vb_tree;
struct vb_tree *vb_tree_new(void); /* NULL: memory */
void vb_tree_free(struct vb_tree *t);
uint64_t vb_tree_size(const struct vb_tree *t);
/* VB_MEMORY leaves the tree as it was. */
VB_MUST_CHECK enum vb_code vb_tree_append(struct vb_tree *t, const struct vb_hash *leaf);
/* Hash @index of @level, a complete subtree of 2^level leaves inside the tree. */
const struct vb_hash *vb_tree_node(const struct vb_tree *t, unsigned level, uint64_t index);
/* Root of the first @size leaves; @size <= vb_tree_size(). */
void vb_tree_root(const struct vb_tree *t, uint64_t size, struct vb_hash *out);
/* Both fill @proof and return the number of hashes.
 * inclusion: index < size <= tree size. consistency: 0 < from <= to <= tree size. */
unsigned vb_tree_inclusion(const struct vb_tree *t, uint64_t index, uint64_t size,
			   struct vb_hash proof[static VB_PROOF_MAX]);
unsigned vb_tree_consistency(const struct vb_tree *t, uint64_t from, uint64_t to,
			     struct vb_hash proof[static VB_PROOF_MAX]);

/* Hashes of complete subtrees, wherever they are kept: node() gives that of the leaves
 * [index << level, (index + 1) << level), which all are in the tree. */
struct vb_nodes {
	enum vb_code (*node)(void *ctx, unsigned level, uint64_t index, struct vb_hash *out,
			     struct vb_err *err);
	void *ctx;
};
/* As vb_tree_root(), _inclusion() and _consistency(); fail as node() does. */
VB_MUST_CHECK enum vb_code vb_nodes_root(const struct vb_nodes *s, uint64_t size,
					 struct vb_hash *out, struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_nodes_inclusion(const struct vb_nodes *s, uint64_t index,
					      uint64_t size,
					      struct vb_hash proof[static VB_PROOF_MAX],
					      unsigned *n, struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_nodes_consistency(const struct vb_nodes *s, uint64_t from,
						uint64_t to,
						struct vb_hash proof[static VB_PROOF_MAX],
						unsigned *n, struct vb_err *err);

/* The right edge alone: what a sequencer needs to go on. nodes[l] is set where
 * bit l of size is 1. */
struct vb_frontier {
	uint64_t size;
	struct vb_hash node[64];
};
void vb_frontier_append(struct vb_frontier *f, const struct vb_hash *leaf);
void vb_frontier_root(const struct vb_frontier *f, struct vb_hash *out);
/* The stored form: u64be size, then the set nodes from level 0 up; canonical. */
size_t vb_frontier_put(const struct vb_frontier *f, uint8_t out[static 8 + 64 * 32]);
VB_MUST_CHECK bool vb_frontier_parse(struct vb_view v, struct vb_frontier *out);

/* ---- proofs (RFC 9162 2.1.3.2, 2.1.4.2; draft-ietf-plants-merkle-tree-certs) ---- */

VB_MUST_CHECK bool vb_inclusion_verify(const struct vb_hash *leaf, uint64_t index,
				       uint64_t size, const struct vb_hash *proof,
				       size_t n, const struct vb_hash *root);
VB_MUST_CHECK bool vb_consistency_verify(uint64_t from, uint64_t to,
					 const struct vb_hash *from_root,
					 const struct vb_hash *to_root,
					 const struct vb_hash *proof, size_t n);
VB_MUST_CHECK bool vb_subtree_inclusion_verify(const struct vb_hash *leaf, uint64_t index,
					       uint64_t start, uint64_t end,
					       const struct vb_hash *proof, size_t n,
					       const struct vb_hash *root);
VB_MUST_CHECK bool vb_subtree_consistency_verify(uint64_t start, uint64_t end, uint64_t size,
						 const struct vb_hash *subtree_root,
						 const struct vb_hash *root,
						 const struct vb_hash *proof, size_t n);

/* ---- checkpoints (C2SP tlog-checkpoint) and cosignatures (tlog-cosignature) ---- */

struct vb_checkpoint {
	struct vb_view origin;
	uint64_t size;
	struct vb_hash root;
	struct vb_note note;
};

/* Strict: canonical size and base64; the empty tree has the empty root;
 * extension lines are refused (format.md 6.2). */
VB_MUST_CHECK enum vb_code vb_checkpoint_parse(struct vb_view in, struct vb_checkpoint *out,
					       struct vb_err *err);
/* The note text: origin, size, root. */
void vb_checkpoint_put_text(struct vb_writer *w, struct vb_view origin, uint64_t size,
			    const struct vb_hash *root);
/* Text, blank line and the log's signature line. */
VB_MUST_CHECK enum vb_code vb_checkpoint_sign(struct vb_writer *w, struct vb_view origin,
					      uint64_t size, const struct vb_hash *root,
					      const struct vb_signer *log, struct vb_err *err);
/* Verifies the log's line: origin must be the key's name (format.md 6.2). */
VB_MUST_CHECK enum vb_code vb_checkpoint_verify(const struct vb_checkpoint *c,
						const struct vb_vkey *log, struct vb_err *err);
/* SHA-256 of the text, the blank line and the log's own line: what `seen` cites
 * (format.md 6.3).  VB_FALSE if the checkpoint has no line of @log. */
VB_MUST_CHECK enum vb_code vb_checkpoint_hash(const struct vb_checkpoint *c,
					      const struct vb_vkey *log,
					      struct vb_hash *out, struct vb_err *err);
/* Appends a cosignature line of @k (type 0x04) over @text at @time. */
VB_MUST_CHECK enum vb_code vb_cosign_put(struct vb_writer *w, struct vb_view text,
					 int64_t time, const struct vb_signer *k,
					 struct vb_err *err);
/* The time of @k's valid cosignature on @c; VB_NOT_FOUND if there is no line of
 * it, VB_FALSE if a matching line does not verify. */
VB_MUST_CHECK enum vb_code vb_cosign_verify(const struct vb_checkpoint *c,
					    const struct vb_vkey *k, int64_t *time,
					    struct vb_err *err);

/* What a log sends to a witness (C2SP tlog-witness, add-checkpoint): "old N", the
 * consistency proof from there, an empty line, the checkpoint. */
struct vb_growth {
	uint64_t old;
	struct vb_hash proof[VB_PROOF_MAX];
	unsigned n;
	struct vb_checkpoint checkpoint;	/* views into what was read */
};
VB_MUST_CHECK enum vb_code vb_growth_parse(struct vb_view in, struct vb_growth *out,
					   struct vb_err *err);
void vb_growth_put(struct vb_writer *w, uint64_t old, const struct vb_hash *proof, unsigned n,
		   struct vb_view checkpoint);
/* Whether the checkpoint goes on from @root, that of size old (old 0: from nothing). */
bool vb_growth_holds(const struct vb_growth *g, const struct vb_hash *root);

/* ---- tiles (C2SP tlog-tiles) ---- */

#define VB_TILE_WIDTH 256u

struct vb_tile {
	bool entries;		/* tile/entries/N */
	unsigned level;		/* 0..63; 0 for entries */
	uint64_t index;
	unsigned width;		/* 1..256 */
};
VB_MUST_CHECK bool vb_tile_parse(struct vb_view path, struct vb_tile *out);
/* "tile/0/x001/234/067.p/8"; @out: 80 bytes. */
void vb_tile_path(char *out, const struct vb_tile *t);
/* The width of tile @index of @level in a tree of @size leaves: 0..256. */
unsigned vb_tile_width(uint64_t size, unsigned level, uint64_t index);
/* The next "u16be length || entry" of a bundle; false at its end or if cut
 * short (then the cursor has failed). */
VB_MUST_CHECK bool vb_bundle_next(struct vb_cursor *c, struct vb_view *entry);

/* ---- tlog-proof (C2SP) ---- */

struct vb_proof {
	struct vb_view extra;	/* still base64; empty if absent; unauthenticated */
	uint64_t index;
	struct vb_hash path[VB_PROOF_MAX];
	unsigned npath;
	struct vb_checkpoint checkpoint;
};
VB_MUST_CHECK enum vb_code vb_proof_parse(struct vb_view in, struct vb_proof *out,
					  struct vb_err *err);
/* @checkpoint: a whole note, verbatim. */
void vb_proof_put(struct vb_writer *w, uint64_t index, const struct vb_hash *path,
		  unsigned npath, struct vb_view checkpoint);

/* ---- tlog-policy (C2SP): which cosignatures are enough ---- */

#define VB_POLICY_MAX 64	/* logs, witnesses or groups */

struct vb_policy;
/* *out: caller frees with vb_policy_free(). */
VB_MUST_CHECK enum vb_code vb_policy_parse(struct vb_view in, struct vb_policy **out,
					   struct vb_err *err);
void vb_policy_free(struct vb_policy *p);
unsigned vb_policy_logs(const struct vb_policy *p);
const struct vb_vkey *vb_policy_log(const struct vb_policy *p, unsigned i);
unsigned vb_policy_witnesses(const struct vb_policy *p);
const struct vb_vkey *vb_policy_witness(const struct vb_policy *p, unsigned i);
/* Where it is asked; "": the policy does not say. */
const char *vb_policy_url(const struct vb_policy *p, unsigned i);
/*
 * Whether the valid cosignatures on @c satisfy the quorum, and the earliest
 * time by which they do (format.md 6.6); `quorum none` is satisfied at
 * VB_TIME_NONE.  VB_OK, VB_NOT_FOUND (not enough), VB_FALSE (a matching line
 * does not verify).
 */
VB_MUST_CHECK enum vb_code vb_policy_check(const struct vb_policy *p,
					   const struct vb_checkpoint *c, int64_t *by,
					   unsigned *counted, struct vb_err *err);
