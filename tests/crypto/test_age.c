/*
 * Tests of crypto: age files, sealed and opened by us, whole, cut and changed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "help.h"

#include <errno.h>
#include <pthread.h>

/* The linker sends every pthread_create() here. */
static bool threads_refused;
static unsigned threads;

int __real_pthread_create(pthread_t *t, const pthread_attr_t *a, void *(*fn)(void *), void *arg);
int __wrap_pthread_create(pthread_t *t, const pthread_attr_t *a, void *(*fn)(void *), void *arg);

int __wrap_pthread_create(pthread_t *t, const pthread_attr_t *a, void *(*fn)(void *), void *arg)
{
	threads++;
	return threads_refused ? EAGAIN : __real_pthread_create(t, a, fn, arg);
}

struct sealed {
	struct vb_secret *identity;
	struct vb_recipient to;
	struct vb_age_keys keys;
	struct vb_view plain;
	struct vb_view file;
};

/* Seals @n bytes to a new identity, into memory of the announced size. */
static struct sealed seal(struct vb_rng rng, size_t n)
{
	uint8_t *plain = malloc(n ? n : 1), *out = malloc((size_t)vb_age_sealed_size(n));
	struct sealed s = {.identity = vb_secret_new(rng)};
	size_t len = 0;

	rng.fill(rng.ctx, plain, n);
	vb_recipient_of(s.identity, &s.to);
	vb_age_keys_random(&s.keys, rng);
	s.plain = vb_view(plain, n);
	if (vb_age_seal(&s.to, &s.keys, s.plain, out, &len, NULL) != VB_OK)
		abort();
	s.file = vb_view(out, len);
	return s;
}

static void unseal(struct sealed *s)
{
	vb_secret_free(s->identity);
	drop(s->plain);
	drop(s->file);
}

static bool opens_to(struct vb_view file, const struct vb_secret *identity,
		     struct vb_view want)
{
	uint8_t *out = NULL;
	size_t n = 0;
	bool same = vb_age_open(file, identity, &out, &n, NULL) == VB_OK &&
		    vb_view_eq(vb_view(out, n), want);

	free(out);
	return same;
}

/* All sizes at which chunks begin and end. */
static void sizes(void)
{
	static const size_t n[] = {0,	   1,	   15,	   16,	   17,	   1000,
				   65519,  65520,  65535,  65536,  65537,  65552,
				   131071, 131072, 131073, 196608, 1000000};
	struct vb_rng rng = test_rng();

	for (size_t i = 0; i < VB_ARRAY_LEN(n); i++) {
		struct sealed s = seal(rng, n[i]);
		size_t chunks = n[i] ? (n[i] + 65535) / 65536 : 1;

		is_int((long long)s.file.len, (long long)(184 + n[i] + 16 * chunks),
		       "%zu bytes: size of the file", n[i]);
		is_int((long long)vb_age_sealed_size(n[i]), (long long)s.file.len,
		       "as announced");
		ok(opens_to(s.file, s.identity, s.plain), "it opens");
		unseal(&s);
	}
	is_int((long long)vb_age_sealed_size(1ULL << 32), (1LL << 32) + 184 + 16 * 65536,
	       "the size of more than four gigabytes");
}

/* ---- where it lies, in pieces ---- */

/* Reads [from, from + n) of @p, in parts of @step bytes. */
static enum vb_code read_parts(const struct vb_pieces *p, size_t from, size_t n, size_t step,
			       uint8_t *out)
{
	enum vb_code code = VB_OK;

	for (size_t at = 0; code == VB_OK && at < n; at += step)
		code = p->read(p->ctx, from + at, out + at, n - at < step ? n - at : step, NULL);
	return code;
}

