/*
 * crypto: hashes, keys, note signatures, age.  The only room that names a
 * crypto library: libsodium, and OpenSSL's libcrypto for SHA-256 and the
 * ChaCha20-Poly1305 of large files.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "base/base.h"

/* Must be called once before anything else here; false if libsodium cannot
 * start.  Safe to call again, and from several threads. */
VB_MUST_CHECK bool vb_crypto_init(void);

/* The system's random source (getrandom). */
struct vb_rng vb_rng_system(void);
/* A reproducible source for tests and the simulation: ChaCha20 of @seed. */
struct vb_rng_seeded {
	uint8_t key[32];
	uint64_t block;
};
struct vb_rng vb_rng_seeded(struct vb_rng_seeded *state, const uint8_t seed[static 32]);

/* ---- SHA-256, HMAC, HKDF ---- */

/* Incremental SHA-256 (FIPS 180-4); lives on the caller's stack, owns nothing. */
struct vb_sha256 {
	uint64_t opaque[16];
};
void vb_sha256_init(struct vb_sha256 *s);
void vb_sha256_update(struct vb_sha256 *s, const void *p, size_t n);
void vb_sha256_final(struct vb_sha256 *s, struct vb_hash *out);
void vb_sha256(struct vb_view v, struct vb_hash *out);
/* HMAC-SHA-256 (RFC 2104). */
void vb_hmac(struct vb_view key, struct vb_view msg, struct vb_hash *out);
/* SipHash-2-4: short, for places in tables that nobody may choose without the key. */
uint64_t vb_siphash(const uint8_t key[static 16], struct vb_view msg);
/* HKDF-SHA-256 (RFC 5869); @len <= 255*32. */
void vb_hkdf(struct vb_view ikm, struct vb_view salt, struct vb_view info,
	     uint8_t *out, size_t len);
/* A slow hash: scrypt with N = 2^@log_n, r 8, p 1 (RFC 7914). Zeroes @out and
 * returns false if memory is short. */
VB_MUST_CHECK bool vb_stretch(struct vb_view in, struct vb_view salt, unsigned log_n,
			      uint8_t *out, size_t len);
/* Constant time. */
bool vb_secret_eq(const void *a, const void *b, size_t n);
void vb_wipe(void *p, size_t n);

/* ---- base64, RFC 4648, padded and canonical ---- */

/* @out: 4*((len+2)/3)+1 bytes; terminated. Returns the length. */
size_t vb_base64(char *out, const uint8_t *in, size_t len);
/* Exact padding, no other characters, zero trailing bits; at most @cap. */
VB_MUST_CHECK bool vb_unbase64(uint8_t *out, size_t cap, size_t *len, struct vb_view in);

/* ---- secrets: guarded memory, wiped when freed, never copied out ---- */

/* An Ed25519 or X25519 secret key of 32 bytes in sodium_malloc'd memory. */
struct vb_secret;
/* NULL only if memory is short. */
struct vb_secret *vb_secret_new(struct vb_rng rng);
struct vb_secret *vb_secret_import(const uint8_t seed[static 32]);
/* For writing key files, and for the one-time release identity only. */
void vb_secret_export(const struct vb_secret *s, uint8_t seed[static 32]);
void vb_secret_free(struct vb_secret *s);

/* ---- Ed25519, note keys (C2SP signed-note) ---- */

enum vb_key_type {
	VB_KEY_ED25519 = 0x01,	/* over the note text */
	VB_KEY_COSIGN = 0x04,	/* C2SP tlog-cosignature: timestamped */
};

/* A verifier key: name, type, public key and the 32-bit key id. The id never
 * decides anything: callers compare the whole key (format.md 3.4). */
struct vb_vkey {
	char name[VB_KEYNAME_MAX + 1];
	uint8_t type;
	uint8_t pub[32];
	uint32_t id;
};

void vb_ed25519_public(const struct vb_secret *s, uint8_t pub[static 32]);
void vb_ed25519_sign(const struct vb_secret *s, struct vb_view msg, uint8_t sig[static 64]);
/*
 * Valid is exactly (format.md 3.3): canonical prime-order key, S < L, R not of small
 * order, and encode([S]B - [k]A) == R bytewise.  @pub must have passed
 * vb_ed25519_public_valid() when it was registered.
 */
VB_MUST_CHECK bool vb_ed25519_verify(const uint8_t pub[static 32], struct vb_view msg,
				     const uint8_t sig[static 64]);
/* Canonical encoding of a point of prime order (not small, not mixed). */
VB_MUST_CHECK bool vb_ed25519_public_valid(const uint8_t pub[static 32]);

/* Something that signs: a secret in memory, or an agent elsewhere. */
struct vb_signer {
	enum vb_code (*sign)(void *ctx, struct vb_view msg,
			     uint8_t sig[static 64], struct vb_err *err);
	void *ctx;
	struct vb_vkey vkey;	/* under which name, type and key */
	/* In our own memory.  What any other signer returns is verified before it is
	 * used: an agent may err, and a bad signature could tell its secret. */
	bool own;
};
/* @s stays the caller's and must outlive the signer.  @name: a valid note
 * key name, at most VB_KEYNAME_MAX bytes. */
