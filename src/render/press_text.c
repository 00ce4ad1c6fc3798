/*
 * Press reports for people: what was read, a timeline, and how assertions stand to one another.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#define SHOWN 120	/* bytes of a sentence that is quoted for recognition */

static void heading(FILE *f, const struct vb_style *style, const char *title, const char *behind)
{
	fputc('\n', f);
	vb_render_tint(f, style, VB_TINT_LABEL, title);
	fprintf(f, "%s%s\n", behind[0] ? "   " : "", behind);
}

static void count(FILE *f, size_t n, const char *thing)
{
	fprintf(f, ", %zu %s%s", n, thing, n == 1 ? "" : "s");
}

static void quoted(FILE *f, const struct vb_reading *r, size_t sentence)
{
	struct vb_view v = vb_press_words(r, sentence, SHOWN);

	fputc('"', f);
	vb_escape_tty(f, v, false);
	fprintf(f, "%s\"", v.len < r->sentence[sentence].len ? "..." : "");
}

/* ---- what was read ---- */

static size_t assertions_of(const struct vb_reading *r, const struct vb_press_report *report)
{
	return vb_reading_first(r, report->first + report->count) -
	       vb_reading_first(r, report->first);
}

static void read_line(FILE *f, const struct vb_reading *r, const struct vb_press_report *report)
{
	char day[VB_DAY_TEXT];

	fputs("  ", f);
	vb_escape_tty(f, vb_view_str(report->name), false);
	fputs(": ", f);
	vb_render_size(f, report->text.len);
	count(f, report->count, "sentence");
	count(f, report->count ? assertions_of(r, report) : 0, "assertion");
	if (report->dated && vb_day_text(day, report->date)[0])
		fprintf(f, "; dated %s", day);
	else
		fputs("; its date was not found", f);
	fputc('\n', f);
}

/* How many sentences from @i on are of one part of one report. */
static size_t run_of(const struct vb_reading *r, size_t i)
{
	size_t n = 1;

	while (i + n < r->sentences && r->sentence[i + n].part == r->sentence[i].part &&
	       r->sentence[i + n].report == r->sentence[i].report)
		n++;
	return n;
}

static void kept_out(FILE *f, const struct vb_reading *r, const struct vb_style *style)
{
	bool any = false;

	for (size_t i = 0, n = 0; i < r->sentences; i += n) {
		const struct vb_press_sentence *s = &r->sentence[i], *last;

		n = run_of(r, i);
		last = &r->sentence[i + n - 1];
		if (vb_press_kept(s->part))
			continue;
		if (!any)
			heading(f, style, "KEPT OUT", "no assertion is looked for in these");
		any = true;
		fprintf(f, "  %-8s ", vb_press_part_name(s->part));
		vb_press_trace(f, vb_sink_tty, r, i, s->at,
			       last->at >= s->at ? last->at + last->len - s->at : s->len);
		fputc(' ', f);
		quoted(f, r, i);
		if (n > 1)
			fprintf(f, " and %zu more", n - 1);
		fputc('\n', f);
	}
}

/* ---- assertions ---- */

static void assertion(FILE *f, const struct vb_reading *r, size_t i, const char *lead)
{
	const struct vb_assertion *a = &r->assertion[i];

	fputs(lead, f);
	vb_escape_tty(f, vb_view_str(a->event.text[0] ? a->event.text : "undated"), false);
	fputs("  ", f);
	vb_press_said(f, vb_sink_tty, a);
	fprintf(f, "\n%s    ", lead);
	vb_press_trace(f, vb_sink_tty, r, a->sentence, a->at, a->len);
	if (r->mark[i] == VB_SG_FOUND)
		fprintf(f, "  found, confidence %u\n", a->confidence);
	else
		fprintf(f, "  %s by a person\n", vb_suggestion_name(r->mark[i]));
}

