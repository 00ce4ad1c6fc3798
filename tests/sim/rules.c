/*
 * The oracle on who may act, and on acts of founding, papers and conduct (format.md 3.5, 3.7,
 * 4.7, 5.1, 5.2, 5.4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "oracle.h"

#include "need.h"

#include <stdlib.h>
#include <string.h>

#define NEVER ORACLE_NEVER

/* ---- looking up ---- */

bool oracle_is(const struct vb_act *a, const char *kind)
{
	return strcmp(a->kind->name, kind) == 0;
}

size_t oracle_cited(const struct oracle *o, const struct vb_act *a, const char *field)
{
	struct vb_hash id;

	for (size_t i = 0; vb_act_hash(a, field, &id) && i < o->n && o->act[i] != a; i++)
		if (vb_hash_eq(&o->act[i]->id, &id))
			return i;
	return NEVER;
}

struct oracle_member *oracle_member(struct oracle *o, struct vb_view name)
{
	for (unsigned i = 0; i < o->nmembers; i++)
		if (vb_view_eq(o->member[i].name, name))
			return &o->member[i];
	return NULL;
}

static const struct oracle_member *find_member(const struct oracle *o, struct vb_view name)
{
	return oracle_member((struct oracle *)(uintptr_t)o, name);
}

/* An act that is named must be one of the table; a field that is absent names none. */
static bool cites_well(const struct oracle *o, const struct vb_act *a, const char *field)
{
	return vb_act_count(a, field) == 0 || oracle_cited(o, a, field) != NEVER;
}

static void *grown(void *array, size_t n, size_t size)
{
	array = reallocarray(array, n + 1, size);
	if (!array)
		abort();
	return array;
}

/* ---- who may act ---- */

/* format.md 3.7: the office's last mandate says all. */
static bool mandated(const struct oracle *o, const struct vb_act *a)
{
	const struct vb_act *m = NULL;
	bool covered = false;
	int64_t t;

	for (size_t i = o->nmandates; i > 0 && !m; i--) {
		const struct vb_act *k = o->mandate[i - 1].act;

		if (!vb_view_eq(k->author, a->author) ||
		    !vb_view_eq(vb_act_get(k, "to", 0), a->office))
			continue;
		if (o->mandate[i - 1].revoked)
			return false;
		m = k;
	}
	for (unsigned i = 0; m && i < vb_act_count(m, "scope"); i++)
		covered = covered || vb_view_is(vb_act_get(m, "scope", i), "all") ||
			  vb_view_is(vb_act_get(m, "scope", i), a->kind->name);
	return covered && !(vb_act_time(m, "from", &t) && a->date < t) &&
	       !(vb_act_time(m, "until", &t) && a->date > t);
}

bool oracle_may_act(struct oracle *o, size_t i)
{
	const struct vb_act *a = o->act[i];
	const struct oracle_member *m = find_member(o, a->author);

	if (o->span[i].since != VB_TIME_NONE && o->span[i].since > a->lodge_by)
		o->late[i] = true;					/* 4.7 */
	else if (o->closed)						/* 5.1.13 */
		o->by[i] = o->closed;
	if (o->closed || o->late[i])
		return false;
	if (!m)		/* the depositary; nobody else has a key */
		return true;
	if (m->left != NEVER)						/* 5.1.12 */
		return false;
	if (!m->joined && !oracle_is(a, "join"))			/* 5.1.5 */
		return false;
	return a->office.len == 0 || vb_view_is(a->office, "recovery") || mandated(o, a);
}

/* ---- keys ---- */

/* 3.5: an X25519 key is never an Ed25519 key. */
static bool known_key(const struct oracle *o, const struct vb_key *k)
{
	for (size_t i = 0; i < o->nkeys; i++)
		if (o->key[i][0] == (k->purpose == VB_P_SEAL) &&
		    memcmp(o->key[i] + 1, k->raw, 32) == 0)
			return true;
	return false;
}

static void know_key(struct oracle *o, const struct vb_key *k)
{
	o->key = grown(o->key, o->nkeys, sizeof(*o->key));
	o->key[o->nkeys][0] = k->purpose == VB_P_SEAL;
	memcpy(o->key[o->nkeys++] + 1, k->raw, 32);
}

