/*
 * verbale answer: writes the skeleton of a response.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>

static int put(struct vb_cli *c, struct vb_view skeleton)
{
	enum vb_code code;

	if (vb_args_has(&c->args, "stdout")) {
		fwrite(skeleton.ptr, 1, skeleton.len, stdout);
		return VB_EXIT_DONE;
	}
	code = vb_file_write("answer.md", skeleton, VB_FILE_NEW, &c->err);
	if (code) {
		c->err.code = code;
		return vb_cli_fail(c, "answer.md was not written");
	}
	puts("Wrote answer.md: every article \"silent\" until you change it; then verbale hand "
	     "answer.md.");
	return VB_EXIT_DONE;
}

static int run(struct vb_cli *c)
{
	uint8_t *out = NULL;
	size_t len = 0;
	int code;

	if (c->args.nwords != 1)
		return vb_cli_usage(c, "no answer was written: name one act");
	if (!vb_args_has(&c->args, "stdout") && vb_cli_exists("answer.md")) {
		vb_fail(&c->err, VB_REFUSED, "", "answer.md",
			"it is there already, and nothing is overwritten; move it away first");
		return vb_cli_fail(c, "no answer was written");
	}
	if (!vb_cli_table(c, false, &code))
		return code;
	c->err.code = vb_desk_answer(c->desk, c->args.word[0], &out, &len, &c->err);
	code = c->err.code ? vb_cli_fail(c, "no answer was written") :
			     put(c, vb_view(out, len));
	free(out);
	return code;
}

static const struct vb_option options[] = {
	{"stdout", NULL, "print it instead of writing answer.md", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_answer = {
	"answer",
	"ACT",
	"write answer.md: the headings of a paper, to be answered",
	"Writes answer.md: the articles of the paper of ACT, each with the position \"silent\".\n"
	"Change the positions (accept, accept with changes, accept if N, discuss, reserve,\n"
	"reject, silent), write what there is to say, and hand it over.\n",
	options,
	run,
};
