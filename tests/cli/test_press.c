/*
 * press from inside: the confined child and what ends it, its answer cut and bent, dates and
 * side files.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"
#include "tap.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static void *room(size_t n)
{
	void *p = malloc(n);

	if (!p)
		abort();
	return p;
}

/* ---- a reading by hand ---- */

static const char one[] = "Ann Ost said that Nordia sent the offer.\nSudia denied it.\n";
static const char two[] = "No offer came, a clerk said.\n";

static struct vb_press_report report[2];
static struct vb_press_sentence sentence[3];
static struct vb_assertion assertion[3];
static struct vb_press_relation relation[4];
static enum vb_suggestion mark[3];

static struct vb_assertion by(uint32_t where, uint32_t at, enum vb_press_polarity polarity,
			      const char *speaker)
{
	return (struct vb_assertion){
		.sentence = where, .at = at, .len = 4, .act = VB_PA_HAND_OVER,
		.polarity = polarity, .authority = VB_PW_NAMED, .speaker = speaker, .via = "",
		.cue = "say", .from = "NORD", .to = "SUD", .object = "the offer",
		.document = "NORD-offer", .confidence = 80,
		.event = {.from = INT64_MIN, .to = 22341, .text = "../2031-03-03"},
		.said = {.from = 22341, .to = 22341, .text = "2031-03-03"},
	};
}

static struct vb_reading by_hand(void)
{
	report[0] = (struct vb_press_report){
		.name = "one", .text = vb_view_str(one), .dated = true, .date = 22341, .count = 2,
	};
	report[1] = (struct vb_press_report){
		.name = "two", .text = vb_view_str(two), .first = 2, .count = 1,
	};
	sentence[0] = (struct vb_press_sentence){.number = 1, .paragraph = 1, .len = 40};
	sentence[1] = (struct vb_press_sentence){.number = 2, .paragraph = 2, .at = 41, .len = 16};
	sentence[2] = (struct vb_press_sentence){.report = 1, .number = 1, .paragraph = 1,
						 .len = 28};
	assertion[0] = by(0, 18, VB_PP_AFFIRMED, "Ann Ost");
	assertion[1] = by(1, 47, VB_PP_DENIED, "Sudia");
	assertion[2] = by(2, 3, VB_PP_DENIED, "");
	relation[0] = (struct vb_press_relation){.kind = VB_PR_CONTRADICTS, .right = 1};
	relation[1] = (struct vb_press_relation){.kind = VB_PR_OPEN, .left = 2, .right = 2,
						 .what = VB_PX_NOTHING};
	relation[2] = (struct vb_press_relation){.kind = VB_PR_REPEATS, .left = 1, .right = 2,
						 .percent = 90};
	relation[3] = (struct vb_press_relation){.kind = VB_PR_CHANGED, .left = 1, .right = 2,
						 .conditional = true, .what = VB_PX_SPEAKER};
	return (struct vb_reading){
		.report = report, .reports = 2, .sentence = sentence, .sentences = 3,
		.assertion = assertion, .assertions = 3, .mark = mark, .relation = relation,
		.relations = 4,
	};
}

/* Room for what is taken back: the same reports, and nothing found in them yet. */
static struct vb_reading empty(void)
{
	static struct vb_press_report again[2];
	static struct vb_hash hash[2];

	again[0] = (struct vb_press_report){.name = "one", .text = vb_view_str(one)};
	again[1] = (struct vb_press_report){.name = "two", .text = vb_view_str(two)};
	vb_sha256(again[0].text, &hash[0]);
	vb_sha256(again[1].text, &hash[1]);
	return (struct vb_reading){.report = again, .hash = hash, .reports = 2};
}

static enum vb_code decode(const uint8_t *bytes, size_t len, struct vb_reading *r,
			   struct vb_err *err)
{
	uint8_t *copy = room(len ? len : 1);
	enum vb_code code;

	*r = empty();
	if (len)
		memcpy(copy, bytes, len);
	code = vb_wire_decode(vb_view(copy, len), r, err);
	free(copy);
	return code;
}

/* ---- the answer, whole, cut and bent ---- */

