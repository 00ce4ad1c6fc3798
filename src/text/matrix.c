/*
 * Statements in the order of the log into a matrix, article by party: which article is which
 * under its numbers, and whose words each party wants (text.md 10, 11).
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* What a heading of a paper means. */
struct place {
	struct vb_label label;
	struct vb_view title;	/* where it has no label */
	uint32_t row;
	bool from;
	unsigned nformer;
	struct vb_label former[VB_FORMER_MAX];
};

/* The numbering of one paper; it starts as that of the paper that it answers. */
struct numbering {
	struct place *place;
	size_t n, cap;
};

/* The words that a paper is for. */
struct said {
	uint32_t row;
	uint32_t words;
};

struct saying {
	struct said *said;
	size_t n, cap;
	size_t numbering;	/* the statement whose numbering it goes by */
};

struct work {
	struct vb_matrix *m;
	struct numbering *numbering;	/* by statement; empty where it is another's */
	struct saying *saying;		/* by statement */
	struct vb_paper *paper;
	struct vb_article *article;
	size_t narticles;
	uint32_t rows_cap;
	bool limited;		/* some position has an end */
	bool quiet;		/* the statement at hand changes nothing */
	struct vb_err *err;
};

static enum vb_code no_memory(struct vb_err *err)
{
	vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	return VB_MEMORY;
}

static struct vb_view title_of(const struct vb_row *r)
{
	return vb_view(r->title, r->title_len);
}

static bool copy_bytes(struct vb_view v, uint8_t **out, size_t *len)
{
	*out = malloc(v.len + 1);
	if (!*out)
		return false;
	if (v.len)
		memcpy(*out, v.ptr, v.len);
	*len = v.len;
	return true;
}

/* ---- rows ---- */

static enum vb_code new_row(struct work *w, const struct vb_article *a, uint32_t *row)
{
	struct vb_matrix *m = w->m;
	struct vb_row *r;

	if (m->nrows == VB_ROWS_MAX)
		return vb_fail(w->err, VB_REFUSED, "", "", "the papers have more than %u articles",
			       VB_ROWS_MAX);
	if (m->nrows == w->rows_cap) {
		uint32_t cap = w->rows_cap ? 2 * w->rows_cap : 16;
		struct vb_row *more = reallocarray(m->row, cap, sizeof(*more));

		if (!more)
			return no_memory(w->err);
		m->row = more;
		w->rows_cap = cap;
	}
	r = &m->row[m->nrows];
	*r = (struct vb_row){.label = a->label, .moved = VB_NO_ROW, .since = VB_NO_STATEMENT,
			     .reopened = VB_NO_STATEMENT};
	r->label.nparts = 0;
	r->first = r->label;
	r->cell = calloc(m->nparties + 1, sizeof(*r->cell));
	if (!r->cell || !copy_bytes(a->title, &r->title, &r->title_len)) {
		free(r->cell);
		return no_memory(w->err);
	}
	for (uint32_t p = 0; p < m->nparties; p++) {
		r->cell[p].moved = VB_NO_ROW;
		r->cell[p].words = VB_NO_WORDS;
		r->cell[p].position.until = VB_TIME_NONE;
	}
	*row = m->nrows++;
	return VB_OK;
}

/* ---- numberings ---- */

static const struct place *find(const struct numbering *n, const struct vb_label *label,
				struct vb_view title)
{
	for (size_t i = 0; n && i < n->n; i++) {
		const struct place *p = &n->place[i];

		if (label->number ? vb_label_same_article(&p->label, label) :
				    p->label.number == 0 && vb_view_eq(p->title, title))
			return p;
	}
	return NULL;
}

static const struct place *find_article(const struct numbering *n, const struct vb_article *a)
{
	return find(n, &a->label, a->title);
}

static uint32_t row_of(const struct numbering *n, const struct vb_label *label)
{
	const struct place *p = label->number ? find(n, label, vb_view(NULL, 0)) : NULL;

	return p ? p->row : VB_NO_ROW;
}

static bool has_label(const struct vb_label *l, unsigned n, const struct vb_label *label)
{
	for (unsigned i = 0; i < n; i++) {
		if (vb_label_same_article(&l[i], label))
			return true;
	}
	return false;
}

