/*
 * What a depositary's PostgreSQL database says of itself.  Repairs nothing.
 *
 * SPDX-License-Identifier: ISC
 *
 * That the schema is as our steps left it is told from the catalogue, object by object, and
 * from the bodies of the triggers' functions; what a constraint says is not read, since each
 * release of the server writes it in its own way.
 */
#include "store/pg.h"

#include <stdarg.h>
#include <string.h>

struct doctor {
	struct vb_pg *pg;
	vb_say_fn *say;
	void *ctx;
	bool sound;
};

static void VB_PRINTF(3, 4)
doctor_say(struct doctor *d, enum vb_said what, const char *fmt, ...)
{
	char sentence[768];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(sentence, sizeof(sentence), fmt, ap);
	va_end(ap);
	if (what == VB_FAULT)
		d->sound = false;
	if (d->say)
		d->say(d->ctx, what, sentence);
}

/* One question; the rows are in @t, to be ended by the caller whatever comes. */
static enum vb_code ask_one(struct doctor *d, struct vb_talk *t, const char *text,
			    const PGresult **out, struct vb_err *err)
{
	enum vb_code code;

	vb_talk(t, d->pg);
	vb_ask(t, text);
	code = vb_talk_run(t, err);
	*out = vb_talk_rows(t, 0);
	return code;
}

static const char *word(const PGresult *r, int row, int column, char *out, size_t cap)
{
	return vb_quote(out, cap, vb_cell(r, row, column));
}

/* ---- the server ---- */

static enum vb_code check_server(struct doctor *d, struct vb_err *err)
{
	static const char text[] =
		"SELECT current_setting('server_version'), current_database()::text,"
		" pg_database_size(current_database())";
	char version[80], name[120];
	const PGresult *r;
	struct vb_talk t;
	enum vb_code code = ask_one(d, &t, text, &r, err);

	if (!code)
		doctor_say(d, VB_SOUND, "database %s on PostgreSQL %s, %lld bytes",
			   word(r, 0, 1, name, sizeof(name)),
			   word(r, 0, 0, version, sizeof(version)),
			   (long long)vb_cell_int(r, 0, 2));
	vb_talk_end(&t);
	return code;
}

/* What makes a commit durable, and what keeps secrets out of the server's log. */
static enum vb_code check_switches(struct doctor *d, struct vb_err *err)
{
	static const char text[] =
		"SELECT coalesce(current_setting('fsync', true), 'on'),"
		" coalesce(current_setting('full_page_writes', true), 'on'),"
		" coalesce(current_setting('synchronous_commit', true), 'on'),"
		" coalesce(current_setting('log_parameter_max_length', true), '0') <> '0' AND"
		" (coalesce(current_setting('log_statement', true), 'none') IN ('mod', 'all')"
		" OR coalesce(current_setting('log_min_duration_statement', true), '-1')"
		" <> '-1'"
		" OR coalesce(current_setting('log_duration', true), 'off') = 'on')";
	static const char *const name[] = {"fsync", "full_page_writes", "synchronous_commit"};
	bool right = true;
	const PGresult *r;
	struct vb_talk t;
	enum vb_code code = ask_one(d, &t, text, &r, err);

	for (int i = 0; !code && i < (int)VB_ARRAY_LEN(name); i++) {
		if (!vb_view_is(vb_cell(r, 0, i), "off"))
			continue;
		right = false;
		doctor_say(d, VB_FAULT, "%s is off: a crash may lose what is committed",
			   name[i]);
	}
	if (!code && right)
		doctor_say(d, VB_SOUND, "commits are durable: fsync, full_page_writes,"
					" synchronous_commit");
	if (!code && vb_cell_int(r, 0, 3))
		doctor_say(d, VB_FAULT, "the server writes the parameters of statements to its"
					" log, and so the secrets that are held in escrow: set"
					" log_parameter_max_length to 0");
	vb_talk_end(&t);
	return code;
}

/* ---- the schema ---- */

static bool is_expected(struct vb_view line, bool seen[])
{
	for (size_t i = 0; i < vb_pg_nobjects; i++)
		if (vb_view_is(line, vb_pg_objects[i]))
			return seen[i] = true;
	return false;
}

