/*
 * What is read off a composite text: a party's text, the clean text, counts, and what became of
 * its brackets in the next round.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

const char *vb_bracket_name(enum vb_bracket kind)
{
	static const char *const name[VB_BRACKETS] = {"words", "no text", "placeholder", "value"};

	return name[kind];
}

struct vb_piece *vb_composite_put(struct vb_composite *c, enum vb_piece_kind kind)
{
	if (c->n == c->cap) {
		size_t cap = c->cap * 2 + 64;
		struct vb_piece *more = reallocarray(c->piece, cap, sizeof(*more));

		if (!more)
			return NULL;
		c->piece = more;
		c->cap = cap;
	}
	c->piece[c->n] = (struct vb_piece){.kind = kind};
	return &c->piece[c->n++];
}

void vb_composite_free(struct vb_composite *c)
{
	if (!c)
		return;
	free(c->piece);
	free(c->bytes);
	free(c);
}

/* ---- what follows from the order of the pieces ---- */

static bool is_break(const struct vb_piece *p)
{
	return p->kind == VB_PC_WORD && p->token == VB_TK_BREAK;
}

/* The site that the alternative at @i belongs to, if it goes on with the one before it: nothing
 * but space stands between them; of options, the end of a paragraph may. */
static bool goes_on(const struct vb_composite *c, size_t i)
{
	const struct vb_piece *p = &c->piece[i];
	size_t last = i;

	if (i > 0 && p->option && is_break(&c->piece[i - 1]))
		last = i - 1;
	return last > 0 && c->piece[last - 1].kind == VB_PC_CLOSE &&
	       (last == i || c->piece[last - 1].option) && c->piece[last - 1].option == p->option;
}

static bool holds_only(struct vb_view v, const char *set)
{
	for (size_t i = 0; i < v.len; i++) {
		if (!strchr(set, v.ptr[i]) || v.ptr[i] == 0)
			return false;
	}
	return true;
}

static bool is_dots(struct vb_view v)
{
	return vb_view_is(v, "\xe2\x80\xa6") || vb_view_is(v, ".") || vb_view_is(v, "_") ||
	       vb_view_is(v, "-") || vb_view_is(v, "%");
}

/* [ ], [x], [20XX], [...]: nothing but a place for a value. */
static bool is_value(const struct vb_composite *c, size_t open)
{
	size_t end = c->piece[open].mate;

	for (size_t i = open + 1; i < end; i++) {
		const struct vb_piece *p = &c->piece[i];

		if (p->kind != VB_PC_WORD || i - open > 8 ||
		    !(is_dots(p->text) || holds_only(p->text, "0123456789.,-xXyYzZ_")))
			return false;
	}
	return true;
}

static bool is_placeholder(const struct vb_composite *c, size_t open)
{
	static const char word[] = "placeholder";
	const struct vb_piece *p = &c->piece[open + 1];

	while (p->kind == VB_PC_WORD && p->token == VB_TK_MARK)
		p++;
	if (p->kind != VB_PC_WORD || p->text.len != sizeof(word) - 1)
		return false;
	for (size_t i = 0; i < sizeof(word) - 1; i++) {
		if ((p->text.ptr[i] | 0x20) != word[i])
			return false;
	}
	return true;
}

static void settle_kinds(struct vb_composite *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct vb_piece *p = &c->piece[i];

		if (p->kind != VB_PC_OPEN || p->bracket == VB_BR_NO_TEXT)
			continue;
		if (is_placeholder(c, i))
			p->bracket = VB_BR_PLACEHOLDER;
		else if (!p->option && is_value(c, i))
			p->bracket = VB_BR_VALUE;
		else
			p->bracket = VB_BR_WORDS;
	}
}

bool vb_composite_settle(struct vb_composite *c)
{
	size_t *open = reallocarray(NULL, c->n + 1, sizeof(*open)), depth = 0;

	if (!open)
		return false;
	c->sites = 0;
	for (size_t i = 0; i < c->n; i++) {
		struct vb_piece *p = &c->piece[i];

		if (p->kind == VB_PC_OPEN) {
			open[depth++] = i;
			if (goes_on(c, i))
				p->site = c->piece[c->piece[i - 1].kind == VB_PC_CLOSE ?
						   i - 1 : i - 2].site;
			else
				p->site = c->sites++;
		} else if (p->kind == VB_PC_CLOSE) {
			struct vb_piece *o = &c->piece[open[--depth]];

			p->mate = open[depth];
			o->mate = i;
			p->site = o->site;
			p->option = o->option;
		}
		/* Behind the end of a paragraph, and before everything, no space is left. */
		if (i == 0 || is_break(p - 1) || is_break(p))
			p->space = vb_view(NULL, 0);
	}
	free(open);
	settle_kinds(c);
	return true;
}