/* A file sealed in memory and one sealed while it is read are the same, and open alike. */
static void in_pieces(void)
{
	static const size_t n[] = {0,	  1,	  1000,	  65535,  65536,
				   65537, 131072, 196608, 1000000};
	struct vb_rng rng = test_rng();
	unsigned same = 0, opened = 0, parts = 0, refused = 0, others = 0;

	for (size_t i = 0; i < VB_ARRAY_LEN(n); i++) {
		struct sealed s = seal(rng, n[i]), t = seal(rng, 10);
		struct vb_pieces plain = vb_pieces_view(&s.plain), file = vb_pieces_view(&s.file);
		uint8_t *out = malloc(s.file.len + 1);
		struct vb_age_sealing *x = NULL;
		struct vb_age_opening *y = NULL;
		struct vb_pieces p;
		struct vb_hash have, want;

		if (!out || vb_age_sealing_new(&plain, &s.to, &s.keys, &x, NULL) != VB_OK ||
		    vb_age_opening_new(&file, s.identity, &y, NULL) != VB_OK)
			abort();
		p = vb_age_sealing_pieces(x);
		vb_sha256(s.file, &want);
		same += p.size == s.file.len && vb_sha256_pieces(&p, &have, NULL) == VB_OK &&
			vb_hash_eq(&have, &want) &&
			read_parts(&p, 100, s.file.len - 100, 777, out) == VB_OK &&
			memcmp(out, s.file.ptr + 100, s.file.len - 100) == 0;
		p = vb_age_opening_pieces(y);
		opened += p.size == n[i] && read_parts(&p, 0, n[i], 1 << 20, out) == VB_OK &&
			  vb_view_eq(vb_view(out, n[i]), s.plain);
		parts += read_parts(&p, n[i] / 3, n[i] - n[i] / 3, 999, out) == VB_OK &&
			 vb_view_eq(vb_view(out, n[i] - n[i] / 3),
				    vb_view(s.plain.ptr + n[i] / 3, n[i] - n[i] / 3));
		vb_age_opening_free(y);
		y = NULL;
		others += vb_age_opening_new(&file, t.identity, &y, NULL) == VB_KEY && !y;
		((uint8_t *)(uintptr_t)s.file.ptr)[s.file.len - 1] ^= 1;
		if (vb_age_opening_new(&file, s.identity, &y, NULL) != VB_OK)
			abort();
		p = vb_age_opening_pieces(y);
		refused += p.read(p.ctx, n[i] ? n[i] - 1 : 0, out, n[i] ? 1 : 0, NULL) == VB_FALSE;
		vb_age_opening_free(y);
		vb_age_sealing_free(x);
		free(out);
		unseal(&s);
		unseal(&t);
	}
	is_int(same, VB_ARRAY_LEN(n), "in pieces: sealed to the same bytes");
	is_int(opened, VB_ARRAY_LEN(n), "in pieces: opened");
	is_int(parts, VB_ARRAY_LEN(n), "in pieces: from anywhere");
	is_int(others, VB_ARRAY_LEN(n), "in pieces: not by another");
	is_int(refused, VB_ARRAY_LEN(n), "in pieces: a last byte that was changed is false");
}

/* What is cut has no last chunk, wherever that is. */
static void cut_pieces(void)
{
	struct vb_rng rng = test_rng();
	struct sealed s = seal(rng, 200000);
	unsigned read = 0, odd = 0;

	for (size_t len = 0; len < s.file.len; len += len < 400 ? 1 : 977) {
		struct vb_view v = vb_view(s.file.ptr, len);
		struct vb_pieces file = vb_pieces_view(&v), p;
		struct vb_age_opening *y = NULL;
		struct vb_hash h;
		enum vb_code code = vb_age_opening_new(&file, s.identity, &y, NULL);

		if (code == VB_OK) {
			p = vb_age_opening_pieces(y);
			code = p.size ? vb_sha256_pieces(&p, &h, NULL)
				      : p.read(p.ctx, 0, h.b, 0, NULL);
		}
		read += code == VB_OK;
		odd += code != (len < 168 + 16 ? VB_MALFORMED : VB_FALSE);
		vb_age_opening_free(y);
	}
	ok(read == 0 && odd == 0, "in pieces: cut, it is malformed in the header, false behind");
	unseal(&s);
}

