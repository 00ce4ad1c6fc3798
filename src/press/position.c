/*
 * Where parties stand: what they propose, demand, refuse, agree to, charge and threaten.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

/* Verbs that speak of yielding: not to yield is to refuse. */
void vb_act_yield(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	static const char *const verbs[] = {"bow",     "concede",   "yield", "give way",
					    "give in", "back down", "budge", "compromise"};
	const struct vb_chunk *c = &r->chunk[vg];
	bool not = c->neg || (is(r, vg - 1, VB_C_PREP) &&
			      vb_word_is(r, r->chunk[vg - 1].from, "without"));
	struct vb_deed *d;

	for (size_t i = 0; i < VB_ARRAY_LEN(verbs); i++)
		if (lemma(r, vg, verbs[i]) && not ) {
			d = vb_deed_plain(r, out, vg, VB_PA_REFUSE);
			d->polarity = VB_PP_AFFIRMED;
			return;
		}
}

/* "make concessions", "make a proposal", "make any promises", "make X public". */
void vb_act_make(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	struct vb_args a = vb_args_of(r, vg);
	int what = r->chunk[vg].passive ? a.subject : a.object, up = vb_parent_of(r, vg);
	bool neg = r->chunk[vg].neg ||
		   (up >= 0 &&
		    (r->chunk[up].neg || (verb(r, up) && verb(r, up)->chain == VB_CH_DENY)));
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_deed *d;

	/* "made it public", "made the text public" */
	for (int k = what; vb_paper_at(r, what) && k < what + 2 && k < (int)r->chunks; k++)
		if (!r->chunk[vg].passive &&
		    vb_word_is(r, r->chunk[k].to - 1u, "public")) {
			d = vb_deed_plain(r, out, vg, VB_PA_PUBLISH);
			d->to.n = 0;
			return;
		}
	if (head(r, what) == VB_N_CONCESSION || strcmp(noun(r, what), "promise") == 0) {
		if (!neg && !v.doubts)
			return;
		d = vb_deed_plain(r, out, vg, VB_PA_REFUSE);
		d->polarity = v.doubts ? VB_PP_EXPECTED : VB_PP_AFFIRMED;
	} else if (head(r, what) == VB_N_OFFER || head(r, what) == VB_N_PROPOSAL) {
		vb_deed_plain(r, out, vg, VB_PA_PROPOSE);
	} else if (head(r, what) == VB_N_REQUEST) {
		static const char *const meeting[] = {"meeting", "session", "talks",
						      "negotiations", "summit"};

		vb_deed_plain(r, out, vg,
			      vb_sentence_has(r, meeting, 5) ? VB_PA_PROPOSE : VB_PA_DEMAND);
	}
}

void vb_act_refuse(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	bool only_matter = verb_frame(r, vg) == VB_FR_REFUSE_DOC;
	struct vb_args a = vb_args_of(r, vg);
	int what = r->chunk[vg].passive ? a.subject : a.object;
	struct vb_deed *d;
	static const char *const comment[] = {"comment", "elaborate", "details"};

	if ((lemma(r, vg, "decline") || lemma(r, vg, "refuse")) &&
	    (vb_sentence_has(r, comment, 2) || lemma(r, a.inf, "say") ||
	     lemma(r, a.inf, "discuss") ||
	     (a.inf >= 0 && head(r, a.inf + 1) == VB_N_DOCUMENT))) {
		d = vb_deed_plain(r, out, vg, VB_PA_NO_COMMENT);
		d->polarity = VB_PP_AFFIRMED;
		d->to.n = 0;
		/* He who will not speak is the source of that. */
		if (d->voice.authority == VB_PW_NONE && vb_voice_of(r, a.subject, &d->voice))
			d->voice.cue = verb(r, vg)->lemma;
		return;
	}
	if (only_matter && !vb_of_negotiation(r, what) && a.inf < 0)
		return;
	/* "if it is ignored" tells of no refusal. */
	if (only_matter && r->chunk[vg].passive && vb_clause_kind(r, vg) == VB_C_IF)
		return;
	if (lemma(r, vg, "rule out") && r->chunk[vg].neg)
		return;
	if (is(r, what, VB_C_NP) && (vb_word_is(r, r->chunk[what].to - 1u, "publication") ||
				     vb_word_is(r, r->chunk[what].to - 1u, "disclosure"))) {
		d = vb_deed_plain(r, out, vg, VB_PA_KEEP_SECRET);
		d->to.n = 0;
		return;
	}
	d = vb_deed_plain(r, out, vg, VB_PA_REFUSE);
	if (d->to.n == 0 && is(r, what, VB_C_NP))
		d->to = vb_owner_of(r, what);
	if (d->polarity == VB_PP_DENIED && r->chunk[vg].neg)
		out->n--;
}

