/*
 * A proxy on a Unix socket that cuts a connection at a message of PostgreSQL's protocol.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Listens in @dir for what is to reach the server in @server.  Its first connection ends at
 * message @at, counted from 1 in both directions together: after it, or @half way through. */
pid_t proxy_start(const char *dir, const char *server, unsigned at, bool half, int *seen);
/* How many messages that connection had; waits for its end. */
unsigned proxy_stop(const char *dir, pid_t pid, int seen);
