/*
 * verbale enter: enters what came outside the record.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>

/* A Word file is kept as it came; what is in it is said, and is no part of the statement. */
static void tell(const char *path, struct vb_view bytes)
{
	struct vb_word_file w = {0};
	struct vb_err err = {0};
	char name[200];

	if (vb_word_file_read(&w, bytes, NULL, &err) == VB_OK)
		vb_word_file_tell(stderr, path, &w);
	else
		fprintf(stderr, "verbale: %s is kept as it came, and cannot be read: %s.\n",
			vb_quote(name, sizeof(name), vb_view_str(path)), err.sentence);
	vb_word_file_free(&w);
}

static int enter(struct vb_cli *c, struct vb_entering *o)
{
	struct vb_done done = {0};
	uint8_t *text = NULL;
	size_t len = 0;
	enum vb_code code = vb_file_read(c->args.word[0], VB_CLI_TYPED_MAX, &text, &len, &c->err);
	int out;

	if (!code) {
		o->paper = vb_view(text, len);
		code = vb_desk_enter(c->desk, o, &done, &c->err);
	}
	if (!code && vb_is_word_file(c->args.word[0], vb_view(text, len)))
		tell(c->args.word[0], vb_view(text, len));
	free(text);
	out = vb_cli_done(c, code, "nothing was entered", &done, NULL, NULL);
	return out;
}

static int run(struct vb_cli *c)
{
	const char *from = vb_args_get(&c->args, "from");
	const char *received = vb_args_get(&c->args, "received");
	struct vb_entering o = {
		.channel = vb_args_get(&c->args, "channel"),
		.role = vb_args_get(&c->args, "role"),
		.answers = vb_args_get(&c->args, "answers"),
		.person = vb_args_get(&c->args, "person"),
	};
	char *name;
	int code;

	if (c->args.nwords != 1 || !from || !o.channel || !o.role || !received)
		return vb_cli_usage(c, "nothing was entered: name a file, and say --from whom, "
				       "by which --channel, as what --role and when --received");
	if (!vb_cli_time(received, &o.received))
		return vb_cli_usage(c, "nothing was entered: --received wants a time such as "
				       "2022-01-28 or 2022-01-28T12:00:00Z");
	if (!vb_cli_table(c, true, &code))
		return code;
	name = vb_cli_lower(from);
	o.from = name ? name : from;
	code = enter(c, &o);
	free(name);
	return code;
}

static const struct vb_option options[] = {
	{"from", "PARTY", "who sent it", 0},
	{"channel", "CHANNEL", "e-mail, hand, post, fax, meeting or other", 0},
	{"role", "ROLE", "draft, response, letter, information, ...", 0},
	{"received", "TIME", "when it came, in UTC, and not later than now", 0},
	{"answers", "ACT", "what it answers", 0},
	{"person", "WORDS", "who brought or sent it", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_enter = {
	"enter",
	"FILE --from PARTY --channel CHANNEL --role ROLE --received TIME",
	"enter what a party sent outside the record",
	"Signs our statement that a member sent us the paper in FILE by another way.  It is\n"
	"what we say of them, and no act of theirs.\n",
	options,
	run,
};
