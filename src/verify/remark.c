/*
 * Remarks on a GENUINE file: keys used twice, void acts, contradicted dates
 * (format.md 10.3).
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <string.h>

void vb_remark_add(struct vb_remarks *r, enum vb_remark kind, const char *clause,
		   const char *at, const char *culprit, const char *why)
{
	if (!r->first[kind].any) {
		r->first[kind].any = true;
		snprintf(r->first[kind].clause, sizeof(r->first[kind].clause), "%s", clause);
		snprintf(r->first[kind].at, sizeof(r->first[kind].at), "%s", at);
		snprintf(r->first[kind].culprit, sizeof(r->first[kind].culprit), "%s", culprit);
	}
	if (r->n < VB_REMARK_LINES)
		snprintf(r->line[r->n], sizeof(r->line[r->n]), "%s %s", at, why);
	r->n++;
}

/* format.md 4.7: by more than the charter's skew behind its `by`, or before what it has seen.
 * That it was logged long after its date says nothing: it may have waited for a network. */
static bool date_contradicted(const struct vb_fold *f, const struct vb_fact *fact, int64_t seen)
{
	/* Of picked acts an amendment that allows more may be missing. */
	int64_t skew = f->picked ? VB_DAY : (int64_t)f->rules.skew;

	return (fact->span.by != VB_TIME_NONE && fact->date - fact->span.by > skew) ||
	       (seen != VB_TIME_NONE && seen - fact->date > skew);
}

/* Who answers for a void act (format.md 4.7, 4.8, 10.4). */
static const char *answers_for(const struct vb_fold *f, const struct vb_fact *fact, char *out,
			       size_t cap)
{
	struct vb_writer w;

	/* Who held it back until it was too late nobody can tell: its author or the
	 * depositary. */
	if (fact->crossed || strcmp(fact->voided, "4.7") == 0)
		return VB_NOBODY;
	if (fact->signers == 0)
		return f->chain[fact->chain].name;
	vb_writer_init(&w, out, cap - 1);
	for (uint32_t i = 0; i < f->nparties; i++)
		if (fact->signers >> i & 1)
			vb_putf(&w, "%s%s", w.len ? "," : "", f->party[i].name);
	out[w.len] = '\0';
	return out;
}

void vb_remark_entry(struct vb_remarks *r, const struct vb_fold *f, uint32_t index, int64_t seen,
		     const struct vb_err *why)
{
	const struct vb_fact *fact = &f->fact[index];
	const char *chain = f->chain[fact->chain].name;
	char cite[96], line[VB_FINDING_LINE], who[VB_CHAINS_MAX];

	vb_fact_citation(cite, f, index);
	if (fact->voided[0] && (!f->picked || fact->certain)) {
		snprintf(line, sizeof(line), "is void (%s): %.200s%s", fact->voided,
			 why->sentence,
			 fact->crossed ? "; the two acts crossed, the log's order decides" : "");
		vb_remark_add(r, VB_REMARK_VOID, fact->voided, cite,
			      answers_for(f, fact, who, sizeof(who)), line);
	}
	if (date_contradicted(f, fact, seen))
		vb_remark_add(r, VB_REMARK_DATE, "4.7", cite, chain,
			      "states a date that its place in the log contradicts");
}

void vb_remarks_put(const struct vb_remarks *r, struct vb_finding *out)
{
	unsigned kind = 0;

	out->remarks += r->n;
	for (unsigned i = 0; i < r->n && i < VB_REMARK_LINES; i++)
		vb_finding_establish(out, "%s", r->line[i]);
	if (r->n > VB_REMARK_LINES)
		vb_finding_establish(out, "and %u remarks more", r->n - VB_REMARK_LINES);
	while (kind < VB_ARRAY_LEN(r->first) && !r->first[kind].any)
		kind++;
	/* What a judge found (format.md 7.6) weighs more. */
	if (out->result != VB_GENUINE || out->clause[0] || kind == VB_ARRAY_LEN(r->first))
		return;
	snprintf(out->clause, sizeof(out->clause), "%s", r->first[kind].clause);
	snprintf(out->at, sizeof(out->at), "%s", r->first[kind].at);
	snprintf(out->culprit, sizeof(out->culprit), "%s", r->first[kind].culprit);
}
