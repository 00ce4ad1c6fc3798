/*
 * text: versions of one text compared word by word, n ways, and laid out as one composite text
 * with brackets; and bracketed drafts read back.
 *
 * SPDX-License-Identifier: ISC
 *
 * Clauses are those of doc/text.md.  Pure: no file, clock, chance or environment; every result
 * is a function of the versions and their names alone, in whatever order they were handed in.
 *
 *	struct vb_version v[] = {{.name = "nord", .text = a}, {.name = "sud", .text = b}};
 *	struct vb_text *t = NULL;
 *	struct vb_composite *c = NULL;
 *	code = vb_text_new(v, 2, &t, err);
 *	code = vb_composite_of(t, vb_text_parties(t)->speaking, &c, err);
 *	vb_composite_print(stdout, c);
 *
 * Three forms of one thing, each made from the one before:
 *
 *	versions    what each party wrote: bytes
 *	columns     the variant graph: one word a column, and whose versions have it there; every
 *		    version is the columns that it is in, in their order
 *	composite   the columns laid out: words, and brackets around what is not common
 *
 * A set of parties is a uint64_t: bit i stands for the i-th by name.
 */
#pragma once

#include "record/record.h"

/* ---- limits (text.md 1.1) ---- */

#define VB_VERSION_MAX (16u << 20)	/* bytes of one version or draft */
#define VB_VERSIONS_MAX 64u		/* versions of a text, the base included */
#define VB_VERSIONS_ALL_MAX (256u << 20) /* bytes of all of them */
#define VB_NESTING_MAX 64u		/* brackets within brackets */
#define VB_NOBODY UINT32_MAX		/* no party, no base */

/* ---- words ---- */

enum vb_token {
	VB_TK_WORD,	/* letters and digits, hyphens and apostrophes inside them */
	VB_TK_MARK,	/* one character that is neither word nor space */
	VB_TK_BREAK,	/* the end of a paragraph: space with an empty line in it */
};

/* Takes one token off the front of @v: its bytes, and in *space what stands before it.  False:
 * there is none, and *space is what is left (text.md 2). */
VB_MUST_CHECK bool vb_token_next(struct vb_view *v, enum vb_token *kind, struct vb_view *space,
				 struct vb_view *word);

/* Without spaces and line ends before and behind it. */
struct vb_view vb_trimmed(struct vb_view v);

/* ---- versions, aligned ---- */

struct vb_version {
	const char *name;	/* of the form of vb_name_valid(); none twice */
	struct vb_view text;	/* any bytes; borrowed while vb_text_new() runs */
	bool silent;		/* a party that has not spoken: it is counted, no more */
	bool base;		/* what they all start from, at most one: it does not speak */
};

/* Who they are, in order of names; the base is among them. */
struct vb_parties {
	char name[VB_VERSIONS_MAX][VB_NAME_MAX + 1];
	unsigned n;
	uint64_t speaking;	/* have a text, and are not the base */
	uint64_t silent;
	uint32_t base;		/* index, or VB_NOBODY */
};
/* Index of @name (any case), or VB_NOBODY. */
uint32_t vb_parties_find(const struct vb_parties *p, struct vb_view name);

/* One word, and whose versions have it in this place (text.md 3). */
struct vb_column {
	uint32_t word;		/* equal for equal words, of this text alone */
	enum vb_token kind;
	uint64_t in;
};

struct vb_text;
/* VB_REFUSED: a limit, a name, or two of one name.  Caller frees *out. */
VB_MUST_CHECK enum vb_code vb_text_new(const struct vb_version *v, size_t n,
				       struct vb_text **out, struct vb_err *err);
