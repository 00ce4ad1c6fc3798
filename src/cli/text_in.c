/*
 * What `verbale text` is given: words that are labels, files, names; and the files understood, as
 * versions of parties or as a draft that is none of theirs.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/text_work.h"

#include <string.h>

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
bool vb_text_labels(const struct vb_args *a, unsigned skip, struct vb_label *label,
		    unsigned *n)
{
	char text[2 * VB_LABEL_TEXT] = "";

	*n = 0;
	for (unsigned i = 0; i < a->nwords; i++) {
		struct vb_label l;
		size_t len = strlen(text);

		if (i == skip)
			continue;
		if (*n == VB_TEXT_LABELS_MAX || strlen(a->word[i]) >= VB_LABEL_TEXT - len)
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
const char *vb_text_redline(struct vb_text_work *w, unsigned *skip)
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

int vb_text_read(struct vb_text_work *w, unsigned skip)
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
	if (!code && w->files.n == 0 && w->files.nchapters == 0)
		return vb_cli_usage(c, "nothing was shown: name the files of the versions, or go "
				       "to a desk");
	if (!code && base)
		code = vb_text_files_add(&w->files, base, true, &c->err);
	if (!code && silent)
		code = vb_text_files_silent(&w->files, silent, &c->err);
	return code ? vb_text_misused(w, code) : VB_EXIT_DONE;
}

/* One file that has brackets is a draft; all others are versions. */
int vb_text_understand(struct vb_text_work *w)
{
	const struct vb_text_file *f = &w->files.file[0];
	struct vb_err *err = &w->c->err;
	enum vb_code code;

	if (w->files.n == 1 && !f->silent && f->len && memchr(f->bytes, '[', f->len)) {
		code = vb_composite_read(vb_view(f->bytes, f->len), &w->composite, err);
		return code ? vb_text_misused(w, code) : VB_EXIT_DONE;
	}
	code = vb_text_files_align(&w->files, &w->text, err);
	if (!code)
		code = vb_composite_of(w->text, vb_text_parties(w->text)->speaking, &w->composite,
				       err);
	return code ? vb_text_misused(w, code) : VB_EXIT_DONE;
}
