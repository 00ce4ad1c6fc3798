/*
 * verify: bytes in, finding out.  Pure, no threads inside, needs no network,
 * server or database; base to verify is the installed libverbale.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "record/record.h"

/* ---- findings (format.md 10) ---- */

/* Deliberately not zero-based and not a truth value. */
enum vb_result {
	VB_GENUINE = 11,
	VB_NOT_GENUINE = 12,
	VB_UNREADABLE = 13,
	VB_CANNOT_TELL = 14,
};
const char *vb_result_name(enum vb_result r);	/* "NOT GENUINE" */

#define VB_CULPRIT_MAX 16512	/* a name, and the keys of a whole policy's cosigners */
#define VB_CANONICAL_MAX 16768	/* a canonical line */
#define VB_FINDING_LINES 40
#define VB_FINDING_LINE 320

struct vb_finding {
	enum vb_result result;
	char clause[40];	/* "" prints as "-" */
	char at[96];		/* a citation, "line 7", "checkpoint"; "" as "-" */
	char culprit[VB_CULPRIT_MAX]; /* chain names, or "cannot be attributed"; "" as "-" */
	char sentence[512];	/* what it means, for people; terminal-safe */
	char established[VB_FINDING_LINES][VB_FINDING_LINE];
	unsigned nestablished;
	char shown[VB_FINDING_LINES][VB_FINDING_LINE]; /* the acts shown, a line each */
	unsigned nshown;
	char rests_on[VB_FINDING_LINES][VB_FINDING_LINE];
	unsigned nrests_on;
	unsigned remarks;	/* void acts, contradicted dates, keys used twice */
};
/* "GENUINE\t-\t-\t-" (format.md 10.3); */
void vb_finding_line(char out[static VB_CANONICAL_MAX], const struct vb_finding *f);

/* ---- trust (format.md 9.7): the verifier's own, never the file's ---- */

struct vb_trust;
VB_MUST_CHECK enum vb_code vb_trust_parse(struct vb_view in, struct vb_trust **out,
					  struct vb_err *err);
/* Anchors of a desk: its own table, and the keys that its fold holds. */
VB_MUST_CHECK enum vb_code vb_trust_of(const struct vb_fold *f, struct vb_trust **out,
				       struct vb_err *err);
void vb_trust_free(struct vb_trust *t);
/* Writes the trust file of a table's charter, for `show --trust`. */
void vb_trust_put(struct vb_writer *w, const struct vb_fold *f);

/* ---- verifying a file of any kind ---- */

/* Proof, bundle, pouch or single act, told apart by their first bytes.
 * @trust may be NULL.  Always fills @out; VB_MEMORY is the only failure. */
VB_MUST_CHECK enum vb_code vb_verify(struct vb_view file, const struct vb_trust *trust,
				     struct vb_finding *out);

/* ---- the audit of a whole table, in stages that threads may share ---- */

struct vb_audit;
/* Reads bundle or pouch: grammar, charter, tree; queues every signature as a job.
 * The bytes must outlive the audit.  On VB_OK *out is set unless a fault ended
 * the reading, in which case @finding is final and *out is NULL. */
VB_MUST_CHECK enum vb_code vb_audit_open(struct vb_view file, const struct vb_trust *trust,
					 struct vb_audit **out, struct vb_finding *finding);
size_t vb_audit_jobs(const struct vb_audit *a);
/* Verifies jobs [from, to); distinct ranges may run in different threads. */
void vb_audit_run(struct vb_audit *a, size_t from, size_t to);
/* After all jobs have run (one that has not is run here): folds the entries.  Where memory
 * was short, here or in vb_audit_extend(), it is CANNOT TELL from then on. */
void vb_audit_finish(struct vb_audit *a, struct vb_finding *out);
/* Goes on with entries that came later: @entries as in tile/entries, from the
 * audit's size on, and the new signed @checkpoint. New jobs are appended; run
 * [old jobs, new jobs) and finish again.  @entries must outlive the audit. */
VB_MUST_CHECK enum vb_code vb_audit_extend(struct vb_audit *a, struct vb_view entries,
					   struct vb_view checkpoint,
					   struct vb_finding *finding);
