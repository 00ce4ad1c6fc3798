/*
 * Verbs that prove something to somebody outside: acts, leaves, claims; and what the judge of
 * a contest or a cannot-open is shown, where the truth is known here.
 *
 * SPDX-License-Identifier: ISC
 */
#include "doing.h"

#include "need.h"

#include <stdlib.h>
#include <string.h>

struct proof {
	char *bytes;
	size_t len;
	FILE *f;
};

static void open_proof(struct proof *p)
{
	*p = (struct proof){.bytes = NULL};
	p->f = open_memstream(&p->bytes, &p->len);
	if (!p->f)
		abort();
}

static struct vb_view close_proof(struct proof *p)
{
	if (fclose(p->f) != 0)
		abort();
	return vb_view(p->bytes, p->len);
}

static void find(struct doing *g, struct vb_view file, struct vb_finding *found)
{
	struct vb_trust *trust = NULL;

	if (vb_trust_of(vb_desk_fold(g->k->d), &trust, NULL) != VB_OK ||
	    vb_verify(file, trust, found) != VB_OK)
		abort();
	vb_trust_free(trust);
}

void doing_must_be_genuine(struct doing *g, struct vb_view file, const char *what)
{
	struct vb_finding *found = need(calloc(1, sizeof(*found)));

	find(g, file, found);
	if (found->result != VB_GENUINE)
		sim_fail(g->s, "%s of %s is %s: %s %s: %s", what, g->k->dir,
			 vb_result_name(found->result), found->clause, found->at,
			 found->sentence);
	free(found);
}

/* ---- acts, leaves, claims ---- */

static void prove_acts(struct doing *g)
{
	uint32_t acts[8], size = vb_desk_fold(g->k->d)->nfacts, at = 0;
	struct proof p;
	unsigned n = 0;
	enum vb_code code;

	for (at = 1 + sim_below(g->s, size - 1); at < size && n < VB_ARRAY_LEN(acts);
	     at += 1 + sim_below(g->s, 5))
		acts[n++] = at;
	open_proof(&p);
	code = vb_desk_prove(g->k->d, acts, n, p.f, &g->err);
	close_proof(&p);
	if (sim_heard(g->k, "prove", code, NULL, &g->err)) {
		doing_must_be_genuine(g, vb_view(p.bytes, p.len), "a proof");
		tally.proofs++;
	}
	free(p.bytes);
}

/* A hand-over of our own chain, or any if there is none. */
static const struct vb_handover *own_paper(struct doing *g, const struct vb_fold *f)
{
	uint32_t start = sim_below(g->s, f->nhandovers);
	char chain[66];

	sim_chain_of(chain, g->k);
	for (uint32_t i = 0; i < f->nhandovers; i++) {
		const struct vb_handover *h = &f->handover[(start + i) % f->nhandovers];

		if (strcmp(f->chain[f->fact[h->act].chain].name, chain) == 0)
			return h;
	}
	return NULL;
}

static void disclose(struct doing *g)
{
	const struct vb_fold *f = vb_desk_fold(g->k->d);
	const struct vb_handover *h = own_paper(g, f);
	struct proof p;
	enum vb_code code;

	if (!h || g->k->office[0])
		return;
	open_proof(&p);
	code = vb_desk_disclose(g->k->d, h->act, sim_below(g->s, (unsigned)h->leaves), p.f,
				&g->err);
	close_proof(&p);
	if (sim_heard(g->k, "disclose", code, NULL, &g->err)) {
		doing_must_be_genuine(g, vb_view(p.bytes, p.len), "a disclosure");
		tally.met[SIM_DISCLOSED]++;
	}
	free(p.bytes);
}

/* "SUD received NORD-1" */
static void some_claim(struct doing *g, const struct vb_fold *f, char out[static 300])
{
	const struct vb_handover *h = &f->handover[sim_below(g->s, f->nhandovers)];
	const char *to = f->party[h->addressee].name;
	char cite[96];

	vb_fact_citation(cite, f, h->act);
	switch (sim_below(g->s, 4)) {
	case 0:
		snprintf(out, 300, "%s received %s", to, cite);
		return;
	case 1:
		snprintf(out, 300, "delivered %s to %s", cite, to);
		return;
	case 2:
		snprintf(out, 300, "%s took %s as %s", to, cite,
			 vb_take_names[sim_below(g->s, 7)]);
		return;
	default:
		snprintf(out, 300, "%s answered %s", to, cite);
	}
}