/* Registers the keys of @a, all or none (format.md 3.5): each is of @name, and no two are for
 * one purpose.  @all: there is one for each of @purposes (bits); else the act key will do. */
static bool new_keys(struct oracle *o, const struct vb_act *a, struct vb_view name,
		     unsigned purposes, bool all)
{
	size_t had = o->nkeys;
	unsigned seen = 0;

	for (unsigned i = 0; i < vb_act_count(a, "key"); i++) {
		struct vb_key k;
		bool good = vb_key_parse(vb_act_get(a, "key", i), &k, NULL) == VB_OK &&
			    vb_view_is(name, k.name) && (purposes >> k.purpose & 1) &&
			    !(seen >> k.purpose & 1) && !known_key(o, &k);

		if (!good) {
			o->nkeys = had;
			return false;
		}
		seen |= 1u << k.purpose;
		know_key(o, &k);
	}
	if (all ? seen == purposes : seen >> VB_P_ACT & 1)
		return true;
	o->nkeys = had;
	return false;
}

/* ---- 5.1: founding ---- */

static void add_member(struct oracle *o, struct vb_view line, size_t at)
{
	struct vb_view role, name = vb_token(line, &role);

	o->member[o->nmembers++] = (struct oracle_member){
		.name = name, .role = role, .joined = at == 0, .admitted = at, .left = NEVER};
}

/* A charter that is in a log has been found good: only what it says is taken here. */
static bool open_table(struct oracle *o, size_t i)
{
	const struct vb_act *a = o->act[i];

	for (unsigned p = 0; p < vb_act_count(a, "party") && p < VB_PARTIES_MAX; p++)
		add_member(o, vb_act_get(a, "party", p), 0);
	for (unsigned k = 0; k < vb_act_count(a, "key"); k++) {
		struct vb_key key;

		if (vb_key_parse(vb_act_get(a, "key", k), &key, NULL) != VB_OK ||
		    known_key(o, &key))
			return false;
		know_key(o, &key);
	}
	return i == 0;
}

/* 5.1.5 */
static bool join(struct oracle *o, size_t i)
{
	const struct vb_act *a = o->act[i];
	struct oracle_member *m = oracle_member(o, a->author);
	size_t of = oracle_cited(o, a, "of");

	if (!m || m->joined || a->office.len > 0 || of == NEVER || of != m->admitted ||
	    a->number != 1)
		return false;
	m->joined = true;
	return true;
}

/* 5.1.6 */
static bool mandate(struct oracle *o, size_t i)
{
	const struct vb_act *a = o->act[i];
	struct vb_view to = vb_act_get(a, "to", 0);
	char name[2 * VB_NAME_MAX + 2];

	if (a->office.len > 0 || vb_view_is(to, "recovery"))
		return false;
	for (unsigned s = 0; s < vb_act_count(a, "scope"); s++)
		if (!vb_view_is(vb_act_get(a, "scope", s), "all") &&
		    !vb_kind_find(vb_act_get(a, "scope", s)))
			return false;
	snprintf(name, sizeof(name), "%.*s/%.*s", (int)a->author.len, a->author.ptr,
		 (int)to.len, to.ptr);
	if (!new_keys(o, a, vb_view_str(name), 1u << VB_P_ACT, true))
		return false;
	o->mandate = grown(o->mandate, o->nmandates, sizeof(*o->mandate));
	o->mandate[o->nmandates++] = (struct oracle_mandate){a, false};
	return true;
}

/* 5.1.7 */
static bool revoke(struct oracle *o, size_t i)
{
	const struct vb_act *a = o->act[i];

	for (size_t k = o->nmandates; a->office.len == 0 && k > 0; k--) {
		struct oracle_mandate *m = &o->mandate[k - 1];

		if (m->revoked || !vb_view_eq(m->act->author, a->author) ||
		    !vb_view_eq(vb_act_get(m->act, "to", 0), vb_act_get(a, "to", 0)))
			continue;
		m->revoked = true;
		return true;
	}
	return false;
}

/* 5.1.8; what it does to the chain: see oracle.c. */
static bool rekey(struct oracle *o, size_t i)
{
	return new_keys(o, o->act[i], o->act[i]->author,
			1u << VB_P_ACT | 1u << VB_P_COSIGN | 1u << VB_P_SEAL, false);
}

