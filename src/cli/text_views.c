/*
 * The ways to show one text: as a party, if some prevail, clean, redline, rows, composite.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/text_work.h"

#include <stdlib.h>
#include <string.h>

#define FLAGGED_MAX 20u	/* readings that nobody proposed, which are shown */

static int no_party(struct vb_text_work *w, const char *name)
{
	char shown[80];

	return vb_cli_usage(w->c, "nothing was shown: there is no text of %s here",
			    vb_quote(shown, sizeof(shown), vb_view_str(name)));
}

static int only_versions(struct vb_text_work *w, const char *option)
{
	return vb_cli_usage(w->c, "nothing was shown: --%s needs the texts of parties, and this "
				  "draft is none of theirs", option);
}

static int show_as(struct vb_text_work *w, const char *name)
{
	const struct vb_parties *p = &w->composite->parties;
	uint32_t who = vb_parties_find(p, vb_view_str(name));
	char *text;
	size_t len;
	FILE *f;

	if (who == VB_NOBODY)
		return no_party(w, name);
	f = vb_text_begin(&text, &len);
	if (f && w->text)
		vb_text_project(f, w->text, who);
	else if (f)
		vb_composite_project(f, w->composite, who);
	return vb_text_shown(w, vb_text_put(f, text, &len));
}

/* "A,B": a set of parties that have spoken. */
static int find_set(struct vb_text_work *w, const char *names, uint64_t *set)
{
	const struct vb_parties *p = &w->composite->parties;

	*set = 0;
	while (*names) {
		size_t len = strcspn(names, ",");
		uint32_t who = vb_parties_find(p, vb_view(names, len));

		if (who == VB_NOBODY || !(p->speaking >> who & 1))
			return no_party(w, names);
		*set |= 1ull << who;
		names += len + (names[len] == ',');
	}
	return *set ? VB_EXIT_DONE : no_party(w, names);
}

/* Without its first line: it is a reading, and no composite of all. */
static void print_reading(FILE *f, const struct vb_composite *c)
{
	if (c->lead.len)
		fwrite(c->lead.ptr, 1, c->lead.len, f);
	vb_composite_print_part(f, c, 0, c->n);
	if (c->trail.len)
		fwrite(c->trail.ptr, 1, c->trail.len, f);
}

static bool has_brackets(const struct vb_composite *c)
{
	return c->sites > 0;
}

static int show_if(struct vb_text_work *w, const char *names)
{
	struct vb_composite *c = NULL;
	bool combined = false, open;
	uint64_t set;
	char *text;
	size_t len;
	enum vb_code code;
	FILE *f;
	int exit;

	if (!w->text)
		return only_versions(w, "if");
	exit = find_set(w, names, &set);
	if (exit)
		return exit;
	code = vb_composite_if(w->text, set, &c, &combined, &w->c->err);
	if (code)
		return vb_text_fail(w, code);
	open = has_brackets(c);
	f = vb_text_begin(&text, &len);
	/* A reading without brackets is a text: nothing in it is escaped. */
	if (f && open)
		print_reading(f, c);
	else if (f)
		vb_composite_clean(f, c);
	exit = vb_text_shown(w, vb_text_put(f, text, &len));
	fflush(stdout);
	if (combined)
		fputs("verbale: nobody proposed this text as a whole: it combines what its parties "
		      "changed.\n", stderr);
	if (open)
		fprintf(stderr, "verbale: they differ among themselves in %u places.\n", c->sites);
	vb_composite_free(c);
	return exit;
}

static int show_clean(struct vb_text_work *w)
{
	size_t places = 0, len;
	char *text;
	FILE *f = vb_text_begin(&text, &len);
	int exit;

	if (f)
		places = vb_composite_clean(f, w->composite);
	exit = vb_text_shown(w, vb_text_put(f, text, &len));
	fflush(stdout);
	if (exit || places == 0)
		return exit;
	fprintf(stderr, "verbale: this is no clean text: %zu places are not agreed.\n", places);
	return VB_EXIT_UNDECIDED;
}

static int find_two(struct vb_text_work *w, uint32_t who[static 2])
{
	const struct vb_parties *p = &w->composite->parties;
	const char *comma = strchr(w->redline[0], ',');
	struct vb_view name[2] = {vb_view_str(w->redline[0]), vb_view(NULL, 0)};

	if (comma) {
		name[0].len = (size_t)(comma - w->redline[0]);
		name[1] = vb_view_str(comma + 1);
	} else {
		name[1] = vb_view_str(w->redline[1]);
	}
	for (unsigned i = 0; i < 2; i++) {
		who[i] = vb_parties_find(p, name[i]);
		if (who[i] == VB_NOBODY || (p->silent >> who[i] & 1))
			return no_party(w, comma || i == 0 ? w->redline[0] : w->redline[1]);
	}
	return VB_EXIT_DONE;
}

/* Two versions by themselves, so that nobody else's words stand between them. */
enum vb_code vb_text_two(struct vb_text_work *w, const uint32_t who[static 2], struct vb_text **t,
			 struct vb_composite **c, uint32_t out[static 2])
{
	struct vb_version v[2] = {{0}};
	char *text[2] = {NULL};
	size_t len[2] = {0};
	enum vb_code code = VB_OK;

