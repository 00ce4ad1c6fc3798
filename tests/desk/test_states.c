/*
 * Every state that a hand-over can be in (format.md 8.1), reached by desks; and what a
 * desk refuses to sign.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "desk/internal.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static struct vb_err err;
static const char note[] = "# A note\n\nLetter\n\n## Article 1. Thanks\n\nThank you.\n";

static void hand(struct vb_desk *d, const char *paper, const char *to, const char *want)
{
	struct vb_done done = {0};

	good(bench_hand(d, paper, to, &done, &err), "%s is handed over", want);
	is_str(done.citation, want, "as %s", want);
}

static void receive(struct vb_desk *d, const char *act)
{
	struct vb_done done = {0};
	char *path = NULL;

	good(vb_desk_receive(d, act, &done, &path, &err), "%s is received", act);
	ok(path != NULL, "and opened");
	free(path);
}

static void simple_states(struct bench *b, struct vb_desk *nord, struct vb_desk *sud,
			  struct vb_desk *west)
{
	static const char *const withdrawal[] = {"of", "NORD-1", "reason", "it was a mistake",
						 NULL};
	struct vb_done done = {0};

	hand(nord, treaty, NULL, "NORD-1");
	ok(bench_asked(b, "To LEAD, SUD and WEST, as a draft"), "everybody else is addressed");
	is_str(bench_state(b, nord, "NORD-1", "west"), "lodged", "lodged");
	receive(sud, "NORD-1");
	good(bench_act(nord, "withdraw", withdrawal, &done, &err), "NORD withdraws it");
	is_str(bench_state(b, nord, "NORD-1", "west"), "withdrawn", "5.3.1: withdrawn from "
								    "WEST");
	is_str(bench_state(b, nord, "NORD-1", "sud"), "received", "5.3.1: not from SUD");
	b->now += 7 * VB_DAY;
	is_str(bench_state(b, nord, "NORD-1", "sud"), "role-open", "after 7 days the role is "
								   "open");
	good(vb_desk_take(sud, "NORD-1", "draft", NULL, &done, &err), "SUD takes it after "
								      "all");
	ok(bench_asked(b, "as NORD offered it: draft, answering nothing"), "as offered");
	good(vb_desk_sync(nord, &err), "NORD syncs");
	is_str(bench_state(b, nord, "NORD-1", "sud"), "taken-as-offered", "a late take "
									  "stands");

	hand(nord, note, "SUD", "NORD-3");
	good(vb_desk_refuse(sud, "NORD-3", "returned as unfounded", &done, &err), "SUD "
										  "refuses");
	ok(bench_asked(b, "You return NORD-3 unopened."), "the prompt says so");
	is_str(bench_state(b, sud, "NORD-3", "sud"), "refused", "5.3.8: refused");
	hand(nord, note, "WEST", "NORD-4");
	good(vb_desk_sync(west, &err), "WEST syncs");
	is_str(bench_state(b, west, "NORD-4", "west"), "awaiting-receipt", "WEST knows of it");
	b->now += 30 * VB_DAY;
	is_str(bench_state(b, west, "NORD-4", "west"), "not-collected", "8.2: not collected");
}

static void entered(struct bench *b, struct vb_desk *nord)
{
	static const char word[] = "PK\003\004 a Word file \377";
	struct vb_entering o = {.from = "WEST", .channel = "e-mail", .role = "response",
				.answers = "NORD-4", .person = "the third secretary",
				.received = T0, .paper = vb_view(word, sizeof(word) - 1)};
	struct vb_done done = {0};
	uint8_t *text = NULL;
	size_t len = 0;

	good(vb_desk_enter(nord, &o, &done, &err), "NORD enters what WEST sent by e-mail");
	ok(bench_asked(b, "WEST has signed nothing"), "it is NORD's statement (5.2.7)");
	is_str(bench_state(b, nord, done.citation, "nord"), "entered", "entered");
	good(vb_desk_read(nord, done.citation, &text, &len, &err), "its paper");
	ok(text && strstr((char *)text, "## Annex original\n\nsha256 "),
	   "7.2: stands for the file that came");
	free(text);
	o.paper = vb_view_str(note);
	o.channel = "telegraph";
	bad(vb_desk_enter(nord, &o, &done, &err), VB_MALFORMED, "an unknown channel is "
								"refused");
	o.channel = "hand";
	good(vb_desk_enter(nord, &o, &done, &err), "a paper in Markdown");
	good(vb_desk_read(nord, done.citation, &text, &len, &err), "is read");
	is_str((char *)text, note, "as it is");
	free(text);
}

/* ---- papers that do not open, or open to something else: no desk makes them ---- */

