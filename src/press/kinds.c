/*
 * The words for what is found.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

static const char *const acts[VB_PRESS_ACTS] = {
	"hand_over", "receive", "publish",    "ask_not_publish", "keep_secret", "prepare",
	"propose",   "demand",	"refuse",     "agree",		 "negotiate",	"vote",
	"suspend",   "inform",	"no_comment", "accuse",		 "threaten",	"state"};
static const char *const polarities[VB_PRESS_POLARITIES] = {"affirmed", "denied", "promised",
							    "expected"};
static const char *const authorities[VB_PRESS_AUTHORITIES] = {"named", "institution",
							      "anonymous", "media", "none"};
static const char *const parts[VB_PRESS_PARTS] = {"text",    "dateline", "headline",
						  "heading", "caption",	 "bullet",
						  "link",    "notice",	 "comment"};
static const char *const changes[VB_PRESS_CHANGES] = {"", "speaker", "authority", "date",
						      "polarity"};
static const char *const relations[VB_PRESS_RELATIONS] = {
	"agrees", "contradicts", "in_preparation", "kept", "open", "changed", "repeats"};

const char *vb_press_act_name(enum vb_press_act act)
{
	return acts[act];
}

const char *vb_press_polarity_name(enum vb_press_polarity polarity)
{
	return polarities[polarity];
}

const char *vb_press_authority_name(enum vb_press_authority authority)
{
	return authorities[authority];
}

const char *vb_press_part_name(enum vb_press_part part)
{
	return parts[part];
}

const char *vb_press_relation_name(enum vb_press_relation_kind kind)
{
	return relations[kind];
}

const char *vb_press_change_name(enum vb_press_change what)
{
	return changes[what];
}
