/*
 * The second line of defence: what no file reaches, because something before it has refused
 * the file, and what it does for a caller that errs.
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"
#include "verify/internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static struct kit k;

static const char *line_of(const struct vb_finding *f)
{
	static char line[VB_CANONICAL_MAX];

	vb_finding_line(line, f);
	for (char *p = line; *p; p++)
		*p = *p == '\t' ? '|' : *p;
	return line;
}

/* ---- marks ---- */

/* What nobody whom we know has signed, as a mark. */
static const struct vb_checkpoint of_nobody = {.size = 1, .note.nsigs = 1};

/* The sweep agrees with vb_mark_span() for every entry, also beyond the last mark. */
static void test_sweep(void)
{
	static const struct vb_mark marks[] = {
		{0, 5, 5}, {2, VB_TIME_NONE, VB_TIME_NONE}, {2, 7, 7}, {5, 30, 25}, {6, 20, 20},
		{6, VB_TIME_NONE, VB_TIME_NONE}, {7, 33, VB_TIME_NONE}, {9, 40, 31},
	};
	unsigned wrong = 0;

	for (size_t n = 0; n <= VB_ARRAY_LEN(marks); n++) {
		struct vb_marks m = {0};

		for (size_t i = 0; i < n; i++) {
			struct vb_checkpoint c = {.size = marks[i].size, .note.nsigs = 1};

			assert(vb_marks_add(&m, &c, marks[i].by) == VB_OK);
			m.mark[i].since = marks[i].since;
		}
		vb_marks_ready(&m);
		for (uint64_t index = 0; index < 12; index++) {
			struct vb_span want = vb_mark_span(marks, n, index);
			struct vb_span is = vb_marks_span(&m, index);

			wrong += want.since != is.since || want.by != is.by;
		}
		vb_marks_free(&m);
	}
	is_int(wrong, 0, "6.5 a sweep over marks, none and more than enough");
}

static void test_bad_mark(void)
{
	struct vb_vkey nord;
	struct vb_keys none = {0}, one = {.key = &nord, .n = 1};
	struct vb_marks m = {0};
	uint8_t pub[32];

	vb_ed25519_public(k.t.m[0].cosign, pub);
	vb_vkey_make(&nord, vb_view_str("nord"), VB_KEY_COSIGN, pub);
	assert(vb_marks_add(&m, &of_nobody, 9) == VB_OK);
	is_int(vb_marks_lines(&m, &none), VB_OK, "6.4 a mark that nobody has signed");
	is_int((long long)m.nlines, 1, "6.4 has the line that it must have");
	vb_line_run(&m, 0, k.t.fold, &none);
	ok(m.line[0].run && !m.line[0].good, "6.2 which does not verify");
	m.line[0].key = 0;
	vb_line_run(&m, 0, k.t.fold, &one);
	ok(!m.line[0].good, "6.4 nor does a cosigner's");
	vb_marks_free(&m);
}

/* The same among the marks of an audit, or in place of its checkpoint: the finding is of the
 * file, not of anybody. */
static void settle_bad_mark(bool mark)
{
	struct kit_file b = kit_bundle(&k.t, NULL);
	struct vb_finding f;
	struct vb_audit *a;
	char want[80];

	assert(vb_audit_open(kit_view(&b), k.trust, &a, &f) == VB_OK && a);
	assert(vb_marks_add(&a->marks, &of_nobody, 9) == VB_OK);
	vb_marks_ready(&a->marks);
	assert(vb_marks_lines(&a->marks, &a->keys) == VB_OK);
	snprintf(want, sizeof(want), "NOT GENUINE|6.2|checkpoint|" VB_NOBODY);
	if (mark) {
		a->nmarks = a->marks.n;
		snprintf(want, sizeof(want), "NOT GENUINE|6.2|mark %zu|" VB_NOBODY,
			 a->marks.n);
	}
	vb_audit_finish(a, &f);
	is_str(line_of(&f), want, "10.1 an audit with such a %s", mark ? "mark" : "checkpoint");
	vb_audit_free(a);
	kit_free(&b);
}

static void test_settle_bad_mark(void)
{
	settle_bad_mark(true);
	settle_bad_mark(false);
}

/* ---- keys ---- */

static void test_keys(void)
{
	struct vb_sigline line = {.name = vb_view_str("nord"), .len = 68};
	struct vb_keys keys = {0};
	struct vb_act a;
	size_t from;

	assert(vb_act_parse(vb_view(k.t.note[0], k.t.note_len[0]), &a, NULL) == VB_OK);
	assert(vb_keys_add(&keys, &a) == VB_OK);
	for (unsigned i = 0; i < 2; i++) {
		line.id = i ? UINT32_MAX : 0;
		from = 0;
		is_int(vb_keys_find(&keys, &line, &from), VB_NO_KEY, "3.4 an id %s all others",
		       i ? "above" : "below");
		is_int(vb_keys_find(&keys, &line, &from), VB_NO_KEY, "3.4 nor is there another");
	}
	vb_keys_free(&keys);
}

