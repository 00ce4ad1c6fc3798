/*
 * One POST to somebody else's server: a cosigner, say.
 *
 * SPDX-License-Identifier: ISC
 */
#include "post/curl.h"
#include "post/internal.h"

#include <string.h>

static size_t take(char *data, size_t size, size_t n, void *ctx)
{
	struct vb_http_answer *a = ctx;
	size_t len = size * n;

	if (len > sizeof(a->body) - a->len)
		return 0;
	memcpy(a->body + a->len, data, len);
	a->len += len;
	return len;
}

static void set_up(const struct vb_curl *api, CURL *h, const char *url, struct vb_view body,
		   unsigned seconds, struct vb_http_answer *out)
{
	CURLcode (*set)(CURL *h, CURLoption o, ...) = api->set;

	vb_curl_aim(api, h, url);
	set(h, CURLOPT_TIMEOUT, (long)seconds);
	set(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.len);
	set(h, CURLOPT_POSTFIELDS, (const char *)body.ptr);
	set(h, CURLOPT_WRITEFUNCTION, take);
	set(h, CURLOPT_WRITEDATA, out);
}

enum vb_code vb_http_post(const char *url, struct vb_view body, unsigned seconds,
			  struct vb_http_answer *out, struct vb_err *err)
{
	const struct vb_curl *api = vb_curl();
	CURL *h = api ? api->init() : NULL;
	struct curl_slist *headers = NULL;
	const char *type = NULL;
	long status = 0;
	CURLcode rc;

	*out = (struct vb_http_answer){0};
	if (!api)
		return vb_fail(err, VB_IO, "", "libcurl", "it is not installed here");
	if (!vb_http_is_address(url)) {
		if (h)
			api->cleanup(h);
		return vb_fail(err, VB_USAGE, "", "address", "it is not http:// or https://");
	}
	if (h)
		headers = api->append(NULL, "Content-Type: text/plain; charset=utf-8");
	if (!h || !headers) {
		if (h)
			api->cleanup(h);
		return vb_fail(err, VB_MEMORY, "", "", "memory is short");
	}
	set_up(api, h, url, body, seconds, out);
	api->set(h, CURLOPT_HTTPHEADER, headers);
	rc = api->perform(h);
	api->get(h, CURLINFO_RESPONSE_CODE, &status);
	api->get(h, CURLINFO_CONTENT_TYPE, &type);
	out->status = (unsigned)status;
	snprintf(out->type, sizeof(out->type), "%s", type ? type : "");
	api->free_list(headers);
	api->cleanup(h);
	if (rc == CURLE_OK)
		return VB_OK;
	return vb_fail(err, VB_IO, "", "address", "it does not answer: %s", api->explain(rc));
}
