/*
 * Membership: amendments, admission, joining, leaving, transfer (format.md 5.1.5 to 5.1.13).
 *
 * SPDX-License-Identifier: ISC
 */
#include "fixture.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static const char *const pair[] = {"nord", "sud"};
#define NOBODY "7d087a2e212c110e851c7b6fdc2853a41e7db1690beef7a9c11b3a26ee77e853"

/* An act that the members in @mask sign, the author first: its index. */
static uint32_t signed_by(struct fx *t, unsigned author, unsigned mask, const char *kind,
			  const struct fx_fields *f, struct vb_err *why)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	size_t len = fx_act(t, author, kind, f, buf);

	for (unsigned i = 0; i < t->n; i++)
		len = i != author && (mask >> i & 1) ? fx_cosign(t, i, buf, len) : len;
	memset(why, 0, sizeof(*why));
	if (fx_log(t, buf, len, why) != VB_OK)
		abort();
	free(buf);
	return t->size - 1;
}

static uint32_t by_all(struct fx *t, const char *kind, const struct fx_fields *f,
		       struct vb_err *why)
{
	return signed_by(t, 0, ~0u, kind, f, why);
}

/* What cannot be logged, and why. */
static void not_logged(struct fx *t, unsigned author, const char *office, const char *kind,
		       const struct fx_fields *f, const char *clause, const char *what)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct fx_member saved = t->m[author];
	struct vb_err why = {0};
	size_t len = fx_act_as(t, author, office, kind, f, NULL, NULL, NULL, buf);

	ok(fx_log(t, buf, len, &why) == VB_REFUSED && strcmp(why.clause, clause) == 0,
	   "%s %s: %s", clause, what, why.sentence);
	t->m[author] = saved;
	free(buf);
}

/* "NAME PURPOSE VALUE"; a vkey named @keyname of the public key @pub, or of @s. */
static void key_line(char out[static 200], const char *name, const char *purpose,
		     const char *keyname, const struct vb_secret *s, const uint8_t *pub)
{
	bool dated = strcmp(purpose, "cosign") == 0 || strcmp(purpose, "clock") == 0;
	struct vb_recipient r;
	struct vb_writer w;
	struct vb_vkey k;
	uint8_t own[32];

	vb_writer_init(&w, out, 199);
	vb_putf(&w, "%s %s ", name, purpose);
	if (strcmp(purpose, "seal") == 0) {
		vb_recipient_of(s, &r);
		vb_recipient_put(&w, &r);
	} else {
		if (!pub) {
			vb_ed25519_public(s, own);
			pub = own;
		}
		vb_vkey_make(&k, vb_view_str(keyname), dated ? VB_KEY_COSIGN : VB_KEY_ED25519,
			     pub);
		vb_vkey_put(&w, &k);
	}
	out[w.len] = '\0';
}

static const uint8_t low_order[32] = {1};

/* Lines stand in the order of names, whoever wrote the act (2.8): the second of two goes
 * first. */
static void swap_lines(uint8_t *note, size_t len)
{
	uint8_t *first = (uint8_t *)memmem(note, len, "\n\n", 2) + 2, line[400];
	uint8_t *second = (uint8_t *)memchr(first, '\n', len) + 1;
	size_t n = (size_t)(second - first), m = len - (size_t)(second - note);

	memcpy(line, first, n);
	memmove(first, second, m);
	memcpy(first + m, line, n);
}

/* ---- amendments ---- */

