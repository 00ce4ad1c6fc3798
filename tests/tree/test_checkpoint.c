/*
 * Checkpoints and cosignatures: strict reading, known signatures, round trips,
 * and every line that must not count.
 *
 * SPDX-License-Identifier: ISC
 */
#include "keys.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

#define ORIGIN "example.com/behind-the-sofa"
#define TEXT ORIGIN "\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
#define WITNESS "witness.example.com/w1"
#define EMPTY64 "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

/* The example text of the C2SP specifications under the secrets 01...01 and
 * 02...02, signed by another implementation of Ed25519. */
#define DASH "\xe2\x80\x94 "
#define LOG_LINE DASH ORIGIN " " \
	"be1zqQx8hYrJJIfiWfY39ShElJ74dPrOjXSgJJ2qG3vny2U7JyHN2kKCWb5H5e2MfxP7My2O" \
	"yDRrDvCH/RbVubiZ8AE=\n"
#define COSIG_LINE DASH WITNESS " " \
	"dF+16AAAAABkGFDLUwBLV8e4tjvb6qEHiNTQjDZIX+7tvd038taw9A7W/cQ7ZhSah0uJMOI6" \
	"CTPez5qwHtE49MrkWhU349mtYmi3Dw==\n"
#define HASH "06531966583a6686c834625f518c4c76bf575bdaa0c81c36db8d48c71554d955"
#define COSIG_TIME 1679315147

/* A checkpoint of a public log, with its witnesses' lines, as published. */
static const char real_log[] =
	"arche2025h1.staging.ct.transparency.dev+ba2f06c0"
	"+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f";
static const char real_witness[] =
	"remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";
static const char real[] =
	"arche2025h1.staging.ct.transparency.dev\n"
	"1432088532\n"
	"U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n"
	"\n"
	DASH "arche2025h1.staging.ct.transparency.dev "
	"zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIg"
	"IpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=\n"
	DASH "arche2025h1.staging.ct.transparency.dev "
	"ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei5"
	"9RA23oHP7Ry1k3ZFWwQ=\n"
	DASH "transparency.dev/DEV:witness-little-garden "
	"2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v"
	"7sEodkRAErumC2q44vdgJY096st5BQ==\n"
	DASH "witness1.smartit.nu/witness1 "
	"pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7"
	"TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==\n"
	DASH "remora.n621.de "
	"2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobW"
	"X9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==\n"
	DASH "witness.stagemole.eu "
	"Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/"
	"2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==\n";

static struct vb_vkey vkey(const char *s)
{
	struct vb_vkey k;

	if (vb_vkey_parse(vb_view_str(s), &k, NULL) != VB_OK)
		abort();
	return k;
}

/* Parses a copy of exactly the length; only the code survives. */
static enum vb_code parse_code(const void *in, size_t len)
{
	uint8_t *p = test_copy(in, len);
	struct vb_checkpoint c = {.size = 99};
	struct vb_err err = {.code = VB_OK};
	enum vb_code code;

	code = vb_checkpoint_parse(vb_view(p, len), &c, &err);
	if (code != VB_OK && (c.size != 99 || err.code != code || !err.sentence[0]))
		abort();
	free(p);
	return code;
}

