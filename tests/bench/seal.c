/*
 * Sealing and opening a large annex, against the bare ciphers and the age program.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SIZE (100u << 20)
#define ROUNDS 5

/* ChaCha20-Poly1305 over 64 KiB chunks and SHA-256 of the result: what any sealer of
 * this format must at least do. */
static double bare_seal(const uint8_t *in, uint8_t *out)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	uint8_t key[32] = {1}, nonce[12] = {0}, md[32];
	double t = bench_now();
	int n;

	EVP_EncryptInit_ex(c, EVP_chacha20_poly1305(), NULL, key, nonce);
	for (size_t at = 0, o = 0; at < SIZE; at += VB_AGE_CHUNK, o += VB_AGE_CHUNK + 16) {
		nonce[10]++;
		EVP_EncryptInit_ex(c, NULL, NULL, NULL, nonce);
		EVP_EncryptUpdate(c, out + o, &n, in + at, VB_AGE_CHUNK);
		EVP_EncryptFinal_ex(c, out + o + n, &n);
		EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, 16, out + o + VB_AGE_CHUNK);
	}
	EVP_Digest(out, SIZE + SIZE / VB_AGE_CHUNK * 16, md, NULL, EVP_sha256(), NULL);
	EVP_CIPHER_CTX_free(c);
	return bench_now() - t;
}

static double bare_open(const uint8_t *in, uint8_t *out)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	uint8_t key[32] = {1}, nonce[12] = {0}, md[32], tag[16];
	double t = bench_now();
	int n;

	EVP_Digest(in, SIZE + SIZE / VB_AGE_CHUNK * 16, md, NULL, EVP_sha256(), NULL);
	EVP_DecryptInit_ex(c, EVP_chacha20_poly1305(), NULL, key, nonce);
	for (size_t at = 0, o = 0; at < SIZE; at += VB_AGE_CHUNK, o += VB_AGE_CHUNK + 16) {
		nonce[10]++;
		EVP_DecryptInit_ex(c, NULL, NULL, NULL, nonce);
		EVP_DecryptUpdate(c, out + at, &n, in + o, VB_AGE_CHUNK);
		memcpy(tag, in + o + VB_AGE_CHUNK, 16);
		EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, 16, tag);
		if (EVP_DecryptFinal_ex(c, out + at + n, &n) != 1)
			bench_die("bare cipher", NULL);
	}
	EVP_CIPHER_CTX_free(c);
	return bench_now() - t;
}

/* Seconds of `age -r` over a file in memory; 0: there is no age. */
static double age_program(const uint8_t *in, const char *recipient)
{
	char cmd[512], dir[] = "/dev/shm/verbale-bench-XXXXXX";
	double t;
	FILE *f;

	if (system("command -v age >/dev/null 2>&1") != 0 || !mkdtemp(dir))
		return 0;
	snprintf(cmd, sizeof(cmd), "%s/plain", dir);
	f = fopen(cmd, "wb");
	if (!f || fwrite(in, 1, SIZE, f) != SIZE || fclose(f) != 0)
		bench_die("writing to /dev/shm", NULL);
	snprintf(cmd, sizeof(cmd), "age -r %s -o %s/sealed %s/plain", recipient, dir, dir);
	t = bench_now();
	if (system(cmd) != 0)
		bench_die("age", NULL);
	t = bench_now() - t;
	snprintf(cmd, sizeof(cmd), "rm -r %s", dir);
	if (system(cmd) != 0)
		bench_die("rm", NULL);
	return t;
}

void bench_seal(void)
{
	uint8_t *plain = malloc(SIZE), *sealed = malloc(SIZE + (1u << 20)), *opened;
	double bs[ROUNDS], bo[ROUNDS], s[ROUNDS], o[ROUNDS], age[ROUNDS];
	struct vb_secret *id = vb_secret_new(vb_rng_system());
	struct vb_age_keys keys;
	struct vb_recipient r;
	char recipient[80] = "";
	struct vb_writer w;
	struct vb_hash h;
	size_t n, len;

	memset(plain, 'x', SIZE);
	memset(sealed, 0, SIZE + (1u << 20));
	vb_recipient_of(id, &r);
	vb_writer_init(&w, recipient, sizeof(recipient) - 1);
	vb_recipient_put(&w, &r);
	for (unsigned i = 0; i < ROUNDS; i++) {
		uint8_t *target = malloc(SIZE);

		memset(target, 0, SIZE);
		bs[i] = bare_seal(plain, sealed);
		bo[i] = bare_open(sealed, target);
		free(target);
		vb_age_keys_random(&keys, vb_rng_system());
		s[i] = bench_now();
		if (vb_age_seal_hashed(&r, &keys, vb_view(plain, SIZE), sealed, &n, &h, NULL) !=
		    VB_OK)
			bench_die("sealing", NULL);
		s[i] = bench_now() - s[i];
		o[i] = bench_now();
		vb_sha256(vb_view(sealed, n), &h);
		if (vb_age_open(vb_view(sealed, n), id, &opened, &len, NULL) != VB_OK)
			bench_die("opening", NULL);
		o[i] = bench_now() - o[i];
		free(opened);
		age[i] = age_program(plain, recipient);
	}
	bench_figure("seal a 100 MB annex", 100 / bench_median(s, ROUNDS), "MB/s",
		     "bare ChaCha20-Poly1305 and SHA-256", 100 / bench_median(bs, ROUNDS),
		     "ratio >= 0.85");
	bench_figure("open a 100 MB annex", 100 / bench_median(o, ROUNDS), "MB/s",
		     "bare ChaCha20-Poly1305 and SHA-256", 100 / bench_median(bo, ROUNDS),
		     "ratio >= 0.85");
	if (bench_median(age, ROUNDS) > 0)
		bench_figure("seal a 100 MB annex, against age", 100 / bench_median(s, ROUNDS),
			     "MB/s", "the age program", 100 / bench_median(age, ROUNDS),
			     "ratio >= 1");
	vb_secret_free(id);
	free(plain);
	free(sealed);
}