static void test_amend(void)
{
	struct vb_err why;
	uint32_t first;
	struct fx t;

	fx_open(&t, 5, pair, 2, NULL, NULL);
	first = by_all(&t, "amend",
		       &(struct fx_fields){{"amends", fx_id(&t, 0), "rule", "take-days 3"}},
		       &why);
	is_str(why.clause, "", "5.1.10 all principals amend a rule");
	is_int((long long)t.fold->rules.take_days, 3, "5.1.10 it holds from then on");
	by_all(&t, "amend",
	       &(struct fx_fields){{"amends", fx_id(&t, 0), "rule", "take-days 4"}}, &why);
	is_str(why.clause, "5.1.10", "5.1.10 a rival amendment of the charter is void");
	by_all(&t, "amend",
	       &(struct fx_fields){{"amends", fx_id(&t, first), "rule", "take-days 4", "rule",
				    "take-days 5"}},
	       &why);
	is_str(why.clause, "5.1.10", "5.1.10 one rule with two values is void");
	is_int((long long)t.fold->rules.take_days, 3, "5.1.10 and changes nothing");
	by_all(&t, "amend", &(struct fx_fields){{"amends", NOBODY, "rule", "take-days 4"}},
	       &why);
	is_str(why.clause, "5.1.10", "5.1.10 one of an act that there is not is void");
	ok(!t.fold->fact[t.size - 1].certain, "9.4 if it is not, that is");
	fx_do(&t, 1, "statement", &(struct fx_fields){{"text", "hello"}}, &why);
	by_all(&t, "amend",
	       &(struct fx_fields){{"amends", fx_id(&t, t.size - 1), "rule", "take-days 4"}}, &why);
	is_str(why.clause, "5.1.10", "5.1.10 and so is one of a statement");
	ok(t.fold->fact[t.size - 1].certain, "9.4 whatever else was logged");
	by_all(&t, "amend",
	       &(struct fx_fields){{"amends", fx_id(&t, first), "rule", "take-days 9", "rule",
				    "tie author", "rule", "answer-days -"}},
	       &why);
	is_str(why.clause, "", "5.1.10 several rules at once");
	ok(t.fold->rules.take_days == 9 && t.fold->rules.tie_author &&
		   t.fold->rules.answer_days == 0,
	   "5.1.10 hold from then on");
	ok(!t.fold->rules.each, "5.1.4 the undertaking is single");
	first = by_all(&t, "amend",
		       &(struct fx_fields){{"amends", fx_id(&t, t.size - 1), "rule",
					    "undertaking each"}},
		       &why);
	is_str(why.clause, "", "5.1.10 a rule that the charter leaves out is amended too");
	ok(t.fold->rules.each, "5.1.4 each article is agreed by itself");
	by_all(&t, "amend",
	       &(struct fx_fields){{"amends", fx_id(&t, first), "rule", "undertaking each",
				    "rule", "undertaking single"}},
	       &why);
	is_str(why.clause, "5.1.10", "5.1.10 nor is that one given twice");
	ok(t.fold->rules.each, "4.8 which changes nothing");
	by_all(&t, "amend",
	       &(struct fx_fields){{"amends", fx_id(&t, first), "rule", "undertaking single"}},
	       &why);
	ok(!t.fold->rules.each, "5.1.10 and back");
	not_logged(&t, 0, "legal", "amend",
		   &(struct fx_fields){{"amends", fx_id(&t, 0), "rule", "take-days 3"}}, "2.8",
		   "an office amends nothing");
	fx_close(&t);
}

static void test_half_signed(void)
{
	static const char *const three[] = {"nord", "observer:ost", "sud"};
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_err why = {0};
	struct fx t;
	size_t len;

	fx_open(&t, 6, pair, 2, NULL, NULL);
	len = fx_act(&t, 0, "amend",
		     &(struct fx_fields){{"amends", fx_id(&t, 0), "rule", "take-days 3"}},
		     buf);
	ok(fx_log(&t, buf, len, &why) == VB_MALFORMED && strcmp(why.clause, "2.8") == 0,
	   "2.8 an amendment with one of two signatures cannot be logged");
	len = fx_cosign(&t, 0, buf, len);
	ok(fx_log(&t, buf, len, &why) == VB_FALSE,
	   "2.8 nor one with the same signature twice");
	fx_close(&t);
	fx_open(&t, 7, three, 3, NULL, NULL);
	not_logged(&t, 1, NULL, "amend",
		   &(struct fx_fields){{"amends", fx_id(&t, 0), "rule", "take-days 3"}}, "2.8",
		   "nor one that no principal wrote");
	signed_by(&t, 0, 1 | 4, "amend",
		  &(struct fx_fields){{"amends", fx_id(&t, 0), "rule", "take-days 3"}}, &why);
	is_str(why.clause, "", "5.1.10 an observer's signature is not asked for");
	free(buf);
	fx_close(&t);
}

