/*
 * Handing over: what the rules of papers and their delivery have in common
 * (format.md 5.2, 5.3).
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

const char *const vb_take_names[] = {"draft", "response", "letter", "chair-text",
	"joint-draft", "agreed-text", "information", "as-offered", NULL};

uint32_t vb_fold_named(const struct vb_fold *f, struct vb_view v)
{
	struct vb_hash id;

	return vb_hash_parse(v, &id) ? vb_fold_find(f, &id) : VB_NO_ACT;
}

enum vb_code vb_cites(const struct vb_fold *f, const struct vb_act *a, const char *name,
		      const char *clause, uint32_t *index, struct vb_err *err)
{
	*index = vb_fold_named(f, vb_act_get(a, name, 0));
	/* An act cannot cite itself: it would have to hold its own hash. */
	if (*index == VB_NO_ACT && vb_act_count(a, name) > 0)
		return vb_void_after(err, clause, "\"%s\" names no earlier act of this table",
				     name);
	return VB_OK;
}

enum vb_code vb_fold_answers(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			     struct vb_err *err)
{
	uint8_t me = vb_author_of(f, a);
	enum vb_code code;
	uint32_t what;

	code = vb_cites(f, a, "answers", "5.2.5", &what, err);
	if (code != VB_OK || what == VB_NO_ACT)
		return code;
	for (uint32_t i = 0; i < f->fact[what].nhandovers; i++) {
		const struct vb_handover *h = &f->handover[f->fact[what].handover + i];

		if (h->author == me || h->addressee == me) {
			f->fact[index].answers = what;
			return VB_OK;
		}
	}
	/* Should it stand after all, it passed between others. */
	if (!vb_is_plain(f, what) && (f->fact[what].between & 1u << me))
		return vb_void_after(err, "5.2.5", "what it answers is void");
	return vb_void(err, "5.2.5", "what it answers was neither sent nor received by its author");
}

/* One `copy` line becomes one hand-over; the author's own line becomes none. */
static enum vb_code add_copy(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			     const struct vb_copy *c, struct vb_err *err)
{
	uint8_t me = vb_author_of(f, a), to = vb_fold_party(f, c->addressee);
	struct vb_handover *h;

	if (to == me && !c->has_recipient)
		return VB_OK;
	if (to == me || !c->has_recipient)
		return vb_void(err, "5.2.4", "a copy for another has a recipient, one's own has "
					     "none");
	if (f->picked && to == VB_NO_PARTY && !vb_view_is(c->addressee, f->depositary))
		return VB_OK;
	if (!vb_roster_seated(f, to)) {
		vb_crosses(f, a, to == VB_NO_PARTY ? VB_NO_ACT : f->party[to].until);
		return vb_no_member(f, c->addressee, "5.2.4",
				    "a copy is for somebody who does not sit at the table", err);
	}
	h = vb_fold_grow(f, VB_POOL_HANDOVER);
	if (!h)
		return vb_no_memory(err);
	h->act = index;
	h->author = me;
	h->addressee = to;
	h->role = (enum vb_take)vb_word_index(vb_take_names, vb_act_get(a, "role", 0));
	h->leaves = c->leaves;
	h->bytes = c->bytes;
	h->hash = c->hash;
	h->root = c->root;
	h->recipient = c->recipient;
	if (!vb_act_time(a, "collect-by", &h->collect_by))
		h->collect_by = VB_TIME_NONE;
	h->open = vb_view_is(vb_act_get(a, "confidential", 0), "no") &&
		  vb_view_is(vb_act_get(a, "privilege", 0), "open");
	h->same_text = vb_view_is(vb_act_get(a, "same-text", 0), "yes");
	h->receipt = h->release = h->take = h->refuse = h->withdraw = VB_NO_ACT;
	h->contest = h->cannot_open = h->contest_ruling = h->cannot_open_ruling = VB_NO_ACT;
	h->taken_answers = h->answered = VB_NO_ACT;
	h->taken_as = VB_AS_NONE;
	f->fact[index].nhandovers++;
	return VB_OK;
}

/* format.md 5.2.4: nothing that stands for one copy may stand for another. */
static bool copies_distinct(const struct vb_copy *c, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		for (unsigned j = 0; j < i; j++) {
			if (vb_view_eq(c[i].addressee, c[j].addressee) ||
			    vb_hash_eq(&c[i].hash, &c[j].hash) ||
			    vb_hash_eq(&c[i].root, &c[j].root) ||
			    (c[i].has_recipient && c[j].has_recipient &&
			     memcmp(&c[i].recipient, &c[j].recipient, 32) == 0))
				return false;
		}
	}
	return true;
}

