/*
 * What any backend of the log store must do.  Nothing here knows of SQLite.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/support.h"

#include "need.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static struct vb_err err;

/* ---- a store in a folder of its own ---- */

static char *dir;
static const struct backend *backend;

static struct vb_store *fresh(void)
{
	struct vb_store *s = NULL;

	dir = scratch_new(false);
	if (backend->open_store(dir, true, &s, &err) != VB_OK) {
		printf("Bail out! no store: %s\n", err.sentence);
		exit(99);
	}
	return s;
}

/* The same, by another handle. */
static struct vb_store *another(void)
{
	struct vb_store *s = NULL;

	if (backend->open_store(dir, false, &s, &err) != VB_OK) {
		printf("Bail out! no second handle: %s\n", err.sentence);
		exit(99);
	}
	return s;
}

static void done(struct vb_store *s)
{
	vb_store_close(s);
	scratch_free(dir);
	dir = NULL;
}

static uint64_t size_of(struct vb_store *s, const struct vb_hash *log)
{
	uint64_t size;

	return log_is_whole(s, log, &size) ? size : UINT64_MAX;
}

/* ---- opening ---- */

static void opening(void)
{
	struct vb_store *s = NULL, *t = NULL;
	struct vb_hash log = log_of(1);

	dir = scratch_new(false);
	is_int(backend->open_store(dir, false, &s, &err), VB_NOT_FOUND, "open: nothing there");
	ok(s == NULL, "open: output untouched");
	is_int(backend->open_store(dir, true, &s, &err), VB_OK, "open: created");
	is_int(backend->open_store(dir, true, &t, &err), VB_OK, "open: twice at a time");
	is_int(append_simple(s, &log, 0, "nord", 900, &err), VB_OK, "open: append on one");
	is_int((long long)size_of(t, &log), 1, "open: seen on the other");
	vb_store_close(s);
	vb_store_close(t);
	is_int(backend->open_store(dir, false, &s, &err), VB_OK, "open: again");
	is_int((long long)size_of(s, &log), 1, "open: the entry is still there");
	vb_store_close(NULL);
	done(s);
}

/* ---- appending ---- */

static void appending(void)
{
	struct vb_store *s = fresh();
	struct vb_hash a = log_of(1), b = log_of(2);
	struct vb_log_state st;
	struct act acts[5];

	is_int(vb_log_load(s, &a, &st, &err), VB_NOT_FOUND, "load: no such log");
	is_int(append_simple(s, &a, 7, "nord", 900, &err), VB_CONFLICT,
	       "append: a log that is not there is not at size 7");
	is_int(vb_log_load(s, &a, &st, &err), VB_NOT_FOUND, "append: and was not created");
	is_int(append_simple(s, &a, 0, "nord", 900, &err), VB_OK, "append: creates the log");
	is_int((long long)size_of(s, &a), 1, "append: size 1");
	for (size_t i = 0; i < 5; i++)
		act_make(&acts[i], "sud", i, 0, 300 + 400 * i);
	is_int(append_acts(s, &a, 1, acts, 5, &err), VB_OK, "append: five at once");
	is_int((long long)size_of(s, &a), 6, "append: size 6, note by note the same");
	is_int(append_simple(s, &a, 5, "nord", 900, &err), VB_CONFLICT, "append: behind");
	is_int(append_simple(s, &a, 7, "nord", 900, &err), VB_CONFLICT, "append: ahead");
	is_int(append_simple(s, &a, 0, "nord", 900, &err), VB_CONFLICT,
	       "append: it exists already");
	is_int(append_acts(s, &b, 0, acts, 5, &err), VB_OK, "append: same acts, other log");
	is_int((long long)size_of(s, &a), 6, "append: the first log is as it was");
	is_int((long long)size_of(s, &b), 5, "append: the other has its own");
	done(s);
}

static void taken(void)
{
	struct vb_store *s = fresh();
	struct vb_hash log = log_of(1);
	struct act acts[3], again;

	for (size_t i = 0; i < 3; i++)
		act_make(&acts[i], "nord", i, 0, 500);
	is_int(append_acts(s, &log, 0, acts, 2, &err), VB_OK, "taken: two acts");
	is_int(append_acts(s, &log, 2, &acts[1], 1, &err), VB_CONFLICT, "taken: the same act");
	act_make(&again, "nord", 1, 0, 600);
	is_int(append_acts(s, &log, 2, &again, 1, &err), VB_CONFLICT,
	       "taken: another act at its position");
	act_make(&again, "nord", 7, 0, 500);
	again.id = acts[0].id;
	is_int(append_acts(s, &log, 2, &again, 1, &err), VB_CONFLICT,
	       "taken: its id at another position");
	again = acts[2];
	acts[1] = again;
	is_int(append_acts(s, &log, 2, &acts[1], 2, &err), VB_CONFLICT,
	       "taken: twice in one batch");
	is_int((long long)size_of(s, &log), 2, "taken: nothing was added");
	act_make(&again, "nord", 1, 1, 500);
	is_int(append_acts(s, &log, 2, &again, 1, &err), VB_OK,
	       "taken: the same number of another epoch is free");
	act_make(&again, "nord/legal", 1, 0, 500);
	is_int(append_acts(s, &log, 3, &again, 1, &err), VB_OK,
	       "taken: the same number of another chain is free");
	is_int(append_acts(s, &log, 4, &acts[2], 1, &err), VB_OK,
	       "taken: what a refused batch held is free");
	is_int((long long)size_of(s, &log), 5, "taken: five in all");
	done(s);
}

