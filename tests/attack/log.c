/*
 * Attacks 19 to 26: on amendments, on what an act has seen, and on its times.
 *
 * SPDX-License-Identifier: ISC
 */
#include "scene.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const struct fx_fields hello = {{"text", "good morning"}};

/* ---- 19, 20, 25: amendments ---- */

/* An amendment of @of by @who and, unless @half, by everybody. */
static struct kit_file amendment(struct scene *s, unsigned who, uint32_t of, const char *rule,
				 bool half)
{
	struct kit_file n = note_of(s, who, "amend",
				    &(struct fx_fields){{"amends", fx_id(&s->t, of),
							 "rule", rule}}, NULL);

	/* Lines stand in charter order: NORD writes. */
	assert(who == s->nord);
	if (!half)
		sign_too(&n, s->t.m[s->sud].act, "sud");
	return n;
}

static void rolled_back(const struct sink *out)
{
	struct scene s;

	scene_two(&s, out);
	log_note(&s, amendment(&s, s.nord, 0, "take-days 14", false));
	log_note(&s, amendment(&s, s.nord, 0, "take-days 7", false));
	put_bundle(&s, "19-rolled-back.bundle");
	scene_close(&s);
}

static void rivals(const struct sink *out)
{
	struct kit_file one, two;
	struct scene s;

	scene_two(&s, out);
	log_note(&s, amendment(&s, s.nord, 0, "take-days 14", false));
	one = amendment(&s, s.nord, 1, "take-days 21", false);
	two = amendment(&s, s.nord, 1, "take-days 28", false);
	log_note(&s, one);
	log_note(&s, two);
	put_bundle(&s, "20-rivals.bundle");
	scene_close(&s);
}

/* A charter that SUD has not signed. */
static struct kit_file half_charter(const struct scene *s)
{
	struct kit_file whole = kit_copy(logged(s, 0));
	const uint8_t *line = memmem(whole.ptr, whole.len, "\xe2\x80\x94 sud ", 8);

	assert(line);
	whole.len = (size_t)(line - whole.ptr);
	return whole;
}

static void half_signed(const struct sink *out)
{
	static const struct fx_fields minutes = {{"signer", "nord", "signer", "sud",
						  "text", "both agree"}};
	struct kit_file half;
	struct scene s;

	scene_two(&s, out);
	put_file(&s, "25a-half-charter.act", half_charter(&s));
	half = amendment(&s, s.nord, 0, "take-days 14", true);
	put_view(&s, "25b-half-amendment.act", kit_view(&half));
	put_pouch(&s, "25d-half-amendment.pouch", &half, 1);
	log_false(&s, half);
	put_bundle(&s, "25c-half-amendment.bundle");
	scene_close(&s);
	scene_two(&s, out);
	half = note_of(&s, s.nord, "minutes", &minutes, NULL);
	put_view(&s, "25e-half-minutes.act", kit_view(&half));
	log_false(&s, half);
	put_bundle(&s, "25f-half-minutes.bundle");
	scene_close(&s);
}

/* ---- 21, 22: what an act has seen ---- */

/* The depositary's signed checkpoint of another history of @size entries. */
static struct kit_file fork_of(struct scene *s, uint32_t size, struct vb_hash *root,
			       struct vb_hash *hash)
{
	const struct fx_member *dep = &s->t.dep;
	struct vb_signer k = vb_signer_secret(dep->founding, s->t.origin, VB_KEY_ED25519);
	struct vb_signer clock = vb_signer_secret(dep->cosign, dep->name, VB_KEY_COSIGN);
	struct vb_view origin = vb_view_str(s->t.origin);
	struct kit_file f = new_file(2048);
	struct vb_checkpoint c;
	struct vb_writer w;

	vb_leaf_hash(vb_view_str("another history"), root);
	vb_writer_init(&w, f.ptr, 2048);
	assert(vb_checkpoint_sign(&w, origin, size, root, &k, NULL) == VB_OK);
	assert(vb_checkpoint_parse(vb_written(&w), &c, NULL) == VB_OK);
	assert(vb_checkpoint_hash(&c, &k.vkey, hash, NULL) == VB_OK);
	assert(vb_cosign_put(&w, c.note.text, s->t.now, &clock, NULL) == VB_OK && !w.over);
	f.len = w.len;
	return f;
}

