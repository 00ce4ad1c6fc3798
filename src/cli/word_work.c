/*
 * Word files, read by a confined child: the file goes in by one pipe, its readings, changes and
 * comments come out by the other.  What comes out is anybody's still, and is checked.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#define MEMORY_MAX (2ull << 30)	/* address space of the child */
#define SECONDS_MAX 60u
#define ANSWER_MAX (512u << 20)	/* bytes of what it says */

/* ---- in the child ---- */

struct work {
	uint8_t *docx;
	char *author;		/* "": nobody's changes are asked for */
	struct vb_word *word;
	struct vb_err err;
};

static uint8_t *take_bytes(uint32_t max, size_t *n)
{
	uint8_t len[4], *bytes;

	if (!vb_child_take(len, sizeof(len)) || vb_be32(len) > max)
		return NULL;
	*n = vb_be32(len);
	bytes = malloc(*n + 1);
	if (!bytes || !vb_child_take(bytes, *n)) {
		free(bytes);
		return NULL;
	}
	bytes[*n] = 0;
	return bytes;
}

static bool put_view(struct vb_view v)
{
	uint8_t len[4];

	vb_put_be32(len, (uint32_t)v.len);
	return vb_child_put(len, sizeof(len)) && vb_child_put(v.ptr, v.len);
}

static bool put_number(uint32_t n)
{
	uint8_t b[4];

	vb_put_be32(b, n);
	return vb_child_put(b, sizeof(b));
}

static enum vb_code put_readings(struct work *w)
{
	for (unsigned i = 0; i < VB_WORD_READINGS; i++) {
		uint8_t *text = NULL;
		size_t len = 0;
		enum vb_code code = VB_OK;

		if (i != VB_WR_OF || w->author[0])
			code = vb_word_text(w->word, (enum vb_word_reading)i, w->author, &text,
					    &len, &w->err);
		if (code)
			return code;
		if (!vb_child_put("R", 1) || !put_number(i) || !put_view(vb_view(text, len)))
			code = VB_IO;
		free(text);
		if (code)
			return code;
	}
	return VB_OK;
}

static bool put_item(const char *letter, const struct vb_word_item *i)
{
	return vb_child_put(letter, 1) && put_number(i->kind) &&
	       put_number((uint32_t)i->paragraph) && put_view(i->author) &&
	       put_view(i->date) && put_view(i->words);
}

/* Each version stands behind the article that it is of, where there are any. */
static bool put_versions(const struct vb_word *word)
{
	bool done = vb_child_put("T", 1) && put_view(vb_word_title(word));
	size_t next = 0;

	for (size_t i = 0; done && i < vb_word_versions(word); i++) {
		struct vb_version v = vb_word_version(word, i);

		if (next < vb_word_sections(word) && vb_word_section(word, next).first == i) {
			struct vb_word_section s = vb_word_section(word, next++);

			done = vb_child_put("A", 1) && put_view(s.label) && put_view(s.title);
		}
		done = done && vb_child_put("V", 1) && put_number(v.base) &&
		       put_number(v.silent) && put_view(vb_view_str(v.name)) && put_view(v.text);
	}
	return done;
}

static bool put_rest(const struct vb_word *word)
{
	bool done = vb_child_put("N", 1) && put_number(vb_word_notes(word));

	for (size_t i = 0; done && i < vb_word_changes(word); i++) {
		struct vb_word_item c = vb_word_change(word, i);

		done = put_item("C", &c);
	}
	for (size_t i = 0; done && i < vb_word_comments(word); i++) {
		struct vb_word_item c = vb_word_comment(word, i);

		done = put_item("M", &c);
	}
	return done && put_versions(word) && vb_child_put("E", 1);
}

static bool put_refusal(enum vb_code code, const struct vb_err *err)
{
	return vb_child_put("F", 1) && put_number(code) && put_view(vb_view_str(err->clause)) &&
	       put_view(vb_view_str(err->where)) && put_view(vb_view_str(err->sentence));
}

static int work(void)
{
	struct work w = {0};
	size_t len = 0, n = 0;
	enum vb_code code = VB_IO;
	bool done = false;

	w.author = (char *)take_bytes(VB_WORDS_MAX, &n);
	w.docx = w.author ? take_bytes(VB_WORD_MAX, &len) : NULL;
	if (w.docx)
		code = vb_word_read(vb_view(w.docx, len), &w.word, &w.err);
	if (!code)
		code = put_readings(&w);
	if (code && code != VB_IO)
		done = put_refusal(code, &w.err);
	else if (!code)
		done = put_rest(w.word);
	vb_word_free(w.word);
	free(w.docx);
	free(w.author);
	return done ? 0 : 1;
}

