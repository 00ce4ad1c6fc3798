/*
 * verbale text: versions of a text as one composite text, and what can be read off it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FLAGGED_MAX 20u	/* readings that nobody proposed, which are shown */
#define LABELS_MAX 64u	/* articles of one command line */

/* One command line at work. */
struct work {
	struct vb_cli *c;
	struct vb_text_files files;
	struct vb_text *text;	/* NULL: one draft that is not ours */
	struct vb_composite *composite;
	const char *redline[2];	/* as they were typed */
	size_t flagged;
	const char *const *acts; /* of the record: by whose act, by party; else NULL */
};

/* The ways to show it, of which one is chosen. */
static const char *const ways[] = {"as", "if", "clean", "columns", "redline", "blame", "ledger",
				   "html"};

static int fail(struct work *w, enum vb_code code)
{
	w->c->err.code = code;
	return vb_cli_fail(w->c, "nothing was shown");
}

static int misused(struct work *w, enum vb_code code)
{
	int exit = fail(w, code);

	return code == VB_MEMORY || code == VB_FULL ? exit : VB_EXIT_UNREADABLE;
}

/* ---- out: byte for byte, but escaped on a terminal ---- */

static FILE *begin(char **text, size_t *len)
{
	*text = NULL;
	return vb_memory_open(text, len);
}

/* Ends what begin() began; false: there was not enough memory. */
static bool show(FILE *f, char *text, const size_t *len)
{
	bool good = f && fclose(f) == 0;

	if (good && isatty(STDOUT_FILENO))
		vb_escape_tty(stdout, vb_view(text, *len), true);
	else if (good && *len)
		fwrite(text, 1, *len, stdout);
	free(text);
	return good;
}

static int shown(struct work *w, bool good)
{
	if (good)
		return VB_EXIT_DONE;
	vb_fail(&w->c->err, VB_MEMORY, "", "", "there is not enough memory");
	return fail(w, VB_MEMORY);
}

/* ---- in ---- */

static bool is_there(const char *word)
{
	const char *eq = strchr(word, '=');

	return vb_cli_exists(word) || (eq && vb_cli_exists(eq + 1));
}

/* A citation in the place of a file. */
static bool is_act(const char *word)
{
	struct vb_view article;
	uint64_t number, epoch;
	char chain[66];

	return !is_there(word) && vb_citation_parse(vb_view_str(word), chain, &number, &epoch,
						    &article);
}

/* A word that is a label means that article of the record (text.md 12.1); "4" and "bis" are one
 * label.  @n: how many; false: some words are none. */
static bool read_labels(const struct vb_args *a, unsigned skip, struct vb_label *label,
			unsigned *n)
{
	char text[2 * VB_LABEL_TEXT] = "";

	*n = 0;
	for (unsigned i = 0; i < a->nwords; i++) {
		struct vb_label l;
		size_t len = strlen(text);

		if (i == skip)
			continue;
		if (*n == LABELS_MAX || strlen(a->word[i]) >= VB_LABEL_TEXT - len)
			return false;
		snprintf(text + len, sizeof(text) - len, "%s%s", len ? " " : "", a->word[i]);
		if (len && vb_label_parse(vb_view_str(text), &l)) {
			label[*n - 1] = l;
			text[0] = 0;
			continue;
		}
		snprintf(text, sizeof(text), "%s", a->word[i]);
		if (!vb_label_parse(vb_view_str(text), &l) || l.nparts > 0)
			return false;
		label[(*n)++] = l;
	}
	return true;
}

static bool is_label(const char *word)
{
	struct vb_label l;

	return vb_label_parse(vb_view_str(word), &l);
}

/* The second name of --redline A B stands among the words; or both stand in one, A,B. */
static const char *take_redline(struct work *w, unsigned *skip)
{
	const struct vb_args *a = &w->c->args;
	const char *given = vb_args_get(a, "redline");

	*skip = a->nwords;
	w->redline[0] = given;
	if (!given || strchr(given, ','))
		return NULL;
	for (unsigned i = 0; i < a->nwords && *skip == a->nwords; i++) {
		if (!is_there(a->word[i]) && !is_label(a->word[i]))
			*skip = i;
	}
	if (*skip == a->nwords)
		return "--redline needs two parties, A B";
	w->redline[1] = a->word[*skip];
	return NULL;
}