static bool resume(struct oracle *o, size_t i)		/* 5.1.9 */
{
	(void)o;
	(void)i;
	return true;
}

/* 5.1.4 */
static bool good_rule(struct vb_view name, struct vb_view value, uint64_t *n)
{
	static const char *const choice[][3] = {{"channel", "complete", "open"},
		{"clock", "runs", "stops"}, {"tie", "author", "addressee"},
		{"undertaking", "single", "each"}};
	bool none = vb_view_is(value, "-");

	*n = 0;
	for (size_t i = 0; i < VB_ARRAY_LEN(choice); i++)
		if (vb_view_is(name, choice[i][0]))
			return vb_view_is(value, choice[i][1]) ||
			       vb_view_is(value, choice[i][2]);
	if (none)
		return vb_view_is(name, "answer-days") || vb_view_is(name, "deemed-days");
	return vb_dec_parse(value, n) &&
	       (vb_view_is(name, "skew-seconds") || (*n >= 1 && *n <= 36500));
}

/* 5.1.4, 5.1.10; those that states and remarks depend on are kept. */
static bool rules(struct oracle *o, const struct vb_act *a)
{
	struct vb_view value, before = vb_view_str("");
	uint64_t n;

	for (unsigned i = 0; i < vb_act_count(a, "rule"); i++) {
		struct vb_view name = vb_token(vb_act_get(a, "rule", i), &value);

		if (!good_rule(name, value, &n) || vb_view_eq(name, before))
			return false;
		before = name;
	}
	for (unsigned i = 0; i < vb_act_count(a, "rule"); i++) {
		struct vb_view name = vb_token(vb_act_get(a, "rule", i), &value);

		good_rule(name, value, &n);
		if (vb_view_is(name, "take-days"))
			o->take_days = n;
		else if (vb_view_is(name, "collect-days"))
			o->collect_days = n;
		else if (vb_view_is(name, "deemed-days"))
			o->deemed_days = n;
		else if (vb_view_is(name, "skew-seconds"))
			o->skew = n;
		else if (vb_view_is(name, "tie"))
			o->tie_author = vb_view_is(value, "author");
		else if (vb_view_is(name, "undertaking"))
			o->each = vb_view_is(value, "each");
	}
	return true;
}

static bool charter(struct oracle *o, size_t i)		/* 5.1.1 to 5.1.4 */
{
	return open_table(o, i) && rules(o, o->act[i]);
}

static bool amend(struct oracle *o, size_t i)		/* 5.1.10 */
{
	const struct vb_act *a = o->act[i];

	size_t what = oracle_cited(o, a, "amends");

	/* It is the second amendment of that act. */
	for (size_t k = 1; what != o->amended && k < i; k++)
		if (o->effect[k] && oracle_is(o->act[k], "amend") &&
		    oracle_cited(o, o->act[k], "amends") == what)
			o->by[i] = k;
	if (what != o->amended || !rules(o, a))
		return false;
	o->amended = i;
	return true;
}

/* 5.1.11: one who has not left. */
static bool chair_sits(const struct oracle *o)
{
	for (unsigned m = 0; m < o->nmembers; m++)
		if (vb_view_is(o->member[m].role, "chair") && o->member[m].left == NEVER)
			return true;
	return false;
}

static bool admit(struct oracle *o, size_t i)		/* 5.1.11 */
{
	const struct vb_act *a = o->act[i];
	struct vb_view role, name = vb_token(vb_act_get(a, "party", 0), &role);
	const struct oracle_member *there = oracle_member(o, name);

	if (there)
		o->by[i] = there->admitted;
	if (there || o->nmembers == VB_PARTIES_MAX ||
	    (vb_view_is(role, "chair") && chair_sits(o)) ||
	    vb_view_eq(name, vb_act_get(o->act[0], "depositary", 0)) ||
	    !new_keys(o, a, name, 1u << VB_P_ACT | 1u << VB_P_COSIGN | 1u << VB_P_RECOVERY |
				  1u << VB_P_SEAL, true))
		return false;
	add_member(o, vb_act_get(a, "party", 0), i);
	return true;
}

static bool leave(struct oracle *o, size_t i)		/* 5.1.12 */
{
	const struct vb_act *a = o->act[i];
	struct oracle_member *author;

	if (a->office.len > 0)
		return false;
	author = need(oracle_member(o, a->author));
	author->left = i;
	return true;
}

