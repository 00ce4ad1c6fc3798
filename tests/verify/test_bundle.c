/*
 * Bundles and pouches: their parts, and whom a finding holds to account (format.md 6,
 * 9.1, 9.2, 10).
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NOBODY "cannot be attributed"

static struct kit k;	/* the story, only read */
static struct kit_file good;

/* ---- good files ---- */

static void test_good(void)
{
	struct kit_file pouch = kit_bundle(&k.t, &(struct kit_parts){.pouch = true});
	struct kit_file full = kit_bundle(&k.t, &(struct kit_parts){.copies = true});
	struct kit_file again = kit_bundle(&k.t, NULL);
	struct vb_finding f;

	is_str(kit_verify(kit_view(&good), k.trust, &f), "GENUINE|-|-|-", "9.1 a bundle");
	ok(kit_has(f.established, f.nestablished, "CROSSING holds 11 entries"),
	   "10.1 it says what is established");
	ok(kit_has(f.rests_on, f.nrests_on, "the log key of BERN: your trust file"),
	   "9.7 it says what that rests on");
	ok(kit_has(f.rests_on, f.nrests_on, "the clock of the depositary BERN"),
	   "6.5 without a policy the depositary's clock dates");
	is_int(f.remarks, 0, "10.3 and has no remark");
	is_str(kit_line(kit_view(&good), NULL), "CANNOT TELL|10.2|-|-",
	       "10.2 without an anchor its keys are self-asserted");
	is_str(kit_line(kit_view(&pouch), k.trust), "GENUINE|-|-|-", "9.2 a pouch");
	is_str(kit_line(kit_view(&full), k.trust), "GENUINE|-|-|-", "9.1 a bundle with copies");
	ok(vb_view_eq(kit_view(&good), kit_view(&again)), "9.1 the same record, the same bytes");
	kit_free(&pouch);
	kit_free(&full);
	kit_free(&again);
}

static void test_truncated(void)
{
	unsigned other = 0, genuine = 0;
	struct vb_finding f;

	for (size_t len = 7; len < good.len; len += len < 512 ? 1 : len % 512 == 1 ? 511 : 1) {
		kit_verify(vb_view(good.ptr, len), k.trust, &f);
		genuine += f.result == VB_GENUINE;
		other += f.result != VB_UNREADABLE;
	}
	is_int(genuine, 0, "9.1 no truncated bundle is genuine");
	is_int(other, 0, "9.1 each is unreadable");
}

static void test_empty(void)
{
	is_str(kit_line(vb_view("", 0), k.trust), "UNREADABLE|9.1|line 1|" NOBODY,
	       "10.1 nothing is unreadable");
	is_str(kit_line(vb_view("README", 6), k.trust), "UNREADABLE|9.1|line 1|" NOBODY,
	       "10.1 six bytes of a bundle");
	is_str(kit_line(vb_view_str("READMES are no archives.\n"), k.trust),
	       "UNREADABLE|9.1|line 1|" NOBODY, "10.1 a text that begins like one");
	is_str(kit_line(vb_view("README\0", 7), k.trust), "UNREADABLE|9.1|byte 0|" NOBODY,
	       "9.1 seven bytes of a bundle");
}

/* ---- parts replaced ---- */

/* The file @name with content @text in place of its own. */
static void replaced(const char *name, struct vb_view v, const char *line, const char *what)
{
	struct kit_file f = kit_replace(kit_view(&good), name, NULL, &v, false);

	is_str(kit_line(kit_view(&f), k.trust), line, "%s", what);
	kit_free(&f);
}

static void test_readme(void)
{
	struct kit_file f;

	replaced("README", vb_view_str("Other words.\n"), "GENUINE|-|-|-",
		 "9.1 the words of README are free");
	replaced("README", vb_view_str(""), "UNREADABLE|9.1|README|" NOBODY, "9.1 an empty README");
	replaced("README", vb_view_str("x"), "UNREADABLE|9.1|README|" NOBODY,
		 "1.1 a README without its last LF");
	replaced("README", vb_view_str("\x1b[2J\n"), "UNREADABLE|9.1|README|" NOBODY,
		 "1.1 a README that moves the cursor");
	replaced("README", vb_view_str("\xc0\xaf\n"), "UNREADABLE|9.1|README|" NOBODY,
		 "1.1 a README that is not UTF-8");
	f = kit_replace(kit_view(&good), "README", NULL, NULL, false);
	is_str(kit_line(kit_view(&f), k.trust), "UNREADABLE|9.1|line 1|" NOBODY,
	       "9.1 a bundle begins with its README");
	kit_free(&f);
}

