/*
 * Each hand-over is in exactly one state, and the clock alone moves some of them
 * (format.md 8).
 *
 * SPDX-License-Identifier: ISC
 */
#include "fixture.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static const char *const pair[] = {"nord", "observer:watch", "sud"};
enum { NORD, SUD, WATCH };

static void is_state(struct fx *t, uint32_t act, int64_t now, const char *want,
		     const char *etsi, const char *clause)
{
	struct vb_state_of s;

	vb_handover_state(t->fold, vb_fold_handover(t->fold, act, SUD), now, &s);
	is_str(vb_state_name(s.state), want, "%s %s", clause, want);
	is_str(vb_state_etsi(s.state), etsi, "8.4 its ETSI name");
}

static uint32_t hand(struct fx *t)
{
	return fx_hand(t, NORD, 1 << SUD, "propose", "draft", VB_NO_ACT, fx_paper);
}

static void test_waiting(void)
{
	const char *deemed[] = {"deemed-days 3", NULL};
	struct vb_state_of s;
	uint32_t d;
	int64_t by;
	struct fx t;

	fx_open(&t, 1, pair, 3, NULL, NULL);
	d = hand(&t);
	by = t.span[d].by;
	is_state(&t, d, t.now, "lodged", "SubmissionAcceptance", "8.1");
	vb_fold_seen(t.fold, SUD, d);
	is_state(&t, d, t.now, "lodged", "SubmissionAcceptance",
		 "8.1 knowing the log up to it");
	vb_fold_seen(t.fold, SUD, d + 1);
	is_state(&t, d, t.now, "awaiting-receipt", "NotificationForAcceptance", "8.1");
	is_state(&t, d, by + 30 * VB_DAY - 1, "awaiting-receipt", "NotificationForAcceptance",
		 "8.2 a second before");
	is_state(&t, d, by + 30 * VB_DAY, "not-collected", "AcceptanceRejectionExpiry",
		 "8.2 at that second");
	vb_handover_state(t.fold, vb_fold_handover(t.fold, d, SUD), t.now, &s);
	ok(s.due == by + 30 * VB_DAY, "8.2 and it says when");
	fx_close(&t);
	fx_open(&t, 2, pair, 3, deemed, NULL);
	d = hand(&t);
	is_state(&t, d, t.span[d].by + 3 * VB_DAY - 1, "lodged", "SubmissionAcceptance",
		 "8.2");
	is_state(&t, d, t.span[d].by + 3 * VB_DAY, "deemed-received",
		 "AcceptanceRejectionExpiry", "8.1");
	fx_close(&t);
}

/* The earliest of the periods that may end first: `collect-by` of the act, `collect-days`
 * and `deemed-days` of the table. */
static void test_periods(void)
{
	static const char *const rules[] = {"deemed-days 9", "collect-days 4", NULL};
	struct fx_fields f = {{"role", "draft", "privilege", "open", "confidential", "yes",
			       "same-text", "yes", "copy", NULL, "collect-by",
			       "2026-10-16T00:00:00Z"}};
	const int64_t collect_by = FX_T0 - FX_T0 % VB_DAY + 2 * VB_DAY;
	struct vb_state_of s;
	struct vb_err why;
	struct vb_writer w;
	char line[400] = "", when[VB_TIME_LEN + 1];
	struct fx_copy *c;
	uint32_t d;
	struct fx t;

	vb_time_format(when, collect_by);
	f.pair[11] = when;
	fx_open(&t, 5, pair, 3, rules, NULL);
	d = hand(&t);
	vb_handover_state(t.fold, vb_fold_handover(t.fold, d, SUD), t.now, &s);
	ok(s.due == t.span[d].by + 4 * VB_DAY, "8.2 collect-days end before deemed-days");
	is_state(&t, d, s.due, "not-collected", "AcceptanceRejectionExpiry", "8.1");
	is_state(&t, d, t.span[d].by + 9 * VB_DAY, "deemed-received",
		 "AcceptanceRejectionExpiry", "8.1 the first state that applies:");
	c = fx_copy_of(&t, d, SUD);
	vb_writer_init(&w, line, sizeof(line) - 1);
	vb_copy_put(&w, &c->line);
	f.pair[9] = line;
	d = fx_do(&t, NORD, "propose", &f, &why);
	is_str(why.clause, "", "5.2.1 a paper may say by when it is to be collected");
	is_state(&t, d, collect_by - 1, "lodged", "SubmissionAcceptance", "8.1");
	is_state(&t, d, collect_by, "not-collected", "AcceptanceRejectionExpiry",
		 "8.1 its own date counts:");
	vb_handover_state(t.fold, vb_fold_handover(t.fold, d, SUD), t.now, &s);
	ok(s.due == collect_by, "8.2 and it says when");
	fx_close(&t);
}