static void test_whole(const uint8_t *bytes, size_t len)
{
	struct vb_reading r;
	struct vb_err err = {0};

	is_int(decode(bytes, len, &r, &err), VB_OK, "an answer is taken");
	is_int((long long)r.sentences, 3, "with its sentences");
	is_int((long long)r.assertions, 3, "its assertions");
	is_int((long long)r.relations, 4, "and relations");
	is_str(r.assertion[0].speaker, "Ann Ost", "texts are whole");
	is_str(r.assertion[1].event.text, "../2031-03-03", "so are dates");
	ok(r.assertion[1].event.from == INT64_MIN, "open ones too");
	is_str(vb_press_change_name(r.relation[3].what), "speaker", "and what changed");
	ok(r.relation[3].conditional, "and on which condition");
	is_int((long long)r.report[1].first, 2, "a report has its own sentences");
	is_int(r.mark[2], VB_SG_FOUND, "all is as it was found");
	vb_reading_free(&r);
}

/* Whatever was taken must be safe to show. */
static bool shown(const struct vb_reading *r)
{
	const struct vb_style style = {.width = 80};
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	vb_render_press(f, r, &style);
	vb_render_press_json(f, r);
	vb_render_press_tsv(f, r);
	vb_render_press_html(f, r);
	fclose(f);
	free(text);
	return len > 0;
}

static void test_cut(const uint8_t *bytes, size_t len)
{
	struct vb_reading r;
	struct vb_err err = {0};
	size_t taken = 0;
	uint8_t *more = room(len + 1);

	for (size_t n = 0; n < len; n++) {
		if (decode(bytes, n, &r, &err) == VB_OK)
			taken++;
		vb_reading_free(&r);
	}
	is_int((long long)taken, 0, "cut anywhere it is refused");
	memcpy(more, bytes, len);
	more[len] = 0;
	is_int(decode(more, len + 1, &r, &err), VB_REFUSED, "and with a byte more");
	ok(strstr(err.sentence, "makes no sense") != NULL, "in a sentence");
	free(more);
}

static void test_bent(const uint8_t *bytes, size_t len)
{
	static const uint8_t with[] = {0x01, 0x80, 0xff};
	uint8_t *bent = room(len);
	struct vb_reading r;
	size_t wrong = 0, refused = 0;

	for (size_t i = 0; i < len; i++) {
		for (unsigned k = 0; k < VB_ARRAY_LEN(with); k++) {
			memcpy(bent, bytes, len);
			bent[i] ^= with[k];
			if (decode(bent, len, &r, NULL) != VB_OK)
				refused++;
			else if (!shown(&r))
				wrong++;
			vb_reading_free(&r);
		}
	}
	is_int((long long)wrong, 0, "bent anywhere it is refused, or safe to show");
	ok(refused > len / 2, "%zu of %zu are refused", refused, len * 3);
	free(bent);
}

static void test_faults(void)
{
	static const char *const why[] = {
		"a span leaves its report", "a span leaves its report", "stands in no sentence",
		"has no name", "has no sides", "has no sides", "out of reach", "not its own",
		"not its own",
	};

	for (unsigned k = 0; k < VB_ARRAY_LEN(why); k++) {
		struct vb_reading r = by_hand();
		struct vb_err err = {0};
		uint8_t *bytes = NULL;
		size_t len = 0;

		switch (k) {
		case 0: sentence[2].len = sizeof(two); break;
		case 1: assertion[0].at = UINT32_MAX; break;
		case 2: assertion[1].sentence = 3; break;
		case 3: assertion[1].act = VB_PRESS_ACTS; break;
		case 4: relation[0].right = 3; break;
		case 5: relation[0].right = 0; break;
		case 6: assertion[0].said.to = INT64_MAX - 1; break;
		case 7: report[1].first = 1; break;
		case 8: sentence[1].number = 1; break;
		default: break;
		}
		ok(vb_wire_encode(&r, &bytes, &len, &err) == VB_OK &&
		   decode(bytes, len, &r, &err) == VB_REFUSED && strstr(err.sentence, why[k]),
		   "refused: %s", err.sentence);
		free(bytes);
	}
}

static void test_refusal(void)
{
	struct vb_err err = {0};
	struct vb_reading r;
	uint8_t *bytes = NULL;
	size_t len = 0;

	is_int(vb_wire_refusal(VB_MALFORMED, "line 3 \x1b[31m", &bytes, &len), VB_OK,
	       "a child can refuse");
	is_int(decode(bytes, len, &r, &err), VB_MALFORMED, "its code is kept");
	is_str(err.sentence, "line 3 \\x1B[31m", "its sentence is escaped");
	bytes[8] = 0;
	is_int(decode(bytes, len, &r, &err), VB_REFUSED, "a refusal of nothing makes no sense");
	bytes[8] = 200;
	is_int(decode(bytes, len, &r, &err), VB_REFUSED, "nor does one of no code");
	free(bytes);
}

