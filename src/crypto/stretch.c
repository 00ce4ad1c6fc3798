/*
 * A slow hash for words read aloud, and released identities, which are secrets
 * no more and need no guarded memory.
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto/internal.h"

#include <sodium.h>
#include <string.h>

bool vb_stretch(struct vb_view in, struct vb_view salt, unsigned log_n, uint8_t *out,
		size_t len)
{
	if (log_n <= 20 &&
	    crypto_pwhash_scryptsalsa208sha256_ll(in.ptr, in.len, salt.ptr, salt.len,
						  1ULL << log_n, 8, 1, out, len) == 0)
		return true;
	memset(out, 0, len);
	return false;
}

static const char identity_hrp[] = "AGE-SECRET-KEY-";

bool vb_identity_valid(struct vb_view identity)
{
	uint8_t seed[32];

	return vb_bech32_parse(identity, identity_hrp, seed);
}

bool vb_identity_recipient(struct vb_view identity, struct vb_recipient *out)
{
	uint8_t seed[32];

	return vb_bech32_parse(identity, identity_hrp, seed) &&
	       crypto_scalarmult_base(out->pub, seed) == 0;
}
