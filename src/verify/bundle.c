/*
 * Reading bundles and pouches: which files stand in them, and in which order
 * (format.md 9.1, 9.2).
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdlib.h>
#include <string.h>

/* A walk through the archive, one file ahead. */
struct walk {
	struct vb_bundle *b;
	size_t pos;		/* behind the current file */
	size_t at;		/* where the current file begins */
	struct vb_view name, content;
	bool end;
	enum vb_code code;
	struct vb_err *err;
};

static void step(struct walk *w)
{
	enum vb_code code;

	if (w->code != VB_OK)
		return;
	w->at = w->pos;
	code = vb_ustar_next(w->b->file, &w->pos, &w->name, &w->content, w->err);
	w->end = code == VB_NOT_FOUND;
	if (!w->end)
		w->code = code;
}

static void fail(struct walk *w, const char *where, const char *what)
{
	if (w->code == VB_OK)
		w->code = vb_fail(w->err, VB_MALFORMED, "9.1", where, "%s", what);
}

/* The current file must be @name. */
static bool due(struct walk *w, const char *name)
{
	char q[80], what[160];

	if (w->code != VB_OK)
		return false;
	if (!w->end && vb_view_is(w->name, name))
		return true;
	snprintf(what, sizeof(what), "it is due here, where %s%s stands",
		 w->end ? "the archive's end" : "the file ",
		 w->end ? "" : vb_quote(q, sizeof(q), w->name));
	fail(w, name, what);
	return false;
}

/* Takes the current file, which must be @name. */
static struct vb_view take(struct walk *w, const char *name)
{
	struct vb_view v = vb_view(NULL, 0);

	if (!due(w, name))
		return v;
	v = w->content;
	step(w);
	return v;
}

static bool begins(struct vb_view v, const char *prefix)
{
	size_t n = strlen(prefix);

	return v.len >= n && memcmp(v.ptr, prefix, n) == 0;
}

/* ---- README and manifest ---- */

/* format.md 1.1: what a person is told to read must be a text. */
static void read_readme(struct walk *w)
{
	struct vb_view v = take(w, "README");
	uint32_t cp;
	size_t n;

	for (size_t i = 0; w->code == VB_OK && i < v.len; i += n) {
		n = vb_utf8_next(vb_view(v.ptr + i, v.len - i), &cp);
		if (n == 0 || (cp != '\n' && !vb_codepoint_plain(cp)))
			fail(w, "README", "it holds bytes that are no plain text");
	}
	if (w->code == VB_OK && (v.len == 0 || v.ptr[v.len - 1] != '\n'))
		fail(w, "README", "its last line has no line feed");
}

/* Puts the file's name in front of where the cursor failed. */
static void fail_within(struct walk *w, const char *name, enum vb_code code)
{
	char where[sizeof(w->err->where)];

	if (code == VB_OK)
		return;
	w->code = code;
	if (w->err) {
		snprintf(where, sizeof(where), "%.64s, %.60s", name, w->err->where);
		snprintf(w->err->where, sizeof(w->err->where), "%s", where);
	}
}

static void read_manifest(struct walk *w)
{
	struct vb_view v, in = take(w, "manifest");
	struct vb_bundle *b = w->b;
	struct vb_cursor c;
	char q[80];

	if (w->code != VB_OK)
		return;
	vb_cursor_text(&c, in, "9.1", w->err);
	v = vb_cursor_line(&c);
	b->pouch = vb_view_is(v, "verbale-pouch/1");
	if (!b->pouch && !vb_view_is(v, "verbale-bundle/1"))
		vb_cursor_fail(&c, "9.1", "\"%s\" is neither verbale-bundle/1 nor verbale-pouch/1",
			       vb_quote(q, sizeof(q), v));
	v = vb_cursor_field(&c, "table");
	if (!vb_hash_parse(v, &b->table))
		vb_cursor_fail(&c, "9.1", "table \"%s\" is not 64 hex digits",
			       vb_quote(q, sizeof(q), v));
	b->origin = vb_cursor_field(&c, "origin");
	if (!vb_keyname_valid(b->origin))
		vb_cursor_fail(&c, "9.1", "origin \"%s\" is no name of a key",
			       vb_quote(q, sizeof(q), b->origin));
	v = vb_cursor_field(&c, "size");
	if (!vb_dec_parse(v, &b->size))
		vb_cursor_fail(&c, "9.1", "size \"%s\" is no decimal", vb_quote(q, sizeof(q), v));
	/* Two bytes of length and a note for each; entry 0 is the charter (6.1). */
	else if (b->size < 1 || b->size > b->file.len / 2)
		vb_cursor_fail(&c, "9.1", "a log of %llu entries is not what this file holds",
			       (unsigned long long)b->size);
	fail_within(w, "manifest", vb_cursor_done(&c));
}

