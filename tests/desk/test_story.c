/*
 * The story of a winter: two parties, a draft, a response, and a paper that one side
 * calls a letter and the other a response.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct vb_err err;

static char *read_file(const char *path)
{
	size_t len;

	return (char *)tap_slurp(path, &len);
}

static void exchange(struct bench *b, struct vb_desk *nord, struct vb_desk *sud)
{
	struct vb_done done = {0};
	char *path = NULL, *text;
	struct stat st;

	good(bench_hand(nord, treaty, NULL, &done, &err), "NORD hands over the draft");
	is_str(done.citation, "NORD-1", "it is cited by chain and number (2.13)");
	ok(done.lodged && done.index == 1, "it is in the log behind the charter");
	ok(bench_asked(b, "To SUD, as a draft, 8 articles, answering nothing; confidential. "
			  "Hand over?"), "the prompt says to whom, as what, answering what");
	is_str(bench_state(b, nord, "NORD-1", "sud"), "lodged", "8.1: lodged");

	b->now += 17 * 60;
	good(vb_desk_sync(sud, &err), "SUD hears of it");
	is_str(bench_state(b, sud, "NORD-1", "sud"), "awaiting-receipt", "8.1: awaiting "
									 "receipt");
	good(vb_desk_receive(sud, "NORD-1", &done, &path, &err), "SUD receives");
	is_str(done.citation, "SUD-1", "the receipt is SUD-1");
	ok(bench_asked(b, "A receipt acknowledges delivery only. You then have 7 days to say "
			  "as what you take it. Sign?"),
	   "a receipt says what it does not say");
	ok(path && stat(path, &st) == 0 && (st.st_mode & 0777) == 0600,
	   "the opened paper is a file for its owner only");
	text = read_file(path);
	is_str(text, treaty, "what opens is what was handed over (7.4, 7.5)");
	free(text);
	free(path);
	is_str(bench_state(b, sud, "NORD-1", "sud"), "received", "8.1: received");
	ok(vb_desk_receive(sud, "NORD-1", &done, &path, &err) == VB_OK &&
	   strcmp(done.citation, "SUD-1") == 0 && path, "a second time signs nothing and "
							"opens");
	free(path);
}

static void answer(struct bench *b, struct vb_desk *nord, struct vb_desk *sud)
{
	struct vb_done done = {0};
	uint8_t *skeleton = NULL;
	size_t len = 0;
	char *path = NULL, *at;

	good(vb_desk_answer(sud, "nord-1", &skeleton, &len, &err), "a skeleton for the "
								   "answer");
	ok(skeleton && strstr((char *)skeleton, "## Article 4. No enlargement: silent\n") &&
	   strstr((char *)skeleton, "Response to NORD-1\n"), "every article is silent in it");
	at = skeleton ? strstr((char *)skeleton, "enlargement: silent") : NULL;
	if (at)
		memcpy(at, "enlargement: reject", strlen("enlargement: reject"));
	b->now += 42 * VB_DAY;
	good(bench_hand(sud, (char *)skeleton, NULL, &done, &err), "SUD hands over the "
								   "answer");
	is_str(done.citation, "SUD-2", "it is SUD-2");
	ok(bench_asked(b, "To NORD, as a response to NORD-1, 8 articles. Hand over?"),
	   "its heading says that it is a response, and to what");
	free(skeleton);
	good(vb_desk_receive(nord, "SUD-2", &done, &path, &err), "NORD receives it");
	free(path);
	good(vb_desk_take(nord, "SUD-2", NULL, NULL, &done, &err), "NORD takes it as offered");
	ok(bench_asked(b, "response to NORD-1"), "the prompt repeats as what");
	good(vb_desk_sync(sud, &err), "SUD syncs");
	is_str(bench_state(b, sud, "SUD-2", "nord"), "taken-as-offered", "8.1: taken as "
									 "offered");
}

static void dispute(struct bench *b, struct vb_desk *nord, struct vb_desk *sud)
{
	struct vb_done done = {0};
	char *path = NULL;

	b->now += 2 * VB_DAY;
	good(bench_hand(nord, "# On another matter\n\nLetter\n\nDear Colleague.\n", "SUD",
										    &done,
			&err), "NORD hands over a letter");
	is_str(done.citation, "NORD-4", "NORD-4");
	ok(bench_asked(b, "To SUD, as a letter, 0 articles, answering nothing"), "a letter");
	good(vb_desk_receive(sud, "NORD-4", &done, &path, &err), "SUD receives it");
	free(path);
	good(vb_desk_take(sud, "NORD-4", "response", "SUD-2", &done, &err), "and takes it "
									    "otherwise");
	ok(bench_asked(b, "NORD calls it a letter. You take it as response to SUD-2; NORD "
			  "will see ROLE DISPUTED. Sign?"),
	   "the prompt says what NORD will see");
	good(vb_desk_sync(nord, &err), "NORD syncs");
	is_str(bench_state(b, nord, "NORD-4", "sud"), "role-disputed", "8.3: role disputed");
}

/* What the press is shown, and what it finds with its own trust file. */
static void prove(struct bench *b, struct vb_desk *nord, struct vb_desk *sud)
{
	static struct vb_judgement j;
	static struct vb_finding found;
	const char *claim = "SUD received a response to SUD-2 by 1 Feb 2022";
	char *proof = NULL, trust_text[4096];
	struct vb_trust *trust = NULL;
	uint32_t acts[1];
	struct vb_writer w;
	size_t len = 0;
	FILE *f = open_memstream(&proof, &len);

	vb_writer_init(&w, trust_text, sizeof(trust_text));
	vb_trust_put(&w, vb_desk_fold(sud));
	good(vb_trust_parse(vb_written(&w), &trust, &err), "the press has a trust file");
	good(vb_desk_prove_claim(nord, vb_view_str(claim), &j, f, &err), "NORD proves a "
									 "claim");
	fclose(f);
	is_str(vb_verdict_name(j.verdict), "DISPUTED", "8.5: the claim is disputed");
	ok(len > 0 && len < 16384, "its proof has %zu bytes", len);
	is_int(vb_verify(vb_view(proof, len), trust, &found), VB_OK, "the press verifies");
	is_str(vb_result_name(found.result), "GENUINE", "10.1: the file is genuine");
	ok(strstr(found.sentence, "DISPUTED") != NULL, "and says: %s", found.sentence);
	free(proof);

	f = open_memstream(&proof, &len);
	good(vb_desk_cited(nord, "SUD-2", &acts[0], &err), "SUD-2 is found");
	good(vb_desk_prove(nord, acts, 1, f, &err), "a proof of one act");
	fclose(f);
	is_int(vb_verify(vb_view(proof, len), trust, &found), VB_OK, "is verified");
	is_str(vb_result_name(found.result), "GENUINE", "and genuine");
	free(proof);

	f = open_memstream(&proof, &len);
	good(vb_desk_disclose(sud, acts[0], 4, f, &err), "SUD discloses article 4 of its "
							 "answer");
	fclose(f);
	is_int(vb_verify(vb_view(proof, len), trust, &found), VB_OK, "it is verified");
	is_str(vb_result_name(found.result), "GENUINE", "7.7: and genuine");
	ok(proof && strstr(proof, "enlargement: reject") != NULL, "the text is in it");
	if (found.result != VB_GENUINE)
		diag("%s: %s", found.clause, found.sentence);
	ok(proof && strstr(proof, "Consultation") == NULL, "the other articles are not");
	free(proof);

	f = open_memstream(&proof, &len);
	good(vb_desk_bundle(sud, f, &err), "SUD takes out a bundle");
	fclose(f);
	is_int(vb_verify(vb_view(proof, len), trust, &found), VB_OK, "it is verified");
	is_str(vb_result_name(found.result), "GENUINE", "9.1: the bundle is genuine");
	if (found.result != VB_GENUINE)
		diag("%s %s: %s", found.clause, found.at, found.sentence);
	free(proof);
	good(vb_desk_tiles(sud, bench_path(b, "tiles"), &err), "tiles as files");
	ok(access(bench_path(b, "tiles/checkpoint"), R_OK) == 0 &&
	   access(bench_path(b, "tiles/tile/entries/000.p/12"), R_OK) == 0, "are written");
	vb_trust_free(trust);
}

