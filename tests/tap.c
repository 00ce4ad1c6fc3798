/*
 * TAP for test programs.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tap.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static unsigned count, failed;

__attribute__((format(printf, 2, 0)))
static void say(bool pass, const char *fmt, va_list ap)
{
	count++;
	failed += !pass;
	printf("%s %u - ", pass ? "ok" : "not ok", count);
	vprintf(fmt, ap);
}

bool tap_ok(bool pass, const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(pass, fmt, ap);
	va_end(ap);
	putchar('\n');
	if (!pass)
		diag("failed at %s:%d", file, line);
	fflush(stdout);
	return pass;
}

bool tap_is_int(long long got, long long want, const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(got == want, fmt, ap);
	va_end(ap);
	putchar('\n');
	if (got != want)
		diag("%s:%d: got %lld, wanted %lld", file, line, got, want);
	fflush(stdout);
	return got == want;
}

bool tap_is_str(const char *got, const char *want, const char *file, int line,
		const char *fmt, ...)
{
	bool pass = got && want ? strcmp(got, want) == 0 : got == want;
	va_list ap;

	va_start(ap, fmt);
	say(pass, fmt, ap);
	va_end(ap);
	putchar('\n');
	if (!pass)
		diag("%s:%d: got \"%s\", wanted \"%s\"", file, line, got ? got : "(null)",
		     want ? want : "(null)");
	fflush(stdout);
	return pass;
}

void tap_skip(const char *fmt, ...)
{
	va_list ap;

	count++;
	printf("ok %u - ", count);
	printf("# SKIP ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
}

void diag(const char *fmt, ...)
{
	va_list ap;

	printf("# ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

int tap_done(void)
{
	printf("1..%u\n", count);
	return failed ? 1 : 0;
}

const char *tap_vectors(void)
{
	static char path[4096];
	const char *env = getenv("VERBALE_VECTORS");
	const char *source = getenv("VERBALE_SOURCE");
	struct stat st;

	if (env)
		snprintf(path, sizeof(path), "%s", env);
	else
		snprintf(path, sizeof(path), "%s/../shared/vectors", source ? source : ".");
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? path : NULL;
}

uint8_t *tap_slurp(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	uint8_t *buf = NULL;
	long n;

	if (!f)
		return NULL;
	if (fseek(f, 0, SEEK_END) == 0 && (n = ftell(f)) >= 0) {
		rewind(f);
		buf = malloc((size_t)n + 1);
		if (buf && fread(buf, 1, (size_t)n, f) == (size_t)n) {
			buf[n] = 0;
			*len = (size_t)n;
		} else {
			free(buf);
			buf = NULL;
		}
	}
	fclose(f);
	return buf;
}

void *tap_copy(const void *p, size_t len)
{
	char *copy = malloc(len + 1);

	if (!copy)
		return NULL;
	if (len > 0)
		memcpy(copy, p, len);
	copy[len] = 0;
	return copy;
}
