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
	struct vb_secret *legal, *thief;
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
	assert(s.legal && s.thief);
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
	kit_close(&s.k);
}

/* "KEYNAME PURPOSE VKEY" of @secret. */
static const char *key_line(const char *name, const char *purpose, const struct vb_secret *secret)
{
	static char line[4][300];
	static unsigned next;
	char *out = line[next++ % 4];
	struct vb_vkey key;
	struct vb_writer w;
	uint8_t pub[32];

	vb_ed25519_public(secret, pub);
	vb_vkey_make(&key, vb_view_str(name), VB_KEY_ED25519, pub);
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
	struct fx_member saved = t->m[who];
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
	check("CANNOT TELL|3.1|outbox|-", "2.8 an office signs no amendment of an observer");
	put_mandate("nord/legal", s.legal);
	put(1, "rekey", &(struct fx_fields){{"key", key_line("sud", "act", s.thief)}}, FIRST,
	    s.legal, "nord/legal");
	check("CANNOT TELL|3.1|outbox|-", "5.1.8 nor a rekey of another party");
	end();
}

/* Logs NORD's mandate for @office under @key, and the office's first statement. */
static void open_office(const char *office, const char *name, const struct vb_secret *key)
{
	struct fx *t = &s.k.t;
	uint8_t *buf = malloc(VB_NOTE_MAX);
	size_t len;

	assert(buf);
	fx_do(t, 0, "mandate",
	      &(struct fx_fields){{"to", office, "key", key_line(name, "act", key), "scope",
				   "all"}}, NULL);
	len = fx_act_as(t, 0, office, "statement", &hello, at_spot,
			&(struct spot){.office = office, .number = 1}, key, buf);
	assert(fx_log(t, buf, len, NULL) == VB_OK);
	memcpy(s.logged, t->m, sizeof(s.logged));
	free(buf);
}

/* A key was stolen, and its office revoked for that: what the thief signs is not NORD's. */
static void test_revoked(void)
{
	struct spot legal = {.office = "legal", .number = 1};

	begin();
	open_office("legal", "nord/legal", s.legal);
	put(0, "statement", &never, &legal, s.legal, NULL);
	check("GENUINE|4.4|NORD/LEGAL-1|nord/legal", "4.4 an office that used its key twice");
	fx_do(&s.k.t, 0, "revoke", &(struct fx_fields){{"to", "legal"}}, NULL);
	memcpy(s.logged, s.k.t.m, sizeof(s.logged));
	put(0, "statement", &never, &legal, s.legal, NULL);
	check("CANNOT TELL|5.1.7|outbox|-", "5.1.7 whoever has the key of a revoked office");
	open_office("trade", "nord/trade", s.thief);
	put(0, "statement", &never, &(struct spot){.office = "trade", .number = 1}, s.thief, NULL);
	check("GENUINE|4.4|NORD/TRADE-1|nord/trade", "5.1.7 another office is not revoked by that");
	end();
}

int main(void)
{
	assert(vb_crypto_init());
	test_framed();
	test_revoked();
	return tap_done();
}
