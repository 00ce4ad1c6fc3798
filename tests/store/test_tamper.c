/*
 * Records are closed: to other programs by triggers, to our own by the
 * authorizer as well; and what was altered all the same, the doctor finds.
 * What is not our database is not opened.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/internal.h"
#include "store/support.h"

#include "tap.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct vb_err err;

static char *path_in(const char *dir, const char *name)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static sqlite3 *raw_open(const char *dir, const char *name)
{
	sqlite3 *db = NULL;

	if (sqlite3_open(path_in(dir, name), &db) != SQLITE_OK)
		ok(false, "raw: opened");
	return db;
}

/* Runs @text on a connection that knows nothing of us. */
static int raw(const char *dir, const char *name, const char *text)
{
	sqlite3 *db = raw_open(dir, name);
	int rc = sqlite3_exec(db, text, NULL, NULL, NULL);

	sqlite3_close(db);
	return rc;
}

/* ---- two databases with something in each table ---- */

static void fill_store(struct vb_store *s)
{
	struct vb_hash log = log_of(1), d = hash_of(1), t = hash_of(2);
	uint8_t frontier[8 + 64 * 32];
	char note[512];
	struct act a;
	struct vb_escrow escrow;
	struct vb_log_entry e;
	struct recheck_count count = {0};
	struct vb_log_batch b = {.log = log, .entries = &e, .nentries = 1, .time = 1760000001};
	const struct vb_registered registered[] = {{log, 1, 2, 0}, {log, 2, 4, 2}};

	act_make(&a, "nord", 0, 0, 900);
	e = act_entry(&a);
	escrow = (struct vb_escrow){a.id, vb_view_str("sud"), vb_view_str("AGE-SECRET-KEY-1")};
	e.escrow = &escrow;
	e.nescrow = 1;
	b.frontier = vb_view(frontier, frontier_make(frontier, &log, 1));
	b.checkpoint = vb_view(note, checkpoint_make(note, &log, 1, b.time));
	must(vb_log_append(s, &b, 1, recheck(&count), &err));
	for (uint64_t i = 1; i < 5; i++)
		must(append_simple(s, &log, i, "nord", 900, &err));
	must(append_register(s, 0, 3, registered, 2, &err));
	must(vb_log_cosign(s, &log, 3, vb_view_str("w"), vb_view_str("line\n"), &err));
	must(copy_put(s, &d, vb_view_str("ciphertext"), &err));
	must(vb_store_draft_put(s, &d, vb_view_str("charter"), &err));
	must(vb_store_seat_put(s, &d, vb_view_str("sud"), vb_view_str("seat"),
			       vb_view_str("FOUNDING-SECRET"), &err));
	must(vb_store_draft_opened(s, &d, &t, &err));
}

static void fill_cabinet(struct vb_cabinet *c)
{
	struct act acts[3];
	struct vb_cabinet_entry e[3];
	struct recheck_count count = {0};

	for (size_t i = 0; i < 3; i++) {
		act_make(&acts[i], "nord", i, 0, 500);
		e[i].note = vb_view(acts[i].note, acts[i].len);
		e[i].id = acts[i].id;
		must(vb_own_put(c, vb_view_str("nord"), i, 0, &acts[i].id, e[i].note, &err));
	}
	must(vb_cabinet_append(c, 0, e, 3, 3, vb_view_str("cp\n"), recheck(&count), &err));
	must(vb_stray_put(c, vb_view_str("evidence"), "a fork", &err));
	must(vb_box_put(c, VB_BOX_META, "who", vb_view_str("nord"), &err));
}

static char *filled(void)
{
	char *dir = scratch_new(false);
	struct vb_store *s = NULL;
	struct vb_cabinet *c = NULL;

	must(vb_store_open(dir, true, &s, &err));
	must(vb_cabinet_open(dir, true, &c, &err));
	fill_store(s);
	fill_cabinet(c);
	vb_store_close(s);
	vb_cabinet_close(c);
	return dir;
}

/* ---- triggers ---- */

#define Z32 "zeroblob(32)"