static void test_released(void)
{
	struct vb_err why;
	struct vb_state_of s;
	uint32_t d, r;
	struct fx t;

	fx_open(&t, 3, pair, 3, NULL, "watch");
	d = hand(&t);
	r = fx_receive(&t, SUD, d);
	is_state(&t, d, t.now, "received", "ContentHandover", "8.1");
	is_state(&t, d, t.span[r].by + 7 * VB_DAY - 1, "received", "ContentHandover", "8.2");
	is_state(&t, d, t.span[r].by + 7 * VB_DAY, "role-open", "ContentHandover", "8.1");
	fx_take(&t, SUD, d, "as-offered", VB_NO_ACT, &why);
	is_state(&t, d, t.now, "taken-as-offered", "ContentHandover", "8.1");
	vb_handover_state(t.fold, vb_fold_handover(t.fold, d, SUD), t.now, &s);
	ok(s.nevidence == 4 && s.evidence[0] == d && s.evidence[3] == t.size - 1,
	   "8.1 with its evidence, in log order");
	d = hand(&t);
	fx_receive(&t, SUD, d);
	fx_take(&t, SUD, d, "draft", VB_NO_ACT, &why);
	is_state(&t, d, t.now, "taken-as-offered", "ContentHandover", "8.1 by the same word");
	d = hand(&t);
	fx_receive(&t, SUD, d);
	fx_take(&t, SUD, d, "letter", VB_NO_ACT, &why);
	is_state(&t, d, t.now, "role-disputed", "ContentHandover", "8.3");
	d = hand(&t);
	fx_receive(&t, SUD, d);
	fx_take(&t, SUD, d, "draft", 1, &why);
	is_state(&t, d, t.now, "role-disputed", "ContentHandover",
		 "8.3 the same role, answering something else:");
	d = hand(&t);
	fx_receive(&t, SUD, d);
	fx_take(&t, SUD, d, "as-offered", 1, &why);
	is_state(&t, d, t.now, "role-disputed", "ContentHandover",
		 "8.3 as offered, but answering something else:");
	d = fx_hand(&t, SUD, 1 << NORD, "propose", "draft", VB_NO_ACT, fx_paper);
	d = fx_hand(&t, NORD, 1 << SUD, "respond", "response", d, fx_paper);
	fx_receive(&t, SUD, d);
	fx_take(&t, SUD, d, "response", t.fold->fact[d].answers, &why);
	is_state(&t, d, t.now, "taken-as-offered", "ContentHandover",
		 "8.3 answering just what it says:");
	fx_close(&t);
}

static void test_ended(void)
{
	struct vb_err why;
	uint32_t d, claim;
	struct fx t;

	fx_open(&t, 4, pair, 3, NULL, "watch");
	d = hand(&t);
	fx_do(&t, SUD, "refuse", &(struct fx_fields){{"of", fx_id(&t, d)}}, &why);
	is_state(&t, d, t.now, "refused", "ConsignmentRejection", "8.1");
	d = hand(&t);
	fx_do(&t, NORD, "withdraw", &(struct fx_fields){{"of", fx_id(&t, d)}}, &why);
	is_state(&t, d, t.now, "withdrawn", "", "8.1");
	d = hand(&t);
	fx_receipt(&t, SUD, d, &why);
	fx_release(&t, NORD, d, SUD, &why);
	is_state(&t, d, t.now, "carried", "RelayToNonERDS", "8.1");
	d = hand(&t);
	fx_receive(&t, SUD, d);
	claim = fx_do(&t, SUD, "contest", &(struct fx_fields){{"of", fx_id(&t, d)}}, &why);
	is_state(&t, d, t.now, "contested", "ContentHandoverFailure", "8.1");
	fx_do(&t, WATCH, "statement",
	      &(struct fx_fields){
		      {"of", fx_id(&t, claim), "finding", "rejected", "text", "x"}},
	      &why);
	is_state(&t, d, t.now, "received", "ContentHandover", "8.1 a rejected contest ends:");
	d = hand(&t);
	fx_receive(&t, SUD, d);
	claim = fx_do(&t, SUD, "cannot-open", &(struct fx_fields){{"of", fx_id(&t, d)}}, &why);
	is_state(&t, d, t.now, "cannot-open", "ContentHandoverFailure", "8.1");
	fx_do(&t, WATCH, "statement",
	      &(struct fx_fields){{"of", fx_id(&t, claim), "finding", "upheld", "text", "x"}},
	      &why);
	is_state(&t, d, t.now, "cannot-open", "ContentHandoverFailure",
		 "8.1 an upheld one stays:");
	fx_close(&t);
}

static uint32_t rule(struct fx *t, uint32_t claim, const char *finding, struct vb_err *why)
{
	return fx_do(
		t, WATCH, "statement",
		&(struct fx_fields){{"of", fx_id(t, claim), "finding", finding, "text", "x"}},
		why);
}

