/*
 * The invariants of doc/text.md 8, each looked at with as little of the room's own code as can
 * be.
 *
 * SPDX-License-Identifier: ISC
 */
#include "invariants.h"

#include <stdlib.h>
#include <string.h>

struct bytes {
	char *ptr;
	size_t len;
};

typedef void print_fn(FILE *f, const void *what, uint32_t party);

static struct bytes printed(print_fn *fn, const void *what, uint32_t party)
{
	struct bytes b = {0};
	FILE *f = open_memstream(&b.ptr, &b.len);

	if (!f)
		abort();
	fn(f, what, party);
	if (fclose(f) != 0)
		abort();
	return b;
}

static void print_composite(FILE *f, const void *what, uint32_t party)
{
	(void)party;
	vb_composite_print(f, what);
}

static void print_version(FILE *f, const void *what, uint32_t party)
{
	vb_text_project(f, what, party);
}

static void print_party(FILE *f, const void *what, uint32_t party)
{
	vb_composite_project(f, what, party);
}

static bool same_bytes(struct bytes a, struct vb_view v)
{
	bool same = a.len == v.len && (v.len == 0 || memcmp(a.ptr, v.ptr, v.len) == 0);

	free(a.ptr);
	return same;
}

static struct vb_text *made(const struct vb_version *v, size_t n)
{
	struct vb_text *t = NULL;

	if (vb_text_new(v, n, &t, NULL) != VB_OK)
		abort();
	return t;
}

static struct vb_composite *laid_out(const struct vb_text *t, uint64_t set)
{
	struct vb_composite *c = NULL;

	if (vb_composite_of(t, set, &c, NULL) != VB_OK)
		abort();
	return c;
}

static struct vb_composite *read_back(struct vb_view text)
{
	struct vb_composite *c = NULL;

	if (vb_composite_read(text, &c, NULL) != VB_OK)
		abort();
	return c;
}

static bool same_pieces(const struct vb_composite *a, const struct vb_composite *b)
{
	if (a->n != b->n || !vb_view_eq(a->lead, b->lead) || !vb_view_eq(a->trail, b->trail) ||
	    a->sites != b->sites)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		const struct vb_piece *x = &a->piece[i], *y = &b->piece[i];

		if (x->kind != y->kind || x->option != y->option || x->mate != y->mate ||
		    !vb_view_eq(x->text, y->text) || !vb_view_eq(x->space, y->space) ||
		    (x->kind == VB_PC_WORD && x->token != y->token) ||
		    (x->kind == VB_PC_OPEN && (x->bracket != y->bracket || x->site != y->site)))
			return false;
	}
	return true;
}

/* Whom each bracket names, by name: indices may differ where silent ones and bases do. */
static bool same_names(const struct vb_composite *a, const struct vb_composite *b)
{
	for (size_t i = 0; i < a->n; i++) {
		uint64_t x = a->piece[i].proposed, y = b->piece[i].proposed;

		if (a->piece[i].kind != VB_PC_OPEN)
			continue;
		for (; x && y; x &= x - 1, y &= y - 1) {
			if (strcmp(a->parties.name[__builtin_ctzll(x)],
				   b->parties.name[__builtin_ctzll(y)]) != 0)
				return false;
		}
		if (x || y)
			return false;
	}
	return true;
}

static bool has_bracket(const struct vb_composite *c)
{
	for (size_t i = 0; i < c->n; i++) {
		if (c->piece[i].kind != VB_PC_WORD)
			return true;
	}
	return false;
}

/* ---- one after another ---- */

static const char *projections(const struct vb_text *t, const struct vb_version *v, size_t n)
{
	const struct vb_parties *p = vb_text_parties(t);

	for (size_t i = 0; i < n; i++) {
		uint32_t who = vb_parties_find(p, vb_view_str(v[i].name));

		if (!same_bytes(printed(print_version, t, who),
				v[i].silent ? vb_view(NULL, 0) : v[i].text))
			return "8.1: a version does not come back byte for byte";
	}
	return NULL;
}

