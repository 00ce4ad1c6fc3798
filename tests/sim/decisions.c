/*
 * The oracle on texts that several make theirs, and on corrections under silence (format.md
 * 5.5, 8.6, 8.7).
 *
 * SPDX-License-Identifier: ISC
 */
#include "oracle.h"

#include <stdlib.h>
#include <string.h>

#define NEVER ORACLE_NEVER

static const char *const kinds[] = {"adopt", "initial", "sign"};

/* ---- 5.5.1 to 5.5.3 ---- */

/* A hand-over by 5.2.1 or 5.2.2 with `same-text yes`. */
static bool is_text(const struct oracle *o, size_t of)
{
	return of != NEVER && o->effect[of] &&
	       (oracle_is(o->act[of], "propose") || oracle_is(o->act[of], "respond")) &&
	       vb_view_is(vb_act_get(o->act[of], "same-text", 0), "yes");
}

static const struct oracle_handed *copy_for(const struct oracle *o, size_t of,
					    struct vb_view name)
{
	for (size_t i = 0; i < o->nhanded; i++)
		if (o->handed[i].act == of && vb_view_eq(o->handed[i].to, name))
			return &o->handed[i];
	return NULL;
}

static bool names(const struct vb_act *a, const char *field, struct vb_view name)
{
	for (unsigned i = 0; i < vb_act_count(a, field); i++)
		if (vb_view_eq(vb_act_get(a, field, i), name))
			return true;
	return false;
}

/* Neither still to join nor gone, at the place @i. */
static bool at_table(const struct oracle *o, struct vb_view name, size_t i)
{
	for (unsigned m = 0; m < o->nmembers; m++)
		if (vb_view_eq(o->member[m].name, name))
			return o->member[m].joined && o->member[m].left > i;
	return false;
}

static bool joint(struct oracle *o, size_t i)
{
	const struct vb_act *a = o->act[i];
	size_t of = oracle_cited(o, a, "of");

	if (!is_text(o, of))
		return false;
	for (unsigned r = 0; r < vb_act_count(a, "referendum"); r++)
		if (!names(a, "signer", vb_act_get(a, "referendum", r)))
			return false;
	for (unsigned s = 0; s < vb_act_count(a, "signer"); s++) {
		struct vb_view name = vb_act_get(a, "signer", s);
		const struct oracle_handed *h = copy_for(o, of, name);

		if (!at_table(o, name, i) ||
		    (!vb_view_eq(o->act[of]->author, name) && (!h || h->release == NEVER)))
			return false;
	}
	return true;
}

/* Entry @i, by its `by`, and without one its date. */
static bool is_before(const struct oracle *o, size_t i, int64_t until)
{
	return (o->span[i].by != VB_TIME_NONE ? o->span[i].by : o->act[i]->date) < until;
}

/* It stands before the place @place and, unless @until is VB_EVER, was there before that. */
static bool counts(const struct oracle *o, size_t i, size_t place, int64_t until)
{
	return i < place && (until == VB_EVER || is_before(o, i, until));
}

/* ---- 8.6 ---- */

/* Whether the member @name is among those who have done @kind (NULL: any) with the text of @of,
 * by acts that count; *later: in each of them only ad referendum. */
static bool has_signed(const struct oracle *o, size_t place, size_t of, const char *kind,
		       int64_t until, struct vb_view name, bool *later)
{
	bool found = false;

	*later = true;
	for (size_t i = of + 1; i < place; i++) {
		const struct vb_act *a = o->act[i];
		bool fits = false;

		for (size_t k = 0; k < VB_ARRAY_LEN(kinds); k++)
			fits = fits || (oracle_is(a, kinds[k]) &&
					(!kind || strcmp(kind, kinds[k]) == 0));
		if (!fits || !o->effect[i] || oracle_cited(o, a, "of") != of ||
		    !names(a, "signer", name) || !counts(o, i, place, until))
			continue;
		found = true;
		*later = *later && names(a, "referendum", name);
	}
	return found;
}

/* ---- 5.5.4, 5.5.5 ---- */

/* Whether the text of @of is that of @name, who sits at the table, by acts that count. */
static bool made_own(const struct oracle *o, size_t place, size_t of, int64_t until,
		     struct vb_view name)
{
	bool later;

	if (has_signed(o, place, of, NULL, until, name, &later))
		return true;
	for (size_t k = 0; k < o->nsilences; k++) {
		const struct oracle_silence *s = &o->silence[k];

		if (s->of == of && counts(o, s->act, place, until))
			return !counts(o, s->objection, place, until) &&
			       made_own(o, place, s->text, until, name);
	}
	return false;
}

