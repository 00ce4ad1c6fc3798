/*
 * Copies over HTTP (http.md 5): parts of them, such as break off and are gone on with, by
 * hand and by the program's own client; and what of it is kept for how long.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http.h"

#include "need.h"
#include "post/internal.h"
#include "tap.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static struct ht h;
static struct ht_answer a;
static char header[256];

/* ---- which part is wanted ---- */

static void ranges(void)
{
	static const struct {
		const char *field;
		uint64_t size;
		enum vb_range want;
		uint64_t from, to;
	} row[] = {
		{"bytes=0-0", 10, VB_RANGE_PART, 0, 1}, {"bytes=0-9", 10, VB_RANGE_PART, 0, 10},
		{"bytes=3-5", 10, VB_RANGE_PART, 3, 6}, {"bytes=3-", 10, VB_RANGE_PART, 3, 10},
		{"bytes=9-99", 10, VB_RANGE_PART, 9, 10}, {"BYTES=1-1", 10, VB_RANGE_PART, 1, 2},
		{"bytes=-3", 10, VB_RANGE_PART, 7, 10}, {"bytes=-99", 10, VB_RANGE_PART, 0, 10},
		{"bytes=007-008", 10, VB_RANGE_PART, 7, 9},
		{"bytes=0-18446744073709551616", 10, VB_RANGE_PART, 0, 10},
		{"bytes=10-", 10, VB_RANGE_BEYOND, 0, 0}, {"bytes=-0", 10, VB_RANGE_BEYOND, 0, 0},
		{"bytes=0-", 0, VB_RANGE_BEYOND, 0, 0}, {"bytes=-1", 0, VB_RANGE_BEYOND, 0, 0},
		{"bytes=18446744073709551616-", 10, VB_RANGE_BEYOND, 0, 0},
		{"", 10, VB_RANGE_ALL, 0, 0}, {"bytes=", 10, VB_RANGE_ALL, 0, 0},
		{"bytes=-", 10, VB_RANGE_ALL, 0, 0}, {"bytes=5", 10, VB_RANGE_ALL, 0, 0},
		{"bytes=5-3", 10, VB_RANGE_ALL, 0, 0}, {"bytes=0-1,4-5", 10, VB_RANGE_ALL, 0, 0},
		{"bytes=0-1 ", 10, VB_RANGE_ALL, 0, 0}, {"bytes= 0-1", 10, VB_RANGE_ALL, 0, 0},
		{"bytes=--1", 10, VB_RANGE_ALL, 0, 0}, {"bytes=a-b", 10, VB_RANGE_ALL, 0, 0},
		{"bytes=1-b", 10, VB_RANGE_ALL, 0, 0}, {"items=0-1", 10, VB_RANGE_ALL, 0, 0},
		{"bytes 0-1", 10, VB_RANGE_ALL, 0, 0}, {"bytes=-1-2", 10, VB_RANGE_ALL, 0, 0},
	};

	for (size_t i = 0; i < VB_ARRAY_LEN(row); i++) {
		uint64_t from = 0, to = 0;

		is_int(vb_range_read(vb_view_str(row[i].field), row[i].size, &from, &to),
		       row[i].want, "range \"%s\" of %llu", row[i].field,
		       (unsigned long long)row[i].size);
		ok(row[i].want != VB_RANGE_PART || (from == row[i].from && to == row[i].to),
		   "range \"%s\": %llu to %llu", row[i].field, (unsigned long long)from,
		   (unsigned long long)to);
	}
}

/* ---- a copy ---- */

struct copy {
	uint8_t *bytes;
	size_t len;
	struct vb_hash hash;
	char target[200], held[210];
};

static void make(struct copy *c, size_t len)
{
	char hex[65];

	c->bytes = need(malloc(len));
	c->len = len;
	vb_rng_system().fill(NULL, c->bytes, len);
	vb_sha256(vb_view(c->bytes, len), &c->hash);
	vb_hex(hex, c->hash.b, 32);
	snprintf(c->target, sizeof(c->target), "/t/%s/copy/%s", h.id, hex);
	snprintf(c->held, sizeof(c->held), "%s/held", c->target);
}

static unsigned ask(struct ht_request r)
{
	ht_ask(&h, &r, &a);
	return a.status;
}

static unsigned get(const char *target, const char *more)
{
	struct ht_request r = ht_signed(&h, "GET", target);

	r.more = more;
	return ask(r);
}

static unsigned put(const char *target, const uint8_t *bytes, size_t len)
{
	struct ht_request r = ht_signed(&h, "PUT", target);

	r.has_body = true;
	r.body = vb_view(bytes, len);
	return ask(r);
}

