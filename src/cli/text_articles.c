/*
 * verbale text of several articles: each is a text by itself, opened, shown behind its heading, and
 * closed again.  They are of the record, or of a Word file of ours that has several.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/text_work.h"

#include <stdlib.h>
#include <string.h>

enum vb_code vb_text_article_open(const struct vb_text_work *w, size_t i,
				  struct vb_record_article *out, struct vb_err *err)
{
	const struct vb_text_article *a = &w->article[i];
	enum vb_code code;

	*out = (struct vb_record_article){0};
	if (!a->files)
		return vb_record_article_open(w->matrix, a->row, out, err);
	code = vb_text_files_align(a->files, &out->text, err);
	return code ? code : vb_composite_of(out->text, vb_text_parties(out->text)->speaking,
					     &out->composite, err);
}

enum vb_code vb_text_chapters(struct vb_text_work *w)
{
	const struct vb_text_files *f = &w->files;

	w->article = calloc(f->nchapters + 1, sizeof(*w->article));
	if (!w->article)
		return vb_fail(&w->c->err, VB_MEMORY, "", "", "there is not enough memory");
	for (size_t i = 0; i < f->nchapters; i++) {
		const struct vb_text_chapter *c = &f->chapter[i];
		struct vb_text_article *a = &w->article[w->narticles++];

		memcpy(a->label, c->label, sizeof(a->label));
		a->title = vb_view(c->title, c->title_len);
		a->files = &c->files;
	}
	w->title = vb_view(f->title, f->title_len);
	return VB_OK;
}

/* ---- one after another ---- */

/* Some of "A,B" have no words here, which others may have: the article is passed over. */
static bool is_silent_in(const struct vb_parties *p, const char *names)
{
	while (names && *names) {
		size_t len = strcspn(names, ",");
		uint32_t who = vb_parties_find(p, vb_view(names, len));

		if (who != VB_NOBODY && p->silent >> who & 1)
			return true;
		names += len + (names[len] == ',');
	}
	return false;
}

/* "## Article 4. Title", where several are shown. */
static bool put_heading(const struct vb_text_article *a)
{
	char *text;
	size_t len;
	FILE *f = vb_text_begin(&text, &len);

	if (f) {
		fprintf(f, "## %s%s", a->label[0] ? "Article " : "", a->label);
		if (a->title.len) {
			fputs(a->label[0] ? ". " : "", f);
			fwrite(a->title.ptr, 1, a->title.len, f);
		}
		fputs("\n\n", f);
	}
	return vb_text_put(f, text, &len);
}

static int show_json(struct vb_text_work *w, const struct vb_text_article *a)
{
	int exit;

	fputs("{\"article\":", stdout);
	if (a->label[0])
		printf("\"%s\",\"title\":\"", a->label);
	else
		fputs("null,\"title\":\"", stdout);
	vb_escape_json(stdout, a->title);
	fputs("\",\"text\":", stdout);
	exit = vb_text_show(w);
	fputs("}\n", stdout);
	return exit;
}

static int show_article(struct vb_text_work *w, const struct vb_text_article *a)
{
	const struct vb_parties *p = &w->composite->parties;
	bool several = w->narticles > 1;
	int exit;

	if (w->c->json)
		return show_json(w, a);
	if (several && !put_heading(a))
		return vb_text_shown(w, false);
	fflush(stdout);
	if (is_silent_in(p, vb_args_get(&w->c->args, "if")) || is_silent_in(p, w->redline[0]) ||
	    is_silent_in(p, w->redline[1])) {
		fputs("verbale: not all of them have spoken on this article.\n", stderr);
		return VB_EXIT_DONE;
	}
	exit = vb_text_show(w);
	if (several)
		puts("");
	return exit;
}

static int open_and_show(struct vb_text_work *w, size_t i)
{
	struct vb_record_article a;
	enum vb_code code = vb_text_article_open(w, i, &a, &w->c->err);
	int exit;

	w->text = a.text;
	w->composite = a.composite;
	w->acts = w->article[i].files ? NULL : a.acts;
	w->flagged = 0;
	exit = code ? vb_text_fail(w, code) : show_article(w, &w->article[i]);
	w->text = NULL;
	w->composite = NULL;
	w->acts = NULL;
	vb_record_article_close(&a);
	return exit;
}

int vb_text_show_articles(struct vb_text_work *w)
{
	const struct vb_args *a = &w->c->args;
	int exit = VB_EXIT_DONE, worst = VB_EXIT_DONE;

	if (vb_args_has(a, "html"))
		return vb_text_page(w, vb_args_get(a, "html"));
	if (vb_args_has(a, "docx"))
		return vb_text_docx(w, vb_args_get(a, "docx"));
	for (size_t i = 0; !exit && i < w->narticles; i++) {
		exit = open_and_show(w, i);
		if (exit == VB_EXIT_UNDECIDED) {
			worst = exit;
			exit = VB_EXIT_DONE;
		}
	}
	return exit ? exit : worst;
}
