/*
 * refuse: an addressee returns a paper unopened (format.md 5.3.8).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {
	VB_OF_FIELD("the hand-over"),
	VB_REASON_FIELD,
};

static enum vb_code fold_refuse(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			       struct vb_err *err)
{
	struct vb_handover *h;
	enum vb_code code = vb_delivered(f, a, "5.3.8", &h, err);

	if (code != VB_OK)
		return code;
	if (h->receipt != VB_NO_ACT)
		return vb_void_after(err, "5.3.8", "its author has signed a receipt before");
	if (h->refuse != VB_NO_ACT)
		return vb_void_after(err, "5.3.8", "its author refused it before");
	if (h->withdraw != VB_NO_ACT) {
		vb_crosses(f, a, h->withdraw);
		return vb_void_after(err, "5.3.8", "it was withdrawn before");
	}
	h->refuse = index;
	return VB_OK;
}

const struct vb_kind vb_kind_refuse = {
	.name = "refuse", .group = "exchange", .clause = "5.3.8",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_AUTHOR,
	.means = "You return the paper unopened. The record shows that it was handed over, and "
		 "that you refused it.",
	.sentence = "{author} refuses {of}",
	.fold = fold_refuse,
};
