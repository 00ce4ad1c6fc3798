/*
 * Proofs: their parts, what picked acts show, what is disclosed with them, and what
 * they say to an assertion (format.md 7.3, 7.7, 7.8, 8.5, 9.4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NOBODY "cannot be attributed"
#define SALT "salt 0000000000000000000000000000000000000000000000000000000000000000\n"

static struct kit k;
static uint32_t all[6];
static const char asserted[] = "SUD received a response to SUD-2 by 20 Oct 2026";

static void check(const struct kit_file *f, const char *line, const char *what)
{
	struct vb_finding found;

	is_str(kit_verify(kit_view(f), k.trust, &found), line, "%s", what);
	if (!strstr(line, vb_result_name(found.result)))
		diag("%s", found.sentence);
}

/* ---- good proofs ---- */

static void test_good(void)
{
	struct kit_parts p = {.claim = vb_view_str(asserted)};
	struct kit_file f = kit_proof(&k.t, &p, all, 6);
	struct vb_finding found;

	is_str(kit_verify(kit_view(&f), k.trust, &found), "GENUINE|-|-|-", "9.4 a proof");
	ok(strstr(found.sentence, "the assertion is DISPUTED: ") == found.sentence,
	   "8.5 it recomputes the verdict");
	ok(strstr(found.sentence, "NORD declared NORD-3: letter; SUD took it as: response to "
				  "SUD-2"),
	   "8.5 who declared what, who took it as what");
	ok(kit_has(found.established, found.nestablished, "NORD-1 was logged as entry 1 of 11, "
		   "signed by NORD's key, registered in the charter"), "9.4 what is established");
	ok(kit_has(found.shown, found.nshown, "NORD-3  16 Oct 2026 18:54 UTC  NORD calls it: "
					      "letter"),
	   "9.4 a line for each act");
	ok(kit_has(found.shown, found.nshown,
		   "SUD-4  17 Oct 2026 18:57 UTC  SUD takes NORD-3 as: response to SUD-2"),
	   "9.4 for a label too");
	ok(kit_has(found.shown, found.nshown, "SUD calls it: response to NORD-1"),
	   "9.4 and for what a paper answers");
	is_str(kit_verify(kit_view(&f), NULL, &found), "CANNOT TELL|10.2|-|-",
	       "10.2 a proof without anchors");
	ok(kit_has(found.established, found.nestablished, "the assertion is DISPUTED"),
	   "10.2 under self-asserted keys the verdict is told all the same");
	kit_free(&f);
	p.whole = true;
	f = kit_proof(&k.t, &p, NULL, 0);
	is_str(kit_verify(kit_view(&f), k.trust, &found), "GENUINE|-|-|-",
	       "9.4 a proof by the whole log");
	ok(kit_has(found.shown, found.nshown, "NORD calls it: letter"), "9.4 shows its evidence");
	kit_free(&f);
	p.claim = vb_view_str("SUD received a response to NORD-3");
	f = kit_proof(&k.t, &p, NULL, 0);
	kit_verify(kit_view(&f), k.trust, &found);
	ok(found.result == VB_GENUINE && strstr(found.sentence, "is CONTRADICTED"),
	   "8.5 with the whole log absence counts");
	kit_free(&f);
	p = (struct kit_parts){.claim = vb_view_str("SUD received a response to NORD-3")};
	f = kit_proof(&k.t, &p, all, 6);
	kit_verify(kit_view(&f), k.trust, &found);
	ok(found.result == VB_GENUINE && strstr(found.sentence, "is CANNOT TELL"),
	   "8.5 with picked acts it does not");
	kit_free(&f);
}

static void test_few(void)
{
	struct kit_parts p = {.no_marks = true};
	struct vb_finding found;
	struct kit_file f, c;

	f = kit_proof(&k.t, &p, &k.letter, 1);
	is_str(kit_verify(kit_view(&f), k.trust, &found), "GENUINE|-|-|-", "9.4 one act alone");
	ok(kit_has(found.rests_on, found.nrests_on, "picked acts do not show it"),
	   "9.4 what that leaves open is told");
	kit_free(&f);
	f = kit_proof(&k.t, &p, &k.take, 1);
	is_str(kit_verify(kit_view(&f), k.trust, &found), "GENUINE|-|-|-",
	       "9.4 an act whose object is not shown");
	ok(kit_has(found.shown, found.nshown, "take, without effect on the acts shown") &&
	   found.remarks == 0, "9.4 is not called void");
	kit_free(&f);
	f = kit_proof(&k.t, &p, (uint32_t[]){k.draft + 2}, 1);
	check(&f, "GENUINE|-|-|-", "5.3.4 a release whose receipt is not shown convicts nobody");
	kit_free(&f);
	c = kit_checkpoint(&k.t, 11, &k.t.root[11], VB_TIME_NONE, 0);
	p.checkpoint = kit_view(&c);
	f = kit_proof(&k.t, &p, &k.letter, 1);
	kit_verify(kit_view(&f), k.trust, &found);
	ok(found.result == VB_GENUINE &&
	   kit_has(found.rests_on, found.nrests_on, "dates: none is shown") &&
	   kit_has(found.shown, found.nshown, "stated 16 Oct 2026"),
	   "6.5 without dates there is only the author's");
	kit_free(&f);
	kit_free(&c);
}

/* ---- grammar ---- */

static void test_truncated(void)
{
	struct kit_parts p = {.claim = vb_view_str(asserted)};
	struct kit_file f = kit_proof(&k.t, &p, all, 6);
	unsigned bad = 0;
	struct vb_finding found;

	for (size_t len = 16; len < f.len; len += 97) {
		kit_verify(vb_view(f.ptr, len), k.trust, &found);
		bad += found.result != VB_UNREADABLE;
	}
	is_int(bad, 0, "9.4 no truncated proof is readable");
	kit_free(&f);
	f = kit_proof(&k.t, &(struct kit_parts){.whole = true}, NULL, 0);
	for (size_t len = 16; len < f.len; len += 97) {
		kit_verify(vb_view(f.ptr, len), k.trust, &found);
		bad += found.result != VB_UNREADABLE;
	}
	is_int(bad, 0, "9.4 nor a truncated one by the whole log");
	kit_free(&f);
}

