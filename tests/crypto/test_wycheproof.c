/*
 * Project Wycheproof's vectors for the primitives that we use.
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto/internal.h"
#include "help.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <sodium.h>

struct tally {
	unsigned right, wrong, skipped;
};

static const char *str(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? s : "";
}

static bool says(const json_t *test, const char *result)
{
	return strcmp(str(test, "result"), result) == 0;
}

static void count(struct tally *t, const json_t *test, bool right)
{
	t->right += right;
	t->wrong += !right;
	if (!right)
		diag("wrong: tcId %lld: %s (%s)",
		     (long long)json_integer_value(json_object_get(test, "tcId")),
		     str(test, "comment"), str(test, "result"));
}

/* Runs @each over all tests of a file of vectors. */
static void run(const char *name, void (*each)(const json_t *, const json_t *, struct tally *))
{
	const char *dir = tap_vectors();
	struct tally t = {0};
	size_t i, j;
	json_t *root, *group, *test;
	char path[5000];

	if (!dir) {
		tap_skip("no folder of vectors: wycheproof %s", name);
		return;
	}
	snprintf(path, sizeof(path), "%s/wycheproof/%s_test.json", dir, name);
	root = json_load_file(path, 0, NULL);
	json_array_foreach(json_object_get(root, "testGroups"), i, group)
	{
		json_array_foreach(json_object_get(group, "tests"), j, test)
			each(group, test, &t);
	}
	ok(t.wrong == 0 &&
		   t.right + t.skipped ==
			   json_integer_value(json_object_get(root, "numberOfTests")) &&
		   t.right > 0,
	   "wycheproof %s: %u right, %u wrong, %u skipped", name, t.right, t.wrong, t.skipped);
	json_decref(root);
}

static void ed25519(const json_t *group, const json_t *test, struct tally *t)
{
	struct vb_view pub = from_hex(str(json_object_get(group, "publicKey"), "pk"));
	struct vb_view msg = from_hex(str(test, "msg")), sig = from_hex(str(test, "sig"));
	/* Whoever calls us has checked the length of key and signature. */
	bool good = pub.len == 32 && sig.len == 64 && vb_ed25519_public_valid(pub.ptr) &&
		    vb_ed25519_verify(pub.ptr, msg, sig.ptr);

	count(t, test, good == says(test, "valid"));
	drop(pub);
	drop(msg);
	drop(sig);
}

static void hmac(const json_t *group, const json_t *test, struct tally *t)
{
	struct vb_view key = from_hex(str(test, "key")), msg = from_hex(str(test, "msg")),
		       tag = from_hex(str(test, "tag"));
	size_t n = (size_t)json_integer_value(json_object_get(group, "tagSize")) / 8;
	struct vb_hash h;

	vb_hmac(key, msg, &h);
	count(t, test, (n == tag.len && vb_secret_eq(h.b, tag.ptr, n)) == says(test, "valid"));
	drop(key);
	drop(msg);
	drop(tag);
}

static void hkdf(const json_t *group, const json_t *test, struct tally *t)
{
	struct vb_view ikm = from_hex(str(test, "ikm")), salt = from_hex(str(test, "salt")),
		       info = from_hex(str(test, "info")), okm = from_hex(str(test, "okm"));
	size_t n = (size_t)json_integer_value(json_object_get(test, "size"));
	uint8_t *out = malloc(n ? n : 1);

	(void)group;
	if (n > 255 * 32) {
		t->skipped++; /* more than HKDF can give: our callers' sizes are constants */
	} else {
		vb_hkdf(ikm, salt, info, out, n);
		count(t, test, vb_view_eq(vb_view(out, n), okm) == says(test, "valid"));
	}
	free(out);
	drop(ikm);
	drop(salt);
	drop(info);
	drop(okm);
}

/* An age file whose stanza was wrapped with the shared secret of the vector: it
 * opens to the vector's private key if we come to the same secret. */
static size_t file_for(struct vb_view share, struct vb_view shared, const uint8_t own[32],
		       const uint8_t file_key[16], uint8_t *out, size_t cap)
{
	uint8_t salt[64], key[32], body[VB_AGE_BODY_LEN];
	struct vb_writer w;

	memcpy(salt, share.ptr, 32);
	memcpy(salt + 32, own, 32);
	vb_hkdf(shared, vb_view(salt, 64), vb_view_str("age-encryption.org/v1/X25519"), key,
		32);
	vb_age_wrap_key(key, file_key, body);
	vb_writer_init(&w, out, cap);
	vb_put_str(&w, "age-encryption.org/v1\n-> X25519 ");
	vb_put_base64_raw(&w, share.ptr, 32);
	vb_put_byte(&w, '\n');
	vb_age_header_end(&w, file_key, body);
	if (vb_age_payload_seal(file_key, file_key, vb_view(NULL, 0), out + w.len, NULL, NULL) !=
	    VB_OK)
		abort();
	return w.len + (size_t)vb_age_payload_size(0);
}

