/*
 * Keys for tests, made from one byte each, the same every time; and copies in memory
 * of exactly their size, so that a sanitizer sees the byte behind.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "tree/tree.h"

/* A signer of @type under @name with the secret of 32 bytes @seed. */
struct vb_signer test_signer(uint8_t seed, const char *name, uint8_t type);
/* Its vkey as text, in one of several buffers. */
const char *test_vkey(uint8_t seed, const char *name, uint8_t type);
/* Frees all secrets. */
void test_keys_free(void);

/* A checkpoint of @origin with size 7 and a root of 32 bytes @root, signed by the
 * log key of seed 1; *@len bytes in a buffer of its own that the caller frees. */
uint8_t *test_checkpoint(const char *origin, uint8_t root, size_t *len);
/* A copy that the caller frees; never NULL. */
void *test_copy(const void *p, size_t len);
/* Parses a copy of exactly @len bytes into @c; the copy, which the caller frees. */
uint8_t *test_reparse(const uint8_t *note, size_t len, struct vb_checkpoint *c);
