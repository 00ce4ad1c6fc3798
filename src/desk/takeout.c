/*
 * Taking the record out: bundles and tiles (format.md 9.1).
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CHUNK 256u

/* ---- dated checkpoints ---- */

struct dating {
	struct vb_desk *d;
	const bool *want;
	struct vb_pile *out;
	uint64_t last;
	size_t at;		/* in d->mark */
	struct vb_err *err;
};

/* The size that a kept checkpoint states in its second line. */
static uint64_t size_of(struct vb_view note)
{
	struct vb_cursor c;
	uint64_t n = 0;

	vb_cursor_init(&c, note, NULL);
	vb_cursor_line(&c);
	return vb_dec_parse(vb_cursor_line(&c), &n) ? n : 0;
}

static bool is_wanted(struct dating *g, uint64_t size)
{
	const struct vb_desk *d = g->d;

	if (size <= g->last || size > vb_tree_size(d->tree))
		return false;
	while (g->at < d->nmarks && d->mark[g->at].size < size)
		g->at++;
	return !g->want ||
	       (g->at < d->nmarks && d->mark[g->at].size == size && g->want[g->at]);
}

/* "marks/SIZE": the boxes come by name, and so by size. */
static enum vb_code dated_box(void *ctx, const char *name, struct vb_view bytes)
{
	struct dating *g = ctx;
	enum vb_code code = VB_OK;
	struct vb_cursor c;

	if (strncmp(name, "marks/", 6) != 0)
		return VB_OK;
	vb_cursor_init(&c, bytes, g->err);
	while (!code && c.pos < bytes.len) {
		struct vb_view n = vb_cursor_bytes(&c, 4);
		struct vb_view note = vb_cursor_bytes(&c, n.len == 4 ? vb_be32(n.ptr) : 0);
		uint64_t size = size_of(note);

		code = c.code;
		if (!code && is_wanted(g, size)) {
			g->last = size;
			code = vb_pile_add(g->out, note, g->err);
		}
	}
	return code;
}

enum vb_code vb_desk_dated_notes(struct vb_desk *d, const bool *want, struct vb_pile *out,
				 struct vb_err *err)
{
	struct dating g = {.d = d, .want = want, .out = out, .err = err};

	return vb_box_list(d->cab, VB_BOX_META, dated_box, &g, err);
}

/* ---- registrations ---- */

struct picking {
	const bool *want;	/* NULL: all */
	uint64_t size;		/* of the tree: what goes beyond is left out */
	size_t at;
	struct vb_pile *out;
	struct vb_err *err;
};

static enum vb_code pick_row(void *ctx, uint64_t size, struct vb_view text)
{
	struct picking *p = ctx;
	bool want = !p->want || p->want[p->at];

	p->at++;
	return want && size <= p->size ? vb_pile_add(p->out, text, p->err) : VB_OK;
}

enum vb_code vb_desk_registrations(struct vb_desk *d, const bool *want, struct vb_pile *out,
				   struct vb_err *err)
{
	struct picking p = {.want = want, .size = vb_tree_size(d->tree), .out = out, .err = err};

	return vb_registered_list(d, pick_row, &p, err);
}

/* ---- entries, one after another, read a chunk at a time ---- */

struct reader {
	struct vb_desk *d;
	struct vb_pile rows;
	uint64_t from;
};

static enum vb_code next_entry(void *ctx, uint64_t index, struct vb_view *note,
			       struct vb_err *err)
{
	struct reader *r = ctx;
	enum vb_code code;

	if (index < r->from || index >= r->from + r->rows.n) {
		vb_pile_free(&r->rows);
		r->from = index;
		code = vb_cabinet_entries(r->d->cab, index, index + CHUNK, vb_pile_row,
					  &r->rows, err);
		if (code)
			return code;
		if (r->rows.n == 0)
			return vb_fail(err, VB_NOT_FOUND, "6.1", "desk.db",
				       "there is no entry %llu", (unsigned long long)index);
	}
	*note = vb_pile_view(&r->rows, (size_t)(index - r->from));
	return VB_OK;
}

/* ---- archives ---- */

enum vb_code vb_desk_archive(struct vb_desk *d, const struct vb_pile *outbox,
			     const struct vb_pile *copies, FILE *f, struct vb_err *err)
{
	struct reader r = {.d = d};
	struct vb_pile marks = {0}, registrations = {0};
	struct vb_view *mark = NULL, *copy = NULL, *out = NULL, *reg = NULL;
	const struct vb_pile none = {0};
	struct vb_bundle_parts parts;
	enum vb_code code = vb_desk_dated_notes(d, NULL, &marks, err);

	if (!code)
		code = vb_desk_registrations(d, NULL, &registrations, err);
	if (code)
		goto out;
	mark = vb_pile_views(&marks);
	reg = vb_pile_views(&registrations);
	copy = vb_pile_views(copies ? copies : &none);
	out = vb_pile_views(outbox ? outbox : &none);
	if (!mark || !copy || !out || !reg) {
		code = vb_no_room(err);
		goto out;
	}
	parts = (struct vb_bundle_parts){
		.fold = d->fold, .tree = d->tree,
		.checkpoint = vb_view(d->checkpoint, d->checkpoint_len),
		.entries = {next_entry, &r}, .marks = mark, .nmarks = marks.n,
		.registrations = reg, .nregistrations = registrations.n,
		.copies = copy, .ncopies = copies ? copies->n : 0,
		.pouch = outbox != NULL, .outbox = out, .noutbox = outbox ? outbox->n : 0,
	};
	code = vb_bundle_write(f, &parts, err);
out:
	free(mark);
	free(copy);
	free(out);
	free(reg);
	vb_pile_free(&marks);
	vb_pile_free(&registrations);
	vb_pile_free(&r.rows);
	return code;
}

