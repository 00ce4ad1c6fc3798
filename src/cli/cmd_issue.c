/*
 * verbale issue: what this desk marks for itself, and for nobody else: articles that are key, or
 * secondary, with a note (text.md 9.7).
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 64u	/* articles that are marked at once */
#define NOTE_FILE_MAX (4u * VB_WORDS_MAX)

struct work {
	struct vb_cli *c;
	enum vb_weight weight;
	const char *note;	/* NULL: none was given */
	char *owned;		/* that, where it came out of a file */
	struct vb_record_text text;
	struct vb_matrix *matrix;
	struct vb_record_issues issues;
	uint32_t row[ROWS_MAX];
	unsigned nrows;
};

/* ---- which articles ---- */

static uint32_t by_title(const struct vb_matrix *m, const char *title)
{
	for (uint32_t i = 0; i < m->nrows; i++) {
		const struct vb_row *r = &m->row[i];

		if (r->label.number == 0 && title[0] &&
		    vb_view_is(vb_view(r->title, r->title_len), title))
			return i;
	}
	return VB_NO_ROW;
}

static enum vb_code no_article(struct work *w, const char *name)
{
	char shown[100];

	return vb_fail(&w->c->err, VB_NOT_FOUND, "", "", "the text has no article %s, as far as "
		       "this desk has opened its papers",
		       vb_quote(shown, sizeof(shown), vb_view_str(name)));
}

/* The article that word @i begins to name, by its number or its title; *n: in how many words. */
static uint32_t take_article(struct work *w, unsigned i, unsigned end, unsigned *n)
{
	const struct vb_args *a = &w->c->args;
	char text[2 * VB_LABEL_TEXT];
	struct vb_label l, longer;

	*n = 1;
	if (!vb_label_parse(vb_view_str(a->word[i]), &l))
		return by_title(w->matrix, a->word[i]);
	/* "4" and "bis" are one (text.md 12.1). */
	snprintf(text, sizeof(text), "%.*s %.*s", (int)VB_LABEL_TEXT - 1, a->word[i],
		 (int)VB_LABEL_TEXT - 1, i + 1 < end ? a->word[i + 1] : "");
	if (vb_label_parse(vb_view_str(text), &longer)) {
		l = longer;
		*n = 2;
	}
	return l.nparts > 0 ? VB_NO_ROW : vb_matrix_find(w->matrix, &l);
}

static enum vb_code take_articles(struct work *w)
{
	const struct vb_args *a = &w->c->args;
	unsigned end = a->nwords - 1, n;

	for (unsigned i = 0; i < end; i += n) {
		uint32_t row = take_article(w, i, end, &n);

		if (row == VB_NO_ROW)
			return no_article(w, a->word[i]);
		if (w->nrows == ROWS_MAX)
			return vb_fail(&w->c->err, VB_USAGE, "", "", "at most %u articles are "
				       "marked at once", ROWS_MAX);
		w->row[w->nrows++] = row;
	}
	return VB_OK;
}

/* ---- what is kept, shown ---- */

/* Of the text that is looked at; else of others. */
static size_t count_marks(const struct vb_record_issues *s, bool here)
{
	size_t n = 0;

	for (size_t i = 0; i < s->all.n; i++)
		n += vb_hash_eq(&s->all.issue[i].root, &s->root) == here;
	return n;
}

static bool is_lost(const struct vb_record_issues *s, size_t i)
{
	return s->row[i] == VB_NO_ROW && vb_hash_eq(&s->all.issue[i].root, &s->root);
}

static void list(const struct work *w)
{
	const struct vb_record_issues *s = &w->issues;
	struct vb_positions_shown p = {.matrix = w->matrix, .ours = s->ours};
	struct vb_view title = vb_record_text_title(&w->text);
	char shown[4 * VB_TITLE_MAX + 1];
	size_t others = count_marks(s, false);

	fputs(w->text.statement[0].cite, stdout);
	if (title.len)
		printf(" \"%s\"", vb_quote(shown, sizeof(shown), title));
	printf(": %s.\n", count_marks(s, true) ? "ours, private, in this desk alone" :
						"this desk has marked nothing");
	vb_render_ours(stdout, &p);
	for (size_t i = 0; i < s->all.n; i++) {
		if (is_lost(s, i))
			printf("  %s: %s, and not an article of the text as this desk sees it\n",
			       vb_quote(shown, sizeof(shown),
					vb_view_str(s->all.issue[i].article)),
			       s->all.issue[i].key ? "key" : "secondary");
	}
	if (others > 0)
		printf("There %s %zu of other texts: see --of.\n", others == 1 ? "is" : "are",
		       others);
}

