/*
 * Asking through a post, whatever stands behind it, and letting an answer go.
 *
 * SPDX-License-Identifier: ISC
 */
#include "post/post.h"

#include <stdlib.h>
#include <string.h>

void vb_reply_free(struct vb_reply *r)
{
	if (!r)
		return;
	if (r->body)
		explicit_bzero(r->body, r->len);
	free(r->body);
	*r = (struct vb_reply){0};
}

enum vb_code vb_post_ask(const struct vb_post *p, const struct vb_request *req,
			 struct vb_reply *reply, struct vb_err *err)
{
	struct vb_reply got = {0};
	enum vb_code code;

	if (!p || !p->ask)
		return vb_fail(err, VB_USAGE, "", "post", "the post is closed");
	code = p->ask(p->ctx, req, &got, err);
	/* What a failing post left behind must not look like an answer. */
	if (code != VB_OK)
		vb_reply_free(&got);
	else
		*reply = got;
	return code;
}

void vb_post_introduce(const struct vb_post *p, const struct vb_credential *who)
{
	if (p->introduce)
		p->introduce(p->ctx, who);
}

void vb_post_close(struct vb_post *p)
{
	if (!p)
		return;
	if (p->close)
		p->close(p->ctx);
	*p = (struct vb_post){0};
}
