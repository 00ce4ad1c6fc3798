/*
 * Tests of crypto: signed notes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "help.h"

static struct vb_note note; /* large */

/* From the documentation of Go's note package. */
static const char peter_vkey[] =
	"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
static const char peter_skey[] =
	"PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
static const char peter_note[] =
	"If you think cryptography is the answer to your problem,\n"
	"then you don't know what your problem is.\n"
	"\n"
	"\xe2\x80\x94 PeterNeumann "
	"x08go/ZJkuBS9UG/"
	"SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

/* The example of C2SP signed-note. */
static const char salvatore[] =
	"Ognuno sta solo sul cuor della terra\n"
	"trafitto da un raggio di sole:\n"
	"\n"
	"ed \xc3\xa8 subito sera.\n"
	"\n"
	"\xe2\x80\x94 quasimodo.example/salvatore "
	"NnugSzTjtVAewIS+Z/iJhUPeFDkO/"
	"5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";

static struct vb_view peter_text(void)
{
	return vb_view(peter_note, (size_t)(strstr(peter_note, "\n\n") - peter_note) + 1);
}

#define DASH "\xe2\x80\x94 "
#define SIG                                                                                   \
	"NnugSzTjtVAewIS+Z/iJhUPeFDkO/"                                                       \
	"5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"

static void examples(void)
{
	struct vb_vkey k;

	is_int(vb_note_parse(vb_view_str(salvatore), 16, &note, NULL), VB_OK,
	       "the example of C2SP signed-note");
	ok(note.nsigs == 1 && note.sig[0].id == 0x367ba04b && note.sig[0].len == 68 &&
		   vb_view_is(note.sig[0].name, "quasimodo.example/salvatore") &&
		   vb_view_is(vb_view(note.text.ptr + note.text.len - 19, 19),
			      "ed \xc3\xa8 subito sera.\n"),
	   "its parts; the text keeps its blank line");
	is_int(vb_note_parse(vb_view_str(peter_note), 16, &note, NULL), VB_OK, "Go's example");
	ok(vb_vkey_parse(vb_view_str(peter_vkey), &k, NULL) == VB_OK &&
		   vb_sigline_matches(&note.sig[0], &k) &&
		   vb_sigline_verify(&note.sig[0], &k, note.text),
	   "and its signature verifies");
	k.id ^= 1;
	ok(!vb_sigline_verify(&note.sig[0], &k, note.text), "not under another id");
	k.id ^= 1;
	k.name[0] = 'p';
	ok(!vb_sigline_verify(&note.sig[0], &k, note.text), "nor under another name");
	k.name[0] = 'P';
	k.type = VB_KEY_COSIGN;
	ok(!vb_sigline_verify(&note.sig[0], &k, note.text), "nor as a cosignature");
}

static void signing(void)
{
	struct vb_secret *s = NULL;
	struct vb_signer signer;
	struct vb_writer w;
	struct vb_vkey k;
	char buf[1000];

	if (vb_skey_parse(vb_view_str(peter_skey), &k, &s, NULL) != VB_OK)
		abort();
	signer = vb_signer_secret(s, "PeterNeumann", VB_KEY_ED25519);
	ok(vb_vkey_eq(&k, &signer.vkey) && k.id == signer.vkey.id, "a signer tells its key");
	vb_writer_init(&w, buf, sizeof(buf));
	vb_put_view(&w, peter_text());
	vb_put_str(&w, "\n");
	is_int(vb_sigline_put(&w, peter_text(), &signer, NULL), VB_OK, "it signs");
	ok(vb_view_is(vb_written(&w), peter_note), "what Go signed, byte for byte");
	vb_writer_init(&w, buf, 20);
	is_int(vb_sigline_put(&w, peter_text(), &signer, NULL), VB_REFUSED,
	       "1.2: but not where there is no room");
	signer.vkey.type = VB_KEY_COSIGN;
	vb_writer_init(&w, buf, sizeof(buf));
	is_int(vb_sigline_put(&w, peter_text(), &signer, NULL), VB_REFUSED,
	       "a cosigner does not sign texts");
	ok(w.len == 0, "and writes nothing");
	vb_secret_free(s);
}

static enum vb_code false_sign(void *ctx, struct vb_view msg, uint8_t sig[static 64],
			       struct vb_err *err)
{
	enum vb_code *code = ctx;

	(void)msg;
	(void)err;
	memset(sig, 1, 64);
	return *code;
}