static void good_and_bad_texts(void)
{
	static const char sig[] = "\n" LOG_LINE;
	static const struct {
		enum vb_code want;
		const char *text;
		const char *what;
	} t[] = {
		{VB_OK, TEXT, "the example"},
		{VB_OK, "o\n0\n" EMPTY64 "\n", "the empty tree"},
		{VB_OK, "o\n9007199254740991\n" EMPTY64 "\n", "the largest size"},
		{VB_OK, "go.sum database tree\n1\n" EMPTY64 "\n", "an origin with spaces"},
		{VB_MALFORMED, "o\n9007199254740992\n" EMPTY64 "\n", "a size of 2^53"},
		{VB_MALFORMED, "o\n0\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
		 "size 0 with a root"},
		{VB_MALFORMED, "\n1\n" EMPTY64 "\n", "no origin"},
		{VB_MALFORMED, "o\n01\n" EMPTY64 "\n", "a leading zero"},
		{VB_MALFORMED, "o\n00\n" EMPTY64 "\n", "two zeroes"},
		{VB_MALFORMED, "o\n+1\n" EMPTY64 "\n", "a plus"},
		{VB_MALFORMED, "o\n-1\n" EMPTY64 "\n", "a minus"},
		{VB_MALFORMED, "o\n 1\n" EMPTY64 "\n", "a space"},
		{VB_MALFORMED, "o\n\n" EMPTY64 "\n", "no size"},
		{VB_MALFORMED, "o\n1\n\n", "no root"},
		{VB_MALFORMED, "o\n1\n", "two lines"},
		{VB_MALFORMED, "o\n", "one line"},
		{VB_MALFORMED, "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n",
		 "no padding"},
		{VB_MALFORMED, "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
		 "trailing bits"},
		{VB_MALFORMED, "o\n1\n47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=\n",
		 "the URL alphabet"},
		{VB_MALFORMED, "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n",
		 "31 bytes"},
		{VB_MALFORMED, "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU4\n",
		 "33 bytes"},
		{VB_MALFORMED, "o\n1\n" EMPTY64 "\nextension\n", "an extension line"},
		{VB_MALFORMED, "o\n1\n" EMPTY64 "\n\n", "an empty extension line"},
	};
	char buf[2048];

	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		snprintf(buf, sizeof(buf), "%s%s", t[i].text, sig);
		is_int(parse_code(buf, strlen(buf)), t[i].want, "C2SP tlog-checkpoint: %s",
		       t[i].what);
	}
	is_int(parse_code(TEXT, strlen(TEXT)), VB_MALFORMED, "no signature line");
	is_int(parse_code(TEXT "\n", strlen(TEXT) + 1), VB_MALFORMED,
	       "nor behind a blank line");
	for (int n = VB_KEYNAME_MAX; n <= VB_KEYNAME_MAX + 1; n++) {
		memset(buf, 'o', 300);
		snprintf(buf + n, sizeof(buf) - 300, "\n1\n" EMPTY64 "\n%s", sig);
		is_int(parse_code(buf, strlen(buf)),
		       n == VB_KEYNAME_MAX ? VB_OK : VB_MALFORMED,
		       "format.md 1.2: an origin of %d bytes", n);
	}
}

static void known_signatures(void)
{
	struct vb_signer log = test_signer(1, ORIGIN, VB_KEY_ED25519);
	struct vb_signer wit = test_signer(2, WITNESS, VB_KEY_COSIGN);
	struct vb_checkpoint c;
	struct vb_hash h;
	struct vb_writer w;
	uint8_t buf[1024];
	char hex[65];
	int64_t t = 0;

	is_int(vb_checkpoint_parse(vb_view_str(TEXT "\n" LOG_LINE COSIG_LINE), &c, NULL),
	       VB_OK,
	       "the example is read");
	ok(vb_view_is(c.origin, ORIGIN) && c.size == 20852163 && c.root.b[0] == 0x0a,
	   "origin, size, root");
	is_int(vb_checkpoint_verify(&c, &log.vkey, NULL), VB_OK, "its log signed it");
	is_int(vb_cosign_verify(&c, &wit.vkey, &t, NULL), VB_OK, "its witness cosigned it");
	is_int(t, COSIG_TIME, "at this time");
	is_int(vb_checkpoint_hash(&c, &log.vkey, &h, NULL), VB_OK, "format.md 6.3: its hash");
	vb_hex(hex, h.b, 32);
	is_str(hex, HASH, "covers text, blank line and the log's line alone");
	vb_writer_init(&w, buf, sizeof(buf));
	is_int(vb_checkpoint_sign(&w, c.origin, c.size, &c.root, &log, NULL), VB_OK, "signed");
	is_int(vb_cosign_put(&w, c.note.text, COSIG_TIME, &wit, NULL), VB_OK, "and cosigned");
	ok(vb_view_is(vb_written(&w), TEXT "\n" LOG_LINE COSIG_LINE), "to the very bytes");
}

