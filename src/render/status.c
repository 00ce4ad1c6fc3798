/*
 * `status` for people: what is for us, whose move, what is disputed, what is settled.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#include <inttypes.h>
#include <string.h>

#define LABEL 13 /* columns of a section's name */

struct screen {
	FILE *f;
	const struct vb_status *s;
	const struct vb_fold *fold;
	const struct vb_style *style;
	const char *section;	/* whose label is still to be printed; NULL: printed */
	enum vb_tint tint;
	bool any;		/* something stands on the screen already */
};

static void section(struct screen *w, const char *name, enum vb_tint tint)
{
	w->section = name;
	w->tint = tint;
}

/* Starts a line: the section's label in front of its first one. */
static void line(struct screen *w)
{
	size_t len = w->section ? strlen(w->section) : 0;

	if (w->section)
		vb_render_tint(w->f, w->style, w->tint, w->section);
	w->section = NULL;
	fprintf(w->f, "%*s", (int)(LABEL - len), "");
	w->any = true;
}

static void party(struct screen *w, uint8_t p)
{
	vb_render_name(w->f, vb_render_party(w->fold, p));
}

static void cite(struct screen *w, uint32_t act)
{
	vb_render_cite(w->f, w->fold, act);
}

static void titled(struct screen *w, uint32_t act)
{
	const char *title = w->s->title ? w->s->title(w->s->ctx, act) : NULL;

	if (!title)
		return;
	fputs(" \"", w->f);
	vb_escape_tty(w->f, vb_view_str(title), false);
	fputc('"', w->f);
}

/* "draft", "response to SUD-2": a label that one side gives. */
static void role(struct screen *w, enum vb_take as, uint32_t answers)
{
	fputs(vb_take_names[as], w->f);
	if (answers != VB_NO_ACT) {
		fputs(as == VB_AS_RESPONSE ? " to " : ", answering ", w->f);
		cite(w, answers);
	}
}

static void since(struct screen *w, uint32_t act)
{
	if (act != VB_NO_ACT)
		vb_render_time(w->f, vb_fact_time(w->fold, act));
}

/* Whether @act waits to be logged. */
static bool waits(const struct screen *w, uint32_t act)
{
	return act != VB_NO_ACT && act >= w->fold->nfacts - w->s->pending;
}

static void mark(struct screen *w, uint32_t act)
{
	if (!waits(w, act))
		return;
	fputs(", ", w->f);
	vb_render_tint(w->f, w->style, VB_TINT_WARN, VB_NOT_LOGGED);
}

static void due(struct screen *w, int64_t t)
{
	int64_t left;

	if (t == VB_TIME_NONE)
		return;
	left = t - w->s->now;
	fputs(", due ", w->f);
	vb_render_time(w->f, t);
	fputs(left > 0 ? " (" : " (overdue by ", w->f);
	vb_render_duration(w->f, left > 0 ? left : -left);
	fputc(')', w->f);
}

/* ---- FOR YOU ---- */

static bool waits_for_receipt(const struct vb_handover *h, enum vb_state st)
{
	return h->receipt == VB_NO_ACT && (st == VB_LODGED || st == VB_AWAITING_RECEIPT ||
					   st == VB_DEEMED_RECEIVED || st == VB_NOT_COLLECTED);
}

static bool waits_for_take(enum vb_state st)
{
	return st == VB_RECEIVED || st == VB_ROLE_OPEN || st == VB_CARRIED;
}

static void sealed(struct screen *w, const struct vb_handover *h, enum vb_state st)
{
	uint32_t answers = w->fold->fact[h->act].answers;

	line(w);
	cite(w, h->act);
	fputs("  ", w->f);
	party(w, h->author);
	fputs(" calls it: ", w->f);
	role(w, h->role, answers);
	if (answers == VB_NO_ACT)
		fputs(", answering nothing", w->f);
	fputs(".  Sealed, ", w->f);
	vb_render_size(w->f, h->bytes);
	fputs(", since ", w->f);
	since(w, h->act);
	mark(w, h->act);
	if (st == VB_DEEMED_RECEIVED)
		fputs("; deemed received", w->f);
	else if (st == VB_NOT_COLLECTED)
		fputs("; not collected in time", w->f);
	fputc('\n', w->f);
	line(w);
	fputs("verbale receive ", w->f);
	cite(w, h->act);
	fputs("   |   verbale refuse ", w->f);
	cite(w, h->act);
	fputc('\n', w->f);
}

static void untaken(struct screen *w, const struct vb_handover *h,
		    const struct vb_state_of *st)
{
	line(w);
	cite(w, h->act);
	titled(w, h->act);
	fputs("  ", w->f);
	party(w, h->author);
	fputs(" calls it: ", w->f);
	role(w, h->role, w->fold->fact[h->act].answers);
	fputs(".  Say as what you take it", w->f);
	if (st->state == VB_ROLE_OPEN)
		fputs("; the time for it has run", w->f);
	else
		due(w, st->due);
	if (st->state == VB_CARRIED)
		fputs("; carried", w->f);
	mark(w, h->release);
	fputc('\n', w->f);
	line(w);
	fputs("verbale take ", w->f);
	cite(w, h->act);
	fputs(" as KIND", w->f);
	if (h->answered == VB_NO_ACT) {
		fputs("   |   verbale answer ", w->f);
		cite(w, h->act);
	}
	fputc('\n', w->f);
}