/* One batch per log, in one transaction. */
static void several_logs(void)
{
	struct vb_store *s = fresh();
	struct vb_log_batch b[3];
	struct vb_log_entry e[3];
	struct act acts[3];
	uint8_t frontier[3][8 + 64 * 32];
	char note[3][512];
	struct recheck_count n = {0};

	for (size_t i = 0; i < 3; i++) {
		struct vb_hash log = log_of(i);

		act_make(&acts[i], "nord", i, 0, 400);
		e[i] = act_entry(&acts[i]);
		b[i] = (struct vb_log_batch){.log = log, .entries = &e[i], .nentries = 1,
					     .time = 1760000001};
		b[i].frontier = vb_view(frontier[i], frontier_make(frontier[i], &log, 1));
		b[i].checkpoint = vb_view(note[i],
					  checkpoint_make(note[i], &log, 1, b[i].time));
	}
	b[2].expect_size = 1;
	is_int(vb_log_append(s, b, 3, recheck(&n), &err), VB_CONFLICT,
	       "several: the third log is not where it was thought");
	for (size_t i = 0; i < 3; i++)
		is_int((long long)size_of(s, &b[i].log), 0, "several: log %zu untouched", i);
	b[2].expect_size = 0;
	n.n = 0;
	is_int(vb_log_append(s, b, 3, recheck(&n), &err), VB_OK, "several: all three");
	is_int((long long)n.n, 3, "several: each row was checked");
	for (size_t i = 0; i < 3; i++)
		is_int((long long)size_of(s, &b[i].log), 1, "several: log %zu has it", i);
	is_int(vb_log_append(s, b, 0, recheck(&n), &err), VB_OK, "several: none at all");
	done(s);
}

/* ---- the check of each row ---- */

struct nosy {
	struct vb_store *s;
	enum vb_code wrote, found;
};

static enum vb_code nosy_check(void *ctx, uint64_t index, struct vb_view note,
			       const struct vb_hash *id, struct vb_err *e)
{
	struct nosy *n = ctx;
	struct vb_hash log = log_of(1);
	uint64_t at = 99;

	(void)note;
	(void)e;
	n->found = vb_log_find(n->s, &log, id, &at, NULL);
	if (at != index)
		n->found = VB_FALSE;
	n->wrote = append_simple(n->s, &log, index + 1, "sud", 300, NULL);
	return VB_OK;
}

static void checking(void)
{
	struct vb_store *s = fresh();
	struct vb_hash log = log_of(1);
	struct nosy nosy = {.s = s};
	struct act acts[4];
	struct vb_log_entry e[4];
	uint8_t frontier[8] = {0};
	struct vb_log_batch b = {.log = log, .entries = e, .nentries = 4,
				 .frontier = vb_view(frontier, 8),
				 .checkpoint = vb_view_str("a checkpoint\n")};
	struct recheck_count n = {.fail_at = 3};

	for (size_t i = 0; i < 4; i++) {
		act_make(&acts[i], "nord", i, 0, 400);
		e[i] = act_entry(&acts[i]);
	}
	is_int(vb_log_append(s, &b, 1, recheck(&n), &err), VB_FALSE, "check: its code");
	is_str(err.sentence, "row 2 does not hash to its id", "check: its sentence");
	is_int((long long)size_of(s, &log), 0, "check: nothing was added");
	e[1].id = hash_of(5);
	n = (struct recheck_count){0};
	is_int(vb_log_append(s, &b, 1, recheck(&n), &err), VB_FALSE, "check: a false id");
	is_int((long long)n.n, 2, "check: seen at the second row");
	e[1].id = acts[1].id;
	b.nentries = 1;
	is_int(vb_log_append(s, &b, 1, (struct vb_recheck){0}, &err), VB_USAGE,
	       "check: there must be one");
	is_int(vb_log_append(s, &b, 1, (struct vb_recheck){nosy_check, &nosy}, &err), VB_OK,
	       "check: may read the store");
	is_int(nosy.found, VB_OK, "check: and finds its row");
	is_int(nosy.wrote, VB_USAGE, "check: but may not write");
	done(s);
}

/* ---- limits ---- */

static enum vb_code try_entry(struct vb_store *s, struct vb_view note, struct vb_view chain,
			      uint64_t number, uint64_t epoch)
{
	struct vb_hash log = log_of(77);
	struct vb_log_entry e = {.note = note, .id = fake_hash(note, 0), .chain = chain,
				 .number = number, .epoch = epoch};
	struct vb_log_batch b = {.log = log, .entries = &e, .nentries = 1,
				 .frontier = vb_view_str("12345678"),
				 .checkpoint = vb_view_str("x")};
	struct vb_log_state st = {0};
	struct recheck_count n = {0};

	if (vb_log_load(s, &log, &st, NULL) == VB_OK)
		b.expect_size = st.size;
	vb_log_state_free(&st);
	return vb_log_append(s, &b, 1, recheck(&n), &err);
}

static void limits(void)
{
	struct vb_store *s = fresh();
	char *big = malloc(VB_NOTE_MAX + 1);
	struct vb_view a = vb_view_str("a"), name = vb_view_str("nord");

	memset(big, 'x', VB_NOTE_MAX + 1);
	is_int(try_entry(s, vb_view("", 0), name, 0, 0), VB_REFUSED, "limits: an empty act");
	is_int(try_entry(s, vb_view(big, VB_NOTE_MAX + 1), name, 0, 0), VB_REFUSED,
	       "limits: an act of %d bytes", VB_NOTE_MAX + 1);
	is_int(try_entry(s, vb_view(big, VB_NOTE_MAX), name, 0, 0), VB_OK,
	       "limits: an act of %d bytes", VB_NOTE_MAX);
	is_int(try_entry(s, a, vb_view("", 0), 0, 0), VB_REFUSED, "limits: no chain");
	is_int(try_entry(s, a, vb_view(big, 256), 0, 0), VB_REFUSED, "limits: a name of 256");
	is_int(try_entry(s, a, vb_view(big, 255), 0, 0), VB_OK, "limits: a name of 255");
	is_int(try_entry(s, vb_view_str("b"), name, VB_DEC_MAX + 1, 0), VB_REFUSED,
	       "limits: a number above 2^53-1");
	is_int(try_entry(s, vb_view_str("b"), name, UINT64_MAX, 0), VB_REFUSED,
	       "limits: a number of 2^64-1");
	is_int(try_entry(s, vb_view_str("b"), name, 1, VB_DEC_MAX + 1), VB_REFUSED,
	       "limits: an epoch above 2^53-1");
	is_int(try_entry(s, vb_view_str("b"), name, VB_DEC_MAX, VB_DEC_MAX), VB_OK,
	       "limits: both 2^53-1");
	is_int(try_entry(s, vb_view("\0\xff\0", 3), vb_view("\0'\xff", 3), 0, 0), VB_OK,
	       "limits: any bytes do");
	free(big);
	done(s);
}

