/*
 * Authority: keys, chains, offices, rekey, resume (format.md 3, 4, 5.1).
 *
 * SPDX-License-Identifier: ISC
 */
#include "fixture.h"
#include "record/internal.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static const char *const pair[] = {"nord", "sud"};
static const struct fx_fields hello = {{"text", "hello"}};
/* Some one-time identity: age's own example of one. */
#define AGE_EXAMPLE                                                                           \
	"AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"

static void set_number(struct vb_compose *c, void *ctx)
{
	c->number = *(uint64_t *)ctx;
}

static void set_epoch(struct vb_compose *c, void *ctx)
{
	c->epoch = *(uint64_t *)ctx;
}

static void set_prev(struct vb_compose *c, void *ctx)
{
	c->prev = *(struct vb_hash *)ctx;
}

static void set_table(struct vb_compose *c, void *ctx)
{
	c->table = *(struct vb_hash *)ctx;
}

static void set_seen(struct vb_compose *c, void *ctx)
{
	c->seen_size = *(uint64_t *)ctx;
}

static void not_logged(struct fx *t, void (*tweak)(struct vb_compose *, void *), void *ctx,
		       enum vb_code want, const char *clause, const char *what)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct fx_member saved = t->m[0];
	struct vb_err why = {0};
	enum vb_code code;
	size_t len;

	len = fx_act_as(t, 0, NULL, "statement", &hello, tweak, ctx, NULL, buf);
	t->m[0] = saved;
	code = fx_log(t, buf, len, &why);
	ok(code == want && strcmp(why.clause, clause) == 0, "%s %s: %s", clause, what,
	   why.sentence);
	free(buf);
}

static const struct vb_span undated = {VB_TIME_NONE, VB_TIME_NONE};

/* An entry as read; it stands until the next. */
static const struct vb_act *read_entry(const struct fx *t, uint32_t i)
{
	static struct vb_act a;

	if (vb_act_parse(vb_view(t->note[i], t->note_len[i]), &a, NULL) != VB_OK)
		abort();
	return &a;
}

/* By id and by citation, whatever was logged is found, and nothing else. */
static void test_finding(void)
{
	struct vb_fold *empty = vb_fold_new();
	struct vb_hash none = {{3}};
	unsigned found = 0, cited = 0;
	struct fx t;

	vb_fold_free(NULL);
	is_int(vb_fold_find(empty, &none), VB_NO_ACT, "6.1 an empty log has no act");
	is_int(vb_fold_cited(empty, "", 0, 0), VB_NO_ACT, "2.13 nor a charter");
	ok(vb_fold_add(empty, &(struct vb_act){.kind = vb_kind_find(vb_view_str("leave"))},
		       undated, NULL, NULL) == VB_REFUSED,
	   "6.1 and nothing but one comes first");
	vb_fold_free(empty);
	fx_open(&t, 9, pair, 2, NULL, NULL);
	for (unsigned i = 1; i < 200; i++)
		fx_do(&t, i % 2, "statement", &hello, NULL);
	for (uint32_t i = 0; i < t.size; i++)
		found += vb_fold_find(t.fold, &t.fold->fact[i].id) == i;
	is_int(found, 200, "2.9 each of 200 acts is found by its id");
	for (uint32_t i = 1; i < t.size; i++)
		cited += vb_fold_cited(t.fold, i % 2 ? "sud" : "nord", (i + 1) / 2, 0) == i;
	is_int(cited, 199, "2.13 and by its citation");
	is_int(vb_fold_find(t.fold, &none), VB_NO_ACT, "2.9 another id names none");
	is_int(vb_fold_cited(t.fold, "", 0, 0), 0, "2.13 the charter");
	is_int(vb_fold_cited(t.fold, "west", 1, 0), VB_NO_ACT, "2.13 no chain of that name");
	is_int(vb_fold_cited(t.fold, "sud", 101, 0), VB_NO_ACT, "2.13 no such number");
	is_int(vb_fold_cited(t.fold, "sud", 1, 1), VB_NO_ACT, "2.13 no such epoch");
	ok(!vb_fold_handover(t.fold, 1, 0), "5.2.4 a statement hands nothing over");
	vb_fold_seen(t.fold, VB_NO_PARTY, 5);
	ok(t.fold->party[0].seen == 198 && t.fold->party[1].seen == 199,
	   "2.6 what a party has shown to know is what it has seen");
	fx_close(&t);
}

