/*
 * Trust files: the verifier's own anchors and policy (format.md 9.7).
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdlib.h>
#include <string.h>

#define ANCHORS_MAX 64

struct vb_trust {
	struct vb_hash table[ANCHORS_MAX];
	struct vb_vkey party[ANCHORS_MAX];
	struct vb_vkey log[ANCHORS_MAX];
	unsigned ntables, nparties, nlogs;
	struct vb_policy *policy;	/* NULL: none */
	bool of_desk;			/* a desk's own table, and no file */
};

/* ---- reading ---- */

static bool room(struct vb_cursor *c, unsigned n)
{
	if (c->code == VB_OK && n == ANCHORS_MAX)
		vb_cursor_fail(c, "9.7", "more than %d lines of one kind", ANCHORS_MAX);
	return c->code == VB_OK;
}

static void read_table(struct vb_cursor *c, struct vb_trust *t)
{
	struct vb_view v = vb_cursor_field(c, "table");
	char q[80];

	if (!room(c, t->ntables))
		return;
	if (!vb_hash_parse(v, &t->table[t->ntables++]))
		vb_cursor_fail(c, "9.7", "table \"%s\" is not 64 hex digits",
			       vb_quote(q, sizeof(q), v));
}

/* Acts and checkpoints are signed with keys of type 0x01. */
static void read_key(struct vb_cursor *c, const char *what, struct vb_vkey *key, unsigned *n)
{
	struct vb_view v = vb_cursor_field(c, what);
	struct vb_vkey k;
	struct vb_err why;

	if (!room(c, *n))
		return;
	if (vb_vkey_parse(v, &k, &why) != VB_OK)
		vb_cursor_fail(c, "9.7", "%s", why.sentence);
	else if (k.type != VB_KEY_ED25519)
		vb_cursor_fail(c, "9.7", "the key has type 0x%02x, not 0x01", k.type);
	else
		key[(*n)++] = k;
}

/* The policy is the rest of the file: witness, group and quorum lines. */
static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

/* Words of a policy are parted by spaces and tabs (C2SP tlog-policy). */
static struct vb_view first_word(struct vb_view line)
{
	size_t n = 0;

	for (; line.len > 0 && is_blank(line.ptr[0]); line.len--)
		line.ptr++;
	while (n < line.len && !is_blank(line.ptr[n]))
		n++;
	return vb_view(line.ptr, n);
}

static enum vb_code read_policy(struct vb_cursor *c, struct vb_trust *t)
{
	struct vb_view rest = vb_view(c->in.ptr + c->pos, c->in.len - c->pos);
	struct vb_cursor ahead;
	struct vb_view word;
	enum vb_code code;
	char q[80];

	if (c->code != VB_OK || rest.len == 0)
		return c->code;
	vb_cursor_init(&ahead, rest, NULL);
	word = first_word(vb_cursor_line(&ahead));
	if (!vb_view_is(word, "witness") && !vb_view_is(word, "group") &&
	    !vb_view_is(word, "quorum")) {
		vb_cursor_line(c);
		vb_cursor_fail(c, "9.7", "\"%s\" is not table, party, log or a line of a policy",
			       vb_quote(q, sizeof(q), word));
		return c->code;
	}
	code = vb_policy_parse(rest, &t->policy, c->err);
	if (code != VB_OK)
		return code;
	if (vb_policy_logs(t->policy) > 0)
		return vb_fail(c->err, VB_MALFORMED, "9.7", "policy",
			       "a log line stands among the lines of the policy");
	return VB_OK;
}

enum vb_code vb_trust_parse(struct vb_view in, struct vb_trust **out, struct vb_err *err)
{
	struct vb_trust *t = calloc(1, sizeof(*t));
	struct vb_cursor c;
	enum vb_code code;
	char q[80];

