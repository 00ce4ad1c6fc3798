/*
 * The n-th allocation fails, SQLite's or ours: an error code, nothing lost,
 * nothing half there, and one can go on.  Linked with malloc and its kin
 * wrapped, so that both kinds are counted together.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/scenario.h"

#include "tap.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);

static struct {
	bool on, persist, ours_only;
	uint64_t count, fail_at, failed, ours;
} want;

static bool strikes(bool ours)
{
	if (!want.on)
		return false;
	want.ours += ours;
	if (want.ours_only && !ours)
		return false;
	want.count++;
	if (want.count < want.fail_at || (want.count > want.fail_at && !want.persist))
		return false;
	want.failed++;
	return true;
}

void *__wrap_malloc(size_t n)
{
	return strikes(true) ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return strikes(true) ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n)
{
	return strikes(true) ? NULL : __real_realloc(p, n);
}

static sqlite3_mem_methods system_memory;

static void *sqlite_malloc(int n)
{
	return strikes(false) ? NULL : system_memory.xMalloc(n);
}

static void *sqlite_realloc(void *p, int n)
{
	return strikes(false) ? NULL : system_memory.xRealloc(p, n);
}

static void wrap_sqlite(void)
{
	sqlite3_mem_methods m;

	sqlite3_config(SQLITE_CONFIG_GETMALLOC, &system_memory);
	m = system_memory;
	m.xMalloc = sqlite_malloc;
	m.xRealloc = sqlite_realloc;
	if (sqlite3_config(SQLITE_CONFIG_MALLOC, &m) != SQLITE_OK)
		abort();
	sqlite3_initialize();
}

/* ---- the sweep ---- */

struct tally {
	unsigned codes[VB_USAGE + 1];
	unsigned runs, wrong;
	char why[256];
};

/* @blank: both databases founded, and nothing else. */
static bool one(const char *blank, uint64_t n, bool persist, bool ours, struct tally *t)
{
	char *dir = scratch_new(false);
	struct scene s = {.dir = dir};
	enum vb_code code = VB_OK;
	char why[256] = "";
	bool struck;
	size_t reached;

	if (blank)
		scratch_copy(blank, dir);
	memset(&want, 0, sizeof(want));
	want.fail_at = n;
	want.persist = persist;
	want.ours_only = ours;
	want.on = true;
	for (reached = 0; reached < scenario_length(); reached++) {
		code = scenario_do(&s, reached);
		if (code)
			break;
	}
	scenario_close(&s);
	want.on = false;
	struck = want.failed > 0;
	t->runs++;
	t->codes[code]++;
	if (code != VB_OK && code != VB_MEMORY && code != VB_UNKNOWN && code != VB_IO)
		snprintf(why, sizeof(why), "%s: %.200s", vb_code_name(code), s.err.sentence);
	else if (scenario_holds(dir, reached, code, t->runs % 3 == 0, why) && t->runs % 3 == 1)
		(void)scenario_finish(dir, reached, why);
	if (why[0] && t->wrong++ == 0)
		snprintf(t->why, sizeof(t->why), "allocation %llu%s: %.200s",
			 (unsigned long long)n, persist ? " and all after" : "", why);
	scratch_free(dir);
	return struck;
}

static void sweep(const char *name, const char *blank, bool persist, bool ours,
		  uint64_t stride, uint64_t until)
{
	struct tally t = {0};
	uint64_t n = 1;

	while (n < until && one(blank, n, persist, ours, &t))
		n += stride;
	diag("%s: %u runs to allocation %llu (%llu of the last run ours): ok %u, memory %u,"
	     " io %u, unknown %u", name, t.runs, (unsigned long long)want.count,
	     (unsigned long long)want.ours, t.codes[VB_OK], t.codes[VB_MEMORY], t.codes[VB_IO],
	     t.codes[VB_UNKNOWN]);
	ok(t.codes[VB_MEMORY] > 10, "%s: some of them were noticed", name);
	if (!ok(t.wrong == 0, "%s: all acknowledged, nothing half", name))
		diag("%u wrong; first: %s", t.wrong, t.why);
}

static char *founded(void)
{
	char *dir = scratch_new(false);
	struct vb_store *s = NULL;
	struct vb_cabinet *c = NULL;

	must(vb_store_open(dir, true, &s, NULL));
	must(vb_cabinet_open(dir, true, &c, NULL));
	vb_store_close(s);
	vb_cabinet_close(c);
	return dir;
}

int main(void)
{
	char *blank;

	wrap_sqlite();
	blank = founded();
	sweep("founding", NULL, false, false, 61, 6000);
	sweep("ours fail", blank, false, true, 1, UINT64_MAX);
	sweep("one fails", blank, false, false, 31, UINT64_MAX);
	sweep("all fail from there", blank, true, false, 97, UINT64_MAX);
	scratch_free(blank);
	return tap_done();
}
