/*
 * Our side of the interop tests: opens, seals and verifies what others made.
 *   tool open IDENTITY-FILE IN OUT    tool seal RECIPIENT IN OUT    tool note FILE VKEY
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto/crypto.h"

#include <stdlib.h>
#include <string.h>

static int fail(const struct vb_err *err)
{
	fprintf(stderr, "tool: %s: %s\n", err->where, err->sentence);
	return 1;
}

/* The first AGE-SECRET-KEY-1 line of a file. */
static struct vb_secret *identity_of(const char *path, struct vb_err *err)
{
	struct vb_secret *s = NULL;
	uint8_t *buf, *at;
	size_t len;

	if (vb_file_read(path, 1 << 16, &buf, &len, err) != VB_OK)
		return NULL;
	at = memmem(buf, len, "AGE-SECRET-KEY-1", 16);
	if (!at || (size_t)(buf + len - at) < VB_AGE_IDENTITY_LEN ||
	    vb_identity_parse(vb_view(at, VB_AGE_IDENTITY_LEN), &s, err) != VB_OK)
		s = NULL;
	free(buf);
	return s;
}

static int open_file(char **a, struct vb_err *err)
{
	struct vb_secret *id = identity_of(a[0], err);
	uint8_t *in = NULL, *out = NULL;
	size_t len, n;
	int rc = 1;

	if (id && vb_file_read(a[1], VB_FILE_MAX, &in, &len, err) == VB_OK &&
	    vb_age_open(vb_view(in, len), id, &out, &n, err) == VB_OK &&
	    vb_file_write(a[2], vb_view(out, n), VB_FILE_NEW, err) == VB_OK)
		rc = 0;
	free(in);
	free(out);
	vb_secret_free(id);
	return rc ? fail(err) : 0;
}

static int seal_file(char **a, struct vb_err *err)
{
	struct vb_age_keys keys;
	struct vb_recipient r;
	uint8_t *in = NULL, *out = NULL;
	size_t len, n;
	int rc = 1;

	if (!vb_recipient_parse(vb_view_str(a[0]), &r) ||
	    vb_file_read(a[1], VB_FILE_MAX, &in, &len, err) != VB_OK)
		return fail(err);
	out = malloc(vb_age_sealed_size(len));
	vb_age_keys_random(&keys, vb_rng_system());
	if (out && vb_age_seal(&r, &keys, vb_view(in, len), out, &n, err) == VB_OK &&
	    vb_file_write(a[2], vb_view(out, n), VB_FILE_NEW, err) == VB_OK)
		rc = 0;
	free(in);
	free(out);
	return rc ? fail(err) : 0;
}

static int read_note(char **a, struct vb_err *err)
{
	struct vb_note note;
	struct vb_vkey k;
	uint8_t *in;
	size_t len;
	int rc = 1;

	if (vb_vkey_parse(vb_view_str(a[1]), &k, err) != VB_OK ||
	    vb_file_read(a[0], VB_NOTE_MAX, &in, &len, err) != VB_OK)
		return fail(err);
	if (vb_note_parse(vb_view(in, len), VB_NOTE_SIGS_MAX, &note, err) == VB_OK) {
		for (unsigned i = 0; i < note.nsigs; i++) {
			if (vb_sigline_matches(&note.sig[i], &k) &&
			    vb_sigline_verify(&note.sig[i], &k, note.text))
				rc = 0;
		}
	}
	free(in);
	return rc;
}

int main(int argc, char **argv)
{
	struct vb_err err = {0};

	if (!vb_crypto_init() || argc < 4)
		return 2;
	if (argc == 5 && strcmp(argv[1], "open") == 0)
		return open_file(argv + 2, &err);
	if (argc == 5 && strcmp(argv[1], "seal") == 0)
		return seal_file(argv + 2, &err);
	if (argc == 4 && strcmp(argv[1], "note") == 0)
		return read_note(argv + 2, &err);
	return 2;
}
