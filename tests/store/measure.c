/*
 * How fast acts are lodged and what they cost on the disk, beside a bare table
 * of the same bytes in the same run; on SQLite, and on PostgreSQL.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/pgserver.h"

#include "tap.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static sqlite3 *bare_open(const char *dir)
{
	char path[PATH_MAX];
	sqlite3 *db = NULL;

	snprintf(path, sizeof(path), "%s/bare.db", dir);
	sqlite3_open(path, &db);
	sqlite3_exec(db,
		     "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
		     "PRAGMA wal_autocheckpoint=4000;"
		     "CREATE TABLE act (no INTEGER PRIMARY KEY, note BLOB);"
		     "CREATE TABLE checkpoint (no INTEGER PRIMARY KEY, note BLOB)",
		     NULL, NULL, NULL);
	return db;
}

static void bare_put(sqlite3_stmt *stmt, const void *p, size_t n)
{
	sqlite3_bind_blob(stmt, 1, p, (int)n, SQLITE_STATIC);
	sqlite3_step(stmt);
	sqlite3_reset(stmt);
}

/* Acts a second: as our store takes them, but with nothing known of them. */
static double bare_run(sqlite3 *db, const struct act *acts, size_t n, size_t batch)
{
	sqlite3_stmt *act = NULL, *note = NULL;
	struct vb_hash log = log_of(1);
	char checkpoint[512];
	double start = seconds();

	sqlite3_prepare_v2(db, "INSERT INTO act (note) VALUES (?)", -1, &act, NULL);
	sqlite3_prepare_v2(db, "INSERT INTO checkpoint (note) VALUES (?)", -1, &note, NULL);
	for (size_t i = 0; i < n; i += batch) {
		size_t len = checkpoint_make(checkpoint, &log, i + batch, 0);

		sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
		for (size_t j = i; j < i + batch && j < n; j++)
			bare_put(act, acts[j].note, acts[j].len);
		bare_put(note, checkpoint, len);
		sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	}
	sqlite3_finalize(act);
	sqlite3_finalize(note);
	return (double)n / (seconds() - start);
}

/* @from: where the acts begin, one log. */
static double our_run(struct vb_store *s, const struct act *acts, uint64_t from, size_t n,
		      size_t batch)
{
	struct vb_hash log = log_of(1);
	double start = seconds();

	for (size_t i = 0; i < n; i += batch) {
		size_t m = n - i < batch ? n - i : batch;

		if (append_acts(s, &log, from + i, acts + i, m, NULL) != VB_OK)
			return 0;
	}
	return (double)n / (seconds() - start);
}

static void speed(size_t batch, size_t n)
{
	char *dir = scratch_new(true);
	struct act *acts = calloc(n, sizeof(*acts));
	struct vb_store *s = NULL;
	sqlite3 *bare = bare_open(dir);
	double ours = 0, theirs = 0;

	if (!acts || vb_store_open(dir, true, &s, NULL) != VB_OK) {
		ok(false, "measure: opened");
		free(acts);
		return;
	}
	for (size_t i = 0; i < n; i++)
		act_make(&acts[i], i % 3 ? "nord" : "sud/legal", i, 0, 800 + i * 37 % 200);
	/* In turns, since the machine is not ours alone. */
	for (size_t part = 0; part < 4; part++) {
		size_t from = n / 4 * part;

		theirs += bare_run(bare, acts + from, n / 4, batch) / 4;
		ours += our_run(s, acts + from, from, n / 4, batch) / 4;
	}
	diag("batches of %zu: %.0f acts/s; bare SQLite %.0f acts/s; %.2f of it", batch, ours,
	     theirs, ours / theirs);
	ok(ours > 0, "measure: %zu acts in batches of %zu", n, batch);
	vb_store_close(s);
	sqlite3_close(bare);
	free(acts);
	scratch_free(dir);
}

/* ---- PostgreSQL ---- */

static PGconn *bare_pg_open(const char *url)
{
	PGconn *conn = PQconnectdb(url);

	PQclear(PQexec(conn, "CREATE TABLE act (no bigserial PRIMARY KEY, note bytea);"
			     "CREATE TABLE checkpoint (no bigserial PRIMARY KEY, note bytea)"));
	PQclear(PQprepare(conn, "act", "INSERT INTO act (note) VALUES ($1)", 1, NULL));
	PQclear(PQprepare(conn, "checkpoint", "INSERT INTO checkpoint (note) VALUES ($1)", 1,
			  NULL));
	return conn;
}

static void bare_pg_put(PGconn *conn, const char *statement, const void *p, size_t n)
{
	const char *value = p;
	int length = (int)n, binary = 1;

	PQsendQueryPrepared(conn, statement, 1, &value, &length, &binary, 1);
}