static void contradict(struct vb_desk *nord)
{
	static struct vb_judgement j;
	static struct vb_finding found;
	const char *claim = "NORD-1 delivered to SUD by 1 Dec 2021";
	struct vb_trust *trust = NULL;
	char *proof = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&proof, &len);

	good(vb_desk_prove_claim(nord, vb_view_str(claim), &j, f, &err), "a false claim");
	fclose(f);
	is_str(vb_verdict_name(j.verdict), "CONTRADICTED", "8.5: is contradicted");
	good(vb_trust_of(vb_desk_fold(nord), &trust, &err), "by NORD's own anchors");
	is_int(vb_verify(vb_view(proof, len), trust, &found), VB_OK, "its proof is verified");
	ok(found.result == VB_GENUINE && strstr(found.sentence, "CONTRADICTED"),
	   "with the whole log: %s", found.sentence);
	vb_trust_free(trust);
	free(proof);
}

static void quiet_say(void *ctx, enum vb_said what, const char *sentence)
{
	(void)ctx;
	if (what == VB_FAULT)
		diag("doctor: %s", sentence);
}

int main(void)
{
	const char *const names[] = {"NORD", "SUD"};
	struct bench b;
	struct vb_desk *nord, *sud;
	uint8_t *text = NULL;
	size_t len = 0;
	bool sound = false;

	bench_open(&b, 1);
	bench_table(&b, names, 2, NULL, 0, NULL);
	nord = bench_desk(&b, "NORD");
	sud = bench_desk(&b, "SUD");
	ok(vb_desk_is_open(nord) && vb_desk_is_open(sud), "9.5: the table is open to both");
	is_str(vb_desk_party(nord), "nord", "NORD is nord");
	exchange(&b, nord, sud);
	answer(&b, nord, sud);
	dispute(&b, nord, sud);
	good(vb_desk_read(nord, "NORD-1", &text, &len, &err), "NORD reads its own paper");
	is_str((char *)text, treaty, "it is the same");
	free(text);
	prove(&b, nord, sud);
	contradict(nord);
	good(vb_desk_doctor(nord, quiet_say, NULL, &sound, &err), "the doctor comes");
	ok(sound, "and finds NORD's desk sound");
	vb_desk_close(nord);
	nord = bench_desk(&b, "NORD");
	is_int(vb_desk_fold(nord)->nfacts, vb_desk_fold(sud)->nfacts,
	       "a desk that is opened again has the same record");
	vb_desk_close(nord);
	vb_desk_close(sud);
	bench_close(&b);
	return tap_done();
}
