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
/* The same, but the server's first answer from message @at on, and all behind it, is lost, and
 * nothing is closed, as where a network parts: neither end is told.  Ended with proxy_end(). */
pid_t proxy_part(const char *dir, const char *server, unsigned at);
void proxy_end(const char *dir, pid_t pid);
/* How many messages that connection had; waits for its end. */
unsigned proxy_stop(const char *dir, pid_t pid, int seen);
