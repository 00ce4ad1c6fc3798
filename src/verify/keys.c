/*
 * All keys that a log ever registers, found before it is folded: signatures can be
 * verified out of order under them, and whether the right one signed is settled in
 * order (format.md 3.4, 3.6).
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdlib.h>
#include <string.h>

/* The first place in the order whose id is not smaller. */
static size_t lower(const struct vb_keys *k, uint32_t id)
{
	size_t lo = 0, hi = k->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (k->key[k->order[mid]].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static enum vb_code make_room(struct vb_keys *k)
{
	size_t cap = k->n ? 2 * k->n : 1;
	struct vb_vkey *more;
	uint32_t *order;

	if ((k->n & (k->n - 1)) != 0)
		return VB_OK;
	more = reallocarray(k->key, cap, sizeof(*more));
	k->key = more ? more : k->key;
	order = reallocarray(k->order, cap, sizeof(*order));
	k->order = order ? order : k->order;
	return more && order ? VB_OK : VB_MEMORY;
}

/* A key that is named again is one key: whoever fills a log with it gains nothing. */
static enum vb_code add(struct vb_keys *k, const struct vb_vkey *key)
{
	size_t at = lower(k, key->id);

	for (; at < k->n && k->key[k->order[at]].id == key->id; at++) {
		if (vb_vkey_eq(&k->key[k->order[at]], key))
			return VB_OK;
	}
	if (make_room(k) != VB_OK)
		return VB_MEMORY;
	k->key[k->n] = *key;
	/* Rows hold places in key[], so only the order by id is kept sorted. */
	memmove(&k->order[at + 1], &k->order[at], (k->n - at) * sizeof(*k->order));
	k->order[at] = (uint32_t)k->n++;
	return VB_OK;
}

enum vb_code vb_keys_add(struct vb_keys *k, const struct vb_act *a)
{
	enum vb_code code = VB_OK;
	struct vb_key key;

	for (unsigned i = 0; i < a->kind->nfields; i++) {
		if (a->kind->fields[i].type != VB_T_KEY)
			continue;
		for (unsigned j = 0; code == VB_OK && j < a->count[i]; j++) {
			if (vb_key_parse(a->value[a->first[i] + j], &key, NULL) == VB_OK &&
			    key.purpose != VB_P_SEAL)
				code = add(k, &key.vkey);
		}
	}
	return code;
}

/* True if the note is of a kind that registers keys.  This only looks for them: an
 * entry that cannot be read is found out in its turn. */
static bool is_roster(struct vb_view note)
{
	static const char head[] = "verbale-act/1\nkind ";
	const uint8_t *name = note.ptr + sizeof(head) - 1, *lf;
	const struct vb_kind *kind;

	if (note.len < sizeof(head) || memcmp(note.ptr, head, sizeof(head) - 1) != 0)
		return false;
	lf = memchr(name, '\n', note.len - (sizeof(head) - 1));
	kind = lf ? vb_kind_find(vb_view(name, (size_t)(lf - name))) : NULL;
	return kind && kind->roster;
}

enum vb_code vb_keys_of(struct vb_keys *k, struct vb_view note, struct vb_act *a)
{
	if (!is_roster(note) || vb_act_parse(note, a, NULL) != VB_OK)
		return VB_OK;
	return vb_keys_add(k, a);
}

uint32_t vb_keys_find(const struct vb_keys *k, const struct vb_sigline *line, size_t *from)
{
	size_t i = *from ? *from : lower(k, line->id);

	for (; i < k->n && k->key[k->order[i]].id == line->id; i++) {
		if (vb_sigline_matches(line, &k->key[k->order[i]])) {
			*from = i + 1;
			return k->order[i];
		}
	}
	*from = i + 1;
	return VB_NO_KEY;
}

void vb_keys_free(struct vb_keys *k)
{
	free(k->key);
	free(k->order);
	*k = (struct vb_keys){0};
}
