/*
 * The sequencer: lodgings queue up, and whoever finds it free logs what waits.  No
 * timer: the queue fills while a commit syncs.
 *
 * SPDX-License-Identifier: ISC
 */
#include "depositary/internal.h"

/* How often a batch is made anew after another process was first, or after a commit
 * whose outcome is open. */
#define TRIES 16

static enum vb_code enqueue(struct vb_depositary *d, struct lodging *l, struct vb_err *err)
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

static void drain(struct vb_depositary *d)
{
	struct lodging *l[BATCH_MAX];
	unsigned n = dequeue(d, l);
	struct vb_err err = {0};
	enum vb_code code = VB_CONFLICT;

	/* After VB_UNKNOWN, too: a batch begins by reading where its logs stand, and
	 * signs nothing before. */
	for (int i = 0; i < TRIES && (code == VB_CONFLICT || code == VB_UNKNOWN); i++) {
		code = atomic_load(&d->dead) ? vb_depositary_died(&err)
					     : vb_batch_run(d, l, n, &err);
	}
	conclude(l, n, code, &err);
}

enum vb_code vb_sequence(struct vb_depositary *d, struct lodging *l, struct vb_err *err)
{
	enum vb_code code = enqueue(d, l, err);

	if (code != VB_OK)
		return code;
	/* Crashed or not, it is in the queue: somebody has to take it out. */
	vb_depositary_step(d, "enqueued");
	pthread_mutex_lock(&d->sequencer.mutex);
	while (!l->done)
		drain(d);
	pthread_mutex_unlock(&d->sequencer.mutex);
	if (l->code != VB_OK && err)
		*err = l->err;
	return l->code;
}
