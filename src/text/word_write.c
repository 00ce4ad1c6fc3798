/*
 * Word files written: the document, paragraph by paragraph, from words and whose they are.
 *
 * SPDX-License-Identifier: ISC
 *
 * A party's words that the base lacks are its insertions; the base's words that a party lacks are
 * its deletions.  What several did alike is by "NORD; SUD" together, for Word knows no change of
 * two authors: so whoever accepts the changes of one party, and no others, has its text.
 */
#include "text/word.h"

#include <stdlib.h>
#include <string.h>

enum how {
	PLAIN,
	INS,
	DEL,
};

/* A word on its way, and whose change it is. */
struct piece {
	struct vb_view space, text;
	enum how how;
	uint64_t by;
};

struct writing {
	FILE *f;
	const struct vb_parties *parties;
	struct piece *piece;		/* of the paragraph that is collected */
	size_t n, cap;
	unsigned id;
	bool joins;			/* the paragraph before may go on in this one */
	bool failed;
};

static bool same(const struct piece *a, const struct piece *b)
{
	return a->how == b->how && a->by == b->by;
}

/* ---- XML ---- */

/* What no XML can hold stands as U+FFFD. */
static void put_text(FILE *f, struct vb_view v)
{
	size_t n;

	for (size_t i = 0; i < v.len; i += n) {
		uint32_t cp = 0;

		n = vb_utf8_next(vb_view(v.ptr + i, v.len - i), &cp);
		if (n == 0 || cp < 0x20 || (cp & 0xfffe) == 0xfffe) {
			fputs("\xef\xbf\xbd", f);
			n = n ? n : 1;
		} else if (cp == '&') {
			fputs("&amp;", f);
		} else if (cp == '<') {
			fputs("&lt;", f);
		} else if (cp == '>') {
			fputs("&gt;", f);
		} else {
			fwrite(v.ptr + i, 1, n, f);
		}
	}
}

static void put_names(FILE *f, const struct vb_parties *p, uint64_t by)
{
	const char *between = "";

	for (; by; by &= by - 1) {
		fputs(between, f);
		for (const char *c = p->name[__builtin_ctzll(by)]; *c; c++)
			putc(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c, f);
		between = "; ";
	}
}

static void open_change(struct writing *w, const struct piece *p, const char *end)
{
	fprintf(w->f, "<w:%s w:id=\"%u\" w:author=\"", p->how == INS ? "ins" : "del", ++w->id);
	put_names(w->f, w->parties, p->by);
	fprintf(w->f, "\"%s>", end);
}

/* ---- a paragraph ---- */

static bool is_mark(const struct piece *p, char c)
{
	return p->text.len == 1 && p->text.ptr[0] == (uint8_t)c;
}

static bool has_line_end(struct vb_view space)
{
	return space.len && memchr(space.ptr, '\n', space.len);
}

/* A line's end in a paragraph is a space, but before what begins a line of its own. */
static bool begins_line(const struct piece *p)
{
	uint8_t b = p->text.len ? p->text.ptr[0] : 0;

	return (b >= '0' && b <= '9') || (b && b < 0x80 && strchr("-*+|>#([`~", b));
}

static void put_space(struct writing *w, const struct piece *p, bool lines, const char *tag)
{
	if (!has_line_end(p->space)) {
		put_text(w->f, p->space);
	} else if (lines || begins_line(p)) {
		fprintf(w->f, "</w:%s><w:br/><w:%s xml:space=\"preserve\">", tag, tag);
	} else {
		putc(' ', w->f);
	}
}

