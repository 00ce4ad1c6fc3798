/*
 * open: the charter, a table's founding act (format.md 5.1.1 to 5.1.4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

#include <stdlib.h>
#include <string.h>

static const struct vb_field fields[] = {
	{"name", VB_T_NAME, 0, NULL, "the table's name"},
	{"nonce", VB_T_HASH, 0, NULL, "32 random bytes"},
	{"origin", VB_T_KEYNAME, 0, NULL, "the log's origin"},
	{"depositary", VB_T_NAME, 0, NULL, "who keeps the log"},
	{"judge", VB_T_NAME, VB_F_OPTIONAL, NULL, "who rules on contests"},
	{"rule", VB_T_RULE, VB_F_REPEATED, NULL, "each rule once"},
	{"party", VB_T_PARTY, VB_F_REPEATED, NULL, "the members and their roles"},
	{"key", VB_T_KEY, VB_F_REPEATED, NULL, "every key with its purpose"},
	{"seat", VB_T_SEAT, VB_F_REPEATED | VB_F_OPTIONAL, NULL, "each member's consent"},
};

#define MEMBER_KEYS (1u << VB_P_ACT | 1u << VB_P_COSIGN | 1u << VB_P_FOUNDING | \
		     1u << VB_P_RECOVERY | 1u << VB_P_SEAL)
#define DEPOSITARY_KEYS (1u << VB_P_ACT | 1u << VB_P_CLOCK | 1u << VB_P_LOG)

/* Each rule exactly once: there are as many lines as rules, and they rise; but the last may
 * lack. */
static enum vb_code take_rules(struct vb_fold *f, const struct vb_act *a, struct vb_err *err)
{
	unsigned n = vb_act_count(a, "rule");

	for (unsigned i = 0; i < n; i++) {
		struct vb_view value, v = vb_act_get(a, "rule", i);

		if (!vb_rule_names[i] || !vb_view_is(vb_token(v, &value), vb_rule_names[i]))
			return vb_void(err, "5.1.4", "rule %u is not the one that belongs there",
				       i + 1);
		vb_rule_set(&f->rules, v);
	}
	if (vb_rule_names[n] && strcmp(vb_rule_names[n], VB_RULE_MAY_LACK) != 0)
		return vb_void(err, "5.1.4", "the rule %s is missing", vb_rule_names[n]);
	return VB_OK;
}

static enum vb_code take_members(struct vb_fold *f, const struct vb_act *a, struct vb_err *err)
{
	unsigned principals = 0, chairs = 0;
	enum vb_code code = VB_OK;

	for (unsigned i = 0; code == VB_OK && i < vb_act_count(a, "party"); i++)
		code = vb_roster_party(f, vb_act_get(a, "party", i), 0, err);
	for (uint32_t i = 0; code == VB_OK && i < f->nparties; i++) {
		struct vb_view name = vb_view_str(f->party[i].name);

		principals += f->party[i].role == VB_PRINCIPAL;
		chairs += f->party[i].role == VB_CHAIR;
		if (vb_fold_party(f, name) != i || vb_view_is(name, f->depositary))
			return vb_void(err, "5.1.1", "the name %s occurs twice", f->party[i].name);
		code = vb_keys_complete(a, name, MEMBER_KEYS, "5.1.1", err);
	}
	if (code == VB_OK && (principals < 2 || chairs > 1))
		return vb_void(err, "5.1.1", "it has %u principals and %u chairs, it needs two "
					     "or more and at most one",
			       principals, chairs);
	return code;
}

static enum vb_code take_keys(struct vb_fold *f, const struct vb_act *a, struct vb_err *err)
{
	struct vb_key log = {0};
	enum vb_code code = vb_keys_complete(a, vb_view_str(f->depositary), DEPOSITARY_KEYS,
					     "5.1.1", err);
	unsigned n = vb_act_count(a, "key");

	if (code == VB_OK && n != f->nparties * 5 + 3)
		return vb_void(err, "5.1.1", "it holds keys of somebody who is no member");
	for (unsigned i = 0; code == VB_OK && i < n; i++)
		code = vb_roster_key(f, vb_act_get(a, "key", i), 0, err);
	if (code != VB_OK)
		return code;
	vb_act_key(a, "key", vb_view_str(f->depositary), VB_P_LOG, &log);
	if (strcmp(log.vkey.name, f->origin) != 0)
		return vb_void(err, "3.2", "the log key's name is not the log's origin");
	return VB_OK;
}

