/*
 * The recursive definitions of RFC 9162 section 2.1 and of subtrees, word for
 * word, over the leaves 00, 01, 02, ...: what the room's loops must agree with.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "tree/tree.h"

#define NAIVE_MAX 130u	/* leaves */

bool naive_subtree_valid(unsigned start, unsigned end);
struct vb_hash naive_leaf(unsigned i);
/* MTH(D[lo:hi]). */
struct vb_hash naive_mth(unsigned lo, unsigned hi);
/* PATH(m, D[lo:hi]); returns the number of hashes. */
unsigned naive_path(unsigned m, unsigned lo, unsigned hi, struct vb_hash *out);
/* PROOF(m, D_n). */
unsigned naive_proof(unsigned m, unsigned n, struct vb_hash *out);
/* SUBTREE_PROOF(start, end, D_n). */
unsigned naive_subtree_proof(unsigned start, unsigned end, unsigned n, struct vb_hash *out);
