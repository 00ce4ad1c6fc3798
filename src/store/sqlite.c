/*
 * Databases and transactions: how a database is opened, what SQLite's codes
 * mean to us, and what a failing COMMIT leaves behind.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_MS 10000
#define SCRUB_MS 250
#define RETRY_MS 20

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

enum vb_code vb_db_fail(struct vb_db *db, int failed, struct vb_err *err)
{
	int rc = unread(db, failed);
	char path[160], what[160];
	enum vb_code code = code_of(rc);

	if (code == VB_OK)
		return VB_OK;
	return vb_fail(err, code, "", db->schema->file, "%s: %s (SQLite %d)",
		       vb_quote(path, sizeof(path), vb_view_str(db->path)),
		       words_of(db, rc, what, sizeof(what)), rc);
}

enum vb_code vb_db_length(struct vb_db *db, const char *what, struct vb_view v,
			  uint64_t min, uint64_t max, struct vb_err *err)
{
	if (v.len >= min && v.len <= max)
		return VB_OK;
	return vb_fail(err, VB_REFUSED, "", db->schema->file,
		       "%s of %zu bytes: neither fewer than %llu nor more than %llu are kept",
		       what, v.len, (unsigned long long)min, (unsigned long long)max);
}

enum vb_code vb_db_position(struct vb_db *db, uint64_t number, uint64_t epoch,
			    struct vb_err *err)
{
	if (number <= VB_DEC_MAX && epoch <= VB_DEC_MAX)
		return VB_OK;
	return vb_fail(err, VB_REFUSED, "1.2", db->schema->file,
		       "position %llu.%llu: no number is above %llu",
		       (unsigned long long)number, (unsigned long long)epoch, VB_DEC_MAX);
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

void vb_db_scrub(struct vb_db *db)
{
	/* The erasure itself is committed: a failure here takes nothing back. */
	sqlite3_busy_timeout(db->sql, SCRUB_MS);
	(void)sqlite3_wal_checkpoint_v2(db->sql, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL,
					NULL);
	sqlite3_busy_timeout(db->sql, BUSY_MS);
}

/* ---- opening ---- */

/* "./" before a relative path, lest SQLite read "file:..." as a URI. */
static char *path_of(const char *dir, const char *file)
{
	size_t cap = strlen(dir) + strlen(file) + 4;
	char *path = malloc(cap);

	if (path)
		snprintf(path, cap, "%s%s/%s", dir[0] == '/' ? "" : "./", dir, file);
	return path;
}

static enum vb_code system_fail(struct vb_db *db, const char *doing, int number,
				struct vb_err *err)
{
	char path[160];

	return vb_fail(err, number == ENOSPC || number == EDQUOT ? VB_FULL : VB_IO, "",
		       db->schema->file, "%s: cannot %s: %s",
		       vb_quote(path, sizeof(path), vb_view_str(db->path)), doing,
		       strerrordesc_np(number));
}

static enum vb_code sync_dir(struct vb_db *db, const char *dir, struct vb_err *err)
{
	int fd = open(dir[0] ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int number = 0;

	if (fd < 0)
		return system_fail(db, "open its folder", errno, err);
	if (fsync(fd) != 0)
		number = errno;
	close(fd);
	return number ? system_fail(db, "sync its folder", number, err) : VB_OK;
}

/*
 * The file is there afterwards, and a new one is for our eyes only.  mknod(),
 * because closing any descriptor of a database drops the locks that this
 * process holds on it through another handle; an empty file is an empty
 * database.  SQLite gives its side files the same mode.
 */
static enum vb_code touch(struct vb_db *db, const char *dir, bool create, struct vb_err *err)
{
	char path[160];
	struct stat st;

