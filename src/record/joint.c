/*
 * Texts that several make theirs: who has adopted, initialled or signed which, and corrections
 * of them under silence (format.md 5.5, 8.6, 8.7).
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

/* The act that `of` names, which hands over a text, the same to all, or would, if it stood: the
 * rest of what is so whatever else is logged is asked before stands() (format.md 9.4). */
static enum vb_code cited_text(const struct vb_fold *f, const struct vb_act *a, uint32_t *of,
			       struct vb_err *err)
{
	const char *clause = a->kind->clause;
	enum vb_code code = vb_cites(f, a, "of", clause, of, err);

	if (code == VB_OK && !f->fact[*of].text)
		return vb_void(err, clause, "\"of\" hands over no text that is the same to all");
	return code;
}

/* A paper that is void by another act might stand after all. */
static enum vb_code stands(const struct vb_fold *f, uint32_t of, const char *clause,
			   struct vb_err *err)
{
	if (f->fact[of].voided[0] == '\0')
		return VB_OK;
	return vb_is_plain(f, of) ? vb_void(err, clause, "\"of\" is void")
				  : vb_void_after(err, clause, "\"of\" is void");
}

/* Whose paper it is. */
static uint8_t sender_of(const struct vb_fold *f, uint32_t of)
{
	return f->chain[f->fact[of].chain].party;
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

/* Who signs a text is its author, or was handed a copy of it. */
static enum vb_code check_holder(const struct vb_fold *f, uint32_t of, struct vb_view name,
				 const char *clause, struct vb_err *err)
{
	uint8_t p = vb_fold_party(f, name);
	bool held;

	/* Among picked acts the one that seated it may be missing. */
	if (p == VB_NO_PARTY && f->picked)
		return VB_OK;
	if (p == VB_NO_PARTY)
		return vb_no_member(f, name, clause, "a signer is no member of the table", err);
	held = sender_of(f, of) == p || vb_fold_handover(f, of, p) ||
	       (f->fact[of].voided[0] && f->fact[of].between & 1u << p);
	return held ? VB_OK : vb_void(err, clause, "a signer was handed no copy of that text");
}

/* All that is so by the act and by what it cites; then what other acts decide. */
static enum vb_code check_joint(const struct vb_fold *f, const struct vb_act *a, uint32_t *of,
				struct vb_err *err)
{
	const char *clause = a->kind->clause;
	enum vb_code code;

	if (!referred_sign(a))
		return vb_void(err, clause, "who signs ad referendum is not among its signers");
	code = cited_text(f, a, of, err);
	for (unsigned i = 0; code == VB_OK && i < vb_act_count(a, "signer"); i++)
		code = check_holder(f, *of, vb_act_get(a, "signer", i), clause, err);
	if (code == VB_OK)
		code = stands(f, *of, clause, err);
	for (unsigned i = 0; code == VB_OK && !f->picked && i < vb_act_count(a, "signer"); i++) {
		uint8_t p = vb_fold_party(f, vb_act_get(a, "signer", i));

		if (!vb_roster_seated(f, p))
			return vb_void_after(err, clause, "a signer does not sit at the table");
		if (p != sender_of(f, *of) &&
		    vb_fold_handover(f, *of, p)->release == VB_NO_ACT)
			return vb_void_after(err, clause,
					     "no copy of that text was released to a signer");
	}
	return code;
}

enum vb_code vb_fold_joint(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			   struct vb_err *err)
{
	struct vb_joint *j;
	uint32_t of = VB_NO_ACT;
	enum vb_code code = check_joint(f, a, &of, err);

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

/* Whether entry @index was there before @until. */
static bool before(const struct vb_fold *f, uint32_t index, int64_t until)
{
	return until == VB_EVER || vb_fact_time(f, index) < until;
}

void vb_text_signers(const struct vb_fold *f, uint32_t of, const struct vb_kind *kind,
		     int64_t until, uint16_t *signers, uint16_t *referred)
{
	uint16_t definite = 0;

	*signers = 0;
	for (uint32_t i = f->fact[of].joint; i != VB_NO_ACT; i = f->joint[i].before) {
		const struct vb_joint *j = &f->joint[i];

		if ((kind && f->fact[j->act].kind != kind) || !before(f, j->act, until))
			continue;
		*signers |= j->signers;
		definite |= (uint16_t)(j->signers & ~j->referred);
	}
	*referred = (uint16_t)(*signers & ~definite);
}

/* ---- corrections under silence ---- */

/* The text that @what would take the place of by acts before @until: it was put under silence, and
 * nobody has objected. */
static uint32_t corrected_by(const struct vb_fold *f, uint32_t what, int64_t until)
{
	uint32_t i = f->fact[what].silence;
	const struct vb_silence *s = i != VB_NO_ACT ? &f->silence[i] : NULL;

	if (!s || !before(f, s->act, until))
		return VB_NO_ACT;
	if (s->objection != VB_NO_ACT && before(f, s->objection, until))
		return VB_NO_ACT;
	return s->corrects;
}

/* By acts before @until; where it corrects another, those of that one as well. */
static uint16_t owners(const struct vb_fold *f, uint32_t what, int64_t until)
{
	uint16_t all = 0, signers, referred;

	for (; what != VB_NO_ACT; what = corrected_by(f, what, until)) {
		vb_text_signers(f, what, NULL, until, &signers, &referred);
		all |= signers;
	}
	for (uint8_t p = 0; p < f->nparties; p++) {
		uint32_t left = f->party[p].until;

		if (!f->party[p].joined || (left != VB_NO_ACT && before(f, left, until)))
			all &= (uint16_t)~(1u << p);
	}
	return all;
}

uint16_t vb_text_owners(const struct vb_fold *f, uint32_t of)
{
	return owners(f, of, VB_EVER);
}

uint16_t vb_silence_whom(const struct vb_fold *f, const struct vb_silence *s)
{
	return (uint16_t)(owners(f, s->corrects, s->until) & ~(1u << s->party));
}

/* What the silence says itself, and the paper that it is about. */
static enum vb_code check_silence(const struct vb_fold *f, const struct vb_act *a, uint32_t *of,
				  int64_t *until, struct vb_err *err)
{
	enum vb_code code;

	if (!vb_act_time(a, "until", until) || *until <= a->date)
		return vb_void(err, "5.5.4", "its silence is over before it was written");
	code = cited_text(f, a, of, err);
	if (code != VB_OK)
		return code;
	if (sender_of(f, *of) != vb_author_of(f, a))
		return vb_void(err, "5.5.4", "\"of\" is not its author's own");
	if (!f->fact[*of].answering)
		return vb_void(err, "5.5.4", "\"of\" answers nothing");
	return stands(f, *of, "5.5.4", err);
}

/* What other acts decide: what it answers is its author's text, and others', and each of these has
 * a copy of it. */
static enum vb_code check_correction(const struct vb_fold *f, uint32_t of, uint8_t me,
				     struct vb_err *err)
{
	uint16_t all = owners(f, f->fact[of].answers, VB_EVER);
	uint16_t whom = (uint16_t)(all & ~(1u << me));

	if (!(all >> me & 1) || whom == 0)
		return vb_void_after(err, "5.5.4", "what \"of\" answers is no text of its author "
						   "and others");
	for (uint8_t p = 0; p < f->nparties; p++) {
		if (whom >> p & 1 && !vb_fold_handover(f, of, p))
			return vb_void_after(err, "5.5.4", "\"of\" has no copy for one whose text "
							   "it corrects");
	}
	if (f->fact[of].silence != VB_NO_ACT)
		return vb_void_after(err, "5.5.4", "\"of\" was put under silence before");
	return VB_OK;
}

enum vb_code vb_fold_silence(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			     struct vb_err *err)
{
	uint8_t me = vb_author_of(f, a);
	struct vb_silence *s;
	int64_t until = VB_TIME_NONE;
	uint32_t of = VB_NO_ACT;
	enum vb_code code = check_silence(f, a, &of, &until, err);

	if (code == VB_OK && !f->picked)
		code = check_correction(f, of, me, err);
	if (code != VB_OK)
		return code;
	s = vb_fold_grow(f, VB_POOL_SILENCE);
	if (!s)
		return vb_no_memory(err);
	s->act = index;
	s->of = of;
	s->corrects = f->fact[of].answers;
	s->before = VB_NO_ACT;
	s->party = me;
	s->until = until;
	f->fact[of].silence = f->nsilences - 1;
	if (s->corrects != VB_NO_ACT) {
		s->before = f->fact[s->corrects].corrected;
		f->fact[s->corrects].corrected = f->nsilences - 1;
	}
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
	if (f->fact[what].kind != &vb_kind_silence || sender_of(f, what) == me)
		return vb_void(err, "5.5.5", "\"of\" is no silence of another");
	s = silence_of(f, what);
	if (!s)
		return f->fact[what].certain ? vb_void(err, "5.5.5", "\"of\" is void")
					     : vb_void_after(err, "5.5.5", "\"of\" is void");
	if (!f->picked && !(owners(f, s->corrects, VB_EVER) >> me & 1))
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

/* Logged before @until that its copy is not what it should be, and not rejected. */
static bool complained(const struct vb_fold *f, uint32_t claim, uint32_t ruling, bool upheld,
		       int64_t until)
{
	return claim != VB_NO_ACT && vb_fact_time(f, claim) < until &&
	       (ruling == VB_NO_ACT || upheld);
}

/* Whether @p could know in time what it should object to. */
static bool aware(const struct vb_fold *f, const struct vb_silence *s, uint8_t p)
{
	const struct vb_handover *h = vb_fold_handover(f, s->of, p);

	return h && h->release != VB_NO_ACT && vb_fact_time(f, h->release) < s->until &&
	       s->knew[p] != VB_NO_ACT && vb_fact_time(f, s->knew[p]) < s->until &&
	       !complained(f, h->contest, h->contest_ruling, h->contest_upheld, s->until) &&
	       !complained(f, h->cannot_open, h->cannot_open_ruling, h->cannot_open_upheld,
			   s->until);
}

static bool objected(const struct vb_fold *f, const struct vb_silence *s, bool *undetermined)
{
	const struct vb_fact *fact;

	*undetermined = false;
	if (s->objection == VB_NO_ACT)
		return false;
	fact = &f->fact[s->objection];
	if (vb_fact_time(f, s->objection) < s->until)
		return true;
	if (fact->span.by == VB_TIME_NONE ||
	    (fact->span.since != VB_TIME_NONE && fact->span.since >= s->until))
		return false;
	*undetermined = true;
	return !f->rules.tie_author;
}

/* By itself, whatever other corrections there are. */
static void judge_silence(const struct vb_fold *f, const struct vb_silence *s, int64_t known,
			  struct vb_silence_state *out)
{
	bool broken = objected(f, s, &out->undetermined);
	uint16_t whom = vb_silence_whom(f, s);

	out->unaware = 0;
	for (uint8_t p = 0; p < f->nparties; p++) {
		if (whom >> p & 1 && !aware(f, s, p))
			out->unaware |= (uint16_t)(1u << p);
	}
	if (broken)
		out->state = VB_SL_BROKEN;
	else if (known == VB_TIME_NONE || known < s->until)
		out->state = VB_SL_RUNNING;
	else
		out->state = out->unaware ? VB_SL_UNKNOWN : VB_SL_ADOPTED;
}

void vb_silence_state(const struct vb_fold *f, const struct vb_silence *s, int64_t known,
		      struct vb_silence_state *out)
{
	struct vb_silence_state other;
	uint32_t i = s->corrects == VB_NO_ACT ? VB_NO_ACT : f->fact[s->corrects].corrected;

	judge_silence(f, s, known, out);
	for (; out->state == VB_SL_ADOPTED && i != VB_NO_ACT; i = f->silence[i].before) {
		const struct vb_silence *t = &f->silence[i];

		if (t->until > s->until || (t->until == s->until && t->act >= s->act))
			continue;
		judge_silence(f, t, known, &other);
		if (other.state == VB_SL_ADOPTED)
			out->state = VB_SL_SUPERSEDED;
	}
}

const char *const vb_silence_names[] = {"running", "broken", "not-known", "superseded", "adopted",
	NULL};
