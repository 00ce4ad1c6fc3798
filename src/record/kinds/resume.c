/*
 * resume: a desk that was restored, or gives up what cannot be logged any more, opens its
 * chain's next epoch (format.md 4.3, 5.1.9).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {
	VB_REASON_FIELD,
};

static enum vb_code fold_resume(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			       struct vb_err *err)
{
	/* The chain rule has checked number and epoch; there is nothing more to it. */
	(void)f;
	(void)a;
	(void)index;
	(void)err;
	return VB_OK;
}

const struct vb_kind vb_kind_resume = {
	.name = "resume", .group = "founding", .clause = "5.1.9",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_AUTHOR,
	.means = "Your chain goes on in a later epoch: your desk was restored from a copy, or "
		 "what it signed cannot be logged any more. Whatever it signed and the log does "
		 "not hold is given up.",
	.sentence = "{author} resumes its chain in a later epoch and gives up what it signed "
		    "before and the log does not hold",
	.fold = fold_resume,
};
