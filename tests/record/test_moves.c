/*
 * Whose move it is: which acts are awaited, from whom, and by when (format.md 5.4, 8).
 *
 * SPDX-License-Identifier: ISC
 */
#include "fixture.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static const char *const four[] = {"nord", "sud", "chair:ober", "observer:watch"};
enum { NORD, OBER, SUD, WATCH }; /* by name */

struct moves {
	unsigned n;
	struct vb_move m[32];
};

static void note_move(void *ctx, const struct vb_move *m)
{
	struct moves *all = ctx;

	if (all->n == VB_ARRAY_LEN(all->m))
		abort();
	all->m[all->n++] = *m;
}

/* The moves about act @act, of which the first @kind is wanted; NULL: there is none. */
static const struct vb_move *move(const struct vb_fold *f, int64_t now, enum vb_move_kind kind,
				  uint32_t act)
{
	static struct moves all;

	memset(&all, 0, sizeof(all));
	vb_fold_moves(f, now, note_move, &all);
	for (unsigned i = 0; i < all.n; i++) {
		if (all.m[i].kind == kind && all.m[i].act == act)
			return &all.m[i];
	}
	return NULL;
}

static unsigned count_moves(const struct vb_fold *f, int64_t now)
{
	struct moves all = {0};

	vb_fold_moves(f, now, note_move, &all);
	return all.n;
}

static void is_move(const struct vb_move *m, uint8_t party, int64_t due, const char *what)
{
	is_int(m ? m->party : -1, party, "%s: whose", what);
	is_int(m ? m->due : -1, due, "%s: by when", what);
}

static uint32_t hand(struct fx *t, unsigned who, const char *kind, const char *role)
{
	return fx_hand(t, who, 1u << SUD, kind, role, VB_NO_ACT, fx_paper);
}

static void test_handover(void)
{
	struct vb_err why;
	uint32_t d, release;
	int64_t by;
	struct fx t;

	fx_open(&t, 1, four, 4, NULL, "watch");
	d = hand(&t, NORD, "propose", "draft");
	is_move(move(t.fold, t.now, VB_MOVE_RECEIVE, d), SUD, t.span[d].by + 30 * VB_DAY,
		"8.1 what was lodged is to be received");
	is_int(count_moves(t.fold, t.now), 1, "8.1 and nothing else");
	vb_fold_seen(t.fold, SUD, t.size);
	is_move(move(t.fold, t.now, VB_MOVE_RECEIVE, d), SUD, t.span[d].by + 30 * VB_DAY,
		"8.1 so is what its addressee knows of");
	is_int(count_moves(t.fold, t.now + 31 * VB_DAY), 0,
	       "8.1 what was not collected is nobody's move");
	release = fx_receive(&t, SUD, d);
	by = t.span[release].by;
	is_move(move(t.fold, t.now, VB_MOVE_TAKE, d), SUD, by + 7 * VB_DAY,
		"8.1 what was received is to be taken");
	is_move(move(t.fold, t.now, VB_MOVE_ANSWER, d), SUD, by + 42 * VB_DAY,
		"5.1.4 and a draft to be answered");
	ok(!move(t.fold, by + 7 * VB_DAY, VB_MOVE_TAKE, d),
	   "8.1 when take-days have run its role is open");
	is_move(move(t.fold, by + 7 * VB_DAY, VB_MOVE_ANSWER, d), SUD, by + 42 * VB_DAY,
		"5.1.4 and it is still to be answered");
	fx_take(&t, SUD, d, "letter", VB_NO_ACT, &why);
	is_move(move(t.fold, t.now, VB_MOVE_ANSWER, d), SUD, by + 42 * VB_DAY,
		"5.1.4 the clock runs while the role is disputed");
	fx_hand(&t, SUD, 1u << NORD, "respond", "response", d, fx_paper);
	ok(!move(t.fold, t.now, VB_MOVE_ANSWER, d), "5.2.2 an answer ends that");
	d = hand(&t, NORD, "propose", "draft");
	fx_do(&t, SUD, "refuse", &(struct fx_fields){{"of", fx_id(&t, d)}}, &why);
	ok(!move(t.fold, t.now, VB_MOVE_RECEIVE, d) && !move(t.fold, t.now, VB_MOVE_ANSWER, d),
	   "5.3.8 what was refused is nobody's move");
	d = hand(&t, NORD, "propose", "draft");
	fx_receipt(&t, SUD, d, &why);
	release = fx_release(&t, NORD, d, SUD, &why);
	is_move(move(t.fold, t.now, VB_MOVE_TAKE, d), SUD, t.span[release].by + 7 * VB_DAY,
		"5.3.3 what was carried is to be taken");
	fx_close(&t);
}