static void put_json(struct vb_json *j, const struct work *w, size_t i)
{
	const struct vb_issue *x = &w->issues.all.issue[i];
	uint32_t row = w->issues.row[i];
	const struct vb_row *r = row == VB_NO_ROW ? NULL : &w->matrix->row[row];
	char label[VB_LABEL_TEXT];

	vb_json_object(j, NULL);
	if (r && r->label.number)
		vb_json_str(j, "article", vb_label_text(label, &r->label));
	else
		vb_json_null(j, "article");
	vb_json_str(j, "first", x->article);
	if (r)
		vb_json_text(j, "title", vb_view(r->title, r->title_len));
	else
		vb_json_null(j, "title");
	vb_json_str(j, "weight", x->key ? "key" : "secondary");
	if (x->note)
		vb_json_str(j, "note", x->note);
	else
		vb_json_null(j, "note");
	vb_json_bool(j, "found", r != NULL);
	vb_json_end(j, true);
}

static void list_json(const struct work *w)
{
	const struct vb_record_issues *s = &w->issues;
	struct vb_json j;

	vb_json_init(&j, stdout);
	vb_json_object(&j, NULL);
	vb_json_str(&j, "root", w->text.statement[0].cite);
	vb_json_text(&j, "title", vb_record_text_title(&w->text));
	vb_json_array(&j, "issues");
	for (size_t i = 0; i < s->all.n; i++) {
		if (vb_hash_eq(&s->all.issue[i].root, &s->root))
			put_json(&j, w, i);
	}
	vb_json_end(&j, false);
	vb_json_number(&j, "others", count_marks(s, false));
	vb_json_end(&j, true);
}

/* ---- marking ---- */

/* A mark of an article that the text does not have, as this desk sees it, can go all the same. */
static enum vb_code drop_lost(struct work *w)
{
	const struct vb_args *a = &w->c->args;
	struct vb_record_issues *s = &w->issues;

	if (w->weight != VB_WT_NONE || a->nwords != 2)
		return VB_NOT_FOUND;
	for (size_t i = 0; i < s->all.n; i++) {
		if (is_lost(s, i) && strcmp(s->all.issue[i].article, a->word[0]) == 0) {
			vb_issues_drop(&s->all, i);
			return VB_OK;
		}
	}
	return VB_NOT_FOUND;
}

static enum vb_code mark(struct work *w)
{
	struct vb_cli *c = w->c;
	enum vb_code code = take_articles(w);

	if (code == VB_NOT_FOUND && drop_lost(w) == VB_OK)
		code = VB_OK;
	for (unsigned i = 0; !code && i < w->nrows; i++)
		code = vb_record_issue_set(c, &w->text, w->matrix, &w->issues, w->row[i],
					   w->weight, w->note);
	return code ? code : vb_desk_issues_keep(c->desk, &w->issues.all, &c->err);
}

static void tell(const struct work *w)
{
	static const char *const what[] = {"no longer marked", "key, for this desk alone",
					   "secondary, for this desk alone"};
	char label[VB_LABEL_TEXT], title[4 * VB_TITLE_MAX + 1];

	for (unsigned i = 0; i < w->nrows; i++) {
		const struct vb_row *r = &w->matrix->row[w->row[i]];

		vb_quote(title, sizeof(title), vb_view(r->title, r->title_len));
		printf("%s%s%s: %s.\n", r->label.number ? vb_label_text(label, &r->label) : "",
		       r->label.number && title[0] ? " " : "", title, what[w->weight]);
	}
	if (w->nrows == 0)
		puts("The mark was taken away.");
}

/* ---- the verb ---- */

/* Nobody is asked anything: who marks what is nothing that the depositary should see. */
static enum vb_code open_desk(struct vb_cli *c, bool write)
{
	enum vb_code code = vb_desk_open(".", write, &c->world, &c->desk, &c->err);

	if (code == VB_NOT_FOUND && !vb_cli_exists("desk.db"))
		return vb_fail(&c->err, VB_NOT_FOUND, "", "", "this folder is not a desk; name "
			       "the desk with -C DIR");
	if (!code && !vb_desk_is_open(c->desk))
		return vb_fail(&c->err, VB_REFUSED, "", "", "the table was not open yet when this "
			       "desk last looked; verbale status looks again");
	return code;
}

