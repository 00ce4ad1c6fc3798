/*
 * render: what a person and what a script gets to see, to the byte.
 *
 * SPDX-License-Identifier: ISC
 */
#include "render/render.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static char *text;
static size_t text_len;

static FILE *begin(void)
{
	free(text);
	text = NULL;
	return open_memstream(&text, &text_len);
}

static const char *end(FILE *f)
{
	fclose(f);
	return text;
}

/* ---- JSON ---- */

static void test_json(void)
{
	struct vb_json j;
	FILE *f = begin();

	vb_json_init(&j, f);
	vb_json_object(&j, NULL);
	vb_json_str(&j, "a", "x");
	vb_json_number(&j, "n", VB_DEC_MAX);
	vb_json_array(&j, "list");
	vb_json_object(&j, NULL);
	vb_json_end(&j, true);
	vb_json_array(&j, NULL);
	vb_json_bool(&j, NULL, true);
	vb_json_null(&j, NULL);
	vb_json_end(&j, false);
	vb_json_end(&j, false);
	vb_json_bool(&j, "b", false);
	vb_json_end(&j, true);
	is_str(end(f), "{\"a\":\"x\",\"n\":9007199254740991,\"list\":[{},[true,null]],"
		       "\"b\":false}\n", "values, commas and a line end behind the outermost");

	f = begin();
	vb_json_init(&j, f);
	vb_json_array(&j, NULL);
	vb_json_text(&j, NULL, vb_view("\"\\\n\x1b\x7f\x00z", 7));
	vb_json_str(&j, NULL, "\xe2\x80\xae\xff\xc3\xa4");
	vb_json_str(&j, NULL, "\xf0\x9f\x8f\xb3");
	vb_json_end(&j, false);
	is_str(end(f), "[\"\\\"\\\\\\n\\u001b\\u007f\\u0000z\",\"\\u202e\\ufffd\xc3\xa4\","
		       "\"\xf0\x9f\x8f\xb3\"]\n", "what could not be seen is escaped");

	f = begin();
	vb_json_init(&j, f);
	for (int i = 0; i < 3; i++) {
		vb_json_object(&j, NULL);
		vb_json_end(&j, true);
	}
	is_str(end(f), "{}\n{}\n{}\n", "several values stand one a line");
}

/* ---- findings ---- */

static void test_finding(void)
{
	static const struct vb_style plain = {false, 80}, colour = {true, 80};
	struct vb_finding *v = calloc(1, sizeof(*v));
	struct vb_json j;
	FILE *f;

	if (!v)
		abort();
	v->result = VB_GENUINE;
	snprintf(v->sentence, sizeof(v->sentence), "it holds");
	snprintf(v->established[v->nestablished++], VB_FINDING_LINE, "two acts");
	snprintf(v->established[v->nestablished++], VB_FINDING_LINE, "one receipt");
	snprintf(v->rests_on[v->nrests_on++], VB_FINDING_LINE, "keys \033[1m");
	f = begin();
	vb_render_finding(f, "1.proof", v, &plain);
	is_str(end(f), "GENUINE      it holds\n"
		       "File         1.proof\n"
		       "Established  two acts\n"
		       "             one receipt\n"
		       "Rests on     keys \\x1B[1m\n", "a finding, escaped (10.1)");
	f = begin();
	vb_json_init(&j, f);
	vb_render_finding_json(&j, "a\"b", v);
	is_str(end(f), "{\"file\":\"a\\\"b\",\"finding\":\"GENUINE\",\"clause\":null,"
		       "\"at\":null,\"culprit\":null,\"sentence\":\"it holds\",\"remarks\":0,"
		       "\"shown\":[],\"established\":[\"two acts\",\"one receipt\"],"
		       "\"rests_on\":[\"keys \\u001b[1m\"]}\n", "and as JSON");
	v->result = VB_NOT_GENUINE;
	snprintf(v->clause, sizeof(v->clause), "4.5");
	snprintf(v->at, sizeof(v->at), "NORD-3");
	snprintf(v->culprit, sizeof(v->culprit), "bern");
	f = begin();
	vb_render_finding(f, "x", v, &colour);
	end(f);
	ok(strstr(text, "\033[1;31mNOT GENUINE\033[0m  it holds\n") != NULL,
	   "colour where the style has it");
	ok(strstr(text, "At\033[0m           NORD-3\n") != NULL, "its position");
	ok(strstr(text, "Answers\033[0m      bern\n") != NULL, "who answers (10.4)");
	f = begin();
	vb_json_init(&j, f);
	vb_render_finding_json(&j, "x", v);
	end(f);
	ok(strstr(text, "\"clause\":\"4.5\",\"at\":\"NORD-3\",\"culprit\":\"bern\"") != NULL,
	   "the same in JSON");
	free(v);
}

