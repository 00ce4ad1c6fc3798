/*
 * Verifying a file, with the signatures of a large bundle shared among processors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#define THREADS_MAX 64
#define SHARE 256u	/* jobs that a thread takes at a time */

struct crew {
	struct vb_audit *audit;
	size_t jobs;
	atomic_size_t next;
};

static void *work(void *ctx)
{
	struct crew *crew = ctx;

	for (;;) {
		size_t from = atomic_fetch_add(&crew->next, SHARE);

		if (from >= crew->jobs)
			return NULL;
		vb_audit_run(crew->audit, from,
			     crew->jobs - from < SHARE ? crew->jobs : from + SHARE);
	}
}

/* Runs all jobs; this thread works too, so that none of the others need start. */
static void run_all(struct vb_audit *audit)
{
	struct crew crew = {.audit = audit, .jobs = vb_audit_jobs(audit)};
	pthread_t thread[THREADS_MAX];
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t wanted = crew.jobs / SHARE, n = 0;

	if (processors > THREADS_MAX)
		processors = THREADS_MAX;
	while (n < wanted && (long)n + 1 < processors &&
	       pthread_create(&thread[n], NULL, work, &crew) == 0)
		n++;
	work(&crew);
	while (n > 0)
		pthread_join(thread[--n], NULL);
}

/* A ustar archive: a bundle or a pouch (format.md 9.1, 9.2). */
static bool is_archive(struct vb_view file)
{
	return file.len > 512 && memcmp(file.ptr + 257, "ustar", 5) == 0;
}

enum vb_code vb_cli_verify(struct vb_view file, const struct vb_trust *trust,
			   struct vb_finding *out)
{
	struct vb_audit *audit = NULL;
	enum vb_code code;

	if (!is_archive(file))
		return vb_verify(file, trust, out);
	code = vb_audit_open(file, trust, &audit, out);
	if (code || !audit)
		return code;
	run_all(audit);
	vb_audit_finish(audit, out);
	vb_audit_free(audit);
	return VB_OK;
}
