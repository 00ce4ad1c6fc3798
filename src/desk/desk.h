/*
 * desk: a party's folder for one table, and the only writer of its acts:
 * composes, signs, seals, lodges, receipts, opens.
 *
 * SPDX-License-Identifier: ISC
 *
 * A desk's folder holds desk.db (the cabinet), desk.key (act, cosign and seal
 * secrets: an age passphrase file, or plain with mode 0600), recovery.key (to be
 * moved to a safe place), papers/ (opened papers), proofs/.
 */
#pragma once

#include "verify/verify.h"
#include "store/store.h"
#include "post/post.h"

struct vb_desk;

/* Whatever a desk needs of the world; all parameters, so that a whole
 * negotiation runs in one seeded process. */
struct vb_world {
	struct vb_clock clock;
	struct vb_rng rng;
	/* Connects to the address that a desk or an invitation names. */
	enum vb_code (*connect)(void *ctx, const char *address, bool create,
				struct vb_post *out, struct vb_err *err);
	/* Shows what a signature means and asks; false: not signed, VB_REFUSED. */
	bool (*confirm)(void *ctx, const char *sentence);
	/* A passphrase into @buf (NUL-terminated), twice the same if @fresh;
	 * VB_KEY if there is none to be had.  The desk wipes @buf. */
	enum vb_code (*passphrase)(void *ctx, bool fresh, char *buf, size_t cap,
				   struct vb_err *err);
	/* Crash points ("signed", "own", "sent"): true: stop as if killed. May be NULL. */
	bool (*crash)(void *ctx, const char *step);
	const char *agent_socket; /* of an ssh-agent (SSH_AUTH_SOCK); NULL: none */
	void *ctx;
};

/* How a new desk keeps its keys. */
struct vb_keeping {
	bool no_passphrase;	/* plain key file, mode 0600 */
	const char *agent_key;	/* "SHA256:..." or a note vkey: the act key is in ssh-agent */
};

/* ---- founding ---- */

struct vb_founding {
	const char *table;		/* name */
	const char *const *parties;	/* NAME or NAME:ROLE; the first is us */
	unsigned nparties;
	const char *at;			/* depositary's address */
	const char *judge;		/* NULL */
	const char *const *rules;	/* "take-days 7": replace defaults */
	unsigned nrules;
	struct vb_keeping keeping;
};
/* Makes the desk in @dir, the draft, our seat, and @dir/TABLE.invite; @words
 * (18 bytes) receives the three words. The table opens with the last seat.
 * Where @words is filled there is a desk, even if its seat could not be sent yet. */
VB_MUST_CHECK enum vb_code vb_desk_found(const char *dir, const struct vb_founding *o,
					 const struct vb_world *w, char words[static 18],
					 struct vb_err *err);
struct vb_joining {
	struct vb_view invite;		/* format.md 9.8 */
	const char *as;			/* name of the member that we are, or ask to be */
	struct vb_keeping keeping;
	bool carry;			/* the depositary may be out of reach */
};
struct vb_joined {
	char words[18];			/* of the draft; filled: there is a desk, whatever failed */
	bool opened;			/* the table is open, and we sit at it */
	bool asks;			/* it was open without us: we ask to be admitted */
	char request_words[18];		/* then, of our request */
	char *file;			/* malloc'd: request or carried seat, for others; NULL */
};
/*
 * Takes a seat, or asks for one at a table that is open; asks to compare the words first.
 * Again in the same folder: goes on from there; who has been admitted meanwhile takes its
 * seat.  out->file is the caller's to free, also on failure.
 */
VB_MUST_CHECK enum vb_code vb_desk_join(const char *dir, const struct vb_joining *o,
					const struct vb_world *w, struct vb_joined *out,
					struct vb_err *err);

/* ---- a desk at work ---- */

