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
} disks[] = {{FAULT_NONE, 1}, {FAULT_ALL, 1}, {FAULT_SOME, 2}, {FAULT_TORN, 3}};

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
	if (scenario_holds(dir, reached, VB_UNKNOWN, true, why))
		(void)scenario_finish(dir, reached, why);
	fault = plan;
	t->disks++;
	if (why[0] && t->wrong++ == 0)
		snprintf(t->why, sizeof(t->why),
			 "cut before sync %llu, disk %d, seed %llu: %.180s",
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

/* What a writer leaves in @dir that was killed between writing and syncing its
 * second commit; @copy gets the files. */
static void be_killed(const char *dir, const char *copy)
{
	struct vb_store *s = NULL;
	struct vb_hash log = log_of(1);
	char path[512];

	fault.cut_at = UINT64_MAX;
	must(vb_store_open(dir, true, &s, NULL));
	must(append_simple(s, &log, 0, "nord", 900, NULL));
	/* The write is in the file, but not on the disk. */
	fault.kinds = FAULT_SYNC;
	fault.fail_at = 1;
	is_int(append_simple(s, &log, 1, "nord", 900, NULL), VB_UNKNOWN, "killed: unknown");
	fault.kinds = 0;
	scratch_copy(dir, copy);
	fault_move(dir, copy);
	fault.dark = true;
	vb_store_close(s);
	fault.dark = false;
	/* The last process is gone, and with it the index of the log: whoever
	 * opens next has to recover it. */
	snprintf(path, sizeof(path), "%s/depositary.db-shm", copy);
	remove(path);
}

/*
 * Whoever opens next finds that commit, and may tell others of it; then the
 * power goes.
 */
static void killed_then_cut(void)
{
	char *dir = scratch_new(false), *copy = scratch_new(false);
	char *early = scratch_new(false), *late = scratch_new(false);
	struct vb_store *s = NULL;
	struct vb_hash log = log_of(1);
	uint64_t size = 0;

	be_killed(dir, copy);
	fault_restore(early, FAULT_NONE, 1);
	must(vb_store_open(copy, false, &s, NULL));
	ok(log_is_whole(s, &log, &size) && size == 2, "killed: the next opener finds it");
	fault.dark = true;
	fault_restore(late, FAULT_NONE, 1);
	vb_store_close(s);
	fault_reset();
	must(vb_store_open(early, false, &s, NULL));
	ok(log_is_whole(s, &log, &size) && size == 1, "killed: it was not on the disk before");
	vb_store_close(s);
	must(vb_store_open(late, false, &s, NULL));
	ok(log_is_whole(s, &log, &size) && size == 2,
	   "killed: once somebody has seen it, no power cut takes it away");
	vb_store_close(s);
	scratch_free(dir);
	scratch_free(copy);
	scratch_free(early);
	scratch_free(late);
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
