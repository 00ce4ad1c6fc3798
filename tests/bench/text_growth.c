/*
 * How the time of a comparison grows: with the words, with the parties, and with the words of
 * texts that are made to be slow.  Measured is all that `verbale text` does, printing included.
 * The exponent is the slope of the last two doublings, both axes logarithmic: 1 is in
 * proportion, 2 is quadratic.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "plot.h"
#include "texts.h"

#include <math.h>

#define ROUNDS 5u
#define POINTS_MAX 8u
#define EDITED 5u	/* words in a hundred */
#define PARTIES 3u	/* while the words grow */
#define WORDS 4000u	/* while the parties grow */
#define PLOT "build/text-growth.svg"
#define SLOPE_TARGET "<= 1.3"

struct series {
	unsigned n;
	double size[POINTS_MAX];
	double ms[POINTS_MAX];
};

static void measure(struct series *s, const struct version *v, unsigned n, unsigned size,
		    unsigned rounds)
{
	double best = 1e9;

	for (unsigned i = 0; i < rounds; i++)
		best = fmin(best, texts_whole(v, n));
	s->size[s->n] = size;
	s->ms[s->n++] = 1e3 * best;
}

/* Least squares through the last three points. */
static double slope(const struct series *s)
{
	double x = 0, y = 0, xx = 0, xy = 0;

	for (unsigned i = s->n - 3; i < s->n; i++) {
		double a = log(s->size[i]), b = log(s->ms[i]);

		x += a;
		y += b;
		xx += a * a;
		xy += a * b;
	}
	return (3 * xy - x * y) / (3 * xx - x * x);
}

static void tell(const char *what, const char *of, const struct series *s)
{
	printf("# %-52s", what);
	for (unsigned i = 0; i < s->n; i++)
		printf(" %6.0f: %.1f ms%s", s->size[i], s->ms[i], i + 1 < s->n ? "," : "");
	printf(" (%s)\n", of);
}

static void with_words(struct series *s)
{
	for (unsigned words = 1000; words <= 128000; words *= 2) {
		struct version v[PARTIES];

		texts_make(v, PARTIES, words, EDITED);
		measure(s, v, PARTIES, words, ROUNDS);
		versions_free(v, PARTIES);
	}
	tell("three parties", "words", s);
	bench_figure("compose, growth with the words", slope(s), "exponent", "-", 0, SLOPE_TARGET);
	bench_figure("compose, three of 128,000 words", s->ms[s->n - 1], "ms", "128 of 1,000 words",
		     128 * s->ms[0], "ratio <= 2");
}

static void with_parties(struct series *s)
{
	for (unsigned n = 2; n <= TEXTS_MAX; n *= 2) {
		struct version v[TEXTS_MAX];

		texts_make(v, n, WORDS, EDITED);
		measure(s, v, n, n, ROUNDS);
		versions_free(v, n);
	}
	tell("4,000 words", "parties", s);
	bench_figure("compose, growth with the parties", slope(s), "exponent", "-", 0, "-");
	bench_figure("compose, 64 versions of 4,000 words", s->ms[s->n - 1], "ms", "-", 0, "-");
}

/* ---- texts made to be slow; each version a little shorter, so that none are equal ---- */

static unsigned shorter(unsigned words, unsigned i)
{
	return words - words / 20 * i;
}

static void same_word(struct version *v, unsigned i, unsigned words)
{
	for (unsigned w = 0; w < shorter(words, i); w++)
		version_put(v, "shall ");
}

/* The same word behind more and more of one's own, so that all of it is pushed along. */
static void shifted(struct version *v, unsigned i, unsigned words)
{
	for (unsigned w = 0; w < 100 * i; w++)
		version_number(v, i == 1 ? "x" : "y", w, " ");
	for (unsigned w = 100 * i; w < words; w++)
		version_put(v, "shall ");
}

/* "a b", "b a a", "b a". */
static void two_words(struct version *v, unsigned i, unsigned words)
{
	for (unsigned w = 0; w < shorter(words, i); w++)
		version_put(v, (i == 1 ? w % 3 == 0 : w % 2 == (i == 0)) ? "b " : "a ");
}

