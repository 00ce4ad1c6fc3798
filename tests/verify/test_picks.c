/*
 * What a choice of acts tells, and what it leaves open: lines under keys that nobody can have
 * replaced, and what is void whatever else was logged (format.md 9.4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { NORD, SUD, WEST }; /* by name */
#define NOBODY "cannot be attributed"
#define NONE "0000000000000000000000000000000000000000000000000000000000000000"

static const struct fx_fields hello = {{"text", "We are here."}};
static struct kit k;

static void begin(void)
{
	static const char *const names[] = {"nord", "sud", "observer:west"};

	kit_found(&k, names, 3, NULL, NULL);
}

/* The finding of a proof of these acts, rising by index. */
static void shown(uint32_t a, uint32_t b, const char *line, const char *what)
{
	uint32_t act[2] = {a, b};
	struct kit_file f = kit_proof(&k.t, NULL, act + (a == 0), a == 0 ? 1 : 2);
	struct vb_finding found;

	is_str(kit_verify(kit_view(&f), k.trust, &found), line, "%s", what);
	if (!strstr(line, vb_result_name(found.result)))
		diag("%s", found.sentence);
	kit_free(&f);
}

/* The same of @n acts. */
static void these(const uint32_t *act, size_t n, const char *line, const char *what)
{
	struct kit_file f = kit_proof(&k.t, NULL, act, n);

	is_str(kit_line(kit_view(&f), k.trust), line, "%s", what);
	kit_free(&f);
}

/* The same of one act alone, and of the last that was logged. */
static void alone(uint32_t a, const char *line, const char *what)
{
	shown(0, a, line, what);
}

static void last(const char *line, const char *what)
{
	alone(k.t.size - 1, line, what);
}

/* ---- lines ---- */

/* An act with the lines of @key under @name alone, and of another behind it (NULL: none), as
 * no honest depositary logs it. */
static void log_signed(unsigned who, const char *kind, const struct fx_fields *f,
		       void (*tweak)(struct vb_compose *c, void *ctx), void *ctx,
		       const struct vb_secret *key, const char *name,
		       const struct vb_secret *more, const char *second)
{
	struct vb_signer s = vb_signer_secret(key, name, VB_KEY_ED25519);
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_note note;
	struct vb_writer w;
	size_t len;

	assert(buf);
	len = fx_act_as(&k.t, who, NULL, kind, f, tweak, ctx, NULL, buf);
	assert(vb_note_parse(vb_view(buf, len), VB_SIGS_MAX, &note, NULL) == VB_OK);
	vb_writer_init(&w, buf + note.text.len + 1, VB_NOTE_MAX - note.text.len - 1);
	assert(vb_sigline_put(&w, note.text, &s, NULL) == VB_OK);
	len = note.text.len + 1 + w.len;
	if (more)
		len = fx_sign(more, second, buf, len);
	kit_log_raw(&k.t, buf, len);
	free(buf);
}

/* Where an act stands that begins a chain of @ctx, an office. */
static void first_of_office(struct vb_compose *c, void *ctx)
{
	c->office = ctx;
	c->number = 1;
	c->epoch = 0;
	c->prev = k.t.fold->charter;
}

static void of_epoch_one(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->epoch = 1;
}

static void of_stranger(struct vb_compose *c, void *ctx)
{
	c->author = ctx;
	c->number = 1;
	c->epoch = 0;
	c->prev = k.t.fold->charter;
}

static void of_recovery(struct vb_compose *c, void *ctx)
{
	of_stranger(c, ctx);
	c->office = "recovery";
}

static char legal[] = "legal", recovery[] = "recovery", ost[] = "ost";