static bool same_former(const struct place *p, const struct vb_article *a)
{
	if (p->nformer != a->nformer || p->from != a->from)
		return false;
	for (unsigned i = 0; i < a->nformer; i++) {
		if (vb_label_cmp(&p->former[i], &a->former[i]) != 0)
			return false;
	}
	return true;
}

/* Another heading of this paper says that it is what @a's label was; where it says no more than
 * what the paper said that is answered, it says nothing new. */
static bool is_claimed(const struct work *w, const struct numbering *before,
		       const struct vb_article *a)
{
	for (size_t i = 0; a->label.number && i < w->narticles; i++) {
		const struct vb_article *b = &w->article[i];
		const struct place *p;

		if (b == a || b->from || !has_label(b->former, b->nformer, &a->label) ||
		    vb_label_same_article(&b->label, &a->label))
			continue;
		p = find_article(before, b);
		if (!p || !same_former(p, b))
			return true;
	}
	return false;
}

/* A heading of this paper goes on with @label itself. */
static bool is_kept(const struct work *w, const struct vb_label *label)
{
	for (size_t i = 0; i < w->narticles; i++) {
		const struct vb_article *b = &w->article[i];

		if (vb_label_same_article(&b->label, label) && b->nformer == 0)
			return true;
	}
	return false;
}

static bool is_numbered(const struct numbering *n, uint32_t row)
{
	for (size_t i = 0; n && i < n->n; i++) {
		if (n->place[i].row == row)
			return true;
	}
	return false;
}

/* A new article: two who put one in at the same place speak of the same place. */
static enum vb_code added(struct work *w, const struct vb_article *a,
			  const struct numbering *before, uint32_t *row)
{
	for (uint32_t i = 0; i < w->m->nrows; i++) {
		const struct vb_row *r = &w->m->row[i];

		if (r->nsources == 0 &&
		    (a->label.number ? vb_label_same_article(&r->first, &a->label) :
				       r->first.number == 0 && vb_view_eq(title_of(r), a->title)) &&
		    !is_numbered(before, i)) {
			*row = i;
			return VB_OK;
		}
	}
	return new_row(w, a, row);
}

/* Articles merged into one, or one split off another: the same if its sources are. */
static enum vb_code remade(struct work *w, const struct vb_article *a,
			   const uint32_t *source, unsigned n, uint32_t *row)
{
	enum vb_code code;

	for (uint32_t i = 0; i < w->m->nrows; i++) {
		const struct vb_row *r = &w->m->row[i];

		if (r->nsources == n && memcmp(r->source, source, n * sizeof(*source)) == 0 &&
		    (!a->from || vb_label_same_article(&r->first, &a->label))) {
			*row = i;
			return VB_OK;
		}
	}
	code = new_row(w, a, row);
	if (!code) {
		struct vb_row *r = &w->m->row[*row];

		memcpy(r->source, source, n * sizeof(*source));
		r->nsources = n;
		r->replaces = true;
		for (unsigned i = 0; i < a->nformer && a->from; i++)
			r->replaces = r->replaces && !is_kept(w, &a->former[i]);
	}
	return code;
}

/* What is agreed keeps its number until all that count have another (text.md 11.16). */
static void want_label(struct vb_row *r, const struct vb_label *label)
{
	struct vb_label plain = *label;

	plain.nparts = 0;
	if (r->since == VB_NO_STATEMENT) {
		r->label = plain;
		r->wanted = (struct vb_label){0};
	} else if (!vb_label_same_article(&r->label, label)) {
		r->wanted = plain;
		r->wanting = 0;
	}
}

/* The party has that article under the number that its paper has it under. */
static void note_label(struct work *w, size_t s, uint32_t row, const struct vb_label *label)
{
	struct vb_row *r = &w->m->row[row];

	if (r->wanted.number == 0)
		return;
	if (vb_label_same_article(&r->wanted, label))
		r->wanting |= 1ull << w->m->statement[s].party;
	else
		r->wanting &= ~(1ull << w->m->statement[s].party);
}

