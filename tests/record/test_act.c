/*
 * Acts as bytes: one spelling each (format.md 1, 2), read back as written.
 *
 * SPDX-License-Identifier: ISC
 */
#include "fixture.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

#define H0 "0d4fc4a78d3706edccafb665a8b2fdd9309e82c78625bb0f2b8e7bb9e1c4d21c"
#define H1 "7d087a2e212c110e851c7b6fdc2853a41e7db1690beef7a9c11b3a26ee77e853"

static const char good[] =
	"verbale-act/1\nkind promise\ntable " H0 "\nauthor nord\noffice legal\nnumber 7\n"
	"prev " H1 "\nseen 41 " H0 " " H1 "\ndate 2026-10-12T09:30:00Z\n"
	"lodge-by 2026-10-14T09:30:00Z\nto sud\nwhat answer\nof " H1 "\n"
	"due 2026-11-01T00:00:00Z\ntext a line\\nand a \\\\ more\n";

/* @good with @from replaced by @to. */
static char *altered(const char *from, const char *to)
{
	const char *at = strstr(good, from);
	size_t size = sizeof(good) + strlen(to);
	char *out = malloc(size);

	if (!out || !at)
		abort();
	snprintf(out, size, "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
	return out;
}

static void refused(const char *clause, const char *what, const char *from, const char *to)
{
	char *text = altered(from, to);
	struct vb_act *a = malloc(sizeof(*a));
	struct vb_err err = {0};
	enum vb_code code = vb_act_parse_text(vb_view_str(text), a, &err);

	ok(code == VB_MALFORMED, "%s %s is refused", clause, what);
	is_str(err.clause, clause, "%s is what it breaks", clause);
	ok(err.sentence[0] && err.where[0], "%s says where and what: %s: %s", clause,
	   err.where, err.sentence);
	free(a);
	free(text);
}

static void accepted(const char *clause, const char *what, const char *from, const char *to)
{
	char *text = altered(from, to);
	struct vb_act *a = malloc(sizeof(*a));
	uint8_t *out = malloc(VB_TEXT_MAX);
	struct vb_writer w;

	ok(vb_act_parse_text(vb_view_str(text), a, NULL) == VB_OK, "%s %s is read", clause,
	   what);
	vb_writer_init(&w, out, VB_TEXT_MAX);
	vb_act_put_text(&w, a);
	ok(vb_view_is(vb_written(&w), text), "2.12 and comes out byte for byte");
	free(out);
	free(a);
	free(text);
}

static void test_header(void)
{
	accepted("2.2", "a good act", "nord", "nord");
	accepted("2.4", "an act without office", "office legal", "office -");
	accepted("2.5", "a number with epoch", "number 7", "number 7.2");
	accepted("2.2", "an absent optional field", "to sud", "to -");
	refused("2.1", "another first line", "verbale-act/1", "verbale-act/2");
	refused("2.3", "an unknown kind", "kind promise", "kind promises");
	refused("2.3", "a table that is no hash", "table 0d4f", "table 0D4f");
	refused("2.3", "no table", "table " H0, "table -");
	refused("2.4", "an author with capitals", "author nord", "author Nord");
	refused("2.4", "an office with a slash", "office legal", "office legal/x");
	refused("2.5", "number 0", "number 7", "number 0");
	refused("2.5", "a leading zero", "number 7", "number 07");
	refused("2.5", "epoch 0 written out", "number 7", "number 7.0");
	refused("2.5", "an epoch that is no number", "number 7", "number 7.x");
	refused("2.5", "number 0 with an epoch", "number 7", "number 0.1");
	refused("2.5", "a number over 2^53-1", "number 7", "number 9007199254740992");
	accepted("1.3", "the number 2^53-1", "number 7", "number 9007199254740991");
	refused("2.5", "no prev", "prev " H1, "prev -");
	refused("2.6", "no seen", "seen 41 " H0 " " H1, "seen -");
	refused("2.6", "seen of nothing", "seen 41", "seen 0");
	refused("2.6", "seen without its checkpoint", "seen 41 " H0 " " H1, "seen 41 " H0);
	refused("1.3", "a date that does not exist", "date 2026-10-12", "date 2026-02-30");
	refused("1.3", "a leap second", "T09:30:00Z\nlodge", "T23:59:60Z\nlodge");
	refused("2.7", "lodge-by before date", "lodge-by 2026-10-14", "lodge-by 2026-10-11");
}

static void test_fields(void)
{
	refused("2.2", "an absent field that must be there", "what answer", "what -");
	refused("1.3", "a word that is not in the list", "what answer", "what reply");
	refused("1.3", "an act id in capitals", "of " H1,
		"of 7D087a2e212c110e851c7b6fdc2853a41e7db1690beef7a9c11b3a26ee77e853");
	refused("1.4", "a backslash that escapes nothing", "and a \\\\ more",
		"and a \\t more");
	refused("1.4", "a C1 control", "a line", "a \xc2\x85line");
	refused("1.4", "a bidirectional control", "a line", "a \xe2\x80\xaeline");
	refused("1.4", "a zero-width space", "a line", "a \xe2\x80\x8bline");
	refused("1.4", "a line separator", "a line", "a \xe2\x80\xa8line");
	accepted("1.4", "letters of any script", "a line", "строка 行");
}

static void test_order(void)
{
	struct vb_act *a = malloc(sizeof(*a));
	char *text = altered("what answer\nof " H1, "of " H1 "\nwhat answer");

	ok(vb_act_parse_text(vb_view_str(text), a, NULL) == VB_MALFORMED,
	   "2.2 fields in another order");
	free(text);
	text = altered("to sud\n", "to sud\nto sud\n");
	ok(vb_act_parse_text(vb_view_str(text), a, NULL) == VB_MALFORMED,
	   "2.11 a single field twice");
	free(text);
	text = altered("more\n", "more\nmore x\n");
	ok(vb_act_parse_text(vb_view_str(text), a, NULL) == VB_MALFORMED,
	   "1.1 a line behind the last field");
	free(text);
	text = altered("more\n", "more");
	ok(vb_act_parse_text(vb_view_str(text), a, NULL) == VB_MALFORMED,
	   "1.1 no LF at the end");
	free(text);
	text = altered("to sud\n", "\nto sud\n");
	ok(vb_act_parse_text(vb_view_str(text), a, NULL) == VB_MALFORMED,
	   "2.1 an empty line inside");
	free(text);
	free(a);
}

static void test_repeated(void)
{
	static const char head[] =
		"verbale-act/1\nkind meeting\ntable " H0 "\nauthor nord\noffice -\nnumber 7\n"
		"prev " H1 "\nseen 41 " H0 " " H1 "\ndate 2026-10-12T09:30:00Z\n"
		"lodge-by 2026-10-14T09:30:00Z\nat 2026-10-12T09:30:00Z\n";
	static const struct {
		const char *what, *with;
		bool good;
	} row[] = {
		{"rising values", "with a\nwith b\n", true},
		{"falling values", "with b\nwith a\n", false},
		{"equal values", "with a\nwith a\n", false},
		{"none where one is needed", "with -\n", false},
		{"- as a second value", "with a\nwith -\n", false},
	};
	struct vb_act *a = malloc(sizeof(*a));
	char text[8192];

	for (unsigned i = 0; i < VB_ARRAY_LEN(row); i++) {
		snprintf(text, sizeof(text), "%s%splace -\nsubject x\n", head, row[i].with);
		ok((vb_act_parse_text(vb_view_str(text), a, NULL) == VB_OK) == row[i].good,
		   "2.11 %s", row[i].what);
	}
	size_t n = (size_t)snprintf(text, sizeof(text), "%s", head);
	for (unsigned i = 0; i < VB_REPEAT_MAX; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "with a%02u\n", i);
	snprintf(text + n, sizeof(text) - n, "place -\nsubject x\n");
	ok(vb_act_parse_text(vb_view_str(text), a, NULL) == VB_OK,
	   "1.2 64 values of one field");
	snprintf(text + n, sizeof(text) - n, "with b\nplace -\nsubject x\n");
	ok(vb_act_parse_text(vb_view_str(text), a, NULL) == VB_MALFORMED,
	   "1.2 65 values of one field");
	free(a);
}

/* Every truncation and every changed byte: an error or the same bytes again. */
static void test_mutations(void)
{
	struct vb_act *a = malloc(sizeof(*a));
	size_t len = sizeof(good) - 1;
	uint8_t *out = malloc(VB_TEXT_MAX), *in;
	unsigned bad = 0, read = 0;

	for (size_t cut = 0; cut < len; cut++) {
		in = malloc(cut ? cut : 1);
		memcpy(in, good, cut);
		bad += vb_act_parse_text(vb_view(in, cut), a, NULL) == VB_OK;
		free(in);
	}
	is_int(bad, 0, "2.12 no truncated act is read");
	bad = 0;
	for (size_t i = 0; i < len; i++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			struct vb_writer w;

			in = malloc(len);
			memcpy(in, good, len);
			in[i] ^= (uint8_t)(1u << bit);
			vb_writer_init(&w, out, VB_TEXT_MAX);
			if (vb_act_parse_text(vb_view(in, len), a, NULL) == VB_OK) {
				read++;
				vb_act_put_text(&w, a);
				bad += !vb_view_eq(vb_written(&w), vb_view(in, len));
			}
			free(in);
		}
	}
	ok(bad == 0 && read > 100, "2.12 %u altered acts were read, %u came out otherwise",
	   read, bad);
	free(out);
	free(a);
}

