/*
 * The server and whoever takes its time, or too much: heads and bodies that come slowly,
 * crowds, limits, the end of the server while something is being done, a full disk.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http.h"

#include "tap.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECONDS 2u	/* the limit that the slow ones meet */

static struct ht h;
static struct ht_answer a;

static void begin(void)
{
	ht_open(&h);
	h.o.limits.seconds = SECONDS;
}

/* ---- slow ones ---- */

/* Sends @bytes one at a time, one each @pause ms; seconds until the server closes. */
static double trickle(const char *bytes, size_t n, unsigned pause, double at_most)
{
	int fd = ht_connect(&h);
	double start = ht_now();

	for (size_t i = 0; i < n && ht_now() - start < at_most; i++) {
		if (!ht_send(fd, bytes + i, 1) || ht_closes(fd, pause / 1000.0))
			break;
	}
	if (ht_now() - start < at_most)
		(void)ht_closes(fd, at_most - (ht_now() - start));
	close(fd);
	return ht_now() - start;
}

static void cut_off(double after, const char *what)
{
	ok(after >= SECONDS - 0.1 && after < SECONDS + 2.5, "%s is cut off, after %.1f s", what,
	   after);
}

static void slow(void)
{
	static const char head[] = "GET /card HTTP/1.1\r\nHost: x\r\nX-A: bbbbbbbbbbbbbbbbbbbbbbb";
	static const char body[] =
		"PUT /draft/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
		"HTTP/1.1\r\n"
		"Host: x\r\nContent-Length: 1000\r\n\r\n";
	static const char chunked[] =
		"PUT /draft/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
		"HTTP/1.1\r\n"
		"Host: x\r\nTransfer-Encoding: chunked\r\n\r\n";
	char bytes[800];
	int fd;
	double start;

	h.o.limits.seconds = SECONDS;
	ht_start(&h);
	cut_off(trickle("", 0, 0, 8), "a connection that says nothing");
	cut_off(trickle(head, sizeof(head) - 1, 300, 8), "a head, a byte at a time,");
	fd = ht_connect(&h);
	start = ht_now();
	snprintf(bytes, sizeof(bytes), "%s", body);
	ok(ht_send(fd, bytes, strlen(bytes)), "a head that announces a body");
	ok(ht_closes(fd, 8), "of which nothing comes:");
	cut_off(ht_now() - start, "it");
	close(fd);

	fd = ht_connect(&h);
	start = ht_now();
	ok(ht_send(fd, body, sizeof(body) - 1), "a head that announces a body");
	while (ht_now() - start < 8 && ht_send(fd, "x", 1) && !ht_closes(fd, 0.3))
		;
	cut_off(ht_now() - start, "a body, a byte at a time,");
	close(fd);

	fd = ht_connect(&h);
	start = ht_now();
	ok(ht_send(fd, chunked, sizeof(chunked) - 1), "a head that announces chunks");
	ht_read(fd, 5, false, &a);
	ok(a.status == 400 && ht_now() - start < 1.5, "is refused at once, %u", a.status);
	ok(ht_closes(fd, 5), "and nothing of them is waited for");
	close(fd);

	/* Between two requests one may be quiet as long, and then go on. */
	fd = ht_connect(&h);
	snprintf(bytes, sizeof(bytes), "GET /card HTTP/1.1\r\nHost: x\r\n\r\n");
	for (int i = 0; i < 3; i++) {
		ok(ht_send(fd, bytes, strlen(bytes)), "a patient one asks");
		ht_read(fd, 5, false, &a);
		is_int(a.status, 200, "and is answered, %d", i);
		usleep(1000 * SECONDS * 500);
	}
	ok(ht_closes(fd, SECONDS + 2.5), "until it says no more");
	close(fd);
	ht_stop(&h);
}

/* What takes the depositary longer than that is nobody's fault. */
static void long_work(void)
{
	struct ht_request r;
	struct vb_hash hash;
	char target[200], hex[65];

	ht_start(&h);
	vb_sha256(vb_view_str("slow"), &hash);
	vb_hex(hex, hash.b, 32);
	snprintf(target, sizeof(target), "/t/%s/copy/%s", h.id, hex);
	r = ht_signed(&h, "PUT", target);
	r.has_body = true;
	r.body = vb_view_str("slow");
	h.nap = (SECONDS + 2) * 1000;
	ht_ask(&h, &r, &a);
	h.nap = 0;
	is_int(a.status, 200, "what takes longer to do is waited for");
	/* A new server has not asked yet whether the pass holds. */
	ht_stop(&h);
	ht_start(&h);
	r = ht_signed(&h, "GET", target);
	h.nod = (SECONDS + 2) * 1000;
	ht_ask(&h, &r, &a);
	h.nod = 0;
	is_int(a.status, 200, "so is what takes longer to be let in");
	ht_stop(&h);
}

