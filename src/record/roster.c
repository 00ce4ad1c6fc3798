/*
 * Members and keys: who sits at the table, which key holds where in the log, and
 * who must sign what (format.md 3).
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

uint8_t vb_fold_party(const struct vb_fold *f, struct vb_view name)
{
	for (uint32_t i = 0; i < f->nparties; i++) {
		if (vb_view_is(name, f->party[i].name))
			return (uint8_t)i;
	}
	return VB_NO_PARTY;
}

uint8_t vb_author_of(const struct vb_fold *f, const struct vb_act *a)
{
	return vb_fold_party(f, a->author);
}

enum vb_code vb_roster_party(struct vb_fold *f, struct vb_view v, uint32_t index,
			     struct vb_err *err)
{
	struct vb_view name, role;
	struct vb_party *p;

	if (f->nparties >= VB_PARTIES_MAX)
		return vb_void(err, "1.2", "a table has at most %d members", VB_PARTIES_MAX);
	p = vb_fold_grow(f, VB_POOL_PARTY);
	if (!p)
		return vb_no_memory(err);
	name = vb_token(v, &role);
	vb_copy_str(p->name, sizeof(p->name), name);
	p->role = (enum vb_role)vb_word_index(vb_role_names, role);
	p->admitted = p->from = index;
	p->until = VB_NO_ACT;
	p->joined = index == 0;
	return VB_OK;
}

bool vb_roster_seated(const struct vb_fold *f, uint8_t p)
{
	return p < f->nparties && f->party[p].joined && f->party[p].until == VB_NO_ACT;
}

/* format.md 3.5: one public key; an X25519 key is never an Ed25519 key. */
static bool same_key(enum vb_purpose purpose, const uint8_t raw[static 32], const struct vb_key *k)
{
	return (purpose == VB_P_SEAL) == (k->purpose == VB_P_SEAL) &&
	       memcmp(raw, k->raw, sizeof(k->raw)) == 0;
}

/* "NAME PURPOSE VALUE" as a key that is not at the table yet (format.md 3.3, 3.5). */
static enum vb_code read_fresh(const struct vb_fold *f, struct vb_view v, struct vb_key *out,
			       struct vb_err *err)
{
	char q[80];

	/* A bad point voids the act that would register it; its grammar is sound. */
	if (vb_key_parse(v, out, NULL) != VB_OK)
		return vb_void(err, "3.3", "\"%s\" is no point of prime order",
			       vb_quote(q, sizeof(q), v));
	for (uint32_t i = 0; i < f->nkeys; i++) {
		if (same_key(f->key[i].purpose, f->key[i].raw, out))
			return vb_fail(err, VB_REFUSED, "3.5",
				       f->key[i].from == 0 ? VB_BY_ITSELF : "",
				       "a key of %s is at the table already, as %s of %s",
				       out->name, vb_purpose_names[f->key[i].purpose],
				       f->key[i].name);
	}
	return VB_OK;
}

enum vb_code vb_keys_fresh(const struct vb_fold *f, const struct vb_act *a, struct vb_err *err)
{
	struct {
		enum vb_purpose purpose;
		uint8_t raw[32];
	} had[VB_REPEAT_MAX];
	enum vb_code code = VB_OK;
	struct vb_key key;

	for (unsigned i = 0; code == VB_OK && i < vb_act_count(a, "key"); i++) {
		code = read_fresh(f, vb_act_get(a, "key", i), &key, err);
		for (unsigned j = 0; code == VB_OK && j < i; j++) {
			if (same_key(had[j].purpose, had[j].raw, &key))
				return vb_void(err, "3.5", "it names one key of %s twice",
					       key.name);
		}
		had[i].purpose = key.purpose;
		memcpy(had[i].raw, key.raw, sizeof(key.raw));
	}
	return code;
}

