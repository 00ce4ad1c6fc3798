/*
 * statement: a member states something on the record; the judge rules by one (format.md 5.4.4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const char *const findings[] = {"upheld", "rejected", NULL};

static const struct vb_field fields[] = {
	{"of", VB_T_ACT, VB_F_OPTIONAL, NULL, "the act that it is about"},
	{"finding", VB_T_ENUM, VB_F_OPTIONAL, findings, "the judge's ruling on a contest or "
							"cannot-open"},
	{"text", VB_T_WORDS, 0, NULL, "the statement"},
};

/* The judge rules on the contest or cannot-open @what; each has a ruling of its own. */
static enum vb_code rule(struct vb_fold *f, const struct vb_act *a, uint32_t what,
			 uint32_t index, struct vb_err *err)
{
	bool upheld = vb_view_is(vb_act_get(a, "finding", 0), "upheld");

	if (what != VB_NO_ACT && f->fact[what].kind != &vb_kind_contest &&
	    f->fact[what].kind != &vb_kind_cannot_open)
		return vb_void(err, "5.4.4", "a finding is on a contest or a cannot-open");
	for (uint32_t i = 0; what != VB_NO_ACT && i < f->nhandovers; i++) {
		struct vb_handover *h = &f->handover[i];

		if (h->contest == what && h->contest_ruling == VB_NO_ACT) {
			h->contest_ruling = index;
			h->contest_upheld = upheld;
			return VB_OK;
		}
		if (h->cannot_open == what && h->cannot_open_ruling == VB_NO_ACT) {
			h->cannot_open_ruling = index;
			h->cannot_open_upheld = upheld;
			return VB_OK;
		}
	}
	return vb_void_after(err, "5.4.4",
			     "\"of\" is no contest or cannot-open that awaits a ruling");
}

static enum vb_code fold_statement(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			          struct vb_err *err)
{
	enum vb_code code;
	uint32_t what;

	if (vb_act_count(a, "finding") > 0 &&
	    (f->judge == VB_NO_PARTY || vb_author_of(f, a) != f->judge))
		return vb_void(err, "5.4.4", "a finding is the judge's alone");
	code = vb_cites(f, a, "of", "5.4.4", &what, err);
	if (code != VB_OK || vb_act_count(a, "finding") == 0)
		return code;
	return rule(f, a, what, index, err);
}

const struct vb_kind vb_kind_statement = {
	.name = "statement", .group = "confidence", .clause = "5.4.4",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_AUTHOR,
	.means = "You state this on the record; it answers and accepts nothing.",
	.sentence = "{author} states: {text}",
	.fold = fold_statement,
};
