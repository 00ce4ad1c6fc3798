/*
 * Tests of base: UTF-8, words, and the escapes of each sink.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/base.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static size_t encode(uint32_t cp, uint8_t out[4])
{
	if (cp < 0x80) {
		out[0] = (uint8_t)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (uint8_t)(0xc0 | cp >> 6);
		out[1] = (uint8_t)(0x80 | (cp & 63));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (uint8_t)(0xe0 | cp >> 12);
		out[1] = (uint8_t)(0x80 | (cp >> 6 & 63));
		out[2] = (uint8_t)(0x80 | (cp & 63));
		return 3;
	}
	out[0] = (uint8_t)(0xf0 | cp >> 18);
	out[1] = (uint8_t)(0x80 | (cp >> 12 & 63));
	out[2] = (uint8_t)(0x80 | (cp >> 6 & 63));
	out[3] = (uint8_t)(0x80 | (cp & 63));
	return 4;
}

static void utf8_all(void)
{
	unsigned wrong = 0;

	for (uint32_t cp = 0; cp < 0x200000; cp++) {
		bool scalar = cp <= 0x10ffff && (cp < 0xd800 || cp > 0xdfff);
		uint8_t b[4];
		size_t n = encode(cp, b);
		uint32_t back = 0;

		if (scalar != vb_utf8_valid(vb_view(b, n)))
			wrong++;
		if (vb_utf8_next(vb_view(b, n), &back) != (scalar ? n : 0) ||
		    (scalar && back != cp))
			wrong++;
		if (n > 1 && vb_utf8_next(vb_view(b, n - 1), &back) != 0)
			wrong++;
	}
	is_int(wrong, 0,
	       "1.1: every scalar value is UTF-8, no surrogate and nothing beyond is");
}

/* Against a slow judgement: a string of two or three bytes is UTF-8 if it is the
 * concatenation of encodings; shortest form falls out. */
static void utf8_pairs(void)
{
	unsigned wrong = 0;

	for (unsigned i = 0; i < 0x10000; i++) {
		uint8_t b[2] = {(uint8_t)(i >> 8), (uint8_t)i};
		bool valid = (b[0] < 0x80 && b[1] < 0x80) ||
			     (b[0] >= 0xc2 && b[0] < 0xe0 && b[1] >= 0x80 && b[1] < 0xc0);

		wrong += valid != vb_utf8_valid(vb_view(b, 2));
	}
	is_int(wrong, 0, "1.1: all strings of two bytes");
}

static void utf8_bad(void)
{
	static const char *const bad[] = {"\x80",
					  "\xbf",
					  "\xc0\x80",
					  "\xc1\xbf",
					  "\xc3",
					  "\xe0\x80\x80",
					  "\xe0\x9f\xbf",
					  "\xed\xa0\x80",
					  "\xed\xbf\xbf",
					  "\xe2\x82",
					  "\xf0\x80\x80",
					  "\xf0\x8f\xbf\xbf",
					  "\xf4\x90\x80\x80",
					  "\xf5\x80\x80\x80",
					  "\xf8\x88\x80\x80\x80",
					  "\xfe",
					  "\xff",
					  "a\xc3(b",
					  "\xe2\x28\xa1",
					  "\xe2\x82\x28",
					  "\xc3\xa4\xc3"};

	for (size_t i = 0; i < VB_ARRAY_LEN(bad); i++)
		ok(!vb_utf8_valid(vb_view_str(bad[i])), "1.1: not UTF-8: case %zu", i);
	ok(vb_utf8_valid(vb_view(NULL, 0)), "1.1: nothing is UTF-8");
	ok(vb_utf8_valid(vb_view("a\0b", 3)), "1.1: so is a NUL");
}

static void plain(void)
{
	static const uint32_t good[] = {0x20,	0x7e,	0xa0,	0xad,	 0xe9,	  0x3b1,
					0x5d0,	0x61b,	0x61d,	0x627,	 0x180e,  0x200a,
					0x2010, 0x2014, 0x2027, 0x202f,	 0x205f,  0x2065,
					0x206a, 0x4e2d, 0xe000, 0xfdcf,	 0xfdf0,  0xfe0f,
					0xfefe, 0xff00, 0xfffd, 0x1f600, 0xe0001, 0x10fffd};
	static const uint32_t bad[] = {
		0,	 0x9,	   0xa,	     0xd,      0x1b,	  0x1f,	  0x7f,	  0x80,
		0x85,	 0x9f,	   0x61c,    0x200b,   0x200c,	  0x200d, 0x200e, 0x200f,
		0x2028,	 0x2029,   0x202a,   0x202e,   0x2060,	  0x2064, 0x2066, 0x2069,
		0xd800,	 0xdfff,   0xfdd0,   0xfdef,   0xfeff,	  0xfffe, 0xffff, 0x1fffe,
		0x1ffff, 0x10fffe, 0x10ffff, 0x110000, 0xffffffff};

	for (size_t i = 0; i < VB_ARRAY_LEN(good); i++)
		ok(vb_codepoint_plain(good[i]), "1.4: U+%04X may stand", good[i]);
	for (size_t i = 0; i < VB_ARRAY_LEN(bad); i++)
		ok(!vb_codepoint_plain(bad[i]), "1.4: U+%04X may not", bad[i]);
}

