/*
 * Without network: acts and copies in a pouch, both ways; receipts for what no log has;
 * a release by the author; and everything logged in the end.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "desk/internal.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static struct vb_err err;
static const char note[] = "# A note\n\nLetter\n\nThank you.\n";

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

static struct vb_pouch_news carry(struct vb_desk *from, struct vb_desk *to)
{
	struct vb_bytes p = pack(from);
	struct vb_pouch_news news = {0};

	good(vb_desk_pouch_open(to, vb_view(p.ptr, p.len), &news, &err), "%s opens it",
	     vb_desk_party(to));
	free(p.ptr);
	return news;
}

/* The state of what no log holds yet. */
static const char *pending_state(struct bench *b, struct vb_desk *d, const char *citation)
{
	struct vb_ahead a = {0};
	struct vb_state_of s = {0};
	uint32_t at = 0;

	good(vb_ahead_make(d, true, &a, &err), "what waits");
	good(vb_ahead_cited(a.fold, citation, &at, &err), "%s among it", citation);
	vb_handover_state(a.fold, vb_fold_handover(a.fold, at, vb_desk_me(d, a.fold)), b->now,
			  &s);
	vb_ahead_free(&a);
	return vb_state_name(s.state);
}

/* Nobody contradicts what is on its way to the log (8.5). */
static void cannot_tell(struct vb_desk *d, const char *words, enum vb_verdict want)
{
	struct vb_judgement *j = calloc(1, sizeof(*j));

	if (!j)
		return;
	good(vb_desk_prove_claim(d, vb_view_str(words), j, NULL, &err), "\"%s\" is judged", words);
	ok(j->verdict == want, "8.5: %s: %s", vb_verdict_name(j->verdict), j->sentence);
	free(j);
}

/* Neither side can reach the depositary. */
static void both_cut_off(struct bench *b, struct vb_desk *nord, struct vb_desk *sud)
{
	struct vb_pouch_news news;
	struct vb_done done = {0};
	char *path = NULL, *text;
	size_t len;

	b->offline = true;
	good(bench_hand(nord, treaty, NULL, &done, &err), "NORD signs without network");
	ok(!done.lodged && strcmp(done.citation, "NORD-1") == 0, "NORD-1 is signed and kept");
	is_int(vb_desk_outbox(nord), 1, "in the outbox");
	news = carry(nord, sud);
	is_int(news.carried, 1, "9.2: SUD carries the act");
	is_int(news.copies, 1, "with its copy");
	good(vb_desk_receive(sud, "NORD-1", &done, &path, &err), "SUD signs a receipt for it");
	ok(!done.lodged && !path, "it opens nothing yet");
	cannot_tell(sud, "SUD received NORD-1", VB_UNDECIDED);
	cannot_tell(sud, "SUD took NORD-1", VB_CONTRADICTED);

	b->questions = 0;
	carry(sud, nord);
	ok(b->questions == 1 && bench_asked(b, "You give the one-time key"),
	   "NORD is asked whether to release it itself (5.3.3)");
	is_int(vb_desk_outbox(nord), 2, "and has signed the release");
	b->questions = 0;
	carry(sud, nord);
	is_int(b->questions, 0, "it is not asked twice");
	carry(nord, sud);
	good(vb_desk_receive(sud, "NORD-1", &done, &path, &err), "SUD opens the paper");
	ok(path != NULL, "with the carried release");
	is_str(pending_state(b, sud, "NORD-1"), "carried", "8.1: and calls it carried");
	text = path ? (char *)tap_slurp(path, &len) : NULL;
	is_str(text, treaty, "it is the paper");
	free(text);
	free(path);
	good(vb_desk_take(sud, "NORD-1", NULL, NULL, &done, &err), "SUD takes it");
	is_int(vb_desk_outbox(sud), 2, "two acts of SUD wait");
	is_str(pending_state(b, sud, "NORD-1"), "taken-as-offered",
	       "5.3.7: the take stands behind the release that it rests on");
	cannot_tell(sud, "SUD took NORD-1", VB_UNDECIDED);
}