static void for_us(struct screen *w)
{
	section(w, "FOR YOU", VB_TINT_LABEL);
	for (uint32_t i = 0; i < w->fold->nhandovers; i++) {
		const struct vb_handover *h = &w->fold->handover[i];
		struct vb_state_of st;

		vb_handover_state(w->fold, h, w->s->now, &st);
		if (h->addressee != w->s->me || w->s->me == VB_NO_PARTY ||
		    st.state == VB_ENTERED)
			continue;
		if (waits_for_receipt(h, st.state))
			sealed(w, h, st.state);
		else if (waits_for_take(st.state))
			untaken(w, h, &st);
	}
}

/* ---- WHOSE MOVE ---- */

static void move_line(void *ctx, const struct vb_move *m)
{
	static const char *const what[] = {
		[VB_MOVE_RECEIVE] = "receive",		[VB_MOVE_TAKE] = "take",
		[VB_MOVE_ANSWER] = "answer",		[VB_MOVE_PROMISE] = "keep the promise",
		[VB_MOVE_DEFEND] = "defend itself on",	[VB_MOVE_RULE] = "rule on",
		[VB_MOVE_OBJECT] = "may still object to",
	};
	struct screen *w = ctx;

	line(w);
	party(w, m->party);
	fprintf(w->f, ": %s ", what[m->kind]);
	cite(w, m->act);
	due(w, m->due);
	fputc('\n', w->f);
}

/* ---- what the two sides say, and what has come to an end ---- */

static void disputed(struct screen *w, const struct vb_handover *h)
{
	line(w);
	cite(w, h->act);
	titled(w, h->act);
	fputs("   ", w->f);
	party(w, h->author);
	fputs(": ", w->f);
	role(w, h->role, w->fold->fact[h->act].answers);
	fputs(".  ", w->f);
	party(w, h->addressee);
	fputs(": ", w->f);
	role(w, h->taken_as, h->taken_answers);
	mark(w, h->take);
	fputc('\n', w->f);
}

static void accused(struct screen *w, const struct vb_handover *h, enum vb_state st)
{
	uint32_t ruling = st == VB_CONTESTED ? h->contest_ruling : h->cannot_open_ruling;

	line(w);
	cite(w, h->act);
	fputs("   ", w->f);
	party(w, h->addressee);
	fputs(st == VB_CONTESTED ? " says that its copy is not what was committed to (" :
				   " says that its copy does not open (", w->f);
	cite(w, st == VB_CONTESTED ? h->contest : h->cannot_open);
	fputc(')', w->f);
	/* One that was rejected accuses nobody any more. */
	if (ruling != VB_NO_ACT) {
		fputs(": upheld by ", w->f);
		cite(w, ruling);
	}
	fputc('\n', w->f);
}

static void state_line(struct screen *w, const struct vb_handover *h,
		       const struct vb_state_of *st)
{
	static const char *const words[] = {
		[VB_LODGED] = "lodged",
		[VB_AWAITING_RECEIPT] = "awaiting receipt",
		[VB_RECEIVED] = "received",
		[VB_ROLE_OPEN] = "received, role open",
		[VB_TAKEN_AS_OFFERED] = "taken as offered",
		[VB_REFUSED_BY] = "refused",
		[VB_DEEMED_RECEIVED] = "deemed received",
		[VB_NOT_COLLECTED] = "not collected",
		[VB_WITHDRAWN] = "withdrawn",
		[VB_CARRIED] = "carried",
		[VB_ENTERED] = "entered: what its recipient says it was sent",
	};

	line(w);
	cite(w, h->act);
	fputc(' ', w->f);
	role(w, h->role, w->fold->fact[h->act].answers);
	titled(w, h->act);
	fputs(st->state == VB_ENTERED ? " from " : " to ", w->f);
	party(w, h->addressee);
	/* What nobody has logged is not lodged, whatever it will be. */
	if (st->state == VB_LODGED && waits(w, h->act))
		fputs("   signed", w->f);
	else
		fprintf(w->f, "   %s", words[st->state] ? words[st->state] :
							  vb_state_name(st->state));
	if (st->nevidence > 0) {
		fputs(", ", w->f);
		since(w, st->evidence[st->nevidence - 1]);
		mark(w, st->evidence[st->nevidence - 1]);
	}
	fputc('\n', w->f);
}

enum group { G_DISPUTED, G_UNDERWAY, G_SETTLED, G_ENDED };

static enum group group_of(enum vb_state st)
{
	switch (st) {
	case VB_ROLE_DISPUTED:
	case VB_CONTESTED:
	case VB_CANNOT_OPEN:
		return G_DISPUTED;
	case VB_LODGED:
	case VB_AWAITING_RECEIPT:
	case VB_DEEMED_RECEIVED:
	case VB_NOT_COLLECTED:
		return G_UNDERWAY;
	case VB_RECEIVED:
	case VB_ROLE_OPEN:
	case VB_TAKEN_AS_OFFERED:
	case VB_CARRIED:
	case VB_ENTERED:
		return G_SETTLED;
	case VB_REFUSED_BY:
	case VB_WITHDRAWN:
		break;
	}
	return G_ENDED;
}

