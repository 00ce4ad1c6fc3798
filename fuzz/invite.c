/*
 * What comes to a desk by any channel before there is a table: invitations and carried
 * seats (format.md 9.8).  An error never quotes a carried seat's secret.
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool within(struct vb_view part, struct vb_view whole)
{
	return part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vb_view in = vb_view(data, size);
	struct vb_carried_seat c;
	static struct vb_invitation invite;
	struct vb_err err = {0};

	if (vb_invitation_read(in, &invite, &err) == VB_OK &&
	    (!within(invite.text, in) || invite.draft.kind == NULL || !invite.at[0]))
		abort();
	if (!vb_is_carried_seat(in))
		return 0;
	memset(&err, 0, sizeof(err));
	if (vb_carried_seat_parse(in, &c, &err) == VB_OK &&
	    (!within(c.secret, in) || !within(c.draft, in) || !within(c.seat, in)))
		abort();
	if (strstr(err.sentence, "PRIVATE+KEY"))
		abort();
	return 0;
}
