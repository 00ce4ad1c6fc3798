/*
 * Tessera as a yardstick: its POSIX log behind HTTP, asked by our clients with our acts.
 * tests/bench/tessera says what it verifies, and what not.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "load.h"
#include "need.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REQUEST_MAX 8192u

bool peer_there(void)
{
	const char *program = getenv("TESSERA");

	return program && access(program, X_OK) == 0;
}

static void put_key(struct vb_writer *w, const char *name, const struct vb_secret *key)
{
	uint8_t pub[32];
	char b64[48];

	vb_ed25519_public(key, pub);
	vb_base64(b64, pub, sizeof(pub));
	vb_putf(w, "%s: %s\r\n", name, b64);
}

/* The act that @lodging holds, under both keys. */
static size_t put_request(const struct member *m, const char *host, struct vb_view lodging,
			  uint8_t out[static REQUEST_MAX])
{
	struct vb_writer w;
	uint8_t sig[64];
	char b64[92];

	vb_ed25519_sign(m->key, lodging, sig);
	vb_base64(b64, sig, sizeof(sig));
	vb_writer_init(&w, out, REQUEST_MAX);
	vb_putf(&w, "POST /add HTTP/1.1\r\nHost: %s\r\n", host);
	put_key(&w, "Key", m->key);
	put_key(&w, "Act-Key", m->t->m[m->who].act);
	vb_putf(&w, "Signature: %s\r\nContent-Length: %zu\r\n\r\n", b64, lodging.len);
	vb_put_view(&w, lodging);
	if (w.over)
		bench_die("a request is too long", NULL);
	return w.len;
}

/* @each acts of every member of @m[0..n), which are not lodged with us. */
static void compose(struct member *m, unsigned n, const char *host, unsigned each,
		    struct load_client *c)
{
	uint8_t *lodging = need(malloc(VB_NOTE_MAX + 4)), request[REQUEST_MAX];
	struct sight seen;
	size_t len;

	for (unsigned i = 0; i < n; i++) {
		struct cl_member *who = &m[i].t->m[m[i].who], kept = *who;

		acts_sight(&m[i], &seen);
		for (unsigned j = 0; j < each; j++) {
			len = acts_next(&m[i], &seen, lodging + 4);
			vb_put_be32(lodging, (uint32_t)len);
			len = put_request(&m[i], host, vb_view(lodging, len + 4), request);
			load_put(&c[i], request, len);
		}
		who->number = kept.number;
		who->prev = kept.prev;
	}
	free(lodging);
}

void peer_run(struct member *m, unsigned n, unsigned each, bool verify, struct load *out)
{
	char dir[] = "/var/tmp/verbale-tessera-XXXXXX", batch[16];
	const char *argv[] = {getenv("TESSERA"), dir, batch, verify ? "verify" : "take", NULL};
	struct load_client *c = need(calloc(n, sizeof(*c)));
	struct serving s = {0};

	if (!mkdtemp(dir))
		bench_die("a temporary folder", NULL);
	snprintf(batch, sizeof(batch), "%u", n);
	serving_run(&s, argv);
	compose(m, n, s.host, each, c);
	load_run(c, n, &s, 0, out);
	load_free(c, n);
	free(c);
	serving_stop(&s);
	bench_remove(dir);
}
