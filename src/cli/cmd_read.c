/*
 * verbale read: prints an opened paper.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <unistd.h>

/* Files are not for a terminal: they are put where `receive` puts them. */
static int annexes(struct vb_cli *c)
{
	struct vb_annexes got;

	c->err.code = vb_desk_annexes(c->desk, c->args.word[0], &got, &c->err);
	if (c->err.code)
		return vb_cli_fail(c, "the annexes were not opened");
	if (got.n == 0)
		puts("This desk has no annex of it.");
	vb_cli_annexes(&got);
	free(got.dir);
	return VB_EXIT_DONE;
}

static int run(struct vb_cli *c)
{
	uint8_t *out = NULL;
	size_t len = 0;
	int code;

	if (c->args.nwords != 1)
		return vb_cli_usage(c, "nothing was read: name one act");
	if (!vb_cli_table(c, false, &code))
		return code;
	if (vb_args_has(&c->args, "annexes"))
		return annexes(c);
	c->err.code = vb_desk_read(c->desk, c->args.word[0], &out, &len, &c->err);
	if (c->err.code)
		code = vb_cli_fail(c, "nothing was read");
	else if (isatty(STDOUT_FILENO))
		vb_escape_tty(stdout, vb_view(out, len), true);
	else
		fwrite(out, 1, len, stdout);
	free(out);
	return code;
}

static const struct vb_option options[] = {
	{"annexes", NULL, "open its annexes into papers/ACT/ instead", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_read = {
	"read",
	"ACT",
	"print an opened paper",
	"Prints the paper of ACT: one of ours, or one that we received.  Elsewhere than on a\n"
	"terminal it comes byte for byte.\n",
	options,
	run,
};
