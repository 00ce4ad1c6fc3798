/*
 * Many at once: threads at many tables, acts that share a batch, two processes with
 * one folder.  With the argument "postgres": with their logs in a database.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client.h"
#include "store/pgserver.h"
#include "tap.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TABLES 4
#define THREADS 8
#define ACTS 25

static const char text[] = "# A draft\n\n## Article 1. Purpose\n\nTransit is free.\n";

/* ---- 8 threads, 4 tables ---- */

struct worker {
	pthread_t thread;
	struct cl_table *t;
	unsigned who;
	unsigned wrong;
};

static void *work(void *ctx)
{
	struct worker *w = ctx;
	struct cl_member *m = &w->t->m[w->who];
	uint8_t *note = malloc(VB_NOTE_MAX);

	for (unsigned i = 0; note && i < ACTS; i++) {
		uint64_t before = m->number, index = 0;
		size_t len;

		w->wrong += cl_promise(w->t, w->who, &index, NULL) != VB_OK;
		w->wrong += m->number != before + 1;
		/* What was answered is there, at once. */
		len = cl_entry(w->t, index, note);
		w->wrong += len == 0;
	}
	free(note);
	return NULL;
}

static void test_threads(void)
{
	static struct cl_table t[TABLES];
	struct worker w[THREADS];
	struct cl_audit audit;
	struct cl_place p;
	char name[16];

	cl_folder(&p);
	cl_open(&p);
	for (unsigned i = 0; i < TABLES; i++) {
		snprintf(name, sizeof(name), "table-%u", i);
		cl_found(&t[i], p.post, name, 2, i);
	}
	for (unsigned i = 0; i < THREADS; i++) {
		w[i] = (struct worker){.t = &t[i % TABLES], .who = i / TABLES};
		pthread_create(&w[i].thread, NULL, work, &w[i]);
	}
	for (unsigned i = 0; i < THREADS; i++) {
		pthread_join(w[i].thread, NULL);
		is_int(w[i].wrong, 0, "thread %u: every act is logged and served", i);
	}
	for (unsigned i = 0; i < TABLES; i++) {
		cl_audit(&t[i], &audit);
		is_str(audit.fault, "", "table %u holds", i);
		is_int((long long)audit.size, 1 + 2 * ACTS, "table %u has them all", i);
		cl_free(&t[i]);
	}
	cl_close(&p);
	cl_clean(&p);
}

/* ---- acts that share a batch ---- */

/* Holds the first batch back until @want acts are queued. */
struct gate {
	pthread_mutex_t lock;
	pthread_cond_t turn;
	unsigned queued, want, batches;
};

static bool at_gate(void *ctx, const char *step)
{
	struct gate *g = ctx;

	pthread_mutex_lock(&g->lock);
	if (strcmp(step, "enqueued") == 0) {
		g->queued++;
		pthread_cond_broadcast(&g->turn);
	} else if (strcmp(step, "signed") == 0) {
		g->batches++;
		pthread_cond_broadcast(&g->turn);
		while (g->queued < g->want)
			pthread_cond_wait(&g->turn, &g->lock);
	}
	pthread_mutex_unlock(&g->lock);
	return false;
}

/* Until @n are queued, and the first of them holds the sequencer. */
static void wait_queued(struct gate *g, unsigned n)
{
	pthread_mutex_lock(&g->lock);
	while (g->queued < n || g->batches == 0)
		pthread_cond_wait(&g->turn, &g->lock);
	pthread_mutex_unlock(&g->lock);
}

struct job {
	pthread_t thread;
	struct cl_table *t;
	unsigned who;
	struct vb_view note, identities;
	uint64_t index;
	enum vb_code code;
};

static void *lodge_job(void *ctx)
{
	struct job *j = ctx;
	struct cl_table own = *j->t; /* chains that move on are each thread's own */

	j->code = cl_lodge(&own, j->who, j->note, j->identities, &j->index, NULL);
	return NULL;
}

static void start(struct job *j, struct gate *g, unsigned n)
{
	pthread_create(&j->thread, NULL, lodge_job, j);
	wait_queued(g, n);
}

static size_t other_promise(struct cl_table *t, unsigned who, const char *words, uint8_t *out)
{
	struct cl_fields f = {{"what", "other", "due", "2030-01-01T00:00:00Z", "text", words,
			       NULL}};

	return cl_act(t, who, "promise", &f, NULL, NULL, out);
}

/* A hand-over and its receipt come in while another batch commits, with two texts for
 * one position and the same act twice: one batch, over two tables. */