/* Sealed again and hashed meanwhile, @s is the same file. */
static bool same_hashed(const struct sealed *s)
{
	uint8_t *out = malloc(s->file.len);
	struct vb_hash hash = {{0}}, want;
	size_t len = 0;
	bool same = out && vb_age_seal_hashed(&s->to, &s->keys, s->plain, out, &len, &hash,
					      NULL) == VB_OK;

	vb_sha256(s->file, &want);
	same = same && vb_view_eq(vb_view(out, len), s->file) && vb_hash_eq(&hash, &want);
	free(out);
	return same;
}

/* Around the sizes at which chunks, blocks of 16 and the second thread begin. */
static void hashed(void)
{
	static const struct {
		size_t n;
		unsigned threads;
	} row[] = {
		{0, 0}, {1, 0}, {65536, 0}, {1048576, 0}, {1048577, 0}, {4000000, 0},
		{4194304, 1}, {4194305, 1}, {5242880, 1}, {6000001, 1}, {8388608, 1},
	};
	struct vb_rng rng = test_rng();

	for (size_t i = 0; i < VB_ARRAY_LEN(row); i++) {
		struct sealed s = seal(rng, row[i].n);

		is_int(threads, 0, "%zu bytes: to seal takes no thread", row[i].n);
		ok(same_hashed(&s), "to seal and hash makes the same file, and its hash");
		is_int(threads, row[i].threads, "with a thread where it is large");
		threads_refused = true;
		ok(same_hashed(&s), "and where no thread can be had");
		threads_refused = false;
		threads = 0;
		ok(opens_to(s.file, s.identity, s.plain), "it opens");
		unseal(&s);
	}
}

static void keys(void)
{
	struct vb_rng rng = test_rng();
	struct sealed s = seal(rng, 100), t = seal(rng, 100);
	uint8_t key[16] = {0}, *out = NULL;
	struct vb_err err;
	size_t n = 0;

	is_int(vb_age_open(s.file, t.identity, &out, &n, &err), VB_KEY, "another's identity");
	is_int(vb_age_file_key(s.file, t.identity, key, &err), VB_KEY,
	       "has no file key either");
	is_int(vb_age_file_key(s.file, s.identity, key, &err), VB_OK, "the file key");
	ok(memcmp(key, s.keys.file_key, 16) == 0, "is what the sealer has");
	ok(vb_age_open_key(s.file, key, &out, &n, &err) == VB_OK &&
		   vb_view_eq(vb_view(out, n), s.plain),
	   "it opens the file");
	free(out);
	out = NULL;
	is_int(vb_age_open_key(t.file, key, &out, &n, &err), VB_FALSE, "but not another file");
	memset(key, 0, 16);
	is_int(vb_age_ephemeral_key(s.file, &s.to, s.keys.ephemeral, key, &err), VB_OK,
	       "7.6: the ephemeral secret yields the file key");
	ok(memcmp(key, s.keys.file_key, 16) == 0, "7.6: the right one");
	is_int(vb_age_ephemeral_key(s.file, &s.to, t.keys.ephemeral, key, &err), VB_KEY,
	       "7.6: another ephemeral secret does not");
	is_int(vb_age_ephemeral_key(s.file, &t.to, s.keys.ephemeral, key, &err), VB_FALSE,
	       "7.6: nor for another recipient");
	ok(memcmp(key, s.keys.file_key, 16) == 0 && !out, "failures leave the outputs alone");
	unseal(&s);
	unseal(&t);
}

/* 7.6 again: a sealer that wraps one key and MACs under another. */
static void two_keys(void)
{
	struct vb_rng rng = test_rng();
	struct sealed s = seal(rng, 10), t = seal(rng, 10);
	uint8_t key[16], *mixed = (uint8_t *)(uintptr_t)s.file.ptr, *out = NULL;
	size_t n = 0;

	/* The MAC line and payload of t behind the stanza of s. */
	memcpy(mixed + 120, t.file.ptr + 120, s.file.len - 120);
	is_int(vb_age_open(s.file, s.identity, &out, &n, NULL), VB_FALSE,
	       "a MAC under another file key is false");
	is_int(vb_age_file_key(s.file, s.identity, key, NULL), VB_FALSE,
	       "no file key is told");
	is_int(vb_age_ephemeral_key(s.file, &s.to, s.keys.ephemeral, key, NULL), VB_FALSE,
	       "7.6: nor by the ephemeral secret");
	unseal(&s);
	unseal(&t);
}

