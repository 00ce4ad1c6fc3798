/*
 * meeting: a party records that it met others (format.md 5.4.2).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {
	{"at", VB_T_TIME, 0, NULL, "when"},
	{"with", VB_T_NAME, VB_F_REPEATED, NULL, "which members"},
	{"place", VB_T_WORDS, VB_F_OPTIONAL, NULL, "where"},
	{"subject", VB_T_WORDS, 0, NULL, "about what"},
};

static enum vb_code fold_meeting(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			        struct vb_err *err)
{
	(void)index;
	for (unsigned i = 0; i < vb_act_count(a, "with"); i++) {
		if (vb_fold_party(f, vb_act_get(a, "with", i)) == VB_NO_PARTY)
			return vb_void_after(err, "5.4.2", "\"with\" names somebody who is no member");
	}
	return VB_OK;
}

const struct vb_kind vb_kind_meeting = {
	.name = "meeting", .group = "conduct", .clause = "5.4.2",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_AUTHOR,
	.means = "You state that this meeting took place.",
	.sentence = "{author} records a meeting with {with} at {at}: {subject}",
	.fold = fold_meeting,
};
