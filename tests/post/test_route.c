/*
 * Requests as method and target: every one out and in again, and what is not taken.
 *
 * SPDX-License-Identifier: ISC
 */
#include "post/internal.h"

#include "tap.h"

#include <stdlib.h>
#include <string.h>

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static enum vb_code parse(const char *method, const char *target, const struct vb_route **r,
			  struct vb_request *req, struct vb_err *err)
{
	static char *kept;
	const char *q = strchr(target, '?');
	size_t n = strlen(target), path = q ? (size_t)(q - target) : n;

	free(kept);
	kept = malloc(n ? n : 1);
	memcpy(kept, target, n);
	return vb_target_parse(vb_view_str(method), vb_view(kept, path),
			       q ? vb_view(kept + path + 1, n - path - 1) : vb_view_str(""), r,
			       req, err);
}

/* ---- every one there is ---- */

static void every_op(void)
{
	static const char *const want[] = {
		[VB_OP_INFO] = "GET /card", [VB_OP_DRAFT_PUT] = "PUT /draft/" B64,
		[VB_OP_DRAFT_GET] = "GET /draft/" B64,
		[VB_OP_SEAT_PUT] = "PUT /draft/" B64 "/seat/nord-2",
		[VB_OP_SEATS] = "GET /draft/" B64 "/seats",
		[VB_OP_LODGE] = "POST /t/" A64 "/acts",
		[VB_OP_CHECKPOINT] = "GET /t/" A64 "/checkpoint",
		[VB_OP_CHECKPOINTS] = "GET /t/" A64 "/checkpoints?from=3&to=9007199254740991",
		[VB_OP_ENTRIES] = "GET /t/" A64 "/entries?from=3&to=9007199254740991",
		[VB_OP_HEAD] = "GET /t/" A64 "/chain/nord-2",
		[VB_OP_FIND] = "GET /t/" A64 "/act/" B64,
		[VB_OP_COPY_PUT] = "PUT /t/" A64 "/copy/" B64 "?from=3",
		[VB_OP_COPY_GET] = "GET /t/" A64 "/copy/" B64,
		[VB_OP_COPY_HELD] = "GET /t/" A64 "/copy/" B64 "/held",
		[VB_OP_COSIGN] = "POST /t/" A64 "/cosignature?size=3",
		[VB_OP_TILE] = "GET /t/" A64 "/tile/0/x001/234.p/5",
		[VB_OP_REGISTER] = "GET /register/checkpoint",
		[VB_OP_REGISTER_TILE] = "GET /register/tile/0/x001/234.p/5",
		[VB_OP_REGISTER_GROWTH] = "GET /register/growth?size=3",
		[VB_OP_REGISTRATIONS] = "GET /t/" A64 "/registrations?from=3&to=9007199254740991",
	};
	struct vb_request req = {.from = 3, .to = VB_DEC_MAX}, got;
	const struct vb_route *r, *back;
	char line[600];
	struct vb_writer w;

	memset(req.table.b, 0xaa, 32);
	if (!vb_hash_parse(vb_view_str(B64), &req.hash))
		abort();
	for (unsigned op = 0; op < VB_OP_PASS; op++) {
		r = vb_route_of((enum vb_op)op);
		ok(r && r->op == op, "op %u has a route", op);
		if (!r)
			continue;
		req.name = vb_view_str(op == VB_OP_TILE || op == VB_OP_REGISTER_TILE ?
					       "tile/0/x001/234.p/5" : "nord-2");
		vb_writer_init(&w, line, sizeof(line) - 1);
		vb_putf(&w, "%s ", r->method);
		vb_target_put(&w, r, &req);
		line[w.len] = 0;
		is_str(line, want[op], "op %u out", op);
		is_int(parse(r->method, strchr(line, ' ') + 1, &back, &got, NULL), VB_OK,
		       "op %u in", op);
		ok(back == r && got.op == op, "op %u is that one", op);
		ok((!strstr(r->path, "/T") || vb_hash_eq(&got.table, &req.table)) &&
		   (!strstr(r->path, "/H") || vb_hash_eq(&got.hash, &req.hash)) &&
		   (!strpbrk(r->path, "NP") || vb_view_eq(got.name, req.name)) &&
		   (!r->query[0] || got.from == 3) &&
		   (strcmp(r->query, "from to") != 0 || got.to == VB_DEC_MAX), "op %u whole", op);
		ok((r->body_max > 0) == (strcmp(r->method, "GET") != 0), "op %u: a body, or not",
		   op);
	}
	ok(!vb_route_of(VB_OP_PASS), "a pass is asked about by nobody from outside");
}

