/*
 * cannot-open: an addressee's copy does not open (format.md 5.3.9, 7.6).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {
	VB_OF_FIELD("the hand-over"),
};

static enum vb_code fold_cannot_open(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			            struct vb_err *err)
{
	struct vb_handover *h;
	enum vb_code code = vb_delivered(f, a, "5.3.9", &h, err);

	if (code != VB_OK)
		return code;
	if (h->release == VB_NO_ACT)
		return vb_void_after(err, "5.3.9", "it was not released to its author");
	if (h->take != VB_NO_ACT)
		return vb_void_after(err, "5.3.9", "its author has taken it, and so has opened it");
	if (h->cannot_open != VB_NO_ACT)
		return vb_void_after(err, "5.3.9", "its author has said so before");
	h->cannot_open = index;
	return VB_OK;
}

const struct vb_kind vb_kind_cannot_open = {
	.name = "cannot-open", .group = "exchange", .clause = "5.3.9",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_AUTHOR,
	.means = "You say that your copy does not open. Its author must now show the judge how "
		 "it was sealed.",
	.sentence = "{author} cannot open its copy of {of}",
	.fold = fold_cannot_open,
};