/* Which article a heading is about, by the numbering of what the paper answers (text.md 10.2,
 * 10.3). */
static enum vb_code resolve(struct work *w, const struct vb_article *a,
			    const struct numbering *before, uint32_t *row)
{
	const struct place *p = find_article(before, a);
	uint32_t source[VB_FORMER_MAX];
	unsigned n = 0;

	for (unsigned i = 0; i < a->nformer; i++) {
		source[n] = row_of(before, &a->former[i]);
		n += source[n] != VB_NO_ROW;
	}
	if (p && (a->nformer == 0 ? !is_claimed(w, before, a) : n == 0 || same_former(p, a))) {
		*row = p->row;
		return VB_OK;
	}
	if (n == 0)
		return added(w, a, before, row);
	if (a->nformer > 1 || a->from)
		return remade(w, a, source, n, row);
	*row = source[0];
	if (!w->quiet)
		want_label(&w->m->row[*row], &a->label);
	return VB_OK;
}

static void drop(struct numbering *n, size_t i)
{
	n->place[i] = n->place[--n->n];
}

/* From now on @a's label means @row, and @row has no other. */
static enum vb_code put(struct work *w, struct numbering *n, const struct vb_article *a,
			uint32_t row)
{
	struct place *p;

	for (size_t i = n->n; i-- > 0;) {
		if (n->place[i].row == row ||
		    (a->label.number && vb_label_same_article(&n->place[i].label, &a->label)))
			drop(n, i);
	}
	if (n->n == n->cap) {
		size_t cap = n->cap ? 2 * n->cap : 16;
		struct place *more = reallocarray(n->place, cap, sizeof(*more));

		if (!more)
			return no_memory(w->err);
		n->place = more;
		n->cap = cap;
	}
	p = &n->place[n->n++];
	*p = (struct place){.label = a->label, .title = a->title, .row = row, .from = a->from,
			    .nformer = a->nformer};
	p->label.nparts = 0;
	memcpy(p->former, a->former, sizeof(p->former));
	return VB_OK;
}

/* Whether @a says of its article what @n says already. */
static bool is_plain(const struct work *w, const struct numbering *n, const struct vb_article *a)
{
	const struct place *p = find_article(n, a);

	return p && (a->nformer == 0 ? !is_claimed(w, n, a) : same_former(p, a));
}

/* Rows of all headings into @row; a numbering of its own only where they change something. */
static enum vb_code number(struct work *w, size_t s, uint32_t *row)
{
	size_t answers = w->m->statement[s].answers;
	size_t from = answers == VB_NO_STATEMENT ? s : w->saying[answers].numbering;
	const struct numbering *before = from == s ? NULL : &w->numbering[from];
	struct numbering *mine = &w->numbering[s];
	bool plain = before != NULL;
	enum vb_code code = VB_OK;

	for (size_t i = 0; !code && i < w->narticles; i++) {
		plain = plain && is_plain(w, before, &w->article[i]);
		code = resolve(w, &w->article[i], before, &row[i]);
		if (!code && !w->quiet)
			note_label(w, s, row[i], &w->article[i].label);
	}
	w->saying[s].numbering = plain ? from : s;
	if (code || plain)
		return code;
	if (before && before->n > 0) {
		mine->place = reallocarray(NULL, before->n, sizeof(*mine->place));
		if (!mine->place)
			return no_memory(w->err);
		memcpy(mine->place, before->place, before->n * sizeof(*mine->place));
		mine->n = mine->cap = before->n;
	}
	for (size_t i = 0; !code && i < w->narticles; i++)
		code = put(w, mine, &w->article[i], row[i]);
	return code;
}

/* ---- words ---- */

static enum vb_code add_wording(struct work *w, uint32_t row, struct vb_view title,
				struct vb_view text, size_t by, uint32_t *out)
{
	struct vb_row *r = &w->m->row[row];
	struct vb_wording *more = reallocarray(r->wording, r->nwordings + 1, sizeof(*more)), *x;
	enum vb_code code = VB_OK;
	uint32_t titles = 0;