static void test_ids(void)
{
	struct vb_act *a = malloc(sizeof(*a));
	struct vb_hash id, table;
	char hex[65], cite[96];

	/* Computed with: printf 'verbale-act-id/1\nx\n' | sha256sum, and so on. */
	vb_act_id(vb_view_str("x\n"), &id);
	vb_hex(hex, id.b, 32);
	is_str(hex, "977159d3aa84c27a23ac1a8f41d3bcb2f260e24a9fb93598c96d2c87cc746c6f",
	       "2.9 act id");
	vb_table_id(vb_view_str("x\n"), &table);
	ok(!vb_hash_eq(&id, &table), "2.10 a table's id is not an act's");
	ok(vb_act_parse_text(vb_view_str(good), a, NULL) == VB_OK, "read");
	vb_act_citation(cite, a);
	is_str(cite, "NORD/LEGAL-7", "2.13 citation");
	free(a);
}

/* A name of 32 bytes. */
#define LONGEST "abcdefghijklmnopqrstuvwxyz-01234"

static void test_citations(void)
{
	static const struct {
		const char *in, *chain;
		uint64_t number, epoch;
		const char *article;
		bool valid;
	} row[] = {
		{"NORD-4", "nord", 4, 0, "", true},
		{"nord/legal-2", "nord/legal", 2, 0, "", true},
		{"NORD-4.1", "nord", 4, 1, "", true},
		{"NORD-2:4", "nord", 2, 0, "4", true},
		{"a-b-3:1", "a-b", 3, 0, "1", true},
		{"charter", "", 0, 0, "", true},
		{"NORD", "", 0, 0, "", false},
		{"NORD-", "", 0, 0, "", false},
		{"NORD-0", "", 0, 0, "", false},
		{"NORD-04", "", 0, 0, "", false},
		{"NORD-4.0", "", 0, 0, "", false},
		{"NORD-4:", "", 0, 0, "", false},
		{"N RD-4", "", 0, 0, "", false},
		{"", "", 0, 0, "", false},
		{"-4", "", 0, 0, "", false},
		{"NORD-4.x", "", 0, 0, "", false},
		{"NORD/-4", "", 0, 0, "", false},
		{"NORD/A/B-4", "", 0, 0, "", false},
		{LONGEST "/" LONGEST "-4", LONGEST "/" LONGEST, 4, 0, "", true},
		{LONGEST "/" LONGEST "x-4", "", 0, 0, "", false},
	};

	for (unsigned i = 0; i < VB_ARRAY_LEN(row); i++) {
		struct vb_view article;
		uint64_t n, e;
		char chain[66];
		bool read = vb_citation_parse(vb_view_str(row[i].in), chain, &n, &e, &article);

		ok(read == row[i].valid, "2.13 \"%s\" is %s", row[i].in,
		   row[i].valid ? "a citation" : "none");
		if (read && row[i].valid)
			ok(strcmp(chain, row[i].chain) == 0 && n == row[i].number &&
			   e == row[i].epoch && vb_view_is(article, row[i].article),
			   "2.13 \"%s\" names %s %llu.%llu", row[i].in, chain,
			   (unsigned long long)n, (unsigned long long)e);
	}
}

