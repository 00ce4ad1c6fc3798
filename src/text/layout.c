/*
 * From columns to brackets: what all of a set have stands free; what only some have is put into
 * as few brackets, and prints as few words in them, as can be (text.md 4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* Runs of a site that are laid out together; a longer site is laid out in parts. */
#define RUNS_MAX 64u
/* What is weighed: a bracket costs its reader as much as eleven words. */
#define COST_WORD 4u
#define COST_MARK 1u
#define COST_BRACKET 44u
#define COST_NEVER (UINT32_MAX / 4)

/* A column as it is printed. */
struct cell {
	uint64_t in;
	enum vb_token kind;
	struct vb_view text;
	struct vb_view space;
};

/* Columns of a site that the same parties have, one behind the other. */
struct run {
	uint64_t in;
	size_t from;
	size_t to;
	uint32_t cost;
};

/* The cheapest way to print runs i to j (exclusive): as one group, and as a series of groups. */
struct plan {
	uint32_t series[RUNS_MAX + 1][RUNS_MAX + 1];
	uint32_t group[RUNS_MAX + 1][RUNS_MAX + 1];
	uint8_t cut[RUNS_MAX + 1][RUNS_MAX + 1];	/* where a series' last group begins */
	bool nested[RUNS_MAX + 1][RUNS_MAX + 1];
};

/* The spaces that parties have before a word. */
struct ballot {
	struct vb_view space[VB_VERSIONS_MAX];
	unsigned votes[VB_VERSIONS_MAX];
	unsigned n;
};

struct layout {
	const struct vb_text *t;
	uint64_t set;
	struct vb_composite *c;
	uint32_t at[VB_VERSIONS_MAX];	/* next token of each party */
	struct cell *cell;		/* of the site at hand */
	size_t ncells;
	size_t cap;
	struct run run[RUNS_MAX];
	unsigned nruns;
	struct plan plan;
	struct ballot ballot;
	uint64_t settled;	/* vb_composite_if(): who has all that was settled */
	size_t nsettled;
	bool failed;
};

/* ---- how a column is printed ---- */

/* The space that most parties have before the word, of those that have a say; of equals the one
 * that comes first; none only if nobody has one, so that no words run together (text.md 4.6). */
static struct vb_view choose_space(const struct ballot *b)
{
	struct vb_view best = {0};
	unsigned most = 0;

	for (unsigned i = 0; i < b->n; i++) {
		unsigned sum = 0;

		if (b->space[i].len == 0)
			continue;
		for (unsigned j = 0; j < b->n; j++)
			sum += vb_view_eq(b->space[i], b->space[j]) ? b->votes[j] : 0;
		if (sum > most || (sum == most && vb_view_cmp(b->space[i], best) < 0)) {
			best = b->space[i];
			most = sum;
		}
	}
	return best;
}

static void vote(struct ballot *b, struct vb_view space)
{
	if (b->n > 0 && vb_view_eq(b->space[b->n - 1], space)) {
		b->votes[b->n - 1]++;
	} else {
		b->space[b->n] = space;
		b->votes[b->n++] = 1;
	}
}

static struct cell cell_of(struct layout *l, size_t column)
{
	const struct vb_text *t = l->t;
	struct cell cell = {
		.in = t->column[column].in & l->set,
		.kind = t->vocabulary.word[t->column[column].word].kind,
	};

	l->ballot.n = 0;
	for (uint64_t in = cell.in; in; in &= in - 1) {
		unsigned p = (unsigned)__builtin_ctzll(in);
		const struct text_version *v = &t->version[t->version_of[p]];
		uint32_t i = l->at[p]++;
		struct vb_view here = vb_text_spaced(v, i);

		if (!cell.text.ptr)
			cell.text = vb_view(v->bytes + v->token[i].at, v->token[i].len);
		if (i == 0 || t->vocabulary.word[v->word[i - 1]].kind == VB_TK_BREAK)
			continue;
		here.len -= v->token[i].len;
		vote(&l->ballot, here);
	}
	cell.space = l->ballot.n == 1 ? l->ballot.space[0] : choose_space(&l->ballot);
	return cell;
}

/* ---- pieces ---- */

