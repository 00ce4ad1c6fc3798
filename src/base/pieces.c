/*
 * Pieces: what is too large to be held, read from where it lies a piece at a time.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/base.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum vb_code read_view(void *ctx, uint64_t at, uint8_t *out, size_t n,
			      struct vb_err *err)
{
	const struct vb_view *v = ctx;

	(void)err;
	if (n > 0)
		memcpy(out, v->ptr + at, n);
	return VB_OK;
}

struct vb_pieces vb_pieces_view(const struct vb_view *v)
{
	return (struct vb_pieces){
		.size = v->len, .read = read_view, .ctx = (void *)(uintptr_t)v};
}

static enum vb_code read_file(void *ctx, uint64_t at, uint8_t *out, size_t n,
			      struct vb_err *err)
{
	const int *fd = ctx;

	while (n > 0) {
		ssize_t got = pread(*fd, out, n, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return vb_fail(err, VB_IO, "", "file", "it cannot be read: %s",
				       strerrordesc_np(errno));
		if (got == 0)
			return vb_fail(err, VB_IO, "", "file",
				       "it has become shorter while it was read");
		at += (uint64_t)got;
		out += got;
		n -= (size_t)got;
	}
	return VB_OK;
}

struct vb_pieces vb_pieces_file(const int *fd, uint64_t size)
{
	return (struct vb_pieces){
		.size = size, .read = read_file, .ctx = (void *)(uintptr_t)fd};
}

enum vb_code vb_pieces_pump(const struct vb_pieces *from, uint64_t at,
			    const struct vb_sink *to, struct vb_err *err)
{
	uint64_t rest = from->size > at ? from->size - at : 0;
	size_t cap = rest < VB_PIECE ? (size_t)rest : VB_PIECE;
	uint8_t *piece = malloc(cap ? cap : 1);
	enum vb_code code = VB_OK;

	if (!piece)
		return vb_fail(err, VB_MEMORY, "", "", "memory is short");
	while (!code && at < from->size) {
		size_t n = from->size - at < cap ? (size_t)(from->size - at) : cap;

		code = from->read(from->ctx, at, piece, n, err);
		if (!code)
			code = to->take(to->ctx, vb_view(piece, n), err);
		at += n;
	}
	explicit_bzero(piece, cap);
	free(piece);
	return code;
}
