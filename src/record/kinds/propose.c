/*
 * propose: a text is handed over (format.md 5.2.1).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const char *const roles[] = {"draft", "chair-text", "joint-draft", "agreed-text", NULL};

static const struct vb_field fields[] = {
	{"role", VB_T_ENUM, 0, roles, "what it is handed over as"},
	{"answers", VB_T_ACT, VB_F_OPTIONAL, NULL, "the paper that it answers"},
	VB_PAPER_FIELDS,
};

const struct vb_kind vb_kind_propose = {
	.name = "propose", .group = "exchange", .clause = "5.2.1",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_AUTHOR,
	.means = "You hand over this paper, as what it says it is.",
	.sentence = "{author} hands over a {role}",
	.fold = vb_fold_paper,
};
