/*
 * Texts that several make theirs, and corrections of them under silence (format.md 5.5, 8.6,
 * 8.7), in whole logs and in picked acts (9.4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "fixture.h"
#include "tap.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *const four[] = {"nord", "sud", "west", "observer:watch"};
enum { NORD, SUD, WATCH, WEST }; /* by name */
#define BIT(who) (1u << (who))
#define NOTHING "7d087a2e212c110e851c7b6fdc2853a41e7db1690beef7a9c11b3a26ee77e853"

static const char *const joint_kinds[] = {"adopt", "initial", "sign"};
static const char *const joint_clauses[] = {"5.5.1", "5.5.2", "5.5.3"};

/* ---- the table of these tests ---- */

/* NULL, of "any". */
static const struct vb_kind *kind_of(const char *name)
{
	return vb_kind_find(vb_view_str(name));
}

/* By acts of @kind, or "any", who has made the text of @of theirs. */
static uint16_t signers(const struct fx *t, uint32_t of, const char *kind)
{
	uint16_t all, referred;

	vb_text_signers(t->fold, of, kind_of(kind), VB_EVER, &all, &referred);
	return all;
}

static uint16_t referred(const struct fx *t, uint32_t of, const char *kind)
{
	uint16_t all, those;

	vb_text_signers(t->fold, of, kind_of(kind), VB_EVER, &all, &those);
	return those;
}

/* The note of a joint act that the members in @mask sign, the first of them its author, those
 * in @later ad referendum. */
static size_t joint_note(struct fx *t, const char *kind, const char *of, unsigned mask,
			 unsigned later, uint8_t *buf)
{
	struct fx_fields f = {{"of", of}};
	unsigned n = 2, author = 0;
	size_t len;

	while (!(mask >> author & 1))
		author++;
	for (unsigned i = 0; i < t->n; i++) {
		if (mask >> i & 1) {
			f.pair[n++] = "signer";
			f.pair[n++] = t->m[i].name;
		}
		if (later >> i & 1) {
			f.pair[n++] = "referendum";
			f.pair[n++] = t->m[i].name;
		}
	}
	len = fx_act(t, author, kind, &f, buf);
	for (unsigned i = author + 1; i < t->n; i++)
		if (mask >> i & 1)
			len = fx_cosign(t, i, buf, len);
	return len;
}

static uint32_t joint_of(struct fx *t, const char *kind, const char *of, unsigned mask,
			 unsigned later, struct vb_err *why)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	size_t len;

	assert(buf);
	len = joint_note(t, kind, of, mask, later, buf);
	memset(why, 0, sizeof(*why));
	if (fx_log(t, buf, len, why) != VB_OK) {
		diag("%s: %s %s", kind, why->clause, why->sentence);
		abort();
	}
	free(buf);
	return t->size - 1;
}

static uint32_t joint(struct fx *t, const char *kind, uint32_t of, unsigned mask, unsigned later,
		      struct vb_err *why)
{
	return joint_of(t, kind, fx_id(t, of), mask, later, why);
}

/* The last entry is void by @clause, and @certain whatever else was logged (9.4). */
static void is_void(const struct fx *t, const char *clause, bool certain, const char *what)
{
	const struct vb_fact *fact = &t->fold->fact[t->size - 1];

	is_str(fact->voided, clause, "%s", what);
	is_int(fact->certain, certain, "9.4 %s: %s", what,
	       certain ? "whatever else was logged" : "by what else was logged");
}

/* A draft of NORD that SUD and WEST have. */
static uint32_t shared_text(struct fx *t)
{
	uint32_t of = fx_hand(t, NORD, BIT(SUD) | BIT(WEST), "propose", "draft", VB_NO_ACT,
			      fx_paper);

	fx_receive(t, SUD, of);
	fx_receive(t, WEST, of);
	return of;
}

/* ---- 5.5.1 to 5.5.3, 8.6 ---- */

static void test_joint(void)
{
	struct vb_err why;
	struct fx t;

	fx_open(&t, 1, four, 4, NULL, NULL);
	for (unsigned k = 0; k < 3; k++) {
		const char *kind = joint_kinds[k], *clause = joint_clauses[k];
		uint32_t of = shared_text(&t);

		is_int(signers(&t, of, kind), 0, "8.6 before %s nobody has", kind);
		joint(&t, kind, of, BIT(NORD) | BIT(SUD), 0, &why);
		is_str(why.clause, "", "%s two of three %s", clause, kind);
		is_int(signers(&t, of, kind), BIT(NORD) | BIT(SUD), "8.6 they %s it", kind);
		is_int(referred(&t, of, kind), 0, "8.6 for good");
		joint(&t, kind, of, BIT(WEST), 0, &why);
		is_str(why.clause, "", "%s the third by itself", clause);
		is_int(signers(&t, of, kind), BIT(NORD) | BIT(SUD) | BIT(WEST),
		       "8.6 all acts of that kind count");
		for (unsigned other = 0; other < 3; other++)
			if (other != k)
				is_int(signers(&t, of, joint_kinds[other]), 0,
				       "8.6 and of no other: %s", joint_kinds[other]);
		is_int(signers(&t, of, "any"), BIT(NORD) | BIT(SUD) | BIT(WEST),
		       "8.6 of any kind");
	}
	fx_close(&t);
}

/* Acts about several texts, one among the other. */
static void test_several(void)
{
	struct vb_err why;
	uint32_t a, b;
	struct fx t;

	fx_open(&t, 9, four, 4, NULL, NULL);
	a = shared_text(&t);
	b = shared_text(&t);
	joint(&t, "adopt", a, BIT(NORD), 0, &why);
	joint(&t, "adopt", b, BIT(SUD), BIT(SUD), &why);
	joint(&t, "sign", a, BIT(SUD), 0, &why);
	joint(&t, "sign", b, BIT(NORD) | BIT(WEST), 0, &why);
	joint(&t, "adopt", a, BIT(WEST), BIT(WEST), &why);
	is_int(signers(&t, a, "adopt"), BIT(NORD) | BIT(WEST), "8.6 who has adopted the first");
	is_int(referred(&t, a, "adopt"), BIT(WEST), "8.6 and who of them ad referendum");
	is_int(signers(&t, a, "sign"), BIT(SUD), "8.6 who has signed it");
	is_int(signers(&t, b, "adopt"), BIT(SUD), "8.6 who has adopted the second");
	is_int(signers(&t, b, "any"), BIT(NORD) | BIT(SUD) | BIT(WEST), "8.6 or signed it");
	is_int(referred(&t, b, "any"), BIT(SUD), "8.6 and who of these ad referendum");
	fx_close(&t);
}

static void says(const struct fx *t, uint32_t index, const char *want)
{
	struct vb_act *a = malloc(sizeof(*a));
	char *out = NULL;
	size_t len;
	FILE *f = open_memstream(&out, &len);

	assert(a && f &&
	       vb_act_parse(vb_view(t->note[index], t->note_len[index]), a, NULL) == VB_OK);
	vb_act_sentence(f, t->fold, a);
	fclose(f);
	is_str(out, want, "2.13 in a sentence");
	free(out);
	free(a);
}

/* One who is named in `referendum` has yet to confirm. */
static void test_referendum(void)
{
	struct vb_err why;
	uint32_t of;
	struct fx t;

	fx_open(&t, 2, four, 4, NULL, NULL);
	of = shared_text(&t);
	for (unsigned k = 0; k < 3; k++) {
		const char *kind = joint_kinds[k];

		joint(&t, kind, of, BIT(NORD) | BIT(SUD), BIT(WEST), &why);
		is_void(&t, joint_clauses[k], true, "5.5.1 ad referendum, and no signer");
		is_int(signers(&t, of, kind), 0, "4.8 it has no effect");
		joint(&t, kind, of, BIT(NORD) | BIT(SUD), BIT(SUD), &why);
		is_str(why.clause, "", "5.5.1 one %ss ad referendum", kind);
		is_int(signers(&t, of, kind), BIT(NORD) | BIT(SUD), "8.6 that one is a signer");
		is_int(referred(&t, of, kind), BIT(SUD), "8.6 ad referendum");
		joint(&t, kind, of, BIT(SUD) | BIT(WEST), BIT(SUD) | BIT(WEST), &why);
		is_int(referred(&t, of, kind), BIT(SUD) | BIT(WEST),
		       "8.6 named there again, it has not confirmed");
		joint(&t, kind, of, BIT(SUD), 0, &why);
		is_int(referred(&t, of, kind), BIT(WEST), "5.5.1 it confirms");
		joint(&t, kind, of, BIT(SUD), BIT(SUD), &why);
		is_int(referred(&t, of, kind), BIT(WEST),
		       "8.6 what one has confirmed is confirmed");
	}
	is_int(referred(&t, of, "any"), BIT(WEST), "8.6 of any kind");
	fx_close(&t);
	fx_open(&t, 3, four, 4, NULL, NULL);
	of = shared_text(&t);
	joint(&t, "adopt", of, BIT(SUD), BIT(SUD), &why);
	joint(&t, "initial", of, BIT(SUD), 0, &why);
	is_int(referred(&t, of, "adopt"), BIT(SUD),
	       "5.5.1 an act of another kind confirms nothing");
	fx_close(&t);
}

/* The fields of a paper with these copies, its copies not all the same if @differ. */
static uint32_t paper(struct fx *t, unsigned who, const char *kind, const char *role,
		      uint32_t answers, bool differ)
{
	struct fx_fields f = {{"role", role, "privilege", "open", "confidential", "no",
			       "same-text", differ ? "no" : "yes", "copy", NULL}};
	struct vb_writer w;
	struct fx_copy c = {0};
	char line[400];
	struct vb_err why;
	uint32_t index;

	fx_seal(t, &c, who, who == SUD ? NORD : SUD, fx_paper);
	vb_writer_init(&w, line, sizeof(line) - 1);
	vb_copy_put(&w, &c.line);
	line[w.len] = '\0';
	f.pair[9] = line;
	if (answers != VB_NO_ACT) {
		f.pair[10] = "answers";
		f.pair[11] = fx_id(t, answers);
	}
	index = fx_do(t, who, kind, &f, &why);
	is_str(why.clause, "", "5.2 a %s, role %s", kind, role);
	c.act = index;
	c.act_id = t->fold->fact[index].id;
	t->copy[t->ncopies++] = c;
	return index;
}