/* Whole once vb_audit_finish() has found no fault. */
const struct vb_fold *vb_audit_fold(const struct vb_audit *a);
const struct vb_tree *vb_audit_tree(const struct vb_audit *a);
/* The latest time at which its checkpoints show what the log does not have; VB_TIME_NONE. */
int64_t vb_audit_last(const struct vb_audit *a);
void vb_audit_free(struct vb_audit *a);

/* ---- verifying entries as they come (a desk's sync) ---- */

/* What is needed to go on from a verified log: the fold, and the tree. */
/* Checks that @note may be entry number fold->nfacts and adds it to fold and tree:
 * grammar, chain, lines, signatures, `seen` root.  VB_MALFORMED/VB_FALSE/
 * VB_REFUSED: the log is at fault (format.md 4.5), nothing was added. */
VB_MUST_CHECK enum vb_code vb_entry_add(struct vb_fold *f, struct vb_tree *t,
					struct vb_view note, struct vb_span span,
					struct vb_err *err);
/* The same for an entry verified before (a desk's own cabinet): its signatures, and the lines
 * that hold them, are not read.  After VB_MEMORY, of either, fold and tree may be out of step:
 * both are to be given up. */
VB_MUST_CHECK enum vb_code vb_entry_reload(struct vb_fold *f, struct vb_tree *t,
					   struct vb_view note, struct vb_span span,
					   struct vb_err *err);

/* ---- dated checkpoints: log intervals (format.md 6.5, 6.10) ---- */

/* Two times that differ where the register dates it; VB_TIME_NONE: unknown. */
struct vb_mark {
	uint64_t size;
	int64_t by;	/* what it covers was logged by then */
	int64_t since;	/* what it does not cover was not logged before then */
};
/* The span of entry @index: marks rising by size. */
struct vb_span vb_mark_span(const struct vb_mark *m, size_t n, uint64_t index);

/* ---- claims: assertions about acts (format.md 8.5) ---- */

enum vb_claim_verb { VB_CLAIM_DELIVERED, VB_CLAIM_RECEIVED, VB_CLAIM_TAKEN, VB_CLAIM_ANSWERED };
enum vb_verdict { VB_SUPPORTED = 21, VB_CONTRADICTED, VB_DISPUTED, VB_UNDECIDED };
const char *vb_verdict_name(enum vb_verdict v);	/* "SUPPORTED", ..., "CANNOT TELL" */

/*
 * "delivered NORD-1", "NORD-1 delivered to SUD", "SUD received NORD-1 by TIME",
 * "SUD received a response to SUD-2 by 1 Feb 2022", "taken NORD-3 as response to
 * SUD-2", "NORD answered SUD-2": a verb, and around it in any order that reads as
 * English a party, an act or "a ROLE [to ACT]", "as ROLE", "to PARTY", "by TIME".
 */
struct vb_claim {
	enum vb_claim_verb verb;
	char party[VB_NAME_MAX + 1];	/* subject; "" */
	char to[VB_NAME_MAX + 1];	/* addressee; "" */
	char chain[66];			/* the act meant; "" */
	uint64_t number, epoch;
	enum vb_take as;		/* VB_AS_NONE */
	char answers_chain[66];		/* "a response to ACT"; "" */
	uint64_t answers_number, answers_epoch;
	int64_t by;			/* VB_TIME_NONE */
};
VB_MUST_CHECK enum vb_code vb_claim_parse(struct vb_view words, struct vb_claim *out,
					  struct vb_err *err);
struct vb_judgement {
	enum vb_verdict verdict;
	char sentence[512];		/* why, for people */
	uint32_t evidence[32];		/* log indices, rising */
	unsigned nevidence;
};
/* @whole: the fold holds the whole log up to a checkpoint dated @asof; false:
 * only acts picked by somebody (then absence shows nothing). */
void vb_claim_judge(const struct vb_claim *c, const struct vb_fold *f, bool whole,
		    int64_t asof, struct vb_judgement *out);

/* ---- writing what others will verify ---- */

