/*
 * Handing over: papers, receipts, releases, labels, refusals, contests (format.md
 * 5.2, 5.3).
 *
 * SPDX-License-Identifier: ISC
 */
#include "fixture.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static const char *const three[] = {"nord", "sud", "west", "observer:watch"};
enum { NORD, SUD, WATCH, WEST }; /* by name */

static void test_papers(void)
{
	struct vb_err why;
	uint32_t draft, answer;
	struct fx t;

	fx_open(&t, 1, three, 4, NULL, "watch");
	draft = fx_hand(&t, NORD, 1 << SUD | 1 << WEST, "propose", "draft", VB_NO_ACT, fx_paper);
	is_int(t.fold->fact[draft].nhandovers, 2, "5.2.4 a copy for each addressee");
	answer = fx_hand(&t, SUD, 1 << NORD, "respond", "response", draft, fx_paper);
	is_int(t.fold->fact[answer].answers, draft, "5.2.2 a response names what it answers");
	fx_hand(&t, NORD, 1 << SUD, "letter", "letter", answer, fx_paper);
	is_str(t.fold->fact[t.size - 1].voided, "", "5.2.3 a letter may answer");
	fx_hand(&t, WEST, 1 << NORD, "respond", "response", answer, fx_paper);
	is_str(t.fold->fact[t.size - 1].voided, "5.2.5", "5.2.5 one cannot answer what one neither sent nor got");
	is_int(t.fold->fact[t.size - 1].nhandovers, 0, "4.8 a void paper hands nothing over");
	fx_hand(&t, NORD, 1 << SUD, "propose", "chair-text", VB_NO_ACT, fx_paper);
	is_str(t.fold->fact[t.size - 1].voided, "5.2.1", "5.2.1 a chair's text is the chair's");
	fx_hand(&t, NORD, 1 << NORD, "propose", "draft", VB_NO_ACT, fx_paper);
	is_str(t.fold->fact[t.size - 1].voided, "5.2.4", "5.2.4 nobody hands over to itself");
	fx_do(&t, NORD, "corrigendum", &(struct fx_fields){{"of", fx_id(&t, draft), "text", "read ten for six"}}, &why);
	is_str(why.clause, "", "5.2.6 an author corrects its own paper");
	fx_do(&t, SUD, "corrigendum", &(struct fx_fields){{"of", fx_id(&t, draft), "text", "x"}}, &why);
	is_str(why.clause, "5.2.6", "5.2.6 nobody else's");
	fx_close(&t);
}

static char *own_line(struct fx *t, uint32_t act, unsigned to, bool recipient, const char *name)
{
	struct vb_copy c = fx_copy_of(t, act, to)->line;
	char *line = calloc(1, 400);
	struct vb_writer w;

	c.has_recipient = recipient;
	c.addressee = vb_view_str(name);
	vb_writer_init(&w, line, 399);
	vb_copy_put(&w, &c);
	return line;
}

/* @f: a draft with one copy, for sud. */
static void test_annex_lines(struct fx *t, const struct fx_fields *f)
{
	static const struct {
		const char *to, *clause, *what;
	} row[] = {
		{"sud", "", "5.2.4 an annex goes along with a copy"},
		{"west", "5.2.4", "5.2.4 an annex for one who has no copy"},
		{"nord", "5.2.4", "5.2.4 an annex for its author"},
	};

	for (unsigned i = 0; i < VB_ARRAY_LEN(row); i++) {
		struct fx_fields g = *f;
		struct vb_err why;
		char line[120];

		snprintf(line, sizeof(line), "%s 400 %s", row[i].to, fx_id(t, 0));
		g.pair[10] = "annex";
		g.pair[11] = line;
		fx_do(t, NORD, "propose", &g, &why);
		is_str(why.clause, row[i].clause, "%s", row[i].what);
	}
}

static void test_copy_lines(void)
{
	struct vb_err why;
	uint32_t draft;
	struct fx t;
	char *a, *b;

	fx_open(&t, 2, three, 4, NULL, NULL);
	draft = fx_hand(&t, NORD, 1 << SUD, "propose", "draft", VB_NO_ACT, fx_paper);
	a = own_line(&t, draft, SUD, true, "sud");
	b = own_line(&t, draft, SUD, true, "west");
	struct fx_fields f = {{"role", "draft", "privilege", "open", "confidential", "no",
			       "same-text", "yes", "copy", a, "copy", b}};
	fx_do(&t, NORD, "propose", &f, &why);
	is_str(why.clause, "5.2.4", "5.2.4 two copies with one hash");
	f.pair[10] = NULL;
	fx_do(&t, NORD, "propose", &f, &why);
	is_str(why.clause, "", "5.2.4 one copy alone is fine");
	test_annex_lines(&t, &f);
	free(b);
	b = own_line(&t, draft, SUD, true, "north-pole");
	f.pair[9] = b;
	fx_do(&t, NORD, "propose", &f, &why);
	is_str(why.clause, "5.2.4", "5.2.4 a copy for a stranger");
	free(a);
	a = own_line(&t, draft, SUD, false, "sud");
	f.pair[9] = a;
	fx_do(&t, NORD, "propose", &f, &why);
	is_str(why.clause, "5.2.4", "5.2.4 a copy for another without recipient");
	free(a);
	free(b);
	fx_close(&t);
}