/* What `of` must be. */
static void test_text(void)
{
	struct vb_err why;
	uint32_t of, draft, entered;
	struct fx t;

	fx_open(&t, 4, four, 4, NULL, NULL);
	draft = paper(&t, NORD, "propose", "draft", VB_NO_ACT, false);
	entered = fx_do(&t, NORD, "entered",
			&(struct fx_fields){{"from", "sud", "channel", "post", "received",
					     "2026-01-01T00:00:00Z", "role", "draft", "copy",
					     "nord 1 1 " NOTHING " " NOTHING " -"}},
			&why);
	is_str(why.clause, "", "5.2.7 a draft came by post");
	for (unsigned k = 0; k < 3; k++) {
		const char *kind = joint_kinds[k], *clause = joint_clauses[k];

		joint_of(&t, kind, NOTHING, BIT(NORD), 0, &why);
		is_void(&t, clause, false, "5.5.1 of what there is not");
		joint(&t, kind, 0, BIT(NORD), 0, &why);
		is_void(&t, clause, true, "5.5.1 of the charter");
		joint(&t, kind, entered, BIT(NORD), 0, &why);
		is_void(&t, clause, true, "5.5.1 of what was entered");
	}
	of = paper(&t, NORD, "letter", "letter", VB_NO_ACT, false);
	joint(&t, "sign", of, BIT(NORD), 0, &why);
	is_void(&t, "5.5.3", true, "5.5.1 of a letter");
	of = paper(&t, NORD, "letter", "information", VB_NO_ACT, false);
	joint(&t, "sign", of, BIT(NORD), 0, &why);
	is_void(&t, "5.5.3", true, "5.5.1 of an information");
	of = paper(&t, NORD, "propose", "draft", VB_NO_ACT, true);
	joint(&t, "adopt", of, BIT(NORD), 0, &why);
	is_void(&t, "5.5.1", true, "5.5.1 of a draft whose copies differ");
	of = paper(&t, SUD, "respond", "response", draft, true);
	joint(&t, "initial", of, BIT(SUD), 0, &why);
	is_void(&t, "5.5.2", true, "5.5.1 of a response whose copies differ");
	of = paper(&t, SUD, "respond", "response", draft, false);
	joint(&t, "initial", of, BIT(SUD), 0, &why);
	is_str(why.clause, "", "5.5.1 of a response");
	is_int(t.fold->njoints, 1, "4.8 nothing but that counts");
	fx_close(&t);
}

/* What is void hands no text over. */
static void test_void_text(void)
{
	uint32_t chair, stranger;
	struct vb_err why;
	struct fx t;

	fx_open(&t, 5, four, 4, NULL, NULL);
	chair = fx_hand(&t, NORD, BIT(SUD), "propose", "chair-text", VB_NO_ACT, fx_paper);
	is_void(&t, "5.2.1", true, "5.2.1 a chair's text of no chair");
	joint(&t, "adopt", chair, BIT(NORD), 0, &why);
	is_void(&t, "5.5.1", true, "5.5.1 of what is void by itself");
	fx_do(&t, WATCH, "leave", NULL, &why);
	stranger = fx_hand(&t, NORD, BIT(SUD) | BIT(WATCH), "propose", "draft", VB_NO_ACT,
			   fx_paper);
	is_void(&t, "5.2.4", false, "5.2.4 for one who has left");
	for (unsigned k = 0; k < 3; k++) {
		joint(&t, joint_kinds[k], stranger, BIT(NORD), 0, &why);
		is_void(&t, joint_clauses[k], false, "5.5.1 of what is void by another act");
	}
	is_int(t.fold->njoints, 0, "4.8 none of these counts");
	fx_close(&t);
}

/* Every signer has the text. */
static void test_holders(void)
{
	struct vb_err why;
	uint32_t of;
	struct fx t;

	fx_open(&t, 6, four, 4, NULL, NULL);
	of = fx_hand(&t, NORD, BIT(SUD) | BIT(WATCH), "propose", "draft", VB_NO_ACT, fx_paper);
	joint(&t, "adopt", of, BIT(NORD) | BIT(SUD), 0, &why);
	is_void(&t, "5.5.1", false, "5.5.1 before SUD's copy was released to it");
	fx_receipt(&t, SUD, of, &why);
	joint(&t, "adopt", of, BIT(NORD) | BIT(SUD), 0, &why);
	is_void(&t, "5.5.1", false, "5.5.1 its receipt alone is not enough");
	fx_release(&t, FX_MEMBERS, of, SUD, &why);
	joint(&t, "adopt", of, BIT(NORD) | BIT(WEST), 0, &why);
	is_void(&t, "5.5.1", true, "5.5.1 by one who was handed no copy");
	is_int(t.fold->fact[t.size - 1].signers, BIT(NORD) | BIT(WEST),
	       "4.8 for which all that signed it answer");
	ok(!t.fold->fact[t.size - 1].crossed, "4.8 it has crossed nothing");
	joint(&t, "adopt", of, BIT(NORD) | BIT(SUD) | BIT(WATCH), 0, &why);
	is_void(&t, "5.5.1", false, "5.5.1 one of three lacks its copy");
	is_int(signers(&t, of, "any"), 0, "4.8 none of these counts");
	joint(&t, "adopt", of, BIT(NORD), 0, &why);
	is_str(why.clause, "", "5.5.1 who handed it over has it");
	joint(&t, "adopt", of, BIT(SUD), 0, &why);
	is_str(why.clause, "", "5.5.1 and so has who received it");
	fx_receipt(&t, WATCH, of, &why);
	fx_release(&t, NORD, of, WATCH, &why);
	joint(&t, "adopt", of, BIT(WATCH), 0, &why);
	is_str(why.clause, "", "5.5.1 an observer too, from a copy that was carried");
	is_int(signers(&t, of, "any"), BIT(NORD) | BIT(SUD) | BIT(WATCH), "8.6 these three");
	fx_close(&t);
}

/* Who has left signs nothing any more, be it another's. */
static void test_left(void)
{
	struct vb_err why;
	uint32_t of;
	struct fx t;

	fx_open(&t, 7, four, 4, NULL, NULL);
	of = shared_text(&t);
	joint(&t, "sign", of, BIT(WEST), 0, &why);
	fx_do(&t, WEST, "leave", NULL, &why);
	joint(&t, "adopt", of, BIT(WEST), 0, &why);
	is_void(&t, "5.1.12", false, "5.1.12 its author has left");
	is_int(signers(&t, of, "adopt"), 0, "4.8 that has no effect");
	is_int(signers(&t, of, "sign"), BIT(WEST), "8.6 what it signed before stands");
	joint(&t, "adopt", of, BIT(NORD) | BIT(WEST), 0, &why);
	is_void(&t, "5.5.1", false,
		"5.5.1 nor what another has written: it sits at the table no more");
	is_int(signers(&t, of, "adopt"), 0, "8.6 and it does not count");
	fx_close(&t);
}

/* Who signs: the listed, by name, the author among them; no office, no line less. */
static void test_lines(void)
{
	struct fx_fields f = {{"of", NULL, "signer", "nord"}};
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct fx_member saved;
	struct vb_err why;
	uint32_t of;
	struct fx t;
	size_t len;

	fx_open(&t, 8, four, 4, NULL, NULL);
	of = shared_text(&t);
	f.pair[1] = fx_id(&t, of);
	for (unsigned k = 0; k < 3; k++) {
		const char *kind = joint_kinds[k], *clause = joint_clauses[k];

		saved = t.m[NORD];
		f.pair[3] = "sud";
		len = fx_act(&t, NORD, kind, &f, buf);
		ok(fx_log(&t, buf, len, &why) == VB_REFUSED && !strcmp(why.clause, "2.8"),
		   "%s its author is one of the signers", clause);
		t.m[NORD] = saved;
		f.pair[3] = "nord";
		len = fx_act_as(&t, NORD, "legal", kind, &f, NULL, NULL, NULL, buf);
		ok(fx_log(&t, buf, len, &why) == VB_REFUSED && !strcmp(why.clause, "2.8"),
		   "%s by name: an office cannot sign for its party", clause);
		f.pair[4] = "signer";
		f.pair[5] = "sud";
		len = fx_act(&t, NORD, kind, &f, buf);
		ok(fx_log(&t, buf, len, &why) == VB_MALFORMED && !strcmp(why.clause, "2.8"),
		   "%s no signer's line may lack", clause);
		len = fx_sign(t.m[WEST].act, "sud", buf, len);
		ok(fx_log(&t, buf, len, &why) == VB_FALSE && !strcmp(why.clause, "2.8"),
		   "%s nor be another's under that name", clause);
		t.m[NORD] = saved;
		f.pair[5] = "ost";
		len = fx_act(&t, NORD, kind, &f, buf);
		len = fx_sign(t.m[WEST].act, "ost", buf, len);
		ok(fx_log(&t, buf, len, &why) == VB_REFUSED && !strcmp(why.clause, "3.1"),
		   "%s no stranger signs", clause);
		t.m[NORD] = saved;
		f.pair[4] = NULL;
	}
	is_int(t.fold->njoints, 0, "4.5 none of these is logged");
	free(buf);
	fx_close(&t);
}

/* ---- 5.5.4, 5.5.5, 8.7 ---- */

/* A text of NORD that NORD, SUD and WEST have adopted, and NORD's correction of it, which it
 * puts under silence. */
struct correction {
	struct fx t;
	uint32_t text, adopted, fix, silence, release[2];
	int64_t until;
};

static const char *when(int64_t t)
{
	static char buf[4][VB_TIME_LEN + 1];
	static unsigned at;

	at = (at + 1) % 4;
	vb_time_format(buf[at], t);
	return buf[at];
}

static uint32_t put_silence(struct fx *t, unsigned who, uint32_t of, int64_t until,
			    struct vb_err *why)
{
	return fx_do(t, who, "silence",
		     &(struct fx_fields){{"of", fx_id(t, of), "until", when(until), "text",
					  "Article 2: read ten for six."}}, why);
}

static uint32_t object(struct fx *t, unsigned who, uint32_t of, struct vb_err *why)
{
	return fx_do(t, who, "object", &(struct fx_fields){{"of", fx_id(t, of)}}, why);
}

static uint32_t hello(struct fx *t, unsigned who)
{
	struct vb_err why;

	return fx_do(t, who, "statement", &(struct fx_fields){{"text", "We have seen it."}}, &why);
}

static uint32_t correct(struct fx *t, uint32_t text)
{
	return fx_hand(t, NORD, BIT(SUD) | BIT(WEST), "respond", "response", text, fx_paper);
}

/* All but the silence, of a text that the members in @mask have adopted. */
static void begin_of(struct correction *c, unsigned seed, unsigned mask, const char *const *rules,
		     const char *judge)
{
	struct vb_err why;

	fx_open(&c->t, seed, four, 4, rules, judge);
	c->text = shared_text(&c->t);
	c->adopted = joint(&c->t, "adopt", c->text, mask, 0, &why);
	c->fix = correct(&c->t, c->text);
	c->release[0] = fx_receive(&c->t, SUD, c->fix);
	c->release[1] = fx_receive(&c->t, WEST, c->fix);
}