static void test_first_keys(void)
{
	struct fx_member nord;

	begin();
	nord = k.t.m[NORD];
	log_signed(NORD, "statement", &hello, NULL, NULL, k.t.m[SUD].act, "nord", NULL, NULL);
	last("NOT GENUINE|4.5|NORD-1|bern", "9.4 in epoch 0 a chain has its first key");
	k.t.m[NORD] = nord;
	log_signed(NORD, "statement", &hello, of_epoch_one, NULL, k.t.m[SUD].act, "nord", NULL,
		   NULL);
	last("CANNOT TELL|3.1|NORD-1.1|-", "3.1 in a later one it may have another");
	k.t.m[NORD] = nord;
	log_signed(NORD, "statement", &hello, first_of_office, legal, k.t.m[SUD].act,
		   "nord/legal", NULL, NULL);
	last("CANNOT TELL|3.1|NORD/LEGAL-1|-", "3.1 an office without its mandate");
	log_signed(NORD, "statement", &hello, of_stranger, ost, k.t.m[SUD].act, "ost", NULL,
		   NULL);
	last("CANNOT TELL|3.1|OST-1|-", "3.1 somebody who may have been admitted");
	k.t.m[NORD] = nord;
	log_signed(NORD, "statement", &hello, of_recovery, ost, k.t.m[SUD].act, "ost/recovery",
		   NULL, NULL);
	last("CANNOT TELL|3.1|OST/RECOVERY-1|-", "3.1 whose recovery key nobody knows, either");
	log_signed(NORD, "statement", &hello, first_of_office, recovery, k.t.m[NORD].recovery,
		   "nord/recovery", NULL, NULL);
	last("NOT GENUINE|4.5|NORD/RECOVERY-1|bern", "3.2 a recovery key signs rekeys only");
	k.t.m[NORD] = nord;
	log_signed(FX_MEMBERS, "statement", &hello, NULL, NULL, k.t.dep.act, "bern", NULL, NULL);
	last("NOT GENUINE|4.5|BERN-1|bern", "2.4 the depositary signs releases only");
	kit_close(&k);
}

static const struct fx_fields minutes = {{"signer", "nord", "signer", "sud", "text", "Agreed."}};
static const struct fx_fields others = {{"signer", "sud", "signer", "west", "text", "Agreed."}};

static void test_several(void)
{
	struct fx_fields amend = {{"amends", NULL, "rule", "take-days 9"}};
	struct fx *t = &k.t;
	struct fx_member nord;

	begin();
	amend.pair[1] = fx_id(t, 0);
	nord = t->m[NORD];
	log_signed(NORD, "minutes", &minutes, NULL, NULL, t->m[NORD].act, "nord", t->m[WEST].act,
		   "sud");
	last("CANNOT TELL|3.1|NORD-1|-", "9.4 SUD's key may have been replaced before NORD's act");
	t->m[NORD] = nord;
	log_signed(NORD, "minutes", &minutes, NULL, NULL, t->m[WEST].act, "nord", t->m[SUD].act,
		   "sud");
	last("NOT GENUINE|4.5|NORD-1|bern", "9.4 but NORD's own not, in its first epoch");
	t->m[NORD] = nord;
	log_signed(NORD, "minutes", &minutes, NULL, NULL, t->m[SUD].act, "sud", t->m[NORD].act,
		   "nord");
	last("NOT GENUINE|4.5|NORD-1|bern", "2.8 lines stand in the order of names");
	t->m[NORD] = nord;
	log_signed(NORD, "minutes", &others, NULL, NULL, t->m[SUD].act, "sud", t->m[WEST].act,
		   "west");
	last("NOT GENUINE|4.5|NORD-1|bern", "5.4.3 the author is among those who sign");
	t->m[NORD] = nord;
	log_signed(NORD, "amend", &amend, NULL, NULL, t->m[NORD].act, "nord", t->m[WEST].act,
		   "west");
	last("NOT GENUINE|4.5|NORD-1|bern", "5.1.10 an observer signs no amendment");
	t->m[NORD] = nord;
	log_signed(NORD, "amend", &amend, NULL, NULL, t->m[SUD].act, "sud", t->m[NORD].act,
		   "nord");
	last("NOT GENUINE|4.5|NORD-1|bern", "2.8 nor is its order another");
	t->m[NORD] = nord;
	log_signed(NORD, "amend", &amend, NULL, NULL, t->m[NORD].act, "nord", t->m[SUD].act, "ost");
	last("CANNOT TELL|3.1|NORD-1|-", "3.1 but a stranger may have become a principal");
	kit_close(&k);
}

