/*
 * Rare turns: members that were admitted, keys that were replaced, one's own copy, more
 * lines than a finding takes (format.md 5.1.5, 5.1.11, 6.4, 7.7, 10.1).
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"
#include "verify/internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *const two[] = {"nord", "sud"};
static const struct fx_fields hello = {{"text", "We are here."}};

/* "NAME PURPOSE VALUE" of a secret. */
static void key_value(char out[static 300], const char *name, const char *purpose,
		      const char *keyname, uint8_t type, const struct vb_secret *s)
{
	struct vb_recipient r;
	struct vb_vkey key;
	struct vb_writer w;
	uint8_t pub[32];

	vb_writer_init(&w, out, 299);
	vb_putf(&w, "%s %s ", name, purpose);
	if (type) {
		vb_ed25519_public(s, pub);
		vb_vkey_make(&key, vb_view_str(keyname), type, pub);
		vb_vkey_put(&w, &key);
	} else {
		vb_recipient_of(s, &r);
		vb_recipient_put(&w, &r);
	}
	out[w.len] = '\0';
}

/* ---- a member that was admitted later ---- */

static void test_admitted(void)
{
	char line[4][300];
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_judgement j;
	struct vb_claim c;
	struct vb_finding f;
	static struct kit k;
	struct fx *t = &k.t;
	struct fx_member *m;
	struct kit_file b, p;
	uint32_t act[3];
	size_t len;

	assert(buf);
	kit_found(&k, two, 2, NULL, NULL);
	m = &t->m[2];
	memset(m, 0, sizeof(*m));
	snprintf(m->name, sizeof(m->name), "west");
	m->role = "principal";
	m->act = vb_secret_new(t->rng);
	m->cosign = vb_secret_new(t->rng);
	m->founding = vb_secret_new(t->rng);
	m->recovery = vb_secret_new(t->rng);
	m->seal = vb_secret_new(t->rng);
	m->prev = t->fold->charter;
	assert(m->act && m->cosign && m->founding && m->recovery && m->seal);
	key_value(line[0], "west", "act", "west", VB_KEY_ED25519, m->act);
	key_value(line[1], "west", "cosign", "west", VB_KEY_COSIGN, m->cosign);
	key_value(line[2], "west", "recovery", "west/recovery", VB_KEY_ED25519, m->recovery);
	key_value(line[3], "west", "seal", "", 0, m->seal);
	len = fx_act(t, k.nord, "admit",
		     &(struct fx_fields){{"party", "west principal", "key", line[0], "key", line[1],
					  "key", line[2], "key", line[3]}}, buf);
	assert(fx_log(t, buf, fx_cosign(t, k.sud, buf, len), NULL) == VB_OK);
	t->n = 3;
	act[0] = t->size - 1;
	act[1] = fx_do(t, 2, "join", &(struct fx_fields){{"of", fx_id(t, act[0])}}, NULL);
	act[2] = fx_hand(t, 2, 1u << k.sud, "propose", "draft", VB_NO_ACT, fx_paper);
	b = kit_bundle(t, NULL);
	is_str(kit_line(kit_view(&b), k.trust), "CANNOT TELL|10.2|-|-",
	       "9.7 a member that the trust file does not know");
	kit_free(&b);
	vb_trust_free(k.trust);
	k.trust = kit_trust(t, "");
	b = kit_bundle(t, NULL);
	is_str(kit_line(kit_view(&b), k.trust), "GENUINE|-|-|-", "5.1.11 a member that was "
								 "admitted");
	kit_free(&b);
	p = kit_proof(t, NULL, act, 3);
	is_str(kit_verify(kit_view(&p), k.trust, &f), "GENUINE|-|-|-",
	       "5.1.5 its paper, with its admission and its seat");
	ok(kit_has(f.established, f.nestablished, "signed by WEST's key, registered in NORD-1"),
	   "5.1.11 where its key was registered is told");
	kit_free(&p);
	assert(vb_claim_parse(vb_view_str("delivered WEST-2"), &c, NULL) == VB_OK);
	vb_claim_judge(&c, t->fold, true, t->now, &j);
	ok(j.verdict == VB_SUPPORTED && j.nevidence == 3 && j.evidence[0] == act[0] &&
	   j.evidence[1] == act[1], "8.5 admission and seat are part of the evidence");
	free(buf);
	kit_close(&k);
}

