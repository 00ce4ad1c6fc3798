/*
 * Verbs whose object decides what they tell of: "await an answer", "not support the text".
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

/* "waits for Y's answer": it is expected. */
static void awaited(struct vb_reader *r, struct vb_deeds *out, int vg, const struct vb_args *a)
{
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_deed *d = vb_deed_add(r, out, VB_PA_HAND_OVER, vg);

	d->to = vb_actor(r, a->subject, &v);
	d->from = r->chunk[a->object].who;
	if (d->from.n == 0)
		d->from = vb_actor(r, a->from_, &v);
	d->paper = a->object;
	d->document = d->from.n ? vb_paper_label(r, a->object, &d->from) : NULL;
	d->polarity = VB_PP_EXPECTED;
	if (d->to.n == 0)
		out->n--;
}

/* "the answer does not address our concerns" */
static void unaddressed(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_deed *d = vb_deed_plain(r, out, vg, VB_PA_REFUSE);

	if (d->from.n == 0 || vb_set_has(&d->from, v.code)) {
		d->from.n = 0;
		vb_set_add(&d->to, v.code);
	}
	if (vb_set_has(&d->to, v.code))
		d->from.n = 0;
	d->polarity = VB_PP_AFFIRMED;
}

/* "the draft includes a demand": the paper demands it. */
static void includes(struct vb_reader *r, struct vb_deeds *out, int vg, const struct vb_args *a)
{
	bool paper_subject = vb_is_paper(head(r, a->subject)), request = false;
	struct vb_deed *d;

	for (int k = vg; k < (int)r->chunks && k < vg + 4; k++)
		request = request || head(r, k) == VB_N_REQUEST;
	if (!request || !(paper_subject || r->paper))
		return;
	d = vb_deed_plain(r, out, vg, VB_PA_DEMAND);
	vb_voice_of(r, a->subject, &d->voice);
	if (!paper_subject) {
		d->voice.authority = VB_PW_INSTITUTION;
		d->voice.speaker = r->paper;
		d->voice.code = r->paper_code;
	}
	d->voice.cue = "include";
	d->from.n = 0;
	vb_set_add(&d->from, d->voice.code);
}

/* "the proposals, announced by X": X made them public. */
static void announced(struct vb_reader *r, struct vb_deeds *out, int vg, const struct vb_args *a)
{
	const struct vb_chunk *c = &r->chunk[vg];
	struct vb_deed *d;

	if (!c->past || !(c->reduced || !c->copula) || c->passive || a->by < 0 ||
	    !r->chunk[a->by].who.n || a->subject < 0 || !vb_of_negotiation(r, a->subject))
		return;
	d = vb_deed_add(r, out, VB_PA_PUBLISH, vg);
	d->from = r->chunk[a->by].who;
	d->voice = vb_voice_none;
}

/* "supports Y's text": agrees to it. */
static void supports(struct vb_reader *r, struct vb_deeds *out, int vg, int what)
{
	struct vb_deed *d = vb_deed_plain(r, out, vg, VB_PA_AGREE);

	if (d->to.n == 0)
		d->to = vb_owner_of(r, what);
	if (d->from.n == 0)
		out->n--;
}

static bool is_awaited(const struct vb_reader *r, int vg, const struct vb_verb *w,
		       const struct vb_args *a)
{
	return w->chain == VB_CH_EXPECT && w->frame == VB_FR_NONE &&
	       head(r, a->object) == VB_N_ANSWER && (a->inf < 0 || a->inf > a->object + 1) &&
	       !r->chunk[vg].will;
}

void vb_act_by_object(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	struct vb_args a = vb_args_of(r, vg);
	const struct vb_chunk *c = &r->chunk[vg];
	const struct vb_verb *w = verb(r, vg);
	uint8_t what = head(r, a.object);

	if (!w)
		return;
	if (w->chain == VB_CH_SAME && (what == VB_N_TALKS || what == VB_N_CALL))
		vb_act_meet(r, out, vg);
	else if (vb_keeps_secret(r, vg))
		vb_act_keep(r, out, vg);
	else if (is_awaited(r, vg, w, &a))
		awaited(r, out, vg, &a);
	else if (lemma(r, vg, "support") && c->neg && vb_of_negotiation(r, a.object))
		vb_deed_plain(r, out, vg, VB_PA_REFUSE)->polarity = VB_PP_AFFIRMED;
	else if (lemma(r, vg, "support") && vb_is_paper(what))
		supports(r, out, vg, a.object);
	else if ((lemma(r, vg, "deal") || lemma(r, vg, "address")) && c->neg)
		unaddressed(r, out, vg);
	else if (c->will && ((lemma(r, vg, "include") && what == VB_N_PROPOSAL) ||
			     lemma(r, vg, "set out")))
		vb_deed_plain(r, out, vg, VB_PA_PROPOSE);
	else if (lemma(r, vg, "include") && is(r, a.subject, VB_C_NP))
		includes(r, out, vg, &a);
	else if (lemma(r, vg, "announce"))
		announced(r, out, vg, &a);
}
