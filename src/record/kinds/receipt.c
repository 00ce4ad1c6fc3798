/*
 * receipt: an addressee acknowledges delivery, and nothing else (format.md 5.3.2).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {
	VB_OF_FIELD("the hand-over"),
	{"copy", VB_T_COPY, 0, NULL, "the copy, as the act has it, without recipient"},
};

static enum vb_code fold_receipt(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			        struct vb_err *err)
{
	struct vb_handover *h;
	struct vb_copy copy;
	enum vb_code code = vb_delivered(f, a, "5.3.2", &h, err);

	if (code != VB_OK)
		return code;
	vb_act_copy(a, 0, &copy);
	if (copy.has_recipient || !vb_view_eq(copy.addressee, a->author) ||
	    copy.leaves != h->leaves || copy.bytes != h->bytes ||
	    !vb_hash_eq(&copy.hash, &h->hash) || !vb_hash_eq(&copy.root, &h->root))
		return vb_void(err, "5.3.2", "it does not name the copy that was handed over");
	f->fact[index].handover = (uint32_t)(h - f->handover);
	if (h->receipt != VB_NO_ACT)
		return vb_void_after(err, "5.3.2", "there is a receipt for it already; the first "
						   "stands");
	if (h->refuse != VB_NO_ACT)
		return vb_void_after(err, "5.3.2", "its author refused it before");
	if (h->withdraw != VB_NO_ACT) {
		vb_crosses(f, a, h->withdraw);
		return vb_void_after(err, "5.3.2", "it was withdrawn before");
	}
	h->receipt = index;
	return VB_OK;
}

const struct vb_kind vb_kind_receipt = {
	.name = "receipt", .group = "exchange", .clause = "5.3.2",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_AUTHOR,
	.means = "A receipt acknowledges delivery only: it accepts nothing and recognises nothing.",
	.sentence = "{author} receives {of}",
	.fold = fold_receipt,
};
