/*
 * Paths, widths and contents of tiles (C2SP tlog-tiles).
 *
 * SPDX-License-Identifier: ISC
 */
#include "tree/internal.h"

#include <string.h>

#define LEVEL_MAX 63
#define GROUPS_MAX 7	/* of three digits, in 64 bits */

/* The part of @v before its first @sep; @rest is what follows, and @found
 * whether there was a separator at all. */
static struct vb_view cut(struct vb_view v, const char *sep, struct vb_view *rest, bool *found)
{
	const uint8_t *p = memmem(v.ptr, v.len, sep, strlen(sep));
	size_t n = p ? (size_t)(p - v.ptr) : v.len;

	*found = p;
	*rest = p ? vb_view(p + strlen(sep), v.len - n - strlen(sep)) : vb_view(NULL, 0);
	return vb_view(v.ptr, n);
}

/* Removes @prefix from the front of *@v. */
static bool strip(struct vb_view *v, const char *prefix)
{
	size_t n = strlen(prefix);

	if (v->len < n || memcmp(v->ptr, prefix, n) != 0)
		return false;
	*v = vb_view(v->ptr + n, v->len - n);
	return true;
}

/* "x001/x234/067": no group of zeroes in front. */
static bool index_parse(struct vb_view v, uint64_t *out)
{
	uint64_t n = 0;
	bool more = true;

	for (bool first = true; more; first = false) {
		struct vb_view group = cut(v, "/", &v, &more);
		unsigned value = 0;

		if (more && !strip(&group, "x"))
			return false;
		if (group.len != 3)
			return false;
		for (unsigned i = 0; i < 3; i++) {
			if (group.ptr[i] < '0' || group.ptr[i] > '9')
				return false;
			value = value * 10 + (unsigned)(group.ptr[i] - '0');
		}
		if (first && more && value == 0)
			return false;
		n = n * 1000 + value;
		if (n > VB_DEC_MAX)
			return false;
	}
	*out = n;
	return true;
}

static bool level_parse(struct vb_view v, struct vb_tile *t)
{
	uint64_t level;

	t->entries = vb_view_is(v, "entries");
	t->level = 0;
	if (t->entries)
		return true;
	if (!vb_dec_parse(v, &level) || level > LEVEL_MAX)
		return false;
	t->level = (unsigned)level;
	return true;
}

static bool width_parse(struct vb_view v, unsigned *out)
{
	uint64_t width;

	if (!vb_dec_parse(v, &width) || width < 1 || width >= VB_TILE_WIDTH)
		return false;
	*out = (unsigned)width;
	return true;
}

bool vb_tile_parse(struct vb_view path, struct vb_tile *out)
{
	struct vb_tile t = {.width = VB_TILE_WIDTH};
	struct vb_view level, index, rest;
	bool slash, partial;

	if (!strip(&path, "tile/"))
		return false;
	level = cut(path, "/", &rest, &slash);
	if (!slash || !level_parse(level, &t))
		return false;
	index = cut(rest, ".p/", &rest, &partial);
	if (!index_parse(index, &t.index))
		return false;
	if (partial && !width_parse(rest, &t.width))
		return false;
	*out = t;
	return true;
}

void vb_tile_path(char *out, const struct vb_tile *t)
{
	unsigned group[GROUPS_MAX], n = 0;
	uint64_t index = t->index;
	struct vb_writer w;

	do {
		group[n++] = (unsigned)(index % 1000);
		index /= 1000;
	} while (index);
	vb_writer_init(&w, out, 80 - 1);
	if (t->entries)
		vb_put_str(&w, "tile/entries");
	else
		vb_putf(&w, "tile/%u", t->level);
	while (n-- > 1)
		vb_putf(&w, "/x%03u", group[n]);
	vb_putf(&w, "/%03u", group[0]);
	if (t->width < VB_TILE_WIDTH)
		vb_putf(&w, ".p/%u", t->width);
	out[w.len] = '\0';
}

unsigned vb_tile_width(uint64_t size, unsigned level, uint64_t index)
{
	/* Complete subtrees of 256^level leaves; from level 8 on there is none. */
	uint64_t hashes = level < 8 ? size >> (8 * level) : 0;

	if (index < hashes / VB_TILE_WIDTH)
		return VB_TILE_WIDTH;
	return index == hashes / VB_TILE_WIDTH ? (unsigned)(hashes % VB_TILE_WIDTH) : 0;
}

bool vb_bundle_next(struct vb_cursor *c, struct vb_view *entry)
{
	struct vb_view len, v;

	if (c->code != VB_OK || c->pos == c->in.len)
		return false;
	len = vb_cursor_bytes(c, 2);
	if (c->code != VB_OK)
		return false;
	v = vb_cursor_bytes(c, (size_t)(len.ptr[0] << 8 | len.ptr[1]));
	if (c->code != VB_OK)
		return false;
	*entry = v;
	return true;
}