/* ---- a cosign key that was replaced ---- */

static void recovery_chain(struct vb_compose *c, void *ctx)
{
	c->number = 1;
	c->epoch = 0;
	c->prev = *(const struct vb_hash *)ctx;
}

static void test_cosign_rekey(void)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_secret *act, *cosign, *old;
	static struct kit k;
	struct fx *t = &k.t;
	struct vb_signer s;
	struct vb_note note;
	struct vb_writer w;
	struct vb_finding f;
	struct kit_file c, b;
	char line[2][300];
	size_t len;

	assert(buf);
	kit_found(&k, two, 2, NULL, NULL);
	act = vb_secret_new(t->rng);
	cosign = vb_secret_new(t->rng);
	assert(act && cosign);
	key_value(line[0], "nord", "act", "nord", VB_KEY_ED25519, act);
	key_value(line[1], "nord", "cosign", "nord", VB_KEY_COSIGN, cosign);
	len = fx_act_as(t, k.nord, "recovery", "rekey",
			&(struct fx_fields){{"key", line[0], "key", line[1]}}, recovery_chain,
			&t->fold->charter, t->m[k.nord].recovery, buf);
	s = vb_signer_secret(act, "nord", VB_KEY_ED25519);
	assert(vb_note_parse(vb_view(buf, len), VB_SIGS_MAX, &note, NULL) == VB_OK);
	vb_writer_init(&w, buf + len, VB_NOTE_MAX - len);
	assert(vb_sigline_put(&w, note.text, &s, NULL) == VB_OK);
	assert(fx_log(t, buf, len + w.len, NULL) == VB_OK);
	c = kit_checkpoint(t, 2, &t->root[2], t->now, 1u << k.nord);
	b = kit_bundle(t, &(struct kit_parts){.checkpoint = kit_view(&c)});
	kit_verify(kit_view(&b), k.trust, &f);
	ok(f.result == VB_GENUINE && !kit_has(f.rests_on, f.nrests_on, "cosigned by"),
	   "3.6 a retired key cosigns for nobody");
	kit_free(&b);
	s = vb_signer_secret(cosign, "nord", VB_KEY_COSIGN);
	kit_cosign(&c, &s, t->now);
	kit_cosign(&c, &s, t->now + 5);
	b = kit_bundle(t, &(struct kit_parts){.checkpoint = kit_view(&c)});
	kit_verify(kit_view(&b), k.trust, &f);
	ok(f.result == VB_GENUINE && kit_has(f.rests_on, f.nrests_on, "cosigned by NORD"),
	   "6.4 the one that replaced it does, however often");
	kit_free(&b);
	kit_free(&c);
	old = t->m[k.nord].act;
	vb_secret_free(old);
	t->m[k.nord].act = act;
	vb_secret_free(cosign);
	free(buf);
	kit_close(&k);
}

/* ---- one's own copy ---- */

