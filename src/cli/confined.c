/*
 * A child process for untrusted input: it reads one pipe, writes another, takes memory and
 * ends; whatever else it tries ends it at once (libseccomp), and so do its limits.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What watches over memory needs much of it, and a way to say what it saw. */
#if defined(__SANITIZE_ADDRESS__)
#define WATCHED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WATCHED 1
#endif
#endif
#ifndef WATCHED
#define WATCHED 0
#endif

#define READY 'R'
#define UNREADY 'N'
#define PIECE (1u << 20)

/* ---- in the child ---- */

static bool only_on(scmp_filter_ctx f, int call, scmp_datum_t fd)
{
	return seccomp_rule_add(f, SCMP_ACT_ALLOW, call, 1, SCMP_A0(SCMP_CMP_EQ, fd, 0)) == 0;
}

/* Memory of its own, none of it to be run. */
static bool memory_calls(scmp_filter_ctx f)
{
	const struct scmp_arg_cmp not_run = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	const struct scmp_arg_cmp no_file = SCMP_A4(SCMP_CMP_MASKED_EQ, 0xffffffffu, 0xffffffffu);
	const int free_calls[] = {SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap),
				  SCMP_SYS(madvise)};

	for (size_t i = 0; i < VB_ARRAY_LEN(free_calls); i++) {
		if (seccomp_rule_add(f, SCMP_ACT_ALLOW, free_calls[i], 0) != 0)
			return false;
	}
	return seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, not_run, no_file) == 0 &&
	       seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, not_run) == 0;
}

static bool watcher_calls(scmp_filter_ctx f)
{
	return only_on(f, SCMP_SYS(write), STDERR_FILENO) &&
	       seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(sigaltstack), 0) == 0;
}

static bool guard(void)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool done = f && only_on(f, SCMP_SYS(read), STDIN_FILENO) &&
		    only_on(f, SCMP_SYS(write), STDOUT_FILENO) && memory_calls(f) &&
		    seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(exit_group), 0) == 0 &&
		    (!WATCHED || watcher_calls(f)) && seccomp_load(f) == 0;

	if (f)
		seccomp_release(f);
	return done;
}

static int by_byte(const void *a, const void *b)
{
	return *(const uint8_t *)a - *(const uint8_t *)b;
}

/* qsort() asks the system once how much memory there is: it asks now.  And who makes a time of
 * a date (libzip does, for dates that nobody looks at) asks a file for the zone, unless it is
 * told. */
static void warm_up(void)
{
	uint8_t *bytes = calloc(1, 4096);

	setenv("TZ", "UTC0", 1);
	tzset();
	if (bytes)
		qsort(bytes, 4096, 1, by_byte);
	free(bytes);
}

/* A limit that is stricter already stays. */
static bool lower(__rlimit_resource_t what, rlim_t soft, rlim_t hard)
{
	struct rlimit now;

	if (getrlimit(what, &now) != 0)
		return false;
	now.rlim_max = hard < now.rlim_max ? hard : now.rlim_max;
	soft = soft < now.rlim_max ? soft : now.rlim_max;
	now.rlim_cur = soft < now.rlim_cur ? soft : now.rlim_cur;
	return setrlimit(what, &now) == 0;
}

/* A second more than the soft limit of time: its signal says what happened. */
static bool limit(const struct vb_confinement *limits)
{
	return lower(RLIMIT_CORE, 0, 0) &&
	       lower(RLIMIT_CPU, limits->seconds, limits->seconds + 1) &&
	       (WATCHED || limits->memory == 0 ||
		lower(RLIMIT_AS, limits->memory, limits->memory));
}

static _Noreturn void child(int in, int out, vb_confined_work *work,
			    const struct vb_confinement *limits)
{
	char said = READY;

	/* The ends of the pipes are above 2: 0 to 2 were open before. */
	signal(SIGXCPU, SIG_DFL);
	if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
	    close_range(WATCHED ? 3 : 2, ~0U, 0) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
	    !limit(limits))
		_exit(2);
	warm_up();
	if (!limits->unguarded && !guard())
		said = UNREADY;
	if (write(STDOUT_FILENO, &said, 1) != 1 || said != READY)
		_exit(2);
	_exit(work());
}