/* Opens the desk in @dir and loads its record. Keys are read when first needed.
 * One process at a time writes (flock on desk.lock); @write takes that lock.
 * VB_FALSE: the cabinet contradicts itself; *out is set all the same, for
 * vb_desk_doctor() and vb_desk_close() alone: whatever else is asked refuses. */
VB_MUST_CHECK enum vb_code vb_desk_open(const char *dir, bool write, const struct vb_world *w,
					struct vb_desk **out, struct vb_err *err);
void vb_desk_close(struct vb_desk *d);

/* A bearer pass (http.md 3.1) that ends at @until, into @out: for an auditor's tools. */
VB_MUST_CHECK enum vb_code vb_desk_reader(struct vb_desk *d, int64_t until,
					  struct vb_writer *out, struct vb_err *err);

const char *vb_desk_party(const struct vb_desk *d);
const char *vb_desk_office(const struct vb_desk *d);	/* NULL: the party itself */
const char *vb_desk_address(const struct vb_desk *d);
/* From now on the depositary is at @address.  VB_FALSE: what is there has other keys. */
VB_MUST_CHECK enum vb_code vb_desk_move(struct vb_desk *d, const char *address,
					struct vb_err *err);
/* False until every seat is taken. */
bool vb_desk_is_open(const struct vb_desk *d);
/* Whether it was made to be admitted at a table that was open: it has no seat in the
 * charter. */
VB_MUST_CHECK enum vb_code vb_desk_asks(const struct vb_desk *d, bool *asks,
					struct vb_err *err);
void vb_desk_draft_id(const struct vb_desk *d, struct vb_hash *out);
const struct vb_fold *vb_desk_fold(const struct vb_desk *d);
const struct vb_tree *vb_desk_tree(const struct vb_desk *d);
/* Entry @index; *out malloc'd, caller frees. */
VB_MUST_CHECK enum vb_code vb_desk_entry(struct vb_desk *d, uint64_t index, uint8_t **out,
					 size_t *len, struct vb_err *err);
/* Index of the act that "NORD-4" cites; VB_NOT_FOUND says so in words. */
VB_MUST_CHECK enum vb_code vb_desk_cited(struct vb_desk *d, const char *citation,
					 uint32_t *index, struct vb_err *err);
/* The last date under a checkpoint of the log as this desk has it; VB_TIME_NONE: none. */
int64_t vb_desk_known(const struct vb_desk *d);
/* How many own acts are not logged yet. */
unsigned vb_desk_outbox(struct vb_desk *d);
/* What the depositary said of its want of room for them at the last sync; NULL: nothing. */
const char *vb_desk_no_room(const struct vb_desk *d);
/* The log with what waits to be logged behind it: own acts, and those that pouches brought.
 * *out NULL: nothing waits, the log is all; else vb_desk_ahead_free(). */
struct vb_ahead;
VB_MUST_CHECK enum vb_code vb_desk_ahead(struct vb_desk *d, struct vb_ahead **out,
					 struct vb_err *err);
void vb_desk_ahead_free(struct vb_ahead *a);
/* *logged: how many of its acts are in the log, all before the others. */
const struct vb_fold *vb_desk_ahead_fold(const struct vb_ahead *a, uint32_t *logged);
/* Act @index of it; *out malloc'd, caller frees. */
VB_MUST_CHECK enum vb_code vb_desk_ahead_entry(struct vb_desk *d, const struct vb_ahead *a,
					       uint32_t index, uint8_t **out, size_t *len,
					       struct vb_err *err);
/* Index in @f of the act that "NORD-4" cites; VB_NOT_FOUND says so in words. */
VB_MUST_CHECK enum vb_code vb_desk_ahead_cited(const struct vb_fold *f, const char *citation,
					       uint32_t *index, struct vb_err *err);

/* Sends the outbox, fetches and verifies what is new, cosigns it (if the key is at
 * hand without asking).  VB_IO: the depositary cannot be reached, the desk goes on
 * with what it has.  VB_FALSE: the log is at fault; the evidence is kept. */
