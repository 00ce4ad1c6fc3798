/*
 * The grammar of positions and labels, as doc/text.md 9 has it, and what articles say (10).
 *
 * SPDX-License-Identifier: ISC
 */
#include "text/text.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static char text[VB_POSITION_TEXT];

/* Read and printed again; "-": it cannot be read. */
static const char *again(const char *s)
{
	struct vb_position p;

	return vb_position_parse(vb_view_str(s), &p) ? vb_position_text(text, &p) : "-";
}

static void test_grammar(void)
{
	static const char *const same[] = {
		"accept", "accept with changes", "accept if 7", "accept if 7 and 4 bis(2)(a)",
		"accept all or none of 2, 5, 6", "discuss", "reserve", "reserve (scrutiny)",
		"reserve (general)", "reject", "silent", "accept, ad referendum",
		"accept if 7, ad referendum, until 2026-03-01, key",
		"reject, until 2026-03-01T12:00:00Z", "discuss, secondary",
	};
	static const char *const off[] = {
		"", "Accept", "accept ", " accept", "acceptance", "accept if", "accept if ",
		"accept if x", "accept if 7 and", "accept if 7, 8", "accept if 7 and 7",
		"accept if 07", "accept if 7(", "accept all or none of 2", "reserve (odd)",
		"accept all or none of 2 and 5", "accept,ad referendum", "accept, ad ref",
		"accept, key, secondary", "accept, key, key", "accept, until tomorrow",
		"accept, until 2026-02-30", "accept; key", "silent, key", "accept\n", "proposed",
		"accept if 7(1234567)", "accept if 10000", "reserve(scrutiny)", "accept if 7(02)",
	};

	for (size_t i = 0; i < VB_ARRAY_LEN(same); i++)
		is_str(again(same[i]), same[i], "9.1: %s", same[i]);
	for (size_t i = 0; i < VB_ARRAY_LEN(off); i++)
		is_str(again(off[i]), "-", "9.1: number %zu is none", i);
	is_str(again("reject, key, until 2026-03-01, ad referendum"),
	       "reject, ad referendum, until 2026-03-01, key", "9.2: one order is printed");
	is_str(again("accept, until 2026-03-02T00:00:00Z"), "accept, until 2026-03-01",
	       "9.3: the end of a day is that day");
	is_str(again("ADD"), "accept with changes", "9.4: ADD");
	is_str(again("MOD, key"), "accept with changes, key", "9.4: MOD");
	is_str(again("SUP"), "reject", "9.4: SUP");
	is_str(again("NOC"), "accept", "9.4: NOC");
	is_str(again("NOCTURNE"), "-", "9.4: and no longer word");
}

static void test_labels(void)
{
	static const char *const order[] = {
		"1", "4", "4(2)", "4(2)(a)", "4(2)(b)", "4(2)(aa)", "4(10)", "4(a)", "4 alt",
		"4 alt.2", "4 bis", "4 bis(1)", "4 bis alt", "4 ter", "4 decies", "5", "9999",
	};
	static const char *const off[] = {"", "0", "04", "4bis", "4  bis", "4 bissextile",
					  "4 alt.1", "4(", "4()", "4(A)", "4(1a)", "4(1)(2)(3)(4)",
					  "4 "};
	char back[VB_LABEL_TEXT];
	struct vb_label l[VB_ARRAY_LEN(order)], x;

	for (size_t i = 0; i < VB_ARRAY_LEN(order); i++) {
		ok(vb_label_parse(vb_view_str(order[i]), &l[i]), "9.5: %s is a label", order[i]);
		is_str(vb_label_text(back, &l[i]), order[i], "9.5: printed as it was");
		for (size_t k = 0; k < i; k++) {
			if (vb_label_cmp(&l[k], &l[i]) >= 0 || vb_label_cmp(&l[i], &l[k]) <= 0)
				ok(false, "9.5: %s stands before %s", order[k], order[i]);
		}
		ok(vb_label_cmp(&l[i], &l[i]) == 0, "9.5: and equals itself");
	}
	for (size_t i = 0; i < VB_ARRAY_LEN(off); i++)
		ok(!vb_label_parse(vb_view_str(off[i]), &x), "9.5: '%s' is none", off[i]);
}

