/*
 * HTTP Message Signatures: the vector of RFC 9421, the one spelling that is taken, what
 * the base says of every component, and digests (RFC 9530).
 *
 * SPDX-License-Identifier: ISC
 */
#include "post/internal.h"

#include "tap.h"

#include <stdlib.h>
#include <string.h>

#define HEAD \
	"wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKR"
#define SIG HEAD "Cw=="
#define NONCE "(\"@method\");created=1;nonce=\"n\""

static struct vb_view str(const char *s)
{
	return vb_view_str(s);
}

/* Memory of exactly that size, so that a sanitizer sees one byte more. */
static enum vb_code parse(const char *input, const char *signature, struct vb_signature *out,
			  struct vb_err *err)
{
	static char *kept[2];
	size_t n = strlen(input), m = strlen(signature);

	free(kept[0]);
	free(kept[1]);
	kept[0] = malloc(n ? n : 1);
	kept[1] = malloc(m ? m : 1);
	memcpy(kept[0], input, n);
	memcpy(kept[1], signature, m);
	return vb_signature_parse(vb_view(kept[0], n), vb_view(kept[1], m), out, err);
}

/* ---- RFC 9421 B.2.6 ---- */

static const struct vb_http_field rfc_field[] = {
	{"date", {(const uint8_t *)"Tue, 20 Apr 2021 02:07:55 GMT", 29}},
	{"content-type", {(const uint8_t *)"application/json", 16}},
	{"content-length", {(const uint8_t *)"18", 2}},
};

static struct vb_http_message rfc_message(void)
{
	return (struct vb_http_message){.method = str("POST"), .authority = str("example.com"),
					.path = str("/foo"), .query = str("param=Value&Pet=dog"),
					.field = rfc_field, .nfields = 3};
}

static void vector(void)
{
	static const char input[] =
		"sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" "
		"\"content-length\");created=1618884473;keyid=\"test-key-ed25519\"";
	static const char want[] =
		"\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@method\": POST\n\"@path\": /foo\n"
		"\"@authority\": example.com\n\"content-type\": application/json\n"
		"\"content-length\": 18\n\"@signature-params\": (\"date\" \"@method\" \"@path\" "
		"\"@authority\" \"content-type\" \"content-length\");created=1618884473;"
		"keyid=\"test-key-ed25519\"";
	struct vb_http_message m = rfc_message();
	uint8_t key[32], base[1024];
	struct vb_signature s;
	struct vb_writer w;
	size_t n = 0;

	is_int(parse(input, "sig-b26=:" SIG ":", &s, NULL), VB_OK, "B.2.6: read");
	is_int(s.ncomponents, 6, "B.2.6: six components");
	is_int(s.created, 1618884473, "B.2.6: created");
	ok(vb_view_is(s.keyid, "test-key-ed25519") && s.nonce.len == 0 && s.alg.len == 0 &&
	   s.tag.len == 0, "B.2.6: keyid, and no more");
	vb_writer_init(&w, base, sizeof(base));
	ok(vb_signature_base(&w, &m, &s) && vb_view_is(vb_written(&w), want), "B.2.6: the base");
	ok(vb_unbase64(key, 32, &n, str("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=")) &&
	   vb_ed25519_verify(key, vb_written(&w), s.sig), "B.2.6: the signature");
	base[0] ^= 1;
	ok(!vb_ed25519_verify(key, vb_written(&w), s.sig), "B.2.6: not of another base");
}

static void digest(void)
{
	char out[64];
	struct vb_hash h;

	vb_sha256(str("{\"hello\": \"world\"}\n"), &h);
	vb_digest_put(out, &h);
	is_str(out, "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:", "RFC 9530 2");
	vb_sha256(str(""), &h);
	vb_digest_put(out, &h);
	is_str(out, "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:", "of nothing");
}

/* ---- spellings ---- */

