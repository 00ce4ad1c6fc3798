/*
 * Several processes at one database, whatever keeps it.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "store/support.h"

#include <sys/types.h>

/* Runs @run in a child of ours, whose exit status it returns. */
pid_t child_start(int (*run)(const char *dir, unsigned who, int out), const char *dir,
		  unsigned who, int out);
int child_finish(pid_t pid);

/* TAP points: eight processes found one database at once; eight append to @logs (1 or 4). */
void writers_found(const struct backend *b);
void writers_append(const struct backend *b, uint64_t logs);
/* Compare and swap, again and again, of an act numbered @number; 0 once it is in. */
int append_somewhere(struct vb_store *s, const struct vb_hash *log, unsigned who,
		     uint64_t number);
/* Whether the doctor finds nothing. */
bool store_is_sound(const struct backend *b, const char *dir);
