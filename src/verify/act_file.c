/*
 * Files of one piece, a signed act, an opened copy or a bare paper, and the door to
 * all kinds of files.
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdlib.h>
#include <string.h>

static bool begins(struct vb_view v, const char *prefix)
{
	size_t n = strlen(prefix);

	return v.len >= n && memcmp(v.ptr, prefix, n) == 0;
}

/* ---- one act ---- */

/* A charter that not every founding key has signed yet (format.md 2.8). */
static bool half_signed(const struct vb_fold *f, const struct vb_act *a)
{
	struct vb_required need;
	bool half = vb_fold_required(f, a, &need, NULL) == VB_OK && a->note.nsigs < need.n;

	for (unsigned i = 0; half && i < a->note.nsigs; i++) {
		bool good = false;

		for (unsigned k = 0; k < need.n; k++)
			good = good || vb_sigline_verify(&a->note.sig[i], &need.key[k],
							 a->note.text);
		half = good;
	}
	return half;
}

static enum vb_code check_charter(struct vb_fold *f, struct vb_view file,
				  const struct vb_trust *trust, struct vb_act *a,
				  struct vb_finding *out)
{
	char up[VB_NAME_MAX + 1];
	enum vb_code code;

	if (half_signed(f, a)) {
		vb_finding_set(out, VB_CANNOT_TELL, "2.8", "charter", "",
			       "incomplete: %u have signed the charter, and not every member",
			       a->note.nsigs);
		return VB_OK;
	}
	code = vb_charter_add(f, file, a, out);
	if (code != VB_OK)
		return code;
	vb_finding_set(out, VB_GENUINE, "", "", "",
		       "the charter of the table %s, signed by all its members",
		       vb_upper(up, sizeof(up), f->name));
	vb_finding_establish(out, "every member's seat consents to this charter");
	vb_trust_judge(trust, f, 0, out);
	return VB_OK;
}

static enum vb_code verify_charter(struct vb_view file, const struct vb_trust *trust,
				   struct vb_act *a, struct vb_finding *out)
{
	struct vb_fold *f = vb_fold_new();
	enum vb_code code = f ? check_charter(f, file, trust, a, out) : VB_MEMORY;

	vb_fold_free(f);
	return code;
}

/* How many lines an act of @a's kind has, as far as the act itself tells; at least so
 * many where it does not (format.md 2.8). */
static unsigned lines_due(const struct vb_act *a, bool *exact)
{
	*exact = a->kind->signers != VB_BY_PRINCIPALS;
	switch (a->kind->signers) {
	case VB_BY_RECOVERY:
	case VB_BY_PRINCIPALS:
		return 2;
	case VB_BY_LISTED:
		return vb_act_count(a, "signer");
	default:
		return 1;
	}
}

/* Several sign such acts, by name: each line rises above the one before it. */
static bool rises(const struct vb_act *a, unsigned i)
{
	return i == 0 || vb_view_cmp(a->note.sig[i - 1].name, a->note.sig[i].name) < 0;
}

static bool is_signer(const struct vb_act *a, struct vb_view name)
{
	for (unsigned k = 0; k < vb_act_count(a, "signer"); k++) {
		if (vb_view_eq(name, vb_act_get(a, "signer", k)))
			return true;
	}
	return false;
}

/* Whether line @i may carry the name that it does. */
static bool line_named(const struct vb_act *a, unsigned i, const char *chain)
{
	struct vb_view name = a->note.sig[i].name;

	switch (a->kind->signers) {
	case VB_BY_PRINCIPALS:
		return vb_name_valid(name) && rises(a, i);
	case VB_BY_LISTED:
		return is_signer(a, name) && rises(a, i);
	case VB_BY_RECOVERY:
		return i == 0 ? vb_view_is(name, chain) : vb_view_eq(name, a->author);
	default:
		return vb_view_is(name, chain);
	}
}

/* Of acts that several sign, the author is one of them. */
static bool author_signed(const struct vb_act *a)
{
	if (a->kind->signers != VB_BY_PRINCIPALS && a->kind->signers != VB_BY_LISTED)
		return true;
	for (unsigned i = 0; i < a->note.nsigs; i++) {
		if (vb_view_eq(a->note.sig[i].name, a->author))
			return true;
	}
	return false;
}

/* The lines by number and name; false: @out is final. */
static bool check_lines(const struct vb_act *a, const char *at, struct vb_finding *out)
{
	char chain[66];
	bool exact;
	unsigned due = lines_due(a, &exact);

	vb_act_chain(chain, a);
	for (unsigned i = 0; i < a->note.nsigs; i++) {
		if ((i < due || !exact) && !line_named(a, i, chain)) {
			vb_finding_set(out, VB_NOT_GENUINE, "2.8", at, VB_NOBODY,
				       "signature line %u is under a name that does not sign this, "
				       "or not at that place", i + 1);
			return false;
		}
	}
	if (exact && a->note.nsigs > due)
		vb_finding_set(out, VB_UNREADABLE, "2.8", at, VB_NOBODY,
			       "it has %u signature lines, its kind has %u", a->note.nsigs, due);
	else if (a->note.nsigs < due)
		vb_finding_set(out, VB_CANNOT_TELL, "2.8", at, "",
			       "incomplete: %u of %s%u have signed it", a->note.nsigs,
			       exact ? "" : "at least ", due);
	else if (!author_signed(a))
		vb_finding_set(out, VB_NOT_GENUINE, "2.8", at, VB_NOBODY,
			       "its author is not among those that have signed it");
	else
		return true;
	return false;
}

/* The name of line @i: the longest that may stand there are chains. */
static void line_name(char out[static 66], const struct vb_act *a, unsigned i)
{
	snprintf(out, 66, "%.*s", (int)a->note.sig[i].name.len,
		 (const char *)a->note.sig[i].name.ptr);
}

