/*
 * Annexes: files that go along with a paper, to the depositary and in a pouch; what a
 * hostile author might do with them; and their limits (format.md 5.2.4, 7.2).
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "desk/internal.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct vb_err err;
static const char paper[] = "# A note\n\nLetter\n\nSee the annexes.\n";
static uint8_t big[300000];

static enum vb_code hand(struct vb_desk *d, const char *text, const struct vb_annex *annex,
			 unsigned n, struct vb_done *done)
{
	const struct vb_hand o = {.paper = vb_view_str(text), .annex = annex, .nannexes = n,
				  .collect_by = VB_TIME_NONE};

	return vb_desk_hand(d, &o, done, &err);
}

/* How many annexes of @act open at @d, into papers/FOLDER. */
static void opens(struct bench *b, struct vb_desk *d, const char *who, const char *act,
		  unsigned n, const char *folder)
{
	struct vb_annexes got = {.n = 99};
	char want[160];

	good(vb_desk_annexes(d, act, &got, &err), "%s opens the annexes of %s", who, act);
	is_int(got.n, n, "all of them");
	snprintf(want, sizeof(want), "%s/papers/%s", bench_path(b, who), folder);
	ok(n == 0 ? !got.dir : got.dir && strcmp(got.dir, want) == 0, "into %s", folder);
	free(got.dir);
}

static bool holds(struct bench *b, const char *who, const char *name, struct vb_view want)
{
	char path[200];
	uint8_t *bytes;
	bool same;
	size_t len;

	snprintf(path, sizeof(path), "%s/papers/%s", bench_path(b, who), name);
	bytes = tap_slurp(path, &len);
	same = bytes && vb_view_eq(vb_view(bytes, len), want);
	free(bytes);
	return same;
}

static void sent_and_opened(struct bench *b, struct vb_desk *nord)
{
	const struct vb_annex annex[] = {{"map.bin", vb_view(big, sizeof(big))},
					 {"budget 2022.csv", vb_view_str("a,b\n")}};
	struct vb_desk *sud;
	struct vb_done done = {0};
	char *path = NULL;

	good(hand(nord, paper, annex, 2, &done), "NORD hands over a paper with two annexes");
	ok(done.lodged, "lodged");
	ok(bench_asked(b, "2 annexes"), "the question says so");
	opens(b, nord, "NORD", "NORD-1", 2, "NORD-1");
	ok(holds(b, "NORD", "NORD-1/map.bin", annex[0].bytes), "the author has kept its own");
	sud = bench_desk(b, "SUD");
	good(vb_desk_receive(sud, "NORD-1", &done, &path, &err), "SUD receives it");
	ok(path != NULL, "and it opens");
	free(path);
	opens(b, sud, "SUD", "NORD-1", 2, "NORD-1");
	ok(holds(b, "SUD", "NORD-1/map.bin", annex[0].bytes), "byte for byte");
	ok(holds(b, "SUD", "NORD-1/budget 2022.csv", annex[1].bytes), "the other one, too");
	vb_desk_close(sud);
}

static void seal_for_sud(struct vb_making *m, const char *text, const struct vb_annex *annex,
			 unsigned n, struct vb_sealed *s)
{
	good(vb_seal_copy(m, "sud", vb_view_str(text), &s[0], &err), "seals its paper");
	vb_making_copy(m, "copy", &s[0].copy);
	for (unsigned i = 0; i < n; i++) {
		char line[160], hex[65];

		good(vb_annex_seal(m->d, &annex[i], &s[0], &s[1 + i], &err), "and annex %u", i);
		vb_hex(hex, s[1 + i].copy.hash.b, 32);
		snprintf(line, sizeof(line), "sud %zu %s", s[1 + i].len, hex);
		vb_making_add(m, "annex", vb_view_str(line));
	}
}

/* What our desk would not sign, another one may: a letter to SUD with these annexes, which
 * its paper names as it likes. */