static const char *const store_attacks[] = {
	"UPDATE entry SET note = x'00'",
	"UPDATE entry SET id = " Z32 " WHERE at = 1 << 32",
	"UPDATE OR REPLACE entry SET number = 1",
	"DELETE FROM entry",
	"DELETE FROM entry WHERE at = (SELECT max(at) FROM entry)",
	"INSERT OR REPLACE INTO entry SELECT at, chain, epoch, number, 1, id, note FROM entry",
	"REPLACE INTO entry SELECT at + 5, chain, epoch, number, 0, id, x'00' FROM entry"
	" LIMIT 1",
	"REPLACE INTO entry SELECT at + 5, chain, epoch, number, 0, " Z32 ", x'00' FROM entry"
	" LIMIT 1",
	"REPLACE INTO entry SELECT at + 5, chain, 1, 0, 0, id, x'00' FROM entry LIMIT 1",
	"INSERT INTO entry SELECT at + 6, chain, 1, 0, 0, " Z32 ", note FROM entry LIMIT 1",
	"INSERT INTO entry SELECT at - 1, chain, 1, 0, 0, " Z32 ", note FROM entry LIMIT 1",
	"INSERT OR IGNORE INTO entry SELECT at + 9, chain, 1, 0, 0, " Z32 ", note FROM entry",
	"INSERT INTO entry SELECT 7 << 32, chain, 1, 0, 0, " Z32 ", note FROM entry LIMIT 1",
	"INSERT INTO entry SELECT NULL, chain, 1, 0, 0, " Z32 ", note FROM entry LIMIT 1",
	"INSERT INTO entry SELECT at, chain, 1, 0, 0, " Z32 ", note FROM entry LIMIT 1"
	" ON CONFLICT DO UPDATE SET note = x'00'",
	"INSERT INTO entry SELECT at + 5, chain, 1, 0, 0, x'00', note FROM entry LIMIT 1",
	"INSERT INTO entry SELECT at + 5, chain, 1, 0, 0, 'thirty-two letters, but no bytes!',"
	" note FROM entry LIMIT 1",
	"INSERT INTO entry SELECT at + 5, chain, 1, 0, 0, " Z32 ", zeroblob(65536) FROM entry"
	" LIMIT 1",
	"INSERT INTO entry SELECT at + 5, chain, 1, 0, 2, " Z32 ", note FROM entry LIMIT 1",
	"INSERT INTO entry SELECT at + 5, chain, 1, -1, 0, " Z32 ", note FROM entry LIMIT 1",
	"UPDATE checkpoint SET note = x'00'",
	"UPDATE checkpoint SET time = 0",
	"DELETE FROM checkpoint",
	"REPLACE INTO checkpoint SELECT at, size, time, x'00' FROM checkpoint",
	"INSERT INTO checkpoint SELECT max(at) + 2, 9, 0, x'00' FROM checkpoint",
	"INSERT INTO checkpoint SELECT max(at) + 1, 4, 0, x'00' FROM checkpoint"
	" WHERE at < 2 << 32",
	"UPDATE log SET size = size - 1",
	"UPDATE log SET size = size + 1",
	"UPDATE log SET id = " Z32,
	"UPDATE log SET no = 2",
	"DELETE FROM log",
	"REPLACE INTO log SELECT no, id, 0, frontier, 0 FROM log",
	"REPLACE INTO log SELECT no + 9, id, 0, frontier, 0 FROM log",
	"UPDATE log SET registered = registered - 1",
	"UPDATE log SET registered = registered + 1",
	"UPDATE log SET registered = size",
	"UPDATE log SET registered = size + 1",
	"UPDATE registration SET size = 1",
	"UPDATE registration SET entry = entry + 1",
	"UPDATE OR REPLACE registration SET at = at + 1",
	"DELETE FROM registration",
	"DELETE FROM registration WHERE at = (SELECT max(at) FROM registration)",
	"REPLACE INTO registration SELECT at, size, (2 << 32) + 1 FROM registration",
	/* One stands at the counter 2, of size 4, in a log of 5; entry 1 is free. */
	"REPLACE INTO registration SELECT at + 1, size, entry FROM registration WHERE size = 4",
	"INSERT INTO registration VALUES ((1 << 32) + 4, 4, (2 << 32) + 1)",
	"INSERT INTO registration VALUES ((1 << 32) + 3, 3, (2 << 32) + 1)",
	"INSERT INTO registration VALUES ((1 << 32) + 3, 6, (2 << 32) + 1)",
	"INSERT INTO registration VALUES ((1 << 32) + 3, 5, (2 << 32) + 7)",
	"INSERT INTO registration VALUES ((1 << 32) + 3, 5, (1 << 32) + 1)",
	"INSERT INTO registration VALUES ((7 << 32) + 1, 1, (2 << 32) + 1)",
	"INSERT INTO registration VALUES (1 << 32, 1, (2 << 32) + 1)",
	"INSERT INTO registration VALUES (NULL, 1, (2 << 32) + 1)",
	"UPDATE chain SET name = x'00'",
	"DELETE FROM chain",
	"REPLACE INTO chain SELECT no, log, x'00' FROM chain",
	"REPLACE INTO chain SELECT no + 1, log, name FROM chain",
	"UPDATE cosignature SET line = x'00'",
	"DELETE FROM cosignature",
	"REPLACE INTO cosignature SELECT at, cosigner, x'00' FROM cosignature",
	"UPDATE escrow SET identity = x'00'",
	"DELETE FROM escrow",
	"REPLACE INTO escrow SELECT log, act, addressee, x'00' FROM escrow",
	"UPDATE large SET bytes = 1",
	"UPDATE large SET hash = zeroblob(32)",
	"UPDATE piece SET bytes = x'00'",
	"DELETE FROM piece",
	"UPDATE draft SET bytes = x'00'",
	"UPDATE draft SET became = NULL",
	"DELETE FROM draft",
	"UPDATE seat SET seat = x'00'",
	"UPDATE seat SET secret = x'00'",
	"DELETE FROM seat",
};

