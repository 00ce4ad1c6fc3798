/*
 * What a finding says of texts that several have made theirs, of corrections of them, and of a
 * copy of such a text that is shown (format.md 7.8, 8.6, 8.7).
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"

#include <assert.h>
#include <stdlib.h>

static struct kit k;

/* A text of NORD that SUD has. */
static uint32_t text(void)
{
	uint32_t of = fx_hand(&k.t, k.nord, 1u << k.sud, "propose", "joint-draft", VB_NO_ACT,
			      fx_paper);

	fx_receive(&k.t, k.sud, of);
	return of;
}

/* Both do @kind with it, SUD perhaps ad referendum. */
static uint32_t both(const char *kind, uint32_t of, bool later)
{
	struct fx_fields f = {{"of", fx_id(&k.t, of), "signer", "nord", "signer", "sud",
			       later ? "referendum" : NULL, "sud"}};
	uint8_t *buf = malloc(VB_NOTE_MAX);

	assert(buf && fx_log(&k.t, buf, fx_cosign(&k.t, k.sud, buf,
						  fx_act(&k.t, k.nord, kind, &f, buf)),
			     NULL) == VB_OK);
	free(buf);
	return k.t.size - 1;
}

static void begin(void)
{
	static const char *const names[] = {"nord", "sud"};

	kit_found(&k, names, 2, NULL, NULL);
}

/* How often @part is said of the whole log. */
static unsigned said(const char *part)
{
	struct kit_file f = kit_bundle(&k.t, NULL);
	struct vb_finding found;
	unsigned n = 0;

	is_str(kit_verify(kit_view(&f), k.trust, &found), "GENUINE|-|-|-", "10.1 the whole log");
	for (unsigned i = 0; i < found.nestablished; i++)
		n += kit_has(&found.established[i], 1, part);
	kit_free(&f);
	return n;
}

static void test_whole(void)
{
	uint32_t of;

	begin();
	of = text();
	is_int(said("the text of"), 0, "8.6 nobody has made it its own");
	both("adopt", of, true);
	is_int(said("the text of NORD-1 was adopted by NORD and SUD; ad referendum by SUD"), 1,
	       "8.6 adopted, by one ad referendum");
	both("adopt", of, false);
	both("sign", of, false);
	is_int(said("ad referendum"), 0, "8.6 confirmed");
	is_int(said("the text of NORD-1 was adopted by NORD and SUD"), 1,
	       "8.6 told once of two acts");
	is_int(said("the text of NORD-1 was signed by NORD and SUD"), 1, "8.6 and signed");
	is_int(said("initialled"), 0, "8.6 which nobody has initialled");
	kit_close(&k);
}

/* A finding is no list of all that was ever signed. */
static void test_many(void)
{
	begin();
	for (unsigned i = 0; i < 4; i++)
		both("initial", text(), false);
	is_int(said("was initialled by NORD and SUD"), 4, "8.6 of four texts all are told");
	both("initial", text(), false);
	is_int(said("was initialled by NORD and SUD"), 4, "8.6 and of five as many");
	kit_close(&k);
}

/* Of picked acts a release, or another act, may be missing. */
static void test_picked(void)
{
	uint32_t act[2];
	struct vb_finding found;
	struct kit_file f;

	begin();
	act[0] = text();
	act[1] = both("sign", act[0], false);
	f = kit_proof(&k.t, NULL, act, 2);
	is_str(kit_verify(kit_view(&f), k.trust, &found), "GENUINE|-|-|-", "9.4 a text, signed");
	ok(kit_has(found.established, found.nestablished,
		   "the text of NORD-1 was signed by NORD and SUD, as far as the acts shown tell"),
	   "9.4 which is said as far as they tell");
	kit_free(&f);
	kit_close(&k);
}

/* ---- corrections under silence ---- */

static const struct fx_fields hello = {{"text", "We have seen it."}};

/* A correction by NORD of its text @of, put under silence until @until; SUD has it, if @known, and
 * says so. */
static uint32_t silence(uint32_t of, int64_t until, bool known)
{
	char when[VB_TIME_LEN + 1];
	struct vb_err why;
	uint32_t fix = fx_hand(&k.t, k.nord, 1u << k.sud, "respond", "response", of, fx_paper);
	uint32_t silence;

	fx_receive(&k.t, k.sud, fix);
	vb_time_format(when, until);
	silence = fx_do(&k.t, k.nord, "silence",
			&(struct fx_fields){{"of", fx_id(&k.t, fix), "until", when}}, &why);
	is_str(why.clause, "", "5.5.4 a correction under silence");
	if (known)
		fx_do(&k.t, k.sud, "statement", &hello, NULL);
	return silence;
}

/* The log goes on, so that its last dated checkpoint is of @time. */
static void until(int64_t time)
{
	k.t.now = time - 60;
	fx_do(&k.t, k.nord, "statement", &hello, NULL);
	assert(k.t.now == time);
}

