/*
 * Databases and transactions: what SQLite's codes mean to us, and what a failing
 * COMMIT leaves behind.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/internal.h"

#include <errno.h>
#include <string.h>

#define SCRUB_MS 250

/* ---- errors ---- */

static enum vb_code constraint_code(int rc)
{
	switch (rc) {
	case SQLITE_CONSTRAINT_TRIGGER:
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
		return VB_CONFLICT;
	default:
		return VB_REFUSED;
	}
}

static enum vb_code code_of(int rc)
{
	if (rc == SQLITE_IOERR_NOMEM)
		return VB_MEMORY;
	switch (rc & 0xff) {
	case SQLITE_OK:
		return VB_OK;
	case SQLITE_FULL:
		return VB_FULL;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL:
		return VB_BUSY;
	case SQLITE_NOMEM:
		return VB_MEMORY;
	case SQLITE_CONSTRAINT:
		return constraint_code(rc);
	case SQLITE_TOOBIG:
	case SQLITE_AUTH:
		return VB_REFUSED;
	/* SQLITE_ERROR: a table is missing; SQLITE_SCHEMA: it changes under us. */
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_ERROR:
	case SQLITE_SCHEMA:
	case SQLITE_MISMATCH:
		return VB_MALFORMED;
	default:
		return VB_IO;
	}
}

/* SQLite's words for @rc, with the system's for an I/O error. */
static const char *words_of(struct vb_db *db, int rc, char *out, size_t cap)
{
	const char *what = sqlite3_errstr(rc);
	int number = 0;

	if (db->sql && (sqlite3_errcode(db->sql) & 0xff) == (rc & 0xff)) {
		what = sqlite3_errmsg(db->sql);
		number = sqlite3_system_errno(db->sql);
	}
	if ((rc & 0xff) != SQLITE_IOERR && (rc & 0xff) != SQLITE_CANTOPEN)
		number = 0;
	vb_quote(out, cap, vb_view_str(what));
	if (number) {
		size_t used = strlen(out);

		snprintf(out + used, cap - used, ": %s", strerrordesc_np(number));
	}
	return out;
}

/* What the system said last of @file's reads is that the device failed. */
static bool device_failed(sqlite3_file *file)
{
	int number = 0;

	if (file && file->pMethods)
		file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &number);
	return number == EIO || number == ENXIO;
}

/* SQLite calls a file corrupt that the disk could not be read of. */
static int unread(struct vb_db *db, int rc)
{
	static const int files[] = {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER};
	bool failed = false;

	if ((rc & 0xff) != SQLITE_CORRUPT || !db->sql)
		return rc;
	for (size_t i = 0; i < VB_ARRAY_LEN(files); i++) {
		sqlite3_file *file = NULL;

		if (sqlite3_file_control(db->sql, "main", files[i], &file) == SQLITE_OK)
			failed = failed || device_failed(file);
	}
	return failed ? SQLITE_IOERR_CORRUPTFS : rc;
}

/* Whether @rc is what SQLite says when it may not write, or has no room for it.  Making the
 * index of the write-ahead log bigger is the first thing for which a disk is too full. */
static bool is_hindered(int rc)
{
	switch (rc) {
	case SQLITE_IOERR_SHMOPEN:
	case SQLITE_IOERR_SHMSIZE:
	case SQLITE_IOERR_SHMMAP:
		return true;
	default:
		return (rc & 0xff) == SQLITE_CANTOPEN || (rc & 0xff) == SQLITE_READONLY;
	}
}

static enum vb_code hindered(struct vb_db *db, struct vb_obstacle o, struct vb_err *err)
{
	char path[160];

	return vb_fail(err, o.code, "", db->schema->file, "%s cannot be %s: %s",
		       vb_quote(path, sizeof(path), vb_view_str(db->path)),
		       db->reading ? "read" : "written", o.why);
}

enum vb_code vb_db_fail(struct vb_db *db, int failed, struct vb_err *err)
{
	static const struct vb_obstacle full = {VB_FULL, "the disk is full"};
	int rc = unread(db, failed);
	struct vb_obstacle o = {VB_OK, NULL};
	char path[160], what[160];
	enum vb_code code = code_of(rc);

