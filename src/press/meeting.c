/*
 * Parties that meet, inform one another, break off, or will not comment.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

void vb_act_meet(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	/* "continue the talks" holds them, too. */
	bool hold = verb_frame(r, vg) == VB_FR_HOLD || verb_frame(r, vg) == VB_FR_NONE;
	struct vb_args a = vb_args_of(r, vg);
	bool passive = r->chunk[vg].passive || r->chunk[vg].reduced;
	int what = passive ? a.subject : a.object;
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_set actor = vb_actor(r, passive ? a.by : a.subject, &v), with;
	bool consult = lemma(r, vg, "consult");
	struct vb_deed *d;

	/* "met reporters" negotiates nothing. */
	if ((lemma(r, vg, "speak") && a.with < 0) || head(r, what) == VB_N_PRESS)
		return;
	if (hold && head(r, what) != VB_N_TALKS && head(r, what) != VB_N_CALL)
		return;
	if (lemma(r, vg, "meet") && what >= 0 &&
	    (head(r, what) == VB_N_REQUEST || head(r, what) == VB_N_SUBJECT))
		return;
	with = vb_actor(r, a.with >= 0 ? a.with : hold ? a.into : what, &v);
	if (hold && is(r, what, VB_C_NP)) {
		struct vb_set own = r->chunk[what].who;

		vb_set_join(&actor, &own);
	}
	if (actor.n == 0 && with.n == 0 &&
	    !(what < 0 && a.subject >= 0 && head(r, a.subject) == VB_N_OFFICE))
		return;
	/* Whoever of unknown side is met is of the other side. */
	if (with.n == 0 && actor.n == 1 && what >= 0 &&
	    (r->chunk[what].person >= 0 || head(r, what) == VB_N_OFFICE ||
	     head(r, what) == VB_N_SIDE))
		vb_set_add(&with,
			   strcmp(actor.code[0], r->dyad[0]) == 0 ? r->dyad[1] : r->dyad[0]);
	d = vb_deed_add(r, out, VB_PA_NEGOTIATE, vg);
	d->from = actor;
	d->polarity = vb_polarity_of(r, vg, &actor, &v);
	for (uint8_t i = 0; i < with.n; i++)
		if (consult || vb_set_has(&with, "allies"))
			vb_set_add(&d->to, with.code[i]);
		else
			vb_set_add(&d->from, with.code[i]);
	/* What two are to do is the plan of neither alone. */
	if (d->polarity == VB_PP_PROMISED && d->from.n > 1 && d->voice.authority == VB_PW_NONE)
		d->polarity = VB_PP_EXPECTED;
	vb_deed_stretch(d, a.subject);
	vb_deed_stretch(d, a.end - 1);
}

void vb_act_inform(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	struct vb_args a = vb_args_of(r, vg);
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	bool passive = r->chunk[vg].passive;
	struct vb_set to = vb_actor(r, passive ? a.subject : a.object, &v);
	struct vb_deed *d;

	if (to.n == 0 && a.object >= 0 && is(r, a.object + 1, VB_C_PREP))
		to = vb_parties_at(r, a.object + 2);
	if (to.n == 0)
		return;
	d = vb_deed_plain(r, out, vg, VB_PA_INFORM);
	d->to = to;
}

void vb_act_comment(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	int up = vb_parent_of(r, vg);
	static const char *const longer[] = {"longer"};
	struct vb_deed *d;

	if (up >= 0 && (lemma(r, up, "decline") || lemma(r, up, "refuse")))
		return;
	if (!r->chunk[vg].neg && !(vb_sentence_has(r, longer, 1)))
		return;
	d = vb_deed_plain(r, out, vg, VB_PA_NO_COMMENT);
	d->polarity = VB_PP_AFFIRMED;
	d->to.n = 0;
}

void vb_act_suspend(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	bool only_talks = verb_frame(r, vg) == VB_FR_SUSPEND_TALK;
	struct vb_args a = vb_args_of(r, vg);
	int what = r->chunk[vg].passive ? a.subject : a.object;
	struct vb_deed *d;

	if (only_talks && head(r, what) != VB_N_TALKS && head(r, what) != VB_N_DEAL &&
	    head(r, what) != VB_N_VOTE && strcmp(noun(r, what), "process") != 0)
		return;
	d = vb_deed_plain(r, out, vg, VB_PA_SUSPEND);
	if (is(r, what, VB_C_NP) && head(r, what) != VB_N_PLAIN && d->from.n == 0)
		d->from = r->chunk[what].who;
}
