/*
 * record: acts and papers (strict parse, canonical encode, one file per kind),
 * and the fold over them.  Pure: bytes and times come in, facts come out.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "tree/tree.h"

/* ---- fields: what a kind declares, and what every walker walks ---- */

enum vb_type {
	VB_T_NAME,	/* 1*32(a-z 0-9 -) */
	VB_T_KEYNAME,	/* a log origin */
	VB_T_DEC,	/* 0..2^53-1 */
	VB_T_TIME,
	VB_T_HASH,	/* 64 lower hex */
	VB_T_ACT,	/* an act id, 64 lower hex */
	VB_T_WORDS,	/* escaped free text */
	VB_T_ENUM,	/* one of vb_field.words */
	VB_T_PARTY,	/* "NAME ROLE" */
	VB_T_RULE,	/* "RULE VALUE" (format.md 5.1.4) */
	VB_T_KEY,	/* "KEYNAME PURPOSE VALUE" (format.md 3.2) */
	VB_T_SEAT,	/* "NAME BASE64" */
	VB_T_COPY,	/* "ADDRESSEE LEAVES BYTES HASH ROOT RECIPIENT|-" */
	VB_T_ANNEX,	/* "ADDRESSEE BYTES HASH" */
	VB_T_IDENTITY,	/* AGE-SECRET-KEY-1... */
	VB_T_POINT,	/* "SIZE ROOT" of a log */
};

#define VB_F_OPTIONAL 1u	/* may be "-" */
#define VB_F_REPEATED 2u	/* several lines, strictly ascending */

struct vb_field {
	const char *name;
	enum vb_type type;
	unsigned flags;
	const char *const *words;	/* of VB_T_ENUM: NULL-terminated */
	const char *doc;		/* for help and manuals: a clause */
};

/* ---- acts (format.md 2) ---- */

#define VB_FIELDS_MAX 12	/* fields of one kind */
#define VB_VALUES_MAX 192	/* values of one act, all fields */

enum vb_signers {
	VB_BY_AUTHOR,		/* the author's act key, or its office's */
	VB_BY_RECOVERY,		/* the recovery key, then the new act key */
	VB_BY_DEPOSITARY,	/* the depositary, or a hand-over's author (carried) */
	VB_BY_PRINCIPALS,	/* every principal, in charter order */
	VB_BY_LISTED,		/* the parties of field "signer", in order */
	VB_BY_FOUNDERS,		/* the founding keys of the charter, in order */
};

struct vb_act;
struct vb_fold;

struct vb_kind {
	const char *name;
	const char *group;	/* "founding", "exchange", "conduct", "confidence" */
	const char *clause;	/* of format.md */
	const struct vb_field *fields;
	unsigned nfields;
	enum vb_signers signers;
	bool roster;		/* changes keys, members or rules */
	/* What one signs, in a sentence, for the prompt. */
	const char *means;
	/* One line for people: {field} is replaced by that field, {author} by the
	 * author, {of} by the citation of the act named there. */
	const char *sentence;
	/*
	 * The kind's rule and effect, on act @index (already in the fold's act
	 * table).  VB_OK: took effect.  VB_REFUSED: void, err->clause says by
	 * which clause.  VB_FALSE: the depositary broke a promise.  VB_MEMORY.
	 */
	enum vb_code (*fold)(struct vb_fold *f, const struct vb_act *a,
			     uint32_t index, struct vb_err *err);
	/* Of kinds that register act keys: the rule alone, which changes nothing. */
	enum vb_code (*check)(const struct vb_fold *f, const struct vb_act *a,
			      struct vb_err *err);
};

/* All kinds, in the order of format.md 5; @n receives how many. */
const struct vb_kind *const *vb_kinds(unsigned *n);
const struct vb_kind *vb_kind_find(struct vb_view name); /* NULL: unknown */

