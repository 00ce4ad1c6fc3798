/*
 * Texts that live as long as the press, each kept once; and arrays that grow.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK 65536

struct vb_pool_block {
	struct vb_pool_block *next;
	size_t used;
	size_t size;
	char text[];
};

uint64_t vb_press_hash(struct vb_view v)
{
	uint64_t h = 14695981039346656037u;

	for (size_t i = 0; i < v.len; i++)
		h = (h ^ v.ptr[i]) * 1099511628211u;
	return h ^ h >> 29;
}

bool vb_press_room(void *array, size_t *cap, size_t need, size_t size)
{
	size_t more = *cap ? *cap : 16;
	void *old, *p;

	if (need <= *cap)
		return true;
	while (more < need)
		more *= 2;
	memcpy(&old, array, sizeof(old));
	p = reallocarray(old, more, size);
	if (!p)
		return false;
	memcpy(array, &p, sizeof(p));
	*cap = more;
	return true;
}

static bool rehash(struct vb_pool *pool)
{
	size_t slots = pool->slots ? pool->slots * 2 : 1024;
	const char **slot = calloc(slots, sizeof(*slot));

	if (!slot)
		return false;
	for (size_t i = 0; i < pool->slots; i++) {
		size_t at;

		if (!pool->slot[i])
			continue;
		at = (size_t)vb_press_hash(vb_view_str(pool->slot[i])) & (slots - 1);
		while (slot[at])
			at = (at + 1) & (slots - 1);
		slot[at] = pool->slot[i];
	}
	free(pool->slot);
	pool->slot = slot;
	pool->slots = slots;
	return true;
}

static char *take(struct vb_pool *pool, size_t n)
{
	struct vb_pool_block *b = pool->block;

	if (!b || b->size - b->used < n) {
		size_t size = n > BLOCK ? n : BLOCK;

		b = malloc(sizeof(*b) + size);
		if (!b)
			return NULL;
		*b = (struct vb_pool_block){.next = pool->block, .size = size};
		pool->block = b;
	}
	b->used += n;
	return b->text + b->used - n;
}

const char *vb_pool_text(struct vb_pool *pool, struct vb_view v)
{
	size_t at;
	char *s;

	if (v.len == 0 || pool->failed)
		return "";
	if (pool->count * 2 >= pool->slots && !rehash(pool)) {
		pool->failed = true;
		return "";
	}
	at = (size_t)vb_press_hash(v) & (pool->slots - 1);
	for (; pool->slot[at]; at = (at + 1) & (pool->slots - 1))
		if (vb_view_is(v, pool->slot[at]))
			return pool->slot[at];
	s = take(pool, v.len + 1);
	if (!s) {
		pool->failed = true;
		return "";
	}
	for (size_t i = 0; i < v.len; i++)
		s[i] = v.ptr[i] ? (char)v.ptr[i] : ' ';
	s[v.len] = '\0';
	pool->slot[at] = s;
	pool->count++;
	return s;
}

const char *vb_pool_str(struct vb_pool *pool, const char *s)
{
	return vb_pool_text(pool, vb_view_str(s));
}

void vb_pool_free(struct vb_pool *pool)
{
	while (pool->block) {
		struct vb_pool_block *next = pool->block->next;

		free(pool->block);
		pool->block = next;
	}
	free(pool->slot);
	*pool = (struct vb_pool){0};
}