static void words(void)
{
	static const char *const good[] = {"-",
					   " ",
					   "a b",
					   "\\\\",
					   "\\n",
					   "a\\nb",
					   "\\\\n",
					   "\\\\\\n",
					   "\xc3\xa9t\xc3\xa9",
					   "\xe2\x80\x94",
					   "\xf0\x9f\x98\x80"};
	static const char *const bad[] = {
		"",	"\\",	    "a\\",	     "\\t",	     "\\\\\\",
		"\\N",	"\\x41",    "a\nb",	     "a\tb",	     "a\rb",
		"\x7f", "\x1b[31m", "\xc2\x85",	     "\xe2\x80\xae", "\xe2\x80\x8b",
		"\xff", "\xc3",	    "\xef\xbb\xbf-", "\xe2\x80\xa8", "\xed\xa0\x80"};
	char text[VB_WORDS_MAX + 1];

	for (size_t i = 0; i < VB_ARRAY_LEN(good); i++)
		ok(vb_words_valid(vb_view_str(good[i])), "1.4: words: %s", good[i]);
	for (size_t i = 0; i < VB_ARRAY_LEN(bad); i++)
		ok(!vb_words_valid(vb_view_str(bad[i])), "1.4: not words: case %zu", i);
	ok(!vb_words_valid(vb_view("a\0b", 3)), "1.4: not words: with a NUL");
	memset(text, 'x', sizeof(text));
	ok(vb_words_valid(vb_view(text, VB_WORDS_MAX)), "1.2, 1.4: words of %d bytes",
	   VB_WORDS_MAX);
	ok(!vb_words_valid(vb_view(text, VB_WORDS_MAX + 1)), "1.2: one more is refused");
}

static void words_round(void)
{
	static const struct {
		const char *plain, *escaped;
	} t[] = {{"a", "a"},
		 {"a\nb", "a\\nb"},
		 {"\\", "\\\\"},
		 {"\\n", "\\\\n"},
		 {"\\\n\\", "\\\\\\n\\\\"},
		 {"\n", "\\n"},
		 {"\xc3\xa9", "\xc3\xa9"}};
	uint8_t out[32], back[32];
	struct vb_writer w;

	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		vb_writer_init(&w, out, sizeof(out));
		ok(vb_words_encode(&w, vb_view_str(t[i].plain)) &&
			   vb_view_is(vb_written(&w), t[i].escaped),
		   "1.4: escaped: %s", t[i].escaped);
		ok(vb_words_valid(vb_written(&w)), "1.4: and valid");
		ok(vb_view_is(vb_view(back, vb_words_decode(back, vb_written(&w))),
			      t[i].plain),
		   "1.4: and back");
	}
	is_int((long long)vb_words_decode(back, vb_view_str("\\")), 1,
	       "a lone backslash is decoded without reading on");
}

static void words_refused(void)
{
	static const char *const bad[] = {"", "a\tb", "a\rb", "\xff", "\xe2\x80\xae", "\x7f"};
	char text[VB_WORDS_MAX + 1];
	uint8_t out[VB_WORDS_MAX + 10];
	struct vb_writer w;

	vb_writer_init(&w, out, sizeof(out));
	for (size_t i = 0; i < VB_ARRAY_LEN(bad); i++)
		ok(!vb_words_encode(&w, vb_view_str(bad[i])) && w.len == 0 && !w.over,
		   "1.4: cannot be words, and nothing is written: case %zu", i);
	memset(text, 'x', sizeof(text));
	text[0] = '\n';
	ok(vb_words_encode(&w, vb_view(text, VB_WORDS_MAX - 1)) && w.len == VB_WORDS_MAX,
	   "1.2: %d bytes when escaped", VB_WORDS_MAX);
	w.len = 0;
	ok(!vb_words_encode(&w, vb_view(text, VB_WORDS_MAX)), "1.2: one more is refused");
	vb_writer_init(&w, out, 3);
	ok(!vb_words_encode(&w, vb_view_str("a\nb")) && w.len == 0,
	   "more than there is room for");
	vb_writer_init(&w, out, 4);
	ok(vb_words_encode(&w, vb_view_str("a\nb")) && w.len == 4,
	   "as much as there is room for");
}

/* Every pair and triple over the bytes that matter: valid words are exactly what
 * encodes from what they decode to. */
