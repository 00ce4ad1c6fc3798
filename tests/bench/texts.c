/*
 * Texts for bench_text() and bench_text_growth(): words of a vocabulary in which few are
 * frequent and most are rare, as in any language, in articles of 120 words.
 *
 * SPDX-License-Identifier: ISC
 */
#include "texts.h"

#include "bench.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define VOCABULARY 6000u
#define ARTICLE 120u	/* words */

static uint64_t state;

void texts_seed(void)
{
	state = 1;
}

uint32_t texts_chance(uint32_t below)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33) % below;
}

/* Frequent words are short and few. */
uint32_t texts_word(void)
{
	uint32_t of = 8u << texts_chance(10);

	return texts_chance(of < VOCABULARY ? of : VOCABULARY);
}

void version_start(struct version *v)
{
	*v = (struct version){.bytes = NULL};
}

void version_put(struct version *v, const char *s)
{
	size_t n = strlen(s);

	if (v->cap - v->len <= n) {
		v->cap = 2 * v->cap + n + 64;
		v->bytes = realloc(v->bytes, v->cap);
		if (!v->bytes)
			bench_die("memory", NULL);
	}
	memcpy(v->bytes + v->len, s, n + 1);
	v->len += n;
}

void version_number(struct version *v, const char *before, unsigned n, const char *after)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", n);
	version_put(v, before);
	version_put(v, text);
	version_put(v, after);
}

void version_word(struct version *v, uint32_t word)
{
	static const char *const syllable[] = {"con", "ta", "re", "li", "mo", "pre", "sen", "du"};

	version_put(v, syllable[word & 7]);
	for (word >>= 3; word > 0; word >>= 3)
		version_put(v, syllable[word & 7]);
}

void versions_free(struct version *v, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		free(v[i].bytes);
}

void texts_make(struct version *v, unsigned n, unsigned words, unsigned percent)
{
	for (unsigned i = 0; i < n; i++)
		version_start(&v[i]);
	for (unsigned w = 0; w < words; w++) {
		uint32_t word = texts_word();

		for (unsigned i = 0; i < n; i++) {
			bool change = texts_chance(100) < percent;
			unsigned how = change ? texts_chance(3) : 3;

			if (w % ARTICLE == 0)
				version_number(&v[i], "\n\nArticle ", w / ARTICLE + 1, ". ");
			if (how == 0)
				version_word(&v[i], texts_word());
			else if (how != 1)
				version_word(&v[i], word);
			if (how == 2) {
				version_put(&v[i], " ");
				version_word(&v[i], texts_word());
			}
			version_put(&v[i], w % 12 == 11 ? ". " : " ");
		}
	}
}

/* ---- compared ---- */

static void compare(const struct version *v, unsigned n, struct vb_text **t,
		    struct vb_composite **c)
{
	static char name[TEXTS_MAX][24];
	struct vb_version in[TEXTS_MAX];
	struct vb_err err = {0};

	for (unsigned i = 0; i < n; i++) {
		snprintf(name[i], sizeof(name[i]), "party-%u", i);
		in[i] = (struct vb_version){.name = name[i],
					    .text = vb_view(v[i].bytes, v[i].len)};
	}
	if (vb_text_new(in, n, t, &err) != VB_OK ||
	    vb_composite_of(*t, vb_text_parties(*t)->speaking, c, &err) != VB_OK)
		bench_die("versions", &err);
}

double texts_compose(const struct version *v, unsigned n, struct vb_counts *counts)
{
	struct vb_composite *c = NULL;
	struct vb_text *t = NULL;
	double begin = bench_now();

	compare(v, n, &t, &c);
	begin = bench_now() - begin;
	vb_composite_count(c, counts);
	vb_composite_free(c);
	vb_text_free(t);
	return begin;
}

static void none_of_it(void *ctx, const struct vb_unproposed *u)
{
	(void)ctx;
	(void)u;
}

/* Of this process alone, so that what else runs is not counted. */
static double processor(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double texts_whole(const struct version *v, unsigned n)
{
	struct vb_composite *c = NULL;
	struct vb_text *t = NULL;
	struct vb_err err = {0};
	char *printed = NULL;
	double begin = processor();
	size_t len, readings;
	FILE *f = open_memstream(&printed, &len);

	if (!f)
		bench_die("memory", NULL);
	compare(v, n, &t, &c);
	vb_composite_print(f, c);
	fclose(f);
	if (vb_text_unproposed(t, vb_text_parties(t)->speaking, none_of_it, NULL, &readings,
			       &err) != VB_OK)
		bench_die("readings", &err);
	vb_composite_free(c);
	vb_text_free(t);
	free(printed);
	return processor() - begin;
}
