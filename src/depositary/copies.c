/*
 * Copies: ciphertexts stored before the act that names them, and the one-time
 * identities that come with it (format.md 9.3).
 *
 * SPDX-License-Identifier: ISC
 */
#include "depositary/internal.h"

#include <stdlib.h>
#include <string.h>

enum vb_code vb_op_copy_put(struct vb_depositary *d, const struct vb_request *req,
			    struct vb_reply *reply, struct vb_err *err)
{
	struct vb_hash hash;
	enum vb_code code;

	(void)reply;
	if (req->body.len > COPY_MAX)
		return vb_fail(err, VB_REFUSED, "", "copy",
			       "it has %zu bytes; at most %u are kept", req->body.len,
			       COPY_MAX);
	vb_sha256(req->body, &hash);
	if (!vb_hash_eq(&hash, &req->hash))
		return vb_fail(err, VB_FALSE, "5.2.4", "copy",
			       "the bytes that came are not those of the hash");
	pthread_mutex_lock(&d->side.mutex);
	code = vb_store_copy_put(d->side.store, &hash, req->body, err);
	pthread_mutex_unlock(&d->side.mutex);
	if (code == VB_OK && vb_depositary_step(d, "copy-stored"))
		return vb_depositary_died(err);
	return code;
}

enum vb_code vb_op_copy_get(struct vb_depositary *d, const struct vb_request *req,
			    struct vb_reply *reply, struct vb_err *err)
{
	enum vb_code code;

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_store_copy_get(d->reader.store, &req->hash, &reply->body, &reply->len, err);
	pthread_mutex_unlock(&d->reader.mutex);
	return code;
}

/* ---- what an act hands over ---- */

/* One sealed file that an act names. */
struct sealed {
	const char *where;	/* the act */
	struct vb_view addressee;
	uint64_t bytes;
	struct vb_hash hash;
};

static enum vb_code load(struct vb_depositary *d, const struct sealed *f, uint8_t **out,
			 size_t *len, struct vb_err *err)
{
	uint8_t *bytes = NULL;
	size_t n = 0;
	enum vb_code code;
	char q[80];

	pthread_mutex_lock(&d->reader.mutex);
	code = vb_store_copy_get(d->reader.store, &f->hash, &bytes, &n, err);
	pthread_mutex_unlock(&d->reader.mutex);
	vb_quote(q, sizeof(q), f->addressee);
	if (code == VB_NOT_FOUND)
		return vb_fail(err, VB_REFUSED, "9.3", f->where,
			       "a file for \"%s\" has not been stored before its act", q);
	if (code == VB_OK && n != f->bytes) {
		free(bytes);
		return vb_fail(err, VB_REFUSED, "5.2.4", f->where,
			       "a file for \"%s\" has %zu bytes, the act says %llu", q, n,
			       (unsigned long long)f->bytes);
	}
	if (code == VB_OK) {
		*out = bytes;
		*len = n;
	}
	return code;
}

/* The outer layer opens, and to the header of an age file; further in we cannot see. */
static enum vb_code check_layers(struct vb_depositary *d, const struct sealed *f,
				 const struct vb_secret *identity, struct vb_err *err)
{
	static const char header[] = "age-encryption.org/v1\n";
	uint8_t *outer = NULL, *inner = NULL;
	size_t outer_len = 0, inner_len = 0;
	enum vb_code code = load(d, f, &outer, &outer_len, err);
	char q[80];

	if (code != VB_OK)
		return code;
	vb_quote(q, sizeof(q), f->addressee);
	code = vb_age_open(vb_view(outer, outer_len), identity, &inner, &inner_len, NULL);
	if (code != VB_OK && code != VB_MEMORY)
		code = vb_fail(err, VB_REFUSED, "9.3", f->where,
			       "the outer layer of a file for \"%s\" does not open with its"
			       " one-time identity",
			       q);
	else if (code == VB_OK && (inner_len < strlen(header) ||
				   memcmp(inner, header, strlen(header)) != 0))
		code = vb_fail(err, VB_REFUSED, "9.3", f->where,
			       "what a file for \"%s\" has inside is no age file", q);
	if (code == VB_MEMORY)
		code = vb_depositary_memory(err);
	free(outer);
	free(inner);
	return code;
}

