/*
 * Base64 (RFC 4648 section 4), canonical: padded for notes, raw for age.
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto/internal.h"

#include <sodium.h>
#include <string.h>

size_t vb_base64(char *out, const uint8_t *in, size_t len)
{
	size_t n = VB_BASE64_LEN(len);

	sodium_bin2base64(out, n + 1, in, len, sodium_base64_VARIANT_ORIGINAL);
	return n;
}

void vb_put_base64_raw(struct vb_writer *w, const uint8_t *in, size_t len)
{
	char quad[5];

	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;

		sodium_bin2base64(quad, sizeof(quad), in + i, n,
				  sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
		vb_put(w, quad, n + 1);
	}
	vb_wipe(quad, sizeof(quad));
}

static bool is_base64_char(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '+' || c == '/';
}

bool vb_base64_check(struct vb_view v, bool padded, size_t *len)
{
	size_t chars = v.len, tail;
	uint8_t scratch[3];

	if (padded) {
		if (v.len % 4)
			return false;
		while (chars > 0 && v.len - chars < 2 && v.ptr[chars - 1] == '=')
			chars--;
	}
	tail = chars % 4;
	if (tail == 1)
		return false;
	for (size_t i = 0; i < chars; i++) {
		if (!is_base64_char(v.ptr[i]))
			return false;
	}
	/* RFC 4648 section 3.5: the bits that an odd tail has too many are zero. */
	if (tail && sodium_base642bin(scratch, sizeof(scratch),
				      (const char *)v.ptr + chars - tail, tail, NULL, NULL,
				      NULL, sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0)
		return false;
	*len = chars / 4 * 3 + (tail ? tail - 1 : 0);
	return true;
}

static bool decode(uint8_t *out, size_t len, struct vb_view in, int variant)
{
	size_t n;

	if (len == 0)
		return true;
	return sodium_base642bin(out, len, (const char *)in.ptr, in.len, NULL, &n, NULL,
				 variant) == 0 &&
	       n == len;
}

bool vb_unbase64(uint8_t *out, size_t cap, size_t *len, struct vb_view in)
{
	size_t n;

	if (!vb_base64_check(in, true, &n) || n > cap ||
	    !decode(out, n, in, sodium_base64_VARIANT_ORIGINAL))
		return false;
	*len = n;
	return true;
}

bool vb_unbase64_raw(uint8_t *out, size_t len, struct vb_view in)
{
	size_t n;

	return vb_base64_check(in, false, &n) && n == len &&
	       decode(out, n, in, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
}