/* ---- in the parent: what it said, taken apart ---- */

struct answer {
	struct vb_view left;
	bool off;
};

static uint32_t take_number(struct answer *a)
{
	uint32_t n;

	if (a->off || a->left.len < 4) {
		a->off = true;
		return 0;
	}
	n = vb_be32(a->left.ptr);
	a->left = vb_view(a->left.ptr + 4, a->left.len - 4);
	return n;
}

static struct vb_view take_view(struct answer *a)
{
	uint32_t n = take_number(a);
	struct vb_view v = vb_view(a->left.ptr, n);

	if (a->off || a->left.len < n || !vb_utf8_valid(v)) {
		a->off = true;
		return vb_view(NULL, 0);
	}
	a->left = vb_view(a->left.ptr + n, a->left.len - n);
	return v;
}

/* What a version holds is any bytes. */
static struct vb_view take_any(struct answer *a)
{
	uint32_t n = take_number(a);
	struct vb_view v = vb_view(a->left.ptr, n);

	if (a->off || a->left.len < n) {
		a->off = true;
		return vb_view(NULL, 0);
	}
	a->left = vb_view(a->left.ptr + n, a->left.len - n);
	return v;
}

/* Room for one more of @size bytes behind the @n in *list: as many as a power of two are there. */
static bool room(void **list, size_t n, size_t size)
{
	void *more = (n & (n - 1)) == 0 ? reallocarray(*list, n ? n * 2 : 1, size) : *list;

	if (!more)
		return false;
	*list = more;
	return true;
}

static bool take_item(struct answer *a, struct vb_word_item **list, size_t *n)
{
	struct vb_word_item i = {0};
	void *more = *list;
	uint32_t kind = take_number(a);

	i.paragraph = take_number(a);
	i.author = take_view(a);
	i.date = take_view(a);
	i.words = take_view(a);
	if (a->off || kind >= VB_WD_KINDS) {
		a->off = true;
		return true;
	}
	i.kind = (enum vb_word_kind)kind;
	if (!room(&more, *n, sizeof(**list)))
		return false;
	*list = more;
	(*list)[(*n)++] = i;
	return true;
}

/* One line of what people can see: it is printed as a heading. */
static struct vb_view take_title(struct answer *a)
{
	struct vb_view v = take_view(a);

	for (size_t i = 0, n; i < v.len; i += n) {
		uint32_t cp;

		n = vb_utf8_next(vb_view(v.ptr + i, v.len - i), &cp);
		if (n == 0 || !vb_codepoint_plain(cp)) {
			a->off = true;
			return vb_view(NULL, 0);
		}
	}
	return v;
}

static bool take_chapter(struct answer *a, struct vb_word_file *f)
{
	struct vb_view label = take_view(a), title = take_title(a);
	struct vb_word_chapter c = {.title = title, .first = f->nversions};
	void *more = f->chapter;
	struct vb_label l;

	if (a->off || label.len >= sizeof(c.label) || f->nchapters == VB_ROWS_MAX ||
	    (label.len > 0 && !vb_label_parse(label, &l)) ||
	    (f->nchapters == 0 && f->nversions > 0)) {
		a->off = true;
		return true;
	}
	if (label.len)
		memcpy(c.label, label.ptr, label.len);
	if (!room(&more, f->nchapters, sizeof(c)))
		return false;
	f->chapter = more;
	f->chapter[f->nchapters++] = c;
	return true;
}

static bool take_version(struct answer *a, struct vb_word_file *f)
{
	bool base = take_number(a) != 0, silent = take_number(a) != 0;
	struct vb_view name = take_view(a), text = take_any(a);
	size_t *n = f->nchapters ? &f->chapter[f->nchapters - 1].n : &f->nversions;
	struct vb_word_version v = {.text = text, .base = base, .silent = silent};
	void *more = f->version;

	if (a->off || !vb_name_valid(name) || *n == VB_VERSIONS_MAX) {
		a->off = true;
		return true;
	}
	memcpy(v.name, name.ptr, name.len);
	if (!room(&more, f->nversions, sizeof(v)))
		return false;
	f->version = more;
	f->version[f->nversions] = v;
	if (f->nchapters)
		++*n;
	f->nversions++;
	return true;
}

