/*
 * Locks: which articles that are agreed would no longer be, or would be with other words, were
 * something more said on their text; and the leave that a person gives for it (text.md 11.16).
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

/* What all want an article to say, where it is agreed: the words of the first that counts. */
static uint32_t agreed_words(const struct vb_matrix *m, const struct vb_row *r)
{
	for (uint32_t p = 0; p < m->nparties; p++) {
		if (m->party[p].counts)
			return r->cell[p].words;
	}
	return VB_NO_WORDS;
}

static struct vb_view words_of(const struct vb_row *r, uint32_t words, bool title)
{
	const struct vb_wording *w;

	if (words >= r->nwordings)
		return vb_view(NULL, 0);
	w = &r->wording[words];
	return title ? vb_view(w->title, w->title_len) : vb_view(w->text, w->len);
}

/* How far @r would be from the words that were agreed in @was. */
static enum vb_code measure(const struct vb_row *was, uint32_t agreed, const struct vb_row *r,
			    uint32_t words, struct vb_touch *out, struct vb_err *err)
{
	uint32_t w = 0, k = 0;
	enum vb_code code = VB_OK;

	for (unsigned title = 0; !code && title < 2; title++) {
		code = vb_text_differing(words_of(was, agreed, title), words_of(r, words, title),
					 &w, &k, err);
		out->words += w;
		out->marks += k;
	}
	return code;
}

static bool same(const struct vb_row *a, uint32_t x, const struct vb_row *b, uint32_t y)
{
	if (x >= a->nwordings || y >= b->nwordings)
		return x == y;
	return vb_view_eq(words_of(a, x, false), words_of(b, y, false)) &&
	       vb_view_eq(words_of(a, x, true), words_of(b, y, true));
}

/* Whether @c is of one of the statements from @from on, in whole or in part. */
static bool is_new(const struct vb_cell *c, size_t from)
{
	bool yes = c->said && c->by >= from;

	for (unsigned i = 0; i < c->nparts; i++)
		yes = yes || c->part[i].by >= from;
	return yes;
}

/* A new condition, limit or reserve on what stays agreed. */
static bool is_bound(const struct vb_matrix *after, const struct vb_cell *was,
		     const struct vb_cell *now)
{
	const struct vb_position *p = &now->position;

	return after->statement[now->by].settled == VB_SD_NONE &&
	       (p->until != VB_TIME_NONE || p->n > 0 ||
		(p->ad_referendum && !was->position.ad_referendum));
}

/* What becomes of the article @r, that is @was now; @who: who would say it. */
static enum vb_touched judge(const struct vb_matrix *before, const struct vb_row *was,
			     const struct vb_matrix *after, const struct vb_row *r, uint32_t who,
			     bool changed)
{
	bool settled = was && !vb_row_open(was) && was->agreement != VB_AG_MOVED;

	if (!settled)
		return vb_row_open(r) ? VB_TC_OPEN : VB_TC_AGREED;
	if (vb_row_open(r))
		return is_new(&r->cell[who], before->n) ? VB_TC_REOPENED : VB_TC_FALLS;
	if (changed)
		return VB_TC_CHANGED;
	if (is_new(&r->cell[who], before->n) && is_bound(after, &was->cell[who], &r->cell[who]))
		return VB_TC_BOUND;
	return VB_TC_NOTHING;
}

/* @who: whose words count where the article would not be agreed.  One that is in another article
 * is held against that. */
static enum vb_code touch(const struct vb_matrix *before, const struct vb_matrix *after,
			  uint32_t row, uint32_t who, struct vb_touch *out, struct vb_err *err)
{
	const struct vb_row *r = &after->row[row], *to = r;
	const struct vb_row *was = row < before->nrows ? &before->row[row] : NULL;
	uint32_t agreed = was ? agreed_words(before, was) : VB_NO_WORDS, words;

	if (r->agreement == VB_AG_MOVED && r->moved != VB_NO_ROW)
		to = &after->row[r->moved];
	words = vb_row_open(to) ? to->cell[who].words : agreed_words(after, to);
	*out = (struct vb_touch){.label = r->label, .now = was ? was->label : r->label};
	vb_quote(out->title, sizeof(out->title), vb_view(r->title, r->title_len));
	out->what = judge(before, was, after, r, who, was && !same(was, agreed, to, words));
	if (VB_TC_LOCKED >> out->what & 1)
		return measure(was, agreed, to, words, out, err);
	return VB_OK;
}

