/*
 * Other ways to a seat: one that is carried to the depositary (format.md 9.8), and a table
 * that is open and takes in a member (5.1.5, 5.1.11).
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
static const char note[] = "# A note\n\nLetter\n\nThank you.\n";
static uint8_t *invite;
static size_t invite_len;

/* NORD opens the table @name of itself and SUD, in a folder of that name. */
static void open_table(struct bench *b, const char *name)
{
	static const char *const names[] = {"NORD", "SUD"};
	const struct vb_founding o = {.table = name, .parties = names, .nparties = 2,
				      .at = "here", .keeping = {.no_passphrase = true}};
	char words[18], path[120];

	good(vb_desk_found(bench_path(b, name), &o, &b->world, words, &err), "NORD opens %s",
	     name);
	snprintf(path, sizeof(path), "%s/%s.invite", bench_path(b, name), name);
	free(invite);
	invite = tap_slurp(path, &invite_len);
}

static enum vb_code join(struct bench *b, const char *folder, const char *as, bool carry,
			 struct vb_joined *out)
{
	const struct vb_joining o = {.invite = vb_view(invite, invite_len), .as = as,
				     .keeping = {.no_passphrase = true}, .carry = carry};

	return vb_desk_join(bench_path(b, folder), &o, &b->world, out, &err);
}

static struct vb_bytes pack(struct vb_desk *d)
{
	struct vb_bytes out = {0};
	char *bytes = NULL;
	FILE *f = open_memstream(&bytes, &out.len);

	good(vb_desk_pouch_write(d, f, &err), "%s packs a pouch", vb_desk_party(d));
	fclose(f);
	out.ptr = (uint8_t *)bytes;
	return out;
}

/* ---- a seat that is carried ---- */

static void carried_away(struct bench *b)
{
	struct vb_joined j = {.file = NULL};
	struct stat st;

	b->offline = true;
	bad(join(b, "sud", "SUD", false, &j), VB_IO, "joining needs the depositary");
	ok(strstr(err.sentence, "--carry") != NULL, "or says how to do without");
	ok(access(bench_path(b, "sud"), F_OK) != 0, "nothing was made");
	bad(join(b, "sud", "OST", true, &j), VB_USAGE, "9.8 who is not invited carries nothing");
	good(join(b, "sud", "SUD", true, &j), "SUD joins without the depositary");
	ok(!j.opened && !j.asks && j.file, "and has a file for another");
	ok(j.file && stat(j.file, &st) == 0 && (st.st_mode & 077) == 0,
	   "that nobody else can read: it holds a secret");
	free(j.file);
	good(join(b, "sud", "SUD", true, &j), "again is the same seat");
	free(j.file);
	b->offline = false;
}

/* A carried seat that was changed on the way, or is of another table. */
static void spoiled(struct bench *b, struct vb_desk *nord, struct vb_bytes seat)
{
	struct vb_pouch_news news;
	uint8_t *at = memmem(seat.ptr, seat.len, "\nparty sud\n", 11);
	struct vb_hash was, is;

	(void)b;
	vb_sha256(vb_view(seat.ptr, seat.len), &was);
	bad(vb_desk_pouch_open(nord, vb_view(seat.ptr, seat.len - 1), &news, &err), VB_MALFORMED,
	    "9.8 a carried seat that was cut");
	bad(vb_desk_pouch_open(nord, vb_view(seat.ptr, 40), &news, &err), VB_MALFORMED,
	    "9.8 one that ends in its secret");
	ok(strstr(err.sentence, "PRIVATE") == NULL, "the sentence does not quote it");
	at[7] = 'x';
	bad(vb_desk_pouch_open(nord, vb_view(seat.ptr, seat.len), &news, &err), VB_MALFORMED,
	    "9.5 one for another name");
	at[7] = 's';
	at = memmem(seat.ptr, seat.len, "take-days 7", 11);
	at[10] = '8';
	bad(vb_desk_pouch_open(nord, vb_view(seat.ptr, seat.len), &news, &err), VB_REFUSED,
	    "9.8 one with another draft");
	at[10] = '7';
	vb_sha256(vb_view(seat.ptr, seat.len), &is);
	ok(vb_hash_eq(&was, &is), "(the file is whole again)");
}

