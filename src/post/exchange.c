/*
 * One request at the server, from its head to its answer (http.md 2 to 4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "post/internal.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FIELDS 2u
#define GRID 0.05	/* seconds: when what is nobody's business is answered */

struct vb_exchange {
	char *uri;			/* as it came: path and query, nothing decoded */
	bool begun, answered;
	struct vb_arrival a;
	struct vb_route page;		/* where there is no other */
	struct vb_http_field field[FIELDS];
	struct vb_view digest;		/* Content-Digest; empty: none came */
	struct vb_body body;
	struct vb_pieces arrived;	/* all of a copy */
	struct vb_err err;		/* why the rest of the body is thrown away */
	enum vb_code code;
	double since;
	unsigned status;
	uint64_t received, sent;	/* received: of a body that is closed */
	uint8_t address[16];
	char extent[48];		/* Content-Range of a refusal; "": none */
};

struct vb_exchange *vb_exchange_new(const char *uri)
{
	struct vb_exchange *x = calloc(1, sizeof(*x));

	if (!x)
		return NULL;
	x->body.fd = -1;
	x->uri = strdup(uri);
	x->since = vb_monotonic();
	if (x->uri)
		return x;
	free(x);
	return NULL;
}

void vb_exchange_free(struct vb_exchange *x)
{
	if (!x)
		return;
	vb_body_close(&x->body);
	free(x->uri);
	free(x);
}

static double elapsed(const struct vb_exchange *x)
{
	return vb_monotonic() - x->since;
}

void vb_exchange_tell(const struct vb_exchange *x, struct vb_http_event *out)
{
	*out = (struct vb_http_event){
		.method = x->a.route ? x->a.route->method : "",
		.route = x->a.route ? x->a.route->path : "",
		.status = x->status,
		.received = x->received + x->body.len,
		.sent = x->sent,
		.seconds = elapsed(x),
	};
}

/* ---- answers ---- */

/* Takes @bytes (malloc'd). */
static struct MHD_Response *make_response(uint8_t *bytes, size_t len)
{
	struct MHD_Response *r =
		MHD_create_response_from_buffer(len, bytes, MHD_RESPMEM_MUST_FREE);

	if (!r)
		free(bytes);
	return r;
}

static void add(struct MHD_Response *r, const char *name, const char *value)
{
	(void)MHD_add_response_header(r, name, value);
}

static int queue(struct vb_exchange *x, struct MHD_Connection *c, struct MHD_Response *r,
		 unsigned status)
{
	int done;

	if (!r)
		return MHD_NO;
	add(r, "X-Content-Type-Options", "nosniff");
	x->status = status;
	x->answered = true;
	done = (int)MHD_queue_response(c, status, r);
	MHD_destroy_response(r);
	return done;
}

/* Where nobody may learn whether there is something, the time that it took says
 * nothing of it either. */
static void wait_for_grid(const struct vb_exchange *x)
{
	double took = elapsed(x), rest;
	struct timespec t;

	rest = GRID - (took - GRID * (double)(long)(took / GRID));
	t = (struct timespec){.tv_nsec = (long)(1e9 * rest)};
	nanosleep(&t, NULL);
}

static bool is_ascii(const char *s)
{
	for (; *s; s++) {
		if (*s < 0x20 || *s > 0x7e)
			return false;
	}
	return true;
}

static void add_problem(struct MHD_Response *r, const struct vb_exchange *x, enum vb_code code,
			const struct vb_err *err)
{
	char seconds[16];

	add(r, "Content-Type", "text/plain; charset=utf-8");
	add(r, "Cache-Control", "no-store");
	add(r, "Verbale-Code", vb_code_name(code));
	if (err->clause[0] && is_ascii(err->clause))
		add(r, "Verbale-Clause", err->clause);
	if (err->where[0] && is_ascii(err->where))
		add(r, "Verbale-Where", err->where);
	if (code == VB_KEY)
		add(r, "WWW-Authenticate", "Signature, Bearer");
	if (code == VB_BUSY || vb_status_of(code) == 503) {
		snprintf(seconds, sizeof(seconds), "%u", x->a.wait ? x->a.wait : 1);
		add(r, "Retry-After", seconds);
	}
}