	if (!t)
		return vb_fail(err, VB_MEMORY, "", "trust file", "no memory for a trust file");
	vb_cursor_text(&c, in, "9.7", err);
	if (in.len > VB_PAPER_MAX)
		vb_cursor_fail(&c, "9.7", "%zu bytes, more than %u", in.len, VB_PAPER_MAX);
	if (c.code == VB_OK) {
		struct vb_view v = vb_cursor_line(&c);

		if (!vb_view_is(v, "verbale-trust/1"))
			vb_cursor_fail(&c, "9.7", "the first line is \"%s\", not verbale-trust/1",
				       vb_quote(q, sizeof(q), v));
	}
	while (vb_cursor_peek(&c, "table"))
		read_table(&c, t);
	while (vb_cursor_peek(&c, "party"))
		read_key(&c, "party", t->party, &t->nparties);
	while (vb_cursor_peek(&c, "log"))
		read_key(&c, "log", t->log, &t->nlogs);
	code = read_policy(&c, t);
	if (code != VB_OK)
		vb_trust_free(t);
	else
		*out = t;
	return code;
}

void vb_trust_free(struct vb_trust *t)
{
	if (!t)
		return;
	vb_policy_free(t->policy);
	free(t);
}

/* ---- a table's own anchors ---- */

/* A member's first act key: the one that whoever sees only the charter knows. */
static const struct vb_key *first_key(const struct vb_fold *f, const char *name)
{
	for (uint32_t i = 0; i < f->nkeys; i++) {
		if (f->key[i].purpose == VB_P_ACT && strcmp(f->key[i].name, name) == 0)
			return &f->key[i];
	}
	return NULL;
}

enum vb_code vb_trust_of(const struct vb_fold *f, struct vb_trust **out, struct vb_err *err)
{
	const struct vb_key *log = vb_fold_key(f, f->depositary, VB_P_LOG, 0);
	struct vb_trust *t = calloc(1, sizeof(*t));

	if (!t)
		return vb_fail(err, VB_MEMORY, "", "trust file", "no memory for a trust file");
	t->of_desk = true;
	t->table[t->ntables++] = f->table;
	for (uint32_t i = 0; i < f->nparties; i++) {
		const struct vb_key *k = first_key(f, f->party[i].name);

		if (k)
			t->party[t->nparties++] = k->vkey;
	}
	if (log)
		t->log[t->nlogs++] = log->vkey;
	*out = t;
	return VB_OK;
}

static void put_key(struct vb_writer *w, const char *what, const struct vb_key *k)
{
	if (!k)
		return;
	vb_put_str(w, what);
	vb_put_byte(w, ' ');
	vb_vkey_put(w, &k->vkey);
	vb_put_byte(w, '\n');
}

void vb_trust_put(struct vb_writer *w, const struct vb_fold *f)
{
	vb_put_str(w, "verbale-trust/1\ntable ");
	vb_put_hash(w, &f->table);
	vb_put_byte(w, '\n');
	for (uint32_t i = 0; i < f->nparties; i++)
		put_key(w, "party", first_key(f, f->party[i].name));
	put_key(w, "log", vb_fold_key(f, f->depositary, VB_P_LOG, 0));
}

const char *vb_trust_called(const struct vb_trust *t)
{
	return t && t->of_desk ? "this desk" : "your trust file";
}

const struct vb_policy *vb_trust_policy(const struct vb_trust *t)
{
	return t ? t->policy : NULL;
}

/* ---- holding a file against the anchors ---- */

/* What the anchors say of one name or table. */
enum pin {
	PIN_NONE,	/* nothing */
	PIN_HELD,	/* the file agrees */
	PIN_BROKEN,	/* the file says otherwise */
};

static enum pin pin_table(const struct vb_trust *t, const struct vb_hash *table)
{
	for (unsigned i = 0; i < t->ntables; i++) {
		if (vb_hash_eq(&t->table[i], table))
			return PIN_HELD;
	}
	return t->ntables ? PIN_BROKEN : PIN_NONE;
}

/* format.md 3.6: any act key that the name has held at this table will do. */
static bool had_key(const struct vb_fold *f, const char *name, const uint8_t pub[static 32])
{
	for (uint32_t i = 0; i < f->nkeys; i++) {
		const struct vb_key *k = &f->key[i];

		if (k->purpose == VB_P_ACT && strcmp(k->name, name) == 0 &&
		    memcmp(k->raw, pub, sizeof(k->raw)) == 0)
			return true;
	}
	return false;
}

static enum pin pin_party(const struct vb_trust *t, const struct vb_fold *f, const char *name)
{
	enum pin pin = PIN_NONE;

