/*
 * record, inside: what the files of this room share.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "record/record.h"

/* One line a kind: adding a kind is a file in kinds/, a line here and one in
 * kind.c and meson.build. */
extern const struct vb_kind vb_kind_open, vb_kind_join, vb_kind_mandate, vb_kind_revoke,
	vb_kind_rekey, vb_kind_resume, vb_kind_amend, vb_kind_admit, vb_kind_leave,
	vb_kind_transfer, vb_kind_propose, vb_kind_respond, vb_kind_letter,
	vb_kind_corrigendum, vb_kind_entered, vb_kind_withdraw, vb_kind_receipt,
	vb_kind_release, vb_kind_take, vb_kind_refuse, vb_kind_cannot_open, vb_kind_contest,
	vb_kind_promise, vb_kind_meeting, vb_kind_minutes, vb_kind_statement,
	vb_kind_adopt, vb_kind_initial, vb_kind_sign, vb_kind_silence, vb_kind_object;

/* ---- field.c: values ---- */

/* Checks one value of @f's type; @err's sentence says what it should be. */
enum vb_code vb_value_check(const struct vb_field *f, struct vb_view v, const char *where,
			    struct vb_err *err);
/* vb_key_parse() without the test of the point: where an act is read, registered keys
 * are looked up, or the fold will test it (roster.c). */
enum vb_code vb_key_read(struct vb_view v, struct vb_key *out, struct vb_err *err);
/* Index of @v in a NULL-terminated list, or -1. */
int vb_word_index(const char *const *words, struct vb_view v);
/* Index of field @name in @k, or -1. */
int vb_field_index(const struct vb_kind *k, const char *name);
/* The @i-th `copy` of an act that was read: nobody's, all zero, if there is none. */
void vb_act_copy(const struct vb_act *a, unsigned i, struct vb_copy *out);
/* "NAME BASE64": whose seat, and its signature line's id and signature. */
bool vb_seat_read(struct vb_view v, struct vb_view *name, uint8_t blob[static 68]);
/* Copies a checked short value into a NUL-terminated buffer. */
void vb_copy_str(char *out, size_t cap, struct vb_view v);
/* Sets one rule from "RULE VALUE"; false if unknown or out of range. */
bool vb_rule_set(struct vb_rules *r, struct vb_view v);
extern const char *const vb_rule_names[]; /* ascending, NULL-terminated */
#define VB_RULE_MAY_LACK "undertaking" /* the last of them, which a charter may leave out */

/* ---- fold.c: growing state ---- */

enum vb_pool { VB_POOL_PARTY, VB_POOL_KEY, VB_POOL_CHAIN, VB_POOL_MANDATE, VB_POOL_FACT,
	       VB_POOL_HANDOVER, VB_POOL_PROMISE, VB_POOL_JOINT, VB_POOL_SILENCE };
/* A zeroed new last element of a pool, or NULL: memory. */
void *vb_fold_grow(struct vb_fold *f, enum vb_pool pool);
enum vb_code vb_no_memory(struct vb_err *err);

/* ---- roster.c: members and keys ---- */

enum vb_code vb_roster_party(struct vb_fold *f, struct vb_view v, uint32_t index,
			     struct vb_err *err);
/* Registers "NAME PURPOSE VALUE" from log index @from; ends the key that it
 * replaces. VB_REFUSED (3.5): that public key is at the table already. */
enum vb_code vb_roster_key(struct vb_fold *f, struct vb_view v, uint32_t from,
			   struct vb_err *err);
/* All keys that @a names are new to the table, and to one another.  Asked before the first
 * is registered: an act that is void has no effect (format.md 4.8). */
enum vb_code vb_keys_fresh(const struct vb_fold *f, const struct vb_act *a, struct vb_err *err);
/* True if the party @p sits at the table: it has joined, and has not left. */
bool vb_roster_seated(const struct vb_fold *f, uint8_t p);
/* The one key value of purpose @p and name @name among an act's keys. */
bool vb_act_key(const struct vb_act *a, const char *field, struct vb_view name,
		enum vb_purpose p, struct vb_key *out);
/* Every member of a party has exactly the purposes in @want (bit i: purpose i). */
enum vb_code vb_keys_complete(const struct vb_act *a, struct vb_view name, unsigned want,
			      const char *clause, struct vb_err *err);
/* ---- state.c ---- */

/* @days later than @from (format.md 8.2). */
int64_t vb_after_days(int64_t from, uint64_t days);

/* ---- chain.c ---- */

/* The chain of @name, made if there is none; NULL: memory. */
struct vb_chain *vb_chain_of(struct vb_fold *f, const char *name, struct vb_view author);

/* ---- what the rules of section 5 have in common ---- */