/* ---- reading ---- */

static void finding(void)
{
	struct vb_store *s = fresh();
	struct vb_hash log = log_of(1), none = hash_of(3), other = log_of(2), id = {{0}};
	struct act acts[6];
	uint64_t at = 99, number = 0, epoch = 0;

	for (size_t i = 0; i < 6; i++)
		act_make(&acts[i], i % 2 ? "sud" : "nord", i < 4 ? 7 + i : 9 - i, i / 4, 300);
	/* As near as two ids can come without being one. */
	acts[1].id = acts[0].id;
	acts[1].id.b[31] ^= 1;
	for (size_t i = 0; i < 6; i++) {
		struct vb_log_entry e = act_entry(&acts[i]);
		struct vb_log_batch b = {.log = log, .expect_size = i, .entries = &e,
					 .nentries = 1, .frontier = vb_view_str("12345678"),
					 .checkpoint = vb_view_str("y")};
		struct nosy n = {.s = s};

		if (vb_log_append(s, &b, 1, (struct vb_recheck){nosy_check, &n}, &err))
			ok(false, "find: append %zu: %s", i, err.sentence);
	}
	for (size_t i = 0; i < 6; i++) {
		is_int(vb_log_find(s, &log, &acts[i].id, &at, &err), VB_OK, "find: %zu", i);
		is_int((long long)at, (long long)i, "find: at its index");
	}
	is_int(vb_log_find(s, &log, &none, &at, &err), VB_NOT_FOUND, "find: no such act");
	is_int(vb_log_find(s, &other, &acts[0].id, &at, &err), VB_NOT_FOUND,
	       "find: no such log");
	is_int((long long)at, 5, "find: output untouched");
	is_int(vb_log_chain_head(s, &log, vb_view_str("nord"), &number, &epoch, &id, &err),
	       VB_OK, "head: nord");
	ok(number == 5 && epoch == 1 && vb_hash_eq(&id, &acts[4].id),
	   "head: the newest epoch counts before the number");
	is_int(vb_log_chain_head(s, &log, vb_view_str("sud"), &number, &epoch, &id, &err),
	       VB_OK, "head: sud");
	ok(number == 4 && epoch == 1 && vb_hash_eq(&id, &acts[5].id), "head: sud's");
	is_int(vb_log_chain_head(s, &log, vb_view_str("su"), &number, &epoch, &id, &err),
	       VB_NOT_FOUND, "head: no such chain");
	is_int(vb_log_chain_head(s, &other, vb_view_str("sud"), &number, &epoch, &id, &err),
	       VB_NOT_FOUND, "head: no such log");
	done(s);
}

static size_t count_entries(struct vb_store *s, uint64_t from, uint64_t to, bool *right)
{
	struct vb_hash log = log_of(1);
	struct rows r = {0};
	size_t n;

	*right = vb_log_entries(s, &log, from, to, rows_add, &r, &err) == VB_OK;
	for (size_t i = 0; i < r.n; i++)
		*right = *right && r.row[i].index == from + i && r.row[i].named;
	n = r.n;
	rows_free(&r);
	return n;
}

/* A callback that reads the same rows again, within. */
static enum vb_code nested(void *ctx, uint64_t index, const struct vb_hash *id,
			   struct vb_view bytes)
{
	struct nosy *n = ctx;
	bool right;

	(void)id;
	(void)bytes;
	if (count_entries(n->s, index, 20, &right) != 20 - index || !right)
		n->found = VB_FALSE;
	return VB_OK;
}

static void ranges(void)
{
	static const struct {
		uint64_t from, to;
		size_t n;
	} t[] = {
		{0, 20, 20}, {0, UINT64_MAX, 20}, {3, 7, 4}, {19, 20, 1}, {20, 25, 0},
		{7, 7, 0}, {9, 3, 0}, {UINT64_MAX, UINT64_MAX, 0}, {1ull << 32, 1ull << 40, 0},
		{15, (1ull << 32) + 5, 5},
	};
	struct vb_store *s = fresh();
	struct vb_hash before = log_of(9), log = log_of(1), after = log_of(5);
	struct vb_hash none = log_of(6);
	struct nosy nosy = {.s = s, .found = VB_OK};
	struct rows r = {.stop_at = 3};
	bool right;

	for (uint64_t i = 0; i < 20; i++)
		if (append_simple(s, &before, i, "nord", 300, &err) ||
		    append_simple(s, &log, i, "nord", 300, &err) ||
		    append_simple(s, &after, i, "nord", 300, &err))
			ok(false, "range: append: %s", err.sentence);
	for (size_t i = 0; i < VB_ARRAY_LEN(t); i++) {
		is_int((long long)count_entries(s, t[i].from, t[i].to, &right),
		       (long long)t[i].n, "range: %llu to %llu", (unsigned long long)t[i].from,
		       (unsigned long long)t[i].to);
		ok(right, "range: in order");
	}
	is_int(vb_log_entries(s, &log, 0, 20, rows_add, &r, &err), VB_KEY,
	       "range: the callback's code");
	is_int((long long)r.n, 3, "range: and no further row");
	is_int(vb_log_entries(s, &log, 0, 20, nested, &nosy, &err), VB_OK,
	       "range: a callback may read");
	is_int(nosy.found, VB_OK, "range: even by the same query");
	is_int(vb_log_entries(s, &none, 0, 20, rows_add, &r, &err), VB_NOT_FOUND,
	       "range: no such log");
	rows_free(&r);
	done(s);
}