static void put_runs(struct writing *w, size_t from, size_t to, bool lines)
{
	for (size_t i = from; i < to;) {
		const struct piece *first = &w->piece[i];
		const char *tag = first->how == DEL ? "delText" : "t";

		if (first->how != PLAIN)
			open_change(w, first, "");
		fprintf(w->f, "<w:r><w:%s xml:space=\"preserve\">", tag);
		for (; i < to && same(&w->piece[i], first); i++) {
			if (i > from)
				put_space(w, &w->piece[i], lines, tag);
			else if (w->joins && w->piece[i].space.len)
				putc(' ', w->f);
			put_text(w->f, w->piece[i].text);
		}
		fprintf(w->f, "</w:%s></w:r>", tag);
		if (first->how != PLAIN)
			fputs(first->how == INS ? "</w:ins>" : "</w:del>", w->f);
	}
}

/* Pieces @from to @to as one paragraph of @style; @mark: whose the end of it is. */
static void put_paragraph(struct writing *w, const char *style, size_t from, size_t to,
			  const struct piece *mark, bool lines)
{
	fputs("<w:p>", w->f);
	if (style[0] || mark->how != PLAIN)
		fputs("<w:pPr>", w->f);
	if (style[0])
		fprintf(w->f, "<w:pStyle w:val=\"%s\"/>", style);
	if (mark->how != PLAIN) {
		fputs("<w:rPr>", w->f);
		open_change(w, mark, "/");
		fputs("</w:rPr>", w->f);
	}
	if (style[0] || mark->how != PLAIN)
		fputs("</w:pPr>", w->f);
	put_runs(w, from, to, lines);
	fputs("</w:p>\n", w->f);
	w->joins = mark->how != PLAIN;
}

/* Marks '#' at the front of pieces @from to @to that are a heading's: of the same change as all
 * of its line, or of none.  *end: where its line ends. */
static unsigned heading(const struct writing *w, size_t from, size_t to, size_t *end)
{
	const struct piece *p = &w->piece[from];
	size_t n = 0;
	bool all = true;

	while (from + n < to && is_mark(&p[n], '#') && (n == 0 || p[n].space.len == 0))
		n++;
	if (n == 0 || n > 6 || from + n == to || p[n].space.len == 0 || has_line_end(p[n].space))
		return 0;
	for (*end = from; *end < to &&
	     (*end == from || !has_line_end(w->piece[*end].space)); ++*end)
		all = all && same(&w->piece[*end], p);
	for (size_t i = 1; i < n; i++) {
		if (!same(&p[i], p))
			return 0;
	}
	return p->how == PLAIN || all ? (unsigned)n : 0;
}

static const char *const heading_styles[] = {"", "Title", "Heading1", "Heading2", "Heading3",
					     "Heading4", "Heading5"};

/* Ends the paragraph that was collected.  A heading ends with its line, though no empty line
 * may follow. */
static void flush_paragraph(struct writing *w, const struct piece *mark)
{
	static const struct piece plain = {.how = PLAIN};
	size_t from = 0, end = 0;

	while (from < w->n) {
		unsigned level = heading(w, from, w->n, &end);
		bool fence = is_mark(&w->piece[from], '`') || is_mark(&w->piece[from], '~');

		if (level == 0) {
			put_paragraph(w, "", from, w->n, mark, fence);
			break;
		}
		put_paragraph(w, heading_styles[level], from + level, end,
			      end == w->n ? mark :
			      same(&w->piece[end], &w->piece[end - 1]) ? &w->piece[end] : &plain,
			      false);
		from = end;
	}
	if (w->n == 0 && mark->how != PLAIN)
		put_paragraph(w, "", 0, 0, mark, false);
	w->n = 0;
}

static void collect(struct writing *w, const struct piece *p)
{
	void *more = w->piece;

	if (!vb_word_room(&more, w->n, &w->cap, sizeof(*p))) {
		w->failed = true;
		return;
	}
	w->piece = more;
	w->piece[w->n++] = *p;
}

