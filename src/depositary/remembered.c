/*
 * What is remembered of all tables together: so much, and no more.  Of whichever was used
 * longest ago the fold goes first, and is read again when it is next needed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "depositary/internal.h"

#include <stdlib.h>

#define DROPS 4u		/* tables that one use may push out */

struct gone {
	struct vb_fold *fold;
	struct recent *recent;
};

/* Bytes, about: arrays grow ahead of what is in them. */
static uint64_t weigh(const struct table *t)
{
	const struct vb_fold *f = t->fold;

	if (!f)
		return 0;
	return sizeof(*f) + sizeof(*t->recent) + f->nparties * sizeof(*f->party) +
	       f->nkeys * sizeof(*f->key) + f->nchains * sizeof(*f->chain) +
	       f->nmandates * sizeof(*f->mandate) +
	       f->nfacts * (sizeof(*f->fact) + 2 * sizeof(*f->by_id)) +
	       f->nhandovers * sizeof(*f->handover) + f->npromises * sizeof(*f->promise);
}

static void unlink_table(struct vb_depositary *d, struct table *t)
{
	*(t->newer ? &t->newer->older : &d->newest) = t->older;
	*(t->older ? &t->older->newer : &d->oldest) = t->newer;
	t->newer = t->older = NULL;
}

static void put_first(struct vb_depositary *d, struct table *t)
{
	t->older = d->newest;
	*(d->newest ? &d->newest->newer : &d->oldest) = t;
	d->newest = t;
}

/* What @t remembered, into @out, to be freed where nothing is locked. */
static void forget(struct vb_depositary *d, struct table *t, struct gone *out)
{
	unlink_table(d, t);
	d->weight -= t->weight;
	t->weight = 0;
	*out = (struct gone){t->fold, t->recent};
	t->fold = NULL;
	t->recent = NULL;
}

/* Others' locks are only tried: we have one already.  Who is at work is passed over. */
static unsigned make_room(struct vb_depositary *d, const struct table *t,
			  struct gone out[static DROPS])
{
	unsigned n = 0;

	for (unsigned i = 0; i < DROPS && d->weight > d->room && d->oldest != t; i++) {
		struct table *old = d->oldest;
		bool free_now = pthread_mutex_trylock(&old->lock) == 0;

		if (free_now && !old->pending) {
			forget(d, old, &out[n++]);
		} else {
			unlink_table(d, old);
			put_first(d, old);
		}
		if (free_now)
			pthread_mutex_unlock(&old->lock);
	}
	return n;
}

void vb_table_keep(struct vb_depositary *d, struct table *t)
{
	uint64_t weight = weigh(t);
	struct gone gone[DROPS];
	unsigned n;

	pthread_mutex_lock(&d->memory_lock);
	if (t->weight > 0)
		unlink_table(d, t);
	put_first(d, t);
	d->weight += weight - t->weight;
	t->weight = weight;
	n = make_room(d, t, gone);
	pthread_mutex_unlock(&d->memory_lock);
	for (unsigned i = 0; i < n; i++) {
		vb_fold_free(gone[i].fold);
		free(gone[i].recent);
	}
}