static void test_long(void)
{
	struct vb_reading r = by_hand();
	struct vb_err err = {0};
	uint8_t *bytes = NULL;
	size_t len = 0;
	char *name = room(3002);

	for (unsigned i = 0; i < 3000; i += 2)
		memcpy(name + 1 + i, "\xc3\xa4", 2);
	name[0] = 'x';
	name[3001] = 0;
	assertion[0].speaker = name;
	ok(vb_wire_encode(&r, &bytes, &len, &err) == VB_OK &&
	   decode(bytes, len, &r, &err) == VB_OK, "a text that is too long is cut");
	is_int((long long)strlen(r.assertion[0].speaker), VB_WIRE_TEXT_MAX - 1,
	       "but not within a letter");
	vb_reading_free(&r);
	free(bytes);
	free(name);
}

static void test_wire(void)
{
	struct vb_reading r = by_hand();
	struct vb_err err = {0};
	uint8_t *bytes = NULL;
	size_t len = 0;

	is_int(vb_wire_encode(&r, &bytes, &len, &err), VB_OK, "a reading becomes bytes");
	test_whole(bytes, len);
	test_cut(bytes, len);
	test_bent(bytes, len);
	free(bytes);
	test_faults();
	test_refusal();
	test_long();
}

/* ---- what is shown ---- */

static char *as_text(const struct vb_reading *r)
{
	const struct vb_style style = {.width = 80};
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	vb_render_press(f, r, &style);
	fclose(f);
	return text;
}

static struct vb_reading taken(void)
{
	struct vb_reading r = by_hand();
	uint8_t *bytes = NULL;
	size_t len = 0;

	if (vb_wire_encode(&r, &bytes, &len, NULL) || decode(bytes, len, &r, NULL))
		diag("what was made by hand is not taken");
	free(bytes);
	return r;
}

static void test_text(void)
{
	static const char *const lines[] = {
		"READ   2 reports, 3 sentences, 3 assertions\n",
		"  one: 58 bytes, 2 sentences, 2 assertions; dated 2031-03-03\n",
		"  two: 29 bytes, 1 sentence, 1 assertion; its date was not found\n",
		"  ../2031-03-03  Ann Ost (named): affirmed: hand over, NORD to SUD; the offer "
		"[NORD-offer]; said 2031-03-03\n      one:1 bytes 18+4  found, confidence 80\n",
		"  ../2031-03-03  a source that is not named (named): denied: hand over, ",
		"\nAGREEMENTS\n  none was found\n",
		"\nCONTRADICTIONS\n  FIRM one says that it happened, the other that it did not\n"
		"    ../2031-03-03  Ann Ost",
		"  What remains possible: ",
		"\nPROMISES\n  open: no report says that it happened\n",
		"\nCHANGED IN REPETITION\n  one saying, repeated differently: the speaker; only if "
		"both speak of one document",
		"\nNEARLY THE SAME WORDS\n  two passages, 90 per cent alike\n    one:2 bytes 41+16 "
		"\"Sudia denied it.\"\n    two:1 bytes 0+28 \"No offer came, a clerk said.\"\n",
	};
	struct vb_reading r = taken();
	char *text = as_text(&r);

	for (size_t i = 0; i < VB_ARRAY_LEN(lines); i++)
		ok(strstr(text, lines[i]) != NULL, "for people: part %zu", i + 1);
	free(text);
	vb_reading_free(&r);
}

