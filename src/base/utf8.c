/*
 * UTF-8, and the code points that may stand in what people read and sign.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/base.h"

#include <string.h>

/* Length and least value of the form that @lead opens; 0: it opens none. */
static size_t lead_form(uint8_t lead, uint32_t *bits, uint32_t *least)
{
	if (lead < 0x80) {
		*bits = lead;
		*least = 0;
		return 1;
	}
	if (lead >= 0xc2 && lead < 0xe0) {
		*bits = lead & 0x1fu;
		*least = 0x80;
		return 2;
	}
	if (lead >= 0xe0 && lead < 0xf0) {
		*bits = lead & 0x0fu;
		*least = 0x800;
		return 3;
	}
	if (lead >= 0xf0 && lead < 0xf5) {
		*bits = lead & 0x07u;
		*least = 0x10000;
		return 4;
	}
	return 0;
}

size_t vb_utf8_next(struct vb_view v, uint32_t *cp)
{
	uint32_t bits, least;
	size_t n = v.len ? lead_form(v.ptr[0], &bits, &least) : 0;

	if (n == 0 || n > v.len)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((v.ptr[i] & 0xc0) != 0x80)
			return 0;
		bits = bits << 6 | (v.ptr[i] & 0x3fu);
	}
	if (bits < least || bits > 0x10ffff || (bits >= 0xd800 && bits <= 0xdfff))
		return 0;
	*cp = bits;
	return n;
}

bool vb_utf8_valid(struct vb_view v)
{
	uint32_t cp;

	for (size_t i = 0; i < v.len;) {
		uint64_t eight;
		size_t n;

		if (v.ptr[i] < 0x80) {
			i++;
			/* Eight bytes of ASCII at a time: most of what we read. */
			for (; v.len - i >= sizeof(eight); i += sizeof(eight)) {
				memcpy(&eight, v.ptr + i, sizeof(eight));
				if (eight & 0x8080808080808080ULL)
					break;
			}
			continue;
		}
		n = vb_utf8_next(vb_view(v.ptr + i, v.len - i), &cp);
		if (n == 0)
			return false;
		i += n;
	}
	return true;
}

/* What format.md 1.4 excludes, ascending; the last two code points of each plane
 * are no characters either. */
static const struct {
	uint32_t first, last;
} excluded[] = {
	{0x0000, 0x001f}, {0x007f, 0x009f}, {0x061c, 0x061c}, {0x200b, 0x200f},
	{0x2028, 0x202e}, {0x2060, 0x2064}, {0x2066, 0x2069}, {0xd800, 0xdfff},
	{0xfdd0, 0xfdef}, {0xfeff, 0xfeff},
};

bool vb_codepoint_plain(uint32_t cp)
{
	if (cp > 0x10ffff || (cp & 0xfffe) == 0xfffe)
		return false;
	for (size_t i = 0; i < VB_ARRAY_LEN(excluded); i++) {
		if (cp < excluded[i].first)
			return true;
		if (cp <= excluded[i].last)
			return false;
	}
	return true;
}
