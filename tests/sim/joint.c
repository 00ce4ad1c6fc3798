/*
 * Verbs on texts that several make theirs: adopting, initialling and signing them, correcting
 * them under silence, and objecting to that; now and then as nobody should.
 *
 * SPDX-License-Identifier: ISC
 */
#include "doing.h"

#include "need.h"

#include <stdlib.h>
#include <string.h>

static bool is_text(const struct vb_fold *f, const struct vb_handover *h)
{
	return h->same_text && h->role != VB_AS_LETTER && h->role != VB_AS_INFORMATION &&
	       strcmp(f->fact[h->act].kind->name, "entered") != 0;
}

static bool has(const struct vb_handover *h, uint8_t party)
{
	return h->author == party || (h->addressee == party && h->release != VB_NO_ACT);
}

/* A text that we have, and somebody else too, if there is one; VB_NO_ACT: none. */
static uint32_t shared_text(struct doing *g)
{
	uint32_t n = g->f->nhandovers, start = sim_below(g->s, n), own = VB_NO_ACT;

	for (uint32_t i = 0; i < n; i++) {
		const struct vb_handover *h = &g->f->handover[(start + i) % n];

		if (!is_text(g->f, h) || !has(h, g->me))
			continue;
		if (h->release != VB_NO_ACT)
			return h->act;
		own = h->act;
	}
	return own;
}

/* The desks of other parties, one after another, each with a chance of @percent; false: it is the
 * last. */
static bool next_desk(struct doing *g, unsigned *i, unsigned percent, struct doing *h)
{
	while (*i < g->s->ndesks && !g->s->failed) {
		struct sim_desk *k = &g->s->desk[(*i)++];

		*h = (struct doing){.s = g->s, .k = k};
		k->silent = k->offline;
		if (k != g->k && !k->office[0] && !k->restored && sim_chance(g->s, percent) &&
		    doing_look(h))
			return true;
	}
	return false;
}

/* We look again: where the act @id stands now, VB_NO_ACT if we do not know it (any more). */
static uint32_t look_for(struct doing *g, struct vb_hash id)
{
	return g->k->d && doing_look(g) ? vb_fold_find(g->f, &id) : VB_NO_ACT;
}

/* Its addressees hear of @of, perhaps, and receive it. */
static void pass_on(struct doing *g, uint32_t of)
{
	struct vb_hash id = g->f->fact[of].id;
	const struct vb_handover *copy;
	struct doing h;
	unsigned i = 0;

	while (next_desk(g, &i, 70, &h)) {
		uint32_t at = vb_fold_find(h.f, &id);

		copy = at == VB_NO_ACT ? NULL : vb_fold_handover(h.f, at, h.me);
		if (copy && doing_is_open(copy))
			doing_receive_paper(&h, doing_cite(&h, at));
		doing_drop(&h);
	}
}

/* Whether @party has the text of @of, in one way or another. */
static bool holds(const struct doing *g, uint32_t of, uint8_t party)
{
	const struct vb_fact *fact = &g->f->fact[of];

	for (uint32_t i = 0; i < fact->nhandovers; i++)
		if (has(&g->f->handover[fact->handover + i], party))
			return true;
	return false;
}

/* To those of @mask who sit at the table; now and then one of them is left out. */
static void hand_to(struct doing *g, uint16_t mask, const char *role, const char *answers)
{
	const char *to[VB_PARTIES_MAX];
	struct vb_hand o = {.collect_by = VB_TIME_NONE, .to = to, .role = role,
			    .answers = answers};

	for (uint32_t i = 0; i < g->f->nparties; i++) {
		const struct vb_party *p = &g->f->party[i];

		if ((mask >> i & 1) && i != g->me && p->joined && p->until == VB_NO_ACT &&
		    sim_chance(g->s, 95))
			to[o.nto++] = p->name;
	}
	if (o.nto > 0)
		doing_hand_out(g, &o);
}

void doing_make_ours(struct doing *g)
{
	static const char *const kinds[] = {"adopt", "initial", "sign"};
	const char *pair[4 * VB_PARTIES_MAX + 8];
	uint32_t of = shared_text(g);
	unsigned n = 0;

	if (of == VB_NO_ACT && !g->k->office[0] && sim_chance(g->s, 60)) {
		hand_to(g, UINT16_MAX, "joint-draft", NULL);
		if (!g->k->d || !doing_look(g))
			return;
		of = shared_text(g);
	}
	if (sim_chance(g->s, 3))
		of = sim_below(g->s, g->f->nfacts);
	if (g->k->office[0] || of == VB_NO_ACT)
		return;
	if (sim_chance(g->s, 50)) {
		struct vb_hash id = g->f->fact[of].id;

		pass_on(g, of);
		of = look_for(g, id);
		if (of == VB_NO_ACT)
			return;
	}
	pair[n++] = "of";
	pair[n++] = doing_cite(g, of);
	for (uint32_t i = 0; i < g->f->nparties; i++) {
		bool signs = i == g->me ||
			     sim_chance(g->s, holds(g, of, (uint8_t)i) ? 85 : 3);

		if (signs) {
			pair[n++] = "signer";
			pair[n++] = g->f->party[i].name;
		}
		if (sim_chance(g->s, signs ? 15 : 1)) {
			pair[n++] = "referendum";
			pair[n++] = g->f->party[i].name;
		}
	}
	pair[n] = NULL;
	doing_joint(g, kinds[sim_below(g->s, 3)], pair);
}

/* ---- corrections under silence ---- */

