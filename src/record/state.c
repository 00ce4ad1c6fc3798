/*
 * The state of a hand-over: exactly one, with its evidence (format.md 8).
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <assert.h>

static const struct {
	const char *name, *etsi;
} names[] = {
	[VB_LODGED] = {"lodged", "SubmissionAcceptance"},
	[VB_AWAITING_RECEIPT] = {"awaiting-receipt", "NotificationForAcceptance"},
	[VB_RECEIVED] = {"received", "ContentHandover"},
	[VB_ROLE_OPEN] = {"role-open", "ContentHandover"},
	[VB_TAKEN_AS_OFFERED] = {"taken-as-offered", "ContentHandover"},
	[VB_ROLE_DISPUTED] = {"role-disputed", "ContentHandover"},
	[VB_REFUSED_BY] = {"refused", "ConsignmentRejection"},
	[VB_DEEMED_RECEIVED] = {"deemed-received", "AcceptanceRejectionExpiry"},
	[VB_NOT_COLLECTED] = {"not-collected", "AcceptanceRejectionExpiry"},
	[VB_WITHDRAWN] = {"withdrawn", ""},
	[VB_CONTESTED] = {"contested", "ContentHandoverFailure"},
	[VB_CANNOT_OPEN] = {"cannot-open", "ContentHandoverFailure"},
	[VB_CARRIED] = {"carried", "RelayToNonERDS"},
	[VB_ENTERED] = {"entered", "ReceivedFromNonERDS"},
};

const char *vb_state_name(enum vb_state s)
{
	return names[s].name;
}

const char *vb_state_etsi(enum vb_state s)
{
	return names[s].etsi;
}

int64_t vb_fact_time(const struct vb_fold *f, uint32_t index)
{
	const struct vb_fact *fact = &f->fact[index];

	return fact->span.by != VB_TIME_NONE ? fact->span.by : fact->date;
}

/* A clock may state any time of 63 bits: what lies beyond all of them has not run. */
int64_t vb_after_days(int64_t from, uint64_t days)
{
	int64_t end;

	return __builtin_add_overflow(from, (int64_t)days * VB_DAY, &end) ? INT64_MAX : end;
}

/* The acts about @h, in log order. */
static void show(const struct vb_handover *h, struct vb_state_of *out)
{
	const uint32_t act[] = {
		h->act, h->receipt, h->release, h->take, h->refuse, h->withdraw, h->contest,
		h->contest_ruling, h->cannot_open, h->cannot_open_ruling};
	unsigned n = 0;

	static_assert(VB_ARRAY_LEN(act) <= VB_ARRAY_LEN(out->evidence), "room for each");
	for (unsigned k = 0; k < VB_ARRAY_LEN(act); k++) {
		unsigned i = n;

		if (act[k] == VB_NO_ACT)
			continue;
		for (; i > 0 && out->evidence[i - 1] > act[k]; i--)
			out->evidence[i] = out->evidence[i - 1];
		out->evidence[i] = act[k];
		n++;
	}
	out->nevidence = n;
}

/* As what it was taken, and as answering what, against as what it was offered: whoever takes
 * a letter "as offered" and as the answer to something else disputes its role, and so does
 * whoever takes as a mere letter what answers something (format.md 8.1, 8.3, 8.5). */
static bool as_offered(const struct vb_fold *f, const struct vb_handover *h)
{
	if (h->taken_as == VB_AS_OFFERED && h->taken_answers == VB_NO_ACT)
		return true;
	return (h->taken_as == VB_AS_OFFERED || h->taken_as == h->role) &&
	       h->taken_answers == f->fact[h->act].answers;
}

/* A claim that is unruled or upheld (format.md 8.1); unruled, it is due for its ruling. */
static bool claim_stands(const struct vb_fold *f, uint32_t claim, uint32_t ruling, bool upheld,
			 struct vb_state_of *out)
{
	if (claim == VB_NO_ACT || (ruling != VB_NO_ACT && !upheld))
		return false;
	if (ruling == VB_NO_ACT)
		out->due = vb_after_days(vb_fact_time(f, claim), f->rules.contest_days);
	return true;
}

/* With a release (format.md 8.1). */
static enum vb_state released_state(const struct vb_fold *f, const struct vb_handover *h,
				    int64_t now, struct vb_state_of *out)
{
	if (claim_stands(f, h->contest, h->contest_ruling, h->contest_upheld, out))
		return VB_CONTESTED;
	if (claim_stands(f, h->cannot_open, h->cannot_open_ruling, h->cannot_open_upheld, out))
		return VB_CANNOT_OPEN;
	if (h->take != VB_NO_ACT)
		return as_offered(f, h) ? VB_TAKEN_AS_OFFERED : VB_ROLE_DISPUTED;
	out->due = vb_after_days(vb_fact_time(f, h->release), f->rules.take_days);
	if (h->carried)
		return VB_CARRIED;
	return now >= out->due ? VB_ROLE_OPEN : VB_RECEIVED;
}

/* The later of what the author set and nothing: when collecting ends. */
static int64_t collect_end(const struct vb_fold *f, const struct vb_handover *h)
{
	if (h->collect_by != VB_TIME_NONE)
		return h->collect_by;
	return vb_after_days(vb_fact_time(f, h->act), f->rules.collect_days);
}

static enum vb_state waiting_state(const struct vb_fold *f, const struct vb_handover *h,
				   int64_t now, struct vb_state_of *out)
{
	if (f->rules.deemed_days > 0) {
		out->due = vb_after_days(vb_fact_time(f, h->act), f->rules.deemed_days);
		if (now >= out->due)
			return VB_DEEMED_RECEIVED;
	}
	if (out->due == VB_TIME_NONE || collect_end(f, h) < out->due)
		out->due = collect_end(f, h);
	if (now >= out->due)
		return VB_NOT_COLLECTED;
	return f->party[h->addressee].seen > h->act ? VB_AWAITING_RECEIPT : VB_LODGED;
}

void vb_handover_state(const struct vb_fold *f, const struct vb_handover *h, int64_t now,
		       struct vb_state_of *out)
{
	out->due = VB_TIME_NONE;
	show(h, out);
	if (f->fact[h->act].kind == &vb_kind_entered)
		out->state = VB_ENTERED;
	else if (h->withdraw != VB_NO_ACT)
		out->state = VB_WITHDRAWN;
	else if (h->refuse != VB_NO_ACT)
		out->state = VB_REFUSED_BY;
	else if (h->release != VB_NO_ACT)
		out->state = released_state(f, h, now, out);
	else
		out->state = waiting_state(f, h, now, out);
}
