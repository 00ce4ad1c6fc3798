/*
 * Fixture: a scripted table for tests.  Members, a depositary and a log in memory,
 * all of one seed, under full control of the test, so that it can also do what an
 * honest desk or depositary never would.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "record/record.h"

#define FX_MEMBERS 4
#define FX_T0 1792000000 /* the first second of every scripted table */

struct fx_member {
	char name[VB_NAME_MAX + 1];
	const char *role;
	struct vb_secret *act, *cosign, *founding, *recovery, *seal;
	/* Where its own chain stands, as it believes. */
	uint64_t number, epoch;
	struct vb_hash prev;
};

/* The opened and sealed forms of one copy of a paper. */
struct fx_copy {
	uint32_t act;			/* log index; set by fx_log() of its act */
	struct vb_hash act_id;
	unsigned addressee;		/* member */
	struct vb_copy line;
	struct vb_secret *one_time;	/* outer identity */
	struct vb_age_keys inner, outer;
	uint8_t seed[32];
	uint8_t *sealed;		/* as it travels */
	size_t sealed_len;
};

struct fx {
	struct vb_rng_seeded seeded;
	struct vb_rng rng;
	struct fx_member m[FX_MEMBERS];
	unsigned n;
	struct fx_member dep;		/* act; cosign is its clock, founding its log key */
	int64_t now;			/* advanced by the test */
	struct vb_fold *fold;
	struct vb_tree *tree;
	uint8_t *note[512];		/* entries, malloc'd */
	size_t note_len[512];
	struct vb_span span[512];
	uint32_t size;
	uint8_t *mark[513];		/* dated checkpoint after each entry */
	size_t mark_len[513];
	struct vb_hash checkpoint[513];	/* 6.3 hash by size */
	struct vb_hash root[513];
	struct fx_copy copy[64];
	unsigned ncopies;
	char origin[VB_KEYNAME_MAX + 1];
};

/* Founds a table of @n members ("nord", "sud", "observer:watch", "chair:lead";
 * no role: principal), all from @seed; entry 0 is logged.  @rules replace the
 * defaults of their names, or come on top (NULL-terminated, may be NULL). */
void fx_open(struct fx *t, unsigned seed, const char *const *names, unsigned n,
	     const char *const *rules, const char *judge);
/* The same in two steps, for charters that no honest table has: the members with
 * their keys, which a test may replace, then the charter.  Returns what the fold said
 * of it; it is logged whatever that was. */
void fx_members(struct fx *t, unsigned seed, const char *const *names, unsigned n);
enum vb_code fx_found(struct fx *t, const char *const *rules, const char *judge);
void fx_close(struct fx *t);
int fx_member(const struct fx *t, const char *name);

/* Field values of an act: "name", "value" pairs, NULL-terminated; a repeated field
 * several times. Acts are given as hex ids (fx_id()). */
struct fx_fields {
	const char *pair[64];
};
/* Writes the signed note of an act of member @who (FX_MEMBERS: the depositary) at the next
 * place of its chain, seen the whole log; returns its length; @out has VB_NOTE_MAX
 * bytes.  The member's chain moves on. Asserts on composer errors. */
size_t fx_act(struct fx *t, unsigned who, const char *kind, const struct fx_fields *f,
	      uint8_t *out);
/* The same, altered by @tweak (may be NULL) before it is composed, signed by @key
 * (NULL: the member's act key) named @keyname (NULL: the chain). */
size_t fx_act_as(struct fx *t, unsigned who, const char *office, const char *kind,
		 const struct fx_fields *f, void (*tweak)(struct vb_compose *c, void *ctx),
		 void *ctx, const struct vb_secret *key, uint8_t *out);
/* Adds a signature line of member @who to a note. */
size_t fx_cosign(struct fx *t, unsigned who, uint8_t *note, size_t len);
/* The same of any key, under any name. */
size_t fx_sign(const struct vb_secret *key, const char *name, uint8_t *note, size_t len);
/* Logs a note that no honest depositary would: tree and dated checkpoint, and nothing
 * in the fold. */
void fx_log_raw(struct fx *t, const uint8_t *note, size_t len);
/* Logs a note: fold, tree, dated checkpoint; returns the fold's code, and in @why
 * (may be NULL) the clause by which it is void. */
enum vb_code fx_log(struct fx *t, const uint8_t *note, size_t len, struct vb_err *why);
/* fx_act() and fx_log(); returns the index; asserts that it was logged. */
uint32_t fx_do(struct fx *t, unsigned who, const char *kind, const struct fx_fields *f,
	       struct vb_err *why);
/* Hex id of the act at @index, in a rotating static buffer. */
const char *fx_id(const struct fx *t, uint32_t index);

/* Hands over @paper from @who to the members in @mask; @kind propose, respond or
 * letter; @answers: log index or VB_NO_ACT.  Logged; copies kept in t->copy. */
uint32_t fx_hand(struct fx *t, unsigned who, unsigned mask, const char *kind,
		 const char *role, uint32_t answers, const char *paper);
/* Makes the sealed copy of @paper for @to at @place; fills @c. */
void fx_seal(struct fx *t, struct fx_copy *c, unsigned author, unsigned to,
	     const char *paper);
struct fx_copy *fx_copy_of(struct fx *t, uint32_t act, unsigned addressee);
/* Receipt by @who of @act, then the depositary's release; returns the release. */
uint32_t fx_receive(struct fx *t, unsigned who, uint32_t act);
uint32_t fx_receipt(struct fx *t, unsigned who, uint32_t act, struct vb_err *why);
uint32_t fx_release(struct fx *t, unsigned releaser, uint32_t act, unsigned addressee,
		    struct vb_err *why);
uint32_t fx_take(struct fx *t, unsigned who, uint32_t act, const char *as, uint32_t answers,
		 struct vb_err *why);
extern const char fx_paper[];	/* a small canonical paper of four leaves */

/* The checkpoint note of the log as it stands, dated by the depositary's clock, with
 * dated cosignatures of the members in @mask; returns its length. */
size_t fx_checkpoint(struct fx *t, unsigned mask, uint8_t *out, size_t cap);
/* A trust file for this table: all parties and the log; returns its length. */
size_t fx_trust(const struct fx *t, uint8_t *out, size_t cap);
