/*
 * Writing bundles, pouches and proofs (format.md 9.1, 9.2, 9.4): the same bytes from
 * the same record.
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdlib.h>
#include <string.h>

#define OUTBOX_MAX 999u

/* Bytes that grow. */
struct bytes {
	uint8_t *ptr;
	size_t len, cap;
};

static enum vb_code no_memory(struct vb_err *err)
{
	return vb_fail(err, VB_MEMORY, "", "archive", "memory is short");
}

static enum vb_code append(struct bytes *b, struct vb_view v, struct vb_err *err)
{
	if (v.len == 0)
		return VB_OK;
	if (!b->ptr || v.len > b->cap - b->len) {
		size_t cap = 2 * b->cap + v.len;
		uint8_t *more = realloc(b->ptr, cap);

		if (!more)
			return no_memory(err);
		b->ptr = more;
		b->cap = cap;
	}
	memcpy(b->ptr + b->len, v.ptr, v.len);
	b->len += v.len;
	return VB_OK;
}

/* "u16 length, note": how entries and marks stand one behind another. */
static enum vb_code append_note(struct bytes *b, struct vb_view note, const char *where,
				struct vb_err *err)
{
	uint8_t len[2] = {(uint8_t)(note.len >> 8), (uint8_t)note.len};
	enum vb_code code;

	if (note.len > VB_NOTE_MAX)
		return vb_fail(err, VB_REFUSED, "1.2", where, "a note of %zu bytes exceeds %d",
			       note.len, VB_NOTE_MAX);
	code = append(b, vb_view(len, sizeof(len)), err);
	return code == VB_OK ? append(b, note, err) : code;
}

/* ---- bundles ---- */

static enum vb_code put_manifest(FILE *f, const struct vb_bundle_parts *p, struct vb_err *err)
{
	uint8_t buf[128 + VB_KEYNAME_MAX];
	struct vb_writer w;

	vb_writer_init(&w, buf, sizeof(buf));
	vb_putf(&w, "verbale-%s/1\ntable ", p->pouch ? "pouch" : "bundle");
	vb_put_hash(&w, &p->fold->table);
	vb_putf(&w, "\norigin %s\nsize ", p->fold->origin);
	vb_put_dec(&w, vb_tree_size(p->tree));
	vb_put_byte(&w, '\n');
	return vb_ustar_put(f, "manifest", vb_written(&w), err);
}

/* Marks, or registrations: one behind another. */
static enum vb_code put_notes(FILE *f, const char *name, const struct vb_view *note, size_t n,
			      struct vb_err *err)
{
	enum vb_code code = VB_OK;
	struct bytes b = {0};

	for (size_t i = 0; code == VB_OK && i < n; i++)
		code = append_note(&b, note[i], name, err);
	if (code == VB_OK)
		code = vb_ustar_put(f, name, vb_view(b.ptr, b.len), err);
	free(b.ptr);
	return code;
}

/* The bundles of entries, one tile's in memory at a time. */
static enum vb_code put_entries(FILE *f, const struct vb_bundle_parts *p, struct vb_err *err)
{
	uint64_t size = vb_tree_size(p->tree), n = 0;
	struct vb_tile t = {.entries = true};
	enum vb_code code = VB_OK;
	struct bytes b = {0};
	char name[80];

	for (; code == VB_OK && n < size; t.index++) {
		struct vb_view note;

		t.width = vb_tile_width(size, 0, t.index);
		vb_tile_path(name, &t);
		b.len = 0;
		for (unsigned i = 0; code == VB_OK && i < t.width; i++) {
			code = p->entries.entry(p->entries.ctx, n++, &note, err);
			if (code == VB_OK)
				code = append_note(&b, note, name, err);
		}
		if (code == VB_OK)
			code = vb_ustar_put(f, name, vb_view(b.ptr, b.len), err);
	}
	free(b.ptr);
	return code;
}

static enum vb_code put_tiles(FILE *f, const struct vb_tree *tree, struct vb_err *err)
{
	struct vb_tile t = {.level = 0};
	enum vb_code code = VB_OK;
	char name[80];

	for (;; t.level++) {
		for (t.index = 0; code == VB_OK; t.index++) {
			t.width = vb_tile_width(vb_tree_size(tree), t.level, t.index);
			if (t.width == 0)
				break;
			vb_tile_path(name, &t);
			/* Hashes of one level stand side by side. */
			code = vb_ustar_put(f, name,
					    vb_view(vb_tree_node(tree, 8 * t.level,
								 t.index * VB_TILE_WIDTH),
						    t.width * sizeof(struct vb_hash)), err);
		}
		if (code != VB_OK || t.index == 0)
			return code;
	}
}

