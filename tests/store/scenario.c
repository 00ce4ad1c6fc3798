/*
 * A course of events at a store and a cabinet.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/scenario.h"

#include <stdlib.h>
#include <string.h>

static struct vb_hash log_one(void)
{
	return log_of(1);
}

static uint64_t size_of(struct scene *s, uint64_t log)
{
	struct vb_hash id = log_of(log);
	uint64_t size;

	return log_is_whole(s->store, &id, &size) ? size : UINT64_MAX;
}

/* Appends acts @from up to, not with, @to, unless they are there. */
static enum vb_code grow(struct scene *s, uint64_t log, uint64_t from, uint64_t to, size_t len)
{
	struct vb_hash id = log_of(log);
	struct act acts[16];
	struct vb_log_state st = {0};
	enum vb_code code = vb_log_load(s->store, &id, &st, &s->err);
	uint64_t size = st.size;

	vb_log_state_free(&st);
	if (code != VB_OK && code != VB_NOT_FOUND)
		return code;
	if (size == to)
		return VB_OK;
	for (uint64_t i = from; i < to; i++)
		act_make(&acts[i - from], "nord", i, 0, len);
	return append_acts(s->store, &id, from, acts, to - from, &s->err);
}

/* ---- steps ---- */

static enum vb_code step_first(struct scene *s)
{
	return grow(s, 1, 0, 1, 900);
}

static int seen_first(struct scene *s)
{
	uint64_t n = size_of(s, 1);

	return n >= 1 && n != UINT64_MAX;
}

static enum vb_code step_second(struct scene *s)
{
	return grow(s, 1, 1, 2, 3000);
}

static int seen_second(struct scene *s)
{
	return size_of(s, 1) >= 2;
}

static enum vb_code step_batch(struct scene *s)
{
	return grow(s, 1, 2, 9, 1500);
}

static int seen_batch(struct scene *s)
{
	uint64_t n = size_of(s, 1);

	/* Half a batch is neither there nor not there. */
	return n > 2 && n < 9 ? 2 : n >= 9;
}

static enum vb_code step_cosign(struct scene *s)
{
	struct vb_hash log = log_one();

	return vb_log_cosign(s->store, &log, 2, vb_view_str("witness"), vb_view_str("line\n"),
			     &s->err);
}

static int seen_cosign(struct scene *s)
{
	struct vb_hash log = log_one();
	struct rows r = {0};
	enum vb_code code = vb_log_cosignatures(s->store, &log, 0, 9, rows_add, &r, NULL);
	int n = code ? 0 : (int)r.n;

	rows_free(&r);
	return n;
}

static enum vb_code step_copy(struct scene *s)
{
	static uint8_t bytes[30000];
	struct vb_hash hash = hash_of(1);

	memset(bytes, 7, sizeof(bytes));
	return copy_put(s->store, &hash, vb_view(bytes, sizeof(bytes)), &s->err);
}

static int seen_copy(struct scene *s)
{
	struct vb_hash hash = hash_of(1);
	uint8_t *out = NULL;
	size_t len = 0;
	int seen = 0;

	if (copy_get(s->store, &hash, &out, &len, NULL) == VB_OK)
		seen = len == 30000 && out[0] == 7 && out[29999] == 7 ? 1 : 2;
	free(out);
	return seen;
}

static enum vb_code step_erase_copy(struct scene *s)
{
	struct vb_hash hash = hash_of(2);
	enum vb_code code = copy_put(s->store, &hash, vb_view_str("bytes"), &s->err);

	return code ? code : copy_erase(s->store, &hash, &s->err);
}

static enum vb_code step_read(struct scene *s)
{
	struct vb_hash log = log_one(), hash = hash_of(1), id = {{0}};
	struct vb_log_state st = {0};
	uint64_t number, epoch;
	uint8_t *out = NULL;
	size_t len;
	enum vb_code code = copy_get(s->store, &hash, &out, &len, &s->err);

	free(out);
	if (!code)
		code = vb_log_load(s->store, &log, &st, &s->err);
	vb_log_state_free(&st);
	if (!code)
		code = vb_log_chain_head(s->store, &log, vb_view_str("nord"), &number, &epoch,
					 &id, &s->err);
	return code;
}

