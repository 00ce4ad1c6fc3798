/*
 * Servers as processes: started, told to end, killed, and started again at the same port.
 *
 * SPDX-License-Identifier: ISC
 */
#include "soak.h"

#include "need.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a server is given to come up: it may have to wait for a lock. */
#define START_SECONDS 60

extern char **environ;

void sk_node_make(struct soak *s, struct sk_node *n, unsigned at, const char *dir,
		  const char *url)
{
	char path[SK_PATH];
	int fd;

	snprintf(path, sizeof(path), "%.140s/control.%u", s->dir, at);
	memset(n, 0, sizeof(*n));
	n->at = at;
	n->socket = -1;
	snprintf(n->dir, sizeof(n->dir), "%s", dir);
	snprintf(n->url, sizeof(n->url), "%s", url);
	memcpy(n->path, path, sizeof(path));
	fd = open(n->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, sizeof(*n->control)) != 0)
		abort();
	n->control = mmap(NULL, sizeof(*n->control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (n->control == MAP_FAILED)
		abort();
	close(fd);
}

/* The environment of this process, with where the node finds what is its own. */
static char **environment(const struct soak *s, const struct sk_node *n)
{
	size_t count = 0;
	char **env;

	while (environ[count])
		count++;
	env = need(calloc(count + 3, sizeof(*env)));
	memcpy(env + 2, environ, count * sizeof(*env));
	if (asprintf(&env[0], "%s=%s", SK_CONTROL_ENV, n->path) < 0 ||
	    asprintf(&env[1], "%s=%s/signed", SK_SIGNED_ENV, s->dir) < 0)
		abort();
	return env;
}

/* Where it is given its socket and its network, the shell makes both so: it becomes nsenter,
 * and that the server, all under one process id. */
static const char hand_on[] = "export LISTEN_PID=$$ LISTEN_FDS=1;"
			      " exec nsenter --net=/proc/self/fd/4 \"$0\" \"$@\"";

static pid_t spawn(struct soak *s, struct sk_node *n, int out)
{
	char listen_at[32], log[SK_PATH + 32], file[SK_PATH + 32];
	const char *argv[24] = {NULL};
	char **env = environment(s, n);
	posix_spawn_file_actions_t files;
	unsigned k = 0;
	pid_t pid = -1;

	snprintf(listen_at, sizeof(listen_at), "127.0.0.1:%u", atomic_load(&n->port));
	snprintf(log, sizeof(log), "%s/server.%u.log", s->dir, n->at);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, out, 1);
	posix_spawn_file_actions_addopen(&files, 2, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (n->net) {
		posix_spawn_file_actions_adddup2(&files, n->socket, 3);
		posix_spawn_file_actions_adddup2(&files, sk_net_there(), 4);
		argv[k++] = "/bin/sh", argv[k++] = "-c", argv[k++] = hand_on;
	}
	argv[k++] = s->server, argv[k++] = n->witness[0] ? "witness" : "serve";
	argv[k++] = "--dir", argv[k++] = n->dir;
	argv[k++] = "--name", argv[k++] = n->witness[0] ? n->witness : "bern";
	if (!n->net)
		argv[k++] = "--listen", argv[k++] = listen_at;
	if (n->url[0])
		argv[k++] = "--store", argv[k++] = n->url;
	snprintf(file, sizeof(file), "%s/%s", s->dir,
		 n->witness[0] ? "logs-of-witnesses" : "policy");
	if (n->witness[0])
		argv[k++] = "--logs", argv[k++] = file;
	else if (access(file, R_OK) == 0)
		argv[k++] = "--witnesses", argv[k++] = file, argv[k++] = "--cadence",
		argv[k++] = "1";
	if (posix_spawn(&pid, argv[0], &files, NULL, (char **)(uintptr_t)argv, env) != 0)
		pid = -1;
	posix_spawn_file_actions_destroy(&files);
	free(env[0]);
	free(env[1]);
	free(env);
	return pid;
}

void sk_node_give_socket(struct sk_node *n)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
				.sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};

	/* Above those that the server is given them as. */
	n->socket = fcntl(socket(AF_INET, SOCK_STREAM, 0), F_DUPFD_CLOEXEC, 10);
	if (n->socket < 0 || bind(n->socket, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	    listen(n->socket, 64) != 0)
		abort();
}

/* What it says when it has begun, in one piece: "... at port N", and whatever else. */
static bool hear(int fd, struct sk_node *n, unsigned *port)
{
	static const char word[] = " at port ";
	double end = sk_clock() + START_SECONDS;
	size_t len = 0;
	const char *at;
	uint64_t v = 0;

	memset(n->said, 0, sizeof(n->said));
	while (!strchr(n->said, '\n')) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		ssize_t k;

		if (sk_clock() > end || poll(&p, 1, 1000) < 0)
			return false;
		if (!p.revents)
			continue;
		k = read(fd, n->said + len, sizeof(n->said) - 1 - len);
		if (k <= 0)
			return false;
		len += (size_t)k;
	}
	at = strstr(n->said, word);
	if (!at || !vb_dec_parse(vb_view(at + sizeof(word) - 1,
					 strcspn(at + sizeof(word) - 1, "\n")), &v))
		return false;
	*port = (unsigned)v;
	return true;
}

bool sk_node_start(struct soak *s, struct sk_node *n)
{
	int ends[2], status;
	unsigned port = 0;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0)
		abort();
	pid = spawn(s, n, ends[1]);
	close(ends[1]);
	if (pid > 0 && hear(ends[0], n, &port)) {
		close(ends[0]);
		atomic_store(&n->port, port);
		atomic_store(&n->pid, pid);
		n->starts++;
		return true;
	}
	close(ends[0]);
	if (pid > 0) {
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
	}
	return false;
}

void sk_node_end(struct sk_node *n, int sig)
{
	pid_t pid = atomic_load(&n->pid);
	int status = 0;

	if (pid <= 0)
		return;
	kill(pid, sig);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	atomic_store(&n->pid, 0);
	if (sig == SIGKILL ? status != SIGKILL : status != 0)
		sk_odd(NULL, "server %u, sent signal %d, has ended with wait status %d", n->at, sig,
		       status);
}

bool sk_node_gone(struct sk_node *n)
{
	pid_t pid = atomic_load(&n->pid);
	int status;

	if (pid > 0 && waitpid(pid, &status, WNOHANG) == pid) {
		atomic_store(&n->pid, 0);
		sk_odd(NULL, "server %u has ended by itself, with wait status %d", n->at,
		       status);
	}
	return atomic_load(&n->pid) == 0;
}
