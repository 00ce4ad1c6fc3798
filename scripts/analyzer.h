/*
 * For clang's analyzer alone, which sees one file at a time: vb_fail() returns its code.
 *
 * SPDX-License-Identifier: ISC
 */
#include "../src/base/base.h"
#define vb_fail(err, code, ...) (vb_fail((err), (code), __VA_ARGS__), (code))
