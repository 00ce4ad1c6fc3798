/*
 * Founding: draft, seats, charter, and what makes one void (format.md 5.1, 9.5, 9.6).
 *
 * SPDX-License-Identifier: ISC
 */
#include "fixture.h"
#include "need.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static const char *const pair[] = {"nord", "sud"};
#define NOBODY "7d087a2e212c110e851c7b6fdc2853a41e7db1690beef7a9c11b3a26ee77e853"

/* Who must sign the charter that found_with() has tried. */
static struct vb_required signers;
static enum vb_code signers_code;
static struct vb_err signers_err;

/* A charter text with @from replaced by @to (any length): does it still found? */
static enum vb_code found_with(const struct fx *t, const char *from, const char *to,
			       struct vb_err *err)
{
	struct vb_act *a = malloc(sizeof(*a));
	struct vb_fold *f = vb_fold_new();
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_view text;
	enum vb_code code;
	struct vb_writer w;
	const uint8_t *at;

	memset(err, 0, sizeof(*err));
	if (vb_act_parse(vb_view(t->note[0], t->note_len[0]), a, NULL) != VB_OK)
		abort();
	text = a->note.text;
	at = memmem(text.ptr, text.len, from, strlen(from));
	if (!at)
		abort();
	vb_writer_init(&w, buf, VB_NOTE_MAX);
	vb_put(&w, text.ptr, (size_t)(at - text.ptr));
	vb_put_str(&w, to);
	vb_put(&w, at + strlen(from), text.len - (size_t)(at - text.ptr) - strlen(from));
	code = vb_act_parse_text(vb_written(&w), a, err);
	if (code == VB_OK)
		signers_code = vb_fold_required(f, a, &signers, &signers_err);
	if (code == VB_OK)
		code = vb_fold_add(f, a, (struct vb_span){VB_TIME_NONE, VB_TIME_NONE}, NULL,
				   err);
	vb_fold_free(f);
	free(buf);
	free(a);
	return code;
}

static void void_charter(const struct fx *t, const char *clause, const char *what,
			 const char *from, const char *to)
{
	struct vb_err err;
	enum vb_code code = found_with(t, from, to, &err);

	ok(code == VB_MALFORMED && strcmp(err.clause, clause) == 0,
	   "5.1.3 %s: void by %s (%s %s)", what, clause, err.clause, err.sentence);
}

/* The line "KEY VALUE..." of the charter that begins with @start. */
static char *line_of(const struct fx *t, const char *start)
{
	const uint8_t *at = memmem(t->note[0], t->note_len[0], start, strlen(start));
	const uint8_t *end = memchr(at, '\n', t->note_len[0]);

	return need(strndup((const char *)at, (size_t)(end - at) + 1));
}

static void test_charter(void)
{
	struct vb_err err;
	struct fx t;
	char *key, *seat, *other;

	fx_open(&t, 1, pair, 2, NULL, NULL);
	ok(found_with(&t, "nord", "nord", &err) == VB_OK,
	   "5.1.1 a good charter founds a table");
	void_charter(&t, "5.1.4", "a rule missing", "rule channel open\n", "");
	void_charter(&t, "5.1.1", "one principal only", "party sud principal",
		     "party sud observer");
	void_charter(&t, "5.1.1", "a judge who is a principal", "judge -", "judge sud");
	void_charter(&t, "5.1.1", "a judge who is nobody", "judge -", "judge west");
	void_charter(&t, "5.1.1", "an author who is no member", "author nord", "author west");
	void_charter(&t, "5.1.2", "another nonce under the same seats", "take-days 7",
		     "take-days 8");
	key = line_of(&t, "key sud seal ");
	void_charter(&t, "5.1.1", "a member without its seal key", key, "");
	free(key);
	key = line_of(&t, "key nord recovery ");
	void_charter(&t, "5.1.1", "a member without recovery key", key, "");
	free(key);
	key = line_of(&t, "key bern clock ");
	void_charter(&t, "5.1.1", "a depositary without a clock", key, "");
	free(key);
	seat = line_of(&t, "seat nord ");
	other = line_of(&t, "seat sud ");
	void_charter(&t, "5.1.2", "a seat missing", seat, "");
	void_charter(&t, "5.1.2", "the last seat missing", other, "");
	free(seat);
	free(other);
	fx_close(&t);
}

