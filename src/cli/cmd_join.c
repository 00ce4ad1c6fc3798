/*
 * verbale join: takes a seat at a table.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>

static void upper(const char *name)
{
	for (const char *p = name; *p; p++)
		putchar(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p);
}

/* What stands now, and what is to be done next. */
static void tell(const struct vb_joined *j, const char *as)
{
	char file[100];

	printf("This folder is now the desk of ");
	upper(as);
	printf(".  Words of the draft: %s\n", j->words);
	vb_quote(file, sizeof(file), vb_view_str(j->file ? j->file : ""));
	/* Who joins again may have moved it. */
	if (vb_cli_exists("recovery.key"))
		puts("recovery.key    move it to a safe place: it alone replaces a lost key");
	if (j->opened && j->asks)
		puts("The seat is taken: you sit at the table.");
	else if (j->opened)
		puts("The charter is signed and THE TABLE IS OPEN.");
	else if (j->asks)
		printf("%s    send it to the principals: verbale act admit seat=%s role=ROLE\n"
		       "%s    three words to compare with them by voice\n"
		       "Once they have admitted you, verbale join again takes the seat.\n",
		       file, file, j->request_words);
	else if (j->file)
		printf("%s    have it taken to the depositary: verbale pouch open %s in the desk "
		       "of a\n                member that reaches it.  It holds a secret until "
		       "the table "
		       "is open.\nThe record then comes to you in a pouch.\n", file, file);
	else
		puts("The charter waits for the others: the table opens with the last seat.");
}

static int join(struct vb_cli *c, const char *as)
{
	struct vb_joining o = {
		.as = as,
		.keeping = {.no_passphrase = vb_args_has(&c->args, "no-passphrase"),
			    .agent_key = vb_args_get(&c->args, "agent")},
		.carry = vb_args_has(&c->args, "carry"),
	};
	struct vb_joined joined = {.file = NULL};
	uint8_t *invite = NULL;
	size_t len;
	enum vb_code code = vb_file_read(c->args.word[0], VB_NOTE_MAX, &invite, &len, &c->err);

	if (!code) {
		o.invite = vb_view(invite, len);
		code = vb_desk_join(".", &o, &c->world, &joined, &c->err);
	}
	free(invite);
	if (code) {
		free(joined.file);
		c->err.code = code;
		return vb_cli_fail(c, !joined.words[0] ? "no seat was taken" :
				   "the desk and its seat are made, and verbale join again goes "
				   "on from there");
	}
	tell(&joined, as);
	free(joined.file);
	return VB_EXIT_DONE;
}

static int run(struct vb_cli *c)
{
	const char *given = vb_args_get(&c->args, "as");
	char *as;
	int code;

	if (c->args.nwords != 1 || !given)
		return vb_cli_usage(c, "no seat was taken: name one invitation, and with --as "
				       "who takes the seat");
	as = vb_cli_lower(given);
	if (!as) {
		c->err.code = VB_MEMORY;
		return vb_cli_fail(c, "no seat was taken: there is not enough memory");
	}
	code = join(c, as);
	free(as);
	return code;
}

static const struct vb_option options[] = {
	{"as", "PARTY", "which of the invited we are", 0},
	{"carry", NULL, "if the depositary is out of reach, write the seat to a file", 0},
	{"no-passphrase", NULL, "keep the keys in a plain file (mode 0600)", 0},
	{"agent", "KEY", "sign acts with this key of ssh-agent (SHA256:... or a vkey)", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_join = {
	"join",
	"TABLE.invite --as PARTY",
	"take a seat: make our desk here and sign the charter",
	"Makes the desk of PARTY in this folder, with new keys, and signs the charter that the\n"
	"invitation drafts.  Compare the three words with the founder by voice first: they\n"
	"differ if the invitation was altered on its way.  At a table that is open and where\n"
	"PARTY was not invited it asks to be admitted, and again, once that is done, takes\n"
	"the seat.\n",
	options,
	run,
};