#define TWELVE "\"1\" \"2\" \"3\" \"4\" \"5\" \"6\" \"7\" \"8\" \"9\" \"10\" \"11\" \"12\""
static const char *const good_input[] = {
	"a=()", "a=(\"@method\")", "a1-b=(\"@method\" \"x\");created=0",
	"a=();created=9007199254740991", "a=();nonce=\"n\";keyid=\"k\";alg=\"a\";tag=\"t\"",
	"a=();tag=\"t\";created=1", "a=(\"\")", "a=();nonce=\" !#$%&'()*+,-./:;<=>?@[]^_`{|}~\"",
	("a=(" TWELVE " \"13\" \"14\" \"15\" \"16\")"),
};
static const char *const bad_input[] = {
	"", "a", "=()", "a=", "a=(", "a=)", "a= ()", "a =()", " a=()", "a=() ", "a=()\t", "A=()",
	"1=()", "-a=()", "a_b=()", "*=()", "a=(\"@method)", "a=(@method)", "a=('@method')",
	"a=( \"@method\")", "a=(\"@method\" )", "a=(\"@method\"  \"x\")", "a=(\"x\"\t\"y\")",
	"a=(\"x\"\"y\")", "a=(\"x\",\"y\")", "a=(\"x\" \"x\")", "a=(\"x\" \"y\" \"x\")",
	"a=(\"x\";req)", "a=(\"x\";bs)", "a=(\"@query-param\";name=\"q\")", "a=(\"x\";sf \"y\")",
	"a=(\"x\\\"y\")", "a=(\"x\\\\\")", "a=(\"x\x01\")", "a=(\"x\x7f\")", "a=(\"\xc3\xa9\")",
	"a=(\"x\ny\")", "a=();", "a=() ;created=1", "a=(); created=1", "a=();created",
	"a=();created=", "a=();created=-1", "a=();created=+1", "a=();created=01",
	"a=();created=1.0", "a=();created=\"1\"", "a=();created=9007199254740992",
	"a=();created=18446744073709551617", "a=();created=1;created=1", "a=();created=1;created=2",
	"a=();created=1 ", "a=();created=1;", "a=();Created=1", "a=();expires=1",
	"a=();nonce=n", "a=();nonce=\"\"", "a=();nonce=\"n", "a=();nonce=\"n\";nonce=\"n\"",
	"a=();nonce=\"n\";nonce=\"m\"", "a=();keyid=\"k\";keyid=\"k\"", "a=();alg=ed25519",
	"a=();alg=\"\"", "a=();tag=\"\"", "a=();nonce=\"a\\\"b\"", "a=();nonce=\"\xc3\xa9\"",
	"a=();nonce=:AA==:", "a=();unknown=\"x\"", "a=();unknown", "a=();x=?1",
	"a=(),b=()", "a=(), b=()", "a=()b=()", "a=();created=1,b=()", "a=\"x\"", "a=1", "a=:AA==:",
	("a=(" TWELVE " \"13\" \"14\" \"15\" \"16\" \"17\")"),
};
static const char *const bad_signature[] = {
	"", "a", "a=", "a=:", "a=::", "b=:" SIG ":", "A=:" SIG ":", "a:" SIG ":", "a=" SIG,
	"a=:" SIG, "a=" SIG ":", " a=:" SIG ":", "a=:" SIG ": ", "a= :" SIG ":", "a=: " SIG ":",
	"a=:" SIG ":;x=1", "a=:" SIG ":, b=:" SIG ":", "a=:" SIG "::", "a=\"" SIG "\"",
	/* without padding, in the other alphabet, a byte short, a byte long, other last bits */
	("a=:" HEAD "Cw:"),
	("a=:" HEAD "_w==:"),
	("a=:" HEAD ":"),
	("a=:" HEAD "CwA=:"),
	("a=:" HEAD "Cx==:"),
};

static void spellings(void)
{
	struct vb_signature s, before;
	struct vb_err err = {0};

	for (size_t i = 0; i < VB_ARRAY_LEN(good_input); i++)
		is_int(parse(good_input[i], strncmp(good_input[i], "a1-b", 4) ? "a=:" SIG ":"
			     : "a1-b=:" SIG ":", &s, NULL), VB_OK, "taken: input %zu", i);
	memset(&s, 0x5a, sizeof(s));
	memcpy(&before, &s, sizeof(s));
	for (size_t i = 0; i < VB_ARRAY_LEN(bad_input); i++) {
		is_int(parse(bad_input[i], "a=:" SIG ":", &s, &err), VB_MALFORMED,
		       "refused: input %zu", i);
		is_str(err.where, "Signature-Input", "refused: input %zu, as that", i);
	}
	for (size_t i = 0; i < VB_ARRAY_LEN(bad_signature); i++) {
		is_int(parse("a=" NONCE, bad_signature[i], &s, &err), VB_MALFORMED,
		       "refused: signature %zu", i);
		is_str(err.where, "Signature", "refused: signature %zu, as that", i);
	}
	ok(s.params.ptr == before.params.ptr && s.params.len == before.params.len &&
	   s.ncomponents == before.ncomponents && s.created == before.created &&
	   memcmp(s.sig, before.sig, sizeof(s.sig)) == 0, "refused: nothing was written");
	ok(vb_signature_parse(vb_view(NULL, 0), vb_view(NULL, 0), &s, NULL) == VB_MALFORMED,
	   "refused: nothing at all");
}

/* ---- components ---- */