/* ---- a record, made by hand ---- */

#define T0 1639563240 /* 15 Dec 2021 10:14 UTC */

struct record {
	struct vb_fold fold;
	struct vb_party party[2];
	struct vb_chain chain[3];
	struct vb_fact fact[9];
	struct vb_handover handover[4];
};

static const struct vb_kind *kind(const char *name)
{
	return vb_kind_find(vb_view_str(name));
}

static void fact(struct record *r, uint16_t chain, uint64_t number, const char *what, int days)
{
	struct vb_fact *f = &r->fact[r->fold.nfacts++];

	*f = (struct vb_fact){.kind = kind(what), .chain = chain, .answers = VB_NO_ACT,
			      .number = number, .date = T0 + days * VB_DAY,
			      .span = {VB_TIME_NONE, T0 + days * VB_DAY}};
	memset(f->id.b, (int)r->fold.nfacts, sizeof(f->id.b));
}

static struct vb_handover *handover(struct record *r, uint32_t act, uint8_t author,
				    uint8_t addressee, enum vb_take role)
{
	struct vb_handover *h = &r->handover[r->fold.nhandovers++];

	memset(h, 0, sizeof(*h));
	h->act = act;
	h->author = author;
	h->addressee = addressee;
	h->role = role;
	h->bytes = 11111;
	h->collect_by = VB_TIME_NONE;
	h->receipt = h->release = h->take = h->refuse = h->withdraw = VB_NO_ACT;
	h->contest = h->cannot_open = h->answered = VB_NO_ACT;
	h->contest_ruling = h->cannot_open_ruling = VB_NO_ACT;
	h->taken_as = VB_AS_NONE;
	h->taken_answers = VB_NO_ACT;
	return h;
}

/* NORD-1 received by SUD; SUD-2 answers it and is sealed still; NORD-2, a letter, is taken
 * as the response to SUD-2; NORD-3 was refused. */
static void make(struct record *r)
{
	struct vb_handover *h;

	memset(r, 0, sizeof(*r));
	r->fold = (struct vb_fold){.name = "treaty", .depositary = "bern",
		.judge = VB_NO_PARTY,
		.rules = {.take_days = 7, .collect_days = 30, .contest_days = 14},
		.party = r->party, .nparties = 2, .chain = r->chain, .nchains = 3,
		.fact = r->fact, .handover = r->handover};
	memset(r->fold.table.b, 0xab, sizeof(r->fold.table.b));
	r->party[0] = (struct vb_party){.name = "nord", .until = VB_NO_ACT, .joined = true};
	r->party[1] = (struct vb_party){.name = "sud", .until = VB_NO_ACT, .joined = true};
	r->chain[0] = (struct vb_chain){.name = "nord", .party = 0};
	r->chain[1] = (struct vb_chain){.name = "sud", .party = 1};
	r->chain[2] = (struct vb_chain){.name = "bern", .party = VB_NO_PARTY};
	fact(r, 0, 0, "open", 0);
	fact(r, 0, 1, "propose", 0);
	fact(r, 1, 1, "receipt", 1);
	fact(r, 2, 1, "release", 1);
	fact(r, 1, 2, "respond", 2);
	r->fact[4].answers = 1;
	fact(r, 0, 2, "letter", 3);
	fact(r, 1, 3, "take", 4);
	fact(r, 0, 3, "propose", 5);
	fact(r, 1, 4, "refuse", 6);
	memcpy(r->fact[8].voided, "5.3.8", 6);
	h = handover(r, 1, 0, 1, VB_AS_DRAFT);
	h->receipt = 2;
	h->release = 3;
	h->answered = 4;
	handover(r, 4, 1, 0, VB_AS_RESPONSE);
	h = handover(r, 5, 0, 1, VB_AS_LETTER);
	h->release = 3;
	h->take = 6;
	h->taken_as = VB_AS_RESPONSE;
	h->taken_answers = 4;
	h = handover(r, 7, 0, 1, VB_AS_DRAFT);
	h->refuse = 8;
}