static void word(struct layout *l, const struct cell *cell)
{
	struct vb_piece *p = vb_composite_put(l->c, VB_PC_WORD);

	l->failed = l->failed || !p;
	if (!p)
		return;
	p->token = cell->kind;
	p->text = cell->text;
	p->space = cell->space;
}

static void words(struct layout *l, const struct run *run)
{
	for (size_t i = run->from; i < run->to; i++)
		word(l, &l->cell[i]);
}

static void open_bracket(struct layout *l, uint64_t who, enum vb_bracket kind)
{
	struct vb_piece *p = vb_composite_put(l->c, VB_PC_OPEN);

	l->failed = l->failed || !p;
	if (!p)
		return;
	p->bracket = kind;
	p->proposed = who;
}

static void close_bracket(struct layout *l)
{
	struct vb_piece *p = vb_composite_put(l->c, VB_PC_CLOSE);

	l->failed = l->failed || !p;
}

/* The space before the first word in the bracket at piece @open goes before the bracket
 * (text.md 4.5); that before a bracket within it is that of others, and stays. */
static void move_space(struct layout *l, size_t open)
{
	struct vb_piece *p = &l->c->piece[open];

	if (l->failed || p[1].kind != VB_PC_WORD)
		return;
	p->space = p[1].space;
	p[1].space = vb_view(NULL, 0);
}

/* ---- planning ---- */

/* The runs from @i to @j that @party has, as bits. */
static uint64_t reading(const struct layout *l, unsigned i, unsigned j, unsigned party)
{
	uint64_t bits = 0;

	for (unsigned x = i; x < j; x++)
		bits |= (l->run[x].in >> party & 1) << x;
	return bits;
}

static uint64_t parties_of(const struct layout *l, unsigned i, unsigned j)
{
	uint64_t in = 0;

	for (unsigned x = i; x < j; x++)
		in |= l->run[x].in;
	return in;
}

/* Those of @left that read @bits in runs @i to @j. */
static uint64_t who_read(const struct layout *l, unsigned i, unsigned j, uint64_t bits,
			 uint64_t left)
{
	for (unsigned x = i; x < j; x++)
		left &= bits >> x & 1 ? l->run[x].in : ~l->run[x].in;
	return left;
}

/* Each reading whole, beside the others. */
static uint32_t flat_cost(const struct layout *l, unsigned i, unsigned j)
{
	uint32_t cost = 0;

	for (uint64_t left = parties_of(l, i, j); left;) {
		uint64_t bits = reading(l, i, j, (unsigned)__builtin_ctzll(left));

		left &= ~who_read(l, i, j, bits, left);
		cost += COST_BRACKET;
		for (unsigned x = i; x < j; x++)
			cost += bits >> x & 1 ? l->run[x].cost : 0;
	}
	return cost;
}

/* One bracket, in which what only some of its parties have is bracketed again. */
static uint32_t nested_cost(const struct layout *l, unsigned i, unsigned j)
{
	uint64_t in = parties_of(l, i, j);
	uint32_t cost = COST_BRACKET;
	bool shared = false;

	for (unsigned x = i, y; x < j; x = y) {
		for (y = x; y < j && l->run[y].in != in; y++)
			;
		cost += y > x ? l->plan.series[x][y] : 0;
		for (; y < j && l->run[y].in == in; y++) {
			cost += l->run[y].cost;
			shared = true;
		}
	}
	return shared ? cost : COST_NEVER;
}

static void plan(struct layout *l)
{
	struct plan *p = &l->plan;

	for (unsigned len = 1; len <= l->nruns; len++) {
		for (unsigned i = 0, j = len; j <= l->nruns; i++, j++) {
			uint32_t flat = flat_cost(l, i, j);
			uint32_t nested = len > 1 ? nested_cost(l, i, j) : COST_NEVER;

			p->nested[i][j] = nested < flat;
			p->group[i][j] = nested < flat ? nested : flat;
			p->series[i][j] = p->group[i][j];
			p->cut[i][j] = (uint8_t)i;
			for (unsigned k = i + 1; k < j; k++) {
				uint32_t cost = p->series[i][k] + p->group[k][j];

				if (cost < p->series[i][j]) {
					p->series[i][j] = cost;
					p->cut[i][j] = (uint8_t)k;
				}
			}
		}
	}
}

