/*
 * PostgreSQL: the conformance suite by its owner, by a server's role and through pgbouncer;
 * and what is this engine's own: addresses, versions, closed rows, switches, its doctor.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/pgserver.h"
#include "store/writers.h"

#include "tap.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct vb_err err;
static char *name;

static struct vb_store *fresh(void)
{
	struct vb_store *s = NULL;
	char *url;

	name = pg_database();
	url = pg_url(name, NULL);
	must(vb_store_open_at(url, true, &s, &err));
	free(url);
	return s;
}

static struct vb_store *again(bool reading, enum vb_code want, const char *what)
{
	struct vb_store *s = NULL;
	char *url = pg_url(name, NULL);

	is_int(reading ? vb_store_open_reading_at(url, &s, &err) :
			 vb_store_open_at(url, false, &s, &err),
	       want, "%s", what);
	free(url);
	return s;
}

static void done(struct vb_store *s)
{
	vb_store_close(s);
	free(name);
}

static uint64_t size_of(struct vb_store *s)
{
	struct vb_hash log = log_of(1);
	uint64_t size;

	return log_is_whole(s, &log, &size) ? size : UINT64_MAX;
}

static enum vb_code append(struct vb_store *s, uint64_t at)
{
	struct vb_hash log = log_of(1);

	return append_simple(s, &log, at, "nord", 600, &err);
}

/* ---- addresses ---- */

static void addresses(void)
{
	static const char *const bad[] = {
		"postgresql://u:hunter2@localhost/db", "postgres://u@h/db?password=hunter2",
		"postgresql://u:hunter2@h:port/%zz", "postgresql://u:hunter2@[::1/db",
		"postgresql://u@h/db?passphrase=hunter2", "mysql://u:hunter2@h/db", "/some/folder",
		"host=h password=hunter2", ""};
	struct vb_store *s = NULL;

	for (size_t i = 0; i < VB_ARRAY_LEN(bad); i++) {
		is_int(vb_store_open_at(bad[i], true, &s, &err), VB_USAGE, "address: %zu", i);
		ok(!strstr(err.sentence, "hunter2") && !strstr(err.where, "hunter2"),
		   "address: nothing of it is repeated");
	}
	is_int(vb_store_open_at("postgresql:///db?host=/nowhere", true, &s, &err), VB_IO,
	       "address: nobody there");
	ok(strstr(err.sentence, "/nowhere") != NULL, "address: %s", err.sentence);
	ok(s == NULL, "address: output untouched");
}

/* ---- versions ---- */

static void versions(void)
{
	struct vb_store *s = fresh(), *t;

	must(append(s, 0));
	t = again(false, VB_OK, "version: ours");
	must(pg_sql(name, "INSERT INTO verbale.verbale_schema (version, program) VALUES (99,"
			  " 'to come')") ? VB_OK : VB_IO);
	is_int(append(s, 1), VB_REFUSED, "version: an old process stops: %s", err.sentence);
	ok(strstr(err.sentence, "newer") != NULL, "version: and says why");
	vb_store_close(t);
	(void)again(false, VB_REFUSED, "version: a newer one");
	(void)again(true, VB_REFUSED, "version: not even for reading");
	done(s);

	name = pg_database();
	(void)again(true, VB_NOT_FOUND, "version: nothing to read");
	must(pg_sql(name, "CREATE SCHEMA verbale; CREATE TABLE verbale.seat (x int)") ? VB_OK :
											 VB_IO);
	s = NULL;
	{
		char *url = pg_url(name, NULL);

		is_int(vb_store_open_at(url, true, &s, &err), VB_MALFORMED,
		       "version: a schema that is not ours: %s", err.sentence);
		free(url);
	}
	is_int(pg_number(name, "SELECT count(*) FROM pg_class WHERE relnamespace ="
			       " 'verbale'::regnamespace AND relkind = 'r'"), 1,
	       "version: and nothing was left in it");
	done(s);
}

/* ---- a database of version 1 ---- */

static char *old_database(void)
{
	char *sql = source_text("tests/store/version1_postgres.sql"), *made = pg_database();

	must(sql && pg_sql(made, sql) ? VB_OK : VB_IO);
	free(sql);
	return made;
}

