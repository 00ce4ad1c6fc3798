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
#define NOBODY "7d087a2e212c110e851c7b6fdc2853a41e7db1690beef7a9c11b3a26ee77e853"

static void test_papers(void)
{
	struct vb_err why;
	uint32_t draft, answer;
	struct fx t;

	fx_open(&t, 1, three, 4, NULL, "watch");
	draft = fx_hand(&t, NORD, 1 << SUD | 1 << WEST, "propose", "draft", VB_NO_ACT,
			fx_paper);
	is_int(t.fold->fact[draft].nhandovers, 2, "5.2.4 a copy for each addressee");
	answer = fx_hand(&t, SUD, 1 << NORD, "respond", "response", draft, fx_paper);
	is_int(t.fold->fact[answer].answers, draft, "5.2.2 a response names what it answers");
	fx_hand(&t, NORD, 1 << SUD, "letter", "letter", answer, fx_paper);
	is_str(t.fold->fact[t.size - 1].voided, "", "5.2.3 a letter may answer");
	fx_hand(&t, WEST, 1 << NORD, "respond", "response", answer, fx_paper);
	is_str(t.fold->fact[t.size - 1].voided, "5.2.5",
	       "5.2.5 one cannot answer what one neither sent nor got");
	is_int(t.fold->fact[t.size - 1].nhandovers, 0, "4.8 a void paper hands nothing over");
	fx_hand(&t, NORD, 1 << SUD, "propose", "chair-text", VB_NO_ACT, fx_paper);
	is_str(t.fold->fact[t.size - 1].voided, "5.2.1",
	       "5.2.1 a chair's text is the chair's");
	fx_hand(&t, NORD, 1 << NORD, "propose", "draft", VB_NO_ACT, fx_paper);
	is_str(t.fold->fact[t.size - 1].voided, "5.2.4", "5.2.4 nobody hands over to itself");
	fx_do(&t, NORD, "corrigendum",
	      &(struct fx_fields){{"of", fx_id(&t, draft), "text", "read ten for six"}}, &why);
	is_str(why.clause, "", "5.2.6 an author corrects its own paper");
	fx_do(&t, SUD, "corrigendum",
	      &(struct fx_fields){{"of", fx_id(&t, draft), "text", "x"}}, &why);
	is_str(why.clause, "5.2.6", "5.2.6 nobody else's");
	fx_do(&t, SUD, "corrigendum", &(struct fx_fields){{"of", fx_id(&t, 0), "text", "x"}},
	      &why);
	is_str(why.clause, "5.2.6", "5.2.6 nor what is no paper");
	fx_close(&t);
}

static void put_line(char line[static 400], const struct vb_copy *c)
{
	struct vb_writer w;

	vb_writer_init(&w, line, 399);
	vb_copy_put(&w, c);
	line[w.len] = '\0';
}

static char *own_line(struct fx *t, uint32_t act, unsigned to, bool recipient,
		      const char *name)
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

/* The fields of a paper with these `copy` lines. */
static struct fx_fields paper_of(const char *a, const char *b)
{
	return (struct fx_fields){{"role", "draft", "privilege", "open", "confidential", "no",
				   "same-text", "yes", a ? "copy" : NULL, a, b ? "copy" : NULL,
				   b}};
}

/* What a paper answers (5.2.5), and who has answered whom. */
static void test_answers(void)
{
	struct fx_fields f;
	uint32_t draft, first;
	struct vb_err why;
	struct fx t;
	char *line;

	fx_open(&t, 8, three, 4, NULL, NULL);
	draft = fx_hand(&t, NORD, 1 << SUD | 1 << WEST, "propose", "draft", VB_NO_ACT,
			fx_paper);
	fx_hand(&t, NORD, 1 << SUD, "letter", "letter", draft, fx_paper);
	ok(!t.fold->fact[t.size - 1].voided[0] && t.fold->fact[t.size - 1].answers == draft,
	   "5.2.5 one answers what one has sent oneself");
	is_int(vb_fold_handover(t.fold, draft, SUD)->answered, VB_NO_ACT,
	       "5.2.5 for nobody else");
	first = fx_hand(&t, SUD, 1 << NORD, "respond", "response", draft, fx_paper);
	fx_hand(&t, SUD, 1 << NORD, "respond", "response", draft, fx_paper);
	is_int(vb_fold_handover(t.fold, draft, SUD)->answered, first,
	       "5.2.5 the first answer is noted");
	is_int(vb_fold_handover(t.fold, draft, WEST)->answered, VB_NO_ACT,
	       "5.2.5 for its author alone");
	line = own_line(&t, draft, SUD, true, "sud");
	f = paper_of(line, NULL);
	f.pair[10] = "answers";
	f.pair[11] = NOBODY;
	fx_do(&t, NORD, "propose", &f, &why);
	is_str(why.clause, "5.2.5", "5.2.5 what there is not cannot be answered");
	fx_do(&t, NORD, "statement", &(struct fx_fields){{"text", "x"}}, &why);
	f.pair[11] = fx_id(&t, t.size - 1);
	fx_do(&t, NORD, "propose", &f, &why);
	is_str(why.clause, "5.2.5", "5.2.5 nor a statement");
	free(line);
	fx_close(&t);
}