static void begin(struct correction *c, unsigned seed, const char *const *rules)
{
	begin_of(c, seed, BIT(NORD) | BIT(SUD) | BIT(WEST), rules, NULL);
}

/* To whom the silence @i speaks. */
static uint16_t whom(const struct vb_fold *f, uint32_t i)
{
	return vb_silence_whom(f, &f->silence[i]);
}

/* For a day, which is within what acts have as their lodge-by. */
static void silence_it(struct correction *c)
{
	struct vb_err why;

	c->until = c->t.now + VB_DAY;
	c->silence = put_silence(&c->t, NORD, c->fix, c->until, &why);
	is_str(why.clause, "", "5.5.4 a correction is put under silence");
}

static void open_silence(struct correction *c, unsigned seed, const char *const *rules)
{
	begin(c, seed, rules);
	silence_it(c);
	is_int(whom(c->t.fold, 0), BIT(SUD) | BIT(WEST),
	       "5.5.4 it speaks to the others whose text it is");
}

static struct vb_silence_state state_of(const struct vb_fold *f, uint32_t i, int64_t now)
{
	struct vb_silence_state s;

	vb_silence_state(f, &f->silence[i], now, &s);
	return s;
}

/* The state of the first silence of @f, and to whom it was not known. */
static void is_state(const struct vb_fold *f, int64_t now, const char *want, unsigned unaware,
		     const char *what)
{
	struct vb_silence_state s = state_of(f, 0, now);

	is_str(vb_silence_names[s.state], want, "8.7 %s", what);
	is_int(s.unaware, unaware, "8.7 who could not know: %s", what);
}

struct moves {
	unsigned n;
	uint16_t who;
	int64_t due;
};

static void note_objection(void *ctx, const struct vb_move *m)
{
	struct moves *all = ctx;

	if (m->kind != VB_MOVE_OBJECT)
		return;
	all->n++;
	all->who |= (uint16_t)BIT(m->party);
	all->due = m->due;
}

/* Who may object at @now. */
static uint16_t may_object(const struct correction *c, int64_t now)
{
	struct moves all = {0};

	vb_fold_moves(c->t.fold, now, note_objection, &all);
	if (all.n > 0 && all.due != c->until)
		abort();
	return all.who;
}

static void test_silence(void)
{
	struct correction c;
	struct vb_err why;

	open_silence(&c, 20, NULL);
	is_state(c.t.fold, c.until - 1, "running", BIT(SUD) | BIT(WEST),
		 "a second before its end it runs");
	is_int(may_object(&c, c.until - 1), BIT(SUD) | BIT(WEST),
	       "8.7 while it runs, it is theirs to object");
	is_int(may_object(&c, c.until), 0, "8.7 then no more");
	is_state(c.t.fold, c.until, "not-known", BIT(SUD) | BIT(WEST),
		 "the silence of one who never saw it: not adopted");
	hello(&c.t, SUD);
	is_state(c.t.fold, c.until, "not-known", BIT(WEST), "one of two has not seen it");
	hello(&c.t, WEST);
	is_state(c.t.fold, c.until - 1, "running", 0, "known to all it still runs");
	is_state(c.t.fold, c.until, "adopted", 0, "at that second it is over");
	hello(&c.t, WATCH);
	object(&c.t, SUD, c.silence, &why);
	is_str(why.clause, "", "5.5.5 one of them objects");
	is_state(c.t.fold, c.until - 1, "broken", 0, "broken, before it is over");
	is_int(may_object(&c, c.until - 1), 0, "8.7 and nobody need object any more");
	is_state(c.t.fold, c.until, "broken", 0, "and behind that");
	fx_close(&c.t);
}

/* What of a silence breaks 5.5.4. */
static void test_bad_silence(void)
{
	struct correction c;
	struct vb_err why;
	struct fx *t = &c.t;
	uint32_t letter, chair, late, first;

	begin(&c, 21, NULL);
	letter = paper(t, NORD, "letter", "letter", c.text, false);
	put_silence(t, NORD, letter, t->now + 9, &why);
	is_void(t, "5.5.4", true, "5.5.4 of a letter");
	put_silence(t, NORD, c.adopted, t->now + 9, &why);
	is_void(t, "5.5.4", true, "5.5.4 of an adoption");
	fx_do(t, NORD, "silence",
	      &(struct fx_fields){{"of", NOTHING, "until", when(t->now + 9)}}, &why);
	is_void(t, "5.5.4", false, "5.5.4 of what there is not");
	put_silence(t, SUD, c.fix, t->now + 9, &why);
	is_void(t, "5.5.4", true, "5.5.4 of another's paper");
	chair = fx_hand(t, NORD, BIT(SUD) | BIT(WEST), "propose", "chair-text", c.text, fx_paper);
	put_silence(t, NORD, chair, t->now + 9, &why);
	is_void(t, "5.5.4", true, "5.5.4 of what is void by itself");
	put_silence(t, NORD, c.fix, t->now, &why);
	is_void(t, "5.5.4", true, "5.5.4 its end is not its date");
	put_silence(t, NORD, c.fix, t->now - 1, &why);
	is_void(t, "5.5.4", true, "5.5.4 nor before it");
	is_int(t->fold->nsilences, 0, "4.8 none of these runs");
	first = put_silence(t, NORD, c.fix, t->now + 1, &why);
	is_str(why.clause, "", "5.5.4 a second of silence is one");
	put_silence(t, NORD, c.fix, t->now + 9, &why);
	is_void(t, "5.5.4", false, "5.5.4 a second one of the same correction");
	ok(!t->fold->fact[t->size - 1].crossed, "4.8 which has crossed nothing");
	late = correct(t, c.text);
	late = put_silence(t, NORD, late, t->now + 9, &why);
	is_str(why.clause, "", "5.5.4 another correction of that text may have one");
	is_int(t->fold->nsilences, 2, "5.5.4 these are two");
	ok(t->fold->silence[0].act == first && t->fold->silence[1].act == late &&
	   t->fold->silence[1].corrects == c.text && t->fold->silence[1].party == NORD,
	   "5.5.4 each of its own");
	fx_do(t, WEST, "leave", NULL, &why);
	late = correct(t, c.text);
	is_void(t, "5.2.4", false, "5.2.4 a correction for one who has left");
	put_silence(t, NORD, late, t->now + 9, &why);
	is_void(t, "5.5.4", false, "5.5.4 of what is void by another act");
	fx_close(t);
}

/* What it answers is a text of its author and of others, and each of these has a copy. */
static void test_corrected(void)
{
	struct correction c;
	struct vb_err why;
	struct fx *t = &c.t;
	uint32_t text, fix;

	begin(&c, 22, NULL);
	fix = fx_hand(t, NORD, BIT(SUD), "propose", "draft", VB_NO_ACT, fx_paper);
	put_silence(t, NORD, fix, t->now + 9, &why);
	is_void(t, "5.5.4", true, "5.5.4 it answers nothing");
	fix = fx_hand(t, NORD, BIT(SUD), "propose", "draft", c.text, fx_paper);
	put_silence(t, NORD, fix, t->now + 9, &why);
	is_void(t, "5.5.4", false, "5.5.4 WEST has no copy of the correction");
	text = shared_text(t);
	fix = correct(t, text);
	put_silence(t, NORD, fix, t->now + 9, &why);
	is_void(t, "5.5.4", false, "5.5.4 nobody has adopted what it answers");
	joint(t, "adopt", text, BIT(NORD), 0, &why);
	put_silence(t, NORD, fix, t->now + 9, &why);
	is_void(t, "5.5.4", false, "5.5.4 nobody but its author has");
	text = shared_text(t);
	fix = correct(t, text);
	joint(t, "adopt", text, BIT(SUD) | BIT(WEST), 0, &why);
	put_silence(t, NORD, fix, t->now + 9, &why);
	is_void(t, "5.5.4", false, "5.5.4 its author has not");
	is_int(t->fold->nsilences, 0, "4.8 none of these runs");
	joint(t, "initial", text, BIT(NORD), 0, &why);
	put_silence(t, NORD, fix, t->now + 9, &why);
	is_str(why.clause, "", "5.5.4 adopted by some, initialled by its author");
	text = shared_text(t);
	fix = fx_hand(t, NORD, BIT(SUD), "respond", "response", text, fx_paper);
	joint(t, "sign", text, BIT(NORD) | BIT(SUD), BIT(SUD), &why);
	put_silence(t, NORD, fix, t->now + 9, &why);
	is_str(why.clause, "", "5.5.4 signed, by one ad referendum");
	is_int(whom(t->fold, 1), BIT(SUD), "5.5.4 who is spoken to all the same");
	fx_close(t);
}

static void test_objections(void)
{
	struct correction c;
	struct vb_err why;
	struct fx *t = &c.t;
	uint32_t first, gone, next;

	open_silence(&c, 23, NULL);
	fx_do(t, SUD, "object", &(struct fx_fields){{"of", NOTHING}}, &why);
	is_void(t, "5.5.5", false, "5.5.5 to what there is not");
	object(t, SUD, c.fix, &why);
	is_void(t, "5.5.5", true, "5.5.5 to a paper");
	object(t, NORD, c.silence, &why);
	is_void(t, "5.5.5", true, "5.5.5 to its own silence");
	object(t, WATCH, c.silence, &why);
	is_void(t, "5.5.5", false, "5.5.5 by one to whom it does not speak");
	is_int(t->fold->silence[0].objection, VB_NO_ACT, "4.8 none of these breaks it");
	gone = put_silence(t, NORD, c.fix, t->now + 9, &why);
	object(t, SUD, gone, &why);
	is_void(t, "5.5.5", false, "5.5.5 to one that is void by another act");
	gone = correct(t, c.text);
	gone = put_silence(t, NORD, gone, t->now, &why);
	object(t, SUD, gone, &why);
	is_void(t, "5.5.5", true, "5.5.5 to one that is void by itself");
	next = correct(t, c.text);
	next = put_silence(t, NORD, next, t->now + 9, &why);
	is_str(why.clause, "", "5.5.4 behind it one that stands");
	object(t, SUD, gone, &why);
	is_void(t, "5.5.5", true, "5.5.5 to the void one before it");
	object(t, SUD, next, &why);
	is_str(why.clause, "", "5.5.5 and to the one that stands");
	is_int(t->fold->silence[0].objection, VB_NO_ACT, "5.5.5 which breaks no other");
	first = fx_do(t, WEST, "object",
		      &(struct fx_fields){{"of", fx_id(t, c.silence), "reason", "Not ten."}}, &why);
	is_str(why.clause, "", "5.5.5 one to whom it speaks objects, and says why");
	is_int(t->fold->silence[0].objection, first, "5.5.5 that is the objection");
	object(t, WEST, c.silence, &why);
	is_str(why.clause, "", "5.5.5 twice");
	object(t, SUD, c.silence, &why);
	is_str(why.clause, "", "5.5.5 and so does the other");
	is_int(t->fold->silence[0].objection, first, "8.7 the first counts");
	says(t, c.adopted, "NORD, SUD, WEST adopt the text of NORD-1");
	says(t, c.silence, "NORD puts the corrections of NORD-3 under silence until 15 Oct 2026 "
			   "17:58 UTC");
	says(t, first, "WEST objects to NORD-4");
	fx_do(t, WEST, "leave", NULL, &why);
	object(t, WEST, c.silence, &why);
	is_void(t, "5.1.12", false, "5.1.12 who has left objects to nothing");
	fx_close(t);
}