static void test_chain(void)
{
	struct vb_hash other = {{7}};
	struct vb_err why;
	uint64_t n;
	struct fx t;

	fx_open(&t, 1, pair, 2, NULL, NULL);
	fx_do(&t, 0, "statement", &hello, &why);
	fx_do(&t, 0, "statement", &(struct fx_fields){{"text", "again"}}, &why);
	is_str(why.clause, "", "4.1 a chain goes on by one");
	n = 5;
	not_logged(&t, set_number, &n, VB_REFUSED, "4.1", "a gap");
	n = 1;
	not_logged(&t, set_number, &n, VB_CONFLICT, "4.4", "another text at a taken position");
	n = 1;
	not_logged(&t, set_epoch, &n, VB_REFUSED, "4.3", "an epoch without resume");
	not_logged(&t, set_prev, &other, VB_REFUSED, "4.2", "another prev");
	not_logged(&t, set_table, &other, VB_REFUSED, "2.3", "another table");
	n = 9;
	not_logged(&t, set_seen, &n, VB_REFUSED, "4.6", "seen beyond its own place");
	is_int(t.size, 3, "4.5 nothing of that was logged");
	ok(vb_fold_add(t.fold, read_entry(&t, 1), undated, NULL, NULL) == VB_CONFLICT,
	   "4.4 nor by one who does not ask why");
	ok(vb_fold_add(t.fold, read_entry(&t, 0), undated, NULL, NULL) == VB_REFUSED,
	   "6.1 nor a charter by one who does not");
	ok(fx_log(&t, t.note[2], t.note_len[2], &why) == VB_CONFLICT, "4.4 nor an act twice");
	ok(fx_log(&t, t.note[0], t.note_len[0], &why) == VB_REFUSED,
	   "6.1 nor a second charter");
	fx_close(&t);
}

/* A party may give as many offices a mandate as it likes: who wrote an act does not
 * change where there are more chains than 16 bits count. */
static void test_many_chains(void)
{
	struct vb_err why;
	char cite[96];
	uint32_t i;
	struct fx t;

	fx_open(&t, 8, pair, 2, NULL, NULL);
	for (unsigned n = 0; n < 65536; n++) {
		struct vb_chain *c = vb_fold_grow(t.fold, VB_POOL_CHAIN);

		if (!c)
			abort();
		snprintf(c->name, sizeof(c->name), "nord/%u", n);
		c->head = t.fold->charter;
	}
	i = fx_do(&t, 1, "statement", &hello, &why);
	is_int(t.fold->nchains, 65538, "4.1 the 65,538th chain");
	vb_fact_citation(cite, t.fold, i);
	is_str(cite, "SUD-1", "2.13 its act is cited as its own");
	is_int(vb_fold_cited(t.fold, "sud", 1, 0), i, "2.13 and found by that");
	ok(fx_log(&t, t.note[i], t.note_len[i], &why) == VB_CONFLICT &&
	   strcmp(why.clause, "4.4") == 0, "4.4 its place is taken");
	fx_close(&t);
}

static void test_signatures(void)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_err why = {0};
	struct fx_member saved;
	struct fx t;
	size_t len;

	fx_open(&t, 2, pair, 2, NULL, NULL);
	saved = t.m[0];
	len = fx_act_as(&t, 0, NULL, "statement", &hello, NULL, NULL, t.m[1].act, buf);
	t.m[0] = saved;
	ok(fx_log(&t, buf, len, &why) == VB_FALSE, "3.1 another's key does not sign: %s",
	   why.sentence);
	len = fx_act_as(&t, 0, NULL, "statement", &hello, NULL, NULL, t.m[0].founding, buf);
	t.m[0] = saved;
	ok(fx_log(&t, buf, len, &why) == VB_FALSE,
	   "3.2 nor the founding key, after the charter");
	len = fx_act(&t, 0, "statement", &hello, buf);
	buf[len - 10] ^= 1;
	enum vb_code code = fx_log(&t, buf, len, &why);
	ok(code == VB_FALSE || code == VB_MALFORMED, "3.3 nor a changed signature");
	buf[len - 10] ^= 1;
	memcpy(memmem(buf, len, "hello", 5), "jello", 5);
	ok(fx_log(&t, buf, len, &why) == VB_FALSE && strcmp(why.clause, "3.3") == 0,
	   "3.3 nor a changed text");
	memcpy(memmem(buf, len, "jello", 5), "hello", 5);
	len = fx_cosign(&t, 1, buf, len);
	ok(fx_log(&t, buf, len, &why) == VB_MALFORMED && strcmp(why.clause, "2.8") == 0,
	   "2.8 nor one with a line too many");
	len = fx_act(&t, FX_MEMBERS, "statement", &hello, buf);
	ok(fx_log(&t, buf, len, &why) == VB_REFUSED && strcmp(why.clause, "3.1") == 0,
	   "3.1 the depositary states nothing");
	len = fx_act_as(&t, FX_MEMBERS, "desk", "release",
			&(struct fx_fields){{"of", fx_id(&t, 0), "addressee", "sud", "receipt",
					     fx_id(&t, 0), "identity", AGE_EXAMPLE}},
			NULL, NULL, NULL, buf);
	ok(fx_log(&t, buf, len, &why) == VB_REFUSED && strcmp(why.clause, "3.1") == 0,
	   "3.1 and has no offices");
	len = fx_act_as(&t, 0, "recovery", "statement", &hello, NULL, NULL, t.m[0].recovery,
			buf);
	ok(fx_log(&t, buf, len, &why) == VB_REFUSED && strcmp(why.clause, "3.1") == 0,
	   "3.2 a recovery key signs no statement");
	len = fx_act_as(&t, 0, "legal", "statement", &hello, NULL, NULL, NULL, buf);
	ok(fx_log(&t, buf, len, &why) == VB_REFUSED && strcmp(why.clause, "3.1") == 0,
	   "3.7 an office without a key signs nothing");
	free(buf);
	fx_close(&t);
}

