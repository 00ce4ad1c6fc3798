/*
 * Word files written and read again: each party's text by its tracked changes, every version byte
 * for byte, equal bytes for equal texts (text.md 13.7, 13.8).
 *
 * SPDX-License-Identifier: ISC
 */
#include "word_file.h"

#include "need.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static const char base[] =
	"# A plan\n\nDraft\n\n## Article 1. Hours\n\nIt is open from six to ten, every day.\n\n"
	"## Article 2. Costs\n\nEach party bears its own.\n\n- one\n- two\n\nThe end.\n";
static const char nord[] =
	"# A plan\n\nDraft\n\n## Article 1. Hours\n\nIt is open from seven to ten, every day.\n\n"
	"## Article 2. Costs\n\nEach party bears its own costs.\n\n- one\n- two\n\n"
	"## Article 3. New <& \xc3\xa9>\n\nAll of it is new.\n\nThe end.\n";
static const char sud[] =
	"# A plan\n\nDraft\n\n## Article 1. Hours\n\nIt is open from seven to nine, every day.\n\n"
	"- one\n- three\n\nThe end.\n";
static const char ost[] =
	"# A plan\n\nDraft\n\n## Article 1. Hours\n\nIt is open from six\nto ten, [ every] day. "
	"And\n\nat night.\n\n## Article 2. Costs and so on\n\nEach party bears its own costs.\n\n"
	"- one\n- two\n\nThe end.\n";

struct made {
	struct vb_text *text;
	struct vb_composite *composite;
	uint8_t *docx;
	size_t len;
};

static struct made make(const struct vb_version *v, size_t n, enum vb_word_form form)
{
	struct made m = {0};

	must(vb_text_new(v, n, &m.text, NULL) == VB_OK);
	must(vb_composite_of(m.text, vb_text_parties(m.text)->speaking, &m.composite,
			     NULL) == VB_OK);
	must(vb_word_write(m.text, m.composite, form, &m.docx, &m.len, NULL) == VB_OK);
	return m;
}

static void drop(struct made *m)
{
	vb_composite_free(m->composite);
	vb_text_free(m->text);
	free(m->docx);
}

static char *normal(const char *paper)
{
	uint8_t *out = NULL;
	size_t len = 0;
	char *s;

	must(vb_word_normal(vb_view_str(paper), &out, &len, NULL) == VB_OK);
	s = need(tap_copy(out, len));
	free(out);
	return s;
}

static void same_reading(const struct made *m, enum vb_word_reading how, const char *author,
			 const char *want, const char *what)
{
	char *got = reading_of(m->docx, m->len, how, author), *norm = normal(want);

	is_str(got ? got : "(refused)", norm, "%s", what);
	free(got);
	free(norm);
}

static void test_normal(void)
{
	char *s = normal(base);

	is_str(s, base, "13.8: a paper comes back as it was");
	free(s);
	s = normal(ost);
	ok(strstr(s, "from six to ten") != NULL, "13.8: a line's end in a paragraph is a space");
	free(s);
	s = normal("");
	is_str(s, "", "13.8: nothing comes back as nothing");
	free(s);
}

static void test_tracked(void)
{
	const struct vb_version v[] = {{.name = "base", .text = vb_view_str(base), .base = true},
				       {.name = "nord", .text = vb_view_str(nord)},
				       {.name = "sud", .text = vb_view_str(sud)},
				       {.name = "ost", .text = vb_view_str(ost)}};
	struct made m = make(v, 4, VB_WF_TRACKED);
	struct vb_word *w = NULL;
	bool joint = false;

	same_reading(&m, VB_WR_REJECTED, NULL, base, "13.7: rejected, it is the base");
	same_reading(&m, VB_WR_OF, "nord", nord, "13.7: with NORD's changes, NORD's text");
	same_reading(&m, VB_WR_OF, "SUD", sud, "13.7: SUD's");
	same_reading(&m, VB_WR_OF, "Ost", ost, "13.7: OST's");
	must(vb_word_read(vb_view(m.docx, m.len), &w, NULL) == VB_OK);
	for (size_t i = 0; i < vb_word_changes(w); i++) {
		struct vb_word_item c = vb_word_change(w, i);

		joint = joint || (vb_view_is(c.author, "NORD; SUD") && vb_view_is(c.words,
										  " seven"));
	}
	ok(joint, "13.7: what two changed alike is of both");
	vb_word_free(w);
	drop(&m);
}

