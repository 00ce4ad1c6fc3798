/*
 * What the files of this room share among themselves.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "tree/tree.h"

/* Bytes of the longest checkpoint text: origin, size and root, each with LF. */
#define TEXT_MAX (VB_KEYNAME_MAX + 1 + 16 + 1 + 44 + 1)
/* Bytes of one hash in base64. */
#define HASH64_LEN 44

/* line.c: as vb_cursor_line(), with a limit of @max bytes, LF included: foreign
 * texts have longer lines than acts.  The cursor has neither failed nor ended. */
struct vb_view vb_tree_line(struct vb_cursor *c, size_t max);

/* hash.c: base64 of exactly one hash. */
VB_MUST_CHECK bool vb_tree_unbase64(struct vb_view v, struct vb_hash *out);
void vb_tree_put_base64(struct vb_writer *w, const struct vb_hash *h);
/* hash.c: hashes, a line each, and the empty line behind them. */
void vb_tree_put_path(struct vb_writer *w, const struct vb_hash *path, unsigned n);

/* checkpoint.c: the note text alone; sets all of @out but its note. */
VB_MUST_CHECK enum vb_code vb_tree_text(struct vb_view text, struct vb_checkpoint *out,
					struct vb_err *err);
/* checkpoint.c: as vb_checkpoint_parse(), but the empty tree may have any root. */
VB_MUST_CHECK enum vb_code vb_tree_checkpoint(struct vb_view in, struct vb_checkpoint *out,
					      struct vb_err *err);
/* checkpoint.c: of the empty tree, with another root than that has. */
bool vb_tree_hollow(const struct vb_checkpoint *c);
/* checkpoint.c: the first line at or after *@i with @k's name and id, and *@i
 * moved behind it; NULL if there is none.  C2SP signed-note: these two select
 * a line, and a selected line that has the wrong length is a false one. */
const struct vb_sigline *vb_tree_sigline(const struct vb_checkpoint *c,
					 const struct vb_vkey *k, unsigned *i);