/* An act as read: views into its note, which must outlive it. */
struct vb_act {
	const struct vb_kind *kind;
	struct vb_hash id;		/* format.md 2.9 */
	struct vb_hash table;		/* its own text's hash, for the charter */
	struct vb_view author;
	struct vb_view office;		/* empty: none */
	uint64_t number;		/* 0: the charter */
	uint64_t epoch;
	bool has_prev;
	struct vb_hash prev;
	bool has_seen;
	uint64_t seen_size;
	struct vb_hash seen_root;
	struct vb_hash seen_checkpoint;
	int64_t date;
	int64_t lodge_by;
	uint16_t first[VB_FIELDS_MAX];	/* of each field: index into value[] */
	uint16_t count[VB_FIELDS_MAX];	/* 0: absent ("-") */
	struct vb_view value[VB_VALUES_MAX];
	unsigned nvalues;
	struct vb_note note;
};

/* Reads one signed act.  Everything of format.md 2 that needs no other act is
 * checked; signatures are not. */
VB_MUST_CHECK enum vb_code vb_act_parse(struct vb_view note, struct vb_act *out,
					struct vb_err *err);
/* The same for a text that nobody has signed yet (a composer's own check). */
VB_MUST_CHECK enum vb_code vb_act_parse_text(struct vb_view text, struct vb_act *out,
					     struct vb_err *err);
/* Writes the canonical text: byte-identical to what was parsed. */
void vb_act_put_text(struct vb_writer *w, const struct vb_act *a);
/* Act id of a text (format.md 2.9); table id of a charter text (2.10). */
void vb_act_id(struct vb_view text, struct vb_hash *out);
void vb_table_id(struct vb_view charter_text, struct vb_hash *out);
/* "nord", "nord/legal": the name of the key that signs; @out: 66 bytes. */
void vb_act_chain(char out[static 66], const struct vb_act *a);
/* "NORD-4", "NORD/LEGAL-2", "NORD-4.1" (epoch 1), "charter"; @out: 96 bytes. */
void vb_act_citation(char out[static 96], const struct vb_act *a);
/* Reads a citation, either case; chain (lower case, 66 bytes), number, epoch. */
VB_MUST_CHECK bool vb_citation_parse(struct vb_view v, char chain[static 66],
				     uint64_t *number, uint64_t *epoch,
				     struct vb_view *article);

/* The @i-th value of field @name; an empty view if absent. */
struct vb_view vb_act_get(const struct vb_act *a, const char *name, unsigned i);
unsigned vb_act_count(const struct vb_act *a, const char *name);
/* Typed readers of values that vb_act_parse() has already checked. */
bool vb_act_hash(const struct vb_act *a, const char *name, struct vb_hash *out);
bool vb_act_time(const struct vb_act *a, const char *name, int64_t *out);

/* One copy of a paper, as its act names it. */
struct vb_copy {
	struct vb_view addressee;
	uint64_t leaves;
	uint64_t bytes;		/* as it travels */
	struct vb_hash hash;	/* SHA-256 as it travels */
	struct vb_hash root;	/* commitment (format.md 7.3) */
	bool has_recipient;
	struct vb_recipient recipient; /* one-time, of the outer layer */
};
VB_MUST_CHECK bool vb_copy_parse(struct vb_view v, struct vb_copy *out);
void vb_copy_put(struct vb_writer *w, const struct vb_copy *c); /* the value */
/* A file that goes along with the copy for @addressee, as its act names it. */
struct vb_annex_line {
	struct vb_view addressee;
	uint64_t bytes;		/* as it travels */
	struct vb_hash hash;
};
VB_MUST_CHECK bool vb_annex_parse(struct vb_view v, struct vb_annex_line *out);

enum vb_purpose {
	VB_P_ACT, VB_P_CLOCK, VB_P_COSIGN, VB_P_FOUNDING, VB_P_LOG, VB_P_RECOVERY, VB_P_SEAL,
};
extern const char *const vb_purpose_names[];	/* NULL-terminated, by enum */

/* One registered key: a vkey, or (VB_P_SEAL) an age recipient. */
struct vb_key {
	char name[66];		/* "nord", "nord/legal", "bern" */
	enum vb_purpose purpose;
	struct vb_vkey vkey;
	struct vb_recipient recipient;
	uint32_t from;		/* log index from which it holds */
	uint32_t until;		/* first index at which it no longer does; UINT32_MAX */
	uint8_t raw[32];	/* the public key, whichever kind: unique at a table */
};
/* Parses and checks (type, name, prime order) the value of a VB_T_KEY field;
 * from and until are left alone. */
