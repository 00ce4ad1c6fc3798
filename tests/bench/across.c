/*
 * From one desk to another over HTTP: a paper is handed over, and the addressee's desk,
 * which asks, sees it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "desk/desk.h"
#include "load.h"
#include "need.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define ROUNDS 51

static enum vb_code connect_there(void *ctx, const char *address, bool create,
				  struct vb_post *out, struct vb_err *err)
{
	const struct vb_http_options o = {.clock = vb_clock_system(), .rng = vb_rng_system()};

	(void)ctx;
	(void)create;
	return vb_http_connect(address, &o, out, err);
}

/* The desks of NORD and SUD in their folders, at one table. */
static void found(const char *nord, const char *sud, const struct serving *s)
{
	static const char *const parties[] = {"NORD", "SUD"};
	char at[64], words[18], path[160];
	struct vb_founding o = {.table = "across", .parties = parties, .nparties = 2, .at = at,
				.keeping = {.no_passphrase = true}};
	struct vb_joining how = {.as = "SUD", .keeping = {.no_passphrase = true}};
	struct vb_world w = bench_world(connect_there);
	struct vb_joined joined;
	struct vb_err err = {0};
	uint8_t *invite = NULL;
	size_t len = 0;

	snprintf(at, sizeof(at), "http://%s", s->host);
	snprintf(path, sizeof(path), "%s/across.invite", nord);
	if (vb_desk_found(nord, &o, &w, words, &err) != VB_OK ||
	    vb_file_read(path, 1 << 20, &invite, &len, &err) != VB_OK)
		bench_die("founding", &err);
	how.invite = vb_view(invite, len);
	if (vb_desk_join(sud, &how, &w, &joined, &err) != VB_OK || !joined.opened)
		bench_die("joining", &err);
	free(joined.file);
	free(invite);
}

static struct vb_desk *open_desk(const char *dir)
{
	struct vb_world w = bench_world(connect_there);
	struct vb_desk *d = NULL;
	struct vb_err err = {0};

	if (vb_desk_open(dir, true, &w, &d, &err) != VB_OK || vb_desk_sync(d, &err) != VB_OK)
		bench_die("desk", &err);
	return d;
}

/* Seconds until @sud sees what @nord hands over; *lodged: until @nord was told. */
static double hand(struct vb_desk *nord, struct vb_desk *sud, double *lodged)
{
	static const char paper[] =
		"# Treaty\n\nDraft\n\n## Article 1. Principles\n\nThe Parties shall cooperate.\n\n"
		"## Article 2. Consultation\n\nThe Parties shall consult within 24 hours.\n";
	const struct vb_hand o = {.paper = vb_view(paper, sizeof(paper) - 1)};
	uint32_t before = vb_desk_fold(sud)->nhandovers;
	struct vb_done done = {0};
	struct vb_err err = {0};
	double t = bench_now();

	if (vb_desk_hand(nord, &o, &done, &err) != VB_OK || !done.lodged)
		bench_die("handing over", &err);
	*lodged = bench_now() - t;
	if (vb_desk_sync(sud, &err) != VB_OK)
		bench_die("sync", &err);
	t = bench_now() - t;
	if (vb_desk_fold(sud)->nhandovers != before + 1)
		bench_die("it does not see the paper", NULL);
	return t;
}

static void measure(struct vb_desk *nord, struct vb_desk *sud)
{
	double seen[ROUNDS], lodged[ROUNDS];

	/* The first asks both passes to be looked up. */
	(void)hand(nord, sud, &lodged[0]);
	for (unsigned i = 0; i < ROUNDS; i++)
		seen[i] = 1e3 * hand(nord, sud, &lodged[i]);
	printf("# of it, until who hands over is told that it is lodged: %.1f ms\n",
	       1e3 * bench_median(lodged, ROUNDS));
	bench_figure("a paper handed over, until the other desk sees it",
		     bench_median(seen, ROUNDS), "ms", "-", 0, "<= 30");
	printf("# 90 of 100 took at most %.1f ms\n", seen[ROUNDS * 9 / 10]);
}

void bench_across(void)
{
	char dir[] = "/var/tmp/verbale-bench-XXXXXX", path[3][80];
	static const char *const names[] = {"bern", "nord", "sud"};
	struct vb_desk *nord, *sud;
	struct serving s;

	if (!mkdtemp(dir))
		bench_die("a temporary folder", NULL);
	for (unsigned i = 0; i < 3; i++) {
		snprintf(path[i], sizeof(path[i]), "%s/%s", dir, names[i]);
		if (mkdir(path[i], 0700) != 0)
			bench_die("a folder", NULL);
	}
	serving_start(&s, path[0], NULL, false);
	found(path[1], path[2], &s);
	nord = open_desk(path[1]);
	sud = open_desk(path[2]);
	measure(nord, sud);
	vb_desk_close(nord);
	vb_desk_close(sud);
	serving_stop(&s);
	bench_remove(dir);
}