static int answer_problem(struct vb_exchange *x, struct MHD_Connection *c, enum vb_code code,
			  unsigned status, const struct vb_err *err)
{
	struct MHD_Response *r;
	char *line = NULL;
	int n = asprintf(&line, "%s\n", err->sentence[0] ? err->sentence : "it failed");

	if (n < 0)
		return MHD_NO;
	r = make_response((uint8_t *)line, (size_t)n);
	if (r)
		add_problem(r, x, code, err);
	if (r && x->extent[0])
		add(r, "Content-Range", x->extent);
	if (r && status == 405)
		add(r, "Allow", vb_methods_of(x->a.message.path));
	x->sent = (uint64_t)n;
	return queue(x, c, r, status);
}

static int refuse(struct vb_exchange *x, struct MHD_Connection *c, enum vb_code code,
		  const struct vb_err *err)
{
	unsigned status = vb_status_of(code);

	if (code == VB_BUSY && x->a.wait > 0)
		status = 429;
	return answer_problem(x, c, code, status, err);
}

static int answer(struct vb_exchange *x, struct MHD_Connection *c, struct vb_reply *reply)
{
	struct MHD_Response *r = make_response(reply->body, reply->len);
	char number[24];

	x->sent = reply->len;
	if (r) {
		add(r, "Content-Type", x->a.route->type);
		add(r, "Cache-Control", x->a.route->cache);
		snprintf(number, sizeof(number), "%llu", (unsigned long long)reply->number);
		add(r, "Verbale-Number", number);
	}
	*reply = (struct vb_reply){0};
	return queue(x, c, r, 200);
}

/* ---- a copy (http.md 5) ---- */

static struct vb_view header(struct MHD_Connection *c, const char *name);

/* A part, if one is wanted of what the asker thinks it is: a copy never changes. */
static enum vb_range which_part(struct MHD_Connection *c, const char *etag,
				struct vb_sending *s)
{
	struct vb_view wanted = header(c, "Range"), only_of = header(c, "If-Range");

	if (wanted.len == 0 || (only_of.len > 0 && !vb_view_is(only_of, etag)))
		return VB_RANGE_ALL;
	return vb_range_read(wanted, s->size, &s->from, &s->to);
}

static int answer_beyond(struct vb_exchange *x, struct MHD_Connection *c, uint64_t size)
{
	struct vb_err err = {0};

	(void)vb_fail(&err, VB_USAGE, "RFC 9110", "Range",
		      "the copy has %llu bytes, and none of those that were asked for",
		      (unsigned long long)size);
	snprintf(x->extent, sizeof(x->extent), "bytes */%llu", (unsigned long long)size);
	return answer_problem(x, c, VB_USAGE, 416, &err);
}

static int answer_copy(struct vb_exchange *x, const struct vb_gate *g, struct MHD_Connection *c,
		       uint64_t size)
{
	struct vb_sending s = {.post = &g->o->post, .table = x->a.req.table,
			       .hash = x->a.req.hash, .to = size, .size = size,
			       .sent = &x->sent};
	char etag[67] = "\"", extent[80];
	enum vb_range range;
	struct MHD_Response *r;

	vb_hex(etag + 1, s.hash.b, 32);
	etag[65] = '"';
	etag[66] = 0;
	range = which_part(c, etag, &s);
	if (range == VB_RANGE_BEYOND)
		return answer_beyond(x, c, size);
	r = vb_stream_new(&s);
	if (r) {
		add(r, "Content-Type", x->a.route->type);
		add(r, "Cache-Control", x->a.route->cache);
		add(r, "Accept-Ranges", "bytes");
		add(r, "ETag", etag);
		snprintf(extent, sizeof(extent), "%llu", (unsigned long long)size);
		add(r, "Verbale-Number", extent);
		snprintf(extent, sizeof(extent), "bytes %llu-%llu/%llu",
			 (unsigned long long)s.from, (unsigned long long)s.to - 1,
			 (unsigned long long)size);
		if (range == VB_RANGE_PART)
			add(r, "Content-Range", extent);
	}
	return queue(x, c, r, range == VB_RANGE_PART ? 206 : 200);
}

static struct vb_coming coming(const struct vb_exchange *x)
{
	return (struct vb_coming){&x->a.req.table, &x->a.req.hash, &x->a.holder};
}

/* What has not arrived whole is not in the depositary, but in our folder. */
static enum vb_code say_arriving(const struct vb_exchange *x, const struct vb_gate *g,
				 struct vb_reply *reply, enum vb_code code, struct vb_err *err)
{
	const struct vb_coming c = coming(x);
	uint64_t held;