static const char *title(void *ctx, uint32_t act)
{
	(void)ctx;
	return act == 1 ? "Treaty\033[2J" : NULL;
}

static void test_status(void)
{
	static const struct vb_style plain = {false, 80};
	struct record r;
	struct vb_status s = {.fold = &r.fold, .me = 0, .now = T0 + 7 * VB_DAY, .title = title};
	FILE *f;

	make(&r);
	f = begin();
	vb_render_status(f, &s, &plain);
	is_str(end(f),
	       "treaty   you are NORD   9 acts   as of 22 Dec 2021 10:14 UTC\n"
	       "FOR YOU      SUD-2  SUD calls it: response to NORD-1.  Sealed, 11 KB, since 17 "
	       "Dec 2021 10:14 UTC\n"
	       "             verbale receive SUD-2   |   verbale refuse SUD-2\n"
	       "WHOSE MOVE   SUD: take NORD-1, due 23 Dec 2021 10:14 UTC (1 day)\n"
	       "             NORD: receive SUD-2, due 16 Jan 2022 10:14 UTC (25 days)\n"
	       "DISPUTED     NORD-2   NORD: letter.  SUD: response to SUD-2\n"
	       "SETTLED      NORD-1 draft \"Treaty\\x1B[2J\" to SUD   received, 16 Dec 2021 "
	       "10:14 UTC\n"
	       "ENDED        NORD-3 draft to SUD   refused, 21 Dec 2021 10:14 UTC\n"
	       "VOID         SUD-4 refuse, by clause 5.3.8 of the format\n",
	       "status for its addressee (8.1, 8.3)");
	s.me = 1;
	s.now = T0 + 10 * VB_DAY;
	s.offline = "bern: not there";
	s.outbox = 1;
	f = begin();
	vb_render_status(f, &s, &plain);
	end(f);
	ok(strstr(text, "OFFLINE      bern: not there\n") != NULL, "a line for being offline");
	ok(strstr(text, "OUTBOX       1 act is signed and not lodged yet\n") != NULL,
	   "and for what waits");
	ok(strstr(text, "FOR YOU      NORD-1 \"Treaty\\x1B[2J\"  NORD calls it: draft.  Say as "
			"what you take it; the time for it has run\n") != NULL,
	   "a paper that waits to be taken, too late (8.2)");
	ok(strstr(text, "UNDER WAY    SUD-2 response to NORD-1 to NORD   lodged, ") != NULL,
	   "what is on its way");
	s.me = VB_NO_PARTY;
	f = begin();
	vb_render_status(f, &s, &plain);
	end(f);
	ok(strstr(text, "FOR YOU") == NULL && strstr(text, "you are") == NULL,
	   "nothing is for nobody");
	r.fold.nhandovers = r.fold.nfacts = 0;
	f = begin();
	vb_render_status(f, &s, &plain);
	end(f);
	ok(strstr(text, "Nothing has been handed over yet.\n") != NULL, "an empty table");
}

static void test_status_json(void)
{
	struct record r;
	struct vb_status s = {.fold = &r.fold, .me = 0, .now = T0 + 7 * VB_DAY, .title = title};
	FILE *f = begin();

	make(&r);
	vb_render_status_json(f, &s);
	end(f);
	ok(strstr(text, "{\"table\":\"treaty\",\"table_id\":\"abababab") == text,
	   "the table and its id");
	ok(strstr(text, "\"size\":9,\"party\":\"NORD\",\"as_of\":\"2021-12-22T10:14:00Z\","
			"\"outbox\":0,\"carried\":0,\"offline\":null,\"handovers\":[{") != NULL,
	   "size, party and time");
	ok(strstr(text, "{\"act\":\"NORD-1\",\"author\":\"NORD\",\"role\":\"draft\","
			"\"answers\":null,\"addressee\":\"SUD\",\"state\":\"received\","
			"\"etsi\":\"ContentHandover\",\"due\":\"2021-12-23T10:14:00Z\","
			"\"taken_as\":null,\"taken_answers\":null,\"bytes\":11111,"
			"\"title\":\"Treaty\\u001b[2J\",\"evidence\":[\"NORD-1\",\"SUD-1\","
			"\"BERN-1\"],\"not_logged\":[]}") != NULL, "a hand-over (8.4)");
	ok(strstr(text, "\"state\":\"role-disputed\"") != NULL &&
	   strstr(text, "\"taken_as\":\"response\",\"taken_answers\":\"SUD-2\"") != NULL,
	   "a disputed role");
	ok(strstr(text, "\"state\":\"refused\",\"etsi\":\"ConsignmentRejection\",\"due\":null") !=
	   NULL, "a refused paper");
	ok(strstr(text, "\"moves\":[{\"party\":\"SUD\",\"move\":\"take\",\"act\":\"NORD-1\","
			"\"due\":\"2021-12-23T10:14:00Z\"},{\"party\":\"NORD\",\"move\":"
			"\"receive\",\"act\":\"SUD-2\",\"due\":\"2022-01-16T10:14:00Z\"}]}\n") !=
	   NULL, "whose move");
}