VB_MUST_CHECK enum vb_code vb_desk_sync(struct vb_desk *d, struct vb_err *err);

/* Signs and lodges.  All of these ask through world.confirm first, write the act
 * to the cabinet before it is sent, and fill @citation (96 bytes) with its name.
 * VB_OK with *lodged false: signed and kept, the depositary is out of reach or, as @full
 * says, has no room.  A failure
 * with *kept: signed and kept all the same, whether or not the log has it by now. */
struct vb_done {
	char citation[96];
	bool kept;			/* this call signed it, and our disk has it */
	bool lodged;
	bool waits;		/* for the signatures of others */
	uint64_t index;
	char full[360];		/* what the depositary said of its want of room; "" */
};

/* A file that goes along: it is sealed like the paper, whose leaf "Annex NAME" binds it. */
struct vb_annex {
	const char *name;	/* no path, no leading dot, at most 100 bytes */
	struct vb_view bytes;	/* all together at most 2^34 once sealed for all */
	const struct vb_pieces *large;	/* in place of @bytes; NULL: those */
};
#define VB_ANNEX_BYTES (1u << 30)	/* of one annex */
#define VB_ANNEXES_MAX 32
struct vb_hand {
	struct vb_view paper;		/* as typed; brought to canonical form */
	const char *role;		/* NULL: from its first line, else draft or response */
	const char *answers;		/* citation; NULL: from its heading */
	const char *const *to;		/* addressees; none: every other member */
	unsigned nto;
	const struct vb_annex *annex;
	unsigned nannexes;
	const char *privilege;		/* NULL: open */
	bool confidential;
	int64_t collect_by;		/* VB_TIME_NONE */
	int64_t lodge_days;		/* 0: 2 */
	/* Called before anything is sealed, with what is about to be handed over, as what (a word
	 * of vb_take_names), and which act it answers (NULL: none); all but VB_OK ends it.
	 * NULL: nobody looks. */
	enum vb_code (*look)(void *ctx, const char *role, const struct vb_hash *answers,
			     struct vb_view paper, struct vb_err *err);
	void *ctx;
};
VB_MUST_CHECK enum vb_code vb_desk_hand(struct vb_desk *d, const struct vb_hand *o,
					struct vb_done *done, struct vb_err *err);
/* Whether a line above the articles of a paper says as what it is handed over, and nothing else. */
bool vb_desk_role_line(struct vb_view line);
/* Receipt; then, if the release is there, opens the copy into papers/.
 * *path: malloc'd name of the opened paper, or NULL; caller frees. */