/* Cut at every length and changed in every bit: nothing opens. */
static void rough(void)
{
	struct vb_rng rng = test_rng();
	struct sealed s = seal(rng, 40);
	unsigned opened = 0, odd = 0;
	uint8_t *out = NULL;
	size_t n;

	for (size_t len = 0; len < s.file.len; len++) {
		struct vb_view v = copy_of(vb_view(s.file.ptr, len));
		enum vb_code code = vb_age_open(v, s.identity, &out, &n, NULL);

		opened += code == VB_OK;
		odd += code != (len < 168 + 16 ? VB_MALFORMED : VB_FALSE);
		drop(v);
	}
	ok(opened == 0 && odd == 0,
	   "cut at every length: malformed in the header, false behind");
	for (size_t bit = 0; bit < 8 * s.file.len; bit++) {
		struct vb_view v = copy_of(s.file);
		enum vb_code code;

		((uint8_t *)(uintptr_t)v.ptr)[bit / 8] ^= (uint8_t)(1 << bit % 8);
		code = vb_age_open(v, s.identity, &out, &n, NULL);
		opened += code == VB_OK;
		odd += code != VB_MALFORMED && code != VB_FALSE && code != VB_KEY;
		if (bit >= 8 * 168)
			odd += code != VB_FALSE;
		drop(v);
	}
	ok(opened == 0 && odd == 0, "changed in every bit: never opened");
	ok(!out, "and nothing ever released");
	unseal(&s);
}

/* Chunks swapped, dropped, doubled: the counter and the mark of the last tell. */
static void chunks(void)
{
	static const struct {
		const char *what;
		int order[5]; /* of chunks, -1 ends */
	} t[] = {{"swapped", {1, 0, 2, -1}},
		 {"the last one dropped", {0, 1, -1}},
		 {"the first dropped", {1, 2, -1}},
		 {"one doubled", {0, 0, 1, 2, -1}},
		 {"the last one doubled", {0, 1, 2, 2, -1}},
		 {"the last one alone", {2, -1}}};
	struct vb_rng rng = test_rng();
	struct sealed s = seal(rng, 2 * 65536 + 100);
	uint8_t *buf = malloc(2 * s.file.len), *out = NULL;

	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		size_t n = 184, len = 0;

		memcpy(buf, s.file.ptr, n);
		for (const int *c = t[i].order; *c >= 0; c++) {
			size_t size = *c == 2 ? 116 : 65552;

			memcpy(buf + n, s.file.ptr + 184 + (size_t)*c * 65552, size);
			n += size;
		}
		is_int(vb_age_open(vb_view(buf, n), s.identity, &out, &len, NULL), VB_FALSE,
		       "chunks: %s", t[i].what);
	}
	ok(!out, "and nothing released");
	free(buf);
	unseal(&s);
}

static void low_recipient(void)
{
	struct vb_recipient r = {{0}};
	struct vb_age_keys k;
	uint8_t out[300];
	size_t n = 0;

	vb_age_keys_random(&k, test_rng());
	is_int(vb_age_seal(&r, &k, vb_view_str("x"), out, &n, NULL), VB_REFUSED,
	       "nothing is sealed to a point of small order");
}

/* ---- passphrases ---- */

