/*
 * What a record says of assertions: three tables that differ only in what was handed over, and
 * what everybody may know of each.
 *
 * SPDX-License-Identifier: ISC
 */
#include "fixture.h"
#include "press/press.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

enum story { ANSWERED, ANOTHER, NOTHING };

/* NORD's draft, SUD's answer to it, then what NORD hands over in its turn; SUD receives it. */
static void play_under(struct fx *t, enum story story, bool takes, const char *const *rules)
{
	static const char *const names[] = {"nord", "sud"};
	uint32_t draft, answer, last;

	fx_open(t, 7, names, 2, rules, NULL);
	draft = fx_hand(t, 0, 2, "propose", "draft", VB_NO_ACT, fx_paper);
	fx_receive(t, 1, draft);
	answer = fx_hand(t, 1, 1, "respond", "response", draft, fx_paper);
	fx_receive(t, 0, answer);
	if (story == NOTHING)
		return;
	t->now += VB_DAY;
	if (story == ANSWERED)
		last = fx_hand(t, 0, 2, "respond", "response", answer, fx_paper);
	else
		last = fx_hand(t, 0, 2, "letter", "letter", VB_NO_ACT, fx_paper);
	fx_receive(t, 1, last);
	if (takes)
		fx_take(t, 1, last, "response", answer, NULL);
}

static void play(struct fx *t, enum story story, bool takes)
{
	static const char *const complete[] = {"channel complete", NULL};

	play_under(t, story, takes, complete);
}

/* "NORD handed SUD its answer", as of so many days behind the table's first. */
static struct vb_assertion asserted(enum vb_press_act act, enum vb_press_polarity polarity,
				    const char *document, int days)
{
	struct vb_assertion a = {.act = act, .polarity = polarity, .from = "NORD", .to = "SUD",
				 .document = document, .speaker = "", .via = "", .cue = "",
				 .object = ""};

	a.event.from = INT64_MIN;
	a.event.to = FX_T0 / VB_DAY + days;
	a.event.text = "../by";
	a.said.text = "";
	return a;
}

static const char *told(struct fx *t, const struct vb_assertion *a)
{
	struct vb_press_finding f;

	vb_press_check(a, t->fold, true, t->now + 10 * VB_DAY, &f);
	return vb_press_outcome_name(f.outcome);
}

static const struct {
	enum vb_press_act act;
	enum vb_press_polarity polarity;
	const char *document;
	int days;
	const char *answered, *another, *disputed, *nothing;
	const char *what;
} cases[] = {
	{VB_PA_HAND_OVER, VB_PP_AFFIRMED, "NORD-answer", 5, "SUPPORTED", "ANOTHER PAPER",
	 "DISPUTED", "ANOTHER PAPER", "that the answer was handed over"},
	{VB_PA_RECEIVE, VB_PP_AFFIRMED, "NORD-answer", 5, "SUPPORTED", "ANOTHER PAPER",
	 "DISPUTED", "ANOTHER PAPER", "that it was received"},
	{VB_PA_HAND_OVER, VB_PP_DENIED, "NORD-answer", 5, "CONTRADICTED", "SUPPORTED",
	 "DISPUTED", "SUPPORTED", "that it was not"},
	{VB_PA_PREPARE, VB_PP_AFFIRMED, "NORD-answer", 5, "CONTRADICTED", "CANNOT TELL",
	 "DISPUTED", "CANNOT TELL", "that it is being drawn up"},
	{VB_PA_HAND_OVER, VB_PP_AFFIRMED, "NORD-letter", 5, "ANOTHER PAPER", "SUPPORTED",
	 "DISPUTED", "ANOTHER PAPER", "that a letter was handed over"},
	{VB_PA_HAND_OVER, VB_PP_PROMISED, "NORD-answer", 5, "CANNOT TELL", "CANNOT TELL",
	 "CANNOT TELL", "CANNOT TELL", "that it will be"},
	{VB_PA_NEGOTIATE, VB_PP_AFFIRMED, "", 5, "CANNOT TELL", "CANNOT TELL", "CANNOT TELL",
	 "CANNOT TELL", "that they talked"},
};

