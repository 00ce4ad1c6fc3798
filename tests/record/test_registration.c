/*
 * Registrations: one form, one entry for each, and a proof under the register's checkpoint
 * (format.md 6.8, 6.9).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/record.h"
#include "tap.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Of the conformance corpus, which derives them by other means. */
#define TABLE "7ae0b53af54183cc0afa271e221f8b69ca9692e96561b428f5cbe56b9ad0116e"
#define ENTRY "c830c3a3f032e5b0a65897cc2d3858b176c07b52a2d86cc82fbde89895fe29d6" \
	      "36bcf21ddb4c7e8ea6100fcd1b540b8cc2d1d89a56f58653e143793306311d7f"
#define ORIGIN "bern/register"
#define SIZE 5
#define AT 3

static const struct vb_hash table = {{7}}, key = {{1, 2}}, checkpoint = {{3, 4}};

/* A register of five entries, the fourth of which is ours, and what it signs. */
struct made {
	struct vb_tree *tree;
	struct vb_secret *secret;
	struct vb_vkey vkey;
	uint8_t note[1024], text[4096];
	size_t note_len;
	struct vb_view registration;
};

static void sign(struct made *m, const char *origin)
{
	struct vb_signer s = vb_signer_secret(m->secret, origin, VB_KEY_ED25519);
	struct vb_hash root, path[VB_PROOF_MAX];
	struct vb_writer w;
	unsigned n;

	vb_tree_root(m->tree, SIZE, &root);
	vb_writer_init(&w, m->note, sizeof(m->note));
	assert(vb_checkpoint_sign(&w, vb_view_str(origin), SIZE, &root, &s, NULL) == VB_OK);
	m->note_len = w.len;
	n = vb_tree_inclusion(m->tree, AT, SIZE, path);
	vb_writer_init(&w, m->text, sizeof(m->text));
	vb_registration_put(&w, 9, &key, &checkpoint, AT, path, n,
			    vb_view(m->note, m->note_len));
	assert(!w.over);
	m->registration = vb_written(&w);
}

static void make(struct made *m)
{
	static const uint8_t seed[32] = {5};
	uint8_t entry[VB_REGISTER_ENTRY], pub[32];
	struct vb_hash leaf;

	*m = (struct made){.tree = vb_tree_new(), .secret = vb_secret_import(seed)};
	assert(m->tree && m->secret);
	for (uint64_t i = 0; i < SIZE; i++) {
		vb_register_entry(&key, &table, i == AT ? 9 : 100 + i, &checkpoint, entry);
		vb_leaf_hash(vb_view(entry, sizeof(entry)), &leaf);
		assert(vb_tree_append(m->tree, &leaf) == VB_OK);
	}
	vb_ed25519_public(m->secret, pub);
	vb_vkey_make(&m->vkey, vb_view_str(ORIGIN), VB_KEY_ED25519, pub);
	sign(m, ORIGIN);
}

static void drop(struct made *m)
{
	vb_tree_free(m->tree);
	vb_secret_free(m->secret);
}

static void test_vector(void)
{
	char path[512], hex[2 * VB_REGISTER_ENTRY + 1];
	uint8_t entry[VB_REGISTER_ENTRY], *file;
	struct vb_hash of;
	struct vb_registration r;
	size_t len;

	assert(vb_hash_parse(vb_view_str(TABLE), &of));
	snprintf(path, sizeof(path), "%s/corpus/files/6-log/6.9-value.registration",
		 getenv("VERBALE_SOURCE"));
	file = tap_slurp(path, &len);
	if (!ok(file && vb_registration_parse(vb_view(file, len), &r, NULL) == VB_OK,
		"6.9 a registration that others have made"))
		return;
	vb_register_entry(&r.key, &of, r.counter, &r.checkpoint, entry);
	vb_hex(hex, entry, sizeof(entry));
	is_str(hex, ENTRY, "6.8 has their entry");
	free(file);
}

static void test_form(void)
{
	struct vb_registration r;
	struct vb_err err = {0};
	static struct made m;

	make(&m);
	is_int(vb_registration_parse(m.registration, &r, &err), VB_OK, "6.9 it is read: %s",
	       err.sentence);
	ok(r.counter == 9 && r.proof.index == AT && vb_hash_eq(&r.key, &key) &&
	   vb_hash_eq(&r.checkpoint, &checkpoint) && r.proof.checkpoint.size == SIZE,
	   "6.9 with all that was written");
	is_int(vb_registration_verify(&r, &table, &m.vkey, &err), VB_OK, "6.9 and holds: %s",
	       err.sentence);
	drop(&m);
}

