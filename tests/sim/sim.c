/*
 * The simulation: many negotiations, each of one seed, in one process.
 *
 *   sim [--seed N [--verbose]] | [--from N] [--tables N] [--tap]
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim.h"

#include "tap.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct sim_tally tally;

/* ---- randomness of its own, apart from that of the desks ---- */

uint64_t sim_draw(struct sim *s)
{
	uint64_t z = s->random += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

unsigned sim_below(struct sim *s, unsigned n)
{
	return n ? (unsigned)(sim_draw(s) % n) : 0;
}

bool sim_chance(struct sim *s, unsigned percent)
{
	return sim_below(s, 100) < percent;
}

/* ---- telling ---- */

void sim_fail(struct sim *s, const char *fmt, ...)
{
	va_list ap;

	if (s->failed)
		return;
	s->failed = true;
	va_start(ap, fmt);
	vsnprintf(s->why, sizeof(s->why), fmt, ap);
	va_end(ap);
	printf("# seed %llu: %s\n", (unsigned long long)s->seed, s->why);
	fflush(stdout);
}

void sim_say(const struct sim *s, const char *fmt, ...)
{
	va_list ap;

	if (!s->verbose)
		return;
	va_start(ap, fmt);
	fputs("# ", stdout);
	vprintf(fmt, ap);
	fputc('\n', stdout);
	va_end(ap);
}

/* ---- one negotiation ---- */

/* Mostly some dozens of acts, now and then up to two hundred. */
static unsigned draw_length(struct sim *s)
{
	unsigned p = sim_below(s, 100);

	if (p < 80)
		return 4 + sim_below(s, 60);
	return p < 97 ? 50 + sim_below(s, 100) : 150 + sim_below(s, 150);
}

static bool run(uint64_t seed, bool verbose)
{
	struct sim *s = calloc(1, sizeof(*s));
	unsigned acts;
	bool failed;

	if (!s)
		abort();
	s->seed = seed;
	s->verbose = verbose;
	s->random = seed * 0x2545f4914f6cdd1du;
	snprintf(s->dir, sizeof(s->dir), "%s/vb-sim-%ld",
		 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (long)getpid());
	ram_reset(seed);
	acts = draw_length(s);
	if (sim_open(s)) {
		for (unsigned i = 0; i < acts && !s->failed; i++)
			sim_act(s);
		if (!s->failed)
			sim_settle(s);
		if (!s->failed)
			sim_check(s);
	}
	sim_close(s);
	failed = s->failed;
	tally.failed += failed;
	free(s);
	return !failed;
}

/* ---- the tables of the run ---- */

static void print_tables(double seconds)
{
	const struct vb_kind *const *kinds;
	unsigned n;

	kinds = vb_kinds(&n);
	printf("# %llu negotiations, %llu acts (%llu void), %llu hand-overs, %llu checkpoints, "
	       "%llu questions; %llu acts given up; %.1f s\n",
	       (unsigned long long)tally.tables, (unsigned long long)tally.acts,
	       (unsigned long long)tally.voids, (unsigned long long)tally.handovers,
	       (unsigned long long)tally.checkpoints, (unsigned long long)tally.asked,
	       (unsigned long long)tally.given_up, seconds);
	for (unsigned i = 0; i < SIM_CRASHES; i++)
		printf("# crash\t%s\t%llu\n", sim_crash_names[i],
		       (unsigned long long)tally.crash[i]);
	printf("# power went at\twrite %llu\tsync %llu\ttruncate %llu\tdelete %llu\n",
	       (unsigned long long)ram_tally.write, (unsigned long long)ram_tally.sync,
	       (unsigned long long)ram_tally.truncate, (unsigned long long)ram_tally.delete);
	for (unsigned i = 0; i < SIM_STATES; i++)
		printf("# state\t%s\t%llu\n", vb_state_name((enum vb_state)i),
		       (unsigned long long)tally.state[i]);
	for (unsigned i = 0; i < n; i++)
		printf("# kind\t%s\t%llu\t(%llu void)\n", kinds[i]->name,
		       (unsigned long long)tally.kind[i],
		       (unsigned long long)tally.kind_void[i]);
}

static void print_points(void)
{
	const struct vb_kind *const *kinds;
	unsigned n;

	kinds = vb_kinds(&n);
	ok(tally.failed == 0 && tally.tables > 0, "%llu negotiations keep what must hold",
	   (unsigned long long)tally.tables);
	for (unsigned i = 0; i < SIM_STATES; i++)
		ok(tally.state[i] > 0, "format.md 8.1: some hand-over was %s",
		   vb_state_name((enum vb_state)i));
	for (unsigned i = 0; i < n; i++)
		ok(tally.kind[i] > 0, "some %s was logged", kinds[i]->name);
	for (unsigned i = 0; i < SIM_CRASHES; i++)
		ok(tally.crash[i] > 0, "something stopped: %s", sim_crash_names[i]);
}

static uint64_t number(const char *text)
{
	uint64_t n = 0;

	if (!text || !vb_dec_parse(vb_view_str(text), &n)) {
		fprintf(stderr, "sim: a number is due\n");
		exit(2);
	}
	return n;
}

static double seconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	uint64_t from = 1, tables = 100;
	bool verbose = false, tap = false;
	const char *wish = getenv("VERBALE_SIM_TABLES");
	double start = seconds_now();

	if (wish)
		tables = number(wish);
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--seed") == 0) {
			from = number(argv[++i]);
			tables = 1;
		} else if (strcmp(argv[i], "--from") == 0) {
			from = number(argv[++i]);
		} else if (strcmp(argv[i], "--tables") == 0) {
			tables = number(argv[++i]);
		} else if (strcmp(argv[i], "--verbose") == 0) {
			verbose = true;
		} else if (strcmp(argv[i], "--tap") == 0) {
			tap = true;
		} else {
			fprintf(stderr, "sim: what is %s?\n", argv[i]);
			return 2;
		}
	}
	if (!vb_crypto_init())
		return 2;
	ram_register();
	for (uint64_t i = 0; i < tables; i++)
		run(from + i, verbose);
	print_tables(seconds_now() - start);
	if (!tap)
		return tally.failed ? 1 : 0;
	print_points();
	return tap_done();
}
