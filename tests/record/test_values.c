/*
 * Values of an act's fields: one spelling for each type, and nothing else is read
 * (format.md 1.3, 3.2, 3.3, 5.1.4, 5.2.4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

#define H0 "0d4fc4a78d3706edccafb665a8b2fdd9309e82c78625bb0f2b8e7bb9e1c4d21c"
#define H1 "7d087a2e212c110e851c7b6fdc2853a41e7db1690beef7a9c11b3a26ee77e853"

/* Reads an act of @kind whose fields are @body. */
static enum vb_code read_act(const char *kind, const char *body, struct vb_act *a,
			     struct vb_err *err)
{
	static char text[8192];

	snprintf(text, sizeof(text),
		 "verbale-act/1\nkind %s\ntable " H0 "\nauthor nord\noffice -\nnumber 7\n"
		 "prev " H1 "\nseen 41 " H0 " " H1 "\ndate 2026-10-12T09:30:00Z\n"
		 "lodge-by 2026-10-14T09:30:00Z\n%s", kind, body);
	memset(err, 0, sizeof(*err));
	return vb_act_parse_text(vb_view_str(text), a, err);
}

static void good(const char *clause, const char *kind, const char *body, const char *what)
{
	struct vb_act *a = malloc(sizeof(*a));
	uint8_t *out = malloc(VB_TEXT_MAX);
	struct vb_writer w;
	struct vb_err err;
	bool read = read_act(kind, body, a, &err) == VB_OK;

	vb_writer_init(&w, out, VB_TEXT_MAX);
	if (read)
		vb_act_put_text(&w, a);
	ok(read && w.len > strlen(body) &&
	   memcmp(out + w.len - strlen(body), body, strlen(body)) == 0,
	   "%s read, and written again: %s", clause, what);
	free(out);
	free(a);
}

/* @clause is what the reader cites; the value that is to blame stands in the sentence. */
static void bad(const char *clause, const char *kind, const char *body, const char *what)
{
	struct vb_act *a = malloc(sizeof(*a));
	struct vb_err err;
	enum vb_code code = read_act(kind, body, a, &err);

	ok(code == VB_MALFORMED && strcmp(err.clause, clause) == 0 && err.sentence[0],
	   "%s refused: %s (%s %s)", clause, what, err.clause, err.sentence);
	free(a);
}

static void rule(const char *value, bool is_good)
{
	char body[200];

	snprintf(body, sizeof(body), "amends " H1 "\nrule %s\n", value);
	if (is_good)
		good("5.1.4", "amend", body, value);
	else
		bad("1.3", "amend", body, value);
}

static void test_rules(void)
{
	static const char *const right[] = {
		"answer-days -", "answer-days 1", "answer-days 36500", "channel complete",
		"channel open", "clock runs", "clock stops", "collect-days 1",
		"contest-days 7", "deemed-days -", "deemed-days 36500", "skew-seconds 0",
		"skew-seconds 86400", "take-days 36500", "tie author", "tie addressee",
		"undertaking each",
		"undertaking single"};
	static const char *const wrong[] = {
		"answer-days", "answer-days ", "answer-days 0", "answer-days 36501",
		"answer-days 07", "answer-days x", "channel closed", "clock walks",
		"collect-days -", "collect-days 0", "contest-days 36501", "deemed-days 0",
		"skew-seconds 86401", "skew-seconds -", "take-days 0", "tie nobody",
		"answer-day 3", " answer-days 3", "take-days 3 4", "undertaking",
		"undertaking -", "undertaking all", "undertakings each"};

	for (unsigned i = 0; i < VB_ARRAY_LEN(right); i++)
		rule(right[i], true);
	for (unsigned i = 0; i < VB_ARRAY_LEN(wrong); i++)
		rule(wrong[i], false);
}

/* "NAME PURPOSE VKEY", the vkey of @type named @keyname, with a point that is a key. */
static const char *key_line(const char *name, const char *purpose, const char *keyname,
			    uint8_t type)
{
	/* RFC 8032 7.1, test 1. */
	static const uint8_t pub[32] = {
		0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe,
		0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6,
		0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a};
	static char line[4][400];
	static unsigned next;
	char *out = line[next++ % 4];
	struct vb_vkey k;
	struct vb_writer w;

	vb_vkey_make(&k, vb_view_str(keyname), type, pub);
	vb_writer_init(&w, out, sizeof(line[0]) - 1);
	vb_putf(&w, "%s %s ", name, purpose);
	vb_vkey_put(&w, &k);
	out[w.len] = '\0';
	return out;
}

static const char *rekey_with(const char *key)
{
	static char body[2][600];
	static unsigned next;
	char *out = body[next++ % 2];

	snprintf(out, sizeof(body[0]), "key %s\nreason -\n", key);
	return out;
}