	for (unsigned i = 0; i < 2 && !code; i++) {
		FILE *f = vb_memory_open(&text[i], &len[i]);

		if (f)
			vb_text_project(f, w->text, who[i]);
		if (!f || fclose(f) != 0)
			code = vb_fail(&w->c->err, VB_MEMORY, "", "",
				       "there is not enough memory");
		v[i] = (struct vb_version){
			.name = vb_text_parties(w->text)->name[who[i]],
			.text = vb_view(text[i], len[i]),
		};
	}
	if (!code)
		code = vb_text_new(v, 2, t, &w->c->err);
	if (!code)
		code = vb_composite_of(*t, 3, c, &w->c->err);
	for (unsigned i = 0; i < 2; i++) {
		if (!code)
			out[i] = vb_parties_find(vb_text_parties(*t), vb_view_str(v[i].name));
		free(text[i]);
	}
	return code;
}

static int show_redline(struct vb_text_work *w)
{
	struct vb_composite *c = NULL;
	struct vb_text *t = NULL;
	uint32_t who[2], at[2];
	enum vb_code code;
	char *text;
	size_t len;
	int exit;
	FILE *f;

	if (!w->text)
		return only_versions(w, "redline");
	exit = find_two(w, who);
	if (exit)
		return exit;
	if (who[0] == who[1])
		return vb_cli_usage(w->c, "nothing was shown: --redline needs two parties");
	code = vb_text_two(w, who, &t, &c, at);
	if (!code) {
		f = vb_text_begin(&text, &len);
		if (f)
			vb_render_redline(f, c, at[0]);
		exit = vb_text_shown(w, vb_text_put(f, text, &len));
	}
	vb_composite_free(c);
	vb_text_free(t);
	return code ? vb_text_fail(w, code) : exit;
}

static int show_rows(struct vb_text_work *w, bool blame)
{
	char *text;
	size_t len;
	FILE *f;

	if (!w->text && !blame)
		return only_versions(w, "columns");
	f = vb_text_begin(&text, &len);
	if (f && blame)
		vb_render_blame(f, w->composite, w->acts);
	else if (f)
		vb_render_columns(f, w->text, w->composite);
	return vb_text_shown(w, vb_text_put(f, text, &len));
}

/* ---- the composite, and what is to be said of it ---- */

static void flag(void *ctx, const struct vb_unproposed *u)
{
	struct vb_text_work *w = ctx;
	const struct vb_parties *p = vb_text_parties(w->text);
	char words[160], one[VB_NAME_MAX + 1], two[VB_NAME_MAX + 1];

	if (++w->flagged > FLAGGED_MAX)
		return;
	fprintf(stderr, "verbale: nobody proposed \"%s\": it combines words of %s and %s.\n",
		vb_quote(words, sizeof(words), u->words), vb_cli_upper(one, p->name[u->party[0]]),
		vb_cli_upper(two, p->name[u->party[1]]));
}

static int remark(struct vb_text_work *w)
{
	size_t n = 0, loose;
	enum vb_code code;

	if (w->composite->stray)
		fprintf(stderr, "verbale: %zu brackets have no partner, and are taken as words.\n",
			w->composite->stray);
	if (!w->text)
		return VB_EXIT_DONE;
	code = vb_text_unproposed(w->text, vb_text_parties(w->text)->speaking, flag, w, &n,
				  &w->c->err);
	if (code)
		return vb_text_fail(w, code);
	if (n > FLAGGED_MAX)
		fprintf(stderr, "verbale: and %zu more readings that nobody proposed; --json has "
				"them all.\n", n - FLAGGED_MAX);
	loose = vb_text_loose(w->text, vb_text_parties(w->text)->speaking);
	if (loose)
		fprintf(stderr, "verbale: %zu places differ only by spaces or encoding; they are "
				"not bracketed.\n", loose);
	return VB_EXIT_DONE;
}

static int show_composite(struct vb_text_work *w)
{
	char *text;
	size_t len;
	FILE *f;
	int exit;

	if (w->c->json) {
		enum vb_code code = vb_render_text_json(stdout, w->text, w->composite, &w->c->err);

		return code ? vb_text_fail(w, code) : VB_EXIT_DONE;
	}
	f = vb_text_begin(&text, &len);
	if (f)
		vb_composite_print(f, w->composite);
	exit = vb_text_shown(w, vb_text_put(f, text, &len));
	fflush(stdout);
	return exit ? exit : remark(w);
}

int vb_text_show(struct vb_text_work *w)
{
	const struct vb_args *a = &w->c->args;

	if (vb_args_has(a, "docx"))
		return vb_text_docx(w, vb_args_get(a, "docx"));
	if (vb_args_has(a, "as"))
		return show_as(w, vb_args_get(a, "as"));
	if (vb_args_has(a, "if"))
		return show_if(w, vb_args_get(a, "if"));
	if (vb_args_has(a, "clean"))
		return show_clean(w);
	if (vb_args_has(a, "columns"))
		return show_rows(w, false);
	if (vb_args_has(a, "blame"))
		return show_rows(w, true);
	if (vb_args_has(a, "redline"))
		return show_redline(w);
	if (vb_args_has(a, "html"))
		return vb_text_page(w, vb_args_get(a, "html"));
	return show_composite(w);
}
