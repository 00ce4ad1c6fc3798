/*
 * The audit of a whole table: what must come first (charter, checkpoint, tree, dated
 * checkpoints), and the jobs (format.md 10.1).
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdlib.h>
#include <string.h>

enum vb_code vb_stop(struct vb_finding *out, enum vb_code code, const char *where,
		     const struct vb_err *err)
{
	if (code == VB_MEMORY)
		return code;
	vb_finding_of(out, vb_finding_result(code), where, VB_NOBODY, err);
	return VB_FALSE;
}

/* A job is the number of its entry, of its line of a mark, or of its registration. */
#define LINE_JOB 0x80000000u
#define REGISTRATION_JOB 0x40000000u
#define JOB_KIND (LINE_JOB | REGISTRATION_JOB)

/* ---- rows and keys ---- */

/* format.md 10.5: an audit that goes on has new jobs behind those it had. */
static enum vb_code add_job(struct vb_audit *a, uint32_t job)
{
	if ((a->njobs & (a->njobs - 1)) == 0) {
		uint32_t *more = reallocarray(a->job, a->njobs ? 2 * a->njobs : 1, sizeof(*more));

		if (!more)
			return VB_MEMORY;
		a->job = more;
	}
	a->job[a->njobs++] = job;
	return VB_OK;
}

enum vb_code vb_audit_rows(struct vb_audit *a)
{
	uint64_t i = a->rows.n;
	enum vb_code code = vb_rows_reach(&a->rows, a->bundle.size);

	for (; code == VB_OK && i < a->bundle.size; i++) {
		code = add_job(a, (uint32_t)i);
		if (code == VB_OK)
			code = vb_keys_of(&a->keys, a->bundle.entry[i], &a->act);
	}
	if (code == VB_OK)
		code = vb_marks_lines(&a->marks, &a->keys);
	for (; code == VB_OK && a->line_jobs < a->marks.nlines; a->line_jobs++)
		code = add_job(a, LINE_JOB | (uint32_t)a->line_jobs);
	for (; code == VB_OK && a->reg_jobs < a->reg.n; a->reg_jobs++)
		code = add_job(a, REGISTRATION_JOB | (uint32_t)a->reg_jobs);
	return code;
}

/* ---- the tree ---- */

/* The leaves that tile/0 states: that the entries hash to them is for the jobs. */
static enum vb_code leaves_of_tiles(struct vb_audit *a)
{
	struct vb_view name, content;
	size_t pos = a->bundle.tiles_at;
	enum vb_code code = VB_OK;
	struct vb_hash leaf;

	/* They are as many as the log has entries: vb_bundle_read() has seen to it. */
	while (code == VB_OK && vb_bundle_file(&a->bundle, "tile/0/", &pos, &name, &content)) {
		for (size_t at = 0; code == VB_OK && at < content.len; at += sizeof(leaf)) {
			memcpy(leaf.b, content.ptr + at, sizeof(leaf));
			code = vb_tree_append(a->tree, &leaf);
		}
	}
	return code;
}

static enum vb_code leaves_of_entries(struct vb_audit *a)
{
	enum vb_code code = VB_OK;
	struct vb_hash leaf;

	for (uint64_t i = 0; code == VB_OK && i < a->bundle.size; i++) {
		vb_leaf_hash(a->bundle.entry[i], &leaf);
		code = vb_tree_append(a->tree, &leaf);
	}
	return code;
}

/* Whoever passed the file on can have changed what does not hash to the signed root:
 * no key can be held to it, whatever each entry is signed with. */
static enum vb_code load_tree(struct vb_audit *a, const struct vb_checkpoint *c,
			      struct vb_finding *out)
{
	bool tiles = a->bundle.file.len > 0;
	enum vb_code code = tiles ? leaves_of_tiles(a) : leaves_of_entries(a);
	struct vb_err err = {0};
	struct vb_hash root;

	if (code == VB_OK && tiles)
		code = vb_bundle_tiles(&a->bundle, a->tree, &err);
	if (code == VB_OK) {
		vb_tree_root(a->tree, a->bundle.size, &root);
		if (!vb_hash_eq(&root, &c->root))
			code = vb_fail(&err, VB_FALSE, "6.1", "checkpoint",
				       "the entries do not have the root that it states");
	}
	return code == VB_OK ? VB_OK : vb_stop(out, code, err.where, &err);
}