static const struct {
	const char *text;	/* %1: table, %2: origin */
	const char *line, *what;
} manifests[] = {
	{"verbale-bundle/1\ntable %s\norigin %s\nsize 11\n", "GENUINE|-|-|-", "9.1 a manifest"},
	{"verbale-bundle/2\ntable %s\norigin %s\nsize 11\n",
	 "UNREADABLE|9.1|manifest, line 1|" NOBODY, "9.1 another version"},
	{"verbale-bundle/1\ntable 0%s\norigin %s\nsize 11\n",
	 "UNREADABLE|9.1|manifest, line 2|" NOBODY, "9.1 a table that is no hash"},
	{"verbale-bundle/1\ntable %s\norigin +%s\nsize 11\n",
	 "UNREADABLE|9.1|manifest, line 3|" NOBODY, "9.1 an origin that is no key name"},
	{"verbale-bundle/1\ntable %s\norigin %s\nsize 011\n",
	 "UNREADABLE|9.1|manifest, line 4|" NOBODY, "1.3 a size with a zero in front"},
	{"verbale-bundle/1\ntable %s\norigin %s\nsize 0\n",
	 "UNREADABLE|9.1|manifest, line 4|" NOBODY, "6.1 a log without its charter"},
	{"verbale-bundle/1\ntable %s\norigin %s\nsize 9007199254740991\n",
	 "UNREADABLE|9.1|manifest, line 4|" NOBODY, "1.2 a size beyond the file"},
	{"verbale-bundle/1\ntable %s\norigin %s\nsize 12\n",
	 "UNREADABLE|9.1|tile/entries/000.p/12|" NOBODY, "9.1 a size of one more"},
	{"verbale-bundle/1\ntable %s\norigin %s\nsize 10\n",
	 "UNREADABLE|9.1|tile/entries/000.p/10|" NOBODY, "9.1 a size of one less"},
	{"verbale-bundle/1\ntable %s\norigin %s\nsize 11\n\n",
	 "UNREADABLE|1.1|manifest, line 4|" NOBODY, "1.1 a line behind the last"},
	{"verbale-bundle/1\ntable %s\norigin x%s\nsize 11\n",
	 "NOT GENUINE|9.1|manifest|" NOBODY, "9.1 another origin than the charter's"},
	{"verbale-bundle/1\ntable %.60s0000\norigin %s\nsize 11\n",
	 "NOT GENUINE|9.1|manifest|" NOBODY, "9.1 another table than the charter's"},
};

static void test_manifests(void)
{
	char table[65], text[512];

	vb_hex(table, k.t.fold->table.b, 32);
	for (size_t i = 0; i < VB_ARRAY_LEN(manifests); i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(text, sizeof(text), manifests[i].text, table, k.t.origin);
#pragma GCC diagnostic pop
		replaced("manifest", vb_view_str(text), manifests[i].line, manifests[i].what);
	}
}

