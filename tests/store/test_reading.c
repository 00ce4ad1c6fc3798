/*
 * Databases opened for reading: beside a writer, after one that was killed, on a medium that
 * takes no writes, on a full disk, in a folder of somebody else's; and what each says where
 * it cannot be done.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/support.h"

#include "tap.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct vb_err err;

/* ---- folders ---- */

/* Names, sizes and times of all files: what any write would change. */
static uint64_t trace_of(const char *dir)
{
	DIR *d = opendir(dir);
	uint64_t sum = 0;
	char path[512];
	struct stat st;

	for (struct dirent *e; d && (e = readdir(d)); ) {
		snprintf(path, sizeof(path), "%s/%.200s", dir, e->d_name);
		if (e->d_name[0] == '.' || stat(path, &st) != 0)
			continue;
		sum += fake_hash(vb_view_str(e->d_name), (uint64_t)st.st_size * 31 +
				 (uint64_t)st.st_mtim.tv_nsec).b[3] + (uint64_t)st.st_size;
	}
	if (d)
		closedir(d);
	return sum;
}

/* @n acts, appended by a process that is killed with them in its write-ahead log. */
static void fill_and_die(const char *dir, uint64_t n)
{
	struct vb_hash log = log_of(1);
	struct vb_store *s = NULL;
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		bool bad = vb_store_open(dir, true, &s, NULL) != VB_OK;

		for (uint64_t i = 0; i < n && !bad; i++)
			bad = append_simple(s, &log, i, "nord", 900, NULL) != VB_OK;
		_exit(bad);
	}
	waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 0, "a writer with %llu acts ends there",
	   (unsigned long long)n);
}

/* ---- what is read ---- */

static bool reads(const char *dir, uint64_t n)
{
	struct vb_hash log = log_of(1);
	struct vb_store *s = NULL;
	uint64_t size = 0;
	bool sound = false, good;

	if (vb_store_open_reading(dir, &s, &err) != VB_OK) {
		diag("%s", err.sentence);
		return false;
	}
	good = log_is_whole(s, &log, &size) && size == n &&
	       vb_store_doctor(s, NULL, NULL, &sound, &err) == VB_OK;
	vb_store_close(s);
	if (!good)
		diag("size %llu, wanted %llu", (unsigned long long)size, (unsigned long long)n);
	return good;
}

static void untouched(const char *dir, uint64_t n, const char *what)
{
	uint64_t before = trace_of(dir);

	ok(reads(dir, n), "%s: %llu acts are read", what, (unsigned long long)n);
	ok(trace_of(dir) == before, "%s: and nothing was written", what);
}

static void after_the_writer(void)
{
	char *dir = scratch_new(true), path[512];
	struct vb_hash log = log_of(1);
	struct vb_store *s = NULL;

	is_int(vb_store_open_reading(dir, &s, &err), VB_NOT_FOUND, "nothing there: %s",
	       err.sentence);
	fill_and_die(dir, 40);
	untouched(dir, 40, "killed");
	snprintf(path, sizeof(path), "%s/depositary.db-shm", dir);
	unlink(path);
	untouched(dir, 40, "killed, without the index");
	must(vb_store_open(dir, false, &s, &err));
	vb_store_close(s);
	untouched(dir, 40, "closed");
	s = NULL;
	must(vb_store_open_reading(dir, &s, &err));
	is_int(append_simple(s, &log, 40, "nord", 900, &err), VB_IO, "append: %s", err.sentence);
	is_int(copy_put(s, &log, vb_view_str("x"), &err), VB_IO, "copy: %s",
	       err.sentence);
	vb_store_close(s);
	scratch_free(dir);
}

/* What an address would take for something else. */
static void odd_names(void)
{
	char *dir = scratch_new(true), *odd = NULL;

	must(asprintf(&odd, "%s/a b%%41?mode=rw#c", dir) > 0 && mkdir(odd, 0700) == 0 ? VB_OK
										     : VB_IO);
	fill_and_die(odd, 5);
	untouched(odd, 5, "an odd name");
	scratch_free(odd);
	scratch_free(dir);
}

