/*
 * Faults: a folder that was changed on the disk, a depositary that forks its log or
 * shows an older one, and acts that several parties sign.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "desk/internal.h"
#include "tap.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static struct vb_err err;
static const char note[] = "# A note\n\nLetter\n\nThank you.\n";

/* ---- tampering ---- */

static char *one_text(sqlite3 *db, const char *query)
{
	sqlite3_stmt *s = NULL;
	char *out = NULL;

	if (sqlite3_prepare_v2(db, query, -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		out = strdup((const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	return out;
}

/* Runs @change with the trigger @name out of the way, and puts it back. */
static void tamper(const char *dir, const char *trigger, const char *change)
{
	char path[300], query[300];
	sqlite3 *db = NULL;
	char *sql;

	snprintf(path, sizeof(path), "%s/desk.db", dir);
	ok(sqlite3_open(path, &db) == SQLITE_OK, "the database is opened behind our back");
	snprintf(query, sizeof(query), "SELECT sql FROM sqlite_schema WHERE name = '%s'",
				       trigger);
	sql = one_text(db, query);
	snprintf(query, sizeof(query), "DROP TRIGGER %s", trigger);
	if (sql)
		sqlite3_exec(db, query, NULL, NULL, NULL);
	ok(sqlite3_exec(db, change, NULL, NULL, NULL) == SQLITE_OK, "%s", change);
	if (sql)
		sqlite3_exec(db, sql, NULL, NULL, NULL);
	free(sql);
	sqlite3_close(db);
}

static char heard[16384];

static void hear(void *ctx, enum vb_said what, const char *sentence)
{
	size_t n = strlen(heard);

	(void)ctx;
	if (what == VB_FAULT)
		snprintf(heard + n, sizeof(heard) - n, "%s\n", sentence);
}

/* What the doctor says of a desk that may not even open. */
static bool doctor_finds(struct bench *b, const char *name, const char *what)
{
	struct vb_desk *d = NULL;
	bool sound = true;
	enum vb_code code = vb_desk_open(bench_path(b, name), true, &b->world, &d, &err);

	heard[0] = 0;
	if ((code != VB_OK && code != VB_FALSE) || !d)
		return false;
	good(vb_desk_doctor(d, hear, NULL, &sound, &err), "the doctor comes");
	vb_desk_close(d);
	if (!strstr(heard, what))
		diag("heard: %s", heard);
	return !sound && strstr(heard, what);
}

static void fresh(struct bench *b, const char *name)
{
	static const char *const parts[] = {"desk.db", "desk.db-wal", "desk.db-shm",
					    "desk.key", "recovery.key"};

	for (size_t i = 0; i < VB_ARRAY_LEN(parts); i++) {
		char path[300];

		snprintf(path, sizeof(path), "%s/%s", bench_path(b, name), parts[i]);
		unlink(path);
	}
	bench_copy(bench_path(b, "NORD"), bench_path(b, name));
}

static void tampered(struct bench *b)
{
	struct vb_desk *d = NULL;
	struct vb_done done = {0};
	char change[300];

	fresh(b, "t1");
	tamper(bench_path(b, "t1"), "entry_update",
	       "UPDATE entry SET note = CAST(replace(CAST(note AS TEXT), 'privilege open', "
	       "'privilege mediation') AS BLOB) WHERE idx = 1");
	bad(vb_desk_open(bench_path(b, "t1"), true, &b->world, &d, &err), VB_FALSE,
	    "an altered entry is seen at once");
	ok(d != NULL, "the desk is there for the doctor");
	bad(bench_hand(d, note, NULL, &done, &err), VB_FALSE, "and for nobody else");
	bad(vb_desk_sync(d, &err), VB_FALSE, "not for a sync");
	vb_desk_close(d);
	ok(doctor_finds(b, "t1", "Entry 1 of the record is not what was verified"),
	   "the doctor says which");
	fresh(b, "t2");
	tamper(bench_path(b, "t2"), "own_update",
	       "UPDATE own SET note = CAST(replace(CAST(note AS TEXT), 'privilege open', "
	       "'privilege mediation') AS BLOB) WHERE idx = 0");
	ok(doctor_finds(b, "t2", "Own act 0 cannot be read"), "an altered own act is found");
	fresh(b, "t3");
	tamper(bench_path(b, "t3"), "own_delete", "DELETE FROM own WHERE idx = 1");
	ok(doctor_finds(b, "t3", "There is a gap before NORD-3"), "a missing own act is "
								  "found");
	fresh(b, "t4");
	snprintf(change, sizeof(change),
		 "UPDATE box SET bytes = CAST(bytes || x'00' AS BLOB) WHERE box = %d",
		 VB_BOX_COPY);
	tamper(bench_path(b, "t4"), "none", change);
	ok(doctor_finds(b, "t4", "its bytes have another hash"), "an altered copy is found");
	fresh(b, "t5");
	tamper(bench_path(b, "t5"), "entry_delete",
	       "DELETE FROM entry WHERE idx = (SELECT max(idx) FROM entry)");
	ok(doctor_finds(b, "t5", "A checkpoint covers 4 entries, the record has 3"),
	   "a record that lost its end is found");
	fresh(b, "t6");
	chmod(bench_path(b, "t6/desk.key"), 0644);
	ok(doctor_finds(b, "t6", "others may read this key file"), "a key file for all is "
								   "found");
	fresh(b, "t7");
	d = bench_desk(b, "t7");
	heard[0] = 0;
	b->now -= 90 * VB_DAY;
	{
		bool sound = true;

		good(vb_desk_doctor(d, hear, NULL, &sound, &err), "the doctor looks at the "
								  "clock");
		ok(!sound && strstr(heard, "behind the depositary's"), "that went back");
	}
	b->now += 90 * VB_DAY;
	vb_desk_close(d);
}

/* ---- the depositary goes wrong ---- */

static void copy_depositary(struct bench *b, const char *from, const char *to)
{
	vb_depositary_close(b->dep);
	b->dep = NULL;
	bench_copy(bench_path(b, from), bench_path(b, to));
}

static void use_depositary(struct bench *b, const char *name)
{
	vb_depositary_close(b->dep);
	b->dep = NULL;
	if (vb_depositary_open(bench_path(b, name), "bern",
						    false, b->world.clock, b->world.rng,
			       &b->dep, &err) != VB_OK)
		diag("%s", err.sentence);
}

static unsigned strays(struct vb_desk *d)
{
	struct vb_pile rows = {0};
	unsigned n;

	if (vb_stray_list(d->cab, vb_pile_row, &rows, &err) != VB_OK)
		return 0;
	n = (unsigned)rows.n;
	vb_pile_free(&rows);
	return n;
}

static void forked(struct bench *b)
{
	struct vb_desk *nord, *sud;
	struct vb_done done = {0};

	/* Two logs from here on: NORD sees one, SUD the other, until SUD sees both. */
	copy_depositary(b, "bern", "fork");
	nord = bench_desk(b, "NORD");
	good(bench_hand(nord, note, NULL, &done, &err), "one log goes on with NORD's act");
	vb_desk_close(nord);
	use_depositary(b, "fork");
	sud = bench_desk(b, "SUD");
	good(bench_hand(sud, note, NULL, &done, &err), "the other with SUD's");
	use_depositary(b, "bern");
	bad(vb_desk_sync(sud, &err), VB_FALSE, "6.7: a fork of the same size is seen");
	ok(strstr(err.sentence, "forked") && strstr(err.sentence, "nothing is signed"), "%s",
	   err.sentence);
	is_int(strays(sud), 2, "both checkpoints are kept as evidence");
	bad(bench_hand(sud, note, NULL, &done, &err), VB_FALSE, "SUD signs nothing on top of "
								"it");
	b->offline = true;
	bad(bench_hand(sud, note, NULL, &done, &err), VB_FALSE, "without network neither");
	b->offline = false;
	vb_desk_close(sud);
	sud = NULL;
	good(vb_desk_open(bench_path(b, "SUD"), true, &b->world, &sud, &err), "opened again");
	bad(vb_desk_sync(sud, &err), VB_FALSE, "it still knows");
	vb_desk_close(sud);
	heard[0] = 0;
	ok(doctor_finds(b, "SUD", "The log is at fault"), "and so does the doctor");
}

/* A fork that is longer than what we have, and a log that was set back. */
static void forked_longer(struct bench *b)
{
	struct vb_desk *nord, *west;
	struct vb_done done = {0};
	uint64_t size;

	copy_depositary(b, "bern", "long");
	nord = bench_desk(b, "NORD");
	good(bench_hand(nord, note, NULL, &done, &err), "NORD's act in one log");
	size = vb_desk_fold(nord)->nfacts;
	use_depositary(b, "long");
	west = bench_desk(b, "WEST");
	bad(vb_desk_sync(nord, &err), VB_FALSE, "a log that was set back is seen");
	ok(strstr(err.sentence, "although it signed one"), "%s", err.sentence);
	is_int(strays(nord), 0, "that alone is no evidence");
	for (int i = 0; i < 3; i++)
		good(bench_hand(west, note, NULL, &done, &err), "WEST's acts in the other");
	bad(vb_desk_sync(nord, &err), VB_FALSE, "6.7: a longer fork is seen, too");
	is_int(strays(nord), 2, "by both checkpoints: %s", err.sentence);
	is_int((long long)vb_desk_fold(nord)->nfacts, (long long)size, "the record stays as "
								       "it was");
	vb_desk_close(nord);
	vb_desk_close(west);
}

/* ---- a disk that is full ---- */

static bool anything(const struct bench *b, const char *const *names, size_t n)
{
	bool any = false;

	for (size_t i = 0; i < n; i++)
		any = any || access(bench_path(b, names[i]), F_OK) == 0;
	return any;
}

/* Files may have @room bytes, while a table is founded in the folder OST. */
static enum vb_code found_within(struct bench *b, rlim_t room, char words[static 18])
{
	static const char *const parties[] = {"OST", "NORD"};
	const struct vb_founding o = {.table = "other", .parties = parties, .nparties = 2,
				      .at = "here", .keeping = {.no_passphrase = true}};
	struct rlimit was, little;
	enum vb_code code;

	getrlimit(RLIMIT_FSIZE, &was);
	little = (struct rlimit){.rlim_cur = room, .rlim_max = was.rlim_max};
	words[0] = 0;
	setrlimit(RLIMIT_FSIZE, &little);
	code = vb_desk_found(bench_path(b, "OST"), &o, &b->world, words, &err);
	setrlimit(RLIMIT_FSIZE, &was);
	return code;
}

static void no_room(struct bench *b)
{
	static const char *const files[] = {"OST/desk.db", "OST/desk.db-wal", "OST/desk.key",
					    "OST/recovery.key", "OST/other.invite"};
	enum vb_code code;
	char words[18];

	signal(SIGXFSZ, SIG_IGN);
	code = found_within(b, 8192, words);
	ok(code == VB_FULL || code == VB_IO, "there is no room for a database: %s",
	   err.sentence);
	ok(words[0] == 0 && !anything(b, files, VB_ARRAY_LEN(files)),
	   "then there is no half of a desk either");
	mkdir(bench_path(b, "OST/other.invite"), 0700);
	ok(found_within(b, RLIM_INFINITY, words) != VB_OK && words[0] == 0,
	   "no desk without an invitation: %s", err.sentence);
	rmdir(bench_path(b, "OST/other.invite"));
	ok(!anything(b, files, VB_ARRAY_LEN(files)), "nor half of one");
	good(found_within(b, RLIM_INFINITY, words), "with room the table is founded");
	ok(words[0] && anything(b, files + 4, 1), "with its words and its invitation");
}

/* ---- several signatures ---- */

static void joint(struct bench *b)
{
	static const struct vb_pair rules[] = {
		{"rule", "answer-days 42"},
		{"rule", "channel complete"},
		{"rule", "clock runs"},
		{"rule", "collect-days 30"},
		{"rule", "contest-days 7"},
		{"rule", "deemed-days -"},
		{"rule", "skew-seconds 300"},
		{"rule", "take-days 9"},
		{"rule", "tie addressee"},
	};
	static const struct vb_pair minutes[] = {
		{"signer", "NORD"}, {"signer", "WEST"}, {"text", "We met."},
	};
	struct vb_desk *nord = bench_desk(b, "NORD"), *sud = bench_desk(b, "SUD");
	struct vb_desk *west = bench_desk(b, "WEST");
	struct vb_done done = {0};
	char file[300];

	snprintf(file, sizeof(file), "%s", bench_path(b, "amend.act"));
	bad(vb_desk_act(sud, "amend", rules, 9, NULL, &done, &err), VB_USAGE,
	    "what several sign needs a file");
	good(vb_desk_act(sud, "amend", rules, 9, file, &done, &err), "SUD proposes rules "
								     "(5.1.10)");
	ok(!done.lodged, "it is not logged yet");
	bad(bench_hand(sud, note, NULL, &done, &err), VB_REFUSED, "SUD's chain waits");
	ok(strstr(err.sentence, "waits for the signatures"), "%s", err.sentence);
	good(vb_desk_countersign(west, file, &done, &err), "WEST signs");
	ok(bench_asked(b, "rule take-days 9") && bench_asked(b, "Still to sign: NORD WEST"),
	   "2.8: and was shown the whole act");
	ok(!done.lodged, "one is missing");
	is_str(done.citation, "SUD-2", "it is SUD's act");
	good(vb_desk_countersign(nord, file, &done, &err), "NORD signs");
	ok(done.lodged, "and lodges it");
	is_int((int)vb_desk_fold(nord)->rules.take_days, 9, "the rules are amended");
	good(vb_desk_sync(sud, &err), "SUD syncs");
	is_int(vb_desk_outbox(sud), 0, "its outbox is empty");
	good(bench_hand(sud, note, NULL, &done, &err), "and its chain goes on");
	bad(vb_desk_countersign(west, file, &done, &err), VB_CONFLICT, "it is logged already");

	snprintf(file, sizeof(file), "%s", bench_path(b, "minutes.act"));
	good(vb_desk_act(nord, "minutes", minutes, 3, file, &done, &err), "NORD's minutes "
									  "(5.4.3)");
	bad(vb_desk_countersign(sud, file, &done, &err), VB_REFUSED, "SUD is not asked to "
								     "sign");
	good(vb_desk_resume(nord, &done, &err), "NORD gives them up");
	ok(done.lodged, "with the next epoch");
	bad(vb_desk_countersign(west, file, &done, &err), VB_REFUSED, "then nobody can sign "
								      "them");
	good(bench_hand(nord, note, NULL, &done, &err), "and NORD's chain goes on");
	vb_desk_close(nord);
	vb_desk_close(sud);
	vb_desk_close(west);
}

/* A depositary without room reads on and logs nothing: what is signed waits for better days,
 * and nobody is told to give it up. */
static void no_room_there(struct bench *b)
{
	static const char *const first[] = {"text", "one", NULL};
	static const char *const second[] = {"text", "two", NULL};
	struct vb_desk *nord = bench_desk(b, "NORD"), *sud = bench_desk(b, "SUD");
	uint32_t had = vb_desk_fold(nord)->nfacts;
	struct vb_done done = {0};

	good(bench_act(sud, "statement", first, &done, &err), "SUD says something");
	b->full = true;
	good(bench_act(nord, "statement", first, &done, &err), "NORD signs");
	ok(!done.lodged, "and it is not logged");
	is_int(vb_desk_fold(nord)->nfacts, had + 1, "but NORD has heard of SUD");
	good(bench_act(nord, "statement", second, &done, &err), "it signs on");
	is_int(vb_desk_outbox(nord), 2, "two acts wait");
	b->full = false;
	good(vb_desk_sync(nord, &err), "there is room again");
	is_int(vb_desk_outbox(nord), 0, "and both are logged");
	is_int(vb_desk_fold(nord)->nfacts, had + 3, "one behind the other");
	vb_desk_close(nord);
	vb_desk_close(sud);
}

int main(void)
{
	static const char *const names[] = {"NORD", "SUD", "WEST"};
	struct vb_desk *nord;
	struct vb_done done;
	struct bench b;

	bench_open(&b, 6);
	bench_table(&b, names, 3, NULL, 0, NULL);
	nord = bench_desk(&b, "NORD");
	for (int i = 0; i < 3; i++)
		good(bench_hand(nord, note, NULL, &done, &err), "a letter");
	vb_desk_close(nord);
	nord = bench_desk(&b, "SUD");
	good(bench_hand(nord, note, NULL, &done, &err), "SUD's");
	vb_desk_close(nord);
	tampered(&b);
	joint(&b);
	no_room(&b);
	no_room_there(&b);
	forked(&b);
	forked_longer(&b);
	bench_close(&b);
	return tap_done();
}
