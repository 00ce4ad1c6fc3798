/*
 * What stands in a depositary's PostgreSQL database, and the numbered steps that bring it
 * there.
 *
 * SPDX-License-Identifier: ISC
 *
 * The rows are those of the SQLite database (schema.c), with the same keys, log << 32 | index.
 * What differs: an act's id and a chain's position are closed by unique indices over the whole
 * value; checkpoints are kept verbatim and found by an index on their size, since either saving
 * would cost a round trip; a copy lies in rows of 1 MiB, so that neither side ever holds it
 * twice.  A trigger is ENABLE ALWAYS, lest a replication role walk past it, and closes TRUNCATE
 * as well.  All names are qualified: no search path decides what they mean.
 *
 * "Highest plus one" needs no maximum: the row before must be there, the key is unique, and so
 * by induction nothing lies above.
 */
#include "store/pg.h"

#include <string.h>

#define DEC_MAX "9007199254740991"
#define FULL32 "4294967295"
#define LENGTH(column, min, max) " CHECK (octet_length(" column ") BETWEEN " min " AND " max ")"

#define FUNCTION(name, body)                                                                  \
	"CREATE FUNCTION verbale." name "() RETURNS trigger LANGUAGE plpgsql AS $$" body "$$"
#define TRIGGER(table, name, when, level, function)                                           \
	"CREATE TRIGGER " name " " when " ON verbale." table " FOR EACH " level               \
	" EXECUTE FUNCTION verbale." function "()",                                           \
	"ALTER TABLE verbale." table " ENABLE ALWAYS TRIGGER " name
#define CLOSED(table, what)                                                                   \
	TRIGGER(table, table "_closed", "BEFORE " what, "STATEMENT", "closed")
#define RAISE(state, said) "RAISE EXCEPTION " said " USING ERRCODE = '" state "'; "

#define CLOSED_BODY                                                                           \
	"BEGIN " RAISE("VB001", "'% is closed to %', TG_TABLE_NAME, TG_OP") "END"
/* Until version 2. */
#define LOG_BODY_1                                                                            \
	"BEGIN IF TG_OP = 'INSERT' THEN IF NEW.size <> 0 THEN "                               \
	RAISE("VB002", "'log: it begins with nothing'") "END IF; RETURN NEW; END IF; "        \
	"IF NEW.no <> OLD.no OR NEW.id <> OLD.id OR NEW.size < OLD.size THEN "                \
	RAISE("VB001", "'log: its name is closed to UPDATE, and its size never falls'")       \
	"END IF; IF NEW.size <> coalesce((SELECT max(at) + 1 - (NEW.no << 32) FROM"           \
	" verbale.entry WHERE at BETWEEN NEW.no << 32 AND (NEW.no << 32 | " FULL32 ")), 0)"   \
	" THEN " RAISE("VB002", "'log: its size is not that of its entries'")                 \
	"END IF; RETURN NEW; END"
#define LOG_BODY                                                                              \
	"BEGIN IF TG_OP = 'INSERT' THEN IF NEW.size <> 0 THEN "                               \
	RAISE("VB002", "'log: it begins with nothing'") "END IF; RETURN NEW; END IF; "        \
	"IF NEW.no <> OLD.no OR NEW.id <> OLD.id OR NEW.size < OLD.size OR"                   \
	" NEW.registered < OLD.registered THEN "                                              \
	RAISE("VB001", "'log: its name is closed to UPDATE, and no size ever falls'")         \
	"END IF; IF NEW.size <> coalesce((SELECT max(at) + 1 - (NEW.no << 32) FROM"           \
	" verbale.entry WHERE at BETWEEN NEW.no << 32 AND (NEW.no << 32 | " FULL32 ")), 0)"   \
	" THEN " RAISE("VB002", "'log: its size is not that of its entries'")                 \
	"END IF; IF NEW.registered <> OLD.registered AND NEW.registered IS DISTINCT FROM"     \
	" (SELECT size FROM verbale.registration WHERE at BETWEEN NEW.no << 32 AND"           \
	" (NEW.no << 32 | " FULL32 ") ORDER BY at DESC LIMIT 1) THEN "                        \
	RAISE("VB002", "'log: what is registered is not its newest registration'")            \
	"END IF; RETURN NEW; END"