/* The fold verifies no signature, but it keeps no act of one who has no key here: what a
 * damaged store holds, say. */
static void stranger(struct fx *t, const char *author, const char *office, const char *kind,
		     const struct fx_fields *f)
{
	struct fx_member who = {.prev = t->fold->charter, .act = t->m[0].act}, saved = t->m[3];
	uint32_t nfacts = t->fold->nfacts, nchains = t->fold->nchains;
	struct vb_act *a = malloc(sizeof(*a));
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_err err = {0};
	enum vb_code code;
	size_t len;

	snprintf(who.name, sizeof(who.name), "%s", author);
	t->m[3] = who;
	len = fx_act_as(t, 3, office, kind, f, NULL, NULL, NULL, buf);
	t->m[3] = saved;
	if (vb_act_parse(vb_view(buf, len), a, NULL) != VB_OK)
		abort();
	code = vb_fold_add(t->fold, a, (struct vb_span){VB_TIME_NONE, VB_TIME_NONE}, NULL,
			   &err);
	ok(code == VB_REFUSED && strcmp(err.clause, "3.1") == 0, "3.1 %s %s by %s: %s", kind,
	   office ? office : "", author, err.sentence);
	ok(t->fold->nfacts == nfacts && t->fold->nchains == nchains,
	   "3.1 nothing of it is kept");
	free(buf);
	free(a);
}

static void test_strangers(void)
{
	struct fx_fields release = {
		{"of", NULL, "addressee", "sud", "receipt", NULL, "identity", NULL}};
	char identity[VB_AGE_IDENTITY_LEN + 1] = "";
	struct vb_writer w;
	uint32_t draft;
	struct fx t;

	fx_open(&t, 7, pair, 2, NULL, NULL);
	draft = fx_hand(&t, 0, 2, "propose", "draft", VB_NO_ACT, fx_paper);
	release.pair[1] = fx_id(&t, draft);
	release.pair[5] = fx_id(&t, fx_receipt(&t, 1, draft, NULL));
	vb_writer_init(&w, identity, VB_AGE_IDENTITY_LEN);
	vb_identity_put(&w, fx_copy_of(&t, draft, 1)->one_time);
	release.pair[7] = identity;
	stranger(&t, "west", NULL, "leave", &(struct fx_fields){{NULL}});
	stranger(&t, "west", NULL, "join", &(struct fx_fields){{"of", fx_id(&t, 0)}});
	stranger(&t, "west", NULL, "statement", &hello);
	stranger(&t, "west", NULL, "release", &release);
	stranger(&t, "bern", NULL, "statement", &hello);
	stranger(&t, "bern", "legal", "release", &release);
	is_str(t.fold->handover[0].release == VB_NO_ACT ? "" : "released", "",
	       "5.3.3 nothing was released");
	fx_release(&t, FX_MEMBERS, draft, 1, NULL);
	ok(t.fold->handover[0].release == t.size - 1 && !t.fold->handover[0].carried,
	   "5.3.3 the depositary itself releases");
	fx_close(&t);
}

/* An office's key, registered by a mandate with @scope and dates. */
static struct vb_secret *give_mandate(struct fx *t, const char *office, const char *scope,
				      const char *until, struct vb_err *why)
{
	struct vb_secret *s = vb_secret_new(t->rng);
	char line[250], name[80];
	struct vb_vkey k;
	struct vb_writer w;
	uint8_t pub[32];

	snprintf(name, sizeof(name), "nord/%s", office);
	vb_ed25519_public(s, pub);
	vb_vkey_make(&k, vb_view_str(name), VB_KEY_ED25519, pub);
	vb_writer_init(&w, line, 249);
	vb_putf(&w, "%s act ", name);
	vb_vkey_put(&w, &k);
	line[w.len] = '\0';
	fx_do(t, 0, "mandate", &(struct fx_fields){{"to", office, "key", line, "scope", scope,
						    until ? "until" : NULL, until}}, why);
	return s;
}

struct office {
	uint64_t number;
	struct vb_hash prev;
};

static void as_office(struct vb_compose *c, void *ctx)
{
	struct office *o = ctx;

	c->number = ++o->number;
	c->prev = o->prev;
}

static void office_says(struct fx *t, struct vb_secret *key, struct office *o,
			const char *kind, const struct fx_fields *f, struct vb_err *why)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_note note;
	size_t len = fx_act_as(t, 0, "legal", kind, f, as_office, o, key, buf);

	memset(why, 0, sizeof(*why));
	if (fx_log(t, buf, len, why) != VB_OK ||
	    vb_note_parse(vb_view(buf, len), 16, &note, NULL) != VB_OK)
		abort();
	vb_act_id(note.text, &o->prev);
	free(buf);
}

