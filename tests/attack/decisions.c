/*
 * Attacks 64 to 69: on texts that several make theirs, and on corrections under silence.
 *
 * SPDX-License-Identifier: ISC
 */
#include "scene.h"

#include <assert.h>
#include <stdlib.h>

static const char other_paper[] = "# A plan for the crossing\n\nDraft, for both sides.\n\n"
				  "## Article 1. Purpose\n\nThe parties close the crossing.\n";

/* An act of NORD that @kind says of the text of @of, and SUD (and WEST, if @west) with it: with
 * NORD's line alone. */
static struct kit_file begun(struct scene *s, const char *kind, uint32_t of, bool west)
{
	struct fx_fields f = {{"of", fx_id(&s->t, of), "signer", "nord", "signer", "sud",
			       west ? "signer" : NULL, "west"}};

	return note_of(s, s->nord, kind, &f, NULL);
}

/* The same, signed by all. */
static struct kit_file all_signed(struct scene *s, const char *kind, uint32_t of, bool west)
{
	struct kit_file note = begun(s, kind, of, west);

	sign_too(&note, s->t.m[s->sud].act, "sud");
	if (west)
		sign_too(&note, s->t.m[s->west].act, "west");
	return note;
}

/* ---- 64: another copy ---- */

/* WEST has another act's paper, and initials this one. */
static void other_act(const struct sink *out)
{
	struct scene s;
	uint32_t text, other, act;

	scene_three(&s, out);
	text = fx_hand(&s.t, s.nord, 1u << s.sud, "propose", "joint-draft", VB_NO_ACT, fx_paper);
	other = fx_hand(&s.t, s.nord, 1u << s.west, "propose", "joint-draft", VB_NO_ACT,
			other_paper);
	fx_receive(&s.t, s.sud, text);
	fx_receive(&s.t, s.west, other);
	act = log_note(&s, all_signed(&s, "initial", text, true));
	put_bundle(&s, "64a-other-act.bundle");
	put_proof(&s, "64b-other-act.proof", NULL, (uint32_t[]){text, act}, 2, NULL);
	/* Without the paper nobody can tell. */
	put_proof(&s, "64c-text-left-out.proof", NULL, (uint32_t[]){other, act}, 2, NULL);
	scene_close(&s);
}

/* NORD hands SUD and WEST two texts by one act: it says that they differ, or lies. */
static void other_copy(const struct sink *out, const char *same_text, const char *bundle,
		       const char *proof)
{
	struct kit_file a, b;
	struct scene s;
	uint32_t text, act;

	scene_three(&s, out);
	text = hand_over(&s, s.nord,
			 (struct sealing[]){{.to = s.sud}, {.to = s.west, .paper = other_paper}}, 2,
			 same_text);
	fx_receive(&s.t, s.sud, text);
	fx_receive(&s.t, s.west, text);
	act = log_note(&s, all_signed(&s, "initial", text, true));
	put_bundle(&s, bundle);
	a = opened_text(&s, s.nord, fx_copy_of(&s.t, text, s.sud), text, fx_paper);
	b = opened_text(&s, s.nord, fx_copy_of(&s.t, text, s.west), text, other_paper);
	put_proof(&s, proof, NULL, (uint32_t[]){text, act}, 2,
		  (struct kit_file[]){joined(kit_part("opened", kit_view(&a)),
					     kit_part("opened", kit_view(&b)))});
	kit_free(&a);
	kit_free(&b);
	scene_close(&s);
}

/* ---- 65: lifted to another table ---- */

static void lifted(const struct sink *out)
{
	static const char *const two[] = {"nord", "sud"};
	struct kit_file note;
	struct scene s, other;
	uint32_t text;

	scene_two(&s, out);
	text = hand_plainly(&s);
	fx_receive(&s.t, s.sud, text);
	note = all_signed(&s, "initial", text, false);
	put_file(&s, "65a-initial.act", kit_copy(kit_view(&note)));
	/* The same people with the same act keys sit at another. */
	fx_members(&other.t, 7, two, 2);
	for (unsigned i = 0; i < 2; i++)
		replace_secret(&other.t.m[i].act, s.t.m[i].act);
	assert(fx_found(&other.t, NULL, NULL) == VB_OK);
	other.out = out;
	put_pouch(&other, "65b-lifted.pouch", &note, 1);
	log_false(&other, note);
	put_bundle(&other, "65c-lifted.bundle");
	put_proof(&other, "65d-lifted.proof", NULL, (uint32_t[]){1}, 1, NULL);
	scene_close(&s);
	scene_close(&other);
}

/* ---- 66: lines ---- */

