/*
 * A table of 100,000 acts: audited from its bundle on all cores, audited again after
 * 100 more, and `status` on a desk that holds it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "client.h"
#include "desk/desk.h"
#include "need.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define ACTS 100000u
#define THREADS 2
#define STATUS_RUNS 5
#define AUDITS 5

static struct cl_table table;

/* ---- the world of the one real desk ---- */

static enum vb_code connect_here(void *ctx, const char *address, bool create,
				 struct vb_post *out, struct vb_err *err)
{
	(void)ctx;
	(void)address;
	(void)create;
	(void)err;
	*out = table.post;
	out->close = NULL;
	return VB_OK;
}

/* nord and west are scripted, sud is a real desk in @dir. */
static void found(const char *dir, struct vb_depositary *dep, const char *address)
{
	struct vb_joining how = {.as = "sud", .keeping = {.no_passphrase = true}};
	struct vb_world w = bench_world(connect_here);
	struct vb_joined joined;
	char invite[9000];
	bool open = false;
	struct vb_err err;
	int n;

	cl_draft(&table, vb_depositary_post(dep), "long", 3, 7);
	if (cl_draft_put(&table, &err) != VB_OK || cl_seat_put(&table, 0, &open, &err) != VB_OK ||
	    cl_seat_put(&table, 2, &open, &err) != VB_OK)
		bench_die("founding", &err);
	n = snprintf(invite, sizeof(invite), "verbale-invite/1\nat %s\n\n%.*s", address,
		     (int)table.draft_len, (const char *)table.draft_text);
	how.invite = vb_view(invite, (size_t)n);
	if (vb_desk_join(dir, &how, &w, &joined, &err) != VB_OK || !joined.opened)
		bench_die("joining", &err);
	/* The last seat was the desk's: ask again for the table's id. */
	if (cl_seat_put(&table, 0, &open, &err) != VB_OK || !open)
		bench_die("opening", &err);
}

static void say(unsigned who, unsigned n)
{
	static const char words[] =
		"The delegation recalls what it said on the second article, and adds that the "
		"hours "
		"proposed there would have to be looked at again together with the costs, since "
		"the one "
		"cannot be settled without the other; it will come back to both in writing.";
	struct vb_err err;
	uint64_t index;

	for (unsigned i = 0; i < n; i++) {
		if (cl_do(&table, who, "statement", &(struct cl_fields){{"text", words}}, &index,
			  &err) != VB_OK)
			bench_die("lodging", &err);
	}
}

static void *speak(void *ctx)
{
	say(*(unsigned *)ctx, ACTS / 2);
	return NULL;
}

static struct vb_desk *open_desk(const char *dir)
{
	struct vb_world w = bench_world(connect_here);
	struct vb_desk *d;
	struct vb_err err;

	if (vb_desk_open(dir, true, &w, &d, &err) != VB_OK || vb_desk_sync(d, &err) != VB_OK)
		bench_die("desk", &err);
	return d;
}

/* ---- the audit ---- */

struct share {
	pthread_t thread;
	struct vb_audit *a;
	size_t from, to;
};

static void *run_share(void *ctx)
{
	struct share *s = ctx;

	vb_audit_run(s->a, s->from, s->to);
	return NULL;
}

static void run_jobs(struct vb_audit *a, size_t from)
{
	size_t n = vb_audit_jobs(a) - from;
	struct share s[THREADS];

	for (unsigned i = 0; i < THREADS; i++) {
		s[i] = (struct share){.a = a, .from = from + n * i / THREADS,
				      .to = from + n * (i + 1) / THREADS};
		if (pthread_create(&s[i].thread, NULL, run_share, &s[i]) != 0)
			bench_die("thread", NULL);
	}
	for (unsigned i = 0; i < THREADS; i++)
		pthread_join(s[i].thread, NULL);
}

static struct vb_audit *audit(struct vb_view bundle, const struct vb_trust *trust, double *rate)
{
	struct vb_finding *f = need(malloc(sizeof(*f)));
	struct vb_audit *a = NULL;
	double t = bench_now();

	if (vb_audit_open(bundle, trust, &a, f) != VB_OK || !a)
		bench_die(f->sentence, NULL);
	run_jobs(a, 0);
	vb_audit_finish(a, f);
	*rate = (double)vb_audit_jobs(a) / (bench_now() - t);
	if (f->result != VB_GENUINE)
		bench_die(f->sentence, NULL);
	free(f);
	return a;
}

static uint8_t *bundle_of(struct vb_desk *d, size_t *len)
{
	char *buf = NULL;
	FILE *f = open_memstream(&buf, len);
	struct vb_err err;

	if (!f || vb_desk_bundle(d, f, &err) != VB_OK || fclose(f) != 0)
		bench_die("bundle", &err);
	return (uint8_t *)buf;
}

/* 100 acts later: only what is new is read and verified.  The audit keeps views of it, and
 * lives to the end. */