VB_MUST_CHECK enum vb_code vb_key_parse(struct vb_view v, struct vb_key *out,
					struct vb_err *err);

/* Composing: header and fields into the canonical text.  The composer gives
 * values per field in the kind's order; NULL or count 0 writes "-".  The result
 * has been re-parsed: what comes back is a valid text or an error that names the
 * offending field, and nothing is ever signed that would not be read. */
struct vb_compose {
	const struct vb_kind *kind;
	struct vb_hash table;	/* ignored for the charter */
	const char *author;
	const char *office;	/* NULL: none */
	uint64_t number;
	uint64_t epoch;
	struct vb_hash prev;	/* ignored for number 0 */
	uint64_t seen_size;
	struct vb_hash seen_root;
	struct vb_hash seen_checkpoint;
	bool has_seen;
	int64_t date;
	int64_t lodge_by;
	struct {
		const struct vb_view *v; /* sorted by the composer itself */
		unsigned n;
	} field[VB_FIELDS_MAX];
};
VB_MUST_CHECK enum vb_code vb_compose_text(const struct vb_compose *c, struct vb_writer *w,
					   struct vb_err *err);

/* ---- founding (format.md 9.5): draft, seats, charter ---- */

/* The draft's id: SHA-256 of its text. @draft is a charter text with the
 * depositary's keys only and `seat -`. */
VB_MUST_CHECK enum vb_code vb_draft_parse(struct vb_view text, struct vb_act *out,
					  struct vb_err *err);
/* A seat: signed note "verbale-seat/1", draft id, party, its keys. */
struct vb_seat {
	struct vb_hash draft;
	struct vb_view party;
	unsigned nkeys;
	struct vb_view key[8];	/* VB_T_KEY values, ascending */
	struct vb_note note;
};
VB_MUST_CHECK enum vb_code vb_seat_parse(struct vb_view note, struct vb_seat *out,
					 struct vb_err *err); /* signature checked */
void vb_seat_put_text(struct vb_writer *w, const struct vb_hash *draft, const char *party,
		      const struct vb_view *keys, unsigned nkeys);
/* The charter text that @draft and all seats make; the same whoever makes it. */
VB_MUST_CHECK enum vb_code vb_charter_put_text(struct vb_writer *w, const struct vb_act *draft,
					       const struct vb_seat *seats, unsigned n,
					       struct vb_err *err);
/* The draft text that a charter grew from (for checking its seats). */
void vb_charter_put_draft(struct vb_writer *w, const struct vb_act *charter);
/* Three words to read aloud: proquints of a stretched hash (format.md 9.6);
 * @out: 18 bytes; empty if memory is short, then nothing may be compared. */
void vb_words_of(char out[static 18], const struct vb_hash *h);
/* The words of the request (format.md 9.5) from which @admit was made at the table of @draft;
 * false: memory is short, or it has too many keys. */
VB_MUST_CHECK bool vb_admit_words(const struct vb_hash *draft, const struct vb_act *admit,
				  char words[static 18]);

/* ---- papers (format.md 7) ---- */

struct vb_leaf {
	struct vb_view text;	/* from its "## " (or the start) to the next */
	struct vb_view heading;	/* behind "## ", or "# " for leaf 0; may be empty */
};
struct vb_paper {
	struct vb_view text;
	unsigned nleaves;
	struct vb_leaf leaf[VB_LEAVES_MAX];
};
/* Views into @text. Strict (format.md 7.1). */
VB_MUST_CHECK enum vb_code vb_paper_parse(struct vb_view text, struct vb_paper *out,
					  struct vb_err *err);
/* Whether @leaf stands for a file (format.md 7.2), and for which: what stands behind
 * "Annex ", its SHA-256 and its size. */
