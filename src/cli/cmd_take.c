/*
 * verbale take: says as what a paper is taken.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* take ACT as KIND [to ACT] */
static bool words_of(const struct vb_cli *c, const char **as, const char **answers)
{
	const struct vb_args *a = &c->args;

	if (a->nwords != 3 && a->nwords != 5)
		return false;
	if (strcmp(a->word[1], "as") != 0 ||
	    (a->nwords == 5 && strcmp(a->word[3], "to") != 0))
		return false;
	*as = a->word[2];
	*answers = a->nwords == 5 ? a->word[4] : NULL;
	return true;
}

static int run(struct vb_cli *c)
{
	struct vb_done done = {0};
	const char *as, *answers;
	char *detail = NULL;
	enum vb_code got;
	int code;

	if (!words_of(c, &as, &answers))
		return vb_cli_usage(c, "nothing was taken: say which act, and as what");
	if (!vb_cli_table(c, true, &code))
		return code;
	got = vb_desk_take(c->desk, c->args.word[0], as, answers, &done, &c->err);
	if (asprintf(&detail, "takes %s as %s%s%s", c->args.word[0], as, answers ? " to " : "",
		     answers ? answers : "") < 0)
		detail = NULL;
	code = vb_cli_done(c, got, "nothing was taken", &done, detail, NULL);
	free(detail);
	return code;
}

const struct vb_verb vb_verb_take = {
	"take",
	"ACT as KIND [to ACT]",
	"say as what we take a paper",
	"Signs as what we take the paper of ACT, and as answering what.  KIND is as-offered,\n"
	"draft, response, letter, chair-text, joint-draft, agreed-text or information.  It\n"
	"binds us only, and is no agreement to what the paper says.\n",
	NULL,
	run,
};
