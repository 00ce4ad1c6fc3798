/*
 * Http: a server with two tables behind it, and requests to it made by hand.
 *
 * SPDX-License-Identifier: ISC
 *
 * Signature bases are put together here once more, from RFC 9421 and not by the server's
 * own code.
 */
#include "http.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void need(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "http: %s\n", what);
	abort();
}

double ht_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- the server ---- */

static int64_t tell_time(void *ctx)
{
	(void)ctx;
	return atomic_load(&cl_now);
}

static void rest(unsigned ms)
{
	nanosleep(&(struct timespec){ms / 1000, 1000000L * (ms % 1000)}, NULL);
}

static enum vb_code count(void *ctx, const struct vb_request *req, struct vb_reply *reply,
			  struct vb_err *err)
{
	struct ht *h = ctx;

	atomic_fetch_add(&h->asked, 1);
	if (h->trouble)
		return vb_fail(err, h->trouble, "", "\u0434\u043e\u043c", "the sky is grey");
	switch (req->op) {
	case VB_OP_LODGE:
	case VB_OP_COPY_PUT:
		rest(atomic_load(&h->nap));
		/* fall through */
	case VB_OP_DRAFT_PUT:
	case VB_OP_SEAT_PUT:
	case VB_OP_COSIGN:
		atomic_fetch_add(&h->writes, 1);
		break;
	case VB_OP_PASS:
		rest(atomic_load(&h->nod));
		break;
	default:
		break;
	}
	return vb_post_ask(&h->place.post, req, reply, err);
}

static void event(void *ctx, const struct vb_http_event *e)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	struct ht *h = ctx;

	pthread_mutex_lock(&lock);
	snprintf(h->last_route, sizeof(h->last_route), "%s %s", e->method, e->route);
	pthread_mutex_unlock(&lock);
	atomic_store(&h->last_status, e->status);
	atomic_fetch_add(&h->events, 1);
}

size_t ht_pass(const struct cl_table *t, unsigned who, const struct vb_secret *key, int64_t until,
	       uint8_t out[static VB_PASS_MAX])
{
	const struct cl_member *m = &t->m[who];
	struct vb_signer act = vb_signer_secret(m->act, m->name, VB_KEY_ED25519);
	struct vb_vkey k;
	struct vb_writer w;
	uint8_t pub[32];

	if (key) {
		vb_ed25519_public(key, pub);
		vb_vkey_make(&k, vb_view_str(m->name), VB_KEY_ED25519, pub);
	}
	vb_writer_init(&w, out, VB_PASS_MAX);
	need(vb_pass_put(&w, &t->draft, key ? &k : NULL, until, &act, NULL) == VB_OK, "a pass");
	return w.len;
}

void ht_open(struct ht *h)
{
	memset(h, 0, sizeof(*h));
	need(vb_crypto_init(), "crypto");
	cl_folder(&h->place);
	cl_open(&h->place);
	cl_found(&h->mine, h->place.post, "treaty", 2, 1);
	cl_found(&h->other, h->place.post, "other", 2, 2);
	vb_hex(h->id, h->mine.id.b, 32);
	vb_hex(h->other_id, h->other.id.b, 32);
	h->key = vb_secret_new(vb_rng_system());
	h->stranger = vb_secret_new(vb_rng_system());
	need(h->key && h->stranger, "keys");
	h->pass_len = ht_pass(&h->mine, 0, h->key, VB_TIME_NONE, h->pass);
	h->patience = 15;
	h->o = (struct vb_http_serving){
		.post = {.ask = count, .ctx = h}, .clock = {.now = tell_time},
		.spool = h->place.dir, .address = "127.0.0.1:0", .socket = -1,
		.limits = vb_http_limits, .event = event, .ctx = h,
	};
}

void ht_start(struct ht *h)
{
	struct vb_err err = {0};

	if (vb_http_serve(&h->o, &h->server, &err) != VB_OK) {
		fprintf(stderr, "http: %s\n", err.sentence);
		abort();
	}
	snprintf(h->host, sizeof(h->host), "127.0.0.1:%u", vb_http_port(h->server));
}

void ht_stop(struct ht *h)
{
	vb_http_stop(h->server, 10);
	h->server = NULL;
}

void ht_close(struct ht *h)
{
	if (h->server)
		ht_stop(h);
	vb_secret_free(h->key);
	vb_secret_free(h->stranger);
	cl_free(&h->mine);
	cl_free(&h->other);
	cl_close(&h->place);
	cl_clean(&h->place);
}

static void add_file(struct vb_sha256 *s, const char *dir, const char *name)
{
	uint8_t buf[65536];
	char path[400];
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "rb");
	if (!f)
		return;
	vb_sha256_update(s, name, strlen(name));
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		vb_sha256_update(s, buf, n);
	fclose(f);
}

/* All but the database's shared memory, which readers write, too. */
struct vb_hash ht_picture(const struct ht *h)
{
	struct dirent **e;
	struct vb_sha256 s;
	struct vb_hash out;
	int n = scandir(h->place.dir, &e, NULL, alphasort);

