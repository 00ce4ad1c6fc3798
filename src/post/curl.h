/*
 * The client, inside: what it uses of libcurl, and one request on its way.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "post/internal.h"

#include <curl/curl.h>

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
/* What every request of ours has in common: where to, and by which ways. */
void vb_curl_aim(const struct vb_curl *api, CURL *h, const char *url);

/* ---- client.c ---- */

struct vb_client {
	const struct vb_curl *api;
	CURL *curl;
	char base[300];		/* "https://host:port" */
	char authority[280];	/* "host:port", as Host says it */
	struct vb_http_options o;
	char token[200];
	const struct vb_credential *who;
	double told;		/* when progress was last shown */
};

/* One request on its way; what is not set is empty. */
struct vb_call {
	struct vb_client *c;
	const struct vb_route *route;
	const struct vb_request *req;
	struct curl_slist *headers;
	bool memory;		/* was short */
	uint8_t *body;		/* malloc'd: what is sent, where req->body is not */
	struct vb_view send;
	/* A copy that is sent from @at on, with that digest; NULL: @send is sent. */
	const struct vb_pieces *source;
	struct vb_hash digest;
	/* Who takes a copy, of which the next byte is that at @at; NULL: @got does. */
	const struct vb_sink *sink;
	uint64_t at;
	uint64_t begun, moved;	/* where this try began; bytes that it has moved */
	uint64_t skip;		/* bytes of the answer that were had before */
	bool wrong;		/* the answer is not the part that was asked for */
	struct vb_err *err;	/* of source and sink */
	enum vb_code failed;	/* what they said */
	uint8_t *got;
	size_t len, cap, max;
	long status;
	uint64_t number, part;	/* Verbale-Number; where Content-Range begins */
	char code[16], clause[40], where[128];
	double since;
};

/* Sends it, once, and fills status, number and what there is of an answer. */
CURLcode vb_call_once(struct vb_call *k);
/* What the last try ended in: VB_OK, or what is the matter. */
enum vb_code vb_call_result(const struct vb_call *k, CURLcode rc, struct vb_err *err);
/* The connection broke, or was not made. */
bool vb_call_broke(CURLcode rc);
/* Frees what it holds. */
void vb_call_free(struct vb_call *k);

/* ---- transfer.c: copies, gone on with where the connection broke ---- */

enum vb_code vb_copy_send(struct vb_client *c, const struct vb_request *req,
			  struct vb_err *err);
enum vb_code vb_copy_fetch(struct vb_client *c, const struct vb_request *req,
			   struct vb_reply *reply, struct vb_err *err);