static void finish_crooked(struct vb_making *m, struct vb_sealed *s, unsigned n,
			   const char *what)
{
	struct vb_done done = {0};

	vb_making_str(m, "role", "draft");
	vb_making_str(m, "privilege", "open");
	vb_making_str(m, "confidential", "no");
	vb_making_str(m, "same-text", "yes");
	for (unsigned i = 0; i < n; i++)
		vb_making_copy(m, "copy", &s[i].copy);
	good(vb_making_compose(m, &err), "%s: composed", what);
	good(vb_making_confirm(m, "", &err), "%s: confirmed", what);
	good(vb_keep_copies(m->d, &m->act->id, s, n, &err), "%s: kept", what);
	good(vb_making_sign(m, &done, &err), "%s: signed", what);
	ok(done.lodged, "%s: the depositary cannot know", what);
	for (unsigned i = 0; i < n; i++)
		vb_sealed_free(&s[i]);
	vb_making_free(m);
}

/* Commits to one text and seals another. */
static void hand_false(struct vb_desk *nord)
{
	struct vb_making *m = NULL;
	struct vb_sealed s[2];

	good(vb_making_new(nord, "propose", NULL, &m, &err), "NORD begins a false paper");
	good(vb_seal_copy(m, "sud", vb_view_str(treaty), &s[0], &err), "seals it");
	good(vb_seal_copy(m, "nord", vb_view_str(treaty), &s[1], &err), "and its own");
	s[0].copy.root.b[0] ^= 1;
	finish_crooked(m, s, 2, "false paper");
}

/* Seals the inner layer to a key that nobody has. */
static void hand_shut(struct bench *b, struct vb_desk *nord)
{
	struct vb_making *m = NULL;
	struct vb_sealed s[1];
	struct vb_secret *stray = vb_secret_new(b->world.rng);
	struct vb_secret *one_time = vb_secret_new(b->world.rng);
	struct vb_recipient r;
	struct vb_age_keys k;
	uint8_t inner[5000], outer[6000], plain[300];
	size_t inner_len = sizeof(inner), outer_len = sizeof(outer);
	struct vb_writer w;

	good(vb_making_new(nord, "propose", NULL, &m, &err), "NORD begins a shut paper");
	good(vb_seal_copy(m, "sud", vb_view_str(treaty), &s[0], &err), "seals it");
	vb_recipient_of(stray, &r);
	vb_age_keys_random(&k, b->world.rng);
	good(vb_age_seal(&r, &k, vb_view_str(treaty), inner, &inner_len, &err), "for a stray "
										"key");
	vb_recipient_of(one_time, &s[0].copy.recipient);
	vb_age_keys_random(&k, b->world.rng);
	good(vb_age_seal(&s[0].copy.recipient, &k, vb_view(inner, inner_len), outer,
			 &outer_len, &err),
	     "with a sound outer layer");
	free(s[0].bytes);
	free(s[0].secrets);
	s[0].bytes = malloc(outer_len);
	memcpy(s[0].bytes, outer, outer_len);
	s[0].len = s[0].copy.bytes = outer_len;
	vb_sha256(vb_view(outer, outer_len), &s[0].copy.hash);
	vb_writer_init(&w, plain, sizeof(plain));
	vb_put_str(&w, "identity ");
	vb_identity_put(&w, one_time);
	vb_put_str(&w, "\n");
	good(vb_desk_seal(nord, vb_written(&w), &s[0].secrets, &s[0].secrets_len, &err),
	     "its identity is kept");
	finish_crooked(m, s, 1, "shut paper");
	vb_secret_free(stray);
	vb_secret_free(one_time);
}

