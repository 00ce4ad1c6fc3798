/*
 * Archives: every file lies inside, and the walk ends.
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/verify.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vb_view archive = vb_view(data, size), name, content;
	size_t pos = 0, last = 0;

	while (vb_ustar_next(archive, &pos, &name, &content, NULL) == VB_OK) {
		if (pos <= last || pos > size || pos % 512)
			abort();
		if (name.len < 1 || name.len > 100 || name.ptr < data + last ||
		    content.ptr + content.len > data + pos)
			abort();
		last = pos;
	}
	return 0;
}
