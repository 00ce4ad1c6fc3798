/*
 * Readings of a Word document as a paper: whose changes count, which paragraphs are left, what
 * number each shows, and which of them head an article (text.md 13.3 to 13.5).
 *
 * SPDX-License-Identifier: ISC
 */
#include "text/word.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define HEADING_MAX 200u	/* bytes of a line that begins "Article 5" and heads one */

struct telling {
	const struct vb_word *w;
	enum vb_word_reading reading;
	bool *author;			/* of VB_WR_OF: whose changes count */
	struct word_counters *counters;
	struct word_list *list;
	struct word_buffer line;	/* of the paragraph that is told */
	struct word_buffer out;
	bool failed;
};

/* ---- whose changes count ---- */

static char low(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool alike(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (low(a[i]) != low(b[i]))
			return false;
	}
	return true;
}

/* "NORD; SUD" are both of them. */
static bool is_of(const char *names, const char *one)
{
	size_t len = strlen(one);

	if (!*names)
		return len == 0;
	while (*names) {
		size_t n = strcspn(names, ";");

		while (n > 0 && *names == ' ') {
			names++;
			n--;
		}
		if (n == len && alike(names, one, n))
			return true;
		names += n + (names[n] == ';');
	}
	return false;
}

static bool accepted_of(const struct telling *t, uint32_t author)
{
	if (t->reading != VB_WR_OF)
		return t->reading == VB_WR_ACCEPTED;
	return t->author[author];
}

static bool accepted(const struct telling *t, uint32_t change)
{
	return accepted_of(t, t->w->change[change].author);
}

static bool stands(const struct telling *t, uint32_t ins, uint32_t del)
{
	return (ins == WORD_NONE || accepted(t, ins)) && (del == WORD_NONE || !accepted(t, del));
}

/* ---- headings ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_digit(c) || (low(c) >= 'a' && low(c) <= 'z');
}

/* Bytes of "Article 5", "ARTICLE XII", "Article 5 bis", at the front of @s; 0: none. */
static size_t article_len(struct vb_view v)
{
	const char *s = (const char *)v.ptr;
	static const char *const after[] = {" bis", " ter", " quater"};
	size_t n = 8, from = n;

	if (v.len < 9 || !alike(s, "article ", 8))
		return 0;
	while (n < v.len && (is_digit(s[n]) || strchr("IVXLCDM", s[n]) != NULL) && s[n])
		n++;
	if (n == from)
		return 0;
	if (n < v.len && is_digit(s[n - 1]) && is_alnum(s[n]))
		n++;
	if (n < v.len && is_alnum(s[n]))
		return 0;
	for (size_t i = 0; i < VB_ARRAY_LEN(after); i++) {
		size_t len = strlen(after[i]);

		if (v.len - n >= len && alike(s + n, after[i], len) &&
		    (v.len - n == len || !is_alnum(s[n + len])))
			return n + len;
	}
	return n;
}

/* What parts the number of an article from its title: ". ", ": ", a dash, an end of line. */
static size_t parting(struct vb_view v)
{
	static const char *const marks[] = {".", ":", "-", "\xe2\x80\x93", "\xe2\x80\x94", " ",
					    "\n"};
	size_t at = 0, i = 0;

	while (i < VB_ARRAY_LEN(marks)) {
		size_t n = strlen(marks[i]);

		if (v.len - at >= n && memcmp(v.ptr + at, marks[i], n) == 0) {
			at += n;
			i = 0;
		} else {
			i++;
		}
	}
	return at;
}

/* A line of its own that ends like no sentence. */
static bool heads_article(struct vb_view v, size_t article)
{
	struct vb_view rest = vb_view(v.ptr + article, v.len - article);
	size_t part = parting(rest);
	uint8_t end = v.len ? v.ptr[v.len - 1] : 0;
	bool only_space = true;

	for (size_t i = 0; i < part; i++)
		only_space = only_space && rest.ptr[i] == ' ';
	if (part == rest.len)
		return true;
	if (v.len > HEADING_MAX || (end == '.' || end == ';' || end == ',' || end == ':'))
		return false;
	return part > 0 && (!only_space || (rest.ptr[part] >= 'A' && rest.ptr[part] <= 'Z'));
}

/* ---- lines ---- */

static void put(struct telling *t, const void *p, size_t n)
{
	if (!vb_word_add(&t->out, p, n))
		t->failed = true;
}

static void put_str(struct telling *t, const char *s)
{
	put(t, s, strlen(s));
}

/* Lines of @v, none of them empty, without spaces at their ends. */
static void put_lines(struct telling *t, struct vb_view v, const char *between)
{
	bool first = true;

	while (v.len > 0) {
		const uint8_t *lf = memchr(v.ptr, '\n', v.len);
		size_t n = lf ? (size_t)(lf - v.ptr) : v.len, from = 0, to = n;

		while (from < to && v.ptr[from] == ' ')
			from++;
		while (to > from && v.ptr[to - 1] == ' ')
			to--;
		if (to > from) {
			put_str(t, first ? "" : between);
			put(t, v.ptr + from, to - from);
			first = false;
		}
		n += lf != NULL;
		v = vb_view(v.ptr + n, v.len - n);
	}
}

static void put_article(struct telling *t, struct vb_view v, size_t article)
{
	struct vb_view rest = vb_view(v.ptr + article, v.len - article);
	size_t part = parting(rest);

	put_str(t, "## Article ");
	put(t, v.ptr + 8, article - 8);
	if (part < rest.len) {
		put_str(t, ". ");
		put_lines(t, vb_view(rest.ptr + part, rest.len - part), " ");
	}
}

/* ---- paragraphs ---- */

