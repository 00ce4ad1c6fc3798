/*
 * The age testkit (C2SP/CCTV): each file says what must come of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "help.h"

#include <dirent.h>
#include <zlib.h>

#define VALUES 8

/* The head of a test file, and the age file behind it. */
struct kit {
	struct vb_view expect, payload, file_key;
	struct vb_view identity[VALUES], passphrase[VALUES];
	unsigned identities, passphrases;
	bool armored, compressed;
	struct vb_view file;
};

static bool take_line(struct vb_view *rest, struct vb_view *line)
{
	const uint8_t *lf = rest->len ? memchr(rest->ptr, '\n', rest->len) : NULL;

	if (!lf)
		return false;
	*line = vb_view(rest->ptr, (size_t)(lf - rest->ptr));
	*rest = vb_view(lf + 1, rest->len - line->len - 1);
	return true;
}

static bool value_of(struct vb_view line, const char *key, struct vb_view *value)
{
	size_t n = strlen(key);

	if (line.len < n || memcmp(line.ptr, key, n) != 0)
		return false;
	*value = vb_view(line.ptr + n, line.len - n);
	return true;
}

static bool parse_kit(struct vb_view in, struct kit *k)
{
	struct vb_view line, value;

	*k = (struct kit){0};
	while (take_line(&in, &line) && line.len > 0) {
		if (value_of(line, "identity: ", &value) && k->identities < VALUES)
			k->identity[k->identities++] = value;
		else if (value_of(line, "passphrase: ", &value) && k->passphrases < VALUES)
			k->passphrase[k->passphrases++] = value;
		else if (value_of(line, "armored: ", &value))
			k->armored = vb_view_is(value, "yes");
		else if (value_of(line, "compressed: ", &value))
			k->compressed = vb_view_is(value, "zlib");
		else if (!value_of(line, "expect: ", &k->expect) &&
			 !value_of(line, "payload: ", &k->payload) &&
			 !value_of(line, "file key: ", &k->file_key) &&
			 !value_of(line, "comment: ", &value))
			return false;
	}
	k->file = in;
	return k->expect.len > 0;
}

static struct vb_view inflated(struct vb_view in)
{
	uLongf n = 32 << 20;
	uint8_t *p = malloc(n);

	if (uncompress(p, &n, in.ptr, in.len) != Z_OK)
		abort();
	in = copy_of(vb_view(p, n));
	free(p);
	return in;
}

/* What our code says, in the words of the testkit. */
static const char *verdict(enum vb_code code, const struct vb_err *err)
{
	switch (code) {
	case VB_OK:
		return "success";
	case VB_KEY:
		return "no match";
	case VB_MALFORMED:
		return "header failure";
	case VB_FALSE:
		return strcmp(err->where, "payload") == 0 ? "payload failure" : "HMAC failure";
	default:
		return "something else";
	}
}

/* Tries the identities and passphrases, in order, until one fits. */
static enum vb_code open_any(const struct kit *k, struct vb_view file, uint8_t **out,
			     size_t *n, struct vb_err *err)
{
	enum vb_code code = VB_KEY;

	for (unsigned i = 0; code == VB_KEY && i < k->passphrases; i++)
		code = vb_age_unwrap(k->passphrase[i], file, out, n, err);
	for (unsigned i = 0; code == VB_KEY && i < k->identities; i++) {
		struct vb_secret *s = NULL;

		if (vb_identity_parse(k->identity[i], &s, err) != VB_OK)
			continue; /* of a type that we do not hold */
		code = vb_age_open(file, s, out, n, err);
		vb_secret_free(s);
	}
	if (k->passphrases + k->identities == 0)
		code = vb_age_unwrap(vb_view_str("none"), file, out, n, err);
	return code;
}

