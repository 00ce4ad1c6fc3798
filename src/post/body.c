/*
 * A body as it arrives: small ones in memory, large ones in a file without a name.
 *
 * SPDX-License-Identifier: ISC
 */
#include "post/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static enum vb_code no_room(struct vb_err *err)
{
	return vb_fail(err, VB_MEMORY, "", "body", "memory is short");
}

enum vb_code vb_body_open(struct vb_body *b, uint64_t size, const char *spool,
			  struct vb_err *err)
{
	*b = (struct vb_body){.fd = -1};
	vb_sha256_init(&b->sum);
	if (size <= VB_BODY_IN_MEMORY)
		return VB_OK;
	b->fd = open(spool, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (b->fd >= 0)
		return VB_OK;
	return vb_fail(err, errno == ENOSPC || errno == EDQUOT ? VB_FULL : VB_IO, "", "body",
		       "it cannot be kept while it arrives: %s", strerrordesc_np(errno));
}

static enum vb_code add_to_file(struct vb_body *b, struct vb_view v, struct vb_err *err)
{
	while (v.len > 0) {
		ssize_t n = write(b->fd, v.ptr, v.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return vb_fail(err, errno == ENOSPC || errno == EDQUOT ? VB_FULL : VB_IO,
				       "", "body", "it cannot be kept while it arrives: %s",
				       strerrordesc_np(errno));
		v = vb_view(v.ptr + n, v.len - (size_t)n);
		b->len += (size_t)n;
	}
	return VB_OK;
}

static enum vb_code add_to_memory(struct vb_body *b, struct vb_view v, struct vb_err *err)
{
	size_t want = b->cap ? b->cap : 4096;
	uint8_t *more;

	while (want - b->len < v.len)
		want *= 2;
	/* A seat brings a secret: nothing of it stays where it was. */
	if (want > b->cap) {
		more = malloc(want);
		if (!more)
			return no_room(err);
		if (b->ptr) {
			memcpy(more, b->ptr, b->len);
			vb_wipe(b->ptr, b->len);
			free(b->ptr);
		}
		b->ptr = more;
		b->cap = want;
	}
	memcpy(b->ptr + b->len, v.ptr, v.len);
	b->len += v.len;
	return VB_OK;
}

enum vb_code vb_body_add(struct vb_body *b, struct vb_view v, struct vb_err *err)
{
	if (v.len == 0)
		return VB_OK;
	vb_sha256_update(&b->sum, v.ptr, v.len);
	return b->fd >= 0 ? add_to_file(b, v, err) : add_to_memory(b, v, err);
}

enum vb_code vb_body_view(struct vb_body *b, struct vb_view *out, struct vb_hash *hash,
			  struct vb_err *err)
{
	vb_sha256_final(&b->sum, hash);
	if (b->fd >= 0 && b->len > 0) {
		void *at = mmap(NULL, b->len, PROT_READ, MAP_PRIVATE, b->fd, 0);

		if (at == MAP_FAILED)
			return no_room(err);
		b->ptr = at;
		b->mapped = true;
	}
	*out = vb_view(b->ptr, b->len);
	return VB_OK;
}

void vb_body_close(struct vb_body *b)
{
	if (b->mapped) {
		munmap(b->ptr, b->len);
	} else if (b->ptr) {
		vb_wipe(b->ptr, b->len);
		free(b->ptr);
	}
	if (b->fd >= 0)
		close(b->fd);
	free(b->path);
	*b = (struct vb_body){.fd = -1};
}

void vb_body_drop(struct vb_body *b)
{
	if (b->path)
		(void)unlink(b->path);
	/* Whatever stands there next is another's. */
	free(b->path);
	b->path = NULL;
}

bool vb_body_split(struct vb_view body, struct vb_view *first, struct vb_view *second)
{
	uint32_t n, m;

	if (body.len < 4)
		return false;
	n = vb_be32(body.ptr);
	if (n > body.len - 4 || body.len - 4 - n < 4)
		return false;
	m = vb_be32(body.ptr + 4 + n);
	if (m != body.len - 8 - n)
		return false;
	*first = vb_view(body.ptr + 4, n);
	*second = vb_view(body.ptr + 8 + n, m);
	return true;
}
