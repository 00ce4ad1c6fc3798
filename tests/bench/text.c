/*
 * Versions compared: short provisions, long drafts, many parties, growth, and texts made to be
 * slow.
 *
 * The texts are made here: words of a vocabulary in which few are frequent and most are rare, as
 * in any language, in articles of 120 words.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"

#include "text/text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define VOCABULARY 6000u
#define ARTICLE 120u	/* words */
#define PARTIES_MAX 32u

static uint64_t state;

static uint32_t chance(uint32_t below)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33) % below;
}

/* Frequent words are short and few. */
static uint32_t some_word(void)
{
	uint32_t of = 8u << chance(10);

	return chance(of < VOCABULARY ? of : VOCABULARY);
}

struct version {
	char *bytes;
	size_t len, cap;
};

static void start(struct version *v)
{
	*v = (struct version){.bytes = NULL};
}

static void put(struct version *v, const char *s)
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

/* @before, a number, @after. */
static void put_number(struct version *v, const char *before, unsigned n, const char *after)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", n);
	put(v, before);
	put(v, text);
	put(v, after);
}

static void put_word(struct version *v, uint32_t word)
{
	static const char *const syllable[] = {"con", "ta", "re", "li", "mo", "pre", "sen", "du"};

	put(v, syllable[word & 7]);
	for (word >>= 3; word > 0; word >>= 3)
		put(v, syllable[word & 7]);
}

/* Versions of one text of @words words: of each word @percent in a hundred is another in each
 * version, taken out, or followed by one more. */
static void make(struct version *v, unsigned n, unsigned words, unsigned percent)
{
	for (unsigned i = 0; i < n; i++)
		start(&v[i]);
	for (unsigned w = 0; w < words; w++) {
		uint32_t word = some_word();

		for (unsigned i = 0; i < n; i++) {
			bool change = chance(100) < percent;
			unsigned how = change ? chance(3) : 3;

			if (w % ARTICLE == 0)
				put_number(&v[i], "\n\nArticle ", w / ARTICLE + 1, ". ");
			if (how == 0)
				put_word(&v[i], some_word());
			else if (how != 1)
				put_word(&v[i], word);
			if (how == 2) {
				put(&v[i], " ");
				put_word(&v[i], some_word());
			}
			put(&v[i], w % 12 == 11 ? ". " : " ");
		}
	}
}

static void drop(struct version *v, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		free(v[i].bytes);
}

/* Seconds for the columns of @v and their composite. */
static double compose(const struct version *v, unsigned n, struct vb_counts *counts)
{
	static char name[PARTIES_MAX][24];
	struct vb_version in[PARTIES_MAX];
	struct vb_composite *c = NULL;
	struct vb_text *t = NULL;
	struct vb_err err = {0};
	double begin;

	for (unsigned i = 0; i < n; i++) {
		snprintf(name[i], sizeof(name[i]), "party-%u", i);
		in[i] = (struct vb_version){.name = name[i],
					    .text = vb_view(v[i].bytes, v[i].len)};
	}
	begin = bench_now();
	if (vb_text_new(in, n, &t, &err) != VB_OK ||
	    vb_composite_of(t, vb_text_parties(t)->speaking, &c, &err) != VB_OK)
		bench_die("versions", &err);
	begin = bench_now() - begin;
	vb_composite_count(c, counts);
	vb_composite_free(c);
	vb_text_free(t);
	return begin;
}

/* The same in a process of its own, of which the memory is measured. */
static double peak_memory(const struct version *v, unsigned n)
{
	struct rusage before, after;
	pid_t child;

	getrusage(RUSAGE_CHILDREN, &before);
	fflush(NULL);
	child = fork();
	if (child == 0) {
		struct vb_counts counts;

		compose(v, n, &counts);
		_exit(0);
	}
	if (child < 0 || waitpid(child, NULL, 0) != child)
		bench_die("no process", NULL);
	getrusage(RUSAGE_CHILDREN, &after);
	return (double)after.ru_maxrss / 1024;
}

static double best_of(const struct version *v, unsigned n, unsigned rounds)
{
	struct vb_counts counts;
	double best = 1e9;

	for (unsigned i = 0; i < rounds; i++) {
		double t = compose(v, n, &counts);

		best = t < best ? t : best;
	}
	return best;
}

static void provisions(void)
{
	static double t[400];
	struct vb_counts counts;

	for (unsigned i = 0; i < VB_ARRAY_LEN(t); i++) {
		struct version v[3];

		make(v, 3, 30 + chance(60), 25);
		t[i] = compose(v, 3, &counts);
		drop(v, 3);
	}
	bench_figure("compose a provision, three parties",
		     bench_median(t, VB_ARRAY_LEN(t)) * 1e3, "ms", "-", 0, "<= 0.5");
}

