/*
 * Note keys (C2SP signed-note): names, ids, verifier keys, and Go's encoding of
 * the secret ones.
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto/internal.h"

#include <string.h>

#define CLAUSE "C2SP signed-note"
#define KEY_LEN 33 /* type and key */

/* Unicode's White_Space above ASCII. */
static bool is_space(uint32_t cp)
{
	return cp == 0x20 || cp == 0x85 || cp == 0xa0 || cp == 0x1680 ||
	       (cp >= 0x2000 && cp <= 0x200a) || cp == 0x2028 || cp == 0x2029 ||
	       cp == 0x202f || cp == 0x205f || cp == 0x3000;
}

bool vb_keyname_valid(struct vb_view name)
{
	if (name.len == 0 || name.len > VB_KEYNAME_MAX)
		return false;
	while (name.len > 0) {
		uint32_t cp;
		size_t n = vb_utf8_next(name, &cp);

		/* No note may hold what is below 0x20, the ASCII spaces among it. */
		if (n == 0 || cp < 0x20 || cp == '+' || is_space(cp))
			return false;
		name = vb_view(name.ptr + n, name.len - n);
	}
	return true;
}

static uint32_t key_id(struct vb_view name, uint8_t type, const uint8_t pub[static 32])
{
	struct vb_sha256 s;
	struct vb_hash h;

	vb_sha256_init(&s);
	vb_sha256_update(&s, name.ptr, name.len);
	vb_sha256_update(&s, "\n", 1);
	vb_sha256_update(&s, &type, 1);
	vb_sha256_update(&s, pub, 32);
	vb_sha256_final(&s, &h);
	return vb_be32(h.b);
}

void vb_vkey_make(struct vb_vkey *k, struct vb_view name, uint8_t type,
		  const uint8_t pub[static 32])
{
	size_t n = name.len < VB_KEYNAME_MAX ? name.len : VB_KEYNAME_MAX;
	struct vb_vkey made = {.type = type, .id = key_id(name, type, pub)};

	/* Name and key may be views into @k. */
	memcpy(made.name, vb_bytes_of(name), n);
	memcpy(made.pub, pub, sizeof(made.pub));
	*k = made;
}

/* One of "name+hex8+base64(type||key)", split at its first two '+'. */
struct parts {
	struct vb_view name;
	uint32_t id;
	uint8_t key[KEY_LEN];
};

static bool cut_at_plus(struct vb_view *v, struct vb_view *head)
{
	const uint8_t *plus = v->len ? memchr(v->ptr, '+', v->len) : NULL;

	if (!plus)
		return false;
	*head = vb_view(v->ptr, (size_t)(plus - v->ptr));
	*v = vb_view(plus + 1, v->len - head->len - 1);
	return true;
}

static enum vb_code malformed(struct vb_err *err, const char *what)
{
	return vb_fail(err, VB_MALFORMED, CLAUSE, "key", "%s", what);
}

/* Nothing of a secret key enters an error: only rules do. */
static enum vb_code split(struct vb_view v, struct parts *p, struct vb_err *err)
{
	struct vb_view id;
	uint8_t id4[4];
	size_t n = 0;

	if (!cut_at_plus(&v, &p->name) || !cut_at_plus(&v, &id))
		return malformed(err, "a key has three parts, parted by '+'");
	if (!vb_keyname_valid(p->name))
		return vb_fail(err, VB_MALFORMED, "3.2", "key",
			       "the name of a key has 1 to 255 bytes of UTF-8 and neither spaces "
			       "nor '+'");
	if (!vb_unhex(id4, sizeof(id4), id))
		return malformed(err, "the id of a key is 8 lower-case hex digits");
	if (!vb_unbase64(p->key, sizeof(p->key), &n, v) || n != KEY_LEN)
		return malformed(err, "a key is the canonical base64 of 33 bytes");
	if (p->key[0] != VB_KEY_ED25519 && p->key[0] != VB_KEY_COSIGN)
		return vb_fail(err, VB_MALFORMED, "3.2", "key",
			       "the type of a key is 0x%02x, neither 0x01 nor 0x04", p->key[0]);
	p->id = vb_be32(id4);
	return VB_OK;
}

