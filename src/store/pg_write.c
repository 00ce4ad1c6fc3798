/*
 * One transaction: begun with what it needs of the server, repeated where the server asks for
 * that, and known to be committed, rolled back, or neither.
 *
 * SPDX-License-Identifier: ISC
 *
 * READ COMMITTED is enough, and is said aloud, since a database may have another default.
 * Whatever is decided is decided on rows that are locked (a log's, a draft's), or by a unique
 * index; what is read under the lock of a log is read by a statement that began after it was
 * granted, and so sees all that its former holder committed.  Under a stricter level, which
 * an engine may force on us, the same holds, and who comes second is sent away with 40001:
 * that transaction is repeated here.
 *
 * No two sequencers can both publish: each reads a log's size and locks its row until its own
 * commit, so that of all who signed a checkpoint after size N one commits, and the others find
 * another size and are in conflict.  Their signatures never left their process: a checkpoint
 * counts when it is committed, and nobody shows one before.  This holds for any number of
 * processes, for one that was thought dead and comes back, and for a commit whose outcome is
 * open: as long as the server may yet carry it out it holds the lock, and who reloads may read
 * the old size, but waits at the lock for what becomes of it.
 */
#include "store/pg.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

#define TRIES 6

/* ---- begin ---- */

/*
 * The timeouts are those of the transaction alone.  An engine that does not know a switch has
 * no way to turn it off.
 *
 * A client that has died without the server being told, its machine lost or the network parted,
 * must not keep its locks: whoever waits for one gets it before its own patience ends.  The
 * first timeout ends a session that has had its answers; where what was sent is cut off in the
 * middle, TCP has to find out.
 */
static const char begin_text[] = "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE";
static const char switches_text[] =
	"SELECT set_config('lock_timeout', '10s', true)"
	" || set_config('idle_in_transaction_session_timeout', '10s', true)"
	" || CASE WHEN current_setting('tcp_user_timeout', true) IS NOT NULL"
	" THEN set_config('tcp_user_timeout', '20s', true)"
	" || set_config('tcp_keepalives_idle', '10', true)"
	" || set_config('tcp_keepalives_interval', '5', true)"
	" || set_config('tcp_keepalives_count', '3', true) ELSE '' END,"
	" coalesce(current_setting('fsync', true), 'on'),"
	" coalesce(current_setting('full_page_writes', true), 'on'),"
	" coalesce(current_setting('synchronous_commit', true), 'on')";
static const char version_text[] = "SELECT max(version) FROM verbale.verbale_schema";

void vb_talk_begin(struct vb_talk *t, struct vb_pg *pg)
{
	vb_talk(t, pg);
	vb_ask(t, begin_text);
	vb_ask(t, switches_text);
	if (!pg->building)
		vb_ask(t, version_text);
	t->begun = t->n;
}

/* Asked in every transaction: a server may be told otherwise at any time, and a pooler may
 * have handed us to another one. */
static enum vb_code is_durable(const PGresult *r, struct vb_err *err)
{
	static const char *const name[] = {NULL, "fsync", "full_page_writes",
					   "synchronous_commit"};
	bool durable = PQntuples(r) == 1 && PQnfields(r) == (int)VB_ARRAY_LEN(name);
	int i = 1;

	if (!durable)
		return vb_pg_odd("the server does not say how it commits", err);
	for (; i < (int)VB_ARRAY_LEN(name) && durable; i++)
		durable = !vb_view_is(vb_cell(r, 0, i), "off");
	return durable ? VB_OK :
			 vb_fail(err, VB_REFUSED, "", VB_PG_WHERE,
				 "%s is off on this server: what it calls committed may be lost"
				 " in a crash, and nothing is written there",
				 name[i - 1]);
}

enum vb_code vb_talk_begun(struct vb_talk *t, struct vb_err *err)
{
	bool known = !t->pg->building;
	enum vb_code code = vb_talk_run_begun(t, err);
	int64_t version;

	if (!code)
		code = is_durable(t->ask[1].result, err);
	if (code || !known)
		return code;
	version = PQntuples(t->ask[2].result) ? vb_cell_int(t->ask[2].result, 0, 0) : 0;
	return version == VB_PG_VERSION ? VB_OK : vb_pg_newer(version, err);
}

/* ---- end ---- */

/* An error at the commit that says of itself that nothing was committed. */
static bool is_rolled_back(const char *state)
{
	static const char *const class[] = {"23", "40", "53", "VB"};

	if (strcmp(state, "40003") == 0)
		return false;
	for (size_t i = 0; i < VB_ARRAY_LEN(class); i++)
		if (strncmp(state, class[i], 2) == 0)
			return true;
	return false;
}

static enum vb_code unknown(const char *why, struct vb_err *err)
{
	return vb_fail(err, VB_UNKNOWN, "", VB_PG_WHERE,
		       "the outcome of the commit is open (%s): reload before signing anything",
		       why);
}

/* The answer that came in words: a warning says that the commit is not where it should be
 * (cancelled while it waited for a standby), or that there was nothing to commit. */
static enum vb_code weigh(struct vb_pg *pg, const PGresult *r, struct vb_err *err)
{
	const char *tag = PQcmdStatus((PGresult *)(uintptr_t)r);

	if (strcmp(tag, "ROLLBACK") == 0)
		return vb_fail(err, VB_IO, "", VB_PG_WHERE,
			       "the transaction had failed before its commit: it was rolled"
			       " back");
	if (strcmp(tag, "COMMIT") != 0 || pg->warned)
		return unknown("the server warns", err);
	return VB_OK;
}

static enum vb_code commit(struct vb_pg *pg, struct vb_err *err)
{
	struct vb_err why = {0};
	struct vb_talk t;
	enum vb_code code;

	if (!pg->conn)
		return vb_fail(err, VB_IO, "", VB_PG_WHERE,
			       "the connection was lost before the commit");
	vb_talk(&t, pg);
	vb_ask(&t, "COMMIT");
	pg->warned = false;
	code = vb_talk_run(&t, &why);
	if (!code)
		code = weigh(pg, t.ask[0].result, err);
	else if (pg->conn && is_rolled_back(vb_pg_state(t.ask[0].result)))
		code = vb_fail(err, code, why.clause, why.where, "%s", why.sentence);
	else
		code = unknown(why.sentence, err);
	vb_talk_end(&t);
	return code;
}

static enum vb_code end(struct vb_pg *pg, enum vb_code code, struct vb_err *err)
{
	if (!code)
		code = commit(pg, err);
	vb_pg_leave(pg);
	pg->begun = false;
	return code;
}

/* ---- the whole ---- */

/* Two that met once shall not meet again: processes nap for different times. */
static void nap(int tries)
{
	(void)poll(NULL, 0, (2 << tries) + (int)(getpid() % 7));
}

enum vb_code vb_pg_write(struct vb_pg *pg, vb_pg_work *work, void *ctx, struct vb_err *err)
{
	enum vb_code code = VB_BUSY;

	if (pg->reading)
		return vb_fail(err, VB_IO, "", VB_PG_WHERE,
			       "the database was opened for reading only");
	if (pg->writing)
		return vb_fail(err, VB_USAGE, "", VB_PG_WHERE,
			       "nothing can be written from within a check");
	pg->writing = true;
	pg->again = true;
	for (int tries = 0; code == VB_BUSY && pg->again && tries < TRIES; tries++) {
		if (tries)
			nap(tries);
		pg->again = false;
		code = work(pg, ctx, err);
		code = end(pg, code, err);
	}
	pg->writing = false;
	return code;
}