static void test_stories(void)
{
	static struct fx answered, another, disputed, nothing;

	play(&answered, ANSWERED, false);
	play(&another, ANOTHER, false);
	play(&disputed, ANOTHER, true);
	play(&nothing, NOTHING, false);
	for (size_t i = 0; i < VB_ARRAY_LEN(cases); i++) {
		struct vb_assertion a = asserted(cases[i].act, cases[i].polarity,
						 cases[i].document, cases[i].days);

		is_str(told(&answered, &a), cases[i].answered, "answered: %s", cases[i].what);
		is_str(told(&another, &a), cases[i].another, "a letter: %s", cases[i].what);
		is_str(told(&disputed, &a), cases[i].disputed, "a letter taken as the answer: %s",
		       cases[i].what);
		is_str(told(&nothing, &a), cases[i].nothing, "nothing more: %s", cases[i].what);
	}
	fx_close(&answered);
	fx_close(&another);
	fx_close(&disputed);
	fx_close(&nothing);
}

/* What is true later was not so before; what nobody here is called nobody can tell. */
static void test_edges(void)
{
	static struct fx t;
	struct vb_assertion early = asserted(VB_PA_HAND_OVER, VB_PP_AFFIRMED, "NORD-answer", 0);
	struct vb_assertion strange = early, undated = early;

	play(&t, ANSWERED, false);
	ok(strcmp(told(&t, &early), "SUPPORTED") != 0, "not on the day before it was");
	strange.to = "WEST";
	is_str(told(&t, &strange), "CANNOT TELL", "to somebody who is no member");
	undated.event.text = "";
	is_str(told(&t, &undated), "SUPPORTED", "without a date");
	fx_close(&t);
}

/* A denial stands only where an absence is shown. */
static void test_absence(void)
{
	static struct fx t;
	struct vb_assertion denied = asserted(VB_PA_HAND_OVER, VB_PP_DENIED, "NORD-answer", 5);

	play_under(&t, ANOTHER, false, NULL);
	is_str(told(&t, &denied), "CANNOT TELL", "an answer may have gone another way");
	fx_close(&t);
	play(&t, ANOTHER, false);
	denied.event.to += 100;
	is_str(told(&t, &denied), "CANNOT TELL", "or later than the record ends");
	denied.event.to = (t.now + 10 * VB_DAY) / VB_DAY;
	is_str(told(&t, &denied), "SUPPORTED", "on its last day it is asked as it ends");
	fx_close(&t);
}

static const char *told_all(struct fx *t, const struct vb_assertion *a,
			    char sentence[static 512])
{
	struct vb_press_finding f;

	vb_press_check_public(a, t->fold, &f);
	memcpy(sentence, f.sentence, 512);
	ok(f.nevidence == 0, "no act is named to everybody");
	return vb_press_outcome_name(f.outcome);
}

/* Its author calls the paper open: everybody may know of it. */
static void disclose(struct fx *t, uint32_t act)
{
	for (uint32_t i = 0; i < t->fold->nhandovers; i++) {
		if (t->fold->handover[i].act == act)
			t->fold->handover[i].open = true;
	}
}

static void test_same(struct fx *one, struct fx *other, const char *what)
{
	char a[512], b[512];

	for (size_t i = 0; i < VB_ARRAY_LEN(cases); i++) {
		struct vb_assertion said = asserted(cases[i].act, cases[i].polarity,
						    cases[i].document, cases[i].days);

		is_str(told_all(one, &said, a), told_all(other, &said, b), "%s: %s", what,
		       cases[i].what);
		is_str(a, b, "in the same words");
	}
}

/* Two records that differ only in what was not disclosed say the same to everybody. */
static void test_public(void)
{
	static struct fx one, other;
	struct vb_assertion drafts = asserted(VB_PA_HAND_OVER, VB_PP_AFFIRMED, "NORD-drafts", 5);
	char words[512];

	play(&one, ANSWERED, false);
	play(&other, NOTHING, false);
	test_same(&one, &other, "nothing disclosed");
	disclose(&one, 1);
	disclose(&other, 1);
	test_same(&one, &other, "the draft disclosed");
	is_str(told_all(&one, &drafts, words), "SUPPORTED", "what was disclosed tells");
	drafts.polarity = VB_PP_DENIED;
	is_str(told_all(&one, &drafts, words), "CONTRADICTED", "and against who denies it");
	drafts.document = "NORD-answer";
	is_str(told_all(&one, &drafts, words), "ANOTHER PAPER",
	       "and not for who denies another paper");
	fx_close(&one);
	fx_close(&other);
}

int main(void)
{
	test_stories();
	test_edges();
	test_absence();
	test_public();
	return tap_done();
}
