/*
 * A file system for SQLite that lives in memory, knows of each file what was synced
 * and what was not, and can lose power at any write or sync of one folder.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Becomes the default VFS.  Everything is one thread's; locks between connections are
 * kept, as SQLite wants them. */
void ram_register(void);
/* Removes every file, and seeds what SQLite itself draws at random. */
void ram_reset(uint64_t seed);

/* What a file may hold after a cut: */
enum ram_survival {
	RAM_ALL,		/* everything that was written: a killed process */
	RAM_NONE,		/* nothing that was not synced */
	RAM_SOME,		/* some writes, whole */
	RAM_TORN,		/* some sectors of some writes */
	RAM_SURVIVALS,
};
extern const char *const ram_survival_names[];
/* The power of folder @dir goes at its @nth write, truncation, sync or deletion from
 * now, before that is done; from then on all its operations fail.  0: at once. */
void ram_cut_at(const char *dir, uint64_t nth);
/* Whether @dir has no power. */
bool ram_is_dark(const char *dir);
/* Power again, after every connection into @dir has been closed: its files are what
 * @how says, drawn with @seed. */
void ram_restore(const char *dir, enum ram_survival how, uint64_t seed);
/* Takes back a cut that has not happened. */
void ram_no_cut(const char *dir);
/* While @full, no file of @dir grows. */
void ram_fill(const char *dir, bool full);
bool ram_is_full(const char *dir);

/* The files of @from, as they were written, become those of @to, which loses its own. */
void ram_copy(const char *from, const char *to);
/* At how many writes, syncs, truncations, deletions a cut struck. */
struct ram_tally {
	uint64_t write, sync, truncate, delete;
	uint64_t full;			/* writes for which there was no room */
};
extern struct ram_tally ram_tally;