/* ---- checkpoints ---- */

/* One more dated checkpoint, already parsed; its lines are verified by a job. */
static enum vb_code add_mark(struct vb_audit *a, const struct vb_checkpoint *c,
			     const char *where, struct vb_finding *out)
{
	struct vb_err err = {0};
	enum vb_code code;
	int64_t time;

	code = vb_mark_time(c, a->fold, a->trust, &time, &err);
	if (code != VB_OK)
		return vb_stop(out, code, where, &err);
	return vb_marks_add(&a->marks, c, time);
}

/* The slow way, once something is wrong with mark @n (@dates: with those that the policy asks
 * for, and @why): of this and of those before it the first fault, in the order of signature,
 * dates and history. */
static enum vb_code fault_mark(struct vb_audit *a, size_t n, enum vb_code dates,
			       const struct vb_err *why, struct vb_finding *out)
{
	enum vb_code code = VB_OK;
	struct vb_keys keys = {0};
	struct vb_err err = {0};
	struct vb_checkpoint c;
	char where[32];
	size_t i;

	for (i = 0; code == VB_OK && i < a->bundle.size; i++)
		code = vb_keys_of(&keys, a->bundle.entry[i], &a->act);
	for (i = 0; code == VB_OK && i <= n; i++) {
		vb_marks_get(&a->marks, i, &c);
		code = vb_mark_verify(&c, a->fold, &keys, &err);
	}
	vb_keys_free(&keys);
	snprintf(where, sizeof(where), "mark %zu", i);
	if (code == VB_OK && !vb_mark_dated(&c, a->fold))
		code = vb_fail(&err, VB_MALFORMED, "6.4", where,
			       "the depositary's clock has not dated it");
	if (code == VB_OK && dates != VB_OK)
		return vb_stop(out, dates, where, why);
	if (code != VB_OK)
		return vb_stop(out, code, where, &err);
	vb_finding_set(out, VB_NOT_GENUINE, "6.7", where, a->fold->depositary,
		       "the depositary signed two histories: its checkpoint of %llu entries is "
		       "not that of this log", (unsigned long long)c.size);
	return VB_FALSE;
}

/* Dates mark @i, which was read before; its lines are verified by a job. */
static enum vb_code date_mark(struct vb_audit *a, size_t i, struct vb_finding *out)
{
	struct vb_checkpoint c VB_UNSET;
	struct vb_err err = {0};
	struct vb_hash root;
	enum vb_code code;
	int64_t time;

	vb_marks_get(&a->marks, i, &c);
	vb_tree_root(a->tree, c.size, &root);
	code = vb_mark_time(&c, a->fold, a->trust, &time, &err);
	a->marks.mark[i].by = a->marks.mark[i].since = time;
	if (code != VB_OK || !vb_hash_eq(&root, &c.root) || !vb_mark_dated(&c, a->fold))
		return fault_mark(a, i, code, &err, out);
	return code;
}

static enum vb_code date_marks(struct vb_audit *a, struct vb_finding *out)
{
	enum vb_code code = VB_OK;

	a->nmarks = a->marks.n;
	for (size_t i = 0; code == VB_OK && i < a->nmarks; i++)
		code = date_mark(a, i, out);
	return code;
}

/* ---- the file's own grammar, before anything that needs a key (format.md 10.1) ---- */

static enum vb_code read_mark(struct vb_audit *a, struct vb_view note, struct vb_finding *out)
{
	size_t n = a->marks.n;
	uint64_t last = n ? a->marks.mark[n - 1].size : 0;
	struct vb_checkpoint c VB_UNSET;
	struct vb_err err = {0};
	enum vb_code code = vb_checkpoint_parse(note, &c, &err);
	char where[32];