/* A rekey names its second key, and its first is for good. */
static void test_rekeys(void)
{
	struct vb_secret *fresh;
	struct fx_fields f = {{"key", NULL}};
	struct fx_member sud;
	struct vb_vkey key;
	struct vb_writer w;
	uint8_t pub[32];
	char line[300];

	begin();
	fresh = vb_secret_new(k.t.rng);
	assert(fresh);
	vb_ed25519_public(fresh, pub);
	vb_vkey_make(&key, vb_view_str("sud"), VB_KEY_ED25519, pub);
	vb_writer_init(&w, line, sizeof(line) - 1);
	vb_put_str(&w, "sud act ");
	vb_vkey_put(&w, &key);
	line[w.len] = '\0';
	f.pair[1] = line;
	sud = k.t.m[SUD];
	log_signed(SUD, "rekey", &f, first_of_office, recovery, sud.recovery, "sud/recovery",
		   fresh, "sud");
	last("GENUINE|-|-|-", "5.1.8 a rekey alone");
	k.t.m[SUD] = sud;
	log_signed(SUD, "rekey", &f, first_of_office, recovery, sud.act, "sud/recovery", fresh,
		   "sud");
	last("NOT GENUINE|4.5|SUD/RECOVERY-1|bern", "9.4 a recovery key is for good");
	k.t.m[SUD] = sud;
	log_signed(SUD, "rekey", &f, first_of_office, recovery, sud.recovery, "sud/recovery",
		   sud.act, "sud");
	last("NOT GENUINE|4.5|SUD/RECOVERY-1|bern", "9.4 a rekey names its second key");
	k.t.m[SUD] = sud;
	vb_secret_free(fresh);
	kit_close(&k);
}

/* "NAME PURPOSE VKEY" of @secret. */
static const char *key_line(const char *name, const char *purpose, uint8_t type,
			    const struct vb_secret *secret)
{
	static char line[2][300];
	static unsigned next;
	char *out = line[next++ % 2];
	struct vb_vkey key;
	struct vb_writer w;
	uint8_t pub[32];

	vb_ed25519_public(secret, pub);
	vb_vkey_make(&key, vb_view_str(name), type, pub);
	vb_writer_init(&w, out, 299);
	vb_putf(&w, "%s %s ", name, purpose);
	vb_vkey_put(&w, &key);
	out[w.len] = '\0';
	return out;
}

/* An admission that is shown may have been void, and another have brought other keys: nobody
 * is held to those of this one. */
static void test_admitted_keys(void)
{
	struct fx_fields f = {{"party", "east observer", "key", NULL, "key", NULL, "key", NULL,
			       "key", NULL}};
	struct fx_member *m = &k.t.m[3];
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_recipient r;
	struct vb_writer w;
	uint32_t admission;
	char seal[200], *recover, *rest;
	size_t len;

	assert(buf);
	begin();
	m->act = vb_secret_new(k.t.rng);
	m->cosign = vb_secret_new(k.t.rng);
	m->recovery = vb_secret_new(k.t.rng);
	m->seal = vb_secret_new(k.t.rng);
	m->founding = vb_secret_new(k.t.rng);
	assert(m->act && m->cosign && m->recovery && m->seal && m->founding);
	snprintf(m->name, sizeof(m->name), "east");
	vb_writer_init(&w, seal, sizeof(seal) - 1);
	vb_put_str(&w, "east seal ");
	vb_recipient_of(m->seal, &r);
	vb_recipient_put(&w, &r);
	seal[w.len] = '\0';
	recover = strdup(key_line("east/recovery", "recovery", VB_KEY_ED25519, m->recovery));
	rest = recover ? strchr(recover, ' ') : NULL;
	assert(rest);
	memmove(recover + 4, rest, strlen(rest) + 1);
	f.pair[3] = key_line("east", "act", VB_KEY_ED25519, m->act);
	f.pair[5] = key_line("east", "cosign", VB_KEY_COSIGN, m->cosign);
	f.pair[7] = recover;
	f.pair[9] = seal;
	admission = k.t.size;
	len = fx_act(&k.t, NORD, "admit", &f, buf);
	assert(fx_log(&k.t, buf, fx_cosign(&k.t, SUD, buf, len), NULL) == VB_OK);
	k.t.n = 4;
	log_signed(3, "join", &(struct fx_fields){{"of", fx_id(&k.t, admission)}}, of_stranger,
		   m->name, k.t.m[WEST].act, "east", NULL, NULL);
	shown(admission, k.t.size - 1, "CANNOT TELL|3.1|EAST-1|-",
	      "9.4 one who was admitted may have another key");
	f = (struct fx_fields){{"key", key_line("east", "act", VB_KEY_ED25519, m->act)}};
	log_signed(3, "rekey", &f, of_recovery, m->name, k.t.m[WEST].act, "east/recovery", m->act,
		   "east");
	shown(admission, k.t.size - 1, "CANNOT TELL|3.1|EAST/RECOVERY-1|-",
	      "9.4 and another recovery key");
	free(recover);
	free(buf);
	kit_close(&k);
}

