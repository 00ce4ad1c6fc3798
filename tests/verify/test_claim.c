/*
 * Assertions about the record: how they are worded, and what the record says to them
 * (format.md 8.5).
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- wording ---- */

/* A claim written out, so that a table can hold it. */
static const char *spell(const struct vb_claim *c, char out[static 400])
{
	static const char *const verbs[] = {"delivered", "received", "taken", "answered"};
	char time[VB_TIME_LEN + 1] = "-";
	char act[120] = "-", answers[120] = "-";

	if (c->by != VB_TIME_NONE)
		vb_time_format(time, c->by);
	if (c->chain[0])
		snprintf(act, sizeof(act), "%s-%llu.%llu", c->chain,
			 (unsigned long long)c->number, (unsigned long long)c->epoch);
	if (c->answers_chain[0])
		snprintf(answers, sizeof(answers), "%s-%llu.%llu", c->answers_chain,
			 (unsigned long long)c->answers_number,
			 (unsigned long long)c->answers_epoch);
	snprintf(out, 400, "%s %s to=%s %s %s %s %s", verbs[c->verb], c->party[0] ? c->party : "-",
		 c->to[0] ? c->to : "-", act, c->as == VB_AS_NONE ? "-" : vb_take_names[c->as],
		 answers, time);
	return out;
}

static const struct {
	const char *words, *spelt;
} worded[] = {
	{"delivered NORD-1", "delivered - to=- nord-1.0 - - -"},
	{"NORD-1 delivered to SUD", "delivered - to=sud nord-1.0 - - -"},
	{"NORD-1 was delivered to SUD", "delivered - to=sud nord-1.0 - - -"},
	{"NORD delivered NORD-1 to SUD", "delivered nord to=sud nord-1.0 - - -"},
	{"nord has delivered a draft to sud", "delivered nord to=sud - draft - -"},
	{"delivered to EU-27", "delivered - to=eu-27 - - - -"},
	{"SUD received NORD-1", "received sud to=- nord-1.0 - - -"},
	{"SUD received NORD-1.", "received sud to=- nord-1.0 - - -"},
	{"SUD has received the paper NORD-1", "received sud to=- nord-1.0 - - -"},
	{"SUD had received NORD/LEGAL-2.1", "received sud to=- nord/legal-2.1 - - -"},
	{"received NORD-1 by SUD", "received sud to=- nord-1.0 - - -"},
	{"NORD-1 received by SUD by 2022-02-01", "received sud to=- nord-1.0 - - "
						 "2022-02-02T00:00:00Z"},
	{"SUD received NORD-1 by 2022-02-01T10:00:00Z",
	 "received sud to=- nord-1.0 - - 2022-02-01T10:00:00Z"},
	{"SUD received NORD-1 by 1 Feb 2022", "received sud to=- nord-1.0 - - "
					      "2022-02-02T00:00:00Z"},
	{"SUD received NORD-1 by 01 february 2022",
	 "received sud to=- nord-1.0 - - 2022-02-02T00:00:00Z"},
	{"by 28 Feb 2023 SUD received NORD-1", "received sud to=- nord-1.0 - - "
					       "2023-03-01T00:00:00Z"},
	{"by 29 feb 2024 SUD received NORD-1", "received sud to=- nord-1.0 - - "
					       "2024-03-01T00:00:00Z"},
	{"by 2024-12-31 SUD received NORD-1", "received sud to=- nord-1.0 - - "
					      "2025-01-01T00:00:00Z"},
	{"SUD received a response to SUD-2 by 1 Feb 2022",
	 "received sud to=- - response sud-2.0 2022-02-02T00:00:00Z"},
	{"SUD received an agreed-text", "received sud to=- - agreed-text - -"},
	{"SUD received a response", "received sud to=- - response - -"},
	{"SUD received a letter to NORD", "received sud to=nord - letter - -"},
	{"EU-27 received NORD-1", "received eu-27 to=- nord-1.0 - - -"},
	{"SUD received EU-27-3", "received sud to=- eu-27-3.0 - - -"},
	{"taken NORD-3 as response to SUD-2", "taken - to=- nord-3.0 response sud-2.0 -"},
	{"SUD took NORD-3 as a letter", "taken sud to=- nord-3.0 letter - -"},
	{"SUD has taken NORD-3", "taken sud to=- nord-3.0 - - -"},
	{"NORD-3 was taken as the draft by SUD", "taken sud to=- nord-3.0 draft - -"},
	{"NORD answered SUD-2", "answered nord to=- sud-2.0 - - -"},
	{"SUD-2 was answered", "answered - to=- sud-2.0 - - -"},
	{"SUD-2 answered by NORD to SUD by 2 May 2023",
	 "answered nord to=sud sud-2.0 - - 2023-05-03T00:00:00Z"},
	{"SUD received a response to SUD-2 to NORD", "received sud to=nord - response sud-2.0 -"},
	{"  SUD   received NORD-1 ", "received sud to=- nord-1.0 - - -"},
	{"NORD-1 was received by the SUD", "received sud to=- nord-1.0 - - -"},
	{"SUD received", "received sud to=- - - - -"},
};

