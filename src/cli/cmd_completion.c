/*
 * verbale completion: what a shell needs to complete our verbs and options.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <string.h>

static int run(struct vb_cli *c)
{
	if (c->args.nwords != 1 || strcmp(c->args.word[0], "bash") != 0)
		return vb_cli_usage(c, "nothing was printed: bash is the only shell known here");
	fputs(vb_completion_bash, stdout);
	return VB_EXIT_DONE;
}

const struct vb_verb vb_verb_completion = {
	"completion",
	"bash",
	"print what bash needs to complete verbs and options",
	"Prints a completion file: verbale completion bash >FILE, then source FILE.\n",
	NULL,
	run,
};
