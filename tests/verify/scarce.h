/*
 * An allocator that counts, and fails when it is told to.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include <stdbool.h>

/* False where a sanitizer has an allocator of its own: then nothing fails or counts. */
extern const bool scarce_here;
/* Allocations until one fails; 0: none does. */
extern unsigned countdown;
/* One has failed. */
extern bool failed;
/* Blocks that are allocated and not freed. */
extern long live;
