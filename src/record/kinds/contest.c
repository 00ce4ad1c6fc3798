/*
 * contest: an addressee's copy opens to something else (format.md 5.3.10, 7.6).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {
	VB_OF_FIELD("the hand-over"),
	{"sealed", VB_T_HASH, VB_F_OPTIONAL, NULL, "the file key, sealed to the judge"},
	VB_REASON_FIELD,
};

static enum vb_code fold_contest(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			        struct vb_err *err)
{
	struct vb_handover *h;
	enum vb_code code = vb_delivered(f, a, "5.3.10", &h, err);

	if (code != VB_OK)
		return code;
	if (h->release == VB_NO_ACT)
		return vb_void_after(err, "5.3.10", "it was not released to its author");
	if (h->contest != VB_NO_ACT)
		return vb_void_after(err, "5.3.10", "its author has said so before");
	h->contest = index;
	return VB_OK;
}

const struct vb_kind vb_kind_contest = {
	.name = "contest", .group = "exchange", .clause = "5.3.10",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_AUTHOR,
	.means = "You say that your copy does not hold what its act commits to. The judge will "
		 "see your file key.",
	.sentence = "{author} contests {of}",
	.fold = fold_contest,
};
