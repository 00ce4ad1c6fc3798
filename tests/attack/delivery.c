/*
 * Attacks 39 to 48: on receipts, releases, refusals and labels.
 *
 * SPDX-License-Identifier: ISC
 */
#include "scene.h"

#include <assert.h>
#include <stdlib.h>

static const struct fx_fields hello = {{"text", "good morning"}};

/* ---- 39 to 41: what only the depositary can do ---- */

static void not_released(const struct sink *out)
{
	struct scene s;
	uint32_t hand;

	scene_two(&s, out);
	hand = hand_plainly(&s);
	fx_receipt(&s.t, s.sud, hand, NULL);
	put_bundle(&s, "39a-no-release.bundle");
	fx_do(&s.t, s.nord, "statement", &hello, NULL);
	put_bundle_marked(&s, "39b-no-release.bundle", (uint32_t[]){1, 2, 0});
	/* It comes at last, behind a checkpoint that covered the receipt without it. */
	fx_release(&s.t, DEP, hand, s.sud, NULL);
	put_bundle_marked(&s, "39c-late-release.bundle", (uint32_t[]){1, 2, 4, 0});
	put_bundle_marked(&s, "39d-one-batch.bundle", (uint32_t[]){1, 2, 0});
	scene_close(&s);
}

static void false_identity(const struct sink *out)
{
	struct vb_secret *wrong = numbered_secret(40);
	struct kit_file note;
	const char *receipt;
	struct scene s;
	uint32_t hand;

	scene_two(&s, out);
	hand = hand_plainly(&s);
	receipt = fx_id(&s.t, fx_receipt(&s.t, s.sud, hand, NULL));
	note = note_of(&s, DEP, "release", release_fields(&s, s.sud, hand, receipt, wrong),
		       NULL);
	log_false(&s, note);
	put_bundle(&s, "40a-wrong-identity.bundle");
	put_proof(&s, "40c-wrong-identity.proof", NULL, (uint32_t[]){1, 2, 3}, 3, NULL);
	vb_secret_free(wrong);
	scene_close(&s);
}

/* The author releases falsely, and the depositary then releases as it must. */
static void false_carrier(const struct sink *out)
{
	struct vb_secret *wrong = numbered_secret(40);
	const char *receipt;
	struct kit_file note;
	struct scene s;
	uint32_t hand;

	scene_two(&s, out);
	hand = hand_plainly(&s);
	receipt = fx_id(&s.t, fx_receipt(&s.t, s.sud, hand, NULL));
	note = note_of(&s, s.nord, "release", release_fields(&s, s.sud, hand, receipt, wrong),
		       NULL);
	log_false(&s, note);
	note = note_of(&s, DEP, "release",
		       release_fields(&s, s.sud, hand, receipt,
				      fx_copy_of(&s.t, hand, s.sud)->one_time), NULL);
	log_false(&s, note);
	put_bundle_marked(&s, "40b-wrong-carrier.bundle", (uint32_t[]){1, 2, 0});
	vb_secret_free(wrong);
	scene_close(&s);
}

/* A release on somebody else's receipt; and one more of what was released. */
static void wrong_receipt(const struct sink *out)
{
	struct kit_file note;
	const char *receipt;
	struct scene s;
	uint32_t hand;

	scene_three(&s, out);
	hand = hand_plainly(&s);
	receipt = fx_id(&s.t, fx_receive(&s.t, s.sud, hand) - 1);
	note = note_of(&s, DEP, "release",
		       release_fields(&s, s.west, hand, receipt,
				      fx_copy_of(&s.t, hand, s.west)->one_time), NULL);
	log_false(&s, note);
	put_bundle(&s, "40d-wrong-receipt.bundle");
	scene_close(&s);
	scene_two(&s, out);
	hand = hand_plainly(&s);
	fx_receive(&s.t, s.sud, hand);
	fx_release(&s.t, DEP, hand, s.sud, NULL);
	put_bundle(&s, "40e-twice.bundle");
	scene_close(&s);
}

/* 41: SUD has the identity before any receipt; nothing in the record shows it. */
static void private_release(const struct sink *out)
{
	struct kit_file f;
	char identity[VB_AGE_IDENTITY_LEN + 2];
	struct vb_view v;
	struct vb_writer w;
	struct scene s;
	uint32_t hand;

	scene_two(&s, out);
	hand = hand_plainly(&s);
	vb_writer_init(&w, identity, sizeof(identity));
	vb_identity_put(&w, fx_copy_of(&s.t, hand, s.sud)->one_time);
	vb_put_byte(&w, '\n');
	v = vb_written(&w);
	put_bundle(&s, "41a-early-release.bundle");
	f = kit_bundle(&s.t, &(struct kit_parts){.pouch = true});
	put_file(&s, "41b-early-release.pouch",
		 kit_replace(kit_view(&f), "tile/0/000.p/2", "release/001", &v, true));
	kit_free(&f);
	scene_close(&s);
}

/* ---- 42, 43: receipts ---- */