static void test_files(void)
{
	struct vb_view one = vb_view_str("x"), copy, name;
	struct kit_file f, full = kit_bundle(&k.t, &(struct kit_parts){.copies = true});
	size_t pos = 0;
	char path[80];

	while (vb_ustar_next(kit_view(&full), &pos, &name, &copy, NULL) == VB_OK) {
		if (memcmp(name.ptr, "copy/", 5) == 0)
			break;
	}
	snprintf(path, sizeof(path), "%.*s", (int)name.len, (const char *)name.ptr);
	f = kit_replace(kit_view(&full), path, NULL, &one, false);
	is_int(strncmp(kit_line(kit_view(&f), k.trust), "NOT GENUINE|9.1|copy/", 21), 0,
	       "9.1 a copy that is not the one of its name");
	kit_free(&f);
	f = kit_replace(kit_view(&full), path, "copy/abc", &copy, false);
	is_str(kit_line(kit_view(&f), k.trust), "UNREADABLE|9.1|copy/|" NOBODY,
	       "9.1 a copy whose name is no hash");
	kit_free(&f);
	f = kit_replace(kit_view(&full), path, path, &copy, true);
	is_str(kit_line(kit_view(&f), k.trust), "UNREADABLE|9.1|copy/|" NOBODY,
	       "9.1 a copy that stands twice");
	kit_free(&f);
	f = kit_replace(kit_view(&good), "marks", NULL, NULL, false);
	is_str(kit_line(kit_view(&f), k.trust), "UNREADABLE|9.1|marks|" NOBODY,
	       "9.1 a bundle without marks");
	kit_free(&f);
	f = kit_replace(kit_view(&good), "marks", "extra", &one, true);
	is_str(kit_line(kit_view(&f), k.trust), "UNREADABLE|9.1|tile/entries/000.p/11|" NOBODY,
	       "9.1 a file that has no place");
	kit_free(&f);
	f = kit_replace(kit_view(&good), "tile/0/000.p/11", "outbox/001", &one, true);
	is_str(kit_line(kit_view(&f), k.trust), "UNREADABLE|9.1|archive|" NOBODY,
	       "9.2 only a pouch has an outbox");
	kit_free(&f);
	f = kit_replace(kit_view(&good), "tile/0/000.p/11", "x", &one, true);
	is_str(kit_line(kit_view(&f), k.trust), "UNREADABLE|9.1|archive|" NOBODY,
	       "9.1 a file of a short name behind the rest");
	kit_free(&f);
	f = kit_replace(kit_view(&good), "tile/0/000.p/11", "seen/abc", &one, true);
	is_str(kit_line(kit_view(&f), k.trust), "UNREADABLE|9.1|seen/|" NOBODY,
	       "9.1 a seen checkpoint whose name is no hash");
	kit_free(&f);
	f = kit_replace(kit_view(&good), "tile/0/000.p/11", NULL, NULL, false);
	is_str(kit_line(kit_view(&f), k.trust), "UNREADABLE|9.1|tile/0/000.p/11|" NOBODY,
	       "9.1 a bundle without its hash tiles");
	kit_free(&f);
	kit_free(&full);
}

/* ---- entries and the tree ---- */

static void test_tree(void)
{
	struct kit_file all = kit_entries(&k.t, 0, k.t.size), f;
	struct kit_file fewer = kit_entries(&k.t, 0, k.t.size - 1);
	struct vb_view hashes = vb_view(vb_tree_node(k.t.tree, 0, 0), 11 * 32);
	struct kit_file tile = kit_copy(hashes);
	struct vb_view v;

	v = vb_view(all.ptr, all.len - 1);
	f = kit_replace(kit_view(&good), "tile/entries/000.p/11", NULL, &v, false);
	ok(strncmp(kit_line(kit_view(&f), k.trust), "UNREADABLE|9.1|tile/entries/000.p/11, byte ",
		   43) == 0, "9.1 entries cut short");
	kit_free(&f);
	replaced("tile/entries/000.p/11", kit_view(&fewer),
		 "UNREADABLE|9.1|tile/entries/000.p/11|" NOBODY, "9.1 an entry dropped");
	all.ptr[all.len - 60] ^= 1;
	replaced("tile/entries/000.p/11", kit_view(&all),
		 "NOT GENUINE|6.1|tile/0/000.p/11|" NOBODY, "6.1 an edited entry: nobody's fault");
	replaced("tile/0/000.p/11", vb_view(tile.ptr, tile.len - 32),
		 "UNREADABLE|9.1|tile/0/000.p/11|" NOBODY, "9.1 a tile cut short");
	tile.ptr[40] ^= 1;
	replaced("tile/0/000.p/11", kit_view(&tile), "NOT GENUINE|6.1|checkpoint|" NOBODY,
		 "6.1 an edited tile does not have the checkpoint's root");
	f = kit_replace(kit_view(&good), "tile/0/000.p/11", NULL, &hashes, false);
	is_str(kit_line(kit_view(&f), k.trust), "GENUINE|-|-|-", "6.1 the same tile again");
	kit_free(&f);
	kit_free(&tile);
	kit_free(&fewer);
	kit_free(&all);
}

