/*
 * Outboxes: whose keys sign what is on its way, and who is held to it (format.md 3.1, 4.4,
 * 9.2).
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NOBODY "cannot be attributed"
#define BOX_MAX 4

static const struct fx_fields hello = {{"text", "We are here."}};
static const struct fx_fields never = {{"text", "We were never here."}};

/* A table, two keys of somebody else, and what is on its way there. */
struct scene {
	struct kit k;
	struct vb_secret *legal, *thief, *more[3];
	struct kit_file box[BOX_MAX];
	unsigned n;
	struct fx_member logged[FX_MEMBERS];	/* chains as the log has them */
};
static struct scene s;

/* Both members, and WEST who observes, have logged a statement; NORD's and SUD's chains are
 * at 1 then, and so is WEST's. */
static void begin(void)
{
	static const char *const names[] = {"nord", "sud", "observer:west"};

	kit_found(&s.k, names, 3, NULL, NULL);
	for (unsigned i = 0; i < 3; i++)
		fx_do(&s.k.t, i, "statement", &hello, NULL);
	s.legal = vb_secret_new(s.k.t.rng);
	s.thief = vb_secret_new(s.k.t.rng);
	for (unsigned i = 0; i < 3; i++)
		s.more[i] = vb_secret_new(s.k.t.rng);
	assert(s.legal && s.thief && s.more[0] && s.more[1] && s.more[2]);
	memcpy(s.logged, s.k.t.m, sizeof(s.logged));
	s.n = 0;
}

/* What was on its way never was. */
static void empty_box(void)
{
	while (s.n > 0)
		kit_free(&s.box[--s.n]);
	memcpy(s.k.t.m, s.logged, sizeof(s.logged));
}

static void end(void)
{
	empty_box();
	vb_secret_free(s.legal);
	vb_secret_free(s.thief);
	for (unsigned i = 0; i < 3; i++)
		vb_secret_free(s.more[i]);
	kit_close(&s.k);
}

/* "NAME PURPOSE VKEY" of @secret; @name is the key's, a recovery key's owner's. */
static const char *key_line(const char *name, const char *purpose, const struct vb_secret *secret)
{
	static char line[4][300];
	static unsigned next;
	char *out = line[next++ % 4], own[80];
	struct vb_vkey key;
	struct vb_writer w;
	uint8_t pub[32];

	snprintf(own, sizeof(own), "%s%s", name, strcmp(purpose,
							"recovery") == 0 ? "/recovery" : "");
	vb_ed25519_public(secret, pub);
	vb_vkey_make(&key, vb_view_str(own),
		     strcmp(purpose, "cosign") == 0 ? VB_KEY_COSIGN : VB_KEY_ED25519, pub);
	vb_writer_init(&w, out, 299);
	vb_putf(&w, "%s %s ", name, purpose);
	vb_vkey_put(&w, &key);
	out[w.len] = '\0';
	return out;
}

/* Where an act stands that is not the next of its chain. */
struct spot {
	const char *office;
	uint64_t number, epoch;
	const struct vb_hash *prev;	/* NULL: the charter */
};

static void at_spot(struct vb_compose *c, void *ctx)
{
	const struct spot *spot = ctx;

	c->office = spot->office;
	c->number = spot->number;
	c->epoch = spot->epoch;
	c->prev = spot->prev ? *spot->prev : s.k.t.fold->charter;
}

/* One act more on its way: by @who, at @spot (NULL: next in its chain), with one line of
 * @key (NULL: its own) under @name (NULL: its chain's). */
static void put(unsigned who, const char *kind, const struct fx_fields *f, struct spot *spot,
		const struct vb_secret *key, const char *name)
{
	struct fx *t = &s.k.t;
	struct fx_member saved = who < FX_MEMBERS ? t->m[who] : t->dep;
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_note note;
	size_t len;

	assert(buf && s.n < BOX_MAX);
	len = fx_act_as(t, who, spot ? spot->office : NULL, kind, f, spot ? at_spot : NULL, spot,
			key, buf);
	if (name) {
		struct vb_signer signer = vb_signer_secret(key, name, VB_KEY_ED25519);
		struct vb_writer w;

		assert(vb_note_parse(vb_view(buf, len), VB_SIGS_MAX, &note, NULL) == VB_OK);
		vb_writer_init(&w, buf + note.text.len + 1, VB_NOTE_MAX - note.text.len - 1);
		assert(vb_sigline_put(&w, note.text, &signer, NULL) == VB_OK);
		len = note.text.len + 1 + w.len;
	}
	if (spot) {
		t->m[who].number = saved.number;
		t->m[who].epoch = saved.epoch;
		t->m[who].prev = saved.prev;
	}
	s.box[s.n++] = kit_copy(vb_view(buf, len));
	free(buf);
}

