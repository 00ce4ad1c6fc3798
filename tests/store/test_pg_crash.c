/*
 * PostgreSQL: a connection that is cut at each message, a server that is killed, a disk that
 * is full.  No append that was acknowledged is lost, and none is there twice.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/pgproxy.h"
#include "store/pgserver.h"
#include "store/writers.h"

#include "tap.h"

#include <errno.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct vb_err err;

/* ---- an append that is told of nothing but its code ---- */

struct tally {
	unsigned ok, unknown_there, unknown_gone, io, io_there, wrong;
};

/* Whether act @a of log 1 is there, as a store of its own says. */
static bool is_there(struct vb_store *s, const struct act *a)
{
	struct vb_hash log = log_of(1);
	uint64_t at;

	return vb_log_find(s, &log, &a->id, &at, NULL) == VB_OK;
}

/* What the code has promised, against what @witness sees. */
static void weigh(struct tally *t, enum vb_code code, bool there)
{
	switch (code) {
	case VB_OK:
		t->ok++;
		t->wrong += !there;
		break;
	case VB_UNKNOWN:
		t->unknown_there += there;
		t->unknown_gone += !there;
		break;
	case VB_IO:
		t->io++;
		t->io_there += there;
		break;
	default:
		diag("%s: %s", vb_code_name(code), err.sentence);
		t->wrong++;
	}
}

/* Two acts at once, through a connection that ends at message @at.  How many it had. */
static unsigned cut_once(const char *const way[2], struct vb_store *witness, const char *url,
			 unsigned at, bool half, struct tally *t)
{
	static uint64_t number;
	struct vb_hash log = log_of(1);
	struct vb_store *s = NULL;
	struct act acts[2];
	enum vb_code code;
	unsigned messages;
	bool there = false;
	int seen;
	pid_t pid = proxy_start(way[0], way[1], at, half, &seen);

	act_make(&acts[0], "nord", number, 0, 600);
	act_make(&acts[1], "nord", number + 1, 0, 600);
	number += 2;
	code = vb_store_open_at(url, false, &s, &err);
	if (code == VB_IO) {
		t->io++;
		code = vb_store_open_at(url, false, &s, &err);
	}
	must(code);
	for (int tries = 0; tries < 4 && s && !there; tries++) {
		struct vb_log_state st = {0};

		/* As the depositary does: where does the log stand, and is it there already? */
		code = vb_log_load(s, &log, &st, &err);
		if (code == VB_OK && !is_there(s, &acts[0]))
			code = append_acts(s, &log, st.size, acts, 2, &err);
		vb_log_state_free(&st);
		usleep(code == VB_UNKNOWN ? 3000 : 0);
		there = is_there(witness, &acts[0]) && is_there(witness, &acts[1]);
		weigh(t, code, there);
	}
	vb_store_close(s);
	messages = proxy_stop(way[0], pid, seen);
	must(there ? VB_OK : VB_IO);
	return messages;
}

/* Between us and what listens in folder @server. */
static void cutting(const char *server, const char *what)
{
	char *proxy = scratch_new(false), *name = pg_database(), *url, *direct;
	const char *const way[2] = {proxy, server};
	struct vb_hash log = log_of(1);
	struct vb_store *witness = NULL;
	struct tally t = {0};
	unsigned at = 0, messages;
	uint64_t size = 0;

	url = pg_url_at(proxy, name);
	direct = pg_url(name, NULL);
	must(vb_store_open_at(direct, true, &witness, &err));
	must(append_acts(witness, &log, 0, NULL, 0, &err));
	do {
		messages = cut_once(way, witness, url, ++at, false, &t);
		(void)cut_once(way, witness, url, at, true, &t);
	} while (messages == at);
	diag("%u messages: %u appends acknowledged; open and there %u, and not there %u;"
	     " refused %u",
	     messages, t.ok, t.unknown_there, t.unknown_gone, t.io);
	is_int(t.wrong, 0, "cut, %s: after and within each message, no code was wrong", what);
	is_int(t.io_there, 0, "cut, %s: what was said to have failed has failed", what);
	ok(t.unknown_there > 0 && t.unknown_gone > 0, "cut, %s: an open outcome was both", what);
	ok(log_is_whole(witness, &log, &size) && size == 4 * (uint64_t)at,
	   "cut, %s: every act is there once, the log whole", what);
	vb_store_close(witness);
	free(url);
	free(direct);
	free(name);
	scratch_free(proxy);
}

/* ---- a network that parts ---- */

#define PARTED 48	/* wires, each dead from another message on, ... */
#define APART 4		/* ... so many apart: an append has some 200, with its connection */