static void few_words(struct version *v, unsigned i, unsigned words)
{
	(void)i;
	for (unsigned w = 0; w < words; w++) {
		version_word(v, texts_chance(50));
		version_put(v, " ");
	}
}

/* ... and its halves, in the other order. */
static void backwards(struct version *v, unsigned i, unsigned words)
{
	for (unsigned w = 0; w < words; w++)
		version_number(v, "y", i == 0 ? w : i == 1 ? words - 1 - w :
					       (w + words / 2) % words, " ");
}

static void nothing_common(struct version *v, unsigned i, unsigned words)
{
	for (unsigned w = 0; w < words; w++)
		version_number(v, i == 0 ? "x" : i == 1 ? "y" : "z", w, " ");
}

/* No heading, no end of a sentence or paragraph: a word of each hundred is one's own. */
static void one_paragraph(struct version *v, unsigned i, unsigned words)
{
	texts_seed();
	for (unsigned w = 0; w < words; w++) {
		uint32_t word = texts_word();

		if (w % 100 == 33 * i)
			version_number(v, "own", w, " ");
		version_word(v, word);
		version_put(v, " ");
	}
}

static const struct hostile {
	const char *what;
	void (*write)(struct version *v, unsigned i, unsigned words);
} hostile[] = {
	{"all words the same", same_word},
	{"one word repeated, with a shift", shifted},
	{"two words in turn", two_words},
	{"50 words at random", few_words},
	{"a text, and backwards", backwards},
	{"no word in common", nothing_common},
	{"one giant paragraph", one_paragraph},
};

static void with_hostile(struct series *s, const struct hostile *h)
{
	char name[80];

	for (unsigned words = 8000; words <= 128000; words *= 2) {
		struct version v[PARTIES];

		for (unsigned i = 0; i < PARTIES; i++) {
			version_start(&v[i]);
			h->write(&v[i], i, words);
		}
		measure(s, v, PARTIES, words, 2);
		versions_free(v, PARTIES);
	}
	tell(h->what, "words", s);
	snprintf(name, sizeof(name), "compose, growth: %s", h->what);
	bench_figure(name, slope(s), "exponent", "-", 0, SLOPE_TARGET);
	snprintf(name, sizeof(name), "compose, 128,000 words: %s", h->what);
	bench_figure(name, s->ms[s->n - 1] / s->size[s->n - 1] * 1e3, "us/word", "-", 0, "<= 10");
}

static void draw(const struct series *words, const struct series *bad)
{
	static const char *const colour[] = {"#c00", "#c60", "#a80", "#80c", "#a08", "#555",
					     "#088"};
	struct plot p = {.x = {1e3, 128e3}, .y = {0.1, 1000}};
	unsigned done = 0;

	if (!plot_open(&p, PLOT, "ms"))
		return;
	for (unsigned x = 1000; x <= 128000; x *= 4)
		plot_mark(&p, x, " words");
	/* The slowest first, so that their names stand in the order of their curves. */
	for (unsigned k = 0; k < VB_ARRAY_LEN(hostile); k++) {
		unsigned at = 0;

		for (unsigned i = 0; i < VB_ARRAY_LEN(hostile); i++) {
			double ms = done >> i & 1 ? 0 : bad[i].ms[bad[i].n - 1];

			if (done >> at & 1 || ms > bad[at].ms[bad[at].n - 1])
				at = i;
		}
		done |= 1u << at;
		plot_curve(&p, hostile[at].what, colour[at], bad[at].size, bad[at].ms, bad[at].n);
	}
	plot_curve(&p, "drafts, 5 % edited", "#06c", words->size, words->ms, words->n);
	plot_close(&p, PLOT);
}

void bench_text_growth(void)
{
	static struct series words, parties, bad[VB_ARRAY_LEN(hostile)];

	texts_seed();
	with_words(&words);
	with_parties(&parties);
	for (unsigned i = 0; i < VB_ARRAY_LEN(hostile); i++)
		with_hostile(&bad[i], &hostile[i]);
	draw(&words, bad);
}