/* ---- admission ---- */

static const char *const purposes[] = {"act", "cosign", "recovery", "seal"};

static void admit_keys(struct fx *t, struct fx_fields *f, char line[4][200], const char *name,
		       struct vb_secret *s[4])
{
	for (unsigned i = 0; i < 4; i++) {
		char keyname[80];

		s[i] = vb_secret_new(t->rng);
		snprintf(keyname, sizeof(keyname), "%s%s", name, i == 2 ? "/recovery" : "");
		key_line(line[i], name, purposes[i], keyname, s[i], NULL);
		f->pair[2 + 2 * i] = "key";
		f->pair[3 + 2 * i] = line[i];
	}
}

static void free_keys(struct vb_secret *s[4])
{
	for (unsigned i = 0; i < 4; i++)
		vb_secret_free(s[i]);
}

/* The one that was admitted, as the fixture's member @at. */
static void sit(struct fx *t, unsigned at, const char *name, struct vb_secret *s[4])
{
	t->m[at] = (struct fx_member){.role = "principal", .act = s[0], .cosign = s[1],
				      .recovery = s[2], .seal = s[3], .prev = t->fold->charter,
				      .founding = vb_secret_new(t->rng)};
	snprintf(t->m[at].name, sizeof(t->m[at].name), "%s", name);
	t->n = at + 1;
}

static void test_admit_and_leave(void)
{
	struct fx_fields f = {{"party", "west principal"}};
	struct vb_secret *s[4];
	char line[4][200];
	struct vb_err why;
	uint32_t admit, again;
	struct fx t;

	fx_open(&t, 7, pair, 2, NULL, NULL);
	admit_keys(&t, &f, line, "west", s);
	admit = by_all(&t, "admit", &f, &why);
	is_str(why.clause, "", "5.1.11 the principals admit a party");
	again = by_all(&t, "admit", &f, &why);
	is_str(why.clause, "5.1.11", "5.1.11 not twice");
	sit(&t, 2, "west", s);
	fx_do(&t, 2, "statement", &(struct fx_fields){{"text", "hello"}}, &why);
	is_str(why.clause, "5.1.5", "5.1.5 it may not act before it takes its seat");
	signed_by(&t, 0, 3, "amend",
		  &(struct fx_fields){{"amends", fx_id(&t, 0), "rule", "take-days 3"}}, &why);
	is_str(why.clause, "", "5.1.10 nor is its signature asked for");
	fx_do(&t, 2, "join", &(struct fx_fields){{"of", NOBODY}}, &why);
	is_str(why.clause, "5.1.5", "5.1.5 no join of an act that there is not");
	fx_do(&t, 2, "join", &(struct fx_fields){{"of", fx_id(&t, 0)}}, &why);
	is_str(why.clause, "5.1.5", "5.1.5 join names the admit");
	fx_do(&t, 2, "join", &(struct fx_fields){{"of", fx_id(&t, again)}}, &why);
	is_str(why.clause, "5.1.5", "5.1.5 not one that is void");
	fx_do(&t, 0, "join", &(struct fx_fields){{"of", fx_id(&t, admit)}}, &why);
	is_str(why.clause, "5.1.5", "5.1.5 nor another's");
	ok(!t.fold->party[2].joined, "4.8 none of these had an effect");
	fx_do(&t, 2, "join", &(struct fx_fields){{"of", fx_id(&t, admit)}}, &why);
	is_str(why.clause, "", "5.1.5 it takes its seat");
	fx_do(&t, 2, "join", &(struct fx_fields){{"of", fx_id(&t, admit)}}, &why);
	is_str(why.clause, "5.1.5", "5.1.5 once");
	fx_do(&t, 2, "leave", &(struct fx_fields){{NULL}}, &why);
	is_str(why.clause, "", "5.1.12 a member leaves");
	fx_do(&t, 2, "statement", &(struct fx_fields){{"text", "still here"}}, &why);
	is_str(why.clause, "5.1.12", "5.1.12 and acts no more");
	signed_by(&t, 0, 3, "amend",
		  &(struct fx_fields){{"amends", fx_id(&t, 4), "rule", "take-days 4"}}, &why);
	is_str(why.clause, "", "5.1.10 nor is its signature asked for any more");
	fx_close(&t);
}

