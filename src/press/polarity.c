/*
 * Whether an act happened: what its verb, those before it and the voice make of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

/* The verb that this one depends on: "promised | to give", "asked not | to publish". */
int vb_parent_of(const struct vb_reader *r, int vg)
{
	if (!r->chunk[vg].inf && !r->chunk[vg].ing)
		return -1;
	for (int k = vg - 1; k >= 0 && k > vg - 10; k--) {
		if (r->chunk[k].kind == VB_C_VG)
			return k;
		if (r->chunk[k].kind == VB_C_THAT || r->chunk[k].kind == VB_C_STOP)
			return -1;
	}
	return -1;
}

/* Is the clause of @vg a condition, or about a time? */
enum vb_chunk_kind vb_clause_kind(const struct vb_reader *r, int vg)
{
	int commas = 0;

	for (int k = vg - 1; k >= 0 && k > vg - 20; k--) {
		const struct vb_chunk *c = &r->chunk[k];

		if (c->kind == VB_C_IF || c->kind == VB_C_WHEN || c->kind == VB_C_SUB)
			return (enum vb_chunk_kind)c->kind;
		if (c->kind == VB_C_WHO)
			return VB_C_WHO;
		if (c->kind == VB_C_COMMA && ++commas > 0)
			return VB_C_NP;
		if (c->kind == VB_C_VG || c->kind == VB_C_THAT || c->kind == VB_C_STOP)
			return VB_C_NP;
	}
	return VB_C_NP;
}

/* "it is unclear whether X will" */
static bool doubtful(const struct vb_reader *r, int vg)
{
	for (int k = vg - 1; k >= 0 && k > vg - 12; k--) {
		if (r->chunk[k].kind == VB_C_SUB)
			return vb_word_is(r, r->chunk[k].from, "whether");
		if (r->chunk[k].kind == VB_C_VG || r->chunk[k].kind == VB_C_COMMA)
			return false;
	}
	return false;
}

static bool own_side(const struct vb_set *actor, const struct vb_voice *v)
{
	return actor->n > 0 && *v->code && vb_set_has(actor, v->code);
}

/* "readiness to give", "a promise to", "refusal to": what a noun does to the verb behind it.
 */
static uint8_t noun_chain(const struct vb_reader *r, int vg)
{
	static const struct {
		const char *word;
		uint8_t chain;
	} all[] = {{"readiness", VB_CH_PROMISE}, {"willingness", VB_CH_PROMISE},
		   {"intention", VB_CH_PROMISE}, {"promise", VB_CH_PROMISE},
		   {"plan", VB_CH_PROMISE},	 {"plans", VB_CH_PROMISE},
		   {"pledge", VB_CH_PROMISE},	 {"commitment", VB_CH_PROMISE},
		   {"refusal", VB_CH_DENY},	 {"failure", VB_CH_DENY},
		   {"chance", VB_CH_EXPECT},	 {"time", VB_CH_EXPECT},
		   {"deadline", VB_CH_EXPECT},	 {"effort", VB_CH_EXPECT},
		   {"efforts", VB_CH_EXPECT},	 {"reason", VB_CH_EXPECT},
		   {"opportunity", VB_CH_EXPECT}};
	const struct vb_chunk *c = &r->chunk[vg];

	if (!c->inf || !is(r, vg - 1, VB_C_NP))
		return VB_CH_NONE;
	for (size_t i = 0; i < VB_ARRAY_LEN(all); i++)
		if (vb_word_is(r, r->chunk[vg - 1].to - 1u, all[i].word))
			return all[i].chain;
	return VB_CH_NONE;
}