static const struct {
	const char *words, *names;	/* what the sentence must name */
} refused[] = {
	{"SUD quickly received NORD-1", "quickly"},
	{"SUD received NORD-1 from NORD", "from"},
	{"SUD stole NORD-1", "stole"},
	{"SUD received NORD-1 and answered NORD-1", "and"},
	{"SUD received answered NORD-1", "answered"},
	{"SUD received NORD-1 NORD-2", "NORD-2"},
	{"SUD received NORD-1.1 NORD-2", "NORD-2"},
	{"received NORD-1.1 NORD-2", "\"NORD-2\" is a second act"},
	{"received NORD/LEGAL-1 NORD-2", "\"NORD-2\" is a second act"},
	{"SUD received NORD-1 NORD-2:4", "\"NORD-2:4\" is no act that is handed over"},
	{"SUD received NORD-1:4", "NORD-1:4"},
	{"SUD received charter", "charter"},
	{"SUD received NORD-0", "NORD-0"},
	{"SUD received NORD-1 by 30 Feb 2022", "30"},
	{"SUD received NORD-1 by 1 Foo 2022", "1"},
	{"SUD received NORD-1 by 1 F 2022", "1"},
	{"SUD received NORD-1 by 1 Feb 22", "1"},
	{"SUD received NORD-1 by 2022-02-30", "2022-02-30"},
	{"SUD received NORD-1 by 111 Feb 2022", "111"},
	{"SUD received NORD-1 by 1 May 2022 by 2 May 2022", "2022"},
	{"SUD received NORD-1 by tomorrow!", "tomorrow!"},
	{"SUD received NORD-1 by", "by"},
	{"NORD-1 delivered to", "to"},
	{"NORD-1 delivered to SUD to NORD", "NORD"},
	{"NORD-1 delivered to !", "!"},
	{"SUD took NORD-1 as", "role"},
	{"SUD took NORD-1 as ultimatum", "ultimatum"},
	{"SUD took NORD-1 as as-offered", "as-offered"},
	{"SUD took NORD-1 as letter as draft", "draft"},
	{"SUD and NORD-1", "and"},
	{"NORD-1", "no word says what happened"},
	{"delivered", "names no act"},
	{"NORD answered", "names no act"},
	{"answered a response", "names no act"},
	{"", "1 to 2000 bytes"},
	{"SUD \x1b[2J received NORD-1", "invisible"},
};

static void test_words(void)
{
	struct vb_claim c;
	struct vb_err err;
	char out[400];

	for (size_t i = 0; i < VB_ARRAY_LEN(worded); i++) {
		err.sentence[0] = '\0';
		if (vb_claim_parse(vb_view_str(worded[i].words), &c, &err) != VB_OK)
			snprintf(out, sizeof(out), "%.399s", err.sentence);
		else
			spell(&c, out);
		is_str(out, worded[i].spelt, "8.5 \"%s\"", worded[i].words);
	}
	for (size_t i = 0; i < VB_ARRAY_LEN(refused); i++) {
		enum vb_code code = vb_claim_parse(vb_view_str(refused[i].words), &c, &err);
		char q[80];

		ok(code == VB_MALFORMED && strstr(err.sentence, refused[i].names),
		   "8.5 refuses \"%s\"", vb_quote(q, sizeof(q), vb_view_str(refused[i].words)));
		if (!strstr(err.sentence, refused[i].names))
			diag("%s", err.sentence);
	}
}

