/*
 * Tables that somebody founded under other people's names, and at which these do wrong:
 * nobody is accused by keys that the verifier knows to be others' (format.md 9.7, 10.2, 10.4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NOBODY "cannot be attributed"
#define EXCUSED "NOT GENUINE|9.7|charter|" NOBODY

static const char *const two[] = {"nord", "sud"};
static const struct fx_fields hello = {{"text", "We are here."}};

static struct kit real, fake;

static void found_fake(void)
{
	fx_open(&fake.t, 99, two, 2, NULL, NULL);
	fake.nord = 0;
	fake.sud = 1;
	fake.trust = NULL;
}

/* What is found under @trust; @accused: what would be without anchors. */
static void check(struct kit_file f, const struct vb_trust *trust, const char *line,
		  const char *accused, const char *what)
{
	is_str(kit_line(kit_view(&f), trust), line, "9.7 %s", what);
	is_str(kit_line(kit_view(&f), NULL), accused, "10.1 %s, as the file has it", what);
	kit_free(&f);
}

/* Logs a statement of @who that its key did not sign. */
static void log_forged(unsigned who)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	size_t len;

	assert(buf);
	len = fx_act(&fake.t, who, "statement", &hello, buf);
	kit_flip(&buf[len - 20]);
	kit_log_raw(&fake.t, buf, len);
	free(buf);
}

/* The real BERN is not the one whose key logged these. */
static void test_depositary(void)
{
	struct vb_hash wrong;
	struct kit_file m;
	struct vb_view v;

	found_fake();
	fx_do(&fake.t, fake.nord, "statement", &hello, NULL);
	wrong = fake.t.root[2];
	wrong.b[0] ^= 1;
	m = kit_checkpoint(&fake.t, 2, &wrong, fake.t.now, 0);
	v = kit_view(&m);
	check(kit_bundle(&fake.t, &(struct kit_parts){.marks = &v, .nmarks = 1}), real.trust,
	      EXCUSED, "NOT GENUINE|6.7|mark 1|bern", "a fork");
	check(kit_proof(&fake.t, &(struct kit_parts){.marks = &v, .nmarks = 1}, (uint32_t[]){1}, 1),
	      real.trust, EXCUSED, "NOT GENUINE|6.7|mark 1|bern", "a fork in a proof");
	kit_free(&m);
	log_forged(fake.nord);
	check(kit_bundle(&fake.t, NULL), real.trust, EXCUSED, "NOT GENUINE|4.5|NORD-2|bern",
	      "an act that should have been refused");
	check(kit_proof(&fake.t, &(struct kit_parts){.whole = true}, NULL, 0), real.trust, EXCUSED,
	      "NOT GENUINE|4.5|NORD-2|bern", "in a proof by the whole log");
	kit_close(&fake);
}

/* The first fault of an audit that goes on. */
static void test_extended(void)
{
	struct vb_hash wrong;
	struct vb_finding f;
	struct kit_file b, m;
	struct vb_audit *a;
	char line[VB_CANONICAL_MAX];

	found_fake();
	b = kit_bundle(&fake.t, NULL);
	wrong = fake.t.root[1];
	wrong.b[0] ^= 1;
	m = kit_checkpoint(&fake.t, 1, &wrong, fake.t.now, 0);
	assert(vb_audit_open(kit_view(&b), real.trust, &a, &f) == VB_OK && a);
	is_int(vb_audit_extend(a, vb_view("", 0), kit_view(&m), &f), VB_FALSE,
	       "6.7 another history");
	vb_finding_line(line, &f);
	is_str(line, "NOT GENUINE\t9.7\tcharter\t" NOBODY, "9.7 of a log that is somebody else's");
	vb_audit_free(a);
	kit_free(&m);
	kit_free(&b);
	kit_close(&fake);
}

/* The opened copy of NORD-1 for @to. */
static struct kit_file opened(unsigned to, const struct fx_copy *c, const char *paper)
{
	struct vb_copy_place place = {.table = fake.t.fold->table, .chain = "nord", .number = 1,
				      .addressee = fake.t.m[to].name};
	struct kit_file text = {malloc(4096), 4096}, part;
	struct vb_writer w;

	assert(text.ptr);
	vb_writer_init(&w, text.ptr, text.len);
	vb_opened_put(&w, &place, c->seed, vb_view_str(paper));
	part = kit_part("opened", kit_view(&text));
	kit_free(&text);
	return part;
}

/* A paper whose two copies, declared to say the same, do not: one for SUD, one NORD's own. */
static uint32_t two_faced(void)
{
	struct fx *t = &fake.t;
	char line[2][400];
	struct vb_writer w;

	fx_seal(t, &t->copy[0], fake.nord, fake.nord, "# One thing\n");
	fx_seal(t, &t->copy[1], fake.nord, fake.sud, "# Another\n");
	t->ncopies = 2;
	t->copy[0].line.has_recipient = false;
	for (unsigned i = 0; i < 2; i++) {
		vb_writer_init(&w, line[i], sizeof(line[i]) - 1);
		vb_copy_put(&w, &t->copy[i].line);
		line[i][w.len] = '\0';
	}
	return fx_do(t, fake.nord, "propose",
		     &(struct fx_fields){{"role", "draft", "privilege", "open",
					  "confidential", "no",
					  "same-text", "yes", "copy", line[0], "copy", line[1]}},
		     NULL);
}

