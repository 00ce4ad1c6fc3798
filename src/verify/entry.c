/*
 * One entry of a log: read, checked against what stands before it, added.
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <assert.h>
#include <string.h>

enum vb_code vb_entry_read(const struct vb_fold *f, struct vb_view note, struct vb_act *a,
			   struct vb_required *need, enum vb_stage *stage, struct vb_err *err)
{
	enum vb_code code;

	*stage = VB_STAGE_GRAMMAR;
	code = vb_act_parse(note, a, err);
	if (code != VB_OK)
		return code;
	*stage = VB_STAGE_CHAIN;
	/* Entry 0 is the charter (format.md 6.1), and it has no chain before it. */
	if (f->nfacts > 0)
		code = vb_fold_place(f, a, err);
	/* For a composer a conflict is a race that it lost; in a log it is a fault. */
	if (code == VB_CONFLICT)
		code = VB_REFUSED;
	if (f->nfacts == 0 && a->kind->signers != VB_BY_FOUNDERS)
		code = vb_fail(err, VB_REFUSED, "6.1", "entry", "entry 0 is no charter");
	if (code == VB_OK)
		code = vb_fold_required(f, a, need, err);
	/* That its author is not among those who sign it comes behind how many they are. */
	if (code != VB_OK && (strcmp(err->clause, "2.8") != 0 || a->note.nsigs == need->n))
		return code;
	*stage = VB_STAGE_LINES;
	return vb_act_lines(a, need, err);
}

bool vb_entry_seen(const struct vb_tree *t, const struct vb_act *a)
{
	struct vb_hash root;

	vb_tree_root(t, a->seen_size, &root);
	return vb_hash_eq(&root, &a->seen_root);
}

void vb_act_forget(struct vb_act *a, const char *name)
{
	for (unsigned i = 0; i < a->kind->nfields; i++) {
		if (strcmp(a->kind->fields[i].name, name) == 0)
			a->count[i] = 0;
	}
}

struct vb_copy vb_copy_at(const struct vb_act *a, unsigned i)
{
	struct vb_copy c = {.bytes = 0};
	bool read = vb_copy_parse(vb_act_get(a, "copy", i), &c);

	(void)read;	/* vb_act_parse() has done it before */
	return c;
}

enum vb_code vb_entry_release(const struct vb_fold *f, struct vb_act *a, struct vb_err *err)
{
	enum vb_code code = vb_release_check(f, a, err);

	if (code != VB_FALSE || vb_view_is(a->author, f->depositary))
		return code;
	/* Whoever releases with a false identity releases on no receipt. */
	vb_act_forget(a, "receipt");
	return VB_OK;
}

/* The earlier act that field @name cites; VB_NO_ACT. */
static uint32_t cited(const struct vb_fold *f, const struct vb_act *a, const char *name)
{
	struct vb_hash id = {{0}};

	vb_act_hash(a, name, &id);
	return vb_fold_find(f, &id);
}

/* The fold takes in an act before it finds its depositary at fault; a desk must not
 * have it then.  What the depositary releases must be there, received, and not
 * released before (format.md 5.3.3, 5.3.4). */
static enum vb_code check_depositary(const struct vb_fold *f, const struct vb_act *a,
				     struct vb_err *err)
{
	uint32_t of = cited(f, a, "of"), receipt = cited(f, a, "receipt");
	const struct vb_handover *h = NULL;

	if (!vb_view_is(a->author, f->depositary))
		return VB_OK;
	if (of != VB_NO_ACT)
		h = vb_fold_handover(f, of, vb_fold_party(f, vb_act_get(a, "addressee", 0)));
	if (!h)
		return vb_fail(err, VB_FALSE, "5.3.3", "release",
			       "the depositary releases what was not handed over");
	if (receipt == VB_NO_ACT || receipt != h->receipt)
		return vb_fail(err, VB_FALSE, "5.3.4", "release",
			       "the depositary releases on no receipt in effect");
	return VB_OK;
}

static enum vb_code add(struct vb_fold *f, struct vb_tree *t, struct vb_act *a,
			struct vb_view note, struct vb_span span, struct vb_err *err)
{
	struct vb_hash leaf;
	enum vb_code code = VB_OK;