/* ---- acts ---- */

static const char note[] =
	"verbale-act/1\n"
	"kind statement\n"
	"table abababababababababababababababababababababababababababababababab\n"
	"author nord\n"
	"office -\n"
	"number 4\n"
	"prev 0808080808080808080808080808080808080808080808080808080808080808\n"
	"seen 9 0909090909090909090909090909090909090909090909090909090909090909 "
	"0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a\n"
	"date 2021-12-22T10:14:00Z\n"
	"lodge-by 2021-12-24T10:14:00Z\n"
	"of -\n"
	"finding -\n"
	"text one \"two\\nthree \\\\ four\n";

static void test_act(void)
{
	static const struct vb_style plain = {false, 80};
	struct vb_act *a = calloc(1, sizeof(*a));
	struct vb_err err;
	struct record r;
	struct vb_json j;
	FILE *f;

	if (!a)
		abort();
	make(&r);
	/* An act in the place of the refusal, for the sake of its text. */
	r.fold.nfacts--;
	fact(&r, 0, 4, "statement", 7);
	if (vb_act_parse_text(vb_view(note, sizeof(note) - 1), a, &err) != VB_OK) {
		ok(false, "the act of the test can be read: %s: %s", err.where, err.sentence);
		free(a);
		return;
	}
	f = begin();
	vb_render_log_line(f, &r.fold, r.fold.nfacts, a, 8, &plain);
	end(f);
	ok(strncmp(text, "NORD-4      22 Dec 2021 10:14 UTC   NORD states: ", 49) == 0 &&
	   strchr(text, '\n') == text + text_len - 1, "a line of the log is one line");
	f = begin();
	vb_render_log_line(f, &r.fold, 8, a, 8, &plain);
	end(f);
	ok(strstr(text, "   not logged yet\n") != NULL, "what waits behind the log is marked");
	f = begin();
	vb_render_act(f, &r.fold, 8, a, 8, &plain);
	end(f);
	ok(strstr(text, "place         not logged yet\n") != NULL, "and has no place in it");
	f = begin();
	vb_json_init(&j, f);
	vb_render_act_json(&j, &r.fold, 8, a, 8);
	end(f);
	ok(strstr(text, "\"index\":null,\"logged\":false,") != NULL, "nor for a script");
	memcpy(r.fact[8].voided, "5.4.4", 6);
	f = begin();
	vb_render_log_line(f, &r.fold, r.fold.nfacts, a, 8, &plain);
	end(f);
	ok(strstr(text, "   VOID (5.4.4)\n") != NULL, "void acts say by which clause (4.8)");
	f = begin();
	vb_render_act(f, &r.fold, r.fold.nfacts, a, 8, &plain);
	end(f);
	ok(strstr(text, "text          one \"two\n              three \\ four\n") != NULL,
	   "words on lines of their own");
	ok(strstr(text, "logged by     22 Dec 2021 10:14 UTC\n") != NULL, "when it was logged");
	f = begin();
	vb_json_init(&j, f);
	vb_render_act_json(&j, &r.fold, r.fold.nfacts, a, 8);
	end(f);
	ok(strstr(text, "\"act\":\"NORD-4\",\"index\":8,") != NULL, "an act as JSON");
	ok(strstr(text, "\"fields\":{\"of\":null,\"finding\":null,\"text\":\"one \\\"two\\nthree "
			"\\\\ four\"}") != NULL, "with its fields, words unescaped (1.4)");
	ok(strstr(text, "\"void\":\"5.4.4\"") != NULL, "and void");
	free(a);
}

/* ---- positions ---- */

static const struct vb_speaker speakers[] = {{"nord", true}, {"ost", true}, {"sud", true}};

