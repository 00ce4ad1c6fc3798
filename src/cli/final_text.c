/*
 * The clean final text: title, articles as they are agreed, annexes; and whether another text is
 * the same, word for word.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

static void put_heading(FILE *f, const struct vb_row *r, const struct vb_wording *w)
{
	struct vb_view title = w->title_len ? vb_view(w->title, w->title_len) :
					      vb_view(r->title, r->title_len);
	char label[VB_LABEL_TEXT];

	if (r->label.number)
		fprintf(f, "## Article %s%s", vb_label_text(label, &r->label),
			title.len ? ". " : "");
	else
		fputs("## ", f);
	fwrite(title.ptr, 1, title.len, f);
	fputs("\n\n", f);
}

/* As all that count want it; nothing of one that is left out, or is in another. */
static bool put_article(FILE *f, const struct vb_matrix *m, const struct vb_row *r)
{
	uint32_t words = VB_NO_WORDS;

	for (uint32_t p = 0; p < m->nparties && words == VB_NO_WORDS; p++) {
		if (m->party[p].counts)
			words = r->cell[p].words;
	}
	if (r->agreement == VB_AG_MOVED || words >= r->nwordings)
		return false;
	put_heading(f, r, &r->wording[words]);
	fwrite(r->wording[words].text, 1, r->wording[words].len, f);
	fputs("\n\n", f);
	return true;
}

/* Annexes that stand for files are no articles: they stay those of the first paper. */
static unsigned put_annexes(FILE *f, const struct vb_paper *root)
{
	unsigned n = 0;

	for (unsigned i = 1; i < root->nleaves; i++) {
		const struct vb_leaf *leaf = &root->leaf[i];
		struct vb_view name;
		struct vb_hash hash;
		uint64_t bytes;

		if (!vb_leaf_annex(leaf, &name, &hash, &bytes))
			continue;
		fwrite(leaf->text.ptr, 1, leaf->text.len, f);
		n++;
	}
	return n;
}

/* The title block, without lines that say as what that paper was handed over. */
static void put_title(FILE *f, struct vb_view block)
{
	bool gap = false;

	block = vb_trimmed(block);
	while (block.len > 0) {
		const uint8_t *lf = memchr(block.ptr, '\n', block.len);
		size_t n = lf ? (size_t)(lf - block.ptr) : block.len;
		struct vb_view line = vb_view(block.ptr, n);

		block = vb_view(block.ptr + n + (lf != NULL), block.len - n - (lf != NULL));
		if (n > 0 && vb_desk_role_line(line))
			continue;
		if (n > 0 && gap)
			fputc('\n', f);
		gap = n == 0;
		if (n == 0)
			continue;
		fwrite(line.ptr, 1, n, f);
		fputc('\n', f);
	}
	fputc('\n', f);
}

/* *leaves: how many parts it is to have. */
static enum vb_code compose(const struct vb_matrix *m, const struct vb_paper *root, char **out,
			    size_t *len, unsigned *leaves, struct vb_err *err)
{
	FILE *f = vb_memory_open(out, len);

	if (!f)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	put_title(f, root->leaf[0].text);
	*leaves = 1;
	for (uint32_t i = 0; i < m->nrows; i++)
		*leaves += put_article(f, m, &m->row[m->order[i]]);
	*leaves += put_annexes(f, root);
	if (fclose(f) != 0)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	return VB_OK;
}

enum vb_code vb_final_text(const struct vb_matrix *m, uint8_t **out, size_t *len,
			   struct vb_err *err)
{
	struct vb_paper *paper = malloc(sizeof(*paper));
	char *typed = NULL;
	unsigned leaves = 0;
	size_t n = 0;
	enum vb_code code = paper ? vb_paper_parse(m->statement[0].paper, paper, err) :
				    vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");

	if (!code)
		code = compose(m, paper, &typed, &n, &leaves, err);
	if (!code)
		code = vb_paper_canonical(vb_view(typed, n), out, len, err);
	if (!code)
		code = vb_paper_parse(vb_view(*out, *len), paper, err);
	/* Words that are quoted in an answer may have a heading in them, or open a block. */
	if (!code && paper->nleaves != leaves)
		code = vb_fail(err, VB_REFUSED, "7.1", "", "the words of some article have a "
							   "heading, or the mark of a block, of "
							   "their own: put together they are %u "
							   "parts, not %u", paper->nleaves, leaves);
	free(typed);
	free(paper);
	return code;
}

/* ---- the same text? ---- */

/* By its number, else by its heading; -1: none. */
static int find_leaf(const struct vb_paper *p, const struct vb_leaf *like)
{
	struct vb_article a, b;
	bool article = vb_article_read(like, &a);

	for (unsigned i = 1; i < p->nleaves; i++) {
		if (!vb_article_read(&p->leaf[i], &b) || !article) {
			if (vb_view_eq(p->leaf[i].heading, like->heading))
				return (int)i;
		} else if (a.label.number ? vb_label_same_article(&a.label, &b.label) :
			   vb_view_eq(a.title, b.title)) {
			return (int)i;
		}
	}
	return -1;
}

static void name_leaf(FILE *f, const struct vb_leaf *leaf, unsigned i)
{
	char shown[200];

	if (i == 0)
		fputs("  title: ", f);
	else
		fprintf(f, "  %s: ", vb_quote(shown, sizeof(shown), leaf->heading));
}

/* A line for each part in which @b is not @a; how many. */
static enum vb_code list(FILE *f, const struct vb_paper *a, const struct vb_paper *b, size_t *n,
			 struct vb_err *err)
{
	enum vb_code code = VB_OK;

	*n = 0;
	for (unsigned i = 0; !code && i < a->nleaves; i++) {
		int at = i == 0 ? 0 : find_leaf(b, &a->leaf[i]);
		uint32_t words = 0, marks = 0;

		if (at >= 0)
			code = vb_text_differing(a->leaf[i].text, b->leaf[at].text, &words, &marks,
						 err);
		if (code || (at >= 0 && words == 0 && marks == 0))
			continue;
		++*n;
		name_leaf(f, &a->leaf[i], i);
		if (at < 0)
			fputs("missing\n", f);
		else
			fprintf(f, "%u word%s and %u mark%s differ\n", words, words == 1 ? "" : "s",
				marks, marks == 1 ? "" : "s");
	}
	for (unsigned i = 1; !code && i < b->nleaves; i++) {
		if (find_leaf(a, &b->leaf[i]) >= 0)
			continue;
		++*n;
		name_leaf(f, &b->leaf[i], i);
		fputs("new\n", f);
	}
	return code;
}

enum vb_code vb_final_compare(FILE *f, struct vb_view text, struct vb_view other, size_t *n,
			      struct vb_err *err)
{
	struct vb_paper *paper = calloc(2, sizeof(*paper));
	uint32_t words = 0, marks = 0;
	enum vb_code code = paper ? vb_paper_parse(text, &paper[0], err) :
				    vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");

	if (!code)
		code = vb_paper_parse(other, &paper[1], err);
	if (!code)
		code = list(f, &paper[0], &paper[1], n, err);
	/* Parts of the same words that stand in another order. */
	if (!code && *n == 0)
		code = vb_text_differing(text, other, &words, &marks, err);
	if (!code && (words > 0 || marks > 0)) {
		++*n;
		fputs("  its parts stand in another order\n", f);
	}
	free(paper);
	return code;
}
