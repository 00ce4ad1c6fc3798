/*
 * What the tests of this room share: the story of the letter that one side took as a
 * response, as log, bundle, pouch and proof, and one-line checks of findings.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "fixture.h"
#include "tap.h"
#include "verify/verify.h"

/* Bytes of a file, malloc'd. */
struct kit_file {
	uint8_t *ptr;
	size_t len;
};
struct vb_view kit_view(const struct kit_file *f);
void kit_free(struct kit_file *f);
/* Memory of exactly the view's size, so that a sanitizer sees one byte more. */
struct kit_file kit_copy(struct vb_view v);
/* The story's acts by log index. */
struct kit {
	struct fx t;
	unsigned nord, sud;
	uint32_t draft;		/* NORD-1, to SUD */
	uint32_t response;	/* SUD-2, answers NORD-1 */
	uint32_t letter;	/* NORD-3, a letter to SUD */
	uint32_t take;		/* SUD-4, takes NORD-3 as response to SUD-2 */
	struct vb_trust *trust;
};
/* Founds and plays; @rules as for fx_open(). */
void kit_open(struct kit *k, const char *const *rules);
void kit_close(struct kit *k);
/* Founds only, with @n members. */
void kit_found(struct kit *k, const char *const *names, unsigned n, const char *const *rules,
	       const char *judge);
struct vb_trust *kit_trust(const struct fx *t, const char *more);

/* What no honest depositary logs: any bytes, and a dated checkpoint behind them. */
void kit_log_raw(struct fx *t, const uint8_t *note, size_t len);
/* fx_act_as() and kit_log_raw(). */
void kit_do_raw(struct fx *t, unsigned who, const char *kind, const struct fx_fields *f,
		void (*tweak)(struct vb_compose *c, void *ctx), void *ctx);
/* A checkpoint of any root, signed by the log key, dated @time by the clock
 * (VB_TIME_NONE: not) and by the members in @mask. */
struct kit_file kit_checkpoint(struct fx *t, uint64_t size, const struct vb_hash *root,
			       int64_t time, unsigned mask);
/* Adds a dated line of @s to a checkpoint. */
void kit_cosign(struct kit_file *c, const struct vb_signer *s, int64_t time);
/* "u16 length, note" of each. */
struct kit_file kit_notes(const struct vb_view *v, size_t n);

/* The register of the table's depositary, and witnesses w0, w1, ... who cosign it. */
#define KIT_WITNESSES 8
struct kit_register {
	struct fx *t;
	struct vb_tree *tree;
	struct vb_secret *witness[KIT_WITNESSES];
	char name[KIT_WITNESSES][80];	/* of their keys */
};
void kit_register_open(struct kit_register *r, struct fx *t);
void kit_register_close(struct kit_register *r);
/* An entry with the key @key (its first byte) for a checkpoint; returns its place. */
uint64_t kit_register_enter(struct kit_register *r, uint64_t counter, uint8_t key,
			    const struct vb_hash *checkpoint);
/* The registration of that entry under the register as it stands, cosigned by each witness
 * whose time is not 0. */
struct kit_file kit_registration(struct kit_register *r, uint64_t index, uint64_t counter,
				 uint8_t key, const struct vb_hash *checkpoint,
				 const int64_t times[KIT_WITNESSES]);
/* The table's trust file, and a policy of @need of the first @n witnesses. */
struct vb_trust *kit_register_trust(const struct kit_register *r, unsigned need, unsigned n);

/* What goes into a file; zero: a bundle with every fitting mark. */
struct kit_parts {
	bool pouch, no_marks, copies;
	const struct vb_view *outbox;
	size_t noutbox;
	const struct vb_view *marks;	/* in place of the log's own */
	size_t nmarks;
	const struct vb_view *registrations;
	size_t nregistrations;
	struct vb_view checkpoint;
	struct vb_view claim, leaf, copy;
	const uint8_t *file_key, *ephemeral;
	bool whole;			/* a proof with entries */
};
struct kit_file kit_bundle(struct fx *t, const struct kit_parts *p);
/* A proof of the acts in @act (rising). */
struct kit_file kit_proof(struct fx *t, const struct kit_parts *p, const uint32_t *act,
			  size_t n);
/* The parts @more ("part NAME LENGTH LF...") before the last line of a proof. */
struct kit_file kit_add_parts(const struct kit_file *proof, const struct kit_file *more);
struct kit_file kit_part(const char *name, struct vb_view content);
/* Entries [@from, @to) as in tile/entries. */
struct kit_file kit_entries(const struct fx *t, uint32_t from, uint32_t to);

/* The canonical line of @file, tabs as '|'; rotating static buffers. */
const char *kit_line(struct vb_view file, const struct vb_trust *trust);
/* The same, with the whole finding. */
const char *kit_verify(struct vb_view file, const struct vb_trust *trust,
		       struct vb_finding *out);
/* Another character of base64 in place of @p's. */
void kit_flip(uint8_t *p);
bool kit_has(char lines[][VB_FINDING_LINE], unsigned n, const char *part);

/* A bundle's bytes re-made: @name's content replaced, dropped (NULL) or, with @after,
 * put in behind it. */
struct kit_file kit_replace(struct vb_view archive, const char *name, const char *new_name,
			    const struct vb_view *content, bool after);
