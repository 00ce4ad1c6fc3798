/*
 * Tests of press: short reports of our own, and what must be found in them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "press/press.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct vb_press *read_two(const char *parties, const char *one, const char *two)
{
	struct vb_press *p = NULL;

	if (vb_press_new(vb_view_str(parties), &p, NULL) != VB_OK ||
	    vb_press_add(p, "one", vb_view_str(one), NULL) != VB_OK ||
	    (two && vb_press_add(p, "two", vb_view_str(two), NULL) != VB_OK) ||
	    vb_press_read(p, NULL) != VB_OK)
		abort();
	return p;
}

static void show(const struct vb_press *p)
{
	for (size_t i = 0; i < vb_press_assertions(p); i++) {
		const struct vb_assertion *a = vb_press_assertion(p, i);

		diag("%u %s %s [%s via %s, %s] %s > %s %s %s",
		     vb_press_sentence(p, a->sentence)->number, vb_press_act_name(a->act),
		     vb_press_polarity_name(a->polarity), a->speaker, a->via,
		     vb_press_authority_name(a->authority), a->from, a->to, a->document,
		     a->event.text);
	}
}

struct want {
	unsigned sentence;
	const char *act;
	const char *polarity;
	const char *speaker; /* NULL, here and below: whatever it is */
	const char *from;
	const char *to;
	const char *event;
	const char *authority;
};

static bool is(const char *want, const char *got)
{
	return !want || strcmp(want, got) == 0;
}

static bool found(const struct vb_press *p, const struct want *w)
{
	for (size_t i = 0; i < vb_press_assertions(p); i++) {
		const struct vb_assertion *a = vb_press_assertion(p, i);

		if (vb_press_sentence(p, a->sentence)->number == w->sentence &&
		    is(w->act, vb_press_act_name(a->act)) &&
		    is(w->polarity, vb_press_polarity_name(a->polarity)) &&
		    is(w->speaker, a->speaker) && is(w->from, a->from) && is(w->to, a->to) &&
		    is(w->event, a->event.text) &&
		    is(w->authority, vb_press_authority_name(a->authority)))
			return true;
	}
	return false;
}

static void expect(const char *text, const struct want *w, size_t n, const char *what)
{
	struct vb_press *p = read_two("", text, NULL);
	bool all = true;

	for (size_t i = 0; i < n; i++) {
		all = found(p, &w[i]) && all;
		if (!found(p, &w[i]))
			diag("sentence %u: no %s %s", w[i].sentence, w[i].act, w[i].polarity);
	}
	if (!ok(all, "%s", what))
		show(p);
	vb_press_free(p);
}

#define EXPECT(text, what, ...)                                                               \
	expect(text, (const struct want[]){__VA_ARGS__},                                      \
	       sizeof((const struct want[]){__VA_ARGS__}) / sizeof(struct want), what)

static void sentences(void)
{
	struct vb_press *p = read_two(
		"",
		"# source\nMr. Roe met Gen. Poe on No. 3 street. He left... \"Why?\" he "
		"asked\r\n\n"
		"The U.S. delegation left. Then the E.U. Delegation came!) 12 stayed.\n",
		NULL);
	static const char *const want[] = {"Mr. Roe met Gen. Poe on No. 3 street.",
					   "He left...",
					   "\"Why?\" he asked",
					   "The U.S. delegation left.",
					   "Then the E.U. Delegation came!)",
					   "12 stayed."};
	bool same = vb_press_sentences(p) == VB_ARRAY_LEN(want);

	for (size_t i = 0; same && i < VB_ARRAY_LEN(want); i++) {
		const struct vb_press_sentence *s = vb_press_sentence(p, i);

		same = vb_view_is(vb_view(vb_press_report(p, 0)->text.ptr + s->at, s->len),
				  want[i]) &&
		       s->number == i + 1 && s->paragraph == (i < 3 ? 1 : 2);
	}
	ok(same, "sentences end at marks, not at titles, initials and abbreviations");
	vb_press_free(p);
}

