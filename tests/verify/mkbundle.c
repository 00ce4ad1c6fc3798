/*
 * Writes a bundle to standard output, for the test of its README.
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"

int main(void)
{
	static struct kit k;
	struct kit_file f;

	kit_open(&k, NULL);
	f = kit_bundle(&k.t, &(struct kit_parts){.copies = true});
	fwrite(f.ptr, 1, f.len, stdout);
	kit_free(&f);
	kit_close(&k);
	return fflush(stdout) == 0 ? 0 : 1;
}
