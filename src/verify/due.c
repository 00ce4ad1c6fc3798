/*
 * The signature lines that are due of an act, by name, and the keys as far as they are known:
 * where acts are missing, or on their way, a line can be right and its key unknown.
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdlib.h>
#include <string.h>

struct vb_due vb_due_of(const struct vb_fold *f, const struct vb_act *a, struct vb_view who)
{
	struct vb_due d = {.known = false};
	const struct vb_key *k = NULL;
	bool recovery, depositary;
	char owner[66];

	snprintf(d.name, sizeof(d.name), "%.*s", (int)who.len, (const char *)who.ptr);
	snprintf(owner, sizeof(owner), "%.*s", (int)strcspn(d.name, "/"), d.name);
	recovery = strcmp(d.name + strlen(owner), "/recovery") == 0;
	depositary = strcmp(d.name, f->depositary) == 0;
	/* The recovery key signs rekeys, the depositary's act key releases (2.4, 3.2). */
	if (recovery && a->kind->signers == VB_BY_RECOVERY)
		k = vb_fold_key(f, owner, VB_P_RECOVERY, f->nfacts);
	else if (!recovery && (!depositary || a->kind->signers == VB_BY_DEPOSITARY))
		k = vb_fold_key(f, d.name, VB_P_ACT, f->nfacts);
	else if (recovery || depositary)
		d.silent = !recovery || vb_fold_key(f, owner, VB_P_RECOVERY, f->nfacts);
	d.known = k != NULL;
	if (k)
		d.key = k->vkey;
	return d;
}

/* The new act key that a rekey names signs it too. */
static struct vb_due due_fresh(const struct vb_act *a)
{
	struct vb_due d = {.known = false};
	struct vb_key key;

	snprintf(d.name, sizeof(d.name), "%.*s", (int)a->author.len, (const char *)a->author.ptr);
	for (unsigned i = 0; !d.known && i < vb_act_count(a, "key"); i++) {
		d.known = vb_key_parse(vb_act_get(a, "key", i), &key, NULL) == VB_OK &&
			  key.purpose == VB_P_ACT && strcmp(key.name, d.name) == 0;
		if (d.known)
			d.key = key.vkey;
	}
	return d;
}

unsigned vb_due_lines(const struct vb_fold *f, const struct vb_act *a,
		      struct vb_due out[static VB_DUE_MAX])
{
	unsigned n = vb_act_count(a, "signer");
	char chain[66];

	vb_act_chain(chain, a);
	if (a->kind->signers == VB_BY_LISTED) {
		for (unsigned i = 0; i < n; i++)
			out[i] = vb_due_of(f, a, vb_act_get(a, "signer", i));
		return n;
	}
	out[0] = vb_due_of(f, a, vb_view_str(chain));
	if (a->kind->signers != VB_BY_RECOVERY)
		return 1;
	out[1] = due_fresh(a);
	return 2;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct vb_due *)a)->name, ((const struct vb_due *)b)->name);
}

void vb_due_sort(struct vb_due *due, unsigned n)
{
	qsort(due, n, sizeof(*due), by_name);
}

bool vb_due_author(const struct vb_act *a, const struct vb_due *due, unsigned n)
{
	char chain[66];

	vb_act_chain(chain, a);
	for (unsigned i = 0; i < n; i++) {
		if (strcmp(due[i].name, chain) == 0)
			return true;
	}
	return false;
}
