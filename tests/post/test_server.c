/*
 * The server against whoever asks it (http.md 2 to 4): what is answered to whom, and that
 * what is refused has changed nothing.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http.h"

#include "need.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define AT(h, rest) at((h)->id, rest)

static struct ht h;
static struct ht_answer a;
static char header[256];

/* "/t/ID/REST", in one of eight places. */
static const char *at(const char *id, const char *rest)
{
	static char out[8][400];
	static unsigned next;

	next = (next + 1) % 8;
	snprintf(out[next], sizeof(out[0]), "/t/%s/%s", id, rest);
	return out[next];
}

static unsigned status(const struct ht_request *r)
{
	ht_ask(&h, r, &a);
	return a.status;
}

static unsigned raw(const char *bytes)
{
	ht_ask_raw(&h, bytes, strlen(bytes), &a);
	return a.status;
}

static struct vb_hash before;
static unsigned writes;

static void look(void)
{
	before = ht_picture(&h);
	writes = atomic_load(&h.writes);
}

static void unchanged(const char *what)
{
	struct vb_hash now = ht_picture(&h);

	ok(vb_hash_eq(&now, &before) && atomic_load(&h.writes) == writes,
	   "%s: nothing has changed", what);
}

/* ---- what anybody may ask ---- */

static void anybody(void)
{
	struct ht_request r = {.method = "GET", .target = "/card"};
	char target[200], hex[65];
	struct vb_hash hash;
	struct vb_card card;

	is_int(status(&r), 200, "the card");
	is_int(vb_card_parse(vb_view(a.body, a.len), &card, NULL), VB_OK, "is one");
	is_str(ht_header(&a, "Cache-Control", header), "no-store", "and is not kept");
	is_str(ht_header(&a, "X-Content-Type-Options", header), "nosniff", "nor guessed at");
	r.target = "/healthz";
	is_int(status(&r), 200, "healthz");
	ok(a.len == 3 && memcmp(a.body, "ok\n", 3) == 0, "says ok");
	vb_hex(hex, h.mine.draft.b, 32);
	snprintf(target, sizeof(target), "/draft/%s", hex);
	r.target = target;
	is_int(status(&r), 200, "a draft");
	ok(a.len == h.mine.draft_len && memcmp(a.body, h.mine.draft_text, a.len) == 0, "as it was");
	snprintf(target, sizeof(target), "/draft/%s/seats", hex);
	is_int(status(&r), 200, "who is seated");
	is_str(ht_header(&a, "Verbale-Number", header), "1", "and that it is open");
	look();
	snprintf(target, sizeof(target), "/draft/%s", h.id);
	is_int(status(&r), 404, "no draft of that hash");
	is_str(ht_header(&a, "Verbale-Code", header), "not-found", "by its code");
	r = (struct ht_request){.method = "PUT", .target = target, .has_body = true,
				.body = vb_view_str("no draft")};
	is_int(status(&r), 422, "what does not have that hash");
	vb_sha256(r.body, &hash);
	vb_hex(hex, hash.b, 32);
	snprintf(target, sizeof(target), "/draft/%s", hex);
	is_int(status(&r), 400, "what is no draft");
	vb_hex(hex, h.mine.draft.b, 32);
	snprintf(target, sizeof(target), "/draft/%s/seat/nord", hex);
	is_int(status(&r), 400, "what is no seat and secret");
	r.body = vb_view("\0\0\0\4seat\0\0\0\7secret", 18);
	is_int(status(&r), 400, "a secret cut short");
	r.body = vb_view("\377\377\377\377seat\0\0\0\6secret", 18);
	is_int(status(&r), 400, "a seat longer than all");
	r.body = vb_view("\0\0\0\4seat\0\0\0\6secret!", 19);
	is_int(status(&r), 400, "a byte behind it");
	is_int(atomic_load(&h.writes), writes + 1,
	       "only the draft was looked at by the depositary");
	writes++;
	unchanged("drafts and seats");
}

static void digest_of_open_body(void)
{
	struct ht_request r = {.method = "PUT", .has_body = true, .body = vb_view_str("no draft")};
	char target[200], hex[65];

	look();
	vb_hex(hex, h.mine.draft.b, 32);
	snprintf(target, sizeof(target), "/draft/%s", hex);
	r.target = target;
	r.sent_digest = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:";
	is_int(status(&r), 422, "a draft with the digest of another");
	is_str(ht_header(&a, "Verbale-Code", header), "false", "is false");
	is_str(ht_header(&a, "Verbale-Clause", header), "RFC 9530", "by RFC 9530");
	unchanged("a false digest");
}

/* ---- whoever signs ---- */

static struct ht_request promise(uint8_t *body, size_t *len, const char *text)
{
	struct cl_fields f = {{"what", "other", "due", "2030-01-01T00:00:00Z", "text", text, NULL}};
	struct ht_request r = ht_signed(&h, "POST", AT(&h, "acts"));

	*len = cl_act(&h.mine, 0, "promise", &f, NULL, NULL, body + 4);
	vb_put_be32(body, (uint32_t)*len);
	*len += 4;
	r.has_body = true;
	r.body = vb_view(body, *len);
	return r;
}

/* What was lodged by hand: nord's chain has moved on to it. */
static void lodged(const uint8_t *body, size_t len)
{
	struct vb_act *act = malloc(sizeof(*act));

	if (!act || vb_act_parse(vb_view(body + 4, len - 4), act, NULL) != VB_OK)
		abort();
	h.mine.m[0].number = act->number;
	h.mine.m[0].prev = act->id;
	free(act);
}

