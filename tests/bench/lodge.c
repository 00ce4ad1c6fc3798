/*
 * Durable lodging with 16 members at once, against bare SQLite inserts of the same
 * bytes in batches of the same size; and what an act takes on disk.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "client.h"
#include "need.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define TABLES 8
#define EACH 800	/* acts a member */
#define DESKS (TABLES * 2)

static struct cl_table table[TABLES];

struct desk {
	pthread_t thread;
	struct cl_table *t;
	uint8_t *note[EACH];
	size_t len[EACH];
	double took[EACH];	/* until the answer */
	unsigned bad;
};

/* Signs all acts beforehand, so that only lodging is timed. */
static void compose(struct desk *d, unsigned who)
{
	static const char words[] =
		"The delegation recalls what it said on the second article, and adds that the "
		"hours "
		"proposed there would have to be looked at again together with the costs, since "
		"the one "
		"cannot be settled without the other; it will come back to both in writing.";
	struct cl_member *m = &d->t->m[who];
	uint8_t *buf = need(malloc(VB_NOTE_MAX));

	for (unsigned i = 0; i < EACH; i++) {
		struct vb_act *a = need(malloc(sizeof(*a)));

		d->len[i] = cl_act(d->t, who, "statement", &(struct cl_fields){{"text", words}},
				   NULL, NULL, buf);
		d->note[i] = need(malloc(d->len[i]));
		memcpy(d->note[i], buf, d->len[i]);
		if (vb_act_parse(vb_view(d->note[i], d->len[i]), a, NULL) != VB_OK)
			bench_die("composing", NULL);
		m->number++;
		m->prev = a->id;
		free(a);
	}
	free(buf);
}

static void *lodge(void *ctx)
{
	struct desk *d = ctx;
	uint8_t *body = need(malloc(VB_NOTE_MAX + 8));

	for (unsigned i = 0; i < EACH; i++) {
		struct vb_request req = {.op = VB_OP_LODGE, .table = d->t->id};
		struct vb_reply reply = {0};
		double t = bench_now();

		vb_put_be32(body, (uint32_t)d->len[i]);
		memcpy(body + 4, d->note[i], d->len[i]);
		req.body = vb_view(body, d->len[i] + 4);
		d->bad += vb_post_ask(&d->t->post, &req, &reply, NULL) != VB_OK;
		vb_reply_free(&reply);
		d->took[i] = bench_now() - t;
	}
	free(body);
	return NULL;
}

static void check(int rc, sqlite3 *db)
{
	if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW) {
		fprintf(stderr, "bench: %s\n", sqlite3_errmsg(db));
		exit(1);
	}
}

/* Inserts a second into a bare table, WAL and synchronous FULL; the log is moved into the
 * database as rarely as ours is. */
static double bare_inserts(const char *dir, struct desk *desks, double batch)
{
	unsigned total = DESKS * EACH, per = (unsigned)(batch + 0.5), in = 0;
	sqlite3_stmt *insert;
	char path[128];
	sqlite3 *db = NULL;
	double t;

	snprintf(path, sizeof(path), "%s/bare.db", dir);
	check(sqlite3_open(path, &db), db);
	check(sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA "
			       "wal_autocheckpoint=4000;"
			       "CREATE TABLE entry(idx INTEGER PRIMARY KEY, note BLOB)",
			   NULL, NULL, NULL), db);
	check(sqlite3_prepare_v2(db, "INSERT INTO entry(note) VALUES(?)", -1, &insert, NULL), db);
	if (per < 1)
		per = 1;
	t = bench_now();
	for (unsigned i = 0; i < total; i++) {
		struct desk *d = &desks[i % DESKS];

		if (in == 0)
			check(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), db);
		check(sqlite3_bind_blob(insert, 1, d->note[i / DESKS], (int)d->len[i / DESKS],
					SQLITE_STATIC), db);
		check(sqlite3_step(insert), db);
		sqlite3_reset(insert);
		if (++in == per || i + 1 == total) {
			check(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), db);
			in = 0;
		}
	}
	t = bench_now() - t;
	sqlite3_finalize(insert);
	sqlite3_close(db);
	return total / t;
}

