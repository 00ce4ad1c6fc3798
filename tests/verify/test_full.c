/*
 * Bundles, pouches and proofs onto a disk that is full, at every write in turn (format.md
 * 9.1, 9.2, 9.4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct kit k;

/* ---- a disk ---- */

struct disk {
	unsigned left;		/* writes that still succeed */
	size_t bytes;
};

static ssize_t write_disk(void *cookie, const char *buf, size_t n)
{
	struct disk *d = cookie;

	(void)buf;
	if (d->left == 0) {
		errno = ENOSPC;
		return 0;
	}
	d->left--;
	d->bytes += n;
	return (ssize_t)n;
}

static FILE *open_disk(struct disk *d)
{
	FILE *f = fopencookie(d, "w", (cookie_io_functions_t){.write = write_disk});

	assert(f);
	setvbuf(f, NULL, _IONBF, 0);
	return f;
}

/* One thing to write. */
typedef enum vb_code writing(FILE *f, struct vb_err *err);

/* Every write but the last fails once, and each time that is told. */
static void fill(writing *write, const char *what)
{
	unsigned n = 0, untold = 0;
	enum vb_code code;
	size_t whole;

	do {
		struct disk d = {.left = n};
		struct vb_err err = {0};
		FILE *f = open_disk(&d);

		code = write(f, &err);
		untold += code != VB_OK && (code != VB_IO || !err.sentence[0]);
		whole = d.bytes;
		fclose(f);
	} while (code != VB_OK && n++ < 5000);
	is_int(untold, 0, "%s: %u writes, each failing once", what, n);
	ok(code == VB_OK && n > 4 && whole > 0, "%s: it is written where there is room", what);
}

/* ---- what is written ---- */

static enum vb_code give_entry(void *ctx, uint64_t index, struct vb_view *note, struct vb_err *err)
{
	const uint64_t *missing = ctx;

	if (index == *missing)
		return vb_fail(err, VB_IO, "", "entry", "it cannot be read");
	*note = vb_view(k.t.note[index], k.t.note_len[index]);
	return VB_OK;
}

static enum vb_code write_bundle(FILE *f, uint64_t missing, bool pouch, struct vb_err *err)
{
	struct vb_view copy[2], mark = vb_view(k.t.mark[1], k.t.mark_len[1]);
	struct vb_view act[2] = {vb_view(k.t.note[1], k.t.note_len[1]),
				 vb_view(k.t.note[2], k.t.note_len[2])};
	struct vb_bundle_parts p = {
		.fold = k.t.fold, .tree = k.t.tree,
		.checkpoint = vb_view(k.t.mark[k.t.size], k.t.mark_len[k.t.size]),
		.entries = {give_entry, &missing}, .marks = &mark, .nmarks = 1,
		.copies = copy, .ncopies = 2, .pouch = pouch, .outbox = act, .noutbox = 2,
	};

	for (unsigned i = 0; i < 2; i++)
		copy[i] = vb_view(k.t.copy[i].sealed, k.t.copy[i].sealed_len);
	return vb_bundle_write(f, &p, err);
}

static enum vb_code bundle(FILE *f, struct vb_err *err)
{
	return write_bundle(f, UINT64_MAX, false, err);
}

static enum vb_code pouch(FILE *f, struct vb_err *err)
{
	return write_bundle(f, UINT64_MAX, true, err);
}

static enum vb_code write_proof(FILE *f, bool contest, struct vb_err *err)
{
	struct fx_copy *c = fx_copy_of(&k.t, k.draft, k.sud);
	struct vb_view mark = vb_view(k.t.mark[1], k.t.mark_len[1]);
	struct vb_shown shown = {.note = vb_view(k.t.note[1], k.t.note_len[1]), .index = 1};
	struct vb_proof_parts p = {
		.claim = vb_view_str("SUD received NORD-1"),
		.charter = vb_view(k.t.note[0], k.t.note_len[0]), .shown = &shown, .nshown = 1,
		.checkpoint = vb_view(k.t.mark[k.t.size], k.t.mark_len[k.t.size]),
		.marks = &mark, .nmarks = 1, .leaf = vb_view_str("a leaf"),
		.copy = vb_view(c->sealed, c->sealed_len),
		.file_key = contest ? c->inner.file_key : NULL,
		.ephemeral = contest ? NULL : c->inner.ephemeral,
	};

	return vb_proof_write(f, &p, err);
}

static enum vb_code contested(FILE *f, struct vb_err *err)
{
	return write_proof(f, true, err);
}

static enum vb_code defended(FILE *f, struct vb_err *err)
{
	return write_proof(f, false, err);
}

static enum vb_code whole_log(FILE *f, struct vb_err *err)
{
	struct vb_proof_parts p = {
		.charter = vb_view(k.t.note[0], k.t.note_len[0]),
		.entries = vb_view_str("entries"),
		.checkpoint = vb_view(k.t.mark[k.t.size], k.t.mark_len[k.t.size]),
	};

	return vb_proof_write(f, &p, err);
}

/* ---- what is not ---- */

static void test_missing_entry(void)
{
	struct disk d = {.left = 5000};
	FILE *f = open_disk(&d);
	struct vb_err err = {0};

	is_int(write_bundle(f, 0, false, &err), VB_IO, "9.1 a log whose first entry cannot be "
						       "read");
	is_str(err.where, "entry", "9.1 says so, whatever comes behind");
	fclose(f);
}

static void test_empty_log(void)
{
	struct kit_file c;
	struct vb_hash none;
	struct vb_tree *empty = vb_tree_new();
	struct vb_bundle_parts p = {.fold = k.t.fold, .tree = empty};
	struct disk d = {.left = 5000};
	FILE *f = open_disk(&d);
	struct vb_err err = {0};

	assert(empty);
	vb_empty_root(&none);
	c = kit_checkpoint(&k.t, 0, &none, k.t.now, 0);
	p.checkpoint = kit_view(&c);
	is_int(vb_bundle_write(f, &p, &err), VB_REFUSED, "6.1 a log without its charter");
	ok(d.bytes == 0, "6.1 of which nothing is written");
	fclose(f);
	kit_free(&c);
	vb_tree_free(empty);
}

/* A part of no bytes is one all the same. */
static void test_empty_part(void)
{
	struct vb_proof_parts p = {.entries = vb_view_str("e"), .checkpoint = vb_view_str("c")};
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	assert(f);
	is_int(vb_proof_write(f, &p, NULL), VB_OK, "9.4 a proof of an empty charter");
	assert(fclose(f) == 0);
	is_str(text, "verbale-proof/1\nclaim -\npart charter 0\n\npart entries 1\ne\n"
	       "part checkpoint 1\nc\nend\n", "9.4 as its lengths say");
	free(text);
}

int main(void)
{
	assert(vb_crypto_init());
	kit_open(&k, NULL);
	fill(bundle, "9.1 a bundle");
	fill(pouch, "9.2 a pouch");
	fill(contested, "9.4 a proof of a contest");
	fill(defended, "9.4 a proof of a cannot-open");
	fill(whole_log, "9.4 a proof by the whole log");
	test_missing_entry();
	test_empty_log();
	test_empty_part();
	kit_close(&k);
	return tap_done();
}