static void real_signatures(void)
{
	struct vb_vkey log = vkey(real_log), wit = vkey(real_witness);
	struct vb_checkpoint c;
	char buf[sizeof(real)];
	int64_t t = 0;

	is_int(vb_checkpoint_parse(vb_view_str(real), &c, NULL), VB_OK, "a public checkpoint");
	is_int(c.note.nsigs, 6, "with six lines");
	is_int(vb_checkpoint_verify(&c, &log, NULL), VB_OK, "its log's Ed25519 line verifies");
	is_int(vb_cosign_verify(&c, &wit, &t, NULL), VB_OK, "its witness's line verifies");
	is_int(t, 1779573024, "with its time");
	memcpy(buf, real, sizeof(buf));
	buf[strlen("arche2025h1.staging.ct.transparency.dev\n")] = '2';
	is_int(vb_checkpoint_parse(vb_view_str(buf), &c, NULL), VB_OK, "with another size");
	is_int(vb_checkpoint_verify(&c, &log, NULL), VB_FALSE, "the log did not sign it");
	is_int(vb_cosign_verify(&c, &wit, &t, NULL), VB_FALSE, "nor the witness");
}

/* Truncations and every single bit: nothing but the whole is read and true. */
static void mutations(void)
{
	static const char all[] = TEXT "\n" LOG_LINE COSIG_LINE;
	struct vb_signer log = test_signer(1, ORIGIN, VB_KEY_ED25519);
	struct vb_signer wit = test_signer(2, WITNESS, VB_KEY_COSIGN);
	size_t len = strlen(all), kept = strlen(TEXT "\n" LOG_LINE);
	unsigned truths = 0, cut = 0;

	for (size_t n = 0; n < len; n++)
		cut += n != kept && parse_code(all, n) == VB_OK;
	is_int(cut, 0, "a truncated checkpoint is malformed");
	for (size_t i = 0; i < len; i++)
		for (unsigned b = 0; b < 8; b++) {
			uint8_t *p = test_copy(all, len);
			struct vb_checkpoint c;
			int64_t t;

			p[i] ^= (uint8_t)(1u << b);
			if (vb_checkpoint_parse(vb_view(p, len), &c, NULL) == VB_OK)
				truths += vb_checkpoint_verify(&c, &log.vkey, NULL) == VB_OK &&
					  vb_cosign_verify(&c, &wit.vkey, &t, NULL) == VB_OK;
			free(p);
		}
	is_int(truths, 0, "no checkpoint with a changed bit has both signatures");
}

static enum vb_code bad_signer(void *ctx, struct vb_view msg, uint8_t sig[static 64],
			       struct vb_err *err)
{
	(void)msg;
	memset(sig, 0, 64);
	return *(enum vb_code *)ctx ? vb_fail(err, *(enum vb_code *)ctx, "", "agent", "gone")
				    : VB_OK;
}

/* Signs as its secret does, but is not trusted to. */
static enum vb_code good_signer(void *ctx, struct vb_view msg, uint8_t sig[static 64],
				struct vb_err *err)
{
	const struct vb_signer *s = ctx;

	return s->sign(s->ctx, msg, sig, err);
}

static void agents(void)
{
	struct vb_signer log = test_signer(1, "log", VB_KEY_ED25519), agent = log;
	struct vb_signer cos = test_signer(2, "wit", VB_KEY_COSIGN);
	struct vb_hash root = {{1}};
	struct vb_checkpoint c;
	struct vb_writer w;
	uint8_t buf[2048];
	int64_t t = 0;

	agent.sign = good_signer;
	agent.own = false;
	agent.ctx = &log;
	vb_writer_init(&w, buf, sizeof(buf));
	is_int(vb_checkpoint_sign(&w, vb_view_str("log"), 1, &root, &agent, NULL), VB_OK,
	       "an agent's signature is verified, and stands");
	agent.vkey = cos.vkey;
	agent.ctx = &cos;
	ok(vb_checkpoint_parse(vb_written(&w), &c, NULL) == VB_OK &&
	   vb_cosign_put(&w, c.note.text, 77, &agent, NULL) == VB_OK,
	   "so does an agent's cosignature");
	ok(vb_checkpoint_parse(vb_written(&w), &c, NULL) == VB_OK &&
	   vb_checkpoint_verify(&c, &log.vkey, NULL) == VB_OK &&
	   vb_cosign_verify(&c, &cos.vkey, &t, NULL) == VB_OK && t == 77,
	   "C2SP tlog-cosignature: both verify");
}

