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

/* @who: whose words count where the article would not be agreed. */
static enum vb_code touch(const struct vb_matrix *before, const struct vb_matrix *after,
			  uint32_t row, uint32_t who, struct vb_touch *out, struct vb_err *err)
{
	const struct vb_row *r = &after->row[row];
	const struct vb_row *was = row < before->nrows ? &before->row[row] : NULL;
	uint32_t agreed = was ? agreed_words(before, was) : VB_NO_WORDS;
	uint32_t words = vb_row_open(r) ? r->cell[who].words : agreed_words(after, r);
	bool settled = was && !vb_row_open(was) && was->agreement != VB_AG_MOVED;

	*out = (struct vb_touch){.label = r->label};
	vb_quote(out->title, sizeof(out->title), vb_view(r->title, r->title_len));
	if (settled && vb_row_open(r))
		out->what = r->cell[who].by < before->n ? VB_TC_FALLS : VB_TC_REOPENED;
	else if (settled && !same(was, agreed, r, words))
		out->what = VB_TC_CHANGED;
	else if (!settled && !vb_row_open(r))
		out->what = VB_TC_AGREED;
	else
		out->what = vb_row_open(r) ? VB_TC_OPEN : VB_TC_NOTHING;
	if (out->what == VB_TC_REOPENED || out->what == VB_TC_CHANGED)
		return measure(was, agreed, r, words, out, err);
	return VB_OK;
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

		if (after->row[row].agreement != VB_AG_MOVED)
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
			    vb_label_same_article(&label, &t->label))
			return true;
	}
	return false;
}

/* "4 (2 words)", "7 (a mark)", "\"Preamble\" (left as it is by nobody else)" */
static void name(struct vb_writer *w, const struct vb_touch *t, bool counted)
{
	char label[VB_LABEL_TEXT];

	if (t->label.number)
		vb_put_str(w, vb_label_text(label, &t->label));
	else
		vb_putf(w, "\"%s\"", t->title);
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
		if (n < 12) {
			vb_put_str(&w, n ? ", " : "");
			name(&w, &t->at[i], counted);
		}
		n++;
	}
	if (n > 12)
		vb_putf(&w, " and %u more", n - 12);
	out[w.over ? 0 : w.len] = 0;
	return n;
}

enum vb_code vb_touches_allowed(const struct vb_cli *c, const struct vb_touches *t,
				const char *what, struct vb_err *err)
{
	struct vb_touches locked = {.at = calloc(t->n + 1, sizeof(*t->at))};
	char names[300], falls[200];
	enum vb_code code = VB_OK;
	unsigned n, fallen;

	if (!locked.at)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	fallen = vb_touches_name(t, 1u << VB_TC_FALLS, false, falls, sizeof(falls));
	for (size_t i = 0; i < t->n; i++) {
		if ((t->at[i].what == VB_TC_REOPENED || t->at[i].what == VB_TC_CHANGED) &&
		    !allowed(c, &t->at[i]))
			locked.at[locked.n++] = t->at[i];
	}
	n = vb_touches_name(&locked, 1u << VB_TC_REOPENED | 1u << VB_TC_CHANGED, true, names,
			    sizeof(names));
	if (n > 0)
		code = vb_fail(err, VB_REFUSED, "", "", "article%s %s %s agreed, and %s would "
			       "change %s%s%s; nothing was signed: name each with --reopen if "
			       "that is meant", n == 1 ? "" : "s", names, n == 1 ? "is" : "are", what,
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

/* ---- a paper that is about to be handed over ---- */

enum vb_code vb_locks_look(void *ctx, const char *role, const struct vb_hash *answers,
			   struct vb_view paper, struct vb_err *err)
{
	struct vb_cli *c = ctx;
	int64_t now = c->world.clock.now(c->world.clock.ctx);
	struct vb_record_text t = {0};
	struct vb_touches touched = {0};
	struct vb_statement mine = {.party = vb_cli_me(c), .cite = "", .speaks = true,
				    .paper = paper, .time = now, .answers = VB_NO_STATEMENT};
	enum vb_code code;

	/* These propose and answer nothing (text.md 11.1). */
	if (!answers || strcmp(role, "letter") == 0 || strcmp(role, "information") == 0)
		return VB_OK;
	code = vb_record_text_about(c, answers, now, &t);
	/* Of a text that this desk cannot read it knows no article. */
	if (code == VB_NOT_FOUND) {
		c->err = (struct vb_err){0};
		return VB_OK;
	}
	if (!code)
		mine.answers = vb_record_statement_of(&t, vb_fold_find(vb_cli_fold(c, NULL),
								       answers));
	if (!code && mine.answers != VB_NO_STATEMENT && mine.party < t.nparties) {
		code = vb_record_touch(&t, &mine, 1, now, &touched, &c->err);
		if (!code)
			code = vb_touches_allowed(c, &touched, "this paper", &c->err);
	}
	vb_touches_free(&touched);
	vb_record_text_close(&t);
	if (code)
		*err = c->err;
	return code;
}