static void test_own_copy(void)
{
	static struct kit k;
	struct fx *t = &k.t;
	struct vb_copy_place place = {.chain = "nord", .number = 1, .addressee = "nord"};
	struct kit_file proof, part, f;
	struct vb_finding found;
	char line[2][400];
	uint8_t text[4096];
	struct vb_writer w;
	uint32_t act;

	kit_found(&k, two, 2, NULL, NULL);
	place.table = t->fold->table;
	fx_seal(t, &t->copy[0], k.nord, k.nord, fx_paper);
	fx_seal(t, &t->copy[1], k.nord, k.sud, fx_paper);
	t->ncopies = 2;
	t->copy[0].line.has_recipient = false;
	for (unsigned i = 0; i < 2; i++) {
		vb_writer_init(&w, line[i], sizeof(line[i]) - 1);
		vb_copy_put(&w, &t->copy[i].line);
		line[i][w.len] = '\0';
	}
	act = fx_do(t, k.nord, "propose",
		    &(struct fx_fields){{"role", "draft", "privilege", "mediation", "confidential",
					 "no", "same-text", "yes", "copy", line[0],
					 "copy", line[1]}},
		    NULL);
	vb_writer_init(&w, text, sizeof(text));
	vb_opened_put(&w, &place, t->copy[0].seed, vb_view_str(fx_paper));
	proof = kit_proof(t, NULL, &act, 1);
	part = kit_part("opened", vb_written(&w));
	f = kit_add_parts(&proof, &part);
	kit_verify(kit_view(&f), k.trust, &found);
	ok(found.result == VB_GENUINE &&
	   kit_has(found.established, found.nestablished, "NORD's own copy of NORD-1: it comes "
							  "from NORD"),
	   "7.7 one's own copy comes from oneself");
	ok(kit_has(found.rests_on, found.nrests_on, "NORD-1 is marked mediation"),
	   "5.2.1 a privileged paper is told wherever it is shown");
	kit_free(&f);
	kit_free(&part);
	kit_free(&proof);
	kit_close(&k);
}

/* ---- claims with a take as offered ---- */

static void test_as_offered(void)
{
	struct vb_state_of state;
	struct vb_judgement j;
	struct vb_claim c;
	static struct kit k;

	kit_found(&k, two, 2, NULL, NULL);
	k.draft = fx_hand(&k.t, k.nord, 1u << k.sud, "propose", "draft", VB_NO_ACT, fx_paper);
	fx_receive(&k.t, k.sud, k.draft);
	fx_take(&k.t, k.sud, k.draft, "as-offered", VB_NO_ACT, NULL);
	assert(vb_claim_parse(vb_view_str("SUD took NORD-1 as draft"), &c, NULL) == VB_OK);
	vb_claim_judge(&c, k.t.fold, true, k.t.now, &j);
	ok(j.verdict == VB_SUPPORTED && strstr(j.sentence, "SUD took NORD-1 as draft"),
	   "8.3 as offered is as its author calls it");
	assert(vb_claim_parse(vb_view_str("SUD received a draft"), &c, NULL) == VB_OK);
	vb_claim_judge(&c, k.t.fold, true, k.t.now, &j);
	is_int(j.verdict, VB_SUPPORTED, "8.5 and disputes nothing");
	k.letter = fx_hand(&k.t, k.nord, 1u << k.sud, "letter", "letter", VB_NO_ACT, fx_paper);
	fx_receive(&k.t, k.sud, k.letter);
	fx_take(&k.t, k.sud, k.letter, "as-offered", k.draft, NULL);
	assert(vb_claim_parse(vb_view_str("SUD received a letter to NORD-1"), &c, NULL) == VB_OK);
	vb_claim_judge(&c, k.t.fold, true, k.t.now, &j);
	is_int(j.verdict, VB_DISPUTED, "8.5 as offered, and as answering something");
	k.response = fx_hand(&k.t, k.nord, 1u << k.sud, "respond", "response", k.draft, fx_paper);
	fx_receive(&k.t, k.sud, k.response);
	fx_take(&k.t, k.sud, k.response, "response", VB_NO_ACT, NULL);
	assert(vb_claim_parse(vb_view_str("SUD received a response to NORD-1"), &c, NULL) == VB_OK);
	vb_claim_judge(&c, k.t.fold, true, k.t.now, &j);
	is_int(j.verdict, VB_DISPUTED, "8.5 a take without answers says that nothing is answered");
	vb_handover_state(k.t.fold, vb_fold_handover(k.t.fold, k.response, (uint8_t)k.sud), k.t.now,
			  &state);
	is_int(state.state, VB_ROLE_DISPUTED, "8.1 and disputes the role");
	kit_close(&k);
}

