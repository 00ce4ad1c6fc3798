/*
 * What an audit establishes, and how it goes on with entries that came later.
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdlib.h>
#include <string.h>

uint32_t vb_signers(const struct vb_fold *f, const struct vb_required *need)
{
	uint32_t all = 0;

	for (unsigned i = 0; i < need->n; i++) {
		const char *name = need->key[i].name;
		uint8_t p = vb_fold_party(f, vb_view(name, strcspn(name, "/")));

		if (p != VB_NO_PARTY)
			all |= 1u << p;
	}
	return all;
}

/* Whose word the dates are. */
void vb_rest_dates(const struct vb_trust *t, const struct vb_fold *f, const struct vb_marks *m,
		   const struct vb_register *g, struct vb_finding *out)
{
	const struct vb_policy *policy = vb_trust_policy(t);
	char up[VB_NAME_MAX + 1];

	if (!vb_marks_dated(m))
		vb_finding_rest(out, "dates: none is shown");
	else if (policy)
		vb_finding_rest(out, "dates: the quorum of your trust file, of %u cosigners",
				vb_policy_witnesses(policy));
	else
		vb_finding_rest(out, "dates: the clock of the depositary %s",
				vb_upper(up, sizeof(up), f->depositary));
	vb_register_rest(g, f, t, out);
}

static void establish(struct vb_audit *a, struct vb_finding *out)
{
	const struct vb_fold *f = a->fold;
	int64_t last = vb_marks_last(&a->marks);
	char name[VB_NAME_MAX + 1], up[VB_NAME_MAX + 1], date[32];

	vb_finding_establish(out, "the log of the table %s holds %u entries, all under the "
			     "signed checkpoint of %s", vb_upper(name, sizeof(name), f->name),
			     f->nfacts, vb_upper(up, sizeof(up), f->depositary));
	vb_finding_establish(out, "every chain is unbroken, every act signed by the keys that "
			     "held at its place");
	if (last != VB_TIME_NONE) {
		vb_time_human(date, last);
		vb_finding_establish(out, "the last dated checkpoint is of %s", date);
	}
	vb_texts_establish(f, last, out);
}

/* The party that held cosign key @key when the log had @size entries. */
static uint8_t cosigner(const struct vb_audit *a, uint32_t key, uint64_t size)
{
	const struct vb_vkey *k = &a->keys.key[key];
	const struct vb_key *held;

	held = vb_fold_key(a->fold, k->name, VB_P_COSIGN, (uint32_t)size - 1);
	if (!held || !vb_vkey_eq(&held->vkey, k))
		return VB_NO_PARTY;
	return vb_fold_party(a->fold, vb_view_str(k->name));
}

/* Members that cosigned have seen the log that far (format.md 8.1). */
static void note_cosigners(struct vb_audit *a, struct vb_finding *out)
{
	uint32_t all = 0;
	char up[VB_NAME_MAX + 1];

	for (size_t i = 0; i < a->marks.nlines; i++) {
		const struct vb_line *line = &a->marks.line[i];
		uint64_t size = a->marks.mark[line->mark].size;
		uint8_t p;

		if (size == 0 || line->key == VB_NO_KEY)
			continue;
		p = cosigner(a, line->key, size);
		if (p == VB_NO_PARTY)
			continue;
		vb_fold_seen(a->fold, p, size);
		all |= 1u << p;
	}
	for (uint32_t p = 0; p < a->fold->nparties; p++) {
		if (all >> p & 1)
			vb_finding_rest(out, "the log as cosigned by %s",
					vb_upper(up, sizeof(up), a->fold->party[p].name));
	}
}

/* format.md 6.7: what seen/ holds is signed by the log key; where this log had another
 * root at that size there are two histories, whoever cites them. */
static enum vb_code check_uncited(struct vb_audit *a, struct vb_finding *out)
{
	struct vb_hash root;
	char at[80];

