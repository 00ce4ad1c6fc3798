/*
 * What the files of `verbale text` share: one command line at work, what it is given, the ways to
 * show it, and how it ends.
 *
 * SPDX-License-Identifier: ISC
 *
 * What returns an int has said why where it failed, and is the exit code.
 */
#pragma once

#include "cli/cli.h"

#define VB_TEXT_LABELS_MAX 64u	/* articles of one command line */

/* An article that is shown, as a text by itself. */
struct vb_text_article {
	char label[VB_LABEL_TEXT]; /* "4 bis"; "": it is known by its title */
	struct vb_view title;
	const struct vb_text_files *files; /* its versions; NULL: they are of the record ... */
	uint32_t row;		/* ... and this one of its matrix */
};

/* One command line at work. */
struct vb_text_work {
	struct vb_cli *c;
	struct vb_text_files files;
	struct vb_text_article *article;
	size_t narticles;	/* 0: one text, which has none */
	struct vb_view title;	/* of the text that has these articles; may be empty */
	const struct vb_record_text *record; /* NULL: what is shown came in files */
	const struct vb_matrix *matrix;
	int64_t at;		/* the record is shown as of this time */
	bool together;		/* nothing is agreed until everything is */
	/* The text, or article, that is shown at this moment. */
	struct vb_text *text;	/* NULL: one draft that is not ours */
	struct vb_composite *composite;
	const char *redline[2];	/* as they were typed */
	size_t flagged;
	const char *const *acts; /* of the record: by whose act, by party; else NULL */
};

/* ---- text_out.c ---- */

int vb_text_fail(struct vb_text_work *w, enum vb_code code);
/* The same of what was typed, or of a file: exit code 2, but for what is nobody's fault. */
int vb_text_misused(struct vb_text_work *w, enum vb_code code);
/* What is written to it waits for vb_text_put(): byte for byte, but escaped on a terminal. */
FILE *vb_text_begin(char **text, size_t *len);
/* Ends what vb_text_begin() began; false: there was not enough memory. */
bool vb_text_put(FILE *f, char *text, const size_t *len);
/* The exit code of what vb_text_put() returned. */
int vb_text_shown(struct vb_text_work *w, bool good);

/* ---- text_in.c ---- */

/* A word that is a label means that article of the record (text.md 12.1); "4" and "bis" are one
 * label.  @skip: a word that is none of them; @n: how many; false: some words are none. */
VB_MUST_CHECK bool vb_text_labels(const struct vb_args *a, unsigned skip, struct vb_label *label,
				  unsigned *n);
/* The names of --redline, into @w; *skip: the word that is one of them.  Not NULL: what is off. */
const char *vb_text_redline(struct vb_text_work *w, unsigned *skip);
VB_MUST_CHECK int vb_text_read(struct vb_text_work *w, unsigned skip);
/* One file that has brackets is a draft; all others are versions. */
VB_MUST_CHECK int vb_text_understand(struct vb_text_work *w);

/* ---- text_views.c ---- */

/* The way that was asked for, of the text in @w. */
int vb_text_show(struct vb_text_work *w);
/* Two versions by themselves, so that nobody else's words stand between them; @out: which of *t
 * they are.  Caller frees *t and *c in any case. */
VB_MUST_CHECK enum vb_code vb_text_two(struct vb_text_work *w, const uint32_t who[static 2],
				       struct vb_text **t, struct vb_composite **c,
				       uint32_t out[static 2]);

/* ---- text_articles.c ---- */

/* Article @i of @w; caller closes *out in any case. */
VB_MUST_CHECK enum vb_code vb_text_article_open(const struct vb_text_work *w, size_t i,
						struct vb_record_article *out,
						struct vb_err *err);
/* The articles that came in a file of several, into @w. */
VB_MUST_CHECK enum vb_code vb_text_chapters(struct vb_text_work *w);
/* The way that was asked for, of each article of @w. */
int vb_text_show_articles(struct vb_text_work *w);

/* ---- text_page.c, text_docx.c, text_ledger.c, text_record.c ---- */

/* Of the articles of @w, or of its text if it has none. */
int vb_text_page(struct vb_text_work *w, const char *path);
int vb_text_docx(struct vb_text_work *w, const char *path);
/* What came back, against what was sent. */
int vb_text_came_back(struct vb_text_work *w, const char *sent);
/* Each file is a round. */
int vb_text_ledger(struct vb_text_work *w);
/* Articles of the record: those of @label, or all. */
int vb_text_from_record(struct vb_text_work *w, const struct vb_label *label, unsigned n);
