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
#define BUCKET 8 /* sentences remembered for one key */
#define LEAST 6	 /* runs of a sentence worth comparing */
#define ALIKE 36 /* percent of the shorter one's runs */

struct runs {
	uint32_t run[RUNS];
	uint32_t sentence;
	uint8_t n;
};

struct bucket {
	uint32_t key;
	uint32_t sentence[BUCKET];
	uint8_t n;
	uint8_t next;
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

/* The runs of three words of @v, sorted, each once. */
static void read_runs(struct vb_view v, struct runs *r)
{
	uint32_t word[3] = {0}, h = 0;
	size_t words = 0, n = 0, out = 0;
	bool inside = false;

	for (size_t i = 0; i <= v.len && n < RUNS; i++) {
		uint8_t c = i < v.len ? v.ptr[i] : ' ';

		/* Quotes and dashes of three bytes are no letters. */
		if (c == 0xe2 && i + 2 < v.len && v.ptr[i + 1] == 0x80) {
			c = ' ';
			i += 2;
		}
		if (in_word(c)) {
			h = (inside ? h : 2166136261u) ^ (c >= 'A' && c <= 'Z' ? c + 32u : c);
			h *= 16777619u;
			inside = true;
			continue;
		}
		if (!inside)
			continue;
		inside = false;
		word[words++ % 3] = h;
		if (words >= 3)
			r->run[n++] = word[words % 3] * 31u * 31u +
				      word[(words + 1) % 3] * 31u + word[(words + 2) % 3];
	}
	qsort(r->run, n, sizeof(r->run[0]), by_value);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || r->run[i] != r->run[i - 1])
			r->run[out++] = r->run[i];
	r->n = (uint8_t)out;
}

static unsigned alike(const struct runs *a, const struct runs *b)
{
	unsigned common = 0, least = a->n < b->n ? a->n : b->n,
		 most = a->n < b->n ? b->n : a->n;

	for (size_t i = 0, k = 0; i < a->n && k < b->n;) {
		if (a->run[i] == b->run[k])
			common++, i++, k++;
		else if (a->run[i] < b->run[k])
			i++;
		else
			k++;
	}
	/* A clause within a long sentence is no repetition of it. */
	return least * 4 < most || least == 0 ? 0 : common * 100 / least;
}

struct table {
	struct bucket *bucket;
	size_t size;
	struct runs *runs;
};

static struct bucket *bucket_of(struct table *t, uint32_t key)
{
	size_t at = key * 2654435761u & (t->size - 1);

	while (t->bucket[at].n && t->bucket[at].key != key)
		at = (at + 1) & (t->size - 1);
	t->bucket[at].key = key;
	return &t->bucket[at];
}

/* Compares one with those it shares a key with, then leaves its own keys. */
static bool meet(struct vb_press *p, struct table *t, uint32_t i)
{
	struct runs *me = &t->runs[i];
	uint32_t seen[KEYS * BUCKET];
	size_t n = 0;

	for (size_t k = 0; k < KEYS && k < me->n; k++) {
		struct bucket *b = bucket_of(t, me->run[k]);

		for (size_t x = 0; x < b->n; x++) {
			uint32_t other = b->sentence[x];
			unsigned percent;
			size_t s = 0;

			while (s < n && seen[s] != other)
				s++;
			if (s < n)
				continue;
			seen[n++] = other;
			percent = alike(&t->runs[other], me);
			if (percent < ALIKE)
				continue;
			if (!vb_press_room(&p->relation, &p->relations_cap, p->relations + 1,
					   sizeof(*p->relation)))
				return false;
			p->relation[p->relations++] =
				(struct vb_press_relation){.kind = VB_PR_REPEATS,
							   .left = t->runs[other].sentence,
							   .right = me->sentence,
							   .percent = percent,
							   .what = ""};
		}
		b->sentence[b->next] = i;
		b->next = (uint8_t)((b->next + 1) % BUCKET);
		b->n = (uint8_t)(b->n < BUCKET ? b->n + 1 : BUCKET);
	}
	return true;
}

bool vb_repeats(struct vb_press *p)
{
	struct table t = {.size = 1024};
	uint32_t n = 0;
	bool fine;

	while (t.size < p->sentences * KEYS * 2)
		t.size *= 2;
	t.bucket = calloc(t.size, sizeof(*t.bucket));
	t.runs = calloc(p->sentences + 1, sizeof(*t.runs));
	fine = t.bucket && t.runs;
	for (uint32_t i = 0; i < p->sentences && fine; i++) {
		const struct vb_press_sentence *s = &p->sentence[i];
		const struct vb_press_report *r = &p->report[s->report];

		if (s->part > VB_PF_HEADLINE)
			continue;
		read_runs(vb_view(r->text.ptr + s->at, s->len), &t.runs[n]);
		t.runs[n].sentence = i;
		if (t.runs[n].n >= LEAST)
			fine = meet(p, &t, n++);
	}
	free(t.bucket);
	free(t.runs);
	return fine;
}
