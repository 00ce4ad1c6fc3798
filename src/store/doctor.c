/*
 * What a database says of itself.  Repairs nothing.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/internal.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

struct doctor {
	struct vb_db *db;
	vb_say_fn *say;
	void *ctx;
	bool sound;
};

static void VB_PRINTF(3, 4)
doctor_say(struct doctor *d, bool fault, const char *fmt, ...)
{
	char sentence[768];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(sentence, sizeof(sentence), fmt, ap);
	va_end(ap);
	if (fault)
		d->sound = false;
	if (d->say)
		d->say(d->ctx, fault ? VB_FAULT : VB_SOUND, sentence);
}

/* ---- the file and SQLite's own checks ---- */

static enum vb_code check_file(struct doctor *d)
{
	char path[256];
	struct stat st;

	vb_quote(path, sizeof(path), vb_view_str(d->db->path));
	if (stat(d->db->path, &st) != 0)
		doctor_say(d, true, errno == ENOENT ? "%s is gone" : "%s cannot be examined",
			      path);
	else if (st.st_mode & 077)
		doctor_say(d, true, "%s has mode %04o: others may read it; 0600 is right",
			      path, (unsigned)(st.st_mode & 07777));
	else
		doctor_say(d, false, "%s: %s, %lld bytes, ours alone", path,
			      d->db->schema->what, (long long)st.st_size);
	return VB_OK;
}

/* A full disk stops the work; where nothing may be written, that may be what is wanted. */
static void check_room(struct doctor *d)
{
	struct vb_obstacle o = vb_db_obstacle(d->db, true);
	char sentence[256];

	if (o.code == VB_FULL) {
		doctor_say(d, true, "%s: nothing more can be kept until there is room", o.why);
	} else if (o.why && d->say) {
		snprintf(sentence, sizeof(sentence), "whether it can be written: %s", o.why);
		d->say(d->ctx, VB_UNCHECKED, sentence);
	}
}

static enum vb_code check_integrity(struct doctor *d, struct vb_err *err)
{
	struct vb_query q;
	char line[512];
	enum vb_code code;
	bool whole = true;

	vb_query(&q, d->db, "PRAGMA integrity_check");
	while (vb_query_row(&q)) {
		struct vb_view v = vb_get_view(&q, 0);

		if (vb_view_is(v, "ok"))
			continue;
		whole = false;
		doctor_say(d, true, "integrity check: %s",
			      vb_quote(line, sizeof(line), v));
	}
	code = vb_query_end(&q, err);
	if (code)
		return code;
	vb_query(&q, d->db, "PRAGMA foreign_key_check");
	while (vb_query_row(&q)) {
		whole = false;
		doctor_say(d, true, "row %lld of %s refers to nothing",
			      (long long)vb_get_int(&q, 1),
			      vb_quote(line, sizeof(line), vb_get_view(&q, 0)));
	}
	code = vb_query_end(&q, err);
	if (!code && whole)
		doctor_say(d, false, "integrity check: ok");
	return code;
}

/* ---- the schema ---- */

/* Whether that text, by which an object was made, stands in @db. */
static enum vb_code is_there(struct vb_db *db, struct vb_view sql, bool *there,
			     struct vb_err *err)
{
	struct vb_query q;

	vb_query(&q, db, "SELECT 1 FROM sqlite_schema WHERE CAST(sql AS BLOB) = ?");
	vb_bind_view(&q, sql);
	*there = vb_query_row(&q);
	return vb_query_end(&q, err);
}

/* What of @a is not in @b: @ours is missing, another's is not ours.  *n: how many it has. */
static enum vb_code tell_missing(struct doctor *d, struct vb_db *a, struct vb_db *b, bool ours,
				 size_t *n, size_t *missing, struct vb_err *err)
{
	enum vb_code code = VB_OK;
	struct vb_query q;
	char kind[16], name[200];

	vb_query(&q, a, "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL");
	for (; !code && vb_query_row(&q); (*n)++) {
		bool there = false;

		code = is_there(b, vb_get_view(&q, 2), &there, err);
		if (code || there)
			continue;
		(*missing)++;
		vb_quote(kind, sizeof(kind), vb_get_view(&q, 0));
		vb_quote(name, sizeof(name), vb_get_view(&q, 1));
		if (ours)
			doctor_say(d, true, "schema: %s %s is missing or was altered", kind,
				   name);
		else
			doctor_say(d, true, "schema: \"%s\" is not ours", name);
	}
	return vb_query_over(&q, code, err);
}

/* Against what the steps leave in an empty database. */
static enum vb_code check_schema(struct doctor *d, struct vb_err *err)
{
	size_t ours = 0, found = 0, wrong = 0;
	struct vb_db model;
	enum vb_code code = vb_db_model(&model, d->db->schema, d->db->version, err);

	if (code)
		return code;
	code = tell_missing(d, &model, d->db, true, &ours, &wrong, err);
	if (!code)
		code = tell_missing(d, d->db, &model, false, &found, &wrong, err);
	vb_db_close(&model);
	if (!code && !wrong)
		doctor_say(d, false, "schema: version %lld, all %zu objects as they must be",
			   (long long)d->db->version, ours);
	return code;
}

