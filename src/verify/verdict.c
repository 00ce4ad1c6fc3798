/*
 * Claims: judging an assertion by the record (format.md 8.5).
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdarg.h>
#include <string.h>

#define ANY UINT32_MAX	/* no act is asked for */

/* A claim with its names looked up. */
struct question {
	const struct vb_claim *c;
	const struct vb_fold *f;
	bool whole;
	int64_t asof;
	uint8_t party, to;	/* VB_NO_PARTY: anybody */
	uint32_t act;		/* the hand-over meant, or ANY; for ANSWERED: ANY */
	uint32_t answers;	/* what it must answer, or ANY */
	struct vb_judgement *out;
};

const char *vb_verdict_name(enum vb_verdict v)
{
	switch (v) {
	case VB_SUPPORTED:
		return "SUPPORTED";
	case VB_CONTRADICTED:
		return "CONTRADICTED";
	case VB_DISPUTED:
		return "DISPUTED";
	case VB_UNDECIDED:
		return "CANNOT TELL";
	}
	return "?";
}

/* ---- evidence ---- */

/* True if @index is new. */
static bool insert(struct vb_judgement *j, uint32_t index)
{
	unsigned i = j->nevidence;

	if (index == VB_NO_ACT || i == VB_ARRAY_LEN(j->evidence))
		return false;
	while (i > 0 && j->evidence[i - 1] > index)
		i--;
	if (i > 0 && j->evidence[i - 1] == index)
		return false;
	memmove(&j->evidence[i + 1], &j->evidence[i],
		(j->nevidence - i) * sizeof(j->evidence[0]));
	j->evidence[i] = index;
	j->nevidence++;
	return true;
}

/* The act that registered the key of entry @index; the charter is always shown. */
static uint32_t registrar(const struct vb_fold *f, uint32_t index)
{
	const struct vb_chain *c = &f->chain[f->fact[index].chain];
	const struct vb_key *k = vb_fold_key(f, c->name, VB_P_ACT, index);

	return k && k->from > 0 ? k->from : VB_NO_ACT;
}

/* The act by which the author of entry @index took its seat. */
static uint32_t seat(const struct vb_fold *f, uint32_t index)
{
	uint8_t p = f->chain[f->fact[index].chain].party;

	return p != VB_NO_PARTY && f->party[p].from > 0 && f->party[p].from < index ?
		       f->party[p].from : VB_NO_ACT;
}

/* Whoever is shown these acts must be able to check them: so the acts that gave their
 * authors key and seat belong to them. */
static void show(const struct question *q, const struct vb_handover *h)
{
	struct vb_judgement *j = q->out;

	insert(j, h->act);
	insert(j, q->f->fact[h->act].answers);
	insert(j, h->receipt);
	insert(j, h->release);
	insert(j, h->take);
	if (h->take != VB_NO_ACT)
		insert(j, h->taken_answers);
	for (unsigned i = j->nevidence; i-- > 0;) {
		uint32_t index = j->evidence[i];

		i += insert(j, registrar(q->f, index));
		i += insert(j, seat(q->f, index));
	}
}

/* ---- sentences ---- */

static void say(const struct question *q, enum vb_verdict v, const char *fmt, ...)
	VB_PRINTF(3, 4);
static void say(const struct question *q, enum vb_verdict v, const char *fmt, ...)
{
	va_list ap;

	q->out->verdict = v;
	va_start(ap, fmt);
	vsnprintf(q->out->sentence, sizeof(q->out->sentence), fmt, ap);
	va_end(ap);
}

/* "letter", "response to SUD-2"; @out: 128 bytes. */
static const char *label(char *out, const struct vb_fold *f, enum vb_take role,
			 uint32_t answers)
{
	char cite[96];

	if (answers == VB_NO_ACT) {
		snprintf(out, 128, "%s", vb_take_names[role]);
		return out;
	}
	vb_fact_citation(cite, f, answers);
	snprintf(out, 128, "%s to %s", vb_take_names[role], cite);
	return out;
}