/* Any text, nobody's change.  Something is always there: Word wants it so. */
static void write_plain(struct writing *w, struct vb_view text)
{
	static const struct piece plain = {.how = PLAIN};
	struct vb_view rest = text;
	enum vb_token kind;
	struct piece p = {.how = PLAIN};
	bool any = false;

	while (vb_token_next(&rest, &kind, &p.space, &p.text) && !w->failed) {
		any = true;
		if (kind == VB_TK_BREAK)
			flush_paragraph(w, &plain);
		else
			collect(w, &p);
	}
	flush_paragraph(w, &plain);
	if (!any)
		put_paragraph(w, "", 0, 0, &plain, false);
}

/* ---- tracked changes ---- */

/* Whose change column @in is, of parties that start from @base, or from what all have. */
static struct piece change_of(const struct vb_parties *p, uint64_t in)
{
	bool base = p->base != VB_NOBODY && (in >> p->base & 1);
	uint64_t lack = p->speaking & ~in;

	if (base || (p->base == VB_NOBODY && lack == 0))
		return (struct piece){.how = lack ? DEL : PLAIN, .by = lack};
	return (struct piece){.how = INS, .by = in & p->speaking};
}

/* Token @at[who] of @who, with the space before it. */
static void take_words(const struct vb_text *t, uint32_t who, uint32_t at, struct piece *out)
{
	const struct text_version *v = &t->version[t->version_of[who]];
	const struct text_token *k = &v->token[at];
	struct vb_view spaced = vb_text_spaced(v, at);

	out->text = vb_view(v->bytes + k->at, k->len);
	out->space = vb_view(spaced.ptr, spaced.len - k->len);
}

/* Of the first by name who has some space before it: some rather than none (text.md 4.6). */
static void choose_words(const struct vb_text *t, uint64_t shown, const uint32_t *at,
			 struct piece *out)
{
	for (out->space.len = 0; shown && out->space.len == 0; shown &= shown - 1) {
		uint32_t who = (uint32_t)__builtin_ctzll(shown);

		take_words(t, who, at[who], out);
	}
}

static void write_tracked(struct writing *w, const struct vb_text *t)
{
	const struct vb_parties *p = vb_text_parties(t);
	static const struct piece plain = {.how = PLAIN};
	uint32_t at[VB_VERSIONS_MAX] = {0};

	for (size_t i = 0; i < t->ncolumns && !w->failed; i++) {
		const struct column *c = &t->column[i];
		struct piece piece = change_of(p, c->in);

		choose_words(t, c->in, at, &piece);
		if (t->vocabulary.word[c->word].kind == VB_TK_BREAK)
			flush_paragraph(w, &piece);
		else
			collect(w, &piece);
		for (uint64_t in = c->in; in; in &= in - 1)
			at[__builtin_ctzll(in)]++;
	}
	flush_paragraph(w, &plain);
}

/* ---- the table ---- */

static void write_cell(struct writing *w, struct vb_view text)
{
	fputs("<w:tc><w:tcPr/>", w->f);
	write_plain(w, text);
	fputs("</w:tc>", w->f);
}

static void write_head(struct writing *w, uint64_t columns)
{
	const struct vb_parties *p = w->parties;

	fputs("<w:tbl><w:tblPr><w:tblStyle w:val=\"Columns\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/>"
	      "</w:tblPr><w:tblGrid>", w->f);
	for (unsigned i = 0; i <= (unsigned)__builtin_popcountll(columns); i++)
		fputs("<w:gridCol/>", w->f);
	fputs("</w:tblGrid><w:tr><w:trPr><w:tblHeader/></w:trPr>", w->f);
	for (uint64_t in = columns; in; in &= in - 1) {
		uint32_t who = (uint32_t)__builtin_ctzll(in);

		fputs("<w:tc><w:tcPr/><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>", w->f);
		put_names(w->f, p, 1ull << who);
		fputs(who == p->base ? " (base)" : "", w->f);
		fputs("</w:t></w:r></w:p></w:tc>", w->f);
	}
	fputs("<w:tc><w:tcPr/><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Compromise</w:t></w:r></w:p>"
	      "</w:tc></w:tr>\n", w->f);
}

