/*
 * Reading press reports: one at a time, and many at once.
 *
 * The reports are the three of examples/press, each told four times over with other numbers in
 * it, about 1.2 to 2 kB: as long as those of the agencies.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"

#include "press/press.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPORTS 1500u
#define ROUNDS 200u
#define TOLD 4u

static const char *const names[] = {"herald", "courier", "gazette"};

struct text {
	char *bytes;
	size_t len;
};

static struct text load(const char *name)
{
	char path[200];
	struct text t;
	struct vb_err err = {0};

	snprintf(path, sizeof(path), "examples/press/%s", name);
	if (vb_file_read(path, 1u << 20, (uint8_t **)&t.bytes, &t.len, &err) != VB_OK)
		bench_die(path, &err);
	return t;
}

/* Report @i: a first line with its date, then the sentences of one of the three. */
static struct text told(const struct text base[static 3], unsigned i)
{
	const struct text *b = &base[i % 3];
	const char *body = memchr(b->bytes, '\n', b->len);
	size_t head = (size_t)(body + 1 - b->bytes);
	struct text t = {0};
	FILE *f = open_memstream(&t.bytes, &t.len);

	if (!f)
		bench_die("memory", NULL);
	fwrite(b->bytes, 1, head, f);
	for (unsigned k = 0; k < TOLD; k++) {
		fprintf(f, "In room %u of house %u.\n", k + 1, i + 1);
		fwrite(b->bytes + head, 1, b->len - head, f);
	}
	if (fclose(f) != 0)
		bench_die("memory", NULL);
	return t;
}

/* Seconds that it takes to read these @n reports together. */
static double read_all(struct vb_view parties, const struct text *t, unsigned n)
{
	struct vb_press *p = NULL;
	struct vb_err err = {0};
	double begin = bench_now();

	if (vb_press_new(parties, &p, &err) != VB_OK)
		bench_die("parties", &err);
	for (unsigned i = 0; i < n; i++) {
		if (vb_press_add(p, "report", vb_view(t[i].bytes, t[i].len), &err) != VB_OK)
			bench_die("a report", &err);
	}
	if (vb_press_read(p, &err) != VB_OK || vb_press_assertions(p) < n)
		bench_die("the reports were not read", &err);
	vb_press_free(p);
	return bench_now() - begin;
}

void bench_press(void)
{
	static struct text report[REPORTS];
	static double t[ROUNDS];
	struct text parties = load("parties"), base[3];
	struct vb_view who = vb_view(parties.bytes, parties.len);
	size_t bytes = 0;
	double all;

	for (unsigned i = 0; i < 3; i++) {
		char name[40];

		snprintf(name, sizeof(name), "%s.txt", names[i]);
		base[i] = load(name);
	}
	for (unsigned i = 0; i < REPORTS; i++) {
		report[i] = told(base, i);
		bytes += report[i].len;
	}
	for (unsigned i = 0; i < ROUNDS; i++)
		t[i] = read_all(who, &report[i], 1);
	bench_figure("read one press report", bench_median(t, ROUNDS) * 1e3, "ms", "its bytes",
		     (double)bytes / REPORTS, "<= 2");
	all = read_all(who, report, REPORTS);
	bench_figure("read press reports", (double)bytes / 1e6 / all, "MB/s", "-", 0, ">= 5");
	for (unsigned i = 0; i < REPORTS; i++)
		free(report[i].bytes);
	for (unsigned i = 0; i < 3; i++)
		free(base[i].bytes);
	free(parties.bytes);
}