/* The two of an initial with NORD's line, and SUD's as @key makes it under @name. */
static void with_line(const struct sink *out, const struct vb_secret *key, const char *name,
		      const char *pouch, const char *bundle, const char *proof)
{
	struct kit_file note;
	struct scene s;
	uint32_t text;

	scene_two(&s, out);
	text = hand_plainly(&s);
	fx_receive(&s.t, s.sud, text);
	note = begun(&s, "initial", text, false);
	if (name)
		sign_too(&note, key ? key : s.t.m[s.sud].act, name);
	put_pouch(&s, pouch, &note, 1);
	log_false(&s, note);
	put_bundle(&s, bundle);
	put_proof(&s, proof, NULL, (uint32_t[]){text, s.t.size - 1}, 2, NULL);
	scene_close(&s);
}

/* SUD's line is of another text: the one that it did sign. */
static void of_another_text(const struct sink *out)
{
	struct kit_file adopt, note;
	struct vb_note parsed;
	struct scene s;
	uint32_t text;

	scene_two(&s, out);
	text = hand_plainly(&s);
	fx_receive(&s.t, s.sud, text);
	adopt = all_signed(&s, "adopt", text, false);
	note = resigned(kit_view(&adopt), "kind adopt\n", "kind sign\n", s.t.m[s.nord].act, "nord");
	assert(vb_note_parse(kit_view(&adopt), VB_SIGS_MAX, &parsed, NULL) == VB_OK);
	note = joined(note, kit_copy(vb_view(parsed.sig[1].name.ptr - 4,
					     (size_t)(adopt.ptr + adopt.len -
						      (parsed.sig[1].name.ptr - 4)))));
	put_view(&s, "66j-of-another-text.act", kit_view(&note));
	put_pouch(&s, "66k-of-another-text.pouch", &note, 1);
	log_false(&s, note);
	put_bundle(&s, "66l-of-another-text.bundle");
	kit_free(&adopt);
	scene_close(&s);
}

static void lines(const struct sink *out)
{
	struct vb_secret *stranger = numbered_secret(66);

	with_line(out, NULL, NULL, "66a-line-missing.pouch", "66b-line-missing.bundle",
		  "66c-line-missing.proof");
	with_line(out, NULL, "west", "66d-relabelled.pouch", "66e-relabelled.bundle",
		  "66f-relabelled.proof");
	with_line(out, stranger, "sud", "66g-false.pouch", "66h-false.bundle", "66i-false.proof");
	vb_secret_free(stranger);
	of_another_text(out);
}

/* ---- 67: what picked acts of it tell ---- */

static void picked(const struct sink *out)
{
	struct scene s;
	uint32_t text, early, adopt, sign;

	scene_two(&s, out);
	text = hand_plainly(&s);
	early = log_note(&s, all_signed(&s, "adopt", text, false));
	fx_receive(&s.t, s.sud, text);
	adopt = log_note(&s, all_signed(&s, "adopt", text, false));
	sign = log_note(&s, note_of(&s, s.nord, "sign",
				    &(struct fx_fields){{"of", fx_id(&s.t, text), "referendum",
							 "sud", "signer", "nord"}}, NULL));
	put_bundle(&s, "67a-before-its-release.bundle");
	put_proof(&s, "67b-before-its-release.proof", NULL, (uint32_t[]){text, early}, 2, NULL);
	put_proof(&s, "67c-picked.proof", NULL, (uint32_t[]){text, adopt}, 2, NULL);
	put_proof(&s, "67d-alone.proof", NULL, (uint32_t[]){adopt}, 1, NULL);
	put_proof(&s, "67e-referendum.proof", NULL, (uint32_t[]){text, sign}, 2, NULL);
	put_proof(&s, "67f-referendum-alone.proof", NULL, (uint32_t[]){sign}, 1, NULL);
	scene_close(&s);
}

/* ---- 68: silence ---- */

/* NORD says that its correction is adopted; SUD never saw it. */
static void never_saw(const struct sink *out)
{
	struct scene s;
	uint32_t text, fix, silence, said;

	scene_two(&s, out);
	text = hand_plainly(&s);
	fx_receive(&s.t, s.sud, text);
	log_note(&s, all_signed(&s, "adopt", text, false));
	fix = fx_hand(&s.t, s.nord, 1u << s.sud, "respond", "response", text, other_paper);
	silence = fx_do(&s.t, s.nord, "silence",
			&(struct fx_fields){{"of", fx_id(&s.t, fix), "until",
					     time_text(s.t.now + 3600)}}, NULL);
	s.t.now += VB_DAY;
	said = fx_do(&s.t, s.nord, "statement",
		     &(struct fx_fields){{"of", fx_id(&s.t, silence), "text",
					  "SUD has adopted this."}}, NULL);
	put_bundle(&s, "68a-never-saw.bundle");
	put_proof(&s, "68b-never-saw.proof", "SUD received NORD-3", NULL, 0, NULL);
	put_proof(&s, "68c-never-saw.proof", "SUD adopted NORD-3", NULL, 0, NULL);
	put_proof(&s, "68d-picked.proof", NULL, (uint32_t[]){fix, silence, said}, 3, NULL);
	scene_close(&s);
}

