/*
 * admit: the principals name a new member (format.md 5.1.11).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {
	{"party", VB_T_PARTY, 0, NULL, "its name and role"},
	{"key", VB_T_KEY, VB_F_REPEATED, NULL, "all its keys but founding"},
};

#define NEW_KEYS (1u << VB_P_ACT | 1u << VB_P_COSIGN | 1u << VB_P_RECOVERY | 1u << VB_P_SEAL)

static enum vb_code check_name(const struct vb_fold *f, struct vb_view name, struct vb_err *err)
{
	uint8_t there = vb_fold_party(f, name);
	bool founder = there != VB_NO_PARTY && f->party[there].admitted == 0;

	if (founder || vb_view_is(name, f->depositary))
		return vb_void(err, "5.1.11", "somebody of that name is at the table");
	if (there != VB_NO_PARTY)
		return vb_void_after(err, "5.1.11", "somebody of that name was admitted before");
	if (f->nparties >= VB_PARTIES_MAX)
		return vb_void_after(err, "1.2", "a table has at most %d members", VB_PARTIES_MAX);
	return VB_OK;
}

/* At most one chair (format.md 5.1.1): one who has left is none. */
static bool chair_sits(const struct vb_fold *f)
{
	for (uint32_t i = 0; i < f->nparties; i++) {
		if (f->party[i].role == VB_CHAIR && f->party[i].until == VB_NO_ACT)
			return true;
	}
	return false;
}

static enum vb_code check_admit(const struct vb_fold *f, const struct vb_act *a,
				struct vb_err *err)
{
	struct vb_view role, name = vb_token(vb_act_get(a, "party", 0), &role);
	enum vb_code code = check_name(f, name, err);

	if (code == VB_OK)
		code = vb_keys_complete(a, name, NEW_KEYS, "5.1.11", err);
	if (code == VB_OK && vb_act_count(a, "key") != 4)
		return vb_void(err, "5.1.11", "it holds keys of somebody else");
	if (code == VB_OK && vb_view_is(role, vb_role_names[VB_CHAIR]) && chair_sits(f))
		return vb_void_after(err, "5.1.11", "the table has a chair");
	return code == VB_OK ? vb_keys_fresh(f, a, err) : code;
}

static enum vb_code fold_admit(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			      struct vb_err *err)
{
	struct vb_view role, name = vb_token(vb_act_get(a, "party", 0), &role);
	uint8_t there = vb_fold_party(f, name);
	enum vb_code code = check_admit(f, a, err);

	if (there != VB_NO_PARTY && f->party[there].admitted > 0)
		vb_crosses(f, a, f->party[there].admitted);
	if (code == VB_OK)
		code = vb_roster_party(f, vb_act_get(a, "party", 0), index, err);
	for (unsigned i = 0; code == VB_OK && i < vb_act_count(a, "key"); i++)
		code = vb_roster_key(f, vb_act_get(a, "key", i), index, err);
	return code;
}

const struct vb_kind vb_kind_admit = {
	.name = "admit", .group = "founding", .clause = "5.1.11",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_PRINCIPALS, .roster = true,
	.means = "A new member may take its seat; what is handed over later may be addressed to "
		 "it.",
	.sentence = "the principals admit {party}",
	.fold = fold_admit, .check = check_admit,
};
