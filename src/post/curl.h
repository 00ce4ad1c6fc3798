/*
 * What the client uses of libcurl.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include <curl/curl.h>
#include <stdbool.h>

struct vb_curl {
	CURLcode (*global_init)(long flags);
	CURL *(*init)(void);
	void (*reset)(CURL *h);
	CURLcode (*set)(CURL *h, CURLoption o, ...);
	CURLcode (*perform)(CURL *h);
	CURLcode (*get)(CURL *h, CURLINFO i, ...);
	void (*cleanup)(CURL *h);
	const char *(*explain)(CURLcode rc);
	struct curl_slist *(*append)(struct curl_slist *l, const char *line);
	void (*free_list)(struct curl_slist *l);
};
/* NULL: it is not installed here. */
const struct vb_curl *vb_curl(void);
