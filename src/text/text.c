/*
 * Versions in, columns out.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

static enum vb_code out_of_memory(struct vb_err *err)
{
	return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
}

/* ---- who ---- */

uint32_t vb_parties_find(const struct vb_parties *p, struct vb_view name)
{
	char low[VB_NAME_MAX + 1] = "";

	if (name.len == 0 || name.len > VB_NAME_MAX)
		return VB_NOBODY;
	for (size_t i = 0; i < name.len; i++) {
		uint8_t b = name.ptr[i];

		low[i] = (char)(b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b);
	}
	for (uint32_t i = 0; i < p->n; i++) {
		if (strcmp(p->name[i], low) == 0)
			return i;
	}
	return VB_NOBODY;
}

static enum vb_code check(const struct vb_version *v, size_t n, struct vb_err *err)
{
	uint64_t all = 0;
	unsigned bases = 0;

	if (n == 0 || n > VB_VERSIONS_MAX)
		return vb_fail(err, VB_REFUSED, "text.md 1.1", "", "there are %zu versions, and a "
			       "text has 1 to %u", n, VB_VERSIONS_MAX);
	for (size_t i = 0; i < n; i++) {
		char shown[80];

		if (!vb_name_valid(vb_view_str(v[i].name)))
			return vb_fail(err, VB_REFUSED, "text.md 1.2",
				       vb_quote(shown, sizeof(shown), vb_view_str(v[i].name)),
				       "a party's name is 1 to %d lower-case letters, digits and "
				       "hyphens", VB_NAME_MAX);
		if (v[i].text.len > VB_VERSION_MAX)
			return vb_fail(err, VB_REFUSED, "text.md 1.1", v[i].name,
				       "the version has %zu bytes, and at most %u are read",
				       v[i].text.len, VB_VERSION_MAX);
		all += v[i].text.len;
		bases += v[i].base;
	}
	if (bases > 1)
		return vb_fail(err, VB_REFUSED, "text.md 1.3", "", "there are %u bases, and a text "
			       "has one at most", bases);
	if (all > VB_VERSIONS_ALL_MAX)
		return vb_fail(err, VB_REFUSED, "text.md 1.1", "", "all versions together have "
			       "more than %u bytes", VB_VERSIONS_ALL_MAX);
	return VB_OK;
}

