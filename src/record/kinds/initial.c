/*
 * initial: several say that a text is authentic, word for word (format.md 5.5.2).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {VB_JOINT_FIELDS};

const struct vb_kind vb_kind_initial = {
	.name = "initial", .group = "decision", .clause = "5.5.2",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_LISTED,
	.means = "Your party says that this text is authentic, word for word, as its copy of it "
		 "has it.",
	.sentence = "{signer} initial the text of {of}",
	.fold = vb_fold_joint,
};
