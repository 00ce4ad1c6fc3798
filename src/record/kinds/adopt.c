/*
 * adopt: several agree that this is the text (format.md 5.5.1).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {VB_JOINT_FIELDS};

const struct vb_kind vb_kind_adopt = {
	.name = "adopt", .group = "decision", .clause = "5.5.1",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_LISTED,
	.means = "Your party agrees that this is the text, as its copy of it has it; it is bound "
		 "to nothing yet.",
	.sentence = "{signer} adopt the text of {of}",
	.fold = vb_fold_joint,
};
