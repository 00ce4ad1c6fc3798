/*
 * Words, columns and brackets, as doc/text.md has them: cases with a name.
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
	FILE *f;

	free(out);
	out = NULL;
	f = open_memstream(&out, &out_len);
	if (!f)
		abort();
	return f;
}

/* Tokens with bars between them; marks in parentheses, the end of a paragraph as "P". */
static const char *tokens(const char *text)
{
	struct vb_view v = vb_view_str(text), space, word;
	enum vb_token kind;
	FILE *f = begin();

	for (const char *part = ""; vb_token_next(&v, &kind, &space, &word); part = "|") {
		if (kind == VB_TK_BREAK)
			fprintf(f, "%sP", part);
		else
			fprintf(f, kind == VB_TK_MARK ? "%s(%.*s)" : "%s%.*s", part, (int)word.len,
				word.ptr);
	}
	fclose(f);
	return out;
}

static void test_tokens(void)
{
	is_str(tokens("The Parties shall, shall."), "The|Parties|shall|(,)|shall|(.)",
	       "2.1: words and marks");
	is_str(tokens("non-EU it's 1,000 2.5 CP.21 10:30"), "non-EU|it's|1,000|2.5|CP.21|10:30",
	       "2.2: joints are inside words");
	is_str(tokens("end. 'quoted' 4, (a)(ii) a/b -"),
	       "end|(.)|(')|quoted|(')|4|(,)|(()|a|())|(()|ii|())|a|(/)|b|(-)",
	       "2.2: and nowhere else");
	is_str(tokens("a\n\n\nb \n \n c\nd"), "a|P|b|P|c|d", "2.3: an empty line ends a paragraph");
	is_str(tokens("caf\xc3\xa9 cafe\xcc\x81 \xd0\x9c\xd0\xb8\xd1\x80"),
	       "caf\xc3\xa9|cafe\xcc\x81|\xd0\x9c\xd0\xb8\xd1\x80", "2.4: letters of all scripts");
	is_str(tokens("\xe6\x9d\xa1\xe7\xb4\x84"), "\xe6\x9d\xa1|\xe7\xb4\x84",
	       "2.4: an ideograph is a word");
	is_str(tokens("\xff""a\xe2\x80"), "(\xff)|a|(\xe2)|(\x80)", "2.5: any byte is something");
	is_str(tokens(" \n "), "", "2.3: space is no token");
}

/* The composite of at most four texts, without its first line. */
static const char *composite(const char *a, const char *b, const char *c, const char *d)
{
	const char *const text[] = {a, b, c, d};
	static const char *const name[] = {"nord", "sud", "ost", "west"};
	struct vb_version v[4];
	struct vb_composite *x = NULL;
	struct vb_text *t = NULL;
	size_t n = 0;
	FILE *f = begin();

	for (size_t i = 0; i < 4 && text[i]; i++) {
		v[n] = (struct vb_version){.name = name[i], .text = vb_view_str(text[i])};
		n++;
	}
	if (vb_text_new(v, n, &t, NULL) ||
	    vb_composite_of(t, vb_text_parties(t)->speaking, &x, NULL))
		abort();
	vb_composite_print_part(f, x, 0, x->n);
	fclose(f);
	vb_composite_free(x);
	vb_text_free(t);
	return out;
}

static void test_brackets(void)
{
	is_str(composite("They shall consult within 24 hours at the request of either.",
			 "They shall consult without undue delay at the request of either.",
			 NULL, NULL),
	       "They shall consult [NORD: within 24 hours] [SUD: without undue delay] at the "
	       "request of either.", "4.1: what both have stands free");
	is_str(composite("The Parties agree.", "The Parties shall agree.", NULL, NULL),
	       "The Parties [SUD: shall] agree.", "4.2: one bracket for one who has more");
	is_str(composite("We shall consult", "We should consult", "We shall consult", NULL),
	       "We [NORD, OST: shall] [SUD: should] consult", "4.2: one bracket for one reading");
	is_str(composite("a x b", "a y b", "a b", NULL), "a [NORD: x] [SUD: y] [OST: no text] b",
	       "4.4: who has nothing says so, beside several readings");
	is_str(composite("a one two three four five six seven eight nine ten b",
			 "a one two three 4 five six seven eight nine ten b", "a b", NULL),
	       "a [NORD: one two three four five six seven eight nine ten] "
	       "[SUD: one two three 4 five six seven eight nine ten] [OST: no text] b",
	       "4.3: a few words stand twice rather than in brackets within brackets");
	is_str(composite("a one two three four five six seven eight nine ten eleven twelve "
			 "thirteen fourteen fifteen sixteen seventeen eighteen b",
			 "a one two three 4 five six seven eight nine ten eleven twelve "
			 "thirteen fourteen fifteen sixteen seventeen eighteen b", "a b", NULL),
	       "a [NORD, SUD: one two three [NORD: four] [SUD: 4] five six seven eight nine ten "
	       "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen] b",
	       "4.3: brackets nest");
	is_str(composite("of either", "of either [sic] \\", NULL, NULL),
	       "of either [SUD: \\[sic\\] \\\\]", "4.7: brackets of a text are escaped");
	is_str(composite("one.\n\ntwo.", "one.\n\nnew.\n\ntwo.", NULL, NULL),
	       "one.\n\n[SUD: new.\n\n]two.", "3.7: a new paragraph begins where one begins");
	is_str(composite("one. two.", "one. new. two.", NULL, NULL), "one. [SUD: new.] two.",
	       "3.7: a new sentence, where one ends");
	is_str(composite("a  b", "a\nb", NULL, NULL), "a\nb", "2.6: spaces are not bracketed");
	is_str(composite("caf\xc3\xa9", "cafe\xcc\x81", NULL, NULL), "caf\xc3\xa9",
	       "2.6: nor is how a letter is encoded");
	is_str(composite("", "x", NULL, NULL), "[SUD: x]", "an empty text beside another");
}

