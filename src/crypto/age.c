/*
 * age files for X25519 recipients: sealed by an author, opened by an identity,
 * by a file key that somebody shows, or by the author's ephemeral secret.
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto/internal.h"

#include <sodium.h>
#include <string.h>

void vb_age_keys_random(struct vb_age_keys *k, struct vb_rng rng)
{
	rng.fill(rng.ctx, k->file_key, sizeof(k->file_key));
	rng.fill(rng.ctx, k->ephemeral, sizeof(k->ephemeral));
	rng.fill(rng.ctx, k->nonce, sizeof(k->nonce));
}

uint64_t vb_age_sealed_size(uint64_t plain)
{
	return VB_AGE_HEADER_LEN + vb_age_payload_size(plain);
}

/* The wrap key between @secret and @other; false if the shared secret is all
 * zeroes, that is, if @other is of small order. */
static bool wrap_key(const uint8_t secret[static 32], const uint8_t other[static 32],
		     const uint8_t share[static 32], const uint8_t recipient[static 32],
		     uint8_t out[static 32])
{
	uint8_t shared[32], salt[64];
	bool good = crypto_scalarmult_curve25519(shared, secret, other) == 0;

	memcpy(salt, share, 32);
	memcpy(salt + 32, recipient, 32);
	if (good)
		vb_hkdf(vb_view(shared, sizeof(shared)), vb_view(salt, sizeof(salt)),
			vb_view_str("age-encryption.org/v1/X25519"), out, 32);
	vb_wipe(shared, sizeof(shared));
	return good;
}

enum vb_code vb_age_header_put(struct vb_writer *w, const struct vb_recipient *r,
			       const struct vb_age_keys *k, struct vb_err *err)
{
	uint8_t key[32], share[32], body[VB_AGE_BODY_LEN];

	crypto_scalarmult_curve25519_base(share, k->ephemeral);
	if (!wrap_key(k->ephemeral, r->pub, share, r->pub, key))
		return vb_fail(err, VB_REFUSED, VB_AGE_CLAUSE, "recipient",
			       "the recipient is a point of small order");
	vb_age_wrap_key(key, k->file_key, body);
	vb_wipe(key, sizeof(key));
	vb_put_str(w, "age-encryption.org/v1\n-> X25519 ");
	vb_put_base64_raw(w, share, sizeof(share));
	vb_put_byte(w, '\n');
	vb_age_header_end(w, k->file_key, body);
	return VB_OK;
}

static enum vb_code seal(const struct vb_recipient *r, const struct vb_age_keys *k,
			 struct vb_view plain, uint8_t *out, size_t *len,
			 struct vb_sha256 *hash, struct vb_err *err)
{
	struct vb_writer w;
	enum vb_code code;

	vb_writer_init(&w, out, VB_AGE_HEADER_LEN);
	code = vb_age_header_put(&w, r, k, err);
	if (code != VB_OK)
		return code;
	if (hash)
		vb_sha256_update(hash, out, VB_AGE_HEADER_LEN);
	code = vb_age_payload_seal(k->file_key, k->nonce, plain, out + VB_AGE_HEADER_LEN, hash,
				   err);
	if (code == VB_OK)
		*len = (size_t)vb_age_sealed_size(plain.len);
	return code;
}

enum vb_code vb_age_seal(const struct vb_recipient *r, const struct vb_age_keys *k,
			 struct vb_view plain, uint8_t *out, size_t *len, struct vb_err *err)
{
	return seal(r, k, plain, out, len, NULL, err);
}

enum vb_code vb_age_seal_hashed(const struct vb_recipient *r, const struct vb_age_keys *k,
				struct vb_view plain, uint8_t *out, size_t *len,
				struct vb_hash *hash, struct vb_err *err)
{
	struct vb_sha256 s;
	enum vb_code code;

	vb_sha256_init(&s);
	code = seal(r, k, plain, out, len, &s, err);
	if (code == VB_OK)
		vb_sha256_final(&s, hash);
	return code;
}

