/*
 * Policies: every rule of C2SP tlog-policy with a text that breaks it, and the
 * quorum's earliest time against a count of its own.
 *
 * SPDX-License-Identifier: ISC
 */
#include "keys.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

#define L(n) test_vkey(n, "log.example/" #n, VB_KEY_ED25519)
#define W(n) test_vkey(n, "wit.example/" #n, VB_KEY_COSIGN)

static char text[VB_PAPER_MAX + 10];

/* Parses a copy of exactly the length. */
static enum vb_code parse(const char *in, size_t len, struct vb_policy **out,
			  struct vb_err *err)
{
	uint8_t *p = test_copy(in, len);
	enum vb_code code;

	code = vb_policy_parse(vb_view(p, len), out, err);
	free(p);
	return code;
}

static void is_policy(enum vb_code want, const char *where, const char *what)
{
	struct vb_policy *p = NULL;
	struct vb_err err = {.code = VB_OK};
	enum vb_code code = parse(text, strlen(text), &p, &err);

	ok(code == want && (code == VB_OK) == (p != NULL), "C2SP tlog-policy: %s", what);
	if (want != VB_OK)
		is_str(err.where, where, "and the place");
	if (code != want)
		diag("%d: %s: %s", code, err.where, err.sentence);
	vb_policy_free(p);
}

#define good(what, ...) \
	(snprintf(text, sizeof(text), __VA_ARGS__), is_policy(VB_OK, "", what))
#define bad(where, what, ...) \
	(snprintf(text, sizeof(text), __VA_ARGS__), is_policy(VB_MALFORMED, where, what))

static void good_policies(void)
{
	good("the smallest", "quorum none\n");
	good("one witness", "witness a %s\nquorum a\n", W(11));
	good("the example", "log %s\n\nwitness X1 %s\nwitness X2 %s\nwitness X3 %s\n"
	     "group X-witnesses 2 X1 X2 X3\n\nwitness Y1 %s\nwitness Y2 %s\nwitness Y3 %s\n"
	     "group Y-witnesses any Y1 Y2 Y3\n\ngroup X-and-Y all X-witnesses Y-witnesses\n"
	     "quorum X-and-Y\n", L(1), W(11), W(12), W(13), W(14), W(15), W(16));
	good("tabs, spaces, comments, URLs", "\n# c\n \t # c \x7e\n\t\n\twitness\t \ta  %s\t"
	     "https://w.example/  \n \tlog %s https://l.example/\n  quorum \t a \t\n",
	     W(11), L(1));
	good("keywords as names",
	     "witness all %s\nwitness quorum %s\ngroup log all all quorum\n"
	     "quorum log\n", W(11), W(12));
	good("octets as names", "witness \xe2\x84\xaa %s\nwitness \x80\xff %s\nwitness K %s\n"
	     "group g 1 \xe2\x84\xaa \x80\xff K\nquorum g\n", W(11), W(12), W(13));
	good("a number sign inside a line", "witness a#b %s #c\nquorum a#b\n", W(11));
	good("a log's key as a witness's", "log %s\nwitness a %s\nquorum a\n",
	     test_vkey(11, "same", VB_KEY_ED25519), test_vkey(11, "same", VB_KEY_COSIGN));
	good("lines behind the quorum", "quorum none\nwitness a %s\ngroup g 1 a\nlog %s\n",
	     W(11), L(1));
	good("a group of a group", "witness a %s\ngroup g any a\ngroup h all g\nquorum h\n",
	     W(11));
	good("a quorum that is a member", "witness a %s\ngroup g any a\nquorum a\n", W(11));
}

static void bad_lines(void)
{
	bad("byte 0", "nothing", "%s", "");
	bad("line 1", "only a blank line", "\n");
	bad("line 1", "no quorum", "witness a %s\n", W(11));
	bad("line 2", "two quorums", "quorum none\nquorum none\n");
	bad("line 3", "two quorums, named", "witness a %s\nquorum a\nquorum a\n", W(11));
	bad("line 1", "no final line feed", "quorum none");
	bad("line 2", "no final line feed after a comment", "quorum none\n# c");
	bad("line 1", "a carriage return", "quorum none\r\n");
	bad("line 1", "a vertical tab", "quorum\vnone\n");
	bad("line 2", "a control byte in a comment", "quorum none\n# \x01\n");
	bad("line 2", "DEL in a comment", "quorum none\n#\x7f\n");
	bad("line 1", "an unknown keyword", "quibble a\nquorum none\n");
	bad("line 1", "an upper-case keyword", "Quorum none\n");
	bad("line 1", "a keyword with a suffix", "quorums none\n");
	bad("line 1", "a comment behind the quorum", "quorum none # none\n");
	bad("line 1", "a comment behind a URL", "witness a %s https://w # c\nquorum a\n",
	    W(11));
	bad("line 1", "a quorum without a name", "quorum\n");
	bad("line 1", "an undefined quorum", "quorum a\n");
	bad("line 1", "a quorum defined later", "quorum a\nwitness a %s\n", W(11));
	bad("line 2", "None", "witness a %s\nquorum None\n", W(11));
}

