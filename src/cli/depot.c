/*
 * The tables of a depositary's folder, each written as a bundle and verified.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

/* Pieces of bytes, kept in the order they came. */
struct pieces {
	struct vb_view *v;
	uint64_t *size;		/* the log size that each belongs to */
	size_t n, cap;
};

static void pieces_free(struct pieces *p)
{
	for (size_t i = 0; i < p->n; i++) {
		union {
			const uint8_t *in;
			void *out;
		} u = {.in = p->v[i].ptr};

		free(u.out);
	}
	free(p->v);
	free(p->size);
}

static enum vb_code no_memory(struct vb_err *err)
{
	return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
}

/* vb_row_fn: keeps a copy of the row. */
static enum vb_code keep(void *ctx, uint64_t index, const struct vb_hash *id,
			 struct vb_view bytes)
{
	struct pieces *p = ctx;
	uint8_t *copy = malloc(bytes.len + 1);

	(void)id;
	if (p->n == p->cap) {
		size_t cap = p->cap ? p->cap * 2 : 256;
		struct vb_view *v = reallocarray(p->v, cap, sizeof(*v));
		uint64_t *size = reallocarray(p->size, cap, sizeof(*size));

		p->v = v ? v : p->v;
		p->size = size ? size : p->size;
		if (!v || !size) {
			free(copy);
			return VB_MEMORY;
		}
		p->cap = cap;
	}
	if (!copy)
		return VB_MEMORY;
	memcpy(copy, bytes.ptr, bytes.len);
	p->v[p->n] = vb_view(copy, bytes.len);
	p->size[p->n] = index;
	p->n++;
	return VB_OK;
}

/* Appends to each note the cosignature lines that were kept for its size. */
static enum vb_code with_lines(struct pieces *notes, const struct pieces *lines)
{
	size_t k = 0;

	for (size_t i = 0; i < notes->n; i++) {
		size_t len = notes->v[i].len, from, at;
		uint8_t *all;

		while (k < lines->n && lines->size[k] < notes->size[i])
			k++;
		for (from = k; k < lines->n && lines->size[k] == notes->size[i]; k++)
			len += lines->v[k].len;
		all = malloc(len + 1);
		if (!all)
			return VB_MEMORY;
		at = notes->v[i].len;
		memcpy(all, notes->v[i].ptr, at);
		for (; from < k; from++) {
			memcpy(all + at, lines->v[from].ptr, lines->v[from].len);
			at += lines->v[from].len;
		}
		pieces_free(&(struct pieces){.v = NULL});
		union {
			const uint8_t *in;
			void *out;
		} old = {.in = notes->v[i].ptr};
		free(old.out);
		notes->v[i] = vb_view(all, len);
	}
	return VB_OK;
}
