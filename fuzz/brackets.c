/*
 * Drafts of any bytes: whatever is read is printed so that it is read alike.
 *
 * SPDX-License-Identifier: ISC
 */
#include "invariants.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *what = broken_draft(vb_view(data, size));

	if (what) {
		fprintf(stderr, "%s\n", what);
		abort();
	}
	return 0;
}
