/*
 * What holds of any versions whatever (doc/text.md 8), for the tests and the fuzzer.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "text/text.h"

/* What is broken, in words; NULL: nothing.  Aborts where there is no memory. */
const char *broken(const struct vb_version *v, size_t n);
/* The same of any draft: what is printed of it is read as the same pieces. */
const char *broken_draft(struct vb_view text);
