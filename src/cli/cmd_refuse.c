/*
 * verbale refuse: sends a paper back unopened.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

static int run(struct vb_cli *c)
{
	struct vb_done done = {0};
	enum vb_code got;
	int code;

	if (c->args.nwords != 1 && c->args.nwords != 2)
		return vb_cli_usage(c, "nothing was refused: name one act, and a reason in "
				       "quotes if there is one");
	if (!vb_cli_table(c, true, &code))
		return code;
	got = vb_desk_refuse(c->desk, c->args.word[0],
			     c->args.nwords == 2 ? c->args.word[1] : NULL, &done, &c->err);
	return vb_cli_done(c, got, "nothing was refused", &done, NULL, NULL);
}

const struct vb_verb vb_verb_refuse = {
	"refuse",
	"ACT [REASON]",
	"send a paper back unopened",
	"Signs that the paper of ACT is refused.  It stays sealed: nobody has read it.\n",
	NULL,
	run,
};