static bool holds(struct vb_store *s)
{
	struct vb_hash one = log_of(1), two = log_of(2);
	uint64_t a = 0, b = 0;

	return log_is_whole(s, &one, &a) && a == 4 && log_is_whole(s, &two, &b) && b == 2;
}

static enum vb_code count(void *ctx, const struct vb_registered *r)
{
	(void)r;
	(*(size_t *)ctx)++;
	return VB_OK;
}

/* A number that depends on all that the catalogue says of the schema, in words. */
static long long schema_print(const char *of)
{
	return pg_number(of,
		"SELECT abs(hashtext(string_agg(t, ';' ORDER BY t))::bigint) FROM ("
		"SELECT concat(c.relname, a.attnum, a.attname, format_type(a.atttypid,"
		" a.atttypmod), a.attnotnull, a.attgenerated, a.attidentity, pg_get_expr("
		"d.adbin, d.adrelid)) AS t FROM pg_attribute a JOIN pg_class c ON c.oid ="
		" a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum ="
		" a.attnum WHERE c.relnamespace = 'verbale'::regnamespace AND a.attnum > 0"
		" UNION ALL SELECT pg_get_indexdef(indexrelid) FROM pg_index i JOIN pg_class c ON"
		" c.oid = i.indrelid WHERE c.relnamespace = 'verbale'::regnamespace"
		" UNION ALL SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE"
		" connamespace = 'verbale'::regnamespace"
		" UNION ALL SELECT concat(tgenabled, pg_get_triggerdef(g.oid)) FROM pg_trigger g"
		" JOIN pg_class c ON c.oid = g.tgrelid WHERE NOT tgisinternal AND c.relnamespace ="
		" 'verbale'::regnamespace"
		" UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace ="
		" 'verbale'::regnamespace) all_of_it");
}

static int open_it(const char *url, unsigned who, int out)
{
	struct vb_store *s = NULL;
	int bad = vb_store_open_at(url, true, &s, NULL) != VB_OK || !holds(s);

	(void)who;
	(void)out;
	vb_store_close(s);
	return bad;
}

static void upgrading(void)
{
	struct vb_registered r = {log_of(1), 1, 4, 0};
	struct vb_store *s = NULL, *t;
	char *url, *new_one;
	bool sound = false;
	size_t n = 0;

	name = old_database();
	(void)again(true, VB_REFUSED, "upgrade: an old one is not read");
	ok(strstr(err.sentence, "opened for writing once") != NULL, "upgrade: %s", err.sentence);
	is_int(pg_number(name, "SELECT max(version) FROM verbale.verbale_schema"), 1,
	       "upgrade: it is left as it is");
	s = again(false, VB_OK, "upgrade: opened for writing");
	ok(holds(s), "upgrade: all of it is there");
	is_int(vb_store_doctor(s, NULL, NULL, &sound, &err), VB_OK, "upgrade: examined");
	ok(sound, "upgrade: it is sound");
	must(vb_log_behind(s, &register_id, 9, count, &n, &err));
	is_int((long long)n, 2, "upgrade: both logs are behind");
	is_int(append_register(s, 0, 1, &r, 1, &err), VB_OK, "upgrade: one is registered");
	is_int(append(s, 4), VB_OK, "upgrade: which goes on");
	vb_store_close(s);
	new_one = name;
	t = fresh();
	is_int(schema_print(new_one), schema_print(name), "upgrade: the schema is that of a new"
	       " one");
	must(pg_sql(name, "ALTER TABLE verbale.seat ALTER secret DROP NOT NULL") ? VB_OK : VB_IO);
	ok(schema_print(new_one) != schema_print(name), "upgrade: any difference would show");
	done(t);
	free(new_one);

	name = old_database();
	url = pg_url(name, NULL);
	{
		pid_t pids[6];
		int bad = 0;

		for (unsigned i = 0; i < VB_ARRAY_LEN(pids); i++)
			pids[i] = child_start(open_it, url, i, -1);
		for (unsigned i = 0; i < VB_ARRAY_LEN(pids); i++)
			bad += child_finish(pids[i]) != 0;
		is_int(bad, 0, "upgrade: by six processes at once");
	}
	is_int(pg_number(name, "SELECT count(*) FROM verbale.verbale_schema"), 3,
	       "upgrade: each step was taken once");
	free(url);
	free(name);

	name = old_database();
	must(pg_sql(name, "DROP FUNCTION verbale.log_rules() CASCADE") ? VB_OK : VB_IO);
	(void)again(false, VB_MALFORMED, "upgrade: not from what is no version 1");
	is_int(pg_number(name, "SELECT count(*) FROM pg_attribute WHERE attrelid ="
			       " 'verbale.log'::regclass AND attnum > 0"), 4,
	       "upgrade: and nothing of it was done");
	free(name);
}

