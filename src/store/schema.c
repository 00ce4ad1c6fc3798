/*
 * What stands in each database: tables, indices, triggers, in numbered steps; and what
 * this program may do to each table.
 *
 * SPDX-License-Identifier: ISC
 *
 * The layout of the depositary's database is chosen for size: an entry's key is
 * one integer, log << 32 | index, so that a log lies together in an ordinary
 * table (whose rows need no second tree) and needs no index of its own; chain
 * names are interned; an act is found through the first eight bytes of its id
 * and known by all thirty-two; checkpoints have the key log << 32 | ordinal and
 * are found by bisection, since their sizes never fall; pack.c says how their
 * notes are kept.  A copy lies in pieces; only those that an older program put
 * lie in rows of their own, in the table copy, where nothing is added any more.
 *
 * A trigger repeats what a unique index says, because REPLACE satisfies an
 * index by deleting, and on a connection that is not ours (recursive_triggers
 * off) no DELETE trigger sees it.
 */
#include "store/internal.h"

#define DEC_MAX "9007199254740991"
#define FULL32 "4294967295"
#define LENGTH(column, min, max) "CHECK (length(" column ") BETWEEN " min " AND " max ")"

#define CLOSED_UPDATE(table)                                                                  \
	"CREATE TRIGGER " table "_update BEFORE UPDATE ON " table                             \
	" BEGIN SELECT RAISE(ABORT, '" table " is closed to UPDATE'); END"
#define CLOSED_DELETE(table)                                                                  \
	"CREATE TRIGGER " table "_delete BEFORE DELETE ON " table                             \
	" BEGIN SELECT RAISE(ABORT, '" table " is closed to DELETE'); END"

/* A step that was published is never changed, nor is a macro that stands in one: a database
 * that was founded then has its text, and the doctor compares. */

/* idx counts from 0 without a gap. */
#define NEXT_INDEX(table)                                                                     \
	"SELECT RAISE(ABORT, '" table ": the index is not the highest plus one')"             \
	" WHERE NEW.idx <> coalesce((SELECT max(idx) FROM " table ") + 1, 0);"

/* Keys of one log: from the first to the last that it may have. */
#define FIRST_OF_LOG "(NEW.at >> 32 << 32)"
#define SAME_LOG "at BETWEEN " FIRST_OF_LOG " AND (NEW.at | " FULL32 ")"
#define NEXT_AT(table)                                                                        \
	"SELECT RAISE(ABORT, '" table ": no such log')"                                       \
	" WHERE NOT EXISTS (SELECT 1 FROM log WHERE no = NEW.at >> 32);"                      \
	" SELECT RAISE(ABORT, '" table ": the index is not the highest plus one')"            \
	" WHERE NEW.at <> coalesce((SELECT max(at) FROM " table " WHERE " SAME_LOG ") + 1, "  \
	FIRST_OF_LOG ");"

/* What is too large for a row: piece number n of large number m is m << 11 | n. */
#define LARGE_SQL                                                                             \
	"CREATE TABLE large (no INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE "              \
	LENGTH("hash", "32", "32") ","                                                        \
	" bytes INTEGER NOT NULL CHECK (bytes BETWEEN 0 AND 1074790400),"                     \
	" since INTEGER NOT NULL CHECK (since BETWEEN 0 AND 253402300799),"                   \
	" whole INTEGER NOT NULL CHECK (whole IN (0, 1))) STRICT",                            \
	"CREATE INDEX large_begun ON large (since) WHERE whole = 0",                          \
	"CREATE TRIGGER large_update BEFORE UPDATE ON large BEGIN"                            \
	" SELECT RAISE(ABORT, 'large: its hash and size are closed to UPDATE')"               \
	" WHERE NEW.no <> OLD.no OR NEW.hash <> OLD.hash OR NEW.bytes <> OLD.bytes; END",     \
	"CREATE TABLE piece (at INTEGER PRIMARY KEY,"                                         \
	" bytes BLOB NOT NULL " LENGTH("bytes", "1", "1048576") ") STRICT",                   \
	CLOSED_UPDATE("piece"),                                                               \
	"CREATE TRIGGER piece_delete BEFORE DELETE ON piece"                                  \
	" BEGIN SELECT RAISE(ABORT, 'piece: what it belongs to is whole') WHERE EXISTS"       \
	" (SELECT 1 FROM large WHERE no = OLD.at >> 11 AND whole = 1); END"

