/*
 * A cannot-open where seal keys were replaced: before the author could see it, on the way,
 * and after (format.md 7.6).
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NOBODY "cannot be attributed"
#define REKEYS_MAX 40

/* A table whose SUD replaces its keys, and what NORD hands over to it meanwhile. */
struct scene {
	struct kit k;
	struct vb_secret *retired[2 * REKEYS_MAX];
	unsigned nretired;
	uint32_t first, hand;		/* the first rekey, the hand-over */
};
static struct scene s;

/* "NAME PURPOSE VALUE" of a secret: a recipient, where @purpose is seal. */
static void key_line(char out[static 300], const char *purpose, const struct vb_secret *key)
{
	struct vb_recipient r;
	struct vb_vkey vkey;
	struct vb_writer w;
	uint8_t pub[32];

	vb_writer_init(&w, out, 299);
	vb_putf(&w, "sud %s ", purpose);
	if (strcmp(purpose, "seal") == 0) {
		vb_recipient_of(key, &r);
		vb_recipient_put(&w, &r);
	} else {
		vb_ed25519_public(key, pub);
		vb_vkey_make(&vkey, vb_view_str("sud"), VB_KEY_ED25519, pub);
		vb_vkey_put(&w, &vkey);
	}
	out[w.len] = '\0';
}

/* The next act of SUD's recovery chain. */
static void recovery_chain(struct vb_compose *c, void *ctx)
{
	const struct vb_fold *f = s.k.t.fold;

	(void)ctx;
	c->number = 1;
	c->epoch = 0;
	c->prev = f->charter;
	for (uint32_t i = 0; i < f->nchains; i++) {
		if (strcmp(f->chain[i].name, "sud/recovery") != 0)
			continue;
		c->number = f->chain[i].number + 1;
		c->prev = f->chain[i].head;
	}
}

/* New act and seal keys of SUD, logged; its next own act opens the next epoch. */
static void rekey(void)
{
	struct fx_member *sud = &s.k.t.m[s.k.sud];
	struct vb_secret *act = vb_secret_new(s.k.t.rng), *seal = vb_secret_new(s.k.t.rng);
	uint8_t *buf = malloc(VB_NOTE_MAX);
	char line[2][300];
	size_t len;

	assert(buf && act && seal && s.nretired + 2 <= VB_ARRAY_LEN(s.retired));
	key_line(line[0], "act", act);
	key_line(line[1], "seal", seal);
	len = fx_act_as(&s.k.t, s.k.sud, "recovery", "rekey",
			&(struct fx_fields){{"key", line[0], "key", line[1]}}, recovery_chain, NULL,
			sud->recovery, buf);
	len = fx_sign(act, "sud", buf, len);
	assert(fx_log(&s.k.t, buf, len, NULL) == VB_OK);
	s.retired[s.nretired++] = sud->act;
	s.retired[s.nretired++] = sud->seal;
	sud->act = act;
	sud->seal = seal;
	sud->epoch = 1;
	free(buf);
}

static void rekey_times(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		rekey();
}

static void seen_so_far(struct vb_compose *c, void *ctx)
{
	uint64_t size = *(const uint64_t *)ctx;

	c->seen_size = size;
	c->seen_root = s.k.t.root[size];
	c->seen_checkpoint = s.k.t.checkpoint[size];
}

/* SUD replaces its keys @before NORD looks, and @meanwhile; what NORD hands over is sealed
 * to the @stale-th newest key that SUD had when NORD looked. SUD receives it, having
 * replaced its keys @after once more. */
static void play(unsigned before, unsigned stale, unsigned meanwhile, unsigned after)
{
	static const char *const names[] = {"nord", "sud"};
	struct fx *t = &s.k.t;
	struct vb_secret *newest;
	uint8_t *buf = malloc(VB_NOTE_MAX);
	char line[400];
	struct vb_writer w;
	uint64_t seen;
	size_t len;

	assert(buf);
	kit_found(&s.k, names, 2, NULL, NULL);
	s.nretired = 0;
	s.first = t->size;
	rekey_times(before);
	seen = t->size;
	newest = t->m[s.k.sud].seal;
	if (stale)
		t->m[s.k.sud].seal = s.retired[s.nretired - 2 * stale + 1];
	fx_seal(t, &t->copy[0], s.k.nord, s.k.sud, fx_paper);
	t->m[s.k.sud].seal = newest;
	t->ncopies = 1;
	rekey_times(meanwhile);
	vb_writer_init(&w, line, sizeof(line) - 1);
	vb_copy_put(&w, &t->copy[0].line);
	line[w.len] = '\0';
	len = fx_act_as(t, s.k.nord, NULL, "propose",
			&(struct fx_fields){{"role", "draft", "privilege", "open", "confidential",
					     "no", "same-text", "yes", "copy", line}},
			seen_so_far, &seen, NULL, buf);
	assert(fx_log(t, buf, len, NULL) == VB_OK);
	s.hand = t->copy[0].act = t->size - 1;
	rekey_times(after);
	fx_receive(t, s.k.sud, s.hand);
	fx_do(t, s.k.sud, "cannot-open", &(struct fx_fields){{"of", fx_id(t, s.hand)}}, NULL);
	free(buf);
}

static void end(void)
{
	while (s.nretired > 0)
		vb_secret_free(s.retired[--s.nretired]);
	kit_close(&s.k);
}

/* The finding on what NORD shows, by the whole log or by acts [@from, end). */
static void check(bool whole, uint32_t from, const char *line, const char *what)
{
	struct fx_copy *c = &s.k.t.copy[0];
	struct kit_parts p = {.whole = whole, .copy = vb_view(c->sealed, c->sealed_len),
			      .ephemeral = c->inner.ephemeral};
	uint32_t act[64];
	struct vb_finding f;
	struct kit_file proof;
	unsigned n = 0;

	for (uint32_t i = from; !whole && i < s.k.t.size; i++)
		act[n++] = i;
	proof = kit_proof(&s.k.t, &p, act, n);
	is_str(kit_verify(kit_view(&proof), s.k.trust, &f), line, "7.6 %s, by %s", what,
	       whole ? "the whole log" : "picked acts");
	if (!strstr(line, vb_result_name(f.result)))
		diag("%s", f.sentence);
	kit_free(&proof);
}

static void both(const char *line, const char *what)
{
	check(true, 0, line, what);
	/* Whatever is left out would decide it: that nothing is, no choice of acts can show. */
	check(false, s.first, "CANNOT TELL|7.6|copy|-", what);
	end();
}

#define UPHELD "NOT GENUINE|7.6|NORD-1|nord"
#define REJECTED "GENUINE|7.6|NORD-1|sud"
#define CROSSED "GENUINE|7.6|NORD-1|" NOBODY

int main(void)
{
	assert(vb_crypto_init());
	play(0, 0, 0, 0);
	both(REJECTED, "sealed to the only key");
	play(1, 0, 0, 0);
	both(REJECTED, "sealed to the key that its author could see");
	play(1, 1, 0, 0);
	both(UPHELD, "sealed to a key whose end its author could see");
	play(0, 0, 1, 0);
	both(CROSSED, "sealed to a key that was replaced on the way");
	play(2, 0, 1, 1);
	both(CROSSED, "whatever was replaced before and after");
	play(0, 0, 0, 1);
	both(REJECTED, "sealed to a key that was replaced when it had been logged");
	play(1, 0, REKEYS_MAX - 1, 0);
	both(CROSSED, "replaced forty times on the way");
	return tap_done();
}
