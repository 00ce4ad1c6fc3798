/*
 * What stands in seen/: checkpoints of other histories, and whom they convict (format.md
 * 4.6, 6.3, 6.7, 9.1).
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NOBODY "cannot be attributed"
#define SEEN_MAX 5

static const char *const two[] = {"nord", "sud"};
static const struct fx_fields hello = {{"text", "We are here."}};

static struct kit k;

/* A checkpoint that the log key signed, and its name. */
struct seen {
	struct kit_file note;
	char name[80];
};

static struct seen sign(uint64_t size, bool other)
{
	struct vb_hash root = k.t.root[size <= k.t.size ? size : 0], hash;
	struct seen s = {.name = "seen/"};
	struct vb_checkpoint c;
	struct vb_vkey log;
	uint8_t pub[32];

	root.b[0] ^= other;
	s.note = kit_checkpoint(&k.t, size, &root, VB_TIME_NONE, 0);
	vb_ed25519_public(k.t.dep.founding, pub);
	vb_vkey_make(&log, vb_view_str(k.t.origin), VB_KEY_ED25519, pub);
	assert(vb_checkpoint_parse(kit_view(&s.note), &c, NULL) == VB_OK);
	assert(vb_checkpoint_hash(&c, &log, &hash, NULL) == VB_OK);
	vb_hex(s.name + 5, hash.b, sizeof(hash.b));
	return s;
}

static int by_name(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* The log's bundle with @n of them, in their order unless @falling. */
static struct kit_file with(struct seen *s, unsigned n, bool falling)
{
	struct kit_file b = kit_bundle(&k.t, NULL), f;
	char tile[80];

	qsort(s, n, sizeof(*s), by_name);
	snprintf(tile, sizeof(tile), "tile/0/000.p/%u", k.t.size);
	/* Each goes in behind the tile, in front of what went in before. */
	for (unsigned i = 0; i < n; i++) {
		struct seen *one = &s[falling ? i : n - 1 - i];
		struct vb_view v = kit_view(&one->note);

		f = kit_replace(kit_view(&b), tile, one->name, &v, true);
		kit_free(&b);
		b = f;
	}
	return b;
}

static void check(struct seen *s, unsigned n, bool falling, const char *line, const char *what)
{
	struct kit_file f = with(s, n, falling);

	is_str(kit_line(kit_view(&f), k.trust), line, "%s", what);
	kit_free(&f);
	for (unsigned i = 0; i < n; i++)
		kit_free(&s[i].note);
}

/* Of five the third is another history of this log: the others contradict nothing. */
static void test_uncited(void)
{
	struct seen s[SEEN_MAX];
	char line[200];

	for (unsigned i = 0; i < SEEN_MAX; i++)
		s[i] = sign(i < 2 ? i + 1 : 30 + i, false);
	check(s, SEEN_MAX, false, "GENUINE|-|-|-", "6.7 five checkpoints that contradict nothing");
	for (unsigned i = 0; i < SEEN_MAX; i++)
		s[i] = sign(i < 3 ? i + 1 : 30 + i, i == 2);
	snprintf(line, sizeof(line), "NOT GENUINE|6.7|%s|bern", s[2].name);
	check(s, SEEN_MAX, false, line, "6.7 one of them that does");
}

static void test_names(void)
{
	struct seen s[2] = {sign(30, false), sign(31, false)};
	struct vb_finding found;
	struct kit_file f;

	check(s, 2, true, "UNREADABLE|9.1|seen/|" NOBODY, "9.1 names that fall");
	s[0] = sign(30, false);
	s[1] = sign(31, false);
	snprintf(s[0].name, sizeof(s[0].name), "seen/-");
	f = with(s, 2, true);
	kit_verify(kit_view(&f), k.trust, &found);
	ok(strstr(found.sentence, "do not rise"), "10.1 of two faults of a name the first is told");
	kit_free(&f);
	check(s, 2, false, "UNREADABLE|9.1|seen/|" NOBODY, "9.1 a name that is no hash");
	s[0] = sign(30, false);
	memset(s[0].name + 5, '0', 64);
	check(s, 1, false,
	      "NOT "
	      "GENUINE|9.1|seen/0000000000000000000000000000000000000000000000000000000000000000|"
	      NOBODY, "6.3 a name that is not its hash");
}

static void cites_other(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->seen_root.b[0] ^= 1;
}

/* An act that cites another root of size 3: which checkpoints show that the log had it. */
static void test_cited(void)
{
	struct seen s[2];

	kit_do_raw(&k.t, k.nord, "statement", &hello, cites_other, NULL);
	s[0] = sign(2, false);
	check(s, 1, false, "UNREADABLE|4.6|NORD-2|" NOBODY, "4.6 a checkpoint of another size");
	s[0] = sign(3, false);
	check(s, 1, false, "UNREADABLE|4.6|NORD-2|" NOBODY, "4.6 one of another root");
	s[0] = sign(2, false);
	s[1] = sign(3, true);
	check(s, 2, false, "NOT GENUINE|4.6|NORD-2|bern", "4.6 the one that it cites");
	{
		struct kit_parts p = {.whole = true};
		struct kit_file f = kit_proof(&k.t, &p, NULL, 0);

		is_str(kit_line(kit_view(&f), k.trust), "UNREADABLE|4.6|NORD-2|" NOBODY,
		       "4.6 a proof cannot bring it along");
		kit_free(&f);
	}
}

int main(void)
{
	kit_found(&k, two, 2, NULL, NULL);
	fx_do(&k.t, k.nord, "statement", &hello, NULL);
	fx_do(&k.t, k.sud, "statement", &hello, NULL);
	test_uncited();
	test_names();
	test_cited();
	kit_close(&k);
	return tap_done();
}