/* ---- rows that are closed ---- */

#define FREE " (2::bigint << 32) + 1"

static void closed(void)
{
	static const char *const sql[] = {
		"UPDATE verbale.entry SET note = 'x'",
		"DELETE FROM verbale.entry",
		"TRUNCATE verbale.entry",
		"SET session_replication_role = replica; DELETE FROM verbale.entry",
		("INSERT INTO verbale.entry SELECT at + 5, chain, epoch, 77, roster,"
		 " decode(repeat('ab', 32), 'hex'), note FROM verbale.entry LIMIT 1"),
		("INSERT INTO verbale.entry SELECT at + 1, chain + 9, epoch, 77, roster,"
		 " decode(repeat('ab', 32), 'hex'), note FROM verbale.entry ORDER BY at DESC"
		 " LIMIT 1"),
		"UPDATE verbale.checkpoint SET time = 1",
		"DELETE FROM verbale.checkpoint",
		("INSERT INTO verbale.checkpoint SELECT at + 1, 0, time, note FROM"
		 " verbale.checkpoint ORDER BY at DESC LIMIT 1"),
		"DELETE FROM verbale.log",
		"TRUNCATE verbale.log CASCADE",
		"UPDATE verbale.log SET size = size - 1",
		"UPDATE verbale.log SET size = size + 1",
		"UPDATE verbale.log SET id = decode(repeat('ab', 32), 'hex')",
		("INSERT INTO verbale.log (id, size, frontier) VALUES (decode(repeat('ab', 32),"
		 " 'hex'), 3, '')"),
		"UPDATE verbale.log SET registered = registered - 1 WHERE no = 1",
		"UPDATE verbale.log SET registered = size WHERE no = 1",
		"UPDATE verbale.log SET registered = size + 1 WHERE no = 1",
		"UPDATE verbale.registration SET size = 1",
		"DELETE FROM verbale.registration",
		"TRUNCATE verbale.registration",
		("SET session_replication_role = replica; DELETE FROM verbale.registration"),
		/* Log 1 has three entries, and one registration, of size 2; entry 1 of the
		 * register is free. */
		"INSERT INTO verbale.registration VALUES ((1::bigint << 32) + 3, 2," FREE ")",
		"INSERT INTO verbale.registration VALUES ((1::bigint << 32) + 2, 1," FREE ")",
		"INSERT INTO verbale.registration VALUES ((1::bigint << 32) + 2, 4," FREE ")",
		"INSERT INTO verbale.registration VALUES ((1::bigint << 32) + 2, 3," FREE " + 1)",
		"INSERT INTO verbale.registration VALUES ((1::bigint << 32) + 2, 3," FREE " - 1)",
		("INSERT INTO verbale.registration VALUES ((1::bigint << 32) + 2, 3,"
		 " (1::bigint << 32) + 1)"),
		"INSERT INTO verbale.registration VALUES (1::bigint << 32, 3," FREE ")",
		"INSERT INTO verbale.registration VALUES ((9::bigint << 32) + 1, 1," FREE ")",
		"UPDATE verbale.chain SET name = 'x'",
		"DELETE FROM verbale.cosignature",
		"DELETE FROM verbale.escrow",
		"UPDATE verbale.copy SET bytes = 1",
		"UPDATE verbale.copy SET hash = decode(repeat('ab', 32), 'hex')",
		"TRUNCATE verbale.copy",
		"UPDATE verbale.copy_part SET bytes = 'x'",
		"DELETE FROM verbale.copy_part",
		"TRUNCATE verbale.erased",
		"DELETE FROM verbale.draft",
		"DELETE FROM verbale.seat",
		"DELETE FROM verbale.verbale_schema",
	};
	struct vb_registered r = {log_of(1), 1, 2, 0};
	struct vb_hash copy = hash_of(1);
	struct vb_store *s = fresh();

	for (uint64_t i = 0; i < 3; i++)
		must(append(s, i));
	must(append_register(s, 0, 2, &r, 1, &err));
	is_int(pg_number(name, "SELECT count(*) FROM verbale.registration WHERE at ="
			       " (1::bigint << 32) + 1 AND entry = 2::bigint << 32"), 1,
	       "closed: log 1 is registered in log 2");
	must(copy_put(s, &copy, vb_view_str("ciphertext"), &err));
	for (size_t i = 0; i < VB_ARRAY_LEN(sql); i++)
		ok(pg_refuses(name, sql[i]), "closed: %.60s", sql[i]);
	is_int((long long)size_of(s), 3, "closed: nothing has changed");
	done(s);
}