static void test_carried(struct bench *b)
{
	struct vb_pouch_news news = {0};
	struct vb_bytes seat, pouch;
	struct vb_desk *nord, *sud;
	struct vb_done done = {0};
	char *path = NULL;

	open_table(b, "first");
	carried_away(b);
	b->offline = true;
	good(vb_desk_open(bench_path(b, "sud"), true, &b->world, &sud, &err), "SUD's desk");
	seat = pack(sud);
	b->offline = false;
	nord = bench_desk(b, "first");
	spoiled(b, nord, seat);
	good(vb_desk_pouch_open(nord, vb_view(seat.ptr, seat.len), &news, &err),
	     "NORD takes it to the depositary");
	ok(strcmp(news.seat, "sud") == 0 && news.opened && vb_desk_is_open(nord),
	   "9.5 and the table opens");
	good(vb_desk_pouch_open(nord, vb_view(seat.ptr, seat.len), &news, &err),
	     "twice is once");
	ok(!news.opened, "it was open before");
	good(bench_hand(nord, note, NULL, &done, &err), "NORD hands a letter over");
	pouch = pack(nord);
	b->offline = true;
	good(vb_desk_pouch_open(sud, vb_view(pouch.ptr, pouch.len), &news, &err),
	     "9.2 SUD hears of the table by a pouch");
	ok(news.opened && vb_desk_is_open(sud) && news.entries == 2, "it is open here, too");
	vb_desk_close(sud);
	good(vb_desk_open(bench_path(b, "sud"), true, &b->world, &sud, &err), "and stays so");
	ok(vb_desk_is_open(sud), "after a restart");
	b->offline = false;
	good(vb_desk_sync(sud, &err), "SUD reaches the depositary");
	good(vb_desk_receive(sud, "NORD-1", &done, &path, &err), "and receives the letter");
	ok(path != NULL, "which opens");
	free(path);
	vb_desk_close(nord);
	vb_desk_close(sud);
	free(seat.ptr);
	free(pouch.ptr);
}

/* The record of another table does not open ours. */
static void test_foreign_pouch(struct bench *b)
{
	struct vb_pouch_news news = {0};
	struct vb_joined j = {.file = NULL};
	struct vb_desk *nord, *sud = NULL;
	struct vb_bytes pouch;

	nord = bench_desk(b, "first");
	pouch = pack(nord);
	vb_desk_close(nord);
	open_table(b, "other");
	b->offline = true;
	good(join(b, "sud2", "SUD", true, &j), "SUD joins another table");
	free(j.file);
	good(vb_desk_open(bench_path(b, "sud2"), true, &b->world, &sud, &err), "its desk");
	bad(vb_desk_pouch_open(sud, vb_view(pouch.ptr, pouch.len), &news, &err), VB_FALSE,
	    "9.5 a charter that did not grow from our draft");
	ok(!vb_desk_is_open(sud), "opens nothing");
	pouch.ptr[pouch.len / 2] ^= 1;
	if (vb_desk_pouch_open(sud, vb_view(pouch.ptr, pouch.len), &news, &err) == VB_OK)
		ok(false, "a damaged pouch");
	b->offline = false;
	good(vb_desk_sync(sud, &err), "the seat goes to the depositary by itself");
	ok(vb_desk_is_open(sud), "and the table opens");
	vb_desk_close(sud);
	free(pouch.ptr);
}

/* ---- admission ---- */

static void not_yet(struct bench *b)
{
	struct vb_joined j;
	struct vb_done done;
	struct vb_desk *west;

	west = bench_desk(b, "west");
	ok(vb_desk_is_open(west), "it can follow the record");
	bad(bench_hand(west, note, NULL, &done, &err), VB_REFUSED, "5.1.11 but hands nothing over");
	bad(vb_desk_take(west, "NORD-1", "letter", NULL, &done, &err), VB_REFUSED, "takes nothing");
	vb_desk_close(west);
	good(join(b, "west", "WEST", false, &j), "asking again");
	ok(j.asks && !j.opened && j.file, "changes nothing");
	free(j.file);
}

static void admitted(struct bench *b, const char *words)
{
	char seat[120], act[120];
	struct vb_pair fields[] = {{"seat", seat}, {"role", "principal"}};
	struct vb_desk *nord = bench_desk(b, "first"), *sud;
	struct vb_done done;

	snprintf(seat, sizeof(seat), "%s/WEST.seat", bench_path(b, "west"));
	snprintf(act, sizeof(act), "%s", bench_path(b, "admit.act"));
	b->say_no = true;
	bad(vb_desk_act(nord, "admit", fields, 2, act, &done, &err), VB_REFUSED, "NORD says no");
	ok(bench_asked(b, words), "having seen the words of the request");
	good(vb_desk_act(nord, "admit", fields, 2, act, &done, &err), "NORD signs the admission");
	ok(done.waits && !done.lodged, "which SUD must sign, too");
	vb_desk_close(nord);
	sud = bench_desk(b, "sud");
	good(vb_desk_countersign(sud, act, &done, &err), "SUD does");
	ok(bench_asked(b, words), "having seen the same words");
	ok(done.lodged && !done.waits, "5.1.11 and it is lodged");
	vb_desk_close(sud);
}

/* Whoever was not there from the beginning is known by its admission, which a proof that
 * names it must show. */
static void proved(struct vb_desk *nord, const char *words)
{
	static struct vb_judgement j;
	static struct vb_finding found;
	struct vb_trust *trust = NULL;
	char *proof = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&proof, &len);

	good(vb_desk_prove_claim(nord, vb_view_str(words), &j, f, &err), "NORD proves that %s",
	     words);
	fclose(f);
	is_str(vb_verdict_name(j.verdict), "SUPPORTED", "8.5 it is supported");
	good(vb_trust_of(vb_desk_fold(nord), &trust, &err), "by NORD's own anchors");
	is_int(vb_verify(vb_view(proof, len), trust, &found), VB_OK, "its proof is verified");
	ok(found.result == VB_GENUINE && strstr(found.sentence, "SUPPORTED"),
	   "9.4 and says so itself: %s", found.sentence);
	vb_trust_free(trust);
	free(proof);
}

