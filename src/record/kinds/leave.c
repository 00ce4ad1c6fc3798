/*
 * leave: a member leaves the table (format.md 5.1.12).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {
	VB_REASON_FIELD,
};

static enum vb_code fold_leave(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			      struct vb_err *err)
{
	if (a->office.len > 0)
		return vb_void(err, "5.1.12", "a member itself leaves, not its office");
	f->party[vb_author_of(f, a)].until = index;
	return VB_OK;
}

const struct vb_kind vb_kind_leave = {
	.name = "leave", .group = "founding", .clause = "5.1.12",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_AUTHOR, .roster = true,
	.means = "You leave the table: acts that you sign later have no effect.",
	.sentence = "{author} leaves the table",
	.fold = fold_leave,
};
