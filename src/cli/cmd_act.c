/*
 * verbale act: every kind that has no verb of its own.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

/* ---- what there is to know of a kind ---- */

static const char *how_to_write(const struct vb_field *f)
{
	static const char *const words[] = {
		[VB_T_NAME] = "a name",
		[VB_T_KEYNAME] = "a log's origin",
		[VB_T_DEC] = "a number",
		[VB_T_TIME] = "a time, YYYY-MM-DDThh:mm:ssZ",
		[VB_T_HASH] = "64 hex digits",
		[VB_T_ACT] = "a citation such as NORD-1",
		[VB_T_WORDS] = "words, in quotes",
		[VB_T_ENUM] = "one of",
		[VB_T_PARTY] = "\"NAME ROLE\"",
		[VB_T_RULE] = "\"RULE VALUE\"",
		[VB_T_KEY] = "\"NAME PURPOSE VALUE\"",
		[VB_T_SEAT] = "\"NAME BASE64\"",
		[VB_T_COPY] = "a copy's line",
		[VB_T_ANNEX] = "\"PARTY BYTES HASH\"",
		[VB_T_IDENTITY] = "a one-time identity",
		[VB_T_POINT] = "\"SIZE ROOT\"",
	};

	return words[f->type];
}

static void field_help(const struct vb_field *f)
{
	printf("  %-12s %s", f->name, how_to_write(f));
	for (unsigned i = 0; f->type == VB_T_ENUM && f->words[i]; i++)
		printf("%s %s", i ? "," : "", f->words[i]);
	printf("%s%s\n", f->flags & VB_F_OPTIONAL ? "; may be left out" : "",
	       f->flags & VB_F_REPEATED ? "; may be given several times" : "");
	if (f->doc && f->doc[0])
		printf("  %-12s %s\n", "", f->doc);
}

static int kind_help(const struct vb_kind *k)
{
	printf("usage: verbale act %s%s\n\n%s\n", k->name, k->nfields ? " FIELD=VALUE..." : "",
	       k->means ? k->means : "");
	printf("Kind of the group %s, format.md %s.%s\n", k->group, k->clause,
	       k->nfields ? "  Fields:" : "");
	for (unsigned i = 0; i < k->nfields; i++)
		field_help(&k->fields[i]);
	if (strcmp(k->name, "admit") == 0)
		puts("  seat         a file: the request of the one who asks; in place of party "
		     "and key\n"
		     "  role         with seat: principal, observer (unless said) or chair");
	if (strcmp(k->name, "transfer") == 0)
		puts("  invite       a file: the invitation to the table that goes on; in place "
		     "of\n"
		     "               depositary, origin and key");
	if (k->signers == VB_BY_PRINCIPALS || k->signers == VB_BY_LISTED)
		printf("\nSeveral sign this act: it is written to a file with our line, and the "
		       "others add\ntheirs with verbale act sign FILE.act.\n");
	return VB_EXIT_DONE;
}

static int list(void)
{
	unsigned n;
	const struct vb_kind *const *kinds = vb_kinds(&n);

	for (unsigned i = 0; i < n; i++)
		printf("%-13s %-11s %-7s %s\n", kinds[i]->name, kinds[i]->group,
		       kinds[i]->clause, kinds[i]->means ? kinds[i]->means : "");
	return VB_EXIT_DONE;
}

/* ---- composing one ---- */

/* A file of several signatures that is not there yet: KIND.act, KIND-2.act, ... */
static bool free_name(const char *kind, char *out, size_t cap)
{
	for (unsigned n = 1; n < 10000; n++) {
		if (n == 1)
			snprintf(out, cap, "%s.act", kind);
		else
			snprintf(out, cap, "%s-%u.act", kind, n);
		if (!vb_cli_exists(out))
			return true;
	}
	return false;
}

int vb_cli_act_new(struct vb_cli *c, const struct vb_kind *k, const struct vb_pair *pairs,
		   unsigned n)
{
	const char *given = vb_args_get(&c->args, "file");
	char name[80], behind[200], shown[100];
	struct vb_done done = {0};
	enum vb_code got;

	if (given && vb_cli_exists(given)) {
		vb_fail(&c->err, VB_REFUSED, "",
			vb_quote(shown, sizeof(shown), vb_view_str(given)),
			"something of that name is there already, and nothing is overwritten");
		return vb_cli_fail(c, "nothing was signed");
	}
	if (!given && !free_name(k->name, name, sizeof(name)))
		return vb_cli_usage(c, "nothing was signed: name a new file with --file");
	if (!given)
		given = name;
	got = vb_desk_act(c->desk, k->name, pairs, n, given, &done, &c->err);
	if (got || !done.waits)
		return vb_cli_done(c, got, "the act was not made", &done, NULL, NULL);
	snprintf(behind, sizeof(behind), "%s",
		 vb_quote(shown, sizeof(shown), vb_view_str(given)));
	printf("Wrote %s with our signature: the others add theirs with verbale act sign %s.\n",
	       behind, behind);
	return VB_EXIT_DONE;
}

