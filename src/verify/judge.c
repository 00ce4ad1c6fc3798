/*
 * Judging a contest or a cannot-open from what its parties show (format.md 7.6).
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify/internal.h"

#include <stdlib.h>
#include <string.h>

/* One case: the hand-over, whose copy, and what its outer layer held. */
struct judged {
	const struct vb_act *act;
	struct vb_copy copy;
	char at[96], author[66], addressee[VB_NAME_MAX + 1];
	uint8_t *inner;		/* malloc'd */
	size_t inner_len;
};

static void upheld(const struct judged *k, const char *why, struct vb_finding *out)
{
	vb_finding_set(out, VB_NOT_GENUINE, "7.6", k->at, k->author, "upheld: %s", why);
}

static void rejected(const struct judged *k, const char *why, struct vb_finding *out)
{
	vb_finding_set(out, VB_GENUINE, "7.6", k->at, k->addressee, "rejected: %s", why);
}

static void undecided(const struct judged *k, const char *clause, const char *why,
		      struct vb_finding *out)
{
	vb_finding_set(out, VB_CANNOT_TELL, clause, k->at, "", "nothing can be judged: %s", why);
}

static bool find_copy(struct judged *k, struct vb_view addressee)
{
	for (unsigned i = 0; i < vb_act_count(k->act, "copy"); i++) {
		k->copy = vb_copy_at(k->act, i);
		if (vb_view_eq(k->copy.addressee, addressee) && k->copy.has_recipient)
			return true;
	}
	return false;
}

/* Opens the outer layer.  VB_NOT_FOUND: @out says what cannot be judged, or whom the
 * outer layer convicts. */
static enum vb_code unwrap(struct judged *k, struct vb_view addressee, struct vb_view copy,
			   const struct vb_secret *identity, struct vb_finding *out)
{
	struct vb_recipient r;
	struct vb_hash is;
	enum vb_code code;

	vb_finding_init(out);
	vb_act_citation(k->at, k->act);
	vb_act_chain(k->author, k->act);
	if (addressee.len > VB_NAME_MAX || !find_copy(k, addressee)) {
		undecided(k, "5.2.4", "the act names no copy for that addressee", out);
		return VB_NOT_FOUND;
	}
	memcpy(k->addressee, addressee.ptr, addressee.len);
	k->addressee[addressee.len] = '\0';
	vb_sha256(copy, &is);
	if (copy.len != k->copy.bytes || !vb_hash_eq(&is, &k->copy.hash)) {
		undecided(k, "7.5", "this is not the copy that travelled", out);
		return VB_NOT_FOUND;
	}
	vb_recipient_of(identity, &r);
	if (memcmp(&r, &k->copy.recipient, sizeof(r)) != 0) {
		undecided(k, "5.3.4", "the identity does not belong to the copy's recipient", out);
		return VB_NOT_FOUND;
	}
	code = vb_age_open(copy, identity, &k->inner, &k->inner_len, NULL);
	if (code == VB_OK || code == VB_MEMORY)
		return code;
	/* Its author made the outer layer for just this recipient. */
	upheld(k, "the outer layer of the copy does not open", out);
	return VB_NOT_FOUND;
}

/* What the inner layer opened to, against the act. */
static enum vb_code judge_text(const struct judged *k, struct vb_view plain,
			       struct vb_finding *out)
{
	struct vb_opened o;
	struct vb_err err = {0};
	enum vb_code code = vb_opened_parse(plain, &o, &err);

	if (code == VB_OK)
		code = vb_opened_check(&o, k->act, &k->copy, &err);
	if (code == VB_MEMORY)
		return code;
	if (code == VB_OK)
		rejected(k, "the copy opens to what its act commits to", out);
	else
		upheld(k, err.sentence, out);
	return VB_OK;
}

enum vb_code vb_judge_contest(const struct vb_act *handover, struct vb_view addressee,
			      struct vb_view copy, const struct vb_secret *identity,
			      const uint8_t file_key[static 16], bool given,
			      struct vb_finding *out)
{
	struct judged k = {.act = handover};
	struct vb_err err = {0};
	uint8_t *plain = NULL;
	size_t len = 0;
	enum vb_code code = unwrap(&k, addressee, copy, identity, out);

	if (code != VB_OK)
		return code == VB_NOT_FOUND ? VB_OK : code;
	code = vb_age_open_key(vb_view(k.inner, k.inner_len), file_key, &plain, &len, &err);
	if (code == VB_OK) {
		code = judge_text(&k, vb_view(plain, len), out);
		vb_wipe(plain, len);
		free(plain);
	} else if (code == VB_MALFORMED) {
		upheld(&k, "what the outer layer holds is no age file", out);
		code = VB_OK;
	} else if (code == VB_FALSE) {
		/* crypto says which part failed: the key counts only if the header's MAC
		 * verifies under it, and then the payload is its author's matter. */
		if (strcmp(err.where, "header") != 0)
			upheld(&k, "the copy's payload does not open under its own key", out);
		else if (given)
			rejected(&k, "the header's MAC does not verify under the key shown", out);
		else
			undecided(&k, "7.6", "the file key shown is not that of the copy, and who "
					     "put it here the file does not tell", out);
		code = VB_OK;
	}
	free(k.inner);
	return code;
}

/* It was sealed as it should be; @newest: to the key that held where it was logged. */
static void opens(const struct judged *k, bool newest, struct vb_finding *out)
{
	if (newest)
		rejected(k, "the copy was sealed to the addressee's own key, and opens", out);
	else
		vb_finding_set(out, VB_GENUINE, "7.6", k->at, VB_NOBODY,
			       "rejected: the copy was sealed to the key that its author could "
			       "see, "
			       "and the addressee replaced that key while it was on its way");
}

/* Under the first of the keys that the ephemeral secret opens it for (nothing is allocated
 * for that); for none of them: the author, if the secret is the copy's or the author gave it. */
static void try_seals(const struct judged *k, const struct vb_recipient *seal, unsigned nseals,
		      const uint8_t *ephemeral, bool given, struct vb_finding *out)
{
	enum vb_code code = VB_FALSE;
	struct vb_err err = {0};
	uint8_t key[16];

	for (unsigned i = 0; i < nseals; i++) {
		code = vb_age_ephemeral_key(vb_view(k->inner, k->inner_len), &seal[i], ephemeral,
					    key, &err);
		vb_wipe(key, sizeof(key));
		if (code == VB_OK) {
			opens(k, i == 0, out);
			return;
		}
	}
	if (code == VB_KEY && !given)
		undecided(k, "7.6", "the secret shown is not the one that the copy was made with, "
				    "and who put it here the file does not tell", out);
	else
		upheld(k, err.sentence, out);
}

enum vb_code vb_judge_cannot_open(const struct vb_act *handover, struct vb_view addressee,
				  struct vb_view copy, const struct vb_secret *identity,
				  const struct vb_recipient *seal, unsigned nseals,
				  const uint8_t *ephemeral, bool given,
				  struct vb_finding *out)
{
	struct judged k = {.act = handover};
	enum vb_code code = unwrap(&k, addressee, copy, identity, out);

	if (code != VB_OK)
		return code == VB_NOT_FOUND ? VB_OK : code;
	if (nseals == 0)
		undecided(&k, "7.6", "no seal key of the addressee is shown", out);
	else if (!ephemeral)
		upheld(&k, "the author has not shown how it sealed the copy", out);
	else
		try_seals(&k, seal, nseals, ephemeral, given, out);
	free(k.inner);
	return VB_OK;
}