static void test_offices(void)
{
	struct vb_secret *key, *late;
	struct office o = {0};
	struct vb_err why;
	struct fx t;

	fx_open(&t, 3, pair, 2, NULL, NULL);
	o.prev = t.fold->charter;
	key = give_mandate(&t, "recovery", "all", NULL, &why);
	is_str(why.clause, "5.1.6", "5.1.6 no mandate for an office named recovery");
	vb_secret_free(key);
	key = give_mandate(&t, "legal", "nothing", NULL, &why);
	is_str(why.clause, "5.1.6", "5.1.6 a scope of no kind");
	vb_secret_free(key);
	key = give_mandate(&t, "legal", "statement", NULL, &why);
	is_str(why.clause, "", "5.1.6 a party gives an office a mandate");
	office_says(&t, key, &o, "statement", &hello, &why);
	is_str(why.clause, "", "3.7 within its mandate the office binds the party");
	office_says(&t, key, &o, "leave", &(struct fx_fields){{NULL}}, &why);
	is_str(why.clause, "3.7", "3.7 outside its scope it does not");
	fx_do(&t, 0, "revoke", &(struct fx_fields){{"to", "press"}}, &why);
	is_str(why.clause, "5.1.7", "5.1.7 an office without mandate cannot lose one");
	fx_do(&t, 0, "revoke", &(struct fx_fields){{"to", "legal"}}, &why);
	is_str(why.clause, "", "5.1.7 the mandate is revoked");
	office_says(&t, key, &o, "statement", &(struct fx_fields){{"text", "still"}}, &why);
	is_str(why.clause, "3.7", "3.6 what it signs afterwards is logged and void");
	late = give_mandate(&t, "legal", "all", "2020-01-01T00:00:00Z", &why);
	is_str(why.clause, "", "5.1.6 a new mandate, with dates");
	office_says(&t, late, &o, "statement", &(struct fx_fields){{"text", "dated"}}, &why);
	is_str(why.clause, "3.7", "3.7 outside its dates it does not bind");
	vb_secret_free(key);
	vb_secret_free(late);
	fx_close(&t);
}

/* "NAME PURPOSE VKEY", the vkey named @keyname. */
static void key_line(char out[static 250], const char *name, const char *purpose,
		     const char *keyname, const struct vb_secret *s)
{
	struct vb_vkey k;
	struct vb_writer w;
	uint8_t pub[32];

	vb_ed25519_public(s, pub);
	vb_vkey_make(&k, vb_view_str(keyname),
		     strcmp(purpose, "cosign") == 0 ? VB_KEY_COSIGN : VB_KEY_ED25519, pub);
	vb_writer_init(&w, out, 249);
	vb_putf(&w, "%s %s ", name, purpose);
	vb_vkey_put(&w, &k);
	out[w.len] = '\0';
}

/* What no mandate can be. */
static void test_bad_mandates(void)
{
	static const char *const names[] = {"abcdefghijklmnopqrstuvwxyz-01234", "b"};
	struct vb_secret *s, *other;
	char line[250], office[80];
	struct vb_err why;
	struct fx t;

	fx_open(&t, 10, names, 2, NULL, NULL);
	s = vb_secret_new(t.rng);
	key_line(line, "b/press", "act", "b/press", s);
	fx_do(&t, 1, "mandate",
	      &(struct fx_fields){{"to", "legal", "key", line, "scope", "all"}}, &why);
	is_str(why.clause, "5.1.6", "5.1.6 a key of another office");
	fx_do(&t, 0, "mandate",
	      &(struct fx_fields){{"to", names[0], "key", line, "scope", "all"}}, &why);
	is_str(why.clause, "5.1.6", "5.1.6 a key of another party");
	key_line(line, "b/legal", "cosign", "b/legal", s);
	fx_do(&t, 1, "mandate",
	      &(struct fx_fields){{"to", "legal", "key", line, "scope", "all"}}, &why);
	is_str(why.clause, "5.1.6", "5.1.6 a key that is no act key");
	key_line(line, "b", "act", "b", s);
	fx_do(&t, 0, "mandate",
	      &(struct fx_fields){{"to", names[0], "key", line, "scope", "all"}}, &why);
	is_str(why.clause, "5.1.6", "5.1.6 a key line shorter than the office's name");
	key_line(line, "b/legal", "act", "b/legal", t.m[1].act);
	fx_do(&t, 1, "mandate",
	      &(struct fx_fields){{"to", "legal", "key", line, "scope", "all"}}, &why);
	is_str(why.clause, "3.5", "3.5 the party's own key");
	ok(t.fold->nmandates == 0 && t.fold->nkeys == 13,
	   "4.8 no mandate and no key came of it");
	key_line(line, "b/legal", "act", "b/legal", s);
	fx_do(&t, 1, "mandate",
	      &(struct fx_fields){
		      {"to", "legal", "key", line, "scope", "letter", "scope", "all"}},
	      &why);
	is_str(why.clause, "", "5.1.6 a key of its own");
	snprintf(office, sizeof(office), "%s/%s", names[0], names[0]);
	other = vb_secret_new(t.rng);
	key_line(line, office, "act", office, other);
	fx_do(&t, 0, "mandate",
	      &(struct fx_fields){{"to", names[0], "key", line, "scope", "all"}}, &why);
	is_str(why.clause, "", "1.2 names of 32 bytes");
	vb_secret_free(s);
	vb_secret_free(other);
	fx_close(&t);
}