	if (code != VB_NOT_FOUND && code != VB_GONE)
		return code;
	held = vb_arriving_held(g->o->spool, &c);
	if (held == 0)
		return code;
	reply->body = (uint8_t *)strdup("part\n");
	if (!reply->body)
		return vb_fail(err, VB_MEMORY, "", "server", "memory is short");
	reply->len = strlen("part\n");
	reply->number = held;
	return VB_OK;
}

/* ---- the head ---- */

static struct vb_view header(struct MHD_Connection *c, const char *name)
{
	const char *v = MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);

	return v ? vb_view_str(v) : vb_view("", 0);
}

/* Of these there is one, or whoever reads the first and whoever reads the last read two
 * requests. */
static const char *const once[] = {
	"Host", "Content-Length", "Transfer-Encoding", "Content-Digest", "Signature-Input",
	"Signature", "Authorization", "Verbale-Pass", "Verbale-Token", "X-Forwarded-For",
	"Range", "If-Range",
};

static enum MHD_Result count_header(void *cls, enum MHD_ValueKind kind, const char *name,
				    const char *value)
{
	unsigned *seen = cls;

	(void)kind;
	(void)value;
	for (size_t i = 0; i < VB_ARRAY_LEN(once); i++) {
		if (strcasecmp(name, once[i]) == 0)
			seen[i]++;
	}
	return MHD_YES;
}

static enum vb_code check_once(struct MHD_Connection *c, struct vb_err *err)
{
	unsigned seen[VB_ARRAY_LEN(once)] = {0};

	(void)MHD_get_connection_values(c, MHD_HEADER_KIND, count_header, seen);
	for (size_t i = 0; i < VB_ARRAY_LEN(once); i++) {
		if (seen[i] > 1)
			return vb_fail(err, VB_MALFORMED, "RFC 9110", once[i],
				       "it stands there more than once");
	}
	return VB_OK;
}

/* An IPv6 subscriber has a network, not an address. */
static struct vb_view peer(struct vb_exchange *x, struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *a = info ? info->client_addr : NULL;

	if (a && a->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, a, sizeof(in));
		memcpy(x->address, &in.sin_addr, 4);
		return vb_view(x->address, 4);
	}
	if (a && a->sa_family == AF_INET6) {
		struct sockaddr_in6 in;

		memcpy(&in, a, sizeof(in));
		memcpy(x->address, &in.sin6_addr, 8);
		return vb_view(x->address, 8);
	}
	return vb_view(x->address, 1);
}

/* What the proxy in front of us has put behind whatever its client said. */
static struct vb_view forwarded_for(struct vb_exchange *x, struct MHD_Connection *c)
{
	struct vb_view v = header(c, "X-Forwarded-For");
	char text[INET6_ADDRSTRLEN] = "";
	size_t at = v.len;

	while (at > 0 && v.ptr[at - 1] != ',')
		at--;
	while (at < v.len && v.ptr[at] == ' ')
		at++;
	v = vb_view(v.ptr + at, v.len - at);
	if (v.len < sizeof(text))
		memcpy(text, v.ptr, v.len);
	return inet_pton(AF_INET6, text, x->address) == 1 ? vb_view(x->address, 8) : v;
}

static void read_head(struct vb_exchange *x, const struct vb_gate *g, struct MHD_Connection *c,
		      const char *method)
{
	struct vb_arrival *a = &x->a;
	const char *q = strchr(x->uri, '?');

	a->message.method = vb_view_str(method);
	a->message.path = q ? vb_view(x->uri, (size_t)(q - x->uri)) : vb_view_str(x->uri);
	a->message.query = vb_view_str(q ? q + 1 : "");
	a->message.authority = header(c, "Host");
	a->pass = header(c, "Verbale-Pass");
	a->input = header(c, "Signature-Input");
	a->signature = header(c, "Signature");
	a->authorization = header(c, "Authorization");
	a->token = header(c, "Verbale-Token");
	a->address = g->o->proxied ? forwarded_for(x, c) : peer(x, c);
	x->digest = header(c, "Content-Digest");
	a->message.field = x->field;
	/* A field that did not come is not one that is empty: no signature covers it. */
	if (x->digest.len > 0)
		x->field[a->message.nfields++] = (struct vb_http_field){"content-digest",
									x->digest};
	if (a->pass.len > 0)
		x->field[a->message.nfields++] = (struct vb_http_field){"verbale-pass", a->pass};
}

