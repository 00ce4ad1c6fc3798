/*
 * Verbs that change who may sign what: offices, keys, leaving; and acts that several
 * members sign, whose file may get lost on its way.
 *
 * SPDX-License-Identifier: ISC
 */
#include "doing.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- offices ---- */

static struct sim_desk *office_of(struct doing *g, const char *office)
{
	for (unsigned i = 0; i < g->s->ndesks; i++) {
		struct sim_desk *k = &g->s->desk[i];

		if (strcmp(k->party, g->k->party) == 0 && strcmp(k->office, office) == 0)
			return k;
	}
	return NULL;
}

/* A desk for the office, and its key; NULL: there is none this time. */
static struct sim_desk *new_office(struct doing *g, const char *office, struct vb_vkey *key)
{
	const struct vb_keeping plain = {.no_passphrase = true};
	struct sim_desk *k = sim_desk_add(g->s, g->k->party, office);
	enum vb_code code;

	if (!k)
		return NULL;
	code = vb_desk_office_new(g->k->d, k->dir, office, &plain, key, &g->err);
	/* Its folder is part of its party's machine, here. */
	if (!sim_heard(g->k, "make an office", code, NULL, &g->err)) {
		sim_folder_gone(k->dir);
		g->s->ndesks--;
		return NULL;
	}
	return k;
}

static void give_mandate(struct doing *g, const char *office, bool all)
{
	static const char *const scopes[] = {"letter", "promise", "propose", "receipt",
					     "respond", "statement", "take"};
	const char *pair[24];
	char text[VB_KEYNAME_MAX * 2];
	struct vb_vkey key;
	struct vb_writer w;
	unsigned n = 0;

	if (g->k->office[0] || office_of(g, office) || !new_office(g, office, &key))
		return;
	vb_writer_init(&w, text, sizeof(text) - 1);
	vb_vkey_put(&w, &key);
	text[w.len] = 0;
	pair[n++] = "to";
	pair[n++] = office;
	pair[n++] = "key";
	pair[n++] = text;
	for (size_t i = 0; !all && i < VB_ARRAY_LEN(scopes); i++) {
		if (i > 0 && sim_chance(g->s, 40))
			continue;
		pair[n++] = "scope";
		pair[n++] = scopes[i];
	}
	if (all) {
		pair[n++] = "scope";
		pair[n++] = "all";
	}
	if (sim_chance(g->s, 30)) {
		pair[n++] = "until";
		pair[n++] = doing_time(g, sim_clock(g->k), 9);
	}
	pair[n] = NULL;
	doing_simple(g, "mandate", pair);
}

void doing_mandate(struct doing *g)
{
	give_mandate(g, sim_chance(g->s, 50) ? "legal" : "press", sim_chance(g->s, 40));
}

void doing_revoke(struct doing *g)
{
	const char *office = office_of(g, "legal") ? "legal" : "press";

	if (!g->k->office[0] && (office_of(g, office) || sim_chance(g->s, 10)))
		doing_simple(g, "revoke", (const char *const[]){"to", office, NULL});
}

/* Its desk hears of its mandate, and then of nothing any more. */
static bool send_away(struct doing *g, struct sim_desk *k)
{
	struct doing h = {.s = g->s, .k = k};
	bool good = doing_look(&h);

	if (good)
		sim_heard(k, "sync", vb_desk_sync(k->d, &h.err), NULL, &h.err);
	doing_drop(&h);
	return good && k->d;
}

/* Both offices of a party are where no network is: each signs, and neither knows what the
 * other does. */
void doing_offices(struct doing *g)
{
	struct sim_desk *k[2];
	unsigned signed_by = 0;

	if (g->k->office[0])
		return;
	give_mandate(g, "legal", true);
	if (g->k->d && doing_look(g))
		give_mandate(g, "press", true);
	k[0] = office_of(g, "legal");
	k[1] = office_of(g, "press");
	if (!k[0] || !k[1] || k[0]->restored || k[1]->restored || g->s->failed)
		return;
	for (int i = 0; i < 2; i++)
		if (!send_away(g, k[i]))
			return;
	for (int i = 0; i < 2 && !g->s->failed; i++) {
		struct doing h = {.s = g->s, .k = k[i]};

		k[i]->offline = k[i]->silent = true;
		if (doing_look(&h))
			signed_by += doing_simple(&h, "statement", (const char *const[]){
				"text", "alone", NULL});
		doing_drop(&h);
	}
	tally.met[SIM_OFFICES_OFFLINE] += signed_by == 2;
	k[0]->offline = sim_chance(g->s, 50);
	k[1]->offline = sim_chance(g->s, 50);
}

/* ---- keys, leaving ---- */

void doing_rekey(struct doing *g)
{
	char path[200];
	enum vb_code code;

	if (g->k->office[0])
		return;
	snprintf(path, sizeof(path), "%s/recovery.key", g->k->dir);
	code = vb_desk_rekey(g->k->d, path, &g->done, &g->err);
	/* A copy with the old keys is of no use from now on, whatever came of it. */
	g->k->has_backup = false;
	g->k->rekeying = true;
	/* So is what was signed with the old ones and still waits (format.md 4.3). */
	if (doing_heard(g, "rekey", code))
		sim_gives_up(g->k, g->k->party);
}

