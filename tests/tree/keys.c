/*
 * Keys for tests.
 *
 * SPDX-License-Identifier: ISC
 */
#include "keys.h"

#include <stdlib.h>
#include <string.h>

static struct vb_secret *secret[256];

struct vb_signer test_signer(uint8_t seed, const char *name, uint8_t type)
{
	uint8_t bytes[32];

	memset(bytes, seed, sizeof(bytes));
	if (!secret[seed])
		secret[seed] = vb_secret_import(bytes);
	if (!secret[seed])
		abort();
	return vb_signer_secret(secret[seed], name, type);
}

const char *test_vkey(uint8_t seed, const char *name, uint8_t type)
{
	static char buf[16][512];
	static unsigned turn;
	struct vb_signer s = test_signer(seed, name, type);
	char *p = buf[turn++ % 16];
	struct vb_writer w;

	vb_writer_init(&w, p, sizeof(buf[0]) - 1);
	vb_vkey_put(&w, &s.vkey);
	p[w.len] = '\0';
	return p;
}

void test_keys_free(void)
{
	for (unsigned i = 0; i < 256; i++) {
		vb_secret_free(secret[i]);
		secret[i] = NULL;
	}
}

uint8_t *test_checkpoint(const char *origin, uint8_t root, size_t *len)
{
	struct vb_signer log = test_signer(1, origin, VB_KEY_ED25519);
	uint8_t *p = malloc(8192);
	struct vb_writer w;
	struct vb_hash h;

	if (!p)
		abort();
	memset(h.b, root, sizeof(h.b));
	vb_writer_init(&w, p, 8192);
	if (vb_checkpoint_sign(&w, vb_view_str(origin), 7, &h, &log, NULL) != VB_OK || w.over)
		abort();
	*len = w.len;
	return p;
}

void *test_copy(const void *p, size_t len)
{
	void *copy = malloc(len ? len : 1);

	if (!copy)
		abort();
	memcpy(copy, p, len);
	return copy;
}

uint8_t *test_reparse(const uint8_t *note, size_t len, struct vb_checkpoint *c)
{
	uint8_t *p = test_copy(note, len);

	if (vb_checkpoint_parse(vb_view(p, len), c, NULL) != VB_OK)
		abort();
	return p;
}
