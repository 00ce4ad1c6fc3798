/*
 * Tests of base: the cursor and the strict values of lines.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/base.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static void lines(void)
{
	struct vb_cursor c;
	struct vb_err err;

	vb_cursor_init(&c, vb_view_str("one\n\nkey a b\nrest"), &err);
	ok(vb_view_is(vb_cursor_line(&c), "one") && c.line == 1, "a line");
	ok(vb_cursor_line(&c).len == 0 && c.code == VB_OK, "an empty line");
	ok(vb_cursor_peek(&c, "key") && !vb_cursor_peek(&c, "ke") &&
		   !vb_cursor_peek(&c, "key a b"),
	   "peek wants the whole key and its space");
	ok(vb_view_is(vb_cursor_field(&c, "key"), "a b") && c.line == 3, "a field");
	ok(vb_view_is(vb_cursor_bytes(&c, 4), "rest"), "bytes");
	is_int(vb_cursor_done(&c), VB_OK, "all was read");
	ok(!vb_cursor_peek(&c, "key"), "peek at the end finds nothing");
	ok(vb_cursor_line(&c).len == 0 && c.code == VB_MALFORMED,
	   "a line after the end fails");
	is_str(err.where, "line 4", "where");
	is_str(err.clause, "", "and no rule, where none was said to give the form");
}

/* What is absent or under another key breaks the form, what is not text or too long does
 * not (format.md 10.3). */
static void form(void)
{
	static const struct {
		const char *text, *clause, *what;
	} rows[] = {
		{"", "9.7", "10.3 a line absent"},
		{"kind", "1.1", "1.1 a line without its line feed"},
		{"kind\n", "9.7", "10.3 a key without its space"},
		{"kind \n", "9.7", "10.3 a key without its value"},
		{"king x\n", "9.7", "10.3 another key"},
	};
	struct vb_cursor c;
	struct vb_err err;

	for (size_t i = 0; i < VB_ARRAY_LEN(rows); i++) {
		vb_cursor_form(&c, vb_view_str(rows[i].text), "9.7", &err);
		ok(vb_cursor_field(&c, "kind").len == 0 && c.code == VB_MALFORMED, "%s fails",
		   rows[i].what);
		is_str(err.clause, rows[i].clause, "%s: by which rule", rows[i].what);
	}
	vb_cursor_form(&c, vb_view_str("ab"), "9.4", &err);
	ok(vb_cursor_bytes(&c, 3).len == 0 && c.code == VB_MALFORMED, "bytes cut off");
	is_str(err.clause, "9.4", "10.3 break the form, too");
}

static void sticky(void)
{
	struct vb_cursor c;
	struct vb_err err;

	vb_cursor_init(&c, vb_view_str("kind x\nsize 3\n"), &err);
	ok(vb_cursor_field(&c, "king").len == 0, "another key than the due one");
	is_str(err.sentence, "\"king\" is due, but the line is \"kind x\"", "is told");
	ok(vb_cursor_line(&c).len == 0 && vb_cursor_bytes(&c, 1).len == 0 &&
		   vb_cursor_field(&c, "size").len == 0 && !vb_cursor_peek(&c, "size"),
	   "after a failure everything is empty");
	vb_cursor_fail(&c, "9.9", "other");
	is_str(err.clause, "", "and the first error stays");
	is_int(vb_cursor_done(&c), VB_MALFORMED, "and done tells of it");
	vb_cursor_init(&c, vb_view_str("kind x\n"), NULL);
	vb_cursor_fail(&c, "1", "x");
	is_int(vb_cursor_done(&c), VB_MALFORMED, "an error without a place to go");
	vb_cursor_init(&c, vb_view_str("ab"), &err);
	is_int(vb_cursor_done(&c), VB_MALFORMED, "unread bytes are malformed");
	is_str(err.sentence, "2 bytes stand behind the end", "and counted");
}

static void bad_lines(void)
{
	static const char *const fields[] = {"key\n",	"key \n",   "keyx a\n",
					     "Key a\n", " key a\n", "key\ta\n",
					     "\n",	"key a",    ""};
	char text[VB_LINE_MAX + 2];
	struct vb_cursor c;

	for (size_t i = 0; i < VB_ARRAY_LEN(fields); i++) {
		vb_cursor_init(&c, vb_view_str(fields[i]), NULL);
		ok(vb_cursor_field(&c, "key").len == 0 && c.code == VB_MALFORMED,
		   "not a field: case %zu", i);
	}
	memset(text, 'x', sizeof(text));
	text[VB_LINE_MAX - 1] = '\n';
	vb_cursor_init(&c, vb_view(text, VB_LINE_MAX), NULL);
	ok(vb_cursor_line(&c).len == VB_LINE_MAX - 1 && vb_cursor_done(&c) == VB_OK,
	   "1.2: a line of %d bytes with its LF", VB_LINE_MAX);
	text[VB_LINE_MAX - 1] = 'x';
	text[VB_LINE_MAX] = '\n';
	vb_cursor_init(&c, vb_view(text, VB_LINE_MAX + 1), NULL);
	ok(vb_cursor_line(&c).len == 0 && c.code == VB_MALFORMED,
	   "1.2: one byte more is refused");
	vb_cursor_init(&c, vb_view(NULL, 0), NULL);
	ok(vb_cursor_line(&c).len == 0 && c.code == VB_MALFORMED, "no line in nothing");
	vb_cursor_init(&c, vb_view(NULL, 0), NULL);
	is_int(vb_cursor_done(&c), VB_OK, "nothing is wholly read");
	vb_cursor_init(&c, vb_view_str("abc"), NULL);
	ok(vb_cursor_bytes(&c, SIZE_MAX).len == 0 && c.code == VB_MALFORMED,
	   "more bytes than are left");
}