/* The body that the head announces. */
static enum vb_code expect_body(struct vb_exchange *x, struct MHD_Connection *c,
				uint64_t *size, struct vb_err *err)
{
	struct vb_view length = header(c, "Content-Length");
	bool chunked = header(c, "Transfer-Encoding").len > 0;
	uint64_t max = x->a.route->body_max;

	/* What may be without end is not read to its end. */
	*size = UINT64_MAX;
	if (chunked)
		return vb_fail(err, VB_MALFORMED, "http.md 2", "body",
			       "its length is to be said ahead");
	if (length.len > 0 && !vb_dec_parse(length, size))
		return vb_fail(err, VB_MALFORMED, "http.md 2", "Content-Length",
			       "it is no number");
	if (length.len == 0)
		*size = 0;
	if (length.len == 0 && max > 0)
		return vb_fail(err, VB_MALFORMED, "http.md 2", "body",
			       "its length is to be said ahead");
	if (*size > max || (x->a.req.op == VB_OP_COPY_PUT && x->a.req.from > max - *size))
		return vb_fail(err, VB_USAGE, "http.md 2", "body",
			       "it has %llu bytes, at most %llu are taken",
			       (unsigned long long)*size, (unsigned long long)max);
	x->a.body = max > 0;
	return VB_OK;
}

/* A copy that is not small is kept as it comes, in case that not all of it does. */
static enum vb_code open_body(struct vb_exchange *x, const struct vb_gate *g, uint64_t size,
			      struct vb_err *err)
{
	const struct vb_coming c = coming(x);
	uint64_t from = x->a.req.from;

	if (x->a.req.op != VB_OP_COPY_PUT || (from == 0 && size <= VB_BODY_IN_MEMORY))
		return vb_body_open(&x->body, size, g->o->spool, err);
	return vb_arriving_open(&x->body, g->o->spool, &g->o->limits, &c, from, size, err);
}

static enum vb_code find_route(struct vb_exchange *x, const struct vb_gate *g,
			       struct vb_err *err)
{
	struct vb_arrival *a = &x->a;

	if (g->o->page) {
		bool brings = vb_view_is(a->message.method, "POST");

		x->page = (struct vb_route){.method = "", .path = "page", .access = VB_OPEN,
					    .body_max = brings ? g->o->page_body : 0};
		a->route = &x->page;
		return VB_OK;
	}
	return vb_target_parse(a->message.method, a->message.path, a->message.query, &a->route,
			       &a->req, err);
}

static int begin(struct vb_exchange *x, struct vb_gate *g, struct MHD_Connection *c,
		 const char *method)
{
	struct vb_err err = {0};
	uint64_t size = 0;
	enum vb_code code;

	read_head(x, g, c, method);
	code = check_once(c, &err);
	if (code != VB_OK)
		return refuse(x, c, code, &err);
	code = find_route(x, g, &err);
	if (code == VB_REFUSED)
		return answer_problem(x, c, code, 405, &err);
	if (code == VB_OK)
		code = expect_body(x, c, &size, &err);
	if (code == VB_USAGE)
		return answer_problem(x, c, code, 413, &err);
	if (code == VB_OK) {
		code = vb_gate_check(g, &x->a, &err);
		if (code == VB_NOT_FOUND)
			wait_for_grid(x);
	}
	if (code == VB_OK && x->a.body)
		code = open_body(x, g, size, &err);
	/* Who brings nothing is answered at the end, and may go on asking here. */
	if (code != VB_OK && size > 0)
		return refuse(x, c, code, &err);
	x->code = code;
	x->err = err;
	return MHD_YES;
}

/* ---- the body, and the end ---- */

static enum vb_code check_digest(const struct vb_exchange *x, const struct vb_hash *hash,
				 struct vb_err *err)
{
	char digest[64];

	/* Where nothing is signed the body may speak for itself. */
	if (x->digest.len == 0)
		return VB_OK;
	vb_digest_put(digest, hash);
	if (vb_view_is(x->digest, digest))
		return VB_OK;
	return vb_fail(err, VB_FALSE, "RFC 9530", "Content-Digest",
		       "it is not that of the body that came, as sha-256");
}

static enum vb_code put_body(struct vb_exchange *x, struct vb_err *err)
{
	struct vb_request *req = &x->a.req;
	struct vb_hash hash;
	enum vb_code code;

