/*
 * Several processes at one database: founding it at once, appending to one log
 * and to four, waiting for a lock, and being killed in the middle.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/support.h"
#include "store/writers.h"

#include "tap.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct vb_err err;

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
	pid = child_start(hold, dir, tenths, held[1]);
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
	pid = child_start(append_for_ever, dir, 0, told[1]);
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
	ok(store_is_sound(&backend_sqlite, dir), "kill: sound in the end");
	scratch_free(dir);
}

int main(void)
{
	pid_t patient = child_start(wait_in_vain, NULL, 0, -1);

	writers_found(&backend_sqlite);
	writers_append(&backend_sqlite, 1);
	writers_append(&backend_sqlite, 4);
	waiting();
	killing();
	is_int(child_finish(patient), 0, "wait: busy after some ten seconds");
	return tap_done();
}