static const char *found(struct vb_finding *f)
{
	struct vb_view v[BOX_MAX];
	struct kit_file b;
	const char *line;

	for (unsigned i = 0; i < s.n; i++)
		v[i] = kit_view(&s.box[i]);
	b = kit_bundle(&s.k.t, &(struct kit_parts){.pouch = true, .outbox = v, .noutbox = s.n});
	line = kit_verify(kit_view(&b), s.k.trust, f);
	kit_free(&b);
	return line;
}

static void check(const char *line, const char *what)
{
	struct vb_finding f;

	is_str(found(&f), line, "%s", what);
	if (!strstr(line, vb_result_name(f.result)))
		diag("%s", f.sentence);
	empty_box();
}

/* ---- keys that an act on its way registers, and whose ---- */

#define FIRST (&(struct spot){.number = 1})

static void put_mandate(const char *name, const struct vb_secret *key)
{
	put(0, "mandate", &(struct fx_fields){{"to", "legal", "key", key_line(name, "act", key),
					       "scope", "all"}}, NULL, NULL, NULL);
}

/* NORD wants SUD, or WEST, to look as if it had used its key twice. */
static void test_framed(void)
{
	begin();
	put_mandate("sud", s.thief);
	put(1, "statement", &never, FIRST, s.thief, NULL);
	check("CANNOT TELL|3.1|outbox|-", "3.1 NORD's mandate registers no key of SUD");
	put_mandate("nord/trade", s.thief);
	put(0, "statement", &never, &(struct spot){.office = "trade", .number = 1}, s.thief, NULL);
	check("CANNOT TELL|3.1|outbox|-", "5.1.6 nor one of another office than it names");
	put_mandate("nord/legal", s.legal);
	put(2, "amend", &(struct fx_fields){{"amends", fx_id(&s.k.t, 0), "rule", "take-days 9"}},
	    FIRST, s.legal, "nord/legal");
	check("NOT GENUINE|2.8|outbox/002|" NOBODY, "2.8 an office signs no amendment of an "
						    "observer");
	put_mandate("nord/legal", s.legal);
	put(1, "rekey", &(struct fx_fields){{"key", key_line("sud", "act", s.thief)}}, FIRST,
	    s.legal, "nord/legal");
	check("NOT GENUINE|2.8|outbox/002|" NOBODY, "5.1.8 nor a rekey of another party");
	end();
}

/* Logs the mandate of @who for @office under @key, and the office's first statement. */
static void open_office(unsigned who, const char *office, const char *name,
			const struct vb_secret *key)
{
	struct fx *t = &s.k.t;
	uint8_t *buf = malloc(VB_NOTE_MAX);
	size_t len;

	assert(buf);
	fx_do(t, who, "mandate",
	      &(struct fx_fields){{"to", office, "key", key_line(name, "act", key), "scope",
				   "all"}}, NULL);
	len = fx_act_as(t, who, office, "statement", &hello, at_spot,
			&(struct spot){.office = office, .number = 1}, key, buf);
	assert(fx_log(t, buf, len, NULL) == VB_OK);
	memcpy(s.logged, t->m, sizeof(s.logged));
	free(buf);
}

/* A key was stolen, and its office revoked for that: what the thief signs is not NORD's. */
static void test_revoked(void)
{
	struct spot legal = {.office = "legal", .number = 1};
	struct spot trade = {.office = "trade", .number = 1};
	struct vb_secret *other;

	begin();
	other = vb_secret_new(s.k.t.rng);
	assert(other);
	open_office(0, "legal", "nord/legal", s.legal);
	put(0, "statement", &never, &legal, s.legal, NULL);
	check("GENUINE|4.4|NORD/LEGAL-1|nord/legal", "4.4 an office that used its key twice");
	fx_do(&s.k.t, 0, "revoke", &(struct fx_fields){{"to", "legal"}}, NULL);
	memcpy(s.logged, s.k.t.m, sizeof(s.logged));
	put(0, "statement", &never, &legal, s.legal, NULL);
	check("CANNOT TELL|5.1.7|outbox|-", "5.1.7 whoever has the key of a revoked office");
	open_office(0, "trade", "nord/trade", s.thief);
	open_office(1, "legal", "sud/legal", other);
	put(0, "statement", &never, &legal, s.legal, NULL);
	check("CANNOT TELL|5.1.7|outbox|-", "5.1.7 whatever other offices there are");
	put(0, "statement", &never, &trade, s.thief, NULL);
	check("GENUINE|4.4|NORD/TRADE-1|nord/trade", "5.1.7 another office is not revoked by that");
	put(1, "statement", &never, &legal, other, NULL);
	check("GENUINE|4.4|SUD/LEGAL-1|sud/legal", "5.1.7 nor is one of that name of another "
						   "party");
	vb_secret_free(other);
	end();
}