static const struct {
	const char *text, *line, *what;
} texts[] = {
	{"verbale-proof/1\n", "UNREADABLE|9.4|line 2|" NOBODY, "9.4 a first line alone"},
	{"verbale-proof/1\nclaim\n", "UNREADABLE|9.4|line 2|" NOBODY, "9.4 a claim without words"},
	{"verbale-proof/1\nclaim \x01\n", "UNREADABLE|9.4|line 2|" NOBODY,
	 "9.4 a claim that is no text"},
	{"verbale-proof/1\nclaim -\nend\n", "UNREADABLE|9.4|end|" NOBODY, "9.4 no charter"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\nend\n", "UNREADABLE|9.4|end|" NOBODY,
	 "9.4 a charter alone"},
	{"verbale-proof/1\nclaim -\npart act 1\nx\nend\n", "UNREADABLE|9.4|part 1|" NOBODY,
	 "9.4 an act before the charter"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\npart act 1\nx\nend\n",
	 "UNREADABLE|9.4|end|" NOBODY, "9.4 an act without its proof"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\npart proof 1\nx\nend\n",
	 "UNREADABLE|9.4|part 2|" NOBODY, "9.4 a proof without its act"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\npart entries 1\nx\nend\n",
	 "UNREADABLE|9.4|end|" NOBODY, "9.4 entries without their checkpoint"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\npart checkpoint 1\nx\nend\n",
	 "UNREADABLE|9.4|part 2|" NOBODY, "9.4 a checkpoint without entries"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\npart charter 1\nx\nend\n",
	 "UNREADABLE|9.4|part 2|" NOBODY, "9.4 a second charter"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\npart act 1\nx\npart proof 1\nx\n"
	 "part entries 1\nx\nend\n", "UNREADABLE|9.4|part 4|" NOBODY, "9.4 acts and entries"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\npart mark 1\nx\nend\n",
	 "UNREADABLE|9.4|part 2|" NOBODY, "9.4 a mark before the acts"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\npart annex 1\nx\nend\n",
	 "UNREADABLE|9.4|part 2|" NOBODY, "9.4 a part of another name"},
	{"verbale-proof/1\nclaim -\npart charter 01\nx\nend\n",
	 "UNREADABLE|9.4|part 1|" NOBODY, "1.3 a length with a zero in front"},
	{"verbale-proof/1\nclaim -\npart charter 9\nx\nend\n",
	 "UNREADABLE|9.4|part 1|" NOBODY, "9.4 a part beyond the file"},
	{"verbale-proof/1\nclaim -\npart charter 1\nxy\nend\n",
	 "UNREADABLE|9.4|part 1|" NOBODY, "9.4 a part longer than it says"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\nend\nend\n",
	 "UNREADABLE|1.1|part 1|" NOBODY, "9.4 bytes behind the end"},
	{"verbale-proof/1\nclaim -\nfin\n", "UNREADABLE|9.4|line 3|" NOBODY, "9.4 another end"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\npart act 1\nx\npart proof 1\nx\n"
	 "part copy 1\nx\nend\n", "UNREADABLE|9.4|end|" NOBODY, "9.4 a copy that nothing judges"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\npart act 1\nx\npart proof 1\nx\n"
	 "part file-key 1\nx\nend\n", "UNREADABLE|9.4|end|" NOBODY, "9.4 a key without its copy"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\npart act 1\nx\npart proof 1\nx\n"
	 "part copy 1\nx\npart file-key 1\nx\npart ephemeral 1\nx\nend\n",
	 "UNREADABLE|9.4|end|" NOBODY, "9.4 two things to judge at once"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\npart act 1\nx\npart proof 1\nx\n"
	 "part leaf 1\nx\npart leaf 1\nx\nend\n", "UNREADABLE|9.4|part 5|" NOBODY,
	 "9.4 two leaves"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\npart act 1\nx\npart proof 1\nx\n"
	 "part opened 1\nx\npart leaf 1\nx\nend\n", "UNREADABLE|9.4|part 5|" NOBODY,
	 "9.4 parts out of their order"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\npart leaf 1\nx\nend\n",
	 "UNREADABLE|9.4|part 2|" NOBODY, "9.4 a leaf of no act"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\npart act 1\nx\npart proof 1\nx\n"
	 "part leaf 1\nx\npart mark 1\nx\nend\n", "UNREADABLE|9.4|part 5|" NOBODY,
	 "9.4 a mark behind a leaf"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\npart act 1\nx\npart proof 1\nx\n"
	 "part file-key 1\nx\npart ephemeral 1\nx\nend\n", "UNREADABLE|9.4|end|" NOBODY,
	 "9.4 two keys without their copy"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\npart act 1\nx\npart proof 1\nx\nend\n",
	 "UNREADABLE|1.1|proof 1|" NOBODY, "9.4 a proof that is none"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\npart entries 1\nx\npart checkpoint 1\nx\n"
	 "end\n", "UNREADABLE|9.4|entries|" NOBODY, "9.4 entries that are none"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\npart entries 0\n\npart checkpoint 1\nx\n"
	 "end\n", "UNREADABLE|6.1|entries|" NOBODY, "6.1 no entry at all"},
	{"verbale-proof/1\nclaim nonsense here\npart charter 1\nx\npart act 1\nx\npart proof 1\nx\n"
	 "end\n", "UNREADABLE|8.5|claim|" NOBODY, "8.5 a claim that is no claim"},
	{"verbale-proof/1\nclaim -\npart charter 1\nx\npart entries 3\n\0\1x\npart checkpoint "
	 "1\nx\n"
	 "end\n", "UNREADABLE|9.4|part 2|" NOBODY, "9.4 a length that ends in a text"},
};

static void test_grammar(void)
{
	struct vb_finding found;
	unsigned silent = 0;

	for (size_t i = 0; i < VB_ARRAY_LEN(texts); i++) {
		is_str(kit_verify(vb_view_str(texts[i].text), NULL, &found), texts[i].line, "%s",
		       texts[i].what);
		silent += found.sentence[0] == '\0';
	}
	is_int(silent, 0, "10.1 each says why in a sentence");
}

