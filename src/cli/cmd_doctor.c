/*
 * verbale doctor: checks a desk, or a depositary, against itself.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

struct ward {
	struct vb_cli *c;
	struct vb_json j;
	bool whole;		/* everything could be looked at */
};

static const char *word_of(const struct vb_cli *c, enum vb_said what)
{
	if (what == VB_UNCHECKED)
		return "not checked  ";
	if (what == VB_SOUND)
		return "sound  ";
	return c->style.colour ? "\033[1;31mFAULT\033[0m  " : "FAULT  ";
}

static void say(void *ctx, enum vb_said what, const char *sentence)
{
	struct ward *w = ctx;

	if (what == VB_UNCHECKED)
		w->whole = false;
	if (w->c->json) {
		vb_json_object(&w->j, NULL);
		vb_json_bool(&w->j, "fault", what == VB_FAULT);
		vb_json_bool(&w->j, "checked", what != VB_UNCHECKED);
		vb_json_str(&w->j, "sentence", sentence);
		vb_json_end(&w->j, true);
		return;
	}
	fputs(word_of(w->c, what), stdout);
	vb_escape_tty(stdout, vb_view_str(sentence), false);
	fputc('\n', stdout);
}

static enum vb_code examine(struct vb_cli *c, struct ward *w, bool *sound)
{
	const char *url = vb_args_get(&c->args, "store");
	struct vb_store *s = NULL;
	enum vb_code code;

	if (url || (vb_cli_exists("depositary.db") && !vb_cli_exists("desk.db"))) {
		code = url ? vb_store_open_reading_at(url, &s, &c->err) :
			     vb_store_open_reading(".", &s, &c->err);
		if (!code)
			code = vb_store_doctor(s, say, w, sound, &c->err);
		vb_store_close(s);
		return code;
	}
	code = vb_desk_open(".", false, &c->world, &c->desk, &c->err);
	/* A desk whose record is at fault is opened all the same, for this. */
	if (code == VB_OK || (code == VB_FALSE && c->desk))
		code = vb_desk_doctor(c->desk, say, w, sound, &c->err);
	return code;
}

static int run(struct vb_cli *c)
{
	struct ward w = {.c = c, .whole = true};
	bool sound = true;
	enum vb_code code;

	if (c->args.nwords != 0)
		return vb_cli_usage(c, "nothing was examined: this verb takes no words");
	vb_json_init(&w.j, stdout);
	if (c->json) {
		vb_json_object(&w.j, NULL);
		vb_json_array(&w.j, "findings");
	}
	code = examine(c, &w, &sound);
	if (code)
		sound = false;
	if (c->json) {
		if (code)
			say(&w, VB_FAULT, c->err.sentence);
		vb_json_end(&w.j, false);
		vb_json_bool(&w.j, "sound", sound);
		vb_json_bool(&w.j, "checked", w.whole && !code);
		vb_json_end(&w.j, true);
	}
	if (code) {
		c->err.code = code;
		return vb_cli_fail(c, "the examination was not finished");
	}
	if (!c->json)
		puts(!sound  ? "There are faults; nothing was changed." :
		     w.whole ? "All is sound." :
			       "No fault was found, but not everything could be checked; "
			       "nothing was changed.");
	if (!sound)
		return VB_EXIT_REFUSED;
	return w.whole ? VB_EXIT_DONE : VB_EXIT_UNDECIDED;
}

static const struct vb_option options[] = {
	{"json", NULL, "print JSON", 0},
	{"store", "URL", "a depositary's PostgreSQL database at postgres://..., instead", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_doctor = {
	"doctor",
	"",
	"check this desk, or this depositary, against itself",
	"Compares what is kept here with itself and with the depositary: database, record, our\n"
	"own chain, keys, checkpoints, sealed copies.  It repairs nothing.\n",
	options,
	run,
};
