/*
 * Logs that hold what they must not, and remarks on logs that may: first fault, clause
 * and culprit (format.md 2 to 5, 10).
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NOBODY "cannot be attributed"

static const char *const two[] = {"nord", "sud"};
static const struct fx_fields hello = {{"text", "We are here."}};

/* A table of two with one hand-over, received. */
static void start(struct kit *k)
{
	kit_found(k, two, 2, NULL, NULL);
	k->draft = fx_hand(&k->t, k->nord, 1u << k->sud, "propose", "draft", VB_NO_ACT, fx_paper);
	fx_receive(&k->t, k->sud, k->draft);
}

static void finish(struct kit *k, const char *line, const char *what)
{
	struct kit_file b = kit_bundle(&k->t, NULL);
	struct vb_finding f;

	is_str(kit_verify(kit_view(&b), k->trust, &f), line, "%s", what);
	if (!strstr(line, vb_result_name(f.result)))
		diag("%s", f.sentence);
	kit_free(&b);
	kit_close(k);
}

/* ---- single faults ---- */

static void more(struct vb_compose *c, void *ctx)
{
	c->number += *(uint64_t *)ctx;
}

static void other_prev(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->prev.b[0] ^= 1;
}

static void other_epoch(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->epoch++;
}

static void other_table(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->table.b[0] ^= 1;
}

static void other_author(struct vb_compose *c, void *ctx)
{
	c->author = ctx;
}

static void seen_more(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->seen_size++;
}

static void seen_far(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->seen_size += 1000;
}

static void seen_other(struct vb_compose *c, void *ctx)
{
	struct vb_hash *cited = ctx;

	c->seen_root.b[0] ^= 1;
	if (cited)
		c->seen_checkpoint = *cited;
}

static uint64_t one = 1, minus = UINT64_MAX;
static char west[] = "west", bern[] = "bern";

static const struct {
	void (*tweak)(struct vb_compose *c, void *ctx);
	void *ctx;
	const char *line, *what;
} faults[] = {
	{more, &one, "NOT GENUINE|4.5|SUD-3|bern", "4.1 a gap in a chain"},
	{more, &minus, "NOT GENUINE|4.5|SUD-1|bern", "4.4 two texts at one position, both logged"},
	{other_prev, NULL, "NOT GENUINE|4.5|SUD-2|bern", "4.2 another act before it"},
	{other_epoch, NULL, "NOT GENUINE|4.5|SUD-2.1|bern", "4.3 an epoch that nothing opened"},
	{other_table, NULL, "NOT GENUINE|4.5|SUD-2|bern", "2.3 an act of another table"},
	{other_author, west, "NOT GENUINE|4.5|WEST-2|bern", "4.5 somebody unknown"},
	{other_author, bern, "NOT GENUINE|4.5|BERN-2|bern", "2.8 not the author's line"},
	{seen_more, NULL, "NOT GENUINE|4.6|SUD-2|bern", "4.6 a log larger than there was"},
	{seen_far, NULL, "NOT GENUINE|4.6|SUD-2|bern", "4.6 a log larger than there is"},
	{seen_other, NULL, "UNREADABLE|4.6|SUD-2|" NOBODY,
	 "4.6 `seen` without its signed checkpoint"},
};

static void test_faults(void)
{
	static struct kit k;

	for (size_t i = 0; i < VB_ARRAY_LEN(faults); i++) {
		start(&k);
		kit_do_raw(&k.t, k.sud, "statement", &hello, faults[i].tweak, faults[i].ctx);
		finish(&k, faults[i].line, faults[i].what);
	}
}

/* The last entry's bytes changed by @edit before they are logged. */
static void edited(void (*edit)(struct kit *k, uint8_t *note, size_t *len), const char *line,
		   const char *what)
{
	static struct kit k;
	uint8_t *buf = malloc(VB_NOTE_MAX);
	size_t len;

	assert(buf);
	start(&k);
	len = fx_act(&k.t, k.sud, "statement", &hello, buf);
	edit(&k, buf, &len);
	kit_log_raw(&k.t, buf, len);
	finish(&k, line, what);
	free(buf);
}

static void false_signature(struct kit *k, uint8_t *note, size_t *len)
{
	(void)k;
	kit_flip(&note[*len - 20]);
}

static void extra_line(struct kit *k, uint8_t *note, size_t *len)
{
	*len = fx_cosign(&k->t, k->nord, note, *len);
}

static void no_text(struct kit *k, uint8_t *note, size_t *len)
{
	(void)k;
	memcpy(note, "verbale-act/2", 13);
	(void)len;
}

static void cosignature(struct kit *k, uint8_t *note, size_t *len)
{
	(void)k;
	memcpy(note, "cosignature/v", 13);
	(void)len;
}

static void homoglyph(struct kit *k, uint8_t *note, size_t *len)
{
	uint8_t *at = memmem(note, *len, "author s", 8);

	(void)k;
	assert(at);
	memcpy(at + 7, "\xd1\x95", 2);
}

static void empty(struct kit *k, uint8_t *note, size_t *len)
{
	(void)k;
	(void)note;
	*len = 0;
}

/* "— sud" becomes "— nor": the line names another. */
static void relabelled(struct kit *k, uint8_t *note, size_t *len)
{
	uint8_t *at = memmem(note, *len, "\xe2\x80\x94 sud", 7);

	(void)k;
	assert(at);
	memcpy(at + 4, "sut", 3);
}

