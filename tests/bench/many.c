/*
 * A hundred thousand open tables, of which one in a hundred is at work: what the server
 * takes of memory, how fast it starts, and whether it lodges as fast as with few.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "load.h"
#include "need.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TABLES 100000u
#define ACTIVE 1000u
#define CLIENTS 64u
#define EACH 100u	/* acts a client and run */
#define RUNS 3u

static struct member member[ACTIVE];
static struct cl_table *seated;	/* those at work */

/* The first member of table @i, with a pass of its own. */
static void sit(unsigned i, const struct cl_table *model, const struct bulk_table *b)
{
	struct cl_table *t = &seated[i];

	*t = *model;
	t->id = b->id;
	t->draft = b->draft;
	t->m[0].number = t->m[0].epoch = 0;
	t->m[0].prev = b->charter;
	acts_member(&member[i], t, 0);
}

static void add_lodging(struct member *m, const struct sight *seen, const char *host,
			struct load_client *c)
{
	static uint8_t body[VB_NOTE_MAX + 4], request[8192];
	char target[80], id[65];
	size_t len = acts_next(m, seen, body + 4);

	vb_put_be32(body, (uint32_t)len);
	vb_hex(id, m->t->id.b, sizeof(m->t->id.b));
	snprintf(target, sizeof(target), "/t/%s/acts", id);
	load_put(c, request, acts_request(m, host, "POST", target, vb_view(body, len + 4),
					  request, sizeof(request)));
}

/* Acts of @n clients, each going round its share of the first @ntables tables. */
static void run(const struct serving *s, const struct bulk_table *b, unsigned n,
		unsigned ntables, struct load *out)
{
	static struct load_client c[CLIENTS];

	for (unsigned i = 0; i < n; i++) {
		for (unsigned j = 0; j < EACH; j++) {
			unsigned t = i + j % (ntables / n) * n;

			add_lodging(&member[t], &b[t].seen, s->host, &c[i]);
		}
	}
	load_run(c, n, s, 0, out);
	load_free(c, n);
}

/* Every table is read from once, with a pass that anybody may use. */
static void touch_all(const struct serving *s, const struct cl_table *model,
		      const struct bulk_table *b)
{
	static struct load_client c[CLIENTS];
	struct vb_signer act = vb_signer_secret(model->m[0].act, model->m[0].name,
						VB_KEY_ED25519);
	int64_t until = vb_clock_system().now(NULL) + VB_DAY;
	char id[65], pass64[2 * VB_PASS_MAX];
	uint8_t pass[VB_PASS_MAX], request[4096];
	struct vb_writer w;
	struct load l;

	for (unsigned i = 0; i < TABLES; i++) {
		vb_writer_init(&w, pass, sizeof(pass));
		if (vb_pass_put(&w, &b[i].draft, NULL, until, &act, NULL) != VB_OK)
			bench_die("a pass", NULL);
		vb_base64(pass64, pass, w.len);
		vb_hex(id, b[i].id.b, sizeof(b[i].id.b));
		vb_writer_init(&w, request, sizeof(request));
		vb_putf(&w, "GET /t/%s/checkpoint HTTP/1.1\r\nHost: %s\r\n"
			    "Authorization: Bearer %s\r\n\r\n", id, s->host, pass64);
		load_put(&c[i % CLIENTS], request, w.len);
	}
	load_run(c, CLIENTS, s, 0, &l);
	load_free(c, CLIENTS);
	printf("# every one of %u tables was read from, %.0f a second, median %.1f ms\n", TABLES,
	       l.done / l.seconds, 1e3 * l.median);
}

static void compare(const struct serving *s, const struct bulk_table *b)
{
	double many[RUNS], few[RUNS], one[RUNS], alone[RUNS], cpu[2][RUNS];
	struct load l;

	for (unsigned i = 0; i < RUNS; i++) {
		run(s, b, CLIENTS, ACTIVE, &l);
		many[i] = l.done / l.seconds;
		cpu[0][i] = 1e6 * l.cpu / l.done;
		run(s, b, CLIENTS, CLIENTS, &l);
		few[i] = l.done / l.seconds;
		cpu[1][i] = 1e6 * l.cpu / l.done;
		run(s, b, 1, ACTIVE, &l);
		one[i] = l.done / l.seconds;
		run(s, b, 1, 1, &l);
		alone[i] = l.done / l.seconds;
	}
	printf("# %.0f us of a processor an act at 1,000 tables, %.0f at 64\n",
	       bench_median(cpu[0], RUNS), bench_median(cpu[1], RUNS));
	bench_figure("lodging at 1,000 of 100,000 tables, 64 clients", bench_median(many, RUNS),
		     "acts/s", "the same clients at 64 tables", bench_median(few, RUNS),
		     "ratio >= 0.8");
	bench_figure("the same, one client", bench_median(one, RUNS), "acts/s",
		     "the same client at one table", bench_median(alone, RUNS), "ratio >= 0.8");
}

static void measure(const char *dir, const struct cl_table *model, const struct bulk_table *b)
{
	struct serving s;
	double memory;

	serving_start(&s, dir, NULL, false);
	bench_figure("start of a server with 100,000 tables", s.started, "s", "-", 0, "<= 5");
	memory = serving_memory(&s);
	touch_all(&s, model, b);
	printf("# its memory at the start %.0f MB\n", memory / 1e6);
	compare(&s, b);
	bench_figure("memory of that server, all tables used", serving_memory(&s) / 1e6, "MB",
		     "-", 0, "<= 1024");
	serving_stop(&s);
}

/* Laid in memory, where there is room, and then moved. */
static struct bulk_table *build(const char *dir, struct cl_table *model)
{
	char made[64], cmd[160];
	struct bulk_table *b;
	struct vb_depositary *d = NULL;
	struct vb_err err = {0};
	double t = bench_now();

	snprintf(made, sizeof(made), "%s/verbale-bench-XXXXXX",
		 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/var/tmp");
	if (!mkdtemp(made) ||
	    vb_depositary_open(made, "bern", true, vb_clock_system(), vb_rng_system(), &d,
			       &err) != VB_OK)
		bench_die("depositary", &err);
	atomic_store(&cl_now, vb_clock_system().now(NULL));
	cl_found(model, vb_depositary_post(d), "model", 2, 1);
	b = bulk_tables(d, model, TABLES);
	vb_depositary_close(d);
	snprintf(cmd, sizeof(cmd), "mv %s/depositary.* %s && sync -f %s", made, dir, dir);
	if (system(cmd) != 0)
		bench_die("mv", NULL);
	bench_remove(made);
	printf("# %u tables were laid in %.0f s\n", TABLES, bench_now() - t);
	fflush(stdout);
	return b;
}

void bench_many(void)
{
	char dir[] = "/var/tmp/verbale-bench-XXXXXX";
	static struct cl_table model;
	struct bulk_table *b;

	if (!mkdtemp(dir))
		bench_die("a temporary folder", NULL);
	b = build(dir, &model);
	seated = need(calloc(ACTIVE, sizeof(*seated)));
	for (unsigned i = 0; i < ACTIVE; i++)
		sit(i, &model, &b[i]);
	measure(dir, &model, b);
	for (unsigned i = 0; i < ACTIVE; i++)
		vb_secret_free(member[i].key);
	free(seated);
	free(b);
	cl_free(&model);
	bench_remove(dir);
}
