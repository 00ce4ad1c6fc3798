/*
 * Acts that cross (format.md 4.8): each is written while the log is as its author has seen
 * it, or once it has seen more, and then logged behind the act that makes it void.
 *
 * SPDX-License-Identifier: ISC
 */
#include "fixture.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

enum { NORD, SUD, WEST };
static const char *const three[] = {"nord", "sud", "observer:west"};

static struct fx t;

/* A written act that waits to be logged. */
struct waiting {
	uint8_t note[VB_NOTE_MAX];
	size_t len;
};

static void write_act(struct waiting *w, unsigned who, const char *kind,
		      const struct fx_fields *f)
{
	w->len = fx_act(&t, who, kind, f, w->note);
}

static void write_by_all(struct waiting *w, const char *kind, const struct fx_fields *f)
{
	write_act(w, NORD, kind, f);
	w->len = fx_cosign(&t, SUD, w->note, w->len);
}

/* The log's next entry: void by @clause, crossed or not, and these have signed it. */
static void log_void(struct waiting *w, const char *clause, bool crossed, unsigned signers,
		     const char *what)
{
	struct vb_err why = {0};
	const struct vb_fact *fact;

	if (fx_log(&t, w->note, w->len, &why) != VB_OK)
		abort();
	fact = &t.fold->fact[t.size - 1];
	is_str(fact->voided, clause, "4.8 %s: void", what);
	is_int(fact->crossed, crossed, "4.8 %s: %s", what,
	       crossed ? "crossed" : "not crossed");
	is_int(fact->signers, signers, "4.8 %s: who signed it", what);
}

static void receipt_fields(struct fx_fields *f, uint32_t act, unsigned who,
			   char line[static 400])
{
	struct vb_copy c = fx_copy_of(&t, act, who)->line;
	struct vb_writer w;

	c.has_recipient = false;
	vb_writer_init(&w, line, 399);
	vb_copy_put(&w, &c);
	line[w.len] = '\0';
	*f = (struct fx_fields){{"of", fx_id(&t, act), "copy", line}};
}

static uint32_t draft(void)
{
	return fx_hand(&t, NORD, 1u << SUD, "propose", "draft", VB_NO_ACT, fx_paper);
}

static void withdrawal(uint32_t act)
{
	struct vb_err why;

	fx_do(&t, NORD, "withdraw", &(struct fx_fields){{"of", fx_id(&t, act)}}, &why);
	is_str(why.clause, "", "5.3.1 the withdrawal stands");
}

/* @kind, by the addressee, of a paper that is withdrawn before it is logged. */
static void of_withdrawn(const char *kind, const char *clause, bool unseen)
{
	static struct waiting w;
	struct fx_fields f;
	char line[400];
	uint32_t act = draft();

	for (int turn = 0; turn < 2; turn++) {
		if ((turn == 0) == unseen) {
			receipt_fields(&f, act, SUD, line);
			if (strcmp(kind, "refuse") == 0)
				f.pair[2] = NULL;
			write_act(&w, SUD, kind, &f);
		} else {
			withdrawal(act);
		}
	}
	log_void(&w, clause, unseen, 0, kind);
}

static void test_withdrawn(void)
{
	fx_open(&t, 21, three, 3, NULL, NULL);
	of_withdrawn("receipt", "5.3.2", true);
	of_withdrawn("receipt", "5.3.2", false);
	of_withdrawn("refuse", "5.3.8", true);
	of_withdrawn("refuse", "5.3.8", false);
	fx_close(&t);
}

/* One who has refused knows it: nothing has crossed. */
static void test_own(void)
{
	static struct waiting w;
	struct fx_fields f;
	char line[400];
	uint32_t act;

	fx_open(&t, 22, three, 3, NULL, NULL);
	act = draft();
	fx_do(&t, SUD, "refuse", &(struct fx_fields){{"of", fx_id(&t, act)}}, NULL);
	receipt_fields(&f, act, SUD, line);
	write_act(&w, SUD, "receipt", &f);
	log_void(&w, "5.3.2", false, 0, "a receipt after one's own refusal");
	write_act(&w, SUD, "refuse", &(struct fx_fields){{"of", fx_id(&t, act)}});
	log_void(&w, "5.3.8", false, 0, "a second refusal");
	fx_close(&t);
}

static void withdrawn_late(bool unseen)
{
	static struct waiting w;
	uint32_t act = draft();

	if (!unseen)
		fx_receive(&t, SUD, act);
	write_act(&w, NORD, "withdraw", &(struct fx_fields){{"of", fx_id(&t, act)}});
	if (unseen)
		fx_receive(&t, SUD, act);
	log_void(&w, "5.3.1", unseen, 0, "a withdrawal after the release");
}

