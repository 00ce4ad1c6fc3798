/*
 * Handing over: what a paper is and answers stands in its heading; one sealed copy
 * per addressee, and our own.
 *
 * SPDX-License-Identifier: ISC
 *
 * The rule of the heading: a line of the title block (what stands before the first
 * "## "), without its leading marks of a heading, that is nothing but "Draft", "Response
 * to ACT", "Letter", "Letter on ACT", "Chair's text", "Joint draft", "Agreed text" or
 * "Information", in either case, perhaps with a full stop.  Any of them may go on with
 * "to ACT", "on ACT" or "answering ACT"; a heading that cites may go on with ": " and a
 * title.  Prose that begins with such a word says nothing.  Two lines that disagree, or an
 * option that contradicts them, are refused: whoever reads the paper later must find in it
 * what its act says.  "Confidential" and "Without prejudice" on lines of their own mean
 * what they say.  Without a role's line: a response, if its articles hold positions; else
 * a draft.
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

/* What a paper says of itself, or its options do. */
struct reading {
	const char *role;	/* of vb_take_names */
	char answers[96];	/* a citation; "" */
	bool confidential;
	const char *privilege;
	unsigned articles, annexes;
};

static const struct {
	const char *words, *role, *kind;
} roles[] = {
	{"draft", "draft", "propose"},
	{"response", "response", "respond"},
	{"letter", "letter", "letter"},
	{"chair's text", "chair-text", "propose"},
	{"chair-text", "chair-text", "propose"},
	{"joint draft", "joint-draft", "propose"},
	{"joint-draft", "joint-draft", "propose"},
	{"agreed text", "agreed-text", "propose"},
	{"agreed-text", "agreed-text", "propose"},
	{"information", "information", "letter"},
};

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