static void hand_crooked(struct vb_desk *nord, const char *text, const struct vb_annex *annex,
			 unsigned n)
{
	struct vb_sealed s[4];
	struct vb_making *m = NULL;
	struct vb_done done = {0};

	good(vb_making_new(nord, "letter", NULL, &m, &err), "NORD begins a crooked letter");
	vb_making_str(m, "role", "letter");
	vb_making_str(m, "privilege", "open");
	vb_making_str(m, "confidential", "no");
	vb_making_str(m, "same-text", "yes");
	seal_for_sud(m, text, annex, n, s);
	good(vb_making_compose(m, &err), "composes it");
	good(vb_making_confirm(m, "", &err), "says yes");
	good(vb_keep_copies(nord, &m->act->id, s, n + 1, &err), "keeps it");
	good(vb_making_sign(m, &done, &err), "and signs");
	for (unsigned i = 0; i <= n; i++)
		vb_sealed_free(&s[i]);
	vb_making_free(m);
}

static const char *leaf_for(char out[static 300], const char *name, struct vb_view bytes)
{
	struct vb_hash h;
	char hex[65];

	vb_sha256(bytes, &h);
	vb_hex(hex, h.b, 32);
	snprintf(out, 300, "\n## Annex %s\n\nsha256 %s\nbytes %zu\n", name, hex, bytes.len);
	return out;
}

/* 7.2: a name is its author's: it must not lead anywhere, nor replace what has it already. */
static void hostile_names(struct bench *b, struct vb_desk *nord)
{
	const struct vb_annex annex[] = {{"harmless", vb_view_str("evil")},
					 {"map", vb_view_str("first")},
					 {"map", vb_view_str("second")}};
	struct vb_annexes got;
	struct vb_done done = {0};
	char text[1200], leaf[3][300], *path = NULL;
	struct vb_desk *sud;

	snprintf(text, sizeof(text), "# A note\n\nLetter\n%s%s%s",
		 leaf_for(leaf[0], "../../desk.key", annex[0].bytes),
		 leaf_for(leaf[1], "map", annex[1].bytes),
		 leaf_for(leaf[2], "map", annex[2].bytes));
	hand_crooked(nord, text, annex, 3);
	sud = bench_desk(b, "SUD");
	good(vb_desk_receive(sud, "NORD-2", &done, &path, &err), "SUD receives it");
	free(path);
	good(vb_desk_annexes(sud, "NORD-2", &got, &err), "and opens its annexes");
	is_int(got.n, 3, "all three");
	is_int(got.renamed, 1, "one of them under another name");
	free(got.dir);
	ok(holds(b, "SUD", "NORD-2/map", annex[1].bytes) ||
		   holds(b, "SUD", "NORD-2/map", annex[2].bytes), "one is there as the map");
	ok(holds(b, "SUD", "NORD-2/2-map", annex[1].bytes) ||
		   holds(b, "SUD", "NORD-2/2-map", annex[2].bytes), "and so is the other");
	ok(holds(b, "SUD", "NORD-2/annex-1", annex[0].bytes) ||
		   holds(b, "SUD", "NORD-2/annex-2", annex[0].bytes) ||
		   holds(b, "SUD", "NORD-2/annex-3", annex[0].bytes),
	   "a path got a number for a name");
	vb_desk_close(sud);
}

static void in_a_pouch(struct bench *b, struct vb_desk *nord)
{
	const struct vb_annex annex[] = {{"chart", vb_view(big, 5000)}};
	struct vb_desk *sud = bench_desk(b, "SUD");
	struct vb_pouch_news news = {0};
	struct vb_done done = {0};
	char *bytes = NULL, *path = NULL;
	size_t len;
	FILE *f;

	b->offline = true;
	good(hand(nord, paper, annex, 1, &done), "NORD hands over without network");
	f = open_memstream(&bytes, &len);
	good(vb_desk_pouch_write(nord, f, &err), "and packs a pouch");
	fclose(f);
	good(vb_desk_pouch_open(sud, vb_view(bytes, len), &news, &err), "SUD opens it");
	is_int(news.copies, 2, "9.2: the copy and the annex came along");
	free(bytes);
	b->offline = false;
	good(vb_desk_sync(nord, &err), "NORD lodges it");
	good(vb_desk_receive(sud, "NORD-3", &done, &path, &err), "SUD receives it");
	ok(path != NULL, "it opens");
	free(path);
	opens(b, sud, "SUD", "NORD-3", 1, "NORD-3");
	ok(holds(b, "SUD", "NORD-3/chart", annex[0].bytes), "byte for byte");
	vb_desk_close(sud);
}

