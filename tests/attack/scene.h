/*
 * What the attacks share: tables of two or three members, notes that no honest desk
 * would write, papers that are sealed wrongly, and the files that they end up in.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "../verify/kit.h"

/* Where the files of the attacks go: a folder, or a test that compares them. */
struct sink {
	void (*put)(void *ctx, const char *name, struct vb_view bytes);
	void *ctx;
};

/* All attacks of one subject, each with its files. */
void attack_honest(const struct sink *out);	/* 0: what they are measured by */
void attack_signatures(const struct sink *out);	/* 1 to 11 */
void attack_chains(const struct sink *out);	/* 12 to 18, 63 */
void attack_log(const struct sink *out);	/* 19 to 26 */
void attack_dates(const struct sink *out);	/* 27 to 38 */
void attack_delivery(const struct sink *out);	/* 39 to 48 */
void attack_papers(const struct sink *out);	/* 49 to 57 */
void attack_decisions(const struct sink *out);	/* 64 to 69 */
void attack_all(const struct sink *out);

#define DEP FX_MEMBERS	/* the depositary, as fx_act() wants it */

struct scene {
	struct fx t;
	unsigned nord, sud, west;
	const struct sink *out;
};
/* Tables of one seed: whoever sits at them has the same keys in every file. */
void scene_two(struct scene *s, const struct sink *out);
void scene_three(struct scene *s, const struct sink *out);
void scene_close(struct scene *s);

/* An empty file with room for @cap bytes. */
struct kit_file new_file(size_t cap);

/* ---- notes ---- */

/* How a note differs from what its author's desk would have written. */
struct twist {
	bool place;			/* number, epoch and prev are given */
	uint64_t number, epoch;
	struct vb_hash prev;
	int64_t shift;			/* of date and lodge-by, in seconds */
	int64_t hurry;			/* how much earlier lodge-by is */
	const struct vb_hash *root, *checkpoint;	/* in `seen`; NULL: the log's */
	uint64_t size;			/* in `seen`; 0: the log's */
};
struct kit_file note_of(struct scene *s, unsigned who, const char *kind,
			const struct fx_fields *f, const struct twist *how);
/* An act of an office of NORD: its first, or (@before not NULL) its second. */
struct kit_file office_note(struct scene *s, const char *office, const struct vb_secret *key,
			    const struct kit_file *before, const char *kind,
			    const struct fx_fields *f);
/* Logs a note and frees it: as an honest depositary does; returns its index. */
uint32_t log_note(struct scene *s, struct kit_file note);
/* As none does. */
void log_false(struct scene *s, struct kit_file note);
/* The id of a note's text. */
struct vb_hash id_of(const struct kit_file *note);
const char *hex_of(const struct vb_hash *h);	/* rotating static buffers */
/* The one @from in @in becomes @to. */
struct kit_file edited(struct vb_view in, const char *from, const char *to);
/* The same in a note's text, then signed by nothing but @key, under @name. */
struct kit_file resigned(struct vb_view note, const char *from, const char *to,
			 const struct vb_secret *key, const char *name);
/* A line more. */
void sign_too(struct kit_file *note, const struct vb_secret *key, const char *name);
struct vb_view logged(const struct scene *s, uint32_t index);

/* ---- keys ---- */

/* A secret of 32 bytes that are zero but for the last four. */
struct vb_secret *numbered_secret(uint32_t n);
/* "NAME PURPOSE VKEY"; rotating static buffers. */
const char *key_line(const char *name, const char *purpose, const struct vb_secret *key);
/* Replaces *@old, by a copy of @with. */
void replace_secret(struct vb_secret **old, const struct vb_secret *with);
/* NORD's mandate to @office; returns its index. */
uint32_t give_mandate(struct scene *s, const char *office, const struct vb_secret *key,
		      const char *scope, const char *until);
/* @who's act key becomes @fresh, which is the scene's from here on: the rekey. */
struct kit_file rekey_note(struct scene *s, unsigned who, struct vb_secret *fresh);

/* ---- papers ---- */

/* One copy, and what is wrong with it. */
struct sealing {
	unsigned to;
	const char *paper;		/* what the act commits to; NULL: fx_paper */
	const char *opens;		/* the paper that opens instead; NULL: that one */
	const char *tail;		/* what stands at the end of its padding */
	struct vb_view plain;		/* what opens instead of any copy; empty: a copy */
	const struct vb_secret *seal;	/* whose inner layer it is; NULL: the addressee's */
	struct vb_view inner;		/* in place of the inner file; empty: that */
	bool own;			/* the author's own, never lodged (5.2.4) */
};
/* Hands over @n copies; the result stands in t.copy as fx_hand() leaves it. */
uint32_t hand_over(struct scene *s, unsigned who, const struct sealing *c, unsigned n,
		   const char *same_text);
/* NORD hands fx_paper over to everybody else. */
uint32_t hand_plainly(struct scene *s);
/* The opened text of the copy of act @act (or, before it is logged, of @who's next) for
 * @to, whose paper is @paper. */
struct kit_file opened_text(struct scene *s, unsigned who, const struct fx_copy *c,
			    uint32_t act, const char *paper);
struct kit_file seal_inner(const struct vb_secret *to, const struct vb_age_keys *keys,
			   struct vb_view plain);
/* The fields of a receipt of @act by @who. */
const struct fx_fields *receipt_fields(struct scene *s, unsigned who, uint32_t act);
/* Those of a release to @who under @identity. */
const struct fx_fields *release_fields(struct scene *s, unsigned who, uint32_t act,
				       const char *receipt, const struct vb_secret *identity);

/* ---- files ---- */

/* Each writes the file and frees what it is given. */
void put_file(struct scene *s, const char *name, struct kit_file f);
void put_view(struct scene *s, const char *name, struct vb_view v);
void put_bundle(struct scene *s, const char *name);
void put_pouch(struct scene *s, const char *name, const struct kit_file *outbox, unsigned n);
/* A bundle whose dated checkpoints are those of @sizes, zero-terminated. */
void put_bundle_marked(struct scene *s, const char *name, const uint32_t *sizes);
/* Proofs of picked acts, or (@n 0) of the whole log, asserting @claim (NULL: nothing),
 * with the parts in @more (freed; NULL: none). */
struct kit_file proof_of(struct scene *s, const char *claim, const uint32_t *act, size_t n);
void put_proof(struct scene *s, const char *name, const char *claim, const uint32_t *act,
	       size_t n, struct kit_file *more);
struct kit_file joined(struct kit_file a, struct kit_file b);
void put_trust(struct scene *s, const char *name, const char *more);
/* The checkpoint of the first @size entries, dated by whom and when it says. */
struct stamp {
	const struct vb_secret *key;
	const char *name;
	int64_t time;
};
struct stamp clock_at(const struct scene *s, int64_t time);
struct kit_file cosigned(struct scene *s, uint32_t size, const struct stamp *by, unsigned n);
const char *time_text(int64_t t);	/* rotating static buffers */
