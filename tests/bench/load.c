/*
 * Clients that keep a server busy: one thread for all, a connection each, one question at a
 * time.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "load.h"
#include "need.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define EVENTS 64

struct runner {
	struct load_client *c;
	unsigned n, busy;
	double until;		/* 0: each asks once */
	struct load *out;
	double *took;
	size_t ntook, cap;
};

void load_put(struct load_client *c, const uint8_t *request, size_t len)
{
	c->request = need(realloc(c->request, (c->n + 1) * sizeof(*c->request)));
	c->len = need(realloc(c->len, (c->n + 1) * sizeof(*c->len)));
	c->request[c->n] = need(malloc(len));
	memcpy(c->request[c->n], request, len);
	c->len[c->n++] = len;
}

void load_free(struct load_client *c, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		for (unsigned j = 0; j < c[i].n; j++)
			free(c[i].request[j]);
		free(c[i].request);
		free(c[i].len);
		c[i] = (struct load_client){0};
	}
}

static int connect_to(const struct serving *s)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons((uint16_t)s->port)};
	int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || connect(fd, (struct sockaddr *)&in, sizeof(in)) != 0)
		bench_die("a connection", NULL);
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fd;
}

/* The next request, or no more. */
static void ask(struct runner *r, struct load_client *c)
{
	if (c->next == c->n && bench_now() < r->until)
		c->next = 0;
	if (c->next == c->n) {
		r->busy--;
		return;
	}
	c->got = 0;
	c->sent = bench_now();
	if (send(c->fd, c->request[c->next], c->len[c->next], MSG_NOSIGNAL) !=
	    (ssize_t)c->len[c->next])
		bench_die("a request was not taken", NULL);
	c->next++;
}

static void count(struct runner *r, struct load_client *c)
{
	if (r->ntook == r->cap) {
		r->cap = r->cap ? 2 * r->cap : 4096;
		r->took = need(realloc(r->took, r->cap * sizeof(*r->took)));
	}
	r->took[r->ntook++] = bench_now() - c->sent;
	if (strncmp(c->head, "HTTP/1.1 200 ", 13) == 0) {
		r->out->done++;
	} else if (r->out->refused++ == 0) {
		snprintf(r->out->first, sizeof(r->out->first), "%.511s", c->head);
	}
}

/* Whether the head is whole; what stands behind it is body. */
static bool head_done(struct runner *r, struct load_client *c)
{
	char *end, *length;
	size_t body;

	c->head[c->got] = 0;
	end = strstr(c->head, "\r\n\r\n");
	if (!end)
		return false;
	length = strcasestr(c->head, "\r\nContent-Length:");
	body = length && length < end ? strtoul(length + 17, NULL, 10) : 0;
	r->out->bytes += (double)body;
	c->rest = body - (c->got - (size_t)(end + 4 - c->head));
	return true;
}

static void take(struct runner *r, struct load_client *c)
{
	static char rest[1 << 16];
	bool head = c->rest == 0;
	ssize_t n = recv(c->fd, head ? c->head + c->got : rest,
			 head ? sizeof(c->head) - 1 - c->got : c->rest < sizeof(rest) ?
			 c->rest : sizeof(rest), 0);

	if (n <= 0) {
		fprintf(stderr, "bench: no answer to request %u of client %u after %.1f s: %s\n",
			c->next, (unsigned)(c - r->c), bench_now() - c->sent,
			n ? strerrordesc_np(errno) : "closed");
		exit(1);
	}
	if (!head) {
		c->rest -= (size_t)n;
	} else {
		c->got += (size_t)n;
		if (!head_done(r, c))
			return;
	}
	if (c->rest > 0)
		return;
	count(r, c);
	ask(r, c);
}

static void go(struct runner *r)
{
	int set = epoll_create1(EPOLL_CLOEXEC), n;
	struct epoll_event e[EVENTS];

	for (unsigned i = 0; i < r->n; i++) {
		e[0] = (struct epoll_event){.events = EPOLLIN, .data.ptr = &r->c[i]};
		if (epoll_ctl(set, EPOLL_CTL_ADD, r->c[i].fd, &e[0]) != 0)
			bench_die("epoll", NULL);
	}
	r->busy = r->n;
	for (unsigned i = 0; i < r->n; i++)
		ask(r, &r->c[i]);
	while (r->busy > 0) {
		n = epoll_wait(set, e, EVENTS, 20000);
		if (n == 0 || (n < 0 && errno != EINTR))
			bench_die("nothing is answered any more", NULL);
		for (int i = 0; i < n; i++)
			take(r, e[i].data.ptr);
	}
	close(set);
}

void load_run(struct load_client *c, unsigned n, const struct serving *s, double again,
	      struct load *out)
{
	struct runner r = {.c = c, .n = n, .out = out};
	double start;

	*out = (struct load){0};
	for (unsigned i = 0; i < n; i++) {
		c[i].fd = connect_to(s);
		c[i].next = 0;
		c[i].rest = 0;
	}
	out->cpu = -serving_cpu(s);
	start = bench_now();
	r.until = again > 0 ? start + again : 0;
	go(&r);
	out->seconds = bench_now() - start;
	out->cpu += serving_cpu(s);
	out->median = bench_median(r.took, (unsigned)r.ntook); /* sorts them */
	out->p99 = r.took[r.ntook * 99 / 100];
	out->most = r.took[r.ntook - 1];
	free(r.took);
	for (unsigned i = 0; i < n; i++)
		close(c[i].fd);
	if (out->refused > 0) {
		fprintf(stderr, "bench: %u of %u were refused, the first with\n%s\n",
			out->refused, out->refused + out->done, out->first);
		exit(1);
	}
}
