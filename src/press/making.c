/*
 * Papers that are drawn up, published, kept back.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

/* Is a text kept from the public: does what leads to "publish" refuse it? */
static int publish_asked(struct vb_reader *r, int vg)
{
	for (int k = vg, n = 0; k >= 0 && n < 4; n++) {
		const struct vb_verb *w = verb(r, k);

		if (w && w->chain == VB_CH_ASK)
			return k;
		k = vb_parent_of(r, k);
	}
	return -1;
}

bool vb_keeps_secret(const struct vb_reader *r, int vg)
{
	static const char *const words[] = {"secret", "confidential", "private"};

	if (!lemma(r, vg, "keep"))
		return false;
	for (int k = vg + 1; k < vg + 6 && k < (int)r->chunks; k++) {
		if (r->chunk[k].kind == VB_C_VG)
			return false;
		for (size_t i = 0; i < VB_ARRAY_LEN(words); i++)
			if (vb_word_is(r, r->chunk[k].to - 1u, words[i]))
				return true;
	}
	return false;
}

/* "asked Y not to publish it": the asking, at @ask. */
static struct vb_deed *not_to_publish(struct vb_reader *r, struct vb_deeds *out, int ask,
				      const struct vb_voice *v)
{
	struct vb_args asking = vb_args_of(r, ask);
	struct vb_deed *d = vb_deed_add(r, out, VB_PA_ASK_NOT_PUBLISH, ask);

	d->from = vb_actor(r, asking.subject, v);
	d->to = vb_actor(r, asking.object, v);
	d->polarity = vb_polarity_of(r, ask, &d->from, v);
	return d;
}

/* "published it", "will not publish it": the latter keeps it secret. */
static struct vb_deed *made_public(struct vb_reader *r, struct vb_deeds *out, int vg, int what,
				   const struct vb_set *actor, const struct vb_voice *v)
{
	const struct vb_chunk *c = &r->chunk[vg];
	const struct vb_verb *up = verb(r, vb_parent_of(r, vg));
	bool secret = c->neg || (up && up->chain == VB_CH_DENY);
	struct vb_deed *d = vb_deed_add(
		r, out, secret && !c->perfect ? VB_PA_KEEP_SECRET : VB_PA_PUBLISH, vg);

	d->from = actor->n ? *actor : vb_owner_of(r, what);
	if (d->from.n == 0 && head(r, what) == VB_N_DRAFT && r->paper_code)
		vb_set_add(&d->from, r->paper_code);
	d->polarity = vb_polarity_of(r, vg, actor, v);
	if (d->act == VB_PA_KEEP_SECRET && d->polarity == VB_PP_DENIED)
		d->polarity = c->will ? VB_PP_PROMISED : VB_PP_AFFIRMED;
	return d;
}

void vb_act_publish(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	struct vb_args a = vb_args_of(r, vg);
	bool passive = r->chunk[vg].passive || r->chunk[vg].reduced;
	int what = vb_paper_near(r, passive ? a.subject : a.object), ask = publish_asked(r, vg);
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_set actor = vb_actor(r, passive ? a.by : a.subject, &v);
	struct vb_deed *d;

	/* "published what it called the answers" */
	for (int k = vg + 1; what < 0 && is(r, vg + 1, VB_C_WHAT) && k < vg + 8; k++)
		what = vb_paper_near(r, k) >= 0 && !r->chunk[k].pron ? k : what;
	if (!passive && a.subject >= 0 && r->chunk[a.subject].media) {
		actor.n = 0;
		vb_set_add(&actor, r->chunk[a.subject].media);
	}
	if (what < 0)
		return;
	if (ask >= 0)
		d = not_to_publish(r, out, ask, &v);
	else
		d = made_public(r, out, vg, what, &actor, &v);
	if (d->act == VB_PA_PUBLISH && a.to >= 0 &&
	    vb_word_is(r, r->chunk[a.to].to - 1u, "public"))
		vb_set_add(&d->to, "public");
	d->paper = what;
	actor = vb_owner_of(r, what);
	/* A newspaper's text is somebody else's paper. */
	if (actor.n || !(a.subject >= 0 && r->chunk[a.subject].media))
		d->document = vb_paper_label(r, what, actor.n ? &actor : &d->from);
	vb_deed_stretch(d, a.subject);
	vb_deed_stretch(d, a.end - 1);
}

/* "kept the text secret"; "asked Y to keep it secret" */
void vb_act_keep(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_args a = vb_args_of(r, vg);
	int ask = publish_asked(r, vg);
	struct vb_deed *d;

	if (ask >= 0) {
		d = not_to_publish(r, out, ask, &v);
	} else {
		d = vb_deed_add(r, out, VB_PA_KEEP_SECRET, vg);
		d->from = vb_actor(r, a.subject, &v);
		d->polarity = vb_polarity_of(r, vg, &d->from, &v);
	}
	vb_deed_stretch(d, a.subject);
	vb_deed_stretch(d, a.end - 1);
}

void vb_act_prepare(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	bool finish = verb_frame(r, vg) == VB_FR_FINISH;
	struct vb_args a = vb_args_of(r, vg);
	const struct vb_chunk *c = &r->chunk[vg];
	bool passive = c->passive || c->reduced;
	int what = passive ? a.subject : a.object;
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_set actor, of;
	struct vb_deed *d;

	if (a.inf == vg + 1)
		return;
	if (finish && head(r, what) == VB_N_PREPARING && is(r, what + 1, VB_C_PREP))
		what += 2;
	else if (finish)
		return;
	what = vb_paper_near(r, what);
	if (what < 0)
		return;
	actor = vb_actor(r, passive ? a.by : a.subject, &v);
	of = vb_owner_of(r, what);
	if (actor.n == 0)
		actor = of.n && vb_is_paper(head(r, what)) && head(r, what) != VB_N_PROPOSAL
				? of
				: actor;
	if (actor.n == 0)
		vb_set_add(&actor, v.code);
	d = vb_deed_add(r, out, VB_PA_PREPARE, vg);
	d->from = actor;
	d->paper = what;
	d->document = vb_paper_label(r, what, of.n ? &of : &actor);
	/* "received the paper and began to study it" */
	if (r->chunk[what].pron)
		d->document = out->n > 1 ? out->deed[out->n - 2].document : "";
	d->polarity = vb_polarity_of(r, vg, &actor, &v);
	if (head(r, what) == VB_N_ANSWER)
		d->to = vb_answered_at(r, what);
	vb_deed_stretch(d, a.subject);
	vb_deed_stretch(d, a.end - 1);
}