/* A copy and its name. */
struct named {
	struct vb_hash hash;
	struct vb_view v;
};

static int by_hash(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return memcmp(x->hash.b, y->hash.b, sizeof(x->hash.b));
}

static enum vb_code put_copies(FILE *f, const struct vb_bundle_parts *p, struct vb_err *err)
{
	struct named *c = calloc(p->ncopies + 1, sizeof(*c));
	enum vb_code code = VB_OK;
	char name[5 + 64 + 1];

	if (!c)
		return no_memory(err);
	for (size_t i = 0; i < p->ncopies; i++) {
		c[i].v = p->copies[i];
		vb_sha256(c[i].v, &c[i].hash);
	}
	qsort(c, p->ncopies, sizeof(*c), by_hash);
	for (size_t i = 0; code == VB_OK && i < p->ncopies; i++) {
		if (i > 0 && vb_hash_eq(&c[i].hash, &c[i - 1].hash))
			continue;
		memcpy(name, "copy/", 5);
		vb_hex(name + 5, c[i].hash.b, sizeof(c[i].hash.b));
		code = vb_ustar_put(f, name, c[i].v, err);
	}
	free(c);
	return code;
}

static enum vb_code put_outbox(FILE *f, const struct vb_bundle_parts *p, struct vb_err *err)
{
	enum vb_code code = VB_OK;
	char name[16];

	for (size_t i = 0; p->pouch && code == VB_OK && i < p->noutbox; i++) {
		snprintf(name, sizeof(name), "outbox/%03u", (unsigned)i + 1);
		code = vb_ustar_put(f, name, p->outbox[i], err);
	}
	return code;
}

/* Nothing is written that nobody would read. */
static enum vb_code check_parts(const struct vb_bundle_parts *p, struct vb_err *err)
{
	struct vb_checkpoint c;
	enum vb_code code = vb_checkpoint_parse(p->checkpoint, &c, err);

	if (code != VB_OK)
		return code;
	if (c.size != vb_tree_size(p->tree) || c.size == 0)
		return vb_fail(err, VB_REFUSED, "9.1", "checkpoint",
			       "it is of %llu entries, the tree has %llu",
			       (unsigned long long)c.size,
			       (unsigned long long)vb_tree_size(p->tree));
	if (p->noutbox > OUTBOX_MAX)
		return vb_fail(err, VB_REFUSED, "9.2", "outbox",
			       "%zu acts wait to be lodged; a pouch takes %u", p->noutbox,
			       OUTBOX_MAX);
	return VB_OK;
}

enum vb_code vb_bundle_write(FILE *f, const struct vb_bundle_parts *p, struct vb_err *err)
{
	enum vb_code code = check_parts(p, err);

	if (code == VB_OK)
		code = vb_ustar_put(f, "README", vb_view_str(vb_readme), err);
	if (code == VB_OK)
		code = put_manifest(f, p, err);
	if (code == VB_OK)
		code = vb_ustar_put(f, "checkpoint", p->checkpoint, err);
	if (code == VB_OK)
		code = put_notes(f, "marks", p->marks, p->nmarks, err);
	if (code == VB_OK && p->nregistrations)
		code = put_notes(f, "registrations", p->registrations, p->nregistrations, err);
	if (code == VB_OK)
		code = put_entries(f, p, err);
	if (code == VB_OK)
		code = put_tiles(f, p->tree, err);
	if (code == VB_OK)
		code = put_copies(f, p, err);
	if (code == VB_OK)
		code = put_outbox(f, p, err);
	return code == VB_OK ? vb_ustar_end(f, err) : code;
}

/* ---- proofs ---- */

static enum vb_code put_part(FILE *f, const char *name, struct vb_view v, struct vb_err *err)
{
	if (fprintf(f, "part %s %zu\n", name, v.len) < 0 ||
	    (v.len && fwrite(v.ptr, 1, v.len, f) != v.len) || fputc('\n', f) == EOF)
		return vb_fail(err, VB_IO, "", name, "the part cannot be written");
	return VB_OK;
}

