/*
 * A witness: every status of C2SP tlog-witness, what it keeps, and that no order of requests
 * makes it cosign a fork.
 *
 * SPDX-License-Identifier: ISC
 */
#include "depositary/depositary.h"
#include "tap.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ORIGIN "log.example/one"
#define N 40

static char dir[64];
static struct vb_rng_seeded seeded;
static struct vb_rng rng;
static struct vb_secret *log_key, *other_key;
static struct vb_tree *tree, *fork_tree;
static struct vb_witness *w;
static int64_t now = 1792000000;

static int64_t tell(void *ctx)
{
	(void)ctx;
	return now;
}

static const struct vb_clock test_clock = {tell, NULL};

static struct vb_tree *grow(const char *last)
{
	struct vb_tree *t = vb_tree_new();
	struct vb_hash leaf;
	char entry[16];

	assert(t);
	for (unsigned i = 0; i < N; i++) {
		if (i == N - 1)
			snprintf(entry, sizeof(entry), "%s", last);
		else
			snprintf(entry, sizeof(entry), "entry %u", i);
		vb_leaf_hash(vb_view_str(entry), &leaf);
		assert(vb_tree_append(t, &leaf) == VB_OK);
	}
	return t;
}

static void policy_line(struct vb_writer *out, const struct vb_secret *s, const char *name)
{
	struct vb_vkey k;
	uint8_t pub[32];

	vb_ed25519_public(s, pub);
	vb_vkey_make(&k, vb_view_str(name), VB_KEY_ED25519, pub);
	vb_put_str(out, "log ");
	vb_vkey_put(out, &k);
	vb_put_byte(out, '\n');
}

/* A submission from @old to @size of @t, signed by @key; the proof is of @proof_from. */
static size_t submit(char *out, size_t cap, const struct vb_tree *t, uint64_t old, uint64_t size,
		     uint64_t proof_from, const struct vb_secret *key, const char *origin)
{
	struct vb_signer by = vb_signer_secret(key, origin, VB_KEY_ED25519);
	struct vb_hash path[VB_PROOF_MAX], root;
	unsigned n = proof_from == 0 ? 0 : vb_tree_consistency(t, proof_from, size, path);
	struct vb_writer o;
	char b64[48];

	vb_writer_init(&o, out, cap);
	vb_putf(&o, "old %llu\n", (unsigned long long)old);
	for (unsigned i = 0; i < n; i++) {
		vb_base64(b64, path[i].b, 32);
		vb_putf(&o, "%s\n", b64);
	}
	vb_put_byte(&o, '\n');
	vb_tree_root(t, size, &root);
	assert(vb_checkpoint_sign(&o, vb_view_str(origin), size, &root, &by, NULL) == VB_OK);
	assert(!o.over);
	return o.len;
}

static struct vb_witness_answer last;

static unsigned ask(struct vb_view body)
{
	memset(&last, 0, sizeof(last));
	vb_witness_add(w, body, &last);
	return last.status;
}

static unsigned add(const struct vb_tree *t, uint64_t old, uint64_t size)
{
	char buf[8192];
	size_t n = submit(buf, sizeof(buf), t, old, size, old <= size ? old : 0, log_key, ORIGIN);

	return ask(vb_view(buf, n));
}

static void hash_of(const char *origin, struct vb_hash *out)
{
	vb_sha256(vb_view_str(origin), out);
}

/* The witness's newest checkpoint of the log: its size, with a valid cosignature at @time. */
static uint64_t shown(int64_t *time)
{
	struct vb_checkpoint c;
	struct vb_hash origin;
	uint8_t *note = NULL;
	size_t len = 0;
	uint64_t size;

	hash_of(ORIGIN, &origin);
	if (vb_witness_get(w, &origin, &note, &len, NULL) != VB_OK)
		return UINT64_MAX;
	assert(vb_checkpoint_parse(vb_view(note, len), &c, NULL) == VB_OK);
	assert(vb_cosign_verify(&c, vb_witness_key(w), time, NULL) == VB_OK);
	size = c.size;
	free(note);
	return size;
}

static void set_logs(void)
{
	char buf[2048];
	struct vb_writer out;

	vb_writer_init(&out, buf, sizeof(buf));
	policy_line(&out, log_key, ORIGIN);
	policy_line(&out, other_key, "log.example/two");
	vb_put_str(&out, "quorum none\n");
	is_int(vb_witness_logs(w, vb_written(&out), NULL), VB_OK, "its logs");
}

static void reopen(void)
{
	struct vb_err err = {0};

	vb_witness_close(w);
	is_int(vb_witness_open(dir, NULL, test_clock, rng, &w, &err), VB_OK, "opened again");
	set_logs();
}

