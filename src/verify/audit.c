/*
 * The audit of a whole table: everything but the signatures in one pass, the
 * signatures as jobs, and the finding (format.md 10.1).
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- faults ---- */

/* Keeps the fault unless an earlier one is known. */
static void set_fault(struct vb_audit *a, uint64_t entry, enum vb_stage stage,
		      enum vb_result result, const char *clause, const char *at,
		      const char *culprit, const char *fmt, ...) VB_PRINTF(8, 9);
static void set_fault(struct vb_audit *a, uint64_t entry, enum vb_stage stage,
		      enum vb_result result, const char *clause, const char *at,
		      const char *culprit, const char *fmt, ...)
{
	struct vb_fault *f = &a->fault;
	va_list ap;

	if (f->any && (f->entry < entry || (f->entry == entry && f->stage <= stage)))
		return;
	*f = (struct vb_fault){.any = true, .entry = entry, .stage = stage, .result = result};
	snprintf(f->clause, sizeof(f->clause), "%s", clause);
	snprintf(f->at, sizeof(f->at), "%s", at);
	snprintf(f->culprit, sizeof(f->culprit), "%s", culprit);
	va_start(ap, fmt);
	vsnprintf(f->sentence, sizeof(f->sentence), fmt, ap);
	va_end(ap);
}

/* Reading stops with @err at @where. */
static enum vb_code stop(struct vb_finding *out, enum vb_code code, const char *where,
			 const struct vb_err *err)
{
	if (code == VB_MEMORY)
		return code;
	vb_finding_of(out, vb_finding_result(code), where, VB_NOBODY, err);
	return VB_FALSE;
}

/* What the depositary's signed checkpoint covers it has logged: that an entry is bad is
 * its fault (format.md 4.5).  A text that nobody can read is UNREADABLE even so. */
static void fault_entry(struct vb_audit *a, uint32_t index, enum vb_stage stage,
			enum vb_code code, const struct vb_err *err)
{
	const char *clause = code == VB_MALFORMED ? err->clause : "4.5";
	char at[96];

	if (stage == VB_STAGE_GRAMMAR)
		snprintf(at, sizeof(at), "entry %u", index);
	else
		vb_act_citation(at, &a->act);
	if (strcmp(err->clause, "4.6") == 0)
		clause = err->clause;
	set_fault(a, index, stage, vb_finding_result(code), clause, at, a->fold->depositary,
		  "%s%s%s; the depositary logged it all the same", err->where,
		  err->where[0] ? ": " : "", err->sentence);
}

/* ---- entries ---- */

/* The checkpoint that @act cites and the log contradicts, if the bundle has it: it is
 * signed by the log key and hashes to its name, load_seen() has seen to that. */
static bool forked(const struct vb_audit *a, const struct vb_act *act)
{
	struct vb_view name, content;
	struct vb_checkpoint c;
	size_t pos = a->bundle.seen_at;
	struct vb_hash h;

	while (a->bundle.file.len && vb_bundle_file(&a->bundle, "seen/", &pos, &name, &content)) {
		if (vb_hash_parse(vb_view(name.ptr + 5, name.len - 5), &h) &&
		    vb_hash_eq(&h, &act->seen_checkpoint))
			return vb_checkpoint_parse(content, &c, NULL) == VB_OK &&
			       c.size == act->seen_size && vb_hash_eq(&c.root, &act->seen_root);
	}
	return false;
}

static void fault_seen(struct vb_audit *a, uint32_t index)
{
	char at[96];

	vb_act_citation(at, &a->act);
	if (forked(a, &a->act))
		set_fault(a, index, VB_STAGE_SEEN, VB_NOT_GENUINE, "4.6", at,
			  a->fold->depositary,
			  "the depositary signed two histories: `seen` names a checkpoint of "
			  "%llu entries that this log contradicts",
			  (unsigned long long)a->act.seen_size);
	else
		set_fault(a, index, VB_STAGE_SEEN, VB_UNREADABLE, "4.6", at, VB_NOBODY,
			  "`seen` names a root that this log did not have at %llu entries, and "
			  "the checkpoint that it cites is not here",
			  (unsigned long long)a->act.seen_size);
}

static enum vb_code queue_signatures(struct vb_audit *a, uint32_t index)
{
	enum vb_code code = VB_OK;

	for (unsigned i = 0; code == VB_OK && i < a->need.n; i++)
		code = vb_jobs_add(&a->jobs, VB_JOB_SIGNATURE, index, a->act.note.text,
				   a->act.note.sig[i].blob + 4, a->need.key[i].pub);
	return code;
}

/* A depositary's release waits in the queue; an author's decides what the fold makes
 * of it (format.md 5.3.4). */
