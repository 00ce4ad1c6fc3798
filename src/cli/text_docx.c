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
	return vb_args_has(a, "brackets") || (!w->text && !vb_args_has(a, "tracked")) ?
	       VB_WF_BRACKETS : VB_WF_TRACKED;
}

int vb_text_docx(struct vb_text_work *w, const char *path)
{
	uint8_t *docx = NULL;
	size_t len = 0;
	enum vb_code code = vb_word_write(w->text, w->composite, form_of(w), &docx, &len,
					  &w->c->err);
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