enum vb_code vb_desk_bundle(struct vb_desk *d, FILE *f, struct vb_err *err)
{
	enum vb_code code = vb_desk_at_table(d, false, err);

	return code ? code : vb_desk_archive(d, NULL, NULL, f, err);
}

/* ---- tiles as files ---- */

static enum vb_code make_parents(char *path, size_t from, struct vb_err *err)
{
	for (char *p = path + from; *p; p++) {
		if (*p != '/' || p == path)
			continue;
		*p = 0;
		if (mkdir(path, 0777) < 0 && errno != EEXIST) {
			*p = '/';
			return vb_fail(err, errno == ENOSPC ? VB_FULL : VB_IO, "", "tile",
				       "a folder for the tiles cannot be made (%s)",
				       strerrordesc_np(errno));
		}
		*p = '/';
	}
	return VB_OK;
}

static enum vb_code write_tile(const char *dir, const struct vb_tile *t, struct vb_view v,
			       struct vb_err *err)
{
	char name[80];
	enum vb_code code;
	char *path;

	vb_tile_path(name, t);
	path = vb_path(dir, name);
	if (!path)
		return vb_no_room(err);
	code = make_parents(path, 0, err);
	if (!code)
		code = vb_file_write(path, v, VB_FILE_REPLACE, err);
	free(path);
	return code;
}

static enum vb_code hash_tiles(struct vb_desk *d, const char *dir, struct vb_err *err)
{
	uint64_t size = vb_tree_size(d->tree);
	uint8_t buf[VB_TILE_WIDTH * 32];
	enum vb_code code = VB_OK;

	for (unsigned level = 0; level < 8 && size >> (8 * level) > 0; level++) {
		uint64_t n = size >> (8 * level);

		for (uint64_t i = 0; !code && i * VB_TILE_WIDTH < n; i++) {
			struct vb_tile t = {.level = level, .index = i,
					    .width = vb_tile_width(size, level, i)};

			for (unsigned k = 0; k < t.width; k++)
				memcpy(buf + (size_t)k * 32,
				       vb_tree_node(d->tree, 8 * level, i * VB_TILE_WIDTH + k)
					       ->b,
				       32);
			code = write_tile(dir, &t, vb_view(buf, (size_t)t.width * 32), err);
		}
	}
	return code;
}

static enum vb_code entry_tile(struct vb_desk *d, const char *dir, uint64_t index,
			       uint8_t *buf, size_t cap, struct vb_err *err)
{
	struct vb_tile t = {.entries = true, .index = index,
			    .width = vb_tile_width(vb_tree_size(d->tree), 0, index)};
	struct vb_pile rows = {0};
	struct vb_writer w;
	enum vb_code code = vb_cabinet_entries(d->cab, index * VB_TILE_WIDTH,
					       index * VB_TILE_WIDTH + t.width, vb_pile_row,
					       &rows, err);

	vb_writer_init(&w, buf, cap);
	for (size_t i = 0; !code && i < rows.n; i++) {
		vb_put_byte(&w, (uint8_t)(rows.row[i].len >> 8));
		vb_put_byte(&w, (uint8_t)rows.row[i].len);
		vb_put_view(&w, vb_pile_view(&rows, i));
	}
	vb_pile_free(&rows);
	return code ? code : write_tile(dir, &t, vb_written(&w), err);
}

enum vb_code vb_desk_tiles(struct vb_desk *d, const char *dir, struct vb_err *err)
{
	size_t cap = VB_TILE_WIDTH * (VB_NOTE_MAX + 2u);
	char *path = vb_path(dir, "checkpoint");
	uint8_t *buf = malloc(cap);
	enum vb_code code = path && buf ? vb_desk_at_table(d, false, err) : vb_no_room(err);

	if (!code)
		code = make_parents(path, 0, err);
	if (!code)
		code = hash_tiles(d, dir, err);
	for (uint64_t i = 0; !code && i * VB_TILE_WIDTH < vb_tree_size(d->tree); i++)
		code = entry_tile(d, dir, i, buf, cap, err);
	/* The checkpoint last: what it covers is there. */
	if (!code)
		code = vb_file_write(path, vb_view(d->checkpoint, d->checkpoint_len),
				     VB_FILE_REPLACE, err);
	free(path);
	free(buf);
	return code;
}