static enum vb_code step_draft(struct scene *s)
{
	struct vb_hash hash = hash_of(3);

	return vb_store_draft_put(s->store, &hash, vb_view_str("charter"), &s->err);
}

static int seen_draft(struct scene *s)
{
	struct vb_hash hash = hash_of(3);
	uint8_t *out = NULL;
	size_t len;
	int seen = vb_store_draft_get(s->store, &hash, &out, &len, NULL) == VB_OK;

	free(out);
	return seen;
}

static enum vb_code step_seat(struct scene *s)
{
	struct vb_hash hash = hash_of(3);

	return vb_store_seat_put(s->store, &hash, vb_view_str("sud"), vb_view_str("seat"),
				 vb_view_str("SECRET"), &s->err);
}

struct seat {
	int n;
	size_t secret;
};

static enum vb_code count_seat(void *ctx, struct vb_view party, struct vb_view seat,
			       struct vb_view secret)
{
	struct seat *t = ctx;

	(void)party;
	(void)seat;
	t->n++;
	t->secret = secret.len;
	return VB_OK;
}

static int seen_seat(struct scene *s)
{
	struct vb_hash hash = hash_of(3);
	struct seat t = {0};

	return vb_store_seats(s->store, &hash, count_seat, &t, NULL) ? 0 : t.n;
}

static enum vb_code step_opened(struct scene *s)
{
	struct vb_hash hash = hash_of(3), table = hash_of(4);

	return vb_store_draft_opened(s->store, &hash, &table, &s->err);
}

static int seen_opened(struct scene *s)
{
	struct vb_hash hash = hash_of(3), table;
	struct seat t = {0};
	int seen = vb_store_draft_table(s->store, &hash, &table, NULL) == VB_OK;

	if (vb_store_seats(s->store, &hash, count_seat, &t, NULL) == VB_OK && t.n)
		return seen == (t.secret == 0) ? seen : 2;
	return seen;
}

static enum vb_code step_reopen(struct scene *s)
{
	vb_store_close(s->store);
	s->store = NULL;
	return vb_store_open(s->dir, true, &s->store, &s->err);
}

static int seen_nothing(struct scene *s)
{
	(void)s;
	return -1;
}

static enum vb_code step_other(struct scene *s)
{
	return grow(s, 2, 0, 3, 700);
}

static int seen_other(struct scene *s)
{
	uint64_t n = size_of(s, 2);

	return n == 3 ? 1 : n ? 2 : 0;
}

/* Two entries of a register, for one checkpoint of each log. */
static enum vb_code step_register(struct scene *s)
{
	const struct vb_registered r[] = {{log_of(1), 1, 9, 0}, {log_of(2), 1, 2, 1}};
	struct vb_log_state st = {0};
	enum vb_code code = vb_log_load(s->store, &register_id, &st, &s->err);
	uint64_t size = st.size;

	vb_log_state_free(&st);
	if (code != VB_OK && code != VB_NOT_FOUND)
		return code;
	return size == 2 ? VB_OK : append_register(s->store, 0, 2, r, 2, &s->err);
}

struct registrations {
	int n;
	uint64_t sizes;
};

static enum vb_code count_registered(void *ctx, const struct vb_registered *r)
{
	struct registrations *t = ctx;

	t->n++;
	t->sizes += r->size;
	return VB_OK;
}

static int seen_register(struct scene *s)
{
	struct registrations t = {0}, late = {0};
	struct vb_hash one = log_of(1), two = log_of(2);
	uint64_t size = 0;
	bool whole = log_is_whole(s->store, &register_id, &size);
	enum vb_code a = vb_log_registered(s->store, &one, 0, 9, count_registered, &t, NULL);
	enum vb_code b = vb_log_registered(s->store, &two, 0, 9, count_registered, &t, NULL);
	enum vb_code c = vb_log_behind(s->store, &register_id, 9, count_registered, &late, NULL);

	if ((a && a != VB_NOT_FOUND) || (b && b != VB_NOT_FOUND) || c || !whole)
		return 2;
	if (size == 2 && t.n == 2 && t.sizes == 11)
		return late.n == 1 && late.sizes == 2 ? 1 : 2;
	return size || t.n || late.sizes ? 2 : 0;
}