/* 5.2.4: nothing that stands for one copy stands for another. */
static void test_distinct(void)
{
	static const char *const what[] = {"nothing", "the addressee", "the hash", "the root",
					   "the recipient"};
	struct vb_copy a, b, c;
	struct vb_err why;
	uint32_t draft;
	struct fx t;
	char line[2][400];

	fx_open(&t, 9, three, 4, NULL, NULL);
	draft = fx_hand(&t, NORD, 1 << SUD | 1 << WEST, "propose", "draft", VB_NO_ACT,
			fx_paper);
	a = fx_copy_of(&t, draft, SUD)->line;
	b = fx_copy_of(&t, draft, WEST)->line;
	for (unsigned i = 0; i < VB_ARRAY_LEN(what); i++) {
		c = b;
		c.addressee = i == 1 ? a.addressee : b.addressee;
		c.hash = i == 2 ? a.hash : b.hash;
		c.root = i == 3 ? a.root : b.root;
		c.recipient = i == 4 ? a.recipient : b.recipient;
		put_line(line[0], &a);
		put_line(line[1], &c);
		struct fx_fields f = paper_of(line[0], line[1]);
		fx_do(&t, NORD, "propose", &f, &why);
		is_str(why.clause, i ? "5.2.4" : "", "5.2.4 two copies have %s in common",
		       what[i]);
		is_int(t.fold->fact[t.size - 1].nhandovers, i ? 0 : 2,
		       "4.8 so many were handed over");
	}
	/* Its own copy has no recipient, and is no hand-over. */
	c = b;
	c.addressee = vb_view_str("nord");
	c.has_recipient = false;
	put_line(line[1], &c);
	struct fx_fields f = paper_of(line[0], line[1]);
	fx_do(&t, NORD, "propose", &f, &why);
	is_str(why.clause, "", "5.2.4 one for the author itself");
	is_int(t.fold->fact[t.size - 1].nhandovers, 1, "5.2.4 which is no hand-over");
	c.has_recipient = true;
	put_line(line[1], &c);
	fx_do(&t, NORD, "propose", &f, &why);
	is_str(why.clause, "5.2.4", "5.2.4 and is sealed to nobody");
	c.has_recipient = false;
	put_line(line[1], &c);
	f.pair[12] = "annex";
	f.pair[13] = "nord 400 " NOBODY;
	fx_do(&t, NORD, "propose", &f, &why);
	is_str(why.clause, "5.2.4", "5.2.4 nor does an annex travel with it");
	f.pair[12] = NULL;
	c.hash = a.hash;
	put_line(line[1], &c);
	fx_do(&t, NORD, "propose", &f, &why);
	is_str(why.clause, "5.2.4", "5.2.4 but has a hash of its own");
	f = paper_of(line[1], NULL);
	fx_do(&t, NORD, "propose", &f, &why);
	is_str(why.clause, "5.2.4", "5.2.4 a paper for nobody else");
	/* Two without recipient have none in common. */
	a.has_recipient = false;
	c.hash = b.hash;
	put_line(line[0], &a);
	put_line(line[1], &c);
	f = paper_of(line[0], line[1]);
	fx_do(&t, NORD, "propose", &f, &why);
	is_str(why.clause, "5.2.4", "5.2.4 another's copy without recipient");
	fx_close(&t);
}