/* ---- putting it down ---- */

static void put_series(struct layout *l, unsigned i, unsigned j, uint64_t context);

/* @context: those among whom these are all the readings there are; 0: there are more. */
static void put_flat(struct layout *l, unsigned i, unsigned j, uint64_t context)
{
	uint64_t left = parties_of(l, i, j), none = context & ~left;
	unsigned readings = 0;
	size_t open;

	while (left) {
		uint64_t bits = reading(l, i, j, (unsigned)__builtin_ctzll(left));
		uint64_t who = who_read(l, i, j, bits, left);

		left &= ~who;
		open = l->c->n;
		open_bracket(l, who, VB_BR_WORDS);
		for (unsigned x = i; x < j; x++) {
			if (bits >> x & 1)
				words(l, &l->run[x]);
		}
		close_bracket(l);
		move_space(l, open);
		readings++;
	}
	if (none && readings > 1 && !l->failed) {
		struct vb_view space = l->c->piece[open].space;

		open = l->c->n;
		open_bracket(l, none, VB_BR_NO_TEXT);
		close_bracket(l);
		if (!l->failed)
			l->c->piece[open].space = space;
	}
}

static void put_group(struct layout *l, unsigned i, unsigned j, uint64_t context)
{
	uint64_t in = parties_of(l, i, j);
	size_t open = l->c->n;

	if (!l->plan.nested[i][j]) {
		put_flat(l, i, j, context);
		return;
	}
	open_bracket(l, in, VB_BR_WORDS);
	for (unsigned x = i, y; x < j; x = y) {
		for (y = x; y < j && l->run[y].in != in; y++)
			;
		if (y > x)
			put_series(l, x, y, in);
		for (; y < j && l->run[y].in == in; y++)
			words(l, &l->run[y]);
	}
	close_bracket(l);
	move_space(l, open);
}

static void put_series(struct layout *l, unsigned i, unsigned j, uint64_t context)
{
	unsigned cut = l->plan.cut[i][j];

	if (cut > i)
		put_series(l, i, cut, 0);
	put_group(l, cut, j, cut > i ? 0 : context);
}

static void find_runs(struct layout *l, size_t *at)
{
	l->nruns = 0;
	while (*at < l->ncells && l->nruns < RUNS_MAX) {
		struct run *r = &l->run[l->nruns++];

		*r = (struct run){.in = l->cell[*at].in, .from = *at};
		for (; *at < l->ncells && l->cell[*at].in == r->in; ++*at)
			r->cost += l->cell[*at].kind == VB_TK_WORD ? COST_WORD : COST_MARK;
		r->to = *at;
	}
}

/* The columns of the site in the normal form of this set. */
static void sort_cells(struct layout *l)
{
	struct column *order = reallocarray(NULL, l->ncells + 1, sizeof(*order));
	struct cell *sorted = reallocarray(NULL, l->ncells + 1, sizeof(*sorted));

	l->failed = l->failed || !order || !sorted;
	if (!l->failed) {
		for (size_t i = 0; i < l->ncells; i++)
			order[i] = (struct column){(uint32_t)i, l->cell[i].in};
		l->failed = !vb_columns_order(order, l->ncells, l->set);
		for (size_t i = 0; i < l->ncells; i++)
			sorted[i] = l->cell[order[i].word];
		memcpy(l->cell, sorted, l->ncells * sizeof(*sorted));
	}
	free(order);
	free(sorted);
}

static void put_site(struct layout *l)
{
	size_t at = 0;

	sort_cells(l);
	while (at < l->ncells && !l->failed) {
		bool whole = at == 0;

		find_runs(l, &at);
		plan(l);
		put_series(l, 0, l->nruns, whole && at == l->ncells ? l->set : 0);
	}
	l->ncells = 0;
}

static void keep_cell(struct layout *l, const struct cell *cell)
{
	if (l->ncells == l->cap) {
		size_t cap = l->cap * 2 + 64;
		struct cell *more = reallocarray(l->cell, cap, sizeof(*more));

		l->failed = l->failed || !more;
		if (!more)
			return;
		l->cell = more;
		l->cap = cap;
	}
	l->cell[l->ncells++] = *cell;
}

