/*
 * The soak's checker, of the register (format.md 6.8 to 6.11): what cosigners were asked for,
 * what the world was shown, and what each table was told of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "check.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static struct log reg;

/* ---- checkpoints ---- */

/* By the log's key, of one tree; NULL: so it is. */
static const char *check_note(struct vb_view note, struct vb_checkpoint *c, struct vb_err *err)
{
	struct vb_hash root;

	if (vb_checkpoint_parse(note, c, err) != VB_OK ||
	    vb_checkpoint_verify(c, &reg.log, err) != VB_OK)
		return "6.8 it does not verify";
	if (c->size > reg.size)
		return "6.7 it is ahead of the register";
	vb_tree_root(reg.tree, c->size, &root);
	return vb_hash_eq(&root, &c->root) ? NULL : "6.7 it has another root";
}

static void check_kind(const char *kind, const struct vb_policy *p)
{
	struct vb_checkpoint c;

	for (size_t i = 0; i < journal.n; i++) {
		struct vb_err err = {0};
		const char *what;
		unsigned counted;
		int64_t by;

		if (!is(&journal.r[i], kind))
			continue;
		looked++;
		what = check_note(journal.r[i].bytes, &c, &err);
		if (!what && p && vb_policy_check(p, &c, &by, &counted, &err) != VB_OK)
			what = "the quorum has not cosigned it";
		if (what)
			complain("%s: %s: %s: size %" PRIu64, kind, what, err.sentence, c.size);
	}
}

static void check_growth(const struct record *r)
{
	struct vb_growth *g = malloc(sizeof(*g));
	struct vb_checkpoint c;
	struct vb_err err = {0};
	struct vb_hash root;
	const char *what = NULL;

	looked++;
	if (!g || vb_growth_parse(r->bytes, g, &err) != VB_OK || g->old != r->number)
		what = "it is none";
	else
		what = check_note(g->checkpoint.note.all, &c, &err);
	if (!what) {
		vb_tree_root(reg.tree, g->old, &root);
		what = vb_growth_holds(g, &root) ? NULL : "its proof does not hold";
	}
	if (what)
		complain("a growth from %" PRIu64 ": %s: %s", r->number, what, err.sentence);
	free(g);
}

/* ---- registrations ---- */

static int by_hash(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct vb_hash));
}

/* The hashes (6.3) of a table's checkpoints, rising. */
static struct vb_hash *hashes_of(const struct log *l)
{
	struct vb_hash *all = calloc(l->nmarks + 1, sizeof(*all));
	struct vb_checkpoint c;

	if (!all)
		abort();
	for (size_t i = 0; i < l->nmarks; i++) {
		if (vb_checkpoint_parse(l->mark[i], &c, NULL) != VB_OK ||
		    vb_checkpoint_hash(&c, &l->log, &all[i], NULL) != VB_OK)
			complain("a dated checkpoint has no hash");
	}
	qsort(all, l->nmarks, sizeof(*all), by_hash);
	return all;
}

/* Counters without a gap, each an entry of the register for a checkpoint of the table, the last
 * for the newest: its load has been over for three bursts. */
static void check_table(const struct log *l)
{
	struct vb_registration *r = malloc(sizeof(*r));
	struct vb_hash *known = hashes_of(l), newest;
	struct vb_checkpoint c;

	if (!r)
		abort();
	for (size_t i = 0; i < l->nregistrations; i++) {
		struct vb_err err = {0};
		const char *what = NULL;

		looked++;
		if (vb_registration_parse(l->registration[i], r, &err) != VB_OK ||
		    vb_registration_verify(r, &l->table, &reg.log, &err) != VB_OK)
			what = "6.9 it does not hold";
		else if (r->counter != i + 1)
			what = "6.8 a counter is left out";
		else if (!bsearch(&r->checkpoint, known, l->nmarks, sizeof(*known), by_hash))
			what = "it is of no checkpoint that was shown";
		else
			what = check_note(r->proof.checkpoint.note.all, &c, &err);
		if (what)
			complain("registration %zu: %s: %s", i + 1, what, err.sentence);
	}
	looked++;
	if (vb_checkpoint_parse(l->checkpoint, &c, NULL) != VB_OK ||
	    vb_checkpoint_hash(&c, &l->log, &newest, NULL) != VB_OK ||
	    l->nregistrations == 0 || !vb_hash_eq(&newest, &r->checkpoint))
		complain("the newest checkpoint of a table, of size %" PRIu64 ", is not in the"
			 " register", c.size);
	free(known);
	free(r);
}

void check_register(const char *dir)
{
	struct vb_policy *p = NULL;
	char path[400];

	for (size_t i = 0; i < journal.n; i++) {
		if (is(&journal.r[i], "register") &&
		    vb_vkey_parse(journal.r[i].bytes, &reg.log, NULL) != VB_OK)
			complain("the register's key is none");
	}
	snprintf(path, sizeof(path), "%s/register", dir);
	read_register(path, &reg);
	looked++;
	if (reg.fault[0])
		complain("%s", reg.fault);
	printf("tell %" PRIu64 " entries in the register\n", reg.size);
	conclude("6.8 the tiles of the register are those of its newest checkpoint");
	if (reg.fault[0])
		goto out;
	if (vb_policy_parse(policy, &p, NULL) != VB_OK)
		complain("the policy is none");
	check_kind("published", p);
	conclude("every checkpoint of the register that was published has its quorum, and they"
		 " are consistent");
	check_kind("asked-to-cosign", NULL);
	conclude("6.11 whatever a cosigner was asked to sign is consistent with what was"
		 " published");
	for (size_t i = 0; i < journal.n; i++) {
		if (is(&journal.r[i], "growth"))
			check_growth(&journal.r[i]);
	}
	conclude("the register goes on from what was shown before, and proves it");
	for (unsigned i = 0; i < nlogs; i++)
		check_table(&logs[i]);
	conclude("6.9 each table is registered, without a gap and as it is now");
out:
	vb_policy_free(p);
	vb_tree_free(reg.tree);
	free(reg.entry);
	for (unsigned j = 0; j < VB_ARRAY_LEN(reg.file); j++)
		free(reg.file[j]);
}