static void parts(void)
{
	struct vb_press *p = read_two(
		"",
		"Norway answers Sweden on fish\n\n(Photo: boats in a harbour)\n\n"
		"Norway has answered Sweden. The fish is safe.\n\nA heading of ours\n\n"
		"\xe2\x80\xa2 AP\n\nSee also: ten boats\n\nSweden is studying the answer.\n"
		"To leave a comment you must log in.\nDenmark handed over a letter to "
		"Norway.\n",
		NULL);
	static const char *const want[] = {"headline", "caption", "text", "text",   "heading",
					   "bullet",   "link",	  "text", "notice", "comment"};
	bool same = vb_press_sentences(p) == VB_ARRAY_LEN(want);

	for (size_t i = 0; same && i < VB_ARRAY_LEN(want); i++)
		same = strcmp(vb_press_part_name(vb_press_sentence(p, i)->part), want[i]) == 0;
	ok(same,
	   "headline, caption, heading, bullet, link, notice and comments are told apart");
	same = true;
	for (size_t i = 0; i < vb_press_assertions(p); i++)
		same = same &&
		       vb_press_sentence(p, vb_press_assertion(p, i)->sentence)->number != 10;
	ok(same && vb_press_assertions(p) > 0, "nothing is taken from readers' comments");
	vb_press_free(p);
}

#define HEAD "# x\n# published: 2021-05-12\n"

static void voices(void)
{
	EXPECT(HEAD "Norway has handed over a written reply to Sweden, said a Norwegian "
		    "official who spoke on condition of anonymity.",
	       "a source behind its words",
	       {1, "hand_over", "affirmed", NULL, "NO", "SE", "../2021-05-12", "anonymous"});
	EXPECT(HEAD "Swedish Foreign Minister Eva Holm denied reports that Sweden had sent "
		    "Norway a draft treaty, TT news agency said.",
	       "denied reports that",
	       {1, "hand_over", "denied", "Eva Holm", "SE", "NO", NULL, "named"});
	EXPECT(HEAD "Norway will send Sweden a written answer next week.\nThis was announced "
		    "on Monday by Foreign Minister Ole Berg of Norway.",
	       "announced by X, in the sentence behind",
	       {1, "hand_over", "promised", "Ole Berg", "NO", "SE", "2021-W20", "named"});
	EXPECT(HEAD "According to the Danish Foreign Ministry, Denmark received the letter "
		    "from Iceland on May 3.",
	       "according to a ministry",
	       {1, "receive", "affirmed", "Danish Foreign Ministry", "IS", "DK", "2021-05-03",
		"institution"});
	EXPECT(HEAD "\"We have received the Finnish reply,\" Estonian Prime Minister Mart "
		    "Saar told Reuters. \"We are studying it.\"",
	       "quotes, we, and whom it was told",
	       {1, "receive", "affirmed", "Mart Saar", "FI", "EE", NULL, "named"},
	       {2, "prepare", "affirmed", "Mart Saar", "EE", NULL, NULL, NULL});
	EXPECT(HEAD "Chile's Foreign Minister Ana Rojas met her Peruvian counterpart in Lima. "
		    "The minister said Chile rejected Peru's proposal.",
	       "the minister is whoever was one",
	       {2, "refuse", "affirmed", "Ana Rojas", "CL", "PE", NULL, "named"});
}