/* ---- the reading if a set prevails ---- */

/* One who proposed the only change of the base in the site that begins at column @from, or
 * VB_NOBODY. */
static uint32_t only_change(struct layout *l, size_t from)
{
	const struct vb_text *t = l->t;
	struct vb_site site;
	uint64_t changed, same;
	uint32_t party;

	if (t->parties.base == VB_NOBODY || !vb_text_site(t, l->set, from, &site))
		return VB_NOBODY;
	/* What only the base has beside it was taken out by all of the set. */
	while (site.from > 0 && !(t->column[site.from - 1].in & l->set))
		site.from--;
	while (site.to < t->ncolumns && !(t->column[site.to].in & l->set))
		site.to++;
	changed = l->set & ~vb_text_same(t, l->set, &site, t->parties.base);
	if (!changed)
		return VB_NOBODY;
	party = (uint32_t)__builtin_ctzll(changed);
	same = vb_text_same(t, l->set, &site, party);
	if (changed & ~same)
		return VB_NOBODY;
	l->settled &= same;
	l->nsettled++;
	return party;
}

static void put_settled(struct layout *l, uint32_t party)
{
	for (size_t i = 0; i < l->ncells; i++) {
		if (l->cell[i].in >> party & 1)
			word(l, &l->cell[i]);
	}
	l->ncells = 0;
}

/* ---- all of it ---- */

/* The space before everything, and behind it: what most have. */
static void put_ends(struct layout *l)
{
	for (unsigned trail = 0; trail < 2; trail++) {
		l->ballot.n = 0;
		for (uint64_t in = l->set; in; in &= in - 1) {
			const struct text_version *v =
				&l->t->version[l->t->version_of[__builtin_ctzll(in)]];

			vote(&l->ballot, trail ? vb_view(v->bytes + v->end, v->len - v->end) :
						 vb_view(v->bytes, v->lead));
		}
		*(trail ? &l->c->trail : &l->c->lead) = choose_space(&l->ballot);
	}
}

static void put_all(struct layout *l, bool prevails)
{
	const struct vb_text *t = l->t;
	size_t from = 0;

	put_ends(l);
	for (size_t i = 0; i < t->ncolumns && !l->failed; i++) {
		struct cell cell;

		if (!(t->column[i].in & l->set))
			continue;
		cell = cell_of(l, i);
		if (cell.in != l->set) {
			from = l->ncells == 0 ? i : from;
			keep_cell(l, &cell);
			continue;
		}
		if (l->ncells > 0) {
			uint32_t party = prevails ? only_change(l, from) : VB_NOBODY;

			if (party != VB_NOBODY)
				put_settled(l, party);
			else
				put_site(l);
		}
		word(l, &cell);
	}
	if (l->ncells > 0) {
		uint32_t party = prevails ? only_change(l, from) : VB_NOBODY;

		if (party != VB_NOBODY)
			put_settled(l, party);
		else
			put_site(l);
	}
}

static enum vb_code compose(const struct vb_text *t, uint64_t set, bool prevails,
			    struct vb_composite **out, bool *combined, struct vb_err *err)
{
	struct layout *l = calloc(1, sizeof(*l));
	struct vb_composite *c = calloc(1, sizeof(*c));

	if (l && c) {
		l->t = t;
		l->c = c;
		l->set = l->settled = set & t->parties.speaking;
		c->parties = t->parties;
		c->parties.speaking = l->set;
		c->headed = true;
		put_all(l, prevails);
		l->failed = l->failed || !vb_composite_settle(c);
	}
	if (!l || !c || l->failed) {
		free(l ? l->cell : NULL);
		free(l);
		vb_composite_free(c);
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	}
	*combined = l->nsettled > 0 && !l->settled;
	*out = c;
	free(l->cell);
	free(l);
	return VB_OK;
}

enum vb_code vb_composite_of(const struct vb_text *t, uint64_t set, struct vb_composite **out,
			     struct vb_err *err)
{
	bool combined;

	return compose(t, set, false, out, &combined, err);
}

enum vb_code vb_composite_if(const struct vb_text *t, uint64_t set, struct vb_composite **out,
			     bool *combined, struct vb_err *err)
{
	return compose(t, set, true, out, combined, err);
}
