/*
 * press: reads press reports and finds the assertions in them: who said, through whom, that
 * which act of a negotiation happened, did not, will or may; and how assertions relate.
 *
 * SPDX-License-Identifier: ISC
 *
 * What is found is a suggestion, never evidence: nothing here touches a record.  Every
 * assertion is anchored to the bytes of its report.  One pass over each report, in time linear
 * in its size; any bytes will do; nothing here reads a file, a clock or the environment.
 *
 *	struct vb_press *p = NULL;
 *	code = vb_press_new(parties, &p, err);
 *	code = vb_press_add(p, "a.txt", text, err);	... once for each report
 *	code = vb_press_read(p, err);			all reports, then their relations
 *	for (size_t i = 0; i < vb_press_assertions(p); i++)
 *		... vb_press_assertion(p, i) ...
 *	vb_press_free(p);
 */
#pragma once

#include "verify/verify.h"

/* ---- limits ---- */

#define VB_REPORT_MAX (16u << 20)	/* bytes of one report */
#define VB_PRESS_TOKENS_MAX 400	/* words of one sentence that are read; the rest is passed over */
#define VB_PRESS_PARTIES_MAX 1000	/* lines of a parties file */

/* ---- words ---- */

/* What passes between parties.  HAND_OVER and RECEIVE are two sides of one passage: in both,
 * `from` gave and `to` received. */
enum vb_press_act {
	VB_PA_HAND_OVER,
	VB_PA_RECEIVE,
	VB_PA_PUBLISH,
	VB_PA_ASK_NOT_PUBLISH,
	VB_PA_KEEP_SECRET,
	VB_PA_PREPARE,
	VB_PA_PROPOSE,
	VB_PA_DEMAND,
	VB_PA_REFUSE,
	VB_PA_AGREE,
	VB_PA_NEGOTIATE,
	VB_PA_VOTE,
	VB_PA_SUSPEND,
	VB_PA_INFORM,
	VB_PA_NO_COMMENT,
	VB_PA_ACCUSE,
	VB_PA_THREATEN,
	VB_PA_STATE,
	VB_PRESS_ACTS
};

enum vb_press_polarity {
	VB_PP_AFFIRMED,	/* happened, or is so */
	VB_PP_DENIED,	/* did not happen, or is not so */
	VB_PP_PROMISED,	/* the actor's own side commits itself */
	VB_PP_EXPECTED,	/* somebody's forecast, a condition, a plan */
	VB_PRESS_POLARITIES
};

enum vb_press_authority {
	VB_PW_NAMED,		/* a person with a name */
	VB_PW_INSTITUTION,	/* a body, a capital, a spokesman without a name, a document */
	VB_PW_ANONYMOUS,	/* officials, sources, analysts without a name */
	VB_PW_MEDIA,		/* a paper or an agency on its own word */
	VB_PW_NONE,		/* the reporter's own voice */
	VB_PRESS_AUTHORITIES
};

/* What a sentence is; assertions come from VB_PF_TEXT, VB_PF_DATELINE, VB_PF_HEADLINE only. */
enum vb_press_part {
	VB_PF_TEXT,
	VB_PF_DATELINE,	/* text that opens with the page's date */
	VB_PF_HEADLINE,	/* the first line, where it is one */
	VB_PF_HEADING,	/* a line without a full stop between paragraphs */
	VB_PF_CAPTION,	/* "(Video: ...)", "Photo: ...", a credit */
	VB_PF_BULLET,	/* a bullet and what stands behind it */
	VB_PF_LINK,	/* "See also", "Related materials", "Read more" */
	VB_PF_NOTICE,	/* the page's own words: log in, subscribe, syndicated */
	VB_PF_COMMENT,	/* readers' words, behind the form for them */
	VB_PRESS_PARTS
};

