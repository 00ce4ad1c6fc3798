/*
 * Faults, one after another, as the seed has it; each is written down before it is done.
 *
 * SPDX-License-Identifier: ISC
 */
#include "soak.h"

#include "store/pgserver.h"
#include "tap.h"

#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define DISK_FREE (1ull << 20)	/* at most, left on a disk that is about to be full */
#define START_TRIES 100
#define LOCK_SECONDS 12		/* more than anybody waits for a lock, or keeps one unheard */
#define LONG_SECONDS 45		/* what a fault may last that is tried in long runs alone */

VB_PRINTF(2, 3) static void write_down(struct soak *s, const char *fmt, ...)
{
	va_list ap;

	fprintf(s->faults, "%9.3f ", sk_clock() - s->start);
	va_start(ap, fmt);
	vfprintf(s->faults, fmt, ap);
	va_end(ap);
	fputc('\n', s->faults);
	fflush(s->faults);
}

static double between(struct soak *s, double least, double most)
{
	return least + (most - least) * sk_below(&s->state, 1000) / 1000.0;
}

static struct sk_node *any(struct soak *s)
{
	return &s->node[sk_below(&s->state, s->nnodes)];
}

static struct sk_node *any_wired(struct soak *s)
{
	struct sk_node *n = any(s);

	while (!sk_wire_has(n->at))
		n = any(s);
	return n;
}

/* Whatever ended it, it is started until it serves. */
static void revive(struct soak *s, struct sk_node *n)
{
	for (int i = 0; i < START_TRIES && sk_node_gone(n); i++) {
		if (sk_node_start(s, n))
			return;
		sk_sleep(0.1);
	}
	if (sk_node_gone(n))
		sk_odd(NULL, "server %u does not start again", n->at);
}

static void revive_all(struct soak *s)
{
	for (unsigned i = 0; i < s->nnodes; i++)
		revive(s, &s->node[i]);
}

/* ---- processes ---- */

static void kill_any(struct soak *s)
{
	struct sk_node *n = any(s);
	double down = between(s, 0, 1);

	write_down(s, "server %u is killed, and is away for %.3f s", n->at, down);
	sk_node_end(n, SIGKILL);
	sk_sleep(down);
	revive(s, n);
}

static void kill_all(struct soak *s)
{
	write_down(s, "all servers are killed at once");
	for (unsigned i = 0; i < s->nnodes; i++) {
		if (atomic_load(&s->node[i].pid) > 0)
			kill(atomic_load(&s->node[i].pid), SIGKILL);
	}
	for (unsigned i = 0; i < s->nnodes; i++)
		sk_node_end(&s->node[i], SIGKILL);
	revive_all(s);
}

static void end_any(struct soak *s)
{
	struct sk_node *n = any(s);

	write_down(s, "server %u is told to end", n->at);
	sk_node_end(n, SIGTERM);
	revive(s, n);
}

/* True once it has got there; it may not, where nothing comes. */
static bool at_step(struct sk_node *n, unsigned fired, double seconds)
{
	double end = sk_clock() + seconds;

	while (atomic_load(&n->control->fired) == fired && sk_clock() < end)
		sk_sleep(0.005);
	atomic_store(&n->control->armed, 0);
	/* One that is just at it gets there. */
	sk_sleep(0.02);
	return atomic_load(&n->control->fired) != fired;
}

static void arm(struct sk_node *n, unsigned step, unsigned left, int sig)
{
	atomic_store(&n->control->left, (int)left);
	atomic_store(&n->control->signal, sig);
	atomic_store(&n->control->armed, (int)step + 1);
}

static void kill_at_step(struct soak *s)
{
	struct sk_node *n = any(s);
	unsigned step = sk_below(&s->state, SK_STEPS), left = sk_below(&s->state, 5);
	unsigned fired = atomic_load(&n->control->fired);

	write_down(s, "server %u kills itself at \"%s\", after %u", n->at, sk_steps[step], left);
	arm(n, step, left, SIGKILL);
	if (at_step(n, fired, 2))
		sk_node_end(n, SIGKILL);
	revive(s, n);
}

/* It holds what it holds, and believes afterwards that no time has passed. */
static void stop_at_step(struct soak *s)
{
	struct sk_node *n = any(s);
	unsigned step = sk_below(&s->state, SK_STEPS), left = sk_below(&s->state, 5);
	unsigned fired = atomic_load(&n->control->fired);
	double still = between(s, 0.1, 2.5);

	write_down(s, "server %u stops at \"%s\", after %u, for %.3f s", n->at, sk_steps[step],
		   left, still);
	arm(n, step, left, SIGSTOP);
	if (at_step(n, fired, 2))
		sk_sleep(still);
	if (atomic_load(&n->pid) > 0)
		kill(atomic_load(&n->pid), SIGCONT);
}

