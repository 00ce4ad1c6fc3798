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

/* Whose lines an act carries when it is whole, in order, as far as the act itself tells:
 * who the principals are it does not. */
static unsigned list_names(const struct vb_act *a, const char *chain,
			   struct vb_view out[static VB_REPEAT_MAX])
{
	const char *field = a->kind->signers == VB_BY_FOUNDERS ? "party" : "signer";
	unsigned n = vb_act_count(a, field);
	struct vb_view rest;

	if (a->kind->signers == VB_BY_FOUNDERS || a->kind->signers == VB_BY_LISTED) {
		for (unsigned i = 0; i < n; i++)
			out[i] = vb_token(vb_act_get(a, field, i), &rest);
		return n;
	}
	out[0] = vb_view_str(chain);
	out[1] = a->author;
	return a->kind->signers == VB_BY_RECOVERY ? 2 : 1;
}

/* Whether the lines stand under some of the @n names, in their order. */
static bool in_order(const struct vb_act *a, const struct vb_view *name, unsigned n)
{
	unsigned at = 0;

	for (unsigned i = 0; i < a->note.nsigs; i++, at++) {
		while (at < n && !vb_view_eq(name[at], a->note.sig[i].name))
			at++;
		if (at == n)
			return false;
	}
	return true;
}

/* What every principal signs has two lines at least, by name, each above the one before. */
static bool are_principals(const struct vb_act *a)
{
	for (unsigned i = 0; i < a->note.nsigs; i++) {
		struct vb_view name = a->note.sig[i].name;

		if (!vb_name_valid(name) ||
		    (i > 0 && vb_view_cmp(a->note.sig[i - 1].name, name) >= 0))
			return false;
	}
	return true;
}

/* Of acts that several sign, the author is one of them. */
static bool author_signed(const struct vb_act *a)
{
	if (a->kind->signers != VB_BY_PRINCIPALS && a->kind->signers != VB_BY_LISTED)
		return true;
	for (unsigned i = 0; a->office.len == 0 && i < a->note.nsigs; i++) {
		if (vb_view_eq(a->note.sig[i].name, a->author))
			return true;
	}
	return false;
}

/* The lines by number and name (format.md 2.8); false: @out is final. */
static bool check_lines(const struct vb_act *a, const char *at, struct vb_finding *out)
{
	struct vb_view name[VB_REPEAT_MAX];
	bool all = a->kind->signers == VB_BY_PRINCIPALS;
	unsigned due = 2;
	char chain[66];

	vb_act_chain(chain, a);
	if (!all)
		due = list_names(a, chain, name);
	if (!all && a->note.nsigs > due)
		vb_finding_set(out, VB_UNREADABLE, "2.8", at, VB_NOBODY,
			       "it has %u signature lines, its kind has %u", a->note.nsigs, due);
	else if (all ? !are_principals(a) : !in_order(a, name, due))
		vb_finding_set(out, VB_NOT_GENUINE, "2.8", at, VB_NOBODY,
			       "a signature line is under a name that does not sign this, or not "
			       "at that place");
	else if (a->note.nsigs < due)
		vb_finding_set(out, VB_CANNOT_TELL, "2.8", at, "",
			       "incomplete: %u of %s%u have signed it", a->note.nsigs,
			       all ? "at least " : "", due);
	else if (!author_signed(a))
		vb_finding_set(out, VB_NOT_GENUINE, "2.8", at, VB_NOBODY,
			       "its author is not among those that have signed it");
	else
		return true;
	return false;
}

/* ---- the charter ---- */

static enum vb_code check_charter(struct vb_fold *f, struct vb_view file,
				  const struct vb_trust *trust, struct vb_act *a,
				  struct vb_finding *out)
{
	char up[VB_NAME_MAX + 1];
	enum vb_code code;

	if (vb_act_count(a, "party") > VB_PARTIES_MAX) {
		vb_finding_set(out, VB_UNREADABLE, "1.2", "act", VB_NOBODY,
			       "the charter names more members than %d", VB_PARTIES_MAX);
		return VB_OK;
	}
	if (!check_lines(a, "charter", out)) {
		if (out->result == VB_CANNOT_TELL)
			vb_trust_contradicts(trust, a, out);
		return VB_OK;
	}
	code = vb_charter_add(f, file, a, trust, out);
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

/* ---- by anchored keys ---- */

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
				       "the signature is not valid under the key in your trust "
				       "file");
			return;
		}
		if (code != VB_OK)
			continue;
		good++;
		line_name(name, a, i);
		vb_finding_establish(out, "%s's key in %s has signed it",
				     vb_upper(up, sizeof(up), name), vb_trust_called(trust));
		vb_finding_rest(out, "the key of %s: %s", up, vb_trust_called(trust));
	}
	if (good < a->note.nsigs)
		return;
	vb_finding_set(out, VB_GENUINE, "", "", "",
		       "%s is a text that the keys in %s signed; that it was logged, and that they "
		       "held there, one act alone does not show", at, vb_trust_called(trust));
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
	if (check_lines(&a, at, out)) {
		vb_finding_set(out, VB_CANNOT_TELL, "9.9", at, "",
			       "one act alone: its table's charter, which registers keys, and a "
			       "proof that it was logged are not here");
		check_anchored(&a, trust, at, out);
	} else if (out->result != VB_CANNOT_TELL) {
		return VB_OK;
	}
	if (out->result != VB_NOT_GENUINE && !vb_trust_has_table(trust, &a.table))
		vb_finding_set(out, VB_NOT_GENUINE, "9.7", at, VB_NOBODY,
			       "%s contradicts it: the act is of none of the tables that it "
			       "names", vb_trust_called(trust));
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
