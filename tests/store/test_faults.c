/*
 * The n-th operation of the file system fails, for every n of a course of
 * events: what was acknowledged is there, what was refused is not, nothing is
 * half there, and one can go on.  (Of every three runs the doctor looks at one,
 * and another goes on to the end: each takes as long as the run.)
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/faultvfs.h"
#include "store/scenario.h"

#include "tap.h"

struct tally {
	unsigned codes[VB_USAGE + 1];
	unsigned runs, struck, wrong;
	char why[256];
};

/* Runs until a step fails; says which, and how. */
static enum vb_code run(const char *dir, size_t *reached)
{
	struct scene s = {.dir = dir};
	enum vb_code code = VB_OK;

	for (*reached = 0; *reached < scenario_length(); (*reached)++) {
		code = scenario_do(&s, *reached);
		if (code)
			break;
	}
	scenario_close(&s);
	return code;
}

static bool plausible(enum vb_code code, bool full)
{
	switch (code) {
	case VB_OK:
	case VB_UNKNOWN:
	case VB_IO:
		return true;
	case VB_FULL:
		return full;
	default:
		return false;
	}
}

/* False once the scenario has fewer operations than @n. */
static bool one(unsigned kinds, uint64_t n, bool persist, bool full, struct tally *t)
{
	char *dir = scratch_new(false);
	char why[256] = "";
	size_t reached;
	enum vb_code code;
	bool struck;

	fault = (struct fault_plan){.kinds = kinds, .fail_at = n, .persist = persist,
				    .full = full};
	code = run(dir, &reached);
	struck = fault.failed > 0;
	fault_reset();
	t->runs++;
	t->struck += struck;
	t->codes[code]++;
	if (!plausible(code, full))
		snprintf(why, sizeof(why), "%s", vb_code_name(code));
	else if (scenario_holds(dir, reached, code, n % 3 == 0, why) && n % 3 == 1)
		(void)scenario_finish(dir, reached, why);
	if (why[0] && t->wrong++ == 0)
		snprintf(t->why, sizeof(t->why), "operation %llu%s: %.200s",
			 (unsigned long long)n, persist ? " and all after" : "", why);
	scratch_free(dir);
	return struck;
}

static void sweep(const char *name, unsigned kinds, bool persist, bool full, uint64_t stride)
{
	struct tally t = {0};
	uint64_t n = 1;

	while (one(kinds, n, persist, full, &t))
		n += stride;
	diag("%s: %u runs, of these ok %u, io %u, full %u, unknown %u", name, t.runs,
	     t.codes[VB_OK], t.codes[VB_IO], t.codes[VB_FULL], t.codes[VB_UNKNOWN]);
	ok(t.runs > 10, "%s: there was something to fail", name);
	if (!ok(t.wrong == 0, "%s: all acknowledged, nothing half", name))
		diag("%u wrong; first: %s", t.wrong, t.why);
	if (full)
		ok(t.codes[VB_FULL] > 5 && t.codes[VB_UNKNOWN] == 0,
		   "%s: told as such, and never unknown", name);
}

int main(void)
{
	fault_register();
	sweep("reads fail once", FAULT_READ, false, false, 1);
	sweep("writes fail once", FAULT_WRITE, false, false, 1);
	sweep("syncs fail once", FAULT_SYNC, false, false, 1);
	sweep("opens, truncates, maps fail once", FAULT_OPEN | FAULT_TRUNCATE | FAULT_SHM,
	      false, false, 1);
	sweep("everything fails from there", FAULT_ANY, true, false, 7);
	sweep("the disk is full once", FAULT_WRITE, false, true, 5);
	sweep("the disk stays full", FAULT_WRITE, true, true, 7);
	return tap_done();
}