static void first_of_chain(struct vb_compose *c, void *ctx)
{
	c->number = 1;
	c->prev = *(struct vb_hash *)ctx;
}

/* An act of an office of @who, its first; logged. */
static void by_office(struct fx *t, unsigned who, const struct vb_secret *key, const char *kind,
		      const struct fx_fields *f, struct vb_err *why)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	size_t len;

	assert(buf);
	memset(why, 0, sizeof(*why));
	len = fx_act_as(t, who, "legal", kind, f, first_of_chain, &t->fold->charter, key, buf);
	assert(fx_log(t, buf, len, why) == VB_OK);
	free(buf);
}

static void give_office(struct fx *t, unsigned who, const char *scope,
			const struct vb_secret *key, struct vb_err *why)
{
	char name[80], line[250];
	struct vb_writer w;
	struct vb_vkey k;
	uint8_t pub[32];

	snprintf(name, sizeof(name), "%s/legal", t->m[who].name);
	vb_ed25519_public(key, pub);
	vb_vkey_make(&k, vb_view_str(name), VB_KEY_ED25519, pub);
	vb_writer_init(&w, line, sizeof(line) - 1);
	vb_putf(&w, "%s act ", name);
	vb_vkey_put(&w, &k);
	line[w.len] = '\0';
	fx_do(t, who, "mandate", &(struct fx_fields){{"to", "legal", "key", line, "scope", scope}},
	      why);
	is_str(why->clause, "", "5.1.6 an office may %s", scope);
}

/* What one party writes alone its office may write for it, within its mandate. */
static void test_offices(void)
{
	struct correction c;
	struct vb_err why;
	struct fx *t = &c.t;
	struct vb_secret *nord, *sud, *west;

	begin(&c, 24, NULL);
	nord = vb_secret_new(t->rng);
	sud = vb_secret_new(t->rng);
	west = vb_secret_new(t->rng);
	give_office(t, NORD, "silence", nord, &why);
	give_office(t, SUD, "object", sud, &why);
	give_office(t, WEST, "letter", west, &why);
	by_office(t, NORD, nord, "silence",
		  &(struct fx_fields){{"of", fx_id(t, c.fix), "until", when(t->now + VB_DAY)}},
		  &why);
	is_str(why.clause, "", "5.5.4 an office puts its party's correction under silence");
	c.silence = t->size - 1;
	object(t, NORD, c.silence, &why);
	is_void(t, "5.5.5", true, "5.5.5 to which its party cannot object");
	by_office(t, WEST, west, "object",
		  &(struct fx_fields){{"of", fx_id(t, c.silence)}}, &why);
	is_str(why.clause, "3.7", "3.7 another's office has no mandate to object");
	is_int(t->fold->silence[0].knew[WEST], t->size - 1,
	       "8.7 but has seen the silence, for its party");
	by_office(t, SUD, sud, "object", &(struct fx_fields){{"of", fx_id(t, c.silence)}}, &why);
	is_str(why.clause, "", "5.5.5 an office objects for its party");
	is_state(t->fold, t->now, "broken", 0, "by an office");
	vb_secret_free(nord);
	vb_secret_free(sud);
	vb_secret_free(west);
	fx_close(t);
}

static void blind(struct vb_compose *c, void *ctx)
{
	const struct correction *k = ctx;

	c->seen_size = k->silence;
	c->seen_root = k->t.root[k->silence];
	c->seen_checkpoint = k->t.checkpoint[k->silence];
}

static void log_note(struct fx *t, const uint8_t *note, size_t len)
{
	struct vb_err why = {0};

	assert(fx_log(t, note, len, &why) == VB_OK);
}

/* Which acts show that their author has seen the silence. */
static void test_knowing(void)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct correction c;
	struct vb_err why;
	struct fx *t = &c.t;

	assert(buf);
	open_silence(&c, 25, NULL);
	log_note(t, buf, fx_act_as(t, SUD, NULL, "statement",
				   &(struct fx_fields){{"text", "Good morning."}}, blind, &c,
				   NULL, buf));
	is_state(t->fold, c.until, "not-known", BIT(SUD) | BIT(WEST),
		 "an act logged behind it, which has not seen it");
	log_note(t, buf, fx_cosign(t, SUD, buf,
				   fx_act(t, NORD, "minutes",
					  &(struct fx_fields){{"signer", "nord", "signer", "sud",
							       "text", "We met."}}, buf)));
	is_state(t->fold, c.until, "not-known", BIT(SUD) | BIT(WEST),
		 "2.6 what an act has seen its author has, and not who signs it too");
	object(t, SUD, c.fix, &why);
	is_str(why.clause, "5.5.5", "5.5.5 an objection to a paper is void");
	is_state(t->fold, c.until, "not-known", BIT(WEST), "and shows that its author has seen it");
	is_int(t->fold->silence[0].knew[SUD], t->size - 1, "8.7 from there on");
	hello(t, SUD);
	is_int(t->fold->silence[0].knew[SUD], t->size - 2, "8.7 the first such act counts");
	free(buf);
	fx_close(t);
}

/* A correction that was not released to all of them. */
static void test_unreleased(void)
{
	struct correction c;
	struct vb_err why;
	struct fx *t = &c.t;

	begin(&c, 26, NULL);
	c.fix = correct(t, c.text);
	fx_receive(t, SUD, c.fix);
	c.until = t->now + VB_DAY;
	c.silence = put_silence(t, NORD, c.fix, c.until, &why);
	is_str(why.clause, "", "5.5.4 one who has a copy need not have opened it");
	hello(t, SUD);
	hello(t, WEST);
	is_state(t->fold, c.until, "not-known", BIT(WEST), "its copy was not released to WEST");
	fx_receive(t, WEST, c.fix);
	is_state(t->fold, c.until, "adopted", 0, "now it was");
	fx_close(t);
}

/* ---- when things were logged ---- */

/* The log of @t once more, with these intervals. */
static struct vb_fold *folded(const struct fx *t, const struct vb_span *span)
{
	struct vb_act *a = malloc(sizeof(*a));
	struct vb_fold *f = vb_fold_new();

	assert(a && f);
	for (uint32_t i = 0; i < t->size; i++) {
		assert(vb_act_parse(vb_view(t->note[i], t->note_len[i]), a, NULL) == VB_OK);
		assert(vb_fold_add(f, a, span[i], NULL, NULL) == VB_OK);
	}
	free(a);
	return f;
}

/* The state of the silence of @c where entry @index was logged in [@since, @by]. */
static struct vb_silence_state at_span(const struct correction *c, uint32_t index, int64_t since,
				       int64_t by, int64_t now)
{
	struct vb_span span[512];
	struct vb_silence_state s;
	struct vb_fold *f;

	memcpy(span, c->t.span, sizeof(span));
	span[index] = (struct vb_span){since, by};
	f = folded(&c->t, span);
	s = state_of(f, 0, now);
	vb_fold_free(f);
	return s;
}

static void test_objection_time(bool author)
{
	static const char *const rules[] = {"tie author", NULL};
	const char *tie = author ? "adopted" : "broken";
	struct correction c;
	struct vb_err why;
	uint32_t objection;
	const struct {
		int64_t since, by;	/* from the end of the silence on */
		const char *state;
		bool undetermined;
		const char *what;
	} row[] = {
		{-9, -1, "broken", false, "the second before"},
		{-9, 0, tie, true, "in an interval that ends at that second"},
		{-9, 9, tie, true, "in one that spans it"},
		{-1, 0, tie, true, "in one that begins the second before"},
		{0, 9, "adopted", false, "in one that begins at that second"},
		{1, 9, "adopted", false, "behind it"},
		{VB_TIME_NONE, -1, "broken", false, "before, since nobody knows when"},
		{VB_TIME_NONE, 0, tie, true, "perhaps before"},
		{VB_TIME_NONE, VB_TIME_NONE, "broken", false, "undated, by its own date before"},
		{0, VB_TIME_NONE, "broken", false, "by none, by its own date before"},
	};

	open_silence(&c, author ? 28 : 27, author ? rules : NULL);
	hello(&c.t, SUD);
	hello(&c.t, WEST);
	objection = object(&c.t, SUD, c.silence, &why);
	for (unsigned i = 0; i < VB_ARRAY_LEN(row); i++) {
		struct vb_silence_state s = at_span(
			&c, objection,
			row[i].since == VB_TIME_NONE ? VB_TIME_NONE : c.until + row[i].since,
			row[i].by == VB_TIME_NONE ? VB_TIME_NONE : c.until + row[i].by, c.until);

		is_str(vb_silence_names[s.state], row[i].state, "8.7 tie %s, an objection %s",
		       author ? "author" : "addressee", row[i].what);
		is_int(s.undetermined, row[i].undetermined, "8.7 %s: %s", row[i].what,
		       row[i].undetermined ? "undetermined" : "determined");
	}
	if (author) {
		struct vb_silence_state s = at_span(&c, objection, c.until - 9, c.until + 9,
						    c.until - 1);

		ok(s.state == VB_SL_RUNNING && s.undetermined,
		   "8.7 where that favours its author, it runs on until its end");
	}
	fx_close(&c.t);
}

