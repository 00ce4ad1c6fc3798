/*
 * The end of a negotiation: nothing fails any more, everybody comes back and hears of
 * everything; and whoever sits at the table can still act.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim.h"

#include <stdlib.h>
#include <string.h>

static void come_back(struct sim_desk *k)
{
	struct vb_err err = {0};
	enum vb_code code;

	sim_disarm(k);
	ram_fill(k->dir, false);
	k->off = 0;
	k->offline = k->silent = false;
	if (!sim_desk_up(k) && !sim_desk_up(k))
		return;
	code = vb_desk_sync(k->d, &err);
	if (code)
		sim_fail(k->sim, "%s cannot sync: %s: %s", k->dir, vb_code_name(code),
			 err.sentence);
}

static enum vb_code say_something(struct sim_desk *k, struct vb_done *done, struct vb_err *err)
{
	static const char *const words[] = {"text", "the end", NULL};

	return sim_do(k, "statement", words, NULL, done, err);
}

static bool has_left(const struct sim_desk *k)
{
	const struct vb_fold *f = vb_desk_fold(k->d);
	uint8_t me = vb_fold_party(f, vb_view_str(k->party));

	return f->transferred || f->party[me].until != VB_NO_ACT;
}

/* Who has left, or whose table is closed, or an office, may have nothing more to say. */
static bool may_be_silent(const struct sim_desk *k, enum vb_code code)
{
	return (code == VB_REFUSED || code == VB_KEY) && (k->office[0] || has_left(k));
}

static bool wants_resume(const struct sim_desk *k, enum vb_code code,
			 const struct vb_done *done, const struct vb_err *err)
{
	/* Also where its chain waits for an act that somebody else will never lodge, and
	 * where what waits is that it leaves. */
	return (code == VB_REFUSED && strstr(err->sentence, "resume")) ||
	       (code == VB_REFUSED && strcmp(err->clause, "5.1.12") == 0 && !has_left(k)) ||
	       (!code && !done->lodged) || (k->restored && sim_owes(k));
}

/* A last statement; after a resume, if the desk wants one. */
static void last_word(struct sim_desk *k)
{
	struct sim *s = k->sim;
	struct vb_done done = {.lodged = false};
	struct vb_err err = {0};
	enum vb_code code = VB_OK;
	char chain[66];

	if (!k->restored || !sim_owes(k))
		code = say_something(k, &done, &err);

	if (wants_resume(k, code, &done, &err)) {
		code = vb_desk_resume(k->d, &done, &err);
		sim_chain_of(chain, k);
		if (!code) {
			sim_gives_up(k, chain);
			sim_has_told(k, &done, s->now + VB_DAY);
			k->restored = false;
			code = say_something(k, &done, &err);
		}
	}
	if (may_be_silent(k, code)) {
		/* What waits for others in its chain waits for ever. */
		sim_chain_of(chain, k);
		sim_gives_up(k, chain);
		return;
	}
	if (code)
		sim_fail(s, "%s cannot act any more: %s: %s: %s", k->dir, vb_code_name(code),
			 err.clause, err.sentence);
	else if (!done.lodged)
		sim_fail(s, "the last word of %s is not logged", k->dir);
	else
		sim_has_told(k, &done, s->now + VB_DAY);
}

static uint32_t largest(const struct sim *s)
{
	uint32_t n = 0;

	for (unsigned i = 0; i < s->ndesks && !s->failed; i++)
		if (vb_desk_fold(s->desk[i].d)->nfacts > n)
			n = vb_desk_fold(s->desk[i].d)->nfacts;
	return n;
}

/* Everybody hears of everything: once more after nobody brought anything new, so that
 * everybody has everybody's cosignature. */
static void hear_all(struct sim *s)
{
	uint32_t size = 0, before;
	int quiet = 0;

	for (int round = 0; quiet < 2 && !s->failed; round++) {
		if (round == 12)
			sim_fail(s, "the log does not come to rest");
		before = size;
		for (unsigned i = 0; i < s->ndesks && !s->failed; i++)
			come_back(&s->desk[i]);
		size = largest(s);
		quiet = size == before ? quiet + 1 : 0;
	}
}

void sim_settle(struct sim *s)
{
	s->calm = true;
	s->bank_down = 0;
	s->bank_crash = NULL;
	s->bank_off = 0;
	/* What was dated ahead can be logged now. */
	if (s->was_ahead)
		s->now += 26 * 3600;
	ram_no_cut(s->bank);
	ram_fill(s->bank, false);
	while (s->nlate > 0 && !s->failed)
		sim_deliver_late(s);
	sim_newcomer_settles(s);
	for (unsigned i = 0; i < s->ndesks && !s->failed; i++)
		come_back(&s->desk[i]);
	if (!s->failed)
		s->table = vb_desk_fold(s->desk[0].d)->table;
	for (unsigned i = 0; i < s->ndesks && !s->failed; i++)
		last_word(&s->desk[i]);
	hear_all(s);
}
