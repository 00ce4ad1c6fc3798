/*
 * release: the one-time key of a copy, on its receipt (format.md 5.3.3 to 5.3.5).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

#include <string.h>

static const struct vb_field fields[] = {
	VB_OF_FIELD("the hand-over"),
	{"addressee", VB_T_NAME, 0, NULL, "whose copy"},
	{"receipt", VB_T_ACT, 0, NULL, "its receipt"},
	{"identity", VB_T_IDENTITY, 0, NULL, "the one-time identity"},
};

/* The act that a release is about, if that hands something over; VB_NO_ACT. */
static uint32_t released(const struct vb_fold *f, const struct vb_act *a)
{
	uint32_t what = vb_fold_named(f, vb_act_get(a, "of", 0));

	return what != VB_NO_ACT && f->fact[what].kind != &vb_kind_entered &&
		       f->fact[what].nhandovers > 0 ? what : VB_NO_ACT;
}

/* The copy of it that it opens; NULL: none. */
static struct vb_handover *opened(const struct vb_fold *f, const struct vb_act *a)
{
	uint8_t to = vb_fold_party(f, vb_act_get(a, "addressee", 0));
	uint32_t what = released(f, a);

	for (uint32_t i = 0; what != VB_NO_ACT && i < f->fact[what].nhandovers; i++) {
		if (f->handover[f->fact[what].handover + i].addressee == to)
			return &f->handover[f->fact[what].handover + i];
	}
	return NULL;
}

bool vb_release_wants(const struct vb_fold *f, const struct vb_act *a, struct vb_recipient *out)
{
	const struct vb_handover *h = a->kind == &vb_kind_release ? opened(f, a) : NULL;

	if (!h)
		return false;
	*out = h->recipient;
	return true;
}

enum vb_code vb_release_check(const struct vb_fold *f, const struct vb_act *a,
			      struct vb_err *err)
{
	struct vb_recipient want, have;

	if (!vb_release_wants(f, a, &want))
		return VB_OK;
	if (!vb_identity_recipient(vb_act_get(a, "identity", 0), &have) ||
	    memcmp(&want, &have, sizeof(want)) != 0)
		return vb_fail(err, VB_FALSE, "5.3.4", "release",
			       "the identity does not belong to the copy's recipient");
	return VB_OK;
}

/* Of the depositary a release that must not be is a broken promise, of an author it is void
 * (format.md 5.3.3, 5.3.4); @certain: whatever else is logged. */
static enum vb_code fault(const struct vb_fold *f, const struct vb_act *a, const char *clause,
			  bool certain, const char *what, struct vb_err *err)
{
	bool ours = vb_view_is(a->author, f->depositary);

	return vb_fail(err, ours ? VB_FALSE : VB_REFUSED, clause, certain ? VB_BY_ITSELF : "",
		       "%s", what);
}

/* The receipt in effect of that addressee.  Of picked acts nobody knows which one that is: each
 * may be, and so may one that is not here. */
static enum vb_code check_receipt(const struct vb_fold *f, const struct vb_act *a,
				  const struct vb_handover *h, struct vb_err *err)
{
	uint32_t receipt = vb_fold_named(f, vb_act_get(a, "receipt", 0));
	bool about = receipt != VB_NO_ACT && f->fact[receipt].kind == &vb_kind_receipt &&
		     (!f->fact[receipt].voided[0] || !f->fact[receipt].certain) &&
		     f->fact[receipt].handover == (uint32_t)(h - f->handover);

	/* Its identity is false: vb_entry_release() has seen to it. */
	if (vb_act_count(a, "receipt") == 0)
		return fault(f, a, "5.3.4", true, "its identity is not that copy's", err);
	if (f->picked && (about || receipt == VB_NO_ACT))
		return VB_OK;
	if (receipt != VB_NO_ACT && receipt == h->receipt)
		return VB_OK;
	return fault(f, a, "5.3.4", !about, "it names no receipt in effect of that addressee", err);
}

static enum vb_code fold_release(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			        struct vb_err *err)
{
	struct vb_handover *h = opened(f, a);
	uint8_t me = vb_author_of(f, a);
	uint8_t to = vb_fold_party(f, vb_act_get(a, "addressee", 0));
	uint32_t what = vb_fold_named(f, vb_act_get(a, "of", 0)), of = released(f, a);
	enum vb_code code;

	if (of == VB_NO_ACT ||
	    (me != VB_NO_PARTY && me != f->handover[f->fact[of].handover].author))
		return fault(f, a, "5.3.3", vb_is_plain(f, what),
			     "there is no such hand-over for it to release", err);
	if (!h)
		return fault(f, a, "5.3.4", to != VB_NO_PARTY,
			     "that hand-over has no copy for that addressee", err);
	code = check_receipt(f, a, h, err);
	if (code != VB_OK)
		return code;
	if (h->release != VB_NO_ACT) {
		vb_crosses(f, a, h->release);
		return vb_void_after(err, "5.3.5", "that copy was released before");
	}
	h->release = index;
	h->carried = me != VB_NO_PARTY;
	return VB_OK;
}

const struct vb_kind vb_kind_release = {
	.name = "release", .group = "exchange", .clause = "5.3.3",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_DEPOSITARY,
	.means = "You give the one-time key of that copy to its addressee, without the depositary.",
	.sentence = "{author} releases {of} to {addressee}",
	.fold = fold_release,
};
