/*
 * verbale at: where the depositary is.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int show(struct vb_cli *c)
{
	struct vb_view address = vb_view_str(vb_desk_address(c->desk));
	struct vb_json j;

	if (c->json) {
		vb_json_init(&j, stdout);
		vb_json_object(&j, NULL);
		vb_json_text(&j, "at", address);
		vb_json_end(&j, true);
		return VB_EXIT_DONE;
	}
	vb_escape_tty(stdout, address, false);
	puts("");
	return VB_EXIT_DONE;
}

static int move(struct vb_cli *c, const char *at)
{
	char *address = vb_cli_address(at);
	char shown[100];

	if (!address) {
		vb_fail(&c->err, VB_IO, "", vb_quote(shown, sizeof(shown), vb_view_str(at)), "%s",
			strerror(errno));
		return vb_cli_fail(c, "the depositary is looked for where it was");
	}
	c->err.code = vb_desk_move(c->desk, address, &c->err);
	free(address);
	return c->err.code ? vb_cli_fail(c, "the depositary is looked for where it was")
			   : show(c);
}

static int run(struct vb_cli *c)
{
	if (c->args.nwords > 1)
		return vb_cli_usage(c, "nothing was done: give no word, or one ADDRESS");
	c->err.code = vb_desk_open(".", true, &c->world, &c->desk, &c->err);
	if (c->err.code == VB_NOT_FOUND && !vb_cli_exists("desk.db"))
		return vb_cli_usage(c, "nothing was done: this folder is not a desk; name the "
				       "desk with -C DIR");
	if (c->err.code)
		return vb_cli_fail(c, "the desk could not be opened");
	return c->args.nwords == 1 ? move(c, c->args.word[0]) : show(c);
}

static const struct vb_option options[] = {
	{"json", NULL, "print JSON", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_at = {
	"at",
	"[DIR | https://HOST]",
	"where the depositary is; or that it is elsewhere now",
	"Without a word: the folder or server at which this desk looks for its depositary.  With\n"
	"one: looks there from now on, if what is there has the keys that the charter names.\n"
	"For a folder that was moved, or that is reached through a server now.\n",
	options,
	run,
};
