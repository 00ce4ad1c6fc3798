/*
 * Papers, their commitments and opened copies.
 *
 * SPDX-License-Identifier: ISC
 */
#include "need.h"
#include "record/record.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static const char treaty[] =
	"# Treaty on transit\n"
	"\n"
	"Draft of 15 December\n"
	"\n"
	"## Article 1. Purpose\n"
	"\n"
	"Transit is free.\n"
	"\n"
	"```\n"
	"## not a heading\n"
	"```\n"
	"\n"
	"## Article 2. Fees: réservés\n"
	"\n"
	"No fee.\n";

static const struct vb_copy_place place = {
	.table = {{1, 2, 3}}, .chain = "nord/legal", .number = 7, .epoch = 2,
	.addressee = "sud",
};
static const uint8_t seed[32] = {9, 8, 7};

static struct vb_paper paper;	/* of the last parse: too large for every frame */

static enum vb_code parse(const char *text, struct vb_err *err)
{
	return vb_paper_parse(vb_view_str(text), &paper, err);
}

/* ---- 7.1 ---- */

static void refused(const char *clause, const char *text, const char *what)
{
	struct vb_err err = {0};

	is_int(parse(text, &err), VB_MALFORMED, "%s %s refused", clause, what);
	is_str(err.clause, clause, "%s %s: the clause", clause, what);
}

static void test_characters(void)
{
	struct vb_err err = {0};

	refused("7.1", "", "empty paper");
	refused("7.1", "a\tb\n", "tab");
	refused("7.1", "a\r\nb\n", "carriage return");
	refused("7.1", "a \nb\n", "space at a line's end");
	refused("7.1", " \n", "line of one space");
	refused("7.1", "a", "missing final LF");
	refused("7.1", "a ", "space in place of the final LF");
	refused("7.1", "a\n\n", "second final LF");
	refused("7.1", "\n", "paper of one line feed");
	refused("7.1", "\n\n", "paper of two line feeds");
	refused("7.1", "a\x01\n", "control character");
	refused("7.1", "a\xc2\x85\n", "C1 control");
	refused("7.1", "a\x7f\n", "DEL");
	refused("7.1", "a\xe2\x80\xae" "b\n", "bidirectional control");
	refused("7.1", "a\xe2\x80\x8b" "b\n", "zero-width space");
	refused("7.1", "\xef\xbb\xbf" "a\n", "byte order mark");
	refused("7.1", "a\xe2\x80\xa8\n", "line separator");
	refused("7.1", "a\xef\xbf\xbf\n", "noncharacter");
	refused("7.1", "a\xff\n", "byte that is not UTF-8");
	refused("7.1", "a\xc0\xaf\n", "overlong UTF-8");
	refused("7.1", "a\xed\xa0\x80\n", "surrogate");
	refused("7.1", "e\xcc\x81\n", "decomposed e acute (NFD)");
	refused("7.1", "\xe2\x84\xab\n", "Angstrom sign (a singleton)");
	refused("7.1", "q\xcc\x87\xcc\xa3\n", "marks out of canonical order");
	is_int(parse("q\xcc\xa3\xcc\x87 \xc3\xa9 \xc3\x85\n", &err), VB_OK,
	       "7.1 marks in order, composed letters are NFC");
	is_int(parse("a\nb \n", &err), VB_MALFORMED, "7.1 space on line 2 refused");
	is_str(err.where, "line 2", "7.1 the line is named");
	is_int(parse("a\nb\nc\n\n", &err), VB_MALFORMED, "7.1 empty last line refused");
	is_str(err.where, "line 4", "7.1 the empty line is named");
}

/* A paper of @n bytes made of @piece, its last byte LF. */
static char *long_text(const char *piece, size_t n)
{
	size_t len = strlen(piece);
	char *text = need(malloc(n + 1));

	for (size_t i = 0; i < n; i++)
		text[i] = piece[i % len];
	text[n - 1] = '\n';
	text[n] = 0;
	return text;
}