static void test_long_words(void)
{
	char *text = malloc(VB_WORDS_MAX + 2);
	struct vb_claim c;
	struct vb_err err;

	assert(text);
	memset(text, 'a', VB_WORDS_MAX + 1);
	ok(vb_claim_parse(vb_view(text, VB_WORDS_MAX + 1), &c, &err) == VB_MALFORMED &&
	   strcmp(err.clause, "1.4") == 0, "1.4 a claim of 2001 bytes");
	ok(vb_claim_parse(vb_view(text, VB_WORDS_MAX), &c, &err) == VB_MALFORMED &&
	   strcmp(err.clause, "8.5") == 0, "8.5 a word of 2000 bytes is no word");
	free(text);
}

/* ---- judging ---- */

static struct kit k;

/* The verdict on the whole log, dated at its last entry. */
static enum vb_verdict judge(const char *words, bool whole, int64_t asof, struct vb_judgement *j)
{
	struct vb_claim c;
	struct vb_err err;

	memset(j, 0, sizeof(*j));
	if (vb_claim_parse(vb_view_str(words), &c, &err) != VB_OK) {
		diag("%s", err.sentence);
		return j->verdict;
	}
	vb_claim_judge(&c, k.t.fold, whole, asof, j);
	return j->verdict;
}

/* The story: 14 Oct NORD-1 draft, received; 15 Oct SUD-2 responds; 16 Oct NORD-3, a letter;
 * 17 Oct SUD takes it as a response to SUD-2. */
static const struct {
	const char *words;
	enum vb_verdict verdict;
	const char *part;	/* of the sentence */
} judged[] = {
	{"delivered NORD-1", VB_SUPPORTED, "NORD handed over NORD-1 to SUD as draft, by 14 Oct"},
	{"NORD delivered NORD-1 to SUD", VB_SUPPORTED, "NORD-1"},
	{"NORD delivered a draft to SUD by 15 Oct 2026", VB_SUPPORTED, "NORD-1"},
	{"SUD delivered NORD-1", VB_CONTRADICTED, "nothing of the kind"},
	{"NORD-1 delivered to NORD", VB_CONTRADICTED, "nothing of the kind"},
	{"NORD-1 delivered by 13 Oct 2026", VB_CONTRADICTED, "only after 14 Oct 2026 17:47 UTC"},
	{"delivered NORD-9", VB_CONTRADICTED, "no hand-over NORD-9 stands in the whole log up to"},
	{"delivered NORD-9.1", VB_CONTRADICTED, "NORD-9.1"},
	{"delivered NORD-2", VB_CONTRADICTED, "no hand-over NORD-2"},
	{"delivered WEST-1", VB_UNDECIDED, "WEST is no member"},
	{"WEST received NORD-1", VB_UNDECIDED, "WEST is no member"},
	{"NORD-1 delivered to WEST", VB_UNDECIDED, "WEST is no member"},
	{"SUD received a response to WEST-2", VB_UNDECIDED, "WEST is no member"},
	{"delivered NORD/LEGAL-1", VB_CONTRADICTED, "no hand-over NORD/LEGAL-1"},
	{"SUD received NORD-1", VB_SUPPORTED,
	 "NORD-1, handed over by NORD as draft, was released to SUD, by 14 Oct 2026"},
	{"SUD received a letter by 16 Oct 2026", VB_DISPUTED, "letter; SUD took it as: response"},
	{"SUD received NORD-3", VB_SUPPORTED, "NORD-3"},
	{"NORD received NORD-3", VB_CONTRADICTED, "nothing of the kind"},
	{"SUD received NORD-3 by 15 Oct 2026", VB_CONTRADICTED, "only after"},
	{"SUD received a response to SUD-2 by 16 Oct 2026", VB_DISPUTED,
	 "NORD declared NORD-3: letter; SUD took it as: response to SUD-2"},
	{"SUD received a response to SUD-2", VB_DISPUTED, "response to SUD-2"},
	{"SUD received a response to NORD-1", VB_CONTRADICTED, "nothing of the kind"},
	{"SUD received a response", VB_DISPUTED, "NORD-3"},
	{"SUD received an agreed-text", VB_UNDECIDED, "may have gone another way"},
	{"SUD received a response to SUD-9", VB_CONTRADICTED, "no hand-over SUD-9"},
	{"NORD received a response to NORD-1", VB_SUPPORTED, "SUD-2"},
	{"SUD took NORD-3 as response to SUD-2", VB_SUPPORTED, "SUD took NORD-3 as response to "
							       "SUD-2"},
	{"SUD took NORD-3 as letter", VB_CONTRADICTED, "nothing of the kind"},
	{"SUD took NORD-3", VB_SUPPORTED, "SUD took NORD-3 as response to SUD-2, by 17 Oct"},
	{"SUD took NORD-3 by 16 Oct 2026", VB_CONTRADICTED, "only after"},
	{"SUD took NORD-1", VB_CONTRADICTED, "not taken by SUD"},
	{"SUD answered NORD-1", VB_SUPPORTED, "SUD-2"},
	{"NORD answered SUD-2", VB_DISPUTED, "NORD declared NORD-3: letter"},
	{"NORD-1 was answered by 14 Oct 2026", VB_CONTRADICTED, "only after"},
	{"SUD answered NORD-3", VB_CONTRADICTED, "nothing of the kind"},
	{"NORD answered NORD-1", VB_CONTRADICTED, "nothing of the kind"},
	{"NORD-1 was answered to SUD", VB_CONTRADICTED, "nothing of the kind"},
	{"answered NORD-7", VB_CONTRADICTED, "no hand-over NORD-7"},
};

