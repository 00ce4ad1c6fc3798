/*
 * What the files that find acts share: short names for what is asked of a chunk, and the acts
 * by what a verb does.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "internal.h"

#include <string.h>

static inline bool is(const struct vb_reader *r, int i, enum vb_chunk_kind kind)
{
	return i >= 0 && i < (int)r->chunks && r->chunk[i].kind == kind;
}

static inline const struct vb_verb *verb(const struct vb_reader *r, int vg)
{
	return is(r, vg, VB_C_VG) && r->chunk[vg].verb >= 0 ? &vb_verbs[r->chunk[vg].verb]
							    : NULL;
}

static inline bool lemma(const struct vb_reader *r, int vg, const char *s)
{
	const struct vb_verb *v = verb(r, vg);

	return v && *v->lemma == *s && strcmp(v->lemma, s) == 0;
}

static inline uint8_t head(const struct vb_reader *r, int np)
{
	return is(r, np, VB_C_NP) ? r->chunk[np].head : VB_N_PLAIN;
}

static inline const char *noun(const struct vb_reader *r, int np)
{
	return is(r, np, VB_C_NP) && r->chunk[np].noun >= 0 ? vb_nouns[r->chunk[np].noun].word
							    : "";
}

/* How the verb at @vg takes part in an act. */
static inline enum vb_frame frame(const struct vb_reader *r, int vg)
{
	const struct vb_verb *v = verb(r, vg);

	return v ? (enum vb_frame)v->frame : VB_FR_NONE;
}

/* ---- polarity.c ---- */

/* The verb that this one depends on: "promised | to give", "asked not | to publish". */
int vb_parent_of(const struct vb_reader *r, int vg);
/* Is the clause of @vg a condition, or about a time? */
enum vb_chunk_kind vb_clause_kind(const struct vb_reader *r, int vg);

/* ---- paper.c ---- */

/* Whose paper: "Moscow's answer", "an answer from Moscow", "the answer of Moscow". */
struct vb_set vb_owner_of(const struct vb_reader *r, int np);
/* To whom a paper speaks: "answer to the US proposals". */
struct vb_set vb_answered_at(const struct vb_reader *r, int np);
/* A paper, or "it". */
bool vb_paper_at(const struct vb_reader *r, int np);
/* A paper at @np, or in what follows by "of": "the text of the letter". */
int vb_paper_near(const struct vb_reader *r, int np);

/* ---- acts.c ---- */

/* One of the words, anywhere in the sentence. */
bool vb_sentence_has(const struct vb_reader *r, const char *const *words, size_t n);
/* Is it a paper, talks, a concession: what is negotiated about? */
bool vb_of_negotiation(const struct vb_reader *r, int np);
/* The words from a deed's first to its last chunk take in @i. */
void vb_deed_stretch(struct vb_deed *d, int i);
/* An act of a relative clause, or one of time, has no date of its own. */
void vb_deed_background(const struct vb_reader *r, struct vb_deed *d, int vg);
/* Appends one whose sides are the subject, and whoever else the verb has. */
struct vb_deed *vb_deed_plain(struct vb_reader *r, struct vb_deeds *out, int vg,
			     enum vb_press_act act);

/* ---- passing.c, making.c, position.c, meeting.c, object.c: what the verb at @vg tells of ---- */

typedef void vb_act_fn(struct vb_reader *r, struct vb_deeds *out, int vg);
vb_act_fn vb_act_give, vb_act_receive;
/* False: "reached a deal" is none of its. */
bool vb_act_reach(struct vb_reader *r, struct vb_deeds *out, int vg);
vb_act_fn vb_act_publish, vb_act_prepare, vb_act_keep;
/* "keep it confidential" */
bool vb_keeps_secret(const struct vb_reader *r, int vg);
vb_act_fn vb_act_propose, vb_act_demand, vb_act_want, vb_act_obligation, vb_act_make;
vb_act_fn vb_act_refuse, vb_act_agree, vb_act_yield;
vb_act_fn vb_act_accuse, vb_act_threaten, vb_act_take_measures;
vb_act_fn vb_act_meet, vb_act_inform, vb_act_comment, vb_act_suspend;
vb_act_fn vb_act_by_object;
