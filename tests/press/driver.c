/*
 * Reads reports and prints what was found, one assertion a line, tab separated: file, then the
 * twelve columns in which reports are annotated.  With -r: relations; with -s: sentences; with
 * -d DAY: the dates of a report of that day, whose sentences stand one on a line.
 *
 * SPDX-License-Identifier: ISC
 */
#include "press/dates.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static void column(const char *s)
{
	putchar('\t');
	if (!*s)
		putchar('-');
	for (; *s; s++)
		putchar(*s == '\t' || *s == '\n' || *s == '\r' ? ' ' : *s);
}

static void print_assertion(const struct vb_press *p, const struct vb_assertion *a)
{
	const struct vb_press_sentence *s = vb_press_sentence(p, a->sentence);
	char speaker[512];

	printf("%s\t%u", vb_press_report(p, s->report)->name, s->number);
	column(a->event.text);
	snprintf(speaker, sizeof(speaker), *a->via ? "%.200s via %.200s" : "%.200s",
		 a->speaker, a->via);
	column(speaker);
	column(vb_press_authority_name(a->authority));
	column(vb_press_act_name(a->act));
	column(a->from);
	column(a->to);
	column(a->object);
	column(vb_press_polarity_name(a->polarity));
	column(a->said.text);
	column(a->cue);
	column(a->document);
	putchar('\n');
}

static void print_side(const struct vb_press *p, bool sentence, size_t i)
{
	const struct vb_press_sentence *s =
		vb_press_sentence(p, sentence ? i : vb_press_assertion(p, i)->sentence);

	printf("\t%s:%u", vb_press_report(p, s->report)->name, s->number);
}

static void print_relation(const struct vb_press *p, const struct vb_press_relation *r)
{
	bool sentences = r->kind == VB_PR_REPEATS;

	printf("%s", vb_press_relation_name(r->kind));
	print_side(p, sentences, r->left);
	print_side(p, sentences, r->right);
	printf("\t%s\t%u", r->conditional ? "conditional" : "firm", r->percent);
	column(vb_press_change_name(r->what));
	if (!sentences) {
		const struct vb_assertion *a = vb_press_assertion(p, r->left);

		column(vb_press_act_name(a->act));
		column(a->from);
		column(a->to);
		column(a->document);
	}
	putchar('\n');
}

static void print_sentences(const struct vb_press *p)
{
	for (size_t i = 0; i < vb_press_sentences(p); i++) {
		const struct vb_press_sentence *s = vb_press_sentence(p, i);
		const struct vb_press_report *r = vb_press_report(p, s->report);

		printf("%s\t%u\t%s\t%.*s\n", r->name, s->number, vb_press_part_name(s->part),
		       (int)s->len, (const char *)r->text.ptr + s->at);
	}
}

#define ROUNDS 200
#define MENTIONS 32

/* The dates in @text, a line each: number of the sentence, from 1, first byte, length, value. */
static void find_dates(struct vb_view text, int64_t dct, bool print)
{
	int64_t last = INT64_MIN;

	for (unsigned number = 1; text.len > 0; number++) {
		const uint8_t *lf = memchr(text.ptr, '\n', text.len);
		size_t len = lf ? (size_t)(lf - text.ptr) : text.len;
		struct vb_date_mention m[MENTIONS];
		size_t n = vb_dates_find(vb_view(text.ptr, len), dct, last, INT64_MIN, m,
					 MENTIONS);

		for (size_t i = 0; i < n; i++) {
			if (m[i].when.from == m[i].when.to)
				last = m[i].when.from;
			if (print)
				printf("%u\t%zu\t%zu\t%s\n", number, m[i].at, m[i].len,
				       m[i].when.text);
		}
		text = vb_view(text.ptr + len + (lf != NULL), text.len - len - (lf != NULL));
	}
}

static int dates(const char *day, const char *path)
{
	struct timespec from, to;
	struct vb_err err = {0};
	struct vb_when w;
	uint8_t *text = NULL;
	size_t len = 0;

	if (!vb_when_parse(vb_view_str(day), &w) ||
	    vb_file_read(path, VB_REPORT_MAX, &text, &len, &err) != VB_OK)
		return 1;
	find_dates(vb_view(text, len), w.from, true);
	clock_gettime(CLOCK_MONOTONIC, &from);
	for (unsigned i = 0; i < ROUNDS; i++)
		find_dates(vb_view(text, len), w.from, false);
	clock_gettime(CLOCK_MONOTONIC, &to);
	printf("# %.6f\n", ((double)(to.tv_sec - from.tv_sec) * 1e3 +
			    (double)(to.tv_nsec - from.tv_nsec) * 1e-6) / ROUNDS);
	free(text);
	return 0;
}

int main(int argc, char **argv)
{
	struct vb_press *p = NULL;
	struct vb_err err = {0};
	char mode = 'a';
	int first = 1;

	if (argc > 1 && argv[1][0] == '-')
		mode = argv[first++][1];
	if (mode == 'd')
		return argc == 4 ? dates(argv[2], argv[3]) : 2;
	if (vb_press_new(vb_view(NULL, 0), &p, &err) != VB_OK)
		return 1;
	for (int i = first; i < argc; i++) {
		const char *name = strrchr(argv[i], '/');
		uint8_t *text = NULL;
		size_t len = 0;

		if (vb_file_read(argv[i], VB_REPORT_MAX, &text, &len, &err) != VB_OK ||
		    vb_press_add(p, name ? name + 1 : argv[i], vb_view(text, len), &err) !=
			    VB_OK) {
			fprintf(stderr, "%s\n", err.sentence);
			return 1;
		}
	}
	if (vb_press_read(p, &err) != VB_OK)
		return 1;
	if (mode == 's')
		print_sentences(p);
	for (size_t i = 0; mode == 'a' && i < vb_press_assertions(p); i++)
		print_assertion(p, vb_press_assertion(p, i));
	for (size_t i = 0; mode == 'r' && i < vb_press_relations(p); i++)
		print_relation(p, vb_press_relation(p, i));
	for (size_t i = 0; i < vb_press_reports(p); i++)
		free((void *)(uintptr_t)vb_press_report(p, i)->text.ptr);
	vb_press_free(p);
	return 0;
}
