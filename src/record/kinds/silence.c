/*
 * silence: a correction of a text that was adopted, initialled or signed stands unless somebody
 * objects in time (format.md 5.5.4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "record/internal.h"

static const struct vb_field fields[] = {
	VB_OF_FIELD("the own paper that has the corrected text"),
	{"until", VB_T_TIME, 0, NULL, "the first second at which nobody can object any more"},
	{"text", VB_T_WORDS, VB_F_OPTIONAL, NULL, "what is corrected, for the log"},
};

const struct vb_kind vb_kind_silence = {
	.name = "silence", .group = "decision", .clause = "5.5.4",
	.fields = fields, .nfields = VB_ARRAY_LEN(fields),
	.signers = VB_BY_AUTHOR,
	.means = "You propose that this text takes the place of the one that it corrects, unless "
		 "somebody whose text it is objects in time.",
	.sentence = "{author} puts the corrections of {of} under silence until {until}",
	.fold = vb_fold_silence,
};