/* One question a row: each costs as much as the row. */
#define ENTRY_BODY                                                                            \
	"BEGIN IF NOT EXISTS (SELECT 1 FROM verbale.chain WHERE no = NEW.chain AND"           \
	" log = NEW.at >> 32 AND (NEW.at & " FULL32 " = 0 OR EXISTS (SELECT 1 FROM"           \
	" verbale.entry WHERE at = NEW.at - 1))) THEN "                                       \
	RAISE("VB002", "'entry: no such chain, or the index is not the highest plus one'")    \
	"END IF; RETURN NEW; END"
#define CHECKPOINT_BODY                                                                       \
	"BEGIN IF NEW.at & " FULL32 " = 0 THEN IF NOT EXISTS (SELECT 1 FROM verbale.log"      \
	" WHERE no = NEW.at >> 32) THEN "                                                     \
	RAISE("VB002", "'checkpoint: there is no such log'") "END IF; ELSIF NOT EXISTS"       \
	" (SELECT 1 FROM verbale.checkpoint WHERE at = NEW.at - 1 AND size <= NEW.size) THEN " \
	RAISE("VB002", "'checkpoint: it does not follow the one before'")                     \
	"END IF; RETURN NEW; END"
#define REGISTRATION_BODY                                                                     \
	"BEGIN IF NEW.at >> 32 = NEW.entry >> 32 OR NOT EXISTS (SELECT 1 FROM verbale.log"    \
	" WHERE no = NEW.at >> 32 AND size >= NEW.size) OR NOT EXISTS (SELECT 1 FROM"         \
	" verbale.entry WHERE at = NEW.entry) THEN "                                          \
	RAISE("VB002", "'registration: no such log, or not of that size, or no such entry'")  \
	"END IF; IF NEW.at & " FULL32 " = 0 OR (NEW.at & " FULL32 " <> 1 AND NOT EXISTS"      \
	" (SELECT 1 FROM verbale.registration WHERE at = NEW.at - 1 AND size <= NEW.size))"   \
	" THEN " RAISE("VB002", "'registration: it does not follow the one before'")          \
	"END IF; RETURN NEW; END"
#define DRAFT_BODY                                                                            \
	"BEGIN IF NEW.no <> OLD.no OR NEW.hash <> OLD.hash OR NEW.bytes <> OLD.bytes"         \
	" OR OLD.became IS NOT NULL THEN "                                                    \
	RAISE("VB001", "'draft: it is written once, and opens once'")                         \
	"END IF; RETURN NEW; END"
#define SEAT_BODY                                                                             \
	"BEGIN IF NEW.draft <> OLD.draft OR NEW.party <> OLD.party OR NEW.seat <> OLD.seat"   \
	" OR octet_length(NEW.secret) <> 0 THEN "                                             \
	RAISE("VB001", "'seat: only its secret may go'") "END IF; RETURN NEW; END"

#define COPY_BODY                                                                             \
	"BEGIN IF NEW.hash <> OLD.hash OR NEW.bytes <> OLD.bytes THEN "                       \
	RAISE("VB001", "'copy: its hash and size are closed to UPDATE'")                      \
	"END IF; RETURN NEW; END"
#define COPY_PART_BODY                                                                        \
	"BEGIN IF EXISTS (SELECT 1 FROM verbale.copy WHERE hash = OLD.hash AND whole) THEN "  \
	RAISE("VB001", "'copy_part: what it belongs to is whole'")                            \
	"END IF; RETURN OLD; END"

const struct vb_pg_function vb_pg_functions[] = {
	{"closed", CLOSED_BODY},	 {"log_rules", LOG_BODY},
	{"entry_rules", ENTRY_BODY},	 {"checkpoint_rules", CHECKPOINT_BODY},
	{"draft_rules", DRAFT_BODY},	 {"seat_rules", SEAT_BODY},
	{"registration_rules", REGISTRATION_BODY},
	{"copy_rules", COPY_BODY},	 {"copy_part_rules", COPY_PART_BODY},
};
const size_t vb_pg_nfunctions = VB_ARRAY_LEN(vb_pg_functions);

