/*
 * A depositary at an address of the network: each question is one request over HTTP
 * (http.md 2), signed with the key of a pass where there is one.
 *
 * SPDX-License-Identifier: ISC
 *
 * Requests are idempotent, so that one which got no answer is sent once more; libcurl
 * keeps the connection.
 */
#include "post/curl.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define REPLY_MAX (65u << 20)	/* bytes of an answer that is no copy */
#define CONNECT_SECONDS 10L
#define SILENCE_SECONDS 60L	/* without a byte: nobody is there */
#define STORE_SECONDS 600L	/* the same, while a large copy may be stored */

/* http.md 2.1: so many of the longest entries are one answer. */
_Static_assert(REPLY_MAX >= 1024u * (VB_NOTE_MAX + 2u), "entries in one answer");

/* ---- what comes back ---- */

/* Of a copy: an answer that begins elsewhere is not taken, save that of a server which knows
 * no parts, and whose first bytes we have. */
static bool take_copy(struct vb_call *k, struct vb_view v)
{
	size_t known;

	if (k->moved == 0) {
		k->skip = k->status == 200 ? k->begun : 0;
		k->wrong = k->status == 206 && k->part != k->begun;
	}
	k->moved += v.len;
	known = k->skip < v.len ? (size_t)k->skip : v.len;
	k->skip -= known;
	v = vb_view(v.ptr + known, v.len - known);
	if (!k->wrong && v.len > 0)
		k->failed = k->sink->take(k->sink->ctx, v, k->err);
	k->at += v.len;
	return !k->wrong && k->failed == VB_OK;
}

static size_t take_body(char *data, size_t size, size_t n, void *ctx)
{
	struct vb_call *k = ctx;
	size_t want = k->cap ? k->cap : 4096, len = size * n;
	uint8_t *more;

	if (k->sink && (k->status == 200 || k->status == 206))
		return take_copy(k, vb_view(data, len)) ? len : 0;
	if (len > k->max - k->len)
		return 0;
	while (want - k->len < len)
		want *= 2;
	if (want > k->cap) {
		more = realloc(k->got, want);
		k->memory = !more;
		if (!more)
			return 0;
		k->got = more;
		k->cap = want;
	}
	memcpy(k->got + k->len, data, len);
	k->len += len;
	return len;
}

/* The value of header @name in @line, if it is that one. */
static bool header_is(struct vb_view line, const char *name, struct vb_view *value)
{
	size_t n = strlen(name);

	if (line.len <= n || line.ptr[n] != ':' ||
	    strncasecmp((const char *)line.ptr, name, n) != 0)
		return false;
	line = vb_view(line.ptr + n + 1, line.len - n - 1);
	while (line.len > 0 && (*line.ptr == ' ' || *line.ptr == '\t'))
		line = vb_view(line.ptr + 1, line.len - 1);
	while (line.len > 0 && (line.ptr[line.len - 1] == '\n' || line.ptr[line.len - 1] == '\r' ||
				line.ptr[line.len - 1] == ' '))
		line.len--;
	*value = line;
	return true;
}

/* Of "HTTP/1.1 200 OK". */
static long status_of(struct vb_view line)
{
	const uint8_t *space = memchr(line.ptr, ' ', line.len);
	size_t n = space ? (size_t)(line.ptr + line.len - space - 1) : 0;
	uint64_t status = 0;

	return n >= 3 && vb_dec_parse(vb_view(space + 1, 3), &status) ? (long)status : 0;
}

/* Of "bytes 100-199/1000"; what is none of that is nowhere. */
static uint64_t begin_of(struct vb_view v)
{
	static const char unit[] = "bytes ";
	size_t n = strlen(unit);
	const uint8_t *dash = v.len > 0 ? memchr(v.ptr, '-', v.len) : NULL;
	uint64_t from = 0;

	if (!dash || v.len < n || memcmp(v.ptr, unit, n) != 0 ||
	    !vb_dec_parse(vb_view(v.ptr + n, (size_t)(dash - v.ptr) - n), &from))
		return UINT64_MAX;
	return from;
}