static void test_batch(void)
{
	static uint8_t note[6][VB_NOTE_MAX];
	static struct cl_table t, u;
	struct gate g = {.lock = PTHREAD_MUTEX_INITIALIZER, .turn = PTHREAD_COND_INITIALIZER,
			 .want = 7};
	struct job j[7] = {{.who = 0}};
	char hex[65];
	struct cl_fields receipt = {{"of", hex, "copy", NULL, NULL}};
	struct cl_audit audit;
	struct cl_paper *paper;
	struct cl_place p;
	size_t len[6];
	unsigned checkpoints;

	cl_folder(&p);
	cl_open(&p);
	cl_found(&t, p.post, "one", 3, 1);
	cl_found(&u, p.post, "two", 2, 2);
	paper = cl_paper(&t, 0, 1, text);
	ok(cl_copy_put(&t, paper, NULL) == VB_OK, "a copy is stored");
	vb_hex(hex, paper->id.b, 32);
	receipt.pair[3] = paper->receipt;
	len[0] = other_promise(&u, 0, "First.", note[0]);
	len[1] = other_promise(&t, 2, "One text.", note[1]);
	len[2] = other_promise(&t, 2, "Another text.", note[2]);
	len[3] = cl_act(&t, 1, "receipt", &receipt, NULL, NULL, note[3]);
	len[4] = other_promise(&u, 1, "Second.", note[4]);
	for (unsigned i = 0; i < 5; i++) {
		j[i].note = vb_view(note[i], len[i]);
		j[i].identities = vb_view("", 0);
	}
	j[5].note = vb_view(paper->note, paper->len);
	j[5].identities = vb_view(paper->identity, paper->identity_len);
	j[0].t = j[4].t = &u;
	j[1].t = j[2].t = j[3].t = j[5].t = j[6].t = &t;
	j[1].who = j[2].who = 2;
	j[3].who = j[4].who = 1;
	j[6] = j[1];
	vb_depositary_on_step(p.d, at_gate, &g);
	start(&j[0], &g, 1);
	start(&j[1], &g, 2);
	start(&j[2], &g, 3);
	start(&j[5], &g, 4);
	start(&j[3], &g, 5);
	start(&j[4], &g, 6);
	start(&j[6], &g, 7);
	for (unsigned i = 0; i < 7; i++)
		pthread_join(j[i].thread, NULL);
	is_int(g.batches, 2, "six acts at two tables share a batch");
	ok(j[0].code == VB_OK && j[4].code == VB_OK && j[4].index == 2,
	   "the second table's two");
	ok(j[1].code == VB_OK && j[1].index == 1, "the first of two texts is logged");
	is_int(j[2].code, VB_CONFLICT, "4.4 the other at its position is not");
	ok(j[6].code == VB_OK && j[6].index == 1, "the same act twice has one index");
	ok(j[5].code == VB_OK && j[5].index == 2, "the hand-over");
	ok(j[3].code == VB_OK && j[3].index == 3, "5.3.2 and its receipt, in the same batch");
	cl_audit(&t, &audit);
	is_str(audit.fault, "", "5.3.6 with its release");
	checkpoints = audit.checkpoints;
	is_int((long long)audit.size, 5, "charter, promise, paper, receipt, release");
	is_int(checkpoints, 2, "6.4 one checkpoint for all four");
	cl_audit(&u, &audit);
	is_str(audit.fault, "", "the second table holds");
	vb_depositary_on_step(p.d, NULL, NULL);
	cl_paper_free(paper);
	cl_free(&t);
	cl_free(&u);
	cl_close(&p);
	cl_clean(&p);
}

/* ---- who is done ---- */

/* Holds every batch until it is let through. */
struct barrier {
	pthread_mutex_t lock;
	pthread_cond_t turn;
	unsigned queued, batches, through;
};

static bool at_barrier(void *ctx, const char *step)
{
	struct barrier *b = ctx;

	pthread_mutex_lock(&b->lock);
	b->queued += strcmp(step, "enqueued") == 0;
	b->batches += strcmp(step, "signed") == 0;
	pthread_cond_broadcast(&b->turn);
	while (strcmp(step, "signed") == 0 && b->through < b->batches)
		pthread_cond_wait(&b->turn, &b->lock);
	pthread_mutex_unlock(&b->lock);
	return false;
}

/* Lets @through batches through in all; then waits until the next is held, and @queued
 * acts were queued in all. */
static void let_through(struct barrier *b, unsigned through, unsigned queued)
{
	pthread_mutex_lock(&b->lock);
	b->through = through;
	pthread_cond_broadcast(&b->turn);
	while (b->batches <= through || b->queued < queued)
		pthread_cond_wait(&b->turn, &b->lock);
	pthread_mutex_unlock(&b->lock);
}

/* Three batches: one act; two that came meanwhile, at two tables; and one more, which
 * is held until all others are answered. */
