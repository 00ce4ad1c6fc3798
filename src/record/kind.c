/*
 * The closed list of kinds (format.md 5), one line each.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

static const struct vb_kind *const kinds[] = {
	&vb_kind_open, &vb_kind_join, &vb_kind_mandate, &vb_kind_revoke, &vb_kind_rekey,
	&vb_kind_resume, &vb_kind_amend, &vb_kind_admit, &vb_kind_leave, &vb_kind_transfer,
	&vb_kind_propose, &vb_kind_respond, &vb_kind_letter, &vb_kind_corrigendum,
	&vb_kind_entered, &vb_kind_withdraw, &vb_kind_receipt, &vb_kind_release,
	&vb_kind_take, &vb_kind_refuse, &vb_kind_cannot_open, &vb_kind_contest,
	&vb_kind_promise, &vb_kind_meeting, &vb_kind_minutes, &vb_kind_statement,
	&vb_kind_adopt, &vb_kind_initial, &vb_kind_sign, &vb_kind_silence, &vb_kind_object,
};

const struct vb_kind *const *vb_kinds(unsigned *n)
{
	*n = VB_ARRAY_LEN(kinds);
	return kinds;
}

const struct vb_kind *vb_kind_find(struct vb_view name)
{
	for (unsigned i = 0; i < VB_ARRAY_LEN(kinds); i++) {
		if (name.len && (uint8_t)kinds[i]->name[0] == name.ptr[0] &&
		    vb_view_is(name, kinds[i]->name))
			return kinds[i];
	}
	return NULL;
}