static size_t take_header(char *data, size_t size, size_t n, void *ctx)
{
	struct vb_view line = vb_view(data, size * n), v;
	struct vb_call *k = ctx;

	/* Of a redirection, or of "100 Continue", nothing stays. */
	if (line.len >= 5 && memcmp(line.ptr, "HTTP/", 5) == 0) {
		k->number = k->part = 0;
		k->status = status_of(line);
		k->code[0] = k->clause[0] = k->where[0] = 0;
	} else if (header_is(line, "Verbale-Number", &v)) {
		if (!vb_dec_parse(v, &k->number))
			k->number = 0;
	} else if (header_is(line, "Content-Range", &v)) {
		k->part = begin_of(v);
	} else if (header_is(line, "Verbale-Code", &v)) {
		vb_quote(k->code, sizeof(k->code), v);
	} else if (header_is(line, "Verbale-Clause", &v)) {
		vb_quote(k->clause, sizeof(k->clause), v);
	} else if (header_is(line, "Verbale-Where", &v)) {
		vb_quote(k->where, sizeof(k->where), v);
	}
	return line.len;
}

static int take_progress(void *ctx, curl_off_t total, curl_off_t got, curl_off_t to_send,
			 curl_off_t sent)
{
	struct vb_call *k = ctx;
	struct vb_client *c = k->c;
	double now = vb_monotonic();
	bool up = to_send > 0;
	uint64_t before = k->source || k->sink ? k->begun : 0;
	uint64_t done = (uint64_t)(up ? sent : got), all = (uint64_t)(up ? to_send : total);

	if (!c->o.progress || now - k->since < 1)
		return 0;
	/* The end is told, if anything was. */
	if (now - c->told < 0.5 && (done != all || c->told < k->since))
		return 0;
	c->told = now;
	c->o.progress(c->o.ctx, up ? "sent" : "received", before + done,
		      all > 0 ? before + all : 0);
	return 0;
}

/* ---- what is sent ---- */

static size_t give_body(char *out, size_t size, size_t n, void *ctx)
{
	struct vb_call *k = ctx;
	uint64_t left = k->source->size - k->at;
	size_t len = left < size * n ? (size_t)left : size * n;

	if (len > 0)
		k->failed = k->source->read(k->source->ctx, k->at, (uint8_t *)out, len, k->err);
	if (k->failed != VB_OK)
		return CURL_READFUNC_ABORT;
	k->at += len;
	k->moved += len;
	return len;
}

/* libcurl begins again where a connection that it had kept was no more. */
static int seek_body(void *ctx, curl_off_t to, int origin)
{
	struct vb_call *k = ctx;

	if (origin != SEEK_SET || to < 0 || (uint64_t)to > k->source->size - k->begun)
		return CURL_SEEKFUNC_FAIL;
	k->at = k->begun + (uint64_t)to;
	return CURL_SEEKFUNC_OK;
}

static void add_header(struct vb_call *k, const char *name, struct vb_view value)
{
	struct curl_slist *more = NULL;
	char *line = NULL;

	if (asprintf(&line, "%s: %.*s", name, (int)value.len, (const char *)value.ptr) < 0)
		line = NULL;
	if (line)
		more = k->c->api->append(k->headers, line);
	if (more)
		k->headers = more;
	else
		k->memory = true;
	free(line);
}

/* A seat goes with its secret: each with its length in front. */
static void make_body(struct vb_call *k)
{
	const struct vb_request *req = k->req;
	size_t n = req->body.len, m = req->secret.len;

	k->send = req->body;
	if (req->op != VB_OP_SEAT_PUT)
		return;
	k->body = malloc(8 + n + m);
	k->memory = k->memory || !k->body;
	if (!k->body)
		return;
	vb_put_be32(k->body, (uint32_t)n);
	if (n > 0)
		memcpy(k->body + 4, req->body.ptr, n);
	vb_put_be32(k->body + 4 + n, (uint32_t)m);
	if (m > 0)
		memcpy(k->body + 8 + n, req->secret.ptr, m);
	k->send = vb_view(k->body, 8 + n + m);
}