static void bad_keys(void)
{
	char vkey[200];

	bad("line 1", "a log without a key", "log\nquorum none\n");
	bad("line 1", "a log with a bad key", "log a+b+c\nquorum none\n");
	bad("line 1", "a log with a name", "log a %s\nquorum none\n", L(1));
	bad("line 1", "a log's key of type 0x04", "log %s\nquorum none\n", W(11));
	bad("line 1", "a log with three items", "log %s u v\nquorum none\n", L(1));
	bad("line 2", "a log twice", "log %s\nlog %s u\nquorum none\n", L(1), L(1));
	bad("line 2", "a log's key twice", "log %s\nlog %s u\nquorum none\n", L(1),
	    test_vkey(1, "another", VB_KEY_ED25519));
	bad("line 1", "a witness without a name", "witness\nquorum none\n");
	bad("line 1", "a witness without a key", "witness a\nquorum a\n");
	bad("line 1", "a witness's key of type 0x01", "witness a %s\nquorum a\n", L(1));
	bad("line 1", "a witness with four items", "witness a %s u v\nquorum a\n", W(11));
	bad("line 1", "a bare key in hex", "witness a %064d\nquorum a\n", 7);
	bad("line 2", "a witness's key twice", "witness a %s\nwitness b %s\nquorum a\n", W(11),
	    test_vkey(11, "another", VB_KEY_COSIGN));
	snprintf(vkey, sizeof(vkey), "%s", W(11));
	vkey[strlen("wit.example/11+")] ^= 1;
	bad("line 1", "a wrong key id", "witness a %s\nquorum a\n", vkey);
}

static void bad_names(void)
{
	char name[VB_KEYNAME_MAX + 2];

	bad("line 2", "a name twice", "witness a %s\nwitness a %s\nquorum a\n", W(11), W(12));
	bad("line 2", "a group named as a witness", "witness a %s\ngroup a 1 a\nquorum a\n",
	    W(11));
	bad("line 3", "a witness named as a group",
	    "witness a %s\ngroup g 1 a\nwitness g %s\nquorum g\n", W(11), W(12));
	bad("line 1", "a witness named none", "witness none %s\nquorum none\n", W(11));
	bad("line 2", "a group named none", "witness a %s\ngroup none 1 a\nquorum none\n",
	    W(11));
	memset(name, 'n', sizeof(name));
	name[VB_KEYNAME_MAX] = '\0';
	good("a name of 255 bytes", "witness %s %s\nquorum %s\n", name, W(11), name);
	name[VB_KEYNAME_MAX] = 'n';
	name[VB_KEYNAME_MAX + 1] = '\0';
	bad("line 1", "a name of 256 bytes", "witness %s %s\nquorum none\n", name, W(11));
}

static void bad_groups(void)
{
	static const char *const need[] = {"0", "3", "01", "+1", "-1", "1.", "", "some", "ALL",
					   "18446744073709551617", "4294967297"};

	for (size_t i = 0; i < VB_ARRAY_LEN(need); i++)
		bad("line 3", need[i],
		    "witness a %s\nwitness b %s\ngroup g %s a b\nquorum g\n",
		    W(11), W(12), need[i]);
	bad("line 1", "a group without a name", "group\nquorum none\n");
	bad("line 1", "a group without a threshold", "group g\nquorum none\n");
	bad("line 1", "a group without members", "group g all\nquorum none\n");
	bad("line 1", "a group of any of none", "group g any\nquorum none\n");
	bad("line 2", "an unknown member", "witness a %s\ngroup g any b\nquorum g\n", W(11));
	bad("line 2", "an unknown second member", "witness a %s\ngroup g any a b\nquorum g\n",
	    W(11));
	bad("line 1", "a later member", "group g any a\nwitness a %s\nquorum g\n", W(11));
	bad("line 2", "itself as a member", "witness a %s\ngroup g any a g\nquorum g\n",
	    W(11));
	bad("line 2", "none as a member", "witness a %s\ngroup g any a none\nquorum g\n",
	    W(11));
	bad("line 2", "a member twice", "witness a %s\ngroup g all a a\nquorum g\n", W(11));
	bad("line 3", "a member of two groups",
	    "witness a %s\ngroup g all a\ngroup h all a\nquorum g\n", W(11));
	bad("line 4", "a group in two groups", "witness a %s\ngroup g all a\ngroup h all g\n"
	    "group i all g\nquorum i\n", W(11));
}