/* Three that agree with one another, and one that denies what two say. */
static void test_groups(void)
{
	static struct vb_press_relation x[] = {
		{.kind = VB_PR_AGREES, .left = 0, .right = 1},
		{.kind = VB_PR_AGREES, .left = 0, .right = 2},
		{.kind = VB_PR_AGREES, .left = 1, .right = 2},
		{.kind = VB_PR_CONTRADICTS, .left = 1, .right = 2},
		{.kind = VB_PR_CONTRADICTS, .left = 0, .right = 2},
	};
	struct vb_reading r = by_hand();
	size_t timeline[3], place[3];
	char *text;

	r.timeline = memcpy(timeline, (size_t[]){0, 1, 2}, sizeof(timeline));
	r.place = memcpy(place, timeline, sizeof(place));
	r.relation = x;
	r.relations = 5;
	text = as_text(&r);
	ok(strstr(text, "AGREEMENTS\n  all of these say the same of one act\n    ../2031") &&
	   !strstr(text, "both say"), "all that agree are shown once");
	ok(strstr(text, "FIRM on one side it is said that it happened, on the other that it did "
			"not\n") && strstr(text, "    against\n"), "side against side");
	free(text);
	r.relations = 2;
	text = as_text(&r);
	ok(strstr(text, "each of the others says the same of one act as the first"),
	   "unless two of them do not agree");
	free(text);
	r.relations = 1;
	text = as_text(&r);
	ok(strstr(text, "both say the same"), "two are both");
	free(text);
	mark[0] = VB_SG_REJECTED;
	text = as_text(&r);
	ok(!strstr(text, "both say the same") && strstr(text, "\nREJECTED"),
	   "what is rejected agrees with nothing");
	free(text);
	mark[0] = VB_SG_FOUND;
}

/* ---- the child ---- */

static int honest(void)
{
	char b[6];

	return read(0, b, 6) == 6 && write(1, b, 6) == 6 && read(0, b, 1) == 0 ? 0 : 1;
}

static int opens(void)
{
	return open("/etc/passwd", O_RDONLY | O_CLOEXEC) < 0;
}

static int connects(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) < 0;
}

static int forks(void)
{
	return fork() < 0;
}

static int reads_elsewhere(void)
{
	char b;

	return read(7, &b, 1) < 0;
}

static int signals(void)
{
	return kill(getppid(), 0) != 0;
}

static int runs_memory(void)
{
	return mprotect((void *)((uintptr_t)&runs_memory & ~(uintptr_t)4095), 4096,
			PROT_READ | PROT_WRITE | PROT_EXEC) != 0;
}

static int spins(void)
{
	volatile unsigned i = 1;

	while (i)
		i |= 1;
	return 0;
}

static int breaks(void)
{
	__builtin_trap();
}

static int gives_up(void)
{
	return 3;
}

static int floods(void)
{
	char b[4096];

	memset(b, 'x', sizeof(b));
	while (write(1, b, sizeof(b)) > 0)
		;
	return 0;
}

static void child(const char *what, vb_confined_work *work, bool unguarded, enum vb_code want,
		  const char *says)
{
	const struct vb_confinement limits = {.memory = 1 << 30, .seconds = 1,
					      .unguarded = unguarded};
	struct vb_confined c;
	struct vb_err err = {0};
	char out[64];
	size_t len = 0;
	bool sent = false;
	enum vb_code code = vb_confined_start(&c, work, &limits, &err);

	if (code == VB_REFUSED) {
		tap_skip("%s: %s", what, err.sentence);
		return;
	}
	/* One that has ended reads nothing: that is seen at the end. */
	if (!code) {
		sent = vb_confined_send(&c, "hello\n", 6);
		vb_confined_end(&c);
		for (size_t n = 1; n > 0 && len < sizeof(out); len += n)
			n = vb_confined_take(&c, out + len, sizeof(out) - len);
		code = vb_confined_finish(&c, &err);
	}
	ok(sent || want, "%s is sent to", what);
	is_int(code, want, "%s", what);
	if (want)
		ok(strstr(err.sentence, says) != NULL, "%s: %s", what, err.sentence);
	else
		ok(len == 6 && memcmp(out, says, 6) == 0, "and it answers");
	vb_confined_drop(&c);
}

/* What it answers is taken as it comes. */
static void answers(const char *what, vb_confined_work *work, enum vb_code want,
		    const char *says)
{
	const struct vb_confinement limits = {.seconds = 5, .unguarded = true};
	struct vb_confined c;
	struct vb_err err = {0};
	struct vb_reading r = empty();

	if (vb_confined_start(&c, work, &limits, &err) != VB_OK)
		abort();
	vb_confined_end(&c);
	is_int(vb_wire_take(&c, &r, &err), want, "%s", what);
	ok(strstr(err.sentence, says) != NULL, "... %s", err.sentence);
	ok(c.pid == 0, "and it has ended");
	vb_reading_free(&r);
	vb_confined_drop(&c);
}

static int tells(void)
{
	struct vb_reading r = by_hand();

	return (int)vb_wire_write(&r, 1, NULL);
}

