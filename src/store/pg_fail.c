/*
 * What PostgreSQL's SQLSTATEs mean to us.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/pg.h"

#include <string.h>

static const struct {
	const char *state;	/* five characters, or the two of a class */
	enum vb_code code;
} known[] = {
	{"40001", VB_BUSY},	/* serialization failure */
	{"40P01", VB_BUSY},	/* deadlock */
	{"55P03", VB_BUSY},	/* lock timeout */
	{"57014", VB_BUSY},	/* statement timeout, or cancelled */
	{"53300", VB_BUSY},	/* too many connections */
	{"53100", VB_FULL},
	{"23505", VB_CONFLICT},	/* unique */
	{"3D000", VB_NOT_FOUND}, /* no such database */
	{"VB001", VB_REFUSED},	/* our triggers: closed */
	{"VB002", VB_MALFORMED}, /* our triggers: it contradicts what is there */
	{"23", VB_REFUSED},
	{"22", VB_REFUSED},
	{"54", VB_REFUSED},	/* too large for the server */
	/* A permission is a matter of the system, as that of a file is. */
	{"42501", VB_IO},
	/* A table or column is missing; XX001, XX002: data or an index is corrupted. */
	{"42", VB_MALFORMED},
	{"3F", VB_MALFORMED},
	{"XX001", VB_MALFORMED},
	{"XX002", VB_MALFORMED},
};

static enum vb_code code_of(const char *state)
{
	for (size_t i = 0; i < VB_ARRAY_LEN(known); i++)
		if (strncmp(state, known[i].state, strlen(known[i].state)) == 0)
			return known[i].code;
	return VB_IO;
}

const char *vb_pg_state(const PGresult *r)
{
	const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;

	return state ? state : "";
}

/* The primary message alone: DETAIL holds what was to be written. */
enum vb_code vb_pg_fail(struct vb_pg *pg, const PGresult *r, struct vb_err *err)
{
	const char *state = vb_pg_state(r);
	const char *said = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	enum vb_code code = code_of(state);
	char words[240];

	/* Without a code it is libpq itself that failed: no memory. */
	if (!said || !state[0])
		return vb_pg_memory(err);
	pg->again = strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0;
	vb_quote(words, sizeof(words), vb_view_str(said));
	if (code == VB_FULL)
		return vb_fail(err, code, "", VB_PG_WHERE, "the server's disk is full: %s",
			       words);
	return vb_fail(err, code, "", VB_PG_WHERE, "%s (PostgreSQL %s)", words, state);
}

enum vb_code vb_pg_odd(const char *what, struct vb_err *err)
{
	return vb_fail(err, VB_MALFORMED, "", VB_PG_WHERE,
		       "%s: have the database examined", what);
}

enum vb_code vb_pg_memory(struct vb_err *err)
{
	return vb_fail(err, VB_MEMORY, "", VB_PG_WHERE, "out of memory");
}