static void test_limits(void)
{
	struct vb_act *a = malloc(sizeof(*a));
	uint8_t *big = malloc(VB_NOTE_MAX + 1);
	struct vb_err err;

	memset(big, 'x', VB_NOTE_MAX + 1);
	ok(vb_act_parse(vb_view(big, VB_NOTE_MAX + 1), a, &err) == VB_MALFORMED &&
	   strcmp(err.clause, "1.2") == 0, "1.2 a note over 65535 bytes");
	ok(vb_act_parse_text(vb_view(big, VB_TEXT_MAX + 1), a, &err) == VB_MALFORMED &&
	   strcmp(err.clause, "1.2") == 0, "1.2 a text over 60000 bytes");
	ok(vb_act_parse(vb_view(good, sizeof(good) - 1), a, &err) == VB_MALFORMED &&
	   strcmp(err.clause, "C2SP signed-note") == 0, "2.1 an act that is no signed note");
	ok(vb_act_parse_text(vb_view_str("verbale-act/1\n\nkind x\n\n"), a, &err) == VB_MALFORMED &&
	   strcmp(err.clause, "2.1") == 0 && strcmp(err.where, "line 2") == 0,
	   "2.1 its first empty line, whatever stands around it");
	ok(vb_act_parse_text(vb_view_str("verbale-act/1\nkind "), a, &err) == VB_MALFORMED &&
	   strcmp(err.clause, "1.1") == 0, "1.1 a line that is cut off");
	free(big);
	free(a);
}

