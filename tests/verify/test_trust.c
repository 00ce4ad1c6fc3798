/*
 * Trust files: how they are written, what they anchor, and whose dates count (format.md
 * 6.5, 6.6, 9.7, 10.2).
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"
#include "verify/internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NOBODY VB_NOBODY

static struct kit k;
static struct kit_file bundle;

/* "PREFIX VKEY LF" of a secret. */
static void put_key(struct vb_writer *w, const char *prefix, const char *name, uint8_t type,
		    const struct vb_secret *s)
{
	struct vb_vkey key;
	uint8_t pub[32];

	vb_ed25519_public(s, pub);
	vb_vkey_make(&key, vb_view_str(name), type, pub);
	vb_put_str(w, prefix);
	vb_vkey_put(w, &key);
	vb_put_byte(w, '\n');
}

/* ---- reading ---- */

/* The clause and place where reading @text fails; "" if it does not. */
static const char *read(const char *text)
{
	static char out[200];
	struct kit_file exact = kit_copy(vb_view_str(text));
	struct vb_trust *t = NULL;
	struct vb_err err = {0};

	if (vb_trust_parse(kit_view(&exact), &t, &err) == VB_OK)
		out[0] = '\0';
	else
		snprintf(out, sizeof(out), "%s %s", err.clause, err.where);
	vb_trust_free(t);
	kit_free(&exact);
	return out;
}

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void test_grammar(void)
{
	char text[2048], key[200], cosign[200];
	struct vb_writer w;

	vb_writer_init(&w, key, sizeof(key) - 1);
	put_key(&w, "party ", "nord", VB_KEY_ED25519, k.t.m[0].act);
	key[w.len] = '\0';
	vb_writer_init(&w, cosign, sizeof(cosign) - 1);
	put_key(&w, "party ", "nord", VB_KEY_COSIGN, k.t.m[0].cosign);
	cosign[w.len] = '\0';
	is_str(read("verbale-trust/1\n"), "", "9.7 a trust file of nothing");
	is_str(read("verbale-trust/2\n"), "9.7 line 1", "9.7 another version");
	is_str(read(""), "9.7 line 1", "9.7 an empty file");
	is_str(read("verbale-trust/1\ntable " HASH "\n"), "", "9.7 a table");
	is_str(read("verbale-trust/1\ntable " HASH "0\n"), "9.7 line 2",
	       "9.7 a table that is no hash");
	is_str(read("verbale-trust/1\ntable " HASH), "1.1 line 2", "1.1 no last LF");
	is_str(read("verbale-trust/1\n\n"), "9.7 line 2", "9.7 an empty line");
	is_str(read("verbale-trust/1\n# mine\n"), "9.7 line 2", "9.7 a comment");
	is_str(read("verbale-trust/1\ntrust me\n"), "9.7 line 2", "9.7 another line");
	is_str(read("verbale-trust/1\nparty nord\n"), "9.7 line 2", "9.7 a party without a key");
	snprintf(text, sizeof(text), "verbale-trust/1\n%s", key);
	is_str(read(text), "", "9.7 a party");
	snprintf(text, sizeof(text), "verbale-trust/1\n%s", cosign);
	is_str(read(text), "9.7 line 2", "9.7 a party's other key");
	snprintf(text, sizeof(text), "verbale-trust/1\n%stable " HASH "\n", key);
	is_str(read(text), "9.7 line 3", "9.7 a table behind a party");
	snprintf(text, sizeof(text), "verbale-trust/1\nlog %s", key + 6);
	is_str(read(text), "", "9.7 a log");
	snprintf(text, sizeof(text), "verbale-trust/1\nwitness w %s", key + 6);
	ok(read(text)[0], "9.7 a witness that does not cosign");
	snprintf(text, sizeof(text), "verbale-trust/1\nwitness w %s", cosign + 6);
	ok(read(text)[0], "9.7 a policy without a quorum");
	snprintf(text, sizeof(text), "verbale-trust/1\nwitness w %squorum w\n", cosign + 6);
	is_str(read(text), "", "9.7 a policy");
	is_str(read("verbale-trust/1\nquorum none\n"), "", "9.7 a policy that asks nobody");
	is_str(read("verbale-trust/1\n \t quorum\tnone\n"), "", "9.7 words parted as tlog-policy "
								"has it");
	is_str(read("verbale-trust/1\n  \n"), "9.7 line 2", "9.7 a line of spaces");
	snprintf(text, sizeof(text), "verbale-trust/1\ngroup g 1 w\nwitness w %squorum g\n",
		 cosign + 6);
	is_str(read(text), "C2SP tlog-policy line 1", "9.7 a policy that begins with a group of "
						      "nobody known");
	snprintf(text, sizeof(text), "verbale-trust/1\nwitness w %slog %squorum w\n", cosign + 6,
		 key + 6);
	is_str(read(text), "9.7 policy", "9.7 a log among the lines of the policy");
}