static enum vb_code step_own(struct scene *s)
{
	struct act a;

	act_make(&a, "nord", 0, 0, 900);
	return vb_own_put(s->cabinet, vb_view_str("nord"), 0, 0, &a.id,
			  vb_view(a.note, a.len), &s->err);
}

static int seen_own(struct scene *s)
{
	struct rows r = {0};
	int seen = vb_own_list(s->cabinet, rows_add, &r, NULL) ? 0 : (int)r.n;

	rows_free(&r);
	return seen;
}

static enum vb_code step_entries(struct scene *s)
{
	struct act acts[4];
	struct vb_cabinet_entry e[4];
	struct recheck_count count = {0};
	uint64_t size = 0;
	enum vb_code code = vb_cabinet_size(s->cabinet, &size, &s->err);

	if (code || size == 4)
		return code;
	for (size_t i = 0; i < 4; i++) {
		act_make(&acts[i], "nord", i, 0, 900);
		e[i].note = vb_view(acts[i].note, acts[i].len);
		e[i].id = acts[i].id;
	}
	return vb_cabinet_append(s->cabinet, 0, e, 4, 4, vb_view_str("four\n"),
				 recheck(&count), &s->err);
}

static int seen_entries(struct scene *s)
{
	struct rows r = {0}, notes = {0};
	uint64_t size = 0;
	int seen;

	must(vb_cabinet_size(s->cabinet, &size, NULL));
	must(vb_cabinet_entries(s->cabinet, 0, 99, rows_add, &r, NULL));
	must(vb_cabinet_checkpoints(s->cabinet, 4, 5, rows_add, &notes, NULL));
	seen = size == 4 && r.n == 4 && notes.n == 1 ? 1 : size || r.n || notes.n ? 2 : 0;
	rows_free(&r);
	rows_free(&notes);
	return seen;
}

static enum vb_code step_stray(struct scene *s)
{
	return vb_stray_put(s->cabinet, vb_view_str("evidence"), "a fork", &s->err);
}

static int seen_stray(struct scene *s)
{
	struct rows r = {0};
	int seen = vb_stray_list(s->cabinet, rows_add, &r, NULL) ? 0 : (int)r.n;

	rows_free(&r);
	return seen;
}

static enum vb_code step_box(struct scene *s)
{
	return vb_box_put(s->cabinet, VB_BOX_SECRET, "key", vb_view_str("old"), &s->err);
}

static enum vb_code step_replace(struct scene *s)
{
	return vb_box_put(s->cabinet, VB_BOX_SECRET, "key", vb_view_str("new"), &s->err);
}

static int seen_box(struct scene *s, const char *want)
{
	uint8_t *out = NULL;
	size_t len = 0;
	int seen = 0;

	if (vb_box_get(s->cabinet, VB_BOX_SECRET, "key", &out, &len, NULL) == VB_OK)
		seen = want ? strcmp((char *)out, want) == 0 : 1;
	free(out);
	return seen;
}

static int seen_put(struct scene *s)
{
	return seen_box(s, NULL);
}

static int seen_replaced(struct scene *s)
{
	return seen_box(s, "new");
}

static enum vb_code step_reopen_cabinet(struct scene *s)
{
	vb_cabinet_close(s->cabinet);
	s->cabinet = NULL;
	return vb_cabinet_open(s->dir, true, &s->cabinet, &s->err);
}

static const struct {
	const char *name;
	enum vb_code (*take)(struct scene *s);
	int (*seen)(struct scene *s);
	bool cabinet;
	bool opens;
} steps[] = {
	{"the first act", step_first, seen_first, false, false},
	{"the second act", step_second, seen_second, false, false},
	{"seven acts in one batch", step_batch, seen_batch, false, false},
	{"a cosignature", step_cosign, seen_cosign, false, false},
	{"a copy", step_copy, seen_copy, false, false},
	{"a copy, erased", step_erase_copy, seen_nothing, false, false},
	{"a copy and a log read", step_read, seen_nothing, false, false},
	{"a draft", step_draft, seen_draft, false, false},
	{"a seat", step_seat, seen_seat, false, false},
	{"the store reopened", step_reopen, seen_nothing, false, true},
	{"the table open", step_opened, seen_opened, false, false},
	{"another log", step_other, seen_other, false, false},
	{"a register's entries", step_register, seen_register, false, false},
	{"an own act", step_own, seen_own, true, false},
	{"entries and their checkpoint", step_entries, seen_entries, true, false},
	{"a stray", step_stray, seen_stray, true, false},
	{"a secret", step_box, seen_put, true, false},
	{"the secret replaced", step_replace, seen_replaced, true, false},
	{"the cabinet reopened", step_reopen_cabinet, seen_nothing, true, true},
};