static void rosters(void)
{
	struct vb_store *s = fresh();
	struct vb_hash log = log_of(1), other = log_of(2);
	struct rows r = {0};
	struct act acts[10];

	for (size_t i = 0; i < 10; i++) {
		act_make(&acts[i], "nord", i, 0, 300);
		acts[i].roster = i == 0 || i == 4 || i == 9;
	}
	ok(append_acts(s, &other, 0, acts, 10, &err) == VB_OK &&
	   append_acts(s, &log, 0, acts, 10, &err) == VB_OK, "roster: ten acts, twice");
	is_int(vb_log_roster(s, &log, rows_add, &r, &err), VB_OK, "roster: read");
	ok(r.n == 3 && r.row[0].index == 0 && r.row[1].index == 4 && r.row[2].index == 9,
	   "roster: the three marked, in order");
	ok(r.n == 3 && vb_hash_eq(&r.row[1].id, &acts[4].id) &&
	   !memcmp(r.row[1].bytes, acts[4].note, acts[4].len), "roster: whole");
	rows_free(&r);
	is_int(vb_store_logs(s, rows_add, &r, &err), VB_OK, "logs: listed");
	ok(r.n == 2 && vb_hash_eq(&r.row[0].id, &other) && vb_hash_eq(&r.row[1].id, &log),
	   "logs: both");
	rows_free(&r);
	done(s);
}

/* ---- checkpoints and cosignatures ---- */

static enum vb_code redate(struct vb_store *s, const struct vb_hash *log, uint64_t size,
			   size_t n, struct vb_view note)
{
	struct vb_log_entry e[1];
	struct act a;
	struct recheck_count count = {0};
	struct vb_log_batch b = {.log = *log, .expect_size = size, .nentries = n,
				 .entries = e, .frontier = vb_view_str("frontier"),
				 .checkpoint = note, .time = 5};

	act_make(&a, "nord", size, 0, 300);
	e[0] = act_entry(&a);
	return vb_log_append(s, &b, 1, recheck(&count), &err);
}

/* Notes of every kind come back as they went in. */
static void verbatim(void)
{
	struct vb_store *s = fresh();
	struct vb_hash log = log_of(1);
	char *big = malloc(VB_NOTE_MAX + 1);
	const struct vb_view notes[] = {
		vb_view_str("origin\n0\nroot\n\nsignature AAAA\n"),
		vb_view_str("origin\n1\nroot\n\nsignature AABB\n"),
		vb_view_str("origin\n1\nroot\n\nsignature AABB\n"),
		vb_view_str("origin\n1\nroot\n\nsignature AABB"),
		vb_view_str("origin\n1\nroot\n\nsignature AAAA\nsignature CC\nand more\n"),
		vb_view_str("origin\n"), vb_view_str("origin"), vb_view_str("o"),
		vb_view_str("\n"), vb_view_str("\n\n\n"), vb_view_str("other\n1\n"),
		vb_view("\0\1\2\n\xff", 5), vb_view("o\0rigin\n\0", 9),
		vb_view(big, VB_NOTE_MAX),
		vb_view_str("origin\n0\nroot\n\nsignature AAAA\n\n"),
		vb_view_str("Origin\n0\nroot\n\nsignature AAAA\n"),
	};
	struct rows r = {0};
	struct vb_log_state st = {0};
	size_t n = VB_ARRAY_LEN(notes), same = 0, newest = 0;

	memset(big, 'o', VB_NOTE_MAX + 1);
	for (size_t i = 0; i < n; i++) {
		if (redate(s, &log, i / 2, i % 2, notes[i]) != VB_OK)
			ok(false, "verbatim: note %zu: %s", i, err.sentence);
		if (vb_log_load(s, &log, &st, &err) == VB_OK)
			newest += vb_view_eq(vb_view(st.checkpoint, st.checkpoint_len),
					     notes[i]);
		vb_log_state_free(&st);
	}
	is_int((long long)newest, (long long)n, "verbatim: each, as the newest");
	is_int(vb_log_checkpoints(s, &log, 0, UINT64_MAX, rows_add, &r, &err), VB_OK,
	       "verbatim: all of them");
	for (size_t i = 0; i < r.n && i < n; i++)
		same += vb_view_eq(vb_view(r.row[i].bytes, r.row[i].len), notes[i]) &&
			r.row[i].index == (i + 1) / 2 && !r.row[i].named;
	is_int((long long)r.n, (long long)n, "verbatim: none is missing");
	is_int((long long)same, (long long)n, "verbatim: in order, bit for bit");
	is_int(redate(s, &log, n / 2, 0, vb_view("", 0)), VB_REFUSED, "verbatim: not empty");
	is_int(redate(s, &log, n / 2, 0, vb_view(big, VB_NOTE_MAX + 1)), VB_REFUSED,
	       "verbatim: not too long");
	rows_free(&r);
	free(big);
	done(s);
}

