/*
 * What is agreed, and why not yet: the rules of doc/text.md 10 and 11, one by one; and over
 * random negotiations, what must hold of them all.
 *
 * SPDX-License-Identifier: ISC
 */
#include "text/text.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

#define STATEMENTS 16u
#define NOON 1000000

static const struct vb_speaker two[] = {{"nord", true}, {"sud", true}};
static const struct vb_speaker three[] = {{"nord", true}, {"ost", true}, {"sud", true}};

static struct vb_statement said[STATEMENTS];
static size_t nsaid;
static struct vb_matrix *m;

/* "NORD 1: ..." in a line of our own: party, what it answers (-1: nothing), paper. */
static void say(uint32_t party, int answers, const char *paper)
{
	static char cite[STATEMENTS][24];

	snprintf(cite[nsaid], sizeof(cite[0]), "S-%zu", nsaid);
	said[nsaid] = (struct vb_statement){
		.party = party,
		.cite = cite[nsaid],
		.answers = answers < 0 ? VB_NO_STATEMENT : (size_t)answers,
		.speaks = true,
		.sealed = !paper,
		.paper = paper ? vb_view_str(paper) : vb_view(NULL, 0),
		.time = NOON + (int64_t)nsaid,
	};
	nsaid++;
}

/* What a party does with the text of the paper @answers. */
static void settle(uint32_t party, int answers, enum vb_settled settled, bool referred)
{
	say(party, answers, "");
	said[nsaid - 1].settled = settled;
	said[nsaid - 1].referred = referred;
}

static void fresh(void)
{
	vb_matrix_free(m);
	m = NULL;
	nsaid = 0;
}

static void judge_at(const struct vb_speaker *who, uint32_t n, int64_t at, bool together)
{
	vb_matrix_free(m);
	m = NULL;
	if (vb_matrix_new(who, n, said, nsaid, at, together, &m, NULL) != VB_OK)
		abort();
}

static void judge(void)
{
	judge_at(two, 2, NOON + 100, false);
}

static const struct vb_row *row(const char *label)
{
	struct vb_label l;
	uint32_t at = vb_label_parse(vb_view_str(label), &l) ? vb_matrix_find(m, &l) : VB_NO_ROW;

	if (at == VB_NO_ROW)
		abort();
	return &m->row[at];
}

static bool is(const char *label, enum vb_agreement want)
{
	return row(label)->agreement == want;
}

static bool why(const char *label, enum vb_why want, uint64_t who)
{
	return row(label)->why == want && row(label)->who == who;
}

#define DRAFT "# T\n\n## Article 1. One\n\nFirst words.\n\n## Article 2. Two\n\n" \
	      "Within 24 hours.\n\n## Article 3. Three\n\nThird.\n"

static void start(void)
{
	fresh();
	say(0, -1, DRAFT);
}

static void test_stands(void)
{
	start();
	judge();
	ok(why("1", VB_WHY_SILENT, 2) && is("1", VB_AG_NOT_YET), "11.3: silence agrees to nothing");
	say(1, 0, "## Article 1. One: accept\n\n## Article 2: reject\n\n## Article 3: discuss\n");
	judge();
	ok(is("1", VB_AG_AGREED), "11.3: the same words, accepted, are agreed");
	ok(why("2", VB_WHY_REJECTED, 2), "11.3: rejected");
	ok(why("3", VB_WHY_DISCUSS, 2), "11.3: to be discussed");
	ok(m->agreed == 1 && m->open == 2, "counted");
	judge_at(two, 2, NOON, true);
	ok(is("1", VB_AG_PROVISIONAL), "11.8: nothing is agreed until everything is");
	say(1, 1, "## Article 2: silent\n\n## Article 3: reserve (linguistic)\n\n## Article 1\n");
	judge();
	ok(is("1", VB_AG_AGREED) && why("2", VB_WHY_REJECTED, 2),
	   "11.1: who says nothing leaves what was said");
	ok(why("3", VB_WHY_RESERVED, 2), "11.1: the latest stand holds");
	say(0, 1, "## Article 2: accept\n");
	judge();
	ok(is("2", VB_AG_LEFT_OUT), "11.2: who accepts a rejection rejects, too");
}

