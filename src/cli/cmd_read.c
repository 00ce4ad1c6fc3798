/*
 * verbale read: prints an opened paper.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
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

/* Leaf @article of @paper (format.md 2.13); all of it without one. */
static enum vb_code part_of(struct vb_cli *c, const char *article, struct vb_view paper,
			    struct vb_view *out)
{
	struct vb_paper *p;
	uint32_t leaf = 0;
	uint64_t n;
	enum vb_code code;

	*out = paper;
	if (!article)
		return VB_OK;
	if (!vb_cli_number(article, VB_LEAVES_MAX, &n))
		return vb_fail(&c->err, VB_USAGE, "2.13", c->args.word[0],
			       "behind the colon the number of an article is due");
	code = n > 0 ? vb_cli_leaf(paper, n, &leaf, &c->err) : VB_OK;
	if (code == VB_NOT_FOUND)
		return vb_fail(&c->err, code, "2.13", c->args.word[0],
			       "its paper has no article of this number");
	p = code ? NULL : malloc(sizeof(*p));
	if (!code)
		code = p ? vb_paper_parse(paper, p, &c->err) : VB_MEMORY;
	if (!code)
		*out = p->leaf[leaf].text;
	free(p);
	return code;
}

static int print(struct vb_cli *c, const char *act, const char *article)
{
	uint8_t *paper = NULL;
	size_t len = 0;
	struct vb_view part = {NULL, 0};
	int code = VB_EXIT_DONE;

	c->err.code = vb_desk_read(c->desk, act, &paper, &len, &c->err);
	if (!c->err.code)
		c->err.code = part_of(c, article, vb_view(paper, len), &part);
	if (c->err.code)
		code = vb_cli_fail(c, "nothing was read");
	else if (isatty(STDOUT_FILENO))
		vb_escape_tty(stdout, part, true);
	else
		fwrite(part.ptr, 1, part.len, stdout);
	free(paper);
	return code;
}

static int run(struct vb_cli *c)
{
	const char *colon;
	char *act;
	int code;

	if (c->args.nwords != 1)
		return vb_cli_usage(c, "nothing was read: name one act");
	if (!vb_cli_table(c, false, &code))
		return code;
	if (vb_args_has(&c->args, "annexes"))
		return annexes(c);
	colon = strchr(c->args.word[0], ':');
	act = colon ? strndup(c->args.word[0], (size_t)(colon - c->args.word[0])) :
		      strdup(c->args.word[0]);
	if (act) {
		code = print(c, act, colon ? colon + 1 : NULL);
	} else {
		c->err.code = VB_MEMORY;
		code = vb_cli_fail(c, "nothing was read: there is not enough memory");
	}
	free(act);
	return code;
}

static const struct vb_option options[] = {
	{"annexes", NULL, "open its annexes into papers/ACT/ instead", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_read = {
	"read",
	"ACT[:ARTICLE]",
	"print an opened paper",
	"Prints the paper of ACT: one of ours, or one that we received; or one article of it,\n"
	"as in NORD-2:4.  Elsewhere than on a terminal it comes byte for byte.\n",
	options,
	run,
};
