/*
 * The package of a Word file: a zip file in memory, its parts and their relations.  What it
 * says of sizes is held against the limits before anything is inflated (text.md 13.2).
 *
 * SPDX-License-Identifier: ISC
 */
#include "text/word.h"

#include <stdlib.h>
#include <string.h>

static enum vb_code out_of_memory(struct vb_err *err)
{
	return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
}

static enum vb_code refuse(struct vb_err *err, const char *name, const char *why)
{
	char shown[100];

	return vb_fail(err, VB_REFUSED, "text.md 13.2",
		       vb_quote(shown, sizeof(shown), vb_view_str(name)), "%s", why);
}

/* ---- bytes that grow ---- */

bool vb_word_add(struct word_buffer *b, const void *p, size_t n)
{
	if (n > b->cap - b->len) {
		size_t cap = (b->len + n) * 2 + 64;
		char *more = realloc(b->ptr, cap);

		if (!more)
			return false;
		b->ptr = more;
		b->cap = cap;
	}
	if (n)
		memcpy(b->ptr + b->len, p, n);
	b->len += n;
	return true;
}

bool vb_word_room(void **p, size_t n, size_t *cap, size_t size)
{
	size_t want = *cap * 2 + 16;
	void *more;

	if (n < *cap)
		return true;
	more = reallocarray(*p, want, size);
	if (!more)
		return false;
	*p = more;
	*cap = want;
	return true;
}

/* ---- the parts ---- */

static char low(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Names of parts are equal without regard to case (ECMA-376 part 2). */
static int by_name(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;

	while (*x && low(*x) == low(*y)) {
		x++;
		y++;
	}
	return (uint8_t)low(*x) - (uint8_t)low(*y);
}

static bool is_macros(const char *name)
{
	size_t len = strlen(name), n = strlen("vbaProject.bin");

	return len >= n && by_name(&(const char *){name + len - n},
				   &(const char *){"vbaProject.bin"}) == 0;
}

static enum vb_code check_entry(struct word_package *p, zip_uint64_t i, const char **name,
				struct vb_err *err)
{
	zip_stat_t s;

	zip_stat_init(&s);
	if (zip_stat_index(p->zip, i, ZIP_FL_ENC_RAW, &s) != 0 || !s.name ||
	    !(s.valid & ZIP_STAT_SIZE) || !(s.valid & ZIP_STAT_COMP_SIZE))
		return refuse(err, "", "the package does not say what a part of it is");
	*name = s.name;
	if ((s.valid & ZIP_STAT_ENCRYPTION_METHOD) && s.encryption_method != ZIP_EM_NONE)
		return refuse(err, s.name, "this part is encrypted: save the file without a "
					   "password");
	if (s.size > WORD_PART_MAX)
		return refuse(err, s.name, "this part would be larger than 64 MB");
	if (s.size > WORD_SMALL && s.size / WORD_RATIO_MAX > s.comp_size)
		return refuse(err, s.name, "this part would be more than 200 times as large as it "
					   "is packed");
	p->macros = p->macros || is_macros(s.name);
	return VB_OK;
}

static enum vb_code check_entries(struct word_package *p, struct vb_err *err)
{
	zip_int64_t n = zip_get_num_entries(p->zip, 0);
	enum vb_code code = VB_OK;
	const char **name;

	if (n < 0 || n > WORD_ENTRIES_MAX)
		return refuse(err, "", "the package has more than 2000 parts");
	name = calloc((size_t)n + 1, sizeof(*name));
	if (!name)
		return out_of_memory(err);
	for (zip_int64_t i = 0; i < n && !code; i++)
		code = check_entry(p, (zip_uint64_t)i, &name[i], err);
	if (!code)
		qsort(name, (size_t)n, sizeof(*name), by_name);
	for (zip_int64_t i = 1; i < n && !code; i++) {
		if (by_name(&name[i - 1], &name[i]) == 0)
			code = refuse(err, name[i], "two parts have this name");
	}
	free(name);
	return code;
}

enum vb_code vb_word_open(struct word_package *p, struct vb_view docx, struct vb_err *err)
{
	static const uint8_t old[] = {0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1};
	zip_source_t *source;
	zip_error_t zerr;
	enum vb_code code;

	*p = (struct word_package){0};
	if (docx.len > VB_WORD_MAX)
		return refuse(err, "", "the file has more than 32 MB");
	if (docx.len >= sizeof(old) && memcmp(docx.ptr, old, sizeof(old)) == 0)
		return refuse(err, "", "the file is encrypted, or of Word before 2007: save it as "
				       ".docx and without a password");
	if (docx.len < 4 || memcmp(docx.ptr, "PK", 2) != 0)
		return refuse(err, "", "this is no Word file (.docx)");
	zip_error_init(&zerr);
	source = zip_source_buffer_create(docx.ptr, docx.len, 0, &zerr);
	if (source)
		p->zip = zip_open_from_source(source, ZIP_RDONLY, &zerr);
	if (source && !p->zip)
		zip_source_free(source);
	if (!p->zip) {
		code = zip_error_code_zip(&zerr) == ZIP_ER_MEMORY ? out_of_memory(err) :
			refuse(err, "", "the package is damaged, or cut off");
		zip_error_fini(&zerr);
		return code;
	}
	zip_error_fini(&zerr);
	code = check_entries(p, err);
	if (code)
		vb_word_close(p);
	return code;
}

void vb_word_close(struct word_package *p)
{
	if (p->zip)
		zip_discard(p->zip);
	p->zip = NULL;
}

/* Exactly as many bytes as it said. */
static bool inflate(zip_file_t *f, uint8_t *out, size_t size)
{
	size_t at = 0;
	uint8_t more;

	while (at < size) {
		zip_int64_t got = zip_fread(f, out + at, size - at);

		if (got <= 0)
			return false;
		at += (size_t)got;
	}
	return zip_fread(f, &more, 1) == 0;
}

enum vb_code vb_word_part(struct word_package *p, const char *name, uint8_t **out, size_t *len,
			  struct vb_err *err)
{
	zip_int64_t i = zip_name_locate(p->zip, name, ZIP_FL_NOCASE | ZIP_FL_ENC_RAW);
	zip_file_t *f;
	uint8_t *bytes;
	zip_stat_t s;
	bool whole;

	if (i < 0)
		return VB_NOT_FOUND;
	zip_stat_init(&s);
	if (zip_stat_index(p->zip, (zip_uint64_t)i, 0, &s) != 0)
		return refuse(err, name, "this part cannot be read");
	if (s.size > WORD_ALL_MAX - p->inflated)
		return refuse(err, name, "the parts together would be larger than 128 MB");
	bytes = malloc((size_t)s.size + 1);
	if (!bytes)
		return out_of_memory(err);
	f = zip_fopen_index(p->zip, (zip_uint64_t)i, 0);
	whole = f && inflate(f, bytes, (size_t)s.size);
	if (f)
		zip_fclose(f);
	if (!whole) {
		free(bytes);
		return refuse(err, name, "this part is damaged, or packed in a way that is not "
					 "read");
	}
	p->inflated += s.size;
	*out = bytes;
	*len = (size_t)s.size;
	return VB_OK;
}

/* ---- relations ---- */

struct relations {
	const char *type;
	char target[WORD_NAME_MAX];
};

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n > m && s[n - m - 1] == '/' && strcmp(s + n - m, end) == 0;
}

