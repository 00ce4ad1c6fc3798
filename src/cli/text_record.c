/*
 * verbale text out of the record: its articles, each a text by itself.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/text_work.h"

#include <stdlib.h>
#include <string.h>

/* Some of "A,B" have no words here, which others may have: the article is passed over. */
static bool is_silent_in(const struct vb_parties *p, const char *names)
{
	while (names && *names) {
		size_t len = strcspn(names, ",");
		uint32_t who = vb_parties_find(p, vb_view(names, len));

		if (who != VB_NOBODY && p->silent >> who & 1)
			return true;
		names += len + (names[len] == ',');
	}
	return false;
}

static void put_label(FILE *f, const struct vb_row *r)
{
	char label[VB_LABEL_TEXT];

	if (r->label.number)
		fprintf(f, "Article %s", vb_label_text(label, &r->label));
}

/* "## Article 4. Title", where several are shown. */
static bool put_heading(const struct vb_row *r)
{
	char *text;
	size_t len;
	FILE *f = vb_text_begin(&text, &len);

	if (f) {
		fputs("## ", f);
		put_label(f, r);
		if (r->title_len) {
			fputs(r->label.number ? ". " : "", f);
			fwrite(r->title, 1, r->title_len, f);
		}
		fputs("\n\n", f);
	}
	return vb_text_put(f, text, &len);
}

static int show_article(struct vb_text_work *w, const struct vb_row *r, bool several)
{
	const struct vb_parties *p = &w->composite->parties;
	const struct vb_args *a = &w->c->args;
	char label[VB_LABEL_TEXT];
	int exit;

	if (w->c->json) {
		fputs("{\"article\":", stdout);
		if (r->label.number)
			printf("\"%s\",\"title\":\"", vb_label_text(label, &r->label));
		else
			fputs("null,\"title\":\"", stdout);
		vb_escape_json(stdout, vb_view(r->title, r->title_len));
		fputs("\",\"text\":", stdout);
		exit = vb_text_show_composite(w);
		fputs("}\n", stdout);
		return exit;
	}
	if (several && !put_heading(r))
		return vb_text_shown(w, false);
	fflush(stdout);
	if (is_silent_in(p, vb_args_get(a, "if")) || is_silent_in(p, w->redline[0]) ||
	    is_silent_in(p, w->redline[1])) {
		fputs("verbale: not all of them have spoken on this article.\n", stderr);
		return VB_EXIT_DONE;
	}
	exit = vb_text_show(w);
	if (several)
		puts("");
	return exit;
}

static int show_row(struct vb_text_work *w, const struct vb_matrix *m, uint32_t row, bool several)
{
	struct vb_record_article a = {0};
	enum vb_code code = vb_record_article_open(m, row, &a, &w->c->err);
	int exit;

	w->text = a.text;
	w->composite = a.composite;
	w->acts = a.acts;
	w->flagged = 0;
	exit = code ? vb_text_fail(w, code) : show_article(w, &m->row[row], several);
	w->text = NULL;
	w->composite = NULL;
	w->acts = NULL;
	vb_record_article_close(&a);
	return exit;
}

/* The rows that were asked for, or all that are still articles of their own. */
static int choose_rows(struct vb_text_work *w, const struct vb_matrix *m,
		       const struct vb_label *label, unsigned n, uint32_t *row, uint32_t *nrows)
{
	char text[VB_LABEL_TEXT];

	*nrows = 0;
	for (uint32_t i = 0; n == 0 && i < m->nrows; i++) {
		const struct vb_row *r = &m->row[m->order[i]];

		if (r->agreement != VB_AG_MOVED && r->nwordings > 0)
			row[(*nrows)++] = m->order[i];
	}
	for (unsigned i = 0; i < n; i++) {
		row[*nrows] = vb_matrix_find(m, &label[i]);
		if (row[*nrows] == VB_NO_ROW || m->row[row[*nrows]].nwordings == 0) {
			vb_fail(&w->c->err, VB_NOT_FOUND, "", "", "the text has no words of an "
				"article %s", vb_label_text(text, &label[i]));
			return vb_text_fail(w, VB_NOT_FOUND);
		}
		(*nrows)++;
	}
	if (*nrows == 0) {
		vb_fail(&w->c->err, VB_NOT_FOUND, "", "", "the text has no articles");
		return vb_text_fail(w, VB_NOT_FOUND);
	}
	return VB_EXIT_DONE;
}

static int show_rows_of(struct vb_text_work *w, const struct vb_matrix *m,
			const struct vb_label *label, unsigned n)
{
	uint32_t *row = calloc(m->nrows + n + 1, sizeof(*row)), nrows = 0;
	int exit, worst = VB_EXIT_DONE;

	if (!row)
		return vb_text_shown(w, false);
	exit = choose_rows(w, m, label, n, row, &nrows);
	if (!exit && nrows > 1 && vb_args_has(&w->c->args, "html"))
		exit = vb_cli_usage(w->c, "nothing was shown: --html shows one article; name it");
	for (uint32_t i = 0; !exit && i < nrows; i++) {
		exit = show_row(w, m, row[i], nrows > 1);
		if (exit == VB_EXIT_UNDECIDED) {
			worst = exit;
			exit = VB_EXIT_DONE;
		}
	}
	free(row);
	return exit ? exit : worst;
}

static int ledger_of_record(struct vb_text_work *w, const struct vb_record_text *t)
{
	struct vb_record_rounds r = {0};
	enum vb_code code = vb_record_rounds(t, &r, &w->c->err);

	if (!code && w->c->json)
		vb_render_ledger_json(stdout, r.row, r.n);
	else if (!code)
		vb_render_ledger(stdout, r.row, r.n);
	vb_record_rounds_free(&r);
	return code ? vb_text_fail(w, code) : VB_EXIT_DONE;
}

static void say_sealed(const struct vb_record_text *t)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->statement[i].sealed)
			fprintf(stderr, "verbale: %s is not opened here, and its words are "
					"missing.\n", t->statement[i].cite);
	}
}

int vb_text_from_record(struct vb_text_work *w, const struct vb_label *label, unsigned n)
{
	struct vb_cli *c = w->c;
	int64_t now = c->world.clock.now(c->world.clock.ctx);
	struct vb_record_text t = {0};
	struct vb_matrix *m = NULL;
	int exit;

	if (vb_args_has(&c->args, "base") || vb_args_has(&c->args, "silent"))
		return vb_cli_usage(c, "nothing was shown: --base and --silent are for files; the "
				       "record knows the base, and who is silent");
	if (!vb_cli_table(c, false, &exit))
		return exit;
	c->err.code = vb_record_text_open(c, vb_args_get(&c->args, "of"), now, &t);
	if (!c->err.code)
		c->err.code = vb_matrix_new(t.party, t.nparties, t.statement, t.n, now, true, &m,
					    &c->err);
	if (c->err.code)
		exit = vb_cli_fail(c, "nothing was shown");
	else if (vb_args_has(&c->args, "ledger"))
		exit = ledger_of_record(w, &t);
	else
		exit = show_rows_of(w, m, label, n);
	if (!exit || exit == VB_EXIT_UNDECIDED)
		say_sealed(&t);
	vb_matrix_free(m);
	vb_record_text_close(&t);
	return exit;
}
