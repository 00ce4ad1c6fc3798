/*
 * revoke: an office's mandate ends (format.md 5.1.7).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {
	{"to", VB_T_NAME, 0, NULL, "the office"},
	VB_REASON_FIELD,
};

static enum vb_code fold_revoke(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			       struct vb_err *err)
{
	uint8_t me = vb_author_of(f, a);

	if (a->office.len > 0)
		return vb_void(err, "5.1.7", "an office revokes no mandates");
	for (uint32_t i = f->nmandates; i > 0; i--) {
		struct vb_mandate *m = &f->mandate[i - 1];

		if (m->party == me && m->revoked == VB_NO_ACT &&
		    vb_view_is(vb_act_get(a, "to", 0), m->office)) {
			m->revoked = index;
			return VB_OK;
		}
	}
	return vb_void_after(err, "5.1.7", "the office has no mandate that is in force");
}

const struct vb_kind vb_kind_revoke = {
	.name = "revoke", .group = "founding", .clause = "5.1.7",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_AUTHOR, .roster = true,
	.means = "From its place in the log on, the office binds you no longer.",
	.sentence = "{author} revokes the mandate of its office {to}",
	.fold = fold_revoke,
};
