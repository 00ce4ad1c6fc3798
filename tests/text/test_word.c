/*
 * Word files read: readings, numbers, changes, comments; and files that are no Word files, or
 * worse (text.md 13).
 *
 * SPDX-License-Identifier: ISC
 */
#include "word_file.h"

#include "need.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

#define P(text) "<w:p><w:r><w:t xml:space='preserve'>" text "</w:t></w:r></w:p>"
#define S(style, text) "<w:p><w:pPr><w:pStyle w:val='" style "'/></w:pPr><w:r><w:t>" text \
	"</w:t></w:r></w:p>"
#define N(list, level, text) "<w:p><w:pPr><w:numPr><w:ilvl w:val='" level "'/><w:numId w:val='" \
	list "'/></w:numPr></w:pPr><w:r><w:t>" text "</w:t></w:r></w:p>"
#define BY(who) " w:id='1' w:author='" who "' w:date='2026-01-02T03:04:05Z'"
#define INS(who, text) "<w:ins" BY(who) "><w:r><w:t xml:space='preserve'>" text \
	"</w:t></w:r></w:ins>"
#define DEL(who, text) "<w:del" BY(who) "><w:r><w:delText xml:space='preserve'>" text \
	"</w:delText></w:r></w:del>"
#define T(text) "<w:r><w:t xml:space='preserve'>" text "</w:t></w:r>"
#define MARK(what, who) "<w:pPr><w:rPr><w:" what BY(who) "/></w:rPr></w:pPr>"

static const char styles[] =
	"<w:styles xmlns:w='" W_SPACE "'>"
	"<w:style w:type='paragraph' w:default='1' w:styleId='N'><w:name w:val='Normal'/></w:style>"
	"<w:style w:type='paragraph' w:styleId='T'><w:name w:val='Title'/></w:style>"
	"<w:style w:type='paragraph' w:styleId='H'><w:name w:val='heading 1'/><w:pPr><w:numPr>"
	"<w:numId w:val='9'/></w:numPr><w:outlineLvl w:val='0'/></w:pPr></w:style>"
	"<w:style w:type='paragraph' w:styleId='H2'><w:basedOn w:val='H'/></w:style>"
	"<w:style w:type='paragraph' w:styleId='P2'><w:pPr><w:numPr><w:numId w:val='9'/></w:numPr>"
	"</w:pPr></w:style>"
	"<w:style w:type='paragraph' w:styleId='C1'><w:basedOn w:val='C2'/></w:style>"
	"<w:style w:type='paragraph' w:styleId='C2'><w:basedOn w:val='C1'/></w:style>"
	"</w:styles>";
static const char numbering[] =
	"<w:numbering xmlns:w='" W_SPACE "'>"
	"<w:abstractNum w:abstractNumId='1'>"
	"<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/>"
	"<w:lvlText w:val='%1.'/></w:lvl>"
	"<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='lowerLetter'/>"
	"<w:lvlText w:val='(%2)'/></w:lvl>"
	"<w:lvl w:ilvl='2'><w:start w:val='1'/><w:numFmt w:val='upperRoman'/>"
	"<w:lvlText w:val='%1.%2.%3'/></w:lvl>"
	"<w:lvl w:ilvl='3'><w:start w:val='1'/><w:numFmt w:val='lowerRoman'/><w:isLgl/>"
	"<w:lvlText w:val='%1.%2.%3.%4'/></w:lvl>"
	"<w:lvl w:ilvl='4'><w:start w:val='1'/><w:numFmt w:val='ordinal'/><w:lvlRestart w:val='0'/>"
	"<w:lvlText w:val='%5'/></w:lvl>"
	"<w:lvl w:ilvl='5'><w:start w:val='7'/><w:numFmt w:val='decimalZero'/>"
	"<w:lvlText w:val='%6)'/></w:lvl>"
	"<w:lvl w:ilvl='6'><w:numFmt w:val='bullet'/><w:lvlText w:val='*'/></w:lvl>"
	"<w:lvl w:ilvl='7'><w:numFmt w:val='none'/><w:lvlText w:val='%8'/></w:lvl>"
	"</w:abstractNum>"
	"<w:abstractNum w:abstractNumId='2'>"
	"<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:pStyle w:val='H'/>"
	"<w:lvlText w:val='Article %1'/></w:lvl>"
	"<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:pStyle w:val='P2'/>"
	"<w:lvlText w:val='%1.%2'/></w:lvl>"
	"</w:abstractNum>"
	"<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num>"
	"<w:num w:numId='2'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='0'>"
	"<w:startOverride w:val='5'/></w:lvlOverride></w:num>"
	"<w:num w:numId='3'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='0'>"
	"<w:lvl w:ilvl='0'><w:start w:val='3'/><w:numFmt w:val='upperLetter'/>"
	"<w:lvlText w:val='%1:'/></w:lvl></w:lvlOverride></w:num>"
	"<w:num w:numId='9'><w:abstractNumId w:val='2'/></w:num>"
	"</w:numbering>";