	vb_quote(path, sizeof(path), vb_view_str(db->path));
	if (stat(db->path, &st) == 0) {
		if (S_ISREG(st.st_mode))
			return VB_OK;
		return vb_fail(err, VB_REFUSED, "", db->schema->file,
			       "%s is not a regular file", path);
	}
	if (errno != ENOENT && errno != ENOTDIR)
		return system_fail(db, "look", errno, err);
	if (!create)
		return vb_fail(err, VB_NOT_FOUND, "", db->schema->file, "%s: there is no %s",
			       path, db->schema->what);
	if (mknod(db->path, S_IFREG | 0600, 0) != 0)
		return errno == EEXIST ? VB_OK : system_fail(db, "create", errno, err);
	return sync_dir(db, dir, err);
}

static int pragma_int(struct vb_db *db, const char *text, int64_t *out)
{
	struct vb_query q;
	int rc;

	vb_query(&q, db, text);
	if (vb_query_row(&q))
		*out = vb_get_int(&q, 0);
	rc = q.rc;
	vb_query_drop(&q);
	return rc;
}

/* What kind of database it is: all three of one snapshot, since another process
 * may be founding it at this moment. */
struct identity {
	int64_t application;
	int64_t version;
	int64_t objects;
};

static int identify(struct vb_db *db, struct identity *out)
{
	bool within = !sqlite3_get_autocommit(db->sql);
	int rc = SQLITE_OK;

	*out = (struct identity){0};
	if (!within)
		rc = sqlite3_exec(db->sql, "BEGIN", NULL, NULL, NULL);
	if (!rc)
		rc = pragma_int(db, "SELECT count(*) FROM sqlite_schema", &out->objects);
	if (!rc)
		rc = pragma_int(db, "PRAGMA application_id", &out->application);
	if (!rc)
		rc = pragma_int(db, "PRAGMA user_version", &out->version);
	if (!within && !sqlite3_get_autocommit(db->sql))
		(void)sqlite3_exec(db->sql, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

static bool is_blank(const struct identity *id)
{
	return !id->application && !id->version && !id->objects;
}

static enum vb_code accept(struct vb_db *db, const struct identity *id, struct vb_err *err)
{
	const struct vb_schema *s = db->schema;
	char path[160];

	vb_quote(path, sizeof(path), vb_view_str(db->path));
	if (id->application != s->application)
		return vb_fail(err, VB_MALFORMED, "", s->file,
			       "%s is not a %s: its application id is %lld, ours is %lld",
			       path, s->what, (long long)id->application,
			       (long long)s->application);
	if (id->version > s->version)
		return vb_fail(err, VB_REFUSED, "", s->file,
			       "%s was written by a newer Verbale: its schema has version"
			       " %lld, and we know none above %d",
			       path, (long long)id->version, s->version);
	if (id->version != s->version)
		return vb_fail(err, VB_MALFORMED, "", s->file,
			       "%s has schema version %lld, which never was; ours is %d", path,
			       (long long)id->version, s->version);
	return VB_OK;
}

/* The switches that belong to a connection, before it reads anything. */
static int harden(struct vb_db *db)
{
	static const struct {
		int what, to;
	} config[] = {
		{SQLITE_DBCONFIG_DEFENSIVE, 1},
		{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
		{SQLITE_DBCONFIG_DQS_DML, 0},
		{SQLITE_DBCONFIG_DQS_DDL, 0},
		{SQLITE_DBCONFIG_ENABLE_FKEY, 1},
		{SQLITE_DBCONFIG_ENABLE_TRIGGER, 1},
		{SQLITE_DBCONFIG_ENABLE_VIEW, 0},
		{SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
		{SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0},
	};
	int rc = vb_db_guard(db);

	for (size_t i = 0; i < VB_ARRAY_LEN(config) && !rc; i++)
		rc = sqlite3_db_config(db->sql, config[i].what, config[i].to, NULL);
	sqlite3_limit(db->sql, SQLITE_LIMIT_ATTACHED, 0);
	if (!rc)
		rc = sqlite3_busy_timeout(db->sql, BUSY_MS);
	/* REPLACE walks past DELETE triggers unless triggers recurse. */
	if (!rc)
		rc = sqlite3_exec(db->sql,
				  "PRAGMA synchronous = FULL; PRAGMA recursive_triggers = ON;"
				  "PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON;"
				  "PRAGMA temp_store = MEMORY",
				  NULL, NULL, NULL);
	return rc;
}

/* Write-ahead logging, which the file remembers.  Switching takes a lock for
 * which SQLite does not always wait. */
static enum vb_code go_wal(struct vb_db *db, struct vb_err *err)
{
	bool wal = false;
	int rc = SQLITE_BUSY;

	for (int waited = 0; waited < BUSY_MS && (rc & 0xff) == SQLITE_BUSY; ) {
		struct vb_query q;

		vb_query(&q, db, "PRAGMA journal_mode = WAL");
		if (vb_query_row(&q))
			wal = vb_view_is(vb_get_view(&q, 0), "wal");
		rc = q.rc;
		vb_query_drop(&q);
		if ((rc & 0xff) == SQLITE_BUSY)
			waited += sqlite3_sleep(RETRY_MS);
	}
	if (rc)
		return vb_db_fail(db, rc, err);
	if (!wal)
		return vb_fail(err, VB_IO, "", db->schema->file,
			       "this file system cannot hold a write-ahead log");
	rc = sqlite3_exec(db->sql,
			  "PRAGMA wal_autocheckpoint = 4000;"
			  "PRAGMA journal_size_limit = 33554432",
			  NULL, NULL, NULL);
	return vb_db_fail(db, rc, err);
}

/* Founds the database, unless another process has done so meanwhile. */
static enum vb_code found(struct vb_db *db, struct vb_err *err)
{
	const struct vb_schema *s = db->schema;
	enum vb_code code = vb_db_begin(db, err);
	struct identity id;
	char text[96];
	int rc;

	if (code)
		return code;
	rc = identify(db, &id);
	if (rc || !is_blank(&id))
		return vb_db_end(db, rc ? vb_db_fail(db, rc, err) : accept(db, &id, err), err);
	for (size_t i = 0; i < s->nsql && !rc; i++)
		rc = sqlite3_exec(db->sql, s->sql[i], NULL, NULL, NULL);
	snprintf(text, sizeof(text), "PRAGMA application_id = %d; PRAGMA user_version = %d",
		 s->application, s->version);
	if (!rc)
		rc = sqlite3_exec(db->sql, text, NULL, NULL, NULL);
	return vb_db_end(db, vb_db_fail(db, rc, err), err);
}

/*
 * A writer that was killed between writing and syncing may have left a commit
 * that recovery found but the disk does not hold yet.  Nobody may be told
 * "already there" of it before it is synced.
 */
static enum vb_code settle(struct vb_db *db, struct vb_err *err)
{
	sqlite3_file *wal = NULL;
	struct identity id;
	int rc = identify(db, &id);

	if (!rc)
		rc = sqlite3_file_control(db->sql, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);
	if (!rc && wal && wal->pMethods)
		rc = wal->pMethods->xSync(wal, SQLITE_SYNC_NORMAL);
	return vb_db_fail(db, rc, err);
}

static void drop_cache(struct vb_db *db)
{
	for (size_t i = 0; i < db->ncache; i++)
		sqlite3_finalize(db->cache[i].stmt);
	db->ncache = 0;
}

static enum vb_code prepare_database(struct vb_db *db, bool create, struct vb_err *err)
{
	struct identity id;
	enum vb_code code = vb_db_fail(db, harden(db), err);

	if (!code)
		code = vb_db_fail(db, identify(db, &id), err);
	if (!code && is_blank(&id)) {
		if (!create)
			return vb_fail(err, VB_NOT_FOUND, "", db->schema->file,
				       "the file is empty: no %s was founded in it",
				       db->schema->what);
		/* Takes effect on an empty database only. */
		code = vb_db_fail(db, sqlite3_exec(db->sql, "PRAGMA page_size = 4096", NULL,
						   NULL, NULL), err);
	} else if (!code) {
		code = accept(db, &id, err);
	}
	if (!code)
		code = go_wal(db, err);
	if (!code && is_blank(&id))
		code = found(db, err);
	if (!code)
		code = settle(db, err);
	return code;
}

/* From here on the authorizer rules; what a commit needs is at hand. */
static enum vb_code seal(struct vb_db *db, struct vb_err *err)
{
	static const char *const ready[] = {BEGIN, COMMIT, ROLLBACK};
	enum vb_code code = VB_OK;

	drop_cache(db);
	db->building = false;
	for (size_t i = 0; i < VB_ARRAY_LEN(ready) && !code; i++) {
		struct vb_query q;

		vb_query(&q, db, ready[i]);
		code = vb_query_end(&q, err);
	}
	return code;
}

enum vb_code vb_db_open(struct vb_db *db, const char *dir, bool create,
			const struct vb_schema *schema, struct vb_err *err)
{
	enum vb_code code;
	int rc;

	*db = (struct vb_db){.schema = schema, .building = true};
	db->path = path_of(dir, schema->file);
	if (!db->path)
		return vb_fail(err, VB_MEMORY, "", schema->file, "out of memory");
	code = touch(db, dir, create, err);
	if (code)
		goto out;
	rc = sqlite3_open_v2(db->path, &db->sql,
			     SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
				     SQLITE_OPEN_EXRESCODE,
			     NULL);
	code = vb_db_fail(db, rc, err);
	if (!code && sqlite3_db_readonly(db->sql, "main") != 0)
		code = vb_fail(err, VB_IO, "", schema->file, "the database cannot be written");
	if (!code)
		code = prepare_database(db, create, err);
	if (!code)
		code = seal(db, err);
out:
	if (code)
		vb_db_close(db);
	return code;
}

void vb_db_close(struct vb_db *db)
{
	drop_cache(db);
	sqlite3_close(db->sql);
	free(db->path);
	*db = (struct vb_db){0};
}