/* Entry 0 changed, and tiles and nothing else with it: the charter comes first. */
static void test_charter_first(void)
{
	struct kit_file all = kit_entries(&k.t, 0, k.t.size);
	uint8_t *nonce = memmem(all.ptr, all.len, "\nnonce ", 7);

	assert(nonce);
	nonce[7] = nonce[7] == '0' ? '1' : '0';
	replaced("tile/entries/000.p/11", kit_view(&all), "NOT GENUINE|3.3|charter|" NOBODY,
		 "10.1 the charter is checked before the tree");
	nonce[7] = 'x';
	replaced("tile/entries/000.p/11", kit_view(&all), "UNREADABLE|1.3|charter|" NOBODY,
		 "10.1 a charter that cannot be read");
	kit_free(&all);
}

/* More than one tile, and a tile of tiles. */
static void test_levels(void)
{
	static const char *const names[] = {"nord", "sud"};
	struct vb_view v = vb_view(NULL, 0);
	struct kit_file b, f, tile;
	static struct kit big;

	kit_found(&big, names, 2, NULL, NULL);
	for (unsigned i = 1; i < 300; i++)
		fx_do(&big.t, i & 1, "statement", &(struct fx_fields){{"text", "We are here."}},
		      NULL);
	b = kit_bundle(&big.t, &(struct kit_parts){.no_marks = true});
	is_str(kit_line(kit_view(&b), big.trust), "GENUINE|-|-|-", "9.1 a log of 300 entries");
	tile = kit_copy(vb_view(vb_tree_node(big.t.tree, 8, 0), 32));
	tile.ptr[0] ^= 1;
	v = kit_view(&tile);
	f = kit_replace(kit_view(&b), "tile/1/000.p/1", NULL, &v, false);
	is_str(kit_line(kit_view(&f), big.trust), "NOT GENUINE|6.1|tile/1/000.p/1|" NOBODY,
	       "6.1 a tile of tiles that does not fit");
	kit_free(&f);
	kit_free(&tile);
	tile = kit_entries(&big.t, 0, 256);
	tile.ptr[tile.len - 1] ^= 1;
	v = kit_view(&tile);
	f = kit_replace(kit_view(&b), "tile/entries/000", NULL, &v, false);
	is_str(kit_line(kit_view(&f), big.trust), "NOT GENUINE|6.1|tile/0/000|" NOBODY,
	       "6.1 a full tile is named by its path");
	kit_free(&f);
	kit_free(&tile);
	kit_free(&b);
	kit_close(&big);
}

/* ---- checkpoints ---- */

static void test_checkpoint(void)
{
	struct fx *t = &k.t;
	struct vb_view mine = vb_view(t->mark[11], t->mark_len[11]);
	struct kit_file c = kit_copy(mine), old = kit_copy(vb_view(t->mark[10], t->mark_len[10]));
	struct kit_file bare = kit_checkpoint(t, 11, &t->root[11], VB_TIME_NONE, 0);
	struct vb_signer log = vb_signer_secret(t->dep.founding, "bern/other", VB_KEY_ED25519);
	struct vb_signer thief = vb_signer_secret(t->m[0].act, t->origin, VB_KEY_ED25519);
	uint8_t buf[1024];
	struct vb_writer w;
	char *extended;

	replaced("checkpoint", kit_view(&old), "UNREADABLE|9.1|checkpoint|" NOBODY,
		 "9.1 a checkpoint of another size");
	replaced("checkpoint", kit_view(&bare), "GENUINE|-|-|-", "6.4 an undated checkpoint");
	kit_flip(&c.ptr[c.len - 180]);
	replaced("checkpoint", kit_view(&c), "NOT GENUINE|6.2|checkpoint|" NOBODY,
		 "6.2 the log's signature does not verify");
	replaced("checkpoint", vb_view_str("x\n"), "UNREADABLE|C2SP signed-note|checkpoint|" NOBODY,
		 "6.2 a checkpoint that is none");
	vb_writer_init(&w, buf, sizeof(buf));
	assert(vb_checkpoint_sign(&w, vb_view_str("bern/other"), 11, &t->root[11], &log, NULL) ==
	       VB_OK);
	replaced("checkpoint", vb_written(&w), "NOT GENUINE|6.2|checkpoint|" NOBODY,
		 "6.2 a checkpoint of another origin");
	vb_writer_init(&w, buf, sizeof(buf));
	assert(vb_checkpoint_sign(&w, vb_view_str(t->origin), 11, &t->root[11], &thief, NULL) ==
	       VB_OK);
	replaced("checkpoint", vb_written(&w), "NOT GENUINE|6.2|checkpoint|" NOBODY,
		 "6.2 a checkpoint of another key");
	extended = malloc(mine.len + 3);
	assert(extended);
	memcpy(extended, mine.ptr, mine.len);
	extended[mine.len] = '\0';
	char *blank = strstr(extended, "\n\n");
	memmove(blank + 3, blank + 1, mine.len - (size_t)(blank + 1 - extended));
	memcpy(blank + 1, "x\n", 2);
	replaced("checkpoint", vb_view(extended, mine.len + 2), "UNREADABLE|6.2|checkpoint|" NOBODY,
		 "6.2 a checkpoint has no extension line");
	free(extended);
	kit_free(&bare);
	kit_free(&old);
	kit_free(&c);
}