/* ---- a proof of a release with a false identity ---- */

static void test_false_identity(void)
{
	char identity[VB_AGE_IDENTITY_LEN + 1];
	static struct kit k;
	struct fx *t = &k.t;
	struct vb_finding f;
	struct kit_file p;
	struct vb_writer w;
	uint32_t act[4], receipt;

	kit_found(&k, two, 2, NULL, NULL);
	k.draft = fx_hand(t, k.nord, 1u << k.sud, "propose", "draft", VB_NO_ACT, fx_paper);
	receipt = fx_receipt(t, k.sud, k.draft, NULL);
	vb_writer_init(&w, identity, VB_AGE_IDENTITY_LEN);
	vb_identity_put(&w, t->m[0].seal);
	identity[w.len] = '\0';
	for (unsigned i = 0; i < 2; i++)
		kit_do_raw(t, i ? FX_MEMBERS : k.nord, "release",
			   &(struct fx_fields){{"of", fx_id(t, k.draft), "addressee", "sud",
						"receipt", fx_id(t,
								 receipt), "identity", identity}},
			   NULL, NULL);
	act[0] = k.draft;
	act[1] = receipt;
	act[2] = receipt + 1;
	act[3] = receipt + 2;
	p = kit_proof(t, NULL, act, 3);
	is_str(kit_verify(kit_view(&p), k.trust, &f), "GENUINE|5.3.4|NORD-2|nord",
	       "5.3.4 an author's false release, picked: void, whatever else was logged");
	ok(kit_has(f.shown, f.nshown, "release, without effect"), "5.3.4 has no effect");
	kit_free(&p);
	act[2] = receipt + 2;
	p = kit_proof(t, NULL, act, 3);
	is_str(kit_line(kit_view(&p), k.trust), "NOT GENUINE|5.3.4|BERN-1|bern",
	       "5.3.4 the depositary's is its fault");
	kit_free(&p);
	kit_close(&k);
}

/* ---- lines ---- */

#define MANY (VB_FINDING_LINES + 5)

/* What is said of the first @n of many acts. */
static void prove(struct kit *k, const uint32_t *act, unsigned n, struct vb_finding *f)
{
	struct kit_file p = kit_proof(&k->t, NULL, act, n);

	is_str(kit_verify(kit_view(&p), k->trust, f), "GENUINE|-|-|-", "9.4 %u acts", n);
	kit_free(&p);
}

static unsigned logged(struct vb_finding *f)
{
	unsigned n = 0;

	for (unsigned i = 0; i < f->nestablished; i++)
		n += kit_has(&f->established[i], 1, " was logged as entry ");
	return n;
}

static void test_many_acts(void)
{
	static struct vb_finding f;
	static struct kit k;
	uint32_t act[MANY];

	kit_found(&k, two, 2, NULL, NULL);
	for (unsigned i = 0; i < MANY; i++)
		act[i] = fx_do(&k.t, i & 1, "statement", &hello, NULL);
	prove(&k, act, VB_FINDING_LINES, &f);
	is_int(f.nshown, VB_FINDING_LINES, "10.1 so many acts fill a finding");
	ok(!kit_has(f.shown, f.nshown, "and more"), "10.1 which has them all");
	prove(&k, act, MANY, &f);
	ok(f.nshown == VB_FINDING_LINES &&
	   strcmp(f.shown[VB_FINDING_LINES - 1], "and more") == 0,
	   "10.1 a finding says where its lines end");
	kit_close(&k);
}