void vb_text_free(struct vb_text *t);
const struct vb_parties *vb_text_parties(const struct vb_text *t);
size_t vb_text_columns(const struct vb_text *t);
struct vb_column vb_text_column(const struct vb_text *t, size_t i);
/* What @party has in columns @from to @to, from its first word to its last; a view of @t. */
struct vb_view vb_text_span(const struct vb_text *t, uint32_t party, size_t from, size_t to);
/* The version of @party, byte for byte, put together from the columns. */
void vb_text_project(FILE *f, const struct vb_text *t, uint32_t party);
/* Pairs of versions that have the same word in one column, summed over the columns of words. */
uint64_t vb_text_pairs(const struct vb_text *t);
/* Places in which the versions of @set differ only by their spaces, or by how they encode a
 * character: neither is bracketed (text.md 2.6). */
size_t vb_text_loose(const struct vb_text *t, uint64_t set);

/* How many words the one has and the other has not there, and (may be NULL) how many marks and ends
 * of paragraphs. */
VB_MUST_CHECK enum vb_code vb_text_differing(struct vb_view a, struct vb_view b, uint32_t *words,
					     uint32_t *marks, struct vb_err *err);

/* A place where the parties of a set do not say the same: the columns @from to @to. */
struct vb_site {
	size_t from;
	size_t to;
};
/* The first site of @set from column @at on; false: there is none. */
VB_MUST_CHECK bool vb_text_site(const struct vb_text *t, uint64_t set, size_t at,
				struct vb_site *out);
/* Of @set those who say in @site what @party says there, @party included. */
uint64_t vb_text_same(const struct vb_text *t, uint64_t set, const struct vb_site *site,
		      uint32_t party);

/*
 * Two sites so near one another that a reader takes a reading from each, with words of different
 * parties that nobody proposed together (text.md 5).
 */
struct vb_unproposed {
	struct vb_site site[2];
	uint32_t party[2];	/* one who has the reading */
	uint64_t of[2];		/* all who have it */
	struct vb_view words;	/* what would be read */
};
typedef void vb_unproposed_fn(void *ctx, const struct vb_unproposed *u);
/* Calls @fn with each; *n says how many. */
VB_MUST_CHECK enum vb_code vb_text_unproposed(const struct vb_text *t, uint64_t set,
					      vb_unproposed_fn *fn, void *ctx, size_t *n,
					      struct vb_err *err);

/* ---- the composite text ---- */

enum vb_piece_kind {
	VB_PC_WORD,
	VB_PC_OPEN,	/* an alternative begins ... */
	VB_PC_CLOSE,	/* ... and ends */
};

enum vb_bracket {
	VB_BR_WORDS,
	VB_BR_NO_TEXT,	/* "no text", said outright */
	VB_BR_PLACEHOLDER, /* text to come */
	VB_BR_VALUE,	/* a number or date to be settled: [x], [ ], [20XX] */
	VB_BRACKETS
};
const char *vb_bracket_name(enum vb_bracket kind); /* "words", "no text", ... */

struct vb_piece {
	enum vb_piece_kind kind;
	enum vb_token token;	/* of a word */
	enum vb_bracket bracket; /* of an alternative */
	bool option;		/* it is headed "Option N", and has no brackets */
	uint32_t site;		/* of an alternative: equal for those of one place */
	size_t mate;		/* OPEN: where its CLOSE is, and the other way round */
	struct vb_view text;	/* a word; the heading of an option */
	struct vb_view space;	/* before it; behind the end of a paragraph there is none */
	uint64_t proposed;	/* of an alternative: whose text has it; empty: nobody is named */
	uint64_t supported;
	uint64_t opposed;
};

struct vb_composite {
	struct vb_parties parties;
	struct vb_view lead;	/* space before everything */
	struct vb_view trail;	/* ... and behind it */
	struct vb_piece *piece;
	size_t n;
	size_t cap;
	uint32_t sites;
	size_t stray;		/* brackets without a partner, taken as words (text.md 6.4) */
	bool headed;		/* its parties stand in its first line */
	uint8_t *bytes;		/* that the views point to, where they are its own */
};
/* Lays out the versions of @set; what all of it has is never bracketed (text.md 4).  Views
 * point into @t.  Caller frees *out. */