/* Without any date of a checkpoint. */
static void test_undated(void)
{
	struct vb_span none[512];
	struct correction c;
	struct vb_err why;
	struct vb_fold *f;

	for (unsigned i = 0; i < 512; i++)
		none[i] = (struct vb_span){VB_TIME_NONE, VB_TIME_NONE};
	open_silence(&c, 29, NULL);
	hello(&c.t, SUD);
	hello(&c.t, WEST);
	f = folded(&c.t, none);
	is_state(f, c.until, "adopted", 0, "undated, by what acts say");
	vb_fold_free(f);
	c.t.now = c.until;
	object(&c.t, SUD, c.silence, &why);
	is_str(why.clause, "", "5.5.5 an objection of the second when it was over stands");
	f = folded(&c.t, none);
	is_state(f, c.until, "adopted", 0, "but came too late, by its own date");
	ok(!state_of(f, 0, c.until).undetermined, "8.7 and so it is determined");
	vb_fold_free(f);
	fx_close(&c.t);
	open_silence(&c, 30, NULL);
	c.t.now = c.until - 60;
	hello(&c.t, SUD);
	c.t.now = c.until;
	hello(&c.t, WEST);
	f = folded(&c.t, none);
	is_state(f, c.until, "not-known", BIT(WEST), "known a second too late, by its own date");
	vb_fold_free(f);
	fx_close(&c.t);
}

/* When a copy was released, and when its addressee has shown to know. */
static void test_knowing_time(void)
{
	struct correction c;
	uint32_t known;

	open_silence(&c, 31, NULL);
	known = hello(&c.t, SUD);
	hello(&c.t, WEST);
	is_int(at_span(&c, known, VB_TIME_NONE, c.until - 1, c.until).state, VB_SL_ADOPTED,
	       "8.7 known the second before its end");
	is_int(at_span(&c, known, VB_TIME_NONE, c.until, c.until).state, VB_SL_UNKNOWN,
	       "8.7 known at that second");
	is_int(at_span(&c, known, c.until - 9, c.until + 9, c.until).unaware, BIT(SUD),
	       "8.7 perhaps before: that is not known");
	is_int(at_span(&c, known, VB_TIME_NONE, VB_TIME_NONE, c.until).state, VB_SL_ADOPTED,
	       "8.7 undated, by its own date");
	is_int(at_span(&c, c.release[1], VB_TIME_NONE, c.until - 1, c.until).state,
	       VB_SL_ADOPTED, "8.7 released the second before");
	is_int(at_span(&c, c.release[1], VB_TIME_NONE, c.until, c.until).unaware, BIT(WEST),
	       "8.7 released at that second");
	is_int(at_span(&c, c.release[1], VB_TIME_NONE, VB_TIME_NONE, c.until).state,
	       VB_SL_ADOPTED, "8.7 released undated, by its own date");
	is_int(at_span(&c, known, VB_TIME_NONE, c.until, c.until - 1).state, VB_SL_RUNNING,
	       "8.7 until then it runs in any case");
	fx_close(&c.t);
}

/* Where the end of its silence lies between dated checkpoints. */
static void test_known(void)
{
	struct correction c;
	struct vb_err why;

	open_silence(&c, 34, NULL);
	hello(&c.t, SUD);
	hello(&c.t, WEST);
	is_state(c.t.fold, VB_TIME_NONE, "running", 0, "where no checkpoint has a date it runs");
	is_state(c.t.fold, c.until - 1, "running", 0,
		 "and where the last is a second before its end");
	is_state(c.t.fold, c.until, "adopted", 0, "not where that is of its end");
	is_state(c.t.fold, c.until + 1, "adopted", 0, "or behind it");
	object(&c.t, SUD, c.silence, &why);
	is_state(c.t.fold, VB_TIME_NONE, "broken", 0, "an objection breaks it without any date");
	fx_close(&c.t);
}

/* ---- whose a text is ---- */

/* By acts before a time. */
static void test_signed_before(void)
{
	struct vb_err why;
	struct vb_fold *f;
	struct vb_span span[512];
	uint16_t all, later;
	uint32_t of, first, second;
	struct fx t;

	fx_open(&t, 35, four, 4, NULL, NULL);
	of = shared_text(&t);
	first = joint(&t, "adopt", of, BIT(NORD) | BIT(SUD), BIT(SUD), &why);
	second = joint(&t, "sign", of, BIT(SUD) | BIT(WEST), 0, &why);
	for (int bit = 0; bit < 2; bit++) {
		vb_text_signers(t.fold, of, NULL, t.span[first].by + bit, &all, &later);
		is_int(all, bit ? BIT(NORD) | BIT(SUD) : 0, "5.5.4 %s the second of its `by`",
		       bit ? "behind" : "at");
		is_int(later, bit ? BIT(SUD) : 0, "5.5.4 ad referendum, by acts until then");
		vb_text_signers(t.fold, of, NULL, t.span[second].by + bit, &all, &later);
		is_int(all, BIT(NORD) | BIT(SUD) | (bit ? BIT(WEST) : 0), "5.5.4 of another kind");
		is_int(later, bit ? 0 : BIT(SUD), "5.5.4 which confirms");
		vb_text_signers(t.fold, of, kind_of("sign"), t.span[second].by + bit, &all, &later);
		is_int(all, bit ? BIT(SUD) | BIT(WEST) : 0, "5.5.4 of one kind alone");
	}
	memcpy(span, t.span, sizeof(span));
	span[second] = (struct vb_span){VB_TIME_NONE, VB_TIME_NONE};
	f = folded(&t, span);
	vb_text_signers(f, of, NULL, f->fact[second].date, &all, &later);
	is_int(all & BIT(WEST), 0, "5.5.4 undated, at its own date");
	vb_text_signers(f, of, NULL, f->fact[second].date + 1, &all, &later);
	is_int(all, BIT(NORD) | BIT(SUD) | BIT(WEST), "5.5.4 undated, behind it");
	vb_fold_free(f);
	fx_close(&t);
}

static void test_owners(void)
{
	struct vb_err why;
	uint32_t of;
	struct fx t;

	fx_open(&t, 36, four, 4, NULL, NULL);
	of = shared_text(&t);
	is_int(vb_text_owners(t.fold, of), 0,
	       "5.5.4 a text is nobody's until somebody makes it so");
	joint(&t, "adopt", of, BIT(NORD) | BIT(SUD), BIT(SUD), &why);
	is_int(vb_text_owners(t.fold, of), BIT(NORD) | BIT(SUD), "5.5.4 ad referendum too");
	joint(&t, "initial", of, BIT(WEST), 0, &why);
	is_int(vb_text_owners(t.fold, of), BIT(NORD) | BIT(SUD) | BIT(WEST), "5.5.4 of any kind");
	fx_do(&t, SUD, "leave", NULL, &why);
	is_int(vb_text_owners(t.fold, of), BIT(NORD) | BIT(WEST),
	       "5.5.4 who has left the table has no text there");
	is_int(signers(&t, of, "any"), BIT(NORD) | BIT(SUD) | BIT(WEST),
	       "8.6 though it has adopted it");
	fx_close(&t);
}

/* The silence of @c as it is where entry @index was logged in [@since, @by]: to whom it speaks. */
static uint16_t whom_at(const struct correction *c, uint32_t index, int64_t since, int64_t by)
{
	struct vb_span span[512];
	struct vb_fold *f;
	uint16_t all;

	memcpy(span, c->t.span, sizeof(span));
	span[index] = (struct vb_span){since, by};
	f = folded(&c->t, span);
	all = whom(f, 0);
	vb_fold_free(f);
	return all;
}

/* Who makes the text its own while its correction is under silence. */
static void test_joining(void)
{
	struct correction c;
	struct vb_err why;
	struct fx *t = &c.t;
	uint32_t joined;

	begin_of(&c, 37, BIT(NORD) | BIT(SUD), NULL, NULL);
	silence_it(&c);
	is_int(whom(t->fold, 0), BIT(SUD), "5.5.4 it speaks to the other whose text it is");
	object(t, WEST, c.silence, &why);
	is_void(t, "5.5.5", false, "5.5.5 by one whose text it is not yet");
	hello(t, SUD);
	is_state(t->fold, c.until, "adopted", 0, "known to the one");
	joined = joint(t, "adopt", c.text, BIT(WEST), BIT(WEST), &why);
	is_int(whom(t->fold, 0), BIT(SUD) | BIT(WEST),
	       "5.5.4 and to who adopts it before its end, ad referendum too");
	is_int(may_object(&c, c.until - 1), BIT(SUD) | BIT(WEST), "8.7 who may object");
	is_state(t->fold, c.until, "adopted", 0, "which knew of it by what it had written");
	is_int(whom_at(&c, joined, VB_TIME_NONE, c.until - 1), BIT(SUD) | BIT(WEST),
	       "5.5.4 adopted the second before");
	is_int(whom_at(&c, joined, VB_TIME_NONE, c.until), BIT(SUD), "5.5.4 at that second");
	is_int(whom_at(&c, joined, c.until - 9, c.until + 9), BIT(SUD), "5.5.4 perhaps before");
	is_int(whom_at(&c, joined, VB_TIME_NONE, VB_TIME_NONE), BIT(SUD) | BIT(WEST),
	       "5.5.4 undated, by its own date");
	object(t, WEST, c.silence, &why);
	is_str(why.clause, "", "5.5.5 now it may object");
	is_state(t->fold, c.until, "broken", 0, "by that one");
	fx_close(t);
}

/* Without a copy of the correction, or when it is all over. */
static void test_joining_blind(void)
{
	struct correction c;
	struct vb_err why;
	struct fx *t = &c.t;

	begin_of(&c, 38, BIT(NORD) | BIT(SUD), NULL, NULL);
	c.fix = fx_hand(t, NORD, BIT(SUD), "respond", "response", c.text, fx_paper);
	fx_receive(t, SUD, c.fix);
	silence_it(&c);
	hello(t, SUD);
	joint(t, "sign", c.text, BIT(WEST), 0, &why);
	is_state(t->fold, c.until, "not-known", BIT(WEST),
		 "to who signs before its end, and was handed no correction");
	fx_close(t);
	begin_of(&c, 39, BIT(NORD) | BIT(SUD), NULL, NULL);
	silence_it(&c);
	hello(t, SUD);
	t->now = c.until;
	joint(t, "sign", c.text, BIT(WEST), 0, &why);
	is_int(whom(t->fold, 0), BIT(SUD), "5.5.4 who signs when it is over is not spoken to");
	object(t, WEST, c.silence, &why);
	is_str(why.clause, "", "5.5.5 whose objection stands, for the text is its own");
	is_state(t->fold, t->now, "adopted", 0, "and comes too late");
	fx_close(t);
}

