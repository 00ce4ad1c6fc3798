/*
 * The cursor: one forward pass over bounded bytes, and the strict values that
 * stand in its lines.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/base.h"

#include <stdarg.h>
#include <string.h>

static const struct vb_view nothing = {(const uint8_t *)"", 0};

void vb_cursor_init(struct vb_cursor *c, struct vb_view in, struct vb_err *err)
{
	vb_cursor_form(c, in, "", err);
}

void vb_cursor_form(struct vb_cursor *c, struct vb_view in, const char *clause,
		    struct vb_err *err)
{
	*c = (struct vb_cursor){.in = in, .form = clause, .err = err};
}

void vb_cursor_text(struct vb_cursor *c, struct vb_view in, const char *clause,
		    struct vb_err *err)
{
	vb_cursor_form(c, in, clause, err);
	c->text = true;
}

void vb_cursor_fail(struct vb_cursor *c, const char *clause, const char *fmt, ...)
{
	char where[32], sentence[512];
	va_list ap;

	if (c->code != VB_OK)
		return;
	if (c->line > 0)
		snprintf(where, sizeof(where), "line %u", c->line);
	else
		snprintf(where, sizeof(where), "byte %zu", c->pos);
	va_start(ap, fmt);
	vsnprintf(sentence, sizeof(sentence), fmt, ap);
	va_end(ap);
	c->code = vb_fail(c->err, VB_MALFORMED, clause, where, "%s", sentence);
}

struct vb_view vb_cursor_line(struct vb_cursor *c)
{
	const uint8_t *start, *lf;
	size_t left, len;

	if (c->code != VB_OK)
		return nothing;
	left = c->in.len - c->pos;
	start = left ? c->in.ptr + c->pos : NULL;
	lf = start ? memchr(start, '\n', left < VB_LINE_MAX ? left : VB_LINE_MAX) : NULL;
	c->line++;
	if (!lf) {
		if (left >= VB_LINE_MAX)
			vb_cursor_fail(c, "1.2", "the line is longer than %d bytes",
				       VB_LINE_MAX);
		else if (left)
			vb_cursor_fail(c, "1.1", "the last line has no line feed");
		else
			vb_cursor_fail(c, c->form, "the text ends where a line is due");
		return nothing;
	}
	len = (size_t)(lf - start);
	if (c->text && !vb_utf8_valid(vb_view(start, len))) {
		vb_cursor_fail(c, "1.1", "the line is not UTF-8");
		return nothing;
	}
	c->pos += len + 1;
	return vb_view(start, len);
}

struct vb_view vb_cursor_field(struct vb_cursor *c, const char *key)
{
	struct vb_view line = vb_cursor_line(c);
	size_t n = strlen(key);
	char q[80];

	if (c->code != VB_OK)
		return nothing;
	if (line.len < n + 1 || memcmp(line.ptr, key, n) != 0 || line.ptr[n] != ' ') {
		vb_cursor_fail(c, c->form, "\"%s\" is due, but the line is \"%s\"", key,
			       vb_quote(q, sizeof(q), line));
		return nothing;
	}
	if (line.len == n + 1) {
		vb_cursor_fail(c, c->form, "\"%s\" has no value", key);
		return nothing;
	}
	return vb_view(line.ptr + n + 1, line.len - n - 1);
}

bool vb_cursor_peek(const struct vb_cursor *c, const char *key)
{
	size_t n = strlen(key), left = c->in.len - c->pos;

	return c->code == VB_OK && left > n && memcmp(c->in.ptr + c->pos, key, n) == 0 &&
	       c->in.ptr[c->pos + n] == ' ';
}

struct vb_view vb_cursor_bytes(struct vb_cursor *c, size_t n)
{
	struct vb_view v;

	if (c->code != VB_OK || n == 0)
		return nothing;
	if (n > c->in.len - c->pos) {
		vb_cursor_fail(c, c->form, "%zu bytes are due, but %zu are left", n,
			       c->in.len - c->pos);
		return nothing;
	}
	v = vb_view(c->in.ptr + c->pos, n);
	c->pos += n;
	return v;
}

enum vb_code vb_cursor_done(struct vb_cursor *c)
{
	if (c->code == VB_OK && c->pos != c->in.len)
		vb_cursor_fail(c, "1.1", "%zu bytes stand behind the end",
			       c->in.len - c->pos);
	return c->code;
}

struct vb_view vb_token(struct vb_view v, struct vb_view *rest)
{
	const uint8_t *sp = v.len ? memchr(v.ptr, ' ', v.len) : NULL;
	size_t n = sp ? (size_t)(sp - v.ptr) : v.len;

	*rest = sp ? vb_view(sp + 1, v.len - n - 1) : nothing;
	return vb_view(v.ptr, n);
}

bool vb_dec_parse(struct vb_view v, uint64_t *out)
{
	uint64_t n = 0;

	/* 16 digits: no more are in VB_DEC_MAX, so that n cannot overflow. */
	if (v.len == 0 || v.len > 16 || (v.len > 1 && v.ptr[0] == '0'))
		return false;
	for (size_t i = 0; i < v.len; i++) {
		if (v.ptr[i] < '0' || v.ptr[i] > '9')
			return false;
		n = n * 10 + (uint64_t)(v.ptr[i] - '0');
	}
	if (n > VB_DEC_MAX)
		return false;
	*out = n;
	return true;
}

bool vb_name_valid(struct vb_view v)
{
	/* "-" alone stands for what is absent. */
	if (v.len == 0 || v.len > VB_NAME_MAX || vb_view_is(v, "-"))
		return false;
	for (size_t i = 0; i < v.len; i++) {
		uint8_t c = v.ptr[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
			return false;
	}
	return true;
}