static void test_keys(void)
{
	static const struct {
		const char *name, *purpose, *keyname;
		uint8_t type;
		const char *what;
	} wrong[] = {
		{"", "act", "nord", VB_KEY_ED25519, "a key of nobody"},
		{"Nord", "act", "nord", VB_KEY_ED25519, "a name with a capital"},
		{"nord/", "act", "nord", VB_KEY_ED25519, "an empty office"},
		{"/legal", "act", "/legal", VB_KEY_ED25519, "an office of nobody"},
		{"nord/a/b", "act", "nord/a/b", VB_KEY_ED25519, "an office of an office"},
		{"nord", "sign", "nord", VB_KEY_ED25519, "a purpose that there is not"},
		{"nord", "act", "nord", VB_KEY_COSIGN, "an act key of type 0x04"},
		{"nord", "cosign", "nord", VB_KEY_ED25519, "a cosign key of type 0x01"},
		{"bern", "clock", "bern", VB_KEY_ED25519, "a clock key of type 0x01"},
		{"nord", "act", "sud", VB_KEY_ED25519, "a key under another name"},
		{"nord", "recovery", "nord", VB_KEY_ED25519, "a recovery key not named so"},
	};

	good("3.2", "rekey", rekey_with(key_line("nord", "act", "nord", VB_KEY_ED25519)),
	     "an act key");
	good("3.2", "rekey",
	     rekey_with(key_line("nord/legal", "act", "nord/legal", VB_KEY_ED25519)),
	     "an office's act key");
	good("3.2", "rekey", rekey_with(key_line("nord", "cosign", "nord", VB_KEY_COSIGN)),
	     "a cosign key");
	good("3.2", "rekey",
	     rekey_with(key_line("nord", "recovery", "nord/recovery", VB_KEY_ED25519)),
	     "a recovery key");
	good("3.2", "rekey", rekey_with(key_line("bern", "log", "any/origin", VB_KEY_ED25519)),
	     "a log key, named by its origin");
	for (unsigned i = 0; i < VB_ARRAY_LEN(wrong); i++)
		bad("3.2", "rekey", rekey_with(key_line(wrong[i].name, wrong[i].purpose,
							wrong[i].keyname, wrong[i].type)),
		    wrong[i].what);
	bad("3.2", "rekey", rekey_with("nord act"), "a key without its value");
	bad("3.2", "rekey", rekey_with("nord seal age1xyz"),
	    "a seal key that is no recipient");
	bad("C2SP signed-note", "rekey", rekey_with("nord act nord+12345678+AAAA"),
	    "a vkey that is none");
}

/* What a reader leaves to the place where the key is registered. */
static void test_points(void)
{
	static const uint8_t low[32] = {1};
	struct vb_recipient zero = {{0}};
	struct vb_err err = {0};
	struct vb_key key;
	struct vb_vkey k;
	struct vb_writer w;
	char line[200];

	ok(vb_key_parse(vb_view_str("nord act"), &key, &err) == VB_MALFORMED &&
	   strcmp(err.clause, "3.2") == 0, "3.2 what is no key line has no point");
	vb_vkey_make(&k, vb_view_str("nord"), VB_KEY_ED25519, low);
	vb_writer_init(&w, line, sizeof(line));
	vb_put_str(&w, "nord act ");
	vb_vkey_put(&w, &k);
	ok(vb_key_read(vb_written(&w), &key, NULL) == VB_OK,
	   "3.3 a key of small order is read");
	ok(vb_key_parse(vb_written(&w), &key, &err) == VB_MALFORMED &&
	   strcmp(err.clause, "3.3") == 0, "3.3 but is no key: %s", err.sentence);
	vb_writer_init(&w, line, sizeof(line));
	vb_put_str(&w, "nord seal ");
	vb_recipient_put(&w, &zero);
	ok(vb_key_read(vb_written(&w), &key, NULL) == VB_OK,
	   "3.3 so is a recipient of zeroes");
	ok(vb_key_parse(vb_written(&w), &key, &err) == VB_MALFORMED &&
		   strcmp(err.clause, "3.3") == 0,
	   "3.3 nothing can be sealed to it: %s", err.sentence);
	ok(vb_key_parse(vb_view_str(key_line("nord", "act", "nord", VB_KEY_ED25519)), &key,
			NULL) == VB_OK &&
		   key.purpose == VB_P_ACT && strcmp(key.name, "nord") == 0,
	   "3.3 a point of prime order is one");
}

static void copy(const char *value, const char *what)
{
	char body[600];

	snprintf(body, sizeof(body), "of " H1 "\ncopy %s\n", value);
	if (what)
		bad("1.3", "receipt", body, what);
	else
		good("5.2.4", "receipt", body, value);
}