static void holder(void)
{
	static const char *const get[] = {"checkpoint", "entries?from=0&to=1", "chain/nord",
					  "checkpoints?from=1&to=1", "tile/0/000.p/1",
					  "tile/entries/000.p/1"};
	static uint8_t body[VB_NOTE_MAX + 4];
	struct ht_request r;
	size_t len;

	for (size_t i = 0; i < VB_ARRAY_LEN(get); i++) {
		r = ht_signed(&h, "GET", AT(&h, get[i]));
		is_int(status(&r), 200, "holder: GET %s", get[i]);
	}
	is_str(ht_header(&a, "Cache-Control", header), "private, max-age=604800, immutable",
	       "holder: a tile may be kept");
	r = ht_signed(&h, "GET", AT(&h, "tile/0/000.p/9"));
	is_int(status(&r), 404, "holder: a tile that there is not yet");
	is_str(ht_header(&a, "Cache-Control", header), "no-store", "holder: which is not kept");
	r = promise(body, &len, "We shall answer.");
	is_int(status(&r), 200, "holder: an act");
	is_str(ht_header(&a, "Verbale-Number", header), "1", "holder: its index");
	look();
	is_int(status(&r), 200, "holder: the same act in a new request");
	is_str(ht_header(&a, "Verbale-Number", header), "1", "holder: the same index");
	writes++;
	unchanged("an act once more");
	lodged(body, len);
}

/* What is altered on its way, or was never in order: like @good but for one thing. */
#define REFUSED(want, what, ...) do { \
		struct ht_request r = *good; \
		__VA_ARGS__; \
		is_int(status(&r), want, "tampered: %s", what); \
	} while (0)