/* Lines that share more than a byte can count. */
static void long_lines(void)
{
	struct vb_store *s = fresh();
	struct vb_hash log = log_of(1);
	struct vb_log_state st = {0};
	char a[1024], b[1024];
	size_t wrong = 0;

	memset(a, 'o', sizeof(a));
	a[700] = a[1000] = '\n';
	must(redate(s, &log, 0, 1, vb_view(a, 1001)));
	for (size_t at = 250; at < 262; at++) {
		memcpy(b, a, sizeof(b));
		b[at] = 'x';
		b[701 + at] = at % 2 ? 'x' : '\n';
		must(redate(s, &log, 1, 0, vb_view(b, 1001)));
		must(vb_log_load(s, &log, &st, &err));
		wrong += !vb_view_eq(vb_view(st.checkpoint, st.checkpoint_len),
				     vb_view(b, 1001));
		vb_log_state_free(&st);
	}
	is_int((long long)wrong, 0, "verbatim: lines that differ after 250 to 261 bytes");
	done(s);
}

static size_t count_checkpoints(struct vb_store *s, uint64_t from, uint64_t to, bool *right)
{
	struct vb_hash log = log_of(1);
	struct rows r = {0};
	size_t n;

	*right = vb_log_checkpoints(s, &log, from, to, rows_add, &r, &err) == VB_OK;
	for (size_t i = 0; i < r.n; i++)
		*right = *right && r.row[i].index >= from && r.row[i].index < to &&
			 (i == 0 || r.row[i].index >= r.row[i - 1].index);
	n = r.n;
	rows_free(&r);
	return n;
}

/* Sizes 3, 6, 6, 9, ... 60: every even one is dated a second time. */
static void checkpoint_ranges(void)
{
	struct vb_store *s = fresh();
	struct vb_hash log = log_of(1);
	struct act acts[60];
	size_t wrong = 0;
	bool right = true;

	for (size_t i = 0; i < 60; i++)
		act_make(&acts[i], "nord", i, 0, 200);
	for (size_t i = 0; i < 20; i++)
		if (append_acts(s, &log, 3 * i, &acts[3 * i], 3, &err) ||
		    (i % 2 && append_acts(s, &log, 3 * i + 3, NULL, 0, &err)))
			ok(false, "checkpoints: append: %s", err.sentence);
	for (uint64_t from = 0; from < 64; from++)
		for (uint64_t to = 0; to < 64; to++) {
			size_t want = 0;

			for (uint64_t size = 3; size <= 60; size += 3)
				if (size >= from && size < to)
					want += size % 2 ? 1 : 2;
			wrong += count_checkpoints(s, from, to, &right) != want || !right;
		}
	is_int((long long)wrong, 0, "checkpoints: every range from 0..63 to 0..63");
	is_int((long long)count_checkpoints(s, 0, UINT64_MAX, &right), 30, "checkpoints: all");
	is_int((long long)size_of(s, &log), 60, "checkpoints: the newest is that of size 60");
	done(s);
}

static void empty_log(void)
{
	struct vb_store *s = fresh();
	struct vb_hash log = log_of(1);
	bool right;

	is_int(append_acts(s, &log, 0, NULL, 0, &err), VB_OK, "empty: a log of size 0");
	is_int((long long)size_of(s, &log), 0, "empty: is whole");
	is_int((long long)count_checkpoints(s, 0, 1, &right), 1, "empty: has its checkpoint");
	is_int(append_simple(s, &log, 0, "nord", 300, &err), VB_OK, "empty: goes on from 0");
	is_int((long long)size_of(s, &log), 1, "empty: to 1");
	done(s);
}

static void cosigning(void)
{
	struct vb_store *s = fresh();
	struct vb_hash log = log_of(1), none = log_of(2);
	struct vb_view w1 = vb_view_str("witness.one"), w2 = vb_view_str("witness.two");
	struct rows r = {0};

	for (uint64_t i = 0; i < 4; i++)
		must(append_simple(s, &log, i, "nord", 300, &err));
	is_int(vb_log_cosign(s, &log, 3, w2, vb_view_str("w2 of 3\n"), &err), VB_OK,
	       "cosign: size 3");
	is_int(vb_log_cosign(s, &log, 1, w2, vb_view_str("w2 of 1\n"), &err), VB_OK,
	       "cosign: size 1");
	is_int(vb_log_cosign(s, &log, 3, w1, vb_view_str("w1 of 3\n"), &err), VB_OK,
	       "cosign: another cosigner");
	is_int(vb_log_cosign(s, &log, 3, w1, vb_view_str("w1 again\n"), &err), VB_OK,
	       "cosign: a second line is fine");
	is_int(vb_log_cosign(s, &log, 5, w1, vb_view_str("w1 of 5\n"), &err), VB_NOT_FOUND,
	       "cosign: no checkpoint of size 5");
	is_int(vb_log_cosign(s, &log, 0, w1, vb_view_str("w1 of 0\n"), &err), VB_NOT_FOUND,
	       "cosign: none of size 0");
	is_int(vb_log_cosign(s, &none, 3, w1, vb_view_str("w1 of 3\n"), &err), VB_NOT_FOUND,
	       "cosign: no such log");
	is_int(vb_log_cosign(s, &log, 3, vb_view("", 0), w1, &err), VB_REFUSED,
	       "cosign: nobody");
	is_int(vb_log_cosignatures(s, &log, 0, 10, rows_add, &r, &err), VB_OK, "cosign: read");
	ok(r.n == 3 && r.row[0].index == 1 && r.row[1].index == 3 && r.row[2].index == 3,
	   "cosign: three lines, rising");
	ok(r.n == 3 && !strcmp(r.row[0].bytes, "w2 of 1\n") &&
	   !strcmp(r.row[1].bytes, "w1 of 3\n") && !strcmp(r.row[2].bytes, "w2 of 3\n"),
	   "cosign: the first line stayed");
	rows_free(&r);
	is_int(vb_log_cosignatures(s, &log, 2, 3, rows_add, &r, &err), VB_OK,
	       "cosign: a range");
	is_int((long long)r.n, 0, "cosign: without any");
	rows_free(&r);
	done(s);
}

/* ---- escrow ---- */

