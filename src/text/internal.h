/*
 * What the files of text share: tokens with their numbers, sequences, columns on the way.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "text/text.h"

/* ---- token.c ---- */

/* Bytes of space at the front of @v. */
size_t vb_space_len(struct vb_view v);
/* Where the space at the end of @v begins, not before @from. */
size_t vb_space_end(struct vb_view v, size_t from);

/* ---- words as numbers ---- */

struct vocabulary_word {
	uint64_t hash;
	const uint8_t *key;	/* NFC */
	uint32_t len;
	uint16_t weight;	/* of a match */
	uint8_t kind;		/* enum vb_token */
};

struct vb_vocabulary {
	struct vocabulary_word *word;
	uint32_t n;
	uint32_t cap;
	uint32_t *slot;		/* word + 1; 0: free */
	uint32_t slots;		/* a power of two */
	uint64_t key[2];	/* of the hash */
	uint8_t **kept;		/* keys that are no bytes of a version */
	size_t nkept;
};

VB_MUST_CHECK bool vb_vocabulary_init(struct vb_vocabulary *v, const struct vb_hash *seed);
void vb_vocabulary_free(struct vb_vocabulary *v);
/* The number of @word, which stays where it is as long as @v; UINT32_MAX: no memory. */
uint32_t vb_vocabulary_put(struct vb_vocabulary *v, enum vb_token kind, struct vb_view word);

struct text_token {
	uint32_t at;		/* byte of its version */
	uint32_t len;
};

/* A text that differs from all others in its bytes. */
struct text_version {
	uint8_t *bytes;
	size_t len;
	size_t lead;		/* bytes of space before the first token ... */
	size_t end;		/* ... and where the space behind the last one begins */
	struct text_token *token;
	uint32_t *word;		/* of each token */
	uint32_t n;
	uint64_t of;		/* parties */
};

/* ---- columns in the making ---- */

struct column {
	uint32_t word;
	uint64_t in;
};

struct columns {
	struct column *at;
	size_t n;
	size_t cap;
};
VB_MUST_CHECK bool vb_columns_put(struct columns *c, uint32_t word, uint64_t in);

/* A run of words that some versions have. */
struct sequence {
	const uint32_t *word;
	uint32_t n;
	uint64_t in;
};

/* Memory that alignment uses again and again. */
struct vb_aligner {
	const struct vocabulary_word *vocabulary;
	struct columns out;	/* what is done */
	/* profile.c */
	int32_t *row;		/* four rows */
	size_t rows_cap;
	uint8_t *trace;
	size_t trace_cap;
	bool failed;		/* no memory: nothing holds any more */
};
void vb_aligner_free(struct vb_aligner *a);

/* Appends the alignment of @k sequences to a->out. */
void vb_align(struct vb_aligner *a, const struct sequence *s, unsigned k);

/* ---- profile.c: one more sequence into columns ---- */

/* Cells, columns times words, that are tried all at once; each takes a byte. */
#define VB_CELLS_MAX (1u << 20)
/* How often what lies between anchors is searched for more of them. */
#define VB_ANCHOR_DEPTH_MAX 24u
/* Replaces @p by the columns of @p and @s together, most matched pairs first, then fewest
 * sites.  For columns times words within VB_CELLS_MAX. */
void vb_profile_join(struct vb_aligner *a, struct columns *p, const struct sequence *s);
/* The same of any size. */
void vb_profile_join_large(struct vb_aligner *a, struct columns *p, const struct sequence *s,
			   unsigned depth);
/* Weight of the pairs matched in @p, each weighed as a word. */
uint64_t vb_profile_weight(const struct vb_aligner *a, const struct columns *p);
/* The most weight that two sequences can have. */
uint32_t vb_profile_bound(struct vb_aligner *a, const struct sequence *x,
			  const struct sequence *y);

/* ---- exact.c: three sequences, at best ---- */

/* Columns of more weight than @least, into @out (empty before); false: there are none, or it
 * would take too long. */