static void test_limits(void)
{
	size_t line = strlen("table " HASH "\n"), n = strlen("verbale-trust/1\n");
	char *text = malloc(n + 65 * line + 1);
	struct kit_file large = {calloc(1, VB_PAPER_MAX + 1), VB_PAPER_MAX + 1};
	struct vb_trust *t = NULL;
	struct vb_writer w;
	char keys[8192];

	assert(text && large.ptr);
	memcpy(text, "verbale-trust/1\n", n);
	for (unsigned i = 0; i < 65; i++)
		memcpy(text + n + i * line, "table " HASH "\n", line);
	text[n + 65 * line] = '\0';
	is_str(read(text), "9.7 line 66", "9.7 at most 64 tables");
	text[n + 64 * line] = '\0';
	is_str(read(text), "", "9.7 as many as that");
	is_int(vb_trust_parse(kit_view(&large), &t, NULL), VB_MALFORMED,
	       "9.7 a file of a megabyte");
	kit_free(&large);
	free(text);
	vb_writer_init(&w, keys, sizeof(keys) - 1);
	vb_put_str(&w, "verbale-trust/1\n");
	for (unsigned i = 0; i < 65; i++)
		put_key(&w, "party ", "nord", VB_KEY_ED25519, k.t.m[0].act);
	keys[w.len] = '\0';
	is_str(read(keys), "9.7 line 66", "9.7 at most 64 keys of parties");
}

/* ---- anchors ---- */

/* The finding of the bundle under "verbale-trust/1" and @text. */
static const char *under(const char *text, struct vb_finding *f)
{
	char all[4096];
	struct vb_trust *t = NULL;
	struct vb_err err;
	const char *line;

	snprintf(all, sizeof(all), "verbale-trust/1\n%s", text);
	if (vb_trust_parse(vb_view_str(all), &t, &err) != VB_OK) {
		diag("%s: %s", err.where, err.sentence);
		return "no trust file";
	}
	line = kit_verify(kit_view(&bundle), t, f);
	vb_trust_free(t);
	return line;
}

