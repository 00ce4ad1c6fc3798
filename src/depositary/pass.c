/*
 * Whether a pass holds at a table (http.md 3.3): signed by the act key that its chain has
 * there now.  Whatever is the matter with it, the answer is the same.
 *
 * SPDX-License-Identifier: ISC
 *
 * A pass is asked about every few seconds, as long as it is used.  That its signature holds
 * under a key does not change, and is remembered; which key its chain has is looked up.
 */
#include "depositary/internal.h"

#include <stdlib.h>
#include <string.h>

#define KNOWN (1u << 14)	/* passes and keys, each by the hash of both */

enum vb_code vb_passes_open(struct vb_depositary *d, struct vb_err *err)
{
	d->pass = calloc(KNOWN, sizeof(*d->pass));
	return d->pass ? VB_OK : vb_depositary_memory(err);
}

void vb_passes_close(struct vb_depositary *d)
{
	free(d->pass);
	d->pass = NULL;
}

static enum vb_code nothing(struct vb_err *err)
{
	return vb_fail(err, VB_NOT_FOUND, "http.md 3.3", "pass", "it does not hold here");
}

/* The table that the pass's draft became is this one. */
static enum vb_code check_draft(struct vb_depositary *d, const struct vb_request *req,
				const struct vb_pass *p, struct vb_err *err)
{
	struct vb_hash table = {0};
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_store_draft_table(d->reader.store, &p->draft, &table, err);
	pthread_mutex_unlock(&d->reader.mutex);
	if (code == VB_NOT_FOUND || (code == VB_OK && !vb_hash_eq(&table, &req->table)))
		return nothing(err);
	return code;
}

static enum vb_code find_key(struct vb_depositary *d, const struct vb_request *req,
			     const struct vb_pass *p, struct vb_vkey *out, struct vb_err *err)
{
	const struct vb_key *k = NULL;
	struct table *t = NULL;
	char chain[66];
	enum vb_code code = vb_table_find(d, &req->table, &d->reader, &t, err);

	if (code == VB_OK)
		code = vb_table_enter(d, t, true, err);
	if (code != VB_OK)
		return code;
	if (p->chain.len < sizeof(chain)) {
		memcpy(chain, p->chain.ptr, p->chain.len);
		chain[p->chain.len] = 0;
		k = vb_fold_key(t->fold, chain, VB_P_ACT, (uint32_t)t->head.size);
	}
	if (k)
		*out = k->vkey;
	pthread_mutex_unlock(&t->lock);
	return k ? VB_OK : nothing(err);
}

/* ---- signatures that held ---- */

static struct vb_hash hash_both(struct vb_view pass, const struct vb_vkey *key)
{
	struct vb_sha256 s;
	struct vb_hash h;

	vb_sha256_init(&s);
	vb_sha256_update(&s, key->pub, sizeof(key->pub));
	vb_sha256_update(&s, pass.ptr, pass.len);
	vb_sha256_final(&s, &h);
	return h;
}

static bool is_known(struct vb_depositary *d, const struct vb_hash *what)
{
	bool known;

	pthread_mutex_lock(&d->pass_lock);
	known = vb_hash_eq(&d->pass[vb_be32(what->b) % KNOWN], what);
	pthread_mutex_unlock(&d->pass_lock);
	return known;
}

static void know(struct vb_depositary *d, const struct vb_hash *what)
{
	pthread_mutex_lock(&d->pass_lock);
	d->pass[vb_be32(what->b) % KNOWN] = *what;
	pthread_mutex_unlock(&d->pass_lock);
}

static bool holds(struct vb_depositary *d, const struct vb_pass *p, const struct vb_vkey *key)
{
	struct vb_hash what = hash_both(p->note.all, key);
	int64_t now = d->clock.now(d->clock.ctx);

	if (is_known(d, &what))
		return p->until == VB_TIME_NONE || p->until >= now;
	if (vb_pass_verify(p, key, now, NULL) != VB_OK)
		return false;
	know(d, &what);
	return true;
}

enum vb_code vb_op_pass(struct vb_depositary *d, const struct vb_request *req,
			struct vb_reply *reply, struct vb_err *err)
{
	struct vb_pass p;
	struct vb_vkey key;
	enum vb_code code = vb_pass_parse(req->body, &p, NULL);

	(void)reply;
	if (code != VB_OK)
		return nothing(err);
	code = check_draft(d, req, &p, err);
	if (code == VB_OK)
		code = find_key(d, req, &p, &key, err);
	if (code == VB_OK && !holds(d, &p, &key))
		code = nothing(err);
	return code;
}