static enum vb_code put_shown(FILE *f, const struct vb_shown *s, struct vb_view checkpoint,
			      struct vb_err *err)
{
	/* Header and index, 44 characters and a LF for each hash, the checkpoint. */
	size_t cap = 64 + 45 * (size_t)s->npath + checkpoint.len;
	uint8_t *buf = malloc(cap);
	struct vb_writer w;
	enum vb_code code;

	if (!buf)
		return no_memory(err);
	vb_writer_init(&w, buf, cap);
	vb_proof_put(&w, s->index, s->path, s->npath, checkpoint);
	code = put_part(f, "act", s->note, err);
	if (code == VB_OK)
		code = put_part(f, "proof", vb_written(&w), err);
	free(buf);
	return code;
}

static enum vb_code put_head(FILE *f, struct vb_view claim, struct vb_err *err)
{
	struct vb_view v = claim.len ? claim : vb_view_str("-");

	if (claim.len && !vb_words_valid(claim))
		return vb_fail(err, VB_REFUSED, "1.4", "claim",
			       "it holds what may not stand in words");
	if (fputs("verbale-proof/1\nclaim ", f) == EOF || fwrite(v.ptr, 1, v.len, f) != v.len ||
	    fputc('\n', f) == EOF)
		return vb_fail(err, VB_IO, "", "proof", "it cannot be written");
	return VB_OK;
}

/* What a judge opens the copy with (format.md 7.6). */
static enum vb_code put_judged(FILE *f, const struct vb_proof_parts *p, struct vb_err *err)
{
	enum vb_code code = VB_OK;

	if (p->copy.len)
		code = put_part(f, "copy", p->copy, err);
	if (code == VB_OK && p->file_key)
		code = put_part(f, "file-key", vb_view(p->file_key, 16), err);
	if (code == VB_OK && p->ephemeral)
		code = put_part(f, "ephemeral", vb_view(p->ephemeral, 32), err);
	return code;
}

enum vb_code vb_proof_write(FILE *f, const struct vb_proof_parts *p, struct vb_err *err)
{
	enum vb_code code;

	if ((p->nshown > 0) == (p->entries.len > 0))
		return vb_fail(err, VB_REFUSED, "9.4", "proof",
			       "it shows either picked acts or the whole log");
	if ((p->copy.len > 0) != !!(p->file_key || p->ephemeral) ||
	    (p->file_key && p->ephemeral))
		return vb_fail(err, VB_REFUSED, "9.4", "proof",
			       "a copy and either its file key or its ephemeral secret belong "
			       "together");
	code = put_head(f, p->claim, err);
	if (code == VB_OK)
		code = put_part(f, "charter", p->charter, err);
	for (size_t i = 0; code == VB_OK && i < p->nshown; i++)
		code = put_shown(f, &p->shown[i], p->checkpoint, err);
	if (code == VB_OK && p->entries.len)
		code = put_part(f, "entries", p->entries, err);
	if (code == VB_OK && p->entries.len)
		code = put_part(f, "checkpoint", p->checkpoint, err);
	for (size_t i = 0; code == VB_OK && i < p->nmarks; i++)
		code = put_part(f, "mark", p->marks[i], err);
	for (size_t i = 0; code == VB_OK && i < p->nregistrations; i++)
		code = put_part(f, "registration", p->registrations[i], err);
	if (code == VB_OK && p->leaf.len)
		code = put_part(f, "leaf", p->leaf, err);
	if (code == VB_OK)
		code = put_judged(f, p, err);
	for (size_t i = 0; code == VB_OK && i < p->nopened; i++)
		code = put_part(f, "opened", p->opened[i], err);
	if (code == VB_OK && fputs("end\n", f) == EOF)
		code = vb_fail(err, VB_IO, "", "proof", "it cannot be written");
	return code;
}

enum vb_code vb_disclosure_put(struct vb_writer *w, const char *addressee, uint32_t index,
			       uint32_t count, const uint8_t salt[static 32],
			       const struct vb_hash *path, unsigned npath,
			       struct vb_view leaf_text)
{
	char hex[65], b64[45];

	vb_hex(hex, salt, 32);
	vb_putf(w, "copy %s\nindex %u\ncount %u\nsalt %s\n", addressee, (unsigned)index,
		(unsigned)count, hex);
	for (unsigned i = 0; i < npath; i++) {
		vb_base64(b64, path[i].b, sizeof(path[i].b));
		vb_putf(w, "%s\n", b64);
	}
	vb_put_byte(w, '\n');
	vb_put_view(w, leaf_text);
	return w->over ? VB_REFUSED : VB_OK;
}