/* A false cosignature of a key that an act shown registers (6.4). */
static void test_false_cosigner(void)
{
	static const uint8_t blob[72] = {0, 0, 0, 0, 99};
	struct vb_secret *act, *cosign;
	struct kit_file m, f;
	struct vb_vkey key;
	struct vb_writer w;
	struct vb_view v;
	uint32_t rekey;
	uint8_t pub[32];

	begin();
	act = vb_secret_new(k.t.rng);
	cosign = vb_secret_new(k.t.rng);
	assert(act && cosign);
	rekey = k.t.size;
	log_signed(SUD, "rekey",
		   &(struct fx_fields){{"key", key_line("sud", "act", VB_KEY_ED25519, act), "key",
					key_line("sud", "cosign", VB_KEY_COSIGN, cosign)}},
		   first_of_office, recovery, k.t.m[SUD].recovery, "sud/recovery", act, "sud");
	m = kit_checkpoint(&k.t, k.t.size, &k.t.root[k.t.size], k.t.now, 0);
	m.ptr = realloc(m.ptr, m.len + 512);
	assert(m.ptr);
	vb_ed25519_public(cosign, pub);
	vb_vkey_make(&key, vb_view_str("sud"), VB_KEY_COSIGN, pub);
	vb_writer_init(&w, m.ptr + m.len, 512);
	vb_sigline_put_blob(&w, &key, vb_view(blob, sizeof(blob)));
	m.len += w.len;
	v = kit_view(&m);
	f = kit_proof(&k.t, &(struct kit_parts){.marks = &v, .nmarks = 1}, &rekey, 1);
	is_str(kit_line(kit_view(&f), k.trust), "NOT GENUINE|6.4|mark 1|" NOBODY,
	       "6.4 a false cosignature of a key that an act shown registers");
	kit_free(&f);
	kit_free(&m);
	vb_secret_free(act);
	vb_secret_free(cosign);
	kit_close(&k);
}

/* ---- what is void whatever else was logged ---- */

static void test_statements(void)
{
	struct fx *t = &k.t;
	uint32_t hand, said;

	begin();
	hand = fx_hand(t, NORD, 1u << SUD, "propose", "draft", VB_NO_ACT, fx_paper);
	fx_take(t, SUD, hand, "draft", VB_NO_ACT, NULL);
	shown(hand, t->size - 1, "GENUINE|-|-|-", "9.4 a take whose release is not shown");
	fx_take(t, WEST, hand, "draft", VB_NO_ACT, NULL);
	shown(hand, t->size - 1, "GENUINE|5.3.7|WEST-1|west", "9.4 one of what was not sent to it");
	last("GENUINE|-|-|-", "9.4 which nobody can tell without that act");
	said = fx_do(t, NORD, "statement", &hello, NULL);
	fx_do(t, NORD, "statement",
	      &(struct fx_fields){{"of", fx_id(t, hand), "finding", "upheld", "text", "x"}}, NULL);
	last("GENUINE|5.4.4|NORD-3|nord", "9.4 by its author: no judge");
	fx_do(t, NORD, "promise",
	      &(struct fx_fields){{"to", "ost", "what", "paper", "due", "2030-01-01T00:00:00Z"}},
	      NULL);
	last("GENUINE|-|-|-", "9.4 a promise to somebody who may have been admitted");
	fx_do(t, NORD, "promise",
	      &(struct fx_fields){{"to", "sud", "what", "paper", "due", "2020-01-01T00:00:00Z"}},
	      NULL);
	last("GENUINE|5.4.1|NORD-5|nord", "9.4 by its own fields: it is due before its date");
	fx_hand(t, SUD, 1u << NORD, "letter", "letter", said, fx_paper);
	shown(said, t->size - 1, "GENUINE|5.2.5|SUD-2|sud", "9.4 by the act that it cites");
	fx_do(t, SUD, "withdraw", &(struct fx_fields){{"of", fx_id(t, hand)}}, NULL);
	shown(hand, t->size - 1, "GENUINE|5.3.1|SUD-3|sud", "9.4 as what another handed over");
	hand = fx_hand(t, NORD, 1u << SUD, "letter", "letter", VB_NO_ACT, fx_paper);
	fx_receive(t, SUD, hand);
	fx_do(t, SUD, "cannot-open", &(struct fx_fields){{"of", fx_id(t, hand)}}, NULL);
	shown(hand, t->size - 1, "GENUINE|-|-|-", "9.4 a cannot-open whose release is not shown");
	kit_close(&k);
}

