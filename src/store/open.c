/*
 * How a database is opened: hardened, known for what it is, founded where it is new and
 * brought up to date where it is old; or for reading alone, beside its writers or as an image
 * of it, and then an old one is read as it is.
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

#define RETRY_MS 20
#define NAP_MS 5

/* ---- the file ---- */

/* "./" before a relative path, lest SQLite read "file:..." as a URI. */
static char *path_of(const char *dir, const char *file)
{
	size_t cap = strlen(dir) + strlen(file) + 4;
	char *path = malloc(cap);

	if (path)
		snprintf(path, cap, "%s%s/%s", dir[0] == '/' || strcmp(dir, ".") == 0 ? "" : "./",
			 dir, file);
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

/* ---- the connection ---- */

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
	if (id->version < 1)
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
		rc = sqlite3_busy_timeout(db->sql, VB_BUSY_MS);
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

	for (int waited = 0; waited < VB_BUSY_MS && (rc & 0xff) == SQLITE_BUSY; ) {
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

/* Takes the steps from version @from up to, and with, @to. */
static int take_steps(struct vb_db *db, int64_t from, int64_t to)
{
	const struct vb_schema *s = db->schema;
	int rc = SQLITE_OK;
	char text[96];

	for (; from < to && !rc; from++)
		for (size_t i = 0; i < s->steps[from].n && !rc; i++)
			rc = sqlite3_exec(db->sql, s->steps[from].sql[i], NULL, NULL, NULL);
	snprintf(text, sizeof(text), "PRAGMA application_id = %d; PRAGMA user_version = %lld",
		 s->application, (long long)to);
	return rc ? rc : sqlite3_exec(db->sql, text, NULL, NULL, NULL);
}

/* Founds the database, or takes the steps that it lacks: all of them or none.  Another process
 * may have done so meanwhile. */
static enum vb_code build(struct vb_db *db, struct vb_err *err)
{
	enum vb_code code = vb_db_begin(db, err);
	struct identity id;
	int rc;

	if (code)
		return code;
	rc = identify(db, &id);
	if (!rc && !is_blank(&id))
		code = accept(db, &id, err);
	if (!rc && !code && id.version < db->schema->version)
		rc = take_steps(db, id.version, db->schema->version);
	return vb_db_end(db, rc ? vb_db_fail(db, rc, err) : code, err);
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

static void disconnect(struct vb_db *db)
{
	drop_cache(db);
	sqlite3_close(db->sql);
	db->sql = NULL;
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
	if (!code && id.version < db->schema->version)
		code = build(db, err);
	if (!code)
		code = settle(db, err);
	db->version = db->schema->version;
	return code;
}

/* From here on the authorizer rules; what a commit needs is at hand. */
static enum vb_code seal(struct vb_db *db, struct vb_err *err)
{
	drop_cache(db);
	db->building = false;
	return vb_db_ready(db, err);
}

static enum vb_code prepare(struct vb_db *db, const char *dir, const struct vb_schema *schema,
			    bool create, struct vb_err *err)
{
	*db = (struct vb_db){.schema = schema, .building = true};
	db->path = path_of(dir, schema->file);
	if (!db->path)
		return vb_fail(err, VB_MEMORY, "", schema->file, "out of memory");
	return touch(db, dir, create, err);
}

enum vb_code vb_db_open(struct vb_db *db, const char *dir, bool create,
			const struct vb_schema *schema, struct vb_err *err)
{
	enum vb_code code = prepare(db, dir, schema, create, err);
	int rc;

	if (code)
		goto out;
	rc = sqlite3_open_v2(db->path, &db->sql,
			     SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
				     SQLITE_OPEN_EXRESCODE,
			     NULL);
	/* Where it may not write, SQLite opens for reading all the same. */
	if (!rc && sqlite3_db_readonly(db->sql, "main") != 0)
		rc = SQLITE_READONLY;
	code = vb_db_fail(db, rc, err);
	if (!code)
		code = prepare_database(db, create, err);
	if (!code)
		code = seal(db, err);
out:
	if (code)
		vb_db_close(db);
	return code;
}

/* ---- opening for reading ---- */

/* "file:///a/b%20c?...": nothing is written beside the database, either. */
static char *address_of(const struct vb_db *db)
{
	static const char digits[] = "0123456789ABCDEF", options[] = "?mode=ro&readonly_shm=1";
	const char *scheme = db->path[0] == '/' ? "file://" : "file:";
	size_t n = strlen(scheme);
	char *out = malloc(n + 3 * strlen(db->path) + sizeof(options));

	if (!out)
		return NULL;
	memcpy(out, scheme, n);
	for (const char *p = db->path; *p; p++) {
		unsigned char c = (unsigned char)*p;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || strchr("/.-_", c)) {
			out[n++] = (char)c;
			continue;
		}
		out[n++] = '%';
		out[n++] = digits[c >> 4];
		out[n++] = digits[c & 15];
	}
	memcpy(out + n, options, sizeof(options));
	return out;
}

static bool side_file(const struct vb_db *db, const char *suffix)
{
	char *path = NULL;
	bool there = asprintf(&path, "%s%s", db->path, suffix) >= 0 &&
		     access(path, R_OK) == 0;

	free(path);
	return there;
}

/* The switches, what database it is, and from here on one snapshot of it. */
static enum vb_code start_reading(struct vb_db *db, struct vb_err *err)
{
	struct identity id = {0};
	enum vb_code code = vb_db_fail(db, harden(db), err);

	if (!code)
		code = vb_db_fail(db, sqlite3_exec(db->sql, "BEGIN", NULL, NULL, NULL), err);
	if (!code)
		code = vb_db_fail(db, identify(db, &id), err);
	if (!code && is_blank(&id))
		return vb_fail(err, VB_NOT_FOUND, "", db->schema->file,
			       "the file is empty: no %s was founded in it", db->schema->what);
	if (!code)
		code = accept(db, &id, err);
	db->version = id.version;
	return code ? code : settle(db, err);
}

/* With the index of the write-ahead log that others keep, beside whom we read; if nobody does,
 * SQLite makes one in its own memory.  It can do neither where the two files are missing. */
static enum vb_code read_in_place(struct vb_db *db, struct vb_err *err)
{
	char *address = address_of(db);
	enum vb_code code;

	if (!address)
		return vb_fail(err, VB_MEMORY, "", db->schema->file, "out of memory");
	code = vb_db_fail(db, sqlite3_open_v2(address, &db->sql,
					      SQLITE_OPEN_READONLY | SQLITE_OPEN_URI |
						      SQLITE_OPEN_NOMUTEX |
						      SQLITE_OPEN_EXRESCODE,
					      NULL), err);
	free(address);
	db->wal = true;
	return code ? code : start_reading(db, err);
}

static enum vb_code read_image(struct vb_db *db, struct vb_err *err)
{
	enum vb_code code = vb_db_fail(db, sqlite3_open_v2(db->path, &db->sql,
							   SQLITE_OPEN_READONLY |
								   SQLITE_OPEN_NOMUTEX |
								   SQLITE_OPEN_EXRESCODE,
							   NULL), err);

	db->wal = false;
	if (!code)
		code = vb_image_open(db, err);
	return code ? code : start_reading(db, err);
}

/* In place if there are the files for it; whatever stands in the way there, an image asks
 * nothing of the folder.  VB_BUSY: somebody is writing, ask again. */
static enum vb_code try_reading(struct vb_db *db, struct vb_err *err)
{
	enum vb_code code = VB_BUSY;

	if (side_file(db, "-shm") && side_file(db, "-wal"))
		code = read_in_place(db, err);
	if (code != VB_BUSY && code != VB_IO && code != VB_FULL)
		return code;
	disconnect(db);
	code = read_image(db, err);
	if (code == VB_BUSY) {
		disconnect(db);
		free(db->image);
		db->image = NULL;
	}
	return code;
}

enum vb_code vb_db_open_reading(struct vb_db *db, const char *dir,
				const struct vb_schema *schema, struct vb_err *err)
{
	enum vb_code code = prepare(db, dir, schema, false, err);
	int waited = 0;

	db->reading = true;
	if (!code)
		code = try_reading(db, err);
	while (code == VB_BUSY && waited < VB_BUSY_MS) {
		waited += sqlite3_sleep(NAP_MS);
		code = try_reading(db, err);
	}
	if (!code)
		code = seal(db, err);
	if (code)
		vb_db_close(db);
	return code;
}

/* ---- what should stand there ---- */

enum vb_code vb_db_model(struct vb_db *db, const struct vb_schema *schema, int64_t version,
			 struct vb_err *err)
{
	enum vb_code code = VB_OK;

	*db = (struct vb_db){.schema = schema, .version = version, .building = true};
	db->path = strdup(":memory:");
	if (!db->path)
		return vb_fail(err, VB_MEMORY, "", schema->file, "out of memory");
	code = vb_db_fail(db, sqlite3_open_v2(db->path, &db->sql,
					      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
						      SQLITE_OPEN_NOMUTEX |
						      SQLITE_OPEN_EXRESCODE,
					      NULL), err);
	if (!code)
		code = vb_db_fail(db, take_steps(db, 0, version), err);
	if (code)
		vb_db_close(db);
	return code;
}

void vb_db_close(struct vb_db *db)
{
	disconnect(db);
	free(db->image);
	free(db->path);
	*db = (struct vb_db){0};
}
