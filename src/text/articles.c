/*
 * The articles of a paper: what their headings say, positions down to the paragraph, words
 * (text.md 10).
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

static bool starts(struct vb_view v, const char *with)
{
	size_t n = strlen(with);

	return v.len >= n && memcmp(v.ptr, with, n) == 0;
}

static struct vb_view behind(struct vb_view v, size_t n)
{
	return vb_view(v.ptr + n, v.len - n);
}

static struct vb_view take_line(struct vb_view *rest)
{
	const uint8_t *lf = memchr(rest->ptr, '\n', rest->len);
	struct vb_view line = vb_view(rest->ptr, lf ? (size_t)(lf - rest->ptr) : rest->len);

	*rest = behind(*rest, line.len + (lf != NULL));
	return line;
}

/* ---- headings ---- */

/* " (formerly 5 and 6)", " (from 5)" (text.md 10.3); *v stays where there is none. */
static void take_former(struct vb_view *v, struct vb_article *a)
{
	struct vb_view rest = *v;
	struct vb_label l[VB_FORMER_MAX];
	bool from = starts(rest, " (from ");
	unsigned n = 0;

	if (!from && !starts(rest, " (formerly "))
		return;
	rest = behind(rest, from ? 7 : 11);
	for (;;) {
		if (n == VB_FORMER_MAX || !vb_label_take(&rest, &l[n]))
			return;
		l[n++].nparts = 0;
		if (starts(rest, ")"))
			break;
		if (!starts(rest, ", ") && !starts(rest, " and "))
			return;
		rest = behind(rest, starts(rest, ", ") ? 2 : 5);
	}
	*v = behind(rest, 1);
	a->from = from;
	a->nformer = n;
	memcpy(a->former, l, n * sizeof(*l));
}

/* "Article 4", "4.", "4 bis": *v moves behind it.  "4.1" and "2022 was a year" are titles. */
static void take_label(struct vb_view *v, struct vb_article *a)
{
	bool named = starts(*v, "Article "), dot;
	struct vb_view rest = named ? behind(*v, 8) : *v;
	struct vb_label l;

	if (!vb_label_take(&rest, &l))
		return;
	dot = starts(rest, ".");
	if (dot)
		rest = behind(rest, 1);
	if (!named && !dot && l.insertion == 0 && l.alt == 0)
		return;
	if (rest.len > 0 && rest.ptr[0] != ' ' && rest.ptr[0] != ':')
		return;
	take_former(&rest, a);
	if (!dot && a->nformer > 0 && starts(rest, "."))
		rest = behind(rest, 1);
	a->label = l;
	*v = rest;
}

/* Somebody meant a position, but this is none of them. */
static bool looks_meant(struct vb_view v)
{
	static const char *const words[] = {"accept", "agree", "discuss", "reserve", "reject",
					    "silent"};

	for (size_t i = 0; i < VB_ARRAY_LEN(words); i++) {
		size_t n = strlen(words[i]);

		if (starts(v, words[i]) && (v.len == n || v.ptr[n] == ' ' || v.ptr[n] == ','))
			return true;
	}
	return false;
}

/* The first colon behind which a position stands: titles, too, have colons. */
static void split(struct vb_view rest, struct vb_article *a)
{
	bool bare = starts(rest, ":");

	a->title = vb_trimmed(rest);
	for (size_t i = 0; i < rest.len; i++) {
		struct vb_view word;

		if (rest.ptr[i] != ':')
			continue;
		word = vb_trimmed(behind(rest, i + 1));
		if (vb_position_parse(word, &a->position)) {
			a->title = vb_trimmed(vb_view(rest.ptr, i));
			a->odd = false;
			return;
		}
		a->odd = a->odd || looks_meant(word);
	}
	if (bare) {
		a->title = vb_trimmed(behind(rest, 1));
		a->odd = a->title.len > 0;
	}
}

bool vb_article_read(const struct vb_leaf *leaf, struct vb_article *out)
{
	struct vb_view rest = leaf->heading, body = leaf->text, name;
	struct vb_hash hash;
	uint64_t bytes;

	*out = (struct vb_article){.position = {.stand = VB_ST_PROPOSED, .until = VB_TIME_NONE}};
	if (!starts(leaf->text, "## ") || rest.len == 0 ||
	    vb_leaf_annex(leaf, &name, &hash, &bytes))
		return false;
	take_label(&rest, out);
	split(rest, out);
	take_line(&body);
	out->body = body;
	if (out->title.len > VB_TITLE_MAX)
		out->title.len = VB_TITLE_MAX;
	while (out->title.len == VB_TITLE_MAX && !vb_utf8_valid(out->title))
		out->title.len--;
	return true;
}

/* ---- what stands below ---- */

/* "- 4(2)(a): reject" */
static bool is_part(struct vb_view line, const struct vb_label *article, struct vb_label *label,
		    struct vb_position *p)
{
	struct vb_label l;

	if (!starts(line, "- ") && !starts(line, "* "))
		return false;
	line = behind(line, 2);
	if (!vb_label_take(&line, &l) || l.nparts == 0 || !vb_label_same_article(&l, article) ||
	    !starts(line, ": ") || !vb_position_parse(behind(line, 2), p))
		return false;
	*label = l;
	return true;
}

bool vb_article_part(struct vb_view *rest, const struct vb_label *article,
		     struct vb_label *label, struct vb_position *p)
{
	while (rest->len > 0) {
		if (is_part(take_line(rest), article, label, p))
			return true;
	}
	return false;
}

/* "> words", ">": what is quoted. */
static bool is_quoted(struct vb_view *line)
{
	if (!starts(*line, ">"))
		return false;
	*line = behind(*line, starts(*line, "> ") ? 2 : 1);
	return true;
}

/* Under "accept with changes" there may be a remark beside the words (text.md 10.5). */
static bool has_quote(const struct vb_article *a)
{
	struct vb_view rest = a->body;

	while (a->position.stand == VB_ST_CHANGES && rest.len > 0) {
		struct vb_view line = take_line(&rest);

		if (is_quoted(&line))
			return true;
	}
	return false;
}

bool vb_article_words(const struct vb_article *a, uint8_t **out, size_t *len)
{
	struct vb_view rest = a->body, text;
	uint8_t *buf = malloc(a->body.len + 1);
	bool quoted = has_quote(a);
	struct vb_position p;
	struct vb_label l;
	size_t n = 0;

	if (!buf)
		return false;
	while (rest.len > 0 && (a->position.stand == VB_ST_PROPOSED ||
				a->position.stand == VB_ST_CHANGES)) {
		struct vb_view line = take_line(&rest);

		if (is_part(line, &a->label, &l, &p) || (quoted && !is_quoted(&line)))
			continue;
		memcpy(buf + n, line.ptr, line.len);
		n += line.len;
		buf[n++] = '\n';
	}
	text = vb_trimmed(vb_view(buf, n));
	memmove(buf, text.ptr, text.len);
	*out = buf;
	*len = text.len;
	return true;
}