/* ---- picked acts at fault ---- */

/* The first @n bytes equal to @from changed to @to, in a copy of the proof. */
static struct kit_file changed(const struct kit_file *f, const char *from, const char *to)
{
	struct kit_file g = kit_copy(kit_view(f));
	uint8_t *at = memmem(g.ptr, g.len, from, strlen(from));

	assert(at && strlen(from) == strlen(to));
	memcpy(at, to, strlen(to));
	return g;
}

static void test_changed(void)
{
	struct kit_parts p = {.claim = vb_view_str(asserted)};
	struct kit_file f = kit_proof(&k.t, &p, all, 6), g;

	g = changed(&f, "role letter", "role letteR");
	check(&g, "NOT GENUINE|6.1|act 3|" NOBODY, "6.1 an edited act: nobody's fault");
	kit_free(&g);
	g = changed(&f, "index 7\n", "index 8\n");
	check(&g, "UNREADABLE|9.4|proof 4|" NOBODY, "9.4 indices that do not rise");
	kit_free(&g);
	g = changed(&f, "index 10\n", "index 11\n");
	check(&g, "NOT GENUINE|6.1|act 6|" NOBODY, "6.1 an index beyond the log");
	kit_free(&g);
	g = changed(&f, "index 4\n", "index 5\n");
	check(&g, "NOT GENUINE|6.1|act 2|" NOBODY, "6.1 a false index");
	kit_free(&g);
	g = changed(&f, "index 1\n", "index 0\n");
	check(&g, "UNREADABLE|9.4|proof 1|" NOBODY, "9.4 the charter is no act of a proof");
	kit_free(&g);
	g = changed(&f, "party sud principal", "party sut principal");
	check(&g, "NOT GENUINE|2.8|charter|" NOBODY, "10.1 a charter that another member signed");
	kit_free(&g);
	g = changed(&f, "\n11\n", "\n12\n");
	check(&g, "UNREADABLE|9.4|proof 2|" NOBODY, "9.4 proofs of different checkpoints");
	kit_free(&g);
	kit_free(&f);
	p = (struct kit_parts){.no_marks = true};
	f = kit_proof(&k.t, &p, &k.letter, 1);
	g = changed(&f, "\n11\n", "\n12\n");
	check(&g, "NOT GENUINE|6.2|checkpoint|" NOBODY, "6.2 a checkpoint that nobody signed");
	kit_free(&g);
	kit_free(&f);
}

static void test_marks(void)
{
	struct fx *t = &k.t;
	struct vb_hash wrong = t->root[4];
	struct kit_file m[2], f;
	struct vb_view v[2];
	struct kit_parts p = {.marks = v, .nmarks = 1};

	m[0] = kit_checkpoint(t, 20, &t->root[4], t->now + 99, 0);
	m[1] = kit_checkpoint(t, 4, &t->root[4], t->now, 0);
	v[0] = kit_view(&m[0]);
	v[1] = kit_view(&m[1]);
	f = kit_proof(t, &p, all, 6);
	check(&f, "GENUINE|-|-|-", "9.4 a mark beyond the checkpoint");
	kit_free(&f);
	v[1] = v[0];
	p.nmarks = 2;
	f = kit_proof(t, &p, all, 6);
	check(&f, "GENUINE|-|-|-", "9.4 two of them");
	kit_free(&f);
	v[1] = vb_view_str("x");
	f = kit_proof(t, &p, all, 6);
	check(&f, "UNREADABLE|C2SP signed-note|mark 2|" NOBODY, "9.4 a mark that is no checkpoint");
	kit_free(&f);
	v[1] = kit_view(&m[1]);
	p.nmarks = 2;
	f = kit_proof(t, &p, all, 6);
	check(&f, "UNREADABLE|9.1|mark 2|" NOBODY, "9.1 marks that fall");
	kit_free(&f);
	kit_free(&m[0]);
	p.nmarks = 1;
	m[0] = kit_checkpoint(t, 4, &t->root[4], VB_TIME_NONE, 0);
	v[0] = kit_view(&m[0]);
	f = kit_proof(t, &p, all, 6);
	check(&f, "UNREADABLE|6.4|mark 1|" NOBODY, "6.4 a mark that is not dated");
	kit_free(&f);
	m[0].ptr[strlen(t->origin) + 6]++;
	f = kit_proof(t, &p, all, 6);
	check(&f, "NOT GENUINE|6.2|mark 1|" NOBODY, "10.1 its signature comes before its date");
	kit_free(&f);
	kit_free(&m[0]);
	wrong.b[0] ^= 1;
	m[0] = kit_checkpoint(t, 4, &wrong, t->now, 0);
	v[0] = kit_view(&m[0]);
	p.nmarks = 2;
	f = kit_proof(t, &p, all, 6);
	check(&f, "NOT GENUINE|6.7|mark 2|bern", "6.7 two roots of one size: the depositary");
	kit_free(&f);
	p.nmarks = 1;
	f = kit_proof(t, &p, all, 6);
	check(&f, "UNREADABLE|4.6|SUD-2|" NOBODY, "4.6 `seen` that no known checkpoint has");
	kit_free(&f);
	kit_flip(&m[0].ptr[m[0].len - 20]);
	f = kit_proof(t, &p, all, 6);
	check(&f, "NOT GENUINE|6.4|mark 1|" NOBODY, "6.4 a date that the clock did not sign");
	kit_free(&f);
	kit_free(&m[0]);
	wrong = t->root[11];
	wrong.b[0] ^= 1;
	m[0] = kit_checkpoint(t, 11, &wrong, t->now, 0);
	v[0] = kit_view(&m[0]);
	f = kit_proof(t, &p, all, 6);
	check(&f, "NOT GENUINE|6.7|mark 1|bern", "6.7 nor is that checkpoint's root");
	kit_free(&f);
	kit_free(&m[0]);
	kit_free(&m[1]);
}

/* ---- acts that a proof's log must not hold ---- */

static const struct fx_fields hello = {{"text", "We are here."}};

static void other_prev(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->prev.b[0] ^= 1;
}

static void back(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->number = 1;
}

/* The statement is entry 11, the letter before it, NORD-3, entry 5. */
static void too_many(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->number = 13;
}