/* ---- what a server must be like ---- */

/* A setting of the server, and that it has arrived. */
static void set(const char *what, const char *to)
{
	char sql[200];

	snprintf(sql, sizeof(sql), "ALTER SYSTEM SET %s = '%s'", what, to);
	must(pg_sql("postgres", sql) ? VB_OK : VB_IO);
	must(pg_sql("postgres", "SELECT pg_reload_conf()") ? VB_OK : VB_IO);
	snprintf(sql, sizeof(sql), "SELECT (current_setting('%s') = '%s')::int", what, to);
	for (int i = 0; i < 100 && pg_number("postgres", sql) != 1; i++)
		usleep(20000);
}

static void durable(void)
{
	static const char *const what[] = {"fsync", "full_page_writes", "synchronous_commit"};
	struct vb_store *s = fresh();

	must(append(s, 0));
	for (size_t i = 0; i < VB_ARRAY_LEN(what); i++) {
		set(what[i], "off");
		usleep(100000);
		is_int(append(s, 1), VB_REFUSED, "durable: %s", err.sentence);
		ok(strstr(err.sentence, what[i]) != NULL, "durable: it says which");
		(void)again(false, VB_REFUSED, "durable: it is not opened, either");
		vb_store_close(again(true, VB_OK, "durable: but read"));
		set(what[i], "on");
	}
	usleep(100000);
	is_int(append(s, 1), VB_OK, "durable: all are on again");
	must(pg_sql("postgres", "ALTER SYSTEM RESET ALL") ? VB_OK : VB_IO);
	must(pg_sql("postgres", "SELECT pg_reload_conf()") ? VB_OK : VB_IO);
	done(s);
}

/* ---- reading ---- */

static void reading(void)
{
	struct vb_store *s = fresh(), *r;
	struct vb_hash copy = hash_of(1), draft = hash_of(2);
	struct vb_view some = vb_view_str("some");

	must(append(s, 0));
	r = again(true, VB_OK, "reading: opened");
	is_int((long long)size_of(r), 1, "reading: what is there");
	must(append(s, 1));
	is_int((long long)size_of(r), 2, "reading: and what has come");
	is_int(append(r, 2), VB_IO, "reading: %s", err.sentence);
	is_int(copy_put(r, &copy, some, &err), VB_IO, "reading: no copy");
	is_int(vb_store_copy_erase(r, &copy, 1, &err), VB_IO, "reading: no erasure");
	is_int(vb_store_draft_put(r, &draft, some, &err), VB_IO, "reading: no draft");
	vb_store_close(r);
	is_int((long long)size_of(s), 2, "reading: nothing was written");
	done(s);
}

/* ---- a connection that ends ---- */

static void disconnected(void)
{
	static const char end[] = "SELECT count(pg_terminate_backend(pid)) FROM"
				  " pg_stat_activity WHERE application_name = 'verbale'";
	struct vb_store *s = fresh();

	must(append(s, 0));
	ok(pg_number("postgres", end) >= 1, "disconnected: while idle");
	usleep(50000);
	is_int(append(s, 1), VB_OK, "disconnected: nobody notices");
	must(pg_control("kill", "") == 0 ? VB_OK : VB_IO);
	usleep(200000);
	is_int(append(s, 2), VB_IO, "disconnected: no server: %s", err.sentence);
	must(pg_control("again", "") == 0 ? VB_OK : VB_IO);
	is_int((long long)size_of(s), 2, "disconnected: it is there again, and all of it");
	is_int(append(s, 2), VB_OK, "disconnected: and goes on");
	done(s);
}