static enum vb_code queue_release(struct vb_audit *a, uint32_t index)
{
	struct vb_recipient want;

	if (!vb_view_is(a->act.author, a->fold->depositary))
		return vb_entry_release(a->fold, &a->act, NULL);
	if (!vb_release_wants(a->fold, &a->act, &want))
		return VB_OK;
	return vb_jobs_add(&a->jobs, VB_JOB_RELEASE, index, vb_act_get(&a->act, "identity", 0),
			   NULL, want.pub);
}

/* Reads and folds the next entry; what is wrong with it becomes the fault. */
static enum vb_code add_entry(struct vb_audit *a, uint32_t index)
{
	struct vb_err err, why = {0};
	enum vb_stage stage;
	enum vb_code code;

	code = vb_entry_read(a->fold, a->bundle.entry[index], &a->act, &a->need, &stage, &err);
	if (code != VB_OK) {
		fault_entry(a, index, stage, code, &err);
		return VB_OK;
	}
	code = queue_signatures(a, index);
	if (code == VB_OK && !vb_entry_seen(a->tree, &a->act)) {
		fault_seen(a, index);
		return VB_OK;
	}
	if (code == VB_OK)
		code = queue_release(a, index);
	if (code != VB_OK)
		return code;
	code = vb_fold_add(a->fold, &a->act, vb_marks_span(&a->marks, index), &why, &err);
	if (code == VB_MEMORY)
		return code;
	if (code != VB_OK) {
		char at[96];

		vb_act_citation(at, &a->act);
		set_fault(a, index, VB_STAGE_RULES, VB_NOT_GENUINE, err.clause, at,
			  a->fold->depositary, "the depositary broke a rule: %s", err.sentence);
		return VB_OK;
	}
	vb_remark_entry(&a->remarks, a->fold, index, true, &why);
	return VB_OK;
}

/* The size of the first checkpoint that covers @index, the whole log's being the last
 * of the marks; 0: it covers entries that were not read. */
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
	return a->marks.mark[lo].size <= a->fold->nfacts ? a->marks.mark[lo].size : 0;
}

/* format.md 5.3.6: a checkpoint that covers a receipt in effect covers its release. */
static void check_receipts(struct vb_audit *a)
{
	const struct vb_fold *f = a->fold;
	char at[96];

	for (uint32_t i = 0; i < f->nhandovers; i++) {
		const struct vb_handover *h = &f->handover[i];
		uint64_t size;

		if (h->receipt == VB_NO_ACT)
			continue;
		size = covering(a, h->receipt);
		if (size == 0 || h->release < size)
			continue;
		vb_fact_citation(at, f, h->receipt);
		set_fault(a, h->receipt, VB_STAGE_RULES, VB_NOT_GENUINE, "5.3.6", at,
			  f->depositary,
			  "the depositary's checkpoint of %llu entries covers this receipt and "
			  "not the release that it owed for it", (unsigned long long)size);
	}
}

enum vb_code vb_audit_entries(struct vb_audit *a)
{
	enum vb_code code = VB_OK;

	while (code == VB_OK && !a->fault.any && a->fold->nfacts < a->bundle.size)
		code = add_entry(a, a->fold->nfacts);
	if (code == VB_OK)
		check_receipts(a);
	return code;
}

/* ---- checkpoints ---- */

/* One more dated checkpoint, already parsed; its lines are verified by a job. */
static enum vb_code add_mark(struct vb_audit *a, struct vb_view note,
			     const struct vb_checkpoint *c, const char *where,
			     struct vb_finding *out)
{
	struct vb_err err = {0};
	enum vb_code code;
	int64_t time;

	code = vb_mark_time(c, a->fold, a->trust, &time, &err);
	if (code != VB_OK)
		return stop(out, code, where, &err);
	return vb_marks_add(&a->marks, note, c->size, time);
}

/* A mark's root against the tree.  If the log key signed it, the log was forked; if it
 * did not, anybody may have written it. */
static enum vb_code check_root(struct vb_audit *a, const struct vb_checkpoint *c,
			       const char *where, struct vb_finding *out)
{
	struct vb_err err = {0};
	struct vb_hash root;
	enum vb_code code;

	vb_tree_root(a->tree, c->size, &root);
	if (vb_hash_eq(&root, &c->root))
		return VB_OK;
	code = vb_checkpoint_verify(c, vb_log_key(a->fold), &err);
	if (code != VB_OK)
		return stop(out, code, where, &err);
	vb_finding_set(out, VB_NOT_GENUINE, "6.7", where, a->fold->depositary,
		       "the depositary signed two histories: its checkpoint of %llu entries is "
		       "not that of this log", (unsigned long long)c->size);
	return VB_FALSE;
}