/* A draft of NORD, answered by OST and SUD; SUD says more in a later paper. */
static struct vb_matrix *matrix(const char *draft, const char *ost, const char *sud,
				const char *later, bool together)
{
	static struct vb_statement said[4];
	struct vb_matrix *m = NULL;

	said[0] = (struct vb_statement){.party = 0, .cite = "NORD-1", .speaks = true,
					.answers = VB_NO_STATEMENT,
					.paper = vb_view_str(draft)};
	said[1] = (struct vb_statement){.party = 1, .cite = "OST-2", .speaks = true,
					.paper = vb_view_str(ost)};
	said[2] = (struct vb_statement){.party = 2, .cite = "SUD-2", .speaks = true,
					.paper = vb_view_str(sud)};
	said[3] = (struct vb_statement){.party = 2, .cite = "SUD-4", .speaks = true,
					.sealed = !later,
					.paper = vb_view_str(later ? later : "")};
	if (vb_matrix_new(speakers, 3, said, 4, 100 * VB_DAY, together, &m, NULL) != VB_OK)
		abort();
	return m;
}

static const char *table_of(struct vb_matrix *m)
{
	const struct vb_style plain = {false, 80};
	const struct vb_positions_shown s = {.matrix = m, .title = vb_view_str("T\x1b[2J"),
					     .at = 100 * VB_DAY, .together = true};
	FILE *f = begin();

	vb_render_positions(f, &s, &plain);
	vb_matrix_free(m);
	return end(f);
}

static void test_positions(void)
{
	is_str(table_of(matrix("## Article 1. A\n\nOne.\n\n## Article 2. B\xc3\xa4\n\nTwo two.\n",
			       "## Article 1: accept\n\n## Article 2: accept\n",
			       "## Article 1: accept if 2\n\n## Article 2: MOD, key\n\nTwo.\n",
			       NULL, true)),
	       "NORD-1 \"T\\x1B[2J\", as of 11 Apr 1970 00:00 UTC\n"
	       "  Article  NORD      OST     SUD                       Same words?\n"
	       "  1 A      proposed  accept  accept if 2               conditional\n"
	       "  2 B\xc3\xa4     proposed  accept  accept with changes, key  no (1 word)\n"
	       "  0 of 2 agreed; nothing is agreed until everything is.\n"
	       "  0 of 1 key issue agreed, 1 open.\n"
	       "\nNOT YET\n"
	       "  1 A: SUD accepts only with 2, which is not agreed.\n"
	       "  2 B\xc3\xa4: NORD and OST want other words than SUD: 1 word differs.\n"
	       "SEALED  SUD-4 is not opened here, and counts nothing.\n",
	       "positions: a table with reasons; nothing foreign is raw");
}

/* ---- key issues, and our own marks ---- */

/* Articles 1 to 4: of 2 a part is called key, of 3 it was, 4 is in 5 now. */
static struct vb_matrix *keys(void)
{
	return matrix("## Article 1. A\n\nOne.\n\n## Article 2. B\n\nTwo.\n\n## Article 3. C\n\n"
		      "Three.\n\n## Article 4. D\n\nFour.\n",
		      "## Article 1: accept\n\n## Article 2: accept\n\n- 2(1): accept, key\n\n"
		      "## Article 3: accept, until 1970-01-02, key\n\n## Article 4: accept, key\n",
		      "## Article 1: accept\n",
		      "## Article 1: accept\n\n## Article 5 (formerly 4). D: accept\n", false);
}

static const struct vb_ours marks[] = {
	{VB_WT_KEY, "one\n=two \x1b[2J\xe2\x80\xae<b>"}, {VB_WT_NONE, NULL},
	{VB_WT_SECONDARY, NULL},
	{VB_WT_NONE, NULL},
};