size_t scenario_length(void)
{
	return VB_ARRAY_LEN(steps);
}

const char *scenario_name(size_t step)
{
	return step < VB_ARRAY_LEN(steps) ? steps[step].name : "the end";
}

enum vb_code scenario_do(struct scene *s, size_t step)
{
	enum vb_code code = VB_OK;

	if (steps[step].cabinet && !s->cabinet)
		code = vb_cabinet_open(s->dir, true, &s->cabinet, &s->err);
	else if (!steps[step].cabinet && !s->store)
		code = vb_store_open(s->dir, true, &s->store, &s->err);
	return code ? code : steps[step].take(s);
}

int scenario_seen(struct scene *s, size_t step)
{
	return steps[step].seen(s);
}

void scenario_close(struct scene *s)
{
	vb_store_close(s->store);
	vb_cabinet_close(s->cabinet);
	s->store = NULL;
	s->cabinet = NULL;
}

/* ---- judging ---- */

static void first_fault(void *ctx, enum vb_said what, const char *sentence)
{
	char *why = ctx;

	if (what == VB_FAULT && !why[0])
		snprintf(why, 256, "doctor: %s", sentence);
}

static bool sound(struct scene *s, char why[256])
{
	bool a = false, b = false;

	if (vb_store_doctor(s->store, first_fault, why, &a, &s->err) ||
	    vb_cabinet_doctor(s->cabinet, first_fault, why, &b, &s->err))
		snprintf(why, 256, "doctor: %.200s", s->err.sentence);
	return a && b;
}

static bool right(size_t step, size_t reached, enum vb_code code, int seen)
{
	if (seen < 0)
		return true;
	if (seen > 1)
		return false;
	if (step < reached || (step == reached && code == VB_OK))
		return seen == 1;
	if (step == reached && code == VB_UNKNOWN)
		return true;
	return seen == 0;
}

/* Every step looks as it should, to those who have both open. */
static bool as_seen(struct scene *s, size_t reached, enum vb_code code, char why[256])
{
	for (size_t i = 0; i < VB_ARRAY_LEN(steps); i++) {
		int seen = scenario_seen(s, i);

		if (right(i, reached, code, seen))
			continue;
		snprintf(why, 256, "interrupted at %s (%s): of %s one sees %d",
			 scenario_name(reached), vb_code_name(code), steps[i].name, seen);
		return false;
	}
	return true;
}

bool scenario_holds(const char *dir, size_t reached, enum vb_code code, bool examine,
		    char why[256])
{
	struct scene s = {.dir = dir};
	bool holds = true;

	why[0] = 0;
	if (vb_store_open(dir, true, &s.store, &s.err) ||
	    vb_cabinet_open(dir, true, &s.cabinet, &s.err)) {
		snprintf(why, 256, "cannot be opened again: %.200s", s.err.sentence);
		holds = false;
	}
	holds = holds && as_seen(&s, reached, code, why) && (!examine || sound(&s, why));
	scenario_close(&s);
	return holds;
}

bool scenario_finish(const char *dir, size_t reached, char why[256])
{
	struct scene s = {.dir = dir};
	enum vb_code code = VB_OK;
	bool holds;

	why[0] = 0;
	for (size_t i = 0; i < VB_ARRAY_LEN(steps) && !code; i++) {
		/* The first of each kind opens; what was done already is left. */
		code = i < reached && !steps[i].opens ? VB_OK : scenario_do(&s, i);
		if (code)
			snprintf(why, 256, "cannot go on with %s: %.180s", steps[i].name,
				 s.err.sentence);
	}
	holds = !code && as_seen(&s, VB_ARRAY_LEN(steps), VB_OK, why);
	scenario_close(&s);
	return holds;
}
