/*
 * What the files of this room share among themselves.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "verify/verify.h"

/* format.md 10.4: no key can be held to it. */
#define VB_NOBODY "cannot be attributed"
/* Bytes of one ustar block. */
#define VB_BLOCK 512u

/* ---- finding.c ---- */

void vb_finding_init(struct vb_finding *f);
/* The finding itself; what was established so far stays. */
void vb_finding_set(struct vb_finding *f, enum vb_result result, const char *clause,
		    const char *at, const char *culprit, const char *fmt, ...)
	VB_PRINTF(6, 7);
/* The same with clause and sentence of @err. */
void vb_finding_of(struct vb_finding *f, enum vb_result result, const char *at,
		   const char *culprit, const struct vb_err *err);
/* A line more, as long as there is room; the last one then says so. */
void vb_finding_establish(struct vb_finding *f, const char *fmt, ...) VB_PRINTF(2, 3);
void vb_finding_show(struct vb_finding *f, const char *fmt, ...) VB_PRINTF(2, 3);
void vb_finding_rest(struct vb_finding *f, const char *fmt, ...) VB_PRINTF(2, 3);
/* What a failed read means: malformed is not false (format.md 10.1). */
enum vb_result vb_finding_result(enum vb_code code);
/* A name for people: ASCII upper-case, cut at @cap - 1 bytes.  Returns @out. */
const char *vb_upper(char *out, size_t cap, const char *name);

/* ---- ustar.c ---- */