	for (unsigned i = 0; i < t->nparties; i++) {
		if (strcmp(t->party[i].name, name) != 0)
			continue;
		if (had_key(f, name, t->party[i].pub))
			return PIN_HELD;
		pin = PIN_BROKEN;
	}
	return pin;
}

/* A depositary keeps many logs with one key: its own name pins them all. */
static enum pin pin_log(const struct vb_trust *t, const struct vb_fold *f)
{
	const struct vb_key *log = vb_fold_key(f, f->depositary, VB_P_LOG, 0);
	enum pin pin = PIN_NONE;

	for (unsigned i = 0; log && i < t->nlogs; i++) {
		if (strcmp(t->log[i].name, f->depositary) != 0 &&
		    strcmp(t->log[i].name, f->origin) != 0)
			continue;
		if (memcmp(t->log[i].pub, log->raw, sizeof(log->raw)) == 0)
			return PIN_HELD;
		pin = PIN_BROKEN;
	}
	return pin;
}

static void contradicted(const struct vb_trust *t, struct vb_finding *out, const char *what)
{
	vb_finding_set(out, VB_NOT_GENUINE, "9.7", "charter", VB_NOBODY,
		       "%s contradicts it: %s", vb_trust_called(t), what);
}

/* The first anchor that the file contradicts; false: none. */
static bool find_contradiction(const struct vb_trust *t, const struct vb_fold *f,
			       struct vb_finding *out)
{
	char up[VB_NAME_MAX + 1], what[160];

	if (pin_table(t, &f->table) == PIN_BROKEN) {
		contradicted(t, out, "this is none of the tables that it names");
		return true;
	}
	for (uint32_t i = 0; i < f->nparties; i++) {
		if (pin_party(t, f, f->party[i].name) != PIN_BROKEN)
			continue;
		snprintf(what, sizeof(what), "%s has held another act key at this table",
			 vb_upper(up, sizeof(up), f->party[i].name));
		contradicted(t, out, what);
		return true;
	}
	if (pin_log(t, f) != PIN_BROKEN)
		return false;
	contradicted(t, out, "the depositary's log has another key");
	return true;
}

/* A depositary whose log key is anchored answers for what that key signed. */
static bool anchored(const struct vb_trust *t, const struct vb_fold *f, const char *culprit)
{
	size_t n = strlen(f->depositary);

	/* Behind it those may stand who cosigned two registers (format.md 6.11). */
	return strncmp(culprit, f->depositary, n) == 0 &&
	       (culprit[n] == '\0' || culprit[n] == ',') && pin_log(t, f) == PIN_HELD;
}

void vb_trust_excuse(const struct vb_trust *t, const struct vb_fold *f, struct vb_finding *out)
{
	/* Of a void charter vb_charter_add() has asked. */
	if (!t || strcmp(out->at, "charter") == 0 || !out->culprit[0] ||
	    strcmp(out->culprit, VB_NOBODY) == 0 || anchored(t, f, out->culprit))
		return;
	find_contradiction(t, f, out);
}

/* Whether the charter @a names @pub (NULL: any) as an act key of @name. */
static bool charter_has(const struct vb_act *a, const char *name, const uint8_t *pub)
{
	struct vb_key key;

	for (unsigned i = 0; i < vb_act_count(a, "key"); i++) {
		if (vb_key_parse(vb_act_get(a, "key", i), &key, NULL) == VB_OK &&
		    key.purpose == VB_P_ACT && strcmp(key.name, name) == 0 &&
		    (!pub || memcmp(key.vkey.pub, pub, sizeof(key.vkey.pub)) == 0))
			return true;
	}
	return false;
}

/* Whether the anchors have keys of @name, and the charter @a has others. */
static bool is_others(const struct vb_trust *t, const struct vb_act *a, const char *name)
{
	bool any = false;

	if (!charter_has(a, name, NULL))
		return false;

	for (unsigned i = 0; i < t->nparties; i++) {
		if (strcmp(t->party[i].name, name) != 0)
			continue;
		if (charter_has(a, name, t->party[i].pub))
			return false;
		any = true;
	}
	return any;
}

