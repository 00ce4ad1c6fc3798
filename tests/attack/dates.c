/*
 * Attacks 27 to 38: on dates, on absence, and on what a finding rests on.
 *
 * SPDX-License-Identifier: ISC
 */
#include "scene.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const struct fx_fields hello = {{"text", "good morning"}};

/* ---- 27 to 30: witnesses outside, two of three of which make a date ---- */

struct witnesses {
	struct vb_secret *key[3];
};
static const char *const witness_names[] = {
	"one.example/w", "two.example/w", "three.example/w"};

static void meet(struct witnesses *w)
{
	for (unsigned i = 0; i < 3; i++)
		w->key[i] = numbered_secret(270 + i);
}

static void part(struct witnesses *w)
{
	for (unsigned i = 0; i < 3; i++)
		vb_secret_free(w->key[i]);
}

/* The lines of a policy: two of the three. */
static void policy(const struct witnesses *w, char out[static 1024])
{
	struct vb_writer p;

	vb_writer_init(&p, out, 1023);
	for (unsigned i = 0; i < 3; i++) {
		struct vb_vkey k;
		uint8_t pub[32];

		vb_ed25519_public(w->key[i], pub);
		vb_vkey_make(&k, vb_view_str(witness_names[i]), VB_KEY_COSIGN, pub);
		vb_putf(&p, "witness w%u ", i + 1);
		vb_vkey_put(&p, &k);
		vb_put_byte(&p, '\n');
	}
	vb_put_str(&p, "group two-of-three 2 w1 w2 w3\nquorum two-of-three\n");
	assert(!p.over);
	out[p.len] = '\0';
}

/* The checkpoint of @size: the clock's date, and each witness's. */
static struct kit_file witnessed(struct scene *s, const struct witnesses *w, uint32_t size,
				 int64_t clock, int64_t one, int64_t two, int64_t three)
{
	int64_t time[3] = {one, two, three};
	struct stamp by[4] = {clock_at(s, clock)};

	for (unsigned i = 0; i < 3; i++)
		by[i + 1] = (struct stamp){w->key[i], witness_names[i], time[i]};
	return cosigned(s, size, by, 4);
}

/* Bundle (@bundle not NULL) and proof of the log whose checkpoints are @mark and @last. */
static void put_both(struct scene *s, const char *bundle, const char *proof, const char *claim,
		     struct kit_file mark, struct kit_file last)
{
	struct vb_view view = kit_view(&mark);
	struct kit_parts p = {.marks = &view, .nmarks = 1, .checkpoint = kit_view(&last)};

	if (bundle)
		put_file(s, bundle, kit_bundle(&s->t, &p));
	p.claim = vb_view_str(claim);
	p.whole = true;
	put_file(s, proof, kit_proof(&s->t, &p, NULL, 0));
	kit_free(&mark);
	kit_free(&last);
}

/* One of three says that it saw the paper a day before it was there. */
static void one_backdates(const struct sink *out)
{
	struct witnesses w;
	struct scene s;
	char text[1024], claim[100];
	int64_t t;

	meet(&w);
	policy(&w, text);
	scene_two(&s, out);
	put_trust(&s, "27-witnesses.trust", text);
	t = s.t.now;
	hand_plainly(&s);
	snprintf(claim, sizeof(claim), "delivered NORD-1 by %s", time_text(t - 30));
	put_both(&s, "27a-one-backdates.bundle", "27b-one-backdates.proof", claim,
		 witnessed(&s, &w, 1, t, t, t, t),
		 witnessed(&s, &w, 2, s.t.now, s.t.now - VB_DAY, s.t.now, s.t.now + 1));
	scene_close(&s);
	part(&w);
}

/* Two of three do, and the author with them. */
static void quorum_backdates(const struct sink *out)
{
	struct witnesses w;
	struct scene s;
	char claim[100];
	int64_t t;

	meet(&w);
	scene_two(&s, out);
	t = s.t.now;
	s.t.now -= 3600;
	hand_plainly(&s);
	s.t.now += 3600;
	snprintf(claim, sizeof(claim), "delivered NORD-1 by %s", time_text(t - 1800));
	put_both(&s, "28a-quorum-backdates.bundle", "28b-quorum-backdates.proof", claim,
		 witnessed(&s, &w, 1, t, t, t, t),
		 witnessed(&s, &w, 2, s.t.now, s.t.now - 3600, s.t.now - 3600, s.t.now));
	scene_close(&s);
	part(&w);
}

/* 29: a deadline that the dates do not decide. */
static void undetermined(const struct sink *out)
{
	struct twist hurry = {.hurry = 2 * VB_DAY - 30};
	struct scene s;
	char claim[100];

	scene_two(&s, out);
	snprintf(claim, sizeof(claim), "delivered NORD-1 by %s", time_text(s.t.now + 30));
	hand_plainly(&s);
	put_proof(&s, "29a-undetermined.proof", claim, NULL, 0, NULL);
	scene_close(&s);
	scene_two(&s, out);
	log_note(&s, note_of(&s, s.nord, "statement", &hello, &hurry));
	put_bundle(&s, "29b-lodge-by-inside.bundle");
	scene_close(&s);
}

/* 30: the depositary dates an old checkpoint late, as if nothing had come since. */
static void stale(const struct sink *out)
{
	struct witnesses w;
	struct scene s;
	char claim[100];
	int64_t t;

	meet(&w);
	scene_two(&s, out);
	t = s.t.now;
	hand_plainly(&s);
	snprintf(claim, sizeof(claim), "SUD received NORD-1 by %s", time_text(t + VB_DAY));
	put_both(&s, NULL, "30-stale.proof", claim, witnessed(&s, &w, 1, t, t, t, t),
		 witnessed(&s, &w, 2, t + 2 * VB_DAY, t + 60, t + 60, t + 60));
	scene_close(&s);
	part(&w);
}