/* Lines of @key with @n values that rise. */
static void put_many(struct vb_writer *w, const char *key, unsigned n)
{
	struct vb_vkey k;

	for (unsigned i = 0; i < n; i++) {
		vb_putf(w, "%s ", key);
		if (strcmp(key, "rule") == 0)
			vb_putf(w, "answer-days 1%02u", i);
		else if (strcmp(key, "party") == 0)
			vb_putf(w, "a%02u observer", i);
		else {
			vb_putf(w, "a%02u act ", i);
			vb_vkey_make(&k, vb_view(w->ptr + w->len - 8, 3), VB_KEY_ED25519,
				     (uint8_t[32]){(uint8_t)i});
			vb_vkey_put(w, &k);
		}
		vb_put_byte(w, '\n');
	}
}

static const char charter_head[] =
	"verbale-act/1\nkind open\ntable -\nauthor nord\noffice -\nnumber 0\nprev -\nseen -\n"
	"date 2026-10-12T09:30:00Z\nlodge-by 2026-10-14T09:30:00Z\nname x\nnonce " H0 "\n"
	"origin bern/x\ndepositary bern\njudge -\n";

/* Three fields of 64 values each are more than any act has room for. */
static void test_values_limit(void)
{
	struct vb_act *a = malloc(sizeof(*a));
	uint8_t *buf = malloc(VB_TEXT_MAX);
	struct vb_err err = {0};
	struct vb_writer w;

	for (unsigned keys = 60; keys <= 61; keys++) {
		vb_writer_init(&w, buf, VB_TEXT_MAX);
		vb_put_str(&w, charter_head);
		put_many(&w, "rule", 64);
		put_many(&w, "party", 64);
		put_many(&w, "key", keys);
		vb_put_str(&w, "seat -\n");
		if (keys == 60)
			ok(vb_act_parse_text(vb_written(&w), a, &err) == VB_OK &&
				   a->nvalues == 192,
			   "1.2 an act with 192 values is read");
		else
			ok(vb_act_parse_text(vb_written(&w), a, &err) == VB_MALFORMED &&
				   strcmp(err.clause, "1.2") == 0,
			   "1.2 none with more: %s", err.sentence);
	}
	free(buf);
	free(a);
}