/* ---- statuses ---- */

static void test_first(void)
{
	struct vb_checkpoint c;
	char buf[8192], note[8192];
	int64_t time = 0;
	size_t n;

	is_int(shown(&time) == UINT64_MAX, true, "nothing is shown of what was not cosigned");
	is_int(add(tree, 5, 9), 409, "an old size that nobody cosigned");
	ok(last.is_size && last.len == 2 && memcmp(last.body, "0\n", 2) == 0,
	   "and the size is 0, as text/x.tlog.size");
	n = submit(buf, sizeof(buf), tree, 0, 9, 5, log_key, ORIGIN);
	is_int(ask(vb_view(buf, n)), 422, "a proof where the old size is 0");
	is_int(add(tree, 0, 9), 200, "the first checkpoint");
	n = submit(buf, sizeof(buf), tree, 0, 9, 0, log_key, ORIGIN);
	snprintf(note, sizeof(note), "%.*s%.*s", (int)(n - 7), buf + 7, (int)last.len, last.body);
	is_int(vb_checkpoint_parse(vb_view_str(note), &c, NULL), VB_OK, "with the line put behind");
	is_int(vb_cosign_verify(&c, vb_witness_key(w), &time, NULL), VB_OK, "it verifies");
	is_int(time, now, "and has the time");
	is_int((long long)shown(&time), 9, "and is shown");
}

static void test_growth(void)
{
	char buf[8192];
	int64_t time = 0;
	size_t n;

	is_int(add(tree, 9, 20), 200, "a larger one");
	is_int(add(tree, 9, 20), 409, "the same again, from the size before");
	ok(last.is_size && memcmp(last.body, "20\n", 3) == 0, "which now is 20");
	now += 60;
	is_int(add(tree, 20, 20), 200, "of the same size, to be dated anew");
	is_int((long long)shown(&time), 20, "is shown");
	is_int(time, now, "with the later time");
	is_int(add(tree, 20, 12), 400, "a smaller one, from above it");
	n = submit(buf, sizeof(buf), tree, 20, 30, 19, log_key, ORIGIN);
	is_int(ask(vb_view(buf, n)), 422, "a proof from another size");
	is_int(add(tree, 20, N), 200, "up to the end");
	is_int(add(fork_tree, N, N), 422, "another root of the same size");
	is_int((long long)shown(&time), N, "moves nothing");
}

static void test_strangers(void)
{
	char buf[8192], *at;
	size_t n = submit(buf, sizeof(buf), tree, 0, 9, 0, log_key, "log.example/none");

	is_int(ask(vb_view(buf, n)), 404, "a log that it does not know");
	n = submit(buf, sizeof(buf), tree, 0, 9, 0, log_key, "log.example/two");
	is_int(ask(vb_view(buf, n)), 403, "one that another key signed");
	n = submit(buf, sizeof(buf), tree, 0, 9, 0, other_key, "log.example/two");
	at = strstr(buf, "\xe2\x80\x94 ");
	at = at ? strchr(at + 4, ' ') : NULL;
	assert(at);
	at += 20;
	*at = *at == 'A' ? 'B' : 'A';
	is_int(ask(vb_view(buf, n)), 403, "one that its key did not sign");
	*at = '=';
	is_int(ask(vb_view(buf, n)), 400, "one whose signature is no base64");
}

/* An empty tree with the root of another is signed by no log of ours: by hand, then. */
static void test_hollow(void)
{
	struct vb_signer by = vb_signer_secret(other_key, "log.example/two", VB_KEY_ED25519);
	struct vb_hash root;
	struct vb_writer out;
	char buf[1024];
	size_t start;

	vb_tree_root(tree, 9, &root);
	vb_writer_init(&out, buf, sizeof(buf));
	vb_put_str(&out, "old 0\n\n");
	start = out.len;
	vb_checkpoint_put_text(&out, vb_view_str("log.example/two"), 0, &root);
	vb_put_byte(&out, '\n');
	assert(vb_sigline_put(&out, vb_view(buf + start, out.len - start - 1), &by, NULL) ==
	       VB_OK && !out.over);
	is_int(ask(vb_written(&out)), 422, "an empty tree with another root");
	start = submit(buf, sizeof(buf), tree, 0, 0, 0, other_key, "log.example/two");
	is_int(ask(vb_view(buf, start)), 200, "one with its own");
}