static void timeline(FILE *f, const struct vb_reading *r, const struct vb_style *style)
{
	size_t shown = 0;

	heading(f, style, "TIMELINE", "what was said, by the day that it is said of; an "
				      "assertion is somebody's word, not a fact");
	for (size_t i = 0; i < r->assertions; i++) {
		if (r->mark[r->timeline[i]] == VB_SG_REJECTED)
			continue;
		assertion(f, r, r->timeline[i], "  ");
		shown++;
	}
	if (shown == 0)
		fputs("  no assertion was found\n", f);
}

static void rejected(FILE *f, const struct vb_reading *r, const struct vb_style *style)
{
	bool any = false;

	for (size_t i = 0; i < r->assertions; i++) {
		if (r->mark[r->place[i]] != VB_SG_REJECTED)
			continue;
		if (!any)
			heading(f, style, "REJECTED", "suggestions that a person does not accept; "
						      "nothing above rests on them");
		any = true;
		assertion(f, r, r->place[i], "  ");
	}
}

/* ---- relations ---- */

struct chapter {
	FILE *f;
	const struct vb_reading *r;
	const struct vb_style *style;
};

static void passage(FILE *f, const struct vb_reading *r, size_t i)
{
	const struct vb_press_sentence *s = &r->sentence[i];

	fputs("    ", f);
	vb_press_trace(f, vb_sink_tty, r, i, s->at, s->len);
	fputc(' ', f);
	quoted(f, r, i);
	fputc('\n', f);
}

static void sides(const struct chapter *c, const struct vb_press_group *g, const uint32_t *side,
		  size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (g->kind == VB_PR_REPEATS)
			passage(c->f, c->r, side[i]);
		else
			assertion(c->f, c->r, side[i], "    ");
	}
}

static void group(void *ctx, const struct vb_press_group *g)
{
	const struct chapter *c = ctx;
	const char *between = vb_press_between(g);

	fputs("  ", c->f);
	if (vb_press_opposed(g->kind))
		vb_render_tint(c->f, c->style, VB_TINT_WARN,
			       g->conditional ? "CONDITIONAL " : "FIRM ");
	vb_press_group_words(c->f, vb_sink_tty, g);
	fputc('\n', c->f);
	sides(c, g, g->left, g->nleft);
	if (between)
		fprintf(c->f, "    %s\n", between);
	sides(c, g, g->right, g->nright);
}

static const char remains[] =
	"  What remains possible: that they speak of different papers or different days; that "
	"one of them\n  was not told, or is mistaken; that one of them does not say how it was.  "
	"Reports alone do not\n  decide between these.\n";

static void relations(FILE *f, const struct vb_reading *r, const struct vb_style *style)
{
	struct chapter c = {f, r, style};

	for (size_t i = 0; i < vb_press_chapters_n;) {
		bool opposed = vb_press_opposed(vb_press_chapters[i].kind), failed = false;
		size_t shown = 0;

		heading(f, style, vb_press_chapters[i].title, "");
		do
			shown += vb_press_groups(r, &vb_press_chapters[i++], group, &c, &failed);
		while (!failed && i < vb_press_chapters_n && !vb_press_chapters[i].title);
		if (failed)
			fputs("  not shown: there is not enough memory\n", f);
		else if (shown == 0)
			fputs("  none was found\n", f);
		else if (opposed)
			fputs(remains, f);
		while (i < vb_press_chapters_n && !vb_press_chapters[i].title)
			i++;
	}
}

void vb_render_press(FILE *f, const struct vb_reading *r, const struct vb_style *style)
{
	vb_render_tint(f, style, VB_TINT_LABEL, "READ");
	fprintf(f, "   %zu report%s", r->reports, r->reports == 1 ? "" : "s");
	count(f, r->sentences, "sentence");
	count(f, r->assertions, "assertion");
	fputc('\n', f);
	for (size_t i = 0; i < r->reports; i++)
		read_line(f, r, &r->report[i]);
	kept_out(f, r, style);
	timeline(f, r, style);
	relations(f, r, style);
	rejected(f, r, style);
}
