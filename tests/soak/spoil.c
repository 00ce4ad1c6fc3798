/*
 * Spoiling what a good run left behind: for each thing that the checker is to find, one example
 * of it.  A checker that found nothing here would find nothing anywhere.
 *
 * SPDX-License-Identifier: ISC
 */
#include "soak.h"

#include "need.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void append(const struct soak *s, const char *name, const void *p, size_t n)
{
	char path[SK_PATH + 32];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", s->dir, name);
	f = need(fopen(path, "ae"));
	if (fwrite(p, 1, n, f) != n || fclose(f) != 0)
		abort();
}

static void flip(const char *path, long at)
{
	FILE *f = need(fopen(path, "r+e"));
	int c = fseek(f, at, SEEK_SET) == 0 ? fgetc(f) : EOF;

	if (c == EOF || fseek(f, at, SEEK_SET) != 0 || fputc(c ^ 1, f) == EOF || fclose(f) != 0)
		abort();
}

/* The depositary's @n-th key, from 0: of acts, of dates, of logs. */
static struct vb_secret *key_of(const struct soak *s, unsigned n)
{
	char path[SK_PATH + 32];
	struct vb_secret *k = NULL;
	struct vb_cursor c;
	struct vb_vkey vkey;
	uint8_t *file;
	size_t len = 0;

	snprintf(path, sizeof(path), "%s/depositary.key", s->node[0].dir);
	file = need(tap_slurp(path, &len));
	vb_cursor_init(&c, vb_view(file, len), NULL);
	for (; n > 0; n--)
		(void)vb_cursor_line(&c);
	if (vb_skey_parse(vb_cursor_line(&c), &vkey, &k, NULL) != VB_OK)
		abort();
	free(file);
	return need(k);
}

/* A checkpoint of a tree that never was, signed and dated as all others are. */
static void fork_log(const struct soak *s, const struct cl_table *t)
{
	struct vb_secret *log = key_of(s, 2), *clock = key_of(s, 1);
	struct vb_signer by = vb_signer_secret(log, t->origin, VB_KEY_ED25519);
	struct vb_signer dating = vb_signer_secret(clock, t->card.name, VB_KEY_COSIGN);
	struct vb_checkpoint c;
	struct vb_hash root;
	uint8_t buf[2048];
	struct vb_writer w;

	vb_sha256(vb_view_str("another tree"), &root);
	vb_writer_init(&w, buf, sizeof(buf));
	if (vb_checkpoint_sign(&w, vb_view_str(t->origin), 1, &root, &by, NULL) != VB_OK ||
	    vb_checkpoint_parse(vb_written(&w), &c, NULL) != VB_OK ||
	    vb_cosign_put(&w, c.note.text, CL_T0, &dating, NULL) != VB_OK)
		abort();
	sk_note("note", &t->id, 0, vb_written(&w));
	vb_secret_free(log);
	vb_secret_free(clock);
}

/* Entry 1 of a log of two, out of what was downloaded; free() @file. */
static struct vb_view entry_one(const struct soak *s, const struct cl_table *t, uint8_t **file)
{
	char path[SK_PATH + 120], hex[65];
	struct vb_view note;
	struct vb_cursor c;
	size_t len = 0;

	vb_hex(hex, t->id.b, 32);
	snprintf(path, sizeof(path), "%s/logs/%s/tile/entries/000.p/2", s->dir, hex);
	*file = need(tap_slurp(path, &len));
	vb_cursor_init(&c, vb_view(*file, len), NULL);
	if (!vb_bundle_next(&c, &note) || !vb_bundle_next(&c, &note))
		abort();
	return note;
}

void sk_spoil(const struct soak *s, const struct cl_table *t)
{
	static const char line[] = "{\"route\":\"GET /card\",\"status\":418}\n";
	char path[SK_PATH + 120], hex[65];
	uint8_t *file;
	struct vb_view logged = entry_one(s, t, &file);

	/* It is said to be at 2, was found at 2, and was to be refused. */
	sk_note("act", &t->id, 2, logged);
	sk_note("never", &t->id, 0, logged);
	vb_hex(hex, t->m[0].prev.b, 32);
	sk_note("found", &t->id, 2, vb_view_str(hex));
	sk_note("asked", &t->id, 200, vb_view_str("what is not signed: 401"));
	sk_odd(&t->id, "an odd answer");
	fork_log(s, t);
	append(s, "signed", "\0\3odd", 5);
	append(s, "server.0.log", line, sizeof(line) - 1);
	/* In the signature of the first dated checkpoint, "u16 length, note". */
	vb_hex(hex, t->id.b, 32);
	snprintf(path, sizeof(path), "%s/logs/%s/marks", s->dir, hex);
	flip(path, 2 + (long)strlen(t->origin) + 140);
	free(file);
}

void sk_spoil_tile(const struct soak *s, const struct cl_table *t)
{
	char path[SK_PATH + 120], hex[65];

	vb_hex(hex, t->id.b, 32);
	snprintf(path, sizeof(path), "%s/logs/%s/tile/0/000.p/2", s->dir, hex);
	flip(path, 40);
}
