/*
 * Small words of the crypto tests: hex literals, copies in memory of their exact
 * size, random bytes that are the same each time.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "crypto/crypto.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

/* The bytes of @hex in malloc'd memory of their exact size. */
static inline struct vb_view from_hex(const char *hex)
{
	size_t n = strlen(hex) / 2;
	uint8_t *p = malloc(n ? n : 1);

	if (!p || !vb_unhex(p, n, vb_view_str(hex)))
		abort();
	return (struct vb_view){p, n};
}

static inline struct vb_view copy_of(struct vb_view v)
{
	uint8_t *p = malloc(v.len ? v.len : 1);

	if (!p)
		abort();
	if (v.len)
		memcpy(p, v.ptr, v.len);
	return (struct vb_view){p, v.len};
}

static inline void drop(struct vb_view v)
{
	free((void *)(uintptr_t)v.ptr);
}

/* Random bytes, the same in every run. */
static inline struct vb_rng test_rng(void)
{
	static struct vb_rng_seeded state;
	static const uint8_t seed[32] = "the crypto tests";

	return vb_rng_seeded(&state, seed);
}