/* ---- what the server may answer ---- */

/* A trigger on entries that does @what; DEFERRED to the commit, or at once. */
static bool rig(const char *what, bool deferred)
{
	char sql[900];

	snprintf(sql, sizeof(sql),
		 "DROP TRIGGER IF EXISTS rigged ON verbale.entry;"
		 "CREATE OR REPLACE FUNCTION public.rigged() RETURNS trigger LANGUAGE plpgsql AS"
		 " $$BEGIN %s RETURN NULL; END$$; CREATE SEQUENCE IF NOT EXISTS public.tries;"
		 "CREATE CONSTRAINT TRIGGER rigged AFTER INSERT ON verbale.entry %s FOR EACH ROW"
		 " EXECUTE FUNCTION public.rigged(); ALTER SEQUENCE public.tries RESTART",
		 what, deferred ? "DEFERRABLE INITIALLY DEFERRED" : "");
	return pg_sql(name, sql);
}

#define UNTIL_THIRD "IF nextval('public.tries') < 3 THEN "

static void answers(void)
{
	static const struct {
		const char *what;
		bool deferred;
		enum vb_code code;
		bool there;
		const char *sentence;
	} t[] = {
		{UNTIL_THIRD "RAISE 'x' USING ERRCODE = '40001'; END IF;", false, VB_OK, true,
		 "refused twice as not serializable"},
		{UNTIL_THIRD "RAISE 'x' USING ERRCODE = '40P01'; END IF;", false, VB_OK, true,
		 "twice in a deadlock"},
		{UNTIL_THIRD "RAISE 'x' USING ERRCODE = '40001'; END IF;", true, VB_OK, true,
		 "refused twice at the commit"},
		{"RAISE 'x' USING ERRCODE = '40001';", false, VB_BUSY, false,
		 "refused for ever"},
		{"RAISE 'x' USING ERRCODE = '40001';", true, VB_BUSY, false,
		 "refused for ever at the commit"},
		{"RAISE 'x' USING ERRCODE = '53100';", false, VB_FULL, false, "disk full"},
		{"RAISE 'x' USING ERRCODE = '23514';", true, VB_REFUSED, false,
		 "a rule at the commit"},
		{"RAISE 'x' USING ERRCODE = '40003';", true, VB_UNKNOWN, false,
		 "the engine does not know whether it committed"},
		{"RAISE 'x' USING ERRCODE = 'XX000';", true, VB_UNKNOWN, false,
		 "an internal error at the commit"},
		{"RAISE WARNING 'x';", true, VB_UNKNOWN, true, "a warning at the commit"},
		{"PERFORM pg_terminate_backend(pg_backend_pid());", true, VB_UNKNOWN, false,
		 "the end of the connection at the commit"},
		{"PERFORM pg_terminate_backend(pg_backend_pid());", false, VB_IO, false,
		 "the end of the connection before it"},
	};
	struct vb_store *s = fresh();
	uint64_t size = 1;

	must(append(s, 0));
	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		must(rig(t[i].what, t[i].deferred) ? VB_OK : VB_IO);
		is_int(append(s, size), t[i].code, "answer: %s", t[i].sentence);
		size += t[i].there;
		is_int((long long)size_of(s), (long long)size, "answer: it is %sthere",
		       t[i].there ? "" : "not ");
	}
	must(pg_sql(name, "DROP TRIGGER rigged ON verbale.entry") ? VB_OK : VB_IO);
	is_int(append(s, size), VB_OK, "answer: and it goes on");
	done(s);
}

/* ---- waiting for a lock ---- */

static int wait_in_vain(const char *url, unsigned who, int out)
{
	PGconn *holder = PQconnectdb(url);
	struct vb_store *s = NULL;
	double from = seconds(), after;
	enum vb_code code;

	(void)who;
	(void)out;
	if (vb_store_open_at(url, false, &s, NULL) != VB_OK)
		return 2;
	PQclear(PQexec(holder, "BEGIN"));
	PQclear(PQexec(holder, "SELECT * FROM verbale.log FOR UPDATE"));
	code = append(s, 1);
	after = seconds() - from;
	vb_store_close(s);
	PQfinish(holder);
	if (code != VB_BUSY)
		return 3;
	return after > 9 && after < 14 ? 0 : 4;
}