static void test_rules(void)
{
	struct fx t;

	fx_open(&t, 11, pair, 2, NULL, NULL);
	void_charter(&t, "5.1.4", "the last rule missing", "rule tie addressee\n", "");
	void_charter(&t, "5.1.4", "a rule twice", "rule tie addressee\n",
		     "rule tie addressee\nrule tie author\n");
	fx_close(&t);
}

/* The one rule that a charter may leave out. */
static void test_undertaking(void)
{
	static const char *const value[] = {"undertaking each", "undertaking single"};
	static const char *const line[] = {"rule undertaking each\n", "rule undertaking single\n"};
	struct fx t;

	fx_open(&t, 12, pair, 2, NULL, NULL);
	ok(!t.fold->rules.each, "5.1.4 without an undertaking it is a single one");
	void_charter(&t, "5.1.4", "another rule missing, for which it does not stand",
		     "rule tie addressee\n", "rule undertaking each\n");
	fx_close(&t);
	for (unsigned i = 0; i < 2; i++) {
		fx_open(&t, 13 + i, pair, 2, (const char *const[]){value[i], NULL}, NULL);
		is_int(t.fold->rules.each, i == 0, "5.1.4 a charter with %s", value[i]);
		void_charter(&t, "5.1.4", "that rule twice", line[i],
			     "rule undertaking each\nrule undertaking single\n");
		void_charter(&t, "5.1.4", "all ten, but the first", "rule answer-days 42\n", "");
		fx_close(&t);
	}
}

/* What no table's members can be. */
static void test_members(void)
{
	static const char *const many[] = {"nord", "chair:ober", "sud", "chair:west"};
	static const char *const watched[] = {"nord", "observer:ost", "sud"};
	static const char twelve[] = "party a01 observer\nparty a02 observer\nparty a03 "
				     "observer\nparty a04 observer\n"
				     "party a05 observer\nparty a06 observer\nparty a07 "
				     "observer\nparty a08 observer\n"
				     "party a09 observer\nparty a10 observer\nparty a11 "
				     "observer\nparty nord principal";
	struct vb_act *a = malloc(sizeof(*a));
	struct vb_err err;
	struct fx t;
	char *key;

	fx_members(&t, 12, many, 4);
	ok(fx_found(&t, NULL, NULL) == VB_MALFORMED, "5.1.1 a table with two chairs is none");
	fx_close(&t);
	fx_open(&t, 13, watched, 3, NULL, NULL);
	void_charter(&t, "5.1.1", "an observer as its author", "author nord", "author ost");
	fx_close(&t);
	fx_open(&t, 13, pair, 2, NULL, NULL);
	void_charter(&t, "5.1.1", "a name twice", "party sud principal",
		     "party sud chair\nparty sud principal");
	void_charter(&t, "5.1.1", "the depositary as a member", "party nord principal",
		     "party bern observer\nparty nord principal");
	void_charter(&t, "1.2", "thirteen members", "party nord principal", twelve);
	ok(signers_code == VB_MALFORMED && strcmp(signers_err.clause, "1.2") == 0,
	   "1.2 thirteen need not sign it: %s", signers_err.sentence);
	void_charter(&t, "5.1.1", "an office as its author", "office -", "office legal");
	key = line_of(&t, "key nord founding ");
	void_charter(&t, "5.1.1", "a member without founding key", key, "");
	ok(signers_code == VB_OK && signers.n == 2 && signers.key[0].type == 0 &&
		   vb_act_parse(vb_view(t.note[0], t.note_len[0]), a, NULL) == VB_OK &&
		   vb_act_lines(a, &signers, &signers_err) == VB_FALSE &&
		   strcmp(signers_err.clause, "3.1") == 0,
	   "3.1 nobody can sign it for that member: %s", signers_err.sentence);
	free(a);
	free(key);
	ok(found_with(&t, "nord", "nord", &err) == VB_OK && signers_code == VB_OK &&
		   signers.n == 2 && strcmp(signers.key[0].name, "nord") == 0 &&
		   strcmp(signers.key[1].name, "sud") == 0,
	   "5.1.1 a good one is signed by every member, by name");
	fx_close(&t);
}

