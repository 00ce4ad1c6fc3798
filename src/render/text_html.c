/*
 * Compared texts as one page: the composite, the versions side by side, and a redline of each.
 * No script, nothing from elsewhere, and no byte of a text unescaped.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

/* Its hash stands in the page's policy, so that no other style applies. */
static const char css[] =
	"body{font:16px/1.5 serif;margin:1.2em auto;padding:0 1em;max-width:75em;color:#111;"
	"background:#fff}h1{font-size:1.4em}h2{font-size:1.15em;margin-top:2em}"
	".text{white-space:pre-wrap;overflow-wrap:anywhere}"
	".b{background:#fdf1c9;border-radius:2px}.b .b{background:#f9dfa0}"
	".w{font:bold .72em sans-serif;color:#634800;margin-right:.3em}"
	".note{font:.85em sans-serif;color:#444}"
	"del{background:#f9d5d5;color:#8a1010}ins{background:#d6f0d6;color:#0b5a14}"
	"table{border-collapse:collapse;width:100%;table-layout:fixed}"
	"td,th{border:1px solid #bbb;padding:.4em;vertical-align:top;text-align:left;"
	"overflow-wrap:anywhere}tr.same td{color:#555}td.text{white-space:pre-wrap}"
	"@media(max-width:45em){table,tbody,tr,td{display:block}thead{display:none}"
	"tr{margin-bottom:1em;border:1px solid #bbb}td{border:0}"
	"td:before{content:attr(data-who);font:bold .72em sans-serif;display:block}}"
	"@media print{body{font-size:10.5pt;margin:0;max-width:none}.b{background:none;"
	"border-bottom:1px solid #000}del{background:none}ins{background:none;"
	"text-decoration:underline}tr{break-inside:avoid}}";

static void esc(FILE *f, struct vb_view v)
{
	vb_escape_html(f, v);
}

static void head(FILE *f, const struct vb_composite *c)
{
	vb_html_head(f, "Composite text", css);
	fputs("<h1>Composite text", f);
	if (c->parties.speaking) {
		fputs(" of ", f);
		vb_text_names(f, &c->parties, c->parties.speaking);
	}
	fputs("</h1>\n<p class=\"note\">", f);
	if (c->parties.silent) {
		fputs("Silent: ", f);
		vb_text_names(f, &c->parties, c->parties.silent);
		fputs(". ", f);
	}
	fputs("What stands in brackets is not agreed. What stands outside is common to all "
	      "versions, and for that not yet agreed either.</p>\n", f);
}

static void label(FILE *f, const struct vb_composite *c, const struct vb_piece *o)
{
	if (!(o->proposed | o->supported | o->opposed))
		return;
	fputs("<span class=\"w\">", f);
	vb_text_names(f, &c->parties, o->proposed);
	if (o->supported) {
		fputs(" supported by ", f);
		vb_text_names(f, &c->parties, o->supported);
	}
	if (o->opposed) {
		fputs(" opposed by ", f);
		vb_text_names(f, &c->parties, o->opposed);
	}
	fputs(":</span>", f);
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

static void cell(FILE *f, const char *who, struct vb_view text)
{
	fputs("<td class=\"text\" data-who=\"", f);
	vb_render_name(f, who);
	fputs("\">", f);
	esc(f, text);
	fputs("</td>", f);
}

static void side_by_side(FILE *f, const struct vb_text *t, const struct vb_composite *c)
{
	const struct vb_parties *p = vb_text_parties(t);
	struct vb_text_row r = {0};
	uint64_t set = c->parties.speaking;

	fputs("<h2>Side by side</h2>\n<table><thead><tr>", f);
	if (p->base != VB_NOBODY) {
		fputs("<th>", f);
		vb_render_name(f, p->name[p->base]);
		fputs(" (base)</th>", f);
	}
	for (uint64_t in = set; in; in &= in - 1) {
		fputs("<th>", f);
		vb_render_name(f, p->name[__builtin_ctzll(in)]);
		fputs("</th>", f);
	}
	fputs("<th>compromise</th></tr></thead><tbody>\n", f);
	while (vb_text_row(t, c, &r)) {
		struct vb_site row = {r.from, r.to};
		bool same = set && vb_text_same(t, set, &row,
						(uint32_t)__builtin_ctzll(set)) == set;

		fputs(same ? "<tr class=\"same\">" : "<tr>", f);
		if (p->base != VB_NOBODY)
			cell(f, p->name[p->base], vb_text_span(t, p->base, r.from, r.to));
		for (uint64_t in = set; in; in &= in - 1) {
			uint32_t who = (uint32_t)__builtin_ctzll(in);

			cell(f, p->name[who], vb_text_span(t, who, r.from, r.to));
		}
		fputs("<td class=\"text\" data-who=\"compromise\">", f);
		part(f, c, r.first, r.last);
		fputs("</td></tr>\n", f);
	}
	fputs("</tbody></table>\n", f);
}

void vb_render_text_html(FILE *f, const struct vb_text *t, const struct vb_composite *c)
{
	struct vb_counts n;

	vb_composite_count(c, &n);
	head(f, c);
	fprintf(f, "<p class=\"note\">%zu brackets, %zu options; %zu of %zu words are in "
		"them.</p>\n<div class=\"text\">", n.brackets, n.options, n.bracketed, n.words);
	part(f, c, 0, c->n);
	fputs("</div>\n", f);
	if (t)
		side_by_side(f, t, c);
}

void vb_render_redline_html(FILE *f, const struct vb_composite *c, uint32_t from, uint32_t to)
{
	fputs("<h2>From ", f);
	vb_render_name(f, c->parties.name[from]);
	fputs(" to ", f);
	vb_render_name(f, c->parties.name[to]);
	fputs("</h2>\n<div class=\"text\">", f);
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

void vb_render_text_html_end(FILE *f)
{
	fputs("</body>\n</html>\n", f);
}
