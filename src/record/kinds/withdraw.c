/*
 * withdraw: an author takes back what was not released yet (format.md 5.3.1).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {
	VB_OF_FIELD("the own hand-over"),
	VB_REASON_FIELD,
};

static enum vb_code fold_withdraw(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			         struct vb_err *err)
{
	uint8_t me = vb_author_of(f, a);
	uint32_t what, released = VB_NO_ACT;
	bool effect = false, again = false;
	enum vb_code code;

	code = vb_cites(f, a, "of", "5.3.1", &what, err);
	if (code != VB_OK)
		return code;
	if (f->fact[what].nhandovers == 0 || f->fact[what].kind == &vb_kind_entered ||
	    f->handover[f->fact[what].handover].author != me)
		return !vb_is_plain(f, what) && vb_could_be_of(f, what, me) ?
			vb_void_after(err, "5.3.1", "\"of\" is void") :
			vb_void(err, "5.3.1", "\"of\" is no hand-over of its author");
	for (uint32_t i = 0; i < f->fact[what].nhandovers; i++) {
		struct vb_handover *h = &f->handover[f->fact[what].handover + i];

		if (h->release != VB_NO_ACT && (released == VB_NO_ACT || h->release > released))
			released = h->release;
		again = again || h->withdraw != VB_NO_ACT;
		if (h->release != VB_NO_ACT || h->withdraw != VB_NO_ACT)
			continue;
		h->withdraw = index;
		effect = true;
	}
	if (effect)
		return VB_OK;
	/* Who has withdrawn it before had nothing more to take back. */
	if (!again)
		vb_crosses(f, a, released);
	return vb_void_after(err, "5.3.1", "it was released to every addressee, or withdrawn, "
					   "before");
}

const struct vb_kind vb_kind_withdraw = {
	.name = "withdraw", .group = "exchange", .clause = "5.3.1",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_AUTHOR,
	.means = "You take the paper back from everybody who has not received it yet.",
	.sentence = "{author} withdraws {of}",
	.fold = fold_withdraw,
};