static void too_fast(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->number = 11;
}

static void just_so(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->number = 7;
}

static void other_table(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->table.b[0] ^= 1;
}

static void other_author(struct vb_compose *c, void *ctx)
{
	c->author = ctx;
	c->number = 9;
}

static void seen_more(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->seen_size++;
}

static void new_epoch(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->epoch = 2;
}

static void far_date(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->date += VB_DAY + 7200;
	c->lodge_by += VB_DAY + 7200;
}

static void near_date(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->date += VB_DAY - 7200;
	c->lodge_by += VB_DAY - 7200;
}

static void one_epoch(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->epoch = 1;
}

static void held_back(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->date = c->lodge_by = c->date - 7200;
}

static char west[] = "west", sud[] = "sud";

static const struct {
	void (*tweak)(struct vb_compose *c, void *ctx);
	void *ctx;
	const char *line, *what;
} logged[] = {
	{NULL, NULL, "GENUINE|-|-|-", "9.4 a statement"},
	{other_prev, NULL, "NOT GENUINE|4.5|NORD-4|bern", "4.2 the act before it is shown"},
	{back, NULL, "NOT GENUINE|4.5|NORD-1|bern", "4.1 a number that has been"},
	{other_table, NULL, "NOT GENUINE|4.5|NORD-4|bern", "2.3 an act of another table"},
	{other_author, west, "NOT GENUINE|4.5|WEST-9|bern", "2.8 a line that is not its author's"},
	{other_author, sud, "NOT GENUINE|4.5|SUD-9|bern", "2.8 another's line"},
	{seen_more, NULL, "NOT GENUINE|4.6|NORD-4|bern", "4.6 a log larger than there was"},
	{too_many, NULL, "NOT GENUINE|4.5|NORD-13|bern", "9.4 a number above its index"},
	{too_fast, NULL, "NOT GENUINE|4.5|NORD-11|bern",
	 "9.4 a number that rises faster than the index"},
	{just_so, NULL, "GENUINE|-|-|-", "9.4 as fast as the index"},
	{new_epoch, NULL, "NOT GENUINE|4.5|NORD-4.2|bern", "4.3 two epochs on by no resume"},
	{one_epoch, NULL, "GENUINE|-|-|-", "4.3 one that a rekey may have opened"},
	{far_date, NULL, "GENUINE|4.7|NORD-4|nord", "4.7 a date that its place contradicts"},
	{near_date, NULL, "GENUINE|-|-|-", "4.7 an amendment may allow a day of skew"},
	{held_back, NULL, "GENUINE|4.7|NORD-4|" NOBODY, "4.7 an act held past its lodge-by"},
};

static void test_logged(void)
{
	static struct kit own;

	for (size_t i = 0; i < VB_ARRAY_LEN(logged); i++) {
		uint32_t act[2];
		struct kit_file f;

		kit_open(&own, NULL);
		act[0] = own.letter;
		act[1] = own.t.size;
		kit_do_raw(&own.t, own.nord, "statement", &hello, logged[i].tweak, logged[i].ctx);
		f = kit_proof(&own.t, NULL, act, 2);
		is_str(kit_line(kit_view(&f), own.trust), logged[i].line, "%s", logged[i].what);
		kit_free(&f);
		kit_close(&own);
	}
}

static void test_lines(void)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	static struct kit own;
	struct kit_file f;
	uint32_t act, both[2];
	size_t len;

	assert(buf);
	kit_open(&own, NULL);
	act = own.t.size;
	len = fx_act(&own.t, own.nord, "statement", &hello, buf);
	kit_log_raw(&own.t, buf, fx_cosign(&own.t, own.sud, buf, len));
	f = kit_proof(&own.t, NULL, &act, 1);
	is_str(kit_line(kit_view(&f), own.trust), "UNREADABLE|2.8|NORD-4|bern",
	       "2.8 a signature line too many");
	kit_free(&f);
	act = own.t.size;
	len = fx_act(&own.t, own.nord, "statement", &hello, buf);
	kit_flip(&buf[len - 20]);
	kit_log_raw(&own.t, buf, len);
	f = kit_proof(&own.t, NULL, &act, 1);
	is_str(kit_line(kit_view(&f), own.trust), "NOT GENUINE|4.5|NORD-5|bern",
	       "9.4 a false signature of the first key: the depositary logged it");
	kit_free(&f);
	act = own.t.size;
	len = fx_act_as(&own.t, own.nord, NULL, "statement", &hello, NULL, NULL,
			own.t.m[own.nord].recovery, buf);
	kit_log_raw(&own.t, buf, len);
	f = kit_proof(&own.t, NULL, &act, 1);
	is_str(kit_line(kit_view(&f), own.trust), "NOT GENUINE|4.5|NORD-6|bern",
	       "9.4 in epoch 0 no other key can have come in its place");
	kit_free(&f);
	both[0] = own.t.size;
	len = fx_act_as(&own.t, own.nord, NULL, "statement", &hello, new_epoch, NULL,
			own.t.m[own.nord].recovery, buf);
	kit_log_raw(&own.t, buf, len);
	f = kit_proof(&own.t, NULL, both, 1);
	is_str(kit_line(kit_view(&f), own.trust), "CANNOT TELL|3.1|NORD-7.2|-",
	       "3.1 a key that an act not shown may have registered");
	kit_free(&f);
	act = own.t.size;
	len = fx_act_as(&own.t, own.nord, NULL, "statement", &hello, new_epoch, NULL, NULL, buf);
	kit_flip(&buf[len - 20]);
	kit_log_raw(&own.t, buf, len);
	f = kit_proof(&own.t, NULL, &act, 1);
	is_str(kit_line(kit_view(&f), own.trust), "CANNOT TELL|3.1|NORD-8.2|-",
	       "9.4 false under the first key, of which nobody knows whether it held");
	kit_free(&f);
	both[1] = own.t.size;
	len = fx_act_as(&own.t, own.sud, NULL, "statement", &hello, new_epoch, NULL,
			own.t.m[own.sud].recovery, buf);
	kit_log_raw(&own.t, buf, len);
	f = kit_proof(&own.t, NULL, both, 2);
	is_str(kit_line(kit_view(&f), own.trust), "CANNOT TELL|3.1|NORD-7.2|-",
	       "10.3 of two that cannot be checked the first is told");
	kit_free(&f);
	act = own.t.size;
	kit_log_raw(&own.t, (const uint8_t *)"x", 1);
	f = kit_proof(&own.t, NULL, &act, 1);
	is_str(kit_line(kit_view(&f), own.trust), "UNREADABLE|C2SP signed-note|act 1|bern",
	       "10.1 an entry that cannot be read");
	kit_free(&f);
	free(buf);
	kit_close(&own);
}

