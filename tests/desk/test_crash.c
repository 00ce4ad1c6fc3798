/*
 * Power cuts and other processes: a number is never composed twice, and what was signed
 * goes out in the same bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bench.h"
#include "desk/internal.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct vb_err err;
static const char note[] = "# A note\n\nLetter\n\nThank you.\n";

struct tally {
	unsigned n;
	struct vb_hash id[64];
};

static enum vb_code tally_own(void *ctx, uint64_t index, const struct vb_hash *id,
			      struct vb_view bytes)
{
	struct tally *t = ctx;

	(void)index;
	(void)bytes;
	if (t->n < 64)
		t->id[t->n++] = *id;
	return VB_OK;
}

static void faults_only(void *ctx, enum vb_said what, const char *sentence)
{
	(void)ctx;
	if (what == VB_FAULT)
		diag("doctor: %s", sentence);
}

/* Nothing is lost, nothing is twice, and the doctor is content. */
static void check_whole(struct bench *b, const char *name, unsigned own, const char *what)
{
	struct vb_desk *d = bench_desk(b, name);
	struct tally t = {0};
	bool sound = false;

	is_int(vb_own_list(d->cab, tally_own, &t, &err), VB_OK, "%s: own acts", what);
	is_int(t.n, own, "%s: %u acts were signed", what, own);
	for (unsigned i = 0; i < t.n; i++)
		if (vb_fold_find(vb_desk_fold(d), &t.id[i]) == VB_NO_ACT)
			ok(false, "%s: own act %u is not logged", what, i);
	is_int(vb_desk_outbox(d), 0, "%s: the outbox is empty", what);
	good(vb_desk_doctor(d, faults_only, NULL, &sound, &err), "%s: the doctor", what);
	ok(sound, "%s: finds the desk sound", what);
	vb_desk_close(d);
}

static enum vb_code count_box(void *ctx, const char *name, struct vb_view bytes)
{
	(void)name;
	(void)bytes;
	++*(unsigned *)ctx;
	return VB_OK;
}

/* The desk stops at each of its own steps, with each kind of act. */
static void desk_stops(struct bench *b)
{
	static const char *const steps[] = {"signed", "own", "sent"};
	unsigned nord = 0, sud = 0;

	for (unsigned i = 0; i < 3; i++) {
		struct vb_desk *d = bench_desk(b, "NORD");
		struct vb_done done = {0};
		unsigned before = 0, after = 0;
		char *path = NULL, cite[32];

		vb_box_list(d->cab, VB_BOX_SECRET, count_box, &before, &err) == VB_OK
			? (void)0
			: abort();
		b->crash_at = steps[i];
		bad(bench_hand(d, treaty, NULL, &done, &err), VB_IO, "NORD stops at \"%s\"",
		    steps[i]);
		is_int(done.kept, i > 0, "it says whether it has signed by then");
		bad(bench_hand(d, treaty, NULL, &done, &err), VB_IO, "and stays stopped");
		vb_desk_close(d);
		nord += i > 0;
		check_whole(b, "NORD", nord, steps[i]);
		d = bench_desk(b, "NORD");
		good(vb_box_list(d->cab, VB_BOX_SECRET, count_box, &after, &err), "secrets");
		is_int(after - before, i > 0 ? 1 : 0, "only a signed act's secrets are kept");
		if (i == 0) {
			good(bench_hand(d, treaty, NULL, &done, &err), "it is handed over "
								       "anew");
			is_str(done.citation, "NORD-1", "under the number that was never "
							"used");
			nord++;
		}
		vb_desk_close(d);

		d = bench_desk(b, "SUD");
		snprintf(cite, sizeof(cite), "NORD-%u", nord);
		b->crash_at = steps[i];
		bad(vb_desk_receive(d, cite, &done, &path, &err), VB_IO, "SUD stops at \"%s\"",
		    steps[i]);
		vb_desk_close(d);
		sud += i > 0;
		check_whole(b, "SUD", sud, steps[i]);
		d = bench_desk(b, "SUD");
		good(vb_desk_receive(d, cite, &done, &path, &err), "SUD receives %s", cite);
		ok(path != NULL, "and opens it");
		free(path);
		sud += i == 0;
		vb_desk_close(d);
	}
	check_whole(b, "NORD", nord, "in the end");
	check_whole(b, "SUD", sud, "in the end");
}

/* ---- the depositary stops ---- */

static bool stop_at(void *ctx, const char *step)
{
	const char **at = ctx;

	return *at && strcmp(*at, step) == 0;
}

static void depositary_stops(struct bench *b, unsigned own)
{
	static const char *const steps[] = {"copy-stored", "enqueued", "signed", "committed",
					    "published"};

	for (unsigned i = 0; i < 5; i++) {
		const char *at = steps[i];
		struct vb_desk *d = bench_desk(b, "NORD");
		struct vb_done done = {0};

		vb_depositary_on_step(b->dep, stop_at, &at);
		good(bench_hand(d, note, "SUD", &done, &err), "BERN stops at \"%s\"", at);
		ok(!done.lodged, "the act is signed and kept");
		vb_depositary_close(b->dep);
		b->dep = NULL;
		good(vb_desk_sync(d, &err), "BERN is back");
		vb_desk_close(d);
		check_whole(b, "NORD", ++own, steps[i]);
	}
}

/* ---- two processes ---- */

static int child_signs(struct bench *b, unsigned n)
{
	struct vb_done done;
	int failed = 0;

	for (unsigned i = 0; i < n; i++) {
		struct vb_desk *d = NULL;

		if (vb_desk_open(bench_path(b, "NORD"), true, &b->world, &d, &err) != VB_OK ||
		    bench_hand(d, note, "SUD", &done, &err) != VB_OK || !done.lodged)
			failed = 1;
		vb_desk_close(d);
	}
	return failed;
}

static void two_processes(struct bench *b, unsigned own)
{
	uint8_t other[32] = {0xc0};
	int status = 1;
	pid_t pid;

	vb_depositary_close(b->dep);
	b->dep = NULL;
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		/* Two desks with the same seed would make the same keys. */
		b->world.rng = vb_rng_seeded(&b->seeded, other);
		_exit(child_signs(b, 5));
	}
	is_int(child_signs(b, 5), 0, "this process signs five acts");
	waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 0, "another one does, too");
	check_whole(b, "NORD", own + 10, "two processes on one desk");
}

static void too_long(struct bench *b)
{
	struct vb_desk *held = bench_desk(b, "NORD"), *d = NULL;

	good(vb_desk_open(bench_path(b, "NORD"), false, &b->world, &d, &err),
	     "while one writes, another may read");
	bad(vb_desk_sync(d, &err), VB_USAGE, "but not write");
	vb_desk_close(d);
	d = NULL;
	bad(vb_desk_open(bench_path(b, "NORD"), true, &b->world, &d, &err), VB_BUSY,
	    "who waits too long for the desk is told so");
	ok(strstr(err.sentence, "nothing was signed") != NULL, "%s", err.sentence);
	vb_desk_close(held);
}

int main(void)
{
	static const char *const names[] = {"NORD", "SUD"};
	struct bench b;

	bench_open(&b, 4);
	bench_table(&b, names, 2, NULL, 0, NULL);
	desk_stops(&b);
	depositary_stops(&b, 3);
	two_processes(&b, 8);
	too_long(&b);
	bench_close(&b);
	return tap_done();
}
