/*
 * What a server does besides answering: at each full multiple of so many seconds, and when it
 * is woken, in a thread of its own.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <time.h>

static void *run(void *ctx)
{
	struct vb_chore *c = ctx;
	struct timespec until;
	int rc = 0;

	pthread_mutex_lock(&c->lock);
	while (!c->ending) {
		c->wanted = false;
		pthread_mutex_unlock(&c->lock);
		c->work(c->ctx);
		pthread_mutex_lock(&c->lock);
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += c->seconds - until.tv_sec % c->seconds;
		until.tv_nsec = 0;
		for (rc = 0; !c->ending && !c->wanted && rc == 0;)
			rc = pthread_cond_timedwait(&c->woken, &c->lock, &until);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

enum vb_code vb_chore_start(struct vb_chore *c, unsigned seconds, void (*work)(void *ctx),
			    void *ctx, struct vb_err *err)
{
	*c = (struct vb_chore){.work = work, .ctx = ctx, .seconds = seconds};
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->woken, NULL);
	if (pthread_create(&c->thread, NULL, run, c) == 0)
		return VB_OK;
	pthread_cond_destroy(&c->woken);
	pthread_mutex_destroy(&c->lock);
	return vb_fail(err, VB_MEMORY, "", "", "no thread can be started");
}

void vb_chore_wake(struct vb_chore *c)
{
	pthread_mutex_lock(&c->lock);
	c->wanted = true;
	pthread_cond_signal(&c->woken);
	pthread_mutex_unlock(&c->lock);
}

void vb_chore_stop(struct vb_chore *c)
{
	pthread_mutex_lock(&c->lock);
	c->ending = true;
	pthread_cond_signal(&c->woken);
	pthread_mutex_unlock(&c->lock);
	pthread_join(c->thread, NULL);
	pthread_cond_destroy(&c->woken);
	pthread_mutex_destroy(&c->lock);
}