/* ---- logs in one transaction, from two sides ---- */

static enum vb_code append_three(struct vb_store *s, const uint64_t *logs, unsigned who,
				 uint64_t number)
{
	struct vb_log_batch b[3];
	struct vb_log_entry e[3];
	struct act acts[3];
	uint8_t frontier[3][8 + 64 * 32];
	char note[3][512], chain[16];
	struct recheck_count n = {0};

	snprintf(chain, sizeof(chain), "writer-%u", who);
	for (size_t i = 0; i < 3; i++) {
		struct vb_hash log = log_of(logs[i]);
		struct vb_log_state st = {0};
		enum vb_code code = vb_log_load(s, &log, &st, NULL);
		uint64_t size = st.size + 1;

		vb_log_state_free(&st);
		if (code != VB_OK && code != VB_NOT_FOUND)
			return code;
		act_make(&acts[i], chain, number, 0, 600);
		e[i] = act_entry(&acts[i]);
		b[i] = (struct vb_log_batch){.log = log, .expect_size = size - 1,
					     .entries = &e[i], .nentries = 1,
					     .time = 1760000000 + (int64_t)size};
		b[i].frontier = vb_view(frontier[i], frontier_make(frontier[i], &log, size));
		b[i].checkpoint = vb_view(note[i],
					  checkpoint_make(note[i], &log, size, b[i].time));
	}
	return vb_log_append(s, b, 3, recheck(&n), NULL);
}

static int write_three(const char *url, unsigned who, int out)
{
	static const uint64_t order[2][3] = {{1, 2, 3}, {3, 2, 1}};
	struct vb_store *s = NULL;
	int bad = vb_store_open_at(url, false, &s, NULL) != VB_OK;

	(void)out;
	for (uint64_t i = 0; i < 40 && !bad; i++) {
		enum vb_code code = VB_CONFLICT;

		for (int tries = 0; tries < 10000 && code == VB_CONFLICT; tries++)
			code = append_three(s, order[who % 2], who, i);
		bad = code != VB_OK;
	}
	vb_store_close(s);
	return bad;
}

static void crossing(void)
{
	struct vb_store *s = fresh();
	char *url = pg_url(name, NULL);
	pid_t pids[4];
	int bad = 0;
	uint64_t size, total = 0;
	bool whole = true;

	for (unsigned i = 0; i < 4; i++)
		pids[i] = child_start(write_three, url, i, -1);
	for (unsigned i = 0; i < 4; i++)
		bad += child_finish(pids[i]) != 0;
	is_int(bad, 0, "crossing: four writers, three logs at once, in both orders");
	for (uint64_t i = 1; i <= 3; i++) {
		struct vb_hash log = log_of(i);

		whole = whole && log_is_whole(s, &log, &size);
		total += size;
	}
	ok(whole && total == 480, "crossing: all is there, once");
	free(url);
	done(s);
}

/* Registers logs 1 to 3 as they are found; VB_CONFLICT: somebody was first. */
static enum vb_code register_three(struct vb_store *s, const uint64_t *logs)
{
	struct vb_registered r[3];
	struct vb_log_state st = {0};
	enum vb_code code = VB_OK;
	uint64_t size;

	for (size_t i = 0; i < 3 && !code; i++) {
		size_t n = 0;

		r[i] = (struct vb_registered){.log = log_of(logs[i])};
		code = vb_log_load(s, &r[i].log, &st, NULL);
		r[i].size = st.size;
		vb_log_state_free(&st);
		if (!code)
			code = vb_log_registered(s, &r[i].log, 0, UINT64_MAX, count, &n, NULL);
		r[i].counter = n + 1;
	}
	/* Not founded yet. */
	if (code == VB_NOT_FOUND)
		return VB_CONFLICT;
	if (!code)
		code = vb_log_load(s, &register_id, &st, NULL);
	if (code != VB_OK && code != VB_NOT_FOUND)
		return code;
	size = st.size;
	vb_log_state_free(&st);
	for (size_t i = 0; i < 3; i++)
		r[i].index = size + i;
	return append_register(s, size, 4, r, 3, NULL);
}