/* The word of each value, as in "hand_over", "denied", "named", "caption". */
const char *vb_press_act_name(enum vb_press_act act);
const char *vb_press_polarity_name(enum vb_press_polarity polarity);
const char *vb_press_authority_name(enum vb_press_authority authority);
const char *vb_press_part_name(enum vb_press_part part);

/* ---- texts, each kept once, until all are freed ---- */

struct vb_pool {
	struct vb_pool_block *block;
	const char **slot;	/* hash of texts */
	size_t slots;
	size_t count;
	bool failed;		/* memory ran out: every later text is "" */
};

/* A NUL within @v becomes a space. */
const char *vb_pool_text(struct vb_pool *pool, struct vb_view v);
const char *vb_pool_str(struct vb_pool *pool, const char *s);
void vb_pool_free(struct vb_pool *pool);

/* ---- what is found ---- */

/* An interval of days since 1970, both inclusive; INT64_MIN and INT64_MAX: open.  @text: the
 * same in writing, "2022-W04", "../2022-02-01", "2021-12~mid"; "" where there is none. */
struct vb_when {
	int64_t from;
	int64_t to;
	char text[48];
};

struct vb_press_report {
	const char *name;	/* as it was added */
	struct vb_view text;	/* borrowed from the caller */
	bool dated;
	int64_t date;		/* days since 1970: of the report as a whole */
	size_t first;		/* its sentences: this one ... */
	size_t count;		/* ... and so many */
};

struct vb_press_sentence {
	uint32_t report;
	uint32_t number;	/* from 1, in its report */
	uint32_t at;		/* bytes of the report */
	uint32_t len;
	uint32_t paragraph : 28; /* from 1, in its report */
	enum vb_press_part part : 4;
};

/* A vb_when whose text is kept elsewhere, for there are many and few differ. */
struct vb_press_when {
	int64_t from;
	int64_t to;
	const char *text;	/* "": there is no date */
};

/*
 * Texts are of the press, NUL-terminated, and "" where a thing is not given.  They are of foreign
 * origin: escape them for whatever they are shown on.
 *   @sentence	 index of the sentence; @at, @len: the words of the act, in bytes of the report
 *   @speaker	 the innermost source, a full name where the report has one; @via: through whom
 *   @from, @to	 codes, several joined by '+'
 *   @object	 the words that say what; @document: whose and what, as "RU-answer"
 *   @cue	 lemma of the verb of saying: "deny"
 *   @confidence 0 to 100: how much of it was read, and how much inferred
 * A folder holds many: the order of the fields leaves no gap.
 */
struct vb_assertion {
	uint32_t sentence;
	uint32_t at;
	uint32_t len;
	enum vb_press_act act : 8;
	enum vb_press_polarity polarity : 8;
	enum vb_press_authority authority : 8;
	unsigned confidence : 8;
	const char *speaker;
	const char *via;
	const char *cue;
	const char *from;
	const char *to;
	const char *object;
	const char *document;
	struct vb_press_when event;
	struct vb_press_when said;
};

enum vb_press_relation_kind {
	VB_PR_AGREES,		/* two say the same of one act */
	VB_PR_CONTRADICTS,	/* one says it happened, the other that it did not */
	VB_PR_IN_PREPARATION,	/* handed over, and still being drawn up */
	VB_PR_KEPT,		/* @left promised or expected what @right says happened */
	VB_PR_OPEN,		/* @left promised; nobody says that it happened (@right == @left) */
	VB_PR_CHANGED,		/* one saying, repeated with other speaker, date or standing */
	VB_PR_REPEATS,		/* two sentences with nearly the same words; sides are sentences */
	VB_PRESS_RELATIONS
};

/* What was repeated differently. */
enum vb_press_change {
	VB_PX_NOTHING,
	VB_PX_SPEAKER,
	VB_PX_AUTHORITY,
	VB_PX_DATE,
	VB_PX_POLARITY,
	VB_PRESS_CHANGES
};

const char *vb_press_relation_name(enum vb_press_relation_kind kind);
const char *vb_press_change_name(enum vb_press_change what); /* "", "speaker", ... */

