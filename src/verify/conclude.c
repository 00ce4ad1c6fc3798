/*
 * What an audit found: the first fault in log order, or what is established; and how
 * it goes on with entries that came later.
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- the first fault ---- */

static void from_fault(const struct vb_fault *f, struct vb_finding *out)
{
	vb_finding_set(out, f->result, f->clause, f->at, f->culprit, "%s", f->sentence);
}

/* A dated checkpoint with a line that does not verify: whoever passed the file on can
 * have put it there. */
static void from_mark(struct vb_audit *a, size_t mark, struct vb_finding *out)
{
	struct vb_err err = {0};
	struct vb_checkpoint c;
	uint16_t known;
	char at[32];

	snprintf(at, sizeof(at), "mark %zu", mark + 1);
	if (vb_checkpoint_parse(a->marks.note[mark], &c, &err) == VB_OK &&
	    vb_mark_verify(&c, a->fold, &known, &err) != VB_OK)
		vb_finding_of(out, VB_NOT_GENUINE, at, VB_NOBODY, &err);
}

/* A signature or a release that is false: the depositary logged it (format.md 4.5,
 * 5.3.4). */
static void from_job(struct vb_audit *a, size_t job, struct vb_finding *out)
{
	struct vb_view note = a->bundle.entry[a->jobs.entry[job]];
	bool release = a->jobs.kind[job] == VB_JOB_RELEASE;
	char at[96] = "";

	/* It has been read before: only scratch is missing. */
	if (vb_act_parse(note, &a->act, NULL) == VB_OK)
		vb_act_citation(at, &a->act);
	vb_finding_set(out, VB_NOT_GENUINE, release ? "5.3.4" : "4.5", at, a->fold->depositary,
		       release ? "the identity that the depositary released does not belong to "
				 "the copy's recipient" :
				 "a signature is not valid (3.3); the depositary logged the act "
				 "all the same");
}

/* True if a job found a fault before a->fault, or there is that one. */
static bool find_fault(struct vb_audit *a, struct vb_finding *out)
{
	size_t first = a->jobs.n;

	for (size_t i = 0; i < a->jobs.n; i++) {
		/* A job that nobody ran proves nothing. */
		if (a->jobs.done[i] == 0)
			vb_audit_run(a, i, i + 1);
		if (a->jobs.done[i] == VB_JOB_GOOD)
			continue;
		if (a->jobs.kind[i] == VB_JOB_MARK) {
			from_mark(a, a->jobs.entry[i], out);
			return true;
		}
		if (first == a->jobs.n)
			first = i;
	}
	if (first < a->jobs.n) {
		bool release = a->jobs.kind[first] == VB_JOB_RELEASE;
		enum vb_stage stage = release ? VB_STAGE_RULES : VB_STAGE_SIGNATURES;
		uint64_t entry = a->jobs.entry[first];

		if (!a->fault.any || entry < a->fault.entry ||
		    (entry == a->fault.entry && stage < a->fault.stage)) {
			from_job(a, first, out);
			return true;
		}
	}
	if (a->fault.any)
		from_fault(&a->fault, out);
	return a->fault.any;
}

/* ---- what is established ---- */

uint32_t vb_fold_authors(const struct vb_fold *f)
{
	uint32_t authors = 0;

	for (uint32_t i = 0; i < f->nchains; i++) {
		if (f->chain[i].number > 0 && f->chain[i].party != VB_NO_PARTY)
			authors |= 1u << f->chain[i].party;
	}
	return authors;
}

/* Whose word the dates are. */
void vb_rest_dates(const struct vb_trust *t, const struct vb_fold *f, int64_t last,
		   struct vb_finding *out)
{
	const struct vb_policy *policy = vb_trust_policy(t);
	char up[VB_NAME_MAX + 1];

	if (last == VB_TIME_NONE)
		vb_finding_rest(out, "dates: none is shown");
	else if (policy)
		vb_finding_rest(out, "dates: the quorum of your trust file, of %u cosigners",
				vb_policy_witnesses(policy));
	else
		vb_finding_rest(out, "dates: the clock of the depositary %s",
				vb_upper(up, sizeof(up), f->depositary));
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
}

/* Members that cosigned have seen the log that far (format.md 8.1). */
static void note_cosigners(struct vb_audit *a, struct vb_finding *out)
{
	uint16_t all = 0;
	char up[VB_NAME_MAX + 1];

	for (size_t i = 0; i < a->marks.n; i++) {
		all |= a->marks.known[i];
		for (uint32_t p = 0; p < a->fold->nparties; p++) {
			if (a->marks.known[i] >> p & 1)
				vb_fold_seen(a->fold, (uint8_t)p, a->marks.mark[i].size);
		}
	}
	for (uint32_t p = 0; p < a->fold->nparties; p++) {
		if (all >> p & 1)
			vb_finding_rest(out, "the log as cosigned by %s",
					vb_upper(up, sizeof(up), a->fold->party[p].name));
	}
}