static const char *const store_first[] = {
	"CREATE TABLE log (no INTEGER PRIMARY KEY CHECK (no BETWEEN 1 AND 2147483646),"
	" id BLOB NOT NULL UNIQUE " LENGTH("id", "32", "32") ","
	" size INTEGER NOT NULL CHECK (size BETWEEN 0 AND " FULL32 "),"
	" frontier BLOB NOT NULL " LENGTH("frontier", "0", "2056") ") STRICT",
	"CREATE TRIGGER log_insert BEFORE INSERT ON log BEGIN"
	" SELECT RAISE(ABORT, 'log: it is there already')"
	" WHERE EXISTS (SELECT 1 FROM log WHERE no = NEW.no OR id = NEW.id); END",
	"CREATE TRIGGER log_update BEFORE UPDATE ON log BEGIN"
	" SELECT RAISE(ABORT, 'log: its name is closed to UPDATE, and its size never falls')"
	" WHERE NEW.no <> OLD.no OR NEW.id <> OLD.id OR NEW.size < OLD.size;"
	" SELECT RAISE(ABORT, 'log: its size is not that of its entries') WHERE NEW.size <>"
	" coalesce((SELECT max(at) + 1 - (NEW.no << 32) FROM entry WHERE at BETWEEN"
	" (NEW.no << 32) AND (NEW.no << 32 | " FULL32 ")), 0); END",
	CLOSED_DELETE("log"),

	"CREATE TABLE chain (no INTEGER PRIMARY KEY, log INTEGER NOT NULL REFERENCES log,"
	" name BLOB NOT NULL " LENGTH("name", "1", "255") ", UNIQUE (log, name)) STRICT",
	"CREATE TRIGGER chain_insert BEFORE INSERT ON chain BEGIN"
	" SELECT RAISE(ABORT, 'chain: it is there already') WHERE EXISTS (SELECT 1 FROM chain"
	" WHERE no = NEW.no) OR EXISTS (SELECT 1 FROM chain WHERE log = NEW.log AND"
	" name = NEW.name); END",
	CLOSED_UPDATE("chain"),
	CLOSED_DELETE("chain"),

	"CREATE TABLE entry (at INTEGER PRIMARY KEY, chain INTEGER NOT NULL REFERENCES chain,"
	" epoch INTEGER NOT NULL CHECK (epoch BETWEEN 0 AND " DEC_MAX "),"
	" number INTEGER NOT NULL CHECK (number BETWEEN 0 AND " DEC_MAX "),"
	" roster INTEGER NOT NULL CHECK (roster IN (0, 1)),"
	" id BLOB NOT NULL " LENGTH("id", "32", "32") ","
	" note BLOB NOT NULL " LENGTH("note", "1", "65535") ") STRICT",
	"CREATE INDEX entry_id ON entry (substr(id, 1, 8))",
	"CREATE UNIQUE INDEX entry_position ON entry (chain, epoch, number)",
	"CREATE INDEX entry_roster ON entry (roster) WHERE roster = 1",
	"CREATE TRIGGER entry_insert BEFORE INSERT ON entry BEGIN " NEXT_AT("entry")
	" SELECT RAISE(ABORT, 'entry: the act is there already') WHERE EXISTS (SELECT 1 FROM"
	" entry WHERE substr(id, 1, 8) = substr(NEW.id, 1, 8) AND id = NEW.id AND "
	SAME_LOG ");"
	" SELECT RAISE(ABORT, 'entry: the chain position is taken') WHERE EXISTS (SELECT 1"
	" FROM entry WHERE chain = NEW.chain AND epoch = NEW.epoch AND"
	" number = NEW.number); END",
	CLOSED_UPDATE("entry"),
	CLOSED_DELETE("entry"),

	"CREATE TABLE checkpoint (at INTEGER PRIMARY KEY,"
	" size INTEGER NOT NULL CHECK (size BETWEEN 0 AND " FULL32 "),"
	" time INTEGER NOT NULL CHECK (time BETWEEN 0 AND 253402300799),"
	" note BLOB NOT NULL " LENGTH("note", "1", "65536") ") STRICT",
	"CREATE TRIGGER checkpoint_insert BEFORE INSERT ON checkpoint BEGIN "
	NEXT_AT("checkpoint")
	" SELECT RAISE(ABORT, 'checkpoint: the size falls') WHERE NEW.size <"
	" (SELECT size FROM checkpoint WHERE at = NEW.at - 1 AND at >= " FIRST_OF_LOG "); END",
	CLOSED_UPDATE("checkpoint"),
	CLOSED_DELETE("checkpoint"),

	"CREATE TABLE cosignature (at INTEGER NOT NULL,"
	" cosigner BLOB NOT NULL " LENGTH("cosigner", "1", "255") ","
	" line BLOB NOT NULL " LENGTH("line", "1", "4096") ","
	" PRIMARY KEY (at, cosigner)) STRICT, WITHOUT ROWID",
	"CREATE TRIGGER cosignature_insert BEFORE INSERT ON cosignature BEGIN"
	" SELECT RAISE(ABORT, 'cosignature: it is there already') WHERE EXISTS (SELECT 1 FROM"
	" cosignature WHERE at = NEW.at AND cosigner = NEW.cosigner); END",
	CLOSED_UPDATE("cosignature"),
	CLOSED_DELETE("cosignature"),

	"CREATE TABLE escrow (log INTEGER NOT NULL REFERENCES log,"
	" act BLOB NOT NULL " LENGTH("act", "32", "32") ","
	" addressee BLOB NOT NULL " LENGTH("addressee", "1", "255") ","
	" identity BLOB NOT NULL " LENGTH("identity", "1", "4096") ","
	" PRIMARY KEY (log, act, addressee)) STRICT, WITHOUT ROWID",
	"CREATE TRIGGER escrow_insert BEFORE INSERT ON escrow BEGIN"
	" SELECT RAISE(ABORT, 'escrow: it is there already') WHERE EXISTS (SELECT 1 FROM"
	" escrow WHERE log = NEW.log AND act = NEW.act AND addressee = NEW.addressee); END",
	CLOSED_UPDATE("escrow"),
	CLOSED_DELETE("escrow"),

	"CREATE TABLE copy (no INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE "
	LENGTH("hash", "32", "32") ", bytes BLOB NOT NULL " LENGTH("bytes", "0", "999000000")
	") STRICT",
	CLOSED_UPDATE("copy"),

	"CREATE TABLE draft (no INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE "
	LENGTH("hash", "32", "32") ", became BLOB " LENGTH("became", "32", "32") ","
	" bytes BLOB NOT NULL " LENGTH("bytes", "1", "1048576") ") STRICT",
	"CREATE TRIGGER draft_update BEFORE UPDATE ON draft BEGIN"
	" SELECT RAISE(ABORT, 'draft: it is written once, and opens once')"
	" WHERE NEW.no <> OLD.no OR NEW.hash <> OLD.hash OR NEW.bytes <> OLD.bytes"
	" OR OLD.became IS NOT NULL; END",
	CLOSED_DELETE("draft"),
	"CREATE TABLE seat (draft INTEGER NOT NULL REFERENCES draft,"
	" party BLOB NOT NULL " LENGTH("party", "1", "255") ","
	" secret BLOB NOT NULL " LENGTH("secret", "0", "4096") ","
	" seat BLOB NOT NULL " LENGTH("seat", "1", "65535") ","
	" UNIQUE (draft, party)) STRICT",
	"CREATE TRIGGER seat_update BEFORE UPDATE ON seat BEGIN"
	" SELECT RAISE(ABORT, 'seat: only its secret may go')"
	" WHERE NEW.draft <> OLD.draft OR NEW.party <> OLD.party OR NEW.seat <> OLD.seat"
	" OR length(NEW.secret) <> 0; END",
	CLOSED_DELETE("seat"),
};

