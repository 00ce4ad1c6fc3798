/*
 * The journal: what the servers said, as it was heard.
 *
 * SPDX-License-Identifier: ISC
 */
#include "soak.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static int fd = -1;

double sk_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void sk_sleep(double seconds)
{
	double end = sk_clock() + seconds, left;

	while ((left = end - sk_clock()) > 0)
		nanosleep(&(struct timespec){(time_t)left,
					     (long)(1e9 * (left - (double)(time_t)left))}, NULL);
}

uint64_t sk_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

unsigned sk_below(uint64_t *state, unsigned n)
{
	return (unsigned)(sk_random(state) % n);
}

void sk_journal_open(const char *dir)
{
	char path[SK_PATH + 16];

	snprintf(path, sizeof(path), "%s/journal", dir);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		abort();
}

void sk_journal_close(void)
{
	close(fd);
	fd = -1;
}

void sk_note(const char *kind, const struct vb_hash *table, uint64_t number, struct vb_view bytes)
{
	char head[160], id[65] = "-";
	struct timespec t;
	struct iovec part[3];
	ssize_t whole;
	int n;

	clock_gettime(CLOCK_REALTIME, &t);
	if (table)
		vb_hex(id, table->b, sizeof(table->b));
	n = snprintf(head, sizeof(head), "%s %lld %s %llu %zu\n", kind,
		     1000000LL * t.tv_sec + t.tv_nsec / 1000, id, (unsigned long long)number,
		     bytes.len);
	part[0] = (struct iovec){head, (size_t)n};
	part[1] = (struct iovec){(void *)(uintptr_t)bytes.ptr, bytes.len};
	part[2] = (struct iovec){(void *)(uintptr_t)"\n", 1};
	whole = (ssize_t)((size_t)n + bytes.len + 1);
	if (writev(fd, part, 3) != whole)
		abort();
}

void sk_odd(const struct vb_hash *table, const char *fmt, ...)
{
	char text[1000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	sk_note("odd", table, 0, vb_view_str(text));
}