/* Who leaves the table while it runs, and before it is put. */
static void test_leaving(void)
{
	struct correction c;
	struct vb_err why;
	struct fx *t = &c.t;

	open_silence(&c, 43, NULL);
	hello(t, SUD);
	is_state(t->fold, c.until, "not-known", BIT(WEST), "not known to WEST");
	fx_do(t, WEST, "leave", NULL, &why);
	is_int(whom(t->fold, 0), BIT(SUD), "5.5.4 it does not speak to who has left");
	is_int(may_object(&c, c.until - 1), BIT(SUD), "8.7 nor is it that one's to object");
	is_state(t->fold, c.until, "adopted", 0, "whose knowing it does not wait for");
	c.fix = fx_hand(t, NORD, BIT(SUD), "respond", "response", c.text, fx_paper);
	put_silence(t, NORD, c.fix, t->now + 9, &why);
	is_str(why.clause, "", "5.5.4 who has left need have no copy");
	fx_close(t);
	begin_of(&c, 44, BIT(NORD) | BIT(SUD), NULL, NULL);
	fx_do(t, SUD, "leave", NULL, &why);
	c.fix = fx_hand(t, NORD, BIT(WEST), "respond", "response", c.text, fx_paper);
	put_silence(t, NORD, c.fix, t->now + 9, &why);
	is_void(t, "5.5.4", false, "5.5.4 the only other whose text it was has left");
	fx_close(t);
}

/* What comes behind its end changes nothing of it. */
static void test_leaving_late(void)
{
	struct correction c;
	struct vb_err why;
	struct fx *t = &c.t;
	uint32_t left;

	open_silence(&c, 64, NULL);
	hello(t, SUD);
	left = fx_do(t, WEST, "leave", NULL, &why);
	is_int(at_span(&c, left, VB_TIME_NONE, c.until - 1, c.until).state, VB_SL_ADOPTED,
	       "8.7 one who cannot know leaves the second before");
	is_int(at_span(&c, left, VB_TIME_NONE, c.until, c.until).state, VB_SL_UNKNOWN,
	       "8.7 at that second");
	is_int(at_span(&c, left, c.until - 9, c.until + 9, c.until).unaware, BIT(WEST),
	       "8.7 perhaps before");
	is_int(at_span(&c, left, VB_TIME_NONE, VB_TIME_NONE, c.until).state, VB_SL_ADOPTED,
	       "8.7 undated, by its own date");
	fx_close(t);
	open_silence(&c, 65, NULL);
	hello(t, SUD);
	t->now = c.until;
	is_state(t->fold, t->now, "not-known", BIT(WEST), "when it is over, WEST does not know");
	fx_do(t, WEST, "leave", NULL, &why);
	is_state(t->fold, t->now, "not-known", BIT(WEST), "nor does it stand when WEST leaves");
	is_int(whom(t->fold, 0), BIT(SUD) | BIT(WEST), "5.5.4 to whom it has spoken");
	fx_close(t);
}

/* ---- corrections of corrections ---- */

/* A correction of that of @c, which SUD and WEST receive, put under silence as long. */
static uint32_t again(struct correction *c, uint32_t *fix, struct vb_err *why)
{
	*fix = correct(&c->t, c->fix);
	fx_receive(&c->t, SUD, *fix);
	fx_receive(&c->t, WEST, *fix);
	return put_silence(&c->t, NORD, *fix, c->until, why);
}

static void test_corrected_again(void)
{
	struct correction c;
	struct vb_err why;
	struct fx *t = &c.t;
	uint32_t fix, silence;

	open_silence(&c, 45, NULL);
	is_int(vb_text_owners(t->fold, c.fix), BIT(NORD) | BIT(SUD) | BIT(WEST),
	       "5.5.4 a correction that runs is theirs whose text it corrects");
	silence = again(&c, &fix, &why);
	is_str(why.clause, "", "5.5.4 and can be corrected");
	is_int(t->fold->silence[1].corrects, c.fix, "5.5.4 in the place of the first");
	is_int(whom(t->fold, 1), BIT(SUD) | BIT(WEST), "5.5.4 which speaks to the same");
	is_int(vb_text_owners(t->fold, fix), BIT(NORD) | BIT(SUD) | BIT(WEST),
	       "5.5.4 whose it is in turn");
	hello(t, SUD);
	hello(t, WEST);
	is_state(t->fold, c.until, "adopted", 0, "the first stands");
	is_int(state_of(t->fold, 1, c.until).state, VB_SL_ADOPTED,
	       "8.7 and the second in its place");
	object(t, WEST, silence, &why);
	is_str(why.clause, "", "5.5.5 one whose text it is by silence objects");
	is_int(state_of(t->fold, 1, c.until).state, VB_SL_BROKEN, "8.7 that breaks the second");
	is_state(t->fold, c.until, "adopted", 0, "and not the first");
	is_int(vb_text_owners(t->fold, fix), 0,
	       "5.5.4 a correction that is objected to is nobody's");
	fx_close(t);
}

/* A correction that somebody has objected to, in time or not. */
static void test_objected_again(void)
{
	struct correction c;
	struct vb_err why;
	struct fx *t = &c.t;
	uint32_t fix;

	open_silence(&c, 46, NULL);
	t->now = c.until;
	object(t, SUD, c.silence, &why);
	c.until = t->now + VB_DAY;
	is_int(vb_text_owners(t->fold, c.fix), 0,
	       "5.5.4 one that somebody has objected to is nobody's, however late that was");
	again(&c, &fix, &why);
	is_void(t, "5.5.4", false, "5.5.4 which is then no text of anybody");
	joint(t, "adopt", c.fix, BIT(NORD) | BIT(SUD), 0, &why);
	is_int(vb_text_owners(t->fold, c.fix), BIT(NORD) | BIT(SUD), "5.5.4 but of who adopts it");
	put_silence(t, NORD, fix, c.until, &why);
	is_str(why.clause, "", "5.5.4 who can correct it");
	is_int(whom(t->fold, 1), BIT(SUD), "5.5.4 among themselves");
	object(t, WEST, t->size - 1, &why);
	is_void(t, "5.5.5", false, "5.5.5 the text that it corrects is not WEST's");
	fx_close(t);
}

/* A correction of a correction that is objected to itself, before its end or behind it. */
static void test_objected_between(bool late)
{
	struct correction c;
	struct vb_err why;
	struct fx *t = &c.t;
	int64_t end;
	uint32_t fix;

	open_silence(&c, 66 + late, NULL);
	c.until -= 600;
	again(&c, &fix, &why);
	end = c.until;
	c.until += 600;
	hello(t, SUD);
	hello(t, WEST);
	t->now = late ? end : end - 600;
	object(t, SUD, c.silence, &why);
	is_state(t->fold, c.until, "broken", 0, "an objection in time");
	is_int(whom(t->fold, 1), late ? BIT(SUD) | BIT(WEST) : 0,
	       "5.5.4 to whom, if what it corrects is objected to %s its end",
	       late ? "behind" : "before");
	is_int(vb_text_owners(t->fold, c.fix), 0, "5.5.4 whose text it is now is another question");
	fx_close(t);
}

/* What a correction corrects is put under silence itself, before its end or behind it. */
static void test_silenced_between(bool late)
{
	struct correction c;
	struct vb_err why;
	struct fx *t = &c.t;
	uint32_t fix;

	begin(&c, 68 + late, NULL);
	joint(t, "adopt", c.fix, BIT(NORD) | BIT(SUD), 0, &why);
	c.until = t->now + 1200;
	again(&c, &fix, &why);
	is_str(why.clause, "", "5.5.4 a correction of what two have adopted");
	is_int(whom(t->fold, 0), BIT(SUD), "5.5.4 which speaks to one");
	t->now = late ? c.until : t->now;
	put_silence(t, NORD, c.fix, t->now + VB_DAY, &why);
	is_str(why.clause, "", "5.5.4 and what they have adopted, under silence to three");
	is_int(whom(t->fold, 0), late ? BIT(SUD) : BIT(SUD) | BIT(WEST),
	       "5.5.4 whose it is by a silence %s its end", late ? "behind" : "before");
	is_int(vb_text_owners(t->fold, c.fix), BIT(NORD) | BIT(SUD) | BIT(WEST),
	       "5.5.4 now it is theirs in any case");
	fx_close(t);
}

/* ---- several corrections of one text ---- */

/* Another correction of the same text, whose silence ends @later seconds behind the first's, and
 * which WEST receives if @released. */
static uint32_t other_silence(struct correction *c, int64_t later, bool released)
{
	struct vb_err why;
	uint32_t fix = correct(&c->t, c->text), silence;

	fx_receive(&c->t, SUD, fix);
	if (released)
		fx_receive(&c->t, WEST, fix);
	silence = put_silence(&c->t, NORD, fix, c->until + later, &why);
	is_str(why.clause, "", "5.5.4 another correction of the same text");
	return silence;
}

static void states(const struct vb_fold *f, int64_t known, const char *want, const char *what)
{
	char got[64] = "";

	for (uint32_t i = 0; i < f->nsilences; i++) {
		strcat(got, i ? " " : "");
		strcat(got, vb_silence_names[state_of(f, i, known).state]);
	}
	is_str(got, want, "8.7 %s", what);
}

static void test_superseded(void)
{
	static const struct {
		int64_t later;
		const char *before, *then;
	} row[] = {
		{-1, "running adopted", "superseded adopted"},
		{0, "running running", "adopted superseded"},
		{1, "running running", "adopted running"},
	};
	struct correction c;

	for (unsigned i = 0; i < VB_ARRAY_LEN(row); i++) {
		open_silence(&c, 47 + i, NULL);
		other_silence(&c, row[i].later, true);
		hello(&c.t, SUD);
		hello(&c.t, WEST);
		states(c.t.fold, c.until - 2, "running running", "both run");
		states(c.t.fold, c.until - 1, row[i].before, "a second before the first is over");
		states(c.t.fold, c.until, row[i].then, "when it is over");
		states(c.t.fold, c.until + 1, row[i].later < 0 ? row[i].then : "adopted superseded",
		       "when both are: whose silence ends before, or that stands before");
		fx_close(&c.t);
	}
}

/* One that does not stand itself stands in nobody's way. */
static void test_not_superseded(void)
{
	struct correction c;
	struct vb_err why;
	uint32_t second;

	open_silence(&c, 50, NULL);
	second = other_silence(&c, -9, true);
	other_silence(&c, 9, true);
	hello(&c.t, SUD);
	hello(&c.t, WEST);
	states(c.t.fold, c.until + 9, "superseded adopted superseded", "of three the first to end");
	object(&c.t, SUD, second, &why);
	states(c.t.fold, c.until + 9, "adopted broken superseded", "not one that is broken");
	object(&c.t, WEST, c.silence, &why);
	states(c.t.fold, c.until + 9, "broken broken adopted", "nor two");
	fx_close(&c.t);
	open_silence(&c, 51, NULL);
	other_silence(&c, -9, false);
	hello(&c.t, SUD);
	hello(&c.t, WEST);
	states(c.t.fold, c.until, "adopted not-known", "nor one that was not known to all");
	fx_close(&c.t);
	/* A correction of a correction is in the place of another text. */
	open_silence(&c, 52, NULL);
	again(&c, &second, &why);
	hello(&c.t, SUD);
	hello(&c.t, WEST);
	states(c.t.fold, c.until, "adopted adopted", "one of another text supersedes nothing");
	fx_close(&c.t);
}

