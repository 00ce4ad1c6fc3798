/*
 * Invitations: an address, and the draft of a charter (format.md 9.8).
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <string.h>

enum vb_code vb_invitation_read(struct vb_view v, struct vb_invitation *in, struct vb_err *err)
{
	struct vb_view at;
	struct vb_cursor c;

	vb_cursor_form(&c, v, "9.8", err);
	if (!vb_view_is(vb_cursor_line(&c), "verbale-invite/1"))
		vb_cursor_fail(&c, "9.8", "this is not an invitation: its first line must be "
					  "\"verbale-invite/1\"");
	at = vb_cursor_field(&c, "at");
	if (at.len >= sizeof(in->at) || !vb_words_valid(at))
		vb_cursor_fail(&c, "9.8", "the address is none");
	if (vb_cursor_line(&c).len > 0)
		vb_cursor_fail(&c, "9.8", "an empty line is due before the draft");
	if (c.code)
		return c.code;
	vb_view_copy(in->at, sizeof(in->at), at);
	in->text = vb_view(v.ptr + c.pos, v.len - c.pos);
	vb_sha256(in->text, &in->id);
	return vb_draft_parse(in->text, &in->draft, err);
}

/* The role of @name in the draft; empty: it is not invited. */
struct vb_view vb_invitation_role(const struct vb_invitation *in, const char *name)
{
	for (unsigned i = 0; i < vb_act_count(&in->draft, "party"); i++) {
		struct vb_view role, who = vb_token(vb_act_get(&in->draft, "party", i), &role);

		if (vb_view_is(who, name))
			return role;
	}
	return vb_view(NULL, 0);
}