static void sign(struct vb_call *k, struct vb_view target, const char *digest)
{
	struct vb_client *c = k->c;
	const uint8_t *q = memchr(target.ptr, '?', target.len);
	size_t path = q ? (size_t)(q - target.ptr) : target.len;
	char pass[2 * VB_PASS_MAX] = "", input[512], signature[160];
	struct vb_http_field field[2] = {{.name = "verbale-pass"}};
	struct vb_http_message m = {
		.method = vb_view_str(k->route->method),
		.authority = vb_view_str(c->authority),
		.path = vb_view(target.ptr, path),
		.query = q ? vb_view(q + 1, target.len - path - 1) : vb_view_str(""),
		.field = field, .nfields = 1,
	};
	struct vb_writer in, sig;
	struct vb_pass read;
	uint8_t nonce[16];

	if (c->who->pass.len > VB_PASS_MAX || vb_pass_parse(c->who->pass, &read, NULL) != VB_OK)
		return;
	field[0].value = vb_view(pass, vb_base64(pass, c->who->pass.ptr, c->who->pass.len));
	if (k->route->body_max > 0)
		field[m.nfields++] = (struct vb_http_field){"content-digest",
							    vb_view_str(digest)};
	c->o.rng.fill(c->o.rng.ctx, nonce, sizeof(nonce));
	vb_writer_init(&in, input, sizeof(input));
	vb_writer_init(&sig, signature, sizeof(signature));
	vb_signature_make(&m, c->o.clock.now(c->o.clock.ctx), nonce, read.chain, c->who->key,
			  &in, &sig);
	k->memory = k->memory || in.over || sig.over;
	add_header(k, "Verbale-Pass", field[0].value);
	add_header(k, "Signature-Input", vb_written(&in));
	add_header(k, "Signature", vb_written(&sig));
}

static void add_range(struct vb_call *k)
{
	char range[48];

	snprintf(range, sizeof(range), "bytes=%llu-", (unsigned long long)k->begun);
	add_header(k, "Range", vb_view_str(range));
}

static void make_headers(struct vb_call *k, struct vb_view target)
{
	struct vb_client *c = k->c;
	struct vb_hash hash = k->digest;
	char digest[64];

	add_header(k, "Host", vb_view_str(c->authority));
	/* Who would be refused hears it before the bytes of a large copy have gone. */
	if (!k->source)
		add_header(k, "Expect", vb_view_str(""));
	if (k->sink && k->begun > 0)
		add_range(k);
	if (k->route->body_max > 0) {
		if (!k->source)
			vb_sha256(k->send, &hash);
		vb_digest_put(digest, &hash);
		add_header(k, "Content-Digest", vb_view_str(digest));
		add_header(k, "Content-Type", vb_view_str("application/octet-stream"));
	}
	if (k->route->access == VB_ADMITTED && c->token[0])
		add_header(k, "Verbale-Token", vb_view_str(c->token));
	if ((k->route->access == VB_HOLDER || k->route->access == VB_READER) && c->who &&
	    c->who->pass.len > 0)
		sign(k, target, digest);
}