/* @old in the text of a good one becomes @new. */
static void bad(const char *old, const char *new, const char *clause, const char *what)
{
	static struct made m;
	struct vb_registration r = {.counter = 77};
	struct vb_err err = {0};
	char *text, *at, *out;
	size_t head;

	make(&m);
	text = tap_copy(m.registration.ptr, m.registration.len);
	out = malloc(m.registration.len + strlen(new) + 1);
	assert(text && out);
	at = strstr(text, old);
	assert(at);
	head = (size_t)(at - text);
	memcpy(out, text, head);
	strcpy(out + head, new);
	strcat(out, at + strlen(old));
	ok(vb_registration_parse(vb_view_str(out), &r, &err) == VB_MALFORMED &&
	   strcmp(err.clause, clause) == 0 && err.sentence[0] && r.counter == 77,
	   "%s refused, and nothing filled: %s (%s)", clause, what, err.sentence);
	is_int(vb_registration_parse(vb_view_str(out), &r, NULL), VB_MALFORMED, "%s unheard",
	       clause);
	free(text);
	free(out);
	drop(&m);
}

static void test_malformed(void)
{
	static uint8_t large[VB_NOTE_MAX + 1];
	struct vb_registration r;
	struct vb_err err = {0};

	bad("registration/1", "registration/2", "6.9", "another first line");
	bad("counter 9", "counter 0", "6.9", "a counter of 0");
	bad("counter 9", "counter 09", "6.9", "a leading zero");
	bad("counter 9", "number 9", "6.9", "another word");
	bad("key 01", "key 1", "6.9", "a key that is short");
	bad("checkpoint 03", "checkpoint 0x", "6.9", "a hash that is no hexadecimal");
	bad("\n\n", "\n", "6.9", "no empty line");
	bad("key ", "key \xff", "1.1", "what is no UTF-8");
	bad("tlog-proof@v1", "tlog-proof@v2", "C2SP tlog-proof", "another proof");
	bad("tlog-proof@v1\n", "tlog-proof@v1\nextra AAAA\n", "6.9", "extra data");
	bad("\n5\n", "\n05\n", "C2SP tlog-checkpoint", "another size");
	ok(vb_registration_parse(vb_view(large, sizeof(large)), &r, &err) == VB_MALFORMED &&
	   strcmp(err.clause, "1.2") == 0, "1.2 refused: one byte too many");
	is_int(vb_registration_parse(vb_view(NULL, 0), &r, &err), VB_MALFORMED,
	       "6.9 refused: nothing");
	is_str(err.clause, "6.9", "6.9 by the clause of its form");
}

static void refused(struct made *m, struct vb_registration *r, const struct vb_hash *of,
		    const char *clause, const char *what)
{
	struct vb_err err = {0};

	ok(vb_registration_verify(r, of, &m->vkey, &err) == VB_FALSE &&
	   strcmp(err.clause, clause) == 0 && err.sentence[0], "%s false: %s (%s)", clause, what,
	   err.sentence);
	is_int(vb_registration_verify(r, of, &m->vkey, NULL), VB_FALSE, "%s unheard", clause);
}

static void test_false(void)
{
	static const struct vb_hash other = {{8}};
	struct vb_registration r, bent;
	static struct made m;

	make(&m);
	assert(vb_registration_parse(m.registration, &r, NULL) == VB_OK);
	refused(&m, &r, &other, "6.9", "another table");
	bent = r;
	bent.counter++;
	refused(&m, &bent, &table, "6.9", "another counter");
	bent = r;
	bent.key.b[0] ^= 1;
	refused(&m, &bent, &table, "6.9", "another key");
	bent = r;
	bent.checkpoint.b[31] ^= 1;
	refused(&m, &bent, &table, "6.9", "another checkpoint");
	bent = r;
	bent.proof.index = 2;
	refused(&m, &bent, &table, "6.9", "another place");
	bent = r;
	bent.proof.npath--;
	refused(&m, &bent, &table, "6.9", "a shorter path");
	sign(&m, "bern/crossing");
	assert(vb_registration_parse(m.registration, &r, NULL) == VB_OK);
	refused(&m, &r, &table, "6.8", "the checkpoint of another log");
	sign(&m, ORIGIN);
	m.vkey.pub[0] ^= 1;
	assert(vb_registration_parse(m.registration, &r, NULL) == VB_OK);
	refused(&m, &r, &table, "6.8", "another log key");
	drop(&m);
}

static void test_origin(void)
{
	char out[VB_KEYNAME_MAX + 1] = "", name[VB_KEYNAME_MAX + 1];

	ok(vb_register_origin(vb_view_str("bern/crossing-0123"), out) && !strcmp(out, ORIGIN),
	   "6.8 of a table's origin");
	ok(vb_register_origin(vb_view_str("bern"), out) && !strcmp(out, ORIGIN),
	   "6.8 of a depositary's name");
	ok(!vb_register_origin(vb_view_str("/x"), out), "6.8 of no name there is none");
	ok(!vb_register_origin(vb_view(NULL, 0), out), "6.8 nor of nothing");
	memset(name, 'a', sizeof(name));
	ok(vb_register_origin(vb_view(name, VB_KEYNAME_MAX - 9), out) &&
	   strlen(out) == VB_KEYNAME_MAX, "6.8 the longest that fits");
	ok(!vb_register_origin(vb_view(name, VB_KEYNAME_MAX - 8), out),
	   "6.8 and one byte more does not");
}

int main(void)
{
	if (!vb_crypto_init())
		return 1;
	test_vector();
	test_form();
	test_malformed();
	test_false();
	test_origin();
	return tap_done();
}