/* Its first @n bytes, and then the connection ends. */
static void break_off(const struct copy *c, const char *target, size_t from, size_t n)
{
	size_t cap = c->len + 16384, all, head;
	uint8_t *wire = need(malloc(cap));
	struct ht_request r = ht_signed(&h, "PUT", target);
	int fd;

	r.has_body = true;
	r.body = vb_view(c->bytes + from, c->len - from);
	all = ht_put(&h, &r, wire, cap);
	head = all - r.body.len;
	fd = ht_connect(&h);
	ok(ht_send(fd, wire, head + n), "broken off after %zu bytes", n);
	close(fd);
	free(wire);
	usleep(300000);
}

static unsigned long long held(const struct copy *c)
{
	unsigned status = get(c->held, NULL);

	return status == 200 ? strtoull(ht_header(&a, "Verbale-Number", header), NULL, 10) : 0;
}

/* ---- parts ---- */

static void parts(void)
{
	char etag[256], line[400];
	struct copy c;

	make(&c, (2u << 20) + 333);
	is_int(get(c.target, NULL), 404, "part: of what is not there");
	is_int(put(c.target, c.bytes, c.len), 200, "part: it is put");
	is_int(get(c.target, NULL), 200, "part: all of it");
	is_str(ht_header(&a, "Accept-Ranges", header), "bytes", "part: parts can be had");
	ht_header(&a, "ETag", header);
	snprintf(etag, sizeof(etag), "%s", header);
	ok(strlen(etag) == 66 && strncmp(etag + 1, strrchr(c.target, '/') + 1, 64) == 0,
	   "part: its hash is its tag");
	is_int(get(c.target, "Range: bytes=1048570-1048579\r\n"), 206, "part: across pieces");
	is_str(ht_header(&a, "Content-Range", header), "bytes 1048570-1048579/2097485",
	       "part: which it is");
	ok(a.len == 10 && memcmp(a.body, c.bytes + 1048570, 10) == 0, "part: those bytes");
	is_int(get(c.target, "Range: bytes=-5\r\n"), 206, "part: the end");
	ok(a.len == 5 && memcmp(a.body, c.bytes + c.len - 5, 5) == 0, "part: those bytes");
	is_int(get(c.target, "Range: bytes=2097485-\r\n"), 416, "part: beyond it");
	is_str(ht_header(&a, "Content-Range", header), "bytes */2097485", "part: how much it is");
	is_int(get(c.target, "Range: bytes=0-1,3-4\r\n"), 200, "part: two are the whole");
	is_int(get(c.target, "Range: bytes=0-1\r\nRange: bytes=3-4\r\n"), 400,
	       "part: twice the field");
	snprintf(line, sizeof(line), "Range: bytes=0-1\r\nIf-Range: %s\r\n", etag);
	is_int(get(c.target, line), 206, "part: of what the asker has");
	is_int(get(c.target, "Range: bytes=0-1\r\nIf-Range: \"other\"\r\n"), 200,
	       "part: the asker has another");
	free(c.bytes);
}

/* ---- broken off, and gone on with ---- */

static void gone_on(void)
{
	char target[240];
	unsigned long long here;
	struct copy c;

	make(&c, 3u << 20);
	is_int(get(c.held, NULL), 404, "on: nothing of it is here");
	break_off(&c, c.target, 0, 1u << 20);
	here = held(&c);
	ok(here > 0 && here <= 1u << 20, "on: %llu bytes of it are", here);
	ok(a.len == 5 && memcmp(a.body, "part\n", 5) == 0, "on: and it is a part");
	is_int(get(c.target, NULL), 404, "on: that is not shown");
	snprintf(target, sizeof(target), "%s?from=%llu", c.target, here + 1);
	is_int(put(target, c.bytes + here + 1, c.len - here - 1), 409, "on: not from beyond it");
	snprintf(target, sizeof(target), "%s?from=1000", c.target);
	break_off(&c, target, 1000, 5000);
	here = held(&c);
	ok(here >= 1000 && here <= 6000, "on: from before it: %llu bytes are left", here);
	snprintf(target, sizeof(target), "%s?from=%llu", c.target, here);
	is_int(put(target, c.bytes + here, c.len - here), 200, "on: to its end");
	is_int((long long)held(&c), (long long)c.len, "on: it is here");
	ok(a.len == 6 && memcmp(a.body, "whole\n", 6) == 0, "on: whole");
	is_int(get(c.target, "Range: bytes=-60000\r\n"), 206, "on: and shown");
	ok(a.len == 60000 && memcmp(a.body, c.bytes + c.len - 60000, 60000) == 0, "on: as it is");
	is_int(put(target, c.bytes + here, c.len - here), 409, "on: nothing more is awaited");
	free(c.bytes);
}