struct vb_signer vb_signer_secret(const struct vb_secret *s, const char *name, uint8_t type);

/* Note key names: non-empty, no Unicode space, no '+', at most 255 bytes. */
VB_MUST_CHECK bool vb_keyname_valid(struct vb_view name);
/* Makes a vkey from its parts, computing the id. */
void vb_vkey_make(struct vb_vkey *k, struct vb_view name, uint8_t type,
		  const uint8_t pub[static 32]);
/* "name+hex8+base64(type||pub)": parse checks id, type (0x01, 0x04), length
 * and vb_ed25519_public_valid(). */
VB_MUST_CHECK enum vb_code vb_vkey_parse(struct vb_view v, struct vb_vkey *out,
					 struct vb_err *err);
/* The same without the last check, which costs as much as a signature: for keys that
 * were, or will be, checked where they are registered. */
VB_MUST_CHECK enum vb_code vb_vkey_read(struct vb_view v, struct vb_vkey *out,
					struct vb_err *err);
void vb_vkey_put(struct vb_writer *w, const struct vb_vkey *k);
bool vb_vkey_eq(const struct vb_vkey *a, const struct vb_vkey *b); /* all but id */
/* First 16 hex digits... of SHA-256(type||pub), grouped, for people; 40 bytes. */
void vb_vkey_fingerprint(char *out, const struct vb_vkey *k);

/* ---- signed notes (C2SP signed-note) ---- */

struct vb_sigline {
	struct vb_view name;
	uint32_t id;
	struct vb_view blob64;	/* base64 of id || signature */
	uint8_t blob[4 + 8 + 64]; /* decoded, where it fits */
	size_t len;		/* of the decoded blob; 0: longer than blob */
};

struct vb_note {
	struct vb_view text;	/* with its final LF */
	struct vb_view all;	/* the whole note */
	struct vb_sigline sig[VB_NOTE_SIGS_MAX];
	unsigned nsigs;
};

/* The last blank line divides text from signatures; UTF-8; no byte < 0x20 but
 * LF; at least one and at most @max_sigs signature lines; nothing behind. */
VB_MUST_CHECK enum vb_code vb_note_parse(struct vb_view in, unsigned max_sigs,
					 struct vb_note *out, struct vb_err *err);
/* The text alone, of a note that was parsed before: nothing else is looked at. */
VB_MUST_CHECK enum vb_code vb_note_text(struct vb_view in, struct vb_view *out,
					struct vb_err *err);
/* True if @line carries @k's name and id: it is @k's, valid or false (format.md 3.4). */
bool vb_sigline_matches(const struct vb_sigline *line, const struct vb_vkey *k);
/* Verifies a line of a type-0x01 key over @text. */
VB_MUST_CHECK bool vb_sigline_verify(const struct vb_sigline *line, const struct vb_vkey *k,
				     struct vb_view text);
/* Signs @text and appends "— name base64 LF" to @w. */
VB_MUST_CHECK enum vb_code vb_sigline_put(struct vb_writer *w, struct vb_view text,
					  const struct vb_signer *s, struct vb_err *err);
/* Appends @line as it stands in its note. */
void vb_sigline_copy(struct vb_writer *w, const struct vb_sigline *line);
/* Appends the line for a signature blob (id is put in front) made elsewhere. */
void vb_sigline_put_blob(struct vb_writer *w, const struct vb_vkey *k,
			 struct vb_view sig);
/* Go's "PRIVATE+KEY+name+hex8+base64(type||seed)" in guarded memory. */
VB_MUST_CHECK enum vb_code vb_skey_parse(struct vb_view v, struct vb_vkey *pub,
					 struct vb_secret **out, struct vb_err *err);
void vb_skey_put(struct vb_writer *w, const struct vb_secret *s, const struct vb_vkey *pub);

/* ---- age (C2SP age v1): X25519 and scrypt ---- */

#define VB_AGE_RECIPIENT_LEN 62	/* of age1... */
#define VB_AGE_IDENTITY_LEN 74	/* of AGE-SECRET-KEY-1... */
#define VB_AGE_CHUNK 65536u

struct vb_recipient {
	uint8_t pub[32];
};

/* Grammar and checksum alone: an act names recipients by the dozen, and a file
 * sealed to a point of small order is refused where it is sealed. */
VB_MUST_CHECK bool vb_recipient_parse(struct vb_view v, struct vb_recipient *out);
/* Not of small order, which would be nobody's key: asked where one is registered. */
VB_MUST_CHECK bool vb_recipient_usable(const struct vb_recipient *r);
void vb_recipient_put(struct vb_writer *w, const struct vb_recipient *r);
void vb_recipient_of(const struct vb_secret *identity, struct vb_recipient *out);
VB_MUST_CHECK enum vb_code vb_identity_parse(struct vb_view v, struct vb_secret **out,
					     struct vb_err *err);
