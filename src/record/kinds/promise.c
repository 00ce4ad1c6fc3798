/*
 * promise: a party says that it will do something by a time (format.md 5.4.1).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const char *const whats[] = {"answer", "paper", "meeting", "other", NULL};

static const struct vb_field fields[] = {
	{"to", VB_T_NAME, VB_F_OPTIONAL, NULL, "to whom"},
	{"what", VB_T_ENUM, 0, whats, "what is promised"},
	{"of", VB_T_ACT, VB_F_OPTIONAL, NULL, "the paper to be answered"},
	{"due", VB_T_TIME, 0, NULL, "by when"},
	{"text", VB_T_WORDS, VB_F_OPTIONAL, NULL, "in your words"},
};

static enum vb_code fold_promise(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			        struct vb_err *err)
{
	struct vb_view to = vb_act_get(a, "to", 0);
	struct vb_promise *p;
	enum vb_code code;
	uint32_t of;
	int64_t due = VB_TIME_NONE;

	vb_act_time(a, "due", &due);
	if (due <= a->date)
		return vb_void(err, "5.4.1", "it is due before it was given");
	code = vb_cites(f, a, "of", "5.4.1", &of, err);
	if (code != VB_OK)
		return code;
	if (to.len > 0 && vb_fold_party(f, to) == VB_NO_PARTY)
		return vb_no_member(f, to, "5.4.1", "\"to\" is no member of the table", err);
	p = vb_fold_grow(f, VB_POOL_PROMISE);
	if (!p)
		return vb_no_memory(err);
	p->act = index;
	p->party = vb_author_of(f, a);
	p->due = due;
	/* Only a promised answer can be seen to be kept. */
	if (vb_view_is(vb_act_get(a, "what", 0), "answer"))
		f->fact[index].answers = of;
	return VB_OK;
}

const struct vb_kind vb_kind_promise = {
	.name = "promise", .group = "conduct", .clause = "5.4.1",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_AUTHOR,
	.means = "You promise this by that time; the record will show whether it came.",
	.sentence = "{author} promises {what} by {due}",
	.fold = fold_promise,
};
