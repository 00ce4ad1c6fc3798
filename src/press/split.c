/*
 * A report into paragraphs and sentences: every line that is not empty is a paragraph.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

/* No sentence ends behind these. */
static const char *const abbreviations[] = {"mr",   "mrs",  "ms",  "dr",  "gen", "col", "lt",
					    "sen",  "rep",  "st",  "no",  "jan", "feb", "aug",
					    "sept", "sep",  "oct", "nov", "dec", "vs",	"inc",
					    "co",   "corp", "ltd", "gov", "dept"};

/* The length of the white space at @p, or 0. */
static size_t space_at(const uint8_t *p, const uint8_t *end)
{
	if (p >= end)
		return 0;
	if (*p == ' ' || (*p >= 9 && *p <= 13) || (*p >= 0x1c && *p <= 0x1f))
		return 1;
	if (*p == 0xc2 && end - p > 1 && (p[1] == 0xa0 || p[1] == 0x85))
		return 2;
	if (*p == 0xe2 && end - p > 2 &&
	    ((p[1] == 0x80 &&
	      (p[2] <= 0x8a || p[2] == 0xa8 || p[2] == 0xa9 || p[2] == 0xaf)) ||
	     (p[1] == 0x81 && p[2] == 0x9f)))
		return 3;
	if (*p == 0xe3 && end - p > 2 && p[1] == 0x80 && p[2] == 0x80)
		return 3;
	return 0;
}

/* The space that ends at @p, seen from behind. */
static size_t space_before(const uint8_t *start, const uint8_t *p)
{
	for (size_t n = 1; n <= 3 && (size_t)(p - start) >= n; n++)
		if (space_at(p - n, p) == n)
			return n;
	return 0;
}

/* A curly quote: "\342\200" and one of @last. */
static bool curly(const uint8_t *p, const uint8_t *end, const char *last)
{
	return end - p > 2 && p[0] == 0xe2 && p[1] == 0x80 && p[2] >= 0x80 &&
	       strchr(last, p[2]) != NULL;
}

/* The mark that can end a sentence at @p: its length, or 0. */
static size_t mark_at(const uint8_t *p, const uint8_t *end)
{
	if (*p == '.' && end - p > 2 && p[1] == '.' && p[2] == '.')
		return 3;
	if (*p == '.' || *p == '!' || *p == '?')
		return 1;
	return curly(p, end, "\246") ? 3 : 0;
}

static size_t closing_at(const uint8_t *p, const uint8_t *end)
{
	size_t n = 0;

	while (p + n < end) {
		if (strchr("\"')]", p[n]) && p[n])
			n++;
		else if (curly(p + n, end, "\235\231"))
			n += 3;
		else
			break;
	}
	return n;
}

static bool opens_sentence(const uint8_t *p, const uint8_t *end)
{
	if (p < end && *p && strchr("\"'([", *p))
		p++;
	else if (curly(p, end, "\234\230"))
		p += 3;
	return p < end && ((*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9'));
}

static bool letter(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* What stands before a full stop at @p: an initial, a title, "U.S"? */
static bool abbreviated(const uint8_t *start, const uint8_t *p)
{
	const uint8_t *w = p;
	char low[8];
	size_t n = 0;
	bool dotted = true;

	while (w > start && p - w < 64 && (letter(w[-1]) || w[-1] == '.'))
		w--;
	if (p - w == 1 && *w >= 'A' && *w <= 'Z')
		return true;
	for (const uint8_t *q = w; q < p && dotted; q++)
		dotted = (q - w) % 2 ? *q == '.' : (*q >= 'A' && *q <= 'Z');
	if (dotted && p - w >= 3 && (p - w) % 2)
		return true;
	while (w < p && *w == '.')
		w++;
	while (w < p && p[-1] == '.')
		p--;
	if (p - w >= (ptrdiff_t)sizeof(low))
		return false;
	for (; w < p; w++)
		low[n++] = (char)(*w | 0x20);
	low[n] = '\0';
	for (size_t i = 0; i < VB_ARRAY_LEN(abbreviations); i++)
		if (strcmp(low, abbreviations[i]) == 0)
			return true;
	return false;
}

struct out {
	struct vb_press_sentence **s;
	size_t *n;
	size_t *cap;
	const uint8_t *text;
	struct vb_press_sentence next; /* report, number and paragraph of the next one */
};

static bool add(struct out *o, const uint8_t *from, const uint8_t *to)
{
	for (size_t n; (n = space_at(from, to)) > 0;)
		from += n;
	for (size_t n; (n = space_before(from, to)) > 0;)
		to -= n;
	if (from == to)
		return true;
	if (!vb_press_room(o->s, o->cap, *o->n + 1, sizeof(**o->s)))
		return false;
	o->next.number++;
	o->next.at = (uint32_t)(from - o->text);
	o->next.len = (uint32_t)(to - from);
	(*o->s)[(*o->n)++] = o->next;
	return true;
}

/* One paragraph. */
static bool split_line(struct out *o, const uint8_t *p, const uint8_t *end)
{
	const uint8_t *start = p;

	while (p < end) {
		size_t mark = mark_at(p, end), closing, gap = 0;

		if (mark == 0) {
			p++;
			continue;
		}
		closing = closing_at(p + mark, end);
		for (size_t n; (n = space_at(p + mark + closing + gap, end)) > 0;)
			gap += n;
		if (gap == 0 || !opens_sentence(p + mark + closing + gap, end) ||
		    (mark == 1 && *p == '.' && closing == 0 && abbreviated(start, p))) {
			/* Of four dots the last three may end it. */
			p += mark == 3 && *p == '.' ? 1 : mark + closing;
			continue;
		}
		if (!add(o, start, p + mark + closing))
			return false;
		p += mark + closing + gap;
		start = p;
	}
	return add(o, start, end);
}

bool vb_split(struct vb_view text, uint32_t report, struct vb_press_sentence **out, size_t *n,
	      size_t *cap)
{
	const uint8_t *p = text.ptr, *end = text.ptr + text.len;
	struct out o = {
		.s = out, .n = n, .cap = cap, .text = text.ptr, .next = {.report = report}};

	while (p < end) {
		const uint8_t *line = p;

		while (p < end && *p != '\n' && *p != '\r')
			p++;
		for (size_t k; (k = space_at(line, p)) > 0;)
			line += k;
		/* '#': the lines on where the report is from. */
		if (line < p && *line != '#') {
			o.next.paragraph++;
			if (!split_line(&o, line, p))
				return false;
		}
		p++;
	}
	return true;
}
