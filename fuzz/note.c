/*
 * Signed notes: whatever is read is its parts put together again.
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto/crypto.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct vb_note n;
	struct vb_writer w;
	uint8_t *copy = malloc(size + 1);

	if (copy && vb_note_parse(vb_view(data, size), VB_NOTE_SIGS_MAX, &n, NULL) == VB_OK) {
		vb_writer_init(&w, copy, size);
		vb_put_view(&w, n.text);
		vb_put_byte(&w, '\n');
		for (unsigned i = 0; i < n.nsigs; i++) {
			vb_put_str(&w, "\xe2\x80\x94 ");
			vb_put_view(&w, n.sig[i].name);
			vb_put_byte(&w, ' ');
			vb_put_view(&w, n.sig[i].blob64);
			vb_put_byte(&w, '\n');
		}
		if (!vb_view_eq(vb_written(&w), n.all) || n.all.len != size)
			abort();
	}
	free(copy);
	return 0;
}
