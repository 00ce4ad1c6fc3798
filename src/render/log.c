/*
 * Acts for people: one line each, whole, and as JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define LABEL 14 /* columns of a field's name */

static void when(FILE *f, const struct vb_fact *fact)
{
	vb_render_time(f, fact->span.by != VB_TIME_NONE ? fact->span.by : fact->date);
}

void vb_render_log_line(FILE *f, const struct vb_fold *fold, uint32_t logged,
			const struct vb_act *a, uint32_t index, const struct vb_style *style)
{
	const struct vb_fact *fact = &fold->fact[index];
	char citation[96];

	vb_fact_citation(citation, fold, index);
	vb_render_tint(f, style, VB_TINT_LABEL, citation);
	fprintf(f, "%*s", strlen(citation) < 11 ? (int)(12 - strlen(citation)) : 1, "");
	when(f, fact);
	fputs("   ", f);
	vb_act_sentence(f, fold, a);
	if (fact->voided[0]) {
		fputs("   ", f);
		vb_render_tint(f, style, VB_TINT_BAD, "VOID");
		fprintf(f, " (%s%s)", fact->voided, fact->crossed ? ", crossed" : "");
	}
	if (index >= logged) {
		fputs("   ", f);
		vb_render_tint(f, style, VB_TINT_WARN, VB_NOT_LOGGED);
	}
	fputc('\n', f);
}

/* ---- one act, whole ---- */

static void name_of(FILE *f, const char *name)
{
	size_t len = strlen(name);

	fprintf(f, "%s%*s", name, len < LABEL ? (int)(LABEL - len) : 1, "");
}

static void time_row(FILE *f, const char *name, int64_t t, const char *behind)
{
	if (t == VB_TIME_NONE)
		return;
	name_of(f, name);
	vb_render_time(f, t);
	fprintf(f, "%s\n", behind);
}

static void cited(FILE *f, const struct vb_fold *fold, struct vb_view value)
{
	struct vb_hash id;
	uint32_t index;

	if (vb_hash_parse(value, &id) && (index = vb_fold_find(fold, &id)) != VB_NO_ACT)
		vb_render_cite(f, fold, index);
	else
		vb_escape_tty(f, value, false);
}

static void copy_value(FILE *f, struct vb_view value)
{
	struct vb_copy copy;
	char hex[65];

	if (!vb_copy_parse(value, &copy)) {
		vb_escape_tty(f, value, false);
		return;
	}
	vb_escape_tty(f, copy.addressee, false);
	vb_hex(hex, copy.root.b, sizeof(copy.root.b));
	fprintf(f, ": %" PRIu64 " leaves, ", copy.leaves);
	vb_render_size(f, copy.bytes);
	fprintf(f, " sealed, commitment %.16s...", hex);
}

/* Words in their own lines, indented: what a person wrote, made visible. */
static void words_value(FILE *f, struct vb_view value)
{
	uint8_t plain[VB_WORDS_MAX];
	struct vb_view rest;

	if (value.len > sizeof(plain))
		return;
	rest = vb_view(plain, vb_words_decode(plain, value));
	for (;;) {
		const uint8_t *lf = rest.len ? memchr(rest.ptr, '\n', rest.len) : NULL;
		size_t n = lf ? (size_t)(lf - rest.ptr) : rest.len;

		vb_escape_tty(f, vb_view(rest.ptr, n), false);
		if (!lf)
			return;
		rest = vb_view(rest.ptr + n + 1, rest.len - n - 1);
		fprintf(f, "\n%*s", LABEL, "");
	}
}

static void value_of(FILE *f, const struct vb_fold *fold, const struct vb_field *field,
		     struct vb_view value)
{
	int64_t t;

	if (field->type == VB_T_ACT)
		cited(f, fold, value);
	else if (field->type == VB_T_WORDS)
		words_value(f, value);
	else if (field->type == VB_T_COPY)
		copy_value(f, value);
	else if (field->type == VB_T_TIME && vb_time_parse(value, &t))
		vb_render_time(f, t);
	else
		vb_escape_tty(f, value, false);
}

static void fields_of(FILE *f, const struct vb_fold *fold, const struct vb_act *a)
{
	for (unsigned i = 0; i < a->kind->nfields; i++) {
		for (unsigned k = 0; k < a->count[i]; k++) {
			name_of(f, k == 0 ? a->kind->fields[i].name : "");
			value_of(f, fold, &a->kind->fields[i], a->value[a->first[i] + k]);
			fputc('\n', f);
		}
	}
}