static void crooked(struct bench *b, struct vb_desk *nord, struct vb_desk *sud,
		    struct vb_desk *chair)
{
	static const char *const contest[] = {"of", "NORD-7", NULL};
	static const char *const shut[] = {"of", "NORD-8", NULL};
	static const char *const ruling[] = {"of", "SUD-5", "finding", "rejected", "text",
					     "The copy is in order.", NULL};
	struct vb_done done = {0};
	struct vb_loaded l;
	struct vb_ahead log = {0};
	char *path = NULL;

	hand_false(nord);
	bad(vb_desk_receive(sud, "NORD-7", &done, &path, &err), VB_FALSE,
	    "what opens to something else is not taken for the paper (5.3.10)");
	ok(!path && strstr(err.sentence, "act contest of=NORD-7"), "the person is told what "
								   "to do");
	is_str(done.citation, "SUD-4", "the receipt stands");
	good(bench_act(sud, "contest", contest, &done, &err), "SUD contests");
	is_str(bench_state(b, sud, "NORD-7", "sud"), "contested", "contested");
	log.base = vb_desk_fold(sud)->nfacts;
	good(vb_ahead_act(sud, &log, (uint32_t)done.index, &l, &err), "the contest");
	ok(vb_act_count(l.act, "sealed") == 1, "names the file key that the judge gets "
					       "(5.3.10)");
	vb_loaded_free(&l);
	good(bench_act(chair, "statement", ruling, &done, &err), "the judge rejects it");
	good(vb_desk_sync(sud, &err), "SUD hears that");
	is_str(bench_state(b, sud, "NORD-7", "sud"), "received", "7.6: and the paper counts");

	hand_shut(b, nord);
	bad(vb_desk_receive(sud, "NORD-8", &done, &path, &err), VB_FALSE,
	    "what does not open at all is told apart (5.3.9)");
	ok(!path && strstr(err.sentence, "act cannot-open of=NORD-8"), "from the other case");
	good(bench_act(sud, "cannot-open", shut, &done, &err), "SUD says so");
	is_str(bench_state(b, sud, "NORD-8", "sud"), "cannot-open", "cannot-open");
}

/* ---- what is refused before it is signed ---- */

/* Papers that may not be handed over. */
static void refused_papers(struct vb_desk *nord)
{
	struct vb_hand o = {.paper = vb_view_str(note), .role = "ultimatum",
			    .collect_by = VB_TIME_NONE};
	const char *self = "NORD";
	struct vb_done done = {0};

	bad(vb_desk_hand(nord, &o, &done, &err), VB_USAGE, "an unknown role");
	o.role = "chair-text";
	bad(vb_desk_hand(nord, &o, &done, &err), VB_REFUSED, "5.2.1: a chair's text by no "
							     "chair");
	o.role = NULL;
	o.to = &self;
	o.nto = 1;
	bad(vb_desk_hand(nord, &o, &done, &err), VB_USAGE, "5.2.4: a paper for oneself");
	o.nto = 0;
	o.paper = vb_view_str("# A\n\n## Article 1. Peace: accept\n");
	bad(vb_desk_hand(nord, &o, &done, &err), VB_USAGE,
	    "5.2.2: positions without a word on what they answer");
}