/* Whether @v begins with @words, as whole words; what follows is left in @rest. */
static bool begins(struct vb_view v, const char *words, struct vb_view *rest)
{
	size_t n = strlen(words);
	uint8_t next;

	if (v.len < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (lower(v.ptr[i]) != (uint8_t)words[i])
			return false;
	next = v.len > n ? lower(v.ptr[n]) : ' ';
	if ((next >= 'a' && next <= 'z') || (next >= '0' && next <= '9') || next == '-' ||
	    next >= 0x80)
		return false;
	*rest = vb_view(v.ptr + n, v.len - n);
	while (rest->len > 0 && rest->ptr[0] == ' ')
		*rest = vb_view(rest->ptr + 1, rest->len - 1);
	return true;
}

/* "to ACT", "on ACT", "answering ACT", and nothing behind it: the citation.  Behind that of
 * a heading a title may stand. */
static bool take_answers(struct reading *r, struct vb_view rest, bool heading)
{
	static const char *const words[] = {"to", "on", "answering"};
	uint64_t number, epoch;
	struct vb_view act, article, behind;
	char chain[66];

	for (size_t i = 0; i < VB_ARRAY_LEN(words); i++) {
		if (!begins(rest, words[i], &act))
			continue;
		act = vb_token(act, &behind);
		if (heading && act.len > 0 && act.ptr[act.len - 1] == ':')
			act.len--;
		else if (behind.len > 0)
			return false;
		if (!vb_citation_parse(act, chain, &number, &epoch, &article))
			return false;
		/* "Letter on NORD-2:4": an act answers an act. */
		if (article.len > 0)
			act.len -= article.len + 1;
		vb_view_copy(r->answers, sizeof(r->answers), act);
		return true;
	}
	return false;
}

static struct vb_view without_stop(struct vb_view line)
{
	while (line.len > 0 && (line.ptr[line.len - 1] == ' ' || line.ptr[line.len - 1] == '.'))
		line.len--;
	return line;
}

/* Whether @line is nothing but a role and what it answers. */
static bool role_line(struct reading *r, struct vb_view line, bool heading)
{
	struct vb_view rest;

	*r = (struct reading){.role = NULL};
	for (size_t i = 0; i < VB_ARRAY_LEN(roles); i++) {
		if (begins(line, roles[i].words, &rest) &&
		    (rest.len == 0 || take_answers(r, rest, heading))) {
			r->role = roles[i].role;
			return true;
		}
	}
	return false;
}

bool vb_desk_role_line(struct vb_view line)
{
	struct reading r;

	line = without_stop(line);
	return role_line(&r, line, false);
}

static bool same_act(const char *a, const char *b)
{
	uint64_t n[2] = {0, 0}, e[2] = {0, 0};
	struct vb_view article;
	char chain[2][66];

	return vb_citation_parse(vb_view_str(a), chain[0], &n[0], &e[0], &article) &&
	       vb_citation_parse(vb_view_str(b), chain[1], &n[1], &e[1], &article) &&
	       strcmp(chain[0], chain[1]) == 0 && n[0] == n[1] && e[0] == e[1];
}

/* What one more line says, beside those before it. */
static enum vb_code add_role(struct reading *r, const struct reading *line, struct vb_err *err)
{
	char upper[2][97];

	if (r->role && strcmp(r->role, line->role) != 0)
		return vb_fail(err, VB_REFUSED, "5.2.1", "paper",
			       "one line above its articles calls it %s and another %s; nothing "
			       "was signed: leave one of them", r->role, line->role);
	if (r->answers[0] && line->answers[0] && !same_act(r->answers, line->answers))
		return vb_fail(err, VB_REFUSED, "5.2.5", "paper",
			       "one line above its articles says that it answers %s and another "
			       "%s; nothing was signed: leave one of them",
			       vb_name_upper(upper[0], r->answers),
			       vb_name_upper(upper[1], line->answers));
	r->role = line->role;
	if (line->answers[0])
		memcpy(r->answers, line->answers, sizeof(r->answers));
	return VB_OK;
}

static enum vb_code read_line(struct reading *r, struct vb_view line, bool heading,
			      struct vb_err *err)
{
	struct reading one;
	struct vb_view rest;

	line = without_stop(line);
	if (begins(line, "confidential", &rest) && rest.len == 0)
		r->confidential = true;
	if (begins(line, "without prejudice save as to costs", &rest) && rest.len == 0)
		r->privilege = "save-as-to-costs";
	else if (!r->privilege && begins(line, "without prejudice", &rest) && rest.len == 0)
		r->privilege = "without-prejudice";
	return role_line(&one, line, heading) ? add_role(r, &one, err) : VB_OK;
}

static enum vb_code read_title(struct reading *r, struct vb_view block, struct vb_err *err)
{
	enum vb_code code = VB_OK;
	size_t at = 0;

	while (!code && at < block.len) {
		const uint8_t *p = block.ptr + at;
		const uint8_t *lf = memchr(p, '\n', block.len - at);
		struct vb_view line = vb_view(p, lf ? (size_t)(lf - p) : block.len - at);
		bool heading = line.len > 0 && line.ptr[0] == '#';

		at += line.len + 1;
		while (line.len > 0 && (line.ptr[0] == '#' || line.ptr[0] == ' '))
			line = vb_view(line.ptr + 1, line.len - 1);
		code = read_line(r, line, heading, err);
	}
	return code;
}

/* @positions: some article says accept, reject, silent and so on. */
static void read_leaves(struct reading *r, const struct vb_paper *p, bool *positions)
{
	struct vb_view title, position, rest;

	*positions = false;
	for (unsigned i = 1; i < p->nleaves; i++) {
		vb_heading_article(p->leaf[i].heading, &title, &position);
		if (begins(p->leaf[i].heading, "annex", &rest))
			r->annexes++;
		else
			r->articles++;
		*positions = *positions || position.len > 0;
	}
}

static bool known_role(const char *given, const char **role)
{
	struct vb_view rest;

	for (size_t i = 0; i < VB_ARRAY_LEN(roles); i++) {
		if (begins(vb_view_str(given), roles[i].words, &rest) && rest.len == 0) {
			*role = roles[i].role;
			return true;
		}
	}
	return false;
}

static const char *kind_of(const char *role)
{
	for (size_t i = 0; i < VB_ARRAY_LEN(roles); i++)
		if (strcmp(roles[i].role, role) == 0)
			return roles[i].kind;
	return "propose";
}

/* The role that an option gives, where the paper gives none or the same. */
static enum vb_code take_role(struct reading *r, const char *given, struct vb_err *err)
{
	const char *role;
	char q[80];

	if (!given)
		return VB_OK;
	if (!known_role(given, &role))
		return vb_fail(err, VB_USAGE, "5.2.1", "role",
			       "\"%s\" is no role of a paper: draft, response, letter, "
			       "chair-text, joint-draft, agreed-text, information; nothing "
			       "was signed", vb_quote(q, sizeof(q), vb_view_str(given)));
	if (r->role && strcmp(r->role, role) != 0)
		return vb_fail(err, VB_REFUSED, "5.2.1", "role",
			       "the paper calls itself %s, and it would be handed over as %s; "
			       "nothing was signed: change one of them", r->role, role);
	r->role = role;
	return VB_OK;
}

/* A file in papers/ has one name: of two annexes that share it one would be lost, and of two
 * of the same bytes nobody knows which is which. */
static enum vb_code check_annexes(const struct vb_paper *p, struct vb_err *err)
{
	for (unsigned i = 1; i < p->nleaves; i++) {
		struct vb_view name[2];
		struct vb_hash hash[2];
		uint64_t bytes;
		char q[120];

		if (!vb_leaf_annex(&p->leaf[i], &name[0], &hash[0], &bytes))
			continue;
		for (unsigned k = 1; k < i; k++) {
			if (!vb_leaf_annex(&p->leaf[k], &name[1], &hash[1], &bytes) ||
			    (!vb_view_eq(name[0], name[1]) && !vb_hash_eq(&hash[0], &hash[1])))
				continue;
			return vb_fail(err, VB_REFUSED, "7.2", vb_quote(q, sizeof(q), name[0]),
				       "another annex of the paper has this name or the same "
				       "bytes; nothing was signed: each stands in it once");
		}
	}
	return VB_OK;
}

static enum vb_code read_paper(struct reading *r, const struct vb_hand *o,
			       struct vb_view paper, struct vb_err *err)
{
	struct vb_paper *p = malloc(sizeof(*p));
	enum vb_code code = p ? vb_paper_parse(paper, p, err) : vb_no_room(err);
	bool positions = false;

	if (!code)
		code = read_title(r, p->leaf[0].text, err);
	if (!code)
		code = check_annexes(p, err);
	if (!code)
		read_leaves(r, p, &positions);
	if (!code)
		code = take_role(r, o->role, err);
	free(p);
	if (code)
		return code;
	if (!r->role)
		r->role = positions ? "response" : "draft";
	if (strcmp(r->role, "response") == 0 && !r->answers[0] && !o->answers)
		return vb_fail(err, VB_USAGE, "5.2.2", "paper",
			       "it is a response and does not say to what; nothing was "
			       "signed: put a line \"Response to ACT\" below its title");
	r->confidential = r->confidential || o->confidential;
	if (o->privilege)
		r->privilege = o->privilege;
	if (!r->privilege)
		r->privilege = "open";
	return VB_OK;
}

/* ---- addressees ---- */

#define COPIES_MAX (VB_PARTIES_MAX + 1)
#define SEALED_MAX (COPIES_MAX * (1 + VB_ANNEXES_MAX))

struct handing {
	struct vb_making *m;
	struct reading r;
	const struct vb_hash *answers;	/* NULL: nothing */
	char to[VB_PARTIES_MAX][VB_NAME_MAX + 1];
	unsigned nto;
	/* Copies, the last our own; behind them their annexes. */
	struct vb_sealed sealed[SEALED_MAX];
	unsigned nsealed;
};

static enum vb_code add_named(struct handing *h, const char *given, struct vb_err *err)
{
	char q[80];

	if (h->nto < VB_PARTIES_MAX && vb_lower_name(h->to[h->nto], vb_view_str(given))) {
		h->nto++;
		return VB_OK;
	}
	return vb_fail(err, VB_USAGE, "5.2.4", "addressee",
		       "\"%s\" is no name of a member, or one too many; nothing was signed",
		       vb_quote(q, sizeof(q), vb_view_str(given)));
}

static enum vb_code find_addressees(struct handing *h, const struct vb_hand *o,
				    struct vb_err *err)
{
	const struct vb_fold *f = h->m->ahead.fold;
	enum vb_code code = VB_OK;

	for (unsigned i = 0; !code && i < o->nto; i++)
		code = add_named(h, o->to[i], err);
	for (uint32_t i = 0; !code && o->nto == 0 && i < f->nparties; i++) {
		const struct vb_party *p = &f->party[i];

		if (p->joined && p->until == VB_NO_ACT &&
		    strcmp(p->name, h->m->d->card.party) != 0)
			code = add_named(h, p->name, err);
	}
	for (unsigned i = 0; !code && i < h->nto; i++)
		if (strcmp(h->to[i], h->m->d->card.party) == 0)
			code = vb_fail(err, VB_USAGE, "5.2.4", "addressee",
				       "a paper is handed over to another; nothing was "
				       "signed");
	if (!code && h->nto == 0)
		code = vb_fail(err, VB_REFUSED, "5.2.4", "addressee",
			       "nobody else sits at this table; nothing was signed");
	return code;
}

/* ---- the act ---- */

static enum vb_code seal_all(struct handing *h, struct vb_view paper, struct vb_err *err)
{
	enum vb_code code = VB_OK;

	for (unsigned i = 0; !code && i <= h->nto; i++) {
		const char *to = i < h->nto ? h->to[i] : h->m->d->card.party;

		code = vb_seal_copy(h->m, to, paper, &h->sealed[i], err);
		if (!code) {
			h->nsealed++;
			vb_making_copy(h->m, "copy", &h->sealed[i].copy);
		}
	}
	return code;
}

static void add_line(struct vb_making *m, const struct vb_sealed *s)
{
	char value[VB_NAME_MAX + 96];
	struct vb_writer w;

	vb_writer_init(&w, value, sizeof(value));
	vb_putf(&w, "%s %zu ", s->addressee, s->len);
	vb_put_hash(&w, &s->copy.hash);
	vb_making_add(m, "annex", vb_written(&w));
}

static enum vb_code room_for(const struct handing *h, const struct vb_hand *o,
			     struct vb_err *err)
{
	uint64_t bytes = 0;

	for (unsigned i = 0; i < o->nannexes; i++)
		bytes += o->annex[i].large ? o->annex[i].large->size : o->annex[i].bytes.len;
	if (o->nannexes > VB_ANNEXES_MAX || o->nannexes * h->nto > VB_REPEAT_MAX)
		return vb_fail(err, VB_USAGE, "1.2", "annex",
			       "%u annexes for %u addressees are too many: an act has at most %d "
			       "annexes and %d lines for them; nothing was signed", o->nannexes,
			       h->nto, VB_ANNEXES_MAX, VB_REPEAT_MAX);
	if (bytes * (h->nto + 1) > VB_ANNEXES_BYTES)
		return vb_fail(err, VB_REFUSED, "", "annex",
			       "sealed for all, the annexes would have about %llu bytes, and one "
			       "act "
			       "has at most %llu; nothing was signed",
			       (unsigned long long)bytes * (h->nto + 1), VB_ANNEXES_BYTES);
	return VB_OK;
}

/* Each annex for each who has a copy; our own is kept, and is no matter of the act. */
static enum vb_code seal_annexes(struct handing *h, const struct vb_hand *o, struct vb_err *err)
{
	unsigned copies = h->nsealed;
	enum vb_code code = VB_OK;

	for (unsigned c = 0; !code && c < copies; c++) {
		for (unsigned i = 0; !code && i < o->nannexes; i++) {
			struct vb_sealed *s = &h->sealed[h->nsealed];

			code = vb_annex_seal(h->m->d, &o->annex[i], &h->sealed[c], s, err);
			if (code)
				break;
			h->nsealed++;
			if (s->copy.has_recipient)
				add_line(h->m, s);
		}
	}
	return code;
}

/* What it answers: the paper's own line, an option, or both if they name one act. */
static enum vb_code cite_answers(struct handing *h, const char *given, struct vb_err *err)
{
	const struct vb_fold *f = h->m->ahead.fold;
	uint32_t own = VB_NO_ACT, other = VB_NO_ACT;
	enum vb_code code = VB_OK;
	char cite[2][96];

	if (h->r.answers[0])
		code = vb_making_cite(h->m, NULL, h->r.answers, &own, err);
	if (!code && given)
		code = vb_making_cite(h->m, NULL, given, &other, err);
	if (code || (own == VB_NO_ACT && other == VB_NO_ACT))
		return code;
	if (own == VB_NO_ACT)
		own = other;
	h->answers = &f->fact[own].id;
	vb_fact_citation(cite[0], f, own);
	if (other != VB_NO_ACT && other != own) {
		vb_fact_citation(cite[1], f, other);
		return vb_fail(err, VB_REFUSED, "5.2.5", "answers",
			       "the paper says that it answers %s, and it would be handed over as "
			       "answering %s; nothing was signed: change one of them", cite[0],
			       cite[1]);
	}
	snprintf(h->r.answers, sizeof(h->r.answers), "%s", cite[0]);
	vb_making_id(h->m, "answers", &f->fact[own].id);
	return VB_OK;
}

static enum vb_code fill(struct handing *h, const struct vb_hand *o, struct vb_view paper,
			 struct vb_err *err)
{
	struct vb_making *m = h->m;
	enum vb_code code;

	vb_making_str(m, "role", h->r.role);
	code = cite_answers(h, o->answers, err);
	vb_making_str(m, "privilege", h->r.privilege);
	vb_making_str(m, "confidential", h->r.confidential ? "yes" : "no");
	if (o->collect_by != VB_TIME_NONE)
		vb_making_time(m, "collect-by", o->collect_by);
	vb_making_str(m, "same-text", "yes");
	if (o->lodge_days > 0 && o->lodge_days <= 36500)
		m->c.lodge_by = m->c.date + o->lodge_days * VB_DAY;
	if (!code && o->look)
		code = o->look(o->ctx, h->r.role, h->answers, paper, err);
	if (!code)
		code = room_for(h, o, err);
	if (!code)
		code = seal_all(h, paper, err);
	return code ? code : seal_annexes(h, o, err);
}

/* "To SUD, as a draft, 8 articles, answering nothing; confidential. Hand over?" */
static void sentence_of(const struct handing *h, char *out)
{
	const struct reading *r = &h->r;
	struct vb_writer w;
	char upper[96 + 1];

	vb_writer_init(&w, out, VB_SENTENCE_MAX - 1);
	for (unsigned i = 0; i < h->nto; i++)
		vb_putf(&w, "%s%s", i == 0 ? "To " : i + 1 < h->nto ? ", " : " and ",
			vb_name_upper(upper, h->to[i]));
	vb_putf(&w, ", as %s %s", strchr("aeiou", r->role[0]) ? "an" : "a", r->role);
	if (strcmp(r->role, "response") == 0)
		vb_putf(&w, " to %s", vb_name_upper(upper, r->answers));
	vb_putf(&w, ", %u article%s", r->articles, r->articles == 1 ? "" : "s");
	if (r->annexes > 0)
		vb_putf(&w, " and %u annex%s", r->annexes, r->annexes == 1 ? "" : "es");
	if (strcmp(r->role, "response") != 0)
		vb_putf(&w, ", answering %s",
			r->answers[0] ? vb_name_upper(upper, r->answers) : "nothing");
	if (strcmp(r->privilege, "open") != 0)
		vb_putf(&w, "; %s", r->privilege);
	vb_putf(&w, "%s. Hand over?", r->confidential ? "; confidential" : "");
	out[w.over ? 0 : w.len] = 0;
}

static enum vb_code sign_and_keep(struct handing *h, struct vb_done *done, struct vb_err *err)
{
	struct vb_making *m = h->m;
	char sentence[VB_SENTENCE_MAX];
	enum vb_code code;

	sentence_of(h, sentence);
	code = vb_making_compose(m, err);
	if (!code)
		code = vb_making_confirm(m, sentence, err);
	if (!code)
		code = vb_keep_copies(m->d, &m->act->id, h->sealed, h->nsealed, err);
	if (code)
		return code;
	code = vb_making_sign(m, done, err);
	/* What was kept for an act that was not signed after all goes again. */
	if (code && !m->d->dead && vb_forget_unsigned(m->d, NULL) == VB_MEMORY)
		return VB_MEMORY;
	return code;
}

/* As typed, brought to canonical form, and with a leaf for each annex. */
static enum vb_code whole_paper(const struct vb_hand *o, uint8_t **out, size_t *len,
				struct vb_err *err)
{
	uint8_t *typed = NULL;
	size_t n = 0;
	enum vb_code code = vb_paper_canonical(o->paper, &typed, &n, err);

	if (!code && o->nannexes > 0) {
		code = vb_annex_paper(vb_view(typed, n), o->annex, o->nannexes, out, len, err);
		vb_wipe(typed, n);
		free(typed);
	} else if (!code) {
		*out = typed;
		*len = n;
	}
	return code;
}

enum vb_code vb_desk_hand(struct vb_desk *d, const struct vb_hand *o, struct vb_done *done,
			  struct vb_err *err)
{
	struct handing *h = calloc(1, sizeof(*h));
	uint8_t *paper = NULL;
	size_t len = 0;
	enum vb_code code = h ? vb_desk_at_table(d, true, err) : vb_no_room(err);

	if (!code)
		code = whole_paper(o, &paper, &len, err);
	if (!code)
		code = read_paper(&h->r, o, vb_view(paper, len), err);
	if (!code)
		code = vb_making_new(d, kind_of(h->r.role), NULL, &h->m, err);
	if (!code)
		code = find_addressees(h, o, err);
	if (!code)
		code = fill(h, o, vb_view(paper, len), err);
	if (!code)
		code = sign_and_keep(h, done, err);
	if (h) {
		for (unsigned i = 0; i < h->nsealed; i++)
			vb_sealed_free(&h->sealed[i]);
		vb_making_free(h->m);
	}
	if (paper)
		vb_wipe(paper, len);
	free(paper);
	free(h);
	return code;
}
