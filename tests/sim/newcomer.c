/*
 * The newcomer: somebody with a desk of its own asks for a seat at the open table, the
 * principals admit it from its request, and it takes its seat (format.md 5.1.5, 5.1.11, 9.5).
 * Its desk may stop at any of that, and goes on.
 *
 * SPDX-License-Identifier: ISC
 */
#include "doing.h"

#include <stdlib.h>
#include <string.h>

#define NAME "neu"

/* A desk that sits at no table yet: nothing else is asked of it. */
static struct sim_desk *outside(struct sim *s)
{
	struct sim_desk *k = &s->newcomer;

	if (!k->sim)
		sim_desk_make(s, k, NAME, "");
	return k;
}

/* Asks, or goes on asking; true if that went through. */
static bool ask(struct sim *s, struct sim_desk *k, struct vb_joined *got)
{
	struct vb_joining how = {.as = NAME, .keeping = {.no_passphrase = true}};
	struct vb_err err = {0};
	uint8_t *invite = NULL;
	char path[300];
	size_t len = 0;
	enum vb_code code;

	snprintf(path, sizeof(path), "%s/sim.invite", s->desk[0].dir);
	if (vb_file_read(path, 1u << 20, &invite, &len, NULL) != VB_OK)
		abort();
	how.invite = vb_view(invite, len);
	k->silent = false;
	if (!s->calm && sim_chance(s, 15))
		sim_arm(k);
	code = vb_desk_join(k->dir, &how, &k->world, got, &err);
	free(invite);
	sim_say(s, "  the newcomer asks: %s %s", vb_code_name(code),
		code ? err.sentence : "");
	if (sim_desk_reap(k)) {
		sim_disarm(k);
		/* What was made of its folder before it stopped may be no desk yet. */
		if (!s->newcomer_asks)
			sim_folder_gone(k->dir);
		return false;
	}
	sim_disarm(k);
	if (code && !k->silent && code != VB_REFUSED && code != VB_FULL)
		sim_fail(s, "the newcomer cannot ask: %s: %s", vb_code_name(code),
			 err.sentence);
	if (code && !s->newcomer_asks)
		sim_folder_gone(k->dir);
	return code == VB_OK;
}

static void admit(struct doing *g)
{
	static const char *const roles[] = {"observer", "principal"};

	doing_joint(g, "admit", (const char *const[]){"seat", g->s->request, "role",
						      roles[sim_below(g->s, 2)], NULL});
}

/* It sits at the table: from now on it is a desk like the others. */
static void sit_down(struct sim *s)
{
	struct sim_desk *k = sim_desk_add(s, NAME, "");

	if (k)
		tally.met[SIM_NEWCOMER]++;
	s->newcomer_sits = k != NULL;
}

void sim_newcomer_settles(struct sim *s)
{
	struct vb_joined got = {.file = NULL};

	if (s->newcomer_sits || !s->newcomer_asks || s->ndesks == SIM_DESKS)
		return;
	if (ask(s, &s->newcomer, &got) && got.opened)
		sit_down(s);
	free(got.file);
}

void doing_newcomer(struct doing *g)
{
	struct sim *s = g->s;
	struct sim_desk *k = outside(s);
	struct vb_joined got = {.file = NULL};
	uint8_t p = vb_fold_party(g->f, vb_view_str(NAME));

	if (s->newcomer_sits || s->ndesks == SIM_DESKS || g->k->office[0])
		return;
	if (s->newcomer_asks && p == VB_NO_PARTY) {
		admit(g);
		return;
	}
	if (ask(s, k, &got) && got.file) {
		s->newcomer_asks = true;
		snprintf(s->request, sizeof(s->request), "%s", got.file);
	}
	if (got.opened)
		sit_down(s);
	free(got.file);
}
