/*
 * A Word file read: the parts that matter, one after another, into one model; and what else
 * there is to say of it: changes, comments, what no reading shows (text.md 13).
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

/* ---- comments ---- */

struct commenting {
	struct vb_word *w;
	struct word_sax sax;
	bool taking;
};

static void comment_start(void *ctx, const struct word_element *e)
{
	struct commenting *c = ctx;
	struct vb_word *w = c->w;
	const char *by = vb_word_att(e, 'w', "author"), *date = vb_word_att(e, 'w', "date");
	struct word_comment *x;
	void *p = w->comment;

	c->taking = vb_word_named(e, "t");
	if (vb_word_named(e, "p") && w->ncomments > 0) {
		x = &w->comment[w->ncomments - 1];
		if (w->pool.len > x->words)
			c->sax.failed = !vb_word_add(&w->pool, "\n", 1);
	}
	if (!vb_word_named(e, "comment"))
		return;
	if (w->ncomments >= WORD_TABLE_MAX ||
	    !vb_word_room(&p, w->ncomments, &w->comments_cap, sizeof(*x))) {
		c->sax.failed = true;
		return;
	}
	w->comment = p;
	x = &w->comment[w->ncomments++];
	*x = (struct word_comment){0};
	c->sax.failed = !vb_word_author(w, by ? by : "", &x->author) ||
			!vb_word_keep(w, date ? date : "", &x->date);
	x->words = w->pool.len;
}

static void comment_end(void *ctx, const struct word_element *e)
{
	struct commenting *c = ctx;
	struct vb_word *w = c->w;

	c->taking = false;
	if (vb_word_named(e, "comment") && w->ncomments > 0) {
		struct word_comment *x = &w->comment[w->ncomments - 1];

		x->nwords = w->pool.len - x->words;
	}
}

static void comment_text(void *ctx, const char *s, size_t n)
{
	struct commenting *c = ctx;

	if (c->taking && !vb_word_add(&c->w->pool, s, n))
		c->sax.failed = true;
}

/* ---- the parts ---- */

static enum vb_code read_notes(struct word_package *p, const char *document, struct word_walk *k,
			       struct vb_err *err)
{
	static const char *const types[] = {"footnotes", "endnotes"};
	enum vb_code code = VB_OK;

	for (int i = 0; i < 2 && !code; i++) {
		k->of = i;
		k->within = false;
		k->nins = k->ndel = k->nfields = k->instructions = 0;
		if (k->notes[i].n > 0)
			code = vb_word_read_related(p, document, types[i], &k->sax, err);
	}
	return code;
}

static enum vb_code read_comments(struct word_package *p, const char *document, struct vb_word *w,
				  struct vb_err *err)
{
	struct commenting c = {.w = w};

	c.sax = (struct word_sax){
		.start = comment_start, .end = comment_end, .text = comment_text, .ctx = &c,
	};
	return vb_word_read_related(p, document, "comments", &c.sax, err);
}

static enum vb_code read_document(struct word_package *p, const char *document, struct vb_word *w,
				  struct vb_err *err)
{
	struct word_walk k;
	uint8_t *xml = NULL;
	size_t len = 0;
	enum vb_code code = vb_word_part(p, document, &xml, &len, err);

	if (code == VB_NOT_FOUND)
		return vb_fail(err, VB_REFUSED, "text.md 13.1", "", "the package has no document");
	vb_word_walk_start(&k, w);
	if (!code)
		code = vb_word_styles(p, document, &w->styles, err);
	if (!code)
		code = vb_word_parse(&k.sax, vb_view(xml, len), document, err);
	if (!code)
		code = read_notes(p, document, &k, err);
	if (!code)
		code = read_comments(p, document, w, err);
	if (!code)
		code = vb_word_ours(p, vb_view(xml, len), w, err);
	vb_word_walk_free(&k);
	free(xml);
	return code;
}

/* ---- the words of changes ---- */

static bool of_change(const struct word_run *r, size_t i)
{
	return r->ins == i || r->del == i;
}

/* Words of each change, one after another behind what the pool has. */
static bool gather(struct vb_word *w)
{
	for (size_t i = 0; i < w->nchanges; i++) {
		struct word_change *c = &w->change[i];

		c->words = w->pool.len;
		for (size_t at = c->first; at < c->last; at++) {
			const struct word_run *r = &w->run[at];

			if (of_change(r, i) &&
			    (w->pool.len > 2 * (size_t)WORD_ALL_MAX ||
			     !vb_word_add(&w->pool, w->text.ptr + r->at, r->len)))
				return false;
		}
		c->nwords = w->pool.len - c->words;
	}
	return true;
}

enum vb_code vb_word_read(struct vb_view docx, struct vb_word **out, struct vb_err *err)
{
	struct word_package p;
	char document[WORD_NAME_MAX];
	enum vb_code code = vb_word_open(&p, docx, err);
	struct vb_word *w = NULL;