static void test_readers(void)
{
	struct vb_act *a = malloc(sizeof(*a));
	struct vb_hash h;
	int64_t t;

	if (vb_act_parse_text(vb_view_str(good), a, NULL) != VB_OK)
		abort();
	ok(vb_view_is(vb_act_get(a, "to", 0), "sud") && vb_act_count(a, "to") == 1,
	   "2.2 a field has its value");
	ok(vb_act_get(a, "to", 1).len == 0, "2.11 and no second one");
	ok(vb_act_get(a, "seat", 0).len == 0 && vb_act_count(a, "seat") == 0,
	   "2.2 a field of another kind has none");
	ok(vb_act_hash(a, "of", &h) && !vb_act_hash(a, "to", &h), "1.3 a hash is read as one");
	ok(vb_act_time(a, "due", &t) && t == 1793491200 && !vb_act_time(a, "seat", &t),
	   "1.3 a time is read as one");
	free(a);
}

/* ---- composing ---- */

/* What a composer is refused, where, and that nothing of it is left behind. */
static void not_composed(const struct vb_compose *c, size_t cap, const char *clause,
			 const char *where, const char *what)
{
	uint8_t *buf = malloc(2 * VB_TEXT_MAX);
	struct vb_err err = {0};
	struct vb_writer w;
	enum vb_code code;

	vb_writer_init(&w, buf, cap);
	vb_put_str(&w, "before");
	code = vb_compose_text(c, &w, &err);
	ok(code == VB_MALFORMED && strcmp(err.clause, clause) == 0 &&
		   strcmp(err.where, where) == 0,
	   "%s %s: %s: %s", clause, what, err.where, err.sentence);
	is_int((long long)w.len, 6, "%s and nothing is written", clause);
	free(buf);
}