/* One test point: what is read of @body. */
static void reads(const char *body, enum vb_word_reading how, const char *author,
		  const char *want, const char *what)
{
	size_t len;
	uint8_t *docx = make_word(body, styles, numbering, NULL, &len);
	char *got = reading_of(docx, len, how, author);

	is_str(got ? got : "(refused)", want, "%s", what);
	free(got);
	free(docx);
}

static void accepts(const char *body, const char *want, const char *what)
{
	reads(body, VB_WR_ACCEPTED, NULL, want, what);
}

/* ---- text and headings ---- */

static void test_text(void)
{
	accepts(P("One ") P("two"), "One\n\ntwo\n", "13.3: paragraphs");
	accepts("<w:p>" T("O") "<w:proofErr w:type='x'/>" T("ne") "</w:p>", "One\n",
		"13.3: runs split anywhere are one");
	accepts("<w:p><w:r><w:t> a </w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t>"
		"<w:noBreakHyphen/><w:softHyphen/><w:t>d</w:t></w:r></w:p>",
		"a b\nc\xe2\x80\x91" "d\n", "13.3: tab, line break, hyphens, spaces");
	accepts("<w:p>" T("a") "<w:hyperlink>" T("b") "</w:hyperlink><w:sdt><w:sdtPr>" T("x")
		"</w:sdtPr><w:sdtContent>" T("c") "</w:sdtContent></w:sdt></w:p>", "abc\n",
		"13.3: what stands in links and controls");
	accepts("<w:p>" T("see ") "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:t>no</w:t>"
		"</w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>" T("5")
		"<w:r><w:fldChar w:fldCharType='end'/></w:r>" T(".") "</w:p>", "see 5.\n",
		"13.3: of a field its result");
	accepts("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r>" T("yes") "</w:p>",
		"yes\n", "13.3: hidden text is not read");
	accepts("<w:tbl><w:tr><w:tc>" P("a") "</w:tc><w:tc>" P("b") "</w:tc></w:tr></w:tbl>",
		"a\n\nb\n", "13.3: cells are paragraphs");
	accepts(P("e\xcc\x81t\xe2\x80\xae" "e\xcc\x81"), "\xc3\xa9t\xc3\xa9\n",
		"13.3: NFC, and nothing that turns text round");
	accepts(S("T", "A plan") S("H", "Hours") P("x"),
		"# A plan\n\n## Article 1. Hours\n\nx\n", "13.5: title and headings");
	accepts(P("Article 5") P("ARTICLE XII \xe2\x80\x93 Costs") P("Article 5 bis: More")
		P("Article 5 applies.") P("Article 6 Final provisions"),
		"## Article 5\n\n## Article XII. Costs\n\n## Article 5 bis. More\n\n"
		"Article 5 applies.\n\n## Article 6. Final provisions\n",
		"13.5: typed headings of articles, and what is none");
	accepts(S("C1", "x"), "x\n", "13.4: styles based on one another in a circle");
}

/* ---- numbers ---- */