/* Every hand-over in @g, but for what stands under FOR YOU already. */
static void group(struct screen *w, enum group g, const char *name, enum vb_tint tint)
{
	section(w, name, tint);
	for (uint32_t i = 0; i < w->fold->nhandovers; i++) {
		const struct vb_handover *h = &w->fold->handover[i];
		struct vb_state_of st;

		vb_handover_state(w->fold, h, w->s->now, &st);
		if (group_of(st.state) != g ||
		    (g == G_UNDERWAY && h->addressee == w->s->me && w->s->me != VB_NO_PARTY))
			continue;
		if (st.state == VB_ROLE_DISPUTED)
			disputed(w, h);
		else if (g == G_DISPUTED)
			accused(w, h, st.state);
		else
			state_line(w, h, &st);
	}
}

/* Texts that several have made theirs, and corrections of them. */
static void texts(struct screen *w)
{
	section(w, "TEXTS", VB_TINT_LABEL);
	for (uint32_t i = 0; i < w->fold->njoints; i++) {
		const struct vb_joint *j = &w->fold->joint[i];

		if (j->before != VB_NO_ACT)
			continue;
		line(w);
		cite(w, j->of);
		titled(w, j->of);
		vb_render_signers(w->f, w->fold, j->of, "   ");
		fputc('\n', w->f);
	}
	for (uint32_t i = 0; i < w->fold->nsilences; i++) {
		const struct vb_silence *s = &w->fold->silence[i];

		line(w);
		cite(w, s->act);
		vb_render_silenced(w->f, w->fold, s, w->s->known);
		mark(w, s->act);
		fputc('\n', w->f);
	}
}

static void voids(struct screen *w)
{
	section(w, "VOID", VB_TINT_BAD);
	for (uint32_t i = 0; i < w->fold->nfacts; i++) {
		if (!w->fold->fact[i].voided[0])
			continue;
		line(w);
		cite(w, i);
		fprintf(w->f, " %s, by clause %s of the format%s\n", w->fold->fact[i].kind->name,
			w->fold->fact[i].voided,
			w->fold->fact[i].crossed ? ": it crossed another act" : "");
	}
}

static void head(struct screen *w)
{
	const struct vb_status *s = w->s;

	vb_render_tint(w->f, w->style, VB_TINT_LABEL, w->fold->name);
	if (s->me != VB_NO_PARTY) {
		fputs("   you are ", w->f);
		party(w, s->me);
	}
	fprintf(w->f, "   %" PRIu32 " %s   as of ", w->fold->nfacts - s->pending,
		w->fold->nfacts - s->pending == 1 ? "act" : "acts");
	vb_render_time(w->f, s->now);
	fputc('\n', w->f);
	if (s->offline) {
		section(w, "OFFLINE", VB_TINT_WARN);
		line(w);
		vb_escape_tty(w->f, vb_view_str(s->offline), false);
		fputc('\n', w->f);
	}
	if (w->fold->transferred) {
		section(w, "CLOSED", VB_TINT_WARN);
		line(w);
		fputs("this table was transferred to another depositary\n", w->f);
	}
	if (s->outbox > 0) {
		section(w, "OUTBOX", VB_TINT_WARN);
		line(w);
		fprintf(w->f, "%u %s signed and not lodged yet", s->outbox,
			s->outbox == 1 ? "act is" : "acts are");
		if (s->full) {
			fputs(": the depositary has no room (", w->f);
			vb_escape_tty(w->f, vb_view_str(s->full), false);
			fputc(')', w->f);
		}
		fputc('\n', w->f);
	}
	if (s->carried > 0) {
		section(w, "CARRIED", VB_TINT_WARN);
		line(w);
		fprintf(w->f, "%" PRIu32 " %s of others, from a pouch, %s not logged yet\n",
			s->carried, s->carried == 1 ? "act" : "acts",
			s->carried == 1 ? "is" : "are");
	}
}

void vb_render_status(FILE *f, const struct vb_status *s, const struct vb_style *style)
{
	struct screen w = {.f = f, .s = s, .fold = s->fold, .style = style};

	head(&w);
	w.any = false;
	for_us(&w);
	section(&w, "WHOSE MOVE", VB_TINT_LABEL);
	vb_fold_moves(s->fold, s->now, move_line, &w);
	group(&w, G_DISPUTED, "DISPUTED", VB_TINT_BAD);
	group(&w, G_UNDERWAY, "UNDER WAY", VB_TINT_LABEL);
	group(&w, G_SETTLED, "SETTLED", VB_TINT_GOOD);
	group(&w, G_ENDED, "ENDED", VB_TINT_LABEL);
	texts(&w);
	voids(&w);
	if (!w.any)
		fputs("Nothing has been handed over yet.\n", f);
}