/* "ADDRESSEE BYTES HASH": the annexes that travel under one copy's recipient. */
static enum vb_code check_annexes(struct vb_depositary *d, const struct lodging *l,
				  const struct sealed *copy, const struct vb_secret *identity,
				  struct vb_err *err)
{
	struct vb_annex_line line;
	enum vb_code code = VB_OK;

	for (unsigned i = 0; code == VB_OK && i < vb_act_count(&l->act, "annex"); i++) {
		if (!vb_annex_parse(vb_act_get(&l->act, "annex", i), &line))
			return vb_fail(err, VB_MALFORMED, "5.2.4", copy->where,
				       "an annex is not ADDRESSEE BYTES HASH");
		if (vb_view_eq(line.addressee, copy->addressee))
			code = check_layers(d, &(struct sealed){copy->where, line.addressee,
								line.bytes, line.hash},
					    identity, err);
	}
	return code;
}

static enum vb_code check_identity(const struct vb_copy *copy, struct vb_view text,
				   const char *where, struct vb_secret **out,
				   struct vb_err *err)
{
	struct vb_secret *identity = NULL;
	struct vb_recipient r;
	enum vb_code code = vb_identity_parse(text, &identity, NULL);
	char q[80];

	if (code == VB_MEMORY)
		return vb_depositary_memory(err);
	if (code == VB_OK) {
		vb_recipient_of(identity, &r);
		if (memcmp(r.pub, copy->recipient.pub, sizeof(r.pub)) == 0) {
			*out = identity;
			return VB_OK;
		}
	}
	vb_secret_free(identity);
	return vb_fail(err, VB_REFUSED, "9.3", where,
		       "the one-time identity for \"%s\" does not belong to its recipient",
		       vb_quote(q, sizeof(q), copy->addressee));
}

/* lp(identity) of one copy: checked, and kept for the escrow. */
static enum vb_code take_identity(struct vb_depositary *d, struct lodging *l,
				  const struct vb_copy *copy, struct vb_cursor *c,
				  struct vb_err *err)
{
	struct vb_secret *identity = NULL;
	struct vb_view text;
	struct sealed f;
	enum vb_code code;
	char cite[96];

	vb_act_citation(cite, &l->act);
	text = vb_lodging_part(c, "a one-time identity");
	if (c->code != VB_OK)
		return c->code;
	code = check_identity(copy, text, cite, &identity, err);
	if (code != VB_OK)
		return code;
	f = (struct sealed){cite, copy->addressee, copy->bytes, copy->hash};
	code = check_layers(d, &f, identity, err);
	if (code == VB_OK)
		code = check_annexes(d, l, &f, identity, err);
	vb_secret_free(identity);
	if (code == VB_OK)
		l->escrow[l->nescrow++] = (struct vb_escrow){l->act.id, copy->addressee, text};
	return code;
}

/* Papers are handed over in as many copies as there are addressees; other kinds only
 * name a copy. */
static bool hands_over(const struct vb_kind *k)
{
	for (unsigned i = 0; i < k->nfields; i++) {
		if (k->fields[i].type == VB_T_COPY && (k->fields[i].flags & VB_F_REPEATED))
			return true;
	}
	return false;
}

/* A copy without recipient is its author's own, and never lodged (format.md 5.2.4). */
enum vb_code vb_lodging_copies(struct vb_depositary *d, struct lodging *l,
			       struct vb_cursor *c, struct vb_err *err)
{
	enum vb_code code = VB_OK;
	unsigned n = hands_over(l->act.kind) ? vb_act_count(&l->act, "copy") : 0;
	struct vb_copy copy;

	l->nescrow = 0;
	for (unsigned i = 0; code == VB_OK && i < n; i++) {
		if (!vb_copy_parse(vb_act_get(&l->act, "copy", i), &copy))
			return vb_fail(err, VB_MALFORMED, "5.2.4", l->chain,
				       "a copy line cannot be read");
		if (copy.has_recipient)
			code = take_identity(d, l, &copy, c, err);
	}
	if (code == VB_OK && c->pos < c->in.len)
		vb_cursor_fail(c, "9.3", "%zu bytes stand behind the last identity",
			       c->in.len - c->pos);
	return code == VB_OK ? c->code : code;
}
