/*
 * What this desk has marked for itself, and the articles of the record: a mark goes with the root
 * paper and the number that its article had first (text.md 9.7).
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

/* How marks name the articles of one text. */
struct naming {
	const struct vb_record_text *t;
	const struct vb_matrix *m;
	struct vb_hash *act;	/* by statement */
	struct vb_issue *name;	/* by row */
};

static void name_row(struct naming *g, uint32_t row)
{
	const struct vb_row *r = &g->m->row[row];
	struct vb_issue *i = &g->name[row];

	i->root = g->act[0];
	if (r->nwordings > 0)
		i->by = g->act[r->wording[0].by];
	i->numbered = r->first.number != 0;
	if (i->numbered)
		vb_label_text(i->article, &r->first);
	else
		snprintf(i->article, sizeof(i->article), "%.*s", (int)r->title_len,
			 (const char *)r->title);
}

static enum vb_code name_all(struct vb_cli *c, struct naming *g)
{
	const struct vb_fold *f = vb_cli_fold(c, NULL);

	g->act = calloc(g->t->n + 1, sizeof(*g->act));
	g->name = calloc(g->m->nrows + 1u, sizeof(*g->name));
	if (!g->act || !g->name)
		return vb_fail(&c->err, VB_MEMORY, "", "", "there is not enough memory");
	for (size_t s = 0; s < g->t->n; s++)
		g->act[s] = f->fact[g->t->act[s]].id;
	for (uint32_t row = 0; row < g->m->nrows; row++)
		name_row(g, row);
	return VB_OK;
}

static void free_naming(struct naming *g)
{
	free(g->act);
	free(g->name);
}

static bool is_stated(const struct naming *g, const struct vb_hash *act)
{
	for (size_t s = 0; s < g->t->n; s++) {
		if (vb_hash_eq(&g->act[s], act))
			return true;
	}
	return vb_hash_is_zero(act);
}

/* Several articles may have begun under one number, as one moved away and another took its place:
 * then the act decides.  An older paper that was opened since may have had the words before it;
 * but who looks back to before that act does not see its article. */
static uint32_t find_row(const struct naming *g, const struct vb_issue *i)
{
	uint32_t found = VB_NO_ROW;
	unsigned n = 0;

	for (uint32_t row = 0; row < g->m->nrows; row++) {
		const struct vb_issue *is = &g->name[row];

		if (is->numbered != i->numbered || strcmp(is->article, i->article) != 0 ||
		    !vb_hash_eq(&is->root, &i->root))
			continue;
		if (vb_hash_eq(&is->by, &i->by))
			return row;
		found = row;
		n++;
	}
	return n == 1 && is_stated(g, &i->by) ? found : VB_NO_ROW;
}

/* Which row each of them is of, and the other way round. */
static enum vb_code find_rows(struct vb_cli *c, const struct naming *g,
			      struct vb_record_issues *s)
{
	free(s->row);
	free(s->ours);
	s->row = calloc(s->all.n + 1, sizeof(*s->row));
	s->ours = calloc(g->m->nrows + 1u, sizeof(*s->ours));
	if (!s->row || !s->ours)
		return vb_fail(&c->err, VB_MEMORY, "", "", "there is not enough memory");
	s->root = g->act[0];
	for (size_t i = 0; i < s->all.n; i++) {
		const struct vb_issue *x = &s->all.issue[i];

		s->row[i] = find_row(g, x);
		if (s->row[i] != VB_NO_ROW)
			s->ours[s->row[i]] = (struct vb_ours){
				x->key ? VB_WT_KEY : VB_WT_SECONDARY, x->note};
	}
	return VB_OK;
}

enum vb_code vb_record_issues(struct vb_cli *c, const struct vb_record_text *t,
			      const struct vb_matrix *m, struct vb_record_issues *out)
{
	struct naming g = {.t = t, .m = m};
	enum vb_code code = vb_desk_issues(c->desk, &out->all, &c->err);

	if (!code)
		code = name_all(c, &g);
	if (!code)
		code = find_rows(c, &g, out);
	free_naming(&g);
	return code;
}

enum vb_code vb_record_issue_set(struct vb_cli *c, const struct vb_record_text *t,
				 const struct vb_matrix *m, struct vb_record_issues *s,
				 uint32_t row, enum vb_weight weight, const char *note)
{
	struct naming g = {.t = t, .m = m};
	struct vb_issues fresh = {0};
	struct vb_issue add;
	enum vb_code code = name_all(c, &g);

	if (!code && weight != VB_WT_NONE) {
		add = g.name[row];
		add.key = weight == VB_WT_KEY;
		note = note ? note : s->ours[row].note;
		/* A copy: its note may be that of the mark which it replaces. */
		code = vb_issues_add(&fresh, &add, note && note[0] ? note : NULL, &c->err);
	}
	for (size_t i = s->all.n; !code && i-- > 0;) {
		if (s->row[i] == row)
			vb_issues_drop(&s->all, i);
	}
	if (!code && fresh.n > 0)
		code = vb_issues_add(&s->all, &fresh.issue[0], fresh.issue[0].note, &c->err);
	if (!code)
		code = find_rows(c, &g, s);
	vb_issues_free(&fresh);
	free_naming(&g);
	return code;
}

void vb_record_issues_free(struct vb_record_issues *s)
{
	vb_issues_free(&s->all);
	free(s->row);
	free(s->ours);
	*s = (struct vb_record_issues){0};
}