static const char *const cabinet_attacks[] = {
	"UPDATE own SET note = x'00'",
	"DELETE FROM own",
	"REPLACE INTO own SELECT idx, chain, epoch, number, id, x'00' FROM own",
	"REPLACE INTO own SELECT 3, chain, epoch, number, id, x'00' FROM own LIMIT 1",
	"INSERT INTO own SELECT 4, chain, 1, number, id, x'00' FROM own LIMIT 1",
	"UPDATE entry SET note = x'00'",
	"DELETE FROM entry",
	"REPLACE INTO entry SELECT idx, id, x'00' FROM entry",
	"INSERT INTO entry SELECT 4, id, x'00' FROM entry LIMIT 1",
	"INSERT INTO entry SELECT -1, id, x'00' FROM entry LIMIT 1",
	"UPDATE checkpoint SET note = x'00'",
	"DELETE FROM checkpoint",
	"REPLACE INTO checkpoint SELECT idx, size, x'00' FROM checkpoint",
	"INSERT INTO checkpoint SELECT idx + 2, size, note FROM checkpoint",
	"UPDATE stray SET reason = 'none'",
	"DELETE FROM stray",
	"REPLACE INTO stray SELECT idx, 'none', bytes FROM stray",
	"INSERT INTO stray SELECT idx + 2, reason, bytes FROM stray",
	"INSERT INTO box (box, name, bytes) VALUES (4, 'x', x'00')",
};

static uint64_t print_of(const char *dir, const char *name)
{
	struct vb_hash h = {{0}};
	size_t len = 0;
	uint8_t *bytes = tap_slurp(path_in(dir, name), &len);

	if (bytes)
		h = fake_hash(vb_view(bytes, len), 0);
	free(bytes);
	return vb_be64(h.b);
}

static void attack(const char *dir, const char *name, const char *const *texts, size_t n)
{
	uint64_t before = print_of(dir, name);
	sqlite3 *db = raw_open(dir, name);

	for (size_t i = 0; i < n; i++) {
		int rc = sqlite3_exec(db, texts[i], NULL, NULL, NULL);

		ok(rc == SQLITE_CONSTRAINT, "trigger: %s: %s", name, texts[i]);
		if (rc != SQLITE_CONSTRAINT)
			diag("%d: %s", rc, sqlite3_errmsg(db));
	}
	sqlite3_close(db);
	ok(print_of(dir, name) == before, "trigger: %s has not changed by a byte", name);
}

