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
VB_MUST_CHECK enum vb_code vb_ustar_write(FILE *f, struct vb_view v, struct vb_err *err);
/* Fills the last block of a file of @size bytes. */
VB_MUST_CHECK enum vb_code vb_ustar_pad(FILE *f, uint64_t size, struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_ustar_put(FILE *f, const char *name, struct vb_view content,
					struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_ustar_end(FILE *f, struct vb_err *err);

/* ---- trust.c ---- */

/* NULL: no policy. */
const struct vb_policy *vb_trust_policy(const struct vb_trust *t);
/* What a file that would be GENUINE is by the anchors (format.md 9.7, 10.2), and the
 * lines on what that rests on.  @shown: bit i, an act of party i is shown. */
void vb_trust_judge(const struct vb_trust *t, const struct vb_fold *f, uint32_t shown,
		    struct vb_finding *out);
/* False if the anchors name tables, and not this one. */
bool vb_trust_has_table(const struct vb_trust *t, const struct vb_hash *table);
/* The anchored keys of @name one after another, from *@i = 0; NULL at the end. */
const struct vb_vkey *vb_trust_party(const struct vb_trust *t, const char *name, unsigned *i);

/* ---- mark.c ---- */

/* The key that signs the checkpoints of @f's table. */
const struct vb_vkey *vb_log_key(const struct vb_fold *f);

/* Dated checkpoints, rising, and a sweep over entries. */
struct vb_marks {
	struct vb_mark *mark;
	struct vb_view *note;
	int64_t *least;		/* the earliest time from here on */
	uint16_t *known;	/* bit i: party i cosigned it */
	size_t n, cap;
	size_t at;		/* the sweep: the first mark that covers the entry */
	int64_t since;
};
void vb_marks_free(struct vb_marks *m);
VB_MUST_CHECK enum vb_code vb_marks_add(struct vb_marks *m, struct vb_view note,
					uint64_t size, int64_t time);
/* After the last mark and before the first span. */
void vb_marks_ready(struct vb_marks *m);
/* As vb_mark_span(); @index never falls from one call to the next. */
struct vb_span vb_marks_span(struct vb_marks *m, uint64_t index);
/* The latest time of all; VB_TIME_NONE. */
int64_t vb_marks_last(const struct vb_marks *m);
/* When @c is dated under the verifier's policy, or by the depositary's clock:
 * VB_TIME_NONE if not. Of the clock only the time is read, see vb_mark_verify(). */
VB_MUST_CHECK enum vb_code vb_mark_time(const struct vb_checkpoint *c,
					const struct vb_fold *f,
					const struct vb_trust *trust, int64_t *time,
					struct vb_err *err);
/* Whether the depositary's clock has a line on it (format.md 6.4). */
bool vb_mark_dated(const struct vb_checkpoint *c, const struct vb_fold *f);
/* Verifies the lines of the log, the clock and the members; *@known: bit i, party i
 * cosigned it. */
VB_MUST_CHECK enum vb_code vb_mark_verify(const struct vb_checkpoint *c,
					  const struct vb_fold *f, uint16_t *known,
					  struct vb_err *err);

/* ---- bundle.c: reading bundles and pouches ---- */

struct vb_bundle {
	struct vb_view file;
	bool pouch;
	struct vb_hash table;
	struct vb_view origin;
	uint64_t size;
	struct vb_view checkpoint, marks;
	struct vb_view *entry;		/* size of them; malloc'd */
	/* Where in the archive each part begins. */
	size_t tiles_at, seen_at, outbox_at;
};
/* format.md 9.1, 9.2, and nothing that needs a key.  err->where is the place.  The
 * caller calls vb_bundle_free() in any case. */
VB_MUST_CHECK enum vb_code vb_bundle_read(struct vb_view file, struct vb_bundle *out,
					  struct vb_err *err);
void vb_bundle_free(struct vb_bundle *b);
/* Whether every tile holds the hashes of @t; VB_FALSE: err->where is the tile. */
VB_MUST_CHECK enum vb_code vb_bundle_tiles(const struct vb_bundle *b, const struct vb_tree *t,
					   struct vb_err *err);
/* The next file whose name begins with @prefix; @pos is tiles_at, seen_at or so. */
bool vb_bundle_file(const struct vb_bundle *b, const char *prefix, size_t *pos,
		    struct vb_view *name, struct vb_view *content);
/* All entries of an entry bundle, appended to *@entry (malloc'd, grows). */
VB_MUST_CHECK enum vb_code vb_entries_read(struct vb_view v, struct vb_view **entry,
					   uint64_t *n, struct vb_err *err);

/* ---- remark.c: what a GENUINE file should not have (format.md 10.3) ---- */

#define VB_REMARK_LINES 8

enum vb_remark { VB_REMARK_TWICE, VB_REMARK_VOID, VB_REMARK_DATE }; /* weightiest first */

struct vb_remarks {
	unsigned n;
	struct {
		bool any;
		char clause[8], at[96], culprit[66];
	} first[3];
	char line[VB_REMARK_LINES][VB_FINDING_LINE];
};
void vb_remark_add(struct vb_remarks *r, enum vb_remark kind, const char *clause,
		   const char *at, const char *culprit, const char *why);
/* The remarks that entry @index of @f deserves; @why: from vb_fold_add().  Of a log
 * that is not @whole nobody knows what is void, but for acts that came too late. */
void vb_remark_entry(struct vb_remarks *r, const struct vb_fold *f, uint32_t index, bool whole,
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
/* An author's release with a false identity is void (format.md 5.3.4): makes @a one
 * that the fold will find void.  VB_FALSE: it is the depositary's. */
VB_MUST_CHECK enum vb_code vb_entry_release(const struct vb_fold *f, struct vb_act *a,
					    struct vb_err *err);
/* Reads, verifies and folds the charter; VB_FALSE: @out says why not. */
VB_MUST_CHECK enum vb_code vb_charter_add(struct vb_fold *f, struct vb_view note,
					  struct vb_act *a, struct vb_finding *out);

/* ---- jobs.c: the costly checks of an audit, in columns ---- */

enum vb_job {
	VB_JOB_SIGNATURE,	/* msg signed by pub */
	VB_JOB_RELEASE,		/* msg, an identity, belongs to recipient pub */
	VB_JOB_MARK,		/* msg, a dated checkpoint: all lines that we know */
};
struct vb_jobs {
	size_t n, cap;
	struct vb_view *msg;
	uint8_t (*sig)[64];
	uint8_t (*pub)[32];
	uint32_t *entry;	/* log index; of the mark */
	uint8_t *kind;
	uint8_t *done;		/* VB_JOB_GOOD, VB_JOB_BAD, or not run yet */
};
#define VB_JOB_GOOD 1
#define VB_JOB_BAD 2
/* @sig: NULL unless a signature. */
VB_MUST_CHECK enum vb_code vb_jobs_add(struct vb_jobs *j, enum vb_job kind, uint32_t entry,
				       struct vb_view msg, const uint8_t *sig,
				       const uint8_t *pub);
void vb_jobs_run(struct vb_jobs *j, size_t i, const struct vb_fold *f, struct vb_marks *m);
void vb_jobs_free(struct vb_jobs *j);

/* ---- audit.c ---- */

/* The whole log of one table, as a bundle or a proof holds it. */
struct vb_log {
	struct vb_view checkpoint;
	struct vb_view marks;		/* as in a bundle; empty in a proof, which adds */
	const struct vb_view *mark;	/* its own */
	size_t nmarks;
};
/* Where an audit stopped: the first fault so far, in log order. */
struct vb_fault {
	bool any;
	uint64_t entry;
	enum vb_stage stage;
	enum vb_result result;
	char clause[40], at[96], culprit[256], sentence[512];
};
struct vb_audit {
	const struct vb_trust *trust;
	struct vb_bundle bundle;	/* of a proof: only its entries */
	struct vb_fold *fold;
	struct vb_tree *tree;
	struct vb_marks marks;
	struct vb_jobs jobs;
	struct vb_remarks remarks;
	struct vb_fault fault;
	struct vb_act act;		/* scratch, and too large for a stack */
	struct vb_required need;
	uint16_t known;			/* who cosigned the checkpoint: bit i, party i */
	bool incomplete;		/* a pouch lacks acts that its own go on from */
	char missing[VB_FINDING_LINE];
};
/* @a->bundle holds the entries: builds all the rest.  VB_FALSE: @out says why not;
 * VB_MEMORY. */
VB_MUST_CHECK enum vb_code vb_audit_load(struct vb_audit *a, const struct vb_log *log,
					 struct vb_finding *out);
struct vb_audit *vb_audit_new(const struct vb_trust *trust);
/* Folds the entries that the fold does not have yet, up to the first fault. */
VB_MUST_CHECK enum vb_code vb_audit_entries(struct vb_audit *a);

/* ---- outbox.c: what a pouch carries besides (format.md 9.2) ---- */

/* Grammar alone; VB_FALSE: @out says which. */
VB_MUST_CHECK enum vb_code vb_outbox_read(struct vb_audit *a, struct vb_finding *out);
/* Once the whole log is folded: positions, lines, signatures. */
VB_MUST_CHECK enum vb_code vb_outbox_check(struct vb_audit *a);

/* ---- conclude.c ---- */

/* The first fault, or (true) what stands without one. */
bool vb_audit_established(struct vb_audit *a, struct vb_finding *out);
/* Who cosigned, and the remarks. */
void vb_audit_remarks(struct vb_audit *a, struct vb_finding *out);
/* The members whose own acts the fold holds: bit i, party i. */
uint32_t vb_fold_authors(const struct vb_fold *f);
/* The line on whose word the dates are; @last: the latest, VB_TIME_NONE. */
void vb_rest_dates(const struct vb_trust *t, const struct vb_fold *f, int64_t last,
		   struct vb_finding *out);

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
	struct vb_views mark;
	struct vb_view leaf, copy, file_key, ephemeral;	/* ptr NULL: none */
	struct vb_views opened;
};
/* err->where is the part.  The caller calls vb_proof_free() in any case. */
VB_MUST_CHECK enum vb_code vb_proof_read(struct vb_view file, struct vb_proof_file *out,
					 struct vb_err *err);
void vb_proof_free(struct vb_proof_file *p);
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
	struct vb_marks marks;
	struct vb_remarks remarks;
	bool incomplete;
	char clause[8], at[96], missing[VB_FINDING_LINE]; /* what it lacks first */
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

/* ---- act_file.c ---- */

VB_MUST_CHECK enum vb_code vb_act_file_verify(struct vb_view file, const struct vb_trust *trust,
					      struct vb_finding *out);

/* ---- readme.c ---- */

extern const char vb_readme[];