static void test_receipts(void)
{
	struct vb_err why;
	uint32_t draft, other;
	struct fx t;
	char *line;

	fx_open(&t, 3, three, 4, NULL, NULL);
	draft = fx_hand(&t, NORD, 1 << SUD | 1 << WEST, "propose", "draft", VB_NO_ACT, fx_paper);
	other = fx_hand(&t, NORD, 1 << SUD, "propose", "draft", VB_NO_ACT, fx_paper);
	line = own_line(&t, other, SUD, false, "sud");
	fx_do(&t, SUD, "receipt", &(struct fx_fields){{"of", fx_id(&t, draft), "copy", line}}, &why);
	is_str(why.clause, "5.3.2", "5.3.2 a receipt that names another ciphertext");
	fx_do(&t, WEST, "receipt", &(struct fx_fields){{"of", fx_id(&t, other), "copy", line}}, &why);
	is_str(why.clause, "5.3.2", "5.3.2 a receipt of what was not handed over to one");
	fx_release(&t, NORD, draft, SUD, &why);
	is_str(why.clause, "5.3.4", "5.3.4 no release without receipt");
	fx_receipt(&t, SUD, draft, &why);
	is_str(why.clause, "", "5.3.2 a receipt");
	fx_receipt(&t, SUD, draft, &why);
	is_str(why.clause, "5.3.2", "5.3.2 the first stands");
	fx_do(&t, SUD, "refuse", &(struct fx_fields){{"of", fx_id(&t, draft)}}, &why);
	is_str(why.clause, "5.3.8", "5.3.8 no refusal after a receipt");
	fx_do(&t, SUD, "take", &(struct fx_fields){{"of", fx_id(&t, draft), "as", "letter"}}, &why);
	is_str(why.clause, "5.3.7", "5.3.7 no take before the release");
	fx_release(&t, FX_MEMBERS, draft, SUD, &why);
	is_str(why.clause, "", "5.3.3 the depositary releases");
	fx_release(&t, FX_MEMBERS, draft, SUD, &why);
	is_str(why.clause, "5.3.5", "5.3.5 a second release changes nothing");
	fx_release(&t, WEST, draft, SUD, &why);
	is_str(why.clause, "5.3.3", "5.3.3 a stranger to the paper releases nothing");
	fx_do(&t, WEST, "refuse", &(struct fx_fields){{"of", fx_id(&t, draft), "reason", "unannounced"}}, &why);
	is_str(why.clause, "", "5.3.8 an addressee refuses");
	fx_receipt(&t, WEST, draft, &why);
	is_str(why.clause, "5.3.2", "5.3.2 and cannot receive it then");
	fx_do(&t, WEST, "refuse", &(struct fx_fields){{"of", fx_id(&t, draft)}}, &why);
	is_str(why.clause, "5.3.8", "5.3.8 the first refusal stands");
	free(line);
	fx_close(&t);
}

/* The depositary's false releases are faults of the log, not void acts. */
static void test_false_release(void)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	char identity[VB_AGE_IDENTITY_LEN + 1] = "";
	struct vb_err why = {0};
	uint32_t draft, receipt;
	struct vb_writer w;
	struct fx t;
	size_t len;

	fx_open(&t, 4, three, 4, NULL, NULL);
	draft = fx_hand(&t, NORD, 1 << SUD | 1 << WEST, "propose", "draft", VB_NO_ACT, fx_paper);
	receipt = fx_receipt(&t, SUD, draft, NULL);
	vb_writer_init(&w, identity, VB_AGE_IDENTITY_LEN);
	vb_identity_put(&w, fx_copy_of(&t, draft, WEST)->one_time);
	struct fx_fields f = {{"of", fx_id(&t, draft), "addressee", "sud", "receipt",
			       fx_id(&t, receipt), "identity", identity}};
	len = fx_act(&t, FX_MEMBERS, "release", &f, buf);
	ok(fx_log(&t, buf, len, &why) == VB_FALSE && strcmp(why.clause, "5.3.4") == 0,
	   "5.3.4 an identity of another copy: %s", why.sentence);
	t.dep.number--;
	t.dep.prev = t.fold->charter;
	f.pair[3] = "west";
	len = fx_act(&t, FX_MEMBERS, "release", &f, buf);
	ok(fx_log(&t, buf, len, &why) == VB_FALSE && strcmp(why.clause, "5.3.4") == 0,
	   "5.3.4 a receipt of another addressee");
	free(buf);
	fx_close(&t);
}

