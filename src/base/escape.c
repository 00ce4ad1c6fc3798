/*
 * Escaping: foreign text on its way to a terminal, to JSON, to HTML, and into
 * and out of a words field.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/base.h"

#include <string.h>

#define PIECE_MAX 16 /* "\u{10FFFF}" and a NUL */

/* Takes one code point, or one bad byte (then *cp is the byte, and *good false),
 * off the front of @v. */
static struct vb_view take(struct vb_view *v, uint32_t *cp, bool *good)
{
	size_t n = vb_utf8_next(*v, cp);
	struct vb_view taken;

	*good = n > 0;
	if (!*good) {
		*cp = v->ptr[0];
		n = 1;
	}
	taken = vb_view(v->ptr, n);
	*v = vb_view(v->ptr + n, v->len - n);
	return taken;
}

/*
 * What a reader would not see though it may stand in a text: Unicode's other
 * Default_Ignorable_Code_Points (soft hyphens, fillers, variation selectors, tags)
 * and annotation marks.  Two texts that differ in them must not look the same.
 */
static bool is_unseen(uint32_t cp)
{
	static const struct {
		uint32_t first, last;
	} unseen[] = {
		{0x00ad, 0x00ad},   {0x034f, 0x034f},	{0x115f, 0x1160},
		{0x17b4, 0x17b5},   {0x180b, 0x180f},	{0x2065, 0x206f},
		{0x3164, 0x3164},   {0xfe00, 0xfe0f},	{0xffa0, 0xffa0},
		{0xfff0, 0xfffb},   {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a},
		{0xe0000, 0xe0fff},
	};

	for (size_t i = 0; i < VB_ARRAY_LEN(unseen) && cp >= unseen[i].first; i++) {
		if (cp <= unseen[i].last)
			return true;
	}
	return !vb_codepoint_plain(cp);
}

/* The next piece of @v as a terminal may see it; its length. */
static size_t visible(struct vb_view *v, bool lf, char out[static PIECE_MAX])
{
	uint32_t cp;
	bool good;
	struct vb_view raw = take(v, &cp, &good);
	int n;

	if (good && (!is_unseen(cp) || (lf && cp == '\n'))) {
		memcpy(out, raw.ptr, raw.len);
		return raw.len;
	}
	if (!good || cp < 0x80)
		n = snprintf(out, PIECE_MAX, "\\x%02X", cp);
	else
		n = snprintf(out, PIECE_MAX, "\\u{%04X}", cp);
	return n > 0 ? (size_t)n : 0;
}

const char *vb_quote(char *out, size_t cap, struct vb_view v)
{
	size_t len = 0, fit = 0; /* fit: where "..." can still stand */
	char piece[PIECE_MAX];

	if (cap == 0)
		return "";
	while (v.len > 0) {
		size_t n = visible(&v, false, piece);

		if (n >= cap - len) {
			len = cap - 1 - fit < 3 ? cap - 1 : fit + 3;
			memset(out + fit, '.', len - fit);
			break;
		}
		memcpy(out + len, piece, n);
		len += n;
		if (len + 3 < cap)
			fit = len;
	}
	out[len] = 0;
	return out;
}

void vb_escape_tty(FILE *f, struct vb_view v, bool multiline)
{
	char piece[PIECE_MAX];

	while (v.len > 0)
		fwrite(piece, 1, visible(&v, multiline, piece), f);
}

static void json_unit(FILE *f, uint32_t unit)
{
	fprintf(f, "\\u%04x", unit);
}

void vb_escape_json(FILE *f, struct vb_view v)
{
	while (v.len > 0) {
		uint32_t cp;
		bool good;
		struct vb_view raw = take(&v, &cp, &good);

		if (!good) {
			json_unit(f, 0xfffd);
		} else if (cp == '"' || cp == '\\') {
			fputc('\\', f);
			fputc((int)cp, f);
		} else if (cp == '\n') {
			fputs("\\n", f);
		} else if (!is_unseen(cp)) {
			fwrite(raw.ptr, 1, raw.len, f);
		} else if (cp < 0x10000) {
			json_unit(f, cp);
		} else {
			json_unit(f, 0xd800 + ((cp - 0x10000) >> 10));
			json_unit(f, 0xdc00 + ((cp - 0x10000) & 0x3ff));
		}
	}
}

static const char *html_entity(uint8_t c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

/* What a reader could not see is shown as on a terminal, and LF passes. */
void vb_escape_html(FILE *f, struct vb_view v)
{
	char piece[PIECE_MAX];

	while (v.len > 0) {
		const char *entity = html_entity(v.ptr[0]);

		if (entity) {
			fputs(entity, f);
			v = vb_view(v.ptr + 1, v.len - 1);
		} else {
			fwrite(piece, 1, visible(&v, true, piece), f);
		}
	}
}

/* ---- words (format.md 1.4) ---- */

bool vb_words_valid(struct vb_view v)
{
	if (v.len == 0 || v.len > VB_WORDS_MAX)
		return false;
	for (size_t i = 0; i < v.len;) {
		uint32_t cp;
		size_t n;

		/* Printable ASCII but the backslash: most of what people write. */
		if (v.ptr[i] >= 0x20 && v.ptr[i] < 0x7f && v.ptr[i] != '\\') {
			i++;
			continue;
		}
		n = vb_utf8_next(vb_view(v.ptr + i, v.len - i), &cp);
		if (n == 0 || !vb_codepoint_plain(cp))
			return false;
		if (cp == '\\') {
			n = 2;
			if (i + 1 == v.len || (v.ptr[i + 1] != '\\' && v.ptr[i + 1] != 'n'))
				return false;
		}
		i += n;
	}
	return true;
}

size_t vb_words_decode(uint8_t *out, struct vb_view v)
{
	size_t n = 0;

	for (size_t i = 0; i < v.len; i++) {
		uint8_t c = v.ptr[i];

		if (c == '\\' && i + 1 < v.len)
			c = v.ptr[++i] == 'n' ? '\n' : v.ptr[i];
		out[n++] = c;
	}
	return n;
}

bool vb_words_encode(struct vb_writer *w, struct vb_view plain)
{
	uint8_t buf[VB_WORDS_MAX];
	struct vb_writer tmp;

	vb_writer_init(&tmp, buf, sizeof(buf));
	for (size_t i = 0; i < plain.len && !tmp.over; i++) {
		if (plain.ptr[i] == '\\')
			vb_put_str(&tmp, "\\\\");
		else if (plain.ptr[i] == '\n')
			vb_put_str(&tmp, "\\n");
		else
			vb_put_byte(&tmp, plain.ptr[i]);
	}
	if (tmp.over || w->over || tmp.len > w->cap - w->len ||
	    !vb_words_valid(vb_written(&tmp)))
		return false;
	vb_put_view(w, vb_written(&tmp));
	return true;
}
