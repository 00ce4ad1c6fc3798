/*
 * Attacks 12 to 18 and 63: on chains, desks, offices and keys that ended.
 *
 * SPDX-License-Identifier: ISC
 */
#include "scene.h"

#include <assert.h>
#include <stdlib.h>

static const struct fx_fields hello = {{"text", "good morning"}};
static const struct fx_fields other = {{"text", "good evening"}};

/* ---- 12: two texts at one position ---- */

/* A statement of NORD at the position of NORD-1, which is logged. */
static struct kit_file second_text(struct scene *s)
{
	struct twist again = {.place = true, .number = 1, .prev = s->t.fold->charter};

	return note_of(s, s->nord, "statement", &other, &again);
}

static void key_used_twice(const struct sink *out)
{
	struct kit_file box[2], forged;
	struct vb_secret *thief = numbered_secret(12);
	struct scene s;

	scene_two(&s, out);
	box[0] = note_of(&s, s.nord, "statement", &hello, NULL);
	box[1] = second_text(&s);
	put_pouch(&s, "12b-both-waiting.pouch", box, 2);
	fx_log(&s.t, box[0].ptr, box[0].len, NULL);
	put_pouch(&s, "12a-second-text.pouch", &box[1], 1);
	/* Whoever wants NORD to look like that: a text that its key did not sign. */
	forged = edited(kit_view(&box[1]), "good evening", "good grief!!");
	put_pouch(&s, "12d-framed.pouch", &forged, 1);
	kit_free(&forged);
	forged = resigned(kit_view(&box[1]), "good evening", "good grief!!", thief, "nord");
	put_pouch(&s, "12e-framed.pouch", &forged, 1);
	kit_free(&forged);
	log_false(&s, box[1]);
	put_bundle(&s, "12c-both-logged.bundle");
	put_proof(&s, "12f-both-logged.proof", NULL, (uint32_t[]){1, 2}, 2, NULL);
	kit_free(&box[0]);
	vb_secret_free(thief);
	scene_close(&s);
}

/* ---- 13: a desk restored from a copy ---- */

static void restored(const struct sink *out)
{
	struct twist resume = {.place = true, .number = 2, .epoch = 1};
	struct kit_file lost;
	struct scene s;

	scene_two(&s, out);
	fx_do(&s.t, s.nord, "statement", &hello, NULL);
	resume.prev = s.t.m[s.nord].prev;
	/* NORD-2 was written, never sent, and forgotten with the desk. */
	lost = note_of(&s, s.nord, "statement", &other, NULL);
	log_note(&s, note_of(&s, s.nord, "resume", &(struct fx_fields){{NULL}}, &resume));
	fx_do(&s.t, s.nord, "statement", &hello, NULL);
	put_bundle(&s, "13a-resumed.bundle");
	put_pouch(&s, "13b-lost-text.pouch", &lost, 1);
	log_false(&s, lost);
	put_bundle(&s, "13c-lost-text.bundle");
	scene_close(&s);
}

/* ---- 14: two offices without network ---- */

static void two_offices(const struct sink *out)
{
	struct vb_secret *legal = numbered_secret(14), *trade = numbered_secret(15);
	struct kit_file box[3];
	struct scene s;

	scene_two(&s, out);
	give_mandate(&s, "legal", legal, "all", NULL);
	give_mandate(&s, "trade", trade, "all", NULL);
	box[0] = office_note(&s, "legal", legal, NULL, "statement", &hello);
	box[1] = office_note(&s, "trade", trade, NULL, "statement", &other);
	box[2] = note_of(&s, s.nord, "statement", &hello, NULL);
	put_pouch(&s, "14a-two-offices.pouch", box, 3);
	for (unsigned i = 0; i < 3; i++)
		log_note(&s, box[i]);
	put_bundle(&s, "14b-two-offices.bundle");
	vb_secret_free(legal);
	vb_secret_free(trade);
	scene_close(&s);
}

/* The office's key, or the party's new one, comes with the outbox itself. */
static void registered_on_the_way(const struct sink *out)
{
	struct vb_secret *legal = numbered_secret(14);
	struct kit_file box[2];
	struct scene s;

	scene_two(&s, out);
	box[0] = note_of(&s, s.nord, "mandate",
			 &(struct fx_fields){{"to", "legal", "key",
					      key_line("nord/legal", "act", legal), "scope",
					      "all"}}, NULL);
	box[1] = office_note(&s, "legal", legal, NULL, "statement", &hello);
	put_pouch(&s, "14c-mandate-on-its-way.pouch", box, 2);
	put_pouch(&s, "14d-mandate-left-out.pouch", &box[1], 1);
	kit_free(&box[0]);
	kit_free(&box[1]);
	vb_secret_free(legal);
	scene_close(&s);
}

/* ---- 15: a gap ---- */