static int write_register(const char *url, unsigned who, int out)
{
	static const uint64_t order[2][3] = {{1, 2, 3}, {3, 2, 1}};
	struct vb_store *s = NULL;
	int bad = vb_store_open_at(url, false, &s, NULL) != VB_OK;

	(void)out;
	for (uint64_t i = 0; i < 20 && !bad; i++) {
		enum vb_code code = VB_CONFLICT;

		for (int tries = 0; tries < 10000 && code == VB_CONFLICT; tries++)
			code = register_three(s, order[who % 2]);
		bad = code != VB_OK;
		usleep(5000);
	}
	vb_store_close(s);
	return bad;
}

/* Tables go on while they are registered, by two servers. */
static void crossing_register(void)
{
	struct vb_store *s = fresh();
	char *url = pg_url(name, NULL);
	bool sound = false;
	uint64_t size = 0;
	pid_t pids[6];
	int bad = 0;

	for (unsigned i = 0; i < 6; i++)
		pids[i] = child_start(i < 4 ? write_three : write_register, url, i, -1);
	for (unsigned i = 0; i < 6; i++)
		bad += child_finish(pids[i]) != 0;
	is_int(bad, 0, "crossing: four writers and two that register");
	ok(log_is_whole(s, &register_id, &size) && size == 160, "crossing: the register is whole");
	is_int(pg_number(name, "SELECT count(*) FROM verbale.registration"), 120,
	       "crossing: each registration is there, once");
	is_int(vb_store_doctor(s, NULL, NULL, &sound, &err), VB_OK, "crossing: examined");
	ok(sound, "crossing: and sound");
	is_int(pg_number(name, "SELECT deadlocks FROM pg_stat_database WHERE datname ="
			       " current_database()"), 0, "crossing: nobody met in a deadlock");
	free(url);
	done(s);
}

/* ---- what an append costs ---- */

/* Waits until the server has counted that @sql yields @least or more; what it yields. */
static long long counted(const char *sql, long long least)
{
	long long n = pg_number(name, sql);

	for (int i = 0; i < 100 && n < least; i++) {
		usleep(50000);
		n = pg_number(name, sql);
	}
	return n;
}

static void updated_in_place(void)
{
	struct vb_store *s = fresh();

	for (uint64_t i = 0; i < 40; i++)
		must(append(s, i));
	vb_store_close(s);
	is_int(counted("SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = 'log'", 40), 40,
	       "in place: a log has grown forty times");
	/* The first time it falls behind, which an index has to say. */
	ok(pg_number(name, "SELECT n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'log'")
	   >= 38, "in place: and its row has stayed where it was");
	free(name);
}

static void found_by_index(void)
{
	struct vb_store *s = fresh();
	size_t n = 0;
	long long scans;

	must(append(s, 0));
	vb_store_close(s);
	must(pg_sql(name, "INSERT INTO verbale.log (id, size, frontier) SELECT sha256(i::text"
			  "::bytea), 0, '' FROM generate_series(1, 20000) i") ? VB_OK : VB_IO);
	must(pg_sql(name, "ANALYZE verbale.log") ? VB_OK : VB_IO);
	must(counted("SELECT n_tup_ins FROM pg_stat_user_tables WHERE relname = 'log'",
		     20001) == 20001 ? VB_OK : VB_IO);
	scans = pg_number(name, "SELECT seq_scan FROM pg_stat_user_tables WHERE relname ="
				" 'log'");
	s = again(false, VB_OK, "behind: opened");
	must(vb_log_behind(s, &register_id, 100, count, &n, &err));
	is_int((long long)n, 1, "behind: one of 20,001 logs");
	vb_store_close(s);
	is_int(counted("SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname ="
		       " 'log_behind'", 1), 1, "behind: found by its index");
	is_int(pg_number(name, "SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'log'"),
	       scans, "behind: and the others were not looked at");
	free(name);
}

/* ---- the doctor ---- */

struct findings {
	int faults;
	char last[768];
};

