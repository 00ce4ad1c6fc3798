/*
 * Methods and targets of a hostile client: whatever is taken is written again byte for byte.
 *
 * Input: "METHOD SP PATH[?QUERY]".
 *
 * SPDX-License-Identifier: ISC
 */
#include "post/internal.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vb_view rest = vb_view_str(""), method = vb_token(vb_view(data, size), &rest), path;
	const uint8_t *q = rest.len > 0 ? memchr(rest.ptr, '?', rest.len) : NULL;
	struct vb_view query = vb_view_str("");
	const struct vb_route *r = NULL;
	uint8_t buf[VB_TARGET_MAX];
	struct vb_request req;
	struct vb_err err = {0};
	struct vb_writer w;
	enum vb_code code;

	path = vb_view(rest.ptr, q ? (size_t)(q - rest.ptr) : rest.len);
	if (q)
		query = vb_view(q + 1, rest.len - path.len - 1);
	code = vb_target_parse(method, path, query, &r, &req, &err);
	if ((code == VB_NOT_FOUND) != (vb_methods_of(path)[0] == 0))
		abort();
	if (code != VB_OK)
		return 0;
	if (!r || r->op != req.op || vb_route_of(req.op) != r)
		abort();
	vb_writer_init(&w, buf, sizeof(buf));
	vb_target_put(&w, r, &req);
	/* "/card?" is "/card". */
	if (q && query.len == 0)
		rest.len--;
	if (w.over || !vb_view_eq(vb_written(&w), rest))
		abort();
	return 0;
}