	if (!more)
		return no_memory(w->err);
	r->wording = more;
	x = &r->wording[r->nwordings];
	*x = (struct vb_wording){.by = by};
	if (!copy_bytes(text, &x->text, &x->len) ||
	    !copy_bytes(title, &x->title, &x->title_len)) {
		free(x->text);
		return no_memory(w->err);
	}
	if (r->nwordings > 0) {
		code = vb_text_differing(vb_view(more[0].text, more[0].len), text, &x->differ,
					 NULL, w->err);
		if (!code)
			code = vb_text_differing(vb_view(more[0].title, more[0].title_len), title,
						 &titles, NULL, w->err);
		x->differ += titles;
	}
	*out = r->nwordings++;
	return code;
}

/* The number of these words in their row; a title that is not given is that of @row. */
static enum vb_code intern(struct work *w, uint32_t row, struct vb_view title,
			   struct vb_view text, size_t by, uint32_t *out)
{
	const struct vb_row *r = &w->m->row[row];

	if (title.len == 0)
		title = title_of(r);
	for (uint32_t i = 0; i < r->nwordings; i++) {
		const struct vb_wording *x = &r->wording[i];

		if (vb_same_words(vb_view(x->text, x->len), text) &&
		    vb_same_words(vb_view(x->title, x->title_len), title)) {
			*out = i;
			return VB_OK;
		}
	}
	return add_wording(w, row, title, text, by, out);
}

/* The words that statement @s is about in @row: those of what it answers, or of what that one
 * answers. */
static uint32_t words_spoken_of(const struct work *w, size_t s, uint32_t row)
{
	for (size_t t = w->m->statement[s].answers; t != VB_NO_STATEMENT;
	     t = w->m->statement[t].answers) {
		if (w->m->statement[t].sealed && w->m->statement[t].speaks)
			return VB_UNSEEN;
		for (size_t i = 0; i < w->saying[t].n; i++) {
			if (w->saying[t].said[i].row == row)
				return w->saying[t].said[i].words;
		}
	}
	return VB_NO_WORDS;
}

static enum vb_code remember(struct work *w, size_t s, uint32_t row, uint32_t words)
{
	struct saying *y = &w->saying[s];

	if (words == VB_NO_WORDS)
		return VB_OK;
	if (y->n == y->cap) {
		size_t cap = y->cap ? 2 * y->cap : 16;
		struct said *more = reallocarray(y->said, cap, sizeof(*more));

		if (!more)
			return no_memory(w->err);
		y->said = more;
		y->cap = cap;
	}
	y->said[y->n++] = (struct said){row, words};
	return VB_OK;
}

/* ---- positions ---- */

static void find_needs(struct work *w, size_t s, const struct vb_position *p,
		       uint32_t need[static VB_POSITION_LABELS])
{
	const struct numbering *n = &w->numbering[w->saying[s].numbering];

	w->limited = w->limited || p->until != VB_TIME_NONE;
	for (unsigned i = 0; i < p->n; i++)
		need[i] = row_of(n, &p->label[i]);
}

static enum vb_code add_part(struct work *w, size_t s, struct vb_cell *c,
			     const struct vb_label *label, const struct vb_position *p)
{
	struct vb_part_stand *more;
	unsigned at = 0;

	while (at < c->nparts && vb_label_cmp(&c->part[at].label, label) != 0)
		at++;
	if (at == VB_PARTS_MAX)
		return vb_fail(w->err, VB_REFUSED, "", "", "an article has positions on more than "
			       "%u of its parts", VB_PARTS_MAX);
	if (at == c->nparts) {
		more = reallocarray(c->part, c->nparts + 1, sizeof(*more));
		if (!more)
			return no_memory(w->err);
		c->part = more;
		c->nparts++;
	}
	c->part[at] = (struct vb_part_stand){.by = s, .label = *label, .position = *p};
	find_needs(w, s, p, c->part[at].needs);
	return VB_OK;
}

static void clear(struct vb_cell *c)
{
	free(c->part);
	*c = (struct vb_cell){.moved = VB_NO_ROW, .words = VB_NO_WORDS};
	c->position.until = VB_TIME_NONE;
}

