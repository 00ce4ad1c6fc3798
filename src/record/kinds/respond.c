/*
 * respond: a response is handed over (format.md 5.2.2).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const char *const roles[] = {"response", NULL};

static const struct vb_field fields[] = {
	{"role", VB_T_ENUM, 0, roles, "what it is handed over as"},
	{"answers", VB_T_ACT, 0, NULL, "the paper that it answers"},
	VB_PAPER_FIELDS,
};

const struct vb_kind vb_kind_respond = {
	.name = "respond", .group = "exchange", .clause = "5.2.2",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_AUTHOR,
	.means = "You hand over this paper as your response.",
	.sentence = "{author} responds to {answers}",
	.fold = vb_fold_paper,
};
