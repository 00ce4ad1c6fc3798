/*
 * The costly half of an audit, one row an entry: each job reads its own entry and
 * writes its own row, so that ranges of them may run in different threads.
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdlib.h>
#include <string.h>

static enum vb_code grow(struct vb_rows *r, size_t n)
{
	size_t cap = n > 2 * r->cap ? n : 2 * r->cap;
	struct vb_row *row = reallocarray(r->row, cap, sizeof(*row));
	bool *run;

	r->row = row ? row : r->row;
	run = reallocarray(r->run, cap, sizeof(*run));
	r->run = run ? run : r->run;
	if (!row || !run)
		return VB_MEMORY;
	r->cap = cap;
	return VB_OK;
}

/* The rows themselves are left alone: the threads that run the jobs touch them first. */
enum vb_code vb_rows_reach(struct vb_rows *r, size_t n)
{
	if (n > r->cap && grow(r, n) != VB_OK)
		return VB_MEMORY;
	for (; r->n < n; r->n++)
		r->run[r->n] = false;
	return VB_OK;
}

void vb_rows_free(struct vb_rows *r)
{
	free(r->row);
	free(r->run);
	*r = (struct vb_rows){0};
}

/* ---- an act, kept small: a note has at most 65,535 bytes ---- */

static struct vb_short shorten(struct vb_view note, struct vb_view v)
{
	struct vb_short s = {0, 0};

	if (v.len)
		s = (struct vb_short){(uint16_t)(v.ptr - note.ptr), (uint16_t)v.len};
	return s;
}

static struct vb_view lengthen(struct vb_view note, struct vb_short s)
{
	return vb_view(note.ptr + s.at, s.len);
}

static void keep(struct vb_row *row, const struct vb_act *a)
{
	row->kind = a->kind;
	row->id = a->id;
	row->table = a->table;
	row->prev = a->prev;
	row->number = a->number;
	row->epoch = a->epoch;
	row->seen_size = a->seen_size;
	row->seen_root = a->seen_root;
	row->date = a->date;
	row->lodge_by = a->lodge_by;
	row->author = shorten(row->note, a->author);
	row->office = shorten(row->note, a->office);
	row->nvalues = (uint16_t)a->nvalues;
	for (unsigned i = 0; i < a->kind->nfields; i++)
		row->count[i] = (uint8_t)a->count[i];
	for (unsigned i = 0; i < a->nvalues && i < VB_ROW_VALUES; i++)
		row->value[i] = shorten(row->note, a->value[i]);
}

bool vb_row_act(const struct vb_row *row, struct vb_act *a)
{
	unsigned at = 0;

	if (row->nvalues > VB_ROW_VALUES)
		return false;
	a->kind = row->kind;
	a->id = row->id;
	a->table = row->table;
	a->author = lengthen(row->note, row->author);
	a->office = lengthen(row->note, row->office);
	a->number = row->number;
	a->epoch = row->epoch;
	a->has_prev = true;
	a->prev = row->prev;
	a->has_seen = true;
	a->seen_size = row->seen_size;
	a->seen_root = row->seen_root;
	a->date = row->date;
	a->lodge_by = row->lodge_by;
	a->nvalues = row->nvalues;
	for (unsigned f = 0; f < row->kind->nfields; f++) {
		a->first[f] = (uint16_t)at;
		a->count[f] = row->count[f];
		at += row->count[f];
	}
	for (unsigned v = 0; v < row->nvalues; v++)
		a->value[v] = lengthen(row->note, row->value[v]);
	return true;
}

/* ---- the job of one entry ---- */

/* Which key each line verifies under, whoever should have signed. */
static void run_signatures(struct vb_row *row, const struct vb_act *a, const struct vb_keys *k)
{
	row->nsigs = (uint8_t)a->note.nsigs;
	for (unsigned i = 0; i < a->note.nsigs; i++) {
		const struct vb_sigline *line = &a->note.sig[i];
		size_t from = 0;
		uint32_t key;

		do
			key = vb_keys_find(k, line, &from);
		while (key != VB_NO_KEY && !vb_sigline_verify(line, &k->key[key], a->note.text));
		row->signer[i] = key;
	}
}

/* Acts that follow one another have often seen the same log. */
static bool run_seen(struct vb_scratch *s, const struct vb_tree *t)
{
	if (s->act.seen_size > vb_tree_size(t))
		return false;
	if (s->act.seen_size != s->seen_size)
		vb_tree_root(t, s->act.seen_size, &s->seen_root);
	s->seen_size = s->act.seen_size;
	return vb_hash_eq(&s->seen_root, &s->act.seen_root);
}

static bool run_leaf(struct vb_view note, const struct vb_tree *t, size_t index)
{
	struct vb_hash leaf;

	vb_leaf_hash(note, &leaf);
	return vb_hash_eq(&leaf, vb_tree_node(t, 0, index));
}

void vb_row_run(struct vb_rows *r, size_t i, struct vb_view note, const struct vb_keys *k,
		const struct vb_tree *t, struct vb_scratch *scratch)
{
	struct vb_row *row = &r->row[i];
	struct vb_act *a = &scratch->act;
	struct vb_recipient own;

	row->note = note;
	row->leaf_good = run_leaf(note, t, i);
	row->read = vb_act_parse(note, a, NULL) == VB_OK;
	r->run[i] = true;
	if (!row->read)
		return;
	keep(row, a);
	row->seen_good = run_seen(scratch, t);
	run_signatures(row, a, k);
	if (!vb_identity_recipient(vb_act_get(a, "identity", 0), &own))
		own = (struct vb_recipient){{0}};
	memcpy(row->recipient, own.pub, sizeof(row->recipient));
}
