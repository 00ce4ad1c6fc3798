/*
 * What a negotiation met with, told from its log: situations that are rare, and that a run of
 * many negotiations must have come to.
 *
 * SPDX-License-Identifier: ISC
 */
#include "check.h"

#include <string.h>

#define NEVER ORACLE_NEVER

static bool is_paper(const struct vb_act *a)
{
	return oracle_is(a, "propose") || oracle_is(a, "respond") || oracle_is(a, "letter");
}

static void meet_paper(const struct oracle *o, const struct vb_act *a)
{
	for (unsigned i = 0; i < o->nmembers; i++) {
		const struct oracle_member *m = &o->member[i];

		if (!vb_view_eq(m->name, a->author))
			continue;
		tally.met[SIM_OBSERVER] += vb_view_is(m->role, "observer");
		tally.met[SIM_ADMITTED_HANDS] += m->admitted > 0;
	}
	tally.met[SIM_CHAIR_TEXT] += vb_view_is(vb_act_get(a, "role", 0), "chair-text");
	tally.met[SIM_ANNEX] += vb_act_count(a, "annex") > 0;
}

static void count_clause(const char *clause)
{
	unsigned i = 0;

	while (tally.voided[i].clause[0] && strcmp(tally.voided[i].clause, clause) != 0)
		if (++i == SIM_CLAUSES)
			return;
	snprintf(tally.voided[i].clause, sizeof(tally.voided[i].clause), "%s", clause);
	tally.voided[i].n++;
}

static bool crossed(const struct oracle *o, size_t i)
{
	char who[VB_CULPRIT_MAX];

	oracle_culprit(o, i, who);
	return !o->late[i] && strcmp(who, "cannot be attributed") == 0;
}

bool check_rekeyed_on_way(const struct oracle *o, const struct oracle_handed *h)
{
	for (size_t i = o->act[h->act]->seen_size; i < h->act; i++)
		if (o->effect[i] && oracle_is(o->act[i], "rekey") &&
		    vb_view_eq(o->act[i]->author, h->to))
			return true;
	return false;
}

static void meet_handed(const struct checking *c, const struct oracle_handed *h)
{
	enum vb_state state = oracle_state(&c->oracle, h, c->s->now);

	tally.met[SIM_TWO_CLAIMS] += h->contest.at != NEVER && h->cannot_open.at != NEVER;
	tally.met[SIM_DEEMED] += state == VB_DEEMED_RECEIVED;
	tally.met[SIM_COLLECT_BY] += state == VB_NOT_COLLECTED &&
				     vb_act_count(c->oracle.act[h->act], "collect-by") > 0;
	tally.met[SIM_REKEY_ON_WAY] +=
		!h->entered && check_rekeyed_on_way(&c->oracle, h);
}

void check_met(const struct checking *c)
{
	const struct oracle *o = &c->oracle;

	for (size_t i = 1; i < o->n; i++) {
		if (o->effect[i] && is_paper(o->act[i]))
			meet_paper(o, o->act[i]);
		tally.met[SIM_CONTRADICTED] += o->contradicted[i];
		if (o->effect[i])
			continue;
		tally.met[SIM_CROSSED] += crossed(o, i);
		count_clause(c->fold->fact[i].voided);
	}
	for (size_t i = 0; i < o->nhanded; i++)
		meet_handed(c, &o->handed[i]);
}