/* ---- crowds ---- */

static void connections(void)
{
	static const char get[] = "GET /card HTTP/1.1\r\nHost: x\r\n\r\n";
	int fd[12];
	unsigned answered = 0;

	h.o.limits.seconds = 30;
	h.o.limits.per_address = 4;
	ht_start(&h);
	for (size_t i = 0; i < VB_ARRAY_LEN(fd); i++) {
		fd[i] = ht_connect(&h);
		(void)ht_send(fd[i], get, sizeof(get) - 1);
	}
	for (size_t i = 0; i < VB_ARRAY_LEN(fd); i++) {
		ht_read(fd[i], 0.5, false, &a);
		answered += a.status == 200;
	}
	is_int(answered, 4, "four connections of one address, of twelve");
	for (size_t i = 0; i < VB_ARRAY_LEN(fd); i++)
		close(fd[i]);
	usleep(300000);
	ht_ask_raw(&h, get, sizeof(get) - 1, &a);
	is_int(a.status, 200, "and others when they are gone");
	ht_stop(&h);

	h.o.limits.per_address = 256;
	h.o.limits.connections = 3;
	ht_start(&h);
	for (size_t i = 0; i < 6; i++) {
		fd[i] = ht_connect(&h);
		(void)ht_send(fd[i], get, sizeof(get) - 1);
	}
	answered = 0;
	for (size_t i = 0; i < 6; i++) {
		ht_read(fd[i], 0.5, false, &a);
		answered += a.status == 200;
	}
	ok(answered <= 3 && answered > 0, "three connections of all, of six: %u", answered);
	for (size_t i = 0; i < 6; i++)
		close(fd[i]);
	usleep(300000);
	ht_ask_raw(&h, get, sizeof(get) - 1, &a);
	is_int(a.status, 200, "and others when they are gone");
	ht_stop(&h);
	h.o.limits = vb_http_limits;
}

static void too_often(void)
{
	static const char get[] = "GET /card HTTP/1.1\r\nHost: x\r\n\r\n";
	static const char health[] = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
	struct ht_request r;
	char target[200], value[256];
	unsigned good = 0, asked;

	h.o.limits.rate = 2;
	h.o.limits.burst = 5;
	ht_start(&h);
	for (int i = 0; i < 12; i++) {
		ht_ask_raw(&h, get, sizeof(get) - 1, &a);
		good += a.status == 200;
	}
	ok(good >= 5 && good <= 7, "an address: %u of twelve", good);
	is_int(a.status, 429, "then 429");
	is_str(ht_header(&a, "Retry-After", value), "1", "and when to ask again");
	is_str(ht_header(&a, "Verbale-Code", value), "busy", "by its code");
	ht_ask_raw(&h, health, sizeof(health) - 1, &a);
	is_int(a.status, 429, "health is among it");
	snprintf(target, sizeof(target), "/t/%s/checkpoint", h.id);
	good = 0;
	for (int i = 0; i < 12; i++) {
		r = ht_signed(&h, "GET", target);
		ht_ask(&h, &r, &a);
		good += a.status == 200;
	}
	ok(good >= 5 && good <= 7, "a key has its own: %u of twelve", good);
	is_int(a.status, 429, "then 429");
	asked = atomic_load(&h.asked);
	ht_ask(&h, &r, &a);
	ok(a.status == 429 && atomic_load(&h.asked) == asked, "and the depositary is not asked");
	usleep(1200000);
	ht_ask_raw(&h, get, sizeof(get) - 1, &a);
	is_int(a.status, 200, "a second later it may again");
	ht_stop(&h);
	h.o.limits = vb_http_limits;
}

/* ---- tokens ---- */

static bool admits(void *ctx, struct vb_view token)
{
	(void)ctx;
	return vb_view_is(token, "sesame");
}

