/*
 * Papers that pass: given, answered, received.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

/* A position that is conveyed informs. */
static bool conveys(struct vb_reader *r, struct vb_deeds *out, int vg, int what, int to)
{
	struct vb_deed *d;

	if (head(r, what) != VB_N_SUBJECT || to < 0 || r->chunk[to].who.n == 0)
		return false;
	d = vb_deed_plain(r, out, vg, VB_PA_INFORM);
	if (d->from.n == 0)
		vb_set_add(&d->from, d->voice.code);
	d->to = r->chunk[to].who;
	return true;
}

/* "declined to give details" */
static bool up_refuses(const struct vb_reader *r, int vg)
{
	int up = vb_parent_of(r, vg);

	return up >= 0 && (lemma(r, up, "decline") || lemma(r, up, "refuse"));
}

/* "what X sent was questions and not an answer" */
static void and_not(struct vb_reader *r, struct vb_deeds *out, int vg, int what)
{
	struct vb_deed *d, last = out->deed[out->n - 1];

	if (!is(r, what + 1, VB_C_AND))
		return;
	for (int k = what + 2; k < what + 5 && k < (int)r->chunks; k++) {
		if (!vb_paper_at(r, k))
			continue;
		d = vb_deed_add(r, out, VB_PA_HAND_OVER, vg);
		d->from = last.from;
		d->to = last.to;
		d->paper = k;
		d->document = vb_paper_label(r, k, &last.from);
		d->polarity = VB_PP_DENIED;
		return;
	}
}

/* What passes, from whom, to whom. */
struct passage {
	struct vb_set giver;
	struct vb_set to;
	int what;	/* the paper, or -1 */
};

/* "no letter has reached us": received, or not. */
bool vb_act_reach(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	struct vb_args a = vb_args_of(r, vg);
	int what = vb_paper_near(r, a.subject);
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_set to = vb_actor(r, a.object, &v);
	struct vb_deed *d;

	if (what < 0 || head(r, what) == VB_N_DEAL || r->chunk[vg].passive || to.n == 0)
		return false;
	d = vb_deed_add(r, out, VB_PA_RECEIVE, vg);
	d->from = vb_owner_of(r, what);
	d->to = to;
	d->paper = what;
	d->document = vb_paper_label(r, what, &d->from);
	d->polarity = vb_polarity_of(r, vg, &d->from, &v);
	vb_deed_stretch(d, what);
	vb_deed_stretch(d, a.object);
	return true;
}

/* "X has answered Y's proposal": an answer without a word for it. */
static bool answers(struct vb_reader *r, int vg, const struct vb_args *a, const struct vb_voice *v,
		    struct passage *p)
{
	const struct vb_chunk *c = &r->chunk[vg];
	bool passive = c->passive || c->reduced;

	if (vb_clause_kind(r, vg) == VB_C_WHEN || c->ing)
		return false;
	if (passive && !vb_paper_at(r, a->subject) && head(r, a->subject) != VB_N_SUBJECT)
		return false;
	p->giver = vb_actor(r, passive ? a->by : a->subject, v);
	p->to = vb_actor(r, a->object >= 0 ? a->object : a->to, v);
	p->what = -1;
	return p->giver.n > 0 &&
	       (p->to.n > 0 || a->to >= 0 || c->perfect || c->will ||
		(a->object >= 0 && vb_is_paper(head(r, a->object))));
}

/* Which phrase of "gave Y a paper", "provided Y with a paper", "Y was handed a paper" is what. */
static int receiver_of(const struct vb_reader *r, const struct vb_args *a, bool passive, int *what)
{
	int receiver = a->receiver >= 0 ? a->receiver : a->to;

	if (passive && !vb_paper_at(r, *what) && vb_paper_near(r, a->object) >= 0) {
		*what = a->object;
		return a->subject;
	}
	if (!passive && *what >= 0 && r->chunk[*what].who.n && a->with >= 0 &&
	    vb_paper_near(r, a->with) >= 0) {
		receiver = *what;
		*what = a->with;
	} else if (!passive && receiver < 0 && a->with >= 0) {
		receiver = a->with;
	}
	return receiver;
}