/* One snapshot, while others write; in our own process and beside it. */
static void beside_a_writer(void)
{
	char *dir = scratch_new(true);
	struct vb_hash log = log_of(1);
	struct vb_store *w = NULL, *r = NULL;
	uint64_t size = 0, i = 0;

	must(vb_store_open(dir, true, &w, &err));
	for (; i < 30; i++)
		must(append_simple(w, &log, i, "nord", 900, &err));
	must(vb_store_open_reading(dir, &r, &err));
	for (; i < 60; i++)
		must(append_simple(w, &log, i, "nord", 900, &err));
	ok(log_is_whole(r, &log, &size) && size == 30, "a reader goes on with what it found");
	vb_store_close(r);
	ok(reads(dir, 60), "the next one finds more");
	must(append_simple(w, &log, i, "nord", 900, &err));
	vb_store_close(w);
	ok(reads(dir, 61), "and all of it when the writer has closed");
	scratch_free(dir);
}

/* Writers open, append and close all the time; whoever reads finds a whole log. */
static void among_writers(void)
{
	char *dir = scratch_new(true);
	struct vb_hash log = log_of(1);
	bool whole = true;
	int status = 0;
	uint64_t last = 0;
	pid_t pid;

	fill_and_die(dir, 1);
	pid = fork();
	if (pid == 0) {
		for (uint64_t i = 1; i < 200; i++) {
			struct vb_store *s = NULL;

			if (vb_store_open(dir, false, &s, NULL) ||
			    append_simple(s, &log, i, "nord", 3000, NULL))
				_exit(1);
			vb_store_close(s);
		}
		_exit(0);
	}
	while (whole && waitpid(pid, &status, WNOHANG) == 0) {
		struct vb_store *s = NULL;
		uint64_t size = 0;
		enum vb_code code = vb_store_open_reading(dir, &s, &err);

		whole = code == VB_OK && log_is_whole(s, &log, &size) && size >= last;
		last = size;
		vb_store_close(s);
	}
	ok(whole, "among writers: every reader finds a whole log: %s", whole ? "" : err.sentence);
	if (!whole)
		waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 0, "and the writers go on");
	ok(reads(dir, 200), "to the end");
	scratch_free(dir);
}

/* ---- a write-ahead log that is cut or altered is what SQLite finds in it, too ---- */

/* As many entries as SQLite itself finds. */
static uint64_t by_sqlite(const char *dir)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *q = NULL;
	char path[512];
	uint64_t n = UINT64_MAX;

	snprintf(path, sizeof(path), "%s/depositary.db", dir);
	if (sqlite3_open(path, &db) == SQLITE_OK &&
	    sqlite3_prepare_v2(db, "SELECT count(*) FROM entry", -1, &q, NULL) == SQLITE_OK &&
	    sqlite3_step(q) == SQLITE_ROW)
		n = (uint64_t)sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	sqlite3_close(db);
	return n;
}

static bool damage(const char *dir, off_t cut, off_t flip)
{
	char path[512];
	uint8_t b = 0;
	int fd;
	bool done;

	snprintf(path, sizeof(path), "%s/depositary.db-wal", dir);
	fd = open(path, O_RDWR);
	done = fd >= 0 && (cut < 0 || ftruncate(fd, cut) == 0);
	if (done && flip >= 0 && pread(fd, &b, 1, flip) == 1) {
		b ^= 1;
		done = pwrite(fd, &b, 1, flip) == 1;
	}
	if (fd >= 0)
		close(fd);
	return done;
}

/* True if a reader finds what SQLite finds after that damage. */
static bool agree(const char *dir, off_t cut, off_t flip)
{
	char *copy = scratch_new(false);
	struct vb_hash log = log_of(1);
	struct vb_store *s = NULL;
	uint64_t size = 0, n;
	bool same;

	scratch_copy(dir, copy);
	must(damage(copy, cut, flip) ? VB_OK : VB_IO);
	same = vb_store_open_reading(copy, &s, &err) == VB_OK && log_is_whole(s, &log, &size);
	vb_store_close(s);
	n = by_sqlite(copy);
	if (!same || n != size)
		diag("cut at %lld, altered at %lld: %llu, SQLite has %llu", (long long)cut,
		     (long long)flip, (unsigned long long)size, (unsigned long long)n);
	scratch_free(copy);
	return same && n == size;
}