static enum vb_code take_refusal(struct answer *a, struct vb_err *err)
{
	char clause[40], where[128], sentence[512];
	bool memory = take_number(a) == VB_MEMORY;

	vb_quote(clause, sizeof(clause), take_view(a));
	vb_quote(where, sizeof(where), take_view(a));
	vb_quote(sentence, sizeof(sentence), take_view(a));
	return vb_fail(err, memory ? VB_MEMORY : VB_REFUSED, clause, where, "%s", sentence);
}

static enum vb_code understand(struct vb_word_file *f, size_t len, struct vb_err *err)
{
	struct answer a = {.left = vb_view(f->answer, len)};
	bool enough = true;
	uint8_t letter = 0;

	while (enough && !a.off && letter != 'E' && a.left.len > 0) {
		letter = a.left.ptr[0];
		a.left = vb_view(a.left.ptr + 1, a.left.len - 1);
		if (letter == 'F')
			return take_refusal(&a, err);
		if (letter == 'R') {
			uint32_t which = take_number(&a);
			struct vb_view text = take_view(&a);

			a.off = a.off || which >= VB_WORD_READINGS;
			if (!a.off)
				f->reading[which] = text;
		} else if (letter == 'N') {
			f->notes = take_number(&a);
		} else if (letter == 'C') {
			enough = take_item(&a, &f->change, &f->nchanges);
		} else if (letter == 'M') {
			enough = take_item(&a, &f->comment, &f->ncomments);
		} else if (letter == 'T') {
			f->title = take_title(&a);
		} else if (letter == 'A') {
			enough = take_chapter(&a, f);
		} else if (letter == 'V') {
			enough = take_version(&a, f);
		} else {
			a.off = a.off || letter != 'E';
		}
	}
	if (!enough)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	if (a.off || letter != 'E' || a.left.len > 0)
		return vb_fail(err, VB_REFUSED, "", "", "the process that reads the file did not "
			       "say all of it");
	return VB_OK;
}

/* All that the child says, into f->answer. */
static enum vb_code listen_to(struct vb_confined *c, struct vb_word_file *f, size_t *len,
			      struct vb_err *err)
{
	size_t cap = 0, got = 1;

	*len = 0;
	while (got > 0) {
		if (*len == cap) {
			uint8_t *more = cap < ANSWER_MAX ? realloc(f->answer,
								   cap * 2 + 65536) : NULL;

			if (!more)
				return vb_fail(err, VB_MEMORY, "", "",
					       "there is not enough memory");
			f->answer = more;
			cap = cap * 2 + 65536;
		}
		got = vb_confined_take(c, f->answer + *len, cap - *len);
		*len += got;
	}
	return VB_OK;
}

enum vb_code vb_word_file_read(struct vb_word_file *f, struct vb_view docx, const char *author,
			       struct vb_err *err)
{
	const struct vb_confinement limits = {.memory = MEMORY_MAX, .seconds = SECONDS_MAX};
	struct vb_confined c;
	size_t len = 0;
	enum vb_code code, end;

	*f = (struct vb_word_file){0};
	if (docx.len > VB_WORD_MAX)
		return vb_fail(err, VB_REFUSED, "text.md 13.2", "", "the file has more than 32 MB");
	code = vb_confined_start(&c, work, &limits, err);
	if (code)
		return code;
	/* Where it takes no more, how it ended says why. */
	if (vb_confined_send_view(&c, vb_view_str(author ? author : "")))
		(void)!vb_confined_send_view(&c, docx);
	vb_confined_end(&c);
	code = listen_to(&c, f, &len, err);
	if (code) {
		vb_confined_drop(&c);
		return code;
	}
	end = vb_confined_finish(&c, err);
	return end ? end : understand(f, len, err);
}

void vb_word_file_free(struct vb_word_file *f)
{
	free(f->answer);
	free(f->change);
	free(f->comment);
	free(f->version);
	free(f->chapter);
	*f = (struct vb_word_file){0};
}

bool vb_is_word_file(const char *path, struct vb_view bytes)
{
	static const uint8_t old[] = {0xd0, 0xcf, 0x11, 0xe0};
	size_t len = strlen(path);
	const char *end = len >= 5 ? path + len - 5 : "";

	if (bytes.len < 4 || (memcmp(bytes.ptr, "PK\3\4", 4) != 0 &&
			      memcmp(bytes.ptr, old, 4) != 0))
		return false;
	return strcmp(end, ".docx") == 0 || strcmp(end, ".DOCX") == 0 ||
	       strcmp(end, ".docm") == 0;
}