/* Whoever admits compares the words of the newcomer's request: those of its seat's text, made
 * from the admission alone (9.5, 9.6). */
static void test_admit_words(void)
{
	struct fx_fields f = {{"party", "west principal"}};
	struct vb_act *a = malloc(sizeof(*a));
	char line[4][200], more[5][200], words[18], want[18];
	struct vb_hash draft = {{5}}, h;
	struct vb_secret *s[4];
	struct vb_view key[4];
	struct vb_writer w;
	struct vb_err why;
	uint8_t text[2048];
	struct fx t;

	fx_open(&t, 12, pair, 2, NULL, NULL);
	admit_keys(&t, &f, line, "west", s);
	free_keys(s);
	by_all(&t, "admit", &f, &why);
	if (vb_act_parse(vb_view(t.note[1], t.note_len[1]), a, NULL) != VB_OK)
		abort();
	for (unsigned i = 0; i < 4; i++)
		key[i] = vb_view_str(line[i]);
	vb_writer_init(&w, text, sizeof(text));
	vb_seat_put_text(&w, &draft, "west", key, 4);
	vb_sha256(vb_written(&w), &h);
	vb_words_of(want, &h);
	ok(vb_admit_words(&draft, a, words), "9.6 an admission has words");
	is_str(words, want, "9.6 those of the seat that was asked for");
	draft.b[0] ^= 1;
	ok(vb_admit_words(&draft, a, words) && strcmp(words, want) != 0,
	   "9.6 at this table, and no other");
	for (unsigned i = 0; i < 5; i++) {
		struct vb_secret *extra = vb_secret_new(t.rng);

		key_line(more[i], "west", "act", "west", extra, NULL);
		vb_secret_free(extra);
		f.pair[10 + 2 * i] = "key";
		f.pair[11 + 2 * i] = more[i];
	}
	by_all(&t, "admit", &f, &why);
	if (vb_act_parse(vb_view(t.note[2], t.note_len[2]), a, NULL) != VB_OK)
		abort();
	ok(vb_act_count(a, "key") == 9 && !vb_admit_words(&draft, a, words),
	   "9.5 nine keys are no seat");
	is_str(words, "", "9.6 and have no words");
	free(a);
	fx_close(&t);
}

/* Eight key lines as long as any can be: the words are of all of them. */
static void test_longest_words(void)
{
	static const char name[] = "abcdefghijklmnopqrstuvwxyz-01234";
	static char line[8][400], body[8192];
	struct vb_act *a = malloc(sizeof(*a));
	struct vb_hash draft = {{6}}, h;
	char words[18], want[18], keyname[256];
	struct vb_view key[8];
	struct vb_writer w, text;
	uint8_t buf[8192];
	struct vb_vkey k;

	memset(keyname, 'n', 255);
	keyname[255] = '\0';
	vb_writer_init(&w, body, sizeof(body) - 1);
	vb_putf(&w,
		"verbale-act/1\nkind admit\ntable " NOBODY
		"\nauthor nord\noffice -\nnumber 1\n"
		"prev " NOBODY "\nseen 1 " NOBODY " " NOBODY "\ndate 2026-10-12T09:30:00Z\n"
		"lodge-by 2026-10-14T09:30:00Z\nparty %s principal\n",
		name);
	for (uint8_t i = 0; i < 8; i++) {
		keyname[0] = (char)('a' + i);
		vb_vkey_make(&k, vb_view_str(keyname), VB_KEY_ED25519, (uint8_t[32]){i});
		vb_writer_init(&text, line[i], sizeof(line[i]));
		vb_putf(&text, "%s/%s log ", name, name);
		vb_vkey_put(&text, &k);
		key[i] = vb_written(&text);
		vb_putf(&w, "key %.*s\n", (int)key[i].len, (const char *)key[i].ptr);
	}
	is_int(vb_act_parse_text(vb_written(&w), a, NULL), VB_OK,
	       "3.2 keys of the longest names are read");
	vb_writer_init(&text, buf, sizeof(buf));
	vb_seat_put_text(&text, &draft, name, key, 8);
	vb_sha256(vb_written(&text), &h);
	vb_words_of(want, &h);
	ok(!text.over && vb_admit_words(&draft, a, words), "9.6 of %zu bytes", text.len);
	is_str(words, want, "9.6 and they are those of the whole text");
	free(a);
}

