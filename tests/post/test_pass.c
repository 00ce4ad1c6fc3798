/*
 * Passes (http.md 3.1): their grammar, each refusal, and who has to have signed them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "post/post.h"

#include "tap.h"

#include <stdlib.h>
#include <string.h>

#define T0 1792000000	/* 2026-10-14T18:26:40Z */

static struct vb_secret *act_key, *other_key, *request_key;
static struct vb_signer act, other, legal;
static struct vb_vkey key;
static struct vb_hash draft;
static char vkey[300];

static void begin(void)
{
	static struct vb_rng_seeded seeded;
	struct vb_rng rng = vb_rng_seeded(&seeded, (const uint8_t[32]){9});
	uint8_t pub[32];
	struct vb_writer w;

	act_key = vb_secret_new(rng);
	other_key = vb_secret_new(rng);
	request_key = vb_secret_new(rng);
	act = vb_signer_secret(act_key, "nord", VB_KEY_ED25519);
	other = vb_signer_secret(other_key, "nord", VB_KEY_ED25519);
	legal = vb_signer_secret(act_key, "nord/legal", VB_KEY_ED25519);
	vb_ed25519_public(request_key, pub);
	vb_vkey_make(&key, vb_view_str("nord"), VB_KEY_ED25519, pub);
	vb_writer_init(&w, vkey, sizeof(vkey) - 1);
	vb_vkey_put(&w, &key);
	memset(draft.b, 0xab, 32);
}

/* Signs whatever text; the note, in a buffer of exactly its size. */
static struct vb_view sign(const char *text, const struct vb_signer *by)
{
	static uint8_t *kept;
	uint8_t buf[4096];
	struct vb_writer w;

	vb_writer_init(&w, buf, sizeof(buf));
	vb_put_str(&w, text);
	vb_put_byte(&w, '\n');
	if (vb_sigline_put(&w, vb_view_str(text), by, NULL) != VB_OK || w.over)
		abort();
	free(kept);
	kept = malloc(w.len);
	memcpy(kept, buf, w.len);
	return vb_view(kept, w.len);
}

/* ---- made and read ---- */

static void round_trip(void)
{
	uint8_t buf[VB_PASS_MAX];
	struct vb_writer w;
	struct vb_pass p;

	vb_writer_init(&w, buf, sizeof(buf));
	is_int(vb_pass_put(&w, &draft, &key, VB_TIME_NONE, &act, NULL), VB_OK, "made");
	is_int(vb_pass_parse(vb_written(&w), &p, NULL), VB_OK, "read");
	ok(vb_hash_eq(&p.draft, &draft) && vb_view_is(p.chain, "nord") && !p.bearer &&
	   vb_vkey_eq(&p.key, &key) && p.until == VB_TIME_NONE, "whole");
	is_int(vb_pass_verify(&p, &act.vkey, T0, NULL), VB_OK, "it holds");
	is_int(vb_pass_verify(&p, &other.vkey, T0, NULL), VB_FALSE, "not under another key");
	is_int(vb_pass_verify(&p, &legal.vkey, T0, NULL), VB_FALSE, "nor of another chain");

	vb_writer_init(&w, buf, sizeof(buf));
	is_int(vb_pass_put(&w, &draft, &key, T0, &act, NULL), VB_OK, "with an end");
	is_int(vb_pass_parse(vb_written(&w), &p, NULL), VB_OK, "read");
	is_int(vb_pass_verify(&p, &act.vkey, T0, NULL), VB_OK, "it holds in its last second");
	is_int(vb_pass_verify(&p, &act.vkey, T0 + 1, NULL), VB_REFUSED, "and not after");

	vb_writer_init(&w, buf, sizeof(buf));
	is_int(vb_pass_put(&w, &draft, NULL, T0, &legal, NULL), VB_OK, "for whoever has it");
	is_int(vb_pass_parse(vb_written(&w), &p, NULL), VB_OK, "read");
	ok(p.bearer && vb_view_is(p.chain, "nord/legal") && p.until == T0, "of an office");
	is_int(vb_pass_verify(&p, &legal.vkey, T0, NULL), VB_OK, "it holds");
	vb_writer_init(&w, buf, sizeof(buf));
	is_int(vb_pass_put(&w, &draft, NULL, VB_TIME_NONE, &act, NULL), VB_USAGE,
	       "for whoever has it without end: not made");
	for (size_t cap = 0; cap < 400; cap += 7) {
		struct vb_writer small;

		vb_writer_init(&small, buf, cap);
		if (vb_pass_put(&small, &draft, &key, T0, &act, NULL) != VB_OK)
			continue;
		ok(cap > 250, "made in %zu bytes", cap);
		break;
	}
}