VB_MUST_CHECK enum vb_code vb_desk_receive(struct vb_desk *d, const char *act,
					   struct vb_done *done, char **path,
					   struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_desk_take(struct vb_desk *d, const char *act, const char *as,
					const char *answers, struct vb_done *done,
					struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_desk_refuse(struct vb_desk *d, const char *act,
					  const char *reason, struct vb_done *done,
					  struct vb_err *err);
/* The opened paper of @act (ours, or one received); *out malloc'd, caller frees. */
VB_MUST_CHECK enum vb_code vb_desk_read(struct vb_desk *d, const char *act, uint8_t **out,
					size_t *len, struct vb_err *err);
/* The papers of the record that stand, in its order, with what waits to be logged behind. */
struct vb_desk_paper {
	uint32_t act;		/* index, as in vb_desk_ahead_fold() */
	uint32_t answers;	/* VB_NO_ACT */
	char cite[96];
	uint8_t party;		/* its author */
	enum vb_take role;	/* as its author calls it */
	int64_t time;		/* logged by then; where that is unknown, its own date */
	uint8_t *text;		/* NULL: this desk has not opened it */
	size_t len;
};
struct vb_desk_papers {
	struct vb_desk_paper *paper;
	size_t n;
};
/* vb_desk_papers_free() wipes them. */
VB_MUST_CHECK enum vb_code vb_desk_papers(struct vb_desk *d, struct vb_desk_papers *out,
					  struct vb_err *err);
void vb_desk_papers_free(struct vb_desk_papers *p);
/*
 * What this desk thinks of an article, for nobody but itself (text.md 9.7).  It is in no act,
 * and goes nowhere.
 */
#define VB_ISSUES_MAX 4096u
#define VB_ISSUE_ARTICLE 256u
struct vb_issue {
	struct vb_hash root;	/* the act of the text's root paper */
	struct vb_hash by;	/* the act that first had words for the article; zero: none */
	char article[VB_ISSUE_ARTICLE];	/* as it was numbered first; or its title */
	bool numbered;
	bool key;		/* else secondary */
	char *note;		/* NULL: none */
};
struct vb_issues {
	struct vb_issue *issue;
	size_t n;
};
/* All that are kept.  VB_KEY, VB_MALFORMED: they cannot be opened, or read.  Caller frees *out,
 * which wipes it. */
VB_MUST_CHECK enum vb_code vb_desk_issues(struct vb_desk *d, struct vb_issues *out,
					  struct vb_err *err);
/* These in place of all.  VB_USAGE: a note is none. */
VB_MUST_CHECK enum vb_code vb_desk_issues_keep(struct vb_desk *d, const struct vb_issues *all,
					       struct vb_err *err);
/* A copy of @add, with a copy of @note (NULL: none) for its own. */
VB_MUST_CHECK enum vb_code vb_issues_add(struct vb_issues *s, const struct vb_issue *add,
					 const char *note, struct vb_err *err);
void vb_issues_drop(struct vb_issues *s, size_t i);
void vb_issues_free(struct vb_issues *s);
/* Opens the annexes of the paper of @act into papers/NAME/ (replacing what an earlier opening
 * put there, and never one another). */
struct vb_annexes {
	unsigned n;
	unsigned renamed;	/* of them: another annex of the act had the name */
	char *dir;		/* malloc'd name of that folder, NULL if none; caller frees */
};
VB_MUST_CHECK enum vb_code vb_desk_annexes(struct vb_desk *d, const char *act,
					   struct vb_annexes *out, struct vb_err *err);
/* A response skeleton to @act: its headings, every article "silent". */
VB_MUST_CHECK enum vb_code vb_desk_answer(struct vb_desk *d, const char *act, uint8_t **out,
					  size_t *len, struct vb_err *err);
/* Enters what came outside the record (kind `entered`). */
struct vb_entering {
	const char *from, *channel, *role, *answers, *person;
	int64_t received;
	struct vb_view paper;
};
VB_MUST_CHECK enum vb_code vb_desk_enter(struct vb_desk *d, const struct vb_entering *o,
					 struct vb_done *done, struct vb_err *err);

/*
 * Any other kind: fields as "name" and plain value; acts by citation, words
 * unescaped, a repeated field by repetition.  Kinds signed by several parties are
 * written to @file (NAME.act) with our line, for the others to countersign.
 */
struct vb_pair {
	const char *name;
	const char *value;
};
VB_MUST_CHECK enum vb_code vb_desk_act(struct vb_desk *d, const char *kind,
				       const struct vb_pair *fields, unsigned n,
				       const char *file, struct vb_done *done,
				       struct vb_err *err);
/* Adds our line to an act that waits for it; lodges it if that was the last. */
VB_MUST_CHECK enum vb_code vb_desk_countersign(struct vb_desk *d, const char *file,
					       struct vb_done *done, struct vb_err *err);
/* New act key (and cosign, seal) by the recovery key in @recovery_file. */
VB_MUST_CHECK enum vb_code vb_desk_rekey(struct vb_desk *d, const char *recovery_file,
					 struct vb_done *done, struct vb_err *err);
/* After a restore from a copy: opens the next epoch. */
VB_MUST_CHECK enum vb_code vb_desk_resume(struct vb_desk *d, struct vb_done *done,
					  struct vb_err *err);
/* Makes the desk of an office in @dir (its own key) and prints the vkey that a
 * `mandate` must name. */
VB_MUST_CHECK enum vb_code vb_desk_office_new(struct vb_desk *d, const char *dir,
					      const char *office,
					      const struct vb_keeping *keeping,
					      struct vb_vkey *out, struct vb_err *err);

/* ---- taking things out ---- */

/* A bundle of the whole table. */
VB_MUST_CHECK enum vb_code vb_desk_bundle(struct vb_desk *d, FILE *f, struct vb_err *err);
/* A tlog-tiles tree in folder @dir. */
VB_MUST_CHECK enum vb_code vb_desk_tiles(struct vb_desk *d, const char *dir,
					 struct vb_err *err);
/* A proof of the given acts (log indices, rising), or of a claim.  @f NULL: the
 * judgement alone; where it is CANNOT TELL, nothing is written. */
VB_MUST_CHECK enum vb_code vb_desk_prove(struct vb_desk *d, const uint32_t *acts, unsigned n,
					 FILE *f, struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_desk_prove_claim(struct vb_desk *d, struct vb_view words,
					       struct vb_judgement *j, FILE *f,
					       struct vb_err *err);
/* The whole text of @act, from our copy of it, and who handed it over; and the @n acts @acts (log
 * indices) beside it, or (NULL) the whole log. */
VB_MUST_CHECK enum vb_code vb_desk_certify(struct vb_desk *d, uint32_t act, const uint32_t *acts,
					   unsigned n, FILE *f, struct vb_err *err);
/* A proof that discloses article leaf @leaf of @act, from our own copy only. */
VB_MUST_CHECK enum vb_code vb_desk_disclose(struct vb_desk *d, uint32_t act, uint32_t leaf,
					    FILE *f, struct vb_err *err);
/* For the judge alone: whoever gets these can read the copy (format.md 7.6).  Our answer
 * to the `cannot-open` of @addressee (NULL: the only one who says so) on our @act. */
VB_MUST_CHECK enum vb_code vb_desk_prove_sealing(struct vb_desk *d, uint32_t act,
						 const char *addressee, FILE *f,
						 struct vb_err *err);
/* Our contest of @act: our copy and its file key. */
VB_MUST_CHECK enum vb_code vb_desk_prove_contest(struct vb_desk *d, uint32_t act, FILE *f,
						 struct vb_err *err);
/* A pouch: record, copies, outbox; of a desk whose table is not open yet, its seat (format.md
 * 9.8).  Opening one verifies it, brings in what is new, and passes other parties' acts and
 * seats on to the depositary where it can be reached. */
VB_MUST_CHECK enum vb_code vb_desk_pouch_write(struct vb_desk *d, FILE *f, struct vb_err *err);
struct vb_pouch_news {
	unsigned entries;	/* log entries that were new */
	unsigned lodged;	/* others' acts passed on */
	unsigned copies;
	unsigned carried;	/* acts kept that nobody has logged yet */
	char seat[VB_NAME_MAX + 1]; /* whose seat was taken to the depositary; "" */
	bool opened;		/* the table is open, and was not before */
	/* Receipts for papers of ours that no log has: without network we release ourselves. */
	unsigned released;
	/* "of=NORD-1 addressee=sud receipt=SUD-1": the first that we have not; "": none. */
	char unreleased[256];
	char why[300];		/* why not */
};
VB_MUST_CHECK enum vb_code vb_desk_pouch_open(struct vb_desk *d, struct vb_view pouch,
					      struct vb_pouch_news *news, struct vb_err *err);
/* Checks cabinet, record, own chain, keys, checkpoints and copies against one
 * another and against the depositary.  Repairs nothing. */
VB_MUST_CHECK enum vb_code vb_desk_doctor(struct vb_desk *d, vb_say_fn *say, void *ctx,
					  bool *sound, struct vb_err *err);