bool vb_leaf_annex(const struct vb_leaf *leaf, struct vb_view *name, struct vb_hash *hash,
		   uint64_t *bytes);
/* Brings what a person typed to the canonical form where that changes no word:
 * BOM, CR LF, trailing spaces, missing or extra final LF; NFC is required, not
 * made. *out malloc'd, caller frees. */
VB_MUST_CHECK enum vb_code vb_paper_canonical(struct vb_view in, uint8_t **out, size_t *len,
					      struct vb_err *err);
/* The heading without its "Article N." or "N." number; which article number it
 * has (0: none), and the position behind a colon ("reject"), if any. */
unsigned vb_heading_article(struct vb_view heading, struct vb_view *title,
			    struct vb_view *position);

/* To whom, at which place in which chain: what every leaf binds. */
struct vb_copy_place {
	struct vb_hash table;
	const char *chain;	/* "nord/legal" */
	uint64_t number;
	uint64_t epoch;
	const char *addressee;	/* or the author itself, for its own copy */
};
void vb_leaf_salt(const uint8_t seed[static 32], uint32_t index, uint8_t salt[static 32]);
/* Leaf hash of leaf @index of @count (format.md 7.3). */
void vb_commit_leaf(const struct vb_copy_place *p, const uint8_t salt[static 32],
		    uint32_t index, uint32_t count, const struct vb_leaf *leaf,
		    struct vb_hash *out);
/* The root over all leaves of the paper and the dummies. */
VB_MUST_CHECK enum vb_code vb_commit_root(const struct vb_copy_place *p,
					  const uint8_t seed[static 32],
					  const struct vb_paper *paper, struct vb_hash *out,
					  struct vb_err *err);
/* Path of one leaf in that tree; returns its length. */
VB_MUST_CHECK enum vb_code vb_commit_path(const struct vb_copy_place *p,
					  const uint8_t seed[static 32],
					  const struct vb_paper *paper, uint32_t index,
					  struct vb_hash path[static VB_PROOF_MAX],
					  unsigned *npath, struct vb_err *err);
/* Checks a disclosed leaf against a copy's root and count. */
VB_MUST_CHECK bool vb_commit_verify(const struct vb_copy_place *p,
				    const uint8_t salt[static 32], uint32_t index,
				    uint32_t count, const struct vb_leaf *leaf,
				    const struct vb_hash *path, unsigned npath,
				    const struct vb_hash *root);

/* An opened copy ("verbale-copy/1", format.md 7.4): views into @text. */
struct vb_opened {
	struct vb_hash table;
	struct vb_view chain;
	uint64_t number;
	uint64_t epoch;
	struct vb_view addressee;
	uint8_t seed[32];
	struct vb_view paper;
};
VB_MUST_CHECK enum vb_code vb_opened_parse(struct vb_view in, struct vb_opened *out,
					   struct vb_err *err);
/* Padded size of a copy's plaintext: next power of two, at least 4096. */
size_t vb_opened_size(const struct vb_copy_place *p, size_t paper_len);
/* Writes header, paper and padding; @w has vb_opened_size() bytes. */
void vb_opened_put(struct vb_writer *w, const struct vb_copy_place *p,
		   const uint8_t seed[static 32], struct vb_view paper);
/* The whole check of an opened copy against its act's copy line: place, count,
 * root.  VB_FALSE with the clause that fails (7.3, 7.4): grounds for `contest`. */
VB_MUST_CHECK enum vb_code vb_opened_check(const struct vb_opened *o, const struct vb_act *a,
					   const struct vb_copy *c, struct vb_err *err);

/* ---- the register (format.md 6.8, 6.9) ---- */

#define VB_REGISTER_ENTRY 64	/* bytes of an entry of the register */

/* That the register has an entry for a table's checkpoint: views into its text. */
struct vb_registration {
	uint64_t counter;		/* 1, 2, 3, ... of the table */
	struct vb_hash key;		/* of this entry alone */
	struct vb_hash checkpoint;	/* format.md 6.3 */
	struct vb_proof proof;		/* under a checkpoint of the register */
};
VB_MUST_CHECK enum vb_code vb_registration_parse(struct vb_view in, struct vb_registration *out,
						 struct vb_err *err);
