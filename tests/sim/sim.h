/*
 * One negotiation: desks, depositary, clock, randomness and disk of one seed; what its
 * outside has seen of it; and what must hold of all that.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "desk/desk.h"
#include "depositary/depositary.h"
#include "ramvfs.h"

#define SIM_T0 1639563240	/* 15 Dec 2021 10:14 UTC */
#define SIM_DESKS 12		/* members and offices */
#define SIM_KINDS 32
#define SIM_STATES 14
#define SIM_SILENCES 5
#define SIM_CLAUSES 40		/* by which an act can be void */
#define SIM_LATE 8		/* requests that the network keeps */

/* ---- counting, over all negotiations of this process ---- */

enum sim_crash {		/* where something stopped */
	SIM_SIGNED, SIM_OWN, SIM_SENT,
	SIM_COPY_STORED, SIM_ENQUEUED, SIM_SEALED, SIM_COMMITTED, SIM_PUBLISHED,
	SIM_DESK_CUT, SIM_BANK_CUT, SIM_REPLY_LOST, SIM_FOUNDING, SIM_RESTORED,
	SIM_CRASHES,
};
extern const char *const sim_crash_names[];

/* What a negotiation may meet with, beside crashes. */
enum sim_met {
	SIM_ARRIVES_LATE, SIM_ARRIVES_TOO_LATE, SIM_RESTORED_ON_WAY, SIM_OFFICES_OFFLINE,
	SIM_POUCH_BACK, SIM_TWO_TEXTS, SIM_TWO_KEPT, SIM_REKEY_ON_WAY, SIM_REKEY_OPENED,
	SIM_CHAIR_TEXT, SIM_OBSERVER, SIM_ADMITTED_HANDS, SIM_DEEMED, SIM_COLLECT_BY,
	SIM_PAST_LODGE_BY, SIM_CROSSED, SIM_CONTRADICTED, SIM_TWO_CLAIMS, SIM_ANNEX,
	SIM_CLOCK_WRONG, SIM_BANK_CLOCK, SIM_DESK_FULL, SIM_BANK_FULL, SIM_JUDGED,
	SIM_DISCLOSED, SIM_CLAIMED, SIM_SKELETON, SIM_NEWCOMER,
	SIM_MET,
};
extern const char *const sim_met_names[];

struct sim_tally {
	uint64_t tables, acts, voids, handovers, checkpoints, asked, pouches, proofs;
	uint64_t crash[SIM_CRASHES];
	uint64_t survival[RAM_SURVIVALS];
	uint64_t kind[SIM_KINDS];	/* acts logged, by the order of vb_kinds() */
	uint64_t kind_void[SIM_KINDS];
	uint64_t state[SIM_STATES];
	uint64_t silent[SIM_SILENCES];	/* by the state of a silence */
	uint64_t given_up;		/* signed, and resumed or restored away */
	uint64_t met[SIM_MET];
	struct {
		char clause[8];		/* "": no more */
		uint64_t n;
	} voided[SIM_CLAUSES];
	uint64_t failed;
};
extern struct sim_tally tally;

/* ---- what the outside has seen ---- */

/* A text that left a desk. */
struct sim_left {
	struct vb_hash id;		/* of the act */
	struct vb_hash note;		/* SHA-256 of the whole note, as it was lodged */
	char chain[66];
	uint64_t number, epoch;
	bool lodged;			/* the depositary has said so */
	bool lost;			/* on its way, when its desk was restored */
	uint64_t index;
};

/* What a desk has told its user: signed and kept. */
struct sim_told {
	struct sim_desk *desk;
	char chain[66];
	uint64_t number, epoch;
	int64_t lodge_by;
	bool lodged;			/* and logged, at that index */
	uint64_t index;
	bool given_up;			/* a resume or a restore has given it up */
};

/* A checkpoint that the depositary has shown to somebody. */
struct sim_point {
	uint64_t size;
	struct vb_hash root;
};

/* The text of a paper, under the act that hands it over. */
struct sim_paper {
	char citation[96];
	uint64_t hash;
	char *text;
};

