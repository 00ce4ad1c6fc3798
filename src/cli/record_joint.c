/*
 * What several did with a paper of the record, as statements on its text: who has adopted,
 * initialled or signed it, and which corrections stand by silence.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

size_t vb_record_statement_of(const struct vb_record_text *t, uint32_t act)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->act[i] == act && t->statement[i].settled == VB_SD_NONE)
			return i;
	}
	return VB_NO_STATEMENT;
}

enum vb_code vb_record_puts_text(const struct vb_fold *f, uint32_t act, struct vb_err *err)
{
	const struct vb_fact *fact = &f->fact[act];
	enum vb_take role = fact->nhandovers ? f->handover[fact->handover].role : VB_AS_NONE;
	char cite[96];

	vb_fact_citation(cite, f, act);
	if (fact->voided[0])
		return vb_fail(err, VB_REFUSED, fact->voided, cite, "this act is void");
	if (role == VB_AS_NONE)
		return vb_fail(err, VB_REFUSED, "5.5.1", cite, "this is an act of the kind %s, and "
			       "no paper", fact->kind->name);
	if (role == VB_AS_LETTER || role == VB_AS_INFORMATION)
		return vb_fail(err, VB_REFUSED, "5.5.1", cite, "it was handed over as \"%s\", "
			       "and puts no text forward", vb_take_names[role]);
	return VB_OK;
}

static enum vb_settled settled_of(const struct vb_kind *k)
{
	enum vb_settled j = VB_SD_SIGNED;
	static const char *const kinds[] = {"", "adopt", "initial", "sign"};

	while (j > VB_SD_NONE && !vb_view_is(vb_view_str(k->name), kinds[j]))
		j--;
	return j;
}

/* Each of @who is for the text of statement @answers; of them @referred have yet to confirm. */
static void add(struct vb_record_text *t, size_t answers, enum vb_settled joined, uint32_t act,
		uint16_t who, uint16_t referred, int64_t time)
{
	for (uint32_t p = 0; p < t->nparties; p++) {
		if (!(who >> p & 1))
			continue;
		t->act[t->n] = act;
		t->statement[t->n++] = (struct vb_statement){
			.party = p,
			.cite = t->cite[t->ncites],
			.answers = answers,
			.speaks = true,
			.time = time,
			.settled = joined,
			.referred = referred >> p & 1,
		};
	}
}

static void add_joint(struct vb_record_text *t, const struct vb_fold *f, const struct vb_joint *j,
		      int64_t at)
{
	const struct vb_fact *fact = &f->fact[j->act];
	int64_t time = fact->span.by != VB_TIME_NONE ? fact->span.by : fact->date;
	size_t of = vb_record_statement_of(t, j->of);

	if (of == VB_NO_STATEMENT || time > at)
		return;
	vb_fact_citation(t->cite[t->ncites], f, j->act);
	add(t, of, settled_of(fact->kind), j->act, j->signers, j->referred, time);
	t->ncites++;
}

/* The corrected text stands in the place of the other: what each had done with that one it has
 * done with this one. */
static bool add_silence(struct vb_record_text *t, const struct vb_fold *f,
			const struct vb_silence *s)
{
	static const char *const kinds[] = {"", "adopt", "initial", "sign"};
	size_t of = vb_record_statement_of(t, s->of);
	uint16_t whom = (uint16_t)(s->whom | 1u << s->party), done = 0, signers, referred;

	if (of == VB_NO_STATEMENT)
		return false;
	vb_fact_citation(t->cite[t->ncites], f, s->act);
	for (enum vb_settled j = VB_SD_SIGNED; j > VB_SD_NONE; j--) {
		vb_text_signers(f, s->corrects, vb_kind_find(vb_view_str(kinds[j])), &signers,
				&referred);
		signers = (uint16_t)(signers & whom & ~done);
		add(t, of, j, s->act, signers, referred, s->until);
		done = (uint16_t)(done | signers);
	}
	t->ncites++;
	return true;
}

void vb_record_joint(struct vb_record_text *t, const struct vb_fold *f, uint32_t before,
		     int64_t run, int64_t at)
{
	struct vb_silence_state s;

	while (t->joints < f->njoints && f->joint[t->joints].act < before)
		add_joint(t, f, &f->joint[t->joints++], at);
	for (uint32_t i = 0; i < f->nsilences; i++) {
		if (t->stood[i])
			continue;
		vb_silence_state(f, &f->silence[i], run, &s);
		if (s.state == VB_SL_ADOPTED)
			t->stood[i] = add_silence(t, f, &f->silence[i]);
	}
}