/* As many lines of each kind as there may be, and one more. */
static void many(unsigned logs, unsigned witnesses, unsigned groups, const char *what,
		 enum vb_code want)
{
	struct vb_policy *p = NULL;
	struct vb_err err;
	size_t n = 0;

	for (unsigned i = 0; i < logs; i++)
		n += (size_t)sprintf(text + n, "log %s\n", test_vkey((uint8_t)(1 + i), "l",
								     VB_KEY_ED25519));
	for (unsigned i = 0; i < witnesses; i++)
		n += (size_t)sprintf(text + n, "witness w%u %s\n", i,
				     test_vkey((uint8_t)(100 + i), "w", VB_KEY_COSIGN));
	n += (size_t)sprintf(text + n, "group g0 2");
	for (unsigned i = 0; i < witnesses; i++)
		n += (size_t)sprintf(text + n, " w%u", i);
	n += (size_t)sprintf(text + n, "\n");
	for (unsigned i = 1; i < groups; i++)
		n += (size_t)sprintf(text + n, "group g%u any g%u\n", i, i - 1);
	sprintf(text + n, "quorum g%u\n", groups - 1);
	is_int(parse(text, strlen(text), &p, &err), want, "C2SP tlog-policy: %s", what);
	if (p)
		ok(vb_policy_logs(p) == logs && vb_policy_witnesses(p) == witnesses &&
		   vb_policy_log(p, 0)->type == VB_KEY_ED25519 &&
		   vb_policy_witness(p, 1)->type == VB_KEY_COSIGN, "with all of them");
	vb_policy_free(p);
}

static void limits(void)
{
	struct vb_policy *p = NULL;
	char name[VB_KEYNAME_MAX + 1];
	size_t n = 0;

	many(32, 32, 32, "32 of each", VB_OK);
	many(64, 64, 64, "64 of each", VB_OK);
	many(65, 64, 64, "65 logs", VB_MALFORMED);
	many(64, 65, 64, "65 witnesses", VB_MALFORMED);
	many(64, 64, 65, "65 groups", VB_MALFORMED);
	/* All nodes are used up before the witness too many is read. */
	many(1, 64, 64, "64 and 64", VB_OK);
	n = strlen(text) - strlen("quorum g63\n");
	sprintf(text + n, "witness one-more %s\nquorum g63\n", W(11));
	is_int(parse(text, strlen(text), &p, NULL), VB_MALFORMED, "and one more witness");
	sprintf(text + n, "group one-more 1 g63\nquorum g63\n");
	is_int(parse(text, strlen(text), &p, NULL), VB_MALFORMED, "and one more group");
	/* 32 names as long as a key's may be, in one group. */
	n = 0;
	memset(name, 'n', VB_KEYNAME_MAX - 2);
	for (unsigned i = 0; i < 32; i++)
		n += (size_t)sprintf(text + n, "witness %.253s%02u %s\n", name, i,
				     test_vkey((uint8_t)(100 + i), "w", VB_KEY_COSIGN));
	n += (size_t)sprintf(text + n, "group g all");
	for (unsigned i = 0; i < 32; i++)
		n += (size_t)sprintf(text + n, " %.253s%02u", name, i);
	sprintf(text + n, "\nquorum g\n");
	is_int(parse(text, strlen(text), &p, NULL), VB_OK, "32 members of 255 bytes");
	vb_policy_free(p);
	p = NULL;
	memset(text, '#', sizeof(text));
	text[sprintf(text, "quorum none\n")] = '#';
	for (size_t i = 100; i < sizeof(text); i += 100)
		text[i - 1] = '\n';
	text[VB_PAPER_MAX - 1] = text[VB_PAPER_MAX] = '\n';
	is_int(parse(text, VB_PAPER_MAX, &p, NULL), VB_OK, "a policy of 1 MiB");
	vb_policy_free(p);
	p = NULL;
	is_int(parse(text, VB_PAPER_MAX + 1, &p, NULL), VB_MALFORMED, "and one byte more");
	n = (size_t)sprintf(text, "quorum none\n%*c\n", VB_NOTE_MAX - 1, ' ');
	is_int(parse(text, n, &p, NULL), VB_OK, "a line of 65,535 bytes");
	vb_policy_free(p);
	p = NULL;
	n = (size_t)sprintf(text, "quorum none\n%*c\n", VB_NOTE_MAX, ' ');
	is_int(parse(text, n, &p, NULL), VB_MALFORMED, "and one byte more");
}