/* Two round trips, prepared statements in a pipeline: as fast as rows go one by one. */
static double bare_pg_run(PGconn *conn, const struct act *acts, size_t n, size_t batch)
{
	struct vb_hash log = log_of(1);
	char checkpoint[512];
	double start = seconds();

	for (size_t i = 0; i < n; i += batch) {
		size_t len = checkpoint_make(checkpoint, &log, i + batch, 0), syncs = 0;

		PQenterPipelineMode(conn);
		PQsendQueryParams(conn, "BEGIN", 0, NULL, NULL, NULL, NULL, 1);
		for (size_t j = i; j < i + batch && j < n; j++)
			bare_pg_put(conn, "act", acts[j].note, acts[j].len);
		bare_pg_put(conn, "checkpoint", checkpoint, len);
		PQsendQueryParams(conn, "COMMIT", 0, NULL, NULL, NULL, NULL, 1);
		PQpipelineSync(conn);
		while (!syncs) {
			PGresult *r = PQgetResult(conn);

			syncs += PQresultStatus(r) == PGRES_PIPELINE_SYNC;
			PQclear(r);
		}
		PQexitPipelineMode(conn);
	}
	return (double)n / (seconds() - start);
}

static void speed_pg(size_t batch, size_t n)
{
	struct act *acts = calloc(n, sizeof(*acts));
	char *name = pg_database(), *url = pg_url(name, NULL);
	struct vb_store *s = NULL;
	PGconn *bare = bare_pg_open(url);
	double ours = 0, theirs = 0;

	if (!acts || vb_store_open_at(url, true, &s, NULL) != VB_OK) {
		ok(false, "measure: opened");
		exit(1);
	}
	for (size_t i = 0; i < n; i++)
		act_make(&acts[i], i % 3 ? "nord" : "sud/legal", i, 0, 600);
	for (size_t part = 0; part < 4; part++) {
		size_t from = n / 4 * part;

		theirs += bare_pg_run(bare, acts + from, n / 4, batch) / 4;
		ours += our_run(s, acts + from, from, n / 4, batch) / 4;
	}
	diag("PostgreSQL, batches of %zu: %.0f acts/s; bare inserts %.0f acts/s; %.2f of it",
	     batch, ours, theirs, ours / theirs);
	ok(ours > 0, "measure: %zu acts in batches of %zu", n, batch);
	vb_store_close(s);
	PQfinish(bare);
	free(acts);
	free(url);
	free(name);
}

static void measure_pg(void)
{
	if (!pg_start(true))
		return;
	speed_pg(1, 2000);
	speed_pg(16, 16000);
	speed_pg(256, 51200);
	pg_stop();
}

/* ---- on the disk ---- */

static long long file_size(const char *dir, const char *name)
{
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return stat(path, &st) == 0 ? (long long)st.st_size : 0;
}

/* Bytes on the disk per byte of act, all included, lodged one by one; @logs
 * take turns, which is the worse case for a tree ordered by log. */
static void size_on_disk(size_t n, uint64_t logs, size_t least, size_t spread)
{
	char *dir = scratch_new(false);
	struct vb_store *s = NULL;
	long long acts = 0, empty, full;
	double factor;

	if (vb_store_open(dir, true, &s, NULL) != VB_OK) {
		ok(false, "measure: opened");
		return;
	}
	vb_store_close(s);
	empty = file_size(dir, "depositary.db");
	if (vb_store_open(dir, false, &s, NULL) != VB_OK)
		n = 0;
	for (size_t i = 0; i < n; i++) {
		struct vb_hash log = log_of(i % logs);
		size_t len = least + (spread ? i * 7919 % spread : 0);

		if (append_simple(s, &log, i / logs, i % 3 ? "nord" : "sud/legal", len, NULL))
			break;
		acts += (long long)len;
	}
	vb_store_close(s);
	full = file_size(dir, "depositary.db");
	factor = (double)(full - empty) / (double)acts;
	diag("%llu logs, acts of %zu to %zu bytes: %.0f bytes an act on disk, %.3f of its own",
	     (unsigned long long)logs, least, least + spread,
	     (double)(full - empty) / (double)n, factor);
	ok(factor < 1.6, "measure: %llu logs, acts of %zu to %zu: below 1.6 times their bytes",
	   (unsigned long long)logs, least, least + spread);
	scratch_free(dir);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (strcmp(what, "postgres") == 0) {
		measure_pg();
		return tap_done();
	}
	if (strcmp(what, "size") != 0) {
		speed(1, 2000);
		speed(16, 16000);
	}
	if (strcmp(what, "speed") != 0) {
		size_on_disk(3000, 1, 900, 0);
		size_on_disk(3000, 1, 700, 400);
		size_on_disk(4000, 4, 700, 400);
		size_on_disk(10000, 100, 700, 400);
	}
	return tap_done();
}
