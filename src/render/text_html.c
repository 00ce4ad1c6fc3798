/*
 * One compared text as HTML in three views: the composite, the versions side by side, a redline.
 * No byte of a text is unescaped; what may be in whichever language has none.
 *
 * SPDX-License-Identifier: ISC
 */
#include "render/internal.h"

static void esc(FILE *f, struct vb_view v)
{
	vb_escape_html(f, v);
}

/* ---- the composite ---- */

static void label(FILE *f, const struct vb_composite *c, const struct vb_piece *o)
{
	if (!(o->proposed | o->supported | o->opposed))
		return;
	fputs("<bdi class=\"w\">", f);
	vb_text_names(f, &c->parties, o->proposed);
	if (o->supported) {
		fputs(" supported by ", f);
		vb_text_names(f, &c->parties, o->supported);
	}
	if (o->opposed) {
		fputs(" opposed by ", f);
		vb_text_names(f, &c->parties, o->opposed);
	}
	fputs(":</bdi> ", f);
}

static void piece(FILE *f, const struct vb_composite *c, const struct vb_piece *p,
		  struct vb_view space)
{
	esc(f, space);
	if (p->kind == VB_PC_WORD) {
		esc(f, p->text);
	} else if (p->kind == VB_PC_CLOSE) {
		fputs(p->option ? "</span>" : "]</span>", f);
	} else {
		fputs("<span class=\"b\">", f);
		if (p->option)
			esc(f, p->text);
		else
			fputc('[', f);
		label(f, c, p);
		if (p->bracket == VB_BR_NO_TEXT && !p->option)
			fputs("no text", f);
	}
}

static void part(FILE *f, const struct vb_composite *c, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		piece(f, c, &c->piece[i], i > from ? c->piece[i].space : vb_view(NULL, 0));
}

void vb_text_html_composite(FILE *f, const struct vb_composite *c)
{
	struct vb_counts n;

	vb_composite_count(c, &n);
	fprintf(f, "<p class=\"note\">%zu bracket%s, %zu option%s; %zu of %zu words are in "
		"them.</p>\n<div class=\"text\" dir=\"auto\" lang=\"\">", n.brackets,
		n.brackets == 1 ? "" : "s", n.options, n.options == 1 ? "" : "s", n.bracketed,
		n.words);
	part(f, c, 0, c->n);
	fputs("</div>\n", f);
}

/* ---- side by side ---- */

struct rows {
	FILE *f;
	const struct vb_text *t;
	const struct vb_composite *c;
	const struct vb_parties *p;
	uint64_t set;		/* of the parties that speak */
};

static unsigned columns_of(const struct rows *s)
{
	return (unsigned)__builtin_popcountll(s->set) + (s->p->base != VB_NOBODY) + 1;
}

static void begin_cell(FILE *f, unsigned span)
{
	fputs("<td class=\"text\" dir=\"auto\"", f);
	if (span > 1)
		fprintf(f, " colspan=\"%u\"", span);
	fputs(" data-who=\"", f);
}

/* What @who has, with the words marked that not all have. */
static void words_of(const struct rows *s, const struct vb_text_row *r, uint32_t who)
{
	struct vb_view all = vb_text_span(s->t, who, r->from, r->to);
	struct vb_site site;

	for (size_t at = r->from; vb_text_site(s->t, s->set, at, &site) && site.from < r->to;
	     at = site.to) {
		size_t to = site.to < r->to ? site.to : r->to;
		struct vb_view own = vb_text_span(s->t, who, site.from, to);

		if (own.len == 0)
			continue;
		esc(s->f, vb_view(all.ptr, (size_t)(own.ptr - all.ptr)));
		fputs("<mark>", s->f);
		esc(s->f, own);
		fputs("</mark>", s->f);
		all.len -= (size_t)(own.ptr + own.len - all.ptr);
		all.ptr = own.ptr + own.len;
	}
	esc(s->f, all);
}