/* @register_checkpoint: a whole note, verbatim. */
void vb_registration_put(struct vb_writer *w, uint64_t counter, const struct vb_hash *key,
			 const struct vb_hash *checkpoint, uint64_t index,
			 const struct vb_hash *path, unsigned npath,
			 struct vb_view register_checkpoint);
/* What the register holds for a checkpoint, and tells nobody without @key. */
void vb_register_entry(const struct vb_hash *key, const struct vb_hash *table, uint64_t counter,
		       const struct vb_hash *checkpoint, uint8_t out[static VB_REGISTER_ENTRY]);
/* The register's origin, "DEPOSITARY/register": @origin is that of a table, DEPOSITARY/..., or
 * the depositary's name alone.  False: it does not fit. */
bool vb_register_origin(struct vb_view origin, char out[static VB_KEYNAME_MAX + 1]);
/* Origin and signature of its checkpoint (6.8), and that its entry is this one of @table (6.9);
 * @reg: the table's log key under the register's origin.  Its cosignatures are not read. */
VB_MUST_CHECK enum vb_code vb_registration_verify(const struct vb_registration *r,
						  const struct vb_hash *table,
						  const struct vb_vkey *reg,
						  struct vb_err *err);

/* ---- the fold (format.md 4, 5, 8) ---- */

#define VB_NO_ACT UINT32_MAX
#define VB_NO_PARTY UINT8_MAX

enum vb_role { VB_PRINCIPAL, VB_OBSERVER, VB_CHAIR };
extern const char *const vb_role_names[];

struct vb_party {
	char name[VB_NAME_MAX + 1];
	enum vb_role role;
	uint32_t admitted;	/* index of the act that named it */
	uint32_t from;		/* index from which it sits at the table */
	uint32_t until;		/* index at which it left; VB_NO_ACT */
	bool joined;		/* false: admitted, has not taken its seat */
	uint64_t seen;		/* the largest log size that it has shown to know */
	uint32_t silences;	/* private: how many of them its own acts have seen */
};

struct vb_chain {
	char name[66];
	uint8_t party;		/* VB_NO_PARTY: the depositary */
	uint64_t number;	/* of its last logged act; 0: none */
	uint64_t epoch;
	struct vb_hash head;	/* id of that act, or of the charter */
	bool rekeyed;		/* its next act opens the next epoch (4.3) */
};

struct vb_mandate {
	uint32_t act;
	uint8_t party;
	char office[VB_NAME_MAX + 1];
	uint64_t scope;		/* bit i: kind i of vb_kinds() */
	int64_t from, until;	/* VB_TIME_NONE: open */
	uint32_t revoked;	/* VB_NO_ACT */
};

/* When an act was logged, as far as dated signatures show (format.md 6.5). */
struct vb_span {
	int64_t since;		/* VB_TIME_NONE: unknown */
	int64_t by;		/* VB_TIME_NONE: unknown */
};

/* What the fold keeps of every act. */
struct vb_fact {
	struct vb_hash id;
	const struct vb_kind *kind;
	uint32_t chain;		/* into vb_fold.chain */
	uint16_t nhandovers;	/* of this act, from .handover */
	uint32_t handover;	/* of a receipt: the one that it is about */
	uint32_t answers;	/* index of the act it answers, VB_NO_ACT */
	uint32_t joint;		/* of the last that is about its text, in vb_fold.joint */
	uint32_t silence;	/* that puts its text in another's place, in vb_fold.silence ... */
	uint32_t corrected;	/* ... and the last that puts another in the place of its own */
	uint64_t number, epoch;
	int64_t date;
	struct vb_span span;
	char voided[8];		/* the clause that made it void; "" */
	bool certain;		/* void whatever else is logged (9.4) */
	bool crossed;		/* void by what its author had not seen: nobody answers (4.8) */
	bool text;		/* hands over a text, the same to all (5.5.1), or would */
	bool answering;		/* it says that it answers something, whether or not it stands */
	uint16_t signers;	/* void and signed by several: bit i, party i; else 0 */
	uint16_t between;	/* of a paper, void or to nobody known: its author and whom it
				 * names, as above */
};