/* A text that we and others have made ours, or that corrects one; VB_NO_ACT: none. */
static uint32_t our_text(struct doing *g, uint16_t *others)
{
	uint32_t joints = g->f->njoints, n = joints + g->f->nsilences;
	uint32_t start = sim_below(g->s, n);

	for (uint32_t i = 0; i < n; i++) {
		uint32_t k = (start + i) % n;
		uint32_t of = k < joints ? g->f->joint[k].of : g->f->silence[k - joints].of;
		uint16_t owners = vb_text_owners(g->f, of);

		*others = (uint16_t)(owners & ~(1u << g->me));
		if ((owners >> g->me & 1) && *others)
			return of;
	}
	return VB_NO_ACT;
}

/* Our correction of the text of @of, which is not under silence yet; VB_NO_ACT: none. */
static uint32_t correction_of(const struct doing *g, uint32_t of)
{
	for (uint32_t i = 0; i < g->f->nhandovers; i++) {
		const struct vb_handover *h = &g->f->handover[i];
		uint32_t k = 0;

		if (h->author != g->me || g->f->fact[h->act].answers != of ||
		    !is_text(g->f, h))
			continue;
		while (k < g->f->nsilences && g->f->silence[k].of != h->act)
			k++;
		if (k == g->f->nsilences)
			return h->act;
	}
	return VB_NO_ACT;
}

/* To those whose text it is. */
static void hand_correction(struct doing *g, uint32_t of, uint16_t others)
{
	hand_to(g, others, "response", doing_cite(g, of));
}

/* Of a copy of the act @id, if it has come; false: it has not. */
static bool complain(struct doing *g, const struct vb_hash *id)
{
	uint32_t at = vb_fold_find(g->f, id);
	const struct vb_handover *copy =
		at == VB_NO_ACT ? NULL : vb_fold_handover(g->f, at, g->me);

	return copy && copy->release != VB_NO_ACT &&
	       doing_simple(g, sim_chance(g->s, 50) ? "contest" : "cannot-open",
			    (const char *const[]){"of", doing_cite(g, at), NULL});
}

/* Those to whom it speaks receive the correction, and say something, or object, or that their copy
 * is not what it should be. */
static void hear_of_it(struct doing *g, uint32_t fix)
{
	struct vb_hash id = g->f->fact[fix].id;
	struct doing h;
	unsigned i = 0;

	pass_on(g, fix);
	while (next_desk(g, &i, 75, &h)) {
		if (sim_chance(g->s, 40))
			doing_object(&h);
		else if (!sim_chance(g->s, 25) || !complain(&h, &id))
			doing_simple(&h, "statement",
				     (const char *const[]){"text", "we have seen it", NULL});
		doing_drop(&h);
	}
}

static void put_under_silence(struct doing *g, const char *of, const char *until)
{
	doing_simple(g, "silence", (const char *const[]){"of", of, "until", until, "text",
							 doing_words(g, 6), NULL});
}

/* A correction of the text of @text, VB_NO_ACT if there is none, which is @others' too; under
 * silence until @until. */
static void correct(struct doing *g, uint32_t text, uint16_t others, const char *until)
{
	uint32_t fix = text != VB_NO_ACT ? correction_of(g, text) : VB_NO_ACT;
	struct vb_hash id = {{0}};
	const char *of;

	if (text != VB_NO_ACT && fix == VB_NO_ACT && sim_chance(g->s, 90)) {
		id = g->f->fact[text].id;
		hand_correction(g, text, others);
		text = look_for(g, id);
		if (text == VB_NO_ACT)
			return;
		fix = correction_of(g, text);
	}
	if (fix == VB_NO_ACT && !sim_chance(g->s, 20))
		return;
	if (fix != VB_NO_ACT)
		id = g->f->fact[fix].id;
	of = fix != VB_NO_ACT && sim_chance(g->s, 95) ? doing_cite(g, fix)
						       : doing_paper(g, false, doing_is_any);
	if (of)
		put_under_silence(g, of, until);
	fix = fix != VB_NO_ACT ? look_for(g, id) : fix;
	if (fix != VB_NO_ACT)
		hear_of_it(g, fix);
}

void doing_correct(struct doing *g)
{
	uint16_t others = 0;
	uint32_t text = our_text(g, &others);
	int64_t from = sim_clock(g->k) + (sim_chance(g->s, 95) ? 60 : -VB_DAY);
	char until[VB_TIME_LEN + 1];
	struct vb_hash id = {{0}};

	if (text == VB_NO_ACT && sim_chance(g->s, 60)) {
		doing_make_ours(g);
		if (!g->k->d || !doing_look(g))
			return;
		text = our_text(g, &others);
	}
	if (text != VB_NO_ACT)
		id = g->f->fact[text].id;
	snprintf(until, sizeof(until), "%s", doing_time(g, from, 3));
	correct(g, text, others, until);
	if (text == VB_NO_ACT || !sim_chance(g->s, 50))
		return;
	/* On second thoughts another one, which may be to stand from the same time on. */
	text = look_for(g, id);
	if (text != VB_NO_ACT)
		correct(g, text, others, sim_chance(g->s, 30) ? until : doing_time(g, from, 3));
}

/* To a silence that speaks to us, or, now and then, to something else. */
void doing_object(struct doing *g)
{
	uint32_t n = g->f->nsilences, start = sim_below(g->s, n);
	bool well = sim_chance(g->s, 90);

	for (uint32_t i = 0; i < n; i++) {
		const struct vb_silence *s = &g->f->silence[(start + i) % n];

		if (well && (!(vb_silence_whom(g->f, s) >> g->me & 1) ||
			     s->objection != VB_NO_ACT))
			continue;
		doing_simple(g, "object",
			     (const char *const[]){"of", doing_cite(g, s->act), "reason",
						   doing_words(g, 3), NULL});
		return;
	}
	if (sim_chance(g->s, 3))
		doing_simple(g, "object", (const char *const[]){"of", doing_any_act(g), NULL});
}
