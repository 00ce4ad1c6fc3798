/*
 * The fold: acts in, state out.  Total and deterministic; what an act means for the
 * state is its kind's matter (kinds/), this file keeps the frame (format.md 4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

enum vb_code vb_no_memory(struct vb_err *err)
{
	return vb_fail(err, VB_MEMORY, "", "", "memory is short");
}

struct vb_fold *vb_fold_new(void)
{
	struct vb_fold *f = calloc(1, sizeof(*f));

	if (f)
		f->judge = VB_NO_PARTY;
	return f;
}

void vb_fold_free(struct vb_fold *f)
{
	if (!f)
		return;
	free(f->party);
	free(f->key);
	free(f->chain);
	free(f->mandate);
	free(f->fact);
	free(f->handover);
	free(f->promise);
	free(f->joint);
	free(f->silence);
	free(f->by_id);
	free(f);
}

/* Room for one more of @n elements: @array, or, when it is full, one twice as large. */
static void *grow(void *array, uint32_t n, uint32_t *cap, size_t size)
{
	uint32_t want = *cap ? *cap * 2 : 16;
	void *bigger;

	if (n < *cap)
		return array;
	bigger = reallocarray(array, want, size);
	if (bigger)
		*cap = want;
	return bigger;
}

/* A zeroed new last element of @array, which has @n. */
#define GROW(f, pool, array, n)                                                              \
	do {                                                                                 \
		void *bigger = grow((f)->array, (f)->n, &(f)->caps[pool], sizeof(*(f)->array)); \
                                                                                             \
		if (!bigger)                                                                 \
			return NULL;                                                         \
		(f)->array = bigger;                                                         \
		memset(&(f)->array[(f)->n], 0, sizeof(*(f)->array));                         \
		return &(f)->array[(f)->n++];                                                \
	} while (0)

void *vb_fold_grow(struct vb_fold *f, enum vb_pool pool)
{
	switch (pool) {
	case VB_POOL_PARTY:
		GROW(f, VB_POOL_PARTY, party, nparties);
	case VB_POOL_KEY:
		GROW(f, VB_POOL_KEY, key, nkeys);
	case VB_POOL_CHAIN:
		GROW(f, VB_POOL_CHAIN, chain, nchains);
	case VB_POOL_MANDATE:
		GROW(f, VB_POOL_MANDATE, mandate, nmandates);
	case VB_POOL_FACT:
		GROW(f, VB_POOL_FACT, fact, nfacts);
	case VB_POOL_HANDOVER:
		GROW(f, VB_POOL_HANDOVER, handover, nhandovers);
	case VB_POOL_PROMISE:
		GROW(f, VB_POOL_PROMISE, promise, npromises);
	case VB_POOL_JOINT:
		GROW(f, VB_POOL_JOINT, joint, njoints);
	default:
		GROW(f, VB_POOL_SILENCE, silence, nsilences);
	}
}

/* ---- the index of acts by id: open addressing over the id's first bytes ---- */

static const uint32_t *slot_of(const struct vb_fold *f, const struct vb_hash *id)
{
	uint32_t mask = f->nby_id - 1;
	uint32_t i = vb_be32(id->b) & mask;

	while (f->by_id[i] != 0 && !vb_hash_eq(&f->fact[f->by_id[i] - 1].id, id))
		i = (i + 1) & mask;
	return &f->by_id[i];
}

/* Where an act goes that is not there yet: no id need be looked at. */
static uint32_t *free_slot(struct vb_fold *f, const struct vb_hash *id)
{
	uint32_t mask = f->nby_id - 1;
	uint32_t i = vb_be32(id->b) & mask;

	while (f->by_id[i] != 0)
		i = (i + 1) & mask;
	return &f->by_id[i];
}