static void test_edited(void)
{
	edited(false_signature, "NOT GENUINE|4.5|SUD-2|bern", "3.3 a signature that does not hold");
	edited(extra_line, "UNREADABLE|2.8|SUD-2|bern", "2.8 a signature line too many");
	edited(relabelled, "NOT GENUINE|4.5|SUD-2|bern", "2.8 a line under another name");
	edited(no_text, "UNREADABLE|2.1|entry 4|bern", "2.1 a text of another version");
	edited(cosignature, "UNREADABLE|2.1|entry 4|bern", "2.1 a text that begins as a "
							   "cosignature");
	edited(homoglyph, "UNREADABLE|2.4|entry 4|bern", "2.4 a name with a foreign letter");
	edited(empty, "UNREADABLE|C2SP signed-note|entry 4|bern", "6.1 an empty entry");
}

/* Entries that begin like acts which register keys: they are found out in their turn. */
static void test_no_rosters(void)
{
	static const char *const texts[] = {
		"verbale-act/1\nkind mandate", "verbale-act/1\nkind mandate\ntable -\n",
	};
	static struct kit k;

	for (unsigned i = 0; i < VB_ARRAY_LEN(texts); i++) {
		start(&k);
		kit_log_raw(&k.t, (const uint8_t *)texts[i], strlen(texts[i]));
		finish(&k, "UNREADABLE|C2SP signed-note|entry 4|bern",
		       i ? "2.2 a mandate of no key" : "2.2 an entry that ends within its kind");
	}
}

/* ---- the depositary's promises ---- */

/* A release of the draft to SUD with the receipt at @receipt and @identity. */
static void release(struct kit *k, unsigned who, const struct vb_hash *of, uint32_t receipt,
		    const struct vb_secret *identity)
{
	char text[VB_AGE_IDENTITY_LEN + 1], hex[65];
	struct vb_writer w;

	vb_writer_init(&w, text, VB_AGE_IDENTITY_LEN);
	vb_identity_put(&w, identity);
	text[w.len] = '\0';
	vb_hex(hex, of->b, 32);
	kit_do_raw(&k->t, who, "release",
		   &(struct fx_fields){{"of", hex, "addressee", "sud", "receipt",
					fx_id(&k->t, receipt), "identity", text}}, NULL, NULL);
}

static void handed(struct kit *k)
{
	kit_found(k, two, 2, NULL, NULL);
	k->draft = fx_hand(&k->t, k->nord, 1u << k->sud, "propose", "draft", VB_NO_ACT, fx_paper);
}

static void test_releases(void)
{
	struct vb_hash none = {{1}};
	static struct kit k;
	struct fx *t = &k.t;
	uint32_t receipt;

	handed(&k);
	fx_receipt(t, k.sud, k.draft, NULL);
	finish(&k, "NOT GENUINE|5.3.6|SUD-1|bern", "5.3.6 a receipt without its release");

	handed(&k);
	fx_receipt(t, k.sud, k.draft, NULL);
	kit_do_raw(t, k.sud, "statement", &hello, more, &one);
	finish(&k, "NOT GENUINE|4.5|SUD-3|bern",
	       "5.3.6 what a fault hides is not missed: no checkpoint so far owed it");

	handed(&k);
	fx_receipt(t, k.sud, k.draft, NULL);
	fx_do(t, k.sud, "statement", &hello, NULL);
	kit_do_raw(t, k.sud, "statement", &hello, more, &one);
	finish(&k, "NOT GENUINE|5.3.6|SUD-1|bern", "5.3.6 what is owed before a fault is missed");

	handed(&k);
	release(&k, FX_MEMBERS, &t->fold->fact[k.draft].id, k.draft, t->copy[0].one_time);
	finish(&k, "NOT GENUINE|5.3.4|BERN-1|bern", "5.3.4 a release on no receipt");

	handed(&k);
	receipt = fx_receipt(t, k.sud, k.draft, NULL);
	release(&k, FX_MEMBERS, &none, receipt, t->copy[0].one_time);
	finish(&k, "NOT GENUINE|5.3.3|BERN-1|bern", "5.3.3 a release of nothing");

	handed(&k);
	receipt = fx_receipt(t, k.sud, k.draft, NULL);
	release(&k, FX_MEMBERS, &t->fold->fact[k.draft].id, receipt, t->m[0].seal);
	finish(&k, "NOT GENUINE|5.3.4|BERN-1|bern", "5.3.4 a release with a false identity");

	handed(&k);
	receipt = fx_receipt(t, k.sud, k.draft, NULL);
	t->dep.number++;
	release(&k, FX_MEMBERS, &t->fold->fact[k.draft].id, receipt, t->m[0].seal);
	finish(&k, "NOT GENUINE|4.5|BERN-2|bern", "10.1 its place comes before its identity");

	handed(&k);
	receipt = fx_receipt(t, k.sud, k.draft, NULL);
	release(&k, k.nord, &t->fold->fact[k.draft].id, receipt, t->m[0].seal);
	release(&k, FX_MEMBERS, &t->fold->fact[k.draft].id, receipt, t->copy[0].one_time);
	{
		struct vb_view none_marked[1];
		struct kit_file b = kit_bundle(t, &(struct kit_parts){.no_marks = true,
								      .marks = none_marked});

		is_str(kit_line(kit_view(&b), k.trust), "GENUINE|5.3.4|NORD-2|nord",
		       "5.3.4 an author's false release is void, and the depositary's stands");
		kit_free(&b);
	}
	kit_close(&k);
}

/* ---- which fault comes first ---- */