/* Every byte of a policy changed to some others: no crash; what is read has one
 * quorum, or none. */
static void mutations(void)
{
	static const uint8_t bytes[] = {0, 1, '\t', '\n', '\r', ' ', '#', '+', '0', '1', '2',
					'a', 'b', 'g', 0x7f, 0x80, 0xff};
	struct vb_policy *p;
	unsigned accepted = 0, cut = 0;
	size_t len;

	snprintf(text, sizeof(text), "log %s\nwitness a %s u\nwitness b %s\n# c\n"
		 "group g 2 a b\nquorum g\n", L(1), W(11), W(12));
	len = strlen(text);
	for (size_t n = 0; n < len; n++) {
		p = NULL;
		cut += parse(text, n, &p, NULL) == VB_OK;
		vb_policy_free(p);
	}
	is_int(cut, 0, "a truncated policy is malformed");
	for (size_t i = 0; i < len; i++)
		for (size_t b = 0; b < sizeof(bytes); b++) {
			char was = text[i];

			p = NULL;
			text[i] = (char)bytes[b];
			accepted += parse(text, len, &p, NULL) == VB_OK;
			vb_policy_free(p);
			text[i] = was;
		}
	ok(accepted > 0, "%u mutants are policies", accepted);
}

/* ---- the quorum ---- */

#define NWIT 6

static uint8_t *note;
static size_t note_len;

/* A checkpoint cosigned by witness 11 + i at times[i], where that is not 0. */
static uint8_t *cosigned(const int64_t times[static NWIT], struct vb_checkpoint *c)
{
	uint8_t buf[8192];
	struct vb_checkpoint plain;
	struct vb_writer w;

	if (vb_checkpoint_parse(vb_view(note, note_len), &plain, NULL) != VB_OK)
		abort();
	vb_writer_init(&w, buf, sizeof(buf));
	vb_put_view(&w, plain.note.all);
	for (uint8_t i = 0; i < NWIT; i++) {
		char name[32];
		struct vb_signer s;

		snprintf(name, sizeof(name), "wit.example/%d", 11 + i);
		s = test_signer((uint8_t)(11 + i), name, VB_KEY_COSIGN);
		if (times[i] &&
		    vb_cosign_put(&w, plain.note.text, times[i], &s, NULL) != VB_OK)
			abort();
	}
	return test_reparse(buf, w.len, c);
}

static struct vb_policy *policy(const char *rules)
{
	struct vb_policy *p = NULL;
	struct vb_err err;

	snprintf(text, sizeof(text), "log %s\nwitness a %s\nwitness b %s\nwitness c %s\n"
		 "witness d %s\nwitness e %s\nwitness f %s\n%s", L(1), W(11), W(12), W(13),
		 W(14), W(15), W(16), rules);
	if (vb_policy_parse(vb_view_str(text), &p, &err) != VB_OK) {
		diag("%s: %s", err.where, err.sentence);
		abort();
	}
	return p;
}

/* The quorum's time by trial: the least of the given times up to which the
 * witnesses, taken as yes or no, satisfy 2 of (2 of a b c), (any of d e), f. */
static bool met_at(const int64_t t[static NWIT], int64_t at)
{
	bool y[NWIT];

	for (unsigned i = 0; i < NWIT; i++)
		y[i] = t[i] && t[i] <= at;
	return (y[0] + y[1] + y[2] >= 2) + (y[3] || y[4]) + y[5] >= 2;
}