/* Appends to its own log behind wire @i. */
static _Noreturn void append_parted(const char *url, unsigned i)
{
	struct vb_hash log = log_of(i + 1);
	struct vb_store *s = NULL;
	struct act a;

	act_make(&a, "sud", 0, 0, 600);
	if (vb_store_open_at(url, false, &s, NULL) == VB_OK)
		(void)append_acts(s, &log, 0, &a, 1, NULL);
	_exit(0);
}

/* Each dies to the world at another message, some of them with a log locked; the database is
 * not told of it.  Whoever else appends must get at every log soon: within the time that it
 * waits for a lock anyhow. */
static void parting(void)
{
	char *name = pg_database(), *direct = pg_url(name, NULL), *dir[PARTED], *url[PARTED];
	struct vb_store *s = NULL;
	pid_t wire[PARTED], child[PARTED];
	unsigned bad = 0, late = 0;
	struct act a;

	must(vb_store_open_at(direct, true, &s, &err));
	for (unsigned i = 0; i < PARTED; i++) {
		struct vb_hash log = log_of(i + 1);

		must(append_acts(s, &log, 0, NULL, 0, &err));
		dir[i] = scratch_new(false);
		url[i] = pg_url_at(dir[i], name);
		wire[i] = proxy_part(dir[i], pg_dir(), APART * (i + 1));
		fflush(stdout);
		child[i] = fork();
		if (child[i] == 0)
			append_parted(url[i], i);
	}
	sleep(2);
	act_make(&a, "nord", 0, 0, 600);
	for (unsigned i = 0; i < PARTED; i++) {
		struct vb_hash log = log_of(i + 1);
		double since = seconds();
		enum vb_code code = append_acts(s, &log, 0, &a, 1, &err);

		bad += code != VB_OK && code != VB_CONFLICT;
		late += seconds() - since > 1;
	}
	is_int(bad, 0, "parted: whoever dies unheard keeps no log from the others");
	ok(late > 0, "parted: one of them had a log locked");
	for (unsigned i = 0; i < PARTED; i++) {
		kill(child[i], SIGKILL);
		waitpid(child[i], NULL, 0);
		proxy_end(dir[i], wire[i]);
		scratch_free(dir[i]);
		free(url[i]);
	}
	vb_store_close(s);
	free(direct);
	free(name);
}

/* ---- a server that is killed ---- */

/* Appends for ever; tells each index that was acknowledged. */
static int append_for_ever(const char *url, unsigned who, int out)
{
	struct vb_hash log = log_of(1);
	struct vb_store *s = NULL;
	struct act a;
	uint64_t at, number = 0;
	enum vb_code code = VB_IO;

	(void)who;
	while (code == VB_IO)
		code = vb_store_open_at(url, false, &s, NULL);
	while (code == VB_OK) {
		struct vb_log_state st = {0};

		act_make(&a, "nord", number, 0, 600);
		code = vb_log_load(s, &log, &st, NULL);
		if (code == VB_OK || code == VB_NOT_FOUND) {
			code = vb_log_find(s, &log, &a.id, &at, NULL);
			if (code == VB_NOT_FOUND) {
				at = st.size;
				code = append_acts(s, &log, st.size, &a, 1, NULL);
			}
		}
		vb_log_state_free(&st);
		if (code == VB_OK && write(out, &at, sizeof(at)) != sizeof(at))
			return 3;
		number += code == VB_OK;
		if (code == VB_IO || code == VB_UNKNOWN || code == VB_BUSY) {
			code = VB_OK;
			usleep(10000);
		}
	}
	return 10 + (int)code;
}

struct acks {
	uint64_t n, last, twice;
};

static void read_acks(int fd, struct acks *a)
{
	uint64_t at;

	while (read(fd, &at, sizeof(at)) == sizeof(at)) {
		/* One writer: what is acknowledged next lies above. */
		a->twice += a->n > 0 && at <= a->last;
		a->last = at;
		a->n++;
	}
}

static bool kill_backend(void)
{
	long long pid = pg_number("postgres", "SELECT max(pid) FROM pg_stat_activity WHERE"
					      " application_name = 'verbale'");

	return pid > 1 && kill((pid_t)pid, SIGKILL) == 0;
}

