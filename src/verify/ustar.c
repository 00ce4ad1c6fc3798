/*
 * Uncompressed POSIX ustar archives with one spelling: every header is what its
 * name and size make it (format.md 9.1).
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <string.h>

#define NAME_LEN 100u
#define SIZE_AT 124u
#define SIZE_DIGITS 11u
#define SIZE_MAX_OCTAL ((1ULL << 33) - 1)
#define SUM_AT 148u

/* The fields of a header block that name a difference. */
static const struct {
	unsigned at;
	const char *name;
} fields[] = {
	{0, "name"}, {100, "mode"}, {108, "owner id"}, {116, "group id"}, {124, "size"},
	{136, "modification time"}, {148, "checksum"}, {156, "type"}, {157, "link name"},
	{257, "magic"}, {263, "version"}, {265, "owner name"}, {297, "group name"},
	{329, "device number"}, {345, "prefix"}, {500, "padding"},
};

static const uint8_t zeroes[VB_BLOCK];

/* @n octal digits of @v. */
static void octal(uint8_t *out, unsigned n, uint64_t v)
{
	while (n-- > 0) {
		out[n] = (uint8_t)('0' + (v & 7));
		v >>= 3;
	}
}

static void make_header(uint8_t h[static VB_BLOCK], struct vb_view name, uint64_t size)
{
	uint64_t sum = 0;

	memset(h, 0, VB_BLOCK);
	memcpy(h, name.ptr, name.len);
	memcpy(h + 100, "0000644", 7);
	memcpy(h + 108, "0000000", 7);
	memcpy(h + 116, "0000000", 7);
	octal(h + SIZE_AT, SIZE_DIGITS, size);
	memcpy(h + 136, "00000000000", 11);
	memset(h + SUM_AT, ' ', 8);
	h[156] = '0';
	memcpy(h + 257, "ustar", 6);
	memcpy(h + 263, "00", 2);
	memcpy(h + 329, "0000000", 7);
	memcpy(h + 337, "0000000", 7);
	for (unsigned i = 0; i < VB_BLOCK; i++)
		sum += h[i];
	octal(h + SUM_AT, 6, sum);
	h[SUM_AT + 6] = '\0';
}

/* ---- writing ---- */

static enum vb_code put_bytes(FILE *f, struct vb_view v, struct vb_err *err)
{
	if (v.len && fwrite(v.ptr, 1, v.len, f) != v.len)
		return vb_fail(err, VB_IO, "", "archive", "%zu bytes cannot be written", v.len);
	return VB_OK;
}

enum vb_code vb_ustar_begin(FILE *f, const char *name, uint64_t size, struct vb_err *err)
{
	uint8_t h[VB_BLOCK];

	if (size > SIZE_MAX_OCTAL)
		return vb_fail(err, VB_REFUSED, "9.1", name,
			       "%llu bytes do not fit in a ustar archive",
			       (unsigned long long)size);
	make_header(h, vb_view_str(name), size);
	return put_bytes(f, vb_view(h, sizeof(h)), err);
}

/* How many zero bytes follow a content of @size. */
static size_t padding(uint64_t size)
{
	return (size_t)(-size & (VB_BLOCK - 1));
}

/* Fills the last block of a file of @size bytes. */
static enum vb_code put_padding(FILE *f, uint64_t size, struct vb_err *err)
{
	return put_bytes(f, vb_view(zeroes, padding(size)), err);
}

enum vb_code vb_ustar_put(FILE *f, const char *name, struct vb_view content,
			  struct vb_err *err)
{
	enum vb_code code = vb_ustar_begin(f, name, content.len, err);

	if (code == VB_OK)
		code = put_bytes(f, content, err);
	if (code == VB_OK)
		code = put_padding(f, content.len, err);
	return code;
}

enum vb_code vb_ustar_end(FILE *f, struct vb_err *err)
{
	enum vb_code code = put_bytes(f, vb_view(zeroes, VB_BLOCK), err);

	return code == VB_OK ? put_bytes(f, vb_view(zeroes, VB_BLOCK), err) : code;
}

/* ---- reading ---- */

static enum vb_code bad(struct vb_err *err, size_t at, const char *what)
{
	char where[32];

	snprintf(where, sizeof(where), "byte %zu", at);
	return vb_fail(err, VB_MALFORMED, "9.1", where, "%s", what);
}

