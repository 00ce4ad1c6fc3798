/*
 * What the verbs of a negotiation share: a desk, its view of the record, and how to
 * choose what to do something to.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "sim.h"

#include "desk/internal.h"

/* A verb's desk, and the record as that desk sees it, with what waits. */
struct doing {
	struct sim *s;
	struct sim_desk *k;
	struct vb_ahead ahead;
	const struct vb_fold *f;
	uint8_t me;
	struct vb_done done;
	struct vb_err err;
};

/* ---- verbs.c ---- */

/* What came of an act that one member signs, to be lodged within @days; true if it was
 * signed. */
bool doing_signed(struct doing *g, const char *verb, enum vb_code code, int64_t days);
/* Within two days. */
bool doing_heard(struct doing *g, const char *verb, enum vb_code code);
/* An act by "name", "value" pairs, NULL-terminated. */
bool doing_simple(struct doing *g, const char *kind, const char *const *pairs);
/* Opens the desk, syncs it perhaps, and looks; false: nothing can be done now. */
bool doing_look(struct doing *g);
void doing_drop(struct doing *g);
/* What a person does when told to: the chain goes on in its next epoch. */
void doing_resume(struct doing *g);
/* Names in rotating static buffers. */
const char *doing_cite(const struct doing *g, uint32_t act);
const char *doing_any_act(struct doing *g);
const char *doing_other(struct doing *g);
const char *doing_words(struct doing *g, unsigned n);
const char *doing_time(struct doing *g, int64_t from, unsigned days);
/* A hand-over to us (or by us) that is @fit; now and then any act at all; or NULL. */
const char *doing_paper(struct doing *g, bool to_us, bool (*fit)(const struct vb_handover *));
bool doing_is_open(const struct vb_handover *h);
bool doing_is_any(const struct vb_handover *h);
void doing_hand(struct doing *g);
/* A new paper: handed over as @o says, but for its text. */
void doing_hand_out(struct doing *g, struct vb_hand *o);
void doing_receive(struct doing *g);
void doing_receive_paper(struct doing *g, const char *of);

/* ---- roster.c ---- */

void doing_mandate(struct doing *g);
void doing_revoke(struct doing *g);
void doing_offices(struct doing *g);
void doing_rekey(struct doing *g);
void doing_leave(struct doing *g);
void doing_amend(struct doing *g);
void doing_minutes(struct doing *g);
void doing_transfer(struct doing *g);
/* An act that several sign: written, and passed round. */
void doing_joint(struct doing *g, const char *kind, const char *const *pair);

/* ---- joint.c ---- */

void doing_make_ours(struct doing *g);
void doing_correct(struct doing *g);
void doing_object(struct doing *g);

/* ---- carry.c ---- */

void doing_pouch(struct doing *g);
void doing_offline_round(struct doing *g);
void doing_back_up(struct doing *g);
void doing_restore(struct doing *g);
void doing_doctor(struct doing *g);

/* ---- evidence.c ---- */

/* What an honest desk took out. */
void doing_must_be_genuine(struct doing *g, struct vb_view file, const char *what);
void doing_prove(struct doing *g);
void doing_judge(struct doing *g);

/* ---- newcomer.c ---- */

void doing_newcomer(struct doing *g);

/* ---- guest.c ---- */

void doing_admit(struct doing *g);
