/*
 * What any backend must do of a register: remember what its entries say of other logs, refuse
 * what does not follow, and know which logs are behind.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/support.h"

#include "tap.h"

#include <stdlib.h>
#include <string.h>

static struct vb_err err;
static char *dir;

static struct vb_store *fresh(const struct backend *b)
{
	struct vb_store *s = NULL;

	dir = scratch_new(false);
	if (b->open_store(dir, true, &s, &err) != VB_OK) {
		printf("Bail out! no store: %s\n", err.sentence);
		exit(99);
	}
	return s;
}

static void done(struct vb_store *s)
{
	vb_store_close(s);
	scratch_free(dir);
}

/* Logs 1 to @n, with three entries each. */
static void three_each(struct vb_store *s, uint64_t n)
{
	for (uint64_t i = 1; i <= n; i++) {
		struct vb_hash log = log_of(i);

		for (uint64_t j = 0; j < 3; j++)
			must(append_simple(s, &log, j, "nord", 300, &err));
	}
}

static struct vb_registered reg(uint64_t log, uint64_t counter, uint64_t size, uint64_t index)
{
	return (struct vb_registered){log_of(log), counter, size, index};
}

/* ---- what is kept ---- */

struct seen {
	size_t n, stop_at;
	struct vb_registered row[600];
};

static enum vb_code see(void *ctx, const struct vb_registered *r)
{
	struct seen *t = ctx;

	if (t->n < VB_ARRAY_LEN(t->row))
		t->row[t->n] = *r;
	t->n++;
	return t->n == t->stop_at ? VB_KEY : VB_OK;
}

static size_t registered(struct vb_store *s, uint64_t log, uint64_t from, uint64_t to,
			 struct seen *t)
{
	struct vb_hash id = log_of(log);

	*t = (struct seen){0};
	must(vb_log_registered(s, &id, from, to, see, t, &err));
	for (size_t i = 0; i < t->n; i++)
		if (!vb_hash_eq(&t->row[i].log, &id) || (i && t->row[i].counter !=
							       t->row[i - 1].counter + 1))
			ok(false, "registered: of that log, and rising");
	return t->n;
}

static bool is_row(const struct vb_registered *r, uint64_t counter, uint64_t size,
		   uint64_t index)
{
	return r->counter == counter && r->size == size && r->index == index;
}

static void kept(const struct backend *b)
{
	struct vb_store *s = fresh(b);
	struct vb_registered first[] = {reg(1, 1, 2, 1), reg(2, 1, 3, 3), reg(1, 2, 2, 2)};
	struct vb_registered later[] = {reg(1, 3, 3, 4)};
	struct vb_hash none = log_of(9), other = log_of(1);
	struct rows r = {0};
	struct seen t;

	three_each(s, 3);
	is_int(append_register(s, 0, 4, first, 3, &err), VB_OK,
	       "6.8 register: two logs, one twice");
	is_int(append_register(s, 4, 1, later, 1, &err), VB_OK, "register: and goes on");
	is_int((long long)registered(s, 1, 0, UINT64_MAX, &t), 3, "registered: three of log 1");
	ok(is_row(&t.row[0], 1, 2, 1) && is_row(&t.row[1], 2, 2, 2) && is_row(&t.row[2], 3, 3, 4),
	   "registered: counters, sizes, places");
	is_int((long long)registered(s, 2, 1, 2, &t), 1, "registered: one of log 2");
	ok(is_row(&t.row[0], 1, 3, 3), "registered: that one");
	is_int((long long)registered(s, 3, 0, UINT64_MAX, &t), 0, "registered: none of log 3");
	is_int((long long)registered(s, 1, 2, 3, &t), 1, "registered: a range");
	ok(is_row(&t.row[0], 2, 2, 2), "registered: of it");
	is_int((long long)registered(s, 1, 4, 9, &t), 0, "registered: what is to come");
	is_int((long long)registered(s, 1, 3, 3, &t), 0, "registered: an empty range");
	is_int(vb_log_registered(s, &none, 0, 9, see, &t, &err), VB_NOT_FOUND,
	       "registered: no such log");
	t = (struct seen){.stop_at = 2};
	is_int(vb_log_registered(s, &other, 0, 9, see, &t, &err), VB_KEY,
	       "registered: the callback's code");
	is_int((long long)t.n, 2, "registered: and no further row");
	is_int(vb_store_logs(s, rows_add, &r, &err), VB_OK, "register: among the logs");
	ok(r.n == 4 && vb_hash_eq(&r.row[3].id, &register_id), "register: as any other");
	rows_free(&r);
	is_int(append_register(s, 5, 0, NULL, 0, &err), VB_OK, "register: dated anew");
	done(s);
}