static void gap(const struct sink *out)
{
	struct twist hidden = {0};
	struct kit_file second, third;
	struct scene s;

	scene_two(&s, out);
	fx_do(&s.t, s.nord, "statement", &hello, NULL);
	second = note_of(&s, s.nord, "statement", &other, NULL);
	third = note_of(&s, s.nord, "statement", &hello, NULL);
	put_pouch(&s, "15a-gap.pouch", &third, 1);
	log_false(&s, third);
	put_bundle(&s, "15b-gap.bundle");
	kit_free(&second);
	scene_close(&s);
	/* NORD-2 follows a text at NORD-1 that is not the one in the log. */
	scene_two(&s, out);
	hidden.place = true;
	hidden.number = 2;
	vb_act_id(vb_view_str("another text"), &hidden.prev);
	fx_do(&s.t, s.nord, "statement", &hello, NULL);
	second = note_of(&s, s.nord, "statement", &other, &hidden);
	put_pouch(&s, "15c-hidden-text.pouch", &second, 1);
	log_false(&s, second);
	put_bundle(&s, "15d-hidden-text.bundle");
	scene_close(&s);
}

/* ---- 16 to 18: mandates ---- */

static void revoked(const struct sink *out)
{
	struct vb_secret *legal = numbered_secret(16);
	struct kit_file before, after;
	struct scene s;

	scene_two(&s, out);
	give_mandate(&s, "legal", legal, "all", NULL);
	before = office_note(&s, "legal", legal, NULL, "statement", &hello);
	after = office_note(&s, "legal", legal, &before, "statement", &other);
	log_note(&s, before);
	fx_do(&s.t, s.nord, "revoke", &(struct fx_fields){{"to", "legal"}}, NULL);
	put_bundle(&s, "17a-stolen-before.bundle");
	put_proof(&s, "17b-stolen-before.proof", NULL, (uint32_t[]){1, 2}, 2, NULL);
	/* Its `seen` is older than the revocation; its place in the log is not. */
	log_note(&s, after);
	put_bundle(&s, "16-revoked.bundle");
	vb_secret_free(legal);
	scene_close(&s);
}

static void out_of_scope(const struct sink *out)
{
	struct fx_fields meeting = {{"at", NULL, "with", "sud", "subject", "the hours"}};
	struct vb_secret *legal = numbered_secret(18);
	struct scene s;

	scene_two(&s, out);
	give_mandate(&s, "legal", legal, "statement", time_text(FX_T0 + VB_DAY));
	meeting.pair[1] = time_text(FX_T0 + 9 * VB_DAY);
	log_note(&s, office_note(&s, "legal", legal, NULL, "meeting", &meeting));
	put_bundle(&s, "18a-out-of-scope.bundle");
	scene_close(&s);
	scene_two(&s, out);
	give_mandate(&s, "legal", legal, "statement", time_text(FX_T0 + VB_DAY));
	s.t.now += 2 * VB_DAY;
	log_note(&s, office_note(&s, "legal", legal, NULL, "statement",
				 &hello));
	put_bundle(&s, "18b-out-of-dates.bundle");
	vb_secret_free(legal);
	scene_close(&s);
}

/* ---- 63: a key that was replaced ---- */

static void retired_key(const struct sink *out)
{
	struct kit_file note;
	struct scene s;

	scene_two(&s, out);
	fx_do(&s.t, s.nord, "statement", &hello, NULL);
	note = note_of(&s, s.nord, "statement", &other, NULL);
	/* The desk forgets NORD-2: it goes on behind the rekey. */
	s.t.m[s.nord].number--;
	s.t.m[s.nord].prev = s.t.fold->fact[1].id;
	log_note(&s, rekey_note(&s, s.nord, numbered_secret(63)));
	put_pouch(&s, "63a-retired-key.pouch", &note, 1);
	log_false(&s, note);
	put_bundle(&s, "63b-retired-key.bundle");
	scene_close(&s);
}

/* A new key that comes with the outbox; behind it minutes that SUD has not signed. */
static void new_key(const struct sink *out)
{
	static const struct fx_fields minutes = {{"signer", "nord", "signer", "sud",
						  "text", "both agree"}};
	struct vb_secret *thief = numbered_secret(64);
	struct kit_file box[2];
	struct scene s;

	scene_two(&s, out);
	box[0] = rekey_note(&s, s.nord, numbered_secret(63));
	box[1] = note_of(&s, s.nord, "statement", &hello, NULL);
	put_pouch(&s, "63c-new-key.pouch", box, 2);
	kit_free(&box[1]);
	s.t.m[s.nord].number--;
	s.t.m[s.nord].prev = s.t.fold->charter;
	box[1] = note_of(&s, s.nord, "minutes", &minutes, NULL);
	sign_too(&box[1], thief, "sud");
	put_pouch(&s, "63d-false-cosigner.pouch", box, 2);
	kit_free(&box[0]);
	kit_free(&box[1]);
	vb_secret_free(thief);
	scene_close(&s);
}

void attack_chains(const struct sink *out)
{
	key_used_twice(out);
	restored(out);
	two_offices(out);
	registered_on_the_way(out);
	gap(out);
	revoked(out);
	out_of_scope(out);
	retired_key(out);
	new_key(out);
}
