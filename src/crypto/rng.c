/*
 * Start of the crypto libraries; the system's random source, and a reproducible
 * one for tests and the simulation.
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto/internal.h"

#include <openssl/crypto.h>
#include <sodium.h>
#include <string.h>

bool vb_crypto_init(void)
{
	/* No openssl.cnf and no OPENSSL_CONF: nothing outside the program chooses
	 * its ciphers. */
	return sodium_init() >= 0 &&
	       OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT,
				   NULL) == 1;
}

static void system_fill(void *ctx, void *buf, size_t len)
{
	(void)ctx;
	randombytes_buf(buf, len);
}

struct vb_rng vb_rng_system(void)
{
	return (struct vb_rng){system_fill, NULL};
}

/* Every call starts at a fresh block of the key stream. */
static void seeded_fill(void *ctx, void *buf, size_t len)
{
	static const uint8_t nonce[crypto_stream_chacha20_NONCEBYTES];
	struct vb_rng_seeded *state = ctx;

	if (len == 0)
		return;
	memset(buf, 0, len);
	crypto_stream_chacha20_xor_ic(buf, buf, len, nonce, state->block, state->key);
	state->block += (len + 63) / 64;
}

struct vb_rng vb_rng_seeded(struct vb_rng_seeded *state, const uint8_t seed[static 32])
{
	memcpy(state->key, seed, sizeof(state->key));
	state->block = 0;
	return (struct vb_rng){seeded_fill, state};
}
