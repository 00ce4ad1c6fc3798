/*
 * Memory that runs out, at every allocation in turn: the answer is that it did, or the
 * same as ever (format.md 10.1).
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"

#include "need.h"
#include "scarce.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* One thing to do with little memory: what it came to, in words. */
typedef const char *task(void *ctx);

/* Fails the first, second, ... allocation of @run until none fails any more; returns
 * how many there were.  @other: answers that are neither @good nor "memory". */
static unsigned starve_once(task *run, void *ctx, const char *good, unsigned *other)
{
	unsigned n = 1;

	*other = 0;
	do {
		const char *is;

		failed = false;
		countdown = n++;
		is = run(ctx);
		countdown = 0;
		if (strcmp(is, "memory") == 0 || strcmp(is, good) == 0)
			continue;
		++*other;
		diag("allocation %u: %s", n - 1, is);
	} while (failed && n < 5000);
	return n;
}

static void starve(task *run, void *ctx, const char *what)
{
	const char *expected;
	char good[VB_CANONICAL_MAX];
	unsigned n, other, rounds = 0;
	long left;

	countdown = 0;
	expected = run(ctx);
	snprintf(good, sizeof(good), "%s", expected);
	/* libcrypto keeps its error texts, and its last sixteen errors: a leak of ours
	 * goes on for ever. */
	do {
		left = live;
		n = starve_once(run, ctx, good, &other);
		left = live - left;
	} while (left != 0 && ++rounds < 12);
	is_int(other, 0, "10.1 %s: %u allocations, each failing once", what, n - 2);
	ok(n > 2, "10.1 %s: there was one to fail", what);
	is_int(left, 0, "10.1 %s: nothing is left behind", what);
}

/* ---- tasks ---- */

struct subject {
	struct vb_view file;
	const struct vb_trust *trust;
	struct fx *t;
	struct vb_view more, checkpoint;
};

static const char *line_of(enum vb_code code, const struct vb_finding *f)
{
	static char line[VB_CANONICAL_MAX];

	if (code == VB_MEMORY)
		return "memory";
	vb_finding_line(line, f);
	return line;
}

static const char *verify(void *ctx)
{
	static struct vb_finding f;
	const struct subject *s = ctx;

	return line_of(vb_verify(s->file, s->trust, &f), &f);
}

/* What finishing comes to; once memory was short it is short for good, however much there
 * is later: half of an entry may have been taken in. */
static const char *finish(struct vb_audit *a, enum vb_code code, const char *wrong,
			  struct vb_finding *f)
{
	unsigned left = countdown;
	bool starved = code == VB_MEMORY;

	if (code == VB_FALSE)
		return line_of(code, f);
	if (code == VB_OK)
		vb_audit_finish(a, f);
	starved = starved || (f->result == VB_CANNOT_TELL &&
			      strstr(f->sentence, "memory was short"));
	if (!starved)
		return line_of(VB_OK, f);
	countdown = 0;
	vb_audit_finish(a, f);
	if (f->result != VB_CANNOT_TELL || !strstr(f->sentence, "memory was short"))
		return wrong;
	if (vb_audit_extend(a, vb_view("", 0), vb_view("", 0), f) != VB_MEMORY)
		return "goes on where it cannot";
	countdown = left;
	return "memory";
}

static const char *audit(void *ctx)
{
	static struct vb_finding f;
	const struct subject *s = ctx;
	struct vb_audit *a = NULL;
	enum vb_code code = vb_audit_open(s->file, s->trust, &a, &f);
	const char *line;

	if (!a)
		return line_of(code, &f);
	vb_audit_run(a, 0, vb_audit_jobs(a));
	line = finish(a, code, "finds something out", &f);
	vb_audit_free(a);
	return line;
}

static const char *extended(void *ctx)
{
	static struct vb_finding f;
	const struct subject *s = ctx;
	struct vb_audit *a = NULL;
	enum vb_code code = vb_audit_open(s->file, s->trust, &a, &f);
	const char *line;

	if (!a)
		return line_of(code, &f);
	code = vb_audit_extend(a, s->more, s->checkpoint, &f);
	line = finish(a, code, "finds something out of half an extension", &f);
	vb_audit_free(a);
	return line;
}