static void passphrases(void)
{
	struct vb_view pass = vb_view_str("correct horse"), plain = vb_view_str("the paper");
	uint8_t *file = NULL, *out = NULL;
	struct vb_secret *s = vb_secret_new(test_rng());
	size_t n = 0, len = 0;

	is_int(vb_age_wrap(pass, 10, test_rng(), plain, &file, &n, NULL), VB_OK, "wrapped");
	ok(vb_age_unwrap(pass, vb_view(file, n), &out, &len, NULL) == VB_OK &&
		   vb_view_eq(vb_view(out, len), plain),
	   "unwrapped");
	free(out);
	out = NULL;
	is_int(vb_age_unwrap(vb_view_str("correct hors"), vb_view(file, n), &out, &len, NULL),
	       VB_KEY, "another passphrase");
	is_int(vb_age_unwrap(vb_view(NULL, 0), vb_view(file, n), &out, &len, NULL), VB_KEY,
	       "no passphrase");
	is_int(vb_age_open(vb_view(file, n), s, &out, &len, NULL), VB_KEY, "an identity");
	file[n - 1] ^= 1;
	is_int(vb_age_unwrap(pass, vb_view(file, n), &out, &len, NULL), VB_FALSE, "changed");
	for (size_t cut = 0; cut < n; cut += 3)
		if (vb_age_unwrap(pass, vb_view(file, cut), &out, &len, NULL) == VB_OK)
			ok(false, "opened when cut to %zu", cut);
	free(file);
	file = NULL;
	is_int(vb_age_wrap(vb_view(NULL, 0), 10, test_rng(), plain, &file, &n, NULL), VB_USAGE,
	       "an empty passphrase is refused");
	is_int(vb_age_wrap(pass, 0, test_rng(), plain, &file, &n, NULL), VB_USAGE,
	       "work factor 0");
	is_int(vb_age_wrap(pass, 21, test_rng(), plain, &file, &n, NULL), VB_USAGE,
	       "work factor 21");
	ok(!file && !out, "failures leave the outputs alone");
	vb_secret_free(s);
}

/* ---- headers that no sealer of ours writes ---- */

#define VERSION "age-encryption.org/v1\n"
#define SHARE "TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc"
#define BODY "hjabGXwSLQ9c3S6Lw2i+S2Tu2fiwQHHslbBN6B41FLE\n"
#define MAC "--- WyJp9F/9FOZh7gJdheq2WIJcwHgYc8NIVh3ddwhrcNg\n"
#define LINE64 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
#define REST "0123456789abcdef0123456789abcdef"
#define X "-> X25519 " SHARE "\n" BODY

static void headers(void)
{
	static const struct {
		const char *what, *text;
		bool good; /* well formed, and for somebody else */
	} t[] = {
		{"one stanza", VERSION X MAC REST, true},
		{"two stanzas", VERSION X X MAC REST, true},
		{"an unknown stanza, empty", VERSION "-> x\n\n" MAC REST, true},
		{"an unknown stanza, long",
		 VERSION "-> a b c d e f\n" LINE64 LINE64 "AA\n" MAC REST, true},
		{"an unknown stanza, full lines", VERSION "-> !~\n" LINE64 "\n" X MAC REST,
		 true},
		{"another version", "age-encryption.org/v2\n" X MAC REST, false},
		{"a version with a space", "age-encryption.org/v1 \n" X MAC REST, false},
		{"no stanza", VERSION MAC REST, false},
		{"no MAC", VERSION X REST, false},
		{"a MAC without its space", VERSION X "---AAAA\n" REST, false},
		{"half a nonce", VERSION X MAC "0123456789abcde", false},
		{"a stanza without arguments", VERSION "-> \n" BODY MAC REST, false},
		{"a stanza without a space", VERSION "->\n" BODY MAC REST, false},
		{"two spaces", VERSION "-> a  b\n" BODY MAC REST, false},
		{"a space behind", VERSION "-> a \n" BODY MAC REST, false},
		{"an argument that is not ASCII", VERSION "-> \xc3\xa9\n" BODY MAC REST,
		 false},
		{"a full line at the end", VERSION "-> a\n" LINE64 MAC REST, false},
		{"a line of 65", VERSION "-> a\nA" LINE64 "\n" MAC REST, false},
		{"two short lines", VERSION "-> a\nAA\nAA\n" MAC REST, false},
		{"padding", VERSION "-> a\nAA==\n" MAC REST, false},
		{"stray bits", VERSION "-> a\nAB\n" MAC REST, false},
		{"five characters", VERSION "-> a\nAAAAA\n" MAC REST, false},
		{"X25519 with a third argument",
		 VERSION "-> X25519 " SHARE " a\n" BODY MAC REST, false},
		{"X25519 alone", VERSION "-> X25519\n" BODY MAC REST, false},
		{"X25519 with a short share", VERSION "-> X25519 AAAA\n" BODY MAC REST, false},
		{"X25519 with a short body", VERSION "-> X25519 " SHARE "\nAAAA\n" MAC REST,
		 false},
		{"X25519 with a long body",
		 VERSION "-> X25519 " SHARE "\n" LINE64 BODY MAC REST, false},
		{"a bad stanza behind a good one", VERSION X "-> X25519 AAAA\n" BODY MAC REST,
		 false},
		{"scrypt beside X25519",
		 VERSION X "-> scrypt AAAAAAAAAAAAAAAAAAAAAA 10\n" BODY MAC REST, false},
		{"scrypt beside an unknown stanza",
		 VERSION "-> scrypt AAAAAAAAAAAAAAAAAAAAAA 10\n" BODY "-> a\n\n" MAC REST,
		 false},
		{"scrypt", VERSION "-> scrypt AAAAAAAAAAAAAAAAAAAAAA 10\n" BODY MAC REST,
		 true},
		{"scrypt with work factor 010",
		 VERSION "-> scrypt AAAAAAAAAAAAAAAAAAAAAA 010\n" BODY MAC REST, false},
		{"scrypt with work factor 0",
		 VERSION "-> scrypt AAAAAAAAAAAAAAAAAAAAAA 0\n" BODY MAC REST, false},
		{"a share of small order",
		 VERSION
		 "-> X25519 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n" BODY MAC REST,
		 false},
	};
	struct vb_secret *s = vb_secret_new(test_rng());
	uint8_t *out = NULL;
	size_t n;

	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		struct vb_view v = copy_of(vb_view_str(t[i].text));

		is_int(vb_age_open(v, s, &out, &n, NULL), t[i].good ? VB_KEY : VB_MALFORMED,
		       "C2SP age: %s", t[i].what);
		drop(v);
	}
	vb_secret_free(s);
}

