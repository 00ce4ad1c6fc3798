/*
 * Versions compared: short provisions, long drafts, many parties.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "texts.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* In a process of its own, of which the memory is measured. */
static double peak_memory(const struct version *v, unsigned n)
{
	struct rusage before, after;
	pid_t child;

	getrusage(RUSAGE_CHILDREN, &before);
	fflush(NULL);
	child = fork();
	if (child == 0) {
		struct vb_counts counts;

		texts_compose(v, n, &counts);
		_exit(0);
	}
	if (child < 0 || waitpid(child, NULL, 0) != child)
		bench_die("no process", NULL);
	getrusage(RUSAGE_CHILDREN, &after);
	return (double)after.ru_maxrss / 1024;
}

static double best_of(const struct version *v, unsigned n, unsigned rounds)
{
	struct vb_counts counts;
	double best = 1e9;

	for (unsigned i = 0; i < rounds; i++) {
		double t = texts_compose(v, n, &counts);

		best = t < best ? t : best;
	}
	return best;
}

static void provisions(void)
{
	static double t[400];
	struct vb_counts counts;

	for (unsigned i = 0; i < VB_ARRAY_LEN(t); i++) {
		struct version v[3];

		texts_make(v, 3, 30 + texts_chance(60), 25);
		t[i] = texts_compose(v, 3, &counts);
		versions_free(v, 3);
	}
	bench_figure("compose a provision, three parties",
		     bench_median(t, VB_ARRAY_LEN(t)) * 1e3, "ms", "-", 0, "<= 0.5");
}

/* The first is longest; of the others whole paragraphs are missing, too. */
static void drafts(void)
{
	struct version v[3];

	texts_make(v, 3, 15000, 12);
	for (unsigned i = 1; i < 3; i++) {
		char *from = v[i].bytes, *to = v[i].bytes;
		unsigned n = 0;

		while (from < v[i].bytes + v[i].len) {
			char *end = strstr(from, "\n\n");
			size_t len = end ? (size_t)(end + 2 - from) : strlen(from);

			if (n++ % 3 != i - 1 || i == 2) {
				memmove(to, from, len);
				to += len;
			}
			from += len;
		}
		*to = 0;
		v[i].len = (size_t)(to - v[i].bytes);
	}
	bench_figure("compose three drafts of 10,000 to 15,000 words", best_of(v, 3, 5), "s", "-",
		     0, "<= 0.2");
	versions_free(v, 3);
}

static void many(void)
{
	struct version v[10];

	texts_make(v, 10, 60000, 5);
	bench_figure("compose ten versions of 500 articles", best_of(v, 10, 5) * 1e3, "ms", "-", 0,
		     "<= 150");
	bench_figure("compose ten versions of 500 articles, memory", peak_memory(v, 10), "MB", "-",
		     0, "<= 256");
	versions_free(v, 10);
}

void bench_text(void)
{
	texts_seed();
	provisions();
	drafts();
	many();
}
