/*
 * Findings of files and verdicts on assertions, for people and as JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

#define LABEL 13 /* columns of a label */

static enum vb_tint tint_of(const struct vb_finding *v)
{
	switch (v->result) {
	case VB_GENUINE:
		return v->remarks ? VB_TINT_WARN : VB_TINT_GOOD;
	case VB_NOT_GENUINE:
		return VB_TINT_BAD;
	case VB_UNREADABLE:
	case VB_CANNOT_TELL:
		break;
	}
	return VB_TINT_WARN;
}

static void label(FILE *f, const struct vb_style *style, enum vb_tint tint, const char *text)
{
	size_t len = strlen(text);

	vb_render_tint(f, style, tint, text);
	fprintf(f, "%*s", len + 1 < LABEL ? (int)(LABEL - len) : 1, "");
}

static void tty(FILE *f, const char *text)
{
	vb_escape_tty(f, vb_view_str(text), false);
}

static void block(FILE *f, const struct vb_style *style, const char *name,
		  const char lines[][VB_FINDING_LINE], unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		label(f, style, VB_TINT_LABEL, i == 0 ? name : "");
		tty(f, lines[i]);
		fputc('\n', f);
	}
}

static void row(FILE *f, const struct vb_style *style, const char *name, const char *text)
{
	if (!text[0])
		return;
	label(f, style, VB_TINT_LABEL, name);
	tty(f, text);
	fputc('\n', f);
}

void vb_render_finding(FILE *f, const char *file, const struct vb_finding *v,
		       const struct vb_style *style)
{
	label(f, style, tint_of(v), vb_result_name(v->result));
	tty(f, v->sentence[0] ? v->sentence : file);
	fputc('\n', f);
	row(f, style, "File", file);
	row(f, style, "At", v->at);
	row(f, style, "Clause", v->clause);
	row(f, style, "Answers", v->culprit);
	block(f, style, "Shown", v->shown, v->nshown);
	block(f, style, "Established", v->established, v->nestablished);
	block(f, style, "Rests on", v->rests_on, v->nrests_on);
}

static void text_or_null(struct vb_json *j, const char *key, const char *text)
{
	if (text[0])
		vb_json_str(j, key, text);
	else
		vb_json_null(j, key);
}

static void lines_of(struct vb_json *j, const char *key, const char lines[][VB_FINDING_LINE],
		     unsigned n)
{
	vb_json_array(j, key);
	for (unsigned i = 0; i < n; i++)
		vb_json_str(j, NULL, lines[i]);
	vb_json_end(j, false);
}

void vb_render_finding_json(struct vb_json *j, const char *file, const struct vb_finding *v)
{
	vb_json_object(j, NULL);
	vb_json_str(j, "file", file);
	vb_json_str(j, "finding", vb_result_name(v->result));
	text_or_null(j, "clause", v->clause);
	text_or_null(j, "at", v->at);
	text_or_null(j, "culprit", v->culprit);
	vb_json_str(j, "sentence", v->sentence);
	vb_json_number(j, "remarks", v->remarks);
	lines_of(j, "shown", v->shown, v->nshown);
	lines_of(j, "established", v->established, v->nestablished);
	lines_of(j, "rests_on", v->rests_on, v->nrests_on);
	vb_json_end(j, true);
}

void vb_render_judgement(FILE *f, const struct vb_judgement *j, const struct vb_style *style)
{
	enum vb_tint tint = VB_TINT_WARN;

	if (j->verdict == VB_SUPPORTED)
		tint = VB_TINT_GOOD;
	else if (j->verdict == VB_CONTRADICTED)
		tint = VB_TINT_BAD;
	vb_render_tint(f, style, tint, vb_verdict_name(j->verdict));
	fputs(".  ", f);
	tty(f, j->sentence);
	fputc('\n', f);
}
