/*
 * Keys of notes, verifying and secret, and of age: what is read is written again.
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto/crypto.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vb_view in = vb_view(data, size);
	struct vb_secret *s = NULL;
	struct vb_recipient r;
	struct vb_writer w;
	struct vb_vkey k;
	uint8_t out[400];

	vb_writer_init(&w, out, sizeof(out));
	if (!vb_crypto_init())
		abort();
	if (vb_vkey_parse(in, &k, NULL) == VB_OK)
		vb_vkey_put(&w, &k);
	else if (vb_skey_parse(in, &k, &s, NULL) == VB_OK)
		vb_skey_put(&w, s, &k);
	else if (vb_recipient_parse(in, &r))
		vb_recipient_put(&w, &r);
	else if (vb_identity_parse(in, &s, NULL) == VB_OK)
		vb_identity_put(&w, s);
	if ((w.len > 0 && !vb_view_eq(vb_written(&w), in)) || w.over)
		abort();
	vb_secret_free(s);
	return 0;
}
