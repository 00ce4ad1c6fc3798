/*
 * Conduct: entered, promises, meetings, minutes, statements (format.md 5.2.7, 5.4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "fixture.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static const char *const pair[] = {"nord", "sud"};
/* The point 9 as age spells a recipient. */
#define RECIPIENT "age1pyqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq8r66x"
#define COPY_HASH "0d4fc4a78d3706edccafb665a8b2fdd9309e82c78625bb0f2b8e7bb9e1c4d21c"

static void test_entered(void)
{
	struct fx_fields f = {{"from", "sud", "channel", "e-mail", "received",
			       "2026-01-01T00:00:00Z", "role", "response", "copy",
			       "nord 3 500 " COPY_HASH " " COPY_HASH " -"}};
	struct vb_state_of s;
	struct vb_err why;
	uint32_t i;
	struct fx t;

	fx_open(&t, 1, pair, 2, NULL, NULL);
	i = fx_do(&t, 0, "entered", &f, &why);
	is_str(why.clause, "", "5.2.7 a party enters what came outside the record");
	vb_handover_state(t.fold, &t.fold->handover[t.fold->fact[i].handover], t.now, &s);
	is_str(vb_state_name(s.state), "entered", "5.2.7 it stays in a state of its own");
	f.pair[1] = "nord";
	fx_do(&t, 0, "entered", &f, &why);
	is_str(why.clause, "5.2.7", "5.2.7 not from oneself");
	f.pair[1] = "sud";
	f.pair[9] = "sud 3 500 " COPY_HASH " " COPY_HASH " -";
	fx_do(&t, 0, "entered", &f, &why);
	is_str(why.clause, "5.2.7", "5.2.7 the copy is one's own");
	f.pair[9] = "nord 3 500 " COPY_HASH " " COPY_HASH " " RECIPIENT;
	fx_do(&t, 0, "entered", &f, &why);
	is_str(why.clause, "5.2.7", "5.2.7 and has no outer layer");
	f.pair[9] = "nord 3 500 " COPY_HASH " " COPY_HASH " -";
	f.pair[1] = "oslo";
	fx_do(&t, 0, "entered", &f, &why);
	is_str(why.clause, "5.2.7", "5.2.7 not from a stranger");
	f.pair[1] = "sud";
	f.pair[10] = "answers";
	f.pair[11] = COPY_HASH;
	fx_do(&t, 0, "entered", &f, &why);
	is_str(why.clause, "5.2.5", "5.2.5 nor as answering what there is not");
	is_int(t.fold->nhandovers, 1, "4.8 of all these only the first was entered");
	fx_do(&t, 1, "take", &(struct fx_fields){{"of", fx_id(&t, i), "as", "letter"}}, &why);
	is_str(why.clause, "5.3.7", "5.2.7 nobody takes what was entered");
	fx_do(&t, 0, "corrigendum", &(struct fx_fields){{"of", fx_id(&t, i), "text", "x"}}, &why);
	is_str(why.clause, "5.2.6", "5.2.6 nor is it a paper of who entered it");
	fx_do(&t, 1, "corrigendum", &(struct fx_fields){{"of", fx_id(&t, i), "text", "x"}}, &why);
	is_str(why.clause, "5.2.6", "5.2.7 it is no paper of the one it came from");
	fx_close(&t);
}

/* format.md 5.2.5 holds for papers that came outside the record, too. */
static void test_entered_answers(void)
{
	struct fx_fields f = {{"from", "sud", "channel", "e-mail",
			       "received", "2026-01-01T00:00:00Z", "role", "response",
			       "copy", "nord 3 500 " COPY_HASH " " COPY_HASH " -",
			       "answers", NULL}};
	uint32_t said, draft, letter;
	struct vb_err why;
	struct fx t;

	fx_open(&t, 6, (const char *const[]){"nord", "sud", "west"}, 3, NULL, NULL);
	said = fx_do(&t, 0, "statement", &(struct fx_fields){{"text", "hello"}}, &why);
	draft = fx_hand(&t, 0, 1 << 1, "propose", "draft", VB_NO_ACT, fx_paper);
	letter = fx_hand(&t, 2, 1 << 1, "letter", "letter", VB_NO_ACT, fx_paper);
	f.pair[11] = fx_id(&t, said);
	fx_do(&t, 0, "entered", &f, &why);
	is_str(why.clause, "5.2.5", "5.2.5 what it answers is a hand-over");
	f.pair[11] = fx_id(&t, letter);
	fx_do(&t, 0, "entered", &f, &why);
	is_str(why.clause, "5.2.5", "5.2.5 that its author sent or was sent");
	f.pair[11] = fx_id(&t, draft);
	fx_do(&t, 0, "entered", &f, &why);
	is_str(why.clause, "", "5.2.7 as this one is");
	is_int(t.fold->fact[t.size - 1].answers, draft, "5.2.7 and answers it");
	fx_close(&t);
}

