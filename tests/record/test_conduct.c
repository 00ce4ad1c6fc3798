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
#define COPY_HASH "0d4fc4a78d3706edccafb665a8b2fdd9309e82c78625bb0f2b8e7bb9e1c4d21c"

static void test_entered(void)
{
	struct fx_fields f = {{"from", "sud", "channel", "e-mail", "received", "2026-01-01T00:00:00Z",
			       "role", "response", "copy", "nord 3 500 " COPY_HASH " " COPY_HASH " -"}};
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
	fx_do(&t, 1, "take", &(struct fx_fields){{"of", fx_id(&t, i), "as", "letter"}}, &why);
	is_str(why.clause, "5.3.7", "5.2.7 nobody takes what was entered");
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
	fx_do(&t, 1, "promise", &(struct fx_fields){{"what", "answer", "due", "2020-01-01T00:00:00Z"}}, &why);
	is_str(why.clause, "5.4.1", "5.4.1 due before it was given");
	fx_do(&t, 1, "promise", &(struct fx_fields){{"to", "oslo", "what", "answer", "due", "2030-01-01T00:00:00Z"}}, &why);
	is_str(why.clause, "5.4.1", "5.4.1 to nobody at the table");
	fx_do(&t, 1, "promise", &(struct fx_fields){{"to", "nord", "what", "answer", "of", fx_id(&t, draft),
						     "due", "2030-01-01T00:00:00Z"}}, &why);
	is_str(why.clause, "", "5.4.1 a party promises an answer");
	ok(has_move(&t, t.now, VB_MOVE_PROMISE, 1, &due) && due == 1893456000, "5.4.1 it is open until it is kept");
	ok(has_move(&t, t.now, VB_MOVE_TAKE, 1, &due), "8.1 and the paper awaits a label");
	ok(has_move(&t, t.now, VB_MOVE_ANSWER, 1, &due), "8.2 and an answer");
	fx_hand(&t, 1, 1, "respond", "response", draft, fx_paper);
	ok(!has_move(&t, t.now, VB_MOVE_PROMISE, 1, &due), "5.4.1 the answer keeps it");
	ok(!has_move(&t, t.now, VB_MOVE_ANSWER, 1, &due), "8.2 and ends that move");
	ok(has_move(&t, t.now, VB_MOVE_RECEIVE, 0, &due), "8.1 now the other side is to receive");
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
	fx_do(&t, 0, "meeting", &(struct fx_fields){{"at", "2026-01-01T00:00:00Z", "with", "oslo", "subject", "hours"}}, &why);
	is_str(why.clause, "5.4.2", "5.4.2 with a stranger");
	meeting = fx_do(&t, 0, "meeting", &(struct fx_fields){{"at", "2026-01-01T00:00:00Z", "with", "sud",
							       "subject", "hours"}}, &why);
	is_str(why.clause, "", "5.4.2 a meeting is recorded");
	len = fx_act(&t, 0, "minutes", &(struct fx_fields){{"of", fx_id(&t, meeting), "signer", "nord", "signer", "sud",
							    "text", "six to ten"}}, buf);
	ok(fx_log(&t, buf, len, &why) == VB_MALFORMED, "5.4.3 minutes need every signer");
	len = fx_cosign(&t, 1, buf, len);
	memset(&why, 0, sizeof(why));
	ok(fx_log(&t, buf, len, &why) == VB_OK && !why.clause[0], "5.4.3 both sign minutes");
	fx_do(&t, 0, "minutes", &(struct fx_fields){{"of", fx_id(&t, 0), "signer", "nord", "text", "x"}}, &why);
	is_str(why.clause, "5.4.3", "5.4.3 minutes of something that is no meeting");
	len = fx_act(&t, 0, "minutes", &(struct fx_fields){{"signer", "sud", "text", "x"}}, buf);
	ok(fx_log(&t, buf, len, &why) == VB_REFUSED, "5.4.3 their author is one of the signers");
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
	is_str((s = sentence(&t, draft)), "NORD hands over a draft", "2.13 a paper in a sentence");
	free(s);
	is_str((s = sentence(&t, draft + 1)), "SUD receives NORD-1", "2.13 a receipt in a sentence");
	free(s);
	is_str((s = sentence(&t, draft + 3)), "SUD takes NORD-1 as letter", "2.13 a take in a sentence");
	free(s);
	s = sentence(&t, draft + 4);
	ok(strchr(s, '\n') == NULL && strstr(s, "NORD states: ") == s, "1.4 foreign words stay on one line: %s", s);
	free(s);
	fx_close(&t);
}

int main(void)
{
	if (!vb_crypto_init())
		return 99;
	test_entered();
	test_promise();
	test_meetings();
	test_sentences();
	return tap_done();
}
