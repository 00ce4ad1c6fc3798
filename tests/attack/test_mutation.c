/*
 * Ten small files, byte by byte: whatever becomes of one byte, the file is not GENUINE
 * with other content, and nothing crashes.
 *
 * A byte is flipped in each of its bits and set to NUL, 0xff, LF and space.  What has
 * been mutated in one file byte by byte (the charter, the text of an act) is taken in
 * steps of sixteen in the others, and so are a README and the padding of a copy.
 *
 * SPDX-License-Identifier: ISC
 */
#include "../verify/kit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define STEP 16
#define WORKERS 2
#define RANGES_MAX 32

/* Bytes [from, to) of a file. */
struct range {
	size_t from, to;
};
/* Which bytes are taken in steps, and which a finding does not rest on. */
struct plan {
	struct range sparse[RANGES_MAX], nobodys[RANGES_MAX];
	unsigned nsparse, nnobodys;
	struct range claim;
};
/* What one worker has seen; shared with the parent. */
struct tally {
	unsigned long tried, open, wrong;
	size_t at;		/* the first that is wrong */
	uint8_t byte;
	char line[512];
};
struct job {
	const char *name;
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

/* From each line that begins with @first to the end of its note. */
static void sparse_notes(struct job *j, const char *first, unsigned skip)
{
	struct plan *p = &j->plan;

	for (size_t at = find(j, first, 0); at < j->len; at = find(j, first, at + 1)) {
		size_t end = find(j, "\n\n", at);

		if (skip > 0)
			skip--;
		else
			add(p->sparse, &p->nsparse, at, end);
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

static void make_plan(struct job *j, bool acts)
{
	struct plan *p = &j->plan;
	size_t readme = find(j, "README", 0), copy, pad;

	if (readme == 0) {
		size_t end = find(j, "manifest", 0);

		add(p->sparse, &p->nsparse, 512, end);
		add(p->nobodys, &p->nnobodys, 512, end);
	}
	if (find(j, "verbale-act/1\nkind open", 0) > 0)
		sparse_notes(j, "verbale-act/1\nkind open", 0);
	if (!acts)
		sparse_notes(j, "verbale-act/1\nkind ", 1);
	copy = find(j, "verbale-copy/1\n", 1);
	pad = find(j, "\n\n\n", copy);
	if (pad < j->len)
		add(p->sparse, &p->nsparse, pad, find(j, "end\n", pad));
	if (find(j, "verbale-proof/1\nclaim ", 0) == 0 && j->file[22] != '-')
		p->claim = (struct range){22, find(j, "\n", 22)};
	unknown_lines(j);
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

/* What is GENUINE although nobody's byte was altered says no more than before. */
static bool says_no_more(const struct job *j, const struct vb_finding *f)
{
	char was[512], is[512];

	vb_finding_line(was, &j->base);
	vb_finding_line(is, f);
	return strcmp(was, is) == 0 && strcmp(j->base.sentence, f->sentence) == 0 &&
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
		bool sparse = inside(j->plan.sparse, j->plan.nsparse, at);

		if ((sparse && at % STEP) || (sparse ? at / STEP : at) % WORKERS != worker)
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

		good = wait(&status) > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0 && good;
	}
	return good;
}

/* ---- one file ---- */

/* @open: whether a finding may pass over some of its bytes. */
static void mutate(struct job *j, enum vb_result base, bool open)
{
	struct tally *t = mmap(NULL, WORKERS * sizeof(*t), PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct tally all = {0};
	bool ended;

	if (!ok(t != MAP_FAILED && j->file && look(j, &j->base) == base,
		"10.1 %s: what it is before", j->name))
		return;
	ended = run(j, t);
	for (unsigned i = 0; i < WORKERS; i++) {
		all.tried += t[i].tried;
		all.open += t[i].open;
		all.wrong += t[i].wrong;
		if (t[i].wrong)
			diag("byte %zu as 0x%02x: %s", t[i].at, t[i].byte, t[i].line);
	}
	ok(ended && all.wrong == 0, "10.1 %s: of %lu mutants none is GENUINE with other content",
	   j->name, all.tried);
	if (open)
		ok(all.open > 0, "10.1 %s: %lu are, by bytes that a finding does not rest on",
		   j->name, all.open);
	else
		is_int((long long)all.open, 0, "10.1 %s: none is GENUINE at all", j->name);
	munmap(t, WORKERS * sizeof(*t));
}

int main(void)
{
	static const struct {
		const char *name;
		enum vb_result base;
		bool open, acts;
	} files[] = {
		{"00a-charter.act", VB_GENUINE, false, true},
		{"00b-one.act", VB_CANNOT_TELL, false, true},
		{"00c-one.proof", VB_GENUINE, true, true},
		{"00d-small.bundle", VB_GENUINE, true, false},
		{"00e-small.pouch", VB_GENUINE, true, true},
		{"00f-copy.copy", VB_CANNOT_TELL, false, true},
		{"00g-claim.proof", VB_GENUINE, true, false},
		{"00h-leaf.proof", VB_GENUINE, true, false},
		{"00i-opened.proof", VB_GENUINE, true, false},
		{"00j-mark.proof", VB_GENUINE, true, false},
	};
	const char *source = getenv("VERBALE_SOURCE");
	struct vb_trust *trust = NULL;
	uint8_t *anchors, *proof;
	struct job j;
	size_t len, n;

	snprintf(folder, sizeof(folder), "%s/tests/attack/data", source ? source : ".");
	anchors = slurp("nord-sud.trust", &len);
	if (!ok(vb_crypto_init() && anchors &&
		vb_trust_parse(vb_view(anchors, len), &trust, NULL) == VB_OK,
		"the trust file can be read"))
		return tap_done();
	for (unsigned i = 0; i < VB_ARRAY_LEN(files); i++) {
		j = (struct job){.name = files[i].name, .trust = trust};
		j.file = slurp(j.name, &j.len);
		if (j.file)
			make_plan(&j, files[i].acts);
		mutate(&j, files[i].base, files[i].open);
		free(j.file);
	}
	proof = slurp("00c-one.proof", &n);
	j = (struct job){.name = "nord-sud.trust", .file = anchors, .len = len, .is_trust = true,
			 .other = vb_view(proof, n)};
	mutate(&j, VB_GENUINE, false);
	free(proof);
	free(anchors);
	vb_trust_free(trust);
	return tap_done();
}