static void test_limits(void)
{
	char *text = long_text("abc", VB_PAPER_MAX + 1), *many;
	struct vb_err err = {0};

	is_int(parse(text, &err), VB_MALFORMED, "1.2 1,048,577 bytes refused");
	is_str(err.clause, "1.2", "1.2 a paper too long: the clause");
	text[VB_PAPER_MAX - 1] = '\n';
	is_int(vb_paper_parse(vb_view(text, VB_PAPER_MAX), &paper, &err), VB_OK,
	       "1.2 1,048,576 bytes read");
	free(text);

	many = long_text("## a\n", 5 * 512);
	is_int(parse(many, &err), VB_MALFORMED, "1.2 513 leaves refused");
	is_int(vb_paper_parse(vb_view(many, 5 * 511), &paper, &err), VB_OK,
	       "1.2 512 leaves read");
	is_int(paper.nleaves, 512, "7.1 the title block counts as a leaf");
	free(many);

	/* Alternating marks are the worst case of a bubble sort. */
	text = long_text("\xcc\x87\xcc\xa3", VB_PAPER_MAX - 1);
	is_int(parse(text, &err), VB_MALFORMED, "7.1 a megabyte of unordered marks refused");
	free(text);
}

static bool view_is(struct vb_view v, const char *s)
{
	return vb_view_is(v, s);
}

/* The leaves, one after another, are the file. */
static bool leaves_are_file(struct vb_view text)
{
	const uint8_t *at = text.ptr;

	for (unsigned i = 0; i < paper.nleaves; i++) {
		if (paper.leaf[i].text.ptr != at)
			return false;
		at += paper.leaf[i].text.len;
	}
	return at == text.ptr + text.len;
}

static void test_leaves(void)
{
	ok(parse(treaty, NULL) == VB_OK, "7.1 a treaty is read");
	is_int(paper.nleaves, 3, "7.1 title block and two articles; a fence begins no leaf");
	ok(view_is(paper.leaf[0].heading, "Treaty on transit"), "7.3 heading of leaf 0");
	ok(view_is(paper.leaf[1].heading, "Article 1. Purpose"), "7.3 heading of leaf 1");
	ok(view_is(paper.leaf[2].text, "## Article 2. Fees: réservés\n\nNo fee.\n"),
	   "7.1 a leaf runs from its heading to the end");
	ok(leaves_are_file(vb_view_str(treaty)), "7.1 leaves concatenated are the file");

	ok(parse("## A\n## B\n", NULL) == VB_OK && paper.nleaves == 3,
	   "7.1 an empty title block is leaf 0");
	ok(paper.leaf[0].text.len == 0 && paper.leaf[0].heading.len == 0,
	   "7.3 the heading is empty where there is none");
	ok(leaves_are_file(paper.text), "7.1 leaves concatenated: empty title block");
	ok(parse("text\n", NULL) == VB_OK && paper.nleaves == 1, "7.1 a paper of one leaf");
	ok(parse("x\n ## A\n##B\n### C\n#\n##\n", NULL) == VB_OK && paper.nleaves == 1,
	   "7.1 only \"## \" at the line's start begins a leaf");
}

static void fence(const char *text, unsigned nleaves, const char *what)
{
	ok(parse(text, NULL) == VB_OK && paper.nleaves == nleaves &&
	   leaves_are_file(vb_view_str(text)), "7.1 fence: %s", what);
}

static void test_fences(void)
{
	fence("~~~ text\n## a\n~~~\n## b\n", 2, "tildes, with an info string");
	fence("````\n```\n## a\n````\n## b\n", 2, "a shorter fence does not close");
	fence("```\n~~~\n## a\n```\n## b\n", 2, "the other mark does not close");
	fence("```\n``` x\n## a\n`````\n## b\n", 2, "a closing fence stands alone");
	fence("``` a`b\n## a\n", 2, "backticks with a backtick in the info open nothing");
	fence("   ```\n## a\n  ```\n## b\n", 2, "up to three spaces in front");
	fence("    ```\n## a\n", 2, "four spaces are no fence");
	fence("``\n## a\n", 2, "two backticks are no fence");
	fence("## z\n```\n## a\n", 2, "an open fence ends with the paper");
}