static void triggers(void)
{
	char *dir = filled();

	attack(dir, "depositary.db", store_attacks, VB_ARRAY_LEN(store_attacks));
	attack(dir, "desk.db", cabinet_attacks, VB_ARRAY_LEN(cabinet_attacks));
	/* What these two do not catch would not have been an attack. */
	is_int(raw(dir, "depositary.db", "UPDATE large SET whole = 0; DELETE FROM piece;"
	       " DELETE FROM large"), SQLITE_OK, "trigger: copies go");
	is_int(raw(dir, "desk.db", "DELETE FROM box"), SQLITE_OK, "trigger: boxes go");
	scratch_free(dir);
}

/* ---- the authorizer ---- */

static void deny(struct vb_db *db, const char *text)
{
	int rc = sqlite3_exec(db->sql, text, NULL, NULL, NULL);

	ok(rc == SQLITE_AUTH || rc == SQLITE_ERROR, "authorizer: %s", text);
	if (rc != SQLITE_AUTH)
		diag("%d: %s", rc, sqlite3_errmsg(db->sql));
}

static void authorizer(void)
{
	static const char *const closed[] = {"entry", "checkpoint", "cosignature", "escrow",
					     "chain", "registration"};
	static const char *const kept[] = {"own", "entry", "checkpoint", "stray"};
	static const char *const never[] = {
		"DROP TABLE entry", "DROP TRIGGER entry_delete", "DROP INDEX entry_id",
		"ALTER TABLE entry RENAME TO other", "ALTER TABLE entry ADD COLUMN x",
		"CREATE TABLE x (y)", "CREATE TEMP TABLE x (y)",
		"CREATE TEMP TRIGGER x BEFORE INSERT ON entry BEGIN SELECT 1; END",
		"CREATE VIEW x AS SELECT 1",
		"ATTACH ':memory:' AS x", "PRAGMA writable_schema = ON",
		"PRAGMA recursive_triggers = OFF", "PRAGMA synchronous = OFF",
		"PRAGMA journal_mode = DELETE", "PRAGMA user_version = 9",
		"PRAGMA application_id = 9", "DELETE FROM sqlite_schema",
		"UPDATE sqlite_schema SET sql = NULL", "DELETE FROM log", "DELETE FROM draft",
		"UPDATE copy SET bytes = x'00'", "INSERT INTO copy VALUES (1, x'00', x'00')",
		"UPDATE piece SET bytes = x'00'", "SELECT load_extension('x')",
		"SELECT writefile('x', 'y')", "VACUUM INTO '/dev/shm/vb-no'", "REINDEX",
		"ANALYZE"
	};
	char *dir = filled(), text[128];
	struct vb_store *s = NULL;
	struct vb_cabinet *c = NULL;

	must(vb_store_open(dir, false, &s, &err));
	must(vb_cabinet_open(dir, false, &c, &err));
	for (size_t i = 0; i < VB_ARRAY_LEN(closed); i++) {
		snprintf(text, sizeof(text), "DELETE FROM %s", closed[i]);
		deny(&s->db, text);
		snprintf(text, sizeof(text), "UPDATE %s SET log = 1",
			 closed[i]);
		if (strcmp(closed[i], "escrow") != 0 && strcmp(closed[i], "chain") != 0)
			snprintf(text, sizeof(text), "UPDATE %s SET at = at", closed[i]);
		deny(&s->db, text);
	}
	for (size_t i = 0; i < VB_ARRAY_LEN(kept); i++) {
		snprintf(text, sizeof(text), "DELETE FROM %s", kept[i]);
		deny(&c->db, text);
		snprintf(text, sizeof(text), "UPDATE %s SET idx = idx", kept[i]);
		deny(&c->db, text);
	}
	for (size_t i = 0; i < VB_ARRAY_LEN(never); i++)
		deny(&s->db, never[i]);
	is_int(sqlite3_exec(s->db.sql, "REPLACE INTO entry SELECT at, chain, epoch, number, 0,"
			    " id, x'00' FROM entry", NULL, NULL, NULL),
	       SQLITE_CONSTRAINT_TRIGGER, "authorizer: REPLACE meets the trigger");
	is_int(sqlite3_exec(s->db.sql, "SELECT \"no such column\" FROM entry", NULL, NULL,
			    NULL), SQLITE_ERROR, "hardened: no strings in double quotes");
	vb_store_close(s);
	vb_cabinet_close(c);
	scratch_free(dir);
}

