/*
 * Papers: canonical Markdown, divided into leaves at its headings.
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/record.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* What a person may have typed: CR LF and spaces at line ends come on top. */
#define TYPED_MAX (4u * VB_PAPER_MAX)

/* Where in a text we are: for the sentence. */
static enum vb_code fail_line(struct vb_err *err, unsigned line, const char *clause,
			      const char *sentence)
{
	char where[32];

	snprintf(where, sizeof(where), "line %u", line);
	return vb_fail(err, VB_MALFORMED, clause, where, "%s", sentence);
}

static enum vb_code fail_character(struct vb_err *err, unsigned line, uint32_t cp)
{
	char where[32];

	snprintf(where, sizeof(where), "line %u", line);
	if (cp == '\t')
		return vb_fail(err, VB_MALFORMED, "7.1", where,
			       "a tab stands here, and a paper has only spaces: `expand` "
			       "makes spaces of tabs");
	if (cp == '\r')
		return vb_fail(err, VB_MALFORMED, "7.1", where,
			       "a carriage return stands here: lines end in one line feed");
	return vb_fail(err, VB_MALFORMED, "7.1", where,
		       "U+%04X stands here, which nobody can see: 1.4 excludes it",
		       (unsigned)cp);
}

/* format.md 7.1: UTF-8, no excluded character, no space at a line's end. */
static enum vb_code check_characters(struct vb_view text, bool *ascii, struct vb_err *err)
{
	unsigned line = 1;
	uint32_t cp = 0, last = '\n';
	size_t n;

	*ascii = true;
	for (size_t i = 0; i < text.len; i += n, last = cp) {
		n = vb_utf8_next(vb_view(text.ptr + i, text.len - i), &cp);
		if (n == 0)
			return fail_line(err, line, "7.1", "these bytes are not UTF-8");
		if (n > 1)
			*ascii = false;
		if (cp == '\n') {
			if (last == ' ')
				return fail_line(err, line, "7.1",
						 "a space stands at the end of the line");
			line++;
		} else if (!vb_codepoint_plain(cp)) {
			return fail_character(err, line, cp);
		}
	}
	return VB_OK;
}

/* The line in which the byte @at, or the end, of @text stands. */
static unsigned line_of(struct vb_view text, size_t at)
{
	unsigned line = 1;

	for (size_t i = 0; i < at; i++)
		line += text.ptr[i] == '\n';
	return line;
}

/* Marks out of canonical order are not NFC; to find them first also keeps utf8proc's
 * bubble sort from a quadratic time.  @text is UTF-8. */
static bool marks_in_order(struct vb_view text, size_t *at)
{
	utf8proc_propval_t class, last = 0;
	uint32_t cp;
	size_t n;

	for (size_t i = 0; i < text.len; i += n) {
		n = vb_utf8_next(vb_view(text.ptr + i, text.len - i), &cp);
		class = cp < 0x300 ? 0 : utf8proc_get_property((int32_t)cp)->combining_class;
		if (class != 0 && class < last) {
			*at = i;
			return false;
		}
		last = class;
	}
	return true;
}

static enum vb_code check_nfc(struct vb_view text, struct vb_err *err)
{
	const char *sentence = "the text is not in Unicode normal form C: `uconv -x nfc` "
			       "brings it there";
	utf8proc_uint8_t *nfc = NULL;
	utf8proc_ssize_t len;
	enum vb_code code = VB_OK;
	size_t at = 0;

	if (!marks_in_order(text, &at))
		return fail_line(err, line_of(text, at), "7.1", sentence);
	len = utf8proc_map(text.ptr, (utf8proc_ssize_t)text.len, &nfc,
			   UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	if (len == UTF8PROC_ERROR_NOMEM)
		return vb_fail(err, VB_MEMORY, "", "paper", "no memory to normalize it");
	if (len < 0)
		return vb_fail(err, VB_MALFORMED, "7.1", "paper", "%s", sentence);
	if (!vb_view_eq(text, vb_view(nfc, (size_t)len))) {
		while (at < text.len && at < (size_t)len && text.ptr[at] == nfc[at])
			at++;
		code = fail_line(err, line_of(text, at), "7.1", sentence);
	}
	free(nfc);
	return code;
}

/* format.md 7.1, all but the leaves; 1.2: its size. */
static enum vb_code check_text(struct vb_view text, struct vb_err *err)
{
	enum vb_code code;
	bool ascii;

