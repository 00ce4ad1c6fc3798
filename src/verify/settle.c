/*
 * Settling an audit: entry by entry in log order, with what the jobs have found out;
 * the first fault ends it (format.md 10.1).
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <string.h>

/* ---- faults ---- */

/* What the depositary's signed checkpoint covers it has logged: that an entry is bad is
 * its fault (format.md 4.5).  A text that nobody can read is UNREADABLE even so. */
static enum vb_code fault(struct vb_audit *a, uint32_t index, enum vb_stage stage,
			  enum vb_code code, const struct vb_err *err, struct vb_finding *out)
{
	const char *clause = code == VB_MALFORMED ? err->clause : "4.5";
	char at[96];

	if (stage == VB_STAGE_GRAMMAR)
		snprintf(at, sizeof(at), "entry %u", index);
	else
		vb_act_citation(at, &a->act);
	/* A promise that the depositary broke, and what only it can have let pass. */
	if (stage == VB_STAGE_RULES || strcmp(err->clause, "4.6") == 0)
		clause = err->clause;
	vb_finding_set(out, vb_finding_result(code), clause, at, a->fold->depositary,
		       "%s%s%s; the depositary logged it all the same", err->where,
		       err->where[0] ? ": " : "", err->sentence);
	return VB_FALSE;
}

/* Whether seen/ has a checkpoint of the state that @act cites and the log contradicts.
 * Which of its signatures the act cites does not matter: a log key has signed that root. */
static bool forked(const struct vb_audit *a, const struct vb_act *act)
{
	for (size_t i = 0; i < a->nseen; i++) {
		if (a->seen[i].size == act->seen_size &&
		    vb_hash_eq(&a->seen[i].root, &act->seen_root))
			return true;
	}
	return false;
}

/* format.md 4.6, of the act in a->act, read whole. */
static enum vb_code fault_seen(struct vb_audit *a, struct vb_finding *out)
{
	char at[96];

	vb_act_citation(at, &a->act);
	if (forked(a, &a->act))
		vb_finding_set(out, VB_NOT_GENUINE, "4.6", at, a->fold->depositary,
			       "the depositary signed two histories: `seen` names a checkpoint of "
			       "%llu entries that this log contradicts",
			       (unsigned long long)a->act.seen_size);
	else
		vb_finding_set(out, VB_UNREADABLE, "4.6", at, VB_NOBODY,
			       "`seen` names a root that this log did not have at %llu entries, "
			       "and the checkpoint that it cites is not here",
			       (unsigned long long)a->act.seen_size);
	return VB_FALSE;
}

/* ---- one entry ---- */

/* True if each line verified under just the key that is due. */
static bool signers_fit(const struct vb_audit *a, const struct vb_row *row)
{
	if (row->nsigs != a->need.n)
		return false;
	for (unsigned i = 0; i < a->need.n; i++) {
		if (row->signer[i] == VB_NO_KEY ||
		    !vb_vkey_eq(&a->keys.key[row->signer[i]], &a->need.key[i]))
			return false;
	}
	return true;
}

/* Whether the row says all of grammar, lines, signatures and `seen`; a->act is set. */
static bool row_says(struct vb_audit *a, const struct vb_row *row)
{
	return row->read && row->seen_good && vb_row_act(row, &a->act) &&
	       vb_fold_required(a->fold, &a->act, &a->need, NULL) == VB_OK && signers_fit(a, row);
}

/* The slow way, where the row does not say it or the fold refuses: all but the rules, in
 * order. */
static enum vb_code read_again(struct vb_audit *a, uint32_t index, struct vb_finding *out)
{
	const struct vb_row *row = &a->rows.row[index];
	enum vb_stage stage = VB_STAGE_GRAMMAR;
	struct vb_err err = {0};
	enum vb_code code;

	code = vb_entry_read(a->fold, row->note, &a->act, &a->need, &stage, &err);
	if (code == VB_OK) {
		stage = VB_STAGE_SIGNATURES;
		code = vb_act_verify(&a->act, &a->need, &err);
	}
	if (code == VB_OK && a->act.seen_size > index)
		code = vb_fail(&err, VB_REFUSED, "4.6", "",
			       "it has seen %llu entries, the log has %u before it",
			       (unsigned long long)a->act.seen_size, index);
	if (code != VB_OK)
		return fault(a, index, stage, code, &err, out);
	return row->seen_good ? VB_OK : fault_seen(a, out);
}

/* A depositary answers for the identity that it releases; an author's release with a
 * false one is void (format.md 5.3.4). */
static enum vb_code settle_release(struct vb_audit *a, uint32_t index, struct vb_finding *out)
{
	const struct vb_row *row = &a->rows.row[index];
	struct vb_recipient want;
	struct vb_err err;
	enum vb_code code;

	if (!vb_release_wants(a->fold, &a->act, &want) ||
	    memcmp(want.pub, row->recipient, sizeof(want.pub)) == 0)
		return VB_OK;
	if (vb_entry_release(a->fold, &a->act, &err) == VB_OK)
		return VB_OK;
	/* What comes before the rules has not been asked of a row that said it all. */
	code = read_again(a, index, out);
	return code == VB_OK ? fault(a, index, VB_STAGE_RULES, VB_FALSE, &err, out) : code;
}

static enum vb_code settle_entry(struct vb_audit *a, uint32_t index, struct vb_finding *out)
{
	struct vb_err err VB_UNSET, why VB_UNSET;
	enum vb_code code = VB_OK;