static enum vb_code append_escrow(struct vb_store *s, uint64_t index, const struct act *a,
				  const struct vb_escrow *e, size_t n)
{
	struct vb_hash log = log_of(1);
	struct vb_log_entry entry = act_entry(a);
	struct recheck_count count = {0};
	struct vb_log_batch b = {.log = log, .expect_size = index, .entries = &entry,
				 .nentries = 1, .frontier = vb_view_str("12345678"),
				 .checkpoint = vb_view_str("z\n")};

	entry.escrow = e;
	entry.nescrow = n;
	return vb_log_append(s, &b, 1, recheck(&count), &err);
}

static void escrow(void)
{
	struct vb_store *s = fresh();
	struct vb_hash log = log_of(1), other = hash_of(4);
	struct vb_view sud = vb_view_str("sud"), west = vb_view_str("west");
	struct act a, b;
	struct vb_escrow e[2];
	char *out = NULL;

	act_make(&a, "nord", 1, 0, 300);
	act_make(&b, "nord", 2, 0, 300);
	e[0] = (struct vb_escrow){a.id, sud, vb_view_str("AGE-SECRET-KEY-1SUD")};
	e[1] = (struct vb_escrow){a.id, west, vb_view_str("AGE-SECRET-KEY-1WEST")};
	is_int(append_escrow(s, 0, &a, e, 2), VB_OK, "escrow: rides along");
	is_int(vb_log_escrow(s, &log, &a.id, west, &out, &err), VB_OK, "escrow: read");
	is_str(out, "AGE-SECRET-KEY-1WEST", "escrow: that addressee's, with its NUL");
	free(out);
	out = NULL;
	is_int(vb_log_escrow(s, &log, &a.id, vb_view_str("nord"), &out, &err), VB_NOT_FOUND,
	       "escrow: none for that addressee");
	is_int(vb_log_escrow(s, &log, &other, sud, &out, &err), VB_NOT_FOUND,
	       "escrow: none of that act");
	is_int(vb_log_escrow(s, &other, &a.id, sud, &out, &err), VB_NOT_FOUND,
	       "escrow: no such log");
	ok(out == NULL, "escrow: output untouched");
	e[0].act = b.id;
	is_int(append_escrow(s, 1, &b, e, 2), VB_CONFLICT,
	       "escrow: what is held is not replaced");
	is_int(vb_log_escrow(s, &log, &b.id, sud, &out, &err), VB_NOT_FOUND,
	       "escrow: and nothing of that batch is there");
	e[0].identity = vb_view("", 0);
	is_int(append_escrow(s, 1, &b, e, 1), VB_REFUSED, "escrow: not empty");
	done(s);
}

/* ---- copies ---- */

/* Bytes that repeat nowhere. */
static uint8_t *noise(size_t n, uint64_t seed)
{
	uint8_t *bytes = need(malloc(n));

	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)random_next(&seed);
	return bytes;
}

static bool reads(struct vb_store *s, const struct vb_hash *hash, const uint8_t *bytes,
		  uint64_t from, size_t n)
{
	uint8_t *out = need(malloc(n + 1));
	bool same = vb_store_copy_read(s, hash, from, out, n, &err) == VB_OK &&
		    memcmp(out, bytes + from, n) == 0;

	free(out);
	return same;
}

static void copies(void)
{
	struct vb_store *s = fresh();
	size_t big = 9 * (1u << 20) + 17, len = 1;
	uint8_t *bytes = noise(big, 5), *out = NULL;
	struct vb_hash a = hash_of(1), b = hash_of(2), none = hash_of(3);
	uint64_t size = 7;
	bool whole = false;

	is_int(copy_get(s, &a, &out, &len, &err), VB_NOT_FOUND, "copy: none");
	is_int(vb_store_copy_read(s, &a, 0, bytes, 0, &err), VB_NOT_FOUND, "copy: nor its bytes");
	is_int(copy_put(s, &a, vb_view(bytes, big), &err), VB_OK, "copy: put");
	is_int(vb_store_copy_begin(s, &a, big, 1, &whole, &err), VB_OK, "copy: again");
	ok(whole, "copy: it is all there");
	is_int(vb_store_copy_begin(s, &a, big - 1, 1, &whole, &err), VB_REFUSED,
	       "copy: of another size: %s", err.sentence);
	is_int(vb_store_copy_bring(s, &a, 0, vb_view("x", 1), &err),
	       VB_USAGE, "copy: a piece that is none");
	is_int(copy_put(s, &b, vb_view("", 0), &err), VB_OK, "copy: an empty one");
	is_int(copy_get(s, &a, &out, &len, &err), VB_OK, "copy: get");
	ok(len == big && !memcmp(out, bytes, big), "copy: the same bytes");
	free(out);
	ok(reads(s, &a, bytes, 0, 1) && reads(s, &a, bytes, (1u << 20) - 1, 2) &&
	   reads(s, &a, bytes, (1u << 20) + 5, 3u << 20) && reads(s, &a, bytes, big - 1, 1) &&
	   reads(s, &a, bytes, big, 0), "copy: parts, across pieces and to the end");
	is_int(vb_store_copy_size(s, &b, &size, &err), VB_OK, "copy: size of the empty one");
	is_int((long long)size, 0, "copy: of no bytes");
	is_int(vb_store_copy_begin(s, &none, VB_COPY_MAX + 1, 1, &whole, &err), VB_REFUSED,
	       "copy: more than %llu bytes are too many", (unsigned long long)VB_COPY_MAX);
	is_int(vb_store_copy_begin(s, &none, VB_COPY_MAX, 1, &whole, &err), VB_OK,
	       "copy: so many are not");
	is_int(vb_store_copy_bring(s, &none, 1024ull << 20, vb_view(bytes, 1u << 20), &err),
	       VB_OK, "copy: and its last piece");
	free(bytes);
	done(s);
}

