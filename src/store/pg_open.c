/*
 * How a database server is reached: an address without a secret, a connection that is made
 * again when it was lost, and what must stand in the database.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/pg.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* ---- the address ---- */

/* Never with libpq's own words, which repeat the address. */
static enum vb_code admit_url(const char *url, struct vb_err *err)
{
	bool scheme = strncmp(url, "postgres://", 11) == 0 ||
		      strncmp(url, "postgresql://", 13) == 0;
	PQconninfoOption *parsed = scheme ? PQconninfoParse(url, NULL) : NULL;
	bool secret = false;

	for (PQconninfoOption *o = parsed; o && o->keyword; o++)
		secret = secret || (strstr(o->keyword, "password") && o->val &&
				    strcmp(o->keyword, "passfile") != 0);
	PQconninfoFree(parsed);
	if (!parsed)
		return vb_fail(err, VB_USAGE, "", VB_PG_WHERE,
			       "its address is not of the form"
			       " postgresql://USER@HOST:PORT/NAME?OPTION=VALUE");
	if (secret)
		return vb_fail(err, VB_USAGE, "", VB_PG_WHERE,
			       "its address holds a password: put that into a password file"
			       " (PGPASSFILE) or a service file");
	return VB_OK;
}

/* ---- the connection ---- */

static void notice(void *ctx, const PGresult *r)
{
	struct vb_pg *pg = ctx;
	const char *severity = PQresultErrorField(r, PG_DIAG_SEVERITY_NONLOCALIZED);

	if (severity && strcmp(severity, "WARNING") == 0)
		pg->warned = true;
}

/* The first line is libpq's; further ones are advice for a person at a terminal. */
static const char *first_line(const char *said, char *out, size_t cap)
{
	return vb_quote(out, cap, vb_view(said, strcspn(said, "\n")));
}

enum vb_code vb_pg_lost(struct vb_pg *pg, const char *doing, struct vb_err *err)
{
	const char *said = pg->conn ? PQerrorMessage(pg->conn) : "";
	char words[240];

	if (!said[0])
		said = "the server does not answer";
	(void)vb_fail(err, VB_IO, "", VB_PG_WHERE, "the connection was lost %s: %s", doing,
		      first_line(said, words, sizeof(words)));
	PQfinish(pg->conn);
	pg->conn = NULL;
	return VB_IO;
}

/* What the address says goes before what we say; a peer that is gone is noticed in time. */
static enum vb_code connect_anew(struct vb_pg *pg, struct vb_err *err)
{
	static const char *const keyword[] = {
		"fallback_application_name", "connect_timeout", "tcp_user_timeout",
		"keepalives_idle", "keepalives_interval", "keepalives_count", "dbname", NULL};
	const char *const value[] = {"verbale", "10", "20000", "10", "5", "3", pg->url, NULL};
	char words[240];
	enum vb_code code;

	pg->conn = PQconnectdbParams(keyword, value, 1);
	if (!pg->conn)
		return vb_pg_memory(err);
	if (PQstatus(pg->conn) != CONNECTION_OK) {
		code = vb_fail(err, VB_IO, "", VB_PG_WHERE, "%s",
			       first_line(PQerrorMessage(pg->conn), words, sizeof(words)));
		PQfinish(pg->conn);
		pg->conn = NULL;
		return code;
	}
	PQsetNoticeReceiver(pg->conn, notice, pg);
	if (PQsetnonblocking(pg->conn, 1) == 0 && PQenterPipelineMode(pg->conn) == 1)
		return VB_OK;
	return vb_pg_lost(pg, "when it was made", err);
}

/* What a connection has to read while nothing was asked is its end. */
static bool is_stale(struct vb_pg *pg)
{
	struct pollfd p = {.fd = PQsocket(pg->conn), .events = POLLIN};

	if (PQstatus(pg->conn) != CONNECTION_OK)
		return true;
	if (poll(&p, 1, 0) <= 0)
		return false;
	if (PQconsumeInput(pg->conn) != 1)
		return true;
	(void)PQisBusy(pg->conn);
	return PQstatus(pg->conn) != CONNECTION_OK || PQconsumeInput(pg->conn) != 1;
}

enum vb_code vb_pg_ready(struct vb_pg *pg, struct vb_err *err)
{
	if (pg->conn && is_stale(pg)) {
		PQfinish(pg->conn);
		pg->conn = NULL;
	}
	return pg->conn ? VB_OK : connect_anew(pg, err);
}

/* ---- what stands in the database ---- */

static enum vb_code accept(struct vb_pg *pg, bool create, struct vb_err *err)
{
	int64_t version = 0;
	enum vb_code code = vb_pg_version(pg, &version, err);

	if (code)
		return code;
	if (version == VB_PG_VERSION)
		return VB_OK;
	if (version > VB_PG_VERSION)
		return vb_pg_newer(version, err);
	if (!version && !create)
		return vb_fail(err, VB_NOT_FOUND, "", VB_PG_WHERE,
			       "no depositary was founded in it");
	if (pg->reading)
		return vb_fail(err, VB_REFUSED, "", VB_PG_WHERE,
			       "its schema has version %lld, ours is %d: it has to be opened for"
			       " writing once",
			       (long long)version, VB_PG_VERSION);
	return vb_pg_migrate(pg, err);
}

/* Writes nothing, and finds out whether anything could be. */
static enum vb_code try_work(struct vb_pg *pg, void *ctx, struct vb_err *err)
{
	struct vb_talk t;
	enum vb_code code;

	(void)ctx;
	vb_talk_begin(&t, pg);
	code = vb_talk_begun(&t, err);
	vb_talk_end(&t);
	return code;
}

enum vb_code vb_pg_open(const char *url, bool create, bool reading, struct vb_pg **out,
			struct vb_err *err)
{
	struct vb_pg *pg;
	enum vb_code code = admit_url(url, err);

	if (code)
		return code;
	pg = calloc(1, sizeof(*pg));
	if (!pg)
		return vb_pg_memory(err);
	pg->reading = reading;
	pg->url = strdup(url);
	code = pg->url ? accept(pg, create, err) : vb_pg_memory(err);
	if (!code && !reading)
		code = vb_pg_write(pg, try_work, NULL, err);
	/* No log has changed, whatever became of it: the next opening finds out. */
	if (code == VB_UNKNOWN)
		code = vb_fail(err, VB_IO, "", VB_PG_WHERE,
			       "the connection was lost while it was made ready");
	if (code) {
		PQfinish(pg->conn);
		free(pg->url);
		free(pg);
		return code;
	}
	*out = pg;
	return VB_OK;
}

void vb_pg_close(struct vb_store *s)
{
	PQfinish(s->pg->conn);
	free(s->pg->url);
	free(s->pg);
}
