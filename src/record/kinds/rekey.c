/*
 * rekey: new keys by the recovery key (format.md 4.3, 5.1.8).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {
	{"key", VB_T_KEY, VB_F_REPEATED, NULL, "the new keys, an act key among them"},
	VB_REASON_FIELD,
};

#define NEW_KEYS (1u << VB_P_ACT | 1u << VB_P_COSIGN | 1u << VB_P_SEAL)

/* One act key of the party's own, and one for cosign and one for seal at most. */
static bool keys_fit(const struct vb_act *a)
{
	unsigned may = NEW_KEYS;

	for (unsigned i = 0; i < vb_act_count(a, "key"); i++) {
		struct vb_view rest, name = vb_token(vb_act_get(a, "key", i), &rest);
		int p = vb_word_index(vb_purpose_names, vb_token(rest, &rest));

		if (!vb_view_eq(name, a->author) || !(may >> p & 1))
			return false;
		may &= ~(1u << p);
	}
	return !(may >> VB_P_ACT & 1);
}

static enum vb_code check_rekey(const struct vb_fold *f, const struct vb_act *a,
				struct vb_err *err)
{
	if (!keys_fit(a))
		return vb_void(err, "5.1.8",
			       "its keys are not one act key, with cosign and seal keys, "
			       "of the author");
	return vb_keys_fresh(f, a, err);
}

static enum vb_code fold_rekey(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			      struct vb_err *err)
{
	char name[VB_NAME_MAX + 1];
	struct vb_chain *chain;
	enum vb_code code = check_rekey(f, a, err);

	for (unsigned i = 0; code == VB_OK && i < vb_act_count(a, "key"); i++)
		code = vb_roster_key(f, vb_act_get(a, "key", i), index, err);
	if (code != VB_OK)
		return code;
	vb_copy_str(name, sizeof(name), a->author);
	chain = vb_chain_of(f, name, a->author);
	if (!chain)
		return vb_no_memory(err);
	chain->rekeyed = true;
	return VB_OK;
}

const struct vb_kind vb_kind_rekey = {
	.name = "rekey", .group = "founding", .clause = "5.1.8",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_RECOVERY, .roster = true,
	.means = "Your old keys end here; whatever they sign later does not bind you.",
	.sentence = "{author} replaces its keys by its recovery key",
	.fold = fold_rekey, .check = check_rekey,
};
