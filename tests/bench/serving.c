/*
 * A server that is measured from outside: a process of its own, whose syncs can be counted.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "load.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS 40

static void close_and_run(int out, const char *const *argv)
{
	/* Nobody is left behind where a measurement fails. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	dup2(out, STDOUT_FILENO);
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

void serving_run(struct serving *s, const char *const *argv)
{
	double start = bench_now();
	char line[256] = "";
	int ends[2];
	FILE *f;

	if (pipe2(ends, O_CLOEXEC) != 0)
		bench_die("a pipe", NULL);
	s->pid = fork();
	if (s->pid < 0)
		bench_die("a process", NULL);
	if (s->pid == 0)
		close_and_run(ends[1], argv);
	close(ends[1]);
	f = fdopen(ends[0], "r");
	if (!f || !fgets(line, sizeof(line), f) || !strstr(line, " port "))
		bench_die(argv[0], NULL);
	fclose(f);
	s->started = bench_now() - start;
	s->port = (unsigned)strtoul(strstr(line, " port ") + 6, NULL, 10);
	snprintf(s->host, sizeof(s->host), "127.0.0.1:%u", s->port);
}

void serving_start(struct serving *s, const char *dir, const char *url, bool counted)
{
	const char *program = getenv("VERBALE"), *argv[WORDS];
	unsigned n = 0;

	*s = (struct serving){0};
	if (counted) {
		static const char *const words[] = {"strace", "-D", "-f", "-qq", "--seccomp-bpf",
						    "-e", "trace=fsync,fdatasync", "-o"};

		snprintf(s->counts, sizeof(s->counts), "%s/syncs", dir);
		for (; n < VB_ARRAY_LEN(words); n++)
			argv[n] = words[n];
		argv[n++] = s->counts;
	}
	argv[n++] = program ? program : "build-bench/verbale";
	argv[n++] = "serve", argv[n++] = "--dir", argv[n++] = dir;
	argv[n++] = "--listen", argv[n++] = "127.0.0.1:0", argv[n++] = "--quiet";
	argv[n++] = "--rate", argv[n++] = "1000000", argv[n++] = "--per-address";
	argv[n++] = "1024";
	if (url)
		argv[n++] = "--store", argv[n++] = url;
	argv[n] = NULL;
	serving_run(s, argv);
}

void serving_stop(struct serving *s)
{
	kill(s->pid, SIGTERM);
	waitpid(s->pid, NULL, 0);
}

unsigned serving_syncs(const struct serving *s)
{
	FILE *f = fopen(s->counts, "r");
	unsigned n = 0;
	char line[512];

	while (f && fgets(line, sizeof(line), f))
		n += strstr(line, "sync(") && !strstr(line, "resumed");
	if (f)
		fclose(f);
	return n;
}

double serving_memory(const struct serving *s)
{
	char path[64], line[256];
	double kib = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)s->pid);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f)) {
		if (strncmp(line, "VmRSS:", 6) == 0)
			kib = strtod(line + 6, NULL);
	}
	if (f)
		fclose(f);
	return 1024 * kib;
}

double serving_cpu(const struct serving *s)
{
	char path[64], line[1024] = "", *at;
	double ticks = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)s->pid);
	f = fopen(path, "r");
	at = f && fgets(line, sizeof(line), f) ? strrchr(line, ')') : NULL;
	if (f)
		fclose(f);
	/* The 14th field and the 15th; the third stands behind the name. */
	for (unsigned i = 2; at && i < 15; i++) {
		at = strchr(at + 1, ' ');
		if (at && i >= 13)
			ticks += strtod(at, NULL);
	}
	return ticks / (double)sysconf(_SC_CLK_TCK);
}