VB_MUST_CHECK enum vb_code vb_composite_of(const struct vb_text *t, uint64_t set,
					   struct vb_composite **out, struct vb_err *err);
/* The reading if @set prevails: where only one change of the base was proposed by it, that
 * change; where it is divided, its brackets (text.md 4.8).  *of: the sites so settled, and
 * *combined whether no party of @set has the whole of it. */
VB_MUST_CHECK enum vb_code vb_composite_if(const struct vb_text *t, uint64_t set,
					   struct vb_composite **out, bool *combined,
					   struct vb_err *err);
/* Reads a bracketed draft, ours or somebody's (text.md 6).  Never malformed: what is no bracket
 * is words.  Caller frees *out. */
VB_MUST_CHECK enum vb_code vb_composite_read(struct vb_view text, struct vb_composite **out,
					     struct vb_err *err);
void vb_composite_free(struct vb_composite *c);
/* True if @text begins with the line that vb_composite_print() begins with. */
bool vb_composite_headed(struct vb_view text);
/* vb_composite_read() of what is printed gives the same pieces. */
void vb_composite_print(FILE *f, const struct vb_composite *c);
/* Pieces @from to @to of it alone, without its first line and the space before the first. */
void vb_composite_print_part(FILE *f, const struct vb_composite *c, size_t from, size_t to);
/* The text of @party: what stands outside brackets, and what it proposed inside.  Brackets that
 * name nobody stay. */
void vb_composite_project(FILE *f, const struct vb_composite *c, uint32_t party);
/* Without brackets; what is not agreed is "[...]".  How many such places. */
size_t vb_composite_clean(FILE *f, const struct vb_composite *c);

/* What is counted of a composite; words are VB_TK_WORD. */
struct vb_counts {
	size_t words;		/* printed, in brackets or out of them */
	size_t bracketed;	/* of them in a bracket or an option */
	size_t brackets;
	size_t options;
	size_t sites;
	unsigned depth;
	size_t of_kind[VB_BRACKETS]; /* brackets and options */
	size_t by[VB_VERSIONS_MAX]; /* brackets that each party proposed ... */
	size_t words_by[VB_VERSIONS_MAX]; /* ... and words in them */
};
void vb_composite_count(const struct vb_composite *c, struct vb_counts *out);

/* From one round of a draft to the next (text.md 7). */
struct vb_lifted {
	size_t kept;		/* brackets whose words are still in brackets */
	size_t agreed;		/* lifted: most of their words now stand outside */
	size_t dropped;		/* lifted: most of their words are gone */
	size_t opened;		/* new: none of their words stood in brackets */
};
VB_MUST_CHECK enum vb_code vb_composite_lifted(const struct vb_composite *before,
					       const struct vb_composite *after,
					       struct vb_lifted *out, struct vb_err *err);

/* ---- positions (text.md 9) ---- */

#define VB_LABEL_PARTS 3u	/* paragraph, point, and one more */
#define VB_LABEL_PART 6u	/* bytes of each */
#define VB_LABEL_TEXT 64	/* room for any label as text */

/* "4", "4 bis", "4 alt.2", "4(2)(a)". */
struct vb_label {
	uint16_t number;	/* 1 to 9999; 0: there is no label */
	uint8_t insertion;	/* 1: bis ... 9: decies */
	uint8_t alt;		/* 1: alt; n: alt.n */
	uint8_t nparts;
	char part[VB_LABEL_PARTS][VB_LABEL_PART + 1];
};
/* The whole of @v. */
VB_MUST_CHECK bool vb_label_parse(struct vb_view v, struct vb_label *out);
/* The longest at the front of @v, which moves behind it. */
VB_MUST_CHECK bool vb_label_take(struct vb_view *v, struct vb_label *out);
void vb_label_put(struct vb_writer *w, const struct vb_label *l);
const char *vb_label_text(char out[static VB_LABEL_TEXT], const struct vb_label *l);
/* The order in which a text has them: 4, 4(2), 4 alt, 4 bis, 5. */
int vb_label_cmp(const struct vb_label *a, const struct vb_label *b);
bool vb_label_same_article(const struct vb_label *a, const struct vb_label *b);