static void test_takes(void)
{
	struct vb_err why;
	uint32_t draft, letter;
	struct fx t;

	fx_open(&t, 5, three, 4, NULL, NULL);
	draft = fx_hand(&t, SUD, 1 << NORD, "propose", "draft", VB_NO_ACT, fx_paper);
	letter = fx_hand(&t, NORD, 1 << SUD, "letter", "letter", VB_NO_ACT, fx_paper);
	fx_receive(&t, SUD, letter);
	fx_take(&t, SUD, letter, "response", draft, &why);
	is_str(why.clause, "", "5.3.7 an addressee takes a letter as the response");
	fx_take(&t, SUD, letter, "letter", VB_NO_ACT, &why);
	is_str(why.clause, "5.3.7", "5.3.7 its first label stands");
	fx_do(&t, SUD, "withdraw", &(struct fx_fields){{"of", fx_id(&t, letter)}}, &why);
	is_str(why.clause, "5.3.1", "5.3.1 nobody withdraws another's paper");
	fx_do(&t, NORD, "withdraw", &(struct fx_fields){{"of", fx_id(&t, letter)}}, &why);
	is_str(why.clause, "5.3.1", "5.3.1 nor one that was released");
	fx_do(&t, SUD, "withdraw", &(struct fx_fields){{"of", fx_id(&t, draft)}}, &why);
	is_str(why.clause, "", "5.3.1 an author withdraws what nobody received");
	fx_receipt(&t, NORD, draft, &why);
	is_str(why.clause, "5.3.2", "5.3.2 what was withdrawn is not received");
	fx_close(&t);
}

static void test_contests(void)
{
	struct vb_err why;
	uint32_t a, b, claim;
	struct fx t;

	fx_open(&t, 6, three, 4, NULL, "watch");
	a = fx_hand(&t, NORD, 1 << SUD, "propose", "draft", VB_NO_ACT, fx_paper);
	b = fx_hand(&t, NORD, 1 << SUD, "propose", "draft", VB_NO_ACT, fx_paper);
	fx_do(&t, SUD, "cannot-open", &(struct fx_fields){{"of", fx_id(&t, a)}}, &why);
	is_str(why.clause, "5.3.9", "5.3.9 no cannot-open before the release");
	fx_receive(&t, SUD, a);
	fx_receive(&t, SUD, b);
	fx_take(&t, SUD, b, "as-offered", VB_NO_ACT, &why);
	fx_do(&t, SUD, "cannot-open", &(struct fx_fields){{"of", fx_id(&t, b)}}, &why);
	is_str(why.clause, "5.3.9", "5.3.9 nor by one who took the paper");
	claim = fx_do(&t, SUD, "cannot-open", &(struct fx_fields){{"of", fx_id(&t, a)}}, &why);
	is_str(why.clause, "", "5.3.9 an addressee cannot open its copy");
	fx_do(&t, SUD, "contest", &(struct fx_fields){{"of", fx_id(&t, b)}}, &why);
	is_str(why.clause, "", "5.3.10 an addressee contests a copy");
	fx_do(&t, SUD, "contest", &(struct fx_fields){{"of", fx_id(&t, b)}}, &why);
	is_str(why.clause, "5.3.10", "5.3.10 once");
	fx_do(&t, NORD, "statement", &(struct fx_fields){{"of", fx_id(&t, claim), "finding", "rejected", "text", "no"}}, &why);
	is_str(why.clause, "5.4.4", "5.4.4 a finding is the judge's");
	fx_do(&t, WATCH, "statement", &(struct fx_fields){{"of", fx_id(&t, a), "finding", "upheld", "text", "x"}}, &why);
	is_str(why.clause, "5.4.4", "5.4.4 on a contest or cannot-open");
	fx_do(&t, WATCH, "statement", &(struct fx_fields){{"of", fx_id(&t, claim), "finding", "upheld", "text", "x"}}, &why);
	is_str(why.clause, "", "5.4.4 the judge rules");
	fx_do(&t, WATCH, "statement", &(struct fx_fields){{"of", fx_id(&t, claim), "finding", "rejected", "text", "x"}}, &why);
	is_str(why.clause, "5.4.4", "5.4.4 once");
	fx_close(&t);
}

int main(void)
{
	if (!vb_crypto_init())
		return 99;
	test_papers();
	test_copy_lines();
	test_receipts();
	test_false_release();
	test_takes();
	test_contests();
	return tap_done();
}
