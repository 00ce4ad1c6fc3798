/*
 * The authorizer: what our own connections may do once a database is open.
 * Not the first line of defence, which is that no such statement is written;
 * the second, beside the triggers, for the day on which one is.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/internal.h"

#include <string.h>

static bool is_listed(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (word && strcmp(word, list[i]) == 0)
			return true;
	return false;
}

static bool may_write(const struct vb_schema *s, const char *table, unsigned what)
{
	for (size_t i = 0; i < s->naccess; i++)
		if (table && strcmp(table, s->access[i].table) == 0)
			return (s->access[i].may & what) != 0;
	return false;
}

static bool may_call(const char *function)
{
	static const char *const known[] = {"coalesce", "count",  "length", "max",
					    "min",	"substr", "sum",    "typeof"};

	return is_listed(function, known, VB_ARRAY_LEN(known));
}

/* Questions only, for the doctor; no switch is turned any more. */
static bool may_ask(const char *pragma, const char *argument)
{
	static const char *const known[] = {
		"application_id", "foreign_key_check",	"foreign_keys", "integrity_check",
		"journal_mode",	  "recursive_triggers", "synchronous",	"trusted_schema",
		"user_version"
	};

	return !argument && is_listed(pragma, known, VB_ARRAY_LEN(known));
}

static int authorize(void *ctx, int action, const char *a, const char *b, const char *schema,
		     const char *trigger)
{
	const struct vb_db *db = ctx;
	bool may = false;

	(void)schema;
	(void)trigger;
	if (db->building)
		return SQLITE_OK;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_TRANSACTION:
		may = true;
		break;
	case SQLITE_INSERT:
		may = may_write(db->schema, a, VB_MAY_INSERT);
		break;
	case SQLITE_UPDATE:
		may = may_write(db->schema, a, VB_MAY_UPDATE);
		break;
	case SQLITE_DELETE:
		may = may_write(db->schema, a, VB_MAY_DELETE);
		break;
	case SQLITE_FUNCTION:
		may = may_call(b);
		break;
	case SQLITE_PRAGMA:
		may = may_ask(a, b);
		break;
	default:
		break;
	}
	return may ? SQLITE_OK : SQLITE_DENY;
}

int vb_db_guard(struct vb_db *db)
{
	return sqlite3_set_authorizer(db->sql, authorize, db);
}