	if (!x->a.body)
		return VB_OK;
	if (x->body.path) {
		vb_sha256_final(&x->body.sum, &hash);
		x->arrived = vb_pieces_file(&x->body.fd, x->body.before + x->body.len);
		req->source = &x->arrived;
		code = VB_OK;
	} else {
		code = vb_body_view(&x->body, &req->body, &hash, err);
	}
	if (code == VB_OK)
		code = check_digest(x, &hash, err);
	if (code == VB_OK && req->op == VB_OP_DRAFT_PUT && !vb_hash_eq(&req->hash, &hash))
		code = vb_fail(err, VB_FALSE, "http.md 2", "draft",
			       "its SHA-256 is not the one under which it is put");
	if (code == VB_OK && req->op == VB_OP_SEAT_PUT &&
	    !vb_body_split(req->body, &req->body, &req->secret))
		code = vb_fail(err, VB_MALFORMED, "http.md 2", "body",
			       "it is not a seat and a secret, each with its length in front");
	return code;
}

/* That the depositary answers; nothing about it. */
static enum vb_code say_health(struct vb_reply *reply, struct vb_err *err)
{
	vb_reply_free(reply);
	reply->body = (uint8_t *)strdup("ok\n");
	if (!reply->body)
		return vb_fail(err, VB_MEMORY, "", "server", "memory is short");
	reply->len = strlen("ok\n");
	return VB_OK;
}

static int show_page(struct vb_exchange *x, const struct vb_gate *g, struct MHD_Connection *c)
{
	const struct vb_http_question q = {.method = x->a.message.method,
					   .path = x->a.message.path,
					   .query = x->a.message.query,
					   .body = x->a.req.body};
	struct vb_http_page page = {.status = 500, .type = "text/plain; charset=utf-8"};
	struct MHD_Response *r;

	g->o->page(g->o->ctx, &q, &page);
	x->sent = page.len;
	r = make_response(page.body, page.len);
	if (r) {
		add(r, "Content-Type", page.type);
		add(r, "Cache-Control", "no-store");
	}
	return queue(x, c, r, page.status);
}

/* The bytes of a copy are asked for while they are sent. */
static enum vb_code ask(struct vb_exchange *x, const struct vb_gate *g, struct vb_reply *reply,
			struct vb_err *err)
{
	struct vb_request req = x->a.req;
	enum vb_code code;

	if (req.op == VB_OP_COPY_GET)
		req.op = VB_OP_COPY_HELD;
	code = vb_post_ask(&g->o->post, &req, reply, err);
	if (x->a.req.op == VB_OP_COPY_HELD)
		code = say_arriving(x, g, reply, code, err);
	/* What cannot become the copy is not gone on with; for the rest there is time. */
	if (code == VB_OK || code == VB_FALSE || code == VB_REFUSED)
		vb_body_drop(&x->body);
	/* Whoever hears the answer may go on at once. */
	x->received = x->body.len;
	vb_body_close(&x->body);
	return code;
}

static int end(struct vb_exchange *x, struct vb_gate *g, struct MHD_Connection *c)
{
	struct vb_reply reply = {0};
	struct vb_err err = x->err;
	enum vb_code code = x->code;

	if (code == VB_OK) {
		code = put_body(x, &err);
		if (code == VB_FALSE)
			vb_body_drop(&x->body);
	}
	if (code == VB_OK && g->o->page)
		return show_page(x, g, c);
	if (code == VB_OK)
		code = ask(x, g, &reply, &err);
	if (code == VB_OK && x->a.req.op == VB_OP_COPY_GET) {
		uint64_t size = reply.number;

		vb_reply_free(&reply);
		return answer_copy(x, g, c, size);
	}
	if (code == VB_OK && strcmp(x->a.route->path, VB_HEALTH) == 0)
		code = say_health(&reply, &err);
	return code == VB_OK ? answer(x, c, &reply) : refuse(x, c, code, &err);
}

int vb_exchange_go(struct vb_exchange *x, struct vb_gate *g, struct MHD_Connection *c,
		   const char *method, const char *data, size_t *len)
{
	if (!x->begun) {
		x->begun = true;
		return begin(x, g, c, method);
	}
	if (*len > 0) {
		/* A GET that brings something: it is not looked at. */
		if (x->code == VB_OK && x->a.body && !x->answered)
			x->code = vb_body_add(&x->body, vb_view(data, *len), &x->err);
		/* What there is no room for must not keep the room from others. */
		if (x->code == VB_FULL)
			vb_body_drop(&x->body);
		*len = 0;
		return MHD_YES;
	}
	return x->answered ? MHD_YES : end(x, g, c);
}