static bool is_title(const struct vb_word *w, const struct word_paragraph *p)
{
	const struct word_style *s = vb_word_style(&w->styles, p->style);

	return s && strlen(s->name) == 5 && alike(s->name, "title", 5);
}

/* t->line as a paragraph of the paper; its mark, and so what it is, is that of @p. */
static void tell_paragraph(struct telling *t, const struct word_paragraph *p)
{
	static const char *const levels[] = {"## ", "### ", "#### ", "##### ", "###### "};
	struct vb_view v = vb_trimmed(vb_view(t->line.ptr, t->line.len));
	long outline = vb_word_outline(&t->w->styles, p);
	size_t article = article_len(v);

	if (v.len == 0)
		return;
	if (t->out.len > 0)
		put_str(t, "\n\n");
	if (is_title(t->w, p)) {
		put_str(t, "# ");
		put_lines(t, v, " ");
	} else if (article && (outline < 9 || heads_article(v, article))) {
		put_article(t, v, article);
	} else if (outline < 9) {
		put_str(t, levels[outline < 5 ? outline : 4]);
		put_lines(t, v, " ");
	} else {
		put_lines(t, v, "\n");
	}
}

/* @p as it is in this reading: what others changed of it, and is not accepted, is undone.  The
 * number that it then shows, where that is all that is known of it; else NULL. */
static const char *as_read(const struct telling *t, struct word_paragraph *p)
{
	const struct vb_word *w = t->w;
	const struct word_former *f;

	if (p->former != WORD_NONE && !accepted_of(t, w->former[p->former].author)) {
		f = &w->former[p->former];
		memcpy(p->style, f->style, sizeof(p->style));
		p->list = f->list;
		p->level = f->level;
		p->outline = f->outline;
	} else if (p->renumbered != WORD_NONE &&
		   !accepted_of(t, w->former[p->renumbered].author)) {
		f = &w->former[p->renumbered];
		if (f->number != SIZE_MAX)
			return w->pool.ptr + f->number;
		p->list = p->level = -1;
	}
	return NULL;
}

/* The number that Word shows, in front of the words; it counts, whether there are any or not. */
static void end_paragraph(struct telling *t, const struct word_paragraph *ended)
{
	struct word_paragraph p = *ended;
	const char *number = as_read(t, &p);
	struct word_buffer words = t->line;
	char label[WORD_ID_MAX * 2];

	if (number)
		snprintf(label, sizeof(label), "%s", number);
	else
		vb_word_label(&t->w->styles, t->counters, t->list, &p, label, sizeof(label));
	if (label[0] && vb_trimmed(vb_view(words.ptr, words.len)).len > 0) {
		t->line = (struct word_buffer){0};
		t->failed = t->failed || !vb_word_add(&t->line, label, strlen(label)) ||
			    !vb_word_add(&t->line, " ", 1) ||
			    !vb_word_add(&t->line, words.ptr, words.len);
		free(words.ptr);
	}
	tell_paragraph(t, &p);
	t->line.len = 0;
}

static void tell(struct telling *t)
{
	const struct vb_word *w = t->w;

	for (size_t i = 0; i < w->nparagraphs && !t->failed; i++) {
		const struct word_paragraph *p = &w->paragraph[i];

		for (size_t j = p->run; j < p->run + p->nruns; j++) {
			const struct word_run *r = &w->run[j];

			if (stands(t, r->ins, r->del) &&
			    !vb_word_add(&t->line, w->text.ptr + r->at, r->len))
				t->failed = true;
		}
		/* Without its mark a paragraph goes on in the next one. */
		if (stands(t, p->ins, p->del) || i + 1 == w->nparagraphs)
			end_paragraph(t, p);
	}
	if (t->out.len > 0)
		put_str(t, "\n");
}

static bool start(struct telling *t, const char *author)
{
	const struct vb_word *w = t->w;
	const struct word_styles *s = &w->styles;

	t->counters = calloc(s->nabstract + 1, sizeof(*t->counters));
	t->list = calloc(s->nlist + 1, sizeof(*t->list));
	t->author = calloc(w->nauthors + 1, sizeof(*t->author));
	if (!t->counters || !t->list || !t->author)
		return false;
	if (s->nlist)
		memcpy(t->list, s->list, s->nlist * sizeof(*t->list));
	for (size_t i = 0; author && i < w->nauthors; i++)
		t->author[i] = is_of(w->pool.ptr + w->author[i], author);
	return true;
}

/* format.md 7.1: NFC. */
static enum vb_code normal(const struct word_buffer *b, uint8_t **out, size_t *len,
			   struct vb_err *err)
{
	utf8proc_uint8_t *nfc = NULL;
	utf8proc_ssize_t n = 0;

	if (b->len > 0)
		n = utf8proc_map((const utf8proc_uint8_t *)b->ptr, (utf8proc_ssize_t)b->len, &nfc,
				 UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	else
		nfc = calloc(1, 1);
	if (n < 0 || !nfc)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	*out = nfc;
	*len = (size_t)n;
	return VB_OK;
}

enum vb_code vb_word_text(const struct vb_word *w, enum vb_word_reading reading,
			  const char *author, uint8_t **out, size_t *len, struct vb_err *err)
{
	struct telling t = {.w = w, .reading = reading};
	enum vb_code code = VB_MEMORY;

	if (start(&t, author))
		tell(&t);
	else
		t.failed = true;
	if (t.failed)
		vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	else if (t.out.len > VB_VERSION_MAX)
		code = vb_fail(err, VB_REFUSED, "text.md 1.1", "", "its text has %zu bytes, and at "
			       "most %u are read", t.out.len, VB_VERSION_MAX);
	else
		code = normal(&t.out, out, len, err);
	free(t.counters);
	free(t.list);
	free(t.author);
	free(t.line.ptr);
	free(t.out.ptr);
	return code;
}