/* What cites a paper that is void only if nothing mended it: by whom it passed tells enough. */
static void test_perhaps_void(void)
{
	struct fx *t = &k.t;
	uint32_t act[3];

	begin();
	act[0] = fx_do(t, WEST, "leave", &(struct fx_fields){{NULL}}, NULL);
	act[1] = fx_hand(t, NORD, 1u << WEST, "letter", "letter", VB_NO_ACT, fx_paper);
	these(act, 2, "GENUINE|-|-|-", "9.4 a letter to one who left, and may have come back");
	act[2] = fx_hand(t, SUD, 1u << NORD, "letter", "letter", act[1], fx_paper);
	these(act, 3, "GENUINE|5.2.5|SUD-1|sud", "9.4 between two others, should it stand");
	act[2] = fx_hand(t, NORD, 1u << SUD, "letter", "letter", act[1], fx_paper);
	these(act, 3, "GENUINE|-|-|-", "9.4 its author's own, should it stand");
	for (unsigned who = NORD; who <= SUD; who++) {
		act[2] = fx_do(t, who, "corrigendum",
			       &(struct fx_fields){{"of", fx_id(t, act[1]), "text", "x"}}, NULL);
		these(act, 3, who == SUD ? "GENUINE|5.2.6|SUD-2|sud" : "GENUINE|-|-|-",
		      "9.4 its corrigendum");
		act[2] = fx_do(t, who, "withdraw",
			       &(struct fx_fields){{"of", fx_id(t, act[1])}}, NULL);
		these(act, 3, who == SUD ? "GENUINE|5.3.1|SUD-3|sud" : "GENUINE|-|-|-",
		      "9.4 its withdrawal");
		act[2] = fx_take(t, who, act[1], "letter", VB_NO_ACT, NULL);
		these(act, 3, who == SUD ? "GENUINE|5.3.7|SUD-4|sud" : "GENUINE|5.3.7|NORD-5|nord",
		      "9.4 nor was it handed over to its author");
	}
	kit_close(&k);
}

/* An office's acts by the mandate that is shown (3.7). */
static void test_mandates(void)
{
	struct vb_secret *key;
	uint8_t *buf = malloc(VB_NOTE_MAX), pub[32];
	struct vb_vkey vkey;
	struct vb_writer w;
	struct fx_member nord;
	uint32_t mandate;
	char line[300];
	size_t len;

	assert(buf);
	begin();
	key = vb_secret_new(k.t.rng);
	assert(key);
	vb_ed25519_public(key, pub);
	vb_vkey_make(&vkey, vb_view_str("nord/legal"), VB_KEY_ED25519, pub);
	vb_writer_init(&w, line, sizeof(line) - 1);
	vb_put_str(&w, "nord/legal act ");
	vb_vkey_put(&w, &vkey);
	line[w.len] = '\0';
	mandate = fx_do(&k.t, NORD, "mandate",
			&(struct fx_fields){{"to", "legal", "key", line, "scope", "letter"}}, NULL);
	len = fx_act_as(&k.t, NORD, legal, "statement", &hello, first_of_office, legal, key, buf);
	assert(fx_log(&k.t, buf, len, NULL) == VB_OK);
	shown(mandate, k.t.size - 1, "GENUINE|3.7|NORD/LEGAL-1|nord/legal",
	      "9.4 by the scope of a mandate that is shown");
	last("CANNOT TELL|3.1|NORD/LEGAL-1|-", "9.4 and of one that is not nothing is told");
	fx_do(&k.t, SUD, "statement", &hello, NULL);
	shown(mandate, k.t.size - 1, "GENUINE|-|-|-", "9.4 a mandate beside what it has no say in");
	nord = k.t.m[NORD];
	log_signed(NORD, "letter",
		   &(struct fx_fields){{"role", "letter", "privilege", "open", "confidential", "no",
					"same-text", "yes", "copy", "sud 1 1 " NONE " " NONE " -"}},
		   first_of_office, legal, k.t.m[SUD].act, "nord/legal", NULL, NULL);
	k.t.m[NORD] = nord;
	shown(mandate, k.t.size - 1, "CANNOT TELL|3.1|NORD/LEGAL-1|-",
	      "9.4 another mandate may have replaced its key");
	vb_secret_free(key);
	free(buf);
	kit_close(&k);
}