static void test_words(void)
{
	start();
	say(1, 0, "## Article 2. Two: accept with changes\n\nWithout undue delay.\n\n"
		  "## Article 1. One: accept with changes\n\nFirst  words.\n\n"
		  "## Article 3: accept with changes\n");
	judge();
	ok(why("2", VB_WHY_WORDS, 3), "11.3: different words");
	is_int(row("2")->wording[1].differ, 6, "11.4: six of them differ");
	ok(is("1", VB_AG_AGREED), "11.4: spaces are no difference");
	ok(why("3", VB_WHY_NO_WORDS, 2), "11.3: changes without words");
	say(0, 1, "## Article 2. Two: accept\n");
	judge();
	ok(is("2", VB_AG_AGREED) && row("2")->cell[0].words == 1,
	   "11.2: who accepts accepts the words of what it answers");
	say(0, -1, "## Article 2. Two\n\nWithin 24 hours!\n");
	said[3].answers = 2;
	judge();
	ok(is("2", VB_AG_REOPENED) && row("2")->reopened == 3 && row("2")->since == VB_NO_STATEMENT,
	   "11.6: one mark reopens, and by which act");
	say(1, 3, "## Article 2. Due: accept with changes\n\nWithin 24 hours!\n");
	judge();
	ok(is("2", VB_AG_REOPENED), "11.4: a title is words, too");
	say(0, 4, "## Article 2: accept\n");
	judge();
	ok(is("2", VB_AG_AGREED) && row("2")->since == 5, "11.6: and agreed again");
}

static void test_ad_referendum(void)
{
	start();
	say(1, 0, "## Article 1: accept, ad referendum\n\n## Article 2: accept\n");
	judge();
	ok(is("1", VB_AG_PROVISIONAL) && row("1")->ad_referendum == 2, "11.5: ad referendum");
	say(1, 0, "## Article 1: accept\n");
	judge();
	ok(is("1", VB_AG_AGREED), "11.5: confirmed");
}

/* Two headings of one article, and numbers of what is agreed. */
static void test_numbers(void)
{
	start();
	say(1, 0, "## Article 1: accept\n\n## Article 2: accept\n\n## Article 3: accept\n");
	say(0, 0, "## Article 2: accept\n\n## Article 2. Two\n\nOther words.\n");
	judge();
	ok(is("2", VB_AG_AGREED) && m->odd == 2, "10.7: two headings of one article say nothing");
	say(1, 0, "## Article 9 (formerly 2): accept\n");
	judge();
	ok(is("2", VB_AG_AGREED) && row("2")->label.number == 2,
	   "11.16: what is agreed keeps its number");
	say(0, 3, "## Article 9: accept\n");
	judge();
	ok(row("9")->label.number == 9 && row("9")->first.number == 2 && is("9", VB_AG_AGREED),
	   "11.16: until all have another");
	say(1, 3, "## Article 12 (formerly 9): reject\n");
	judge();
	ok(row("12")->first.number == 2 && is("12", VB_AG_REOPENED),
	   "11.16: or it is agreed no more");
	start();
	say(1, 0, "## Article 1: accept\n");
	say(1, 0, "## Article 1\n\n- deep\n  - deeper\n");
	say(0, 2, "## Article 1\n\n- deep\n- deeper\n");
	judge();
	ok(is("1", VB_AG_REOPENED) || is("1", VB_AG_NOT_YET), "11.4: how deep an item stands "
							      "counts");
	ok(row("1")->wording[row("1")->cell[0].words].differ > 0, "11.4: and is counted");
}

/* A correction that does not stand: others may speak of it. */
static void test_quiet(void)
{
	start();
	say(1, 0, "## Article 1: accept\n\n## Article 2: accept\n\n## Article 3: accept\n");
	say(0, 0, "## Article 2. Two\n\n" "In 24 hours.\n");
	said[2].quiet = true;
	judge();
	ok(m->agreed == 3 && row("2")->cell[0].by == 0, "11.15: it takes no position");
	settle(0, 2, VB_SD_INITIALLED, false);
	settle(1, 2, VB_SD_INITIALLED, false);
	judge();
	ok(is("2", VB_AG_AGREED) && row("2")->settled == VB_SD_INITIALLED &&
	   row("2")->cell[0].words == 1, "11.15: until it stands in the place of the other");
	ok(is("1", VB_AG_AGREED) && row("1")->settled == VB_SD_NONE, "11.14: and of no more");
}

