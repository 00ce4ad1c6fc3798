/*
 * Composing: header and fields into the canonical text of an act, re-read before
 * anybody signs it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

static int by_bytes(const void *a, const void *b)
{
	const struct vb_view *x = a, *y = b;

	return vb_view_cmp(*x, *y);
}

/* Lays the composer's values into an act, each field's sorted (format.md 2.11). */
static enum vb_code fill(const struct vb_compose *c, struct vb_act *a, struct vb_err *err)
{
	a->nvalues = 0;
	for (unsigned i = 0; i < c->kind->nfields; i++) {
		unsigned n = c->field[i].n;

		if (n > VB_REPEAT_MAX || a->nvalues + n > VB_VALUES_MAX)
			return vb_fail(err, VB_MALFORMED, "1.2", c->kind->fields[i].name,
				       "it has %u values, the limit is %d", n, VB_REPEAT_MAX);
		if (n > 1 && !(c->kind->fields[i].flags & VB_F_REPEATED))
			return vb_fail(err, VB_MALFORMED, "2.11", c->kind->fields[i].name,
				       "it has %u values, it takes one", n);
		a->first[i] = (uint16_t)a->nvalues;
		a->count[i] = (uint16_t)n;
		for (unsigned j = 0; j < n; j++)
			a->value[a->nvalues++] = c->field[i].v[j];
		qsort(a->value + a->first[i], n, sizeof(a->value[0]), by_bytes);
	}
	return VB_OK;
}

enum vb_code vb_compose_text(const struct vb_compose *c, struct vb_writer *w,
			     struct vb_err *err)
{
	struct vb_act *a = malloc(2 * sizeof(*a));
	size_t start = w->len;
	enum vb_code code;

	if (!a)
		return vb_no_memory(err);
	a->kind = c->kind;
	a->table = c->table;
	a->author = vb_view_str(c->author);
	a->office = vb_view_str(c->office ? c->office : "");
	a->number = c->number;
	a->epoch = c->epoch;
	a->has_prev = c->number > 0;
	a->prev = c->prev;
	a->has_seen = c->has_seen;
	a->seen_size = c->seen_size;
	a->seen_root = c->seen_root;
	a->seen_checkpoint = c->seen_checkpoint;
	a->date = c->date;
	a->lodge_by = c->lodge_by;
	code = fill(c, a, err);
	if (code == VB_OK) {
		vb_act_put_text(w, a);
		if (w->over || w->len - start > VB_TEXT_MAX)
			code = vb_fail(err, VB_MALFORMED, "1.2", "act",
				       "its text exceeds %d bytes", VB_TEXT_MAX);
		else
			code = vb_act_parse_text(vb_view(w->ptr + start, w->len - start),
						 a + 1, err);
	}
	if (code != VB_OK)
		w->len = start;
	free(a);
	return code;
}