static void torn_logs(void)
{
	char *dir = scratch_new(false), path[512];
	uint64_t state = 7;
	struct stat st = {0};
	bool same = true;
	/* What was founded stands, so that there is something to count. */
	const uint64_t founded = 40 * (4096 + 24);

	fill_and_die(dir, 40);
	snprintf(path, sizeof(path), "%s/depositary.db-shm", dir);
	unlink(path);
	snprintf(path, sizeof(path), "%s/depositary.db-wal", dir);
	must(stat(path, &st) == 0 && (uint64_t)st.st_size > 2 * founded ? VB_OK : VB_IO);
	for (int i = 0; i < 100 && same; i++) {
		off_t at = (off_t)(founded +
				   random_next(&state) % ((uint64_t)st.st_size - founded));

		same = agree(dir, i % 2 ? at : -1, i % 2 ? -1 : at);
	}
	ok(same, "a torn write-ahead log is read as SQLite reads it");
	scratch_free(dir);
}

/* ---- media ---- */

/* In a namespace of our own, so that nothing stays mounted. */
static bool small_disk(const char *dir)
{
	return unshare(CLONE_NEWNS) == 0 &&
	       mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("none", dir, "tmpfs", 0, "size=1500k,mode=0700") == 0;
}

static void full_disk(const char *dir)
{
	struct vb_cabinet *c = NULL;

	fill_and_die(dir, 40);
	must(vb_cabinet_open(dir, true, &c, &err));
	vb_cabinet_close(c);
	c = NULL;
	fill_disk(dir);
	untouched(dir, 40, "a full disk");
	is_int(vb_cabinet_open(dir, false, &c, &err), VB_FULL, "writing: %s", err.sentence);
	ok(strstr(err.sentence, "the disk is full") != NULL, "which the sentence says");
	c = NULL;
	is_int(vb_cabinet_open_reading(dir, &c, &err), VB_OK, "a cabinet is read, too");
	vb_cabinet_close(c);
}

static void on_media(void)
{
	char *dir = scratch_new(true);
	struct vb_store *s = NULL;

	if (!small_disk(dir)) {
		tap_skip("no small file system can be mounted: %s", strerrordesc_np(errno));
		scratch_free(dir);
		return;
	}
	full_disk(dir);
	must(mount(NULL, dir, NULL, MS_REMOUNT | MS_RDONLY, NULL) == 0 ? VB_OK : VB_IO);
	ok(reads(dir, 40), "read-only: 40 acts are read");
	is_int(vb_store_open(dir, false, &s, &err), VB_IO, "writing: %s", err.sentence);
	ok(strstr(err.sentence, "the file system is read-only") != NULL, "and why is said");
	umount(dir);
	scratch_free(dir);
}

/* ---- somebody else's ---- */

static void let_read(const char *dir, const char *file, mode_t mode)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	must(chmod(path, mode) == 0 ? VB_OK : VB_IO);
}

static void denied(enum vb_code code, const char *what)
{
	is_int(code, VB_IO, "%s: %s", what, err.sentence);
	ok(strstr(err.sentence, "permission denied") != NULL, "which the sentence says");
}

static void somebody_elses(void)
{
	char *dir = scratch_new(true);
	struct vb_store *s = NULL;

	fill_and_die(dir, 40);
	let_read(dir, ".", 0755);
	if (seteuid(65534) != 0) {
		tap_skip("this process cannot become another user: %s", strerrordesc_np(errno));
		scratch_free(dir);
		return;
	}
	denied(vb_store_open_reading(dir, &s, &err), "what is not for us");
	must(seteuid(0) == 0 ? VB_OK : VB_IO);
	let_read(dir, "depositary.db", 0644);
	must(seteuid(65534) == 0 ? VB_OK : VB_IO);
	denied(vb_store_open_reading(dir, &s, &err), "the half of it");
	must(seteuid(0) == 0 ? VB_OK : VB_IO);
	let_read(dir, "depositary.db-wal", 0644);
	must(seteuid(65534) == 0 ? VB_OK : VB_IO);
	s = NULL;
	must(vb_store_open_reading(dir, &s, &err));
	vb_store_close(s);
	denied(vb_store_open(dir, false, &s, &err), "writing");
	must(seteuid(0) == 0 ? VB_OK : VB_IO);
	scratch_free(dir);
}

int main(void)
{
	after_the_writer();
	odd_names();
	beside_a_writer();
	among_writers();
	torn_logs();
	somebody_elses();
	on_media();
	return tap_done();
}
