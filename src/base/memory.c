/*
 * A stream into memory that tells when memory was short: open_memstream() loses what it
 * had no room for, and fclose() calls that a success.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/base.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

struct memory {
	char **out;
	size_t *len;
	size_t cap;
	bool failed;
};

/* What was there may be a secret: nothing of it stays behind. */
static bool grow(struct memory *m, size_t need)
{
	size_t cap = need < SIZE_MAX / 2 ? 2 * need : need;
	char *more = malloc(cap);

	if (!more)
		return false;
	memcpy(more, *m->out, *m->len + 1);
	explicit_bzero(*m->out, *m->len + 1);
	free(*m->out);
	*m->out = more;
	m->cap = cap;
	return true;
}

static ssize_t put(void *cookie, const char *bytes, size_t n)
{
	struct memory *m = cookie;

	m->failed = m->failed || n > SIZE_MAX - *m->len - 1 ||
		    (*m->len + n + 1 > m->cap && !grow(m, *m->len + n + 1));
	if (m->failed) {
		errno = ENOMEM;
		return 0;
	}
	memcpy(*m->out + *m->len, bytes, n);
	*m->len += n;
	(*m->out)[*m->len] = 0;
	return (ssize_t)n;
}

static int finish(void *cookie)
{
	struct memory *m = cookie;
	int code = m->failed ? -1 : 0;

	free(m);
	return code;
}

FILE *vb_memory_open(char **out, size_t *len)
{
	const cookie_io_functions_t io = {.write = put, .close = finish};
	struct memory *m = malloc(sizeof(*m));
	char *first = calloc(1, 256);
	FILE *f = m && first ? fopencookie(m, "w", io) : NULL;

	if (!f) {
		free(first);
		free(m);
		return NULL;
	}
	*m = (struct memory){.out = out, .len = len, .cap = 256};
	*out = first;
	*len = 0;
	/* Each write fails by itself, and no copy of a secret stays in a buffer. */
	setvbuf(f, NULL, _IONBF, 0);
	return f;
}
