/*
 * What is remembered of tables: no more than there is room for, what was used longest ago
 * goes first, and nothing that was promised goes with it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client.h"
#include "depositary/internal.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

#define TABLES 6u
#define THREADS 4u
#define ACTS 40u

static struct cl_table table[TABLES];

static void found_all(struct cl_place *p, unsigned n)
{
	char name[24];

	cl_folder(p);
	cl_open(p);
	for (unsigned i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "table-%u", i);
		cl_found(&table[i], p->post, name, 2, i + 1);
	}
}

static void close_all(struct cl_place *p, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		cl_free(&table[i]);
	cl_close(p);
	cl_clean(p);
}

static const struct table *find(struct cl_place *p, unsigned i)
{
	struct table *t = NULL;

	return vb_table_find(p->d, &table[i].id, &p->d->reader, &t, NULL) == VB_OK ? t : NULL;
}

static bool is_remembered(struct cl_place *p, unsigned i)
{
	const struct table *t = find(p, i);

	return t && t->fold;
}

static bool promise(unsigned i)
{
	return cl_promise(&table[i], 0, NULL, NULL) == VB_OK;
}

/* ---- the oldest goes ---- */

static void test_order(void)
{
	struct cl_place p;
	uint64_t one;

	found_all(&p, 3);
	ok(promise(0), "the first table is used");
	one = p.d->weight;
	ok(one > 0, "it has a weight");
	p.d->room = 2 * one + one / 2;
	ok(promise(1) && is_remembered(&p, 0) && is_remembered(&p, 1), "two have room");
	ok(promise(0) && promise(2), "the first is used again, then a third");
	ok(!is_remembered(&p, 1), "the one that was used longest ago is forgotten");
	ok(is_remembered(&p, 0) && is_remembered(&p, 2), "the others are not");
	ok(p.d->weight <= p.d->room, "and all together have room");
	is_int((long long)find(&p, 1)->head.size, 2, "how long its log was is not forgotten");
	ok(promise(1), "its log goes on");
	ok(!is_remembered(&p, 0), "and another is forgotten");
	p.d->room = 1;
	ok(promise(0) && is_remembered(&p, 0), "whatever is used is remembered, room or not");
	ok(!is_remembered(&p, 1) && !is_remembered(&p, 2), "but nothing beside it");
	close_all(&p, 3);
}

/* format.md 6.7: a database that was set back is found out by the size alone. */
static void test_set_back(void)
{
	struct cl_place p;
	struct vb_err err = {0};

	found_all(&p, 2);
	p.d->room = 1;
	ok(promise(0) && promise(1) && !is_remembered(&p, 0), "a table is used and forgotten");
	((struct table *)(uintptr_t)find(&p, 0))->head.size++;
	is_int(cl_promise(&table[0], 0, NULL, &err), VB_FALSE,
	       "6.7: a log that is shorter than was published is not signed");
	is_str(err.clause, "6.7", "6.7: and it is said");
	close_all(&p, 2);
}

/* ---- many at once, and room for one ---- */

struct worker {
	pthread_t thread;
	unsigned first, wrong;
};

static void *work(void *ctx)
{
	struct worker *w = ctx;

	for (unsigned i = 0; i < ACTS; i++) {
		for (unsigned j = w->first / 2; j < TABLES; j += THREADS / 2)
			w->wrong += cl_promise(&table[j], w->first % 2, NULL, NULL) != VB_OK;
	}
	return NULL;
}

static void test_crowd(void)
{
	struct worker w[THREADS];
	struct cl_audit audit;
	struct cl_place p;

	found_all(&p, TABLES);
	p.d->room = 1;
	for (unsigned i = 0; i < THREADS; i++) {
		w[i] = (struct worker){.first = i};
		pthread_create(&w[i].thread, NULL, work, &w[i]);
	}
	for (unsigned i = 0; i < THREADS; i++) {
		pthread_join(w[i].thread, NULL);
		is_int(w[i].wrong, 0, "thread %u: every act is logged", i);
	}
	for (unsigned i = 0; i < TABLES; i++) {
		cl_audit(&table[i], &audit);
		is_str(audit.fault, "", "table %u holds", i);
		is_int((long long)audit.size, 1 + 2 * ACTS, "table %u has them all", i);
	}
	close_all(&p, TABLES);
}

int main(void)
{
	test_order();
	test_set_back();
	test_crowd();
	return tap_done();
}