/* What was in another article before is nobody's to touch. */
static bool is_gone(const struct vb_matrix *before, const struct vb_matrix *after, uint32_t row)
{
	return after->row[row].agreement == VB_AG_MOVED &&
	       (row >= before->nrows || before->row[row].agreement == VB_AG_MOVED ||
		vb_row_open(&before->row[row]));
}

enum vb_code vb_record_touch(const struct vb_record_text *t, const struct vb_statement *more,
			     size_t n, int64_t at, struct vb_touches *out, struct vb_err *err)
{
	struct vb_statement *all = calloc(t->n + n + 1, sizeof(*all));
	struct vb_matrix *before = NULL, *after = NULL;
	enum vb_code code;

	*out = (struct vb_touches){0};
	if (!all)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	memcpy(all, t->statement, t->n * sizeof(*all));
	memcpy(all + t->n, more, n * sizeof(*all));
	code = vb_matrix_new(t->party, t->nparties, all, t->n, at, true, &before, err);
	if (!code)
		code = vb_matrix_new(t->party, t->nparties, all, t->n + n, at, true, &after, err);
	if (!code && !(out->at = calloc(after->nrows + 1u, sizeof(*out->at))))
		code = vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	for (uint32_t i = 0; !code && i < after->nrows; i++) {
		uint32_t row = after->order[i];

		if (!is_gone(before, after, row))
			code = touch(before, after, row, more[0].party, &out->at[out->n++], err);
	}
	vb_matrix_free(before);
	vb_matrix_free(after);
	free(all);
	return code;
}

void vb_touches_free(struct vb_touches *t)
{
	free(t->at);
	*t = (struct vb_touches){0};
}

/* ---- leave ---- */

/* Whether --reopen names it; one that has no number is named by its title. */
static bool allowed(const struct vb_cli *c, const struct vb_touch *t)
{
	const char *given[VB_ROWS_MAX];
	unsigned n = vb_args_all(&c->args, "reopen", given, VB_ROWS_MAX);

	for (unsigned i = 0; i < n && i < VB_ROWS_MAX; i++) {
		struct vb_label label;

		if (t->label.number == 0 ? strcmp(given[i], t->title) == 0 :
		    vb_label_parse(vb_view_str(given[i]), &label) &&
			    (vb_label_same_article(&label, &t->label) ||
			     vb_label_same_article(&label, &t->now)))
			return true;
	}
	return false;
}

/* 4 (2 words), 7 (1 mark), "Preamble" */
static void name(struct vb_writer *w, const struct vb_touch *t, bool counted)
{
	char label[VB_LABEL_TEXT];

	if (t->label.number)
		vb_put_str(w, vb_label_text(label, &t->label));
	else
		vb_putf(w, "\"%.40s%s\"", t->title, strlen(t->title) > 40 ? "..." : "");
	if (!counted)
		return;
	if (t->words)
		vb_putf(w, " (%u word%s)", t->words, t->words == 1 ? "" : "s");
	else if (t->marks)
		vb_putf(w, " (%u mark%s)", t->marks, t->marks == 1 ? "" : "s");
}

unsigned vb_touches_name(const struct vb_touches *t, unsigned what, bool counted, char *out,
			 size_t cap)
{
	struct vb_writer w;
	unsigned n = 0;

	vb_writer_init(&w, out, cap - 1);
	for (size_t i = 0; i < t->n; i++) {
		if (!(what >> t->at[i].what & 1))
			continue;
		if (n < 6) {
			vb_put_str(&w, n ? ", " : "");
			name(&w, &t->at[i], counted);
		}
		n++;
	}
	if (n > 6)
		vb_putf(&w, " and %u more", n - 6);
	out[w.over ? 0 : w.len] = 0;
	return n;
}