/* What a register says of the other logs: of the counter-th registration of a log, whose key
 * is log << 32 | counter, the size of the checkpoint and the key of the register's entry.
 * What a log has registered stands with its size as well, so that those that are behind are
 * found by an index that holds no others. */
static const char *const store_second[] = {
	"ALTER TABLE log ADD COLUMN registered INTEGER NOT NULL DEFAULT 0"
	" CHECK (registered BETWEEN 0 AND size)",
	"CREATE INDEX log_behind ON log (no) WHERE registered < size",
	"CREATE TABLE registration (at INTEGER PRIMARY KEY,"
	" size INTEGER NOT NULL CHECK (size BETWEEN 1 AND " FULL32 "),"
	" entry INTEGER NOT NULL UNIQUE REFERENCES entry) STRICT",
	"CREATE TRIGGER registration_insert BEFORE INSERT ON registration BEGIN"
	" SELECT RAISE(ABORT, 'registration: there is no such log, or not of that size')"
	" WHERE NOT EXISTS (SELECT 1 FROM log WHERE no = NEW.at >> 32 AND size >= NEW.size);"
	" SELECT RAISE(ABORT, 'registration: the counter is not the highest plus one')"
	" WHERE NEW.at <> coalesce((SELECT max(at) FROM registration WHERE " SAME_LOG "), "
	FIRST_OF_LOG ") + 1;"
	" SELECT RAISE(ABORT, 'registration: the size falls') WHERE NEW.size <"
	" (SELECT size FROM registration WHERE at = NEW.at - 1);"
	" SELECT RAISE(ABORT, 'registration: there is no such entry, or not of another log')"
	" WHERE NEW.entry >> 32 = NEW.at >> 32 OR NOT EXISTS (SELECT 1 FROM entry WHERE"
	" at = NEW.entry);"
	" SELECT RAISE(ABORT, 'registration: the entry stands for another checkpoint') WHERE"
	" EXISTS (SELECT 1 FROM registration WHERE entry = NEW.entry); END",
	CLOSED_UPDATE("registration"),
	CLOSED_DELETE("registration"),
	"DROP TRIGGER log_update",
	"CREATE TRIGGER log_update BEFORE UPDATE ON log BEGIN"
	" SELECT RAISE(ABORT, 'log: its name is closed to UPDATE, and no size ever falls')"
	" WHERE NEW.no <> OLD.no OR NEW.id <> OLD.id OR NEW.size < OLD.size"
	" OR NEW.registered < OLD.registered;"
	" SELECT RAISE(ABORT, 'log: its size is not that of its entries') WHERE NEW.size <>"
	" coalesce((SELECT max(at) + 1 - (NEW.no << 32) FROM entry WHERE at BETWEEN"
	" (NEW.no << 32) AND (NEW.no << 32 | " FULL32 ")), 0);"
	" SELECT RAISE(ABORT, 'log: what is registered is not that of its newest registration')"
	" WHERE NEW.registered <> OLD.registered AND NEW.registered IS NOT (SELECT size FROM"
	" registration WHERE at BETWEEN (NEW.no << 32) AND (NEW.no << 32 | " FULL32 ")"
	" ORDER BY at DESC LIMIT 1); END",
};