/* A bundle with these marks alone. */
static void marked(const struct kit_file *m, size_t n, const char *line, const char *what)
{
	struct vb_view v[4];
	struct kit_file f;

	for (size_t i = 0; i < n; i++)
		v[i] = kit_view(&m[i]);
	f = kit_bundle(&k.t, &(struct kit_parts){.marks = v, .nmarks = n});
	is_str(kit_line(kit_view(&f), k.trust), line, "%s", what);
	kit_free(&f);
}

static void test_marks(void)
{
	struct fx *t = &k.t;
	struct vb_hash wrong = t->root[4];
	struct kit_file m[4];

	m[0] = kit_checkpoint(t, 4, &t->root[4], t->span[3].by, 0);
	m[1] = kit_checkpoint(t, 2, &t->root[2], t->span[1].by, 0);
	m[2] = kit_checkpoint(t, 4, &t->root[4], t->span[3].by + 60, 0);
	m[3] = kit_checkpoint(t, 4, &t->root[4], VB_TIME_NONE, 0);
	marked(&m[0], 2, "UNREADABLE|9.1|mark 2|" NOBODY, "9.1 marks that fall");
	marked(&m[1], 2, "GENUINE|-|-|-", "9.1 marks that rise");
	marked(&m[3], 1, "UNREADABLE|6.4|mark 1|" NOBODY, "6.4 a mark that is not dated");
	m[3].ptr[20]++;
	marked(&m[3], 1, "NOT GENUINE|6.2|mark 1|" NOBODY, "10.1 its signature comes before its date");
	kit_free(&m[1]);
	m[1] = kit_copy(kit_view(&m[0]));
	marked(&m[0], 2, "GENUINE|-|-|-", "9.1 one size dated twice");
	kit_flip(&m[1].ptr[m[1].len - 20]);
	marked(&m[1], 1, "NOT GENUINE|6.4|mark 1|" NOBODY, "6.4 a date that the clock did not sign");
	kit_free(&m[1]);
	wrong.b[0] ^= 1;
	m[1] = kit_checkpoint(t, 4, &wrong, FX_T0 + 100, 0);
	marked(&m[1], 1, "NOT GENUINE|6.7|mark 1|bern", "6.7 two histories: the depositary");
	kit_flip(&m[1].ptr[m[1].len - 180]);
	marked(&m[1], 1, "NOT GENUINE|6.2|mark 1|" NOBODY, "6.7 unless it did not sign the other");
	kit_free(&m[1]);
	m[1] = kit_copy(kit_view(&m[0]));
	kit_flip(&m[1].ptr[m[1].len - 20]);
	m[2].ptr[20]++;
	marked(&m[1], 2, "NOT GENUINE|6.4|mark 1|" NOBODY, "10.1 mark by mark: of two the first");
	m[2].ptr[20]--;
	kit_flip(&m[2].ptr[m[2].len - 180]);
	marked(&m[1], 2, "NOT GENUINE|6.4|mark 1|" NOBODY, "10.1 wherever the other is at fault");
	kit_flip(&m[2].ptr[m[2].len - 180]);
	kit_free(&m[1]);
	m[1] = kit_checkpoint(t, 4, &wrong, VB_TIME_NONE, 0);
	marked(&m[1], 1, "UNREADABLE|6.4|mark 1|" NOBODY, "10.1 a date comes before the history");
	kit_free(&m[1]);
	m[1] = kit_checkpoint(t, 4, &wrong, FX_T0 + 100, 0);
	marked(&m[0], 2, "NOT GENUINE|6.7|mark 2|bern", "6.7 behind a mark that is good");
	kit_flip(&m[0].ptr[m[0].len - 20]);
	marked(&m[0], 2, "NOT GENUINE|6.4|mark 1|" NOBODY, "10.1 but not behind one that is false");
	kit_free(&m[0]);
	m[0] = kit_checkpoint(t, 4, &t->root[4], t->span[3].by, 0);
	kit_flip(&m[1].ptr[m[1].len - 20]);
	marked(&m[1], 1, "NOT GENUINE|6.4|mark 1|" NOBODY, "10.1 so does whether it is signed");
	kit_free(&m[1]);
	m[1] = kit_checkpoint(t, 12, &t->root[4], FX_T0 + 100, 0);
	marked(&m[1], 1, "UNREADABLE|9.1|mark 1|" NOBODY, "9.1 a mark beyond the log");
	kit_free(&m[1]);
	m[1] = kit_checkpoint(t, 3, &t->root[3], FX_T0 + 100, 0);
	marked(&m[1], 1, "NOT GENUINE|5.3.6|SUD-1|bern",
	       "5.3.6 a checkpoint that covers a receipt and not its release");
	for (unsigned i = 0; i < 4; i++)
		kit_free(&m[i]);
	replaced("marks", vb_view_str("\1"), "UNREADABLE|9.1|marks|" NOBODY, "9.1 marks cut short");
	replaced("marks", vb_view_str(""), "GENUINE|-|-|-", "9.1 no marks");
	replaced("marks", vb_view("\0\1x", 3), "UNREADABLE|C2SP signed-note|mark 1|" NOBODY,
		 "9.1 a mark that is no checkpoint");
}