static void test_anchors(void)
{
	char table[128], nord[200], sud[200], log[300], dep[300], thief[200], text[2048], hex[65];
	struct vb_finding f;
	struct vb_writer w;

	vb_hex(hex, k.t.fold->table.b, 32);
	snprintf(table, sizeof(table), "table %s\n", hex);
	vb_writer_init(&w, nord, sizeof(nord) - 1);
	put_key(&w, "party ", "nord", VB_KEY_ED25519, k.t.m[k.nord].act);
	nord[w.len] = '\0';
	vb_writer_init(&w, sud, sizeof(sud) - 1);
	put_key(&w, "party ", "sud", VB_KEY_ED25519, k.t.m[k.sud].act);
	sud[w.len] = '\0';
	vb_writer_init(&w, thief, sizeof(thief) - 1);
	put_key(&w, "party ", "sud", VB_KEY_ED25519, k.t.m[k.sud].recovery);
	thief[w.len] = '\0';
	vb_writer_init(&w, log, sizeof(log) - 1);
	put_key(&w, "log ", k.t.origin, VB_KEY_ED25519, k.t.dep.founding);
	log[w.len] = '\0';
	vb_writer_init(&w, dep, sizeof(dep) - 1);
	put_key(&w, "log ", "bern", VB_KEY_ED25519, k.t.dep.founding);
	dep[w.len] = '\0';

	is_str(under("", &f), "CANNOT TELL|10.2|-|-", "10.2 no anchor");
	ok(kit_has(f.rests_on, f.nrests_on, "the key of NORD: self-asserted") &&
	   kit_has(f.rests_on, f.nrests_on, "the log key of BERN: self-asserted"),
	   "10.2 what is self-asserted is told");
	is_str(under(table, &f), "GENUINE|-|-|-", "9.7 the table binds all its keys");
	ok(kit_has(f.rests_on, f.nrests_on, "the table, by its id: your trust file") &&
	   kit_has(f.rests_on, f.nrests_on, "the key of SUD: the charter, whose id"),
	   "9.7 and that is told");
	is_str(under("table " HASH "\n", &f), "NOT GENUINE|9.7|charter|" NOBODY,
	       "9.7 another table");
	snprintf(text, sizeof(text), "table " HASH "\n%s", table);
	is_str(under(text, &f), "GENUINE|-|-|-", "9.7 one of several tables");
	snprintf(text, sizeof(text), "%s%s%s", nord, sud, log);
	is_str(under(text, &f), "GENUINE|-|-|-", "9.7 all that sign, and the log");
	ok(kit_has(f.rests_on, f.nrests_on, "the key of SUD: your trust file"),
	   "9.7 and that is told");
	snprintf(text, sizeof(text), "%s%s%s", nord, sud, dep);
	is_str(under(text, &f), "GENUINE|-|-|-", "9.7 the log by its depositary's name");
	snprintf(text, sizeof(text), "%s%s", nord, sud);
	is_str(under(text, &f), "CANNOT TELL|10.2|-|-", "9.7 the log is missing");
	snprintf(text, sizeof(text), "%s%s", nord, log);
	is_str(under(text, &f), "CANNOT TELL|10.2|-|-", "9.7 a party that signed is missing");
	snprintf(text, sizeof(text), "%s%s%s", nord, thief, log);
	is_str(under(text, &f), "NOT GENUINE|9.7|charter|" NOBODY, "9.7 another key of a party");
	ok(strstr(f.sentence, "SUD has held another act key"), "9.7 and whose is told");
	snprintf(text, sizeof(text), "%s%s%s%s", nord, thief, sud, log);
	is_str(under(text, &f), "GENUINE|-|-|-", "9.7 one of several keys of a party");
	snprintf(text, sizeof(text), "%s%s", table, thief);
	is_str(under(text, &f), "NOT GENUINE|9.7|charter|" NOBODY,
	       "9.7 an anchor that agrees excuses no other");
	memcpy(thief, "party wud", 9);
	vb_writer_init(&w, text, sizeof(text) - 1);
	put_key(&w, "log ", "bern", VB_KEY_ED25519, k.t.m[0].act);
	text[w.len] = '\0';
	is_str(under(text, &f), "NOT GENUINE|9.7|charter|" NOBODY, "9.7 another key of the log");
	vb_writer_init(&w, text, sizeof(text) - 1);
	put_key(&w, "log ", "oslo", VB_KEY_ED25519, k.t.m[0].act);
	text[w.len] = '\0';
	is_str(under(text, &f), "CANNOT TELL|10.2|-|-", "9.7 another log's key says nothing");
	vb_writer_init(&w, text, sizeof(text) - 1);
	vb_put_str(&w, table);
	put_key(&w, "party ", "west", VB_KEY_ED25519, k.t.m[0].recovery);
	text[w.len] = '\0';
	is_str(under(text, &f), "GENUINE|-|-|-", "9.7 somebody who is not at this table");
}

/* A fold of members and no keys, which no charter makes, anchors and is anchored by nothing. */
static void test_keyless(void)
{
	struct vb_fold bare = *k.t.fold;
	uint8_t buf[512];
	struct vb_trust *t = NULL;
	struct vb_writer w;
	char hex[65], want[200];

	bare.nkeys = 0;
	vb_hex(hex, bare.table.b, 32);
	snprintf(want, sizeof(want), "verbale-trust/1\ntable %s\n", hex);
	vb_writer_init(&w, buf, sizeof(buf));
	vb_trust_put(&w, &bare);
	ok(vb_view_is(vb_written(&w), want), "9.7 of no keys the table alone is written");
	is_int(vb_trust_of(&bare, &t, NULL), VB_OK, "9.7 and alone is an anchor");
	ok(vb_trust_party(t, "nord", &(unsigned){0}) == NULL, "9.7 nobody's key is");
	vb_trust_free(t);
	vb_writer_init(&w, buf, sizeof(buf));
	vb_put_str(&w, "verbale-trust/1\n");
	put_key(&w, "log ", "bern", VB_KEY_ED25519, k.t.dep.founding);
	assert(vb_trust_parse(vb_written(&w), &t, NULL) == VB_OK);
	{
		struct vb_finding f = {.result = VB_GENUINE};

		vb_trust_judge(t, &bare, 0, &f);
		is_int(f.result, VB_CANNOT_TELL, "9.7 a log that has no key is anchored by none");
		is_str(f.clause, "10.2", "10.2 and not contradicted either");
	}
	vb_trust_free(t);
}

static void test_own(void)
{
	uint8_t buf[4096];
	struct vb_trust *t = NULL, *again = NULL;
	struct vb_fold *none = vb_fold_new();
	struct vb_finding f;
	struct vb_writer w;

	assert(none);
	is_int(vb_trust_of(k.t.fold, &t, NULL), VB_OK, "9.7 a desk's own anchors");
	is_str(kit_verify(kit_view(&bundle), t, &f), "GENUINE|-|-|-", "9.7 hold its own table");
	vb_trust_free(t);
	vb_writer_init(&w, buf, sizeof(buf));
	vb_trust_put(&w, k.t.fold);
	is_int(vb_trust_parse(vb_written(&w), &again, NULL), VB_OK, "9.7 a trust file that we "
								    "wrote");
	is_str(kit_verify(kit_view(&bundle), again, &f), "GENUINE|-|-|-", "9.7 holds its table");
	vb_trust_free(again);
	test_keyless();
	is_int(vb_trust_of(none, &t, NULL), VB_OK, "9.7 of no table there are no keys");
	vb_trust_free(t);
	vb_writer_init(&w, buf, sizeof(buf));
	vb_trust_put(&w, none);
	ok(w.len > 0 && !w.over, "9.7 and none are written");
	vb_fold_free(none);
}