static const char *read_trust(void *ctx)
{
	const struct subject *s = ctx;
	struct vb_trust *t = NULL;
	enum vb_code code = vb_trust_parse(s->file, &t, NULL);

	vb_trust_free(t);
	return code == VB_MEMORY ? "memory" : vb_code_name(code);
}

static const char *own_trust(void *ctx)
{
	const struct subject *s = ctx;
	struct vb_trust *t = NULL;
	enum vb_code code = vb_trust_of(s->t->fold, &t, NULL);

	vb_trust_free(t);
	return code == VB_MEMORY ? "memory" : vb_code_name(code);
}

static enum vb_code give_entry(void *ctx, uint64_t index, struct vb_view *note,
			       struct vb_err *err)
{
	const struct fx *t = ctx;

	(void)err;
	*note = vb_view(t->note[index], t->note_len[index]);
	return VB_OK;
}

static const char *write_bundle(void *ctx)
{
	const struct subject *s = ctx;
	struct vb_view mark = vb_view(s->t->mark[1], s->t->mark_len[1]);
	struct vb_view copy = vb_view(s->t->copy[0].sealed, s->t->copy[0].sealed_len);
	struct vb_bundle_parts p = {
		.fold = s->t->fold, .tree = s->t->tree, .checkpoint = s->checkpoint,
		.entries = {give_entry, s->t}, .marks = &mark, .nmarks = 1, .copies = &copy,
		.ncopies = 1,
	};
	FILE *f;
	enum vb_code code;
	unsigned left = countdown;

	countdown = 0;
	f = fopen("/dev/null", "w");
	assert(f);
	setvbuf(f, NULL, _IONBF, 0);
	countdown = left;
	code = vb_bundle_write(f, &p, NULL);
	left = countdown;
	countdown = 0;
	fclose(f);
	countdown = left;
	return code == VB_MEMORY ? "memory" : vb_code_name(code);
}

static const char *write_proof(void *ctx)
{
	const struct subject *s = ctx;
	struct vb_shown shown = {.note = vb_view(s->t->note[1], s->t->note_len[1]), .index = 1};
	struct vb_proof_parts p = {.charter = vb_view(s->t->note[0], s->t->note_len[0]),
				   .shown = &shown, .nshown = 1, .checkpoint = s->checkpoint};
	unsigned left = countdown;
	enum vb_code code;
	FILE *f;

	countdown = 0;
	f = fopen("/dev/null", "w");
	assert(f);
	setvbuf(f, NULL, _IONBF, 0);
	countdown = left;
	code = vb_proof_write(f, &p, NULL);
	left = countdown;
	countdown = 0;
	fclose(f);
	countdown = left;
	return code == VB_MEMORY ? "memory" : vb_code_name(code);
}

/* ---- files ---- */

static struct kit k;
static struct subject s = {.t = &k.t};

/* Letters that take an allocation to be told from other spellings of them. */
static const char accented[] = "# Une t\xc3\xa2" "che\n\n## Article 1. Le passage\n\nIl reste "
						 "ouvert "
			       "la journ\xc3\xa9" "e.\n";

static void with_file(task *run, struct kit_file f, const char *what)
{
	s.file = kit_view(&f);
	starve(run, &s, what);
	kit_free(&f);
}

static struct kit_file with(struct kit_file proof, const char *name, struct vb_view v)
{
	struct kit_file part = kit_part(name, v), f = kit_add_parts(&proof, &part);

	kit_free(&part);
	kit_free(&proof);
	return f;
}

/* A proof of an accented hand-over at @act, its receipt and its release, with one leaf of
 * SUD's copy disclosed. */
static struct kit_file disclosed(uint32_t act)
{
	struct vb_copy_place place = {.table = k.t.fold->table, .chain = "nord",
				      .number = k.t.fold->fact[act].number, .addressee = "sud"};
	const uint8_t *seed = fx_copy_of(&k.t, act, k.sud)->seed;
	struct vb_paper *paper = malloc(sizeof(*paper));
	struct vb_hash path[VB_PROOF_MAX];
	uint8_t leaf[8192], salt[32];
	struct vb_writer w;
	unsigned n;