static void refusals(struct bench *b, struct vb_desk *nord, struct vb_desk *sud)
{
	static const char *const late[] = {"what", "answer", "of", "NORD-1", "due",
					   "2001-01-01", NULL};
	static const char *const odd[] = {"colour", "red", NULL};
	struct vb_done done = {0};
	uint64_t before;
	char *path = NULL;

	good(vb_desk_sync(nord, &err), "NORD syncs");
	good(vb_desk_sync(sud, &err), "SUD syncs");
	before = vb_desk_fold(sud)->nfacts;
	bad(vb_desk_take(sud, "NORD-1", "letter", NULL, &done, &err), VB_REFUSED,
	    "5.3.7: a second take would be void and is not signed");
	ok(strstr(err.sentence, "nothing was signed"), "and the sentence says so");
	is_str(err.clause, "5.3.7", "by its clause");
	bad(vb_desk_receive(sud, "NORD-3", &done, &path, &err), VB_REFUSED,
	    "5.3.2: no receipt after a refusal");
	bad(bench_act(sud, "promise", late, &done, &err), VB_REFUSED,
	    "5.4.1: a promise for the past");
	bad(bench_act(sud, "promise", odd, &done, &err), VB_USAGE, "an unknown field");
	bad(bench_act(sud, "dance", NULL, &done, &err), VB_USAGE, "an unknown kind");
	bad(vb_desk_take(sud, "NORD-99", NULL, NULL, &done, &err), VB_NOT_FOUND,
	    "an unknown act");
	refused_papers(nord);
	b->say_no = true;
	bad(bench_hand(nord, note, "SUD", &done, &err), VB_REFUSED, "a no is a no");
	ok(strstr(err.sentence, "nothing was signed") != NULL, "and nothing is signed");
	good(vb_desk_sync(nord, &err), "NORD syncs");
	is_int((long long)vb_desk_fold(nord)->nfacts, (long long)before, "nothing was logged");
	is_int(vb_desk_outbox(nord), 0, "or kept");
}

/* The rule of the heading, line by line. */
static void headings(struct bench *b, struct vb_desk *nord)
{
	static const struct {
		const char *paper, *asked;
	} t[] = {
		{"# Draft treaty\n", "as a draft"},
		{"# On peace\n\nresponse to NORD-1\n", "as a response to NORD-1"},
		{"# Response to NORD-1\n\nDear all,\n", "as a response to NORD-1"},
		{"# X\n\nLetter on NORD-1.\n", "as a letter, 0 articles, answering NORD-1"},
		{"# Lettering rules\n", "as a draft"},
		{"# X\n\nJoint draft\n", "as a joint-draft"},
		{"# Agreed text\n", "as an agreed-text"},
		{"# X\n\nInformation on NORD-1\n", "as an information"},
		{"# X\n\nInformation received from both sides having been weighed, agree:\n",
		 "as a draft, 0 articles, answering nothing"},
		{"# X\n\nLetter of NORD-1 is annexed.\n\nDraft.\n", "as a draft"},
		{"# X\n\nResponse to NORD-1 was never given.\n", "as a draft"},
		{"# X\n\nWithout prejudice to either, a draft:\n",
		 "answering nothing. Hand over?"},
		{"# Response to NORD-1: On peace\n", "as a response to NORD-1"},
		{"# Response to NORD-1: On peace\n\nResponse to nord-1\n",
		 "as a response to NORD-1"},
		{"# Letter\n\nLetter answering NORD-1\n", "answering NORD-1"},
		{"# X\n\nDraft\nWithout prejudice\n\n## Annex map\n\nx\n",
		 "0 articles and 1 annex, answering nothing; without-prejudice"},
	};
	struct vb_done done;

	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		b->say_no = true;
		b->asked[0] = 0;
		bad(bench_hand(nord, t[i].paper, NULL, &done, &err), VB_REFUSED, "heading %zu",
		    i + 1);
		ok(bench_asked(b, t[i].asked), "reads: %s", t[i].asked);
	}
}

/* What contradicts itself, or its options, is not handed over; nobody is asked. */
static void disagreeing(struct bench *b, struct vb_desk *nord)
{
	static const struct {
		const char *paper, *role, *answers, *why;
	} t[] = {
		{"# Letter\n\nDraft\n", NULL, NULL, "calls it letter and another draft"},
		{"# Response to NORD-1: On peace\n\nResponse to NORD-3\n", NULL, NULL,
		 "answers NORD-1 and another NORD-3"},
		{"# X\n\nLetter\n", "draft", NULL, "calls itself letter"},
		{"# X\n\nLetter on NORD-1\n", NULL, "NORD-3", "says that it answers NORD-1"},
		{"# X\n", "poem", NULL, "is no role"},
	};
	struct vb_done done;

	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		const struct vb_hand o = {.paper = vb_view_str(t[i].paper), .role = t[i].role,
					  .answers = t[i].answers,
					  .collect_by = VB_TIME_NONE};
		enum vb_code code;

		b->questions = 0;
		code = vb_desk_hand(nord, &o, &done, &err);
		ok(code == VB_REFUSED || code == VB_USAGE, "5.2.1: contradiction %zu", i + 1);
		ok(strstr(err.sentence, t[i].why) && strstr(err.sentence, "nothing was signed"),
		   "is refused: %s", err.sentence);
		is_int(b->questions, 0, "before anybody is asked");
	}
}