/* The party that wrote @a (VB_NO_PARTY: the depositary). */
uint8_t vb_author_of(const struct vb_fold *f, const struct vb_act *a);
/* "void": VB_REFUSED with a clause and a sentence.  vb_void() of what is so whatever else is
 * logged, by the act itself, the charter or the act that it cites; vb_void_after() where
 * another act decides (format.md 9.4). */
#define VB_BY_ITSELF "act"
#define vb_void(err, clause, ...) \
	vb_fail((err), VB_REFUSED, (clause), VB_BY_ITSELF, __VA_ARGS__)
#define vb_void_after(err, clause, ...) vb_fail((err), VB_REFUSED, (clause), "", __VA_ARGS__)
/* @name is nobody's: by itself only if it is the depositary's, for another may have been
 * admitted by an act that is not shown. */
enum vb_code vb_no_member(const struct vb_fold *f, struct vb_view name, const char *clause,
			  const char *what, struct vb_err *err);
/* True if the act @index is here, and what it hands over, or that it hands over nothing, no
 * other act decides: what cites it can be held against it. */
bool vb_is_plain(const struct vb_fold *f, uint32_t index);
/* Of one that is not: whether, should the paper @index stand after all, it is @p's own, or
 * was handed over to @p. */
bool vb_could_be_of(const struct vb_fold *f, uint32_t index, uint8_t p);
bool vb_could_be_for(const struct vb_fold *f, uint32_t index, uint8_t p);
/* Said before vb_void() of what is void by @other, an act of somebody else (VB_NO_ACT: by
 * none): if its author had not seen that one, the two have crossed (format.md 4.8). */
void vb_crosses(struct vb_fold *f, const struct vb_act *a, uint32_t other);
/* The act whose id the value @v is; VB_NO_ACT: @v is empty, or names no act of this table. */
uint32_t vb_fold_named(const struct vb_fold *f, struct vb_view v);
/* The earlier act that field @name cites; VB_REFUSED (@clause) if there is none. */
enum vb_code vb_cites(const struct vb_fold *f, const struct vb_act *a, const char *name,
		      const char *clause, uint32_t *index, struct vb_err *err);
/* delivery.c: propose, respond, letter share their rule (5.2.1-5.2.5). */
enum vb_code vb_fold_paper(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			   struct vb_err *err);
/* 5.2.5: what `answers` names, which act @index keeps, its author sent or was sent. */
enum vb_code vb_fold_answers(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			     struct vb_err *err);
/* The own hand-over that `of` cites, as addressed to the author of @a. */
enum vb_code vb_delivered(struct vb_fold *f, const struct vb_act *a, const char *clause,
			  struct vb_handover **out, struct vb_err *err);
/* joint.c: adopt, initial, sign share their rule (5.5.1-5.5.3). */
enum vb_code vb_fold_joint(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			   struct vb_err *err);
enum vb_code vb_fold_silence(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			     struct vb_err *err);
enum vb_code vb_fold_object(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			    struct vb_err *err);
/* By act @index @party has shown to know the log at @size. */
void vb_silence_seen(struct vb_fold *f, uint8_t party, uint64_t size, uint32_t index);
/* Field rows that each of these has. */
#define VB_JOINT_FIELDS \
	{"of", VB_T_ACT, 0, NULL, "the paper whose text it is"}, \
	{"referendum", VB_T_NAME, VB_F_REPEATED | VB_F_OPTIONAL, NULL, \
	 "signers who have yet to confirm"}, \
	{"signer", VB_T_NAME, VB_F_REPEATED, NULL, "who signs"}
/* Field rows that every paper has; used inside a kind's field list. */
#define VB_PAPER_FIELDS \
	{"privilege", VB_T_ENUM, 0, vb_privileges, "what may be shown of it later"}, \
	{"confidential", VB_T_ENUM, 0, vb_yes_no, "whether disclosure needs consent"}, \
	{"collect-by", VB_T_TIME, VB_F_OPTIONAL, NULL, "not collected after this time"}, \
	{"same-text", VB_T_ENUM, 0, vb_yes_no, "all copies say the same"}, \
	{"copy", VB_T_COPY, VB_F_REPEATED, NULL, "one per addressee"}, \
	{"annex", VB_T_ANNEX, VB_F_REPEATED | VB_F_OPTIONAL, NULL, "sealed files that go along"}
extern const char *const vb_privileges[], *const vb_yes_no[];

/* "of": an act that the kind speaks about. */
#define VB_OF_FIELD(doc) {"of", VB_T_ACT, 0, NULL, doc}
#define VB_REASON_FIELD {"reason", VB_T_WORDS, VB_F_OPTIONAL, NULL, "why, in your words"}
