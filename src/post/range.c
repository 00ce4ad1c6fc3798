/*
 * Which part of a copy a request wants (RFC 9110 section 14).
 *
 * SPDX-License-Identifier: ISC
 *
 * A field that is not understood, or names several parts, is as if it were not there: that is
 * what the standard allows, and the whole is never wrong.
 */
#include "post/internal.h"

#include <string.h>
#include <strings.h>

/* Digits, which a number larger than any copy may be made of; false: there are none. */
static bool take_digits(struct vb_view *v, uint64_t *out)
{
	size_t n = 0;

	for (*out = 0; n < v->len && v->ptr[n] >= '0' && v->ptr[n] <= '9'; n++)
		*out = *out > VB_DEC_MAX ? *out : 10 * *out + (uint64_t)(v->ptr[n] - '0');
	*v = vb_view(v->ptr + n, v->len - n);
	return n > 0;
}

/* "-N": the last N. */
static enum vb_range read_suffix(struct vb_view v, uint64_t size, uint64_t *from, uint64_t *to)
{
	uint64_t n;

	if (!take_digits(&v, &n) || v.len > 0)
		return VB_RANGE_ALL;
	if (n == 0 || size == 0)
		return VB_RANGE_BEYOND;
	*from = n < size ? size - n : 0;
	*to = size;
	return VB_RANGE_PART;
}

enum vb_range vb_range_read(struct vb_view field, uint64_t size, uint64_t *from, uint64_t *to)
{
	static const char unit[] = "bytes=";
	size_t n = strlen(unit);
	uint64_t first, last;
	struct vb_view v;

	if (field.len <= n || strncasecmp((const char *)field.ptr, unit, n) != 0)
		return VB_RANGE_ALL;
	v = vb_view(field.ptr + n, field.len - n);
	if (*v.ptr == '-')
		return read_suffix(vb_view(v.ptr + 1, v.len - 1), size, from, to);
	if (!take_digits(&v, &first) || v.len == 0 || *v.ptr != '-')
		return VB_RANGE_ALL;
	v = vb_view(v.ptr + 1, v.len - 1);
	last = UINT64_MAX;
	if (v.len > 0 && (!take_digits(&v, &last) || v.len > 0 || last < first))
		return VB_RANGE_ALL;
	if (first >= size)
		return VB_RANGE_BEYOND;
	*from = first;
	*to = last < size ? last + 1 : size;
	return VB_RANGE_PART;
}