/* What is false leaves nothing behind to go on with. */
static void false_rest(void)
{
	struct ht_request r;
	char target[240];
	struct copy c;
	size_t here;

	make(&c, 2u << 20);
	break_off(&c, c.target, 0, 1u << 20);
	here = (size_t)held(&c);
	snprintf(target, sizeof(target), "%s?from=%zu", c.target, here);
	r = ht_signed(&h, "PUT", target);
	r.has_body = true;
	r.body = vb_view(c.bytes + here, c.len - here);
	r.sent_body = vb_view(c.bytes, c.len - here);
	is_int(ask(r), 422, "false: the rest is not what its digest says");
	is_int(get(c.held, NULL), 404, "false: nothing is left");
	break_off(&c, c.target, 0, 1u << 20);
	snprintf(target, sizeof(target), "%s?from=%llu", c.target, held(&c));
	is_int(put(target, c.bytes, c.len - (size_t)held(&c)), 422,
	       "false: the whole is not what its hash says");
	is_int(get(c.held, NULL), 404, "false: nothing is left");
	is_int(put(c.target, c.bytes, c.len), 200, "false: what is true is taken");
	free(c.bytes);
}

/* The depositary could not keep it: it has arrived all the same. */
static void not_stored(void)
{
	char target[240];
	struct copy c;

	make(&c, 2u << 20);
	h.trouble = VB_FULL;
	is_int(put(c.target, c.bytes, c.len), 507, "full: it arrives, and there is no room");
	h.trouble = VB_OK;
	is_int((long long)held(&c), (long long)c.len, "full: it waits");
	snprintf(target, sizeof(target), "%s?from=%zu", c.target, c.len);
	is_int(put(target, c.bytes, 0), 200, "full: and needs not be sent again");
	is_int(get(c.target, "Range: bytes=-1\r\n"), 206, "full: it is here");
	free(c.bytes);
}

/* ---- whose it is, how many, how long ---- */

static unsigned files(void)
{
	char path[400];
	struct dirent *e;
	unsigned n = 0;
	DIR *d;

	snprintf(path, sizeof(path), "%s/arriving", h.place.dir);
	d = opendir(path);
	while (d && (e = readdir(d)))
		n += e->d_name[0] != '.';
	if (d)
		closedir(d);
	return n;
}

/* As if nothing had come for two days. */
static void age_all(void)
{
	char path[700];
	struct dirent *e;
	DIR *d;

	snprintf(path, sizeof(path), "%s/arriving", h.place.dir);
	d = opendir(path);
	while (d && (e = readdir(d))) {
		struct timespec t[2] = {{.tv_sec = time(NULL) - 2 * VB_DAY},
					{.tv_sec = time(NULL) - 2 * VB_DAY}};

		if (e->d_name[0] != '.')
			utimensat(dirfd(d), e->d_name, t, 0);
	}
	if (d)
		closedir(d);
}

static void bounds(void)
{
	struct vb_http_limits usual = h.o.limits;
	uint8_t pass[VB_PASS_MAX];
	struct ht_request r;
	struct copy c[4];

	for (size_t i = 0; i < VB_ARRAY_LEN(c); i++)
		make(&c[i], 1u << 20);
	h.o.limits.arriving_per_key = 2;
	ht_stop(&h);
	ht_start(&h);
	is_int(files(), 0, "bounds: nothing waits");
	break_off(&c[0], c[0].target, 0, 300000);
	break_off(&c[1], c[1].target, 0, 300000);
	is_int(put(c[2].target, c[2].bytes, c[2].len), 503, "bounds: a third of one key");
	ok(atoi(ht_header(&a, "Retry-After", header)) > 0, "bounds: later, perhaps");
	is_int(put(c[2].target, c[2].bytes, 200000), 422, "bounds: what is small needs no room");
	is_int(put(c[1].target, c[1].bytes, c[1].len), 200, "bounds: one of the two is brought");
	is_int(put(c[2].target, c[2].bytes, c[2].len), 200, "bounds: now there is room");
	/* Another holder's key at the same table: what waits is not its own. */
	r = ht_signed(&h, "GET", c[0].held);
	r.key = h.stranger;
	r.pass = vb_view(pass, ht_pass(&h.mine, 1, h.stranger, VB_TIME_NONE, pass));
	is_int(ask(r), 404, "bounds: another key has nothing of it");
	ok(held(&c[0]) > 0, "bounds: its own has");
	h.o.limits = usual;
	h.o.limits.arriving_bytes = (1u << 20) + 5;
	ht_stop(&h);
	ht_start(&h);
	is_int(put(c[3].target, c[3].bytes, c[3].len), 503, "bounds: more bytes than may wait");
	is_int(put(c[0].target, c[0].bytes, c[0].len), 200, "bounds: what waits already may come");
	is_int(put(c[3].target, c[3].bytes, c[3].len), 200, "bounds: then the other");
	break_off(&c[3], c[0].target, 0, 300000);
	is_int(files(), 1, "bounds: one waits");
	age_all();
	vb_arriving_sweep(h.place.dir, &h.o.limits);
	is_int(files(), 0, "bounds: not for ever");
	h.o.limits = usual;
	ht_stop(&h);
	ht_start(&h);
	for (size_t i = 0; i < VB_ARRAY_LEN(c); i++)
		free(c[i].bytes);
}

