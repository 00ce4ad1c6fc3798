/*
 * A proxy on a Unix socket that cuts a connection at a message of PostgreSQL's protocol.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/pgproxy.h"

#include "base/base.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* One direction: what has come and has not gone on, which is less than a message. */
struct way {
	int from, to;
	bool started;		/* the first message of a client has no type */
	bool answers;		/* what the server says */
	uint8_t *buf;
	size_t len, cap;
};

struct cut {
	unsigned at;		/* which message is cut, from 1; 0: none any more */
	bool half;		/* half of it goes on first; else all of it */
	bool silent;		/* behind it nothing happens any more */
	unsigned seen;
};

static int socket_at(const char *dir, struct sockaddr_un *a)
{
	*a = (struct sockaddr_un){.sun_family = AF_UNIX};
	snprintf(a->sun_path, sizeof(a->sun_path), "%s/.s.PGSQL.5432", dir);
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static int listen_in(const char *dir)
{
	struct sockaddr_un a;
	int fd = socket_at(dir, &a);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 || listen(fd, 8) != 0)
		return -1;
	return fd;
}

static int connect_to(const char *dir)
{
	struct sockaddr_un a;
	int fd = socket_at(dir, &a);

	return connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0 ? fd : -1;
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

/* Length of the message that @w begins with, 0: not all of it is here. */
static size_t message(const struct way *w)
{
	size_t head = w->started ? 1 : 0, n;

	if (w->len < head + 4)
		return 0;
	n = head + vb_be32(w->buf + head);
	return w->len < n ? 0 : n;
}

/* What has come, message by message; false: it is cut, or over. */
static bool pass(struct way *w, struct cut *c)
{
	ssize_t k;
	size_t n;

	if (w->cap - w->len < 65536) {
		w->cap += 65536;
		w->buf = realloc(w->buf, w->cap);
	}
	k = read(w->from, w->buf + w->len, 65536);
	if (k <= 0)
		return false;
	w->len += (size_t)k;
	while ((n = message(w)) > 0) {
		bool here = ++c->seen == c->at && !c->silent;

		/* What was asked before is heard, and its answer is not. */
		while (c->silent && c->at && c->seen >= c->at && w->answers)
			pause();
		if (!push(w->to, w->buf, here && c->half ? n / 2 : n) || here)
			return false;
		w->started = true;
		memmove(w->buf, w->buf + n, w->len - n);
		w->len -= n;
	}
	return true;
}

/* One connection, until it ends or is cut. */
static void serve(int client, int server, struct cut *c)
{
	struct way there = {.from = client, .to = server};
	struct way back = {.from = server, .to = client, .started = true, .answers = true};
	struct pollfd p[2] = {{.fd = client, .events = POLLIN}, {.fd = server, .events = POLLIN}};
	bool on = true;

	while (on && poll(p, 2, -1) > 0) {
		if (p[0].revents)
			on = pass(&there, c);
		if (on && p[1].revents)
			on = pass(&back, c);
	}
	close(client);
	close(server);
	free(there.buf);
	free(back.buf);
}

/* Later connections go through whole. */
static int run(int listener, const char *server, struct cut c, int out)
{
	for (;;) {
		int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		int to = client < 0 ? -1 : connect_to(server);
		bool first = c.at != 0;

		if (to < 0)
			return 1;
		serve(client, to, &c);
		if (first && write(out, &c.seen, sizeof(c.seen)) != sizeof(c.seen))
			return 2;
		c.at = 0;
	}
}

static pid_t start(const char *dir, const char *server, struct cut c, int *seen)
{
	int listener = listen_in(dir), ends[2];
	pid_t pid;

	if (listener < 0 || pipe(ends) != 0)
		return -1;
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		_exit(run(listener, server, c, ends[1]));
	}
	close(listener);
	close(ends[1]);
	*seen = ends[0];
	return pid;
}

pid_t proxy_start(const char *dir, const char *server, unsigned at, bool half, int *seen)
{
	return start(dir, server, (struct cut){.at = at, .half = half}, seen);
}

pid_t proxy_part(const char *dir, const char *server, unsigned at)
{
	int seen = -1;
	pid_t pid = start(dir, server, (struct cut){.at = at, .silent = true}, &seen);

	close(seen);
	return pid;
}

void proxy_end(const char *dir, pid_t pid)
{
	struct sockaddr_un a;

	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(socket_at(dir, &a));
	unlink(a.sun_path);
}

unsigned proxy_stop(const char *dir, pid_t pid, int seen)
{
	struct sockaddr_un a;
	unsigned n = 0;

	close(socket_at(dir, &a));
	if (read(seen, &n, sizeof(n)) != sizeof(n))
		n = 0;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(seen);
	unlink(a.sun_path);
	return n;
}
