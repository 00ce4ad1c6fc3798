/*
 * Bech32 (BIP 173) of 32 bytes, and age's recipients and identities in it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto/internal.h"

#include <sodium.h>
#include <string.h>

#define GROUPS 52   /* of five bits in 32 bytes; the last four bits are zero */
#define CHECKSUM 6

static const char charset[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
static const char recipient_hrp[] = "age";
static const char identity_hrp[] = "AGE-SECRET-KEY-";

static uint8_t to_lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static uint32_t polymod_step(uint32_t sum, uint8_t value)
{
	static const uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
					     0x2a1462b3};
	uint32_t top = sum >> 25;

	sum = (sum & 0x1ffffff) << 5 ^ value;
	for (unsigned i = 0; i < 5; i++) {
		if (top >> i & 1)
			sum ^= generator[i];
	}
	return sum;
}

/* The checksum state over @hrp, which counts in lower case, and @n groups. */
static uint32_t polymod(const char *hrp, const uint8_t *groups, size_t n)
{
	uint32_t sum = 1;

	for (size_t i = 0; hrp[i]; i++)
		sum = polymod_step(sum, to_lower((uint8_t)hrp[i]) >> 5);
	sum = polymod_step(sum, 0);
	for (size_t i = 0; hrp[i]; i++)
		sum = polymod_step(sum, to_lower((uint8_t)hrp[i]) & 31);
	for (size_t i = 0; i < n; i++)
		sum = polymod_step(sum, groups[i]);
	return sum;
}

static bool is_upper(const char *hrp)
{
	return hrp[0] >= 'A' && hrp[0] <= 'Z';
}

static void put_bech32(struct vb_writer *w, const char *hrp, const uint8_t in[static 32])
{
	uint8_t groups[GROUPS + CHECKSUM] = {0};
	char text[sizeof(groups)];
	uint32_t sum;

	for (size_t i = 0; i < GROUPS; i++) {
		size_t bit = 5 * i, byte = bit / 8;
		unsigned pair = (unsigned)in[byte] << 8 | (byte + 1 < 32 ? in[byte + 1] : 0u);

		groups[i] = pair >> (11 - bit % 8) & 31;
	}
	sum = polymod(hrp, groups, sizeof(groups)) ^ 1;
	for (unsigned i = 0; i < CHECKSUM; i++)
		groups[GROUPS + i] = sum >> 5 * (CHECKSUM - 1 - i) & 31;
	for (size_t i = 0; i < sizeof(groups); i++) {
		char c = charset[groups[i]];

		text[i] = is_upper(hrp) && c >= 'a' ? (char)(c - 32) : c;
	}
	vb_put_str(w, hrp);
	vb_put_byte(w, '1');
	vb_put(w, text, sizeof(text));
	vb_wipe(groups, sizeof(groups));
	vb_wipe(text, sizeof(text));
}

/* The characters of the data part to groups, all in the case of @upper. */
static bool to_groups(const uint8_t *text, size_t n, bool upper, uint8_t *groups)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t c = text[i];
		const char *at;

		if (c == 0 || (upper ? c >= 'a' && c <= 'z' : c >= 'A' && c <= 'Z'))
			return false;
		at = strchr(charset, to_lower(c));
		if (!at)
			return false;
		groups[i] = (uint8_t)(at - charset);
	}
	return true;
}

/* Only in the case of @hrp, wholly upper or wholly lower. */
static bool parse_bech32(struct vb_view v, const char *hrp, uint8_t out[static 32])
{
	uint8_t groups[GROUPS + CHECKSUM];
	size_t n = strlen(hrp);
	unsigned acc = 0, bits = 0;
	bool good;

	if (v.len != n + 1 + sizeof(groups) || memcmp(v.ptr, hrp, n) != 0 || v.ptr[n] != '1')
		return false;
	good = to_groups(v.ptr + n + 1, sizeof(groups), is_upper(hrp), groups) &&
	       polymod(hrp, groups, sizeof(groups)) == 1 && (groups[GROUPS - 1] & 15) == 0;
	for (size_t i = 0, o = 0; good && i < GROUPS; i++) {
		acc = (acc << 5 | groups[i]) & 0xfff;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			out[o++] = (uint8_t)(acc >> bits);
		}
	}
	vb_wipe(groups, sizeof(groups));
	vb_wipe(&acc, sizeof(acc));
	return good;
}

/* ---- recipients and identities (C2SP age, "The X25519 recipient type") ---- */

bool vb_recipient_parse(struct vb_view v, struct vb_recipient *out)
{
	uint8_t pub[32];

	if (!parse_bech32(v, recipient_hrp, pub))
		return false;
	memcpy(out->pub, pub, sizeof(pub));
	return true;
}

bool vb_recipient_usable(const struct vb_recipient *r)
{
	static const uint8_t scalar[32] = {8};
	uint8_t product[32];

	return crypto_scalarmult_curve25519(product, scalar, r->pub) == 0;
}

void vb_recipient_put(struct vb_writer *w, const struct vb_recipient *r)
{
	put_bech32(w, recipient_hrp, r->pub);
}

void vb_recipient_of(const struct vb_secret *identity, struct vb_recipient *out)
{
	crypto_scalarmult_curve25519_base(out->pub, vb_secret_seed(identity));
}

enum vb_code vb_identity_parse(struct vb_view v, struct vb_secret **out, struct vb_err *err)
{
	struct vb_secret *s = NULL;
	uint8_t seed[32];

	if (!parse_bech32(v, identity_hrp, seed))
		return vb_fail(err, VB_MALFORMED, VB_AGE_CLAUSE, "identity",
			       "an identity is AGE-SECRET-KEY-1 and 58 characters of Bech32, "
			       "all in upper case");
	s = vb_secret_import(seed);
	vb_wipe(seed, sizeof(seed));
	if (!s)
		return vb_fail(err, VB_MEMORY, "", "identity", "no memory for a secret key");
	*out = s;
	return VB_OK;
}

void vb_identity_put(struct vb_writer *w, const struct vb_secret *identity)
{
	put_bech32(w, identity_hrp, vb_secret_seed(identity));
}

/* A released identity is a secret no more: neither memory nor time is guarded. */
bool vb_identity_valid(struct vb_view identity)
{
	uint8_t seed[32];

	return parse_bech32(identity, identity_hrp, seed);
}

bool vb_identity_recipient(struct vb_view identity, struct vb_recipient *out)
{
	uint8_t seed[32];

	return parse_bech32(identity, identity_hrp, seed) &&
	       crypto_scalarmult_curve25519_base(out->pub, seed) == 0;
}
