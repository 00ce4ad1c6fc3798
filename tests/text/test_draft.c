/*
 * Bracketed drafts that others wrote, as doc/text.md 6 and 7 have them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "text/text.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static char *out;
static size_t out_len;

static FILE *begin(void)
{
	free(out);
	out = NULL;
	return open_memstream(&out, &out_len);
}

static struct vb_composite *read_draft(const char *text)
{
	struct vb_composite *c = NULL;

	if (vb_composite_read(vb_view_str(text), &c, NULL) != VB_OK)
		abort();
	return c;
}

static struct vb_counts counted(const char *text)
{
	struct vb_composite *c = read_draft(text);
	struct vb_counts n;

	vb_composite_count(c, &n);
	vb_composite_free(c);
	return n;
}

static const char *of_party(const char *text, const char *party)
{
	struct vb_composite *c = read_draft(text);
	FILE *f = begin();

	vb_composite_project(f, c, vb_parties_find(&c->parties, vb_view_str(party)));
	fclose(f);
	vb_composite_free(c);
	return out;
}

static const char *clean(const char *text)
{
	struct vb_composite *c = read_draft(text);
	FILE *f = begin();

	vb_composite_clean(f, c);
	fclose(f);
	vb_composite_free(c);
	return out;
}

static void test_structure(void)
{
	struct vb_counts n = counted("We [shall][should] act [[very] soon], [ ] [20XX] "
				     "[Placeholder for finance].");
	struct vb_composite *c;

	is_int((long long)n.brackets, 7, "6.1: brackets are counted, nested ones too");
	is_int((long long)n.sites, 4, "6.2: alternatives side by side are one place");
	is_int(n.depth, 2, "6.1: how deep they are nested");
	is_int((long long)n.of_kind[VB_BR_VALUE], 2, "6.3: places for a value");
	is_int((long long)n.of_kind[VB_BR_PLACEHOLDER], 1, "6.3: a placeholder");
	n = counted("**Option 1:** We act.\n\n**Option 2:** No text\n\nThe rest.\n");
	is_int((long long)n.options, 2, "6.5: options");
	is_int((long long)n.sites, 1, "6.5: of one place");
	is_int((long long)n.of_kind[VB_BR_NO_TEXT], 1, "6.5: one of them is no text");
	is_int((long long)n.words - (long long)n.bracketed, 2,
	       "6.5: an option ends with its paragraph");
	n = counted("Option 1:\n\none\n\ntwo\n\n# Heading\n\nthree\n");
	is_int((long long)n.bracketed, 2,
	       "6.5: or, if it begins with a line of its own, at a heading");
	c = read_draft("a [b [c] d ] e]");
	is_int((long long)c->stray, 1, "6.4: a bracket without partner is a word");
	vb_composite_free(c);
	n = counted("see [this](http://a.example) and that[^1]");
	is_int((long long)n.brackets, 0, "6.4: links and footnotes are no brackets");
}

static void test_names(void)
{
	static const char text[] = "We [EU, New Zealand: shall][US propose; CL/PE oppose: should] "
				   "act [EU; supported by US: now].";

	is_str(of_party(text, "eu"), "We shall act now.", "6.6: the text of a party in a draft");
	is_str(of_party(text, "us"), "We should act now.", "6.6: supporters have the words too");
	is_str(of_party(text, "cl"), "We act.", "6.6: who opposes has not");
	is_str(clean(text), "We [...] act [...].", "4.9: what is not agreed is a gap");
	is_str(of_party("a [Note: b] c", "x"), "a [Note: b] c", "6.6: not every colon ends a name");
	ok(!vb_composite_headed(vb_view_str("Composite text: NORD NORD.\n\nx")) &&
	   vb_composite_headed(vb_view_str("Composite text: NORD, SUD; silent: OST.\n\nx")),
	   "4.7: the first line of ours is known");
}

static void test_ledger(void)
{
	struct vb_composite *a = read_draft("We shall [now] act [with great care]. "
					    "[Not us alone.]");
	struct vb_composite *b = read_draft("We shall now act [with great care]. "
					    "[By common accord.]");
	struct vb_lifted l = {0};

	ok(vb_composite_lifted(a, b, &l, NULL) == VB_OK, "7.1: two rounds are compared");
	is_int((long long)l.kept, 1, "7.2: a bracket that is kept");
	is_int((long long)l.agreed, 1, "7.2: one whose words are agreed");
	is_int((long long)l.dropped, 1, "7.2: one whose words are gone");
	is_int((long long)l.opened, 1, "7.2: and one that is new");
	vb_composite_free(a);
	vb_composite_free(b);
}

int main(void)
{
	test_structure();
	test_names();
	test_ledger();
	free(out);
	return tap_done();
}
