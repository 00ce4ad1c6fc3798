/*
 * What the files of render share: labels, colours, names as people see them.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "render/render.h"

enum vb_tint {
	VB_TINT_PLAIN,
	VB_TINT_LABEL,	/* a section's name */
	VB_TINT_GOOD,
	VB_TINT_WARN,
	VB_TINT_BAD,
	VB_TINT_DIM,
};

/* Behind whatever waits to be logged. */
#define VB_NOT_LOGGED "not logged yet"

/* @text in colour where the style has colour; nothing is escaped. */
void vb_render_tint(FILE *f, const struct vb_style *style, enum vb_tint tint,
		    const char *text);
/* A party's or key's name in upper case (names are ASCII, format.md 1.3). */
void vb_render_name(FILE *f, const char *name);
/* "36 days", "5 hours": whole units of a span of seconds, at least 0. */
void vb_render_duration(FILE *f, int64_t seconds);
/* "11 KB", "512 bytes". */
void vb_render_size(FILE *f, uint64_t bytes);
/* "15 Dec 2021 10:14 UTC". */
void vb_render_time(FILE *f, int64_t t);
/* The citation of entry @index. */
void vb_render_cite(FILE *f, const struct vb_fold *fold, uint32_t index);
/* The name of @party in @fold, or of the depositary; never NULL. */
const char *vb_render_party(const struct vb_fold *fold, uint8_t party);
/* The same as JSON: upper case; null where there is no party. */
void vb_json_party(struct vb_json *j, const char *key, const struct vb_fold *fold,
		   uint8_t party);
/* A citation, or null for VB_NO_ACT. */
void vb_json_cite(struct vb_json *j, const char *key, const struct vb_fold *fold,
		  uint32_t index);
/* "YYYY-MM-DDThh:mm:ssZ", or null for VB_TIME_NONE. */
void vb_json_time(struct vb_json *j, const char *key, int64_t t);
void vb_json_hash(struct vb_json *j, const char *key, const struct vb_hash *h);

/* ---- press.c: what the three ways to show press reports share ---- */

/* Where foreign text goes, escaped. */
typedef void vb_sink(FILE *f, struct vb_view v);
void vb_sink_tty(FILE *f, struct vb_view v);
void vb_sink_html(FILE *f, struct vb_view v);

#define VB_DAY_TEXT 16
/* "2022-01-31"; "" where a side of an interval is open. */
const char *vb_day_text(char out[static VB_DAY_TEXT], int64_t day);
/* "Ann Ost via Gazette (named) denied: hand over, NORD to SUD: the draft [NORD-draft]". */
void vb_press_said(FILE *f, vb_sink *sink, const struct vb_assertion *a);
/* "a.txt:5 bytes 310+42" */
void vb_press_trace(FILE *f, vb_sink *sink, const struct vb_reading *r, size_t sentence,
		    size_t at, size_t len);
/* The bytes of a sentence, at most @max of them. */
struct vb_view vb_press_words(const struct vb_reading *r, size_t sentence, size_t max);
/* True if no side of @x was rejected. */
bool vb_press_stands(const struct vb_reading *r, const struct vb_press_relation *x);
/* Assertions of a sentence are looked for in its kind of part. */
bool vb_press_kept(enum vb_press_part part);

/* A chapter of relations, in the order in which they are shown. */
struct vb_press_chapter {
	enum vb_press_relation_kind kind;
	const char *title;	/* NULL: goes on with the one before */
	const char *id;
	const char *sentence;	/* what each of its relations says */
	const char *several;	/* the same of more than two; NULL: they are always two */
};
extern const struct vb_press_chapter vb_press_chapters[];
extern const size_t vb_press_chapters_n;

/* Relations that are shown as one: each of @left stands to each of @right as @words say; of
 * agreements see @words.  Of VB_PR_REPEATS the sides are sentences. */
struct vb_press_group {
	enum vb_press_relation_kind kind;
	bool conditional;
	const uint32_t *left;
	size_t nleft;
	const uint32_t *right;
	size_t nright;		/* 0: there is one side */
	unsigned percent;
	const char *what;
	const char *words;
};
typedef void vb_press_group_fn(void *ctx, const struct vb_press_group *g);
/* Calls @fn with each group of one kind; how many.  *failed: memory, and none was shown. */
size_t vb_press_groups(const struct vb_reading *r, const struct vb_press_chapter *c,
		       vb_press_group_fn *fn, void *ctx, bool *failed);
/* One side says what the other denies. */
bool vb_press_opposed(enum vb_press_relation_kind kind);
/* The word between the sides of a group of more than two; NULL: none. */
const char *vb_press_between(const struct vb_press_group *g);
/* What a group says, on which condition, without a line end. */
void vb_press_group_words(FILE *f, vb_sink *sink, const struct vb_press_group *g);

/* ---- html.c ---- */

/* Up to <body>; @title and @css are constants.  Nothing but @css may style the page, and
 * nothing may be loaded. */
void vb_html_head(FILE *f, const char *title, const char *css);

/* ---- text.c: what the ways to show compared texts share ---- */

/* "NORD, SUD" */
void vb_text_names(FILE *f, const struct vb_parties *p, uint64_t in);

/* ---- text_html.c: views of one text, on a page ---- */

void vb_text_html_composite(FILE *f, const struct vb_composite *c);
/* A table: a row a paragraph, a column a version. */
void vb_text_html_columns(FILE *f, const struct vb_text *t, const struct vb_composite *c);

/* ---- positions.c: cells as words; nothing in them is foreign ---- */

#define VB_SAY_TEXT 1200	/* room for what is said of a cell or a row */

/* "accept if 7", "in 9": of party @p on row @r. */
const char *vb_say_stand(char out[static VB_SAY_TEXT], const struct vb_matrix *m,
			 const struct vb_row *r, uint32_t p);
/* "yes", "no (6 words)", "reopened by NORD-5" */
const char *vb_say_agreement(char out[static VB_SAY_TEXT], const struct vb_matrix *m,
			     const struct vb_row *r);
/* Why it is not agreed, in a sentence; "": it is. */
const char *vb_say_why(char out[static VB_SAY_TEXT], const struct vb_matrix *m,
		       const struct vb_row *r);
/* "4 bis"; "" for an article that is known by its title. */
const char *vb_say_label(char out[static VB_LABEL_TEXT], const struct vb_row *r);
/* Whether @row is shown: s->key leaves some out. */
bool vb_row_shown(const struct vb_positions_shown *s, uint32_t row);
/* "1 of 3 key issues agreed, 2 open."; "": there are none. */
const char *vb_say_key(char out[static VB_SAY_TEXT], const struct vb_positions_shown *s);
/* Of how many key issues, how many are agreed, and open. */
void vb_count_key(const struct vb_positions_shown *s, uint32_t *agreed, uint32_t *open);
/* "key", "secondary"; "": no mark. */
const char *vb_say_weight(enum vb_weight weight);
/* "4 bis Title", cut to what a table has room for; nothing in it is foreign. */
const char *vb_say_article(char out[static VB_SAY_TEXT], const struct vb_row *r);
/* "3 of 8 agreed; nothing is agreed until everything is." */
const char *vb_say_sum(char out[static VB_SAY_TEXT], const struct vb_positions_shown *s);

/* ---- status_texts.c ---- */

/* "texts" and "silences" */
void vb_texts_json(struct vb_json *j, const struct vb_fold *fold, int64_t known);