/* Silences that no desk would open, and objections that none would write. */
static void void_silences(const struct sink *out)
{
	struct fx_fields f = {{"of", NULL, "until", NULL}};
	struct scene s;
	uint32_t text, fix, late, theirs, own;

	scene_two(&s, out);
	text = hand_plainly(&s);
	fx_receive(&s.t, s.sud, text);
	log_note(&s, all_signed(&s, "adopt", text, false));
	fix = fx_hand(&s.t, s.nord, 1u << s.sud, "respond", "response", text, other_paper);
	f.pair[1] = fx_id(&s.t, fix);
	f.pair[3] = time_text(s.t.now - 1);
	late = fx_do(&s.t, s.nord, "silence", &f, NULL);
	put_bundle(&s, "68e-over-before.bundle");
	put_proof(&s, "68f-over-before.proof", NULL, (uint32_t[]){fix, late}, 2, NULL);
	put_proof(&s, "68g-over-before.proof", NULL, (uint32_t[]){late}, 1, NULL);
	f.pair[3] = time_text(s.t.now + 3600);
	theirs = fx_do(&s.t, s.sud, "silence", &f, NULL);
	put_proof(&s, "68h-of-another.proof", NULL, (uint32_t[]){fix, theirs}, 2, NULL);
	own = fx_do(&s.t, s.nord, "object", &(struct fx_fields){{"of", fx_id(&s.t, late)}}, NULL);
	put_proof(&s, "68i-own.proof", NULL, (uint32_t[]){late, own}, 2, NULL);
	own = fx_do(&s.t, s.sud, "object", &(struct fx_fields){{"of", fx_id(&s.t, late)}}, NULL);
	put_proof(&s, "68j-of-void.proof", NULL, (uint32_t[]){fix, late, own}, 3, NULL);
	scene_close(&s);
}

/* ---- 69: the author's word for the copies of others ---- */

/* A part with the copy of @act for @to, which says @paper. */
static struct kit_file shown_copy(struct scene *s, uint32_t act, unsigned to, const char *paper)
{
	struct kit_file text = opened_text(s, s->nord, fx_copy_of(&s->t, act, to), act, paper);
	struct kit_file part = kit_part("opened", kit_view(&text));

	kit_free(&text);
	return part;
}

/* NORD keeps a copy of fx_paper and hands SUD one of @theirs, as the same; both initial. */
static void author_says(const struct sink *out, const char *theirs, const char *own,
			const char *other, const char *both)
{
	struct kit_file part;
	struct scene s;
	uint32_t text, act;

	scene_two(&s, out);
	text = hand_over(&s, s.nord,
			 (struct sealing[]){{.to = s.nord, .own = true},
					    {.to = s.sud, .paper = theirs}}, 2, "yes");
	fx_receive(&s.t, s.sud, text);
	act = log_note(&s, all_signed(&s, "initial", text, false));
	part = shown_copy(&s, text, s.nord, fx_paper);
	put_proof(&s, own, NULL, (uint32_t[]){text, act}, 2, &part);
	part = shown_copy(&s, text, s.sud, theirs);
	put_proof(&s, other, NULL, (uint32_t[]){text, act}, 2, &part);
	part = joined(shown_copy(&s, text, s.nord, fx_paper), shown_copy(&s, text, s.sud, theirs));
	put_proof(&s, both, NULL, (uint32_t[]){text, act}, 2, &part);
	scene_close(&s);
}

void attack_decisions(const struct sink *out)
{
	other_act(out);
	other_copy(out, "no", "64d-copies-differ.bundle", "64e-copies-differ.proof");
	other_copy(out, "yes", "64f-a-lie.bundle", "64g-a-lie.proof");
	lifted(out);
	lines(out);
	picked(out);
	never_saw(out);
	void_silences(out);
	author_says(out, fx_paper, "69a-own-copy.proof", "69b-copy.proof", "69c-both.proof");
	author_says(out, other_paper, "69d-own-copy.proof", "69e-other-copy.proof",
		    "69f-both.proof");
}