static void test_annex(void)
{
	static const char text[] =
		"# T\n\n## Annex map\n\n"
		"sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
		"bytes 0\n";
	struct vb_hash a, b;

	ok(parse(text, NULL) == VB_OK && paper.nleaves == 2, "7.2 an annex is a leaf");
	ok(view_is(paper.leaf[1].heading, "Annex map"), "7.2 its heading names it");
	ok(vb_commit_root(&place, seed, &paper, &a, NULL) == VB_OK, "7.2 it is committed to");
	ok(parse("# T\n\n## Annex map\n\n"
		 "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
		 "bytes 1\n", NULL) == VB_OK &&
	   vb_commit_root(&place, seed, &paper, &b, NULL) == VB_OK && !vb_hash_eq(&a, &b),
	   "7.2 another size of the file is another root");
}

#define SHA "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"

static void test_annex_leaf(void)
{
	static const struct {
		const char *text, *name;	/* NULL: it stands for no file */
	} row[] = {
		{"## Annex map\n\n" SHA "bytes 7\n", "map"},
		{"## Annex map of 1922.pdf\n\n" SHA "bytes 7\n\n\n", "map of 1922.pdf"},
		{"## Annex\n\n" SHA "bytes 7\n", NULL},
		{"## Annexes x\n\n" SHA "bytes 7\n", NULL},
		{"## annex map\n\n" SHA "bytes 7\n", NULL},
		{"## Annex map\n" SHA "bytes 7\n", NULL},
		{"## Annex map\n\n\n" SHA "bytes 7\n", NULL},
		{"## Annex map\n\nbytes 7\n" SHA, NULL},
		{"## Annex map\n\n" SHA "bytes 07\n", NULL},
		{"## Annex map\n\n" SHA "bytes 7\nmore\n", NULL},
		{"## Annex map\n\nsha256 E3\nbytes 7\n", NULL},
		{"## Annex map\n\n" SHA, NULL},
		{"## Annex map\n", NULL},
	};
	char text[300];

	for (unsigned i = 0; i < VB_ARRAY_LEN(row); i++) {
		struct vb_view name = vb_view_str("");
		struct vb_hash hash;
		uint64_t bytes = 0;
		bool is;

		/* What ends in two line feeds is no paper; as a leaf others follow it. */
		snprintf(text, sizeof(text), "# T\n\n%s%s", row[i].text,
			 strstr(row[i].text, "\n\n\n") && row[i].name ? "## x\n" : "");
		if (parse(text, NULL) != VB_OK)
			abort();
		is = vb_leaf_annex(&paper.leaf[1], &name, &hash, &bytes);
		ok(is == (row[i].name != NULL) &&
		   (!is || (view_is(name, row[i].name) && bytes == 7)),
		   "7.2 annex leaf %u: %s", i, row[i].name ? row[i].name : "none");
	}
	if (parse("# Annex x\n", NULL) != VB_OK)
		abort();
	ok(!vb_leaf_annex(&paper.leaf[0], &(struct vb_view){NULL, 0}, &(struct vb_hash){{0}},
			  &(uint64_t){0}), "7.2 a title block is no annex");
}

static void canonical(const char *in, const char *want, const char *what)
{
	uint8_t *out = NULL;
	size_t len = 0;
	enum vb_code code = vb_paper_canonical(vb_view_str(in), &out, &len, NULL);

	if (want)
		ok(code == VB_OK && vb_view_is(vb_view(out, len), want),
		   "7.1 canonical: %s", what);
	else
		is_int(code, VB_MALFORMED, "7.1 canonical: %s", what);
	free(out);
}

static void test_canonical(void)
{
	canonical(treaty, treaty, "a paper stays as it is");
	canonical("\xef\xbb\xbf# T\r\n\r\na  \r\nb", "# T\n\na\nb\n",
		  "BOM, CR LF, trailing spaces, missing LF");
	canonical("a\n \n\n", "a\n", "empty lines at the end go");
	canonical("a", "a\n", "a final LF comes");
	canonical("a  ", "a\n", "spaces in place of it go");
	canonical("a\r", NULL, "a CR at the end is no CR LF");
	canonical("", NULL, "nothing stays nothing");
	canonical(" \r\n", NULL, "blank text stays nothing");
	canonical("a\tb\n", NULL, "a tab is not replaced");
	canonical("a\rb\n", NULL, "a lone CR is not replaced");
	canonical("e\xcc\x81\n", NULL, "NFC is required, not made");
}