/* ---- tiles ---- */

enum vb_code vb_entries_read(struct vb_view v, struct vb_view **entry, uint64_t *n,
			     const char *clause, struct vb_err *err)
{
	struct vb_view *more, one;
	struct vb_cursor c;

	vb_cursor_form(&c, v, clause, err);
	while (vb_bundle_next(&c, &one)) {
		if ((*n & (*n - 1)) == 0) {
			/* Room for the next power of two. */
			more = reallocarray(*entry, *n ? 2 * *n : 1, sizeof(*more));
			if (!more)
				return vb_fail(err, VB_MEMORY, "", "entries", "memory is short");
			*entry = more;
		}
		(*entry)[(*n)++] = one;
	}
	return c.code;
}

static void read_entries(struct walk *w)
{
	struct vb_tile t = {.entries = true};
	struct vb_bundle *b = w->b;
	uint64_t n = 0;
	char name[80];

	for (; w->code == VB_OK && n < b->size; t.index++) {
		uint64_t from = n;

		t.width = vb_tile_width(b->size, 0, t.index);
		vb_tile_path(name, &t);
		if (!due(w, name))
			return;
		fail_within(w, name, vb_entries_read(w->content, &b->entry, &n, "9.1", w->err));
		if (w->code == VB_OK && n != from + t.width)
			fail(w, name, "it does not hold as many entries as its name says");
		step(w);
	}
}

/* The hash tiles of a tree of @size leaves, in the order of a bundle; false: no more. */
static bool tile_after(uint64_t size, struct vb_tile *t)
{
	t->index++;
	t->width = vb_tile_width(size, t->level, t->index);
	if (t->width == 0) {
		t->level++;
		t->index = 0;
		t->width = vb_tile_width(size, t->level, 0);
	}
	return t->width > 0;
}

static struct vb_tile first_tile(uint64_t size)
{
	struct vb_tile t = {.level = 0, .index = 0};

	t.width = vb_tile_width(size, 0, 0);
	return t;
}

static void read_tiles(struct walk *w)
{
	struct vb_tile t = first_tile(w->b->size);
	char name[80];

	w->b->tiles_at = w->at;
	do {
		vb_tile_path(name, &t);
		if (!due(w, name))
			return;
		if (w->content.len != t.width * sizeof(struct vb_hash))
			fail(w, name, "it does not hold as many hashes as its name says");
		step(w);
	} while (w->code == VB_OK && tile_after(w->b->size, &t));
}

enum vb_code vb_bundle_tiles(const struct vb_bundle *b, const struct vb_tree *t,
			     struct vb_err *err)
{
	struct vb_tile tile = first_tile(b->size);
	struct vb_view name, content;
	size_t pos = b->tiles_at;
	char path[80];

	/* Names and lengths have been checked; hashes of one level stand side by side. */
	while (vb_bundle_file(b, "tile/", &pos, &name, &content)) {
		if (memcmp(content.ptr,
			   vb_tree_node(t, 8 * tile.level, tile.index * VB_TILE_WIDTH),
			   content.len) != 0) {
			vb_tile_path(path, &tile);
			return vb_fail(err, VB_FALSE, "6.1", path,
				       "it does not hold the hashes of the entries");
		}
		tile_after(b->size, &tile);
	}
	return VB_OK;
}