/* ---- the doctor ---- */

struct findings {
	size_t faults;
	char all[4096];
};

static void listen(void *ctx, enum vb_said what, const char *sentence)
{
	struct findings *f = ctx;
	size_t used = strlen(f->all);

	f->faults += what == VB_FAULT;
	if (what == VB_FAULT)
		snprintf(f->all + used, sizeof(f->all) - used, "%s\n", sentence);
}

/* Alters a filled database behind our back, and expects a finding of it. */
static void diagnose(const char *name, const char *damage, const char *finding)
{
	char *dir = filled();
	struct findings f = {0};
	struct vb_store *s = NULL;
	struct vb_cabinet *c = NULL;
	bool sound = true;

	is_int(raw(dir, name, damage), SQLITE_OK, "doctor: damaged: %.60s", damage);
	if (strcmp(name, "desk.db") == 0) {
		must(vb_cabinet_open(dir, false, &c, &err));
		must(vb_cabinet_doctor(c, listen, &f, &sound, &err));
	} else {
		must(vb_store_open(dir, false, &s, &err));
		must(vb_store_doctor(s, listen, &f, &sound, &err));
	}
	if (!ok(!sound && f.faults && strstr(f.all, finding), "doctor: finds: %s", finding))
		diag("said: %s", f.all);
	vb_store_close(s);
	vb_cabinet_close(c);
	scratch_free(dir);
}

#define UNLOCK(table) "DROP TRIGGER " table "_update; DROP TRIGGER " table "_delete; "

static void doctor(void)
{
	diagnose("depositary.db", "DROP TRIGGER entry_delete",
		 "trigger entry_delete is missing or was altered");
	diagnose("depositary.db", "DROP TRIGGER entry_delete;"
		 " CREATE TRIGGER entry_delete BEFORE DELETE ON entry BEGIN SELECT 1; END",
		 "\"entry_delete\" is not ours");
	diagnose("depositary.db", "CREATE TRIGGER quiet AFTER INSERT ON entry BEGIN"
		 " DELETE FROM entry WHERE at = NEW.at; END", "\"quiet\" is not ours");
	diagnose("depositary.db", "DROP INDEX entry_position",
		 "index entry_position is missing or was altered");
	diagnose("depositary.db", UNLOCK("entry") "DELETE FROM entry WHERE at = (1 << 32) + 4",
		 "log number 1: its size is not that of its entries");
	diagnose("depositary.db", UNLOCK("entry") "DELETE FROM entry WHERE at = (1 << 32) + 2",
		 "log number 1: its size is not that of its entries");
	diagnose("depositary.db", UNLOCK("checkpoint") "DELETE FROM checkpoint WHERE at ="
		 " (SELECT max(at) FROM checkpoint WHERE at < 2 << 32)",
		 "log number 1: its size is not that of its newest checkpoint");
	diagnose("depositary.db", UNLOCK("checkpoint") "DELETE FROM checkpoint WHERE at ="
		 " (1 << 32) + 2", "it does not follow the one before");
	diagnose("depositary.db", "PRAGMA ignore_check_constraints = ON; DROP TRIGGER"
		 " entry_update; UPDATE entry SET id = x'00' WHERE at = 1 << 32",
		 "CHECK constraint failed in entry");
	diagnose("depositary.db", "DROP TRIGGER chain_delete; PRAGMA foreign_keys = OFF;"
		 " DELETE FROM chain", "of entry refers to nothing");
	diagnose("depositary.db", "DROP TRIGGER log_delete; PRAGMA foreign_keys = OFF;"
		 " DELETE FROM log", "there is no such log");
	diagnose("depositary.db", UNLOCK("registration") "DELETE FROM registration WHERE at ="
		 " (SELECT max(at) FROM registration)",
		 "log number 1: what is registered of it is not its newest registration");
	diagnose("depositary.db", UNLOCK("registration") "DELETE FROM registration WHERE at ="
		 " (1 << 32) + 1",
		 "registration 2 of log number 1: it does not follow the one before");
	diagnose("depositary.db", UNLOCK("registration") "UPDATE registration SET at = at +"
		 " (8 << 32)", "registration 1 of log number 9: there is no such log");
	diagnose("depositary.db", "DROP INDEX log_behind",
		 "index log_behind is missing or was altered");
	diagnose("depositary.db", "DROP TRIGGER log_update",
		 "trigger log_update is missing or was altered");
	diagnose("desk.db", "DROP TRIGGER stray_delete; DELETE FROM stray",
		 "trigger stray_delete is missing");
	diagnose("desk.db", UNLOCK("own") "DELETE FROM own WHERE idx = 1",
		 "own: its indices have a gap");
	diagnose("desk.db", UNLOCK("checkpoint") "DELETE FROM checkpoint",
		 "entry 2: no checkpoint covers it");
}