	if (a->odd_seen.clause[0]) {
		vb_finding_set(out, a->odd_seen.result, a->odd_seen.clause, a->odd_seen.at,
			       a->odd_seen.culprit, "%s", a->odd_seen.sentence);
		return VB_FALSE;
	}
	for (size_t i = 0; i < a->nseen; i++) {
		const struct vb_seen *s = &a->seen[i];

		if (s->size > vb_tree_size(a->tree))
			continue;
		vb_tree_root(a->tree, s->size, &root);
		if (vb_hash_eq(&root, &s->root))
			continue;
		vb_finding_set(out, VB_NOT_GENUINE, "6.7", vb_quote(at, sizeof(at), s->name),
			       a->fold->depositary,
			       "the depositary signed two histories: this checkpoint of %llu "
			       "entries is not one of this log", (unsigned long long)s->size);
		return VB_FALSE;
	}
	return VB_OK;
}

static enum vb_code check_copies(struct vb_audit *a, struct vb_finding *out)
{
	struct vb_view name;
	char at[80];

	if (!vb_bundle_odd_copy(&a->bundle, &name))
		return VB_OK;
	vb_finding_set(out, VB_NOT_GENUINE, "9.1", vb_quote(at, sizeof(at), name), VB_NOBODY,
		       "the copy's SHA-256 is not its name");
	return VB_FALSE;
}

/* A fault is final: whatever is asked later, the audit stays where it failed. */
static enum vb_code end(struct vb_audit *a, struct vb_finding *fault)
{
	vb_trust_excuse(a->trust, a->fold, fault);
	a->over = true;
	a->fault = *fault;
	return VB_FALSE;
}

/* What an allocation that failed has left half done accuses nobody later. */
static enum vb_code starve(struct vb_audit *a)
{
	a->starved = true;
	return VB_MEMORY;
}

enum vb_code vb_audit_established(struct vb_audit *a, struct vb_finding *out)
{
	enum vb_code code;

	if (a->over) {
		*out = a->fault;
		return VB_FALSE;
	}
	if (a->starved)
		return VB_MEMORY;
	code = vb_audit_settle(a, out);
	if (code == VB_OK)
		code = check_uncited(a, out);
	if (code == VB_OK)
		code = check_copies(a, out);
	if (code == VB_OK)
		code = vb_outbox_check(a, out);
	if (code == VB_FALSE)
		return end(a, out);
	if (code != VB_OK)
		return starve(a);
	vb_finding_set(out, VB_GENUINE, "", "", "",
		       "the whole log is here, unbroken and properly signed");
	establish(a, out);
	return VB_OK;
}

void vb_audit_remarks(struct vb_audit *a, struct vb_finding *out)
{
	note_cosigners(a, out);
	/* What is missing comes before the keys that nothing anchors (format.md 10.1). */
	if (out->result != VB_NOT_GENUINE && a->incomplete)
		vb_finding_set(out, VB_CANNOT_TELL, a->missing_clause, a->missing_at, "", "%s",
			       a->missing);
	vb_remarks_put(&a->remarks, out);
}

enum vb_code vb_audit_conclude(struct vb_audit *a, struct vb_finding *out)
{
	enum vb_code code;

	vb_finding_init(out);
	code = vb_audit_established(a, out);
	if (code != VB_OK)
		return code == VB_FALSE ? VB_OK : code;
	vb_trust_judge(a->trust, a->fold, a->signers, out);
	vb_rest_dates(a->trust, a->fold, &a->marks, &a->reg, out);
	vb_audit_remarks(a, out);
	return VB_OK;
}

void vb_audit_finish(struct vb_audit *a, struct vb_finding *out)
{
	if (vb_audit_conclude(a, out) != VB_OK)
		vb_finding_set(out, VB_CANNOT_TELL, "", "", "",
			       "memory was short: nothing has been found out");
}

/* ---- entries that came later ---- */

static enum vb_code refuse(struct vb_finding *out, enum vb_result result, const char *clause,
			   const char *culprit, const char *sentence)
{
	vb_finding_set(out, result, clause, "checkpoint", culprit, "%s", sentence);
	return VB_FALSE;
}

