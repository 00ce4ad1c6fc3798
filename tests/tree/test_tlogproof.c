/*
 * tlog-proof: what is read is written back, and nothing but one spelling is read.
 *
 * SPDX-License-Identifier: ISC
 */
#include "keys.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

#define H "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
/* 48 bytes in 64 characters, and 47 with padding. */
#define B48 "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX" \
	"GBkaGxwdHh8gISIjJCUmJygpKissLS4v"
#define B47 "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX" \
	"GBkaGxwdHh8gISIjJCUmJygpKissLS4="
#define HEAD "c2sp.org/tlog-proof@v1\n"

static uint8_t *note;
static size_t note_len;

/* Parses a copy of exactly the length, and writes it again. */
static enum vb_code parse(const uint8_t *in, size_t len, bool *same, struct vb_err *err)
{
	uint8_t *p = test_copy(in, len), *q = malloc(len + 100);
	struct vb_proof proof = {.index = 77};
	struct vb_writer w;
	enum vb_code code;
	size_t head = strlen(HEAD);

	if (!q)
		abort();
	code = vb_proof_parse(vb_view(p, len), &proof, err);
	*same = false;
	if (code != VB_OK && proof.index != 77)
		abort();
	if (code == VB_OK) {
		vb_writer_init(&w, q, len + 100);
		vb_proof_put(&w, proof.index, proof.path, proof.npath,
			     proof.checkpoint.note.all);
		/* The writer makes no extra line: it goes in behind the header. */
		if (proof.extra.len) {
			size_t n = 6 + proof.extra.len + 1;

			memmove(q + head + n, q + head, w.len - head);
			memcpy(q + head, "extra ", 6);
			memcpy(q + head + 6, proof.extra.ptr, proof.extra.len);
			q[head + n - 1] = '\n';
			w.len += n;
		}
		*same = w.len == len && memcmp(q, in, len) == 0;
	}
	free(p);
	free(q);
	return code;
}

/* @head with the checkpoint behind it, in memory of exactly that size. */
static uint8_t *with_note(struct vb_view head, size_t *len)
{
	uint8_t *p = malloc(head.len + note_len);
	struct vb_writer w;

	if (!p)
		abort();
	vb_writer_init(&w, p, head.len + note_len);
	vb_put_view(&w, head);
	vb_put(&w, note, note_len);
	*len = w.len;
	return p;
}

static enum vb_code parse_head(struct vb_view head, bool *same)
{
	struct vb_err err = {.code = VB_OK};
	enum vb_code code;
	size_t len;
	uint8_t *p = with_note(head, &len);

	code = parse(p, len, same, &err);
	if (code != VB_OK && (err.code != code || !err.sentence[0]))
		abort();
	free(p);
	return code;
}

static void heads(void)
{
	static const struct {
		enum vb_code want;
		const char *head;
	} t[] = {
		{VB_OK, HEAD "index 0\n\n"},
		{VB_OK, HEAD "index 9007199254740991\n\n"},
		{VB_OK, HEAD "index 3\n" H "\n\n"},
		{VB_OK, HEAD "index 3\n" H "\n" H "\n" H "\n\n"},
		{VB_OK, HEAD "extra AA==\nindex 3\n" H "\n\n"},
		{VB_OK, HEAD "extra " B48 "\nindex 3\n\n"},
		{VB_OK, HEAD "extra " B48 B48 "\nindex 3\n\n"},
		{VB_OK, HEAD "extra " B48 "AAA=\nindex 3\n\n"},
		{VB_MALFORMED, ""},
		{VB_MALFORMED, "\n"},
		{VB_MALFORMED, "c2sp.org/tlog-proof@v2\nindex 0\n\n"},
		{VB_MALFORMED, "c2sp.org/tlog-proof@v1 \nindex 0\n\n"},
		{VB_MALFORMED, "index 0\n\n"},
		{VB_MALFORMED, HEAD "\n"},
		{VB_MALFORMED, HEAD "index\n\n"},
		{VB_MALFORMED, HEAD "index \n\n"},
		{VB_MALFORMED, HEAD "index 00\n\n"},
		{VB_MALFORMED, HEAD "index 01\n\n"},
		{VB_MALFORMED, HEAD "index +1\n\n"},
		{VB_MALFORMED, HEAD "index  1\n\n"},
		{VB_MALFORMED, HEAD "index 9007199254740992\n\n"},
		{VB_MALFORMED, HEAD "index 18446744073709551616\n\n"},
		{VB_MALFORMED, HEAD "Index 0\n\n"},
		{VB_MALFORMED, HEAD "index 0\r\n\n"},
		{VB_MALFORMED, HEAD "index 0\nindex 0\n\n"},
		{VB_MALFORMED, HEAD "index 3\n" H "=\n\n"},
		{VB_MALFORMED,
		 HEAD "index 3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n\n"},
		{VB_MALFORMED,
		 HEAD "index 3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n\n"},
		{VB_MALFORMED, HEAD "index 3\n " H "\n\n"},
		{VB_MALFORMED, HEAD "index 3\n" H "\n\n" H "\n\n"},
		{VB_MALFORMED, HEAD "index 3\n" H "\n\n\n"},
		{VB_MALFORMED, HEAD "index 3\n" H "\n"},
		{VB_MALFORMED, HEAD "extra \nindex 0\n\n"},
		{VB_MALFORMED, HEAD "extra\nindex 0\n\n"},
		{VB_MALFORMED, HEAD "extra AA\nindex 0\n\n"},
		{VB_MALFORMED, HEAD "extra AB==\nindex 0\n\n"},
		{VB_MALFORMED, HEAD "extra AA== \nindex 0\n\n"},
		{VB_MALFORMED, HEAD "extra AA==\nextra AA==\nindex 0\n\n"},
		{VB_MALFORMED, HEAD "index 0\nextra AA==\n\n"},
		{VB_MALFORMED, HEAD "extra " B47 "AAAA\nindex 3\n\n"},
		{VB_MALFORMED, HEAD "extra " B48 "A\nindex 3\n\n"},
		{VB_MALFORMED, HEAD "extra !!!!" B48 "\nindex 3\n\n"},
	};
	char s[64];
	bool same;

	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		struct vb_view head = vb_view_str(t[i].head);

		is_int(parse_head(head, &same), t[i].want, "C2SP tlog-proof: %s",
		       vb_quote(s, sizeof(s), head));
		if (t[i].want == VB_OK)
			ok(same, "and written back the same");
	}
}