static void test_malformed(void)
{
	static const char *const bodies[] = {
		"", "\n", "old\n\n", "old -1\n\nx", "old 01\n\nx", "old 9007199254740993\n\nx",
		"new 1\n\nx", "old 1\n", "old 1\nAAAA\n\nx", "old 1\n\n", "old 1\n\nlog\n1\nx\n",
	};
	char buf[8192], more[9000];
	size_t n;

	for (size_t i = 0; i < VB_ARRAY_LEN(bodies); i++)
		is_int(ask(vb_view_str(bodies[i])), 400, "malformed %zu", i);
	n = submit(buf, sizeof(buf), tree, N, N, N, log_key, ORIGIN);
	memcpy(more, "old 40\n", 7);
	for (unsigned i = 0; i < 64; i++)
		memcpy(more + 7 + 45 * (size_t)i, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
		       45);
	memcpy(more + 7 + 45 * 64, buf + 7, n - 7);
	is_int(ask(vb_view(more, 7 + 45 * 64 + n - 7)), 400, "64 lines of proof");
	for (size_t i = 0; i < n; i++) {
		unsigned status = ask(vb_view(buf, i));

		if (status == 200 || status == 0 || last.len == 0)
			ok(false, "cut at %zu: %u", i, status);
	}
	ok(true, "cut anywhere it is refused");
}

/* ---- what it keeps ---- */

static void test_again(void)
{
	int64_t time = 0;

	reopen();
	is_int((long long)shown(&time), N, "it remembers");
	is_int(add(tree, 0, 9), 409, "and does not begin anew");
	ok(memcmp(last.body, "40\n", 3) == 0, "but says where it is");
	is_int(add(fork_tree, N, N), 422, "nor cosigns the fork");
}

/* Two processes on one folder: one of them is told the size that the other reached. */
static void test_two(void)
{
	struct vb_witness *second = NULL, *first = w;
	char buf[8192];
	size_t n;

	n = submit(buf, sizeof(buf), tree, 0, 9, 0, other_key, "log.example/two");
	is_int(vb_witness_open(dir, NULL, test_clock, rng, &second, NULL), VB_OK, "a second one");
	is_int(ask(vb_view(buf, n)), 200, "the first cosigns");
	w = second;
	set_logs();
	is_int(ask(vb_view(buf, n)), 409, "the second is behind, and says so");
	ok(memcmp(last.body, "9\n", 2) == 0, "with the size");
	n = submit(buf, sizeof(buf), tree, 9, 21, 9, other_key, "log.example/two");
	is_int(ask(vb_view(buf, n)), 200, "it goes on from there");
	w = first;
	is_int(ask(vb_view(buf, n)), 409, "and now the first is behind");
	vb_witness_close(second);
}

static void test_key(void)
{
	struct vb_witness *x = NULL;
	char path[96];

	snprintf(path, sizeof(path), "%s/witness.key", dir);
	chmod(path, 0640);
	is_int(vb_witness_open(dir, NULL, test_clock, rng, &x, NULL), VB_REFUSED,
	       "a key that others can read");
	chmod(path, 0600);
	is_int(vb_witness_open("/nonexistent", NULL, test_clock, rng, &x, NULL), VB_NOT_FOUND,
	       "no folder");
	is_int(vb_witness_logs(w, vb_view_str("log nonsense\nquorum none\n"), NULL), VB_MALFORMED,
	       "logs that cannot be read");
	is_int(add(tree, N, N), 200, "leave those before in place");
}

int main(void)
{
	char cmd[128];

	snprintf(dir, sizeof(dir), "/tmp/verbale-witness-XXXXXX");
	assert(vb_crypto_init() && mkdtemp(dir));
	rng = vb_rng_seeded(&seeded, (const uint8_t[32]){7});
	log_key = vb_secret_new(rng);
	other_key = vb_secret_new(rng);
	tree = grow("entry last");
	fork_tree = grow("entry other");
	is_int(vb_witness_open(dir, "no name", test_clock, rng, &w, NULL), VB_USAGE,
	       "a name with a space");
	is_int(vb_witness_open(dir, "w.example/1", test_clock, rng, &w, NULL), VB_OK, "a witness");
	is_int(add(tree, 0, 9), 404, "which knows no log yet");
	set_logs();
	test_first();
	test_growth();
	test_strangers();
	test_hollow();
	test_malformed();
	test_again();
	test_two();
	test_key();
	vb_witness_close(w);
	vb_tree_free(tree);
	vb_tree_free(fork_tree);
	vb_secret_free(log_key);
	vb_secret_free(other_key);
	snprintf(cmd, sizeof(cmd), "rm -r %s", dir);
	assert(system(cmd) == 0);
	return tap_done();
}