static struct kit_file with(struct kit_file proof, struct kit_file part)
{
	struct kit_file f = kit_add_parts(&proof, &part);

	kit_free(&proof);
	kit_free(&part);
	return f;
}

/* The real NORD has signed no such paper. */
static void test_author(void)
{
	struct kit_parts whole = {.whole = true};
	uint32_t act;

	found_fake();
	act = two_faced();
	for (unsigned i = 0; i < 2; i++) {
		struct kit_file f = i ? kit_proof(&fake.t, &whole, NULL, 0) :
					kit_proof(&fake.t, NULL, &act, 1);

		f = with(f, opened(fake.nord, &fake.t.copy[0], "# One thing\n"));
		f = with(f, opened(fake.sud, &fake.t.copy[1], "# Another\n"));
		check(f, real.trust, EXCUSED, "NOT GENUINE|7.8|NORD-1|nord",
		      i ? "copies that differ, in the whole log" : "copies that differ");
	}
	kit_close(&fake);
}

/* A trust file of NORD's key at @nord's table and of BERN's log key at @bern's. */
static struct vb_trust *known(const struct kit *nord, const struct kit *bern)
{
	uint8_t text[1024], pub[32];
	struct vb_trust *trust;
	struct vb_vkey key;
	struct vb_writer w;

	vb_writer_init(&w, text, sizeof(text));
	vb_put_str(&w, "verbale-trust/1\nparty ");
	vb_ed25519_public(nord->t.m[0].act, pub);
	vb_vkey_make(&key, vb_view_str("nord"), VB_KEY_ED25519, pub);
	vb_vkey_put(&w, &key);
	vb_put_str(&w, "\nlog ");
	vb_ed25519_public(bern->t.dep.founding, pub);
	vb_vkey_make(&key, vb_view_str("bern"), VB_KEY_ED25519, pub);
	vb_vkey_put(&w, &key);
	vb_put_str(&w, "\n");
	assert(vb_trust_parse(vb_written(&w), &trust, NULL) == VB_OK);
	return trust;
}

/* Where the anchors know the log key, its depositary answers, whoever sits at the table. */
static void test_anchored(void)
{
	struct vb_trust *trust;

	found_fake();
	log_forged(fake.nord);
	trust = known(&real, &fake);
	check(kit_bundle(&fake.t, NULL), trust, "NOT GENUINE|4.5|NORD-1|bern",
	      "NOT GENUINE|4.5|NORD-1|bern", "an act that the anchored log holds");
	vb_trust_free(trust);
	kit_close(&fake);
}

/* NORD founds a table with a SUD of its own, at the depositary that everybody knows: what
 * both sign is no word of the real SUD, whoever wrote it. */
static void test_cosigner(void)
{
	static const struct fx_fields minutes = {{"signer", "nord", "signer", "sud",
						    "text", "So."}};
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct kit_file f;
	struct vb_trust *trust;
	uint32_t act[2];
	size_t len;

	assert(buf);
	found_fake();
	trust = known(&fake, &fake);
	fx_do(&fake.t, fake.nord, "statement", &hello, NULL);
	f = kit_bundle(&fake.t, NULL);
	is_str(kit_line(kit_view(&f), trust), "GENUINE|-|-|-", "10.2 what NORD alone has signed");
	kit_free(&f);
	len = fx_cosign(&fake.t, fake.sud, buf, fx_act(&fake.t, fake.nord, "minutes", &minutes,
						       buf));
	assert(fx_log(&fake.t, buf, len, NULL) == VB_OK);
	f = kit_bundle(&fake.t, NULL);
	is_str(kit_line(kit_view(&f), trust), "CANNOT TELL|10.2|-|-",
	       "10.2 minutes whose other signer nobody has anchored");
	kit_free(&f);
	act[0] = 1;
	act[1] = 2;
	f = kit_proof(&fake.t, NULL, act, 1);
	is_str(kit_line(kit_view(&f), trust), "GENUINE|-|-|-", "10.2 NORD's act alone, picked");
	kit_free(&f);
	f = kit_proof(&fake.t, NULL, act + 1, 1);
	is_str(kit_line(kit_view(&f), trust), "CANNOT TELL|10.2|-|-", "10.2 and the minutes");
	kit_free(&f);
	vb_trust_free(trust);
	free(buf);
	kit_close(&fake);
}

int main(void)
{
	assert(vb_crypto_init());
	kit_found(&real, two, 2, NULL, NULL);
	test_depositary();
	test_extended();
	test_author();
	test_anchored();
	test_cosigner();
	kit_close(&real);
	return tap_done();
}