/* What was typed may be four times as long as a paper, and no longer. */
static void test_typed_limit(void)
{
	size_t most = 4u * VB_PAPER_MAX, len = 0;
	char *typed = long_text(" ", most + 1);
	struct vb_err err = {0};
	uint8_t *out = NULL;

	typed[0] = 'a';
	typed[most - 1] = '\n';
	ok(vb_paper_canonical(vb_view(typed, most), &out, &len, NULL) == VB_OK && len == 2 &&
	   memcmp(out, "a\n", 2) == 0, "1.2 a line of 4 MiB of spaces is typed and goes");
	free(out);
	out = NULL;
	ok(vb_paper_canonical(vb_view(typed, most + 1), &out, &len, &err) == VB_MALFORMED &&
	   strcmp(err.clause, "1.2") == 0 && !out, "1.2 none longer: %s", err.sentence);
	free(typed);
}

/* ---- headings ---- */

static void heading(const char *h, unsigned number, const char *title, const char *position)
{
	struct vb_view t, p;
	unsigned n = vb_heading_article(vb_view_str(h), &t, &p);

	ok(n == number && view_is(t, title) && view_is(p, position),
	   "heading \"%s\": %u, \"%s\", \"%s\"", h, number, title, position);
}

static void test_headings(void)
{
	heading("Article 4. No enlargement: reject", 4, "No enlargement", "reject");
	heading("Article 4. No enlargement", 4, "No enlargement", "");
	heading("Article 4: reject", 4, "", "reject");
	heading("Article 4", 4, "", "");
	heading("4. Title", 4, "Title", "");
	heading("4. Title: accept with changes", 4, "Title", "accept with changes");
	heading("Article 4 bis. X", 4, "bis. X", "");
	heading("Article 4 bis: silent", 4, "bis", "silent");
	heading("4 ter. X", 4, "ter. X", "");
	heading("Article 4. Fees: who pays", 4, "Fees: who pays", "");
	heading("Article 4. Fees: who pays: reserve", 4, "Fees: who pays", "reserve");
	heading("Article 4. Fees: accept if 3: reject", 4, "Fees", "accept if 3: reject");
	heading("Article 4. Fees: accept if", 4, "Fees: accept if", "");
	heading("Article 4. Fees: accepted", 4, "Fees: accepted", "");
	heading("Preamble: discuss", 0, "Preamble", "discuss");
	heading("2022 was a year", 0, "2022 was a year", "");
	heading("Article 4.1 X", 0, "Article 4.1 X", "");
	heading("Article 04. X", 0, "Article 04. X", "");
	heading("Article 12345. X", 0, "Article 12345. X", "");
	heading("", 0, "", "");
	heading("Article", 0, "Article", "");
	heading(": reject", 0, "", "reject");
	heading("4 bis", 4, "bis", "");
	heading("4 bis\xe2\x80\x93X", 4, "bis\xe2\x80\x93X", "");
	heading("4 bisx", 0, "4 bisx", "");
	heading("4x", 0, "4x", "");
	heading("4 ", 0, "4", "");
	heading("Article 4. Fees : reject", 4, "Fees", "reject");
	heading("Article 4. Fees: accept if ", 4, "Fees: accept if", "");
	heading("Article 4. Fees: reject, key", 4, "Fees", "reject, key");
	heading("Article 4. Fees: reserve (scrutiny)", 4, "Fees", "reserve (scrutiny)");
	heading("Article 4. Fees: accept all or none of 4, 5", 4, "Fees",
		"accept all or none of 4, 5");
	heading("Article 4. Fees: accept, ad referendum, key", 4, "Fees",
		"accept, ad referendum, key");
	heading("Article 4. Fees: rejection", 4, "Fees: rejection", "");
}

/* ---- 7.3 ---- */

/* Computes a commitment by the words of 7.3, into one buffer, level by level. */
static void put_u32(struct vb_writer *w, uint32_t v)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		vb_put_byte(w, (uint8_t)(v >> shift));
}

