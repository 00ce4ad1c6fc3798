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

/* The hand-over that a release is about; NULL: none. */
static struct vb_handover *released(const struct vb_fold *f, const struct vb_act *a)
{
	uint8_t to = vb_fold_party(f, vb_act_get(a, "addressee", 0));
	uint32_t what = vb_fold_named(f, vb_act_get(a, "of", 0));

	if (what == VB_NO_ACT || f->fact[what].kind == &vb_kind_entered)
		return NULL;
	for (uint32_t i = 0; i < f->fact[what].nhandovers; i++) {
		if (f->handover[f->fact[what].handover + i].addressee == to)
			return &f->handover[f->fact[what].handover + i];
	}
	return NULL;
}

bool vb_release_wants(const struct vb_fold *f, const struct vb_act *a, struct vb_recipient *out)
{
	const struct vb_handover *h = a->kind == &vb_kind_release ? released(f, a) : NULL;

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

/* The depositary answers for a false release; another author's is void. */
static enum vb_code fault(const struct vb_fold *f, const struct vb_act *a, const char *clause,
			  const char *what, struct vb_err *err)
{
	bool ours = vb_view_is(a->author, f->depositary);

	return vb_fail(err, ours ? VB_FALSE : VB_REFUSED, clause, "", "%s", what);
}

static enum vb_code fold_release(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			        struct vb_err *err)
{
	struct vb_handover *h = released(f, a);
	uint8_t me = vb_author_of(f, a);

	if (!h || (me != VB_NO_PARTY && me != h->author))
		return fault(f, a, "5.3.3", "there is no such hand-over for it to release", err);
	if (h->receipt == VB_NO_ACT ||
	    vb_fold_named(f, vb_act_get(a, "receipt", 0)) != h->receipt)
		return fault(f, a, "5.3.4", "it names no receipt in effect of that addressee", err);
	if (h->release != VB_NO_ACT) {
		vb_crosses(f, a, h->release);
		return vb_void(err, "5.3.5", "that copy was released before");
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