/* The same said twice is no contradiction. */
static void agreeing(struct bench *b, struct vb_desk *nord)
{
	const struct vb_hand o = {.paper = vb_view_str("# X\n\nLetter on NORD-1\n"),
				  .role = "letter", .answers = "nord-1",
				  .collect_by = VB_TIME_NONE};
	struct vb_done done;

	b->say_no = true;
	bad(vb_desk_hand(nord, &o, &done, &err), VB_REFUSED, "options that say the same");
	ok(bench_asked(b, "as a letter, 0 articles, answering NORD-1"), "are welcome");
}

/* A desk finds log intervals by bisection; the verifier walks through all marks. */
static void spans(struct bench *b)
{
	struct vb_mark m[200];
	struct vb_desk *d = calloc(1, sizeof(*d));
	unsigned same = 0;
	uint8_t r[400];

	b->world.rng.fill(b->world.rng.ctx, r, sizeof(r));
	for (unsigned i = 0; i < 200; i++) {
		m[i].size = (i ? m[i - 1].size : 0) + 1 + r[2 * i] % 4;
		m[i].by = m[i].since = T0 + 100 * i - r[2 * i + 1] * 3;
	}
	good(vb_desk_add_marks(d, m, 120, &err), "marks whose times go back now and then");
	good(vb_desk_add_marks(d, m + 120, 80, &err), "in two parts");
	for (uint64_t i = 0; i < 600; i++) {
		struct vb_span x = vb_desk_span(d, i), y = vb_mark_span(m, 200, i);

		same += x.since == y.since && x.by == y.by;
	}
	is_int(same, 600, "6.5: both give every entry the same interval");
	free(d->mark);
	free(d->latest);
	free(d->earliest);
	free(d);
}

/* A charter with a rule of deemed receipt, and one that stops the clock. */
static void deemed(void)
{
	static const char *const names[] = {"NORD", "SUD"};
	static const char *const rules[] = {"deemed-days 3", "clock stops"};
	struct bench b;
	struct vb_desk *nord;

	bench_open(&b, 22);
	bench_table(&b, names, 2, rules, 2, NULL);
	nord = bench_desk(&b, "NORD");
	is_int((long long)vb_desk_fold(nord)->rules.deemed_days, 3, "5.1.4: the rule is "
								    "given");
	hand(nord, treaty, NULL, "NORD-1");
	b.now += 3 * VB_DAY;
	is_str(bench_state(&b, nord, "NORD-1", "sud"), "deemed-received", "deemed received");
	vb_desk_close(nord);
	bench_close(&b);
}

int main(void)
{
	static const char *const names[] = {"NORD", "SUD", "WEST", "LEAD:chair"};
	struct vb_desk *nord, *sud, *west, *chair;
	struct bench b;

	bench_open(&b, 2);
	bench_table(&b, names, 4, NULL, 0, "LEAD");
	nord = bench_desk(&b, "NORD");
	sud = bench_desk(&b, "SUD");
	west = bench_desk(&b, "WEST");
	chair = bench_desk(&b, "LEAD:chair");
	simple_states(&b, nord, sud, west);
	entered(&b, nord);
	crooked(&b, nord, sud, chair);
	refusals(&b, nord, sud);
	headings(&b, nord);
	disagreeing(&b, nord);
	agreeing(&b, nord);
	spans(&b);
	vb_desk_close(nord);
	vb_desk_close(sud);
	vb_desk_close(west);
	vb_desk_close(chair);
	bench_close(&b);
	deemed();
	return tap_done();
}
