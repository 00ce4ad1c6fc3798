/*
 * Drafts and seats (format.md 9.5): a draft that is read makes a charter with no seats that
 * grew from it; a seat that is read is written again byte for byte.
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/record.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void draft(struct vb_view in)
{
	static struct vb_act a;
	uint8_t *buf = malloc(VB_TEXT_MAX);
	struct vb_writer w;

	if (buf && vb_draft_parse(in, &a, NULL) == VB_OK) {
		vb_writer_init(&w, buf, VB_TEXT_MAX);
		vb_charter_put_draft(&w, &a);
		if (!vb_view_eq(vb_written(&w), in))
			abort();
		vb_writer_init(&w, buf, VB_TEXT_MAX);
		if (vb_charter_put_text(&w, &a, NULL, 0, NULL) == VB_OK && w.over)
			abort();
	}
	free(buf);
}

static void seat(struct vb_view in)
{
	static struct vb_seat s;
	char party[VB_NAME_MAX + 1] = "";
	uint8_t *buf = malloc(in.len + 1);
	struct vb_writer w;

	if (buf && vb_seat_parse(in, &s, NULL) == VB_OK) {
		memcpy(party, s.party.ptr, s.party.len);
		vb_writer_init(&w, buf, in.len);
		vb_seat_put_text(&w, &s.draft, party, s.key, s.nkeys);
		if (!vb_view_eq(vb_written(&w), s.note.text))
			abort();
	}
	free(buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	draft(vb_view(data, size));
	seat(vb_view(data, size));
	return 0;
}
