/*
 * Archives have one spelling (format.md 9.1).
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* What reading the whole archive ends with; how many files came before. */
static enum vb_code walk(struct vb_view archive, unsigned *files, struct vb_err *err)
{
	struct kit_file exact = kit_copy(archive);
	struct vb_view name, content;
	enum vb_code code;
	size_t pos = 0;

	*files = 0;
	while ((code = vb_ustar_next(kit_view(&exact), &pos, &name, &content, err)) == VB_OK)
		++*files;
	kit_free(&exact);
	return code;
}

/* A real archive to alter: README, manifest, checkpoint, marks, tiles. */
static struct kit_file sample(void)
{
	static const char *const names[] = {"nord", "sud"};
	static struct kit k;
	struct kit_file f;

	kit_found(&k, names, 2, NULL, NULL);
	f = kit_bundle(&k.t, NULL);
	kit_close(&k);
	return f;
}

static void fix_sum(uint8_t *h)
{
	unsigned sum = 0;
	char text[8];

	memset(h + 148, ' ', 8);
	for (unsigned i = 0; i < 512; i++)
		sum += h[i];
	snprintf(text, sizeof(text), "%06o", sum);
	memcpy(h + 148, text, 7);
}

static const struct {
	const char *what;
	unsigned at;
	const char *bytes;
	size_t n;
	const char *sentence;	/* names the field */
} spellings[] = {
	{"another mode", 100, "0000755", 7, "mode"},
	{"a mode in spaces", 100, "   644 ", 7, "mode"},
	{"an owner", 108, "0001750", 7, "owner id"},
	{"a group", 116, "0001750", 7, "group id"},
	{"a size that is no octal", 124, "0000000008z", 11, "octal"},
	{"a size in base 256", 124, "\x80", 1, "octal"},
	{"a size without its NUL", 135, " ", 1, "size"},
	{"a time", 136, "14000000000", 11, "modification time"},
	{"a directory", 156, "5", 1, "type"},
	{"a link", 156, "2", 1, "type"},
	{"a pax header", 156, "x", 1, "type"},
	{"the old type", 156, "\0", 1, "type"},
	{"a link name", 157, "x", 1, "link name"},
	{"GNU magic", 257, "ustar  ", 7, "magic"},
	{"another version", 263, "01", 2, "version"},
	{"an owner's name", 265, "root", 4, "owner name"},
	{"a group's name", 297, "wheel", 5, "group name"},
	{"a device", 329, "0000001", 7, "device"},
	{"a prefix", 345, "folder", 6, "prefix"},
	{"a byte behind all fields", 511, "x", 1, "padding"},
	{"an absolute name", 0, "/EADME", 6, "name"},
	{"a name that climbs", 0, "../ADM", 6, "name"},
	{"a name of dots", 0, "./READ", 6, "name"},
	{"an empty part", 0, "a//b", 4, "name"},
	{"a slash at the end", 5, "/", 1, "name"},
	{"no name", 0, "\0\0\0\0\0\0", 6, "name"},
	{"a control in a name", 0, "\x1b[2J", 4, "name"},
	{"a space in a name", 0, "a b", 3, "name"},
	{"bytes behind a name's NUL", 50, "x", 1, "name"},
};

static void test_spellings(const struct kit_file *good)
{
	struct vb_err err;
	unsigned files;

	for (size_t i = 0; i < VB_ARRAY_LEN(spellings); i++) {
		struct kit_file f = kit_copy(kit_view(good));

		memcpy(f.ptr + spellings[i].at, spellings[i].bytes, spellings[i].n);
		fix_sum(f.ptr);
		ok(walk(kit_view(&f), &files, &err) == VB_MALFORMED && files == 0 &&
			   strcmp(err.clause, "9.1") == 0 &&
			   strstr(err.sentence, spellings[i].sentence),
		   "9.1 refuses %s", spellings[i].what);
		if (!strstr(err.sentence, spellings[i].sentence))
			diag("%s", err.sentence);
		kit_free(&f);
	}
}

static void test_checksum(const struct kit_file *good)
{
	struct kit_file f = kit_copy(kit_view(good));
	struct vb_err err;
	unsigned files;

	f.ptr[148 + 5]++;
	ok(walk(kit_view(&f), &files, &err) == VB_MALFORMED && strstr(err.sentence, "checksum"),
	   "9.1 refuses a false checksum");
	memcpy(f.ptr + 148, good->ptr + 148, 8);
	f.ptr[154] = ' ';
	ok(walk(kit_view(&f), &files, &err) == VB_MALFORMED && strstr(err.sentence, "checksum"),
	   "9.1 refuses the checksum's other spelling");
	kit_free(&f);
}