static bool is_text_of(const struct oracle *o, size_t place, size_t of, int64_t until,
		       struct vb_view name)
{
	for (unsigned m = 0; m < o->nmembers; m++)
		if (vb_view_eq(o->member[m].name, name))
			return o->member[m].joined &&
			       !counts(o, o->member[m].left, place, until) &&
			       made_own(o, place, of, until, name);
	return false;
}

static bool speaks_to(const struct oracle *o, const struct oracle_silence *s, struct vb_view name)
{
	return !vb_view_eq(o->act[s->act]->author, name) &&
	       is_text_of(o, o->n, s->text, s->until, name);
}

static bool silence(struct oracle *o, size_t i)
{
	const struct vb_act *a = o->act[i];
	size_t of = oracle_cited(o, a, "of");
	struct oracle_silence s = {.act = i, .of = of, .text = NEVER, .objection = NEVER};
	unsigned others = 0;

	if (!is_text(o, of) || !vb_view_eq(o->act[of]->author, a->author) ||
	    !vb_act_time(a, "until", &s.until) || s.until <= a->date)
		return false;
	s.text = oracle_cited(o, o->act[of], "answers");
	if (s.text == NEVER || !is_text_of(o, i, s.text, VB_EVER, a->author))
		return false;
	for (unsigned m = 0; m < o->nmembers; m++) {
		struct vb_view name = o->member[m].name;

		if (vb_view_eq(name, a->author) || !is_text_of(o, i, s.text, VB_EVER, name))
			continue;
		others++;
		if (!copy_for(o, of, name))
			return false;
	}
	for (size_t k = 0; k < o->nsilences; k++)
		if (o->silence[k].of == of)
			return false;
	if (others == 0)
		return false;
	o->silence = reallocarray(o->silence, o->nsilences + 1, sizeof(*o->silence));
	if (!o->silence)
		abort();
	o->silence[o->nsilences++] = s;
	return true;
}

static bool object(struct oracle *o, size_t i)
{
	size_t of = oracle_cited(o, o->act[i], "of");
	struct vb_view name = o->act[i]->author;

	for (size_t k = 0; of != NEVER && k < o->nsilences; k++) {
		struct oracle_silence *s = &o->silence[k];

		if (s->act != of || vb_view_eq(o->act[of]->author, name) ||
		    !is_text_of(o, i, s->text, VB_EVER, name))
			continue;
		s->objection = s->objection == NEVER ? i : s->objection;
		return true;
	}
	return false;
}

bool oracle_decides(struct oracle *o, size_t i, bool *effect)
{
	for (size_t k = 0; k < VB_ARRAY_LEN(kinds); k++) {
		if (oracle_is(o->act[i], kinds[k])) {
			*effect = joint(o, i);
			return true;
		}
	}
	if (oracle_is(o->act[i], "silence"))
		*effect = silence(o, i);
	else if (oracle_is(o->act[i], "object"))
		*effect = object(o, i);
	else
		return false;
	return true;
}

/* ---- 8.7 ---- */

static bool is_broken(const struct oracle *o, const struct oracle_silence *s,
		      bool *undetermined)
{
	const struct vb_span *span;

	*undetermined = false;
	if (s->objection == NEVER)
		return false;
	if (is_before(o, s->objection, s->until))
		return true;
	span = &o->span[s->objection];
	*undetermined = span->by != VB_TIME_NONE &&
			(span->since == VB_TIME_NONE || span->since < s->until);
	return *undetermined && !o->tie_author;
}

static bool has_complained(const struct oracle *o, const struct oracle_claim *c, int64_t until)
{
	return c->at != NEVER && is_before(o, c->at, until) && (c->ruling == NEVER || c->upheld);
}

/* By then its copy was released, and it has written something that has seen the silence, and
 * nothing against that copy. */
static bool could_know(const struct oracle *o, const struct oracle_silence *s,
		       struct vb_view name)
{
	const struct oracle_handed *h = copy_for(o, s->of, name);

	if (!h || h->release == NEVER || !is_before(o, h->release, s->until) ||
	    has_complained(o, &h->contest, s->until) ||
	    has_complained(o, &h->cannot_open, s->until))
		return false;
	for (size_t i = s->act + 1; i < o->n; i++)
		if (vb_view_eq(o->act[i]->author, name) && o->act[i]->seen_size > s->act &&
		    is_before(o, i, s->until))
			return true;
	return false;
}