static void doctor_file(void)
{
	char *dir = filled();
	struct findings f = {0};
	struct vb_store *s = NULL;
	bool sound = true;

	must(vb_store_open(dir, false, &s, &err));
	ok(chmod(path_in(dir, "depositary.db"), 0644) == 0, "doctor: made readable");
	must(vb_store_doctor(s, listen, &f, &sound, &err));
	ok(!sound && strstr(f.all, "has mode 0644"), "doctor: others may read it");
	vb_store_close(s);
	scratch_free(dir);
}

/* ---- what an append is told ---- */

static void sentences(void)
{
	char *dir = filled();
	struct vb_hash log = log_of(1);
	struct vb_store *s = NULL;
	struct act a;

	must(vb_store_open(dir, false, &s, &err));
	act_make(&a, "nord", 3, 0, 900);
	is_int(append_acts(s, &log, 5, &a, 1, &err), VB_CONFLICT, "told: the same act");
	ok(strstr(err.sentence, "is entry 3 already") != NULL, "told: %s", err.sentence);
	act_make(&a, "nord", 3, 0, 901);
	is_int(append_acts(s, &log, 5, &a, 1, &err), VB_CONFLICT, "told: its position");
	is_str(err.sentence, "position 3.0 of the chain of nord is taken", "told: which");
	is_int(append_simple(s, &log, 4, "nord", 900, &err), VB_CONFLICT, "told: behind");
	is_str(err.sentence, "the log has 5 entries, not 4: reload", "told: where it is");
	is_int(raw(dir, "depositary.db", "DROP TRIGGER entry_delete; DELETE FROM entry WHERE"
		   " at = (SELECT max(at) FROM entry WHERE at < 2 << 32)"), SQLITE_OK,
	       "told: one is stolen");
	is_int(append_simple(s, &log, 5, "nord", 900, &err), VB_MALFORMED,
	       "told: no conflict, but a database that contradicts itself");
	ok(strstr(err.sentence, "the log's size and its entries disagree") != NULL, "told: %s",
	   err.sentence);
	vb_store_close(s);
	scratch_free(dir);
}

/* ---- what is opened at all ---- */

static enum vb_code try_store(const char *dir, bool create)
{
	struct vb_store *s = NULL;
	enum vb_code code;

	memset(&err, 0, sizeof(err));
	code = vb_store_open(dir, create, &s, &err);
	vb_store_close(s);
	return code;
}

static void write_file(const char *path, const char *bytes, size_t len)
{
	FILE *f = fopen(path, "wb");

	if (f)
		fwrite(bytes, 1, len, f);
	if (f)
		fclose(f);
}

