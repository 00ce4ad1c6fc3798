/*
 * The outbox of a pouch: signed acts on their way to the log (format.md 9.2).
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdlib.h>
#include <string.h>

#define OUTBOX_MAX 999u		/* three digits */

enum vb_code vb_outbox_read(struct vb_audit *a, struct vb_finding *out)
{
	struct vb_view name, content;
	size_t pos = a->bundle.outbox_at;
	struct vb_err err = {0};
	char at[40];

	while (a->bundle.pouch && vb_bundle_file(&a->bundle, "outbox/", &pos, &name, &content)) {
		if (vb_act_parse(content, &a->act, &err) == VB_OK)
			continue;
		vb_finding_of(out, VB_UNREADABLE, vb_quote(at, sizeof(at), name), VB_NOBODY,
			      &err);
		return VB_FALSE;
	}
	return VB_OK;
}

/* Where an act would stand, and which it is. */
struct place {
	char chain[66];
	uint64_t number, epoch;
	struct vb_hash id;
};

static struct place place_of(const struct vb_act *a)
{
	struct place p = {.number = a->number, .epoch = a->epoch, .id = a->id};

	vb_act_chain(p.chain, a);
	return p;
}

/* The last number of @p's chain in the log and among the @n acts before it. */
static uint64_t last_number(const struct vb_fold *f, const struct place *before, unsigned n,
			    const struct place *p)
{
	uint64_t last = 0;

	for (uint32_t i = 0; i < f->nchains; i++) {
		if (strcmp(f->chain[i].name, p->chain) == 0)
			last = f->chain[i].number;
	}
	for (unsigned i = 0; i < n; i++) {
		if (strcmp(before[i].chain, p->chain) == 0 && before[i].number > last)
			last = before[i].number;
	}
	return last;
}

/* True if another text stands at @p's position, in the log or before it. */
static bool position_taken(const struct vb_fold *f, const struct place *before, unsigned n,
			   const struct place *p)
{
	uint32_t there = vb_fold_cited(f, p->chain, p->number, p->epoch);

	if (there != VB_NO_ACT)
		return !vb_hash_eq(&f->fact[there].id, &p->id);
	for (unsigned i = 0; i < n; i++) {
		if (strcmp(before[i].chain, p->chain) == 0 &&
		    before[i].number == p->number && before[i].epoch == p->epoch)
			return !vb_hash_eq(&before[i].id, &p->id);
	}
	return false;
}

/* Whether the keys that the log knows signed it.  VB_REFUSED: other keys did, which an
 * act that is still on its way may register. */
static enum vb_code check_signed(struct vb_audit *a, struct vb_err *err)
{
	enum vb_code code = vb_fold_required(a->fold, &a->act, &a->need, err);

	if (code == VB_OK && vb_act_lines(&a->act, &a->need, err) == VB_FALSE)
		return VB_REFUSED;
	return code == VB_OK ? vb_act_verify(&a->act, &a->need, err) : code;
}

/* The act in a->act as the @n-th of the outbox. */
static enum vb_code check_act(struct vb_audit *a, struct place *seen, unsigned n,
			      const char *at, struct vb_finding *out)
{
	struct vb_err err = {0};
	enum vb_code code = VB_OK;
	char cite[96];

	seen[n] = place_of(&a->act);
	vb_act_citation(cite, &a->act);
	if (!vb_hash_eq(&a->act.table, &a->fold->table))
		code = vb_fail(&err, VB_FALSE, "2.3", at, "%s belongs to another table", cite);
	else if (a->act.seen_size <= a->bundle.size && !vb_entry_seen(a->tree, &a->act))
		code = vb_fail(&err, VB_MALFORMED, "4.6", at,
			       "`seen` of %s names a root that the log did not have", cite);
	if (code == VB_OK)
		code = check_signed(a, &err);
	if (code == VB_REFUSED)
		return VB_OK;
	if (code != VB_OK)
		return vb_stop(out, code, at, &err);
	/* format.md 4.4: both texts are validly signed. */
	if (position_taken(a->fold, seen, n, &seen[n]))
		vb_remark_add(&a->remarks, VB_REMARK_TWICE, "4.4", cite, seen[n].chain,
			      "key used twice: another text stands at its position");
	else if (!a->incomplete && seen[n].number > last_number(a->fold, seen, n, &seen[n]) + 1) {
		a->incomplete = true;
		snprintf(a->missing, sizeof(a->missing),
			 "incomplete: %s stands in the outbox, and neither the log nor the "
			 "outbox has the act before it", cite);
	}
	return VB_OK;
}

enum vb_code vb_outbox_check(struct vb_audit *a, struct vb_finding *out)
{
	struct vb_view name, content;
	size_t pos = a->bundle.outbox_at;
	enum vb_code code = VB_OK;
	struct place *seen;
	char at[40];

	if (!a->bundle.pouch || a->outbox_done)
		return VB_OK;
	seen = calloc(OUTBOX_MAX, sizeof(*seen));
	if (!seen)
		return VB_MEMORY;
	for (unsigned n = 0; code == VB_OK && n < OUTBOX_MAX &&
	     vb_bundle_file(&a->bundle, "outbox/", &pos, &name, &content); n++) {
		/* Read before, by vb_outbox_read(). */
		if (vb_act_parse(content, &a->act, NULL) == VB_OK)
			code = check_act(a, seen, n, vb_quote(at, sizeof(at), name), out);
	}
	free(seen);
	a->outbox_done = true;
	return code;
}