static enum vb_code check_objects(struct doctor *d, bool *whole, struct vb_err *err)
{
	static const char text[] =
		"SELECT 'column ' || c.relname || '.' || a.attname || ' ' ||"
		" format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ''"
		" ELSE ', or null' END FROM pg_attribute a JOIN pg_class c ON c.oid ="
		" a.attrelid WHERE c.relnamespace = 'verbale'::regnamespace AND c.relkind IN"
		" ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped"
		" UNION ALL SELECT 'index ' || c.relname || CASE WHEN i.indisunique THEN"
		" ', unique' ELSE '' END || CASE WHEN i.indisvalid AND i.indisready THEN ''"
		" ELSE ', not usable' END FROM pg_index i JOIN pg_class c ON c.oid ="
		" i.indexrelid WHERE c.relnamespace = 'verbale'::regnamespace"
		" UNION ALL SELECT 'constraint ' || c.relname || '.' || k.conname || CASE WHEN"
		" k.convalidated THEN '' ELSE ', not validated' END FROM pg_constraint k JOIN"
		" pg_class c ON c.oid = k.conrelid WHERE k.connamespace ="
		" 'verbale'::regnamespace AND k.contype IN ('c', 'f')"
		" UNION ALL SELECT 'trigger ' || c.relname || '.' || g.tgname || ' calls ' ||"
		" p.proname || CASE g.tgenabled WHEN 'A' THEN '' ELSE ', not always' END FROM"
		" pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_proc p ON p.oid ="
		" g.tgfoid WHERE c.relnamespace = 'verbale'::regnamespace AND NOT"
		" g.tgisinternal";
	bool seen[256] = {false};
	const PGresult *r;
	struct vb_talk t;
	char line[200];
	enum vb_code code = ask_one(d, &t, text, &r, err);

	for (int i = 0; !code && i < PQntuples(r); i++) {
		if (is_expected(vb_cell(r, i, 0), seen))
			continue;
		*whole = false;
		doctor_say(d, VB_FAULT, "schema: \"%s\" is not ours",
			   word(r, i, 0, line, sizeof(line)));
	}
	for (size_t i = 0; !code && i < vb_pg_nobjects && i < VB_ARRAY_LEN(seen); i++) {
		if (seen[i])
			continue;
		*whole = false;
		doctor_say(d, VB_FAULT, "schema: \"%s\" is missing or was altered",
			   vb_pg_objects[i]);
	}
	vb_talk_end(&t);
	return code;
}

static enum vb_code check_functions(struct doctor *d, bool *whole, struct vb_err *err)
{
	static const char text[] = "SELECT prosrc FROM pg_proc WHERE pronamespace ="
				   " 'verbale'::regnamespace AND proname = convert_from($1,"
				   " 'UTF8')";
	enum vb_code code = VB_OK;

	for (size_t i = 0; i < vb_pg_nfunctions && !code; i++) {
		const struct vb_pg_function *f = &vb_pg_functions[i];
		const PGresult *r;
		struct vb_talk t;

		vb_talk(&t, d->pg);
		vb_ask(&t, text);
		vb_ask_bytes(&t, vb_view_str(f->name));
		code = vb_talk_run(&t, err);
		r = vb_talk_rows(&t, 0);
		if (!code && (PQntuples(r) != 1 || !vb_view_is(vb_cell(r, 0, 0), f->body))) {
			*whole = false;
			doctor_say(d, VB_FAULT, "schema: function %s is missing or was altered",
				   f->name);
		}
		vb_talk_end(&t);
	}
	return code;
}

static enum vb_code check_schema(struct doctor *d, struct vb_err *err)
{
	bool whole = true;
	enum vb_code code = check_objects(d, &whole, err);

	if (!code)
		code = check_functions(d, &whole, err);
	if (!code && whole)
		doctor_say(d, VB_SOUND, "schema: version %d, all %zu objects as they must be",
			   VB_PG_VERSION, vb_pg_nobjects + vb_pg_nfunctions);
	return code;
}

/* A role that could not alter a record even without the triggers is the better one. */
static enum vb_code check_role(struct doctor *d, struct vb_err *err)
{
	static const char text[] =
		"SELECT coalesce(bool_or(has_table_privilege(c.oid, 'UPDATE') OR"
		" has_table_privilege(c.oid, 'DELETE') OR"
		" has_table_privilege(c.oid, 'TRUNCATE') OR"
		" pg_has_role(c.relowner, 'USAGE')), false) FROM pg_class c WHERE"
		" c.relnamespace = 'verbale'::regnamespace AND c.relname IN ('chain', 'entry',"
		" 'checkpoint', 'cosignature', 'escrow', 'registration')";
	const PGresult *r;
	struct vb_talk t;
	enum vb_code code = ask_one(d, &t, text, &r, err);

	if (!code)
		doctor_say(d, VB_SOUND, vb_cell_int(r, 0, 0) ?
			   "role: it may alter records, and triggers alone forbid it" :
			   "role: records are closed to change");
	vb_talk_end(&t);
	return code;
}

/* ---- the rows ---- */

