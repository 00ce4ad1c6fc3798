/*
 * Chains per signing name, numbered (epoch, n) (format.md 4.1 to 4.3).
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <string.h>

/* Index of the chain of @name, or -1. */
static int find_chain(const struct vb_fold *f, const char *name)
{
	for (uint32_t i = 0; i < f->nchains; i++) {
		if (strcmp(f->chain[i].name, name) == 0)
			return (int)i;
	}
	return -1;
}

struct vb_chain *vb_chain_of(struct vb_fold *f, const char *name, struct vb_view author)
{
	int i = find_chain(f, name);
	struct vb_chain *c;

	if (i >= 0)
		return &f->chain[i];
	c = vb_fold_grow(f, VB_POOL_CHAIN);
	if (!c)
		return NULL;
	vb_copy_str(c->name, sizeof(c->name), vb_view_str(name));
	c->party = vb_fold_party(f, author);
	c->head = f->charter;
	return c;
}

uint32_t vb_fold_cited(const struct vb_fold *f, const char *chain, uint64_t number,
		       uint64_t epoch)
{
	int c = find_chain(f, chain);

	if (number == 0)
		return f->nfacts > 0 ? 0 : VB_NO_ACT;
	for (uint32_t i = 1; c >= 0 && i < f->nfacts; i++) {
		if (f->fact[i].chain == (uint32_t)c && f->fact[i].number == number &&
		    f->fact[i].epoch == epoch)
			return i;
	}
	return VB_NO_ACT;
}

/* What the next act of a chain must be (format.md 4.1, 4.3). */
static void expected(const struct vb_fold *f, const struct vb_act *a, const char *name,
		     struct vb_chain *next)
{
	int i = find_chain(f, name);

	memset(next, 0, sizeof(*next));
	next->head = f->charter;
	if (i >= 0)
		*next = f->chain[i];
	next->number++;
	/* A resume may leave out epochs: a desk that kept one and could never lodge it must
	 * not sign another text at its position. */
	if (a->kind == &vb_kind_resume)
		next->epoch = a->epoch > next->epoch ? a->epoch : next->epoch + 1;
	else if (next->rekeyed)
		next->epoch++;
}

/* Said only where something is wrong. */
static const char *cited(char out[static 96], const struct vb_act *a)
{
	vb_act_citation(out, a);
	return out;
}

enum vb_code vb_fold_place(const struct vb_fold *f, const struct vb_act *a, struct vb_err *err)
{
	struct vb_chain next;
	char name[66], cite[96];
	uint32_t there;

	vb_act_chain(name, a);
	if (!vb_hash_eq(&a->table, &f->table))
		return vb_fail(err, VB_REFUSED, "2.3", cited(cite, a),
			       "it belongs to another table");
	expected(f, a, name, &next);
	if (a->number != next.number || a->epoch != next.epoch) {
		there = vb_fold_cited(f, name, a->number, a->epoch);
		if (there != VB_NO_ACT)
			return vb_fail(err, VB_CONFLICT, "4.4", cited(cite, a), "%s",
				       vb_hash_eq(&f->fact[there].id, &a->id)
					       ? "it is logged already"
					       : "another text stands at its position");
		return vb_fail(err, VB_REFUSED, a->epoch != next.epoch ? "4.3" : "4.1",
			       cited(cite, a),
			       "the chain goes on with number %llu, epoch %llu",
			       (unsigned long long)next.number,
			       (unsigned long long)next.epoch);
	}
	if (!vb_hash_eq(&a->prev, &next.head))
		return vb_fail(err, VB_REFUSED, "4.2", cited(cite, a),
			       "prev is not the act before it in its chain");
	return VB_OK;
}

enum vb_code vb_fold_chain(const struct vb_fold *f, const struct vb_act *a, struct vb_err *err)
{
	enum vb_code code = vb_fold_place(f, a, err);
	char cite[96];

	if (code == VB_OK && a->seen_size > f->nfacts)
		return vb_fail(err, VB_REFUSED, "4.6", cited(cite, a),
			       "it has seen %llu entries, the log has %u before it",
			       (unsigned long long)a->seen_size, f->nfacts);
	return code;
}
