/*
 * Ten small files, byte by byte: whatever becomes of one byte, the file is not GENUINE
 * with other content, and nothing crashes.
 *
 * A byte is flipped in each of its bits and set to NUL, 0xff, LF and space.  What one
 * file is there for is altered byte by byte, so that each part of each form is in some
 * file; the rest of it, READMEs and the padding of copies are taken in steps.
 *
 * SPDX-License-Identifier: ISC
 */
#include "../verify/kit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS 2
#define RANGES_MAX 32

/* Bytes [from, to) of a file. */
struct range {
	size_t from, to;
};
/* Which bytes are taken one by one, and which a finding does not rest on. */
struct plan {
	struct range dense[RANGES_MAX], nobodys[RANGES_MAX];
	unsigned ndense, nnobodys, step;
	struct range claim;
};
/* What one worker has seen; shared with the parent. */
struct tally {
	unsigned long tried, open, wrong;
	size_t at;		/* the first that is wrong */
	uint8_t byte;
	char line[VB_CANONICAL_MAX];
};
struct job {
	uint8_t *file;		/* the one that is altered */
	size_t len;
	bool is_trust;		/* then @other is the evidence */
	struct vb_view other;
	struct plan plan;
	struct vb_trust *trust;
	struct vb_finding base;
};

static char folder[4096];

static uint8_t *slurp(const char *name, size_t *len)
{
	char path[8192];
	uint8_t *text, *exact;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	text = tap_slurp(path, len);
	exact = text ? malloc(*len) : NULL;
	if (exact)
		memcpy(exact, text, *len);
	free(text);
	return exact;
}

/* ---- plans ---- */

static void add(struct range *list, unsigned *n, size_t from, size_t to)
{
	if (*n < RANGES_MAX)
		list[(*n)++] = (struct range){from, to};
}

static bool inside(const struct range *list, unsigned n, size_t at)
{
	for (unsigned i = 0; i < n; i++) {
		if (at >= list[i].from && at < list[i].to)
			return true;
	}
	return false;
}

/* Where @what begins from @from on; the file's length if nowhere. */
static size_t find(const struct job *j, const char *what, size_t from)
{
	const uint8_t *hit = from < j->len ?
		memmem(j->file + from, j->len - from, what, strlen(what)) : NULL;

	return hit ? (size_t)(hit - j->file) : j->len;
}

/* What a file is there for: from a text to one behind it; "": to its end. */
struct about {
	const char *name;
	enum vb_result base;
	bool open;		/* a finding passes over some of its bytes */
	unsigned step;		/* through whatever else it holds */
	const char *part[4][2];
};

static void dense_parts(struct job *j, const struct about *a)
{
	struct plan *p = &j->plan;

	for (unsigned i = 0; i < VB_ARRAY_LEN(a->part) && a->part[i][0]; i++) {
		size_t from = find(j, a->part[i][0], 0);
		size_t to = a->part[i][1][0] ? find(j, a->part[i][1], from + 1) : j->len;

		add(p->dense, &p->ndense, from, to);
	}
}

/* The lines of a checkpoint's dated cosignatures, which are 76 bytes in base64: under a
 * name or an id that nobody here has, a line is nobody's and is passed over (C2SP
 * signed-note). */
static void unknown_lines(struct job *j)
{
	static const char dash[] = "\n\xe2\x80\x94 ";
	struct plan *p = &j->plan;

	for (size_t at = find(j, dash, 0); at < j->len; at = find(j, dash, at + 1)) {
		size_t name = at + strlen(dash), blob = find(j, " ", name) + 1;

		if (find(j, "\n", blob) - blob == 104)
			add(p->nobodys, &p->nnobodys, name, blob + 6);
	}
}