static const char *any_order(const struct vb_version *v, size_t n, struct vb_view want)
{
	struct vb_version other[VB_VERSIONS_MAX];

	for (size_t shift = 0; shift < 3 && shift < n; shift++) {
		struct vb_composite *c;
		struct vb_text *t;
		bool same;

		for (size_t i = 0; i < n; i++)
			other[i] = shift == 0 ? v[n - 1 - i] : v[(i + shift) % n];
		t = made(other, n);
		c = laid_out(t, vb_text_parties(t)->speaking);
		same = same_bytes(printed(print_composite, c, 0), want);
		vb_composite_free(c);
		vb_text_free(t);
		if (!same)
			return "8.2: the composite depends on the order of the parties";
	}
	return NULL;
}

/* As many words of each kind stand free as columns are common; words are whole. */
static const char *common_is_free(const struct vb_text *t, const struct vb_composite *c)
{
	uint64_t set = c->parties.speaking;
	size_t common = 0, depth = 0;

	for (size_t i = 0; i < vb_text_columns(t); i++)
		common += (vb_text_column(t, i).in & set) == set;
	for (size_t i = 0; i < c->n; i++) {
		const struct vb_piece *p = &c->piece[i];
		struct vb_view rest = p->text, word, space;
		enum vb_token kind;

		depth += p->kind == VB_PC_OPEN;
		depth -= p->kind == VB_PC_CLOSE;
		common -= p->kind == VB_PC_WORD && depth == 0;
		if (p->kind == VB_PC_WORD &&
		    (!vb_token_next(&rest, &kind, &space, &word) || word.len != p->text.len))
			return "8.8: a bracket stands inside a word";
		if (p->kind == VB_PC_OPEN && p->proposed == set)
			return "8.3: what is common to all is bracketed";
	}
	return common == 0 ? NULL : "8.3: what is common to all is bracketed";
}

/* Space at both ends of a text is none of its tokens. */
static struct vb_view trimmed(struct vb_view v)
{
	struct vb_view rest = v, space, word;
	enum vb_token kind;
	size_t begin = 0, end = 0;
	bool any = false;

	while (vb_token_next(&rest, &kind, &space, &word)) {
		if (kind == VB_TK_BREAK)
			continue;
		begin = any ? begin : (size_t)(word.ptr - v.ptr);
		end = (size_t)(word.ptr - v.ptr) + word.len;
		any = true;
	}
	return vb_view(v.ptr + begin, end - begin);
}

/* The words that all begin with do not depend on any alignment. */
static const char *ends_are_free(const struct vb_composite *c, const struct vb_version *v, size_t n)
{
	size_t common = SIZE_MAX, nfree = 0, depth = 0;
	const struct vb_version *first = NULL;

	for (size_t i = 0; i < n; i++) {
		struct vb_view x, y, a, b, space;
		enum vb_token k, l;
		size_t same = 0;

		if (v[i].base)
			return NULL;	/* it may begin otherwise */
		if (v[i].silent)
			continue;
		if (!first)
			first = &v[i];
		x = trimmed(first->text);
		y = trimmed(v[i].text);
		while (same < common && vb_token_next(&x, &k, &space, &a) &&
		       vb_token_next(&y, &l, &space, &b) && k == l && vb_view_eq(a, b))
			same++;
		common = same;
	}
	/* As many words stand free, though a repeated one may be another of its kind. */
	for (size_t i = 0; i < c->n; i++) {
		depth += c->piece[i].kind == VB_PC_OPEN;
		depth -= c->piece[i].kind == VB_PC_CLOSE;
		nfree += c->piece[i].kind == VB_PC_WORD && depth == 0;
	}
	return first && nfree < common ? "8.3: what all begin with is bracketed" : NULL;
}