static const char *const first_step[] = {
	"CREATE SCHEMA verbale",
	"CREATE TABLE verbale.verbale_schema (version integer PRIMARY KEY,"
	" taken timestamptz NOT NULL DEFAULT now(), program text NOT NULL)",
	FUNCTION("closed", CLOSED_BODY),
	CLOSED("verbale_schema", "UPDATE OR DELETE OR TRUNCATE"),

	/* Room on each page: a size that grows is kept on the page where it was. */
	"CREATE TABLE verbale.log (no bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY"
	" CHECK (no BETWEEN 1 AND 2147483646),"
	" id bytea NOT NULL UNIQUE" LENGTH("id", "32", "32") ","
	" size bigint NOT NULL CHECK (size BETWEEN 0 AND " FULL32 "),"
	" frontier bytea NOT NULL" LENGTH("frontier", "0", "2056") ") WITH (fillfactor = 50)",
	FUNCTION("log_rules", LOG_BODY_1),
	CLOSED("log", "DELETE OR TRUNCATE"),

	"CREATE TABLE verbale.chain (no bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,"
	" log bigint NOT NULL REFERENCES verbale.log,"
	" name bytea NOT NULL" LENGTH("name", "1", "255") ", UNIQUE (log, name))",
	CLOSED("chain", "UPDATE OR DELETE OR TRUNCATE"),

	"CREATE TABLE verbale.entry (at bigint PRIMARY KEY, chain bigint NOT NULL,"
	" epoch bigint NOT NULL CHECK (epoch BETWEEN 0 AND " DEC_MAX "),"
	" number bigint NOT NULL CHECK (number BETWEEN 0 AND " DEC_MAX "),"
	" roster boolean NOT NULL, id bytea NOT NULL" LENGTH("id", "32", "32") ","
	" note bytea NOT NULL" LENGTH("note", "1", "65535") ")",
	"CREATE UNIQUE INDEX entry_id ON verbale.entry (id, (at >> 32))",
	"CREATE UNIQUE INDEX entry_position ON verbale.entry (chain, epoch, number)",
	"CREATE INDEX entry_roster ON verbale.entry (at) WHERE roster",
	FUNCTION("entry_rules", ENTRY_BODY),
	TRIGGER("entry", "entry_insert", "BEFORE INSERT", "ROW", "entry_rules"),
	CLOSED("entry", "UPDATE OR DELETE OR TRUNCATE"),
	TRIGGER("log", "log_change", "BEFORE INSERT OR UPDATE", "ROW", "log_rules"),

	"CREATE TABLE verbale.checkpoint (at bigint PRIMARY KEY,"
	" size bigint NOT NULL CHECK (size BETWEEN 0 AND " FULL32 "),"
	" time bigint NOT NULL CHECK (time BETWEEN 0 AND 253402300799),"
	" note bytea NOT NULL" LENGTH("note", "1", "65535") ")",
	"CREATE INDEX checkpoint_size ON verbale.checkpoint ((at >> 32), size, at)",
	FUNCTION("checkpoint_rules", CHECKPOINT_BODY),
	TRIGGER("checkpoint", "checkpoint_insert", "BEFORE INSERT", "ROW", "checkpoint_rules"),
	CLOSED("checkpoint", "UPDATE OR DELETE OR TRUNCATE"),

	"CREATE TABLE verbale.cosignature (at bigint NOT NULL,"
	" cosigner bytea NOT NULL" LENGTH("cosigner", "1", "255") ","
	" line bytea NOT NULL" LENGTH("line", "1", "4096") ", PRIMARY KEY (at, cosigner))",
	CLOSED("cosignature", "UPDATE OR DELETE OR TRUNCATE"),

	"CREATE TABLE verbale.escrow (log bigint NOT NULL REFERENCES verbale.log,"
	" act bytea NOT NULL" LENGTH("act", "32", "32") ","
	" addressee bytea NOT NULL" LENGTH("addressee", "1", "255") ","
	" identity bytea NOT NULL" LENGTH("identity", "1", "4096") ","
	" PRIMARY KEY (log, act, addressee))",
	CLOSED("escrow", "UPDATE OR DELETE OR TRUNCATE"),

	"CREATE TABLE verbale.copy (hash bytea PRIMARY KEY" LENGTH("hash", "32", "32") ","
	" bytes bigint NOT NULL CHECK (bytes BETWEEN 0 AND 999000000))",
	CLOSED("copy", "UPDATE OR TRUNCATE"),
	"CREATE TABLE verbale.copy_part (hash bytea NOT NULL,"
	" part bigint NOT NULL CHECK (part BETWEEN 0 AND 999),"
	" bytes bytea NOT NULL" LENGTH("bytes", "1", "1048576") ", PRIMARY KEY (hash, part))",
	/* A ciphertext cannot be compressed. */
	"ALTER TABLE verbale.copy_part ALTER bytes SET STORAGE EXTERNAL",
	CLOSED("copy_part", "UPDATE OR TRUNCATE"),

	"CREATE TABLE verbale.draft (no bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,"
	" hash bytea NOT NULL UNIQUE" LENGTH("hash", "32", "32") ","
	" became bytea" LENGTH("became", "32", "32") ","
	" bytes bytea NOT NULL" LENGTH("bytes", "1", "1048576") ")",
	FUNCTION("draft_rules", DRAFT_BODY),
	TRIGGER("draft", "draft_change", "BEFORE UPDATE", "ROW", "draft_rules"),
	CLOSED("draft", "DELETE OR TRUNCATE"),
	"CREATE TABLE verbale.seat (draft bigint NOT NULL REFERENCES verbale.draft,"
	" party bytea NOT NULL" LENGTH("party", "1", "255") ","
	" secret bytea NOT NULL" LENGTH("secret", "0", "4096") ","
	" seat bytea NOT NULL" LENGTH("seat", "1", "65535") ", PRIMARY KEY (draft, party))",
	FUNCTION("seat_rules", SEAT_BODY),
	TRIGGER("seat", "seat_change", "BEFORE UPDATE", "ROW", "seat_rules"),
	CLOSED("seat", "DELETE OR TRUNCATE"),
};

