/*
 * Acts that verbs tell of: who did what to whom, and whether it happened.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

bool vb_sentence_has(const struct vb_reader *r, const char *const *words, size_t n)
{
	for (size_t i = 0; i < r->words; i++)
		for (size_t k = 0; k < n; k++)
			if (vb_word_is(r, i, words[k]))
				return true;
	return false;
}

bool vb_of_negotiation(const struct vb_reader *r, int np)
{
	uint8_t class = head(r, np);

	return vb_is_paper(class) || class == VB_N_TALKS || class == VB_N_CALL ||
	       class == VB_N_SUBJECT || class == VB_N_CONCESSION || class == VB_N_VOTE;
}

struct vb_deed *vb_deed_add(struct vb_reader *r, struct vb_deeds *out, enum vb_press_act act,
			    int vg)
{
	struct vb_deed *d = &out->deed[out->n];

	if (out->n + 1 < VB_DEEDS_MAX)
		out->n++;
	*d = (struct vb_deed){.act = act,
			      .chunk = vg,
			      .first = vg,
			      .last = vg,
			      .paper = -1,
			      .object = "",
			      .voice = vb_voice_at(r, (size_t)vg),
			      .confidence = 70};
	return d;
}

/* The words from a deed's first to its last chunk take in @i. */
void vb_deed_stretch(struct vb_deed *d, int i)
{
	if (i < 0)
		return;
	d->first = i < d->first ? i : d->first;
	d->last = i > d->last ? i : d->last;
}

void vb_deed_background(const struct vb_reader *r, struct vb_deed *d, int vg)
{
	d->background = vb_clause_kind(r, vg) == VB_C_WHEN || vb_clause_kind(r, vg) == VB_C_WHO;
}

/* "its right to NATO membership" is addressed to nobody. */
static bool addressed(const struct vb_reader *r, int np)
{
	const struct vb_chunk *c = &r->chunk[np];

	return !c->owns || c->head != VB_N_PLAIN || c->noun >= 0 ||
	       r->word[c->to - 1].pos == VB_P_NAME;
}

/* The other side of an act: an object, or "to X", "on X", or the owner of what is spoken of.
 */
static struct vb_set other_side(struct vb_reader *r, const struct vb_args *a,
				const struct vb_voice *v, const struct vb_set *actor)
{
	const int at[] = {a->receiver, a->object, a->to, a->from_, a->with, a->into};
	struct vb_set out = {0};

	for (size_t i = 0; i < VB_ARRAY_LEN(at) && out.n == 0; i++) {
		struct vb_set s = {0};

		if (at[i] >= 0 && addressed(r, at[i]))
			s = vb_actor(r, at[i], v);
		/* "accepted our proposal" */
		if (s.n == 0 && at[i] >= 0 && r->chunk[at[i]].his &&
		    vb_word_is(r, r->chunk[at[i]].from, "our"))
			vb_set_add(&s, v->code);
		for (uint8_t k = 0; k < s.n; k++)
			if (!vb_set_has(actor, s.code[k]))
				vb_set_add(&out, s.code[k]);
	}
	return out;
}

struct vb_deed *vb_deed_plain(struct vb_reader *r, struct vb_deeds *out, int vg,
			     enum vb_press_act act)
{
	struct vb_args a = vb_args_of(r, vg);
	bool passive = r->chunk[vg].passive || r->chunk[vg].reduced;
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_set actor = vb_actor(r, passive ? a.by : a.subject, &v);
	struct vb_deed *d;

	d = vb_deed_add(r, out, act, vg);
	d->from = actor;
	d->to = passive ? vb_actor(r, a.subject, &v) : other_side(r, &a, &v, &actor);
	/* "demand that NATO close its door" */
	if (d->to.n == 0 && a.that >= 0 && act == VB_PA_DEMAND)
		d->to = vb_actor(r, a.that, &v);
	d->polarity = vb_polarity_of(r, vg, &actor, &v);
	vb_deed_stretch(d, a.subject);
	vb_deed_stretch(d, a.end - 1);
	return d;
}

/* "expected NATO to do likewise": the act before, by another. */
static void likewise(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	static const char *const words[] = {"likewise", "same"};
	struct vb_args a;
	struct vb_deed *d, last;

	if (!vb_word_is(r, r->chunk[vg].to - 1u, "do") || out->n == 0 ||
	    !vb_sentence_has(r, words, 2))
		return;
	a = vb_args_of(r, vg);
	last = out->deed[out->n - 1];
	d = vb_deed_add(r, out, last.act, vg);
	d->from = vb_actor(r, a.subject, &d->voice);
	if (d->from.n == 0) {
		out->n--;
		return;
	}
	d->to = last.to;
	d->paper = last.paper;
	d->document =
		last.paper >= 0 ? vb_paper_label(r, last.paper, &d->from) : last.document;
	d->polarity = vb_polarity_of(r, vg, &d->from, &d->voice);
	if (vb_parent_of(r, vg) >= 0 && d->polarity == VB_PP_AFFIRMED)
		d->polarity = VB_PP_EXPECTED;
}