/* A rekey shown with what the new key signed; joint acts; an amendment half shown. */
static void recovery_chain(struct vb_compose *c, void *ctx)
{
	c->number = 1;
	c->epoch = 0;
	c->prev = *(const struct vb_hash *)ctx;
}

static void next_epoch(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->epoch++;
}

static void test_roster(void)
{
	uint8_t *buf = malloc(VB_NOTE_MAX), pub[32];
	struct vb_secret *fresh, *old;
	static struct kit own;
	struct fx *t = &own.t;
	struct vb_finding found;
	struct vb_vkey key;
	struct vb_writer w;
	struct vb_signer s;
	struct vb_note note;
	struct kit_file f;
	uint32_t act[4];
	char line[300];
	size_t len;

	assert(buf);
	kit_open(&own, NULL);
	fresh = vb_secret_new(t->rng);
	assert(fresh);
	vb_ed25519_public(fresh, pub);
	vb_vkey_make(&key, vb_view_str("nord"), VB_KEY_ED25519, pub);
	vb_writer_init(&w, line, sizeof(line) - 1);
	vb_put_str(&w, "nord act ");
	vb_vkey_put(&w, &key);
	line[w.len] = '\0';
	act[0] = t->size;
	len = fx_act_as(t, own.nord, "recovery", "rekey", &(struct fx_fields){{"key", line}},
			recovery_chain, &t->fold->charter, t->m[own.nord].recovery, buf);
	s = vb_signer_secret(fresh, "nord", VB_KEY_ED25519);
	assert(vb_note_parse(vb_view(buf, len), VB_SIGS_MAX, &note, NULL) == VB_OK);
	vb_writer_init(&w, buf + len, VB_NOTE_MAX - len);
	assert(vb_sigline_put(&w, note.text, &s, NULL) == VB_OK);
	assert(fx_log(t, buf, len + w.len, NULL) == VB_OK);
	old = t->m[own.nord].act;
	t->m[own.nord].act = fresh;
	act[1] = t->size;
	len = fx_act_as(t, own.nord, NULL, "statement", &hello, next_epoch, NULL, NULL, buf);
	assert(fx_log(t, buf, len, NULL) == VB_OK);
	act[2] = t->size;
	len = fx_act(t, own.nord, "minutes",
		     &(struct fx_fields){{"signer", "nord", "signer", "sud",
					 "text", "Agreed."}}, buf);
	assert(fx_log(t, buf, fx_cosign(t, own.sud, buf, len), NULL) == VB_OK);
	act[3] = t->size;
	len = fx_act(t, own.nord, "amend",
		     &(struct fx_fields){{"amends", fx_id(t, 0), "rule", "take-days 9"}}, buf);
	assert(fx_log(t, buf, fx_cosign(t, own.sud, buf, len), NULL) == VB_OK);
	f = kit_proof(t, NULL, act, 4);
	is_str(kit_verify(kit_view(&f), own.trust, &found), "GENUINE|-|-|-",
	       "4.3 a rekey, and acts under the new key");
	ok(kit_has(found.established, found.nestablished,
		   "NORD-4.1 was logged as entry 12 of 15, signed by NORD's key, registered in "
		   "NORD/RECOVERY-1"), "9.4 where a key was registered is told");
	ok(kit_has(found.established, found.nestablished, "registered in NORD/RECOVERY-1, SUD's "
							  "key"),
	   "9.4 all that signed a joint act are named");
	kit_free(&f);
	f = kit_proof(t, NULL, act + 1, 1);
	is_str(kit_line(kit_view(&f), own.trust), "CANNOT TELL|3.1|NORD-4.1|-",
	       "3.1 without the rekey its key is unknown");
	kit_free(&f);
	f = kit_proof(t, NULL, act + 3, 1);
	is_str(kit_line(kit_view(&f), own.trust), "CANNOT TELL|3.1|NORD-6.1|-",
	       "3.1 an amendment whose signers are not all known");
	kit_free(&f);
	vb_secret_free(old);
	free(buf);
	kit_close(&own);
}

static void first_epoch(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->epoch = 0;
}

/* Behind a resume nothing stands in the epoch before it. */
static void test_epochs(void)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	static struct kit own;
	struct kit_file f;
	uint32_t act[2];
	size_t len;

	assert(buf);
	kit_open(&own, NULL);
	act[0] = own.t.size;
	len = fx_act_as(&own.t, own.nord, NULL, "resume", NULL, next_epoch, NULL, NULL, buf);
	assert(fx_log(&own.t, buf, len, NULL) == VB_OK);
	act[1] = own.t.size;
	kit_do_raw(&own.t, own.nord, "statement", &hello, first_epoch, NULL);
	f = kit_proof(&own.t, NULL, act, 2);
	is_str(kit_line(kit_view(&f), own.trust), "NOT GENUINE|4.5|NORD-5|bern",
	       "4.3 an act of an earlier epoch, logged all the same");
	kit_free(&f);
	f = kit_proof(&own.t, NULL, act + 1, 1);
	is_str(kit_line(kit_view(&f), own.trust), "GENUINE|-|-|-",
	       "4.3 nobody can tell without the act that opened the next one");
	kit_free(&f);
	free(buf);
	kit_close(&own);
}