enum vb_code vb_touches_allowed(const struct vb_cli *c, const struct vb_touches *t,
				const char *what, struct vb_err *err)
{
	struct vb_touches locked = {.at = calloc(t->n + 1, sizeof(*t->at))};
	char names[600], falls[600];
	enum vb_code code = VB_OK;
	unsigned n, fallen;

	if (!locked.at)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	fallen = vb_touches_name(t, 1u << VB_TC_FALLS, false, falls, sizeof(falls));
	for (size_t i = 0; i < t->n; i++) {
		if ((VB_TC_LOCKED >> t->at[i].what & 1) && !allowed(c, &t->at[i]))
			locked.at[locked.n++] = t->at[i];
	}
	n = vb_touches_name(&locked, VB_TC_LOCKED, true, names, sizeof(names));
	if (n > 0)
		code = vb_fail(err, VB_REFUSED, "", "", "article%s %s %s agreed, and %s would "
			       "change %s%s%s; nothing was signed: name each with --reopen if "
			       "that is meant", n == 1 ? "" : "s", names,
			       n == 1 ? "is" : "are", what,
			       n == 1 ? "it" : "them", fallen ? ", and so reopen " : "", falls);
	free(locked.at);
	return code;
}

/* ---- a paper that was opened ---- */

/* The articles that the act @by has reopened, or that fell with them, named for a person. */
static void tell(const struct vb_matrix *m, size_t by, const char *root)
{
	char label[VB_LABEL_TEXT], title[2 * VB_TITLE_MAX];
	unsigned n = 0;

	for (uint32_t i = 0; i < m->nrows; i++) {
		const struct vb_row *r = &m->row[m->order[i]];

		if (r->agreement != VB_AG_REOPENED || r->reopened != by)
			continue;
		printf("%s%s", n++ ? ", " : "It reopens what was agreed: ",
		       r->label.number ? vb_label_text(label, &r->label) :
		       vb_quote(title, sizeof(title), vb_view(r->title, r->title_len)));
	}
	if (n > 0)
		printf(" (verbale positions %s says how).\n", root);
}

void vb_locks_tell(struct vb_cli *c, const char *cite)
{
	int64_t now = c->world.clock.now(c->world.clock.ctx);
	struct vb_record_text t = {0};
	struct vb_matrix *m = NULL;
	uint32_t act = 0;
	struct vb_hash id;
	enum vb_code code = vb_cli_look(c);

	if (!code)
		code = vb_desk_ahead_cited(vb_cli_fold(c, NULL), cite, &act, &c->err);
	if (!code) {
		id = vb_cli_fold(c, NULL)->fact[act].id;
		code = vb_record_text_about(c, &id, now, &t);
	}
	if (!code)
		code = vb_matrix_new(t.party, t.nparties, t.statement, t.n, now, true, &m, &c->err);
	if (!code)
		tell(m, vb_record_statement_of(&t, vb_fold_find(vb_cli_fold(c, NULL), &id)),
		     t.statement[0].cite);
	/* Of a text that this desk cannot read nothing is told. */
	c->err = (struct vb_err){0};
	vb_matrix_free(m);
	vb_record_text_close(&t);
}

/* ---- another text ---- */

/* The first article of @paper that is agreed in @m; NULL: none. */
static const struct vb_row *shared_article(const struct vb_matrix *m,
					   const struct vb_paper *paper, bool any)
{
	for (unsigned i = 1; i < paper->nleaves; i++) {
		struct vb_article a;

		if (!vb_article_read(&paper->leaf[i], &a))
			continue;
		for (uint32_t k = 0; k < m->nrows; k++) {
			const struct vb_row *r = &m->row[k];
			bool titled = vb_view_eq(vb_view(r->title, r->title_len), a.title);
			bool same = a.label.number ? vb_label_same_article(&r->label, &a.label) :
						     r->label.number == 0 && titled;

			if (same && (any || titled) && !vb_row_open(r) &&
			    r->agreement != VB_AG_MOVED)
				return r;
		}
	}
	return NULL;
}