/* Relative and plain: parts of letters, digits, '-', '_' and '.', none of them
 * "." or "..", parted by single slashes. */
static bool name_plain(struct vb_view name)
{
	size_t part = 0;

	for (size_t i = 0; i <= name.len; i++) {
		uint8_t c = i < name.len ? name.ptr[i] : '/';
		struct vb_view v = vb_view(name.ptr + part, i - part);

		if (c == '/') {
			if (v.len == 0 || vb_view_is(v, ".") || vb_view_is(v, ".."))
				return false;
			part = i + 1;
		} else if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.')) {
			return false;
		}
	}
	return true;
}

static bool size_parse(const uint8_t *p, uint64_t *out)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < SIZE_DIGITS; i++) {
		if (p[i] < '0' || p[i] > '7')
			return false;
		v = v << 3 | (uint64_t)(p[i] - '0');
	}
	*out = v;
	return true;
}

/* The field in which the block at @h is not the header that it should be. */
static const char *difference(const uint8_t *h, const uint8_t want[static VB_BLOCK])
{
	unsigned at = 0, i;

	/* Any difference changes the checksum too: that is named only if it is alone. */
	while (at < VB_BLOCK && (h[at] == want[at] || at - SUM_AT < 8))
		at++;
	if (at == VB_BLOCK)
		at = SUM_AT;
	for (i = VB_ARRAY_LEN(fields) - 1; fields[i].at > at; i--)
		;
	return fields[i].name;
}

static enum vb_code read_header(struct vb_view archive, size_t pos, struct vb_view *name,
				uint64_t *size, struct vb_err *err)
{
	const uint8_t *h = archive.ptr + pos;
	const uint8_t *nul = memchr(h, 0, NAME_LEN);
	struct vb_view v = vb_view(h, nul ? (size_t)(nul - h) : NAME_LEN);
	uint8_t want[VB_BLOCK];
	char text[80];

	if (!size_parse(h + SIZE_AT, size))
		return bad(err, pos + SIZE_AT, "the file's size is not eleven octal digits");
	if (!name_plain(v))
		return bad(err, pos, "the file's name is not a plain relative path");
	make_header(want, v, *size);
	if (memcmp(h, want, VB_BLOCK) != 0) {
		snprintf(text, sizeof(text), "the file's %s is not what clause 9.1 makes it",
			 difference(h, want));
		return bad(err, pos, text);
	}
	*name = v;
	return VB_OK;
}

/* Two zero blocks, and nothing behind. */
static enum vb_code read_end(struct vb_view archive, size_t pos, struct vb_err *err)
{
	size_t left = archive.len - pos;

	if (left < 2 * VB_BLOCK)
		return bad(err, pos, "the archive ends before its second zero block");
	if (memcmp(archive.ptr + pos + VB_BLOCK, zeroes, VB_BLOCK) != 0)
		return bad(err, pos, "one zero block stands alone");
	if (left > 2 * VB_BLOCK)
		return bad(err, pos + 2 * VB_BLOCK, "bytes stand behind the archive's end");
	return VB_NOT_FOUND;
}

enum vb_code vb_ustar_next(struct vb_view archive, size_t *pos, struct vb_view *name,
			   struct vb_view *content, struct vb_err *err)
{
	size_t at = *pos, left, pad;
	struct vb_view v = vb_view(NULL, 0);
	enum vb_code code;
	uint64_t size = 0;

	if (archive.len - at < VB_BLOCK)
		return bad(err, at, "the archive ends where a header is due");
	if (memcmp(archive.ptr + at, zeroes, VB_BLOCK) == 0)
		return read_end(archive, at, err);
	code = read_header(archive, at, &v, &size, err);
	if (code != VB_OK)
		return code;
	at += VB_BLOCK;
	left = archive.len - at;
	pad = padding(size);
	if (size > left || pad > left - size)
		return bad(err, at, "the archive ends inside a file");
	if (memcmp(archive.ptr + at + size, zeroes, pad) != 0)
		return bad(err, at + (size_t)size, "the padding behind a file is not zero");
	*name = v;
	*content = vb_view(archive.ptr + at, (size_t)size);
	*pos = at + (size_t)size + pad;
	return VB_OK;
}
