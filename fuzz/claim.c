/*
 * Claims: read or refused, with a sentence; and a record of nothing cannot tell.
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/verify.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vb_fold *f = vb_fold_new();
	struct vb_judgement j;
	struct vb_claim c;
	struct vb_err err = {0};

	if (!f)
		return 0;
	if (vb_claim_parse(vb_view(data, size), &c, &err) == VB_OK) {
		vb_claim_judge(&c, f, true, 0, &j);
		if (!j.sentence[0] || j.nevidence > 0 || j.verdict == VB_SUPPORTED)
			abort();
	} else if (!err.sentence[0]) {
		abort();
	}
	vb_fold_free(f);
	return 0;
}