/* ---- those who may have been admitted ---- */

static void test_newcomers(void)
{
	struct fx *t = &k.t;
	struct vb_writer w;
	struct vb_copy c;
	uint32_t hand;
	char line[400];
	struct fx_fields f;

	begin();
	hand = fx_hand(t, NORD, 1u << SUD, "propose", "draft", VB_NO_ACT, fx_paper);
	c = fx_copy_of(t, hand, SUD)->line;
	for (unsigned i = 0; i < 2; i++) {
		c.addressee = vb_view_str(i ? "bern" : "ost");
		vb_writer_init(&w, line, sizeof(line) - 1);
		vb_copy_put(&w, &c);
		line[w.len] = '\0';
		f = (struct fx_fields){{"role", "letter", "privilege", "open", "confidential", "no",
					"same-text", "yes", "copy", line}};
		fx_do(t, NORD, "letter", &f, NULL);
		last(i ? "GENUINE|5.2.4|NORD-3|nord" : "GENUINE|-|-|-",
		     i ? "9.4 but not one for the depositary"
		       : "9.4 a letter for somebody who may have been admitted");
	}
	for (unsigned i = 0; i < 2; i++) {
		f = (struct fx_fields){{"from", i ? "nord" : "ost", "channel", "post", "received",
					"2026-01-01T00:00:00Z", "role", "letter", "copy",
					"nord 1 1 " NONE " " NONE " -"}};
		fx_do(t, NORD, "entered", &f, NULL);
		last(i ? "GENUINE|5.2.7|NORD-5|nord" : "GENUINE|-|-|-",
		     i ? "9.4 but not from oneself"
		       : "9.4 a letter entered from somebody who may have been admitted");
	}
	kit_close(&k);
}

/* ---- releases ---- */

/* A release to @to of @of on @receipt, with the right identity of @act's copy for SUD. */
static void log_release(unsigned who, uint32_t act, const char *of, const char *to,
			const char *receipt)
{
	char identity[VB_AGE_IDENTITY_LEN + 1];
	struct vb_writer w;

	vb_writer_init(&w, identity, VB_AGE_IDENTITY_LEN);
	vb_identity_put(&w, fx_copy_of(&k.t, act, SUD)->one_time);
	identity[w.len] = '\0';
	kit_do_raw(&k.t, who, "release",
		   &(struct fx_fields){{"of", of, "addressee", to, "receipt", receipt, "identity",
					identity}}, NULL, NULL);
}

