/*
 * verbale receive: signs a receipt and opens the paper.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>

/* The annexes of a paper that was just opened; @code: how that ended. */
static int annexes(struct vb_cli *c, int code)
{
	struct vb_annexes got;

	c->err.code = vb_desk_annexes(c->desk, c->args.word[0], &got, &c->err);
	if (c->err.code)
		return vb_cli_fail(c, "the paper is opened, but not all its annexes");
	vb_cli_annexes(&got);
	free(got.dir);
	return code;
}

static int run(struct vb_cli *c)
{
	struct vb_done done = {0};
	char *path = NULL, *detail = NULL;
	enum vb_code got;
	int code;

	if (c->args.nwords != 1)
		return vb_cli_usage(c, "nothing was received: name one act");
	if (!vb_cli_table(c, true, &code))
		return code;
	got = vb_desk_receive(c->desk, c->args.word[0], &done, &path, &c->err);
	if (asprintf(&detail, "receipt of %s", c->args.word[0]) < 0)
		detail = NULL;
	for (char *p = detail; p && *p; p++)
		*p = p - detail >= 11 && *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p;
	code = vb_cli_done(c, got, "nothing was received", &done, detail, path);
	free(detail);
	if (!got && done.lodged && !path)
		puts("The paper is not released yet: verbale receive again opens it.");
	else if (!got && !path)
		puts("Its author can release it: carry a pouch there and back, and verbale receive "
		     "again opens it.");
	if (!got && path)
		code = annexes(c, code);
	if (!got && path)
		vb_locks_tell(c, c->args.word[0]);
	free(path);
	return code;
}

const struct vb_verb vb_verb_receive = {
	"receive",
	"ACT",
	"sign a receipt for a paper, and open it",
	"Signs that the paper of ACT was delivered, which accepts and recognises nothing; the\n"
	"depositary then releases the paper, and it is opened into papers/; its annexes, files\n"
	"that go along, into a folder of the act's name there.\n",
	NULL,
	run,
};
