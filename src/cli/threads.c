/*
 * Verifying a file, with the signatures of a large bundle shared among processors, and
 * against what this desk has seen of the log.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
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

/* ---- what this desk has seen before (format.md 10.5) ---- */

/* The checkpoint that begins at @at: three lines, an empty one, and signature lines, as
 * far as they go. */
static struct vb_view note_at(struct vb_view file, size_t at)
{
	static const char dash[] = "\xe2\x80\x94 ";
	struct vb_view rest = vb_view(file.ptr + at, file.len - at);
	size_t end = 0;
	unsigned lines = 0;

	while (end < rest.len) {
		const uint8_t *line = rest.ptr + end;
		const uint8_t *lf = memchr(line, '\n', rest.len - end);

		if (!lf || (lines >= 4 && memcmp(line, dash, rest.len - end < 4 ?
								     rest.len - end : 4) != 0))
			break;
		end += (size_t)(lf - line) + 1;
		lines++;
	}
	return vb_view(rest.ptr, end);
}

/* A checkpoint of our log's own key that begins at @at. */
static bool checkpoint_at(const struct vb_fold *f, struct vb_view file, size_t at,
			  struct vb_checkpoint *c)
{
	const struct vb_key *log = vb_fold_key(f, f->depositary, VB_P_LOG, 0);

	return log && vb_checkpoint_parse(note_at(file, at), c, NULL) == VB_OK &&
	       vb_checkpoint_verify(c, &log->vkey, NULL) == VB_OK;
}

static void differs(const struct vb_fold *f, struct vb_finding *v, uint64_t size)
{
	v->result = VB_NOT_GENUINE;
	snprintf(v->clause, sizeof(v->clause), "6.7");
	snprintf(v->at, sizeof(v->at), "checkpoint");
	snprintf(v->culprit, sizeof(v->culprit), "%s", f->depositary);
	snprintf(v->sentence, sizeof(v->sentence),
		 "this desk has verified another log of %llu entries, signed by the same key: "
		 "the log was forked",
		 (unsigned long long)size);
}

/* Every checkpoint in the file against the log that we have verified. */
static void compare_checkpoints(const struct vb_desk *desk, struct vb_view file,
				struct vb_finding *v)
{
	const struct vb_fold *f = vb_desk_fold(desk);
	struct vb_checkpoint *c = malloc(sizeof(*c));
	uint64_t newest = 0, mine = vb_tree_size(vb_desk_tree(desk));
	const uint8_t *p = c ? file.ptr : NULL;
	struct vb_hash ours;

	while (p && v->result != VB_NOT_GENUINE) {
		p = memmem(p, file.len - (size_t)(p - file.ptr), f->origin, strlen(f->origin));
		if (!p || !checkpoint_at(f, file, (size_t)(p++ - file.ptr), c))
			continue;
		if (c->size > newest)
			newest = c->size;
		if (c->size == 0 || c->size > mine)
			continue;
		vb_tree_root(vb_desk_tree(desk), c->size, &ours);
		if (!vb_hash_eq(&ours, &c->root))
			differs(f, v, c->size);
	}
	if (newest > 0 && newest < mine && v->nrests_on < VB_FINDING_LINES)
		snprintf(v->rests_on[v->nrests_on++], VB_FINDING_LINE,
			 "a checkpoint of %llu entries; this desk has seen one of %llu since",
			 (unsigned long long)newest, (unsigned long long)mine);
	free(c);
}

/* A whole log that goes on from another one than ours: the same charter, so the same log
 * key, and another root where ours ends. */
static void compare_trees(const struct vb_desk *desk, const struct vb_audit *audit,
			  struct vb_finding *v)
{
	const struct vb_fold *f = vb_desk_fold(desk);
	const struct vb_tree *ours = vb_desk_tree(desk), *theirs = vb_audit_tree(audit);
	struct vb_hash a, b;
	uint64_t size = vb_tree_size(ours);

	if (v->result == VB_NOT_GENUINE || v->result == VB_UNREADABLE ||
	    !vb_hash_eq(&f->table, &vb_audit_fold(audit)->table) || vb_tree_size(theirs) < size)
		return;
	vb_tree_root(ours, size, &a);
	vb_tree_root(theirs, size, &b);
	if (!vb_hash_eq(&a, &b))
		differs(f, v, size);
}

static enum vb_code audit_all(struct vb_view file, const struct vb_trust *trust,
			      const struct vb_desk *desk, struct vb_finding *out)
{
	struct vb_audit *audit = NULL;
	enum vb_code code = vb_audit_open(file, trust, &audit, out);

	if (code || !audit)
		return code;
	run_all(audit);
	vb_audit_finish(audit, out);
	if (desk)
		compare_trees(desk, audit, out);
	vb_audit_free(audit);
	return VB_OK;
}

enum vb_code vb_cli_verify(struct vb_view file, const struct vb_trust *trust,
			   const struct vb_desk *desk, struct vb_finding *out)
{
	enum vb_code code = is_archive(file) ? audit_all(file, trust, desk, out) :
					       vb_verify(file, trust, out);

	if (!code && desk)
		compare_checkpoints(desk, file, out);
	return code;
}
