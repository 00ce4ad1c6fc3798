/*
 * What was read in press reports: order, and the words that text, data and pages share.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

const struct vb_press_chapter vb_press_chapters[] = {
	{VB_PR_AGREES, "AGREEMENTS", "agreements", "both say the same of one act", NULL},
	{VB_PR_CONTRADICTS, "CONTRADICTIONS", "contradictions",
	 "one says that it happened, the other that it did not",
	 "on one side it is said that it happened, on the other that it did not"},
	{VB_PR_IN_PREPARATION, NULL, NULL,
	 "one says that it was handed over, the other that it is still being drawn up",
	 "on one side it is said that it was handed over, on the other that it is still being "
	 "drawn up"},
	{VB_PR_KEPT, "PROMISES", "promises",
	 "kept: what was promised or expected is said to have happened",
	 "kept: what was promised or expected is said to have happened"},
	{VB_PR_OPEN, NULL, NULL, "open: no report says that it happened", NULL},
	{VB_PR_CHANGED, "CHANGED IN REPETITION", "changed", "one saying, repeated differently",
	 NULL},
	{VB_PR_REPEATS, "NEARLY THE SAME WORDS", "repeats", "two passages", NULL},
};
const size_t vb_press_chapters_n = VB_ARRAY_LEN(vb_press_chapters);

static const char vb_press_conditional[] = "only if both speak of one document, which they name "
				    "differently or not at all";

const char *vb_suggestion_name(enum vb_suggestion s)
{
	static const char *const names[] = {
		[VB_SG_FOUND] = "found",	 [VB_SG_CONFIRMED] = "confirmed",
		[VB_SG_CORRECTED] = "corrected", [VB_SG_REJECTED] = "rejected",
		[VB_SG_ADDED] = "added",
	};

	return (size_t)s < VB_ARRAY_LEN(names) ? names[s] : "?";
}

/* ---- order ---- */

static int order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int by_place(const void *x, const void *y, void *ctx)
{
	const struct vb_reading *r = ctx;
	size_t i = *(const size_t *)x, k = *(const size_t *)y;
	const struct vb_assertion *a = &r->assertion[i], *b = &r->assertion[k];

	if (a->sentence != b->sentence)
		return a->sentence < b->sentence ? -1 : 1;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return (i > k) - (i < k);
}

/* An interval that is open to the left stands at its end: "not by the 25th". */
static int64_t day_of(const struct vb_press_when *w)
{
	if (!w->text[0])
		return INT64_MAX;
	return w->from == INT64_MIN ? w->to : w->from;
}

static int by_day(const void *x, const void *y, void *ctx)
{
	const struct vb_reading *r = ctx;
	const struct vb_press_when *a = &r->assertion[*(const size_t *)x].event;
	const struct vb_press_when *b = &r->assertion[*(const size_t *)y].event;
	int n = order(day_of(a), day_of(b));

	if (n == 0)
		n = order(a->to, b->to);
	return n ? n : by_place(x, y, ctx);
}

bool vb_reading_sort(struct vb_reading *r)
{
	size_t *timeline = calloc(r->assertions + 1, sizeof(*timeline));
	size_t *place = calloc(r->assertions + 1, sizeof(*place));

	if (!timeline || !place) {
		free(timeline);
		free(place);
		return false;
	}
	free(r->timeline);
	free(r->place);
	r->timeline = timeline;
	r->place = place;
	for (size_t i = 0; i < r->assertions; i++)
		timeline[i] = place[i] = i;
	qsort_r(timeline, r->assertions, sizeof(*timeline), by_day, r);
	qsort_r(place, r->assertions, sizeof(*place), by_place, r);
	return true;
}

