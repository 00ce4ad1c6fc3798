/*
 * Several processes at one database: founding it at once, appending to one log
 * and to four, waiting for a lock, and being killed in the middle.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/support.h"

#include "tap.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WRITERS 8
#define EACH 25

static struct vb_err err;

/* ---- children ---- */

static pid_t start(int (*run)(const char *dir, unsigned who, int out), const char *dir,
		   unsigned who, int out)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(run(dir, who, out));
	return pid;
}

static int finish(pid_t pid)
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
		bad += finish(pids[i]) != 0;
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
	bad = vb_store_open(dir, true, &s, NULL) || vb_cabinet_open(dir, true, &c, NULL);
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

static bool store_is_sound(const char *dir)
{
	struct vb_store *s = NULL;
	bool sound = false;
	int faults = 0;

	must(vb_store_open(dir, false, &s, &err));
	must(vb_store_doctor(s, count_faults, &faults, &sound, &err));
	vb_store_close(s);
	return sound;
}

static void founding(void)
{
	int bad = 0;
	bool sound = true;

	for (int round = 0; round < 5; round++) {
		char *dir = scratch_new(false);
		pid_t pids[WRITERS];
		int gate[2];

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
		sound = sound && store_is_sound(dir);
		scratch_free(dir);
	}
	is_int(bad, 0, "founding: %d processes at once, five times", WRITERS);
	ok(sound, "founding: one sound database each time");
}

/* ---- appending ---- */

/* Compare and swap, again and again; 0 once it is in. */
static int append_somewhere(struct vb_store *s, const struct vb_hash *log, unsigned who,
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
	int bad = vb_store_open(dir, true, &s, NULL) != VB_OK;

	(void)out;
	for (uint64_t i = 0; i < EACH && !bad; i++)
		bad = append_somewhere(s, &log, who, i);
	vb_store_close(s);
	return bad;
}

static int write_four_logs(const char *dir, unsigned who, int out)
{
	struct vb_store *s = NULL;
	int bad = vb_store_open(dir, true, &s, NULL) != VB_OK;

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

static void appending(int (*run)(const char *, unsigned, int), uint64_t logs)
{
	char *dir = scratch_new(false);
	struct vb_store *s = NULL;
	pid_t pids[WRITERS];
	size_t total = 0;
	bool all_right = true;

	for (unsigned i = 0; i < WRITERS; i++)
		pids[i] = start(run, dir, i, -1);
	is_int(finish_all(pids, WRITERS), 0, "append: %d writers, %d acts each, %llu logs",
	       WRITERS, EACH, (unsigned long long)logs);
	must(vb_store_open(dir, false, &s, &err));
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
	ok(store_is_sound(dir), "append: sound");
	scratch_free(dir);
}

/* ---- waiting for a lock ---- */

/* Holds the write lock for @who tenths of a second. */
static int hold(const char *dir, unsigned who, int out)
{
	char path[512];
	sqlite3 *db = NULL;

	snprintf(path, sizeof(path), "%s/depositary.db", dir);
	if (sqlite3_open(path, &db) || sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL))
		return 1;
	if (write(out, "x", 1) != 1)
		return 2;
	usleep(100000 * who);
	sqlite3_close(db);
	return 0;
}

/* What an append answers while another process holds the lock; *after seconds. */
static enum vb_code wait_for(unsigned tenths, double *after)
{
	char *dir = scratch_new(false), c;
	struct vb_hash log = log_of(1);
	struct vb_store *s = NULL;
	enum vb_code code = VB_IO;
	double from;
	int held[2];
	pid_t pid;

	must(vb_store_open(dir, true, &s, NULL));
	if (pipe(held) != 0)
		return VB_IO;
	pid = start(hold, dir, tenths, held[1]);
	if (read(held[0], &c, 1) == 1) {
		from = seconds();
		code = append_simple(s, &log, 0, "nord", 900, NULL);
		*after = seconds() - from;
	}
	vb_store_close(s);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(held[0]);
	close(held[1]);
	scratch_free(dir);
	return code;
}

static int wait_in_vain(const char *dir, unsigned who, int out)
{
	double after = 0;

	(void)dir;
	(void)who;
	(void)out;
	if (wait_for(150, &after) != VB_BUSY)
		return 2;
	return after > 9 && after < 13 ? 0 : 3;
}

static void waiting(void)
{
	double after = 0;

	is_int(wait_for(4, &after), VB_OK, "wait: until the lock is free");
	ok(after > 0.2, "wait: %.1f s", after);
}

/* ---- being killed ---- */

static int append_for_ever(const char *dir, unsigned who, int out)
{
	struct vb_hash log = log_of(1);
	struct vb_log_state st = {0};
	struct vb_store *s = NULL;
	uint64_t i;
	enum vb_code code = vb_store_open(dir, true, &s, NULL);

	(void)who;
	if (code)
		return 1;
	code = vb_log_load(s, &log, &st, NULL);
	if (code != VB_OK && code != VB_NOT_FOUND)
		return 2;
	for (i = st.size; append_simple(s, &log, i, "nord", 900, NULL) == VB_OK; i++)
		if (write(out, &i, sizeof(i)) != sizeof(i))
			return 3;
	return 4;
}

/* The highest index that was acknowledged before the end; UINT64_MAX: none. */
static uint64_t kill_one(const char *dir, useconds_t patience)
{
	uint64_t i, last = UINT64_MAX;
	int told[2];
	pid_t pid;

	if (pipe(told) != 0)
		return last;
	pid = start(append_for_ever, dir, 0, told[1]);
	close(told[1]);
	usleep(patience);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	while (read(told[0], &i, sizeof(i)) == sizeof(i))
		last = i;
	close(told[0]);
	return last;
}

static void killing(void)
{
	char *dir = scratch_new(false);
	struct vb_hash log = log_of(1);
	uint64_t seed = 11, size = 0, least = 0;
	int rounds = 40, lost = 0, broken = 0;

	for (int i = 0; i < rounds; i++) {
		uint64_t last = kill_one(dir, (useconds_t)(random_next(&seed) % 40000));
		struct vb_store *s = NULL;

		if (last != UINT64_MAX)
			least = last + 1;
		if (vb_store_open(dir, true, &s, &err) != VB_OK) {
			broken++;
			continue;
		}
		broken += !log_is_whole(s, &log, &size);
		lost += size < least;
		vb_store_close(s);
	}
	diag("killed %d times, %llu acts in the end", rounds, (unsigned long long)size);
	ok(size > 20, "kill: it got somewhere");
	is_int(lost, 0, "kill: every acknowledged act is there");
	is_int(broken, 0, "kill: the log is whole each time");
	ok(store_is_sound(dir), "kill: sound in the end");
	scratch_free(dir);
}

int main(void)
{
	pid_t patient = start(wait_in_vain, NULL, 0, -1);

	founding();
	appending(write_one_log, 1);
	appending(write_four_logs, 4);
	waiting();
	killing();
	is_int(finish(patient), 0, "wait: busy after some ten seconds");
	return tap_done();
}