static void on_relation(void *ctx, const struct word_element *e)
{
	struct relations *r = ctx;
	const char *type = vb_word_att(e, 0, "Type"), *target = vb_word_att(e, 0, "Target");
	const char *mode = vb_word_att(e, 0, "TargetMode");

	if (strcmp(e->name, "Relationship") != 0 || !type || !target || r->target[0] ||
	    (mode && strcmp(mode, "External") == 0) || !ends_with(type, r->type))
		return;
	if (strlen(target) < sizeof(r->target))
		snprintf(r->target, sizeof(r->target), "%s", target);
}

static void on_nothing(void *ctx, const struct word_element *e)
{
	(void)ctx;
	(void)e;
}

/* @target as it is seen from the part @from: "word/x.xml" and "../y.xml" give "y.xml".  False:
 * it leads out of the package, or is too long. */
static bool resolve(const char *from, const char *target, char out[static WORD_NAME_MAX])
{
	const char *slash = strrchr(from, '/');
	size_t len = slash && target[0] != '/' ? (size_t)(slash - from) : 0;

	snprintf(out, WORD_NAME_MAX, "%.*s", (int)len, from);
	target += target[0] == '/';
	while (*target) {
		size_t n = strcspn(target, "/");

		if (n == 2 && memcmp(target, "..", 2) == 0) {
			if (len == 0)
				return false;
			while (len > 0 && out[--len] != '/')
				;
			out[len] = 0;
		} else if (n > 0 && !(n == 1 && *target == '.')) {
			if (len + n + 2 > WORD_NAME_MAX)
				return false;
			len += (size_t)snprintf(out + len, WORD_NAME_MAX - len, "%s%.*s",
						len ? "/" : "", (int)n, target);
		}
		target += n + (target[n] == '/');
	}
	return true;
}

enum vb_code vb_word_related(struct word_package *p, const char *from, const char *type,
			     char out[static WORD_NAME_MAX], struct vb_err *err)
{
	struct relations r = {.type = type};
	struct word_sax s = {.start = on_relation, .end = on_nothing, .ctx = &r};
	const char *slash = strrchr(from, '/'), *base = slash ? slash + 1 : from;
	char rels[2 * WORD_NAME_MAX];
	uint8_t *xml = NULL;
	size_t len = 0;
	enum vb_code code;

	out[0] = 0;
	snprintf(rels, sizeof(rels), "%.*s_rels/%s.rels", (int)(base - from), from, base);
	code = vb_word_part(p, rels, &xml, &len, err);
	if (code == VB_NOT_FOUND)
		return VB_OK;
	if (!code)
		code = vb_word_parse(&s, vb_view(xml, len), rels, err);
	free(xml);
	if (!code && r.target[0] && !resolve(from, r.target, out))
		return refuse(err, rels, "a relation leads out of the package");
	return code;
}