static int read_files(struct work *w, unsigned skip)
{
	struct vb_cli *c = w->c;
	const char *base = vb_args_get(&c->args, "base"), *silent = vb_args_get(&c->args, "silent");
	enum vb_code code = VB_OK;

	for (unsigned i = 0; i < c->args.nwords && !code; i++) {
		if (i == skip)
			continue;
		if (is_label(c->args.word[i]))
			return vb_cli_usage(c, "nothing was shown: articles of the record and "
					       "files do not go together; a file of that name "
					       "is ./%s", c->args.word[i]);
		if (is_act(c->args.word[i]))
			return vb_cli_usage(c, "nothing was shown: --of names the act whose paper "
					       "is the text; behind the verb stand files, or "
					       "articles");
		code = vb_text_files_add(&w->files, c->args.word[i], false, &c->err);
	}
	if (!code && w->files.n == 0)
		return vb_cli_usage(c, "nothing was shown: name the files of the versions, or go "
				       "to a desk");
	if (!code && base)
		code = vb_text_files_add(&w->files, base, true, &c->err);
	if (!code && silent)
		code = vb_text_files_silent(&w->files, silent, &c->err);
	return code ? misused(w, code) : VB_EXIT_DONE;
}

/* One file that has brackets is a draft; all others are versions. */
static int understand(struct work *w)
{
	const struct vb_text_file *f = &w->files.file[0];
	struct vb_err *err = &w->c->err;
	enum vb_code code;

	if (w->files.n == 1 && !f->silent && f->len && memchr(f->bytes, '[', f->len)) {
		code = vb_composite_read(vb_view(f->bytes, f->len), &w->composite, err);
		return code ? misused(w, code) : VB_EXIT_DONE;
	}
	code = vb_text_files_align(&w->files, &w->text, err);
	if (!code)
		code = vb_composite_of(w->text, vb_text_parties(w->text)->speaking, &w->composite,
				       err);
	return code ? misused(w, code) : VB_EXIT_DONE;
}

static int no_party(struct work *w, const char *name)
{
	char shown[80];

	return vb_cli_usage(w->c, "nothing was shown: there is no text of %s here",
			    vb_quote(shown, sizeof(shown), vb_view_str(name)));
}

static int only_versions(struct work *w, const char *option)
{
	return vb_cli_usage(w->c, "nothing was shown: --%s needs the texts of parties, and this "
				  "draft is none of theirs", option);
}

/* ---- the ways ---- */

static int show_as(struct work *w, const char *name)
{
	const struct vb_parties *p = &w->composite->parties;
	uint32_t who = vb_parties_find(p, vb_view_str(name));
	char *text;
	size_t len;
	FILE *f;

	if (who == VB_NOBODY)
		return no_party(w, name);
	f = begin(&text, &len);
	if (f && w->text)
		vb_text_project(f, w->text, who);
	else if (f)
		vb_composite_project(f, w->composite, who);
	return shown(w, show(f, text, &len));
}

/* "A,B": a set of parties that have spoken. */
static int find_set(struct work *w, const char *names, uint64_t *set)
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

static int show_if(struct work *w, const char *names)
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
		return fail(w, code);
	open = has_brackets(c);
	f = begin(&text, &len);
	/* A reading without brackets is a text: nothing in it is escaped. */
	if (f && open)
		print_reading(f, c);
	else if (f)
		vb_composite_clean(f, c);
	exit = shown(w, show(f, text, &len));
	fflush(stdout);
	if (combined)
		fputs("verbale: nobody proposed this text as a whole: it combines what its parties "
		      "changed.\n", stderr);
	if (open)
		fprintf(stderr, "verbale: they differ among themselves in %u places.\n", c->sites);
	vb_composite_free(c);
	return exit;
}

static int show_clean(struct work *w)
{
	size_t places = 0, len;
	char *text;
	FILE *f = begin(&text, &len);
	int exit;

	if (f)
		places = vb_composite_clean(f, w->composite);
	exit = shown(w, show(f, text, &len));
	fflush(stdout);
	if (exit || places == 0)
		return exit;
	fprintf(stderr, "verbale: this is no clean text: %zu places are not agreed.\n", places);
	return VB_EXIT_UNDECIDED;
}

static int find_two(struct work *w, uint32_t who[static 2])
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
static enum vb_code two_alone(struct work *w, const uint32_t who[static 2], struct vb_text **t,
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

static int show_redline(struct work *w)
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
	code = two_alone(w, who, &t, &c, at);
	if (!code) {
		f = begin(&text, &len);
		if (f)
			vb_render_redline(f, c, at[0]);
		exit = shown(w, show(f, text, &len));
	}
	vb_composite_free(c);
	vb_text_free(t);
	return code ? fail(w, code) : exit;
}

