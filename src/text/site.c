/*
 * Places where parties do not say the same, and readings that nobody proposed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

#define NEAR 2u		/* common words between two sites that are read together */
#define SHOWN 6u	/* words of each reading that are shown */

bool vb_text_site(const struct vb_text *t, uint64_t set, size_t at, struct vb_site *out)
{
	size_t to;

	while (at < t->ncolumns && ((t->column[at].in & set) == 0 ||
				    (t->column[at].in & set) == set))
		at++;
	if (at == t->ncolumns)
		return false;
	to = at + 1;
	for (size_t c = to; c < t->ncolumns && (t->column[c].in & set) != set; c++)
		to = (t->column[c].in & set) ? c + 1 : to;
	*out = (struct vb_site){at, to};
	return true;
}

/* Each text of @set once: the parties that stand for them. */
static uint64_t one_each(const struct vb_text *t, uint64_t set)
{
	uint64_t one = 0;

	for (unsigned i = 0; i < t->nversions; i++) {
		uint64_t of = t->version[i].of & set;

		one |= of & -of;
	}
	return one;
}

/* How a version writes a word, and the space before it; behind the end of a paragraph there is
 * none to be had. */
struct writing {
	struct vb_view word;
	struct vb_view space;
	bool free;		/* it has no say about the space */
};

static struct writing writing_of(const struct vb_text *t, const struct text_version *v,
				 uint32_t i)
{
	struct vb_view spaced = vb_text_spaced(v, i);

	return (struct writing){
		.word = vb_view(v->bytes + v->token[i].at, v->token[i].len),
		.space = vb_view(spaced.ptr, spaced.len - v->token[i].len),
		.free = i == 0 || t->vocabulary.word[v->word[i - 1]].kind == VB_TK_BREAK,
	};
}

size_t vb_text_loose(const struct vb_text *t, uint64_t set)
{
	uint32_t at[VB_VERSIONS_MAX] = {0};
	size_t loose = 0;

	set = one_each(t, set & t->parties.speaking);
	for (size_t c = 0; c < t->ncolumns; c++) {
		struct writing first = {0}, spaced = {.free = true};
		bool differs = false;

		for (uint64_t in = t->column[c].in & set; in; in &= in - 1) {
			unsigned p = (unsigned)__builtin_ctzll(in);
			const struct text_version *v = &t->version[t->version_of[p]];
			struct writing w = writing_of(t, v, at[p]++);

			if (!first.word.ptr)
				first = w;
			differs = differs || !vb_view_eq(first.word, w.word);
			if (spaced.free)
				spaced = w;
			differs = differs || (!w.free && !vb_view_eq(spaced.space, w.space));
		}
		loose += differs;
	}
	for (uint64_t in = set; in & (in - 1); in &= in - 1) {
		const struct text_version *v = &t->version[t->version_of[__builtin_ctzll(in)]];
		const struct text_version *w =
			&t->version[t->version_of[__builtin_ctzll(in & (in - 1))]];

		loose += !vb_view_eq(vb_view(v->bytes, v->lead), vb_view(w->bytes, w->lead)) ||
			 !vb_view_eq(vb_view(v->bytes + v->end, v->len - v->end),
				     vb_view(w->bytes + w->end, w->len - w->end));
	}
	return loose;
}

uint64_t vb_text_same(const struct vb_text *t, uint64_t set, const struct vb_site *site,
		      uint32_t party)
{
	for (size_t c = site->from; c < site->to; c++) {
		uint64_t in = t->column[c].in;

		set &= in >> party & 1 ? in : ~in;
	}
	return set;
}

/* ---- readings of two sites ---- */

/* The readings of one site: one party that has it, and all. */
struct readings {
	uint32_t party[VB_VERSIONS_MAX];
	uint64_t of[VB_VERSIONS_MAX];
	unsigned n;
};

static void readings_of(const struct vb_text *t, uint64_t set, const struct vb_site *site,
			struct readings *r)
{
	uint64_t some = 0;

	r->n = 0;
	for (size_t c = site->from; c < site->to; c++)
		some |= t->column[c].in;
	for (uint64_t left = set & some; left;) {
		uint32_t p = (uint32_t)__builtin_ctzll(left);

		r->party[r->n] = p;
		r->of[r->n] = vb_text_same(t, set, site, p);
		left &= ~r->of[r->n++];
	}
}

/* True if a reader takes both in one breath. */
static bool are_near(const struct vb_text *t, uint64_t set, size_t from, size_t to)
{
	unsigned words = 0;

	for (size_t c = from; c < to; c++) {
		const struct vocabulary_word *w = &t->vocabulary.word[t->column[c].word];

		if ((t->column[c].in & set) != set)
			continue;
		words += w->kind == VB_TK_WORD;
		if (words > NEAR || w->kind == VB_TK_BREAK || (w->len == 1 && *w->key == '.'))
			return false;
	}
	return true;
}

