/*
 * Two folds that must be one: every act, hand-over, member, key, rule and state.
 *
 * SPDX-License-Identifier: ISC
 */
#include "check.h"

#include <stddef.h>
#include <string.h>

/* One field of a structure, and where it stands there. */
struct field {
	const char *name;
	size_t at, len;
	bool text;	/* what stands behind its NUL is not compared */
};

#define WIDTH(type, member) sizeof(((struct type *)NULL)->member)
#define KEPT(type, member, text) {#member, offsetof(struct type, member), WIDTH(type, member), text}
#define FIELD(type, member) KEPT(type, member, false)
#define TEXT(type, member) KEPT(type, member, true)

static const struct field of_fact[] = {
	FIELD(vb_fact, id),
	FIELD(vb_fact, chain),
	FIELD(vb_fact, nhandovers),
	FIELD(vb_fact, answers),
	FIELD(vb_fact, joint),
	FIELD(vb_fact, silence),
	FIELD(vb_fact, corrected),
	FIELD(vb_fact, number),
	FIELD(vb_fact, epoch),
	FIELD(vb_fact, date),
	TEXT(vb_fact, voided),
	FIELD(vb_fact, span.since),
	FIELD(vb_fact, span.by),
};

static const struct field of_handover[] = {
	FIELD(vb_handover, act),
	FIELD(vb_handover, author),
	FIELD(vb_handover, addressee),
	FIELD(vb_handover, role),
	FIELD(vb_handover, root),
	FIELD(vb_handover, recipient),
	FIELD(vb_handover, collect_by),
	FIELD(vb_handover, receipt),
	FIELD(vb_handover, release),
	FIELD(vb_handover, take),
	FIELD(vb_handover, refuse),
	FIELD(vb_handover, withdraw),
	FIELD(vb_handover, contest),
	FIELD(vb_handover, cannot_open),
	FIELD(vb_handover, contest_ruling),
	FIELD(vb_handover, cannot_open_ruling),
	FIELD(vb_handover, carried),
	FIELD(vb_handover, contest_upheld),
	FIELD(vb_handover, cannot_open_upheld),
	FIELD(vb_handover, taken_as),
	FIELD(vb_handover, taken_answers),
	FIELD(vb_handover, answered),
};

static const struct field of_party[] = {
	TEXT(vb_party, name),
	FIELD(vb_party, role),
	FIELD(vb_party, from),
	FIELD(vb_party, until),
	FIELD(vb_party, joined),
};

static const struct field of_party_seen[] = {
	FIELD(vb_party, seen),
};

static const struct field of_key[] = {
	TEXT(vb_key, name),
	FIELD(vb_key, purpose),
	FIELD(vb_key, raw),
	FIELD(vb_key, from),
	FIELD(vb_key, until),
};

static const struct field of_mandate[] = {
	FIELD(vb_mandate, act),
	FIELD(vb_mandate, party),
	FIELD(vb_mandate, scope),
	FIELD(vb_mandate, revoked),
};

static const struct field of_joint[] = {
	FIELD(vb_joint, act),
	FIELD(vb_joint, of),
	FIELD(vb_joint, before),
	FIELD(vb_joint, signers),
	FIELD(vb_joint, referred),
};

static const struct field of_silence[] = {
	FIELD(vb_silence, act),
	FIELD(vb_silence, of),
	FIELD(vb_silence, corrects),
	FIELD(vb_silence, party),
	FIELD(vb_silence, before),
	FIELD(vb_silence, until),
	FIELD(vb_silence, objection),
	FIELD(vb_silence, knew),
};

static const struct field of_rules[] = {
	FIELD(vb_fold, rules.take_days),
	FIELD(vb_fold, rules.collect_days),
	FIELD(vb_fold, rules.contest_days),
	FIELD(vb_fold, rules.deemed_days),
	FIELD(vb_fold, rules.answer_days),
	FIELD(vb_fold, rules.clock_stops),
	FIELD(vb_fold, rules.complete),
	FIELD(vb_fold, rules.tie_author),
	FIELD(vb_fold, rules.skew),
	FIELD(vb_fold, rules.each),
	FIELD(vb_fold, amended),
	FIELD(vb_fold, transferred),
	FIELD(vb_fold, judge),
};

/* What is compared: for whom, a what, and which one. */
struct subject {
	struct sim *s;
	const char *who, *what;
	uint32_t i;
};

static bool differs(const struct subject *of, const char *field)
{
	sim_fail(of->s, "%s: %s of %s %u differs", of->who, field, of->what, of->i);
	return false;
}

static bool same(const struct subject *of, const void *a, const void *b,
		 const struct field *field, size_t n)
{
	for (; n > 0; n--, field++) {
		const char *x = (const char *)a + field->at, *y = (const char *)b + field->at;

		if (field->text ? strncmp(x, y, field->len) != 0 : memcmp(x, y, field->len) != 0)
			return differs(of, field->name);
	}
	return true;
}