/* ---- what may come first in the outbox ---- */

static const char *recipient_line(const char *name, const struct vb_secret *secret)
{
	static char out[300];
	struct vb_recipient r;
	struct vb_writer w;

	vb_writer_init(&w, out, sizeof(out) - 1);
	vb_putf(&w, "%s seal ", name);
	vb_recipient_of(secret, &r);
	vb_recipient_put(&w, &r);
	out[w.len] = '\0';
	return out;
}

/* The last act of the outbox, with a line more of @key under @name. */
static void add_line(const struct vb_secret *key, const char *name)
{
	struct kit_file *f = &s.box[s.n - 1];
	uint8_t *buf = malloc(VB_NOTE_MAX);
	size_t len;

	assert(buf);
	memcpy(buf, f->ptr, f->len);
	len = fx_sign(key, name, buf, f->len);
	kit_free(f);
	*f = kit_copy(vb_view(buf, len));
	free(buf);
}

/* "NAME act VKEY" of a point of small order. */
static const char *small_line(const char *name)
{
	static const uint8_t one[32] = {1};
	static char line[300];
	struct vb_vkey key;
	struct vb_writer w;

	vb_vkey_make(&key, vb_view_str(name), VB_KEY_ED25519, one);
	vb_writer_init(&w, line, sizeof(line) - 1);
	vb_putf(&w, "%s act ", name);
	vb_vkey_put(&w, &key);
	line[w.len] = '\0';
	return line;
}

/* SUD's keys are replaced on the way: act and seal, by its recovery key. */
static void put_rekey(void)
{
	put(1, "rekey",
	    &(struct fx_fields){{"key", key_line("sud", "act", s.legal), "key",
				 recipient_line("sud", s.thief)}},
	    &(struct spot){.office = "recovery", .number = 1}, s.k.t.m[1].recovery, NULL);
	add_line(s.legal, "sud");
}

static void test_rekeyed(void)
{
	struct vb_hash last;

	begin();
	last = s.k.t.fold->fact[2].id;
	put_rekey();
	put(1, "statement", &hello, &(struct spot){.number = 2, .epoch = 1, .prev = &last}, s.legal,
	    NULL);
	check("GENUINE|-|-|-", "5.1.8 a rekey on its way, and what the new key signs");
	put_rekey();
	put(1, "statement", &hello, &(struct spot){.number = 2, .epoch = 1, .prev = &last}, s.thief,
	    NULL);
	check("CANNOT TELL|3.1|outbox|-", "5.1.8 a seal key signs nothing");
	put_rekey();
	put(1, "statement", &hello, NULL, NULL, NULL);
	check("CANNOT TELL|3.1|outbox|-", "9.2 nor does the key that it replaces, any more");
	put_rekey();
	put(1, "statement", &hello, &(struct spot){.number = 2, .prev = &last}, s.legal, NULL);
	check("GENUINE|-|-|-", "9.2 nothing is missing where only the epoch is wrong");
	put(1, "statement", &hello, &(struct spot){.number = 2, .epoch = 1, .prev = &last}, NULL,
	    NULL);
	check("GENUINE|-|-|-", "9.2 but a rekey, or a resume");
	put_rekey();
	put(1, "statement", &hello, &(struct spot){.number = 2, .epoch = 1, .prev = &last}, s.legal,
	    NULL);
	put(1, "statement", &hello, &(struct spot){.number = 3, .epoch = 2,
						   .prev = NULL}, s.legal, NULL);
	check("CANNOT TELL|4.2|outbox|-", "4.3 a rekey opens one epoch");
	put(1, "rekey", &(struct fx_fields){{"key", key_line("sud", "act", s.legal)}},
	    &(struct spot){.office = "recovery", .number = 1}, s.k.t.m[1].recovery, NULL);
	check("CANNOT TELL|2.8|outbox/001|-", "2.8 a rekey that the new key has not signed");
	put(1, "rekey", &(struct fx_fields){{"key", key_line("sud", "act", s.legal)}},
	    &(struct spot){.office = "recovery", .number = 1}, s.k.t.m[1].recovery, NULL);
	add_line(s.thief, "sud");
	check("CANNOT TELL|3.1|outbox|-", "5.1.8 nor one that another has signed in its place");
	put(1, "rekey", &(struct fx_fields){{"key", recipient_line("sud", s.thief)}},
	    &(struct spot){.office = "recovery", .number = 1}, s.k.t.m[1].recovery, NULL);
	add_line(s.legal, "sud");
	check("CANNOT TELL|3.1|outbox|-", "5.1.8 nor one that names no act key");
	put(1, "rekey", &(struct fx_fields){{"key", key_line("nord", "act", s.legal)}},
	    &(struct spot){.office = "recovery", .number = 1}, s.k.t.m[1].recovery, NULL);
	add_line(s.legal, "sud");
	check("CANNOT TELL|3.1|outbox|-", "5.1.8 nor one that names another's");
	put(1, "rekey", &(struct fx_fields){{"key", small_line("sud")}},
	    &(struct spot){.office = "recovery", .number = 1}, s.k.t.m[1].recovery, NULL);
	add_line(s.legal, "sud");
	check("CANNOT TELL|3.1|outbox|-", "3.3 nor one that names a key of small order");
	put(1, "statement", &hello, &(struct spot){.number = 1, .epoch = 1, .prev = &last}, NULL,
	    NULL);
	check("CANNOT TELL|4.2|outbox|-", "4.2 a number that does not follow, in an epoch to come");
	end();
}

