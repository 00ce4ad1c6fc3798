/*
 * Who has asked how often, and which signatures were seen: two tables of fixed size.
 *
 * SPDX-License-Identifier: ISC
 *
 * Places in both are found by a keyed hash, so that nobody can choose whose place he
 * takes.  Where the first table is full, whoever has been quiet longest is forgotten:
 * it begins again with all it may have.  The second forgets nothing before its time.
 */
#include "post/internal.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define WAYS 8u
#define BUCKETS (1u << 14)	/* of WAYS each */
#define MARKS (1u << 18)	/* of WAYS each: two million signatures in four minutes */

struct bucket {
	uint64_t tag;		/* 0: free */
	double tokens, at;
};
struct mark {
	uint64_t tag;
	int64_t until;
};
struct vb_limiter {
	pthread_mutex_t lock;
	double rate, burst;
	uint8_t key[16];
	struct bucket *bucket;
	struct mark *mark;
};

struct vb_limiter *vb_limiter_new(double rate, double burst, struct vb_rng rng)
{
	struct vb_limiter *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	l->rate = rate;
	l->burst = burst;
	l->bucket = calloc((size_t)BUCKETS * WAYS, sizeof(*l->bucket));
	/* What is never touched takes no memory. */
	l->mark = calloc((size_t)MARKS * WAYS, sizeof(*l->mark));
	rng.fill(rng.ctx, l->key, sizeof(l->key));
	if (!l->bucket || !l->mark || pthread_mutex_init(&l->lock, NULL) != 0) {
		free(l->bucket);
		free(l->mark);
		free(l);
		return NULL;
	}
	return l;
}

void vb_limiter_free(struct vb_limiter *l)
{
	if (!l)
		return;
	pthread_mutex_destroy(&l->lock);
	free(l->bucket);
	free(l->mark);
	free(l);
}

static uint64_t place(const struct vb_limiter *l, struct vb_view what)
{
	return vb_siphash(l->key, what) | 1;
}

/* Its own, else a free one, else that of whoever has been quiet longest. */
static struct bucket *find_bucket(struct vb_limiter *l, uint64_t tag, double now)
{
	struct bucket *row = &l->bucket[(tag >> 32) % BUCKETS * WAYS], *out = row;

	for (unsigned i = 0; i < WAYS; i++) {
		if (row[i].tag == tag)
			return &row[i];
		if (row[i].tag == 0 || (out->tag != 0 && row[i].at < out->at))
			out = &row[i];
	}
	*out = (struct bucket){tag, l->burst, now};
	return out;
}

/* Takes @n, of which one at least must be there. */
static bool draw(struct vb_limiter *l, struct vb_view who, double now, double n, unsigned *wait)
{
	uint64_t tag = place(l, who);
	struct bucket *b;
	bool may;

	pthread_mutex_lock(&l->lock);
	b = find_bucket(l, tag, now);
	if (now > b->at)
		b->tokens += (now - b->at) * l->rate;
	if (b->tokens > l->burst)
		b->tokens = l->burst;
	b->at = now;
	may = b->tokens >= 1;
	if (may)
		b->tokens -= n;
	else
		*wait = 1 + (unsigned)((1 - b->tokens) / l->rate);
	pthread_mutex_unlock(&l->lock);
	return may;
}

bool vb_limiter_take(struct vb_limiter *l, struct vb_view who, double now, unsigned *wait)
{
	return draw(l, who, now, 1, wait);
}

bool vb_limiter_left(struct vb_limiter *l, struct vb_view who, double now, unsigned *wait)
{
	return draw(l, who, now, 0, wait);
}

bool vb_limiter_first(struct vb_limiter *l, struct vb_view what, int64_t now, int64_t until)
{
	uint64_t tag = place(l, what);
	struct mark *row = &l->mark[(tag >> 32) % MARKS * WAYS], *room = NULL;
	bool seen = false;

	pthread_mutex_lock(&l->lock);
	for (unsigned i = 0; i < WAYS; i++) {
		if (row[i].tag != 0 && row[i].until >= now)
			seen = seen || row[i].tag == tag;
		else if (!room)
			room = &row[i];
	}
	if (!seen && room)
		*room = (struct mark){tag, until};
	pthread_mutex_unlock(&l->lock);
	return !seen && room;
}
