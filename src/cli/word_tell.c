/*
 * Word files in words: who changed how much, what is not read, and, for whoever wants to see
 * them, every change and comment.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#define NAMED_MAX 12u	/* authors that are named */

static void put_quoted(FILE *f, struct vb_view v)
{
	char shown[400];

	fputs(vb_quote(shown, sizeof(shown), v), f);
}

static void put_author(FILE *f, struct vb_view author)
{
	if (author.len)
		put_quoted(f, author);
	else
		fputs("somebody who is not named", f);
}

static int by_author(const void *a, const void *b)
{
	return vb_view_cmp(*(const struct vb_view *)a, *(const struct vb_view *)b);
}

/* "12 changes by Nord, 3 by Sud" */
static void tell_changes(FILE *f, const struct vb_word_file *w)
{
	struct vb_view *author = calloc(w->nchanges + 1, sizeof(*author));
	unsigned named = 0;
	size_t from = 0;

	if (!author)
		return;
	for (size_t i = 0; i < w->nchanges; i++)
		author[i] = w->change[i].author;
	qsort(author, w->nchanges, sizeof(*author), by_author);
	for (size_t i = 1; i <= w->nchanges; i++) {
		if (i < w->nchanges && by_author(&author[i], &author[i - 1]) == 0)
			continue;
		if (++named <= NAMED_MAX) {
			fprintf(f, named == 1 ? "%zu tracked change%s by " : ", %zu%s by ",
				i - from,
				named == 1 && i - from > 1 ? "s" : "");
			put_author(f, author[from]);
		}
		from = i;
	}
	if (named > NAMED_MAX)
		fprintf(f, ", and %u more authors", named - NAMED_MAX);
	free(author);
}

void vb_word_file_tell(FILE *f, const char *path, const struct vb_word_file *w)
{
	char name[200];

	vb_quote(name, sizeof(name), vb_view_str(path));
	if (w->nchanges) {
		fprintf(f, "verbale: %s: ", name);
		tell_changes(f, w);
		fputs(".\n", f);
	}
	if (w->ncomments)
		fprintf(f, "verbale: %s: %zu comment%s, which %s no part of the text.\n", name,
			w->ncomments, w->ncomments > 1 ? "s" : "", w->ncomments > 1 ? "are" : "is");
	for (unsigned i = 0; i < VB_WN_NOTES; i++) {
		if (w->notes >> i & 1)
			fprintf(f, "verbale: %s: %s.\n", name,
				vb_word_note_words((enum vb_word_note)i));
	}
}

static void list_items(FILE *f, const struct vb_word_item *item, size_t n, const char *kind)
{
	for (size_t i = 0; i < n; i++) {
		fprintf(f, "  %s  ", kind ? kind : vb_word_kind_name(item[i].kind));
		put_author(f, item[i].author);
		if (item[i].date.len) {
			fputs("  ", f);
			put_quoted(f, item[i].date);
		}
		fputs("  \"", f);
		put_quoted(f, item[i].words);
		fputs("\"\n", f);
	}
}

void vb_word_file_list(FILE *f, const struct vb_word_file *w)
{
	list_items(f, w->change, w->nchanges, NULL);
	list_items(f, w->comment, w->ncomments, "comment");
}