static void test_story(void)
{
	struct vb_judgement j;
	int64_t asof;

	kit_open(&k, NULL);
	/* Beyond every time that the table asks for. */
	asof = k.t.now + 5 * VB_DAY;
	for (size_t i = 0; i < VB_ARRAY_LEN(judged); i++) {
		enum vb_verdict v = judge(judged[i].words, true, asof, &j);

		ok(v == judged[i].verdict && strstr(j.sentence, judged[i].part), "8.5 %s: %s",
		   judged[i].words, vb_verdict_name(judged[i].verdict));
		if (v != judged[i].verdict || !strstr(j.sentence, judged[i].part))
			diag("%s: %s", vb_verdict_name(v), j.sentence);
	}
}

static void test_evidence(void)
{
	struct vb_judgement j;

	judge("SUD received a response to SUD-2", true, k.t.now, &j);
	ok(j.nevidence == 5 && j.evidence[0] == k.response && j.evidence[1] == k.letter &&
	   j.evidence[2] == k.letter + 1 && j.evidence[3] == k.letter + 2 &&
	   j.evidence[4] == k.take, "8.5 the evidence is what a reader needs, rising");
	judge("SUD received NORD-1 by 14 Oct 2026", true, k.t.now, &j);
	is_int(j.nevidence, 3, "8.5 hand-over, receipt, release");
	judge("SUD received an agreed-text", true, k.t.now, &j);
	is_int(j.nevidence, 0, "8.5 absence has no evidence");
	is_str(vb_verdict_name((enum vb_verdict)0), "?", "8.5 no other verdict");
}

static void test_picks(void)
{
	struct vb_judgement j;

	is_int(judge("delivered NORD-9", false, k.t.now, &j), VB_UNDECIDED,
	       "8.5 of picked acts, absence shows nothing");
	ok(strstr(j.sentence, "only picked acts"), "8.5 and the sentence says why");
	is_int(judge("SUD received NORD-3 by 15 Oct 2026", false, k.t.now, &j), VB_UNDECIDED,
	       "8.5 nor does a late one");
	is_int(judge("SUD received NORD-1", false, k.t.now, &j), VB_SUPPORTED,
	       "8.5 what is shown is shown");
	kit_close(&k);
}

/* ---- dates ---- */

