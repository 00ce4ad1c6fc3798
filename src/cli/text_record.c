/*
 * verbale text out of the record: which articles, as of when, and what of them is missing.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/text_work.h"

#include <stdlib.h>

static void add_row(struct vb_text_work *w, uint32_t row)
{
	const struct vb_row *r = &w->matrix->row[row];
	struct vb_text_article *a = &w->article[w->narticles++];

	a->row = row;
	a->title = vb_view(r->title, r->title_len);
	if (r->label.number)
		vb_label_text(a->label, &r->label);
}

/* The articles that were asked for, or all that are still articles of their own. */
static enum vb_code choose_articles(struct vb_text_work *w, const struct vb_label *label,
				    unsigned n)
{
	const struct vb_matrix *m = w->matrix;
	struct vb_err *err = &w->c->err;
	char text[VB_LABEL_TEXT];

	w->article = calloc(m->nrows + n + 1, sizeof(*w->article));
	if (!w->article)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	for (uint32_t i = 0; n == 0 && i < m->nrows; i++) {
		const struct vb_row *r = &m->row[m->order[i]];

		if (r->agreement != VB_AG_MOVED && r->nwordings > 0)
			add_row(w, m->order[i]);
	}
	for (unsigned i = 0; i < n; i++) {
		uint32_t row = vb_matrix_find(m, &label[i]);

		if (row == VB_NO_ROW || m->row[row].nwordings == 0)
			return vb_fail(err, VB_NOT_FOUND, "", "", "the text has no words of an "
				       "article %s", vb_label_text(text, &label[i]));
		add_row(w, row);
	}
	return w->narticles > 0 ? VB_OK : vb_fail(err, VB_NOT_FOUND, "", "", "the text has no "
						  "articles");
}

static int ledger(struct vb_text_work *w)
{
	struct vb_record_rounds r = {0};
	enum vb_code code = vb_record_rounds(w->record, &r, &w->c->err);

	if (!code && w->c->json)
		vb_render_ledger_json(stdout, r.row, r.n);
	else if (!code)
		vb_render_ledger(stdout, r.row, r.n);
	vb_record_rounds_free(&r);
	return code ? vb_text_fail(w, code) : VB_EXIT_DONE;
}

static int show(struct vb_text_work *w, const struct vb_label *label, unsigned n)
{
	enum vb_code code;

	if (vb_args_has(&w->c->args, "ledger"))
		return ledger(w);
	code = choose_articles(w, label, n);
	return code ? vb_text_fail(w, code) : vb_text_show_articles(w);
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
	const char *as_of = vb_args_get(&c->args, "at");
	struct vb_record_text t = {0};
	struct vb_matrix *m = NULL;
	int exit;

	w->at = c->world.clock.now(c->world.clock.ctx);
	if (vb_args_has(&c->args, "base") || vb_args_has(&c->args, "silent"))
		return vb_cli_usage(c, "nothing was shown: --base and --silent are for files; the "
				       "record knows the base, and who is silent");
	if (as_of && !vb_cli_time(as_of, &w->at))
		return vb_cli_usage(c, "nothing was shown: --at wants a time such as 2022-01-28 or "
				       "2022-01-28T12:00:00Z");
	if (!vb_cli_table(c, false, &exit))
		return exit;
	c->err.code = vb_record_text_open(c, vb_args_get(&c->args, "of"), w->at, &t);
	if (!c->err.code) {
		w->together = !vb_cli_fold(c, NULL)->rules.each;
		c->err.code = vb_matrix_new(t.party, t.nparties, t.statement, t.n, w->at,
					    w->together, &m, &c->err);
	}
	if (c->err.code) {
		exit = vb_cli_fail(c, "nothing was shown");
	} else {
		w->record = &t;
		w->matrix = m;
		w->title = vb_record_text_title(&t);
		exit = show(w, label, n);
	}
	if (!exit || exit == VB_EXIT_UNDECIDED)
		say_sealed(&t);
	free(w->article);
	vb_matrix_free(m);
	vb_record_text_close(&t);
	return exit;
}