static bool all_are(enum vb_agreement agreement, enum vb_settled settled)
{
	for (uint32_t i = 0; i < m->nrows; i++) {
		if (m->row[i].agreement != agreement || m->row[i].settled != settled)
			return false;
	}
	return m->nrows > 0;
}

static void test_settled(void)
{
	start();
	say(1, 0, "## Article 1: discuss\n\n## Article 2: accept with changes\n\n" "In a day.\n");
	settle(1, 0, VB_SD_INITIALLED, false);
	judge();
	ok(all_are(VB_AG_AGREED, VB_SD_NONE), "11.14: who initials is for all of it, and alone");
	settle(0, 0, VB_SD_SIGNED, false);
	judge();
	ok(all_are(VB_AG_AGREED, VB_SD_INITIALLED), "11.14: the least that all have done");
	settle(1, 0, VB_SD_SIGNED, true);
	judge();
	ok(all_are(VB_AG_PROVISIONAL, VB_SD_SIGNED) && row("1")->ad_referendum == 2,
	   "11.14: ad referendum");
	settle(1, 0, VB_SD_SIGNED, false);
	judge();
	ok(all_are(VB_AG_AGREED, VB_SD_SIGNED), "11.14: confirmed");
	say(1, 0, "## Article 1: accept, key\n\n## Article 2. Two\n\nWithin 24  hours.\n");
	judge();
	ok(all_are(VB_AG_AGREED, VB_SD_SIGNED), "11.14: the same words again say nothing new");
	say(1, 0, "## Article 1(2): reject\n");
	judge();
	ok(is("1", VB_AG_REOPENED) && row("1")->cell[1].part[0].by == nsaid - 1,
	   "10.4: a part that is not accepted reopens it");
	say(1, 0, "## Article 1: accept\n");
	judge();
	ok(is("1", VB_AG_AGREED), "11.1: and what is said of the whole closes it");
	settle(1, 0, VB_SD_SIGNED, false);
	say(1, 0, "## Article 2. Two\n\nWithin, 24 hours.\n");
	judge();
	ok(is("2", VB_AG_REOPENED) && row("2")->reopened == nsaid - 1 &&
	   row("2")->settled == VB_SD_NONE, "11.16: a comma reopens it, by that act");
	ok(is("1", VB_AG_AGREED) && row("1")->settled == VB_SD_SIGNED, "11.16: it alone");
	say(1, 0, "## Article 2: accept, until 1970-01-12T13:46:59Z\n");
	judge_at(two, 2, NOON + 9, false);
	ok(is("2", VB_AG_AGREED) && row("2")->settled == VB_SD_NONE,
	   "11.14: whoever sets a limit has done less than sign");
}

/* A text that leaves out, accepts a rejection, moves an article. */
static void test_settled_parts(void)
{
	start();
	say(1, 0, "## Article 2: reject\n\n## Article 7 (formerly 1). One\n\nFirst words.\n");
	settle(0, 1, VB_SD_ADOPTED, false);
	settle(1, 1, VB_SD_ADOPTED, false);
	judge();
	ok(is("2", VB_AG_LEFT_OUT) && row("2")->settled == VB_SD_ADOPTED,
	   "11.14: left out, as that paper has it");
	ok(is("7", VB_AG_AGREED) && row("7")->settled == VB_SD_ADOPTED, "11.14: moved with it");
	ok(is("3", VB_AG_NOT_YET) && why("3", VB_WHY_SILENT, 2),
	   "11.14: what it does not speak of stays as it was");
	ok(m->numbered == 1, "11.17: the last paper that numbers the articles so");
	say(0, 1, "## Article 8 (formerly 3). Three\n\nThird.\n");
	judge();
	ok(m->numbered == 4, "11.17: and the next one that does");
	fresh();
	say(0, -1, DRAFT);
	said[0].sealed = true;
	settle(1, 0, VB_SD_SIGNED, false);
	judge();
	ok(m->nrows == 0 && m->numbered == VB_NO_STATEMENT, "11.11: of a sealed paper nothing");
}

