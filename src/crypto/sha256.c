/*
 * SHA-256 by libcrypto's low-level calls: they keep their state where they are
 * told to, so that hashing allocates nothing and cannot fail.
 *
 * SPDX-License-Identifier: ISC
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/internal.h"

#include <assert.h>
#include <openssl/sha.h>

static_assert(sizeof(SHA256_CTX) <= sizeof(struct vb_sha256), "the state must fit");
static_assert(_Alignof(SHA256_CTX) <= _Alignof(struct vb_sha256), "and stand aligned");

static SHA256_CTX *state(struct vb_sha256 *s)
{
	return (SHA256_CTX *)(void *)s->opaque;
}

void vb_sha256_init(struct vb_sha256 *s)
{
	SHA256_Init(state(s));
}

void vb_sha256_update(struct vb_sha256 *s, const void *p, size_t n)
{
	if (n > 0)
		SHA256_Update(state(s), p, n);
}

void vb_sha256_final(struct vb_sha256 *s, struct vb_hash *out)
{
	SHA256_Final(out->b, state(s));
}

void vb_sha256(struct vb_view v, struct vb_hash *out)
{
	struct vb_sha256 s;

	vb_sha256_init(&s);
	vb_sha256_update(&s, v.ptr, v.len);
	vb_sha256_final(&s, out);
}