static void test_without_base(void)
{
	const struct vb_version v[] = {{.name = "nord", .text = vb_view_str(nord)},
				       {.name = "sud", .text = vb_view_str(sud)}};
	struct made m = make(v, 2, VB_WF_TRACKED);

	same_reading(&m, VB_WR_OF, "nord", nord, "13.7: without a base, NORD's text");
	same_reading(&m, VB_WR_OF, "sud", sud, "13.7: SUD's");
	drop(&m);
}

/* ---- nothing is lost ---- */

static void test_versions(void)
{
	static const char odd[] = "a\r\n\x01\xff \tb\n\n\n\n c \n";
	const struct vb_version v[] = {{.name = "base", .text = vb_view_str(base), .base = true},
				       {.name = "nord", .text = vb_view_str(odd)},
				       {.name = "sud", .text = vb_view_str(sud)},
				       {.name = "west", .silent = true}};

	for (int form = VB_WF_TRACKED; form <= VB_WF_CLEAN; form++) {
		struct made m = make(v, 4, (enum vb_word_form)form);
		struct made again = make(v, 4, (enum vb_word_form)form);
		struct vb_word *w = NULL;
		bool all = true;

		ok(m.len == again.len && memcmp(m.docx, again.docx, m.len) == 0,
		   "13.7: form %d, the same bytes again", form);
		must(vb_word_read(vb_view(m.docx, m.len), &w, NULL) == VB_OK);
		is_int((long long)vb_word_versions(w), 4, "13.8: all versions are in it");
		for (size_t i = 0; i < vb_word_versions(w); i++) {
			struct vb_version got = vb_word_version(w, i);

			for (size_t j = 0; j < 4; j++)
				all = all && (strcmp(v[j].name, got.name) != 0 ||
					      (vb_view_eq(v[j].text, got.text) &&
					       v[j].base == got.base && v[j].silent == got.silent));
		}
		ok(all, "13.8: byte for byte, base and silent ones too");
		ok(vb_word_notes(w) == 0, "13.8: and nothing is said of it");
		vb_word_free(w);
		drop(&m);
		drop(&again);
	}
}

/* The document inside, stored as it is, with one letter changed: a zip file's checksum then is
 * off, so the package is made anew from what libzip would write. */
static void test_stale(void)
{
	static const char ours[] = "<versions xmlns='" VB_WORD_SPACE "' document='00'>"
		"<version name='nord'>YQ==</version></versions>";
	static const char document[] = "<w:d xmlns:w='" W_SPACE "'><w:p><w:r><w:t>x</w:t></w:r>"
		"</w:p></w:d>";
	static const char others[] = "<a xmlns='b'>c</a>";
	struct part part[] = {{"_rels/.rels", word_rels, 0, false},
			      {"text/paper.xml", document, 0, false},
			      {"customXml/item1.xml", ours, 0, false}};
	struct vb_word *w = NULL;
	size_t len;
	uint8_t *docx = make_zip(part, 3, &len);

	must(vb_word_read(vb_view(docx, len), &w, NULL) == VB_OK);
	ok(vb_word_versions(w) == 0 && vb_word_notes(w) == 1u << VB_WN_STALE,
	   "13.8: versions of another document do not count, and this is said");
	vb_word_free(w);
	free(docx);
	part[2].bytes = others;
	docx = make_zip(part, 3, &len);
	must(vb_word_read(vb_view(docx, len), &w, NULL) == VB_OK);
	ok(vb_word_versions(w) == 0 && vb_word_notes(w) == 0, "13.8: a part of others is none of "
							      "ours");
	vb_word_free(w);
	free(docx);
}

