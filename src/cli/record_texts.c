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

/* Who hands over a letter, or information, signs that it proposes and answers nothing. */
static bool speaks(enum vb_take role)
{
	return is_draft(role) || role == VB_AS_RESPONSE || role == VB_AS_AGREED_TEXT;
}

static enum vb_code no_root(struct vb_cli *c, const char *where, const char *sentence)
{
	char shown[100];

	vb_quote(shown, sizeof(shown), vb_view_str(where));
	return vb_fail(&c->err, VB_NOT_FOUND, "", shown, "%s", sentence);
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
		if (!speaks(papers->paper[i].role))
			return no_root(c, act, "its author calls that a letter, which proposes "
					       "nothing");
		if (!papers->paper[i].text)
			return no_root(c, act, "this desk has not opened that paper: receive it "
					       "first");
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

/* The root, and whatever answers it, or answers what does, and what became of these. */
static enum vb_code gather(struct vb_cli *c, struct vb_record_text *t, size_t root, int64_t at)
{
	for (size_t i = root; i < t->papers.n; i++) {
		const struct vb_desk_paper *p = &t->papers.paper[i];
		size_t answers = VB_NO_STATEMENT;

		if (i != root)
			answers = vb_record_statement_of(t, p->answers);
		if ((i != root && answers == VB_NO_STATEMENT) || p->time > at)
			continue;
		vb_record_joint(t, vb_cli_fold(c, NULL), p->act, p->time, at);
		t->act[t->n] = p->act;
		t->statement[t->n++] = (struct vb_statement){
			.party = p->party,
			.cite = p->cite,
			.answers = answers,
			.speaks = speaks(p->role),
			.sealed = !p->text && speaks(p->role),
			.quiet = vb_cli_fold(c, NULL)->fact[p->act].silence != VB_NO_ACT,
			.paper = vb_view(p->text, p->len),
			.time = p->time,
		};
	}
	vb_record_joint(t, vb_cli_fold(c, NULL), VB_NO_ACT, at, at);
	return t->n > 0 ? VB_OK : vb_fail(&c->err, VB_NOT_FOUND, "", t->papers.paper[root].cite,
					  "it was not in the record at that time");
}

/* Room for every paper, and for what each party may have done with it. */
static enum vb_code make_room(struct vb_cli *c, struct vb_record_text *t)
{
	const struct vb_fold *f = vb_cli_fold(c, NULL);
	size_t together = f->njoints + f->nsilences;
	size_t most = t->papers.n + together * VB_PARTIES_MAX + 1;

	t->statement = calloc(most, sizeof(*t->statement));
	t->act = calloc(most, sizeof(*t->act));
	t->cite = calloc(together + 1, sizeof(*t->cite));
	t->stood = calloc(f->nsilences + 1u, sizeof(*t->stood));
	if (t->statement && t->act && t->cite && t->stood)
		return VB_OK;
	return vb_fail(&c->err, VB_MEMORY, "", "", "there is not enough memory");
}

static enum vb_code open_at(struct vb_cli *c, size_t root, int64_t at, struct vb_record_text *out)
{
	enum vb_code code = seat_speakers(c, out);
	int64_t known = vb_desk_known(c->desk);

	out->known = known != VB_TIME_NONE && known > at ? at : known;

	if (!code)
		code = make_room(c, out);
	return code ? code : gather(c, out, root, at);
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
	return code ? code : open_at(c, root, at, out);
}

unsigned vb_record_roots(struct vb_cli *c, uint32_t *out, unsigned cap)
{
	struct vb_desk_papers papers = {0};
	unsigned n = 0;

	if (vb_cli_look(c) || vb_desk_papers(c->desk, &papers, NULL))
		return 0;
	for (size_t i = papers.n; i-- > 0 && n < cap;) {
		const struct vb_desk_paper *p = &papers.paper[i];

		if (p->text && p->answers == VB_NO_ACT && speaks(p->role))
			out[n++] = p->act;
	}
	vb_desk_papers_free(&papers);
	return n;
}

/* What the paper of @act answers in the end. */
static enum vb_code root_of(struct vb_cli *c, const struct vb_desk_papers *papers, uint32_t act,
			    size_t *root)
{
	uint32_t want = act;
	bool found = false;

	/* Each answers one before it. */
	for (size_t i = papers->n; i-- > 0;) {
		const struct vb_desk_paper *p = &papers->paper[i];

		if (p->act != want)
			continue;
		*root = i;
		found = true;
		if (p->answers == VB_NO_ACT)
			break;
		want = p->answers;
	}
	if (found && papers->paper[*root].act == want && papers->paper[*root].text &&
	    speaks(papers->paper[*root].role))
		return VB_OK;
	return vb_fail(&c->err, VB_NOT_FOUND, "", "", "this desk has not opened the paper that the "
		       "text began with");
}

enum vb_code vb_record_text_about(struct vb_cli *c, const struct vb_hash *id, int64_t at,
				  struct vb_record_text *out)
{
	size_t root = 0;
	enum vb_code code = vb_cli_look(c);