static void test_numbers(void)
{
	accepts(N("1", "0", "a") N("1", "0", "b") N("1", "1", "c") N("1", "1", "d")
		N("1", "2", "e") N("1", "3", "f") N("1", "0", "g") N("1", "1", "h"),
		"1. a\n\n2. b\n\n(a) c\n\n(b) d\n\n2.b.I e\n\n2.2.1.1 f\n\n3. g\n\n(a) h\n",
		"13.4: levels count, start again, and show those above");
	accepts(N("1", "4", "a") N("1", "4", "b") N("1", "0", "c") N("1", "4", "d")
		N("1", "5", "e") N("1", "6", "f") N("1", "7", "g"),
		"1st a\n\n2nd b\n\n1. c\n\n3rd d\n\n07) e\n\n- f\n\ng\n",
		"13.4: ordinal, lvlRestart 0, decimalZero and its start, bullet, none");
	accepts(N("1", "0", "a") N("2", "0", "b") N("2", "0", "c") N("1", "0", "d")
		N("3", "0", "e"),
		"1. a\n\n5. b\n\n6. c\n\n7. d\n\nC: e\n",
		"13.4: a start of its own is taken once; a level of its own");
	accepts(S("H", "A") S("P2", "x") S("P2", "y") S("H2", "B") S("P2", "z"),
		"## Article 1. A\n\n1.1 x\n\n1.2 y\n\n## Article 2. B\n\n2.1 z\n",
		"13.4: numbers by style, inherited, and linked to a level");
	accepts("<w:p><w:pPr><w:pStyle w:val='P2'/><w:numPr><w:numId w:val='0'/></w:numPr></w:pPr>"
		T("x") "</w:p>", "x\n", "13.4: list 0 is none");
	accepts(N("77", "0", "x"), "x\n", "13.4: a list that there is not");
	reads("<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr><w:rPr><w:del" BY("A")
	      "/></w:rPr></w:pPr>" DEL("A", "gone") "</w:p>" N("1", "0", "left"), VB_WR_ACCEPTED,
	      NULL, "1. left\n", "13.4: a paragraph that is deleted does not count");
	reads("<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr><w:rPr><w:del" BY("A")
	      "/></w:rPr></w:pPr>" DEL("A", "gone") "</w:p>" N("1", "0", "left"), VB_WR_REJECTED,
	      NULL, "1. gone\n\n2. left\n", "13.4: rejected, it does");
}

/* ---- changes ---- */

static void test_changes(void)
{
	static const char body[] = "<w:p>" T("The parties ") DEL("Nord", "shall") INS("Nord", "may")
		INS("Sud", " not") T(" leave.") "</w:p>";
	static const char nested[] = "<w:p>" T("a") "<w:ins" BY("Nord") ">" T("b")
		DEL("Sud", "c") "</w:ins></w:p>";
	static const char marks[] = "<w:p>" T("one") "</w:p><w:p>" MARK("ins", "Nord")
		INS("Nord", "new") "</w:p><w:p>" MARK("del", "Sud") T("two, ") "</w:p>" P("three");

	accepts(body, "The parties may not leave.\n", "13.5: all accepted");
	reads(body, VB_WR_REJECTED, NULL, "The parties shall leave.\n", "13.5: all rejected");
	reads(body, VB_WR_OF, "NORD", "The parties may leave.\n", "13.5: those of one author");
	reads(body, VB_WR_OF, "sud", "The parties shall not leave.\n", "13.5: of the other");
	reads(body, VB_WR_OF, "ost", "The parties shall leave.\n", "13.5: of nobody in it");
	accepts(nested, "ab\n", "13.5: a deletion within an insertion, accepted");
	reads(nested, VB_WR_REJECTED, NULL, "a\n", "13.5: rejected");
	reads(nested, VB_WR_OF, "nord", "abc\n", "13.5: the outer alone");
	accepts(marks, "one\n\nnew\n\ntwo, three\n", "13.5: marks of paragraphs, accepted");
	reads(marks, VB_WR_REJECTED, NULL, "one\n\ntwo,\n\nthree\n", "13.5: rejected");
	accepts("<w:p><w:ins" BY("A; B") ">" T("x") "</w:ins></w:p>", "x\n", "13.5: of two");
	reads("<w:p><w:ins" BY("A; B") ">" T("x") "</w:ins><w:ins" BY("AB") ">" T("y")
	      "</w:ins></w:p>", VB_WR_OF, "b", "x\n", "13.5: of two, by one");
	accepts("<w:p><w:moveFrom" BY("A") ">" T("x") "</w:moveFrom></w:p><w:p>" T("z") "<w:moveTo"
		BY("A") ">" T("x") "</w:moveTo></w:p>", "zx\n", "13.5: moved");
}

/* ---- tracked changes of numbers and headings ---- */

#define NUM(list, level) "<w:numPr><w:ilvl w:val='" level "'/><w:numId w:val='" list "'/></w:numPr>"
#define WAS(who, old) "<w:pPrChange" BY(who) "><w:pPr>" old "</w:pPr></w:pPrChange>"
#define Q(now, text) "<w:p><w:pPr>" now "</w:pPr>" T(text) "</w:p>"