/* Beyond the twelfth, acts are told of in one sentence, if there are several. */
static void test_told_acts(void)
{
	static const struct {
		unsigned n, logged;
		const char *rest;
	} row[] = {
		{12, 12, NULL},
		{13, 13, NULL},
		{14, 12, "so were the other 2 acts shown, by those who had to sign them"},
		{30, 12, "so were the other 18 acts shown, by those who had to sign them"},
	};
	static struct vb_finding f;
	static struct kit k;
	uint32_t act[31];
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct kit_file p;
	size_t len;

	assert(buf);
	kit_found(&k, two, 2, NULL, NULL);
	for (unsigned i = 0; i < 30; i++)
		act[i] = fx_do(&k.t, i & 1, "statement", &hello, NULL);
	for (unsigned i = 0; i < VB_ARRAY_LEN(row); i++) {
		prove(&k, act, row[i].n, &f);
		is_int(logged(&f), row[i].logged, "9.4 of %u acts some by one", row[i].n);
		is_int(kit_has(f.established, f.nestablished, "so were the other"),
		       row[i].rest != NULL, "9.4 and the rest, if there is one");
		ok(!row[i].rest || kit_has(f.established, f.nestablished, row[i].rest),
		   "9.4 in a sentence");
	}
	/* One that is not signed by its author, and was logged all the same. */
	len = fx_act(&k.t, k.nord, "statement", &hello, buf);
	kit_flip(buf + len - 6);
	kit_log_raw(&k.t, buf, len);
	act[30] = k.t.size - 1;
	p = kit_proof(&k.t, NULL, act, 31);
	is_str(kit_verify(kit_view(&p), k.trust, &f), "NOT GENUINE|4.5|NORD-16|bern",
	       "4.5 the last of them is false");
	is_int(logged(&f), 12, "9.4 what was found good is told");
	ok(!kit_has(f.established, f.nestablished, "so were the other"),
	   "9.4 and not that all of them are");
	free(buf);
	kit_free(&p);
	kit_close(&k);
}

static void test_cut(void)
{
	static struct vb_finding f;
	char text[VB_FINDING_LINE + 8];

	vb_finding_init(&f);
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	vb_finding_establish(&f, "%s", text);
	is_int((long long)strlen(f.established[0]), VB_FINDING_LINE - 1, "1.1 a line that is cut");
	memcpy(text + VB_FINDING_LINE - 2, "\xe2\x80\x94", 3);
	vb_finding_establish(&f, "%s", text);
	is_int((long long)strlen(f.established[1]), VB_FINDING_LINE - 2,
	       "1.1 is not cut inside a character");
	memcpy(text + VB_FINDING_LINE - 3, "\xe2\x80\x94", 3);
	vb_finding_establish(&f, "%s", text);
	is_int((long long)strlen(f.established[2]), VB_FINDING_LINE - 3,
	       "1.1 wherever that begins");
	is_str(vb_upper(text, 4, "nord"), "NOR", "2.13 a name that is cut");
}

static void test_write_limits(void)
{
	struct vb_err err;
	FILE *f = fopen("/dev/null", "w");

	assert(f);
	is_int(vb_ustar_begin(f, "x", 1ULL << 33, &err), VB_REFUSED, "9.1 a file of 8 GiB");
	fclose(f);
}

static void test_copies_twice(void)
{
	static struct kit k;
	struct kit_file one, again;

	kit_found(&k, two, 2, NULL, NULL);
	fx_hand(&k.t, k.nord, 1u << k.sud, "propose", "draft", VB_NO_ACT, fx_paper);
	one = kit_bundle(&k.t, &(struct kit_parts){.copies = true});
	/* The same ciphertext once more. */
	k.t.copy[1] = k.t.copy[0];
	k.t.ncopies = 2;
	again = kit_bundle(&k.t, &(struct kit_parts){.copies = true});
	ok(vb_view_eq(kit_view(&one), kit_view(&again)), "9.1 a copy stands in a bundle once");
	k.t.ncopies = 1;
	kit_free(&one);
	kit_free(&again);
	kit_close(&k);
}

int main(void)
{
	assert(vb_crypto_init());
	test_admitted();
	test_cosign_rekey();
	test_own_copy();
	test_as_offered();
	test_false_identity();
	test_many_acts();
	test_told_acts();
	test_cut();
	test_write_limits();
	test_copies_twice();
	return tap_done();
}