/* What the desk judges of its record, a verifier of its proof judges, too. */
static void claim(struct doing *g)
{
	const struct vb_fold *f = vb_desk_fold(g->k->d);
	struct vb_finding *found = need(calloc(1, sizeof(*found)));
	struct vb_judgement j = {.verdict = VB_UNDECIDED};
	char words[300], want[100];
	struct proof p;
	enum vb_code code;

	some_claim(g, f, words);
	open_proof(&p);
	code = vb_desk_prove_claim(g->k->d, vb_view_str(words), &j, p.f, &g->err);
	close_proof(&p);
	if (sim_heard(g->k, "prove a claim", code, NULL, &g->err) &&
	    j.verdict != VB_UNDECIDED) {
		find(g, vb_view(p.bytes, p.len), found);
		snprintf(want, sizeof(want), "the assertion is %s:",
			 vb_verdict_name(j.verdict));
		if (found->result != VB_GENUINE ||
		    strncmp(found->sentence, want, strlen(want)) != 0)
			sim_fail(g->s, "\"%s\" is %s to %s; its proof is %s %s: %s", words,
				 vb_verdict_name(j.verdict), g->k->dir,
				 vb_result_name(found->result), found->clause,
				 found->sentence);
		tally.met[SIM_CLAIMED]++;
	}
	free(p.bytes);
	free(found);
}

void doing_prove(struct doing *g)
{
	const struct vb_fold *f = vb_desk_fold(g->k->d);
	unsigned p = sim_below(g->s, 3);

	if (f->nfacts < 2)
		return;
	if (p == 0 || f->nhandovers == 0)
		prove_acts(g);
	else if (p == 1)
		disclose(g);
	else
		claim(g);
}

/* ---- for the judge ---- */

/* The finding on @h must be upheld, against its author, or rejected. */
static void must_judge(struct doing *g, struct vb_view file, const struct vb_handover *h,
		       bool upheld)
{
	const struct vb_fold *f = vb_desk_fold(g->k->d);
	struct vb_finding *found = need(calloc(1, sizeof(*found)));
	char cite[96];

	vb_fact_citation(cite, f, h->act);
	find(g, file, found);
	if (found->result != (upheld ? VB_NOT_GENUINE : VB_GENUINE) ||
	    strcmp(found->clause, "7.6") != 0 || strcmp(found->at, cite) != 0 ||
	    (upheld && strcmp(found->culprit, f->party[h->author].name) != 0))
		sim_fail(g->s, "the claim of %s on %s is %s to its judge (%s %s %s): %s",
			 f->party[h->addressee].name, cite, vb_result_name(found->result),
			 found->clause, found->at, found->culprit, found->sentence);
	tally.met[SIM_JUDGED]++;
	free(found);
}

/* What may keep somebody from showing anything. */
static bool is_excused(const struct doing *g, enum vb_code code, const struct vb_handover *h)
{
	char cite[96];

	vb_fact_citation(cite, vb_desk_fold(g->k->d), h->act);
	switch (code) {
	case VB_KEY:	/* it was sealed to somebody else; or new keys are on their way */
		return g->k->rekeying || sim_flaw_of(g->s, cite) == SIM_OTHER_READER;
	case VB_IO:
		return g->k->silent;
	case VB_FULL:
		return ram_is_full(g->k->dir);
	case VB_NOT_FOUND:	/* by a desk that was restored */
		return true;
	default:
		return false;
	}
}

static void show_judge(struct doing *g, const struct vb_handover *h, bool contest)
{
	const struct vb_fold *f = vb_desk_fold(g->k->d);
	enum sim_flaw flaw;
	struct proof p;
	enum vb_code code;
	char cite[96];

	vb_fact_citation(cite, f, h->act);
	flaw = sim_flaw_of(g->s, cite);
	open_proof(&p);
	if (contest)
		code = vb_desk_prove_contest(g->k->d, h->act, p.f, &g->err);
	else
		code = vb_desk_prove_sealing(g->k->d, h->act, f->party[h->addressee].name,
					     p.f, &g->err);
	close_proof(&p);
	sim_say(g->s, "  %s shows the judge of %s: %s %s", g->k->party, cite,
		vb_code_name(code), code ? g->err.sentence : "");
	if (!sim_desk_reap(g->k) && code && !is_excused(g, code, h))
		sim_fail(g->s, "%s cannot show the judge of %s: %s: %s", g->k->dir, cite,
			 vb_code_name(code), g->err.sentence);
	if (!code && g->k->d)
		must_judge(g, vb_view(p.bytes, p.len), h, flaw != SIM_HONEST);
	free(p.bytes);
}

void doing_judge(struct doing *g)
{
	const struct vb_fold *f = vb_desk_fold(g->k->d);
	uint32_t start = sim_below(g->s, f->nhandovers);
	char chain[66];

	sim_chain_of(chain, g->k);
	for (uint32_t i = 0; i < f->nhandovers && !g->k->office[0]; i++) {
		const struct vb_handover *h = &f->handover[(start + i) % f->nhandovers];
		bool ours = strcmp(f->chain[f->fact[h->act].chain].name, chain) == 0;

		if (h->addressee == g->me && h->contest != VB_NO_ACT) {
			show_judge(g, h, true);
			return;
		}
		if (ours && h->author == g->me && h->cannot_open != VB_NO_ACT) {
			show_judge(g, h, false);
			return;
		}
	}
}