static void test_renumbered(void)
{
	static const char body[] = N("1", "0", "a") Q(NUM("1", "1") WAS("Nord", NUM("1", "0")), "b")
		Q(NUM("1", "1") WAS("Sud", ""), "c") N("1", "0", "d");
	static const char styled[] = Q("<w:pStyle w:val='H'/>" WAS("Nord", "<w:pStyle w:val='N'/>"),
				       "A") Q(WAS("Nord", "<w:pStyle w:val='H'/>"), "B")
		Q(WAS("Nord", "<w:outlineLvl w:val='1'/>"), "C");

	accepts(body, "1. a\n\n(a) b\n\n(b) c\n\n2. d\n", "13.10: numbers changed, accepted");
	reads(body, VB_WR_REJECTED, NULL, "1. a\n\n2. b\n\nc\n\n3. d\n",
	      "13.10: rejected, they are those of before");
	reads(body, VB_WR_OF, "nord", "1. a\n\n(a) b\n\nc\n\n2. d\n",
	      "13.10: of one author, only the others' are undone");
	accepts(styled, "## Article 1. A\n\nB\n\nC\n", "13.10: headings changed, accepted");
	reads(styled, VB_WR_REJECTED, NULL, "A\n\n## Article 1. B\n\n### C\n",
	      "13.10: rejected");
}

static void test_numbers_put_in(void)
{
	static const char body[] = N("1", "0", "a")
		Q("<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/><w:ins" BY("Nord")
		  "/></w:numPr>", "b") N("1", "0", "c");
	static const char old[] = Q("<w:numPr><w:numId w:val='1'/><w:numberingChange" BY("Nord")
				    " w:original='%1:3:1:.%2:27:4:) '/></w:numPr>", "a")
		Q("<w:numPr><w:numId w:val='1'/><w:numberingChange" BY("Sud")
		  " w:original='%1:1:23:x'/></w:numPr>", "b")
		Q("<w:numPr><w:numId w:val='1'/><w:numberingChange" BY("Nord")
		  "/></w:numPr>", "c")
		Q("<w:numPr><w:numId w:val='1'/><w:numberingChange" BY("Nord")
		  " w:original='%1:x &#x202e;\xc2\xa7 5'/></w:numPr>", "d");

	accepts(body, "1. a\n\n2. b\n\n3. c\n", "13.10: a number put in, accepted");
	reads(body, VB_WR_REJECTED, NULL, "1. a\n\nb\n\n2. c\n", "13.10: rejected");
	accepts(old, "1. a\n\n2. b\n\n3. c\n\n4. d\n", "13.10: a number changed, accepted");
	reads(old, VB_WR_REJECTED, NULL, "III.aa) a\n\n- b\n\nc\n\n%1:x \xc2\xa7 5 d\n",
	      "13.10: rejected, what it showed stands, if anything did");
	reads(old, VB_WR_OF, "nord", "1. a\n\n- b\n\n2. c\n\n3. d\n", "13.10: of one author");
}

/* What stands within the old of something is not what it is, whatever it is. */
static void test_old_within(void)
{
	static const char deep[] = Q(NUM("1", "0") "<w:pPrChange" BY("A") "><w:pPr><w:numPr>"
				     "<w:ilvl w:val='1'/><w:numId w:val='1'/><w:ins" BY("B")
				     "/></w:numPr><w:pPrChange" BY("B") "><w:pPr><w:pStyle "
				     "w:val='H'/></w:pPr></w:pPrChange></w:pPr></w:pPrChange>"
				     "<w:rPr><w:ins" BY("C") "/></w:rPr>", "x") P("y");
	static const char changed[] = "<w:styles xmlns:w='" W_SPACE "'><w:style w:type='paragraph' "
		"w:styleId='P'><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr><w:pPrChange" BY("A")
		"><w:pPr><w:numPr><w:numId w:val='9'/></w:numPr><w:outlineLvl w:val='0'/></w:pPr>"
		"</w:pPrChange></w:pPr></w:style></w:styles>";
	struct vb_word *w = NULL;
	uint8_t *docx;
	size_t len;
	char *got;

	accepts(deep, "1. x\n\ny\n", "13.10: changes within changes, accepted");
	reads(deep, VB_WR_REJECTED, NULL, "xy\n", "13.10: the mark that was put in is gone");
	reads(deep, VB_WR_OF, "c", "(a) x\n\ny\n", "13.10: only the outermost is one");
	docx = make_word(S("P", "x"), changed, numbering, NULL, &len);
	got = reading_of(docx, len, VB_WR_REJECTED, NULL);
	is_str(got ? got : "(refused)", "1. x\n", "13.10: a style is what it is now");
	must(vb_word_read(vb_view(docx, len), &w, NULL) == VB_OK);
	ok(vb_word_notes(w) == 1u << VB_WN_FORMAT, "13.10: and that it was changed is said");
	vb_word_free(w);
	free(got);
	free(docx);
}