static void killing(void)
{
	char *name = pg_database(), *url = pg_url(name, NULL);
	struct vb_hash log = log_of(1);
	struct vb_store *s = NULL;
	struct acks acks = {0};
	uint64_t seed = 5, size = 0;
	int told[2], killed = 0;
	pid_t pid;

	must(vb_store_open_at(url, true, &s, &err));
	vb_store_close(s);
	s = NULL;
	if (pipe(told) != 0)
		return;
	pid = child_start(append_for_ever, url, 0, told[1]);
	close(told[1]);
	for (int i = 0; i < 8; i++) {
		usleep((useconds_t)(100000 + random_next(&seed) % 300000));
		if (i % 2) {
			killed += kill_backend();
		} else {
			killed += pg_control("kill", "") == 0;
			must(pg_control("again", "") == 0 ? VB_OK : VB_IO);
		}
	}
	usleep(1500000);
	kill(pid, SIGKILL);
	ok(child_finish(pid) == -1, "kill: the writer went on to the end");
	read_acks(told[0], &acks);
	close(told[0]);
	diag("server killed %d times, %llu acts acknowledged", killed,
	     (unsigned long long)acks.n);
	must(vb_store_open_at(url, false, &s, &err));
	ok(killed == 8 && acks.n > 50, "kill: it got somewhere");
	ok(log_is_whole(s, &log, &size), "kill: the log is whole");
	is_int((long long)acks.twice, 0, "kill: none was acknowledged twice");
	/* The writer may have been killed between a commit and its acknowledgement. */
	ok(size == acks.n || size == acks.n + 1, "kill: %llu acts, every one that was"
	   " acknowledged", (unsigned long long)size);
	vb_store_close(s);
	free(url);
	free(name);
}

/* ---- a disk that is full ---- */

static void fill_up(struct vb_store *s)
{
	struct vb_hash log = log_of(1), copy = hash_of(1);
	static const uint8_t big[3u << 20];
	uint64_t n = 0, size = 0;
	enum vb_code code;

	while ((code = append_simple(s, &log, n, "nord", 4000, &err)) == VB_OK)
		n++;
	is_int(code, VB_FULL, "full: after %llu acts: %s", (unsigned long long)n, err.sentence);
	ok(n > 20, "full: it took some");
	ok(log_is_whole(s, &log, &size) && size == n, "full: reads go on");
	is_int(append_simple(s, &log, n, "nord", 4000, &err), VB_FULL, "full: still");
	is_int(copy_put(s, &copy, vb_view(big, sizeof(big)), &err), VB_FULL,
	       "full: for copies");
	if (mount(NULL, "small", NULL, MS_REMOUNT, "size=60m") != 0)
		return;
	is_int(append_simple(s, &log, n, "nord", 4000, &err), VB_OK, "full: there is room");
	ok(log_is_whole(s, &log, &size) && size == n + 1, "full: and it goes on");
}

/* In a namespace of its own, in which the server is started, too. */
static int full_disk(const char *dir, unsigned who, int out)
{
	struct vb_store *s = NULL;
	const struct passwd *owner = getpwnam("postgres");
	char sql[300];
	char *url;

	(void)who;
	(void)out;
	if (unshare(CLONE_NEWNS) != 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 || chdir(dir) != 0 ||
	    mkdir("small", 0700) != 0 ||
	    mount("none", "small", "tmpfs", 0, "size=14m") != 0 ||
	    chmod(".", 0711) != 0 ||
	    (owner && chown("small", owner->pw_uid, owner->pw_gid) != 0)) {
		tap_skip("no small file system can be mounted: %s", strerrordesc_np(errno));
		exit(tap_done());
	}
	if (!pg_start(false))
		exit(tap_done());
	snprintf(sql, sizeof(sql), "CREATE TABLESPACE small LOCATION '%s/small'", dir);
	must(pg_sql("postgres", sql) ? VB_OK : VB_IO);
	must(pg_sql("postgres", "CREATE DATABASE small TABLESPACE small") ? VB_OK : VB_IO);
	url = pg_url("small", NULL);
	must(vb_store_open_at(url, true, &s, &err));
	free(url);
	if (s)
		fill_up(s);
	vb_store_close(s);
	pg_stop();
	exit(tap_done());
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "full") == 0) {
		char *dir = scratch_new(false);
		int bad = child_finish(child_start(full_disk, dir, 0, -1));
		char small[600];

		snprintf(small, sizeof(small), "%s/small", dir);
		rmdir(small);
		scratch_free(dir);
		return bad;
	}
	if (!pg_start(false))
		return tap_done();
	parting();
	cutting(pg_dir(), "server");
	killing();
	if (pg_pool()) {
		char pool[300];

		snprintf(pool, sizeof(pool), "%s/pool", pg_dir());
		cutting(pool, "pgbouncer");
	}
	pg_stop();
	return tap_done();
}
