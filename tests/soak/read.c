/*
 * Reading what the soak left behind, as doc/format.md and C2SP have it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "read.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (1ull << 31)

/* ---- the journal ---- */

static bool next_word(struct vb_view *line, struct vb_view *word)
{
	struct vb_view rest;

	*word = vb_token(*line, &rest);
	*line = rest;
	return word->len > 0;
}

/* Reads the record at *pos and moves behind it. */
static bool next_record(struct vb_view all, size_t *pos, struct record *r)
{
	const uint8_t *from = all.ptr + *pos, *lf = memchr(from, '\n', all.len - *pos);
	struct vb_view line, time, table, number, length;
	uint64_t len, t;

	*r = (struct record){0};
	if (!lf)
		return false;
	line = vb_view(from, (size_t)(lf - from));
	if (!next_word(&line, &r->kind) || !next_word(&line, &time) ||
	    !next_word(&line, &table) || !next_word(&line, &number) ||
	    !next_word(&line, &length) || !vb_dec_parse(time, &t) ||
	    !vb_dec_parse(number, &r->number) || !vb_dec_parse(length, &len) ||
	    (!vb_view_is(table, "-") && !vb_hash_parse(table, &r->table)))
		return false;
	*pos = (size_t)(lf + 1 - all.ptr);
	if (len >= all.len - *pos || all.ptr[*pos + len] != '\n')
		return false;
	r->bytes = vb_view(all.ptr + *pos, (size_t)len);
	*pos += (size_t)len + 1;
	return true;
}

bool read_journal(const char *path, struct records *out)
{
	size_t len = 0, pos = 0, cap = 0;
	struct vb_err err = {0};

	*out = (struct records){0};
	if (vb_file_read(path, FILE_MAX, &out->file, &len, &err) != VB_OK)
		return false;
	while (pos < len) {
		if (out->n == cap) {
			struct record *more;

			cap = 2 * cap + 1024;
			more = realloc(out->r, cap * sizeof(*more));
			if (!more)
				return false;
			out->r = more;
		}
		if (!next_record(vb_view(out->file, len), &pos, &out->r[out->n]))
			return false;
		out->n++;
	}
	return true;
}

bool read_frames(struct vb_view v, struct vb_view **out, size_t *n)
{
	struct vb_cursor c;
	struct vb_view one;
	size_t cap = 0;

	*out = NULL;
	*n = 0;
	vb_cursor_init(&c, v, NULL);
	while (vb_bundle_next(&c, &one)) {
		if (*n == cap) {
			struct vb_view *more;

			cap = 2 * cap + 256;
			more = realloc(*out, cap * sizeof(*more));
			if (!more)
				return false;
			*out = more;
		}
		(*out)[(*n)++] = one;
	}
	return c.code == VB_OK && c.pos == v.len;
}

/* ---- a log, out of its tiles ---- */

VB_PRINTF(2, 3) static void fault(struct log *l, const char *fmt, ...)
{
	va_list ap;

	if (l->fault[0])
		return;
	va_start(ap, fmt);
	vsnprintf(l->fault, sizeof(l->fault), fmt, ap);
	va_end(ap);
}

static bool slurp(struct log *l, const char *dir, const char *name, uint8_t **out, size_t *len)
{
	char path[400];
	struct vb_err err = {0};

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (vb_file_read(path, FILE_MAX, out, len, &err) == VB_OK)
		return true;
	fault(l, "%s: %s", path, err.sentence);
	return false;
}

/* All entry tiles, one behind the other, in one piece of memory. */
static void read_entries(struct log *l, const char *dir)
{
	struct vb_tile t = {.entries = true};
	size_t all = 0, n = 0;
	char name[80];

	for (; (t.width = vb_tile_width(l->size, 0, t.index)) > 0 && !l->fault[0]; t.index++) {
		uint8_t *part = NULL, *more;
		size_t len = 0;

		vb_tile_path(name, &t);
		if (!slurp(l, dir, name, &part, &len))
			return;
		more = realloc(l->file[2], all + len + 1);
		if (!more) {
			free(part);
			fault(l, "memory is short");
			return;
		}
		l->file[2] = more;
		memcpy(more + all, part, len);
		all += len;
		free(part);
	}
	if (!read_frames(vb_view(l->file[2], all), &l->entry, &n) || n != l->size)
		fault(l, "%zu entries, and the checkpoint says %" PRIu64, n, l->size);
}

