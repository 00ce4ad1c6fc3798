/*
 * Sentences that repeat others: found by the runs of three words that they share.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

#define RUNS 64	 /* runs of one sentence that count */
#define KEYS 6	 /* smallest of them, by which sentences meet */
#define WAYS 8	 /* sentences remembered for one key */
#define LEAST 6	 /* runs of a sentence worth comparing */
#define ALIKE 36 /* percent of the shorter one's runs */
#define SETS 131072 /* at most: in a folder with more sentences the older ones are forgotten */

struct runs {
	uint32_t run[RUNS];
	uint8_t n;
};

static bool in_word(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c >= 0x80;
}

static int by_value(const void *a, const void *b)
{
	uint32_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x < y ? -1 : x > y;
}

/* Words go into runs of three. */
struct feed {
	struct runs *r;
	uint32_t word[3];
	size_t words;
	size_t n;
};

static void feed(struct feed *f, uint32_t hash)
{
	f->word[f->words++ % 3] = hash;
	if (f->words >= 3 && f->n < RUNS)
		f->r->run[f->n++] = f->word[f->words % 3] * 31u * 31u +
				    f->word[(f->words + 1) % 3] * 31u +
				    f->word[(f->words + 2) % 3];
}

static void feed_words(struct feed *f, struct vb_view v)
{
	uint32_t h = 0;
	bool inside = false;

	for (size_t i = 0; i <= v.len; i++) {
		uint8_t c = i < v.len ? v.ptr[i] : ' ';

		if (in_word(c)) {
			h = (inside ? h : 2166136261u) ^ (c >= 'A' && c <= 'Z' ? c + 32u : c);
			h *= 16777619u;
		} else if (inside) {
			feed(f, h);
		}
		inside = in_word(c);
	}
}

/* The code of a state, a people or a body, which has many names: "US", "the United States". */
static const char *party_of(const struct vb_press *p, const struct vb_token *w)
{
	const struct vb_name *n = w->name >= 0 ? &p->lex.name[w->name] : NULL;

	return n && (n->kind == VB_NM_STATE || n->kind == VB_NM_PEOPLE ||
		     n->kind == VB_NM_BODY) ? n->code : NULL;
}

/* The runs of three words of @v, sorted, each once.  Articles are passed over. */
static void read_runs(const struct vb_press *p, struct vb_view v, struct runs *r)
{
	struct vb_token word[VB_PRESS_TOKENS_MAX];
	size_t words = vb_words(&p->lex, v, NULL, 0, word, VB_PRESS_TOKENS_MAX), out = 0;
	struct feed f = {.r = r};

	for (size_t i = 0; i < words; i++) {
		const char *party = party_of(p, &word[i]);

		if (party)
			feed_words(&f, vb_view_str(party));
		else if (word[i].pos != VB_P_PUNCT && word[i].func != VB_F_DET)
			feed_words(&f, vb_view(v.ptr + word[i].at, word[i].len));
	}
	qsort(r->run, f.n, sizeof(r->run[0]), by_value);
	for (size_t i = 0; i < f.n; i++)
		if (i == 0 || r->run[i] != r->run[i - 1])
			r->run[out++] = r->run[i];
	r->n = (uint8_t)out;
}

/* Percent of the shorter one's runs that both have; 0 also where one is much longer: a clause
 * within a long sentence is no repetition of it. */
static unsigned percent(unsigned common, unsigned a, unsigned b)
{
	unsigned least = a < b ? a : b, most = a < b ? b : a;

	return least * 4 < most || least == 0 ? 0 : common * 100 / least;
}

static unsigned alike(const struct runs *a, const struct runs *b)
{
	unsigned common = 0;

	for (size_t i = 0, k = 0; i < a->n && k < b->n;) {
		if (a->run[i] == b->run[k])
			common++, i++, k++;
		else if (a->run[i] < b->run[k])
			i++;
		else
			k++;
	}
	return percent(common, a->n, b->n);
}

/* What is remembered of sentences: the upper halves of their runs, which tell at once that two
 * have nothing in common; and by each key the last few that have it. */
struct table {
	uint32_t *sentence;	/* of each that is worth comparing */
	uint32_t *end;		/* of its runs in @half */
	size_t n;
	uint16_t *half;
	size_t halves, halves_cap;
	uint32_t (*set)[WAYS];	/* places in @sentence, +1: the last one first */
	size_t sets;
};

