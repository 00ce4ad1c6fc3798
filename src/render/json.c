/*
 * A streaming JSON writer: commas, escapes, and nothing else.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <inttypes.h>

void vb_json_init(struct vb_json *j, FILE *f)
{
	*j = (struct vb_json){.f = f};
}

static void key_of(struct vb_json *j, const char *key)
{
	if (j->depth > 0) {
		if (j->comma[j->depth])
			fputc(',', j->f);
		j->comma[j->depth] = true;
	}
	if (key) {
		fputc('"', j->f);
		vb_escape_json(j->f, vb_view_str(key));
		fputs("\":", j->f);
	}
}

static void open_level(struct vb_json *j, const char *key, char bracket)
{
	key_of(j, key);
	fputc(bracket, j->f);
	if (j->depth + 1 < VB_ARRAY_LEN(j->comma))
		j->depth++;
	j->comma[j->depth] = false;
}

void vb_json_object(struct vb_json *j, const char *key)
{
	open_level(j, key, '{');
}

void vb_json_array(struct vb_json *j, const char *key)
{
	open_level(j, key, '[');
}

/* The outermost value ends its line: several values stand one a line. */
void vb_json_end(struct vb_json *j, bool object)
{
	fputc(object ? '}' : ']', j->f);
	if (j->depth > 0)
		j->depth--;
	if (j->depth == 0)
		fputc('\n', j->f);
}

void vb_json_text(struct vb_json *j, const char *key, struct vb_view v)
{
	key_of(j, key);
	fputc('"', j->f);
	vb_escape_json(j->f, v);
	fputc('"', j->f);
}

void vb_json_str(struct vb_json *j, const char *key, const char *s)
{
	vb_json_text(j, key, vb_view_str(s));
}

void vb_json_number(struct vb_json *j, const char *key, uint64_t n)
{
	key_of(j, key);
	fprintf(j->f, "%" PRIu64, n);
}

void vb_json_bool(struct vb_json *j, const char *key, bool b)
{
	key_of(j, key);
	fputs(b ? "true" : "false", j->f);
}

void vb_json_null(struct vb_json *j, const char *key)
{
	key_of(j, key);
	fputs("null", j->f);
}

/* Names are upper-case for people (format.md 2.13), in JSON as in text. */
void vb_json_party(struct vb_json *j, const char *key, const struct vb_fold *fold,
		   uint8_t party)
{
	key_of(j, key);
	fputc('"', j->f);
	vb_render_name(j->f, vb_render_party(fold, party));
	fputc('"', j->f);
}

void vb_json_cite(struct vb_json *j, const char *key, const struct vb_fold *fold,
		  uint32_t index)
{
	char citation[96];

	if (index >= fold->nfacts) {
		vb_json_null(j, key);
		return;
	}
	vb_fact_citation(citation, fold, index);
	vb_json_str(j, key, citation);
}

void vb_json_time(struct vb_json *j, const char *key, int64_t t)
{
	char text[VB_TIME_LEN + 1];

	if (t == VB_TIME_NONE) {
		vb_json_null(j, key);
		return;
	}
	vb_time_format(text, t);
	vb_json_str(j, key, text);
}

void vb_json_hash(struct vb_json *j, const char *key, const struct vb_hash *h)
{
	char hex[65];

	vb_hex(hex, h->b, sizeof(h->b));
	vb_json_str(j, key, hex);
}