static void header_limits(void)
{
	static char text[20 * 1100 + 200];
	struct vb_view pass = vb_view_str("x");
	struct vb_secret *s = vb_secret_new(test_rng());
	struct vb_err err;
	uint8_t *out = NULL;
	size_t n;

	for (unsigned count = 1024; count <= 1025; count++) {
		struct vb_writer w;

		vb_writer_init(&w, text, sizeof(text));
		vb_put_str(&w, VERSION);
		for (unsigned i = 0; i < count; i++)
			vb_put_str(&w, "-> a\n\n");
		vb_put_str(&w, MAC REST);
		is_int(vb_age_open(vb_written(&w), s, &out, &n, &err),
		       count == 1024 ? VB_KEY : VB_MALFORMED, "%u stanzas", count);
	}
	for (unsigned log_n = 20; log_n <= 64; log_n += 44) {
		n = (size_t)snprintf(text, sizeof(text),
				     VERSION
				     "-> scrypt AAAAAAAAAAAAAAAAAAAAAA %u\n" BODY MAC REST,
				     log_n + (log_n == 20));
		is_int(vb_age_unwrap(pass, vb_view(text, n), &out, &n, &err), VB_MALFORMED,
		       "work factor %u", log_n + (log_n == 20));
	}
	vb_secret_free(s);
}

/* ---- armor ---- */

#define BEGIN "-----BEGIN AGE ENCRYPTED FILE-----\n"
#define END "-----END AGE ENCRYPTED FILE-----\n"