struct sim_ledger {
	struct sim_left *left;
	struct sim_told *told;
	struct sim_point *point;
	struct sim_paper *paper;
	size_t nleft, ntold, npoints, npapers;
};

/* ---- a negotiation ---- */

struct sim_desk {
	struct sim *sim;
	char party[VB_NAME_MAX + 1];
	char office[VB_NAME_MAX + 1];	/* "": the party itself */
	char dir[160];
	char backup[160];
	struct vb_world world;
	struct vb_desk *d;		/* NULL: closed */
	bool offline;
	bool wild;			/* no desk: nobody answers for what it sends */
	bool silent;			/* an answer did not reach it, this time */
	bool stopped;			/* at a crash point */
	const char *crash_at;		/* NULL */
	bool says_no;			/* to the next question */
	bool has_backup;
	int64_t off;			/* seconds that its clock is ahead */
	bool rekeying;			/* has tried to get new keys */
	bool restored;			/* from a copy, and has not resumed since */
};

/* A lodging that its sender believes lost. */
struct sim_late {
	struct sim_desk *desk;
	struct vb_hash table;
	uint8_t *body;
	size_t len;
};

enum sim_flaw {			/* of a paper's copies */
	SIM_HONEST,
	SIM_OTHER_TEXT,		/* than its root commits to */
	SIM_OTHER_READER,	/* sealed to somebody else */
	SIM_OTHER_PLACE,	/* it states another number */
	SIM_NO_COPY,		/* what opens is no copy at all */
	SIM_FLAWS,
};

#define SIM_PAPERS 64		/* of the guest, of which it is known what is wrong */

/* An act that a desk carries, of whose position its author has given another text to the
 * depositary. */
struct sim_twofold {
	struct sim_desk *desk;
	uint8_t *note;
	size_t len;
};

/* A member with another program than a desk: see guest.c. */
struct sim_guest {
	struct sim_desk post;		/* what it asks with */
	struct vb_secret *act, *cosign, *recovery, *seal, *next;
	struct {
		char citation[96];
		enum sim_flaw flaw;
	} paper[SIM_PAPERS];
	unsigned npapers;
	struct sim_twofold twofold[4];
	unsigned ntwofold;
};

struct sim {
	uint64_t seed;
	bool verbose;
	bool calm;			/* no more faults: what must hold is looked at */
	uint64_t random;
	struct vb_rng_seeded seeded;
	char dir[96];
	char bank[128];			/* the depositary's folder */
	int64_t now;
	struct vb_depositary *dep;
	const char *bank_crash;		/* NULL */
	bool bank_made, bank_stopped;
	unsigned bank_down;		/* questions that it will not answer */
	bool was_ahead;			/* some desk's clock */
	int64_t bank_off;		/* seconds that its clock is ahead: never above 0 */
	struct sim_late late[SIM_LATE];
	unsigned nlate;
	struct sim_desk desk[SIM_DESKS];
	unsigned ndesks;
	struct sim_guest guest;
	struct sim_desk newcomer;	/* until it sits at the table */
	bool newcomer_asks, newcomer_sits;
	char request[300];		/* its request, a file */
	struct vb_hash table;
	struct sim_ledger ledger;
	unsigned papers;		/* written so far */
	unsigned files;			/* acts that others must sign, written so far */
	struct vb_hash root;		/* of its log, at its end */
	bool failed;
	char why[1024];
};

/* ---- sim.c ---- */

/* Something that must hold does not: prints it, once, with the seed. */
void sim_fail(struct sim *s, const char *fmt, ...) VB_PRINTF(2, 3);
/* Tells, with --verbose. */
void sim_say(const struct sim *s, const char *fmt, ...) VB_PRINTF(2, 3);
uint64_t sim_draw(struct sim *s);
/* 0 to n-1. */
unsigned sim_below(struct sim *s, unsigned n);
/* With a chance of @percent. */
bool sim_chance(struct sim *s, unsigned percent);

/* ---- world.c ---- */