/* Keeps the index at most half full. */
static bool index_room(struct vb_fold *f)
{
	uint32_t want = f->nby_id ? f->nby_id * 2 : 64;
	uint32_t *fresh;

	if ((uint64_t)(f->nfacts + 1) * 2 <= f->nby_id)
		return true;
	fresh = calloc(want, sizeof(*fresh));
	if (!fresh)
		return false;
	free(f->by_id);
	f->by_id = fresh;
	f->nby_id = want;
	for (uint32_t i = 0; i < f->nfacts; i++)
		*free_slot(f, &f->fact[i].id) = i + 1;
	return true;
}

uint32_t vb_fold_find(const struct vb_fold *f, const struct vb_hash *id)
{
	if (f->nby_id == 0)
		return VB_NO_ACT;
	return *slot_of(f, id) - 1; /* an empty slot is 0: 0 - 1 is VB_NO_ACT */
}

/* ---- adding an act ---- */

/* The act's row, its chain moved on, its author's knowledge noted. */
static enum vb_code record_fact(struct vb_fold *f, const struct vb_act *a, struct vb_span span,
				uint32_t *index, struct vb_err *err)
{
	struct vb_chain *chain;
	struct vb_fact *fact;
	char name[66];

	vb_act_chain(name, a);
	chain = vb_chain_of(f, name, a->author);
	if (!chain || !index_room(f))
		return vb_no_memory(err);
	fact = vb_fold_grow(f, VB_POOL_FACT);
	if (!fact)
		return vb_no_memory(err);
	*index = f->nfacts - 1;
	fact->id = a->id;
	fact->kind = a->kind;
	fact->chain = (uint32_t)(chain - f->chain);
	fact->answers = fact->joint = fact->silence = fact->corrected = VB_NO_ACT;
	fact->number = a->number;
	fact->epoch = a->epoch;
	fact->date = a->date;
	fact->span = span;
	*free_slot(f, &a->id) = *index + 1;
	chain->number = a->number;
	chain->epoch = a->epoch;
	chain->head = a->id;
	chain->rekeyed = false;
	if (a->has_seen)
		vb_fold_seen(f, chain->party,
			     f->picked && a->seen_size > *index ? *index : a->seen_size);
	if (a->has_seen && chain->party != VB_NO_PARTY && !f->picked)
		vb_silence_seen(f, chain->party, a->seen_size, *index);
	return VB_OK;
}

/* The mandate under which an office acts (format.md 3.7), in force or not. */
static const struct vb_mandate *mandate_of(const struct vb_fold *f, const struct vb_act *a,
					   uint8_t party)
{
	for (uint32_t i = f->nmandates; i > 0; i--) {
		const struct vb_mandate *m = &f->mandate[i - 1];

		if (m->party == party && vb_view_is(a->office, m->office))
			return m;
	}
	return NULL;
}

static bool in_scope(const struct vb_mandate *m, const struct vb_kind *kind)
{
	const struct vb_kind *const *all;
	uint64_t bit = 0;
	unsigned n;

	all = vb_kinds(&n);
	for (unsigned i = 0; i < n; i++)
		bit |= (uint64_t)(all[i] == kind) << i;
	return m->scope & bit;
}

static enum vb_code check_office(const struct vb_fold *f, const struct vb_act *a, uint8_t party,
				 struct vb_err *err)
{
	const struct vb_mandate *m;

	if (a->office.len == 0 || vb_view_is(a->office, "recovery"))
		return VB_OK;
	m = mandate_of(f, a, party);
	if (!m)
		return vb_void_after(err, "3.7", "the office has no mandate");
	if (m->revoked != VB_NO_ACT)
		return vb_void_after(err, "3.7", "the office's mandate was revoked before");
	if (!in_scope(m, a->kind))
		return vb_void(err, "3.7", "the office's mandate does not cover this kind");
	if ((m->from != VB_TIME_NONE && a->date < m->from) ||
	    (m->until != VB_TIME_NONE && a->date > m->until))
		return vb_void(err, "3.7", "the act's date lies outside the office's mandate");
	return VB_OK;
}