static void test_draft(void)
{
	struct vb_composite *c = NULL;
	struct vb_err err = {0};
	uint8_t *docx = NULL;
	size_t len = 0;
	char *got;

	must(vb_composite_read(vb_view_str("The [A: first] [B: second] day.\n"), &c,
			       NULL) == VB_OK);
	ok(vb_word_write(NULL, c, VB_WF_TRACKED, &docx, &len, &err) == VB_REFUSED,
	   "13.7: a draft of nobody has no tracked changes");
	must(vb_word_write(NULL, c, VB_WF_BRACKETS, &docx, &len, NULL) == VB_OK);
	got = reading_of(docx, len, VB_WR_ACCEPTED, NULL);
	is_str(got, "The [A: first] [B: second] day.\n", "13.7: but brackets");
	free(got);
	free(docx);
	vb_composite_free(c);
}

/* ---- several articles ---- */

static void test_articles(void)
{
	const struct vb_version v[] = {{.name = "base", .text = vb_view_str("It opens at six.\n"),
					.base = true},
				       {.name = "nord", .text = vb_view_str("It opens at ten.\n")},
				       {.name = "sud", .silent = true}};
	const struct vb_version u[] = {{.name = "nord",
					.text = vb_view_str("# It\r\n\x01 [closes]")},
				       {.name = "sud", .text = vb_view_str("")}};
	struct made one = make(v, 3, VB_WF_CLEAN), two = make(u, 2, VB_WF_CLEAN);
	const struct vb_word_article a[] = {
		{vb_view_str("4 bis"), vb_view_str("Hours <& \xc3\xa9>"), one.text, one.composite},
		{vb_view(NULL, 0), vb_view_str("Preamble"), two.text, two.composite},
	};

	for (int form = VB_WF_TRACKED; form <= VB_WF_CLEAN; form++) {
		struct vb_word *w = NULL;
		struct vb_word_section s[2];
		uint8_t *docx = NULL, *again = NULL;
		size_t len = 0, len2 = 0;
		char *got;

		must(vb_word_write_articles(vb_view_str("A plan"), a, 2, (enum vb_word_form)form,
					    &docx, &len, NULL) == VB_OK);
		must(vb_word_write_articles(vb_view_str("A plan"), a, 2, (enum vb_word_form)form,
					    &again, &len2, NULL) == VB_OK);
		ok(len == len2 && memcmp(docx, again, len) == 0,
		   "13.11: form %d of two articles, the same bytes again", form);
		must(vb_word_read(vb_view(docx, len), &w, NULL) == VB_OK);
		must(vb_word_sections(w) == 2 && vb_word_versions(w) == 5);
		s[0] = vb_word_section(w, 0);
		s[1] = vb_word_section(w, 1);
		ok(vb_view_is(vb_word_title(w), "A plan") && vb_view_is(s[0].label, "4 bis") &&
		   vb_view_is(s[0].title, "Hours <& \xc3\xa9>") && s[1].label.len == 0 &&
		   vb_view_is(s[1].title, "Preamble"), "13.11: headings come back");
		ok(s[0].first == 0 && s[0].n == 3 && s[1].first == 3 && s[1].n == 2 &&
		   vb_word_version(w, 0).base && vb_word_version(w, 2).silent &&
		   vb_view_eq(vb_word_version(w, 3).text, u[0].text),
		   "13.11: and each with its versions, byte for byte");
		got = reading_of(docx, len, VB_WR_ACCEPTED, NULL);
		ok(got && strstr(got, "# A plan\n\n## Article 4 bis. Hours <& \xc3\xa9>\n\n") ==
			  got && strstr(got, "\n\n## Preamble\n\n") != NULL,
		   "13.11: as a paper, too");
		free(got);
		vb_word_free(w);
		free(docx);
		free(again);
	}
	drop(&one);
	drop(&two);
}

/* What our part says of articles, of a document that is as it was; false: it counts. */
static bool is_off(const char *inside)
{
	static const char document[] = "<w:d xmlns:w='" W_SPACE "'><w:p/></w:d>";
	char ours[1000], hex[65];
	struct part part[] = {{"_rels/.rels", word_rels, 0, false},
			      {"text/paper.xml", document, 0, false},
			      {"customXml/item1.xml", ours, 0, false}};
	struct vb_word *w = NULL;
	struct vb_hash h;
	uint8_t *docx;
	size_t len;
	bool off;

	vb_sha256(vb_view_str(document), &h);
	vb_hex(hex, h.b, sizeof(h.b));
	snprintf(ours, sizeof(ours), "<versions xmlns='" VB_WORD_SPACE "' document='%s'>%s"
		 "</versions>", hex, inside);
	docx = make_zip(part, 3, &len);
	must(vb_word_read(vb_view(docx, len), &w, NULL) == VB_OK);
	off = vb_word_versions(w) == 0 && vb_word_sections(w) == 0 &&
	      vb_word_notes(w) == 1u << VB_WN_STALE;
	vb_word_free(w);
	free(docx);
	return off;
}