VB_MUST_CHECK enum vb_code vb_ustar_begin(FILE *f, const char *name, uint64_t size,
					  struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_ustar_put(FILE *f, const char *name, struct vb_view content,
					struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_ustar_end(FILE *f, struct vb_err *err);

struct vb_keys;

/* ---- trust.c ---- */

/* NULL: no policy. */
const struct vb_policy *vb_trust_policy(const struct vb_trust *t);
/* What the anchors are called: "your trust file", or "this desk". */
const char *vb_trust_called(const struct vb_trust *t);
/* What a file that would be GENUINE is by the anchors (format.md 9.7, 10.2), and the
 * lines on what that rests on.  @shown: bit i, an act that party i signed is shown. */
void vb_trust_judge(const struct vb_trust *t, const struct vb_fold *f, uint32_t shown,
		    struct vb_finding *out);
/* @out is a fault.  Where it names somebody, and the anchors say that the keys of this table
 * are others', it is that contradiction instead (format.md 9.7, 10.2): anybody can found a
 * table under any names. */
void vb_trust_excuse(const struct vb_trust *t, const struct vb_fold *f, struct vb_finding *out);
/* Makes @out the contradiction, if the anchors know the table, a party or the log of the
 * charter @a otherwise. */
void vb_trust_contradicts(const struct vb_trust *t, const struct vb_act *a,
			  struct vb_finding *out);
/* The same where @out says that the charter @a is void. */
void vb_trust_excuse_charter(const struct vb_trust *t, const struct vb_act *a,
			     struct vb_finding *out);
/* False if the anchors name tables, and not this one. */
bool vb_trust_has_table(const struct vb_trust *t, const struct vb_hash *table);
/* The anchored keys of @name one after another, from *@i = 0; NULL at the end. */
const struct vb_vkey *vb_trust_party(const struct vb_trust *t, const char *name, unsigned *i);

/* ---- mark.c ---- */

/* The key that signs the checkpoints of @f's table. */
const struct vb_vkey *vb_log_key(const struct vb_fold *f);

/* One signature line of a dated checkpoint, whose key is known. */
struct vb_line {
	uint32_t mark;
	uint32_t key;		/* in vb_keys; VB_NO_KEY: the log's */
	bool run, good;		/* of its job */
};
/* Of a checkpoint that was read, what is no line of it. */
struct vb_kept {
	struct vb_view origin, text, note;
	struct vb_hash root;
	size_t first;		/* in vb_marks: its lines */
	unsigned nsigs;
};
/* Dated checkpoints, rising, and a sweep over entries. */
struct vb_marks {
	struct vb_mark *mark;
	struct vb_kept *kept;
	int64_t *least;		/* the earliest time from here on */
	struct vb_sigline *sig;	/* of all of them, so that none is decoded twice */
	size_t nsigs, sigs_cap;
	struct vb_line *line;
	size_t nlines;
	size_t listed;		/* marks whose lines are among them */
	size_t n, cap;
	size_t at;		/* the sweep: the first mark that covers the entry */
	int64_t since;
};
void vb_marks_free(struct vb_marks *m);
VB_MUST_CHECK enum vb_code vb_marks_add(struct vb_marks *m, const struct vb_checkpoint *c,
					int64_t time);
/* Mark @i as vb_checkpoint_parse() had read it. */
void vb_marks_get(const struct vb_marks *m, size_t i, struct vb_checkpoint *out);
/* After the last mark, or a new date, and before the first span: the sweep begins anew. */
void vb_marks_ready(struct vb_marks *m);
/* As vb_mark_span(); @index never falls from one call to the next. */
struct vb_span vb_marks_span(struct vb_marks *m, uint64_t index);
/* The latest time up to which they show what the log does not have; VB_TIME_NONE. */
int64_t vb_marks_last(const struct vb_marks *m);
/* Whether any of them has a date; there is one mark at least, and vb_marks_ready() was called. */
bool vb_marks_dated(const struct vb_marks *m);
/* When the verifier's policy has @c cosigned (format.md 6.6): VB_TIME_NONE without a policy
 * and under `quorum none`; VB_NOT_FOUND: its quorum has not. */
VB_MUST_CHECK enum vb_code vb_policy_time(const struct vb_checkpoint *c,
					  const struct vb_trust *trust, int64_t *time,
					  struct vb_err *err);
/* The earliest date that the depositary's clock gave it, verified elsewhere; VB_TIME_NONE. */
int64_t vb_mark_clock(const struct vb_checkpoint *c, const struct vb_fold *f);
/* When @c is dated under the verifier's policy, or by the depositary's clock:
 * VB_TIME_NONE if not. Of the clock only the time is read, see vb_mark_verify(). */
VB_MUST_CHECK enum vb_code vb_mark_time(const struct vb_checkpoint *c,
					const struct vb_fold *f,
					const struct vb_trust *trust, int64_t *time,
					struct vb_err *err);
/* Whether the depositary's clock has a line on it (format.md 6.4). */
bool vb_mark_dated(const struct vb_checkpoint *c, const struct vb_fold *f);
/* Verifies every dated line of a key that @k has (format.md 6.4). */
VB_MUST_CHECK enum vb_code vb_cosigners_verify(const struct vb_checkpoint *c,
					       const struct vb_keys *k, struct vb_err *err);
/* The same, and the log's line, which must be there (format.md 6.2). */
VB_MUST_CHECK enum vb_code vb_mark_verify(const struct vb_checkpoint *c,
					  const struct vb_fold *f, const struct vb_keys *k,
					  struct vb_err *err);
/* Lists the lines of the marks that were not listed before. */
VB_MUST_CHECK enum vb_code vb_marks_lines(struct vb_marks *m, const struct vb_keys *k);
/* The job of line @i. */
void vb_line_run(struct vb_marks *m, size_t i, const struct vb_fold *f,
		 const struct vb_keys *k);

/* ---- register.c: registrations of the table's checkpoints ---- */

struct vb_register_row {
	struct vb_view text;
	uint64_t counter;
	struct vb_hash key, checkpoint;
	uint64_t index, size;		/* in the register, as of its checkpoint */
	struct vb_hash root;
	bool run, good;			/* of its job */
	bool dates;			/* a checkpoint of the file */
	int64_t time;			/* by the verifier's policy; VB_TIME_NONE */
};
struct vb_register {
	struct vb_register_row *row;
	size_t n;
};
void vb_register_free(struct vb_register *g);
/* Their grammar: as a bundle frames them (ptr NULL: it has none), or of a proof's parts.
 * VB_FALSE: @out says what is malformed. */
VB_MUST_CHECK enum vb_code vb_register_read(struct vb_register *g, struct vb_view framed,
					    struct vb_finding *out);
VB_MUST_CHECK enum vb_code vb_register_parts(struct vb_register *g, const struct vb_view *text,
					     size_t n, struct vb_finding *out);
/* The job of registration @i: all that it says by itself. */
void vb_register_run(struct vb_register *g, size_t i, const struct vb_fold *f,
		     const struct vb_keys *k, const struct vb_trust *trust);
/* Once all have run: VB_FALSE, and @out is the first fault (format.md 10.1). */
VB_MUST_CHECK enum vb_code vb_register_fault(const struct vb_register *g, const struct vb_fold *f,
					     const struct vb_keys *k,
					     const struct vb_trust *trust,
					     struct vb_finding *out);
/* Gives the marks that they name their dates (format.md 6.10). */
VB_MUST_CHECK enum vb_code vb_register_date(struct vb_register *g, struct vb_marks *m,
					    const struct vb_fold *f);
/* The line on whose word these dates are. */
void vb_register_rest(const struct vb_register *g, const struct vb_fold *f,
		      const struct vb_trust *trust, struct vb_finding *out);

/* ---- bundle.c: reading bundles and pouches ---- */

struct vb_bundle {
	struct vb_view file;
	bool pouch;
	struct vb_hash table;
	struct vb_view origin;
	uint64_t size;
	struct vb_view checkpoint, marks;
	struct vb_view registrations;	/* ptr NULL: none */
	struct vb_view *entry;		/* size of them; malloc'd */
	/* Where in the archive each part begins. */
	size_t tiles_at, seen_at, copies_at, outbox_at;
};
/* format.md 9.1, 9.2, and nothing that needs a key.  err->where is the place.  The
 * caller calls vb_bundle_free() in any case. */
VB_MUST_CHECK enum vb_code vb_bundle_read(struct vb_view file, struct vb_bundle *out,
					  struct vb_err *err);
void vb_bundle_free(struct vb_bundle *b);
/* Whether every tile holds the hashes of @t; VB_FALSE: err->where is the tile. */
VB_MUST_CHECK enum vb_code vb_bundle_tiles(const struct vb_bundle *b, const struct vb_tree *t,
					   struct vb_err *err);
/* The first file of copy/ that does not bear its hash (format.md 9.1); false: none. */
bool vb_bundle_odd_copy(const struct vb_bundle *b, struct vb_view *name);
/* The next file whose name begins with @prefix; @pos is tiles_at, seen_at or so. */
bool vb_bundle_file(const struct vb_bundle *b, const char *prefix, size_t *pos,
		    struct vb_view *name, struct vb_view *content);
/* All entries of an entry bundle, appended to *@entry (malloc'd, grows); @clause: that of
 * the file that it stands in. */
VB_MUST_CHECK enum vb_code vb_entries_read(struct vb_view v, struct vb_view **entry,
					   uint64_t *n, const char *clause,
					   struct vb_err *err);

/* ---- remark.c: what a GENUINE file should not have (format.md 10.3) ---- */

#define VB_REMARK_LINES 8
#define VB_CHAINS_MAX 400	/* the names of all members, and what parts them */

enum vb_remark { VB_REMARK_TWICE, VB_REMARK_VOID, VB_REMARK_DATE }; /* weightiest first */

struct vb_remarks {
	unsigned n;
	struct {
		bool any;
		char clause[8], at[96], culprit[VB_CHAINS_MAX];
	} first[3];
	char line[VB_REMARK_LINES][VB_FINDING_LINE];
};
void vb_remark_add(struct vb_remarks *r, enum vb_remark kind, const char *clause,
		   const char *at, const char *culprit, const char *why);
/* The remarks that entry @index of @f deserves; @why: from vb_fold_add(); @seen: the `since` of
 * the last entry that its `seen` covers (format.md 4.7), VB_TIME_NONE.  Of picked acts only what
 * is void whatever else is logged is told (9.4). */
void vb_remark_entry(struct vb_remarks *r, const struct vb_fold *f, uint32_t index, int64_t seen,
		     const struct vb_err *why);
void vb_remarks_put(const struct vb_remarks *r, struct vb_finding *out);

/* ---- entry.c: one entry of a log ---- */

/* In the order of format.md 10.1. */
enum vb_stage {
	VB_STAGE_GRAMMAR, VB_STAGE_CHAIN, VB_STAGE_LINES, VB_STAGE_SIGNATURES,
	VB_STAGE_SEEN, VB_STAGE_RULES,
};
/* Grammar, chain and signature lines of @note as the next entry of @f; *@stage is
 * where it failed. */
VB_MUST_CHECK enum vb_code vb_entry_read(const struct vb_fold *f, struct vb_view note,
					 struct vb_act *a, struct vb_required *need,
					 enum vb_stage *stage, struct vb_err *err);
/* `seen` against the tree of all entries before (format.md 4.6). */
bool vb_entry_seen(const struct vb_tree *t, const struct vb_act *a);
/* To the fold @a has no field @name. */
void vb_act_forget(struct vb_act *a, const char *name);
/* An author's release with a false identity is void (format.md 5.3.4): makes @a one
 * that the fold will find void.  VB_FALSE: it is the depositary's. */
VB_MUST_CHECK enum vb_code vb_entry_release(const struct vb_fold *f, struct vb_act *a,
					    struct vb_err *err);
/* The @i-th copy line of @a, whose grammar was checked when the act was read. */
struct vb_copy vb_copy_at(const struct vb_act *a, unsigned i);
/* Reads, verifies and folds the charter; VB_FALSE: @out says why not. */
VB_MUST_CHECK enum vb_code vb_charter_add(struct vb_fold *f, struct vb_view note,
					  struct vb_act *a, const struct vb_trust *trust,
					  struct vb_finding *out);

/* ---- due.c: who must have signed ---- */

/* An act names more signers than it can have lines (format.md 1.2). */
#define VB_DUE_MAX VB_REPEAT_MAX

/* A signature line that is due: whose, and by which key, if that is known. */
struct vb_due {
	char name[66];
	bool known;
	bool silent;		/* it has a key, which signs no such act */
	struct vb_vkey key;
};
/* The line of @who under @a, by the keys that @f has. */
struct vb_due vb_due_of(const struct vb_fold *f, const struct vb_act *a, struct vb_view who);
/* All lines of @a, which is of no kind that every principal signs: how many. */
unsigned vb_due_lines(const struct vb_fold *f, const struct vb_act *a,
		      struct vb_due out[static VB_DUE_MAX]);
/* By name, as every principal signs. */
void vb_due_sort(struct vb_due *due, unsigned n);
/* Whether the chain of @a is among them (format.md 2.8). */
bool vb_due_author(const struct vb_act *a, const struct vb_due *due, unsigned n);

/* ---- keys.c: every key that a log registers ---- */

#define VB_NO_KEY UINT32_MAX

struct vb_keys {
	struct vb_vkey *key;	/* as they came: places in it stay */
	uint32_t *order;	/* by id */
	size_t n;
};
/* Adds the vkeys among @a's fields. */
VB_MUST_CHECK enum vb_code vb_keys_add(struct vb_keys *k, const struct vb_act *a);
/* The same of a note, if it is an act that registers keys; @a is scratch. */
VB_MUST_CHECK enum vb_code vb_keys_of(struct vb_keys *k, struct vb_view note, struct vb_act *a);
/* The next key with the line's name and id, from *@from = 0; VB_NO_KEY. */
uint32_t vb_keys_find(const struct vb_keys *k, const struct vb_sigline *line, size_t *from);
void vb_keys_free(struct vb_keys *k);

/* ---- rows.c: what needs no order, one row an entry ---- */

struct vb_short {		/* a view into a note */
	uint16_t at, len;
};
#define VB_ROW_VALUES 16	/* of an act with more the note is read again */

struct vb_row {
	struct vb_view note;
	bool read;		/* the grammar holds (format.md 2) */
	bool leaf_good;		/* it hashes to the tree's leaf */
	bool seen_good;		/* `seen` names the tree's root */
	uint8_t nsigs;
	uint8_t recipient[32];	/* of the identity that it shows; else zeroes */
	uint32_t signer[VB_SIGS_MAX]; /* the key under which each line verifies */
	/* The act itself. */
	const struct vb_kind *kind;
	struct vb_hash id, table, prev, seen_root;
	uint64_t number, epoch, seen_size;
	int64_t date, lodge_by;
	struct vb_short author, office;
	uint16_t nvalues;
	uint8_t count[VB_FIELDS_MAX];
	struct vb_short value[VB_ROW_VALUES];
};
struct vb_rows {
	struct vb_row *row;	/* not set before it is run */
	bool *run;
	size_t n, cap;
};
/* @n rows in all: those that are new have not been run. */
VB_MUST_CHECK enum vb_code vb_rows_reach(struct vb_rows *r, size_t n);
void vb_rows_free(struct vb_rows *r);
/* What a range of jobs works with: zeroed at first. */
struct vb_scratch {
	uint64_t seen_size;	/* the root that was computed last; 0: none */
	struct vb_hash seen_root;
	struct vb_act act;
};
/* The job of @note, entry @i: grammar, leaf, signatures, `seen`, identity. */
void vb_row_run(struct vb_rows *r, size_t i, struct vb_view note, const struct vb_keys *k,
		const struct vb_tree *t, struct vb_scratch *scratch);
/* The act of a row that was read, all but its note; false: it has too many values. */
VB_MUST_CHECK bool vb_row_act(const struct vb_row *row, struct vb_act *a);

/* ---- audit.c ---- */

/* The whole log of one table, as a bundle or a proof holds it. */
struct vb_log {
	struct vb_view checkpoint;
	struct vb_view marks;		/* as in a bundle; empty in a proof, which adds */
	const struct vb_view *mark;	/* its own */
	size_t nmarks;
	struct vb_view registrations;	/* the same of these: as a bundle has them, */
	const struct vb_view *registration; /* or parts */
	size_t nregistrations;
};
/* A checkpoint in seen/, which the log key signed (format.md 9.1). */
struct vb_seen {
	struct vb_view name;
	uint64_t size;
	struct vb_hash root;
};
struct vb_audit {
	const struct vb_trust *trust;
	struct vb_bundle bundle;	/* of a proof: only its entries */
	struct vb_fold *fold;		/* the charter; the rest once all jobs have run */
	struct vb_tree *tree;
	struct vb_keys keys;
	struct vb_rows rows;
	struct vb_seen *seen;
	size_t nseen;
	struct vb_marks marks;		/* the file's, and then its checkpoint */
	size_t nmarks;			/* the file's */
	struct vb_register reg;
	bool registered;		/* it has dated the marks */
	uint32_t *job;			/* entries, lines of marks, registrations */
	size_t njobs, line_jobs, reg_jobs;
	uint64_t settled;		/* entries that the fold has, and no fault in them */
	uint32_t signers;		/* members that signed one behind the charter */
	struct vb_remarks remarks;
	struct vb_act act;		/* scratch, and too large for a stack */
	struct vb_required need;
	bool over;			/* a fault was found: @fault is final */
	struct vb_finding fault;
	bool starved;			/* memory ran out half-way: nothing more is found out */
	bool outbox_done;		/* its remarks are made */
	bool incomplete;		/* a pouch lacks acts that its own go on from */
	char missing[VB_FINDING_LINE], missing_clause[8], missing_at[40];
	struct vb_finding odd_seen;	/* what is wrong with a file of seen/; found in its turn */
};
/* The grammar of what stands beside the entries, which @a->bundle holds.  VB_FALSE: @out says
 * what is malformed. */
VB_MUST_CHECK enum vb_code vb_audit_read(struct vb_audit *a, const struct vb_log *log,
					 struct vb_finding *out);
/* After that: charter, checkpoint, tree and marks, and makes the rows.  VB_FALSE: @out says
 * why not; VB_MEMORY. */
VB_MUST_CHECK enum vb_code vb_audit_load(struct vb_audit *a, const struct vb_log *log,
					 struct vb_finding *out);
struct vb_audit *vb_audit_new(const struct vb_trust *trust);
/* Rows, and the keys that they register, of the entries that have none yet. */
VB_MUST_CHECK enum vb_code vb_audit_rows(struct vb_audit *a);

/* ---- settle.c: in log order, what the jobs have found out ---- */

/* Folds the entries that the fold does not have yet.  VB_FALSE: @out is the first
 * fault in log order (format.md 10.1); VB_MEMORY. */
VB_MUST_CHECK enum vb_code vb_audit_settle(struct vb_audit *a, struct vb_finding *out);

/* ---- outbox.c: what a pouch carries besides (format.md 9.2) ---- */

/* Once the whole log is folded: positions, lines, signatures.  VB_FALSE as above. */
VB_MUST_CHECK enum vb_code vb_outbox_check(struct vb_audit *a, struct vb_finding *out);

/* What a read that failed is a finding of: malformed is not false.  VB_FALSE, or
 * VB_MEMORY as it came. */
VB_MUST_CHECK enum vb_code vb_stop(struct vb_finding *out, enum vb_code code, const char *where,
				   const struct vb_err *err);

/* ---- conclude.c ---- */

/* vb_audit_finish(), whose only failure is VB_MEMORY. */
VB_MUST_CHECK enum vb_code vb_audit_conclude(struct vb_audit *a, struct vb_finding *out);
/* VB_FALSE: the first fault; else what stands without one. */
VB_MUST_CHECK enum vb_code vb_audit_established(struct vb_audit *a, struct vb_finding *out);
/* Who cosigned, and the remarks. */
void vb_audit_remarks(struct vb_audit *a, struct vb_finding *out);
/* The members whose keys, or whose offices' keys, signed what @need is of: bit i, party i. */
uint32_t vb_signers(const struct vb_fold *f, const struct vb_required *need);
/* The lines on whose word the dates are. */
void vb_rest_dates(const struct vb_trust *t, const struct vb_fold *f, const struct vb_marks *m,
		   const struct vb_register *g, struct vb_finding *out);

/* ---- proof.c: reading proofs (format.md 9.4) ---- */

struct vb_views {
	struct vb_view *v;
	size_t n;
};
struct vb_proof_file {
	struct vb_view claim;		/* its words; empty */
	struct vb_view charter;
	struct vb_views act, proof;	/* of each act shown */
	bool whole;			/* has entries instead */
	struct vb_view entries, checkpoint;
	struct vb_views mark, registration;
	struct vb_view leaf, copy, file_key, ephemeral;	/* ptr NULL: none */
	struct vb_views opened;
};
VB_MUST_CHECK enum vb_code vb_proof_verify(struct vb_view file, const struct vb_trust *trust,
					   struct vb_finding *out);

/* The acts that a proof shows: the note and the log index of each act of the fold. */
struct vb_evidence {
	const struct vb_fold *fold;
	const struct vb_view *note;
	const uint64_t *index;		/* NULL: as in the fold */
};

/* ---- picks.c: acts that somebody picked ---- */

struct vb_picks {
	const struct vb_trust *trust;
	struct vb_fold *fold;
	struct vb_view *note;
	uint64_t *index;
	uint64_t size;			/* of the log */
	size_t excluded;		/* the first act that is not in it, from 1; 0: none */
	size_t untold;			/* acts that were good, and are not told of one by one */
	uint32_t signers;		/* members that signed an act shown */
	struct vb_marks marks;
	struct vb_register reg;
	struct vb_remarks remarks;
	bool incomplete;
	char clause[8], at[96], missing[VB_FINDING_LINE]; /* what it lacks first */
	struct vb_keys keys;
	struct vb_act act;
	struct vb_required need;
	struct vb_proof proof;
};
/* NULL: memory. @n: how many acts are shown. */
struct vb_picks *vb_picks_new(const struct vb_trust *trust, size_t n);
void vb_picks_free(struct vb_picks *p);
/* VB_FALSE: @out says what is wrong. */
VB_MUST_CHECK enum vb_code vb_picks_load(struct vb_picks *p, const struct vb_proof_file *file,
					 struct vb_finding *out);

/* ---- extras.c: what a proof shows besides acts ---- */

/* Their grammar.  VB_FALSE: @out says what is malformed. */
VB_MUST_CHECK enum vb_code vb_extras_read(const struct vb_proof_file *file,
					  struct vb_finding *out);
/* Who has adopted, initialled or signed which text, and what the whole log says of corrections as
 * of @known: sentences of what is established. */
void vb_texts_establish(const struct vb_fold *f, int64_t known, struct vb_finding *out);
/* Of the copy for @addressee of what act @of handed over: that others signed the same text its
 * author alone says. */
void vb_texts_rest(const struct vb_fold *f, uint32_t of, struct vb_view addressee,
		   struct vb_finding *out);
/* Leaf, opened copies, a contest or cannot-open to judge.  VB_FALSE: @out says what is
 * wrong; else it has lines more, or what the judge finds. */
VB_MUST_CHECK enum vb_code vb_extras_check(const struct vb_proof_file *file,
					   const struct vb_evidence *ev,
					   struct vb_finding *out);
/* A paper's privilege is told wherever its act is shown. */
void vb_warn_privilege(const struct vb_evidence *ev, uint32_t i, struct vb_finding *out);

/* ---- claim.c ---- */

/* "1 Feb 2022 10:00 UTC", "the end of 1 Feb 2022"; @out: 48 bytes. */
void vb_claim_time(char *out, int64_t by);

/* ---- readme.c ---- */

extern const char vb_readme[];
