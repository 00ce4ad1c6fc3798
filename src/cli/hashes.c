/*
 * Files of hashes, one at the start of a line and a remark behind it: of tokens, and of what is
 * held.  Read again while others look at what was there before.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <stdlib.h>

#define HASHES_MAX 65536u
#define FILE_MAX (8u << 20)

void vb_hashes_init(struct vb_hashes *h)
{
	*h = (struct vb_hashes){.n = 0};
	pthread_rwlock_init(&h->lock, NULL);
}

void vb_hashes_free(struct vb_hashes *h)
{
	free(h->hash);
	pthread_rwlock_destroy(&h->lock);
}

static enum vb_code parse(struct vb_view in, const char *otherwise, struct vb_hash *out,
			  size_t *n, struct vb_err *err)
{
	struct vb_cursor c;

	vb_cursor_init(&c, in, err);
	for (*n = 0; c.code == VB_OK && c.pos < in.len;) {
		struct vb_view rest, line = vb_cursor_line(&c);

		if (c.code != VB_OK || line.len == 0 || line.ptr[0] == '#')
			continue;
		if (*n == HASHES_MAX)
			vb_cursor_fail(&c, "", "there are more than %u lines", HASHES_MAX);
		else if (!vb_hash_parse(vb_token(line, &rest), &out[*n]))
			vb_cursor_fail(&c, "", "%s", otherwise);
		else
			++*n;
	}
	return c.code;
}

/* Of several files: which it was. */
static enum vb_code name_file(const char *path, enum vb_code code, struct vb_err *err)
{
	char q[60], line[60];

	if (!err || code != VB_MALFORMED)
		return code;
	snprintf(line, sizeof(line), "%.50s", err->where);
	snprintf(err->where, sizeof(err->where), "%s, %s",
		 vb_quote(q, sizeof(q), vb_view_str(path)), line);
	return code;
}

enum vb_code vb_hashes_load(struct vb_hashes *h, const char *path, const char *otherwise,
			    struct vb_err *err)
{
	struct vb_hash *fresh = calloc(HASHES_MAX, sizeof(*fresh));
	uint8_t *bytes = NULL;
	size_t len = 0, n = 0;
	enum vb_code code;

	if (!fresh)
		return vb_fail(err, VB_MEMORY, "", "", "there is not enough memory");
	code = vb_file_read(path, FILE_MAX, &bytes, &len, err);
	if (!code)
		code = parse(vb_view(bytes, len), otherwise, fresh, &n, err);
	free(bytes);
	if (code) {
		free(fresh);
		return name_file(path, code, err);
	}
	pthread_rwlock_wrlock(&h->lock);
	free(h->hash);
	h->hash = fresh;
	h->n = n;
	pthread_rwlock_unlock(&h->lock);
	return VB_OK;
}

bool vb_hashes_have(struct vb_hashes *h, const struct vb_hash *what)
{
	bool found = false;

	pthread_rwlock_rdlock(&h->lock);
	for (size_t i = 0; i < h->n; i++)
		found = vb_secret_eq(&h->hash[i], what, sizeof(*what)) || found;
	pthread_rwlock_unlock(&h->lock);
	return found;
}