void vb_trust_excuse_charter(const struct vb_trust *t, const struct vb_act *a,
			     struct vb_finding *out)
{
	for (unsigned i = 0; t && i < vb_act_count(a, "party"); i++) {
		struct vb_view role, v = vb_token(vb_act_get(a, "party", i), &role);
		char name[VB_NAME_MAX + 1], up[VB_NAME_MAX + 1], what[160];

		snprintf(name, sizeof(name), "%.*s", (int)v.len, (const char *)v.ptr);
		if (!is_others(t, a, name))
			continue;
		snprintf(what, sizeof(what), "%s has another key than in it",
			 vb_upper(up, sizeof(up), name));
		contradicted(t, out, what);
		return;
	}
}

/* Whether the anchors have keys of that depositary or origin, and the charter another. */
static bool other_log(const struct vb_trust *t, const struct vb_act *a)
{
	struct vb_view depositary = vb_act_get(a, "depositary", 0);
	struct vb_view origin = vb_act_get(a, "origin", 0);
	struct vb_key key;
	bool any = false;

	for (unsigned i = 0; i < t->nlogs; i++) {
		if (!vb_view_is(depositary, t->log[i].name) && !vb_view_is(origin, t->log[i].name))
			continue;
		for (unsigned k = 0; k < vb_act_count(a, "key"); k++) {
			if (vb_key_parse(vb_act_get(a, "key", k), &key, NULL) == VB_OK &&
			    key.purpose == VB_P_LOG &&
			    memcmp(key.raw, t->log[i].pub, sizeof(key.raw)) == 0)
				return false;
		}
		any = true;
	}
	return any;
}

void vb_trust_contradicts(const struct vb_trust *t, const struct vb_act *a,
			  struct vb_finding *out)
{
	if (t && pin_table(t, &a->table) == PIN_BROKEN)
		contradicted(t, out, "this is none of the tables that it names");
	else if (t && other_log(t, a))
		contradicted(t, out, "the depositary's log has another key");
	else
		vb_trust_excuse_charter(t, a, out);
}

static void rest_key(const struct vb_trust *t, struct vb_finding *out, const char *whose,
		     const char *name, bool held, bool table)
{
	char up[VB_NAME_MAX + 1];

	vb_finding_rest(out, "%s of %s: %s%s", whose, vb_upper(up, sizeof(up), name),
			!held && table ? "the charter, whose id is in " : "",
			held || table ? vb_trust_called(t) : "self-asserted");
}

/* Lines on what rests on whom; whether that is enough for GENUINE. */
static bool rest_on(const struct vb_trust *t, const struct vb_fold *f, uint32_t shown,
		    struct vb_finding *out)
{
	bool table = t && pin_table(t, &f->table) == PIN_HELD;
	bool log = t && pin_log(t, f) == PIN_HELD;
	bool enough = table || log;

	if (table)
		vb_finding_rest(out, "the table, by its id: %s", vb_trust_called(t));
	for (uint32_t i = 0; i < f->nparties; i++) {
		bool held = t && pin_party(t, f, f->party[i].name) == PIN_HELD;

		rest_key(t, out, "the key", f->party[i].name, held, table);
		if ((shown >> i & 1) && !held && !table)
			enough = false;
	}
	rest_key(t, out, "the log key", f->depositary, log, table);
	return enough;
}

void vb_trust_judge(const struct vb_trust *t, const struct vb_fold *f, uint32_t shown,
		    struct vb_finding *out)
{
	bool enough;

	if (t && find_contradiction(t, f, out))
		return;
	/* Where nobody's act is shown, the charter is everybody's. */
	if (shown == 0)
		shown = UINT32_MAX;
	enough = rest_on(t, f, shown, out);
	if (!enough)
		vb_finding_set(out, VB_CANNOT_TELL, "10.2", "", "",
			       "consistent, keys self-asserted: %s does not anchor the table, "
			       "nor the log and every party whose acts are shown",
			       vb_trust_called(t));
}

bool vb_trust_has_table(const struct vb_trust *t, const struct vb_hash *table)
{
	return !t || pin_table(t, table) != PIN_BROKEN;
}

const struct vb_vkey *vb_trust_party(const struct vb_trust *t, const char *name, unsigned *i)
{
	for (; t && *i < t->nparties; (*i)++) {
		if (strcmp(t->party[*i].name, name) == 0)
			return &t->party[(*i)++];
	}
	return NULL;
}