/* ---- what is no pass ---- */

#define D "draft abababababababababababababababababababababababababababababababab\n"
#define U "until 2026-10-14T18:26:40Z\n"

static const struct {
	const char *text;	/* %s: the key */
	enum vb_code code;
	const char *what;
} forms[] = {
	{"verbale-pass/1\n" D "chain nord\nkey %s\n" U, VB_OK, "a pass"},
	{"verbale-pass/1\n" D "chain nord\nkey %s\nuntil -\n", VB_OK, "without end"},
	{"verbale-pass/1\n" D "chain nord\nkey -\n" U, VB_OK, "for whoever has it"},
	{"verbale-pass/1\n" D "chain nord/legal\nkey -\n" U, VB_OK, "of an office"},
	{"verbale-pass/1\n" D "chain nord\nkey -\nuntil -\n", VB_MALFORMED, "bearer without end"},
	{"verbale-pass/2\n" D "chain nord\nkey -\n" U, VB_MALFORMED, "another version"},
	{"verbale-pass/1 \n" D "chain nord\nkey -\n" U, VB_MALFORMED, "a space behind it"},
	{"verbale-act/1\n" D "chain nord\nkey -\n" U, VB_MALFORMED, "an act"},
	{"verbale-pass/1\n" D "chain nord\nkey -\n" U "x y\n", VB_MALFORMED, "a line more"},
	{"verbale-pass/1\n" D "chain nord\nkey -\n", VB_MALFORMED, "a line less"},
	{"verbale-pass/1\nchain nord\n" D "key -\n" U, VB_MALFORMED, "another order"},
	{"verbale-pass/1\n" D D "chain nord\nkey -\n" U, VB_MALFORMED, "a draft twice"},
	{"verbale-pass/1\ndraft abab\nchain nord\nkey -\n" U, VB_MALFORMED, "a short draft"},
	{"verbale-pass/1\ndraft ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB"
	 "AB\nchain nord\nkey -\n" U, VB_MALFORMED, "a draft in capitals"},
	{"verbale-pass/1\n" D "chain \nkey -\n" U, VB_MALFORMED, "no chain"},
	{"verbale-pass/1\n" D "chain NORD\nkey -\n" U, VB_MALFORMED, "a chain in capitals"},
	{"verbale-pass/1\n" D "chain nord/\nkey -\n" U, VB_MALFORMED, "an empty office"},
	{"verbale-pass/1\n" D "chain /legal\nkey -\n" U, VB_MALFORMED, "an empty party"},
	{"verbale-pass/1\n" D "chain a/b/c\nkey -\n" U, VB_MALFORMED, "an office of an office"},
	{"verbale-pass/1\n" D "chain nord legal\nkey -\n" U, VB_MALFORMED, "two words"},
	{"verbale-pass/1\n" D "chain nord\nkey --\n" U, VB_MALFORMED, "no key"},
	{"verbale-pass/1\n" D "chain sud\nkey %s\n" U, VB_MALFORMED, "a key under another name"},
	{"verbale-pass/1\n" D "chain nord/legal\nkey %s\n" U, VB_MALFORMED,
	 "an office with its party's key"},
	{"verbale-pass/1\n" D "chain nord\nkey %s \n" U, VB_MALFORMED, "a key and a space"},
	{"verbale-pass/1\n" D "chain nord\nkey -\nuntil 2026-10-14\n", VB_MALFORMED, "a day"},
	{"verbale-pass/1\n" D "chain nord\nkey -\nuntil 2026-10-14T18:26:40+00:00\n",
	 VB_MALFORMED, "a time with an offset"},
	{"verbale-pass/1\n" D "chain nord\nkey -\nuntil 2026-02-30T00:00:00Z\n", VB_MALFORMED,
	 "a day that there is not"},
	{"verbale-pass/1\r\n" D "chain nord\nkey -\n" U, VB_MALFORMED, "CR LF"},
};

