/*
 * What the files of this room share among themselves.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "verify/verify.h"

/* format.md 10.4: no key can be held to it. */
#define VB_NOBODY "cannot be attributed"
/* Bytes of one ustar block. */
#define VB_BLOCK 512u

/* ---- finding.c ---- */

void vb_finding_init(struct vb_finding *f);
/* The finding itself; what was established so far stays. */
void vb_finding_set(struct vb_finding *f, enum vb_result result, const char *clause,
		    const char *at, const char *culprit, const char *fmt, ...)
	VB_PRINTF(6, 7);
/* The same with clause and sentence of @err. */
void vb_finding_of(struct vb_finding *f, enum vb_result result, const char *at,
		   const char *culprit, const struct vb_err *err);
/* A line more, as long as there is room; the last one then says so. */
void vb_finding_establish(struct vb_finding *f, const char *fmt, ...) VB_PRINTF(2, 3);
void vb_finding_show(struct vb_finding *f, const char *fmt, ...) VB_PRINTF(2, 3);
void vb_finding_rest(struct vb_finding *f, const char *fmt, ...) VB_PRINTF(2, 3);
/* What a failed read means: malformed is not false (format.md 10.1). */
enum vb_result vb_finding_result(enum vb_code code);
/* A name for people: ASCII upper-case, cut at @cap - 1 bytes.  Returns @out. */
const char *vb_upper(char *out, size_t cap, const char *name);

/* ---- ustar.c ---- */

VB_MUST_CHECK enum vb_code vb_ustar_begin(FILE *f, const char *name, uint64_t size,
					  struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_ustar_write(FILE *f, struct vb_view v, struct vb_err *err);
/* Fills the last block of a file of @size bytes. */
VB_MUST_CHECK enum vb_code vb_ustar_pad(FILE *f, uint64_t size, struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_ustar_put(FILE *f, const char *name, struct vb_view content,
					struct vb_err *err);
VB_MUST_CHECK enum vb_code vb_ustar_end(FILE *f, struct vb_err *err);

/* ---- trust.c ---- */

/* NULL: no policy. */
const struct vb_policy *vb_trust_policy(const struct vb_trust *t);
/* What a file that would be GENUINE is by the anchors (format.md 9.7, 10.2), and the
 * lines on what that rests on.  @shown: bit i, an act of party i is shown. */
void vb_trust_judge(const struct vb_trust *t, const struct vb_fold *f, uint32_t shown,
		    struct vb_finding *out);
/* False if the anchors name tables, and not this one. */
bool vb_trust_has_table(const struct vb_trust *t, const struct vb_hash *table);
/* The anchored keys of @name one after another, from *@i = 0; NULL at the end. */
const struct vb_vkey *vb_trust_party(const struct vb_trust *t, const char *name, unsigned *i);

/* ---- mark.c ---- */

/* The key that signs the checkpoints of @f's table. */
const struct vb_vkey *vb_log_key(const struct vb_fold *f);

/* Dated checkpoints, rising, and a sweep over entries. */
struct vb_marks {
	struct vb_mark *mark;
	struct vb_view *note;
	int64_t *least;		/* the earliest time from here on */
	uint16_t *known;	/* bit i: party i cosigned it */
	size_t n, cap;
	size_t at;		/* the sweep: the first mark that covers the entry */
	int64_t since;
};
void vb_marks_free(struct vb_marks *m);
VB_MUST_CHECK enum vb_code vb_marks_add(struct vb_marks *m, struct vb_view note,
					uint64_t size, int64_t time);
/* After the last mark and before the first span. */
void vb_marks_ready(struct vb_marks *m);
/* As vb_mark_span(); @index never falls from one call to the next. */
struct vb_span vb_marks_span(struct vb_marks *m, uint64_t index);
/* The latest time of all; VB_TIME_NONE. */
int64_t vb_marks_last(const struct vb_marks *m);
/* When @c is dated under the verifier's policy, or by the depositary's clock:
 * VB_TIME_NONE if not. Of the clock only the time is read, see vb_mark_verify(). */
VB_MUST_CHECK enum vb_code vb_mark_time(const struct vb_checkpoint *c,
					const struct vb_fold *f,
					const struct vb_trust *trust, int64_t *time,
					struct vb_err *err);
/* Whether the depositary's clock has a line on it (format.md 6.4). */
bool vb_mark_dated(const struct vb_checkpoint *c, const struct vb_fold *f);
/* Verifies the lines of the log, the clock and the members; *@known: bit i, party i
 * cosigned it. */
VB_MUST_CHECK enum vb_code vb_mark_verify(const struct vb_checkpoint *c,
					  const struct vb_fold *f, uint16_t *known,
					  struct vb_err *err);

/* ---- bundle.c: reading bundles and pouches ---- */

struct vb_bundle {
	struct vb_view file;
	bool pouch;
	struct vb_hash table;
	struct vb_view origin;
	uint64_t size;
	struct vb_view checkpoint, marks;
	struct vb_view *entry;		/* size of them; malloc'd */
	/* Where in the archive each part begins. */
	size_t tiles_at, seen_at, outbox_at;
};
/* format.md 9.1, 9.2, and nothing that needs a key.  err->where is the place.  The
 * caller calls vb_bundle_free() in any case. */
VB_MUST_CHECK enum vb_code vb_bundle_read(struct vb_view file, struct vb_bundle *out,
					  struct vb_err *err);
void vb_bundle_free(struct vb_bundle *b);
/* Whether every tile holds the hashes of @t; VB_FALSE: err->where is the tile. */
VB_MUST_CHECK enum vb_code vb_bundle_tiles(const struct vb_bundle *b, const struct vb_tree *t,
					   struct vb_err *err);
/* The next file whose name begins with @prefix; @pos is tiles_at, seen_at or so. */
bool vb_bundle_file(const struct vb_bundle *b, const char *prefix, size_t *pos,
		    struct vb_view *name, struct vb_view *content);
/* All entries of an entry bundle, appended to *@entry (malloc'd, grows). */
VB_MUST_CHECK enum vb_code vb_entries_read(struct vb_view v, struct vb_view **entry,
					   uint64_t *n, struct vb_err *err);