/* An act of the chain @office of party 0, signed by @key and, where there is a second line,
 * by @second; the chain moves on where it was logged. */
static enum vb_code chain_does(struct fx *t, const char *office, struct vb_secret *key,
			       struct vb_secret *second, struct office *o, const char *kind,
			       const struct fx_fields *f, struct vb_err *why)
{
	struct office before = *o;
	uint8_t *buf = malloc(VB_NOTE_MAX);
	size_t len = fx_act_as(t, 0, office, kind, f, as_office, o, key, buf);
	struct vb_note note;
	enum vb_code code;

	memset(why, 0, sizeof(*why));
	if (second)
		len = fx_sign(second, t->m[0].name, buf, len);
	code = fx_log(t, buf, len, why);
	if (code != VB_OK)
		*o = before;
	else if (vb_note_parse(vb_view(buf, len), 16, &note, NULL) != VB_OK)
		abort();
	else
		vb_act_id(note.text, &o->prev);
	free(buf);
	return code;
}

/* With a mandate for everything an office still does not dispose of its party. */
static void test_office_limits(void)
{
	struct vb_secret *legal = NULL, *press, *ours;
	struct fx_fields f = {{"to", "legal", "key", NULL, "scope", "all"}};
	struct office o = {0};
	char line[250];
	struct vb_err why;
	struct fx t;

	fx_open(&t, 11, pair, 2, NULL, NULL);
	o.prev = t.fold->charter;
	ours = give_mandate(&t, "legal", "all", NULL, &why);
	is_str(why.clause, "", "5.1.6 an office for everything");
	press = give_mandate(&t, "press", "statement", NULL, &why);
	is_str(why.clause, "", "5.1.6 a second office");
	legal = vb_secret_new(t.rng);
	key_line(line, "sud/legal", "act", "sud/legal", legal);
	f.pair[3] = line;
	fx_do(&t, 1, "mandate", &f, &why);
	is_str(why.clause, "", "5.1.6 an office of the same name of another party");
	chain_does(&t, "legal", ours, NULL, &o, "statement", &hello, &why);
	is_str(why.clause, "", "3.7 its own mandate counts");
	key_line(line, "nord/desk", "act", "nord/desk", t.m[0].seal);
	chain_does(&t, "legal", ours, NULL, &o, "mandate",
		   &(struct fx_fields){{"to", "desk", "key", line, "scope", "all"}}, &why);
	is_str(why.clause, "5.1.6", "5.1.6 an office gives no mandate");
	chain_does(&t, "legal", ours, NULL, &o, "revoke", &(struct fx_fields){{"to", "press"}},
		   &why);
	is_str(why.clause, "5.1.7", "5.1.7 nor revokes one");
	chain_does(&t, "legal", ours, NULL, &o, "leave", &(struct fx_fields){{NULL}}, &why);
	is_str(why.clause, "5.1.12", "5.1.12 nor leaves the table");
	chain_does(&t, "legal", ours, NULL, &o, "join",
		   &(struct fx_fields){{"of", fx_id(&t, 1)}}, &why);
	is_str(why.clause, "5.1.5", "5.1.5 nor joins it");
	ok(t.fold->nmandates == 3 && t.fold->party[0].until == VB_NO_ACT,
	   "4.8 nothing came of it");
	fx_do(&t, 1, "revoke", &(struct fx_fields){{"to", "press"}}, &why);
	is_str(why.clause, "5.1.7", "5.1.7 nobody revokes another's office");
	fx_do(&t, 0, "revoke", &(struct fx_fields){{"to", "legal"}}, &why);
	is_str(why.clause, "", "5.1.7 each its own");
	fx_do(&t, 0, "revoke", &(struct fx_fields){{"to", "legal"}}, &why);
	is_str(why.clause, "5.1.7", "5.1.7 once");
	ok(t.fold->mandate[2].revoked == VB_NO_ACT, "5.1.7 the other party's office goes on");
	vb_secret_free(ours);
	vb_secret_free(press);
	vb_secret_free(legal);
	fx_close(&t);
}