static void put_u64(struct vb_writer *w, uint64_t v)
{
	put_u32(w, (uint32_t)(v >> 32));
	put_u32(w, (uint32_t)v);
}

static void put_lp(struct vb_writer *w, struct vb_view v)
{
	put_u32(w, (uint32_t)v.len);
	vb_put_view(w, v);
}

static void plain_leaf(uint32_t i, struct vb_hash *out)
{
	static uint8_t buf[4096];
	struct vb_view none = vb_view("", 0);
	bool dummy = i >= paper.nleaves;
	struct vb_hash salt;
	struct vb_writer w;

	vb_writer_init(&w, buf, sizeof(buf));
	vb_put_str(&w, "verbale-salt/1\n");
	put_u32(&w, i);
	vb_hmac(vb_view(seed, 32), vb_written(&w), &salt);
	vb_writer_init(&w, buf, sizeof(buf));
	vb_put_str(&w, dummy ? "verbale-dummy/1\n" : "verbale-leaf/1\n");
	vb_put(&w, place.table.b, 32);
	put_lp(&w, vb_view_str("nord/legal"));
	put_u64(&w, 7);
	put_u64(&w, 2);
	put_lp(&w, vb_view_str("sud"));
	put_u32(&w, i);
	put_u32(&w, paper.nleaves);
	vb_put(&w, salt.b, 32);
	put_lp(&w, dummy ? none : paper.leaf[i].heading);
	put_lp(&w, dummy ? none : paper.leaf[i].text);
	vb_leaf_hash(vb_written(&w), out);
}

static void plain_root(struct vb_hash *out)
{
	struct vb_tree *t = vb_tree_new();
	uint32_t width = 1;
	struct vb_hash h;

	while (width < paper.nleaves)
		width *= 2;
	for (uint32_t i = 0; i < width; i++) {
		plain_leaf(i, &h);
		ok(vb_tree_append(t, &h) == VB_OK, "7.3 reference tree: leaf %u", i);
	}
	vb_tree_root(t, width, out);
	vb_tree_free(t);
}

static void test_commitment(void)
{
	static const char *const texts[] = {"# one\n", "# two\n## b\n",
	"# three\n## b\n## c\n",
					    "# four\n## b\n## c\n## d\n",
					    "# five\n## b\n## c\n## d\n## e\n"};
	struct vb_hash root, want, path[VB_PROOF_MAX];
	struct vb_hash leaf, plain;
	uint8_t salt[32];
	unsigned npath = 0;

	for (size_t t = 0; t < VB_ARRAY_LEN(texts); t++) {
		bool all = parse(texts[t], NULL) == VB_OK &&
			   vb_commit_root(&place, seed, &paper, &root, NULL) == VB_OK;

		plain_root(&want);
		ok(all && vb_hash_eq(&root, &want), "7.3 root of %zu leaves, computed anew",
		   t + 1);
		for (uint32_t i = 0; i < paper.nleaves; i++) {
			vb_leaf_salt(seed, i, salt);
			vb_commit_leaf(&place, salt, i, paper.nleaves, &paper.leaf[i], &leaf);
			plain_leaf(i, &plain);
			ok(vb_hash_eq(&leaf, &plain), "7.3 leaf %u of %zu, computed anew", i,
			   t + 1);
			ok(vb_commit_path(&place, seed, &paper, i, path, &npath, NULL) ==
				   VB_OK &&
			   vb_commit_verify(&place, salt, i, paper.nleaves, &paper.leaf[i],
					    path, npath, &root),
			   "7.3 leaf %u of %zu shown and verified", i, t + 1);
		}
	}
	is_int(vb_commit_path(&place, seed, &paper, 5, path, &npath, NULL), VB_REFUSED,
	       "7.3 no path of a dummy");
	for (unsigned n = 0; n <= VB_LEAVES_MAX + 1; n += VB_LEAVES_MAX + 1) {
		struct vb_err err = {0};

		paper.nleaves = n;
		npath = 99;
		want = root;
		ok(vb_commit_root(&place, seed, &paper, &root, &err) == VB_REFUSED &&
		   strcmp(err.clause, "1.2") == 0 && vb_hash_eq(&root, &want),
		   "1.2 no root over %u leaves", n);
		memset(&err, 0, sizeof(err));
		ok(vb_commit_path(&place, seed, &paper, 0, path, &npath, &err) == VB_REFUSED &&
		   strcmp(err.clause, "1.2") == 0 && npath == 99, "1.2 and no path in it");
	}
}

