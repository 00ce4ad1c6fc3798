/*
 * One table that grows from a thousand acts to a million: what lodging, a proof and a sync
 * cost at each size.  The acts are signed and laid into the store, a thousand under one
 * checkpoint; the server then reads, as it would, what it finds.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "depositary/internal.h"
#include "load.h"
#include "need.h"
#include "plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIZES 4u
#define SHARE 1000u	/* acts of a transaction */
#define ROUNDS 101u
#define SYNCED 10u	/* acts that a sync brings */
#define PLOT "build/growth.svg"

static const unsigned sizes[SIZES] = {1000, 10000, 100000, 1000000};

struct grower {
	char dir[64];
	struct vb_depositary *d;
	struct cl_table t;
	struct member m;
	struct vb_frontier frontier;
	struct vb_vkey log;
	struct sight seen;
	uint8_t *note;		/* SHARE of them */
	struct vb_log_entry entry[SHARE];
};

/* What was measured at one size. */
struct point {
	double lodging, proof, made, sync;	/* milliseconds */
	double first;				/* seconds */
	double proof_bytes, sync_bytes, disk, memory;
	unsigned tiles;
};

/* ---- laying acts ---- */

static void see(struct grower *g, const uint8_t *note, size_t len)
{
	struct vb_checkpoint c;

	if (vb_checkpoint_parse(vb_view(note, len), &c, NULL) != VB_OK ||
	    vb_checkpoint_hash(&c, &g->log, &g->seen.checkpoint, NULL) != VB_OK)
		bench_die("a checkpoint", NULL);
	g->seen.size = c.size;
	g->seen.root = c.root;
}

static void load(struct grower *g)
{
	struct vb_log_state st = {0};

	if (vb_log_load(g->d->sequencer.store, &g->t.id, &st, NULL) != VB_OK ||
	    !vb_frontier_parse(vb_view(st.frontier, st.frontier_len), &g->frontier))
		bench_die("where the log stands", NULL);
	see(g, st.checkpoint, st.checkpoint_len);
	vb_log_state_free(&st);
}

static void compose(struct grower *g, unsigned n)
{
	struct cl_member *who = &g->t.m[0];
	uint8_t *at = g->note;
	struct vb_hash leaf;

	for (unsigned i = 0; i < n; i++) {
		size_t len = acts_next(&g->m, &g->seen, at);

		g->entry[i] = (struct vb_log_entry){
			.note = vb_view(at, len), .id = who->prev,
			.chain = vb_view_str(who->name), .number = who->number};
		vb_leaf_hash(g->entry[i].note, &leaf);
		vb_frontier_append(&g->frontier, &leaf);
		at += len;
	}
}

static void lay(struct grower *g, unsigned n)
{
	uint8_t packed[8 + 64 * 32], checkpoint[CHECKPOINT_MAX];
	struct vb_recheck recheck = {.check = vb_recheck_id};
	struct vb_log_batch b = {.log = g->t.id, .expect_size = g->frontier.size,
				 .entries = g->entry, .nentries = n,
				 .time = vb_clock_system().now(NULL)};
	struct vb_err err = {0};
	struct vb_hash root;
	struct vb_writer w;

	compose(g, n);
	vb_frontier_root(&g->frontier, &root);
	vb_writer_init(&w, checkpoint, sizeof(checkpoint));
	if (vb_depositary_checkpoint(g->d, &g->log, g->frontier.size, &root, b.time, &w, &err))
		bench_die("a checkpoint", &err);
	b.frontier = vb_view(packed, vb_frontier_put(&g->frontier, packed));
	b.checkpoint = vb_written(&w);
	if (vb_log_append(g->d->sequencer.store, &b, 1, recheck, &err) != VB_OK)
		bench_die("laying acts", &err);
	see(g, checkpoint, w.len);
}

static void grow(struct grower *g, unsigned size)
{
	load(g);
	while (g->frontier.size < size) {
		uint64_t left = size - g->frontier.size;

		lay(g, left < SHARE ? (unsigned)left : SHARE);
	}
}

