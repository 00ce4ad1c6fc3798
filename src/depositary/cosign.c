/*
 * Cosignatures of members: verified before they are kept (format.md 6.4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "depositary/internal.h"

#include <stdlib.h>
#include <string.h>

/* What a stored checkpoint says, without its lines. */
struct text {
	struct buffer b;
	struct vb_err *err;
};

static enum vb_code keep_text(void *ctx, uint64_t size, const struct vb_hash *id,
			      struct vb_view note)
{
	struct text *t = ctx;
	struct vb_checkpoint c;

	(void)size;
	(void)id;
	if (t->b.len > 0)
		return VB_OK;
	if (vb_checkpoint_parse(note, &c, t->err) != VB_OK)
		return VB_MALFORMED;
	return vb_buffer_put(&t->b, c.note.text) && vb_buffer_put(&t->b, vb_view("\n", 1))
		       ? VB_OK
		       : vb_depositary_memory(t->err);
}

/* The checkpoint of @size with @line as its only signature. */
static enum vb_code put_together(struct vb_depositary *d, const struct vb_request *req,
				 struct text *t, struct vb_err *err)
{
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_log_checkpoints(d->reader.store, &req->table, req->from, req->from + 1,
				  keep_text, t, err);
	pthread_mutex_unlock(&d->reader.mutex);
	if (code == VB_OK && t->b.len == 0)
		code = vb_fail(err, VB_NOT_FOUND, "6.4", "cosignature",
			       "no checkpoint of size %llu was published",
			       (unsigned long long)req->from);
	if (code == VB_OK && !vb_buffer_put(&t->b, req->body))
		code = vb_depositary_memory(err);
	return code;
}

/* The key that cosigns for @name now; what is being committed does not count yet. */
static enum vb_code find_key(struct vb_depositary *d, struct table *t, struct vb_view name,
			     struct vb_vkey *out, struct vb_err *err)
{
	const struct vb_key *k = NULL;
	char party[VB_NAME_MAX + 1] = "", q[80];
	enum vb_code code = vb_table_enter(d, t, true, err);

	if (code != VB_OK)
		return code;
	if (vb_name_valid(name) && vb_fold_party(t->fold, name) != VB_NO_PARTY) {
		memcpy(party, name.ptr, name.len);
		k = vb_fold_key(t->fold, party, VB_P_COSIGN, (uint32_t)(t->head.size - 1));
	}
	if (k)
		*out = k->vkey;
	pthread_mutex_unlock(&t->lock);
	if (!k)
		return vb_fail(err, VB_REFUSED, "3.1", "cosignature",
			       "no key of \"%s\" cosigns at this table",
			       vb_quote(q, sizeof(q), name));
	return VB_OK;
}

static enum vb_code keep_line(struct vb_depositary *d, struct table *t,
			      const struct vb_request *req, const struct vb_vkey *k,
			      struct vb_err *err)
{
	struct vb_view name = vb_view_str(k->name);
	enum vb_code code;

	pthread_mutex_lock(&d->side.mutex);
	code = vb_log_cosign(d->side.store, &req->table, req->from, name, req->body, err);
	pthread_mutex_unlock(&d->side.mutex);
	if (code != VB_OK)
		return code;
	pthread_mutex_lock(&t->lock);
	if (t->fold)
		vb_fold_seen(t->fold, vb_fold_party(t->fold, name), req->from);
	pthread_mutex_unlock(&t->lock);
	return VB_OK;
}

enum vb_code vb_op_cosign(struct vb_depositary *d, const struct vb_request *req,
			  struct vb_reply *reply, struct vb_err *err)
{
	struct text text = {.err = err};
	struct table *t = NULL;
	struct vb_checkpoint c;
	struct vb_vkey key;
	int64_t time;
	enum vb_code code = vb_table_find(d, &req->table, &d->reader, &t, err);

	(void)reply;
	if (code == VB_OK)
		code = put_together(d, req, &text, err);
	if (code == VB_OK)
		code = vb_checkpoint_parse(vb_view(text.b.ptr, text.b.len), &c, err);
	if (code == VB_OK && c.note.nsigs != 1)
		code = vb_fail(err, VB_MALFORMED, "6.4", "cosignature",
			       "%u lines came, not one", c.note.nsigs);
	if (code == VB_OK)
		code = find_key(d, t, c.note.sig[0].name, &key, err);
	if (code == VB_OK) {
		code = vb_cosign_verify(&c, &key, &time, err);
		/* Right name, other key: it does not verify under the one that holds. */
		if (code == VB_NOT_FOUND)
			code = VB_FALSE;
	}
	if (code == VB_OK)
		code = keep_line(d, t, req, &key, err);
	free(text.b.ptr);
	return code;
}
