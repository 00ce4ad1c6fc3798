/*
 * The raw limit of an audit: libsodium's bare Ed25519 verification.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

struct share {
	pthread_t thread;
	const uint8_t *messages, *sigs, *pub;
	size_t len;
	unsigned from, to, bad;
};

static void *verify_share(void *ctx)
{
	struct share *s = ctx;

	for (unsigned i = s->from; i < s->to; i++)
		s->bad += crypto_sign_verify_detached(s->sigs + 64 * (size_t)i,
						      s->messages + s->len * i, s->len,
						      s->pub) != 0;
	return NULL;
}

double bench_bare_verify(unsigned n, size_t len, unsigned threads)
{
	uint8_t *m = malloc((size_t)n * len), *sig = malloc((size_t)n * 64);
	uint8_t pub[32], key[64];
	struct share s[16];
	double t;

	if (!m || !sig || threads > 16)
		bench_die("bare verification", NULL);
	crypto_sign_keypair(pub, key);
	randombytes_buf(m, (size_t)n * len);
	for (unsigned i = 0; i < n; i++)
		crypto_sign_detached(sig + 64 * (size_t)i, NULL, m + len * i, len, key);
	t = bench_now();
	for (unsigned i = 0; i < threads; i++) {
		s[i] = (struct share){.messages = m, .sigs = sig, .pub = pub, .len = len,
				      .from = n / threads * i,
				      .to = i + 1 == threads ? n : n / threads * (i + 1)};
		if (pthread_create(&s[i].thread, NULL, verify_share, &s[i]) != 0)
			bench_die("thread", NULL);
	}
	for (unsigned i = 0; i < threads; i++) {
		pthread_join(s[i].thread, NULL);
		if (s[i].bad)
			bench_die("bare verification", NULL);
	}
	t = bench_now() - t;
	free(m);
	free(sig);
	return n / t;
}
