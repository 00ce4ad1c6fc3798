/*
 * The papers of the record as statements on one text: which paper is its root, who speaks, and
 * the matrix of their positions.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

static bool is_draft(enum vb_take role)
{
	return role == VB_AS_DRAFT || role == VB_AS_JOINT_DRAFT || role == VB_AS_CHAIR_TEXT;
}

static bool proposes(enum vb_take role)
{
	return is_draft(role) || role == VB_AS_RESPONSE || role == VB_AS_AGREED_TEXT;
}

static enum vb_code no_root(struct vb_cli *c, const char *where, const char *sentence)
{
	char shown[100];

	return vb_fail(&c->err, VB_NOT_FOUND, "", vb_quote(shown, sizeof(shown), vb_view_str(where)),
		       "%s", sentence);
}

/* The paper of @act, which must be open here. */
static enum vb_code named_root(struct vb_cli *c, const struct vb_desk_papers *papers,
			       const char *act, size_t *root)
{
	uint32_t index = 0;
	enum vb_code code = vb_desk_ahead_cited(vb_cli_fold(c, NULL), act, &index, &c->err);

	if (code)
		return code;
	for (size_t i = 0; i < papers->n; i++) {
		if (papers->paper[i].act != index)
			continue;
		if (!papers->paper[i].text)
			return no_root(c, act, "this desk has not opened that paper: receive it first");
		*root = i;
		return VB_OK;
	}
	return no_root(c, act, "no paper that stands was handed over by that act");
}

/* The newest draft that answers nothing (text.md 11.1), of those that are open here. */
static enum vb_code newest_root(struct vb_cli *c, const struct vb_desk_papers *papers, int64_t at,
				size_t *root)
{
	for (size_t i = papers->n; i-- > 0;) {
		const struct vb_desk_paper *p = &papers->paper[i];

		if (p->text && p->time <= at && is_draft(p->role) && p->answers == VB_NO_ACT) {
			*root = i;
			return VB_OK;
		}
	}
	return vb_fail(&c->err, VB_NOT_FOUND, "", "", "there is no draft yet that this desk could "
		       "read; name the act whose paper is the text");
}

static enum vb_code seat_speakers(struct vb_cli *c, struct vb_record_text *t)
{
	const struct vb_fold *f = vb_cli_fold(c, NULL);

	if (f->nparties > VB_ARRAY_LEN(t->party))
		return vb_fail(&c->err, VB_REFUSED, "", "", "there are more than %zu parties",
			       VB_ARRAY_LEN(t->party));
	for (uint32_t i = 0; i < f->nparties; i++) {
		const struct vb_party *p = &f->party[i];

		t->party[i] = (struct vb_speaker){
			.name = p->name,
			.counts = p->role == VB_PRINCIPAL && p->joined && p->until == VB_NO_ACT,
		};
	}
	t->nparties = f->nparties;
	return VB_OK;
}

static size_t statement_of(const struct vb_record_text *t, const size_t *paper, uint32_t act)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->papers.paper[paper[i]].act == act)
			return i;
	}
	return VB_NO_STATEMENT;
}

/* The root, and whatever answers it, or answers what does. */
static enum vb_code gather(struct vb_cli *c, struct vb_record_text *t, size_t root, int64_t at)
{
	size_t *paper = calloc(t->papers.n + 1, sizeof(*paper));

	t->statement = calloc(t->papers.n + 1, sizeof(*t->statement));
	if (!paper || !t->statement) {
		free(paper);
		return vb_fail(&c->err, VB_MEMORY, "", "", "there is not enough memory");
	}
	for (size_t i = root; i < t->papers.n; i++) {
		const struct vb_desk_paper *p = &t->papers.paper[i];
		size_t answers = i == root ? VB_NO_STATEMENT : statement_of(t, paper, p->answers);

		if ((i != root && answers == VB_NO_STATEMENT) || p->time > at)
			continue;
		paper[t->n] = i;
		t->statement[t->n++] = (struct vb_statement){
			.party = p->party,
			.cite = p->cite,
			.answers = answers,
			.proposes = proposes(p->role),
			.sealed = !p->text,
			.paper = vb_view(p->text, p->len),
			.time = p->time,
		};
	}
	free(paper);
	return t->n > 0 ? VB_OK : vb_fail(&c->err, VB_NOT_FOUND, "", t->papers.paper[root].cite,
					  "it was not in the record at that time");
}

enum vb_code vb_record_text_open(struct vb_cli *c, const char *act, int64_t at,
				 struct vb_record_text *out)
{
	size_t root = 0;
	enum vb_code code = vb_cli_look(c);

	*out = (struct vb_record_text){0};
	if (!code)
		code = vb_desk_papers(c->desk, &out->papers, &c->err);
	if (!code)
		code = act ? named_root(c, &out->papers, act, &root) :
			     newest_root(c, &out->papers, at, &root);
	if (!code)
		code = seat_speakers(c, out);
	if (!code)
		code = gather(c, out, root, at);
	return code;
}

struct vb_view vb_record_text_title(const struct vb_record_text *t)
{
	struct vb_view v = t->statement[0].paper;
	const uint8_t *lf = memchr(v.ptr, '\n', v.len);

	if (v.len < 3 || v.ptr[0] != '#' || v.ptr[1] != ' ' || !lf)
		return vb_view(NULL, 0);
	v = vb_view(v.ptr + 2, (size_t)(lf - v.ptr) - 2);
	if (v.len > VB_TITLE_MAX)
		v.len = VB_TITLE_MAX;
	while (!vb_utf8_valid(v))
		v.len--;
	return v;
}

void vb_record_text_close(struct vb_record_text *t)
{
	free(t->statement);
	vb_desk_papers_free(&t->papers);
	*t = (struct vb_record_text){0};
}
