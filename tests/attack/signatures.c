/*
 * Attacks 1 to 11: on texts, signature lines and keys.
 *
 * SPDX-License-Identifier: ISC
 */
#include "scene.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static const struct fx_fields hello = {{"text", "good morning"}};
static const char *const two[] = {"nord", "sud"};

/* 1: a byte that was signed is another one. */
static void edited_byte(const struct sink *out)
{
	struct kit_file f, g;
	struct scene s;

	scene_two(&s, out);
	hand_plainly(&s);
	put_file(&s, "01a-edited.act",
		 edited(logged(&s, 1), "confidential yes", "confidential no"));
	f = kit_bundle(&s.t, NULL);
	put_file(&s, "01b-edited.bundle", edited(kit_view(&f), "number 1\n", "number 7\n"));
	g = proof_of(&s, NULL, (uint32_t[]){1}, 1);
	put_file(&s, "01c-edited.proof", edited(kit_view(&g), "number 1\n", "number 7\n"));
	kit_free(&f);
	kit_free(&g);
	scene_close(&s);
}

/* The same with every hash made anew, and the log's old signature under the new root. */
static void rehashed(const struct sink *out)
{
	struct kit_parts p = {0};
	struct kit_file note, old, forged;
	struct vb_checkpoint c;
	struct vb_writer w;
	uint8_t buf[1024];
	struct scene s;

	scene_two(&s, out);
	note = note_of(&s, s.nord, "statement", &hello, NULL);
	forged = edited(kit_view(&note), "good morning", "good evening");
	old = (struct kit_file){s.t.mark[1], s.t.mark_len[1]};
	assert(vb_checkpoint_parse(kit_view(&old), &c, NULL) == VB_OK);
	fx_log_raw(&s.t, forged.ptr, forged.len);
	vb_writer_init(&w, buf, sizeof(buf));
	vb_checkpoint_put_text(&w, vb_view_str(s.t.origin), 2, &s.t.root[2]);
	vb_put(&w, old.ptr + c.note.text.len, old.len - c.note.text.len);
	p.checkpoint = vb_written(&w);
	put_file(&s, "01d-rehashed.bundle", kit_bundle(&s.t, &p));
	kit_free(&note);
	kit_free(&forged);
	scene_close(&s);
}

/* 2: an act of one table at another, where the same people sit with the same act keys. */
static void other_table(const struct sink *out)
{
	struct kit_file foreign, proof, charter, mixed;
	struct scene s, other;

	scene_two(&s, out);
	fx_members(&other.t, 7, two, 2);
	for (unsigned i = 0; i < 2; i++)
		replace_secret(&other.t.m[i].act, s.t.m[i].act);
	assert(fx_found(&other.t, NULL, NULL) == VB_OK);
	other.out = out;
	put_trust(&other, "02-other.trust", "");
	fx_do(&s.t, s.nord, "statement", &hello, NULL);
	foreign = kit_copy(logged(&s, 1));
	proof = proof_of(&s, NULL, (uint32_t[]){1}, 1);
	charter = kit_part("charter", logged(&s, 0));
	mixed = kit_part("charter", logged(&other, 0));
	mixed = joined(kit_copy(vb_view_str("verbale-proof/1\nclaim -\n")), mixed);
	assert(proof.len > 24 + charter.len);
	mixed = joined(mixed, kit_copy(vb_view(proof.ptr + 24 + charter.len,
					       proof.len - 24 - charter.len)));
	put_file(&other, "02a-other-table.proof", mixed);
	put_pouch(&other, "02b-other-table.pouch", &foreign, 1);
	log_false(&other, foreign);
	put_bundle(&other, "02c-other-table.bundle");
	put_view(&other, "02d-other-table.act", logged(&other, 1));
	put_proof(&other, "02e-other-table.proof", NULL, (uint32_t[]){1}, 1, NULL);
	kit_free(&proof);
	kit_free(&charter);
	scene_close(&s);
	scene_close(&other);
}

/* The trust file of the other table names it, and so refuses the single act. */
static void other_trust(const struct sink *out)
{
	struct scene other;
	char line[96];

	fx_members(&other.t, 7, two, 2);
	assert(fx_found(&other.t, NULL, NULL) == VB_OK);
	other.out = out;
	snprintf(line, sizeof(line), "verbale-trust/1\ntable %s\n",
		 hex_of(&other.t.fold->table));
	put_view(&other, "02-table.trust", vb_view_str(line));
	scene_close(&other);
}