/* ---- reading ---- */

static void test_no_error_wanted(void)
{
	struct kit_file b = kit_bundle(&k.t, NULL), f;
	struct vb_view bad = vb_view_str("verbale-bundle/9\n");
	struct vb_bundle read;

	f = kit_replace(kit_view(&b), "manifest", NULL, &bad, false);
	is_int(vb_bundle_read(kit_view(&f), &read, NULL), VB_MALFORMED,
	       "9.1 a bad manifest, to whom it may not concern");
	vb_bundle_free(&read);
	kit_free(&f);
	kit_free(&b);
}

static void test_no_proof(void)
{
	struct vb_finding f;

	vb_finding_init(&f);
	is_int(vb_proof_verify(vb_view_str("verbale-proof/2\nclaim -\nend\n"), NULL, &f), VB_OK,
	       "9.4 another version of a proof");
	is_str(line_of(&f), "UNREADABLE|9.4|line 1|" VB_NOBODY, "9.4 is none");
	vb_picks_free(NULL);
}

/* A pouch whose bytes change while its audit goes on. */
static void test_changed_outbox(void)
{
	uint8_t *buf = malloc(VB_NOTE_MAX), *at;
	struct vb_finding f;
	struct vb_audit *a;
	struct kit_file b;
	struct vb_view v;

	assert(buf);
	v = vb_view(buf, fx_act(&k.t, k.sud, "statement", &(struct fx_fields){{"text", "x"}}, buf));
	b = kit_bundle(&k.t, &(struct kit_parts){.pouch = true, .outbox = &v, .noutbox = 1});
	assert(vb_audit_open(kit_view(&b), k.trust, &a, &f) == VB_OK && a);
	at = memmem(b.ptr, b.len, v.ptr, v.len);
	assert(at);
	at[0] ^= 1;
	vb_audit_finish(a, &f);
	is_str(line_of(&f), "UNREADABLE|2.1|outbox/001|" VB_NOBODY,
	       "9.2 what is read twice is judged twice");
	vb_audit_free(a);
	kit_free(&b);
	free(buf);
}

/* ---- evidence that is not the fold's ---- */

/* The story's notes, of which the one at @bad cannot be read. */
static struct vb_evidence evidence(struct vb_view *note, uint32_t bad)
{
	for (uint32_t i = 0; i < k.t.size; i++)
		note[i] = vb_view(k.t.note[i], k.t.note_len[i]);
	note[bad] = vb_view_str("x");
	return (struct vb_evidence){k.t.fold, note, NULL};
}

static const char *extras(const struct vb_proof_file *file, uint32_t bad)
{
	static struct vb_finding f;
	struct vb_view note[64];
	struct vb_evidence ev = evidence(note, bad);
	enum vb_code code;

	assert(k.t.size <= VB_ARRAY_LEN(note));
	vb_finding_init(&f);
	vb_finding_set(&f, VB_GENUINE, "", "", "", "so far");
	code = vb_extras_check(file, &ev, &f);
	if (code != VB_OK && code != VB_FALSE)
		return vb_code_name(code);
	return line_of(&f);
}

static void test_judged_evidence(void)
{
	struct fx_copy *c = fx_copy_of(&k.t, k.draft, k.sud);
	struct vb_proof_file p = {.copy = vb_view(c->sealed, c->sealed_len),
				  .file_key = vb_view(c->inner.file_key, 16)};

	/* As if SUD had contested it. */
	k.t.fold->handover[k.t.fold->fact[k.draft].handover].contest = k.draft + 2;
	is_str(extras(&p, 0), "GENUINE|7.6|NORD-1|sud", "7.6 a groundless contest");
	is_str(extras(&p, k.draft), "CANNOT TELL|7.6|copy|-",
	       "7.6 whose hand-over cannot be read convicts nobody");
	is_str(extras(&p, k.draft + 2), "CANNOT TELL|7.6|copy|-", "7.6 nor one whose release "
								  "cannot");
}

static void test_opened_evidence(void)
{
	struct fx_copy *c = fx_copy_of(&k.t, k.draft, k.sud);
	struct vb_copy_place place = {.table = k.t.fold->table, .chain = "nord", .number = 1,
				      .addressee = "sud"};
	struct vb_proof_file p = {.claim = vb_view(NULL, 0)};
	struct vb_view opened;
	uint8_t text[4096];
	struct vb_writer w;

	vb_writer_init(&w, text, sizeof(text));
	vb_opened_put(&w, &place, c->seed, vb_view_str(fx_paper));
	opened = vb_written(&w);
	p.opened.v = &opened;
	p.opened.n = 1;
	is_str(extras(&p, 0), "GENUINE|-|-|-", "7.7 an opened copy");
	is_str(extras(&p, k.draft), "CANNOT TELL|7.7|opened 1|-", "7.7 of an act that cannot be "
								  "read");
}

