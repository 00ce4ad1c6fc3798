/*
 * Tiles (C2SP tlog-tiles): made from the entries when they are asked for, and remembered,
 * since a tile of one width never changes.
 *
 * SPDX-License-Identifier: ISC
 *
 * Any width up to what the log has is served: a part of a tile is a prefix of it, so that
 * every checkpoint that was ever published has its partial tiles for good.
 */
#include "depositary/internal.h"

#include <stdlib.h>
#include <string.h>

#define REMEMBERED 4096u	/* tiles; at most 32 MiB of hashes */

struct vb_known_tile {
	struct vb_hash table;
	struct vb_tile tile;
	struct vb_hash hash[VB_TILE_WIDTH];
};

static size_t place_of(const struct vb_hash *table, const struct vb_tile *t)
{
	uint64_t h = vb_be64(table->b) ^ t->index * 0x9e3779b97f4a7c15u ^
		     (uint64_t)t->level * 0xc2b2ae3d27d4eb4fu ^ (uint64_t)t->width << 32;

	return (size_t)(h ^ h >> 29) % REMEMBERED;
}

enum vb_code vb_tiles_open(struct vb_depositary *d, struct vb_err *err)
{
	d->tile = calloc(REMEMBERED, sizeof(struct vb_known_tile *));
	return d->tile ? VB_OK : vb_depositary_memory(err);
}

void vb_tiles_close(struct vb_depositary *d)
{
	for (size_t i = 0; d->tile && i < REMEMBERED; i++)
		free(d->tile[i]);
	free(d->tile);
	d->tile = NULL;
}

static bool recall(struct vb_depositary *d, const struct vb_hash *table,
		   const struct vb_tile *t, struct vb_hash *out)
{
	const struct vb_known_tile *k;
	bool found;

	pthread_mutex_lock(&d->tile_lock);
	k = d->tile[place_of(table, t)];
	found = k && k->tile.level == t->level && k->tile.index == t->index &&
		k->tile.width == t->width && vb_hash_eq(&k->table, table);
	if (found)
		memcpy(out, k->hash, t->width * sizeof(*out));
	pthread_mutex_unlock(&d->tile_lock);
	return found;
}

static void remember(struct vb_depositary *d, const struct vb_hash *table,
		     const struct vb_tile *t, const struct vb_hash *hash)
{
	size_t bytes = offsetof(struct vb_known_tile, hash) + t->width * sizeof(*hash);
	struct vb_known_tile *k = malloc(bytes), **place = &d->tile[place_of(table, t)], *old;

	if (!k)
		return;
	k->table = *table;
	k->tile = *t;
	memcpy(k->hash, hash, t->width * sizeof(*hash));
	pthread_mutex_lock(&d->tile_lock);
	old = *place;
	*place = k;
	pthread_mutex_unlock(&d->tile_lock);
	free(old);
}

/* ---- making one ---- */

struct leaves {
	struct vb_hash *out;
	unsigned n, max;
};

static enum vb_code add_leaf(void *ctx, uint64_t index, const struct vb_hash *id,
			     struct vb_view note)
{
	struct leaves *l = ctx;

	(void)index;
	(void)id;
	if (l->n < l->max)
		vb_leaf_hash(note, &l->out[l->n++]);
	return VB_OK;
}

static enum vb_code read_leaves(struct vb_depositary *d, const struct vb_hash *table,
				const struct vb_tile *t, struct vb_hash *out, struct vb_err *err)
{
	uint64_t from = t->index * VB_TILE_WIDTH;
	struct leaves l = {.out = out, .max = t->width};
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_log_entries(d->reader.store, table, from, from + t->width, add_leaf, &l, err);
	pthread_mutex_unlock(&d->reader.mutex);
	if (code == VB_OK && l.n < t->width)
		code = vb_fail(err, VB_NOT_FOUND, "C2SP tlog-tiles", "tile",
			       "the log does not reach that far");
	return code;
}

/* Of a full tile, as the level above has it. */
static void tile_root(struct vb_hash *hash)
{
	for (unsigned n = VB_TILE_WIDTH; n > 1; n /= 2) {
		for (unsigned i = 0; i < n / 2; i++)
			vb_node_hash(&hash[2 * i], &hash[2 * i + 1], &hash[i]);
	}
}

