/*
 * Policies: whatever is read keeps the rules, and judges a checkpoint that nobody
 * cosigned: only `quorum none` is content with it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tree/tree.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct vb_checkpoint c;
	struct vb_policy *p;
	unsigned counted = 0;
	int64_t by = 0;

	if (vb_policy_parse(vb_view(data, size), &p, NULL) != VB_OK)
		return 0;
	if (vb_policy_check(p, &c, &by, &counted, NULL) == VB_OK &&
	    (by != VB_TIME_NONE || counted != 0 || !memmem(data, size, "none", 4)))
		abort();
	for (unsigned i = 0; i < vb_policy_witnesses(p); i++)
		for (unsigned j = 0; j < i; j++)
			if (!memcmp(vb_policy_witness(p, i)->pub,
				    vb_policy_witness(p, j)->pub, 32))
				abort();
	vb_policy_free(p);
	return 0;
}