static void stop_any(struct soak *s)
{
	struct sk_node *n = any(s);
	double still = between(s, 0.1, 2.5);

	write_down(s, "server %u is stopped for %.3f s", n->at, still);
	if (sk_node_gone(n))
		return;
	kill(atomic_load(&n->pid), SIGSTOP);
	sk_sleep(still);
	kill(atomic_load(&n->pid), SIGCONT);
}

/* ---- cosigners ---- */

static struct sk_node *any_witness(struct soak *s)
{
	return &s->witness[sk_below(&s->state, SK_WITNESSES)];
}

static void kill_witness(struct soak *s)
{
	struct sk_node *n = any_witness(s);
	double down = between(s, 0, 4);

	write_down(s, "%s is killed, and is away for %.3f s", n->witness, down);
	sk_node_end(n, SIGKILL);
	sk_sleep(down);
	revive(s, n);
}

/* Longer than it is waited for, at times. */
static void stop_witness(struct soak *s)
{
	struct sk_node *n = any_witness(s);
	double still = between(s, 0.2, 7);

	write_down(s, "%s is stopped for %.3f s", n->witness, still);
	kill(atomic_load(&n->pid), SIGSTOP);
	sk_sleep(still);
	kill(atomic_load(&n->pid), SIGCONT);
}

/* ---- the clock ---- */

/*
 * As far as signatures may be apart, or farther: then they are refused.  A little ahead is only
 * a little: the register pauses until the others have come as far.  Never so far ahead that
 * what is dated then leaves no time for acts afterwards: by the log's dates, which do not go
 * back, they have a day to be lodged.
 */
static void clock_off(struct soak *s)
{
	static const int far[] = {100, -100, 200, -200, 3700, -3700, 80000, -90000, -40000000};
	struct sk_node *n = any(s);
	int by = sk_below(&s->state, 2) ? (int)sk_below(&s->state, 40) - 20 :
					  far[sk_below(&s->state, VB_ARRAY_LEN(far))];
	bool small = by <= 100 && by >= -100;
	double still = between(s, 0.2, 2);

	write_down(s, "the clock of server %u is %d s off for %.3f s", n->at, by, still);
	if (!small)
		atomic_store(&s->clock_trouble, sk_clock() + 3600);
	sk_sleep(0.05);
	atomic_store(&n->control->offset, by);
	sk_sleep(still);
	atomic_store(&n->control->offset, 0);
	/* What was under way may still be answered. */
	if (!small)
		atomic_store(&s->clock_trouble, sk_clock() + 3);
}

/* ---- the disk ---- */

static bool resize(const struct soak *s, unsigned long long bytes)
{
	char size[64];

	snprintf(size, sizeof(size), "size=%llu", bytes);
	return mount("tmpfs", s->disk, "tmpfs", MS_REMOUNT, size) == 0;
}

static void fill_disk_for_a_while(struct soak *s)
{
	double still = between(s, 0.3, 2);
	struct statvfs v;
	unsigned long long used, room = sk_below(&s->state, DISK_FREE);

	if (!s->disk[0] || statvfs(s->disk, &v) != 0)
		return;
	used = (unsigned long long)(v.f_blocks - v.f_bfree) * v.f_frsize;
	write_down(s, "%llu bytes are left on the disk, for %.3f s", room, still);
	resize(s, used + room);
	sk_sleep(still);
	if (sk_below(&s->state, 3) == 0) {
		struct sk_node *n = any(s);

		write_down(s, "and server %u is killed", n->at);
		sk_node_end(n, SIGKILL);
		sk_sleep(0.1);
	}
	if (!resize(s, 1ull << 31))
		sk_odd(NULL, "the disk does not grow again");
	revive_all(s);
}

/* ---- the database ---- */

/* The one over the network cannot be cut at a message, and its connections are ended. */
static void cut_wire(struct soak *s)
{
	struct sk_node *n = any_wired(s);
	unsigned at = sk_below(&s->state, 40);
	bool half = sk_below(&s->state, 2);

	write_down(s, "server %u loses its database %s message %u", n->at,
		   half ? "in the midst of" : "behind", at);
	sk_wire_cut(n->at, at, half);
	sk_sleep(between(s, 0.1, 0.6));
}

static void part(struct sk_node *n, bool parted)
{
	if (n->net)
		sk_net_part(parted);
	else
		sk_wire_freeze(n->at, parted);
}

static void freeze_wire(struct soak *s)
{
	struct sk_node *n = any(s);
	double still = between(s, 0.2, 4);
	bool broken = !n->net && sk_below(&s->state, 2);

	write_down(s, "server %u is parted from its database for %.3f s%s", n->at, still,
		   broken ? ", and then cut off" : "");
	part(n, true);
	sk_sleep(still);
	if (broken)
		sk_wire_cut(n->at, 0, sk_below(&s->state, 2));
	part(n, false);
}

