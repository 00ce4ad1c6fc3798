/*
 * The payload of an age file: chunks of 64 KiB under ChaCha20-Poly1305, whose
 * nonces count them and mark the last.  By libcrypto, the faster of our two.
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto/internal.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define SEALED_CHUNK (VB_AGE_CHUNK + VB_AGE_TAG_LEN)
#define HUGE_PAGE (2u << 20)
#define BLOCK 16u		/* chunks */
#define LARGE (4u << 20)	/* bytes that are worth a thread */

/* One key over all chunks of one file. */
struct stream {
	EVP_CIPHER_CTX *ctx;
	uint64_t counter;
};

static uint64_t chunks_of(uint64_t len, uint64_t chunk)
{
	return len / chunk + (len % chunk != 0 || len == 0);
}

uint64_t vb_age_payload_size(uint64_t plain)
{
	return VB_AGE_NONCE_LEN + plain + VB_AGE_TAG_LEN * chunks_of(plain, VB_AGE_CHUNK);
}

static enum vb_code stream_open(struct stream *s, const uint8_t file_key[static 16],
				const uint8_t nonce[static VB_AGE_NONCE_LEN], bool seal,
				struct vb_err *err)
{
	EVP_CIPHER *cipher = NULL;
	uint8_t key[32];
	bool good;

	/* Where libcrypto had no memory to set itself up, a fetch would crash. */
	if (OSSL_LIB_CTX_get0_global_default())
		cipher = EVP_CIPHER_fetch(NULL, "ChaCha20-Poly1305", NULL);
	vb_hkdf(vb_view(file_key, 16), vb_view(nonce, VB_AGE_NONCE_LEN),
		vb_view_str("payload"), key, sizeof(key));
	*s = (struct stream){.ctx = EVP_CIPHER_CTX_new()};
	good = cipher && s->ctx &&
	       EVP_CipherInit_ex2(s->ctx, cipher, key, NULL, seal, NULL) == 1;
	EVP_CIPHER_free(cipher);
	vb_wipe(key, sizeof(key));
	if (good)
		return VB_OK;
	EVP_CIPHER_CTX_free(s->ctx);
	s->ctx = NULL;
	return vb_fail(err, VB_MEMORY, "", "payload", "no memory for the cipher");
}

static bool next_nonce(struct stream *s, bool last)
{
	uint8_t nonce[12] = {0};

	vb_put_be64(nonce + 3, s->counter++);
	nonce[11] = last;
	return EVP_CipherInit_ex2(s->ctx, NULL, NULL, nonce, -1, NULL) == 1;
}

/* Runs @n bytes through the cipher, and its end. */
static bool run(struct stream *s, const uint8_t *in, size_t n, uint8_t *out)
{
	int len = 0, tail = 0;

	return EVP_CipherUpdate(s->ctx, out, &len, in, (int)n) == 1 &&
	       EVP_CipherFinal_ex(s->ctx, out + len, &tail) == 1 && (size_t)(len + tail) == n;
}

static bool seal_chunk(struct stream *s, const uint8_t *in, size_t n, bool last, uint8_t *out)
{
	uint8_t *tag = out + n;

	return next_nonce(s, last) && run(s, in, n, out) &&
	       EVP_CIPHER_CTX_ctrl(s->ctx, EVP_CTRL_AEAD_GET_TAG, VB_AGE_TAG_LEN, tag) == 1;
}

static bool open_chunk(struct stream *s, const uint8_t *in, size_t n, bool last, uint8_t *out)
{
	uint8_t tag[VB_AGE_TAG_LEN];

	memcpy(tag, in + n, sizeof(tag));
	return next_nonce(s, last) &&
	       EVP_CIPHER_CTX_ctrl(s->ctx, EVP_CTRL_AEAD_SET_TAG, sizeof(tag), tag) == 1 &&
	       run(s, in, n, out);
}

/* ---- sealing, a block of chunks at a time ---- */