static void test_until(void)
{
	start();
	say(1, 0, "## Article 1: accept, until 1970-01-12T13:46:50Z\n\n"
		  "## Article 2: reject, until 1970-01-12\n");
	judge_at(two, 2, NOON + 9, false);
	ok(is("1", VB_AG_AGREED), "11.7: it holds to the second before");
	judge_at(two, 2, NOON + 10, false);
	ok(is("1", VB_AG_REOPENED) && row("1")->reopened == VB_NO_STATEMENT &&
	   why("1", VB_WHY_EXPIRED, 2), "11.7: and no longer; no act reopened it");
	judge_at(two, 2, 12 * VB_DAY - 1, false);
	ok(why("2", VB_WHY_REJECTED, 2), "11.7: a day holds to its last second");
	judge_at(two, 2, 12 * VB_DAY, false);
	ok(why("2", VB_WHY_EXPIRED, 2), "11.7: and no longer");
	say(0, 1, "## Article 3: accept\n");
	said[2].time = NOON + 10;
	judge_at(two, 2, NOON + 20, false);
	ok(row("1")->reopened == VB_NO_STATEMENT, "11.7: an act at that second did not do it");
}

static void test_conditions(void)
{
	start();
	say(1, 0, "## Article 1: accept if 2\n\n## Article 2: accept if 1\n\n"
		  "## Article 3: accept if 9\n");
	judge();
	ok(is("1", VB_AG_AGREED) && is("2", VB_AG_AGREED), "11.9: two that wait for one another");
	ok(why("3", VB_WHY_NO_ARTICLE, 2) && row("3")->on.number == 9, "11.9: no such article");
	say(0, 1, "## Article 2: discuss\n");
	judge();
	ok(is("1", VB_AG_REOPENED) && why("1", VB_WHY_CONDITION, 2) && row("1")->on.number == 2,
	   "11.9: one falls with the other");
	say(0, 1, "## Article 2: reject\n");
	say(1, 3, "## Article 2: accept\n");
	judge();
	ok(is("2", VB_AG_LEFT_OUT) && why("1", VB_WHY_CONDITION, 2),
	   "11.9: what is left out is nothing to rely on");
	start();
	say(1, 0, "## Article 1: accept if 2 and 3\n\n## Article 2: accept\n\n"
		  "## Article 3: reject\n");
	judge();
	ok(why("1", VB_WHY_CONDITION, 2) && row("1")->on.number == 3 && is("2", VB_AG_AGREED),
	   "11.9: each of several");
}

static void test_sets(void)
{
	start();
	say(1, 0, "## Article 1: accept all or none of 1, 2, 3\n\n## Article 2: accept\n");
	judge();
	ok(why("1", VB_WHY_CONDITION, 2) && why("2", VB_WHY_CONDITION, 2) &&
	   row("2")->on.number == 3, "11.10: none, as long as one is not agreed");
	say(1, 0, "## Article 3: accept\n");
	judge();
	ok(is("1", VB_AG_AGREED) && is("2", VB_AG_AGREED) && is("3", VB_AG_AGREED),
	   "11.10: then all");
	say(0, 2, "## Article 2: discuss\n");
	judge();
	ok(m->agreed == 0 && is("1", VB_AG_REOPENED) && is("3", VB_AG_REOPENED),
	   "11.10: and none again");
}

static void test_parts(void)
{
	start();
	say(1, 0, "## Article 2: accept\n\n- 2(1): accept\n- 2(2)(a): reject\n\n"
		  "## Article 3(1): accept\n");
	judge();
	ok(why("2", VB_WHY_PART, 2) && row("2")->on.nparts == 2, "10.4: a part that is rejected");
	ok(why("3", VB_WHY_SILENT, 2), "10.4: a part is not the article");
	say(1, 0, "## Article 2(2)(a): accept\n\n## Article 3: accept\n");
	judge();
	ok(is("2", VB_AG_AGREED), "10.4: until it is accepted");
}