static void test_hostile_numbers(void)
{
	static const char lists[] = "<w:numbering xmlns:w='" W_SPACE "'><w:abstractNum "
		"w:abstractNumId='1'><w:lvl w:ilvl='0'><w:start w:val='1'/><w:lvlText "
		"w:val='&#x202e;&#xa7;%1&#x200b;.'/></w:lvl></w:abstractNum>"
		"<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num></w:numbering>";
	size_t len;
	uint8_t *docx = make_word(N("1", "0", "a"), NULL, lists, NULL, &len);
	char *got = reading_of(docx, len, VB_WR_ACCEPTED, NULL);

	is_str(got ? got : "(refused)", "\xc2\xa7" "1. a\n",
	       "13.3: nothing that nobody sees, in numbers neither");
	free(got);
	free(docx);
}

static void test_items(void)
{
	static const char body[] = "<w:p>" INS("Nord", "so") INS("Nord", " and so") T(" it ")
		DEL("", "goes") "<w:moveTo" BY("Sud") ">" T("on") "</w:moveTo></w:p>";
	static const char comments[] = "<w:comments xmlns:w='" W_SPACE "'><w:comment" BY("Ost")
		">" P("Why?") P("So.") "</w:comment></w:comments>";
	size_t len;
	uint8_t *docx = make_word(body, NULL, NULL, comments, &len);
	struct vb_word *w = NULL;
	struct vb_word_item c;

	must(vb_word_read(vb_view(docx, len), &w, NULL) == VB_OK);
	is_int((long long)vb_word_changes(w), 3, "13.6: what goes on is one change");
	c = vb_word_change(w, 0);
	ok(c.kind == VB_WD_INSERTED && vb_view_is(c.author, "Nord") &&
	   vb_view_is(c.words, "so and so") && vb_view_is(c.date, "2026-01-02T03:04:05Z") &&
	   c.paragraph == 1, "13.6: its author, words, date and place");
	c = vb_word_change(w, 1);
	ok(c.kind == VB_WD_DELETED && c.author.len == 0 && vb_view_is(c.words, "goes"),
	   "13.6: of an author who was taken out");
	c = vb_word_change(w, 2);
	is_str(vb_word_kind_name(c.kind), "moved here", "13.6: a move");
	is_int((long long)vb_word_comments(w), 1, "13.6: a comment");
	c = vb_word_comment(w, 0);
	ok(vb_view_is(c.author, "Ost") && vb_view_is(c.words, "Why?\nSo."), "13.6: and its words");
	vb_word_free(w);
	free(docx);
}

static void test_namespaces(void)
{
	static const char strict[] = "<d xmlns='" W_STRICT "'><p><ins author='A'><r><t>x</t></r>"
		"</ins></p></d>";
	static const char rels[] = "<Relationships xmlns='http://schemas.openxmlformats.org/package"
		"/2006/relationships'><Relationship Type='http://purl.oclc.org/ooxml/"
		"officeDocument/relationships/officeDocument' Target='/a/b.xml'/></Relationships>";
	const struct part part[] = {{"_rels/.rels", rels, 0, false}, {"a/b.xml", strict, 0, false},
				    {"word/vbaProject.bin", "x", 0, false}};
	size_t len;
	uint8_t *docx = make_zip(part, VB_ARRAY_LEN(part), &len);
	struct vb_word *w = NULL;
	char *got = reading_of(docx, len, VB_WR_ACCEPTED, NULL);

	is_str(got ? got : "(refused)", "x\n", "13.1: strict namespaces, another place");
	must(vb_word_read(vb_view(docx, len), &w, NULL) == VB_OK);
	ok(vb_word_notes(w) == 1u << VB_WN_MACROS, "13.6: macros are noted");
	ok(strstr(vb_word_note_words(VB_WN_MACROS), "macros") != NULL, "13.6: in words");
	vb_word_free(w);
	free(got);
	free(docx);
}