static void foreign(void)
{
	char *dir = scratch_new(false), text[5000];
	char *path = strdup(path_in(dir, "depositary.db"));

	memset(text, 'x', sizeof(text));
	write_file(path, "", 0);
	is_int(try_store(dir, false), VB_NOT_FOUND, "open: an empty file is no database");
	is_int(try_store(dir, true), VB_OK, "open: but may become one");
	unlink(path);
	write_file(path, text, sizeof(text));
	is_int(try_store(dir, true), VB_MALFORMED, "open: a text file");
	ok(strstr(err.sentence, path) && strstr(err.sentence, "not a database"),
	   "open: with its path: %s", err.sentence);
	write_file(path, "short", 5);
	is_int(try_store(dir, true), VB_MALFORMED, "open: a short text file");
	unlink(path);
	is_int(raw(dir, "depositary.db", "CREATE TABLE x (y)"), SQLITE_OK,
	       "open: a foreign one");
	is_int(try_store(dir, true), VB_MALFORMED, "open: somebody else's database");
	unlink(path);
	must(try_store(dir, true));
	is_int(raw(dir, "depositary.db", "PRAGMA application_id = 7"), SQLITE_OK,
	       "open: altered");
	is_int(try_store(dir, true), VB_MALFORMED, "open: another application's");
	ok(strstr(err.sentence, "application id is 7") != NULL, "open: says so: %s",
	   err.sentence);
	unlink(path);
	must(try_store(dir, true));
	is_int(raw(dir, "depositary.db", "PRAGMA user_version = 99"), SQLITE_OK, "open: newer");
	is_int(try_store(dir, true), VB_REFUSED, "open: a newer schema");
	ok(strstr(err.sentence, "version 99") && strstr(err.sentence, "newer Verbale"),
	   "open: says so: %s", err.sentence);
	is_int(raw(dir, "depositary.db", "PRAGMA user_version = 0"), SQLITE_OK, "open: older");
	is_int(try_store(dir, true), VB_MALFORMED, "open: a version that never was");
	is_int(raw(dir, "depositary.db", "PRAGMA user_version = -1"), SQLITE_OK, "open: older");
	is_int(try_store(dir, true), VB_MALFORMED, "open: nor was that");
	is_int(raw(dir, "depositary.db", "PRAGMA user_version = 1"), SQLITE_OK, "open: older");
	is_int(try_store(dir, true), VB_MALFORMED, "open: a version that it is not: %s",
	       err.sentence);
	unlink(path);
	ok(mkdir(path, 0700) == 0, "open: a folder of that name");
	is_int(try_store(dir, true), VB_REFUSED, "open: is refused");
	rmdir(path);
	is_int(try_store("/nowhere/at/all", true), VB_IO, "open: in no folder");
	is_int(try_store("/nowhere/at/all", false), VB_NOT_FOUND, "open: nothing there");
	free(path);
	scratch_free(dir);
}

/* One database is not the other. */
static void mixed_up(void)
{
	char *dir = filled(), *other = scratch_new(false);
	char *from = strdup(path_in(dir, "desk.db"));
	struct vb_store *s = NULL;

	is_int(rename(from, path_in(other, "depositary.db")), 0,
	       "open: a desk's as a depositary's");
	is_int(vb_store_open(other, false, &s, &err), VB_MALFORMED, "open: is refused");
	free(from);
	scratch_free(dir);
	scratch_free(other);
}

static void damaged(void)
{
	char *dir = filled();
	char *path = strdup(path_in(dir, "depositary.db"));
	struct vb_store *s = NULL;
	struct vb_hash log = log_of(1);
	struct rows r = {0};
	size_t len = 0;
	uint8_t *bytes = tap_slurp(path, &len);
	enum vb_code code;

	if (bytes)
		memset(bytes + 4096, 0xa5, len - 4096);
	write_file(path, (char *)bytes, len);
	free(bytes);
	code = vb_store_open(dir, false, &s, &err);
	if (code == VB_OK)
		code = vb_log_entries(s, &log, 0, 9, rows_add, &r, &err);
	is_int(code, VB_MALFORMED, "damaged: malformed");
	ok(strstr(err.sentence, path) != NULL, "damaged: with its path: %s", err.sentence);
	rows_free(&r);
	vb_store_close(s);
	free(path);
	scratch_free(dir);
}