/* Whether anybody may act at all; then whether this author may. */
static enum vb_code check_standing(struct vb_fold *f, const struct vb_act *a,
				   uint32_t index, struct vb_err *err)
{
	uint8_t p = vb_author_of(f, a);
	const struct vb_fact *fact = &f->fact[index];

	if (fact->span.since != VB_TIME_NONE && fact->span.since > a->lodge_by)
		return vb_void(err, "4.7", "it was logged after its lodge-by");
	if (f->transferred) {
		vb_crosses(f, a, f->transferred);
		return vb_void_after(err, "5.1.13", "the table has been transferred");
	}
	if (p == VB_NO_PARTY)
		return VB_OK;
	if (f->party[p].until != VB_NO_ACT)
		return vb_void_after(err, "5.1.12", "its author has left the table");
	if (!f->party[p].joined && a->kind != &vb_kind_join)
		return vb_void_after(err, "5.1.5", "its author has not taken its seat");
	return check_office(f, a, p, err);
}

/* Whether the act @other is of another party than @a, or of all principals. */
static bool of_another(const struct vb_fold *f, const struct vb_act *a, uint32_t other)
{
	return f->fact[other].kind->signers == VB_BY_PRINCIPALS ||
	       f->chain[f->fact[other].chain].party != vb_author_of(f, a);
}

void vb_crosses(struct vb_fold *f, const struct vb_act *a, uint32_t other)
{
	f->fact[f->nfacts - 1].crossed = other != VB_NO_ACT && other >= a->seen_size &&
					 of_another(f, a, other);
}

enum vb_code vb_no_member(const struct vb_fold *f, struct vb_view name, const char *clause,
			  const char *what, struct vb_err *err)
{
	return vb_fail(err, VB_REFUSED, clause, vb_view_is(name, f->depositary) ? VB_BY_ITSELF : "",
		       "%s", what);
}

/* Whether acts of that kind can hand something over. */
static bool is_paper(const struct vb_kind *k)
{
	return k == &vb_kind_propose || k == &vb_kind_respond || k == &vb_kind_letter ||
	       k == &vb_kind_entered;
}

/* Of picked acts those that admitted its addressees may be missing. */
static bool hides_handovers(const struct vb_fold *f, const struct vb_fact *fact)
{
	return f->picked && is_paper(fact->kind) && fact->nhandovers == 0;
}

bool vb_is_plain(const struct vb_fold *f, uint32_t index)
{
	const struct vb_fact *fact = &f->fact[index];

	if (index == VB_NO_ACT)
		return false;
	if (fact->voided[0])
		return fact->certain || !is_paper(fact->kind);
	return !hides_handovers(f, fact);
}

bool vb_could_be_of(const struct vb_fold *f, uint32_t index, uint8_t p)
{
	return f->fact[index].kind != &vb_kind_entered &&
	       f->chain[f->fact[index].chain].party == p;
}

bool vb_could_be_for(const struct vb_fold *f, uint32_t index, uint8_t p)
{
	return f->fact[index].kind != &vb_kind_entered && (f->fact[index].between & 1u << p) &&
	       !vb_could_be_of(f, index, p);
}

/* Several have signed it, and answer for it together (format.md 4.8). */
static uint16_t signers_of(const struct vb_fold *f, const struct vb_act *a)
{
	uint16_t all = 0;

	for (uint8_t i = 0; a->kind->signers == VB_BY_PRINCIPALS && i < f->nparties; i++) {
		if (f->party[i].role == VB_PRINCIPAL && vb_roster_seated(f, i))
			all |= (uint16_t)(1u << i);
	}
	for (uint8_t i = 0; a->kind->signers == VB_BY_LISTED && i < f->nparties; i++) {
		for (unsigned j = 0; j < vb_act_count(a, "signer"); j++)
			if (vb_view_is(vb_act_get(a, "signer", j), f->party[i].name))
				all |= (uint16_t)(1u << i);
	}
	return all;
}

static uint16_t bit_of(const struct vb_fold *f, struct vb_view name)
{
	uint8_t p = vb_fold_party(f, name);

	if (p == VB_NO_PARTY)
		return 0;
	return (uint16_t)(1u << p);
}