static bool transfer(struct oracle *o, size_t i)	/* 5.1.13 */
{
	const struct vb_act *a = o->act[i];
	struct vb_view root, size = vb_token(vb_act_get(a, "at", 0), &root);
	struct vb_hash stated;
	unsigned purposes = 0;
	struct vb_key k;
	uint64_t n;

	for (unsigned p = 0; p < vb_act_count(a, "key"); p++) {
		if (vb_key_parse(vb_act_get(a, "key", p), &k, NULL) != VB_OK ||
		    !vb_view_is(vb_act_get(a, "depositary", 0), k.name) ||
		    (purposes >> k.purpose & 1) ||
		    (k.purpose == VB_P_LOG &&
		     !vb_view_is(vb_act_get(a, "origin", 0), k.vkey.name)))
			return false;
		purposes |= 1u << k.purpose;
	}
	if (purposes != (1u << VB_P_ACT | 1u << VB_P_CLOCK | 1u << VB_P_LOG) ||
	    !vb_dec_parse(size, &n) || n != a->seen_size || !vb_hash_parse(root, &stated) ||
	    !vb_hash_eq(&stated, &a->seen_root) ||
	    vb_view_eq(vb_act_get(a, "origin", 0), vb_act_get(o->act[0], "origin", 0)))
		return false;
	o->closed = i;
	return true;
}

/* ---- 5.2: papers ---- */

/* 5.2.5: an earlier hand-over that the author sent or was sent. */
bool oracle_answers_well(const struct oracle *o, const struct vb_act *a)
{
	size_t what = oracle_cited(o, a, "answers");

	if (vb_act_count(a, "answers") == 0)
		return true;
	for (size_t i = 0; what != NEVER && i < o->nhanded; i++)
		if (o->handed[i].act == what && (vb_view_eq(o->handed[i].from, a->author) ||
						 vb_view_eq(o->handed[i].to, a->author)))
			return true;
	return false;
}

static void add_handed(struct oracle *o, size_t act, struct vb_view from, struct vb_view to,
		       struct vb_view copy, bool entered)
{
	o->handed = grown(o->handed, o->nhanded, sizeof(*o->handed));
	o->handed[o->nhanded++] = (struct oracle_handed){
		.act = act, .from = from, .to = to, .copy = copy, .entered = entered,
		.receipt = NEVER, .refuse = NEVER, .withdraw = NEVER, .release = NEVER,
		.take = NEVER, .contest = {NEVER, NEVER, false},
		.cannot_open = {NEVER, NEVER, false}};
}

/* 5.2.4: the copies at @x and @y of one act have nothing in common. */
static bool apart(const struct vb_copy *x, const struct vb_copy *y)
{
	return !vb_view_eq(x->addressee, y->addressee) && !vb_hash_eq(&x->hash, &y->hash) &&
	       !vb_hash_eq(&x->root, &y->root) &&
	       (!x->has_recipient || !y->has_recipient ||
		memcmp(&x->recipient, &y->recipient, sizeof(x->recipient)) != 0);
}

/* 5.2.4: another member, who sits at the table; or the author's own.  *left: one who has
 * left it. */
static bool copy_fits(const struct oracle *o, const struct vb_act *a, const struct vb_copy *c,
		      size_t *left)
{
	const struct oracle_member *to = find_member(o, c->addressee);

	if (vb_view_eq(c->addressee, a->author))
		return !c->has_recipient;
	if (!c->has_recipient || !to || !to->joined)
		return false;
	*left = to->left != NEVER ? to->left : *left;
	return true;
}

/* 5.2.4: an annex travels with a copy. */
static bool annexes_fit(const struct vb_act *a, const struct vb_copy *copy, unsigned n)
{
	for (unsigned i = 0; i < vb_act_count(a, "annex"); i++) {
		struct vb_view rest, to = vb_token(vb_act_get(a, "annex", i), &rest);
		bool along = false;

		for (unsigned c = 0; c < n; c++)
			along = along || (copy[c].has_recipient &&
					  vb_view_eq(copy[c].addressee, to));
		if (!along)
			return false;
	}
	return true;
}