/* A size that grows is not written to an index, and its row stays on its page, as long as no
 * index asks for the size itself: so it is asked for a column that changes once, when the log
 * falls behind, and once more when it is registered. */
static const char *const second_step[] = {
	"ALTER TABLE verbale.log ADD COLUMN registered bigint NOT NULL DEFAULT 0"
	" CONSTRAINT log_registered_check CHECK (registered BETWEEN 0 AND size),"
	" ADD COLUMN behind boolean NOT NULL GENERATED ALWAYS AS (registered < size) STORED",
	"CREATE INDEX log_behind ON verbale.log (no) WHERE behind",
	"CREATE TABLE verbale.registration (at bigint PRIMARY KEY,"
	" size bigint NOT NULL CHECK (size BETWEEN 1 AND " FULL32 "),"
	" entry bigint NOT NULL UNIQUE)",
	FUNCTION("registration_rules", REGISTRATION_BODY),
	TRIGGER("registration", "registration_insert", "BEFORE INSERT", "ROW",
		"registration_rules"),
	CLOSED("registration", "UPDATE OR DELETE OR TRUNCATE"),
	"DROP TRIGGER log_change ON verbale.log",
	"DROP FUNCTION verbale.log_rules()",
	FUNCTION("log_rules", LOG_BODY),
	TRIGGER("log", "log_change", "BEFORE INSERT OR UPDATE", "ROW", "log_rules"),
};

/* A copy is brought in several transactions, and erased by a mark. */
static const char *const copies_step[] = {
	"ALTER TABLE verbale.copy ADD COLUMN whole boolean NOT NULL DEFAULT true,"
	" ADD COLUMN since bigint NOT NULL DEFAULT 0,"
	" ADD CONSTRAINT copy_since_check CHECK (since BETWEEN 0 AND 253402300799),"
	" DROP CONSTRAINT copy_bytes_check,"
	" ADD CONSTRAINT copy_bytes_check CHECK (bytes BETWEEN 0 AND 1074790400)",
	"ALTER TABLE verbale.copy_part DROP CONSTRAINT copy_part_part_check,"
	" ADD CONSTRAINT copy_part_part_check CHECK (part BETWEEN 0 AND 1024)",
	"CREATE INDEX copy_begun ON verbale.copy (since) WHERE NOT whole",
	"DROP TRIGGER copy_closed ON verbale.copy",
	CLOSED("copy", "TRUNCATE"),
	FUNCTION("copy_rules", COPY_BODY),
	TRIGGER("copy", "copy_change", "BEFORE UPDATE", "ROW", "copy_rules"),
	FUNCTION("copy_part_rules", COPY_PART_BODY),
	TRIGGER("copy_part", "copy_part_delete", "BEFORE DELETE", "ROW", "copy_part_rules"),
	"CREATE TABLE verbale.erased (hash bytea PRIMARY KEY" LENGTH("hash", "32", "32") ","
	" time bigint NOT NULL CHECK (time BETWEEN 0 AND 253402300799))",
	CLOSED("erased", "TRUNCATE"),
};