/* Names and labels of one hand-over, for a sentence. */
struct told {
	char cite[96], author[VB_NAME_MAX + 1], addressee[VB_NAME_MAX + 1];
	char declared[128], taken[128];
};

static enum vb_take taken_role(const struct vb_handover *h)
{
	return h->taken_as == VB_AS_OFFERED ? h->role : h->taken_as;
}

/* What its addressee says that it answers: nothing, unless it names something or takes it as
 * it was offered (format.md 8.5). */
static uint32_t taken_answers(const struct vb_fold *f, const struct vb_handover *h)
{
	return h->taken_as != VB_AS_OFFERED || h->taken_answers != VB_NO_ACT ?
		       h->taken_answers : f->fact[h->act].answers;
}

static void tell(const struct question *q, const struct vb_handover *h, struct told *t)
{
	const struct vb_fold *f = q->f;

	vb_fact_citation(t->cite, f, h->act);
	vb_upper(t->author, sizeof(t->author), f->party[h->author].name);
	vb_upper(t->addressee, sizeof(t->addressee), f->party[h->addressee].name);
	label(t->declared, f, h->role, f->fact[h->act].answers);
	t->taken[0] = '\0';
	if (h->take != VB_NO_ACT)
		label(t->taken, f, taken_role(h), taken_answers(f, h));
}

/* ---- one hand-over ---- */

/* What one hand-over says to the question, the better the higher. */
enum answer {
	ANSWER_NO,	/* it is another paper */
	ANSWER_NEVER,	/* it is this one, and it did not happen */
	ANSWER_LATE,	/* it happened after the time asked for */
	ANSWER_ENTERED,	/* one side entered that it came outside the record */
	ANSWER_OPEN,	/* whether before or after nobody can tell */
	ANSWER_DISPUTED,
	ANSWER_YES,
};

/* An `entered` paper is its addressee's own act, and proves nothing of its author. */
static bool is_entered(const struct vb_fold *f, const struct vb_handover *h)
{
	return f->chain[f->fact[h->act].chain].party != h->author;
}

static bool label_fits(const struct question *q, enum vb_take role, uint32_t answers)
{
	return (q->c->as == VB_AS_NONE || role == q->c->as) &&
	       (q->answers == ANY || answers == q->answers);
}

/* Whom the claim is about: who gave and who got it. */
static bool parties_fit(const struct question *q, const struct vb_handover *h)
{
	bool by_author = q->c->verb == VB_CLAIM_DELIVERED || q->c->verb == VB_CLAIM_ANSWERED;
	uint8_t party = by_author ? h->author : h->addressee;

	return (q->party == VB_NO_PARTY || q->party == party) &&
	       (q->to == VB_NO_PARTY || q->to == h->addressee) &&
	       (q->act == ANY || q->act == h->act);
}

/* The act by which it happened, or VB_NO_ACT. */
static uint32_t event(const struct question *q, const struct vb_handover *h)
{
	if (q->c->verb == VB_CLAIM_DELIVERED)
		return h->act;
	if (q->c->verb == VB_CLAIM_TAKEN)
		return h->take;
	return h->release;	/* received or answered */
}

/* Under whose label it is what the claim says. */
static enum answer labels(const struct question *q, const struct vb_handover *h)
{
	bool author = label_fits(q, h->role, q->f->fact[h->act].answers);
	bool addressee = author;

	if (h->take != VB_NO_ACT)
		addressee = label_fits(q, taken_role(h), taken_answers(q->f, h));
	/* A take is its author's own word: the other side's label is no part of it. */
	if (q->c->verb == VB_CLAIM_TAKEN)
		return h->take == VB_NO_ACT || addressee ? ANSWER_YES : ANSWER_NO;
	if (author && addressee)
		return ANSWER_YES;
	return author || addressee ? ANSWER_DISPUTED : ANSWER_NO;
}

static enum answer in_time(const struct question *q, uint32_t index)
{
	const struct vb_span *s = &q->f->fact[index].span;