static double reaudit(struct vb_audit *a, struct vb_desk *d)
{
	uint64_t from = vb_audit_fold(a)->nfacts;
	struct vb_finding *f = need(malloc(sizeof(*f)));
	uint8_t *entries = need(malloc(100 * (VB_NOTE_MAX + 2))), *checkpoint;
	size_t jobs = vb_audit_jobs(a), len = 0;
	struct vb_checkpoint c;
	struct vb_err err;
	double t;

	say(0, 100);
	if (vb_desk_sync(d, &err) != VB_OK)
		bench_die("sync", &err);
	for (unsigned i = 0; i < 100; i++) {
		uint8_t *note;
		size_t n;

		if (vb_desk_entry(d, from + i, &note, &n, &err) != VB_OK)
			bench_die("entry", &err);
		entries[len] = (uint8_t)(n >> 8);
		entries[len + 1] = (uint8_t)n;
		memcpy(entries + len + 2, note, n);
		len += n + 2;
		free(note);
	}
	struct vb_request req = {.op = VB_OP_CHECKPOINT, .table = table.id};
	struct vb_reply reply = {0};
	if (vb_post_ask(&table.post, &req, &reply, &err) != VB_OK ||
	    vb_checkpoint_parse(vb_view(reply.body, reply.len), &c, &err) != VB_OK)
		bench_die("checkpoint", &err);
	checkpoint = reply.body;
	t = bench_now();
	if (vb_audit_extend(a, vb_view(entries, len), vb_view(checkpoint, reply.len), f) != VB_OK)
		bench_die("extending", NULL);
	run_jobs(a, jobs);
	vb_audit_finish(a, f);
	t = bench_now() - t;
	if (f->result != VB_GENUINE)
		bench_die(f->sentence, NULL);
	free(f);
	return t;
}

/* ---- status, as the program ---- */

void bench_status(const char *program, const char *dir)
{
	double t[STATUS_RUNS], memory = 0;

	for (unsigned i = 0; i <= STATUS_RUNS; i++) {
		double start = bench_now();
		struct rusage use;
		int st;
		pid_t pid = fork();

		if (pid == 0) {
			if (!freopen("/dev/null", "w", stdout))
				_exit(98);
			execl(program, program, "-C", dir, "status", (char *)NULL);
			_exit(99);
		}
		if (pid < 0 || wait4(pid, &st, 0, &use) < 0 || !WIFEXITED(st) || WEXITSTATUS(st))
			bench_die("status did not run", NULL);
		if (i > 0)
			t[i - 1] = bench_now() - start;
		memory = (double)use.ru_maxrss / 1024;
	}
	bench_figure("status on a desk of 100,000 acts", bench_median(t, STATUS_RUNS) * 1e3, "ms",
		     "-",
		     0, "<= 400");
	bench_figure("memory of that status", memory, "MB", "-", 0, "<= 200");
}

/* In a process of its own, made anew: the memory that wait4() tells of a child counts what
 * the child was before it became the program, that is, a copy of this one. */
static void status(const char *dir)
{
	pid_t pid = fork();
	int st;

	if (pid == 0) {
		execl("/proc/self/exe", "bench", "status", dir, (char *)NULL);
		_exit(99);
	}
	if (pid < 0 || waitpid(pid, &st, 0) < 0 || !WIFEXITED(st) || WEXITSTATUS(st))
		bench_die("status was not measured", NULL);
}

void bench_table(void)
{
	char dir[] = "/var/tmp/verbale-bench-XXXXXX", at[80], desk[80], cmd[160];
	struct vb_depositary *dep;
	double rate[3], bare[3], again[AUDITS];
	struct vb_audit *a = NULL;
	struct vb_trust *trust;
	pthread_t t[2];
	unsigned who[2] = {0, 2};
	struct vb_desk *d;
	struct vb_err err;
	uint8_t *bundle;
	size_t len;

	if (!mkdtemp(dir))
		bench_die("a temporary folder", NULL);
	snprintf(at, sizeof(at), "%s/depositary", dir);
	snprintf(desk, sizeof(desk), "%s/sud", dir);
	snprintf(cmd, sizeof(cmd), "mkdir %s", desk);
	if (system(cmd) != 0 ||
	    vb_depositary_open(at, "bern", true, vb_clock_system(), vb_rng_system(), &dep,
			       &err) != VB_OK)
		bench_die("depositary", &err);
	cl_now = vb_clock_system().now(NULL);
	found(desk, dep, at);
	for (unsigned i = 0; i < 2; i++) {
		if (pthread_create(&t[i], NULL, speak, &who[i]) != 0)
			bench_die("thread", NULL);
	}
	for (unsigned i = 0; i < 2; i++)
		pthread_join(t[i], NULL);
	d = open_desk(desk);
	bundle = bundle_of(d, &len);
	if (vb_trust_of(vb_desk_fold(d), &trust, &err) != VB_OK)
		bench_die("trust", &err);
	for (unsigned i = 0; i < 3; i++) {
		vb_audit_free(a);
		bare[i] = bench_bare_verify(ACTS, 700, THREADS);
		a = audit(vb_view(bundle, len), trust, &rate[i]);
	}
	printf("# %zu signatures in the bundle of %u acts\n", vb_audit_jobs(a), ACTS);
	bench_figure("audit of 100,000 acts from the bundle", bench_median(rate, 3), "signatures/s",
		     "bare Ed25519, as many threads", bench_median(bare, 3), "ratio >= 0.9");
	for (unsigned i = 0; i < AUDITS; i++)
		again[i] = 1e3 * reaudit(a, d);
	bench_figure("re-audit after 100 new acts on 100,000", bench_median(again, AUDITS), "ms",
		     "bare verification of 100", 1e5 / bench_bare_verify(2000, 700, THREADS),
		     "<= 50");
	vb_audit_free(a);
	vb_trust_free(trust);
	vb_desk_close(d);
	vb_depositary_close(dep);
	if (getenv("VERBALE"))
		status(desk);
	free(bundle);
	snprintf(cmd, sizeof(cmd), "rm -r %s", dir);
	if (system(cmd) != 0)
		bench_die("rm", NULL);
}