/* The new checkpoint against what is known (format.md 6.7, 10.5): signed by the log and
 * of a known size, it must have the known root. */
static enum vb_code check_next(struct vb_audit *a, const struct vb_checkpoint *c,
			       struct vb_finding *out)
{
	struct vb_hash root;

	if (c->size <= vb_tree_size(a->tree)) {
		vb_tree_root(a->tree, c->size, &root);
		if (!vb_hash_eq(&root, &c->root))
			return refuse(out, VB_NOT_GENUINE, "6.7", a->fold->depositary,
				      "the depositary signed two histories: this checkpoint is "
				      "not of the log that was seen before");
	}
	if (c->size == a->bundle.size)
		return VB_OK;
	return refuse(out, VB_UNREADABLE, "6.1", VB_NOBODY,
		      c->size < vb_tree_size(a->tree) ?
			      "the checkpoint is of a smaller log than was seen before" :
			      "the entries do not reach the checkpoint's size");
}

/* Acts that no dated checkpoint covered are covered now. */
static void date_open(struct vb_audit *a, int64_t time)
{
	for (uint32_t i = a->fold->nfacts; time != VB_TIME_NONE && i > 0; i--) {
		struct vb_span *s = &a->fold->fact[i - 1].span;

		if (s->by != VB_TIME_NONE)
			break;
		s->by = time;
	}
}

/* The leaves of the new entries, up to the root that the checkpoint states. */
static enum vb_code grow_tree(struct vb_audit *a, const struct vb_checkpoint *c,
			      struct vb_finding *out)
{
	struct vb_hash leaf, root;
	enum vb_code code = VB_OK;

	for (uint64_t i = vb_tree_size(a->tree); code == VB_OK && i < a->bundle.size; i++) {
		vb_leaf_hash(a->bundle.entry[i], &leaf);
		code = vb_tree_append(a->tree, &leaf);
	}
	if (code != VB_OK)
		return code;
	vb_tree_root(a->tree, c->size, &root);
	if (vb_hash_eq(&root, &c->root))
		return VB_OK;
	return refuse(out, VB_NOT_GENUINE, "6.1", VB_NOBODY,
		      "the entries do not have the root that it states");
}

static enum vb_code extend(struct vb_audit *a, struct vb_view entries, struct vb_view note,
			   struct vb_finding *out)
{
	struct vb_err err = {0};
	struct vb_checkpoint c;
	int64_t time = VB_TIME_NONE;
	enum vb_code code = vb_checkpoint_parse(note, &c, &err);

	if (code == VB_OK)
		code = vb_checkpoint_verify(&c, vb_log_key(a->fold), &err);
	if (code == VB_OK)
		code = vb_mark_time(&c, a->fold, a->trust, &time, &err);
	if (code == VB_OK)
		code = vb_entries_read(entries, &a->bundle.entry, &a->bundle.size, "9.1", &err);
	if (code != VB_OK)
		return vb_stop(out, code, "checkpoint", &err);
	code = check_next(a, &c, out);
	if (code == VB_OK)
		code = grow_tree(a, &c, out);
	if (code == VB_OK)
		code = vb_marks_add(&a->marks, &c, time);
	if (code != VB_OK)
		return code;
	vb_marks_ready(&a->marks);
	date_open(a, time);
	return vb_audit_rows(a);
}

enum vb_code vb_audit_extend(struct vb_audit *a, struct vb_view entries,
			     struct vb_view checkpoint, struct vb_finding *finding)
{
	enum vb_code code;

	vb_finding_init(finding);
	/* What came before is settled first, for the keys that it registers. */
	code = vb_audit_established(a, finding);
	if (code != VB_OK)
		return code;
	code = extend(a, entries, checkpoint, finding);
	if (code == VB_FALSE)
		return end(a, finding);
	return code == VB_OK ? VB_OK : starve(a);
}