static void cell(const struct rows *s, const struct vb_text_row *r, uint32_t who)
{
	begin_cell(s->f, 1);
	vb_render_name(s->f, s->p->name[who]);
	fputs("\">", s->f);
	if (vb_text_span(s->t, who, r->from, r->to).len == 0)
		fputs("<i class=\"note\" lang=\"en\">no text</i>", s->f);
	else
		words_of(s, r, who);
	fputs("</td>", s->f);
}

static void head_cell(FILE *f, const char *name, const char *more)
{
	fputs("<th scope=\"col\">", f);
	vb_render_name(f, name);
	fprintf(f, "%s</th>", more);
}

static void table_head(const struct rows *s)
{
	unsigned n = columns_of(s);

	fprintf(s->f, "<table class=\"%s\"><thead><tr>",
		n <= 6 ? "few" : n <= 12 ? "many c12" : n <= 24 ? "many c24" : "many c66");
	if (s->p->base != VB_NOBODY)
		head_cell(s->f, s->p->name[s->p->base], " (base)");
	for (uint64_t in = s->set; in; in &= in - 1)
		head_cell(s->f, s->p->name[__builtin_ctzll(in)], "");
	fputs("<th scope=\"col\">compromise</th></tr></thead><tbody lang=\"\">\n", s->f);
}

/* What all say stands once, across their columns. */
static void row(const struct rows *s, const struct vb_text_row *r)
{
	const struct vb_site site = {r->from, r->to};
	uint32_t one = (uint32_t)__builtin_ctzll(s->set);
	uint64_t base = s->p->base == VB_NOBODY ? 0 : 1ull << s->p->base;
	bool same = vb_text_same(s->t, s->set, &site, one) == s->set;
	bool all = same && base && vb_text_same(s->t, base, &site, one) != 0;

	fputs(same ? "<tr class=\"same\">" : "<tr>", s->f);
	if (base && !all)
		cell(s, r, s->p->base);
	if (same) {
		begin_cell(s->f, columns_of(s) - (base && !all));
		if (all) {
			vb_render_name(s->f, s->p->name[s->p->base]);
			fputs(", ", s->f);
		}
		vb_text_names(s->f, s->p, s->set);
		fputs("\">", s->f);
		esc(s->f, vb_text_span(s->t, one, r->from, r->to));
		fputs("</td></tr>\n", s->f);
		return;
	}
	for (uint64_t in = s->set; in; in &= in - 1)
		cell(s, r, (uint32_t)__builtin_ctzll(in));
	begin_cell(s->f, 1);
	fputs("compromise\">", s->f);
	part(s->f, s->c, r->first, r->last);
	fputs("</td></tr>\n", s->f);
}

void vb_text_html_columns(FILE *f, const struct vb_text *t, const struct vb_composite *c)
{
	const struct rows s = {f, t, c, vb_text_parties(t), c->parties.speaking};
	struct vb_text_row r = {0};

	table_head(&s);
	while (s.set && vb_text_row(t, c, &r))
		row(&s, &r);
	fputs("</tbody></table>\n", f);
}

/* ---- a redline ---- */

void vb_render_page_redline(FILE *f, const struct vb_composite *c, uint32_t from)
{
	fputs("<div class=\"text\" dir=\"auto\" lang=\"\">", f);
	for (size_t i = 0; i < c->n; i++) {
		const struct vb_piece *p = &c->piece[i];
		const struct vb_piece *o = p->kind == VB_PC_CLOSE ? &c->piece[p->mate] : p;
		const char *tag = o->proposed >> from & 1 ? "del" : "ins";

		esc(f, i > 0 ? p->space : vb_view(NULL, 0));
		if (p->kind == VB_PC_WORD)
			esc(f, p->text);
		else
			fprintf(f, p->kind == VB_PC_OPEN ? "<%s>" : "</%s>", tag);
	}
	fputs("</div>\n", f);
}