static void test_disclosure(void)
{
	struct vb_hash root, path[VB_PROOF_MAX];
	struct vb_copy_place other;
	struct vb_leaf leaf;
	uint8_t salt[32];
	unsigned n = 0;

	ok(parse("# a\n## b\n## c\n", NULL) == VB_OK &&
	   vb_commit_root(&place, seed, &paper, &root, NULL) == VB_OK &&
	   vb_commit_path(&place, seed, &paper, 2, path, &n, NULL) == VB_OK, "three leaves");
	vb_leaf_salt(seed, 2, salt);
	leaf = paper.leaf[2];
	ok(vb_commit_verify(&place, salt, 2, 3, &leaf, path, n, &root), "7.3 leaf 3 of 3");
	ok(!vb_commit_verify(&place, salt, 1, 2, &leaf, path + 1, n - 1, &root),
	   "7.3 leaf 3 of 3 shown as 2 of 2 fails");
	ok(!vb_commit_verify(&place, salt, 2, 4, &leaf, path, n, &root),
	   "7.3 as 3 of 4 fails");
	ok(!vb_commit_verify(&place, salt, 3, 3, &leaf, path, n, &root),
	   "7.3 as 4 of 3 fails");
	ok(!vb_commit_verify(&place, salt, 2, 0, &leaf, path, n, &root), "7.3 of 0 fails");
	ok(!vb_commit_verify(&place, salt, 2, VB_LEAVES_MAX + 1, &leaf, path, n, &root),
	   "1.2 of 513 fails");
	ok(!vb_commit_verify(&place, salt, 2, 3, &leaf, path, n - 1, &root),
	   "7.3 a shorter path fails");
	salt[0] ^= 1;
	ok(!vb_commit_verify(&place, salt, 2, 3, &leaf, path, n, &root),
	   "7.3 another salt fails");
	salt[0] ^= 1;
	leaf.text.len--;
	ok(!vb_commit_verify(&place, salt, 2, 3, &leaf, path, n, &root),
	   "7.3 less text fails");
	leaf = paper.leaf[2];
	leaf.heading.len = 0;
	ok(!vb_commit_verify(&place, salt, 2, 3, &leaf, path, n, &root),
	   "7.3 no heading fails");
	leaf = paper.leaf[2];
	for (int i = 0; i < 5; i++) {
		other = place;
		other.table.b[31] ^= i == 0;
		other.chain = i == 1 ? "nord" : place.chain;
		other.number += i == 2;
		other.epoch += i == 3;
		other.addressee = i == 4 ? "ost" : place.addressee;
		ok(!vb_commit_verify(&other, salt, 2, 3, &leaf, path, n, &root),
		   "7.3 another %s fails",
		   ((const char *[]){"table", "chain", "number", "epoch", "addressee"})[i]);
	}
}

/* ---- 7.4 ---- */

static uint8_t *copy_of(const struct vb_copy_place *p, const char *text, size_t *len)
{
	struct vb_view v = vb_view_str(text);
	struct vb_writer w;
	uint8_t *buf;

	*len = vb_opened_size(p, v.len);
	buf = malloc(*len);
	vb_writer_init(&w, buf, *len);
	vb_opened_put(&w, p, seed, v);
	ok(!w.over && w.len == *len, "7.4 a copy of %zu bytes fills %zu", v.len, *len);
	return buf;
}