static void other_ciphertext(const struct sink *out)
{
	struct fx_copy *c;
	struct scene s;
	uint32_t hand;

	scene_two(&s, out);
	hand = hand_plainly(&s);
	c = fx_copy_of(&s.t, hand, s.sud);
	vb_sha256(vb_view_str("another file"), &c->line.hash);
	fx_do(&s.t, s.sud, "receipt", receipt_fields(&s, s.sud, hand), NULL);
	put_bundle(&s, "42-other-ciphertext.bundle");
	scene_close(&s);
}

static void second_receipt(const struct sink *out)
{
	struct scene s;
	uint32_t hand;

	scene_two(&s, out);
	hand = hand_plainly(&s);
	fx_receive(&s.t, s.sud, hand);
	fx_receipt(&s.t, s.sud, hand, NULL);
	put_bundle(&s, "43-second-receipt.bundle");
	scene_close(&s);
}

/* ---- 44, 45: labels ---- */

/* NORD wants its letter to have been a response, afterwards. */
static void relabelled(const struct sink *out)
{
	struct scene s;
	uint32_t draft, letter;

	scene_two(&s, out);
	draft = fx_hand(&s.t, s.sud, 1u << s.nord, "propose", "draft", VB_NO_ACT, fx_paper);
	fx_receive(&s.t, s.nord, draft);
	letter = fx_hand(&s.t, s.nord, 1u << s.sud, "letter", "letter", VB_NO_ACT, fx_paper);
	fx_receive(&s.t, s.sud, letter);
	fx_do(&s.t, s.nord, "corrigendum",
	      &(struct fx_fields){{"of", fx_id(&s.t, letter), "text",
				   "read: response to SUD-1"}}, NULL);
	put_bundle(&s, "44a-relabelled.bundle");
	put_proof(&s, "44b-relabelled.proof", "NORD answered SUD-1", NULL, 0, NULL);
	fx_take(&s.t, s.nord, letter, "response", draft, NULL);
	put_bundle(&s, "44c-own-label.bundle");
	scene_close(&s);
}

static void labels_differ(const struct sink *out)
{
	struct scene s;
	uint32_t draft, letter, take, acts[7];

	scene_two(&s, out);
	draft = fx_hand(&s.t, s.sud, 1u << s.nord, "propose", "draft", VB_NO_ACT, fx_paper);
	fx_receive(&s.t, s.nord, draft);
	letter = fx_hand(&s.t, s.nord, 1u << s.sud, "letter", "letter", VB_NO_ACT, fx_paper);
	fx_receive(&s.t, s.sud, letter);
	take = fx_take(&s.t, s.sud, letter, "response", draft, NULL);
	put_bundle(&s, "45a-labels-differ.bundle");
	put_proof(&s, "45b-labels-differ.proof", "SUD received a response to SUD-1", NULL, 0,
		  NULL);
	for (uint32_t i = draft; i <= take; i++)
		acts[i - draft] = i;
	put_proof(&s, "45c-labels-differ.proof", "SUD received a response to SUD-1", acts,
		  take - draft + 1, NULL);
	/* Without the take there is one label, and picked acts show no absence. */
	put_proof(&s, "45d-take-left-out.proof", "SUD received a response to SUD-1", acts,
		  take - draft, NULL);
	/* A second take is void: the first label stands. */
	fx_take(&s.t, s.sud, letter, "letter", VB_NO_ACT, NULL);
	put_bundle(&s, "45e-second-take.bundle");
	scene_close(&s);
}

/* ---- 46 to 48: refusals and withdrawals ---- */

static void too_late(const struct sink *out)
{
	struct scene s;
	uint32_t hand;

	scene_two(&s, out);
	hand = hand_plainly(&s);
	fx_receive(&s.t, s.sud, hand);
	fx_do(&s.t, s.sud, "refuse", &(struct fx_fields){{"of", fx_id(&s.t, hand)}}, NULL);
	put_bundle(&s, "46-refused-too-late.bundle");
	scene_close(&s);
	scene_two(&s, out);
	hand = hand_plainly(&s);
	fx_receive(&s.t, s.sud, hand);
	fx_do(&s.t, s.nord, "withdraw", &(struct fx_fields){{"of", fx_id(&s.t, hand)}}, NULL);
	put_bundle(&s, "47-withdrawn-too-late.bundle");
	scene_close(&s);
}

static void third_party(const struct sink *out)
{
	struct scene s;
	uint32_t hand;

	scene_three(&s, out);
	hand = hand_plainly(&s);
	fx_receive(&s.t, s.sud, hand);
	fx_do(&s.t, s.west, "refuse",
	      &(struct fx_fields){{"of", fx_id(&s.t, hand), "reason", "we know what it says"}},
	      NULL);
	put_bundle(&s, "48a-knows-and-refuses.bundle");
	put_proof(&s, "48b-knows-and-refuses.proof", "WEST received NORD-1", NULL, 0, NULL);
	scene_close(&s);
}

void attack_delivery(const struct sink *out)
{
	not_released(out);
	false_identity(out);
	false_carrier(out);
	wrong_receipt(out);
	private_release(out);
	other_ciphertext(out);
	second_receipt(out);
	relabelled(out);
	labels_differ(out);
	too_late(out);
	third_party(out);
}