/* ---- single acts ---- */

static void test_act(void)
{
	struct vb_view act = vb_view(k.t.note[k.letter], k.t.note_len[k.letter]);
	struct vb_trust *other = NULL, *elsewhere = NULL;
	struct kit_file f = kit_copy(act);
	struct vb_finding found;
	char text[400];
	struct vb_writer w;

	is_str(kit_line(act, NULL), "CANNOT TELL|9.9|NORD-3|-", "9.9 an act without its charter");
	is_str(kit_verify(act, k.trust, &found), "GENUINE|-|-|-",
	       "9.9 an anchored key has signed it, and that alone is established");
	ok(kit_has(found.established, found.nestablished, "NORD's key in your trust file has "
							  "signed"),
	   "9.7 but an anchored key has signed it");
	kit_flip(&f.ptr[f.len - 20]);
	is_str(kit_line(kit_view(&f), k.trust), "NOT GENUINE|3.3|NORD-3|" NOBODY,
	       "3.3 or has not");
	is_str(kit_line(kit_view(&f), NULL), "CANNOT TELL|9.9|NORD-3|-",
	       "10.2 without anchors nobody can tell");
	vb_writer_init(&w, text, sizeof(text));
	vb_put_str(&w, "verbale-trust/1\n");
	put_key(&w, "party ", "nord", VB_KEY_ED25519, k.t.m[0].recovery);
	assert(vb_trust_parse(vb_written(&w), &other, NULL) == VB_OK);
	is_str(kit_verify(act, other, &found), "CANNOT TELL|9.9|NORD-3|-", "9.7 another key");
	is_int(found.nestablished, 0, "9.7 says nothing of it");
	assert(vb_trust_parse(vb_view_str("verbale-trust/1\ntable " HASH "\n"), &elsewhere, NULL) ==
	       VB_OK);
	is_str(kit_line(act, elsewhere), "NOT GENUINE|9.7|NORD-3|" NOBODY,
	       "9.7 another table's act");
	is_str(kit_line(vb_view(act.ptr, act.len - 1), k.trust),
	       "UNREADABLE|C2SP signed-note|act|" NOBODY, "10.1 an act cut short");
	vb_trust_free(other);
	vb_trust_free(elsewhere);
	kit_free(&f);
}

/* Acts of several signers, alone (9.9): who may sign them, and who has. */
static void alone(uint8_t *buf, size_t len, const char *line, const char *what)
{
	is_str(kit_line(vb_view(buf, len), k.trust), line, "%s", what);
}

static void recovery_chain(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->number = 1;
}

/* NORD's and SUD's minutes under a trust file that has NORD's key alone. */
static void half_anchored(const uint8_t *buf, size_t len)
{
	struct vb_trust *trust;
	struct vb_finding f;
	char text[400];
	struct vb_writer w;

	vb_writer_init(&w, text, sizeof(text));
	vb_put_str(&w, "verbale-trust/1\n");
	put_key(&w, "party ", "nord", VB_KEY_ED25519, k.t.m[k.nord].act);
	assert(vb_trust_parse(vb_written(&w), &trust, NULL) == VB_OK);
	is_str(kit_verify(vb_view(buf, len), trust, &f), "CANNOT TELL|9.9|NORD-4|-",
	       "9.9 minutes of which one signer is anchored");
	ok(kit_has(f.established, f.nestablished, "NORD's key in your trust file has signed it") &&
	   f.nestablished == 1, "9.9 and that one is told");
	vb_trust_free(trust);
}

/* The act in @buf with one line, of @key, in place of its own. */
static size_t resigned(uint8_t *buf, size_t len, const struct vb_secret *key, const char *name)
{
	struct vb_signer s = vb_signer_secret(key, name, VB_KEY_ED25519);
	struct vb_note note;
	struct vb_writer w;

	assert(vb_note_parse(vb_view(buf, len), VB_SIGS_MAX, &note, NULL) == VB_OK);
	vb_writer_init(&w, buf + note.text.len + 1, VB_NOTE_MAX - note.text.len - 1);
	assert(vb_sigline_put(&w, note.text, &s, NULL) == VB_OK);
	return note.text.len + 1 + w.len;
}

