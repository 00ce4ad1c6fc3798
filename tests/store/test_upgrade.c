/*
 * A database of an older version: read as it is, brought up to ours by whoever opens it for
 * writing first, whole or not at all; and then as if it had been founded today.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/faultvfs.h"
#include "store/internal.h"
#include "store/writers.h"

#include "tap.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct vb_err err;

/* ---- a database of version 1 ---- */

static sqlite3 *raw_open(const char *dir)
{
	sqlite3 *db = NULL;
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/depositary.db", dir);
	must(sqlite3_open(path, &db) == SQLITE_OK ? VB_OK : VB_IO);
	return db;
}

static int raw(const char *dir, const char *sql)
{
	sqlite3 *db = raw_open(dir);
	int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);

	if (rc)
		diag("%s", sqlite3_errmsg(db));
	sqlite3_close(db);
	return rc;
}

static long long number(const char *dir, const char *sql)
{
	sqlite3 *db = raw_open(dir);
	sqlite3_stmt *q = NULL;
	long long n = -1;

	if (sqlite3_prepare_v2(db, sql, -1, &q, NULL) == SQLITE_OK &&
	    sqlite3_step(q) == SQLITE_ROW)
		n = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	sqlite3_close(db);
	return n;
}

/* With the mode and the journal that such a program gave it. */
static char *old_database(void)
{
	char *dir = scratch_new(false), *sql = source_text("tests/store/version1.sql");
	mode_t mask = umask(077);

	must(sql && raw(dir, sql) == SQLITE_OK &&
	     raw(dir, "PRAGMA journal_mode = WAL") == SQLITE_OK ? VB_OK : VB_IO);
	umask(mask);
	free(sql);
	return dir;
}

/* ---- what it holds ---- */

static enum vb_code count(void *ctx, const struct vb_registered *r)
{
	(void)r;
	(*(size_t *)ctx)++;
	return VB_OK;
}

static bool holds(struct vb_store *s)
{
	struct vb_hash one = log_of(1), two = log_of(2), copy = hash_of(1), table = {{0}};
	uint64_t a = 0, b = 0;
	uint8_t *out = NULL;
	size_t len = 0, lines = 0;
	struct rows r = {0};
	bool good = log_is_whole(s, &one, &a) && a == 4 && log_is_whole(s, &two, &b) && b == 2;

	good = good && copy_get(s, &copy, &out, &len, &err) == VB_OK && len == 10 &&
	       vb_store_draft_table(s, &copy, &table, &err) == VB_OK &&
	       vb_log_cosignatures(s, &one, 0, 9, rows_add, &r, &err) == VB_OK;
	lines = r.n;
	rows_free(&r);
	free(out);
	return good && lines == 1;
}

static void listen(void *ctx, enum vb_said what, const char *sentence)
{
	char *all = ctx;
	size_t used = strlen(all);

	snprintf(all + used, 4096 - used, "%s%s; ", what == VB_FAULT ? "FAULT " : "", sentence);
}

static bool sound(struct vb_store *s, const char *words)
{
	char all[4096] = "";
	bool is = false;

	must(vb_store_doctor(s, listen, all, &is, &err));
	is = is && strstr(all, words);
	if (!is)
		diag("%s", all);
	return is;
}

static void reading(void)
{
	char *dir = old_database();
	struct vb_hash one = log_of(1);
	struct vb_store *s = NULL;
	size_t n = 0, logs = 0;

	is_int(vb_store_open_reading(dir, &s, &err), VB_OK, "reading: an older one is opened");
	ok(holds(s), "reading: all of it is read");
	ok(sound(s, "schema: version 1,"), "reading: it is sound, for its version");
	is_int(vb_log_registered(s, &one, 0, 9, count, &n, &err), VB_OK, "reading: asked what is"
	       " registered");
	is_int((long long)n, 0, "reading: nothing is");
	must(vb_log_behind(s, &one, 9, count, &logs, &err));
	is_int((long long)logs, 1, "reading: and the other log is behind");
	vb_store_close(s);
	is_int(number(dir, "PRAGMA user_version"), 1, "reading: it is left as it is");
	ok(raw(dir, "DROP TRIGGER entry_delete") == SQLITE_OK, "reading: damaged");
	s = NULL;
	must(vb_store_open_reading(dir, &s, &err));
	ok(!sound(s, ""), "reading: an old one may be unsound, too");
	vb_store_close(s);
	scratch_free(dir);
}