/* An admission of @name with an act key, @whole: with its other keys, too; NORD signs it. */
static void put_half_admission(const char *name, const struct vb_secret *key, const char *role,
			       bool whole)
{
	struct fx_fields f = {{"party", NULL, "key", key_line(name, "act", key)}};
	char party[60];

	snprintf(party, sizeof(party), "%s %s", name, role);
	f.pair[1] = party;
	if (whole) {
		f.pair[4] = f.pair[6] = f.pair[8] = "key";
		f.pair[5] = key_line(name, "cosign", s.more[0]);
		f.pair[7] = key_line(name, "recovery", s.more[1]);
		f.pair[9] = recipient_line(name, s.more[2]);
	}
	put(0, "admit", &f, NULL, NULL, NULL);
}

static void put_admission(const char *name, const struct vb_secret *key)
{
	put_half_admission(name, key, "observer", true);
	add_line(s.k.t.m[1].act, "sud");
}

/* WEST's act as if @name had written it, with its key. */
static void put_as(const char *name, const struct vb_secret *key)
{
	struct fx_member west = s.k.t.m[2];

	snprintf(s.k.t.m[2].name, sizeof(s.k.t.m[2].name), "%s", name);
	put(2, "statement", &never, FIRST, key, NULL);
	s.k.t.m[2] = west;
}

static void test_admitted(void)
{
	begin();
	put_admission("east", s.legal);
	put_as("east", s.legal);
	check("GENUINE|-|-|-", "5.1.11 a member that is admitted on the way");
	put_admission("east", s.legal);
	put_as("east", s.thief);
	check("CANNOT TELL|3.1|outbox|-", "5.1.11 under a key that its admission does not name");
	put_admission("west", s.legal);
	put_as("west", s.legal);
	check("CANNOT TELL|3.1|outbox|-", "5.1.11 nobody who sits there is admitted again");
	put_half_admission("east", s.legal, "observer", false);
	add_line(s.k.t.m[1].act, "sud");
	put_as("east", s.legal);
	check("CANNOT TELL|3.1|outbox|-", "9.2 an admission that is void registers nobody");
	put_half_admission("east", s.legal, "observer", true);
	check("CANNOT TELL|2.8|outbox/001|-", "2.8 an admission that SUD has not signed");
	put_half_admission("east", s.legal, "observer", true);
	put_as("east", s.legal);
	check("CANNOT TELL|2.8|outbox/001|-", "9.2 and of two things that are lacking the first");
	end();
}

static void put_small_mandate(void)
{
	put(0, "mandate", &(struct fx_fields){{"to", "legal", "key", small_line("nord/legal"),
					       "scope", "all"}}, NULL, NULL, NULL);
}