/* One signer's line does not stand for another's, and lines stand in the order of names. */
static void test_one_for_all(uint8_t *buf, const struct fx_fields *minutes,
			     const struct fx_fields *amend)
{
	struct fx_member saved = k.t.m[k.nord];
	size_t len;

	len = fx_act(&k.t, k.nord, "minutes", minutes, buf);
	alone(buf, fx_cosign(&k.t, k.nord, buf, len), "NOT GENUINE|2.8|NORD-7|" NOBODY,
	      "2.8 minutes of two that one has signed twice");
	len = fx_act(&k.t, k.nord, "amend", amend, buf);
	alone(buf, fx_cosign(&k.t, k.nord, buf, len), "NOT GENUINE|2.8|NORD-8|" NOBODY,
	      "2.8 an amendment that one has signed twice");
	len = fx_cosign(&k.t, k.sud, buf, len);
	len = fx_sign(k.t.m[k.nord].recovery, "west/office", buf, len);
	alone(buf, len, "NOT GENUINE|2.8|NORD-8|" NOBODY, "2.8 or an office with them");
	len = fx_act(&k.t, k.sud, "minutes", minutes, buf);
	alone(buf, fx_cosign(&k.t, k.nord, buf, len), "NOT GENUINE|2.8|SUD-5|" NOBODY,
	      "2.8 minutes whose lines do not rise");
	len = fx_act(&k.t, k.nord, "minutes",
		     &(struct fx_fields){{"signer", "sud", "signer", "west", "text", "So."}}, buf);
	alone(buf, len, "NOT GENUINE|2.8|NORD-9|" NOBODY, "2.8 minutes of others, by NORD");
	/* Both lines in place of NORD's own. */
	len = resigned(buf, len, k.t.m[k.sud].act, "sud");
	len = fx_sign(k.t.m[k.nord].recovery, "west", buf, len);
	alone(buf, len, "NOT GENUINE|2.8|NORD-9|" NOBODY, "5.4.3 nor can they sign for NORD");
	len = fx_act_as(&k.t, k.nord, "legal", "minutes", minutes, recovery_chain, NULL,
			k.t.m[k.nord].act, buf);
	len = resigned(buf, len, k.t.m[k.nord].act, "nord");
	alone(buf, fx_cosign(&k.t, k.sud, buf, len), "NOT GENUINE|2.8|NORD/LEGAL-1|" NOBODY,
	      "2.8 nor does NORD sign for its office");
	k.t.m[k.nord] = saved;
}

static void test_joint_acts(void)
{
	static const struct fx_fields minutes = {{"signer", "nord", "signer", "sud",
						    "text", "So."}};
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct fx *t = &k.t;
	struct fx_fields amend = {{"amends", fx_id(t, 0), "rule", "take-days 9"}};
	struct fx_fields rekey = {{"key", ""}};
	struct vb_secret *fresh = vb_secret_new(t->rng);
	struct vb_signer s;
	struct vb_note note;
	struct vb_writer w;
	char line[300];
	size_t len;

	assert(buf && fresh);
	len = fx_act(t, k.nord, "minutes", &minutes, buf);
	alone(buf, len, "CANNOT TELL|2.8|NORD-4|-", "2.8 minutes that one of two has signed");
	len = fx_cosign(t, k.sud, buf, len);
	alone(buf, len, "GENUINE|-|-|-", "9.9 minutes that both have signed");
	half_anchored(buf, len);
	len = fx_cosign(t, k.sud, buf, len);
	alone(buf, len, "UNREADABLE|2.8|NORD-4|" NOBODY, "2.8 minutes with a line too many");
	len = fx_act(t, k.nord, "minutes",
		     &(struct fx_fields){{"signer", "nord", "signer", "west", "text", "So."}}, buf);
	len = fx_cosign(t, k.sud, buf, len);
	alone(buf, len, "NOT GENUINE|2.8|NORD-5|" NOBODY, "2.8 minutes signed by somebody else");
	len = fx_act(t, k.nord, "amend", &amend, buf);
	alone(buf, len, "CANNOT TELL|2.8|NORD-6|-", "2.8 an amendment that one has signed");
	len = fx_cosign(t, k.sud, buf, len);
	alone(buf, len, "GENUINE|-|-|-", "9.9 an amendment that two have signed");
	kit_flip(&buf[len - 20]);
	alone(buf, len, "NOT GENUINE|3.3|NORD-6|" NOBODY, "3.3 one of them falsely");
	test_one_for_all(buf, &minutes, &amend);
	vb_writer_init(&w, line, sizeof(line) - 1);
	vb_put_str(&w, "nord act ");
	put_key(&w, "", "nord", VB_KEY_ED25519, fresh);
	line[w.len - 1] = '\0';
	rekey.pair[1] = line;
	len = fx_act_as(t, k.nord, "recovery", "rekey", &rekey, recovery_chain, NULL,
			t->m[k.nord].recovery, buf);
	s = vb_signer_secret(fresh, "nord", VB_KEY_ED25519);
	assert(vb_note_parse(vb_view(buf, len), VB_SIGS_MAX, &note, NULL) == VB_OK);
	vb_writer_init(&w, buf + len, VB_NOTE_MAX - len);
	assert(vb_sigline_put(&w, note.text, &s, NULL) == VB_OK);
	alone(buf, len + w.len, "CANNOT TELL|9.9|NORD/RECOVERY-1|-", "9.9 a rekey by keys that "
								     "nobody knows");
	vb_secret_free(fresh);
	free(buf);
}

