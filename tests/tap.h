/*
 * TAP for test programs: a test reads as a table of ok() lines.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reports one test point; returns @pass. */
#define ok(pass, ...) tap_ok((pass), __FILE__, __LINE__, __VA_ARGS__)
#define is_int(got, want, ...) tap_is_int((got), (want), __FILE__, __LINE__, __VA_ARGS__)
#define is_str(got, want, ...) tap_is_str((got), (want), __FILE__, __LINE__, __VA_ARGS__)

bool tap_ok(bool pass, const char *file, int line, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
bool tap_is_int(long long got, long long want, const char *file, int line, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
bool tap_is_str(const char *got, const char *want, const char *file, int line,
		const char *fmt, ...) __attribute__((format(printf, 5, 6)));
/* A test point that could not run, and why: shown, and counted as skipped. */
void tap_skip(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void diag(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Prints the plan; main() returns it. */
int tap_done(void);

/* The folder of vectors: $VERBALE_VECTORS, else ../shared/vectors beside the
 * source tree ($VERBALE_SOURCE), else NULL. */
const char *tap_vectors(void);
/* Reads a file whole into malloc'd memory, with a NUL behind; NULL: none. */
uint8_t *tap_slurp(const char *path, size_t *len);
/* @len bytes of @p copied to malloc'd memory, with a NUL behind; NULL: no memory. */
void *tap_copy(const void *p, size_t len);
