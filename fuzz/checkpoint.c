/*
 * Checkpoints: the text of whatever is read is written again byte for byte.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tree/tree.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vb_checkpoint c;
	struct vb_writer w;
	uint8_t buf[512];

	if (vb_checkpoint_parse(vb_view(data, size), &c, NULL) != VB_OK)
		return 0;
	vb_writer_init(&w, buf, sizeof(buf));
	vb_checkpoint_put_text(&w, c.origin, c.size, &c.root);
	if (w.over || !vb_view_eq(vb_written(&w), c.note.text))
		abort();
	return 0;
}