/* What was begun counts when it is finished, and is collected when it is not. */
static void copies_begun(void)
{
	struct vb_store *s = fresh(), *other = another();
	size_t big = 6 * (1u << 20);
	uint8_t *bytes = noise(big, 6), *out = NULL;
	struct vb_hash a = hash_of(1);
	size_t len = 0;
	bool whole = true, more = true;

	is_int(vb_store_copy_finish(s, &a, &err), VB_CONFLICT, "begun: not yet");
	is_int(vb_store_copy_bring(s, &a, 0, vb_view(bytes, 1u << 20), &err), VB_CONFLICT,
	       "begun: nor can it be brought");
	must(vb_store_copy_begin(s, &a, big, 100, &whole, &err));
	ok(!whole, "begun: nothing is there");
	must(vb_store_copy_bring(s, &a, 0, vb_view(bytes, 4u << 20), &err));
	is_int(copy_get(s, &a, &out, &len, &err), VB_NOT_FOUND, "begun: it does not count");
	is_int(vb_store_copy_finish(s, &a, &err), VB_CONFLICT, "begun: it lacks pieces: %s",
	       err.sentence);
	must(vb_store_copy_begin(other, &a, big, 200, &whole, &err));
	must(vb_store_copy_bring(other, &a, 4u << 20, vb_view(bytes + (4u << 20), 2u << 20),
				 &err));
	must(vb_store_copy_collect(s, 200, &more, &err));
	ok(!more, "begun: not so long ago that it is collected");
	is_int(vb_store_copy_finish(other, &a, &err), VB_OK, "begun: another brings the rest");
	is_int(vb_store_copy_bring(s, &a, 0, vb_view(bytes, 1u << 20), &err), VB_OK,
	       "begun: who comes late has nothing to do");
	is_int(vb_store_copy_finish(s, &a, &err), VB_OK, "begun: nor to finish");
	is_int(copy_get(s, &a, &out, &len, &err), VB_OK, "begun: now it is there");
	ok(len == big && memcmp(out, bytes, big) == 0, "begun: and whole");
	free(out);
	must(vb_store_copy_collect(s, 1000000, &more, &err));
	ok(!more && reads(s, &a, bytes, 0, big), "begun: what is whole is never collected");
	must(vb_store_copy_begin(s, &(struct vb_hash){{9}}, 10, 50, &whole, &err));
	must(vb_store_copy_bring(s, &(struct vb_hash){{9}}, 0, vb_view(bytes, 10), &err));
	more = true;
	for (unsigned n = 0; more && n < 9; n++)
		must(vb_store_copy_collect(s, 51, &more, &err));
	is_int(vb_store_copy_bring(s, &(struct vb_hash){{9}}, 0, vb_view(bytes, 10), &err),
	       VB_CONFLICT, "begun: what was not finished is collected: %s", err.sentence);
	vb_store_close(other);
	free(bytes);
	done(s);
}

static void copies_erased(void)
{
	struct vb_store *s = fresh(), *other = another();
	size_t big = 20 * (1u << 20) + 3;
	uint8_t *bytes = noise(big, 7), *out = NULL;
	struct vb_hash a = hash_of(1), never = hash_of(2);
	uint64_t size = 0;
	size_t len = 0;
	bool more = true, whole = true;

	is_int(vb_store_copy_erase(s, &never, 1000, &err), VB_OK, "erased: what never was");
	is_int(vb_store_copy_size(s, &never, &size, &err), VB_NOT_FOUND, "erased: has no mark");
	must(copy_put(s, &a, vb_view(bytes, big), &err));
	is_int(vb_store_copy_erase(s, &a, 1000, &err), VB_OK, "erased: once");
	is_int(vb_store_copy_size(other, &a, &size, &err), VB_GONE, "erased: %s", err.sentence);
	ok(strstr(err.sentence, "1970-01-01T00:16:40Z") != NULL, "erased: it says when");
	is_int(vb_store_copy_read(other, &a, 0, bytes, 1, &err), VB_GONE, "erased: not read");
	is_int(vb_store_copy_erase(s, &a, 2000, &err), VB_OK, "erased: again");
	for (unsigned n = 0; more && n < 100; n++)
		must(vb_store_copy_collect(s, 1, &more, &err));
	ok(!more, "erased: its bytes go");
	is_int(vb_store_copy_size(s, &a, &size, &err), VB_GONE, "erased: the mark stays");
	ok(strstr(err.sentence, "1970-01-01T00:16:40Z") != NULL, "erased: as it was");
	must(vb_store_copy_begin(s, &a, big, 3000, &whole, &err));
	ok(!whole, "erased: it is put anew");
	is_int(vb_store_copy_size(s, &a, &size, &err), VB_GONE, "erased: until it is whole");
	is_int(copy_put(s, &a, vb_view(bytes, big), &err), VB_OK, "erased: it comes back");
	is_int(copy_get(s, &a, &out, &len, &err), VB_OK, "erased: and is there");
	ok(len == big && memcmp(out, bytes, big) == 0, "erased: whole");
	free(out);
	must(vb_store_copy_erase(s, &a, 4000, &err));
	is_int(copy_put(s, &a, vb_view(bytes, big), &err), VB_OK,
	       "erased: and back before its bytes are collected");
	ok(reads(s, &a, bytes, 0, big), "erased: whole once more");
	vb_store_close(other);
	free(bytes);
	done(s);
}

/* ---- drafts ---- */

struct seating {
	char names[64];
	char secrets[64];
	size_t n;
};

static enum vb_code note_seat(void *ctx, struct vb_view party, struct vb_view seat,
			      struct vb_view secret)
{
	struct seating *t = ctx;

