/*
 * Annexes: files that go along with a paper, to the depositary and in a pouch; what a
 * hostile author might do with them; and their limits (format.md 5.2.4, 7.2).
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "desk/internal.h"
#include "tap.h"

#include <sqlite3.h>
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
	const struct vb_annex annex[] = {{"map.bin", vb_view(big, sizeof(big)), NULL},
					 {"budget 2022.csv", vb_view_str("a,b\n"), NULL}};
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

/* "ACT/NAME" */
static const char *at(const char *act, const char *name)
{
	static char out[8][160];
	static unsigned next;

	next = (next + 1) % VB_ARRAY_LEN(out);
	snprintf(out[next], sizeof(out[0]), "%s/%s", act, name);
	return out[next];
}

static void note_fault(void *ctx, enum vb_said what, const char *sentence)
{
	char *all = ctx;
	size_t used = strlen(all);

	if (what == VB_FAULT)
		snprintf(all + used, 4096 - used, "%s; ", sentence);
}

static const char *faults(struct vb_desk *d)
{
	static char all[4096];
	bool sound = false;

	all[0] = 0;
	good(vb_desk_doctor(d, note_fault, all, &sound, &err), "the doctor has looked");
	return all;
}

/* Behind the desk's back, a byte of what it has in pieces. */
static void damage(struct bench *b, const char *who)
{
	static const char text[] = "DROP TRIGGER piece_update; UPDATE piece SET bytes ="
				   " CAST(zeroblob(length(bytes)) AS BLOB) WHERE at ="
				   " (SELECT min(at) FROM piece)";
	char path[200];
	sqlite3 *db = NULL;

	snprintf(path, sizeof(path), "%s/large.db", bench_path(b, who));
	ok(sqlite3_open(path, &db) == SQLITE_OK &&
	   sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK, "a piece is changed");
	sqlite3_close(db);
}

static enum vb_code count(void *ctx, uint64_t index, const struct vb_hash *id, struct vb_view none)
{
	(void)index;
	(void)id;
	(void)none;
	++*(unsigned *)ctx;
	return VB_OK;
}

/* Killed when it was kept and not signed: of what no act names nothing stays. */
static void large_unsigned(struct bench *b)
{
	static uint8_t film[3u << 20];
	const struct vb_annex annex[] = {{"film", vb_view(film, sizeof(film)), NULL}};
	struct vb_desk *nord = bench_desk(b, "NORD");
	struct vb_done done = {0};
	unsigned before = 0, after = 0;

	film[7] = 7;
	good(vb_large_list(nord->cab, count, &before, &err), "before it there are some");
	b->crash_at = "signed";
	bad(hand(nord, paper, annex, 1, &done), VB_IO, "NORD is killed before it signs");
	vb_desk_close(nord);
	b->crash_at = NULL;
	nord = bench_desk(b, "NORD");
	good(vb_large_list(nord->cab, count, &after, &err), "and behind it");
	is_int(after, before, "as many");
	good(hand(nord, paper, annex, 1, &done), "it is handed over anew");
	after = 0;
	good(vb_large_list(nord->cab, count, &after, &err), "now");
	is_int(after, before + 2, "there are two more: SUD's and our own");
	vb_desk_close(nord);
}