/* A name of @len bytes in front of an archive. */
static bool name_reads(const struct kit_file *good, size_t len)
{
	struct kit_file f = kit_copy(kit_view(good));
	struct vb_view name, content;
	size_t pos = 0;
	bool read;

	memset(f.ptr, 'n', len);
	fix_sum(f.ptr);
	read = vb_ustar_next(kit_view(&f), &pos, &name, &content, NULL) == VB_OK &&
	       name.len == len;
	kit_free(&f);
	return read;
}

/* Every character that a part may have, and its neighbours that it may not. */
static void test_names(const struct kit_file *good)
{
	static const char may[] = "09azAZ-_.", may_not[] = "`{@[^,:+ ~\"\\";
	struct vb_view name, content;
	unsigned read = 0, refused = 0;

	for (size_t i = 0; i < sizeof(may) - 1 + sizeof(may_not) - 1; i++) {
		bool good_one = i < sizeof(may) - 1;
		struct kit_file f = kit_copy(kit_view(good));
		size_t pos = 0;
		enum vb_code code;

		f.ptr[3] = (uint8_t)(good_one ? may[i] : may_not[i - (sizeof(may) - 1)]);
		fix_sum(f.ptr);
		code = vb_ustar_next(kit_view(&f), &pos, &name, &content, NULL);
		read += good_one && code == VB_OK && name.len == 6 && name.ptr[3] == f.ptr[3];
		refused += !good_one && code == VB_MALFORMED;
		kit_free(&f);
	}
	is_int(read, sizeof(may) - 1, "9.1 letters, digits, '-', '_' and '.'");
	is_int(refused, sizeof(may_not) - 1, "9.1 and nothing else");
}

static void test_ends(const struct kit_file *good)
{
	struct kit_file more = kit_copy(vb_view(good->ptr, good->len));
	unsigned files, whole, accepted = 0;
	struct vb_err err;

	is_int(walk(kit_view(good), &whole, &err), VB_NOT_FOUND, "9.1 an archive ends properly");
	is_int(whole, 6, "9.1 and holds its six files");
	for (size_t len = 0; len < good->len; len++) {
		if (len % 512 == 0 || len % 512 == 1 || len % 512 == 511)
			accepted += walk(vb_view(good->ptr, len), &files, NULL) == VB_NOT_FOUND;
	}
	is_int(accepted, 0, "9.1 no shorter archive ends properly");
	more.ptr = realloc(more.ptr, good->len + 512);
	assert(more.ptr);
	memset(more.ptr + good->len, 0, 512);
	more.len = good->len + 512;
	is_int(walk(kit_view(&more), &files, NULL), VB_MALFORMED, "9.1 refuses a third zero block");
	more.len = good->len + 1;
	is_int(walk(kit_view(&more), &files, NULL), VB_MALFORMED, "9.1 refuses a byte behind the "
								  "end");
	more.len = good->len;
	more.ptr[good->len - 1] = 1;
	is_int(walk(kit_view(&more), &files, NULL), VB_MALFORMED,
	       "9.1 refuses one zero block alone");
	kit_free(&more);
}

static void test_padding(const struct kit_file *good)
{
	struct kit_file f = kit_copy(kit_view(good));
	struct vb_view name, content;
	struct vb_err err;
	size_t pos = 0;

	assert(vb_ustar_next(kit_view(&f), &pos, &name, &content, NULL) == VB_OK);
	f.ptr[pos - 1] = ' ';
	pos = 0;
	ok(vb_ustar_next(kit_view(&f), &pos, &name, &content, &err) == VB_MALFORMED && pos == 0 &&
	   strstr(err.sentence, "padding"), "9.1 refuses padding that is not zero");
	kit_free(&f);
}

static void test_size(const struct kit_file *good)
{
	struct kit_file f = kit_copy(kit_view(good));
	struct vb_err err;
	unsigned files;

	memcpy(f.ptr + 124, "77777777777", 11);
	fix_sum(f.ptr);
	ok(walk(kit_view(&f), &files, &err) == VB_MALFORMED && strstr(err.sentence, "inside"),
	   "9.1 a size of 8 GiB ends inside the archive");
	kit_free(&f);
}

int main(void)
{
	struct kit_file good = sample();

	test_ends(&good);
	test_spellings(&good);
	test_checksum(&good);
	test_padding(&good);
	test_size(&good);
	test_names(&good);
	ok(name_reads(&good, 99), "9.1 a name of 99 bytes");
	ok(name_reads(&good, 100), "9.1 a name of 100 bytes, which has no NUL");
	kit_free(&good);
	return tap_done();
}