/* What the party has in @row now it no longer has in the rows that this was made of. */
static void move_sources(struct work *w, size_t s, uint32_t row)
{
	const struct vb_row *r = &w->m->row[row];
	uint32_t party = w->m->statement[s].party;

	for (unsigned i = 0; r->replaces && i < r->nsources; i++) {
		struct vb_cell *c = &w->m->row[r->source[i]].cell[party];

		clear(c);
		c->said = true;
		c->by = s;
		c->moved = row;
	}
}

/* Whose words: its own, or those that it speaks of (text.md 11.2). */
static enum vb_code choose_words(struct work *w, size_t s, uint32_t row,
				 const struct vb_article *a, uint32_t *out)
{
	enum vb_stand stand = a->position.stand;
	enum vb_code code = VB_OK;
	uint8_t *text = NULL;
	size_t len = 0;

	*out = VB_NO_WORDS;
	if (stand == VB_ST_REJECT)
		*out = VB_LEFT_OUT;
	else if (stand == VB_ST_ACCEPT || stand == VB_ST_IF || stand == VB_ST_ALL)
		*out = words_spoken_of(w, s, row);
	if (stand != VB_ST_PROPOSED && stand != VB_ST_CHANGES)
		return VB_OK;
	if (!vb_article_words(a, &text, &len))
		return no_memory(w->err);
	if (len > 0 || stand == VB_ST_PROPOSED)
		code = intern(w, row, a->title, vb_view(text, len), s, out);
	free(text);
	return code;
}

static bool is_blank(struct vb_view v)
{
	for (size_t i = 0; i < v.len; i++) {
		if (v.ptr[i] != ' ' && v.ptr[i] != '\n')
			return false;
	}
	return true;
}

static void note_odd(struct work *w, size_t s, const struct vb_article *a)
{
	if (w->m->odd++ == 0) {
		w->m->odd_at = a->label;
		w->m->odd_by = s;
	}
}

/* A heading of an answer with nothing behind or below it says nothing; nor does one whose
 * position cannot be read. */
static enum vb_stand stand_of(struct work *w, size_t s, const struct vb_article *a)
{
	const struct vb_statement *st = &w->m->statement[s];

	if (a->position.stand != VB_ST_PROPOSED)
		return a->position.stand;
	if (a->odd && st->answers != VB_NO_STATEMENT) {
		note_odd(w, s, a);
		return VB_ST_SILENT;
	}
	return st->answers != VB_NO_STATEMENT && is_blank(a->body) ? VB_ST_SILENT : VB_ST_PROPOSED;
}

const char *const vb_settled_names[] = {"", "adopted", "initialled", "signed", NULL};

static enum vb_settled settled_by(const struct vb_matrix *m, const struct vb_cell *c)
{
	return c->said && c->moved == VB_NO_ROW ? m->statement[c->by].settled : VB_SD_NONE;
}

/* Who repeats, with nothing that would limit it, the words of a text that it has adopted says
 * nothing new. */
static bool says_again(const struct vb_matrix *m, const struct vb_cell *c,
		       const struct vb_position *p, uint32_t words)
{
	return settled_by(m, c) != VB_SD_NONE && c->words == words && words != VB_NO_WORDS &&
	       c->nparts == 0 && !c->position.ad_referendum &&
	       (p->stand == VB_ST_ACCEPT || p->stand == VB_ST_PROPOSED ||
		p->stand == VB_ST_CHANGES) &&
	       p->until == VB_TIME_NONE && !p->ad_referendum;
}

static enum vb_code state(struct work *w, size_t s, uint32_t row, const struct vb_article *a)
{
	struct vb_cell *c = &w->m->row[row].cell[w->m->statement[s].party];
	struct vb_position p = a->position;
	uint32_t words;
	enum vb_code code;

	p.stand = stand_of(w, s, a);
	if (a->label.nparts > 0)
		return p.stand == VB_ST_PROPOSED || w->quiet ? VB_OK :
		       add_part(w, s, c, &a->label, &p);
	if (p.stand == VB_ST_SILENT)
		return VB_OK;
	code = choose_words(w, s, row, a, &words);
	if (!code)
		code = remember(w, s, row, words);
	if (code || w->quiet || says_again(w->m, c, &p, words))
		return code;
	clear(c);
	c->said = true;
	c->position = p;
	c->by = s;
	c->words = words;
	find_needs(w, s, &p, c->needs);
	if (words != VB_LEFT_OUT && words != VB_NO_WORDS)
		move_sources(w, s, row);
	return VB_OK;
}

