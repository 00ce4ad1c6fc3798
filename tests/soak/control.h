/*
 * What the soak test tells a server that it runs, through a page of memory in a file that
 * both have mapped: when to stop at which step, and how far its clock is off.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

/* The server reads the file's path here; checkpoints that it signs go to the other. */
#define SK_CONTROL_ENV "VERBALE_SOAK_CONTROL"
#define SK_SIGNED_ENV "VERBALE_SOAK_SIGNED"

/* The rows of the crash table, as vb_depositary_on_step() names them. */
#define SK_STEPS 7
static const char *const sk_steps[SK_STEPS] = {"copy-stored", "enqueued", "signed", "committed",
					       "published", "register-signed",
					       "register-committed"};

struct sk_control {
	_Atomic int64_t offset;		/* seconds that its clock is ahead */
	_Atomic int armed;		/* which step, from 1; 0: none */
	_Atomic int left;		/* that often it passes */
	_Atomic int signal;		/* that it then sends itself */
	_Atomic unsigned fired;
	_Atomic unsigned passed[SK_STEPS];
};