static void armors(void)
{
	static const struct {
		const char *what, *text;
		int len; /* -1: refused */
	} t[] = {
		{"a short line", BEGIN "Zm9v\n" END, 3},
		{"padding", BEGIN "Zg==\n" END, 1},
		{"a full line", BEGIN LINE64 END, 48},
		{"a full and a short line", BEGIN LINE64 "Zg==\n" END, 49},
		{"no last line feed", BEGIN "Zm9v\n-----END AGE ENCRYPTED FILE-----", 3},
		{"white space around", " \n\r\n" BEGIN "Zm9v\n" END "\n \t\n", 3},
		{"CR LF",
		 "-----BEGIN AGE ENCRYPTED FILE-----\r\nZm9v\r\n"
		 "-----END AGE ENCRYPTED FILE-----\r\n",
		 3},
		{"nothing", "", -1},
		{"white space", " \n", -1},
		{"no begin line", "Zm9v\n" END, -1},
		{"no end line", BEGIN "Zm9v\n", -1},
		{"the begin line", BEGIN, -1},
		{"another label", "-----BEGIN AGE FILE-----\nZm9v\n-----END AGE FILE-----\n",
		 -1},
		{"lower case", "-----begin age encrypted file-----\nZm9v\n" END, -1},
		{"an empty line", BEGIN "Zm9v\n\n" END, -1},
		{"an empty line before", BEGIN "\nZm9v\n" END, -1},
		{"two short lines", BEGIN "Zm9v\nZm9v\n" END, -1},
		{"padding inside", BEGIN "Zg==Zm9v\n" END, -1},
		{"a full line with padding",
		 BEGIN "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
		       "\nZm9v\n" END,
		 -1},
		{"68 columns", BEGIN "Zm9v" LINE64 END, -1},
		{"no padding", BEGIN "Zg\n" END, -1},
		{"stray bits", BEGIN "Zh==\n" END, -1},
		{"a space in a line", BEGIN " Zm9v\n" END, -1},
		{"a space behind a line", BEGIN "Zm9v \n" END, -1},
		{"two carriage returns", BEGIN "Zm9v\r\r\n" END, -1},
		{"a header", BEGIN "Key: value\n\nZm9v\n" END, -1},
		{"something before", "x\n" BEGIN "Zm9v\n" END, -1},
		{"something behind", BEGIN "Zm9v\n" END "x\n", -1},
		{"two armors", BEGIN "Zm9v\n" END BEGIN "Zm9v\n" END, -1},
	};
	uint8_t *out = NULL;

	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		struct vb_view v = copy_of(vb_view_str(t[i].text));
		size_t n = 0;
		enum vb_code code = vb_age_dearmor(v, &out, &n, NULL);

		ok((code == VB_OK) == (t[i].len >= 0) &&
			   (code == VB_OK || code == VB_MALFORMED) &&
			   (int)n == (t[i].len < 0 ? 0 : t[i].len),
		   "armor: %s", t[i].what);
		if (code == VB_OK)
			free(out);
		out = NULL;
		drop(v);
	}
}

static void rough_armor(void)
{
	static const char good[] = BEGIN LINE64 "Zm9vYg==\n" END;
	unsigned accepted = 0;
	uint8_t *out = NULL;
	size_t n;

	for (size_t len = 0; len < sizeof(good) - 2; len++) {
		struct vb_view v = copy_of(vb_view(good, len));

		accepted += vb_age_dearmor(v, &out, &n, NULL) == VB_OK;
		drop(v);
	}
	is_int(accepted, 0, "cut anywhere before its last line feed, it is no armor");
	for (size_t at = 0; at < sizeof(good) - 1; at++) {
		for (unsigned x = 1; x < 256; x++) {
			struct vb_view v = copy_of(vb_view_str(good));

			((uint8_t *)(uintptr_t)v.ptr)[at] ^= (uint8_t)x;
			if (vb_age_dearmor(v, &out, &n, NULL) == VB_OK) {
				accepted++;
				free(out);
			}
			drop(v);
		}
	}
	/* Other base64 characters in 64 + 5 places, three for the last two bits, 16 for
	 * the first "=", and three other blanks for the last line feed. */
	is_int(accepted, (64 + 5) * 63 + 3 + 16 + 3, "changes of a byte that leave an armor");
}

int main(void)
{
	if (!vb_crypto_init())
		return 1;
	sizes();
	hashed();
	in_pieces();
	cut_pieces();
	keys();
	two_keys();
	rough();
	chunks();
	low_recipient();
	passphrases();
	headers();
	header_limits();
	armors();
	rough_armor();
	return tap_done();
}