/* At least the percent of alike(). */
static unsigned maybe_alike(const struct table *t, size_t other, const struct runs *me)
{
	size_t from = other ? t->end[other - 1] : 0, n = t->end[other] - from;
	const uint16_t *half = t->half + from;
	unsigned common = 0;

	for (size_t i = 0, k = 0; i < n && k < me->n;) {
		uint16_t mine = (uint16_t)(me->run[k] >> 16);

		if (half[i] == mine)
			common++, i++, k++;
		else if (half[i] < mine)
			i++;
		else
			k++;
	}
	return percent(common, (unsigned)n, me->n);
}

static struct vb_view words_of(const struct vb_press *p, uint32_t sentence)
{
	const struct vb_press_sentence *s = &p->sentence[sentence];

	return vb_view(p->report[s->report].text.ptr + s->at, s->len);
}

static bool repeats(struct vb_press *p, uint32_t left, uint32_t right, unsigned alike)
{
	if (!vb_press_room(&p->relation, &p->relations_cap, p->relations + 1,
			   sizeof(*p->relation)))
		return false;
	p->relation[p->relations++] = (struct vb_press_relation){.kind = VB_PR_REPEATS,
							     .left = left,
							     .right = right,
							     .percent = alike & 0x7f};
	return true;
}

/* Compares sentence @i with those it shares a key with.  In a crowd it repeats one of them. */
static bool compare(struct vb_press *p, struct table *t, uint32_t i, const struct runs *me)
{
	uint32_t seen[KEYS * WAYS];
	bool crowd = p->sentences > VB_CROWD * 5;
	size_t n = 0;

	for (size_t k = 0; k < KEYS && k < me->n; k++) {
		const uint32_t *set = t->set[me->run[k] * 2654435761u & (t->sets - 1)];

		for (size_t x = WAYS; x-- > 0;) {
			struct runs you;
			unsigned how;
			size_t s = 0;

			while (s < n && seen[s] != set[x])
				s++;
			if (s < n || set[x] == 0)
				continue;
			seen[n++] = set[x];
			if (maybe_alike(t, set[x] - 1, me) < ALIKE)
				continue;
			read_runs(p, words_of(p, t->sentence[set[x] - 1]), &you);
			how = alike(&you, me);
			if (how < ALIKE)
				continue;
			if (!repeats(p, t->sentence[set[x] - 1], i, how))
				return false;
			if (crowd)
				return true;
		}
	}
	return true;
}

static bool remember(struct table *t, uint32_t i, const struct runs *me)
{
	if (!vb_press_room(&t->half, &t->halves_cap, t->halves + me->n, sizeof(*t->half)))
		return false;
	for (size_t k = 0; k < me->n; k++)
		t->half[t->halves++] = (uint16_t)(me->run[k] >> 16);
	t->sentence[t->n] = i;
	t->end[t->n++] = (uint32_t)t->halves;
	for (size_t k = 0; k < KEYS && k < me->n; k++) {
		uint32_t *set = t->set[me->run[k] * 2654435761u & (t->sets - 1)];

		if (set[0] == t->n)
			continue;
		memmove(set + 1, set, (WAYS - 1) * sizeof(*set));
		set[0] = (uint32_t)t->n;
	}
	return true;
}

bool vb_repeats(struct vb_press *p)
{
	struct table t = {.sets = 1024};
	bool fine;

	while (t.sets < p->sentences && t.sets < SETS)
		t.sets *= 2;
	t.set = calloc(t.sets, sizeof(*t.set));
	t.sentence = calloc(p->sentences + 1, sizeof(*t.sentence));
	t.end = calloc(p->sentences + 1, sizeof(*t.end));
	fine = t.set && t.sentence && t.end;
	for (uint32_t i = 0; i < p->sentences && fine; i++) {
		struct runs me;

		if (p->sentence[i].part > VB_PF_HEADLINE)
			continue;
		read_runs(p, words_of(p, i), &me);
		if (me.n >= LEAST)
			fine = compare(p, &t, i, &me) && remember(&t, i, &me);
	}
	free(t.set);
	free(t.sentence);
	free(t.end);
	free(t.half);
	return fine;
}