static void test_order(void)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	static struct kit k;
	size_t len;

	assert(buf);
	/* Signature before `seen`, in one entry. */
	start(&k);
	len = fx_act_as(&k.t, k.sud, NULL, "statement", &hello, seen_other, NULL, NULL, buf);
	kit_flip(&buf[len - 20]);
	kit_log_raw(&k.t, buf, len);
	finish(&k, "NOT GENUINE|4.5|SUD-2|bern", "10.1 signatures before `seen`");
	/* A signature early beats grammar later. */
	start(&k);
	len = fx_act(&k.t, k.sud, "statement", &hello, buf);
	kit_flip(&buf[len - 20]);
	kit_log_raw(&k.t, buf, len);
	kit_log_raw(&k.t, (const uint8_t *)"x", 1);
	finish(&k, "NOT GENUINE|4.5|SUD-2|bern", "10.1 the first entry at fault");
	/* A receipt that nobody released, and a false signature behind it. */
	handed(&k);
	fx_receipt(&k.t, k.sud, k.draft, NULL);
	fx_do(&k.t, k.nord, "statement", &hello, NULL);
	len = fx_act(&k.t, k.nord, "statement", &hello, buf);
	kit_flip(&buf[len - 20]);
	kit_log_raw(&k.t, buf, len);
	finish(&k, "NOT GENUINE|5.3.6|SUD-1|bern", "10.1 the receipt stands before the signature");
	free(buf);
}

/* ---- `seen` and forks ---- */

static void test_fork(void)
{
	struct vb_hash other, cited, no_such = {{7}};
	struct vb_checkpoint c;
	struct vb_vkey log;
	struct kit_file forked, b, f;
	static struct kit k;
	struct vb_view v;
	uint8_t pub[32];
	char name[80];

	start(&k);
	other = k.t.root[4];
	other.b[0] ^= 1;
	forked = kit_checkpoint(&k.t, 4, &other, VB_TIME_NONE, 0);
	vb_ed25519_public(k.t.dep.founding, pub);
	vb_vkey_make(&log, vb_view_str(k.t.origin), VB_KEY_ED25519, pub);
	assert(vb_checkpoint_parse(kit_view(&forked), &c, NULL) == VB_OK);
	assert(vb_checkpoint_hash(&c, &log, &cited, NULL) == VB_OK);
	kit_do_raw(&k.t, k.sud, "statement", &hello, seen_other, &cited);
	b = kit_bundle(&k.t, NULL);
	v = kit_view(&forked);
	memcpy(name, "seen/", 5);
	vb_hex(name + 5, cited.b, 32);
	f = kit_replace(kit_view(&b), "tile/0/000.p/5", name, &v, true);
	is_str(kit_line(kit_view(&f), k.trust), "NOT GENUINE|4.6|SUD-2|bern",
	       "4.6 a fork: the depositary");
	kit_free(&f);
	vb_hex(name + 5, no_such.b, 32);
	f = kit_replace(kit_view(&b), "tile/0/000.p/5", name, &v, true);
	is_str(kit_line(kit_view(&f), k.trust), "UNREADABLE|4.6|SUD-2|" NOBODY,
	       "9.1 a seen checkpoint under another name shows nothing");
	kit_free(&f);
	/* One that is true, and that the act does not cite. */
	v = vb_view(k.t.mark[4], k.t.mark_len[4]);
	vb_hex(name + 5, k.t.checkpoint[4].b, 32);
	f = kit_replace(kit_view(&b), "tile/0/000.p/5", name, &v, true);
	is_str(kit_line(kit_view(&f), k.trust), "UNREADABLE|4.6|SUD-2|" NOBODY,
	       "4.6 another checkpoint shows no fork");
	kit_free(&f);
	kit_flip(&forked.ptr[forked.len - 20]);
	v = kit_view(&forked);
	vb_hex(name + 5, cited.b, 32);
	f = kit_replace(kit_view(&b), "tile/0/000.p/5", name, &v, true);
	is_str(kit_line(kit_view(&f), k.trust), "UNREADABLE|4.6|SUD-2|" NOBODY,
	       "6.2 nor does one that the log key did not sign");
	kit_free(&f);
	v = vb_view_str("x");
	f = kit_replace(kit_view(&b), "tile/0/000.p/5", name, &v, true);
	is_int(strncmp(kit_line(kit_view(&f), k.trust), "UNREADABLE|C2SP signed-note|seen/", 33), 0,
	       "9.1 a seen checkpoint that is none");
	kit_free(&f);
	kit_free(&b);
	kit_free(&forked);
	kit_close(&k);
}

/* What stands in seen/ and must not, behind all entries (format.md 9.1, 10.1). */
static void test_odd_seen(void)
{
	struct vb_hash no_such = {{7}};
	static struct kit k;
	struct kit_file b, f, bad, both;
	struct vb_view v;
	char name[80], last[80], want[120];
	uint8_t *line;

	start(&k);
	b = kit_bundle(&k.t, NULL);
	v = vb_view(k.t.mark[3], k.t.mark_len[3]);
	memcpy(name, "seen/", 5);
	vb_hex(name + 5, no_such.b, 32);
	f = kit_replace(kit_view(&b), "tile/0/000.p/4", name, &v, true);
	snprintf(want, sizeof(want), "NOT GENUINE|9.1|%s|" NOBODY, name);
	is_str(kit_line(kit_view(&f), k.trust), want,
	       "9.1 a seen checkpoint is named by its hash (6.3)");
	kit_free(&f);
	bad = kit_copy(v);
	/* In the blob of its first line, the log key's, behind "— ORIGIN ". */
	line = (uint8_t *)memmem(bad.ptr, bad.len, "\n\n", 2) + 2;
	kit_flip(line + 4 + strlen(k.t.origin) + 20);
	v = kit_view(&bad);
	f = kit_replace(kit_view(&b), "tile/0/000.p/4", name, &v, true);
	snprintf(want, sizeof(want), "NOT GENUINE|6.2|%s|" NOBODY, name);
	is_str(kit_line(kit_view(&f), k.trust), want, "6.2 one that the log key did not sign");
	/* Behind it one that is named wrongly, too. */
	v = vb_view(k.t.mark[3], k.t.mark_len[3]);
	snprintf(last, sizeof(last), "seen/%064d", 7);
	memset(last + 5, 'f', 64);
	both = kit_replace(kit_view(&f), name, last, &v, true);
	is_str(kit_line(kit_view(&both), k.trust), want, "10.1 of two the first is told");
	kit_free(&both);
	kit_free(&f);
	kit_free(&bad);
	kit_free(&b);
	kit_close(&k);
}