/* Step n brings version n - 1 to version n.  A step that was published is never changed. */
static const struct {
	const char *const *sql;
	size_t n;
} steps[VB_PG_VERSION] = {
	{first_step, VB_ARRAY_LEN(first_step)},
	{second_step, VB_ARRAY_LEN(second_step)},
	{copies_step, VB_ARRAY_LEN(copies_step)},
};

/* ---- what version stands there ---- */

enum vb_code vb_pg_newer(int64_t version, struct vb_err *err)
{
	if (version > VB_PG_VERSION)
		return vb_fail(err, VB_REFUSED, "", VB_PG_WHERE,
			       "it was written by a newer Verbale: its schema has version %lld,"
			       " and we know none above %d",
			       (long long)version, VB_PG_VERSION);
	return vb_fail(err, VB_MALFORMED, "", VB_PG_WHERE,
		       "its schema has version %lld, though it was opened with %d: have the"
		       " database examined",
		       (long long)version, VB_PG_VERSION);
}

/* One number out of one row. */
static enum vb_code ask_number(struct vb_pg *pg, const char *text, int64_t *out,
			       struct vb_err *err)
{
	struct vb_talk t;
	enum vb_code code;

	vb_talk(&t, pg);
	vb_ask(&t, text);
	code = vb_talk_run(&t, err);
	if (!code && PQntuples(vb_talk_rows(&t, 0)) == 1)
		*out = vb_cell_int(vb_talk_rows(&t, 0), 0, 0);
	vb_talk_end(&t);
	return code;
}

/* By a query of the catalogue, not to_regclass(): that answers from a cache which a process
 * that has waited for another's commit may not have renewed yet. */
enum vb_code vb_pg_version(struct vb_pg *pg, int64_t *version, struct vb_err *err)
{
	static const char is_there[] =
		"SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON"
		" n.oid = c.relnamespace WHERE n.nspname = 'verbale' AND"
		" c.relname = 'verbale_schema'";
	int64_t there = 0;
	enum vb_code code = ask_number(pg, is_there, &there, err);

	*version = 0;
	if (code || !there)
		return code;
	return ask_number(pg, "SELECT max(version) FROM verbale.verbale_schema", version, err);
}

/* ---- steps ---- */

static enum vb_code take_step(struct vb_pg *pg, int64_t version, struct vb_err *err)
{
	static const char note[] = "INSERT INTO verbale.verbale_schema (version, program)"
				   " VALUES ($1, convert_from($2, 'UTF8'))";
	struct vb_talk t;
	enum vb_code code = VB_OK;

	for (size_t i = 0; i < steps[version - 1].n && !code; i++) {
		vb_talk(&t, pg);
		vb_ask(&t, steps[version - 1].sql[i]);
		code = vb_talk_run(&t, err);
		vb_talk_end(&t);
	}
	if (code)
		return code;
	vb_talk(&t, pg);
	vb_ask(&t, note);
	vb_ask_int(&t, version);
	vb_ask_bytes(&t, vb_view_str(VB_VERSION));
	code = vb_talk_run(&t, err);
	vb_talk_end(&t);
	return code;
}

/* Only one process migrates: the others wait here, and then find it done.  The lock ends with
 * the transaction. */
static enum vb_code migrate_work(struct vb_pg *pg, void *ctx, struct vb_err *err)
{
	int64_t version = 0;
	struct vb_talk t;
	enum vb_code code;

	(void)ctx;
	vb_talk_begin(&t, pg);
	vb_ask(&t, "SELECT pg_advisory_xact_lock(1448233063)"); /* "VbLg" */
	code = vb_talk_begun(&t, err);
	vb_talk_end(&t);
	if (!code)
		code = vb_pg_version(pg, &version, err);
	while (!code && version < VB_PG_VERSION)
		code = take_step(pg, ++version, err);
	return code;
}

enum vb_code vb_pg_migrate(struct vb_pg *pg, struct vb_err *err)
{
	enum vb_code code;

	pg->building = true;
	code = vb_pg_write(pg, migrate_work, NULL, err);
	pg->building = false;
	return code;
}
