/*
 * All papers of the record, as far as this desk can read them: who hands over what as what, and
 * which paper it answers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

/* Taken back from everybody before it was released. */
static bool is_withdrawn(const struct vb_fold *f, const struct vb_fact *x)
{
	for (uint32_t i = 0; i < x->nhandovers; i++) {
		if (f->handover[x->handover + i].withdraw == VB_NO_ACT)
			return false;
	}
	return true;
}

/* What was entered is its author's account of another's paper, and nobody's word. */
static bool is_paper(const struct vb_fold *f, uint32_t index)
{
	static const char *const kinds[] = {"propose", "respond", "letter"};
	const struct vb_fact *x = &f->fact[index];

	for (size_t i = 0; i < VB_ARRAY_LEN(kinds); i++) {
		if (strcmp(x->kind->name, kinds[i]) == 0)
			return x->nhandovers > 0 && !x->voided[0] && !is_withdrawn(f, x);
	}
	return false;
}

/* A copy that is not here, is not what its act says, or is sealed to a key that we no longer have,
 * is as good as sealed. */
static enum vb_code read_paper(struct vb_desk *d, const struct vb_ahead *a,
			       struct vb_desk_paper *p, struct vb_err *err)
{
	struct vb_loaded l = {0};
	uint8_t *bytes = NULL;
	size_t n = 0;
	struct vb_opened o;
	struct vb_copy copy;
	enum vb_code code = vb_ahead_act(d, a, p->act, &l, err);

	if (!code)
		code = vb_copy_opened(d, l.act, &bytes, &n, &o, &copy, err);
	if (!code) {
		p->text = malloc(o.paper.len + 1);
		if (p->text)
			memcpy(p->text, o.paper.ptr, o.paper.len);
		else
			code = vb_no_room(err);
		p->len = o.paper.len;
	} else if (code == VB_NOT_FOUND || code == VB_FALSE || code == VB_MALFORMED ||
		   (code == VB_KEY && d->keys_loaded)) {
		code = VB_OK;
	}
	if (bytes)
		vb_wipe(bytes, n);
	free(bytes);
	vb_loaded_free(&l);
	return code;
}

static enum vb_code add(struct vb_desk *d, const struct vb_ahead *a, uint32_t index,
			struct vb_desk_papers *out, struct vb_err *err)
{
	const struct vb_fact *x = &a->fold->fact[index];
	const struct vb_handover *h = &a->fold->handover[x->handover];
	struct vb_desk_paper *p = &out->paper[out->n++];

	*p = (struct vb_desk_paper){
		.act = index,
		.answers = x->answers,
		.party = h->author,
		.role = h->role,
		.time = vb_fact_time(a->fold, index),
	};
	vb_fact_citation(p->cite, a->fold, index);
	return read_paper(d, a, p, err);
}

enum vb_code vb_desk_papers(struct vb_desk *d, struct vb_desk_papers *out, struct vb_err *err)
{
	struct vb_desk_papers got = {0};
	struct vb_ahead a = {0};
	enum vb_code code = vb_desk_at_table(d, false, err);
	uint32_t n = 0;

	if (!code)
		code = vb_ahead_make(d, true, &a, err);
	for (uint32_t i = 0; !code && i < a.fold->nfacts; i++)
		n += is_paper(a.fold, i);
	got.paper = code ? NULL : calloc(n + 1u, sizeof(*got.paper));
	if (!code && !got.paper)
		code = vb_no_room(err);
	for (uint32_t i = 0; !code && i < a.fold->nfacts; i++) {
		if (is_paper(a.fold, i))
			code = add(d, &a, i, &got, err);
	}
	vb_ahead_free(&a);
	if (code)
		vb_desk_papers_free(&got);
	else
		*out = got;
	return code;
}

void vb_desk_papers_free(struct vb_desk_papers *p)
{
	for (size_t i = 0; i < p->n; i++) {
		if (p->paper[i].text)
			vb_wipe(p->paper[i].text, p->paper[i].len);
		free(p->paper[i].text);
	}
	free(p->paper);
	*p = (struct vb_desk_papers){0};
}