struct moves {
	unsigned n;
	struct vb_move m[16];
};

static void note_move(void *ctx, const struct vb_move *m)
{
	struct moves *all = ctx;

	if (all->n < 16)
		all->m[all->n++] = *m;
}

static bool has_move(const struct fx *t, int64_t now, enum vb_move_kind kind, uint8_t party,
		     int64_t *due)
{
	struct moves all = {0};

	vb_fold_moves(t->fold, now, note_move, &all);
	for (unsigned i = 0; i < all.n; i++) {
		if (all.m[i].kind == kind && all.m[i].party == party) {
			*due = all.m[i].due;
			return true;
		}
	}
	return false;
}

static void test_promise(void)
{
	struct vb_err why;
	uint32_t draft;
	int64_t due;
	struct fx t;

	fx_open(&t, 2, pair, 2, NULL, NULL);
	draft = fx_hand(&t, 0, 2, "propose", "draft", VB_NO_ACT, fx_paper);
	fx_receive(&t, 1, draft);
	fx_do(&t, 1, "promise",
	      &(struct fx_fields){{"what", "answer", "due", "2020-01-01T00:00:00Z"}}, &why);
	is_str(why.clause, "5.4.1", "5.4.1 due before it was given");
	fx_do(&t, 1, "promise",
	      &(struct fx_fields){
		      {"to", "oslo", "what", "answer", "due", "2030-01-01T00:00:00Z"}},
	      &why);
	is_str(why.clause, "5.4.1", "5.4.1 to nobody at the table");
	fx_do(&t, 1, "promise",
	      &(struct fx_fields){
		      {"what", "answer", "of", COPY_HASH, "due", "2030-01-01T00:00:00Z"}},
	      &why);
	is_str(why.clause, "5.4.1", "5.4.1 of an answer to what there is not");
	is_int(t.fold->npromises, 0, "4.8 none of these is open");
	fx_do(&t, 1, "promise",
	      &(struct fx_fields){{"to", "nord", "what", "answer", "of", fx_id(&t, draft),
				   "due", "2030-01-01T00:00:00Z"}},
	      &why);
	is_str(why.clause, "", "5.4.1 a party promises an answer");
	ok(has_move(&t, t.now, VB_MOVE_PROMISE, 1, &due) && due == 1893456000,
	   "5.4.1 it is open until it is kept");
	ok(has_move(&t, t.now, VB_MOVE_TAKE, 1, &due), "8.1 and the paper awaits a label");
	ok(has_move(&t, t.now, VB_MOVE_ANSWER, 1, &due), "8.2 and an answer");
	fx_hand(&t, 1, 1, "respond", "response", draft, fx_paper);
	ok(!has_move(&t, t.now, VB_MOVE_PROMISE, 1, &due), "5.4.1 the answer keeps it");
	ok(!has_move(&t, t.now, VB_MOVE_ANSWER, 1, &due), "8.2 and ends that move");
	ok(has_move(&t, t.now, VB_MOVE_RECEIVE, 0, &due),
	   "8.1 now the other side is to receive");
	fx_close(&t);
}