/* ---- a charter that SUD has not signed ---- */

static void charter(const struct kit_file *f, const char *anchors, const char *line,
		    const char *what)
{
	struct vb_trust *trust = NULL;

	if (anchors)
		assert(vb_trust_parse(vb_view_str(anchors), &trust, NULL) == VB_OK);
	is_str(kit_line(kit_view(f), trust), line, "%s", what);
	vb_trust_free(trust);
}

/* The same where the anchors have a log key of that name. */
static void charter_log(const struct kit_file *f, const char *name, const struct vb_secret *key,
			const char *line, const char *what)
{
	char text[400];
	struct vb_writer w;

	vb_writer_init(&w, text, sizeof(text) - 1);
	vb_put_str(&w, "verbale-trust/1\n");
	put_key(&w, "log ", name, VB_KEY_ED25519, key);
	text[w.len] = '\0';
	charter(f, text, line, what);
}

/* NORD's act key in the charter becomes a point of small order, its length the same. */
static void make_small(struct kit_file *f)
{
	static const uint8_t one[32] = {1};
	struct vb_vkey key;
	char text[300];
	struct vb_writer w;
	uint8_t *at;

	vb_vkey_make(&key, vb_view_str("nord"), VB_KEY_ED25519, one);
	vb_writer_init(&w, text, sizeof(text) - 1);
	vb_put_str(&w, "key nord act ");
	vb_vkey_put(&w, &key);
	at = memmem(f->ptr, f->len, "key nord act ", 13);
	assert(at);
	memcpy(at, text, w.len);
}

static void test_half_charter(void)
{
	static const char incomplete[] = "CANNOT TELL|2.8|charter|-";
	static const char contradicted[] = "NOT GENUINE|9.7|charter|" NOBODY;
	const uint8_t *note = k.t.note[0];
	/* Without its last line. */
	const uint8_t *end = memrchr(note, '\n', k.t.note_len[0] - 1);
	struct kit_file f = kit_copy(vb_view(note, (size_t)(end - note) + 1));
	const struct vb_secret *log = k.t.dep.founding;

	charter(&f, NULL, incomplete, "2.8 a charter that SUD has not signed");
	charter(&f, "verbale-trust/1\ntable " HASH "\n", contradicted, "9.7 is of another table");
	charter_log(&f, k.t.origin, log, incomplete, "9.7 or of the log that one knows");
	charter_log(&f, "elsewhere", k.t.m[0].seal, incomplete, "9.7 or one knows another log");
	charter_log(&f, k.t.origin, k.t.m[0].seal, contradicted,
		    "9.7 but that log has another key");
	charter_log(&f, "bern", k.t.m[0].seal, contradicted,
		    "9.7 under its depositary's name, too");
	make_small(&f);
	charter_log(&f, k.t.origin, k.t.m[0].seal, contradicted,
		    "9.7 whatever other keys it names that are none");
	kit_free(&f);
}

/* ---- dates (6.5, 6.6) ---- */

/* Of one date for both. */
#define AT(size, time) {size, time, time}