/* The file key of the first stanza that opens under @identity; no MAC check. */
static enum vb_code find_file_key(const struct vb_age_header *h,
				  const struct vb_secret *identity,
				  uint8_t file_key[static 16], struct vb_err *err)
{
	uint8_t share[32], body[VB_AGE_BODY_LEN], key[32];
	enum vb_code code = VB_KEY;
	struct vb_recipient own;
	struct vb_stanza s;
	struct vb_cursor c;

	vb_recipient_of(identity, &own);
	vb_cursor_init(&c, h->stanzas, NULL);
	while (code == VB_KEY &&
	       vb_stanza_find(&c, "X25519", &s, share, sizeof(share), body)) {
		if (!wrap_key(vb_secret_seed(identity), share, share, own.pub, key))
			code = vb_fail(err, VB_MALFORMED, VB_AGE_CLAUSE, "header",
				       "the share of an X25519 stanza is of small order");
		else if (vb_age_unwrap_key(key, body, file_key))
			code = VB_OK;
	}
	vb_wipe(key, sizeof(key));
	if (code == VB_KEY)
		vb_fail(err, VB_KEY, VB_AGE_CLAUSE, "header",
			"no stanza of the file is for this identity");
	return code;
}

enum vb_code vb_age_unlock(struct vb_view file, const struct vb_secret *identity,
			   struct vb_age_header *h, uint8_t file_key[static 16],
			   struct vb_err *err)
{
	enum vb_code code = vb_age_header_parse(file, h, err);

	if (code == VB_OK)
		code = find_file_key(h, identity, file_key, err);
	if (code == VB_OK)
		code = vb_age_mac_check(h, file_key, err);
	return code;
}

enum vb_code vb_age_open(struct vb_view file, const struct vb_secret *identity, uint8_t **out,
			 size_t *len, struct vb_err *err)
{
	struct vb_age_header h;
	uint8_t file_key[16];
	enum vb_code code;

	code = vb_age_unlock(file, identity, &h, file_key, err);
	if (code == VB_OK)
		code = vb_age_payload_open(file_key, h.payload, out, len, err);
	vb_wipe(file_key, sizeof(file_key));
	return code;
}

enum vb_code vb_age_file_key(struct vb_view file, const struct vb_secret *identity,
			     uint8_t file_key[static 16], struct vb_err *err)
{
	struct vb_age_header h;
	enum vb_code code;
	uint8_t key[16];

	code = vb_age_unlock(file, identity, &h, key, err);
	if (code == VB_OK)
		memcpy(file_key, key, sizeof(key));
	vb_wipe(key, sizeof(key));
	return code;
}

enum vb_code vb_age_open_key(struct vb_view file, const uint8_t file_key[static 16],
			     uint8_t **out, size_t *len, struct vb_err *err)
{
	struct vb_age_header h;
	enum vb_code code;

	code = vb_age_header_parse(file, &h, err);
	if (code == VB_OK)
		code = vb_age_mac_check(&h, file_key, err);
	if (code == VB_OK)
		code = vb_age_payload_open(file_key, h.payload, out, len, err);
	return code;
}

/* The file key of the stanza that @ephemeral made for @r. */
static enum vb_code find_by_ephemeral(const struct vb_age_header *h,
				      const struct vb_recipient *r,
				      const uint8_t ephemeral[static 32],
				      uint8_t file_key[static 16], struct vb_err *err)
{
	uint8_t own[32], share[32], body[VB_AGE_BODY_LEN], key[32];
	bool seen = false, found = false;
	struct vb_stanza s;
	struct vb_cursor c;

	crypto_scalarmult_curve25519_base(own, ephemeral);
	vb_cursor_init(&c, h->stanzas, NULL);
	while (!found && vb_stanza_find(&c, "X25519", &s, share, sizeof(share), body)) {
		if (!vb_secret_eq(share, own, sizeof(own)))
			continue;
		seen = true;
		found = wrap_key(ephemeral, r->pub, share, r->pub, key) &&
			vb_age_unwrap_key(key, body, file_key);
	}
	vb_wipe(key, sizeof(key));
	if (found)
		return VB_OK;
	return vb_fail(err, seen ? VB_FALSE : VB_KEY, "7.6", "header",
		       seen ? "the stanza of the ephemeral secret does not open for it"
			    : "no stanza of the file was made with the ephemeral secret");
}

enum vb_code vb_age_ephemeral_key(struct vb_view file, const struct vb_recipient *r,
				  const uint8_t ephemeral[static 32],
				  uint8_t file_key[static 16], struct vb_err *err)
{
	struct vb_age_header h;
	enum vb_code code;
	uint8_t key[16];

	code = vb_age_header_parse(file, &h, err);
	if (code == VB_OK)
		code = find_by_ephemeral(&h, r, ephemeral, key, err);
	if (code == VB_OK)
		code = vb_age_mac_check(&h, key, err);
	if (code == VB_OK)
		memcpy(file_key, key, sizeof(key));
	vb_wipe(key, sizeof(key));
	return code;
}