/* A success also gives the file key, and the file key opens the file. */
static bool key_agrees(const struct kit *k, struct vb_view file)
{
	struct vb_secret *s = NULL;
	uint8_t want[16], key[16] = {0}, *out = NULL;
	bool good = true;
	size_t n = 0;

	if (!vb_unhex(want, 16, k->file_key))
		return true;
	if (k->identities == 1 && vb_identity_parse(k->identity[0], &s, NULL) == VB_OK)
		good = vb_age_file_key(file, s, key, NULL) == VB_OK &&
		       memcmp(want, key, 16) == 0;
	good = good && vb_age_open_key(file, want, &out, &n, NULL) == VB_OK;
	vb_secret_free(s);
	free(out);
	return good;
}

static bool run_binary(const struct kit *k, struct vb_view file, const char *name)
{
	struct vb_err err = {0};
	uint8_t *out = NULL;
	struct vb_hash h;
	char hex[65];
	size_t n = 0;
	enum vb_code code = open_any(k, file, &out, &n, &err);
	bool pass = vb_view_is(k->expect, verdict(code, &err));

	if (pass && code == VB_OK) {
		vb_sha256(vb_view(out, n), &h);
		vb_hex(hex, h.b, 32);
		pass = vb_view_is(k->payload, hex) && key_agrees(k, file);
	}
	ok(pass && (code == VB_OK) == (out != NULL), "testkit: %s: %.*s", name,
	   (int)k->expect.len, (const char *)k->expect.ptr);
	if (!pass)
		diag("ours: %s (%s)", verdict(code, &err), err.sentence);
	free(out);
	return pass;
}

static bool run(const struct kit *k, const char *name)
{
	struct vb_view file = k->compressed ? inflated(k->file) : copy_of(k->file);
	uint8_t *binary = NULL;
	bool pass, armor_bad;
	size_t n = 0;

	if (!k->armored) {
		pass = run_binary(k, file, name);
	} else {
		armor_bad = vb_age_dearmor(file, &binary, &n, NULL) != VB_OK;
		if (armor_bad || vb_view_is(k->expect, "armor failure")) {
			pass = armor_bad == vb_view_is(k->expect, "armor failure");
			ok(pass, "testkit: %s: armor failure", name);
		} else {
			pass = run_binary(k, vb_view(binary, n), name);
		}
	}
	free(binary);
	drop(file);
	return pass;
}

/* An identity that we do not hold tells nothing about us. */
static bool needs_hybrid(const struct kit *k)
{
	struct vb_view rest;

	for (unsigned i = 0; i < k->identities; i++) {
		if (value_of(k->identity[i], "AGE-SECRET-KEY-PQ-", &rest))
			return true;
	}
	return false;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

int main(void)
{
	const char *vectors = tap_vectors();
	unsigned passed = 0, failed = 0, skipped = 0;
	struct dirent **list = NULL;
	char path[5000];
	int count = -1;

	if (!vb_crypto_init())
		return 1;
	if (vectors) {
		snprintf(path, sizeof(path), "%s/age", vectors);
		count = scandir(path, &list, NULL, by_name);
	}
	if (count < 0)
		tap_skip("no folder of vectors: the age testkit");
	for (int i = 0; i < count; i++) {
		const char *name = list[i]->d_name;
		uint8_t *p = NULL;
		struct kit k;
		size_t n = 0;

		if (name[0] != '.') {
			snprintf(path, sizeof(path), "%s/age/%s", vectors, name);
			p = tap_slurp(path, &n);
			if (!p || !parse_kit(vb_view(p, n), &k)) {
				failed += !ok(false, "testkit: %s is read", name);
			} else if (needs_hybrid(&k)) {
				tap_skip("testkit: %s: mlkem768x25519 is not supported", name);
				skipped++;
			} else if (run(&k, name)) {
				passed++;
			} else {
				failed++;
			}
			free(p);
		}
		free(list[i]);
	}
	free(list);
	diag("age testkit: %u passed, %u failed, %u skipped", passed, failed, skipped);
	return tap_done();
}