/* A checkpoint of another history that no act cites. */
static void test_uncited(void)
{
	struct vb_hash root[2], cited;
	struct vb_checkpoint c;
	struct vb_vkey log;
	static struct kit k;
	uint8_t pub[32];
	char name[80];

	start(&k);
	vb_ed25519_public(k.t.dep.founding, pub);
	vb_vkey_make(&log, vb_view_str(k.t.origin), VB_KEY_ED25519, pub);
	root[0] = root[1] = k.t.root[3];
	root[1].b[0] ^= 1;
	for (unsigned i = 0; i < 3; i++) {
		/* The log's own root, another, and one of a size that is not here. */
		struct kit_file forked = kit_checkpoint(&k.t, i == 2 ? 30 : 3, &root[i > 0],
							VB_TIME_NONE, 0);
		struct kit_file b = kit_bundle(&k.t, NULL), f;
		struct vb_view v = kit_view(&forked);
		const char *line;

		assert(vb_checkpoint_parse(v, &c, NULL) == VB_OK);
		assert(vb_checkpoint_hash(&c, &log, &cited, NULL) == VB_OK);
		memcpy(name, "seen/", 5);
		vb_hex(name + 5, cited.b, 32);
		f = kit_replace(kit_view(&b), "tile/0/000.p/4", name, &v, true);
		line = kit_line(kit_view(&f), k.trust);
		if (i == 1)
			ok(strncmp(line, "NOT GENUINE|6.7|seen/", 21) == 0 && strstr(line, "|bern"),
			   "6.7 two histories, whoever cites them");
		else
			is_str(line, "GENUINE|-|-|-", "6.7 a checkpoint that contradicts nothing");
		kit_free(&f);
		kit_free(&b);
		kit_free(&forked);
	}
	kit_close(&k);
}

/* ---- charters ---- */

/* The charter of a table with @edit done to its key lines, signed again. */
static struct kit_file recharter(struct kit *k, const char *from, const char *to)
{
	struct vb_view text;
	struct vb_note note;
	uint8_t *buf = calloc(1, VB_NOTE_MAX), *at;
	struct vb_writer w;
	struct kit_file f;

	assert(buf && strlen(from) == strlen(to));
	assert(vb_note_parse(vb_view(k->t.note[0], k->t.note_len[0]), VB_SIGS_MAX, &note, NULL) ==
	       VB_OK);
	memcpy(buf, note.text.ptr, note.text.len);
	at = memmem(buf, note.text.len, from, strlen(from));
	assert(at);
	memcpy(at, to, strlen(to));
	text = vb_view(buf, note.text.len);
	vb_writer_init(&w, buf, VB_NOTE_MAX);
	w.len = text.len;
	vb_put_byte(&w, '\n');
	for (unsigned i = 0; i < k->t.n; i++) {
		struct vb_signer s = vb_signer_secret(k->t.m[i].founding, k->t.m[i].name,
						      VB_KEY_ED25519);

		assert(vb_sigline_put(&w, text, &s, NULL) == VB_OK);
	}
	f = kit_copy(vb_written(&w));
	free(buf);
	return f;
}

/* The same with @from (NULL: nothing) replaced by a text of any length, signed by @n. */
static struct kit_file rewritten(struct kit *k, const char *from, const char *to,
				 const unsigned *who, unsigned n)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	const uint8_t *at;
	struct vb_view text;
	struct vb_note note;
	struct vb_writer w;
	struct kit_file f;

	assert(buf);
	assert(vb_note_parse(vb_view(k->t.note[0], k->t.note_len[0]), VB_SIGS_MAX, &note, NULL) ==
	       VB_OK);
	at = memmem(note.text.ptr, note.text.len, from, strlen(from));
	assert(at);
	vb_writer_init(&w, buf, VB_NOTE_MAX);
	vb_put(&w, note.text.ptr, (size_t)(at - note.text.ptr));
	vb_put_str(&w, to);
	at += strlen(from);
	vb_put(&w, at, note.text.len - (size_t)(at - note.text.ptr));
	text = vb_view(buf, w.len);
	vb_put_byte(&w, '\n');
	for (unsigned i = 0; i < n; i++) {
		struct vb_signer s = vb_signer_secret(k->t.m[who[i]].founding,
						      k->t.m[who[i]].name, VB_KEY_ED25519);

		assert(vb_sigline_put(&w, text, &s, NULL) == VB_OK);
	}
	f = kit_copy(vb_written(&w));
	free(buf);
	return f;
}

/* "sud act VKEY" with nord's public key. */
static void key_line(const struct fx *t, const char *name, uint8_t type, const char *purpose,
		     const struct vb_secret *s, char out[static 300])
{
	struct vb_vkey key;
	struct vb_writer w;
	uint8_t pub[32];

	vb_ed25519_public(s, pub);
	vb_vkey_make(&key, vb_view_str(name), type, pub);
	vb_writer_init(&w, out, 299);
	vb_putf(&w, "%s %s ", name, purpose);
	vb_vkey_put(&w, &key);
	out[w.len] = '\0';
	(void)t;
}