static const struct {
	const char *what;
	struct vb_mark mark[4];
	size_t n;
	uint64_t index;
	struct vb_span span;
} spans[] = {
	{"no mark", {AT(0, 0)}, 0, 3, {VB_TIME_NONE, VB_TIME_NONE}},
	{"a mark before", {AT(3, 10)}, 1, 3, {10, VB_TIME_NONE}},
	{"a mark behind", {AT(4, 20)}, 1, 3, {VB_TIME_NONE, 20}},
	{"one before, one behind", {AT(3, 10), AT(4, 20)}, 2, 3, {10, 20}},
	{"the latest before", {AT(1, 12), AT(2, 10), AT(3, 11), AT(4, 20)}, 4, 3, {12, 20}},
	{"the earliest behind", {AT(3, 10), AT(4, 22), AT(5, 20), AT(6, 21)}, 4, 3, {10, 20}},
	{"marks without a time",
	 {AT(3, VB_TIME_NONE), AT(3, 9), AT(4, VB_TIME_NONE), AT(9, 30)}, 4, 3, {9, 30}},
	{"no time at all", {AT(3, VB_TIME_NONE), AT(4, VB_TIME_NONE)}, 2, 3,
	 {VB_TIME_NONE, VB_TIME_NONE}},
	{"a mark registered late", {{3, 90, 10}, AT(4, 95)}, 2, 3, {10, 95}},
	{"and one by which it existed", {AT(3, 10), {4, 15, 12}}, 2, 3, {10, 15}},
	{"one that shows only by when", {{3, 90, VB_TIME_NONE}, {4, 20, VB_TIME_NONE}}, 2, 3,
	 {VB_TIME_NONE, 20}},
	{"a stale mark", {AT(3, 25), AT(4, 20)}, 2, 3, {20, 20}},
};

static void test_spans(void)
{
	for (size_t i = 0; i < VB_ARRAY_LEN(spans); i++) {
		struct vb_span s = vb_mark_span(spans[i].mark, spans[i].n, spans[i].index);

		ok(s.since == spans[i].span.since && s.by == spans[i].span.by, "6.5 %s",
		   spans[i].what);
	}
}

/* The audit's sweep finds for every entry what vb_mark_span() does. */
static void test_sweep(void)
{
	struct vb_mark mark[16];
	struct vb_view note[16];
	size_t n = 0;
	struct vb_finding f;
	struct vb_audit *a;
	unsigned wrong = 0;

	for (uint32_t size = 1; size <= k.t.size; size++) {
		if (size < k.t.size && strcmp(k.t.fold->fact[size - 1].kind->name, "receipt") == 0)
			continue;
		note[n] = vb_view(k.t.mark[size], k.t.mark_len[size]);
		mark[n++] = (struct vb_mark)AT(size, k.t.span[size - 1].by);
	}
	assert(vb_audit_open(kit_view(&bundle), k.trust, &a, &f) == VB_OK && a);
	vb_audit_finish(a, &f);
	for (uint32_t i = 0; i < k.t.size; i++) {
		struct vb_span want = vb_mark_span(mark, n, i);
		const struct vb_span *is = &vb_audit_fold(a)->fact[i].span;

		wrong += want.since != is->since || want.by != is->by;
	}
	is_int(wrong, 0, "6.5 spans of a whole log");
	vb_audit_free(a);
	(void)note;
}

/* NORD-1 lodged, and marks cosigned by witnesses w1, w2, w3 at these times (0: not). */
static struct vb_span policy_span(struct kit *own, const char *quorum, const int64_t times[3])
{
	static const char *const names[] = {"nord", "sud"};
	struct vb_secret *w[3];
	struct vb_span span = {0, 0};
	struct kit_file mark, b;
	struct vb_trust *trust;
	struct vb_finding f;
	struct vb_audit *a;
	struct vb_writer out;
	char text[1024];
	struct vb_view v;

	kit_found(own, names, 2, NULL, NULL);
	fx_do(&own->t, own->nord, "statement", &(struct fx_fields){{"text", "We are here."}}, NULL);
	mark = kit_checkpoint(&own->t, 2, &own->t.root[2], own->t.now, 0);
	vb_writer_init(&out, text, sizeof(text) - 1);
	for (unsigned i = 0; i < 3; i++) {
		struct vb_signer s;
		char name[8];

		w[i] = vb_secret_new(own->t.rng);
		assert(w[i]);
		snprintf(name, sizeof(name), "w%u", i + 1);
		vb_putf(&out, "witness %s ", name);
		put_key(&out, "", name, VB_KEY_COSIGN, w[i]);
		s = vb_signer_secret(w[i], name, VB_KEY_COSIGN);
		if (times[i])
			kit_cosign(&mark, &s, times[i]);
	}
	vb_put_str(&out, quorum);
	text[out.len] = '\0';
	trust = kit_trust(&own->t, text);
	v = kit_view(&mark);
	b = kit_bundle(&own->t, &(struct kit_parts){.checkpoint = v, .no_marks = true});
	assert(vb_audit_open(kit_view(&b), trust, &a, &f) == VB_OK && a);
	vb_audit_finish(a, &f);
	if (f.result == VB_GENUINE)
		span = vb_audit_fold(a)->fact[1].span;
	vb_audit_free(a);
	vb_trust_free(trust);
	for (unsigned i = 0; i < 3; i++)
		vb_secret_free(w[i]);
	kit_free(&b);
	kit_free(&mark);
	return span;
}