static bool write_compromise(struct writing *w, const struct vb_composite *c,
			     const struct vb_text_row *r)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = vb_memory_open(&text, &len);
	bool done;

	if (f)
		vb_composite_print_part(f, c, r->first, r->last);
	done = f && fclose(f) == 0;
	if (done)
		write_cell(w, vb_view(text, len));
	free(text);
	return done;
}

static void write_columns(struct writing *w, const struct vb_text *t,
			  const struct vb_composite *c)
{
	const struct vb_parties *p = w->parties;
	uint64_t columns = p->speaking | (p->base != VB_NOBODY ? 1ull << p->base : 0);
	struct vb_text_row r = {0};

	write_head(w, columns);
	while (!w->failed && vb_text_row(t, c, &r)) {
		fputs("<w:tr>", w->f);
		for (uint64_t in = columns; in; in &= in - 1)
			write_cell(w, vb_text_span(t, (uint32_t)__builtin_ctzll(in), r.from, r.to));
		w->failed = w->failed || !write_compromise(w, c, &r);
		fputs("</w:tr>\n", w->f);
	}
	fputs("</w:tbl><w:p/>\n", w->f);
}

/* ---- the document ---- */

static void write_printed(struct writing *w, const struct vb_composite *c, bool clean)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = vb_memory_open(&text, &len);

	if (f && clean)
		vb_composite_clean(f, c);
	else if (f)
		vb_composite_print(f, c);
	if (f && fclose(f) == 0)
		write_plain(w, vb_view(text, len));
	else
		w->failed = true;
	free(text);
}

static void write_section(FILE *f, bool wide)
{
	if (wide)
		fputs("<w:sectPr><w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/>", f);
	else
		fputs("<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/>", f);
	fputs("<w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" "
	      "w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr>", f);
}

static void write_text(struct writing *w, const struct vb_word_article *a,
		       enum vb_word_form form)
{
	w->parties = a->text ? vb_text_parties(a->text) : &a->composite->parties;
	if (form == VB_WF_TRACKED)
		write_tracked(w, a->text);
	else if (form == VB_WF_COLUMNS)
		write_columns(w, a->text, a->composite);
	else
		write_printed(w, a->composite, form == VB_WF_CLEAN);
}

/* "## Article 4. Title", as a heading (format.md 7.1). */
static void write_heading(struct writing *w, const char *marks, struct vb_view label,
			  struct vb_view title)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = vb_memory_open(&text, &len);

	if (f) {
		fputs(marks, f);
		if (label.len)
			fprintf(f, "Article %.*s%s", (int)label.len, (const char *)label.ptr,
				title.len ? ". " : "");
		if (title.len)
			fwrite(title.ptr, 1, title.len, f);
	}
	if (f && fclose(f) == 0)
		write_plain(w, vb_view(text, len));
	else
		w->failed = true;
	free(text);
}

enum vb_code vb_word_document(FILE *f, const struct word_whole *all, struct vb_err *err)
{
	struct writing w = {.f = f};
	bool wide = all->form == VB_WF_COLUMNS;

	for (size_t i = 0; i < all->n && (wide || all->form == VB_WF_TRACKED); i++) {
		if (!all->article[i].text)
			return vb_fail(err, VB_REFUSED, "text.md 13.7", "", "tracked changes and "
				       "columns need the texts of parties, and this draft is none "
				       "of theirs");
	}
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document "
	      "xmlns:w=\""
	      "http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>\n", f);
	if (all->headed && all->title.len)
		write_heading(&w, "# ", vb_view(NULL, 0), all->title);
	for (size_t i = 0; i < all->n && !w.failed; i++) {
		const struct vb_word_article *a = &all->article[i];

		if (all->headed)
			write_heading(&w, "## ", a->label, a->title);
		write_text(&w, a, all->form);
	}
	write_section(f, wide);
	fputs("</w:body></w:document>\n", f);
	free(w.piece);
	if (w.failed)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	return VB_OK;
}
