/*
 * verbale adopt, initial, sign: several make a text theirs, after each desk has held it against
 * what is agreed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *kind, *doing;
	enum vb_settled settled;
} kinds[] = {
	{"adopt", "adopting", VB_SD_ADOPTED},
	{"initial", "initialling", VB_SD_INITIALLED},
	{"sign", "signing", VB_SD_SIGNED},
};

/* ---- what it does to the articles ---- */

/* As if all of @signers had done it. */
static enum vb_code touch(const struct vb_record_text *t, size_t answers, enum vb_settled settled,
			  uint16_t signers, int64_t now, struct vb_touches *out,
			  struct vb_err *err)
{
	struct vb_statement *more = calloc(VB_PARTIES_MAX, sizeof(*more));
	enum vb_code code = VB_OK;
	size_t n = 0;

	*out = (struct vb_touches){0};
	if (!more)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	for (uint32_t p = 0; p < t->nparties && p < VB_PARTIES_MAX; p++) {
		if (signers >> p & 1)
			more[n++] = (struct vb_statement){.party = p, .cite = "", .speaks = true,
							  .answers = answers, .time = now,
							  .settled = settled};
	}
	if (n > 0)
		code = vb_record_touch(t, more, n, now, out, err);
	free(more);
	return code;
}

static void tell(const struct vb_touches *t, const char *doing, const char *cite)
{
	char names[600];
	unsigned n = vb_touches_name(t, 1u << VB_TC_AGREED, false, names, sizeof(names));

	if (n > 0)
		printf("By %s %s article%s %s %s agreed, which %s open.\n", doing, cite,
		       n == 1 ? "" : "s", names, n == 1 ? "is" : "are", n == 1 ? "was" : "were");
	n = vb_touches_name(t, 1u << VB_TC_OPEN, false, names, sizeof(names));
	if (n > 0)
		printf("Article%s %s stay%s open: %s not in %s, or not all sign.\n",
		       n == 1 ? "" : "s", names, n == 1 ? "s" : "", n == 1 ? "it is" : "they are",
		       cite);
	fflush(stdout);
}

/* What is signed, and what of the text this desk does not know. */
static void tell_text(const struct vb_record_text *t, size_t answers)
{
	struct vb_view paper = t->statement[answers].paper;
	char *title = vb_cli_title_of(paper), shown[300], hex[65];
	struct vb_hash h;

	vb_sha256(paper, &h);
	vb_hex(hex, h.b, sizeof(h.b));
	printf("The text: %s \"%s\", SHA-256 %s.\n", t->statement[answers].cite,
	       vb_quote(shown, sizeof(shown), vb_view_str(title ? title : "")), hex);
	vb_record_tell_sealed(stdout, t->statement, t->n);
	fflush(stdout);
	free(title);
}

/* The paper is open here, and changes nothing that is agreed but what --reopen names. */
static enum vb_code look(struct vb_cli *c, unsigned kind, const struct vb_hash *of,
			 uint16_t signers)
{
	int64_t now = c->world.clock.now(c->world.clock.ctx);
	struct vb_touches touched = {0};
	struct vb_record_text t = {0};
	char cite[96], what[600];
	size_t answers = 0;
	uint32_t act;
	enum vb_code code = vb_record_text_about(c, of, now, &t);

	act = vb_fold_find(vb_cli_fold(c, NULL), of);
	if (!code) {
		vb_fact_citation(cite, vb_cli_fold(c, NULL), act);
		answers = vb_record_statement_of(&t, act);
		if (answers == VB_NO_STATEMENT || t.statement[answers].sealed)
			code = vb_fail(&c->err, VB_NOT_FOUND, "", cite, "this desk has not opened "
				       "its paper: receive and read it first");
	}
	if (!code)
		code = vb_locks_other_text(c, t.act[0], true, t.statement[answers].paper,
					   &c->err);
	if (!code)
		code = touch(&t, answers, kinds[kind].settled, signers, now, &touched, &c->err);
	if (!code) {
		snprintf(what, sizeof(what), "%s %s", kinds[kind].doing, cite);
		code = vb_touches_allowed(c, &touched, what, &c->err);
	}
	if (!code)
		code = vb_locks_final(c, &t, t.statement[answers].paper,
				      vb_touches_name(&touched, VB_TC_LOCKED, false, what,
						      sizeof(what)) > 0, &c->err);
	if (!code)
		tell(&touched, kinds[kind].doing, cite);
	if (!code)
		tell_text(&t, answers);
	vb_touches_free(&touched);
	vb_record_text_close(&t);
	return code;
}

