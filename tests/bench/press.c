/*
 * Reading press reports: one at a time, many at once, and a whole folder by the program.
 *
 * The reports are the three of examples/press, each told four times over with other numbers in
 * it, about 1.2 to 2 kB: as long as those of the agencies.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"

#include "press/press.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define REPORTS 1500u
#define FOLDER 10000u
#define ROUNDS 200u
#define TOLD 4u

static const char *const names[] = {"herald", "courier", "gazette"};

struct text {
	char *bytes;
	size_t len;
};

static struct text load(const char *name)
{
	char path[200];
	struct text t;
	struct vb_err err = {0};

	snprintf(path, sizeof(path), "examples/press/%s", name);
	if (vb_file_read(path, 1u << 20, (uint8_t **)&t.bytes, &t.len, &err) != VB_OK)
		bench_die(path, &err);
	return t;
}

/* Report @i: a first line with its date, then the sentences of one of the three. */
static struct text told(const struct text base[static 3], unsigned i)
{
	const struct text *b = &base[i % 3];
	const char *body = memchr(b->bytes, '\n', b->len);
	size_t head = (size_t)(body + 1 - b->bytes);
	struct text t = {0};
	FILE *f = open_memstream(&t.bytes, &t.len);

	if (!f)
		bench_die("memory", NULL);
	fwrite(b->bytes, 1, head, f);
	for (unsigned k = 0; k < TOLD; k++) {
		fprintf(f, "In room %u of house %u.\n", k + 1, i + 1);
		fwrite(b->bytes + head, 1, b->len - head, f);
	}
	if (fclose(f) != 0)
		bench_die("memory", NULL);
	return t;
}

/* Seconds that it takes to read these @n reports together. */
static double read_all(struct vb_view parties, const struct text *t, unsigned n)
{
	struct vb_press *p = NULL;
	struct vb_err err = {0};
	double begin = bench_now();

	if (vb_press_new(parties, &p, &err) != VB_OK)
		bench_die("parties", &err);
	for (unsigned i = 0; i < n; i++) {
		if (vb_press_add(p, "report", vb_view(t[i].bytes, t[i].len), &err) != VB_OK)
			bench_die("a report", &err);
	}
	if (vb_press_read(p, &err) != VB_OK || vb_press_assertions(p) < n)
		bench_die("the reports were not read", &err);
	vb_press_free(p);
	return bench_now() - begin;
}

void bench_folder(const char *program, const char *dir)
{
	double start = bench_now();
	struct rusage use;
	pid_t pid = fork();
	int st;

	if (pid == 0) {
		if (!freopen("/dev/null", "w", stdout))
			_exit(98);
		execl(program, program, "press", "read", "--tsv", dir, (char *)NULL);
		_exit(99);
	}
	if (pid < 0 || wait4(pid, &st, 0, &use) < 0 || !WIFEXITED(st) || WEXITSTATUS(st))
		bench_die("press read did not run", NULL);
	bench_figure("press read on 10,000 reports", bench_now() - start, "s", "-", 0, "");
	/* Of the larger of its two processes. */
	bench_figure("memory of that press read", (double)use.ru_maxrss / 1024, "MB", "-", 0,
		     "<= 64");
}

/* In a process of its own, as the status of a desk is. */
static void folder(const struct text base[static 3])
{
	char dir[] = "/var/tmp/verbale-bench-XXXXXX", path[80];
	pid_t pid;
	int st;

	if (!mkdtemp(dir))
		bench_die("a temporary folder", NULL);
	for (unsigned i = 0; i < FOLDER; i++) {
		struct text t = told(base, i);
		FILE *f;

		snprintf(path, sizeof(path), "%s/%05u.txt", dir, i);
		f = fopen(path, "w");
		if (!f || fwrite(t.bytes, 1, t.len, f) != t.len || fclose(f) != 0)
			bench_die(path, NULL);
		free(t.bytes);
	}
	pid = fork();
	if (pid == 0) {
		execl("/proc/self/exe", "bench", "folder", dir, (char *)NULL);
		_exit(99);
	}
	if (pid < 0 || waitpid(pid, &st, 0) < 0 || !WIFEXITED(st) || WEXITSTATUS(st))
		bench_die("the folder was not measured", NULL);
	for (unsigned i = 0; i < FOLDER; i++) {
		snprintf(path, sizeof(path), "%s/%05u.txt", dir, i);
		unlink(path);
	}
	rmdir(dir);
}

void bench_press(void)
{
	static struct text report[REPORTS];
	static double t[ROUNDS];
	struct text parties = load("parties"), base[3];
	struct vb_view who = vb_view(parties.bytes, parties.len);
	size_t bytes = 0;
	double all;

	for (unsigned i = 0; i < 3; i++) {
		char name[40];

		snprintf(name, sizeof(name), "%s.txt", names[i]);
		base[i] = load(name);
	}
	for (unsigned i = 0; i < REPORTS; i++) {
		report[i] = told(base, i);
		bytes += report[i].len;
	}
	for (unsigned i = 0; i < ROUNDS; i++)
		t[i] = read_all(who, &report[i], 1);
	bench_figure("read one press report", bench_median(t, ROUNDS) * 1e3, "ms", "its bytes",
		     (double)bytes / REPORTS, "<= 2");
	all = read_all(who, report, REPORTS);
	bench_figure("read press reports", (double)bytes / 1e6 / all, "MB/s", "-", 0, ">= 5");
	if (getenv("VERBALE"))
		folder(base);
	for (unsigned i = 0; i < REPORTS; i++)
		free(report[i].bytes);
	for (unsigned i = 0; i < 3; i++)
		free(base[i].bytes);
	free(parties.bytes);
}
