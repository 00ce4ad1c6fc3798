/*
 * Words as numbers: equal numbers for equal words, in whatever way a character is encoded.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define SLOTS_FIRST 1024u
#define NFC_MAX 256u	/* bytes of a word that is normalised; a longer one stands for itself */

/* Weights of a match: pairs of words are counted first; among equals the long word, which says
 * more, goes before the short one, and the mark comes last. */
#define WEIGHT_WORD 1000u
#define WEIGHT_LETTERS 10u
#define WEIGHT_MARK 150u
#define WEIGHT_BREAK 600u

bool vb_vocabulary_init(struct vb_vocabulary *v, const struct vb_hash *seed)
{
	*v = (struct vb_vocabulary){
		.slot = calloc(SLOTS_FIRST, sizeof(*v->slot)),
		.slots = SLOTS_FIRST,
		.key = {vb_be64(seed->b), vb_be64(seed->b + 8) | 1},
	};
	return v->slot != NULL;
}

void vb_vocabulary_free(struct vb_vocabulary *v)
{
	for (size_t i = 0; i < v->nkept; i++)
		free(v->kept[i]);
	free(v->kept);
	free(v->word);
	free(v->slot);
	*v = (struct vb_vocabulary){0};
}

static inline uint64_t fold(uint64_t a, uint64_t b)
{
	unsigned __int128 p = (unsigned __int128)a * b;

	return (uint64_t)p ^ (uint64_t)(p >> 64);
}

/* Keyed, so that nobody can hand in words that all fall into one slot. */
static uint64_t hash_of(const struct vb_vocabulary *v, struct vb_view word)
{
	uint64_t h = v->key[0] ^ word.len, x = 0;

	for (; word.len > 8; word = vb_view(word.ptr + 8, word.len - 8)) {
		memcpy(&x, word.ptr, 8);
		h = fold(h ^ x, v->key[1]);
	}
	x = 0;
	memcpy(&x, word.ptr, word.len);
	return fold(fold(h ^ x, v->key[1]), v->key[0] | 1);
}

static bool grow_slots(struct vb_vocabulary *v)
{
	uint32_t slots = v->slots * 2;
	uint32_t *slot = calloc(slots, sizeof(*slot));

	if (!slot)
		return false;
	for (uint32_t i = 0; i < v->n; i++) {
		uint32_t at = (uint32_t)v->word[i].hash & (slots - 1);

		while (slot[at])
			at = (at + 1) & (slots - 1);
		slot[at] = i + 1;
	}
	free(v->slot);
	v->slot = slot;
	v->slots = slots;
	return true;
}

static bool grow_words(struct vb_vocabulary *v)
{
	uint32_t cap = v->cap * 2 + 256;
	struct vocabulary_word *word = reallocarray(v->word, cap, sizeof(*word));

	if (!word)
		return false;
	v->word = word;
	v->cap = cap;
	return true;
}

static uint16_t weight_of(enum vb_token kind, size_t len)
{
	if (kind == VB_TK_MARK)
		return WEIGHT_MARK;
	if (kind == VB_TK_BREAK)
		return WEIGHT_BREAK;
	return (uint16_t)(WEIGHT_WORD + WEIGHT_LETTERS * (len < 8 ? len : 8));
}

static uint32_t put(struct vb_vocabulary *v, enum vb_token kind, struct vb_view word)
{
	uint64_t hash = hash_of(v, word);
	uint32_t at = (uint32_t)hash & (v->slots - 1);

	for (; v->slot[at]; at = (at + 1) & (v->slots - 1)) {
		const struct vocabulary_word *w = &v->word[v->slot[at] - 1];

		if (w->hash == hash && w->len == word.len &&
		    memcmp(w->key, word.ptr, word.len) == 0)
			return v->slot[at] - 1;
	}
	if (v->n == v->cap && !grow_words(v))
		return UINT32_MAX;
	v->slot[at] = v->n + 1;
	v->word[v->n++] = (struct vocabulary_word){
		.hash = hash,
		.key = word.ptr,
		.len = (uint32_t)word.len,
		.weight = weight_of(kind, word.len),
		.kind = (uint8_t)kind,
	};
	if (v->n > v->slots / 2 && !grow_slots(v))
		return UINT32_MAX;
	return v->n - 1;
}

/* True if the NFC of @word may be another than @word itself. */
static bool may_compose(struct vb_view word)
{
	bool wide = false;

	for (size_t i = 0; i < word.len && !wide; i++)
		wide = word.ptr[i] >= 0xcc;	/* from U+0300 on */
	return wide && word.len <= NFC_MAX && vb_utf8_valid(word);
}

static bool keep(struct vb_vocabulary *v, uint8_t *bytes)
{
	uint8_t **kept = reallocarray(v->kept, v->nkept + 1, sizeof(*kept));

	if (!kept)
		return false;
	v->kept = kept;
	kept[v->nkept++] = bytes;
	return true;
}

static uint32_t put_composed(struct vb_vocabulary *v, enum vb_token kind, struct vb_view word)
{
	utf8proc_uint8_t *nfc = NULL;
	utf8proc_ssize_t len = utf8proc_map(word.ptr, (utf8proc_ssize_t)word.len, &nfc,
					    UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	uint32_t before = v->n, n;

	if (len < 0) {
		free(nfc);
		return len == UTF8PROC_ERROR_NOMEM ? UINT32_MAX : put(v, kind, word);
	}
	if (vb_view_eq(vb_view(nfc, (size_t)len), word)) {
		free(nfc);
		return put(v, kind, word);
	}
	n = put(v, kind, vb_view(nfc, (size_t)len));
	/* A word that was there before has its own bytes; a new one stands on these. */
	if (v->n == before || !keep(v, nfc)) {
		n = v->n == before ? n : UINT32_MAX;
		free(nfc);
	}
	return n;
}

uint32_t vb_vocabulary_put(struct vb_vocabulary *v, enum vb_token kind, struct vb_view word)
{
	/* However long the gap between paragraphs is, it is one. */
	if (kind == VB_TK_BREAK)
		return put(v, kind, vb_view_str("\n\n"));
	return may_compose(word) ? put_composed(v, kind, word) : put(v, kind, word);
}