static void acts(void)
{
	EXPECT(HEAD "The answer of Japan was delivered to South Korea on May 10.", "a passive",
	       {1, "hand_over", "affirmed", NULL, "JP", "KR", "2021-05-10", "none"});
	EXPECT(HEAD "India has not yet answered Nepal's letter. If Canada asks India not to "
		    "publish the reply, India will comply.",
	       "not yet; a condition",
	       {2, "ask_not_publish", "expected", NULL, "CA", "IN", NULL, NULL});
	EXPECT(HEAD "Turkey agreed to give Greece a written reply. Greece demanded guarantees "
		    "from Turkey.",
	       "agreed to give is a promise to give",
	       {1, "hand_over", "promised", NULL, "TR", "GR", NULL, NULL},
	       {2, "demand", "affirmed", NULL, "GR", "TR", NULL, NULL});
	EXPECT(HEAD "Egypt accused Ethiopia of dragging out the talks. Ethiopia declined to "
		    "comment.",
	       "accuse; no comment", {1, "accuse", "affirmed", NULL, "EG", "ET", NULL, NULL},
	       {2, "no_comment", "affirmed", NULL, "ET", NULL, NULL, NULL});
	EXPECT(HEAD "Delegations of Chile and Peru met in Lima on May 4. Talks between Chile "
		    "and Bolivia will take place on May 20.",
	       "meetings held and to come",
	       {1, "negotiate", "affirmed", NULL, "CL+PE", NULL, "2021-05-04", "none"},
	       {2, "negotiate", NULL, NULL, "CL+BO", NULL, "2021-05-20", NULL});
	EXPECT(HEAD "The UN Security Council voted on Monday to extend the mission. China "
		    "vetoed the draft resolution.",
	       "votes", {1, "vote", "affirmed", NULL, "UNSC", NULL, "2021-05-10", NULL},
	       {2, "vote", "affirmed", NULL, "CN", NULL, NULL, NULL});
	EXPECT(HEAD "Preparation of Hungary's response is under way, officials said. Romania "
		    "suspended the talks with Hungary.",
	       "nouns of doing; halting",
	       {1, "prepare", "affirmed", NULL, "HU", NULL, NULL, "anonymous"},
	       {2, "suspend", "affirmed", NULL, "RO", NULL, NULL, NULL});
	EXPECT(HEAD
	       "Kenya would not bow to Uganda's demands, Kenyan President Jo Otieno said.",
	       "not to bow is to refuse",
	       {1, "refuse", "affirmed", "Jo Otieno", "KE", "UG", NULL, NULL});
}

/* Who is addressed, and by whom, where the words say it in another way. */
static void addressees(void)
{
	EXPECT(HEAD "Peru would take serious steps if the Chilean and Bolivian reply was empty, "
		    "Peruvian President Luz Vega said.",
	       "a threat is made to whoever is to meet its condition",
	       {1, "threaten", "affirmed", "Luz Vega", "PE", "CL+BO", NULL, NULL});
	EXPECT(HEAD "Talks between Norway and Sweden were held on May 3. Norway ruled out any "
		    "promises on the right to EU membership, said Norway's Prime Minister Ole "
		    "Berg.",
	       "what a phrase owns is addressed to nobody",
	       {2, "refuse", "affirmed", "Ole Berg", "NO", "SE", NULL, NULL});
	EXPECT(HEAD "The silence of Norway in response to the letter of Sweden and Denmark went "
		    "on.",
	       "silence is kept towards whoever wrote",
	       {1, "no_comment", "affirmed", NULL, "NO", "SE+DK", NULL, NULL});
	EXPECT(HEAD "Norway sent a text to Sweden on May 3. \"Sweden accepted our text,\" "
		    "Norwegian Foreign Minister Ole Berg said.",
	       "our text is that of who speaks",
	       {2, "agree", "affirmed", "Ole Berg", "SE", "NO", NULL, NULL});
	EXPECT(HEAD "Denmark will hold talks with allies and partners, including Iceland.",
	       "including a name", {1, "negotiate", NULL, NULL, "DK", "allies+IS", NULL, NULL});
}