static void test_offices(void)
{
	struct spot legal = {.office = "legal", .number = 1};
	struct spot trade = {.office = "trade", .number = 1};
	struct vb_finding f;

	begin();
	put_small_mandate();
	put(0, "statement", &hello, &legal, s.legal, NULL);
	check("CANNOT TELL|3.1|outbox|-", "3.3 a key of small order is nobody's");
	put_mandate("nord/legal", s.legal);
	put(0, "mandate",
	    &(struct fx_fields){{"to", "trade", "key", key_line("nord/trade", "act", s.thief),
				 "scope", "all"}}, &legal, s.legal, NULL);
	put(0, "statement", &hello, &trade, s.thief, NULL);
	check("CANNOT TELL|3.1|outbox|-", "5.1.6 an office gives no mandates");
	put(0, "statement", &hello, &trade, s.thief, NULL);
	put(0, "statement", &never, &legal, s.legal, NULL);
	found(&f);
	ok(strstr(f.sentence, "incomplete: NORD/TRADE-1 stands in the outbox, and no act here "
		  "registers"), "10.3 of all that is lacking the first is told");
	check("CANNOT TELL|3.1|outbox|-", "3.1 two offices without their mandates");
	put_mandate("nord/legal", s.thief);
	put_mandate("nord/legal", s.legal);
	put(0, "statement", &hello, &legal, s.legal, NULL);
	check("GENUINE|-|-|-", "3.7 a second mandate replaces the first");
	put_mandate("nord/legal", s.thief);
	put_mandate("nord/legal", s.legal);
	put(0, "statement", &hello, &legal, s.thief, NULL);
	check("CANNOT TELL|3.1|outbox|-", "3.7 key included");
	put(0, "mandate", &(struct fx_fields){{"to", "legal", "key",
					       key_line("nord/legal", "act", s.legal), "scope",
					       "singing"}}, NULL, NULL, NULL);
	put(0, "statement", &hello, &legal, s.legal, NULL);
	check("CANNOT TELL|3.1|outbox|-", "9.2 a mandate that is void registers no key");
	put(0, "mandate", &(struct fx_fields){{"to", "legal", "key",
					       key_line("nord/legal", "act", s.legal), "scope",
					       "all"}},
	    &(struct spot){.number = 2, .epoch = 1, .prev = &s.k.t.m[0].prev}, NULL, NULL);
	put(0, "statement", &hello, &legal, s.legal, NULL);
	check("CANNOT TELL|3.1|outbox|-", "9.2 nor does one that is out of its chain");
	put(0, "statement", &hello, &(struct spot){.office = "recovery", .number = 1},
	    s.k.t.m[0].recovery, NULL);
	check("CANNOT TELL|3.1|outbox|-", "3.2 a recovery key signs rekeys and no more");
	put(FX_MEMBERS, "statement", &hello, NULL, NULL, NULL);
	check("CANNOT TELL|3.1|outbox|-", "2.4 nor does the depositary sign but releases");
	put_mandate("nord/legal", s.legal);
	put(0, "statement", &hello, &legal, s.legal, NULL);
	put(0, "statement", &never, &legal, s.legal, NULL);
	check("GENUINE|-|-|-", "9.2 two texts under a key that nobody has held yet");
	end();
}

/* A second line stands for no key that the first one's lacks. */
static void test_two_lines(void)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	size_t len;

	assert(buf);
	begin();
	put_mandate("nord/legal", s.legal);
	put(0, "statement", &hello, &(struct spot){.office = "legal", .number = 1}, s.legal, NULL);
	memcpy(buf, s.box[1].ptr, s.box[1].len);
	len = fx_cosign(&s.k.t, 0, buf, s.box[1].len);
	kit_free(&s.box[1]);
	s.box[1] = kit_copy(vb_view(buf, len));
	check("UNREADABLE|2.8|outbox/002|" NOBODY, "2.8 an office's act that its party signed too");
	end();
	free(buf);
}

/* ---- lines ---- */

static const struct fx_fields minutes = {{"signer", "nord", "signer", "sud", "text", "Agreed."}};

static void test_lines(void)
{
	struct fx_fields many = {{"text", "Agreed.", "signer", "nord"}};
	char name[17][8];

	begin();
	put(0, "minutes", &minutes, NULL, NULL, NULL);
	check("CANNOT TELL|2.8|outbox/001|-", "2.8 minutes that one of two has signed");
	put(0, "minutes", &minutes, NULL, NULL, NULL);
	add_line(s.k.t.m[1].act, "sud");
	check("GENUINE|-|-|-", "2.8 and that both have");
	put(0, "minutes", &minutes, NULL, NULL, NULL);
	add_line(s.k.t.m[2].act, "west");
	check("NOT GENUINE|2.8|outbox/001|" NOBODY, "2.8 or that one did who is not asked");
	put(0, "minutes", &minutes, NULL, s.k.t.m[1].act, "sud");
	check("CANNOT TELL|2.8|outbox/001|-", "2.8 the author may be the one who has not signed");
	put(0, "minutes", &minutes, NULL, s.k.t.m[1].act, "sud");
	add_line(s.k.t.m[0].act, "nord");
	check("NOT GENUINE|2.8|outbox/001|" NOBODY, "2.8 lines stand in their order");
	put(0, "minutes", &minutes, NULL, NULL, NULL);
	add_line(s.k.t.m[1].act, "sud");
	kit_flip(&s.box[0].ptr[s.box[0].len - 20]);
	check("NOT GENUINE|3.3|outbox/001|" NOBODY, "3.3 and are valid");
	put(0, "minutes", &(struct fx_fields){{"signer", "sud", "signer", "west", "text", "x"}},
	    NULL,
	    s.k.t.m[1].act, "sud");
	check("NOT GENUINE|2.8|outbox/001|" NOBODY, "5.4.3 the author is among those who sign");
	for (unsigned i = 0; i < 17; i++) {
		snprintf(name[i], sizeof(name[i]), "o%02u", i);
		many.pair[4 + 2 * i] = "signer";
		many.pair[5 + 2 * i] = name[i];
	}
	put(0, "minutes", &many, NULL, NULL, NULL);
	add_line(s.legal, "o16");
	check("CANNOT TELL|2.8|outbox/001|-", "1.2 more may have to sign than there are lines");
	end();
}

