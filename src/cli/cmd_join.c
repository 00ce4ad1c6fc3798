/*
 * verbale join: takes a seat at a table.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>

static int join(struct vb_cli *c, const char *as)
{
	const struct vb_keeping keeping = {
		.no_passphrase = vb_args_has(&c->args, "no-passphrase"),
		.agent_key = vb_args_get(&c->args, "agent"),
	};
	char words[18];
	bool opened = false;
	uint8_t *invite = NULL;
	size_t len;
	enum vb_code code = vb_file_read(c->args.word[0], VB_NOTE_MAX, &invite, &len, &c->err);

	if (!code)
		code = vb_desk_join(".", vb_view(invite, len), as, &keeping, &c->world, words,
				    &opened, &c->err);
	free(invite);
	if (code) {
		c->err.code = code;
		return vb_cli_fail(c, "no seat was taken");
	}
	printf("This folder is now the desk of ");
	for (const char *p = as; *p; p++)
		putchar(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p);
	printf(".  Words of the draft: %s\n", words);
	puts("recovery.key    move it to a safe place: it alone replaces a lost key");
	puts(opened ? "The charter is signed and THE TABLE IS OPEN." :
		      "The charter waits for the others: the table opens with the last seat.");
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
	"differ if the invitation was altered on its way.\n",
	options,
	run,
};