static void test_released(void)
{
	char identity[VB_AGE_IDENTITY_LEN + 1];
	static struct waiting w;
	struct vb_writer text;
	struct vb_err why;
	uint32_t act, both;

	fx_open(&t, 23, three, 3, NULL, NULL);
	withdrawn_late(true);
	withdrawn_late(false);
	/* Of two addressees one has it: that the other has not is reason enough. */
	both = fx_hand(&t, NORD, 1u << SUD | 1u << WEST, "propose", "draft", VB_NO_ACT,
		       fx_paper);
	fx_receive(&t, SUD, both);
	fx_do(&t, NORD, "withdraw", &(struct fx_fields){{"of", fx_id(&t, both)}}, &why);
	is_str(why.clause, "", "5.3.1 without effect for one, it stands for the other");
	/* The author releases what the depositary has released. */
	act = draft();
	fx_receipt(&t, SUD, act, NULL);
	vb_writer_init(&text, identity, VB_AGE_IDENTITY_LEN);
	vb_identity_put(&text, fx_copy_of(&t, act, SUD)->one_time);
	identity[text.len] = '\0';
	write_act(&w, NORD, "release",
		  &(struct fx_fields){{"of", fx_id(&t, act), "addressee", "sud", "receipt",
				       fx_id(&t, t.size - 1), "identity", identity}});
	fx_release(&t, FX_MEMBERS, act, SUD, NULL);
	log_void(&w, "5.3.5", true, 0, "a second release, that had not seen the first");
	fx_release(&t, FX_MEMBERS, act, SUD, &why);
	is_int(t.fold->fact[t.size - 1].crossed, false, "4.8 a third, that had: not crossed");
	fx_close(&t);
}

/* What one did oneself has crossed nothing, whatever `seen` says. */
static void forget(struct vb_compose *c, void *ctx)
{
	c->seen_size = *(const uint32_t *)ctx;
	c->seen_root = t.root[c->seen_size];
	c->seen_checkpoint = t.checkpoint[c->seen_size];
}

static void test_own_unseen(void)
{
	struct fx_fields f = {{NULL}};
	static struct waiting w;
	uint32_t act, before;

	fx_open(&t, 28, three, 3, NULL, NULL);
	act = draft();
	fx_receipt(&t, SUD, act, NULL);
	before = t.size;
	fx_release(&t, NORD, act, SUD, NULL);
	is_int(vb_fold_handover(t.fold, act, SUD)->release, before, "5.3.3 NORD carries it");
	f.pair[0] = "of";
	f.pair[1] = fx_id(&t, act);
	w.len = fx_act_as(&t, NORD, NULL, "withdraw", &f, forget, &before, NULL, w.note);
	log_void(&w, "5.3.1", false, 0, "a withdrawal behind one's own release, not seen");
	act = draft();
	before = t.size;
	withdrawal(act);
	f.pair[1] = fx_id(&t, act);
	w.len = fx_act_as(&t, NORD, NULL, "withdraw", &f, forget, &before, NULL, w.note);
	log_void(&w, "5.3.1", false, 0, "a second withdrawal, that has not seen the first");
	fx_close(&t);
}

static void test_left(void)
{
	static struct waiting w[2];
	struct fx_copy *c;
	char line[400];

	fx_open(&t, 24, three, 3, NULL, NULL);
	c = &t.copy[0];
	for (unsigned i = 0; i < 2; i++) {
		struct vb_writer p;

		if (i == 1)
			fx_do(&t, WEST, "leave", &(struct fx_fields){{NULL}}, NULL);
		fx_seal(&t, c, i ? SUD : NORD, WEST, fx_paper);
		vb_writer_init(&p, line, 399);
		vb_copy_put(&p, &c->line);
		line[p.len] = '\0';
		vb_secret_free(c->one_time);
		free(c->sealed);
		write_act(&w[i], i ? SUD : NORD, "letter",
			  &(struct fx_fields){{"role", "letter", "privilege", "open",
					       "confidential", "no", "same-text", "yes",
					       "copy", line}});
	}
	log_void(&w[0], "5.2.4", true, 0, "a letter to one who left meanwhile");
	log_void(&w[1], "5.2.4", false, 0, "a letter to one who had left");
	fx_close(&t);
}