#define T FX_T0

static void test_policy(void)
{
	static const char two[] = "group g 2 w1 w2 w3\nquorum g\n";
	static struct kit own;
	int64_t now;

	is_int(policy_span(&own, two, (int64_t[]){T + 100, T + 200, T + 300}).by, T + 200,
	       "6.6 two of three: the second earliest");
	kit_close(&own);
	is_int(policy_span(&own, two, (int64_t[]){T - 90000, T + 200, T + 300}).by, T + 200,
	       "6.6 one that dates back changes nothing");
	kit_close(&own);
	is_int(policy_span(&own, two, (int64_t[]){T - 90000, T - 80000, T + 300}).by, T - 80000,
	       "6.6 a quorum that dates back dates as it likes");
	kit_close(&own);
	is_int(policy_span(&own, two, (int64_t[]){T + 100, 0, 0}).by, VB_TIME_NONE,
	       "6.5 without the quorum there is no date");
	kit_close(&own);
	is_int(policy_span(&own, "quorum w3\n", (int64_t[]){T + 100, T + 200, T + 300}).by, T + 300,
	       "6.5 a quorum of one");
	kit_close(&own);
	policy_span(&own, "quorum none\n", (int64_t[]){T + 100, 0, 0});
	now = own.t.now;
	kit_close(&own);
	is_int(policy_span(&own, "quorum none\n", (int64_t[]){T + 100, 0, 0}).by, now,
	       "6.5 a policy that asks nobody leaves it to the depositary's clock");
	kit_close(&own);
}

/* A witness whose line does not verify; and a policy that comes with the evidence. */
static void test_false_witness(void)
{
	struct vb_secret *w = vb_secret_new(k.t.rng);
	struct vb_signer s;
	struct kit_file c, b, m[1];
	struct vb_trust *trust;
	struct vb_finding f;
	struct vb_writer out;
	char text[400];
	struct vb_view v;

	assert(w);
	s = vb_signer_secret(w, "w1", VB_KEY_COSIGN);
	vb_writer_init(&out, text, sizeof(text) - 1);
	put_key(&out, "witness w1 ", "w1", VB_KEY_COSIGN, w);
	vb_put_str(&out, "quorum w1\n");
	text[out.len] = '\0';
	trust = kit_trust(&k.t, text);
	c = kit_checkpoint(&k.t, 11, &k.t.root[11], k.t.now, 0);
	kit_cosign(&c, &s, k.t.now);
	b = kit_bundle(&k.t, &(struct kit_parts){.checkpoint = kit_view(&c), .no_marks = true});
	is_str(kit_verify(kit_view(&b), trust, &f), "GENUINE|-|-|-", "6.5 a witness");
	ok(kit_has(f.rests_on, f.nrests_on, "dates: the quorum of your trust file, of 1 cosigners"),
	   "6.5 whose word the dates are is told");
	is_str(kit_line(kit_view(&b), k.trust), "GENUINE|-|-|-",
	       "9.7 a cosigner that the trust file does not name is ignored");
	kit_free(&b);
	kit_flip(&c.ptr[c.len - 20]);
	b = kit_bundle(&k.t, &(struct kit_parts){.checkpoint = kit_view(&c), .no_marks = true});
	ok(strncmp(kit_line(kit_view(&b), trust), "NOT GENUINE|", 12) == 0 &&
	   strstr(kit_line(kit_view(&b), trust), "|checkpoint|" NOBODY),
	   "6.6 a witness's line that does not verify");
	is_str(kit_line(kit_view(&b), k.trust), "GENUINE|-|-|-", "9.7 if it is a witness at all");
	kit_free(&b);
	m[0] = kit_checkpoint(&k.t, 2, &k.t.root[2], k.t.now, 0);
	kit_cosign(&m[0], &s, k.t.now);
	kit_flip(&m[0].ptr[m[0].len - 20]);
	v = kit_view(&m[0]);
	b = kit_proof(&k.t, &(struct kit_parts){.marks = &v, .nmarks = 1}, &k.letter, 1);
	ok(strstr(kit_line(kit_view(&b), trust), "|mark 1|" NOBODY), "6.6 nor in a proof's mark");
	kit_free(&b);
	kit_free(&m[0]);
	kit_free(&c);
	vb_trust_free(trust);
	vb_secret_free(w);
}

int main(void)
{
	kit_open(&k, NULL);
	bundle = kit_bundle(&k.t, NULL);
	test_grammar();
	test_limits();
	test_anchors();
	test_own();
	test_act();
	test_joint_acts();
	test_half_charter();
	test_spans();
	test_sweep();
	test_policy();
	test_false_witness();
	kit_free(&bundle);
	kit_close(&k);
	return tap_done();
}
