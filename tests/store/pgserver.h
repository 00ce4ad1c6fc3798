/*
 * A PostgreSQL server of the test's own, and a backend on it: each folder is a database.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "store/support.h"

#include <libpq-fe.h>

/* Starts it, in memory unless @disk; false, and a skipped point says why, where there is
 * none.  It ends with this process, however that ends. */
bool pg_start(bool disk);
void pg_stop(void);
/* The folder of its socket. */
const char *pg_dir(void);
/* Runs pgserver.sh @what on it with further words; its exit status. */
int pg_control(const char *what, const char *more);
/* pgbouncer before it, in pg_url()'s and backend_pg's way from now on; false: none. */
bool pg_pool(void);

/* The address of database @name as @user (NULL: postgres); free() it. */
char *pg_url(const char *name, const char *user);
/* The same through a socket in another folder. */
char *pg_url_at(const char *dir, const char *name);
/* The address of the database that stands for a folder, which is made if it is not there. */
char *pg_url_of(const char *folder);
/* A new database; its name, to be freed. */
char *pg_database(void);
/* Runs @sql in a database, as postgres; false, and a diagnosis, if it fails. */
bool pg_sql(const char *name, const char *sql);
/* Whether the server refuses @sql. */
bool pg_refuses(const char *name, const char *sql);
/* The one number that @sql yields; -1: it failed. */
long long pg_number(const char *name, const char *sql);

/* Each folder is a database, used by its owner; or by a role that has what doc/postgres.md
 * grants to a server, and no more. */
extern const struct backend backend_pg, backend_pg_role;
/* The nth block of SQL in doc/postgres.md, from 0; free() it. */
char *pg_documented(int n);