static void refused_signing(void)
{
	struct vb_signer log = test_signer(1, "log", VB_KEY_ED25519), agent = log;
	struct vb_signer cos = test_signer(1, "log", VB_KEY_COSIGN);
	struct vb_view o = vb_view_str("log");
	struct vb_hash root = {{1}}, empty;
	enum vb_code gone = VB_OK;
	char name[400];
	uint8_t buf[2048];
	struct vb_writer w;

	vb_empty_root(&empty);
	vb_writer_init(&w, buf, sizeof(buf));
	memset(name, 'n', sizeof(name));
	agent.sign = bad_signer;
	agent.own = false;
	agent.ctx = &gone;
	is_int(vb_checkpoint_sign(&w, o, 1, &root, &cos, NULL), VB_REFUSED,
	       "a key of type 0x04");
	is_int(vb_checkpoint_sign(&w, vb_view_str("gol"), 1, &root, &log, NULL), VB_REFUSED,
	       "format.md 6.2: another origin than the key's name");
	is_int(vb_checkpoint_sign(&w, vb_view(name, 0), 1, &root, &log, NULL), VB_MALFORMED,
	       "no origin");
	is_int(vb_checkpoint_sign(&w, vb_view(name, 256), 1, &root, &log, NULL), VB_MALFORMED,
	       "an origin of 256 bytes");
	is_int(vb_checkpoint_sign(&w, vb_view(name, 400), 1, &root, &log, NULL), VB_MALFORMED,
	       "an origin of 400 bytes");
	is_int(vb_checkpoint_sign(&w, vb_view(buf, 2048), 1, &root, &log, NULL), VB_REFUSED,
	       "an origin of 2048 bytes");
	is_int(vb_checkpoint_sign(&w, vb_view_str("a\nb"), 1, &root, &log, NULL), VB_MALFORMED,
	       "an origin of two lines");
	is_int(vb_checkpoint_sign(&w, o, VB_DEC_MAX + 1, &root, &log, NULL), VB_MALFORMED,
	       "a size of 2^53");
	is_int(vb_checkpoint_sign(&w, o, 0, &root, &log, NULL), VB_MALFORMED,
	       "the empty tree with a root");
	is_int(vb_checkpoint_sign(&w, o, 1, &root, &agent, NULL), VB_FALSE,
	       "a signature that does not verify stays inside");
	agent.vkey = cos.vkey;
	is_int(vb_cosign_put(&w, vb_view_str(TEXT), 1, &agent, NULL), VB_FALSE,
	       "so does a cosignature");
	gone = VB_IO;
	is_int(vb_cosign_put(&w, vb_view_str(TEXT), 1, &agent, NULL), VB_IO,
	       "an agent is gone");
	agent.vkey = log.vkey;
	is_int(vb_checkpoint_sign(&w, o, 1, &root, &agent, NULL), VB_IO, "also for the log");
	is_int(vb_cosign_put(&w, vb_view_str(TEXT), 1, &log, NULL), VB_REFUSED,
	       "C2SP tlog-cosignature: a key of type 0x01");
	is_int(vb_cosign_put(&w, vb_view_str(TEXT), -1, &cos, NULL), VB_REFUSED,
	       "a time before 1970");
	is_int(vb_cosign_put(&w, vb_view_str("verbale-act/1\n"), 1, &cos, NULL), VB_MALFORMED,
	       "what is no checkpoint is not cosigned");
	is_int((long long)w.len, 0, "and nothing was written");
	is_int(vb_checkpoint_sign(&w, o, 0, &empty, &log, NULL), VB_OK, "the empty tree");
	vb_writer_init(&w, buf, 100);
	is_int(vb_checkpoint_sign(&w, o, 1, &root, &log, NULL), VB_REFUSED,
	       "no room: checkpoint");
	vb_writer_init(&w, buf, 100);
	is_int(vb_cosign_put(&w, vb_view_str(TEXT), 1, &cos, NULL), VB_REFUSED,
	       "no room: cosignature");
}