static enum vb_code load_mark(struct vb_audit *a, struct vb_view note, struct vb_finding *out)
{
	uint64_t last = a->marks.n ? a->marks.mark[a->marks.n - 1].size : 0;
	struct vb_checkpoint c;
	struct vb_err err = {0};
	enum vb_code code;
	char where[32];

	snprintf(where, sizeof(where), "mark %zu", a->marks.n + 1);
	code = vb_checkpoint_parse(note, &c, &err);
	if (code == VB_OK && (c.size < last || c.size > a->bundle.size))
		code = vb_fail(&err, VB_MALFORMED, "9.1", where,
			       "its size %llu falls, or exceeds the log's %llu",
			       (unsigned long long)c.size, (unsigned long long)a->bundle.size);
	if (code == VB_OK && !vb_mark_dated(&c, a->fold))
		code = vb_fail(&err, VB_MALFORMED, "6.4", where,
			       "the depositary's clock has not dated it");
	if (code != VB_OK)
		return stop(out, code, where, &err);
	code = check_root(a, &c, where, out);
	if (code == VB_OK)
		code = add_mark(a, note, &c, where, out);
	if (code == VB_OK)
		code = vb_jobs_add(&a->jobs, VB_JOB_MARK, (uint32_t)(a->marks.n - 1), note, NULL,
				   NULL);
	return code;
}

static enum vb_code load_marks(struct vb_audit *a, const struct vb_log *log,
			       struct vb_finding *out)
{
	enum vb_code code = VB_OK;
	struct vb_err err = {0};
	struct vb_cursor c;
	struct vb_view note;

	vb_cursor_init(&c, log->marks, &err);
	while (code == VB_OK && vb_bundle_next(&c, &note))
		code = load_mark(a, note, out);
	if (code == VB_OK && c.code != VB_OK)
		return stop(out, c.code, "marks", &err);
	for (size_t i = 0; code == VB_OK && i < log->nmarks; i++)
		code = load_mark(a, log->mark[i], out);
	return code;
}

/* The checkpoint's lines at once: the rest of the reading rests on them. */
static enum vb_code load_checkpoint(struct vb_audit *a, struct vb_view note,
				    struct vb_checkpoint *c, struct vb_finding *out)
{
	struct vb_err err = {0};
	enum vb_code code = vb_checkpoint_parse(note, c, &err);

	if (code == VB_OK && c->size != a->bundle.size)
		code = vb_fail(&err, VB_MALFORMED, a->bundle.file.len ? "9.1" : "9.4",
			       "checkpoint",
			       "it is of %llu entries, the file holds %llu",
			       (unsigned long long)c->size, (unsigned long long)a->bundle.size);
	if (code == VB_OK)
		code = vb_mark_verify(c, a->fold, &a->known, &err);
	return code == VB_OK ? VB_OK : stop(out, code, "checkpoint", &err);
}

/* format.md 9.1: what seen/ holds is signed by the log and named by its hash. */
static enum vb_code load_seen(struct vb_audit *a, struct vb_finding *out)
{
	struct vb_view name, content;
	size_t pos = a->bundle.seen_at;
	struct vb_hash want, is;
	struct vb_checkpoint c;
	struct vb_err err = {0};
	enum vb_code code = VB_OK;
	char where[80];

	while (a->bundle.file.len && vb_bundle_file(&a->bundle, "seen/", &pos, &name, &content)) {
		vb_quote(where, sizeof(where), name);
		code = vb_checkpoint_parse(content, &c, &err);
		if (code == VB_OK)
			code = vb_checkpoint_verify(&c, vb_log_key(a->fold), &err);
		if (code == VB_OK)
			code = vb_checkpoint_hash(&c, vb_log_key(a->fold), &is, &err);
		if (code == VB_OK && (!vb_hash_parse(vb_view(name.ptr + 5, name.len - 5), &want) ||
				      !vb_hash_eq(&want, &is)))
			code = vb_fail(&err, VB_FALSE, "9.1", where,
				       "the checkpoint's hash (6.3) is not its name");
		if (code != VB_OK)
			return stop(out, code, where, &err);
	}
	return VB_OK;
}

/* ---- the tree ---- */

/* Appends the entries that the tree does not have yet. */
static enum vb_code grow_tree(struct vb_audit *a)
{
	enum vb_code code = VB_OK;
	struct vb_hash leaf;

	for (uint64_t i = vb_tree_size(a->tree); code == VB_OK && i < a->bundle.size; i++) {
		vb_leaf_hash(a->bundle.entry[i], &leaf);
		code = vb_tree_append(a->tree, &leaf);
	}
	return code;
}