/* "— NAME BASE64" of the clock, or of any key, at @time, under a signature of zeroes. */
static void put_date(struct kit_file *c, uint64_t time)
{
	uint8_t blob[8 + 64] = {0}, pub[32];
	struct vb_vkey key;
	struct vb_writer w;

	vb_put_be64(blob, time);
	vb_ed25519_public(k.t.dep.cosign, pub);
	vb_vkey_make(&key, vb_view_str("bern"), VB_KEY_COSIGN, pub);
	c->ptr = realloc(c->ptr, c->len + 512);
	assert(c->ptr);
	vb_writer_init(&w, c->ptr + c->len, 512);
	vb_sigline_put_blob(&w, &key, vb_view(blob, sizeof(blob)));
	c->len += w.len;
}

/* Dates that no calendar has, and several of one clock. */
static void test_dates(void)
{
	struct vb_signer clock = vb_signer_secret(k.t.dep.cosign, "bern", VB_KEY_COSIGN);
	struct fx *t = &k.t;
	struct kit_file m = kit_checkpoint(t, 4, &t->root[4], VB_TIME_NONE, 0), b;
	int64_t first = t->span[3].by;
	struct vb_finding f;
	struct vb_audit *a;
	struct vb_view v;

	put_date(&m, 1ULL << 63);
	marked(&m, 1, "UNREADABLE|6.4|mark 1|" NOBODY, "6.4 a date beyond 63 bits is none");
	kit_free(&m);
	m = kit_checkpoint(t, 4, &t->root[4], t->span[3].by, 0);
	put_date(&m, UINT64_MAX);
	marked(&m, 1, "UNREADABLE|6.4|mark 1|" NOBODY, "6.4 nor does it stand beside a good one");
	kit_free(&m);
	m = kit_checkpoint(t, 11, &t->root[11], INT64_MAX, 0);
	marked(&m, 1, "GENUINE|-|-|-", "6.4 the last second of 63 bits");
	kit_free(&m);
	/* Of three dates the earliest counts. */
	m = kit_checkpoint(t, 4, &t->root[4], first + 60, 0);
	kit_cosign(&m, &clock, first + 30);
	kit_cosign(&m, &clock, first + 90);
	v = kit_view(&m);
	b = kit_bundle(t, &(struct kit_parts){.marks = &v, .nmarks = 1});
	assert(vb_audit_open(kit_view(&b), k.trust, &a, &f) == VB_OK && a);
	vb_audit_finish(a, &f);
	is_int(f.result, VB_GENUINE, "6.5 three dates of one clock");
	is_int(vb_audit_fold(a)->fact[4].span.since, first + 30, "6.5 the earliest of them counts");
	vb_audit_free(a);
	kit_free(&b);
	kit_free(&m);
}

