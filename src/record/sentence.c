/*
 * An act in one line for people: its kind's sentence with the fields filled in.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* A name, which has nothing above z. */
static void put_upper(FILE *out, struct vb_view v)
{
	for (size_t i = 0; i < v.len; i++)
		fputc(v.ptr[i] >= 'a' ? v.ptr[i] - 32 : v.ptr[i], out);
}

static void put_words(FILE *out, struct vb_view v)
{
	uint8_t *plain = malloc(v.len);

	if (!plain) {
		vb_escape_tty(out, v, false);
		return;
	}
	vb_escape_tty(out, vb_view(plain, vb_words_decode(plain, v)), false);
	free(plain);
}

static void put_act(FILE *out, const struct vb_fold *f, struct vb_view v)
{
	uint32_t i = vb_fold_named(f, v);
	char cite[96];

	if (i != VB_NO_ACT) {
		vb_fact_citation(cite, f, i);
		fputs(cite, out);
	} else {
		fprintf(out, "an unknown act %.8s", (const char *)v.ptr);
	}
}

static void put_value(FILE *out, const struct vb_fold *f, const struct vb_act *a,
		      const struct vb_field *field, unsigned i)
{
	struct vb_view v = vb_act_get(a, field->name, i);
	char human[32];
	int64_t t = 0;

	switch (field->type) {
	case VB_T_ACT:
		put_act(out, f, v);
		break;
	case VB_T_WORDS:
		fputc('"', out);
		put_words(out, v);
		fputc('"', out);
		break;
	case VB_T_TIME:
		vb_act_time(a, field->name, &t);
		vb_time_human(human, t);
		fputs(human, out);
		break;
	case VB_T_NAME:
		if (vb_fold_party(f, v) != VB_NO_PARTY) {
			put_upper(out, v);
			break;
		}
		vb_escape_tty(out, v, false);
		break;
	default:
		vb_escape_tty(out, v, false);
	}
}

static void put_field(FILE *out, const struct vb_fold *f, const struct vb_act *a,
		      struct vb_view name)
{
	if (vb_view_is(name, "author")) {
		put_upper(out, a->author);
		if (a->office.len > 0) {
			fputc('/', out);
			put_upper(out, a->office);
		}
		return;
	}
	for (unsigned i = 0; i < a->kind->nfields; i++) {
		if (!vb_view_is(name, a->kind->fields[i].name))
			continue;
		for (unsigned j = 0; j < a->count[i]; j++) {
			if (j > 0)
				fputs(", ", out);
			put_value(out, f, a, &a->kind->fields[i], j);
		}
		if (a->count[i] == 0)
			fputs("nothing", out);
	}
}

static bool begins_with_vowel(struct vb_view v)
{
	return v.len > 0 && strchr("aeiou", v.ptr[0]);
}

/* What stands before a field, up to @end; "a " becomes "an " where its value begins so. */
static void put_text(FILE *out, const char *text, const char *end, const struct vb_act *a)
{
	char name[40];
	size_t n = (size_t)(end - text);

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(end + 1, "}"), end + 1);
	if (!begins_with_vowel(vb_act_get(a, name, 0)) || n < 3 ||
	    memcmp(end - 3, " a ", 3) != 0) {
		fwrite(text, 1, n, out);
		return;
	}
	fwrite(text, 1, n - 1, out);
	fputs("n ", out);
}

void vb_act_sentence(FILE *out, const struct vb_fold *f, const struct vb_act *a)
{
	const char *p = a->kind->sentence;

	while (*p) {
		const char *open = strchr(p, '{');
		const char *close = open ? strchr(open, '}') : NULL;

		if (!close) {
			fputs(p, out);
			return;
		}
		put_text(out, p, open, a);
		put_field(out, f, a, vb_view(open + 1, (size_t)(close - open - 1)));
		p = close + 1;
	}
}