/* Lines stand in the order of names, whoever wrote the act (format.md 2.8). */
static void swap_lines(struct waiting *w)
{
	uint8_t *first = memmem(w->note, w->len, "\n\n", 2), line[400];
	size_t all, n;

	first += 2;
	all = w->len - (size_t)(first - w->note);
	n = (size_t)((uint8_t *)memchr(first, '\n', all) - first) + 1;
	if (n > sizeof(line))
		abort();
	memcpy(line, first, n);
	memmove(first, first + n, all - n);
	memcpy(first + all - n, line, n);
}

static void test_amended(void)
{
	static struct waiting rival, late;
	uint32_t first;

	fx_open(&t, 25, three, 3, NULL, NULL);
	write_act(&rival, SUD, "amend",
		  &(struct fx_fields){{"amends", fx_id(&t, 0), "rule", "take-days 5"}});
	rival.len = fx_cosign(&t, NORD, rival.note, rival.len);
	swap_lines(&rival);
	write_by_all(&late, "amend",
		     &(struct fx_fields){{"amends", fx_id(&t, 0), "rule", "take-days 3"}});
	if (fx_log(&t, late.note, late.len, NULL) != VB_OK)
		abort();
	first = t.size - 1;
	is_str(t.fold->fact[first].voided, "", "5.1.10 the first stands");
	log_void(&rival, "5.1.10", true, 1u << NORD | 1u << SUD, "a rival amendment");
	write_by_all(&late, "amend",
		     &(struct fx_fields){{"amends", fx_id(&t, 0), "rule", "take-days 3"}});
	log_void(&late, "5.1.10", false, 1u << NORD | 1u << SUD,
		 "an amendment of what was amended");
	fx_close(&t);
}

/* Minutes name who signs them; what they cite is no meeting. */
static void test_listed(void)
{
	static struct waiting w;

	fx_open(&t, 26, three, 3, NULL, NULL);
	fx_do(&t, NORD, "statement", &(struct fx_fields){{"text", "hello"}}, NULL);
	write_act(&w, NORD, "minutes",
		  &(struct fx_fields){{"of", fx_id(&t, 1), "signer", "nord", "signer", "west",
				       "text", "what was said"}});
	w.len = fx_cosign(&t, WEST, w.note, w.len);
	log_void(&w, "5.4.3", false, 1u << NORD | 1u << WEST, "minutes of no meeting");
	fx_close(&t);
}

static void test_transferred(void)
{
	struct fx_fields f = {{"depositary", "oslo", "origin", "oslo/crossing"}};
	static const char *const purpose[] = {"act", "clock", "log"};
	static struct waiting unseen, seen, by_all;
	char line[3][200], at[100], hex[65];

	fx_open(&t, 27, three, 3, NULL, NULL);
	for (unsigned i = 0; i < 3; i++) {
		struct vb_secret *s = vb_secret_new(t.rng);
		struct vb_vkey k;
		struct vb_writer w;
		uint8_t pub[32];

		vb_ed25519_public(s, pub);
		vb_vkey_make(&k, vb_view_str(i == 2 ? "oslo/crossing" : "oslo"),
			     i == 1 ? VB_KEY_COSIGN : VB_KEY_ED25519, pub);
		vb_writer_init(&w, line[i], 199);
		vb_putf(&w, "oslo %s ", purpose[i]);
		vb_vkey_put(&w, &k);
		line[i][w.len] = '\0';
		f.pair[4 + 2 * i] = "key";
		f.pair[5 + 2 * i] = line[i];
		vb_secret_free(s);
	}
	f.pair[10] = "at";
	f.pair[11] = at;
	vb_hex(hex, t.root[1].b, 32);
	snprintf(at, sizeof(at), "1 %s", hex);
	write_act(&unseen, WEST, "statement", &(struct fx_fields){{"text", "crossing"}});
	write_by_all(&by_all, "transfer", &f);
	if (fx_log(&t, by_all.note, by_all.len, NULL) != VB_OK)
		abort();
	is_int(t.fold->transferred, t.size - 1, "5.1.13 the table moves");
	log_void(&unseen, "5.1.13", true, 0, "a statement that crosses the transfer");
	write_act(&seen, SUD, "statement", &(struct fx_fields){{"text", "late"}});
	log_void(&seen, "5.1.13", false, 0, "a statement that knew of it");
	fx_close(&t);
}

int main(void)
{
	if (!vb_crypto_init())
		return 99;
	test_withdrawn();
	test_own();
	test_released();
	test_own_unseen();
	test_left();
	test_amended();
	test_listed();
	test_transferred();
	return tap_done();
}
