/*
 * object: one whose text is to be corrected under silence objects (format.md 5.5.5).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {
	VB_OF_FIELD("the silence"),
	VB_REASON_FIELD,
};

const struct vb_kind vb_kind_object = {
	.name = "object", .group = "decision", .clause = "5.5.5",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_AUTHOR,
	.means = "You object: if this is logged in time, the text stays as it is.",
	.sentence = "{author} objects to {of}",
	.fold = vb_fold_object,
};
