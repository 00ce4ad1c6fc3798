/*
 * Press reports as one page: the reports side by side, assertions marked in them, each linked
 * with the list.  No script, nothing from elsewhere, and no byte of a report unescaped.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

/* Its hash stands in the page's policy, so that no other style applies. */
static const char css[] =
	"body{font:16px/1.45 serif;margin:1.5em;color:#111;background:#fff}"
	"h1{font-size:1.4em}h2{font-size:1.15em;margin-top:2em}h3{font-size:1em;margin:0 0 .5em}"
	".reports{display:grid;grid-auto-flow:column;grid-auto-columns:minmax(22em,1fr);gap:1em;"
	"overflow-x:auto}"
	"article{border:1px solid #bbb;padding:1em;white-space:pre-wrap;overflow-wrap:anywhere}"
	"article h3,.where,.note{white-space:normal;font-family:sans-serif}"
	".where,.note{font-size:.8em;color:#444}"
	".out{color:#666;font-style:italic}"
	"mark{background:#fde9a9;color:inherit}mark.denied{background:#f6c8c8}"
	"mark.promised,mark.expected{background:#cfe3f7}mark.rejected{background:#eee}"
	"mark a{font:bold .7em sans-serif;vertical-align:super;margin-right:.2em}"
	"li{margin:.5em 0;overflow-wrap:anywhere}li.rejected .said{text-decoration:line-through}"
	":target{outline:3px solid #06c}"
	"@media print{body{margin:0;font-size:11pt}.reports{display:block}"
	"article{margin-bottom:1em}mark{border-bottom:1px solid #000}a{color:inherit}}";

static void esc(FILE *f, struct vb_view v)
{
	vb_escape_html(f, v);
}

static void esc_str(FILE *f, const char *s)
{
	esc(f, vb_view_str(s));
}

/* ---- head ---- */

static void head(FILE *f)
{
	vb_html_head(f, "What the reports say", css);
	fputs("<h1>What the reports say</h1>\n"
	      "<p>Each line is an assertion: what somebody said, with who said it and where it "
	      "stands. None is a fact, and neither side's word is taken for the other's. All of "
	      "it was found by rules and can be wrong, unless it is marked as a person's.</p>\n",
	      f);
}

/* ---- the reports ---- */

static const char *class_of(const struct vb_reading *r, size_t i)
{
	return r->mark[i] == VB_SG_REJECTED ? "rejected" :
					      vb_press_polarity_name(r->assertion[i].polarity);
}

/* One run of marked bytes from @from on; assertions that overlap share it. */
static size_t marked(FILE *f, const struct vb_reading *r, struct vb_view text, size_t *next,
		     size_t last, size_t from, size_t limit)
{
	size_t to = from;

	fprintf(f, "<mark class=\"%s\">", class_of(r, r->place[*next]));
	do {
		size_t i = r->place[*next];
		const struct vb_assertion *a = &r->assertion[i];
		size_t end = a->at + a->len < limit ? a->at + a->len : limit;

		fprintf(f, "<a id=\"s%zu\" href=\"#a%zu\">%zu</a>", i, i, i + 1);
		to = end > to ? end : to;
	} while (++*next < last && r->assertion[r->place[*next]].at < to);
	esc(f, vb_view(text.ptr + from, to - from));
	fputs("</mark>", f);
	return to;
}

/* Sentence @i from byte @pos on; returns where it ends. */
static size_t sentence(FILE *f, const struct vb_reading *r, size_t i, size_t pos)
{
	const struct vb_press_sentence *s = &r->sentence[i];
	struct vb_view text = r->report[s->report].text;
	size_t end = s->at + s->len > pos ? s->at + s->len : pos;
	size_t next = vb_reading_first(r, i), last = vb_reading_first(r, i + 1);

	fprintf(f, "<span id=\"t%zu\"", i);
	if (!vb_press_kept(s->part))
		fprintf(f, " class=\"out\" title=\"kept out: %s\"", vb_press_part_name(s->part));
	fputc('>', f);
	while (next < last) {
		size_t at = r->assertion[r->place[next]].at;

		at = at < pos ? pos : at > end ? end : at;
		esc(f, vb_view(text.ptr + pos, at - pos));
		pos = marked(f, r, text, &next, last, at, end);
	}
	esc(f, vb_view(text.ptr + pos, end - pos));
	fputs("</span>", f);
	return end;
}