static void words_exhaustive(void)
{
	static const uint8_t set[] = {'\\', 'n', 'a', '\n', 0xc3, 0xa9, 0x7f, ' '};
	unsigned wrong = 0, seen = 0;

	for (unsigned i = 0; i < 8 * 8 * 8 * 8; i++) {
		uint8_t v[4] = {set[i & 7], set[i >> 3 & 7], set[i >> 6 & 7], set[i >> 9]};
		uint8_t plainb[4], out[16];
		struct vb_writer w;
		bool valid = vb_words_valid(vb_view(v, 4));
		size_t n;

		vb_writer_init(&w, out, sizeof(out));
		n = vb_words_decode(plainb, vb_view(v, 4));
		seen += valid;
		if (valid && (!vb_words_encode(&w, vb_view(plainb, n)) ||
			      !vb_view_eq(vb_written(&w), vb_view(v, 4))))
			wrong++;
	}
	ok(wrong == 0 && seen > 100, "1.4: one spelling: encode(decode(w)) == w, %u times",
	   seen);
}

static void quoting(void)
{
	static const struct {
		const char *in;
		size_t cap;
		const char *want;
	} t[] = {{"plain \xc3\xa9", 40, "plain \xc3\xa9"},
		 {"a\nb\t\x1b[1m", 40, "a\\x0Ab\\x09\\x1B[1m"},
		 {"\x7f\xff\xc3", 40, "\\x7F\\xFF\\xC3"},
		 {"\xc2\x85\xe2\x80\xae\xf3\xa0\x80\x81", 40, "\\u{0085}\\u{202E}\\u{E0001}"},
		 {"abcdef", 7, "abcdef"},
		 {"abcdef", 6, "ab..."},
		 {"abc\n", 7, "abc..."},
		 {"abcd\n", 7, "abc..."},
		 {"\n\n", 8, "\\x0A..."},
		 {"\n\n", 7, "..."},
		 {"\xc3\xa9\xc3\xa9\xc3\xa9", 6, "\xc3\xa9..."},
		 {"\xc3\xa9\xc3\xa9\xc3\xa9", 5, "..."},
		 {"abcdef", 4, "..."},
		 {"abcdef", 3, ".."},
		 {"abcdef", 1, ""},
		 {"", 1, ""}};

	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		char *out = malloc(t[i].cap);

		is_str(vb_quote(out, t[i].cap, vb_view_str(t[i].in)), t[i].want,
		       "quoted into %zu bytes", t[i].cap);
		free(out);
	}
	is_str(vb_quote(NULL, 0, vb_view_str("x")), "", "quoted into no room");
}

/* Soft hyphens, fillers, selectors and tags may stand in a text, but are shown. */
static void unseen(void)
{
	static const char *const t[][2] = {
		{"a\xc2\xad", "a\\u{00AD}"},	      {"a\xe1\x85\xa0", "a\\u{1160}"},
		{"a\xef\xb8\x8f", "a\\u{FE0F}"},      {"a\xe3\x85\xa4", "a\\u{3164}"},
		{"a\xf3\xa0\x80\x81", "a\\u{E0001}"}, {"a\xe2\x81\xaa", "a\\u{206A}"}};
	char out[40];

	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		ok(vb_words_valid(vb_view_str(t[i][0])), "1.4: it may stand: %s", t[i][1]);
		is_str(vb_quote(out, sizeof(out), vb_view_str(t[i][0])), t[i][1],
		       "and is seen");
	}
}

static char *escaped(void (*sink)(FILE *, struct vb_view), const char *in)
{
	char *out = NULL;
	size_t n;
	FILE *f = open_memstream(&out, &n);

	sink(f, vb_view_str(in));
	fclose(f);
	return out;
}

static void tty_lines(FILE *f, struct vb_view v)
{
	vb_escape_tty(f, v, true);
}

static void tty_line(FILE *f, struct vb_view v)
{
	vb_escape_tty(f, v, false);
}

static void sinks(void)
{
	static const char hostile[] =
		"<a href=\"x\">&'\\\n\t\x1b[2J\xe2\x80\xae\xff\xf3\xa0\x80\x81\xc3\xa9";
	static const struct {
		const char *name;
		void (*sink)(FILE *, struct vb_view);
		const char *want;
	} t[] = {{"terminal, one line", tty_line,
		  "<a href=\"x\">&'\\\\x0A\\x09\\x1B[2J\\u{202E}\\xFF\\u{E0001}\xc3\xa9"},
		 {"terminal, many lines", tty_lines,
		  "<a href=\"x\">&'\\\n\\x09\\x1B[2J\\u{202E}\\xFF\\u{E0001}\xc3\xa9"},
		 {"JSON", vb_escape_json,
		  "<a "
		  "href=\\\"x\\\">&'\\\\\\n\\u0009\\u001b["
		  "2J\\u202e\\ufffd\\udb40\\udc01\xc3\xa9"},
		 {"HTML", vb_escape_html,
		  "&lt;a href=&quot;x&quot;&gt;&amp;&#39;\\\n\\x09\\x1B[2J\\u{202E}\\xFF"
		  "\\u{E0001}\xc3\xa9"}};

	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		char *out = escaped(t[i].sink, hostile);

		is_str(out, t[i].want, "a hostile string on its way to: %s", t[i].name);
		free(out);
	}
}

int main(void)
{
	utf8_all();
	utf8_pairs();
	utf8_bad();
	plain();
	words();
	words_round();
	words_refused();
	words_exhaustive();
	quoting();
	unseen();
	sinks();
	return tap_done();
}