static int kind_of(const char *name)
{
	for (unsigned i = 0; i < VB_ARRAY_LEN(kinds); i++) {
		if (strcmp(kinds[i].kind, name) == 0)
			return (int)i;
	}
	return -1;
}

bool vb_settles(const char *kind)
{
	return kind_of(kind) >= 0;
}

/* ---- an act that another has begun ---- */

static enum vb_code look_at(struct vb_cli *c, const struct vb_act *a)
{
	const struct vb_fold *f = vb_cli_fold(c, NULL);
	int kind = kind_of(a->kind->name);
	uint16_t signers = 0;
	struct vb_hash of;

	/* What is no such act, or not of this table, is told when it is to be signed. */
	if (kind < 0 || !vb_act_hash(a, "of", &of) || vb_fold_find(f, &of) == VB_NO_ACT)
		return VB_OK;
	for (unsigned i = 0; i < vb_act_count(a, "signer"); i++) {
		uint8_t p = vb_fold_party(f, vb_act_get(a, "signer", i));

		if (p != VB_NO_PARTY)
			signers = (uint16_t)(signers | 1u << p);
	}
	return look(c, (unsigned)kind, &of, signers);
}

bool vb_settle_file(struct vb_cli *c, const char *path, int *code)
{
	struct vb_act *a = malloc(sizeof(*a));
	uint8_t *note = NULL;
	size_t len = 0;
	enum vb_code got = a ? VB_OK : VB_MEMORY;

	if (!got)
		got = vb_file_read(path, VB_NOTE_MAX, &note, &len, &c->err);
	if (!got) {
		got = vb_act_parse(vb_view(note, len), a, &c->err);
		if (got)
			vb_cli_in_file(&c->err, path);
	}
	if (!got)
		got = vb_cli_look(c);
	if (!got)
		got = look_at(c, a);
	free(note);
	free(a);
	c->err.code = got;
	*code = got ? vb_cli_fail(c, "the act was not signed") : VB_EXIT_DONE;
	return got == VB_OK;
}

/* ---- a new one ---- */

/* Whom --with names and we, else every principal at the table. */
static enum vb_code find_signers(struct vb_cli *c, const struct vb_fold *f, uint16_t *out)
{
	const char *given[VB_PARTIES_MAX];
	unsigned n = vb_args_all(&c->args, "with", given, VB_PARTIES_MAX);
	uint8_t me = vb_cli_me(c);
	char shown[80];

	if (me == VB_NO_PARTY || vb_desk_office(c->desk))
		return vb_fail(&c->err, VB_REFUSED, "2.8", "", "an office cannot sign with others: "
			       "that is for its party's desk");
	*out = (uint16_t)(1u << me);
	for (unsigned i = 0; i < n && i < VB_PARTIES_MAX; i++) {
		char *name = vb_cli_lower(given[i]);
		uint8_t p = name ? vb_fold_party(f, vb_view_str(name)) : VB_NO_PARTY;

		free(name);
		if (p == VB_NO_PARTY)
			return vb_fail(&c->err, VB_USAGE, "", "--with", "there is no member %s%s",
				       vb_quote(shown, sizeof(shown), vb_view_str(given[i])),
				       given[i][0] ? "" : "without a name");
		*out = (uint16_t)(*out | 1u << p);
	}
	for (uint8_t p = 0; n == 0 && p < f->nparties; p++) {
		if (f->party[p].role == VB_PRINCIPAL && f->party[p].joined &&
		    f->party[p].until == VB_NO_ACT)
			*out = (uint16_t)(*out | 1u << p);
	}
	return VB_OK;
}

/* Each of @name is one of @signers. */
static enum vb_code check_referred(struct vb_cli *c, const struct vb_fold *f,
				   const char *const *name, unsigned n, uint16_t signers)
{
	char shown[80];

	for (unsigned i = 0; i < n; i++) {
		char *lower = vb_cli_lower(name[i]);
		uint8_t p = lower ? vb_fold_party(f, vb_view_str(lower)) : VB_NO_PARTY;

		free(lower);
		if (p == VB_NO_PARTY || !(signers >> p & 1))
			return vb_fail(&c->err, VB_USAGE, "5.5.1", "--ad-referendum", "%s is not "
				       "among those who sign", name[i][0] ?
				       vb_quote(shown, sizeof(shown), vb_view_str(name[i])) :
				       "a party without a name");
	}
	return VB_OK;
}

