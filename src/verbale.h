/*
 * libverbale: everything that reading and verifying a record needs, from C or C++.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* C++ lacks the `static N` of array parameters; the headers use `static` for nothing else. */
#ifdef __cplusplus
extern "C" {
#define static
#endif

#include "base/base.h"
#include "crypto/crypto.h"
#include "tree/tree.h"
#include "record/record.h"
#include "verify/verify.h"

#ifdef __cplusplus
#undef static
}
#endif
