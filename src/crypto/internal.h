/*
 * crypto, for its own files: raw base64, the inside of a secret, the parts of
 * an age file.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "crypto/crypto.h"

/* The libraries want a pointer even where there is nothing behind it. */
static inline const uint8_t *vb_bytes_of(struct vb_view v)
{
	return v.len ? v.ptr : (const uint8_t *)"";
}

/* ---- base64.c ---- */

#define VB_BASE64_LEN(n) (4 * (((n) + 2) / 3))	  /* padded, without a NUL */
#define VB_BASE64_RAW_LEN(n) (((n) * 4 + 2) / 3) /* unpadded, without a NUL */

/* True if @v is canonical base64; *@len is what it decodes to. */
bool vb_base64_check(struct vb_view v, bool padded, size_t *len);
/* As vb_base64() and vb_unbase64(), without padding (C2SP age); the decoded
 * length must be exactly @len. */
void vb_put_base64_raw(struct vb_writer *w, const uint8_t *in, size_t len);
VB_MUST_CHECK bool vb_unbase64_raw(uint8_t *out, size_t len, struct vb_view in);

/* ---- secret.c ---- */

/* Borrowed: the seed, which is the X25519 scalar, and libsodium's Ed25519 secret
 * key, which is the seed and the public key. */
const uint8_t *vb_secret_seed(const struct vb_secret *s);
const uint8_t *vb_secret_ed25519(const struct vb_secret *s);

/* ---- age_header.c ---- */

#define VB_AGE_STANZAS_MAX 1024
#define VB_AGE_BODY_LEN 32 /* of the stanzas that we know: file key and tag */
#define VB_AGE_CLAUSE "C2SP age"

struct vb_stanza {
	struct vb_view arg[3];	/* the first is the type */
	unsigned nargs;		/* as many as there were, though more than stored */
	struct vb_view body;	/* its last line, in base64 */
	bool body_wrapped;	/* full lines stand before that one */
};

struct vb_age_header {
	struct vb_view stanzas;	/* all of them, checked */
	struct vb_view covered;	/* what the MAC covers */
	uint8_t mac[32];
	struct vb_view payload;	/* nonce and chunks */
};

/* The whole header is checked: grammar, the shape of X25519 and scrypt stanzas,
 * a scrypt stanza alone, a whole nonce behind. */
VB_MUST_CHECK enum vb_code vb_age_header_parse(struct vb_view file, struct vb_age_header *out,
					       struct vb_err *err);
/* @c goes over the stanzas of a parsed header: the next of @type, X25519 or scrypt,
 * with its second argument, of @n bytes, and its body decoded; false: no more. */
bool vb_stanza_find(struct vb_cursor *c, const char *type, struct vb_stanza *out,
		    uint8_t *arg, size_t n, uint8_t body[static VB_AGE_BODY_LEN]);
/* VB_FALSE unless the MAC of @h is that of @file_key. */
VB_MUST_CHECK enum vb_code vb_age_mac_check(const struct vb_age_header *h,
					    const uint8_t file_key[static 16],
					    struct vb_err *err);
/* Ends the header in @w: the body of the only stanza, the MAC line. */
void vb_age_header_end(struct vb_writer *w, const uint8_t file_key[static 16],
		       const uint8_t body[static VB_AGE_BODY_LEN]);
/* The file key, wrapped with and unwrapped from @wrap_key. */
void vb_age_wrap_key(const uint8_t wrap_key[static 32], const uint8_t file_key[static 16],
		     uint8_t body[static VB_AGE_BODY_LEN]);
VB_MUST_CHECK bool vb_age_unwrap_key(const uint8_t wrap_key[static 32],
				     const uint8_t body[static VB_AGE_BODY_LEN],
				     uint8_t file_key[static 16]);

/* ---- age_payload.c ---- */

#define VB_AGE_NONCE_LEN 16u
#define VB_AGE_TAG_LEN 16u

/* Bytes of nonce and chunks over @plain bytes. */
uint64_t vb_age_payload_size(uint64_t plain);
/* Writes vb_age_payload_size() bytes to @out, which does not overlap @plain; they enter
 * @hash, which may be NULL. */
VB_MUST_CHECK enum vb_code vb_age_payload_seal(const uint8_t file_key[static 16],
					       const uint8_t nonce[static VB_AGE_NONCE_LEN],
					       struct vb_view plain, uint8_t *out,
					       struct vb_sha256 *hash, struct vb_err *err);
/* @payload holds a whole nonce. *@out: malloc'd, only on VB_OK. */
VB_MUST_CHECK enum vb_code vb_age_payload_open(const uint8_t file_key[static 16],
					       struct vb_view payload, uint8_t **out,
					       size_t *len, struct vb_err *err);
/* Single chunks of a payload, sealed or opened by their index. */
struct vb_age_chunks;
VB_MUST_CHECK enum vb_code vb_age_chunks_new(const uint8_t file_key[static 16],
					     const uint8_t nonce[static VB_AGE_NONCE_LEN],
					     bool seal, struct vb_age_chunks **out,
					     struct vb_err *err);
void vb_age_chunks_free(struct vb_age_chunks *c);
/* @out: @in and its tag, or @in without it; false: it is not authentic. */
VB_MUST_CHECK bool vb_age_chunk(struct vb_age_chunks *c, uint64_t index, bool last,
				struct vb_view in, uint8_t *out);
/* Whether chunks can have @sealed bytes together, and how many are inside then. */
bool vb_age_chunks_possible(uint64_t sealed);
uint64_t vb_age_chunks_plain(uint64_t sealed);

/* ---- age.c ---- */

#define VB_AGE_HEADER_LEN 168 /* with one X25519 stanza and nothing else */
/* That header, of a file for @r. */
VB_MUST_CHECK enum vb_code vb_age_header_put(struct vb_writer *w, const struct vb_recipient *r,
					     const struct vb_age_keys *k, struct vb_err *err);
/* Parses, finds the file key, checks the MAC. */
VB_MUST_CHECK enum vb_code vb_age_unlock(struct vb_view file, const struct vb_secret *identity,
					 struct vb_age_header *h,
					 uint8_t file_key[static 16], struct vb_err *err);