static void takes_part(struct bench *b)
{
	struct vb_joined j;
	struct vb_done done;
	struct vb_desk *west, *nord;
	char *path = NULL, claim[120];

	good(join(b, "west", "WEST", false, &j), "WEST joins again");
	ok(bench_asked(b, "You take your seat"), "it is asked first");
	ok(j.opened && j.asks && !j.file, "5.1.5 and sits at the table");
	west = bench_desk(b, "west");
	good(bench_hand(west, note, "NORD", &done, &err), "WEST hands a letter over");
	ok(strcmp(done.citation, "WEST-2") == 0 && done.lodged, "as its second act");
	nord = bench_desk(b, "first");
	good(vb_desk_receive(nord, "WEST-2", &done, &path, &err), "NORD receives it");
	free(path);
	path = NULL;
	good(bench_hand(nord, note, "WEST", &done, &err), "NORD writes back");
	snprintf(claim, sizeof(claim), "%s delivered to WEST", done.citation);
	proved(nord, claim);
	snprintf(claim, sizeof(claim), "WEST received %s", done.citation);
	good(vb_desk_sync(west, &err), "WEST hears of it");
	good(vb_desk_receive(west, done.citation, &done, &path, &err), "and receives it");
	ok(path != NULL, "it opens");
	free(path);
	good(vb_desk_sync(nord, &err), "NORD hears of that");
	proved(nord, claim);
	vb_desk_close(nord);
	vb_desk_close(west);
	good(join(b, "west", "WEST", false, &j), "joining once more");
	ok(j.opened && !j.file, "has nothing to do");
}

static void test_admission(struct bench *b)
{
	struct vb_joined j = {.file = NULL};
	char text[400];
	struct vb_pair fields[] = {{"seat", text}, {"role", "king"}};
	struct vb_desk *nord;
	struct vb_done done;

	open_table(b, "late");
	bad(join(b, "ost", "OST", false, &j), VB_USAGE, "9.8 a table that is not open admits "
							"nobody");
	free(invite);
	invite = tap_slurp(bench_path(b, "first/first.invite"), &invite_len);
	bad(join(b, "west", "SUD", false, &j), VB_CONFLICT, "9.5 a seat that is taken");
	good(join(b, "west", "WEST", false, &j), "WEST asks to be admitted");
	ok(j.asks && !j.opened && j.file && strlen(j.request_words) == 17, "and has a request");
	ok(bench_asked(b, j.words) && bench_asked(b, "admit you as WEST"), "it was asked first");
	not_yet(b);
	nord = bench_desk(b, "first");
	snprintf(text, sizeof(text), "%s", j.file ? j.file : "");
	bad(vb_desk_act(nord, "admit", fields, 2, "x", &done, &err), VB_MALFORMED,
	    "5.1.1 there is no such role");
	snprintf(text, sizeof(text), "%s/first.invite", bench_path(b, "first"));
	bad(vb_desk_act(nord, "admit", fields, 1, "x", &done, &err), VB_MALFORMED,
	    "9.5 an invitation is no request");
	vb_desk_close(nord);
	admitted(b, j.request_words);
	free(j.file);
	takes_part(b);
}

/* ---- a table that moves ---- */

static void test_transfer(struct bench *b)
{
	char file[120], act[120];
	struct vb_pair fields[] = {{"invite", file}};
	struct vb_desk *d;
	struct vb_done done;

	open_table(b, "next");
	snprintf(file, sizeof(file), "%s/next.invite", bench_path(b, "next"));
	snprintf(act, sizeof(act), "%s", bench_path(b, "transfer.act"));
	d = bench_desk(b, "other");
	good(vb_desk_act(d, "transfer", fields, 1, act, &done, &err),
	     "5.1.13 NORD signs a transfer to where the table goes on");
	vb_desk_close(d);
	d = bench_desk(b, "sud2");
	good(vb_desk_countersign(d, act, &done, &err), "so does SUD");
	ok(done.lodged && vb_desk_fold(d)->transferred == done.index, "the table is closed");
	bad(bench_hand(d, note, NULL, &done, &err), VB_REFUSED, "nothing is handed over there "
								"any more");
	ok(strcmp(err.clause, "5.1.13") == 0, "5.1.13");
	vb_desk_close(d);
}

int main(void)
{
	struct bench b;

	if (!vb_crypto_init())
		return 99;
	bench_open(&b, 41);
	test_carried(&b);
	test_foreign_pouch(&b);
	test_admission(&b);
	test_transfer(&b);
	bench_close(&b);
	free(invite);
	return tap_done();
}