	assert(paper && vb_paper_parse(vb_view_str(accented), paper, NULL) == VB_OK);
	assert(vb_commit_path(&place, seed, paper, 1, path, &n, NULL) == VB_OK);
	vb_leaf_salt(seed, 1, salt);
	vb_writer_init(&w, leaf, sizeof(leaf));
	assert(vb_disclosure_put(&w, "sud", 1, 2, salt, path, n, paper->leaf[1].text) == VB_OK);
	free(paper);
	return kit_proof(&k.t, &(struct kit_parts){.leaf = vb_written(&w),
						   .claim = vb_view_str("SUD received NORD-5")},
			 (uint32_t[]){act, act + 1, act + 2}, 3);
}

/* The opened copy of that. */
static struct kit_file opened(uint32_t act)
{
	struct vb_copy_place place = {.table = k.t.fold->table, .chain = "nord",
				      .number = k.t.fold->fact[act].number, .addressee = "sud"};
	struct kit_file f = {need(malloc(4096)), 4096};
	struct vb_writer w;

	vb_writer_init(&w, f.ptr, f.len);
	vb_opened_put(&w, &place, fx_copy_of(&k.t, act, k.sud)->seed, vb_view_str(accented));
	assert(w.len == f.len && !w.over);
	return f;
}

static void test_papers(void)
{
	uint32_t act = fx_hand(&k.t, k.nord, 1u << k.sud, "letter", "letter", VB_NO_ACT, accented);
	struct kit_file text = opened(act), f;
	struct fx_copy *c = fx_copy_of(&k.t, act, k.sud);
	struct vb_view sealed = vb_view(c->sealed, c->sealed_len);

	fx_receive(&k.t, k.sud, act);
	with_file(verify, disclosed(act), "a proof with a leaf");
	f = with(disclosed(act), "opened", kit_view(&text));
	with_file(verify, f, "with an opened copy besides");
	fx_do(&k.t, k.sud, "contest", &(struct fx_fields){{"of", fx_id(&k.t, act)}}, NULL);
	fx_do(&k.t, k.sud, "cannot-open", &(struct fx_fields){{"of", fx_id(&k.t, act)}}, NULL);
	f = kit_proof(&k.t, &(struct kit_parts){.copy = sealed, .file_key = c->inner.file_key},
		      (uint32_t[]){act, act + 1, act + 2, act + 3}, 4);
	with_file(verify, f, "a contest");
	f = kit_proof(&k.t, &(struct kit_parts){.whole = true, .copy = sealed,
						.ephemeral = c->inner.ephemeral}, NULL, 0);
	with_file(verify, f, "a cannot-open");
	with_file(verify, kit_proof(&k.t, &(struct kit_parts){.whole = true}, NULL, 0),
		  "a proof by the whole log");
	with_file(verify, text, "an opened copy alone");
	with_file(verify, kit_copy(vb_view_str(accented)), "a paper");
}

/* A bundle whose seen/ holds its own checkpoint. */
static struct kit_file with_seen(void)
{
	struct kit_file b = kit_bundle(&k.t, NULL), f;
	struct vb_view note = vb_view(k.t.mark[k.t.size], k.t.mark_len[k.t.size]);
	char tile[40], name[5 + 64 + 1] = "seen/";

	snprintf(tile, sizeof(tile), "tile/0/000.p/%u", k.t.size);
	vb_hex(name + 5, k.t.checkpoint[k.t.size].b, 32);
	f = kit_replace(kit_view(&b), tile, name, &note, true);
	kit_free(&b);
	return f;
}

/* A bundle with a mark that is of another log. */
static struct kit_file with_fork(void)
{
	struct vb_hash other = k.t.root[k.t.size];
	struct kit_file m, b;
	struct vb_view v;

	other.b[0] ^= 1;
	m = kit_checkpoint(&k.t, k.t.size, &other, k.t.now, 0);
	v = kit_view(&m);
	b = kit_bundle(&k.t, &(struct kit_parts){.marks = &v, .nmarks = 1});
	kit_free(&m);
	return b;
}