static void agents(void)
{
	enum vb_code code = VB_OK;
	struct vb_signer signer = {.sign = false_sign, .ctx = &code};
	struct vb_writer w;
	char buf[500];

	if (vb_vkey_parse(vb_view_str(peter_vkey), &signer.vkey, NULL) != VB_OK)
		abort();
	vb_writer_init(&w, buf, sizeof(buf));
	is_int(vb_sigline_put(&w, vb_view_str("x\n"), &signer, NULL), VB_FALSE,
	       "3.3: an agent that signs falsely is found out");
	code = VB_BUSY;
	is_int(vb_sigline_put(&w, vb_view_str("x\n"), &signer, NULL), VB_BUSY,
	       "an agent that fails is believed");
	is_int((long long)w.len, 0, "nothing is written");
}

static void blobs(void)
{
	static const uint8_t blob[73] = {0};
	struct vb_writer w;
	struct vb_vkey k;
	char buf[500];

	vb_vkey_make(&k, vb_view_str("w"), VB_KEY_COSIGN, blob);
	vb_writer_init(&w, buf, sizeof(buf));
	vb_put_str(&w, "t\n\n");
	vb_sigline_put_blob(&w, &k, vb_view(blob, 72));
	ok(vb_note_parse(vb_written(&w), 1, &note, NULL) == VB_OK &&
		   vb_sigline_matches(&note.sig[0], &k) && note.sig[0].len == 76,
	   "a cosignature's blob");
	vb_writer_init(&w, buf, sizeof(buf));
	vb_put_str(&w, "t\n\n");
	vb_sigline_put_blob(&w, &k, vb_view(blob, 64));
	ok(vb_note_parse(vb_written(&w), 1, &note, NULL) == VB_OK &&
		   vb_sigline_matches(&note.sig[0], &k),
	   "3.4 one of another length is of this key all the same");
	vb_vkey_make(&k, vb_view_str("w"), VB_KEY_ED25519, blob);
	vb_writer_init(&w, buf, sizeof(buf));
	vb_put_str(&w, "t\n\n");
	vb_sigline_put_blob(&w, &k, vb_view(blob, 72));
	ok(vb_note_parse(vb_written(&w), 1, &note, NULL) == VB_OK &&
		   vb_sigline_matches(&note.sig[0], &k) &&
		   !vb_sigline_verify(&note.sig[0], &k, note.text),
	   "3.4 and a false signature of it");
	vb_sigline_put_blob(&w, &k, vb_view(blob, 73));
	ok(w.over, "no signature of ours is longer");
}

/* C2SP tlog-cosignature, ML-DSA-44: 2,420 bytes of signature after a timestamp. */
static void foreign(void)
{
	static uint8_t blob[4 + 8 + 2420] = {0xab, 0xcd, 0xef, 0x01};
	static char text[5000];
	size_t n = (size_t)snprintf(text, sizeof(text), "t\n\n" DASH "pq.example ");

	n += vb_base64(text + n, blob, sizeof(blob));
	text[n++] = '\n';
	ok(vb_note_parse(vb_view(text, n), 1, &note, NULL) == VB_OK && note.sig[0].len == 0 &&
		   note.sig[0].id == 0xabcdef01 && note.sig[0].blob64.len == 3244,
	   "a longer signature is kept as base64, with its id");
	text[n - 5] = '!';
	is_int(vb_note_parse(vb_view(text, n), 1, &note, NULL), VB_MALFORMED,
	       "but only if it is base64 to its end");
}

static void edges(void)
{
	static const struct {
		const char *what, *text;
		bool good;
	} t[] = {
		{"a text of one blank line", "\n\n" DASH "n " SIG, true},
		{"two blank lines", "t\n\n\n" DASH "n " SIG, true},
		{"a signature in the text", "t\n\n" DASH "n " SIG "\n" DASH "m " SIG, true},
		{"five bytes of signature", "t\n\n" DASH "n AAAAAAA=\n", true},
		{"nothing", "", false},
		{"a line", "t\n", false},
		{"no signatures", "t\n\n", false},
		{"no text", "\n" DASH "n " SIG, false},
		{"no blank line", "t\n" DASH "n " SIG, false},
		{"a hyphen", "t\n\n- n " SIG, false},
		{"an en dash", "t\n\n\xe2\x80\x93 n " SIG, false},
		{"no space after the dash", "t\n\n\xe2\x80\x94n " SIG, false},
		{"no name", "t\n\n" DASH " " SIG, false},
		{"no signature", "t\n\n" DASH "n \n", false},
		{"no signature and no space", "t\n\n" DASH "n\n", false},
		{"two spaces", "t\n\n" DASH "n  " SIG, false},
		{"a plus in the name", "t\n\n" DASH "n+ " SIG, false},
		{"a wide space in the name", "t\n\n" DASH "n\xe3\x80\x80 " SIG, false},
		{"four bytes of signature", "t\n\n" DASH "n AAAAAA==\n", false},
		{"base64 without padding", "t\n\n" DASH "n AAAAAAA\n", false},
		{"base64 with stray bits", "t\n\n" DASH "n AAAAAAB=\n", false},
		{"a space at the end", "t\n\n" DASH "n AAAAAAA= \n", false},
		{"no last line feed", "t\n\n" DASH "n AAAAAAA=", false},
		{"something behind", "t\n\n" DASH "n AAAAAAA=\nx", false},
		{"a line behind", "t\n\n" DASH "n AAAAAAA=\nx\n", false},
		{"a blank line behind", "t\n\n" DASH "n AAAAAAA=\n\n", false},
		{"a carriage return", "t\r\n\n" DASH "n AAAAAAA=\n", false},
		{"a tab", "\tt\n\n" DASH "n AAAAAAA=\n", false},
		{"bad UTF-8", "t\xff\n\n" DASH "n AAAAAAA=\n", false},
		{"half a character", "t\xc3\n\n" DASH "n AAAAAAA=\n", false},
	};

	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		struct vb_view v = copy_of(vb_view_str(t[i].text));

		is_int(vb_note_parse(v, 16, &note, NULL), t[i].good ? VB_OK : VB_MALFORMED,
		       "C2SP signed-note: %s", t[i].what);
		drop(v);
	}
}

