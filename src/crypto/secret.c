/*
 * Secret keys, in memory that is guarded by unreadable pages, kept out of swap
 * and of core dumps, read-only once filled, and wiped when freed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto/internal.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

struct vb_secret {
	uint8_t seed[32];
	uint8_t ed25519[crypto_sign_SECRETKEYBYTES]; /* seed and public key */
};

static_assert(crypto_sign_SEEDBYTES == 32 && crypto_scalarmult_SCALARBYTES == 32,
	      "one seed serves both curves");

static void settle(struct vb_secret *s)
{
	uint8_t pub[crypto_sign_PUBLICKEYBYTES];

	crypto_sign_seed_keypair(pub, s->ed25519, s->seed);
	sodium_mprotect_readonly(s);
}

struct vb_secret *vb_secret_new(struct vb_rng rng)
{
	struct vb_secret *s = sodium_malloc(sizeof(*s));

	if (s) {
		rng.fill(rng.ctx, s->seed, sizeof(s->seed));
		settle(s);
	}
	return s;
}

struct vb_secret *vb_secret_import(const uint8_t seed[static 32])
{
	struct vb_secret *s = sodium_malloc(sizeof(*s));

	if (s) {
		memcpy(s->seed, seed, sizeof(s->seed));
		settle(s);
	}
	return s;
}

void vb_secret_export(const struct vb_secret *s, uint8_t seed[static 32])
{
	memcpy(seed, s->seed, sizeof(s->seed));
}

void vb_secret_free(struct vb_secret *s)
{
	sodium_free(s);
}

const uint8_t *vb_secret_seed(const struct vb_secret *s)
{
	return s->seed;
}

const uint8_t *vb_secret_ed25519(const struct vb_secret *s)
{
	return s->ed25519;
}
