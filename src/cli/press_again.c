/*
 * How assertions relate once a person has corrected them: as if they had been found so.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>

/* The repetitions alone, which are of sentences and stay. */
static void keep_repeats(struct vb_reading *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->relations; i++)
		if (r->relation[i].kind == VB_PR_REPEATS)
			r->relation[n++] = r->relation[i];
	r->relations = n;
}

/* From places in the order of sentences back to those in @r. */
static void put_back(struct vb_press_relation *x, const uint32_t *was)
{
	uint32_t left = was[x->left], right = was[x->right];
	bool turned = left > right && x->kind != VB_PR_KEPT;

	x->left = turned ? right : left;
	x->right = turned ? left : right;
}

enum vb_code vb_reading_relate(struct vb_reading *r, struct vb_err *err)
{
	struct vb_assertion *a = calloc(r->assertions + 1, sizeof(*a));
	uint32_t *was = calloc(r->assertions + 1, sizeof(*was));
	bool fine = a && was;
	size_t n = 0;

	for (size_t k = 0; fine && k < r->assertions; k++) {
		size_t i = r->place[k];

		if (r->mark[i] == VB_SG_REJECTED)
			continue;
		was[n] = (uint32_t)i;
		a[n++] = r->assertion[i];
	}
	if (fine) {
		keep_repeats(r);
		fine = vb_press_relate(r->report, r->sentence, a, n, &r->relation, &r->relations);
	}
	for (size_t i = 0; fine && i < r->relations; i++)
		if (r->relation[i].kind != VB_PR_REPEATS)
			put_back(&r->relation[i], was);
	free(a);
	free(was);
	return fine ? VB_OK :
		      vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
}