	*out = (struct vb_record_text){0};
	if (!code)
		code = vb_desk_papers(c->desk, &out->papers, &c->err);
	if (!code)
		code = root_of(c, &out->papers, vb_fold_find(vb_cli_fold(c, NULL), id), &root);
	return code ? code : open_at(c, root, at, out);
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

void vb_record_tell_sealed(FILE *f, const struct vb_statement *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i].sealed)
			fprintf(f, "%s is not opened here: what it says of the text was not looked "
				"at.\n", s[i].cite);
	}
}

/* ---- one article as versions ---- */

static bool is_party(const struct vb_matrix *m, const char *name)
{
	for (uint32_t p = 0; p < m->nparties; p++) {
		if (strcmp(m->party[p].name, name) == 0)
			return true;
	}
	return false;
}

static enum vb_code add_version(struct vb_text_files *t, const char *name, struct vb_view text,
				struct vb_text_file like, struct vb_err *err)
{
	struct vb_text_file *v = &t->file[t->n];

	if (t->n == VB_VERSIONS_MAX)
		return vb_fail(err, VB_REFUSED, "", "", "there are more than %u versions",
			       VB_VERSIONS_MAX);
	*v = like;
	snprintf(v->name, sizeof(v->name), "%s", name);
	v->bytes = malloc(text.len + 1);
	if (!v->bytes)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	if (text.len) {
		memcpy(v->bytes, text.ptr, text.len);
		v->bytes[text.len] = '\n';
		v->len = text.len + 1;
	}
	t->n++;
	return VB_OK;
}

/* The first proposal as base, every party that counts, silent where it has no words, and others
 * whose words are their own. */
static enum vb_code versions_of(const struct vb_matrix *m, uint32_t row,
				struct vb_text_files *out, struct vb_err *err)
{
	static const char *const names[] = {"base", "root", "first-words"};
	const struct vb_row *r = &m->row[row];
	enum vb_code code = VB_OK;
	bool spoken = false;

	for (uint32_t p = 0; !code && p < m->nparties; p++) {
		struct vb_view text = vb_view(NULL, 0);
		bool has = vb_matrix_words(r, p, &text);

		/* Who leads or watches has a version where it has words of its own. */
		if (!m->party[p].counts && (!has || r->cell[p].words == 0))
			continue;
		spoken = spoken || has;
		code = add_version(out, m->party[p].name, text,
				   (struct vb_text_file){
					.silent = !has,
					.act = has ? m->statement[r->cell[p].by].cite : NULL},
				   err);
	}
	for (size_t i = 0; !code && spoken && r->nwordings > 0 && i < VB_ARRAY_LEN(names); i++) {
		if (is_party(m, names[i]))
			continue;
		return add_version(out, names[i], vb_view(r->wording[0].text, r->wording[0].len),
				   (struct vb_text_file){.base = true}, err);
	}
	/* Nobody has spoken but who laid the text on the table. */
	if (!code && !spoken && r->nwordings > 0) {
		const struct vb_statement *by = &m->statement[r->wording[0].by];

		code = add_version(out, m->party[by->party].name,
				   vb_view(r->wording[0].text, r->wording[0].len),
				   (struct vb_text_file){.act = by->cite}, err);
	}
	return code;
}

void vb_record_article_close(struct vb_record_article *a)
{
	vb_composite_free(a->composite);
	vb_text_free(a->text);
	vb_text_files_free(&a->files);
	a->composite = NULL;
	a->text = NULL;
}

enum vb_code vb_record_article_open(const struct vb_matrix *m, uint32_t row,
				    struct vb_record_article *a, struct vb_err *err)
{
	const struct vb_parties *p;
	enum vb_code code = versions_of(m, row, &a->files, err);

	if (!code)
		code = vb_text_files_align(&a->files, &a->text, err);
	if (code)
		return code;
	p = vb_text_parties(a->text);
	for (size_t i = 0; i < a->files.n; i++) {
		uint32_t who = vb_parties_find(p, vb_view_str(a->files.file[i].name));

		if (who != VB_NOBODY)
			a->acts[who] = a->files.file[i].act;
	}
	return vb_composite_of(a->text, p->speaking, &a->composite, err);
}

void vb_record_text_close(struct vb_record_text *t)
{
	free(t->statement);
	free(t->act);
	free(t->cite);
	free(t->stood);
	vb_desk_papers_free(&t->papers);
	*t = (struct vb_record_text){0};
}
