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

#include "crypto/crypto.h"

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