/* Which papers call for an answer. */
static void test_roles(void)
{
	static const struct {
		unsigned who;
		const char *kind, *role;
		bool answer;
	} row[] = {
		{NORD, "propose", "draft", true}, {NORD, "propose", "joint-draft", true},
		{OBER, "propose", "chair-text", true}, {NORD, "propose", "agreed-text", false},
		{NORD, "letter", "letter", false}, {NORD, "letter", "information", false},
	};
	struct vb_err why;
	uint32_t d, r;
	struct fx t;

	fx_open(&t, 2, four, 4, NULL, NULL);
	for (unsigned i = 0; i < VB_ARRAY_LEN(row); i++) {
		d = hand(&t, row[i].who, row[i].kind, row[i].role);
		is_str(t.fold->fact[d].voided, "", "5.2.1 %s", row[i].role);
		fx_receive(&t, SUD, d);
		fx_take(&t, SUD, d, "as-offered", VB_NO_ACT, &why);
		is_int(move(t.fold, t.now, VB_MOVE_ANSWER, d) != NULL, row[i].answer,
		       "5.1.4 %s calls for %s", row[i].role,
		       row[i].answer ? "an answer" : "none");
	}
	r = fx_hand(&t, SUD, 1u << NORD, "respond", "response", 1, fx_paper);
	fx_receive(&t, NORD, r);
	ok(move(t.fold, t.now, VB_MOVE_ANSWER, r) != NULL,
	   "5.1.4 response calls for an answer");
	fx_close(&t);
}

static void test_clock(void)
{
	static const char *const stops[] = {"clock stops", NULL};
	static const char *const none[] = {"answer-days -", NULL};
	struct vb_err why;
	uint32_t d, release;
	struct fx t;

	fx_open(&t, 3, four, 4, stops, NULL);
	d = hand(&t, NORD, "propose", "draft");
	release = fx_receive(&t, SUD, d);
	is_move(move(t.fold, t.now, VB_MOVE_ANSWER, d), SUD, t.span[release].by + 42 * VB_DAY,
		"5.1.4 before anybody disputes it");
	fx_take(&t, SUD, d, "letter", VB_NO_ACT, &why);
	is_move(move(t.fold, t.now, VB_MOVE_ANSWER, d), SUD, VB_TIME_NONE,
		"5.1.4 the clock stops while the role is disputed");
	fx_close(&t);
	fx_open(&t, 4, four, 4, none, NULL);
	d = hand(&t, NORD, "propose", "draft");
	fx_receive(&t, SUD, d);
	is_move(move(t.fold, t.now, VB_MOVE_ANSWER, d), SUD, VB_TIME_NONE,
		"5.1.4 without answer-days");
	fx_close(&t);
}

/* The same log without a dated checkpoint of it: periods run from what acts say. */
static void test_undated(void)
{
	static const struct vb_span unknown = {VB_TIME_NONE, VB_TIME_NONE};
	struct vb_act *a = malloc(sizeof(*a));
	struct vb_fold *f = vb_fold_new();
	struct vb_state_of s;
	uint32_t d, release;
	struct fx t;

	fx_open(&t, 5, four, 4, NULL, NULL);
	d = hand(&t, NORD, "propose", "draft");
	release = fx_receive(&t, SUD, d);
	for (uint32_t i = 0; i < t.size; i++) {
		if (vb_act_parse(vb_view(t.note[i], t.note_len[i]), a, NULL) != VB_OK ||
		    vb_fold_add(f, a, unknown, NULL, NULL) != VB_OK)
			abort();
		is_str(f->fact[i].voided, "", "4.7 without a date nothing is late");
	}
	ok(f->fact[release].date < t.span[release].by,
	   "6.5 an act is dated before it is logged");
	is_move(move(f, t.now, VB_MOVE_ANSWER, d), SUD, f->fact[release].date + 42 * VB_DAY,
		"8.2 an answer, by the release's own date");
	is_move(move(f, t.now, VB_MOVE_TAKE, d), SUD, f->fact[release].date + 7 * VB_DAY,
		"8.2 a take, by the same");
	vb_handover_state(f, &f->handover[0], f->fact[release].date + 7 * VB_DAY, &s);
	is_str(vb_state_name(s.state), "role-open", "8.2 that second ends it");
	vb_fold_free(f);
	free(a);
	fx_close(&t);
}

