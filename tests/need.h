/*
 * What a test cannot do without: where it is missing, the program ends.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

/* Returns @p, of malloc(), strdup(), vb_secret_new(), ...; aborts if it is NULL. */
void *need(void *p) __attribute__((returns_nonnull));