/* A key of nobody; a log key that is not named by its origin. */
static void test_other_keys(void)
{
	uint8_t pub[32];
	struct vb_vkey k;
	struct vb_writer w;
	char line[600], *old;
	struct fx t;

	fx_open(&t, 14, pair, 2, NULL, NULL);
	old = line_of(&t, "key sud act ");
	vb_ed25519_public(t.m[0].seal, pub);
	vb_vkey_make(&k, vb_view_str("oslo"), VB_KEY_ED25519, pub);
	vb_writer_init(&w, line, sizeof(line) - 1);
	vb_put_str(&w, "key oslo act ");
	vb_vkey_put(&w, &k);
	vb_put_byte(&w, '\n');
	vb_put_str(&w, old);
	line[w.len] = '\0';
	void_charter(&t, "5.1.1", "a key of somebody who is no member", old, line);
	free(old);
	old = line_of(&t, "key bern log ");
	vb_vkey_make(&k, vb_view_str("bern/elsewhere"), VB_KEY_ED25519, pub);
	vb_writer_init(&w, line, sizeof(line) - 1);
	vb_put_str(&w, "key bern log ");
	vb_vkey_put(&w, &k);
	vb_put_byte(&w, '\n');
	line[w.len] = '\0';
	void_charter(&t, "3.2", "a log key of another origin", old, line);
	free(old);
	fx_close(&t);
}

/* Seats that are not their members' own (5.1.2), or no seats at all. */
static void test_seats(void)
{
	struct vb_err err;
	struct fx t;
	char *nord, *sud, line[600];

	fx_open(&t, 15, pair, 2, NULL, NULL);
	nord = line_of(&t, "seat nord ");
	sud = line_of(&t, "seat sud ");
	snprintf(line, sizeof(line), "%sseat west %s", sud, strrchr(sud, ' ') + 1);
	void_charter(&t, "5.1.2", "a seat of one who is no member", sud, line);
	void_charter(&t, "5.1.2", "a seat under another name", "seat nord ", "seat nora ");
	snprintf(line, sizeof(line), "seat nord %s", strrchr(sud, ' ') + 1);
	void_charter(&t, "5.1.2", "a seat that another has signed", nord, line);
	snprintf(line, sizeof(line), "%s", nord);
	line[strlen(line) - 10] ^= 1;
	void_charter(&t, "5.1.2", "a seat with another signature", nord, line);
	ok(found_with(&t, nord, "seat nord AAAA\n", &err) == VB_MALFORMED &&
		   strcmp(err.clause, "1.3") == 0,
	   "5.1.1 three bytes are no seat: %s", err.sentence);
	ok(found_with(&t, nord, "seat nord A\n", &err) == VB_MALFORMED &&
		   strcmp(err.clause, "1.3") == 0,
	   "5.1.1 nor is what is no base64");
	ok(found_with(&t, nord, "seat Nord AAAA\n", &err) == VB_MALFORMED &&
		   strcmp(err.clause, "1.3") == 0,
	   "5.1.1 nor one of no name");
	ok(found_with(&t, nord, "seat -\n", &err) == VB_MALFORMED, "5.1.1 none is none");
	free(nord);
	free(sud);
	fx_close(&t);
}

/* A void charter for one who does not ask why. */
static void test_unasked(void)
{
	struct vb_act *a = malloc(sizeof(*a));
	struct vb_fold *f = vb_fold_new();
	struct fx t;

	fx_open(&t, 16, pair, 2, NULL, NULL);
	if (vb_act_parse(vb_view(t.note[0], t.note_len[0]), a, NULL) != VB_OK)
		abort();
	a->author = vb_view_str("west");
	ok(vb_fold_add(f, a, (struct vb_span){VB_TIME_NONE, VB_TIME_NONE}, NULL, NULL) ==
		   VB_MALFORMED,
	   "5.1.3 void all the same");
	vb_fold_free(f);
	free(a);
	fx_close(&t);
}

/* The same public key under two names or purposes (3.5). */
static void test_key_twice(void)
{
	struct vb_err err;
	struct fx t;
	char *a, *b, *value;
	char fresh[512];

	fx_open(&t, 2, pair, 2, NULL, NULL);
	a = line_of(&t, "key nord founding ");
	b = line_of(&t, "key nord act ");
	value = strchr(strchr(strchr(b, ' ') + 1, ' ') + 1, ' ') + 1;
	snprintf(fresh, sizeof(fresh), "key nord founding %s", value);
	ok(found_with(&t, a, fresh, &err) == VB_MALFORMED && strcmp(err.clause, "3.5") == 0,
	   "3.5 one key for two purposes voids the charter: %s", err.sentence);
	free(a);
	free(b);
	fx_close(&t);
}