static void set_up(struct vb_call *k, const char *url)
{
	CURLcode (*set)(CURL *h, CURLoption o, ...) = k->c->api->set;
	CURL *h = k->c->curl;

	k->c->api->reset(h);
	vb_curl_aim(k->c->api, h, url);
	set(h, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	set(h, CURLOPT_LOW_SPEED_LIMIT, 1L);
	set(h, CURLOPT_LOW_SPEED_TIME, k->source ? STORE_SECONDS : SILENCE_SECONDS);
	set(h, CURLOPT_TCP_NODELAY, 1L);
	set(h, CURLOPT_HTTPHEADER, k->headers);
	set(h, CURLOPT_CUSTOMREQUEST, k->route->method);
	if (k->source) {
		set(h, CURLOPT_UPLOAD, 1L);
		set(h, CURLOPT_INFILESIZE_LARGE, (curl_off_t)(k->source->size - k->begun));
		set(h, CURLOPT_READFUNCTION, give_body);
		set(h, CURLOPT_READDATA, k);
		set(h, CURLOPT_SEEKFUNCTION, seek_body);
		set(h, CURLOPT_SEEKDATA, k);
	} else if (k->route->body_max > 0) {
		set(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)k->send.len);
		set(h, CURLOPT_POSTFIELDS,
				 k->send.len > 0 ? (const char *)k->send.ptr : "");
	}
	set(h, CURLOPT_WRITEFUNCTION, take_body);
	set(h, CURLOPT_WRITEDATA, k);
	set(h, CURLOPT_HEADERFUNCTION, take_header);
	set(h, CURLOPT_HEADERDATA, k);
	set(h, CURLOPT_XFERINFOFUNCTION, take_progress);
	set(h, CURLOPT_XFERINFODATA, k);
	set(h, CURLOPT_NOPROGRESS, 0L);
}

/* ---- one question ---- */

bool vb_call_broke(CURLcode rc)
{
	return rc == CURLE_GOT_NOTHING || rc == CURLE_SEND_ERROR || rc == CURLE_RECV_ERROR ||
	       rc == CURLE_PARTIAL_FILE || rc == CURLE_OPERATION_TIMEDOUT ||
	       rc == CURLE_COULDNT_CONNECT;
}

static enum vb_code out_of_reach(const struct vb_call *k, CURLcode rc, struct vb_err *err)
{
	char q[200];

	/* What our own end could not read or keep has its words already. */
	if (k->failed != VB_OK)
		return k->failed;
	if (k->memory || rc == CURLE_OUT_OF_MEMORY)
		return vb_fail(err, VB_MEMORY, "", "", "memory is short");
	if (rc == CURLE_WRITE_ERROR && k->wrong)
		return vb_fail(err, VB_IO, "http.md 5.1", "depositary",
			       "it answers with another part than was asked for");
	if (rc == CURLE_WRITE_ERROR)
		return vb_fail(err, VB_IO, "http.md 2", "depositary",
			       "it answers with more than %zu bytes", k->max);
	return vb_fail(err, VB_IO, "", vb_quote(q, sizeof(q), vb_view_str(k->c->base)),
		       "the depositary does not answer: %s", k->c->api->explain(rc));
}

static enum vb_code read_problem(const struct vb_call *k, long status, struct vb_err *err)
{
	enum vb_code code = vb_code_of(vb_view_str(k->code), (unsigned)status);
	struct vb_view line = vb_view(k->got, k->len);
	const uint8_t *lf = line.len > 0 ? memchr(line.ptr, '\n', line.len) : NULL;
	char q[440];

	if (lf)
		line.len = (size_t)(lf - line.ptr);
	if (k->code[0] == 0)
		return vb_fail(err, code, "", "depositary",
			       "what answers at its address is no depositary, or not well: "
			       "status %ld", status);
	/* That it does not know us says nothing of what was asked for. */
	if (code == VB_KEY || strcmp(k->clause, "http.md 3.3") == 0)
		code = VB_IO;
	return vb_fail(err, code, k->clause, k->where[0] ? k->where : "depositary", "%s",
		       vb_quote(q, sizeof(q), line));
}

static void reset_answer(struct vb_call *k)
{
	if (k->got)
		vb_wipe(k->got, k->len);
	k->len = 0;
	k->number = 0;
	k->status = 0;
	k->begun = k->at;
	k->moved = 0;
	k->failed = VB_OK;
}

CURLcode vb_call_once(struct vb_call *k)
{
	char url[sizeof(k->c->base) + VB_TARGET_MAX];
	uint8_t buf[VB_TARGET_MAX];
	struct vb_request req = *k->req;
	struct vb_writer target;

	if (k->source)
		req.from = k->at;
	vb_writer_init(&target, buf, sizeof(buf));
	vb_target_put(&target, k->route, &req);
	snprintf(url, sizeof(url), "%s%.*s", k->c->base, (int)target.len, (const char *)buf);
	k->c->api->free_list(k->headers);
	k->headers = NULL;
	reset_answer(k);
	make_headers(k, vb_written(&target));
	if (k->memory || target.over)
		return CURLE_OUT_OF_MEMORY;
	set_up(k, url);
	return k->c->api->perform(k->c->curl);
}