static void other_lines(void)
{
	struct vb_signer log = test_signer(1, "log", VB_KEY_ED25519);
	struct vb_signer wit = test_signer(2, "wit", VB_KEY_COSIGN), other;
	struct vb_checkpoint c;
	struct vb_writer w;
	uint8_t buf[4096], blob[72] = {0};
	struct vb_hash h, root = {{9}};
	struct vb_view signed_note;
	struct vb_err err;
	int64_t t = -5;

	vb_writer_init(&w, buf, sizeof(buf));
	if (vb_checkpoint_sign(&w, vb_view_str("log"), 3, &root, &log, NULL) != VB_OK)
		abort();
	signed_note = vb_written(&w);
	is_int(vb_checkpoint_parse(signed_note, &c, NULL), VB_OK, "a checkpoint");
	is_int(vb_cosign_verify(&c, &wit.vkey, &t, &err), VB_NOT_FOUND, "no cosignature");
	is_int(t, -5, "no time is given");
	is_int(vb_cosign_verify(&c, &log.vkey, &t, &err), VB_REFUSED,
	       "a log's key is no cosigner's");
	is_int(vb_checkpoint_verify(&c, &wit.vkey, &err), VB_FALSE,
	       "a cosigner's key is no log's");
	other = test_signer(3, "gol", VB_KEY_ED25519);
	is_int(vb_checkpoint_verify(&c, &other.vkey, &err), VB_FALSE, "another log");
	other = test_signer(3, "log", VB_KEY_ED25519);
	is_int(vb_checkpoint_verify(&c, &other.vkey, &err), VB_FALSE,
	       "another key of the same name");
	is_int(vb_checkpoint_hash(&c, &other.vkey, &h, &err), VB_FALSE,
	       "format.md 6.3: no hash without the log's line");

	/* The same cosigner twice: the earlier time counts, wherever it stands. */
	if (vb_cosign_put(&w, c.note.text, 500, &wit, NULL) != VB_OK ||
	    vb_cosign_put(&w, c.note.text, 300, &wit, NULL) != VB_OK ||
	    vb_cosign_put(&w, c.note.text, 400, &wit, NULL) != VB_OK)
		abort();
	is_int(vb_checkpoint_parse(vb_written(&w), &c, NULL), VB_OK, "three cosignatures");
	is_int(vb_cosign_verify(&c, &wit.vkey, &t, NULL), VB_OK, "all verify");
	is_int(t, 300, "the earliest counts");
	/* A line of a known name and id that fails spoils the checkpoint. */
	vb_sigline_put_blob(&w, &wit.vkey, vb_view(blob, 72));
	is_int(vb_checkpoint_parse(vb_written(&w), &c, NULL), VB_OK, "a fourth of zeroes");
	is_int(vb_cosign_verify(&c, &wit.vkey, &t, NULL), VB_FALSE, "C2SP signed-note: fails");
	w.len = signed_note.len;
	vb_sigline_put_blob(&w, &wit.vkey, vb_view(blob, 71));
	is_int(vb_checkpoint_parse(vb_written(&w), &c, NULL), VB_OK, "one of 71 bytes");
	is_int(vb_cosign_verify(&c, &wit.vkey, &t, NULL), VB_FALSE, "C2SP signed-note: fails");
	w.len = signed_note.len;
	vb_sigline_put_blob(&w, &log.vkey, vb_view(blob, 64));
	is_int(vb_checkpoint_parse(vb_written(&w), &c, NULL), VB_OK, "a second log line");
	is_int(vb_checkpoint_verify(&c, &log.vkey, NULL), VB_FALSE, "that does not verify");
	ok(vb_checkpoint_hash(&c, &log.vkey, &h, NULL) == VB_OK, "the first line is hashed");
	/* A cosigner's key of another name or id changes nothing. */
	w.len = signed_note.len;
	other = test_signer(4, "wit", VB_KEY_COSIGN);
	vb_sigline_put_blob(&w, &other.vkey, vb_view(blob, 72));
	other = test_signer(2, "tiw", VB_KEY_COSIGN);
	other.vkey.id = wit.vkey.id;
	vb_sigline_put_blob(&w, &other.vkey, vb_view(blob, 72));
	is_int(vb_checkpoint_parse(vb_written(&w), &c, NULL), VB_OK, "unknown lines");
	is_int(vb_cosign_verify(&c, &wit.vkey, &t, NULL), VB_NOT_FOUND,
	       "C2SP signed-note: name and id must both match");
	is_int(vb_checkpoint_verify(&c, &log.vkey, NULL), VB_OK,
	       "the log's line still counts");
}

/* The order of the lines says nothing, nor does a good signature under a key whose
 * name is not the origin. */