/* A key of small order, its vkey otherwise well formed (3.3). */
static void test_bad_point(void)
{
	uint8_t low[32] = {1};
	struct vb_err err;
	char fresh[256];
	struct vb_vkey k;
	struct vb_writer w;
	struct fx t;
	char *old;

	fx_open(&t, 9, pair, 2, NULL, NULL);
	old = line_of(&t, "key sud act ");
	vb_vkey_make(&k, vb_view_str("sud"), VB_KEY_ED25519, low);
	vb_writer_init(&w, fresh, sizeof(fresh) - 1);
	vb_put_str(&w, "key sud act ");
	vb_vkey_put(&w, &k);
	vb_put_byte(&w, '\n');
	fresh[w.len] = '\0';
	ok(found_with(&t, old, fresh, &err) == VB_MALFORMED && strcmp(err.clause, "3.3") == 0,
	   "3.3 a key of small order voids the charter: %s", err.sentence);
	free(old);
	fx_close(&t);
}

static void test_seat(void)
{
	struct vb_secret *act;
	struct vb_signer s;
	struct vb_seat seat;
	struct vb_hash draft = {{1}};
	struct vb_view key;
	uint8_t buf[1024], pub[32];
	char line[200];
	struct vb_vkey k;
	struct vb_writer w, kw;
	struct fx t;

	fx_open(&t, 3, pair, 2, NULL, NULL);
	act = t.m[0].act;
	vb_ed25519_public(act, pub);
	vb_vkey_make(&k, vb_view_str("nord"), VB_KEY_ED25519, pub);
	vb_writer_init(&kw, line, sizeof(line));
	vb_put_str(&kw, "nord act ");
	vb_vkey_put(&kw, &k);
	key = vb_written(&kw);
	for (unsigned forged = 0; forged < 3; forged++) {
		size_t len;

		s = vb_signer_secret(forged == 1 ? t.m[1].act : act, "nord", VB_KEY_ED25519);
		vb_writer_init(&w, buf, sizeof(buf));
		vb_seat_put_text(&w, &draft, forged == 2 ? "sud" : "nord", &key, 1);
		len = w.len;
		vb_put_byte(&w, '\n');
		if (vb_sigline_put(&w, vb_view(buf, len), &s, NULL) != VB_OK)
			abort();
		enum vb_code code = vb_seat_parse(vb_written(&w), &seat, NULL);
		ok(code == (forged == 0 ? VB_OK : forged == 1 ? VB_FALSE : VB_MALFORMED),
		   "9.5 a seat %s", forged == 0 ? "signed by its act key" : forged == 1 ?
		   "signed by another key" : "with somebody else's key");
	}
	fx_close(&t);
}

static bool forge; /* the signature is altered */