/* More copies than a table has members; somebody who is no longer one. */
static void test_addressees(void)
{
	struct fx_fields f = paper_of(NULL, NULL);
	uint32_t draft, handovers;
	struct vb_err why;
	struct fx t;
	char line[13][400], *gone;

	fx_open(&t, 10, three, 4, NULL, NULL);
	draft = fx_hand(&t, NORD, 1 << SUD | 1 << WEST, "propose", "draft", VB_NO_ACT,
			fx_paper);
	for (unsigned i = 0; i < 13; i++) {
		struct vb_copy c = fx_copy_of(&t, draft, SUD)->line;
		char name[8];

		snprintf(name, sizeof(name), "m%02u", i);
		c.addressee = vb_view_str(name);
		c.hash.b[0] = c.root.b[0] = (uint8_t)i;
		c.recipient.pub[0] = (uint8_t)i;
		put_line(line[i], &c);
		f.pair[8 + 2 * i] = "copy";
		f.pair[9 + 2 * i] = line[i];
	}
	fx_do(&t, NORD, "propose", &f, &why);
	is_str(why.clause, "5.2.4", "5.2.4 thirteen copies: %s", why.sentence);
	handovers = t.fold->nhandovers;
	fx_do(&t, WEST, "leave", &(struct fx_fields){{NULL}}, &why);
	gone = own_line(&t, draft, WEST, true, "west");
	struct vb_copy c = fx_copy_of(&t, draft, SUD)->line;
	put_line(line[0], &c);
	f = paper_of(line[0], gone);
	fx_do(&t, NORD, "propose", &f, &why);
	is_str(why.clause, "5.2.4", "5.2.4 a copy for one who has left");
	is_int(t.fold->nhandovers, handovers, "4.8 nor is the other one handed over");
	free(gone);
	fx_close(&t);
}

/* The last entry is void by @clause, whatever else is logged or not (9.4). */
static void is_void(const struct fx *t, const char *clause, bool certain, const char *what)
{
	const struct vb_fact *fact = &t->fold->fact[t->size - 1];

	is_str(fact->voided, clause, "%s", what);
	is_int(fact->certain, certain, "9.4 %s: %s", what,
	       certain ? "whatever else was logged" : "by what else was logged");
}

/* What cites a void act is void as surely as that is (9.4). */
static void test_void_cited(void)
{
	struct fx_fields f = paper_of(NULL, NULL);
	uint32_t late, wrong, draft;
	struct vb_err why;
	struct fx t;
	char *line;

	fx_open(&t, 31, three, 4, NULL, NULL);
	draft = fx_hand(&t, NORD, 1 << SUD, "propose", "draft", VB_NO_ACT, fx_paper);
	wrong = fx_hand(&t, NORD, 1 << SUD, "propose", "chair-text", VB_NO_ACT, fx_paper);
	is_void(&t, "5.2.1", true, "5.2.1 a chair's text");
	fx_do(&t, WEST, "leave", &(struct fx_fields){{NULL}}, &why);
	late = fx_hand(&t, NORD, 1 << SUD | 1 << WEST, "propose", "draft", VB_NO_ACT, fx_paper);
	is_void(&t, "5.2.4", false, "5.2.4 a draft for one who has left");
	fx_hand(&t, NORD, 1 << SUD, "letter", "letter", wrong, fx_paper);
	is_void(&t, "5.2.5", true, "5.2.5 an answer to what is void by itself");
	fx_hand(&t, NORD, 1 << SUD, "letter", "letter", late, fx_paper);
	is_void(&t, "5.2.5", false, "5.2.5 an answer to what is void by another act");
	fx_do(&t, NORD, "corrigendum", &(struct fx_fields){{"of", fx_id(&t, wrong), "text", "x"}},
	      &why);
	is_void(&t, "5.2.6", true, "5.2.6 a corrigendum of the first");
	fx_do(&t, NORD, "corrigendum", &(struct fx_fields){{"of", fx_id(&t, late), "text", "x"}},
	      &why);
	is_void(&t, "5.2.6", false, "5.2.6 and of the second");
	fx_do(&t, NORD, "withdraw", &(struct fx_fields){{"of", fx_id(&t, wrong)}}, &why);
	is_void(&t, "5.3.1", true, "5.3.1 a withdrawal of the first");
	fx_do(&t, NORD, "withdraw", &(struct fx_fields){{"of", fx_id(&t, late)}}, &why);
	is_void(&t, "5.3.1", false, "5.3.1 and of the second");
	fx_do(&t, SUD, "refuse", &(struct fx_fields){{"of", fx_id(&t, wrong)}}, &why);
	is_void(&t, "5.3.8", true, "5.3.8 a refusal of the first");
	fx_do(&t, SUD, "refuse", &(struct fx_fields){{"of", fx_id(&t, late)}}, &why);
	is_void(&t, "5.3.8", false, "5.3.8 and of the second");
	line = own_line(&t, draft, SUD, true, "bern");
	f = paper_of(line, NULL);
	fx_do(&t, NORD, "propose", &f, &why);
	is_void(&t, "5.2.4", true, "5.2.4 a draft for the depositary");
	free(line);
	fx_close(&t);
}

