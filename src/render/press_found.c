/*
 * Assertions of the press with what a record says of each.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

static enum vb_tint tint_of(enum vb_press_outcome outcome)
{
	switch (outcome) {
	case VB_PC_SUPPORTED:
		return VB_TINT_GOOD;
	case VB_PC_CONTRADICTED:
		return VB_TINT_BAD;
	case VB_PC_CANNOT_TELL:
		return VB_TINT_DIM;
	default:
		return VB_TINT_WARN;
	}
}

static void acts(FILE *f, const struct vb_press_finding *v, const struct vb_fold *fold)
{
	for (unsigned i = 0; i < v->nevidence; i++) {
		fputs(i ? ", " : "      rests on ", f);
		vb_render_cite(f, fold, v->evidence[i]);
	}
	if (v->nevidence)
		fputc('\n', f);
}

void vb_render_press_found(FILE *f, const struct vb_reading *r, const struct vb_press_finding *v,
			   const struct vb_fold *fold, const struct vb_style *style)
{
	for (size_t i = 0; i < r->assertions; i++) {
		size_t at = r->place[i];
		const struct vb_assertion *a = &r->assertion[at];

		if (r->mark[at] == VB_SG_REJECTED)
			continue;
		vb_render_tint(f, style, tint_of(v[at].outcome),
			       vb_press_outcome_name(v[at].outcome));
		fputs("  ", f);
		vb_press_said(f, vb_sink_tty, a);
		fputs("\n      ", f);
		vb_press_trace(f, vb_sink_tty, r, a->sentence, a->at, a->len);
		if (a->event.text[0]) {
			fputs("  of ", f);
			vb_escape_tty(f, vb_view_str(a->event.text), false);
		}
		fprintf(f, "\n      %s\n", v[at].sentence);
		acts(f, &v[at], fold);
	}
	if (r->assertions == 0)
		fputs("no assertion was found\n", f);
}

void vb_render_press_found_json(FILE *f, const struct vb_reading *r,
				const struct vb_press_finding *v, const struct vb_fold *fold)
{
	struct vb_json j;

	vb_json_init(&j, f);
	vb_json_array(&j, NULL);
	for (size_t i = 0; i < r->assertions; i++) {
		size_t at = r->place[i];
		const struct vb_assertion *a = &r->assertion[at];
		const struct vb_press_sentence *s = &r->sentence[a->sentence];

		if (r->mark[at] == VB_SG_REJECTED)
			continue;
		vb_json_object(&j, NULL);
		vb_json_str(&j, "report", r->report[s->report].name);
		vb_json_number(&j, "sentence", s->number);
		vb_json_number(&j, "at", a->at);
		vb_json_number(&j, "len", a->len);
		vb_json_str(&j, "speaker", a->speaker);
		vb_json_str(&j, "act", vb_press_act_name(a->act));
		vb_json_str(&j, "polarity", vb_press_polarity_name(a->polarity));
		vb_json_str(&j, "from", a->from);
		vb_json_str(&j, "to", a->to);
		vb_json_str(&j, "document", a->document);
		vb_json_str(&j, "event", a->event.text);
		vb_json_str(&j, "mark", vb_suggestion_name(r->mark[at]));
		vb_json_str(&j, "finding", vb_press_outcome_name(v[at].outcome));
		vb_json_str(&j, "why", v[at].sentence);
		vb_json_array(&j, "acts");
		for (unsigned k = 0; k < v[at].nevidence; k++)
			vb_json_cite(&j, NULL, fold, v[at].evidence[k]);
		vb_json_end(&j, false);
		vb_json_end(&j, true);
	}
	vb_json_end(&j, false);
}