/* ---- texts ---- */

/* Words on their way out. */
struct flow {
	FILE *f;
	struct vb_view carried;	/* space from before a bracket, for the first word in it */
	bool fresh;		/* behind the end of a paragraph, or before everything */
};

static void put(struct vb_view v, FILE *f)
{
	if (v.len)
		fwrite(v.ptr, 1, v.len, f);
}

static void flow_word(struct flow *w, struct vb_view space, struct vb_view text, bool is_end)
{
	if (!w->fresh && !is_end)
		put(space.len ? space : w->carried, w->f);
	put(text, w->f);
	w->carried = vb_view(NULL, 0);
	w->fresh = is_end;
}

/* The space before the alternative that opens at @i: in drafts that are not ours, alternatives
 * side by side share what stands before the first of them (text.md 6.6). */
static struct vb_view space_before(const struct vb_composite *c, size_t i)
{
	while (!c->headed && c->piece[i].space.len == 0 && i > 0 &&
	       c->piece[i - 1].kind == VB_PC_CLOSE)
		i = c->piece[i - 1].mate;
	return c->piece[i].space;
}

static bool is_named(const struct vb_piece *p)
{
	return p->proposed | p->supported | p->opposed;
}

/* A bracket that names nobody stays. */
static void flow_bracket(struct flow *w, const struct vb_piece *p)
{
	if (p->kind == VB_PC_CLOSE) {
		if (!p->option)
			flow_word(w, p->space, vb_view_str("]"), false);
		return;
	}
	flow_word(w, p->space, p->option ? p->text : vb_view_str("["), false);
	if (p->bracket == VB_BR_NO_TEXT && !p->option)
		flow_word(w, vb_view(NULL, 0), vb_view_str("no text"), false);
}

void vb_composite_project(FILE *f, const struct vb_composite *c, uint32_t party)
{
	struct flow w = {.f = f, .fresh = true};

	put(c->lead, f);
	for (size_t i = 0; i < c->n; i++) {
		const struct vb_piece *p = &c->piece[i], *o = p->kind == VB_PC_CLOSE ?
			&c->piece[p->mate] : p;

		if (p->kind == VB_PC_WORD)
			flow_word(&w, p->space, p->text, p->token == VB_TK_BREAK);
		else if (!is_named(o))
			flow_bracket(&w, p);
		else if (p->kind == VB_PC_CLOSE)
			continue;
		else if (o->bracket == VB_BR_NO_TEXT ||
			 !((o->proposed | o->supported) >> party & 1))
			i = p->mate;
		else
			w.carried = space_before(c, i);
	}
	put(c->trail, f);
}

size_t vb_composite_clean(FILE *f, const struct vb_composite *c)
{
	struct flow w = {.f = f, .fresh = true};
	size_t places = 0;

	put(c->lead, f);
	for (size_t i = 0; i < c->n; i++) {
		const struct vb_piece *p = &c->piece[i];
		uint32_t site = p->site;
		struct vb_view space = p->space;

		if (p->kind == VB_PC_WORD) {
			flow_word(&w, space, p->text, p->token == VB_TK_BREAK);
			continue;
		}
		for (i = p->mate; i + 1 < c->n && c->piece[i + 1].kind == VB_PC_OPEN &&
				  c->piece[i + 1].site == site;)
			i = c->piece[i + 1].mate;
		flow_word(&w, space, vb_view_str("[...]"), false);
		places++;
	}
	put(c->trail, f);
	return places;
}

/* ---- counts ---- */

void vb_composite_count(const struct vb_composite *c, struct vb_counts *out)
{
	uint64_t by[VB_NESTING_MAX + 1] = {0};
	unsigned depth = 0;

	*out = (struct vb_counts){.sites = c->sites};
	for (size_t i = 0; i < c->n; i++) {
		const struct vb_piece *p = &c->piece[i];

		if (p->kind == VB_PC_CLOSE) {
			depth--;
		} else if (p->kind == VB_PC_OPEN) {
			out->brackets += !p->option;
			out->options += p->option;
			out->of_kind[p->bracket]++;
			for (uint64_t in = p->proposed; in; in &= in - 1)
				out->by[__builtin_ctzll(in)]++;
			depth++;
			out->depth = depth > out->depth ? depth : out->depth;
			if (depth <= VB_NESTING_MAX)
				by[depth] = p->proposed;
		} else if (p->token == VB_TK_WORD) {
			out->words++;
			out->bracketed += depth > 0;
			if (depth > 0 && depth <= VB_NESTING_MAX) {
				for (uint64_t in = by[depth]; in; in &= in - 1)
					out->words_by[__builtin_ctzll(in)]++;
			}
		}
	}
}