static int show_rows(struct work *w, bool blame)
{
	char *text;
	size_t len;
	FILE *f;

	if (!w->text && !blame)
		return only_versions(w, "columns");
	f = begin(&text, &len);
	if (f && blame)
		vb_render_blame(f, w->composite, w->acts);
	else if (f)
		vb_render_columns(f, w->text, w->composite);
	return shown(w, show(f, text, &len));
}

/* ---- the page ---- */

/* From the base, or from the first by name, to each of the others. */
static enum vb_code redlines(struct work *w, FILE *f)
{
	const struct vb_parties *p = vb_text_parties(w->text);
	uint32_t from = p->base != VB_NOBODY ? p->base : (uint32_t)__builtin_ctzll(p->speaking);
	enum vb_code code = VB_OK;

	for (uint64_t in = p->speaking & ~(1ull << from); in && !code; in &= in - 1) {
		const uint32_t who[2] = {from, (uint32_t)__builtin_ctzll(in)};
		struct vb_composite *c = NULL;
		struct vb_text *t = NULL;
		uint32_t at[2];

		code = two_alone(w, who, &t, &c, at);
		if (!code)
			vb_render_redline_html(f, c, at[0], at[1]);
		vb_composite_free(c);
		vb_text_free(t);
	}
	return code;
}

static int write_page(struct work *w, const char *path)
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

/* ---- Word files ---- */

static enum vb_word_form form_of(const struct work *w)
{
	const struct vb_args *a = &w->c->args;

	if (vb_args_has(a, "clean"))
		return VB_WF_CLEAN;
	if (vb_args_has(a, "columns"))
		return VB_WF_COLUMNS;
	return vb_args_has(a, "brackets") || (!w->text && !vb_args_has(a, "tracked")) ?
	       VB_WF_BRACKETS : VB_WF_TRACKED;
}

static int write_docx(struct work *w, const char *path)
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
static int returned(struct work *w, const char *sent)
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
	f = begin(&text, &len);
	code = f ? vb_text_returned(f, sent, c->args.word[0], c->json, &silent, &c->err) :
		   vb_fail(&c->err, VB_MEMORY, "", "", "there is not enough memory");
	if (code) {
		if (f)
			fclose(f);
		free(text);
		return misused(w, code);
	}
	exit = shown(w, show(f, text, &len));
	return exit ? exit : silent ? VB_EXIT_UNDECIDED : VB_EXIT_DONE;
}

/* ---- the ledger: each file is a round of the draft ---- */

static int ledger(struct work *w)
{
	struct vb_ledger_row *row = calloc(w->files.n, sizeof(*row));
	struct vb_composite **c = calloc(w->files.n, sizeof(struct vb_composite *));
	enum vb_code code = VB_OK;

	if (!row || !c) {
		free(row);
		free(c);
		return shown(w, false);
	}
	for (size_t i = 0; i < w->files.n && !code; i++) {
		const struct vb_text_file *f = &w->files.file[i];

		code = vb_composite_read(vb_view(f->bytes, f->len), &c[i], &w->c->err);
		if (code)
			break;
		row[i].name = strrchr(f->path, '/') ? strrchr(f->path, '/') + 1 : f->path;
		row[i].parties = &c[i]->parties;
		vb_composite_count(c[i], &row[i].counts);
		if (i > 0)
			code = vb_composite_lifted(c[i - 1], c[i], &row[i].lifted, &w->c->err);
	}
	if (!code && w->c->json)
		vb_render_ledger_json(stdout, row, w->files.n);
	else if (!code)
		vb_render_ledger(stdout, row, w->files.n);
	for (size_t i = 0; i < w->files.n; i++)
		vb_composite_free(c[i]);
	free(row);
	free(c);
	return code ? misused(w, code) : VB_EXIT_DONE;
}

/* ---- the composite, and what is to be said of it ---- */

static void flag(void *ctx, const struct vb_unproposed *u)
{
	struct work *w = ctx;
	const struct vb_parties *p = vb_text_parties(w->text);
	char words[160], one[VB_NAME_MAX + 1], two[VB_NAME_MAX + 1];

	if (++w->flagged > FLAGGED_MAX)
		return;
	fprintf(stderr, "verbale: nobody proposed \"%s\": it combines words of %s and %s.\n",
		vb_quote(words, sizeof(words), u->words), vb_cli_upper(one, p->name[u->party[0]]),
		vb_cli_upper(two, p->name[u->party[1]]));
}

