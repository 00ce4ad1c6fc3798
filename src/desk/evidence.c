/*
 * What a party shows the judge of a contest or a cannot-open: the copy as it travelled,
 * and what opens it (format.md 7.6, 9.4).
 *
 * SPDX-License-Identifier: ISC
 */
#include "desk/internal.h"

#include <stdlib.h>
#include <string.h>

/* One hand-over that somebody complains of. */
struct evidence {
	struct vb_desk *d;
	const struct vb_handover *h;
	const struct vb_key *seal[VB_SEALS_MAX]; /* its addressee's, newest first (7.6) */
	unsigned nseals;
	char cite[96];			/* the act that hands over */
	const char *addressee;
	uint8_t *copy, *inner;		/* as it travelled; what its outer layer holds */
	size_t copy_len, inner_len;
};

static void evidence_free(struct evidence *e)
{
	free(e->copy);
	free(e->inner);
}

/* ---- the copy ---- */

static enum vb_code open_outer(struct evidence *e, struct vb_err *err)
{
	struct vb_ahead log = {.base = e->d->fold->nfacts};
	struct vb_secret *identity = NULL;
	struct vb_loaded release = {0};
	enum vb_code code = vb_ahead_act(e->d, &log, e->h->release, &release, err);

	if (!code)
		code = vb_identity_parse(vb_act_get(release.act, "identity", 0), &identity,
					 err);
	if (!code)
		code = vb_age_open(vb_view(e->copy, e->copy_len), identity, &e->inner,
				   &e->inner_len, err);
	vb_secret_free(identity);
	vb_loaded_free(&release);
	return code;
}

/* The keys that the addressee held between what the author had seen and the act's place. */
static enum vb_code find_seals(struct evidence *e, struct vb_err *err)
{
	const struct vb_fold *f = e->d->fold;
	struct vb_ahead log = {.base = f->nfacts};
	struct vb_loaded l = {0};
	enum vb_code code = vb_ahead_act(e->d, &log, e->h->act, &l, err);
	char name[66];

	for (uint32_t i = f->nkeys; !code && i > 0 && e->nseals < VB_SEALS_MAX; i--) {
		const struct vb_key *k = &f->key[i - 1];

		if (k->purpose == VB_P_SEAL && k->from <= e->h->act &&
		    k->until >= l.act->seen_size && strcmp(k->name, e->addressee) == 0)
			e->seal[e->nseals++] = k;
	}
	vb_loaded_free(&l);
	if (!code && e->nseals == 0)
		code = vb_fail(err, VB_REFUSED, "7.5", e->cite,
			       "%s had no seal key when it was logged",
			       vb_name_upper(name, e->addressee));
	return code;
}

static enum vb_code load(struct evidence *e, struct vb_desk *d, const struct vb_handover *h,
			 struct vb_err *err)
{
	enum vb_code code;

	e->d = d;
	e->h = h;
	e->addressee = d->fold->party[h->addressee].name;
	vb_fact_citation(e->cite, d->fold, h->act);
	code = find_seals(e, err);
	if (!code)
		code = vb_desk_copy(d, &h->hash, h->bytes, &e->copy, &e->copy_len, err);
	return code ? code : open_outer(e, err);
}

static struct vb_proof_parts parts_of(const struct evidence *e, const uint8_t *file_key,
				      const uint8_t *ephemeral)
{
	return (struct vb_proof_parts){.copy = vb_view(e->copy, e->copy_len),
				       .file_key = file_key, .ephemeral = ephemeral};
}

/* ---- the author's answer to a cannot-open ---- */

/* With the whole log: which seal keys the addressee had no choice of acts can show. */
static enum vb_code show_sealing(const struct evidence *e, const uint8_t *ephemeral, FILE *f,
				 struct vb_err *err)
{
	const struct vb_proof_parts with = parts_of(e, NULL, ephemeral);

	return vb_prove_with(e->d, NULL, 0, &with, f, err);
}

/* The hand-over of @act to @addressee, or to the only one who says that it does not open. */
static const struct vb_handover *find_unopened(struct vb_desk *d, uint32_t act,
					       const char *addressee, enum vb_code *code,
					       struct vb_err *err)
{
	const struct vb_handover *found = NULL;
	const struct vb_fold *f = d->fold;
	uint8_t me = vb_desk_me(d, f);
	unsigned mine = 0, n = 0;
	char cite[96] = "proof";