	if (code == VB_OK && c.size >= last && c.size <= a->bundle.size)
		return vb_marks_add(&a->marks, &c, VB_TIME_NONE);
	snprintf(where, sizeof(where), "mark %zu", n + 1);
	if (code == VB_OK)
		code = vb_fail(&err, VB_MALFORMED, "9.1", where,
			       "its size %llu falls, or exceeds the log's %llu",
			       (unsigned long long)c.size, (unsigned long long)a->bundle.size);
	return vb_stop(out, code, where, &err);
}

static enum vb_code read_marks(struct vb_audit *a, const struct vb_log *log,
			       struct vb_finding *out)
{
	enum vb_code code = VB_OK;
	struct vb_err err = {0};
	struct vb_cursor c;
	struct vb_view note;

	vb_cursor_form(&c, log->marks, "9.1", &err);
	while (vb_bundle_next(&c, &note))
		;
	if (c.code != VB_OK)
		return vb_stop(out, c.code, "marks", &err);
	vb_cursor_init(&c, log->marks, NULL);
	while (code == VB_OK && vb_bundle_next(&c, &note))
		code = read_mark(a, note, out);
	for (size_t i = 0; code == VB_OK && i < log->nmarks; i++)
		code = read_mark(a, log->mark[i], out);
	return code;
}

static enum vb_code read_seen(const struct vb_audit *a, struct vb_finding *out)
{
	struct vb_view name, content;
	size_t pos = a->bundle.seen_at;
	struct vb_checkpoint c;
	struct vb_err err = {0};
	char where[80];

	while (a->bundle.file.len &&
	       vb_bundle_file(&a->bundle, "seen/", &pos, &name, &content)) {
		enum vb_code code = vb_checkpoint_parse(content, &c, &err);

		if (code != VB_OK)
			return vb_stop(out, code, vb_quote(where, sizeof(where), name), &err);
	}
	return VB_OK;
}

enum vb_code vb_audit_read(struct vb_audit *a, const struct vb_log *log, struct vb_finding *out)
{
	struct vb_checkpoint c VB_UNSET;
	struct vb_err err = {0};
	enum vb_code code = vb_checkpoint_parse(log->checkpoint, &c, &err);

	if (code == VB_OK && c.size != a->bundle.size)
		code = vb_fail(&err, VB_MALFORMED, a->bundle.file.len ? "9.1" : "9.4",
			       "checkpoint", "it is of %llu entries, the file holds %llu",
			       (unsigned long long)c.size, (unsigned long long)a->bundle.size);
	if (code != VB_OK)
		return vb_stop(out, code, "checkpoint", &err);
	code = read_marks(a, log, out);
	if (code == VB_OK)
		code = vb_register_read(&a->reg, log->registrations, out);
	if (code == VB_OK)
		code = vb_register_parts(&a->reg, log->registration, log->nregistrations, out);
	return code == VB_OK ? read_seen(a, out) : code;
}

/* The log's own line at once: the rest of the reading rests on it. */
static enum vb_code check_checkpoint(const struct vb_audit *a, const struct vb_checkpoint *c,
				     struct vb_finding *out)
{
	struct vb_err err = {0};
	enum vb_code code = vb_checkpoint_verify(c, vb_log_key(a->fold), &err);

	return code == VB_OK ? VB_OK : vb_stop(out, code, "checkpoint", &err);
}

/* format.md 9.1: what seen/ holds is signed by the log and named by its hash (6.3). */
static enum vb_code check_seen(const struct vb_audit *a, struct vb_view name,
			       struct vb_view content, struct vb_checkpoint *c,
			       struct vb_err *err)
{
	const struct vb_vkey *log = vb_log_key(a->fold);
	char path[5 + 64 + 1] = "seen/";
	struct vb_hash hash;
	enum vb_code code = vb_checkpoint_parse(content, c, err);

	(void)code; /* read_seen() has read it */
	code = vb_checkpoint_verify(c, log, err);
	if (code == VB_OK)
		code = vb_checkpoint_hash(c, log, &hash, err);
	if (code != VB_OK)
		return code;
	vb_hex(path + 5, hash.b, sizeof(hash.b));
	if (vb_view_is(name, path))
		return VB_OK;
	return vb_fail(err, VB_FALSE, "9.1", "", "the checkpoint's hash is not its name");
}