/* @conditional: true only if both speak of one document, which they name differently or not at
 * all.  @left < @right; indices of assertions, or of sentences for VB_PR_REPEATS.
 * @percent: likeness of the words. */
struct vb_press_relation {
	uint32_t left;
	uint32_t right;
	enum vb_press_relation_kind kind : 8;
	enum vb_press_change what : 8; /* of VB_PR_CHANGED */
	unsigned percent : 8;
	bool conditional : 1;
};

/* ---- reading ---- */

struct vb_press;

/* @parties: a parties file, or an empty view.  One party a line:
 *	CODE: name, another name | Person Name, Another Person
 * Empty lines and lines from '#' are passed over.  It comes before what is known of the world's
 * states and bodies.  Caller frees with vb_press_free(). */
VB_MUST_CHECK enum vb_code vb_press_new(struct vb_view parties, struct vb_press **out,
					struct vb_err *err);
void vb_press_free(struct vb_press *p);
/* Takes one report in; @text stays the caller's and must outlive @p. */
VB_MUST_CHECK enum vb_code vb_press_add(struct vb_press *p, const char *name, struct vb_view text,
					struct vb_err *err);
/* Reads all reports, once.  Names found in one help to read the others. */
VB_MUST_CHECK enum vb_code vb_press_read(struct vb_press *p, struct vb_err *err);

/* What is found lies in arrays: the next one stands behind each. */
size_t vb_press_reports(const struct vb_press *p);
const struct vb_press_report *vb_press_report(const struct vb_press *p, size_t i);
size_t vb_press_sentences(const struct vb_press *p);
const struct vb_press_sentence *vb_press_sentence(const struct vb_press *p, size_t i);
size_t vb_press_assertions(const struct vb_press *p);
const struct vb_assertion *vb_press_assertion(const struct vb_press *p, size_t i);
size_t vb_press_relations(const struct vb_press *p);
const struct vb_press_relation *vb_press_relation(const struct vb_press *p, size_t i);

/* Relates @n assertions anew, which a person corrected; they are in the order of their
 * sentences.  *relation, of the heap: repetitions, *relations of them; then all that was found,
 * repetitions last.  False: no memory. */
VB_MUST_CHECK bool vb_press_relate(const struct vb_press_report *report,
				   const struct vb_press_sentence *sentence,
				   const struct vb_assertion *assertion, size_t n,
				   struct vb_press_relation **relation, size_t *relations);

/* ---- against a record ---- */

enum vb_press_outcome {
	VB_PC_SUPPORTED,	/* acts show it */
	VB_PC_CONTRADICTED,	/* acts show the opposite, or a whole log shows none */
	VB_PC_DISPUTED,		/* so under the label of one side, and not under the other's */
	VB_PC_NOT_YET,		/* so later, and not yet at that time */
	VB_PC_ANOTHER,		/* something passed, and it is another paper */
	VB_PC_CANNOT_TELL,
};
const char *vb_press_outcome_name(enum vb_press_outcome outcome);	/* "SUPPORTED", ... */

struct vb_press_finding {
	enum vb_press_outcome outcome;
	char sentence[512];	/* why, for people; terminal-safe */
	uint32_t evidence[32];	/* acts that it rests on: indices of the log, rising */
	unsigned nevidence;
};

/* What the record says of @a, whose party codes are the names of members: format.md 8.5 of the
 * passage that is asserted.  @whole, @asof: as of vb_claim_judge(). */
void vb_press_check(const struct vb_assertion *a, const struct vb_fold *fold, bool whole,
		    int64_t asof, struct vb_press_finding *out);
/* The same for everybody: only hand-overs count that their authors call open (neither
 * confidential nor privileged), and neither others nor their absence change anything that is
 * said; no act is named, for its number tells of others. */
void vb_press_check_public(const struct vb_assertion *a, const struct vb_fold *fold,
			   struct vb_press_finding *out);