	need(n > 0, "the folder");
	vb_sha256_init(&s);
	for (int i = 0; i < n; i++) {
		/* What has not arrived is not the depositary's yet. */
		if (e[i]->d_name[0] != '.' && !strstr(e[i]->d_name, "-shm") &&
		    strcmp(e[i]->d_name, "arriving") != 0)
			add_file(&s, h->place.dir, e[i]->d_name);
		free(e[i]);
	}
	free(e);
	vb_sha256_final(&s, &out);
	return out;
}

/* ---- requests ---- */

struct ht_request ht_signed(const struct ht *h, const char *method, const char *target)
{
	return (struct ht_request){.method = method, .target = target, .key = h->key,
				   .pass = vb_view(h->pass, h->pass_len)};
}

static void put_digest(char out[static 64], struct vb_view body)
{
	struct vb_hash h;
	char b64[48];

	vb_sha256(body, &h);
	vb_base64(b64, h.b, 32);
	snprintf(out, 64, "sha-256=:%s:", b64);
}

static void put_component(struct vb_writer *w, const struct ht *h, const struct ht_request *r,
			  const char *name, const char *pass, const char *digest)
{
	const char *q = strchr(r->target, '?');
	int path = q ? (int)(q - r->target) : (int)strlen(r->target);

	vb_putf(w, "\"%s\": ", name);
	if (strcmp(name, "@method") == 0)
		vb_put_str(w, r->method);
	else if (strcmp(name, "@authority") == 0)
		vb_put_str(w, h->host);
	else if (strcmp(name, "@path") == 0)
		vb_putf(w, "%.*s", path, r->target);
	else if (strcmp(name, "@query") == 0)
		vb_putf(w, "?%s", q ? q + 1 : "");
	else if (strcmp(name, "verbale-pass") == 0)
		vb_put_str(w, pass);
	else if (strcmp(name, "content-digest") == 0)
		vb_put_str(w, digest);
	vb_put_byte(w, '\n');
}

/* Signature-Input and Signature. */
static void put_signature(struct vb_writer *w, const struct ht *h, const struct ht_request *r,
			  const char *pass, const char *digest)
{
	static _Atomic unsigned nonce;
	char cover[400], params[400], name[64], b64[96];
	uint8_t base[8192], sig[64];
	struct vb_writer b;
	const char *p;

	snprintf(cover, sizeof(cover), "%s", r->cover ? r->cover : r->has_body
		 ? "\"@method\" \"@authority\" \"@path\" \"@query\" \"verbale-pass\" "
		   "\"content-digest\""
		 : "\"@method\" \"@authority\" \"@path\" \"@query\" \"verbale-pass\"");
	if (r->params)
		snprintf(params, sizeof(params), "%s", r->params);
	else
		snprintf(params, sizeof(params), ";created=%lld;nonce=\"%x-%u\";alg=\"ed25519\"",
			 (long long)(r->created ? r->created : atomic_load(&cl_now)),
			 (unsigned)getpid(), atomic_fetch_add(&nonce, 1));
	vb_writer_init(&b, base, sizeof(base));
	for (p = cover; sscanf(p, " \"%63[^\"]\"", name) == 1;) {
		put_component(&b, h, r, name, pass, digest);
		p = strchr(strchr(p, '"') + 1, '"') + 1;
	}
	vb_putf(&b, "\"@signature-params\": (%s)%s", cover, params);
	vb_ed25519_sign(r->key, vb_written(&b), sig);
	vb_base64(b64, sig, 64);
	vb_putf(w, "Signature-Input: sig=(%s)%s\r\nSignature: sig=:%s:\r\n", cover, params, b64);
}

size_t ht_put(const struct ht *h, const struct ht_request *r, uint8_t *out, size_t cap)
{
	struct vb_view body = r->sent_body.ptr ? r->sent_body : r->body;
	char digest[64], pass[2 * VB_PASS_MAX] = "";
	struct vb_writer w;

	put_digest(digest, r->body);
	if (r->no_digest)
		digest[0] = 0;
	vb_base64(pass, r->pass.ptr, r->pass.len);
	vb_writer_init(&w, out, cap);
	vb_putf(&w, "%s %s %s\r\n", r->sent_method ? r->sent_method : r->method,
		r->sent_target ? r->sent_target : r->target, r->version ? r->version : "HTTP/1.1");
	vb_putf(&w, "Host: %s\r\n", r->sent_host ? r->sent_host : h->host);
	if (r->pass.len > 0)
		put_signature(&w, h, r, pass, digest);
	if (r->sent_pass.len > 0)
		vb_base64(pass, r->sent_pass.ptr, r->sent_pass.len);
	if (pass[0])
		vb_putf(&w, "Verbale-Pass: %s\r\n", pass);
	if (r->has_body && !r->no_digest)
		vb_putf(&w, "Content-Digest: %s\r\n", r->sent_digest ? r->sent_digest : digest);
	if (r->length && r->length[0])
		vb_putf(&w, "Content-Length: %s\r\n", r->length);
	else if (r->has_body && !r->length)
		vb_putf(&w, "Content-Length: %zu\r\n", body.len);
	vb_put_str(&w, r->more ? r->more : "");
	vb_put_str(&w, "\r\n");
	if (r->has_body)
		vb_put_view(&w, body);
	need(!w.over, "room for a request");
	return w.len;
}