static void make_plan(struct job *j, const struct about *a)
{
	struct plan *p = &j->plan;
	struct vb_view name, readme;
	size_t pos = 0;

	p->step = a->step;
	dense_parts(j, a);
	unknown_lines(j);
	if (find(j, "verbale-proof/1\nclaim ", 0) == 0 && j->file[22] != '-')
		p->claim = (struct range){22, find(j, "\n", 22)};
	if (find(j, "README", 0) == 0 &&
	    vb_ustar_next(vb_view(j->file, j->len), &pos, &name, &readme, NULL) == VB_OK) {
		size_t from = (size_t)(readme.ptr - j->file);

		add(p->nobodys, &p->nnobodys, from, from + readme.len);
	}
}

/* ---- mutants ---- */

static enum vb_result look(struct job *j, struct vb_finding *f)
{
	struct vb_trust *trust = NULL;

	f->result = VB_UNREADABLE;
	if (!j->is_trust) {
		if (vb_verify(vb_view(j->file, j->len), j->trust, f) != VB_OK)
			f->result = VB_GENUINE;
		return f->result;
	}
	if (vb_trust_parse(vb_view(j->file, j->len), &trust, NULL) == VB_OK &&
	    vb_verify(j->other, trust, f) != VB_OK)
		f->result = VB_GENUINE;
	vb_trust_free(trust);
	return f->result;
}

/* What is GENUINE says of the claim what it now is. */
static bool asserts(const struct job *j, struct vb_finding *f)
{
	char words[400], q[160], want[200];
	struct range c = j->plan.claim;

	snprintf(words, sizeof(words), "%.*s", (int)(c.to - c.from), (char *)j->file + c.from);
	snprintf(want, sizeof(want), "asserted: %s",
		 vb_quote(q, sizeof(q), vb_view(words, strlen(words))));
	return kit_has(f->established, f->nestablished, want);
}

/* What is GENUINE because nobody's byte was altered says no more than before: at most
 * it has lost a date. */
static bool says_no_more(const struct job *j, const struct vb_finding *f)
{
	char was[VB_CANONICAL_MAX], is[VB_CANONICAL_MAX];

	vb_finding_line(was, &j->base);
	vb_finding_line(is, f);
	return strcmp(was, is) == 0 &&
	       strncmp(j->base.sentence, f->sentence, strlen(f->sentence)) == 0 &&
	       f->nestablished <= j->base.nestablished && f->remarks == j->base.remarks;
}

static void try_byte(struct job *j, size_t at, uint8_t byte, struct vb_finding *f,
		     struct tally *t)
{
	uint8_t was = j->file[at];
	bool good;

	if (byte == was)
		return;
	t->tried++;
	j->file[at] = byte;
	good = look(j, f) != VB_GENUINE;
	if (!good) {
		t->open++;
		if (inside(&j->plan.claim, 1, at))
			good = asserts(j, f);
		else if (inside(j->plan.nobodys, j->plan.nnobodys, at))
			good = says_no_more(j, f);
	}
	j->file[at] = was;
	if (good || t->wrong++ > 0)
		return;
	t->at = at;
	t->byte = byte;
	vb_finding_line(t->line, f);
}

static void work(struct job *j, unsigned worker, struct tally *t)
{
	static const uint8_t set[] = {0x00, 0xff, '\n', ' '};
	struct vb_finding *f = malloc(sizeof(*f));

	for (size_t at = 0; f && at < j->len; at++) {
		unsigned step = inside(j->plan.dense, j->plan.ndense, at) ? 1 : j->plan.step;

		if (at % step || at / step % WORKERS != worker)
			continue;
		for (unsigned bit = 0; bit < 8; bit++)
			try_byte(j, at, (uint8_t)(j->file[at] ^ 1u << bit), f, t);
		for (unsigned i = 0; i < sizeof(set); i++)
			try_byte(j, at, set[i], f, t);
	}
	t->wrong += f == NULL;
	free(f);
}

/* Shares the work out; false: a worker did not end well. */
static bool run(struct job *j, struct tally *t)
{
	bool good = true;

	fflush(stdout);
	for (unsigned i = 1; i < WORKERS; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			work(j, i, &t[i]);
			_exit(0);
		}
		good = good && pid > 0;
	}
	work(j, 0, &t[0]);
	for (unsigned i = 1; i < WORKERS; i++) {
		int status = 0;

		if (wait(&status) <= 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
			good = false;
	}
	return good;
}

