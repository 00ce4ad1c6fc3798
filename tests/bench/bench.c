/*
 * The figures that we promise, each beside the raw limit measured in the same run.
 * Prints one line a figure, for scripts/bench:
 *   name TAB value TAB unit TAB reference TAB reference value TAB target
 * where target is ">= X" or "<= X" of the ratio value/reference value ("ratio >= 0.9"),
 * or of the value itself.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double bench_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double bench_median(double *v, unsigned n)
{
	qsort(v, n, sizeof(*v), by_value);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

void bench_figure(const char *name, double value, const char *unit, const char *reference,
		  double reference_value, const char *target)
{
	printf("%s\t%.6g\t%s\t%s\t%.6g\t%s\n", name, value, unit, reference, reference_value,
	       target);
	fflush(stdout);
}

void bench_die(const char *what, const struct vb_err *err)
{
	fprintf(stderr, "bench: %s: %s %s: %s\n", what, err ? err->clause : "",
		err ? err->where : "", err ? err->sentence : "");
	exit(1);
}

static bool yes(void *ctx, const char *sentence)
{
	(void)ctx;
	(void)sentence;
	return true;
}

static enum vb_code no_phrase(void *ctx, bool fresh, char *buf, size_t cap, struct vb_err *err)
{
	(void)ctx;
	(void)fresh;
	(void)buf;
	(void)cap;
	return vb_fail(err, VB_KEY, "", "", "none");
}

struct vb_world bench_world(enum vb_code (*connect)(void *ctx, const char *address, bool create,
						    struct vb_post *out, struct vb_err *err))
{
	return (struct vb_world){.clock = vb_clock_system(), .rng = vb_rng_system(),
				 .connect = connect, .confirm = yes, .passphrase = no_phrase};
}

void bench_remove(const char *dir)
{
	char cmd[160];

	snprintf(cmd, sizeof(cmd), "rm -r %s", dir);
	if (system(cmd) != 0)
		bench_die("rm", NULL);
}

int main(int argc, char **argv)
{
	const char *only = argc > 1 ? argv[1] : "", *program = getenv("VERBALE");

	if (!vb_crypto_init())
		return 1;
	if (argc > 2 && program && strcmp(only, "status") == 0)
		bench_status(program, argv[2]);
	if (argc > 2 && program && strcmp(only, "folder") == 0)
		bench_folder(program, argv[2]);
	if (strcmp(only, "bare-server") == 0)
		bench_bare_server();
	/* First: a process that it forks begins with the memory that this one has had. */
	if (!*only || strcmp(only, "text") == 0)
		bench_text();
	if (!*only || strcmp(only, "text-growth") == 0)
		bench_text_growth();
	if (!*only || strcmp(only, "seal") == 0)
		bench_seal();
	if (!*only || strcmp(only, "proof") == 0)
		bench_proof();
	if (!*only || strcmp(only, "lodge") == 0)
		bench_lodge();
	if (!*only || strcmp(only, "http") == 0)
		bench_http();
	if (!*only || strcmp(only, "postgres") == 0)
		bench_postgres();
	if (!*only || strcmp(only, "tiles") == 0)
		bench_tiles();
	if (!*only || strcmp(only, "many") == 0)
		bench_many();
	if (!*only || strcmp(only, "growth") == 0)
		bench_growth();
	if (!*only || strcmp(only, "across") == 0)
		bench_across();
	if (!*only || strcmp(only, "table") == 0)
		bench_table();
	if (!*only || strcmp(only, "press") == 0)
		bench_press();
	return 0;
}
