/*
 * The papers that acts are about: whose they are, and what they are called.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

static const char *paper_kind(uint8_t class)
{
	switch (class) {
	case VB_N_ANSWER:
		return "answer";
	case VB_N_DRAFT:
		return "drafts";
	case VB_N_PROPOSAL:
		return "proposal";
	case VB_N_LETTER:
		return "letter";
	case VB_N_FOLLOWUP:
		return "followup";
	case VB_N_OFFER:
		return "offer";
	case VB_N_REQUEST:
		return "drafts";
	case VB_N_DEAL:
		return "agreement";
	default:
		return "document";
	}
}

const char *vb_paper_label(struct vb_reader *r, int np, const struct vb_set *giver)
{
	char buf[200];
	struct vb_writer w;
	const char *kind = paper_kind(head(r, np));

	/* Whoever hands over an unnamed paper answers with it. */
	if (strcmp(kind, "document") == 0 || np < 0)
		kind = "answer";
	vb_writer_init(&w, buf, sizeof(buf));
	for (uint8_t i = 0; i < giver->n; i++) {
		if (i)
			vb_put_byte(&w, '+');
		vb_put_str(&w, giver->code[i]);
		vb_put_byte(&w, '-');
		vb_put_str(&w, kind);
	}
	return giver->n ? vb_pool_text(&r->p->pool, vb_written(&w)) : NULL;
}

/* Whose paper: "Moscow's answer", "an answer from Moscow", "the answer of Moscow". */
struct vb_set vb_owner_of(const struct vb_reader *r, int np)
{
	struct vb_set none = {0};

	if (!is(r, np, VB_C_NP))
		return none;
	if (r->chunk[np].who.n)
		return r->chunk[np].who;
	if (is(r, np + 1, VB_C_PREP) &&
	    (r->chunk[np + 1].func == VB_F_FROM || r->chunk[np + 1].func == VB_F_OF))
		return vb_parties_at(r, np + 2);
	return none;
}

/* To whom a paper speaks: "answer to the US proposals". */
struct vb_set vb_answered_at(const struct vb_reader *r, int np)
{
	struct vb_set none = {0};

	for (int k = np + 1; k + 1 < (int)r->chunks && k < np + 6; k += 2) {
		if (!is(r, k, VB_C_PREP) || !is(r, k + 1, VB_C_NP))
			break;
		if (r->chunk[k].func == VB_F_TO)
			return vb_parties_at(r, k + 1);
	}
	return none;
}

bool vb_paper_at(const struct vb_reader *r, int np)
{
	uint8_t class = head(r, np);

	if (!is(r, np, VB_C_NP))
		return false;
	return vb_is_paper(class) ||
	       (r->chunk[np].pron && vb_word_is(r, r->chunk[np].from, "it"));
}

/* A paper at @np, or in what follows by "of": "the text of the letter". */
int vb_paper_near(const struct vb_reader *r, int np)
{
	if (!is(r, np, VB_C_NP))
		return -1;
	if (vb_is_paper(head(r, np)) && head(r, np) != VB_N_DOCUMENT)
		return np;
	if (is(r, np + 1, VB_C_PREP) && r->chunk[np + 1].func == VB_F_OF &&
	    vb_is_paper(head(r, np + 2)))
		return np + 2;
	if (is(r, np + 1, VB_C_AND) && vb_is_paper(head(r, np + 2)))
		return np + 2;
	return vb_paper_at(r, np) ? np : -1;
}