static enum vb_code add_seen(struct vb_audit *a, struct vb_view name,
			     const struct vb_checkpoint *c)
{
	if ((a->nseen & (a->nseen - 1)) == 0) {
		struct vb_seen *more = reallocarray(a->seen, a->nseen ? 2 * a->nseen : 1,
						    sizeof(*more));

		if (!more)
			return VB_MEMORY;
		a->seen = more;
	}
	a->seen[a->nseen++] = (struct vb_seen){name, c->size, c->root};
	return VB_OK;
}

static enum vb_code load_seen(struct vb_audit *a)
{
	struct vb_view name, content;
	size_t pos = a->bundle.seen_at;
	struct vb_checkpoint c;
	struct vb_err err = {0};
	enum vb_code code;
	char where[80];

	while (a->bundle.file.len && vb_bundle_file(&a->bundle, "seen/", &pos, &name, &content)) {
		code = check_seen(a, name, content, &c, &err);
		if (code == VB_OK)
			code = add_seen(a, name, &c);
		if (code == VB_MEMORY)
			return code;
		/* It shows nothing, and is found behind the entries (format.md 10.1). */
		if (code != VB_OK && !a->odd_seen.clause[0])
			vb_finding_of(&a->odd_seen, vb_finding_result(code),
				      vb_quote(where, sizeof(where), name), VB_NOBODY, &err);
	}
	return VB_OK;
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
	enum vb_code code = vb_checkpoint_parse(log->checkpoint, &c, NULL);

	(void)code; /* vb_audit_read() has read it */
	code = vb_charter_add(a->fold, a->bundle.entry[0], &a->act, a->trust, out);
	if (code == VB_OK)
		code = check_manifest(a, out);
	if (code == VB_OK)
		code = check_checkpoint(a, &c, out);
	if (code == VB_OK)
		code = load_tree(a, &c, out);
	if (code == VB_OK)
		code = date_marks(a, out);
	if (code == VB_OK)
		code = add_mark(a, &c, "checkpoint", out);
	if (code == VB_OK)
		code = load_seen(a);
	if (code != VB_OK)
		return code;
	vb_marks_ready(&a->marks);
	a->fold->fact[0].span = vb_marks_span(&a->marks, 0);
	a->settled = 1;
	return vb_audit_rows(a);
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
	if (code != VB_OK)
		code = vb_stop(finding, code, err.where, &err);
	if (code == VB_OK) {
		log.checkpoint = a->bundle.checkpoint;
		log.marks = a->bundle.marks;
		log.registrations = a->bundle.registrations;
		code = vb_audit_read(a, &log, finding);
	}
	if (code == VB_OK)
		code = vb_audit_load(a, &log, finding);
	if (code == VB_OK) {
		*out = a;
		return VB_OK;
	}
	vb_trust_excuse(trust, a->fold, finding);
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
	vb_keys_free(&a->keys);
	vb_rows_free(&a->rows);
	vb_marks_free(&a->marks);
	vb_register_free(&a->reg);
	free(a->seen);
	free(a->job);
	free(a);
}

/* ---- jobs ---- */

size_t vb_audit_jobs(const struct vb_audit *a)
{
	return a->njobs;
}

void vb_audit_run(struct vb_audit *a, size_t from, size_t to)
{
	struct vb_scratch scratch = {.seen_size = 0};

	for (size_t i = from; i < to && i < a->njobs; i++) {
		uint32_t at = a->job[i] & ~JOB_KIND;

		if (a->job[i] & LINE_JOB)
			vb_line_run(&a->marks, at, a->fold, &a->keys);
		else if (a->job[i] & REGISTRATION_JOB)
			vb_register_run(&a->reg, at, a->fold, &a->keys, a->trust);
		else
			vb_row_run(&a->rows, at, a->bundle.entry[at], &a->keys, a->tree,
				   &scratch);
	}
}

const struct vb_fold *vb_audit_fold(const struct vb_audit *a)
{
	return a->fold;
}

const struct vb_tree *vb_audit_tree(const struct vb_audit *a)
{
	return a->tree;
}

int64_t vb_audit_last(const struct vb_audit *a)
{
	return vb_marks_last(&a->marks);
}
