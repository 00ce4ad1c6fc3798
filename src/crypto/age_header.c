/*
 * The header of an age file: a version line, stanzas that wrap the file key, a
 * MAC line.
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto/internal.h"

#include <sodium.h>
#include <string.h>

#define COLUMNS 64
#define SHARE_LEN 32 /* of X25519 */
#define SALT_LEN 16  /* of scrypt */

static const char version_line[] = "age-encryption.org/v1";

static bool starts_with(struct vb_view v, const char *prefix)
{
	size_t n = strlen(prefix);

	return v.len >= n && memcmp(v.ptr, prefix, n) == 0;
}

/* ---- stanzas ---- */

static bool is_argument(struct vb_view v)
{
	for (size_t i = 0; i < v.len; i++) {
		if (v.ptr[i] < 33 || v.ptr[i] > 126)
			return false;
	}
	return v.len > 0;
}

static void read_arguments(struct vb_cursor *c, struct vb_stanza *out)
{
	struct vb_view line = vb_cursor_line(c), rest, arg;

	if (!starts_with(line, "-> ")) {
		vb_cursor_fail(c, VB_AGE_CLAUSE,
			       "this is neither a stanza nor the MAC of the header");
		return;
	}
	rest = vb_view(line.ptr + 3, line.len - 3);
	do {
		arg = vb_token(rest, &rest);
		if (!is_argument(arg)) {
			vb_cursor_fail(c, VB_AGE_CLAUSE,
				       "an argument is empty, or not visible ASCII");
			return;
		}
		if (out->nargs < VB_ARRAY_LEN(out->arg))
			out->arg[out->nargs] = arg;
		out->nargs++;
	} while (arg.ptr + arg.len < line.ptr + line.len);
}

static void read_body(struct vb_cursor *c, struct vb_stanza *out)
{
	struct vb_view line;
	size_t n;

	for (;;) {
		line = vb_cursor_line(c);
		if (line.len > COLUMNS || !vb_base64_check(line, false, &n))
			vb_cursor_fail(c, VB_AGE_CLAUSE,
				       "a body is canonical raw base64 in lines of 64");
		if (c->code != VB_OK || line.len < COLUMNS)
			break;
		out->body_wrapped = true;
	}
	out->body = line;
}

/* False at the end, or if the cursor fails. */
static bool read_stanza(struct vb_cursor *c, struct vb_stanza *out)
{
	*out = (struct vb_stanza){0};
	if (c->code != VB_OK || c->pos == c->in.len)
		return false;
	read_arguments(c, out);
	read_body(c, out);
	return c->code == VB_OK;
}

bool vb_stanza_find(struct vb_cursor *c, const char *type, struct vb_stanza *out, uint8_t *arg,
		    size_t n, uint8_t body[static VB_AGE_BODY_LEN])
{
	while (read_stanza(c, out)) {
		if (vb_view_is(out->arg[0], type))
			return vb_unbase64_raw(arg, n, out->arg[1]) &&
			       vb_unbase64_raw(body, VB_AGE_BODY_LEN, out->body);
	}
	return false;
}

/* No leading zero, no sign; what is too high is for the opener to say. */
static bool is_work_factor(struct vb_view v)
{
	for (size_t i = 0; i < v.len; i++) {
		if (v.ptr[i] < '0' || v.ptr[i] > '9')
			return false;
	}
	return v.len > 0 && v.ptr[0] != '0';
}

/* A stanza of a type that we know must have the form of its type, or the file is
 * malformed for everybody, whoever it was sealed to. */
static void check_known(struct vb_cursor *c, const struct vb_stanza *s)
{
	bool x25519 = vb_view_is(s->arg[0], "X25519");
	uint8_t arg[32], body[VB_AGE_BODY_LEN];

	if (!x25519 && !vb_view_is(s->arg[0], "scrypt"))
		return;
	if (s->nargs != (x25519 ? 2u : 3u))
		vb_cursor_fail(c, VB_AGE_CLAUSE, "the stanza has %u arguments, not %u",
			       s->nargs, x25519 ? 2u : 3u);
	else if (!vb_unbase64_raw(arg, x25519 ? SHARE_LEN : SALT_LEN, s->arg[1]))
		vb_cursor_fail(c, VB_AGE_CLAUSE,
			       "the second argument is not canonical raw base64 of %d bytes",
			       x25519 ? SHARE_LEN : SALT_LEN);
	else if (!x25519 && !is_work_factor(s->arg[2]))
		vb_cursor_fail(c, VB_AGE_CLAUSE, "the work factor is not a decimal number");
	else if (s->body_wrapped || !vb_unbase64_raw(body, sizeof(body), s->body))
		vb_cursor_fail(c, VB_AGE_CLAUSE, "the body has not %d bytes", VB_AGE_BODY_LEN);
}

/* ---- the whole header ---- */

static bool at_mac(const struct vb_cursor *c)
{
	return starts_with(vb_view(c->in.ptr + c->pos, c->in.len - c->pos), "---");
}

