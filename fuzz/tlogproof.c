/*
 * Offline proofs: whatever is read is written again byte for byte, but for the
 * extra line, which only others write.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tree/tree.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t buf[1 << 20];
	size_t tail, head = strlen("c2sp.org/tlog-proof@v1\n");
	struct vb_proof p;
	struct vb_writer w;

	if (vb_proof_parse(vb_view(data, size), &p, NULL) != VB_OK)
		return 0;
	vb_writer_init(&w, buf, sizeof(buf));
	vb_proof_put(&w, p.index, p.path, p.npath, p.checkpoint.note.all);
	tail = w.len - head;
	if (!w.over && (w.len + (p.extra.len ? 6 + p.extra.len + 1 : 0) != size ||
			memcmp(buf, data, head) != 0 ||
			memcmp(buf + head, data + size - tail, tail) != 0))
		abort();
	return 0;
}
