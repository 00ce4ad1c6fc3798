/*
 * Compared texts as one page: a list of contents, and each article in three views, all of which
 * are shown unless the reader chooses one.  No script, nothing from elsewhere, and no byte of a
 * text unescaped.
 *
 * SPDX-License-Identifier: ISC
 */
#include "render/internal.h"

#include <string.h>

/* Its hash stands in the page's policy, so that no other style applies.  Nothing is told by colour
 * alone: brackets are printed, what is put in or of some alone is underlined, what is taken out
 * is struck out. */
static const char css[] =
	"body{font:16px/1.5 serif;margin:1.2em auto;padding:0 1em;max-width:75em;color:#111;"
	"background:#fff;overflow-wrap:anywhere}h1{font-size:1.4em}"
	"h2{font-size:1.2em;margin-top:2.5em;border-top:2px solid #bbb;padding-top:.6em}"
	"h3{font-size:1.05em;margin-top:1.6em}h4{font-size:1em;margin-bottom:.3em}"
	".text{white-space:pre-wrap;overflow-wrap:anywhere}"
	".b{background:#fdf1c9;border-radius:2px}.b .b{background:#f9dfa0}"
	".w{font:bold .72em sans-serif;color:#634800}"
	".note,.view,.vs{font:.85em/1.5 sans-serif;color:#444}"
	"mark{background:#fdf1c9;color:inherit;text-decoration:underline dotted}"
	"del{background:#f9d5d5;color:#8a1010;text-decoration:line-through}"
	"ins{background:#d6f0d6;color:#0b5a14;text-decoration:underline}"
	"del:before,ins:before{position:absolute;width:1px;height:1px;overflow:hidden;"
	"clip-path:inset(50%);white-space:nowrap}"
	"del:before{content:\" taken out: \"}ins:before{content:\" put in: \"}"
	".view{white-space:nowrap;padding:.5em .9em .5em 0}"
	"#v1:checked~section .v:not(.v1),#v2:checked~section .v:not(.v2),"
	"#v3:checked~section .v:not(.v3){display:none}"
	"nav li{margin:.4em 0}a{color:#0645ad}"
	":focus-visible{outline:3px solid #06c;outline-offset:2px}"
	".box{overflow-x:auto}table{border-collapse:collapse;width:100%;table-layout:fixed}"
	"td,th{border:1px solid #bbb;padding:.4em;vertical-align:top;text-align:left}"
	"tr.same td{color:#555}td.text{white-space:pre-wrap}"
	"@media screen and (min-width:45.01em){.c12{min-width:96em}.c24{min-width:192em}"
	".c66{min-width:528em}}"
	"@media(max-width:45em){.vs{display:block}.view:after{content:\"\\a\";white-space:pre}"
	"table,tbody,tr,td{display:block}thead{display:none}"
	"tr{margin-bottom:1em;border:1px solid #bbb}td{border:0}"
	"td:before{content:attr(data-who);font:bold .72em sans-serif;display:block}}"
	"@media print{body{font-size:10.5pt;margin:0;padding:0;max-width:none}"
	"h1,h2,h3,h4{break-after:avoid;break-inside:avoid}tr,li{break-inside:avoid}"
	".note,.vs{break-after:avoid}p,.text{orphans:2;widows:2}"
	".b,.b .b,mark,ins,del{background:none}.b{border-bottom:1px solid #000}"
	".w,.note,.vs,.view,ins,del,tr.same td{color:#000}input,.view,.up{display:none}"
	"input:checked+.view{display:inline;padding:0}a{color:inherit;text-decoration:none}"
	".box{overflow:visible}.many,.many tbody,.many tr,.many td{display:block}"
	".many thead{display:none}.many tr{margin-bottom:1em;border:1px solid #000}"
	".many td{border:0}.many td:before{content:attr(data-who);font:bold .72em sans-serif;"
	"display:block}}";

static void esc(FILE *f, struct vb_view v)
{
	vb_escape_html(f, v);
}

static void esc_str(FILE *f, const char *s)
{
	esc(f, vb_view_str(s));
}

/* ---- what stands before the articles ---- */

static void record_head(FILE *f, const struct vb_text_page *s)
{
	const struct vb_matrix *m = s->matrix;
	const struct vb_positions_shown shown = {.matrix = m, .together = s->together};
	char text[VB_SAY_TEXT];

	fputs("<h1>", f);
	esc_str(f, m->statement[0].cite);
	if (s->title.len) {
		fputs(": <bdi lang=\"\">", f);
		esc(f, s->title);
		fputs("</bdi>", f);
	}
	fputs("</h1>\n<p class=\"note\">The composite text as of ", f);
	vb_render_time(f, s->at);
	fputs(". ", f);
	esc_str(f, vb_say_sum(text, &shown));
	fputs("</p>\n", f);
	for (size_t i = 0; i < m->n; i++) {
		if (!m->statement[i].sealed)
			continue;
		fputs("<p class=\"note\">", f);
		esc_str(f, m->statement[i].cite);
		fputs(" is not opened here, and its words are missing.</p>\n", f);
	}
}

static void file_head(FILE *f, const struct vb_text_page *s)
{
	fputs("<h1>Composite text", f);
	if (s->title.len) {
		fputs(": <bdi lang=\"\">", f);
		esc(f, s->title);
		fputs("</bdi>", f);
	} else if (s->parties && s->parties->speaking) {
		fputs(" of ", f);
		vb_text_names(f, s->parties, s->parties->speaking);
	}
	fputs("</h1>\n", f);
}

