/*
 * Whose move it is: what somebody may or must still do, and by when.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

const char *const vb_move_names[] = {"receive", "take", "answer", "promise", "defend", "rule",
	"object"};

/* True if @who, to whom @what was handed over, has answered it. */
static bool answered(const struct vb_fold *f, uint32_t what, uint8_t who)
{
	const struct vb_handover *h = vb_fold_handover(f, what, who);

	return h && h->answered != VB_NO_ACT;
}

static int64_t answer_due(const struct vb_fold *f, const struct vb_handover *h,
			  enum vb_state state)
{
	if (f->rules.answer_days == 0 ||
	    (state == VB_ROLE_DISPUTED && f->rules.clock_stops))
		return VB_TIME_NONE;
	return vb_after_days(vb_fact_time(f, h->release), f->rules.answer_days);
}

/* Papers that call for an answer; letters do not. */
static bool wants_answer(const struct vb_handover *h)
{
	return h->role == VB_AS_DRAFT || h->role == VB_AS_RESPONSE ||
	       h->role == VB_AS_CHAIR_TEXT || h->role == VB_AS_JOINT_DRAFT;
}

static void handover_moves(const struct vb_fold *f, const struct vb_handover *h, int64_t now,
			   void (*fn)(void *ctx, const struct vb_move *m), void *ctx)
{
	struct vb_move m = {.party = h->addressee, .act = h->act};
	struct vb_state_of s;

	vb_handover_state(f, h, now, &s);
	m.due = s.due;
	switch (s.state) {
	case VB_LODGED:
	case VB_AWAITING_RECEIPT:
		m.kind = VB_MOVE_RECEIVE;
		fn(ctx, &m);
		return;
	case VB_CONTESTED:
		m.kind = VB_MOVE_RULE;
		m.party = f->judge;
		/* A table without a judge has nobody to rule (format.md 5.4.4). */
		if (h->contest_ruling == VB_NO_ACT && m.party != VB_NO_PARTY)
			fn(ctx, &m);
		return;
	case VB_CANNOT_OPEN:
		m.kind = VB_MOVE_DEFEND;
		m.party = h->author;
		if (h->cannot_open_ruling == VB_NO_ACT)
			fn(ctx, &m);
		return;
	case VB_RECEIVED:
	case VB_CARRIED:
		m.kind = VB_MOVE_TAKE;
		fn(ctx, &m);
		break;
	case VB_ROLE_OPEN:
	case VB_TAKEN_AS_OFFERED:
	case VB_ROLE_DISPUTED:
		break;
	default:
		return;
	}
	if (!wants_answer(h) || h->answered != VB_NO_ACT)
		return;
	m.kind = VB_MOVE_ANSWER;
	m.due = answer_due(f, h, s.state);
	fn(ctx, &m);
}

/* While a silence runs, whoever it speaks to may break it. */
static void silence_moves(const struct vb_fold *f, const struct vb_silence *s, int64_t now,
			  void (*fn)(void *ctx, const struct vb_move *m), void *ctx)
{
	struct vb_move m = {.kind = VB_MOVE_OBJECT, .act = s->act, .due = s->until};
	struct vb_silence_state state;
	uint16_t whom;

	vb_silence_state(f, s, now, &state);
	whom = state.state == VB_SL_RUNNING ? vb_silence_whom(f, s) : 0;
	for (m.party = 0; m.party < f->nparties; m.party++) {
		if (whom >> m.party & 1)
			fn(ctx, &m);
	}
}

void vb_fold_moves(const struct vb_fold *f, int64_t now,
		   void (*fn)(void *ctx, const struct vb_move *m), void *ctx)
{
	for (uint32_t i = 0; i < f->nhandovers; i++)
		handover_moves(f, &f->handover[i], now, fn, ctx);
	for (uint32_t i = 0; i < f->npromises; i++) {
		const struct vb_promise *p = &f->promise[i];
		uint32_t of = f->fact[p->act].answers;
		struct vb_move m = {.kind = VB_MOVE_PROMISE, .party = p->party,
				    .act = p->act, .due = p->due};

		if (of == VB_NO_ACT || !answered(f, of, p->party))
			fn(ctx, &m);
	}
	for (uint32_t i = 0; i < f->nsilences; i++)
		silence_moves(f, &f->silence[i], now, fn, ctx);
}