/* A second admission of a name crosses the first where nobody who signed it had seen that,
 * and not where only the newcomer's joining was still to come (4.8). */
static void test_crossed_admits(void)
{
	struct fx_fields f = {{"party", "west observer"}}, g[2] = {f, f};
	struct vb_secret *s[4], *other[4];
	char line[4][200], rival[2][4][200];
	static uint8_t note[2][VB_NOTE_MAX];
	struct vb_err why = {0};
	size_t len[2];
	uint32_t admit;
	struct fx t;

	fx_open(&t, 11, pair, 2, NULL, NULL);
	admit_keys(&t, &f, line, "west", s);
	for (unsigned i = 0; i < 2; i++) {
		admit_keys(&t, &g[i], rival[i], "west", other);
		free_keys(other);
	}
	len[0] = fx_cosign(&t, 0, note[0], fx_act(&t, 1, "admit", &g[0], note[0]));
	swap_lines(note[0], len[0]);
	admit = by_all(&t, "admit", &f, &why);
	is_str(why.clause, "", "5.1.11 an admission");
	if (fx_log(&t, note[0], len[0], &why) != VB_OK)
		abort();
	is_str(why.clause, "5.1.11", "5.1.11 a rival one");
	ok(t.fold->fact[t.size - 1].crossed, "4.8 that had not seen it has crossed it");
	len[1] = fx_cosign(&t, 0, note[1], fx_act(&t, 1, "admit", &g[1], note[1]));
	swap_lines(note[1], len[1]);
	sit(&t, 2, "west", s);
	fx_do(&t, 2, "join", &(struct fx_fields){{"of", fx_id(&t, admit)}}, &why);
	is_str(why.clause, "", "5.1.5 the newcomer joins");
	if (fx_log(&t, note[1], len[1], &why) != VB_OK)
		abort();
	is_str(why.clause, "5.1.11", "5.1.11 another rival");
	ok(!t.fold->fact[t.size - 1].crossed, "4.8 that had seen the admission has not");
	fx_close(&t);
}

/* A name before those of the founders: the signatures follow the names. */
static void test_order(void)
{
	struct fx_fields f = {{"party", "east principal"}};
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_secret *s[4];
	struct vb_err why;
	char line[4][200];
	uint32_t admit;
	struct fx t;
	size_t len;

	fx_open(&t, 8, pair, 2, NULL, NULL);
	admit_keys(&t, &f, line, "east", s);
	admit = by_all(&t, "admit", &f, &why);
	sit(&t, 2, "east", s);
	fx_do(&t, 2, "join", &(struct fx_fields){{"of", fx_id(&t, admit)}}, &why);
	is_str(why.clause, "", "5.1.5 a third principal joins");
	f = (struct fx_fields){{"amends", fx_id(&t, 0), "rule", "take-days 3"}};
	len = fx_act(&t, 0, "amend", &f, buf);
	len = fx_cosign(&t, 1, buf, len);
	len = fx_cosign(&t, 2, buf, len);
	ok(fx_log(&t, buf, len, &why) == VB_FALSE && strcmp(why.clause, "2.8") == 0,
	   "2.8 not in the order in which they came");
	len = fx_act(&t, 2, "amend", &f, buf);
	len = fx_cosign(&t, 0, buf, len);
	len = fx_cosign(&t, 1, buf, len);
	why.clause[0] = '\0';
	ok(fx_log(&t, buf, len, &why) == VB_OK && !why.clause[0],
	   "5.1.10 by name, the newcomer first");
	free(buf);
	fx_close(&t);
}