static void test_identity(void)
{
	start();
	say(1, 0, "## Article 1. One\n\nFirst words.\n\n## Article 2. New\n\nNew.\n\n"
		  "## Article 3 (formerly 2). Two: accept\n\n## Article 4 (formerly 3): reject\n");
	judge();
	is_int(m->nrows, 4, "10.3: one is new");
	ok(is("1", VB_AG_AGREED), "10.3: one stays");
	ok(is("3", VB_AG_AGREED) && row("3")->first.number == 2, "10.3: one has a new number");
	ok(why("4", VB_WHY_REJECTED, 2), "10.3: so has another");
	say(0, 1, "## Article 3 (formerly 2). Two: discuss\n\n## Article 2: accept\n");
	judge();
	ok(is("2", VB_AG_AGREED) && is("3", VB_AG_REOPENED),
	   "10.3: who answers goes by the new numbers, and may repeat the note");
	say(0, 0, "## Article 3: discuss\n");
	judge();
	ok(row("4")->cell[0].position.stand == VB_ST_DISCUSS,
	   "10.2: who answers the old paper goes by the old ones");
}

static void test_merging(void)
{
	start();
	say(1, 0, "## Article 1 (formerly 1 and 2). Both\n\nFirst words within 24 hours.\n\n"
		  "## Article 2 (formerly 3): accept\n");
	judge();
	is_int(m->nrows, 4, "10.3: merged into a new one");
	ok(row("1")->agreement == VB_AG_NOT_YET, "10.3: which is not agreed");
	ok(m->row[0].why == VB_WHY_MOVED && m->row[0].who == 2, "10.3: one has it there now");
	say(0, 1, "## Article 1: accept\n");
	judge();
	ok(m->row[3].agreement == VB_AG_AGREED && m->row[0].agreement == VB_AG_MOVED &&
	   m->row[1].agreement == VB_AG_MOVED && m->row[1].moved == 3, "10.3: both have it there");
	ok(m->agreed == 2 && m->open == 0, "what moved is not counted");
	start();
	say(1, 0, "## Article 2. Two\n\nWithin.\n\n## Article 4 (from 2). Hours\n\n24 hours.\n\n"
		  "## Article 1: accept if 4\n\n## Article 3: accept\n");
	say(0, 1, "## Article 2: accept\n\n## Article 4: accept\n");
	judge();
	ok(is("2", VB_AG_AGREED) && is("4", VB_AG_AGREED) && is("1", VB_AG_AGREED),
	   "10.3: split, and the rest goes on");
}

static void test_sealed(void)
{
	start();
	say(1, 0, NULL);
	say(0, 1, "## Article 1: accept\n\n## Article 2. Two\n\nWithin 48 hours.\n");
	judge();
	ok(why("1", VB_WHY_SILENT, 2) && row("1")->cell[0].words == VB_UNSEEN,
	   "11.11: a sealed paper counts nothing, and its words are unknown");
	say(1, 2, "## Article 2: accept\n\n## Article 1: accept\n");
	judge();
	ok(is("2", VB_AG_AGREED) && why("1", VB_WHY_UNSEEN, 3), "11.11: what was seen does count");
}

static void test_odd(void)
{
	start();
	say(1, 0, "## Article 1: agree\n\n## Article 2: accept if hell freezes\n");
	judge();
	ok(m->odd == 2 && m->odd_at.number == 1 && m->odd_by == 1 && why("1", VB_WHY_SILENT, 2),
	   "10.6: what cannot be read says nothing, and is counted");
	said[1].speaks = false;
	said[1].paper = vb_view_str("## Article 1. One\n\nWords of a letter.\n\n"
				    "## Article 2: accept\n");
	judge();
	ok(!row("1")->cell[1].said && !row("2")->cell[1].said && m->odd == 0,
	   "11.1: a letter proposes and answers nothing");
	say(1, 1, "## Article 2: accept\n");
	judge();
	ok(is("2", VB_AG_AGREED), "11.1: who answers it speaks of what it answers");
}

/* ---- whatever is said ---- */

static uint64_t seed = 1;

