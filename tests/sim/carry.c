/*
 * Verbs that carry things: pouches between desks, copies of a desk's folder.
 *
 * SPDX-License-Identifier: ISC
 */
#include "doing.h"

#include <stdlib.h>
#include <string.h>

struct file {
	char *bytes;
	size_t len;
};

/* ---- pouches ---- */

static bool write_pouch(struct doing *g, struct file *out)
{
	FILE *f = open_memstream(&out->bytes, &out->len);
	enum vb_code code;

	if (!f)
		abort();
	code = vb_desk_pouch_write(g->k->d, f, &g->err);
	if (fclose(f) != 0)
		abort();
	if (!sim_heard(g->k, "write a pouch", code, NULL, &g->err))
		return false;
	sim_pouch_has_left(g->s, vb_view(out->bytes, out->len));
	doing_must_be_genuine(g, vb_view(out->bytes, out->len), "a pouch");
	tally.pouches++;
	return true;
}

static bool open_pouch(struct sim_desk *k, const struct file *f)
{
	struct vb_pouch_news news = {0};
	struct vb_err err = {0};
	enum vb_code code;

	if (!sim_desk_up(k) || vb_desk_fold(k->d)->nfacts == 0)
		return false;
	code = vb_desk_pouch_open(k->d, vb_view(f->bytes, f->len), &news, &err);
	sim_say(k->sim, "  %s finds %u entries, %u acts, %u copies, carries %u", k->party,
		news.entries, news.lodged, news.copies, news.carried);
	return sim_heard(k, "open a pouch", code, NULL, &err);
}

static struct sim_desk *another(struct doing *g)
{
	struct sim_desk *k = &g->s->desk[sim_below(g->s, g->s->ndesks)];

	return k == g->k || k->restored ? NULL : k;
}

static bool carry(struct doing *from, struct sim_desk *to)
{
	struct file pouch = {0};
	bool good = from->k->d && write_pouch(from, &pouch);

	if (good) {
		to->silent = to->offline;
		if (sim_chance(from->s, 8))
			sim_arm(to);
		good = open_pouch(to, &pouch);
		sim_disarm(to);
	}
	free(pouch.bytes);
	return good;
}

void doing_pouch(struct doing *g)
{
	struct sim_desk *to = another(g);

	if (to)
		carry(g, to);
}

/* Two desks far from any network: a paper goes there, its receipt comes back, the release
 * goes there, and the paper is opened. */
void doing_offline_round(struct doing *g)
{
	struct sim_desk *there = another(g);
	struct doing h = {.s = g->s, .k = there};

	if (!there)
		return;
	g->k->offline = there->offline = g->k->silent = there->silent = true;
	doing_hand(g);
	if (g->k->d && carry(g, there) && doing_look(&h)) {
		doing_receive(&h);
		/* As somebody does who has no time to wait. */
		if (there->d && carry(&h, g->k) && g->k->d) {
			tally.met[SIM_POUCH_BACK]++;
			if (carry(g, there) && doing_look(&h))
				doing_receive(&h);
		}
		if (there->d)
			doing_look(&h);
	}
	doing_drop(&h);
	there->offline = sim_chance(g->s, 30);
}

/* ---- copies of a folder ---- */

void doing_back_up(struct doing *g)
{
	if (g->k->restored)
		return;
	doing_drop(g);
	sim_desk_down(g->k);
	sim_copy_folder(g->k->dir, g->k->backup);
	g->k->has_backup = true;
}

/* What it knew of the guest's two texts is lost with it. */
static void free_twofold(struct sim_guest *g, unsigned i)
{
	free(g->twofold[i].note);
	g->twofold[i] = g->twofold[--g->ntwofold];
}

/* The machine is lost; what was copied is put in its place.  What had been signed since
 * and never sent is gone, and the desk itself may find out about the rest. */
void doing_restore(struct doing *g)
{
	struct sim_desk *k = g->k;

	if (!k->has_backup || k->restored)
		return;
	doing_drop(g);
	sim_desk_down(k);
	sim_copy_folder(k->backup, k->dir);
	tally.met[SIM_RESTORED_ON_WAY] += sim_owes(k);
	tally.crash[SIM_RESTORED]++;
	sim_say(g->s, "  %s is restored from a copy", k->party);
	for (unsigned i = 0; i < g->s->guest.ntwofold; i++)
		if (g->s->guest.twofold[i].desk == k)
			free_twofold(&g->s->guest, i--);
	k->offline = false;
	k->restored = true;
	sim_forgets(k);
}

/* ---- the doctor ---- */

static void faults_only(void *ctx, enum vb_said what, const char *sentence)
{
	struct doing *g = ctx;

	if (what == VB_FAULT && !g->k->restored && !ram_is_dark(g->k->dir) && g->k->off == 0)
		sim_fail(g->s, "the doctor of %s: %s", g->k->dir, sentence);
}

void doing_doctor(struct doing *g)
{
	bool sound = false;
	enum vb_code code = vb_desk_doctor(g->k->d, faults_only, g, &sound, &g->err);

	sim_heard(g->k, "see the doctor", code, NULL, &g->err);
}