/* ---- the connection ---- */

static enum vb_code check_switches(struct doctor *d, struct vb_err *err)
{
	static const struct {
		const char *ask, *name, *want;
	} switches[] = {
		{"PRAGMA journal_mode", "journal mode", "wal"},
		{"PRAGMA synchronous", "synchronous", "2"},
		{"PRAGMA foreign_keys", "foreign keys", "1"},
		{"PRAGMA recursive_triggers", "recursive triggers", "1"},
		{"PRAGMA trusted_schema", "trusted schema", "0"},
	};
	enum vb_code code = VB_OK;
	bool right = true;

	for (size_t i = 0; i < VB_ARRAY_LEN(switches) && !code; i++) {
		struct vb_query q;
		char is[32] = "none";

		vb_query(&q, d->db, switches[i].ask);
		if (vb_query_row(&q))
			vb_quote(is, sizeof(is), vb_get_view(&q, 0));
		code = vb_query_end(&q, err);
		/* An image has no journal; its file has. */
		if (i == 0 && d->db->image)
			snprintf(is, sizeof(is), "%s", d->db->wal ? "wal" : "none");
		if (code || strcmp(is, switches[i].want) == 0)
			continue;
		right = false;
		doctor_say(d, true, "%s: \"%s\", where \"%s\" is wanted", switches[i].name,
			      is, switches[i].want);
	}
	if (!code && right)
		doctor_say(d, false, "journal: wal, synchronous full; triggers recurse");
	return code;
}

/* Tries to prepare what must never be run; nothing is run. */
static void check_authorizer(struct doctor *d)
{
	static const char *const verbs[] = {"DELETE FROM %s", "UPDATE %s SET rowid = rowid",
					    "DROP TABLE %s"};
	static const unsigned needs[] = {VB_MAY_DELETE, VB_MAY_UPDATE, 0};
	const struct vb_schema *s = d->db->schema;
	bool denied = true;

	for (size_t i = 0; i < s->naccess * VB_ARRAY_LEN(verbs); i++) {
		const struct vb_access *a = &s->access[i / VB_ARRAY_LEN(verbs)];
		size_t verb = i % VB_ARRAY_LEN(verbs);
		char text[96];
		sqlite3_stmt *stmt = NULL;

		if (a->may & needs[verb])
			continue;
		sqlite3_snprintf(sizeof(text), text, verbs[verb], a->table);
		if (sqlite3_prepare_v2(d->db->sql, text, -1, &stmt, NULL) == SQLITE_OK) {
			denied = false;
			doctor_say(d, true, "the authorizer lets \"%s\" pass", text);
		}
		sqlite3_finalize(stmt);
	}
	if (denied)
		doctor_say(d, false, "authorizer: records are closed to change");
}

/* What holds for both databases. */
static enum vb_code doctor_common(struct doctor *d, struct vb_err *err)
{
	enum vb_code code = check_file(d);

	check_room(d);
	if (!code)
		code = check_integrity(d, err);
	if (!code)
		code = check_schema(d, err);
	if (!code)
		code = check_switches(d, err);
	if (!code)
		check_authorizer(d);
	return code;
}

/* ---- what each database promises besides ---- */

/* @text yields the subject of @sentence; each row is a fault. */
static enum vb_code faults(struct doctor *d, const char *text, const char *sentence,
			   bool *none, struct vb_err *err)
{
	struct vb_query q;
	char what[96];

	vb_query(&q, d->db, text);
	while (vb_query_row(&q)) {
		*none = false;
		doctor_say(d, true, "%s: %s",
			      vb_quote(what, sizeof(what), vb_get_view(&q, 0)), sentence);
	}
	return vb_query_end(&q, err);
}

#define NOT_WHOLE                                                                             \
	"SELECT 'large number ' || no FROM large WHERE whole = 1 AND bytes <> coalesce((SELECT" \
	" sum(length(bytes)) FROM piece WHERE at BETWEEN no << 11 AND (no << 11 | 2047)), 0)", \
	"its pieces do not make up the whole"