size_t vb_reading_first(const struct vb_reading *r, size_t sentence)
{
	size_t low = 0, high = r->assertions;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (r->assertion[r->place[mid]].sentence < sentence)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* ---- words ---- */

void vb_sink_tty(FILE *f, struct vb_view v)
{
	vb_escape_tty(f, v, false);
}

void vb_sink_html(FILE *f, struct vb_view v)
{
	vb_escape_html(f, v);
}

/* Days since 1970 to the civil calendar: eras of 400 years that begin in March. */
const char *vb_day_text(char out[static VB_DAY_TEXT], int64_t day)
{
	int64_t z = day + 719468, era, doe, yoe, doy, mp, y, m;

	out[0] = 0;
	if (z < 0 || day > 2932896)
		return out;
	era = z / 146097;
	doe = z % 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	m = mp < 10 ? mp + 3 : mp - 9;
	y = yoe + era * 400 + (m <= 2);
	snprintf(out, VB_DAY_TEXT, "%04u-%02u-%02u", (unsigned)y % 10000, (unsigned)m % 100,
		 (unsigned)(doy - (153 * mp + 2) / 5 + 1) % 100);
	return out;
}

static void words_of(FILE *f, const char *name)
{
	for (; *name; name++)
		fputc(*name == '_' ? ' ' : *name, f);
}

static void text(FILE *f, vb_sink *sink, const char *before, const char *s, const char *behind)
{
	if (!s[0])
		return;
	fputs(before, f);
	sink(f, vb_view_str(s));
	fputs(behind, f);
}

static void who(FILE *f, vb_sink *sink, const struct vb_assertion *a)
{
	if (a->speaker[0])
		sink(f, vb_view_str(a->speaker));
	else if (a->authority == VB_PW_NONE)
		fputs("the report in its own voice", f);
	else
		fputs("a source that is not named", f);
	text(f, sink, " via ", a->via, "");
	if (a->authority != VB_PW_NONE)
		fprintf(f, " (%s)", vb_press_authority_name(a->authority));
}

void vb_press_said(FILE *f, vb_sink *sink, const struct vb_assertion *a)
{
	who(f, sink, a);
	fprintf(f, ": %s: ", vb_press_polarity_name(a->polarity));
	words_of(f, vb_press_act_name(a->act));
	text(f, sink, ", ", a->from, "");
	text(f, sink, a->from[0] ? " to " : ", to ", a->to, "");
	text(f, sink, "; ", a->object, "");
	text(f, sink, " [", a->document, "]");
	text(f, sink, "; said ", a->said.text, "");
}

void vb_press_trace(FILE *f, vb_sink *sink, const struct vb_reading *r, size_t sentence,
		    size_t at, size_t len)
{
	const struct vb_press_sentence *s = &r->sentence[sentence];

	sink(f, vb_view_str(r->report[s->report].name));
	fprintf(f, ":%u bytes %zu+%zu", s->number, at, len);
}

struct vb_view vb_press_words(const struct vb_reading *r, size_t sentence, size_t max)
{
	const struct vb_press_sentence *s = &r->sentence[sentence];
	const uint8_t *p = r->report[s->report].text.ptr;
	size_t len = s->len;

	/* A code point is not cut in two. */
	if (len > max) {
		len = max;
		while (len > 0 && max - len < 4 && (p[s->at + len] & 0xc0) == 0x80)
			len--;
	}
	return vb_view(p ? p + s->at : NULL, len);
}

bool vb_press_stands(const struct vb_reading *r, const struct vb_press_relation *x)
{
	return x->kind == VB_PR_REPEATS ||
	       (r->mark[x->left] != VB_SG_REJECTED && r->mark[x->right] != VB_SG_REJECTED);
}

bool vb_press_kept(enum vb_press_part part)
{
	return part == VB_PF_TEXT || part == VB_PF_DATELINE || part == VB_PF_HEADLINE;
}

bool vb_press_opposed(enum vb_press_relation_kind kind)
{
	return kind == VB_PR_CONTRADICTS || kind == VB_PR_IN_PREPARATION;
}

const char *vb_press_between(const struct vb_press_group *g)
{
	if (g->nleft + g->nright <= 2)
		return NULL;
	return vb_press_opposed(g->kind) ? "against" : g->kind == VB_PR_KEPT ? "and of it" : NULL;
}

void vb_press_group_words(FILE *f, vb_sink *sink, const struct vb_press_group *g)
{
	fputs(g->words, f);
	if (g->kind == VB_PR_REPEATS)
		fprintf(f, ", %u per cent alike", g->percent);
	if (g->kind == VB_PR_CHANGED && g->what[0])
		text(f, sink, ": the ", g->what, "");
	if (g->conditional)
		fprintf(f, "; %s", vb_press_conditional);
}