static void heading(FILE *f, const struct vb_text_entry *e)
{
	if (e->label[0]) {
		fputs("Article ", f);
		esc_str(f, e->label);
		fputs(e->title.len ? ". " : "", f);
	}
	if (e->title.len) {
		fputs("<bdi lang=\"\">", f);
		esc(f, e->title);
		fputs("</bdi>", f);
	}
}

static void contents(FILE *f, const struct vb_text_page *s)
{
	char text[VB_SAY_TEXT];

	fputs("<nav id=\"contents\" aria-labelledby=\"ch\">\n<h2 id=\"ch\">Contents</h2>\n"
	      "<ul>\n", f);
	for (size_t i = 0; i < s->n; i++) {
		fprintf(f, "<li><a href=\"#a%zu\">", i + 1);
		heading(f, &s->entry[i]);
		fputs("</a>", f);
		if (s->entry[i].row) {
			fputs(" <span class=\"note\">same words? ", f);
			esc_str(f, vb_say_agreement(text, s->matrix, s->entry[i].row));
			fputs("</span>", f);
		}
		fputs("</li>\n", f);
	}
	fputs("</ul>\n</nav>\n", f);
}

/* Siblings of the articles, so that style alone can leave out views that were not chosen. */
static void choices(FILE *f)
{
	static const char *const names[] = {"all three", "composite", "side by side", "redlines"};

	fputs("<span class=\"vs\">Views: </span>", f);
	for (size_t i = 0; i < VB_ARRAY_LEN(names); i++)
		fprintf(f, "<input type=\"radio\" name=\"v\" id=\"v%zu\"%s> <label class=\"view\" "
			"for=\"v%zu\">%s</label>\n", i, i ? "" : " checked", i, names[i]);
}

void vb_render_page_begin(FILE *f, const struct vb_text_page *s)
{
	vb_html_head(f, "Composite text", css);
	fputs("<main>\n", f);
	if (s->matrix)
		record_head(f, s);
	else
		file_head(f, s);
	fputs("<p class=\"note\">What stands in brackets is not agreed. What stands outside is "
	      "common to all versions, and for that not yet agreed either.", f);
	if (s->views)
		fputs(" Side by side, words that not all have are <mark>marked</mark>. A redline "
		      "shows what is <del>taken out</del> of one version, and what is <ins>put in"
		      "</ins>.", f);
	fputs("</p>\n", f);
	if (s->views)
		choices(f);
	if (s->n > 0)
		contents(f, s);
}

/* ---- one article ---- */

static void remarks(FILE *f, const struct vb_text_page *s, const struct vb_text_entry *e,
		    const struct vb_parties *p)
{
	char text[VB_SAY_TEXT];

	if (e && e->row) {
		fputs("<p class=\"note\">Same words? ", f);
		esc_str(f, vb_say_agreement(text, s->matrix, e->row));
		fputs(". ", f);
		if (vb_row_open(e->row))
			esc_str(f, vb_say_why(text, s->matrix, e->row));
		fputs("</p>\n", f);
	}
	if (p->silent) {
		fputs("<p class=\"note\">Silent: ", f);
		vb_text_names(f, p, p->silent);
		fputs(".</p>\n", f);
	}
}

void vb_render_page_text(FILE *f, const struct vb_text_page *s, size_t i, const struct vb_text *t,
			 const struct vb_composite *c)
{
	const struct vb_text_entry *e = s->n > 0 ? &s->entry[i] : NULL;
	const char *h = e ? "h3" : "h2";

	fprintf(f, "<section id=\"a%zu\">\n", i + 1);
	if (e) {
		fputs("<h2>", f);
		heading(f, e);
		fputs("</h2>\n", f);
	}
	remarks(f, s, e, &c->parties);
	fprintf(f, "<div class=\"v v1\">\n<%s>Composite</%s>\n", h, h);
	vb_text_html_composite(f, c);
	fputs("</div>\n", f);
	if (!t)
		return;
	fprintf(f, "<div class=\"v v2\">\n<%s>Side by side</%s>\n<div class=\"box\" "
		"role=\"region\" tabindex=\"0\" aria-label=\"Side by side, ", h, h);
	if (e && e->label[0]) {
		fputs("article ", f);
		esc_str(f, e->label);
	} else {
		fprintf(f, "text %zu", i + 1);
	}
	fputs("\">\n", f);
	vb_text_html_columns(f, t, c);
	fprintf(f, "</div>\n</div>\n<div class=\"v v3\">\n<%s>Redlines</%s>\n", h, h);
}

void vb_render_page_versions(FILE *f, const struct vb_text_page *s, const struct vb_parties *p,
			     uint32_t from, uint64_t to, bool same)
{
	const char *h = s->n > 0 ? "h4" : "h3";

	if (same)
		fputs("<p class=\"note\">The words of ", f);
	else
		fprintf(f, "<%s>From ", h);
	vb_render_name(f, p->name[from]);
	fputs(!to ? " stand alone" : same ? " are those of " : " to ", f);
	vb_text_names(f, p, to);
	if (same)
		fputs(".</p>\n", f);
	else
		fprintf(f, "</%s>\n", h);
}

void vb_render_page_text_end(FILE *f, const struct vb_text_page *s, const struct vb_text *t)
{
	if (t)
		fputs("</div>\n", f);
	if (s->n > 0)
		fputs("<p class=\"note up\"><a href=\"#contents\">Contents</a></p>\n", f);
	fputs("</section>\n", f);
}

void vb_render_page_end(FILE *f)
{
	fputs("</main>\n</body>\n</html>\n", f);
}