enum vb_take {		/* roles that a paper is handed over or taken as */
	VB_AS_DRAFT, VB_AS_RESPONSE, VB_AS_LETTER, VB_AS_CHAIR_TEXT, VB_AS_JOINT_DRAFT,
	VB_AS_AGREED_TEXT, VB_AS_INFORMATION, VB_AS_OFFERED, VB_AS_NONE,
};
extern const char *const vb_take_names[];	/* NULL-terminated, by enum */

/* One paper on its way to one addressee. */
struct vb_handover {
	uint32_t act;
	uint8_t author;		/* party */
	uint8_t addressee;	/* party; for `entered`, the one who gave the paper */
	enum vb_take role;	/* as its author calls it */
	uint64_t leaves, bytes;
	struct vb_hash hash, root;
	struct vb_recipient recipient;
	int64_t collect_by;	/* VB_TIME_NONE */
	bool open;		/* its author calls it neither confidential nor privileged */
	bool same_text;		/* its author says that all copies of it say the same */
	uint32_t receipt, release, take, refuse, withdraw, contest, cannot_open;
	uint32_t contest_ruling, cannot_open_ruling; /* the judge's, on each of them */
	bool carried;		/* released by its author, not the depositary */
	bool contest_upheld, cannot_open_upheld; /* what these rulings find */
	enum vb_take taken_as;
	uint32_t taken_answers;	/* what the addressee says it answers */
	uint32_t answered;	/* the addressee's first paper that answers it */
};

struct vb_promise {
	uint32_t act;
	uint8_t party;
	int64_t due;
};

/* A text adopted, initialled or signed, by the kind of the act (format.md 5.5.1-5.5.3). */
struct vb_joint {
	uint32_t act;
	uint32_t of;		/* the act that handed the text over */
	uint32_t before;	/* the one before it about that text; VB_NO_ACT: it is the first */
	uint16_t signers;	/* bit i: party i */
	uint16_t referred;	/* of them those who have yet to confirm */
};

/* A correction under silence (format.md 5.5.4). */
struct vb_silence {
	uint32_t act;
	uint32_t of;		/* the act that handed over the corrected text ... */
	uint32_t corrects;	/* ... in the place of that one's; VB_NO_ACT: not shown */
	uint32_t before;	/* the one before it about the same; VB_NO_ACT */
	uint8_t party;		/* its author */
	int64_t until;
	uint32_t objection;	/* the first; VB_NO_ACT */
	uint32_t knew[VB_PARTIES_MAX]; /* first act of each that has seen it; VB_NO_ACT */
};

struct vb_rules {
	uint64_t take_days, collect_days, contest_days;
	uint64_t deemed_days, answer_days;	/* 0: no such rule */
	bool clock_stops;	/* clocks stop while a role is disputed */
	bool complete;		/* this channel is complete: absence means something */
	bool tie_author;	/* an undetermined deadline favours the author */
	uint64_t skew;		/* seconds that an author's date may be ahead */
	bool each;		/* an article may be agreed before everything is */
};

/* State keeps copies and indices, never views into its input. */
struct vb_fold {
	struct vb_hash table;
	struct vb_hash charter;		/* act id of the charter */
	char name[VB_NAME_MAX + 1];
	char origin[VB_KEYNAME_MAX + 1];
	char depositary[VB_NAME_MAX + 1];
	uint8_t judge;			/* VB_NO_PARTY: none */
	struct vb_rules rules;
	uint32_t amended;		/* index of the last amendment, or 0 */
	uint32_t transferred;		/* index of the transfer, or 0 */
	bool picked;			/* acts that somebody chose: others may lie between (9.4) */
	struct vb_party *party;	uint32_t nparties;
	struct vb_key *key;	uint32_t nkeys;
	struct vb_chain *chain;	uint32_t nchains;
	struct vb_mandate *mandate; uint32_t nmandates;
	struct vb_fact *fact;	uint32_t nfacts;	/* = log size folded */
	struct vb_handover *handover; uint32_t nhandovers;
	struct vb_promise *promise; uint32_t npromises;
	struct vb_joint *joint; uint32_t njoints;
	struct vb_silence *silence; uint32_t nsilences;
	uint32_t *by_id;	uint32_t nby_id;	/* hash index, private */
	uint32_t caps[9];	/* private */
};