/* 3: an act is lodged again. */
static void lodged_again(const struct sink *out)
{
	struct kit_file again;
	struct scene s;

	scene_two(&s, out);
	hand_plainly(&s);
	again = kit_copy(logged(&s, 1));
	put_pouch(&s, "03a-again.pouch", &again, 1);
	log_false(&s, again);
	put_bundle(&s, "03b-again.bundle");
	scene_close(&s);
}

/* 4: a signature line too many.  5: a line under another name. */
static void wrong_lines(const struct sink *out)
{
	struct kit_file more, label;
	struct scene s;

	scene_two(&s, out);
	more = note_of(&s, s.nord, "statement", &hello, NULL);
	label = edited(kit_view(&more), "\xe2\x80\x94 nord ", "\xe2\x80\x94 sud ");
	sign_too(&more, s.t.m[s.sud].act, "sud");
	put_view(&s, "04b-extra-line.act", kit_view(&more));
	put_pouch(&s, "04c-extra-line.pouch", &more, 1);
	put_view(&s, "05a-relabelled.act", kit_view(&label));
	put_pouch(&s, "05c-relabelled.pouch", &label, 1);
	log_false(&s, more);
	put_bundle(&s, "04a-extra-line.bundle");
	put_proof(&s, "04d-extra-line.proof", NULL, (uint32_t[]){1}, 1, NULL);
	scene_close(&s);
	scene_two(&s, out);
	log_false(&s, label);
	put_bundle(&s, "05b-relabelled.bundle");
	put_proof(&s, "05d-relabelled.proof", NULL, (uint32_t[]){1}, 1, NULL);
	scene_close(&s);
}

/* 6: one key for two parties.  7: one key for two purposes. */
static void shared_key(const struct sink *out, bool parties)
{
	struct scene s = {.out = out};

	fx_members(&s.t, 6, two, 2);
	if (parties)
		replace_secret(&s.t.m[1].act, s.t.m[0].act);
	else
		replace_secret(&s.t.m[0].cosign, s.t.m[0].act);
	assert(fx_found(&s.t, NULL, NULL) == VB_MALFORMED);
	put_trust(&s, parties ? "06-shared.trust" : "07-cosigner.trust", "");
	put_view(&s, parties ? "06a-shared.act" : "07a-cosigner.act", logged(&s, 0));
	put_bundle(&s, parties ? "06b-shared.bundle" : "07b-cosigner.bundle");
	scene_close(&s);
}

/* 8: what a cosigner signs, under the name and the key of somebody who acts. */
static void cosignature(const struct sink *out)
{
	struct kit_file f = new_file(VB_NOTE_MAX);
	struct vb_writer w;
	struct vb_signer k;
	struct scene s;
	size_t n;

	scene_two(&s, out);
	k = vb_signer_secret(s.t.m[s.nord].act, "nord", VB_KEY_ED25519);
	vb_writer_init(&w, f.ptr, VB_NOTE_MAX);
	vb_putf(&w, "cosignature/v1\ntime %lld\n", (long long)s.t.now);
	vb_checkpoint_put_text(&w, vb_view_str(s.t.origin), 1, &s.t.root[1]);
	n = w.len;
	vb_put_byte(&w, '\n');
	assert(vb_sigline_put(&w, vb_view(f.ptr, n), &k, NULL) == VB_OK && !w.over);
	f.len = w.len;
	put_view(&s, "08a-cosignature.act", kit_view(&f));
	log_false(&s, f);
	put_bundle(&s, "08b-cosignature.bundle");
	scene_close(&s);
}

/* 9: two keys of NORD with one 32-bit id, found by trying the first 72,000 numbers. */
#define COLLIDES_A 57909
#define COLLIDES_B 71987

static void colliding_ids(const struct sink *out)
{
	struct vb_secret *a = numbered_secret(COLLIDES_A);
	struct vb_secret *b = numbered_secret(COLLIDES_B);
	struct kit_file note, stolen;
	struct scene s = {.out = out};

	fx_members(&s.t, 9, two, 2);
	replace_secret(&s.t.m[0].act, a);
	assert(fx_found(&s.t, NULL, NULL) == VB_OK);
	put_trust(&s, "09-colliding.trust", "");
	fx_do(&s.t, 0, "statement", &hello, NULL);
	log_note(&s, rekey_note(&s, 0, b));
	note = note_of(&s, 0, "statement", &hello, NULL);
	/* The key that was replaced signs the same text: name and id still fit. */
	stolen = resigned(kit_view(&note), "good morning", "good evening", a, "nord");
	fx_log_raw(&s.t, stolen.ptr, stolen.len);
	put_bundle(&s, "09b-colliding.bundle");
	scene_close(&s);
	s = (struct scene){.out = out};
	fx_members(&s.t, 9, two, 2);
	replace_secret(&s.t.m[0].act, a);
	assert(fx_found(&s.t, NULL, NULL) == VB_OK);
	fx_do(&s.t, 0, "statement", &hello, NULL);
	log_note(&s, rekey_note(&s, 0, numbered_secret(COLLIDES_B)));
	log_note(&s, note);
	put_bundle(&s, "09a-colliding.bundle");
	put_proof(&s, "09c-colliding.proof", NULL, (uint32_t[]){3}, 1, NULL);
	put_proof(&s, "09d-colliding.proof", NULL, (uint32_t[]){2, 3}, 2, NULL);
	kit_free(&stolen);
	vb_secret_free(a);
	scene_close(&s);
}