static void test_meetings(void)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_err why;
	uint32_t meeting;
	struct fx t;
	size_t len;

	fx_open(&t, 3, pair, 2, NULL, NULL);
	fx_do(&t, 0, "meeting",
	      &(struct fx_fields){
		      {"at", "2026-01-01T00:00:00Z", "with", "oslo", "subject", "hours"}},
	      &why);
	is_str(why.clause, "5.4.2", "5.4.2 with a stranger");
	meeting = fx_do(&t, 0, "meeting",
			&(struct fx_fields){{"at", "2026-01-01T00:00:00Z", "with", "sud",
					     "subject", "hours"}},
			&why);
	is_str(why.clause, "", "5.4.2 a meeting is recorded");
	len = fx_act(&t, 0, "minutes",
		     &(struct fx_fields){{"of", fx_id(&t, meeting), "signer", "nord", "signer",
					  "sud", "text", "six to ten"}},
		     buf);
	ok(fx_log(&t, buf, len, &why) == VB_MALFORMED, "5.4.3 minutes need every signer");
	len = fx_cosign(&t, 1, buf, len);
	memset(&why, 0, sizeof(why));
	ok(fx_log(&t, buf, len, &why) == VB_OK && !why.clause[0], "5.4.3 both sign minutes");
	fx_do(&t, 0, "minutes",
	      &(struct fx_fields){{"of", fx_id(&t, 0), "signer", "nord", "text", "x"}}, &why);
	is_str(why.clause, "5.4.3", "5.4.3 minutes of something that is no meeting");
	fx_do(&t, 0, "minutes",
	      &(struct fx_fields){{"of", COPY_HASH, "signer", "nord", "text", "x"}}, &why);
	is_str(why.clause, "5.4.3", "5.4.3 nor of what there is not");
	fx_do(&t, 0, "minutes", &(struct fx_fields){{"signer", "nord", "text", "x"}}, &why);
	is_str(why.clause, "", "5.4.3 minutes need no meeting on record");
	free(buf);
	fx_close(&t);
}

/* Minutes that no key of the table can sign are not logged. */
static void test_signers(void)
{
	static const char thirteen[13][4] = {"m00", "m01", "m02", "m03", "m04", "m05", "m06",
					     "m07", "m08", "m09", "m10", "m11", "m12"};
	struct fx_fields f = {{"signer", "sud", "text", "x"}};
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct fx_member saved;
	struct vb_err why;
	struct fx t;
	size_t len;

	fx_open(&t, 5, pair, 2, NULL, NULL);
	saved = t.m[0];
	len = fx_act(&t, 0, "minutes", &f, buf);
	ok(fx_log(&t, buf, len, &why) == VB_REFUSED && strcmp(why.clause, "2.8") == 0,
	   "5.4.3 their author is one of the signers");
	t.m[0] = saved;
	f.pair[4] = "signer";
	f.pair[5] = "nord";
	len = fx_act_as(&t, 0, "legal", "minutes", &f, NULL, NULL, NULL, buf);
	ok(fx_log(&t, buf, len, &why) == VB_REFUSED && strcmp(why.clause, "2.8") == 0,
	   "5.4.3 itself, not its office");
	f.pair[1] = "lund";
	len = fx_act(&t, 0, "minutes", &f, buf);
	ok(fx_log(&t, buf, len, &why) == VB_REFUSED && strcmp(why.clause, "3.1") == 0,
	   "5.4.3 a stranger signs nothing: %s", why.sentence);
	t.m[0] = saved;
	for (unsigned i = 0; i < 13; i++) {
		f.pair[2 * i] = "signer";
		f.pair[2 * i + 1] = thirteen[i];
	}
	f.pair[26] = "text";
	f.pair[27] = "x";
	len = fx_act(&t, 0, "minutes", &f, buf);
	ok(fx_log(&t, buf, len, &why) == VB_REFUSED && strcmp(why.clause, "2.8") == 0,
	   "1.2 a table has no thirteen signers");
	free(buf);
	fx_close(&t);
}

static char *sentence(const struct fx *t, uint32_t index)
{
	struct vb_act *a = malloc(sizeof(*a));
	char *out = NULL;
	size_t len;
	FILE *f = open_memstream(&out, &len);

	if (vb_act_parse(vb_view(t->note[index], t->note_len[index]), a, NULL) != VB_OK)
		abort();
	vb_act_sentence(f, t->fold, a);
	fclose(f);
	free(a);
	return out;
}