static void test_charters(void)
{
	char from[300], to[300];
	static struct kit k;
	struct kit_file c;

	kit_found(&k, two, 2, NULL, NULL);
	c = kit_copy(vb_view(k.t.note[0], k.t.note_len[0]));
	is_str(kit_line(kit_view(&c), NULL), "CANNOT TELL|10.2|-|-", "10.2 a charter alone");
	is_str(kit_line(kit_view(&c), k.trust), "GENUINE|-|-|-", "10.1 a charter under its keys");
	is_str(kit_line(vb_view(c.ptr, c.len - 100), k.trust), "UNREADABLE|1.1|act|" NOBODY,
	       "1.1 a charter cut short, in a character");
	is_str(kit_line(vb_view(c.ptr, c.len - 101), k.trust), "CANNOT TELL|2.8|charter|-",
	       "2.8 a charter that not everybody has signed");
	kit_flip(&c.ptr[c.len - 20]);
	is_str(kit_line(kit_view(&c), k.trust), "NOT GENUINE|3.3|charter|" NOBODY,
	       "3.3 a charter whose signature does not hold");
	kit_flip(&c.ptr[c.len - 140]);
	is_str(kit_line(vb_view(c.ptr, c.len - 101), k.trust), "CANNOT TELL|2.8|charter|-",
	       "2.8 which is found before any signature is looked at");
	kit_free(&c);
	key_line(&k.t, "sud", VB_KEY_ED25519, "act", k.t.m[k.sud].act, from);
	key_line(&k.t, "sud", VB_KEY_ED25519, "act", k.t.m[k.nord].act, to);
	c = recharter(&k, from, to);
	is_str(kit_line(kit_view(&c), NULL), "NOT GENUINE|3.5|charter|nord,sud",
	       "3.5 one key of two parties: who signed that charter");
	is_str(kit_line(kit_view(&c), k.trust), "NOT GENUINE|9.7|charter|" NOBODY,
	       "10.2 nobody, where the anchors know it for another's key");
	kit_free(&c);
	key_line(&k.t, "nord", VB_KEY_COSIGN, "cosign", k.t.m[k.nord].cosign, from);
	key_line(&k.t, "nord", VB_KEY_COSIGN, "cosign", k.t.m[k.nord].act, to);
	c = recharter(&k, from, to);
	is_str(kit_line(kit_view(&c), k.trust), "NOT GENUINE|3.5|charter|nord,sud",
	       "3.5 an act key that cosigns too");
	kit_free(&c);
	c = recharter(&k, "rule take-days 7", "rule take-days 0");
	is_int(strncmp(kit_line(kit_view(&c), k.trust), "UNREADABLE|", 11), 0,
	       "5.1.4 a rule out of range is no rule");
	kit_free(&c);
	c = recharter(&k, "rule skew-seconds 300", "rule skew-seconds 301");
	is_str(kit_line(kit_view(&c), k.trust), "NOT GENUINE|5.1.2|charter|nord,sud",
	       "5.1.3 a charter to which nobody's seat consents is void");
	kit_free(&c);
	c = recharter(&k, "sud founding sud", "sud founding nud");
	ok(strncmp(kit_line(kit_view(&c), k.trust), "UNREADABLE|", 11) == 0 ||
		   strncmp(kit_line(kit_view(&c), k.trust), "NOT GENUINE|", 12) == 0,
	   "5.1.1 a member without its founding key");
	kit_free(&c);
	kit_close(&k);
}

/* Members that no table has. */
static void test_other_members(void)
{
	static const unsigned both[] = {0, 1, 1};
	char line[300], crowd[400] = "";
	static struct kit k;
	struct kit_file c;

	kit_found(&k, two, 2, NULL, NULL);
	c = rewritten(&k, "party sud principal\n", "party sud chair\nparty sud principal\n", both,
		      3);
	is_str(kit_line(kit_view(&c), k.trust), "NOT GENUINE|5.1.1|charter|nord,sud",
	       "5.1.3 a charter that names one twice: each of its signatories once");
	kit_free(&c);
	for (unsigned i = 0; i < 11; i++)
		snprintf(crowd + strlen(crowd), sizeof(crowd) - strlen(crowd),
			 "party p%02u observer\n", i);
	snprintf(crowd + strlen(crowd), sizeof(crowd) - strlen(crowd), "party sud principal\n");
	c = rewritten(&k, "party sud principal\n", crowd, both, 2);
	is_str(kit_line(kit_view(&c), k.trust), "UNREADABLE|1.2|act|" NOBODY,
	       "1.2 a charter of thirteen members");
	kit_free(&c);
	key_line(&k.t, "sud", VB_KEY_ED25519, "act", k.t.m[k.sud].act, line);
	snprintf(crowd, sizeof(crowd), "key %s\n", line);
	c = rewritten(&k, crowd, "", both, 2);
	is_str(kit_line(kit_view(&c), k.trust), "NOT GENUINE|5.1.1|charter|nord,sud",
	       "10.2 a charter without SUD's act key contradicts no anchor of it");
	kit_free(&c);
	key_line(&k.t, "sud", VB_KEY_ED25519, "founding", k.t.m[k.sud].founding, line);
	snprintf(crowd, sizeof(crowd), "key %s\n", line);
	c = rewritten(&k, crowd, "", both, 2);
	is_str(kit_line(kit_view(&c), k.trust), "NOT GENUINE|3.1|charter|" NOBODY,
	       "3.1 a charter without a key that signed it");
	kit_free(&c);
	kit_close(&k);
}

/* ---- remarks ---- */

static void late_date(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->date += 3600;
	c->lodge_by += 3600;
}

static void early_date(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->date -= 3600;
}

static void too_late(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->date = c->lodge_by = c->date - 60;
}

