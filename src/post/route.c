/*
 * What is asked for as method and target, and back again (http.md 2).  One table for
 * both ends.
 *
 * SPDX-License-Identifier: ISC
 */
#include "post/internal.h"

#include <string.h>

#define TEXT "text/plain; charset=utf-8"
#define BYTES "application/octet-stream"
#define NEVER "no-store"
#define EVER "private, max-age=604800, immutable"
#define PUBLIC_NOW "public, max-age=5"
#define PUBLIC_EVER "public, max-age=604800, immutable"
#define NOTE_BODY (2u * VB_NOTE_MAX + 65536u)	/* a lodging: its note and identities */

/* The last row of one path that has rest in it comes behind those that have not. */
static const struct vb_route routes[] = {
	{VB_OP_INFO, "GET", "/card", "", VB_OPEN, 0, TEXT, NEVER},
	{VB_OP_INFO, "GET", VB_HEALTH, "", VB_OPEN, 0, TEXT, NEVER},
	{VB_OP_DRAFT_PUT, "PUT", "/draft/H", "", VB_ADMITTED, 1u << 20, TEXT, NEVER},
	{VB_OP_DRAFT_GET, "GET", "/draft/H", "", VB_OPEN, 0, TEXT, NEVER},
	{VB_OP_SEATS, "GET", "/draft/H/seats", "", VB_OPEN, 0, TEXT, NEVER},
	{VB_OP_SEAT_PUT, "PUT", "/draft/H/seat/N", "", VB_OPEN, NOTE_BODY, TEXT, NEVER},
	{VB_OP_LODGE, "POST", "/t/T/acts", "", VB_HOLDER, NOTE_BODY, TEXT, NEVER},
	{VB_OP_CHECKPOINT, "GET", "/t/T/checkpoint", "", VB_READER, 0, TEXT, NEVER},
	{VB_OP_CHECKPOINTS, "GET", "/t/T/checkpoints", "from to", VB_READER, 0, BYTES, NEVER},
	{VB_OP_ENTRIES, "GET", "/t/T/entries", "from to", VB_READER, 0, BYTES, NEVER},
	{VB_OP_HEAD, "GET", "/t/T/chain/N", "", VB_HOLDER, 0, TEXT, NEVER},
	{VB_OP_FIND, "GET", "/t/T/act/H", "", VB_HOLDER, 0, TEXT, NEVER},
	{VB_OP_COPY_PUT, "PUT", "/t/T/copy/H", "[from]", VB_HOLDER, VB_COPY_BYTES_MAX, TEXT, NEVER},
	{VB_OP_COPY_GET, "GET", "/t/T/copy/H", "", VB_HOLDER, 0, BYTES, EVER},
	{VB_OP_COPY_HELD, "GET", "/t/T/copy/H/held", "", VB_HOLDER, 0, TEXT, NEVER},
	{VB_OP_COSIGN, "POST", "/t/T/cosignature", "size", VB_HOLDER, 4096, TEXT, NEVER},
	{VB_OP_REGISTRATIONS, "GET", "/t/T/registrations", "from to", VB_READER, 0, BYTES, NEVER},
	{VB_OP_TILE, "GET", "/t/T/P", "", VB_READER, 0, BYTES, EVER},
	{VB_OP_REGISTER, "GET", "/register/checkpoint", "", VB_OPEN, 0, TEXT, PUBLIC_NOW},
	{VB_OP_REGISTER_GROWTH, "GET", "/register/growth", "size", VB_OPEN, 0, TEXT, NEVER},
	{VB_OP_REGISTER_TILE, "GET", "/register/P", "", VB_OPEN, 0, BYTES, PUBLIC_EVER},
};

const struct vb_route *vb_route_of(enum vb_op op)
{
	for (size_t i = 0; i < VB_ARRAY_LEN(routes); i++) {
		if (routes[i].op == op)
			return &routes[i];
	}
	return NULL;
}

/* ---- out ---- */

static void put_path(struct vb_writer *w, const char *template, const struct vb_request *req)
{
	for (const char *p = template; *p; p++) {
		if (*p == 'T')
			vb_put_hash(w, &req->table);
		else if (*p == 'H')
			vb_put_hash(w, &req->hash);
		else if (*p == 'N' || *p == 'P')
			vb_put_view(w, req->name);
		else
			vb_put_byte(w, (uint8_t)*p);
	}
}

void vb_target_put(struct vb_writer *w, const struct vb_route *r, const struct vb_request *req)
{
	put_path(w, r->path, req);
	if (strcmp(r->query, "from to") == 0)
		vb_putf(w, "?from=%llu&to=%llu", (unsigned long long)req->from,
			(unsigned long long)req->to);
	else if (strcmp(r->query, "size") == 0)
		vb_putf(w, "?size=%llu", (unsigned long long)req->from);
	else if (strcmp(r->query, "[from]") == 0 && req->from > 0)
		vb_putf(w, "?from=%llu", (unsigned long long)req->from);
}