static void tampered_itself(const struct ht_request *good, const uint8_t *other, size_t len,
			    int64_t now)
{
	REFUSED(401, "not signed", r.pass = vb_view("", 0));
	is_str(ht_header(&a, "Verbale-Clause", header), "http.md 3.2", "tampered: by its clause");
	is_str(ht_header(&a, "WWW-Authenticate", header), "Signature, Bearer",
	       "tampered: and how one asks");
	REFUSED(401, "by a key that is not the pass's", r.key = h.stranger);
	REFUSED(401, "another path", r.sent_target = at(h.other_id, "acts"));
	REFUSED(401, "another method", r.method = "PUT"; r.sent_method = "POST");
	REFUSED(401, "another host", r.sent_host = "example.org");
	REFUSED(401, "another query", r = ht_signed(&h, "GET", AT(&h, "entries?from=0&to=1"));
		r.sent_target = AT(&h, "entries?from=0&to=2"));
	REFUSED(401, "another digest",
		r.sent_digest = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:");
	REFUSED(401, "no digest, signed as nothing", r.no_digest = true);
	REFUSED(401, "an empty digest, signed as nothing", r.no_digest = true;
		r.more = "Content-Digest:\r\n");
	REFUSED(401, "no digest, and another body", r.no_digest = true;
		r.sent_body = vb_view(other, len));
	REFUSED(422, "another body", r.sent_body = vb_view(other, len));
	REFUSED(422, "no body", r.sent_body = vb_view(other, 0); r.length = "0");
	REFUSED(401, "121 seconds old", r.created = now - 121);
	REFUSED(401, "121 seconds ahead", r.created = now + 121);
}

static void tampered_passes(const struct ht_request *good, int64_t now)
{
	static uint8_t pass[VB_PASS_MAX];
	uint8_t small[VB_PASS_MAX];
	size_t n;

	n = ht_pass(&h.mine, 1, h.key, VB_TIME_NONE, pass);
	REFUSED(401, "another pass of the same key", r.sent_pass = vb_view(pass, n));
	n = ht_pass(&h.mine, 0, NULL, now + 3600, small);
	REFUSED(401, "a bearer pass and a signature", r.pass = vb_view(small, n));
	REFUSED(400, "what is no pass", r.pass = vb_view_str("no pass"));
}

static void tampered_cover(const struct ht_request *good)
{
	REFUSED(401, "no method in it",
		r.cover = "\"@authority\" \"@path\" \"@query\" \"verbale-pass\" "
			  "\"content-digest\"");
	REFUSED(401, "no authority in it",
		r.cover = "\"@method\" \"@path\" \"@query\" \"verbale-pass\" \"content-digest\"");
	REFUSED(401, "no path in it",
		r.cover = "\"@method\" \"@authority\" \"@query\" \"verbale-pass\" "
			  "\"content-digest\"");
	REFUSED(401, "no query in it",
		r.cover = "\"@method\" \"@authority\" \"@path\" \"verbale-pass\" "
			  "\"content-digest\"");
	REFUSED(401, "no pass in it",
		r.cover = "\"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\"");
	REFUSED(401, "no digest in it",
		r.cover = "\"@method\" \"@authority\" \"@path\" \"@query\" \"verbale-pass\"");
	REFUSED(401, "a component that is not there",
		r.cover = "\"@method\" \"@authority\" \"@path\" \"@query\" \"verbale-pass\" "
			  "\"content-digest\" \"date\"");
}

static void tampered_params(const struct ht_request *good, int64_t now)
{
	char params[200];

	REFUSED(401, "no time", r.params = ";nonce=\"x\";alg=\"ed25519\"");
	snprintf(params, sizeof(params), ";created=%lld;alg=\"ed25519\"", (long long)now);
	REFUSED(401, "no nonce", r.params = params);
	snprintf(params, sizeof(params), ";created=%lld;nonce=\"y\";alg=\"hmac-sha256\"",
		 (long long)now);
	REFUSED(401, "another algorithm", r.params = params);
	snprintf(params, sizeof(params), ";created=%lld;nonce=\"y\";expires=9999999999",
		 (long long)now);
	REFUSED(400, "a parameter that is not known", r.params = params);
}
#undef REFUSED

static void tampered(void)
{
	static uint8_t body[VB_NOTE_MAX + 4], other[VB_NOTE_MAX + 4];
	struct ht_request good;
	size_t len;
	int64_t now = atomic_load(&cl_now);

	good = promise(body, &len, "Another.");
	memcpy(other, body, len);
	other[len / 2] ^= 1;
	look();
	tampered_itself(&good, other, len, now);
	tampered_passes(&good, now);
	tampered_cover(&good);
	tampered_params(&good, now);
	unchanged("tampered");
	good.created = now - 120;
	is_int(status(&good), 200, "and 120 seconds old it is taken");
	lodged(body, len);
}

static void twice(void)
{
	static uint8_t body[VB_NOTE_MAX + 4], bytes[VB_NOTE_MAX + 16384];
	size_t len, n;
	struct ht_request r = promise(body, &len, "Once.");
	struct vb_hash copy;
	char target[200], hex[65];

	n = ht_put(&h, &r, bytes, sizeof(bytes));
	ht_ask_raw(&h, bytes, n, &a);
	is_int(a.status, 200, "replayed: a POST");
	look();
	ht_ask_raw(&h, bytes, n, &a);
	is_int(a.status, 401, "replayed: again");
	ok(strstr((const char *)a.body, "used before") != NULL, "replayed: and says so");
	unchanged("a POST replayed");
	lodged(body, len);
	vb_sha256(vb_view_str("ciphertext"), &copy);
	vb_hex(hex, copy.b, 32);
	snprintf(target, sizeof(target), "/t/%s/copy/%s", h.id, hex);
	r = ht_signed(&h, "PUT", target);
	r.has_body = true;
	r.body = vb_view_str("ciphertext");
	n = ht_put(&h, &r, bytes, sizeof(bytes));
	ht_ask_raw(&h, bytes, n, &a);
	is_int(a.status, 200, "replayed: a PUT");
	look();
	ht_ask_raw(&h, bytes, n, &a);
	is_int(a.status, 401, "replayed: again");
	unchanged("a PUT replayed");
	r = ht_signed(&h, "GET", AT(&h, "checkpoint"));
	n = ht_put(&h, &r, bytes, sizeof(bytes));
	for (int i = 0; i < 3; i++) {
		ht_ask_raw(&h, bytes, n, &a);
		is_int(a.status, 200, "replayed: a GET, %d", i);
	}
	atomic_fetch_add(&cl_now, 121);
	ht_ask_raw(&h, bytes, n, &a);
	is_int(a.status, 401, "replayed: until it is too old");
}

/* ---- whoever has a bearer pass ---- */

static struct ht_request bearer(const char *method, const char *target, const uint8_t *pass,
				size_t n, char more[static 2100])
{
	char b64[2 * VB_PASS_MAX];

	vb_base64(b64, pass, n);
	snprintf(more, 2100, "Authorization: Bearer %s\r\n", b64);
	return (struct ht_request){.method = method, .target = target, .more = more};
}

static void readers(void)
{
	static const char *const may[] = {"checkpoint", "entries?from=0&to=1", "tile/0/000.p/1",
					  "checkpoints?from=1&to=1"};
	static const char *const may_not[] = {"chain/nord", "act/", "copy/"};
	uint8_t pass[VB_PASS_MAX];
	int64_t now = atomic_load(&cl_now);
	size_t n = ht_pass(&h.mine, 0, NULL, now + 60, pass);
	struct ht_request r;
	char more[2100], rest[100];

	look();
	for (size_t i = 0; i < VB_ARRAY_LEN(may); i++) {
		r = bearer("GET", AT(&h, may[i]), pass, n, more);
		is_int(status(&r), 200, "reader: %s", may[i]);
	}
	for (size_t i = 0; i < VB_ARRAY_LEN(may_not); i++) {
		snprintf(rest, sizeof(rest), "%s%s", may_not[i], i ? h.id : "");
		r = bearer("GET", AT(&h, rest), pass, n, more);
		is_int(status(&r), 401, "reader: not %s", may_not[i]);
	}
	r = bearer("POST", AT(&h, "acts"), pass, n, more);
	r.has_body = true;
	r.body = vb_view_str("act");
	is_int(status(&r), 401, "reader: not to lodge");
	r = bearer("GET", AT(&h, "checkpoint"), h.pass, h.pass_len, more);
	is_int(status(&r), 401, "reader: not with a pass that wants a signature");
	r.more = "Authorization: Basic dXNlcjpwYXNz\r\n";
	is_int(status(&r), 401, "reader: not by password");
	r.more = "Authorization: Bearer \r\n";
	is_int(status(&r), 401, "reader: not with nothing");
	r.more = "Authorization: Bearer !!!!\r\n";
	is_int(status(&r), 400, "reader: not with what is no base64");
	r.more = "Authorization: Bearer AAAA\r\n";
	is_int(status(&r), 400, "reader: nor what is no pass");
	unchanged("readers");
}

/* ---- nobody's business (3.3) ---- */

/* All of an answer but its Date. */
static void strip(char *out, size_t cap, const struct ht_answer *from)
{
	const char *date = strstr(from->head, "Date: ");
	const char *end = date ? strstr(date, "\r\n") : NULL;

	snprintf(out, cap, "%.*s%s%.*s", date ? (int)(date - from->head) : HT_HEAD, from->head,
		 end ? end + 2 : "", (int)from->len, (const char *)from->body);
}

static unsigned near_grid, off_grid;

/* A loaded machine is late, but never early. */
static void on_grid(double seconds, const char *what)
{
	double over = seconds - 0.05 * (double)(long)(seconds / 0.05);

	ok(seconds >= 0.05, "%s: after %.1f ms", what, 1e3 * seconds);
	*(over < 0.025 ? &near_grid : &off_grid) += 1;
}

static void nobody(void)
{
	static char want[16384], got[16384];
	char unknown[65], more[6][2100];
	uint8_t pass[6][VB_PASS_MAX];
	int64_t now = atomic_load(&cl_now);
	struct cl_table *mine = &h.mine;
	struct ht_request r[10];
	struct cl_table gone = *mine;
	unsigned n = 0;

	memset(unknown, 'a', 64);
	unknown[64] = 0;
	gone.m[0].act = h.stranger;	/* a key that the table does not have */
	r[n++] = ht_signed(&h, "GET", at(unknown, "checkpoint"));
	r[n++] = ht_signed(&h, "GET", at(h.other_id, "checkpoint"));
	r[n] = ht_signed(&h, "GET", AT(&h, "checkpoint"));
	r[n++].pass = vb_view(pass[0], ht_pass(&h.other, 0, h.key, VB_TIME_NONE, pass[0]));
	r[n] = ht_signed(&h, "GET", AT(&h, "checkpoint"));
	r[n++].pass = vb_view(pass[1], ht_pass(mine, 0, h.key, now - 1, pass[1]));
	r[n] = ht_signed(&h, "GET", AT(&h, "checkpoint"));
	r[n++].pass = vb_view(pass[2], ht_pass(&gone, 0, h.key, VB_TIME_NONE, pass[2]));
	r[n++] = bearer("GET", at(unknown, "checkpoint"), pass[3],
			ht_pass(mine, 0, NULL, now + 60, pass[3]), more[0]);
	r[n++] = bearer("GET", AT(&h, "checkpoint"), pass[4],
			ht_pass(mine, 0, NULL, now - 1, pass[4]), more[1]);
	r[n++] = bearer("GET", AT(&h, "checkpoint"), pass[5],
			ht_pass(&h.other, 1, NULL, now + 60, pass[5]), more[2]);
	r[n++] = ht_signed(&h, "GET", at(unknown, "tile/0/000"));
	look();
	for (unsigned i = 0; i < n; i++) {
		is_int(status(&r[i]), 404, "nobody %u: there is nothing", i);
		strip(i == 0 ? want : got, sizeof(want), &a);
		is_str(i == 0 ? want : got, want, "nobody %u: in the same bytes", i);
		on_grid(a.seconds, "nobody");
	}
	r[0] = ht_signed(&h, "POST", at(unknown, "acts"));
	r[1] = ht_signed(&h, "POST", at(h.other_id, "acts"));
	for (unsigned i = 0; i < 2; i++) {
		r[i].has_body = true;
		r[i].body = vb_view_str("act");
		is_int(status(&r[i]), 404, "nobody: no lodging, %u", i);
		strip(i == 0 ? want : got, sizeof(want), &a);
		on_grid(a.seconds, "nobody lodges");
	}
	is_str(got, want, "nobody: in the same bytes");
	ok(near_grid > off_grid, "nobody: on the grid, %u times of %u", near_grid,
	   near_grid + off_grid);
	unchanged("nobody");
}

/* A pass that has just held ends with its time, and not some seconds later. */
static void last_second(void)
{
	uint8_t pass[2][VB_PASS_MAX];
	int64_t now = atomic_load(&cl_now);
	size_t n = ht_pass(&h.mine, 0, NULL, now + 1, pass[0]);
	size_t m = ht_pass(&h.mine, 0, h.key, now + 1, pass[1]);
	struct ht_request r[2] = {{0}, ht_signed(&h, "GET", AT(&h, "checkpoint"))};
	char more[2100];

	r[0] = bearer("GET", AT(&h, "checkpoint"), pass[0], n, more);
	r[1].pass = vb_view(pass[1], m);
	for (int i = 0; i < 2; i++)
		is_int(status(&r[i]), 200, "a pass before its end, %d", i);
	atomic_fetch_add(&cl_now, 2);
	for (int i = 0; i < 2; i++)
		is_int(status(&r[i]), 404, "a pass behind its end, %d", i);
}

/* Who is nobody here leaves no mark: his signature may come twice. */
static void no_mark(void)
{
	struct ht_request r = ht_signed(&h, "POST", at(h.other_id, "acts"));
	uint8_t bytes[8192];
	size_t n;

	r.has_body = true;
	r.body = vb_view_str("act");
	n = ht_put(&h, &r, bytes, sizeof(bytes));
	for (int i = 0; i < 2; i++) {
		ht_ask_raw(&h, bytes, n, &a);
		is_int(a.status, 404, "nobody: replayed, %d", i);
	}
}

/* ---- forms of HTTP ---- */

static void forms(void)
{
	static const struct {
		const char *bytes;
		unsigned want, or;	/* 0: closed without an answer */
		const char *what;
	} row[] = {
		{"GET /card HTTP/1.1\r\nHost: x\r\n\r\n", 200, 200, "HTTP/1.1"},
		{"GET /card HTTP/1.0\r\n\r\n", 200, 200, "HTTP/1.0"},
		{"GET /card?x=1 HTTP/1.1\r\nHost: x\r\n\r\n", 400, 400, "a query too many"},
		{"GET /healthz?x HTTP/1.1\r\nHost: x\r\n\r\n", 400, 400, "health with a query"},
		{"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi", 405, 405,
		 "health by POST"},
		{"HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 405, 405, "health by HEAD"},
		{"GET /healthz/ HTTP/1.1\r\nHost: x\r\n\r\n", 404, 404, "health and a slash"},
		{"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n", 404, 404, "no path"},
		{"GET / HTTP/1.1\r\nHost: x\r\n\r\n", 404, 404, "the root"},
		{"GET /%63ard HTTP/1.1\r\nHost: x\r\n\r\n", 404, 404, "percent-encoded"},
		{"GET /../card HTTP/1.1\r\nHost: x\r\n\r\n", 404, 404, "dots"},
		{"HEAD /card HTTP/1.1\r\nHost: x\r\n\r\n", 405, 405, "HEAD"},
		{"OPTIONS /card HTTP/1.1\r\nHost: x\r\n\r\n", 405, 405, "OPTIONS"},
		{"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 404, 404, "OPTIONS of all"},
		{"TRACE /card HTTP/1.1\r\nHost: x\r\n\r\n", 405, 405, "TRACE"},
		{"DELETE /card HTTP/1.1\r\nHost: x\r\n\r\n", 405, 405, "DELETE"},
		{"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", 404, 404, "CONNECT"},
		{"GARBAGE /card HTTP/1.1\r\nHost: x\r\n\r\n", 405, 405, "no method"},
		{"get /card HTTP/1.1\r\nHost: x\r\n\r\n", 405, 405, "a small get"},
		{"GET /card HTTP/1.1\r\n\r\n", 400, 400, "no Host"},
		{"GET /card HTTP/2.0\r\nHost: x\r\n\r\n", 0, 505, "HTTP/2"},
		{"GET /card HTTP/9\r\nHost: x\r\n\r\n", 0, 400, "HTTP/9"},
		{"GET /card\r\nHost: x\r\n\r\n", 0, 400, "no version"},
		{"PUT /card HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", 405, 405,
		 "PUT"},
		{"GET /card HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", 413, 413,
		 "a GET with a body"},
		{"GET /card HTTP/1.1\r\nHost: x\r\nContent-Length: five\r\n\r\nhello", 400, 400,
		 "a length that is no number"},
		{"GET /card HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400, 400,
		 "a negative length"},
		{"GET /card HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n",
		 400, 413, "a length beyond numbers"},
		{"PUT /draft/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
		 "HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
		 400, 400, "chunked"},
		{"PUT /draft/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
		 "HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\nhello", 400, 400, "gzip"},
		{"PUT /draft/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
		 "HTTP/1.1\r\nHost: x\r\nContent-Length: 05\r\n\r\nhello", 400, 400,
		 "a length with a nought before it"},
		{"PUT /draft/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
		 "HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
		 "5\r\nhello\r\n0\r\n\r\n", 400, 400, "chunked and a length"},
		{"PUT /draft/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
		 "HTTP/1.1\r\nHost: x\r\n\r\n", 400, 400, "no length"},
		{"PUT /draft/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
		 "HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n", 413, 413,
		 "a byte too many"},
		{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 0, 400, "TLS"},
		{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0, 505, "HTTP/2's preface"},
		{"\r\n\r\n\r\n\r\n", 0, 400, "empty lines"},
		{"\xff\xfe\xfd\r\n\r\n", 0, 400, "garbage"},
		{"GET  /card HTTP/1.1\r\nHost: x\r\n\r\n", 0, 400, "two spaces"},
		{"GET /card HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", 0, 400,
		 "a header without colon"},
	};

	look();
	h.patience = 2;
	for (size_t i = 0; i < VB_ARRAY_LEN(row); i++) {
		unsigned got = raw(row[i].bytes);

		ok(got == row[i].want || got == row[i].or || (got == 200 && row[i].want == 0),
		   "form: %s", row[i].what);
		if (got != row[i].want)
			diag("%s: %u", row[i].what, got);
	}
	h.patience = 15;
	writes = atomic_load(&h.writes);
	unchanged("forms");
	is_int(raw("GET /card HTTP/1.1\r\nHost: x\r\n\r\n"), 200, "and it goes on");
}

static void other_methods(void)
{
	is_int(raw("DELETE /card HTTP/1.1\r\nHost: x\r\n\r\n"), 405, "another method");
	is_str(ht_header(&a, "Allow", header), "GET", "and which there are");
	is_int(raw("POST /draft/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
		   "HTTP/1.1\r\nHost: x\r\n\r\n"), 405, "another method of a draft");
	is_str(ht_header(&a, "Allow", header), "GET, PUT", "and which there are");
	is_int(raw("PUT /healthz HTTP/1.1\r\nHost: x\r\n\r\n"), 405, "another of health");
	is_str(ht_header(&a, "Allow", header), "GET", "and which there are");
}

/* The depositary cannot just now: that passes. */
static void troubles(void)
{
	static const struct {
		enum vb_code code;
		unsigned want;
		const char *after, *word;
	} row[] = {
		{VB_BUSY, 503, "1", "busy"}, {VB_UNKNOWN, 503, "1", "unknown"},
		{VB_MEMORY, 503, "1", "memory"}, {VB_FULL, 507, "", "full"}, {VB_IO, 500, "", "io"},
		{VB_CONFLICT, 409, "", "conflict"},
	};
	struct ht_request r = {.method = "GET", .target = "/card"};

	for (size_t i = 0; i < VB_ARRAY_LEN(row); i++) {
		h.trouble = row[i].code;
		is_int(status(&r), row[i].want, "trouble: %s", row[i].word);
		is_str(ht_header(&a, "Retry-After", header), row[i].after, "trouble: when again");
		is_str(ht_header(&a, "Verbale-Code", header), row[i].word, "trouble: its code");
		is_str(ht_header(&a, "Verbale-Where", header), "",
		       "trouble: where, but not in Latin");
		ok(a.len == 16 && memcmp(a.body, "the sky is grey\n", 16) == 0, "trouble: why");
		r.target = i % 2 ? "/card" : "/healthz";
	}
	h.trouble = VB_OK;
	is_int(status(&r), 200, "trouble: over");
}

static void nul_bytes(void)
{
#define BYTES(s) {s, sizeof(s) - 1}
	static const struct {
		const char *p;
		size_t n;
	} part[] = {
		BYTES("GET /card?\0x HTTP/1.1\r\nHost: x\r\n\r\n"),
		BYTES("GET /ca\0rd HTTP/1.1\r\nHost: x\r\n\r\n"),
		BYTES("GET /card HTTP/1.1\r\nHost: x\r\nAuthorization: B\0earer\r\n\r\n"),
		BYTES("GET /card HTTP/1.1\r\nHost\0: x\r\n\r\n"),
		BYTES("G\0T /card HTTP/1.1\r\nHost: x\r\n\r\n"),
	};
#undef BYTES
	struct ht_request r = ht_signed(&h, "GET", AT(&h, "checkpoint"));
	uint8_t bytes[16384];
	size_t n;
	char *nonce;

	look();
	for (size_t i = 0; i < VB_ARRAY_LEN(part); i++) {
		ht_ask_raw(&h, part[i].p, part[i].n, &a);
		ok(a.status == 0 || (a.status >= 400 && a.status < 500) ||
		   (a.status == 200 && (i == 0 || i == 2)), "nul: %zu, %u", i, a.status);
	}
	n = ht_put(&h, &r, bytes, sizeof(bytes));
	nonce = memmem(bytes, n, "nonce=\"", 7);
	nonce[8] = 0;
	ht_ask_raw(&h, bytes, n, &a);
	ok(a.status == 400 || a.status == 0, "nul: in a signature's parameters");
	unchanged("nul");
}

/* What stands twice may be read in two ways. */
static void twofold(void)
{
	static const char *const more[] = {
		"Host: x\r\n", "Content-Length: 5\r\nContent-Length: 6\r\n",
		"Content-Length: 5\r\ncontent-length: 5\r\n",
		"Authorization: a\r\nAuthorization: b\r\n",
		"Signature: a\r\nSIGNATURE: b\r\n", "Verbale-Token: a\r\nVerbale-Token: a\r\n",
		"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
		"X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-For: 10.0.0.2\r\n",
	};
	struct ht_request r = {.method = "GET", .target = "/card"};

	for (size_t i = 0; i < VB_ARRAY_LEN(more); i++) {
		r.more = more[i];
		is_int(status(&r), 400, "twofold: %zu", i);
	}
	r.more = "Accept: a\r\nAccept: b\r\n";
	is_int(status(&r), 200, "twofold: what is not looked at");
	r = ht_signed(&h, "GET", AT(&h, "checkpoint"));
	r.more = "Verbale-Pass: AAAA\r\n";
	is_int(status(&r), 400, "twofold: a pass");
	is_str(ht_header(&a, "Verbale-Where", header), "Verbale-Pass",
	       "twofold: which one is said");
}

/* Who asks first whether to send is told so, either way. */
static void expecting(void)
{
	static uint8_t bytes[32768];
	struct vb_hash hash;
	struct ht_request r;
	char target[200], hex[65];
	size_t n;
	int fd;

	vb_sha256(vb_view_str("expected"), &hash);
	vb_hex(hex, hash.b, 32);
	snprintf(target, sizeof(target), "/t/%s/copy/%s", h.id, hex);
	for (int good = 0; good < 2; good++) {
		r = ht_signed(&h, "PUT", target);
		r.has_body = true;
		r.body = vb_view_str("expected");
		r.more = "Expect: 100-continue\r\n";
		r.key = good ? h.key : h.stranger;
		n = ht_put(&h, &r, bytes, sizeof(bytes));
		fd = ht_connect(&h);
		ok(ht_send(fd, bytes, n - 8), "expecting: a head");
		ht_read(fd, 5, false, &a);
		is_int(a.status, good ? 100 : 401, "expecting: is answered");
		if (good) {
			ok(ht_send(fd, bytes + n - 8, 8), "expecting: the body");
			ht_read(fd, 5, false, &a);
			is_int(a.status, 200, "expecting: is taken");
		}
		close(fd);
	}
}

/* Heads beyond any measure. */
static void oversized(void)
{
	size_t cap = 300000;
	char *big = malloc(cap);
	int n;

	look();
	n = snprintf(big, cap, "GET /card HTTP/1.1\r\nHost: x\r\nX-Long: ");
	memset(big + n, 'a', cap - (size_t)n);
	memcpy(big + cap - 4, "\r\n\r\n", 4);
	ht_ask_raw(&h, big, cap, &a);
	ok(a.status == 0 || a.status == 431 || a.status == 413, "oversized: a header, %u",
	   a.status);
	n = snprintf(big, cap, "GET /card");
	memset(big + n, 'a', cap - (size_t)n);
	memcpy(big + cap - 15, " HTTP/1.1\r\n\r\n\r\n", 15);
	ht_ask_raw(&h, big, cap, &a);
	ok(a.status == 0 || a.status == 414 || a.status == 413, "oversized: a target, %u",
	   a.status);
	n = snprintf(big, cap, "GET /card HTTP/1.1\r\nHost: x\r\n");
	for (int i = 0; (size_t)n < cap - 40; i++)
		n += snprintf(big + n, cap - (size_t)n, "X-%d: %d\r\n", i, i);
	n += snprintf(big + n, cap - (size_t)n, "\r\n");
	ht_ask_raw(&h, big, (size_t)n, &a);
	ok(a.status == 0 || a.status == 431 || a.status == 413, "oversized: too many, %u",
	   a.status);
	unchanged("oversized");
	is_int(raw("GET /card HTTP/1.1\r\nHost: x\r\n\r\n"), 200, "and it goes on");
	free(big);
}

static void pipelined(void)
{
	static uint8_t bytes[65536];
	struct ht_request get = ht_signed(&h, "GET", AT(&h, "checkpoint"));
	struct ht_request card = {.method = "GET", .target = "/card"};
	struct ht_request none = {.method = "GET", .target = "/none"};
	struct ht_request not_signed = {.method = "GET", .target = AT(&h, "checkpoint")};
	const struct ht_request *order[] = {&card, &get, &none, &get, &not_signed, &card};
	static const unsigned want[] = {200, 200, 404, 200, 401, 200};
	size_t n = 0;
	int fd = ht_connect(&h);

	for (size_t i = 0; i < VB_ARRAY_LEN(order); i++)
		n += ht_put(&h, order[i], bytes + n, sizeof(bytes) - n);
	ok(ht_send(fd, bytes, n), "pipelined: all at once");
	for (size_t i = 0; i < VB_ARRAY_LEN(order); i++) {
		ht_read(fd, 10, false, &a);
		is_int(a.status, want[i], "pipelined: %zu", i);
	}
	close(fd);
}

/* ---- copies ---- */

static struct ht_request copy_of(const struct vb_view body, char target[static 200])
{
	struct vb_hash hash;
	struct ht_request r;
	char hex[65];

	vb_sha256(body, &hash);
	vb_hex(hex, hash.b, 32);
	snprintf(target, 200, "/t/%s/copy/%s", h.id, hex);
	r = ht_signed(&h, "PUT", target);
	r.has_body = true;
	r.body = body;
	return r;
}

static void copies(void)
{
	size_t len = 3u << 20;
	uint8_t *body = malloc(len), *other = malloc(len), *bytes = malloc(len + 16384);
	char target[200], not_this[200];
	struct ht_request r;
	size_t n;
	int fd;

	vb_rng_system().fill(NULL, body, len);
	memcpy(other, body, len);
	other[len - 1] ^= 1;
	look();
	r = copy_of(vb_view(body, len), target);
	r.sent_body = vb_view(other, len);
	is_int(status(&r), 422, "a large copy: its last byte is another");
	is_str(ht_header(&a, "Verbale-Clause", header), "RFC 9530", "a large copy: by its digest");
	r = copy_of(vb_view(body, len), target);
	snprintf(not_this, sizeof(not_this), "/t/%s/copy/%s", h.id, h.id);
	r.target = not_this;
	is_int(status(&r), 422, "a large copy: under another hash");
	writes++;
	unchanged("a large copy that is false");

	/* Whoever brings it is killed in the middle. */
	r = copy_of(vb_view(body, len), target);
	n = ht_put(&h, &r, bytes, len + 16384);
	fd = ht_connect(&h);
	ok(ht_send(fd, bytes, n / 2), "a large copy: half of it");
	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0}, sizeof(struct linger));
	close(fd);
	usleep(200000);
	unchanged("half a copy");
	r = copy_of(vb_view(body, len), target);
	is_int(status(&r), 200, "a large copy: whole");
	r = ht_signed(&h, "GET", target);
	is_int(status(&r), 200, "a large copy: back again");
	ok(a.len == sizeof(a.body) && memcmp(a.body, body, a.len) == 0, "a large copy: as it was");
	r = ht_signed(&h, "GET", target);
	r.target = not_this;
	is_int(status(&r), 404, "a copy that there is not");
	free(bytes);
	free(other);
	free(body);
}

/* Refused with its head, while the rest is still being sent: the answer arrives. */
static void early(void)
{
	size_t len = 6u << 20;
	uint8_t *body = need(calloc(1, len));
	struct ht_request r;
	char target[200];
	unsigned heard = 0;

	look();
	for (int i = 0; i < 20; i++) {
		body[0] = (uint8_t)i;
		r = copy_of(vb_view(body, len), target);
		r.key = h.stranger;
		heard += status(&r) == 401;
	}
	is_int(heard, 20, "a large copy that is refused at once: who brings it hears why");
	unchanged("refused at once");
	free(body);
}

/* ---- the program's own client ---- */

static struct vb_post connect_to(const char *address)
{
	struct vb_http_options o = {.clock = h.o.clock, .rng = vb_rng_system()};
	struct vb_post post = {0};
	struct vb_err err = {0};

	if (vb_http_connect(address, &o, &post, &err) != VB_OK)
		diag("%s", err.sentence);
	return post;
}

static void client(void)
{
	struct vb_credential who = {.pass = vb_view(h.pass, h.pass_len), .key = h.key};
	struct vb_credential other = {.pass = vb_view(h.pass, h.pass_len), .key = h.stranger};
	struct vb_request find = {.op = VB_OP_HEAD, .table = h.mine.id,
				  .name = vb_view_str("nord")};
	struct vb_err err = {0};
	struct vb_reply reply = {0};
	struct vb_post post;
	struct cl_table *t = &h.mine;
	struct cl_audit audit;
	uint64_t index = 0;
	char url[64];

	snprintf(url, sizeof(url), "http://%s", h.host);
	/* What goes in clear goes through nobody. */
	setenv("http_proxy", "http://127.0.0.1:9", 1);
	setenv("all_proxy", "http://127.0.0.1:9", 1);
	post = connect_to(url);
	is_int(vb_post_ask(&post, &find, &reply, &err), VB_IO, "client: nobody is not heard");
	vb_post_introduce(&post, &other);
	is_int(vb_post_ask(&post, &find, &reply, &err), VB_IO, "client: nor one with another key");
	vb_post_introduce(&post, &who);
	is_int(vb_post_ask(&post, &find, &reply, &err), VB_OK, "client: a holder is");
	vb_reply_free(&reply);
	cl_move(t, post);
	is_int(cl_promise(t, 0, &index, &err), VB_OK, "client: lodges");
	is_int(cl_cosign(t, 0, atomic_load(&cl_now), &err), VB_OK, "client: cosigns");
	cl_audit(t, &audit);
	is_str(audit.fault, "", "client: sees a log that is whole");
	ok(audit.size == index + 1, "client: to its end");
	find.name = vb_view_str("west");
	is_int(vb_post_ask(&post, &find, &reply, &err), VB_NOT_FOUND, "client: no such chain");
	cl_move(t, h.place.post);
	vb_post_close(&post);
	unsetenv("http_proxy");
	unsetenv("all_proxy");
}

static void addresses(void)
{
	static const struct {
		const char *address;
		enum vb_code want;
	} row[] = {
		{"http://127.0.0.1", VB_OK}, {"http://127.9.9.9:1", VB_OK},
		{"http://10.1.2.3", VB_OK},
		{"http://172.16.0.1", VB_OK}, {"http://172.31.255.255", VB_OK},
		{"http://192.168.1.1:80", VB_OK}, {"http://169.254.1.1", VB_OK},
		{"http://localhost:8080/", VB_OK}, {"http://a.localhost", VB_OK},
		{"http://[::1]:8080", VB_OK}, {"http://[fd00::1]", VB_OK},
		{"http://[fc12::1]", VB_OK},
		{"http://[fe80::1]:1", VB_OK}, {"https://example.org", VB_OK},
		{"https://EXAMPLE.org:8443/", VB_OK}, {"https://[2001:db8::1]:443", VB_OK},
		{"http://example.org", VB_REFUSED}, {"http://172.15.0.1", VB_REFUSED},
		{"http://172.32.0.1", VB_REFUSED}, {"http://192.169.0.1", VB_REFUSED},
		{"http://8.8.8.8", VB_REFUSED}, {"http://[2001:db8::1]", VB_REFUSED},
		{"http://[fc::1]", VB_REFUSED}, {"http://[fd::1]", VB_REFUSED},
		{"http://[fc12.example.org", VB_REFUSED}, {"http://[::ffff:8.8.8.8]", VB_REFUSED},
		{"http://127.1", VB_REFUSED}, {"http://2130706433", VB_REFUSED},
		{"http://127.0.0.1.example.org", VB_REFUSED},
		{"http://localhost.example.org", VB_REFUSED},
		{"http://xlocalhost", VB_REFUSED}, {"http://127.0.0.1@example.org", VB_USAGE},
		{"http://", VB_USAGE}, {"http:///x", VB_USAGE}, {"http://127.0.0.1/x", VB_USAGE},
		{"http://127.0.0.1?x", VB_USAGE}, {"http://127.0.0.1:", VB_USAGE},
		{"http://127.0.0.1:x", VB_USAGE}, {"http://127.0.0.1:123456", VB_USAGE},
		{"http://127.0.0.1\\@example.org", VB_USAGE}, {"http://127.0.0.1 ", VB_USAGE},
		{"http://127.0.0.1#x", VB_USAGE}, {"ftp://127.0.0.1", VB_USAGE},
		{"http://127.0.0.1\r\nX: y", VB_USAGE}, {"HTTP://127.0.0.1", VB_USAGE},
	};
	struct vb_http_options o = {.clock = h.o.clock, .rng = vb_rng_system()};
	struct vb_err err = {0};
	char token[300];

	for (size_t i = 0; i < VB_ARRAY_LEN(row); i++) {
		struct vb_post post = {0};

		is_int(vb_http_connect(row[i].address, &o, &post, &err), row[i].want,
		       "address %zu", i);
		vb_post_close(&post);
	}
	memset(token, 'a', sizeof(token));
	token[299] = 0;
	o.token = token;
	is_int(vb_http_connect("http://127.0.0.1", &o, &(struct vb_post){0}, &err), VB_USAGE,
	       "a token that is too long");
}

/* ---- the line of the log ---- */

static void lines(void)
{
	struct ht_request r = ht_signed(&h, "GET", AT(&h, "checkpoint"));
	unsigned n;

	usleep(300000);	/* until the lines of what went before are written */
	n = atomic_load(&h.events);
	is_int(status(&r), 200, "a line: a request");
	for (int i = 0; i < 100 && atomic_load(&h.events) == n; i++)
		usleep(10000);
	is_int(atomic_load(&h.events), n + 1, "a line: one");
	is_int(atomic_load(&h.last_status), 200, "a line: its status");
	is_str(h.last_route, "GET /t/T/checkpoint", "a line: its row, and no id");
}

int main(void)
{
	struct cl_audit audit;

	ht_open(&h);
	ht_start(&h);
	anybody();
	digest_of_open_body();
	holder();
	tampered();
	twice();
	readers();
	nobody();
	last_second();
	no_mark();
	forms();
	other_methods();
	troubles();
	nul_bytes();
	twofold();
	expecting();
	oversized();
	pipelined();
	copies();
	early();
	client();
	addresses();
	lines();
	ht_stop(&h);
	cl_audit(&h.mine, &audit);
	is_str(audit.fault, "", "and the log is whole");
	ht_close(&h);
	return tap_done();
}