/* ---- 31, 36: what is not there ---- */

/* A proof that ends before what SUD received later, and one that leaves it out. */
static void truncated(const struct sink *out)
{
	struct scene s;
	char claim[100];
	uint32_t hand;

	scene_two(&s, out);
	snprintf(claim, sizeof(claim), "SUD received NORD-1 by %s",
		 time_text(s.t.now + VB_DAY));
	hand = hand_plainly(&s);
	put_proof(&s, "36a-truncated.proof", claim, NULL, 0, NULL);
	fx_receive(&s.t, s.sud, hand);
	put_proof(&s, "36b-picked.proof", claim, &hand, 1, NULL);
	scene_close(&s);
}

/* SUD signs a receipt, and the log goes on for days without it. */
static void suppressed(const struct sink *out)
{
	struct kit_file receipt;
	struct scene s;
	char claim[100];
	uint32_t hand;

	scene_two(&s, out);
	snprintf(claim, sizeof(claim), "SUD received NORD-1 by %s",
		 time_text(s.t.now + VB_DAY));
	hand = hand_plainly(&s);
	receipt = note_of(&s, s.sud, "receipt", receipt_fields(&s, s.sud, hand), NULL);
	s.t.now += 5 * VB_DAY;
	fx_do(&s.t, s.nord, "statement", &hello, NULL);
	put_proof(&s, "31a-suppressed.proof", claim, NULL, 0, NULL);
	put_pouch(&s, "31b-suppressed.pouch", &receipt, 1);
	kit_free(&receipt);
	scene_close(&s);
}

/* Entries are cut off a bundle, and the checkpoint is left. */
static void cut_off(const struct sink *out)
{
	struct kit_file f;
	struct vb_view last;
	struct scene s;

	scene_two(&s, out);
	hand_plainly(&s);
	f = kit_bundle(&s.t, NULL);
	fx_receive(&s.t, s.sud, 1);
	last = vb_view(s.t.mark[s.t.size], s.t.mark_len[s.t.size]);
	put_file(&s, "36c-cut-off.bundle",
		 kit_replace(kit_view(&f), "checkpoint", NULL, &last, false));
	kit_free(&f);
	scene_close(&s);
}

/* ---- 37, 38: what a finding rests on ---- */

static void impostor(const struct sink *out)
{
	static const char *const names[] = {"nord", "sud"};
	struct scene s = {.out = out};

	fx_open(&s.t, 37, names, 2, NULL, NULL);
	fx_do(&s.t, 0, "statement", &hello, NULL);
	put_bundle(&s, "37a-impostor.bundle");
	put_proof(&s, "37b-impostor.proof", NULL, (uint32_t[]){1}, 1, NULL);
	scene_close(&s);
}

/* A proof whose one tlog-proof has @extra data of its own. */
static struct kit_file with_extra(struct scene *s, const char *extra)
{
	struct vb_hash path[VB_PROOF_MAX];
	unsigned n = vb_tree_inclusion(s->t.tree, 1, s->t.size, path);
	struct kit_file proof, f;
	char b64[4096], line[4200];
	struct vb_writer w;
	uint8_t buf[2048];

	vb_writer_init(&w, buf, sizeof(buf));
	vb_proof_put(&w, 1, path, n, vb_view(s->t.mark[s->t.size], s->t.mark_len[s->t.size]));
	assert(!w.over && vb_base64(b64, (const uint8_t *)extra, strlen(extra)) < sizeof(b64));
	snprintf(line, sizeof(line), "extra %s\nindex 1\n", b64);
	proof = edited(vb_written(&w), "index 1\n", line);
	f = joined(kit_part("charter", logged(s, 0)), kit_part("act", logged(s, 1)));
	f = joined(f, kit_part("proof", kit_view(&proof)));
	kit_free(&proof);
	f = joined(kit_copy(vb_view_str("verbale-proof/1\nclaim -\n")), f);
	return joined(f, kit_copy(vb_view_str("end\n")));
}

/* A trust file that the evidence brings along: in an archive, in its README, in a part
 * of a proof, in the free data of a tlog-proof. */
static void own_policy(const struct sink *out)
{
	struct kit_file f, extra;
	uint8_t buf[8192];
	struct vb_view trust;
	struct scene s;

	scene_two(&s, out);
	fx_do(&s.t, s.nord, "statement", &hello, NULL);
	trust = vb_view(buf, fx_trust(&s.t, buf, sizeof(buf)));
	buf[trust.len] = '\0';
	f = kit_bundle(&s.t, NULL);
	put_file(&s, "38a-own-policy.bundle",
		 kit_replace(kit_view(&f), "tile/0/000.p/2", "policy", &trust, true));
	put_file(&s, "38b-own-policy.bundle",
		 kit_replace(kit_view(&f), "README", NULL, &trust, false));
	kit_free(&f);
	extra = kit_part("trust", trust);
	put_proof(&s, "38c-own-policy.proof", NULL, (uint32_t[]){1}, 1, &extra);
	put_file(&s, "38d-own-policy.proof", with_extra(&s, (const char *)buf));
	scene_close(&s);
}

void attack_dates(const struct sink *out)
{
	one_backdates(out);
	quorum_backdates(out);
	undetermined(out);
	stale(out);
	suppressed(out);
	truncated(out);
	cut_off(out);
	impostor(out);
	own_policy(out);
}