static void report(FILE *f, const struct vb_reading *r, size_t n)
{
	const struct vb_press_report *p = &r->report[n];
	char day[VB_DAY_TEXT], hex[65];
	size_t pos = 0;

	vb_hex(hex, r->hash[n].b, sizeof(r->hash[n].b));
	fprintf(f, "<article id=\"r%zu\"><h3>", n);
	esc_str(f, p->name);
	fprintf(f, "</h3><p class=\"where\">%zu bytes; %s%s; SHA-256 %s</p>", p->text.len,
		p->dated ? "dated " : "its date was not found",
		p->dated ? vb_day_text(day, p->date) : "", hex);
	for (size_t i = p->first; i < p->first + p->count; i++) {
		size_t at = r->sentence[i].at;

		if (at > pos) {
			esc(f, vb_view(p->text.ptr + pos, at - pos));
			pos = at;
		}
		pos = sentence(f, r, i, pos);
	}
	if (p->text.len > pos)
		esc(f, vb_view(p->text.ptr + pos, p->text.len - pos));
	fputs("</article>\n", f);
}

/* ---- the lists ---- */

static void where(FILE *f, const struct vb_reading *r, size_t sentence_at, size_t at, size_t len,
		  const char *kind, size_t id)
{
	fprintf(f, "<span class=\"where\"><a href=\"#%s%zu\">", kind, id);
	vb_press_trace(f, vb_sink_html, r, sentence_at, at, len);
	fputs("</a></span>", f);
}

static void assertion(FILE *f, const struct vb_reading *r, size_t i)
{
	const struct vb_assertion *a = &r->assertion[i];

	fprintf(f, "<li id=\"a%zu\" class=\"%s\"><b>%zu</b> <span class=\"said\">", i,
		vb_suggestion_name(r->mark[i]), i + 1);
	esc_str(f, a->event.text[0] ? a->event.text : "undated");
	fputs(" &#8212; ", f);
	vb_press_said(f, vb_sink_html, a);
	fputs("</span><br>", f);
	where(f, r, a->sentence, a->at, a->len, "s", i);
	fprintf(f, " <span class=\"note\">%s", vb_suggestion_name(r->mark[i]));
	if (r->mark[i] == VB_SG_FOUND)
		fprintf(f, ", confidence %u", a->confidence);
	fputs("</span></li>\n", f);
}

static void side(FILE *f, const struct vb_reading *r, bool passage, size_t i)
{
	const struct vb_assertion *a;

	fputs("<br>", f);
	if (passage) {
		where(f, r, i, r->sentence[i].at, r->sentence[i].len, "t", i);
		return;
	}
	a = &r->assertion[i];
	fprintf(f, "<a href=\"#a%zu\">%zu</a> ", i, i + 1);
	esc_str(f, a->event.text[0] ? a->event.text : "undated");
	fputs(" &#8212; ", f);
	vb_press_said(f, vb_sink_html, a);
	fputc(' ', f);
	where(f, r, a->sentence, a->at, a->len, "s", i);
}

struct page {
	FILE *f;
	const struct vb_reading *r;
};

static void group(void *ctx, const struct vb_press_group *g)
{
	const struct page *p = ctx;
	const char *between = vb_press_between(g);
	bool passage = g->kind == VB_PR_REPEATS, opposed = vb_press_opposed(g->kind);

	fprintf(p->f, "<li>%s", !opposed ? "" : g->conditional ? "<b>conditional</b> " :
								 "<b>firm</b> ");
	vb_press_group_words(p->f, vb_sink_html, g);
	for (size_t i = 0; i < g->nleft; i++)
		side(p->f, p->r, passage, g->left[i]);
	if (between)
		fprintf(p->f, "<br>%s", between);
	for (size_t i = 0; i < g->nright; i++)
		side(p->f, p->r, passage, g->right[i]);
	fputs("</li>\n", p->f);
}

static void chapters(FILE *f, const struct vb_reading *r)
{
	struct page p = {f, r};

	for (size_t i = 0; i < vb_press_chapters_n; i++) {
		const struct vb_press_chapter *c = &vb_press_chapters[i];
		bool failed = false;

		if (c->title)
			fprintf(f, "%s<h2 id=\"%s\">%s</h2>\n<ul>\n", i ? "</ul>\n" : "", c->id,
				c->title);
		vb_press_groups(r, c, group, &p, &failed);
		if (failed)
			fputs("<li>not shown: there is not enough memory</li>\n", f);
	}
	fputs("</ul>\n", f);
}

void vb_render_press_html(FILE *f, const struct vb_reading *r)
{
	head(f);
	fputs("<h2>The reports</h2>\n<div class=\"reports\">\n", f);
	for (size_t i = 0; i < r->reports; i++)
		report(f, r, i);
	fputs("</div>\n<h2 id=\"timeline\">Timeline</h2>\n<ul>\n", f);
	for (size_t i = 0; i < r->assertions; i++)
		assertion(f, r, r->timeline[i]);
	fputs("</ul>\n", f);
	chapters(f, r);
	fputs("</body>\n</html>\n", f);
}