/* Longer than anybody waits for a lock: the others go on meanwhile. */
static void part_for_long(struct soak *s)
{
	struct sk_node *n = any(s);
	unsigned fired = atomic_load(&n->control->fired), acts;
	double still = between(s, 4, 25);
	bool free_ones;

	write_down(s, "server %u is parted with a checkpoint signed, for %.3f s", n->at,
		   LOCK_SECONDS + still);
	arm(n, 2, sk_below(&s->state, 3), SIGSTOP);
	(void)at_step(n, fired, 2);
	part(n, true);
	atomic_store(&s->avoid, (int)n->at);
	kill(atomic_load(&n->pid), SIGCONT);
	sk_sleep(LOCK_SECONDS);
	acts = atomic_load(&s->acts);
	/* Who asked it before is waiting still; the others are not. */
	free_ones = atomic_load(&s->members) > atomic_load(&s->stuck[n->at]);
	sk_sleep(still);
	if (free_ones && atomic_load(&s->acts) == acts)
		sk_odd(NULL, "no act was logged in %.0f s while server %u was parted", still,
		       n->at);
	part(n, false);
	atomic_store(&s->avoid, -1);
}

static void end_backends(struct soak *s)
{
	write_down(s, "the database ends every connection");
	pg_sql("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
			   " WHERE datname = 'soak'");
}

static void kill_database(struct soak *s)
{
	double down = between(s, 0, 1.5);

	write_down(s, "the database is killed, and is away for %.3f s", down);
	pg_control("kill", "");
	sk_sleep(down);
	for (int i = 0; i < 20; i++) {
		if (pg_control("again", s->database) == 0)
			return;
		sk_sleep(0.5);
	}
	sk_odd(NULL, "the database does not start again");
}

/* Two who may believe that they lead: one is parted, the other goes on; then both are here. */
static void split(struct soak *s)
{
	struct sk_node *n = any(s);
	unsigned fired = atomic_load(&n->control->fired);
	double still = between(s, 0.5, 3);

	write_down(s, "server %u is parted with a checkpoint signed, for %.3f s", n->at, still);
	arm(n, 2, sk_below(&s->state, 3), SIGSTOP);
	if (at_step(n, fired, 2)) {
		part(n, true);
		kill(atomic_load(&n->pid), SIGCONT);
		sk_sleep(still);
		part(n, false);
	}
	if (atomic_load(&n->pid) > 0)
		kill(atomic_load(&n->pid), SIGCONT);
}

/* ---- the table of them ---- */

static struct fault {
	const char *name;
	void (*act)(struct soak *s);
	unsigned weight;
	bool postgres, sqlite;
	unsigned done;
} faults[] = {
	{"killed at a step", kill_at_step, 8, true, true, 0},
	{"stopped at a step", stop_at_step, 4, true, true, 0},
	{"killed at any time", kill_any, 4, true, true, 0},
	{"all killed at once", kill_all, 2, true, true, 0},
	{"told to end", end_any, 1, true, true, 0},
	{"stopped at any time", stop_any, 2, true, true, 0},
	{"clock off", clock_off, 3, true, true, 0},
	{"witness killed", kill_witness, 2, true, true, 0},
	{"witness stopped", stop_witness, 1, true, true, 0},
	{"disk full", fill_disk_for_a_while, 4, false, true, 0},
	{"wire cut", cut_wire, 6, true, false, 0},
	{"wire dead", freeze_wire, 3, true, false, 0},
	{"parted while signing", split, 4, true, false, 0},
	{"parted for long", part_for_long, 3, true, false, 0},
	{"connections ended", end_backends, 2, true, false, 0},
	{"database killed", kill_database, 2, true, false, 0},
};

static bool fits(const struct soak *s, const struct fault *f)
{
	if (f->act == fill_disk_for_a_while && !s->disk[0])
		return false;
	if (f->act == part_for_long && s->end - sk_clock() < LONG_SECONDS)
		return false;
	return s->postgres ? f->postgres : f->sqlite;
}

static struct fault *choose(struct soak *s)
{
	unsigned sum = 0, at;

	for (size_t i = 0; i < VB_ARRAY_LEN(faults); i++)
		sum += fits(s, &faults[i]) ? faults[i].weight : 0;
	at = sk_below(&s->state, sum);
	for (size_t i = 0; i < VB_ARRAY_LEN(faults); i++) {
		if (!fits(s, &faults[i]))
			continue;
		if (at < faults[i].weight)
			return &faults[i];
		at -= faults[i].weight;
	}
	abort();
}

void sk_faults(struct soak *s, double seconds)
{
	s->end = sk_clock() + seconds;
	for (size_t i = 0; i < VB_ARRAY_LEN(faults); i++)
		faults[i].done = 0;
	while (sk_clock() < s->end) {
		struct fault *f = choose(s);

		f->act(s);
		f->done++;
		revive_all(s);
		sk_sleep(between(s, 0.05, 0.8));
	}
	write_down(s, "all is well");
	atomic_store(&s->calm, true);
}

void sk_faults_tell(const struct soak *s)
{
	for (size_t i = 0; i < VB_ARRAY_LEN(faults); i++) {
		if (fits(s, &faults[i]) || faults[i].done > 0)
			diag("%-22s %5u", faults[i].name, faults[i].done);
	}
}