	if (q->c->by == VB_TIME_NONE || (s->by != VB_TIME_NONE && s->by < q->c->by))
		return ANSWER_YES;
	if (s->since != VB_TIME_NONE && s->since >= q->c->by)
		return ANSWER_LATE;
	return ANSWER_OPEN;
}

static enum answer weigh(const struct question *q, const struct vb_handover *h)
{
	enum answer by_label, by_time;
	uint32_t e;

	if (!parties_fit(q, h))
		return ANSWER_NO;
	by_label = labels(q, h);
	if (by_label == ANSWER_NO)
		return ANSWER_NO;
	if (is_entered(q->f, h))
		return ANSWER_ENTERED;
	e = event(q, h);
	if (e == VB_NO_ACT)
		return ANSWER_NEVER;
	by_time = in_time(q, e);
	return by_time == ANSWER_YES ? by_label : by_time;
}

/* ---- the verdict ---- */

static void say_yes(const struct question *q, const struct vb_handover *h, const struct told *t)
{
	const struct vb_span *s = &q->f->fact[event(q, h)].span;
	char when[48] = "", date[32];

	if (s->by != VB_TIME_NONE) {
		vb_time_human(date, s->by);
		snprintf(when, sizeof(when), ", by %s", date);
	}
	if (q->c->verb == VB_CLAIM_DELIVERED)
		say(q, VB_SUPPORTED, "%s handed over %s to %s as %s%s", t->author, t->cite,
		    t->addressee, t->declared, when);
	else if (q->c->verb == VB_CLAIM_TAKEN)
		say(q, VB_SUPPORTED, "%s took %s as %s%s", t->addressee, t->cite, t->taken, when);
	else
		say(q, VB_SUPPORTED, "%s, handed over by %s as %s, was released to %s%s", t->cite,
		    t->author, t->declared, t->addressee, when);
}

static void say_open(const struct question *q, const struct vb_handover *h,
		     const struct told *t)
{
	const struct vb_span *s = &q->f->fact[event(q, h)].span;
	char asked[48], since[32] = "an unknown time", by[32] = "an unknown time";

	vb_claim_time(asked, q->c->by);
	if (s->since != VB_TIME_NONE)
		vb_time_human(since, s->since);
	if (s->by != VB_TIME_NONE)
		vb_time_human(by, s->by);
	say(q, VB_UNDECIDED,
	    "%s of %s: it was logged between %s and %s, and %s does not lie outside; the "
	    "charter's tie rule favours its %s", t->cite, t->author, since, by, asked,
	    q->f->rules.tie_author ? "author" : "addressee");
}

/* "the whole log ... shows none": only if it reaches beyond the time asked for, and
 * nothing can have gone another way (format.md 8.5). */
static void say_absent(const struct question *q, const char *what)
{
	bool ours = q->c->chain[0] || q->c->answers_chain[0];
	char asked[48], asof[32];

	if (!q->whole) {
		say(q, VB_UNDECIDED, "%s, but only picked acts are shown, and what they lack the "
		    "log may hold", what);
		return;
	}
	if (q->c->by != VB_TIME_NONE && (q->asof == VB_TIME_NONE || q->asof < q->c->by)) {
		vb_claim_time(asked, q->c->by);
		say(q, VB_UNDECIDED, "%s, but no checkpoint of this log is dated after %s", what,
		    asked);
		return;
	}
	if (!ours && !q->f->rules.complete) {
		say(q, VB_UNDECIDED, "%s, but the charter does not say that this channel is "
		    "complete: it may have gone another way", what);
		return;
	}
	if (q->asof == VB_TIME_NONE) {
		say(q, VB_CONTRADICTED, "%s in the whole log", what);
		return;
	}
	vb_time_human(asof, q->asof);
	say(q, VB_CONTRADICTED, "%s in the whole log up to %s", what, asof);
}