/* "FIELD=VALUE" in two; the desk knows which fields there are. */
static bool divide(const char *word, char *name, size_t cap, const char **value)
{
	const char *eq = strchr(word, '=');

	if (!eq || eq == word || (size_t)(eq - word) >= cap)
		return false;
	memcpy(name, word, (size_t)(eq - word));
	name[eq - word] = 0;
	*value = eq + 1;
	return true;
}

static int with_fields(struct vb_cli *c, const struct vb_kind *k)
{
	unsigned n = c->args.nwords - 1;
	struct vb_pair *pairs = calloc(n + 1, sizeof(*pairs));
	char(*name)[VB_NAME_MAX + 1] = calloc(n + 1, sizeof(*name));
	int code = VB_EXIT_DONE;

	if (!pairs || !name) {
		c->err.code = VB_MEMORY;
		code = vb_cli_fail(c, "nothing was signed: there is not enough memory");
		n = 0;
	}
	for (unsigned i = 0; code == VB_EXIT_DONE && i < n; i++) {
		const char *word = c->args.word[i + 1];
		char shown[80];

		if (divide(word, name[i], sizeof(name[i]), &pairs[i].value))
			pairs[i].name = name[i];
		else
			code = vb_cli_usage(c, "nothing was signed: %s is no FIELD=VALUE of the "
					       "kind %s; see verbale act %s --help",
					    vb_quote(shown, sizeof(shown), vb_view_str(word)),
					    k->name, k->name);
	}
	if (code == VB_EXIT_DONE && vb_cli_table(c, true, &code))
		code = vb_cli_act_new(c, k, pairs, n);
	free(pairs);
	free(name);
	return code;
}

static int sign(struct vb_cli *c)
{
	struct vb_done done = {0};
	char shown[100];
	enum vb_code got;
	int code;

	if (c->args.nwords != 2)
		return vb_cli_usage(c, "nothing was signed: name one file");
	if (!vb_cli_table(c, true, &code) || !vb_settle_file(c, c->args.word[1], &code))
		return code;
	got = vb_desk_countersign(c->desk, c->args.word[1], &done, &c->err);
	if (got || !done.waits)
		return vb_cli_done(c, got, "the act was not signed", &done, NULL, NULL);
	printf("Added our signature to %s; it waits for the others.\n",
	       vb_quote(shown, sizeof(shown), vb_view_str(c->args.word[1])));
	return VB_EXIT_DONE;
}

static int run(struct vb_cli *c)
{
	const char *what = c->args.nwords ? c->args.word[0] : NULL;
	const struct vb_kind *k;
	char shown[80];

	if (!what)
		return vb_cli_usage(c, "nothing was signed: name a kind; verbale act list has "
				       "them all");
	if (strcmp(what, "list") == 0 && c->args.nwords == 1)
		return list();
	if (strcmp(what, "sign") == 0 && !vb_args_has(&c->args, "help"))
		return sign(c);
	k = vb_kind_find(vb_view_str(what));
	if (!k)
		return vb_cli_usage(c, "nothing was signed: there is no kind %s; verbale act "
				       "list has them all",
				    vb_quote(shown, sizeof(shown), vb_view_str(what)));
	if (vb_args_has(&c->args, "help"))
		return kind_help(k);
	/* These hold the text against what is agreed first. */
	if (vb_settles(k->name))
		return vb_cli_usage(c, "nothing was signed: this is made by verbale %s ACT",
				    k->name);
	return with_fields(c, k);
}

static const struct vb_option options[] = {
	{"file", "FILE.act", "where an act that several sign is written", 0},
	{"reopen", "ARTICLE", "of sign: an article that is agreed and changes all the same", 0},
	{"not-final", NULL, "of sign: though the text is not the final one that is agreed", 0},
	{"new-text", NULL, "of sign: though articles of it are agreed in another text", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_act = {
	"act",
	"KIND [FIELD=VALUE...] | list | sign FILE.act",
	"sign an act of any other kind",
	"Signs an act of KIND: withdraw, statement, mandate, promise, minutes and so on; verbale\n"
	"act KIND --help shows its fields.  A field that may be repeated is given several\n"
	"times.  What several must sign is written to a file; sign adds our line to it.\n",
	options,
	run,
};
