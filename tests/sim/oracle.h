/*
 * What the oracle is asked.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "sim.h"

/* Holds the hand-overs of @f, and which acts about them are void, against its own reading
 * of the @n acts of the log. */
void sim_ask_oracle(struct sim *s, const struct vb_act *const *acts, size_t n,
		    const struct vb_fold *f);