/* Each hash tile holds the hashes that the entries have (C2SP tlog-tiles). */
static void read_hashes(struct log *l, const char *dir)
{
	char name[80];

	for (unsigned level = 0; level < 8 && l->size >> 8 * level > 0; level++) {
		struct vb_tile t = {.level = level};

		for (; (t.width = vb_tile_width(l->size, level, t.index)) > 0; t.index++) {
			uint8_t *tile = NULL;
			size_t len = 0;

			vb_tile_path(name, &t);
			if (!slurp(l, dir, name, &tile, &len))
				return;
			for (unsigned i = 0; i < t.width && len == 32u * t.width; i++) {
				uint64_t at = t.index * VB_TILE_WIDTH + i;
				const struct vb_hash *h = vb_tree_node(l->tree, 8 * level, at);

				if (memcmp(h->b, tile + 32u * i, 32) != 0)
					fault(l, "%s: hash %u is another", name, i);
			}
			if (len != 32u * t.width)
				fault(l, "%s has %zu bytes", name, len);
			free(tile);
		}
	}
}

static int by_id(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	return memcmp(x->id.b, y->id.b, sizeof(x->id.b));
}

static void place_entries(struct log *l)
{
	static const struct vb_span none = {VB_TIME_NONE, VB_TIME_NONE};
	struct vb_act *a = malloc(sizeof(*a));
	struct vb_err err = {0};

	l->by_id = calloc(l->size + 1, sizeof(*l->by_id));
	if (!a || !l->by_id || !l->fold || !l->tree) {
		fault(l, "memory is short");
		free(a);
		return;
	}
	for (uint64_t i = 0; i < l->size && !l->fault[0]; i++) {
		struct placed *p = &l->by_id[i];

		if (vb_entry_reload(l->fold, l->tree, l->entry[i], none, &err) != VB_OK ||
		    vb_act_parse(l->entry[i], a, &err) != VB_OK) {
			fault(l, "entry %" PRIu64 ": %s", i, err.sentence);
			break;
		}
		p->id = a->id;
		p->number = a->number;
		p->epoch = a->epoch;
		p->index = i;
		vb_act_chain(p->chain, a);
	}
	free(a);
}

/* Checkpoint and entries, which make its tree as @place has it. */
static void read_tree(const char *dir, struct log *l, void (*place)(struct log *l))
{
	struct vb_checkpoint c;
	struct vb_err err = {0};
	struct vb_hash root;
	size_t len = 0;

	l->tree = vb_tree_new();
	if (!slurp(l, dir, "checkpoint", &l->file[0], &len))
		return;
	l->checkpoint = vb_view(l->file[0], len);
	if (vb_checkpoint_parse(l->checkpoint, &c, &err) != VB_OK ||
	    vb_checkpoint_verify(&c, &l->log, &err) != VB_OK) {
		fault(l, "the newest checkpoint: %s", err.sentence);
		return;
	}
	l->size = c.size;
	read_entries(l, dir);
	if (!l->fault[0])
		place(l);
	if (l->fault[0])
		return;
	vb_tree_root(l->tree, l->size, &root);
	if (!vb_hash_eq(&root, &c.root))
		fault(l, "the entries have another root than the newest checkpoint");
	read_hashes(l, dir);
}

static void slurp_frames(struct log *l, const char *dir, const char *name, uint8_t **file,
			 struct vb_view **out, size_t *n)
{
	size_t len = 0;

	if (!l->fault[0] && slurp(l, dir, name, file, &len) &&
	    !read_frames(vb_view(*file, len), out, n))
		fault(l, "%s/%s is cut short", dir, name);
}

void read_log(const char *dir, struct log *l)
{
	l->fold = vb_fold_new();
	read_tree(dir, l, place_entries);
	if (!l->fault[0])
		qsort(l->by_id, (size_t)l->size, sizeof(*l->by_id), by_id);
	slurp_frames(l, dir, "marks", &l->file[1], &l->mark, &l->nmarks);
	slurp_frames(l, dir, "registrations", &l->file[3], &l->registration,
		     &l->nregistrations);
}

static void add_leaves(struct log *l)
{
	struct vb_hash leaf;

	for (uint64_t i = 0; i < l->size && !l->fault[0]; i++) {
		vb_leaf_hash(l->entry[i], &leaf);
		if (l->entry[i].len != VB_REGISTER_ENTRY)
			fault(l, "6.8 entry %" PRIu64 " of the register has %zu bytes", i,
			      l->entry[i].len);
		else if (!l->tree || vb_tree_append(l->tree, &leaf) != VB_OK)
			fault(l, "memory is short");
	}
}

void read_register(const char *dir, struct log *l)
{
	read_tree(dir, l, add_leaves);
}

uint64_t log_find(const struct log *l, const struct vb_hash *id)
{
	struct placed key = {.id = *id}, *p = NULL;

	if (l->size > 0 && l->by_id)
		p = bsearch(&key, l->by_id, (size_t)l->size, sizeof(key), by_id);
	return p ? p->index : UINT64_MAX;
}