static enum vb_press_polarity chained(struct vb_reader *r, int up, enum vb_press_polarity p,
				      const struct vb_set *actor, const struct vb_voice *v)
{
	const struct vb_verb *w = verb(r, up);
	uint8_t chain = r->chunk[up].chain ? r->chunk[up].chain
			: w		   ? w->chain
					   : (uint8_t)VB_CH_NONE;
	bool strong =
		w && chain == VB_CH_PROMISE &&
		(w->says || strcmp(w->lemma, "agree") == 0 || strcmp(w->lemma, "commit") == 0);

	/* "is to meet" */
	if (!w && r->chunk[up].copula && chain == VB_CH_NONE && p == VB_PP_AFFIRMED)
		chain = VB_CH_EXPECT;
	if (r->chunk[up].neg && chain != VB_CH_NONE)
		return chain == VB_CH_DENY ? p : VB_PP_DENIED;
	if (vb_clause_kind(r, up) == VB_C_IF || r->chunk[up].may)
		return VB_PP_EXPECTED;
	switch (chain) {
	case VB_CH_PROMISE:
		if (p == VB_PP_DENIED)
			return p;
		return strong || v->authority == VB_PW_NONE || own_side(actor, v)
			       ? VB_PP_PROMISED
			       : VB_PP_EXPECTED;
	case VB_CH_EXPECT:
		return p == VB_PP_DENIED ? p : VB_PP_EXPECTED;
	case VB_CH_DENY:
		return VB_PP_DENIED;
	default:
		return p;
	}
}

/* "will publish it if the court allows": only then. */
static bool if_behind(const struct vb_reader *r, int vg)
{
	for (int k = vg + 1; k < (int)r->chunks; k++) {
		if (r->chunk[k].kind == VB_C_IF)
			return true;
		if (r->chunk[k].kind == VB_C_STOP || r->chunk[k].kind == VB_C_THAT)
			return false;
	}
	return false;
}

enum vb_press_polarity vb_polarity_of(struct vb_reader *r, int vg, const struct vb_set *actor,
				      const struct vb_voice *v)
{
	const struct vb_chunk *c = &r->chunk[vg];
	int subject = vb_subject_of(r, vg), up = vb_parent_of(r, vg);
	enum vb_press_polarity p = VB_PP_AFFIRMED;
	bool neg = c->neg || (subject >= 0 && r->chunk[subject].no);

	/* "no one has yet given": the subject opens with "no". */
	if (neg)
		p = VB_PP_DENIED;
	else if (vb_clause_kind(r, vg) == VB_C_IF || c->may || doubtful(r, vg) ||
		 (v->expects && (c->will || (!c->past && !c->perfect))))
		p = VB_PP_EXPECTED;
	else if (c->will)
		p = v->authority == VB_PW_NONE || own_side(actor, v) || v->promises ||
				    !*v->code
			    ? (*v->code || v->authority == VB_PW_NONE ||
					       v->authority == VB_PW_MEDIA
				       ? VB_PP_PROMISED
				       : VB_PP_EXPECTED)
			    : VB_PP_EXPECTED;
	else if (v->promises && !c->past && !c->perfect)
		p = VB_PP_PROMISED;
	if (v->doubts || (p == VB_PP_PROMISED && if_behind(r, vg)))
		return VB_PP_EXPECTED;
	if (p == VB_PP_AFFIRMED && noun_chain(r, vg)) {
		uint8_t chain = noun_chain(r, vg);

		p = chain == VB_CH_DENY	    ? VB_PP_DENIED
		    : chain == VB_CH_EXPECT ? VB_PP_EXPECTED
		    : v->authority == VB_PW_NONE || own_side(actor, v) || !v->code
			    ? VB_PP_PROMISED
			    : VB_PP_EXPECTED;
	}
	for (int n = 0; up >= 0 && n < 4; n++) {
		/* The verb of saying itself is no chain for what is said. */
		p = chained(r, up, p, actor, v);
		if (r->chunk[up].will && !neg && p == VB_PP_AFFIRMED)
			p = own_side(actor, v) || v->authority == VB_PW_NONE ? VB_PP_PROMISED
									     : VB_PP_EXPECTED;
		up = vb_parent_of(r, up);
	}
	if (v->denies)
		p = p == VB_PP_DENIED ? VB_PP_AFFIRMED : VB_PP_DENIED;
	return p;
}