/* ---- answers ---- */

int ht_connect(const struct ht *h)
{
	struct sockaddr_in in = {.sin_family = AF_INET,
				 .sin_port = htons((uint16_t)strtoul(strchr(h->host, ':') + 1,
									 NULL, 10))};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, "127.0.0.1", &in.sin_addr);
	if (connect(fd, (struct sockaddr *)&in, sizeof(in)) == 0)
		return fd;
	close(fd);
	return -1;
}

bool ht_send(int fd, const void *p, size_t n)
{
	const char *at = p;

	while (n > 0) {
		ssize_t k = send(fd, at, n, MSG_NOSIGNAL);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		at += k;
		n -= (size_t)k;
	}
	return true;
}

/* -1: time is up; 0: it is closed. */
static ssize_t receive(int fd, void *p, size_t n, double until)
{
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
	double left = until - ht_now();
	ssize_t k;

	if (left < 0 || poll(&poll_fd, 1, (int)(1000 * left) + 1) <= 0)
		return -1;
	k = recv(fd, p, n, 0);
	return k < 0 ? 0 : k;
}

static bool read_head(int fd, double until, struct ht_answer *a)
{
	size_t n = 0;

	while (n < HT_HEAD - 1) {
		ssize_t k = receive(fd, a->head + n, 1, until);

		if (k <= 0) {
			a->closed = k == 0;
			return false;
		}
		a->head[++n] = 0;
		if (n >= 4 && memcmp(a->head + n - 4, "\r\n\r\n", 4) == 0)
			return true;
	}
	return false;
}

void ht_read(int fd, double seconds, bool bodiless, struct ht_answer *a)
{
	double start = ht_now(), until = start + seconds;
	char value[256], rest[4096];
	size_t want, got = 0;

	memset(a, 0, sizeof(*a));
	if (!read_head(fd, until, a))
		return;
	a->seconds = ht_now() - start;
	if (strncmp(a->head, "HTTP/1.", 7) != 0 || !strchr(a->head, ' '))
		return;
	a->status = (unsigned)strtoul(strchr(a->head, ' ') + 1, NULL, 10);
	want = (size_t)strtoull(ht_header(a, "Content-Length", value), NULL, 10);
	while (!bodiless && got < want) {
		bool fits = a->len < sizeof(a->body);
		size_t room = fits ? sizeof(a->body) - a->len : sizeof(rest);
		ssize_t k = receive(fd, fits ? (void *)(a->body + a->len) : rest,
				    room < want - got ? room : want - got, until);

		if (k <= 0) {
			a->closed = k == 0;
			a->status = 0;
			return;
		}
		got += (size_t)k;
		a->len += fits ? (size_t)k : 0;
	}
}

bool ht_closes(int fd, double seconds)
{
	double until = ht_now() + seconds;
	char rest[4096];
	ssize_t k;

	while ((k = receive(fd, rest, sizeof(rest), until)) > 0)
		;
	return k == 0;
}

void ht_ask_raw(const struct ht *h, const void *p, size_t n, struct ht_answer *a)
{
	int fd = ht_connect(h);
	double start = ht_now();

	memset(a, 0, sizeof(*a));
	if (fd < 0)
		return;
	/* Where the server has refused already, the rest does not reach it. */
	(void)ht_send(fd, p, n);
	ht_read(fd, h->patience, n >= 4 && memcmp(p, "HEAD", 4) == 0, a);
	a->seconds = ht_now() - start;
	close(fd);
}

void ht_ask(const struct ht *h, const struct ht_request *r, struct ht_answer *a)
{
	size_t cap = 32768 + r->body.len + r->sent_body.len;
	uint8_t *buf = malloc(cap);

	need(buf != NULL, "memory");
	ht_ask_raw(h, buf, ht_put(h, r, buf, cap), a);
	free(buf);
}

const char *ht_header(const struct ht_answer *a, const char *name, char out[static 256])
{
	const char *line = a->head;
	size_t n = strlen(name);

	out[0] = 0;
	for (; line && *line; line = strstr(line, "\r\n"), line = line ? line + 2 : NULL) {
		if (strncasecmp(line, name, n) == 0 && line[n] == ':') {
			snprintf(out, 256, "%.*s", (int)strcspn(line + n + 1, "\r"), line + n + 1);
			memmove(out, out + strspn(out, " "), strlen(out + strspn(out, " ")) + 1);
			break;
		}
	}
	return out;
}