static void test_whole(void)
{
	struct kit_parts p = {.whole = true};
	struct kit_file f = kit_proof(&k.t, &p, NULL, 0), g, c;

	g = changed(&f, "party sud principal", "party sut principal");
	check(&g, "NOT GENUINE|9.4|charter|" NOBODY, "9.4 another charter than entry 0");
	kit_free(&g);
	g = changed(&f, "role letter", "role lettre");
	check(&g, "NOT GENUINE|6.1|checkpoint|" NOBODY, "6.1 an edited entry");
	kit_free(&g);
	kit_free(&f);
	p.leaf = vb_view_str("copy sud\nindex 0\ncount 1\n" SALT "\n# Not this\n");
	f = kit_proof(&k.t, &p, NULL, 0);
	check(&f, "NOT GENUINE|7.3|leaf|" NOBODY, "7.3 a leaf that nothing in the log commits to");
	kit_free(&f);
	p.leaf = vb_view_str("copy S\n");
	f = kit_proof(&k.t, &p, NULL, 0);
	check(&f, "UNREADABLE|9.4|leaf|" NOBODY, "9.4 a whole log beside a leaf of no name");
	kit_free(&f);
	p.leaf.len = 0;
	c = kit_checkpoint(&k.t, 10, &k.t.root[10], k.t.now, 0);
	p.checkpoint = kit_view(&c);
	f = kit_proof(&k.t, &p, NULL, 0);
	check(&f, "UNREADABLE|9.4|checkpoint|" NOBODY, "9.4 entries beyond their checkpoint");
	kit_free(&f);
	kit_free(&c);
}

/* ---- leaves (7.3) ---- */

/* The part `leaf` of leaf @index of the copy of @act for SUD, with what @alter does. */
static struct kit_file leaf_part(uint32_t act, uint32_t index, uint32_t count,
				 const char *addressee, struct vb_view text, bool wrong_salt)
{
	struct fx_copy *copy = fx_copy_of(&k.t, act, k.sud);
	struct vb_copy_place place = {.table = k.t.fold->table, .chain = "nord",
				      .number = k.t.fold->fact[act].number, .addressee = "sud"};
	struct vb_paper *paper = malloc(sizeof(*paper));
	struct vb_hash path[VB_PROOF_MAX];
	uint8_t buf[8192], salt[32];
	struct vb_writer w;
	unsigned n;

	assert(paper && vb_paper_parse(vb_view_str(fx_paper), paper, NULL) == VB_OK);
	assert(vb_commit_path(&place, copy->seed, paper, index, path, &n, NULL) == VB_OK);
	vb_leaf_salt(copy->seed, index, salt);
	salt[0] ^= wrong_salt;
	vb_writer_init(&w, buf, sizeof(buf));
	assert(vb_disclosure_put(&w, addressee, index, count, salt, path, n,
				 text.len ? text : paper->leaf[index].text) == VB_OK);
	free(paper);
	return kit_copy(vb_written(&w));
}

static void leaf(uint32_t index, uint32_t count, const char *addressee, const char *text,
		 bool wrong_salt, const char *line, const char *what)
{
	struct kit_file part = leaf_part(k.draft, index, count, addressee, vb_view_str(text),
					 wrong_salt);
	struct kit_parts p = {.leaf = kit_view(&part)};
	struct kit_file f = kit_proof(&k.t, &p, all, 6);

	check(&f, line, what);
	kit_free(&f);
	kit_free(&part);
}

static void test_leaves(void)
{
	struct vb_finding found;
	struct kit_file part = leaf_part(k.draft, 1, 4, "sud", vb_view("", 0), false);
	struct kit_parts p = {.leaf = kit_view(&part), .whole = true};
	struct kit_file f = kit_proof(&k.t, &p, NULL, 0);

	kit_verify(kit_view(&f), k.trust, &found);
	ok(found.result == VB_GENUINE &&
	   kit_has(found.established, found.nestablished, "leaf 2 of 4 of NORD-1, \"Article 1. "
							  "Purpose\""),
	   "7.3 a disclosed article");
	kit_free(&f);
	kit_free(&part);
	leaf(0, 4, "sud", "", false, "GENUINE|-|-|-", "7.3 the title block");
	leaf(3, 4, "sud", "", false, "GENUINE|-|-|-", "7.3 the last article");
	leaf(1, 4, "sud", "", true, "NOT GENUINE|7.3|leaf|" NOBODY, "7.3 another salt");
	leaf(1, 4, "sud", "## Article \xff\n", false, "UNREADABLE|1.1|leaf|" NOBODY,
	     "1.1 a leaf that is no UTF-8");
	leaf(3, 3, "sud", "", false, "NOT GENUINE|7.3|leaf|" NOBODY, "7.3 another count");
	leaf(1, 4, "nord", "", false, "NOT GENUINE|7.3|leaf|" NOBODY, "7.3 another's copy");
	leaf(1, 4, "sud", "## Article 1. Purpose\n\nNot so.\n\n", false,
	     "NOT GENUINE|7.3|leaf|" NOBODY, "7.3 another text");
	leaf(1, 4, "sud", "## Article 1. Purpose\n\n## Article 2\n\n", false,
	     "NOT GENUINE|7.3|leaf|" NOBODY, "7.3 two leaves as one");
	leaf(0, 4, "sud", "## Article 1. Purpose\n\n", false,
	     "NOT GENUINE|7.3|leaf|" NOBODY, "7.3 an article as the title block");
	leaf(1, 4, "sud", "Whereas.\n\n## Article 1. Purpose\n\n", false,
	     "NOT GENUINE|7.3|leaf|" NOBODY, "7.1 an article with something before it");
	leaf(1, 4, "sud", "\x1b", false, "NOT GENUINE|7.3|leaf|" NOBODY,
	     "7.1 a leaf that is no paper");
}

static void leaf_text(const char *text, const char *line, const char *what)
{
	struct kit_parts p = {.leaf = vb_view_str(text)};
	struct kit_file f = kit_proof(&k.t, &p, all, 6);

	check(&f, line, what);
	kit_free(&f);
}

#define HASH "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"