/* Then the network is back on NORD's side, and NORD has it all logged. */
static void back_again(struct bench *b, struct vb_desk *nord, struct vb_desk *sud)
{
	struct vb_pouch_news news;
	unsigned left = 99;

	carry(sud, nord);
	b->offline = false;
	good(vb_desk_sync(nord, &err), "NORD syncs");
	is_int(vb_desk_outbox(nord), 0, "its outbox is empty");
	good(vb_carried_tidy(nord, &left, &err), "what it carried");
	is_int(left, 0, "is logged: one side with access is enough");
	is_str(bench_state(b, nord, "NORD-1", "sud"), "taken-as-offered", "up to the take");
	b->offline = true;
	news = carry(nord, sud);
	ok(news.entries >= 4, "SUD gets %u entries by pouch", news.entries);
	is_int(vb_desk_outbox(sud), 0, "and knows its acts logged");
	is_str(bench_state(b, sud, "NORD-1", "sud"), "taken-as-offered", "as NORD does");
	b->offline = false;
	good(vb_desk_sync(sud, &err), "SUD syncs");
	is_int(vb_desk_fold(sud)->nfacts, vb_desk_fold(nord)->nfacts, "both have one log");
}

/* Only the carrier has access: it passes on whatever needs no identity. */
static void one_side(struct bench *b, struct vb_desk *nord, struct vb_desk *sud)
{
	static const char *const promise[] = {"what", "paper", "due", "2030-01-01", "text",
					      "We shall write.", NULL};
	struct vb_bytes p;
	struct vb_pouch_news news;
	struct vb_done done = {0};

	b->offline = true;
	good(bench_act(sud, "promise", promise, &done, &err), "SUD promises, cut off");
	p = pack(sud);
	b->offline = false;
	good(vb_desk_pouch_open(nord, vb_view(p.ptr, p.len), &news, &err), "NORD opens the "
									   "pouch");
	is_int(news.lodged, 1, "and lodges SUD's act");
	is_int(news.carried, 0, "nothing waits");
	free(p.ptr);
	b->offline = true;
	good(bench_hand(sud, note, NULL, &done, &err), "SUD hands over, cut off");
	p = pack(sud);
	b->offline = false;
	good(vb_desk_pouch_open(nord, vb_view(p.ptr, p.len), &news, &err), "NORD opens it");
	is_int(news.carried, 1, "9.3: a hand-over waits for its author, who has the "
				"identities");
	free(p.ptr);
	good(vb_desk_sync(sud, &err), "SUD is back");
	good(vb_desk_sync(nord, &err), "NORD syncs");
	ok(vb_fold_cited(vb_desk_fold(nord), "sud", 4, 0) != VB_NO_ACT, "and it is logged "
									"once");
}

/* What is not true does not come in. */
static void false_pouches(struct bench *b, struct vb_desk *nord, struct vb_desk *sud)
{
	struct vb_pouch_news news;
	struct vb_bytes p = pack(nord);
	uint64_t before = vb_desk_fold(sud)->nfacts;
	char *at = memmem(p.ptr, p.len, "author sud", 10);
	struct vb_done done = {0};

	if (at)
		memcpy(at, "author sut", 10);
	bad(vb_desk_pouch_open(sud, vb_view(p.ptr, p.len), &news, &err), VB_FALSE,
	    "10.1: a pouch with an altered act");
	ok(strstr(err.sentence, "NOT GENUINE") || strstr(err.sentence, "UNREADABLE"), "is: %s",
	   err.sentence);
	bad(vb_desk_pouch_open(sud, vb_view(p.ptr, p.len / 2), &news, &err),
	    VB_MALFORMED, "10.1: half a pouch");
	bad(vb_desk_pouch_open(sud, vb_view_str("verbale"), &news, &err), VB_MALFORMED,
	    "10.1: no pouch");
	free(p.ptr);
	is_int((long long)vb_desk_fold(sud)->nfacts, (long long)before, "nothing came in");
	b->offline = false;
	good(bench_hand(sud, note, NULL, &done, &err), "SUD works on");
}

/* ---- a resume that comes too late ---- */

