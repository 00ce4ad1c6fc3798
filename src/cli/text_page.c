/*
 * verbale text --html: one page.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/text_work.h"

/* From the base, or from the first by name, to each of the others. */
static enum vb_code redlines(struct vb_text_work *w, FILE *f)
{
	const struct vb_parties *p = vb_text_parties(w->text);
	uint32_t from = p->base != VB_NOBODY ? p->base : (uint32_t)__builtin_ctzll(p->speaking);
	enum vb_code code = VB_OK;

	for (uint64_t in = p->speaking & ~(1ull << from); in && !code; in &= in - 1) {
		const uint32_t who[2] = {from, (uint32_t)__builtin_ctzll(in)};
		struct vb_composite *c = NULL;
		struct vb_text *t = NULL;
		uint32_t at[2];

		code = vb_text_two(w, who, &t, &c, at);
		if (!code)
			vb_render_redline_html(f, c, at[0], at[1]);
		vb_composite_free(c);
		vb_text_free(t);
	}
	return code;
}

int vb_text_page(struct vb_text_work *w, const char *path)
{
	struct vb_outfile o = {0};
	enum vb_code code = vb_outfile_open(&o, path, &w->c->err);
	char shown[200];

	if (!code) {
		vb_render_text_html(o.f, w->text, w->composite);
		if (w->text && vb_text_parties(w->text)->speaking)
			code = redlines(w, o.f);
		vb_render_text_html_end(o.f);
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
