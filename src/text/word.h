/*
 * What the files of Word share: the package, its XML, numbering, and the document as a model.
 *
 * SPDX-License-Identifier: ISC
 *
 * What is read here is anybody's.  Each limit stands below, and is held before anything grows.
 */
#pragma once

#include "internal.h"

#include <zip.h>

/* ---- limits (text.md 13.2) ---- */

#define WORD_ENTRIES_MAX 2000u		/* parts of a package */
#define WORD_PART_MAX (64u << 20)	/* bytes of a part, inflated */
#define WORD_ALL_MAX (128u << 20)	/* bytes of all parts that are read, inflated */
#define WORD_RATIO_MAX 200u		/* inflated to packed, of parts above WORD_SMALL */
#define WORD_SMALL (1u << 20)
#define WORD_DEPTH_MAX 256u		/* elements within elements */
#define WORD_STYLE_DEPTH 32u		/* styles based on styles, in one chain */
#define WORD_LEVELS 9u			/* of a numbered list */
#define WORD_TABLE_MAX 10000u		/* styles, lists: of each */
#define WORD_ITEMS_MAX (4u << 20)	/* runs, paragraphs, changes, comments: of each */

/* ---- bytes that grow ---- */

struct word_buffer {
	char *ptr;
	size_t len;
	size_t cap;
};
VB_MUST_CHECK bool vb_word_add(struct word_buffer *b, const void *p, size_t n);
/* *p has room for one more of @size bytes behind the @n that there are; false: no memory. */
VB_MUST_CHECK bool vb_word_room(void **p, size_t n, size_t *cap, size_t size);

/* ---- word_package.c: parts of a zip file ---- */

struct word_package {
	zip_t *zip;
	uint64_t inflated;	/* so far */
	bool macros;
};
VB_MUST_CHECK enum vb_code vb_word_open(struct word_package *p, struct vb_view docx,
					struct vb_err *err);
void vb_word_close(struct word_package *p);
/* The bytes of the part @name; VB_NOT_FOUND: there is none.  Caller frees. */
VB_MUST_CHECK enum vb_code vb_word_part(struct word_package *p, const char *name, uint8_t **out,
					size_t *len, struct vb_err *err);
/* The part that @from ("" the package) has a relation of type .../@type to; *out is "" if to
 * none.  Relations to what is outside the package are none. */
#define WORD_NAME_MAX 256u
VB_MUST_CHECK enum vb_code vb_word_related(struct word_package *p, const char *from,
					   const char *type, char out[static WORD_NAME_MAX],
					   struct vb_err *err);

/* ---- word_xml.c: one part, read forward ---- */

struct word_element {
	char ns;		/* 'w', 'r' relations, 'm' compatibility, 'p' package, 'o' other */
	const char *name;	/* without its prefix */
	const char *const *att;
};
/* What an element has under "w:NAME" or "NAME"; NULL: nothing. */
const char *vb_word_att(const struct word_element *e, char ns, const char *name);
bool vb_word_named(const struct word_element *e, const char *name); /* w:NAME */
/* Of an element such as w:b: not switched off. */
bool vb_word_on(const struct word_element *e);
/* 0 to 999,999,999 in digits; @or if it is anything else. */
long vb_word_number(const char *s, long or);

struct word_sax {
	void (*start)(void *ctx, const struct word_element *e);
	void (*end)(void *ctx, const struct word_element *e);
	void (*text)(void *ctx, const char *s, size_t n);	/* may be NULL */
	void *ctx;
	bool failed;		/* set by those: no memory, or too many of something */
};
VB_MUST_CHECK enum vb_code vb_word_parse(struct word_sax *s, struct vb_view xml,
					 const char *part, struct vb_err *err);
/* The part of @type that the document names, if there is one, through @sax. */
VB_MUST_CHECK enum vb_code vb_word_read_related(struct word_package *p, const char *document,
						const char *type, struct word_sax *sax,
						struct vb_err *err);

/* ---- word_style.c: styles and lists, as they are declared ---- */

#define WORD_ID_MAX 64u	/* bytes of a style's id; longer ones are cut */
enum word_format {
	WORD_DECIMAL, WORD_ZERO, WORD_LOWER, WORD_UPPER, WORD_LOWER_ROMAN, WORD_UPPER_ROMAN,
	WORD_ORDINAL, WORD_BULLET, WORD_NOTHING,
};
struct word_style {
	char id[WORD_ID_MAX];
	char based[WORD_ID_MAX];
	char name[WORD_ID_MAX];
	bool paragraph;
	long list;		/* numId; -1: none said */
	long level;
	long outline;		/* 0 to 8, 9 body; -1: none said */
};
struct word_level {
	bool given;
	long start;		/* -1: none said */
	long restart;		/* lvlRestart; -1: none said */
	enum word_format format;
	bool legal;
	char text[WORD_ID_MAX];
	char style[WORD_ID_MAX]; /* linked */
};
struct word_abstract {
	long id;
	char of_style[WORD_ID_MAX];	/* numStyleLink */
	struct word_level level[WORD_LEVELS];
};
struct word_list {		/* w:num */
	long id;
	long abstract;
	bool seen[WORD_LEVELS];	/* its own start was taken */
	struct word_level level[WORD_LEVELS]; /* those it overrides */
};
struct word_styles {
	struct word_style *style;
	size_t n, cap;
	char usual[WORD_ID_MAX];	/* the default paragraph style */
	struct word_abstract *abstract;
	size_t nabstract, abstract_cap;
	struct word_list *list;
	size_t nlist, list_cap;
	bool changed;		/* some have tracked changes, which count as accepted */
};
VB_MUST_CHECK enum vb_code vb_word_styles(struct word_package *p, const char *document,
					  struct word_styles *out, struct vb_err *err);