/* "NORD-4" runs until then; what is said of it. */
static void says_of(const char *act, const char *state)
{
	char line[200];

	snprintf(line, sizeof(line), "the silence %s, by which ", act);
	is_int(said(line), 1, "8.7 %s is told of once", act);
	snprintf(line, sizeof(line), " corrects NORD-1 unless somebody objects before 30 Oct 2026 "
				     "12:00 UTC, is %s (8.7)", state);
	is_int(said(line), 1, "8.7 as %s", state);
}

/* 2026-10-30T12:00:00Z */
#define END 1793361600

static uint32_t adopted_text(void)
{
	uint32_t of;

	begin();
	of = text();
	both("adopt", of, false);
	return of;
}

static void test_silence(void)
{
	uint32_t of = adopted_text(), act;

	silence(of, END, true);
	says_of("NORD-4", "running");
	is_int(said("the silence NORD-4, by which NORD-3 corrects NORD-1 unless somebody objects "
		    "before 30 Oct 2026 12:00 UTC, is running (8.7)"), 1, "8.7 in one line");
	until(END - 1);
	says_of("NORD-4", "running");
	until(END);
	says_of("NORD-4", "adopted");
	kit_close(&k);
	of = adopted_text();
	silence(of, END, false);
	until(END);
	says_of("NORD-4", "not-known");
	kit_close(&k);
	of = adopted_text();
	act = silence(of, END, false);
	fx_do(&k.t, k.sud, "object", &(struct fx_fields){{"of", fx_id(&k.t, act)}}, NULL);
	says_of("NORD-4", "broken by SUD-3");
	kit_close(&k);
}

/* Of two corrections of one text. */
static void test_superseded(void)
{
	uint32_t of = adopted_text();

	silence(of, END, true);
	silence(of, END, true);
	until(END);
	is_int(said("is adopted (8.7)"), 1, "8.7 of two corrections of one text one stands");
	is_int(said("the silence NORD-4, by which NORD-3 corrects NORD-1 unless somebody objects "
		    "before 30 Oct 2026 12:00 UTC, is adopted (8.7)"), 1, "8.7 the first");
	is_int(said("the silence NORD-6, by which NORD-5 corrects NORD-1 unless somebody objects "
		    "before 30 Oct 2026 12:00 UTC, is superseded (8.7)"), 1, "8.7 not the second");
	kit_close(&k);
}

/* No checkpoint of it has a date: whatever the acts say, nobody knows that it is over. */
static void test_undated(void)
{
	struct kit_file c, f;
	struct vb_finding found;
	struct kit_parts p = {.no_marks = true};
	uint32_t of = adopted_text();

	silence(of, END, true);
	until(END + VB_DAY);
	c = kit_checkpoint(&k.t, k.t.size, &k.t.root[k.t.size], VB_TIME_NONE, 0);
	p.checkpoint = kit_view(&c);
	f = kit_bundle(&k.t, &p);
	kit_verify(kit_view(&f), k.trust, &found);
	is_int(found.result, VB_GENUINE, "10.1 a log without a date");
	ok(kit_has(found.established, found.nestablished, ", is running (8.7)"),
	   "8.7 in it every silence runs");
	kit_free(&f);
	kit_free(&c);
	kit_close(&k);
}

static void test_many_silences(void)
{
	uint32_t of = adopted_text();

	for (unsigned i = 0; i < 8; i++)
		silence(of, END + i, false);
	is_int(said("the silence "), 8, "8.7 of eight silences all are told");
	silence(of, END + 8, false);
	is_int(said("the silence "), 8, "8.7 and of nine as many");
	is_int(said("and more"), 0, "10.1 for which a finding has the lines");
	kit_close(&k);
}

/* What else was logged picked acts do not tell: of silences nothing is said. */
static void test_picked_silence(void)
{
	struct vb_finding found;
	struct kit_file f;
	uint32_t act[3];

	act[0] = adopted_text();
	act[2] = silence(act[0], END, true);
	act[1] = k.t.fold->silence[0].of;
	until(END);
	f = kit_proof(&k.t, NULL, act, 3);
	is_str(kit_verify(kit_view(&f), k.trust, &found), "GENUINE|-|-|-", "9.4 a silence, picked");
	ok(!kit_has(found.established, found.nestablished, "the silence "),
	   "9.4 what became of it is not told");
	kit_free(&f);
	kit_close(&k);
}

/* ---- a copy that is shown ---- */

/* A text of NORD that SUD has, with NORD's own copy. */
static uint32_t kept_text(void)
{
	struct fx *t = &k.t;
	char line[2][400];
	struct vb_writer w;
	uint32_t of;

	fx_seal(t, &t->copy[0], k.nord, k.nord, fx_paper);
	fx_seal(t, &t->copy[1], k.nord, k.sud, fx_paper);
	t->ncopies = 2;
	t->copy[0].line.has_recipient = false;
	for (unsigned i = 0; i < 2; i++) {
		vb_writer_init(&w, line[i], sizeof(line[i]) - 1);
		vb_copy_put(&w, &t->copy[i].line);
		line[i][w.len] = '\0';
	}
	of = fx_do(t, k.nord, "propose",
		   &(struct fx_fields){{"role", "draft", "privilege", "open", "confidential", "no",
					"same-text", "yes", "copy", line[0], "copy", line[1]}},
		   NULL);
	for (unsigned i = 0; i < 2; i++) {
		t->copy[i].act = of;
		t->copy[i].act_id = t->fold->fact[of].id;
	}
	fx_receive(t, k.sud, of);
	return of;
}