/* ---- asking ---- */

/* Asks for all of @target, one after the other; milliseconds, and the bytes of the answers. */
static double ask(struct grower *g, const struct serving *s, char target[][160], unsigned n,
		  double *bytes)
{
	static struct load_client c;
	uint8_t request[4096];
	struct load l;

	for (unsigned i = 0; i < n; i++)
		load_put(&c, request, acts_request(&g->m, s->host, "GET", target[i],
						   vb_view(NULL, 0), request, sizeof(request)));
	load_run(&c, 1, s, 0, &l);
	load_free(&c, 1);
	*bytes = l.bytes;
	return 1e3 * l.seconds;
}

static double lodge(struct grower *g, const struct serving *s)
{
	static struct load_client c;
	struct load l;

	acts_lodgings(&g->m, s->host, ROUNDS, &c);
	load_run(&c, 1, s, 0, &l);
	load_free(&c, 1);
	return 1e3 * l.median;
}

/* The tiles from which the proof of act @index in a tree of @size is made. */
static unsigned proof_tiles(const char *id, uint64_t index, uint64_t size, char target[][160])
{
	unsigned n = 0;
	char path[80];

	for (unsigned level = 0; size >> 8 * level > 0; level++) {
		uint64_t at[2] = {index >> 8 * (level + 1), ((size >> 8 * level) - 1) >> 8};

		for (unsigned i = 0; i < 2; i++) {
			struct vb_tile t = {.level = level, .index = at[i],
					    .width = vb_tile_width(size, level, at[i])};

			if (t.width == 0 || (i == 1 && at[1] == at[0]))
				continue;
			vb_tile_path(path, &t);
			snprintf(target[n++], 160, "/t/%s/%s", id, path);
		}
	}
	return n;
}

static void measure_proofs(struct grower *g, const struct serving *s, const char *id,
			   uint64_t size, struct point *p)
{
	static char target[32][160];
	double ms[ROUNDS], once;

	p->tiles = proof_tiles(id, size / 3, size, target);
	p->made = ask(g, s, target, p->tiles, &p->proof_bytes);
	for (unsigned i = 0; i < ROUNDS; i++) {
		p->tiles = proof_tiles(id, size * i / ROUNDS, size, target);
		/* The tile of that act is made; then it is there. */
		once = ask(g, s, target, p->tiles, &p->proof_bytes);
		ms[i] = ask(g, s, target, p->tiles, &p->proof_bytes);
		(void)once;
	}
	p->proof = bench_median(ms, ROUNDS);
}

static void measure_sync(struct grower *g, const struct serving *s, const char *id,
			 uint64_t size, struct point *p)
{
	static char target[2][160];
	double ms[ROUNDS];

	snprintf(target[0], sizeof(target[0]), "/t/%s/checkpoint", id);
	snprintf(target[1], sizeof(target[1]), "/t/%s/entries?from=%llu&to=%llu", id,
		 (unsigned long long)(size - SYNCED), (unsigned long long)size);
	for (unsigned i = 0; i < ROUNDS; i++)
		ms[i] = ask(g, s, target, 2, &p->sync_bytes);
	p->sync = bench_median(ms, ROUNDS);
}

static double disk(const struct grower *g)
{
	char path[96];
	struct stat st;

	snprintf(path, sizeof(path), "%s/depositary.db", g->dir);
	return stat(path, &st) == 0 ? (double)st.st_size : 0;
}