struct sealing {
	struct stream s;
	struct vb_view plain;	/* what is left of it */
	uint8_t *out;		/* where the next chunk goes */
	bool good;
	sem_t done;		/* posted for each block, where a thread seals */
};

static void seal_block(struct sealing *x)
{
	bool last = false;

	for (unsigned i = 0; i < BLOCK && !last; i++) {
		size_t n = x->plain.len < VB_AGE_CHUNK ? x->plain.len : VB_AGE_CHUNK;

		last = n == x->plain.len;
		x->good = x->good && seal_chunk(&x->s, vb_bytes_of(x->plain), n, last, x->out);
		x->plain = vb_view(vb_bytes_of(x->plain) + n, x->plain.len - n);
		x->out += n + VB_AGE_TAG_LEN;
	}
}

static void *seal_blocks(void *arg)
{
	struct sealing *x = arg;

	do {
		seal_block(x);
		sem_post(&x->done);
	} while (x->plain.len > 0);
	return NULL;
}

/* @len bytes from @at on, a block after the other: sealed, unless a thread does that, and
 * hashed where there is a @hash. */
static void seal_and_hash(struct sealing *x, const uint8_t *at, size_t len, bool helped,
			  struct vb_sha256 *hash)
{
	while (len > 0) {
		size_t n = len < BLOCK * SEALED_CHUNK ? len : BLOCK * SEALED_CHUNK;

		if (!helped)
			seal_block(x);
		while (helped && sem_wait(&x->done) != 0)
			continue;
		if (hash)
			vb_sha256_update(hash, at, n);
		at += n;
		len -= n;
	}
}

/* To hash takes longer than to seal: a thread seals a large payload meanwhile.  One that
 * cannot be had is done without. */
static void run_sealing(struct sealing *x, size_t len, struct vb_sha256 *hash)
{
	const uint8_t *at = x->out;
	bool apart = hash && len >= LARGE && sem_init(&x->done, 0, 0) == 0;
	pthread_t thread;
	bool helped = apart && pthread_create(&thread, NULL, seal_blocks, x) == 0;

	seal_and_hash(x, at, len, helped, hash);
	if (helped)
		pthread_join(thread, NULL);
	if (apart)
		sem_destroy(&x->done);
}

enum vb_code vb_age_payload_seal(const uint8_t file_key[static 16],
				 const uint8_t nonce[static VB_AGE_NONCE_LEN],
				 struct vb_view plain, uint8_t *out, struct vb_sha256 *hash,
				 struct vb_err *err)
{
	struct sealing x = {.plain = plain, .out = out + VB_AGE_NONCE_LEN, .good = true};
	enum vb_code code = stream_open(&x.s, file_key, nonce, true, err);

	if (code != VB_OK)
		return code;
	memcpy(out, nonce, VB_AGE_NONCE_LEN);
	if (hash)
		vb_sha256_update(hash, nonce, VB_AGE_NONCE_LEN);
	run_sealing(&x, (size_t)vb_age_payload_size(plain.len) - VB_AGE_NONCE_LEN, hash);
	if (!x.good)
		code = vb_fail(err, VB_MEMORY, "", "payload", "the cipher failed");
	EVP_CIPHER_CTX_free(x.s.ctx);
	return code;
}

/* ---- opening ---- */

/* Opens all of @in, whose size has been checked, into @out. */
static bool open_chunks(struct stream *s, struct vb_view in, uint8_t *out)
{
	while (in.len > 0) {
		size_t n = in.len < SEALED_CHUNK ? in.len : SEALED_CHUNK;

		if (!open_chunk(s, in.ptr, n - VB_AGE_TAG_LEN, n == in.len, out))
			return false;
		in = vb_view(in.ptr + n, in.len - n);
		out += n - VB_AGE_TAG_LEN;
	}
	return true;
}

