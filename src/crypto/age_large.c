/*
 * age files that are too large for memory: sealed and opened where they lie, a chunk of
 * 64 KiB at a time.
 *
 * SPDX-License-Identifier: ISC
 *
 * A chunk's nonce is its index: any byte can be had alone, which is what lets one source
 * stand on another, and lets what was sealed be read twice without being kept.
 */
#include "crypto/internal.h"

#include <stdlib.h>
#include <string.h>

#define SEALED_CHUNK (VB_AGE_CHUNK + VB_AGE_TAG_LEN)
#define FRONT_LEN (VB_AGE_HEADER_LEN + VB_AGE_NONCE_LEN)
#define HEADER_MAX (256u << 10)
#define NONE UINT64_MAX

static enum vb_code no_memory(struct vb_err *err)
{
	return vb_fail(err, VB_MEMORY, "", "age", "memory is short");
}

/* The part of [*at, *at + *n) that lies in @chunk-sized piece number *index. */
static size_t part_of(uint64_t at, size_t n, size_t chunk, uint64_t *index, size_t *from)
{
	*index = at / chunk;
	*from = (size_t)(at % chunk);
	return n < chunk - *from ? n : chunk - *from;
}

/* ---- sealing ---- */

struct vb_age_sealing {
	struct vb_pieces plain;
	struct vb_age_chunks *chunks;
	uint8_t front[FRONT_LEN];	/* header and nonce */
	uint64_t index;			/* of the chunk in @sealed */
	uint8_t clear[VB_AGE_CHUNK];
	uint8_t sealed[SEALED_CHUNK];
};

enum vb_code vb_age_sealing_new(const struct vb_pieces *plain, const struct vb_recipient *r,
				const struct vb_age_keys *k, struct vb_age_sealing **out,
				struct vb_err *err)
{
	struct vb_age_sealing *s = calloc(1, sizeof(*s));
	struct vb_writer w;
	enum vb_code code;

	if (!s)
		return no_memory(err);
	s->plain = *plain;
	s->index = NONE;
	vb_writer_init(&w, s->front, sizeof(s->front));
	code = vb_age_header_put(&w, r, k, err);
	vb_put(&w, k->nonce, sizeof(k->nonce));
	if (code == VB_OK)
		code = vb_age_chunks_new(k->file_key, k->nonce, true, &s->chunks, err);
	if (code == VB_OK)
		*out = s;
	else
		vb_age_sealing_free(s);
	return code;
}

static enum vb_code seal_chunk(struct vb_age_sealing *s, uint64_t index, struct vb_err *err)
{
	uint64_t at = index * VB_AGE_CHUNK, left = s->plain.size - at;
	size_t n = left < VB_AGE_CHUNK ? (size_t)left : VB_AGE_CHUNK;
	enum vb_code code;

	if (s->index == index)
		return VB_OK;
	s->index = NONE;
	code = s->plain.read(s->plain.ctx, at, s->clear, n, err);
	if (code != VB_OK)
		return code;
	if (!vb_age_chunk(s->chunks, index, n == left, vb_view(s->clear, n), s->sealed))
		return vb_fail(err, VB_MEMORY, "", "payload", "the cipher failed");
	s->index = index;
	return VB_OK;
}

static enum vb_code read_sealed(void *ctx, uint64_t at, uint8_t *out, size_t n,
				struct vb_err *err)
{
	struct vb_age_sealing *s = ctx;

	for (; n > 0 && at < FRONT_LEN; n--)
		*out++ = s->front[at++];
	while (n > 0) {
		uint64_t index;
		size_t from, part = part_of(at - FRONT_LEN, n, SEALED_CHUNK, &index, &from);
		enum vb_code code = seal_chunk(s, index, err);

		if (code != VB_OK)
			return code;
		memcpy(out, s->sealed + from, part);
		out += part;
		at += part;
		n -= part;
	}
	return VB_OK;
}

struct vb_pieces vb_age_sealing_pieces(struct vb_age_sealing *s)
{
	return (struct vb_pieces){
		.size = vb_age_sealed_size(s->plain.size), .read = read_sealed, .ctx = s};
}

void vb_age_sealing_free(struct vb_age_sealing *s)
{
	if (!s)
		return;
	vb_age_chunks_free(s->chunks);
	vb_wipe(s, sizeof(*s));
	free(s);
}

/* ---- opening ---- */

struct vb_age_opening {
	struct vb_pieces file;
	struct vb_age_chunks *chunks;
	uint64_t start;			/* of the first chunk in the file */
	uint64_t index;			/* of the chunk in @clear */
	uint8_t sealed[SEALED_CHUNK];
	uint8_t clear[VB_AGE_CHUNK];
};