static void test_times(void)
{
	static const char *const names[] = {"nord", "sud"};
	static const char *const author[] = {"tie author", NULL};
	struct vb_judgement j;
	char words[80], at[VB_TIME_LEN + 1];
	struct vb_span *s;
	uint32_t act;

	kit_found(&k, names, 2, author, NULL);
	act = fx_hand(&k.t, k.nord, 1u << k.sud, "propose", "draft", VB_NO_ACT, fx_paper);
	s = &k.t.fold->fact[act].span;
	vb_time_format(at, s->by);
	snprintf(words, sizeof(words), "delivered NORD-1 by %s", at);
	is_int(judge(words, true, k.t.now + 9, &j), VB_UNDECIDED,
	       "8.5 logged by the very second asked for: not before it");
	vb_time_format(at, s->by + 1);
	snprintf(words, sizeof(words), "delivered NORD-1 by %s", at);
	is_int(judge(words, true, k.t.now, &j), VB_SUPPORTED, "8.5 a second earlier it is");
	vb_time_format(at, s->since);
	snprintf(words, sizeof(words), "delivered NORD-1 by %s", at);
	is_int(judge(words, true, k.t.now, &j), VB_CONTRADICTED, "8.5 logged since then: too late");
	is_int(judge(words, true, s->since - 1, &j), VB_UNDECIDED,
	       "8.5 unless no checkpoint is dated after it");
	ok(strstr(j.sentence, "no checkpoint of this log is dated after"), "8.5 and that is said");
	vb_time_format(at, s->since + 1);
	snprintf(words, sizeof(words), "delivered NORD-1 by %s", at);
	is_int(judge(words, true, k.t.now, &j), VB_UNDECIDED, "6.5 inside the interval: "
							      "undetermined");
	ok(strstr(j.sentence, "tie rule favours its author"), "6.5 whom that favours is told");
	s->by = VB_TIME_NONE;
	is_int(judge(words, true, k.t.now, &j), VB_UNDECIDED, "6.5 no date after it");
	ok(strstr(j.sentence, "and an unknown time"), "6.5 and that is said");
	is_int(judge("delivered NORD-1", true, k.t.now, &j), VB_SUPPORTED,
	       "8.5 with no time asked for none is needed");
	s->since = VB_TIME_NONE;
	k.t.fold->rules.tie_author = false;
	is_int(judge(words, true, k.t.now, &j), VB_UNDECIDED, "6.5 no date at all");
	ok(strstr(j.sentence, "between an unknown time") &&
	   strstr(j.sentence, "favours its addressee"), "6.5 and that is said too");
	is_int(judge("delivered NORD-2", true, VB_TIME_NONE, &j), VB_CONTRADICTED,
	       "8.5 absence from the whole log");
	is_int(judge("delivered NORD-2 by 2 Oct 2026", true, VB_TIME_NONE, &j), VB_UNDECIDED,
	       "8.5 absence by a time needs a date");
	kit_close(&k);
}

/* ---- channels, entered and carried papers, refusals ---- */

static void test_channel(void)
{
	static const char *const names[] = {"nord", "sud"};
	static const char *const complete[] = {"channel complete", NULL};
	struct vb_judgement j;

	kit_found(&k, names, 2, complete, NULL);
	is_int(judge("SUD received an agreed-text", true, k.t.now, &j), VB_CONTRADICTED,
	       "8.5 on a complete channel absence contradicts");
	kit_close(&k);
}

static void test_entered(void)
{
	static const char *const names[] = {"nord", "sud"};
	char line[300], when[VB_TIME_LEN + 1];
	struct vb_judgement j;
	struct vb_copy c;
	struct vb_writer w;

	kit_found(&k, names, 2, NULL, NULL);
	k.draft = fx_hand(&k.t, k.nord, 1u << k.sud, "propose", "draft", VB_NO_ACT, fx_paper);
	c = fx_copy_of(&k.t, k.draft, k.sud)->line;
	c.has_recipient = false;
	vb_writer_init(&w, line, sizeof(line) - 1);
	vb_copy_put(&w, &c);
	line[w.len] = '\0';
	vb_time_format(when, k.t.now);
	fx_do(&k.t, k.sud, "entered",
	      &(struct fx_fields){{"from", "nord", "channel", "e-mail", "received", when, "role",
				   "letter", "copy", line}}, NULL);
	is_int(judge("SUD received a letter", true, k.t.now, &j), VB_UNDECIDED,
	       "5.2.7 an entered paper is its addressee's word alone");
	ok(strstr(j.sentence, "SUD entered in SUD-1 that it came from NORD"), "5.2.7 and is told");
	is_int(judge("SUD received NORD-1", true, k.t.now, &j), VB_CONTRADICTED,
	       "8.5 a paper that nobody received");
	ok(strstr(j.sentence, "not received by SUD"), "8.5 and that is said");
	kit_close(&k);
}

static void test_carried(void)
{
	static const char *const names[] = {"nord", "sud"};
	struct vb_judgement j;

	kit_found(&k, names, 2, NULL, NULL);
	k.draft = fx_hand(&k.t, k.nord, 1u << k.sud, "propose", "draft", VB_NO_ACT, fx_paper);
	fx_receipt(&k.t, k.sud, k.draft, NULL);
	fx_release(&k.t, k.nord, k.draft, k.sud, NULL);
	is_int(judge("SUD received NORD-1", true, k.t.now, &j), VB_SUPPORTED,
	       "8.5 of a carried paper the receipt shows it");
	kit_close(&k);
}