/* "this was not true": what was said before in the sentence, or in the one before, denied. */
static void untrue(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	static const char *const words[] = {"true", "untrue", "false", "incorrect"};
	bool flat = vb_sentence_has(r, words + 1, 3), not = vb_sentence_has(r, words, 1);
	struct vb_deed *d, last;

	if (!r->chunk[vg].copula || out->n == 0 ||
	    (!flat && !(not &&(r->chunk[vg].neg || vb_word_is(r, r->chunk[vg].to, "not") ||
			       vb_word_is(r, r->chunk[vg].to + 1u, "not")))))
		return;
	last = out->deed[out->n - 1];
	if (last.polarity == VB_PP_DENIED)
		return;
	d = vb_deed_add(r, out, last.act, vg);
	d->from = last.from;
	d->to = last.to;
	d->paper = last.paper;
	d->document = last.document;
	d->polarity = VB_PP_DENIED;
}

static void vote(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	vb_deed_plain(r, out, vg, VB_PA_VOTE)->to.n = 0;
}

static void keep_secret(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	vb_deed_plain(r, out, vg, VB_PA_KEEP_SECRET)->to.n = 0;
}

/* "coordinate a text", but "coordinate with allies". */
static void prepare(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	if (lemma(r, vg, "coordinate") && vb_args_of(r, vg).with >= 0)
		vb_act_meet(r, out, vg);
	else
		vb_act_prepare(r, out, vg);
}

/* What verbs of a frame tell of; of others it is their object that decides. */
static vb_act_fn *const acts[] = {
	[VB_FR_NONE] = vb_act_by_object,
	[VB_FR_GIVE] = vb_act_give,
	[VB_FR_ANSWER] = vb_act_give,
	[VB_FR_RECEIVE] = vb_act_receive,
	[VB_FR_PUBLISH] = vb_act_publish,
	[VB_FR_PREPARE] = prepare,
	[VB_FR_FINISH] = prepare,
	[VB_FR_PROPOSE] = vb_act_propose,
	[VB_FR_DEMAND] = vb_act_demand,
	[VB_FR_WANT] = vb_act_want,
	[VB_FR_ASK] = vb_act_want,
	[VB_FR_REFUSE] = vb_act_refuse,
	[VB_FR_REFUSE_DOC] = vb_act_refuse,
	[VB_FR_AGREE] = vb_act_agree,
	[VB_FR_AGREE_DOC] = vb_act_agree,
	[VB_FR_MEET] = vb_act_meet,
	[VB_FR_HOLD] = vb_act_meet,
	[VB_FR_VOTE] = vote,
	[VB_FR_SUSPEND] = vb_act_suspend,
	[VB_FR_SUSPEND_TALK] = vb_act_suspend,
	[VB_FR_INFORM] = vb_act_inform,
	[VB_FR_COMMENT] = vb_act_comment,
	[VB_FR_SECRET] = keep_secret,
	[VB_FR_ACCUSE] = vb_act_accuse,
	[VB_FR_THREATEN] = vb_act_threaten,
	[VB_FR_WARN] = vb_act_threaten,
	[VB_FR_MAKE] = vb_act_make,
};

/* What is asked for, refused, voted on is the asking, the refusal, the vote; and what is done
 * instead of an act is not the act. */
static bool part_of_other(struct vb_reader *r, const struct vb_deeds *out, int vg)
{
	int up = vb_parent_of(r, vg);
	const struct vb_verb *w = up >= 0 ? verb(r, up) : NULL;

	if (is(r, vg - 1, VB_C_PREP) && vg > 1 &&
	    vb_word_is(r, r->chunk[vg - 2].to - 1u, "instead"))
		return true;
	if (!w || !r->chunk[vg].inf || out->n == 0 || out->deed[out->n - 1].chunk != up)
		return false;
	return (w->chain == VB_CH_ASK && verb(r, vg) && verb(r, vg)->frame != VB_FR_PUBLISH) ||
	       w->frame == VB_FR_VOTE || w->frame == VB_FR_REFUSE ||
	       w->frame == VB_FR_REFUSE_DOC || w->frame == VB_FR_THREATEN ||
	       w->frame == VB_FR_PROPOSE;
}

void vb_deeds_find(struct vb_reader *r, struct vb_deeds *out)
{
	out->n = 0;
	for (int i = 0; i < (int)r->chunks && out->n + 3 < VB_DEEDS_MAX; i++) {
		const struct vb_verb *w;
		size_t before = out->n;

		if (r->chunk[i].kind != VB_C_VG || part_of_other(r, out, i))
			continue;
		w = verb(r, i);
		if (!w) {
			untrue(r, out, i);
			likewise(r, out, i);
		} else {
			acts[w->frame](r, out, i);
		}
		vb_act_yield(r, out, i);
		vb_act_take_measures(r, out, i);
		if (out->n == before)
			vb_act_obligation(r, out, i);
	}
	vb_nouns_find(r, out);
	vb_state_find(r, out);
}