static void test_compose(void)
{
	struct vb_view name[VB_REPEAT_MAX + 1],
		subject[2] = {vb_view_str("hours"), vb_view_str("x")};
	struct vb_view at = vb_view_str("2026-10-12T09:30:00Z");
	struct vb_act *a = malloc(sizeof(*a));
	uint8_t *buf = malloc(2 * VB_TEXT_MAX);
	char digits[VB_REPEAT_MAX + 1][8];
	struct vb_compose c = {
		.kind = vb_kind_find(vb_view_str("meeting")), .author = "nord", .number = 1,
		.has_seen = true, .seen_size = 1, .date = 1792000000, .lodge_by = 1792000000,
	};
	struct vb_writer w;

	for (unsigned i = 0; i <= VB_REPEAT_MAX; i++) {
		snprintf(digits[i], sizeof(digits[i]), "m%02u", VB_REPEAT_MAX - i);
		name[i] = vb_view_str(digits[i]);
	}
	c.field[0].v = &at;
	c.field[0].n = 1;
	c.field[1].v = name;
	c.field[1].n = VB_REPEAT_MAX;
	c.field[3].v = subject;
	c.field[3].n = 1;
	vb_writer_init(&w, buf, VB_TEXT_MAX);
	ok(vb_compose_text(&c, &w, NULL) == VB_OK &&
		   vb_act_parse_text(vb_written(&w), a, NULL) == VB_OK &&
		   vb_act_count(a, "with") == 64 &&
		   vb_view_is(vb_act_get(a, "with", 0), "m01"),
	   "2.11 what is composed has its values rising");
	c.field[1].n = VB_REPEAT_MAX + 1;
	not_composed(&c, VB_TEXT_MAX, "1.2", "with", "65 values of one field");
	c.field[1].n = 1;
	c.field[3].n = 2;
	not_composed(&c, VB_TEXT_MAX, "2.11", "subject",
		     "two values of a field that takes one");
	c.field[3].n = 1;
	not_composed(&c, 100, "1.2", "act", "a writer without room");
	memset(buf, 'x', 2 * VB_TEXT_MAX);
	subject[0] = vb_view(buf, VB_TEXT_MAX);
	not_composed(&c, 2 * VB_TEXT_MAX, "1.2", "act", "a text over 60000 bytes");
	subject[0] = vb_view_str("a\tb");
	not_composed(&c, VB_TEXT_MAX, "1.4", "line 14", "a value that would not be read");
	c.kind = vb_kind_find(vb_view_str("open"));
	for (unsigned i = 0; i < c.kind->nfields; i++)
		c.field[i].n = 0;
	for (unsigned i = 5; i <= 8; i++) {
		c.field[i].v = name;
		c.field[i].n = VB_REPEAT_MAX - 1;
	}
	not_composed(&c, VB_TEXT_MAX, "1.2", "seat", "four fields of 63 values");
	free(buf);
	free(a);
}

/* The charter alone has table -, number 0, prev -, seen - (2.3, 2.5, 2.6). */
static void test_charter(void)
{
	const char *names[] = {"nord", "sud"};
	struct vb_act *a = malloc(sizeof(*a));
	char cite[96], chain[66];
	struct fx t;

	fx_open(&t, 1, names, 2, NULL, NULL);
	ok(vb_act_parse(vb_view(t.note[0], t.note_len[0]), a, NULL) == VB_OK,
	   "5.1.1 a charter is read");
	ok(vb_hash_eq(&a->table, &t.fold->table), "2.10 the table is the hash of its text");
	vb_act_citation(cite, a);
	is_str(cite, "charter", "2.13 the charter is simply the charter");
	vb_act_chain(chain, a);
	is_str(chain, "nord", "2.4 its author is the opener");
	is_int(a->note.nsigs, 2, "2.8 it has a line for every member");
	struct vb_view text = a->note.text;
	struct vb_writer w;
	uint8_t *out = malloc(VB_TEXT_MAX);
	vb_writer_init(&w, out, VB_TEXT_MAX);
	vb_act_put_text(&w, a);
	ok(vb_view_eq(vb_written(&w), text), "2.12 and comes out byte for byte");
	free(out);
	fx_close(&t);
	free(a);
}

static void test_charter_table(void)
{
	struct vb_act *a = malloc(sizeof(*a));
	struct vb_err err = {0};
	char text[2048];

	snprintf(text, sizeof(text), "%s", charter_head);
	memcpy(strstr(text, "table -"), "table x", 7);
	ok(vb_act_parse_text(vb_view_str(text), a, &err) == VB_MALFORMED &&
	   strcmp(err.clause, "2.3") == 0, "2.3 a charter names no table: %s", err.sentence);
	free(a);
}

int main(void)
{
	if (!vb_crypto_init())
		return 99;
	test_header();
	test_fields();
	test_order();
	test_repeated();
	test_mutations();
	test_ids();
	test_citations();
	test_limits();
	test_values_limit();
	test_readers();
	test_compose();
	test_charter();
	test_charter_table();
	return tap_done();
}