/* ---- in ---- */

/* Names as they may stand in a path: of a chain, or of a tile. */
static bool is_plain(struct vb_view v)
{
	for (size_t i = 0; i < v.len; i++) {
		uint8_t c = v.ptr[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' &&
		    c != '/' && c != '.')
			return false;
	}
	return v.len > 0 && v.len <= 2 * VB_NAME_MAX + 16;
}

static bool take_hash(struct vb_view path, size_t *at, struct vb_hash *out)
{
	if (path.len - *at < 64 || !vb_hash_parse(vb_view(path.ptr + *at, 64), out))
		return false;
	*at += 64;
	return true;
}

static bool matches(const char *template, struct vb_view path, struct vb_request *req)
{
	size_t at = 0;

	for (const char *p = template; *p; p++) {
		struct vb_view rest = vb_view(path.ptr + at, path.len - at);

		if (*p == 'T' || *p == 'H') {
			if (!take_hash(path, &at, *p == 'T' ? &req->table : &req->hash))
				return false;
		} else if (*p == 'N' || *p == 'P') {
			req->name = rest;
			return is_plain(rest) &&
			       (*p == 'N' || (rest.len > 5 && memcmp(rest.ptr, "tile/", 5) == 0));
		} else if (rest.len == 0 || *rest.ptr != (uint8_t)*p) {
			return false;
		} else {
			at++;
		}
	}
	return at == path.len;
}

/* "NAME=DEC", and "&" where another follows. */
static bool take_number(struct vb_view *query, const char *name, uint64_t *out)
{
	size_t n = strlen(name), end = n + 1;

	if (query->len <= n || memcmp(query->ptr, name, n) != 0 || query->ptr[n] != '=')
		return false;
	while (end < query->len && query->ptr[end] != '&')
		end++;
	if (!vb_dec_parse(vb_view(query->ptr + n + 1, end - n - 1), out))
		return false;
	*query = vb_view(query->ptr + end, query->len - end);
	return true;
}

static bool parse_query(const struct vb_route *r, struct vb_view query, struct vb_request *req)
{
	if (strcmp(r->query, "size") == 0)
		return take_number(&query, "size", &req->from) && query.len == 0;
	if (strcmp(r->query, "[from]") == 0)
		return query.len == 0 ||
		       (take_number(&query, "from", &req->from) && query.len == 0);
	if (strcmp(r->query, "from to") != 0)
		return query.len == 0;
	if (!take_number(&query, "from", &req->from) || query.len == 0)
		return false;
	query = vb_view(query.ptr + 1, query.len - 1);
	return take_number(&query, "to", &req->to) && query.len == 0;
}

const char *vb_methods_of(struct vb_view path)
{
	bool get = false, put = false, post = false;

	for (size_t i = 0; i < VB_ARRAY_LEN(routes); i++) {
		struct vb_request req;

		if (!matches(routes[i].path, path, &req))
			continue;
		get = get || strcmp(routes[i].method, "GET") == 0;
		put = put || strcmp(routes[i].method, "PUT") == 0;
		post = post || strcmp(routes[i].method, "POST") == 0;
	}
	if (get)
		return put ? "GET, PUT" : "GET";
	return put ? "PUT" : post ? "POST" : "";
}

enum vb_code vb_target_parse(struct vb_view method, struct vb_view path, struct vb_view query,
			     const struct vb_route **out, struct vb_request *req,
			     struct vb_err *err)
{
	bool found = false;
	char q[80];

	for (size_t i = 0; i < VB_ARRAY_LEN(routes); i++) {
		const struct vb_route *r = &routes[i];
		struct vb_request got = {.op = r->op};

		if (!matches(r->path, path, &got))
			continue;
		found = true;
		if (!vb_view_is(method, r->method))
			continue;
		if (!parse_query(r, query, &got))
			return vb_fail(err, VB_MALFORMED, "http.md 2", "query",
				       "\"%s\" is not what this path takes: %s",
				       vb_quote(q, sizeof(q), query),
				       r->query[0] ? r->query : "no query");
		*out = r;
		*req = got;
		return VB_OK;
	}
	if (found)
		return vb_fail(err, VB_REFUSED, "http.md 2", "method",
			       "\"%s\" is not a method of this path",
			       vb_quote(q, sizeof(q), method));
	return vb_fail(err, VB_NOT_FOUND, "http.md 2", "path", "there is nothing here");
}
