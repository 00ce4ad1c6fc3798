/*
 * What the checker knows of a negotiation that has ended, for those of its files that hold
 * desks and bundles against it.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "oracle.h"

struct entry {
	uint8_t *note;
	size_t len;
	struct vb_act *act;
};

struct checking {
	struct sim *s;
	struct vb_post post;
	struct entry *entry;
	size_t n;
	struct vb_tree *tree;
	struct vb_fold *fold;
	struct vb_mark *mark;
	size_t nmarks;
	struct oracle oracle;
};

/* ---- same.c ---- */

/* What @who has, @y, is what the log says, @x. */
void check_same(struct sim *s, const char *who, const struct vb_fold *x,
		const struct vb_fold *y);

/* ---- met.c ---- */

void check_met(const struct checking *c);
/* Its addressee got new keys between what its author had seen and its place in the log. */
bool check_rekeyed_on_way(const struct oracle *o, const struct oracle_handed *h);

/* ---- taken.c ---- */

/* @k has the record, is sound, reads its papers, and what it takes out is found to be what
 * it is. */
void check_desk(struct checking *c, struct sim_desk *k);
