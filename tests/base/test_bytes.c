/*
 * Tests of base: views, hashes, big-endian numbers, hexadecimal, errors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/base.h"
#include "tap.h"

#include <string.h>

static void views(void)
{
	struct vb_view none = vb_view(NULL, 0), a = vb_view_str("a"), ab = vb_view_str("ab"),
		       b = vb_view_str("b");

	ok(vb_view_eq(none, vb_view_str("")), "two empty views are equal, one of them NULL");
	ok(!vb_view_eq(a, ab) && !vb_view_eq(a, b) && vb_view_eq(ab, vb_view("abc", 2)),
	   "equality is of length and bytes");
	ok(vb_view_is(ab, "ab") && !vb_view_is(ab, "abc") && !vb_view_is(ab, "a"),
	   "a view is a string or is not");
	is_int(vb_view_cmp(a, ab), -1, "a prefix comes first");
	is_int(vb_view_cmp(ab, a), 1, "and the longer one after");
	is_int(vb_view_cmp(b, ab), 1, "bytes before length");
	is_int(vb_view_cmp(none, a), -1, "nothing comes before something");
	is_int(vb_view_cmp(ab, ab), 0, "a view equals itself");
	is_int(vb_view_cmp(vb_view_str("\xff"), a), 1, "bytes compare unsigned");
}

static void numbers(void)
{
	static const uint8_t p[] = {0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10};
	struct vb_hash zero = {{0}}, one = {{0}};
	uint8_t q[8];

	ok(vb_be32(p) == 0xfedcba98u, "be32");
	ok(vb_be64(p) == 0xfedcba9876543210u, "be64");
	vb_put_be64(q, 0xfedcba9876543210u);
	ok(memcmp(p, q, 8) == 0, "put_be64 is its inverse");
	vb_put_be32(q, 0x76543210u);
	ok(memcmp(p + 4, q, 4) == 0, "put_be32 is its inverse");
	one.b[31] = 1;
	ok(vb_hash_is_zero(&zero) && !vb_hash_is_zero(&one), "a zero hash");
	ok(vb_hash_eq(&zero, &zero) && !vb_hash_eq(&zero, &one), "hashes to the last byte");
}

static void hex(void)
{
	static const char *const bad[] = {"",	    "0",       "00112",	 "00112G", "0011AA",
					  "0011 2", "001122a", "0x1122", "00112g"};
	uint8_t all[256], back[256], out[3] = {9, 9, 9};
	char text[513];

	for (unsigned i = 0; i < 256; i++)
		all[i] = (uint8_t)i;
	vb_hex(text, all, sizeof(all));
	ok(strlen(text) == 512 && strncmp(text, "000102", 6) == 0 &&
		   strcmp(text + 506, "fdfeff") == 0,
	   "every byte to hex");
	ok(vb_unhex(back, 256, vb_view_str(text)) && memcmp(all, back, 256) == 0, "and back");
	for (size_t i = 0; i < VB_ARRAY_LEN(bad); i++)
		ok(!vb_unhex(out, 3, vb_view_str(bad[i])) && out[0] == 9 && out[2] == 9,
		   "refused as three bytes of hex, and nothing written: \"%s\"", bad[i]);
	vb_hex(text, all, 0);
	is_str(text, "", "no bytes are no digits");
	ok(vb_unhex(out, 0, vb_view(NULL, 0)), "no digits are no bytes");
}

static void hashes(void)
{
	char text[66];
	struct vb_hash h;

	memset(text, 'a', 65);
	text[65] = 0;
	ok(vb_hash_parse(vb_view(text, 64), &h) && h.b[0] == 0xaa && h.b[31] == 0xaa,
	   "64 lower-case digits are a hash");
	ok(!vb_hash_parse(vb_view(text, 63), &h), "63 are not");
	ok(!vb_hash_parse(vb_view(text, 65), &h), "65 are not");
	text[63] = 'A';
	ok(!vb_hash_parse(vb_view(text, 64), &h), "upper case is not");
}

static void errors(void)
{
	char longish[1000];
	struct vb_err err;

	is_int(vb_fail(NULL, VB_BUSY, "1", "x", "y"), VB_BUSY, "1.2: err may be NULL");
	is_int(vb_fail(&err, VB_FALSE, "4.3", "line 7", "%d of %s", 3, "4"), VB_FALSE,
	       "vb_fail returns its code");
	is_int(err.code, VB_FALSE, "and keeps it");
	is_str(err.clause, "4.3", "with the clause");
	is_str(err.where, "line 7", "and the place");
	is_str(err.sentence, "3 of 4", "and the sentence");
	memset(longish, 'x', sizeof(longish) - 1);
	longish[sizeof(longish) - 1] = 0;
	vb_fail(&err, VB_IO, longish, longish, "%s", longish);
	ok(strlen(err.clause) == 39 && strlen(err.where) == 127 && strlen(err.sentence) == 511,
	   "what is too long is cut");
	vb_fail(&err, VB_IO, NULL, NULL, "x");
	ok(err.clause[0] == 0 && err.where[0] == 0, "no clause and no place");
	is_str(vb_code_name(VB_OK), "ok", "the first code has a name");
	is_str(vb_code_name(VB_GONE), "gone", "the last code has a name");
	is_str(vb_code_name((enum vb_code)99), "no-such-code", "no other has");
	for (int i = VB_OK; i <= VB_GONE; i++) {
		for (int j = VB_OK; j < i; j++) {
			if (strcmp(vb_code_name((enum vb_code)i),
				   vb_code_name((enum vb_code)j)) == 0)
				ok(false, "codes %d and %d share a name", i, j);
		}
	}
}

int main(void)
{
	views();
	numbers();
	hex();
	hashes();
	errors();
	return tap_done();
}