static void test_notes(void)
{
	static const char document[] = "<w:d xmlns:w='" W_SPACE "'><w:p>" T("a")
		"<w:r><w:footnoteReference w:id='4'/></w:r><w:ins" BY("A") "><w:r>"
		"<w:footnoteReference w:id='5'/></w:r></w:ins></w:p></w:d>";
	static const char notes[] = "<w:d xmlns:w='" W_SPACE "'><w:footnote w:id='0'>" P("no")
		"</w:footnote><w:footnote w:id='4'>" P("yes") "</w:footnote><w:footnote w:id='5'>"
		P("new") "</w:footnote></w:d>";
	const struct part part[] = {{"_rels/.rels", word_rels, 0, false},
				    {"text/paper.xml", document, 0, false},
				    {"text/_rels/paper.xml.rels", document_rels, 0, false},
				    {"text/footnotes.xml", notes, 0, false}};
	size_t len;
	uint8_t *docx = make_zip(part, VB_ARRAY_LEN(part), &len);
	char *got = reading_of(docx, len, VB_WR_ACCEPTED, NULL);

	is_str(got ? got : "(refused)", "a[^1][^2]\n\n[^1]: yes\n\n[^2]: new\n",
	       "13.3: footnotes stand at the end");
	free(got);
	got = reading_of(docx, len, VB_WR_REJECTED, NULL);
	is_str(got ? got : "(refused)", "a[^1]\n\n[^1]: yes\n",
	       "13.3: and go with what refers to them");
	free(got);
	free(docx);
}

/* ---- what is refused ---- */

static void refused(const uint8_t *docx, size_t len, const char *why, const char *what)
{
	struct vb_word *w = NULL;
	struct vb_err err = {0};
	enum vb_code code = vb_word_read(vb_view(docx, len), &w, &err);

	ok(code == VB_REFUSED && !w && strstr(err.sentence, why), "13.2: %s: %s", what,
	   err.sentence);
	if (!code)
		vb_word_free(w);
}

static void refused_document(const char *xml, size_t len, const char *why, const char *what)
{
	const struct part part[] = {{"_rels/.rels", word_rels, 0, false},
				    {"text/paper.xml", xml, len, false}};
	size_t n;
	uint8_t *docx = make_zip(part, VB_ARRAY_LEN(part), &n);

	refused(docx, n, why, what);
	free(docx);
}

/* A second name in the directory of a zip file, written over the first. */
static void rename_part(uint8_t *zip, size_t len, const char *from, const char *to)
{
	size_t n = strlen(from);

	for (size_t i = 0; i + n <= len; i++) {
		if (memcmp(zip + i, from, n) == 0)
			memcpy(zip + i, to, n);
	}
}

static void test_hostile(void)
{
	static const uint8_t old[] = {0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0};
	size_t len, big = 8u << 20;
	uint8_t *docx = make_word(P("x"), styles, NULL, NULL, &len);
	char *bytes = need(calloc(1, big)), *deep = bytes;
	const struct part twice[] = {{"_rels/.rels", word_rels, 0, false},
				     {"text/aaaaa.xml", "<a/>", 0, false},
				     {"text/bbbbb.xml", "<a/>", 0, false}};

	refused(old, sizeof(old), "encrypted", "an encrypted file");
	refused((const uint8_t *)"hello", 5, "no Word file", "any bytes");
	refused(docx, 0, "no Word file", "nothing");
	for (size_t cut = 5; cut < len; cut += len / 7)
		refused(docx, cut, "damaged", "a file that is cut off");
	free(docx);
	memset(bytes, ' ', big);
	refused_document(bytes, big, "200 times", "what inflates too far");
	for (unsigned i = 0; i < 300; i++)
		deep += snprintf(deep, 8, "<a>");
	refused_document(bytes, 900, "256 deep", "elements too deep");
	free(bytes);
	refused_document("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", 0, "document type",
			 "a document type");
	refused_document("<a><b></a>", 0, "mismatched", "what is no XML");
	docx = make_zip(twice, VB_ARRAY_LEN(twice), &len);
	rename_part(docx, len, "bbbbb", "AAAAA");
	refused(docx, len, "two parts have this name", "two parts of one name");
	free(docx);
	docx = make_zip(twice + 1, 2, &len);
	refused(docx, len, "names no document", "a package without a document");
	free(docx);
}

int main(void)
{
	test_text();
	test_numbers();
	test_changes();
	test_renumbered();
	test_numbers_put_in();
	test_old_within();
	test_hostile_numbers();
	test_items();
	test_namespaces();
	test_notes();
	test_hostile();
	return tap_done();
}
