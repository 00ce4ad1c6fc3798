/*
 * age files, binary or armored: what opens is sealed again and opens to the same.
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto/crypto.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Seals @plain and opens it; then with its last byte changed, which is not opened. */
static void round_trip(const struct vb_secret *s, struct vb_view plain)
{
	uint8_t *file = malloc((size_t)vb_age_sealed_size(plain.len)), *back = NULL;
	struct vb_age_keys keys = {{1}, {2}, {3}};
	struct vb_recipient r;
	size_t n = 0, len = 0;

	vb_recipient_of(s, &r);
	if (!file || vb_age_seal(&r, &keys, plain, file, &n, NULL) != VB_OK ||
	    vb_age_open(vb_view(file, n), s, &back, &len, NULL) != VB_OK ||
	    !vb_view_eq(vb_view(back, len), plain))
		abort();
	file[n - 1] ^= 1;
	if (vb_age_open_key(vb_view(file, n), keys.file_key, &back, &len, NULL) != VB_FALSE)
		abort();
	free(file);
	free(back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t seed[32], *binary = NULL, *plain = NULL;
	struct vb_view in = vb_view(data, size);
	struct vb_secret *s = NULL;
	size_t n = 0;

	memset(seed, 0x42, sizeof(seed)); /* that of the identity of the corpus */
	if (!vb_crypto_init() || !(s = vb_secret_import(seed)))
		abort();
	if (vb_age_dearmor(in, &binary, &n, NULL) == VB_OK)
		in = vb_view(binary, n);
	if (vb_age_open(in, s, &plain, &n, NULL) == VB_OK)
		round_trip(s, vb_view(plain, n));
	else
		round_trip(s, in);
	free(binary);
	free(plain);
	vb_secret_free(s);
	return 0;
}
