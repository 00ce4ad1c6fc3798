/*
 * verbale text --html: one page of all articles, or of one text, in three views.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/text_work.h"

#include <stdlib.h>

/* One page at work. */
struct page {
	struct vb_text_work *w;
	struct vb_text_page shown;
	FILE *f;
};

static enum vb_code redline(struct page *p, uint32_t from, uint64_t to)
{
	const uint32_t who[2] = {from, (uint32_t)__builtin_ctzll(to)};
	struct vb_composite *c = NULL;
	struct vb_text *t = NULL;
	uint32_t at[2] = {0};
	enum vb_code code = vb_text_two(p->w, who, &t, &c, at);

	if (!code)
		vb_render_page_redline(p->f, c, at[0]);
	vb_composite_free(c);
	vb_text_free(t);
	return code;
}

/* From the base, or from the first by name, to the others; who has the same words has one. */
static enum vb_code redlines(struct page *p)
{
	const struct vb_text *t = p->w->text;
	const struct vb_parties *parties = vb_text_parties(t);
	const struct vb_site all = {0, vb_text_columns(t)};
	uint64_t set = parties->speaking;
	uint32_t from = parties->base != VB_NOBODY ? parties->base :
						     (uint32_t)__builtin_ctzll(set);
	uint64_t left = set & ~(1ull << from);
	enum vb_code code = VB_OK;

	if (!left)
		vb_render_page_versions(p->f, &p->shown, parties, from, 0, true);
	while (left && !code) {
		uint32_t who = (uint32_t)__builtin_ctzll(left);
		uint64_t to = vb_text_same(t, left, &all, who);
		bool same = vb_text_same(t, 1ull << from, &all, who) != 0;

		vb_render_page_versions(p->f, &p->shown, parties, from, to, same);
		if (!same)
			code = redline(p, from, to);
		left &= ~to;
	}
	return code;
}

/* The text in p->w. */
static enum vb_code put_text(struct page *p, size_t i)
{
	struct vb_text_work *w = p->w;
	enum vb_code code = VB_OK;

	vb_render_page_text(p->f, &p->shown, i, w->text, w->composite);
	if (w->text && vb_text_parties(w->text)->speaking)
		code = redlines(p);
	vb_render_page_text_end(p->f, &p->shown, w->text);
	return code;
}

static enum vb_code put_article(struct page *p, size_t i)
{
	struct vb_text_work *w = p->w;
	struct vb_record_article a;
	enum vb_code code = vb_text_article_open(w, i, &a, &w->c->err);

	w->text = a.text;
	w->composite = a.composite;
	if (!code)
		code = put_text(p, i);
	w->text = NULL;
	w->composite = NULL;
	vb_record_article_close(&a);
	return code;
}

static enum vb_code put_page(struct page *p)
{
	struct vb_text_work *w = p->w;
	struct vb_text_entry *entry = calloc(w->narticles + 1, sizeof(*entry));
	enum vb_code code = VB_OK;

	if (!entry)
		return vb_fail(&w->c->err, VB_MEMORY, "", "", "there is not enough memory");
	for (size_t i = 0; i < w->narticles; i++) {
		const struct vb_text_article *a = &w->article[i];

		entry[i] = (struct vb_text_entry){
			.label = a->label, .title = a->title,
			.row = w->matrix ? &w->matrix->row[a->row] : NULL,
		};
	}
	p->shown = (struct vb_text_page){
		.title = w->title, .matrix = w->matrix, .at = w->at, .together = w->together,
		.entry = entry, .n = w->narticles,
		.parties = w->composite ? &w->composite->parties : NULL,
		.views = w->narticles > 0 || w->text,
	};
	vb_render_page_begin(p->f, &p->shown);
	if (w->narticles == 0)
		code = put_text(p, 0);
	for (size_t i = 0; i < w->narticles && !code; i++)
		code = put_article(p, i);
	vb_render_page_end(p->f);
	free(entry);
	return code;
}

int vb_text_page(struct vb_text_work *w, const char *path)
{
	struct vb_outfile o = {0};
	struct page p = {.w = w};
	enum vb_code code = vb_outfile_open(&o, path, &w->c->err);
	char shown[200];

	if (!code) {
		p.f = o.f;
		code = put_page(&p);
		if (code)
			vb_outfile_drop(&o);
		else
			code = vb_outfile_commit(&o, &w->c->err);
	}
	w->c->err.code = code;
	if (code)
		return vb_cli_fail(w->c, "the page was not written");
	printf("Wrote %s.\n", vb_quote(shown, sizeof(shown), vb_view_str(path)));
	return VB_EXIT_DONE;
}