/* format.md 5.2.4: an annex travels with a copy. */
static bool annexes_go_along(const struct vb_act *a, const struct vb_copy *c, unsigned n)
{
	for (unsigned i = 0; i < vb_act_count(a, "annex"); i++) {
		struct vb_annex_line line = {0};
		bool read = vb_annex_parse(vb_act_get(a, "annex", i), &line);
		unsigned j = 0;

		(void)read; /* as the parser did */
		while (j < n && !(c[j].has_recipient &&
				  vb_view_eq(c[j].addressee, line.addressee)))
			j++;
		if (j == n)
			return false;
	}
	return true;
}

/* Whether all of its copies are its author's own. */
static bool own_only(const struct vb_act *a, const struct vb_copy *c, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (!vb_view_eq(c[i].addressee, a->author))
			return false;
	}
	return true;
}

/* The paper that was answered knows it, so that nobody need search. */
static void note_answer(struct vb_fold *f, uint32_t index, uint8_t me)
{
	uint32_t what = f->fact[index].answers;

	for (uint32_t i = 0; what != VB_NO_ACT && i < f->fact[what].nhandovers; i++) {
		struct vb_handover *h = &f->handover[f->fact[what].handover + i];

		if (h->addressee == me && h->answered == VB_NO_ACT)
			h->answered = index;
	}
}

/* What its copies and annexes are among themselves (format.md 5.2.4). */
static enum vb_code check_copies(const struct vb_act *a, const struct vb_copy *copy, unsigned n,
				 struct vb_err *err)
{
	if (!copies_distinct(copy, n))
		return vb_void(err, "5.2.4", "two of its copies have something in common");
	if (!annexes_go_along(a, copy, n))
		return vb_void(err, "5.2.4", "an annex is for somebody who gets no copy");
	if (own_only(a, copy, n))
		return vb_void(err, "5.2.4", "it is handed over to nobody");
	return VB_OK;
}

/* The rules in the order of the fields (format.md 10.1). */
enum vb_code vb_fold_paper(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			   struct vb_err *err)
{
	struct vb_copy copy[VB_PARTIES_MAX];
	unsigned n = vb_act_count(a, "copy");
	enum vb_code code;

	if (vb_view_is(vb_act_get(a, "role", 0), "chair-text") &&
	    f->party[vb_author_of(f, a)].role != VB_CHAIR)
		return vb_void(err, "5.2.1", "only a chair hands over a chair's text");
	f->fact[index].handover = f->nhandovers;
	f->fact[index].text = a->kind != &vb_kind_letter &&
			      vb_view_is(vb_act_get(a, "same-text", 0), "yes");
	f->fact[index].answering = vb_act_count(a, "answers") > 0;
	code = vb_fold_answers(f, a, index, err);
	if (code == VB_OK && n > VB_PARTIES_MAX)
		return vb_void(err, "5.2.4", "it names %u copies, a table has at most %d members",
			       n, VB_PARTIES_MAX);
	for (unsigned i = 0; code == VB_OK && i < n; i++)
		vb_act_copy(a, i, &copy[i]);
	if (code == VB_OK)
		code = check_copies(a, copy, n, err);
	for (unsigned i = 0; code == VB_OK && i < n; i++)
		code = add_copy(f, a, index, &copy[i], err);
	if (code == VB_OK)
		note_answer(f, index, vb_author_of(f, a));
	return code;
}

enum vb_code vb_delivered(struct vb_fold *f, const struct vb_act *a, const char *clause,
			  struct vb_handover **out, struct vb_err *err)
{
	uint8_t me = vb_author_of(f, a);
	enum vb_code code;
	uint32_t what;

	code = vb_cites(f, a, "of", clause, &what, err);
	if (code != VB_OK)
		return code;
	for (uint32_t i = 0; i < f->fact[what].nhandovers; i++) {
		struct vb_handover *h = &f->handover[f->fact[what].handover + i];

		if (h->addressee == me && f->fact[what].kind != &vb_kind_entered) {
			*out = h;
			return VB_OK;
		}
	}
	if (!vb_is_plain(f, what) && vb_could_be_for(f, what, me))
		return vb_void_after(err, clause, "\"of\" is void");
	return vb_void(err, clause, "\"of\" was not handed over to its author");
}