/* Where a bundle's writer gets its bytes: called for index 0..size-1 in order. */
struct vb_source {
	enum vb_code (*entry)(void *ctx, uint64_t index, struct vb_view *note,
			      struct vb_err *err);
	void *ctx;
};
struct vb_bundle_parts {
	const struct vb_fold *fold;
	const struct vb_tree *tree;
	struct vb_view checkpoint;	/* whole note, of the tree's size */
	struct vb_source entries;
	const struct vb_view *marks;	/* dated checkpoint notes, rising */
	size_t nmarks;
	const struct vb_view *registrations; /* rising by counter */
	size_t nregistrations;
	const struct vb_view *copies;	/* ciphertexts that travel along */
	size_t ncopies;
	bool pouch;
	const struct vb_view *outbox;	/* of a pouch: acts to be lodged */
	size_t noutbox;
};
/* Writes the ustar archive (format.md 9.1, 9.2); the caller closes @f. */
VB_MUST_CHECK enum vb_code vb_bundle_write(FILE *f, const struct vb_bundle_parts *p,
					   struct vb_err *err);
/* One file of a ustar archive after another; strict as 9.1 wants it.  @pos starts
 * at 0. VB_NOT_FOUND at the proper end. */
VB_MUST_CHECK enum vb_code vb_ustar_next(struct vb_view archive, size_t *pos,
					 struct vb_view *name, struct vb_view *content,
					 struct vb_err *err);

/* One act in a proof. */
struct vb_shown {
	struct vb_view note;
	uint64_t index;
	struct vb_hash path[VB_PROOF_MAX];
	unsigned npath;
};
struct vb_proof_parts {
	struct vb_view claim;		/* its words; empty: none */
	struct vb_view charter;		/* note */
	const struct vb_shown *shown;	/* rising by index; or none, and: */
	size_t nshown;
	struct vb_view entries;		/* the whole log as entry bundle; empty */
	struct vb_view checkpoint;	/* whole note */
	const struct vb_view *marks;
	size_t nmarks;
	const struct vb_view *registrations; /* rising by counter */
	size_t nregistrations;
	struct vb_view leaf;		/* a disclosed leaf (9.4), empty: none */
	struct vb_view copy;		/* as it travelled (7.6), empty: none; and one of: */
	const uint8_t *file_key;	/* 16 bytes: a contest's; NULL */
	const uint8_t *ephemeral;	/* 32 bytes: for a cannot-open; NULL */
	const struct vb_view *opened;	/* opened copies (7.4) */
	size_t nopened;
};
VB_MUST_CHECK enum vb_code vb_proof_write(FILE *f, const struct vb_proof_parts *p,
					  struct vb_err *err);
/* A disclosed leaf's part: "copy ADDRESSEE", "index I", "count N", "salt HEX", path
 * lines in base64, an empty line, the leaf's text. */
VB_MUST_CHECK enum vb_code vb_disclosure_put(struct vb_writer *w, const char *addressee,
					     uint32_t index, uint32_t count,
					     const uint8_t salt[static 32],
					     const struct vb_hash *path, unsigned npath,
					     struct vb_view leaf_text);

/* ---- judging a contest (format.md 7.6) ---- */

/* @copy: as it travelled; @identity: the released one-time identity; @file_key: as the
 * addressee shows it; @given: the addressee has given it to the one who asks.  Where it stands
 * in a file anybody may have put it there: a key that does not fit then tells nothing.
 * out->result: VB_NOT_GENUINE with the author as culprit (upheld), VB_GENUINE with the addressee
 * as culprit (rejected), or VB_CANNOT_TELL. */
VB_MUST_CHECK enum vb_code vb_judge_contest(const struct vb_act *handover,
					    struct vb_view addressee, struct vb_view copy,
					    const struct vb_secret *identity,
					    const uint8_t file_key[static 16], bool given,
					    struct vb_finding *out);
/* @seal: the keys that the addressee held from what the act's `seen` shows to the act's
 * place, newest first: @nseals of them (none: nothing can be judged).  One that is not the
 * newest was replaced while the act was on its way: then nobody answers.  @ephemeral: shown
 * by the author, or NULL if it never came; @given: by the author itself, as above. */
VB_MUST_CHECK enum vb_code vb_judge_cannot_open(const struct vb_act *handover,
						struct vb_view addressee, struct vb_view copy,
						const struct vb_secret *identity,
						const struct vb_recipient *seal,
						unsigned nseals, const uint8_t *ephemeral,
						bool given, struct vb_finding *out);