/* An admission with one of its key lines replaced, or one more: void by @clause, and as if
 * it had never been. */
static void bad_admit(struct fx *t, struct fx_fields f, unsigned at, const char *key,
		      const char *clause, const char *what)
{
	uint32_t nkeys = t->fold->nkeys;
	struct vb_err why;

	f.pair[2 + 2 * at] = key ? "key" : NULL;
	f.pair[3 + 2 * at] = key;
	by_all(t, "admit", &f, &why);
	is_str(why.clause, clause, "5.1.11 %s: %s", what, why.sentence);
	ok(t->fold->nkeys == nkeys && t->fold->nparties == 2,
	   "4.8 nobody and no key came of it");
}

static void test_bad_admits(void)
{
	struct fx_fields f = {{"party", "west principal"}}, g = f;
	struct vb_secret *s[4];
	char line[4][200], key[200];
	struct vb_err why;
	struct fx t;

	fx_open(&t, 9, pair, 2, NULL, NULL);
	admit_keys(&t, &f, line, "west", s);
	bad_admit(&t, f, 3, NULL, "5.1.11", "a member without a seal key");
	key_line(key, "west", "founding", "west", t.m[0].founding, NULL);
	bad_admit(&t, f, 4, key, "5.1.11", "a founding key");
	key_line(key, "west", "act", "west", t.m[0].founding, NULL);
	bad_admit(&t, f, 4, key, "5.1.11", "two act keys");
	key_line(key, "ost", "act", "ost", t.m[0].founding, NULL);
	bad_admit(&t, f, 4, key, "5.1.11", "a key of somebody else");
	key_line(key, "west", "act", "west", t.m[0].act, NULL);
	bad_admit(&t, f, 0, key, "3.5", "a key that a member has");
	key_line(key, "west", "cosign", "west", s[0], NULL);
	bad_admit(&t, f, 1, key, "3.5", "one key for two purposes");
	key_line(key, "west", "recovery", "west/recovery", NULL, low_order);
	bad_admit(&t, f, 2, key, "3.3", "a key of small order");
	g.pair[1] = "bern observer";
	admit_keys(&t, &g, line, "bern", s + 0);
	bad_admit(&t, g, 0, line[0], "5.1.11", "the depositary as a member");
	free_keys(s);
	admit_keys(&t, &f, line, "west", s);
	by_all(&t, "admit", &f, &why);
	is_str(why.clause, "", "5.1.11 afterwards a good one is as good as ever");
	free_keys(s);
	fx_close(&t);
}

/* A table has one chair at most, and one who has left is none (5.1.1). */
static void test_chairs(void)
{
	static const char *const chaired[] = {"nord", "sud", "chair:ober"};
	struct fx_fields f = {{"party", "west chair"}};
	struct vb_secret *s[4];
	char line[4][200];
	struct vb_err why;
	struct fx t;

	fx_open(&t, 15, pair, 2, NULL, NULL);
	admit_keys(&t, &f, line, "west", s);
	by_all(&t, "admit", &f, &why);
	is_str(why.clause, "", "5.1.11 a chair for a table that has none");
	free_keys(s);
	f.pair[1] = "ost chair";
	admit_keys(&t, &f, line, "ost", s);
	by_all(&t, "admit", &f, &why);
	is_str(why.clause, "5.1.11", "5.1.11 no second one, before the first has its seat");
	free_keys(s);
	fx_close(&t);
	fx_open(&t, 16, chaired, 3, NULL, NULL);
	f.pair[1] = "west chair";
	admit_keys(&t, &f, line, "west", s);
	signed_by(&t, 0, 1u << fx_member(&t, "sud"), "admit", &f, &why);
	is_str(why.clause, "5.1.11", "5.1.11 no chair beside that of the charter");
	ok(t.fold->nparties == 3 && !t.fold->fact[t.size - 1].certain,
	   "9.4 who may have left: others decide that");
	fx_do(&t, (unsigned)fx_member(&t, "ober"), "leave", &(struct fx_fields){{NULL}}, &why);
	signed_by(&t, 0, 1u << fx_member(&t, "sud"), "admit", &f, &why);
	is_str(why.clause, "", "5.1.11 but once that one has left");
	free_keys(s);
	fx_close(&t);
}