static int remark(struct work *w)
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
		return fail(w, code);
	if (n > FLAGGED_MAX)
		fprintf(stderr, "verbale: and %zu more readings that nobody proposed; --json has "
				"them all.\n", n - FLAGGED_MAX);
	loose = vb_text_loose(w->text, vb_text_parties(w->text)->speaking);
	if (loose)
		fprintf(stderr, "verbale: %zu places differ only by spaces or encoding; they are "
				"not bracketed.\n", loose);
	return VB_EXIT_DONE;
}

static int show_composite(struct work *w)
{
	char *text;
	size_t len;
	FILE *f;
	int exit;

	if (w->c->json) {
		enum vb_code code = vb_render_text_json(stdout, w->text, w->composite, &w->c->err);

		return code ? fail(w, code) : VB_EXIT_DONE;
	}
	f = begin(&text, &len);
	if (f)
		vb_composite_print(f, w->composite);
	exit = shown(w, show(f, text, &len));
	fflush(stdout);
	return exit ? exit : remark(w);
}

static int show_way(struct work *w)
{
	const struct vb_args *a = &w->c->args;

	if (vb_args_has(a, "docx"))
		return write_docx(w, vb_args_get(a, "docx"));
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
		return write_page(w, vb_args_get(a, "html"));
	return show_composite(w);
}

/* ---- out of the record ---- */

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

static void put_label(FILE *f, const struct vb_row *r)
{
	char label[VB_LABEL_TEXT];

	if (r->label.number)
		fprintf(f, "Article %s", vb_label_text(label, &r->label));
}

/* "## Article 4. Title", where several are shown. */
static bool put_heading(const struct vb_row *r)
{
	char *text;
	size_t len;
	FILE *f = begin(&text, &len);

	if (f) {
		fputs("## ", f);
		put_label(f, r);
		if (r->title_len) {
			fputs(r->label.number ? ". " : "", f);
			fwrite(r->title, 1, r->title_len, f);
		}
		fputs("\n\n", f);
	}
	return show(f, text, &len);
}

static int show_article(struct work *w, const struct vb_row *r, bool several)
{
	const struct vb_parties *p = &w->composite->parties;
	const struct vb_args *a = &w->c->args;
	char label[VB_LABEL_TEXT];
	int exit;

	if (w->c->json) {
		fputs("{\"article\":", stdout);
		if (r->label.number)
			printf("\"%s\",\"title\":\"", vb_label_text(label, &r->label));
		else
			fputs("null,\"title\":\"", stdout);
		vb_escape_json(stdout, vb_view(r->title, r->title_len));
		fputs("\",\"text\":", stdout);
		exit = show_composite(w);
		fputs("}\n", stdout);
		return exit;
	}
	if (several && !put_heading(r))
		return shown(w, false);
	fflush(stdout);
	if (is_silent_in(p, vb_args_get(a, "if")) || is_silent_in(p, w->redline[0]) ||
	    is_silent_in(p, w->redline[1])) {
		fputs("verbale: not all of them have spoken on this article.\n", stderr);
		return VB_EXIT_DONE;
	}
	exit = show_way(w);
	if (several)
		puts("");
	return exit;
}

static int show_row(struct work *w, const struct vb_matrix *m, uint32_t row, bool several)
{
	struct vb_record_article a = {0};
	enum vb_code code = vb_record_article_open(m, row, &a, &w->c->err);
	int exit;

	w->text = a.text;
	w->composite = a.composite;
	w->acts = a.acts;
	w->flagged = 0;
	exit = code ? fail(w, code) : show_article(w, &m->row[row], several);
	w->text = NULL;
	w->composite = NULL;
	w->acts = NULL;
	vb_record_article_close(&a);
	return exit;
}

/* The rows that were asked for, or all that are still articles of their own. */
static int choose_rows(struct work *w, const struct vb_matrix *m, const struct vb_label *label,
		       unsigned n, uint32_t *row, uint32_t *nrows)
{
	char text[VB_LABEL_TEXT];

	*nrows = 0;
	for (uint32_t i = 0; n == 0 && i < m->nrows; i++) {
		const struct vb_row *r = &m->row[m->order[i]];

		if (r->agreement != VB_AG_MOVED && r->nwordings > 0)
			row[(*nrows)++] = m->order[i];
	}
	for (unsigned i = 0; i < n; i++) {
		row[*nrows] = vb_matrix_find(m, &label[i]);
		if (row[*nrows] == VB_NO_ROW || m->row[row[*nrows]].nwordings == 0) {
			vb_fail(&w->c->err, VB_NOT_FOUND, "", "", "the text has no words of an "
				"article %s", vb_label_text(text, &label[i]));
			return fail(w, VB_NOT_FOUND);
		}
		(*nrows)++;
	}
	if (*nrows == 0) {
		vb_fail(&w->c->err, VB_NOT_FOUND, "", "", "the text has no articles");
		return fail(w, VB_NOT_FOUND);
	}
	return VB_EXIT_DONE;
}