	if (text.len == 0 || vb_view_is(text, "\n"))
		return vb_fail(err, VB_MALFORMED, "7.1", "paper", "the paper is empty");
	if (text.len > VB_PAPER_MAX)
		return vb_fail(err, VB_MALFORMED, "1.2", "paper",
			       "the paper has %zu bytes; at most %u are read", text.len,
			       VB_PAPER_MAX);
	code = check_characters(text, &ascii, err);
	if (code == VB_OK && text.ptr[text.len - 1] != '\n')
		return fail_line(err, line_of(text, text.len), "7.1",
				 "the last line has no line feed");
	if (code == VB_OK && text.ptr[text.len - 2] == '\n')
		return fail_line(err, line_of(text, text.len - 1), "7.1",
				 "an empty line stands at the end of the paper");
	if (code == VB_OK && !ascii)
		code = check_nfc(text, err);
	return code;
}

/* A fenced block: which character opened it, how often; 0: we are in none. */
struct fence {
	uint8_t mark;
	size_t width;
};

/* CommonMark 4.5, at top level: up to 3 spaces, 3 or more backticks or tildes; it ends
 * with at least as many of the same, alone on a line, or with the paper. */
static void fence_line(struct fence *f, struct vb_view line)
{
	size_t from = 0, to;
	uint8_t mark;

	while (from < line.len && from < 4 && line.ptr[from] == ' ')
		from++;
	mark = from < line.len && from < 4 ? line.ptr[from] : 0;
	if (mark != '`' && mark != '~')
		return;
	for (to = from; to < line.len && line.ptr[to] == mark; to++)
		;
	if (f->width > 0) {
		if (mark == f->mark && to - from >= f->width && to == line.len)
			f->width = 0;
		return;
	}
	if (to - from < 3 || (mark == '`' && memchr(line.ptr + to, '`', line.len - to)))
		return;
	f->mark = mark;
	f->width = to - from;
}

static bool starts(struct vb_view line, const char *with)
{
	size_t n = strlen(with);

	return line.len >= n && memcmp(line.ptr, with, n) == 0;
}

static struct vb_view from(struct vb_view v, size_t n)
{
	return vb_view(v.ptr + n, v.len - n);
}

/* Divides a checked text: format.md 7.1, 7.3 (headings). An annex that stands for a file
 * (format.md 7.2) is a leaf like any other. */
static enum vb_code divide(struct vb_view text, struct vb_paper *out, struct vb_err *err)
{
	struct fence fence = {0, 0};
	struct vb_view line;
	bool titled = false;
	unsigned n = 0;

	out->leaf[0] = (struct vb_leaf){vb_view(text.ptr, 0), vb_view(text.ptr, 0)};
	for (size_t at = 0; at < text.len; at += line.len + 1) {
		const uint8_t *lf = memchr(text.ptr + at, '\n', text.len - at);

		line = vb_view(text.ptr + at, (size_t)(lf - (text.ptr + at)));
		if (fence.width == 0 && starts(line, "## ")) {
			if (++n == VB_LEAVES_MAX)
				return vb_fail(err, VB_MALFORMED, "1.2", "paper",
					       "the paper has more than %d leaves",
					       VB_LEAVES_MAX);
			out->leaf[n] = (struct vb_leaf){vb_view(line.ptr, 0), from(line, 3)};
		} else if (fence.width == 0 && n == 0 && !titled && starts(line, "# ")) {
			out->leaf[0].heading = from(line, 2);
			titled = true;
		}
		fence_line(&fence, line);
		out->leaf[n].text.len += line.len + 1;
	}
	out->text = text;
	out->nleaves = n + 1;
	return VB_OK;
}

enum vb_code vb_paper_parse(struct vb_view text, struct vb_paper *out, struct vb_err *err)
{
	enum vb_code code = check_text(text, err);

	return code == VB_OK ? divide(text, out, err) : code;
}

/* ---- annexes (format.md 7.2) ---- */

/* The next line of @v, which must begin with @key and a space: what follows. */
static bool take_field(struct vb_view *v, const char *key, struct vb_view *value)
{
	const uint8_t *lf = memchr(v->ptr, '\n', v->len);
	struct vb_view line;

	if (!lf)
		return false;
	line = vb_view(v->ptr, (size_t)(lf - v->ptr));
	*v = from(*v, line.len + 1);
	return vb_view_is(vb_token(line, value), key);
}

bool vb_leaf_annex(const struct vb_leaf *leaf, struct vb_view *name, struct vb_hash *hash,
		   uint64_t *bytes)
{
	struct vb_view rest = leaf->text, v;

	if (!vb_view_is(vb_token(leaf->heading, name), "Annex") || name->len == 0 ||
	    leaf->heading.ptr != leaf->text.ptr + 3)
		return false;
	rest = from(rest, 3 + leaf->heading.len + 1);
	if (rest.len == 0 || rest.ptr[0] != '\n')
		return false;
	rest = from(rest, 1);
	if (!take_field(&rest, "sha256", &v) || !vb_hash_parse(v, hash) ||
	    !take_field(&rest, "bytes", &v) || !vb_dec_parse(v, bytes))
		return false;
	while (rest.len > 0 && rest.ptr[0] == '\n')
		rest = from(rest, 1);
	return rest.len == 0;
}

/* Copies @in without BOM, CR before LF, and spaces and empty lines at the end. */
static size_t tidy(struct vb_view in, uint8_t *out)
{
	size_t n = 0;

	if (in.len >= 3 && memcmp(in.ptr, "\xef\xbb\xbf", 3) == 0)
		in = from(in, 3);
	for (size_t i = 0; i < in.len; i++) {
		if (in.ptr[i] == '\r' && i + 1 < in.len && in.ptr[i + 1] == '\n')
			continue;
		if (in.ptr[i] == '\n')
			while (n > 0 && out[n - 1] == ' ')
				n--;
		out[n++] = in.ptr[i];
	}
	while (n > 0 && (out[n - 1] == ' ' || out[n - 1] == '\n'))
		n--;
	if (n > 0)
		out[n++] = '\n';
	return n;
}

enum vb_code vb_paper_canonical(struct vb_view in, uint8_t **out, size_t *len,
				struct vb_err *err)
{
	enum vb_code code;
	uint8_t *buf;
	size_t n;