static void by_trial(void)
{
	struct vb_policy *p = policy("group x 2 a b c\ngroup y any d e\ngroup z 2 x y f\n"
				     "quorum z\n");
	uint32_t seed = 12345;
	unsigned wrong = 0, met = 0;

	for (unsigned round = 0; round < 300; round++) {
		int64_t t[NWIT], want = INT64_MAX, by = -1;
		struct vb_checkpoint c;
		unsigned counted = 0, n = 0;
		enum vb_code code;
		uint8_t *copy;

		for (unsigned i = 0; i < NWIT; i++) {
			seed = seed * 1664525 + 1013904223;
			t[i] = seed >> 31 ? 0 : 1 + (seed >> 24) % 9;
			n += t[i] != 0;
		}
		for (unsigned i = 0; i < NWIT; i++)
			if (t[i] && t[i] < want && met_at(t, t[i]))
				want = t[i];
		copy = cosigned(t, &c);
		code = vb_policy_check(p, &c, &by, &counted, NULL);
		if (want == INT64_MAX)
			wrong += code != VB_NOT_FOUND || by != -1 || counted != 0;
		else
			wrong += code != VB_OK || by != want || counted != n;
		met += want != INT64_MAX;
		free(copy);
	}
	is_int(wrong, 0, "format.md 6.6: the earliest time, against a trial of each");
	ok(met > 50 && met < 250, "the quorum was met in %u of 300", met);
	vb_policy_free(p);
}

static void quorums(void)
{
	static const struct {
		const char *rules;
		int64_t want; /* -1: no quorum */
	} t[] = {
		{"quorum none\n", VB_TIME_NONE},
		{"quorum a\n", 50},
		{"quorum b\n", -1},
		{"group g any a b c d e f\nquorum g\n", 20},
		{"group g 2 a b c d e f\nquorum g\n", 30},
		{"group g 3 a b c d e f\nquorum g\n", 50},
		{"group g 4 a b c d e f\nquorum g\n", INT64_MAX},
		{"group g 5 a b c d e f\nquorum g\n", -1},
		{"group g all a b c d e f\nquorum g\n", -1},
		{"group g all f e c a\nquorum g\n", INT64_MAX},
		{"group g all a b\ngroup h any g c\nquorum h\n", 30},
		{"group g all a b\ngroup h all g c\nquorum h\n", -1},
		{"group g all a e\ngroup h 2 c g\nquorum h\n", 50},
		{"quorum c\ngroup g all a b\n", 30},
	};
	static const int64_t times[NWIT] = {50, 0, 30, 0, 20, INT64_MAX};
	struct vb_checkpoint c;
	uint8_t *copy = cosigned(times, &c);

	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		struct vb_policy *p = policy(t[i].rules);
		struct vb_err err = {.code = VB_OK};
		unsigned counted = 77;
		int64_t by = -1;
		enum vb_code code = vb_policy_check(p, &c, &by, &counted, &err);
		char s[80];

		ok(code == (t[i].want == -1 ? VB_NOT_FOUND : VB_OK) && by == t[i].want &&
		   counted == (t[i].want == -1 ? 77 : 4) && err.code == code,
		   "format.md 6.6: %s", vb_quote(s, sizeof(s), vb_view_str(t[i].rules)));
		vb_policy_free(p);
	}
	free(copy);
}

static void false_lines(void)
{
	static const int64_t times[NWIT] = {50, 0, 30, 0, 20, 10};
	struct vb_policy *p = policy("quorum a\n"), *none = policy("quorum none\n");
	struct vb_checkpoint c;
	uint8_t *copy = cosigned(times, &c), *q;
	struct vb_err err = {.code = VB_OK};
	unsigned counted;
	int64_t by;
	size_t len = c.note.all.len;

	is_int(vb_policy_check(p, &c, &by, &counted, NULL), VB_OK, "four good cosignatures");
	free(copy);
	copy = cosigned(times, &c);
	q = test_reparse(copy, len, &c);
	/* The time in the last line, which the quorum does not need. */
	q[len - 1 - 104 + 8] = q[len - 1 - 104 + 8] == 'A' ? 'B' : 'A';
	is_int(vb_checkpoint_parse(vb_view(q, len), &c, NULL), VB_OK,
	       "one character is changed");
	is_int(vb_policy_check(p, &c, &by, &counted, &err), VB_FALSE,
	       "format.md 6.6: a matching line that does not verify");
	ok(err.code == VB_FALSE && strstr(err.sentence, "wit.example/16"), "names its key");
	is_int(vb_policy_check(p, &c, &by, &counted, NULL), VB_FALSE, "with no place to tell");
	is_int(vb_policy_check(none, &c, &by, &counted, NULL), VB_FALSE,
	       "even where none is needed");
	free(q);
	free(copy);
	vb_policy_free(p);
	vb_policy_free(none);
}

int main(void)
{
	if (!vb_crypto_init())
		return 1;
	vb_policy_free(NULL);
	good_policies();
	bad_lines();
	bad_keys();
	bad_names();
	bad_groups();
	limits();
	mutations();
	note = test_checkpoint("log.example/1", 3, &note_len);
	by_trial();
	quorums();
	false_lines();
	free(note);
	test_keys_free();
	return tap_done();
}
