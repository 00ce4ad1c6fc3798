/*
 * Tests of crypto: Ed25519, secrets, note keys, age recipients and identities.
 *
 * SPDX-License-Identifier: ISC
 */
#include "help.h"

#include <sodium.h>

/* RFC 8032 section 7.1. */
static void rfc8032(void)
{
	static const struct {
		const char *seed, *pub, *msg, *sig;
	} t[] = {{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
		  "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
		  "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a"
		  "33b"
		  "acc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
		 {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
		  "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
		  "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e1"
		  "599"
		  "6e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
		 {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
		  "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
		  "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d1"
		  "6f2"
		  "90ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"}};

	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		struct vb_view seed = from_hex(t[i].seed), pub = from_hex(t[i].pub),
			       msg = from_hex(t[i].msg), sig = from_hex(t[i].sig);
		struct vb_secret *s = vb_secret_import(seed.ptr);
		uint8_t p[32], g[64];

		vb_ed25519_public(s, p);
		vb_ed25519_sign(s, msg, g);
		ok(vb_view_eq(pub, vb_view(p, 32)), "RFC 8032: public key %zu", i + 1);
		ok(vb_view_eq(sig, vb_view(g, 64)), "RFC 8032: signature %zu", i + 1);
		ok(vb_ed25519_verify(p, msg, g) && vb_ed25519_public_valid(p),
		   "RFC 8032: and it verifies");
		ok(vb_ed25519_verify(p, vb_view(i ? msg.ptr : NULL, msg.len), g),
		   "also where nothing is NULL");
		vb_secret_free(s);
		drop(seed);
		drop(pub);
		drop(msg);
		drop(sig);
	}
}

/* Every single bit of a signature, a message and a key. */
static void bits(void)
{
	struct vb_secret *s = vb_secret_new(test_rng());
	uint8_t all[64 + 32 + 8] = {0}, *sig = all, *pub = all + 64, *msg = all + 96;
	unsigned accepted = 0;

	vb_ed25519_public(s, pub);
	vb_ed25519_sign(s, vb_view(msg, 8), sig);
	ok(vb_ed25519_verify(pub, vb_view(msg, 8), sig), "3.3: a signature of a new key");
	for (size_t bit = 0; bit < 8 * sizeof(all); bit++) {
		all[bit / 8] ^= (uint8_t)(1 << bit % 8);
		accepted += vb_ed25519_verify(pub, vb_view(msg, 8), sig);
		all[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	is_int(accepted, 0, "3.3: one bit of signature, key or message changed, anywhere");
	vb_secret_free(s);
}

/* S + L gives the same point: RFC 8032 section 5.1.7 wants S < L. */
static void malleable(void)
{
	static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a,	      0x63,
					  0x12, 0x58, 0xd6, 0x9c, 0xf7,	      0xa2,
					  0xde, 0xf9, 0xde, 0x14, [31] = 0x10};
	struct vb_secret *s = vb_secret_new(test_rng());
	uint8_t pub[32], sig[64];
	unsigned carry = 0;

	vb_ed25519_public(s, pub);
	vb_ed25519_sign(s, vb_view_str("m"), sig);
	for (unsigned i = 0; i < 32; i++) {
		carry += (unsigned)sig[32 + i] + order[i];
		sig[32 + i] = (uint8_t)carry;
		carry >>= 8;
	}
	ok(!vb_ed25519_verify(pub, vb_view_str("m"), sig), "3.3: S + L is refused");
	vb_secret_free(s);
}

/* The points of order 1, 2, 4 and 8, with encodings that are not canonical. */
static const char *const small_order[] = {
	"0100000000000000000000000000000000000000000000000000000000000000",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0000000000000000000000000000000000000000000000000000000000000080",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
	"0100000000000000000000000000000000000000000000000000000000000080",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"};

static void point(const char *hex, uint8_t out[static 32])
{
	if (!vb_unhex(out, 32, vb_view_str(hex)))
		abort();
}

static void bad_points(void)
{
	struct vb_secret *s = vb_secret_new(test_rng());
	uint8_t pub[32], p[32], mixed[32], sig[64];

	vb_ed25519_public(s, pub);
	for (size_t i = 0; i < VB_ARRAY_LEN(small_order); i++) {
		point(small_order[i], p);
		ok(!vb_ed25519_public_valid(p), "3.3: small order is no key: case %zu", i);
		memset(sig, 0, sizeof(sig));
		memcpy(sig, p, sizeof(p));
		ok(!vb_ed25519_verify(p, vb_view_str("m"), sig),
		   "3.3: and a signature of zeroes under it fails");
		if (i > 0 && i < 8 && crypto_core_ed25519_add(mixed, pub, p) == 0)
			ok(!vb_ed25519_public_valid(mixed),
			   "3.3: a point of mixed order is no key: case %zu", i);
	}
	point("0200000000000000000000000000000000000000000000000000000000000000", p);
	ok(!vb_ed25519_public_valid(p), "3.3: what is not on the curve is no key");
	/* y = 2^255 - 19 + 3 stands for y = 3, which is on the curve. */
	point("f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", p);
	ok(!vb_ed25519_public_valid(p), "3.3: another encoding of a point is no key");
	vb_secret_free(s);
}

/* Only who holds a key can make R the neutral point: r = 0, S = k a. */
static void neutral_point(void)
{
	static const uint8_t neutral[32] = {1}, zero[32];
	struct vb_secret *s = vb_secret_new(test_rng());
	uint8_t seed[32], pub[32], scalar[64], k[64], sig[64], sum[32];
	crypto_hash_sha512_state h;

	vb_secret_export(s, seed);
	vb_ed25519_public(s, pub);
	crypto_hash_sha512(scalar, seed, sizeof(seed));
	scalar[0] &= 248;
	scalar[31] = (scalar[31] & 127) | 64;
	memset(scalar + 32, 0, 32);
	crypto_core_ed25519_scalar_reduce(scalar, scalar);
	crypto_hash_sha512_init(&h);
	crypto_hash_sha512_update(&h, neutral, sizeof(neutral));
	crypto_hash_sha512_update(&h, pub, sizeof(pub));
	crypto_hash_sha512_update(&h, (const uint8_t *)"m", 1);
	crypto_hash_sha512_final(&h, k);
	crypto_core_ed25519_scalar_reduce(k, k);
	memcpy(sig, neutral, sizeof(neutral));
	crypto_core_ed25519_scalar_mul(sig + 32, k, scalar);
	/* [S]B = [k]A holds, so that the order of R is all that is wrong. */
	ok(crypto_scalarmult_ed25519_base_noclamp(sum, sig + 32) == 0 &&
		   crypto_scalarmult_ed25519_noclamp(k + 32, k, pub) == 0 &&
		   memcmp(sum, k + 32, 32) == 0 && memcmp(sum, zero, 32) != 0,
	   "3.3: the equation holds with the neutral point for R");
	ok(!vb_ed25519_verify(pub, vb_view_str("m"), sig),
	   "3.3: an R of small order is refused");
	vb_secret_free(s);
}

static void secrets(void)
{
	uint8_t seed[32], out[32];
	struct vb_rng rng = test_rng();
	struct vb_secret *s;

	rng.fill(rng.ctx, seed, sizeof(seed));
	s = vb_secret_new(test_rng());
	vb_secret_export(s, out);
	ok(memcmp(seed, out, 32) == 0, "a new secret is of the source it is given");
	vb_secret_free(s);
	s = vb_secret_import(seed);
	vb_secret_export(s, out);
	ok(memcmp(seed, out, 32) == 0, "export gives back what was imported");
	vb_secret_free(s);
	vb_secret_free(NULL);
}

/* ---- note keys ---- */

static const char peter_vkey[] =
	"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
static const char peter_skey[] =
	"PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
static const char tessera_vkey[] =
	"example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

static bool put_is(void (*put)(struct vb_writer *, const struct vb_vkey *),
		   const struct vb_vkey *k, const char *want)
{
	struct vb_writer w;
	char buf[600];

	vb_writer_init(&w, buf, sizeof(buf));
	put(&w, k);
	return vb_view_is(vb_written(&w), want);
}

static void vkeys(void)
{
	static const char *const good[] = {peter_vkey, tessera_vkey};
	struct vb_vkey k, other;
	char print[40];

	for (size_t i = 0; i < VB_ARRAY_LEN(good); i++) {
		ok(vb_vkey_parse(vb_view_str(good[i]), &k, NULL) == VB_OK, "a key: %s",
		   good[i]);
		ok(put_is(vb_vkey_put, &k, good[i]), "and written again");
	}
	ok(strcmp(k.name, "example.com/log/testdata") == 0 && k.id == 0x33d7b496 &&
		   k.type == 1,
	   "its parts");
	vb_vkey_make(&other, vb_view_str(k.name), k.type, k.pub);
	ok(vb_vkey_eq(&k, &other) && k.id == other.id, "made of its parts it is the same");
	other.id ^= 1;
	ok(vb_vkey_eq(&k, &other), "3.4: the id does not decide");
	other.pub[0] ^= 1;
	ok(!vb_vkey_eq(&k, &other), "3.4: the key does");
	vb_vkey_make(&other, vb_view_str(k.name), VB_KEY_COSIGN, k.pub);
	ok(!vb_vkey_eq(&k, &other) && k.id != other.id, "3.4: so does the type");
	vb_vkey_make(&other, vb_view_str("other"), k.type, k.pub);
	ok(!vb_vkey_eq(&k, &other), "3.4: so does the name");
	vb_vkey_fingerprint(print, &k);
	ok(strlen(print) == 19 && print[4] == ' ' && print[14] == ' ', "a fingerprint: %s",
	   print);
}

static void bad_vkeys(void)
{
	static const char *const bad[] = {
		"",
		"+",
		"++",
		"PeterNeumann",
		"PeterNeumann+c74f20a3",
		"PeterNeumann+c74f20a3+",
		"+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"PeterNeumanm+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW ",
		"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWAA==",
		"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10Q=",
		"Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq_LDE4izWy10TW",
		"PeterNeumann+0c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"};
	struct vb_writer w;
	uint8_t p[32];
	struct vb_vkey k;
	char buf[600];

	for (size_t i = 0; i < VB_ARRAY_LEN(bad); i++)
		is_int(vb_vkey_parse(vb_view_str(bad[i]), &k, NULL), VB_MALFORMED,
		       "not a key: case %zu", i);
	point(small_order[4], p);
	vb_vkey_make(&k, vb_view_str("n"), VB_KEY_ED25519, p);
	vb_writer_init(&w, buf, sizeof(buf));
	vb_vkey_put(&w, &k);
	is_int(vb_vkey_parse(vb_written(&w), &k, NULL), VB_REFUSED,
	       "3.3: a key of small order is refused");
	for (uint8_t type = 0; type < 8; type++) {
		if (vb_vkey_parse(vb_view_str(peter_vkey), &k, NULL) != VB_OK)
			abort();
		vb_vkey_make(&k, vb_view_str("n"), type, k.pub);
		vb_writer_init(&w, buf, sizeof(buf));
		vb_vkey_put(&w, &k);
		is_int(vb_vkey_parse(vb_written(&w), &k, NULL),
		       type == 1 || type == 4 ? VB_OK : VB_MALFORMED, "a key of type %d",
		       type);
	}
}

/* What a parser accepts it writes again, byte for byte; all else it refuses. */
static void rough_vkey(void)
{
	size_t n = sizeof(peter_vkey) - 1;
	unsigned accepted = 0;
	struct vb_vkey k;

	for (size_t len = 0; len < n; len++) {
		struct vb_view v = copy_of(vb_view(peter_vkey, len));

		accepted += vb_vkey_parse(v, &k, NULL) == VB_OK;
		drop(v);
	}
	is_int(accepted, 0, "no truncation of a key is a key");
	for (size_t at = 0; at < n; at++) {
		for (unsigned x = 1; x < 256; x++) {
			struct vb_view v = copy_of(vb_view(peter_vkey, n));
			uint8_t *p = (uint8_t *)(uintptr_t)v.ptr;

			p[at] ^= (uint8_t)x;
			accepted += vb_vkey_parse(v, &k, NULL) == VB_OK;
			drop(v);
		}
	}
	is_int(accepted, 0, "no change of a byte of a key is a key");
}

static void skeys(void)
{
	size_t n = sizeof(peter_skey) - 1;
	struct vb_secret *s = NULL;
	struct vb_vkey k;
	struct vb_writer w;
	unsigned wrong = 0;
	char buf[600];

	ok(vb_skey_parse(vb_view_str(peter_skey), &k, &s, NULL) == VB_OK, "Go's secret key");
	ok(put_is(vb_vkey_put, &k, peter_vkey), "has the public key that Go says");
	vb_writer_init(&w, buf, sizeof(buf));
	vb_skey_put(&w, s, &k);
	ok(vb_view_is(vb_written(&w), peter_skey), "and is written again");
	vb_secret_free(s);
	for (size_t len = 0; len < n; len++) {
		struct vb_view v = copy_of(vb_view(peter_skey, len));

		wrong += vb_skey_parse(v, &k, &s, NULL) != VB_MALFORMED;
		drop(v);
	}
	is_int(wrong, 0, "no truncation of it is a key");
	for (size_t at = 0; at < n; at++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			struct vb_view v = copy_of(vb_view(peter_skey, n));
			uint8_t *p = (uint8_t *)(uintptr_t)v.ptr;

			p[at] ^= (uint8_t)(1 << bit);
			wrong += vb_skey_parse(v, &k, &s, NULL) != VB_MALFORMED;
			drop(v);
		}
	}
	is_int(wrong, 0, "no change of a bit of it is a key");
}

static void key_names(void)
{
	static const char *const good[] = {"a",	  "example.com/log", "n\xc3\xb6rd",
					   "a=b", "\xe2\x80\x94",    "~"};
	static const char *const bad[] = {"",
					  "a b",
					  "a+b",
					  "a\nb",
					  "a\tb",
					  "a\x1f",
					  "\xc2\x85",
					  "a\xc2\xa0",
					  "\xe1\x9a\x80",
					  "\xe2\x80\x80",
					  "\xe2\x80\x8a",
					  "\xe2\x80\xa8",
					  "\xe2\x80\xa9",
					  "\xe2\x80\xaf",
					  "\xe2\x81\x9f",
					  "\xe3\x80\x80",
					  "\xff",
					  "a\xc3"};
	char text[257];

	for (size_t i = 0; i < VB_ARRAY_LEN(good); i++)
		ok(vb_keyname_valid(vb_view_str(good[i])), "a key name: %s", good[i]);
	for (size_t i = 0; i < VB_ARRAY_LEN(bad); i++)
		ok(!vb_keyname_valid(vb_view_str(bad[i])), "not a key name: case %zu", i);
	ok(!vb_keyname_valid(vb_view("a\0b", 3)), "not a key name: with a NUL");
	memset(text, 'x', sizeof(text));
	ok(vb_keyname_valid(vb_view(text, 255)), "1.2: a name of 255 bytes");
	ok(!vb_keyname_valid(vb_view(text, 256)), "1.2: and of 256");
}

/* ---- age ---- */

/* The pair of C2SP age, "The X25519 recipient type". */
static const char age_identity[] =
	"AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
static const char age_recipient[] =
	"age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

static void age_keys(void)
{
	struct vb_recipient r, own;
	struct vb_secret *s = NULL;
	struct vb_writer w;
	uint8_t seed[32];
	char buf[100];

	is_int(vb_identity_parse(vb_view_str(age_identity), &s, NULL), VB_OK, "an identity");
	vb_secret_export(s, seed);
	ok(seed[0] == 0x42 && seed[31] == 0x42, "of 32 times 0x42");
	vb_writer_init(&w, buf, sizeof(buf));
	vb_identity_put(&w, s);
	ok(vb_view_is(vb_written(&w), age_identity) && w.len == VB_AGE_IDENTITY_LEN,
	   "is written again");
	ok(vb_recipient_parse(vb_view_str(age_recipient), &r), "its recipient");
	vb_recipient_of(s, &own);
	ok(memcmp(&r, &own, sizeof(r)) == 0, "is what it computes");
	vb_writer_init(&w, buf, sizeof(buf));
	vb_recipient_put(&w, &r);
	ok(vb_view_is(vb_written(&w), age_recipient) && w.len == VB_AGE_RECIPIENT_LEN,
	   "and written again");
	vb_secret_free(s);
}

static void age_points_of_small_order(void)
{
	/* Points of small order on Curve25519, and not canonical ones. */
	static const char *const low[] = {
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
		"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"};
	struct vb_recipient r;
	struct vb_writer w;
	char buf[100];

	for (size_t i = 0; i < VB_ARRAY_LEN(low); i++) {
		struct vb_view p = from_hex(low[i]);

		memcpy(r.pub, p.ptr, 32);
		vb_writer_init(&w, buf, sizeof(buf));
		vb_recipient_put(&w, &r);
		ok(vb_recipient_parse(vb_written(&w), &r) && !vb_recipient_usable(&r),
		   "no recipient: small order, case %zu", i);
		drop(p);
	}
}

static bool any_age_key(struct vb_view v)
{
	struct vb_secret *s = NULL;
	struct vb_recipient r;
	bool found = vb_recipient_parse(v, &r) || vb_identity_parse(v, &s, NULL) == VB_OK;

	vb_secret_free(s);
	return found;
}

static void rough_age_key(const char *good)
{
	static const char *const bad[] = {
		"age1", "AGE1ZVKYG2LQZRAA2LNJVQEJ32NKUU0UES2S82HZRYE869XEEXVN73EQUNUJWJ",
		"age1ZVKYG2LQZRAA2LNJVQEJ32NKUU0UES2S82HZRYE869XEEXVN73EQUNUJWJ",
		"age-secret-key-1gfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpq4egaex"};
	unsigned accepted = 0;

	for (size_t i = 0; i < VB_ARRAY_LEN(bad); i++)
		ok(!any_age_key(vb_view_str(bad[i])), "no age key: case %zu", i);
	for (size_t len = 0; len < strlen(good); len++) {
		struct vb_view v = copy_of(vb_view(good, len));

		accepted += any_age_key(v);
		drop(v);
	}
	is_int(accepted, 0, "no truncation of %.4s... is a key", good);
	for (size_t at = 0; at < strlen(good); at++) {
		for (unsigned x = 1; x < 256; x++) {
			struct vb_view v = copy_of(vb_view_str(good));
			uint8_t *p = (uint8_t *)(uintptr_t)v.ptr;

			p[at] ^= (uint8_t)x;
			accepted += any_age_key(v);
			drop(v);
		}
	}
	is_int(accepted, 0, "no change of a byte of %.4s... is a key", good);
}

int main(void)
{
	if (!vb_crypto_init())
		return 1;
	rfc8032();
	bits();
	malleable();
	bad_points();
	neutral_point();
	secrets();
	vkeys();
	bad_vkeys();
	rough_vkey();
	skeys();
	key_names();
	age_keys();
	age_points_of_small_order();
	rough_age_key(age_recipient);
	rough_age_key(age_identity);
	return tap_done();
}