/* Voices and acts that were taken for others. */
static void mistaken(void)
{
	EXPECT(HEAD "Norway declined to comment on what the answer says. Norwegian Foreign "
		    "Minister Ole Berg met reporters. It was too early, a spokesman for Sweden "
		    "said, to publish the draft.",
	       "what an answer says, no answer says here; a spokesman is nobody named before",
	       {1, "no_comment", "affirmed", "Norway", "NO", "", NULL, "institution"});
	EXPECT(HEAD "Norway handed a list of nine demands to Sweden on Monday. Sweden received a "
		    "draft from Norway in April, Swedish officials said.",
	       "demands after a number are no verb; a date before \"X said\" is not of that",
	       {1, "hand_over", "affirmed", NULL, "NO", "SE", "2021-05-10", NULL},
	       {2, "receive", "affirmed", NULL, "NO", "SE", "2021-04", NULL});
	EXPECT(HEAD "Norway denied that it had asked Sweden to keep the draft confidential. "
		    "Both governments agreed to keep the text secret.",
	       "to keep secret", {1, "ask_not_publish", "denied", NULL, "NO", "SE", NULL, NULL},
	       {2, "keep_secret", "promised", NULL, NULL, NULL, NULL, NULL});
	EXPECT(HEAD "\"No letter has reached us,\" Swedish Foreign Minister Eva Holm said.",
	       "no letter reached us",
	       {1, "receive", "denied", "Eva Holm", NULL, "SE", NULL, "named"});
	EXPECT(HEAD "Norway will publish the text if the courts allow it. A vote is planned for "
		    "May 20. Sweden supported the Norwegian draft.",
	       "a condition behind; a vote to come; support",
	       {1, "publish", "expected", NULL, "NO", NULL, NULL, NULL},
	       {2, "vote", "expected", NULL, NULL, NULL, "2021-05-20", NULL},
	       {3, "agree", "affirmed", NULL, "SE", "NO", NULL, NULL});
	EXPECT(HEAD "Swedish Foreign Minister Eva Holm said Sweden was studying the Norwegian "
		    "proposal. The process is in its final stages.",
	       "in its final stages",
	       {2, "prepare", "affirmed", "Eva Holm", "SE", NULL, NULL, "named"});
	EXPECT(HEAD "Dorn Tools Inc sent Ost Maritime Bank a letter on May 3. The bank rejected "
		    "it. Dorn demanded an answer.",
	       "a body by the first of its names, and by its kind",
	       {1, "hand_over", "affirmed", NULL, "DTI", "OMB", NULL, NULL},
	       {2, "refuse", "affirmed", NULL, "OMB", "DTI", NULL, NULL},
	       {3, "demand", "affirmed", NULL, "DTI", "OMB", NULL, NULL});
}

/* Sides, voices and dates of other stories. */
static void others(void)
{
	EXPECT(HEAD "Norway and Sweden met on May 3. Iceland called on the governments to resume "
		    "talks. Swedish officials refused to say where the letter was.",
	       "the governments are those two; refused to say",
	       {2, "demand", "affirmed", NULL, "IS", NULL, NULL, NULL},
	       {3, "no_comment", "affirmed", NULL, "SE", "", NULL, "anonymous"});
	EXPECT(HEAD "Talks were broken off in April after Norway published the Swedish draft. On "
		    "May 3, when Norway received a letter from Sweden, it rained.",
	       "after is no when",
	       {1, "suspend", "affirmed", NULL, NULL, NULL, "2021-04", NULL},
	       {2, "receive", "affirmed", NULL, "SE", "NO", "2021-05-03", NULL});
	EXPECT(HEAD "Dorn Tools Inc sent Ost Maritime Bank a letter. Ost Maritime said it would "
		    "respond.",
	       "a short name speaks by the long one; an answer to come",
	       {2, "hand_over", "promised", "Ost Maritime Bank", "OMB", "DTI", NULL,
		"institution"});
}

static void parties(void)
{
	struct vb_press *p = read_two(
		"# ours\nACME: Acme Boats, the yard | Lo Ferris\nL9: Local 9, the union\n",
		HEAD "The yard submitted a final offer to Local 9 on May 3. Ferris said the "
		     "union had refused to meet.\n",
		NULL);
	struct vb_err err = {0};
	struct vb_press *bad = NULL;

	if (!ok(found(p, &(struct want){1, "hand_over", "affirmed", NULL, "ACME", "L9",
					"2021-05-03", NULL}),
		"a parties file names who is who"))
		show(p);
	vb_press_free(p);
	is_int(vb_press_new(vb_view_str("no code here\n"), &bad, &err), VB_MALFORMED,
	       "a line without a code is refused");
	is_str(err.where, "line 1", "and its place is told");
	EXPECT(HEAD "Workers at Dorn Steel Works rejected a contract offer. Dorn Steel Works "
		    "submitted its last, best and final offer to Local 77 last week.",
	       "bodies that nobody knows work as themselves",
	       {2, "hand_over", "affirmed", NULL, "DSW", "77", "2021-W18", NULL});
}