static int settle(struct vb_cli *c, const char *kind)
{
	const char *referred[VB_PARTIES_MAX];
	unsigned nreferred = vb_args_all(&c->args, "ad-referendum", referred, VB_PARTIES_MAX);
	unsigned n = 0;
	struct vb_pair pair[1 + 2 * VB_PARTIES_MAX];
	const struct vb_fold *f;
	uint16_t signers = 0;
	uint32_t act = 0;
	int code;

	if (c->args.nwords != 1)
		return vb_cli_usage(c, "nothing was signed: name the act whose paper is the text");
	if (nreferred > VB_PARTIES_MAX || vb_args_all(&c->args, "with", NULL, 0) > VB_PARTIES_MAX)
		return vb_cli_usage(c, "nothing was signed: a table has at most %d members",
				    VB_PARTIES_MAX);
	if (!vb_cli_table(c, true, &code))
		return code;
	c->err.code = vb_cli_look(c);
	f = vb_cli_fold(c, NULL);
	if (!c->err.code)
		c->err.code = vb_desk_ahead_cited(f, c->args.word[0], &act, &c->err);
	if (!c->err.code)
		c->err.code = find_signers(c, f, &signers);
	if (!c->err.code)
		c->err.code = check_referred(c, f, referred, nreferred, signers);
	if (!c->err.code)
		c->err.code = vb_record_puts_text(f, act, &c->err);
	if (!c->err.code) {
		struct vb_hash of = f->fact[act].id;

		c->err.code = look(c, (unsigned)kind_of(kind), &of, signers);
	}
	if (c->err.code)
		return vb_cli_fail(c, "nothing was signed");
	f = vb_cli_fold(c, NULL);
	pair[n++] = (struct vb_pair){"of", c->args.word[0]};
	for (uint8_t p = 0; p < f->nparties; p++) {
		if (signers >> p & 1)
			pair[n++] = (struct vb_pair){"signer", f->party[p].name};
	}
	for (unsigned i = 0; i < nreferred; i++)
		pair[n++] = (struct vb_pair){"referendum", referred[i]};
	return vb_cli_act_new(c, vb_kind_find(vb_view_str(kind)), pair, n);
}

static int run_adopt(struct vb_cli *c)
{
	return settle(c, "adopt");
}

static int run_initial(struct vb_cli *c)
{
	return settle(c, "initial");
}

static int run_sign(struct vb_cli *c)
{
	return settle(c, "sign");
}

static const struct vb_option options[] = {
	{"with", "PARTY", "who signs with us; repeatable; without it every principal", 0},
	{"ad-referendum", "PARTY", "a signer that has yet to confirm; repeatable", 0},
	{"reopen", "ARTICLE", "an article that is agreed and changes all the same; repeatable", 0},
	{"not-final", NULL, "though it is not the final text that is agreed", 0},
	{"new-text", NULL, "though articles of it are agreed in another text", 0},
	{"file", "FILE.act", "where the act is written for the others to sign", 0},
	{NULL, NULL, NULL, 0},
};

#define HOW \
	"Held against what is agreed first: a text that changes an agreed article, be it by a\n" \
	"comma, is refused unless --reopen names the article; so is one that is not the final\n" \
	"text where all is agreed.  The act is written to a file; the others, whose desks hold\n" \
	"it against their own record, add their lines with verbale act sign FILE.act.  Who\n" \
	"signs ad referendum confirms by signing once more, without that.\n"

const struct vb_verb vb_verb_adopt = {
	"adopt", "ACT", "agree together that the paper of an act is the text",
	"Signs, with others, that the paper of ACT is the text (format.md 5.5.1).\n" HOW,
	options, run_adopt,
};
const struct vb_verb vb_verb_initial = {
	"initial", "ACT", "initial the paper of an act together: it is authentic, word for word",
	"Signs, with others, that the paper of ACT is authentic, word for word (format.md 5.5.2).\n"
	HOW,
	options, run_initial,
};
const struct vb_verb vb_verb_sign = {
	"sign", "ACT", "sign the paper of an act together",
	"Signs, with others, the text that the paper of ACT is (format.md 5.5.3).\n" HOW,
	options, run_sign,
};