/* "agreed to give" is the giving, promised; "agreed on a text", "accepted the offer". */
void vb_act_agree(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	bool only_matter = verb_frame(r, vg) == VB_FR_AGREE_DOC;
	struct vb_args a = vb_args_of(r, vg);
	int what = r->chunk[vg].passive ? a.subject : a.object;
	const struct vb_verb *next = a.inf >= 0 ? verb(r, a.inf) : NULL;
	struct vb_deed *d;

	if ((next && next->frame != VB_FR_NONE) || vb_keeps_secret(r, a.inf) ||
	    (lemma(r, vg, "reach") && vb_act_reach(r, out, vg)))
		return;
	what = what >= 0 && vb_paper_near(r, what) >= 0 ? vb_paper_near(r, what) : what;
	if (only_matter && !(what >= 0 && vb_is_paper(head(r, what))) &&
	    !lemma(r, vg, "comply"))
		return;
	d = vb_deed_plain(r, out, vg, VB_PA_AGREE);
	for (size_t k = 0; k + 1 < out->n && lemma(r, vg, "comply"); k++)
		if (out->deed[k].act == VB_PA_ASK_NOT_PUBLISH) {
			d->act = VB_PA_KEEP_SECRET;
			d->document = out->deed[k].document;
		}
	if (lemma(r, vg, "reach") || lemma(r, vg, "strike") || lemma(r, vg, "sign") ||
	    lemma(r, vg, "conclude") || !only_matter) {
		struct vb_set with = vb_actor(r, a.with, &d->voice);

		vb_set_join(&d->from, &with);
		if (with.n)
			d->to.n = 0;
	}
}

/* A fault that is told of: "X is dragging out the talks": said by Y, it accuses X. */
void vb_act_accuse(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	static const char *const open[] = {"accuse",	"blame",    "criticize",
					   "criticise", "denounce", "condemn",
					   "slam",	"lambaste", "rebuke"};
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_args a;
	struct vb_deed *d;

	for (size_t i = 0; i < VB_ARRAY_LEN(open); i++)
		if (lemma(r, vg, open[i])) {
			/* "a text that would have condemned" */
			if (r->chunk[vg].will)
				return;
			vb_deed_plain(r, out, vg, VB_PA_ACCUSE);
			return;
		}
	if (!*v.code)
		return;
	a = vb_args_of(r, vg);
	d = vb_deed_add(r, out, VB_PA_ACCUSE, vg);
	vb_set_add(&d->from, v.code);
	d->to = vb_actor(r, a.subject, &v);
	if (vb_set_has(&d->to, v.code) || r->chunk[vg].neg)
		out->n--;
	else
		vb_deed_stretch(d, a.end - 1);
}

void vb_act_threaten(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	bool warn = verb_frame(r, vg) == VB_FR_WARN;
	static const char *const heavy[] = {
		"consequences", "retaliate", "retaliation", "response", "measures", "strike",
		"sanctions",	"force",     "retaliatory", "withdraw", "leave",
		"walk out",	"quit",	     "boycott",	    "suspend",	"sue"};
	struct vb_deed *d;

	if (warn && !vb_sentence_has(r, heavy, VB_ARRAY_LEN(heavy)))
		return;
	d = vb_deed_plain(r, out, vg, VB_PA_THREATEN);
	if (d->polarity == VB_PP_PROMISED || d->polarity == VB_PP_EXPECTED)
		d->polarity = VB_PP_AFFIRMED;
}