/* format.md 5.1.2: every member's act key signed its seat. */
static bool seat_holds(const struct vb_act *a, struct vb_view name,
		       const uint8_t blob[static 68], const struct vb_hash *draft)
{
	struct vb_view keys[VB_REPEAT_MAX], rest;
	uint8_t text[8 * 400];
	char party[VB_NAME_MAX + 1];
	unsigned n = 0;
	struct vb_writer w;
	struct vb_key act = {0};

	for (unsigned i = 0; i < vb_act_count(a, "key"); i++) {
		struct vb_view v = vb_act_get(a, "key", i);

		if (vb_view_eq(vb_token(v, &rest), name))
			keys[n++] = v;
	}
	vb_copy_str(party, sizeof(party), name);
	vb_writer_init(&w, text, sizeof(text));
	vb_seat_put_text(&w, draft, party, keys, n);
	vb_act_key(a, "key", name, VB_P_ACT, &act);
	return vb_be32(blob) == act.vkey.id &&
	       vb_ed25519_verify(act.vkey.pub, vb_written(&w), blob + 4);
}

static enum vb_code check_seats(struct vb_fold *f, const struct vb_act *a, struct vb_err *err)
{
	uint8_t *buf = malloc(VB_TEXT_MAX);
	enum vb_code code = VB_OK;
	struct vb_writer w;
	struct vb_hash draft;

	if (!buf)
		return vb_no_memory(err);
	vb_writer_init(&w, buf, VB_TEXT_MAX);
	vb_charter_put_draft(&w, a);
	vb_sha256(vb_written(&w), &draft);
	if (w.over)
		code = vb_no_memory(err);
	else if (vb_act_count(a, "seat") > f->nparties)
		code = vb_void(err, "5.1.2", "it has %u seats for %u members",
			       vb_act_count(a, "seat"), f->nparties);
	for (uint32_t i = 0; code == VB_OK && i < f->nparties; i++) {
		struct vb_view name;
		uint8_t blob[68];

		if (!vb_seat_read(vb_act_get(a, "seat", i), &name, blob) ||
		    !vb_view_is(name, f->party[i].name) || !seat_holds(a, name, blob, &draft))
			code = vb_void(err, "5.1.2",
				       "the seat of %s is missing or does not hold",
				       f->party[i].name);
	}
	free(buf);
	return code;
}

static enum vb_code take_judge(struct vb_fold *f, const struct vb_act *a, struct vb_err *err)
{
	struct vb_view judge = vb_act_get(a, "judge", 0);
	uint8_t author = vb_author_of(f, a);

	if (author == VB_NO_PARTY || f->party[author].role != VB_PRINCIPAL || a->office.len > 0)
		return vb_void(err, "5.1.1", "its author is no principal");
	if (judge.len == 0)
		return VB_OK;
	f->judge = vb_fold_party(f, judge);
	if (f->judge == VB_NO_PARTY || f->party[f->judge].role == VB_PRINCIPAL)
		return vb_void(err, "5.1.1", "the judge must be a member and no principal");
	return VB_OK;
}

static enum vb_code fold_open(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			      struct vb_err *err)
{
	enum vb_code code;

	(void)index;
	f->table = a->table;
	f->charter = a->id;
	vb_copy_str(f->name, sizeof(f->name), vb_act_get(a, "name", 0));
	vb_copy_str(f->origin, sizeof(f->origin), vb_act_get(a, "origin", 0));
	vb_copy_str(f->depositary, sizeof(f->depositary), vb_act_get(a, "depositary", 0));
	code = take_rules(f, a, err);
	if (code == VB_OK)
		code = take_members(f, a, err);
	if (code == VB_OK)
		code = take_keys(f, a, err);
	if (code == VB_OK)
		code = take_judge(f, a, err);
	if (code == VB_OK)
		code = check_seats(f, a, err);
	/* The opener's own acts count from 1, behind the charter. */
	if (code == VB_OK) {
		f->chain[0].party = vb_author_of(f, a);
		f->chain[0].head = f->charter;
	}
	return code;
}

const struct vb_kind vb_kind_open = {
	.name = "open", .group = "founding", .clause = "5.1.1",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_FOUNDERS, .roster = true,
	.means = "You take your seat at this table under these rules and with these keys.",
	.sentence = "the table {name} opens; depositary {depositary}",
	.fold = fold_open,
};