static void order_and_names(void)
{
	struct vb_signer log = test_signer(1, "log", VB_KEY_ED25519);
	struct vb_signer gol = test_signer(1, "gol", VB_KEY_ED25519);
	struct vb_signer wit = test_signer(2, "wit", VB_KEY_COSIGN);
	struct vb_hash root = {{9}}, a, b;
	struct vb_checkpoint c;
	struct vb_writer w, text;
	uint8_t buf[2048], t[512];
	int64_t time = 0;

	vb_writer_init(&text, t, sizeof(t));
	vb_checkpoint_put_text(&text, vb_view_str("log"), 3, &root);
	vb_writer_init(&w, buf, sizeof(buf));
	vb_put_view(&w, vb_written(&text));
	vb_put_byte(&w, '\n');
	if (vb_cosign_put(&w, vb_written(&text), 7, &wit, NULL) != VB_OK ||
	    vb_sigline_put(&w, vb_written(&text), &gol, NULL) != VB_OK ||
	    vb_checkpoint_parse(vb_written(&w), &c, NULL) != VB_OK)
		abort();
	is_int(vb_checkpoint_verify(&c, &gol.vkey, NULL), VB_FALSE,
	       "format.md 6.2: signed by a key that is not named as the origin");
	if (vb_sigline_put(&w, vb_written(&text), &log, NULL) != VB_OK ||
	    vb_checkpoint_parse(vb_written(&w), &c, NULL) != VB_OK)
		abort();
	is_int(vb_checkpoint_verify(&c, &log.vkey, NULL), VB_OK, "the log's line comes last");
	ok(vb_cosign_verify(&c, &wit.vkey, &time, NULL) == VB_OK && time == 7,
	   "the cosigner's comes first");
	is_int(vb_checkpoint_hash(&c, &log.vkey, &a, NULL), VB_OK, "its hash");
	w.len = text.len + 1;
	if (vb_sigline_put(&w, vb_written(&text), &log, NULL) != VB_OK)
		abort();
	vb_sha256(vb_written(&w), &b);
	ok(vb_hash_eq(&a, &b), "format.md 6.3: is that of a note with the log's line alone");
}

/* Times at both ends, and one that exceeds 2^63-1 though truly signed. */
static void times(void)
{
	static const int64_t good[] = {0, 1, COSIG_TIME, INT64_MAX - 1, INT64_MAX};
	struct vb_signer wit = test_signer(2, "wit", VB_KEY_COSIGN);
	uint8_t buf[2048], blob[72], *copy;
	struct vb_checkpoint c;
	struct vb_writer w;
	char msg[512];
	int64_t t;
	size_t len;
	uint8_t *note = test_checkpoint("log", 5, &len);

	for (size_t i = 0; i < VB_ARRAY_LEN(good); i++) {
		copy = test_reparse(note, len, &c);
		vb_writer_init(&w, buf, sizeof(buf));
		vb_put_view(&w, c.note.all);
		ok(vb_cosign_put(&w, c.note.text, good[i], &wit, NULL) == VB_OK &&
		   vb_checkpoint_parse(vb_written(&w), &c, NULL) == VB_OK &&
		   vb_cosign_verify(&c, &wit.vkey, &t, NULL) == VB_OK && t == good[i],
		   "a cosignature at %lld", (long long)good[i]);
		free(copy);
	}
	copy = test_reparse(note, len, &c);
	vb_put_be64(blob, 1ULL << 63);
	snprintf(msg, sizeof(msg), "cosignature/v1\ntime 9223372036854775808\n%.*s",
		 (int)c.note.text.len, (const char *)c.note.text.ptr);
	if (wit.sign(wit.ctx, vb_view_str(msg), blob + 8, NULL) != VB_OK)
		abort();
	vb_writer_init(&w, buf, sizeof(buf));
	vb_put_view(&w, c.note.all);
	vb_sigline_put_blob(&w, &wit.vkey, vb_view(blob, 72));
	is_int(vb_checkpoint_parse(vb_written(&w), &c, NULL), VB_OK, "a signed time of 2^63");
	is_int(vb_cosign_verify(&c, &wit.vkey, &t, NULL), VB_FALSE,
	       "C2SP tlog-cosignature: exceeds 2^63-1");
	free(copy);
	free(note);
}

int main(void)
{
	if (!vb_crypto_init())
		return 1;
	good_and_bad_texts();
	known_signatures();
	real_signatures();
	mutations();
	agents();
	refused_signing();
	other_lines();
	order_and_names();
	times();
	test_keys_free();
	return tap_done();
}
