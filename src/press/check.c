/*
 * What a record says of an assertion: whether the passage of a paper that somebody asserts is in
 * it, by then, and as what (design: findings, and the press).
 *
 * SPDX-License-Identifier: ISC
 */
#include "press/internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *const names[] = {
	[VB_PC_SUPPORTED] = "SUPPORTED",
	[VB_PC_CONTRADICTED] = "CONTRADICTED",
	[VB_PC_DISPUTED] = "DISPUTED",
	[VB_PC_NOT_YET] = "NOT YET",
	[VB_PC_ANOTHER] = "ANOTHER PAPER",
	[VB_PC_CANNOT_TELL] = "CANNOT TELL",
};

const char *vb_press_outcome_name(enum vb_press_outcome outcome)
{
	return names[outcome];
}

static void say(struct vb_press_finding *out, enum vb_press_outcome outcome, const char *fmt, ...)
	VB_PRINTF(3, 4);
static void say(struct vb_press_finding *out, enum vb_press_outcome outcome, const char *fmt, ...)
{
	va_list ap;

	out->outcome = outcome;
	va_start(ap, fmt);
	vsnprintf(out->sentence, sizeof(out->sentence), fmt, ap);
	va_end(ap);
}

/* ---- from the words of a report to those of the record ---- */

/* The member that the code stands for: its name as people see it; false: nobody, or several. */
static bool member_of(const struct vb_fold *f, const char *code, char out[static VB_NAME_MAX + 1])
{
	for (uint32_t i = 0; i < f->nparties; i++) {
		if (strcasecmp(f->party[i].name, code) == 0) {
			snprintf(out, VB_NAME_MAX + 1, "%s", f->party[i].name);
			return true;
		}
	}
	return false;
}

/* As what a paper of that label is handed over: "NORD-answer" as a response. */
static enum vb_take role_of(const char *document)
{
	static const struct {
		const char *what;
		enum vb_take role;
	} roles[] = {
		{"answer", VB_AS_RESPONSE}, {"drafts", VB_AS_DRAFT}, {"draft", VB_AS_DRAFT},
		{"proposal", VB_AS_DRAFT}, {"letter", VB_AS_LETTER},
		{"followup", VB_AS_LETTER}, {"questions", VB_AS_LETTER},
	};
	const char *dash = strrchr(document, '-');

	for (size_t i = 0; dash && i < VB_ARRAY_LEN(roles); i++) {
		if (strcmp(dash + 1, roles[i].what) == 0)
			return roles[i].role;
	}
	return VB_AS_NONE;
}

/* The end of the day until which it is said to have happened.  VB_TIME_NONE: nobody says, or the
 * record itself ends on that day, and is asked as it stands then. */
static int64_t until(const struct vb_press_when *w, int64_t asof)
{
	if (!w->text[0] || w->to == INT64_MAX)
		return VB_TIME_NONE;
	if (asof != VB_TIME_NONE && w->to * VB_DAY <= asof && asof < (w->to + 1) * VB_DAY)
		return VB_TIME_NONE;
	return (w->to + 1) * VB_DAY;
}

/* ---- the record's view ---- */

struct query {
	const struct vb_fold *fold;
	bool whole;
	int64_t asof;
	bool receipt;		/* it is said to have been received */
	bool denied;
	struct vb_claim claim;
};

static enum vb_verdict ask(const struct query *q, enum vb_take role, int64_t by,
			   struct vb_judgement *out)
{
	struct vb_claim claim = q->claim;

	claim.as = role;
	claim.by = by;
	vb_claim_judge(&claim, q->fold, q->whole, q->asof, out);
	return out->verdict;
}

static void keep(const struct vb_judgement *j, struct vb_press_finding *out)
{
	out->nevidence = j->nevidence;
	memcpy(out->evidence, j->evidence, sizeof(out->evidence));
}

/* The hand-over on which a verdict rests. */
static const struct vb_fact *handed_over(const struct query *q, const struct vb_judgement *j)
{
	const struct vb_fold *f = q->fold;
	const struct vb_fact *found = NULL;

	for (unsigned i = 0; i < j->nevidence; i++) {
		const struct vb_fact *fact = &f->fact[j->evidence[i]];

		if (fact->nhandovers > 0 &&
		    strcmp(f->party[f->handover[fact->handover].author].name,
			   q->claim.party) == 0)
			found = fact;
	}
	return found;
}

