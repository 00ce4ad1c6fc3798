/*
 * What the soak's checker reads: the journal, the list of what was signed, and the logs.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "verify/verify.h"

/* A record of the journal; its form is told in soak.h. */
struct record {
	struct vb_view kind;
	struct vb_hash table;		/* zero: none */
	uint64_t number;
	struct vb_view bytes;
};
struct records {
	struct record *r;
	size_t n;
	uint8_t *file;
};
bool read_journal(const char *path, struct records *out);
/* "u16 length, note" one after another; false: cut short. */
bool read_frames(struct vb_view v, struct vb_view **out, size_t *n);

/* An act's place in its log. */
struct placed {
	struct vb_hash id;
	char chain[66];
	uint64_t number, epoch;
	uint64_t index;
};

struct log {
	struct vb_hash table;
	struct vb_view trust;		/* what the founder knew of it */
	struct vb_vkey log, clock;
	struct vb_tree *tree;
	struct vb_fold *fold;
	struct vb_view *entry;
	struct placed *by_id;		/* rising by id */
	uint64_t size;
	struct vb_view checkpoint;
	struct vb_view *mark;
	size_t nmarks;
	struct vb_view *registration;	/* format.md 6.9 */
	size_t nregistrations;
	uint8_t *file[4];		/* checkpoint, marks, entries, registrations */
	char fault[400];		/* "": its tiles make the tree of its checkpoint */
};
/* Reads DIR/checkpoint, marks, tile/...: each hash is computed anew. */
void read_log(const char *dir, struct log *l);
/* The same of the register (6.8): its entries are no acts, and it has no marks. */
void read_register(const char *dir, struct log *l);
/* The index of the act @id; UINT64_MAX: it is not there. */
uint64_t log_find(const struct log *l, const struct vb_hash *id);