/* @since: the version of the schema that has what is asked for. */
static const struct {
	int since;
	const char *text, *sentence;
} store_rules[] = {
	{1, "SELECT 'log number ' || no FROM log WHERE size <> (SELECT count(*) FROM entry"
	    " WHERE at BETWEEN no << 32 AND (no << 32 | 4294967295)) OR size <> coalesce("
	    "(SELECT max(at) FROM entry WHERE at BETWEEN no << 32 AND"
	    " (no << 32 | 4294967295)) - (no << 32) + 1, 0)",
	 "its size is not that of its entries"},
	{1, "SELECT 'log number ' || no FROM log WHERE size IS NOT (SELECT c.size FROM"
	    " checkpoint c WHERE at BETWEEN no << 32 AND (no << 32 | 4294967295)"
	    " ORDER BY at DESC LIMIT 1)",
	 "its size is not that of its newest checkpoint"},
	{1, "SELECT 'checkpoint ' || (b.at & 4294967295) || ' of log number ' ||"
	    " (b.at >> 32) FROM checkpoint b LEFT JOIN checkpoint a ON a.at = b.at - 1"
	    " WHERE (b.at & 4294967295) <> 0 AND (a.at IS NULL OR a.size > b.size)",
	 "it does not follow the one before"},
	{1, "SELECT 'entry ' || (at & 4294967295) || ' of log number ' || (at >> 32)"
	    " FROM entry WHERE (at >> 32) NOT IN (SELECT no FROM log)",
	 "there is no such log"},
	{2, "SELECT 'log number ' || no FROM log WHERE registered <> coalesce((SELECT r.size"
	    " FROM registration r WHERE at BETWEEN no << 32 AND (no << 32 | 4294967295)"
	    " ORDER BY at DESC LIMIT 1), 0)",
	 "what is registered of it is not its newest registration"},
	{2, "SELECT 'registration ' || (b.at & 4294967295) || ' of log number ' ||"
	    " (b.at >> 32) FROM registration b LEFT JOIN registration a ON a.at = b.at - 1"
	    " WHERE (b.at & 4294967295) <> 1 AND (a.at IS NULL OR a.size > b.size)",
	 "it does not follow the one before"},
	{2, "SELECT 'registration ' || (at & 4294967295) || ' of log number ' || (at >> 32)"
	    " FROM registration WHERE (at >> 32) NOT IN (SELECT no FROM log)",
	 "there is no such log"},
	{3, NOT_WHOLE},
};

enum vb_code vb_sqlite_doctor(struct vb_store *s, vb_say_fn *say, void *ctx, bool *sound,
			      struct vb_err *err)
{
	struct doctor d = {&s->db, say, ctx, true};
	bool none = true;
	enum vb_code code = doctor_common(&d, err);

	for (size_t i = 0; i < VB_ARRAY_LEN(store_rules) && !code; i++)
		if (store_rules[i].since <= s->db.version)
			code = faults(&d, store_rules[i].text, store_rules[i].sentence, &none,
				      err);
	if (!code && none)
		doctor_say(&d, false, "logs: entries without a gap, checkpoints to match");
	if (!code)
		*sound = d.sound;
	return code;
}

/* The evidence that is kept, each with its reason: no fault of the database. */
static enum vb_code tell_strays(struct doctor *d, struct vb_err *err)
{
	struct vb_query q;
	char reason[540];

	vb_query(&q, d->db, "SELECT idx, length(bytes), reason FROM stray ORDER BY idx");
	while (vb_query_row(&q))
		doctor_say(d, false, "stray %lld, %lld bytes: %s",
			      (long long)vb_get_int(&q, 0), (long long)vb_get_int(&q, 1),
			      vb_quote(reason, sizeof(reason), vb_get_view(&q, 2)));
	return vb_query_end(&q, err);
}

/* The file of what is too large for a box, if there is one. */
static enum vb_code examine_large(struct doctor *d, struct vb_cabinet *c, struct vb_err *err)
{
	struct doctor of_it = {&c->large, d->say, d->ctx, true};
	bool none = true;
	enum vb_code code = vb_cabinet_large(c, false, err);

	if (code)
		return code == VB_NOT_FOUND ? VB_OK : code;
	code = doctor_common(&of_it, err);
	if (!code)
		code = faults(&of_it, NOT_WHOLE, &none, err);
	d->sound = d->sound && of_it.sound;
	return code;
}

enum vb_code vb_cabinet_doctor(struct vb_cabinet *c, vb_say_fn *say, void *ctx, bool *sound,
			       struct vb_err *err)
{
	static const char gaps[] =
		"SELECT 'own' WHERE (SELECT count(*) <> coalesce(max(idx) + 1, 0) FROM own)"
		" UNION ALL SELECT 'entry' WHERE"
		" (SELECT count(*) <> coalesce(max(idx) + 1, 0) FROM entry)"
		" UNION ALL SELECT 'checkpoint' WHERE"
		" (SELECT count(*) <> coalesce(max(idx) + 1, 0) FROM checkpoint)"
		" UNION ALL SELECT 'stray' WHERE"
		" (SELECT count(*) <> coalesce(max(idx) + 1, 0) FROM stray)";
	static const char covered[] =
		"SELECT 'entry ' || max(idx) FROM entry HAVING max(idx) + 1 >"
		" coalesce((SELECT max(size) FROM checkpoint), 0)";
	struct doctor d = {&c->db, say, ctx, true};
	bool none = true;
	enum vb_code code = doctor_common(&d, err);

	if (!code)
		code = faults(&d, gaps, "its indices have a gap", &none, err);
	if (!code)
		code = faults(&d, covered, "no checkpoint covers it", &none, err);
	if (!code && none)
		doctor_say(&d, false, "rows: without a gap, entries under a checkpoint");
	if (!code)
		code = examine_large(&d, c, err);
	if (!code)
		code = tell_strays(&d, err);
	if (!code)
		*sound = d.sound;
	return code;
}