	if (in.len > TYPED_MAX)
		return vb_fail(err, VB_MALFORMED, "1.2", "paper",
			       "the text has %zu bytes; a paper has at most %u", in.len,
			       VB_PAPER_MAX);
	buf = malloc(in.len + 1);
	if (!buf)
		return vb_fail(err, VB_MEMORY, "", "paper", "no memory for %zu bytes", in.len);
	n = tidy(in, buf);
	code = check_text(vb_view(buf, n), err);
	if (code != VB_OK) {
		free(buf);
		return code;
	}
	*out = buf;
	*len = n;
	return VB_OK;
}

/* ---- article headings ---- */

/* An article that came between two others: it is told apart by its title. */
static bool is_insertion(struct vb_view v)
{
	static const char *const words[] = {"bis", "ter", "quater", "quinquies", "sexies",
					    "septies", "octies", "novies", "decies"};
	size_t n = 0;

	while (n < v.len && v.ptr[n] >= 'a' && v.ptr[n] <= 'z')
		n++;
	for (size_t i = 0; i < VB_ARRAY_LEN(words); i++)
		if (vb_view_is(vb_view(v.ptr, n), words[i]))
			return true;
	return false;
}

static struct vb_view skip_spaces(struct vb_view v)
{
	while (v.len > 0 && v.ptr[0] == ' ')
		v = from(v, 1);
	return v;
}

/* "Article N", "Article N.", "N.", "N bis": the number; *@v moves behind it. */
static unsigned take_number(struct vb_view *v)
{
	bool named = starts(*v, "Article ");
	struct vb_view rest = named ? from(*v, 8) : *v;
	unsigned number = 0;
	size_t n = 0;

	while (n < rest.len && n < 5 && rest.ptr[n] >= '0' && rest.ptr[n] <= '9')
		number = number * 10 + (unsigned)(rest.ptr[n++] - '0');
	if (n == 0 || n > 4 || rest.ptr[0] == '0')
		return 0;
	rest = from(rest, n);
	if (rest.len > 0 && rest.ptr[0] == '.') {
		rest = from(rest, 1);
		named = true;
	} else if (!named) {
		named = starts(rest, " ") && is_insertion(from(rest, 1));
	}
	/* "4.1", "Article 4a" and "2022 was a year" number no article. */
	if (!named || (rest.len > 0 && rest.ptr[0] != ' ' && rest.ptr[0] != ':'))
		return 0;
	*v = skip_spaces(rest);
	return number;
}

/* Here it is enough to see that one is meant: whoever counts positions reads them strictly. */
static bool is_position(struct vb_view v)
{
	static const char *const words[] = {"accept", "accept with changes", "discuss",
					    "reserve", "reject", "silent"};

	for (size_t i = 0; i < VB_ARRAY_LEN(words); i++) {
		size_t n = strlen(words[i]);

		if (starts(v, words[i]) && (v.len == n || starts(from(v, n), ", ") ||
					    starts(from(v, n), " (")))
			return true;
	}
	return (starts(v, "accept if ") && skip_spaces(from(v, 10)).len > 0) ||
	       (starts(v, "accept all or none of ") && skip_spaces(from(v, 22)).len > 0);
}

unsigned vb_heading_article(struct vb_view heading, struct vb_view *title,
			    struct vb_view *position)
{
	struct vb_view rest = heading;
	unsigned number = take_number(&rest);
	size_t end = rest.len;

	*position = vb_view(rest.ptr + rest.len, 0);
	/* The first colon behind which a position stands: a title may have colons, and
	 * so may the condition of "accept if". */
	for (size_t i = 0; i < rest.len; i++) {
		struct vb_view after = skip_spaces(from(rest, i + 1));

		if (rest.ptr[i] == ':' && is_position(after)) {
			*position = after;
			end = i;
			break;
		}
	}
	while (end > 0 && rest.ptr[end - 1] == ' ')
		end--;
	*title = vb_view(rest.ptr, end);
	return number;
}