/* Whoever is said to have received it must have: of what was lodged the receipt is asked for. */
static enum vb_verdict received(const struct query *q, int64_t by, struct vb_judgement *j)
{
	struct vb_claim claim = {.verb = VB_CLAIM_RECEIVED, .by = by, .as = VB_AS_NONE};
	const struct vb_fact *fact = handed_over(q, j);

	if (!fact)
		return j->verdict;
	memcpy(claim.party, q->claim.to, sizeof(claim.party));
	snprintf(claim.chain, sizeof(claim.chain), "%s", q->fold->chain[fact->chain].name);
	claim.number = fact->number;
	claim.epoch = fact->epoch;
	vb_claim_judge(&claim, q->fold, q->whole, q->asof, j);
	return j->verdict;
}

/* That a paper passed, of that role, by then. */
static void passed(const struct query *q, enum vb_take role, int64_t by,
		   struct vb_press_finding *out)
{
	struct vb_judgement j, other;
	enum vb_verdict verdict = ask(q, role, by, &j);
	/* Where an absence is not shown, another paper does not show it either. */
	bool another = !q->denied || verdict == VB_CONTRADICTED;

	if (verdict == VB_SUPPORTED && q->receipt && received(q, by, &j) != VB_SUPPORTED) {
		say(out, j.verdict == VB_CONTRADICTED ? VB_PC_CONTRADICTED : VB_PC_CANNOT_TELL,
		    "it was handed over, and whether it was received: %.400s", j.sentence);
		keep(&j, out);
		return;
	}
	switch (verdict) {
	case VB_SUPPORTED:
		say(out, VB_PC_SUPPORTED, "%s", j.sentence);
		break;
	case VB_DISPUTED:
		say(out, VB_PC_DISPUTED, "%s", j.sentence);
		break;
	default:
		if (by != VB_TIME_NONE && ask(q, role, VB_TIME_NONE, &other) == VB_SUPPORTED &&
		    j.verdict == VB_CONTRADICTED) {
			say(out, VB_PC_NOT_YET, "it was not so at that time: %s", other.sentence);
			j = other;
			break;
		}
		if (another && role != VB_AS_NONE &&
		    ask(q, VB_AS_NONE, by, &other) == VB_SUPPORTED) {
			say(out, VB_PC_ANOTHER, "a paper passed, and it is another one: %s",
			    other.sentence);
			j = other;
			break;
		}
		say(out, j.verdict == VB_CONTRADICTED ? VB_PC_CONTRADICTED : VB_PC_CANNOT_TELL,
		    "%s", j.sentence);
	}
	keep(&j, out);
}

/* The same, denied: what supports the passage contradicts the denial. */
static void turn(struct vb_press_finding *out)
{
	if (out->outcome == VB_PC_SUPPORTED)
		out->outcome = VB_PC_CONTRADICTED;
	else if (out->outcome == VB_PC_CONTRADICTED || out->outcome == VB_PC_NOT_YET ||
		 out->outcome == VB_PC_ANOTHER)
		out->outcome = VB_PC_SUPPORTED;
}

/* That it is still being drawn up: not, once it has passed. */
static void in_preparation(const struct query *q, enum vb_take role, int64_t by,
			   struct vb_press_finding *out)
{
	struct vb_judgement j;

	switch (ask(q, role, by, &j)) {
	case VB_SUPPORTED:
		say(out, VB_PC_CONTRADICTED, "it had passed already: %s", j.sentence);
		break;
	case VB_DISPUTED:
		say(out, VB_PC_DISPUTED, "%s", j.sentence);
		break;
	default:
		say(out, VB_PC_CANNOT_TELL,
		    "no record shows what a party prepares; by then it had not passed, as far as "
		    "this one tells");
	}
	keep(&j, out);
}

/* ---- one assertion ---- */

static bool is_passage(enum vb_press_act act)
{
	return act == VB_PA_HAND_OVER || act == VB_PA_RECEIVE;
}

