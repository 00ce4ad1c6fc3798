/*
 * Words, marks and the ends of paragraphs: where one token ends and the next begins.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>
#include <utf8proc.h>

enum class {
	CL_MARK,
	CL_WORD,	/* letter, digit */
	CL_SPACE,
	CL_EXTENDS,	/* goes with what stands before it: accents, joiners */
	CL_ALONE,	/* an ideograph: a word of its own */
};

static bool within(uint32_t cp, uint32_t first, uint32_t last)
{
	return cp >= first && cp <= last;
}

/* Scripts that write no spaces between words. */
static bool is_ideograph(uint32_t cp)
{
	return within(cp, 0x2e80, 0x2fdf) || within(cp, 0x3041, 0x30ff) ||
	       within(cp, 0x31f0, 0x31ff) || within(cp, 0x3400, 0x4dbf) ||
	       within(cp, 0x4e00, 0x9fff) || within(cp, 0xf900, 0xfaff) ||
	       within(cp, 0x20000, 0x3fffd);
}

static enum class class_of_wide(uint32_t cp)
{
	if (cp == 0x85 || cp == 0x2028 || cp == 0x2029)
		return CL_SPACE;
	switch (utf8proc_category((int32_t)cp)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
	case UTF8PROC_CATEGORY_PC:
		return is_ideograph(cp) ? CL_ALONE : CL_WORD;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
		return CL_EXTENDS;
	case UTF8PROC_CATEGORY_CF:
		return cp == 0xfeff ? CL_MARK : CL_EXTENDS;
	case UTF8PROC_CATEGORY_ZS:
		return CL_SPACE;
	default:
		return CL_MARK;
	}
}

/* The character at @v.ptr and its length; a byte that is no UTF-8 is a mark. */
static inline enum class class_at(struct vb_view v, size_t *len)
{
	uint8_t b = v.ptr[0];
	uint32_t cp;

	*len = 1;
	if (b < 0x80) {
		if ((uint8_t)((b | 0x20) - 'a') < 26 || (uint8_t)(b - '0') < 10 || b == '_')
			return CL_WORD;
		return b == ' ' || (b >= '\t' && b <= '\r') ? CL_SPACE : CL_MARK;
	}
	*len = vb_utf8_next(v, &cp);
	if (*len == 0) {
		*len = 1;
		return CL_MARK;
	}
	return class_of_wide(cp);
}

static struct vb_view from(struct vb_view v, size_t at)
{
	return vb_view(v.ptr + at, v.len - at);
}

static bool is_digit(uint8_t b)
{
	return b >= '0' && b <= '9';
}

/* Bytes of the joint at @at, inside a word: a hyphen, an apostrophe, a dot of "CP.21", a comma of
 * "1,000"; 0: none (text.md 2.2). */
static size_t joint(struct vb_view v, size_t at)
{
	static const char *const wide[] = {"\xe2\x80\x99", "\xe2\x80\x90", "\xe2\x80\x91",
					   "\xc2\xb7"};
	uint8_t b = v.ptr[at];
	size_t n = 0, len;

	if (b == '-' || b == '\'' || b == '.') {
		n = 1;
	} else if (b == ',' || b == ':') {
		n = at + 1 < v.len && is_digit(v.ptr[at - 1]) && is_digit(v.ptr[at + 1]);
	} else if (b >= 0x80) {
		for (size_t i = 0; i < VB_ARRAY_LEN(wide) && n == 0; i++) {
			size_t w = strlen(wide[i]);

			n = v.len - at >= w && memcmp(v.ptr + at, wide[i], w) == 0 ? w : 0;
		}
	}
	if (n == 0 || at + n >= v.len || class_at(from(v, at + n), &len) != CL_WORD)
		return 0;
	return n;
}

/* Where the word ends that goes on at @at. */
static size_t word_end(struct vb_view v, size_t at)
{
	while (at < v.len) {
		size_t len;
		enum class class = class_at(from(v, at), &len);

		if (class != CL_WORD && class != CL_EXTENDS)
			len = joint(v, at);
		if (len == 0)
			break;
		at += len;
	}
	return at;
}

/* Where the space ends that begins at @at; *lines: line ends in it. */
static size_t space_end(struct vb_view v, size_t at, unsigned *lines)
{
	*lines = 0;
	while (at < v.len) {
		size_t len;

		if (class_at(from(v, at), &len) != CL_SPACE)
			break;
		if (v.ptr[at] == '\n' && *lines < 2)
			++*lines;
		at += len;
	}
	return at;
}

bool vb_token_next(struct vb_view *v, enum vb_token *kind, struct vb_view *space,
		   struct vb_view *word)
{
	unsigned lines;
	size_t begin = space_end(*v, 0, &lines), end, len;

	/* The end of a paragraph is no space before a token, but a token. */
	if (lines >= 2)
		begin = 0;
	*space = vb_view(v->ptr, begin);
	if (begin == v->len) {
		*v = vb_view(v->ptr, 0);
		return false;
	}
	switch (class_at(from(*v, begin), &len)) {
	case CL_SPACE:
		*kind = VB_TK_BREAK;
		end = space_end(*v, begin, &lines);
		break;
	case CL_WORD:
	case CL_EXTENDS:
		*kind = VB_TK_WORD;
		end = word_end(*v, begin + len);
		break;
	case CL_ALONE:
	case CL_MARK:
	default:
		*kind = class_at(from(*v, begin), &len) == CL_ALONE ? VB_TK_WORD : VB_TK_MARK;
		end = begin + len;
		while (end < v->len && class_at(from(*v, end), &len) == CL_EXTENDS)
			end += len;
		break;
	}
	*word = vb_view(v->ptr + begin, end - begin);
	*v = from(*v, end);
	return true;
}

size_t vb_space_len(struct vb_view v)
{
	unsigned lines;

	return space_end(v, 0, &lines);
}

size_t vb_space_end(struct vb_view v, size_t from)
{
	size_t end = v.len;

	/* Characters that are spaces have at most three bytes. */
	while (end > from) {
		size_t n = 0, len;

		for (size_t back = 1; back <= 3 && back <= end - from && n == 0; back++) {
			if (class_at(vb_view(v.ptr + end - back, back), &len) == CL_SPACE &&
			    len == back)
				n = back;
		}
		if (n == 0)
			break;
		end -= n;
	}
	return end;
}

struct vb_view vb_trimmed(struct vb_view v)
{
	while (v.len > 0 && (v.ptr[0] == ' ' || v.ptr[0] == '\n'))
		v = vb_view(v.ptr + 1, v.len - 1);
	while (v.len > 0 && (v.ptr[v.len - 1] == ' ' || v.ptr[v.len - 1] == '\n'))
		v.len--;
	return v;
}
