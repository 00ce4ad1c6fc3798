/*
 * Client: scripted members who deal with a real depositary through its post, under
 * full control of the test, so that they can also lodge what no desk would.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "depositary/depositary.h"

#include <stdatomic.h>

#define CL_MEMBERS 8
#define CL_T0 1792000000

/* ---- a folder, a clock, a depositary ---- */

struct cl_place {
	char dir[64];
	struct vb_depositary *d;
	struct vb_post post;
};
/* The clock of every depositary and member of this process. */
extern _Atomic int64_t cl_now;

/* Where the logs of a folder's depositary are, to be freed; NULL: in the folder. */
extern char *(*cl_url)(const char *dir);
/* A new empty folder, in memory where there is /dev/shm. */
void cl_folder(struct cl_place *p);
/* Opens a depositary "bern" in it; aborts if that fails. */
void cl_open(struct cl_place *p);
/* The same, returning what it says. */
enum vb_code cl_try_open(struct cl_place *p, bool create, struct vb_err *err);
void cl_close(struct cl_place *p);
/* Removes the folder. */
void cl_clean(struct cl_place *p);

/* ---- a table and its members ---- */

struct cl_member {
	char name[VB_NAME_MAX + 1];
	struct vb_secret *act, *cosign, *founding, *recovery, *seal;
	struct vb_rng_seeded seeded;
	struct vb_rng rng;
	/* Where its chain stands, as it believes. */
	uint64_t number, epoch;
	struct vb_hash prev;
};

struct cl_table {
	struct vb_post post;
	struct vb_card card;
	struct vb_hash id;
	struct vb_hash draft;		/* id of the draft */
	uint8_t draft_text[8192];
	size_t draft_len;
	char origin[VB_KEYNAME_MAX + 1];
	struct cl_member m[CL_MEMBERS];
	unsigned n;
};

/* Makes @n members ("nord", "sud", "west") and the draft of table @name, from @seed;
 * asks the depositary for its card, and nothing else. */
void cl_draft(struct cl_table *t, struct vb_post post, const char *name, unsigned n,
	      unsigned seed);
/* Another draft of the same members, as they were before they sat at a table. */
void cl_redraft(struct cl_table *t, const char *name);
void cl_free(struct cl_table *t);
/* Lodges the draft. */
enum vb_code cl_draft_put(struct cl_table *t, struct vb_err *err);
/* The seat of member @who; returns its length; @out: 4096 bytes. */
size_t cl_seat(const struct cl_table *t, unsigned who, uint8_t *out);
/* The founding secret as a PRIVATE+KEY line; returns its length; @out: 512 bytes. */
size_t cl_founding_secret(const struct cl_table *t, unsigned who, uint8_t *out);
/* Takes the seat of @who; *open: the table has opened, and t->id is set. */
enum vb_code cl_seat_put(struct cl_table *t, unsigned who, bool *open, struct vb_err *err);
/* Draft and all seats; aborts if the table does not open. */
void cl_found(struct cl_table *t, struct vb_post post, const char *name, unsigned n,
	      unsigned seed);
/* Another handle on the same depositary, or another depositary on the same folder. */
void cl_move(struct cl_table *t, struct vb_post post);

/* ---- what the depositary shows ---- */

/* The newest checkpoint, parsed and verified; @buf: 8192 bytes. */
enum vb_code cl_checkpoint(struct cl_table *t, struct vb_checkpoint *c,
			   struct vb_hash *hash, uint8_t *buf, struct vb_err *err);
/* @who cosigns the newest checkpoint at time @time. */
enum vb_code cl_cosign(struct cl_table *t, unsigned who, int64_t time, struct vb_err *err);

/* ---- acts ---- */

/* "field", "value" pairs, NULL-terminated. */
struct cl_fields {
	const char *pair[32];
};
/* Signs an act of @who at the next place of its chain, having seen the newest
 * checkpoint; @tweak (may be NULL) alters it before it is composed.  Its length, or 0
 * if it cannot be composed; @out: VB_NOTE_MAX bytes.  The chain does not move on. */
size_t cl_act(struct cl_table *t, unsigned who, const char *kind, const struct cl_fields *f,
	      void (*tweak)(struct vb_compose *c, void *ctx), void *ctx, uint8_t *out);
/* Lodges a note, with @identities (lp-framed, may be empty); on VB_OK the chain of
 * @who has moved on to it. */
enum vb_code cl_lodge(struct cl_table *t, unsigned who, struct vb_view note,
		      struct vb_view identities, uint64_t *index, struct vb_err *err);
/* cl_act() and cl_lodge() of an act without copies. */
enum vb_code cl_do(struct cl_table *t, unsigned who, const char *kind,
		   const struct cl_fields *f, uint64_t *index, struct vb_err *err);
/* A harmless act: a promise. */
enum vb_code cl_promise(struct cl_table *t, unsigned who, uint64_t *index,
			struct vb_err *err);
/* Entry @index; its length, 0 if there is none; @out: VB_NOTE_MAX bytes. */
size_t cl_entry(struct cl_table *t, uint64_t index, uint8_t *out);

/* ---- papers ---- */

/* One paper from one member to another, ready to be lodged. */
struct cl_paper {
	struct vb_hash id;		/* of the act */
	struct vb_secret *one_time;
	uint8_t *sealed;		/* as it travels */
	size_t sealed_len;
	struct vb_hash hash;
	char copy[512];			/* the copy line */
	char receipt[512];		/* the same without recipient */
	uint8_t note[VB_NOTE_MAX];
	size_t len;
	uint8_t identity[128];		/* lp(identity) */
	size_t identity_len;
};
/* Composes the `propose` of @paper from @from to @to.  Free with cl_paper_free(). */
struct cl_paper *cl_paper(struct cl_table *t, unsigned from, unsigned to,
			  const char *paper);
void cl_paper_free(struct cl_paper *p);
enum vb_code cl_copy_put(struct cl_table *t, const struct cl_paper *p, struct vb_err *err);
/* Copy and act. */
enum vb_code cl_hand(struct cl_table *t, unsigned from, struct cl_paper *p, uint64_t *index,
		     struct vb_err *err);
/* The receipt of @p by @to. */
enum vb_code cl_receipt(struct cl_table *t, unsigned to, const struct cl_paper *p,
			uint64_t *index, struct vb_err *err);
/* Opens what the release at @index lets @to open: the paper's text, malloc'd; NULL. */
char *cl_open_copy(struct cl_table *t, unsigned to, const struct cl_paper *p,
		   uint64_t release);

/* ---- audit.c ---- */

/* What an honest log shows: fetched whole through the post and verified as any
 * verifier would, every checkpoint against the tree, every receipt with its release. */
struct cl_audit {
	uint64_t size;
	struct vb_hash root;
	unsigned checkpoints, voids, receipts, releases;
	char fault[256];		/* "": none */
};
void cl_audit(struct cl_table *t, struct cl_audit *out);