/* The limits: 63 hashes, 65,535 bytes of the extra line, LF included. */
static void limits(void)
{
	static uint8_t head[70000];
	struct vb_writer w;
	bool same;

	for (unsigned n = VB_PROOF_MAX; n <= VB_PROOF_MAX + 1; n++) {
		vb_writer_init(&w, head, sizeof(head));
		vb_put_str(&w, HEAD "index 1\n");
		for (unsigned i = 0; i < n; i++)
			vb_put_str(&w, H "\n");
		vb_put_str(&w, "\n");
		is_int(parse_head(vb_written(&w), &same),
		       n > VB_PROOF_MAX ? VB_MALFORMED : VB_OK, "%u hashes", n);
	}
	for (unsigned n = 65528; n <= 65532; n += 4) {
		vb_writer_init(&w, head, sizeof(head));
		vb_put_str(&w, HEAD "extra ");
		for (unsigned i = 0; i < n; i++)
			vb_put_byte(&w, 'A');
		vb_put_str(&w, "\nindex 1\n\n");
		is_int(parse_head(vb_written(&w), &same), n > 65528 ? VB_MALFORMED : VB_OK,
		       "%u characters of extra data", n);
	}
}

static void mutations(void)
{
	static const char head[] = HEAD "extra AAEC\nindex 5\n" H "\n" H "\n\n";
	unsigned cut = 0, differ = 0, accepted = 0;
	size_t len;
	uint8_t *p = with_note(vb_view_str(head), &len);
	bool same;

	for (size_t i = 0; i < len; i++)
		cut += parse(p, i, &same, NULL) == VB_OK;
	is_int(cut, 0, "a truncated proof is malformed");
	for (size_t i = 0; i < len; i++)
		for (unsigned b = 0; b < 256; b++) {
			uint8_t was = p[i];

			p[i] = (uint8_t)b;
			if (parse(p, len, &same, NULL) == VB_OK) {
				accepted++;
				differ += !same;
			}
			p[i] = was;
		}
	ok(accepted > 0, "%u mutants are well formed", accepted);
	is_int(differ, 0, "each is written back the same");
	free(p);
}

/* From a tree to a proof in a file, and back to the verdict. */
static void whole_way(void)
{
	struct vb_signer log = test_signer(1, "log.example", VB_KEY_ED25519);
	struct vb_tree *t = vb_tree_new();
	struct vb_hash leaf[11], root, path[VB_PROOF_MAX];
	uint8_t cp[2048], out[8192];
	struct vb_writer w, v;
	struct vb_proof p;

	for (uint8_t i = 0; i < 11; i++) {
		vb_leaf_hash(vb_view(&i, 1), &leaf[i]);
		if (vb_tree_append(t, &leaf[i]) != VB_OK)
			abort();
	}
	vb_tree_root(t, 11, &root);
	vb_writer_init(&w, cp, sizeof(cp));
	if (vb_checkpoint_sign(&w, vb_view_str("log.example"), 11, &root, &log, NULL) != VB_OK)
		abort();
	for (unsigned i = 0; i < 11; i++) {
		unsigned n = vb_tree_inclusion(t, i, 11, path);

		vb_writer_init(&v, out, sizeof(out));
		vb_proof_put(&v, i, path, n, vb_written(&w));
		ok(vb_proof_parse(vb_written(&v), &p, NULL) == VB_OK && p.npath == n &&
		   p.extra.len == 0 &&
		   vb_checkpoint_verify(&p.checkpoint, &log.vkey, NULL) == VB_OK &&
		   vb_inclusion_verify(&leaf[i], p.index, p.checkpoint.size, p.path, p.npath,
				       &p.checkpoint.root) &&
		   !vb_inclusion_verify(&leaf[(i + 1) % 11], p.index, p.checkpoint.size,
					p.path,
					p.npath, &p.checkpoint.root),
		   "the file proves leaf %u of 11, and no other", i);
	}
	vb_tree_free(t);
}

int main(void)
{
	if (!vb_crypto_init())
		return 1;
	note = test_checkpoint("example.com/log", 1, &note_len);
	heads();
	limits();
	mutations();
	whole_way();
	free(note);
	test_keys_free();
	return tap_done();
}