static void test_if(void)
{
	const struct vb_version v[] = {
		{.name = "base", .text = vb_view_str("Each Party shall make contributions soon."),
		 .base = true},
		{.name = "a",
		 .text = vb_view_str("Each Party shall make mitigation contributions soon.")},
		{.name = "b", .text = vb_view_str("Each Party shall make commitments soon.")},
		{.name = "c", .text = vb_view_str("Each Party should make contributions soon.")},
	};
	struct vb_composite *c = NULL;
	struct vb_text *t = NULL;
	bool combined = false;
	size_t n = 0;
	FILE *f = begin();

	if (vb_text_new(v, 4, &t, NULL) || vb_composite_if(t, 1 << 0 | 1 << 3, &c, &combined, NULL))
		abort();
	vb_composite_print_part(f, c, 0, c->n);
	fclose(f);
	is_str(out, "Each Party should make mitigation contributions soon.",
	       "4.8: of two who changed other words, both changes");
	ok(combined, "4.8: and that nobody proposed the whole is said");
	vb_composite_free(c);
	if (vb_composite_if(t, 1 << 0 | 1 << 1, &c, &combined, NULL))
		abort();
	ok(c->sites == 1, "4.8: two changes of the same words stay in brackets");
	ok(vb_text_unproposed(t, vb_text_parties(t)->speaking, NULL, NULL, &n, NULL) == VB_OK &&
	   n > 0, "5.1: readings that nobody proposed are found");
	vb_composite_free(c);
	vb_text_free(t);
}

static void refused(const struct vb_version *v, size_t n, const char *clause, const char *what)
{
	struct vb_text *t = NULL;
	struct vb_err err = {0};

	ok(vb_text_new(v, n, &t, &err) == VB_REFUSED && strcmp(err.clause, clause) == 0 && !t &&
	   err.sentence[0], "%s: %s", clause, what);
}

static void test_limits(void)
{
	static struct vb_version v[VB_VERSIONS_MAX + 1];
	static char name[VB_VERSIONS_MAX + 1][8];
	static uint8_t large[1];

	for (unsigned i = 0; i <= VB_VERSIONS_MAX; i++) {
		snprintf(name[i], sizeof(name[i]), "p%u", i);
		v[i] = (struct vb_version){.name = name[i], .text = vb_view_str("x")};
	}
	refused(v, 0, "text.md 1.1", "no version");
	refused(v, VB_VERSIONS_MAX + 1, "text.md 1.1", "65 versions");
	v[0].text = vb_view(large, VB_VERSION_MAX + 1u);
	refused(v, 2, "text.md 1.1", "a version too large");
	for (unsigned i = 0; i < 17; i++)
		v[i].text = vb_view(large, VB_VERSION_MAX);
	refused(v, 17, "text.md 1.1", "all together too large");
	v[0].text = v[1].text = vb_view_str("x");
	v[0].name = "Nord";
	refused(v, 2, "text.md 1.2", "a name that is none");
	v[0].name = "p1";
	refused(v, 2, "text.md 1.2", "a name twice");
	v[0].name = "p0";
	v[0].base = v[1].base = true;
	refused(v, 2, "text.md 1.3", "two bases");
}

int main(void)
{
	test_tokens();
	test_brackets();
	test_if();
	test_limits();
	free(out);
	return tap_done();
}