enum vb_stand {
	VB_ST_SILENT,	/* says nothing: what was said before stands */
	VB_ST_PROPOSED,	/* words without a position: no word of the grammar */
	VB_ST_ACCEPT,
	VB_ST_CHANGES,
	VB_ST_IF,	/* ... the labels are agreed */
	VB_ST_ALL,	/* ... of the labels or none */
	VB_ST_DISCUSS,
	VB_ST_RESERVE,
	VB_ST_REJECT,
};
extern const char *const vb_stand_names[];	/* NULL-terminated, by enum */
enum vb_reserve {
	VB_RS_PLAIN, VB_RS_SCRUTINY, VB_RS_PARLIAMENTARY, VB_RS_LINGUISTIC, VB_RS_SUBSTANTIVE,
	VB_RS_GENERAL,
};
enum vb_weight { VB_WT_NONE, VB_WT_KEY, VB_WT_SECONDARY };

#define VB_POSITION_LABELS 16u	/* articles that one depends on */
#define VB_POSITION_TEXT 1024	/* room for any position as text */
struct vb_position {
	enum vb_stand stand;
	enum vb_reserve reserve;
	enum vb_weight weight;
	bool ad_referendum;
	int64_t until;		/* the first second at which it is gone; VB_TIME_NONE */
	unsigned n;
	struct vb_label label[VB_POSITION_LABELS];
};
/* The whole of @v; ITU's ADD, MOD, SUP and NOC are read as what they mean. */
VB_MUST_CHECK bool vb_position_parse(struct vb_view v, struct vb_position *out);
/* The one form in which a position is printed; it is read as the same again. */
void vb_position_put(struct vb_writer *w, const struct vb_position *p);
const char *vb_position_text(char out[static VB_POSITION_TEXT], const struct vb_position *p);

/* ---- articles of a paper (text.md 10) ---- */

#define VB_FORMER_MAX 8u	/* articles that one is made of */
#define VB_TITLE_MAX 200u	/* bytes of a title; what is longer is cut */

struct vb_article {
	struct vb_label label;	/* number 0: known by its title */
	struct vb_view title;
	struct vb_view body;	/* behind the heading */
	struct vb_position position;	/* VB_ST_PROPOSED: its heading has none */
	bool odd;		/* its heading has something like a position, which is none */
	bool from;		/* split off @former, which may go on; else it follows them */
	unsigned nformer;
	struct vb_label former[VB_FORMER_MAX];
};
/* Views into @leaf.  False: a title page or an annex, and no article. */
VB_MUST_CHECK bool vb_article_read(const struct vb_leaf *leaf, struct vb_article *out);
/* The next line of @rest that states a position on a part of @article; false: none. */
VB_MUST_CHECK bool vb_article_part(struct vb_view *rest, const struct vb_label *article,
				   struct vb_label *label, struct vb_position *p);
/* The words that it proposes, if any.  Caller frees *out; false: no memory. */
VB_MUST_CHECK bool vb_article_words(const struct vb_article *a, uint8_t **out, size_t *len);

/* ---- the matrix, article by party (text.md 11) ---- */

#define VB_STATEMENTS_MAX 1024u	/* papers about one text */
#define VB_ROWS_MAX 1024u	/* articles, under all their numbers */
#define VB_PARTS_MAX 256u	/* positions of a party on parts of one article */
#define VB_NO_STATEMENT SIZE_MAX
#define VB_NO_ROW UINT32_MAX
#define VB_NO_WORDS UINT32_MAX	/* none proposed */
#define VB_LEFT_OUT (UINT32_MAX - 1) /* that there be none */
#define VB_UNSEEN (UINT32_MAX - 2)	/* of a paper that is sealed */

