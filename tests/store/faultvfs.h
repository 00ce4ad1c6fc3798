/*
 * A file system for SQLite that fails when told to, and that can lose power.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAULT_READ 1u
#define FAULT_WRITE 2u
#define FAULT_SYNC 4u
#define FAULT_TRUNCATE 8u
#define FAULT_OPEN 16u
#define FAULT_SHM 32u
#define FAULT_ANY 63u

struct fault_plan {
	unsigned kinds;		/* which operations count */
	uint64_t fail_at;	/* the operation that fails, from 1; 0: none */
	bool persist;		/* and all that follow */
	bool full;		/* a write fails with SQLITE_FULL, half written */
	uint64_t count;		/* operations that counted so far */
	uint64_t failed;	/* how many were made to fail */

	uint64_t cut_at;	/* power goes before the sync of that count; 0: never */
	uint64_t syncs;
	bool dark;		/* it has gone: everything fails */
};
extern struct fault_plan fault;

/* Becomes the default VFS. */
void fault_register(void);
/* Forgets the plan, and what was written without being synced. */
void fault_reset(void);

/* What was written to files of @from belongs to those of @to from now on: as if
 * the process had been killed, and the folder were looked at by another. */
void fault_move(const char *from, const char *to);

/* What the disk may hold after the cut: */
enum fault_survival {
	FAULT_NONE,		/* nothing that was not synced */
	FAULT_ALL,		/* everything that was written */
	FAULT_SOME,		/* some writes, whole */
	FAULT_TORN,		/* some sectors of some writes */
};
/* Writes every file as it may be, into @dir. */
void fault_restore(const char *dir, enum fault_survival how, uint64_t seed);
