/*
 * Founding: draft, seats, charter, and what makes one void (format.md 5.1, 9.5, 9.6).
 *
 * SPDX-License-Identifier: ISC
 */
#include "fixture.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static const char *const pair[] = {"nord", "sud"};

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
		code = vb_fold_add(f, a, (struct vb_span){VB_TIME_NONE, VB_TIME_NONE}, NULL, err);
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

	return strndup((const char *)at, (size_t)(end - at) + 1);
}

static void test_charter(void)
{
	struct vb_err err;
	struct fx t;
	char *key, *seat, *other;

	fx_open(&t, 1, pair, 2, NULL, NULL);
	ok(found_with(&t, "nord", "nord", &err) == VB_OK, "5.1.1 a good charter founds a table");
	void_charter(&t, "5.1.4", "a rule missing", "rule channel open\n", "");
	void_charter(&t, "5.1.1", "one principal only", "party sud principal", "party sud observer");
	void_charter(&t, "5.1.1", "a judge who is a principal", "judge -", "judge sud");
	void_charter(&t, "5.1.1", "a judge who is nobody", "judge -", "judge west");
	void_charter(&t, "5.1.1", "an author who is no member", "author nord", "author west");
	void_charter(&t, "5.1.2", "another nonce under the same seats", "take-days 7", "take-days 8");
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
	free(seat);
	free(other);
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

static void test_draft(void)
{
	struct vb_act *a = malloc(sizeof(*a)), *d = malloc(sizeof(*d));
	uint8_t *buf = malloc(VB_TEXT_MAX);
	struct vb_writer w;
	struct fx t;

	fx_open(&t, 4, pair, 2, NULL, NULL);
	if (vb_act_parse(vb_view(t.note[0], t.note_len[0]), a, NULL) != VB_OK)
		abort();
	ok(vb_draft_parse(a->note.text, d, NULL) == VB_MALFORMED, "9.5 a charter is no draft: it has seats");
	vb_writer_init(&w, buf, VB_TEXT_MAX);
	vb_charter_put_draft(&w, a);
	ok(vb_draft_parse(vb_written(&w), d, NULL) == VB_OK, "9.5 what a charter grew from is a draft");
	is_int(vb_act_count(d, "key"), 3, "9.5 it has the depositary's keys only");
	ok(vb_draft_parse(vb_view(t.note[0], 20), d, NULL) == VB_MALFORMED, "9.5 a cut draft");
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
	test_key_twice();
	test_bad_point();
	test_seat();
	test_draft();
	test_words();
	return tap_done();
}
