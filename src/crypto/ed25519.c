/*
 * Ed25519 (RFC 8032) with one rule of validity, and the signer of a secret.
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto/internal.h"

#include <sodium.h>
#include <string.h>

void vb_ed25519_public(const struct vb_secret *s, uint8_t pub[static 32])
{
	memcpy(pub, vb_secret_ed25519(s) + crypto_sign_SEEDBYTES, 32);
}

void vb_ed25519_sign(const struct vb_secret *s, struct vb_view msg, uint8_t sig[static 64])
{
	crypto_sign_detached(sig, NULL, vb_bytes_of(msg), msg.len, vb_secret_ed25519(s));
}

/*
 * format.md 3.3: libsodium wants S < L, a key in canonical form that is not of small
 * order, an R that is not of small order, and [S]B - [k]A to encode to R byte for
 * byte, without the cofactor.  That the order of the key is prime it does not ask:
 * vb_ed25519_public_valid() does.
 */
bool vb_ed25519_verify(const uint8_t pub[static 32], struct vb_view msg,
		       const uint8_t sig[static 64])
{
	return crypto_sign_verify_detached(sig, vb_bytes_of(msg), msg.len, pub) == 0;
}

bool vb_ed25519_public_valid(const uint8_t pub[static 32])
{
	return crypto_core_ed25519_is_valid_point(pub) == 1;
}

static enum vb_code sign_with_secret(void *ctx, struct vb_view msg, uint8_t sig[static 64],
				     struct vb_err *err)
{
	const struct vb_secret *s = ctx;

	(void)err;
	vb_ed25519_sign(s, msg, sig);
	return VB_OK;
}

struct vb_signer vb_signer_secret(const struct vb_secret *s, const char *name, uint8_t type)
{
	struct vb_signer signer = {.sign = sign_with_secret, .ctx = (void *)(uintptr_t)s,
				   .own = true};
	uint8_t pub[32];

	vb_ed25519_public(s, pub);
	vb_vkey_make(&signer.vkey, vb_view_str(name), type, pub);
	return signer;
}