	(void)seat;
	strncat(t->names, (const char *)party.ptr, party.len);
	strncat(t->secrets, (const char *)secret.ptr, secret.len);
	t->n++;
	return VB_OK;
}

static enum vb_code take_seat(struct vb_store *s, const struct vb_hash *d, const char *party,
			      const char *seat, const char *secret)
{
	return vb_store_seat_put(s, d, vb_view_str(party), vb_view_str(seat),
				 vb_view_str(secret), &err);
}

static void seats(void)
{
	struct vb_store *s = fresh();
	struct vb_hash d = hash_of(1), table = hash_of(2), other = hash_of(3);
	struct seating t = {0};

	is_int(take_seat(s, &d, "sud", "seat", "s"), VB_NOT_FOUND, "seat: no such draft");
	must(vb_store_draft_put(s, &d, vb_view_str("charter"), &err));
	is_int(take_seat(s, &d, "sud", "sud's seat", "S"), VB_OK, "seat: sud");
	is_int(take_seat(s, &d, "nord", "nord's seat", "N"), VB_OK, "seat: nord");
	is_int(take_seat(s, &d, "sud", "sud's seat", "S"), VB_OK, "seat: sud again");
	is_int(take_seat(s, &d, "sud", "another", "S"), VB_CONFLICT, "seat: another of sud");
	is_int(take_seat(s, &d, "sud", "sud's seat", "T"), VB_CONFLICT,
	       "seat: another secret of sud");
	is_int(take_seat(s, &d, "", "x", ""), VB_REFUSED, "seat: nobody");
	is_int(vb_store_seats(s, &d, note_seat, &t, &err), VB_OK, "seat: read");
	is_str(t.names, "nordsud", "seat: by name");
	is_str(t.secrets, "NS", "seat: with their secrets");
	is_int(vb_store_seats(s, &other, note_seat, &t, &err), VB_NOT_FOUND,
	       "seat: of no draft");
	is_int(vb_store_draft_table(s, &d, &table, &err), VB_NOT_FOUND, "opened: not yet");
	is_int(vb_store_draft_opened(s, &d, &table, &err), VB_OK, "opened: now");
	is_int(vb_store_draft_opened(s, &d, &table, &err), VB_OK, "opened: again");
	is_int(vb_store_draft_opened(s, &d, &other, &err), VB_CONFLICT, "opened: as another");
	is_int(vb_store_draft_opened(s, &other, &table, &err), VB_NOT_FOUND,
	       "opened: no such draft");
	t = (struct seating){0};
	is_int(vb_store_seats(s, &d, note_seat, &t, &err), VB_OK, "opened: seats read");
	is_str(t.names, "nordsud", "opened: the seats remain");
	is_str(t.secrets, "", "opened: the secrets are erased");
	is_int(take_seat(s, &d, "sud", "sud's seat", "S"), VB_OK, "opened: a late repetition");
	is_int(take_seat(s, &d, "west", "west's seat", "W"), VB_CONFLICT, "opened: too late");
	t = (struct seating){0};
	must(vb_store_seats(s, &d, note_seat, &t, &err));
	is_str(t.secrets, "", "opened: no secret came back");
	other = (struct vb_hash){{0}};
	is_int(vb_store_draft_table(s, &d, &other, &err), VB_OK, "opened: which table");
	ok(vb_hash_eq(&other, &table), "opened: that one");
	done(s);
}

static void drafts(void)
{
	struct vb_store *s = fresh();
	struct vb_hash d = hash_of(1), none = hash_of(2);
	uint8_t *out = NULL;
	size_t len = 0;

	is_int(vb_store_draft_get(s, &d, &out, &len, &err), VB_NOT_FOUND, "draft: none");
	is_int(vb_store_draft_put(s, &d, vb_view_str("charter"), &err), VB_OK, "draft: put");
	is_int(vb_store_draft_put(s, &d, vb_view_str("charter"), &err), VB_OK, "draft: again");
	is_int(vb_store_draft_put(s, &d, vb_view_str("other"), &err), VB_CONFLICT,
	       "draft: another under that hash");
	is_int(vb_store_draft_put(s, &none, vb_view("", 0), &err), VB_REFUSED, "draft: empty");
	is_int(vb_store_draft_get(s, &d, &out, &len, &err), VB_OK, "draft: get");
	ok(len == 7 && !memcmp(out, "charter", 7), "draft: the same");
	free(out);
	is_int(vb_store_draft_table(s, &none, &none, &err), VB_NOT_FOUND, "draft: no table");
	done(s);
}

/* ---- the doctor ---- */

static void count_faults(void *ctx, enum vb_said what, const char *sentence)
{
	size_t *n = ctx;

	n[what]++;
	if (what == VB_FAULT)
		diag("%s", sentence);
}

static void healthy(void)
{
	struct vb_store *s = fresh();
	size_t n[3] = {0};
	bool sound = false;

	for (uint64_t i = 0; i < 30; i++) {
		struct vb_hash log = log_of(i % 3);

		must(append_simple(s, &log, i / 3, "nord", 1000 + 100 * i, &err));
	}
	is_int(vb_store_doctor(s, count_faults, n, &sound, &err), VB_OK, "doctor: examined");
	ok(sound && n[1] == 0 && n[0] > 3, "doctor: sound, and says what it looked at");
	is_int(vb_store_doctor(s, NULL, NULL, &sound, &err), VB_OK, "doctor: silently");
	done(s);
}

void conform_store(const struct backend *b)
{
	backend = b;
	diag("log store on %s", b->name);
	opening();
	appending();
	taken();
	several_logs();
	checking();
	limits();
	finding();
	ranges();
	rosters();
	verbatim();
	long_lines();
	checkpoint_ranges();
	empty_log();
	cosigning();
	escrow();
	copies();
	copies_begun();
	copies_erased();
	drafts();
	seats();
	healthy();
	conform_register(b);
}