	err.where[0] = '\0';
	if (!row_says(a, &a->rows.row[index]))
		code = read_again(a, index, out);
	if (code == VB_OK)
		code = settle_release(a, index, out);
	if (code != VB_OK)
		return code;
	code = vb_fold_add(a->fold, &a->act, vb_marks_span(&a->marks, index), &why, &err);
	if (code == VB_OK) {
		vb_remark_entry(&a->remarks, a->fold, index,
				a->fold->fact[a->act.seen_size - 1].span.since, &why);
		a->signers |= vb_signers(a->fold, &a->need);
	}
	if (code == VB_OK || code == VB_MEMORY)
		return code;
	if (code == VB_FALSE)
		return fault(a, index, VB_STAGE_RULES, VB_FALSE, &err, out);
	/* Out of chain: nothing was folded. */
	return read_again(a, index, out);
}

/* ---- the whole ---- */

/* A dated checkpoint with a line that does not verify: whoever passed the file on can
 * have put it there. */
static enum vb_code settle_marks(struct vb_audit *a, struct vb_finding *out)
{
	struct vb_checkpoint c VB_UNSET;
	struct vb_err err = {0};
	enum vb_code code;
	char at[32];

	for (size_t i = 0; i < a->marks.nlines; i++) {
		const struct vb_line *line = &a->marks.line[i];

		if (!line->run)
			vb_line_run(&a->marks, i, a->fold, &a->keys);
		if (line->good)
			continue;
		if (line->mark < a->nmarks)
			snprintf(at, sizeof(at), "mark %u", line->mark + 1);
		else
			snprintf(at, sizeof(at), "checkpoint");
		vb_marks_get(&a->marks, line->mark, &c);
		code = vb_mark_verify(&c, a->fold, &a->keys, &err);
		return vb_stop(out, code, at, &err);
	}
	return VB_OK;
}

/* A job that nobody ran proves nothing. */
static void run_row(struct vb_audit *a, size_t i)
{
	struct vb_scratch scratch = {.seen_size = 0};

	vb_row_run(&a->rows, i, a->bundle.entry[i], &a->keys, a->tree, &scratch);
}

/* An entry that is not the tree's leaf: the tile says what the entry does not. */
static enum vb_code settle_leaves(struct vb_audit *a, struct vb_finding *out)
{
	struct vb_tile t = {.width = VB_TILE_WIDTH};
	char path[80];

	for (size_t i = a->settled - 1; i < a->rows.n; i++) {
		if (!a->rows.run[i])
			run_row(a, i);
		if (a->rows.row[i].leaf_good)
			continue;
		t.index = i / VB_TILE_WIDTH;
		t.width = vb_tile_width(a->bundle.size, 0, t.index);
		vb_tile_path(path, &t);
		vb_finding_set(out, VB_NOT_GENUINE, "6.1", path, VB_NOBODY,
			       "it does not hold the hash of entry %zu", i);
		return VB_FALSE;
	}
	return VB_OK;
}

/* The size of the first checkpoint that covers @index, the whole log's being the last
 * of the marks; 0: it covers entries that were not settled. */
static uint64_t covering(const struct vb_audit *a, uint32_t index)
{
	size_t lo = 0, hi = a->marks.n - 1;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (a->marks.mark[mid].size > index)
			hi = mid;
		else
			lo = mid + 1;
	}
	return a->marks.mark[lo].size <= a->settled ? a->marks.mark[lo].size : 0;
}

/* format.md 5.3.6: a checkpoint that covers a receipt in effect covers its release too.
 * Receipts stand before whatever fault ended the folding. */
static enum vb_code settle_receipts(struct vb_audit *a, struct vb_finding *out)
{
	const struct vb_fold *f = a->fold;
	uint32_t first = VB_NO_ACT;
	char at[96];

	for (uint32_t i = 0; i < f->nhandovers; i++) {
		const struct vb_handover *h = &f->handover[i];
		uint64_t size;

		if (h->receipt == VB_NO_ACT || h->receipt >= first)
			continue;
		size = covering(a, h->receipt);
		if (size > 0 && h->release >= size)
			first = h->receipt;
	}
	if (first == VB_NO_ACT)
		return VB_OK;
	vb_fact_citation(at, f, first);
	vb_finding_set(out, VB_NOT_GENUINE, "5.3.6", at, f->depositary,
		       "the depositary's checkpoint of %llu entries covers this receipt and not "
		       "the release that it owed for it",
		       (unsigned long long)covering(a, first));
	return VB_FALSE;
}

/* Registrations name marks that hold, and date the entries that follow. */
static enum vb_code settle_register(struct vb_audit *a, struct vb_finding *out)
{
	enum vb_code code;

	if (a->registered)
		return VB_OK;
	for (size_t i = 0; i < a->reg.n; i++) {
		if (!a->reg.row[i].run)
			vb_register_run(&a->reg, i, a->fold, &a->keys, a->trust);
	}
	code = vb_register_fault(&a->reg, a->fold, &a->keys, a->trust, out);
	if (code == VB_OK)
		code = vb_register_date(&a->reg, &a->marks, a->fold);
	if (code != VB_OK)
		return code;
	a->registered = true;
	a->fold->fact[0].span = vb_marks_span(&a->marks, 0);
	return VB_OK;
}

enum vb_code vb_audit_settle(struct vb_audit *a, struct vb_finding *out)
{
	enum vb_code code = settle_marks(a, out), owed;

	if (code == VB_OK)
		code = settle_leaves(a, out);
	if (code == VB_OK)
		code = settle_register(a, out);
	if (code != VB_OK)
		return code;
	while (code == VB_OK && a->settled < a->bundle.size) {
		code = settle_entry(a, (uint32_t)a->settled, out);
		a->settled += code == VB_OK;
	}
	if (code == VB_MEMORY)
		return code;
	/* A release that a receipt lacks is missed where the receipt stands. */
	owed = settle_receipts(a, out);
	return owed == VB_OK ? code : owed;
}
