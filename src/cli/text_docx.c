/*
 * verbale text --docx and --returned: Word files, written and come back.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/text_work.h"

#include <stdlib.h>

static enum vb_word_form form_of(const struct vb_text_work *w)
{
	const struct vb_args *a = &w->c->args;

	if (vb_args_has(a, "clean"))
		return VB_WF_CLEAN;
	if (vb_args_has(a, "columns"))
		return VB_WF_COLUMNS;
	if (vb_args_has(a, "brackets"))
		return VB_WF_BRACKETS;
	/* A draft of nobody has brackets alone. */
	return !w->text && w->narticles == 0 && !vb_args_has(a, "tracked") ? VB_WF_BRACKETS :
									     VB_WF_TRACKED;
}

/* Articles are opened one and all: a Word file is written in one go. */
static enum vb_code write_articles(struct vb_text_work *w, uint8_t **docx, size_t *len)
{
	struct vb_record_article *open = calloc(w->narticles, sizeof(*open));
	struct vb_word_article *a = calloc(w->narticles, sizeof(*a));
	struct vb_err *err = &w->c->err;
	enum vb_code code = VB_OK;

	if (!open || !a)
		code = vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	for (size_t i = 0; i < w->narticles && !code; i++) {
		code = vb_text_article_open(w, i, &open[i], err);
		a[i] = (struct vb_word_article){
			.label = vb_view_str(w->article[i].label), .title = w->article[i].title,
			.text = open[i].text, .composite = open[i].composite,
		};
	}
	if (!code)
		code = vb_word_write_articles(w->title, a, w->narticles, form_of(w), docx, len,
					      err);
	for (size_t i = 0; open && i < w->narticles; i++)
		vb_record_article_close(&open[i]);
	free(open);
	free(a);
	return code;
}

int vb_text_docx(struct vb_text_work *w, const char *path)
{
	uint8_t *docx = NULL;
	size_t len = 0;
	enum vb_code code = w->narticles ?
		write_articles(w, &docx, &len) :
		vb_word_write(w->text, w->composite, form_of(w), &docx, &len, &w->c->err);
	char shown[200];

	if (!code)
		code = vb_file_write(path, vb_view(docx, len), VB_FILE_REPLACE, &w->c->err);
	free(docx);
	w->c->err.code = code;
	if (code)
		return vb_cli_fail(w->c, "the Word file was not written");
	printf("Wrote %s.\n", vb_quote(shown, sizeof(shown), vb_view_str(path)));
	return VB_EXIT_DONE;
}

/* What came back, against what was sent. */
int vb_text_came_back(struct vb_text_work *w, const char *sent)
{
	struct vb_cli *c = w->c;
	bool silent = false;
	enum vb_code code;
	char *text;
	size_t len;
	FILE *f;
	int exit;

	if (c->args.nwords != 1)
		return vb_cli_usage(c, "nothing was shown: --returned SENT wants one Word file, "
				       "that came back");
	f = vb_text_begin(&text, &len);
	code = f ? vb_text_returned(f, sent, c->args.word[0], c->json, &silent, &c->err) :
		   vb_fail(&c->err, VB_MEMORY, "", "", "there is not enough memory");
	if (code) {
		if (f)
			fclose(f);
		free(text);
		return vb_text_misused(w, code);
	}
	exit = vb_text_shown(w, vb_text_put(f, text, &len));
	return exit ? exit : silent ? VB_EXIT_UNDECIDED : VB_EXIT_DONE;
}