/* Those who sit at the table when the log ends (5.1.10). */
static void test_principals(void)
{
	static const char *const names[] = {"nord", "sud", "west"};
	struct fx_fields f = {{"amends", NULL, "rule", "take-days 9"}};
	struct vb_secret *more;

	kit_found(&s.k, names, 3, NULL, NULL);
	s.n = 0;
	f.pair[1] = fx_id(&s.k.t, 0);
	memcpy(s.logged, s.k.t.m, sizeof(s.logged));
	put(0, "amend", &f, NULL, NULL, NULL);
	add_line(s.k.t.m[1].act, "sud");
	check("CANNOT TELL|2.8|outbox/001|-", "2.8 an amendment that WEST has not signed");
	fx_do(&s.k.t, 2, "leave", &(struct fx_fields){{NULL}}, NULL);
	memcpy(s.logged, s.k.t.m, sizeof(s.logged));
	put(0, "amend", &f, NULL, NULL, NULL);
	add_line(s.k.t.m[1].act, "sud");
	check("GENUINE|-|-|-", "5.1.10 which it need not, once it has left");
	more = vb_secret_new(s.k.t.rng);
	for (unsigned i = 0; i < 3; i++)
		s.more[i] = vb_secret_new(s.k.t.rng);
	assert(more && s.more[0] && s.more[1] && s.more[2]);
	put_half_admission("east", more, "principal", true);
	add_line(s.k.t.m[1].act, "sud");
	assert(fx_log(&s.k.t, s.box[0].ptr, s.box[0].len, NULL) == VB_OK);
	memcpy(s.logged, s.k.t.m, sizeof(s.logged));
	empty_box();
	put(0, "amend", &f, NULL, NULL, NULL);
	add_line(s.k.t.m[1].act, "sud");
	check("GENUINE|-|-|-", "5.1.10 nor need EAST, which has not joined");
	vb_secret_free(more);
	for (unsigned i = 0; i < 3; i++)
		vb_secret_free(s.more[i]);
	empty_box();
	kit_close(&s.k);
}

/* ---- what has no place in an outbox ---- */

static void other_table(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->table.b[0] ^= 1;
}

static void other_root(struct vb_compose *c, void *ctx)
{
	c->seen_root.b[0] ^= 1;
	if (ctx)
		c->seen_checkpoint = *(const struct vb_hash *)ctx;
}

static void seen_beyond(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->seen_size += 5;
}

static void put_tweaked(void (*tweak)(struct vb_compose *c, void *ctx), void *ctx)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);

	assert(buf);
	s.box[s.n++] = kit_copy(vb_view(buf, fx_act_as(&s.k.t, 0, NULL, "statement", &hello, tweak,
						       ctx, NULL, buf)));
	free(buf);
}

static void test_no_place(void)
{
	begin();
	s.box[s.n++] = kit_copy(vb_view(s.k.t.note[0], s.k.t.note_len[0]));
	check("NOT GENUINE|2.3|outbox/001|" NOBODY, "2.3 a charter");
	put_tweaked(other_table, NULL);
	check("NOT GENUINE|2.3|outbox/001|" NOBODY, "2.3 an act of another table");
	put_tweaked(other_root, NULL);
	check("UNREADABLE|4.6|outbox/001|" NOBODY, "4.6 one that has seen what was not there");
	put_tweaked(seen_beyond, NULL);
	check("GENUINE|-|-|-", "4.6 but it may have seen more than is here");
	end();
}