static void tokens(void)
{
	struct ht_request r = {.method = "PUT", .has_body = true};
	struct cl_table t;
	struct vb_hash before, after;
	char target[200], hex[65], value[256];

	cl_draft(&t, h.place.post, "third", 2, 3);
	vb_hex(hex, t.draft.b, 32);
	snprintf(target, sizeof(target), "/draft/%s", hex);
	r.target = target;
	r.body = vb_view(t.draft_text, t.draft_len);
	h.o.admits = admits;
	ht_start(&h);
	before = ht_picture(&h);
	ht_ask(&h, &r, &a);
	is_int(a.status, 403, "tokens: without one");
	is_str(ht_header(&a, "Verbale-Clause", value), "http.md 3.5", "tokens: by its clause");
	r.more = "Verbale-Token: wrong\r\n";
	ht_ask(&h, &r, &a);
	is_int(a.status, 403, "tokens: a wrong one");
	after = ht_picture(&h);
	ok(vb_hash_eq(&before, &after), "tokens: nothing has changed");
	r.more = "Verbale-Token: sesame\r\n";
	ht_ask(&h, &r, &a);
	is_int(a.status, 200, "tokens: a good one");
	r.more = NULL;
	ht_ask(&h, &r, &a);
	is_int(a.status, 200, "tokens: of a draft that is here already none is due");
	before = ht_picture(&h);
	r.body = vb_view(t.draft_text, t.draft_len - 1);
	ht_ask(&h, &r, &a);
	is_int(a.status, 422, "tokens: which is no way in for another");
	after = ht_picture(&h);
	ok(vb_hash_eq(&before, &after), "tokens: nothing has changed");
	r.method = "GET";
	r.has_body = false;
	ht_ask(&h, &r, &a);
	is_int(a.status, 200, "tokens: and to look needs none");
	ht_stop(&h);
	h.o.admits = NULL;
	cl_free(&t);
}

/* ---- a full disk ---- */

static struct ht_request copy(const uint8_t *body, size_t len, char target[static 200])
{
	struct ht_request r;
	struct vb_hash hash;
	char hex[65];

	vb_sha256(vb_view(body, len), &hash);
	vb_hex(hex, hash.b, 32);
	snprintf(target, 200, "/t/%s/copy/%s", h.id, hex);
	r = ht_signed(&h, "PUT", target);
	r.has_body = true;
	r.body = vb_view(body, len);
	return r;
}

static void full_disk(void)
{
	static uint8_t body[3u << 20];
	char dir[] = "/tmp/vb-spool-XXXXXX", target[200], value[256];
	struct vb_hash before, after;
	struct ht_request r;

	body[0] = 1;
	h.o.spool = "/nonexistent";
	ht_start(&h);
	before = ht_picture(&h);
	r = copy(body, sizeof(body), target);
	ht_ask(&h, &r, &a);
	is_int(a.status, 500, "no spool: a large copy is not taken");
	r = copy(body, 1000, target);
	ht_ask(&h, &r, &a);
	is_int(a.status, 200, "no spool: a small one is");
	ht_stop(&h);
	before = ht_picture(&h);
	if (!mkdtemp(dir) || mount("vb", dir, "tmpfs", 0, "size=1m") != 0) {
		rmdir(dir);
		tap_skip("full disk: nothing can be mounted here");
		return;
	}
	h.o.spool = dir;
	ht_start(&h);
	r = copy(body, sizeof(body), target);
	ht_ask(&h, &r, &a);
	is_int(a.status, 507, "full disk: a large copy is not taken");
	is_str(ht_header(&a, "Verbale-Code", value), "full", "full disk: by its code");
	after = ht_picture(&h);
	ok(vb_hash_eq(&before, &after), "full disk: nothing has changed");
	usleep(200000);	/* the file goes when its answer has gone */
	r = copy(body, 600000, target);
	ht_ask(&h, &r, &a);
	is_int(a.status, 200, "full disk: there is room again, and one that fits is taken");
	ht_stop(&h);
	h.o.spool = h.place.dir;
	umount(dir);
	rmdir(dir);
}

/* ---- many at once ---- */

#define AT_ONCE 8
#define EACH 20

struct asker {
	unsigned who, good;
	struct ht_answer a;
};

static void *ask_on(void *ctx)
{
	struct asker *w = ctx;
	char checkpoint[200], target[200];
	uint8_t body[3000] = {0};
	struct ht_request r;

	snprintf(checkpoint, sizeof(checkpoint), "/t/%s/checkpoint", h.id);
	for (unsigned i = 0; i < EACH; i++) {
		r = ht_signed(&h, "GET", checkpoint);
		ht_ask(&h, &r, &w->a);
		w->good += w->a.status == 200;
		vb_put_be32(body, w->who * EACH + i);
		r = copy(body, sizeof(body), target);
		ht_ask(&h, &r, &w->a);
		w->good += w->a.status == 200;
		r = ht_signed(&h, "GET", target);
		ht_ask(&h, &r, &w->a);
		w->good += w->a.status == 200 && w->a.len == sizeof(body) &&
			   memcmp(w->a.body, body, sizeof(body)) == 0;
	}
	return NULL;
}