enum vb_code vb_roster_key(struct vb_fold *f, struct vb_view v, uint32_t from,
			   struct vb_err *err)
{
	struct vb_key fresh, *slot;
	enum vb_code code = read_fresh(f, v, &fresh, err);

	if (code != VB_OK)
		return code;
	for (uint32_t i = 0; i < f->nkeys; i++) {
		if (f->key[i].purpose == fresh.purpose && f->key[i].until == VB_NO_ACT &&
		    strcmp(f->key[i].name, fresh.name) == 0)
			f->key[i].until = from;
	}
	slot = vb_fold_grow(f, VB_POOL_KEY);
	if (!slot)
		return vb_no_memory(err);
	*slot = fresh;
	slot->from = from;
	slot->until = VB_NO_ACT;
	return VB_OK;
}

const struct vb_key *vb_fold_key(const struct vb_fold *f, const char *name,
				 enum vb_purpose purpose, uint32_t at)
{
	for (uint32_t i = f->nkeys; i > 0; i--) {
		const struct vb_key *k = &f->key[i - 1];

		if (k->purpose == purpose && k->from <= at && k->until > at &&
		    strcmp(k->name, name) == 0)
			return k;
	}
	return NULL;
}

bool vb_act_key(const struct vb_act *a, const char *field, struct vb_view name,
		enum vb_purpose p, struct vb_key *out)
{
	for (unsigned i = 0; i < vb_act_count(a, field); i++) {
		struct vb_view rest, v = vb_act_get(a, field, i);
		struct vb_view who = vb_token(v, &rest);

		if (vb_view_eq(who, name) &&
		    vb_view_is(vb_token(rest, &rest), vb_purpose_names[p]))
			return vb_key_read(v, out, NULL) == VB_OK;
	}
	return false;
}

enum vb_code vb_keys_complete(const struct vb_act *a, struct vb_view name, unsigned want,
			      const char *clause, struct vb_err *err)
{
	unsigned have = 0;
	char q[40];

	for (unsigned i = 0; i < vb_act_count(a, "key"); i++) {
		struct vb_view rest, v = vb_act_get(a, "key", i);
		unsigned bit;

		if (!vb_view_eq(vb_token(v, &rest), name))
			continue;
		bit = 1u << vb_word_index(vb_purpose_names, vb_token(rest, &rest));
		if ((have & bit) || !(want & bit))
			return vb_void(err, clause, "%s has a key too many",
				       vb_quote(q, sizeof(q), name));
		have |= bit;
	}
	if (have != want)
		return vb_void(err, clause, "%s lacks a key", vb_quote(q, sizeof(q), name));
	return VB_OK;
}

/* The names of seated principals, rising; returns how many. */
static unsigned list_principals(const struct vb_fold *f,
				struct vb_view out[static VB_PARTIES_MAX])
{
	unsigned n = 0;

	for (uint32_t i = 0; i < f->nparties; i++) {
		struct vb_view name = vb_view_str(f->party[i].name);
		unsigned j = n;

		if (f->party[i].role != VB_PRINCIPAL || !vb_roster_seated(f, (uint8_t)i))
			continue;
		for (; j > 0 && vb_view_cmp(out[j - 1], name) > 0; j--)
			out[j] = out[j - 1];
		out[j] = name;
		n++;
	}
	return n;
}

/* ---- who must sign (format.md 2.8, 3.1) ---- */

static enum vb_code unknown_key(struct vb_err *err, struct vb_view name)
{
	char q[80];

	return vb_fail(err, VB_REFUSED, "3.1", "act", "no key of \"%s\" signs at this table",
		       vb_quote(q, sizeof(q), name));
}

static enum vb_code add_key(const struct vb_fold *f, const char *name, enum vb_purpose p,
			    struct vb_required *out, struct vb_err *err)
{
	const struct vb_key *k = vb_fold_key(f, name, p, f->nfacts);

	if (!k)
		return unknown_key(err, vb_view_str(name));
	out->key[out->n++] = k->vkey;
	return VB_OK;
}