static void refused(struct vb_desk *nord)
{
	struct vb_annex annex[VB_ANNEXES_MAX + 1] = {{"a", vb_view_str("x")},
						     {"a", vb_view_str("y")}};
	struct vb_done done = {0};
	static char names[VB_ANNEXES_MAX + 1][4];
	uint8_t *huge = malloc(VB_ANNEX_BYTES + 1u);
	char text[800], leaf[2][300];

	bad(hand(nord, paper, annex, 2, &done), VB_USAGE, "7.2 two annexes of one name");
	annex[1] = (struct vb_annex){"b", vb_view_str("x")};
	bad(hand(nord, paper, annex, 2, &done), VB_USAGE, "7.2 two names for the same bytes");
	annex[1] = (struct vb_annex){"b", vb_view_str("y")};
	snprintf(text, sizeof(text), "# A\n%s%s", leaf_for(leaf[0], "a", annex[0].bytes),
		 leaf_for(leaf[1], "a", annex[1].bytes));
	bad(hand(nord, text, NULL, 0, &done), VB_REFUSED, "7.2 a paper whose annexes share a name");
	snprintf(text, sizeof(text), "# A\n%s%s", leaf_for(leaf[0], "a", annex[0].bytes),
		 leaf_for(leaf[1], "b", annex[0].bytes));
	bad(hand(nord, text, NULL, 0, &done), VB_REFUSED, "7.2 or their bytes");
	bad(hand(nord, leaf_for(leaf[0], "b", annex[0].bytes) + 1, &annex[1], 1, &done),
	    VB_REFUSED, "7.2 or one with a file that goes along");
	for (unsigned i = 0; i < 4; i++) {
		static const char *const worst[] = {"", ".hidden", "a/b", "a\x1b[2J"};

		annex[0].name = worst[i];
		bad(hand(nord, paper, annex, 1, &done), VB_USAGE, "7.2 a name that is none (%u)",
		    i);
	}
	ok(strchr(err.sentence, '\x1b') == NULL, "1.4 the sentence shows no raw byte of it");
	for (unsigned i = 0; i <= VB_ANNEXES_MAX; i++) {
		snprintf(names[i], sizeof(names[i]), "%u", i);
		annex[i] = (struct vb_annex){names[i], vb_view(big + i, 10 + i)};
	}
	bad(hand(nord, paper, annex, VB_ANNEXES_MAX + 1, &done), VB_USAGE, "1.2 one too many");
	if (huge) {
		memset(huge, 1, VB_ANNEX_BYTES + 1u);
		annex[0] = (struct vb_annex){"huge", vb_view(huge, VB_ANNEX_BYTES + 1u)};
		bad(hand(nord, paper, annex, 1, &done), VB_REFUSED, "one byte too large");
	} else {
		tap_skip("no memory for an annex that is too large");
	}
	free(huge);
	is_int(vb_desk_outbox(nord), 0, "nothing of that was signed");
}

/* Another desk of our party, or one without annexes, has none to open. */
static void none(struct bench *b, struct vb_desk *nord)
{
	struct vb_done done = {0};

	good(bench_hand(nord, paper, NULL, &done, &err), "a paper without annexes");
	opens(b, nord, "NORD", "NORD-4", 0, "");
}

static void entered(struct bench *b, struct vb_desk *nord)
{
	static const uint8_t mail[] = "From: SUD\r\nbytes \0 that are no paper";
	const struct vb_entering o = {.from = "SUD", .channel = "e-mail", .role = "letter",
				      .received = T0, .paper = vb_view(mail, sizeof(mail))};
	struct vb_done done = {0};

	good(vb_desk_enter(nord, &o, &done, &err), "5.2.7 what came by e-mail is entered");
	opens(b, nord, "NORD", "NORD-5", 1, "NORD-5");
	ok(holds(b, "NORD", "NORD-5/original", o.paper), "and kept byte for byte");
}

int main(void)
{
	static const char *const names[] = {"NORD", "SUD"};
	struct vb_desk *nord;
	struct bench b;

	if (!vb_crypto_init())
		return 99;
	for (size_t i = 0; i < sizeof(big); i++)
		big[i] = (uint8_t)(i * i >> 7);
	bench_open(&b, 31);
	bench_table(&b, names, 2, NULL, 0, NULL);
	nord = bench_desk(&b, "NORD");
	sent_and_opened(&b, nord);
	hostile_names(&b, nord);
	in_a_pouch(&b, nord);
	refused(nord);
	none(&b, nord);
	entered(&b, nord);
	vb_desk_close(nord);
	bench_close(&b);
	return tap_done();
}