static void test_answers(void)
{
	static uint8_t note[4][VB_NOTE_MAX];
	static struct cl_table t[2];
	struct barrier b = {.lock = PTHREAD_MUTEX_INITIALIZER, .turn = PTHREAD_COND_INITIALIZER};
	struct job j[4] = {{.who = 0}};
	struct cl_place p;

	cl_folder(&p);
	cl_open(&p);
	cl_found(&t[0], p.post, "one", 2, 1);
	cl_found(&t[1], p.post, "two", 2, 2);
	for (unsigned i = 0; i < 4; i++) {
		j[i] = (struct job){.t = &t[i % 2], .who = i / 2, .identities = vb_view("", 0)};
		j[i].note = vb_view(note[i], other_promise(j[i].t, j[i].who, "So.", note[i]));
	}
	vb_depositary_on_step(p.d, at_barrier, &b);
	for (unsigned i = 0; i < 4; i++) {
		pthread_create(&j[i].thread, NULL, lodge_job, &j[i]);
		let_through(&b, i < 3 ? 0 : 1, i + 1);
		if (i == 2)
			let_through(&b, 1, 3);
	}
	let_through(&b, 2, 4);
	for (unsigned i = 0; i < 3; i++)
		pthread_join(j[i].thread, NULL);
	is_int(b.batches, 3, "two acts share the second of three batches");
	pthread_mutex_lock(&b.lock);
	b.through = 3;
	pthread_cond_broadcast(&b.turn);
	pthread_mutex_unlock(&b.lock);
	pthread_join(j[3].thread, NULL);
	for (unsigned i = 0; i < 4; i++)
		ok(j[i].code == VB_OK, "act %u is logged", i);
	vb_depositary_on_step(p.d, NULL, NULL);
	cl_free(&t[0]);
	cl_free(&t[1]);
	cl_close(&p);
	cl_clean(&p);
}

/* ---- two processes ---- */

/* Lodges as @who through a depositary of its own; an exit status. */
static int process(const struct cl_place *from, struct cl_table *t, unsigned who)
{
	struct cl_place p = *from;
	struct vb_err err = {0};
	int wrong = 0;

	if (cl_try_open(&p, false, &err) != VB_OK)
		return 100;
	cl_move(t, p.post);
	for (unsigned i = 0; i < ACTS; i++) {
		enum vb_code code;

		do
			code = cl_promise(t, who, NULL, &err);
		while (code == VB_BUSY);
		if (code != VB_OK)
			fprintf(stderr, "# %s: %s\n", vb_code_name(code), err.sentence);
		wrong += code != VB_OK;
	}
	cl_close(&p);
	return wrong;
}

static void test_processes(void)
{
	static struct cl_table t;
	struct cl_audit audit;
	struct cl_place p;
	pid_t child[2];
	int status;

	cl_folder(&p);
	cl_open(&p);
	cl_found(&t, p.post, "transit", 2, 5);
	cl_close(&p);
	fflush(stdout);
	for (unsigned i = 0; i < 2; i++) {
		child[i] = fork();
		if (child[i] == 0)
			_exit(process(&p, &t, i));
	}
	for (unsigned i = 0; i < 2; i++) {
		ok(waitpid(child[i], &status, 0) == child[i] && WIFEXITED(status) &&
		   WEXITSTATUS(status) == 0, "process %u: every act is logged", i);
	}
	cl_open(&p);
	cl_move(&t, p.post);
	cl_audit(&t, &audit);
	is_str(audit.fault, "", "6.7 two processes made one log");
	is_int((long long)audit.size, 1 + 2 * ACTS, "with the acts of both");
	cl_free(&t);
	cl_close(&p);
	cl_clean(&p);
}

/* Two handles in one process: each sees what the other logged. */
static void test_handles(void)
{
	static struct cl_table t;
	struct vb_err err = {0};
	struct cl_place p, q;
	struct cl_audit audit;
	unsigned wrong = 0;

	cl_folder(&p);
	cl_open(&p);
	q = p;
	is_int(cl_try_open(&q, false, &err), VB_OK, "the folder is opened twice");
	cl_found(&t, p.post, "transit", 2, 6);
	for (unsigned i = 0; i < 10; i++) {
		cl_move(&t, i % 2 ? p.post : q.post);
		wrong += cl_promise(&t, i % 3 == 0, NULL, &err) != VB_OK;
	}
	is_int(wrong, 0, "acts are lodged by turns");
	cl_audit(&t, &audit);
	is_str(audit.fault, "", "the log holds");
	cl_free(&t);
	cl_close(&q);
	cl_close(&p);
	cl_clean(&p);
}

/* A database outlives a folder. */
static void test_lost_keys(void)
{
	struct vb_err err = {0};
	struct cl_place p, q;
	struct cl_table t;
	char path[128];

	cl_folder(&p);
	cl_open(&p);
	cl_close(&p);
	snprintf(path, sizeof(path), "%s/depositary.key", p.dir);
	unlink(path);
	is_int(cl_try_open(&p, true, &err), VB_OK, "keys: made anew where there is no log");
	cl_found(&t, p.post, "lake", 2, 77);
	cl_free(&t);
	cl_close(&p);
	q = p;
	unlink(path);
	is_int(cl_try_open(&q, true, &err), VB_KEY, "keys: %s", err.sentence);
	is_int(cl_try_open(&q, false, &err), VB_NOT_FOUND, "keys: nor without being asked to");
	cl_clean(&p);
}

int main(int argc, char **argv)
{
	bool postgres = argc > 1 && strcmp(argv[1], "postgres") == 0;

	if (postgres && !pg_start(false))
		return tap_done();
	cl_url = postgres ? pg_url_of : NULL;
	test_processes();
	test_threads();
	test_batch();
	test_answers();
	test_handles();
	if (postgres) {
		test_lost_keys();
		pg_stop();
	}
	return tap_done();
}