static void grammar(void)
{
	struct vb_pass p;
	char text[1200];

	for (size_t i = 0; i < VB_ARRAY_LEN(forms); i++) {
		const char *at = strstr(forms[i].text, "%s");

		snprintf(text, sizeof(text), "%.*s%s%s",
			 at ? (int)(at - forms[i].text) : (int)strlen(forms[i].text),
			 forms[i].text, at ? vkey : "", at ? at + 2 : "");
		is_int(vb_pass_parse(sign(text, &act), &p, NULL), forms[i].code, "%s",
		       forms[i].what);
	}
}

static void other_bytes(void)
{
	static const char good[] = "verbale-pass/1\n" D "chain nord\nkey -\n" U;
	struct vb_view v = sign(good, &act);
	uint8_t two[2048], big[VB_PASS_MAX + 1];
	struct vb_vkey cosign;
	struct vb_writer w;
	struct vb_pass p;
	unsigned taken = 0;
	char text[1200], k[300] = "";

	for (size_t n = 0; n < v.len; n++)
		taken += vb_pass_parse(vb_view(v.ptr, n), &p, NULL) == VB_OK;
	is_int(taken, 0, "cut anywhere it is none");
	vb_writer_init(&w, two, sizeof(two));
	vb_put_view(&w, v);
	if (vb_sigline_put(&w, vb_view_str(good), &other, NULL) != VB_OK)
		abort();
	is_int(vb_pass_parse(vb_written(&w), &p, NULL), VB_MALFORMED, "signed twice");
	is_int(vb_pass_parse(vb_view_str(good), &p, NULL), VB_MALFORMED, "not signed");
	memset(big, 'a', sizeof(big));
	is_int(vb_pass_parse(vb_view(big, sizeof(big)), &p, NULL), VB_MALFORMED, "too long");
	is_int(vb_pass_parse(vb_view(NULL, 0), &p, NULL), VB_MALFORMED, "nothing");
	cosign = key;
	vb_vkey_make(&cosign, vb_view_str("nord"), VB_KEY_COSIGN, key.pub);
	vb_writer_init(&w, k, sizeof(k) - 1);
	vb_vkey_put(&w, &cosign);
	snprintf(text, sizeof(text), "verbale-pass/1\n" D "chain nord\nkey %s\n" U, k);
	is_int(vb_pass_parse(sign(text, &act), &p, NULL), VB_MALFORMED, "a key for cosignatures");
}

/* ---- signatures ---- */

static void verifying(void)
{
	static const char good[] = "verbale-pass/1\n" D "chain nord\nkey -\n" U;
	uint8_t small[32] = {1};	/* the neutral point */
	struct vb_view v = sign(good, &act);
	uint8_t *bytes = malloc(v.len);
	struct vb_vkey weak;
	struct vb_writer w;
	struct vb_pass p;
	char text[1200], k[300] = "";
	uint8_t *at;

	memcpy(bytes, v.ptr, v.len);
	at = memmem(bytes, v.len, "18:26:40", 8);
	at[7] = '1';
	is_int(vb_pass_parse(vb_view(bytes, v.len), &p, NULL), VB_OK, "altered: still a pass");
	is_int(vb_pass_verify(&p, &act.vkey, T0, NULL), VB_FALSE, "altered: which nobody signed");
	free(bytes);
	is_int(vb_pass_parse(sign(good, &other), &p, NULL), VB_OK, "of an older key: a pass");
	is_int(vb_pass_verify(&p, &act.vkey, T0, NULL), VB_FALSE, "of an older key: not now");
	is_int(vb_pass_parse(sign(good, &legal), &p, NULL), VB_OK, "signed as an office: a pass");
	is_int(vb_pass_verify(&p, &act.vkey, T0, NULL), VB_FALSE, "signed as an office: not its");
	vb_vkey_make(&weak, vb_view_str("nord"), VB_KEY_ED25519, small);
	vb_writer_init(&w, k, sizeof(k) - 1);
	vb_vkey_put(&w, &weak);
	snprintf(text, sizeof(text), "verbale-pass/1\n" D "chain nord\nkey %s\n" U, k);
	is_int(vb_pass_parse(sign(text, &act), &p, NULL), VB_OK, "a weak key: a pass");
	is_int(vb_pass_verify(&p, &act.vkey, T0, NULL), VB_FALSE, "a weak key: for nobody");
}

int main(void)
{
	if (!vb_crypto_init())
		return 1;
	begin();
	round_trip();
	grammar();
	other_bytes();
	verifying();
	vb_secret_free(act_key);
	vb_secret_free(other_key);
	vb_secret_free(request_key);
	return tap_done();
}
