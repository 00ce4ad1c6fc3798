/*
 * The ASCII armor of age files: strict PEM (RFC 7468 section 3, figure 3).
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto/internal.h"

#include <stdlib.h>
#include <string.h>

#define COLUMNS 64
#define LINE_BYTES 48

static const char begin_line[] = "-----BEGIN AGE ENCRYPTED FILE-----";
static const char end_line[] = "-----END AGE ENCRYPTED FILE-----";

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* White space around the armor is the one thing that C2SP age allows. */
static struct vb_view trim(struct vb_view v)
{
	while (v.len > 0 && is_blank(v.ptr[0]))
		v = vb_view(v.ptr + 1, v.len - 1);
	while (v.len > 0 && is_blank(v.ptr[v.len - 1]))
		v.len--;
	return v;
}

/* The next line of @rest, without its LF or CR LF. */
static struct vb_view next_line(struct vb_view *rest)
{
	const uint8_t *lf = rest->len ? memchr(rest->ptr, '\n', rest->len) : NULL;
	struct vb_view line = *rest;

	if (!lf) {
		rest->len = 0;
		return line;
	}
	line.len = (size_t)(lf - line.ptr);
	*rest = vb_view(lf + 1, rest->len - line.len - 1);
	if (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	return line;
}

static enum vb_code bad_line(struct vb_err *err, unsigned n, const char *what)
{
	char where[32];

	snprintf(where, sizeof(where), "armor line %u", n);
	return vb_fail(err, VB_MALFORMED, VB_AGE_CLAUSE, where, "%s", what);
}

/* The lines from the second on: base64, the end line, nothing behind. */
static enum vb_code decode_lines(struct vb_view rest, uint8_t *out, size_t *len,
				 struct vb_err *err)
{
	size_t total = 0, n = LINE_BYTES;

	for (unsigned number = 2; rest.len > 0; number++) {
		struct vb_view line = next_line(&rest);

		if (vb_view_is(line, end_line)) {
			*len = total;
			if (rest.len > 0)
				return bad_line(err, number, "something follows it");
			return VB_OK;
		}
		if (n < LINE_BYTES)
			return bad_line(err, number, "the end line is due after a short line");
		if (line.len == 0 || line.len > COLUMNS ||
		    !vb_unbase64(out + total, LINE_BYTES, &n, line))
			return bad_line(err, number,
					"this is neither the end line nor canonical base64 of "
					"1 to 64 columns");
		total += n;
	}
	return vb_fail(err, VB_MALFORMED, VB_AGE_CLAUSE, "armor", "there is no end line");
}

enum vb_code vb_age_dearmor(struct vb_view in, uint8_t **out, size_t *len, struct vb_err *err)
{
	struct vb_view rest = trim(in);
	enum vb_code code;
	uint8_t *buf;
	size_t n = 0;

	if (!vb_view_is(next_line(&rest), begin_line))
		return bad_line(err, 1, "the armor does not begin with its begin line");
	/* Each four characters become three bytes; the last line may be cut short. */
	buf = malloc(rest.len / 4 * 3 + LINE_BYTES);
	if (!buf)
		return vb_fail(err, VB_MEMORY, "", "armor", "no memory for %zu bytes",
			       rest.len);
	code = decode_lines(rest, buf, &n, err);
	if (code == VB_OK) {
		*out = buf;
		*len = n;
	} else {
		free(buf);
	}
	return code;
}