/* A bundle with @checkpoint in seen/, under the name @hash. */
static void put_with_seen(struct scene *s, const char *name, const struct kit_file *checkpoint,
			  const struct vb_hash *hash)
{
	struct kit_file f = kit_bundle(&s->t, NULL);
	struct vb_view v = kit_view(checkpoint);
	char last[32], path[80];

	snprintf(last, sizeof(last), "tile/0/000.p/%u", s->t.size);
	snprintf(path, sizeof(path), "seen/%s", hex_of(hash));
	put_file(s, name, kit_replace(kit_view(&f), last, path, &v, true));
	kit_free(&f);
}

/* @marks: how the other history comes with the file. */
static void put_with_mark(struct scene *s, const char *name, struct vb_view mark)
{
	struct kit_parts p = {.marks = &mark, .nmarks = 1};

	put_file(s, name, kit_bundle(&s->t, &p));
}

static void forked(const struct sink *out)
{
	struct twist how = {.size = 2};
	struct vb_hash root, hash;
	struct kit_file other;
	struct scene s;

	scene_two(&s, out);
	fx_do(&s.t, s.sud, "statement", &hello, NULL);
	other = fork_of(&s, 2, &root, &hash);
	put_with_seen(&s, "22c-uncited.bundle", &other, &hash);
	put_with_mark(&s, "22b-two-marks.bundle", kit_view(&other));
	how.root = &root;
	how.checkpoint = &hash;
	log_note(&s, note_of(&s, s.nord, "statement", &hello, &how));
	put_bundle(&s, "21-unknown-root.bundle");
	put_with_seen(&s, "22a-forked.bundle", &other, &hash);
	put_proof(&s, "21b-unknown-root.proof", NULL, (uint32_t[]){2}, 1, NULL);
	kit_free(&other);
	scene_close(&s);
}

/* ---- 23, 24: held back, and crossing ---- */

static void held_back(const struct sink *out)
{
	struct kit_file late;
	struct scene s;

	scene_two(&s, out);
	late = note_of(&s, s.nord, "statement", &hello, NULL);
	s.t.now += 3 * VB_DAY;
	fx_do(&s.t, s.sud, "statement", &hello, NULL);
	log_note(&s, late);
	put_bundle(&s, "23a-held-back.bundle");
	put_proof(&s, "23b-held-back.proof", NULL, (uint32_t[]){2}, 1, NULL);
	scene_close(&s);
}

static void crossing(const struct sink *out)
{
	struct kit_file receipt, withdraw;
	struct scene s;
	uint32_t hand;

	scene_two(&s, out);
	hand = hand_plainly(&s);
	receipt = note_of(&s, s.sud, "receipt", receipt_fields(&s, s.sud, hand), NULL);
	fx_do(&s.t, s.nord, "withdraw", &(struct fx_fields){{"of", fx_id(&s.t, hand)}}, NULL);
	log_note(&s, receipt);
	put_bundle(&s, "24a-withdrawn-first.bundle");
	scene_close(&s);
	scene_two(&s, out);
	hand = hand_plainly(&s);
	withdraw = note_of(&s, s.nord, "withdraw",
			   &(struct fx_fields){{"of", fx_id(&s.t, hand)}}, NULL);
	fx_receive(&s.t, s.sud, hand);
	log_note(&s, withdraw);
	put_bundle(&s, "24b-received-first.bundle");
	scene_close(&s);
}

/* ---- 26: a date that the log contradicts ---- */

static void dated_falsely(const struct sink *out)
{
	/* A choice of acts may lack an amendment that allows a day (4.7). */
	struct twist early = {.shift = -VB_DAY - 3600}, late = {.shift = VB_DAY};
	struct scene s;

	scene_two(&s, out);
	fx_do(&s.t, s.sud, "statement", &hello, NULL);
	log_note(&s, note_of(&s, s.nord, "statement", &hello, &early));
	put_bundle(&s, "26a-antedated.bundle");
	put_proof(&s, "26c-antedated.proof", NULL, (uint32_t[]){2}, 1, NULL);
	scene_close(&s);
	/* One who has seen the charter alone may have written it without a network. */
	scene_two(&s, out);
	log_note(&s, note_of(&s, s.nord, "statement", &hello, &early));
	put_bundle(&s, "26d-offline.bundle");
	scene_close(&s);
	scene_two(&s, out);
	log_note(&s, note_of(&s, s.nord, "statement", &hello, &late));
	put_bundle(&s, "26b-postdated.bundle");
	scene_close(&s);
}

void attack_log(const struct sink *out)
{
	rolled_back(out);
	rivals(out);
	half_signed(out);
	forked(out);
	held_back(out);
	crossing(out);
	dated_falsely(out);
}