static void test_releases(void)
{
	struct fx *t = &k.t;
	uint32_t hand, receipt, again, said, wrong;
	char *of, *on, identity[VB_AGE_IDENTITY_LEN + 1] = "";
	struct fx_member dep;
	struct vb_writer w;

	begin();
	hand = fx_hand(t, NORD, 1u << SUD, "propose", "draft", VB_NO_ACT, fx_paper);
	vb_writer_init(&w, identity, VB_AGE_IDENTITY_LEN);
	vb_identity_put(&w, fx_copy_of(t, hand, SUD)->one_time);
	receipt = fx_receipt(t, SUD, hand, NULL);
	again = fx_receipt(t, SUD, hand, NULL);
	said = fx_do(t, SUD, "statement", &hello, NULL);
	wrong = fx_do(t, SUD, "receipt",
		      &(struct fx_fields){{"of", fx_id(t, hand), "copy",
					   "sud 1 1 " NONE " " NONE " -"}}, NULL);
	of = strdup(fx_id(t, hand));
	on = strdup(fx_id(t, receipt));
	assert(of && on);
	dep = t->dep;
	log_release(FX_MEMBERS, hand, of, "sud", on);
	shown(hand, t->size - 1, "GENUINE|-|-|-", "9.4 a release whose receipt is not shown");
	shown(receipt, t->size - 1, "GENUINE|-|-|-", "9.4 or whose hand-over is not");
	t->dep = dep;
	log_release(FX_MEMBERS, hand, of, "sud", fx_id(t, again));
	shown(hand, t->size - 1, "GENUINE|-|-|-", "9.4 or on a receipt that may not be the first");
	these((uint32_t[]){hand, receipt, again, t->size - 1}, 4, "GENUINE|-|-|-",
	      "9.4 there may have been a refusal before both");
	t->dep = dep;
	log_release(FX_MEMBERS, hand, of, "sud", fx_id(t, said));
	shown(hand, said, "GENUINE|-|-|-", "9.4 a hand-over, and a statement");
	these((uint32_t[]){hand, said, t->size - 1}, 3, "NOT GENUINE|5.3.4|BERN-1|bern",
	      "9.4 a release on what is no receipt, and is shown");
	t->dep = dep;
	log_release(FX_MEMBERS, hand, of, "sud", fx_id(t, wrong));
	shown(hand, wrong, "GENUINE|5.3.2|SUD-4|sud", "9.4 a receipt of what was not handed over");
	these((uint32_t[]){hand, wrong, t->size - 1}, 3, "NOT GENUINE|5.3.4|BERN-1|bern",
	      "9.4 a release on that");
	t->dep = dep;
	log_signed(FX_MEMBERS, "release",
		   &(struct fx_fields){{"of", of, "addressee", "sud", "receipt", on, "identity",
					identity}}, NULL, NULL, t->m[SUD].act, "bern", NULL, NULL);
	last("NOT GENUINE|4.5|BERN-1|bern", "9.4 the depositary's key is for good");
	t->dep = dep;
	kit_do_raw(t, FX_MEMBERS, "release",
		   &(struct fx_fields){{"of", of, "addressee", "sud", "receipt", on, "identity",
					identity}}, of_epoch_one, NULL);
	last("NOT GENUINE|4.5|BERN-1.1|bern", "4.3 the depositary's chain has one epoch");
	t->dep = dep;
	log_release(FX_MEMBERS, hand, of, "west", on);
	shown(hand, t->size - 1, "NOT GENUINE|5.3.4|BERN-1|bern",
	      "9.4 to one who has no copy of what is shown");
	t->dep = dep;
	log_release(FX_MEMBERS, hand, fx_id(t, said), "sud", on);
	shown(said, t->size - 1, "NOT GENUINE|5.3.3|BERN-1|bern", "9.4 of what hands nothing over");
	last("GENUINE|-|-|-", "9.4 which nobody can tell where it is not shown");
	log_release(WEST, hand, of, "sud", on);
	shown(hand, t->size - 1, "GENUINE|5.3.3|WEST-1|west", "9.4 by a third party");
	log_release(NORD, hand, of, "west", on);
	shown(hand, t->size - 1, "GENUINE|5.3.4|NORD-2|nord", "9.4 by its author to another");
	free(of);
	free(on);
	kit_close(&k);
}

/* Of a letter for somebody who may have been admitted nobody can tell that it was handed over to
 * nobody: what cites it is as good as that. */
static void test_of_newcomers(void)
{
	struct fx *t = &k.t;
	char line[400], *letter;
	uint32_t hand, of;
	struct vb_writer w;
	struct vb_copy c;

	begin();
	hand = fx_hand(t, NORD, 1u << SUD, "propose", "draft", VB_NO_ACT, fx_paper);
	c = fx_copy_of(t, hand, SUD)->line;
	c.addressee = vb_view_str("ost");
	vb_writer_init(&w, line, sizeof(line) - 1);
	vb_copy_put(&w, &c);
	line[w.len] = '\0';
	of = fx_do(t, NORD, "propose",
		   &(struct fx_fields){{"role", "draft", "privilege", "open", "confidential", "no",
					"same-text", "yes", "copy", line}}, NULL);
	letter = strdup(fx_id(t, of));
	assert(letter);
	for (unsigned who = NORD; who <= SUD; who++) {
		fx_do(t, who, "withdraw", &(struct fx_fields){{"of", letter}}, NULL);
		shown(of, t->size - 1, who == NORD ? "GENUINE|-|-|-" : "GENUINE|5.3.1|SUD-1|sud",
		      who == NORD ? "9.4 its author withdraws it" : "9.4 nobody else does");
		fx_do(t, who, "corrigendum", &(struct fx_fields){{"of", letter, "text", "x"}},
		      NULL);
		shown(of, t->size - 1, who == NORD ? "GENUINE|-|-|-" : "GENUINE|5.2.6|SUD-2|sud",
		      who == NORD ? "9.4 its author corrects it" : "9.4 nobody else does");
		fx_hand(t, who, 1u << (who == NORD ? SUD : NORD), "letter", "letter", of, fx_paper);
		shown(of, t->size - 1, who == NORD ? "GENUINE|-|-|-" : "GENUINE|5.2.5|SUD-3|sud",
		      who == NORD ? "9.4 its author answers it" : "9.4 nobody else does");
	}
	fx_do(t, NORD, "adopt", &(struct fx_fields){{"of", letter, "signer", "nord"}}, NULL);
	shown(of, t->size - 1, "GENUINE|-|-|-", "9.4 its author adopts it");
	log_release(FX_MEMBERS, hand, letter, "ost", letter);
	shown(of, t->size - 1, "GENUINE|-|-|-", "9.4 and the depositary releases it");
	free(letter);
	kit_close(&k);
}