/* ---- one file ---- */

static void mutate(struct job *j, const struct about *a)
{
	struct tally *t = mmap(NULL, WORKERS * sizeof(*t), PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct tally all = {0};
	bool ended;

	if (!ok(t != MAP_FAILED && j->file && look(j, &j->base) == a->base,
		"10.1 %s: what it is before", a->name))
		return;
	make_plan(j, a);
	ended = run(j, t);
	for (unsigned i = 0; i < WORKERS; i++) {
		all.tried += t[i].tried;
		all.open += t[i].open;
		all.wrong += t[i].wrong;
		if (t[i].wrong)
			diag("byte %zu as 0x%02x: %s", t[i].at, t[i].byte, t[i].line);
	}
	ok(ended && all.wrong == 0,
	   "10.1 %s: of %lu mutants none is GENUINE with other content", a->name, all.tried);
	if (a->open)
		ok(all.open > 0, "10.1 %s: %lu are, by bytes that a finding does not rest on",
		   a->name, all.open);
	else
		is_int((long long)all.open, 0, "10.1 %s: none is GENUINE at all", a->name);
	munmap(t, WORKERS * sizeof(*t));
}

/* Each part of each form is altered byte by byte in one of them. */
static const struct about files[] = {
	{"00a-charter.act", VB_GENUINE, false, 64, {{"verbale-act/1", ""}}},
	{"00b-one.act", VB_GENUINE, false, 64, {{"verbale-act/1", ""}}},
	{"00c-one.proof", VB_GENUINE, true, 64,
	 {{"verbale-proof/1", "verbale-act/1"}, {"part act", "kind "}, {"part proof", ""}}},
	{"00d-small.bundle", VB_GENUINE, true, 16,
	 {{"verbale-bundle/1", "verbale-act/1"}, {"tile/0/000.p/2", ""}}},
	{"00e-small.pouch", VB_GENUINE, true, 64,
	 {{"verbale-pouch/1", "checkpoint"}, {"outbox/001", ""}}},
	{"00f-copy.copy", VB_CANNOT_TELL, false, 64, {{"verbale-copy/1", ""}}},
	{"00g-claim.proof", VB_GENUINE, true, 64,
	 {{"verbale-proof/1", "verbale-act/1"}, {"part checkpoint", "part mark"}}},
	{"00h-leaf.proof", VB_GENUINE, false, 64, {{"part leaf", ""}}},
	{"00i-opened.proof", VB_GENUINE, false, 64,
	 {{"part opened", "\n\n\n"}, {"end\n", ""}}},
	{"00j-mark.proof", VB_GENUINE, true, 64, {{"part mark", ""}}},
};

int main(void)
{
	static const struct about trust_file = {"nord-sud.trust", VB_GENUINE, false, 1,
						{{"verbale-trust/1", ""}}};
	const char *source = getenv("VERBALE_SOURCE");
	struct vb_trust *trust = NULL;
	uint8_t *anchors, *proof;
	struct job j;
	size_t len, n;

	snprintf(folder, sizeof(folder), "%s/tests/attack/data", source ? source : ".");
	anchors = slurp("nord-sud.trust", &len);
	if (!ok(vb_crypto_init() && anchors &&
		vb_trust_parse(vb_view(anchors, len), &trust, NULL) == VB_OK,
		"9.7 the trust file can be read")) {
		free(anchors);
		return tap_done();
	}
	for (unsigned i = 0; i < VB_ARRAY_LEN(files); i++) {
		j = (struct job){.trust = trust};
		j.file = slurp(files[i].name, &j.len);
		mutate(&j, &files[i]);
		free(j.file);
	}
	proof = slurp("00c-one.proof", &n);
	j = (struct job){.file = anchors, .len = len, .is_trust = true,
			 .other = vb_view(proof, n)};
	mutate(&j, &trust_file);
	free(proof);
	free(anchors);
	vb_trust_free(trust);
	return tap_done();
}