static enum vb_code state_parts(struct work *w, size_t s, uint32_t row,
				const struct vb_article *a)
{
	struct vb_cell *c = &w->m->row[row].cell[w->m->statement[s].party];
	struct vb_view rest = a->body;
	struct vb_label label;
	struct vb_position p;
	enum vb_code code = VB_OK;

	while (!code && !w->quiet && vb_article_part(&rest, &a->label, &label, &p))
		code = add_part(w, s, c, &label, &p);
	return code;
}

/* The number under which the paper has it whose text it is. */
static void note_numbering(struct work *w, size_t s, uint32_t row)
{
	const struct numbering *n = &w->numbering[w->saying[s].numbering];

	for (size_t i = 0; i < n->n; i++) {
		if (n->place[i].row == row)
			note_label(w, s, row, &n->place[i].label);
	}
}

/* Its party is for all that the paper is for whose text it is, without conditions. */
static enum vb_code hear_joint(struct work *w, size_t s)
{
	const struct vb_statement *st = &w->m->statement[s];
	const struct saying *of = &w->saying[st->answers];
	enum vb_code code = VB_OK;

	w->saying[s].numbering = of->numbering;
	for (size_t i = 0; !code && i < of->n; i++) {
		struct said said = of->said[i];
		struct vb_cell *c = &w->m->row[said.row].cell[st->party];

		code = remember(w, s, said.row, said.words);
		clear(c);
		c->said = true;
		c->by = s;
		c->words = said.words;
		c->position.stand = said.words == VB_LEFT_OUT ? VB_ST_REJECT : VB_ST_ACCEPT;
		c->position.ad_referendum = st->referred;
		if (said.words != VB_LEFT_OUT)
			move_sources(w, s, said.row);
		note_numbering(w, s, said.row);
	}
	return code;
}

/* ---- statements ---- */

/* Two headings of one article: the paper is for neither (text.md 10.7). */
static bool stands_twice(const struct work *w, const uint32_t *row, size_t at)
{
	for (size_t i = 0; i < w->narticles; i++) {
		if (i != at && row[i] == row[at] && w->article[i].label.nparts == 0 &&
		    w->article[at].label.nparts == 0)
			return true;
	}
	return false;
}

static enum vb_code hear(struct work *w, size_t s)
{
	const struct vb_statement *st = &w->m->statement[s];
	uint32_t row[VB_LEAVES_MAX];
	enum vb_code code;

	w->narticles = 0;
	w->quiet = st->quiet;
	if (st->settled != VB_SD_NONE)
		return hear_joint(w, s);
	if (st->sealed || !st->speaks) {
		w->saying[s].numbering = st->answers == VB_NO_STATEMENT ? s :
					 w->saying[st->answers].numbering;
		return VB_OK;
	}
	code = vb_paper_parse(st->paper, w->paper, w->err);
	for (unsigned i = 1; !code && i < w->paper->nleaves; i++)
		w->narticles += vb_article_read(&w->paper->leaf[i], &w->article[w->narticles]);
	if (!code)
		code = number(w, s, row);
	for (size_t i = 0; !code && i < w->narticles; i++) {
		if (stands_twice(w, row, i)) {
			note_odd(w, s, &w->article[i]);
			continue;
		}
		code = state(w, s, row[i], &w->article[i]);
		if (!code)
			code = state_parts(w, s, row[i], &w->article[i]);
	}
	return code;
}

static bool all_want(const struct vb_matrix *m, const struct vb_row *r)
{
	for (uint32_t p = 0; p < m->nparties; p++) {
		if (m->party[p].counts && !(r->wanting >> p & 1))
			return false;
	}
	return true;
}