/* The header, the file key, and where the chunks begin. */
static enum vb_code read_front(struct vb_age_opening *o, const struct vb_secret *identity,
			       uint8_t *front, size_t n, struct vb_err *err)
{
	struct vb_age_header h;
	uint8_t file_key[16];
	enum vb_code code = o->file.read(o->file.ctx, 0, front, n, err);

	if (code == VB_OK)
		code = vb_age_unlock(vb_view(front, n), identity, &h, file_key, err);
	if (code == VB_OK) {
		o->start = (uint64_t)(h.payload.ptr - front) + VB_AGE_NONCE_LEN;
		code = vb_age_chunks_new(file_key, h.payload.ptr, false, &o->chunks, err);
	}
	vb_wipe(file_key, sizeof(file_key));
	if (code == VB_OK && !vb_age_chunks_possible(o->file.size - o->start))
		code = vb_fail(err, VB_FALSE, VB_AGE_CLAUSE, "payload",
			       "the payload of %llu bytes does not end with a whole chunk",
			       (unsigned long long)(o->file.size - o->start));
	return code;
}

enum vb_code vb_age_opening_new(const struct vb_pieces *file, const struct vb_secret *identity,
				struct vb_age_opening **out, struct vb_err *err)
{
	size_t n = file->size < HEADER_MAX ? (size_t)file->size : HEADER_MAX;
	struct vb_age_opening *o = calloc(1, sizeof(*o));
	uint8_t *front = malloc(n ? n : 1);
	enum vb_code code;

	if (!o || !front) {
		code = no_memory(err);
	} else {
		o->file = *file;
		o->index = NONE;
		code = read_front(o, identity, front, n, err);
	}
	free(front);
	if (code == VB_OK)
		*out = o;
	else
		vb_age_opening_free(o);
	return code;
}

static enum vb_code open_chunk(struct vb_age_opening *o, uint64_t index, struct vb_err *err)
{
	uint64_t at = o->start + index * SEALED_CHUNK, left = o->file.size - at;
	size_t n = left < SEALED_CHUNK ? (size_t)left : SEALED_CHUNK;
	enum vb_code code;

	if (o->index == index)
		return VB_OK;
	o->index = NONE;
	code = o->file.read(o->file.ctx, at, o->sealed, n, err);
	if (code != VB_OK)
		return code;
	if (!vb_age_chunk(o->chunks, index, n == left, vb_view(o->sealed, n), o->clear))
		return vb_fail(err, VB_FALSE, VB_AGE_CLAUSE, "payload",
			       "chunk %llu of the payload is not authentic",
			       (unsigned long long)index + 1);
	o->index = index;
	return VB_OK;
}

static enum vb_code read_opened(void *ctx, uint64_t at, uint8_t *out, size_t n,
				struct vb_err *err)
{
	struct vb_age_opening *o = ctx;
	enum vb_code code;

	/* The only chunk of a file that holds nothing is authentic, or the file is not. */
	if (n == 0)
		return open_chunk(o, at / VB_AGE_CHUNK, err);
	while (n > 0) {
		uint64_t index;
		size_t from, part = part_of(at, n, VB_AGE_CHUNK, &index, &from);

		code = open_chunk(o, index, err);
		if (code != VB_OK)
			return code;
		memcpy(out, o->clear + from, part);
		out += part;
		at += part;
		n -= part;
	}
	return VB_OK;
}

struct vb_pieces vb_age_opening_pieces(struct vb_age_opening *o)
{
	return (struct vb_pieces){.size = vb_age_chunks_plain(o->file.size - o->start),
				  .read = read_opened, .ctx = o};
}

void vb_age_opening_free(struct vb_age_opening *o)
{
	if (!o)
		return;
	vb_age_chunks_free(o->chunks);
	vb_wipe(o, sizeof(*o));
	free(o);
}

/* ---- hashes ---- */

static enum vb_code take_hashed(void *ctx, struct vb_view bytes, struct vb_err *err)
{
	(void)err;
	vb_sha256_update(ctx, bytes.ptr, bytes.len);
	return VB_OK;
}

enum vb_code vb_sha256_pieces(const struct vb_pieces *s, struct vb_hash *out,
			      struct vb_err *err)
{
	struct vb_sha256 sum;
	enum vb_code code;

	vb_sha256_init(&sum);
	code = vb_pieces_pump(s, 0, &(struct vb_sink){take_hashed, &sum}, err);
	if (code == VB_OK)
		vb_sha256_final(&sum, out);
	return code;
}