	if (code == VB_OK)
		return VB_OK;
	if (code == VB_FULL)
		return hindered(db, full, err);
	if (is_hindered(rc))
		o = vb_db_obstacle(db, !db->reading);
	if (o.why)
		return hindered(db, o, err);
	return vb_fail(err, code, "", db->schema->file, "%s: %s (SQLite %d)",
		       vb_quote(path, sizeof(path), vb_view_str(db->path)),
		       words_of(db, rc, what, sizeof(what)), rc);
}

/* ---- transactions ---- */

static const char BEGIN[] = "BEGIN IMMEDIATE";
static const char COMMIT[] = "COMMIT";
static const char ROLLBACK[] = "ROLLBACK";

static int step(struct vb_db *db, const char *text)
{
	struct vb_query q;
	int rc;

	vb_query(&q, db, text);
	while (vb_query_row(&q))
		continue;
	rc = q.rc;
	vb_query_drop(&q);
	return rc;
}

static void rollback(struct vb_db *db)
{
	db->writing = false;
	/* SQLite has rolled back by itself after the graver failures.  Should
	 * this one fail too, the next begin() tries again. */
	if (!sqlite3_get_autocommit(db->sql))
		(void)step(db, ROLLBACK);
}

enum vb_code vb_db_begin(struct vb_db *db, struct vb_err *err)
{
	int rc;

	if (db->reading)
		return vb_fail(err, VB_IO, "", db->schema->file,
			       "the %s was opened for reading only", db->schema->what);
	if (db->writing)
		return vb_fail(err, VB_USAGE, "", db->schema->file,
			       "nothing can be written from within a check");
	rollback(db);
	rc = step(db, BEGIN);
	if (rc)
		return vb_db_fail(db, rc, err);
	db->writing = true;
	return VB_OK;
}

/* A commit that ran out of room or was locked out has written no commit frame.
 * After anything else (a failed fsync, above all) the frame may be on the disk,
 * and a recovery may yet find it. */
static enum vb_code commit_failed(struct vb_db *db, int rc, struct vb_err *err)
{
	bool gone = sqlite3_get_autocommit(db->sql) != 0;
	enum vb_code code = code_of(rc);
	char path[160], what[120];

	if (code == VB_FULL || code == VB_BUSY)
		(void)vb_db_fail(db, rc, err);
	else
		code = vb_fail(err, VB_UNKNOWN, "", db->schema->file,
			       "%s: %s (SQLite %d) at the commit, whose outcome is open: %s;"
			       " reload before signing anything",
			       vb_quote(path, sizeof(path), vb_view_str(db->path)),
			       words_of(db, rc, what, sizeof(what)), rc,
			       gone ? "SQLite has ended the transaction itself" :
				      "the transaction was rolled back");
	rollback(db);
	return code;
}

enum vb_code vb_db_end(struct vb_db *db, enum vb_code code, struct vb_err *err)
{
	int rc;

	if (code != VB_OK) {
		rollback(db);
		return code;
	}
	rc = step(db, COMMIT);
	if (rc)
		return commit_failed(db, rc, err);
	db->writing = false;
	return VB_OK;
}

enum vb_code vb_db_ready(struct vb_db *db, struct vb_err *err)
{
	static const char *const texts[] = {BEGIN, COMMIT, ROLLBACK};
	enum vb_code code = VB_OK;

	for (size_t i = 0; i < VB_ARRAY_LEN(texts) && !code; i++) {
		struct vb_query q;

		vb_query(&q, db, texts[i]);
		code = vb_query_end(&q, err);
	}
	return code;
}

void vb_db_scrub(struct vb_db *db)
{
	/* The erasure itself is committed: a failure here takes nothing back. */
	sqlite3_busy_timeout(db->sql, SCRUB_MS);
	(void)sqlite3_wal_checkpoint_v2(db->sql, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL,
					NULL);
	sqlite3_busy_timeout(db->sql, VB_BUSY_MS);
}
