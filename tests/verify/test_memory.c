/*
 * Memory that runs out, at every allocation in turn: the answer is that it did, or the
 * same as ever (format.md 10.1).
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define WRAPPED 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WRAPPED 0
#else
#define WRAPPED 1
#endif
#else
#define WRAPPED 1
#endif

/* Allocations until one fails; 0: none does. */
static unsigned countdown;
static bool failed;
/* Blocks that are allocated and not freed. */
static long live;

#if WRAPPED
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void __libc_free(void *p);

static bool fails(void)
{
	if (countdown == 0 || --countdown > 0)
		return false;
	failed = true;
	errno = ENOMEM;
	return true;
}

static void *counted(void *p)
{
	live += p != NULL;
	return p;
}

void *malloc(size_t n)
{
	return fails() ? NULL : counted(__libc_malloc(n));
}

void *calloc(size_t n, size_t size)
{
	return fails() ? NULL : counted(__libc_calloc(n, size));
}

void *realloc(void *p, size_t n)
{
	void *q;

	if (fails())
		return NULL;
	q = __libc_realloc(p, n);
	if (!p)
		counted(q);
	return q;
}

void free(void *p)
{
	live -= p != NULL;
	__libc_free(p);
}

void *reallocarray(void *p, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return realloc(p, bytes);
}
#endif

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

static const char *audit(void *ctx)
{
	static struct vb_finding f;
	const struct subject *s = ctx;
	struct vb_audit *a = NULL;
	enum vb_code code = vb_audit_open(s->file, s->trust, &a, &f);

	if (code == VB_OK && a)
		code = vb_audit_extend(a, s->more, s->checkpoint, &f);
	if (code == VB_OK && a)
		vb_audit_finish(a, &f);
	vb_audit_free(a);
	if (code == VB_OK && f.result == VB_CANNOT_TELL && strstr(f.sentence, "memory was short"))
		return "memory";
	return line_of(code, &f);
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

static struct kit_file with(const struct kit_file *proof, const char *name, struct vb_view v)
{
	struct kit_file part = kit_part(name, v), f = kit_add_parts(proof, &part);

	kit_free(&part);
	return f;
}

/* A proof with a leaf, a copy to judge and an opened copy. */
static struct kit_file rich(struct kit *k, bool contest)
{
	struct fx_copy *c = fx_copy_of(&k->t, k->draft, k->sud);
	uint32_t act[] = {k->draft, k->draft + 1, k->draft + 2};
	struct vb_copy_place place = {.table = k->t.fold->table, .chain = "nord", .number = 1,
				      .addressee = "sud"};
	struct vb_paper *paper = malloc(sizeof(*paper));
	struct vb_hash path[VB_PROOF_MAX];
	uint8_t leaf[8192], salt[32], text[4096];
	struct kit_file f, g;
	struct vb_writer w;
	unsigned n;

	assert(paper && vb_paper_parse(vb_view_str(fx_paper), paper, NULL) == VB_OK);
	assert(vb_commit_path(&place, c->seed, paper, 1, path, &n, NULL) == VB_OK);
	vb_leaf_salt(c->seed, 1, salt);
	vb_writer_init(&w, leaf, sizeof(leaf));
	assert(vb_disclosure_put(&w, "sud", 1, 4, salt, path, n, paper->leaf[1].text) == VB_OK);
	free(paper);
	f = kit_proof(&k->t, &(struct kit_parts){.leaf = vb_written(&w),
						 .claim = vb_view_str("SUD received NORD-1")},
		      act, 3);
	if (contest) {
		g = with(&f, "copy", vb_view(c->sealed, c->sealed_len));
		kit_free(&f);
		f = with(&g, "file-key", vb_view(c->inner.file_key, 16));
		kit_free(&g);
	}
	vb_writer_init(&w, text, sizeof(text));
	vb_opened_put(&w, &place, c->seed, vb_view_str(fx_paper));
	g = with(&f, "opened", vb_written(&w));
	kit_free(&f);
	return g;
}

int main(void)
{
	static struct kit k;
	struct subject s = {.t = &k.t};
	struct kit_file f, copy;
	struct vb_view v;
	uint8_t *buf, trust[4096];

	if (!WRAPPED) {
		tap_skip("memory: the sanitizer has its own allocator");
		return tap_done();
	}
	kit_open(&k, NULL);
	buf = malloc(VB_NOTE_MAX);
	assert(buf);
	s.trust = k.trust;
	s.checkpoint = vb_view(k.t.mark[11], k.t.mark_len[11]);
	f = kit_bundle(&k.t, NULL);
	s.file = kit_view(&f);
	starve(verify, &s, "a bundle");
	starve(audit, &s, "an audit that goes on");
	kit_free(&f);
	v = vb_view(buf, fx_act(&k.t, k.sud, "statement", &(struct fx_fields){{"text", "x"}}, buf));
	f = kit_bundle(&k.t, &(struct kit_parts){.pouch = true, .outbox = &v, .noutbox = 1});
	s.file = kit_view(&f);
	starve(verify, &s, "a pouch");
	kit_free(&f);
	f = rich(&k, false);
	s.file = kit_view(&f);
	starve(verify, &s, "a proof");
	kit_free(&f);
	f = rich(&k, true);
	s.file = kit_view(&f);
	starve(verify, &s, "a proof with a contest");
	kit_free(&f);
	f = kit_proof(&k.t, &(struct kit_parts){.whole = true}, NULL, 0);
	s.file = kit_view(&f);
	starve(verify, &s, "a proof by the whole log");
	kit_free(&f);
	s.file = vb_view(k.t.note[0], k.t.note_len[0]);
	starve(verify, &s, "a charter");
	s.file = vb_view_str("# Une t\xc3\xa2" "che\n");
	starve(verify, &s, "a paper");
	copy = kit_copy(vb_view(trust, fx_trust(&k.t, trust, sizeof(trust))));
	s.file = kit_view(&copy);
	starve(read_trust, &s, "a trust file");
	kit_free(&copy);
	s.file = vb_view_str("verbale-trust/1\nquorum none\n");
	starve(read_trust, &s, "a policy");
	starve(own_trust, &s, "a desk's anchors");
	starve(write_bundle, &s, "writing a bundle");
	starve(write_proof, &s, "writing a proof");
	free(buf);
	kit_close(&k);
	return tap_done();
}
