/*
 * The sequencer: lodgings queue up, and one of those that wait logs them all.  No
 * timer: the queue fills while a commit syncs.
 *
 * SPDX-License-Identifier: ISC
 *
 * Whoever finds no leader leads: it logs what waits, wakes those whom that answers,
 * and only then makes the first that has come meanwhile the next leader.  Nobody
 * wakes for anything else, but to sign where a batch has several tables.
 */
#include "depositary/internal.h"

#include <errno.h>

/* How often a batch is made anew after another process was first, or after a commit
 * whose outcome is open. */
#define TRIES 16

static enum vb_code enqueue(struct vb_depositary *d, struct lodging *l, bool *lead,
			    struct vb_err *err)
{
	enum vb_code code = VB_OK;

	pthread_mutex_lock(&d->queue_lock);
	if (d->queued == QUEUE_MAX) {
		code = vb_fail(err, VB_BUSY, "", "depositary",
			       "%u acts wait to be logged already: ask again", QUEUE_MAX);
	} else {
		if (d->last)
			d->last->next = l;
		else
			d->first = l;
		d->last = l;
		d->queued++;
		*lead = !d->led;
		d->led = true;
	}
	pthread_mutex_unlock(&d->queue_lock);
	return code;
}

static unsigned dequeue(struct vb_depositary *d, struct lodging *out[static BATCH_MAX])
{
	unsigned n = 0;

	pthread_mutex_lock(&d->queue_lock);
	for (; n < BATCH_MAX && d->first; n++) {
		out[n] = d->first;
		d->first = out[n]->next;
	}
	if (!d->first)
		d->last = NULL;
	d->queued -= n;
	pthread_mutex_unlock(&d->queue_lock);
	return n;
}

/* Nobody is left waiting: what the batch has not decided ends as the batch did. */
static void conclude(struct lodging **l, unsigned n, enum vb_code code,
		     const struct vb_err *err)
{
	/* Whoever lodged shall ask again, and finds out by asking. */
	if (code == VB_CONFLICT || code == VB_UNKNOWN)
		code = VB_BUSY;
	for (unsigned i = 0; i < n; i++) {
		if (l[i]->done)
			continue;
		l[i]->err = *err;
		l[i]->err.code = code;
		l[i]->code = code;
		l[i]->done = true;
	}
}

static void run(struct vb_depositary *d, struct lodging **l, unsigned n)
{
	struct vb_err err = {0};
	enum vb_code code = VB_CONFLICT;

	pthread_mutex_lock(&d->sequencer.mutex);
	/* After VB_UNKNOWN, too: a batch begins by reading where its logs stand, and
	 * signs nothing before. */
	for (int i = 0; i < TRIES && (code == VB_CONFLICT || code == VB_UNKNOWN); i++) {
		code = atomic_load(&d->dead) ? vb_depositary_died(&err)
					     : vb_batch_run(d, l, n, &err);
	}
	pthread_mutex_unlock(&d->sequencer.mutex);
	conclude(l, n, code, &err);
}

/* @own is first in the queue, and done afterwards. */
static void lead(struct vb_depositary *d, const struct lodging *own)
{
	struct lodging *l[BATCH_MAX], *next;
	unsigned n = dequeue(d, l);

	run(d, l, n);
	/* A lodging that was woken is no longer ours. */
	for (unsigned i = 0; i < n; i++) {
		if (l[i] != own)
			sem_post(&l[i]->turn);
	}
	pthread_mutex_lock(&d->queue_lock);
	next = d->first;
	d->led = next != NULL;
	pthread_mutex_unlock(&d->queue_lock);
	if (next)
		sem_post(&next->turn);
}

/* Until it is done, or is to lead. */
static void wait_turn(struct lodging *l)
{
	bool sealed;

	do {
		while (sem_wait(&l->turn) != 0 && errno == EINTR)
			continue;
		sealed = l->seal != NULL;
		if (sealed)
			vb_batch_seal(l);
	} while (sealed);
}

enum vb_code vb_sequence(struct vb_depositary *d, struct lodging *l, struct vb_err *err)
{
	bool leads = false;
	enum vb_code code;

	if (sem_init(&l->turn, 0, 0) != 0)
		return vb_depositary_memory(err);
	code = enqueue(d, l, &leads, err);
	if (code != VB_OK) {
		sem_destroy(&l->turn);
		return code;
	}
	/* Crashed or not, it is in the queue: somebody has to take it out. */
	vb_depositary_step(d, "enqueued");
	if (!leads)
		wait_turn(l);
	if (!l->done)
		lead(d, l);
	sem_destroy(&l->turn);
	if (l->code != VB_OK && err)
		*err = l->err;
	return l->code;
}