/* "would take serious decisions if ..." */
void vb_act_take_measures(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	static const char *const measures[] = {"decisions", "measures", "action", "steps",
					       "countermeasures"};
	static const char *const condition[] = {"if", "unless"};
	struct vb_deed *d;

	if (!lemma(r, vg, "take") || !r->chunk[vg].will ||
	    !vb_sentence_has(r, measures, VB_ARRAY_LEN(measures)) ||
	    !vb_sentence_has(r, condition, VB_ARRAY_LEN(condition)))
		return;
	d = vb_deed_plain(r, out, vg, VB_PA_THREATEN);
	for (int k = 0; k < (int)r->chunks && d->to.n == 0; k++)
		if (is(r, k, VB_C_IF))
			d->to = vb_parties_at(r, k + 1);
	d->polarity = VB_PP_AFFIRMED;
}

void vb_act_want(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	bool ask = verb_frame(r, vg) == VB_FR_ASK;
	struct vb_args a = vb_args_of(r, vg);
	int what = a.object;
	const struct vb_verb *next = a.inf >= 0 ? verb(r, a.inf) : NULL;

	if ((next && next->frame == VB_FR_PUBLISH) || vb_keeps_secret(r, a.inf))
		return;
	if (ask && a.object < 0 && a.inf < 0)
		return;
	if (ask && head(r, what) == VB_N_FOLLOWUP)
		return;
	if (a.inf >= 0 && a.object < 0) {
		static const char *const forum[] = {"council", "meeting", "session", "summit",
						    "assembly"};

		if (!ask && lemma(r, vg, "want") && vb_sentence_has(r, forum, 5) && next &&
		    (next->frame == VB_FR_MEET || next->frame == VB_FR_HOLD))
			vb_deed_plain(r, out, vg, VB_PA_PROPOSE);
		return;
	}
	if (!ask && !vb_of_negotiation(r, what) &&
	    !(a.object >= 0 && a.inf >= 0 &&
	      (r->chunk[a.object].who.n || head(r, a.object) == VB_N_BODY)))
		return;
	vb_deed_plain(r, out, vg, VB_PA_DEMAND);
}

void vb_act_demand(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	struct vb_args a = vb_args_of(r, vg);

	/* "the guarantees Moscow demands" is no act. */
	if (!r->chunk[vg].passive && (a.relative || (a.object < 0 && a.that < 0 && a.inf < 0)))
		return;
	vb_deed_plain(r, out, vg, VB_PA_DEMAND);
}

void vb_act_propose(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	struct vb_args a = vb_args_of(r, vg);
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_set actor = vb_actor(r, r->chunk[vg].passive ? a.by : a.subject, &v);

	/* "suggested that" is a saying; "the terms we propose", "proposals put forward by" are
	 * no act. */
	if (r->chunk[vg].reduced || a.relative || actor.n == 0 ||
	    (lemma(r, vg, "suggest") && !(a.object >= 0 && vb_of_negotiation(r, a.object))))
		return;
	vb_deed_plain(r, out, vg, VB_PA_PROPOSE);
}

/* "must", "should", "have to" of the other side, said by one: a demand. */
void vb_act_obligation(struct vb_reader *r, struct vb_deeds *out, int vg)
{
	const struct vb_chunk *c = &r->chunk[vg];
	struct vb_voice v = vb_voice_at(r, (size_t)vg);
	struct vb_set actor;
	struct vb_deed *d;
	size_t w = c->from;
	bool must = false;

	for (; w < c->to; w++)
		must = must || vb_word_is(r, w, "must") || vb_word_is(r, w, "should");
	must = must ||
	       (c->verb < 0 && is(r, vg + 1, VB_C_VG) && r->chunk[vg + 1].inf &&
		c->to > c->from &&
		(vb_word_is(r, c->to - 1u, "have") || vb_word_is(r, c->to - 1u, "has")));
	if (!must || !*v.code ||
	    (v.authority != VB_PW_NAMED && v.authority != VB_PW_INSTITUTION))
		return;
	actor = vb_actor(r, vb_subject_of(r, vg), &v);
	if (actor.n == 0 && !((c->passive || c->copula) &&
			      vb_of_negotiation(r, vb_subject_of(r, vg))))
		return;
	if (actor.n == 1 && vb_set_has(&actor, v.code))
		return;
	d = vb_deed_add(r, out, VB_PA_DEMAND, vg);
	vb_set_add(&d->from, v.code);
	for (uint8_t i = 0; i < actor.n; i++)
		if (!vb_set_has(&d->from, actor.code[i]))
			vb_set_add(&d->to, actor.code[i]);
	d->polarity = VB_PP_AFFIRMED;
	vb_deed_stretch(d, vg + 1);
}