#define SAME(of, a, b, fields) same(of, a, b, fields, VB_ARRAY_LEN(fields))

static void same_facts(struct sim *s, const char *who, const struct vb_fold *x,
		       const struct vb_fold *y)
{
	struct subject of = {s, who, "act", 0};

	for (; of.i < x->nfacts; of.i++) {
		const struct vb_fact *a = &x->fact[of.i], *b = &y->fact[of.i];

		if (!SAME(&of, a, b, of_fact))
			return;
		if (a->kind != b->kind) {
			differs(&of, "kind");
			return;
		}
	}
}

static void same_handovers(struct sim *s, const char *who, const struct vb_fold *x,
			   const struct vb_fold *y)
{
	struct subject of = {s, who, "hand-over", 0};

	for (; of.i < x->nhandovers; of.i++)
		if (!SAME(&of, &x->handover[of.i], &y->handover[of.i], of_handover))
			return;
}

static bool same_parties(struct sim *s, const char *who, const struct vb_fold *x,
			 const struct vb_fold *y)
{
	struct subject of = {s, who, "party", 0};

	for (; of.i < x->nparties; of.i++) {
		const struct vb_party *a = &x->party[of.i], *b = &y->party[of.i];

		if (!SAME(&of, a, b, of_party))
			return false;
		/* A newcomer that took no seat is gone, with what it once cosigned. */
		if ((s->newcomer_sits || strcmp(a->name, "neu") != 0) &&
		    !SAME(&of, a, b, of_party_seen))
			return false;
	}
	return true;
}

static void same_roster(struct sim *s, const char *who, const struct vb_fold *x,
			const struct vb_fold *y)
{
	struct subject key = {s, who, "key", 0}, mandate = {s, who, "mandate", 0};

	if (!same_parties(s, who, x, y))
		return;
	for (; key.i < x->nkeys; key.i++)
		if (!SAME(&key, &x->key[key.i], &y->key[key.i], of_key))
			return;
	for (; mandate.i < x->nmandates; mandate.i++)
		if (!SAME(&mandate, &x->mandate[mandate.i], &y->mandate[mandate.i],
			  of_mandate))
			return;
}

static void same_rules(struct sim *s, const char *who, const struct vb_fold *a,
		       const struct vb_fold *b)
{
	struct subject of = {s, who, "rule", 0};

	SAME(&of, a, b, of_rules);
}

static void same_decisions(struct sim *s, const char *who, const struct vb_fold *x,
			   const struct vb_fold *y)
{
	struct subject joint = {s, who, "joint act", 0}, silence = {s, who, "silence", 0};

	for (; joint.i < x->njoints; joint.i++)
		if (!SAME(&joint, &x->joint[joint.i], &y->joint[joint.i], of_joint))
			return;
	for (; silence.i < x->nsilences; silence.i++)
		if (!SAME(&silence, &x->silence[silence.i], &y->silence[silence.i], of_silence))
			return;
}

/* At different times, since a state is one of a moment. */
static void same_states(struct sim *s, const char *who, const struct vb_fold *x,
			const struct vb_fold *y)
{
	static const int days[] = {0, 1, 3, 8, 40};
	struct vb_state_of a, b;

	for (uint32_t i = 0; i < x->nhandovers; i++) {
		for (size_t t = 0; t < VB_ARRAY_LEN(days); t++) {
			vb_handover_state(x, &x->handover[i], s->now + days[t] * VB_DAY, &a);
			vb_handover_state(y, &y->handover[i], s->now + days[t] * VB_DAY, &b);
			if (a.state != b.state || a.due != b.due)
				sim_fail(s, "%s: hand-over %u is %s, and %s", who, i,
					 vb_state_name(a.state), vb_state_name(b.state));
		}
	}
}

void check_same(struct sim *s, const char *who, const struct vb_fold *x,
		const struct vb_fold *y)
{
	if (x->nfacts != y->nfacts || x->nhandovers != y->nhandovers ||
	    x->nparties != y->nparties || x->nkeys != y->nkeys || x->nchains != y->nchains ||
	    x->nmandates != y->nmandates || x->npromises != y->npromises ||
	    x->njoints != y->njoints || x->nsilences != y->nsilences) {
		sim_fail(s, "%s has %u acts, %u hand-overs, %u keys; the log %u, %u, %u", who,
			 y->nfacts, y->nhandovers, y->nkeys, x->nfacts, x->nhandovers,
			 x->nkeys);
		return;
	}
	same_facts(s, who, x, y);
	same_handovers(s, who, x, y);
	same_roster(s, who, x, y);
	same_rules(s, who, x, y);
	same_decisions(s, who, x, y);
	same_states(s, who, x, y);
}
