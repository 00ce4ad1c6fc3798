/*
 * What a server is told from outside: to end, or to read its file again.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cli/cli.h"

#include <pthread.h>
#include <signal.h>

static void list(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGHUP);
}

void vb_signals_hold(void)
{
	sigset_t set;

	list(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

void vb_signals_wait(vb_reload_fn *reload, void *ctx, const char *what)
{
	struct vb_err err = {0};
	sigset_t set;
	int sig = 0;

	list(&set);
	while (sigwait(&set, &sig) == 0 && sig == SIGHUP) {
		if (reload(ctx, &err))
			fprintf(stderr, "verbale: %s stay as they were: %s: %s\n", what, err.where,
				err.sentence);
	}
}