void vb_word_styles_free(struct word_styles *s);
const struct word_style *vb_word_style(const struct word_styles *s, const char *id);

/* ---- word_number.c: labels as Word shows them ---- */

struct word_counters {		/* of one w:abstractNum */
	long at[WORD_LEVELS];
	bool used[WORD_LEVELS];
};
struct word_paragraph;
/* The number that @p shows, "" if none, and counts it; @c has one for each abstractNum.  @list
 * is where starts that were taken are kept. */
void vb_word_label(const struct word_styles *s, struct word_counters *c, struct word_list *list,
		   const struct word_paragraph *p, char *out, size_t cap);
/* The number that a w:numberingChange says was there: "%1:3:0:." is "3.". */
void vb_word_original(const char *original, char *out, size_t cap);
/* Outline level of @p, 0 to 8; 9: body. */
long vb_word_outline(const struct word_styles *s, const struct word_paragraph *p);

/* ---- the document ---- */

#define WORD_NONE UINT32_MAX
struct word_run {
	uint32_t at, len;	/* of the text */
	uint32_t ins, del;	/* change, or WORD_NONE */
};
struct word_paragraph {
	size_t run, nruns;
	uint32_t ins, del;	/* of its mark */
	char style[WORD_ID_MAX];
	long list, level, outline; /* its own; -1: none said */
	uint32_t former;	/* before a tracked change of its properties ... */
	uint32_t renumbered;	/* ... or of its number: of vb_word.former, or WORD_NONE */
};
/* What a paragraph has again where a tracked change of it is not accepted. */
struct word_former {
	uint32_t author;	/* of the change */
	size_t number;		/* the number that it showed, of the pool; SIZE_MAX: not known */
	char style[WORD_ID_MAX];
	long list, level, outline;
};
struct word_change {
	enum vb_word_kind kind;
	uint32_t author;
	size_t date, words, nwords;	/* of the pool */
	uint32_t paragraph;
	size_t first, last;		/* runs, among which its own are */
};
struct word_comment {
	uint32_t author;
	size_t date, words, nwords;
};
struct word_version {
	char name[VB_NAME_MAX + 1];
	bool base, silent;
	size_t at, len;			/* of vb_word.ours */
};
struct word_section {			/* an article of our own */
	char label[VB_LABEL_TEXT];
	size_t title, ntitle;		/* of vb_word.ours */
	size_t first, n;		/* versions */
};
struct vb_word {
	struct word_styles styles;
	struct word_buffer text;	/* of all runs */
	struct word_buffer pool;	/* authors and dates, with a NUL each; words of changes */
	struct word_run *run;
	size_t nruns, runs_cap;
	struct word_paragraph *paragraph;
	size_t nparagraphs, paragraphs_cap;
	struct word_former *former;
	size_t nformers, formers_cap;
	struct word_change *change;
	size_t nchanges, changes_cap;
	struct word_comment *comment;
	size_t ncomments, comments_cap;
	size_t *author;			/* of the pool */
	size_t nauthors, authors_cap;
	unsigned notes;			/* bits, of enum vb_word_note */
	struct word_buffer ours;	/* texts of versions that we wrote into it, and titles */
	struct word_version *version;
	size_t nversions, versions_cap;
	struct word_section *section;
	size_t nsections, sections_cap;
	size_t title, ntitle;		/* of ours */
};

/* ---- word_walk.c: the text of a part into the model ---- */

struct word_reference {		/* to a note, and the changes around it */
	long id;
	uint32_t ins, del;
};
struct word_notes {		/* in the order of the text */
	struct word_reference *to;
	size_t n, cap;
};
struct word_walk {
	struct vb_word *w;
	struct word_sax sax;
	struct word_notes notes[2];	/* footnotes, endnotes */
	int of;			/* notes that are walked; -1: the document */
	bool open;		/* a paragraph is */
	bool within;		/* a note that is referred to, or the document */
	bool fresh;		/* a note whose label is still to come */
	size_t note;
	unsigned skip;		/* elements that do not count, one in the other */
	unsigned ppr, rpr, other; /* within properties: of a paragraph, a run, anything else */
	unsigned was;		/* elements deep in what they were before a change */
	bool hidden, taking, keep;
	uint32_t ins[WORD_DEPTH_MAX + 1], del[WORD_DEPTH_MAX + 1]; /* changes around */
	unsigned nins, ndel;
	uint8_t field[WORD_DEPTH_MAX]; /* 'I': before its result, 'R' in it */
	unsigned nfields, instructions;
	bool plain;		/* text of no change stood behind the last one */
	struct word_buffer said; /* of one w:t */
};
void vb_word_walk_start(struct word_walk *k, struct vb_word *w);
void vb_word_walk_free(struct word_walk *k);
/* The index of @name among the authors. */
VB_MUST_CHECK bool vb_word_author(struct vb_word *w, const char *name, uint32_t *out);
/* @s with its NUL into the pool. */
VB_MUST_CHECK bool vb_word_keep(struct vb_word *w, const char *s, size_t *out);

/* ---- word_ours.c: the versions in a part of our own ---- */

/* Into @w->version, where there are any, and the document is as we wrote it. */
VB_MUST_CHECK enum vb_code vb_word_ours(struct word_package *p, struct vb_view document,
					struct vb_word *w, struct vb_err *err);

/* ---- word_write.c ---- */

/* What is written: articles below a title; or, if not @headed, one text without a heading. */
struct word_whole {
	struct vb_view title;
	const struct vb_word_article *article;
	size_t n;
	bool headed;
	enum vb_word_form form;
};
/* The document part. */
VB_MUST_CHECK enum vb_code vb_word_document(FILE *f, const struct word_whole *all,
					    struct vb_err *err);
