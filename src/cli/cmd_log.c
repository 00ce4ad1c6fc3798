/*
 * verbale log: the acts of the table, one a line.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>

static int one(struct vb_cli *c, struct vb_json *j, struct vb_act *act, uint32_t index)
{
	uint32_t logged;
	const struct vb_fold *f = vb_cli_fold(c, &logged);
	uint8_t *note = NULL;
	enum vb_code code = vb_cli_act(c, index, act, &note);

	if (!code && c->json)
		vb_render_act_json(j, f, logged, act, index);
	else if (!code)
		vb_render_log_line(stdout, f, logged, act, index, &c->style);
	free(note);
	if (!code)
		return VB_EXIT_DONE;
	c->err.code = code;
	return vb_cli_fail(c, "the log was not shown whole");
}

static int list(struct vb_cli *c, uint32_t from)
{
	uint32_t logged;
	const struct vb_fold *f = vb_cli_fold(c, &logged);
	struct vb_act *act = malloc(sizeof(*act));
	struct vb_json j;
	int code = VB_EXIT_DONE;

	if (!act) {
		c->err.code = VB_MEMORY;
		return vb_cli_fail(c, "nothing was shown: there is not enough memory");
	}
	vb_json_init(&j, stdout);
	if (c->json) {
		char hex[65];

		vb_hex(hex, f->table.b, sizeof(f->table.b));
		vb_json_object(&j, NULL);
		vb_json_str(&j, "table", f->name);
		vb_json_str(&j, "table_id", hex);
		vb_json_number(&j, "size", logged);
		vb_json_array(&j, "acts");
	}
	for (uint32_t i = from; code == VB_EXIT_DONE && i < f->nfacts; i++)
		code = one(c, &j, act, i);
	if (c->json) {
		vb_json_end(&j, false);
		vb_json_end(&j, true);
	}
	free(act);
	return code;
}

static int run(struct vb_cli *c)
{
	const char *given = vb_args_get(&c->args, "number");
	uint64_t last = UINT32_MAX;
	uint32_t size;
	int code;

	if (c->args.nwords != 0)
		return vb_cli_usage(c, "nothing was shown: this verb takes no words");
	if (given && !vb_cli_number(given, UINT32_MAX, &last))
		return vb_cli_usage(c, "nothing was shown: -n wants a number");
	if (!vb_cli_table(c, false, &code))
		return code;
	c->err.code = vb_cli_look(c);
	if (c->err.code)
		return vb_cli_fail(c, "nothing was shown");
	size = vb_cli_fold(c, NULL)->nfacts;
	return list(c, last < size ? size - (uint32_t)last : 0);
}

static const struct vb_option options[] = {
	{"number", "N", "only the last N acts", 'n'},
	{"json", NULL, "print JSON", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_log = {
	"log",
	"",
	"the acts of the table, newest last",
	"Fetches and verifies what is new, then lists the acts: who signed, when it was logged,\n"
	"and what it says in a sentence.  What is not logged yet stands behind, marked so.\n",
	options,
	run,
};