/* ---- articles ---- */

static struct vb_paper paper;
static struct vb_article a;

static bool article(const char *s)
{
	return vb_paper_parse(vb_view_str(s), &paper, NULL) == VB_OK && paper.nleaves == 2 &&
	       vb_article_read(&paper.leaf[1], &a);
}

static bool has_title(const char *s)
{
	return vb_view_is(a.title, s);
}

static void test_headings(void)
{
	ok(article("## Article 4. No enlargement: reject, key\n") && a.label.number == 4 &&
	   has_title("No enlargement") && a.position.stand == VB_ST_REJECT &&
	   a.position.weight == VB_WT_KEY, "10.1: number, title, position");
	ok(article("## 4 bis Rules: the first: accept\n") && a.label.insertion == 1 &&
	   has_title("Rules: the first"), "10.1: a title may have colons");
	ok(article("## Article 4: silent\n") && a.title.len == 0, "10.1: no title");
	ok(article("## 4.1 Rules\n") && a.label.number == 0 && has_title("4.1 Rules"),
	   "10.1: this numbers no article");
	ok(article("## Preamble\n") && a.label.number == 0 &&
	   a.position.stand == VB_ST_PROPOSED, "10.1: known by its title");
	ok(article("## Article 4(2): reject\n") && a.label.nparts == 1, "10.4: a part");
	ok(article("## Article 7 (formerly 5). Visits\n") && a.nformer == 1 && !a.from &&
	   a.former[0].number == 5 && has_title("Visits"), "10.3: renumbered");
	ok(article("## Article 7. (formerly 5, 6 and 4 bis) Visits\n") && a.nformer == 3 &&
	   has_title("Visits"), "10.3: merged");
	ok(article("## Article 7 (from 5): accept\n") && a.from, "10.3: split");
	ok(article("## Article 7 (formerly five)\n") && a.nformer == 0, "10.3: no such note");
	ok(article("## Article 4: agree\n") && a.odd, "10.6: what is no position");
	ok(article("## Article 4. Title: accept on time\n") && a.odd, "10.6: nor is this");
	ok(article("## Article 4. Rules: acceptance\n") && !a.odd, "10.6: this is a title");
	ok(!article("## Annex a.pdf\n\nsha256 "
		    "0000000000000000000000000000000000000000000000000000000000000000\nbytes 1\n"),
	   "10.1: an annex is no article");
}

static bool words_are(const char *s, const char *want)
{
	uint8_t *got = NULL;
	size_t len = 0;
	bool same = article(s) && vb_article_words(&a, &got, &len) &&
		    vb_view_is(vb_view(got, len), want);

	free(got);
	return same;
}

static void test_bodies(void)
{
	struct vb_view rest;
	struct vb_label l;
	struct vb_position p;

	ok(words_are("## Article 4\n\nOne.\n\nTwo.\n", "One.\n\nTwo."), "10.5: a draft's words");
	ok(words_are("## Article 4: accept with changes\n\nOne.\n", "One."), "10.5: those of MOD");
	ok(words_are("## Article 4: accept with changes\n\nWhy.\n\n> One.\n>\n> Two.\n\nSo.\n",
		     "One.\n\nTwo."), "10.5: what is quoted, where something is");
	ok(words_are("## Article 4\n\n> One.\n", "> One."), "10.5: but not in a draft");
	ok(words_are("## Article 4: reject\n\nWhy.\n", ""), "10.5: reasons are no words");
	ok(words_are("## Article 4: MOD\n\n- 4(2): accept\n\nOne.\n", "One."),
	   "10.4: nor are positions on parts");
	ok(article("## Article 4: accept\n\n- 5(1): reject\n- 4(2): maybe\n- 4(2)(a): reject\n"),
	   "10.4: parts");
	rest = a.body;
	ok(vb_article_part(&rest, &a.label, &l, &p) && l.nparts == 2 &&
	   p.stand == VB_ST_REJECT, "10.4: of this article, and positions");
	ok(!vb_article_part(&rest, &a.label, &l, &p), "10.4: no more");
}

int main(void)
{
	test_grammar();
	test_labels();
	test_headings();
	test_bodies();
	return tap_done();
}