	if (code)
		return code;
	w = calloc(1, sizeof(*w));
	if (!w) {
		vb_word_close(&p);
		return out_of_memory(err);
	}
	code = vb_word_related(&p, "", "officeDocument", document, err);
	if (!code && !document[0])
		code = vb_fail(err, VB_REFUSED, "text.md 13.1", "", "the package names no "
								    "document: "
			       "it is no Word file");
	if (!code)
		code = read_document(&p, document, w, err);
	if (!code && !gather(w))
		code = out_of_memory(err);
	w->notes |= p.macros ? 1u << VB_WN_MACROS : 0;
	w->notes |= w->styles.changed ? 1u << VB_WN_FORMAT : 0;
	vb_word_close(&p);
	if (code)
		vb_word_free(w);
	else
		*out = w;
	return code;
}

void vb_word_free(struct vb_word *w)
{
	if (!w)
		return;
	vb_word_styles_free(&w->styles);
	free(w->text.ptr);
	free(w->pool.ptr);
	free(w->run);
	free(w->paragraph);
	free(w->former);
	free(w->change);
	free(w->comment);
	free(w->author);
	free(w->ours.ptr);
	free(w->version);
	free(w->section);
	free(w);
}

/* ---- what is asked of it ---- */

const char *vb_word_kind_name(enum vb_word_kind kind)
{
	static const char *const names[VB_WD_KINDS] = {"inserted", "deleted", "moved away",
						       "moved here"};

	return names[kind];
}

const char *vb_word_note_words(enum vb_word_note note)
{
	static const char *const words[VB_WN_NOTES] = {
		[VB_WN_MACROS] = "it has macros, which nothing here runs",
		[VB_WN_HIDDEN] = "it has hidden text, which is not read",
		[VB_WN_FORMAT] = "it has tracked changes of formatting or numbering: they are "
				 "not listed, and of them a reading shows numbers and headings",
		[VB_WN_DRAWINGS] = "it has drawings, pictures or text boxes, which are not read",
		[VB_WN_ROWS] = "it has tracked changes of table rows or cells; only those of "
			       "their words are shown",
		[VB_WN_CHUNKS] = "it embeds other documents, which are not read",
		[VB_WN_CHARACTERS] = "it has characters that nobody can see or that a font alone "
				     "knows; they were left out, or stand as U+FFFD",
		[VB_WN_STALE] = "it was changed since Verbale wrote it: the versions inside are "
				"no longer those of the document, and are not used",
	};

	return words[note];
}

static struct vb_view pooled(const struct vb_word *w, size_t at)
{
	return vb_view_str(w->pool.ptr + at);
}

size_t vb_word_changes(const struct vb_word *w)
{
	return w->nchanges;
}

struct vb_word_item vb_word_change(const struct vb_word *w, size_t i)
{
	const struct word_change *c = &w->change[i];

	return (struct vb_word_item){
		.kind = c->kind, .author = pooled(w, w->author[c->author]),
		.date = pooled(w, c->date), .words = vb_view(w->pool.ptr + c->words, c->nwords),
		.paragraph = c->paragraph,
	};
}

size_t vb_word_comments(const struct vb_word *w)
{
	return w->ncomments;
}

struct vb_word_item vb_word_comment(const struct vb_word *w, size_t i)
{
	const struct word_comment *c = &w->comment[i];

	return (struct vb_word_item){
		.author = pooled(w, w->author[c->author]), .date = pooled(w, c->date),
		.words = vb_view(w->pool.ptr + c->words, c->nwords),
	};
}

unsigned vb_word_notes(const struct vb_word *w)
{
	return w->notes;
}

size_t vb_word_versions(const struct vb_word *w)
{
	return w->nversions;
}

struct vb_version vb_word_version(const struct vb_word *w, size_t i)
{
	const struct word_version *v = &w->version[i];

	return (struct vb_version){
		.name = v->name, .text = vb_view(w->ours.ptr + v->at, v->len),
		.base = v->base, .silent = v->silent,
	};
}

size_t vb_word_sections(const struct vb_word *w)
{
	return w->nsections;
}

struct vb_word_section vb_word_section(const struct vb_word *w, size_t i)
{
	const struct word_section *s = &w->section[i];

	return (struct vb_word_section){
		.label = vb_view_str(s->label),
		.title = s->ntitle ? vb_view(w->ours.ptr + s->title, s->ntitle) : vb_view(NULL, 0),
		.first = s->first, .n = s->n,
	};
}

struct vb_view vb_word_title(const struct vb_word *w)
{
	return w->ntitle ? vb_view(w->ours.ptr + w->title, w->ntitle) : vb_view(NULL, 0);
}
