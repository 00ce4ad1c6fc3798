/*
 * Tile paths: whatever is read is written again byte for byte; and bundles.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tree/tree.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vb_view in = vb_view(data, size), entry;
	struct vb_tile t;
	struct vb_cursor c;
	size_t n = 0;
	char path[80];

	if (vb_tile_parse(in, &t)) {
		vb_tile_path(path, &t);
		if (!vb_view_is(in, path) || t.width < 1 || t.width > VB_TILE_WIDTH)
			abort();
	}
	vb_cursor_init(&c, in, NULL);
	while (vb_bundle_next(&c, &entry))
		n += 2 + entry.len;
	if ((vb_cursor_done(&c) == VB_OK) != (n == size))
		abort();
	return 0;
}
