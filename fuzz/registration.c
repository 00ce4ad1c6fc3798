/*
 * Registrations: whatever is read is written again byte for byte, and none holds for a log key
 * that nobody has.
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/record.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct vb_hash table;
	struct vb_registration r;
	struct vb_vkey nobody;
	struct vb_writer w;
	uint8_t *again;

	if (!vb_crypto_init() || vb_registration_parse(vb_view(data, size), &r, NULL) != VB_OK)
		return 0;
	again = malloc(size);
	if (!again)
		return 0;
	vb_writer_init(&w, again, size);
	vb_registration_put(&w, r.counter, &r.key, &r.checkpoint, r.proof.index, r.proof.path,
			    r.proof.npath, r.proof.checkpoint.note.all);
	if (!vb_view_eq(vb_written(&w), vb_view(data, size)))
		abort();
	free(again);
	vb_vkey_make(&nobody, r.proof.checkpoint.origin, VB_KEY_ED25519, table.b);
	if (vb_registration_verify(&r, &table, &nobody, NULL) == VB_OK)
		abort();
	return 0;
}