static void names(void)
{
	struct vb_request req = {.op = VB_OP_HEAD}, got;
	const struct vb_route *r = vb_route_of(VB_OP_HEAD);
	char line[VB_TARGET_MAX + 1];
	struct vb_writer w;

	memset(req.table.b, 0xaa, 32);
	req.name = vb_view_str("abcdefghijklmnopqrstuvwxyz012345/abcdefghijklmnopqrstuvwxyz012345");
	vb_writer_init(&w, line, sizeof(line) - 1);
	vb_target_put(&w, r, &req);
	line[w.len] = 0;
	ok(!w.over && parse("GET", line, &r, &got, NULL) == VB_OK &&
	   vb_view_eq(got.name, req.name), "the longest chain there is");
	vb_writer_init(&w, line, 20);
	vb_target_put(&w, r, &req);
	ok(w.over, "a target that does not fit is said not to");
}

/* ---- what is not taken ---- */

static const char *const nowhere[] = {
	"", "/", "*", "//card", "/card/", "/Card", "/car", "/cards", "card", "/%63ard", "/card%20",
	"/card#x", "/./card", "/../card", "http://h/card", "/draft", "/draft/", "/draft/" B64 "/",
	"/draft/" B64 "0", "/draft/0123", "/draft/0123456789ABCDEF0123456789abcdef0123456789abcdef"
	"0123456789abcdef", "/draft/" B64 "/seat", "/draft/" B64 "/seat/", "/draft/" B64 "/seats/",
	"/draft/" B64 "/seat/NORD", "/draft/" B64 "/seat/n%6frd", "/draft/" B64 "/seat/n rd",
	"/draft/" B64 "/seat/n\tx", "/draft/" B64 "/seat/n\xc3\xa9", "/draft//seats", "/t", "/t/",
	"/t/" A64, "/t/" A64 "/", "/t/" A64 "/act", "/t/" A64 "/act/", "/t/" A64 "/act/x",
	"/t/" A64 "/act/" B64 "x", "/t/" A64 "/acts/", "/t/" A64 "/copy/", "/t/" A64 "//acts",
	"/t/" A64 "/checkpoint/", "/t/" A64 "/checkpointss", "/t/" A64 "/tile", "/t/" A64 "/tile/",
	"/t/" A64 "/tiles/0/000", "/t/" A64 "/Tile/0/000", "/t/" A64 "/tile/0/0 0",
	"/T/" A64 "/acts",
	"/t/" A64 "/tile/0/000%2ep/5", "/t/" A64 "/chain", "/t/" A64 "/chain/", "/t/" A64 "/x",
	"/t/" A64 "/chain/abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"
	"01234567890123456789012345678",
	"/t/" A64 "/pass", "/healthz/", "/t/\xff",
};

static void paths(void)
{
	const struct vb_route *r = NULL;
	struct vb_request got = {0};
	struct vb_err err = {0};

	for (size_t i = 0; i < VB_ARRAY_LEN(nowhere); i++) {
		is_int(parse("GET", nowhere[i], &r, &got, &err), VB_NOT_FOUND, "no path %zu", i);
		is_int(parse("PUT", nowhere[i], &r, &got, NULL), VB_NOT_FOUND, "no PUT either, %zu",
		       i);
	}
	ok(!r, "and no route was given");
	is_str(err.clause, "http.md 2", "by its clause");
}

static void methods(void)
{
	static const char *const other[] = {"HEAD", "OPTIONS", "TRACE", "DELETE", "PATCH",
					    "CONNECT",
					    "get", "Get", "GET ", " GET", "", "PROPFIND"};
	static const char *const path[] = {
		"/card", "/draft/" B64, "/draft/" B64 "/seats", "/draft/" B64 "/seat/nord",
		"/t/" A64 "/acts", "/t/" A64 "/checkpoint", "/t/" A64 "/copy/" B64,
		"/t/" A64 "/tile/0/000", "/t/" A64 "/cosignature?size=1",
		"/t/" A64 "/entries?from=0&to=1"};
	const struct vb_route *r;
	struct vb_request got;

	for (size_t i = 0; i < VB_ARRAY_LEN(path); i++) {
		unsigned refused = 0;

		for (size_t j = 0; j < VB_ARRAY_LEN(other); j++)
			refused += parse(other[j], path[i], &r, &got, NULL) == VB_REFUSED;
		is_int(refused, VB_ARRAY_LEN(other), "path %zu has its own methods alone", i);
	}
	is_int(parse("POST", "/card", &r, &got, NULL), VB_REFUSED, "POST of the card");
	is_int(parse("GET", "/t/" A64 "/acts", &r, &got, NULL), VB_REFUSED, "GET of the acts");
	is_int(parse("POST", "/t/" A64 "/copy/" B64, &r, &got, NULL), VB_REFUSED, "POST of a copy");
	is_int(parse("DELETE", "/t/" A64 "/entries?junk", &r, &got, NULL), VB_REFUSED,
	       "the method comes before the query");
}

