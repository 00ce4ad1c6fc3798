/*
 * verbale correct: a corrected text in the place of one that was adopted, initialled or signed,
 * unless somebody objects in time.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

/* The others whose text act @act is, by name.  What could not be put under silence is not handed
 * over either. */
static enum vb_code find_others(struct vb_cli *c, uint32_t act,
				const char *out[static VB_PARTIES_MAX], unsigned *n)
{
	const struct vb_fold *f = vb_cli_fold(c, NULL);
	uint8_t me = vb_cli_me(c);
	uint16_t signers = vb_text_owners(f, act);
	char cite[96];

	*n = 0;
	vb_fact_citation(cite, f, act);
	for (uint8_t p = 0; p < f->nparties; p++) {
		if (signers >> p & 1 && p != me)
			out[(*n)++] = f->party[p].name;
	}
	if (*n == 0)
		return vb_fail(&c->err, VB_REFUSED, "5.5.4", cite, "nobody else has adopted, "
			       "initialled or signed it");
	if (me == VB_NO_PARTY || !(signers >> me & 1))
		return vb_fail(&c->err, VB_REFUSED, "5.5.4", cite, "we have not adopted, "
								   "initialled or signed it "
								   "ourselves, and so cannot "
								   "correct it");
	return VB_OK;
}

/* What is corrected, for whoever is about to sign it. */
static int show(struct vb_cli *c, const char *act, const char *path, struct vb_view text)
{
	uint8_t *old = NULL, *new = NULL;
	size_t nold = 0, nnew = 0, n = 0;

	c->err.code = vb_desk_read(c->desk, act, &old, &nold, &c->err);
	if (!c->err.code) {
		c->err.code = vb_paper_canonical(text, &new, &nnew, &c->err);
		if (c->err.code)
			vb_cli_in_file(&c->err, path);
	}
	if (!c->err.code) {
		printf("Held against %s:\n", act);
		c->err.code = vb_final_compare(stdout, vb_view(old, nold), vb_view(new, nnew), &n,
					       &c->err);
		fflush(stdout);
	}
	if (!c->err.code && n == 0)
		c->err.code = vb_fail(&c->err, VB_REFUSED, "", act, "it is the same text, word for "
				      "word");
	free(old);
	free(new);
	return c->err.code ? vb_cli_fail(c, "nothing was corrected") : VB_EXIT_DONE;
}

static int put_under_silence(struct vb_cli *c, const char *of)
{
	const char *until = vb_args_get(&c->args, "until"), *words = vb_args_get(&c->args, "text");
	struct vb_pair pair[3] = {{"of", of}, {"until", until}, {"text", words}};
	struct vb_done done = {0};
	char failed[300];
	enum vb_code code = vb_desk_act(c->desk, "silence", pair, words ? 3 : 2, NULL, &done,
					&c->err);

	snprintf(failed, sizeof(failed), "%s is handed over, and was not put under silence "
					 "(verbale act silence of=%s until=%s "
					 "does)", of, of, until);
	if (code && !done.kept) {
		c->err.code = code;
		return vb_cli_fail(c, failed);
	}
	return vb_cli_done(c, code, failed, &done, NULL, NULL);
}

static int correct(struct vb_cli *c, const char *act, const char *path, struct vb_view text)
{
	const char *to[VB_PARTIES_MAX];
	struct vb_hand o = {.paper = text, .role = "agreed-text", .answers = act, .to = to,
			    .collect_by = VB_TIME_NONE};
	struct vb_done done = {0};
	enum vb_code code;
	uint32_t index = 0;
	int out;

	c->err.code = vb_cli_look(c);
	if (!c->err.code)
		c->err.code = vb_desk_ahead_cited(vb_cli_fold(c, NULL), act, &index, &c->err);
	if (!c->err.code)
		c->err.code = find_others(c, index, to, &o.nto);
	if (c->err.code)
		return vb_cli_fail(c, "nothing was corrected");
	out = show(c, act, path, text);
	if (out != VB_EXIT_DONE)
		return out;
	code = vb_desk_hand(c->desk, &o, &done, &c->err);
	out = vb_cli_done(c, code, "nothing was corrected", &done, NULL, NULL);
	return out == VB_EXIT_DONE ? put_under_silence(c, done.citation) : out;
}

static bool good_words(const char *words)
{
	char room[VB_WORDS_MAX + 1];
	struct vb_writer w;

	vb_writer_init(&w, room, sizeof(room));
	return vb_words_encode(&w, vb_view_str(words));
}

/* --until and --text, as the act that comes last wants them. */
static bool check_options(struct vb_cli *c, int *code)
{
	const char *until = vb_args_get(&c->args, "until"), *words = vb_args_get(&c->args, "text");
	int64_t t = 0;
	char shown[80];

	if (!until || !vb_cli_time(until, &t))
		*code = vb_cli_usage(c, "nothing was corrected: --until wants the time before "
					"which the others may object, such as 2022-01-28 or "
					"2022-01-28T12:00:00Z%s%s",
				     until && until[0] ? ", not " : "",
				     vb_quote(shown, sizeof(shown),
					      vb_view_str(until ? until : "")));
	else if (t <= c->world.clock.now(c->world.clock.ctx))
		*code = vb_cli_usage(c, "nothing was corrected: --until %s is past", until);
	else if (words && !good_words(words))
		*code = vb_cli_usage(c, "nothing was corrected: --text wants 1 to %d bytes of "
					"plain words, and has %zu", VB_WORDS_MAX, strlen(words));
	else
		return true;
	return false;
}

static int run(struct vb_cli *c)
{
	uint8_t *text = NULL;
	size_t len = 0;
	int code;

	if (c->args.nwords != 2)
		return vb_cli_usage(c, "nothing was corrected: name the act whose text is "
				       "corrected, and the file that has the corrected text");
	if (!check_options(c, &code))
		return code;
	if (!vb_cli_table(c, true, &code))
		return code;
	c->err.code = vb_file_read(c->args.word[1], VB_CLI_TYPED_MAX, &text, &len, &c->err);
	code = c->err.code ? vb_cli_fail(c, "nothing was corrected") :
			     correct(c, c->args.word[0], c->args.word[1], vb_view(text, len));
	free(text);
	return code;
}

static const struct vb_option options[] = {
	{"until", "TIME", "before which whoever has signed the text may object", 0},
	{"text", "WORDS", "what is corrected, in words for the log", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_correct = {
	"correct",
	"ACT FILE --until TIME",
	"correct a text that was adopted, initialled or signed, under silence",
	"Hands the corrected text in FILE over to all whose text ACT is, and puts it under\n"
	"silence: it stands in the place of the other, from the beginning, unless one of them\n"
	"objects before TIME (verbale act object of=ACT).  Nobody is bound who could not know\n"
	"of it: who has not received the corrected text, or has signed nothing since, by then\n"
	"(format.md 8.7).\n",
	options,
	run,
};