	if (f->nfacts > 0 && a->seen_size > f->nfacts)
		return vb_fail(err, VB_REFUSED, "4.6", "act",
			       "it has seen %llu entries, the log has %u before it",
			       (unsigned long long)a->seen_size, f->nfacts);
	if (f->nfacts > 0 && !vb_entry_seen(t, a))
		return vb_fail(err, VB_FALSE, "4.6", "act",
			       "`seen` names another root than the log has at that size");
	if (f->nfacts > 0)
		code = vb_entry_release(f, a, err);
	if (code == VB_OK && f->nfacts > 0)
		code = check_depositary(f, a, err);
	if (code == VB_OK)
		code = vb_fold_add(f, a, span, NULL, err);
	if (code != VB_OK)
		return code;
	vb_leaf_hash(note, &leaf);
	return vb_tree_append(t, &leaf);
}

enum vb_code vb_entry_add(struct vb_fold *f, struct vb_tree *t, struct vb_view note,
			  struct vb_span span, struct vb_err *err)
{
	struct vb_required need;
	struct vb_act a VB_UNSET;
	enum vb_stage stage;
	enum vb_code code = vb_entry_read(f, note, &a, &need, &stage, err);

	if (code == VB_OK)
		code = vb_act_verify(&a, &need, err);
	return code == VB_OK ? add(f, t, &a, note, span, err) : code;
}

enum vb_code vb_entry_reload(struct vb_fold *f, struct vb_tree *t, struct vb_view note,
			     struct vb_span span, struct vb_err *err)
{
	struct vb_act a VB_UNSET;
	struct vb_hash leaf;
	struct vb_view text;
	enum vb_code code = vb_note_text(note, &text, err);

	if (code == VB_OK)
		code = vb_act_parse_text(text, &a, err);
	/* The root that it saw, its signature lines and a released identity were checked
	 * when it was first added; the fold checks its place and its rules again. */
	if (code == VB_OK)
		code = vb_fold_add(f, &a, span, NULL, err);
	if (code == VB_CONFLICT)
		code = VB_REFUSED;
	if (code != VB_OK)
		return code;
	vb_leaf_hash(note, &leaf);
	return vb_tree_append(t, &leaf);
}

/* ---- the charter ---- */

/* format.md 5.1.3: those whose founding keys signed it, in charter order: no more than a
 * table has members, or nobody's keys would be known to have signed it. */
static_assert(VB_PARTIES_MAX * (VB_NAME_MAX + 1) < VB_CHAINS_MAX, "their names must fit");
static void signatories(char *out, size_t cap, const struct vb_act *a)
{
	struct vb_view last = vb_view(NULL, 0);
	struct vb_writer w;

	vb_writer_init(&w, out, cap - 1);
	for (unsigned i = 0; i < vb_act_count(a, "party"); i++) {
		struct vb_view role, name = vb_token(vb_act_get(a, "party", i), &role);

		/* A charter that names one twice is void for it. */
		if (vb_view_eq(name, last))
			continue;
		vb_putf(&w, "%s%.*s", w.len ? "," : "", (int)name.len, (const char *)name.ptr);
		last = name;
	}
	out[w.len] = '\0';
}

enum vb_code vb_charter_add(struct vb_fold *f, struct vb_view note, struct vb_act *a,
			    const struct vb_trust *trust, struct vb_finding *out)
{
	static const struct vb_span unknown = {VB_TIME_NONE, VB_TIME_NONE};
	struct vb_required need;
	enum vb_stage stage;
	struct vb_err err = {0};
	enum vb_code code = vb_entry_read(f, note, a, &need, &stage, &err);
	char who[VB_CHAINS_MAX];

	if (code == VB_OK) {
		stage = VB_STAGE_SIGNATURES;
		code = vb_act_verify(a, &need, &err);
	}
	if (code != VB_OK) {
		/* Nobody's key has signed it as it stands. */
		vb_finding_of(out, vb_finding_result(code), "charter", VB_NOBODY, &err);
		return VB_FALSE;
	}
	code = vb_fold_add(f, a, unknown, NULL, &err);
	if (code == VB_OK || code == VB_MEMORY)
		return code;
	signatories(who, sizeof(who), a);
	vb_finding_set(out, VB_NOT_GENUINE, err.clause, "charter", who,
		       "the charter is void, and there is no table (5.1.3): %s", err.sentence);
	vb_trust_excuse_charter(trust, a, out);
	return VB_FALSE;
}
