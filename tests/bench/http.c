/*
 * Acts lodged over HTTP by 64 clients at once, each with keys and a connection of its own;
 * on SQLite and on PostgreSQL, beside a log of Tessera's.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "load.h"
#include "need.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CLIENTS 64u
#define EACH 150u		/* acts a client and run */
#define RUNS 3u
#define POSTGRES "tests/store/pgserver.sh"

/* A depositary with some tables, at which @CLIENTS members lodge. */
struct place {
	char dir[64];
	struct vb_depositary *d;
	struct cl_table *t;
	unsigned ntables;
	struct member m[CLIENTS];
	struct load_client c[CLIENTS];
};

static void open_place(struct place *p, unsigned ntables, const char *url)
{
	struct vb_err err = {0};
	unsigned each = CLIENTS / ntables;

	*p = (struct place){.dir = "/var/tmp/verbale-bench-XXXXXX", .ntables = ntables};
	if (!mkdtemp(p->dir))
		bench_die("a temporary folder", NULL);
	if (vb_depositary_open_at(p->dir, url, "bern", true, vb_clock_system(),
				  vb_rng_system(), &p->d, &err) != VB_OK)
		bench_die("depositary", &err);
	p->t = acts_tables(vb_depositary_post(p->d), ntables, each);
	for (unsigned i = 0; i < CLIENTS; i++)
		acts_member(&p->m[i], &p->t[i / each], i % each);
}

static void close_place(struct place *p)
{
	for (unsigned i = 0; i < CLIENTS; i++)
		vb_secret_free(p->m[i].key);
	for (unsigned i = 0; i < p->ntables; i++)
		cl_free(&p->t[i]);
	free(p->t);
	vb_depositary_close(p->d);
	bench_remove(p->dir);
}

/* What the runs of one kind came to. */
struct runs {
	double rate[RUNS], p99[RUNS], cpu[RUNS];
	unsigned n;
};

static void note(struct runs *r, const char *who, const struct load *l)
{
	r->rate[r->n] = l->done / l->seconds;
	r->p99[r->n] = 1e3 * l->p99;
	r->cpu[r->n] = 1e6 * l->cpu / l->done;
	printf("# %s: %.0f acts/s, an answer took %.1f ms in the median, %.1f in the 99th "
	       "percentile, %.1f at most; %.0f us of a processor an act\n", who, r->rate[r->n],
	       1e3 * l->median, r->p99[r->n], 1e3 * l->most, r->cpu[r->n]);
	fflush(stdout);
	r->n++;
}

static void run(struct place *p, const struct serving *s, struct load *out)
{
	for (unsigned i = 0; i < CLIENTS; i++)
		acts_lodgings(&p->m[i], s->host, EACH, &p->c[i]);
	load_run(p->c, CLIENTS, s, 0, out);
	load_free(p->c, CLIENTS);
}

/* ---- on SQLite, and Tessera ---- */

static void count_syncs(struct place *p)
{
	struct serving s;
	struct load l;

	serving_start(&s, p->dir, NULL, true);
	run(p, &s, &l);
	serving_stop(&s);
	printf("# under strace %u acts were answered after %u calls of fsync and fdatasync\n",
	       l.done, serving_syncs(&s));
}

static void report(struct runs *ours, struct runs *same, struct runs *bare)
{
	double rate = bench_median(ours->rate, RUNS), peer;

	if (same->n == 0) {
		printf("# Tessera: not built here\n");
		bench_figure("lodging over HTTP, 64 clients, 8 tables", rate, "acts/s", "-", 0,
			     ">= 5000");
		return;
	}
	peer = bench_median(bare->rate, RUNS);
	bench_figure("lodging over HTTP, 64 clients, 8 tables", rate, "acts/s",
		     "Tessera that verifies nothing", peer, ">= 5000");
	peer = bench_median(same->rate, RUNS);
	bench_figure("the same, beside a peer's work", rate, "acts/s",
		     "Tessera that verifies as many signatures", peer, "ratio >= 1.5");
}

void bench_http(void)
{
	static struct runs ours, same, bare;
	struct serving s;
	struct place p;
	struct load l;

	open_place(&p, 8, NULL);
	serving_start(&s, p.dir, NULL, false);
	for (unsigned i = 0; i < RUNS; i++) {
		run(&p, &s, &l);
		note(&ours, "verbale", &l);
		if (!peer_there())
			continue;
		peer_run(p.m, CLIENTS, EACH, true, &l);
		note(&same, "Tessera, verifying as many signatures", &l);
		peer_run(p.m, CLIENTS, EACH, false, &l);
		note(&bare, "Tessera, verifying nothing", &l);
	}
	serving_stop(&s);
	report(&ours, &same, &bare);
	bench_figure("the same, 99th percentile of answers", bench_median(ours.p99, RUNS), "ms",
		     "-", 0, "<= 50");
	count_syncs(&p);
	close_place(&p);
}

/* ---- on PostgreSQL ---- */

static bool control(const char *what, const char *dir)
{
	char cmd[256];

	snprintf(cmd, sizeof(cmd), POSTGRES " %s %s >/dev/null", what, dir);
	return system(cmd) == 0;
}

/* Of the server's log, by its own count. */
static double wal_syncs(const char *dir)
{
	char cmd[256], said[64] = "";
	FILE *f;

	snprintf(cmd, sizeof(cmd), "psql -h %s -U postgres -Atc 'SELECT pg_stat_force_next_flush()"
		 ", wal_sync FROM pg_stat_wal'", dir);
	f = popen(cmd, "re");
	if (!f || !fgets(said, sizeof(said), f) || !strchr(said, '|'))
		bench_die("the server does not tell its syncs", NULL);
	pclose(f);
	return strtod(strchr(said, '|') + 1, NULL);
}

static void lodge_at(const char *dir)
{
	static struct runs ours;
	char url[128];
	double syncs;
	struct serving s;
	struct place p;
	struct load l;

	snprintf(url, sizeof(url), "postgresql:///postgres?host=%s&user=postgres", dir);
	open_place(&p, 8, url);
	serving_start(&s, p.dir, url, false);
	syncs = wal_syncs(dir);
	for (unsigned i = 0; i < RUNS; i++) {
		run(&p, &s, &l);
		note(&ours, "verbale on PostgreSQL", &l);
	}
	syncs = wal_syncs(dir) - syncs;
	printf("# PostgreSQL counts %.0f syncs of its log for %u acts\n", syncs,
	       RUNS * CLIENTS * EACH);
	serving_stop(&s);
	bench_figure("lodging over HTTP, on PostgreSQL", bench_median(ours.rate, RUNS), "acts/s",
		     "-", 0, ">= 2000");
	close_place(&p);
}

void bench_postgres(void)
{
	char dir[] = "/var/tmp/verbale-pg-XXXXXX";

	if (!mkdtemp(dir))
		bench_die("a temporary folder", NULL);
	if (control("start", dir))
		lodge_at(dir);
	else
		printf("# PostgreSQL: not here\n");
	(void)control("stop", dir);
}