static bool gives(struct vb_reader *r, struct vb_deeds *out, int vg, const struct vb_args *a,
		  const struct vb_voice *v, struct passage *p)
{
	const struct vb_chunk *c = &r->chunk[vg];
	bool passive = c->passive || c->reduced;
	int what = passive ? a->subject : a->object;
	int receiver = receiver_of(r, a, passive, &what);

	if (conveys(r, out, vg, what, receiver) || (c->inf && c->passive))
		return false;
	what = vb_paper_near(r, what);
	if (what < 0 || head(r, what) == VB_N_DEAL || (r->chunk[what].pron && receiver < 0))
		return false;
	p->what = what;
	p->giver = vb_actor(r, passive ? a->by : a->subject, v);
	if (passive && p->giver.n == 0)
		p->giver = vb_owner_of(r, what);
	p->to = vb_actor(r, receiver, v);
	/* "a courier delivered it": for whoever says so. */
	if (p->giver.n == 0 && !passive && p->to.n && *v->code && !vb_set_has(&p->to, v->code) &&
	    is(r, a->subject, VB_C_NP) && !r->chunk[a->subject].the)
		vb_set_add(&p->giver, v->code);
	if (receiver >= 0 && vb_word_is(r, r->chunk[receiver].to - 1u, "public")) {
		vb_deed_plain(r, out, vg, VB_PA_PUBLISH)->to = (struct vb_set){{"public"}, 1};
		return false;
	}
	if (p->to.n == 0)
		p->to = vb_answered_at(r, what);
	return p->giver.n > 0 || passive;
}

void vb_act_give(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	bool answer = verb_frame(r, vg) == VB_FR_ANSWER;
	struct vb_args a = vb_args_of(r, vg);
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct passage p = {.what = -1};
	struct vb_deed *d;

	if (up_refuses(r, vg))
		return;
	if (answer ? !answers(r, vg, &a, &v, &p) : !gives(r, out, vg, &a, &v, &p))
		return;
	/* "the answer that X will give is a formality" */
	if (a.relative && r->chunk[vg].will)
		return;
	d = vb_deed_add(r, out, VB_PA_HAND_OVER, vg);
	d->from = p.giver;
	for (uint8_t i = 0; i < p.to.n; i++)
		if (!vb_set_has(&p.giver, p.to.code[i]))
			vb_set_add(&d->to, p.to.code[i]);
	d->paper = p.what;
	d->document = vb_paper_label(r, p.what, &p.giver);
	d->polarity = vb_polarity_of(r, vg, &p.giver, &v);
	if (p.what >= 0 && r->chunk[p.what].no && d->polarity == VB_PP_AFFIRMED)
		d->polarity = VB_PP_DENIED;
	vb_deed_background(r, d, vg);
	vb_deed_stretch(d, a.subject);
	vb_deed_stretch(d, a.end - 1);
	if (a.what)
		and_not(r, out, vg, p.what);
}

void vb_act_receive(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	struct vb_args a = vb_args_of(r, vg);
	bool passive = r->chunk[vg].passive || r->chunk[vg].reduced;
	int what = vb_paper_near(r, passive ? a.subject : a.object);
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_set to = vb_actor(r, passive ? a.by : a.subject, &v), from;
	struct vb_deed *d;

	if (what < 0)
		return;
	from = vb_actor(r, a.from_, &v);
	if (from.n == 0)
		from = vb_owner_of(r, what);
	if (from.n == 0 && to.n == 0)
		return;
	d = vb_deed_add(r, out, VB_PA_RECEIVE, vg);
	d->from = from;
	d->to = to;
	d->paper = what;
	d->document = vb_paper_label(r, what, &from);
	d->polarity = vb_polarity_of(r, vg, &to, &v);
	vb_deed_background(r, d, vg);
	vb_deed_stretch(d, a.subject);
	vb_deed_stretch(d, a.end - 1);
}
