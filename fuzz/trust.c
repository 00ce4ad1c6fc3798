/*
 * Trust files: read or refused, and used on a file that is not there.
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/verify.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct vb_finding f;
	struct vb_trust *t = NULL;

	if (!vb_crypto_init() || vb_trust_parse(vb_view(data, size), &t, NULL) != VB_OK)
		return 0;
	if (vb_verify(vb_view_str("verbale-act/1\n"), t, &f) != VB_OK ||
	    f.result != VB_UNREADABLE)
		abort();
	vb_trust_free(t);
	return 0;
}