	if (act < f->nfacts)
		vb_fact_citation(cite, f, act);
	for (uint32_t i = 0; i < f->nhandovers; i++) {
		const struct vb_handover *h = &f->handover[i];

		if (h->act != act || h->author != me)
			continue;
		mine++;
		if (h->cannot_open == VB_NO_ACT ||
		    (addressee && strcmp(f->party[h->addressee].name, addressee) != 0))
			continue;
		found = h;
		n++;
	}
	if (n == 1)
		return found;
	if (n > 1)
		*code = vb_fail(err, VB_USAGE, "7.6", cite,
				"%u addressees say that it does not open: name one", n);
	else if (mine == 0)
		*code = vb_fail(err, VB_REFUSED, "7.6", cite,
				"it hands over no paper of ours: there is no sealing to show");
	else
		*code = vb_fail(err, VB_REFUSED, "7.6", cite,
				"nobody%s says on the record that the copy does not open: "
				"no answer is due", addressee ? " of that name" : "");
	return NULL;
}

enum vb_code vb_desk_prove_sealing(struct vb_desk *d, uint32_t act, const char *addressee,
				   FILE *f, struct vb_err *err)
{
	struct evidence e = {0};
	const struct vb_handover *h = NULL;
	uint8_t ephemeral[32], key[16];
	enum vb_code code = vb_desk_at_table(d, false, err);

	if (!code)
		h = find_unopened(d, act, addressee, &code, err);
	if (!h)
		return code;
	code = load(&e, d, h, err);
	if (!code)
		code = vb_copy_ephemeral(d, &d->fold->fact[act].id, e.addressee, ephemeral,
					 err);
	if (code)
		goto out;
	/* Nobody hands a judge what would convict him. */
	code = VB_FALSE;
	for (unsigned i = 0; (code == VB_FALSE || code == VB_KEY) && i < e.nseals; i++)
		code = vb_age_ephemeral_key(vb_view(e.inner, e.inner_len),
					    &e.seal[i]->recipient, ephemeral, key, NULL);
	vb_wipe(key, sizeof(key));
	if (code == VB_MEMORY)
		code = vb_no_room(err);
	else if (code)
		code = vb_fail(err, VB_FALSE, "7.6", e.cite,
			       "what this desk keeps of the sealing does not open the copy, "
			       "and would uphold what is said against it");
	else
		code = show_sealing(&e, ephemeral, f, err);
out:
	vb_wipe(ephemeral, sizeof(ephemeral));
	evidence_free(&e);
	return code;
}

/* ---- the addressee's contest ---- */

/* What these acts rest on comes by itself. */
static enum vb_code show_contest(const struct evidence *e, const uint8_t *file_key, FILE *f,
				 struct vb_err *err)
{
	const struct vb_proof_parts with = parts_of(e, file_key, NULL);
	const uint32_t acts[] = {e->h->act, e->h->contest};

	return vb_prove_with(e->d, acts, VB_ARRAY_LEN(acts), &with, f, err);
}

static const struct vb_handover *find_contested(struct vb_desk *d, uint32_t act,
						enum vb_code *code, struct vb_err *err)
{
	const struct vb_handover *h = vb_fold_handover(d->fold, act, vb_desk_me(d, d->fold));
	char cite[96] = "proof";

	if (h && h->contest != VB_NO_ACT)
		return h;
	if (act < d->fold->nfacts)
		vb_fact_citation(cite, d->fold, act);
	*code = vb_fail(err, VB_REFUSED, "7.6", cite,
			"we have contested no copy of it on the record: there is nothing to "
			"show");
	return NULL;
}

/* The inner layer's file key, under the seal key that it was sealed to. */
static enum vb_code own_file_key(const struct evidence *e, uint8_t key[static 16],
				 struct vb_err *err)
{
	struct vb_desk *d = e->d;
	enum vb_code code = vb_desk_keys(d, err);

	if (code)
		return code;
	code = VB_KEY;
	for (unsigned i = 0; code == VB_KEY && i < d->keys.nseals; i++)
		code = vb_age_file_key(vb_view(e->inner, e->inner_len), d->keys.seal[i], key,
				       NULL);
	if (code)
		return vb_fail(err, code == VB_KEY ? VB_KEY : VB_FALSE, "7.6", e->cite,
			       "our copy has no file key under our seal keys: that is no "
			       "contest, but a cannot-open, and its author has to answer it");
	return VB_OK;
}

enum vb_code vb_desk_prove_contest(struct vb_desk *d, uint32_t act, FILE *f,
				   struct vb_err *err)
{
	struct evidence e = {0};
	const struct vb_handover *h = NULL;
	uint8_t key[16];
	enum vb_code code = vb_desk_at_table(d, false, err);

	if (!code)
		h = find_contested(d, act, &code, err);
	if (!h)
		return code;
	code = load(&e, d, h, err);
	if (!code)
		code = own_file_key(&e, key, err);
	if (!code)
		code = show_contest(&e, key, f, err);
	vb_wipe(key, sizeof(key));
	evidence_free(&e);
	return code;
}
