/*
 * Parts of proofs that speak of a paper.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "scene.h"

/* A `leaf` part that shows leaf @leaf of @paper as if it were leaf @index of @count. */
struct kit_file leaf_part(struct scene *s, unsigned who, const struct fx_copy *c, uint32_t act,
			  const char *paper, uint32_t leaf, uint32_t index, uint32_t count);