static void test_remarks(void)
{
	static struct kit k;
	struct fx *t = &k.t;
	struct vb_finding f;
	struct kit_file b;

	start(&k);
	fx_take(t, k.sud, k.draft, "as-offered", VB_NO_ACT, NULL);
	fx_take(t, k.sud, k.draft, "letter", VB_NO_ACT, NULL);
	b = kit_bundle(t, NULL);
	is_str(kit_verify(kit_view(&b), k.trust, &f), "GENUINE|5.3.7|SUD-3|sud",
	       "4.8 a second take is void, and its author answers");
	is_int(f.remarks, 1, "10.3 that is one remark");
	ok(kit_has(f.established, f.nestablished, "SUD-3 is void (5.3.7)"),
	   "10.3 the remark is told");
	kit_free(&b);
	kit_do_raw(t, k.nord, "statement", &hello, late_date, NULL);
	finish(&k, "GENUINE|5.3.7|SUD-3|sud", "10.3 void weighs more than a date");

	start(&k);
	kit_do_raw(t, k.nord, "statement", &hello, late_date, NULL);
	finish(&k, "GENUINE|4.7|NORD-2|nord", "4.7 a date after the act was logged");

	start(&k);
	kit_do_raw(t, k.nord, "statement", &hello, early_date, NULL);
	finish(&k, "GENUINE|4.7|NORD-2|nord", "4.7 a date before what it has seen");

	start(&k);
	kit_do_raw(t, k.nord, "statement", &hello, too_late, NULL);
	finish(&k, "GENUINE|4.7|NORD-2|" NOBODY, "4.7 an act held past its lodge-by is void");

	start(&k);
	for (unsigned i = 0; i < 12; i++)
		fx_take(t, k.sud, k.draft, "letter", VB_NO_ACT, NULL);
	b = kit_bundle(t, NULL);
	is_str(kit_verify(kit_view(&b), k.trust, &f), "GENUINE|5.3.7|SUD-3|sud",
	       "10.3 the first in log order");
	is_int(f.remarks, 11, "10.3 eleven remarks");
	ok(kit_has(f.established, f.nestablished, "and 3 remarks more"),
	   "10.3 not all of them told");
	is_str(kit_line(kit_view(&b), NULL), "CANNOT TELL|10.2|-|-",
	       "10.3 remarks are those of a genuine file");
	kit_free(&b);
	kit_close(&k);
}

/* Void minutes: of all that signed them, and of nobody else. */
static void test_joint(void)
{
	static const char *const three[] = {"nord", "sud", "west"};
	uint8_t *buf = malloc(VB_NOTE_MAX);
	static struct kit k;
	size_t len;

	assert(buf);
	kit_found(&k, three, 3, NULL, NULL);
	fx_do(&k.t, 1, "statement", &hello, NULL);
	len = fx_act(&k.t, k.nord, "minutes",
		     &(struct fx_fields){{"of", fx_id(&k.t, 1), "signer", "nord", "signer", "west",
					  "text", "So."}}, buf);
	assert(fx_log(&k.t, buf, fx_cosign(&k.t, 2, buf, len), NULL) == VB_OK);
	finish(&k, "GENUINE|5.4.3|NORD-1|nord,west", "4.8 minutes of no meeting: those that "
						     "signed them");
	free(buf);
}

/* An office that acts outside its mandate. */
static void test_office(void)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_secret *legal;
	static struct kit k;
	struct fx *t = &k.t;
	char line[300];
	size_t len;

	assert(buf);
	start(&k);
	legal = vb_secret_new(t->rng);
	assert(legal);
	key_line(t, "nord/legal", VB_KEY_ED25519, "act", legal, line);
	fx_do(t, k.nord, "mandate",
	      &(struct fx_fields){{"to", "legal", "key", line, "scope", "letter"}}, NULL);
	t->m[k.nord].number = 0;
	t->m[k.nord].prev = t->fold->charter;
	len = fx_act_as(t, k.nord, "legal", "statement", &hello, NULL, NULL, legal, buf);
	assert(fx_log(t, buf, len, NULL) == VB_OK);
	finish(&k, "GENUINE|3.7|NORD/LEGAL-1|nord/legal", "3.7 an office beyond its mandate: "
							  "itself");
	vb_secret_free(legal);
	free(buf);
}

/* ---- rekey and resume: 4.3 ---- */

static void recovery_chain(struct vb_compose *c, void *ctx)
{
	c->number = 1;
	c->epoch = 0;
	c->prev = *(const struct vb_hash *)ctx;
}

static void resumed(struct vb_compose *c, void *ctx)
{
	(void)ctx;
	c->epoch++;
}

static void test_rekey(void)
{
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct vb_secret *fresh, *old;
	static struct kit k;
	struct fx *t = &k.t;
	struct vb_writer w;
	struct vb_signer s;
	struct vb_note note;
	char line[300];
	size_t len;

	assert(buf);
	start(&k);
	fresh = vb_secret_new(t->rng);
	assert(fresh);
	key_line(t, "nord", VB_KEY_ED25519, "act", fresh, line);
	len = fx_act_as(t, k.nord, "recovery", "rekey", &(struct fx_fields){{"key", line}},
			recovery_chain, &t->fold->charter, t->m[k.nord].recovery, buf);
	s = vb_signer_secret(fresh, "nord", VB_KEY_ED25519);
	assert(vb_note_parse(vb_view(buf, len), VB_SIGS_MAX, &note, NULL) == VB_OK);
	vb_writer_init(&w, buf + len, VB_NOTE_MAX - len);
	assert(vb_sigline_put(&w, note.text, &s, NULL) == VB_OK);
	assert(fx_log(t, buf, len + w.len, NULL) == VB_OK);
	old = t->m[k.nord].act;
	t->m[k.nord].act = fresh;
	len = fx_act_as(t, k.nord, NULL, "statement", &hello, resumed, NULL, NULL, buf);
	assert(fx_log(t, buf, len, NULL) == VB_OK);
	{
		struct kit_file b = kit_bundle(t, NULL);

		is_str(kit_line(kit_view(&b), k.trust), "GENUINE|-|-|-",
		       "4.3 a rekey, and the next act under the new key");
		kit_free(&b);
	}
	/* The retired key once more: it held, but not here. */
	t->m[k.nord].act = old;
	len = fx_act(t, k.nord, "statement", &hello, buf);
	kit_log_raw(t, buf, len);
	finish(&k, "NOT GENUINE|4.5|NORD-3.1|bern", "3.6 a retired key binds nobody");
	vb_secret_free(fresh);
	start(&k);
	len = fx_act_as(t, k.sud, NULL, "resume", NULL, resumed, NULL, NULL, buf);
	assert(fx_log(t, buf, len, NULL) == VB_OK);
	finish(&k, "GENUINE|-|-|-", "4.3 a restored desk that resumes");
	free(buf);
}