/* Between whom a paper would have passed, had it stood; of those that are known here. */
static uint16_t passes_between(const struct vb_fold *f, const struct vb_act *a)
{
	uint16_t all = bit_of(f, a->author);
	struct vb_view rest;

	for (unsigned i = 0; i < vb_act_count(a, "copy"); i++)
		all |= bit_of(f, vb_token(vb_act_get(a, "copy", i), &rest));
	if (a->kind == &vb_kind_entered)
		all |= bit_of(f, vb_act_get(a, "from", 0));
	return all;
}

static void set_void(struct vb_fold *f, const struct vb_act *a, uint32_t index,
		     const struct vb_err *why)
{
	struct vb_fact *fact = &f->fact[index];

	fact->signers = signers_of(f, a);
	fact->between = is_paper(a->kind) ? passes_between(f, a) : 0;
	fact->certain = strcmp(why->where, VB_BY_ITSELF) == 0;
	vb_copy_str(fact->voided, sizeof(fact->voided), vb_view_str(why->clause));
	/* A void paper hands nothing over; what it had are the last ones. */
	f->nhandovers -= fact->nhandovers;
	fact->nhandovers = 0;
	fact->answers = VB_NO_ACT;
}

/* Only the depositary acts without a seat, and all that it does is to release (format.md
 * 5.3.3): of nobody else could the fold keep what an act does. */
static enum vb_code check_author(const struct vb_fold *f, const struct vb_act *a,
				 struct vb_err *err)
{
	char q[80];

	if (vb_author_of(f, a) != VB_NO_PARTY ||
	    (a->kind->signers == VB_BY_DEPOSITARY && vb_view_is(a->author, f->depositary) &&
	     a->office.len == 0))
		return VB_OK;
	return vb_fail(err, VB_REFUSED, "3.1", "entry",
		       "\"%s\" may write no %s at this table",
		       vb_quote(q, sizeof(q), a->author), a->kind->name);
}

enum vb_code vb_fold_add(struct vb_fold *f, const struct vb_act *a, struct vb_span span,
			 struct vb_err *why, struct vb_err *err)
{
	struct vb_err reason = {0};
	enum vb_code code;
	uint32_t index = 0;

	if ((f->nfacts == 0) != (a->kind == &vb_kind_open))
		return vb_fail(err, VB_REFUSED, "6.1", "entry",
			       "the charter is entry 0, and no other entry is one");
	if (f->nfacts > 0) {
		code = vb_fold_chain(f, a, err);
		if (code == VB_OK)
			code = check_author(f, a, err);
		if (code != VB_OK)
			return code;
	}
	code = record_fact(f, a, span, &index, err);
	if (code != VB_OK)
		return code;
	code = index > 0 ? check_standing(f, a, index, &reason) : VB_OK;
	/* What an act that is not shown may have mended hides nothing that is so by itself. */
	if (code == VB_REFUSED && f->picked && strcmp(reason.where, VB_BY_ITSELF) != 0) {
		f->fact[index].crossed = false;
		code = VB_OK;
	}
	if (code == VB_OK)
		code = a->kind->fold(f, a, index, &reason);
	if (code == VB_REFUSED && index > 0) {
		set_void(f, a, index, &reason);
		if (why)
			*why = reason;
		return VB_OK;
	}
	if (code == VB_OK && hides_handovers(f, &f->fact[index]))
		f->fact[index].between = passes_between(f, a);
	if (code != VB_OK && err)
		*err = reason;
	return code == VB_REFUSED ? VB_MALFORMED : code;
}

void vb_fold_seen(struct vb_fold *f, uint8_t party, uint64_t size)
{
	if (party < f->nparties && size > f->party[party].seen)
		f->party[party].seen = size;
}

const struct vb_handover *vb_fold_handover(const struct vb_fold *f, uint32_t index,
					   uint8_t addressee)
{
	const struct vb_fact *fact = &f->fact[index];

	for (uint32_t i = 0; i < fact->nhandovers; i++) {
		if (f->handover[fact->handover + i].addressee == addressee)
			return &f->handover[fact->handover + i];
	}
	return NULL;
}