static void test_opened(void)
{
	struct vb_copy_place first = place;
	struct vb_opened o;
	uint8_t *buf;
	size_t len;

	buf = copy_of(&place, treaty, &len);
	is_int((long long)len, 4096, "7.4 at least 4,096 bytes");
	ok(vb_opened_parse(vb_view(buf, len), &o, NULL) == VB_OK, "7.4 a copy is read");
	ok(vb_hash_eq(&o.table, &place.table) && view_is(o.chain, "nord/legal") &&
	   o.number == 7 && o.epoch == 2 && view_is(o.addressee, "sud") &&
	   memcmp(o.seed, seed, 32) == 0 && view_is(o.paper, treaty), "7.4 round trip");
	ok(memcmp(buf, "verbale-copy/1\ntable 010203", 27) == 0, "7.4 its first bytes");
	free(buf);

	first.chain = "nord";
	first.epoch = 0;
	buf = copy_of(&first, "x\n", &len);
	ok(vb_opened_parse(vb_view(buf, len), &o, NULL) == VB_OK && o.epoch == 0 &&
	   view_is(o.chain, "nord") && view_is(o.paper, "x\n"), "7.4 of epoch 0, no office");
	free(buf);
}

static void test_padding(void)
{
	struct vb_opened o;
	size_t header = 0, len, n;
	uint8_t *buf;
	char *text;

	/* The header's length by search: the largest paper that 4096 bytes hold. */
	while (vb_opened_size(&place, header + 1) == 4096)
		header++;
	for (n = header - 1; n <= header + 1; n++) {
		text = long_text("abcdefg", n);
		buf = copy_of(&place, text, &len);
		is_int((long long)len, n > header ? 8192 : 4096,
		       "7.4 padded to a power of two");
		ok(vb_opened_parse(vb_view(buf, len), &o, NULL) == VB_OK &&
		   view_is(o.paper, text), "7.4 paper of %zu bytes, read back", n);
		free(buf);
		free(text);
	}
	text = long_text("abcdefg", VB_PAPER_MAX);
	buf = copy_of(&place, text, &len);
	is_int((long long)len, 2 * VB_PAPER_MAX, "7.4 the largest paper takes 2 MiB");
	ok(vb_opened_parse(vb_view(buf, len), &o, NULL) == VB_OK, "7.4 and is read");
	free(buf);
	free(text);
}

/* Replaces @from by @to (of equal length) in a good copy; reading must fail. */
static void spoiled(const char *old, const char *new, const char *what)
{
	struct vb_opened o;
	struct vb_err err = {0};
	size_t len;
	uint8_t *buf = copy_of(&place, treaty, &len), *at;

	at = memmem(buf, len, old, strlen(old));
	for (size_t i = 0; new[i]; i++)
		at[i] = (uint8_t)new[i];
	is_int(vb_opened_parse(vb_view(buf, len), &o, &err), VB_MALFORMED, "7.4 %s", what);
	free(buf);
}

static void test_opened_faults(void)
{
	struct vb_opened o;
	size_t len, read = 0;
	uint8_t *buf, *twice;

	spoiled("verbale-copy/1", "verbale-copy/2", "another label refused");
	spoiled("table 0", "table X", "a table that is no hash refused");
	spoiled("nord/legal", "nord/Legal", "an upper-case chain refused");
	spoiled("nord/legal", "nor//legal", "two slashes refused");
	spoiled("number 7.2", "number 7.0", "epoch 0 spelled out refused");
	spoiled("number 7.2", "number 0.2", "number 0 refused");
	spoiled("number 7.2", "number 07 ", "a leading zero refused");
	spoiled("for sud", "for SUD", "an upper-case addressee refused");
	spoiled("seed 0", "seed g", "a seed that is no hex refused");
	spoiled("\n\n# Treaty", "\n# #Treaty", "no empty line refused");
	spoiled("Transit", "Trans\tt", "a paper that 7.1 refuses is no copy");

	buf = copy_of(&place, treaty, &len);
	for (size_t n = 0; n < len; n++)
		read += vb_opened_parse(vb_view(buf, n), &o, NULL) == VB_OK;
	is_int((long long)read, 0, "7.4 every truncation refused");
	twice = malloc(2 * len);
	memcpy(twice, buf, len);
	memset(twice + len, '\n', len);
	is_int(vb_opened_parse(vb_view(twice, 2 * len), &o, NULL), VB_MALFORMED,
	       "7.4 more padding than is due refused");
	free(twice);
	buf[len - 1] = 'x';
	is_int(vb_opened_parse(vb_view(buf, len), &o, NULL), VB_MALFORMED,
	       "7.4 other bytes behind the padding refused");
	free(buf);
}