static void test_mandate_dates(void)
{
	static const struct {
		const char *from, *until, *clause, *what;
	} row[] = {
		{"2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "", "between its dates"},
		{"2099-01-01T00:00:00Z", "2099-01-02T00:00:00Z", "3.7", "before them"},
		{"2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z", "3.7", "behind them"},
	};
	struct office o = {0};
	char line[250];
	struct vb_err why;
	struct fx t;

	fx_open(&t, 12, pair, 2, NULL, NULL);
	o.prev = t.fold->charter;
	for (unsigned i = 0; i < VB_ARRAY_LEN(row); i++) {
		struct vb_secret *s = vb_secret_new(t.rng);

		key_line(line, "nord/legal", "act", "nord/legal", s);
		fx_do(&t, 0, "mandate",
		      &(struct fx_fields){{"to", "legal", "key", line, "scope", "all", "from",
					   row[i].from, "until", row[i].until}},
		      &why);
		is_str(why.clause, "", "5.1.6 a mandate from %s", row[i].from);
		chain_does(&t, "legal", s, NULL, &o, "statement", &hello, &why);
		is_str(why.clause, row[i].clause, "3.7 an act %s", row[i].what);
		vb_secret_free(s);
	}
	ok(!vb_fold_key(t.fold, "nord/legal", VB_P_ACT, 0),
	   "3.6 no key before it was registered");
	ok(vb_fold_key(t.fold, "nord/legal", VB_P_ACT, 2) == &t.fold->key[13],
	   "3.6 the first until the second was");
	ok(vb_fold_key(t.fold, "nord/legal", VB_P_ACT, t.size) == &t.fold->key[15],
	   "3.6 and now the third");
	fx_close(&t);
}

/* An act of an office that the fold has never heard of: only one who does not ask for its
 * signatures can add it, and it is void. */
static void test_no_mandate(void)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_act *a = malloc(sizeof(*a));
	struct office o = {0};
	struct vb_err why = {0};
	struct fx t;
	size_t len;

	fx_open(&t, 13, pair, 2, NULL, NULL);
	o.prev = t.fold->charter;
	len = fx_act_as(&t, 0, "legal", "statement", &hello, as_office, &o, NULL, buf);
	if (vb_act_parse(vb_view(buf, len), a, NULL) != VB_OK)
		abort();
	ok(vb_fold_add(t.fold, a, undated, &why, NULL) == VB_OK &&
		   strcmp(why.clause, "3.7") == 0,
	   "3.7 without a mandate: %s", why.sentence);
	free(a);
	free(buf);
	fx_close(&t);
}

static void as_recovery(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->number = 1;
	c->epoch = 0;
}

static void fresh_key(struct fx *t, struct vb_secret **s, char line[250])
{
	*s = vb_secret_new(t->rng);
	key_line(line, "nord", "act", "nord", *s);
}

static void test_rekey(void)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_secret *fresh, *old;
	struct vb_err why = {0};
	struct fx_member saved;
	char line[250];
	struct fx t;
	size_t len;

	fx_open(&t, 4, pair, 2, NULL, NULL);
	fresh_key(&t, &fresh, line);
	len = fx_act_as(&t, 0, "recovery", "rekey", &(struct fx_fields){{"key", line}},
			as_recovery, NULL, t.m[0].recovery, buf);
	ok(fx_log(&t, buf, len, &why) == VB_MALFORMED,
	   "5.1.8 a rekey needs the new key's own signature");
	old = t.m[0].act;
	t.m[0].act = fresh;
	len = fx_cosign(&t, 0, buf, len);
	ok(fx_log(&t, buf, len, &why) == VB_OK, "5.1.8 the recovery key brings a new act key");
	saved = t.m[0];
	t.m[0].act = old;
	len = fx_act(&t, 0, "statement", &hello, buf);
	ok(fx_log(&t, buf, len, &why) == VB_FALSE, "3.6 the old key signs no more: %s",
	   why.sentence);
	t.m[0] = saved;
	uint64_t epoch = 1;
	len = fx_act_as(&t, 0, NULL, "statement", &hello, set_epoch, &epoch, old, buf);
	ok(fx_log(&t, buf, len, &why) == VB_FALSE, "3.6 nor in the new epoch");
	t.m[0] = saved;
	len = fx_act_as(&t, 0, NULL, "statement", &hello, set_epoch, &epoch, NULL, buf);
	ok(fx_log(&t, buf, len, &why) == VB_OK, "4.3 the new key opens the next epoch");
	vb_secret_free(old);
	free(buf);
	fx_close(&t);
}

/* Keys that a rekey cannot bring: void by @clause, the old ones hold. */
static void bad_rekey(struct fx *t, struct office *o, struct vb_secret *act, const char *a,
		      const char *b, const char *clause, const char *what)
{
	struct fx_fields f = {{"key", a, b ? "key" : NULL, b}};
	uint32_t nkeys = t->fold->nkeys;
	struct vb_err why;

	chain_does(t, "recovery", t->m[0].recovery, act, o, "rekey", &f, &why);
	is_str(why.clause, clause, "5.1.8 %s: %s", what, why.sentence);
	is_int(t->fold->nkeys, nkeys, "4.8 no key came of it");
}

