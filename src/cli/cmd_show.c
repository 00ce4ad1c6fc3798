/*
 * verbale show: one act whole, or the trust file of the table.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>

#define TRUST_MAX 65536

/* The lines of the trust file by their first word (format.md 9.7), and the file as it is. */
static void trust_json(struct vb_view file)
{
	static const char *const words[] = {"table", "party", "log"};
	struct vb_json j;

	vb_json_init(&j, stdout);
	vb_json_object(&j, NULL);
	for (size_t i = 0; i < VB_ARRAY_LEN(words); i++) {
		struct vb_cursor c;

		vb_json_array(&j, words[i]);
		vb_cursor_init(&c, file, NULL);
		while (c.code == VB_OK && c.pos < file.len) {
			struct vb_view value, word = vb_token(vb_cursor_line(&c), &value);

			if (vb_view_is(word, words[i]))
				vb_json_text(&j, NULL, value);
		}
		vb_json_end(&j, false);
	}
	vb_json_text(&j, "file", file);
	vb_json_end(&j, true);
}

static int trust(struct vb_cli *c)
{
	struct vb_writer w;
	uint8_t *buf = malloc(TRUST_MAX);
	bool fits = false;

	if (buf) {
		vb_writer_init(&w, buf, TRUST_MAX);
		vb_trust_put(&w, vb_desk_fold(c->desk));
		fits = !w.over;
	}
	if (fits && c->json)
		trust_json(vb_written(&w));
	else if (fits)
		fwrite(w.ptr, 1, w.len, stdout);
	free(buf);
	if (fits)
		return VB_EXIT_DONE;
	c->err.code = VB_MEMORY;
	return vb_cli_fail(c, "no trust file was written: there is not enough memory");
}

static int whole(struct vb_cli *c, uint32_t index, struct vb_act *act)
{
	uint32_t logged;
	const struct vb_fold *f = vb_cli_fold(c, &logged);
	struct vb_json j;
	uint8_t *note = NULL;
	enum vb_code code = vb_cli_act(c, index, act, &note);

	if (!code && vb_args_has(&c->args, "raw")) {
		fwrite(act->note.all.ptr, 1, act->note.all.len, stdout);
	} else if (!code && c->json) {
		vb_json_init(&j, stdout);
		vb_render_act_json(&j, f, logged, act, index);
	} else if (!code) {
		vb_render_act(stdout, f, logged, act, index, &c->style);
	}
	free(note);
	if (!code)
		return VB_EXIT_DONE;
	c->err.code = code;
	return vb_cli_fail(c, "nothing was shown");
}

static int show(struct vb_cli *c, const char *citation)
{
	struct vb_act *act = malloc(sizeof(*act));
	enum vb_code got = act ? VB_OK : VB_MEMORY;
	uint32_t index = 0;
	int code;

	if (!got)
		got = vb_cli_look(c);
	if (!got)
		got = vb_desk_ahead_cited(vb_cli_fold(c, NULL), citation, &index, &c->err);
	c->err.code = got;
	code = got ? vb_cli_fail(c, "nothing was shown") : whole(c, index, act);
	free(act);
	return code;
}

static int run(struct vb_cli *c)
{
	bool anchors = vb_args_has(&c->args, "trust");
	int code;

	if (c->args.nwords != (anchors ? 0 : 1))
		return vb_cli_usage(c, "nothing was shown: name one act, or charter, or --trust");
	if (!vb_cli_table(c, false, &code))
		return code;
	return anchors ? trust(c) : show(c, c->args.word[0]);
}

static const struct vb_option options[] = {
	{"json", NULL, "print JSON", 0},
	{"raw", NULL, "print the act byte for byte as logged", 0},
	{"trust", NULL, "print a trust file of this table, for whoever verifies", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_show = {
	"show",
	"ACT | charter | --trust",
	"one act whole, or the table's trust file",
	"Shows an act with all its fields.  --trust prints the file that a verifier elsewhere\n"
	"anchors its findings on (verify --trust): give it to them by a way they trust.\n",
	options,
	run,
};