static void test_leaf_evidence(void)
{
	struct fx_copy *c = fx_copy_of(&k.t, k.draft, k.sud);
	struct vb_copy_place place = {.table = k.t.fold->table, .chain = "nord", .number = 1,
				      .addressee = "sud"};
	struct vb_paper *paper = malloc(sizeof(*paper));
	struct vb_proof_file p = {.claim = vb_view(NULL, 0)};
	struct vb_hash path[VB_PROOF_MAX];
	uint8_t leaf[4096], salt[32];
	struct vb_finding f;
	struct vb_view note[64];
	struct vb_evidence ev;
	struct vb_writer w;
	unsigned n;

	assert(paper && vb_paper_parse(vb_view_str(fx_paper), paper, NULL) == VB_OK);
	assert(vb_commit_path(&place, c->seed, paper, 1, path, &n, NULL) == VB_OK);
	vb_leaf_salt(c->seed, 1, salt);
	vb_writer_init(&w, leaf, sizeof(leaf));
	assert(vb_disclosure_put(&w, "sud", 1, 4, salt, path, n, paper->leaf[1].text) == VB_OK);
	p.leaf = vb_written(&w);
	is_str(extras(&p, 0), "GENUINE|-|-|-", "7.3 a leaf");
	is_str(extras(&p, k.draft), "NOT GENUINE|7.3|leaf|" VB_NOBODY,
	       "7.3 that no act commits to which can be read");
	ev = evidence(note, k.draft);
	vb_finding_init(&f);
	vb_warn_privilege(&ev, k.draft, &f);
	is_int(f.nrests_on, 0, "5.2.1 nor is its privilege told");
	free(paper);
}

/* ---- verdicts ---- */

#define LONG 40

/* A fold in which the key of each act was registered by the one before it, which no chain
 * of mandates and rekeys makes so long: the evidence stops where its array does. */
static void test_long_evidence(void)
{
	static struct vb_chain chain[LONG + 1];
	static struct vb_key key[LONG + 1];
	static struct vb_fact fact[LONG + 1];
	struct vb_handover h = {.act = LONG, .author = 0, .addressee = 1, .receipt = VB_NO_ACT,
				.release = VB_NO_ACT, .take = VB_NO_ACT};
	struct vb_fold f = *k.t.fold;
	struct vb_claim c = {.verb = VB_CLAIM_DELIVERED, .as = VB_AS_NONE, .by = VB_TIME_NONE};
	struct vb_judgement j;
	unsigned rising = 0;

	for (unsigned i = 0; i <= LONG; i++) {
		snprintf(chain[i].name, sizeof(chain[i].name), "x%u", i);
		snprintf(key[i].name, sizeof(key[i].name), "x%u", i);
		key[i].purpose = VB_P_ACT;
		key[i].from = i ? i - 1 : 0;
		key[i].until = VB_NO_ACT;
		fact[i].kind = k.t.fold->fact[0].kind;
		fact[i].chain = (uint16_t)i;
		fact[i].answers = VB_NO_ACT;
		fact[i].number = i;
		fact[i].span.since = fact[i].span.by = VB_TIME_NONE;
	}
	fact[LONG].nhandovers = 1;
	f.chain = chain;
	f.key = key;
	f.fact = fact;
	f.handover = &h;
	f.nchains = f.nkeys = f.nfacts = LONG + 1;
	f.nhandovers = 1;
	vb_claim_judge(&c, &f, true, VB_TIME_NONE, &j);
	is_int(j.verdict, VB_SUPPORTED, "8.5 a hand-over with a long tail of registrars");
	is_int(j.nevidence, VB_ARRAY_LEN(j.evidence), "8.5 of which the nearest are shown");
	for (unsigned i = 1; i < j.nevidence; i++)
		rising += j.evidence[i] == j.evidence[i - 1] + 1;
	ok(rising == j.nevidence - 1 && j.evidence[j.nevidence - 1] == LONG, "8.5 rising");
}

/* ---- lines ---- */

static void test_lines(void)
{
	static struct vb_finding f;
	char text[VB_FINDING_LINE + 8], up[8];

	vb_finding_init(&f);
	memset(text, 0x80, sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	vb_finding_establish(&f, "%s", text);
	is_int((long long)strlen(f.established[0]), VB_FINDING_LINE - 1,
	       "1.1 bytes that begin no character are cut where the line ends");
	/* The C locale has no such character. */
	vb_finding_establish(&f, "a%ls", L"\x20ac");
	ok(strlen(f.established[1]) < VB_FINDING_LINE && f.nestablished == 2,
	   "1.1 what cannot be formatted ends there");
	is_str(vb_upper(up, sizeof(up), "a{z~`A"), "A{Z~`A", "2.13 letters alone are made large");
}

int main(void)
{
	assert(vb_crypto_init());
	kit_open(&k, NULL);
	test_sweep();
	test_bad_mark();
	test_settle_bad_mark();
	test_keys();
	test_no_error_wanted();
	test_no_proof();
	test_changed_outbox();
	test_judged_evidence();
	test_opened_evidence();
	test_leaf_evidence();
	test_long_evidence();
	test_lines();
	kit_close(&k);
	return tap_done();
}