static enum vb_code check_id(const struct vb_vkey *k, uint32_t id, struct vb_err *err)
{
	if (k->id != id)
		return vb_fail(err, VB_MALFORMED, CLAUSE, "key",
			       "the id of the key is written %08x, but it is %08x", id, k->id);
	return VB_OK;
}

enum vb_code vb_vkey_read(struct vb_view v, struct vb_vkey *out, struct vb_err *err)
{
	struct parts p = {0};
	enum vb_code code;
	struct vb_vkey k;

	code = split(v, &p, err);
	if (code != VB_OK)
		return code;
	vb_vkey_make(&k, p.name, p.key[0], p.key + 1);
	code = check_id(&k, p.id, err);
	if (code == VB_OK)
		*out = k;
	return code;
}

enum vb_code vb_vkey_parse(struct vb_view v, struct vb_vkey *out, struct vb_err *err)
{
	struct vb_vkey k;
	enum vb_code code = vb_vkey_read(v, &k, err);

	if (code != VB_OK)
		return code;
	if (!vb_ed25519_public_valid(k.pub))
		return vb_fail(err, VB_REFUSED, "3.3", "key",
			       "the key is not the canonical form of a point of prime order");
	*out = k;
	return VB_OK;
}

static void put_parts(struct vb_writer *w, const struct vb_vkey *k, uint8_t key[KEY_LEN])
{
	char b64[VB_BASE64_LEN(KEY_LEN) + 1];

	vb_base64(b64, key, KEY_LEN);
	vb_putf(w, "%s+%08x+", k->name, k->id);
	vb_put_str(w, b64);
	vb_wipe(b64, sizeof(b64));
}

void vb_vkey_put(struct vb_writer *w, const struct vb_vkey *k)
{
	uint8_t key[KEY_LEN] = {k->type};

	memcpy(key + 1, k->pub, sizeof(k->pub));
	put_parts(w, k, key);
}

bool vb_vkey_eq(const struct vb_vkey *a, const struct vb_vkey *b)
{
	return a->type == b->type && strcmp(a->name, b->name) == 0 &&
	       memcmp(a->pub, b->pub, sizeof(a->pub)) == 0;
}

void vb_vkey_fingerprint(char *out, const struct vb_vkey *k)
{
	char hex[2 * 8 + 1];
	struct vb_sha256 s;
	struct vb_hash h;

	vb_sha256_init(&s);
	vb_sha256_update(&s, &k->type, 1);
	vb_sha256_update(&s, k->pub, sizeof(k->pub));
	vb_sha256_final(&s, &h);
	vb_hex(hex, h.b, 8);
	snprintf(out, 40, "%.4s %.4s %.4s %.4s", hex, hex + 4, hex + 8, hex + 12);
}

/* ---- secret keys ---- */

static const char secret_prefix[] = "PRIVATE+KEY+";

enum vb_code vb_skey_parse(struct vb_view v, struct vb_vkey *pub, struct vb_secret **out,
			   struct vb_err *err)
{
	size_t n = sizeof(secret_prefix) - 1;
	struct vb_secret *s = NULL;
	struct parts p = {0};
	uint8_t point[32];
	enum vb_code code;
	struct vb_vkey k;

	if (v.len < n || memcmp(v.ptr, secret_prefix, n) != 0)
		return malformed(err, "a secret key begins with PRIVATE+KEY+");
	code = split(vb_view(v.ptr + n, v.len - n), &p, err);
	if (code != VB_OK)
		goto out;
	s = vb_secret_import(p.key + 1);
	if (!s) {
		code = vb_fail(err, VB_MEMORY, "", "key", "no memory for a secret key");
		goto out;
	}
	vb_ed25519_public(s, point);
	vb_vkey_make(&k, p.name, p.key[0], point);
	code = check_id(&k, p.id, err);
	if (code == VB_OK) {
		*pub = k;
		*out = s;
		s = NULL;
	}
out:
	vb_wipe(&p, sizeof(p));
	vb_secret_free(s);
	return code;
}

void vb_skey_put(struct vb_writer *w, const struct vb_secret *s, const struct vb_vkey *pub)
{
	uint8_t key[KEY_LEN] = {pub->type};

	vb_secret_export(s, key + 1);
	vb_put_str(w, secret_prefix);
	put_parts(w, pub, key);
	vb_wipe(key, sizeof(key));
}