/* Signed anew the second time: a signature counts once. */
static CURLcode perform(struct vb_call *k)
{
	CURLcode rc = vb_call_once(k);

	if (rc == CURLE_GOT_NOTHING || rc == CURLE_SEND_ERROR || rc == CURLE_RECV_ERROR)
		rc = vb_call_once(k);
	return rc;
}

void vb_call_free(struct vb_call *k)
{
	k->c->api->free_list(k->headers);
	if (k->body) {
		vb_wipe(k->body, k->send.len);
		free(k->body);
	}
	if (k->got)
		vb_wipe(k->got, k->len);
	free(k->got);
}

enum vb_code vb_call_result(const struct vb_call *k, CURLcode rc, struct vb_err *err)
{
	if (rc != CURLE_OK)
		return out_of_reach(k, rc, err);
	if (k->status != 200 && !(k->sink && k->status == 206))
		return read_problem(k, k->status, err);
	return VB_OK;
}

static enum vb_code ask_once(struct vb_client *c, const struct vb_request *req,
			     struct vb_reply *reply, struct vb_err *err)
{
	struct vb_call k = {.c = c, .route = vb_route_of(req->op), .req = req,
			    .since = vb_monotonic(), .max = REPLY_MAX};
	enum vb_code code;

	make_body(&k);
	code = vb_call_result(&k, perform(&k), err);
	if (code == VB_OK) {
		*reply = (struct vb_reply){k.got, k.len, k.number};
		k.got = NULL;
	}
	vb_call_free(&k);
	return code;
}

static enum vb_code ask(void *ctx, const struct vb_request *req, struct vb_reply *reply,
			struct vb_err *err)
{
	const struct vb_route *route = vb_route_of(req->op);
	uint8_t buf[VB_TARGET_MAX];
	struct vb_writer w;

	if (!route)
		return vb_fail(err, VB_USAGE, "http.md 2", "request", "it does not travel");
	vb_writer_init(&w, buf, sizeof(buf));
	vb_target_put(&w, route, req);
	if (w.over)
		return vb_fail(err, VB_USAGE, "http.md 2", "request", "a name in it is too long");
	if (req->op == VB_OP_COPY_PUT)
		return vb_copy_send(ctx, req, err);
	if (req->op == VB_OP_COPY_GET)
		return vb_copy_fetch(ctx, req, reply, err);
	return ask_once(ctx, req, reply, err);
}

static void introduce(void *ctx, const struct vb_credential *who)
{
	struct vb_client *c = ctx;

	c->who = who;
}

static void close_client(void *ctx)
{
	struct vb_client *c = ctx;

	c->api->cleanup(c->curl);
	vb_wipe(c->token, sizeof(c->token));
	free(c);
}

/* ---- addresses ---- */

bool vb_http_is_address(const char *address)
{
	return strncmp(address, "http://", 7) == 0 || strncmp(address, "https://", 8) == 0;
}

/* "[::1]", RFC 4193, link-local. */
static bool is_private_v6(const char *host)
{
	struct in6_addr v6;
	char inside[64];
	size_t n = strlen(host);

	if (n < 4 || n - 2 >= sizeof(inside) || host[n - 1] != ']')
		return false;
	memcpy(inside, host + 1, n - 2);
	inside[n - 2] = 0;
	return inet_pton(AF_INET6, inside, &v6) == 1 &&
	       (IN6_IS_ADDR_LOOPBACK(&v6) || IN6_IS_ADDR_LINKLOCAL(&v6) ||
		(v6.s6_addr[0] & 0xfe) == 0xfc);
}