static void at_once(void)
{
	static struct asker w[AT_ONCE];
	pthread_t t[AT_ONCE];
	unsigned good = 0;

	ht_start(&h);
	for (unsigned i = 0; i < AT_ONCE; i++) {
		w[i].who = i;
		pthread_create(&t[i], NULL, ask_on, &w[i]);
	}
	for (unsigned i = 0; i < AT_ONCE; i++) {
		pthread_join(t[i], NULL);
		good += w[i].good;
	}
	is_int(good, AT_ONCE * EACH * 3, "at once: each has its own answer");
	ht_stop(&h);
}

/* ---- the end ---- */

struct job {
	struct ht_request r;
	struct ht_answer a;
};

static void *ask(void *ctx)
{
	struct job *j = ctx;

	ht_ask(&h, &j->r, &j->a);
	return NULL;
}

/* A request that is being answered when the server is told to end. */
static void graceful(void)
{
	static uint8_t body[1000] = {7};
	static struct job job;
	char target[200];
	pthread_t t;
	double start;

	ht_start(&h);
	job.r = copy(body, sizeof(body), target);
	h.nap = 1000;
	pthread_create(&t, NULL, ask, &job);
	usleep(300000);
	start = ht_now();
	ht_stop(&h);
	ok(ht_now() - start > 0.4, "stop: waits for what is being done");
	pthread_join(t, NULL);
	is_int(job.a.status, 200, "stop: which is answered");
	h.nap = 0;
	ok(ht_connect(&h) < 0, "stop: and nobody listens");
}

/* What comes or goes slowly at that time comes and goes to its end. */
static void *send_slowly(void *ctx)
{
	static uint8_t bytes[1u << 20];
	struct job *j = ctx;
	size_t n = ht_put(&h, &j->r, bytes, sizeof(bytes));
	int fd = ht_connect(&h);

	(void)ht_send(fd, bytes, n / 2);
	usleep(1000000);
	(void)ht_send(fd, bytes + n / 2, n - n / 2);
	ht_read(fd, 5, false, &j->a);
	close(fd);
	return NULL;
}

static void *read_slowly(void *ctx)
{
	struct job *j = ctx;
	static uint8_t bytes[16384];
	size_t n = ht_put(&h, &j->r, bytes, sizeof(bytes));
	int fd = ht_connect(&h);

	(void)ht_send(fd, bytes, n);
	usleep(1000000);
	ht_read(fd, 5, false, &j->a);
	close(fd);
	return NULL;
}

static void in_passing(void)
{
	static uint8_t body[400000] = {9}, large[16u << 20] = {3};
	static struct job up, down;
	char target[2][200];
	pthread_t t[2];
	struct ht_request r;

	ht_start(&h);
	r = copy(large, sizeof(large), target[1]);
	ht_ask(&h, &r, &a);
	is_int(a.status, 200, "stop: a copy that is large");
	up.r = copy(body, sizeof(body), target[0]);
	down.r = ht_signed(&h, "GET", target[1]);
	pthread_create(&t[0], NULL, send_slowly, &up);
	pthread_create(&t[1], NULL, read_slowly, &down);
	usleep(400000);
	ht_stop(&h);
	pthread_join(t[0], NULL);
	pthread_join(t[1], NULL);
	is_int(up.a.status, 200, "stop: what was on its way in arrives");
	is_int(down.a.status, 200, "stop: and what was on its way out");
}

static void *connect_late(void *ctx)
{
	usleep(300000);
	*(int *)ctx = ht_connect(&h);
	return NULL;
}

static void closed_door(void)
{
	static uint8_t body[1000] = {8};
	static struct job job;
	char target[200];
	pthread_t t[2];
	int late = 0;

	ht_start(&h);
	job.r = copy(body, sizeof(body), target);
	h.nap = 1000;
	pthread_create(&t[0], NULL, ask, &job);
	usleep(200000);
	pthread_create(&t[1], NULL, connect_late, &late);
	ht_stop(&h);
	pthread_join(t[0], NULL);
	pthread_join(t[1], NULL);
	h.nap = 0;
	ok(late < 0, "stop: who comes meanwhile is turned away at once");
}

int main(void)
{
	begin();
	slow();
	long_work();
	connections();
	too_often();
	tokens();
	full_disk();
	at_once();
	graceful();
	in_passing();
	closed_door();
	ht_close(&h);
	return tap_done();
}
