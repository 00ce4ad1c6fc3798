/*
 * Two folds that must be one: every act, hand-over, member, key, rule and state.
 *
 * SPDX-License-Identifier: ISC
 */
#include "check.h"

#include <string.h>

#define SAME(what, field)                                                                     \
	do {                                                                                  \
		if (memcmp(&a->field, &b->field, sizeof(a->field)) != 0) {                    \
			sim_fail(s, "%s: %s of %s %u differs", who, #field, what, i);         \
			return;                                                               \
		}                                                                             \
	} while (0)

static void same_facts(struct sim *s, const char *who, const struct vb_fold *x,
		       const struct vb_fold *y)
{
	for (uint32_t i = 0; i < x->nfacts; i++) {
		const struct vb_fact *a = &x->fact[i], *b = &y->fact[i];

		SAME("act", id);
		SAME("act", kind);
		SAME("act", chain);
		SAME("act", nhandovers);
		SAME("act", answers);
		SAME("act", number);
		SAME("act", epoch);
		SAME("act", date);
		SAME("act", voided);
		SAME("act", span.since);
		SAME("act", span.by);
	}
}

static void same_handovers(struct sim *s, const char *who, const struct vb_fold *x,
			   const struct vb_fold *y)
{
	for (uint32_t i = 0; i < x->nhandovers; i++) {
		const struct vb_handover *a = &x->handover[i], *b = &y->handover[i];

		SAME("hand-over", act);
		SAME("hand-over", author);
		SAME("hand-over", addressee);
		SAME("hand-over", role);
		SAME("hand-over", root);
		SAME("hand-over", recipient);
		SAME("hand-over", collect_by);
		SAME("hand-over", receipt);
		SAME("hand-over", release);
		SAME("hand-over", take);
		SAME("hand-over", refuse);
		SAME("hand-over", withdraw);
		SAME("hand-over", contest);
		SAME("hand-over", cannot_open);
		SAME("hand-over", contest_ruling);
		SAME("hand-over", cannot_open_ruling);
		SAME("hand-over", carried);
		SAME("hand-over", contest_upheld);
		SAME("hand-over", cannot_open_upheld);
		SAME("hand-over", taken_as);
		SAME("hand-over", taken_answers);
		SAME("hand-over", answered);
	}
}

static void same_roster(struct sim *s, const char *who, const struct vb_fold *x,
			const struct vb_fold *y)
{
	for (uint32_t i = 0; i < x->nparties; i++) {
		const struct vb_party *a = &x->party[i], *b = &y->party[i];

		SAME("party", name);
		SAME("party", role);
		SAME("party", from);
		SAME("party", until);
		SAME("party", joined);
		/* A newcomer that took no seat is gone, with what it once cosigned. */
		if (s->newcomer_sits || strcmp(a->name, "neu") != 0)
			SAME("party", seen);
	}
	for (uint32_t i = 0; i < x->nkeys; i++) {
		const struct vb_key *a = &x->key[i], *b = &y->key[i];

		SAME("key", name);
		SAME("key", purpose);
		SAME("key", raw);
		SAME("key", from);
		SAME("key", until);
	}
	for (uint32_t i = 0; i < x->nmandates; i++) {
		const struct vb_mandate *a = &x->mandate[i], *b = &y->mandate[i];

		SAME("mandate", act);
		SAME("mandate", party);
		SAME("mandate", scope);
		SAME("mandate", revoked);
	}
}

static void same_rules(struct sim *s, const char *who, const struct vb_fold *a,
		       const struct vb_fold *b)
{
	uint32_t i = 0;

	SAME("rule", rules.take_days);
	SAME("rule", rules.collect_days);
	SAME("rule", rules.contest_days);
	SAME("rule", rules.deemed_days);
	SAME("rule", rules.answer_days);
	SAME("rule", rules.clock_stops);
	SAME("rule", rules.complete);
	SAME("rule", rules.tie_author);
	SAME("rule", rules.skew);
	SAME("rule", amended);
	SAME("rule", transferred);
	SAME("rule", judge);
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
	    x->nmandates != y->nmandates || x->npromises != y->npromises) {
		sim_fail(s, "%s has %u acts, %u hand-overs, %u keys; the log %u, %u, %u", who,
			 y->nfacts, y->nhandovers, y->nkeys, x->nfacts, x->nhandovers,
			 x->nkeys);
		return;
	}
	same_facts(s, who, x, y);
	same_handovers(s, who, x, y);
	same_roster(s, who, x, y);
	same_rules(s, who, x, y);
	same_states(s, who, x, y);
}
