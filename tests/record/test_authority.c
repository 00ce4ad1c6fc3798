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
	ok(code == want && strcmp(why.clause, clause) == 0, "%s %s: %s", clause, what, why.sentence);
	free(buf);
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
	ok(fx_log(&t, t.note[2], t.note_len[2], &why) == VB_CONFLICT, "4.4 nor an act twice");
	ok(fx_log(&t, t.note[0], t.note_len[0], &why) == VB_REFUSED, "6.1 nor a second charter");
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
	ok(fx_log(&t, buf, len, &why) == VB_FALSE, "3.1 another's key does not sign: %s", why.sentence);
	len = fx_act_as(&t, 0, NULL, "statement", &hello, NULL, NULL, t.m[0].founding, buf);
	t.m[0] = saved;
	ok(fx_log(&t, buf, len, &why) == VB_FALSE, "3.2 nor the founding key, after the charter");
	len = fx_act(&t, 0, "statement", &hello, buf);
	buf[len - 10] ^= 1;
	enum vb_code code = fx_log(&t, buf, len, &why);
	ok(code == VB_FALSE || code == VB_MALFORMED, "3.3 nor a changed signature");
	buf[len - 10] ^= 1;
	memcpy(memmem(buf, len, "hello", 5), "jello", 5);
	ok(fx_log(&t, buf, len, &why) == VB_FALSE && strcmp(why.clause, "3.3") == 0, "3.3 nor a changed text");
	memcpy(memmem(buf, len, "jello", 5), "hello", 5);
	len = fx_cosign(&t, 1, buf, len);
	ok(fx_log(&t, buf, len, &why) == VB_MALFORMED && strcmp(why.clause, "2.8") == 0,
	   "2.8 nor one with a line too many");
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
	code = vb_fold_add(t->fold, a, (struct vb_span){VB_TIME_NONE, VB_TIME_NONE}, NULL, &err);
	ok(code == VB_REFUSED && strcmp(err.clause, "3.1") == 0, "3.1 %s %s by %s: %s", kind,
	   office ? office : "", author, err.sentence);
	ok(t->fold->nfacts == nfacts && t->fold->nchains == nchains, "3.1 nothing of it is kept");
	free(buf);
	free(a);
}

static void test_strangers(void)
{
	struct fx_fields release = {{"of", NULL, "addressee", "sud", "receipt", NULL, "identity",
				     NULL}};
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

static void office_says(struct fx *t, struct vb_secret *key, struct office *o, const char *kind,
			const struct fx_fields *f, struct vb_err *why)
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

static void as_recovery(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->number = 1;
	c->epoch = 0;
}

static void fresh_key(struct fx *t, struct vb_secret **s, char line[200])
{
	struct vb_vkey k;
	struct vb_writer w;
	uint8_t pub[32];

	*s = vb_secret_new(t->rng);
	vb_ed25519_public(*s, pub);
	vb_vkey_make(&k, vb_view_str("nord"), VB_KEY_ED25519, pub);
	vb_writer_init(&w, line, 199);
	vb_put_str(&w, "nord act ");
	vb_vkey_put(&w, &k);
	line[w.len] = '\0';
}

static void test_rekey(void)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_secret *fresh, *old;
	struct vb_err why = {0};
	struct fx_member saved;
	char line[200];
	struct fx t;
	size_t len;

	fx_open(&t, 4, pair, 2, NULL, NULL);
	fresh_key(&t, &fresh, line);
	len = fx_act_as(&t, 0, "recovery", "rekey", &(struct fx_fields){{"key", line}}, as_recovery,
			NULL, t.m[0].recovery, buf);
	ok(fx_log(&t, buf, len, &why) == VB_MALFORMED, "5.1.8 a rekey needs the new key's own signature");
	old = t.m[0].act;
	t.m[0].act = fresh;
	len = fx_cosign(&t, 0, buf, len);
	ok(fx_log(&t, buf, len, &why) == VB_OK, "5.1.8 the recovery key brings a new act key");
	saved = t.m[0];
	t.m[0].act = old;
	len = fx_act(&t, 0, "statement", &hello, buf);
	ok(fx_log(&t, buf, len, &why) == VB_FALSE, "3.6 the old key signs no more: %s", why.sentence);
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
	ok(fx_log(&t, buf, len, &why) == VB_OK && why.clause[0] == '\0', "5.1.9 a restored desk resumes");
	fx_do(&t, 0, "statement", &(struct fx_fields){{"text", "back"}}, &why);
	is_int((long long)t.fold->fact[3].epoch, 1, "4.3 and goes on in the next epoch");
	epoch = 0;
	len = fx_act_as(&t, 0, NULL, "statement", &hello, set_epoch, &epoch, NULL, buf);
	ok(fx_log(&t, buf, len, &why) == VB_REFUSED && strcmp(why.clause, "4.3") == 0,
	   "4.3 an act of the earlier epoch is out of chain");
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
	test_chain();
	test_many_chains();
	test_signatures();
	test_strangers();
	test_offices();
	test_rekey();
	test_resume();
	test_lodge_by();
	return tap_done();
}