static enum vb_code compare_text(struct vb_cli *c, uint32_t root, bool any,
				 const struct vb_paper *paper, struct vb_err *err)
{
	int64_t now = c->world.clock.now(c->world.clock.ctx);
	struct vb_hash id = vb_cli_fold(c, NULL)->fact[root].id;
	struct vb_record_text t = {0};
	struct vb_matrix *m = NULL;
	const struct vb_row *r = NULL;
	enum vb_code code = vb_record_text_about(c, &id, now, &t);

	if (!code)
		code = vb_matrix_new(t.party, t.nparties, t.statement, t.n, now, true, &m, err);
	if (!code)
		r = shared_article(m, paper, any);
	if (r)
		code = vb_fail(err, VB_REFUSED, "", "", "%u articles are agreed in the text that "
							"began with %s, and this paper is of "
							"another text, which has some of them, "
							"too; nothing was signed: --answers names "
							"a paper of that text, and --new-text "
							"says that another is meant", m->agreed,
			       t.statement[0].cite);
	vb_matrix_free(m);
	vb_record_text_close(&t);
	return code == VB_NOT_FOUND ? VB_OK : code;
}

enum vb_code vb_locks_other_text(struct vb_cli *c, uint32_t root, bool any,
				 struct vb_view paper, struct vb_err *err)
{
	struct vb_paper *p = malloc(sizeof(*p));
	uint32_t other[8];
	unsigned n = 0;
	enum vb_code code;

	if (!p)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	code = vb_paper_parse(paper, p, err);
	if (!code && !vb_args_has(&c->args, "new-text"))
		n = vb_record_roots(c, other, VB_ARRAY_LEN(other));
	for (unsigned i = 0; !code && i < n; i++) {
		if (other[i] != root)
			code = compare_text(c, other[i], any, p, err);
	}
	free(p);
	return code;
}

enum vb_code vb_locks_final(struct vb_cli *c, const struct vb_record_text *t,
			    struct vb_view paper, bool changes, struct vb_err *err)
{
	int64_t now = c->world.clock.now(c->world.clock.ctx);
	struct vb_matrix *m = NULL;
	char *lines = NULL;
	uint8_t *final = NULL;
	size_t len = 0, nlines = 0, n = 0;
	FILE *f = vb_memory_open(&lines, &nlines);
	enum vb_code code = f ? VB_OK : vb_fail(err, VB_MEMORY, "", "",
						"there is not enough memory");

	if (!code)
		code = vb_matrix_new(t->party, t->nparties, t->statement, t->n, now, true, &m, err);
	if (!code && m->open == 0 && m->agreed > 0) {
		code = vb_final_text(m, &final, &len, err);
		if (!code)
			code = vb_final_compare(f, vb_view(final, len), paper, &n, err);
	}
	if (f && fclose(f) != 0 && !code)
		code = vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	if (!code && n > 0) {
		fwrite(lines, 1, nlines, stderr);
		if (!changes && !vb_args_has(&c->args, "not-final"))
			code = vb_fail(err, VB_REFUSED, "", "", "all is agreed, and this paper is "
								"not, word for word, what verbale "
								"final writes: see above; nothing "
								"was signed: --not-final says "
								"that this is meant");
	}
	free(lines);
	free(final);
	vb_matrix_free(m);
	return code;
}

/* ---- a paper that is about to be handed over ---- */

/* Two headings of one article: whoever reads it knows not which is meant (text.md 10.7). */
static enum vb_code check_once(struct vb_view text, struct vb_err *err)
{
	struct vb_paper *p = malloc(sizeof(*p));
	struct vb_article a, b;
	char label[VB_LABEL_TEXT], title[80];
	enum vb_code code;