static const char *alone(const struct vb_text *t)
{
	for (uint64_t in = vb_text_parties(t)->speaking; in; in &= in - 1) {
		struct vb_composite *c = laid_out(t, in & -in);
		bool has = has_bracket(c);

		vb_composite_free(c);
		if (has)
			return "8.4: one party alone has brackets";
	}
	return NULL;
}

static const char *equals(const struct vb_version *v)
{
	struct vb_version same[3] = {{.name = "a", .text = v->text}, {.name = "b", .text = v->text},
				     {.name = "c", .text = v->text}};
	struct vb_text *t = made(same, 3);
	struct vb_composite *c = laid_out(t, 7);
	bool good = !has_bracket(c) && same_bytes(printed(print_party, c, 1), v->text);

	vb_composite_free(c);
	vb_text_free(t);
	return good ? NULL : "8.5: equal texts do not give themselves";
}

static const char *silence(const struct vb_version *v, size_t n, const struct vb_composite *c)
{
	struct vb_version more[VB_VERSIONS_MAX];
	const char *what = NULL;
	struct vb_composite *d;
	struct vb_text *t;

	if (n == VB_VERSIONS_MAX)
		return NULL;
	for (size_t i = 0; i < n; i++)
		more[i] = v[i];
	more[n] = (struct vb_version){.name = "mm-silent", .silent = true,
				      .text = vb_view_str("what it did not say")};
	t = made(more, n + 1);
	d = laid_out(t, vb_text_parties(t)->speaking);
	if (!same_pieces(c, d) || !same_names(c, d))
		what = "8.6: a silent party changes the text";
	vb_composite_free(d);
	vb_text_free(t);
	return what;
}

/* The same columns, whose words and parties are the same. */
static bool same_columns(const struct vb_text *a, const struct vb_text *b, uint64_t set)
{
	size_t j = 0;

	for (size_t i = 0; i < vb_text_columns(a); i++) {
		struct vb_column x = vb_text_column(a, i), y;

		if (!(x.in & set))
			continue;
		if (j == vb_text_columns(b))
			return false;
		y = vb_text_column(b, j++);
		if (x.kind != y.kind || __builtin_popcountll(x.in & set) !=
					__builtin_popcountll(y.in))
			return false;
	}
	return j == vb_text_columns(b);
}

/* Printed, read, each party's text taken from it, and these aligned anew. */
static const char *round_trip(const struct vb_text *t, const struct vb_composite *c,
			      struct vb_view text)
{
	struct vb_composite *d = read_back(text);
	const struct vb_parties *p = &d->parties;
	struct vb_version v[VB_VERSIONS_MAX];
	struct bytes b[VB_VERSIONS_MAX];
	const char *what = NULL;
	bool exact = vb_text_loose(t, c->parties.speaking) == 0;
	size_t n = 0;

	if (!d->headed || !same_pieces(c, d) || !same_names(c, d))
		what = "8.7: what is printed is not read as it was";
	for (uint32_t i = 0; i < p->n && !what; i++) {
		uint32_t who = vb_parties_find(vb_text_parties(t), vb_view_str(p->name[i]));

		if (p->silent >> i & 1)
			continue;
		b[n] = printed(print_party, d, i);
		v[n] = (struct vb_version){.name = p->name[i], .text = vb_view(b[n].ptr, b[n].len)};
		n++;
		if (exact && !same_bytes(printed(print_version, t, who), v[n - 1].text))
			what = "8.7: a party's text is not the one that it had before printing";
	}
	if (!what && n > 0) {
		struct vb_text *again = made(v, n);

		/* A base takes part in the alignment, and is not printed. */
		if (vb_text_parties(t)->base == VB_NOBODY &&
		    !same_columns(t, again, c->parties.speaking))
			what = "8.7: what is read back is aligned otherwise";
		vb_text_free(again);
	}
	while (n > 0)
		free(b[--n].ptr);
	vb_composite_free(d);
	return what;
}

static void count_unproposed(void *ctx, const struct vb_unproposed *u)
{
	if (u->of[0] & u->of[1])
		abort();
	++*(size_t *)ctx;
}