/* What became of each row between two evaluations. */
static void follow(struct vb_matrix *m, size_t by)
{
	for (uint32_t i = 0; i < m->nrows; i++) {
		struct vb_row *r = &m->row[i];
		bool settled = !vb_row_open(r), was = r->since != VB_NO_STATEMENT;

		if (r->wanted.number && (!settled || all_want(m, r))) {
			r->label = r->wanted;
			r->wanted = (struct vb_label){0};
		}
		if (settled && !was) {
			r->since = by;
			r->was = false;
		} else if (!settled && was) {
			r->since = VB_NO_STATEMENT;
			r->was = true;
			r->reopened = by;
		}
	}
}

static enum vb_code hear_all(struct work *w, int64_t at)
{
	struct vb_matrix *m = w->m;
	enum vb_code code = VB_OK;

	for (size_t s = 0; !code && s < m->n; s++) {
		/* What ended by time alone between two papers, no paper ended. */
		if (w->limited)
			code = vb_matrix_agree(m, m->statement[s].time, false, w->err);
		if (!code && w->limited)
			follow(m, VB_NO_STATEMENT);
		if (!code)
			code = hear(w, s);
		if (!code)
			code = vb_matrix_agree(m, m->statement[s].time, false, w->err);
		if (!code)
			follow(m, s);
	}
	if (!code)
		code = vb_matrix_agree(m, at, true, w->err);
	if (!code)
		follow(m, VB_NO_STATEMENT);
	return code;
}

/* ---- the end of it ---- */

/* By label; what has none comes where it came up, before the numbered or behind them. */
static bool comes_before(const struct vb_matrix *m, uint32_t a, uint32_t b)
{
	const struct vb_label *x = &m->row[a].label, *y = &m->row[b].label;
	int order = x->number && y->number ? vb_label_cmp(x, y) : 0;

	return order != 0 ? order < 0 : a < b;
}

static void sort_rows(struct vb_matrix *m)
{
	for (uint32_t i = 0; i < m->nrows; i++) {
		uint32_t at = i;

		while (at > 0 && comes_before(m, i, m->order[at - 1])) {
			m->order[at] = m->order[at - 1];
			at--;
		}
		m->order[at] = i;
	}
}

/* The least of what those that count have done with it, where it is agreed. */
static enum vb_settled settled_of(const struct vb_matrix *m, const struct vb_row *r)
{
	enum vb_settled least = VB_SD_SIGNED;
	bool any = false;

	for (uint32_t p = 0; p < m->nparties && !vb_row_open(r); p++) {
		if (!m->party[p].counts)
			continue;
		any = true;
		if (settled_by(m, &r->cell[p]) < least)
			least = settled_by(m, &r->cell[p]);
	}
	return any ? least : VB_SD_NONE;
}

/* Whether an article in a paper that answers @s would mean the row that bears its label now. */
static bool numbers_all(const struct work *w, size_t s)
{
	const struct numbering *n = &w->numbering[w->saying[s].numbering];

	for (uint32_t i = 0; i < w->m->nrows; i++) {
		const struct vb_row *r = &w->m->row[i];
		const struct place *p = find(n, &r->label, title_of(r));

		if (r->agreement != VB_AG_MOVED && r->agreement != VB_AG_LEFT_OUT &&
		    (!p || p->row != i))
			return false;
	}
	return true;
}

static size_t numbered(const struct work *w)
{
	for (size_t s = w->m->n; s-- > 0;) {
		const struct vb_statement *st = &w->m->statement[s];

		if (st->settled == VB_SD_NONE && st->speaks && !st->sealed && numbers_all(w, s))
			return s;
	}
	return VB_NO_STATEMENT;
}

static void sum_up(struct vb_matrix *m, bool together)
{
	for (uint32_t i = 0; i < m->nrows; i++) {
		struct vb_row *r = &m->row[i];

		r->settled = settled_of(m, r);
		if (vb_row_open(r) && r->was)
			r->agreement = VB_AG_REOPENED;
		m->agreed += !vb_row_open(r) && r->agreement != VB_AG_MOVED;
		m->open += vb_row_open(r);
	}
	for (uint32_t i = 0; i < m->nrows && together && m->open > 0; i++) {
		if (m->row[i].agreement == VB_AG_AGREED)
			m->row[i].agreement = VB_AG_PROVISIONAL;
	}
}