/* ---- what does not follow ---- */

static void conflicts(const struct backend *b)
{
	static const struct {
		struct { uint64_t log, counter, size, index; } r[2];
		enum vb_code code;
		const char *what;
	} t[] = {
		{{{1, 1, 2, 2}, {0}}, VB_CONFLICT, "that counter is taken"},
		{{{1, 3, 2, 2}, {0}}, VB_CONFLICT, "a counter is left out"},
		{{{1, 2, 1, 2}, {0}}, VB_CONFLICT, "the size falls"},
		{{{1, 2, 4, 2}, {0}}, VB_CONFLICT, "the log is not that large"},
		{{{2, 1, 4, 2}, {0}}, VB_CONFLICT, "nor is the other"},
		{{{2, 2, 1, 2}, {0}}, VB_CONFLICT, "the first is not 1"},
		{{{9, 1, 1, 2}, {0}}, VB_CONFLICT, "there is no such log"},
		{{{2, 1, 1, 2}, {2, 1, 1, 3}}, VB_CONFLICT, "a counter comes twice"},
		{{{2, 1, 2, 2}, {2, 2, 1, 3}}, VB_CONFLICT, "the size falls within"},
		{{{2, 1, 1, 2}, {1, 2, 3, 2}}, VB_CONFLICT, "an entry stands for two"},
		{{{2, 1, 1, 2}, {1, 1, 3, 3}}, VB_CONFLICT, "the second does not follow"},
		{{{0, 1, 1, 2}, {0}}, VB_REFUSED, "a register registers itself"},
		{{{1, 2, 3, 1}, {0}}, VB_REFUSED, "an entry before the batch"},
		{{{1, 2, 3, 4}, {0}}, VB_REFUSED, "an entry behind the batch"},
		{{{1, 0, 3, 2}, {0}}, VB_REFUSED, "counter 0"},
		{{{1, 2, 0, 2}, {0}}, VB_REFUSED, "size 0"},
		{{{1, UINT64_MAX, 3, 2}, {0}}, VB_REFUSED, "a counter of 2^64-1"},
		{{{1, 2, UINT64_MAX, 2}, {0}}, VB_REFUSED, "a size of 2^64-1"},
	};
	struct vb_store *s = fresh(b);
	struct vb_registered begin = reg(1, 1, 2, 0), next = reg(1, 2, 3, 2);
	struct seen seen;
	uint64_t size;

	three_each(s, 2);
	must(append_register(s, 0, 2, &begin, 1, &err));
	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		struct vb_registered r[2];
		size_t n = t[i].r[1].log ? 2 : 1;

		for (size_t j = 0; j < 2; j++) {
			r[j] = reg(t[i].r[j].log, t[i].r[j].counter, t[i].r[j].size,
				   t[i].r[j].index);
			if (!t[i].r[j].log)
				r[j].log = register_id;
		}
		is_int(append_register(s, 2, 2, r, n, &err), t[i].code, "conflict: %s",
		       t[i].what);
	}
	ok(log_is_whole(s, &register_id, &size) && size == 2, "conflict: nothing was added");
	is_int((long long)registered(s, 1, 0, 9, &seen), 1, "conflict: nor registered");
	is_int((long long)registered(s, 2, 0, 9, &seen), 0, "conflict: of neither log");
	is_int(append_register(s, 2, 1, &next, 1, &err), VB_OK, "conflict: what follows does");
	done(s);
}

/* A log grows in the transaction that registers it. */
static void together(const struct backend *b)
{
	struct vb_store *s = fresh(b);
	struct vb_registered r[] = {reg(1, 1, 1, 0), reg(2, 1, 4, 1)};
	struct vb_hash log = log_of(2);
	struct vb_log_batch batch[3];
	struct batch_room room[3];
	struct recheck_count n = {0};

	three_each(s, 2);
	batch_make(&batch[0], &room[0], &register_id, "register", 0, 2);
	batch[0].registered = r;
	batch[0].nregistered = 2;
	batch_make(&batch[1], &room[1], &log, "nord", 3, 1);
	log = log_of(3);
	batch_make(&batch[2], &room[2], &log, "nord", 0, 1);
	r[1].size = 5;
	is_int(vb_log_append(s, batch, 3, recheck(&n), &err), VB_CONFLICT,
	       "together: larger than it will be");
	r[1].size = 4;
	r[0] = reg(3, 1, 1, 0);
	is_int(vb_log_append(s, batch, 3, recheck(&n), &err), VB_OK,
	       "together: as large as it is then, and a log that is new");
	done(s);
}

/* ---- who is behind ---- */