struct vb_fold *vb_fold_new(void);
void vb_fold_free(struct vb_fold *f);

/* The keys that must have signed @a, were it logged next, in the order of its
 * signature lines; @keys are copies.  VB_REFUSED: unknown author, office or key. */
struct vb_required {
	unsigned n;
	struct vb_vkey key[VB_SIGS_MAX];
};
VB_MUST_CHECK enum vb_code vb_fold_required(const struct vb_fold *f, const struct vb_act *a,
					    struct vb_required *out, struct vb_err *err);
/* Exactly those lines, in that order (format.md 2.8); verifies nothing. */
VB_MUST_CHECK enum vb_code vb_act_lines(const struct vb_act *a, const struct vb_required *r,
					struct vb_err *err);
/* Lines and signatures. VB_MALFORMED: other lines; VB_FALSE: one does not verify. */
VB_MUST_CHECK enum vb_code vb_act_verify(const struct vb_act *a, const struct vb_required *r,
					 struct vb_err *err);
/* Whether @a may stand at the end of its chain (format.md 4.1-4.3): table,
 * number, epoch, prev.  VB_CONFLICT: another act stands at its position. */
VB_MUST_CHECK enum vb_code vb_fold_place(const struct vb_fold *f, const struct vb_act *a,
					 struct vb_err *err);
/* The same, and it has seen no more entries than there are (4.6). */
VB_MUST_CHECK enum vb_code vb_fold_chain(const struct vb_fold *f, const struct vb_act *a,
					 struct vb_err *err);
/* Adds the next entry.  The first must be a charter.  Author, chain and `seen` size
 * are checked (VB_REFUSED, VB_CONFLICT: nothing changed); a broken rule makes the act
 * void (VB_OK, fact.voided set, *why filled if given); VB_FALSE: the depositary broke
 * a promise (format.md 5.3.6), and the act stands in the fold without effect;
 * VB_MALFORMED: a void charter; VB_MEMORY: the act may stand in it by half.  After
 * either of these two a fold is good for vb_fold_free() alone.  Signatures and `seen`
 * root are the caller's. */
VB_MUST_CHECK enum vb_code vb_fold_add(struct vb_fold *f, const struct vb_act *a,
				       struct vb_span span, struct vb_err *why,
				       struct vb_err *err);
/* Whether the identity that the release @a shows belongs to the copy that it
 * releases (format.md 5.3.4).  The fold does not compute this: it costs as much as
 * a signature and is, like those, the caller's. VB_FALSE, or VB_OK also for
 * releases that are void anyway. */
VB_MUST_CHECK enum vb_code vb_release_check(const struct vb_fold *f, const struct vb_act *a,
					    struct vb_err *err);
/* The same in two steps, for callers that queue the costly half: the recipient that
 * it must belong to; false: nothing to check. */
bool vb_release_wants(const struct vb_fold *f, const struct vb_act *a,
		      struct vb_recipient *out);
/* A party has cosigned (or otherwise shown to know) the log at @size. */
void vb_fold_seen(struct vb_fold *f, uint8_t party, uint64_t size);

uint32_t vb_fold_find(const struct vb_fold *f, const struct vb_hash *id); /* or VB_NO_ACT */
uint32_t vb_fold_cited(const struct vb_fold *f, const char *chain, uint64_t number,
		       uint64_t epoch);
uint8_t vb_fold_party(const struct vb_fold *f, struct vb_view name); /* or VB_NO_PARTY */
/* The key in force for @name and @purpose at log index @at; NULL. */
const struct vb_key *vb_fold_key(const struct vb_fold *f, const char *name,
				 enum vb_purpose purpose, uint32_t at);
