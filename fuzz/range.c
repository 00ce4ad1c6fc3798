/*
 * Ranges of a copy: whatever the field says, what is sent lies within the copy, and is not
 * empty.
 *
 * SPDX-License-Identifier: ISC
 */
#include "post/internal.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The size stands in front, so that small ones are met, too. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t from = 7, to = 7, bytes;
	enum vb_range r;

	if (size < 8)
		return 0;
	bytes = vb_be64(data) % (VB_COPY_BYTES_MAX + 1);
	if (data[0] & 0x80)
		bytes %= 16;
	r = vb_range_read(vb_view(data + 8, size - 8), bytes, &from, &to);
	if (r == VB_RANGE_PART && (from >= to || to > bytes))
		abort();
	if (r != VB_RANGE_PART && (from != 7 || to != 7))
		abort();
	return 0;
}