/* Whatever other corrections there are. */
static enum vb_silent alone(const struct oracle *o, const struct oracle_silence *s, int64_t known,
			    bool *undetermined)
{
	if (is_broken(o, s, undetermined))
		return VB_SL_BROKEN;
	if (known == VB_TIME_NONE || known < s->until)
		return VB_SL_RUNNING;
	for (unsigned m = 0; m < o->nmembers; m++)
		if (speaks_to(o, s, o->member[m].name) && !could_know(o, s, o->member[m].name))
			return VB_SL_UNKNOWN;
	return VB_SL_ADOPTED;
}

static enum vb_silent state_of(const struct oracle *o, const struct oracle_silence *s,
			       int64_t known, bool *undetermined)
{
	enum vb_silent state = alone(o, s, known, undetermined);
	bool tie;

	for (size_t k = 0; state == VB_SL_ADOPTED && k < o->nsilences; k++) {
		const struct oracle_silence *t = &o->silence[k];
		bool earlier = t->until < s->until || (t->until == s->until && t->act < s->act);

		if (t->text == s->text && earlier && alone(o, t, known, &tie) == VB_SL_ADOPTED)
			return VB_SL_SUPERSEDED;
	}
	return state;
}

/* ---- the fold against it ---- */

/* By acts before @until. */
static void compare_signers(const struct oracle *o, const struct vb_fold *f, size_t of,
			    const char *kind, int64_t until)
{
	uint16_t signers, referred;

	vb_text_signers(f, (uint32_t)of, kind ? vb_kind_find(vb_view_str(kind)) : NULL, until,
			&signers, &referred);
	for (unsigned m = 0; m < o->nmembers; m++) {
		bool later, has = has_signed(o, o->n, of, kind, until, o->member[m].name, &later);

		if (has != (signers >> m & 1) || (has && later) != (referred >> m & 1))
			sim_fail(o->s, "the text of entry %zu is %.*s's in another way by 8.6",
				 of, (int)o->member[m].name.len, o->member[m].name.ptr);
	}
}

static void compare_text(const struct oracle *o, const struct vb_fold *f, size_t of)
{
	uint16_t owners = vb_text_owners(f, (uint32_t)of);

	compare_signers(o, f, of, NULL, VB_EVER);
	compare_signers(o, f, of, NULL, o->s->now - VB_DAY);
	for (size_t k = 0; k < VB_ARRAY_LEN(kinds); k++)
		compare_signers(o, f, of, kinds[k], VB_EVER);
	for (unsigned m = 0; m < o->nmembers; m++)
		if (is_text_of(o, o->n, of, VB_EVER, o->member[m].name) != (owners >> m & 1))
			sim_fail(o->s, "the text of entry %zu is that of others by 5.5.4", of);
}

static void compare_silence(const struct oracle *o, const struct vb_fold *f,
			    const struct oracle_silence *s, const struct vb_silence *got)
{
	const int64_t known[] = {s->until - 1, s->until, o->s->now, o->s->now + 40 * VB_DAY,
				 VB_TIME_NONE};
	size_t objection = got->objection == VB_NO_ACT ? NEVER : got->objection;
	uint16_t whom = vb_silence_whom(f, got);
	struct vb_silence_state found;

	if (got->act != s->act || got->of != s->of || got->corrects != s->text ||
	    got->until != s->until || objection != s->objection)
		sim_fail(o->s, "the silence of entry %zu is another by 5.5", s->act);
	for (unsigned m = 0; m < o->nmembers; m++)
		if (speaks_to(o, s, o->member[m].name) != (whom >> m & 1))
			sim_fail(o->s, "the silence of entry %zu speaks to others by 5.5.4",
				 s->act);
	for (size_t i = 0; i < VB_ARRAY_LEN(known); i++) {
		bool undetermined;
		enum vb_silent want = state_of(o, s, known[i], &undetermined);

		vb_silence_state(f, got, known[i], &found);
		if (found.state != want || found.undetermined != undetermined)
			sim_fail(o->s, "the silence of entry %zu is %s by 8.7, the fold says %s",
				 s->act, vb_silence_names[want], vb_silence_names[found.state]);
	}
}

void oracle_compare_decisions(const struct oracle *o, const struct vb_fold *f)
{
	if (o->nsilences != f->nsilences)
		sim_fail(o->s, "there are %zu silences by 5.5.4, the fold has %u", o->nsilences,
			 f->nsilences);
	for (size_t i = 0; i < o->n && !o->s->failed; i++)
		if (is_text(o, i))
			compare_text(o, f, i);
	for (size_t i = 0; i < o->nsilences && !o->s->failed; i++)
		compare_silence(o, f, &o->silence[i], &f->silence[i]);
}