/* Two at a time: the second is told to wait, and the first is not disturbed. */
static void at_once(void)
{
	size_t cap, all;
	struct ht_request r;
	uint8_t *wire;
	struct copy c;
	int fd;

	make(&c, 1u << 20);
	cap = c.len + 16384;
	wire = need(malloc(cap));
	r = ht_signed(&h, "PUT", c.target);
	r.has_body = true;
	r.body = vb_view(c.bytes, c.len);
	all = ht_put(&h, &r, wire, cap);
	fd = ht_connect(&h);
	ok(ht_send(fd, wire, all - 10), "twice: all but ten bytes");
	usleep(200000);
	is_int(put(c.target, c.bytes, c.len), 503, "twice: a second has to wait");
	ok(ht_send(fd, wire + all - 10, 10), "twice: the rest");
	ht_read(fd, 15, false, &a);
	is_int(a.status, 200, "twice: the first is done");
	close(fd);
	free(wire);
	free(c.bytes);
}

/* ---- the program's own client, over a line that breaks ---- */

/* Passes on what comes, and cuts each connection after so many bytes, so many times. */
struct line {
	int socket;
	unsigned port, to;
	size_t up, down;	/* bytes after which it is cut; 0: never */
	_Atomic unsigned cuts;	/* still to come */
	_Atomic unsigned made;	/* connections */
	_Atomic bool over;
	pthread_t thread;
};

static void carry(struct line *l, int in, int out)
{
	size_t moved[2] = {0, 0}, most[2] = {l->up, l->down};
	int fd[2] = {in, out};
	bool cut = atomic_load(&l->cuts) > 0;
	char buf[16384];

	while (!atomic_load(&l->over)) {
		struct pollfd p[2] = {{.fd = in, .events = POLLIN}, {.fd = out, .events = POLLIN}};

		if (poll(p, 2, 200) <= 0)
			continue;
		for (int i = 0; i < 2; i++) {
			ssize_t n;

			if (!p[i].revents)
				continue;
			n = read(fd[i], buf, sizeof(buf));
			if (n <= 0 || !ht_send(fd[1 - i], buf, (size_t)n))
				return;
			moved[i] += (size_t)n;
			if (cut && most[i] > 0 && moved[i] > most[i]) {
				atomic_fetch_sub(&l->cuts, 1);
				return;
			}
		}
	}
}

static int connect_local(unsigned port)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port),
				 .sin_addr = {htonl(INADDR_LOOPBACK)}};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	close(fd);
	return -1;
}

static void *run_line(void *ctx)
{
	struct line *l = ctx;

	while (!atomic_load(&l->over)) {
		struct pollfd p = {.fd = l->socket, .events = POLLIN};
		int in, out;

		if (poll(&p, 1, 100) <= 0)
			continue;
		in = accept(l->socket, NULL, NULL);
		out = connect_local(l->to);
		atomic_fetch_add(&l->made, 1);
		if (in >= 0 && out >= 0)
			carry(l, in, out);
		close(in);
		close(out);
	}
	return NULL;
}

static void line_start(struct line *l)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t n = sizeof(at);

	l->to = vb_http_port(h.server);
	l->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(l->socket, (struct sockaddr *)&at, sizeof(at)) != 0 || listen(l->socket, 8) != 0 ||
	    getsockname(l->socket, (struct sockaddr *)&at, &n) != 0 ||
	    pthread_create(&l->thread, NULL, run_line, l) != 0)
		abort();
	l->port = ntohs(at.sin_port);
}

static void line_stop(struct line *l)
{
	atomic_store(&l->over, true);
	pthread_join(l->thread, NULL);
	close(l->socket);
}