static void note(void *ctx, enum vb_said what, const char *sentence)
{
	struct findings *f = ctx;

	f->faults += what == VB_FAULT;
	if (what == VB_FAULT)
		snprintf(f->last, sizeof(f->last), "%s", sentence);
}

static void doctor_finds(struct vb_store *s, const char *sql, const char *words)
{
	struct findings f = {0};
	bool sound = true;

	must(pg_sql(name, sql) ? VB_OK : VB_IO);
	is_int(vb_store_doctor(s, note, &f, &sound, &err), VB_OK, "doctor: %.50s", sql);
	ok(!sound && f.faults > 0 && strstr(f.last, words), "doctor: %s", f.last);
}

static void ailing(void)
{
	const struct vb_registered r_of_one[] = {{log_of(1), 1, 2, 0}, {log_of(1), 2, 3, 1}};
	struct vb_store *s = fresh(), *r;
	struct findings f = {0};
	bool sound = false;

	for (uint64_t i = 0; i < 5; i++)
		must(append(s, i));
	r = again(true, VB_OK, "doctor: reading will do");
	is_int(vb_store_doctor(r, note, &f, &sound, &err), VB_OK, "doctor: examined");
	ok(sound, "doctor: sound %s", f.last);
	vb_store_close(r);
	doctor_finds(s, "DROP TRIGGER entry_closed ON verbale.entry",
		     "trigger entry.entry_closed calls closed\" is missing");
	doctor_finds(s, "DELETE FROM verbale.entry WHERE at & 4294967295 = 2",
		     "its size is not that of its entries");
	doctor_finds(s, "ALTER TABLE verbale.checkpoint DISABLE TRIGGER USER", "");
	doctor_finds(s, "DELETE FROM verbale.checkpoint WHERE at & 4294967295 = 2",
		     "it does not follow the one before");
	must(append_register(s, 0, 2, r_of_one, 2, &err));
	doctor_finds(s, "ALTER TABLE verbale.registration DISABLE TRIGGER USER", "");
	doctor_finds(s, "DELETE FROM verbale.registration WHERE at = (1::bigint << 32) + 1",
		     "registration 2 of log number 1: it does not follow the one before");
	doctor_finds(s, "UPDATE verbale.registration SET entry = entry + 9",
		     "there is no such log or entry");
	doctor_finds(s, "DELETE FROM verbale.registration",
		     "log number 1: what is registered of it is not its newest registration");
	doctor_finds(s, "CREATE OR REPLACE FUNCTION verbale.closed() RETURNS trigger LANGUAGE"
			" plpgsql AS 'BEGIN RETURN NULL; END'", "");
	done(s);
	s = fresh();
	set("log_statement", "all");
	usleep(100000);
	doctor_finds(s, "SELECT 1", "log_parameter_max_length");
	set("log_parameter_max_length", "0");
	usleep(100000);
	is_int(vb_store_doctor(s, NULL, NULL, &sound, &err), VB_OK, "doctor: cured");
	ok(sound, "doctor: nothing secret is logged any more");
	must(pg_sql("postgres", "ALTER SYSTEM RESET ALL") ? VB_OK : VB_IO);
	must(pg_sql("postgres", "SELECT pg_reload_conf()") ? VB_OK : VB_IO);
	done(s);
}

int main(void)
{
	struct vb_store *s;
	char *url;
	pid_t patient;

	addresses();
	if (!pg_start(false))
		return tap_done();
	conform_store(&backend_pg);
	conform_store(&backend_pg_role);
	s = fresh();
	must(append(s, 0));
	url = pg_url(name, NULL);
	done(s);
	patient = child_start(wait_in_vain, url, 0, -1);
	versions();
	upgrading();
	closed();
	durable();
	reading();
	answers();
	crossing();
	crossing_register();
	updated_in_place();
	found_by_index();
	ailing();
	writers_found(&backend_pg);
	writers_append(&backend_pg, 1);
	writers_append(&backend_pg, 4);
	is_int(child_finish(patient), 0, "wait: busy after some ten seconds");
	free(url);
	disconnected();
	if (pg_pool()) {
		conform_store(&backend_pg);
		writers_append(&backend_pg, 4);
	}
	pg_stop();
	return tap_done();
}