/* The hand-over of act @index to @party (either side); NULL. */
const struct vb_handover *vb_fold_handover(const struct vb_fold *f, uint32_t index,
					   uint8_t addressee);
/* Citation of an entry; @out: 96 bytes. */
void vb_fact_citation(char out[static 96], const struct vb_fold *f, uint32_t index);

/* When entry @index was logged, by the earliest dated evidence; else its own date (format.md
 * 8.2). */
int64_t vb_fact_time(const struct vb_fold *f, uint32_t index);

/* ---- the state of a hand-over (format.md 8) ---- */

enum vb_state {
	VB_LODGED, VB_AWAITING_RECEIPT, VB_RECEIVED, VB_ROLE_OPEN, VB_TAKEN_AS_OFFERED,
	VB_ROLE_DISPUTED, VB_REFUSED_BY, VB_DEEMED_RECEIVED, VB_NOT_COLLECTED, VB_WITHDRAWN,
	VB_CONTESTED, VB_CANNOT_OPEN, VB_CARRIED, VB_ENTERED,
};
const char *vb_state_name(enum vb_state s);	/* "taken-as-offered" */
const char *vb_state_etsi(enum vb_state s);	/* ETSI EN 319 522-1, or "" */

struct vb_state_of {
	enum vb_state state;
	uint32_t evidence[10];	/* log indices, in log order */
	unsigned nevidence;
	int64_t due;		/* the next deadline, VB_TIME_NONE */
};
/* The state at @now (a time handed in, never a clock). */
void vb_handover_state(const struct vb_fold *f, const struct vb_handover *h, int64_t now,
		       struct vb_state_of *out);

/* ---- texts that several make theirs (format.md 8.6, 8.7) ---- */

#define VB_EVER INT64_MAX	/* until then: whatever the log has */
/* Who has done @kind (adopt, initial, sign; NULL: any of them) with the text that act @of handed
 * over, by acts logged before @until, and who of them only ad referendum: bit i, party i. */
void vb_text_signers(const struct vb_fold *f, uint32_t of, const struct vb_kind *kind,
		     int64_t until, uint16_t *signers, uint16_t *referred);

/* Those at the table whose text it is, or would be if a correction stands that runs (5.5.4). */
uint16_t vb_text_owners(const struct vb_fold *f, uint32_t of);
/* To whom @s speaks: the others whose text it corrects. */
uint16_t vb_silence_whom(const struct vb_fold *f, const struct vb_silence *s);
enum vb_silent { VB_SL_RUNNING, VB_SL_BROKEN, VB_SL_UNKNOWN, VB_SL_SUPERSEDED, VB_SL_ADOPTED };
extern const char *const vb_silence_names[];	/* NULL-terminated, by enum */
struct vb_silence_state {
	enum vb_silent state;
	uint16_t unaware;	/* who had not the text in time, or had not seen the silence */
	bool undetermined;	/* the objection may have come in time: the charter's tie decides */
};
/* As of @known, the last date under a checkpoint of this log: what came later nobody can know yet.
 * VB_TIME_NONE: nothing is dated. */
void vb_silence_state(const struct vb_fold *f, const struct vb_silence *s, int64_t known,
		      struct vb_silence_state *out);

/* Whose move it is. */
enum vb_move_kind { VB_MOVE_RECEIVE, VB_MOVE_TAKE, VB_MOVE_ANSWER, VB_MOVE_PROMISE,
		    VB_MOVE_DEFEND, VB_MOVE_RULE, VB_MOVE_OBJECT };
extern const char *const vb_move_names[];
struct vb_move {
	enum vb_move_kind kind;
	uint8_t party;
	uint32_t act;
	int64_t due;		/* VB_TIME_NONE: no deadline */
};
/* Calls @fn for every open move, in log order. */
void vb_fold_moves(const struct vb_fold *f, int64_t now,
		   void (*fn)(void *ctx, const struct vb_move *m), void *ctx);

/* The kind's sentence about @a, expanded, foreign words escaped for a terminal. */
void vb_act_sentence(FILE *out, const struct vb_fold *f, const struct vb_act *a);