static void test_claims(void)
{
	struct vb_err why;
	uint32_t d, claim;
	struct fx t;

	fx_open(&t, 6, four, 4, NULL, "watch");
	d = hand(&t, NORD, "propose", "draft");
	fx_receive(&t, SUD, d);
	claim = fx_do(&t, SUD, "contest", &(struct fx_fields){{"of", fx_id(&t, d)}}, &why);
	is_move(move(t.fold, t.now, VB_MOVE_RULE, d), WATCH, t.span[claim].by + 7 * VB_DAY,
		"5.4.4 a contest is the judge's to rule on");
	is_int(count_moves(t.fold, t.now), 1, "8.1 and nobody else's move");
	fx_do(&t, WATCH, "statement",
	      &(struct fx_fields){{"of", fx_id(&t, claim), "finding", "upheld", "text", "x"}},
	      &why);
	is_int(count_moves(t.fold, t.now), 0, "5.4.4 upheld, it is at an end");
	d = hand(&t, NORD, "propose", "draft");
	fx_receive(&t, SUD, d);
	claim = fx_do(&t, SUD, "cannot-open", &(struct fx_fields){{"of", fx_id(&t, d)}}, &why);
	is_move(move(t.fold, t.now, VB_MOVE_DEFEND, d), NORD, t.span[claim].by + 7 * VB_DAY,
		"7.6 what does not open is its author's to defend");
	fx_do(&t, WATCH, "statement",
	      &(struct fx_fields){{"of", fx_id(&t, claim), "finding", "upheld", "text", "x"}},
	      &why);
	is_int(count_moves(t.fold, t.now), 0, "5.4.4 upheld, that is at an end too");
	fx_close(&t);
	fx_open(&t, 7, four, 4, NULL, NULL);
	d = hand(&t, NORD, "propose", "draft");
	fx_receive(&t, SUD, d);
	fx_do(&t, SUD, "contest", &(struct fx_fields){{"of", fx_id(&t, d)}}, &why);
	is_str(why.clause, "", "5.3.10 a contest at a table without a judge stands");
	is_int(count_moves(t.fold, t.now), 0, "5.4.4 but nobody can rule on it");
	fx_close(&t);
}

static void test_promises(void)
{
	struct vb_err why;
	uint32_t d, p;
	struct fx t;

	fx_open(&t, 8, four, 4, NULL, NULL);
	d = hand(&t, NORD, "propose", "draft");
	p = fx_do(&t, SUD, "promise",
		  &(struct fx_fields){{"what", "paper", "due", "2030-01-01T00:00:00Z"}}, &why);
	is_move(move(t.fold, t.now, VB_MOVE_PROMISE, p), SUD, 1893456000,
		"5.4.1 a promised paper");
	p = fx_do(&t, SUD, "promise",
		  &(struct fx_fields){{"what", "answer", "due", "2030-01-01T00:00:00Z"}},
		  &why);
	is_move(move(t.fold, t.now, VB_MOVE_PROMISE, p), SUD, 1893456000,
		"5.4.1 an answer to nothing named");
	p = fx_do(&t, WATCH, "promise",
		  &(struct fx_fields){{"what", "answer", "of", fx_id(&t, d), "due",
				       "2030-01-01T00:00:00Z"}},
		  &why);
	is_move(move(t.fold, t.now, VB_MOVE_PROMISE, p), WATCH, 1893456000,
		"5.4.1 an answer to what one was not sent");
	p = fx_do(&t, SUD, "promise",
		  &(struct fx_fields){{"what", "answer", "of", fx_id(&t, d), "due",
				       "2030-01-01T00:00:00Z"}},
		  &why);
	is_move(move(t.fold, t.now, VB_MOVE_PROMISE, p), SUD, 1893456000, "5.4.1 an answer");
	fx_hand(&t, SUD, 1u << NORD, "letter", "letter", d, fx_paper);
	ok(!move(t.fold, t.now, VB_MOVE_PROMISE, p),
	   "5.4.1 a letter that answers it keeps that promise");
	is_int(count_moves(t.fold, t.now), 5, "5.4.1 and no other");
	fx_close(&t);
}

int main(void)
{
	if (!vb_crypto_init())
		return 99;
	test_handover();
	test_roles();
	test_clock();
	test_undated();
	test_claims();
	test_promises();
	return tap_done();
}