static void components(void)
{
	static const struct {
		const char *input, *base;	/* NULL: there is none */
	} row[] = {
		{"a=(\"@method\")", "\"@method\": POST\n"},
		{"a=(\"@authority\")", "\"@authority\": example.com\n"},
		{"a=(\"@path\")", "\"@path\": /foo\n"},
		{"a=(\"@query\")", "\"@query\": ?param=Value&Pet=dog\n"},
		{"a=(\"date\")", "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n"},
		{"a=(\"content-type\" \"@path\")",
		 "\"content-type\": application/json\n\"@path\": /foo\n"},
		{"a=()", ""}, {"a=(\"\")", NULL}, {"a=(\"Date\")", NULL}, {"a=(\"@Path\")", NULL},
		{"a=(\"@target-uri\")", NULL}, {"a=(\"@scheme\")", NULL}, {"a=(\"host\")", NULL},
		{"a=(\"@request-target\")", NULL}, {"a=(\"@status\")", NULL},
		{"a=(\"@query-param\")", NULL}, {"a=(\"@signature-params\")", NULL},
		{"a=(\"date\" \"no-such-field\")", NULL},
	};
	struct vb_http_message m = rfc_message();
	char want[512];
	uint8_t base[512];
	struct vb_signature s;
	struct vb_writer w;
	bool made;

	for (size_t i = 0; i < VB_ARRAY_LEN(row); i++) {
		is_int(parse(row[i].input, "a=:" SIG ":", &s, NULL), VB_OK, "base %zu: read", i);
		vb_writer_init(&w, base, sizeof(base));
		made = vb_signature_base(&w, &m, &s);
		snprintf(want, sizeof(want), "%s\"@signature-params\": %s",
			 row[i].base ? row[i].base : "", row[i].input + 2);
		ok(row[i].base ? made && vb_view_is(vb_written(&w), want) : !made,
		   "base %zu: %s", i, row[i].base ? "as it should be" : "none");
	}
	m.query = str("");
	is_int(parse("a=(\"@query\")", "a=:" SIG ":", &s, NULL), VB_OK, "base: read");
	vb_writer_init(&w, base, sizeof(base));
	ok(vb_signature_base(&w, &m, &s) &&
	   vb_view_is(vb_written(&w), "\"@query\": ?\n\"@signature-params\": (\"@query\")"),
	   "base: an empty query is a question mark (2.2.7)");
	vb_writer_init(&w, base, 20);
	ok(!vb_signature_base(&w, &m, &s), "base: where it does not fit there is none");
	ok(vb_signature_covers(&s, "@query") && !vb_signature_covers(&s, "@quer") &&
	   !vb_signature_covers(&s, "@query2") && !vb_signature_covers(&s, "query"),
	   "covers: that name alone");
}

/* ---- made and read ---- */

static void round_trip(void)
{
	struct vb_rng_seeded seeded;
	struct vb_rng rng = vb_rng_seeded(&seeded, (const uint8_t[32]){7});
	struct vb_secret *key = vb_secret_new(rng);
	struct vb_http_message m = rfc_message();
	uint8_t nonce[16] = {1, 2, 3}, pub[32], base[1024];
	char input[512], signature[160];
	struct vb_writer in, sig, w;
	struct vb_signature s;

	vb_writer_init(&in, input, sizeof(input));
	vb_writer_init(&sig, signature, sizeof(signature));
	vb_signature_make(&m, 1618884473, nonce, str("nord/legal"), key, &in, &sig);
	ok(!in.over && !sig.over, "made");
	is_int(vb_signature_parse(vb_written(&in), vb_written(&sig), &s, NULL), VB_OK, "read");
	is_int(s.ncomponents, 7, "over all that there is");
	ok(vb_view_is(s.nonce, "01020300000000000000000000000000") &&
	   vb_view_is(s.keyid, "nord/legal") && vb_view_is(s.alg, "ed25519") &&
	   vb_view_is(s.tag, "verbale") && s.created == 1618884473, "with its parameters");
	vb_ed25519_public(key, pub);
	vb_writer_init(&w, base, sizeof(base));
	ok(vb_signature_base(&w, &m, &s) && vb_ed25519_verify(pub, vb_written(&w), s.sig),
	   "and it holds");
	for (unsigned i = 0; i < 4; i++) {
		struct vb_http_message other = rfc_message();

		*(i == 0 ? &other.method : i == 1 ? &other.authority : i == 2 ? &other.path
		  : &other.query) = str("x");
		vb_writer_init(&w, base, sizeof(base));
		ok(vb_signature_base(&w, &other, &s) &&
		   !vb_ed25519_verify(pub, vb_written(&w), s.sig), "not of another, %u", i);
	}
	vb_writer_init(&in, input, 60);
	vb_writer_init(&sig, signature, sizeof(signature));
	vb_signature_make(&m, 1618884473, nonce, str("nord"), key, &in, &sig);
	ok(in.over && sig.len == 0, "where it does not fit nothing is signed");
	vb_secret_free(key);
}

int main(void)
{
	if (!vb_crypto_init())
		return 1;
	vector();
	digest();
	spellings();
	components();
	round_trip();
	return tap_done();
}
