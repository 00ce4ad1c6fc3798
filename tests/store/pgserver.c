/*
 * A PostgreSQL server of the test's own, and a backend on it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/pgserver.h"

#include "tap.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char *dir;
static bool pooled;
static pid_t guard;
static int guard_pipe = -1;

const char *pg_dir(void)
{
	return dir;
}

int pg_control(const char *what, const char *more)
{
	const char *source = getenv("VERBALE_SOURCE");
	char command[1024], said[256] = "";
	FILE *f;
	int status;

	snprintf(command, sizeof(command), "%s/tests/store/pgserver.sh %s %s %s",
		 source ? source : ".", what, dir, more);
	fflush(stdout);
	f = popen(command, "re");
	if (!f)
		return 1;
	if (fgets(said, sizeof(said), f))
		said[strcspn(said, "\n")] = '\0';
	while (fgetc(f) != EOF)
		continue;
	status = pclose(f);
	status = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
	if (status == 77)
		tap_skip("%s", said);
	else if (status)
		diag("pgserver.sh %s: %s", what, said);
	return status;
}

/* A process that outlives this one, for as long as it takes to stop the server. */
static void set_guard(void)
{
	int ends[2];
	char c;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return;
	fflush(stdout);
	guard = fork();
	if (guard == 0) {
		close(ends[1]);
		setsid();
		while (read(ends[0], &c, 1) > 0)
			continue;
		/* It has nothing to report. */
		if (!freopen("/dev/null", "w", stdout))
			_exit(1);
		_exit(pg_control("stop", ""));
	}
	close(ends[0]);
	guard_pipe = ends[1];
}

bool pg_start(bool disk)
{
	int status;

	dir = scratch_new(disk);
	set_guard();
	status = pg_control("start", "");
	if (status == 0)
		return true;
	if (status != 77)
		ok(false, "the server starts");
	pg_stop();
	return false;
}

void pg_stop(void)
{
	close(guard_pipe);
	waitpid(guard, NULL, 0);
	free(dir);
	dir = NULL;
}

bool pg_pool(void)
{
	pooled = pg_control("bouncer", "") == 0;
	return pooled;
}

char *pg_url_at(const char *at, const char *name)
{
	char *url = NULL;

	return asprintf(&url, "postgresql:///%s?host=%s&user=postgres", name, at) < 0 ? NULL :
										      url;
}

char *pg_url(const char *name, const char *user)
{
	char *url = NULL;

	return asprintf(&url, "postgresql:///%s?host=%s%s&user=%s", name, dir,
			pooled ? "/pool" : "", user ? user : "postgres") < 0 ? NULL : url;
}

/* ---- SQL of the test's own, always beside the pool ---- */

static void quiet_notice(void *ctx, const char *said)
{
	(void)ctx;
	(void)said;
}

static PGresult *run(const char *name, const char *sql, bool quiet)
{
	char *url = pg_url_at(dir, name);
	PGconn *conn = PQconnectdb(url);
	PGresult *r;

	PQsetNoticeProcessor(conn, quiet_notice, NULL);
	r = PQexec(conn, sql);
	if (PQresultStatus(r) != PGRES_COMMAND_OK && PQresultStatus(r) != PGRES_TUPLES_OK) {
		if (!quiet)
			diag("%.40s: %s%s", sql, PQresultErrorMessage(r),
			     r ? "" : PQerrorMessage(conn));
		PQclear(r);
		r = NULL;
	}
	PQfinish(conn);
	free(url);
	return r;
}

bool pg_sql(const char *name, const char *sql)
{
	PGresult *r = run(name, sql, false);
	bool done = r != NULL;

	PQclear(r);
	return done;
}

bool pg_refuses(const char *name, const char *sql)
{
	PGresult *r = run(name, sql, true);
	bool refused = r == NULL;

	PQclear(r);
	return refused;
}

long long pg_number(const char *name, const char *sql)
{
	PGresult *r = run(name, sql, false);
	long long n = -1;
	uint64_t v;

	if (r && PQntuples(r) == 1 && vb_dec_parse(vb_view_str(PQgetvalue(r, 0, 0)), &v))
		n = (long long)v;
	PQclear(r);
	return n;
}

static bool exists(const char *name)
{
	char sql[160];

	snprintf(sql, sizeof(sql), "SELECT count(*) FROM pg_database WHERE datname = '%s'",
		 name);
	return pg_number("postgres", sql) == 1;
}

static void create(const char *name)
{
	char sql[160];

	snprintf(sql, sizeof(sql), "CREATE DATABASE \"%s\"", name);
	must(pg_sql("postgres", sql) ? VB_OK : VB_IO);
}

char *pg_database(void)
{
	static int count;
	char *name = NULL;

	if (asprintf(&name, "own%d", count++) < 0)
		return NULL;
	create(name);
	return name;
}

/* ---- the backend ---- */

char *pg_url_of(const char *folder)
{
	const char *slash = strrchr(folder, '/');
	const char *name = slash ? slash + 1 : folder;

	if (!exists(name))
		create(name);
	return pg_url(name, NULL);
}

/* An operator makes the database; what is in it is the store's matter. */
static enum vb_code open_store(const char *folder, bool found, struct vb_store **out,
			       struct vb_err *err)
{
	char *url = pg_url_of(folder);
	enum vb_code code = vb_store_open_at(url, found, out, err);

	free(url);
	return code;
}

char *pg_documented(int n)
{
	char *text = source_text("doc/postgres.md"), *at = text, *end, *out;

	for (int i = 0; at && i <= n; i++) {
		at = strstr(at, "```sql\n");
		at = at ? at + 7 : NULL;
	}
	end = at ? strstr(at, "```") : NULL;
	out = end ? strndup(at, (size_t)(end - at)) : NULL;
	free(text);
	if (!out)
		ok(false, "doc/postgres.md has SQL block %d", n);
	return out;
}

static void grant(const char *name)
{
	char *roles = pg_documented(0), *grants = pg_documented(1);

	if (pg_number("postgres", "SELECT count(*) FROM pg_roles WHERE rolname ="
				  " 'verbale_server'") == 0)
		must(roles && pg_sql("postgres", roles) ? VB_OK : VB_IO);
	must(grants && pg_sql(name, grants) ? VB_OK : VB_IO);
	free(roles);
	free(grants);
}

/* Founded by its owner, then opened by the server's role. */
static enum vb_code open_as_role(const char *folder, bool found, struct vb_store **out,
				 struct vb_err *err)
{
	const char *slash = strrchr(folder, '/');
	const char *name = slash ? slash + 1 : folder;
	char *url = pg_url(name, "verbale_server");
	struct vb_store *s = NULL;
	enum vb_code code = open_store(folder, found, &s, err);

	vb_store_close(s);
	if (!code) {
		grant(name);
		code = vb_store_open_at(url, found, out, err);
	}
	free(url);
	return code;
}

const struct backend backend_pg = {"PostgreSQL", open_store, NULL};
const struct backend backend_pg_role = {"PostgreSQL, as a server's role", open_as_role, NULL};
