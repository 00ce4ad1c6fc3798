/*
 * The wire between a node and its database: it can be cut at a message of PostgreSQL's
 * protocol, and it can go dead with nobody being told, as a network does.
 *
 * SPDX-License-Identifier: ISC
 */
#include "soak.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAIRS 32
#define ROOM (1u << 17)

/* What the test tells the wire, which is a process of its own. */
struct orders {
	_Atomic bool frozen;
	_Atomic int cut;	/* messages that still pass; -1: none is cut */
	_Atomic bool half;
};

/* One direction: what has come and has not gone on. */
struct way {
	int from, to;
	bool started;		/* the first message of a client has no type */
	uint8_t buf[ROOM];
	size_t len;
};

struct pair {
	struct way way[2];
	bool used;
};

static struct orders *orders[SK_NODES];
static pid_t pids[SK_NODES];

static int socket_in(const char *dir, struct sockaddr_un *a)
{
	*a = (struct sockaddr_un){.sun_family = AF_UNIX};
	snprintf(a->sun_path, sizeof(a->sun_path), "%s/.s.PGSQL.5432", dir);
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static bool push(int fd, const uint8_t *p, size_t n)
{
	while (n > 0) {
		ssize_t k = send(fd, p, n, MSG_NOSIGNAL);

		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

/* ---- in the process of the wire ---- */

/* Length of the message that @w begins with; 0: not all of it is here.  One that is larger
 * than the room goes on in parts, and counts as several. */
static size_t message(const struct way *w)
{
	size_t head = w->started ? 1 : 0, n;

	if (w->len < head + 4)
		return 0;
	n = head + vb_be32(w->buf + head);
	if (n > ROOM)
		return w->len == ROOM ? ROOM : 0;
	return w->len < n ? 0 : n;
}

/* False: the connection ends here. */
static bool pass(struct way *w, struct orders *o)
{
	ssize_t k = read(w->from, w->buf + w->len, ROOM - w->len);
	size_t n;

	if (k <= 0)
		return false;
	w->len += (size_t)k;
	while ((n = message(w)) > 0) {
		int left = atomic_load(&o->cut);
		bool here = left == 0;

		if (left > 0)
			atomic_store(&o->cut, left - 1);
		if (!push(w->to, w->buf, here && atomic_load(&o->half) ? n / 2 : n) || here)
			return false;
		w->started = true;
		memmove(w->buf, w->buf + n, w->len - n);
		w->len -= n;
	}
	return true;
}

static void end(struct pair *p)
{
	close(p->way[0].from);
	close(p->way[1].from);
	p->used = false;
}

static void take(struct pair *pairs, int listener, const char *server)
{
	int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	struct sockaddr_un a;
	int to = socket_in(server, &a);
	struct pair *p = pairs;

	while (p < pairs + PAIRS && p->used)
		p++;
	if (client < 0 || p == pairs + PAIRS ||
	    connect(to, (struct sockaddr *)&a, sizeof(a)) != 0) {
		close(client);
		close(to);
		return;
	}
	p->used = true;
	p->way[0].from = p->way[1].to = client;
	p->way[1].from = p->way[0].to = to;
	p->way[0].len = p->way[1].len = 0;
	p->way[0].started = false;
	p->way[1].started = true;
}

/* Every connection ends where one is cut: it is the wire that breaks. */
static void cut_all(struct pair *pairs, struct orders *o)
{
	for (unsigned i = 0; i < PAIRS; i++) {
		if (pairs[i].used)
			end(&pairs[i]);
	}
	atomic_store(&o->cut, -1);
}

static void serve_pairs(struct pair *pairs, const struct pollfd *fds, struct orders *o)
{
	for (unsigned i = 0; i < PAIRS; i++) {
		bool on = pairs[i].used;

		for (unsigned j = 0; on && j < 2; j++) {
			if (fds[1 + 2 * i + j].revents)
				on = pass(&pairs[i].way[j], o);
		}
		if (pairs[i].used && !on) {
			end(&pairs[i]);
			if (atomic_load(&o->cut) == 0)
				cut_all(pairs, o);
		}
	}
}

static _Noreturn void run(int listener, const char *server, struct orders *o, pid_t parent)
{
	struct pair *pairs = calloc(PAIRS, sizeof(*pairs));
	struct pollfd fds[1 + 2 * PAIRS];

	while (pairs && getppid() == parent) {
		if (atomic_load(&o->frozen)) {
			usleep(5000);
			continue;
		}
		fds[0] = (struct pollfd){.fd = listener, .events = POLLIN};
		for (unsigned i = 0; i < 2 * PAIRS; i++) {
			const struct pair *p = &pairs[i / 2];

			fds[1 + i] = (struct pollfd){.fd = p->used ? p->way[i % 2].from : -1,
						     .events = POLLIN};
		}
		if (poll(fds, VB_ARRAY_LEN(fds), 20) <= 0 || atomic_load(&o->frozen))
			continue;
		serve_pairs(pairs, fds, o);
		if (fds[0].revents)
			take(pairs, listener, server);
	}
	_exit(0);
}

/* ---- in the test ---- */

bool sk_wire_start(unsigned node, const char *dir, const char *server)
{
	pid_t parent = getpid();
	struct sockaddr_un a;
	int listener = socket_in(dir, &a);
	void *page = mmap(NULL, sizeof(struct orders), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (listener < 0 || page == MAP_FAILED ||
	    bind(listener, (struct sockaddr *)&a, sizeof(a)) != 0 || listen(listener, 64) != 0)
		return false;
	orders[node] = page;
	atomic_store(&orders[node]->cut, -1);
	fflush(stdout);
	pids[node] = fork();
	if (pids[node] == 0)
		run(listener, server, orders[node], parent);
	close(listener);
	return pids[node] > 0;
}

bool sk_wire_has(unsigned node)
{
	return orders[node] != NULL;
}

void sk_wire_freeze(unsigned node, bool frozen)
{
	if (orders[node])
		atomic_store(&orders[node]->frozen, frozen);
}

void sk_wire_cut(unsigned node, unsigned at, bool half)
{
	if (!orders[node])
		return;
	atomic_store(&orders[node]->half, half);
	atomic_store(&orders[node]->cut, (int)at);
}

void sk_wire_stop(void)
{
	for (unsigned i = 0; i < SK_NODES; i++) {
		if (pids[i] <= 0)
			continue;
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
		munmap(orders[i], sizeof(struct orders));
		pids[i] = 0;
		orders[i] = NULL;
	}
}