/* Whichever report is read first: the name that is spelt so most often. */
static void spelling(void)
{
	static const char *const text[] = {
		HEAD "Norwegian Foreign Minister Antony Berg met reporters. \"Norway has answered "
		     "Sweden,\" Berg said.",
		HEAD "\"Norway has answered Sweden,\" Norwegian Foreign Minister Anthony Berg "
		     "said. Anthony Berg left."};

	for (unsigned i = 0; i < 2; i++) {
		struct vb_press *p = read_two("", text[i], text[1 - i]);
		size_t n = vb_press_assertions(p), same = 0;

		for (size_t k = 0; k < n; k++)
			same += strcmp(vb_press_assertion(p, k)->speaker, "Anthony Berg") == 0;
		ok(n >= 2 && same == n, "a name is spelt as it mostly is, order %u", i);
		vb_press_free(p);
	}
}

static bool object_is(const char *text, const char *act, const char *want)
{
	struct vb_press *p = read_two("", text, NULL);
	size_t n = vb_press_assertions(p);
	bool same = n > 0;

	for (size_t i = 0; i < n; i++) {
		const struct vb_assertion *a = vb_press_assertion(p, i);

		if (strcmp(act, vb_press_act_name(a->act)) == 0 && strcmp(a->object, want) != 0) {
			diag("object: '%s', not '%s'", a->object, want);
			same = false;
		}
	}
	vb_press_free(p);
	return same;
}

/* The words that say what. */
static void objects(void)
{
	static const char euros[] = "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac";

	ok(object_is(HEAD "Norway insists on \xe2\x80\x9cserious steps\xe2\x80\x9d, Norwegian "
			  "Foreign Minister Antony Berg said.", "demand",
		     "\xe2\x80\x9cserious steps\xe2\x80\x9d"),
	   "an object keeps the mark that it ends with");
	ok(object_is(HEAD "Sweden has answered in writing, Norwegian officials say.", "hand_over",
		     ""), "a stray small word is no object");
	for (size_t pad = 0; pad < 3; pad++) {
		char text[600];
		struct vb_press *p;
		bool whole;

		snprintf(text, sizeof(text), HEAD "Norway insists on %.*s%s%s%s%s%s%s%s%s, "
			 "Norwegian Foreign Minister Antony Berg said.", (int)pad, "ab", euros,
			 euros, euros, euros, euros, euros, euros, euros);
		p = read_two("", text, NULL);
		whole = vb_press_assertions(p) > 0;
		for (size_t i = 0; i < vb_press_assertions(p); i++)
			whole = whole && vb_utf8_valid(
					vb_view_str(vb_press_assertion(p, i)->object));
		if (!ok(whole, "a long object ends with a whole character, %zu", pad))
			show(p);
		vb_press_free(p);
	}
}

static size_t related(const struct vb_press *p, enum vb_press_relation_kind kind,
		      bool conditional)
{
	size_t n = 0;

	for (size_t i = 0; i < vb_press_relations(p); i++)
		n += vb_press_relation(p, i)->kind == kind &&
		     vb_press_relation(p, i)->conditional == conditional;
	return n;
}