static void test_ours(void)
{
	struct vb_matrix *m = keys();
	const struct vb_style plain = {false, 80};
	struct vb_positions_shown s = {.matrix = m, .at = 100 * VB_DAY, .key = true};
	FILE *f = begin();

	vb_render_positions(f, &s, &plain);
	end(f);
	ok(strstr(text, "  2 B ") && strstr(text, "  5 D ") && !strstr(text, "  1 A ") &&
	   !strstr(text, "  3 C "), "9.6: called key, of an article or a part, while it holds");
	ok(strstr(text, "  1 of 2 key issues agreed, 1 open.\n") != NULL, "9.6: and counted");
	ok(!strstr(text, "Ours") && !strstr(text, "PRIVATE"), "9.8: without marks nothing of them");
	s.ours = marks;
	f = begin();
	vb_render_positions(f, &s, &plain);
	end(f);
	ok(strstr(text, "  Article  Ours*       NORD") && strstr(text, "  1 A      KEY*        "),
	   "9.7: a mark of our own, apart");
	ok(strstr(text, "  2 of 3 key issues agreed, 1 open.\n") != NULL, "9.6: counts with them");
	ok(strstr(text, "  1 A: key\n    one\n    =two \\x1B[2J\\u{202E}<b>\n") != NULL,
	   "9.7: its note, with nothing raw");
	ok(!strstr(text, "  3 C"), "9.6: secondary is not key");
	f = begin();
	vb_render_positions_json(f, &s);
	end(f);
	ok(strstr(text, "\"ours\":{\"weight\":\"key\",\"note\":\"one\\n=two \\u001b[2J") &&
	   strstr(text, "\"ours\":null") && strstr(text, "\"key\":{\"agreed\":2,\"open\":1}"),
	   "9.7: as JSON");
	s.key = false;
	f = begin();
	vb_render_positions_csv(f, &s);
	end(f);
	ok(strstr(text, ",\"ours, private\",\"our note, private\"\r\n") &&
	   strstr(text, ",\"key\",\"one\\x0A=two \\x1B[2J\\u{202E}<b>\"\r\n") &&
	   strstr(text, ",\"secondary\",\"\"\r\n"), "9.7: for a spreadsheet");
	f = begin();
	vb_render_positions_html(f, &s);
	end(f);
	ok(strstr(text, "<th>Ours, private</th>") && strstr(text, "&lt;b&gt;") &&
	   !strstr(text, "\x1b") && !strstr(text, "<b>\n"), "9.7: as a page, with nothing raw");
	vb_matrix_free(m);
}

/* Of one article, with one more that is agreed. */
static void why(const char *ost, const char *sud, const char *later, const char *want)
{
	struct vb_matrix *m = matrix("## Article 1. A\n\nOne.\n\n## Article 2. B\n\nTwo.\n", ost,
				     sud, later, false);
	const struct vb_positions_shown s = {.matrix = m};
	const char *line, *last = "";
	FILE *f = begin();

	vb_render_positions_csv(f, &s);
	end(f);
	line = strstr(text, "\r\n\"1\",");
	if (line) {
		char *stop = strstr(line + 2, "\"\r\n");

		if (stop)
			*stop = 0;
		last = strrchr(line, '"');
	}
	is_str(last ? last + 1 : "", want, "positions: %s", want);
	vb_matrix_free(m);
}

#define SILENT "Nothing to say.\n"

static void test_why(void)
{
	why("## Article 1: reject\n", "## Article 1: reject, key\n", NULL,
	    "OST and SUD reject it.");
	why("## Article 1: accept, until 1970-01-02\n", SILENT, NULL,
	    "OST took a position that has ended.");
	why("## Article 1: reserve (scrutiny)\n", SILENT, NULL, "OST reserves its position.");
	why("## Article 1: discuss\n", "## Article 1: discuss\n", NULL,
	    "OST and SUD want to discuss it.");
	why("## Article 1: accept\n\n- 1(2): discuss\n", SILENT, NULL, "OST does not accept 1(2).");
	why("## Article 3 (formerly 1 and 2): MOD\n\nX.\n", SILENT, NULL,
	    "OST has it in 3 now, and others have not.");
	why(SILENT, SILENT, NULL, "OST and SUD have not said anything of it.");
	why("## Article 1: MOD\n", "## Article 1: accept\n", NULL,
	    "OST wants changes and does not say which.");
	why("## Article 1: MOD\n\nX.\n", "## Article 1: MOD\n\nY.\n", NULL,
	    "NORD; OST; SUD want different words: 2 words differ.");
	why("## Article 1: MOD\n\nOne!\n", "## Article 1: accept\n", NULL,
	    "NORD and SUD want other words than OST: marks or paragraphs differ.");
	why("## Article 1: accept if 9\n", "## Article 1: accept\n", NULL,
	    "OST accepts only with 9, and there is no such article.");
	why("## Article 1: accept\n", "## Article 1: accept\n", "## Article 1: reject\n",
	    "It was agreed, and was reopened by SUD-4: SUD rejects it.");
}

int main(void)
{
	test_json();
	test_positions();
	test_ours();
	test_why();
	test_finding();
	test_status();
	test_status_json();
	test_act();
	free(text);
	return tap_done();
}