static size_t behind(struct vb_store *s, size_t max, struct seen *t)
{
	*t = (struct seen){0};
	must(vb_log_behind(s, &register_id, max, see, t, &err));
	return t->n;
}

static const struct vb_registered *of_log(const struct seen *t, uint64_t log)
{
	static const struct vb_registered none;
	struct vb_hash id = log_of(log);

	for (size_t i = 0; i < t->n && i < VB_ARRAY_LEN(t->row); i++)
		if (vb_hash_eq(&t->row[i].log, &id))
			return &t->row[i];
	return &none;
}

static void who_is_behind(const struct backend *b)
{
	struct vb_store *s = fresh(b);
	struct vb_registered r[] = {reg(1, 1, 3, 0), reg(2, 1, 2, 1)};
	struct vb_hash one = log_of(1), empty = log_of(7);
	static struct seen t;

	is_int((long long)behind(s, 10, &t), 0, "behind: nobody");
	three_each(s, 4);
	must(append_acts(s, &empty, 0, NULL, 0, &err));
	is_int((long long)behind(s, 10, &t), 4, "behind: all four, and not one without entries");
	ok(of_log(&t, 3)->counter == 0 && of_log(&t, 3)->size == 0, "behind: with nothing");
	must(append_register(s, 0, 2, r, 2, &err));
	is_int((long long)behind(s, 10, &t), 3, "behind: not the one that is registered whole");
	ok(of_log(&t, 2)->counter == 1 && of_log(&t, 2)->size == 2,
	   "behind: with what is registered");
	ok(of_log(&t, 4)->counter == 0 && of_log(&t, 1)->counter == 0, "behind: nor the register");
	must(append_simple(s, &one, 3, "nord", 300, &err));
	is_int((long long)behind(s, 10, &t), 4, "behind: once it has grown, it is again");
	ok(of_log(&t, 1)->counter == 1 && of_log(&t, 1)->size == 3, "behind: and how much");
	is_int((long long)behind(s, 2, &t), 2, "behind: two at most");
	is_int((long long)behind(s, 0, &t), 0, "behind: none at most");
	is_int((long long)behind(s, SIZE_MAX, &t), 4, "behind: without a limit");
	t = (struct seen){.stop_at = 2};
	is_int(vb_log_behind(s, &register_id, 10, see, &t, &err), VB_KEY,
	       "behind: the callback's code");
	is_int((long long)t.n, 2, "behind: and no further log");
	t = (struct seen){0};
	is_int(vb_log_behind(s, &one, 10, see, &t, &err), VB_OK, "behind: but another");
	ok(t.n == 4 && !of_log(&t, 1)->counter, "behind: then the register is among them");
	done(s);
}

/* Logs from 100 on, one act each, in one transaction. */
static enum vb_code found_many(struct vb_store *s, size_t n)
{
	static struct vb_log_batch b[600];
	struct recheck_count count = {0};
	struct vb_log_entry e;
	struct act a;

	act_make(&a, "nord", 0, 0, 100);
	e = act_entry(&a);
	for (size_t i = 0; i < n; i++)
		b[i] = (struct vb_log_batch){.log = log_of(100 + i), .entries = &e, .nentries = 1,
					     .frontier = vb_view_str("12345678"),
					     .checkpoint = vb_view_str("x\n")};
	return vb_log_append(s, b, n, recheck(&count), &err);
}

/* More than fit into one page of whatever a backend reads by. */
static void many(const struct backend *b)
{
	struct vb_store *s = fresh(b);
	static struct seen t;
	static struct vb_registered r[200];
	bool distinct = true;

	must(found_many(s, 600));
	is_int((long long)behind(s, 2000, &t), 600, "many: 600 logs are behind");
	for (size_t i = 0; i < t.n; i++)
		for (size_t j = 0; j < i; j++)
			distinct = distinct && !vb_hash_eq(&t.row[i].log, &t.row[j].log);
	ok(distinct, "many: each once");
	is_int((long long)behind(s, 512, &t), 512, "many: 512 of them");
	is_int((long long)behind(s, 550, &t), 550, "many: 550 of them");
	for (uint64_t i = 0; i < 3; i++) {
		for (uint64_t j = 0; j < 200; j++)
			r[j] = reg(100, 200 * i + j + 1, 1, 200 * i + j);
		is_int(append_register(s, 200 * i, 200, r, 200, &err), VB_OK,
		       "many: 200 of one log");
	}
	is_int((long long)registered(s, 100, 0, UINT64_MAX, &t), 600, "many: all are read");
	is_int((long long)registered(s, 100, 50, 590, &t), 540, "many: and a range of them");
	done(s);
}

void conform_register(const struct backend *b)
{
	kept(b);
	conflicts(b);
	together(b);
	who_is_behind(b);
	many(b);
}
