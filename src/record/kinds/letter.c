/*
 * letter: a letter or information is handed over (format.md 5.2.3).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const char *const roles[] = {"letter", "information", NULL};

static const struct vb_field fields[] = {
	{"role", VB_T_ENUM, 0, roles, "what it is handed over as"},
	{"answers", VB_T_ACT, VB_F_OPTIONAL, NULL, "the paper that it answers"},
	VB_PAPER_FIELDS,
};

const struct vb_kind vb_kind_letter = {
	.name = "letter", .group = "exchange", .clause = "5.2.3",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_AUTHOR,
	.means = "You hand over this paper as a letter: by your account it proposes and answers "
		 "nothing.",
	.sentence = "{author} hands over a {role}",
	.fold = vb_fold_paper,
};