static void measure(struct grower *g, unsigned size, struct point *p)
{
	static char target[1][160];
	struct serving s;
	char id[65];

	vb_hex(id, g->t.id.b, sizeof(g->t.id.b));
	serving_start(&s, g->dir, NULL, false);
	snprintf(target[0], sizeof(target[0]), "/t/%s/checkpoint", id);
	p->first = 1e-3 * ask(g, &s, target, 1, &p->sync_bytes);
	measure_proofs(g, &s, id, size, p);
	measure_sync(g, &s, id, size, p);
	p->lodging = lodge(g, &s);
	p->memory = serving_memory(&s);
	p->disk = disk(g);
	serving_stop(&s);
	printf("# %7u acts: lodging %.2f ms; proof %u tiles, %.0f bytes, %.2f ms (%.1f the first "
	       "time); sync of %u acts %.2f ms; first answer after a start %.2f s; %.0f MB on "
	       "disk, %.0f MB in memory\n", size, p->lodging, p->tiles, p->proof_bytes, p->proof,
	       p->made, SYNCED, p->sync, p->first, p->disk / 1e6, p->memory / 1e6);
	fflush(stdout);
}

/* ---- the plot ---- */

static void curve(struct plot *to, const char *name, const char *colour, const struct point *p,
		  size_t offset, double scale)
{
	double x[SIZES], y[SIZES];

	for (unsigned i = 0; i < SIZES; i++) {
		memcpy(&y[i], (const char *)&p[i] + offset, sizeof(y[i]));
		y[i] *= scale;
		x[i] = sizes[i];
	}
	plot_curve(to, name, colour, x, y, SIZES);
}

static void plot(const struct point *p)
{
	struct plot to = {.x = {sizes[0], sizes[SIZES - 1]}, .y = {0.1, 10000}};

	if (!plot_open(&to, PLOT, "ms"))
		return;
	for (unsigned i = 0; i < SIZES; i++)
		plot_mark(&to, sizes[i], " acts");
	curve(&to, "lodging", "#06c", p, offsetof(struct point, lodging), 1);
	curve(&to, "proof", "#080", p, offsetof(struct point, proof), 1);
	curve(&to, "sync of 10 acts", "#c60", p, offsetof(struct point, sync), 1);
	curve(&to, "first answer after a start", "#c00", p, offsetof(struct point, first), 1e3);
	plot_close(&to, PLOT);
}

/* ---- all of it ---- */

static void report(const struct point *p)
{
	const struct point *a = &p[0], *z = &p[SIZES - 1];

	bench_figure("lodging at a table of 1,000,000 acts", z->lodging, "ms",
		     "at one of 1,000", a->lodging, "ratio <= 2");
	bench_figure("sync of 10 acts at one of 1,000,000", z->sync, "ms", "at one of 1,000",
		     a->sync, "ratio <= 2");
	/* Every 256 times as many acts want a tile or two more. */
	bench_figure("tiles of a proof at one of 1,000,000", z->tiles, "tiles",
		     "log2 of a million", log2(1e6), "ratio <= 1");
	bench_figure("a proof's tiles at one of 1,000,000", z->proof, "ms", "at one of 1,000",
		     a->proof, "ratio <= 4");
	plot(p);
}

void bench_growth(void)
{
	static struct point p[SIZES];
	static struct grower g = {.dir = "/var/tmp/verbale-bench-XXXXXX"};
	struct vb_err err = {0};

	if (!mkdtemp(g.dir))
		bench_die("a temporary folder", NULL);
	if (vb_depositary_open(g.dir, "bern", true, vb_clock_system(), vb_rng_system(), &g.d,
			       &err) != VB_OK)
		bench_die("depositary", &err);
	g.note = need(malloc((size_t)SHARE * 2048));
	atomic_store(&cl_now, vb_clock_system().now(NULL));
	cl_found(&g.t, vb_depositary_post(g.d), "long", 2, 1);
	acts_member(&g.m, &g.t, 0);
	vb_depositary_log_key(g.d, vb_view_str(g.t.origin), &g.log);
	for (unsigned i = 0; i < SIZES; i++) {
		grow(&g, sizes[i]);
		measure(&g, sizes[i], &p[i]);
	}
	report(p);
	vb_secret_free(g.m.key);
	cl_free(&g.t);
	vb_depositary_close(g.d);
	free(g.note);
	bench_remove(g.dir);
}