/* The first is longest; of the others whole paragraphs are missing, too. */
static void drafts(void)
{
	struct version v[3];

	make(v, 3, 15000, 12);
	for (unsigned i = 1; i < 3; i++) {
		char *from = v[i].bytes, *to = v[i].bytes;
		unsigned n = 0;

		while (from < v[i].bytes + v[i].len) {
			char *end = strstr(from, "\n\n");
			size_t len = end ? (size_t)(end + 2 - from) : strlen(from);

			if (n++ % 3 != i - 1 || i == 2) {
				memmove(to, from, len);
				to += len;
			}
			from += len;
		}
		*to = 0;
		v[i].len = (size_t)(to - v[i].bytes);
	}
	bench_figure("compose three drafts of 10,000 to 15,000 words", best_of(v, 3, 5), "s", "-",
		     0, "<= 0.2");
	drop(v, 3);
}

static void many(void)
{
	struct version v[10];

	make(v, 10, 60000, 5);
	bench_figure("compose ten versions of 500 articles", best_of(v, 10, 5) * 1e3, "ms", "-", 0,
		     "<= 150");
	bench_figure("compose ten versions of 500 articles, memory", peak_memory(v, 10), "MB", "-",
		     0, "<= 256");
	drop(v, 10);
}

/* Time a word must not grow with the words, nor time a word and party with the parties. */
static void growth(void)
{
	static const unsigned words[] = {10000, 40000, 160000}, parties[] = {4, 8, 16, 32};
	double first = 0;

	for (size_t i = 0; i < VB_ARRAY_LEN(words); i++) {
		struct version v[3];
		char name[64];
		double t;

		make(v, 3, words[i], 5);
		t = best_of(v, 3, 3) / words[i] * 1e9;
		first = i ? first : t;
		snprintf(name, sizeof(name), "compose, three of %u words", words[i]);
		bench_figure(name, t, "ns/word", "of the first", first, "ratio <= 2");
		drop(v, 3);
	}
	for (size_t i = 0; i < VB_ARRAY_LEN(parties); i++) {
		struct version v[PARTIES_MAX];
		char name[64];
		double t;

		make(v, parties[i], 6000, 5);
		t = best_of(v, parties[i], 3) / 6000 / parties[i] * 1e9;
		first = i ? first : t;
		snprintf(name, sizeof(name), "compose, %u versions", parties[i]);
		bench_figure(name, t, "ns/word", "of the first", first, "-");
		drop(v, parties[i]);
	}
}

/* ---- texts made to be slow ---- */

static void repeated(struct version *v, const char *const *word, unsigned n, unsigned times)
{
	start(v);
	for (unsigned i = 0; i < times; i++) {
		put(v, word[i % n]);
		put(v, " ");
	}
}

static void shuffled(struct version *v, unsigned words, unsigned of)
{
	start(v);
	for (unsigned i = 0; i < words; i++) {
		put_word(v, chance(of));
		put(v, " ");
	}
}

static void hostile(const char *what, struct version *v, unsigned n, unsigned words)
{
	struct vb_counts counts;
	char name[80];

	snprintf(name, sizeof(name), "compose %s", what);
	bench_figure(name, compose(v, n, &counts) / words * 1e6, "us/word", "-", 0, "<= 10");
	drop(v, n);
}

static void pathological(void)
{
	static const char *const ab[] = {"a", "b"}, *const ba[] = {"b", "a", "a"};
	struct version v[3];

	repeated(&v[0], ab, 2, 200000);
	repeated(&v[1], ba, 3, 190000);
	repeated(&v[2], ba, 2, 180000);
	hostile("200,000 times two words", v, 3, 200000);
	for (unsigned i = 0; i < 3; i++)
		shuffled(&v[i], 100000, 50);
	hostile("100,000 words of 50, at random", v, 3, 100000);
	shuffled(&v[0], 100000, 1000);
	start(&v[1]);
	for (unsigned i = 0; i < 100000; i++)
		put_number(&v[1], "x", i, " ");
	hostile("100,000 words that have nothing in common", v, 2, 100000);
	start(&v[0]);
	start(&v[1]);
	for (unsigned i = 0; i < 60000; i++) {
		put_number(&v[0], "y", i, " ");
		put_number(&v[1], "y", 59999 - i, " ");
	}
	hostile("60,000 words, and the same backwards", v, 2, 60000);
}

void bench_text(void)
{
	state = 1;
	provisions();
	drafts();
	many();
	growth();
	pathological();
}