/* The acts that gave an office its key are part of the evidence. */
static void test_registrars(void)
{
	static const char *const names[] = {"nord", "sud"};
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_secret *legal;
	struct vb_judgement j;
	struct vb_vkey key;
	struct vb_writer w;
	uint8_t pub[32];
	char line[300], copy[400];
	struct fx *t = &k.t;
	uint32_t mandate;
	size_t len;

	assert(buf);
	kit_found(&k, names, 2, NULL, NULL);
	legal = vb_secret_new(t->rng);
	assert(legal);
	vb_ed25519_public(legal, pub);
	vb_vkey_make(&key, vb_view_str("nord/legal"), VB_KEY_ED25519, pub);
	vb_writer_init(&w, line, sizeof(line) - 1);
	vb_put_str(&w, "nord/legal act ");
	vb_vkey_put(&w, &key);
	line[w.len] = '\0';
	mandate = fx_do(t, k.nord, "mandate",
			&(struct fx_fields){{"to", "legal", "key", line, "scope", "all"}}, NULL);
	fx_seal(t, &t->copy[t->ncopies], k.nord, k.sud, fx_paper);
	vb_writer_init(&w, copy, sizeof(copy) - 1);
	vb_copy_put(&w, &t->copy[t->ncopies++].line);
	copy[w.len] = '\0';
	t->m[k.nord].number = 0;
	t->m[k.nord].prev = t->fold->charter;
	len = fx_act_as(t, k.nord, "legal", "letter",
			&(struct fx_fields){{"role", "letter", "privilege", "open", "confidential",
					     "no", "same-text", "yes", "copy", copy}},
			NULL, NULL, legal, buf);
	assert(fx_log(t, buf, len, NULL) == VB_OK);
	is_int(judge("delivered NORD/LEGAL-1", true, t->now, &j), VB_SUPPORTED,
	       "2.13 an office's act is cited by its chain");
	ok(j.nevidence == 2 && j.evidence[0] == mandate, "8.5 the mandate is part of the evidence");
	vb_secret_free(legal);
	free(buf);
	kit_close(&k);
}

static void recovery_chain(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->number = 1;
	c->epoch = 0;
	c->prev = k.t.fold->charter;
}

/* A rekey belongs to the evidence of what the new key signs; it is signed by a key that the
 * charter registered, for no purpose of acts. */
static void test_rekeyed(void)
{
	static const char *const names[] = {"nord", "sud"};
	uint8_t *buf = malloc(VB_NOTE_MAX), pub[32];
	struct vb_judgement j;
	struct fx *t = &k.t;
	struct vb_secret *fresh;
	struct vb_vkey key;
	struct vb_writer w;
	char line[300];
	size_t len;

	assert(buf);
	kit_found(&k, names, 2, NULL, NULL);
	fresh = vb_secret_new(t->rng);
	assert(fresh);
	vb_ed25519_public(fresh, pub);
	vb_vkey_make(&key, vb_view_str("nord"), VB_KEY_ED25519, pub);
	vb_writer_init(&w, line, sizeof(line) - 1);
	vb_put_str(&w, "nord act ");
	vb_vkey_put(&w, &key);
	line[w.len] = '\0';
	len = fx_act_as(t, k.nord, "recovery", "rekey", &(struct fx_fields){{"key", line}},
			recovery_chain, NULL, t->m[k.nord].recovery, buf);
	assert(fx_log(t, buf, fx_sign(fresh, "nord", buf, len), NULL) == VB_OK);
	vb_secret_free(t->m[k.nord].act);
	t->m[k.nord].act = fresh;
	t->m[k.nord].epoch = 1;
	fx_hand(t, k.nord, 1u << k.sud, "letter", "letter", VB_NO_ACT, fx_paper);
	is_int(judge("delivered NORD-1.1", true, t->now, &j), VB_SUPPORTED,
	       "4.3 an act of a later epoch is cited with it");
	ok(j.nevidence == 2 && j.evidence[0] == 1 && j.evidence[1] == 2,
	   "8.5 the rekey is part of the evidence");
	free(buf);
	kit_close(&k);
}

int main(void)
{
	test_words();
	test_long_words();
	test_story();
	test_evidence();
	test_picks();
	test_times();
	test_channel();
	test_entered();
	test_carried();
	test_registrars();
	test_rekeyed();
	return tap_done();
}