/* Copies with nothing in them, or too large, or for which there is no room. */
static void test_opened_limits(void)
{
	struct vb_err err = {0};
	struct vb_opened o;
	struct vb_writer w;
	uint8_t *buf;
	size_t len;

	buf = copy_of(&place, "", &len);
	ok(vb_opened_parse(vb_view(buf, len), &o, &err) == VB_MALFORMED &&
	   strcmp(err.clause, "7.1") == 0, "7.4 a copy of no paper: %s", err.sentence);
	free(buf);
	buf = calloc(1, 2 * VB_PAPER_MAX + 1);
	ok(vb_opened_parse(vb_view(buf, 2 * VB_PAPER_MAX + 1), &o, &err) == VB_MALFORMED &&
	   strcmp(err.clause, "7.4") == 0, "7.4 a copy over 2 MiB: %s", err.sentence);
	vb_writer_init(&w, buf, 4095);
	vb_opened_put(&w, &place, seed, vb_view_str(treaty));
	ok(w.over && vb_written(&w).len == 0,
	   "7.4 no copy where there is no room for its padding");
	free(buf);
}

/* The act and the copy line that @place and @treaty belong to. */
static void act_of(struct vb_act *a, struct vb_copy *c)
{
	memset(a, 0, sizeof(*a));
	memset(c, 0, sizeof(*c));
	a->table = place.table;
	a->author = vb_view_str("nord");
	a->office = vb_view_str("legal");
	a->number = 7;
	a->epoch = 2;
	ok(parse(treaty, NULL) == VB_OK, "the paper of the copy");
	c->addressee = vb_view_str("sud");
	c->leaves = paper.nleaves;
	ok(vb_commit_root(&place, seed, &paper, &c->root, NULL) == VB_OK, "its root");
}

static void test_check(void)
{
	static struct vb_act a;
	struct vb_opened o, p;
	struct vb_copy c;
	struct vb_err err;
	size_t len, agreed = 0;
	uint8_t *buf = copy_of(&place, treaty, &len);

	act_of(&a, &c);
	ok(vb_opened_parse(vb_view(buf, len), &o, NULL) == VB_OK, "7.4 the copy is read");
	is_int(vb_opened_check(&o, &a, &c, NULL), VB_OK,
	       "7.4 a copy that keeps its act's word");
	for (int i = 0; i < 7; i++) {
		static const char *const what[] = {"table", "author", "number", "epoch",
						   "addressee", "seed", "count"};
		struct vb_copy line = c;

		p = o;
		p.table.b[0] ^= i == 0;
		p.chain.len -= i == 1 ? 6 : 0;
		p.number += i == 2;
		p.epoch += i == 3;
		p.addressee.len -= i == 4;
		p.seed[0] ^= i == 5;
		line.leaves += i == 6;
		is_int(vb_opened_check(&p, &a, &line, &err), VB_FALSE,
		       "%s another %s convicts",
		       i < 5 ? "7.4" : "7.3", what[i]);
		is_str(err.clause, i < 5 ? "7.4" : "7.3",
		       "the clause for another %s", what[i]);
	}
	/* Whatever byte changes, the copy no longer is what its act says. */
	for (size_t i = 0; i < len; i++) {
		buf[i] ^= 1;
		agreed += vb_opened_parse(vb_view(buf, len), &p, NULL) == VB_OK &&
			  vb_opened_check(&p, &a, &c, NULL) == VB_OK;
		buf[i] ^= 1;
	}
	is_int((long long)agreed, 0, "7.3 no mutation of one byte passes");
	free(buf);
}

int main(void)
{
	if (!vb_crypto_init())
		return 2;
	test_characters();
	test_limits();
	test_leaves();
	test_fences();
	test_annex();
	test_annex_leaf();
	test_canonical();
	test_typed_limit();
	test_headings();
	test_commitment();
	test_disclosure();
	test_opened();
	test_padding();
	test_opened_faults();
	test_opened_limits();
	test_check();
	return tap_done();
}