/* The text of a seat with @from replaced by @to, signed by @key. */
static void bad_seat(const char *text, const struct vb_secret *key, const char *from,
		     const char *to, enum vb_code want, const char *clause, const char *what)
{
	const char *at = strstr(text, from);
	struct vb_signer s = vb_signer_secret(key, "nord", VB_KEY_ED25519);
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_err err = {0};
	struct vb_seat seat;
	struct vb_writer w;
	enum vb_code code;
	size_t len;

	vb_writer_init(&w, buf, VB_NOTE_MAX);
	vb_putf(&w, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	len = w.len;
	vb_put_byte(&w, '\n');
	if (vb_sigline_put(&w, vb_view(buf, len), &s, NULL) != VB_OK)
		abort();
	if (forge)
		buf[w.len - 10] = buf[w.len - 10] == 'A' ? 'B' : 'A';
	code = vb_seat_parse(vb_written(&w), &seat, &err);
	ok(code == want && strcmp(err.clause, clause) == 0, "9.5 a seat with %s: %s %s", what,
	   err.clause, err.sentence);
	free(buf);
}

static void put_key(struct vb_writer *w, const char *purpose, const struct vb_secret *s,
		    const uint8_t *pub)
{
	struct vb_vkey k;
	uint8_t own[32];

	if (s)
		vb_ed25519_public(s, own);
	vb_vkey_make(&k, vb_view_str("nord"),
		     strcmp(purpose, "cosign") ? VB_KEY_ED25519 : VB_KEY_COSIGN,
		     s ? own : pub);
	vb_putf(w, "key nord %s ", purpose);
	vb_vkey_put(w, &k);
	vb_put_byte(w, '\n');
}

static void test_bad_seats(void)
{
	static const uint8_t low[32] = {1};
	char text[4096] = "", more[4096] = "", act[200] = "", cosign[200] = "", none[400];
	struct vb_secret *key;
	struct vb_seat seat;
	struct vb_err err;
	struct vb_writer w;
	struct fx t;

	fx_open(&t, 17, pair, 2, NULL, NULL);
	key = t.m[0].act;
	vb_writer_init(&w, act, sizeof(act) - 1);
	put_key(&w, "act", key, NULL);
	vb_writer_init(&w, cosign, sizeof(cosign) - 1);
	put_key(&w, "cosign", t.m[0].cosign, NULL);
	snprintf(text, sizeof(text), "verbale-seat/1\ndraft " NOBODY "\nparty nord\n%s%s", act,
		 cosign);
	bad_seat(text, key, "nord", "nord", VB_OK, "", "two keys");
	bad_seat(text, key, "verbale-seat/1", "verbale-seat/2", VB_MALFORMED, "9.5",
		 "another first line");
	bad_seat(text, key, NOBODY, "x", VB_MALFORMED, "9.5", "no draft");
	bad_seat(text, key, "party nord", "party Nord", VB_MALFORMED, "9.5", "no name");
	bad_seat(text, key, "party nord", "party sud", VB_MALFORMED, "9.5", "keys of another");
	bad_seat(text, key, act, "", VB_MALFORMED, "9.5", "no act key");
	bad_seat(text, key, "key nord act", "key nord play", VB_MALFORMED, "3.2",
		 "a key that is none");
	snprintf(more, sizeof(more), "%s%s", cosign, act);
	snprintf(none, sizeof(none), "%s%s", act, cosign);
	bad_seat(text, key, none, more, VB_MALFORMED, "2.11", "falling keys");
	snprintf(more, sizeof(more), "%s%s%s", cosign, act, cosign);
	bad_seat(text, key, none, more, VB_MALFORMED, "2.11", "a key behind a fault");
	vb_writer_init(&w, more, sizeof(more) - 1);
	put_key(&w, "cosign", NULL, low);
	more[w.len] = '\0';
	bad_seat(text, key, cosign, more, VB_MALFORMED, "3.3", "a key of small order");
	bad_seat(text, t.m[1].act, "nord", "nord", VB_FALSE, "9.5", "another's signature");
	forge = true;
	bad_seat(text, key, "nord", "nord", VB_FALSE, "9.5", "a signature of something else");
	forge = false;
	ok(vb_seat_parse(vb_view_str(text), &seat, &err) == VB_MALFORMED &&
	   strcmp(err.clause, "C2SP signed-note") == 0, "9.5 a seat is a signed note");
	fx_close(&t);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* One key more than a seat has room for. */
static void test_full_seat(void)
{
	char text[4096], line[9][200] = {""};
	struct vb_writer w;
	struct fx t;

	fx_open(&t, 18, pair, 2, NULL, NULL);
	for (unsigned i = 0; i < 9; i++) {
		struct vb_secret *s = vb_secret_new(t.rng);

		vb_writer_init(&w, line[i], sizeof(line[i]) - 1);
		put_key(&w, i == 0 ? "act" : "founding", i == 0 ? t.m[0].act : s, NULL);
		vb_secret_free(s);
	}
	qsort(line, 9, sizeof(line[0]), by_text);
	for (unsigned keys = 8; keys <= 9; keys++) {
		vb_writer_init(&w, text, sizeof(text) - 1);
		vb_put_str(&w, "verbale-seat/1\ndraft " NOBODY "\nparty nord\n");
		for (unsigned i = 0; i < keys; i++)
			vb_put_str(&w, line[i]);
		text[w.len] = '\0';
		bad_seat(text, t.m[0].act, "nord", "nord", keys == 8 ? VB_OK : VB_MALFORMED,
			 keys == 8 ? "" : "1.1", keys == 8 ? "eight keys" : "nine");
	}
	fx_close(&t);
}

/* What a charter cannot be made of. */
static void test_charter_limits(void)
{
	struct vb_act *a = malloc(sizeof(*a)), *d = malloc(sizeof(*d));
	struct vb_seat *seats = need(calloc(VB_PARTIES_MAX + 1, sizeof(*seats)));
	uint8_t *buf = malloc(2 * VB_TEXT_MAX);
	struct vb_err err = {0};
	struct vb_writer w, out;
	struct fx t;

	fx_open(&t, 19, pair, 2, NULL, NULL);
	if (vb_act_parse(vb_view(t.note[0], t.note_len[0]), a, NULL) != VB_OK)
		abort();
	vb_writer_init(&w, buf, VB_TEXT_MAX);
	vb_charter_put_draft(&w, a);
	if (vb_draft_parse(vb_written(&w), d, NULL) != VB_OK)
		abort();
	vb_writer_init(&out, buf + VB_TEXT_MAX, VB_TEXT_MAX);
	ok(vb_charter_put_text(&out, d, seats, VB_PARTIES_MAX + 1, &err) == VB_MALFORMED &&
		   strcmp(err.clause, "1.2") == 0 && out.len == 0,
	   "1.2 no charter of thirteen seats: %s", err.sentence);
	for (unsigned i = 0; i < VB_PARTIES_MAX; i++) {
		seats[i].nkeys = i < 8 ? 7 : 6; /* 80, the draft's three aside */
		for (unsigned k = 0; k < seats[i].nkeys; k++)
			seats[i].key[k] = vb_view_str("nord act x");
	}
	ok(vb_charter_put_text(&out, d, seats, VB_PARTIES_MAX, &err) == VB_MALFORMED &&
		   strcmp(err.clause, "1.2") == 0 && out.len == 0,
	   "1.2 nor one of more than 64 keys: %s", err.sentence);
	fx_close(&t);
	free(buf);
	free(seats);
	free(a);
	free(d);
}

static void test_draft(void)
{
	struct vb_act *a = malloc(sizeof(*a)), *d = malloc(sizeof(*d));
	uint8_t *buf = malloc(VB_TEXT_MAX);
	struct vb_writer w;
	struct fx t;

	fx_open(&t, 4, pair, 2, NULL, NULL);
	if (vb_act_parse(vb_view(t.note[0], t.note_len[0]), a, NULL) != VB_OK)
		abort();
	ok(vb_draft_parse(a->note.text, d, NULL) == VB_MALFORMED,
	   "9.5 a charter is no draft: it has seats");
	vb_writer_init(&w, buf, VB_TEXT_MAX);
	vb_charter_put_draft(&w, a);
	ok(vb_draft_parse(vb_written(&w), d, NULL) == VB_OK,
	   "9.5 what a charter grew from is a draft");
	is_int(vb_act_count(d, "key"), 3, "9.5 it has the depositary's keys only");
	ok(vb_draft_parse(vb_view(t.note[0], 20), d, NULL) == VB_MALFORMED, "9.5 a cut draft");
	struct vb_err err = {0};
	char *nord = line_of(&t, "key nord act ");

	w.len -= strlen("seat -\n");
	vb_put_str(&w, nord);
	vb_put_str(&w, "seat -\n");
	ok(vb_draft_parse(vb_written(&w), d, &err) == VB_MALFORMED &&
		   strcmp(err.clause, "9.5") == 0,
	   "9.5 a draft with a member's key: %s", err.sentence);
	free(nord);
	fx_do(&t, 0, "statement", &(struct fx_fields){{"text", "hello"}}, NULL);
	if (vb_act_parse(vb_view(t.note[1], t.note_len[1]), a, NULL) != VB_OK)
		abort();
	ok(vb_draft_parse(a->note.text, d, &err) == VB_MALFORMED &&
		   strcmp(err.clause, "9.5") == 0,
	   "9.5 another act is no draft: %s", err.sentence);
	fx_close(&t);
	free(buf);
	free(a);
	free(d);
}

static void test_words(void)
{
	struct vb_hash h = {{0}};
	char a[18], b[18];

	vb_words_of(a, &h);
	h.b[31] = 1;
	vb_words_of(b, &h);
	/* hashlib.scrypt(bytes(32), salt=b"verbale-words/1", n=32768, r=8, p=1) */
	is_str(a, "fofah fihug nimip", "9.6 three words");
	ok(strcmp(a, b) != 0 && strlen(b) == 17, "9.6 another draft has other words: %s", b);
}

int main(void)
{
	if (!vb_crypto_init())
		return 99;
	test_charter();
	test_rules();
	test_undertaking();
	test_members();
	test_other_keys();
	test_seats();
	test_unasked();
	test_key_twice();
	test_bad_point();
	test_seat();
	test_bad_seats();
	test_full_seat();
	test_charter_limits();
	test_draft();
	test_words();
	return tap_done();
}
