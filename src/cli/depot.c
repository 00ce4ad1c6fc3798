/*
 * The tables of a depositary's folder, each written as a bundle and verified.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

/* Rows of the store, kept in the order they came. */
struct row {
	uint8_t *ptr;
	size_t len;
	uint64_t size;		/* the log size that it belongs to, or its index */
};
struct rows {
	struct row *row;
	size_t n, cap;
};

static void rows_free(struct rows *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->row[i].ptr);
	free(r->row);
}

static enum vb_code no_memory(struct vb_err *err)
{
	return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
}

/* vb_row_fn: keeps a copy of the row. */
static enum vb_code keep(void *ctx, uint64_t index, const struct vb_hash *id,
			 struct vb_view bytes)
{
	struct rows *r = ctx;
	uint8_t *copy;

	(void)id;
	if (r->n == r->cap) {
		size_t cap = r->cap ? r->cap * 2 : 256;
		struct row *more = reallocarray(r->row, cap, sizeof(*more));

		if (!more)
			return VB_MEMORY;
		r->row = more;
		r->cap = cap;
	}
	copy = malloc(bytes.len + 1);
	if (!copy)
		return VB_MEMORY;
	memcpy(copy, bytes.ptr, bytes.len);
	r->row[r->n++] = (struct row){copy, bytes.len, index};
	return VB_OK;
}

/* vb_row_fn: keeps the id of a log. */
static enum vb_code keep_id(void *ctx, uint64_t index, const struct vb_hash *id,
			    struct vb_view bytes)
{
	(void)bytes;
	return keep(ctx, index, id, vb_view(id->b, sizeof(id->b)));
}

/* ---- one table ---- */

struct table {
	struct rows entries, notes, lines;
	struct rows dated;	/* notes with their lines */
	struct vb_fold *fold;
	struct vb_tree *tree;
	struct vb_view *marks;
};

static void table_free(struct table *t)
{
	rows_free(&t->entries);
	rows_free(&t->notes);
	rows_free(&t->lines);
	rows_free(&t->dated);
	vb_fold_free(t->fold);
	vb_tree_free(t->tree);
	free(t->marks);
}

/* Each checkpoint with the cosignature lines that were kept for its size. */
static enum vb_code add_lines(struct table *t, struct vb_err *err)
{
	uint8_t *note = malloc(VB_NOTE_MAX);
	enum vb_code code = note ? VB_OK : no_memory(err);
	size_t k = 0;

	for (size_t i = 0; !code && i < t->notes.n; i++) {
		const struct row *plain = &t->notes.row[i];
		struct vb_writer w;

		vb_writer_init(&w, note, VB_NOTE_MAX);
		vb_put(&w, plain->ptr, plain->len);
		while (k < t->lines.n && t->lines.row[k].size < plain->size)
			k++;
		for (; k < t->lines.n && t->lines.row[k].size == plain->size; k++)
			vb_put(&w, t->lines.row[k].ptr, t->lines.row[k].len);
		if (w.over)
			code = vb_fail(err, VB_MALFORMED, "1.2", "checkpoint",
				       "with its cosignatures it has more than %d bytes",
				       VB_NOTE_MAX);
		else if (keep(&t->dated, plain->size, NULL, vb_written(&w)) != VB_OK)
			code = no_memory(err);
	}
	free(note);
	return code;
}

/* Folds the entries as they stand; a fault is a finding, made here. */
static enum vb_code fold_entries(struct table *t, struct vb_err *err)
{
	const struct vb_span never = {VB_TIME_NONE, VB_TIME_NONE};
	enum vb_code code = VB_OK;

	t->fold = vb_fold_new();
	t->tree = vb_tree_new();
	t->marks = calloc(t->dated.n + 1, sizeof(*t->marks));
	if (!t->fold || !t->tree || !t->marks)
		return no_memory(err);
	for (size_t i = 0; !code && i < t->entries.n; i++) {
		const struct row *e = &t->entries.row[i];

		code = vb_entry_reload(t->fold, t->tree, vb_view(e->ptr, e->len), never, err);
	}
	for (size_t i = 0; i < t->dated.n; i++)
		t->marks[i] = vb_view(t->dated.row[i].ptr, t->dated.row[i].len);
	return code;
}

static enum vb_code entry_of(void *ctx, uint64_t index, struct vb_view *note,
			     struct vb_err *err)
{
	const struct table *t = ctx;

	if (index >= t->entries.n)
		return vb_fail(err, VB_NOT_FOUND, "", "", "there is no such entry");
	*note = vb_view(t->entries.row[index].ptr, t->entries.row[index].len);
	return VB_OK;
}

static enum vb_code load(struct vb_store *s, const struct vb_hash *log, struct table *t,
			 struct vb_err *err)
{
	enum vb_code code = vb_log_entries(s, log, 0, UINT64_MAX >> 1, keep, &t->entries, err);

	if (!code)
		code = vb_log_checkpoints(s, log, 0, UINT64_MAX >> 1, keep, &t->notes, err);
	if (!code)
		code = vb_log_cosignatures(s, log, 0, UINT64_MAX >> 1, keep, &t->lines, err);
	if (!code)
		code = add_lines(t, err);
	if (!code && (t->entries.n == 0 || t->notes.n == 0))
		code = vb_fail(err, VB_MALFORMED, "9.1", "", "a table has no entry or no "
							      "checkpoint");
	return code ? code : fold_entries(t, err);
}

