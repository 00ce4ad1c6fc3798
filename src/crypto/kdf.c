/*
 * HMAC-SHA-256, HKDF-SHA-256 and SipHash; comparing and wiping secrets.
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto/internal.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

void vb_hmac(struct vb_view key, struct vb_view msg, struct vb_hash *out)
{
	crypto_auth_hmacsha256_state s;

	crypto_auth_hmacsha256_init(&s, vb_bytes_of(key), key.len);
	crypto_auth_hmacsha256_update(&s, vb_bytes_of(msg), msg.len);
	crypto_auth_hmacsha256_final(&s, out->b);
	sodium_memzero(&s, sizeof(s));
}

uint64_t vb_siphash(const uint8_t key[static 16], struct vb_view msg)
{
	uint8_t out[crypto_shorthash_siphash24_BYTES];

	crypto_shorthash_siphash24(out, vb_bytes_of(msg), msg.len, key);
	return vb_be64(out);
}

/* T(n) of RFC 5869 section 2.3. */
static void expand_block(const struct vb_hash *prk, struct vb_view before,
			 struct vb_view info, uint8_t n, struct vb_hash *out)
{
	crypto_auth_hmacsha256_state s;

	crypto_auth_hmacsha256_init(&s, prk->b, sizeof(prk->b));
	crypto_auth_hmacsha256_update(&s, vb_bytes_of(before), before.len);
	crypto_auth_hmacsha256_update(&s, vb_bytes_of(info), info.len);
	crypto_auth_hmacsha256_update(&s, &n, 1);
	crypto_auth_hmacsha256_final(&s, out->b);
	sodium_memzero(&s, sizeof(s));
}

void vb_hkdf(struct vb_view ikm, struct vb_view salt, struct vb_view info, uint8_t *out,
	     size_t len)
{
	struct vb_hash prk, t;
	size_t before = 0;

	assert(len <= 255 * sizeof(t.b));
	/* An absent salt is 32 zeroes, which HMAC makes of the empty key too. */
	vb_hmac(salt, ikm, &prk);
	for (uint8_t n = 1; len > 0; n++) {
		size_t take = len < sizeof(t.b) ? len : sizeof(t.b);

		expand_block(&prk, vb_view(t.b, before), info, n, &t);
		memcpy(out, t.b, take);
		out += take;
		len -= take;
		before = sizeof(t.b);
	}
	vb_wipe(&prk, sizeof(prk));
	vb_wipe(&t, sizeof(t));
}

bool vb_secret_eq(const void *a, const void *b, size_t n)
{
	return sodium_memcmp(a, b, n) == 0;
}

void vb_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}