/* A letter of NORD that answers the last entry: void, and how surely. */
static void answer_last(struct fx *t, bool certain, const char *what)
{
	fx_hand(t, NORD, 1 << SUD, "letter", "letter", t->size - 1, fx_paper);
	is_void(t, "5.2.5", certain, what);
}

/* Of what is void by another act only a paper may be none: whatever else is cited hands over
 * nothing in any case (9.4). */
static void test_void_kinds(void)
{
	struct fx_fields f;
	struct vb_err why;
	uint32_t draft;
	struct fx t;
	char *line, *own;

	fx_open(&t, 32, three, 4, NULL, NULL);
	draft = fx_hand(&t, NORD, 1 << SUD, "propose", "draft", VB_NO_ACT, fx_paper);
	line = own_line(&t, draft, SUD, true, "ost");
	own = own_line(&t, draft, SUD, false, "nord");
	f = paper_of(line, NULL);
	f.pair[1] = "letter";
	fx_do(&t, NORD, "letter", &f, &why);
	is_void(&t, "5.2.4", false, "5.2.4 a letter for nobody who is here");
	answer_last(&t, false, "5.2.5 an answer to that letter");
	f.pair[1] = "response";
	f.pair[10] = "answers";
	f.pair[11] = fx_id(&t, draft);
	fx_do(&t, NORD, "respond", &f, &why);
	is_void(&t, "5.2.4", false, "5.2.4 a response for nobody who is here");
	answer_last(&t, false, "5.2.5 an answer to that response");
	fx_do(&t, NORD, "entered",
	      &(struct fx_fields){{"from", "ost", "channel", "post", "received",
				   "2026-01-01T00:00:00Z", "role", "letter", "copy", own}}, &why);
	is_void(&t, "5.2.7", false, "5.2.7 a paper entered from nobody who is here");
	answer_last(&t, false, "5.2.5 an answer to what was entered");
	fx_do(&t, NORD, "promise",
	      &(struct fx_fields){{"to", "ost", "what", "paper", "due", "2030-01-01T00:00:00Z"}},
	      &why);
	is_void(&t, "5.4.1", false, "5.4.1 a promise to nobody who is here");
	answer_last(&t, true, "5.2.5 an answer to a promise, which is no paper");
	free(line);
	free(own);
	fx_close(&t);
}

