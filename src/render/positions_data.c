/*
 * Positions for programs and spreadsheets: JSON, CSV.
 *
 * SPDX-License-Identifier: ISC
 */
#include "render/internal.h"

#include <string.h>

/* ---- JSON ---- */

static void name(struct vb_json *j, const char *key, const char *party)
{
	char text[VB_NAME_MAX + 1];
	size_t n = 0;

	for (; party[n] && n < VB_NAME_MAX; n++)
		text[n] = (char)(party[n] >= 'a' && party[n] <= 'z' ? party[n] - 32 : party[n]);
	text[n] = 0;
	vb_json_str(j, key, text);
}

static void names(struct vb_json *j, const char *key, const struct vb_matrix *m, uint64_t who)
{
	vb_json_array(j, key);
	for (uint32_t p = 0; p < m->nparties; p++) {
		if (who >> p & 1)
			name(j, NULL, m->party[p].name);
	}
	vb_json_end(j, false);
}

static void label(struct vb_json *j, const char *key, const struct vb_label *l)
{
	char text[VB_LABEL_TEXT];

	if (l->number)
		vb_json_str(j, key, vb_label_text(text, l));
	else
		vb_json_null(j, key);
}

static void label_of(struct vb_json *j, const char *key, const struct vb_matrix *m, uint32_t row)
{
	if (row == VB_NO_ROW)
		vb_json_null(j, key);
	else
		label(j, key, &m->row[row].label);
}

static void cite(struct vb_json *j, const char *key, const struct vb_matrix *m, size_t statement)
{
	if (statement == VB_NO_STATEMENT)
		vb_json_null(j, key);
	else
		vb_json_str(j, key, m->statement[statement].cite);
}

static void cell(struct vb_json *j, const struct vb_matrix *m, const struct vb_row *r, uint32_t p)
{
	const struct vb_cell *c = &r->cell[p];
	char text[VB_POSITION_TEXT];

	vb_json_object(j, NULL);
	name(j, "party", m->party[p].name);
	vb_json_str(j, "position", vb_position_text(text, &c->position));
	cite(j, "by", m, c->said ? c->by : VB_NO_STATEMENT);
	if (c->words < r->nwordings)
		vb_json_number(j, "words", c->words);
	else
		vb_json_null(j, "words");
	vb_json_bool(j, "past", c->said && c->expired);
	label_of(j, "moved", m, c->moved);
	vb_json_array(j, "parts");
	for (unsigned i = 0; i < c->nparts; i++) {
		vb_json_object(j, NULL);
		label(j, "part", &c->part[i].label);
		vb_json_str(j, "position", vb_position_text(text, &c->part[i].position));
		vb_json_end(j, true);
	}
	vb_json_end(j, false);
	vb_json_end(j, true);
}

/* Of a row that we have not marked null. */
static void ours(struct vb_json *j, const struct vb_ours *o)
{
	if (o->weight == VB_WT_NONE) {
		vb_json_null(j, "ours");
		return;
	}
	vb_json_object(j, "ours");
	vb_json_str(j, "weight", vb_say_weight(o->weight));
	if (o->note)
		vb_json_str(j, "note", o->note);
	else
		vb_json_null(j, "note");
	vb_json_end(j, true);
}

static void row(struct vb_json *j, const struct vb_positions_shown *s, uint32_t at)
{
	const struct vb_matrix *m = s->matrix;
	const struct vb_row *r = &m->row[at];
	char text[VB_SAY_TEXT];

	vb_json_object(j, NULL);
	label(j, "article", &r->label);
	label(j, "first", &r->first);
	vb_json_text(j, "title", vb_view(r->title, r->title_len));
	if (s->ours)
		ours(j, &s->ours[at]);
	vb_json_str(j, "agreement", vb_agreement_names[r->agreement]);
	names(j, "ad_referendum", m, r->ad_referendum);
	vb_json_str(j, "why", vb_say_why(text, m, r));
	names(j, "who", m, r->who);
	label(j, "on", &r->on);
	label_of(j, "moved", m, r->moved);
	cite(j, "reopened", m, r->agreement == VB_AG_REOPENED ? r->reopened : VB_NO_STATEMENT);
	vb_json_str(j, "settled", vb_settled_names[r->settled]);
	vb_json_array(j, "positions");
	for (uint32_t p = 0; p < m->nparties; p++)
		cell(j, m, r, p);
	vb_json_end(j, false);
	vb_json_array(j, "words");
	for (uint32_t i = 0; i < r->nwordings; i++) {
		vb_json_object(j, NULL);
		cite(j, "by", m, r->wording[i].by);
		vb_json_number(j, "differ", r->wording[i].differ);
		vb_json_text(j, "text", vb_view(r->wording[i].text, r->wording[i].len));
		vb_json_end(j, true);
	}
	vb_json_end(j, false);
	vb_json_end(j, true);
}

