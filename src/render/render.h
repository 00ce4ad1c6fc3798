/*
 * render: the same facts as text and JSON, to a FILE *.  Everything foreign is
 * escaped for its sink.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "press/press.h"
#include "text/text.h"
#include "verify/verify.h"

/* ---- a streaming JSON writer; errors stick in the FILE ---- */

struct vb_json {
	FILE *f;
	unsigned depth;
	bool comma[16];
};
void vb_json_init(struct vb_json *j, FILE *f);
/* @key is NULL inside an array. */
void vb_json_object(struct vb_json *j, const char *key);
void vb_json_array(struct vb_json *j, const char *key);
void vb_json_end(struct vb_json *j, bool object);
void vb_json_text(struct vb_json *j, const char *key, struct vb_view v);
void vb_json_str(struct vb_json *j, const char *key, const char *s);
void vb_json_number(struct vb_json *j, const char *key, uint64_t n);
void vb_json_bool(struct vb_json *j, const char *key, bool b);
void vb_json_null(struct vb_json *j, const char *key);

/* ---- people ---- */

/* How a terminal wants it: @colour only for a tty without NO_COLOR. */
struct vb_style {
	bool colour;
	unsigned width;
};

/* `status`: what is for us, whose move, what is disputed, what is settled. @me:
 * party index or VB_NO_PARTY; @title(index) gives an opened paper's title or NULL. */
struct vb_status {
	const struct vb_fold *fold;
	uint8_t me;
	int64_t now;
	int64_t known;		/* the last date under a checkpoint; VB_TIME_NONE */
	unsigned outbox;
	uint32_t pending;	/* acts at the fold's end that are not logged yet */
	uint32_t carried;	/* of them those of others, which a pouch brought */
	const char *offline;	/* a sentence if the depositary is out of reach; NULL */
	const char *full;	/* a sentence if it has no room for the outbox; NULL */
	const char *(*title)(void *ctx, uint32_t act);
	void *ctx;
};
void vb_render_status(FILE *f, const struct vb_status *s, const struct vb_style *style);
/* @before, and then who has adopted, initialled or signed the text that act @of handed over, and
 * which principals have not; nothing if nobody has. */
void vb_render_signers(FILE *f, const struct vb_fold *fold, uint32_t of, const char *before);
/* "   SUD-4 corrects NORD-7 unless somebody objects before ...", or what came of it, as of the last
 * date under a checkpoint. */
void vb_render_silenced(FILE *f, const struct vb_fold *fold, const struct vb_silence *s,
			int64_t known);
/* The contract: {"table","size","handovers":[...],"moves":[...]}. "size" is the log's. */
void vb_render_status_json(FILE *f, const struct vb_status *s);

/* One line per act, newest last; @logged: how many of @fold's acts are in the log, the others
 * are marked. */
void vb_render_log_line(FILE *f, const struct vb_fold *fold, uint32_t logged,
			const struct vb_act *a, uint32_t index, const struct vb_style *style);
void vb_render_act(FILE *f, const struct vb_fold *fold, uint32_t logged, const struct vb_act *a,
		   uint32_t index, const struct vb_style *style);
void vb_render_act_json(struct vb_json *j, const struct vb_fold *fold, uint32_t logged,
			const struct vb_act *a, uint32_t index);

void vb_render_finding(FILE *f, const char *file, const struct vb_finding *v,
		       const struct vb_style *style);
/* {"file","finding","clause","at","culprit","established":[],"rests_on":[]}. */
void vb_render_finding_json(struct vb_json *j, const char *file, const struct vb_finding *v);
/* A verdict with its sentence: SUPPORTED, DISPUTED, ... */
void vb_render_judgement(FILE *f, const struct vb_judgement *j, const struct vb_style *style);

/* ---- press reports ---- */

/* What a person made of a suggestion. */
enum vb_suggestion {
	VB_SG_FOUND,
	VB_SG_CONFIRMED,
	VB_SG_CORRECTED,
	VB_SG_REJECTED,
	VB_SG_ADDED,	/* nobody's suggestion: the person's own */
};
const char *vb_suggestion_name(enum vb_suggestion s);

/*
 * What was read in press reports: plain arrays, indices as in press.h.  @report: names and
 * texts are the caller's; @hash: SHA-256 of each text.  @timeline: indices of assertions by the
 * day of the event; @place: by report, sentence and byte; both filled by vb_reading_sort().
 */
struct vb_reading {
	struct vb_press_report *report;
	struct vb_hash *hash;
	size_t reports;
	struct vb_press_sentence *sentence;
	size_t sentences;
	struct vb_assertion *assertion;
	enum vb_suggestion *mark;
	size_t assertions;
	struct vb_press_relation *relation;
	size_t relations;
	size_t *timeline;
	size_t *place;
	struct vb_pool texts;	/* that the assertions point into */
};
/* False: no memory; nothing is changed. */
VB_MUST_CHECK bool vb_reading_sort(struct vb_reading *r);
/* The first of @place whose sentence is @sentence or a later one. */
size_t vb_reading_first(const struct vb_reading *r, size_t sentence);