static enum vb_code check(const struct vb_matrix *m, struct vb_err *err)
{
	if (m->nparties > 64)
		return vb_fail(err, VB_REFUSED, "", "", "there are more than 64 parties");
	if (m->n > VB_STATEMENTS_MAX)
		return vb_fail(err, VB_REFUSED, "", "", "there are more than %u papers about this "
			       "text", VB_STATEMENTS_MAX);
	for (size_t s = 0; s < m->n; s++) {
		const struct vb_statement *st = &m->statement[s];

		if (st->party >= m->nparties ||
		    (st->answers != VB_NO_STATEMENT && st->answers >= s) ||
		    (st->settled != VB_SD_NONE && st->answers == VB_NO_STATEMENT))
			return vb_fail(err, VB_REFUSED, "", "", "a paper answers a later one");
	}
	return VB_OK;
}

static void free_work(struct work *w)
{
	for (size_t s = 0; s < w->m->n; s++) {
		if (w->numbering)
			free(w->numbering[s].place);
		if (w->saying)
			free(w->saying[s].said);
	}
	free(w->numbering);
	free(w->saying);
	free(w->paper);
	free(w->article);
}

enum vb_code vb_matrix_new(const struct vb_speaker *party, uint32_t nparties,
			   const struct vb_statement *statement, size_t n, int64_t at,
			   bool together, struct vb_matrix **out, struct vb_err *err)
{
	struct vb_matrix *m = calloc(1, sizeof(*m));
	struct work w = {.m = m, .err = err};
	enum vb_code code;

	if (!m)
		return no_memory(err);
	*m = (struct vb_matrix){.party = party, .nparties = nparties, .statement = statement,
				.n = n};
	code = check(m, err);
	if (code)
		m->n = 0;
	w.numbering = calloc(m->n + 1, sizeof(*w.numbering));
	w.saying = calloc(m->n + 1, sizeof(*w.saying));
	w.paper = malloc(sizeof(*w.paper));
	w.article = calloc(VB_LEAVES_MAX, sizeof(*w.article));
	if (!code && (!w.numbering || !w.saying || !w.paper || !w.article))
		code = no_memory(err);
	if (!code)
		code = hear_all(&w, at);
	if (!code && !(m->order = calloc(m->nrows + 1, sizeof(*m->order))))
		code = no_memory(err);
	if (!code) {
		sort_rows(m);
		m->numbered = numbered(&w);
		sum_up(m, together);
	}
	free_work(&w);
	if (code)
		vb_matrix_free(m);
	else
		*out = m;
	return code;
}

void vb_matrix_free(struct vb_matrix *m)
{
	for (uint32_t i = 0; m && i < m->nrows; i++) {
		struct vb_row *r = &m->row[i];

		for (uint32_t p = 0; p < m->nparties; p++)
			free(r->cell[p].part);
		for (uint32_t k = 0; k < r->nwordings; k++) {
			free(r->wording[k].text);
			free(r->wording[k].title);
		}
		free(r->cell);
		free(r->wording);
		free(r->title);
	}
	if (m) {
		free(m->row);
		free(m->order);
	}
	free(m);
}

uint32_t vb_matrix_find(const struct vb_matrix *m, const struct vb_label *label)
{
	for (unsigned first = 0; first < 2; first++) {
		for (uint32_t i = 0; i < m->nrows; i++) {
			const struct vb_row *r = &m->row[m->order[i]];

			if (vb_label_same_article(first ? &r->first : &r->label, label))
				return m->order[i];
		}
	}
	return VB_NO_ROW;
}

bool vb_matrix_words(const struct vb_row *row, uint32_t who, struct vb_view *out)
{
	const struct vb_cell *c = &row->cell[who];

	if (!c->said || c->words == VB_NO_WORDS || c->words == VB_UNSEEN)
		return false;
	*out = vb_view(NULL, 0);
	if (c->words != VB_LEFT_OUT)
		*out = vb_view(row->wording[c->words].text, row->wording[c->words].len);
	return true;
}