/* The other end is our parent: what it sends or takes in part, it goes on with. */
bool vb_child_take(void *p, size_t n)
{
	uint8_t *at = p;

	while (n > 0) {
		ssize_t got = read(STDIN_FILENO, at, n);

		if (got <= 0)
			return false;
		at += got;
		n -= (size_t)got;
	}
	return true;
}

bool vb_child_put(const void *p, size_t n)
{
	const uint8_t *at = p;

	while (n > 0) {
		ssize_t done = write(STDOUT_FILENO, at, n);

		if (done <= 0)
			return false;
		at += done;
		n -= (size_t)done;
	}
	return true;
}

/* ---- in the parent ---- */

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static ssize_t read_some(int fd, void *p, size_t n)
{
	ssize_t got;

	do
		got = read(fd, p, n);
	while (got < 0 && errno == EINTR);
	return got;
}

static int wait_for(struct vb_confined *c)
{
	int status = -1;
	pid_t got;

	do
		got = waitpid(c->pid, &status, 0);
	while (got < 0 && errno == EINTR);
	c->pid = 0;
	return got < 0 ? -1 : status;
}

void vb_confined_drop(struct vb_confined *c)
{
	if (c->pid <= 0)
		return;
	close_end(&c->to);
	close_end(&c->from);
	kill(c->pid, SIGKILL);
	wait_for(c);
}

enum vb_code vb_confined_start(struct vb_confined *c, vb_confined_work *work,
			       const struct vb_confinement *limits, struct vb_err *err)
{
	int in[2] = {-1, -1}, out[2] = {-1, -1};
	char said = 0;
	pid_t pid = -1;

	*c = (struct vb_confined){.to = -1, .from = -1};
	fflush(NULL);
	if (pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0)
		pid = fork();
	if (pid == 0)
		child(in[0], out[1], work, limits);
	close_end(&in[0]);
	close_end(&out[1]);
	if (pid < 0) {
		close_end(&in[1]);
		close_end(&out[0]);
		return vb_fail(err, VB_IO, "", "", "no process could be started: %s",
			       strerror(errno));
	}
	*c = (struct vb_confined){.pid = pid, .to = in[1], .from = out[0]};
	if (read_some(c->from, &said, 1) == 1 && said == READY)
		return VB_OK;
	vb_confined_drop(c);
	return vb_fail(err, VB_REFUSED, "", "", "this system does not confine the process that "
						"reads untrusted text (seccomp)");
}

bool vb_confined_send(struct vb_confined *c, const void *p, size_t n)
{
	const uint8_t *at = p;

	while (n > 0 && c->to >= 0) {
		ssize_t put = write(c->to, at, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		at += put;
		n -= (size_t)put;
	}
	return n == 0;
}

bool vb_confined_send_view(struct vb_confined *c, struct vb_view v)
{
	uint8_t len[4];

	vb_put_be32(len, (uint32_t)v.len);
	return vb_confined_send(c, len, sizeof(len)) && vb_confined_send(c, v.ptr, v.len);
}

void vb_confined_end(struct vb_confined *c)
{
	close_end(&c->to);
}

size_t vb_confined_take(struct vb_confined *c, void *p, size_t n)
{
	ssize_t got = c->from >= 0 ? read_some(c->from, p, n) : 0;

	return got > 0 ? (size_t)got : 0;
}

static enum vb_code fate(int status, struct vb_err *err)
{
	int by = status != -1 && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	const char *how = "ended without an answer";

	if (status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return VB_OK;
	if (by == SIGSYS)
		how = "tried what it may not, and was ended";
	else if (by == SIGXCPU || by == SIGKILL)
		how = "took too long, and was ended";
	else if (by)
		how = "broke down";
	return vb_fail(err, VB_REFUSED, "", "", "the process that reads the file %s", how);
}

enum vb_code vb_confined_finish(struct vb_confined *c, struct vb_err *err)
{
	close_end(&c->to);
	/* Whoever still writes is ended by that. */
	close_end(&c->from);
	return fate(wait_for(c), err);
}
