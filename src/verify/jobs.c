/*
 * The costly checks of an audit: each reads its own row, so that ranges of them may
 * run in different threads.
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdlib.h>
#include <string.h>

/* Makes *@column larger; false: memory. */
static bool widen(void *column, size_t cap, size_t size)
{
	void *old, *bigger;

	memcpy(&old, column, sizeof(old));
	bigger = reallocarray(old, cap, size);
	if (!bigger)
		return false;
	memcpy(column, &bigger, sizeof(bigger));
	return true;
}

static bool grow(struct vb_jobs *j)
{
	size_t cap = j->cap ? 2 * j->cap : 64;

	if (!widen(&j->msg, cap, sizeof(*j->msg)) || !widen(&j->sig, cap, sizeof(*j->sig)) ||
	    !widen(&j->pub, cap, sizeof(*j->pub)) ||
	    !widen(&j->entry, cap, sizeof(*j->entry)) ||
	    !widen(&j->kind, cap, sizeof(*j->kind)) || !widen(&j->done, cap, sizeof(*j->done)))
		return false;
	j->cap = cap;
	return true;
}

enum vb_code vb_jobs_add(struct vb_jobs *j, enum vb_job kind, uint32_t entry,
			 struct vb_view msg, const uint8_t *sig, const uint8_t *pub)
{
	if (j->n == j->cap && !grow(j))
		return VB_MEMORY;
	j->msg[j->n] = msg;
	j->entry[j->n] = entry;
	j->kind[j->n] = (uint8_t)kind;
	j->done[j->n] = 0;
	if (sig)
		memcpy(j->sig[j->n], sig, sizeof(j->sig[0]));
	if (pub)
		memcpy(j->pub[j->n], pub, sizeof(j->pub[0]));
	j->n++;
	return VB_OK;
}

static bool run_release(struct vb_view identity, const uint8_t pub[static 32])
{
	struct vb_recipient r;

	return vb_identity_recipient(identity, &r) && memcmp(r.pub, pub, sizeof(r.pub)) == 0;
}

static bool run_mark(struct vb_view note, const struct vb_fold *f, uint16_t *known)
{
	struct vb_checkpoint c;

	return vb_checkpoint_parse(note, &c, NULL) == VB_OK &&
	       vb_mark_verify(&c, f, known, NULL) == VB_OK;
}

void vb_jobs_run(struct vb_jobs *j, size_t i, const struct vb_fold *f, struct vb_marks *m)
{
	bool good = false;

	switch ((enum vb_job)j->kind[i]) {
	case VB_JOB_SIGNATURE:
		good = vb_ed25519_verify(j->pub[i], j->msg[i], j->sig[i]);
		break;
	case VB_JOB_RELEASE:
		good = run_release(j->msg[i], j->pub[i]);
		break;
	case VB_JOB_MARK:
		good = run_mark(j->msg[i], f, &m->known[j->entry[i]]);
		break;
	}
	j->done[i] = good ? VB_JOB_GOOD : VB_JOB_BAD;
}

void vb_jobs_free(struct vb_jobs *j)
{
	free(j->msg);
	free(j->sig);
	free(j->pub);
	free(j->entry);
	free(j->kind);
	free(j->done);
	*j = (struct vb_jobs){0};
}