/* Whose name it is by the charter, nobody else can change (9.4). */
static void test_founders_name(void)
{
	struct fx_fields f = {{"party", "sud observer"}};
	struct vb_secret *s[4];
	char line[4][200];
	struct vb_err why;
	struct fx t;

	fx_open(&t, 17, pair, 2, NULL, NULL);
	admit_keys(&t, &f, line, "sud", s);
	by_all(&t, "admit", &f, &why);
	is_str(why.clause, "5.1.11", "5.1.11 no name that the charter has");
	ok(t.fold->fact[t.size - 1].certain, "9.4 whatever else was logged");
	free_keys(s);
	fx_close(&t);
}

/* The bytes of a recipient may be those of a vkey: they are not one key (3.5). */
static void test_two_curves(void)
{
	struct fx_fields f = {{"party", "west observer"}};
	struct vb_secret *s[4];
	char line[4][200], seal[200];
	struct vb_recipient r;
	struct vb_writer w;
	struct vb_err why;
	struct fx t;

	fx_open(&t, 18, pair, 2, NULL, NULL);
	admit_keys(&t, &f, line, "west", s);
	vb_ed25519_public(t.m[0].act, r.pub);
	vb_writer_init(&w, seal, sizeof(seal) - 1);
	vb_put_str(&w, "west seal ");
	vb_recipient_put(&w, &r);
	seal[w.len] = '\0';
	f.pair[9] = seal;
	by_all(&t, "admit", &f, &why);
	is_str(why.clause, "", "3.5 an X25519 key is never an Ed25519 key of the table");
	free_keys(s);
	f.pair[1] = "ost observer";
	admit_keys(&t, &f, line, "ost", s);
	vb_ed25519_public(s[0], r.pub);
	vb_writer_init(&w, seal, sizeof(seal) - 1);
	vb_put_str(&w, "ost seal ");
	vb_recipient_put(&w, &r);
	seal[w.len] = '\0';
	f.pair[9] = seal;
	by_all(&t, "admit", &f, &why);
	is_str(why.clause, "", "3.5 nor one of the same act");
	free_keys(s);
	f.pair[1] = "dan observer";
	admit_keys(&t, &f, line, "dan", s);
	vb_writer_init(&w, seal, sizeof(seal) - 1);
	vb_put_str(&w, "dan seal ");
	vb_recipient_put(&w, &r);
	seal[w.len] = '\0';
	f.pair[9] = seal;
	by_all(&t, "admit", &f, &why);
	is_str(why.clause, "3.5", "3.5 a recipient that another has");
	ok(!t.fold->fact[t.size - 1].certain, "9.4 by an admission that need not be shown");
	free_keys(s);
	fx_close(&t);
}

static void test_twelve(void)
{
	struct fx_fields f = {{NULL}};
	struct vb_secret *s[4];
	char line[4][200], party[40];
	struct vb_err why;
	uint32_t nkeys;
	struct fx t;

	fx_open(&t, 10, pair, 2, NULL, NULL);
	for (unsigned i = 2; i <= VB_PARTIES_MAX; i++) {
		snprintf(party, sizeof(party), "m%02u observer", i);
		f.pair[0] = "party";
		f.pair[1] = party;
		admit_keys(&t, &f, line, (char[4]){party[0], party[1], party[2]}, s);
		nkeys = t.fold->nkeys;
		by_all(&t, "admit", &f, &why);
		is_str(why.clause, i < VB_PARTIES_MAX ? "" : "1.2", "1.2 member %u", i + 1);
		free_keys(s);
	}
	ok(t.fold->nparties == 12 && t.fold->nkeys == nkeys,
	   "4.8 the thirteenth left no key behind");
	fx_close(&t);
}