static void relations(void)
{
	struct vb_press *p = read_two(
		"",
		HEAD
		"Norway has handed over a written answer to Sweden, Swedish officials said.",
		HEAD "Norway's Foreign Minister Ole Berg said Norway had not yet given Sweden "
		     "an answer. "
		     "He said the answer to Sweden was still being prepared by Norway.");

	is_int((long long)related(p, VB_PR_CONTRADICTS, false), 1,
	       "handed over, and not: a contradiction");
	is_int((long long)related(p, VB_PR_IN_PREPARATION, false), 1,
	       "handed over, and being drawn up");
	if (related(p, VB_PR_CONTRADICTS, false) != 1)
		show(p);
	vb_press_free(p);
	p = read_two(
		"",
		HEAD
		"Sweden received a written follow-up from Norway, Swedish officials said.",
		HEAD "Norway's Foreign Minister Ole Berg said Norway had not yet given Sweden "
		     "an answer.");
	is_int((long long)related(p, VB_PR_CONTRADICTS, true), 1,
	       "a follow-up and an answer: only if they are one paper");
	is_int((long long)related(p, VB_PR_CONTRADICTS, false), 0, "... so nothing is firm");
	vb_press_free(p);
	p = read_two(
		"", HEAD "On May 10 Norway had not yet given Sweden an answer, Ole Berg said.",
		"# x\n# published: 2021-05-14\nNorway handed over its answer to Sweden on May "
		"13.");
	is_int((long long)(related(p, VB_PR_CONTRADICTS, false) +
			   related(p, VB_PR_CONTRADICTS, true)),
	       0, "not yet, and then: no contradiction");
	vb_press_free(p);
	p = read_two("",
		     HEAD "Norway will give Sweden a written answer this week. Iceland will "
			  "give Sweden a written answer.",
		     "# x\n# published: 2021-05-15\nNorway handed over its answer to Sweden "
		     "on May 14.");
	is_int((long long)related(p, VB_PR_KEPT, false), 1, "a promise that was kept");
	is_int((long long)related(p, VB_PR_OPEN, false), 1, "and one that is open");
	vb_press_free(p);
	p = read_two("",
		     "The grey boats of the northern fleet left the small harbour at dawn on "
		     "a cold day.",
		     "At dawn the grey boats of the northern fleet left the small harbour on "
		     "a cold day in May.");
	is_int((long long)related(p, VB_PR_REPEATS, false), 1,
	       "two sentences of nearly the same words");
	vb_press_free(p);
	p = read_two("",
		     "The US and Norway made the draft text on herring public on Friday.",
		     "On Friday the United States and Norway made a draft text on herring, it "
		     "seems, public.");
	is_int((long long)related(p, VB_PR_REPEATS, false), 1,
	       "also by other names of the parties");
	vb_press_free(p);
}

/* Thousands of reports that say the same: each stands to few others. */
static void crowd(void)
{
	static const char same[] =
		HEAD "Norway has handed over a written answer to Sweden, Swedish officials said "
		     "in the old town hall. Denmark met Iceland and the others on May 3.";
	struct vb_press *p = NULL;
	unsigned *of;
	size_t most = 0, repeats = 0, n;

	if (vb_press_new(vb_view(NULL, 0), &p, NULL) != VB_OK)
		abort();
	for (unsigned i = 0; i < 15000; i++)
		if (vb_press_add(p, "x", vb_view_str(same), NULL) != VB_OK)
			abort();
	if (vb_press_read(p, NULL) != VB_OK)
		abort();
	n = vb_press_assertions(p);
	of = calloc(n + 1, sizeof(*of));
	for (size_t i = 0; of && i < vb_press_relations(p); i++) {
		const struct vb_press_relation *x = vb_press_relation(p, i);

		if (x->kind == VB_PR_REPEATS)
			repeats++;
		else if (++of[x->left] > most)
			most = of[x->left];
	}
	is_int((long long)n, 30000, "many reports are read");
	is_int((long long)most, 2, "and two of a kind are kept of each");
	is_int((long long)repeats, 2 * 14999, "a passage repeats one other");
	ok(sizeof(struct vb_assertion) <= 120 && sizeof(struct vb_press_sentence) <= 20 &&
		   sizeof(struct vb_press_relation) <= 12,
	   "what there is most of takes little room");
	free(of);
	vb_press_free(p);
}

static void hostile(void)
{
	static const char *const piece[] = {
		".",	    ". A", "\"", "\xe2\x80", "A-",  "the ", "X said that ",
		"Moscow, ", "'s ", "(",	 "\xff",     "if ", "\n",   "who which that "};
	char *text = malloc(200001);

	for (size_t i = 0; i < VB_ARRAY_LEN(piece); i++) {
		size_t n = strlen(piece[i]), len = 0;
		struct vb_press *p = NULL;

		for (; len + n < 200000; len += n)
			memcpy(text + len, piece[i], n);
		ok(vb_press_new(vb_view(NULL, 0), &p, NULL) == VB_OK &&
			   vb_press_add(p, "x", vb_view(text, len), NULL) == VB_OK &&
			   vb_press_read(p, NULL) == VB_OK,
		   "a report of nothing but piece %zu", i);
		vb_press_free(p);
	}
	free(text);
}

int main(void)
{
	sentences();
	parts();
	voices();
	acts();
	addressees();
	mistaken();
	others();
	parties();
	spelling();
	objects();
	relations();
	crowd();
	hostile();
	return tap_done();
}
