/*
 * A copy as an answer: asked for piece by piece while it is sent, and never held whole.
 *
 * SPDX-License-Identifier: ISC
 */
#include "post/internal.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK (256u << 10)	/* bytes of one question */

static ssize_t read_block(void *ctx, uint64_t pos, char *buf, size_t max)
{
	const struct vb_sending *s = ctx;
	struct vb_request req = {.op = VB_OP_COPY_GET, .table = s->table, .hash = s->hash,
				 .from = s->from + pos};
	uint64_t left = s->to - s->from - pos;
	struct vb_reply reply = {0};
	ssize_t n = MHD_CONTENT_READER_END_WITH_ERROR;

	req.to = req.from + (left < max ? left : max);
	/* The head has gone: what fails now is told by the connection's end. */
	if (vb_post_ask(s->post, &req, &reply, NULL) == VB_OK && reply.len > 0 &&
	    reply.len <= max) {
		memcpy(buf, reply.body, reply.len);
		*s->sent += reply.len;
		n = (ssize_t)reply.len;
	}
	vb_reply_free(&reply);
	return n;
}

struct MHD_Response *vb_stream_new(const struct vb_sending *what)
{
	struct vb_sending *s = malloc(sizeof(*s));
	struct MHD_Response *r;

	if (!s)
		return NULL;
	*s = *what;
	r = MHD_create_response_from_callback(s->to - s->from, BLOCK, read_block, s, free);
	if (!r)
		free(s);
	return r;
}