static int tells_half(void)
{
	struct vb_reading r = by_hand();
	uint8_t *bytes = NULL;
	size_t len = 0;

	if (vb_wire_encode(&r, &bytes, &len, NULL) || write(1, bytes, len / 2) < 0)
		return 1;
	free(bytes);
	return 0;
}

static int tells_half_and_breaks(void)
{
	tells_half();
	return breaks();
}

static int tells_more(void)
{
	tells();
	return floods();
}

static void test_answers(void)
{
	answers("a child that tells all", tells, VB_OK, "");
	answers("one that tells half of it", tells_half, VB_REFUSED, "it ends too early");
	answers("one that breaks down then", tells_half_and_breaks, VB_REFUSED, "broke down");
	answers("one that tells more", tells_more, VB_REFUSED, "behind its end");
	answers("one that tells nothing of sense", floods, VB_REFUSED, "of another kind");
}

static void test_child(void)
{
	struct vb_confined c;
	struct vb_err err = {0};

	signal(SIGPIPE, SIG_IGN);
	child("a child that does its work", honest, false, VB_OK, "hello\n");
	child("also without a guard", honest, true, VB_OK, "hello\n");
	child("one that opens a file", opens, false, VB_REFUSED, "what it may not");
	child("one that makes a socket", connects, false, VB_REFUSED, "what it may not");
	child("one that forks", forks, false, VB_REFUSED, "what it may not");
	child("one that reads elsewhere", reads_elsewhere, false, VB_REFUSED, "what it may not");
	child("one that signals", signals, false, VB_REFUSED, "what it may not");
	child("one that makes memory run", runs_memory, false, VB_REFUSED, "what it may not");
	child("one that never ends", spins, false, VB_REFUSED, "took too long");
	child("one that breaks down", breaks, false, VB_REFUSED, "broke down");
	child("one that gives up", gives_up, false, VB_REFUSED, "without an answer");
	is_int(vb_confined_start(&c, spins, &(struct vb_confinement){.seconds = 60,
								      .unguarded = true}, &err),
	       VB_OK, "one that is no longer wanted");
	vb_confined_drop(&c);
	ok(c.pid == 0 && c.to < 0, "is ended");
}

/* ---- dates ---- */

static void test_when(void)
{
	static const struct {
		const char *text;
		int64_t from, to;
	} good[] = {
		{"1970-01-01", 0, 0},
		{"1970", 0, 364},
		{"2000-02", 10988, 11016},
		{"2031-03-03", 22341, 22341},
		{"2026-W01", 20451, 20457},
		{"2020-W53", 18624, 18630},
		{"1970-01~early", 0, 10},
		{"../1970-01-02", INT64_MIN, 1},
		{"1970-01-02/..", 1, INT64_MAX},
		{"1970-01-02/1970-01", 1, 30},
	};
	static const char *const bad[] = {
		"", "..", "../..", "/", "1970-13", "1970-02-29", "1970-1", "2021-W53", "2021-W00",
		"1970-01-02/1969", "1970~soon", "1970-01-01x", "0000", "1970/1971/1972", "-1",
		"yesterday", "1970-01-01/", "../1970-01-01~late~late~late~late~late~late~late~lat",
	};
	struct vb_when w = {0};

	for (size_t i = 0; i < VB_ARRAY_LEN(good); i++)
		ok(vb_cli_when(vb_view_str(good[i].text), &w) && w.from == good[i].from &&
		   w.to == good[i].to && strcmp(w.text, good[i].text) == 0, "%s: %lld to %lld",
		   good[i].text, (long long)w.from, (long long)w.to);
	for (size_t i = 0; i < VB_ARRAY_LEN(bad); i++)
		ok(!vb_cli_when(vb_view_str(bad[i]), &w), "\"%s\" is no date", bad[i]);
}

/* ---- side files ---- */

/* @body behind the head of a side file for report 0. */
static enum vb_code side(struct vb_reading *r, const char *body, struct vb_err *err)
{
	char text[8192], hex[65];

	vb_hex(hex, r->hash[0].b, 32);
	snprintf(text, sizeof(text), "verbale-assertions/1\nreport %s\n%s", hex, body);
	return vb_side_apply(vb_view_str(text), 0, r, err);
}

