/*
 * Proofs, acts, copies and papers: whatever the bytes, there is a finding, and without
 * an anchor never that it is genuine but for what a judge rejects.
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/verify.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct vb_finding f;
	char line[VB_CANONICAL_MAX];

	if (!vb_crypto_init() || vb_verify(vb_view(data, size), NULL, &f) != VB_OK)
		return 0;
	vb_finding_line(line, &f);
	if (f.result == VB_GENUINE || !f.sentence[0] || line[0] == '?')
		abort();
	/* Nothing of the file reaches a terminal raw. */
	for (const char *p = f.sentence; *p; p++) {
		if ((uint8_t)*p < 0x20 || *p == 0x7f)
			abort();
	}
	return 0;
}