/* What the trust file's keys of that name say of line @i: VB_OK, VB_FALSE, or
 * VB_NOT_FOUND where none of them is meant. */
static enum vb_code check_line(const struct vb_act *a, unsigned i, const struct vb_trust *trust)
{
	const struct vb_vkey *k;
	char name[66];
	unsigned at = 0;

	line_name(name, a, i);
	while ((k = vb_trust_party(trust, name, &at))) {
		if (vb_sigline_matches(&a->note.sig[i], k))
			return vb_sigline_verify(&a->note.sig[i], k, a->note.text) ? VB_OK
										   : VB_FALSE;
	}
	return VB_NOT_FOUND;
}

/* format.md 9.9: an act whose charter is not here, by anchored keys. */
static void check_anchored(const struct vb_act *a, const struct vb_trust *trust,
			   const char *at, struct vb_finding *out)
{
	char name[66], up[70];
	unsigned good = 0;

	for (unsigned i = 0; i < a->note.nsigs; i++) {
		enum vb_code code = check_line(a, i, trust);

		if (code == VB_FALSE) {
			vb_finding_set(out, VB_NOT_GENUINE, "3.3", at, VB_NOBODY,
				       "the signature is not valid under the key in your trust file");
			return;
		}
		if (code != VB_OK)
			continue;
		good++;
		line_name(name, a, i);
		vb_finding_establish(out, "%s's key in your trust file has signed it",
				     vb_upper(up, sizeof(up), name));
		vb_finding_rest(out, "the key of %s: your trust file", up);
	}
	if (good < a->note.nsigs)
		return;
	vb_finding_set(out, VB_GENUINE, "", "", "",
		       "%s is a text that the keys in your trust file signed; that it was logged, "
		       "and that they held there, one act alone does not show", at);
}

static enum vb_code verify_act(struct vb_view file, const struct vb_trust *trust,
			       struct vb_finding *out)
{
	struct vb_err err = {0};
	struct vb_act a;
	enum vb_code code = vb_act_parse(file, &a, &err);
	char at[96];

	if (code != VB_OK) {
		vb_finding_of(out, VB_UNREADABLE, "act", VB_NOBODY, &err);
		return VB_OK;
	}
	if (a.kind->signers == VB_BY_FOUNDERS) {
		code = verify_charter(file, trust, &a, out);
		return code == VB_FALSE ? VB_OK : code;
	}
	vb_act_citation(at, &a);
	if (!check_lines(&a, at, out))
		return VB_OK;
	vb_finding_set(out, VB_CANNOT_TELL, "9.9", at, "",
		       "one act alone: its table's charter, which registers keys, and a proof "
		       "that it was logged are not here");
	if (vb_trust_has_table(trust, &a.table))
		check_anchored(&a, trust, at, out);
	else
		vb_finding_set(out, VB_NOT_GENUINE, "9.7", at, VB_NOBODY,
			       "your trust file contradicts it: the act is of none of the tables "
			       "that it names");
	return VB_OK;
}

/* ---- texts ---- */

/* format.md 7.7: a text proves nothing without its act, or without its salts. */
static enum vb_code verify_copy(struct vb_view file, struct vb_finding *out)
{
	struct vb_opened o;
	struct vb_err err = {0};
	enum vb_code code = vb_opened_parse(file, &o, &err);

	if (code == VB_MEMORY)
		return code;
	if (code != VB_OK)
		vb_finding_of(out, VB_UNREADABLE, "copy", VB_NOBODY, &err);
	else
		vb_finding_set(out, VB_CANNOT_TELL, "7.7", "copy", "",
			       "an opened copy without the act that commits to it proves nothing "
			       "here");
	return VB_OK;
}

/* A paper has a title or articles; what has neither is no file of ours. */
static enum vb_code verify_text(struct vb_view file, struct vb_finding *out)
{
	struct vb_paper *paper = malloc(sizeof(*paper));
	enum vb_code code = VB_MEMORY;
	bool titled;

	if (paper)
		code = vb_paper_parse(file, paper, NULL);
	titled = code == VB_OK && (paper->nleaves > 1 || paper->leaf[0].heading.len > 0);
	free(paper);
	if (code == VB_MEMORY)
		return code;
	if (titled)
		vb_finding_set(out, VB_CANNOT_TELL, "7.7", "paper", "",
			       "a text without salts proves nothing: anybody can have written it");
	else
		vb_finding_set(out, VB_UNREADABLE, "9.1", "line 1", VB_NOBODY,
			       "this is neither a bundle, a pouch, a proof nor an act");
	return VB_OK;
}

/* ---- any file ---- */

static enum vb_code verify_bundle(struct vb_view file, const struct vb_trust *trust,
				  struct vb_finding *out)
{
	struct vb_audit *a;
	enum vb_code code = vb_audit_open(file, trust, &a, out);

	if (code != VB_OK || !a)
		return code;
	vb_audit_run(a, 0, vb_audit_jobs(a));
	code = vb_audit_conclude(a, out);
	vb_audit_free(a);
	return code;
}

enum vb_code vb_verify(struct vb_view file, const struct vb_trust *trust,
		       struct vb_finding *out)
{
	vb_finding_init(out);
	if (begins(file, "verbale-proof/1\n"))
		return vb_proof_verify(file, trust, out);
	if (begins(file, "verbale-act/1\n"))
		return verify_act(file, trust, out);
	if (begins(file, "verbale-copy/1\n"))
		return verify_copy(file, out);
	/* An archive of ours begins with this file, header and all. */
	if (begins(file, "README") && file.len > 6 && file.ptr[6] == '\0')
		return verify_bundle(file, trust, out);
	return verify_text(file, out);
}