/* A contest and a cannot-open of one copy are two claims, and each has its ruling. */
static void test_two_claims(void)
{
	struct vb_state_of s;
	uint32_t d, contest, unable, ruling;
	struct vb_err why;
	struct fx t;

	fx_open(&t, 8, pair, 3, NULL, "watch");
	d = hand(&t);
	fx_receive(&t, SUD, d);
	contest = fx_do(&t, SUD, "contest", &(struct fx_fields){{"of", fx_id(&t, d)}}, &why);
	rule(&t, contest, "rejected", &why);
	is_state(&t, d, t.now, "received", "ContentHandover", "8.1 a rejected contest ends:");
	unable =
		fx_do(&t, SUD, "cannot-open", &(struct fx_fields){{"of", fx_id(&t, d)}}, &why);
	is_str(why.clause, "", "5.3.9 then its addressee cannot open it");
	is_state(&t, d, t.now, "cannot-open", "ContentHandoverFailure",
		 "8.1 that is unruled:");
	vb_handover_state(t.fold, vb_fold_handover(t.fold, d, SUD), t.now, &s);
	ok(s.due == t.span[unable].by + 7 * VB_DAY, "7.6 contest-days run from it");
	ok(s.nevidence == 6 && s.evidence[3] == contest && s.evidence[5] == unable,
	   "8.1 both are evidence");
	ruling = rule(&t, unable, "upheld", &why);
	is_str(why.clause, "", "5.4.4 the judge rules on that too");
	is_state(&t, d, t.now, "cannot-open", "ContentHandoverFailure",
		 "8.1 upheld, it stays:");
	vb_handover_state(t.fold, vb_fold_handover(t.fold, d, SUD), t.now, &s);
	ok(s.nevidence == 7 && s.evidence[6] == ruling && s.due == VB_TIME_NONE,
	   "8.1 with its ruling");
	rule(&t, contest, "upheld", &why);
	is_str(why.clause, "5.4.4", "5.4.4 on neither twice");
	rule(&t, unable, "rejected", &why);
	is_str(why.clause, "5.4.4", "5.4.4 nor on the other");
	/* The other way round, both open at once. */
	d = hand(&t);
	fx_receive(&t, SUD, d);
	unable =
		fx_do(&t, SUD, "cannot-open", &(struct fx_fields){{"of", fx_id(&t, d)}}, &why);
	contest = fx_do(&t, SUD, "contest", &(struct fx_fields){{"of", fx_id(&t, d)}}, &why);
	is_state(&t, d, t.now, "contested", "ContentHandoverFailure",
		 "8.1 the first that applies:");
	rule(&t, unable, "upheld", &why);
	is_state(&t, d, t.now, "contested", "ContentHandoverFailure",
		 "8.1 the contest is still unruled:");
	rule(&t, contest, "rejected", &why);
	is_str(why.clause, "", "5.4.4 and is ruled on");
	is_state(&t, d, t.now, "cannot-open", "ContentHandoverFailure",
		 "8.1 what was upheld stays:");
	fx_close(&t);
}

/* Evidence is shown in log order, whatever came first. */
static void test_evidence(void)
{
	struct vb_state_of s;
	struct vb_err why;
	uint32_t d, claim;
	struct fx t;

	fx_open(&t, 6, pair, 3, NULL, "watch");
	d = hand(&t);
	fx_receive(&t, SUD, d);
	claim = fx_do(&t, SUD, "contest", &(struct fx_fields){{"of", fx_id(&t, d)}}, &why);
	fx_take(&t, SUD, d, "letter", VB_NO_ACT, &why);
	is_str(why.clause, "", "5.3.7 what is contested may be taken");
	vb_handover_state(t.fold, vb_fold_handover(t.fold, d, SUD), t.now, &s);
	is_str(vb_state_name(s.state), "contested", "8.1 contested comes first");
	is_int(s.nevidence, 5, "8.1 five acts show it");
	for (unsigned i = 0; i < s.nevidence; i++)
		is_int(s.evidence[i], d + i, "8.1 evidence %u", i + 1);
	is_int(s.evidence[3], claim, "8.1 the contest before the take");
	fx_close(&t);
}

/* A depositary's clock may state any second of 63 bits. */
static void test_last_second(void)
{
	struct vb_state_of s;
	struct fx t;
	uint32_t d;

	fx_open(&t, 19, (const char *const[]){"nord", "sud"}, 2, NULL, NULL);
	d = fx_hand(&t, 0, 1u << 1, "propose", "draft", VB_NO_ACT, fx_paper);
	t.fold->fact[d].span.by = INT64_MAX - 1;
	vb_handover_state(t.fold, vb_fold_handover(t.fold, d, 1), t.now, &s);
	ok(s.state == VB_LODGED && s.due == INT64_MAX, "8.2 what lies beyond all time has not run");
	fx_close(&t);
}

int main(void)
{
	if (!vb_crypto_init())
		return 99;
	test_waiting();
	test_periods();
	test_released();
	test_ended();
	test_two_claims();
	test_evidence();
	test_last_second();
	return tap_done();
}