/* ---- seen/, copy/, outbox/ ---- */

/* Names behind a prefix rise strictly. */
static bool rising(struct walk *w, const char *prefix, struct vb_view *last)
{
	if (w->code != VB_OK || w->end || !begins(w->name, prefix))
		return false;
	if (last->len && vb_view_cmp(*last, w->name) >= 0)
		fail(w, prefix, "its files do not rise by name");
	*last = w->name;
	return true;
}

/* "PREFIX/HASH". */
static bool hash_name(struct vb_view name, size_t prefix, struct vb_hash *out)
{
	return vb_hash_parse(vb_view(name.ptr + prefix, name.len - prefix), out);
}

static void read_seen(struct walk *w)
{
	struct vb_view last = vb_view(NULL, 0);
	struct vb_hash h;

	w->b->seen_at = w->at;
	for (; rising(w, "seen/", &last); step(w)) {
		if (!hash_name(w->name, 5, &h))
			fail(w, "seen/", "a name is not 64 hex digits");
	}
}

static void read_copies(struct walk *w)
{
	struct vb_view last = vb_view(NULL, 0);
	struct vb_hash want;

	w->b->copies_at = w->at;
	for (; rising(w, "copy/", &last); step(w)) {
		if (!hash_name(w->name, 5, &want)) {
			fail(w, "copy/", "a name is not 64 hex digits");
			return;
		}
	}
}

/* The first file of copy/ that does not bear its hash; false: none. */
bool vb_bundle_odd_copy(const struct vb_bundle *b, struct vb_view *name)
{
	char path[5 + 64 + 1] = "copy/";
	size_t pos = b->copies_at;
	struct vb_view content;
	struct vb_hash is;

	while (b->file.len && vb_bundle_file(b, "copy/", &pos, name, &content)) {
		vb_sha256(content, &is);
		vb_hex(path + 5, is.b, sizeof(is.b));
		if (!vb_view_is(*name, path))
			return true;
	}
	return false;
}

/* Three digits, from 001 on, none left out. */
static void read_numbered(struct walk *w, const char *prefix)
{
	struct vb_view last = vb_view(NULL, 0);
	char name[16];
	unsigned n = 0;

	for (; rising(w, prefix, &last); step(w)) {
		snprintf(name, sizeof(name), "%s%03u", prefix, ++n);
		if (!vb_view_is(w->name, name))
			fail(w, prefix, "its files are not numbered from 001, without a gap");
	}
}

enum vb_code vb_bundle_read(struct vb_view file, struct vb_bundle *out, struct vb_err *err)
{
	struct walk w = {.b = out, .err = err};
	char q[80], what[120];

	*out = (struct vb_bundle){.file = file};
	step(&w);
	read_readme(&w);
	read_manifest(&w);
	out->checkpoint = take(&w, "checkpoint");
	out->marks = take(&w, "marks");
	if (w.code == VB_OK && !w.end && vb_view_is(w.name, "registrations"))
		out->registrations = take(&w, "registrations");
	read_entries(&w);
	read_tiles(&w);
	read_seen(&w);
	read_copies(&w);
	out->outbox_at = w.at;
	if (out->pouch)
		read_numbered(&w, "outbox/");
	if (w.code == VB_OK && !w.end) {
		snprintf(what, sizeof(what), "the file %s has no place here",
			 vb_quote(q, sizeof(q), w.name));
		fail(&w, "archive", what);
	}
	return w.code;
}

void vb_bundle_free(struct vb_bundle *b)
{
	free(b->entry);
	b->entry = NULL;
}

bool vb_bundle_file(const struct vb_bundle *b, const char *prefix, size_t *pos,
		    struct vb_view *name, struct vb_view *content)
{
	return vb_ustar_next(b->file, pos, name, content, NULL) == VB_OK &&
	       begins(*name, prefix);
}