/* The other history, signed by the log key, stands in seen/. */
static void test_forked(void)
{
	struct kit_file forked, b, f;
	struct vb_checkpoint c;
	struct vb_hash root, cited;
	struct vb_vkey log;
	struct vb_view v;
	uint8_t pub[32];
	char name[80];

	begin();
	root = s.k.t.root[s.k.t.size];
	root.b[0] ^= 1;
	forked = kit_checkpoint(&s.k.t, s.k.t.size, &root, VB_TIME_NONE, 0);
	vb_ed25519_public(s.k.t.dep.founding, pub);
	vb_vkey_make(&log, vb_view_str(s.k.t.origin), VB_KEY_ED25519, pub);
	assert(vb_checkpoint_parse(kit_view(&forked), &c, NULL) == VB_OK);
	assert(vb_checkpoint_hash(&c, &log, &cited, NULL) == VB_OK);
	put_tweaked(other_root, &cited);
	v = kit_view(&s.box[0]);
	b = kit_bundle(&s.k.t, &(struct kit_parts){.pouch = true, .outbox = &v, .noutbox = 1});
	memcpy(name, "seen/", 5);
	vb_hex(name + 5, cited.b, 32);
	v = kit_view(&forked);
	f = kit_replace(kit_view(&b), "tile/0/000.p/4", name, &v, true);
	/* What the log contradicts stands before the outbox, whoever cites it. */
	ok(strncmp(kit_line(kit_view(&f), s.k.trust), "NOT GENUINE|6.7|seen/", 21) == 0,
	   "6.7 a fork that an act on its way has seen");
	kit_free(&f);
	kit_free(&b);
	kit_free(&forked);
	end();
}

/* ---- positions ---- */

static void test_positions(void)
{
	struct vb_hash charter, last, none = {{7}};

	begin();
	charter = s.k.t.fold->charter;
	last = s.k.t.fold->fact[2].id;
	s.box[s.n++] = kit_copy(vb_view(s.k.t.note[2], s.k.t.note_len[2]));
	put(1, "statement", &hello, NULL, NULL, NULL);
	check("GENUINE|-|-|-", "9.2 an act that is logged meanwhile, and the next one");
	put(1, "statement", &hello, NULL, NULL, NULL);
	put(1, "resume", NULL, &(struct spot){.number = 2, .epoch = 1, .prev = &last}, NULL, NULL);
	check("GENUINE|-|-|-", "4.3 an act that was given up, and the resume in its place");
	put(1, "statement", &hello, NULL, NULL, NULL);
	put(1, "statement", &hello, &(struct spot){.number = 2, .prev = &charter}, NULL, NULL);
	check("GENUINE|4.4|SUD-2|sud", "4.4 two texts at one place, whatever they follow");
	put(1, "statement", &hello, &(struct spot){.number = 2, .prev = &charter}, NULL, NULL);
	check("CANNOT TELL|4.2|outbox|-", "4.2 an act that follows another than the log's last");
	put(1, "resume", NULL, &(struct spot){.number = 2, .epoch = 1, .prev = &last}, NULL, NULL);
	put(1, "statement", &hello, &(struct spot){.number = 2, .prev = &last}, NULL, NULL);
	check("GENUINE|-|-|-", "9.2 an act that a resume before it has overtaken");
	put(1, "resume", NULL, &(struct spot){.number = 2, .prev = &last}, NULL, NULL);
	check("GENUINE|-|-|-", "4.3 a resume that opens no epoch: nothing is missing");
	put(1, "statement", &hello, &(struct spot){.number = 2, .prev = &none}, NULL, NULL);
	check("CANNOT TELL|4.2|outbox|-", "4.2 an act that follows one that is not here");
	put(1, "statement", &hello, &(struct spot){.number = 3, .prev = &none}, NULL, NULL);
	check("CANNOT TELL|4.1|outbox|-", "4.1 and a number that is left out");
	put(1, "statement", &hello, &(struct spot){.number = 1, .epoch = 0, .prev = &none}, NULL,
	    NULL);
	check("GENUINE|4.4|SUD-1|sud", "4.4 where the log has another text");
	put(1, "resume", NULL, &(struct spot){.number = 2, .epoch = 1, .prev = &last}, NULL, NULL);
	put(1, "statement", &hello, &(struct spot){.number = 2, .prev = &none}, NULL, NULL);
	check("CANNOT TELL|4.2|outbox|-", "4.2 one that is past, and follows what is not here");
	put(1, "statement", &hello, NULL, NULL, NULL);
	s.box[s.n] = kit_copy(kit_view(&s.box[0]));
	s.n++;
	check("GENUINE|-|-|-", "4.4 one text twice is one act");
	put(1, "statement", &hello,
	    &(struct spot){.number = 2, .prev = &s.k.t.fold->fact[1].id}, NULL, NULL);
	check("CANNOT TELL|4.2|outbox|-", "4.2 an act that follows one of another chain");
	end();
}