static int show_rows_of(struct work *w, const struct vb_matrix *m, const struct vb_label *label,
			unsigned n)
{
	uint32_t *row = calloc(m->nrows + n + 1, sizeof(*row)), nrows = 0;
	int exit, worst = VB_EXIT_DONE;

	if (!row)
		return shown(w, false);
	exit = choose_rows(w, m, label, n, row, &nrows);
	if (!exit && nrows > 1 && vb_args_has(&w->c->args, "html"))
		exit = vb_cli_usage(w->c, "nothing was shown: --html shows one article; name it");
	for (uint32_t i = 0; !exit && i < nrows; i++) {
		exit = show_row(w, m, row[i], nrows > 1);
		if (exit == VB_EXIT_UNDECIDED) {
			worst = exit;
			exit = VB_EXIT_DONE;
		}
	}
	free(row);
	return exit ? exit : worst;
}

static int ledger_of_record(struct work *w, const struct vb_record_text *t)
{
	struct vb_record_rounds r = {0};
	enum vb_code code = vb_record_rounds(t, &r, &w->c->err);

	if (!code && w->c->json)
		vb_render_ledger_json(stdout, r.row, r.n);
	else if (!code)
		vb_render_ledger(stdout, r.row, r.n);
	vb_record_rounds_free(&r);
	return code ? fail(w, code) : VB_EXIT_DONE;
}

static void say_sealed(const struct vb_record_text *t)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->statement[i].sealed)
			fprintf(stderr, "verbale: %s is not opened here, and its words are "
					"missing.\n", t->statement[i].cite);
	}
}

static int from_record(struct work *w, const struct vb_label *label, unsigned n)
{
	struct vb_cli *c = w->c;
	int64_t now = c->world.clock.now(c->world.clock.ctx);
	struct vb_record_text t = {0};
	struct vb_matrix *m = NULL;
	int exit;

	if (vb_args_has(&c->args, "base") || vb_args_has(&c->args, "silent"))
		return vb_cli_usage(c, "nothing was shown: --base and --silent are for files; the "
				       "record knows the base, and who is silent");
	if (!vb_cli_table(c, false, &exit))
		return exit;
	c->err.code = vb_record_text_open(c, vb_args_get(&c->args, "of"), now, &t);
	if (!c->err.code)
		c->err.code = vb_matrix_new(t.party, t.nparties, t.statement, t.n, now, true, &m,
					    &c->err);
	if (c->err.code)
		exit = vb_cli_fail(c, "nothing was shown");
	else if (vb_args_has(&c->args, "ledger"))
		exit = ledger_of_record(w, &t);
	else
		exit = show_rows_of(w, m, label, n);
	if (!exit || exit == VB_EXIT_UNDECIDED)
		say_sealed(&t);
	vb_matrix_free(m);
	vb_record_text_close(&t);
	return exit;
}

static int from_files(struct work *w, unsigned skip)
{
	bool is_ledger = vb_args_has(&w->c->args, "ledger");
	int exit;

	if (vb_args_has(&w->c->args, "of"))
		return vb_cli_usage(w->c, "nothing was shown: --of is for texts of the record");
	w->files.unfolds = !is_ledger;
	exit = read_files(w, skip);
	if (!exit && is_ledger)
		exit = ledger(w);
	else if (!exit)
		exit = understand(w);
	if (!exit && !is_ledger)
		exit = show_way(w);
	vb_composite_free(w->composite);
	vb_text_free(w->text);
	vb_text_files_free(&w->files);
	return exit;
}