void doing_leave(struct doing *g)
{
	unsigned here = 0;

	for (uint32_t i = 0; i < g->f->nparties; i++)
		here += g->f->party[i].until == VB_NO_ACT;
	if (!g->k->office[0] && here > 2 && sim_chance(g->s, 40))
		doing_simple(g, "leave", (const char *const[]){"reason", "enough", NULL});
}

/* ---- acts that several sign ---- */

static void note_file(struct doing *g, const char *path)
{
	uint8_t *note = NULL;
	size_t len = 0;

	if (vb_file_read(path, VB_NOTE_MAX, &note, &len, NULL) == VB_OK)
		sim_has_left(g->s, vb_view(note, len));
	free(note);
}

/* One after another; now and then somebody does not. */
static void pass_round(struct doing *g, const char *path)
{
	for (unsigned i = 0; i < g->s->ndesks && !g->s->failed; i++) {
		struct sim_desk *k = &g->s->desk[i];
		struct vb_done done = {.lodged = false};
		struct vb_err err = {0};
		enum vb_code code;

		if (k == g->k || k->office[0] || k->restored || sim_chance(g->s, 8) ||
		    !sim_desk_up(k))
			continue;
		k->silent = k->offline;
		if (sim_chance(g->s, 6))
			sim_arm(k);
		code = vb_desk_countersign(k->d, path, &done, &err);
		if (sim_heard(k, "countersign", code, &done, &err) && done.lodged)
			sim_has_told(k, &done, sim_clock(k) + 2 * VB_DAY);
		sim_disarm(k);
	}
}

void doing_joint(struct doing *g, const char *kind, const char *const *pair)
{
	enum vb_code code;
	char path[200];

	snprintf(path, sizeof(path), "%s/joint-%u.act", g->s->dir, ++g->s->files);
	code = sim_do(g->k, kind, pair, path, &g->done, &g->err);
	if (!sim_heard(g->k, kind, code, &g->done, &g->err))
		return;
	if (g->done.lodged)
		sim_has_told(g->k, &g->done, sim_clock(g->k) + 2 * VB_DAY);
	if (access(path, R_OK) != 0)
		return;
	note_file(g, path);
	pass_round(g, path);
	sim_guest_countersign(g->s, path);
}

void doing_amend(struct doing *g)
{
	static const char *const rules[] = {"take-days 3", "deemed-days 4", "collect-days 9",
					    "clock stops", "channel complete",
					    "answer-days 12", "contest-days 2",
					    "undertaking each", "tie author"};
	unsigned at = sim_below(g->s, VB_ARRAY_LEN(rules) - 1);

	if (!g->k->office[0])
		doing_joint(g, "amend", (const char *const[]){
			"rule", rules[at], "rule", rules[at + 1], NULL});
}

void doing_minutes(struct doing *g)
{
	const char *pair[2 * VB_PARTIES_MAX + 8];
	unsigned n = 0;

	if (g->k->office[0])
		return;
	pair[n++] = "signer";
	pair[n++] = g->k->party;
	for (uint32_t i = 0; i < g->f->nparties; i++) {
		if (i == g->me || sim_chance(g->s, 40))
			continue;
		pair[n++] = "signer";
		pair[n++] = g->f->party[i].name;
	}
	pair[n++] = "text";
	pair[n++] = doing_words(g, 12);
	pair[n] = NULL;
	doing_joint(g, "minutes", pair);
}

/* The keys of a depositary elsewhere, which nobody here ever asks. */
static void put_key(struct doing *g, char *out, size_t cap, const char *name,
		    const char *purpose, uint8_t type, const char *key_name)
{
	struct vb_secret *secret = vb_secret_new(g->k->world.rng);
	struct vb_vkey key;
	struct vb_writer w;
	uint8_t pub[32];

	if (!secret)
		abort();
	vb_ed25519_public(secret, pub);
	vb_secret_free(secret);
	vb_vkey_make(&key, vb_view_str(key_name), type, pub);
	vb_writer_init(&w, out, cap - 1);
	vb_putf(&w, "%s %s ", name, purpose);
	vb_vkey_put(&w, &key);
	out[w.len] = 0;
}

void doing_transfer(struct doing *g)
{
	char act[400], clock[400], log[400];

	/* It ends the negotiation: nobody does it early. */
	if (g->k->office[0] || g->f->nfacts < 20 || !sim_chance(g->s, 30))
		return;
	put_key(g, act, sizeof(act), "genf", "act", VB_KEY_ED25519, "genf");
	put_key(g, clock, sizeof(clock), "genf", "clock", VB_KEY_COSIGN, "genf");
	put_key(g, log, sizeof(log), "genf", "log", VB_KEY_ED25519, "genf/sim");
	doing_joint(g, "transfer", (const char *const[]){
		"depositary", "genf", "origin", "genf/sim", "key", act, "key", clock, "key",
		log, NULL});
}