static int on_text(struct work *w)
{
	struct vb_cli *c = w->c;
	int64_t now = c->world.clock.now(c->world.clock.ctx);
	bool change = c->args.nwords > 0;
	enum vb_code code = open_desk(c, change);

	if (!code)
		code = vb_record_text_open(c, vb_args_get(&c->args, "of"), now, &w->text);
	if (!code)
		code = vb_matrix_new(w->text.party, w->text.nparties, w->text.statement, w->text.n,
				     now, true, &w->matrix, &c->err);
	if (!code)
		code = vb_record_issues(c, &w->text, w->matrix, &w->issues);
	if (!code && change)
		code = mark(w);
	c->err.code = code;
	if (code)
		return vb_cli_fail(c, change ? "nothing was marked" : "nothing was shown");
	if (c->json)
		list_json(w);
	else if (change)
		tell(w);
	else
		list(w);
	return VB_EXIT_DONE;
}

/* Also where they can no longer be opened. */
static int forget(struct vb_cli *c)
{
	const struct vb_issues none = {0};

	if (c->args.nwords > 0 || c->args.ngiven > 1 + (unsigned)c->yes)
		return vb_cli_usage(c, "nothing was forgotten: --forget stands alone");
	c->err.code = open_desk(c, true);
	if (!c->err.code && !vb_cli_confirm(c, "Forget all marks and notes that this desk has "
					       "made for itself, of all texts?"))
		c->err.code = VB_REFUSED;
	if (!c->err.code)
		c->err.code = vb_desk_issues_keep(c->desk, &none, &c->err);
	if (c->err.code)
		return vb_cli_fail(c, "nothing was forgotten");
	puts("This desk has no marks of its own any more.");
	return VB_EXIT_DONE;
}

/* The last word says which mark. */
static bool take_weight(struct work *w)
{
	static const char *const words[] = {"none", "key", "secondary"};
	const struct vb_args *a = &w->c->args;

	for (size_t i = 0; a->nwords > 1 && i < VB_ARRAY_LEN(words); i++) {
		if (strcmp(a->word[a->nwords - 1], words[i]) == 0) {
			w->weight = (enum vb_weight)i;
			return true;
		}
	}
	return false;
}

/* Who shares the machine may see a command line; a file is for the owner's eyes. */
static enum vb_code read_note(struct work *w, const char *path)
{
	uint8_t *bytes = NULL;
	size_t len = 0;
	enum vb_code code = vb_file_read(path, NOTE_FILE_MAX, &bytes, &len, &w->c->err);

	while (!code && len > 0 && bytes[len - 1] == '\n')
		len--;
	if (!code && memchr(bytes, 0, len))
		code = vb_fail(&w->c->err, VB_USAGE, "1.4", "note", "it has a control character");
	if (!code) {
		w->owned = strndup((const char *)bytes, len);
		code = w->owned ? VB_OK : vb_fail(&w->c->err, VB_MEMORY, "", "",
						  "there is not enough memory");
	}
	if (bytes)
		vb_wipe(bytes, len);
	free(bytes);
	w->note = w->owned;
	return code;
}

static int run(struct vb_cli *c)
{
	const char *file = vb_args_get(&c->args, "note-file");
	struct work w = {.c = c, .note = vb_args_get(&c->args, "note")};
	int code;

	if (vb_args_has(&c->args, "forget"))
		return forget(c);
	if (c->args.nwords > 0 && !take_weight(&w))
		return vb_cli_usage(c, "nothing was marked: behind the articles say key, secondary "
				       "or none");
	if ((w.note || file) && (w.weight == VB_WT_NONE || (w.note && file)))
		return vb_cli_usage(c, "nothing was marked: one note goes with key or secondary");
	c->err.code = file ? read_note(&w, file) : VB_OK;
	code = c->err.code ? vb_cli_fail(c, "nothing was marked") : on_text(&w);
	vb_record_issues_free(&w.issues);
	if (w.matrix)
		vb_matrix_free(w.matrix);
	vb_record_text_close(&w.text);
	if (w.owned)
		vb_wipe(w.owned, strlen(w.owned));
	free(w.owned);
	return code;
}

static const struct vb_option options[] = {
	{"note", "WORDS", "a note with it, in place of an earlier one; \"\": none", 0},
	{"note-file", "FILE", "the same out of a file, which no list of processes shows", 0},
	{"of", "ACT", "the paper that is the text (else the newest draft)", 0},
	{"forget", NULL, "erase all marks and notes of this desk", 0},
	{"json", NULL, "print one JSON object", 0},
	{NULL, NULL, NULL, 0},
};

const struct vb_verb vb_verb_issue = {
	"issue",
	"[ARTICLE... key|secondary|none]",
	"mark articles as key or secondary, for this desk alone",
	"Marks articles of the text, by number or title, and shows what is marked.  A mark stays\n"
	"with its article, whatever its number.  It is kept in this desk, sealed to its own key;\n"
	"no act, bundle, pouch or proof has it, and nobody is asked or told.  Who wants others\n"
	"to know says \"key\" behind a position in a response.\n",
	options,
	run,
};
