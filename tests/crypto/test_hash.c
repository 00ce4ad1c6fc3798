/*
 * Tests of crypto: SHA-256, HMAC, HKDF, base64, random sources, comparing.
 *
 * SPDX-License-Identifier: ISC
 */
#include "help.h"

static const char *hex_of(const struct vb_hash *h)
{
	static char text[65];

	vb_hex(text, h->b, sizeof(h->b));
	return text;
}

/* FIPS 180-4, NIST's example values. */
static void sha256(void)
{
	static const struct {
		const char *in, *out;
	} t[] = {{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		 {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		 {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
		 {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
		  "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
		  "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"}};
	static char a[1000];
	struct vb_sha256 s;
	struct vb_hash h;

	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		vb_sha256(vb_view_str(t[i].in), &h);
		is_str(hex_of(&h), t[i].out, "FIPS 180-4: %zu bytes", strlen(t[i].in));
	}
	memset(a, 'a', sizeof(a));
	vb_sha256_init(&s);
	for (int i = 0; i < 1000; i++)
		vb_sha256_update(&s, a, sizeof(a));
	vb_sha256_final(&s, &h);
	is_str(hex_of(&h), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
	       "FIPS 180-4: a million times \"a\"");
}

static void sha256_pieces(void)
{
	struct vb_rng rng = test_rng();
	struct vb_hash whole, parts;
	unsigned wrong = 0;
	uint8_t b[300];

	rng.fill(rng.ctx, b, sizeof(b));
	for (size_t len = 0; len <= sizeof(b); len += 7) {
		for (size_t cut = 0; cut <= len; cut += 5) {
			struct vb_sha256 s, other;

			vb_sha256_init(&s);
			vb_sha256_update(&s, b, cut);
			vb_sha256_update(&s, NULL, 0);
			other = s; /* it owns nothing: a copy goes on by itself */
			vb_sha256_update(&s, "x", 1);
			vb_sha256_update(&other, b + cut, len - cut);
			vb_sha256_final(&other, &parts);
			vb_sha256(vb_view(b, len), &whole);
			wrong += !vb_hash_eq(&whole, &parts);
		}
	}
	is_int(wrong, 0, "in two pieces as in one, and a copied state is independent");
}

/* RFC 4231 section 4. */
/* The example of the paper (Aumasson, Bernstein 2012), appendix A; its number is read from
 * these bytes in the other order. */
static void siphash(void)
{
	uint8_t key[16], msg[15];

	for (uint8_t i = 0; i < sizeof(key); i++)
		key[i] = i;
	memcpy(msg, key, sizeof(msg));
	ok(vb_siphash(key, vb_view(msg, sizeof(msg))) == 0xe545be4961ca29a1, "SipHash-2-4");
	ok(vb_siphash(key, vb_view(msg, 14)) != vb_siphash(key, vb_view(msg, 15)),
	   "SipHash: of all bytes");
}

static void hmac(void)
{
	static const char ks131[] =
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
	static const struct {
		const char *key, *msg, *mac;
	} t[] = {{"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
		  "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
		 {"4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
		  "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
		 {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		  "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
		  "dddddddddddddddddddddddddddddddd",
		  "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
		 {"0102030405060708090a0b0c0d0e0f10111213141516171819",
		  "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
		  "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
		  "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
		 {ks131,
		  "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b65792"
		  "02d"
		  "2048617368204b6579204669727374",
		  "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"}};
	struct vb_hash h;

	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		struct vb_view key = from_hex(t[i].key), msg = from_hex(t[i].msg);

		vb_hmac(key, msg, &h);
		is_str(hex_of(&h), t[i].mac, "RFC 4231: case %zu", i < 4 ? i + 1 : i + 2);
		drop(key);
		drop(msg);
	}
}

/* RFC 5869 appendix A. */
static void hkdf(void)
{
	static const struct {
		const char *ikm, *salt, *info, *okm;
	} t[] = {{"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c",
		  "f0f1f2f3f4f5f6f7f8f9",
		  "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf3400720"
		  "8d5b887185865"},
		 {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021222"
		  "32425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f40414243444546"
		  "4748494a4b4c4d4e4f",
		  "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f8081828"
		  "38485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6"
		  "a7a8a9aaabacadaeaf",
		  "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d"
		  "3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6"
		  "f7f8f9fafbfcfdfeff",
		  "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a9"
		  "9cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e"
		  "87c14c01d5c1f3434f1d87"},
		 {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
		  "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395"
		  "faa4b61a96c8"}};
	uint8_t out[255 * 32];
	char text[200];

	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		struct vb_view ikm = from_hex(t[i].ikm), salt = from_hex(t[i].salt),
			       info = from_hex(t[i].info);
		size_t n = strlen(t[i].okm) / 2;

		vb_hkdf(ikm, salt, info, out, n);
		vb_hex(text, out, n);
		is_str(text, t[i].okm, "RFC 5869: case %zu", i + 1);
		drop(ikm);
		drop(salt);
		drop(info);
	}
	vb_hkdf(vb_view_str("k"), vb_view(NULL, 0), vb_view(NULL, 0), out, sizeof(out));
	ok(out[sizeof(out) - 1] || out[sizeof(out) - 2] || out[sizeof(out) - 3],
	   "RFC 5869: the longest output");
}

/* RFC 4648 section 10, and every way of not being canonical. */
static void base64(void)
{
	static const char *const good[][2] = {{"", ""},
					      {"f", "Zg=="},
					      {"fo", "Zm8="},
					      {"foo", "Zm9v"},
					      {"foob", "Zm9vYg=="},
					      {"fooba", "Zm9vYmE="},
					      {"foobar", "Zm9vYmFy"},
					      {"\xfb\xff", "+/8="}};
	static const char *const bad[] = {
		"Zg",	  "Zg=",    "Zg===",	"Z",	      "Z===",	  "====",  "=",
		"Zh==",	  "Zm9=",   "Zm8",	"Zm9vZg",     "Zg==\n",	  " Zg==", "Zg= =",
		"Z-==",	  "Z_==",   "Zg==Zg==", "Zm9v=",      "Zm9v====", "Zm=v",  "Z=9v",
		"Zm9v\n", "Zm\n9v", "Zm9vZ===", "\xc3\xa9m9v"};
	uint8_t out[16];
	char text[16];
	size_t n;

	for (size_t i = 0; i < VB_ARRAY_LEN(good); i++) {
		const uint8_t *in = (const uint8_t *)good[i][0];

		n = vb_base64(text, in, strlen(good[i][0]));
		ok(strcmp(text, good[i][1]) == 0 && n == strlen(text), "base64: %s", text);
		n = 99;
		ok(vb_unbase64(out, strlen(good[i][0]), &n, vb_view_str(good[i][1])) &&
			   vb_view_is(vb_view(out, n), good[i][0]),
		   "and back, into just enough room");
		if (n > 0)
			ok(!vb_unbase64(out, n - 1, &n, vb_view_str(good[i][1])),
			   "but not into a byte less");
	}
	for (size_t i = 0; i < VB_ARRAY_LEN(bad); i++) {
		memset(out, 7, sizeof(out));
		n = 99;
		ok(!vb_unbase64(out, sizeof(out), &n, vb_view_str(bad[i])) && n == 99 &&
			   out[0] == 7,
		   "not canonical base64, and nothing written: case %zu", i);
	}
	ok(!vb_unbase64(out, sizeof(out), &n, vb_view("Zg=\0", 4)), "not base64: a NUL");
}

/* All strings of four characters over a set: decoded only if they are what their
 * bytes encode to. */
static void base64_exhaustive(void)
{
	static const uint8_t set[] = "ABQgwxyz019+/=-_ \n";
	size_t k = sizeof(set), count = 0;
	unsigned wrong = 0;

	for (size_t i = 0; i < k * k * k * k; i++) {
		char q[4] = {(char)set[i % k], (char)set[i / k % k], (char)set[i / k / k % k],
			     (char)set[i / k / k / k]};
		char text[8];
		uint8_t out[3];
		size_t n;

		if (!vb_unbase64(out, 3, &n, vb_view(q, 4)))
			continue;
		count++;
		vb_base64(text, out, n);
		wrong += memcmp(text, q, 4) != 0;
	}
	/* 13 of the set are of the alphabet; A, Q, g, w may stand before "==", those
	 * with two zero bits before "=". */
	ok(wrong == 0 && count > 13 * 13 * 13 * 13, "one spelling: %zu strings of four",
	   count);
}

static void random_sources(void)
{
	static const uint8_t seed[32] = {1}, other[32] = {2};
	uint8_t a[150], b[150], zero[150] = {0};
	struct vb_rng_seeded state;
	struct vb_rng rng;

	rng = vb_rng_seeded(&state, seed);
	rng.fill(rng.ctx, a, sizeof(a));
	rng.fill(rng.ctx, b, sizeof(b));
	ok(memcmp(a, b, sizeof(a)) != 0, "a seeded source goes on");
	rng.fill(rng.ctx, b, 0);
	rng = vb_rng_seeded(&state, seed);
	rng.fill(rng.ctx, b, sizeof(b));
	ok(memcmp(a, b, sizeof(a)) == 0, "and is the same again");
	rng = vb_rng_seeded(&state, other);
	rng.fill(rng.ctx, b, sizeof(b));
	ok(memcmp(a, b, sizeof(a)) != 0, "but not of another seed");
	rng = vb_rng_system();
	rng.fill(rng.ctx, a, sizeof(a));
	rng.fill(rng.ctx, b, sizeof(b));
	ok(memcmp(a, b, sizeof(a)) != 0 && memcmp(a, zero, sizeof(a)) != 0,
	   "the system's source never is");
}

/* RFC 7914 section 12: scrypt ("pleaseletmein", "SodiumChloride", 16384, 8, 1). */
static void stretch(void)
{
	uint8_t out[64];
	char text[129];

	ok(vb_stretch(vb_view_str("pleaseletmein"), vb_view_str("SodiumChloride"), 14, out,
		      sizeof(out)),
	   "RFC 7914: scrypt");
	vb_hex(text, out, sizeof(out));
	is_str(text,
	       "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
	       "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
	       "its third example");
	ok(!vb_stretch(vb_view_str("a"), vb_view_str("b"), 21, out, sizeof(out)) &&
		   out[0] == 0 && out[63] == 0,
	   "more memory than is given to it: refused, and the output is zero");
}

static void secrets(void)
{
	uint8_t a[33] = {1}, b[33] = {1};

	ok(vb_secret_eq(a, b, 33) && vb_secret_eq(a, b, 0), "equal secrets");
	b[32] = 0x80;
	ok(!vb_secret_eq(a, b, 33) && vb_secret_eq(a, b, 32), "to the last bit");
	vb_wipe(a, 32);
	vb_wipe(b, 33);
	ok(vb_secret_eq(a, b, 33), "wiped");
}

int main(void)
{
	ok(vb_crypto_init() && vb_crypto_init(), "start, twice");
	sha256();
	sha256_pieces();
	hmac();
	siphash();
	hkdf();
	base64();
	base64_exhaustive();
	random_sources();
	stretch();
	secrets();
	return tap_done();
}