/* What is said of options of Word files that do not go together; NULL: nothing. */
static const char *word_misuse(struct vb_cli *c)
{
	static const char *const forms[] = {"tracked", "brackets", "clean", "columns"};
	static const char *const others[] = {"as", "if", "redline", "blame", "ledger", "html"};
	bool docx = vb_args_has(&c->args, "docx"), word = docx || vb_args_has(&c->args, "returned");
	unsigned n = 0, alone = c->json && docx;

	for (size_t i = 0; i < VB_ARRAY_LEN(forms); i++)
		n += vb_args_has(&c->args, forms[i]);
	for (size_t i = 0; word && i < VB_ARRAY_LEN(others); i++)
		alone += vb_args_has(&c->args, others[i]);
	if (docx && n > 1)
		return "a Word file has one form: --tracked, --brackets, --columns or --clean";
	if (alone || (docx && vb_args_has(&c->args, "returned")))
		return "--docx and --returned exclude other ways";
	if (!docx && (vb_args_has(&c->args, "tracked") || vb_args_has(&c->args, "brackets")))
		return "--tracked and --brackets are forms of --docx";
	return NULL;
}

static int run(struct vb_cli *c)
{
	struct work w = {.c = c};
	struct vb_label label[LABELS_MAX];
	unsigned given = 0, skip, n;
	const char *off;
	bool labels;

	for (size_t i = 0; i < VB_ARRAY_LEN(ways); i++)
		given += vb_args_has(&c->args, ways[i]);
	if (given > 1 || (c->json && given > 0 && !vb_args_has(&c->args, "ledger")))
		return vb_cli_usage(c, "nothing was shown: --as, --if, --clean, --columns, "
				       "--redline, --blame, --ledger, --html and --json exclude "
				       "one another");
	if (word_misuse(c))
		return vb_cli_usage(c, "nothing was shown: %s", word_misuse(c));
	if (vb_args_has(&c->args, "returned"))
		return returned(&w, vb_args_get(&c->args, "returned"));
	w.files.changes = vb_args_get(&c->args, "changes");
	off = take_redline(&w, &skip);
	if (off)
		return vb_cli_usage(c, "nothing was shown: %s", off);
	labels = read_labels(&c->args, skip, label, &n);
	if (labels && (n > 0 || vb_args_has(&c->args, "of") || vb_cli_exists("desk.db"))) {
		if (vb_args_has(&c->args, "docx") || vb_args_has(&c->args, "changes"))
			return vb_cli_usage(c, "nothing was shown: --docx and --changes are for "
					       "files");
		return from_record(&w, label, n);
	}
	return from_files(&w, skip);
}

static const struct vb_option options[] = {
	{"as", "PARTY", "print the text of this party, byte for byte", 0},
	{"if", "A,B", "print the reading if these parties prevail", 0},
	{"clean", NULL, "print the text without brackets; what is not agreed is [...]", 0},
	{"columns", NULL, "print each paragraph of the base, each party, and the compromise", 0},
	{"redline", "A B", "print what B takes out of A's text, and puts in", 0},
	{"blame", NULL, "print who has which words", 0},
	{"ledger", NULL, "count brackets; each file, or paper of the record, is a round", 0},
	{"of", "ACT", "of the record: the paper that is the text (else the newest draft)", 0},
	{"base", "FILE", "the text that all of them start from", 0},
	{"silent", "A,B", "parties that have not spoken", 0},
	{"html", "PAGE", "write one page: composite, side by side, redlines", 0},
	{"docx", "OUT", "write a Word file, with the changes of each party tracked", 0},
	{"tracked", NULL, "of --docx: with tracked changes, which is the default", 0},
	{"brackets", NULL, "of --docx: with brackets", 0},
	{"returned", "SENT", "hold a Word file that came back against what was sent", 0},
	{"changes", "WHOSE", "tracked changes that count: all, none, or those of an author", 0},
	{"json", NULL, "print one JSON object", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_text = {
	"text",
	"FILE|NAME=FILE... | [ARTICLE...]",
	"many versions as one text with brackets",
	"Compares the versions that several parties have of one text, word by word, and prints\n"
	"the composite text: what all have stands free, what only some have in brackets with\n"
	"their names.  The order of the files does not matter.  A party has the name of its\n"
	"file, or NAME.  One FILE alone that has brackets is read as a draft; a composite that\n"
	"was printed here is taken apart again into the versions of its parties.  Readings that\n"
	"nobody proposed, and that one gets by combining brackets, are pointed out.\n"
	"Without a FILE the versions come from the record of the desk that we stand in: what\n"
	"each party has last wanted each ARTICLE to say.  A word like 4, or 4 bis, is an\n"
	"ARTICLE; a file of such a name is ./4.  Word files (.docx) are read, and written, too.\n",
	options,
	run,
};
