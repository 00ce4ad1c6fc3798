/*
 * Positions as one page: article by party, and why not yet.  No script, nothing from elsewhere,
 * and no byte of a paper unescaped.
 *
 * SPDX-License-Identifier: ISC
 */
#include "render/internal.h"

#include <string.h>

/* Its hash stands in the page's policy, so that no other style applies. */
static const char css[] =
	"body{font:16px/1.5 sans-serif;margin:1.2em auto;padding:0 1em;max-width:75em;color:#111;"
	"background:#fff}h1{font-size:1.4em}.note{font-size:.85em;color:#444}"
	"table{border-collapse:collapse;width:100%}"
	"td,th{border:1px solid #bbb;padding:.4em;vertical-align:top;text-align:left;"
	"overflow-wrap:anywhere}.good{background:#d6f0d6}.open{background:#fdf1c9}"
	".bad{background:#f9d5d5}"
	"@media(max-width:45em){table,tbody,tr,td{display:block}thead{display:none}"
	"tr{margin-bottom:1em;border:1px solid #bbb}td{border:0}"
	"td:before{content:attr(data-who);font:bold .72em sans-serif;display:block}}"
	"@media print{body{font-size:10.5pt;margin:0;max-width:none}tr{break-inside:avoid}}";

static void esc(FILE *f, const char *text)
{
	vb_escape_html(f, vb_view_str(text));
}

static const char *class_of(const struct vb_row *r)
{
	if (r->agreement == VB_AG_REOPENED || r->why == VB_WHY_REJECTED)
		return "bad";
	return vb_row_open(r) ? "open" : "good";
}

static void head(FILE *f, const struct vb_positions_shown *s)
{
	char text[VB_SAY_TEXT];

	vb_html_head(f, "Positions", css);
	fputs("<h1>", f);
	esc(f, s->matrix->statement[0].cite);
	if (s->title.len) {
		fputs(": ", f);
		vb_escape_html(f, s->title);
	}
	fputs("</h1>\n<p class=\"note\">As of ", f);
	vb_render_time(f, s->at);
	fputs(". ", f);
	esc(f, vb_say_sum(text, s));
	if (vb_say_key(text, s)[0])
		fputc(' ', f);
	esc(f, text);
	fputs("</p>\n", f);
	if (s->ours)
		fputs("<p class=\"note\">The marks and notes under <b>Ours, private</b> are those "
		      "of one desk alone: this page is not to be passed on.</p>\n", f);
}

static void ours(FILE *f, const struct vb_ours *o)
{
	fputs("<td data-who=\"Ours, private\">", f);
	esc(f, vb_say_weight(o->weight));
	if (o->note) {
		fputs("<div class=\"note\">", f);
		esc(f, o->note);
		fputs("</div>", f);
	}
	fputs("</td>", f);
}

static void row(FILE *f, const struct vb_positions_shown *s, uint32_t at)
{
	const struct vb_matrix *m = s->matrix;
	const struct vb_row *r = &m->row[at];
	char text[VB_SAY_TEXT], label[VB_LABEL_TEXT];

	fputs("<tr><td data-who=\"Article\">", f);
	esc(f, vb_say_label(label, r));
	fputc(' ', f);
	vb_escape_html(f, vb_view(r->title, r->title_len));
	fputs("</td>", f);
	if (s->ours)
		ours(f, &s->ours[at]);
	for (uint32_t p = 0; p < m->nparties; p++) {
		fputs("<td data-who=\"", f);
		vb_render_name(f, m->party[p].name);
		fputs("\">", f);
		esc(f, vb_say_stand(text, m, r, p));
		if (r->cell[p].said) {
			fputs("<div class=\"note\">", f);
			esc(f, m->statement[r->cell[p].by].cite);
			fputs("</div>", f);
		}
		fputs("</td>", f);
	}
	fprintf(f, "<td data-who=\"Same words?\" class=\"%s\">", class_of(r));
	esc(f, vb_say_agreement(text, m, r));
	if (vb_row_open(r)) {
		fputs("<div class=\"note\">", f);
		esc(f, vb_say_why(text, m, r));
		fputs("</div>", f);
	}
	fputs("</td></tr>\n", f);
}

void vb_render_positions_html(FILE *f, const struct vb_positions_shown *s)
{
	const struct vb_matrix *m = s->matrix;

	head(f, s);
	fputs("<table>\n<thead><tr><th>Article</th>", f);
	if (s->ours)
		fputs("<th>Ours, private</th>", f);
	for (uint32_t p = 0; p < m->nparties; p++) {
		fputs("<th>", f);
		vb_render_name(f, m->party[p].name);
		fputs("</th>", f);
	}
	fputs("<th>Same words?</th></tr></thead>\n<tbody>\n", f);
	for (uint32_t i = 0; i < m->nrows; i++) {
		if (vb_row_shown(s, m->order[i]))
			row(f, s, m->order[i]);
	}
	fputs("</tbody>\n</table>\n", f);
	for (size_t i = 0; i < m->n; i++) {
		if (!m->statement[i].sealed)
			continue;
		fputs("<p class=\"note\">", f);
		esc(f, m->statement[i].cite);
		fputs(" is not opened here, and counts nothing.</p>\n", f);
	}
	if (m->odd)
		fprintf(f, "<p class=\"note\">%zu of the positions cannot be read, and say "
			   "nothing.</p>\n", m->odd);
	fputs("</body>\n</html>\n", f);
}
