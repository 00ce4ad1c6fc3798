/*
 * join: an admitted party takes its seat (format.md 5.1.5).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {
	VB_OF_FIELD("the admit that named this party"),
};

static enum vb_code fold_join(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			     struct vb_err *err)
{
	uint8_t me = vb_author_of(f, a);
	enum vb_code code;
	uint32_t what;

	code = vb_cites(f, a, "of", "5.1.5", &what, err);
	if (code != VB_OK)
		return code;
	if (a->office.len > 0 || f->party[me].admitted == 0 ||
	    f->fact[what].kind != &vb_kind_admit)
		return vb_void(err, "5.1.5", "only a party that an admit named takes its seat so");
	if (f->fact[what].voided[0] || f->party[me].from != what)
		return vb_void_after(err, "5.1.5",
				     "\"of\" is not the admit on which its author waits");
	f->party[me].joined = true;
	f->party[me].from = index;
	return VB_OK;
}

const struct vb_kind vb_kind_join = {
	.name = "join", .group = "founding", .clause = "5.1.5",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_AUTHOR, .roster = true,
	.means = "You take your seat at this table, with the keys that its members admitted.",
	.sentence = "{author} takes its seat",
	.fold = fold_join,
};