/* ---- transfer ---- */

static void transfer_keys(struct fx *t, struct fx_fields *f, char line[3][200])
{
	static const char *const purpose[] = {"act", "clock", "log"};

	for (unsigned i = 0; i < 3; i++) {
		struct vb_secret *s = vb_secret_new(t->rng);

		key_line(line[i], "oslo", purpose[i], i == 2 ? "oslo/crossing" : "oslo", s,
			 NULL);
		f->pair[6 + 2 * i] = "key";
		f->pair[7 + 2 * i] = line[i];
		vb_secret_free(s);
	}
}

static void bad_transfer(struct fx *t, struct fx_fields f, unsigned at, const char *value,
			 const char *clause, const char *what)
{
	struct vb_err why;

	f.pair[at] = value ? f.pair[at] ? f.pair[at] : "key" : NULL;
	f.pair[at + 1] = value;
	by_all(t, "transfer", &f, &why);
	is_str(why.clause, clause, "5.1.13 %s: %s", what, why.sentence);
	is_int(t->fold->transferred, 0, "4.8 the table stays");
}

/* What `seen` says of whoever writes now. */
static void seen_now(const struct fx *t, char at[static 100])
{
	char hex[65];

	vb_hex(hex, t->root[t->size].b, 32);
	snprintf(at, 100, "%u %s", t->size, hex);
}

static void test_transfer(void)
{
	struct fx_fields f = {{"depositary", "oslo", "origin", "oslo/crossing", "at"}}, same;
	char line[3][200], at[100], other[100], key[200];
	struct vb_err why;
	struct fx t;

	fx_open(&t, 8, pair, 2, NULL, NULL);
	transfer_keys(&t, &f, line);
	f.pair[5] = at;
	seen_now(&t, at);
	same = f;
	key_line(key, "oslo", "log", t.origin, t.m[0].recovery, NULL);
	same.pair[11] = key;
	bad_transfer(&t, same, 2, t.origin, "5.1.13", "the origin that it has already");
	bad_transfer(&t, f, 4, "20 " NOBODY, "5.1.13", "a state that the log has not had");
	bad_transfer(&t, f, 4, "0 " NOBODY, "5.1.13", "the empty log");
	snprintf(other, sizeof(other), "1 %s", at + 2);
	bad_transfer(&t, f, 4, other, "5.1.13", "a state that its author had left behind");
	seen_now(&t, at);
	snprintf(other, sizeof(other), "100 %s", strchr(at, ' ') + 1);
	bad_transfer(&t, f, 4, other, "5.1.13", "its root under another size");
	snprintf(other, sizeof(other), "%u " NOBODY, t.size);
	bad_transfer(&t, f, 4, other, "5.1.13", "its size under another root");
	bad_transfer(&t, f, 10, NULL, "5.1.13", "no log key");
	bad_transfer(&t, f, 2, "oslo/other", "3.2", "a log key of another origin");
	key_line(key, "bergen", "act", "bergen", t.m[0].founding, NULL);
	bad_transfer(&t, f, 12, key, "5.1.13", "a key of somebody else");
	key_line(key, "oslo", "clock", "oslo", NULL, low_order);
	bad_transfer(&t, f, 8, key, "3.3", "a clock key of small order");
	seen_now(&t, at);
	by_all(&t, "transfer", &f, &why);
	is_str(why.clause, "", "5.1.13 the table moves");
	fx_do(&t, 0, "statement", &(struct fx_fields){{"text", "late"}}, &why);
	is_str(why.clause, "5.1.13", "5.1.13 and is closed here");
	fx_close(&t);
}

int main(void)
{
	if (!vb_crypto_init())
		return 99;
	test_amend();
	test_half_signed();
	test_admit_and_leave();
	test_admit_words();
	test_longest_words();
	test_crossed_admits();
	test_order();
	test_bad_admits();
	test_chairs();
	test_founders_name();
	test_two_curves();
	test_twelve();
	test_transfer();
	return tap_done();
}
