/*
 * A hostile client: one request of any kind, with any bytes, to a depositary with one open
 * table.  It answers or refuses, and its log stays whole.
 *
 * Input: the operation; then 32 bytes of hash, or none if the first is 0; the number of
 * bytes of the name, and the name; the rest is the body.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct cl_place place;
static struct cl_table table;

static void clean(void)
{
	cl_free(&table);
	cl_close(&place);
	cl_clean(&place);
}

static void begin(void)
{
	if (!vb_crypto_init())
		abort();
	cl_now = CL_T0;
	cl_folder(&place);
	cl_open(&place);
	cl_found(&table, place.post, "treaty", 2, 1);
	atexit(clean);
}

static void take(struct vb_view *in, void *out, size_t n)
{
	size_t have = in->len < n ? in->len : n;

	memset(out, 0, n);
	if (have > 0)
		memcpy(out, in->ptr, have);
	*in = vb_view(in->ptr + have, in->len - have);
}

/* Its newest checkpoint is one that it signed. */
static void whole(void)
{
	const struct vb_request req = {.op = VB_OP_CHECKPOINT, .table = table.id};
	struct vb_reply reply = {0};
	struct vb_checkpoint c;
	struct vb_vkey log;

	vb_vkey_make(&log, vb_view_str(table.origin), VB_KEY_ED25519, table.card.log);
	if (vb_post_ask(&place.post, &req, &reply, NULL) != VB_OK ||
	    vb_checkpoint_parse(vb_view(reply.body, reply.len), &c, NULL) != VB_OK ||
	    vb_checkpoint_verify(&c, &log, NULL) != VB_OK || c.size < 1)
		abort();
	vb_reply_free(&reply);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vb_view in = vb_view(data, size);
	struct vb_request req = {.table = table.id};
	struct vb_reply reply = {0};
	struct vb_err err = {0};
	uint8_t op, name, any;

	if (!place.d)
		begin();
	req.table = table.id;
	take(&in, &op, 1);
	req.op = (enum vb_op)(op % (VB_OP_COSIGN + 1));
	take(&in, &any, 1);
	req.hash = table.draft;
	if (any)
		take(&in, req.hash.b, sizeof(req.hash.b));
	req.from = any;
	req.to = any / 2u;
	take(&in, &name, 1);
	req.name = vb_view(in.ptr, name < in.len ? name : in.len);
	in = vb_view(in.ptr + req.name.len, in.len - req.name.len);
	req.body = in;
	req.secret = op & 0x80 ? in : vb_view(NULL, 0);
	if (vb_post_ask(&place.post, &req, &reply, &err) != VB_OK && err.code == VB_OK)
		abort();
	vb_reply_free(&reply);
	whole();
	return 0;
}