/* ---- pouches ---- */

static const char *with_outbox(struct kit *k, const struct vb_view *v, size_t n)
{
	struct kit_file b = kit_bundle(&k->t, &(struct kit_parts){.pouch = true, .outbox = v,
								   .noutbox = n});
	const char *line = kit_line(kit_view(&b), k->trust);

	kit_free(&b);
	return line;
}

static void test_pouch(void)
{
	uint8_t *buf = malloc(3 * (size_t)VB_NOTE_MAX), *b2, *b3;
	struct fx_member saved;
	struct vb_view v[3];
	static struct kit k;
	struct fx *t = &k.t;

	assert(buf);
	b2 = buf + VB_NOTE_MAX;
	b3 = b2 + VB_NOTE_MAX;
	start(&k);
	saved = t->m[k.sud];
	v[0] = vb_view(buf, fx_act(t, k.sud, "statement", &hello, buf));
	v[1] = vb_view(b2, fx_act(t, k.sud, "statement", &hello, b2));
	is_str(with_outbox(&k, v, 2), "GENUINE|-|-|-", "9.2 two acts on their way");
	is_str(with_outbox(&k, v + 1, 1), "CANNOT TELL|4.1|outbox|-",
	       "4.1 an act whose predecessor is nowhere");
	v[2] = vb_view(t->note[2], t->note_len[2]);
	is_str(with_outbox(&k, v + 2, 1), "GENUINE|-|-|-", "9.2 an act that is logged already");
	t->m[k.sud] = saved;
	v[1] = vb_view(b2, fx_act(t, k.sud, "statement",
				  &(struct fx_fields){{"text", "We were not."}}, b2));
	is_str(with_outbox(&k, v, 2), "GENUINE|4.4|SUD-2|sud",
	       "4.4 two texts at one position, both on their way");
	v[1] = v[0];
	is_str(with_outbox(&k, v, 2), "GENUINE|-|-|-", "4.4 one text twice is one act");
	t->m[k.sud].number = 0;
	t->m[k.sud].prev = t->fold->charter;
	v[0] = vb_view(buf, fx_act(t, k.sud, "statement", &hello, buf));
	is_str(with_outbox(&k, v, 1), "GENUINE|4.4|SUD-1|sud",
	       "4.4 another text than the log has: key used twice");
	/* The weightiest remark, whatever came first in the log. */
	fx_take(t, k.nord, k.draft, "letter", VB_NO_ACT, NULL);
	is_str(with_outbox(&k, v, 1), "GENUINE|4.4|SUD-1|sud", "10.3 that weighs most");
	kit_flip(&buf[v[0].len - 20]);
	is_str(with_outbox(&k, v, 1), "NOT GENUINE|3.3|outbox/001|" NOBODY,
	       "3.3 an act on its way that nobody signed");
	v[0] = vb_view(buf, 10);
	is_str(with_outbox(&k, v, 1), "UNREADABLE|C2SP signed-note|outbox/001|" NOBODY,
	       "9.2 an outbox that cannot be read");
	t->m[k.sud] = saved;
	v[0] = vb_view(buf, fx_act_as(t, k.sud, NULL, "statement", &hello, other_table, NULL, NULL,
				      buf));
	is_str(with_outbox(&k, v, 1), "NOT GENUINE|2.3|outbox/001|" NOBODY,
	       "2.3 an act of another table on its way");
	t->m[k.sud] = saved;
	v[0] = vb_view(buf, fx_act_as(t, k.sud, NULL, "statement", &hello, seen_other, NULL, NULL,
				      buf));
	is_str(with_outbox(&k, v, 1), "UNREADABLE|4.6|outbox/001|" NOBODY,
	       "4.6 an act on its way that saw another log");
	t->m[k.sud] = saved;
	v[0] = vb_view(buf, fx_act_as(t, k.sud, NULL, "statement", &hello, seen_more, NULL, NULL,
				      buf));
	is_str(with_outbox(&k, v, 1), "GENUINE|5.3.7|NORD-2|nord",
	       "9.2 an act that saw more of the log than the pouch has");
	t->m[k.sud] = saved;
	v[0] = vb_view(buf, fx_act_as(t, k.sud, NULL, "statement", &hello, other_author,
				      west, NULL, buf));
	is_str(with_outbox(&k, v, 1), "NOT GENUINE|2.8|outbox/001|" NOBODY,
	       "2.8 an act under a line of another name");
	t->m[k.sud] = saved;
	v[0] = vb_view(buf, fx_act_as(t, k.sud, NULL, "statement", &hello, NULL, NULL,
				      t->m[k.sud].recovery, buf));
	is_str(with_outbox(&k, v, 1), "CANNOT TELL|3.1|outbox|-",
	       "3.1 an act under a key that nothing here registers");
	t->m[k.sud] = saved;
	v[0] = vb_view(b3, fx_cosign(t, k.nord, b3, fx_act(t, k.sud, "statement", &hello, b3)));
	is_str(with_outbox(&k, v, 1), "UNREADABLE|2.8|outbox/001|" NOBODY,
	       "2.8 an act on its way with a line too many");
	kit_close(&k);
	free(buf);
}

