/*
 * Who has adopted, initialled or signed which text, as far as the acts shown tell (format.md 8.6).
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#define TOLD 16u	/* texts that are told of; a reader of more looks into the log */

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

	vb_text_signers(f, of, vb_kind_find(vb_view_str(kind)), &signers, &not_yet);
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

void vb_texts_establish(const struct vb_fold *f, struct vb_finding *out)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < f->njoints && n < TOLD; i++) {
		if (f->joint[i].before != VB_NO_ACT)
			continue;
		establish(f, f->joint[i].of, "adopt", "adopted", out);
		establish(f, f->joint[i].of, "initial", "initialled", out);
		establish(f, f->joint[i].of, "sign", "signed", out);
		n++;
	}
}