static void test_side(void)
{
	struct vb_reading r = taken();
	struct vb_err err = {0};

	is_int(side(&r, "# mine\n\nconfirm 1 hand_over affirmed\ncorrect 2 hand_over denied 1\n"
			"\tspeaker=Bo Vik\n\tevent=../2031-03-01\n\tact=publish\n\tto=-\n"
			"add 2 refuse affirmed\n\tfrom=SUD\n\tauthority=media\n", &err),
	       VB_OK, "a side file takes effect");
	is_int(r.mark[0], VB_SG_CONFIRMED, "one is confirmed");
	is_int(r.mark[1], VB_SG_CORRECTED, "one corrected");
	is_str(r.assertion[1].speaker, "Bo Vik", "its speaker");
	is_str(r.assertion[1].event.text, "../2031-03-01", "its date");
	is_int(r.assertion[1].act, VB_PA_PUBLISH, "its act");
	is_str(r.assertion[1].to, "", "and what is not known");
	is_str(r.assertion[1].object, "the offer", "what was not corrected stays");
	is_int((long long)r.assertions, 4, "one is added");
	is_int(r.mark[3], VB_SG_ADDED, "as such");
	is_str(r.assertion[3].from, "SUD", "with its fields");
	is_int((long long)r.assertion[3].at, 41, "where its sentence stands");
	ok(shown(&r), "all of it can be shown");
	vb_reading_free(&r);
}

static void test_no_side(void)
{
	static const char *const bad[] = {
		"confirm 1 hand_over denied\n", "confirm 0 hand_over affirmed\n",
		"confirm 3 hand_over denied\n", "confirm 1 hand_over affirmed 2\n",
		"confirm 1 hand_over affirmed 0\n", "confirm 1 hand_over\n", "confirm 1\n",
		"confirm  1 hand_over affirmed\n", "agree 1 hand_over affirmed\n",
		"confirm 1 hand_over affirmed\nreject 1 hand_over affirmed\n",
		"correct 1 hand_over affirmed\n", "correct 1 hand_over affirmed",
		"correct 1 hand_over affirmed\nconfirm 2 hand_over denied\n",
		"correct 1 hand_over affirmed\n\tcolour=red\n",
		"correct 1 hand_over affirmed\n\tspeaker=\n",
		"correct 1 hand_over affirmed\n\tspeaker\n",
		"correct 1 hand_over affirmed\n\tspeaker=\x1b[1m\n",
		"correct 1 hand_over affirmed\n\tspeaker=\xff\n",
		"correct 1 hand_over affirmed\n\tevent=soon\n",
		"correct 1 hand_over affirmed\n\tact=sing\n",
		"correct 1 hand_over affirmed\n\tauthority=high\n",
		"\tspeaker=A\n", "confirm 1 hand_over affirmed\n\tspeaker=A\n",
		"add 1 sing affirmed\n", "add 1 refuse maybe\n", "add 1 refuse affirmed 1\n",
	};

	for (size_t i = 0; i < VB_ARRAY_LEN(bad); i++) {
		struct vb_reading r = taken();
		struct vb_err err = {0};
		bool refused = side(&r, bad[i], &err) == VB_MALFORMED;

		ok(refused && r.assertions == 3 && r.mark[0] == VB_SG_FOUND &&
		   strcmp(r.assertion[0].speaker, "Ann Ost") == 0,
		   "refused as a whole: %s: %s", err.where, err.sentence);
		vb_reading_free(&r);
	}
}

static void test_template(void)
{
	struct vb_reading r = taken();
	struct vb_err err = {0};
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	vb_side_template(f, &r, 0);
	fclose(f);
	is_int(vb_side_apply(vb_view(text, len), 0, &r, &err), VB_OK, "a fresh side file is one");
	is_int(r.mark[0], VB_SG_FOUND, "and says nothing yet");
	is_int(vb_side_apply(vb_view(text, len), 1, &r, &err), VB_FALSE,
	       "it is not about another report");
	for (char *p = text; (p = strstr(p, "#confirm")) != NULL; p++)
		*p = '\n';
	is_int(vb_side_apply(vb_view(text, len), 0, &r, &err), VB_OK,
	       "without its # each line confirms");
	is_int(r.mark[0] + r.mark[1], 2 * VB_SG_CONFIRMED, "both");
	free(text);
	vb_reading_free(&r);
}

int main(void)
{
	if (!vb_crypto_init())
		return 2;
	test_wire();
	test_text();
	test_groups();
	test_child();
	test_answers();
	test_when();
	test_side();
	test_no_side();
	test_template();
	return tap_done();
}