void vb_render_act(FILE *f, const struct vb_fold *fold, uint32_t logged, const struct vb_act *a,
		   uint32_t index, const struct vb_style *style)
{
	const struct vb_fact *fact = &fold->fact[index];
	char citation[96], hex[65];

	vb_fact_citation(citation, fold, index);
	vb_render_tint(f, style, VB_TINT_LABEL, citation);
	fputs("   ", f);
	vb_act_sentence(f, fold, a);
	fputc('\n', f);
	if (fact->voided[0]) {
		name_of(f, "");
		vb_render_tint(f, style, VB_TINT_BAD, "VOID");
		fprintf(f, " by clause %s: it has no effect%s\n", fact->voided,
			fact->crossed ? "; it crossed another act, and nobody answers for it" : "");
	}
	name_of(f, "kind");
	fprintf(f, "%s (format.md %s)\n", a->kind->name, a->kind->clause);
	name_of(f, "place");
	if (index >= logged)
		vb_render_tint(f, style, VB_TINT_WARN, VB_NOT_LOGGED);
	else
		fprintf(f, "entry %" PRIu32 " of the log", index);
	fputc('\n', f);
	vb_hex(hex, fact->id.b, sizeof(fact->id.b));
	name_of(f, "id");
	fprintf(f, "%s\n", hex);
	time_row(f, "date", fact->date, " (its author's own statement)");
	time_row(f, "logged since", fact->span.since, "");
	time_row(f, "logged by", fact->span.by, "");
	if (a->has_seen) {
		name_of(f, "had seen");
		fprintf(f, "the first %" PRIu64 " entries\n", a->seen_size);
	}
	fields_of(f, fold, a);
	for (unsigned i = 0; i < a->note.nsigs; i++) {
		name_of(f, i == 0 ? "signed by" : "");
		vb_escape_tty(f, a->note.sig[i].name, false);
		fputc('\n', f);
	}
}

/* ---- JSON ---- */

static void value_json(struct vb_json *j, const char *key, const struct vb_fold *fold,
		       const struct vb_field *field, struct vb_view value)
{
	uint8_t plain[VB_WORDS_MAX];
	struct vb_hash id;
	uint64_t number;

	if (field->type == VB_T_ACT && vb_hash_parse(value, &id) &&
	    vb_fold_find(fold, &id) != VB_NO_ACT)
		vb_json_cite(j, key, fold, vb_fold_find(fold, &id));
	else if (field->type == VB_T_WORDS && value.len <= sizeof(plain))
		vb_json_text(j, key, vb_view(plain, vb_words_decode(plain, value)));
	else if (field->type == VB_T_DEC && vb_dec_parse(value, &number))
		vb_json_number(j, key, number);
	else
		vb_json_text(j, key, value);
}

static void field_json(struct vb_json *j, const struct vb_fold *fold, const struct vb_act *a,
		       unsigned i)
{
	const struct vb_field *field = &a->kind->fields[i];

	if (field->flags & VB_F_REPEATED) {
		vb_json_array(j, field->name);
		for (unsigned k = 0; k < a->count[i]; k++)
			value_json(j, NULL, fold, field, a->value[a->first[i] + k]);
		vb_json_end(j, false);
	} else if (a->count[i] > 0) {
		value_json(j, field->name, fold, field, a->value[a->first[i]]);
	} else {
		vb_json_null(j, field->name);
	}
}

/* The kind's sentence; null if there is no memory for it. */
static void sentence_json(struct vb_json *j, const struct vb_fold *fold,
			  const struct vb_act *a)
{
	char *text = NULL;
	size_t len = 0;
	FILE *m = vb_memory_open(&text, &len);

	if (m) {
		vb_act_sentence(m, fold, a);
		if (fclose(m) != 0)
			len = 0;
	}
	if (text && len > 0)
		vb_json_text(j, "sentence", vb_view(text, len));
	else
		vb_json_null(j, "sentence");
	free(text);
}

static void head_json(struct vb_json *j, const struct vb_fold *fold, bool logged,
		      const struct vb_act *a, uint32_t index)
{
	const struct vb_fact *fact = &fold->fact[index];

	vb_json_cite(j, "act", fold, index);
	if (logged)
		vb_json_number(j, "index", index);
	else
		vb_json_null(j, "index");
	vb_json_bool(j, "logged", logged);
	vb_json_hash(j, "id", &fact->id);
	vb_json_str(j, "kind", a->kind->name);
	vb_json_party(j, "author", fold, fold->chain[fact->chain].party);
	if (a->office.len)
		vb_json_text(j, "office", a->office);
	else
		vb_json_null(j, "office");
	vb_json_number(j, "number", a->number);
	vb_json_number(j, "epoch", a->epoch);
	vb_json_time(j, "date", fact->date);
	vb_json_time(j, "lodge_by", a->lodge_by);
	vb_json_time(j, "since", fact->span.since);
	vb_json_time(j, "by", fact->span.by);
	if (a->has_seen)
		vb_json_number(j, "seen", a->seen_size);
	else
		vb_json_null(j, "seen");
	if (fact->voided[0])
		vb_json_str(j, "void", fact->voided);
	else
		vb_json_null(j, "void");
}

void vb_render_act_json(struct vb_json *j, const struct vb_fold *fold, uint32_t logged,
			const struct vb_act *a, uint32_t index)
{
	vb_json_object(j, NULL);
	head_json(j, fold, index < logged, a, index);
	sentence_json(j, fold, a);
	vb_json_object(j, "fields");
	for (unsigned i = 0; i < a->kind->nfields; i++)
		field_json(j, fold, a, i);
	vb_json_end(j, true);
	vb_json_array(j, "signed_by");
	for (unsigned i = 0; i < a->note.nsigs; i++)
		vb_json_text(j, NULL, a->note.sig[i].name);
	vb_json_end(j, false);
	vb_json_end(j, true);
}