static void allowed(void)
{
	static const struct {
		const char *path, *want;
	} row[] = {
		{"/card", "GET"}, {"/draft/" B64, "GET, PUT"}, {"/draft/" B64 "/seat/nord", "PUT"},
		{"/t/" A64 "/acts", "POST"}, {"/t/" A64 "/copy/" B64, "GET, PUT"},
		{"/t/" A64 "/tile/0/000", "GET"}, {"/nothing", ""}, {"", ""},
	};

	for (size_t i = 0; i < VB_ARRAY_LEN(row); i++)
		is_str(vb_methods_of(vb_view_str(row[i].path)), row[i].want, "allowed: %s",
		       row[i].path);
}

static void codes(void)
{
	static const enum vb_code all[] = {
		VB_OK, VB_MALFORMED, VB_FALSE, VB_REFUSED, VB_NOT_FOUND, VB_CONFLICT, VB_UNKNOWN,
		VB_BUSY, VB_FULL, VB_IO, VB_MEMORY, VB_KEY, VB_USAGE};
	static const struct {
		const char *word;
		unsigned status;
		enum vb_code want;
	} row[] = {
		{"refused", 405, VB_REFUSED}, {"usage", 413, VB_USAGE}, {"busy", 429, VB_BUSY},
		{"", 429, VB_BUSY}, {"", 503, VB_BUSY}, {"", 413, VB_IO}, {"", 404, VB_IO},
		{"", 500, VB_IO}, {"", 302, VB_IO}, {"", 0, VB_IO}, {"", 200, VB_OK},
		{"", 204, VB_OK},
		{"not-found", 200, VB_OK}, {"refused", 404, VB_IO}, {"nonsense", 403, VB_IO},
		{"ok", 500, VB_IO},
	};

	for (size_t i = 0; i < VB_ARRAY_LEN(all); i++)
		is_int(vb_code_of(vb_view_str(vb_code_name(all[i])), vb_status_of(all[i])), all[i],
		       "code %s there and back", vb_code_name(all[i]));
	is_int(vb_status_of(VB_REFUSED), 403, "a rule is 403");
	is_int(vb_status_of(VB_USAGE), 400, "grammar is 400");
	is_int(vb_status_of(VB_BUSY), 503, "the depositary's own haste is 503");
	for (size_t i = 0; i < VB_ARRAY_LEN(row); i++)
		is_int(vb_code_of(vb_view_str(row[i].word), row[i].status), row[i].want,
		       "\"%s\" with %u", row[i].word, row[i].status);
}

static void queries(void)
{
	static const char *const range[] = {
		"", "from=1", "to=1", "from=1&", "from=1&to=", "from=&to=1", "to=1&from=1",
		"from=1&to=2&", "from=1&to=2&x=1", "&from=1&to=2", "from=1&&to=2", "from=01&to=2",
		"from=-1&to=2", "from=+1&to=2", "from=1 &to=2", "from=0x1&to=2", "from=1&to=2 ",
		"from=1;to=2", "From=1&to=2", "from=1&to=9007199254740992", "from=%31&to=2",
		"from=1&to=18446744073709551617", "from=1&from=1&to=2", "from=1&to=2?", "from",
		"from=1&to", "size=1", "from=1&to=2#x",
	};
	static const char *const size[] = {"", "size", "size=", "size=-1", "size=01", "size=1&",
					   "size=1&size=1", "Size=1", "from=1", "size=1&from=1",
					   "&size=1"};
	static const char *const none[] = {"x", "=", "&", "from=1&to=2", "?", " "};
	const struct vb_route *r;
	struct vb_request got;
	struct vb_err err = {0};
	char target[200];

	for (size_t i = 0; i < VB_ARRAY_LEN(range); i++) {
		snprintf(target, sizeof(target), "/t/" A64 "/%s?%s",
			 i % 2 ? "entries" : "checkpoints", range[i]);
		is_int(parse("GET", target, &r, &got, &err), VB_MALFORMED, "range %zu", i);
	}
	is_str(err.where, "query", "said of the query");
	for (size_t i = 0; i < VB_ARRAY_LEN(size); i++) {
		snprintf(target, sizeof(target), "/t/" A64 "/cosignature?%s", size[i]);
		is_int(parse("POST", target, &r, &got, NULL), VB_MALFORMED, "size %zu", i);
	}
	for (size_t i = 0; i < VB_ARRAY_LEN(none); i++) {
		snprintf(target, sizeof(target), "/t/" A64 "/checkpoint?%s", none[i]);
		is_int(parse("GET", target, &r, &got, NULL), VB_MALFORMED, "no query %zu", i);
		snprintf(target, sizeof(target), "/card?%s", none[i]);
		is_int(parse("GET", target, &r, &got, NULL), VB_MALFORMED, "nor of the card %zu",
		       i);
	}
	is_int(parse("GET", "/t/" A64 "/entries?from=0&to=0", &r, &got, NULL), VB_OK,
	       "an empty range is the depositary's matter");
}

int main(void)
{
	every_op();
	names();
	paths();
	methods();
	allowed();
	codes();
	queries();
	return tap_done();
}