/* What is taken back from all of its addressees is taken back once. */
static void test_withdrawn_twice(void)
{
	struct vb_err why;
	uint32_t draft;
	struct fx t;

	fx_open(&t, 33, three, 4, NULL, NULL);
	draft = fx_hand(&t, NORD, 1 << SUD | 1 << WEST, "propose", "draft", VB_NO_ACT, fx_paper);
	fx_do(&t, NORD, "withdraw", &(struct fx_fields){{"of", fx_id(&t, draft)}}, &why);
	is_str(why.clause, "", "5.3.1 a draft for two is withdrawn");
	fx_do(&t, NORD, "withdraw", &(struct fx_fields){{"of", fx_id(&t, draft)}}, &why);
	is_void(&t, "5.3.1", false, "5.3.1 once");
	ok(!t.fold->fact[t.size - 1].crossed, "4.8 the second has crossed no release");
	fx_close(&t);
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
	draft = fx_hand(&t, NORD, 1 << SUD | 1 << WEST, "propose", "draft", VB_NO_ACT,
			fx_paper);
	other = fx_hand(&t, NORD, 1 << SUD, "propose", "draft", VB_NO_ACT, fx_paper);
	line = own_line(&t, other, SUD, false, "sud");
	fx_do(&t, SUD, "receipt", &(struct fx_fields){{"of", fx_id(&t, draft), "copy", line}},
	      &why);
	is_str(why.clause, "5.3.2", "5.3.2 a receipt that names another ciphertext");
	fx_do(&t, WEST, "receipt", &(struct fx_fields){{"of", fx_id(&t, other), "copy", line}},
	      &why);
	is_str(why.clause, "5.3.2", "5.3.2 a receipt of what was not handed over to one");
	fx_release(&t, NORD, draft, SUD, &why);
	is_str(why.clause, "5.3.4", "5.3.4 no release without receipt");
	fx_receipt(&t, SUD, draft, &why);
	is_str(why.clause, "", "5.3.2 a receipt");
	fx_receipt(&t, SUD, draft, &why);
	is_str(why.clause, "5.3.2", "5.3.2 the first stands");
	fx_do(&t, SUD, "refuse", &(struct fx_fields){{"of", fx_id(&t, draft)}}, &why);
	is_str(why.clause, "5.3.8", "5.3.8 no refusal after a receipt");
	fx_do(&t, SUD, "take", &(struct fx_fields){{"of", fx_id(&t, draft), "as", "letter"}},
	      &why);
	is_str(why.clause, "5.3.7", "5.3.7 no take before the release");
	fx_release(&t, FX_MEMBERS, draft, SUD, &why);
	is_str(why.clause, "", "5.3.3 the depositary releases");
	fx_release(&t, FX_MEMBERS, draft, SUD, &why);
	is_str(why.clause, "5.3.5", "5.3.5 a second release changes nothing");
	fx_release(&t, WEST, draft, SUD, &why);
	is_str(why.clause, "5.3.3", "5.3.3 a stranger to the paper releases nothing");
	fx_do(&t, WEST, "refuse",
	      &(struct fx_fields){{"of", fx_id(&t, draft), "reason", "unannounced"}}, &why);
	is_str(why.clause, "", "5.3.8 an addressee refuses");
	fx_receipt(&t, WEST, draft, &why);
	is_str(why.clause, "5.3.2", "5.3.2 and cannot receive it then");
	fx_do(&t, WEST, "refuse", &(struct fx_fields){{"of", fx_id(&t, draft)}}, &why);
	is_str(why.clause, "5.3.8", "5.3.8 the first refusal stands");
	free(line);
	fx_close(&t);
}

/* A receipt names the copy as it was handed over, in every part. */
static void test_receipt_parts(void)
{
	static const char *const what[] = {"the recipient", "another's name", "other leaves",
					   "other bytes",   "another hash",   "another root"};
	struct vb_copy good, c;
	struct vb_err why;
	uint32_t draft;
	struct fx t;
	char line[400];

	fx_open(&t, 11, three, 4, NULL, NULL);
	draft = fx_hand(&t, NORD, 1 << SUD, "propose", "draft", VB_NO_ACT, fx_paper);
	good = fx_copy_of(&t, draft, SUD)->line;
	good.has_recipient = false;
	for (unsigned i = 0; i < VB_ARRAY_LEN(what); i++) {
		c = good;
		c.has_recipient = i == 0;
		c.addressee = vb_view_str(i == 1 ? "west" : "sud");
		c.leaves += i == 2;
		c.bytes += i == 3;
		c.hash.b[0] ^= i == 4;
		c.root.b[0] ^= i == 5;
		put_line(line, &c);
		fx_do(&t, SUD, "receipt",
		      &(struct fx_fields){{"of", fx_id(&t, draft), "copy", line}}, &why);
		is_str(why.clause, "5.3.2", "5.3.2 a receipt with %s", what[i]);
	}
	is_int(t.fold->handover[0].receipt, VB_NO_ACT, "4.8 none of them counts");
	put_line(line, &good);
	fx_do(&t, SUD, "receipt", &(struct fx_fields){{"of", fx_id(&t, draft), "copy", line}},
	      &why);
	is_str(why.clause, "", "5.3.2 one that names just that copy");
	fx_close(&t);
}