static int by_name(const void *a, const void *b)
{
	const struct vb_version *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

/* Fills @p; @sorted: the versions in order of names. */
static enum vb_code meet(struct vb_parties *p, const struct vb_version *v, size_t n,
			 const struct vb_version *sorted[static VB_VERSIONS_MAX],
			 struct vb_err *err)
{
	for (size_t i = 0; i < n; i++)
		sorted[i] = &v[i];
	qsort(sorted, n, sizeof(const struct vb_version *), by_name);
	p->n = (unsigned)n;
	p->base = VB_NOBODY;
	for (unsigned i = 0; i < n; i++) {
		uint64_t bit = 1ull << i;

		if (i > 0 && strcmp(sorted[i]->name, sorted[i - 1]->name) == 0)
			return vb_fail(err, VB_REFUSED, "text.md 1.2", sorted[i]->name,
				       "two versions have this name");
		snprintf(p->name[i], sizeof(p->name[i]), "%s", sorted[i]->name);
		p->base = sorted[i]->base ? i : p->base;
		p->silent |= sorted[i]->silent && !sorted[i]->base ? bit : 0;
		p->speaking |= sorted[i]->silent || sorted[i]->base ? 0 : bit;
	}
	return VB_OK;
}

/* ---- texts, each once, in an order of their own ---- */

static int by_bytes(const void *a, const void *b)
{
	const struct text_version *x = a, *y = b;

	return vb_view_cmp(vb_view(x->bytes, x->len), vb_view(y->bytes, y->len));
}

/* Bytes stay the caller's until they are copied: here they are only compared. */
static void gather(struct vb_text *t, const struct vb_version *const *sorted)
{
	unsigned n = 0;

	for (unsigned i = 0; i < t->parties.n; i++) {
		if (t->parties.silent & 1ull << i)
			continue;
		t->version[n++] = (struct text_version){
			.bytes = (uint8_t *)(uintptr_t)sorted[i]->text.ptr,
			.len = sorted[i]->text.len,
			.of = 1ull << i,
		};
	}
	qsort(t->version, n, sizeof(*t->version), by_bytes);
	for (unsigned i = 0; i < n; i++) {
		struct text_version *last = &t->version[t->nversions];

		if (t->nversions > 0 && by_bytes(last - 1, &t->version[i]) == 0)
			last[-1].of |= t->version[i].of;
		else
			t->version[t->nversions++] = t->version[i];
	}
	for (unsigned i = 0; i < t->nversions; i++) {
		for (uint64_t of = t->version[i].of; of; of &= of - 1)
			t->version_of[__builtin_ctzll(of)] = (uint8_t)i;
	}
}

static bool copy_bytes(struct vb_text *t)
{
	bool room = true;

	for (unsigned i = 0; i < t->nversions; i++) {
		uint8_t *copy = malloc(t->version[i].len + 1);

		if (copy && t->version[i].len)
			memcpy(copy, t->version[i].bytes, t->version[i].len);
		room = room && copy;
		t->version[i].bytes = copy;
	}
	return room;
}

static bool start_vocabulary(struct vb_text *t)
{
	struct vb_sha256 sha;
	struct vb_hash seed;

	vb_sha256_init(&sha);
	for (unsigned i = 0; i < t->nversions; i++)
		vb_sha256_update(&sha, t->version[i].bytes, t->version[i].len);
	vb_sha256_final(&sha, &seed);
	return vb_vocabulary_init(&t->vocabulary, &seed);
}

static bool grow_tokens(struct text_version *v, size_t cap)
{
	struct text_token *token = reallocarray(v->token, cap, sizeof(*token));
	uint32_t *word;

	if (!token)
		return false;
	v->token = token;
	word = reallocarray(v->word, cap, sizeof(*word));
	if (!word)
		return false;
	v->word = word;
	return true;
}

/* False: no memory.  What there is goes with @v in any case. */
static bool tokenise(struct vb_text *t, struct text_version *v)
{
	struct vb_view rest, word, space;
	size_t cap = v->len / 5 + 16;
	enum vb_token kind;

	v->lead = vb_space_len(vb_view(v->bytes, v->len));
	v->end = vb_space_end(vb_view(v->bytes, v->len), v->lead);
	rest = vb_view(v->bytes + v->lead, v->end - v->lead);
	if (!grow_tokens(v, cap))
		return false;
	while (vb_token_next(&rest, &kind, &space, &word)) {
		if (v->n == cap) {
			cap *= 2;
			if (!grow_tokens(v, cap))
				return false;
		}
		v->token[v->n] = (struct text_token){(uint32_t)(word.ptr - v->bytes),
						     (uint32_t)word.len};
		v->word[v->n] = vb_vocabulary_put(&t->vocabulary, kind, word);
		if (v->word[v->n++] == UINT32_MAX)
			return false;
	}
	return true;
}

/* ---- columns ---- */

/* Versions that are the same but for spaces are aligned as one. */
struct line {
	struct sequence s[VB_VERSIONS_MAX];
	uint64_t of[VB_VERSIONS_MAX];	/* parties */
	unsigned n;
};

/* The parties of some sequences. */
static uint64_t parties_of(const struct line *l, uint64_t in)
{
	uint64_t of = 0;

	for (; in; in &= in - 1)
		of |= l->of[__builtin_ctzll(in)];
	return of;
}

static bool place_marks(struct vb_text *t)
{
	size_t marks = t->ncolumns / VB_TEXT_MARK + 1;
	uint32_t at[VB_VERSIONS_MAX] = {0};
	struct text_version *v = t->version;

	t->mark = calloc(marks * (t->nversions + 1), sizeof(*t->mark));
	if (!t->mark)
		return false;
	for (size_t c = 0; c <= t->ncolumns; c++) {
		if (c % VB_TEXT_MARK == 0) {
			for (unsigned i = 0; i < t->nversions; i++)
				t->mark[i * marks + c / VB_TEXT_MARK] = at[i];
		}
		for (unsigned i = 0; c < t->ncolumns && i < t->nversions; i++)
			at[i] += (t->column[c].in & v[i].of) != 0;
	}
	return true;
}

/* By their words alone, in whatever way these are spaced and encoded. */
static int by_words(const struct vb_text *t, unsigned i, unsigned j)
{
	const struct text_version *x = &t->version[i], *y = &t->version[j];
	const struct vocabulary_word *word = t->vocabulary.word;
	uint32_t n = 0;

	while (n < x->n && n < y->n && x->word[n] == y->word[n])
		n++;
	if (n == x->n || n == y->n)
		return (x->n > n) - (y->n > n);
	return vb_view_cmp(vb_view(word[x->word[n]].key, word[x->word[n]].len),
			   vb_view(word[y->word[n]].key, word[y->word[n]].len));
}

/* The sequences to be aligned, in the order of their words. */
static void line_up(const struct vb_text *t, struct line *l)
{
	unsigned order[VB_VERSIONS_MAX];

	for (unsigned i = 0; i < t->nversions; i++) {
		unsigned at = i;

		for (; at > 0 && by_words(t, order[at - 1], i) > 0; at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
	for (unsigned i = 0; i < t->nversions; i++) {
		const struct text_version *v = &t->version[order[i]];

		if (i == 0 || by_words(t, order[i - 1], order[i]) != 0) {
			l->s[l->n] = (struct sequence){v->word, v->n, 1ull << l->n};
			l->n++;
		}
		l->of[l->n - 1] |= v->of;
	}
}

static bool build(struct vb_text *t)
{
	struct vb_aligner a = {0};
	struct line l = {0};
	uint64_t all = 0;

	for (unsigned i = 0; i < t->nversions; i++) {
		struct text_version v = t->version[i];
		bool room = tokenise(t, &v);

		t->version[i] = v;
		if (!room)
			return false;
	}
	line_up(t, &l);
	a.vocabulary = t->vocabulary.word;
	vb_align(&a, l.s, l.n);
	t->column = a.out.at;
	t->ncolumns = a.out.n;
	a.out = (struct columns){0};
	for (size_t i = 0; i < t->ncolumns; i++)
		t->column[i].in = parties_of(&l, t->column[i].in);
	for (unsigned i = 0; i < l.n; i++)
		all |= l.of[i];
	if (!a.failed)
		a.failed = !vb_columns_order(t->column, t->ncolumns, all);
	if (!a.failed) {
		vb_columns_slide(t->column, t->ncolumns, all, t->vocabulary.word);
		a.failed = !place_marks(t);
	}
	vb_aligner_free(&a);
	return !a.failed;
}

enum vb_code vb_text_new(const struct vb_version *v, size_t n, struct vb_text **out,
			 struct vb_err *err)
{
	const struct vb_version *sorted[VB_VERSIONS_MAX];
	enum vb_code code = check(v, n, err);
	struct vb_text *t;

	if (code)
		return code;
	t = calloc(1, sizeof(*t));
	if (!t)
		return out_of_memory(err);
	t->version = calloc(VB_VERSIONS_MAX, sizeof(*t->version));
	code = t->version ? meet(&t->parties, v, n, sorted, err) : out_of_memory(err);
	if (!code && t->version) {
		gather(t, sorted);
		if (!copy_bytes(t) || !start_vocabulary(t) || !build(t))
			code = out_of_memory(err);
	}
	if (code) {
		vb_text_free(t);
		return code;
	}
	*out = t;
	return VB_OK;
}

void vb_text_free(struct vb_text *t)
{
	if (!t)
		return;
	for (unsigned i = 0; i < t->nversions; i++) {
		free(t->version[i].bytes);
		free(t->version[i].token);
		free(t->version[i].word);
	}
	free(t->version);
	vb_vocabulary_free(&t->vocabulary);
	free(t->column);
	free(t->mark);
	free(t);
}

/* ---- what is asked of them ---- */

const struct vb_parties *vb_text_parties(const struct vb_text *t)
{
	return &t->parties;
}

size_t vb_text_columns(const struct vb_text *t)
{
	return t->ncolumns;
}

struct vb_column vb_text_column(const struct vb_text *t, size_t i)
{
	const struct column *c = &t->column[i];

	return (struct vb_column){c->word, t->vocabulary.word[c->word].kind, c->in};
}

uint32_t vb_text_token(const struct vb_text *t, uint32_t party, size_t column)
{
	unsigned v = t->version_of[party];
	size_t marks = t->ncolumns / VB_TEXT_MARK + 1, mark = column / VB_TEXT_MARK;
	uint32_t at = t->mark[v * marks + mark];

	for (size_t c = mark * VB_TEXT_MARK; c < column; c++)
		at += (uint32_t)(t->column[c].in >> party & 1);
	return at;
}

/* Where token @i of @v ends. */
static size_t end_of(const struct text_version *v, uint32_t i)
{
	return v->token[i].at + v->token[i].len;
}

struct vb_view vb_text_spaced(const struct text_version *v, uint32_t i)
{
	size_t begin = i > 0 ? end_of(v, i - 1) : v->lead;

	return vb_view(v->bytes + begin, end_of(v, i) - begin);
}

struct vb_view vb_text_span(const struct vb_text *t, uint32_t party, size_t from, size_t to)
{
	const struct text_version *v = &t->version[t->version_of[party]];
	uint32_t first, end;

	if (t->parties.silent >> party & 1)
		return vb_view(NULL, 0);
	first = vb_text_token(t, party, from);
	end = vb_text_token(t, party, to);
	if (first == end)
		return vb_view(v->bytes, 0);
	return vb_view(v->bytes + v->token[first].at, end_of(v, end - 1) - v->token[first].at);
}

void vb_text_project(FILE *f, const struct vb_text *t, uint32_t party)
{
	const struct text_version *v = &t->version[t->version_of[party]];
	uint32_t at = 0;

	if (t->parties.silent >> party & 1)
		return;
	fwrite(v->bytes, 1, v->lead, f);
	for (size_t c = 0; c < t->ncolumns; c++) {
		if (t->column[c].in >> party & 1) {
			struct vb_view word = vb_text_spaced(v, at++);

			fwrite(word.ptr, 1, word.len, f);
		}
	}
	fwrite(v->bytes + v->end, 1, v->len - v->end, f);
}

uint64_t vb_text_pairs(const struct vb_text *t)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < t->ncolumns; i++) {
		uint64_t k = (uint64_t)__builtin_popcountll(t->column[i].in & t->parties.speaking);

		if (t->vocabulary.word[t->column[i].word].kind == VB_TK_WORD && k > 1)
			sum += k * (k - 1) / 2;
	}
	return sum;
}

/* ---- two texts ---- */

/* A token, and the space, or end of a paragraph, before it. */
struct step {
	enum vb_token kind;
	struct vb_view space;
	struct vb_view word;
};

static bool next_step(struct vb_view *v, struct step *s)
{
	struct vb_view gap;
	bool more;

	/* What follows the end of a paragraph has its indentation in that. */
	gap = s->kind == VB_TK_BREAK ? s->word : vb_view(NULL, 0);
	more = vb_token_next(v, &s->kind, &s->space, &s->word);
	if (gap.len)
		s->space = gap;
	return more;
}

/* How far an item of a list is indented; 0 for anything else. */
static size_t item_depth(const struct step *s)
{
	static const char marks[] = "-*+0123456789";
	size_t n = 0;

	if (s->kind == VB_TK_BREAK || !memchr(marks, s->word.ptr[0], sizeof(marks) - 1))
		return 0;
	while (n < s->space.len && s->space.ptr[s->space.len - 1 - n] == ' ')
		n++;
	return n < s->space.len && s->space.ptr[s->space.len - 1 - n] == '\n' ? n : 0;
}

bool vb_same_words(struct vb_view a, struct vb_view b)
{
	struct step x = {.kind = VB_TK_WORD}, y = x;

	for (;;) {
		bool more = next_step(&a, &x);

		if (more != next_step(&b, &y))
			return false;
		if (!more)
			return true;
		if (x.kind != y.kind || (x.kind != VB_TK_BREAK && !vb_view_eq(x.word, y.word)) ||
		    item_depth(&x) != item_depth(&y))
			return false;
	}
}

enum vb_code vb_text_differing(struct vb_view a, struct vb_view b, uint32_t *words, uint32_t *marks,
			       struct vb_err *err)
{
	const struct vb_version v[2] = {{.name = "a", .text = a}, {.name = "b", .text = b}};
	struct vb_text *t = NULL;
	enum vb_code code = vb_text_new(v, 2, &t, err);
	uint32_t other = 0;

	*words = 0;
	if (code)
		return code;
	for (size_t i = 0; i < vb_text_columns(t); i++) {
		struct vb_column c = vb_text_column(t, i);

		if (c.in == 3)
			continue;
		if (c.kind == VB_TK_WORD)
			++*words;
		else
			other++;
	}
	/* Items of a list that stand at another depth. */
	if (*words == 0 && other == 0 && !vb_same_words(a, b))
		other = 1;
	if (marks)
		*marks = other;
	vb_text_free(t);
	return VB_OK;
}
