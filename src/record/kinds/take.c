/*
 * take: an addressee says as what it takes a paper (format.md 5.3.7).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const char *const roles[] = {"as-offered", "draft", "response", "letter", "chair-text",
	"joint-draft", "agreed-text", "information", NULL};

static const struct vb_field fields[] = {
	VB_OF_FIELD("the hand-over"),
	{"as", VB_T_ENUM, 0, roles, "what it is taken as"},
	{"answers", VB_T_ACT, VB_F_OPTIONAL, NULL, "what it is taken to answer"},
};

static enum vb_code fold_take(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			     struct vb_err *err)
{
	struct vb_handover *h;
	enum vb_code code = vb_delivered(f, a, "5.3.7", &h, err);
	uint32_t answers;

	if (code != VB_OK)
		return code;
	if (h->release == VB_NO_ACT && !f->picked)
		return vb_void_after(err, "5.3.7", "it was not released to its author");
	if (h->take != VB_NO_ACT)
		return vb_void_after(err, "5.3.7",
				     "its author has taken it before; the first stands");
	code = vb_fold_answers(f, a, index, err);
	if (code != VB_OK)
		return code;
	answers = f->fact[index].answers;
	h->take = index;
	h->taken_as = (enum vb_take)vb_word_index(vb_take_names, vb_act_get(a, "as", 0));
	h->taken_answers = answers;
	return VB_OK;
}

const struct vb_kind vb_kind_take = {
	.name = "take", .group = "exchange", .clause = "5.3.7",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_AUTHOR,
	.means = "You say as what you take the paper. It binds you only, and agrees to nothing "
		 "in it.",
	.sentence = "{author} takes {of} as {as}",
	.fold = fold_take,
};
