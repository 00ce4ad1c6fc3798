/*
 * Desks at the end, and what they take out of their record.
 *
 * SPDX-License-Identifier: ISC
 */
#include "check.h"

#include "desk/internal.h"
#include "need.h"

#include <stdlib.h>
#include <string.h>

/* ---- the desks ---- */

static void faults_only(void *ctx, enum vb_said what, const char *sentence)
{
	struct sim_desk *k = ctx;

	/* An office without mandate cannot resume. */
	if (what == VB_FAULT && !k->restored)
		sim_fail(k->sim, "the doctor of %s: %s", k->dir, sentence);
}

static void visit(struct sim_desk *k)
{
	struct vb_err err = {0};
	bool sound = false;
	enum vb_code code = vb_desk_doctor(k->d, faults_only, k, &sound, &err);

	if (code || (!sound && !k->restored))
		sim_fail(k->sim, "the doctor finds %s not sound: %s", k->dir, err.sentence);
}

/* ---- two texts at one number ---- */

struct seeking {
	struct vb_view note;
	bool found;
};

static enum vb_code seek_row(void *ctx, uint64_t index, const struct vb_hash *id,
			     struct vb_view bytes)
{
	struct seeking *s = ctx;

	(void)index;
	(void)id;
	s->found = s->found || vb_view_eq(bytes, s->note);
	return VB_OK;
}

/* A desk that carried one of two texts, and sees the other in the log, keeps the first as
 * evidence (format.md 4.4). */
static void check_twofold(struct checking *c, const struct sim_twofold *t)
{
	struct seeking s = {.note = vb_view(t->note, t->len)};
	struct vb_act *a = need(malloc(sizeof(*a)));
	char chain[66], cite[96];

	if (vb_act_parse(s.note, a, NULL) != VB_OK ||
	    vb_stray_list(t->desk->d->cab, seek_row, &s, NULL) != VB_OK)
		abort();
	vb_act_chain(chain, a);
	vb_act_citation(cite, a);
	if (vb_fold_find(c->fold, &a->id) == VB_NO_ACT &&
	    vb_fold_cited(c->fold, chain, a->number, a->epoch) != VB_NO_ACT) {
		tally.met[SIM_TWO_KEPT] += s.found;
		if (!s.found)
			sim_fail(c->s, "%s carried another %s than the log has, and keeps no "
				       "evidence of it", t->desk->dir, cite);
	}
	free(a);
}

/* ---- what they take out ---- */

/* A finding, and on what it rests. */
struct want {
	char line[VB_CANONICAL_MAX];	/* of format.md 10.3 */
	unsigned remarks;
};

/* What must be found of the whole log (format.md 10.3): the first void act, else the first
 * whose date is contradicted. */
static void expect(const struct checking *c, struct want *w)
{
	const struct oracle *o = &c->oracle;
	size_t weighty = 0;
	char cite[96], who[VB_CULPRIT_MAX];

	*w = (struct want){.line = "GENUINE\t-\t-\t-"};
	for (size_t i = 1; i < c->n; i++) {
		w->remarks += (o->effect[i] ? 0u : 1u) + (o->contradicted[i] ? 1u : 0u);
		if (!o->effect[i] && (!weighty || o->effect[weighty]))
			weighty = i;
		if (o->contradicted[i] && !weighty)
			weighty = i;
	}
	if (!weighty)
		return;
	vb_act_citation(cite, o->act[weighty]);
	if (o->effect[weighty])
		vb_act_chain(who, o->act[weighty]);
	else
		oracle_culprit(o, weighty, who);
	snprintf(w->line, sizeof(w->line), "GENUINE\t%s\t%s\t%s",
		 o->effect[weighty] ? "4.7" : c->fold->fact[weighty].voided, cite, who);
}

static void must_find(struct checking *c, struct sim_desk *k, struct vb_view bundle,
		      const struct vb_trust *trust, const struct want *w, const char *whose)
{
	struct vb_finding *found = need(calloc(1, sizeof(*found)));
	char line[VB_CANONICAL_MAX];

	if (vb_verify(bundle, trust, found) != VB_OK)
		abort();
	vb_finding_line(line, found);
	if (strcmp(line, w->line) != 0 || found->remarks != w->remarks)
		sim_fail(c->s, "with %s, the bundle of %s is %s with %u remarks, not %s with "
			       "%u: %s", whose, k->dir, line, found->remarks, w->line,
			 w->remarks,
			 found->sentence);
	free(found);
}