/* Copies in pieces, and what is left of those that were erased. */
static const char *const store_third[] = {
	LARGE_SQL,
	"CREATE TABLE erased (hash BLOB PRIMARY KEY " LENGTH("hash", "32", "32") ","
	" time INTEGER NOT NULL CHECK (time BETWEEN 0 AND 253402300799)) STRICT,"
	" WITHOUT ROWID",
};

/* Step n brings version n - 1 to version n. */
static const struct vb_step store_steps[] = {
	{store_first, VB_ARRAY_LEN(store_first)},
	{store_second, VB_ARRAY_LEN(store_second)},
	{store_third, VB_ARRAY_LEN(store_third)},
};

static const struct vb_access store_access[] = {
	{"log", VB_MAY_INSERT | VB_MAY_UPDATE},
	{"chain", VB_MAY_INSERT},
	{"entry", VB_MAY_INSERT},
	{"checkpoint", VB_MAY_INSERT},
	{"cosignature", VB_MAY_INSERT},
	{"escrow", VB_MAY_INSERT},
	{"registration", VB_MAY_INSERT},
	{"copy", VB_MAY_DELETE},
	{"large", VB_MAY_INSERT | VB_MAY_UPDATE | VB_MAY_DELETE},
	{"piece", VB_MAY_INSERT | VB_MAY_DELETE},
	{"erased", VB_MAY_INSERT | VB_MAY_UPDATE | VB_MAY_DELETE},
	{"draft", VB_MAY_INSERT | VB_MAY_UPDATE},
	{"seat", VB_MAY_INSERT | VB_MAY_UPDATE},
};

