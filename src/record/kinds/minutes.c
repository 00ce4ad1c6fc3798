/*
 * minutes: several members sign what was said (format.md 5.4.3).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {
	{"of", VB_T_ACT, VB_F_OPTIONAL, NULL, "the meeting"},
	{"signer", VB_T_NAME, VB_F_REPEATED, NULL, "who signs"},
	{"text", VB_T_WORDS, 0, NULL, "the minutes"},
};

static enum vb_code fold_minutes(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			        struct vb_err *err)
{
	enum vb_code code;
	uint32_t of;

	(void)index;
	code = vb_cites(f, a, "of", "5.4.3", &of, err);
	if (code != VB_OK)
		return code;
	if (of != VB_NO_ACT && f->fact[of].kind != &vb_kind_meeting)
		return vb_void(err, "5.4.3", "\"of\" is no meeting");
	return VB_OK;
}

const struct vb_kind vb_kind_minutes = {
	.name = "minutes", .group = "conduct", .clause = "5.4.3",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_LISTED,
	.means = "You agree that these minutes say what was said.",
	.sentence = "{signer} sign minutes: {text}",
	.fold = fold_minutes,
};