static void test_leaf_grammar(void)
{
	char many[64 * 45 + 200];
	size_t n;

	leaf_text("copy S\n", "UNREADABLE|9.4|leaf|" NOBODY, "9.4 a leaf of no name");
	leaf_text("copy sud\nindex x\n", "UNREADABLE|9.4|leaf|" NOBODY, "9.4 a leaf of no index");
	leaf_text("copy sud\nindex 4294967296\n", "UNREADABLE|9.4|leaf|" NOBODY,
		  "9.4 a leaf of too large an index");
	leaf_text("copy sud\nindex 1\ncount 4294967296\n", "UNREADABLE|9.4|leaf|" NOBODY,
		  "9.4 a leaf of too large a count");
	leaf_text("copy sud\nindex 1\ncount 4\nsalt 00\n", "UNREADABLE|9.4|leaf|" NOBODY,
		  "9.4 a leaf with a short salt");
	leaf_text("copy sud\nindex 1\ncount 4\n" SALT "AAAA\n\nx", "UNREADABLE|9.4|leaf|" NOBODY,
		  "9.4 a path that is no hash");
	leaf_text("copy sud\nindex 1\ncount 4\n" SALT "not base64\n\nx",
		  "UNREADABLE|9.4|leaf|" NOBODY,
		  "9.4 a path of no base64");
	leaf_text("copy sud\nindex 1\ncount 4\n" SALT HASH, "UNREADABLE|9.4|leaf|" NOBODY,
		  "9.4 a leaf without its text");
	leaf_text("copy sud\nindex 1\ncount 4\n" SALT HASH "\n", "NOT GENUINE|7.3|leaf|" NOBODY,
		  "9.4 a leaf of an empty text");
	n = (size_t)snprintf(many, sizeof(many), "copy sud\nindex 1\ncount 4\n" SALT);
	for (unsigned i = 0; i < 64; i++)
		n += (size_t)snprintf(many + n, sizeof(many) - n, "%s", HASH);
	leaf_text(many, "UNREADABLE|1.2|leaf|" NOBODY, "1.2 a path of 64 hashes");
}

static void test_disclosure_room(void)
{
	struct vb_hash path = {{0}};
	uint8_t buf[100], salt[32] = {0};
	struct vb_writer w;

	vb_writer_init(&w, buf, sizeof(buf));
	is_int(vb_disclosure_put(&w, "sud", 0, 1, salt, &path, 1, vb_view_str("x")), VB_REFUSED,
	       "9.4 a disclosure that does not fit");
}

/* ---- opened copies (7.7, 7.8) ---- */

/* The opened copy of @act for SUD, with another paper if @paper is given. */
static struct kit_file opened(struct fx *t, uint32_t act, unsigned to, const char *paper)
{
	struct fx_copy *copy = fx_copy_of(t, act, to);
	struct vb_copy_place place = {.table = t->fold->table, .chain = "nord",
				      .number = t->fold->fact[act].number,
				      .addressee = t->m[to].name};
	size_t len = vb_opened_size(&place, strlen(paper));
	struct kit_file f = {malloc(len), len};
	struct vb_writer w;

	assert(f.ptr);
	vb_writer_init(&w, f.ptr, len);
	vb_opened_put(&w, &place, copy->seed, vb_view_str(paper));
	return f;
}

static void with_parts(const struct kit_file *proof, const char *name, struct vb_view v,
		       const char *line, const char *what)
{
	struct kit_file part = kit_part(name, v), f = kit_add_parts(proof, &part);

	check(&f, line, what);
	kit_free(&f);
	kit_free(&part);
}

static void test_opened(void)
{
	struct kit_file proof = kit_proof(&k.t, NULL, all, 6), part, f;
	struct kit_file text = opened(&k.t, k.draft, k.sud, fx_paper);
	struct kit_file other = opened(&k.t, k.draft, k.sud, "# Another\n");
	struct kit_file late = opened(&k.t, k.letter, k.sud, fx_paper);
	struct vb_finding found;

	part = kit_part("opened", kit_view(&text));
	f = kit_add_parts(&proof, &part);
	kit_verify(kit_view(&f), k.trust, &found);
	ok(found.result == VB_GENUINE &&
	   kit_has(found.established, found.nestablished, "it comes from NORD or from SUD"),
	   "7.7 a text with its salts: author's or addressee's copy");
	kit_free(&f);
	kit_free(&part);
	with_parts(&proof, "opened", kit_view(&other), "NOT GENUINE|7.3|opened 1|" NOBODY,
		   "7.3 a text that its act does not commit to");
	with_parts(&proof, "opened", vb_view_str("x"), "UNREADABLE|7.4|opened 1|" NOBODY,
		   "7.4 a copy that is none");
	with_parts(&proof, "opened", kit_view(&late), "GENUINE|-|-|-", "7.7 a copy of the letter");
	kit_free(&proof);
	proof = kit_proof(&k.t, NULL, &k.draft, 1);
	with_parts(&proof, "opened", kit_view(&late), "CANNOT TELL|7.7|opened 1|-",
		   "7.7 a copy whose act is not shown");
	memcpy(memmem(text.ptr, text.len, "for sud", 7), "for sux", 7);
	with_parts(&proof, "opened", kit_view(&text), "NOT GENUINE|7.4|opened 1|" NOBODY,
		   "7.4 a copy for somebody who got none");
	is_str(kit_line(kit_view(&late), k.trust), "CANNOT TELL|7.7|copy|-",
	       "7.7 an opened copy alone proves nothing here");
	is_str(kit_line(vb_view(late.ptr, late.len - 1), k.trust), "UNREADABLE|7.4|copy|" NOBODY,
	       "7.4 a copy cut short");
	is_str(kit_line(vb_view_str(fx_paper), k.trust), "CANNOT TELL|7.7|paper|-",
	       "7.7 a text without salts proves nothing");
	is_str(kit_line(vb_view_str("# Hello\n"), k.trust), "CANNOT TELL|7.7|paper|-",
	       "7.7 a title is text enough");
	is_str(kit_line(vb_view_str("hello\n"), k.trust), "UNREADABLE|9.1|line 1|" NOBODY,
	       "7.7 a text that is no paper");
	kit_free(&proof);
	kit_free(&late);
	kit_free(&other);
	kit_free(&text);
}

