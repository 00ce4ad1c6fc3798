/*
 * The simulation: many negotiations, each of one seed, in one process.
 *
 *   sim [--seed N [--verbose]] | [--from N] [--tables N] [--tap]
 *
 * --in DIR: desks have their folders there.  --at: says which negotiation begins, so that
 * whoever started a process that dies knows where (scripts/sim does).
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim.h"

#include "tap.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct sim_tally tally;
const char *const sim_met_names[] = {
	"an act arrives late", "an act arrives too late", "restored, an act on its way",
	"two offices offline", "a pouch comes back", "two texts at one number",
	"two texts, evidence kept", "a rekey, a copy on its way", "such a copy opens",
	"a chair's text", "an observer hands over", "one admitted hands over",
	"deemed received", "collect-by has passed", "an act past its lodge-by",
	"acts that crossed", "a date contradicted", "two claims on one copy", "an annex",
	"a desk's clock wrong", "depositary's clock back", "a desk's disk full",
	"depositary's disk full", "evidence for the judge", "a leaf disclosed",
	"a claim proved", "a skeleton answered", "a newcomer sits down", NULL,
};

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

/* What is asked of this process. */
struct wish {
	uint64_t from, tables;
	const char *in;
	bool verbose, at, tap;
};

/* The root of its log, at its end. */
static struct vb_hash run(const struct wish *w, uint64_t seed)
{
	struct sim *s = calloc(1, sizeof(*s));
	struct vb_hash root;
	unsigned acts;

	if (!s)
		abort();
	s->seed = seed;
	s->verbose = w->verbose;
	s->random = seed * 0x2545f4914f6cdd1du;
	snprintf(s->dir, sizeof(s->dir), "%s/vb-sim-%ld", w->in, (long)getpid());
	ram_reset(seed);
	acts = draw_length(s);
	if (sim_open(s)) {
		for (unsigned i = 0; i < acts && !s->failed; i++)
			sim_act(s);
		if (!s->failed)
			sim_settle(s);
		if (!s->failed)
			sim_check(s);
	} else {
		sim_fail(s, "there is no table");
	}
	sim_close(s);
	tally.failed += s->failed;
	root = s->root;
	free(s);
	return root;
}

/* ---- the figures of the run ---- */

static void figure(const char *group, const char *name, uint64_t n)
{
	printf("# %s\t%s\t%llu\n", group, name, (unsigned long long)n);
}

/* A line each, "# GROUP<tab>NAME<tab>COUNT": what scripts/sim adds up. */
static void print_figures(void)
{
	const struct vb_kind *const *kinds;
	unsigned n;

	kinds = vb_kinds(&n);
	figure("run", "negotiations", tally.tables + tally.failed);
	figure("run", "failed", tally.failed);
	figure("run", "acts", tally.acts);
	figure("run", "void acts", tally.voids);
	figure("run", "acts given up", tally.given_up);
	figure("run", "hand-overs", tally.handovers);
	figure("run", "checkpoints", tally.checkpoints);
	figure("run", "questions", tally.asked);
	figure("run", "pouches", tally.pouches);
	figure("run", "proofs", tally.proofs);
	for (unsigned i = 0; i < SIM_CRASHES; i++)
		figure("crash", sim_crash_names[i], tally.crash[i]);
	figure("power went at", "write", ram_tally.write);
	figure("power went at", "sync", ram_tally.sync);
	figure("power went at", "truncate", ram_tally.truncate);
	figure("power went at", "delete", ram_tally.delete);
	for (unsigned i = 0; i < RAM_SURVIVALS; i++)
		figure("disk kept", ram_survival_names[i], tally.survival[i]);
	figure("disk full", "writes", ram_tally.full);
	for (unsigned i = 0; i < SIM_MET; i++)
		figure("met with", sim_met_names[i], tally.met[i]);
	for (unsigned i = 0; i < SIM_STATES; i++)
		figure("state seen", vb_state_name((enum vb_state)i), tally.state[i]);
	for (unsigned i = 0; i < SIM_SILENCES; i++)
		figure("silence seen", vb_silence_names[i], tally.silent[i]);
	for (unsigned i = 0; i < n; i++)
		figure("kind", kinds[i]->name, tally.kind[i]);
	for (unsigned i = 0; i < n; i++)
		figure("void", kinds[i]->name, tally.kind_void[i]);
	for (unsigned i = 0; i < SIM_CLAUSES && tally.voided[i].clause[0]; i++)
		figure("void by", tally.voided[i].clause, tally.voided[i].n);
}

static void print_points(bool same)
{
	const struct vb_kind *const *kinds;
	unsigned n;

	kinds = vb_kinds(&n);
	ok(tally.failed == 0 && tally.tables > 0, "%llu negotiations keep what must hold",
	   (unsigned long long)tally.tables);
	ok(same, "a seed makes the same negotiation again");
	for (unsigned i = 0; i < SIM_STATES; i++)
		ok(tally.state[i] > 0, "format.md 8.1: some hand-over was %s",
		   vb_state_name((enum vb_state)i));
	for (unsigned i = 0; i < SIM_SILENCES; i++)
		ok(tally.silent[i] > 0, "format.md 8.7: some silence was %s",
		   vb_silence_names[i]);
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

static void read_wish(struct wish *w, char **arg)
{
	const char *tables = getenv("VERBALE_SIM_TABLES");

	*w = (struct wish){.from = 1, .tables = tables ? number(tables) : 100,
			   .in = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"};
	for (; *arg; arg++) {
		if (strcmp(*arg, "--seed") == 0) {
			w->from = number(*++arg);
			w->tables = 1;
		} else if (strcmp(*arg, "--from") == 0) {
			w->from = number(*++arg);
		} else if (strcmp(*arg, "--tables") == 0) {
			w->tables = number(*++arg);
		} else if (strcmp(*arg, "--in") == 0 && arg[1] && strlen(arg[1]) < 48) {
			w->in = *++arg;
		} else if (strcmp(*arg, "--verbose") == 0) {
			w->verbose = true;
		} else if (strcmp(*arg, "--at") == 0) {
			w->at = true;
		} else if (strcmp(*arg, "--tap") == 0) {
			w->tap = true;
		} else {
			fprintf(stderr, "sim: what is %s?\n", *arg);
			exit(2);
		}
	}
}

/* @first: the root of the first negotiation. */
static bool repeats(const struct wish *w, const struct vb_hash *first)
{
	struct sim_tally before = tally;
	struct vb_hash again = run(w, w->from);

	tally = before;
	return vb_hash_eq(first, &again);
}

int main(int argc, char **argv)
{
	struct vb_hash first = {{0}}, root;
	struct wish w;

	(void)argc;
	read_wish(&w, argv + 1);
	if (!vb_crypto_init())
		return 2;
	ram_register();
	for (uint64_t i = 0; i < w.tables; i++) {
		if (w.at) {
			printf("at %llu\n", (unsigned long long)(w.from + i));
			fflush(stdout);
		}
		root = run(&w, w.from + i);
		first = i == 0 ? root : first;
	}
	print_figures();
	if (!w.tap)
		return tally.failed ? 1 : 0;
	print_points(repeats(&w, &first));
	return tap_done();
}