/* The table as bundle in memory, verified. */
static enum vb_code verify_table(struct table *t, const struct vb_trust *trust,
				 const struct vb_desk *desk, struct vb_finding *out,
				 struct vb_err *err)
{
	const struct row *last = &t->dated.row[t->dated.n - 1];
	const struct vb_bundle_parts parts = {
		.fold = t->fold,
		.tree = t->tree,
		.checkpoint = vb_view(last->ptr, last->len),
		.entries = {entry_of, t},
		.marks = t->marks,
		.nmarks = t->dated.n,
	};
	char *bytes = NULL;
	size_t len = 0;
	FILE *m = vb_memory_open(&bytes, &len);
	enum vb_code code;

	if (!m)
		return no_memory(err);
	code = vb_bundle_write(m, &parts, err);
	if (fclose(m) != 0)
		code = no_memory(err);
	if (!code)
		code = vb_cli_verify(vb_view(bytes, len), trust, desk, out);
	free(bytes);
	return code;
}

void vb_cli_finding_of(const struct vb_err *err, struct vb_finding *out)
{
	*out = (struct vb_finding){.result = VB_UNREADABLE};
	if (err->code == VB_FALSE || err->code == VB_REFUSED || err->code == VB_CONFLICT)
		out->result = VB_NOT_GENUINE;
	memcpy(out->clause, err->clause, sizeof(out->clause));
	memcpy(out->sentence, err->sentence, sizeof(out->sentence));
	snprintf(out->at, sizeof(out->at), "%.90s", err->where);
}

static enum vb_code one_log(struct vb_store *s, const struct vb_hash *log, const char *dir,
			    bool alone, const struct vb_trust *trust,
			    const struct vb_desk *desk, vb_found_fn *fn, void *ctx)
{
	struct vb_finding *found = calloc(1, sizeof(*found));
	struct table t = {0};
	struct vb_err err = {0};
	enum vb_code code;
	char name[600], hex[65];

	if (!found)
		return VB_MEMORY;
	code = load(s, log, &t, &err);
	if (!code)
		code = verify_table(&t, trust, desk, found, &err);
	if (code && code != VB_MEMORY)
		vb_cli_finding_of(&err, found);
	vb_hex(hex, log->b, sizeof(log->b));
	snprintf(name, sizeof(name), "%.500s%s%.64s", dir, alone ? "" : ": ",
		 alone ? "" : t.fold && t.fold->name[0] ? t.fold->name : hex);
	if (code != VB_MEMORY)
		fn(ctx, name, found);
	table_free(&t);
	free(found);
	return code == VB_MEMORY ? code : VB_OK;
}

/* The register is no table: it says nothing that its registrations do not (format.md 6.8). */
static bool is_register(struct vb_store *s, const struct vb_hash *log)
{
	struct vb_log_state st = {0};
	struct vb_checkpoint c;
	char origin[VB_KEYNAME_MAX + 1];
	bool yes = vb_log_load(s, log, &st, NULL) == VB_OK &&
		   vb_checkpoint_parse(vb_view(st.checkpoint, st.checkpoint_len), &c, NULL) ==
			   VB_OK &&
		   vb_register_origin(c.origin, origin) && vb_view_is(c.origin, origin);

	vb_log_state_free(&st);
	return yes;
}

static void drop_register(struct vb_store *s, struct rows *logs)
{
	for (size_t i = 0; i < logs->n; i++) {
		struct vb_hash log;

		memcpy(log.b, logs->row[i].ptr, sizeof(log.b));
		if (!is_register(s, &log))
			continue;
		free(logs->row[i].ptr);
		logs->row[i] = logs->row[--logs->n];
		return;
	}
}

bool vb_cli_is_database(const char *path)
{
	return strncmp(path, "postgres://", 11) == 0 || strncmp(path, "postgresql://", 13) == 0;
}

enum vb_code vb_cli_depositary(const char *dir, const struct vb_trust *trust,
			       const struct vb_desk *desk, vb_found_fn *fn, void *ctx,
			       struct vb_err *err)
{
	struct vb_store *s = NULL;
	struct rows logs = {0};
	enum vb_code code = vb_cli_is_database(dir) ? vb_store_open_reading_at(dir, &s, err)
						    : vb_store_open_reading(dir, &s, err);

	if (!code)
		code = vb_store_logs(s, keep_id, &logs, err);
	if (!code)
		drop_register(s, &logs);
	if (!code && logs.n == 0)
		code = vb_fail(err, VB_NOT_FOUND, "", "", "this depositary has no open table");
	for (size_t i = 0; !code && i < logs.n; i++) {
		struct vb_hash log;

		memcpy(log.b, logs.row[i].ptr, sizeof(log.b));
		code = one_log(s, &log, dir, logs.n == 1, trust, desk, fn, ctx);
	}
	rows_free(&logs);
	vb_store_close(s);
	return code == VB_MEMORY ? no_memory(err) : code;
}
