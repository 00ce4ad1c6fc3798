/*
 * The public vectors of Merkle proofs (transparency-dev/merkle), one JSON file
 * each, with wantErr honoured.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tap.h"
#include "tree/tree.h"

#include <ftw.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static unsigned passed, by_length, failed, skipped;
static size_t root_len;

/* A hash field. What has not 32 bytes is no hash in our types: @*odd, and a hash
 * of its bytes stands for it, so that equal fields stay equal. */
static struct vb_hash hash_of(const json_t *v, bool *odd)
{
	uint8_t buf[256] = "odd";
	struct vb_hash h;
	size_t len;

	if (!json_string_value(v) ||
	    !vb_unbase64(buf + 3, sizeof(buf) - 3, &len, vb_view_str(json_string_value(v))))
		len = 0;
	memcpy(h.b, buf + 3, sizeof(h.b));
	if (len != sizeof(h.b)) {
		*odd = true;
		vb_sha256(vb_view(buf, 3 + len), &h);
	}
	return h;
}

/* A number, or one of 19 digits or more, which load() has made a string. */
static uint64_t number(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	const char *s = json_string_value(v);
	uint64_t n = 0;

	if (!s)
		return (uint64_t)json_integer_value(v);
	for (; *s; s++)
		n = n * 10 + (uint64_t)(*s - '0');
	return n;
}

/* Reads a vector; what is too large for jansson is put in quotes. */
static json_t *load(const char *path, json_error_t *e)
{
	size_t len, n = 0;
	char *text = (char *)tap_slurp(path, &len), *out = malloc(3 * len + 1);
	json_t *o = NULL;

	if (text && out) {
		for (size_t i = 0; i < len;) {
			size_t digits = strspn(text + i, "0123456789");
			size_t take = digits && i && text[i - 1] == ' ' ? digits : 1;

			n += (size_t)sprintf(out + n, take > 18 ? "\"%.*s\"" : "%.*s",
					     (int)take, text + i);
			i += take;
		}
		o = json_loadb(out, n, JSON_REJECT_DUPLICATES, e);
	}
	free(text);
	free(out);
	return o;
}

static bool judge(const json_t *o, const struct vb_hash *p, size_t n, bool *odd)
{
	uint64_t start = number(o, "start"), end = number(o, "end");
	bool sub = json_object_get(o, "start");
	struct vb_hash small, large;

	if (json_object_get(o, "leafHash")) {
		small = hash_of(json_object_get(o, "leafHash"), odd);
		large = hash_of(json_object_get(o, "root"), odd);
		return sub ? vb_subtree_inclusion_verify(&small, number(o, "leafIdx"), start,
							 end, p, n, &large)
			   : vb_inclusion_verify(&small, number(o, "leafIdx"),
						 number(o, "treeSize"), p, n, &large);
	}
	small = hash_of(json_object_get(o, "root1"), odd);
	large = hash_of(json_object_get(o, "root2"), odd);
	return sub ? vb_subtree_consistency_verify(start, end, number(o, "size"), &small,
						   &large, p, n)
		   : vb_consistency_verify(number(o, "size1"), number(o, "size2"), &small,
					   &large, p, n);
}

/* A vector that is wrong only because a hash has an odd length is refused before our
 * functions are reached: such a hash cannot be handed to them. */
static void run(const char *name, const json_t *o)
{
	const json_t *proof = json_object_get(o, "proof");
	bool want = !json_boolean_value(json_object_get(o, "wantErr"));
	struct vb_hash p[80];
	size_t n = json_array_size(proof);
	bool odd = false, got;

	if (n > VB_ARRAY_LEN(p)) {
		skipped++;
		tap_skip("%s has %zu hashes", name, n);
		return;
	}
	for (size_t i = 0; i < n; i++)
		p[i] = hash_of(json_array_get(proof, i), &odd);
	got = judge(o, p, n, &odd);
	if (odd && !want && got) {
		by_length++;
		ok(true, "%s: %s (refused by length)", name,
		   json_string_value(json_object_get(o, "desc")));
	} else if (ok(got == want, "%s: %s", name,
		      json_string_value(json_object_get(o, "desc")))) {
		passed++;
	} else {
		failed++;
	}
}

static int visit(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	json_error_t e = {.text = "cannot be read"};
	json_t *o;

	(void)st;
	(void)ftw;
	if (type != FTW_F || strlen(path) < 5 || strcmp(path + strlen(path) - 5, ".json") != 0)
		return 0;
	o = load(path, &e);
	if (o)
		run(path + root_len, o);
	else
		ok(false, "%s: %s", path + root_len, e.text);
	json_decref(o);
	return 0;
}

int main(void)
{
	const char *vectors = tap_vectors();
	char root[4096];

	if (!vb_crypto_init())
		return 1;
	if (!vectors) {
		tap_skip("no folder of vectors");
		return tap_done();
	}
	snprintf(root, sizeof(root), "%s/merkle/", vectors);
	root_len = strlen(root);
	if (nftw(root, visit, 16, FTW_PHYS) != 0)
		ok(false, "cannot walk %s", root);
	diag("merkle vectors: %u passed, %u refused by length, %u failed, %u skipped", passed,
	     by_length, failed, skipped);
	ok(passed > 0, "there were vectors");
	return tap_done();
}