static void alone(const char *kind, unsigned who, uint32_t of)
{
	fx_do(&k.t, who, kind,
	      &(struct fx_fields){{"of", fx_id(&k.t, of), "signer", k.t.m[who].name}}, NULL);
}

/* The acts from @of on, or @n of them, with the copy for @to. */
static void show(uint32_t of, unsigned to, size_t n, struct vb_finding *found)
{
	struct vb_copy_place place = {.table = k.t.fold->table, .chain = "nord", .number = 1,
				      .addressee = k.t.m[to].name};
	uint32_t act[64], all = 0;
	struct kit_file proof, part, f;
	uint8_t opened[4096];
	struct vb_writer w;

	for (uint32_t i = of; i < k.t.size && all < n; i++)
		act[all++] = i;
	vb_writer_init(&w, opened, sizeof(opened));
	vb_opened_put(&w, &place, fx_copy_of(&k.t, of, to)->seed, vb_view_str(fx_paper));
	proof = kit_proof(&k.t, NULL, act, all);
	part = kit_part("opened", vb_written(&w));
	f = kit_add_parts(&proof, &part);
	is_str(kit_verify(kit_view(&f), k.trust, found), "GENUINE|-|-|-", "9.4 an opened copy");
	kit_free(&f);
	kit_free(&part);
	kit_free(&proof);
}

/* On whose word it rests that @whose copy says the same; NULL: nothing of that is said. */
static void rests(uint32_t of, unsigned to, const char *whose)
{
	static struct vb_finding found;
	char line[200];

	show(of, to, 64, &found);
	is_int(kit_has(found.rests_on, found.nrests_on, "that the text shown is also"),
	       whose != NULL, "7.8 of the copy of %s: that another has the same is %s",
	       k.t.m[to].name, whose ? "said" : "not said");
	snprintf(line, sizeof(line), "that the text shown is also what %s had as NORD-1: the word "
				     "of its author, NORD, that all copies say the same (7.8)",
		 whose ? whose : "");
	ok(!whose || kit_has(found.rests_on, found.nrests_on, line), "7.8 on its author's word");
}

static void test_rest(void)
{
	uint32_t of;

	begin();
	of = kept_text();
	rests(of, k.nord, NULL);
	rests(of, k.sud, NULL);
	alone("initial", k.nord, of);
	rests(of, k.nord, NULL);
	rests(of, k.sud, "NORD");
	alone("sign", k.sud, of);
	rests(of, k.nord, "SUD");
	rests(of, k.sud, "NORD");
	kit_close(&k);
	begin();
	of = kept_text();
	alone("adopt", k.sud, of);
	rests(of, k.sud, NULL);
	rests(of, k.nord, "SUD");
	kit_close(&k);
}

static void test_rest_of_three(void)
{
	static const char *const names[] = {"nord", "sud", "west"};
	unsigned west;
	uint32_t of;

	kit_found(&k, names, 3, NULL, NULL);
	west = (unsigned)fx_member(&k.t, "west");
	of = fx_hand(&k.t, k.nord, 1u << k.sud | 1u << west, "propose", "draft", VB_NO_ACT,
		     fx_paper);
	fx_receive(&k.t, k.sud, of);
	fx_receive(&k.t, west, of);
	both("sign", of, false);
	rests(of, west, "NORD and SUD");
	alone("adopt", west, of);
	rests(of, k.sud, "NORD and WEST");
	kit_close(&k);
}

/* However often one says the same, who has signed, and which text, is told. */
static void test_repeated(void)
{
	static struct vb_finding found;
	struct vb_hash h;
	char hex[65];
	uint32_t of;

	begin();
	of = kept_text();
	for (unsigned i = 0; i < 30; i++)
		alone("adopt", k.sud, of);
	both("sign", of, false);
	show(of, k.sud, 64, &found);
	vb_sha256(vb_view_str(fx_paper), &h);
	vb_hex(hex, h.b, sizeof(h.b));
	ok(kit_has(found.established, found.nestablished, "so were the other "),
	   "9.4 the acts are too many to be told one by one");
	ok(kit_has(found.established, found.nestablished,
		   "the text of NORD-1 was adopted by SUD, as far as"), "8.6 who has adopted it");
	ok(kit_has(found.established, found.nestablished,
		   "the text of NORD-1 was signed by NORD and SUD, as far as"),
	   "8.6 and who has signed it");
	ok(kit_has(found.established, found.nestablished, hex), "7.7 and the SHA-256 of that text");
	ok(!kit_has(found.established, found.nestablished, "and more"), "10.1 nothing is left out");
	kit_close(&k);
}

int main(void)
{
	if (!vb_crypto_init())
		return 99;
	test_whole();
	test_many();
	test_picked();
	test_silence();
	test_superseded();
	test_undated();
	test_many_silences();
	test_picked_silence();
	test_rest();
	test_rest_of_three();
	test_repeated();
	return tap_done();
}