/* The author's own key; a revoked office's last key still says who wrote, so that
 * its act can be logged and be void (format.md 3.7). */
static enum vb_code by_author(const struct vb_fold *f, const struct vb_act *a,
			      struct vb_required *out, struct vb_err *err)
{
	char name[66];

	vb_act_chain(name, a);
	if (vb_author_of(f, a) == VB_NO_PARTY || vb_view_is(a->office, "recovery"))
		return unknown_key(err, vb_view_str(name));
	for (uint32_t i = f->nkeys; a->office.len > 0 && i > 0; i--) {
		if (f->key[i - 1].purpose == VB_P_ACT &&
		    strcmp(f->key[i - 1].name, name) == 0) {
			out->key[out->n++] = f->key[i - 1].vkey;
			return VB_OK;
		}
	}
	return add_key(f, name, VB_P_ACT, out, err);
}

/* The depositary, or the author of a hand-over that it carries (format.md 5.3.3). */
static enum vb_code by_depositary(const struct vb_fold *f, const struct vb_act *a,
				  struct vb_required *out, struct vb_err *err)
{
	if (vb_view_is(a->author, f->depositary) && a->office.len == 0)
		return add_key(f, f->depositary, VB_P_ACT, out, err);
	return by_author(f, a, out, err);
}

static enum vb_code by_recovery(const struct vb_fold *f, const struct vb_act *a,
				struct vb_required *out, struct vb_err *err)
{
	char name[VB_NAME_MAX + 1];
	struct vb_key fresh;
	enum vb_code code;

	vb_copy_str(name, sizeof(name), a->author);
	if (!vb_view_is(a->office, "recovery"))
		return vb_fail(err, VB_REFUSED, "5.1.8", "act",
			       "a rekey is written in the chain %s/recovery", name);
	code = add_key(f, name, VB_P_RECOVERY, out, err);
	if (code != VB_OK)
		return code;
	if (!vb_act_key(a, "key", a->author, VB_P_ACT, &fresh))
		return vb_fail(err, VB_REFUSED, "5.1.8", "act", "it names no new act key");
	out->key[out->n++] = fresh.vkey;
	return VB_OK;
}

/* Each of @who, the author itself among them. */
static enum vb_code by_all(const struct vb_fold *f, const struct vb_act *a,
			   const struct vb_view who[static VB_PARTIES_MAX], unsigned n,
			   struct vb_required *out, struct vb_err *err)
{
	enum vb_code code = VB_OK;
	char name[VB_NAME_MAX + 1];
	bool author = false;

	for (unsigned i = 0; code == VB_OK && i < n; i++) {
		author = author || vb_view_eq(who[i], a->author);
		vb_copy_str(name, sizeof(name), who[i]);
		code = vb_fold_party(f, who[i]) == VB_NO_PARTY ?
			       unknown_key(err, who[i]) : add_key(f, name, VB_P_ACT, out, err);
	}
	if (code == VB_OK && (!author || a->office.len > 0))
		return vb_fail(err, VB_REFUSED, "2.8", "act",
			       "its author must be one of those that sign it");
	return code;
}

static enum vb_code by_principals(const struct vb_fold *f, const struct vb_act *a,
				  struct vb_required *out, struct vb_err *err)
{
	struct vb_view who[VB_PARTIES_MAX];

	return by_all(f, a, who, list_principals(f, who), out, err);
}

static enum vb_code by_listed(const struct vb_fold *f, const struct vb_act *a,
			      struct vb_required *out, struct vb_err *err)
{
	struct vb_view who[VB_PARTIES_MAX];
	unsigned n = vb_act_count(a, "signer");

	if (n > VB_PARTIES_MAX)
		return vb_fail(err, VB_REFUSED, "2.8", "act", "it names too many signers");
	for (unsigned i = 0; i < n; i++)
		who[i] = vb_act_get(a, "signer", i);
	return by_all(f, a, who, n, out, err);
}

