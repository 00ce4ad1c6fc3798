/*
 * The writer: into a caller's buffer; overflow sticks and voids the content.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/base.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void vb_writer_init(struct vb_writer *w, void *buf, size_t cap)
{
	*w = (struct vb_writer){.ptr = buf, .cap = cap};
}

void vb_put(struct vb_writer *w, const void *p, size_t n)
{
	if (w->over || n > w->cap - w->len) {
		w->over = true;
		return;
	}
	if (n > 0)
		memcpy(w->ptr + w->len, p, n);
	w->len += n;
}

void vb_put_view(struct vb_writer *w, struct vb_view v)
{
	vb_put(w, v.ptr, v.len);
}

void vb_put_str(struct vb_writer *w, const char *s)
{
	vb_put(w, s, strlen(s));
}

void vb_put_byte(struct vb_writer *w, uint8_t b)
{
	vb_put(w, &b, 1);
}

void vb_put_dec(struct vb_writer *w, uint64_t v)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + v % 10);
		v /= 10;
	} while (v > 0);
	vb_put(w, digits + at, sizeof(digits) - at);
}

void vb_put_hash(struct vb_writer *w, const struct vb_hash *h)
{
	char hex[2 * sizeof(h->b) + 1];

	vb_hex(hex, h->b, sizeof(h->b));
	vb_put(w, hex, sizeof(hex) - 1);
}

void vb_put_time(struct vb_writer *w, int64_t t)
{
	char text[VB_TIME_LEN + 1];

	vb_time_format(text, t);
	vb_put_str(w, text);
}

/* printf wants room for a NUL that the writer does not: what fits exactly takes
 * a way round, through the heap. */
static void put_exact(struct vb_writer *w, size_t n, const char *fmt, va_list ap)
	VB_PRINTF(3, 0);
static void put_exact(struct vb_writer *w, size_t n, const char *fmt, va_list ap)
{
	char *tmp = malloc(n + 1);

	if (tmp && vsnprintf(tmp, n + 1, fmt, ap) == (int)n)
		vb_put(w, tmp, n);
	else
		w->over = true;
	free(tmp);
}

void vb_putf(struct vb_writer *w, const char *fmt, ...)
{
	size_t room = w->cap - w->len;
	va_list ap, again;
	int n;

	if (w->over)
		return;
	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(room ? (char *)w->ptr + w->len : NULL, room, fmt, ap);
	if (n < 0 || (size_t)n > room)
		w->over = true;
	else if ((size_t)n == room)
		put_exact(w, (size_t)n, fmt, again);
	else
		w->len += (size_t)n;
	va_end(again);
	va_end(ap);
}

struct vb_view vb_written(const struct vb_writer *w)
{
	return vb_view(w->ptr, w->over ? 0 : w->len);
}