/* 5.2.1 to 5.2.5 */
static bool paper(struct oracle *o, size_t i)
{
	const struct vb_act *a = o->act[i];
	unsigned n = vb_act_count(a, "copy"), others = 0;
	const struct oracle_member *author = find_member(o, a->author);
	struct vb_copy copy[VB_REPEAT_MAX];
	size_t left = NEVER;

	if (vb_view_is(vb_act_get(a, "role", 0), "chair-text") &&
	    (!author || !vb_view_is(author->role, "chair")))
		return false;
	for (unsigned c = 0; c < n; c++) {
		if (!vb_copy_parse(vb_act_get(a, "copy", c), &copy[c]) ||
		    !copy_fits(o, a, &copy[c], &left))
			return false;
		others += copy[c].has_recipient;
		for (unsigned e = 0; e < c; e++)
			if (!apart(&copy[c], &copy[e]))
				return false;
	}
	if (others == 0 || !annexes_fit(a, copy, n) || !oracle_answers_well(o, a))
		return false;
	o->by[i] = left;
	if (left != NEVER)
		return false;
	for (unsigned c = 0; c < n; c++)
		if (copy[c].has_recipient)
			add_handed(o, i, a->author, copy[c].addressee,
				   vb_act_get(a, "copy", c), false);
	return true;
}

static bool is_paper(const struct vb_act *a)
{
	return oracle_is(a, "propose") || oracle_is(a, "respond") || oracle_is(a, "letter");
}

static bool corrigendum(struct oracle *o, size_t i)	/* 5.2.6 */
{
	const struct vb_act *a = o->act[i];
	size_t of = oracle_cited(o, a, "of");

	return of != NEVER && o->effect[of] && is_paper(o->act[of]) &&
	       vb_view_eq(o->act[of]->author, a->author);
}

static bool entered(struct oracle *o, size_t i)		/* 5.2.7 */
{
	const struct vb_act *a = o->act[i];
	struct vb_view from = vb_act_get(a, "from", 0), line = vb_act_get(a, "copy", 0);
	struct vb_copy c;

	if (!find_member(o, from) || vb_view_eq(from, a->author) ||
	    !vb_copy_parse(line, &c) || c.has_recipient ||
	    !vb_view_eq(c.addressee, a->author) || !oracle_answers_well(o, a))
		return false;
	add_handed(o, i, from, a->author, line, true);
	return true;
}

/* ---- 5.4: conduct ---- */

static bool promise(struct oracle *o, size_t i)		/* 5.4.1 */
{
	const struct vb_act *a = o->act[i];
	int64_t due;

	return vb_act_time(a, "due", &due) && due > a->date && cites_well(o, a, "of") &&
	       (vb_act_count(a, "to") == 0 || find_member(o, vb_act_get(a, "to", 0)));
}

static bool meeting(struct oracle *o, size_t i)		/* 5.4.2 */
{
	const struct vb_act *a = o->act[i];

	for (unsigned w = 0; w < vb_act_count(a, "with"); w++)
		if (!find_member(o, vb_act_get(a, "with", w)))
			return false;
	return true;
}

static bool minutes(struct oracle *o, size_t i)		/* 5.4.3 */
{
	const struct vb_act *a = o->act[i];

	return cites_well(o, a, "of") && (vb_act_count(a, "of") == 0 ||
	       oracle_is(o->act[oracle_cited(o, a, "of")], "meeting"));
}

bool oracle_rules(struct oracle *o, size_t i, bool *effect)
{
	static const struct {
		const char *kind;
		bool (*fn)(struct oracle *o, size_t i);
	} rule[] = {
		{"open", charter}, {"join", join}, {"mandate", mandate}, {"revoke", revoke},
		{"rekey", rekey}, {"resume", resume}, {"amend", amend}, {"admit", admit},
		{"leave", leave}, {"transfer", transfer}, {"propose", paper},
		{"respond", paper}, {"letter", paper}, {"corrigendum", corrigendum},
		{"entered", entered}, {"promise", promise}, {"meeting", meeting},
		{"minutes", minutes},
	};

	for (size_t r = 0; r < VB_ARRAY_LEN(rule); r++) {
		if (!oracle_is(o->act[i], rule[r].kind))
			continue;
		*effect = rule[r].fn(o, i);
		return true;
	}
	return false;
}
