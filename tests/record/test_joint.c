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

	vb_text_signers(t->fold, of, kind_of(kind), &all, &referred);
	return all;
}

static uint16_t referred(const struct fx *t, uint32_t of, const char *kind)
{
	uint16_t all, those;

	vb_text_signers(t->fold, of, kind_of(kind), &all, &those);
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

/* Who has left signs nothing of its own any more; a member it stays. */
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

int main(void)
{
	if (!vb_crypto_init())
		return 99;
	test_joint();
	test_referendum();
	test_text();
	test_void_text();
	test_holders();
	test_left();
	test_lines();
	return tap_done();
}