bool vb_audit_established(struct vb_audit *a, struct vb_finding *out)
{
	if (find_fault(a, out))
		return false;
	vb_finding_set(out, VB_GENUINE, "", "", "",
		       "the whole log is here, unbroken and properly signed");
	establish(a, out);
	return true;
}

void vb_audit_remarks(struct vb_audit *a, struct vb_finding *out)
{
	note_cosigners(a, out);
	if (out->result == VB_GENUINE && a->incomplete)
		vb_finding_set(out, VB_CANNOT_TELL, "4.1", "outbox", "", "%s", a->missing);
	vb_remarks_put(&a->remarks, out);
}

void vb_audit_finish(struct vb_audit *a, struct vb_finding *out)
{
	vb_finding_init(out);
	if (!vb_audit_established(a, out))
		return;
	vb_trust_judge(a->trust, a->fold, vb_fold_authors(a->fold), out);
	vb_rest_dates(a->trust, a->fold, vb_marks_last(&a->marks), out);
	vb_audit_remarks(a, out);
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
	if (c->size != a->bundle.size)
		return refuse(out, VB_UNREADABLE, "9.1", VB_NOBODY,
			      c->size < vb_tree_size(a->tree) ?
				      "the checkpoint is of a smaller log than was seen before" :
				      "the entries do not reach the checkpoint's size");
	return VB_OK;
}

/* Acts that no dated checkpoint covered are covered now. */
static void date_open(struct vb_audit *a, uint64_t size, int64_t time)
{
	for (uint64_t i = size; time != VB_TIME_NONE && i > 0; i--) {
		struct vb_span *s = &a->fold->fact[i - 1].span;

		if (s->by != VB_TIME_NONE)
			break;
		s->by = time;
	}
}

/* Entries, leaves and mark; VB_FALSE: @out says why not. */
static enum vb_code extend(struct vb_audit *a, struct vb_view entries, struct vb_view note,
			   struct vb_finding *out)
{
	uint64_t old = a->bundle.size;
	struct vb_err err = {0};
	struct vb_checkpoint c;
	struct vb_hash leaf, root;
	uint16_t known = 0;
	int64_t time;
	enum vb_code code;

	code = vb_checkpoint_parse(note, &c, &err);
	if (code == VB_OK)
		code = vb_mark_verify(&c, a->fold, &known, &err);
	if (code == VB_OK)
		code = vb_mark_time(&c, a->fold, a->trust, &time, &err);
	if (code == VB_OK)
		code = vb_entries_read(entries, &a->bundle.entry, &a->bundle.size, &err);
	if (code == VB_MEMORY)
		return code;
	if (code != VB_OK) {
		vb_finding_of(out, vb_finding_result(code), "checkpoint", VB_NOBODY, &err);
		return VB_FALSE;
	}
	code = check_next(a, &c, out);
	for (uint64_t i = old; code == VB_OK && i < a->bundle.size; i++) {
		vb_leaf_hash(a->bundle.entry[i], &leaf);
		code = vb_tree_append(a->tree, &leaf);
	}
	if (code != VB_OK)
		return code;
	vb_tree_root(a->tree, c.size, &root);
	if (!vb_hash_eq(&root, &c.root))
		return refuse(out, VB_NOT_GENUINE, "6.1", VB_NOBODY,
			      "the entries do not have the root that it states");
	code = vb_marks_add(&a->marks, note, c.size, time);
	if (code != VB_OK)
		return code;
	a->marks.known[a->marks.n - 1] = known;
	vb_marks_ready(&a->marks);
	date_open(a, old, time);
	return VB_OK;
}

enum vb_code vb_audit_extend(struct vb_audit *a, struct vb_view entries,
			     struct vb_view checkpoint, struct vb_finding *finding)
{
	enum vb_code code;

	vb_finding_init(finding);
	if (find_fault(a, finding))
		return VB_FALSE;
	code = extend(a, entries, checkpoint, finding);
	if (code == VB_OK)
		code = vb_audit_entries(a);
	if (code == VB_FALSE) {
		/* Whatever it is asked later, this audit stays where it failed. */
		a->fault = (struct vb_fault){.any = true, .result = finding->result};
		memcpy(a->fault.clause, finding->clause, sizeof(a->fault.clause));
		memcpy(a->fault.at, finding->at, sizeof(a->fault.at));
		memcpy(a->fault.culprit, finding->culprit, sizeof(a->fault.culprit));
		memcpy(a->fault.sentence, finding->sentence, sizeof(a->fault.sentence));
	}
	return code;
}