/* Founds the table; false: it has failed. */
bool sim_open(struct sim *s);
void sim_close(struct sim *s);
/* A desk in DIR/@name of @party. */
struct sim_desk *sim_desk_add(struct sim *s, const char *party, const char *office);
/* The same, that is none of s->desk. */
void sim_desk_make(struct sim *s, struct sim_desk *k, const char *party, const char *office);
/* Opens its folder if it is closed; false: it stopped or failed. */
bool sim_desk_up(struct sim_desk *k);
/* Closes it in good order; it may lose power even then. */
void sim_desk_down(struct sim_desk *k);
/* If it was stopped, or lost power: drops it, and restores its disk. */
bool sim_desk_reap(struct sim_desk *k);
/* Arms a crash of @k or of the depositary, for what is done next. */
void sim_arm(struct sim_desk *k);
void sim_disarm(struct sim_desk *k);
/* What the clock of @k says. */
int64_t sim_clock(const struct sim_desk *k);
/* Something that the network kept reaches the depositary after all. */
void sim_deliver_late(struct sim *s);
/* The depositary, up and running, as a reader. */
struct vb_post sim_reader(struct sim *s);
/* Removes it, and what SQLite has in it. */
void sim_folder_gone(const char *dir);
/* Copies files, not folders. */
void sim_copy_folder(const char *from, const char *to);

/* The post that @k asks. */
struct vb_post sim_post_of(struct sim_desk *k);

/* ---- newcomer.c ---- */

/* If it has been admitted, it takes its seat now. */
void sim_newcomer_settles(struct sim *s);

/* ---- guest.c ---- */

void sim_guest_act(struct sim *s);
void sim_guest_free(struct sim_guest *g);
/* Adds its line to the act in @path, if that wants one; lodges it if it was the last. */
void sim_guest_countersign(struct sim *s, const char *path);
/* What is wrong with a paper: nothing, unless the guest has made it. */
enum sim_flaw sim_flaw_of(const struct sim *s, const char *citation);

/* ---- ledger.c ---- */

/* The act @note has left a desk, perhaps with lines still missing. */
struct sim_left *sim_has_left(struct sim *s, struct vb_view note);
/* The same of all acts in a pouch. */
void sim_pouch_has_left(struct sim *s, struct vb_view pouch);
void sim_has_shown(struct sim *s, struct vb_view checkpoint);
/* "u16 length || note". */
void sim_has_shown_all(struct sim *s, struct vb_view framed);
void sim_has_told(struct sim_desk *k, const struct vb_done *done, int64_t lodge_by);
/* What @chain ("": all that @k signs) has not logged is given up. */
void sim_gives_up(struct sim_desk *k, const char *chain);
/* The same where @k is restored from a copy: what it had sent, and nobody has logged, it
 * does not know any more. */
void sim_forgets(struct sim_desk *k);
/* Whether @k has sent something of which nobody has said that it is logged: then a desk
 * that was restored cannot find out by itself that it has to resume. */
bool sim_owes(const struct sim_desk *k);
void sim_chain_of(char out[static 66], const struct sim_desk *k);
void sim_keep_paper(struct sim *s, const char *citation, const char *text);
/* False if @text is none of those that were handed over as @citation: where a desk
 * stopped while it signed, the same number may have been tried with another text. */
bool sim_is_paper(const struct sim *s, const char *citation, struct vb_view text);
void sim_ledger_free(struct sim_ledger *l);

/* ---- verbs.c ---- */

/* Somebody does something. */
void sim_act(struct sim *s);
/* What @k was told when it asked for something; true if @code is VB_OK. */
bool sim_heard(struct sim_desk *k, const char *verb, enum vb_code code,
	       const struct vb_done *done, const struct vb_err *err);
enum vb_code sim_do(struct sim_desk *k, const char *kind, const char *const *pairs,
		    const char *file, struct vb_done *done, struct vb_err *err);

/* ---- settle.c ---- */

/* No more faults: everybody is back, and hears of everything. */
void sim_settle(struct sim *s);

/* ---- check.c: reads the depositary's post and what desks export ---- */

void sim_check(struct sim *s);
/* Counts the states that hand-overs and silences are in, as @f has them. */
void sim_count_states(const struct vb_fold *f, int64_t now);