/* ---- 10: signatures and keys that only a lenient verifier takes ---- */

/* The signature of the one line of @note, to be altered; then it is put back. */
static struct kit_file with_signature(struct vb_view note, const uint8_t sig[static 64])
{
	struct kit_file f = new_file(VB_NOTE_MAX);
	struct vb_writer w;
	struct vb_note n;
	char b64[128];
	uint8_t blob[68];

	assert(vb_note_parse(note, 1, &n, NULL) == VB_OK);
	memcpy(blob, n.sig[0].blob, 4);
	memcpy(blob + 4, sig, 64);
	vb_base64(b64, blob, sizeof(blob));
	vb_writer_init(&w, f.ptr, VB_NOTE_MAX);
	vb_put_view(&w, n.text);
	vb_putf(&w, "\n\xe2\x80\x94 ");
	vb_put_view(&w, n.sig[0].name);
	vb_putf(&w, " %s\n", b64);
	assert(!w.over);
	f.len = w.len;
	return f;
}

/* S + L: the same point, another number. */
static struct kit_file non_canonical(struct vb_view note)
{
	static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,
		0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10};
	unsigned carry = 0;
	uint8_t sig[64];
	struct vb_note n;

	assert(vb_note_parse(note, 1, &n, NULL) == VB_OK);
	memcpy(sig, n.sig[0].blob + 4, 64);
	for (unsigned i = 0; i < 32; i++) {
		carry += (unsigned)sig[32 + i] + order[i];
		sig[32 + i] = (uint8_t)carry;
		carry >>= 8;
	}
	return with_signature(note, sig);
}

/* R is the neutral point and S = k a: the equation holds. */
static struct kit_file small_r(struct vb_view note, const struct vb_secret *key)
{
	uint8_t seed[32], h[64], a[64] = {0}, scalar[32], k[32], pub[32], sig[64] = {1};
	crypto_hash_sha512_state st;
	struct vb_note n;

	assert(vb_note_parse(note, 1, &n, NULL) == VB_OK);
	vb_secret_export(key, seed);
	vb_ed25519_public(key, pub);
	crypto_hash_sha512(h, seed, sizeof(seed));
	memcpy(a, h, 32);
	a[0] &= 248;
	a[31] = (uint8_t)((a[31] & 127) | 64);
	crypto_core_ed25519_scalar_reduce(scalar, a);
	crypto_hash_sha512_init(&st);
	crypto_hash_sha512_update(&st, sig, 32);
	crypto_hash_sha512_update(&st, pub, 32);
	crypto_hash_sha512_update(&st, n.text.ptr, n.text.len);
	crypto_hash_sha512_final(&st, h);
	crypto_core_ed25519_scalar_reduce(k, h);
	crypto_core_ed25519_scalar_mul(sig + 32, k, scalar);
	return with_signature(note, sig);
}

static void lenient_signatures(const struct sink *out)
{
	struct kit_file note, s_plus_l, r;
	struct scene s;

	scene_two(&s, out);
	note = note_of(&s, s.nord, "statement", &hello, NULL);
	s_plus_l = non_canonical(kit_view(&note));
	r = small_r(kit_view(&note), s.t.m[s.nord].act);
	put_view(&s, "10a-non-canonical.act", kit_view(&s_plus_l));
	put_view(&s, "10c-small-r.act", kit_view(&r));
	log_false(&s, s_plus_l);
	put_bundle(&s, "10b-non-canonical.bundle");
	scene_close(&s);
	scene_two(&s, out);
	log_false(&s, r);
	put_bundle(&s, "10d-small-r.bundle");
	kit_free(&note);
	scene_close(&s);
}

/* The line of a key that nobody has the secret of. */
static void raw_key(char out[static 256], const char *name, const uint8_t pub[static 32])
{
	struct vb_writer w;
	struct vb_vkey k;

	vb_vkey_make(&k, vb_view_str(name), VB_KEY_ED25519, pub);
	vb_writer_init(&w, out, 255);
	vb_putf(&w, "%s act ", name);
	vb_vkey_put(&w, &k);
	assert(!w.over);
	out[w.len] = '\0';
}