/* An office's mandate and what the office signs, both on their way. */
static void test_pouch_mandate(void)
{
	uint8_t *buf = malloc(3 * (size_t)VB_NOTE_MAX);
	struct vb_secret *legal, *other;
	struct fx_member saved;
	struct vb_view v[3];
	static struct kit k;
	struct fx *t = &k.t;
	char line[300];
	size_t len;

	assert(buf);
	start(&k);
	legal = vb_secret_new(t->rng);
	other = vb_secret_new(t->rng);
	assert(legal && other);
	key_line(t, "nord/legal", VB_KEY_ED25519, "act", legal, line);
	v[0] = vb_view(buf, fx_act(t, k.nord, "mandate",
				   &(struct fx_fields){{"to", "legal", "key", line,
						       "scope", "all"}}, buf));
	saved = t->m[k.nord];
	t->m[k.nord].number = 0;
	t->m[k.nord].prev = t->fold->charter;
	len = fx_act_as(t, k.nord, "legal", "statement", &hello, NULL, NULL, legal,
			buf + VB_NOTE_MAX);
	v[1] = vb_view(buf + VB_NOTE_MAX, len);
	is_str(with_outbox(&k, v, 2), "GENUINE|-|-|-", "3.7 an office after its mandate");
	is_str(with_outbox(&k, v + 1, 1), "CANNOT TELL|3.1|outbox|-", "3.7 an office without it");
	len = fx_act_as(t, k.nord, "legal", "statement", &hello, NULL, NULL, other,
			buf + VB_NOTE_MAX);
	v[1] = vb_view(buf + VB_NOTE_MAX, len);
	is_str(with_outbox(&k, v, 2), "CANNOT TELL|3.1|outbox|-", "3.1 a key that the mandate "
								  "does not name");
	t->m[k.nord] = saved;
	len = fx_act_as(t, k.nord, NULL, "statement", &hello, other_prev, NULL, NULL,
			buf + VB_NOTE_MAX);
	v[1] = vb_view(buf + VB_NOTE_MAX, len);
	ok(strncmp(with_outbox(&k, v, 2), "GENUINE|", 8) != 0,
	   "4.2 an act that does not go on from the one before it");
	vb_secret_free(legal);
	vb_secret_free(other);
	free(buf);
	kit_close(&k);
}

/* More values than a row of the audit keeps. */
static void test_many_values(void)
{
	static const char *const kinds[] = {"propose", "respond", "letter", "receipt", "take",
		"refuse", "withdraw", "contest", "promise", "meeting", "minutes", "statement",
		"entered", "resume", "revoke", "leave", "corrigendum", "amend"};
	struct fx_fields f = {{"to", "legal", "key", ""}};
	struct vb_secret *legal;
	static struct kit k;
	char line[300];

	start(&k);
	legal = vb_secret_new(k.t.rng);
	assert(legal);
	key_line(&k.t, "nord/legal", VB_KEY_ED25519, "act", legal, line);
	f.pair[3] = line;
	for (unsigned i = 0; i < VB_ARRAY_LEN(kinds); i++) {
		f.pair[4 + 2 * i] = "scope";
		f.pair[5 + 2 * i] = kinds[i];
	}
	fx_do(&k.t, k.nord, "mandate", &f, NULL);
	finish(&k, "GENUINE|-|-|-", "1.2 an act of twenty values");
	vb_secret_free(legal);
}

static void test_pouch_files(void)
{
	struct vb_view v = vb_view_str("x\n");
	struct kit_file b, f;
	static struct kit k;

	start(&k);
	b = kit_bundle(&k.t, &(struct kit_parts){.pouch = true});
	f = kit_replace(kit_view(&b), "tile/0/000.p/4", "release/001", &v, true);
	is_str(kit_line(kit_view(&f), k.trust), "UNREADABLE|9.1|archive|" NOBODY,
	       "9.2 a pouch carries releases as acts, and in no other way");
	kit_free(&f);
	f = kit_replace(kit_view(&b), "tile/0/000.p/4", "outbox/01", &v, true);
	is_str(kit_line(kit_view(&f), k.trust), "UNREADABLE|9.1|outbox/|" NOBODY,
	       "9.2 a number of two digits");
	kit_free(&f);
	f = kit_replace(kit_view(&b), "tile/0/000.p/4", "outbox/000", &v, true);
	is_str(kit_line(kit_view(&f), k.trust), "UNREADABLE|9.1|outbox/|" NOBODY,
	       "9.2 an outbox counts from 001");
	kit_free(&f);
	f = kit_replace(kit_view(&b), "tile/0/000.p/4", "outbox/0-1", &v, true);
	is_str(kit_line(kit_view(&f), k.trust), "UNREADABLE|9.1|outbox/|" NOBODY,
	       "9.2 and not in other characters");
	kit_free(&f);
	f = kit_replace(kit_view(&b), "tile/0/000.p/4", "outbox/0x1", &v, true);
	is_str(kit_line(kit_view(&f), k.trust), "UNREADABLE|9.1|outbox/|" NOBODY,
	       "9.2 an outbox counts in digits");
	kit_free(&f);
	kit_free(&b);
	kit_close(&k);
}

int main(void)
{
	test_faults();
	test_edited();
	test_no_rosters();
	test_releases();
	test_order();
	test_fork();
	test_odd_seen();
	test_uncited();
	test_charters();
	test_other_members();
	test_remarks();
	test_joint();
	test_office();
	test_rekey();
	test_pouch();
	test_pouch_mandate();
	test_many_values();
	test_pouch_files();
	return tap_done();
}