/* The last chunk holds a tag, and is empty only if it is the first. */
static bool size_possible(uint64_t sealed)
{
	uint64_t last = sealed % SEALED_CHUNK;

	return sealed == VB_AGE_TAG_LEN || last > VB_AGE_TAG_LEN || (last == 0 && sealed > 0);
}

/* Memory for free(). To fault a large paper in by small pages would take as long
 * as to decrypt it. */
static uint8_t *plain_alloc(size_t n)
{
	uint8_t *buf;

	if (n < 2 * HUGE_PAGE || n > SIZE_MAX - HUGE_PAGE)
		return malloc(n ? n : 1);
	n = (n + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
	buf = aligned_alloc(HUGE_PAGE, n);
	if (buf)
		madvise(buf, n, MADV_HUGEPAGE);
	return buf;
}

enum vb_code vb_age_payload_open(const uint8_t file_key[static 16], struct vb_view payload,
				 uint8_t **out, size_t *len, struct vb_err *err)
{
	struct vb_view in = vb_view(payload.ptr + VB_AGE_NONCE_LEN,
				    payload.len - VB_AGE_NONCE_LEN);
	size_t plain = in.len - VB_AGE_TAG_LEN * (size_t)chunks_of(in.len, SEALED_CHUNK);
	enum vb_code code;
	struct stream s;
	uint8_t *buf;

	if (!size_possible(in.len))
		return vb_fail(err, VB_FALSE, VB_AGE_CLAUSE, "payload",
			       "the payload of %zu bytes does not end with a whole chunk",
			       in.len);
	code = stream_open(&s, file_key, payload.ptr, false, err);
	if (code != VB_OK)
		return code;
	buf = plain_alloc(plain);
	if (!buf)
		code = vb_fail(err, VB_MEMORY, "", "payload", "no memory for %zu bytes",
			       plain);
	else if (!open_chunks(&s, in, buf))
		code = vb_fail(err, VB_FALSE, VB_AGE_CLAUSE, "payload",
			       "chunk %llu of the payload is not authentic",
			       (unsigned long long)s.counter);
	EVP_CIPHER_CTX_free(s.ctx);
	if (code == VB_OK) {
		*out = buf;
		*len = plain;
	} else if (buf) {
		vb_wipe(buf, plain);
		free(buf);
	}
	return code;
}

/* ---- one chunk at a time, in any order ---- */

struct vb_age_chunks {
	struct stream s;
	bool seal;
};

enum vb_code vb_age_chunks_new(const uint8_t file_key[static 16],
			       const uint8_t nonce[static VB_AGE_NONCE_LEN], bool seal,
			       struct vb_age_chunks **out, struct vb_err *err)
{
	struct vb_age_chunks *c = calloc(1, sizeof(*c));
	enum vb_code code;

	if (!c)
		return vb_fail(err, VB_MEMORY, "", "payload", "no memory for the cipher");
	c->seal = seal;
	code = stream_open(&c->s, file_key, nonce, seal, err);
	if (code == VB_OK)
		*out = c;
	else
		free(c);
	return code;
}

void vb_age_chunks_free(struct vb_age_chunks *c)
{
	if (c)
		EVP_CIPHER_CTX_free(c->s.ctx);
	free(c);
}

bool vb_age_chunk(struct vb_age_chunks *c, uint64_t index, bool last, struct vb_view in,
		  uint8_t *out)
{
	c->s.counter = index;
	if (c->seal)
		return seal_chunk(&c->s, vb_bytes_of(in), in.len, last, out);
	return in.len >= VB_AGE_TAG_LEN &&
	       open_chunk(&c->s, in.ptr, in.len - VB_AGE_TAG_LEN, last, out);
}

bool vb_age_chunks_possible(uint64_t sealed)
{
	return size_possible(sealed);
}

uint64_t vb_age_chunks_plain(uint64_t sealed)
{
	return sealed - VB_AGE_TAG_LEN * chunks_of(sealed, SEALED_CHUNK);
}