static const uint8_t torsion[32] = {0xec, [1 ... 30] = 0xff, 0x7f}; /* order 2 */

/* A charter in which NORD's cosigning key has that point added to it. */
static void weak_charter(const struct sink *out)
{
	uint8_t pub[32], mixed[32];
	struct vb_writer good, bad;
	char from[256], to[256];
	struct kit_file charter;
	struct scene s;
	struct vb_vkey k;

	scene_two(&s, out);
	vb_ed25519_public(s.t.m[s.nord].cosign, pub);
	assert(crypto_core_ed25519_add(mixed, pub, torsion) == 0);
	vb_writer_init(&good, from, sizeof(from) - 1);
	vb_writer_init(&bad, to, sizeof(to) - 1);
	vb_vkey_make(&k, vb_view_str("nord"), VB_KEY_COSIGN, pub);
	vb_vkey_put(&good, &k);
	vb_vkey_make(&k, vb_view_str("nord"), VB_KEY_COSIGN, mixed);
	vb_vkey_put(&bad, &k);
	from[good.len] = to[bad.len] = '\0';
	charter = resigned(logged(&s, 0), from, to, s.t.m[s.nord].founding, "nord");
	sign_too(&charter, s.t.m[s.sud].founding, "sud");
	put_file(&s, "10i-mixed-charter.act", charter);
	scene_close(&s);
}

/* A mandate for a key of small order, or of an order that is not prime. */
static void weak_keys(const struct sink *out)
{
	struct vb_secret *office = numbered_secret(10);
	uint8_t pub[32], mixed[32];
	char good[256], bad[256];
	struct kit_file note, weak;
	struct scene s;

	vb_ed25519_public(office, pub);
	assert(crypto_core_ed25519_add(mixed, pub, torsion) == 0);
	snprintf(good, sizeof(good), "%s", key_line("nord/legal", "act", office));
	for (unsigned i = 0; i < 2; i++) {
		struct fx_fields f = {{"to", "legal", "key", good, "scope", "all"}};

		scene_two(&s, out);
		raw_key(bad, "nord/legal", i ? mixed : torsion);
		note = note_of(&s, s.nord, "mandate", &f, NULL);
		weak = resigned(kit_view(&note), good, bad, s.t.m[s.nord].act, "nord");
		put_view(&s, i ? "10g-mixed-key.act" : "10e-small-key.act", kit_view(&weak));
		log_false(&s, weak);
		put_bundle(&s, i ? "10h-mixed-key.bundle" : "10f-small-key.bundle");
		kit_free(&note);
		scene_close(&s);
	}
	vb_secret_free(office);
}

/* ---- 11: names that look like others ---- */

#define CYRILLIC_NORD "n\xd0\xbe" "rd"	/* U+043E for the o */

static void false_names(const struct sink *out)
{
	struct kit_file note, homoglyph, bidi;
	struct scene s;

	scene_two(&s, out);
	note = note_of(&s, s.nord, "statement", &hello, NULL);
	homoglyph = resigned(kit_view(&note), "author nord", "author " CYRILLIC_NORD,
			     s.t.m[s.nord].act, CYRILLIC_NORD);
	bidi = resigned(kit_view(&note), "good morning", "good \xe2\x80\xaegninrom",
			s.t.m[s.nord].act, "nord");
	put_view(&s, "11a-homoglyph.act", kit_view(&homoglyph));
	put_view(&s, "11c-bidi.act", kit_view(&bidi));
	log_false(&s, homoglyph);
	put_bundle(&s, "11b-homoglyph.bundle");
	scene_close(&s);
	scene_two(&s, out);
	log_false(&s, bidi);
	put_bundle(&s, "11d-bidi.bundle");
	put_file(&s, "11e-homoglyph-party.act",
		 resigned(logged(&s, 0), "party nord ", "party " CYRILLIC_NORD " ",
			  s.t.m[s.nord].founding, CYRILLIC_NORD));
	kit_free(&note);
	scene_close(&s);
}

void attack_signatures(const struct sink *out)
{
	edited_byte(out);
	rehashed(out);
	other_table(out);
	other_trust(out);
	lodged_again(out);
	wrong_lines(out);
	shared_key(out, true);
	shared_key(out, false);
	cosignature(out);
	colliding_ids(out);
	lenient_signatures(out);
	weak_keys(out);
	weak_charter(out);
	false_names(out);
}