static void parties(struct vb_json *j, const struct vb_matrix *m)
{
	vb_json_array(j, "parties");
	for (uint32_t p = 0; p < m->nparties; p++) {
		vb_json_object(j, NULL);
		name(j, "name", m->party[p].name);
		vb_json_bool(j, "counts", m->party[p].counts);
		vb_json_end(j, true);
	}
	vb_json_end(j, false);
	vb_json_array(j, "papers");
	for (size_t s = 0; s < m->n; s++) {
		vb_json_object(j, NULL);
		vb_json_str(j, "act", m->statement[s].cite);
		name(j, "party", m->party[m->statement[s].party].name);
		cite(j, "answers", m, m->statement[s].answers);
		vb_json_bool(j, "sealed", m->statement[s].sealed);
		vb_json_str(j, "settled", vb_settled_names[m->statement[s].settled]);
		vb_json_end(j, true);
	}
	vb_json_end(j, false);
}

static void key(struct vb_json *j, const struct vb_positions_shown *s)
{
	uint32_t agreed, open;

	vb_count_key(s, &agreed, &open);
	vb_json_object(j, "key");
	vb_json_number(j, "agreed", agreed);
	vb_json_number(j, "open", open);
	vb_json_end(j, true);
}

void vb_render_positions_json(FILE *f, const struct vb_positions_shown *s)
{
	const struct vb_matrix *m = s->matrix;
	struct vb_json j;

	vb_json_init(&j, f);
	vb_json_object(&j, NULL);
	vb_json_str(&j, "root", m->statement[0].cite);
	vb_json_text(&j, "title", s->title);
	vb_json_time(&j, "at", s->at);
	vb_json_bool(&j, "together", s->together);
	parties(&j, m);
	vb_json_array(&j, "articles");
	for (uint32_t i = 0; i < m->nrows; i++) {
		if (vb_row_shown(s, m->order[i]))
			row(&j, s, m->order[i]);
	}
	vb_json_end(&j, false);
	vb_json_number(&j, "agreed", m->agreed);
	vb_json_number(&j, "open", m->open);
	key(&j, s);
	vb_json_number(&j, "unread", m->odd);
	vb_json_end(&j, true);
}

/* ---- CSV ---- */

/* Quotes are doubled; what a spreadsheet would take for a formula is made text; no control
 * character goes out. */
static void field(FILE *f, const char *text, bool last)
{
	fputc('"', f);
	if (*text && strchr("=+-@", *text))
		fputc('\'', f);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', f);
		fputc(*text, f);
	}
	fputs(last ? "\"\r\n" : "\",", f);
}

/* A note has at most VB_WORDS_MAX bytes, and none of them becomes more than four. */
static void ours_fields(FILE *f, const struct vb_ours *o)
{
	char text[4 * VB_WORDS_MAX + 1];

	field(f, vb_say_weight(o->weight), false);
	field(f, vb_quote(text, sizeof(text), vb_view_str(o->note ? o->note : "")), true);
}

void vb_render_positions_csv(FILE *f, const struct vb_positions_shown *s)
{
	const struct vb_matrix *m = s->matrix;
	char text[VB_SAY_TEXT], label_text[VB_LABEL_TEXT];

	field(f, "article", false);
	field(f, "title", false);
	for (uint32_t p = 0; p < m->nparties; p++) {
		fputc('"', f);
		vb_render_name(f, m->party[p].name);
		fputs("\",", f);
	}
	field(f, "agreement", false);
	field(f, "why", !s->ours);
	if (s->ours) {
		field(f, "ours, private", false);
		field(f, "our note, private", true);
	}
	for (uint32_t i = 0; i < m->nrows; i++) {
		const struct vb_row *r = &m->row[m->order[i]];

		if (!vb_row_shown(s, m->order[i]))
			continue;
		field(f, vb_say_label(label_text, r), false);
		field(f, vb_quote(text, sizeof(text), vb_view(r->title, r->title_len)), false);
		for (uint32_t p = 0; p < m->nparties; p++)
			field(f, vb_say_stand(text, m, r, p), false);
		field(f, vb_say_agreement(text, m, r), false);
		field(f, vb_say_why(text, m, r), !s->ours);
		if (s->ours)
			ours_fields(f, &s->ours[m->order[i]]);
	}
}
