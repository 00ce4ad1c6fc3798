/*
 * corrigendum: an author corrects its own paper (format.md 5.2.6).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {
	VB_OF_FIELD("the own paper"),
	{"text", VB_T_WORDS, 0, NULL, "what should be read for what"},
};

static enum vb_code fold_corrigendum(struct vb_fold *f, const struct vb_act *a, uint32_t index,
			            struct vb_err *err)
{
	enum vb_code code;
	uint32_t what;

	(void)index;
	code = vb_cites(f, a, "of", "5.2.6", &what, err);
	if (code != VB_OK)
		return code;
	/* What was entered is its author's statement, and nobody's own paper (5.2.7). */
	if (f->fact[what].nhandovers == 0 || f->fact[what].kind == &vb_kind_entered ||
	    f->handover[f->fact[what].handover].author != vb_author_of(f, a))
		return !vb_is_plain(f, what) && vb_could_be_of(f, what, vb_author_of(f, a)) ?
			vb_void_after(err, "5.2.6", "\"of\" is void") :
			vb_void(err, "5.2.6", "\"of\" is no paper of its author");
	return VB_OK;
}

const struct vb_kind vb_kind_corrigendum = {
	.name = "corrigendum", .group = "exchange", .clause = "5.2.6",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_AUTHOR,
	.means = "You say that your paper should be read so; it stays as it was handed over.",
	.sentence = "{author} corrects {of}",
	.fold = fold_corrigendum,
};
