/*
 * Press reports for scripts: JSON, and twelve columns.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

#define TEXT_MAX 4000	/* bytes of a sentence that are repeated; at and len give the whole */

/* ---- JSON ---- */

static void given(struct vb_json *j, const char *key, const char *s)
{
	if (s[0])
		vb_json_str(j, key, s);
	else
		vb_json_null(j, key);
}

static void day(struct vb_json *j, const char *key, int64_t n)
{
	char text[VB_DAY_TEXT];

	given(j, key, n == INT64_MIN || n == INT64_MAX ? "" : vb_day_text(text, n));
}

static void when(struct vb_json *j, const char *key, const struct vb_press_when *w)
{
	if (!w->text[0]) {
		vb_json_null(j, key);
		return;
	}
	vb_json_object(j, key);
	vb_json_str(j, "text", w->text);
	day(j, "from", w->from);
	day(j, "to", w->to);
	vb_json_end(j, true);
}

static void place(struct vb_json *j, const struct vb_reading *r, size_t sentence, size_t at,
		  size_t len)
{
	const struct vb_press_sentence *s = &r->sentence[sentence];

	vb_json_str(j, "report", r->report[s->report].name);
	vb_json_number(j, "sentence", s->number);
	vb_json_number(j, "at", at);
	vb_json_number(j, "len", len);
}

static void report(struct vb_json *j, const struct vb_reading *r, size_t i)
{
	const struct vb_press_report *p = &r->report[i];

	vb_json_object(j, NULL);
	vb_json_str(j, "name", p->name);
	vb_json_number(j, "bytes", p->text.len);
	vb_json_hash(j, "sha256", &r->hash[i]);
	day(j, "date", p->dated ? p->date : INT64_MIN);
	vb_json_number(j, "sentences", p->count);
	vb_json_array(j, "kept_out");
	for (size_t k = p->first; k < p->first + p->count; k++) {
		const struct vb_press_sentence *s = &r->sentence[k];

		if (vb_press_kept(s->part))
			continue;
		vb_json_object(j, NULL);
		vb_json_number(j, "sentence", s->number);
		vb_json_str(j, "part", vb_press_part_name(s->part));
		vb_json_number(j, "at", s->at);
		vb_json_number(j, "len", s->len);
		vb_json_text(j, "text", vb_press_words(r, k, TEXT_MAX));
		vb_json_end(j, true);
	}
	vb_json_end(j, false);
	vb_json_end(j, true);
}

static void assertion(struct vb_json *j, const struct vb_reading *r, size_t i)
{
	const struct vb_assertion *a = &r->assertion[i];

	vb_json_object(j, NULL);
	vb_json_number(j, "number", i);
	place(j, r, a->sentence, a->at, a->len);
	vb_json_text(j, "text", vb_press_words(r, a->sentence, TEXT_MAX));
	given(j, "speaker", a->speaker);
	given(j, "via", a->via);
	vb_json_str(j, "authority", vb_press_authority_name(a->authority));
	given(j, "cue", a->cue);
	vb_json_str(j, "act", vb_press_act_name(a->act));
	vb_json_str(j, "polarity", vb_press_polarity_name(a->polarity));
	given(j, "from", a->from);
	given(j, "to", a->to);
	given(j, "object", a->object);
	given(j, "document", a->document);
	when(j, "event", &a->event);
	when(j, "said", &a->said);
	vb_json_number(j, "confidence", a->confidence);
	vb_json_str(j, "mark", vb_suggestion_name(r->mark[i]));
	vb_json_end(j, true);
}

static void side(struct vb_json *j, const char *key, const struct vb_reading *r, bool sentence,
		 size_t i)
{
	vb_json_object(j, key);
	if (sentence) {
		place(j, r, i, r->sentence[i].at, r->sentence[i].len);
	} else {
		const struct vb_assertion *a = &r->assertion[i];

		vb_json_number(j, "assertion", i);
		place(j, r, a->sentence, a->at, a->len);
	}
	vb_json_end(j, true);
}

static void relation(struct vb_json *j, const struct vb_reading *r,
		     const struct vb_press_relation *x)
{
	bool sentences = x->kind == VB_PR_REPEATS;

	vb_json_object(j, NULL);
	vb_json_str(j, "kind", vb_press_relation_name(x->kind));
	vb_json_bool(j, "conditional", x->conditional);
	side(j, "left", r, sentences, x->left);
	side(j, "right", r, sentences, x->right);
	vb_json_number(j, "percent", x->percent);
	given(j, "what", vb_press_change_name(x->what));
	vb_json_end(j, true);
}

void vb_render_press_json(FILE *f, const struct vb_reading *r)
{
	struct vb_json j;

	vb_json_init(&j, f);
	vb_json_object(&j, NULL);
	vb_json_array(&j, "reports");
	for (size_t i = 0; i < r->reports; i++)
		report(&j, r, i);
	vb_json_end(&j, false);
	vb_json_array(&j, "assertions");
	for (size_t i = 0; i < r->assertions; i++)
		assertion(&j, r, r->place[i]);
	vb_json_end(&j, false);
	vb_json_array(&j, "relations");
	for (size_t i = 0; i < r->relations; i++) {
		if (vb_press_stands(r, &r->relation[i]))
			relation(&j, r, &r->relation[i]);
	}
	vb_json_end(&j, false);
	vb_json_end(&j, true);
}

/* ---- columns ---- */

static void column(FILE *f, const char *s, char behind)
{
	vb_escape_tty(f, vb_view_str(s[0] ? s : "-"), false);
	fputc(behind, f);
}

static void row(FILE *f, const struct vb_reading *r, const struct vb_assertion *a)
{
	fprintf(f, "%u\t", r->sentence[a->sentence].number);
	column(f, a->event.text, '\t');
	vb_escape_tty(f, vb_view_str(a->speaker[0] ? a->speaker : "-"), false);
	if (a->via[0]) {
		fputs(" via ", f);
		vb_escape_tty(f, vb_view_str(a->via), false);
	}
	fprintf(f, "\t%s\t%s\t", vb_press_authority_name(a->authority),
		vb_press_act_name(a->act));
	column(f, a->from, '\t');
	column(f, a->to, '\t');
	column(f, a->object, '\t');
	fprintf(f, "%s\t", vb_press_polarity_name(a->polarity));
	column(f, a->said.text, '\t');
	column(f, a->cue, '\t');
	column(f, a->document, '\n');
}

/* What a person rejected is no row: there is no column that could say so. */
void vb_render_press_tsv(FILE *f, const struct vb_reading *r)
{
	size_t next = 0;

	for (size_t i = 0; i < r->reports; i++) {
		size_t end = r->report[i].first + r->report[i].count;

		if (r->reports > 1) {
			fputs("== ", f);
			column(f, r->report[i].name, '\n');
		}
		for (; next < r->assertions && r->assertion[r->place[next]].sentence < end;
		     next++) {
			if (r->mark[r->place[next]] != VB_SG_REJECTED)
				row(f, r, &r->assertion[r->place[next]]);
		}
	}
}