void vb_identity_put(struct vb_writer *w, const struct vb_secret *identity);
/* The recipient of an identity that is public (a released one): no guarded memory. */
VB_MUST_CHECK bool vb_identity_recipient(struct vb_view identity, struct vb_recipient *out);
/* The same without the scalar multiplication: grammar and checksum alone. */
VB_MUST_CHECK bool vb_identity_valid(struct vb_view identity);

/* What only the sealer knows of one age file: kept by an author, so that it can
 * answer a `cannot-open` (format.md 7.6). Wipe after use. */
struct vb_age_keys {
	uint8_t file_key[16];
	uint8_t ephemeral[32];
	uint8_t nonce[16];
};
void vb_age_keys_random(struct vb_age_keys *k, struct vb_rng rng);

/* Bytes of an age file for one X25519 recipient over @plain bytes. */
uint64_t vb_age_sealed_size(uint64_t plain);
/* Seals @plain to @r into @out (vb_age_sealed_size() bytes). */
VB_MUST_CHECK enum vb_code vb_age_seal(const struct vb_recipient *r,
				       const struct vb_age_keys *k,
				       struct vb_view plain, uint8_t *out,
				       size_t *len, struct vb_err *err);
/* The same, and the SHA-256 of the file: of a large one in the time that the hash takes,
 * by a second thread. */
VB_MUST_CHECK enum vb_code vb_age_seal_hashed(const struct vb_recipient *r,
					      const struct vb_age_keys *k,
					      struct vb_view plain, uint8_t *out,
					      size_t *len, struct vb_hash *hash,
					      struct vb_err *err);
/* Opens a binary age file. *out: malloc'd, caller wipes and frees; nothing is
 * released unless the whole file is authentic.  VB_KEY: no stanza is for this
 * identity; VB_MALFORMED: not an age file; VB_FALSE: MAC or payload fails. */
VB_MUST_CHECK enum vb_code vb_age_open(struct vb_view file, const struct vb_secret *identity,
				       uint8_t **out, size_t *len, struct vb_err *err);
/* The file key under @identity, header MAC checked. */
VB_MUST_CHECK enum vb_code vb_age_file_key(struct vb_view file,
					   const struct vb_secret *identity,
					   uint8_t file_key[static 16], struct vb_err *err);
/* Opens with a file key shown by somebody; the header MAC must verify. */
VB_MUST_CHECK enum vb_code vb_age_open_key(struct vb_view file,
					   const uint8_t file_key[static 16],
					   uint8_t **out, size_t *len, struct vb_err *err);
/* The file key that the sealer's ephemeral secret yields for @r's stanza (format.md 7.6).
 * VB_KEY: no stanza was made with that secret; VB_FALSE: one was, and does not open for @r, or
 * the header's MAC fails; VB_MALFORMED: not an age file. */
VB_MUST_CHECK enum vb_code vb_age_ephemeral_key(struct vb_view file,
						const struct vb_recipient *r,
						const uint8_t ephemeral[static 32],
						uint8_t file_key[static 16],
						struct vb_err *err);
/*
 * The same for what is too large for memory, both ways as sources: a file that is sealed
 * while it is read, with @keys the same bytes each time, and what an age file holds, opened
 * chunk by chunk.  Each chunk is authentic when it is handed out; that the file is whole is
 * known when its last byte was read.  @plain, @file: what they read from must live as long.
 */
struct vb_age_sealing;
VB_MUST_CHECK enum vb_code vb_age_sealing_new(const struct vb_pieces *plain,
					      const struct vb_recipient *r,
					      const struct vb_age_keys *k,
					      struct vb_age_sealing **out, struct vb_err *err);
struct vb_pieces vb_age_sealing_pieces(struct vb_age_sealing *s);
void vb_age_sealing_free(struct vb_age_sealing *s);
struct vb_age_opening;
/* Codes as of vb_age_open(); of a header at most 256 KiB are read. */
VB_MUST_CHECK enum vb_code vb_age_opening_new(const struct vb_pieces *file,
					      const struct vb_secret *identity,
					      struct vb_age_opening **out, struct vb_err *err);
struct vb_pieces vb_age_opening_pieces(struct vb_age_opening *o);
void vb_age_opening_free(struct vb_age_opening *o);
/* The SHA-256 of all of a source. */
VB_MUST_CHECK enum vb_code vb_sha256_pieces(const struct vb_pieces *s, struct vb_hash *out,
					    struct vb_err *err);
/* Passphrase files (scrypt stanza, alone). @log_n at most 20 when opening. */
VB_MUST_CHECK enum vb_code vb_age_wrap(struct vb_view passphrase, unsigned log_n,
				       struct vb_rng rng, struct vb_view plain,
				       uint8_t **out, size_t *len, struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_age_unwrap(struct vb_view passphrase, struct vb_view file,
					 uint8_t **out, size_t *len, struct vb_err *err);
/* Strict armor (label AGE ENCRYPTED FILE): *out malloc'd, caller frees. */
VB_MUST_CHECK enum vb_code vb_age_dearmor(struct vb_view in, uint8_t **out, size_t *len,
					  struct vb_err *err);
