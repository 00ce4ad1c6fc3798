/*
 * A network of the test's own, in which one node is parted from the database by taking the
 * link down: neither end is told, and TCP goes on trying.
 *
 * SPDX-License-Identifier: ISC
 */
#include "soak.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define HERE "soak0"		/* the link's end on this side */
#define ADDRESS "10.77.0."	/* .1 here, .2 there */

static int there = -1;		/* the namespace of the node */

int sk_net_there(void)
{
	return there;
}

const char *sk_net_address(void)
{
	return ADDRESS "1";
}

static bool run(const char *command)
{
	int status = system(command);

	return status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool link_to(pid_t pid)
{
	char command[600], path[64];
	int fd = -1;

	snprintf(command, sizeof(command),
		 "exec 2>/dev/null; ip link set lo up && "
		 "ip link add " HERE " type veth peer name soak1 netns %d && "
		 "ip addr add " ADDRESS "1/24 dev " HERE " && ip link set " HERE " up && "
		 "nsenter --net=/proc/%d/ns/net sh -c 'ip link set lo up && "
		 "ip addr add " ADDRESS "2/24 dev soak1 && ip link set soak1 up'", pid, pid);
	snprintf(path, sizeof(path), "/proc/%d/ns/net", pid);
	if (run(command))
		fd = open(path, O_RDONLY | O_CLOEXEC);
	/* Above those that a server is given. */
	there = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 10);
	close(fd);
	return there >= 0;
}

/* Before anything else: what is started later is in our network. */
bool sk_net_make(void)
{
	int ends[2];
	bool good;
	pid_t pid;
	char c = 0;

	if (unshare(CLONE_NEWNET) != 0)
		return false;
	/* Without a way to itself there is no HTTP either. */
	if (!run("ip link set lo up 2>/dev/null"))
		exit(99);
	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		c = unshare(CLONE_NEWNET) == 0;
		if (write(ends[1], &c, 1) == 1)
			pause();
		_exit(0);
	}
	close(ends[1]);
	good = read(ends[0], &c, 1) == 1 && c && link_to(pid);
	close(ends[0]);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return good;
}

void sk_net_part(bool parted)
{
	if (!run(parted ? "ip link set " HERE " down" : "ip link set " HERE " up"))
		sk_odd(NULL, "the link does not go %s", parted ? "down" : "up");
}