/* ---- from one round to the next ---- */

/* The words of a composite, in brackets or not, as one sequence. */
struct stream {
	const struct vb_composite *c;
	uint32_t *word;
	size_t *bracket;	/* of each word, the OPEN of the innermost one; SIZE_MAX: none */
	uint32_t n;
};

static bool stream_of(struct stream *s, struct vb_vocabulary *v, const struct vb_composite *c)
{
	size_t *open = reallocarray(NULL, c->n + 1, sizeof(*open)), depth = 0;
	bool room;

	*s = (struct stream){
		.c = c,
		.word = reallocarray(NULL, c->n + 1, sizeof(*s->word)),
		.bracket = reallocarray(NULL, c->n + 1, sizeof(*s->bracket)),
	};
	room = open && s->word && s->bracket;
	for (size_t i = 0; room && i < c->n; i++) {
		const struct vb_piece *p = &c->piece[i];

		if (p->kind == VB_PC_OPEN)
			open[depth++] = i;
		else if (p->kind == VB_PC_CLOSE)
			depth--;
		if (p->kind != VB_PC_WORD || p->token != VB_TK_WORD)
			continue;
		s->bracket[s->n] = depth ? open[depth - 1] : SIZE_MAX;
		s->word[s->n] = vb_vocabulary_put(v, p->token, p->text);
		room = s->word[s->n++] != UINT32_MAX;
	}
	free(open);
	return room;
}

/* Where the words of a bracket are in the other round. */
struct fate {
	uint32_t words;
	uint32_t inside;
	uint32_t outside;
};

static void meet(struct fate *fate, const struct stream *s, uint32_t i, const struct stream *other,
		 uint32_t j, bool matched)
{
	struct fate *f;

	if (s->bracket[i] == SIZE_MAX)
		return;
	f = &fate[s->bracket[i]];
	f->words++;
	f->inside += matched && other->bracket[j] != SIZE_MAX;
	f->outside += matched && other->bracket[j] == SIZE_MAX;
}

static void tell(struct vb_lifted *out, const struct fate *before, size_t nbefore,
		 const struct fate *after, size_t nafter)
{
	for (size_t i = 0; i < nbefore; i++) {
		const struct fate *f = &before[i];
		uint32_t gone = f->words - f->inside - f->outside;

		if (f->words == 0)
			continue;
		if (f->inside >= f->outside && f->inside >= gone)
			out->kept++;
		else if (f->outside >= gone)
			out->agreed++;
		else
			out->dropped++;
	}
	for (size_t i = 0; i < nafter; i++)
		out->opened += after[i].words > 0 && after[i].inside == 0;
}

static bool compare(struct stream s[static 2], struct vb_aligner *a, struct fate *before,
		    struct fate *after)
{
	const struct sequence q[2] = {{s[0].word, s[0].n, 1}, {s[1].word, s[1].n, 2}};
	uint32_t i = 0, j = 0;

	vb_align(a, q, 2);
	for (size_t c = 0; c < a->out.n && !a->failed; c++) {
		uint64_t in = a->out.at[c].in;

		if (in & 1)
			meet(before, &s[0], i, &s[1], j, in == 3);
		if (in & 2)
			meet(after, &s[1], j, &s[0], i, in == 3);
		i += in & 1;
		j += in >> 1 & 1;
	}
	return !a->failed;
}

enum vb_code vb_composite_lifted(const struct vb_composite *before,
				 const struct vb_composite *after, struct vb_lifted *out,
				 struct vb_err *err)
{
	const struct vb_hash seed = {{0}};
	struct vb_vocabulary v = {0};
	struct vb_aligner a = {0};
	struct stream s[2] = {{0}};
	struct fate *x = calloc(before->n + 1, sizeof(*x)), *y = calloc(after->n + 1, sizeof(*y));
	bool room = x && y && vb_vocabulary_init(&v, &seed) && stream_of(&s[0], &v, before) &&
		    stream_of(&s[1], &v, after);

	a.vocabulary = v.word;
	room = room && compare(s, &a, x, y);
	if (room) {
		*out = (struct vb_lifted){0};
		tell(out, x, before->n, y, after->n);
	}
	for (unsigned i = 0; i < 2; i++) {
		free(s[i].word);
		free(s[i].bracket);
	}
	free(x);
	free(y);
	vb_aligner_free(&a);
	vb_vocabulary_free(&v);
	return room ? VB_OK : vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
}