static void test_odd_articles(void)
{
#define A(x) "<article label='" x "'>"
#define V "<version name='a'>YQ==</version>"
	ok(!is_off(A("4") V "</article>"), "13.11: an article counts");
	ok(is_off(A("4") "</article>"), "13.11: one of no versions does not");
	ok(is_off(A("four") V "</article>"), "13.11: nor one whose label is none");
	ok(is_off("<article title='QQ=='>" V "</article>"), "13.11: nor one without a label");
	ok(is_off("<article label='' title='QQpC'>" V "</article>"), "13.11: nor a title of two "
								     "lines");
	ok(is_off("<article label='' title='/w=='>" V "</article>"), "13.11: or of no text");
	ok(is_off(A("4") A("5") V "</article></article>"), "13.11: nor one within another");
	ok(is_off(V A("4") V "</article>"), "13.11: nor one behind versions of no article");
	ok(is_off(A("4") V "</article>" V), "13.11: nor such versions behind it");
#undef A
#undef V
}

/* ---- any texts ---- */

static uint64_t state;

static unsigned chance(unsigned n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(state >> 33) % n;
}

static size_t random_paper(char *out, size_t cap)
{
	static const char *const words[] = {"the", "parties", "shall", "[", "]", ".", "a", "&",
					    "<x>", "\n\n", "\n\n", "\n\n## Article 2. Hours\n\n",
					    "\n- one", "\n\n# Plan\n\n", "#", "10"};
	size_t n = 0;

	out[0] = 0;
	for (unsigned i = chance(30); i > 0; i--)
		n += (size_t)snprintf(out + n, cap - n, "%s ", words[chance(VB_ARRAY_LEN(words))]);
	return n;
}

/* By their words: how a paragraph that is only half a heading looks is nobody's promise. */
static bool same_words(const char *a, const char *b)
{
	struct vb_view x = vb_view_str(a), y = vb_view_str(b), sx, sy, wx, wy;
	enum vb_token kx, ky;

	for (;;) {
		bool more_x, more_y;

		do
			more_x = vb_token_next(&x, &kx, &sx, &wx);
		while (more_x && (kx == VB_TK_BREAK || vb_view_is(wx, "#")));
		do
			more_y = vb_token_next(&y, &ky, &sy, &wy);
		while (more_y && (ky == VB_TK_BREAK || vb_view_is(wy, "#")));
		if (!more_x || !more_y)
			return more_x == more_y;
		if (!vb_view_eq(wx, wy))
			return false;
	}
}

static void test_random(void)
{
	char text[4][1000];
	unsigned broken = 0;

	for (unsigned round = 0; round < 300; round++) {
		static const char *const names[] = {"a", "b", "c", "d"};
		struct vb_version v[4];
		struct made m;

		state = round;
		for (unsigned i = 0; i < 4; i++) {
			v[i] = (struct vb_version){.name = names[i], .base = i == 0};
			v[i].text = vb_view(text[i], random_paper(text[i], sizeof(text[i])));
		}
		m = make(v, 4, VB_WF_TRACKED);
		for (unsigned i = 0; i < 4; i++) {
			char *got = reading_of(m.docx, m.len, i ? VB_WR_OF : VB_WR_REJECTED,
					       names[i]);

			if (!got || !same_words(got, text[i])) {
				diag("round %u, %s:\n%s\nis read as\n%s", round, names[i], text[i],
				     got ? got : "(refused)");
				broken++;
			}
			free(got);
		}
		drop(&m);
	}
	is_int(broken, 0, "13.7: 300 random tables of four give each version by its changes");
}

int main(void)
{
	test_normal();
	test_tracked();
	test_without_base();
	test_versions();
	test_stale();
	test_draft();
	test_articles();
	test_odd_articles();
	test_random();
	return tap_done();
}