/* Who gave and who got, of this table. */
static bool find_parties(const struct vb_assertion *a, const struct vb_fold *f, struct vb_claim *c,
			 struct vb_press_finding *out)
{
	bool passage = is_passage(a->act) || a->act == VB_PA_PREPARE;

	if (!passage) {
		say(out, VB_PC_CANNOT_TELL,
		    "the record holds the passage of papers, and no acts of this sort");
		return false;
	}
	if (!member_of(f, a->from, c->party) || !member_of(f, a->to, c->to)) {
		say(out, VB_PC_CANNOT_TELL,
		    "it is not between two members of this table, as far as their names tell");
		return false;
	}
	return true;
}

/* The day as of which a thing is asserted without a date of its own. */
static int64_t as_of(const struct vb_assertion *a, int64_t asof)
{
	bool event = a->event.text[0] && a->event.to != INT64_MAX;

	return until(event ? &a->event : &a->said, asof);
}

void vb_press_check(const struct vb_assertion *a, const struct vb_fold *f, bool whole,
		    int64_t asof, struct vb_press_finding *out)
{
	struct query q = {.fold = f, .whole = whole, .asof = asof,
			  .claim = {.verb = VB_CLAIM_DELIVERED, .by = VB_TIME_NONE,
				    .as = VB_AS_NONE}};
	enum vb_take role = role_of(a->document);

	*out = (struct vb_press_finding){.outcome = VB_PC_CANNOT_TELL};
	if (!find_parties(a, f, &q.claim, out))
		return;
	if (a->polarity == VB_PP_PROMISED || a->polarity == VB_PP_EXPECTED) {
		say(out, VB_PC_CANNOT_TELL,
		    "a promise or a forecast says nothing of what happened");
		return;
	}
	if (a->act == VB_PA_PREPARE && a->polarity == VB_PP_AFFIRMED) {
		in_preparation(&q, role, as_of(a, asof), out);
		return;
	}
	if (a->act == VB_PA_PREPARE) {
		say(out, VB_PC_CANNOT_TELL, "no record shows what a party prepares");
		return;
	}
	q.receipt = a->act == VB_PA_RECEIVE;
	q.denied = a->polarity == VB_PP_DENIED;
	passed(&q, role, as_of(a, asof), out);
	if (q.denied)
		turn(out);
}

/* ---- what everybody may know ---- */

/* Which of the papers that were disclosed is meant: 2, as it is labelled; 1, another one. */
static int fits(const struct query *q, const struct vb_handover *h, enum vb_take role, int64_t by)
{
	const struct vb_fold *f = q->fold;
	const struct vb_span *s = &f->fact[h->act].span;

	if (strcmp(f->party[h->author].name, q->claim.party) != 0 ||
	    strcmp(f->party[h->addressee].name, q->claim.to) != 0 || s->by == VB_TIME_NONE ||
	    (by != VB_TIME_NONE && s->by >= by))
		return 0;
	return role == VB_AS_NONE || role == h->role ? 2 : 1;
}

void vb_press_check_public(const struct vb_assertion *a, const struct vb_fold *f,
			   struct vb_press_finding *out)
{
	struct query q = {.fold = f};
	enum vb_take role = role_of(a->document);
	int best = 0;

	*out = (struct vb_press_finding){.outcome = VB_PC_CANNOT_TELL};
	if (!find_parties(a, f, &q.claim, out))
		return;
	for (uint32_t i = 0; is_passage(a->act) && i < f->nhandovers; i++) {
		const struct vb_handover *h = &f->handover[i];
		int fit = h->open ? fits(&q, h, role, as_of(a, VB_TIME_NONE)) : 0;

		best = fit > best ? fit : best;
	}
	/* Of what is not open not even the absence may be told: nothing is contradicted by it. */
	if (best == 0 || a->polarity == VB_PP_PROMISED || a->polarity == VB_PP_EXPECTED)
		say(out, VB_PC_CANNOT_TELL, "nothing that was disclosed tells");
	else if (best == 1)
		say(out, VB_PC_ANOTHER, "what was disclosed shows another paper between the two");
	else
		say(out, VB_PC_SUPPORTED, "what was disclosed shows that such a paper was handed "
					  "over");
	/* Another paper that is open does not show that the denied one is nowhere. */
	if (a->polarity == VB_PP_DENIED && best == 2)
		turn(out);
}
