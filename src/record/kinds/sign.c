/*
 * sign: several sign a text (format.md 5.5.3).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {VB_JOINT_FIELDS};

const struct vb_kind vb_kind_sign = {
	.name = "sign", .group = "decision", .clause = "5.5.3",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_LISTED,
	.means = "Your party signs this text, as its copy of it has it, and is bound as the text "
		 "provides.",
	.sentence = "{signer} sign the text of {of}",
	.fold = vb_fold_joint,
};
