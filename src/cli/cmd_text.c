/*
 * verbale text: versions of a text as one composite text, and what can be read off it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/text_work.h"

#include <stdlib.h>

/* The ways to show it, of which one is chosen. */
static const char *const ways[] = {"as", "if", "clean", "columns", "redline", "blame", "ledger",
				   "html"};

static int show_files(struct vb_text_work *w)
{
	enum vb_code code;
	int exit;

	if (w->files.nchapters > 0) {
		code = vb_text_chapters(w);
		return code ? vb_text_fail(w, code) : vb_text_show_articles(w);
	}
	exit = vb_text_understand(w);
	return exit ? exit : vb_text_show(w);
}

static int from_files(struct vb_text_work *w, unsigned skip)
{
	bool is_ledger = vb_args_has(&w->c->args, "ledger");
	int exit;

	if (vb_args_has(&w->c->args, "of") || vb_args_has(&w->c->args, "at"))
		return vb_cli_usage(w->c, "nothing was shown: --of and --at are for texts of the "
					  "record");
	w->files.unfolds = !is_ledger;
	exit = vb_text_read(w, skip);
	if (!exit && is_ledger)
		exit = vb_text_ledger(w);
	else if (!exit)
		exit = show_files(w);
	free(w->article);
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
	struct vb_text_work w = {.c = c};
	struct vb_label label[VB_TEXT_LABELS_MAX];
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
		return vb_text_came_back(&w, vb_args_get(&c->args, "returned"));
	w.files.changes = vb_args_get(&c->args, "changes");
	off = vb_text_redline(&w, &skip);
	if (off)
		return vb_cli_usage(c, "nothing was shown: %s", off);
	labels = vb_text_labels(&c->args, skip, label, &n);
	if (labels && (n > 0 || vb_args_has(&c->args, "of") || vb_args_has(&c->args, "at") ||
		       vb_cli_exists("desk.db"))) {
		if (vb_args_has(&c->args, "changes"))
			return vb_cli_usage(c, "nothing was shown: --changes is for files");
		return vb_text_from_record(&w, label, n);
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
	{"at", "TIME", "of the record: the text as it stood at this time, in UTC", 0},
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
