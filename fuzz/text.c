/*
 * Versions of any bytes, parted by NULs: every invariant of doc/text.md 8 holds.
 *
 * SPDX-License-Identifier: ISC
 */
#include "invariants.h"

#include <stdlib.h>

#define VERSIONS 6u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte says whether there is a base, and whether somebody is silent. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const name[VERSIONS] = {"nord", "a", "sud", "z-9", "b", "1st"};
	struct vb_version v[VERSIONS];
	uint8_t how = size ? data[0] : 0;
	size_t n = 0, at = size ? 1 : 0;
	const char *what;

	while (n < VERSIONS && (n == 0 || at < size)) {
		size_t end = at;

		while (end < size && data[end])
			end++;
		v[n] = (struct vb_version){.name = name[n], .text = vb_view(data + at, end - at),
					   .base = n == 2 && (how & 1),
					   .silent = n == 3 && (how & 2)};
		n++;
		at = end + 1;
	}
	what = broken(v, n);
	if (what) {
		fprintf(stderr, "%s\n", what);
		abort();
	}
	return 0;
}