static void test_copies(void)
{
	static const struct vb_recipient nine = {{9}};
	char line[400], recipient[VB_AGE_RECIPIENT_LEN + 1] = "";
	struct vb_writer w;

	vb_writer_init(&w, recipient, VB_AGE_RECIPIENT_LEN);
	vb_recipient_put(&w, &nine);
	copy("sud 1 1 " H0 " " H1 " -", NULL);
	copy("sud 512 9007199254740991 " H0 " " H1 " -", NULL);
	snprintf(line, sizeof(line), "sud 3 500 " H0 " " H1 " %s", recipient);
	copy(line, NULL);
	copy("sud 3 500 " H0 " " H1, "five parts");
	copy("sud 3 500 " H0 " " H1 " - -", "seven parts");
	copy("sud 3 500 " H0 " " H1 " - ", "a space behind the last");
	copy("sud 3 500 " H0 "  " H1 " -", "two spaces");
	copy("Sud 3 500 " H0 " " H1 " -", "an addressee with a capital");
	copy("sud 03 500 " H0 " " H1 " -", "leaves with a leading zero");
	copy("sud 0 500 " H0 " " H1 " -", "no leaf");
	copy("sud 3 x " H0 " " H1 " -", "bytes that are no number");
	copy("sud 3 0 " H0 " " H1 " -", "no byte");
	copy("sud 3 500 H " H1 " -", "a hash that is none");
	copy("sud 3 500 " H0 " R -", "a root that is none");
	copy("sud 3 500 " H0 " " H1 " age1x", "a recipient that is none");
	bad("1.2", "receipt", "of " H1 "\ncopy sud 513 500 " H0 " " H1 " -\n", "513 leaves");
	bad("1.3", "receipt", "of " H1 "\ncopy sud 513 0 " H0 " " H1 " -\n",
	    "513 leaves without a byte");
}

struct row {
	const char *value, *what;	/* no @what: it is good */
};

static void test_others(void)
{
	char name[257] = {0}, long_body[300];
	static const char letter[] =
		"role letter\nanswers -\nprivilege open\nconfidential no\ncollect-by -\n"
		"same-text yes\ncopy sud 3 500 " H0 " " H1 " -\nannex %s\n";
	static const struct row annex[] = {
		{"sud 500 " H0, NULL},
		{"Sud 500 " H0, "an annex for a capital"},
		{"sud 0500 " H0, "an annex of a leading zero"},
		{"sud 500 " H0 " x", "an annex with something behind"},
		{"sud 500", "an annex without hash"},
		{"sud", "an annex without size"},
	};
	static const struct row party[] = {
		{"west", "no role"},
		{"west guest", "a role that there is not"},
		{"West principal", "a member with a capital"},
	};
	static const struct row at[] = {
		{"3 " H0, NULL},
		{"x " H0, "a size that is none"},
		{"3 R", "a root that is none"},
		{"3", "no root"},
	};
	char body[1200];

	for (unsigned i = 0; i < VB_ARRAY_LEN(annex); i++) {
		snprintf(body, sizeof(body), letter, annex[i].value);
		if (annex[i].what)
			bad("1.3", "letter", body, annex[i].what);
		else
			good("5.2.4", "letter", body, annex[i].value);
	}
	for (unsigned i = 0; i < VB_ARRAY_LEN(party); i++) {
		snprintf(body, sizeof(body), "party %s\n", party[i].value);
		bad("1.3", "admit", body, party[i].what);
	}
	for (unsigned i = 0; i < VB_ARRAY_LEN(at); i++) {
		snprintf(body, sizeof(body),
			 "depositary oslo\norigin oslo/crossing\nkey %s\nat %s\nreason -\n",
			 key_line("oslo", "log", "oslo/crossing", VB_KEY_ED25519),
			 at[i].value);
		if (at[i].what)
			bad("1.3", "transfer", body, at[i].what);
		else
			good("5.1.13", "transfer", body, at[i].value);
	}
	bad("1.3", "transfer", "depositary oslo\norigin oslo+crossing\n",
	    "an origin with a +");
	memset(name, 'o', sizeof(name) - 1);
	snprintf(long_body, sizeof(long_body), "depositary oslo\norigin %s\n", name);
	bad("1.2", "transfer", long_body, "an origin of 256 bytes");
	bad("1.3", "release",
	    "of " H0 "\naddressee sud\nreceipt " H1 "\nidentity AGE-SECRET-KEY-1X\n",
	    "an identity that is none");
	bad("1.3", "contest", "of " H0 "\nsealed x\nreason -\n", "a hash that is none");
}

/* No kind has one today; the type is part of the format (1.3). */
static void test_dec(void)
{
	static const struct vb_field f = {"count", VB_T_DEC, 0, NULL, ""};
	struct vb_err err = {0};

	ok(vb_value_check(&f, vb_view_str("9007199254740991"), "line 1", NULL) == VB_OK,
	   "1.3 a number up to 2^53-1");
	ok(vb_value_check(&f, vb_view_str("9007199254740992"), "line 1", &err) ==
			   VB_MALFORMED &&
		   strcmp(err.clause, "1.3") == 0 && strcmp(err.where, "line 1") == 0,
	   "1.3 and none above it: %s", err.sentence);
}

int main(void)
{
	if (!vb_crypto_init())
		return 99;
	test_rules();
	test_keys();
	test_points();
	test_copies();
	test_others();
	test_dec();
	return tap_done();
}