/* vb_text_span() with the space before it. */
static struct vb_view spaced(const struct vb_text *t, uint32_t party, size_t from, size_t to)
{
	struct vb_view v = vb_text_span(t, party, from, to), first;

	if (v.len == 0)
		return v;
	first = vb_text_spaced(&t->version[t->version_of[party]], vb_text_token(t, party, from));
	return vb_view(first.ptr, v.len + (size_t)(v.ptr - first.ptr));
}

/* At most @SHOWN tokens of @party in columns @from to @to, the last or the first ones. */
static struct vb_view some_words(const struct vb_text *t, uint32_t party, size_t from, size_t to,
				 bool last)
{
	unsigned n = 0;

	for (size_t i = 0; i < to - from; i++) {
		size_t c = last ? to - 1 - i : from + i;

		if (!(t->column[c].in >> party & 1) || ++n <= SHOWN)
			continue;
		return last ? vb_text_span(t, party, c + 1, to) : spaced(t, party, from, c);
	}
	return last ? vb_text_span(t, party, from, to) : spaced(t, party, from, to);
}

struct search {
	const struct vb_text *t;
	uint64_t set;
	vb_unproposed_fn *fn;
	void *ctx;
	size_t n;
	bool failed;
};

static void report(struct search *s, const struct vb_site *one, const struct vb_site *two,
		   uint32_t p, uint32_t q, uint64_t of_p, uint64_t of_q)
{
	struct vb_view part[3] = {some_words(s->t, p, one->from, one->to, true),
				  spaced(s->t, p, one->to, two->from),
				  some_words(s->t, q, two->from, two->to, false)};
	uint8_t *words = malloc(part[0].len + part[1].len + part[2].len + 1);
	size_t len = 0;

	s->n++;
	if (!words) {
		s->failed = true;
		return;
	}
	for (unsigned i = 0; i < 3; i++) {
		if (part[i].len)
			memcpy(words + len, part[i].ptr, part[i].len);
		len += part[i].len;
	}
	if (s->fn)
		s->fn(s->ctx, &(struct vb_unproposed){
			.site = {*one, *two},
			.party = {p, q},
			.of = {of_p, of_q},
			.words = vb_view(words, len),
		});
	free(words);
}

enum vb_code vb_text_unproposed(const struct vb_text *t, uint64_t set, vb_unproposed_fn *fn,
				void *ctx, size_t *n, struct vb_err *err)
{
	struct search s = {.t = t, .set = set, .fn = fn, .ctx = ctx};
	struct readings before = {0}, here;
	struct vb_site last = {0}, site;

	for (size_t at = 0; vb_text_site(t, set, at, &site) && !s.failed; at = site.to) {
		bool near = last.to > 0 && are_near(t, set, last.to, site.from);

		readings_of(t, set, &site, &here);
		for (unsigned i = 0; near && i < before.n; i++) {
			for (unsigned j = 0; j < here.n && !s.failed; j++) {
				if (!(before.of[i] & here.of[j]))
					report(&s, &last, &site, before.party[i], here.party[j],
					       before.of[i], here.of[j]);
			}
		}
		before = here;
		last = site;
	}
	*n = s.n;
	return s.failed ? vb_fail(err, VB_MEMORY, "", "", "there is not enough memory") : VB_OK;
}

/* ---- rows: what stands between two ends of paragraphs that all have ---- */

static bool is_end(const struct vb_text *t, uint64_t set, size_t column)
{
	struct vb_column c = vb_text_column(t, column);

	return c.kind == VB_TK_BREAK && (c.in & set) == set;
}

bool vb_text_row(const struct vb_text *t, const struct vb_composite *c, struct vb_text_row *r)
{
	uint64_t set = c->parties.speaking;
	size_t columns = vb_text_columns(t);
	unsigned depth = 0;

	r->from = r->number ? r->to + 1 : 0;
	r->first = r->number ? r->last + 1 : 0;
	if (r->from >= columns && r->number)
		return false;
	for (r->to = r->from; r->to < columns && !is_end(t, set, r->to);)
		r->to++;
	for (r->last = r->first; r->last < c->n; r->last++) {
		const struct vb_piece *p = &c->piece[r->last];

		depth += p->kind == VB_PC_OPEN;
		depth -= p->kind == VB_PC_CLOSE;
		if (depth == 0 && p->kind == VB_PC_WORD && p->token == VB_TK_BREAK)
			break;
	}
	r->number++;
	return true;
}