	if (!p)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	code = vb_paper_parse(text, p, err);
	for (unsigned i = 1; !code && i < p->nleaves; i++) {
		if (!vb_article_read(&p->leaf[i], &a) || a.label.nparts > 0)
			continue;
		for (unsigned k = 1; !code && k < i; k++) {
			if (!vb_article_read(&p->leaf[k], &b) || b.label.nparts > 0 ||
			    a.from || b.from ||
			    (a.label.number ? !vb_label_same_article(&a.label, &b.label) :
			     b.label.number != 0 || !vb_view_eq(a.title, b.title)))
				continue;
			code = vb_fail(err, VB_REFUSED, "", "paper", "article %s stands twice in "
								     "it; nothing was signed",
				       a.label.number ? vb_label_text(label, &a.label) :
				       vb_quote(title, sizeof(title), a.title));
		}
	}
	free(p);
	return code;
}

/* What was allowed is said once more, with what falls with it. */
static void tell_touched(const struct vb_touches *t)
{
	char names[600];

	if (vb_touches_name(t, VB_TC_LOCKED, true, names, sizeof(names)) > 0)
		fprintf(stderr, "This changes what is agreed: %s.\n", names);
	if (vb_touches_name(t, 1u << VB_TC_FALLS, false, names, sizeof(names)) > 0)
		fprintf(stderr, "With it falls what depends on that: %s.\n", names);
}

static enum vb_code look_at_answer(struct vb_cli *c, const char *role, struct vb_record_text *t,
				   uint32_t answers, struct vb_view paper, struct vb_err *err)
{
	int64_t now = c->world.clock.now(c->world.clock.ctx);
	struct vb_statement mine = {.party = vb_cli_me(c), .cite = "", .speaks = true,
				    .paper = paper, .time = now};
	struct vb_touches touched = {0};
	char names[600];
	enum vb_code code;

	mine.answers = vb_record_statement_of(t, answers);
	if (mine.answers == VB_NO_STATEMENT || mine.party >= t->nparties)
		return VB_OK;
	code = vb_record_touch(t, &mine, 1, now, &touched, err);
	/* Where papers are too many for one table of positions, work goes on. */
	if (code == VB_REFUSED) {
		fprintf(stderr, "verbale: what this paper would reopen was not looked at: %s.\n",
			err->sentence);
		*err = (struct vb_err){0};
		return VB_OK;
	}
	if (!code)
		code = vb_touches_allowed(c, &touched, "this paper", err);
	if (!code)
		tell_touched(&touched);
	if (!code && strcmp(role, "agreed-text") == 0)
		code = vb_locks_final(c, t, paper,
				      vb_touches_name(&touched, VB_TC_LOCKED, false, names,
						      sizeof(names)) > 0, err);
	vb_touches_free(&touched);
	return code;
}

enum vb_code vb_locks_look(void *ctx, const char *role, const struct vb_hash *answers,
			   struct vb_view paper, struct vb_err *err)
{
	struct vb_cli *c = ctx;
	int64_t now = c->world.clock.now(c->world.clock.ctx);
	struct vb_record_text t = {0};
	enum vb_code code;

	/* These propose and answer nothing (text.md 11.1). */
	if (strcmp(role, "letter") == 0 || strcmp(role, "information") == 0)
		return VB_OK;
	code = check_once(paper, err);
	if (!code && !answers)
		return vb_locks_other_text(c, VB_NO_ACT, false, paper, err);
	if (!code)
		code = vb_record_text_about(c, answers, now, &t);
	/* Of a text that this desk cannot read it knows no article. */
	if (code == VB_NOT_FOUND)
		*err = c->err = (struct vb_err){0};
	else if (!code)
		code = look_at_answer(c, role, &t, vb_fold_find(vb_cli_fold(c, NULL), answers),
				      paper, err);
	vb_record_text_close(&t);
	return code == VB_NOT_FOUND ? VB_OK : code;
}