static void no_fault(void *ctx, enum vb_said what, const char *sentence)
{
	unsigned *faults = ctx;

	*faults += what == VB_FAULT;
	if (what == VB_FAULT)
		diag("doctor: %s", sentence);
}

/* SUD gives up by a resume what NORD carries, and NORD comes first: the chain goes on in the
 * epoch that it had. */
static void overtaken(struct bench *b)
{
	static const char *const word[] = {"text", "a word", NULL};
	struct vb_desk *nord = bench_desk(b, "NORD"), *sud = bench_desk(b, "SUD");
	struct vb_done one, two, done;
	unsigned faults = 0;
	bool sound = false;

	b->offline = true;
	good(bench_act(sud, "statement", word, &one, &err), "SUD signs");
	good(bench_act(sud, "statement", word, &two, &err), "and once more");
	is_int(carry(sud, nord).carried, 2, "NORD carries both");
	b->offline = false;
	b->full = true;
	good(vb_desk_resume(sud, &done, &err), "SUD resumes");
	ok(!done.lodged, "which there is no room for");
	b->full = false;
	good(vb_desk_sync(nord, &err), "NORD comes first");
	good(bench_act(sud, "statement", word, &done, &err), "SUD goes on");
	ok(done.lodged && !strchr(done.citation, '.'), "4.3: in its old epoch, as %s",
	   done.citation);
	is_int(vb_desk_outbox(sud), 0, "and nothing waits");
	good(vb_desk_doctor(sud, no_fault, &faults, &sound, &err), "the doctor looks at it");
	ok(sound && faults == 0, "and finds nothing missing");
	vb_desk_close(nord);
	vb_desk_close(sud);
}

/* ---- two texts at one position ---- */

static enum vb_code count_stray(void *ctx, uint64_t index, const struct vb_hash *id,
				struct vb_view bytes)
{
	unsigned *n = ctx;

	(void)index;
	(void)id;
	*n += memmem(bytes.ptr, bytes.len, "text yes\n", 9) != NULL;
	return VB_OK;
}

/* SUD signs one text for NORD's pouch, and from a copy of its desk another for the log. */
static void twofold(struct bench *b)
{
	static const char *const yes[] = {"text", "yes", NULL}, *const no[] = {"text", "no", NULL};
	struct vb_desk *nord = bench_desk(b, "NORD"), *sud;
	struct vb_done one, two;
	unsigned left = 99, n = 0;

	bench_copy(bench_path(b, "SUD"), bench_path(b, "SUD.copy"));
	sud = bench_desk(b, "SUD");
	b->offline = true;
	good(bench_act(sud, "statement", yes, &one, &err), "SUD signs a text");
	is_int(carry(sud, nord).carried, 1, "which NORD carries");
	b->offline = false;
	vb_desk_close(sud);
	sud = bench_desk(b, "SUD.copy");
	good(bench_act(sud, "statement", no, &two, &err), "its copy signs another");
	ok(two.lodged && strcmp(one.citation, two.citation) == 0, "at the same position");
	vb_desk_close(sud);
	good(vb_desk_sync(nord, &err), "NORD hears of that one");
	good(vb_carried_tidy(nord, &left, &err), "and what it carried");
	is_int(left, 0, "can never be logged");
	good(vb_stray_list(nord->cab, count_stray, &n, &err), "its evidence");
	is_int(n, 1, "4.4: it is kept, once: key used twice");
	vb_desk_close(nord);
}

int main(void)
{
	static const char *const names[] = {"NORD", "SUD"};
	struct bench b;
	struct vb_desk *nord, *sud;

	bench_open(&b, 5);
	bench_table(&b, names, 2, NULL, 0, NULL);
	nord = bench_desk(&b, "NORD");
	sud = bench_desk(&b, "SUD");
	both_cut_off(&b, nord, sud);
	back_again(&b, nord, sud);
	one_side(&b, nord, sud);
	false_pouches(&b, nord, sud);
	vb_desk_close(nord);
	vb_desk_close(sud);
	overtaken(&b);
	twofold(&b);
	bench_close(&b);
	return tap_done();
}