static unsigned dice(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

static char papers[STATEMENTS][1500];

static void random_paper(char *out, size_t cap)
{
	static const struct {
		const char *stand, *behind;
		bool number;
	} stands[] = {
		{"accept", "", false}, {"accept", "", false}, {"accept", "", false},
		{"reject", "", false}, {"discuss", "", false}, {"silent", "", false},
		{"accept if ", "", true}, {"accept if ", ", ad referendum", true},
		{"accept all or none of ", ", 5", true},
		{"accept, until 1970-01-12T13:46:48Z", "", false},
		{"accept with changes", "\n\nOther words.", false},
	};
	size_t n = (size_t)snprintf(out, cap, "# Paper\n");

	for (unsigned i = 1; i < 5; i++) {
		size_t k = dice(VB_ARRAY_LEN(stands));

		n += (size_t)snprintf(out + n, cap - n, "\n## Article %u", i);
		if (dice(8) == 0)
			n += (size_t)snprintf(out + n, cap - n, " (formerly %u)", 1 + dice(5));
		n += (size_t)snprintf(out + n, cap - n, ": %s", stands[k].stand);
		if (stands[k].number)
			n += (size_t)snprintf(out + n, cap - n, "%u", 1 + dice(4));
		n += (size_t)snprintf(out + n, cap - n, "%s", stands[k].behind);
		n += (size_t)snprintf(out + n, cap - n, "\n");
	}
}

static void random_talk(unsigned parties)
{
	fresh();
	say(0, -1, "# T\n\n## Article 1\n\nA.\n\n## Article 2\n\nB.\n\n## Article 3\n\nC.\n\n"
		   "## Article 4\n\nD.\n\n## Article 5\n\nE.\n");
	while (nsaid < 3 + dice(STATEMENTS - 4)) {
		if (dice(6) == 0) {
			settle(dice(parties), (int)dice((unsigned)nsaid),
			       (enum vb_settled)(1 + dice(3)), dice(3) == 0);
			continue;
		}
		random_paper(papers[nsaid], sizeof(papers[0]));
		say(dice(parties), (int)dice((unsigned)nsaid), papers[nsaid]);
	}
}

/* Each row's agreement, in the order of the matrix. */
static void picture(char *out, const uint32_t *name)
{
	for (uint32_t i = 0; i < m->nrows; i++) {
		const struct vb_row *r = &m->row[m->order[i]];
		uint64_t who = 0;

		for (uint32_t p = 0; p < m->nparties; p++)
			who |= (r->who >> p & 1) << name[p];
		out += sprintf(out, "%u:%d:%d:%llu:%zu ", r->label.number, (int)r->agreement,
			       (int)r->why, (unsigned long long)who, r->reopened);
	}
	*out = 0;
}

/* Nothing more could be called agreed, and nothing less: by trying each row. */
static bool consistent(void)
{
	for (uint32_t i = 0; i < m->nrows; i++) {
		const struct vb_row *r = &m->row[i];
		bool settled = r->agreement >= VB_AG_PROVISIONAL;

		if (settled != (r->why == VB_WHY_AGREED))
			return false;
		for (uint32_t p = 0; settled && r->agreement != VB_AG_MOVED && p < 3; p++) {
			const struct vb_cell *c = &r->cell[p];

			if (!c->said || c->expired || c->words != r->cell[0].words)
				return false;
			for (unsigned k = 0; k < c->position.n; k++) {
				if (c->needs[k] == VB_NO_ROW ||
				    m->row[c->needs[k]].agreement < VB_AG_PROVISIONAL)
					return false;
			}
		}
	}
	return true;
}

static bool lacks(uint64_t had, const struct vb_cell *c)
{
	for (unsigned k = 0; k < c->position.n; k++) {
		if (c->needs[k] == VB_NO_ROW || !(had >> c->needs[k] & 1))
			return true;
	}
	return false;
}

static bool wants_some(const struct vb_cell *c)
{
	return c->said && !c->expired && c->moved == VB_NO_ROW &&
	       c->words != VB_NO_WORDS && c->words != VB_UNSEEN;
}

/* Whether all of @set could be agreed besides what is: @had, without what is left out. */
static bool would_hold(uint64_t set, uint64_t had)
{
	for (uint32_t i = 0; i < m->nrows; i++) {
		for (uint32_t p = 0; p < 3; p++) {
			const struct vb_cell *c = &m->row[i].cell[p];

			if ((set >> i & 1) && lacks(had, c))
				return false;
			if (c->position.stand != VB_ST_ALL || !wants_some(c) || !lacks(had, c))
				continue;
			for (unsigned k = 0; k < c->position.n; k++) {
				uint32_t r = c->needs[k];

				if (r != VB_NO_ROW && (set >> r & 1) &&
				    wants_some(&m->row[r].cell[p]) &&
				    m->row[r].cell[p].words != VB_LEFT_OUT)
					return false;
			}
		}
	}
	return true;
}

/* Of the articles that wait for others, no set could be agreed together: all sets are tried. */
static bool greatest(void)
{
	uint64_t waiting = 0, had = 0;

	for (uint32_t i = 0; i < m->nrows; i++) {
		const struct vb_row *r = &m->row[i];

		if (r->why == VB_WHY_CONDITION || r->why == VB_WHY_NO_ARTICLE)
			waiting |= 1ull << i;
		else if (r->agreement >= VB_AG_PROVISIONAL && r->agreement != VB_AG_MOVED &&
			 r->cell[0].words != VB_LEFT_OUT)
			had |= 1ull << i;
	}
	for (uint64_t set = waiting; set; set = (set - 1) & waiting) {
		uint64_t with = had;

		for (uint32_t i = 0; i < m->nrows; i++) {
			if ((set >> i & 1) && m->row[i].cell[0].words != VB_LEFT_OUT)
				with |= 1ull << i;
		}
		if (would_hold(set, with))
			return false;
	}
	return true;
}

static void test_random(void)
{
	static const struct vb_speaker turned[] = {{"sud", true}, {"nord", true}, {"ost", true}};
	static const uint32_t same[] = {0, 1, 2}, names[] = {2, 0, 1}, back[] = {1, 2, 0};
	static char one[1u << 16], other[1u << 16];
	unsigned wrong_order = 0, inconsistent = 0, too_few = 0, agreed = 0;

	for (unsigned i = 0; i < 2000; i++) {
		random_talk(3);
		judge_at(three, 3, NOON + 8, false);
		picture(one, same);
		inconsistent += !consistent();
		too_few += !greatest();
		agreed += m->agreed;
		for (size_t s = 0; s < nsaid; s++)
			said[s].party = back[said[s].party];
		judge_at(turned, 3, NOON + 8, false);
		picture(other, names);
		wrong_order += strcmp(one, other) != 0;
	}
	is_int(wrong_order, 0, "11.12: the order of the parties does not matter");
	is_int(inconsistent, 0, "11.9: what is agreed has all that it depends on");
	is_int(too_few, 0, "11.9: and no set of articles more could have been agreed");
	ok(agreed > 200, "and something was agreed in them (%u articles)", agreed);
}

/* Chains and rings of conditions of any length: all hold, until one link does not. */
static void test_rings(void)
{
	static char draft[8192], answer[8192];

	for (unsigned n = 2; n < 60; n += 19) {
		size_t d = (size_t)sprintf(draft, "# T\n"), a = (size_t)sprintf(answer, "# R\n");

		for (unsigned i = 1; i <= n; i++) {
			d += (size_t)sprintf(draft + d, "\n## Article %u\n\nW.\n", i);
			a += (size_t)sprintf(answer + a, "\n## Article %u: accept if %u\n", i,
					     i % n + 1);
		}
		fresh();
		say(0, -1, draft);
		say(1, 0, answer);
		judge();
		is_int(m->agreed, n, "11.9: a ring of %u holds", n);
		say(0, 1, "## Article 1: discuss\n");
		judge();
		is_int(m->agreed, 0, "11.9: and breaks as one");
	}
}

static void test_limits(void)
{
	static struct vb_statement many[VB_STATEMENTS_MAX + 1];
	struct vb_matrix *none = NULL;

	for (size_t i = 0; i <= VB_STATEMENTS_MAX; i++)
		many[i] = (struct vb_statement){.sealed = true, .answers = VB_NO_STATEMENT};
	ok(vb_matrix_new(two, 2, many, VB_STATEMENTS_MAX + 1, 0, false, &none, NULL) ==
	   VB_REFUSED, "1.1: too many papers");
	many[0].answers = 1;
	ok(vb_matrix_new(two, 2, many, 2, 0, false, &none, NULL) == VB_REFUSED,
	   "10.2: nothing answers what comes later");
	fresh();
	judge();
	ok(m->nrows == 0 && m->open == 0, "no paper, no article");
}

int main(void)
{
	test_stands();
	test_words();
	test_ad_referendum();
	test_numbers();
	test_quiet();
	test_settled();
	test_settled_parts();
	test_until();
	test_conditions();
	test_sets();
	test_parts();
	test_identity();
	test_merging();
	test_sealed();
	test_odd();
	test_rings();
	test_limits();
	test_random();
	fresh();
	return tap_done();
}