/* @text yields the subject of @sentence; each row is a fault. */
static enum vb_code faults(struct doctor *d, const char *text, const char *sentence,
			   bool *none, struct vb_err *err)
{
	const PGresult *r;
	struct vb_talk t;
	char what[96];
	enum vb_code code = ask_one(d, &t, text, &r, err);

	for (int i = 0; !code && i < PQntuples(r); i++) {
		*none = false;
		doctor_say(d, VB_FAULT, "%s: %s", word(r, i, 0, what, sizeof(what)), sentence);
	}
	vb_talk_end(&t);
	return code;
}

#define LAST(table, number)                                                                   \
	"(SELECT max(at) FROM verbale." table " WHERE at BETWEEN " number " << 32 AND"        \
	" (" number " << 32 | 4294967295))"

static enum vb_code check_rows(struct doctor *d, struct vb_err *err)
{
	static const struct {
		const char *text, *sentence;
	} rules[] = {
		{"SELECT 'log number ' || l.no FROM verbale.log l LEFT JOIN (SELECT at >> 32 AS"
		 " no, count(*) AS n, max(at & 4294967295) + 1 AS above FROM verbale.entry"
		 " GROUP BY 1) e ON e.no = l.no WHERE l.size <> coalesce(e.n, 0) OR"
		 " l.size <> coalesce(e.above, 0) LIMIT 100",
		 "its size is not that of its entries"},
		{"SELECT 'log number ' || l.no FROM verbale.log l LEFT JOIN verbale.checkpoint c"
		 " ON c.at = " LAST("checkpoint", "l.no") " WHERE l.size IS DISTINCT FROM"
		 " c.size LIMIT 100",
		 "its size is not that of its newest checkpoint"},
		{"SELECT 'checkpoint ' || (b.at & 4294967295) || ' of log number ' ||"
		 " (b.at >> 32) FROM verbale.checkpoint b LEFT JOIN verbale.checkpoint a ON"
		 " a.at = b.at - 1 WHERE (b.at & 4294967295) <> 0 AND (a.at IS NULL OR"
		 " a.size > b.size) LIMIT 100",
		 "it does not follow the one before"},
		{"SELECT 'entry ' || (e.at & 4294967295) || ' of log number ' || (e.at >> 32)"
		 " FROM verbale.entry e LEFT JOIN verbale.chain c ON c.no = e.chain WHERE"
		 " c.log IS DISTINCT FROM e.at >> 32 LIMIT 100",
		 "there is no such log or chain"},
		{"SELECT 'log number ' || l.no FROM verbale.log l LEFT JOIN"
		 " verbale.registration r ON r.at = " LAST("registration", "l.no") " WHERE"
		 " l.registered <> coalesce(r.size, 0) LIMIT 100",
		 "what is registered of it is not its newest registration"},
		{"SELECT 'registration ' || (b.at & 4294967295) || ' of log number ' ||"
		 " (b.at >> 32) FROM verbale.registration b LEFT JOIN verbale.registration a ON"
		 " a.at = b.at - 1 WHERE (b.at & 4294967295) <> 1 AND (a.at IS NULL OR"
		 " a.size > b.size) LIMIT 100",
		 "it does not follow the one before"},
		{"SELECT 'registration ' || (r.at & 4294967295) || ' of log number ' ||"
		 " (r.at >> 32) FROM verbale.registration r WHERE NOT EXISTS (SELECT 1 FROM"
		 " verbale.log WHERE no = r.at >> 32) OR NOT EXISTS (SELECT 1 FROM"
		 " verbale.entry WHERE at = r.entry) LIMIT 100",
		 "there is no such log or entry"},
		{"SELECT 'copy ' || left(encode(c.hash, 'hex'), 16) FROM verbale.copy c WHERE"
		 " c.whole AND c.bytes <> coalesce((SELECT sum(octet_length(p.bytes)) FROM"
		 " verbale.copy_part p WHERE p.hash = c.hash), 0) LIMIT 100",
		 "its parts do not make up the whole"},
	};
	bool none = true;
	enum vb_code code = VB_OK;

	for (size_t i = 0; i < VB_ARRAY_LEN(rules) && !code; i++)
		code = faults(d, rules[i].text, rules[i].sentence, &none, err);
	if (!code && none)
		doctor_say(d, VB_SOUND, "logs: entries without a gap, checkpoints to match");
	return code;
}

enum vb_code vb_pg_doctor(struct vb_store *s, vb_say_fn *say, void *ctx, bool *sound,
			  struct vb_err *err)
{
	struct doctor d = {s->pg, say, ctx, true};
	enum vb_code code;

	s->pg->patient = true;
	code = check_server(&d, err);
	if (!code)
		code = check_switches(&d, err);
	if (!code)
		code = check_schema(&d, err);
	if (!code)
		code = check_role(&d, err);
	if (!code)
		code = check_rows(&d, err);
	s->pg->patient = false;
	if (!code)
		*sound = d.sound;
	return code;
}
