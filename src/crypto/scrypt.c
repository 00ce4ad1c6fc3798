/*
 * scrypt (RFC 7914), and age files under a passphrase: one scrypt stanza, alone.
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto/internal.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define LABEL "age-encryption.org/v1/scrypt"
#define LABEL_LEN (sizeof(LABEL) - 1)
#define SALT_LEN 16
#define LOG_N_MAX 20 /* 1 GiB of memory */
#define HEADER_MAX 200

bool vb_stretch(struct vb_view in, struct vb_view salt, unsigned log_n, uint8_t *out,
		size_t len)
{
	if (log_n >= 1 && log_n <= LOG_N_MAX &&
	    crypto_pwhash_scryptsalsa208sha256_ll(vb_bytes_of(in), in.len, vb_bytes_of(salt),
						  salt.len, 1ULL << log_n, 8, 1, out,
						  len) == 0)
		return true;
	memset(out, 0, len);
	return false;
}

static enum vb_code wrap_key(struct vb_view passphrase, const uint8_t salt[static SALT_LEN],
			     unsigned log_n, uint8_t out[static 32], struct vb_err *err)
{
	uint8_t full[LABEL_LEN + SALT_LEN];

	memcpy(full, LABEL, LABEL_LEN);
	memcpy(full + LABEL_LEN, salt, SALT_LEN);
	if (!vb_stretch(passphrase, vb_view(full, sizeof(full)), log_n, out, 32))
		return vb_fail(err, VB_MEMORY, "", "passphrase",
			       "no memory for scrypt with work factor %u", log_n);
	return VB_OK;
}

/* The whole file into @buf, of HEADER_MAX + the payload's bytes. */
static enum vb_code seal(struct vb_view passphrase, unsigned log_n,
			 const struct vb_age_keys *k, struct vb_view plain, uint8_t *buf,
			 size_t *len, struct vb_err *err)
{
	const uint8_t *salt = k->ephemeral; /* its first half serves as the salt */
	uint8_t key[32], body[VB_AGE_BODY_LEN];
	struct vb_writer w;
	enum vb_code code;

	code = wrap_key(passphrase, salt, log_n, key, err);
	if (code != VB_OK)
		return code;
	vb_age_wrap_key(key, k->file_key, body);
	vb_wipe(key, sizeof(key));
	vb_writer_init(&w, buf, HEADER_MAX);
	vb_put_str(&w, "age-encryption.org/v1\n-> scrypt ");
	vb_put_base64_raw(&w, salt, SALT_LEN);
	vb_putf(&w, " %u\n", log_n);
	vb_age_header_end(&w, k->file_key, body);
	code = vb_age_payload_seal(k->file_key, k->nonce, plain, buf + w.len, NULL, err);
	*len = w.len + (size_t)vb_age_payload_size(plain.len);
	return code;
}

enum vb_code vb_age_wrap(struct vb_view passphrase, unsigned log_n, struct vb_rng rng,
			 struct vb_view plain, uint8_t **out, size_t *len, struct vb_err *err)
{
	struct vb_age_keys k;
	enum vb_code code;
	uint8_t *buf;
	size_t n = 0;

	if (passphrase.len == 0)
		return vb_fail(err, VB_USAGE, VB_AGE_CLAUSE, "passphrase",
			       "the passphrase is empty");
	if (log_n < 1 || log_n > LOG_N_MAX)
		return vb_fail(err, VB_USAGE, VB_AGE_CLAUSE, "passphrase",
			       "the work factor is %u; it may be 1 to %d", log_n, LOG_N_MAX);
	buf = malloc(HEADER_MAX + (size_t)vb_age_payload_size(plain.len));
	if (!buf)
		return vb_fail(err, VB_MEMORY, "", "payload", "no memory for %zu bytes",
			       plain.len);
	vb_age_keys_random(&k, rng);
	code = seal(passphrase, log_n, &k, plain, buf, &n, err);
	vb_wipe(&k, sizeof(k));
	if (code == VB_OK) {
		*out = buf;
		*len = n;
	} else {
		free(buf);
	}
	return code;
}

static enum vb_code find_file_key(const struct vb_age_header *h, struct vb_view passphrase,
				  uint8_t file_key[static 16], struct vb_err *err)
{
	uint8_t salt[SALT_LEN], body[VB_AGE_BODY_LEN], key[32];
	enum vb_code code;
	struct vb_stanza s;
	struct vb_cursor c;
	uint64_t log_n;

	vb_cursor_init(&c, h->stanzas, NULL);
	if (!vb_stanza_find(&c, "scrypt", &s, salt, sizeof(salt), body))
		return vb_fail(err, VB_KEY, VB_AGE_CLAUSE, "header",
			       "the file is not sealed with a passphrase");
	if (!vb_dec_parse(s.arg[2], &log_n) || log_n > LOG_N_MAX)
		return vb_fail(err, VB_MALFORMED, VB_AGE_CLAUSE, "header",
			       "the work factor of the scrypt stanza exceeds %d", LOG_N_MAX);
	code = wrap_key(passphrase, salt, (unsigned)log_n, key, err);
	if (code == VB_OK && !vb_age_unwrap_key(key, body, file_key))
		code = vb_fail(err, VB_KEY, VB_AGE_CLAUSE, "passphrase",
			       "this is not the passphrase of the file");
	vb_wipe(key, sizeof(key));
	return code;
}

enum vb_code vb_age_unwrap(struct vb_view passphrase, struct vb_view file, uint8_t **out,
			   size_t *len, struct vb_err *err)
{
	struct vb_age_header h;
	uint8_t file_key[16];
	enum vb_code code;

	code = vb_age_header_parse(file, &h, err);
	if (code == VB_OK)
		code = find_file_key(&h, passphrase, file_key, err);
	if (code == VB_OK)
		code = vb_age_mac_check(&h, file_key, err);
	if (code == VB_OK)
		code = vb_age_payload_open(file_key, h.payload, out, len, err);
	vb_wipe(file_key, sizeof(file_key));
	return code;
}
