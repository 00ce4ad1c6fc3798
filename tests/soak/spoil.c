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
static size_t forked(const struct soak *s, const char *origin, const char *clock_name,
		     uint8_t out[static 2048])
{
	struct vb_secret *log = key_of(s, 2), *clock = key_of(s, 1);
	struct vb_signer by = vb_signer_secret(log, origin, VB_KEY_ED25519);
	struct vb_signer dating = vb_signer_secret(clock, clock_name, VB_KEY_COSIGN);
	struct vb_checkpoint c;
	struct vb_hash root;
	struct vb_writer w;

	vb_sha256(vb_view_str("another tree"), &root);
	vb_writer_init(&w, out, 2048);
	if (vb_checkpoint_sign(&w, vb_view_str(origin), 1, &root, &by, NULL) != VB_OK ||
	    vb_checkpoint_parse(vb_written(&w), &c, NULL) != VB_OK ||
	    vb_cosign_put(&w, c.note.text, CL_T0, &dating, NULL) != VB_OK)
		abort();
	vb_secret_free(log);
	vb_secret_free(clock);
	return w.len;
}

/* The newest checkpoint of the register without those who cosigned it; a tree that never was;
 * and a growth that is none. */
static void spoil_register(const struct soak *s, const struct cl_table *t)
{
	char path[SK_PATH + 32], origin[80];
	struct vb_checkpoint c;
	uint8_t *file, buf[2048];
	struct vb_writer w;
	size_t len = 0;

	snprintf(path, sizeof(path), "%s/register/checkpoint", s->dir);
	file = need(tap_slurp(path, &len));
	if (vb_checkpoint_parse(vb_view(file, len), &c, NULL) != VB_OK)
		abort();
	vb_writer_init(&w, buf, sizeof(buf));
	vb_put_view(&w, c.note.text);
	vb_put_byte(&w, '\n');
	vb_sigline_copy(&w, &c.note.sig[0]);
	sk_note("published", NULL, 0, vb_written(&w));
	sk_note("growth", NULL, 1, vb_written(&w));
	free(file);
	snprintf(origin, sizeof(origin), "%s/register", t->card.name);
	len = forked(s, origin, t->card.name, buf);
	sk_note("asked-to-cosign", NULL, 1, vb_view(buf, len));
}

/* The last of a table's registrations is left out. */
static void spoil_registrations(const char *path)
{
	struct vb_view one;
	struct vb_cursor c;
	size_t len = 0, end = 0;
	uint8_t *file = need(tap_slurp(path, &len));

	vb_cursor_init(&c, vb_view(file, len), NULL);
	for (size_t at = 0; vb_bundle_next(&c, &one); at = c.pos)
		end = at;
	if (vb_file_write(path, vb_view(file, end), VB_FILE_REPLACE, NULL) != VB_OK)
		abort();
	free(file);
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
	uint8_t *file, note[2048];
	struct vb_view logged = entry_one(s, t, &file);
	size_t len;

	/* It is said to be at 2, was found at 2, and was to be refused. */
	sk_note("act", &t->id, 2, logged);
	sk_note("never", &t->id, 0, logged);
	vb_hex(hex, t->m[0].prev.b, 32);
	sk_note("found", &t->id, 2, vb_view_str(hex));
	sk_note("asked", &t->id, 200, vb_view_str("what is not signed: 401"));
	sk_odd(&t->id, "an odd answer");
	len = forked(s, t->origin, t->card.name, note);
	sk_note("note", &t->id, 0, vb_view(note, len));
	spoil_register(s, t);
	append(s, "signed", "\0\3odd", 5);
	append(s, "server.0.log", line, sizeof(line) - 1);
	/* In the signature of the first dated checkpoint, "u16 length, note". */
	vb_hex(hex, t->id.b, 32);
	snprintf(path, sizeof(path), "%s/logs/%s/marks", s->dir, hex);
	flip(path, 2 + (long)strlen(t->origin) + 140);
	snprintf(path, sizeof(path), "%s/logs/%s/registrations", s->dir, hex);
	spoil_registrations(path);
	free(file);
}

void sk_spoil_tile(const struct soak *s, const struct cl_table *t)
{
	char path[SK_PATH + 120], hex[65];

	vb_hex(hex, t->id.b, 32);
	snprintf(path, sizeof(path), "%s/logs/%s/tile/0/000.p/2", s->dir, hex);
	flip(path, 40);
}
