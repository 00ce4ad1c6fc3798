/*
 * The oracle: which acts of a log take effect, and what became of each hand-over, told from
 * the acts alone by a second reading of format.md 3.5, 3.7, 4, 5, 6.5 and 8.  It shares
 * nothing with the fold but the reading of an act and of the values in it.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "sim.h"

#define ORACLE_NEVER SIZE_MAX

struct oracle_member {
	struct vb_view name, role;
	bool joined;
	size_t admitted, left;		/* by the acts of these places in the log */
	uint64_t seen;			/* the largest log that it has shown to know */
};

struct oracle_chain {
	char name[66];
	uint64_t number, epoch;
	struct vb_hash head;
	bool rekeyed;
};

struct oracle_mandate {
	const struct vb_act *act;
	bool revoked;
};

/* One claim of an addressee, and what the judge said of it. */
struct oracle_claim {
	size_t at, ruling;
	bool upheld;
};

struct oracle_handed {
	size_t act;
	struct vb_view from, to;	/* names */
	struct vb_view copy;		/* its line */
	bool entered;
	size_t receipt, refuse, withdraw, release, take;
	bool carried;
	struct oracle_claim contest, cannot_open;
};

/* A correction under silence (format.md 5.5.4). */
struct oracle_silence {
	size_t act, of, text;		/* the text that it corrects */
	int64_t until;
	size_t objection;
};

struct oracle {
	struct sim *s;
	/* What it reads: the log, and its dated checkpoints, rising. */
	const struct vb_act *const *act;
	size_t n;
	const struct vb_tree *tree;
	const struct vb_mark *mark;
	size_t nmarks;
	/* What it finds. */
	bool *effect;			/* of each act: not void */
	bool *contradicted;		/* and its date, by its interval (4.7) */
	bool *late;			/* void by 4.7 */
	size_t *by;			/* void by that act, or ORACLE_NEVER (4.8) */
	struct vb_span *span;		/* of each act (6.5) */
	struct oracle_member member[VB_PARTIES_MAX];
	unsigned nmembers;
	struct oracle_chain *chain;
	size_t nchains;
	struct oracle_mandate *mandate;
	size_t nmandates;
	uint8_t (*key)[33];	/* each behind its curve: 1 an X25519 key */
	size_t nkeys;
	struct oracle_handed *handed;
	size_t nhanded;
	size_t amended;			/* the last amendment, or 0 */
	size_t closed;			/* the transfer, or 0 */
	uint64_t take_days, collect_days, deemed_days, skew;
	bool tie_author, each;
	struct oracle_silence *silence;
	size_t nsilences;
};

/* Reads the whole log; o->s has failed if it should never have come to be. */
void oracle_read(struct oracle *o);
void oracle_free(struct oracle *o);
enum vb_state oracle_state(const struct oracle *o, const struct oracle_handed *h, int64_t now);
/* Who answers for the void act @i (format.md 4.7, 4.8, 10.4), into @out. */
void oracle_culprit(const struct oracle *o, size_t i, char out[static VB_CULPRIT_MAX]);
/* Holds what @f says against it. */
void oracle_compare(const struct oracle *o, const struct vb_fold *f);

/* ---- what its files share ---- */

/* rules.c: true if the author may act at all, here and now. */
bool oracle_may_act(struct oracle *o, size_t i);
/* Acts of 5.1, 5.2 and 5.4.1 to 5.4.3; false: it is none of them. */
bool oracle_rules(struct oracle *o, size_t i, bool *effect);
/* decisions.c: acts of 5.5, in the same way; and what they come to, against @f. */
bool oracle_decides(struct oracle *o, size_t i, bool *effect);
void oracle_compare_decisions(const struct oracle *o, const struct vb_fold *f);
bool oracle_is(const struct vb_act *a, const char *kind);
/* The place of the act that @field names, ORACLE_NEVER if it is none before @a. */
size_t oracle_cited(const struct oracle *o, const struct vb_act *a, const char *field);
struct oracle_member *oracle_member(struct oracle *o, struct vb_view name);
/* What it answers is a hand-over that its author sent or was sent (5.2.5). */
bool oracle_answers_well(const struct oracle *o, const struct vb_act *a);
