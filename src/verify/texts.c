/*
 * Who has adopted, initialled or signed which text, as far as the acts shown tell (format.md 8.6).
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

/* What is told of at most; a reader of more looks into the log. */
#define TEXTS_TOLD 4u
#define SILENCES_TOLD 8u

static void put_names(struct vb_writer *w, const struct vb_fold *f, uint16_t who)
{
	char up[VB_NAME_MAX + 1];
	bool any = false;

	for (uint8_t p = 0; p < f->nparties; p++) {
		if (!(who >> p & 1))
			continue;
		if (any)
			vb_put_str(w, who >> p == 1 ? " and " : ", ");
		vb_put_str(w, vb_upper(up, sizeof(up), f->party[p].name));
		any = true;
	}
}

static void establish(const struct vb_fold *f, uint32_t of, const char *kind, const char *done,
		      struct vb_finding *out)
{
	char names[VB_PARTIES_MAX * (VB_NAME_MAX + 6)], referred[sizeof(names)], cite[96];
	uint16_t signers, not_yet;
	struct vb_writer w;

	vb_text_signers(f, of, vb_kind_find(vb_view_str(kind)), VB_EVER, &signers, &not_yet);
	if (signers == 0)
		return;
	vb_writer_init(&w, names, sizeof(names) - 1);
	put_names(&w, f, signers);
	names[w.len] = '\0';
	vb_writer_init(&w, referred, sizeof(referred) - 1);
	put_names(&w, f, not_yet);
	referred[w.len] = '\0';
	vb_fact_citation(cite, f, of);
	vb_finding_establish(out, "the text of %s was %s by %s%s%s%s", cite, done, names,
			     not_yet ? "; ad referendum by " : "", referred,
			     not_yet || f->picked ? ", as far as the acts shown tell" : "");
}

/* By the last date under a checkpoint, @known: of picked acts nobody knows what is missing. */
static void establish_silence(const struct vb_fold *f, const struct vb_silence *s, int64_t known,
			      struct vb_finding *out)
{
	char act[96], of[96], corrects[96], objection[96] = "", date[32];
	struct vb_silence_state state;

	vb_silence_state(f, s, known, &state);
	vb_fact_citation(act, f, s->act);
	vb_fact_citation(of, f, s->of);
	vb_fact_citation(corrects, f, s->corrects);
	if (state.state == VB_SL_BROKEN)
		vb_fact_citation(objection, f, s->objection);
	vb_time_human(date, s->until);
	vb_finding_establish(out, "the silence %s, by which %s corrects %s unless somebody objects "
			     "before %s, is %s%s%s (8.7)", act, of, corrects, date,
			     vb_silence_names[state.state], objection[0] ? " by " : "", objection);
}

void vb_texts_establish(const struct vb_fold *f, int64_t known, struct vb_finding *out)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < f->njoints && n < TEXTS_TOLD; i++) {
		if (f->joint[i].before != VB_NO_ACT)
			continue;
		establish(f, f->joint[i].of, "adopt", "adopted", out);
		establish(f, f->joint[i].of, "initial", "initialled", out);
		establish(f, f->joint[i].of, "sign", "signed", out);
		n++;
	}
	for (uint32_t i = 0; i < f->nsilences && i < SILENCES_TOLD && !f->picked; i++)
		establish_silence(f, &f->silence[i], known, out);
}

void vb_texts_rest(const struct vb_fold *f, uint32_t of, struct vb_view addressee,
		   struct vb_finding *out)
{
	char names[VB_PARTIES_MAX * (VB_NAME_MAX + 6)], cite[96], up[VB_NAME_MAX + 1];
	uint8_t mine = vb_fold_party(f, addressee);
	uint16_t signers, referred;
	struct vb_writer w;

	vb_text_signers(f, of, NULL, VB_EVER, &signers, &referred);
	if (mine != VB_NO_PARTY)
		signers = (uint16_t)(signers & ~(1u << mine));
	if (signers == 0)
		return;
	vb_writer_init(&w, names, sizeof(names) - 1);
	put_names(&w, f, signers);
	names[w.len] = '\0';
	vb_fact_citation(cite, f, of);
	vb_finding_rest(out, "that the text shown is also what %s had as %s: the word of its "
			     "author, %s, that all copies say the same (7.8)", names, cite,
			vb_upper(up, sizeof(up),
				 f->party[f->chain[f->fact[of].chain].party].name));
}
