/*
 * Views, hashes, big-endian numbers and hexadecimal.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/base.h"

#include <string.h>

struct vb_view vb_view(const void *ptr, size_t len)
{
	return (struct vb_view){ptr, len};
}

struct vb_view vb_view_str(const char *s)
{
	return vb_view(s, strlen(s));
}

bool vb_view_eq(struct vb_view a, struct vb_view b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool vb_view_is(struct vb_view a, const char *s)
{
	return vb_view_eq(a, vb_view_str(s));
}

int vb_view_cmp(struct vb_view a, struct vb_view b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n ? memcmp(a.ptr, b.ptr, n) : 0;

	if (order)
		return order < 0 ? -1 : 1;
	return (a.len > b.len) - (a.len < b.len);
}

bool vb_hash_eq(const struct vb_hash *a, const struct vb_hash *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

bool vb_hash_is_zero(const struct vb_hash *a)
{
	static const struct vb_hash zero;

	return vb_hash_eq(a, &zero);
}

uint32_t vb_be32(const uint8_t p[static 4])
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

uint64_t vb_be64(const uint8_t p[static 8])
{
	return (uint64_t)vb_be32(p) << 32 | vb_be32(p + 4);
}

void vb_put_be32(uint8_t p[static 4], uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

void vb_put_be64(uint8_t p[static 8], uint64_t v)
{
	vb_put_be32(p, (uint32_t)(v >> 32));
	vb_put_be32(p + 4, (uint32_t)v);
}

void vb_hex(char *out, const uint8_t *in, size_t len)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		out[2 * i] = digits[in[i] >> 4];
		out[2 * i + 1] = digits[in[i] & 15];
	}
	out[2 * len] = 0;
}

static bool is_hex(uint8_t c)
{
	return ((uint8_t)(c - '0') < 10) | ((uint8_t)(c - 'a') < 6);
}

/* Of a digit: letters have bit 6, and an "a" has 1 in its low bits. */
static uint8_t hex_value(uint8_t c)
{
	return (uint8_t)((c & 15) + 9 * (c >> 6));
}

bool vb_unhex(uint8_t *out, size_t len, struct vb_view hex)
{
	bool bad = false;

	if (hex.len / 2 != len || hex.len % 2)
		return false;
	/* Without branches, so that the compiler takes many digits at a time. */
	for (size_t i = 0; i < hex.len; i++)
		bad |= !is_hex(hex.ptr[i]);
	if (bad)
		return false;
	for (size_t i = 0; i < len; i++)
		out[i] = (uint8_t)(hex_value(hex.ptr[2 * i]) << 4 | hex_value(hex.ptr[2 * i + 1]));
	return true;
}

bool vb_hash_parse(struct vb_view v, struct vb_hash *out)
{
	return vb_unhex(out->b, sizeof(out->b), v);
}