/* By somebody who has the trust file that the desk shows; and by somebody who has none. */
static void must_find_outside(struct checking *c, struct sim_desk *k, struct vb_view bundle,
			      const struct want *w)
{
	const struct want nothing = {"CANNOT TELL\t10.2\t-\t-", w->remarks};
	char *file = need(malloc(VB_NOTE_MAX));
	struct vb_trust *trust = NULL;
	struct vb_err err = {0};
	struct vb_writer out;

	vb_writer_init(&out, file, VB_NOTE_MAX);
	vb_trust_put(&out, vb_desk_fold(k->d));
	if (out.over || vb_trust_parse(vb_written(&out), &trust, &err) != VB_OK)
		sim_fail(c->s, "the trust file of %s is none: %s", k->dir, err.sentence);
	else
		must_find(c, k, bundle, trust, w, "its trust file");
	must_find(c, k, bundle, NULL, &nothing, "no trust file");
	vb_trust_free(trust);
	free(file);
}

static void must_fold(struct checking *c, struct vb_view bundle, const struct vb_trust *trust)
{
	struct vb_finding *found = need(calloc(1, sizeof(*found)));
	struct vb_audit *audit = NULL;

	if (vb_audit_open(bundle, trust, &audit, found) != VB_OK)
		abort();
	if (audit) {
		vb_audit_run(audit, 0, vb_audit_jobs(audit));
		vb_audit_finish(audit, found);
		check_same(c->s, "the verifier", c->fold, vb_audit_fold(audit));
	}
	vb_audit_free(audit);
	free(found);
}

static void check_bundle(struct checking *c, struct sim_desk *k)
{
	struct vb_trust *trust = NULL;
	struct vb_err err = {0};
	char *bytes = NULL;
	size_t len = 0;
	FILE *f = need(open_memstream(&bytes, &len));
	enum vb_code code = vb_desk_bundle(k->d, f, &err);
	struct want w;

	fclose(f);
	if (!code)
		code = vb_trust_of(vb_desk_fold(k->d), &trust, &err);
	if (code) {
		sim_fail(c->s, "the bundle of %s: %s", k->dir, err.sentence);
	} else {
		expect(c, &w);
		must_fold(c, vb_view(bytes, len), trust);
		must_find(c, k, vb_view(bytes, len), trust, &w, "its own keys");
		if (sim_chance(c->s, 30))
			must_find_outside(c, k, vb_view(bytes, len), &w);
	}
	vb_trust_free(trust);
	free(bytes);
}

/* Some of all, and those that were sealed to a key which was replaced on their way. */
static bool looked_at(struct checking *c, uint32_t i)
{
	return sim_chance(c->s, 40) || check_rekeyed_on_way(&c->oracle, &c->oracle.handed[i]);
}

/* What was released to @k, and what it handed over itself, is read there as it was handed
 * over. */
static void check_papers(struct checking *c, struct sim_desk *k)
{
	uint8_t me = vb_fold_party(c->fold, vb_view_str(k->party));

	for (uint32_t i = 0; i < c->fold->nhandovers && !c->s->failed; i++) {
		const struct vb_handover *h = &c->fold->handover[i];
		uint8_t *text = NULL;
		size_t len = 0;
		char cite[96];

		if ((h->addressee != me && h->author != me) || !looked_at(c, i))
			continue;
		vb_fact_citation(cite, c->fold, h->act);
		if (vb_desk_read(k->d, cite, &text, &len, NULL) == VB_OK) {
			if (!sim_is_paper(c->s, cite, vb_view(text, len)))
				sim_fail(c->s, "%s has %s as another text", k->dir, cite);
			tally.met[SIM_REKEY_OPENED] +=
				h->addressee == me &&
				check_rekeyed_on_way(&c->oracle, &c->oracle.handed[i]);
		}
		free(text);
	}
}

void check_desk(struct checking *c, struct sim_desk *k)
{
	if (!k->d) {
		sim_fail(c->s, "%s is not there", k->dir);
		return;
	}
	check_same(c->s, k->dir, c->fold, vb_desk_fold(k->d));
	if (!c->s->failed)
		visit(k);
	if (!c->s->failed)
		check_bundle(c, k);
	if (!c->s->failed)
		check_papers(c, k);
	for (unsigned i = 0; i < c->s->guest.ntwofold && !c->s->failed; i++)
		if (c->s->guest.twofold[i].desk == k)
			check_twofold(c, &c->s->guest.twofold[i]);
}
