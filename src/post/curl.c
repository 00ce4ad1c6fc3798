/*
 * libcurl, loaded when a desk first goes over a network: with it come some thirty
 * libraries, which a verb that verifies a file offline neither waits for nor has in its
 * memory.
 *
 * SPDX-License-Identifier: ISC
 */
#include "post/curl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

static struct vb_curl api;
static bool loaded;

/* A function is no object: its address is copied, not converted. */
static bool find(void *library, const char *name, void *function)
{
	void *at = dlsym(library, name);

	memcpy(function, &at, sizeof(at));
	return at != NULL;
}

static void load(void)
{
	void *l = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);

	loaded = l && find(l, "curl_global_init", &api.global_init) &&
		 find(l, "curl_easy_init", &api.init) &&
		 find(l, "curl_easy_reset", &api.reset) &&
		 find(l, "curl_easy_setopt", &api.set) &&
		 find(l, "curl_easy_perform", &api.perform) &&
		 find(l, "curl_easy_getinfo", &api.get) &&
		 find(l, "curl_easy_cleanup", &api.cleanup) &&
		 find(l, "curl_easy_strerror", &api.explain) &&
		 find(l, "curl_slist_append", &api.append) &&
		 find(l, "curl_slist_free_all", &api.free_list) &&
		 api.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

const struct vb_curl *vb_curl(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	return loaded ? &api : NULL;
}

void vb_curl_aim(const struct vb_curl *c, CURL *h, const char *url)
{
	c->set(h, CURLOPT_URL, url);
	c->set(h, CURLOPT_PROTOCOLS_STR, "http,https");
	c->set(h, CURLOPT_NOSIGNAL, 1L);
	/* In clear it goes to that machine itself, whatever the environment has. */
	if (strncmp(url, "https", 5) != 0)
		c->set(h, CURLOPT_PROXY, "");
	c->set(h, CURLOPT_USERAGENT, "verbale/" VB_VERSION);
}