/* Too large to be held: sealed, kept, fetched and opened in pieces. */
static void large(struct bench *b, struct vb_desk *nord)
{
	size_t len = (5u << 20) + 123;
	uint8_t *bytes = malloc(len);
	struct vb_view all = vb_view(bytes, len), most = vb_view(bytes, 3u << 20);
	struct vb_pieces pieces = vb_pieces_view(&all);
	const struct vb_annex annex[] = {{"film", {NULL, 0}, &pieces}, {"sound", most, NULL},
					 {"note", vb_view_str("small"), NULL}};
	struct vb_done done = {0};
	struct vb_desk *sud;
	char *path = NULL;

	vb_rng_system().fill(NULL, bytes, len);
	good(hand(nord, paper, annex, 3, &done), "NORD hands over two large annexes and a small");
	ok(done.lodged, "lodged");
	opens(b, nord, "NORD", done.citation, 3, done.citation);
	ok(holds(b, "NORD", at(done.citation, "film"), all), "the author has kept the first");
	ok(holds(b, "NORD", at(done.citation, "sound"), most), "and the second");
	sud = bench_desk(b, "SUD");
	good(vb_desk_receive(sud, done.citation, &(struct vb_done){0}, &path, &err),
	     "SUD receives it");
	free(path);
	opens(b, sud, "SUD", done.citation, 3, done.citation);
	ok(holds(b, "SUD", at(done.citation, "film"), all), "large: byte for byte");
	ok(holds(b, "SUD", at(done.citation, "sound"), most), "large: the second");
	ok(holds(b, "SUD", at(done.citation, "note"), annex[2].bytes), "large: the small one");
	is_str(faults(sud), "", "SUD's doctor finds nothing wrong");
	damage(b, "SUD");
	ok(strstr(faults(sud), "was changed") != NULL, "and finds a piece that was changed");
	vb_desk_close(sud);
	free(bytes);
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
	const struct vb_annex annex[] = {{"harmless", vb_view_str("evil"), NULL},
					 {"map", vb_view_str("first"), NULL},
					 {"map", vb_view_str("second"), NULL}};
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
	static uint8_t film[3u << 20];
	const struct vb_annex annex[] = {{"chart", vb_view(big, 5000), NULL},
					 {"film", vb_view(film, sizeof(film)), NULL}};
	struct vb_desk *sud = bench_desk(b, "SUD");
	struct vb_pouch_news news = {0};
	struct vb_done done = {0};
	char *bytes = NULL, *path = NULL;
	size_t len;
	FILE *f;

	b->offline = true;
	good(hand(nord, paper, annex, 2, &done), "NORD hands over without network");
	f = open_memstream(&bytes, &len);
	good(vb_desk_pouch_write(nord, f, &err), "and packs a pouch");
	fclose(f);
	good(vb_desk_pouch_open(sud, vb_view(bytes, len), &news, &err), "SUD opens it");
	is_int(news.copies, 3, "9.2: the copy and its annexes came along");
	free(bytes);
	b->offline = false;
	good(vb_desk_sync(nord, &err), "NORD lodges it");
	good(vb_desk_receive(sud, "NORD-3", &done, &path, &err), "SUD receives it");
	ok(path != NULL, "it opens");
	free(path);
	opens(b, sud, "SUD", "NORD-3", 2, "NORD-3");
	ok(holds(b, "SUD", "NORD-3/chart", annex[0].bytes), "byte for byte");
	ok(holds(b, "SUD", "NORD-3/film", annex[1].bytes), "the large one, too");
	vb_desk_close(sud);
}

/* What is refused for its size is not read. */
static enum vb_code never(void *ctx, uint64_t at, uint8_t *out, size_t n, struct vb_err *e)
{
	(void)ctx;
	(void)out;
	ok(false, "read at %llu, %zu bytes", (unsigned long long)at, n);
	return vb_fail(e, VB_IO, "", "", "it was read");
}

static void refused(struct vb_desk *nord)
{
	struct vb_annex annex[VB_ANNEXES_MAX + 1] = {{"a", vb_view_str("x"), NULL},
						     {"a", vb_view_str("y"), NULL}};
	struct vb_done done = {0};
	static char names[VB_ANNEXES_MAX + 1][4];
	const struct vb_pieces huge = {.size = VB_ANNEX_BYTES + 1ull, .read = never};
	char text[800], leaf[2][300];

	bad(hand(nord, paper, annex, 2, &done), VB_USAGE, "7.2 two annexes of one name");
	annex[1] = (struct vb_annex){"b", vb_view_str("x"), NULL};
	bad(hand(nord, paper, annex, 2, &done), VB_USAGE, "7.2 two names for the same bytes");
	annex[1] = (struct vb_annex){"b", vb_view_str("y"), NULL};
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
		annex[i] = (struct vb_annex){names[i], vb_view(big + i, 10 + i), NULL};
	}
	bad(hand(nord, paper, annex, VB_ANNEXES_MAX + 1, &done), VB_USAGE, "1.2 one too many");
	annex[0] = (struct vb_annex){"huge", {NULL, 0}, &huge};
	bad(hand(nord, paper, annex, 1, &done), VB_REFUSED, "one byte too large");
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
	large(&b, nord);
	vb_desk_close(nord);
	large_unsigned(&b);
	bench_close(&b);
	return tap_done();
}
