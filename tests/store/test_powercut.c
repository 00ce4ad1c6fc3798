/*
 * The power goes before the n-th sync, for every n of a course of events; of
 * what was not synced the disk holds nothing, everything, some writes, or torn
 * ones.  What was acknowledged is there, and nothing is half there.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/faultvfs.h"
#include "store/scenario.h"

#include "tap.h"

#include <stdlib.h>

struct tally {
	unsigned cuts, disks, wrong, kept;
	char why[256];
};

static const struct {
	enum fault_survival how;
	unsigned times;
} disks[] = {{FAULT_NONE, 1}, {FAULT_ALL, 1}, {FAULT_SOME, 3}, {FAULT_TORN, 4}};

/* The step that was under way may have been done or not: only a crash decides,
 * whatever code its caller would have seen. */
static void judge(uint64_t cut, enum fault_survival how, uint64_t seed, size_t reached,
		  struct tally *t)
{
	char *dir = scratch_new(false);
	struct fault_plan plan = fault;
	char why[256] = "";

	fault_restore(dir, how, seed);
	fault = (struct fault_plan){0};
	if (scenario_holds(dir, reached, VB_UNKNOWN, why))
		(void)scenario_finish(dir, reached, why);
	fault = plan;
	t->disks++;
	if (why[0] && t->wrong++ == 0)
		snprintf(t->why, sizeof(t->why), "cut before sync %llu, disk %d, seed %llu: %.180s",
			 (unsigned long long)cut, (int)how, (unsigned long long)seed, why);
	scratch_free(dir);
}

static bool one(uint64_t cut, struct tally *t)
{
	char *dir = scratch_new(false);
	struct scene s = {.dir = dir};
	size_t reached;
	bool went_dark;

	fault = (struct fault_plan){.cut_at = cut};
	for (reached = 0; reached < scenario_length(); reached++)
		if (scenario_do(&s, reached))
			break;
	/* A process that is cut off closes nothing; what closing might still
	 * write fails, since it is dark. */
	went_dark = fault.dark;
	scenario_close(&s);
	went_dark = went_dark || fault.dark;
	for (size_t i = 0; i < VB_ARRAY_LEN(disks) && went_dark; i++)
		for (unsigned j = 0; j < disks[i].times; j++)
			judge(cut, disks[i].how, cut * 100 + j, reached, t);
	t->cuts += went_dark;
	fault_reset();
	scratch_free(dir);
	return went_dark;
}

/*
 * A writer is killed between writing and syncing a commit; whoever opens next
 * finds it, and may tell others of it; then the power goes.
 */
static void killed_then_cut(void)
{
	char *dir = scratch_new(false), *copy = scratch_new(false), *after = scratch_new(false);
	struct vb_store *s = NULL;
	struct vb_hash log = log_of(1);
	uint64_t size = 0, later = 0;

	must(vb_store_open(dir, true, &s, NULL));
	must(append_simple(s, &log, 0, "nord", 900, NULL));
	/* The sync of the next commit fails: the write is in the file. */
	fault = (struct fault_plan){.kinds = FAULT_SYNC, .fail_at = 1};
	is_int(append_simple(s, &log, 1, "nord", 900, NULL), VB_UNKNOWN, "killed: unknown");
	fault_reset();
	scratch_copy(dir, copy);
	vb_store_close(s);
	remove("/nonexistent");
	/* The side file of the index would not outlive a machine, but here only
	 * the process is gone; removing it forces the same recovery. */
	{
		char shm[512];

		snprintf(shm, sizeof(shm), "%s/depositary.db-shm", copy);
		remove(shm);
	}
	fault.cut_at = UINT64_MAX;
	must(vb_store_open(copy, false, &s, NULL));
	ok(log_is_whole(s, &log, &size) && size == 2, "killed: the next opener finds it");
	fault.dark = true;
	fault_restore(after, FAULT_NONE, 1);
	vb_store_close(s);
	fault_reset();
	must(vb_store_open(after, false, &s, NULL));
	ok(log_is_whole(s, &log, &later) && later == size,
	   "killed: and after a power cut it is still there");
	vb_store_close(s);
	scratch_free(dir);
	scratch_free(copy);
	scratch_free(after);
}

int main(void)
{
	struct tally t = {0};

	fault_register();
	for (uint64_t cut = 1; one(cut, &t); cut++)
		continue;
	diag("%u cuts, %u disks", t.cuts, t.disks);
	ok(t.cuts > 20, "power cut: there was something to cut");
	if (!ok(t.wrong == 0, "power cut: all acknowledged, nothing half"))
		diag("%u wrong; first: %s", t.wrong, t.why);
	killed_then_cut();
	return tap_done();
}
