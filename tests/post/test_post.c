/*
 * A post: an answer is handed on whole or not at all.
 *
 * SPDX-License-Identifier: ISC
 */
#include "post/post.h"

#include "tap.h"

#include <stdlib.h>
#include <string.h>

struct far_end {
	enum vb_code answer;
	unsigned asked, closed;
};

static enum vb_code ask(void *ctx, const struct vb_request *req, struct vb_reply *reply,
			struct vb_err *err)
{
	struct far_end *f = ctx;

	f->asked++;
	reply->body = malloc(req->body.len + 1);
	memcpy(reply->body, req->body.ptr, req->body.len);
	reply->len = req->body.len;
	reply->number = req->from;
	if (f->answer)
		return vb_fail(err, f->answer, "", "far end", "no");
	return VB_OK;
}

static void hang_up(void *ctx)
{
	((struct far_end *)ctx)->closed++;
}

int main(void)
{
	struct far_end far = {0};
	struct vb_post p = {.ask = ask, .close = hang_up, .ctx = &far};
	struct vb_post mute = {.ask = ask, .ctx = &far};
	struct vb_request req = {.op = VB_OP_LODGE, .from = 41, .body = vb_view_str("act")};
	struct vb_reply reply = {0};
	struct vb_err err = {0};

	is_int(vb_post_ask(&p, &req, &reply, &err), VB_OK, "ask: answered");
	ok(reply.len == 3 && !memcmp(reply.body, "act", 3) && reply.number == 41,
	   "ask: whole");
	vb_reply_free(&reply);
	ok(!reply.body && !reply.len && !reply.number, "free: nothing is left");
	vb_reply_free(&reply);
	vb_reply_free(NULL);
	far.answer = VB_BUSY;
	is_int(vb_post_ask(&p, &req, &reply, &err), VB_BUSY, "ask: busy");
	ok(!reply.body && !reply.len && !reply.number, "ask: the reply is untouched");
	is_str(err.sentence, "no", "ask: the far end's sentence");
	vb_post_close(&p);
	vb_post_close(&p);
	vb_post_close(&mute);
	vb_post_close(NULL);
	is_int(far.closed, 1, "close: once");
	is_int(vb_post_ask(&p, &req, &reply, &err), VB_USAGE, "ask: a closed post");
	is_int(far.asked, 2, "ask: and nobody was asked");
	return tap_done();
}