struct vb_speaker {
	const char *name;	/* of the form of vb_name_valid() */
	bool counts;		/* nothing is agreed without it */
};
/* What parties have done with a text together (text.md 11.14); each includes those before it. */
enum vb_settled { VB_SD_NONE, VB_SD_ADOPTED, VB_SD_INITIALLED, VB_SD_SIGNED };
extern const char *const vb_settled_names[];	/* NULL-terminated, by enum; "" first */

/* One paper; the first is the root, and each other answers an earlier one.  Or what a party has
 * done with the text of the paper that it answers, and all that this is for. */
struct vb_statement {
	uint32_t party;
	const char *cite;
	size_t answers;		/* VB_NO_STATEMENT: of the root alone */
	bool speaks;		/* false: a letter, which proposes and answers nothing */
	bool sealed;		/* nobody here has read it: it counts nothing */
	bool quiet;		/* a correction that does not stand, or not yet: others may speak of
				 * its words, and it takes no position */
	struct vb_view paper;	/* format.md 7.1 */
	int64_t time;
	enum vb_settled settled;	/* VB_SD_NONE: a paper */
	bool referred;		/* ... ad referendum */
};

/* What a party wants an article to say; the first of a row is what it is measured by. */
struct vb_wording {
	uint8_t *text;
	size_t len;
	uint8_t *title;
	size_t title_len;
	size_t by;		/* the statement that first had it */
	uint32_t differ;	/* words in which it is not the first of the row */
};

struct vb_part_stand {
	size_t by;		/* the statement that has it */
	struct vb_label label;
	struct vb_position position;
	uint32_t needs[VB_POSITION_LABELS]; /* rows; VB_NO_ROW: there is no such article */
};
/* One party on one article. */
struct vb_cell {
	bool said;
	bool expired;		/* its `until` is past */
	struct vb_position position;
	uint32_t needs[VB_POSITION_LABELS]; /* rows of position.label */
	size_t by;		/* the statement that has it */
	uint32_t words;		/* of the row's wording; or VB_NO_WORDS and its like */
	uint32_t moved;		/* the party has this article in that row now; VB_NO_ROW */
	struct vb_part_stand *part;
	unsigned nparts;
};

enum vb_agreement {
	VB_AG_NOT_YET,
	VB_AG_REOPENED,		/* it was agreed */
	VB_AG_PROVISIONAL,	/* ad referendum, or while not everything is agreed */
	VB_AG_AGREED,
	VB_AG_LEFT_OUT,		/* all want it left out */
	VB_AG_MOVED,		/* all have it in another article */
};
extern const char *const vb_agreement_names[];	/* NULL-terminated, by enum */

/* Why an article is not agreed: the first of these that is so. */
enum vb_why {
	VB_WHY_AGREED,		/* it is */
	VB_WHY_REJECTED,
	VB_WHY_EXPIRED,
	VB_WHY_RESERVED,
	VB_WHY_DISCUSS,
	VB_WHY_PART,		/* a paragraph of it is not accepted */
	VB_WHY_MOVED,		/* some have it in another article, others have not */
	VB_WHY_SILENT,
	VB_WHY_UNSEEN,		/* words of a paper that is sealed */
	VB_WHY_NO_WORDS,	/* changes without saying which */
	VB_WHY_WORDS,		/* they want different words */
	VB_WHY_NO_ARTICLE,	/* it depends on an article that there is not */
	VB_WHY_CONDITION,	/* it depends on an article that is not agreed */
};