static void x25519(const json_t *group, const json_t *test, struct tally *t)
{
	static const uint8_t file_key[16] = "the key of files", zero[32];
	struct vb_view share = from_hex(str(test, "public")),
		       priv = from_hex(str(test, "private")),
		       shared = from_hex(str(test, "shared"));
	struct vb_secret *s = vb_secret_import(priv.ptr);
	uint8_t file[300], key[16] = {0};
	struct vb_recipient own;
	enum vb_code code;
	size_t n;

	(void)group;
	vb_recipient_of(s, &own);
	n = file_for(share, shared, own.pub, file_key, file, sizeof(file));
	code = vb_age_file_key(vb_view(file, n), s, key, NULL);
	/* C2SP age: a shared secret of zeroes is an error of the header. */
	if (memcmp(shared.ptr, zero, 32) == 0)
		count(t, test, code == VB_MALFORMED);
	else
		count(t, test, code == VB_OK && memcmp(key, file_key, 16) == 0);
	vb_secret_free(s);
	drop(share);
	drop(priv);
	drop(shared);
}

/* libcrypto by one context for all vectors, as it seals the chunks of a file. */
static bool evp_opens(EVP_CIPHER_CTX *ctx, struct vb_view key, struct vb_view iv,
		      struct vb_view aad, struct vb_view ct, struct vb_view tag, uint8_t *out)
{
	int n = 0, tail = 0;

	return EVP_DecryptInit_ex2(ctx, NULL, key.ptr, iv.ptr, NULL) == 1 &&
	       EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, 16,
				   (void *)(uintptr_t)tag.ptr) == 1 &&
	       EVP_DecryptUpdate(ctx, NULL, &n, aad.ptr, (int)aad.len) == 1 &&
	       EVP_DecryptUpdate(ctx, out, &n, ct.ptr, (int)ct.len) == 1 &&
	       EVP_DecryptFinal_ex(ctx, out + n, &tail) == 1;
}

static bool sodium_opens(struct vb_view key, struct vb_view iv, struct vb_view aad,
			 struct vb_view ct, struct vb_view tag, uint8_t *out)
{
	return crypto_aead_chacha20poly1305_ietf_decrypt_detached(out, NULL, ct.ptr, ct.len,
								  tag.ptr, aad.ptr, aad.len,
								  iv.ptr, key.ptr) == 0;
}

/* Both libraries, as we use them: the key of files by one, the chunks by the other. */
static void chacha(const json_t *group, const json_t *test, struct tally *t)
{
	static EVP_CIPHER_CTX *ctx;
	struct vb_view key = from_hex(str(test, "key")), iv = from_hex(str(test, "iv")),
		       aad = from_hex(str(test, "aad")), msg = from_hex(str(test, "msg")),
		       ct = from_hex(str(test, "ct")), tag = from_hex(str(test, "tag"));
	uint8_t *out = malloc(ct.len + 1);
	bool valid = says(test, "valid"), a, b;

	(void)group;
	if (!ctx) {
		ctx = EVP_CIPHER_CTX_new();
		EVP_DecryptInit_ex2(ctx, EVP_chacha20_poly1305(), NULL, NULL, NULL);
	}
	if (iv.len != 12) {
		t->skipped++; /* the nonce has one length in our code */
	} else {
		a = evp_opens(ctx, key, iv, aad, ct, tag, out) &&
		    vb_view_eq(vb_view(out, ct.len), msg);
		b = sodium_opens(key, iv, aad, ct, tag, out) &&
		    vb_view_eq(vb_view(out, ct.len), msg);
		count(t, test, a == valid && b == valid);
	}
	free(out);
	drop(key);
	drop(iv);
	drop(aad);
	drop(msg);
	drop(ct);
	drop(tag);
	if (json_integer_value(json_object_get(test, "tcId")) == 325) {
		EVP_CIPHER_CTX_free(ctx);
		ctx = NULL;
	}
}

int main(void)
{
	if (!vb_crypto_init())
		return 1;
	run("ed25519", ed25519);
	run("hmac_sha256", hmac);
	run("hkdf_sha256", hkdf);
	run("x25519", x25519);
	run("chacha20_poly1305", chacha);
	return tap_done();
}
