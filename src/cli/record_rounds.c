/*
 * The ledger of brackets over the papers of the record: each paper is a round of the text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>

static void add_counts(struct vb_counts *sum, const struct vb_parties *p,
		       const struct vb_composite *c)
{
	struct vb_counts n;

	vb_composite_count(c, &n);
	sum->words += n.words;
	sum->bracketed += n.bracketed;
	sum->brackets += n.brackets;
	sum->options += n.options;
	sum->sites += n.sites;
	sum->depth = n.depth > sum->depth ? n.depth : sum->depth;
	for (size_t k = 0; k < VB_BRACKETS; k++)
		sum->of_kind[k] += n.of_kind[k];
	for (uint32_t i = 0; i < c->parties.n; i++) {
		uint32_t who = vb_parties_find(p, vb_view_str(c->parties.name[i]));

		if (who == VB_NOBODY)
			continue;
		sum->by[who] += n.by[i];
		sum->words_by[who] += n.words_by[i];
	}
}

/* Every article after @m's last paper, held against what it was before it. */
static enum vb_code round_of(const struct vb_matrix *m, struct vb_record_article *before,
			     struct vb_record_article *after, struct vb_ledger_row *row,
			     struct vb_parties *parties, struct vb_err *err)
{
	enum vb_code code = VB_OK;

	row->name = m->statement[m->n - 1].cite;
	row->parties = parties;
	for (uint32_t i = 0; i < m->nrows && !code; i++) {
		struct vb_lifted l = {0};

		if (m->row[i].nwordings == 0 || m->row[i].agreement == VB_AG_MOVED)
			continue;
		code = vb_record_article_open(m, i, &after[i], err);
		if (code)
			return code;
		if (parties->n == 0)
			*parties = after[i].composite->parties;
		add_counts(&row->counts, parties, after[i].composite);
		if (before[i].composite)
			code = vb_composite_lifted(before[i].composite, after[i].composite, &l,
						   err);
		row->lifted.kept += l.kept;
		row->lifted.agreed += l.agreed;
		row->lifted.dropped += l.dropped;
		row->lifted.opened += l.opened;
	}
	return code;
}

static void free_round(struct vb_record_article *a)
{
	for (uint32_t i = 0; a && i < VB_ROWS_MAX; i++)
		vb_record_article_close(&a[i]);
}

static enum vb_code count_rounds(const struct vb_record_text *t,
				 struct vb_record_article *round[static 2],
				 struct vb_record_rounds *r, struct vb_err *err)
{
	enum vb_code code = VB_OK;

	for (size_t i = 0; i < t->n && !code; i++) {
		struct vb_matrix *m = NULL;

		if (t->statement[i].sealed || !t->statement[i].speaks || t->statement[i].settled)
			continue;
		code = vb_matrix_new(t->party, t->nparties, t->statement, i + 1,
				     t->statement[i].time, true, &m, err);
		if (!code)
			code = round_of(m, round[r->n & 1], round[~r->n & 1], &r->row[r->n],
					r->parties, err);
		free_round(round[r->n & 1]);
		r->n++;
		vb_matrix_free(m);
	}
	return code;
}

enum vb_code vb_record_rounds(const struct vb_record_text *t, struct vb_record_rounds *out,
			      struct vb_err *err)
{
	struct vb_record_article *round[2] = {
		calloc(VB_ROWS_MAX, sizeof(struct vb_record_article)),
		calloc(VB_ROWS_MAX, sizeof(struct vb_record_article)),
	};
	enum vb_code code;

	*out = (struct vb_record_rounds){
		.row = calloc(t->n + 1, sizeof(*out->row)),
		.parties = calloc(1, sizeof(*out->parties)),
	};
	if (out->row && out->parties && round[0] && round[1])
		code = count_rounds(t, round, out, err);
	else
		code = vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	for (unsigned i = 0; i < 2; i++) {
		free_round(round[i]);
		free(round[i]);
	}
	return code;
}

void vb_record_rounds_free(struct vb_record_rounds *r)
{
	free(r->row);
	free(r->parties);
	*r = (struct vb_record_rounds){0};
}