struct vb_row {
	struct vb_label label;	/* as the text is numbered last */
	struct vb_label first;	/* as it was numbered first */
	uint8_t *title;
	size_t title_len;
	uint32_t source[VB_FORMER_MAX]; /* rows that it was made of */
	unsigned nsources;
	bool replaces;		/* these are in it, and no more by themselves */
	struct vb_cell *cell;	/* by party */
	struct vb_wording *wording;
	uint32_t nwordings;
	enum vb_agreement agreement;
	enum vb_why why;
	uint64_t who;		/* the parties whom that is said of */
	struct vb_label on;	/* VB_WHY_PART, NO_ARTICLE, CONDITION: which */
	uint32_t moved;		/* VB_AG_MOVED, VB_WHY_MOVED: where to; else VB_NO_ROW */
	uint64_t ad_referendum;	/* parties that have yet to confirm */
	struct vb_label wanted;	/* a new number of an article that is agreed ... */
	uint64_t wanting;	/* ... and who has it there; it counts when all do */
	bool was;		/* agreed at some time, and since ... */
	size_t since;		/* ... this statement */
	size_t reopened;	/* VB_AG_REOPENED: by this one; VB_NO_STATEMENT: time alone */
	enum vb_settled settled;	/* what all parties that count have done with these words */
};

struct vb_matrix {
	const struct vb_speaker *party;	/* borrowed, as the statements are */
	uint32_t nparties;
	const struct vb_statement *statement;
	size_t n;
	struct vb_row *row;	/* in the order of their labels in *order */
	uint32_t nrows;
	uint32_t *order;
	uint32_t agreed;	/* rows that are, provisionally or not, or left out */
	uint32_t open;		/* rows that are not; moved ones are neither */
	size_t numbered;	/* the last paper that numbers the articles as they are now;
				 * VB_NO_STATEMENT: none does */
	size_t odd;		/* positions that could not be read */
	struct vb_label odd_at;	/* the first of them ... */
	size_t odd_by;		/* ... and its statement */
};
/* As of @at.  @together: nothing is agreed until everything is, so what is agreed is so
 * provisionally.  The order of the parties has no influence.  Caller frees *out. */
VB_MUST_CHECK enum vb_code vb_matrix_new(const struct vb_speaker *party, uint32_t nparties,
					 const struct vb_statement *statement, size_t n,
					 int64_t at, bool together, struct vb_matrix **out,
					 struct vb_err *err);
void vb_matrix_free(struct vb_matrix *m);
/* Neither agreed in one way or another, nor left out, nor moved. */
bool vb_row_open(const struct vb_row *r);
/* The row that bears @label now, or bore it first; VB_NO_ROW. */
uint32_t vb_matrix_find(const struct vb_matrix *m, const struct vb_label *label);
/* The words that party @who wants in @row; false: none that are known. */
VB_MUST_CHECK bool vb_matrix_words(const struct vb_row *row, uint32_t who, struct vb_view *out);

/* ---- Word files (text.md 13) ---- */

#define VB_WORD_MAX (32u << 20)	/* bytes of a .docx */
#define VB_WORD_SPACE "urn:verbale:versions:1" /* of the part that holds versions */

enum vb_word_kind {
	VB_WD_INSERTED,
	VB_WD_DELETED,
	VB_WD_MOVED_FROM,
	VB_WD_MOVED_TO,
	VB_WD_KINDS
};
const char *vb_word_kind_name(enum vb_word_kind kind); /* "inserted", ... */

/* What a file has that a reading of its text does not show. */
enum vb_word_note {
	VB_WN_MACROS,
	VB_WN_HIDDEN,
	VB_WN_FORMAT,
	VB_WN_DRAWINGS,
	VB_WN_ROWS,
	VB_WN_CHUNKS,
	VB_WN_CHARACTERS,
	VB_WN_STALE,
	VB_WN_NOTES
};
const char *vb_word_note_words(enum vb_word_note note); /* a sentence */

struct vb_word;
/* @docx is anybody's.  VB_REFUSED: it is no Word file, or holds to no limit.  Caller frees
 * *out, which points to nothing of @docx. */
VB_MUST_CHECK enum vb_code vb_word_read(struct vb_view docx, struct vb_word **out,
					struct vb_err *err);