static void say_verdict(const struct question *q, enum answer best,
			const struct vb_handover *h)
{
	char what[240], date[32];
	struct told t;

	if (best == ANSWER_NO) {
		say_absent(q, "nothing of the kind stands");
		return;
	}
	show(q, h);
	tell(q, h, &t);
	switch (best) {
	case ANSWER_YES:
		say_yes(q, h, &t);
		return;
	case ANSWER_DISPUTED:
		say(q, VB_DISPUTED, "a paper passed, and its parties name it differently: %s "
		    "declared %s: %s; %s took it as: %s", t.author, t.cite, t.declared,
		    t.addressee, t.taken);
		return;
	case ANSWER_OPEN:
		say_open(q, h, &t);
		return;
	case ANSWER_ENTERED:
		say(q, VB_UNDECIDED, "%s entered in %s that it came from %s outside the record; "
		    "%s has signed nothing", t.addressee, t.cite, t.author, t.author);
		return;
	case ANSWER_LATE:
		vb_time_human(date, q->f->fact[event(q, h)].span.since);
		snprintf(what, sizeof(what), "%s of %s came only after %s, and nothing before "
			 "it stands", t.cite, t.author, date);
		break;
	default:
		snprintf(what, sizeof(what), "%s of %s was %s by %s, and nothing else of the "
			 "kind stands", t.cite, t.author,
			 q->c->verb == VB_CLAIM_TAKEN ? "not taken" : "not received",
			 t.addressee);
		break;
	}
	say_absent(q, what);
}

/* ---- looking names up ---- */

static bool find_party(const struct question *q, const char *name, uint8_t *out)
{
	char up[VB_NAME_MAX + 1];

	*out = VB_NO_PARTY;
	if (name[0] == '\0')
		return true;
	*out = vb_fold_party(q->f, vb_view_str(name));
	if (*out != VB_NO_PARTY)
		return true;
	say(q, VB_UNDECIDED, "%s is no member of this table",
	    vb_upper(up, sizeof(up), name));
	return false;
}

/* The hand-over that the claim cites; false: there is none, and that is the verdict. */
static bool find_act(const struct question *q, const char *chain, uint64_t number,
		     uint64_t epoch, uint32_t *out)
{
	char up[70], what[160], author[VB_NAME_MAX + 1], dot[24] = "";
	uint8_t party;

	*out = ANY;
	if (chain[0] == '\0')
		return true;
	snprintf(author, sizeof(author), "%.*s", (int)strcspn(chain, "/"), chain);
	if (!find_party(q, author, &party))
		return false;
	*out = vb_fold_cited(q->f, chain, number, epoch);
	if (*out != VB_NO_ACT && q->f->fact[*out].nhandovers > 0)
		return true;
	if (epoch)
		snprintf(dot, sizeof(dot), ".%llu", (unsigned long long)epoch);
	snprintf(what, sizeof(what), "no hand-over %s-%llu%s stands",
		 vb_upper(up, sizeof(up), chain), (unsigned long long)number, dot);
	say_absent(q, what);
	return false;
}

/* An answer goes to the one whose paper it answers. */
static void answer_to(struct question *q)
{
	const struct vb_fact *fact = &q->f->fact[q->act];

	q->answers = q->act;
	q->act = ANY;
	if (q->to == VB_NO_PARTY)
		q->to = q->f->handover[fact->handover].author;
}

void vb_claim_judge(const struct vb_claim *c, const struct vb_fold *f, bool whole, int64_t asof,
		    struct vb_judgement *out)
{
	struct question q = {.c = c, .f = f, .whole = whole, .asof = asof, .out = out};
	const struct vb_handover *best = NULL;
	enum answer found = ANSWER_NO;

	*out = (struct vb_judgement){.verdict = VB_UNDECIDED};
	if (!find_party(&q, c->party, &q.party) || !find_party(&q, c->to, &q.to) ||
	    !find_act(&q, c->chain, c->number, c->epoch, &q.act) ||
	    !find_act(&q, c->answers_chain, c->answers_number, c->answers_epoch, &q.answers))
		return;
	if (c->verb == VB_CLAIM_ANSWERED)
		answer_to(&q);
	for (uint32_t i = 0; i < f->nhandovers; i++) {
		enum answer a = weigh(&q, &f->handover[i]);

		if (a > found) {
			found = a;
			best = &f->handover[i];
		}
	}
	say_verdict(&q, found, best);
}