/* Signatures are over the address that was asked: the server is told that one. */
static struct vb_post dial(unsigned port, unsigned patience)
{
	struct vb_http_options o = {.clock = h.o.clock, .rng = vb_rng_system(),
				    .patience = patience};
	struct vb_post post = {0};
	char address[64];

	snprintf(address, sizeof(address), "http://127.0.0.1:%u", port);
	if (vb_http_connect(address, &o, &post, NULL) != VB_OK)
		abort();
	return post;
}

struct taken {
	uint8_t *bytes;
	size_t len, cap;
};

static enum vb_code take(void *ctx, struct vb_view v, struct vb_err *err)
{
	struct taken *t = ctx;

	if (v.len > t->cap - t->len)
		return vb_fail(err, VB_FULL, "", "", "there is no room");
	memcpy(t->bytes + t->len, v.ptr, v.len);
	t->len += v.len;
	return VB_OK;
}

static void client(void)
{
	struct vb_credential who = {.pass = vb_view(h.pass, h.pass_len), .key = h.key};
	struct line l = {.up = 1u << 20, .down = 1u << 20, .cuts = 4};
	struct vb_request req = {.op = VB_OP_COPY_PUT, .table = h.mine.id};
	struct vb_reply reply = {0};
	struct taken got = {0};
	const struct vb_sink sink = {take, &got};
	struct vb_err err = {0};
	struct vb_post post;
	struct copy c;

	make(&c, (6u << 20) + 77);
	line_start(&l);
	post = dial(l.port, 20);
	vb_post_introduce(&post, &who);
	req.hash = c.hash;
	req.body = vb_view(c.bytes, c.len);
	is_int(vb_post_ask(&post, &req, &reply, &err), VB_OK,
	       "client: brings it through four cuts");
	is_int((long long)atomic_load(&l.cuts), 0, "client: there were four");
	is_int((long long)held(&c), (long long)c.len, "client: it is there");
	is_int(files(), 0, "client: and nothing waits");
	vb_post_close(&post);
	post = dial(l.port, 20);
	vb_post_introduce(&post, &who);
	atomic_store(&l.cuts, 3);
	req.op = VB_OP_COPY_GET;
	req.sink = &sink;
	got = (struct taken){.bytes = need(malloc(c.len)), .cap = c.len};
	is_int(vb_post_ask(&post, &req, &reply, &err), VB_OK, "client: fetches it through three");
	is_int((long long)atomic_load(&l.cuts), 0, "client: there were three");
	ok(got.len == c.len && memcmp(got.bytes, c.bytes, c.len) == 0, "client: byte for byte");
	req.sink = NULL;
	is_int(vb_post_ask(&post, &req, &reply, &err), VB_OK, "client: into memory");
	ok(reply.len == c.len && memcmp(reply.body, c.bytes, c.len) == 0, "client: the same");
	vb_reply_free(&reply);
	got.len = 0;
	got.cap = 1000;
	req.sink = &sink;
	is_int(vb_post_ask(&post, &req, &reply, &err), VB_FULL, "client: who takes it has no room");
	is_str(err.sentence, "there is no room", "client: and says so");
	/* Every connection breaks at once: after some tries it is given up. */
	l.up = l.down = 10;
	atomic_store(&l.cuts, 1000);
	vb_post_close(&post);
	post = dial(l.port, 20);
	vb_post_introduce(&post, &who);
	atomic_store(&l.made, 0);
	is_int(vb_post_ask(&post, &req, &reply, &err), VB_IO, "client: gives up: %s", err.sentence);
	ok(atomic_load(&l.made) >= 5 && atomic_load(&l.made) < 20, "client: after %u connections",
	   atomic_load(&l.made));
	vb_post_close(&post);
	line_stop(&l);
	free(got.bytes);
	free(c.bytes);
}

/* Who is not there is not waited for. */
static void nobody(void)
{
	struct vb_request req = {.op = VB_OP_COPY_PUT, .table = h.mine.id};
	struct vb_post post = dial(1, 0);
	struct vb_reply reply = {0};
	struct vb_err err = {0};
	double since = ht_now();
	struct copy c;

	make(&c, 2u << 20);
	req.hash = c.hash;
	req.body = vb_view(c.bytes, c.len);
	is_int(vb_post_ask(&post, &req, &reply, &err), VB_IO, "nobody: %s", err.sentence);
	ok(ht_now() - since < 3, "nobody: said at once");
	vb_post_close(&post);
	free(c.bytes);
}

int main(void)
{
	ranges();
	ht_open(&h);
	ht_start(&h);
	parts();
	gone_on();
	false_rest();
	not_stored();
	bounds();
	at_once();
	client();
	nobody();
	ht_stop(&h);
	ht_close(&h);
	return tap_done();
}