void vb_word_free(struct vb_word *w);

enum vb_word_reading {
	VB_WR_ACCEPTED,		/* all changes accepted */
	VB_WR_REJECTED,		/* all rejected */
	VB_WR_OF,		/* those of one author accepted, all others rejected */
};
/* The text as a paper (text.md 13.5).  @author of VB_WR_OF: any case, and also one of those whom
 * a change is of together ("NORD; SUD").  *out is malloc'd; caller frees. */
VB_MUST_CHECK enum vb_code vb_word_text(const struct vb_word *w, enum vb_word_reading reading,
					const char *author, uint8_t **out, size_t *len,
					struct vb_err *err);

struct vb_word_item {
	enum vb_word_kind kind;	/* of a change */
	struct vb_view author;	/* "" where the file names none */
	struct vb_view date;
	struct vb_view words;
	size_t paragraph;	/* from 1; of a comment 0 */
};
size_t vb_word_changes(const struct vb_word *w);
struct vb_word_item vb_word_change(const struct vb_word *w, size_t i);
size_t vb_word_comments(const struct vb_word *w);
struct vb_word_item vb_word_comment(const struct vb_word *w, size_t i);
unsigned vb_word_notes(const struct vb_word *w); /* bits */
/* The versions that we wrote into it, byte for byte, if the document is still as we wrote it;
 * else none. */
size_t vb_word_versions(const struct vb_word *w);
struct vb_version vb_word_version(const struct vb_word *w, size_t i);
/* Articles, each a text by itself, that these are versions of; 0: they are of one text. */
struct vb_word_section {
	struct vb_view label;	/* "4 bis"; empty: it is known by its title */
	struct vb_view title;	/* no line ends or control characters are in it */
	size_t first, n;	/* its versions */
};
size_t vb_word_sections(const struct vb_word *w);
struct vb_word_section vb_word_section(const struct vb_word *w, size_t i);
/* Of the text that has these articles; may be empty. */
struct vb_view vb_word_title(const struct vb_word *w);

enum vb_word_form {
	VB_WF_TRACKED,		/* the base, or what all have; each party's changes tracked */
	VB_WF_BRACKETS,		/* the composite text as it is printed */
	VB_WF_COLUMNS,		/* a table: a row a paragraph, a column a party */
	VB_WF_CLEAN,		/* without brackets; what is not agreed is "[...]" */
};
/* Writes a Word file; equal texts and forms give equal bytes (text.md 13.7).  @t may be NULL, of a
 * draft that is nobody's: VB_REFUSED for tracked changes and columns.  Caller frees *out. */
VB_MUST_CHECK enum vb_code vb_word_write(const struct vb_text *t, const struct vb_composite *c,
					 enum vb_word_form form, uint8_t **out, size_t *len,
					 struct vb_err *err);
/* Articles in one file, each a text by itself behind its heading. */
struct vb_word_article {
	struct vb_view label;	/* as of a section that is read */
	struct vb_view title;
	const struct vb_text *text;
	const struct vb_composite *composite;
};
VB_MUST_CHECK enum vb_code vb_word_write_articles(struct vb_view title,
						  const struct vb_word_article *a, size_t n,
						  enum vb_word_form form, uint8_t **out,
						  size_t *len, struct vb_err *err);
/* @paper as it comes back from Word if nobody changes anything: what a returned file is held
 * against.  Caller frees *out. */
VB_MUST_CHECK enum vb_code vb_word_normal(struct vb_view paper, uint8_t **out, size_t *len,
					  struct vb_err *err);

/* A paragraph of all: columns @from to @to, pieces @first to @last. */
struct vb_text_row {
	size_t number;		/* from 1; 0: before the first */
	size_t from;
	size_t to;
	size_t first;
	size_t last;
};
/* The next one; false: there is none. */
VB_MUST_CHECK bool vb_text_row(const struct vb_text *t, const struct vb_composite *c,
			       struct vb_text_row *r);