static void modes(void)
{
	static const char *const files[] = {"depositary.db", "depositary.db-wal",
					    "depositary.db-shm"};
	char *dir = scratch_new(false);
	struct vb_store *s = NULL;
	mode_t old = umask(0);
	struct stat st;

	must(vb_store_open(dir, true, &s, &err));
	for (size_t i = 0; i < VB_ARRAY_LEN(files); i++)
		ok(stat(path_in(dir, files[i]), &st) == 0 && (st.st_mode & 07777) == 0600,
		   "modes: %s is 0600", files[i]);
	umask(old);
	vb_store_close(s);
	scratch_free(dir);
}

/* Names that SQLite or a shell might read otherwise. */
static void names(void)
{
	static const char *const odd[] = {"file:x", "a b?c=d&e#f%41", "'\"; --", ":memory:"};
	char *dir = scratch_new(false), *sub;
	char here[PATH_MAX];

	if (!getcwd(here, sizeof(here)) || chdir(dir) != 0) {
		ok(false, "names: chdir");
		return;
	}
	for (size_t i = 0; i < VB_ARRAY_LEN(odd); i++) {
		ok(mkdir(odd[i], 0700) == 0, "names: odd folder %zu", i);
		is_int(try_store(odd[i], true), VB_OK, "names: opened");
		ok(access(path_in(odd[i], "depositary.db"), F_OK) == 0, "names: in it");
		sub = strdup(odd[i]);
		scratch_free(sub);
	}
	is_int(try_store(".", true), VB_OK, "names: here");
	if (chdir(here) != 0)
		ok(false, "names: back");
	scratch_free(dir);
}

/* ---- what was erased is gone from the files ---- */

static bool in_file(const char *dir, const char *name, const char *word)
{
	size_t len = 0;
	uint8_t *bytes = tap_slurp(path_in(dir, name), &len);
	bool there = bytes && memmem(bytes, len, word, strlen(word)) != NULL;

	free(bytes);
	return there;
}

static bool in_files(const char *dir, const char *word)
{
	static const char *const names[] = {"depositary.db", "depositary.db-wal", "desk.db",
					    "desk.db-wal"};

	for (size_t i = 0; i < VB_ARRAY_LEN(names); i++)
		if (in_file(dir, names[i], word))
			return true;
	return false;
}

static void erased(void)
{
	char *dir = scratch_new(false);
	struct vb_store *s = NULL;
	struct vb_cabinet *c = NULL;
	struct vb_hash d = hash_of(1), t = hash_of(2);

	must(vb_store_open(dir, true, &s, &err));
	must(vb_cabinet_open(dir, true, &c, &err));
	must(vb_store_draft_put(s, &d, vb_view_str("charter"), &err));
	must(vb_store_seat_put(s, &d, vb_view_str("sud"), vb_view_str("seat"),
			       vb_view_str("FOUNDING-SECRET"), &err));
	ok(in_files(dir, "FOUNDING-SECRET"), "erased: a founding secret is held");
	must(vb_store_draft_opened(s, &d, &t, &err));
	ok(!in_files(dir, "FOUNDING-SECRET"), "erased: gone from all files once it is open");
	must(vb_box_put(c, VB_BOX_SECRET, "k", vb_view_str("WRAPPED-OLD-SECRET"), &err));
	must(vb_box_put(c, VB_BOX_OPENED, "p", vb_view_str("OPENED-PAPER"), &err));
	ok(in_files(dir, "WRAPPED-OLD-SECRET") && in_files(dir, "OPENED-PAPER"),
	   "erased: boxes are full");
	must(vb_box_put(c, VB_BOX_SECRET, "k", vb_view_str("WRAPPED-NEW-SECRET"), &err));
	ok(!in_files(dir, "WRAPPED-OLD-SECRET"), "erased: what was replaced is gone");
	must(vb_box_erase(c, VB_BOX_SECRET, "k", &err));
	must(vb_box_erase(c, VB_BOX_OPENED, "p", &err));
	ok(!in_files(dir, "WRAPPED-NEW-SECRET") && !in_files(dir, "OPENED-PAPER"),
	   "erased: what was erased is gone");
	vb_store_close(s);
	vb_cabinet_close(c);
	scratch_free(dir);
}

int main(void)
{
	triggers();
	authorizer();
	doctor();
	doctor_file();
	sentences();
	foreign();
	mixed_up();
	damaged();
	modes();
	names();
	erased();
	return tap_done();
}
