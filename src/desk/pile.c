/*
 * Small things that the files of this room share: bytes copied out of a scan, names
 * of boxes and files.
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

enum vb_code vb_pile_add(struct vb_pile *r, struct vb_view bytes, struct vb_err *err)
{
	uint8_t *copy;

	if (r->n == r->cap) {
		size_t want = r->cap ? 2 * r->cap : 16;
		struct vb_bytes *row = reallocarray(r->row, want, sizeof(*row));

		if (!row)
			return vb_no_room(err);
		r->row = row;
		r->cap = want;
	}
	copy = malloc(bytes.len + 1);
	if (!copy)
		return vb_no_room(err);
	if (bytes.len > 0)
		memcpy(copy, bytes.ptr, bytes.len);
	copy[bytes.len] = 0;
	r->row[r->n++] = (struct vb_bytes){copy, bytes.len};
	return VB_OK;
}

void vb_pile_free(struct vb_pile *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->row[i].ptr);
	free(r->row);
	*r = (struct vb_pile){0};
}

enum vb_code vb_pile_row(void *ctx, uint64_t index, const struct vb_hash *id,
			 struct vb_view bytes)
{
	(void)index;
	(void)id;
	return vb_pile_add(ctx, bytes, NULL);
}

struct vb_view vb_pile_view(const struct vb_pile *r, size_t i)
{
	return vb_view(r->row[i].ptr, r->row[i].len);
}

struct vb_view *vb_pile_views(const struct vb_pile *r)
{
	struct vb_view *v = calloc(r->n + 1, sizeof(*v));

	for (size_t i = 0; v && i < r->n; i++)
		v[i] = vb_pile_view(r, i);
	return v;
}

/* ---- several things in one box ---- */

enum vb_code vb_frames_get(struct vb_cabinet *c, const char *name, struct vb_pile *out,
			   struct vb_err *err)
{
	struct vb_cursor cur;
	uint8_t *bytes = NULL;
	size_t len = 0;
	struct vb_err why = {0};
	enum vb_code code = vb_box_get(c, VB_BOX_META, name, &bytes, &len, &why);

	if (code == VB_NOT_FOUND)
		return VB_OK;
	if (code && err)
		*err = why;
	if (code)
		return code;
	vb_cursor_init(&cur, vb_view(bytes, len), err);
	while (!code && cur.code == VB_OK && cur.pos < len) {
		struct vb_view n = vb_cursor_bytes(&cur, 4);
		struct vb_view v = vb_cursor_bytes(&cur, n.len == 4 ? vb_be32(n.ptr) : 0);

		if (cur.code == VB_OK)
			code = vb_pile_add(out, v, err);
	}
	if (!code)
		code = vb_cursor_done(&cur);
	free(bytes);
	return code;
}

enum vb_code vb_frames_put(struct vb_cabinet *c, const char *name, const struct vb_pile *in,
			   struct vb_err *err)
{
	struct vb_writer w;
	enum vb_code code;
	size_t total = 0;
	uint8_t *bytes;

	for (size_t i = 0; i < in->n; i++)
		total += 4 + in->row[i].len;
	bytes = malloc(total + 1);
	if (!bytes)
		return vb_no_room(err);
	vb_writer_init(&w, bytes, total);
	for (size_t i = 0; i < in->n; i++) {
		uint8_t n[4];

		vb_put_be32(n, (uint32_t)in->row[i].len);
		vb_put(&w, n, sizeof(n));
		vb_put_view(&w, vb_pile_view(in, i));
	}
	code = vb_box_put(c, VB_BOX_META, name, vb_written(&w), err);
	free(bytes);
	return code;
}

/* ---- names ---- */

char *vb_path(const char *dir, const char *name)
{
	char *path = NULL;

	return asprintf(&path, "%s/%s", dir, name) < 0 ? NULL : path;
}

void vb_box_name(char out[static 128], const struct vb_hash *id, const char *addressee)
{
	char hex[65];

	vb_hex(hex, id->b, sizeof(id->b));
	snprintf(out, 128, "%s%s%s", hex, addressee ? "/" : "", addressee ? addressee : "");
}

void vb_view_copy(char *out, size_t cap, struct vb_view v)
{
	size_t n = v.len < cap ? v.len : cap - 1;

	if (n > 0)
		memcpy(out, v.ptr, n);
	out[n] = 0;
}

const char *vb_name_upper(char out[static 66], const char *name)
{
	size_t n = 0;

	for (; name[n] && n < 65; n++)
		out[n] = (char)(name[n] >= 'a' && name[n] <= 'z' ? name[n] - 32 : name[n]);
	out[n] = 0;
	return out;
}

bool vb_lower_name(char out[static VB_NAME_MAX + 1], struct vb_view v)
{
	if (v.len == 0 || v.len > VB_NAME_MAX)
		return false;
	for (size_t i = 0; i < v.len; i++) {
		uint8_t c = v.ptr[i];

		out[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	out[v.len] = 0;
	return vb_name_valid(vb_view_str(out));
}

/* ---- a look at the outbox ---- */

struct looking {
	const struct vb_hash *id;
	bool found;
};

static enum vb_code look_row(void *ctx, uint64_t index, const struct vb_hash *id,
			     struct vb_view note)
{
	struct looking *l = ctx;

	(void)index;
	(void)note;
	l->found = l->found || vb_hash_eq(id, l->id);
	return VB_OK;
}

enum vb_code vb_outbox_has(struct vb_cabinet *c, const struct vb_hash *id, bool *yes,
			   struct vb_err *err)
{
	struct looking l = {.id = id};
	enum vb_code code = vb_outbox(c, look_row, &l, err);

	*yes = l.found;
	return code;
}