const struct vb_schema vb_schema_store = {
	.file = "depositary.db",
	.what = "depositary's database",
	.application = 0x56624c67, /* "VbLg" */
	.version = VB_ARRAY_LEN(store_steps),
	.steps = store_steps,
	.large = 3,
	.access = store_access,
	.naccess = VB_ARRAY_LEN(store_access),
};

static const char *const cabinet_first[] = {
	"CREATE TABLE own (idx INTEGER PRIMARY KEY,"
	" chain BLOB NOT NULL " LENGTH("chain", "1", "255") ","
	" epoch INTEGER NOT NULL CHECK (epoch BETWEEN 0 AND " DEC_MAX "),"
	" number INTEGER NOT NULL CHECK (number BETWEEN 0 AND " DEC_MAX "),"
	" id BLOB NOT NULL " LENGTH("id", "32", "32") ","
	" note BLOB NOT NULL " LENGTH("note", "1", "65535") ") STRICT",
	"CREATE UNIQUE INDEX own_position ON own (chain, epoch, number)",
	"CREATE TRIGGER own_insert BEFORE INSERT ON own BEGIN " NEXT_INDEX("own")
	" SELECT RAISE(ABORT, 'own: the chain position is taken') WHERE EXISTS (SELECT 1 FROM"
	" own WHERE chain = NEW.chain AND epoch = NEW.epoch AND number = NEW.number); END",
	CLOSED_UPDATE("own"),
	CLOSED_DELETE("own"),

	"CREATE TABLE entry (idx INTEGER PRIMARY KEY,"
	" id BLOB NOT NULL " LENGTH("id", "32", "32") ","
	" note BLOB NOT NULL " LENGTH("note", "1", "65535") ") STRICT",
	"CREATE INDEX entry_id ON entry (substr(id, 1, 8))",
	"CREATE TRIGGER entry_insert BEFORE INSERT ON entry BEGIN " NEXT_INDEX("entry") " END",
	CLOSED_UPDATE("entry"),
	CLOSED_DELETE("entry"),

	"CREATE TABLE checkpoint (idx INTEGER PRIMARY KEY,"
	" size INTEGER NOT NULL CHECK (size BETWEEN 0 AND " DEC_MAX "),"
	" note BLOB NOT NULL " LENGTH("note", "1", "65535") ") STRICT",
	"CREATE INDEX checkpoint_size ON checkpoint (size)",
	"CREATE TRIGGER checkpoint_insert BEFORE INSERT ON checkpoint BEGIN "
	NEXT_INDEX("checkpoint") " END",
	CLOSED_UPDATE("checkpoint"),
	CLOSED_DELETE("checkpoint"),

	"CREATE TABLE stray (idx INTEGER PRIMARY KEY,"
	" reason TEXT NOT NULL " LENGTH("reason", "1", "512") ","
	" bytes BLOB NOT NULL " LENGTH("bytes", "1", "999000000") ") STRICT",
	"CREATE TRIGGER stray_insert BEFORE INSERT ON stray BEGIN " NEXT_INDEX("stray") " END",
	CLOSED_UPDATE("stray"),
	CLOSED_DELETE("stray"),

	"CREATE TABLE box (no INTEGER PRIMARY KEY,"
	" box INTEGER NOT NULL CHECK (box BETWEEN 0 AND 3),"
	" name TEXT NOT NULL " LENGTH("name", "1", "255") ","
	" bytes BLOB NOT NULL " LENGTH("bytes", "0", "999000000") ","
	" UNIQUE (box, name)) STRICT",
};