static void test_bad_rekeys(void)
{
	struct vb_secret *act, *more;
	char line[250], other[250];
	uint8_t low[32] = {1};
	struct office o = {0};
	struct vb_writer w;
	struct vb_vkey k;
	struct vb_err why;
	struct fx t;

	fx_open(&t, 14, pair, 2, NULL, NULL);
	o.prev = t.fold->charter;
	fresh_key(&t, &act, line);
	more = vb_secret_new(t.rng);
	key_line(other, "sud", "cosign", "sud", more);
	bad_rekey(&t, &o, act, line, other, "5.1.8", "a key of another party");
	key_line(other, "nord", "founding", "nord", more);
	bad_rekey(&t, &o, act, line, other, "5.1.8", "a founding key");
	key_line(other, "nord", "recovery", "nord/recovery", more);
	bad_rekey(&t, &o, act, line, other, "5.1.8", "a recovery key");
	key_line(other, "nord", "cosign", "nord", act);
	bad_rekey(&t, &o, act, line, other, "3.5", "one key twice");
	key_line(other, "nord", "cosign", "nord", t.m[0].cosign);
	bad_rekey(&t, &o, act, line, other, "3.5", "a key that the party has");
	vb_vkey_make(&k, vb_view_str("nord"), VB_KEY_COSIGN, low);
	vb_writer_init(&w, other, sizeof(other) - 1);
	vb_put_str(&w, "nord cosign ");
	vb_vkey_put(&w, &k);
	other[w.len] = '\0';
	bad_rekey(&t, &o, act, line, other, "3.3", "a key of small order");
	key_line(other, "nord", "act", "nord", more);
	/* The first of them in the order of bytes signs. */
	bad_rekey(&t, &o, strcmp(line, other) < 0 ? act : more, line, other, "5.1.8",
		  "two act keys");
	key_line(other, "nord", "cosign", "nord", more);
	chain_does(&t, "recovery", t.m[0].recovery, act, &o, "rekey",
		   &(struct fx_fields){{"key", line, "key", other}}, &why);
	is_str(why.clause, "", "5.1.8 an act key and a cosign key");
	is_int(t.fold->nkeys, 15, "3.6 both are at the table");
	is_int(vb_fold_key(t.fold, "nord", VB_P_ACT, t.size - 2)->until, t.size - 1,
	       "3.6 the old act key held until the rekey");
	vb_secret_free(act);
	vb_secret_free(more);
	fx_close(&t);
}

/* format.md 3.2: a member has one key of each purpose. */
static void test_rekey_twofold(void)
{
	struct vb_secret *s[3];
	struct office o = {0};
	char line[3][250];
	struct vb_err why;
	struct fx t;

	fx_open(&t, 16, pair, 2, NULL, NULL);
	o.prev = t.fold->charter;
	for (unsigned i = 0; i < 3; i++) {
		s[i] = vb_secret_new(t.rng);
		key_line(line[i], "nord", i ? "cosign" : "act", "nord", s[i]);
	}
	chain_does(&t, "recovery", t.m[0].recovery, s[0], &o, "rekey",
		   &(struct fx_fields){{"key", line[0], "key", line[1], "key", line[2]}}, &why);
	is_str(why.clause, "5.1.8", "5.1.8 two keys for one purpose are one too many");
	is_int(t.fold->nkeys, 13, "4.8 and none of them is registered");
	chain_does(&t, "recovery", t.m[0].recovery, s[0], &o, "rekey",
		   &(struct fx_fields){{"key", line[0], "key", line[1]}}, &why);
	is_str(why.clause, "", "5.1.8 one of each will do");
	for (unsigned i = 0; i < 3; i++)
		vb_secret_free(s[i]);
	fx_close(&t);
}

/* A second rekey ends the keys of the first, and no others. */
static void test_rekey_twice(void)
{
	struct office o = {0};
	struct vb_secret *s;
	char line[250];
	struct vb_err why;
	struct fx t;

	fx_open(&t, 15, pair, 2, NULL, NULL);
	o.prev = t.fold->charter;
	for (unsigned i = 0; i < 2; i++) {
		fresh_key(&t, &s, line);
		chain_does(&t, "recovery", t.m[0].recovery, s, &o, "rekey",
			   &(struct fx_fields){{"key", line}}, &why);
		is_str(why.clause, "", "5.1.8 rekey %u", i + 1);
		vb_secret_free(s);
	}
	for (uint32_t i = 0; i < t.fold->nkeys; i++) {
		const struct vb_key *k = &t.fold->key[i];
		bool nord = k->purpose == VB_P_ACT && strcmp(k->name, "nord") == 0;

		is_int(k->until, !nord || i == 14 ? VB_NO_ACT : i == 13 ? 2 : 1,
		       "3.6 %s key of %s", vb_purpose_names[k->purpose], k->name);
	}
	fx_close(&t);
}

