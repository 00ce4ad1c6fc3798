/*
 * Texts that several make theirs: who has adopted, initialled or signed which, and corrections
 * of them under silence (format.md 5.5, 8.6, 8.7).
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

/* Whether @h was handed over as a text, and not as something about one. */
static bool is_text(const struct vb_fold *f, const struct vb_handover *h)
{
	return f->fact[h->act].kind != &vb_kind_entered && h->role != VB_AS_LETTER &&
	       h->role != VB_AS_INFORMATION;
}

/* The text that @index hands over, the same to all; NULL: none. */
static const struct vb_handover *text_of(const struct vb_fold *f, uint32_t index)
{
	const struct vb_handover *h;

	if (f->fact[index].nhandovers == 0)
		return NULL;
	h = &f->handover[f->fact[index].handover];
	return is_text(f, h) && h->same_text ? h : NULL;
}

/* The text that `of` names; one that is void by another act might be one after all. */
static enum vb_code cited_text(const struct vb_fold *f, const struct vb_act *a, uint32_t *of,
			       struct vb_err *err)
{
	const char *clause = a->kind->clause;
	enum vb_code code = vb_cites(f, a, "of", clause, of, err);

	if (code != VB_OK || text_of(f, *of))
		return code;
	if (!vb_is_plain(f, *of))
		return vb_void_after(err, clause, "\"of\" is void");
	return vb_void(err, clause, "\"of\" hands over no text that is the same to all");
}

static uint16_t bits_of(const struct vb_fold *f, const struct vb_act *a, const char *field)
{
	uint16_t all = 0;

	for (unsigned i = 0; i < vb_act_count(a, field); i++) {
		uint8_t p = vb_fold_party(f, vb_act_get(a, field, i));

		if (p != VB_NO_PARTY)
			all |= (uint16_t)(1u << p);
	}
	return all;
}

/* Every name of `referendum` is one of `signer`. */
static bool referred_sign(const struct vb_act *a)
{
	for (unsigned i = 0; i < vb_act_count(a, "referendum"); i++) {
		struct vb_view name = vb_act_get(a, "referendum", i);
		unsigned k = 0;

		while (k < vb_act_count(a, "signer") &&
		       !vb_view_eq(vb_act_get(a, "signer", k), name))
			k++;
		if (k == vb_act_count(a, "signer"))
			return false;
	}
	return true;
}

/* Who signs a text has it: as its author, or from a copy that was released to it. */
static enum vb_code check_holder(const struct vb_fold *f, uint32_t of, struct vb_view name,
				 const char *clause, struct vb_err *err)
{
	const struct vb_handover *h;
	uint8_t p = vb_fold_party(f, name);

	/* Among picked acts the one that seated it may be missing. */
	if (p == VB_NO_PARTY && f->picked)
		return VB_OK;
	if (p == VB_NO_PARTY)
		return vb_no_member(f, name, clause, "a signer is no member of the table", err);
	if (f->handover[f->fact[of].handover].author == p)
		return VB_OK;
	h = vb_fold_handover(f, of, p);
	if (!h)
		return vb_void(err, clause, "a signer was handed no copy of that text");
	if (h->release == VB_NO_ACT && !f->picked)
		return vb_void_after(err, clause, "no copy of that text was released to a signer");
	return VB_OK;
}

enum vb_code vb_fold_joint(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			   struct vb_err *err)
{
	const char *clause = a->kind->clause;
	struct vb_joint *j;
	enum vb_code code;
	uint32_t of;

	/* What is void by its own fields is so whatever it cites. */
	if (!referred_sign(a))
		return vb_void(err, clause, "who signs ad referendum is not among its signers");
	code = cited_text(f, a, &of, err);
	for (unsigned i = 0; code == VB_OK && i < vb_act_count(a, "signer"); i++)
		code = check_holder(f, of, vb_act_get(a, "signer", i), clause, err);
	if (code != VB_OK)
		return code;
	j = vb_fold_grow(f, VB_POOL_JOINT);
	if (!j)
		return vb_no_memory(err);
	j->act = index;
	j->of = of;
	j->before = f->fact[of].joint;
	f->fact[of].joint = f->njoints - 1;
	j->signers = bits_of(f, a, "signer");
	j->referred = bits_of(f, a, "referendum");
	return VB_OK;
}

void vb_text_signers(const struct vb_fold *f, uint32_t of, const struct vb_kind *kind,
		     uint16_t *signers, uint16_t *referred)
{
	uint16_t definite = 0;

	*signers = 0;
	for (uint32_t i = f->fact[of].joint; i != VB_NO_ACT; i = f->joint[i].before) {
		const struct vb_joint *j = &f->joint[i];

		if (kind && f->fact[j->act].kind != kind)
			continue;
		*signers |= j->signers;
		definite |= (uint16_t)(j->signers & ~j->referred);
	}
	*referred = (uint16_t)(*signers & ~definite);
}

/* ---- corrections under silence ---- */

/* Those but @me whose text it is that @what answers. */
static uint16_t spoken_to(const struct vb_fold *f, uint32_t what, uint8_t me)
{
	uint16_t signers = 0, referred;

	if (f->fact[what].answers != VB_NO_ACT)
		vb_text_signers(f, f->fact[what].answers, NULL, &signers, &referred);
	if (!(signers >> me & 1))
		return 0;
	return (uint16_t)(signers & ~(1u << me));
}

/* Of a text of one's own: what it answers is signed by its author and others, and each of these
 * has a copy of it. */