/* ---- complaints ---- */

static uint32_t complain(struct fx *t, unsigned who, const char *kind, uint32_t of)
{
	struct vb_err why;
	uint32_t claim = fx_do(t, who, kind, &(struct fx_fields){{"of", fx_id(t, of)}}, &why);

	is_str(why.clause, "", "5.3 a %s", kind);
	return claim;
}

static uint32_t rule(struct fx *t, uint32_t claim, const char *finding)
{
	struct vb_err why;
	uint32_t ruling = fx_do(t, WATCH, "statement",
				&(struct fx_fields){{"of", fx_id(t, claim), "finding", finding,
						     "text", "We have looked."}}, &why);

	is_str(why.clause, "", "5.4.4 the judge finds it %s", finding);
	return ruling;
}

/* A silence that both know, at a table with a judge. */
static void open_judged(struct correction *c, unsigned seed)
{
	begin_of(c, seed, BIT(NORD) | BIT(SUD) | BIT(WEST), NULL, "watch");
	silence_it(c);
	hello(&c->t, SUD);
	hello(&c->t, WEST);
	is_state(c->t.fold, c->until, "adopted", 0, "known to all");
}

static void test_complaint_time(const char *kind, unsigned seed)
{
	struct correction c;
	uint32_t claim;

	open_judged(&c, seed);
	claim = complain(&c.t, SUD, kind, c.fix);
	is_state(c.t.fold, c.until - 1, "running", BIT(SUD), "a complaint breaks nothing");
	is_state(c.t.fold, c.until, "not-known", BIT(SUD), "but who complains cannot know");
	is_int(at_span(&c, claim, VB_TIME_NONE, c.until - 1, c.until).state, VB_SL_UNKNOWN,
	       "8.7 a %s of the second before", kind);
	is_int(at_span(&c, claim, VB_TIME_NONE, c.until, c.until).state, VB_SL_ADOPTED,
	       "8.7 a %s of that second", kind);
	is_int(at_span(&c, claim, c.until - 9, c.until + 9, c.until).state, VB_SL_ADOPTED,
	       "8.7 a %s that may have come before", kind);
	is_int(at_span(&c, claim, VB_TIME_NONE, VB_TIME_NONE, c.until).state, VB_SL_UNKNOWN,
	       "8.7 a %s without any date, by its own", kind);
	fx_close(&c.t);
	open_judged(&c, seed + 1);
	c.t.now = c.until;
	complain(&c.t, WEST, kind, c.fix);
	is_state(c.t.fold, c.t.now, "adopted", 0, "a late complaint");
	fx_close(&c.t);
}

static void test_complaint_ruled(const char *kind, unsigned seed)
{
	struct correction c;
	uint32_t claim;

	open_judged(&c, seed);
	claim = complain(&c.t, SUD, kind, c.fix);
	rule(&c.t, claim, "upheld");
	is_state(c.t.fold, c.until, "not-known", BIT(SUD), "a complaint that is upheld");
	fx_close(&c.t);
	open_judged(&c, seed + 1);
	claim = complain(&c.t, SUD, kind, c.fix);
	c.t.now = c.until;
	is_state(c.t.fold, c.t.now, "not-known", BIT(SUD), "one that nobody has ruled on");
	rule(&c.t, claim, "rejected");
	is_state(c.t.fold, c.t.now, "adopted", 0, "and that is rejected, however late");
	fx_close(&c.t);
}

/* Of two complaints about one copy each has its ruling; those of others, or about other copies,
 * do not matter. */
static void test_complaints(void)
{
	struct correction c;
	struct fx *t = &c.t;
	uint32_t contest, unable;

	open_judged(&c, 61);
	complain(t, SUD, "contest", c.text);
	is_state(t->fold, c.until, "adopted", 0, "a contest of the text that it corrects");
	contest = complain(t, SUD, "contest", c.fix);
	unable = complain(t, SUD, "cannot-open", c.fix);
	rule(t, contest, "rejected");
	is_state(t->fold, c.until, "not-known", BIT(SUD), "one of two complaints is rejected");
	rule(t, unable, "rejected");
	is_state(t->fold, c.until, "adopted", 0, "both are");
	fx_close(t);
	begin_of(&c, 62, BIT(NORD) | BIT(SUD), NULL, NULL);
	silence_it(&c);
	hello(t, SUD);
	complain(t, WEST, "contest", c.fix);
	is_state(t->fold, c.until, "adopted", 0, "a contest of one to whom it does not speak");
	fx_close(t);
	/* Who cannot know has complained: the other correction stands. */
	open_judged(&c, 63);
	other_silence(&c, 9, true);
	hello(t, SUD);
	hello(t, WEST);
	states(t->fold, c.until + 9, "adopted superseded", "the first of two stands");
	complain(t, WEST, "cannot-open", c.fix);
	states(t->fold, c.until + 9, "not-known adopted", "and not if somebody cannot open it");
	fx_close(t);
}

/* ---- who comes later ---- */

static const char *key_of(const char *name, const char *purpose, const char *key_name,
			  uint8_t type, const struct vb_secret *s)
{
	static char out[4][250];
	static unsigned at;
	struct vb_recipient r;
	struct vb_writer w;
	struct vb_vkey k;
	uint8_t pub[32];

	at = (at + 1) % 4;
	vb_writer_init(&w, out[at], sizeof(out[at]) - 1);
	vb_putf(&w, "%s %s ", name, purpose);
	vb_ed25519_public(s, pub);
	if (type == 0) {
		vb_recipient_of(s, &r);
		vb_recipient_put(&w, &r);
	} else {
		vb_vkey_make(&k, vb_view_str(key_name), type, pub);
		vb_vkey_put(&w, &k);
	}
	out[at][w.len] = '\0';
	return out[at];
}

/* ULM, the third member, is admitted and takes its seat: its keys come from @m. */
static void let_in(struct fx *t, struct fx_member *m)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_err why = {0};
	uint32_t admit;

	assert(buf);
	log_note(t, buf, fx_cosign(t, SUD, buf, fx_act(t, NORD, "admit", &(struct fx_fields){{
		"party", "ulm principal",
		"key", key_of("ulm", "act", "ulm", VB_KEY_ED25519, m->act),
		"key", key_of("ulm", "cosign", "ulm", VB_KEY_COSIGN, m->cosign),
		"key", key_of("ulm", "recovery", "ulm/recovery", VB_KEY_ED25519, m->recovery),
		"key", key_of("ulm", "seal", "", 0, m->seal)}}, buf)));
	admit = t->size - 1;
	is_str(t->fold->fact[admit].voided, "", "5.1.11 ULM is admitted");
	m->prev = t->fold->charter;
	t->m[t->n++] = *m;
	fx_do(t, t->n - 1, "join", &(struct fx_fields){{"of", fx_id(t, admit)}}, &why);
	is_str(why.clause, "", "5.1.5 ULM joins");
	free(buf);
}

static struct fx_member stranger(struct fx *t)
{
	struct fx_member m = {.name = "ulm", .role = "principal",
			      .act = vb_secret_new(t->rng), .cosign = vb_secret_new(t->rng),
			      .founding = vb_secret_new(t->rng),
			      .recovery = vb_secret_new(t->rng), .seal = vb_secret_new(t->rng)};

	return m;
}

/* Before anybody has signed for it: what a fold makes of a signer that nobody knows. */
static void test_strangers(void)
{
	static const char *const name[] = {"bern", "ost"};
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_act *a = malloc(sizeof(*a));
	struct vb_fold *f;
	uint32_t of;
	struct fx t;
	size_t len;

	assert(buf && a);
	fx_open(&t, 33, four, 4, NULL, NULL);
	of = shared_text(&t);
	for (unsigned i = 0; i < 2; i++) {
		struct fx_member nord = t.m[NORD];

		len = fx_act(&t, NORD, "adopt",
			     &(struct fx_fields){{"of", fx_id(&t, of), "signer", name[i], "signer",
						  "nord"}},
			     buf);
		t.m[NORD] = nord;
		f = folded(&t, t.span);
		assert(vb_act_parse(vb_view(buf, len), a, NULL) == VB_OK &&
		       vb_fold_add(f, a, t.span[0], NULL, NULL) == VB_OK);
		is_str(f->fact[t.size].voided, "5.5.1", "5.5.1 %s is no member", name[i]);
		is_int(f->fact[t.size].certain, i == 0, "9.4 %s",
		       i ? "whom nobody has admitted" : "and never will be");
		vb_fold_free(f);
	}
	free(buf);
	free(a);
	fx_close(&t);
}

static void test_newcomer(void)
{
	static const char *const two[] = {"nord", "sud"};
	enum { ULM = 2 };
	struct fx_member ulm;
	struct vb_err why;
	uint32_t text, fix, silence;
	struct fx t;

	fx_open(&t, 32, two, 2, NULL, NULL);
	text = fx_hand(&t, NORD, BIT(SUD), "propose", "draft", VB_NO_ACT, fx_paper);
	fx_receive(&t, SUD, text);
	joint(&t, "adopt", text, BIT(NORD) | BIT(SUD), 0, &why);
	fix = fx_hand(&t, NORD, BIT(SUD), "respond", "response", text, fx_paper);
	fx_receive(&t, SUD, fix);
	silence = put_silence(&t, NORD, fix, t.now + VB_DAY, &why);
	ulm = stranger(&t);
	let_in(&t, &ulm);
	joint(&t, "adopt", text, BIT(NORD) | BIT(ULM), 0, &why);
	is_void(&t, "5.5.1", true, "5.5.1 ULM was handed no copy of it");
	object(&t, ULM, silence, &why);
	is_void(&t, "5.5.5", false, "5.5.5 nor does the silence speak to ULM");
	hello(&t, SUD);
	is_state(t.fold, t.now + 2 * VB_DAY, "adopted", 0, "nor wait for ULM");
	text = fx_hand(&t, NORD, BIT(SUD) | BIT(ULM), "propose", "agreed-text", VB_NO_ACT,
		       fx_paper);
	fx_receive(&t, SUD, text);
	fx_receive(&t, ULM, text);
	joint(&t, "sign", text, BIT(NORD) | BIT(SUD) | BIT(ULM), 0, &why);
	is_str(why.clause, "", "5.5.3 ULM signs what it was handed");
	is_int(signers(&t, text, "sign"), BIT(NORD) | BIT(SUD) | BIT(ULM), "8.6 with the others");
	fx_close(&t);
}

/* ---- picked acts (9.4) ---- */