static void test_sentences(void)
{
	struct vb_err why;
	uint32_t draft;
	struct fx t;
	char *s;

	fx_open(&t, 4, pair, 2, NULL, NULL);
	draft = fx_hand(&t, 0, 2, "propose", "draft", VB_NO_ACT, fx_paper);
	fx_receive(&t, 1, draft);
	fx_take(&t, 1, draft, "letter", VB_NO_ACT, &why);
	fx_do(&t, 0, "statement", &(struct fx_fields){{"text", "two lines\\nand \\\\"}}, &why);
	is_str((s = sentence(&t, draft)), "NORD hands over a draft",
	       "2.13 a paper in a sentence");
	free(s);
	is_str((s = sentence(&t, draft + 1)), "SUD receives NORD-1",
	       "2.13 a receipt in a sentence");
	free(s);
	is_str((s = sentence(&t, draft + 3)), "SUD takes NORD-1 as letter",
	       "2.13 a take in a sentence");
	free(s);
	s = sentence(&t, draft + 4);
	ok(strchr(s, '\n') == NULL && strstr(s, "NORD states: ") == s,
	   "1.4 foreign words stay on one line: %s", s);
	free(s);
	fx_close(&t);
}

static void says(const struct fx *t, uint32_t index, const char *want, const char *what)
{
	char *s = sentence(t, index);

	is_str(s, want, "2.13 %s in a sentence", what);
	free(s);
}

/* Names, lists, times, and what is not there. */
static void test_more_sentences(void)
{
	static const char *const names[] = {"nord", "ost-2"};
	struct vb_act *a = malloc(sizeof(*a));
	char line[250], *out = NULL;
	struct vb_err why;
	struct vb_vkey k;
	struct vb_writer w;
	uint8_t pub[32];
	uint32_t draft, i;
	struct fx t;
	size_t len;
	FILE *f;

	fx_open(&t, 6, names, 2, NULL, NULL);
	says(&t, 0, "the table crossing opens; depositary bern", "the charter");
	i = fx_do(&t, 1, "join", &(struct fx_fields){{"of", fx_id(&t, 0)}}, &why);
	says(&t, i, "OST-2 takes its seat", "a join, void or not,");
	i = fx_do(&t, 1, "meeting",
		  &(struct fx_fields){{"at", "2026-01-01T00:00:00Z", "with", "nord", "with",
				       "ost-2", "with", "oslo", "subject", "hours"}},
		  &why);
	says(&t, i,
	     "OST-2 records a meeting with NORD, oslo, OST-2 at 1 Jan 2026 00:00 UTC: "
	     "\"hours\"",
	     "a meeting, also with a stranger,");
	i = fx_do(&t, 1, "take", &(struct fx_fields){{"of", COPY_HASH, "as", "letter"}}, &why);
	says(&t, i, "OST-2 takes an unknown act 0d4fc4a7 as letter",
	     "a take of what there is not");
	vb_ed25519_public(t.m[0].act, pub);
	vb_vkey_make(&k, vb_view_str("nord/legal"), VB_KEY_ED25519, pub);
	vb_writer_init(&w, line, sizeof(line) - 1);
	vb_put_str(&w, "nord/legal act ");
	vb_vkey_put(&w, &k);
	line[w.len] = '\0';
	i = fx_do(&t, 0, "mandate",
		  &(struct fx_fields){
			  {"to", "legal", "key", line, "scope", "letter", "scope", "propose"}},
		  &why);
	says(&t, i, "NORD gives its office legal a mandate: letter, propose", "a mandate");
	draft = fx_hand(&t, 0, 2, "propose", "draft", VB_NO_ACT, fx_paper);
	i = fx_hand(&t, 1, 1, "respond", "response", draft, fx_paper);
	says(&t, i, "OST-2 responds to NORD-2", "a response");
	if (vb_act_parse(vb_view(t.note[i], t.note_len[i]), a, NULL) != VB_OK)
		abort();
	/* As by one who cannot see what it answers, and by an office. */
	a->count[1] = 0;
	a->office = vb_view_str("legal");
	f = open_memstream(&out, &len);
	vb_act_sentence(f, t.fold, a);
	fclose(f);
	is_str(out, "OST-2/LEGAL responds to nothing",
	       "2.13 a response to something that is not shown");
	free(out);
	free(a);
	fx_close(&t);
}

int main(void)
{
	if (!vb_crypto_init())
		return 99;
	test_entered();
	test_entered_answers();
	test_promise();
	test_meetings();
	test_signers();
	test_sentences();
	test_more_sentences();
	return tap_done();
}