/* ---- brought up to date ---- */

/* All that stands in the schema, as one text; free() it. */
static char *schema_of(const char *dir)
{
	sqlite3 *db = raw_open(dir);
	sqlite3_stmt *q = NULL;
	char *out = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&out, &len);

	must(sqlite3_prepare_v2(db, "SELECT type, name, tbl_name, sql FROM sqlite_schema"
				    " ORDER BY type, name", -1, &q, NULL) == SQLITE_OK ?
		     VB_OK : VB_IO);
	while (f && sqlite3_step(q) == SQLITE_ROW)
		for (int i = 0; i < 4; i++)
			fprintf(f, "%s\n", sqlite3_column_text(q, i) ?
				(const char *)sqlite3_column_text(q, i) : "");
	if (f)
		fclose(f);
	sqlite3_finalize(q);
	sqlite3_close(db);
	return out;
}

static void upgrading(void)
{
	char *dir = old_database(), *fresh = scratch_new(false), *a, *b;
	struct vb_registered r = {log_of(1), 1, 4, 0};
	struct vb_hash two = log_of(2);
	struct vb_store *s = NULL;
	size_t n = 0;

	is_int(vb_store_open(dir, false, &s, &err), VB_OK, "upgrade: opened for writing");
	ok(holds(s), "upgrade: all of it is there");
	ok(sound(s, "schema: version 3,"), "upgrade: it is sound");
	must(vb_log_behind(s, &register_id, 9, count, &n, &err));
	is_int((long long)n, 2, "upgrade: both logs are behind");
	is_int(append_register(s, 0, 1, &r, 1, &err), VB_OK, "upgrade: one is registered");
	is_int(append_simple(s, &two, 2, "sud", 300, &err), VB_OK, "upgrade: the other goes on");
	vb_store_close(s);
	s = NULL;
	must(vb_store_open(fresh, true, &s, &err));
	vb_store_close(s);
	a = schema_of(dir);
	b = schema_of(fresh);
	is_str(a, b, "upgrade: the schema is, word for word, that of a new one");
	ok(a && strlen(a) > 5000, "upgrade: which has something in it");
	is_int(number(dir, "PRAGMA user_version"), number(fresh, "PRAGMA user_version"),
	       "upgrade: and so is the version");
	s = NULL;
	must(vb_store_open(dir, false, &s, &err));
	ok(sound(s, "schema: version 3,"), "upgrade: sound when it is opened again");
	vb_store_close(s);
	free(a);
	free(b);
	scratch_free(dir);
	scratch_free(fresh);
}

/* What is not of the version that it says is not changed at all. */
static void damaged(void)
{
	char *dir = old_database();
	struct vb_store *s = NULL;

	must(raw(dir, "DROP TRIGGER log_update") == SQLITE_OK ? VB_OK : VB_IO);
	is_int(vb_store_open(dir, false, &s, &err), VB_MALFORMED, "damaged: %s", err.sentence);
	is_int(number(dir, "PRAGMA user_version"), 1, "damaged: it is still of version 1");
	is_int(number(dir, "SELECT count(*) FROM pragma_table_info('log')"), 4,
	       "damaged: and no column was added");
	scratch_free(dir);
}

/* ---- by several at once ---- */

static int open_at_once(const char *dir, unsigned who, int in)
{
	struct vb_store *s = NULL;
	char go;
	int bad;

	(void)who;
	if (read(in, &go, 1) != 0)
		return 2;
	bad = vb_store_open(dir, true, &s, &err) != VB_OK || !holds(s);
	vb_store_close(s);
	return bad;
}