/* What is not even logged: no key of this table signs it. */
static void test_not_rekeys(void)
{
	struct vb_act *a = malloc(sizeof(*a));
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct fx_member saved;
	struct vb_err why = {0};
	struct vb_secret *s;
	char line[250];
	struct fx t;
	size_t len;

	fx_open(&t, 16, pair, 2, NULL, NULL);
	saved = t.m[0];
	fresh_key(&t, &s, line);
	len = fx_act(&t, 0, "rekey", &(struct fx_fields){{"key", line}}, buf);
	t.m[0] = saved;
	ok(fx_log(&t, buf, len, &why) == VB_REFUSED && strcmp(why.clause, "5.1.8") == 0,
	   "5.1.8 a rekey in the party's own chain: %s", why.sentence);
	len = fx_act_as(&t, FX_MEMBERS, "recovery", "rekey",
			&(struct fx_fields){{"key", line}}, NULL, NULL, NULL, buf);
	ok(fx_log(&t, buf, len, &why) == VB_REFUSED && strcmp(why.clause, "3.1") == 0,
	   "3.2 the depositary has no recovery key: %s", why.sentence);
	key_line(line, "nord", "cosign", "nord", s);
	len = fx_act_as(&t, 0, "recovery", "rekey", &(struct fx_fields){{"key", line}},
			as_recovery, NULL, t.m[0].recovery, buf);
	ok(fx_log(&t, buf, len, &why) == VB_REFUSED && strcmp(why.clause, "5.1.8") == 0,
	   "5.1.8 a rekey without an act key: %s", why.sentence);
	if (vb_act_parse(vb_view(buf, len), a, NULL) != VB_OK)
		abort();
	a->prev = t.fold->charter;
	ok(vb_fold_add(t.fold, a, undated, &why, NULL) == VB_OK &&
		   strcmp(why.clause, "5.1.8") == 0,
	   "5.1.8 void for one who asks for no signature");
	vb_secret_free(s);
	free(buf);
	free(a);
	fx_close(&t);
}

static void test_resume(void)
{
	uint64_t epoch = 1;
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_err why = {0};
	struct fx t;
	size_t len;

	fx_open(&t, 5, pair, 2, NULL, NULL);
	fx_do(&t, 0, "statement", &hello, &why);
	len = fx_act_as(&t, 0, NULL, "resume", NULL, set_epoch, &epoch, NULL, buf);
	ok(fx_log(&t, buf, len, &why) == VB_OK && why.clause[0] == '\0',
	   "5.1.9 a restored desk resumes");
	fx_do(&t, 0, "statement", &(struct fx_fields){{"text", "back"}}, &why);
	is_int((long long)t.fold->fact[3].epoch, 1, "4.3 and goes on in the next epoch");
	struct fx_member saved = t.m[0];
	epoch = 0;
	len = fx_act_as(&t, 0, NULL, "statement", &hello, set_epoch, &epoch, NULL, buf);
	ok(fx_log(&t, buf, len, &why) == VB_REFUSED && strcmp(why.clause, "4.3") == 0,
	   "4.3 an act of the earlier epoch is out of chain");
	t.m[0] = saved;
	epoch = 1;
	len = fx_act_as(&t, 0, NULL, "resume", NULL, set_epoch, &epoch, NULL, buf);
	ok(fx_log(&t, buf, len, &why) == VB_REFUSED && strcmp(why.clause, "4.3") == 0,
	   "5.1.9 a resume in the epoch that its chain is in");
	t.m[0] = saved;
	epoch = 7;
	len = fx_act_as(&t, 0, NULL, "resume", NULL, set_epoch, &epoch, NULL, buf);
	memset(&why, 0, sizeof(why));
	ok(fx_log(&t, buf, len, &why) == VB_OK && why.clause[0] == '\0',
	   "5.1.9 it may leave out epochs");
	free(buf);
	fx_close(&t);
}

static void set_lodge_by(struct vb_compose *c, void *ctx)
{
	c->lodge_by = *(int64_t *)ctx;
	c->date = *(int64_t *)ctx;
}

static void test_lodge_by(void)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_err why = {0};
	int64_t early;
	struct fx t;
	size_t len;

	fx_open(&t, 6, pair, 2, NULL, NULL);
	fx_do(&t, 0, "statement", &hello, &why);
	early = FX_T0 - 10;
	t.now += VB_DAY;
	len = fx_act_as(&t, 1, NULL, "statement", &hello, set_lodge_by, &early, NULL, buf);
	ok(fx_log(&t, buf, len, &why) == VB_OK && strcmp(why.clause, "4.7") == 0,
	   "4.7 logged after its lodge-by, an act is void");
	free(buf);
	fx_close(&t);
}

int main(void)
{
	if (!vb_crypto_init())
		return 99;
	test_finding();
	test_chain();
	test_many_chains();
	test_signatures();
	test_strangers();
	test_offices();
	test_bad_mandates();
	test_office_limits();
	test_mandate_dates();
	test_no_mandate();
	test_rekey();
	test_bad_rekeys();
	test_rekey_twofold();
	test_rekey_twice();
	test_not_rekeys();
	test_resume();
	test_lodge_by();
	return tap_done();
}