/* The charter's own founding keys (format.md 5.1.1): the one act that brings them. */
static enum vb_code by_founders(const struct vb_fold *f, const struct vb_act *a,
				struct vb_required *out, struct vb_err *err)
{
	struct vb_key key;

	(void)f;
	if (vb_act_count(a, "party") > VB_PARTIES_MAX)
		return vb_fail(err, VB_MALFORMED, "1.2", "charter",
			       "it has more members than %d", VB_PARTIES_MAX);
	for (unsigned i = 0; i < vb_act_count(a, "party"); i++) {
		struct vb_view role, name = vb_token(vb_act_get(a, "party", i), &role);

		/* Whose key it lacks is found once the lines are those of its members. */
		if (!vb_act_key(a, "key", name, VB_P_FOUNDING, &key)) {
			key.vkey = (struct vb_vkey){.type = 0};
			vb_copy_str(key.vkey.name, sizeof(key.vkey.name), name);
		}
		out->key[out->n++] = key.vkey;
	}
	return VB_OK;
}

enum vb_code vb_fold_required(const struct vb_fold *f, const struct vb_act *a,
			      struct vb_required *out, struct vb_err *err)
{
	static enum vb_code (*const by[])(const struct vb_fold *f, const struct vb_act *a,
					  struct vb_required *out, struct vb_err *err) = {
		[VB_BY_AUTHOR] = by_author,		[VB_BY_RECOVERY] = by_recovery,
		[VB_BY_DEPOSITARY] = by_depositary,	[VB_BY_PRINCIPALS] = by_principals,
		[VB_BY_LISTED] = by_listed,		[VB_BY_FOUNDERS] = by_founders,
	};

	static_assert(VB_ARRAY_LEN(by) == VB_BY_FOUNDERS + 1, "a rule for each");
	out->n = 0;
	return by[a->kind->signers](f, a, out, err);
}

/* The lines are under the right names; whether they are by the keys that are due. */
static enum vb_code check_keys(const struct vb_act *a, const struct vb_required *r,
			       struct vb_err *err)
{
	for (unsigned i = 0; i < r->n; i++) {
		if (r->key[i].type == 0)
			return vb_fail(err, VB_FALSE, "3.1", "act", "it names no founding key of "
								    "%s",
				       r->key[i].name);
	}
	for (unsigned i = 0; i < r->n; i++) {
		if (!vb_sigline_matches(&a->note.sig[i], &r->key[i]))
			return vb_fail(err, VB_FALSE, "2.8", "act",
				       "signature line %u is not by the key of %s that holds here",
				       i + 1, r->key[i].name);
	}
	return VB_OK;
}

enum vb_code vb_act_lines(const struct vb_act *a, const struct vb_required *r,
			  struct vb_err *err)
{
	if (a->note.nsigs != r->n)
		return vb_fail(err, VB_MALFORMED, "2.8", "act",
			       "it has %u signature lines, its kind requires %u", a->note.nsigs,
			       r->n);
	for (unsigned i = 0; i < r->n; i++) {
		if (!vb_view_is(a->note.sig[i].name, r->key[i].name))
			return vb_fail(err, VB_FALSE, "2.8", "act",
				       "signature line %u is not that of %s", i + 1,
				       r->key[i].name);
	}
	return check_keys(a, r, err);
}

enum vb_code vb_act_verify(const struct vb_act *a, const struct vb_required *r,
			   struct vb_err *err)
{
	enum vb_code code = vb_act_lines(a, r, err);

	for (unsigned i = 0; code == VB_OK && i < r->n; i++) {
		if (!vb_sigline_verify(&a->note.sig[i], &r->key[i], a->note.text))
			code = vb_fail(err, VB_FALSE, "3.3", "act",
				       "the signature of %s is not valid", r->key[i].name);
	}
	return code;
}
