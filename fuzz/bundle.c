/*
 * Bundles and pouches: read whole, and never genuine without an anchor.
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/verify.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct vb_finding f;
	struct vb_audit *a;

	if (!vb_crypto_init() || vb_audit_open(vb_view(data, size), NULL, &a, &f) != VB_OK)
		return 0;
	if (a) {
		vb_audit_run(a, 0, vb_audit_jobs(a));
		vb_audit_finish(a, &f);
	}
	if (f.result == VB_GENUINE || !f.sentence[0])
		abort();
	vb_audit_free(a);
	return 0;
}