/* All pairs of readings in neighbouring sites that no version has side by side, by their bytes. */
static const char *nobody_proposed(const struct vb_text *t, uint64_t set)
{
	size_t told = 0, n = 0, want = 0;
	struct vb_site last = {0}, site;

	if (vb_text_unproposed(t, set, count_unproposed, &told, &n, NULL) != VB_OK || told != n)
		return "8.9: readings that nobody proposed are not counted right";
	for (size_t at = 0; vb_text_site(t, set, at, &site); last = site, at = site.to) {
		uint64_t done = 0;
		unsigned words = 0;
		bool end = last.to == 0;

		for (size_t c = last.to; c < site.from; c++) {
			struct vb_column x = vb_text_column(t, c);
			uint32_t one = (uint32_t)__builtin_ctzll(set);
			struct vb_view v = vb_text_span(t, one, c, c + 1);

			if ((x.in & set) != set)
				continue;
			words += x.kind == VB_TK_WORD;
			end = end || x.kind == VB_TK_BREAK ||
			      (x.kind == VB_TK_MARK && v.len > 0 && v.ptr[0] == '.' &&
			       v.len == 1);
		}
		for (uint64_t p = set; !end && words <= 2 && p; p &= p - 1) {
			uint32_t i = (uint32_t)__builtin_ctzll(p);
			uint64_t of_i = vb_text_same(t, set, &last, i), seen = 0;

			if (done >> i & 1 || vb_text_span(t, i, last.from, last.to).len == 0)
				continue;
			done |= of_i;
			for (uint64_t q = set; q; q &= q - 1) {
				uint32_t j = (uint32_t)__builtin_ctzll(q);
				uint64_t of_j = vb_text_same(t, set, &site, j);

				if (seen >> j & 1 ||
				    vb_text_span(t, j, site.from, site.to).len == 0)
					continue;
				seen |= of_j;
				want += !(of_i & of_j);
			}
		}
	}
	return want == n ? NULL : "8.9: a reading that nobody proposed is not flagged";
}

const char *broken(const struct vb_version *v, size_t n)
{
	struct vb_text *t = made(v, n);
	uint64_t set = vb_text_parties(t)->speaking;
	struct vb_composite *c = laid_out(t, set);
	struct bytes b = printed(print_composite, c, 0);
	struct vb_view text = vb_view(b.ptr, b.len);
	const char *what = projections(t, v, n);

	what = what ? what : any_order(v, n, text);
	what = what || !set ? what : common_is_free(t, c);
	what = what ? what : ends_are_free(c, v, n);
	what = what ? what : alone(t);
	what = what ? what : equals(v);
	what = what ? what : silence(v, n, c);
	what = what || !set ? what : round_trip(t, c, text);
	what = what || !set ? what : nobody_proposed(t, set);
	free(b.ptr);
	vb_composite_free(c);
	vb_text_free(t);
	return what;
}

const char *broken_draft(struct vb_view text)
{
	struct vb_composite *c = read_back(text), *d;
	struct bytes b = printed(print_composite, c, 0), again;
	const char *what = NULL;
	struct vb_counts counts;

	d = read_back(vb_view(b.ptr, b.len));
	if (c->headed != d->headed || !same_pieces(c, d) || !same_names(c, d))
		what = "8.7: a draft that is printed is not read as it was";
	again = printed(print_composite, d, 0);
	if (!same_bytes(again, vb_view(b.ptr, b.len)))
		what = "8.7: a draft is not printed twice alike";
	vb_composite_count(c, &counts);
	if (counts.bracketed > counts.words || counts.depth > 2 * VB_NESTING_MAX + 2)
		what = "the counts of a draft cannot be";
	for (uint32_t i = 0; i < c->parties.n; i++)
		free(printed(print_party, c, i).ptr);
	vb_composite_free(c);
	vb_composite_free(d);
	free(b.ptr);
	return what;
}