/* Whatever speaks of a paper speaks of one that there is, and that was handed to it. */
static void test_of(void)
{
	static const struct {
		const char *kind, *clause, *key, *value;
	} row[] = {
		{"withdraw", "5.3.1", NULL, NULL}, {"take", "5.3.7", "as", "letter"},
		{"refuse", "5.3.8", NULL, NULL}, {"cannot-open", "5.3.9", NULL, NULL},
		{"contest", "5.3.10", NULL, NULL}, {"corrigendum", "5.2.6", "text", "x"},
		{"statement", "5.4.4", "text", "x"},
		{"receipt", "5.3.2", "copy", "sud 1 1 " NOBODY " " NOBODY " -"},
	};
	struct vb_err why;
	struct fx t;

	fx_open(&t, 12, three, 4, NULL, NULL);
	for (unsigned i = 0; i < VB_ARRAY_LEN(row); i++) {
		fx_do(&t, SUD, row[i].kind,
		      &(struct fx_fields){{"of", NOBODY, row[i].key, row[i].value}}, &why);
		is_str(why.clause, row[i].clause, "%s %s of an act that there is not",
		       row[i].clause, row[i].kind);
		if (strcmp(row[i].kind, "statement") == 0)
			continue;
		fx_do(&t, SUD, row[i].kind,
		      &(struct fx_fields){{"of", fx_id(&t, 0), row[i].key, row[i].value}},
		      &why);
		is_str(why.clause, row[i].clause, "%s %s of the charter", row[i].clause,
		       row[i].kind);
	}
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
	draft = fx_hand(&t, NORD, 1 << SUD | 1 << WEST, "propose", "draft", VB_NO_ACT,
			fx_paper);
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

/* What a release can be of: a copy, not yet released, of a paper that was handed over. */
static void test_release_of(void)
{
	struct fx_fields f = {
		{"of", NULL, "addressee", "sud", "receipt", NULL, "identity", NULL}};
	char identity[VB_AGE_IDENTITY_LEN + 1] = "";
	uint32_t draft, entered, receipt;
	struct vb_recipient r;
	struct vb_writer w;
	struct vb_err why;
	struct vb_act *a = malloc(sizeof(*a));
	struct fx t;

	fx_open(&t, 13, three, 4, NULL, NULL);
	draft = fx_hand(&t, NORD, 1 << SUD, "propose", "draft", VB_NO_ACT, fx_paper);
	entered = fx_do(&t, NORD, "entered",
			&(struct fx_fields){{"from", "sud", "channel", "post", "received",
					     "2026-01-01T00:00:00Z", "role", "letter", "copy",
					     "nord 1 1 " NOBODY " " NOBODY " -"}},
			&why);
	is_str(why.clause, "", "5.2.7 something came by post");
	receipt = fx_receipt(&t, SUD, draft, NULL);
	vb_writer_init(&w, identity, VB_AGE_IDENTITY_LEN);
	vb_identity_put(&w, fx_copy_of(&t, draft, SUD)->one_time);
	f.pair[5] = fx_id(&t, receipt);
	f.pair[7] = identity;
	f.pair[1] = NOBODY;
	fx_do(&t, NORD, "release", &f, &why);
	is_str(why.clause, "5.3.3", "5.3.3 of an act that there is not");
	f.pair[1] = fx_id(&t, 0);
	fx_do(&t, NORD, "release", &f, &why);
	is_str(why.clause, "5.3.3", "5.3.3 of the charter");
	f.pair[1] = fx_id(&t, entered);
	fx_do(&t, NORD, "release", &f, &why);
	is_str(why.clause, "5.3.3", "5.2.7 of what was entered");
	f.pair[1] = fx_id(&t, draft);
	f.pair[3] = "west";
	fx_do(&t, NORD, "release", &f, &why);
	is_str(why.clause, "5.3.4", "5.3.4 to somebody to whom it was not handed over");
	f.pair[3] = "nobody";
	fx_do(&t, NORD, "release", &f, &why);
	is_str(why.clause, "5.3.4", "5.3.4 nor to one who is no member");
	f.pair[3] = "sud";
	f.pair[5] = fx_id(&t, draft);
	fx_do(&t, NORD, "release", &f, &why);
	is_str(why.clause, "5.3.4", "5.3.4 on something that is no receipt");
	f.pair[5] = NOBODY;
	fx_do(&t, NORD, "release", &f, &why);
	is_str(why.clause, "5.3.4", "5.3.4 on a receipt that there is not");
	is_int(t.fold->handover[0].release, VB_NO_ACT, "4.8 nothing of this released it");
	ok(vb_act_parse(vb_view(t.note[t.size - 1], t.note_len[t.size - 1]), a, NULL) ==
			   VB_OK &&
		   vb_release_check(t.fold, a, NULL) == VB_OK,
	   "5.3.4 its identity is the right one");
	a->count[3] = 0; /* its identity */
	ok(vb_act_count(a, "identity") == 0 && vb_release_check(t.fold, a, &why) == VB_FALSE &&
	   strcmp(why.clause, "5.3.4") == 0, "5.3.4 an act that shows none fails");
	a->count[0] = 0; /* and what it is of */
	ok(!vb_release_wants(t.fold, a, &r) && vb_release_check(t.fold, a, NULL) == VB_OK,
	   "5.3.4 of nothing there is nothing to check");
	free(a);
	fx_close(&t);
}

/* A false release for one who does not ask why. */
static void test_false_unasked(void)
{
	static const struct vb_span undated = {VB_TIME_NONE, VB_TIME_NONE};
	struct vb_act *a = malloc(sizeof(*a));
	struct vb_fold *f = vb_fold_new();
	uint32_t draft;
	struct fx t;

	fx_open(&t, 14, three, 4, NULL, NULL);
	draft = fx_hand(&t, NORD, 1 << SUD, "propose", "draft", VB_NO_ACT, fx_paper);
	fx_receive(&t, SUD, draft);
	for (uint32_t i = 0; i < t.size; i++) {
		if (vb_act_parse(vb_view(t.note[i], t.note_len[i]), a, NULL) != VB_OK)
			abort();
		if (i == t.size - 1)
			a->count[2] = 0; /* its receipt */
		is_int(vb_fold_add(f, a, undated, NULL, NULL),
		       i == t.size - 1 ? VB_FALSE : VB_OK,
		       "5.3.4 entry %u, of which the last shows no receipt", i);
	}
	is_int(f->handover[0].release, VB_NO_ACT, "5.3.4 and releases nothing");
	vb_fold_free(f);
	free(a);
	fx_close(&t);
}

static void test_takes(void)
{
	struct vb_err why;
	uint32_t draft, letter, third;
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
	fx_do(&t, SUD, "withdraw", &(struct fx_fields){{"of", fx_id(&t, draft)}}, &why);
	is_str(why.clause, "5.3.1", "5.3.1 nor withdrawn again");
	for (unsigned i = 0; i < 2; i++) {
		draft = fx_hand(&t, NORD, 1 << SUD | 1 << WEST, "propose", "draft", VB_NO_ACT,
				fx_paper);
		fx_receive(&t, i ? SUD : WEST, draft);
		fx_receive(&t, i ? WEST : SUD, draft);
		fx_do(&t, NORD, "withdraw", &(struct fx_fields){{"of", fx_id(&t, draft)}},
		      &why);
		is_str(why.clause, "5.3.1",
		       "5.3.1 nor what was released to all, whoever was first");
		ok(!t.fold->fact[t.size - 1].crossed, "4.8 which its author had seen");
	}
	draft = fx_hand(&t, NORD, 1 << SUD | 1 << WEST, "propose", "draft", VB_NO_ACT,
			fx_paper);
	fx_receive(&t, SUD, draft);
	fx_do(&t, NORD, "withdraw", &(struct fx_fields){{"of", fx_id(&t, draft)}}, &why);
	is_str(why.clause, "", "5.3.1 after a release to one");
	ok(vb_fold_handover(t.fold, draft, SUD)->withdraw == VB_NO_ACT &&
	   vb_fold_handover(t.fold, draft, WEST)->withdraw == t.size - 1,
	   "5.3.1 it is withdrawn from the other");
	letter = fx_hand(&t, NORD, 1 << SUD, "letter", "letter", VB_NO_ACT, fx_paper);
	fx_receive(&t, SUD, letter);
	fx_do(&t, SUD, "take",
	      &(struct fx_fields){
		      {"of", fx_id(&t, letter), "as", "letter", "answers", NOBODY}},
	      &why);
	is_str(why.clause, "5.2.5", "5.2.5 no take as answering what there is not");
	third = fx_hand(&t, WEST, 1 << NORD, "letter", "letter", VB_NO_ACT, fx_paper);
	fx_take(&t, SUD, letter, "letter", third, &why);
	is_str(why.clause, "5.2.5", "5.2.5 nor what its author was neither sent nor sent itself");
	ok(vb_fold_handover(t.fold, letter, SUD)->take == VB_NO_ACT, "4.8 it took nothing");
	fx_take(&t, SUD, letter, "letter", 0, &why);
	is_str(why.clause, "5.2.5", "5.2.5 nor what is no paper");
	fx_take(&t, SUD, letter, "response", draft, &why);
	is_str(why.clause, "", "5.2.5 but what it was sent");
	letter = fx_do(&t, NORD, "entered",
		       &(struct fx_fields){{"from", "sud", "channel", "post", "received",
					    "2026-01-01T00:00:00Z", "role", "letter", "copy",
					    "nord 1 1 " NOBODY " " NOBODY " -"}},
		       &why);
	fx_do(&t, SUD, "withdraw", &(struct fx_fields){{"of", fx_id(&t, letter)}}, &why);
	is_str(why.clause, "5.3.1",
	       "5.2.7 what another entered is no hand-over of its sender");
	fx_do(&t, NORD, "take", &(struct fx_fields){{"of", fx_id(&t, letter), "as", "letter"}},
	      &why);
	is_str(why.clause, "5.3.7", "5.2.7 nor one to whoever entered it");
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
	fx_do(&t, SUD, "contest", &(struct fx_fields){{"of", fx_id(&t, a)}}, &why);
	is_str(why.clause, "5.3.10", "5.3.10 nor a contest");
	fx_receive(&t, SUD, a);
	fx_receive(&t, SUD, b);
	fx_take(&t, SUD, b, "as-offered", VB_NO_ACT, &why);
	fx_do(&t, SUD, "cannot-open", &(struct fx_fields){{"of", fx_id(&t, b)}}, &why);
	is_str(why.clause, "5.3.9", "5.3.9 nor by one who took the paper");
	claim = fx_do(&t, SUD, "cannot-open", &(struct fx_fields){{"of", fx_id(&t, a)}}, &why);
	is_str(why.clause, "", "5.3.9 an addressee cannot open its copy");
	fx_do(&t, SUD, "cannot-open", &(struct fx_fields){{"of", fx_id(&t, a)}}, &why);
	is_str(why.clause, "5.3.9", "5.3.9 once");
	fx_do(&t, SUD, "contest", &(struct fx_fields){{"of", fx_id(&t, b)}}, &why);
	is_str(why.clause, "", "5.3.10 an addressee contests a copy");
	fx_do(&t, SUD, "contest", &(struct fx_fields){{"of", fx_id(&t, b)}}, &why);
	is_str(why.clause, "5.3.10", "5.3.10 once");
	fx_do(&t, NORD, "statement",
	      &(struct fx_fields){
		      {"of", fx_id(&t, claim), "finding", "rejected", "text", "no"}},
	      &why);
	is_str(why.clause, "5.4.4", "5.4.4 a finding is the judge's");
	fx_do(&t, WATCH, "statement",
	      &(struct fx_fields){{"of", fx_id(&t, a), "finding", "upheld", "text", "x"}},
	      &why);
	is_str(why.clause, "5.4.4", "5.4.4 on a contest or cannot-open");
	fx_do(&t, WATCH, "statement", &(struct fx_fields){{"finding", "upheld", "text", "x"}},
	      &why);
	is_str(why.clause, "5.4.4", "5.4.4 and not on nothing");
	fx_do(&t, NORD, "statement",
	      &(struct fx_fields){{"of", fx_id(&t, claim), "text", "we do not see why"}},
	      &why);
	is_str(why.clause, "", "5.4.4 anybody may state something about it");
	is_int(t.fold->handover[0].cannot_open_ruling, VB_NO_ACT,
	       "5.4.4 which rules on nothing");
	fx_do(&t, WATCH, "statement",
	      &(struct fx_fields){{"of", fx_id(&t, claim), "finding", "upheld", "text", "x"}},
	      &why);
	is_str(why.clause, "", "5.4.4 the judge rules");
	fx_do(&t, WATCH, "statement",
	      &(struct fx_fields){
		      {"of", fx_id(&t, claim), "finding", "rejected", "text", "x"}},
	      &why);
	is_str(why.clause, "5.4.4", "5.4.4 once");
	fx_close(&t);
	fx_open(&t, 7, three, 4, NULL, NULL);
	a = fx_hand(&t, NORD, 1 << SUD, "propose", "draft", VB_NO_ACT, fx_paper);
	fx_receive(&t, SUD, a);
	claim = fx_do(&t, SUD, "contest", &(struct fx_fields){{"of", fx_id(&t, a)}}, &why);
	fx_do(&t, WATCH, "statement",
	      &(struct fx_fields){{"of", fx_id(&t, claim), "finding", "upheld", "text", "x"}},
	      &why);
	is_str(why.clause, "5.4.4", "5.4.4 where there is no judge, nobody rules");
	fx_close(&t);
}

int main(void)
{
	if (!vb_crypto_init())
		return 99;
	test_papers();
	test_copy_lines();
	test_answers();
	test_distinct();
	test_addressees();
	test_void_cited();
	test_void_kinds();
	test_withdrawn_twice();
	test_receipts();
	test_receipt_parts();
	test_of();
	test_false_release();
	test_release_of();
	test_false_unasked();
	test_takes();
	test_contests();
	return tap_done();
}