/* For people.  Neither side's word is taken: each line says who said it, and where. */
void vb_render_press(FILE *f, const struct vb_reading *r, const struct vb_style *style);
/* {"reports":[],"assertions":[],"relations":[]} */
void vb_render_press_json(FILE *f, const struct vb_reading *r);
/* Twelve columns parted by tabs: sentence, event, speaker, authority, act, from, to, object,
 * polarity, day of the saying, cue, document; "-": none. */
void vb_render_press_tsv(FILE *f, const struct vb_reading *r);
/* What a record says of each assertion: @v by its index. */
void vb_render_press_found(FILE *f, const struct vb_reading *r, const struct vb_press_finding *v,
			   const struct vb_fold *fold, const struct vb_style *style);
/* An array of objects: place, who said what, "finding", "why", "acts". */
void vb_render_press_found_json(FILE *f, const struct vb_reading *r,
				const struct vb_press_finding *v, const struct vb_fold *fold);
/* One page that needs nothing but itself. */
void vb_render_press_html(FILE *f, const struct vb_reading *r);

/* ---- compared texts ---- */

/* A composite of two: what @from alone has is [-taken out-], what the other has is {+put in+}. */
void vb_render_redline(FILE *f, const struct vb_composite *c, uint32_t from);
/* A row for each paragraph: the base, each party's words, and all of them as composite. @c: of
 * the speaking parties of @t. */
void vb_render_columns(FILE *f, const struct vb_text *t, const struct vb_composite *c);
/* A line for each run of words: who has it, a tab, the words.  @act may be NULL; else act[i] is
 * that by which party i has its words (NULL: none), and stands behind its name. */
void vb_render_blame(FILE *f, const struct vb_composite *c, const char *const *act);
/* {"parties","silent","base","counts","pieces"}, and of versions "sites" and "unproposed"; @t may
 * be NULL. */
VB_MUST_CHECK enum vb_code vb_render_text_json(FILE *f, const struct vb_text *t,
					       const struct vb_composite *c, struct vb_err *err);

/* An article on a page. */
struct vb_text_entry {
	const char *label;	/* "4 bis"; "": it is known by its title */
	struct vb_view title;
	const struct vb_row *row; /* of the record; NULL: it came in a file */
};
/* One page that needs nothing but itself: each article in three views. */
struct vb_text_page {
	struct vb_view title;	/* may be empty */
	const struct vb_matrix *matrix; /* of the record as of @at; NULL: what is shown are files */
	int64_t at;
	bool together;		/* nothing is agreed until everything is */
	const struct vb_text_entry *entry;
	size_t n;		/* 0: it is one text, which has no articles */
	const struct vb_parties *parties; /* of that one text; else NULL */
	bool views;		/* there are versions: not only a composite */
};
/* In this order: the beginning; of each article, or of the one text, the text, redlines of
 * versions and its end; the end.  @t: NULL if there are no versions. */
void vb_render_page_begin(FILE *f, const struct vb_text_page *s);
void vb_render_page_text(FILE *f, const struct vb_text_page *s, size_t i, const struct vb_text *t,
			 const struct vb_composite *c);
/* Between two versions: that of @from, and that which all of @to have.  @same: these are the same
 * words, and no redline follows. */
void vb_render_page_versions(FILE *f, const struct vb_text_page *s, const struct vb_parties *p,
			     uint32_t from, uint64_t to, bool same);
/* A composite of these two alone. */
void vb_render_page_redline(FILE *f, const struct vb_composite *c, uint32_t from);
void vb_render_page_text_end(FILE *f, const struct vb_text_page *s, const struct vb_text *t);
void vb_render_page_end(FILE *f);

/* One round of a bracketed draft, and what became of the one before. */
struct vb_ledger_row {
	const char *name;
	const struct vb_parties *parties;
	struct vb_counts counts;
	struct vb_lifted lifted;
};
void vb_render_ledger(FILE *f, const struct vb_ledger_row *row, size_t n);
void vb_render_ledger_json(FILE *f, const struct vb_ledger_row *row, size_t n);

/* ---- positions ---- */

/* What the desk itself thinks of an article, and tells nobody. */
struct vb_ours {
	enum vb_weight weight;	/* none: it is not marked */
	const char *note;	/* foreign, as it may have been pasted; NULL: none */
};
struct vb_positions_shown {
	const struct vb_matrix *matrix;
	struct vb_view title;	/* of the root paper; may be empty */
	int64_t at;
	bool together;		/* nothing is agreed until everything is */
	bool key;		/* key issues alone (text.md 9.6) */
	const struct vb_ours *ours; /* by row; NULL: none is shown, and none counts */
};
/* What the desk has marked for itself, with its notes, an article a line. */
void vb_render_ours(FILE *f, const struct vb_positions_shown *s);
/* A table, article by party, and why each open article is not agreed yet. */
void vb_render_positions(FILE *f, const struct vb_positions_shown *s,
			 const struct vb_style *style);
/* {"root","title","at","together","parties","papers","articles","agreed","open","key","unread"};
 * with s->ours each article has "ours" besides. */
void vb_render_positions_json(FILE *f, const struct vb_positions_shown *s);
/* RFC 4180: a line of headings, then a line per article: number, title, a column for each party,
 * agreement, why not yet; with s->ours our mark and note besides. */
void vb_render_positions_csv(FILE *f, const struct vb_positions_shown *s);
/* One page that needs nothing but itself. */
void vb_render_positions_html(FILE *f, const struct vb_positions_shown *s);
