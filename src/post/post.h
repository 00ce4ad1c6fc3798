/*
 * post: one question, one answer.  A desk holds a `struct vb_post` and does not
 * know whether the depositary behind it is a folder on this machine or a server.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "base/base.h"

enum vb_op {
	VB_OP_INFO,		/* who the depositary is -> its card (text) */
	VB_OP_DRAFT_PUT,	/* body: draft charter */
	VB_OP_DRAFT_GET,	/* hash -> draft charter */
	VB_OP_SEAT_PUT,		/* hash: draft; body: seat; secret: founding key */
	VB_OP_SEATS,		/* hash: draft -> names seated, a line each;
				 * number 1 and the table id (hex) once it is open */
	VB_OP_LODGE,		/* table; body: lodging (format.md 9.3) -> number: index */
	VB_OP_CHECKPOINT,	/* table -> newest checkpoint with all cosignatures */
	VB_OP_CHECKPOINTS,	/* table, from, to -> dated checkpoints, framed */
	VB_OP_ENTRIES,		/* table, from, to -> entry bundle */
	VB_OP_HEAD,		/* table, name: chain -> "number epoch id" */
	VB_OP_FIND,		/* table, hash: act id -> number: index */
	VB_OP_COPY_PUT,		/* hash; body: ciphertext */
	VB_OP_COPY_GET,		/* table, hash -> ciphertext */
	VB_OP_COSIGN,		/* table, from: size; body: cosignature line */
};

struct vb_request {
	enum vb_op op;
	struct vb_hash table;
	struct vb_hash hash;
	struct vb_view name;
	uint64_t from;
	uint64_t to;
	struct vb_view body;
	struct vb_view secret;	/* never logged, wiped by whoever keeps it */
};

/* The answer; vb_reply_free() wipes and frees the body. */
struct vb_reply {
	uint8_t *body;
	size_t len;
	uint64_t number;
};
void vb_reply_free(struct vb_reply *r);

/*
 * ask() returns the depositary's code and fills @reply only on VB_OK; VB_IO,
 * VB_BUSY: no answer could be had, ask again.  Requests are idempotent.
 */
struct vb_post {
	enum vb_code (*ask)(void *ctx, const struct vb_request *req,
			    struct vb_reply *reply, struct vb_err *err);
	void (*close)(void *ctx);	/* may be NULL */
	void *ctx;
};
VB_MUST_CHECK enum vb_code vb_post_ask(const struct vb_post *p, const struct vb_request *req,
				       struct vb_reply *reply, struct vb_err *err);
void vb_post_close(struct vb_post *p);