/* Of this machine, or of a network that is not the world's. */
static bool is_private(const char *host)
{
	size_t n = strlen(host);
	struct in_addr v4;
	uint32_t a;

	if (strcmp(host, "localhost") == 0 || (n > 10 && strcmp(host + n - 10, ".localhost") == 0))
		return true;
	if (host[0] == '[')
		return is_private_v6(host);
	if (inet_pton(AF_INET, host, &v4) != 1)
		return false;
	a = ntohl(v4.s_addr);
	return a >> 24 == 127 || a >> 24 == 10 || a >> 16 == 0xc0a8 || a >> 16 == 0xa9fe ||
	       a >> 20 == 0xac1;	/* RFC 1918, RFC 3927, and this machine */
}

/* "host" and, unless it is the usual one, "host:port" of "scheme://host:port/". */
static bool read_address(const char *address, struct vb_client *c, char host[static 256])
{
	bool tls = strncmp(address, "https", 5) == 0;
	const char *at = strstr(address, "://") + 3, *port;
	size_t n = strcspn(at, "/?#");

	/* At most a slash behind it. */
	if (at[n] && strcmp(at + n, "/") != 0)
		return false;
	if (n == 0 || n > 254 || memchr(at, '@', n) || memchr(at, '\\', n))
		return false;
	for (size_t i = 0; i < n; i++)
		host[i] = at[i] >= 'A' && at[i] <= 'Z' ? (char)(at[i] - 'A' + 'a') : at[i];
	host[n] = 0;
	if (strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789.-_[]:") != n)
		return false;
	port = strrchr(host, ':');
	if (port && (strchr(port, ']') || (strchr(host, ':') != port && host[0] != '[')))
		port = NULL;
	if (port && (strlen(port) < 2 || strlen(port) > 6 ||
		     strspn(port + 1, "0123456789") != strlen(port + 1)))
		return false;
	if (port && strcmp(port, tls ? ":443" : ":80") == 0)
		host[port - host] = 0;
	snprintf(c->authority, sizeof(c->authority), "%s", host);
	snprintf(c->base, sizeof(c->base), "%s://%s", tls ? "https" : "http", host);
	if (port && *port)
		host[port - host] = 0;
	return host[0] != 0;
}

static enum vb_code check_address(const char *address, struct vb_client *c, struct vb_err *err)
{
	char host[256], q[120];

	vb_quote(q, sizeof(q), vb_view_str(address));
	if (!vb_http_is_address(address) || !read_address(address, c, host))
		return vb_fail(err, VB_USAGE, "http.md 1", "address",
			       "\"%s\" is not https://HOST or https://HOST:PORT", q);
	if (strncmp(address, "https", 5) != 0 && !is_private(host))
		return vb_fail(err, VB_REFUSED, "http.md 1", "address",
			       "\"%s\" would send what only you and the depositary may see over "
			       "the network in clear: https is due beyond this machine and private "
			       "networks", q);
	return VB_OK;
}

enum vb_code vb_http_connect(const char *address, const struct vb_http_options *o,
			     struct vb_post *out, struct vb_err *err)
{
	struct vb_client *c = calloc(1, sizeof(*c));
	enum vb_code code;

	if (!c)
		return vb_fail(err, VB_MEMORY, "", "", "memory is short");
	c->o = *o;
	code = check_address(address, c, err);
	if (code == VB_OK && o->token && strlen(o->token) >= sizeof(c->token))
		code = vb_fail(err, VB_USAGE, "http.md 3.5", "token", "it is too long");
	if (code == VB_OK) {
		c->api = vb_curl();
		c->curl = c->api ? c->api->init() : NULL;
		if (!c->curl)
			code = vb_fail(err, VB_REFUSED, "", "network",
				       "libcurl (Debian: libcurl4) is not installed, and without "
				       "it no network is reached");
	}
	if (code != VB_OK) {
		free(c);
		return code;
	}
	snprintf(c->token, sizeof(c->token), "%s", o->token ? o->token : "");
	*out = (struct vb_post){
		.ask = ask, .introduce = introduce, .close = close_client, .ctx = c};
	return VB_OK;
}