static enum vb_code check_correction(const struct vb_fold *f, uint32_t of, uint8_t me,
				     uint16_t *whom, struct vb_err *err)
{
	*whom = spoken_to(f, of, me);
	if (f->handover[f->fact[of].handover].author != me)
		return vb_void(err, "5.5.4", "\"of\" is not its author's own");
	if (f->picked)
		return VB_OK;
	if (*whom == 0)
		return vb_void_after(err, "5.5.4", "what \"of\" answers is no text of its author "
						   "and others");
	for (uint8_t p = 0; p < f->nparties; p++) {
		if (*whom >> p & 1 && !vb_fold_handover(f, of, p))
			return vb_void_after(err, "5.5.4", "\"of\" has no copy for one whose text "
							   "it corrects");
	}
	if (f->handover[f->fact[of].handover].silenced)
		return vb_void_after(err, "5.5.4", "\"of\" was put under silence before");
	return VB_OK;
}

enum vb_code vb_fold_silence(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			     struct vb_err *err)
{
	uint8_t me = vb_author_of(f, a);
	struct vb_silence *s;
	int64_t until = VB_TIME_NONE;
	uint16_t whom = 0;
	enum vb_code code;
	uint32_t of;

	vb_act_time(a, "until", &until);
	if (until <= a->date)
		return vb_void(err, "5.5.4", "its silence is over before it was written");
	code = cited_text(f, a, &of, err);
	if (code == VB_OK)
		code = check_correction(f, of, me, &whom, err);
	if (code != VB_OK)
		return code;
	s = vb_fold_grow(f, VB_POOL_SILENCE);
	if (!s)
		return vb_no_memory(err);
	f->handover[f->fact[of].handover].silenced = true;
	s->act = index;
	s->of = of;
	s->corrects = f->fact[of].answers;
	s->party = me;
	s->whom = whom;
	s->until = until;
	s->objection = VB_NO_ACT;
	for (unsigned p = 0; p < VB_PARTIES_MAX; p++)
		s->knew[p] = VB_NO_ACT;
	return VB_OK;
}

/* They stand in the order of the log; NULL: the act @index is none that took effect. */
static struct vb_silence *silence_of(struct vb_fold *f, uint32_t index)
{
	uint32_t lo = 0, hi = f->nsilences;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (f->silence[mid].act < index)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < f->nsilences && f->silence[lo].act == index ? &f->silence[lo] : NULL;
}

enum vb_code vb_fold_object(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			    struct vb_err *err)
{
	uint8_t me = vb_author_of(f, a);
	struct vb_silence *s;
	uint32_t what;
	enum vb_code code = vb_cites(f, a, "of", "5.5.5", &what, err);

	if (code != VB_OK)
		return code;
	if (f->fact[what].kind != &vb_kind_silence || f->chain[f->fact[what].chain].party == me)
		return vb_void(err, "5.5.5", "\"of\" is no silence of another");
	s = silence_of(f, what);
	if (!s && f->fact[what].certain)
		return vb_void(err, "5.5.5", "\"of\" is void");
	if (!s)
		return f->picked ? VB_OK : vb_void_after(err, "5.5.5", "\"of\" is void");
	if (!(s->whom >> me & 1) && !f->picked)
		return vb_void_after(err, "5.5.5", "it corrects no text of its author");
	if (s->objection == VB_NO_ACT)
		s->objection = index;
	return VB_OK;
}

/* Silences are few and in the order of the log, and what a party has seen only grows. */
void vb_silence_seen(struct vb_fold *f, uint8_t party, uint64_t size, uint32_t index)
{
	struct vb_party *p = &f->party[party];

	while (p->silences < f->nsilences && f->silence[p->silences].act < size)
		f->silence[p->silences++].knew[party] = index;
}

/* When entry @index was there: its `by`, else its own date. */
static int64_t there_by(const struct vb_fold *f, uint32_t index)
{
	const struct vb_fact *fact = &f->fact[index];

	return fact->span.by != VB_TIME_NONE ? fact->span.by : fact->date;
}

/* Those of @s who could not know of it in time. */
static uint16_t unaware(const struct vb_fold *f, const struct vb_silence *s)
{
	uint16_t all = 0;

	for (uint8_t p = 0; p < f->nparties; p++) {
		const struct vb_handover *h = vb_fold_handover(f, s->of, p);

		if (s->whom >> p & 1 &&
		    (!h || h->release == VB_NO_ACT || there_by(f, h->release) >= s->until ||
		     s->knew[p] == VB_NO_ACT || there_by(f, s->knew[p]) >= s->until))
			all |= (uint16_t)(1u << p);
	}
	return all;
}

static bool objected(const struct vb_fold *f, const struct vb_silence *s, bool *undetermined)
{
	const struct vb_fact *fact;

	*undetermined = false;
	if (s->objection == VB_NO_ACT)
		return false;
	fact = &f->fact[s->objection];
	if (there_by(f, s->objection) < s->until)
		return true;
	if (fact->span.by == VB_TIME_NONE ||
	    (fact->span.since != VB_TIME_NONE && fact->span.since >= s->until))
		return false;
	*undetermined = true;
	return !f->rules.tie_author;
}

void vb_silence_state(const struct vb_fold *f, const struct vb_silence *s, int64_t now,
		      struct vb_silence_state *out)
{
	bool broken = objected(f, s, &out->undetermined);

	out->unaware = unaware(f, s);
	if (broken)
		out->state = VB_SL_BROKEN;
	else if (now < s->until)
		out->state = VB_SL_RUNNING;
	else if (out->unaware)
		out->state = VB_SL_UNKNOWN;
	else
		out->state = VB_SL_ADOPTED;
}

const char *const vb_silence_names[] = {"running", "broken", "not-known", "adopted", NULL};