/* The tiles below are full, if this one is all there. */
enum vb_code vb_tile_make(struct vb_depositary *d, const struct vb_hash *table,
			  const struct vb_tile *t, struct vb_hash out[static VB_TILE_WIDTH],
			  struct vb_err *err)
{
	struct vb_hash below[VB_TILE_WIDTH];
	enum vb_code code = VB_OK;

	if (recall(d, table, t, out))
		return VB_OK;
	if (vb_shelved(t) && vb_shelf_get(d, table, t, out)) {
		remember(d, table, t, out);
		return VB_OK;
	}
	for (unsigned i = 0; code == VB_OK && t->level > 0 && i < t->width; i++) {
		const struct vb_tile b = {.level = t->level - 1, .width = VB_TILE_WIDTH,
					  .index = t->index * VB_TILE_WIDTH + i};

		code = vb_tile_make(d, table, &b, below, err);
		if (code == VB_OK) {
			tile_root(below);
			out[i] = below[0];
		}
	}
	if (t->level == 0)
		code = read_leaves(d, table, t, out, err);
	if (code == VB_OK && vb_shelved(t))
		vb_shelf_put(d, table, t, out);
	if (code == VB_OK)
		remember(d, table, t, out);
	return code;
}

/* ---- asked for ---- */

static enum vb_code log_size(struct vb_depositary *d, const struct vb_hash *table,
			     uint64_t *out, struct vb_err *err)
{
	struct vb_log_state st = {0};
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_log_load(d->reader.store, table, &st, err);
	pthread_mutex_unlock(&d->reader.mutex);
	if (code == VB_OK)
		*out = st.size;
	vb_log_state_free(&st);
	return code;
}

static enum vb_code no_tile(struct vb_err *err)
{
	return vb_fail(err, VB_NOT_FOUND, "C2SP tlog-tiles", "tile",
		       "the log does not have this tile in this width");
}

/* *size: of the log, or @at_most, whatever the log has. */
static enum vb_code check_tile(struct vb_depositary *d, const struct vb_hash *table,
			       const struct vb_tile *t, const uint64_t *at_most, uint64_t *size,
			       struct vb_err *err)
{
	enum vb_code code = at_most ? VB_OK : log_size(d, table, size, err);

	if (at_most)
		*size = *at_most;
	if (code == VB_OK && vb_tile_width(*size, t->level, t->index) < t->width)
		code = no_tile(err);
	return code;
}

/* What was once made was there, for whoever may see all of the log: it only grows.  Made is
 * all that there is of the tile, and a part of it given: whoever asks for every width has
 * nothing made more than once. */
static enum vb_code put_hashes(struct vb_depositary *d, const struct vb_hash *table,
			       const struct vb_tile *t, const uint64_t *at_most,
			       struct vb_reply *reply, struct vb_err *err)
{
	struct vb_hash *hash = malloc(VB_TILE_WIDTH * sizeof(*hash));
	struct vb_tile whole = *t;
	uint64_t size = 0;
	enum vb_code code = VB_OK;

	if (!hash)
		return vb_depositary_memory(err);
	if (at_most || !recall(d, table, t, hash)) {
		code = check_tile(d, table, t, at_most, &size, err);
		whole.width = vb_tile_width(size, t->level, t->index);
		if (code == VB_OK)
			code = vb_tile_make(d, table, &whole, hash, err);
	}
	if (code == VB_OK)
		*reply = (struct vb_reply){.body = (uint8_t *)hash,
					   .len = t->width * sizeof(*hash)};
	else
		free(hash);
	return code;
}

enum vb_code vb_tile_answer(struct vb_depositary *d, const struct vb_hash *log,
			    struct vb_view name, const uint64_t *size, struct vb_reply *reply,
			    struct vb_err *err)
{
	struct vb_request entries = {.op = VB_OP_ENTRIES, .table = *log};
	struct vb_tile t;
	uint64_t reach = 0;
	enum vb_code code;

	if (!vb_tile_parse(name, &t))
		return no_tile(err);
	if (!t.entries)
		return put_hashes(d, log, &t, size, reply, err);
	code = check_tile(d, log, &t, size, &reach, err);
	entries.from = t.index * VB_TILE_WIDTH;
	entries.to = entries.from + t.width;
	return code == VB_OK ? vb_op_entries(d, &entries, reply, err) : code;
}

enum vb_code vb_op_tile(struct vb_depositary *d, const struct vb_request *req,
			struct vb_reply *reply, struct vb_err *err)
{
	return vb_tile_answer(d, &req->table, req->name, NULL, reply, err);
}