/* Whoever passed the file on can have changed what does not hash to the signed root:
 * no key can be held to it, whatever each entry is signed with. */
static enum vb_code check_tree(struct vb_audit *a, const struct vb_checkpoint *c,
			       struct vb_finding *out)
{
	struct vb_err err = {0};
	enum vb_code code = VB_OK;
	struct vb_hash root;

	if (a->bundle.file.len)
		code = vb_bundle_tiles(&a->bundle, a->tree, &err);
	vb_tree_root(a->tree, a->bundle.size, &root);
	if (code == VB_OK && !vb_hash_eq(&root, &c->root))
		code = vb_fail(&err, VB_FALSE, "6.1", "checkpoint",
			       "the entries do not have the root that it states");
	return code == VB_OK ? VB_OK : stop(out, code, err.where, &err);
}

/* ---- loading ---- */

/* The manifest is nobody's statement: it must only not differ from the charter. */
static enum vb_code check_manifest(const struct vb_audit *a, struct vb_finding *out)
{
	const struct vb_bundle *b = &a->bundle;

	if (b->file.len == 0 || (vb_hash_eq(&b->table, &a->fold->table) &&
				 vb_view_is(b->origin, a->fold->origin)))
		return VB_OK;
	vb_finding_set(out, VB_NOT_GENUINE, "9.1", "manifest", VB_NOBODY,
		       "it names another table or origin than the charter");
	return VB_FALSE;
}

enum vb_code vb_audit_load(struct vb_audit *a, const struct vb_log *log,
			   struct vb_finding *out)
{
	struct vb_checkpoint c;
	enum vb_code code;

	code = vb_charter_add(a->fold, a->bundle.entry[0], &a->act, out);
	if (code == VB_OK)
		code = check_manifest(a, out);
	if (code == VB_OK)
		code = load_checkpoint(a, log->checkpoint, &c, out);
	if (code == VB_OK)
		code = load_seen(a, out);
	if (code == VB_OK)
		code = grow_tree(a);
	if (code == VB_OK)
		code = check_tree(a, &c, out);
	if (code == VB_OK)
		code = load_marks(a, log, out);
	if (code == VB_OK)
		code = add_mark(a, log->checkpoint, &c, "checkpoint", out);
	if (code != VB_OK)
		return code;
	a->marks.known[a->marks.n - 1] = a->known;
	vb_marks_ready(&a->marks);
	a->fold->fact[0].span = vb_marks_span(&a->marks, 0);
	return vb_audit_entries(a);
}

struct vb_audit *vb_audit_new(const struct vb_trust *trust)
{
	struct vb_audit *a = calloc(1, sizeof(*a));

	if (!a)
		return NULL;
	a->trust = trust;
	a->fold = vb_fold_new();
	a->tree = vb_tree_new();
	if (a->fold && a->tree)
		return a;
	vb_audit_free(a);
	return NULL;
}

enum vb_code vb_audit_open(struct vb_view file, const struct vb_trust *trust,
			   struct vb_audit **out, struct vb_finding *finding)
{
	struct vb_audit *a = vb_audit_new(trust);
	struct vb_err err = {0};
	struct vb_log log = {0};
	enum vb_code code;

	*out = NULL;
	vb_finding_init(finding);
	if (!a)
		return VB_MEMORY;
	code = vb_bundle_read(file, &a->bundle, &err);
	if (code != VB_OK && code != VB_MEMORY)
		code = stop(finding, code, err.where, &err);
	if (code == VB_OK)
		code = vb_outbox_read(a, finding);
	if (code == VB_OK) {
		log.checkpoint = a->bundle.checkpoint;
		log.marks = a->bundle.marks;
		code = vb_audit_load(a, &log, finding);
	}
	if (code == VB_OK && !a->fault.any)
		code = vb_outbox_check(a);
	if (code == VB_OK)
		*out = a;
	else
		vb_audit_free(a);
	return code == VB_FALSE ? VB_OK : code;
}

void vb_audit_free(struct vb_audit *a)
{
	if (!a)
		return;
	vb_bundle_free(&a->bundle);
	vb_fold_free(a->fold);
	vb_tree_free(a->tree);
	vb_marks_free(&a->marks);
	vb_jobs_free(&a->jobs);
	free(a);
}

size_t vb_audit_jobs(const struct vb_audit *a)
{
	return a->jobs.n;
}

const struct vb_fold *vb_audit_fold(const struct vb_audit *a)
{
	return a->fold;
}

const struct vb_tree *vb_audit_tree(const struct vb_audit *a)
{
	return a->tree;
}

void vb_audit_run(struct vb_audit *a, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < a->jobs.n; i++)
		vb_jobs_run(&a->jobs, i, a->fold, &a->marks);
}