/* Where a resume stands (format.md 4.3), in the outbox and in the log. */
static void test_resumes(void)
{
	struct vb_hash last, none = {{7}};
	uint8_t *buf = malloc(VB_NOTE_MAX);
	size_t len;

	assert(buf);
	begin();
	last = s.k.t.fold->fact[2].id;
	put(1, "resume", NULL, &(struct spot){.number = 2, .epoch = 1, .prev = &none}, NULL, NULL);
	check("CANNOT TELL|4.2|outbox|-", "4.3 a resume that follows what is not here");
	put(1, "resume", NULL, &(struct spot){.number = 3, .epoch = 1, .prev = &last}, NULL, NULL);
	check("CANNOT TELL|4.1|outbox|-", "4.3 one that leaves a number out");
	len = fx_act_as(&s.k.t, 1, NULL, "resume", NULL, at_spot,
			&(struct spot){.number = 2, .epoch = 1, .prev = &last}, NULL, buf);
	assert(fx_log(&s.k.t, buf, len, NULL) == VB_OK);
	memcpy(s.logged, s.k.t.m, sizeof(s.logged));
	put(1, "statement", &hello, &(struct spot){.number = 1, .epoch = 1}, NULL, NULL);
	check("GENUINE|-|-|-", "9.2 nothing is missing before the act that opened an epoch");
	put(1, "statement", &hello, &(struct spot){.number = 1, .epoch = 1, .prev = &none}, NULL,
	    NULL);
	check("CANNOT TELL|4.2|outbox|-", "4.2 but what is not here and is followed there");
	end();
	free(buf);
}

/* NORD carries its paper itself: its release, without the depositary. */
static void test_carried(void)
{
	char identity[VB_AGE_IDENTITY_LEN + 1];
	struct vb_writer w;
	uint32_t hand, receipt;

	begin();
	hand = fx_hand(&s.k.t, 0, 1u << 1, "letter", "letter", VB_NO_ACT, fx_paper);
	receipt = fx_receipt(&s.k.t, 1, hand, NULL);
	fx_release(&s.k.t, FX_MEMBERS, hand, 1, NULL);
	memcpy(s.logged, s.k.t.m, sizeof(s.logged));
	vb_writer_init(&w, identity, VB_AGE_IDENTITY_LEN);
	vb_identity_put(&w, fx_copy_of(&s.k.t, hand, 1)->one_time);
	identity[w.len] = '\0';
	put(0, "release",
	    &(struct fx_fields){{"of", fx_id(&s.k.t, hand), "addressee", "sud", "receipt",
				 fx_id(&s.k.t, receipt), "identity", identity}}, NULL, NULL, NULL);
	check("GENUINE|-|-|-", "9.2 a release by the author is an act like all others");
	end();
}

/* Asked again, an audit has not made its remarks twice. */
static void test_again(void)
{
	struct vb_finding f;
	struct vb_audit *a;
	struct kit_file b;
	struct vb_view v;

	begin();
	put(1, "statement", &never, FIRST, NULL, NULL);
	v = kit_view(&s.box[0]);
	b = kit_bundle(&s.k.t, &(struct kit_parts){.pouch = true, .outbox = &v, .noutbox = 1});
	assert(vb_audit_open(kit_view(&b), s.k.trust, &a, &f) == VB_OK && a);
	vb_audit_finish(a, &f);
	is_int(f.remarks, 1, "10.3 a key used twice is one remark");
	vb_audit_finish(a, &f);
	is_int(f.remarks, 1, "10.3 and stays one");
	is_str(f.at, "SUD-1", "10.3 of the same act");
	vb_audit_free(a);
	kit_free(&b);
	end();
}

/* As many as three digits count (format.md 9.2). */
static void test_full(void)
{
	struct vb_view *v = calloc(999, sizeof(*v));
	struct kit_file *box = calloc(999, sizeof(*box));
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct kit_file b;

	assert(v && box && buf);
	begin();
	for (unsigned i = 0; i < 999; i++) {
		box[i] = kit_copy(vb_view(buf, fx_act(&s.k.t, 1, "statement", &hello, buf)));
		v[i] = kit_view(&box[i]);
	}
	b = kit_bundle(&s.k.t, &(struct kit_parts){.pouch = true, .outbox = v, .noutbox = 999});
	is_str(kit_line(kit_view(&b), s.k.trust), "GENUINE|-|-|-", "9.2 an outbox of 999 acts");
	kit_free(&b);
	/* The last one's number is one too high. */
	b = kit_bundle(&s.k.t, &(struct kit_parts){.pouch = true, .outbox = v + 1, .noutbox = 998});
	is_str(kit_line(kit_view(&b), s.k.trust), "CANNOT TELL|4.1|outbox|-",
	       "9.2 each of them is looked at");
	kit_free(&b);
	for (unsigned i = 0; i < 999; i++)
		kit_free(&box[i]);
	end();
	free(buf);
	free(box);
	free(v);
}

int main(void)
{
	assert(vb_crypto_init());
	test_framed();
	test_revoked();
	test_rekeyed();
	test_admitted();
	test_offices();
	test_two_lines();
	test_lines();
	test_principals();
	test_no_place();
	test_forked();
	test_positions();
	test_resumes();
	test_carried();
	test_again();
	test_full();
	return tap_done();
}