/* Before the charter there was nothing, and a member may have said so. */
static void test_empty_log(void)
{
	struct fx *t = &k.t;
	struct vb_finding f;
	struct vb_hash none;
	struct kit_file m, b;
	struct vb_view v;

	vb_empty_root(&none);
	m = kit_checkpoint(t, 0, &none, FX_T0, 1u << k.sud);
	v = kit_view(&m);
	b = kit_bundle(t, &(struct kit_parts){.marks = &v, .nmarks = 1});
	is_str(kit_verify(kit_view(&b), k.trust, &f), "GENUINE|-|-|-", "6.4 a mark of the empty log");
	ok(!kit_has(f.rests_on, f.nrests_on, "cosigned by SUD"), "8.1 whoever cosigned it has seen nothing");
	kit_free(&b);
	kit_free(&m);
}

static void test_cosigned(void)
{
	struct fx *t = &k.t;
	struct kit_file c = kit_checkpoint(t, 11, &t->root[11], FX_T0 + 900000, 1u << k.sud);
	struct vb_finding f;
	struct kit_file b = kit_bundle(t, &(struct kit_parts){.checkpoint = kit_view(&c)});

	kit_verify(kit_view(&b), k.trust, &f);
	ok(f.result == VB_GENUINE && kit_has(f.rests_on, f.nrests_on, "cosigned by SUD"),
	   "6.4 who cosigned is told");
	kit_free(&b);
	kit_flip(&c.ptr[c.len - 20]);
	b = kit_bundle(t, &(struct kit_parts){.checkpoint = kit_view(&c)});
	is_str(kit_line(kit_view(&b), k.trust), "NOT GENUINE|6.4|checkpoint|" NOBODY,
	       "6.4 a member's line that does not verify");
	kit_free(&b);
	kit_free(&c);
}

/* ---- writing ---- */

static enum vb_code no_entry(void *ctx, uint64_t index, struct vb_view *note, struct vb_err *err)
{
	(void)ctx;
	if (index < 3) {
		*note = vb_view(k.t.note[0], index == 2 ? 70000 : 1);
		return VB_OK;
	}
	return vb_fail(err, VB_IO, "", "entry", "gone");
}

static void test_write_errors(void)
{
	struct fx *t = &k.t;
	struct vb_bundle_parts p = {.fold = t->fold, .tree = t->tree, .entries = {no_entry, NULL},
				    .checkpoint = vb_view(t->mark[10], t->mark_len[10])};
	char sink[64];
	FILE *f = fmemopen(sink, sizeof(sink), "w");
	struct vb_err err;

	assert(f);
	setvbuf(f, NULL, _IONBF, 0);
	is_int(vb_bundle_write(f, &p, &err), VB_REFUSED, "9.1 writes no other size's checkpoint");
	p.checkpoint = vb_view_str("x");
	is_int(vb_bundle_write(f, &p, &err), VB_MALFORMED, "9.1 writes no checkpoint that is none");
	p.checkpoint = vb_view(t->mark[11], t->mark_len[11]);
	p.noutbox = 1000;
	is_int(vb_bundle_write(f, &p, &err), VB_REFUSED, "9.2 an outbox has at most 999 acts");
	p.noutbox = 0;
	is_int(vb_bundle_write(f, &p, &err), VB_IO, "9.1 a full disk is told");
	fclose(f);
	f = fopen("/dev/null", "w");
	assert(f);
	is_int(vb_bundle_write(f, &p, &err), VB_REFUSED, "1.2 a note that is too long is told");
	fclose(f);
}

int main(void)
{
	kit_open(&k, NULL);
	good = kit_bundle(&k.t, NULL);
	test_good();
	test_truncated();
	test_empty();
	test_readme();
	test_manifests();
	test_files();
	test_tree();
	test_charter_first();
	test_levels();
	test_checkpoint();
	test_marks();
	test_dates();
	test_empty_log();
	test_cosigned();
	test_write_errors();
	kit_free(&good);
	kit_close(&k);
	return tap_done();
}
