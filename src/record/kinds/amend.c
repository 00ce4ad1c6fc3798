/*
 * amend: the principals change rules (format.md 5.1.10).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {
	{"amends", VB_T_ACT, 0, NULL, "the last amendment, or the charter"},
	{"rule", VB_T_RULE, VB_F_REPEATED, NULL, "the rules that change"},
};

static enum vb_code fold_amend(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			      struct vb_err *err)
{
	enum vb_code code;
	uint32_t what;

	code = vb_cites(f, a, "amends", "5.1.10", &what, err);
	if (code != VB_OK)
		return code;
	for (unsigned i = 1; i < vb_act_count(a, "rule"); i++) {
		struct vb_view rest, v = vb_act_get(a, "rule", i), w = vb_act_get(a, "rule", i - 1);

		if (vb_view_eq(vb_token(v, &rest), vb_token(w, &rest)))
			return vb_void(err, "5.1.10", "it gives one rule two values");
	}
	if (f->fact[what].kind != &vb_kind_open && f->fact[what].kind != &vb_kind_amend)
		return vb_void(err, "5.1.10", "it amends neither the charter nor an amendment");
	if (what != f->amended) {
		vb_crosses(f, a, f->amended);
		return vb_void_after(err, "5.1.10", "it amends neither the last amendment nor an "
						    "unamended charter");
	}
	/* The parser has seen that each is in its range (format.md 5.1.4). */
	for (unsigned i = 0; i < vb_act_count(a, "rule"); i++)
		vb_rule_set(&f->rules, vb_act_get(a, "rule", i));
	f->amended = index;
	return VB_OK;
}

const struct vb_kind vb_kind_amend = {
	.name = "amend", .group = "founding", .clause = "5.1.10",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_PRINCIPALS, .roster = true,
	.means = "The rules of the table change for all, from this place in the log on.",
	.sentence = "the principals amend the rules: {rule}",
	.fold = fold_amend,
};