/* Those of a log that somebody shows. */
struct picks {
	const struct fx *t;
	struct vb_fold *f;
	struct vb_act *a;
};

/* Folds a note as the next of its chain, whatever stands in between: as a verifier does. */
static const struct vb_fact *pick_note(struct picks *p, const uint8_t *note, size_t len)
{
	struct vb_fold *f = p->f;
	struct vb_hash answers;
	bool answering;
	char name[66];

	assert(vb_act_parse(vb_view(note, len), p->a, NULL) == VB_OK);
	answering = vb_act_count(p->a, "answers") > 0;
	vb_act_chain(name, p->a);
	p->a->number = f->nfacts > 0;
	p->a->prev = f->charter;
	for (uint32_t i = 0; i < f->nchains; i++) {
		if (strcmp(f->chain[i].name, name) == 0) {
			p->a->number = f->chain[i].number + 1;
			p->a->prev = f->chain[i].head;
		}
	}
	/* What is not shown is answered by nothing. */
	for (unsigned i = 0; i < p->a->kind->nfields; i++) {
		if (strcmp(p->a->kind->fields[i].name, "answers") == 0 &&
		    vb_act_hash(p->a, "answers", &answers) &&
		    vb_fold_find(f, &answers) == VB_NO_ACT)
			p->a->count[i] = 0;
	}
	assert(vb_fold_add(f, p->a, p->t->span[0], NULL, NULL) == VB_OK);
	f->fact[f->nfacts - 1].answering = answering;
	return &f->fact[f->nfacts - 1];
}

static const struct vb_fact *pick(struct picks *p, uint32_t index)
{
	return pick_note(p, p->t->note[index], p->t->note_len[index]);
}

static void pick_begin(struct picks *p, const struct fx *t)
{
	p->t = t;
	p->f = vb_fold_new();
	p->a = malloc(sizeof(*p->a));
	assert(p->f && p->a);
	p->f->picked = true;
	pick(p, 0);
}

static void pick_end(struct picks *p)
{
	free(p->a);
	vb_fold_free(p->f);
}

/* "": nothing is told of @fact, which may be void all the same. */
static void told(const struct vb_fact *fact, const char *clause, const char *what)
{
	is_str(fact->certain ? fact->voided : "", clause, "9.4 %s", what);
}

static uint16_t picked_signers(const struct picks *p, uint32_t of)
{
	uint16_t all, later;

	vb_text_signers(p->f, of, NULL, VB_EVER, &all, &later);
	return all;
}

static void test_picked_joint(void)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	uint32_t of, west, adopted, early, letter, no_copy, no_signer, of_letter, of_void, chair;
	struct vb_err why;
	struct picks p;
	struct fx t;
	size_t len;

	assert(buf);
	fx_open(&t, 40, four, 4, NULL, NULL);
	of = fx_hand(&t, NORD, BIT(SUD), "propose", "draft", VB_NO_ACT, fx_paper);
	early = joint(&t, "adopt", of, BIT(NORD) | BIT(SUD), 0, &why);
	is_void(&t, "5.5.1", false, "5.5.1 before SUD's copy was released");
	fx_receive(&t, SUD, of);
	adopted = joint(&t, "adopt", of, BIT(NORD) | BIT(SUD), BIT(SUD), &why);
	no_copy = joint(&t, "sign", of, BIT(NORD) | BIT(WEST), 0, &why);
	no_signer = joint(&t, "initial", of, BIT(NORD), BIT(SUD), &why);
	letter = fx_hand(&t, NORD, BIT(SUD), "letter", "letter", VB_NO_ACT, fx_paper);
	of_letter = joint(&t, "adopt", letter, BIT(NORD), 0, &why);
	chair = fx_hand(&t, NORD, BIT(SUD), "propose", "chair-text", VB_NO_ACT, fx_paper);
	of_void = joint(&t, "adopt", chair, BIT(NORD), 0, &why);
	west = fx_hand(&t, WEST, BIT(SUD), "propose", "draft", VB_NO_ACT, fx_paper);
	pick_begin(&p, &t);
	told(pick(&p, adopted), "", "5.5.1 of a text that is not shown nothing is told");
	is_int(p.f->njoints, 0, "9.4 nor what it does");
	told(pick(&p, no_signer), "5.5.2", "5.5.2 but that it is void by its own fields");
	pick_end(&p);
	pick_begin(&p, &t);
	pick(&p, of);
	told(pick(&p, early), "", "5.5.1 the release may be one that is not shown");
	told(pick(&p, adopted), "", "5.5.1 so it may be for one that was void");
	is_int(picked_signers(&p, 1), BIT(NORD) | BIT(SUD), "8.6 by both");
	told(pick(&p, no_copy), "5.5.3", "5.5.3 by one who was handed no copy of it");
	told(pick(&p, no_signer), "5.5.2", "5.5.2 ad referendum, and no signer");
	told(pick(&p, of_letter), "", "5.5.1 of a letter that is not shown");
	pick(&p, letter);
	told(pick(&p, of_letter), "5.5.1", "5.5.1 of a letter");
	pick(&p, chair);
	told(pick(&p, of_void), "5.5.1", "5.5.1 of what is void by itself");
	is_int(picked_signers(&p, 1), BIT(NORD) | BIT(SUD), "4.8 none of these counts");
	/* OST may have been admitted, and have a copy of what was handed to SUD and to it. */
	pick(&p, west);
	len = fx_act(&t, WEST, "adopt",
		     &(struct fx_fields){{"of", fx_id(&t, west), "signer", "ost",
					  "signer", "west"}},
		     buf);
	told(pick_note(&p, buf, len), "",
	     "5.5.1 by one whom an act that is not shown may have admitted");
	pick_end(&p);
	free(buf);
	fx_close(&t);
}

/* Who is admitted by an act that is not shown: what it was handed is not shown either. */
static void test_picked_newcomer(void)
{
	static const char *const two[] = {"nord", "sud"};
	enum { ULM = 2 };
	uint32_t text, adopted, answer, withdrawn;
	struct fx_member ulm;
	struct vb_err why;
	struct picks p;
	struct fx t;

	fx_open(&t, 41, two, 2, NULL, NULL);
	ulm = stranger(&t);
	let_in(&t, &ulm);
	text = fx_hand(&t, NORD, BIT(ULM), "propose", "draft", VB_NO_ACT, fx_paper);
	adopted = joint(&t, "adopt", text, BIT(NORD), 0, &why);
	is_str(why.clause, "", "5.5.1 NORD adopts what it handed to ULM alone");
	answer = fx_hand(&t, NORD, BIT(SUD), "propose", "draft", text, fx_paper);
	is_str(t.fold->fact[answer].voided, "", "5.2.5 and answers it itself");
	withdrawn = fx_do(&t, NORD, "withdraw", &(struct fx_fields){{"of", fx_id(&t, text)}}, &why);
	is_str(why.clause, "", "5.3.1 and takes it back");
	pick_begin(&p, &t);
	told(pick(&p, text), "", "5.2.4 handed to one who may have been admitted");
	told(pick(&p, adopted), "", "5.5.1 then it is a text");
	told(pick(&p, answer), "", "5.2.5 and its author's own");
	told(pick(&p, withdrawn), "", "5.3.1 to take back");
	pick_end(&p);
	fx_close(&t);
}

static void test_picked_silence(void)
{
	uint32_t other, over, twice, own, watch, gone, lone, alone;
	struct correction c;
	struct vb_err why;
	struct picks p;
	struct fx *t = &c.t;

	open_silence(&c, 42, NULL);
	twice = put_silence(t, NORD, c.fix, t->now + 9, &why);
	other = put_silence(t, SUD, c.fix, t->now + 9, &why);
	over = put_silence(t, NORD, c.fix, t->now, &why);
	own = object(t, NORD, c.silence, &why);
	watch = object(t, WATCH, c.silence, &why);
	gone = object(t, SUD, over, &why);
	lone = fx_hand(t, NORD, BIT(SUD), "respond", "response", c.text, fx_paper);
	alone = put_silence(t, NORD, lone, t->now + 9, &why);
	is_void(t, "5.5.4", false, "5.5.4 WEST has no copy of it");
	pick_begin(&p, t);
	told(pick(&p, c.silence), "", "5.5.4 of a correction that is not shown");
	told(pick(&p, watch), "", "5.5.5 an objection to that");
	told(pick(&p, over), "5.5.4", "5.5.4 over before it was written, whatever it cites");
	pick_end(&p);
	pick_begin(&p, t);
	pick(&p, c.fix);
	told(pick(&p, c.silence), "", "5.5.4 what it corrects is not shown");
	is_int(p.f->nsilences, 1, "9.4 it may run");
	told(pick(&p, twice), "", "5.5.4 the first may have been void by others");
	told(pick(&p, other), "5.5.4", "5.5.4 of another's paper");
	told(pick(&p, over), "5.5.4", "5.5.4 over before it was written");
	told(pick(&p, own), "5.5.5", "5.5.5 to its own silence");
	told(pick(&p, watch), "", "5.5.5 to whom it speaks is not shown");
	told(pick(&p, gone), "5.5.5", "5.5.5 to what is void by itself");
	pick_end(&p);
	pick_begin(&p, t);
	pick(&p, c.text);
	pick(&p, c.adopted);
	pick(&p, lone);
	told(pick(&p, alone), "", "5.5.4 of one without a copy its clause is not told");
	is_state(p.f, t->now + VB_DAY, "not-known", BIT(SUD) | BIT(WEST),
		 "nor can picked acts show that anybody knew");
	pick_end(&p);
	fx_close(t);
}

int main(void)
{
	if (!vb_crypto_init())
		return 99;
	test_joint();
	test_several();
	test_referendum();
	test_text();
	test_void_text();
	test_holders();
	test_left();
	test_lines();
	test_silence();
	test_bad_silence();
	test_corrected();
	test_objections();
	test_offices();
	test_knowing();
	test_unreleased();
	test_objection_time(false);
	test_objection_time(true);
	test_undated();
	test_knowing_time();
	test_known();
	test_signed_before();
	test_owners();
	test_joining();
	test_joining_blind();
	test_leaving();
	test_leaving_late();
	test_corrected_again();
	test_objected_again();
	test_objected_between(false);
	test_objected_between(true);
	test_silenced_between(false);
	test_silenced_between(true);
	test_superseded();
	test_not_superseded();
	test_complaint_time("contest", 53);
	test_complaint_time("cannot-open", 55);
	test_complaint_ruled("contest", 57);
	test_complaint_ruled("cannot-open", 59);
	test_complaints();
	test_strangers();
	test_newcomer();
	test_picked_joint();
	test_picked_newcomer();
	test_picked_silence();
	return tap_done();
}