static void at_once(void)
{
	pid_t pids[8];
	int bad = 0;
	bool all = true;

	for (int round = 0; round < 5; round++) {
		char *dir = old_database();
		int gate[2];

		must(pipe(gate) == 0 ? VB_OK : VB_IO);
		for (unsigned i = 0; i < VB_ARRAY_LEN(pids); i++) {
			fflush(stdout);
			pids[i] = fork();
			if (pids[i] == 0) {
				close(gate[1]);
				_exit(open_at_once(dir, i, gate[0]));
			}
		}
		close(gate[0]);
		/* All of them see the end of the pipe at the same moment. */
		close(gate[1]);
		for (unsigned i = 0; i < VB_ARRAY_LEN(pids); i++)
			bad += child_finish(pids[i]) != 0;
		all = all && store_is_sound(&backend_sqlite, dir);
		scratch_free(dir);
	}
	is_int(bad, 0, "at once: eight processes, five times");
	ok(all, "at once: one sound database each time");
}

/* ---- interrupted ---- */

struct tally {
	unsigned runs, old, new, wrong;
	char why[256];
};

/* With faults off: it is of the one version or of the other, of ours if it was opened (@code),
 * and can be used. */
static void judge(const char *dir, enum vb_code code, struct tally *t)
{
	long long version = number(dir, "PRAGMA user_version");
	struct vb_store *s = NULL;
	bool good;

	t->old += version == 1;
	t->new += version == 3;
	good = (version == 3 || (version == 1 && code != VB_OK)) &&
	       vb_store_open(dir, false, &s, &err) == VB_OK && holds(s) &&
	       sound(s, "schema: version 3,");
	vb_store_close(s);
	if (!good && t->wrong++ == 0)
		snprintf(t->why, sizeof(t->why), "version %lld: %.200s", version, err.sentence);
}

static bool fail_at(unsigned kinds, uint64_t n, struct tally *t)
{
	char *dir = old_database();
	struct vb_store *s = NULL;
	enum vb_code code;
	bool struck;

	fault = (struct fault_plan){.kinds = kinds, .fail_at = n, .persist = true};
	code = vb_store_open(dir, false, &s, &err);
	vb_store_close(s);
	struck = fault.failed > 0;
	fault_reset();
	judge(dir, code, t);
	t->runs++;
	scratch_free(dir);
	return struck;
}

static bool cut_at(uint64_t cut, struct tally *t)
{
	static const enum fault_survival disks[] = {FAULT_NONE, FAULT_ALL, FAULT_SOME, FAULT_TORN,
						    FAULT_TORN};
	char *dir = old_database();
	struct vb_store *s = NULL;
	enum vb_code code;
	bool dark;

	fault = (struct fault_plan){.cut_at = cut};
	code = vb_store_open(dir, false, &s, &err);
	vb_store_close(s);
	dark = fault.dark;
	for (size_t i = 0; i < VB_ARRAY_LEN(disks) && dark; i++) {
		char *disk = scratch_new(false);
		struct fault_plan plan = fault;

		fault_restore(disk, disks[i], cut * 10 + i);
		fault = (struct fault_plan){0};
		judge(disk, code, t);
		fault = plan;
		t->runs++;
		scratch_free(disk);
	}
	fault_reset();
	scratch_free(dir);
	return dark;
}

static void tell(const char *what, const struct tally *t)
{
	diag("%s: %u runs, %u left the old version, %u the new", what, t->runs, t->old, t->new);
	ok(t->old > 0 && t->new > 0, "%s: before the upgrade and behind it", what);
	if (!ok(t->wrong == 0, "%s: whole or not at all, and done the next time", what))
		diag("%u wrong; first: %s", t->wrong, t->why);
}

static void interrupted(void)
{
	struct tally writes = {0}, any = {0}, power = {0};

	fault_register();
	for (uint64_t n = 1; fail_at(FAULT_WRITE | FAULT_SYNC, n, &writes); n++)
		continue;
	tell("writes fail from there", &writes);
	for (uint64_t n = 1; fail_at(FAULT_ANY, n, &any); n += 3)
		continue;
	tell("everything fails from there", &any);
	for (uint64_t cut = 1; cut_at(cut, &power); cut++)
		continue;
	tell("power cut", &power);
}

int main(void)
{
	reading();
	upgrading();
	damaged();
	at_once();
	interrupted();
	return tap_done();
}