/* Each truncation and each single-byte change of a good text, in memory of its
 * exact size: it may be refused, it may not be read past. */
static void rough(void)
{
	static const char good[] = "verbale 1\nkind x\nsize 42\n\nab";
	size_t n = sizeof(good) - 1;
	unsigned accepted = 0;

	for (size_t len = 0; len <= n; len++) {
		uint8_t *p = malloc(len ? len : 1);
		struct vb_cursor c;

		memcpy(p, good, len);
		vb_cursor_init(&c, vb_view(p, len), NULL);
		vb_cursor_field(&c, "verbale");
		vb_cursor_field(&c, "kind");
		vb_cursor_peek(&c, "size");
		vb_cursor_field(&c, "size");
		vb_cursor_line(&c);
		vb_cursor_bytes(&c, 2);
		accepted += vb_cursor_done(&c) == VB_OK;
		free(p);
	}
	is_int(accepted, 1, "of all truncations only the whole text is accepted");
}

static void tokens(void)
{
	struct vb_view rest, v = vb_token(vb_view_str("a  b"), &rest);

	ok(vb_view_is(v, "a") && vb_view_is(rest, " b"), "one space parts");
	v = vb_token(rest, &rest);
	ok(v.len == 0 && vb_view_is(rest, "b"), "two spaces have nothing between");
	v = vb_token(rest, &rest);
	ok(vb_view_is(v, "b") && rest.len == 0, "the last token");
	v = vb_token(rest, &rest);
	ok(v.len == 0 && rest.len == 0, "and no more");
	v = vb_token(vb_view(NULL, 0), &rest);
	ok(v.len == 0 && rest.len == 0, "nothing has no tokens");
}

static void decimals(void)
{
	static const struct {
		const char *text;
		uint64_t value;
	} good[] = {{"0", 0},
		    {"1", 1},
		    {"9", 9},
		    {"10", 10},
		    {"4294967296", 4294967296u},
		    {"999999999999999", 999999999999999u},
		    {"9007199254740990", VB_DEC_MAX - 1},
		    {"9007199254740991", VB_DEC_MAX}};
	static const char *const bad[] = {"",
					  "00",
					  "01",
					  "-1",
					  "+1",
					  " 1",
					  "1 ",
					  "1.0",
					  "1e3",
					  "0x1",
					  "1a",
					  "/",
					  ":",
					  "9007199254740992",
					  "9999999999999999",
					  "10000000000000000",
					  "18446744073709551616",
					  "18446744073709551617",
					  "100000000000000000000000000000"};
	uint64_t n;

	for (size_t i = 0; i < VB_ARRAY_LEN(good); i++)
		ok(vb_dec_parse(vb_view_str(good[i].text), &n) && n == good[i].value,
		   "1.3: a number: %s", good[i].text);
	for (size_t i = 0; i < VB_ARRAY_LEN(bad); i++) {
		n = 77;
		ok(!vb_dec_parse(vb_view_str(bad[i]), &n) && n == 77,
		   "1.3: not a number, and nothing written: \"%s\"", bad[i]);
	}
	ok(!vb_dec_parse(vb_view("1\0", 2), &n), "1.3: not a number: with a NUL");
	ok(!vb_dec_parse(vb_view(NULL, 0), &n), "1.3: not a number: nothing");
}

static void names(void)
{
	static const char *const good[] = {"a", "nord", "nord-2",
					   "--", "0",	"abcdefghijklmnopqrstuvwxyz012345"};
	static const char *const bad[] = {
		"",    "Nord", "no rd", "n_d", "n/d", "n\xc3\xb6rd",
		"-",   "n\n", "n+d",  "n.d",	"`",   "{",   "abcdefghijklmnopqrstuvwxyz0123456"};

	for (size_t i = 0; i < VB_ARRAY_LEN(good); i++)
		ok(vb_name_valid(vb_view_str(good[i])), "1.3: a name: %s", good[i]);
	for (size_t i = 0; i < VB_ARRAY_LEN(bad); i++)
		ok(!vb_name_valid(vb_view_str(bad[i])), "1.3: not a name: case %zu", i);
	ok(!vb_name_valid(vb_view("a\0", 2)), "1.3: not a name: with a NUL");
}

int main(void)
{
	lines();
	form();
	sticky();
	bad_lines();
	rough();
	tokens();
	decimals();
	names();
	return tap_done();
}