static void test_same_text(void)
{
	static const char *const names[] = {"nord", "sud", "west"};
	static const char *const answers[] = {"yes", "no"};
	static const char *const lines[] = {"NOT GENUINE|7.8|NORD-1|nord", "GENUINE|-|-|-"};
	static struct kit own;
	struct fx *t = &own.t;

	for (unsigned i = 0; i < 2; i++) {
		struct kit_file a, b, parts[2], both, proof, f;
		char line[2][400];
		struct vb_writer w;
		uint32_t act;

		kit_found(&own, names, 3, NULL, NULL);
		fx_seal(t, &t->copy[0], own.nord, own.sud, fx_paper);
		fx_seal(t, &t->copy[1], own.nord, 2, "# Something else\n");
		t->ncopies = 2;
		for (unsigned c = 0; c < 2; c++) {
			vb_writer_init(&w, line[c], sizeof(line[c]) - 1);
			vb_copy_put(&w, &t->copy[c].line);
			line[c][w.len] = '\0';
		}
		act = fx_do(t, own.nord, "propose",
			    &(struct fx_fields){{"role", "draft", "privilege", "without-prejudice",
						 "confidential", "no", "same-text", answers[i],
						 "copy", line[0], "copy", line[1]}}, NULL);
		t->copy[0].act = t->copy[1].act = act;
		a = opened(t, act, own.sud, fx_paper);
		b = opened(t, act, 2, "# Something else\n");
		parts[0] = kit_part("opened", kit_view(&a));
		parts[1] = kit_part("opened", kit_view(&b));
		both = (struct kit_file){malloc(parts[0].len + parts[1].len),
					 parts[0].len + parts[1].len};
		assert(both.ptr);
		memcpy(both.ptr, parts[0].ptr, parts[0].len);
		memcpy(both.ptr + parts[0].len, parts[1].ptr, parts[1].len);
		proof = kit_proof(t, NULL, &act, 1);
		f = kit_add_parts(&proof, &both);
		is_str(kit_line(kit_view(&f), own.trust), lines[i], "7.8 same-text %s, and two "
								    "copies "
		       "differ", answers[i]);
		if (i == 1) {
			struct vb_finding found;

			kit_verify(kit_view(&f), own.trust, &found);
			ok(kit_has(found.rests_on, found.nrests_on,
				   "NORD-1 is marked without-prejudice"),
			   "5.2.1 its privilege is told");
		}
		kit_free(&f);
		kit_free(&proof);
		kit_free(&both);
		kit_free(&parts[0]);
		kit_free(&parts[1]);
		kit_free(&a);
		kit_free(&b);
		kit_close(&own);
	}
}

/* Copies of different acts are not held against one another. */
static void test_two_opened(void)
{
	struct kit_file text = opened(&k.t, k.draft, k.sud, fx_paper);
	struct kit_file late = opened(&k.t, k.letter, k.sud, fx_paper);
	struct kit_file one = kit_part("opened", kit_view(&text)), proof, f;

	proof = kit_proof(&k.t, NULL, all, 6);
	f = kit_add_parts(&proof, &one);
	with_parts(&f, "opened", kit_view(&late), "GENUINE|-|-|-", "7.8 copies of two acts");
	kit_free(&f);
	kit_free(&proof);
	proof = kit_proof(&k.t, NULL, &k.draft, 1);
	f = kit_add_parts(&proof, &one);
	with_parts(&f, "opened", kit_view(&late), "CANNOT TELL|7.7|opened 2|-",
		   "7.8 and one of an act that is not shown");
	kit_free(&f);
	kit_free(&proof);
	kit_free(&one);
	kit_free(&late);
	kit_free(&text);
}

static void test_many_opened(void)
{
	struct kit_file one = opened(&k.t, k.draft, k.sud, fx_paper), many = {NULL, 0}, proof, f;
	struct kit_file part = kit_part("opened", kit_view(&one));

	many.ptr = malloc(13 * part.len);
	assert(many.ptr);
	for (unsigned i = 0; i < 13; i++) {
		memcpy(many.ptr + many.len, part.ptr, part.len);
		many.len += part.len;
	}
	proof = kit_proof(&k.t, NULL, &k.draft, 1);
	f = kit_add_parts(&proof, &many);
	check(&f, "UNREADABLE|1.2|opened|" NOBODY, "1.2 more copies than a table has members");
	kit_free(&f);
	many.len -= part.len;
	f = kit_add_parts(&proof, &many);
	check(&f, "GENUINE|-|-|-", "7.8 one copy twelve times");
	kit_free(&f);
	kit_free(&proof);
	kit_free(&many);
	kit_free(&part);
	kit_free(&one);
}

/* ---- writing ---- */

static void test_write_errors(void)
{
	struct vb_proof_parts p = {.charter = vb_view_str("x")};
	struct vb_shown shown = {.note = vb_view_str("x"), .index = 1};
	char sink[600];
	unsigned good = 0;
	struct vb_err err;

	is_int(vb_proof_write(stdout, &p, &err), VB_REFUSED, "9.4 a proof of nothing");
	p.shown = &shown;
	p.nshown = 1;
	p.entries = vb_view_str("x");
	is_int(vb_proof_write(stdout, &p, &err), VB_REFUSED, "9.4 a proof of both kinds");
	p.entries.len = 0;
	p.claim = vb_view_str("\x01");
	is_int(vb_proof_write(stdout, &p, &err), VB_REFUSED, "1.4 a claim that is no text");
	p.claim.len = 0;
	for (size_t room = 1; room < 200; room++) {
		FILE *f = fmemopen(sink, room, "w");

		assert(f);
		setvbuf(f, NULL, _IONBF, 0);
		good += vb_proof_write(f, &p, &err) == VB_OK;
		fclose(f);
	}
	ok(good > 0 && good < 199, "9.4 a full disk is told, wherever it fills");
}

int main(void)
{
	kit_open(&k, NULL);
	all[0] = k.draft;
	all[1] = k.response;
	all[2] = k.letter;
	all[3] = k.letter + 1;
	all[4] = k.letter + 2;
	all[5] = k.take;
	test_good();
	test_few();
	test_truncated();
	test_grammar();
	test_changed();
	test_marks();
	test_logged();
	test_lines();
	test_roster();
	test_epochs();
	test_whole();
	test_leaves();
	test_leaf_grammar();
	test_disclosure_room();
	test_opened();
	test_same_text();
	test_two_opened();
	test_many_opened();
	test_write_errors();
	kit_close(&k);
	return tap_done();
}