static const struct vb_step cabinet_steps[] = {
	{cabinet_first, VB_ARRAY_LEN(cabinet_first)},
};

static const struct vb_access cabinet_access[] = {
	{"own", VB_MAY_INSERT},
	{"entry", VB_MAY_INSERT},
	{"checkpoint", VB_MAY_INSERT},
	{"stray", VB_MAY_INSERT},
	{"box", VB_MAY_INSERT | VB_MAY_UPDATE | VB_MAY_DELETE},
};

const struct vb_schema vb_schema_cabinet = {
	.file = "desk.db",
	.what = "desk's cabinet",
	.application = 0x56624361, /* "VbCa" */
	.version = VB_ARRAY_LEN(cabinet_steps),
	.steps = cabinet_steps,
	.access = cabinet_access,
	.naccess = VB_ARRAY_LEN(cabinet_access),
};

/* What is too large for a box lies in a file of its own: who only reads the record has no use
 * for it. */
static const char *const large_first[] = {
	LARGE_SQL,
};

static const struct vb_step large_steps[] = {
	{large_first, VB_ARRAY_LEN(large_first)},
};

static const struct vb_access large_access[] = {
	{"large", VB_MAY_INSERT | VB_MAY_UPDATE | VB_MAY_DELETE},
	{"piece", VB_MAY_INSERT | VB_MAY_DELETE},
};

const struct vb_schema vb_schema_large = {
	.file = "large.db",
	.what = "desk's large files",
	.application = 0x56624c61, /* "VbLa" */
	.version = VB_ARRAY_LEN(large_steps),
	.steps = large_steps,
	.large = 1,
	.access = large_access,
	.naccess = VB_ARRAY_LEN(large_access),
};

static const char *const witness_first[] = {
	"CREATE TABLE log (no INTEGER PRIMARY KEY,"
	" origin BLOB NOT NULL UNIQUE " LENGTH("origin", "32", "32") ","
	" size INTEGER NOT NULL CHECK (size BETWEEN 0 AND " DEC_MAX "),"
	" root BLOB NOT NULL " LENGTH("root", "32", "32") ") STRICT",
	"CREATE TRIGGER log_insert BEFORE INSERT ON log BEGIN"
	" SELECT RAISE(ABORT, 'log: it is there already')"
	" WHERE EXISTS (SELECT 1 FROM log WHERE no = NEW.no OR origin = NEW.origin); END",
	"CREATE TRIGGER log_update BEFORE UPDATE ON log BEGIN"
	" SELECT RAISE(ABORT, 'log: its size never falls, and of one size there is one root')"
	" WHERE NEW.no <> OLD.no OR NEW.origin <> OLD.origin OR NEW.size < OLD.size"
	" OR (NEW.size = OLD.size AND NEW.root <> OLD.root); END",
	CLOSED_DELETE("log"),
	"CREATE TABLE checkpoint (idx INTEGER PRIMARY KEY,"
	" log INTEGER NOT NULL REFERENCES log,"
	" size INTEGER NOT NULL CHECK (size BETWEEN 0 AND " DEC_MAX "),"
	" note BLOB NOT NULL " LENGTH("note", "1", "65535") ") STRICT",
	"CREATE INDEX checkpoint_log ON checkpoint (log, idx)",
	"CREATE TRIGGER checkpoint_insert BEFORE INSERT ON checkpoint BEGIN "
	NEXT_INDEX("checkpoint") " END",
	CLOSED_UPDATE("checkpoint"),
	CLOSED_DELETE("checkpoint"),
};

static const struct vb_step witness_steps[] = {
	{witness_first, VB_ARRAY_LEN(witness_first)},
};

static const struct vb_access witness_access[] = {
	{"log", VB_MAY_INSERT | VB_MAY_UPDATE},
	{"checkpoint", VB_MAY_INSERT},
};

const struct vb_schema vb_schema_witness = {
	.file = "witness.db",
	.what = "witness's database",
	.application = 0x56625769, /* "VbWi" */
	.version = VB_ARRAY_LEN(witness_steps),
	.steps = witness_steps,
	.access = witness_access,
	.naccess = VB_ARRAY_LEN(witness_access),
};
