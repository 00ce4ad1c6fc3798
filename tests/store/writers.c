/*
 * Several processes at one database: founding it at once, and appending to one log or to
 * four.  What any backend must stand.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/writers.h"

#include "tap.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WRITERS 8
#define EACH 25

static struct vb_err err;
static const struct backend *backend;

/* ---- children ---- */

pid_t child_start(int (*run)(const char *dir, unsigned who, int out), const char *dir,
		   unsigned who, int out)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(run(dir, who, out));
	return pid;
}

int child_finish(pid_t pid)
{
	int status = 0;

	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

/* How many of @n children end otherwise than with 0. */
static int finish_all(const pid_t *pids, size_t n)
{
	int bad = 0;

	for (size_t i = 0; i < n; i++)
		bad += child_finish(pids[i]) != 0;
	return bad;
}

/* ---- founding ---- */

static int found(const char *dir, unsigned who, int in)
{
	struct vb_store *s = NULL;
	struct vb_cabinet *c = NULL;
	char go;
	int bad;

	(void)who;
	if (read(in, &go, 1) != 0)
		return 2;
	bad = backend->open_store(dir, true, &s, &err) != VB_OK;
	if (bad)
		fprintf(stderr, "# %s\n", err.sentence);
	if (!bad && backend->open_cabinet)
		bad = backend->open_cabinet(dir, true, &c, NULL) != VB_OK;
	vb_store_close(s);
	vb_cabinet_close(c);
	return bad;
}

static void count_faults(void *ctx, enum vb_said what, const char *sentence)
{
	if (what == VB_FAULT)
		diag("%s", sentence);
	*(int *)ctx += what == VB_FAULT;
}

bool store_is_sound(const struct backend *b, const char *dir)
{
	struct vb_store *s = NULL;
	bool sound = false;
	int faults = 0;

	must(b->open_store(dir, false, &s, &err));
	must(vb_store_doctor(s, count_faults, &faults, &sound, &err));
	vb_store_close(s);
	return sound;
}

void writers_found(const struct backend *b)
{
	int bad = 0;
	bool sound = true;

	backend = b;
	for (int round = 0; round < 5; round++) {
		char *dir = scratch_new(false);
		struct vb_store *s = NULL;
		pid_t pids[WRITERS];
		int gate[2];

		sound = sound && b->open_store(dir, false, &s, NULL) == VB_NOT_FOUND;
		if (pipe(gate) != 0)
			break;
		for (unsigned i = 0; i < WRITERS; i++) {
			fflush(stdout);
			pids[i] = fork();
			if (pids[i] == 0) {
				close(gate[1]);
				_exit(found(dir, i, gate[0]));
			}
		}
		close(gate[0]);
		/* All of them see the end of the pipe at the same moment. */
		close(gate[1]);
		bad += finish_all(pids, WRITERS);
		sound = sound && store_is_sound(backend, dir);
		scratch_free(dir);
	}
	is_int(bad, 0, "founding: %d processes at once, five times", WRITERS);
	ok(sound, "founding: one sound database each time");
}

/* ---- appending ---- */

/* Compare and swap, again and again; 0 once it is in. */
int append_somewhere(struct vb_store *s, const struct vb_hash *log, unsigned who,
			    uint64_t number)
{
	char chain[16];
	struct act a;

	snprintf(chain, sizeof(chain), "writer-%u", who);
	act_make(&a, chain, number, 0, 900);
	for (int tries = 0; tries < 10000; tries++) {
		struct vb_log_state st = {0};
		enum vb_code code = vb_log_load(s, log, &st, NULL);
		uint64_t size = st.size;

		vb_log_state_free(&st);
		if (code != VB_OK && code != VB_NOT_FOUND)
			return 2;
		code = append_acts(s, log, size, &a, 1, NULL);
		if (code == VB_OK)
			return 0;
		if (code != VB_CONFLICT)
			return 3;
	}
	return 4;
}

static int write_one_log(const char *dir, unsigned who, int out)
{
	struct vb_hash log = log_of(1);
	struct vb_store *s = NULL;
	int bad = backend->open_store(dir, true, &s, NULL) != VB_OK;

	(void)out;
	for (uint64_t i = 0; i < EACH && !bad; i++)
		bad = append_somewhere(s, &log, who, i);
	vb_store_close(s);
	return bad;
}

static int write_four_logs(const char *dir, unsigned who, int out)
{
	struct vb_store *s = NULL;
	int bad = backend->open_store(dir, true, &s, NULL) != VB_OK;

	(void)out;
	for (uint64_t i = 0; i < EACH && !bad; i++) {
		struct vb_hash log = log_of((i + who) % 4);

		bad = append_somewhere(s, &log, who, i);
	}
	vb_store_close(s);
	return bad;
}

/* Whether each writer's acts stand in the order in which it wrote them. */
static size_t in_order(struct vb_store *s, const struct vb_hash *log, bool *right)
{
	uint64_t next[WRITERS] = {0};
	struct rows r = {0};
	size_t n;

	*right = vb_log_entries(s, log, 0, UINT64_MAX, rows_add, &r, &err) == VB_OK;
	for (size_t i = 0; i < r.n; i++) {
		const char *at = strstr(r.row[i].bytes, "author writer-");
		const char *number = strstr(r.row[i].bytes, "number ");
		unsigned who = at ? (unsigned)(at[14] - '0') : WRITERS;
		uint64_t k = 0;

		for (number += 7; number && *number >= '0' && *number <= '9'; number++)
			k = 10 * k + (uint64_t)(*number - '0');
		if (who >= WRITERS || k < next[who])
			*right = false;
		else
			next[who] = k + 1;
	}
	n = r.n;
	rows_free(&r);
	return n;
}

void writers_append(const struct backend *b, uint64_t logs)
{
	int (*run)(const char *, unsigned, int) = logs == 1 ? write_one_log : write_four_logs;
	char *dir = scratch_new(false);
	struct vb_store *s = NULL;
	pid_t pids[WRITERS];
	size_t total = 0;
	bool all_right = true;

	backend = b;
	must(b->open_store(dir, true, &s, &err));
	vb_store_close(s);
	s = NULL;
	for (unsigned i = 0; i < WRITERS; i++)
		pids[i] = child_start(run, dir, i, -1);
	is_int(finish_all(pids, WRITERS), 0, "append: %d writers, %d acts each, %llu logs",
	       WRITERS, EACH, (unsigned long long)logs);
	must(backend->open_store(dir, false, &s, &err));
	for (uint64_t i = 0; i < logs; i++) {
		struct vb_hash log = log_of(logs == 1 ? 1 : i);
		uint64_t size;
		bool right;

		total += in_order(s, &log, &right);
		all_right = all_right && right && log_is_whole(s, &log, &size);
	}
	is_int((long long)total, WRITERS * EACH, "append: every act is there once");
	ok(all_right, "append: in order, each log whole");
	vb_store_close(s);
	ok(store_is_sound(backend, dir), "append: sound");
	scratch_free(dir);
}