static void limits(void)
{
	static char text[20000];
	struct vb_view v;
	size_t n = 3;

	memcpy(text, "t\n\n", n);
	for (int i = 0; i < 101; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, DASH "n%03d AAAAAAA=\n", i);
	v = vb_view(text, n);
	note.nsigs = 7;
	is_int(vb_note_parse(v, 1000, &note, NULL), VB_MALFORMED,
	       "C2SP signed-note: 101 signature lines");
	is_int(note.nsigs, 7, "a note that fails leaves the output alone");
	v.len -= strlen(DASH "n000 AAAAAAA=\n");
	ok(vb_note_parse(v, 1000, &note, NULL) == VB_OK && note.nsigs == 100 &&
		   vb_view_is(note.sig[99].name, "n099"),
	   "C2SP signed-note: 100 are read");
	is_int(vb_note_parse(v, 99, &note, NULL), VB_MALFORMED, "but not if 99 are allowed");
}

static void rough(void)
{
	size_t n = sizeof(peter_note) - 1;
	unsigned parsed = 0, verified = 0;
	struct vb_vkey k;

	if (vb_vkey_parse(vb_view_str(peter_vkey), &k, NULL) != VB_OK)
		abort();
	for (size_t len = 0; len < n; len++) {
		struct vb_view v = copy_of(vb_view(peter_note, len));

		parsed += vb_note_parse(v, 16, &note, NULL) == VB_OK;
		drop(v);
	}
	is_int(parsed, 0, "no truncation of a note is a note");
	for (size_t at = 0; at < n; at++) {
		for (unsigned x = 1; x < 256; x++) {
			struct vb_view v = copy_of(vb_view(peter_note, n));
			uint8_t *p = (uint8_t *)(uintptr_t)v.ptr;

			p[at] ^= (uint8_t)x;
			if (vb_note_parse(v, 16, &note, NULL) == VB_OK) {
				parsed++;
				verified += vb_sigline_verify(&note.sig[0], &k, note.text);
			}
			drop(v);
		}
	}
	ok(parsed > 0 && verified == 0, "of all changes of a byte %u are notes, none verifies",
	   parsed);
}

/* The checkpoints of a real log. */
static void tessera(void)
{
	static const char vkey[] =
		"example.com/log/"
		"testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
	const char *dir = tap_vectors();
	struct vb_vkey k;
	char path[5000];

	if (!dir) {
		tap_skip("no folder of vectors: the checkpoints of a real log");
		return;
	}
	if (vb_vkey_parse(vb_view_str(vkey), &k, NULL) != VB_OK)
		abort();
	for (int i = 0; i < 16; i++) {
		size_t n = 0;
		uint8_t *p;

		snprintf(path, sizeof(path), "%s/tessera-log/checkpoint.%d", dir, i);
		p = tap_slurp(path, &n);
		ok(p && vb_note_parse(vb_view(p, n), 16, &note, NULL) == VB_OK &&
			   vb_sigline_verify(&note.sig[0], &k, note.text),
		   "tessera-log: checkpoint.%d verifies", i);
		free(p);
	}
}

int main(void)
{
	if (!vb_crypto_init())
		return 1;
	examples();
	signing();
	agents();
	blobs();
	foreign();
	edges();
	limits();
	rough();
	tessera();
	return tap_done();
}
