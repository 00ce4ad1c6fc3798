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

static const char *const kinds[] = {"", "adopt", "initial", "sign"};

static enum vb_settled settled_of(const struct vb_kind *k)
{
	enum vb_settled j = VB_SD_SIGNED;

	while (j > VB_SD_NONE && !vb_view_is(vb_view_str(k->name), kinds[j]))
		j--;
	return j;
}

/* Whether @party has said that last of all: again it says nothing new. */
static bool says_so(const struct vb_record_text *t, uint32_t party, size_t answers,
		    enum vb_settled settled, bool referred)
{
	for (size_t i = t->n; i-- > 0;) {
		const struct vb_statement *s = &t->statement[i];

		if (s->party == party)
			return s->settled == settled && s->answers == answers &&
			       s->referred == referred;
	}
	return false;
}

/* Each of @who is for the text of statement @answers; of them @referred have yet to confirm. */
static void add(struct vb_record_text *t, size_t answers, enum vb_settled settled, uint32_t act,
		uint16_t who, uint16_t referred, int64_t time)
{
	for (uint32_t p = 0; p < t->nparties; p++) {
		if (!(who >> p & 1) || says_so(t, p, answers, settled, referred >> p & 1))
			continue;
		t->act[t->n] = act;
		t->statement[t->n++] = (struct vb_statement){
			.party = p,
			.cite = t->cite[t->ncites],
			.answers = answers,
			.speaks = true,
			.time = time,
			.settled = settled,
			.referred = referred >> p & 1,
		};
	}
}

static void add_joint(struct vb_record_text *t, const struct vb_fold *f, const struct vb_joint *j,
		      int64_t at)
{
	size_t of = vb_record_statement_of(t, j->of);

	if (of == VB_NO_STATEMENT || vb_fact_time(f, j->act) > at)
		return;
	vb_fact_citation(t->cite[t->ncites], f, j->act);
	add(t, of, settled_of(f->fact[j->act].kind), j->act, j->signers, j->referred,
	    vb_fact_time(f, j->act));
	t->ncites++;
}

/* What the text of act @of is to @whom, kind by kind, by acts before @until; of a correction that
 * stands, also what they had done with the text that it corrects. */
static void done_with(const struct vb_fold *f, uint32_t of, int64_t until, int64_t known,
		      uint16_t done[static VB_SD_SIGNED + 1], uint16_t *referred)
{
	struct vb_silence_state state;
	uint16_t definite = 0;

	*referred = 0;
	while (of != VB_NO_ACT) {
		uint32_t s = f->fact[of].silence;

		for (enum vb_settled k = VB_SD_ADOPTED; k <= VB_SD_SIGNED; k++) {
			uint16_t signers, not_yet;

			vb_text_signers(f, of, vb_kind_find(vb_view_str(kinds[k])), until, &signers,
					&not_yet);
			done[k] |= signers;
			definite = (uint16_t)(definite | (signers & ~not_yet));
			*referred = (uint16_t)(*referred | not_yet);
		}
		of = VB_NO_ACT;
		if (s == VB_NO_ACT)
			continue;
		vb_silence_state(f, &f->silence[s], known, &state);
		if (state.state == VB_SL_ADOPTED)
			of = f->silence[s].corrects;
	}
	*referred = (uint16_t)(*referred & ~definite);
}

/* The corrected text stands in the place of the other: what each had done with that one it has
 * done with this one. */
static bool add_silence(struct vb_record_text *t, const struct vb_fold *f,
			const struct vb_silence *s)
{
	size_t of = vb_record_statement_of(t, s->of);
	uint16_t done[VB_SD_SIGNED + 1] = {0}, referred, given = 0;

	if (of == VB_NO_STATEMENT)
		return false;
	vb_fact_citation(t->cite[t->ncites], f, s->act);
	done_with(f, s->corrects, s->until, t->known, done, &referred);
	for (enum vb_settled k = VB_SD_SIGNED; k > VB_SD_NONE; k--) {
		uint16_t who = (uint16_t)(done[k] & ~given);

		add(t, of, k, s->act, who, referred, s->until);
		given = (uint16_t)(given | who);
	}
	t->ncites++;
	return true;
}

/* Corrections whose silence had run at @run. */
static void add_silences(struct vb_record_text *t, const struct vb_fold *f, int64_t run)
{
	struct vb_silence_state s;
	uint32_t next;

	do {
		next = VB_NO_ACT;
		for (uint32_t i = 0; i < f->nsilences; i++) {
			if (t->stood[i] || f->silence[i].until > run ||
			    (next != VB_NO_ACT && f->silence[i].until >= f->silence[next].until))
				continue;
			vb_silence_state(f, &f->silence[i], t->known, &s);
			if (s.state == VB_SL_ADOPTED)
				next = i;
		}
		if (next != VB_NO_ACT)
			t->stood[next] = true;
	} while (next != VB_NO_ACT && (add_silence(t, f, &f->silence[next]), true));
}

void vb_record_joint(struct vb_record_text *t, const struct vb_fold *f, uint32_t before,
		     int64_t run, int64_t at)
{
	for (; t->joints < f->njoints && f->joint[t->joints].act < before; t->joints++) {
		int64_t time = vb_fact_time(f, f->joint[t->joints].act);

		add_silences(t, f, time < run ? time : run);
		add_joint(t, f, &f->joint[t->joints], at);
	}
	add_silences(t, f, run);
}