/* Counts commits: the depositary says when it has made one. */
static bool count_commit(void *ctx, const char *step)
{
	if (strcmp(step, "committed") == 0)
		++*(_Atomic unsigned *)ctx;
	return false;
}

/* Seconds of a processor that this process has had. */
static double cpu_time(void)
{
	struct rusage use;

	getrusage(RUSAGE_SELF, &use);
	return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
	       1e-6 * (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec);
}

/* How long an answer takes. */
static void latency(const struct desk *desk)
{
	static double all[DESKS * EACH];
	double median;

	for (unsigned i = 0; i < DESKS; i++)
		memcpy(&all[i * EACH], desk[i].took, sizeof(desk[i].took));
	median = bench_median(all, DESKS * EACH); /* sorts them */
	printf("# an answer took %.1f ms in the median, %.1f in the 99th percentile, %.1f at "
	       "most\n",
	       1e3 * median, 1e3 * all[DESKS * EACH * 99 / 100], 1e3 * all[DESKS * EACH - 1]);
}

static double file_size(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (double)st.st_size : 0;
}

static void disk_share(const char *path, const struct desk *d)
{
	double bytes = 0;
	sqlite3 *db = NULL;

	for (unsigned i = 0; i < DESKS; i++) {
		for (unsigned j = 0; j < EACH; j++)
			bytes += (double)d[i].len[j];
	}
	check(sqlite3_open(path, &db), db);
	check(sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL), db);
	sqlite3_close(db);
	bench_figure("size on disk of an act, all included", file_size(path) / (DESKS * EACH),
		     "bytes",
		     "its own bytes", bytes / (DESKS * EACH), "ratio <= 1.6");
}

void bench_lodge(void)
{
	static struct desk desk[DESKS];
	char dir[] = "/var/tmp/verbale-bench-XXXXXX", path[160];
	_Atomic unsigned commits = 0;
	struct vb_depositary *dep;
	struct vb_err err;
	double t, cpu, rate, batch;

	if (!mkdtemp(dir))
		bench_die("a temporary folder", NULL);
	if (vb_depositary_open(dir, "bern", true, vb_clock_system(), vb_rng_system(), &dep,
			       &err) != VB_OK)
		bench_die("depositary", &err);
	cl_now = vb_clock_system().now(NULL);
	for (unsigned i = 0; i < TABLES; i++) {
		char name[16];

		snprintf(name, sizeof(name), "table-%u", i);
		cl_found(&table[i], vb_depositary_post(dep), name, 2, i + 1);
		for (unsigned j = 0; j < 2; j++) {
			desk[2 * i + j].t = &table[i];
			compose(&desk[2 * i + j], j);
		}
	}
	snprintf(path, sizeof(path), "%s/depositary.db", dir);
	vb_depositary_on_step(dep, count_commit, &commits);
	cpu = cpu_time();
	t = bench_now();
	for (unsigned i = 0; i < DESKS; i++) {
		if (pthread_create(&desk[i].thread, NULL, lodge, &desk[i]) != 0)
			bench_die("thread", NULL);
	}
	for (unsigned i = 0; i < DESKS; i++) {
		pthread_join(desk[i].thread, NULL);
		if (desk[i].bad)
			bench_die("an act was not lodged", NULL);
	}
	t = bench_now() - t;
	cpu = cpu_time() - cpu;
	rate = DESKS * EACH / t;
	batch = DESKS * EACH / (double)commits;
	printf("# about %.1f acts a commit, %.0f us of a processor an act\n", batch,
	       1e6 * cpu / (DESKS * EACH));
	latency(desk);
	printf("# bare Ed25519 alone, a verification an act, on 2 threads: %.0f acts/s\n",
	       bench_bare_verify(DESKS * EACH, 700, 2));
	bench_figure("durable lodging, 16 desks at once", rate, "acts/s",
		     "bare SQLite inserts, same bytes and batches", bare_inserts(dir, desk, batch),
		     "ratio >= 0.7");
	vb_depositary_close(dep);
	disk_share(path, desk);
	bench_remove(dir);
}
