/*
 * verbale open: founds a table.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define RULES_MAX 32

/* "NORD:Observer" as its charter writes it. */
static bool parties_of(struct vb_cli *c, char **out, unsigned *n)
{
	for (*n = 0; *n + 1 < c->args.nwords; ++*n) {
		out[*n] = vb_cli_lower(c->args.word[*n + 1]);
		if (!out[*n])
			return false;
	}
	return true;
}

/* format.md 5.1.1: a charter that breaks it could be signed by all and never open. */
static const char *unfit(const struct vb_founding *o)
{
	unsigned principals = 0;
	bool judged = !o->judge;

	for (unsigned i = 0; i < o->nparties; i++) {
		const char *role = strchr(o->parties[i], ':');
		size_t len = role ? (size_t)(role - o->parties[i]) : strlen(o->parties[i]);

		if (!role || strcmp(role, ":principal") == 0)
			principals++;
		else if (o->judge && vb_view_is(vb_view(o->parties[i], len), o->judge))
			judged = true;
	}
	if (principals < 2)
		return "at least two of its members must be principals";
	return judged ? NULL : "its judge must be an observer or the chair";
}

/* Of a depositary that is still to be made the name is known before it has a folder and keys;
 * of another it is asked (format.md 5.1.1). */
static bool names_depositary(const struct vb_founding *o, const char *address)
{
	char name[VB_NAME_MAX + 1], *db = NULL;
	bool there = strstr(address, "://") != NULL;

	if (!there && asprintf(&db, "%s/depositary.db", address) >= 0)
		there = vb_cli_exists(db);
	free(db);
	vb_cli_depositary_name(address, name);
	for (unsigned i = 0; !there && i < o->nparties; i++)
		if (vb_view_is(vb_view(o->parties[i], strcspn(o->parties[i], ":")), name))
			return true;
	return false;
}

static int found(struct vb_cli *c, struct vb_founding *o, const char *at)
{
	char words[18] = "", shown[100];
	char *address = vb_cli_address(at);
	const char *token = vb_args_get(&c->args, "token");
	enum vb_code code = token ? vb_cli_token(c, token, &c->err) : VB_OK;

	if (code) {
		free(address);
		c->err.code = code;
		return vb_cli_fail(c, "no table was founded");
	}
	if (!address) {
		vb_fail(&c->err, VB_IO, "", vb_quote(shown, sizeof(shown), vb_view_str(at)),
			"%s", strerror(errno));
		return vb_cli_fail(c, "no table was founded");
	}
	if (names_depositary(o, address)) {
		free(address);
		return vb_cli_usage(c, "no table was founded: the depositary is called by its "
				       "folder, and a party has that name (format.md 5.1.1); "
				       "name another folder with --at");
	}
	o->at = address;
	code = vb_desk_found(".", o, &c->world, words, &c->err);
	free(address);
	if (code) {
		c->err.code = code;
		if (words[0] && strcmp(c->err.clause, "http.md 3.5") == 0)
			return vb_cli_fail(c, "the desk, its seat and the invitation are made; put "
					      "a token into this folder, as a file called token, "
					      "and verbale status sends the seat");
		return vb_cli_fail(c, words[0] ? "the desk, its seat and the invitation are made, "
						 "and verbale status sends the seat" :
						 "no table was founded");
	}
	printf("This folder is now the desk of ");
	for (const char *p = o->parties[0]; *p && *p != ':'; p++)
		putchar(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p);
	printf(" at the table %s.\n", o->table);
	printf("%s.invite    send it to the others: verbale join %s.invite --as PARTY\n",
	       o->table, o->table);
	printf("%s    three words to compare by voice with whoever joins\n", words);
	puts("recovery.key    move it to a safe place: it alone replaces a lost key");
	return VB_EXIT_DONE;
}

static int run(struct vb_cli *c)
{
	const char *rules[RULES_MAX], *at = vb_args_get(&c->args, "at");
	char *party[VB_PARTIES_MAX + 1] = {NULL}, *judge = NULL;
	const char *judge_given = vb_args_get(&c->args, "judge");
	struct vb_founding o = {.rules = rules};
	unsigned n = 0;
	int code;

	if (c->args.nwords < 3)
		return vb_cli_usage(c, "no table was founded: a table has a name and at least "
				       "two parties");
	if (c->args.nwords - 1 > VB_PARTIES_MAX)
		return vb_cli_usage(c, "no table was founded: a table has at most %d members",
				    VB_PARTIES_MAX);
	if (!at)
		return vb_cli_usage(c, "no table was founded: --at must name the depositary's "
				       "folder");
	o.nrules = vb_args_all(&c->args, "rule", rules, RULES_MAX);
	if (o.nrules > RULES_MAX)
		return vb_cli_usage(c, "no table was founded: there are more than %d rules",
				    RULES_MAX);
	if (judge_given)
		judge = vb_cli_lower(judge_given);
	if (parties_of(c, party, &n) && (judge || !judge_given)) {
		o.table = c->args.word[0];
		o.parties = (const char *const *)party;
		o.nparties = n;
		o.judge = judge;
		o.keeping.no_passphrase = vb_args_has(&c->args, "no-passphrase");
		o.keeping.agent_key = vb_args_get(&c->args, "agent");
		code = unfit(&o) ? vb_cli_usage(c, "no table was founded: %s", unfit(&o)) :
				   found(c, &o, at);
	} else {
		c->err.code = VB_MEMORY;
		code = vb_cli_fail(c, "no table was founded: there is not enough memory");
	}
	for (unsigned i = 0; i < VB_ARRAY_LEN(party); i++)
		free(party[i]);
	free(judge);
	return code;
}

static const struct vb_option options[] = {
	{"at", "DIR", "the depositary's folder, made if there is none; or https://HOST", 0},
	{"token", "FILE", "what the keeper of a server gave to open a table there", 0},
	{"rule", "\"RULE VALUE\"", "a rule of the charter, instead of its default; repeatable", 0},
	{"judge", "NAME", "an observer or chair who rules on contested papers", 0},
	{"no-passphrase", NULL, "keep the keys in a plain file (mode 0600)", 0},
	{"agent", "KEY", "sign acts with this key of ssh-agent (SHA256:... or a vkey)", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_open = {
	"open",
	"TABLE PARTY PARTY... --at DIR",
	"found a table: make our desk here, and an invitation",
	"Makes the desk of the first party in this folder, with new keys, drafts the charter,\n"
	"takes our seat, and writes TABLE.invite for the others.  The table opens when the\n"
	"last of them has joined.  PARTY is NAME, NAME:observer or NAME:chair.\n"
	"Rules: answer-days, channel, clock, collect-days, contest-days, deemed-days,\n"
	"skew-seconds, take-days, tie, undertaking (format.md 5.1.4).\n",
	options,
	run,
};
