/*
 * entered: a party's statement of what came outside the record (format.md 5.2.7).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const char *const channels[] = {"e-mail", "hand", "post", "fax", "meeting", "other", NULL};
static const char *const offers[] = {"draft", "response", "letter", "chair-text", "joint-draft",
	"agreed-text", "information", NULL};

static const struct vb_field fields[] = {
	{"from", VB_T_NAME, 0, NULL, "who sent it"},
	{"channel", VB_T_ENUM, 0, channels, "how it came"},
	{"received", VB_T_TIME, 0, NULL, "when it came"},
	{"role", VB_T_ENUM, 0, offers, "what it calls itself"},
	{"answers", VB_T_ACT, VB_F_OPTIONAL, NULL, "the paper that it answers"},
	{"person", VB_T_WORDS, VB_F_OPTIONAL, NULL, "by whose hand"},
	{"copy", VB_T_COPY, 0, NULL, "our own sealed copy of it"},
};

static enum vb_code fold_entered(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			        struct vb_err *err)
{
	uint8_t me = vb_author_of(f, a), from = vb_fold_party(f, vb_act_get(a, "from", 0));
	struct vb_handover *h;
	struct vb_copy copy;
	enum vb_code code;

	if (from == VB_NO_PARTY)
		return vb_no_member(f, vb_act_get(a, "from", 0), "5.2.7",
				    "\"from\" is no member of the table", err);
	if (from == me)
		return vb_void(err, "5.2.7", "\"from\" is no other member of the table");
	vb_act_copy(a, 0, &copy);
	if (copy.has_recipient || !vb_view_eq(copy.addressee, a->author))
		return vb_void(err, "5.2.7", "the copy must be the author's own");
	code = vb_fold_answers(f, a, index, err);
	if (code != VB_OK)
		return code;
	h = vb_fold_grow(f, VB_POOL_HANDOVER);
	if (!h)
		return vb_no_memory(err);
	h->act = index;
	h->author = from;
	h->addressee = me;
	h->role = (enum vb_take)vb_word_index(vb_take_names, vb_act_get(a, "role", 0));
	h->leaves = copy.leaves;
	h->bytes = copy.bytes;
	h->hash = copy.hash;
	h->root = copy.root;
	h->collect_by = VB_TIME_NONE;
	h->receipt = h->release = h->take = h->refuse = h->withdraw = VB_NO_ACT;
	h->contest = h->cannot_open = h->contest_ruling = h->cannot_open_ruling = VB_NO_ACT;
	h->taken_answers = h->answered = VB_NO_ACT;
	h->taken_as = VB_AS_NONE;
	f->fact[index].handover = f->nhandovers - 1;
	f->fact[index].nhandovers = 1;
	return VB_OK;
}

const struct vb_kind vb_kind_entered = {
	.name = "entered", .group = "conduct", .clause = "5.2.7",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_AUTHOR,
	.means = "You state that this paper came to you outside the record; the other side has "
		 "signed nothing.",
	.sentence = "{author} enters a {role} that {from} sent by {channel}",
	.fold = fold_entered,
};