/* ---- doubts ---- */

/* What is disclosed comes before the anchors (10.1). */
static void test_doubts(void)
{
	struct vb_copy_place place = {.chain = "nord", .number = 9, .addressee = "sud"};
	struct kit_file proof, part, f;
	uint8_t text[4096], seed[32] = {0};
	struct vb_trust *elsewhere = NULL;
	struct vb_writer w;
	char anchors[200];
	uint32_t said;

	begin();
	said = fx_do(&k.t, NORD, "statement", &hello, NULL);
	place.table = k.t.fold->table;
	vb_writer_init(&w, text, sizeof(text));
	vb_opened_put(&w, &place, seed, vb_view_str(fx_paper));
	proof = kit_proof(&k.t, NULL, &said, 1);
	part = kit_part("opened", vb_written(&w));
	f = kit_add_parts(&proof, &part);
	is_str(kit_line(kit_view(&f), k.trust), "CANNOT TELL|7.7|opened 1|-",
	       "7.7 an opened copy of no act that is shown");
	is_str(kit_line(kit_view(&f), NULL), "CANNOT TELL|7.7|opened 1|-",
	       "10.1 of two doubts the first stands");
	snprintf(anchors, sizeof(anchors), "verbale-trust/1\ntable " NONE "\n");
	assert(vb_trust_parse(vb_view_str(anchors), &elsewhere, NULL) == VB_OK);
	is_str(kit_line(kit_view(&f), elsewhere), "NOT GENUINE|9.7|charter|" NOBODY,
	       "10.1 and any fault comes before them");
	vb_trust_free(elsewhere);
	kit_free(&f);
	kit_free(&part);
	kit_free(&proof);
	kit_close(&k);
}

/* ---- decisions ---- */

/* A paper that answers what is not shown is a text all the same, whose copies its act names. */
static void test_decisions(void)
{
	struct fx_fields f = {{"of", NULL, "until", "2199-01-01T00:00:00Z"}};
	struct fx *t = &k.t;
	uint32_t draft, answer;
	char *id;

	begin();
	draft = fx_hand(t, NORD, 1u << SUD, "propose", "draft", VB_NO_ACT, fx_paper);
	answer = fx_hand(t, SUD, 1u << NORD, "respond", "response", draft, fx_paper);
	id = strdup(fx_id(t, answer));
	assert(id);
	fx_do(t, WEST, "initial", &(struct fx_fields){{"of", id, "signer", "west"}}, NULL);
	last("GENUINE|-|-|-", "5.5.2 to whom its text was handed is not shown");
	shown(answer, t->size - 1, "GENUINE|5.5.2|WEST-1|west", "5.5.2 it is shown: not to WEST");
	f.pair[1] = id;
	fx_do(t, SUD, "silence", &f, NULL);
	shown(answer, t->size - 1, "GENUINE|-|-|-", "5.5.4 whose text it corrects is not shown");
	f.pair[1] = fx_id(t, draft);
	fx_do(t, NORD, "silence", &f, NULL);
	last("GENUINE|-|-|-", "5.5.4 nor what it is of");
	shown(draft, t->size - 1, "GENUINE|5.5.4|NORD-2|nord", "5.5.4 it is shown: it answers "
							       "nothing");
	f.pair[3] = "1999-01-01T00:00:00Z";
	fx_do(t, NORD, "silence", &f, NULL);
	last("GENUINE|5.5.4|NORD-3|nord", "5.5.4 it is over before it was written");
	free(id);
	kit_close(&k);
}

int main(void)
{
	assert(vb_crypto_init());
	test_first_keys();
	test_several();
	test_rekeys();
	test_admitted_keys();
	test_false_cosigner();
	test_statements();
	test_perhaps_void();
	test_mandates();
	test_newcomers();
	test_of_newcomers();
	test_releases();
	test_doubts();
	test_decisions();
	return tap_done();
}