bool vb_exact(struct vb_aligner *a, const struct sequence s[static 3], uint64_t least,
	      struct columns *out);

/* ---- anchor.c: what all sequences have once ---- */

/* Words at which a run of @len words begins that each sequence has exactly once, as far as all
 * have them in one order: *n times @k places.  Caller frees.  NULL: none. */
uint32_t *vb_anchors(struct vb_aligner *a, const struct sequence *s, unsigned k, unsigned len,
		     size_t *n);

/* ---- order.c ---- */

/* Puts columns into their normal form: what nothing binds to an order comes party by party
 * (text.md 3.6).  @all: those whose common columns part the runs.  False: no memory. */
VB_MUST_CHECK bool vb_columns_order(struct column *c, size_t n, uint64_t all);
/* Where words that some have more could as well stand further on or back: puts them behind the
 * end of a paragraph or of a sentence, else as far on as can be (text.md 3.7). */
void vb_columns_slide(struct column *c, size_t n, uint64_t all,
		      const struct vocabulary_word *word);

/* ---- text.c ---- */

struct vb_text {
	struct vb_parties parties;
	struct text_version *version; /* each once */
	unsigned nversions;
	uint8_t version_of[VB_VERSIONS_MAX];
	struct vb_vocabulary vocabulary;
	struct column *column;
	size_t ncolumns;
	uint32_t *mark;		/* of each version, its token at every MARK-th column */
};
#define VB_TEXT_MARK 128u

/* Token @i of @v with the space before it. */
struct vb_view vb_text_spaced(const struct text_version *v, uint32_t i);
/* The token of @party at the first of its columns from @column on. */
uint32_t vb_text_token(const struct vb_text *t, uint32_t party, size_t column);

/* ---- composite.c ---- */

/* One more piece; NULL: no memory. */
struct vb_piece *vb_composite_put(struct vb_composite *c, enum vb_piece_kind kind);
/* What follows from the order of the pieces alone: mates, sites, what kind each bracket is of,
 * and which spaces stand for nothing. */
VB_MUST_CHECK bool vb_composite_settle(struct vb_composite *c);

/* ---- read.c, for print.c: what plain words must not be taken for ---- */

/* Bytes of the heading "Option 1:" that @line begins with; 0: none. */
size_t vb_option_heading(struct vb_view line);
/* Bytes of the label "NORD, SUD: " that @text begins with; 0: none.  @known: only these. */
size_t vb_label(struct vb_view text, const struct vb_parties *known);

/* ---- agree.c ---- */

/* One look at all rows at one time. */
struct vb_judging {
	const struct vb_matrix *m;
	bool *good;		/* by row: nothing is known against it */
	bool *alone;		/* by row: nothing is against it in the row itself */
	bool *waits;		/* by row: it is in the queue */
	uint32_t *words;	/* by row: what all want */
	uint32_t *queue;	/* rows to be judged */
	uint32_t nqueue;
	size_t *first;		/* of each row: where its dependents begin ... */
	uint32_t *dependent;	/* ... rows, a part for each */
};
/* The same words and marks; spaces and where lines end do not count (text.md 2.6), but for how deep
 * an item of a list stands (11.4). */
bool vb_same_words(struct vb_view a, struct vb_view b);
/* Which rows are agreed at @at, as their cells are now; @explained: also why the others are
 * not. */
VB_MUST_CHECK enum vb_code vb_matrix_agree(struct vb_matrix *m, int64_t at, bool explained,
					   struct vb_err *err);
bool vb_stand_yes(enum vb_stand s);
/* The party wants certain words, or none, and says so without a doubt of its own. */
bool vb_cell_wants(const struct vb_cell *c);
/* Changes to a part say nothing of the words: they stand in the article. */
bool vb_part_good(const struct vb_part_stand *p, int64_t at);
/* An article that is left out is none that one could have. */
bool vb_judging_had(const struct vb_judging *w, uint32_t row);

/* ---- why.c ---- */

void vb_row_explain(const struct vb_judging *w, uint32_t row, int64_t at);