static void read_stanzas(struct vb_cursor *c)
{
	unsigned count = 0, passphrases = 0;
	struct vb_stanza s;

	while (c->code == VB_OK && c->pos < c->in.len && !at_mac(c)) {
		if (!read_stanza(c, &s))
			return;
		check_known(c, &s);
		passphrases += vb_view_is(s.arg[0], "scrypt");
		if (++count > VB_AGE_STANZAS_MAX)
			vb_cursor_fail(c, VB_AGE_CLAUSE, "there are more than %d stanzas",
				       VB_AGE_STANZAS_MAX);
	}
	if (count == 0)
		vb_cursor_fail(c, VB_AGE_CLAUSE, "there is no stanza");
	if (passphrases > 0 && count > 1)
		vb_cursor_fail(c, VB_AGE_CLAUSE, "a scrypt stanza does not stand alone");
}

static void read_mac(struct vb_cursor *c, uint8_t mac[static 32])
{
	struct vb_view line = vb_cursor_line(c);

	if (!starts_with(line, "--- ") ||
	    !vb_unbase64_raw(mac, 32, vb_view(line.ptr + 4, line.len - 4)))
		vb_cursor_fail(c, VB_AGE_CLAUSE,
			       "the header does not end with the MAC, \"--- \" and 43 "
			       "characters of canonical raw base64");
}

enum vb_code vb_age_header_parse(struct vb_view file, struct vb_age_header *out,
				 struct vb_err *err)
{
	struct vb_age_header h = {0};
	struct vb_cursor c;
	size_t start;

	vb_cursor_form(&c, file, VB_AGE_CLAUSE, err);
	if (!starts_with(file, version_line) || !vb_view_is(vb_cursor_line(&c), version_line))
		vb_cursor_fail(&c, VB_AGE_CLAUSE, "this is not an age file of version 1");
	if (c.code != VB_OK)
		return c.code;
	start = c.pos;
	read_stanzas(&c);
	h.stanzas = vb_view(file.ptr + start, c.pos - start);
	h.covered = vb_view(file.ptr, c.pos + 3);
	read_mac(&c, h.mac);
	h.payload = vb_view(file.ptr + c.pos, file.len - c.pos);
	if (h.payload.len < VB_AGE_NONCE_LEN)
		vb_cursor_fail(&c, VB_AGE_CLAUSE, "no nonce of %u bytes follows the header",
			       VB_AGE_NONCE_LEN);
	if (c.code == VB_OK)
		*out = h;
	return c.code;
}

static void mac_of(const uint8_t file_key[static 16], struct vb_view covered,
		   struct vb_hash *out)
{
	uint8_t key[32];

	vb_hkdf(vb_view(file_key, 16), vb_view(NULL, 0), vb_view_str("header"), key,
		sizeof(key));
	vb_hmac(vb_view(key, sizeof(key)), covered, out);
	vb_wipe(key, sizeof(key));
}

enum vb_code vb_age_mac_check(const struct vb_age_header *h, const uint8_t file_key[static 16],
			      struct vb_err *err)
{
	struct vb_hash mac;

	mac_of(file_key, h->covered, &mac);
	if (!vb_secret_eq(mac.b, h->mac, sizeof(h->mac)))
		return vb_fail(err, VB_FALSE, VB_AGE_CLAUSE, "header",
			       "the MAC of the header is not that of the file key");
	return VB_OK;
}

void vb_age_header_end(struct vb_writer *w, const uint8_t file_key[static 16],
		       const uint8_t body[static VB_AGE_BODY_LEN])
{
	struct vb_hash mac;

	vb_put_base64_raw(w, body, VB_AGE_BODY_LEN);
	vb_put_str(w, "\n---");
	mac_of(file_key, vb_written(w), &mac);
	vb_put_byte(w, ' ');
	vb_put_base64_raw(w, mac.b, sizeof(mac.b));
	vb_put_byte(w, '\n');
}

/* ---- the file key in a stanza: ChaCha20-Poly1305 under a zero nonce ---- */

static const uint8_t zero_nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];

void vb_age_wrap_key(const uint8_t wrap_key[static 32], const uint8_t file_key[static 16],
		     uint8_t body[static VB_AGE_BODY_LEN])
{
	crypto_aead_chacha20poly1305_ietf_encrypt(body, NULL, file_key, 16, NULL, 0, NULL,
						  zero_nonce, wrap_key);
}

bool vb_age_unwrap_key(const uint8_t wrap_key[static 32],
		       const uint8_t body[static VB_AGE_BODY_LEN],
		       uint8_t file_key[static 16])
{
	uint8_t key[16];
	bool good;

	good = crypto_aead_chacha20poly1305_ietf_decrypt(key, NULL, NULL, body,
							 VB_AGE_BODY_LEN, NULL, 0, zero_nonce,
							 wrap_key) == 0;
	if (good)
		memcpy(file_key, key, sizeof(key));
	vb_wipe(key, sizeof(key));
	return good;
}
