/*
 * Whom a phrase stands for: a party, by name, by person, by office, by pronoun.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

/* Whom "it" or "they" stand for: the nearest subject before it in the sentence. */
static struct vb_set antecedent(const struct vb_reader *r, int np)
{
	struct vb_set none = {0};

	for (int k = np - 1; k >= 0 && k > np - 25; k--)
		if (is(r, k, VB_C_NP) && r->chunk[k].who.n && !is(r, k - 1, VB_C_PREP) &&
		    (is(r, k + 1, VB_C_VG) || is(r, k + 1, VB_C_AND)) &&
		    r->chunk[k].head != VB_N_ANSWER)
			return r->chunk[k].who;
	return none;
}

static struct vb_set by_code(const char *code)
{
	struct vb_set out = {0};

	vb_set_add(&out, code);
	return out;
}

/* Whom a pronoun stands for. */
static struct vb_set pronoun(const struct vb_reader *r, int np, const struct vb_voice *v)
{
	uint32_t word = r->chunk[np].from;
	struct vb_set before = antecedent(r, np);

	if (vb_word_is(r, word, "we") || vb_word_is(r, word, "us") || vb_word_is(r, word, "i"))
		return by_code(v->code);
	if (vb_word_is(r, word, "he") || vb_word_is(r, word, "she"))
		return by_code(r->person >= 0 ? r->p->person[r->person].code : "");
	if (before.n)
		return before;
	if ((v->authority == VB_PW_NAMED || v->authority == VB_PW_INSTITUTION) && *v->code &&
	    !(r->frames == 0 && r->subject.n))
		return by_code(v->code);
	return r->subject;
}

static bool np_has(const struct vb_reader *r, int np, const char *word)
{
	for (size_t w = r->chunk[np].from; w < r->chunk[np].to; w++)
		if (vb_word_is(r, w, word))
			return true;
	return false;
}

/* The two parties that the report speaks of. */
static struct vb_set both(const struct vb_reader *r)
{
	struct vb_set out = {0};

	if (*r->dyad[1]) {
		vb_set_add(&out, r->dyad[0]);
		vb_set_add(&out, r->dyad[1]);
	}
	return out;
}

/* "the union", "the company", "the bank", "the ministry": the body that was named. */
static struct vb_set body(const struct vb_reader *r, int np, const struct vb_voice *v)
{
	const struct vb_chunk *c = &r->chunk[np];
	int32_t who = vb_body_of(r, noun(r, np));

	/* "both companies", "the two delegations", "the companies" */
	if (c->plural && (c->the || np_has(r, np, "both") || np_has(r, np, "two")))
		return both(r);
	if (who >= 0 || vb_body_noun(noun(r, np)))
		return by_code(who >= 0 ? r->p->person[who].code : "");
	if (!c->the || c->head == VB_N_ORG)
		return by_code("");
	if (vb_recall(r, noun(r, np)))
		return by_code(vb_recall(r, noun(r, np))->code);
	if (*v->code)
		return by_code(v->code);
	return r->organ_code ? by_code(r->organ_code) : r->subject;
}

/* "workers", "both sides" */
static struct vb_set side(const struct vb_reader *r, int np)
{
	static const char *const workers[] = {"worker", "member", "employee"};
	static const char *const sides[] = {"side", "party", "counterpart"};
	const struct vb_chunk *c = &r->chunk[np];

	for (size_t i = 0; i < VB_ARRAY_LEN(workers) && r->labour >= 0 && c->noun >= 0; i++)
		if (strcmp(noun(r, np), workers[i]) == 0)
			return by_code(r->p->person[r->labour].code);
	if (c->plural && np_has(r, np, "both"))
		return both(r);
	for (size_t i = 0; i < VB_ARRAY_LEN(sides); i++)
		if (c->plural && strcmp(noun(r, np), sides[i]) == 0)
			return both(r);
	return by_code("");
}

/* The parties that a phrase acts for: by name, by person, by pronoun. */
struct vb_set vb_actor(struct vb_reader *r, int np, const struct vb_voice *v)
{
	struct vb_set out = {0};
	const struct vb_chunk *c;
	struct vb_voice who;

	if (!is(r, np, VB_C_NP))
		return out;
	c = &r->chunk[np];
	if (c->pron)
		return pronoun(r, np, v);
	out = vb_parties_at(r, np);
	if (out.n)
		return out;
	/* "87% of its members", "two of the states" */
	if (c->noun < 0 && is(r, np + 1, VB_C_PREP) && r->chunk[np + 1].func == VB_F_OF &&
	    is(r, np + 2, VB_C_NP) && r->chunk[np + 2].noun >= 0) {
		np += 2;
		c = &r->chunk[np];
	}
	/* "no one has given": the one who says so has not. */
	if (c->no && vb_word_is(r, c->to - 1u, "one"))
		return by_code(v->code);
	if ((c->head == VB_N_BODY || c->head == VB_N_ORG) && c->noun >= 0)
		return body(r, np, v);
	if (c->head == VB_N_SIDE)
		return side(r, np);
	if ((c->head == VB_N_OFFICE || c->head == VB_N_SPOKES || c->head == VB_N_ANON) &&
	    vb_voice_of(r, np, &who))
		return by_code(who.code);
	return out;
}