static void test_logs(void)
{
	struct fx_member sud = k.t.m[k.sud];
	uint8_t *buf = malloc(VB_NOTE_MAX);
	struct kit_file early, more;
	uint32_t more_from;
	struct vb_view v;

	assert(buf);
	with_file(verify, kit_bundle(&k.t, NULL), "a bundle");
	with_file(verify, with_seen(), "a bundle with a checkpoint that was seen");
	with_file(verify, with_fork(), "a bundle with a checkpoint of another log");
	with_file(audit, kit_bundle(&k.t, NULL), "an audit in stages");
	v = vb_view(buf, fx_act(&k.t, k.sud, "statement", &(struct fx_fields){{"text", "x"}}, buf));
	with_file(audit, kit_bundle(&k.t, &(struct kit_parts){.pouch = true, .outbox = &v,
							      .noutbox = 1}), "a pouch");
	k.t.m[k.sud] = sud;
	/* The entries that come later outgrow the tree. */
	early = kit_bundle(&k.t, NULL);
	more_from = k.t.size;
	for (unsigned i = 0; i < 300; i++)
		fx_do(&k.t, i & 1, "statement", &(struct fx_fields){{"text", "x"}}, NULL);
	more = kit_entries(&k.t, more_from, k.t.size);
	s.more = kit_view(&more);
	s.checkpoint = vb_view(k.t.mark[k.t.size], k.t.mark_len[k.t.size]);
	with_file(extended, early, "an audit that goes on");
	kit_free(&more);
	free(buf);
}

/* Registrations, under a policy that counts them. */
static void test_register(void)
{
	static const int64_t times[KIT_WITNESSES] = {FX_T0, FX_T0, FX_T0};
	struct kit_register r;
	struct kit_file one, two;
	struct vb_view v[2];
	struct kit_parts p = {.registrations = v, .nregistrations = 2};
	struct vb_trust *trust;

	kit_register_open(&r, &k.t);
	trust = kit_register_trust(&r, 2, 3);
	one = kit_registration(&r, kit_register_enter(&r, 1, 1, &k.t.checkpoint[1]), 1, 1,
			       &k.t.checkpoint[1], times);
	two = kit_registration(&r, kit_register_enter(&r, 2, 2, &k.t.checkpoint[2]), 2, 2,
			       &k.t.checkpoint[2], times);
	v[0] = kit_view(&one);
	v[1] = kit_view(&two);
	s.trust = trust;
	with_file(verify, kit_bundle(&k.t, &p), "a bundle with registrations");
	with_file(audit, kit_bundle(&k.t, &p), "an audit with registrations");
	with_file(verify, kit_proof(&k.t, &p, (uint32_t[]){1}, 1), "a proof with registrations");
	p.whole = true;
	with_file(verify, kit_proof(&k.t, &p, NULL, 0), "the whole log with registrations");
	s.trust = k.trust;
	kit_free(&one);
	kit_free(&two);
	vb_trust_free(trust);
	kit_register_close(&r);
}

static void test_charters(void)
{
	struct kit_file charter = kit_copy(vb_view(k.t.note[0], k.t.note_len[0]));

	with_file(verify, kit_copy(kit_view(&charter)), "a charter");
	/* Without SUD's line. */
	with_file(verify, kit_copy(vb_view(charter.ptr, charter.len - 101)),
		  "a charter that not everybody has signed");
	kit_free(&charter);
}

static void test_own(void)
{
	uint8_t trust[4096];

	with_file(read_trust, kit_copy(vb_view(trust, fx_trust(&k.t, trust, sizeof(trust)))),
		  "a trust file");
	with_file(read_trust, kit_copy(vb_view_str("verbale-trust/1\nquorum none\n")), "a policy");
	starve(own_trust, &s, "a desk's anchors");
	s.checkpoint = vb_view(k.t.mark[k.t.size], k.t.mark_len[k.t.size]);
	starve(write_bundle, &s, "writing a bundle");
	starve(write_proof, &s, "writing a proof");
}

int main(void)
{
	if (!scarce_here) {
		tap_skip("memory: the sanitizer has its own allocator");
		return tap_done();
	}
	kit_open(&k, NULL);
	s.trust = k.trust;
	test_charters();
	test_own();
	test_register();
	test_papers();
	test_logs();
	kit_close(&k);
	return tap_done();
}
