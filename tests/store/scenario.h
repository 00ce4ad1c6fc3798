/*
 * A course of events at a store and a cabinet, step by step, that can be
 * interrupted anywhere and gone on with.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "store/support.h"

struct scene {
	const char *dir;
	struct vb_store *store;
	struct vb_cabinet *cabinet;
	struct vb_err err;
};

size_t scenario_length(void);
const char *scenario_name(size_t step);
/* Opens what the step needs, and takes it.  Steps may be repeated. */
enum vb_code scenario_do(struct scene *s, size_t step);
void scenario_close(struct scene *s);
/* What can be seen of a step: 1 done, 0 not done, -1 leaves nothing to see. */
int scenario_seen(struct scene *s, size_t step);

/* With faults off: steps before @reached are there; @reached is there or not,
 * as @code says (VB_OK: it is; VB_UNKNOWN: either, but whole); later ones are
 * not; both doctors find nothing, if they @examine.  Says what is wrong. */
bool scenario_holds(const char *dir, size_t reached, enum vb_code code, bool examine,
		    char why[256]);
/* Goes on from @reached to the end, where all must hold. */
bool scenario_finish(const char *dir, size_t reached, char why[256]);
